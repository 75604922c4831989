"""Acts that lie over a hazard's state, as they are put on record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve

from zhiben.cli.cmd_task import keep_evidence
from zhiben.cli.hazard.acting import (
    Taken,
    acting_day,
    acting_party,
    broken_text,
    canonical,
    entries_around,
    known_number,
    life_now,
    pending_entry,
    place_of,
    registry_on,
    tell,
)
from zhiben.cli.hazard.overlay_page import overlay_refusal, taken_text
from zhiben.cli.session import open_session, reference_of, refuse
from zhiben.ledger.hazards.acting import has_same_evidence, rule_on, step_draft, twins_of
from zhiben.ledger.hazards.lives import lives_of
from zhiben.ledger.hazards.overlays import OVERLAY_MOVES, completed_overlay
from zhiben.ledger.plans.bodies import json_value
from zhiben.model.hazards import OverlayStep, Party

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from zhiben.cli.hazard.options import Circumstances
    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.ledger.hazards.acting import Ruling
    from zhiben.model.entries import Draft, Entry
    from zhiben.model.hazard_overlays import OverlayAct
    from zhiben.model.hazards import HazardLife


def take_overlay(
    session: Session, number: str, act: OverlayAct, *, given: Mapping[str, Any], case: Circumstances
) -> Taken:
    """Put an act on record, inside the caller's transaction; once only.

    Raises:
        UsageError: when the act is not legal or lacks something, saying what.
    """
    day = acting_day(session, case.on)
    live = entries_around(session, number, as_of=date.max)
    known = lives_of(entry for entry in live if entry.on <= day).get(number)
    told = {key: json_value(value) for key, value in given.items() if value not in {None, ""}}
    step = OverlayStep(
        reference="",
        on=day,
        act=act,
        by=_party(session, act, known, told, case=case, day=day),
        given=completed_overlay(act, told, known),
        role=OVERLAY_MOVES[act].actor.value,
        document=case.document,
    )
    ruling = rule_on(live, pending_entry(session, step_draft(number, step, actor="")))
    bare = step_draft(number, step, actor=session.options.actor)
    twins = list(_twins(bare, live, ruling, is_dated=case.on is not None))
    if not twins:
        _require_legal(number, step, ruling)
    files = keep_evidence(session, case.files)
    draft = step_draft(number, evolve(step, evidence=files), actor=session.options.actor)
    for twin in (one for one in twins if has_same_evidence(one, draft)):
        return Taken(reference=place_of(twin), is_new=False, life=life_now(session, live, number))
    _require_legal(number, step, ruling)
    (line,) = session.record([draft])
    entries = [*live, evolve(pending_entry(session, draft), seq=line.seq)]
    return Taken(reference=reference_of(line), is_new=True, life=life_now(session, entries, number))


def take_one(
    options: Options, number: str, act: OverlayAct, *, given: Mapping[str, Any], case: Circumstances
) -> None:
    """Put an act on one hazard on record, and say what it has come to."""
    with open_session(options) as session, session.store.transaction():
        found = known_number(session, number)
        named = authority_named(session, given)
        taken = take_overlay(session, found, act, given=named, case=case)
    tell(taken, taken_text(act, taken.life))


def authority_named(session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an act carries, with the authority by its registered name if it has one."""
    texts = {key: one.strip() if type(one) is str else one for key, one in given.items()}
    name = texts.get("authority")
    if not name:
        return texts
    registry = registry_on(session, session.today)
    return {**texts, "authority": canonical(registry, name)}


def _party(
    session: Session,
    act: OverlayAct,
    life: HazardLife | None,
    given: Mapping[str, Any],
    *,
    case: Circumstances,
    day: date,
) -> Party:
    """Return who acts; the authority an act names need not be registered."""
    name = given.get("authority")
    others = [Party(unit=name, known_as=(name,))] if name else []
    actor = OVERLAY_MOVES[act].actor
    return acting_party(session, actor, life, case=case, day=day, others=others)


def _twins(
    draft: Draft, live: Sequence[Entry], ruling: Ruling, *, is_dated: bool
) -> Iterator[Entry]:
    """Yield the entries that record this act already, which cannot be done once more."""
    idle = ruling.after.idle if ruling.after else {}
    for twin in twins_of(draft, live) if ruling.faults else ():
        is_same_day = twin.on == draft.on or not is_dated
        if place_of(twin) not in idle and is_same_day:
            yield twin


def _require_legal(number: str, step: OverlayStep, ruling: Ruling) -> None:
    """Refuse an act that would have no effect, or take that of later ones.

    Raises:
        UsageError: saying why.
    """
    if ruling.before is None or ruling.faults:
        raise refuse(overlay_refusal(number, step, ruling))
    if ruling.broken:
        raise refuse(broken_text(f"在 {step.on} 补记{OVERLAY_MOVES[step.act].label}", ruling))
