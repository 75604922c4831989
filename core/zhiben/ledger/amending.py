"""Changes to what was set: amendments, waivers, corrections and undo, checked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.errors import UsageError
from zhiben.ledger.occurrences import units_of
from zhiben.ledger.reporting import owed_from, period_for
from zhiben.model.entries import EntryKind
from zhiben.model.plan import Plan, Task, TaskKind
from zhiben.model.reports import Amendment, Waiver

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from zhiben.ledger.entries import Line
    from zhiben.ledger.facts import Facts
    from zhiben.model.organisations import Organisation


def amendment_for(
    task: Task,
    *,
    on: date,
    reason: str,
    document: str,
    due: date | None = None,
    forecast: date | None = None,
    leads: tuple[str, ...] | None = None,
) -> Amendment:
    """Return the amendment, once it changes something that the task has.

    Raises:
        UsageError: when nothing changes, or the task has no due date to move.
    """
    if due is None and forecast is None and leads is None:
        raise UsageError("没有写要改什么，请写 --due、--forecast 或 --lead。")
    if (due or forecast) and task.kind is not TaskKind.DATED:
        raise UsageError(f"{task.id} 不是限期任务，没有期限可改，只能改牵头单位（--lead）。")
    if not reason.strip() or not document.strip():
        raise UsageError("理由和批准文件都不能为空。")
    return Amendment(
        task=task.id,
        on=on,
        reason=reason.strip(),
        document=document.strip(),
        due=due,
        forecast=forecast,
        leads=leads,
    )


def waiver_for(
    task: Task, *, plan: Plan, facts: Facts, unit: Organisation, period: str, reason: str
) -> Waiver:
    """Return the waiver, once the unit owes the task in that period.

    Raises:
        UsageError: when the task has no periods, or the unit does not owe it then.
    """
    if not reason.strip():
        raise UsageError("理由不能为空。")
    found = period_for(task, period, plan=plan, on=facts.as_of)
    owing = units_of(task, facts, on=owed_from(plan, found, on=facts.as_of))
    if found is None or unit.id not in owing:
        raise UsageError(f"{unit.name}在 {period} 不承担 {task.id}，不必免报。")
    return Waiver(task=task.id, unit=unit.id, period=found.id, reason=reason.strip())


def correction(line: Line, *, task: Task, reason: str, void: Collection[str]) -> dict[str, str]:
    """Return what a report says that takes the place of an earlier one on the same task.

    Raises:
        UsageError: when the other one is no report on the task, or cannot be replaced.
    """
    return successor(
        line, kind=EntryKind.TASK_REPORT, subject=task.id, word="填报", reason=reason, void=void
    )


def successor(
    line: Line, *, kind: EntryKind, subject: str, word: str, reason: str, void: Collection[str]
) -> dict[str, str]:
    """Return what an entry says that takes the place of an earlier one of its kind and subject.

    ``word`` is what people call entries of that kind.

    Raises:
        UsageError: when the other one is no such entry, or cannot be replaced.
    """
    if line.kind != kind.value or line.subject != subject:
        raise UsageError(
            f"{line.origin}:{line.seq} 不是 {subject} 的{word}记录，不能这样更正；"
            "请核对记录编号，或用 zhiben undo 撤销它。"
        )
    return replacement(line, reason=reason, void=void)


def replacement(line: Line, *, reason: str, void: Collection[str]) -> dict[str, str]:
    """Return what an entry says that takes the place of another: which one, and why.

    Raises:
        UsageError: when the other one counts for nothing already, or nothing could stand
            without it.
    """
    place = f"{line.origin}:{line.seq}"
    if line.id in void:
        raise UsageError(f"{place} 已经撤销或更正过，不能再改；要恢复，请撤销那条撤销记录。")
    if line.kind == EntryKind.PLAN_ADOPT.value:
        raise UsageError(f"{place} 是方案的施行记录，不能撤销。")
    if line.kind == EntryKind.REPORTER_ACCESS.value:
        raise UsageError(f"{place} 是个人信息的查用记录，不能撤销。")
    if not reason.strip():
        raise UsageError("理由不能为空。")
    return {"replaces": line.id, "reason": reason.strip()}
