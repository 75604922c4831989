"""What a plan leaves open or gets wrong, found before anyone is measured by it.

Errors are faults of the data: ids that point nowhere, dates that do not say what the
wording says. Warnings are gaps of the document itself, which an office has to fill.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from zhiben.dates.wording import Deadline, Interval, Recurrence, Uncomputable, read_wording
from zhiben.errors import Problem
from zhiben.model.plan import Cadence, Plan, Task, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from zhiben.model.organisations import Organisation


def check_plan(plan: Plan, organisations: Iterable[Organisation]) -> tuple[Problem, ...]:
    """Return everything wrong with the plan or left open by it, errors first."""
    units = tuple(organisations)
    found = chain(
        _doubled(plan, units),
        _dangling(plan, units),
        _uncovered(plan),
        chain.from_iterable(_incomplete(task) for task in plan.tasks()),
        chain.from_iterable(_wording(task, issued=plan.issued) for task in plan.tasks()),
        _untiled(plan),
        _leaderless(plan),
        _idle(plan, units),
        _unmatched(plan, units),
    )
    ranks = ("error", "warning", "note")
    return tuple(sorted(found, key=lambda problem: ranks.index(problem.severity)))


def _doubled(plan: Plan, units: Iterable[Organisation]) -> Iterator[Problem]:
    """Yield ids that two tasks, measures or units share."""
    identities = {
        "任务": [task.id for task in plan.tasks()],
        "措施": [measure.id for _, measure in plan.measures()],
        "单位": [unit.id for unit in units],
    }
    for what, found in identities.items():
        for identity, times in Counter(found).items():
            if times > 1:
                message = f"{what}编号“{identity}”用了 {times} 次，请改成不同的。"
                yield Problem(identity, message)


def _dangling(plan: Plan, units: Iterable[Organisation]) -> Iterator[Problem]:
    """Yield references to units that are not there."""
    known = {unit.id for unit in units}
    named = [(task.id, name) for task in plan.tasks() for name in _named(task)]
    named += [(one.field, name) for one in plan.responsibilities for name in one.leads]
    for where, name in dict.fromkeys(named):
        if name not in known:
            yield Problem(where, f"单位“{name}”不在单位名单里，请登记或改正。")


def _uncovered(plan: Plan) -> Iterator[Problem]:
    """Yield fields said to be covered by a responsibility that is not there."""
    known = {one.field for one in plan.responsibilities}
    for _, measure in plan.measures():
        named = [name for part in measure.fields for name in part.covered_by]
        for name in dict.fromkeys(named):
            if name not in known:
                message = f"责任分工里没有“{name}”这个领域，请改正。"
                yield Problem(f"措施{measure.id}", message)


def _named(task: Task) -> tuple[str, ...]:
    """Return the ids of every unit a task names."""
    return (*task.leads, *task.supports, *(task.scope.units if task.scope else ()))


def _incomplete(task: Task) -> Iterator[Problem]:
    """Yield what a task lacks to be done or missed."""
    if task.kind is TaskKind.DATED and task.due is None:
        yield Problem(task.id, "限期任务没有日期，请补上完成日期。")
    if task.kind is TaskKind.RECURRING and task.cadence is None:
        yield Problem(task.id, "周期任务没有周期，请补上周期和次数。")
    if not task.leads and task.scope is None:
        message = "没有牵头单位，也没有范围，没有单位会报送，请明确牵头单位。"
        yield Problem(task.id, message, "warning")


def _wording(task: Task, *, issued: date) -> Iterator[Problem]:
    """Yield where the document's wording says something else than the task, or too little."""
    if not task.due_text:
        return
    match read_wording(task.due_text, context=issued):
        case Deadline(on=on, soft=soft):
            yield from _day(task, on)
            if soft and not task.soft:
                message = f"原文“{task.due_text}”是力争目标，请标明 soft = true。"
                yield Problem(task.id, message)
        case Interval(end=end):
            yield from _day(task, end)
        case Recurrence(every=every, at_least=at_least, due_day=due_day):
            yield from _cadence(task, Cadence(every=every, at_least=at_least, due_day=due_day))
        case Uncomputable(reason=reason):
            yield from _open(task, reason)
        case _:
            yield from _open(task, "取决于别的日期")


def _day(task: Task, on: date) -> Iterator[Problem]:
    """Yield the task when its date is not the one its wording gives."""
    if task.due != on:
        has = f"任务却写 {task.due}" if task.due else "任务却没有日期"
        yield Problem(task.id, f"原文“{task.due_text}”是 {on}，{has}，请改成一致。")


def _cadence(task: Task, cadence: Cadence) -> Iterator[Problem]:
    """Yield the task when its cadence is not the one its wording gives."""
    if task.cadence != cadence:
        message = f"原文“{task.due_text}”与任务的周期或次数不一致，请改成一致。"
        yield Problem(task.id, message)


def _open(task: Task, reason: str) -> Iterator[Problem]:
    """Yield the task when nobody has put a date or period to a wording that gives none."""
    if task.due is None and task.cadence is None:
        message = f"原文只写“{task.due_text}”（{reason}），请安委办定下期限或周期。"
        yield Problem(task.id, message, "warning")


def _untiled(plan: Plan) -> Iterator[Problem]:
    """Yield where the phases leave days of the plan out, or take days twice."""
    phases = sorted(plan.phases, key=lambda phase: phase.start)
    if not phases:
        return
    if phases[0].start != plan.start:
        message = f"首个阶段从 {phases[0].start} 开始，方案从 {plan.start} 开始，请核对起止日期。"
        yield Problem(f"阶段{phases[0].number}", message, "warning")
    for before, after in pairwise(phases):
        if after.start != before.end + timedelta(days=1):
            message = f"上一阶段到 {before.end} 为止，本阶段从 {after.start} 开始，请核对起止日期。"
            yield Problem(f"阶段{after.number}", message, "warning")
    last = max(phases, key=lambda phase: phase.end)
    if last.end != plan.end:
        message = f"最后阶段到 {last.end} 为止，方案到 {plan.end} 为止，请核对起止日期。"
        yield Problem(f"阶段{last.number}", message, "warning")


def _leaderless(plan: Plan) -> Iterator[Problem]:
    """Yield the fields a measure names that no responsibility covers."""
    led = {one.field for one in plan.responsibilities if one.leads}
    for _, measure in plan.measures():
        for part in measure.fields:
            if led.isdisjoint(part.covered_by or (part.name,)):
                message = f"“{part.name}”在责任分工里没有牵头单位，请安委办明确后补上。"
                yield Problem(f"措施{measure.id}", message, "warning")


def _idle(plan: Plan, units: Iterable[Organisation]) -> Iterator[Problem]:
    """Yield the leads of fields who have no task, neither by name nor by scope."""
    tasks = tuple(plan.tasks())
    busy = {lead for task in tasks for lead in task.leads}
    scopes = {task.scope for task in tasks if task.scope is not None}
    leads = {lead for one in plan.responsibilities for lead in one.leads}
    for unit in units:
        if unit.id in leads - busy and not any(scope.matches(unit) for scope in scopes):
            message = "在责任分工里牵头，却没有任务，请核对任务的牵头单位。"
            yield Problem(unit.name, message, "warning")


def _unmatched(plan: Plan, units: Iterable[Organisation]) -> Iterator[Problem]:
    """Yield recurring tasks that nobody owes as long as no unit of their scope is registered."""
    known = tuple(units)
    for task in plan.tasks():
        scope = task.scope
        if scope and task.cadence and not any(scope.matches(unit) for unit in known):
            marks = [*scope.having, *(f"非{mark}" for mark in scope.lacking)]
            marked = f"（标记：{'、'.join(marks)}）" if marks else ""
            message = (
                f"范围“{scope.text}”{marked}里还没有登记单位，登记之前没有履行项，请登记单位。"
            )
            yield Problem(task.id, message, "note")
