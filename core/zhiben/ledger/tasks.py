"""Where each task stands on a day: the share of every unit, and the task as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from attrs import evolve, frozen

from zhiben.ledger.facts import Facts
from zhiben.ledger.occurrences import PeriodOutcomes, unfold, units_of
from zhiben.model.organisations import OwedBy
from zhiben.model.plan import LeadBasis, Plan, Task, TaskKind
from zhiben.model.progress import Outcome, TaskStatus
from zhiben.model.reports import Amendment, ReportStatus

DUE_SOON_DAYS = 30
"""A task due within this many days is due soon."""

STALE_DAYS = 92
"""A continuous task without a report for this many days, the longest quarter, is stale."""


@frozen(kw_only=True)
class Share:
    """One unit's part of a task.

    ``due`` is the day it was or is next owed, ``None`` when there is none; for an
    overdue share of a recurring task it is the first of the unbroken run of missed
    deadlines. ``done_on`` is the day the unit was done. ``period`` names the period
    that is next owed.
    """

    unit: str
    status: TaskStatus
    due: date | None = None
    done_on: date | None = None
    period: str | None = None


@frozen(kw_only=True)
class TaskView:
    """A task as amended, with the shares of the units that owe it.

    ``original_due`` is the document's date. ``periods`` holds the outcomes of a
    recurring task.
    """

    task: Task
    status: TaskStatus
    shares: tuple[Share, ...]
    original_due: date | None
    forecast: date | None
    periods: tuple[PeriodOutcomes, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The units that have not said done."""
        return tuple(s.unit for s in self.shares if s.status is not TaskStatus.DONE)

    @property
    def done_on(self) -> date | None:
        """The day the last unit was done, or ``None`` while one is missing."""
        if self.status is not TaskStatus.DONE:
            return None
        return max((share.done_on for share in self.shares if share.done_on), default=None)

    @property
    def owing(self) -> tuple[Share, ...]:
        """The shares by who must act: the leads' own where they act for the units."""
        scope = self.task.scope
        if scope is None or scope.owed_by is OwedBy.UNIT:
            return self.shares
        late = [share for share in self.shares if share.status is self.status]
        pattern = min(late, key=lambda share: share.due or date.max, default=None)
        due = pattern.due if pattern else self.task.due
        period = pattern.period if pattern else None
        return tuple(
            Share(unit=lead, status=self.status, due=due, period=period)
            for lead in self.task.leads
        )


def amended(task: Task, amendments: Sequence[Amendment]) -> Task:
    """Return the task with its amendments applied, oldest first."""
    for change in amendments:
        if change.due is not None:
            task = evolve(task, due=change.due)
        if change.leads is not None:
            task = evolve(task, leads=change.leads, lead_basis=LeadBasis.AMENDED)
    return task


def view_tasks(plan: Plan, facts: Facts) -> tuple[TaskView, ...]:
    """Return how every task of the plan stands on the facts' day."""
    return tuple(view_task(task, plan, facts) for task in plan.tasks())


def view_task(task: Task, plan: Plan, facts: Facts) -> TaskView:
    """Return how one task stands on the facts' day."""
    amendments = facts.amendments.get(task.id, ())
    current = amended(task, amendments)
    periods = tuple(unfold(current, plan, facts))
    if current.cadence is not None:
        shares = tuple(_recurring_shares(periods, plan=plan, as_of=facts.as_of))
    else:
        units = units_of(current, facts, on=facts.as_of)
        shares = tuple(_single_share(current, unit, facts) for unit in units)
    return TaskView(
        task=current,
        status=combine(share.status for share in shares),
        shares=shares,
        original_due=task.due,
        forecast=next((a.forecast for a in reversed(amendments) if a.forecast), None),
        periods=periods,
    )


def combine(statuses: Iterable[TaskStatus]) -> TaskStatus:
    """Return the status of a whole from its parts: the worst one counts.

    Done only when every part is done; a part that is late, due soon or stale marks the
    whole; not started only while no part has begun.
    """
    found = set(statuses)
    if not found:
        return TaskStatus.NOT_STARTED
    if len(found) == 1:
        return found.pop()
    worst = (TaskStatus.OVERDUE, TaskStatus.DUE_SOON, TaskStatus.STALE)
    return next((status for status in worst if status in found), TaskStatus.ONGOING)


def _single_share(task: Task, unit: str, facts: Facts) -> Share:
    """Return a unit's share of a task without periods."""
    standing = facts.standings.get((task.id, unit))
    if standing is not None and standing.status is ReportStatus.DONE:
        return Share(unit=unit, status=TaskStatus.DONE, due=task.due, done_on=standing.since)
    if task.due is not None and facts.as_of > task.due:
        status = TaskStatus.OVERDUE
    elif task.due is not None and task.due - facts.as_of <= timedelta(days=DUE_SOON_DAYS):
        status = TaskStatus.DUE_SOON
    elif standing is None:
        status = TaskStatus.NOT_STARTED
    elif _is_stale(task, standing.last_on, as_of=facts.as_of):
        status = TaskStatus.STALE
    else:
        status = TaskStatus.ONGOING
    return Share(unit=unit, status=status, due=task.due)


def _is_stale(task: Task, last_on: date, *, as_of: date) -> bool:
    """Tell whether a continuous task has gone a quarter without a report."""
    continuous = task.kind is TaskKind.CONTINUOUS
    return continuous and as_of - last_on > timedelta(days=STALE_DAYS)


def _recurring_shares(
    periods: Sequence[PeriodOutcomes], *, plan: Plan, as_of: date
) -> Iterator[Share]:
    """Yield the share of every unit that owes the latest period.

    What counts is the run of missed deadlines up to the last one that has passed: a
    unit that took the duty up again is no longer late, and its gap stays on record in
    that period's line. Only when the plan is over does every gap count.
    """
    history = _History.of(periods)
    over = bool(periods) and as_of > max(periods[-1].due, plan.end)
    for unit in history.current:
        yield _recurring_share(unit, history, over=over, as_of=as_of)


def _recurring_share(unit: str, history: _History, *, over: bool, as_of: date) -> Share:
    """Return one unit's share of a recurring task."""
    missed = history.gaps if over else history.run
    if unit in missed:
        return Share(unit=unit, status=TaskStatus.OVERDUE, due=missed[unit])
    if over:
        return Share(unit=unit, status=TaskStatus.DONE)
    due, period = history.open.get(unit, (None, None))
    if due is not None and due - as_of <= timedelta(days=DUE_SOON_DAYS):
        status = TaskStatus.DUE_SOON
    else:
        status = TaskStatus.ONGOING if unit in history.begun else TaskStatus.NOT_STARTED
    return Share(unit=unit, status=status, due=due, period=period)


@frozen(kw_only=True)
class _History:
    """The periods of a recurring task, read once for all units.

    ``current`` are the units of the latest period; ``run`` maps a unit to the first
    deadline of its unbroken run of missed ones, ``gaps`` to its first missed deadline
    ever, ``open`` to its next deadline; ``begun`` are units that did or were spared it
    at least once.
    """

    current: tuple[str, ...]
    run: dict[str, date]
    gaps: dict[str, date]
    open: dict[str, tuple[date, str]]
    begun: frozenset[str]

    @classmethod
    def of(cls, periods: Sequence[PeriodOutcomes]) -> _History:
        """Read the periods, oldest first."""
        run: dict[str, date] = {}
        gaps: dict[str, date] = {}
        still_open: dict[str, tuple[date, str]] = {}
        begun: set[str] = set()
        for line in periods:
            missed = line.units[Outcome.MISSED]
            pending = line.units[Outcome.OPEN]
            run = {unit: run.get(unit, line.due) for unit in missed} | {
                unit: run[unit] for unit in pending if unit in run
            }
            gaps = dict.fromkeys(missed, line.due) | gaps
            still_open = {unit: (line.due, line.period.id) for unit in pending} | still_open
            for outcome in (Outcome.FULFILLED, Outcome.LATE, Outcome.WAIVED):
                begun.update(line.units[outcome])
        current = [unit for units in periods[-1].units.values() for unit in units] if periods else []
        return cls(
            current=tuple(sorted(current)), run=run, gaps=gaps, open=still_open,
            begun=frozenset(begun),
        )
