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
    check_numbers(task, status, statement)
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


def check_day(plan: Plan, on: date) -> None:
    """Refuse a business date of a year before the plan, which is a slip of the pen.

    Raises:
        UsageError: naming the day and the year the plan begins in.
    """
    first = min(plan.start, plan.issued).year
    if on.year < first:
        raise UsageError(
            f"业务日期 {on} 早于方案的第一年（{first}年），请核对年份；"
            "以前就已完成的，写方案的第一天，并在说明里写明实际日期。"
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
    usual = period_of(cadence.every, on)
    period = usual if text is None else parse_period(text)
    if period is None or period != period_of(cadence.every, period.start):
        raise UsageError(f"“{text}”不是 {task.id} 的期次，请写成 {usual.id} 这样。")
    if period.end < plan.start or period.start > plan.end:
        raise UsageError(
            f"期次 {period.id} 在方案起止（{plan.start} 至 {plan.end}）之外，"
            "请核对日期，或写明是哪一期。"
        )
    if task.since is not None and period.end < task.since:
        raise UsageError(f"{task.id} 自 {task.since} 起施行，期次 {period.id} 不用填报。")
    return period


def owed_from(plan: Plan, period: Period | None, *, on: date) -> date:
    """Return the day whose register of units counts: a period's first day, else the day itself."""
    return on if period is None else max(period.start, plan.start)


def check_numbers(task: Task, status: ReportStatus, statement: Statement) -> None:
    """Refuse a done report of zero times, or whose value does not reach the task's target.

    Raises:
        UsageError: naming the number, and the target.
    """
    target, value = task.target, statement.value
    if status is not ReportStatus.DONE:
        return
    if statement.count == 0:
        raise UsageError(f"{task.id} 做了 0 次，不能报完成；请改报 ongoing，或核对次数。")
    if target is not None and value is not None and not target.is_met(value):
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
    if not owing and task.scope is None:
        raise UsageError(f"{task.id} 没有牵头单位，请先用 zhiben task amend 的 --lead 明确。")
    if unit.id not in owing:
        leads = "、".join(map(facts.registry.name, owing))
        where = f"范围“{task.scope.text}”" if task.scope else f"牵头单位（{leads}）"
        raise UsageError(f"{unit.name}不在 {task.id} 的{where}之内，请核对单位和任务编号。")
    speakers = _speakers(task, unit)
    if org.id not in speakers:
        names = "、".join(map(facts.registry.name, speakers))
        raise UsageError(f"{org.name}不能代报 {task.id}，请由{names}填报。")


def _speakers(task: Task, unit: Organisation) -> tuple[str, ...]:
    """Return who may say how far a task is for a unit.

    Of several leads each speaks for itself, because a task is done when every one of them
    has said so. A task of other units is theirs to report and their leads'; one that the
    leads do for them is the leads' alone.
    """
    if task.scope is None:
        return (unit.id,)
    if task.scope.owed_by is OwedBy.LEAD:
        return task.leads
    return tuple(dict.fromkeys((unit.id, *task.leads)))


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
