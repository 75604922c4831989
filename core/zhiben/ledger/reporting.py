"""Who may report what: a unit's words about a task, held against the plan before they are kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.dates import Period, parse_period, period_of
from zhiben.errors import UsageError
from zhiben.ledger.bodies import report_body
from zhiben.ledger.occurrences import units_of
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.organisations import Organisation, OwedBy
from zhiben.model.reports import ReportStatus, TaskReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.ledger.facts import Facts
    from zhiben.model.plan import Plan, Task


@frozen(kw_only=True)
class Statement:
    """What a unit says, before it is known whether it may.

    ``units`` are those it speaks about; empty means itself. ``status`` and ``period``
    are ``None`` where the unit left them to be inferred from the task and the day.
    """

    org: Organisation
    on: date
    units: tuple[Organisation, ...] = ()
    status: ReportStatus | None = None
    period: str | None = None
    count: int | None = None
    value: float | None = None
    note: str = ""


def reports_of(
    statement: Statement, task: Task, *, plan: Plan, facts: Facts
) -> tuple[TaskReport, ...]:
    """Return the reports a statement amounts to, one for each unit it speaks about.

    Raises:
        UsageError: when the unit may not say this of the task, or says it against itself.
    """
    period = period_for(task, statement.period, plan=plan, on=statement.on)
    status = statement.status or (ReportStatus.DONE if task.cadence else ReportStatus.ONGOING)
    check_value(task, status, statement.value)
    owing = units_of(task, facts, on=owed_from(plan, period, on=statement.on))
    spoken_of = statement.units or _default_units(task, statement.org, facts)
    for unit in spoken_of:
        check_speaker(task, facts, org=statement.org, unit=unit, owing=owing)
    return tuple(
        TaskReport(
            task=task.id,
            org=statement.org.id,
            unit=unit.id,
            status=status,
            period=period.id if period else None,
            count=statement.count,
            value=statement.value,
            note=statement.note,
        )
        for unit in spoken_of
    )


def report_draft(report: TaskReport, *, on: date, actor: str, **extra: object) -> Draft:
    """Return what the journal is to keep of a report; ``extra`` stands beside it in the body."""
    return Draft(
        on=on,
        actor=actor,
        kind=EntryKind.TASK_REPORT,
        subject=report.task,
        body={**report_body(report), **extra},
    )


def period_for(task: Task, text: str | None, *, plan: Plan, on: date) -> Period | None:
    """Return the period a report is for: the one named, else the one the day falls in.

    Raises:
        UsageError: when the task has no periods, or the named one is not one of them.
    """
    cadence = task.cadence
    if cadence is None:
        if text is not None:
            raise UsageError(f"{task.id} 不是周期任务，不分期次，请去掉期次“{text}”。")
        return None
    if text is None:
        return period_of(cadence.every, on)
    period = parse_period(text)
    usual = period_of(cadence.every, on).id
    if period is None or period != period_of(cadence.every, period.start):
        raise UsageError(f"“{text}”不是 {task.id} 的期次，请写成 {usual} 这样。")
    if period.end < plan.start or period.start > plan.end:
        raise UsageError(f"期次 {text} 在方案起止（{plan.start} 至 {plan.end}）之外，请核对。")
    return period


def owed_from(plan: Plan, period: Period | None, *, on: date) -> date:
    """Return the day whose register of units counts: a period's first day, else the day itself."""
    return on if period is None else max(period.start, plan.start)


def check_value(task: Task, status: ReportStatus, value: float | None) -> None:
    """Refuse a done report whose value does not reach the task's target.

    Raises:
        UsageError: naming the target and the value.
    """
    target = task.target
    if target is None or value is None or status is not ReportStatus.DONE:
        return
    if not target.is_met(value):
        raise UsageError(
            f"{task.id} 的目标是{target.value:g}{target.unit}，填报值是{value:g}{target.unit}，"
            "不能报完成；请改报 ongoing，或核对数值。"
        )


def check_speaker(
    task: Task, facts: Facts, *, org: Organisation, unit: Organisation, owing: Sequence[str]
) -> None:
    """Refuse a unit that does not owe the task, or a speaker who has no say in it.

    Raises:
        UsageError: saying who leads the task, or what its scope is.
    """
    leads = "、".join(map(facts.registry.name, task.leads))
    if unit.id not in owing:
        where = f"范围“{task.scope.text}”" if task.scope else f"牵头单位（{leads}）"
        raise UsageError(f"{unit.name}不在 {task.id} 的{where}之内，请核对单位和任务编号。")
    acts = task.scope is not None and task.scope.owed_by is OwedBy.LEAD
    speakers = set(task.leads) if acts else {*task.leads, unit.id}
    if org.id not in speakers:
        raise UsageError(f"{org.name}不能代报 {task.id}，请由{leads or unit.name}填报。")


def _default_units(task: Task, org: Organisation, facts: Facts) -> tuple[Organisation, ...]:
    """Return whom a report without ``--unit`` is about: the speaker, unless it acts for others.

    Raises:
        UsageError: when a lead does the task for each unit of a scope and names none.
    """
    if task.scope is not None and task.scope.owed_by is OwedBy.LEAD:
        owing = units_of(task, facts, on=facts.as_of)
        raise UsageError(
            f"{task.id} 要对“{task.scope.text}”逐个去做，请用 --unit 写明对哪个单位，"
            f"或 --unit 全部（现有 {len(owing)} 个）。"
        )
    return (org,)
