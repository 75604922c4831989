"""Hazards as commands read them from the journal, and as they put acts on record."""

from __future__ import annotations

import json
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from zhiben.cli.cmd_task import keep_evidence
from zhiben.cli.hazard.step_lines import refusal_text
from zhiben.cli.masking import say
from zhiben.cli.session import reference_of, refuse
from zhiben.errors import UnknownNameError, nearest_names
from zhiben.ledger.digests import body_text
from zhiben.ledger.fold import in_order, registry_of
from zhiben.ledger.hazards.acting import (
    completed,
    has_same_evidence,
    rule_on,
    said_draft,
    step_draft,
    twins_of,
)
from zhiben.ledger.hazards.bodies import said_body
from zhiben.ledger.hazards.duties import authorities_of, holder_of
from zhiben.ledger.hazards.lives import KINDS, lives_of
from zhiben.ledger.hazards.moves import MOVES, STATES, Actor
from zhiben.ledger.hazards.numbers import number_order, numbers_after
from zhiben.ledger.units.rules import label_key, labelled, labels
from zhiben.model.entries import Entry, EntryKind
from zhiben.model.hazards import Act, HazardLife, Party, Said, State, Step
from zhiben.model.organisations import OrganisationKind
from zhiben.model.reports import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.cli.hazard.options import Circumstances
    from zhiben.cli.session import Session
    from zhiben.ledger.hazards.acting import Ruling
    from zhiben.ledger.units.registry import Registry
    from zhiben.model.entries import Draft
    from zhiben.model.hazards import HazardDetails

_LAST: Final = 2**53 - 1


# Reading


def hazard_lives(session: Session, as_of: date) -> dict[str, HazardLife]:
    """Return every hazard as it was on a day, in the order of their numbers."""
    lives = lives_of(session.store.live(KINDS, as_of))
    return {number: lives[number] for number in sorted(lives, key=number_order)}


def hazard_life(session: Session, text: str, as_of: date) -> HazardLife:
    """Return one hazard as it was on a day.

    Raises:
        UsageError: when there is none of that number, or none yet on that day.
    """
    return hazard_story(session, text, as_of)[0]


def hazard_story(session: Session, text: str, as_of: date) -> tuple[HazardLife, list[str]]:
    """Return one hazard as it was on a day, and the entries around it in order.

    Raises:
        UsageError: when there is none of that number, or none yet on that day.
    """
    number = known_number(session, text)
    entries = entries_around(session, number, as_of=as_of)
    life = lives_of(entries).get(number)
    if life is None:
        raise refuse(
            f"{number} 到 {as_of} 还没有登记，或登记已经撤销，见 zhiben hazard history {number}。"
        )
    return life, list(map(place_of, entries))


def entries_around(session: Session, *numbers: str, as_of: date) -> list[Entry]:
    """Return the entries in force on a day of some hazards and all those merged with them."""
    live, near = session.store.live, session.store.related(numbers)
    entries = list(chain(*(live(KINDS, as_of, subject=number) for number in near)))
    mergers = [
        {step.subject, str(step.body["given"].get("into", ""))}
        for step in entries
        if step.kind is EntryKind.HAZARD_STEP and step.body["act"] == Act.MERGE.value
    ]
    found, size = set(numbers), 0
    while size < len(found):
        size = len(found)
        found = found.union(*(pair for pair in mergers if pair & found))
    return in_order(entry for entry in entries if entry.subject in found)


def known_number(session: Session, text: str) -> str:
    """Return the number of a hazard on record, in capitals or not.

    Raises:
        UnknownNameError: when there is none; offers the nearest.
    """
    number = text.strip()
    if any(line.kind == EntryKind.HAZARD_RECORD for line in session.store.lines(subject=number)):
        return number
    known = sorted(session.store.subjects(EntryKind.HAZARD_RECORD), key=number_order)
    found = next((one for one in known if label_key(one) == label_key(number)), None)
    if found is None:
        raise UnknownNameError("隐患", text, nearest_names(number.upper(), known))
    return found


def hazard_target(session: Session, text: str, *, of: str) -> str:
    """Return the number of the hazard that another one is to be merged into.

    Raises:
        UsageError: when nothing can go on there, naming where it may.
    """
    target = hazard_life(session, text, session.today)
    if target.number == of:
        raise refuse(f"{of} 不能并入它自己。")
    if target.state is State.MERGED:
        raise refuse(f"{target.number} 已并入 {target.merged_into}，请并入 {target.merged_into}。")
    if target.state in {State.VOID, State.UNFOUNDED}:
        raise refuse(f"{target.number} {STATES[target.state]}，不能并入它。")
    return target.number


def new_numbers(session: Session) -> Iterator[str]:
    """Yield the numbers this site gives next; only inside the transaction that records them."""
    origin = session.store.site.origin
    known = session.store.subjects(EntryKind.HAZARD_RECORD, origin=origin)
    office = _office(session)
    return numbers_after(known, origin=origin, office=office, year=session.today.year)


def registry_on(session: Session, day: date) -> Registry:
    """Return the units known on a day."""
    return registry_of(session.store.live((EntryKind.ORG_ADD, EntryKind.ORG_AMEND), day))


# Who acts


def party_of(
    registry: Registry, text: str, *, people: Sequence[str], firms: Iterable[Party] = ()
) -> Party:
    """Return a unit that acts, with its people: a registered one, or one the hazard names.

    Raises:
        UnknownNameError: when no unit answers to the text; offers the nearest names.
    """
    key = label_key(text)
    unit = labelled(registry).get(key)
    if unit is not None:
        return Party(unit=unit.id, people=tuple(people), known_as=labels(unit)[1:])
    for firm in firms:
        if key in map(label_key, (firm.unit, *firm.known_as)):
            return evolve(firm, people=tuple(people))
    return Party(unit=registry.find(text).id)


def firms_of(details: HazardDetails) -> Iterator[Party]:
    """Yield the units a hazard's details name that need not be registered."""
    if details.enterprise:
        known_as = (details.enterprise, details.credit_code or "")
        yield Party(unit=details.enterprise, known_as=tuple(filter(None, known_as)))
    if details.unit_responsible:
        yield Party(unit=details.unit_responsible, known_as=(details.unit_responsible,))


def canonical(registry: Registry, text: str) -> str:
    """Return the name of a registered unit people call that, or the text itself."""
    unit = labelled(registry).get(label_key(text))
    return unit.name if unit else text.strip()


# Recording


@frozen(kw_only=True)
class Taken:
    """What became of an act: its entry, whether it is new, and the hazard's life with it."""

    reference: str
    is_new: bool
    life: HazardLife


def take_step(
    session: Session, number: str, act: Act, *, given: Mapping[str, Any], case: Circumstances
) -> Taken:
    """Put an act on record, inside the caller's transaction; once only.

    Raises:
        UsageError: when the act is not legal or lacks something, saying what.
    """
    day = acting_day(session, case.on)
    others = [str(given["into"])] if act is Act.MERGE and given.get("into") else []
    live = entries_around(session, number, *others, as_of=date.max)
    known = lives_of(entry for entry in live if entry.on <= day).get(number)
    step = Step(
        reference="",
        on=day,
        act=act,
        by=acting_party(session, MOVES[act].actor, known, case=case, day=day),
        given=completed(act, given, known),
        role=MOVES[act].actor.value,
        document=case.document,
        # They stand for the files, which are kept only once the act is legal.
        evidence=tuple(Evidence(name=one, digest=one, size=0) for one in case.files),
    )
    again = evolve(step, given=completed(act, given, known, again=True))
    actor = session.options.actor
    draft, repeated = (step_draft(number, one, actor=actor) for one in (step, again))
    ruling = rule_on(live, pending_entry(session, draft))
    twins = list(_twins(repeated, live, ruling, is_dated=case.on is not None))
    if not twins:
        _require_legal(number, step, ruling)
    files = keep_evidence(session, case.files)
    draft = step_draft(number, evolve(step, evidence=files), actor=actor)
    for twin in twins:
        if has_same_evidence(twin, draft):
            return Taken(
                reference=place_of(twin), is_new=False, life=life_now(session, live, number)
            )
    _require_legal(number, step, ruling)
    (line,) = session.record([draft])
    entries = [*live, evolve(pending_entry(session, draft), seq=line.seq)]
    return Taken(reference=reference_of(line), is_new=True, life=life_now(session, entries, number))


def take_new(session: Session, said: Said, *, files: Sequence[str]) -> Taken:
    """Put a new hazard on record under a number of its own, inside the caller's transaction.

    What was recorded here in the very same words is not recorded again.
    """
    said = evolve(said, evidence=keep_evidence(session, files))
    text, day = body_text(said_body(said)), said.on.isoformat()
    void = session.store.void_ids()
    origin = session.store.site.origin
    for line in session.store.lines(origin=origin, kind=EntryKind.HAZARD_RECORD, body=text):
        if line.on == day and line.id not in void:
            life = hazard_life(session, line.subject, session.today)
            if life.state is not State.VOID:
                return Taken(reference=reference_of(line), is_new=False, life=life)
    number = next(new_numbers(session))
    (line,) = session.record([said_draft(number, said, actor=session.options.actor)])
    life = hazard_life(session, number, session.today)
    return Taken(reference=reference_of(line), is_new=True, life=life)


def take_word(session: Session, number: str, said: Said, *, files: Sequence[str]) -> Taken:
    """Put on record what a person says more of a hazard, inside the caller's transaction.

    Raises:
        UsageError: when it would take the effect of what was done since.
    """
    live = entries_around(session, number, as_of=date.max)
    said = evolve(said, evidence=keep_evidence(session, files))
    draft = said_draft(number, said, actor=session.options.actor)
    for twin in twins_of(draft, live):
        if twin.on == said.on and has_same_evidence(twin, draft):
            return Taken(
                reference=place_of(twin), is_new=False, life=life_now(session, live, number)
            )
    pending = pending_entry(session, draft)
    ruling = rule_on(live, pending)
    if ruling.broken:
        raise refuse(broken_text("这样更正", ruling))
    (line,) = session.record([draft])
    entries = [*live, evolve(pending, seq=line.seq)]
    return Taken(reference=reference_of(line), is_new=True, life=life_now(session, entries, number))


def acting_day(session: Session, on: date | None) -> date:
    """Return the business date of an act: the one told, or today.

    Raises:
        UsageError: when it is yet to come.
    """
    if on is not None and on > session.today:
        raise refuse(f"业务日期 {on} 晚于今天 {session.today}，还没有发生的事不能登记。")
    return on or session.today


def own_party(session: Session, registry: Registry, *, people: Sequence[str]) -> Party:
    """Return the unit that records here, with the people who act for it."""
    origin = session.store.site.origin
    unit = registry.get(origin)
    return Party(unit=origin, people=tuple(people), known_as=labels(unit)[1:] if unit else ())


def place_of(entry: Entry) -> str:
    """Return how people refer to an entry."""
    return f"{entry.origin}:{entry.seq}"


def tell(taken: Taken, text: str) -> None:
    """Say what was recorded and where, or that it was there already."""
    place = f"已记入台账 {taken.reference}" if taken.is_new else f"台账里已有（{taken.reference}）"
    say(f"{place}{'' if taken.is_new else '，没有再记'}：{text}")


def acting_party(
    session: Session,
    actor: Actor,
    life: HazardLife | None,
    *,
    case: Circumstances,
    day: date,
    others: Sequence[Party] = (),
) -> Party:
    """Return who acts: the unit told, or whose turn it is as far as that is known.

    ``others`` are units that need not be registered, beside those the hazard names.
    """
    registry = registry_on(session, max(day, session.today))
    firms = list(firms_of(life.details)) if life else []
    is_theirs = actor is Actor.ENTERPRISE and bool(firms)
    if case.unit is None and not is_theirs:
        return own_party(session, registry, people=case.people)
    text = firms[0].unit if case.unit is None else case.unit
    holder = holder_of(life) if life else None
    known = [*firms, *(authorities_of(life) if life else ()), *others]
    known += [holder] if holder else []
    return party_of(registry, text, people=case.people, firms=known)


def _twins(
    draft: Draft, live: Sequence[Entry], ruling: Ruling, *, is_dated: bool
) -> Iterator[Entry]:
    """Yield the entries that record this very act already.

    An act that would be legal once more is a new one, unless it was the last thing done.
    """
    idle = ruling.after.idle if ruling.after else {}
    last = [step.reference for step in ruling.before.effective[-1:]] if ruling.before else []
    for twin in twins_of(draft, live):
        place = place_of(twin)
        is_last = place in last
        is_same_day = twin.on == draft.on or (ruling.faults and not is_dated)
        if place not in idle and is_same_day and (ruling.faults or is_last):
            yield twin


def _require_legal(number: str, step: Step, ruling: Ruling) -> None:
    """Refuse an act that would have no effect, or take that of later ones.

    Raises:
        UsageError: saying why, and what may be done instead.
    """
    if ruling.before is None or ruling.faults:
        raise refuse(refusal_text(number, step, ruling))
    if ruling.broken:
        raise refuse(broken_text(f"在 {step.on} 补记{MOVES[step.act].label}", ruling))


def broken_text(what: str, ruling: Ruling) -> str:
    """Say which later acts would lose their effect."""
    lines = (f"  {place}：{'；'.join(why)}" for place, why in ruling.broken.items())
    return "\n".join((f"{what}，后来的记录就不成立了，请先核对日期，或先撤销后来的：", *lines))


def pending_entry(session: Session, draft: Draft) -> Entry:
    """Return the entry a draft would become if it were recorded now."""
    return Entry(
        id="",
        origin=session.store.site.origin,
        seq=_LAST,
        on=draft.on,
        recorded_at=session.options.clock.now(),
        actor=draft.actor,
        kind=draft.kind,
        subject=draft.subject,
        body=draft.body,
        previous="",
        digest="",
    )


def life_now(session: Session, entries: Iterable[Entry], number: str) -> HazardLife:
    """Return a hazard's life today, from entries of any day."""
    return lives_of(in_order(one for one in entries if one.on <= session.today))[number]


def _office(session: Session) -> str:
    """Return the unit whose hazards have plain numbers: the office of the plan adopted first."""
    for line in session.store.lines(kind=EntryKind.PLAN_ADOPT):
        for unit in json.loads(line.body)["organisations"]:
            if unit["kind"] == OrganisationKind.OFFICE:
                return str(unit["id"])
    return ""
