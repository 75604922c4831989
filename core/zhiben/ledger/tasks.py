"""Where each task stands on a day: the share of every unit, and the task as a whole.

Every share has one :class:`~zhiben.model.progress.TaskStatus`. A task of several shares is
done only when each of them is; until then it names who is missing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from zhiben.ledger.occurrences import PeriodOutcomes, leads_on, unfold, units_of
from zhiben.model.organisations import OwedBy
from zhiben.model.plan import LeadBasis, Plan, Task, TaskKind
from zhiben.model.progress import Outcome, TaskStatus
from zhiben.model.reports import Amendment, ReportStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiben.ledger.facts import Facts, Standing

DUE_SOON_DAYS: Final = 30
"""A task due within this many days is due soon."""

STALE_DAYS: Final = 92
"""A continuous task without a report for more days than the longest quarter is stale."""

NOBODY: Final = "未明确"
"""Stands for the unit, and for its name, of a task that nobody leads or falls under."""


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

    ``original_due`` is the document's date, ``task.due`` the one in force and
    ``forecast`` the one last foretold. ``periods`` holds the outcomes of a recurring
    task.
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
        if not self._leads_act_for_others():
            return self.shares
        alike = [share for share in self.shares if share.status is self.status]
        first = min(alike, key=lambda share: share.due or date.max, default=None)
        pattern = first or Share(unit=NOBODY, status=self.status, due=self.task.due)
        return tuple(evolve(pattern, unit=lead, done_on=self.done_on) for lead in self.task.leads)

    def _leads_act_for_others(self) -> bool:
        """Tell whether the leads owe it for units, and not just for themselves."""
        scope, leads = self.task.scope, set(self.task.leads)
        if scope is None or scope.owed_by is OwedBy.UNIT or not leads:
            return False
        return not leads.issuperset(share.unit for share in self.shares)


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
    """Return how one task, given as the document has it, stands on the facts' day."""
    amendments = facts.amendments.get(task.id, ())
    current = amended(task, amendments)
    periods = tuple(unfold(task, plan, facts))
    if current.cadence is not None:
        shares = tuple(_recurring_shares(task, plan, facts, periods=periods))
    else:
        shares = tuple(_single_share(current, unit, facts) for unit in _owing(current, facts))
    if task.sector in facts.silent:
        shares = tuple(map(_unverified, shares))
    return TaskView(
        task=current,
        status=combine(share.status for share in shares),
        shares=shares,
        original_due=task.due,
        forecast=next((a.forecast for a in reversed(amendments) if a.forecast), None),
        periods=periods,
    )


def _unverified(share: Share) -> Share:
    """Return the share of a task whose sector did not run: said to be done is not done."""
    if share.status is not TaskStatus.DONE:
        return share
    return evolve(share, status=TaskStatus.ONGOING, done_on=None)


def combine(statuses: Iterable[TaskStatus]) -> TaskStatus:
    """Return the status of a whole from its parts: the worst one counts.

    Done only when every part is done; a part that is late, due soon or stale marks the
    whole; not started only while no part has begun.
    """
    found = set(statuses) or {TaskStatus.NOT_STARTED}
    if len(found) == 1:
        return found.pop()
    worst = (TaskStatus.OVERDUE, TaskStatus.DUE_SOON, TaskStatus.STALE)
    return next((status for status in worst if status in found), TaskStatus.ONGOING)


def _owing(task: Task, facts: Facts) -> tuple[str, ...]:
    """Return the units that owe a task without periods.

    These are the units of its scope; once it was due, those that were asked by then and
    still are there. Where that is nobody it falls to the leads, and where nobody leads
    it stays with ``NOBODY``, so that it can be late all the same.
    """
    units = units_of(task, facts, on=facts.as_of)
    if task.scope is not None and task.due is not None and task.due < facts.as_of:
        asked = facts.registry.members(task.scope, on=task.due)
        units = tuple(unit for unit in units if unit in asked)
    return units or leads_on(task, facts, on=facts.as_of) or (NOBODY,)


def _single_share(task: Task, unit: str, facts: Facts) -> Share:
    """Return a unit's share of a task without periods."""
    standing = facts.standings.get((task.id, unit))
    if standing is not None and standing.status is ReportStatus.DONE:
        return Share(unit=unit, status=TaskStatus.DONE, due=task.due, done_on=standing.since)
    status = _unfinished(task, standing, as_of=facts.as_of)
    return Share(unit=unit, status=status, due=task.due)


def _unfinished(task: Task, standing: Standing | None, *, as_of: date) -> TaskStatus:
    """Return how a task stands with a unit that is not done."""
    if task.due is not None and as_of > task.due:
        return TaskStatus.OVERDUE
    if task.due is not None and _is_soon(task.due, as_of=as_of):
        return TaskStatus.DUE_SOON
    if standing is None:
        return TaskStatus.NOT_STARTED
    quiet = as_of - standing.last_on > timedelta(days=STALE_DAYS)
    return TaskStatus.STALE if quiet and task.kind is TaskKind.CONTINUOUS else TaskStatus.ONGOING


def _is_soon(due: date, *, as_of: date) -> bool:
    """Tell whether a day that has not passed is near."""
    return due - as_of <= timedelta(days=DUE_SOON_DAYS)


def _recurring_shares(
    task: Task, plan: Plan, facts: Facts, *, periods: Sequence[PeriodOutcomes]
) -> Iterator[Share]:
    """Yield the share of every unit that owes the latest period.

    What counts is the run of missed deadlines up to the last one that has passed: a
    unit that took the duty up again is no longer late, and its gap stays on record in
    that period's line. Only when the plan is over does every gap count.
    """
    if not periods:
        return
    latest, history = periods[-1], _History.of(periods)
    over = facts.as_of > max(latest.due, plan.end)
    for unit in units_of(task, facts, on=max(latest.period.start, plan.start)):
        yield _recurring_share(unit, history, over=over, as_of=facts.as_of)


def _recurring_share(unit: str, history: _History, *, over: bool, as_of: date) -> Share:
    """Return one unit's share of a recurring task."""
    missed = history.gaps if over else history.run
    if unit in missed:
        return Share(unit=unit, status=TaskStatus.OVERDUE, due=missed[unit])
    if over:
        return Share(unit=unit, status=TaskStatus.DONE)
    begun = TaskStatus.ONGOING if unit in history.begun else TaskStatus.NOT_STARTED
    if unit not in history.open:
        return Share(unit=unit, status=begun)
    due, period = history.open[unit]
    status = TaskStatus.DUE_SOON if _is_soon(due, as_of=as_of) else begun
    return Share(unit=unit, status=status, due=due, period=period)


@frozen(kw_only=True)
class _History:
    """The periods of a recurring task, read once for all units.

    ``run`` maps a unit to the first deadline of its unbroken run of missed ones, ``gaps``
    to its first missed deadline ever, ``open`` to its next deadline and the period;
    ``begun`` are units that did or were spared it at least once.
    """

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
            missed, pending = line.units[Outcome.MISSED], line.units[Outcome.OPEN]
            waiting = {unit: run[unit] for unit in pending if unit in run}
            run = {unit: run.get(unit, line.due) for unit in missed} | waiting
            gaps = dict.fromkeys(missed, line.due) | gaps
            still_open = dict.fromkeys(pending, (line.due, line.period.id)) | still_open
            for outcome in (Outcome.FULFILLED, Outcome.LATE, Outcome.WAIVED):
                begun.update(line.units[outcome])
        return cls(run=run, gaps=gaps, open=still_open, begun=frozenset(begun))
