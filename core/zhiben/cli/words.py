"""The Chinese words for statuses, kinds and periods, and cells made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zhiben.model.entries import EntryKind
from zhiben.model.organisations import OrganisationKind
from zhiben.model.plan import Every, LeadBasis, TaskKind
from zhiben.model.progress import Outcome, SectorState, TaskStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zhiben.model.plan import Task
    from zhiben.model.progress import Completion

KINDS: Final = {
    TaskKind.DATED: "限期",
    TaskKind.RECURRING: "周期",
    TaskKind.CONTINUOUS: "长期",
}
EVERY: Final = {
    Every.MONTH: "每月",
    Every.QUARTER: "每季度",
    Every.HALF_YEAR: "每半年",
    Every.YEAR: "每年",
}
STATUSES: Final = {
    TaskStatus.DONE: "已完成",
    TaskStatus.ONGOING: "进行中",
    TaskStatus.DUE_SOON: "30日内到期",
    TaskStatus.OVERDUE: "逾期",
    TaskStatus.NOT_STARTED: "未开始",
    TaskStatus.STALE: "久未更新",
}
OUTCOMES: Final = {
    Outcome.FULFILLED: "按期",
    Outcome.LATE: "迟报",
    Outcome.MISSED: "未履行",
    Outcome.WAIVED: "免报",
    Outcome.OPEN: "未到期",
}
SECTOR_STATES: Final = {
    SectorState.ADOPTED: "已采纳",
    SectorState.INSTALLED: "已安装，未采纳",
    SectorState.OUTDATED: "有修订待采纳",
    SectorState.NOT_RUNNING: "未运行",
}
ENTRIES: Final = {
    EntryKind.PLAN_ADOPT: "施行方案",
    EntryKind.ORG_ADD: "登记单位",
    EntryKind.ORG_AMEND: "变更单位",
    EntryKind.TASK_REPORT: "填报",
    EntryKind.TASK_AMEND: "调整",
    EntryKind.TASK_WAIVE: "免报",
    EntryKind.CALENDAR_ADD: "放假安排",
    EntryKind.SECTOR_ADOPT: "采纳子方案",
    EntryKind.SECTOR_SWITCH: "启停插件",
    EntryKind.INSPECTION_RECORD: "检查记录",
    EntryKind.INDICATOR_RECORD: "指标数据",
    EntryKind.CRITERIA_OVERLAY: "补录条款",
    EntryKind.HAZARD_RECORD: "隐患信息",
    EntryKind.HAZARD_STEP: "隐患办理",
    EntryKind.HAZARD_OVERLAY: "挂牌延期停产",
    EntryKind.HAZARD_SHEET: "隐患表导入",
    EntryKind.HAZARD_TOTAL: "口径说明",
    EntryKind.HAZARD_APART: "不是重复",
    EntryKind.HAZARD_MEASURE: "处罚督办追责",
    EntryKind.HAZARD_LIMIT: "时限规定",
    EntryKind.REPORTER_ACCESS: "个人信息查用",
    EntryKind.UNDO: "撤销",
}
ORGANISATIONS: Final = {
    OrganisationKind.OFFICE: "安委办",
    OrganisationKind.COMMITTEE: "安委会或专委会",
    OrganisationKind.DEPARTMENT: "部门",
    OrganisationKind.TOWNSHIP: "乡镇街道",
    OrganisationKind.ENTERPRISE: "生产经营单位",
    OrganisationKind.INSTITUTION: "学校医院等单位",
}


def task_cells(task: Task, names: Callable[[str], str]) -> tuple[str, ...]:
    """Return a task as the cells 编号 任务 类型 期限或周期 范围 牵头 出处."""
    return (
        task.id,
        task.title,
        KINDS[task.kind],
        when(task),
        task.scope.text if task.scope else "",
        leads_of(task, names),
        str(task.source),
    )


def when(task: Task) -> str:
    """Return a task's day or cadence, marked 力争 where it is soft."""
    parts = [str(task.due)] if task.due else []
    if task.cadence:
        parts.append(f"{EVERY[task.cadence.every]}至少{task.cadence.at_least}次")
    if task.soft:
        parts.append("力争")
    if task.target:
        parts.append(f"目标{task.target.value:g}{task.target.unit}")
    return " ".join(parts)


def leads_of(task: Task, names: Callable[[str], str]) -> str:
    """Return a task's leads, marked where the document names none."""
    leads = "、".join(map(names, task.leads))
    return f"未明确→{leads}" if task.lead_basis is LeadBasis.INFERRED else leads


def some_of(names: Sequence[str], most: int = 5) -> str:
    """Return the first names, and how many there are in all when that is more."""
    shown = "、".join(names[:most])
    return f"{shown} 等{len(names)}个" if len(names) > most else shown


def percent(share: Completion) -> str:
    """Return n/d with the percentage, cut and never rounded up; 100% only when n is d."""
    if share.percent is None:
        return "0/0"
    shown = "100%" if share.n == share.d else f"{share.percent:.1f}%"
    return f"{share.n}/{share.d} {shown}"
