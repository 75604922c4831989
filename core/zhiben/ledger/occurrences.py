"""Occurrences (履行项): a recurring task unfolded over units and periods, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import frozen

from zhiben.dates import Period, period_due, periods_between
from zhiben.ledger.facts import Facts
from zhiben.model.plan import Cadence, Plan, Task
from zhiben.model.progress import Outcome


@frozen(kw_only=True)
class PeriodOutcomes:
    """One period of a recurring task: every unit that owes it, sorted by outcome.

    ``due`` is the last day that counts as in time.
    """

    period: Period
    due: date
    units: Mapping[Outcome, tuple[str, ...]]

    @property
    def expected(self) -> int:
        """How many units owe the task in this period."""
        return sum(map(len, self.units.values()))


def units_of(task: Task, facts: Facts, *, on: date) -> tuple[str, ...]:
    """Return the ids of the units a task unfolds over on a day.

    Without a scope these are its leads. A scope that matches nobody leaves a dated or
    continuous task with its leads, but makes no occurrence of a recurring one: nobody
    can have missed a duty that no registered unit has.
    """
    if task.scope is None:
        return task.leads
    members = facts.registry.members(task.scope, on=on)
    return members if members or task.cadence else task.leads


def unfold(task: Task, plan: Plan, facts: Facts) -> Iterator[PeriodOutcomes]:
    """Yield every period of a recurring task that has begun by the facts' day.

    Units owe a period by what they are on its first day, so a change of attributes
    (高危) or a new unit touches later periods only. The first period is owed even when
    the plan starts inside it.
    """
    cadence = task.cadence
    if cadence is None:
        return
    for period in periods_between(cadence.every, plan.start, min(plan.end, facts.as_of)):
        units = units_of(task, facts, on=max(period.start, plan.start))
        yield _outcomes(task.id, cadence, period, units=units, facts=facts)


def _outcomes(
    task: str, cadence: Cadence, period: Period, *, units: tuple[str, ...], facts: Facts
) -> PeriodOutcomes:
    """Sort the units of one period by what became of their occurrence."""
    due = period_due(period, cadence.due_day)
    reached = facts.fulfilments.get((task, period.id), {})
    waived = facts.waivers.get((task, period.id), frozenset())
    pending = Outcome.MISSED if facts.as_of > due else Outcome.OPEN
    sorted_units: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    for unit in units:
        day = reached.get(unit)
        if day is not None:
            outcome = Outcome.FULFILLED if day <= due else Outcome.LATE
        else:
            outcome = Outcome.WAIVED if unit in waived else pending
        sorted_units[outcome].append(unit)
    frozen_units = {outcome: tuple(names) for outcome, names in sorted_units.items()}
    return PeriodOutcomes(period=period, due=due, units=frozen_units)
