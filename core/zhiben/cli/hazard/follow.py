"""Measures and limits as commands read them from the journal, and as they put them on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from zhiben.cli.cmd_task import keep_evidence
from zhiben.cli.hazard.acting import (
    acting_day,
    entries_around,
    firms_of,
    hazard_life,
    own_party,
    party_of,
    place_of,
    registry_on,
)
from zhiben.cli.masking import say
from zhiben.cli.output import note
from zhiben.cli.session import reference_of, refuse
from zhiben.ledger.fold import in_order
from zhiben.ledger.hazards.ladder import Climb, Prospect, climb_of, ladder, prospect_of
from zhiben.ledger.hazards.limits import clocks_of, table_of
from zhiben.ledger.hazards.lives import lives_of
from zhiben.ledger.hazards.measures import (
    MEASURES,
    is_talk,
    measure_draft,
    measures_of,
    same_talk,
    twin_of,
)
from zhiben.ledger.hazards.moves import STATES
from zhiben.ledger.hazards.penalties import is_penalty, is_same_firm, penalty_count
from zhiben.model.entries import EntryKind
from zhiben.model.hazard_limits import Clock, PenaltyCount
from zhiben.model.hazard_measures import Family, Measure
from zhiben.model.hazards import State

if TYPE_CHECKING:
    from zhiben.cli.hazard.options import Circumstances
    from zhiben.cli.session import Session
    from zhiben.ledger.hazards.limits import Table
    from zhiben.model.hazards import HazardLife


@frozen(kw_only=True)
class FollowUp:
    """What goes on around a hazard on a day: its clocks, measures, and place on the ladder."""

    day: date
    clocks: Sequence[Clock]
    measures: Sequence[Measure]
    climb: Climb
    prospect: Prospect | None
    penalties: PenaltyCount | None

    @property
    def enforced(self) -> list[Measure]:
        """The enforcement, a talk that is a step of the ladder included."""
        idle = self.climb.idle
        return [
            one
            for one in self.measures
            if one.family is Family.ENFORCE or (is_talk(one) and one.reference not in idle)
        ]

    @property
    def climbed(self) -> list[Measure]:
        """The steps of the ladder and the feedback, a talk by enforcement included."""
        families = (Family.ESCALATE, Family.FEEDBACK)
        return [one for one in self.measures if one.family in families or one in self.climb.taken]


@frozen(kw_only=True)
class Shelf:
    """The measures of all hazards, by the numbers they were taken under."""

    measures: Mapping[str, Sequence[Measure]]

    def about(self, life: HazardLife) -> list[Measure]:
        """Return those about a hazard, and about the ones merged into it, in order."""
        numbers = (life.number, *life.merged)
        found = [one for number in numbers for one in self.measures.get(number, ())]
        return sorted(found, key=lambda one: one.on)


def limit_table(session: Session, day: date) -> Table:
    """Return the table of time limits with what was set here by a day."""
    return table_of(session.store.live((EntryKind.HAZARD_LIMIT,), day))


def measures_about(session: Session, life: HazardLife, day: date) -> list[Measure]:
    """Return the measures about a hazard, and about those merged into it, up to a day."""
    numbers = (life.number, *life.merged)
    live = [one for n in numbers for one in session.store.live(MEASURES, day, subject=n)]
    return measures_of(in_order(live))


def follow_up(session: Session, life: HazardLife, day: date) -> FollowUp:
    """Return what goes on around a hazard on a day."""
    table, calendar = limit_table(session, day), session.calendar(day)
    measures = measures_about(session, life, day)
    return FollowUp(
        day=day,
        clocks=clocks_of(life, measures, table=table, calendar=calendar, day=day),
        measures=measures,
        climb=climb_of(life, measures, ladder()),
        prospect=prospect_of(life, measures, table=table, calendar=calendar, day=day),
        penalties=penalty_count(_penalties(session, life, day), day),
    )


def _penalties(session: Session, life: HazardLife, day: date) -> list[Measure]:
    """Return the penalties on the enterprise of a hazard, for whichever of its hazards."""
    every = [one for one in measures_of(session.store.live(MEASURES, day)) if is_penalty(one)]
    numbers = {one.subject for one in every}
    lives = lives_of(entries_around(session, *numbers, as_of=day)) if numbers else {}
    own = {life.number, *life.merged}
    theirs = {n for n, one in lives.items() if is_same_firm(life.details, one.details)}
    return [one for one in every if one.subject in own | theirs]


def measures_by_hazard(session: Session, day: date) -> Shelf:
    """Return all measures up to a day, read once."""
    found: dict[str, list[Measure]] = {}
    for one in measures_of(session.store.live(MEASURES, day)):
        found.setdefault(one.subject, []).append(one)
    return Shelf(measures=found)


def require_there(session: Session, number: str, case: Circumstances) -> HazardLife:
    """Return a hazard that something is done about, as it was on the day of that.

    Raises:
        UsageError: when there is none, or it goes on under another number, or is void.
    """
    life = hazard_life(session, number, acting_day(session, case.on))
    if life.state is State.MERGED:
        raise refuse(f"{life.number} 已并入 {life.merged_into}，请记在 {life.merged_into} 上。")
    if life.state is State.VOID:
        raise refuse(f"{life.number} {STATES[life.state]}，不能再登记。")
    return life


def new_measure(
    session: Session,
    family: Family,
    kind: str,
    *,
    subject: str,
    case: Circumstances,
    life: HazardLife | None = None,
    **more: Any,
) -> Measure:
    """Return a measure before it is recorded, taken by the unit told, or by this site's.

    Feedback is the enterprise's own where the hazard names one.

    Raises:
        UsageError: when its day is yet to come, or no unit answers to the name told.
    """
    registry = registry_on(session, session.today)
    firms = list(firms_of(life.details)) if life else []
    is_theirs = family is Family.FEEDBACK and bool(firms)
    if case.unit is None and not is_theirs:
        by = own_party(session, registry, people=case.people)
    else:
        text = firms[0].unit if case.unit is None else case.unit
        by = party_of(registry, text, people=case.people, firms=firms)
    return Measure(
        reference="",
        on=acting_day(session, case.on),
        subject=subject,
        family=family,
        kind=kind,
        by=by,
        document=case.document,
        **more,
    )


def take_measure(
    session: Session, measure: Measure, *, case: Circumstances, text: str, form: str = "text"
) -> None:
    """Put a measure on record once, inside the caller's transaction, and say so.

    Where JSON is printed it is said on the side.
    """
    tell = note if form == "json" else say
    measure = evolve(measure, evidence=keep_evidence(session, case.files))
    draft = measure_draft(measure, actor=session.options.actor)
    twin = twin_in(session, measure, is_dated=case.on is not None)
    if twin is not None:
        tell(f"台账里已有（{twin}），没有再记：{text}")
        return
    (line,) = session.record([draft])
    tell(f"已记入台账 {reference_of(line)}：{text}")


def twin_in(session: Session, measure: Measure, *, is_dated: bool) -> str | None:
    """Return where this very measure is on record already."""
    live = session.store.live(MEASURES, date.max, subject=measure.subject)
    draft = measure_draft(measure, actor=session.options.actor)
    twin = twin_of(draft, live, is_dated=is_dated)
    if twin:
        return place_of(twin)
    talk = same_talk(measure, measures_of(live), is_dated=is_dated)
    return talk.reference if talk else None
