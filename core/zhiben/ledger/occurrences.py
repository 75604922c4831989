"""Occurrences (履行项): a recurring task unfolded over units and periods, and their outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.dates import Period, period_due, periods_between
from zhiben.model.progress import Outcome

if TYPE_CHECKING:
    from zhiben.ledger.facts import Facts
    from zhiben.model.plan import Plan, Task


@frozen(kw_only=True)
class PeriodOutcomes:
    """One period of a recurring task: every unit that owes it, sorted by outcome.

    ``due`` is the last day that counts as in time. Each unit stands under exactly one
    outcome: fulfilled in time; late, done after ``due``; waived, not done and excused;
    missed, not done by now; open, not done and not yet due.
    """

    period: Period
    due: date
    units: Mapping[Outcome, tuple[str, ...]]

    @property
    def expected(self) -> int:
        """How many units owe the task in this period."""
        return sum(map(len, self.units.values()))


def needs_of(plan: Plan) -> dict[str, int]:
    """Return for each recurring task how many times a period asks for it."""
    return {task.id: task.cadence.at_least for task in plan.tasks() if task.cadence}


def first_day(task: Task, plan: Plan) -> date:
    """Return the day from which a task is owed: the plan's start, or its own where later."""
    return max(plan.start, task.since or plan.start)


def leads_on(task: Task, facts: Facts, *, on: date) -> tuple[str, ...]:
    """Return the leads of a task on a day: the last ones an amendment had set by then."""
    leads = amended_leads(task.id, facts, on=on)
    return task.leads if leads is None else leads


def amended_leads(task: str, facts: Facts, *, on: date) -> tuple[str, ...] | None:
    """Return the leads an amendment had set by a day, ``None`` where none did."""
    changes = reversed(facts.amendments.get(task, ()))
    amended = (change.leads for change in changes if change.on <= on)
    return next((leads for leads in amended if leads is not None), None)


def units_of(task: Task, facts: Facts, *, on: date) -> tuple[str, ...]:
    """Return the ids of the units a task unfolds over on a day.

    Without a scope these are its leads. A scope that matches nobody leaves a dated or
    continuous task with its leads, but makes no occurrence of a recurring one: nobody
    can have missed a duty that no registered unit has.
    """
    if task.scope is None:
        return leads_on(task, facts, on=on)
    members = facts.registry.members(task.scope, on=on)
    return members if members or task.cadence else leads_on(task, facts, on=on)


def unfold(task: Task, plan: Plan, facts: Facts) -> Iterator[PeriodOutcomes]:
    """Yield every period of a recurring task that has begun by the facts' day, oldest first.

    Units owe a period by what they are on its first day, so a change of attributes
    (高危), of leads, or a new unit touches later periods only. The first period is owed
    even when the plan, or a task of a later revision of a sub-plan, starts inside it.
    """
    cadence = task.cadence
    if cadence is None:
        return
    start = first_day(task, plan)
    for period in periods_between(cadence.every, start, min(plan.end, facts.as_of)):
        units = units_of(task, facts, on=max(period.start, start))
        due = period_due(period, cadence.due_day)
        outcomes = _outcomes((task.id, period.id), units=units, due=due, facts=facts)
        yield PeriodOutcomes(period=period, due=due, units=outcomes)


def _outcomes(
    key: tuple[str, str], *, units: tuple[str, ...], due: date, facts: Facts
) -> dict[Outcome, tuple[str, ...]]:
    """Sort the units of one task and period by what became of their occurrence."""
    reached = facts.fulfilments.get(key, {})
    waived = facts.waivers.get(key, frozenset())
    pending = Outcome.MISSED if facts.as_of > due else Outcome.OPEN
    found: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    for unit in units:
        if unit in reached:
            outcome = Outcome.FULFILLED if reached[unit] <= due else Outcome.LATE
        else:
            outcome = Outcome.WAIVED if unit in waived else pending
        found[outcome].append(unit)
    return {outcome: tuple(names) for outcome, names in found.items()}
