"""The escalation ladder: 提示、督办、约谈、通报、曝光, and who would move up a step.

It is data (``ladder.csv``); how long each step waits is a limit of its own, so an
office may set another. Nothing moves by itself: a step is taken by a recorded act, one after
the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.ledger.hazards.limits import last_day, limit_on
from zhiben.ledger.hazards.lives import is_overdue
from zhiben.ledger.hazards.measures import is_talk
from zhiben.ledger.units.rules import label_key
from zhiben.model.hazard_limits import Limit
from zhiben.model.hazard_measures import Family, Measure
from zhiben.model.hazards import Act, HazardLife

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.dates import Calendar
    from zhiben.ledger.hazards.limits import Table


@frozen(kw_only=True)
class Rung:
    """A step of the ladder: what else it is called, which limit it waits for, and why."""

    step: str
    label: str
    also: tuple[str, ...]
    limit: str
    why: str
    source: str


@frozen(kw_only=True)
class Climb:
    """How far a hazard has been escalated: the steps that counted, and those that did not."""

    taken: tuple[Measure, ...] = ()
    idle: Mapping[str, str]

    @property
    def last(self) -> Measure | None:
        """The step it stands on."""
        return self.taken[-1] if self.taken else None


@frozen(kw_only=True)
class Prospect:
    """Whether an overdue hazard would move up, and why.

    ``on`` is the rung it stands on and ``next`` the one after, ``None`` when there is none.
    ``since`` is the latest of its deadline, its last step and the last feedback; ``due_on``
    the day from which the next step is due by ``limit``.
    """

    life: HazardLife
    deadline: date
    on: Rung | None
    next: Rung | None
    since: date
    due_on: date | None
    limit: Limit | None
    is_due: bool
    notes: tuple[str, ...] = ()


def ladder() -> tuple[Rung, ...]:
    """Return the rungs from the lowest to the highest."""
    import csv
    from importlib.resources import files

    text = files("zhiben.ledger.hazards").joinpath("ladder.csv").read_text(encoding="utf-8-sig")
    return tuple(
        Rung(
            step=row["step"],
            label=row["label"],
            also=tuple(row["also"].split("|")),
            limit=row["limit"],
            why=row["why"],
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def find_rung(rungs: Iterable[Rung], text: str) -> Rung | None:
    """Return the rung people call that: by its code, its name, or another name for it."""
    key = label_key(text)
    known = ((rung, (rung.step, rung.label, *rung.also)) for rung in rungs)
    return next((rung for rung, names in known if key in map(label_key, names)), None)


def climb_of(life: HazardLife, measures: Iterable[Measure], rungs: Sequence[Rung]) -> Climb:
    """Return how far a hazard has been escalated since it was last reopened.

    A step counts when it is the one after the last, or that one once more. A talk that is
    recorded as enforcement is a step too where it can be one, and none where it cannot.
    """
    reopening = life.last(Act.REOPEN)
    places = {rung.step: place for place, rung in enumerate(rungs)}
    taken: list[Measure] = []
    idle = {}
    at = -1
    for one in measures:
        if one.family is not Family.ESCALATE and not is_talk(one):
            continue
        place = places.get(one.kind)
        is_before = reopening is not None and one.on < reopening.on
        why = "重开以前的，重新起算" if is_before else _why_idle(place, at, rungs)
        if not why and place is not None:
            at = place
            taken.append(one)
        elif one.family is Family.ESCALATE:
            idle[one.reference] = why
    return Climb(taken=tuple(taken), idle=idle)


def _why_idle(place: int | None, at: int, rungs: Sequence[Rung]) -> str:
    """Say why a step does not count after the one at some place, empty when it does."""
    if place is None:
        return "阶梯里没有这一步"
    if place > at + 1:
        return f"还没有{rungs[at + 1].label}，不能跳过"
    return f"已经{rungs[at].label}" if place < at else ""


def next_rung(climb: Climb, rungs: Sequence[Rung]) -> Rung | None:
    """Return the step that comes next, ``None`` on the last one."""
    at = current_rung(climb, rungs)
    place = rungs.index(at) + 1 if at else 0
    return rungs[place] if place < len(rungs) else None


def current_rung(climb: Climb, rungs: Sequence[Rung]) -> Rung | None:
    """Return the step a hazard stands on."""
    last = climb.last
    return next((rung for rung in rungs if last and rung.step == last.kind), None)


def prospect_of(
    life: HazardLife, measures: Sequence[Measure], *, table: Table, calendar: Calendar, day: date
) -> Prospect | None:
    """Return whether a hazard would move up on a day, ``None`` when it is not overdue."""
    deadline = life.details.deadline
    if deadline is None or not is_overdue(life, day):
        return None
    rungs = ladder()
    climb = climb_of(life, measures, rungs)
    then = next_rung(climb, rungs)
    heard = (one.on for one in measures if one.family is Family.FEEDBACK)
    since = max([deadline, *(one.on for one in climb.taken), *heard])
    limit = limit_on(table, then.limit, since) if then else None
    due = last_day(limit, since, calendar=calendar) if limit else None
    return Prospect(
        life=life,
        deadline=deadline,
        on=current_rung(climb, rungs),
        next=then,
        since=since,
        due_on=due.on if due else None,
        limit=limit,
        is_due=due is not None and day >= due.on,
        notes=due.notes if due else (),
    )
