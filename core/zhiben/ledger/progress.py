"""Consolidated progress: every axis, milestone and list, from one set of task views."""

from __future__ import annotations

from collections import Counter, defaultdict
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Final

from zhiben.ledger.tasks import DUE_SOON_DAYS, Share, TaskView, view_tasks
from zhiben.model.organisations import OrganisationKind
from zhiben.model.plan import Plan, TaskKind
from zhiben.model.progress import (
    Completion,
    Counts,
    DueLine,
    LateLine,
    Milestone,
    Outcome,
    PhaseLine,
    Progress,
    ProgressRow,
    RecurringLine,
    TaskStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from zhiben.ledger.facts import Facts
    from zhiben.ledger.units.registry import Registry
    from zhiben.model.plan import Task

_LEADING_KINDS: Final = (
    OrganisationKind.OFFICE,
    OrganisationKind.COMMITTEE,
    OrganisationKind.DEPARTMENT,
)


_NAMED: Final = 5
"""How many tasks a note names before it says 等."""


class Axis(StrEnum):
    """What the rows of the progress table stand for."""

    ACTION = "action"
    MEASURE = "measure"
    LEAD = "lead"
    TOWNSHIP = "township"
    PHASE = "phase"


def consolidate(plan: Plan, facts: Facts, *, by: Axis = Axis.ACTION) -> Progress:
    """Return how far the plan has come on the facts' day, with rows for one axis.

    Totals count tasks. Rows by action, measure and phase part the same tasks, so every
    number of theirs adds up to the totals. Rows by lead and by township count shares
    (:func:`shares`): a task of two leads stands in both rows, each with what that unit
    itself has done. Every share stands in one row of one of these two axes, or is that
    of a unit in neither (:func:`axis_of`), such as an enterprise that leads nothing; so
    lead, township and those together add up to all shares.
    """
    views = view_tasks(plan, facts)
    totals = count(view.status for view in views)
    return Progress(
        plan=plan.id,
        plan_title=plan.title,
        as_of=facts.as_of,
        phase=phase_line(plan, facts.as_of),
        totals=totals,
        completion=completion(totals),
        rows=tuple(_rows(plan, views, facts.registry, by)),
        milestones=milestones(views, facts),
        recurring=tuple(_recurring(views, facts.registry)),
        late=late_lines(views, facts),
        due=due_lines(views, facts, within=DUE_SOON_DAYS),
        notes=tuple(_notes(views)),
    )


def count(statuses: Iterable[TaskStatus]) -> Counts:
    """Return the numbers of tasks by status."""
    found = Counter(statuses)
    by_name = {status.value: found[status] for status in TaskStatus}
    return Counts(tasks=found.total(), **by_name)


def completion(counts: Counts) -> Completion:
    """Return done of all; the percentage is cut to one decimal, so 100 means all."""
    n, d = counts.done, counts.tasks
    return Completion(n=n, d=d, percent=n * 1000 // d / 10 if d else None)


def phase_line(plan: Plan, on: date) -> PhaseLine | None:
    """Return the phase of a day and the days left in it, or ``None`` outside all phases."""
    phase = plan.phase_on(on)
    if phase is None:
        return None
    return PhaseLine(number=phase.number, title=phase.title, days_left=(phase.end - on).days)


def milestones(views: Iterable[TaskView], facts: Facts) -> tuple[Milestone, ...]:
    """Return the dated tasks by their current due date, earliest first."""
    lines = [
        Milestone(
            task=view.task.id,
            title=view.task.title,
            due=view.task.due,
            status=view.status,
            days_late=max(((view.done_on or facts.as_of) - view.task.due).days, 0),
            original_due=view.original_due or view.task.due,
            forecast=view.forecast,
            soft=view.task.soft,
            missing=tuple(map(facts.registry.name, view.missing)),
        )
        for view in views
        if view.task.due is not None and view.task.cadence is None
    ]
    return tuple(sorted(lines, key=lambda line: line.due))


def late_lines(views: Iterable[TaskView], facts: Facts) -> tuple[LateLine, ...]:
    """Return who is late with what, the longest late first."""
    lines = [
        LateLine(
            task=view.task.id,
            title=view.task.title,
            lead=facts.registry.name(share.unit),
            due=share.due,
            days_late=(facts.as_of - share.due).days,
        )
        for view in views
        for share in view.owing
        if share.status is TaskStatus.OVERDUE and share.due is not None
    ]
    return tuple(sorted(lines, key=lambda line: -line.days_late))


def due_lines(views: Iterable[TaskView], facts: Facts, *, within: int) -> tuple[DueLine, ...]:
    """Return what is overdue or due within so many days, most urgent first.

    Units that owe the same task by the same day share a line.
    """
    groups: dict[tuple[date, str, str | None], tuple[TaskView, list[str]]] = {}
    for view in views:
        for share in view.owing:
            if share.status is TaskStatus.DONE or share.due is None:
                continue
            if (share.due - facts.as_of).days <= within:
                key = (share.due, view.task.id, share.period)
                groups.setdefault(key, (view, []))[1].append(facts.registry.name(share.unit))
    lines = [
        DueLine(
            task=task,
            title=view.task.title,
            due=due,
            days_left=(due - facts.as_of).days,
            period=period,
            units=tuple(units),
        )
        for (due, task, period), (view, units) in groups.items()
    ]
    return tuple(sorted(lines, key=lambda line: line.due))


def _recurring(views: Iterable[TaskView], registry: Registry) -> Iterator[RecurringLine]:
    """Yield a line for every begun period of every recurring task that some unit owes."""
    for view in views:
        for line in view.periods:
            if not line.expected:
                continue
            numbers = {outcome.value: len(line.units[outcome]) for outcome in Outcome}
            yield RecurringLine(
                task=view.task.id,
                title=view.task.title,
                period=line.period.id,
                due=line.due,
                expected=line.expected,
                missing=tuple(map(registry.name, line.units[Outcome.MISSED])),
                **numbers,
            )


def _rows(
    plan: Plan, views: Sequence[TaskView], registry: Registry, by: Axis
) -> Iterator[ProgressRow]:
    """Yield the rows of one axis, in the order of the document or of the units."""
    if by in {Axis.LEAD, Axis.TOWNSHIP}:
        yield from _share_rows(views, registry, by)
    elif by is Axis.PHASE:
        yield from _phase_rows(plan, views)
    else:
        yield from _document_rows(plan, views, by)


def _document_rows(plan: Plan, views: Sequence[TaskView], by: Axis) -> Iterator[ProgressRow]:
    """Yield rows by action or by measure, framed by targets, safeguards and annex."""
    statuses = {view.task.id: view.status for view in views}
    groups: list[tuple[str, str, Iterable[Task]]] = [
        ("targets", "总体目标", plan.targets),
        *(_action_groups(plan) if by is Axis.ACTION else _measure_groups(plan)),
        ("safeguards", "保障措施", plan.safeguards),
        ("annex", "附表任务", plan.annex),
    ]
    frame = {"targets", "safeguards", "annex"}
    for key, title, tasks in groups:
        found = [statuses[task.id] for task in tasks]
        if found or key not in frame:
            yield _row(key, title, found)


def _action_groups(plan: Plan) -> Iterator[tuple[str, str, Iterable[Task]]]:
    """Yield the key, title and tasks of every action."""
    for action in plan.actions:
        tasks = chain.from_iterable(measure.tasks for measure in action.measures)
        yield str(action.number), action.title, tasks


def _measure_groups(plan: Plan) -> Iterator[tuple[str, str, Iterable[Task]]]:
    """Yield the key, title and tasks of every measure."""
    for _, measure in plan.measures():
        yield measure.id, measure.title, measure.tasks


def _phase_rows(plan: Plan, views: Sequence[TaskView]) -> Iterator[ProgressRow]:
    """Yield rows by the phase a dated task is due in; the others run through all phases."""
    grouped: dict[int | None, list[TaskStatus]] = defaultdict(list)
    for view in views:
        due = view.task.due if view.task.kind is TaskKind.DATED else None
        phase = plan.phase_on(due) if due else None
        grouped[phase.number if phase else None].append(view.status)
    for phase in plan.phases:
        yield _row(str(phase.number), phase.title, grouped[phase.number])
    if grouped[None]:
        yield _row("-", "贯穿全程或阶段之外", grouped[None])


def _share_rows(views: Sequence[TaskView], registry: Registry, by: Axis) -> Iterator[ProgressRow]:
    """Yield a row for every unit of an axis with a share; units nobody registered come last."""
    grouped: dict[str, list[TaskStatus]] = defaultdict(list)
    for view in views:
        for share in shares(view):
            grouped[share.unit].append(share.status)
    leads = frozenset(lead for view in views for lead in view.task.leads)
    registered = [unit.id for unit in registry.current if unit.id in grouped]
    for unit in (*registered, *sorted(grouped.keys() - set(registered))):
        if axis_of(unit, registry, leads=leads) is by:
            yield _row(unit, registry.name(unit), grouped[unit])


def axis_of(unit: str, registry: Registry, *, leads: frozenset[str]) -> Axis | None:
    """Return the axis a unit has its row in, or ``None`` for a unit that is in neither.

    Townships have their own; everyone else who leads a task or could, and whoever
    nobody registered, is a lead.
    """
    known = registry.get(unit)
    if known is not None and known.kind is OrganisationKind.TOWNSHIP:
        return Axis.TOWNSHIP
    is_lead = known is None or known.kind in _LEADING_KINDS or unit in leads
    return Axis.LEAD if is_lead else None


def shares(view: TaskView) -> Iterator[Share]:
    """Yield each unit's part of a task once: those that owe it, then leads who oversee it."""
    owing = view.owing
    yield from owing
    units = {share.unit for share in owing}
    for lead in view.task.leads:
        if lead not in units:
            yield Share(unit=lead, status=view.status, due=view.task.due)


def _row(key: str, title: str, statuses: Iterable[TaskStatus]) -> ProgressRow:
    """Return a row with its completion."""
    counts = count(statuses)
    return ProgressRow(key=key, title=title, counts=counts, completion=completion(counts))


def _notes(views: Sequence[TaskView]) -> Iterator[str]:
    """Yield what a reader must know beside the figures."""
    idle = [view.task.id for view in views if view.task.cadence and not view.shares]
    if idle:
        named = "、".join(idle[:_NAMED]) + (" 等" if len(idle) > _NAMED else "")
        yield (
            f"{len(idle)} 项周期任务（{named}）的适用单位尚未登记，暂不产生履行项；"
            "用 zhiben org add 或 org import 登记。"
        )
