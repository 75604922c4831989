"""The Chinese words for what commands show of hazards, and the names of their options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zhiben.ledger.hazards.moves import STATES, Actor, Holds
from zhiben.model.hazards import Act, Channel, Level, Saying, State

if TYPE_CHECKING:
    from zhiben.ledger.hazards.moves import Requirement

CHANNELS: Final = {
    Channel.SELF: "企业自查上报",
    Channel.INSPECTION: "督导检查发现",
    Channel.REPORT: "群众举报查实",
}
LEVELS: Final = {Level.MAJOR: "重大", Level.GENERAL: "一般"}
SAYINGS: Final = {Saying.ADD: "登记", Saying.AMEND: "更正"}
RESULTS: Final = {
    "major": "重大",
    "general": "一般",
    "unfounded": "不属实",
    "pass": "通过",
    "fail": "不通过",
    "kept": "没有反弹",
    "relapsed": "反弹",
}
GONE: Final = (State.MERGED, State.VOID)
"""The states of hazards that are listed only when asked for."""
ACTORS: Final = {
    Actor.DEPARTMENT: "主管部门",
    Actor.ENTERPRISE: "整改单位",
    Actor.OFFICE: "安委办、专委会",
    Actor.GOVERNMENT: "本级政府",
    Actor.AUTHORITY: "挂牌督办机关",
}
SUMMARIES: Final = {
    Act.VERIFY: "受理核查一条线索。",
    Act.HAND_OVER: "移交：不属于本部门职责的，移交主管部门。",
    Act.JUDGE: "认定：不属实、一般，或按判定标准认定为重大。",
    Act.REJUDGE: "换一版标准再判一次：先看会怎样，采纳了才算改判。",
    Act.REGISTER: "登记入库，写明国家库编号。",
    Act.NOTIFY: "通知主要负责人和实际控制人。",
    Act.PLAN: "定下整改方案：责任、措施、资金、时限、预案五落实。",
    Act.RECTIFY: "开始治理，写明治理期间的监控措施。",
    Act.APPLY: "治理完成，申请验收。",
    Act.ACCEPT: "审核验收：通过，或不通过退回治理。",
    Act.CLOSE: "销号。",
    Act.CHECK_BACK: "销号后回头看。",
    Act.REOPEN: "重开一条已经销号的隐患。",
    Act.SHUT: "关闭取缔。",
    Act.MERGE: "并入另一条：同一隐患经几个渠道报来。",
    Act.VOID: "撤销误录的隐患，编号不再使用。",
}
"""The one line that says what each act is for."""
DETAILS: Final = {
    "enterprise": "单位",
    "credit_code": "信用代码",
    "region": "属地",
    "sector": "行业",
    "location": "地点",
    "description": "描述",
    "level": "等级",
    "basis": "判定依据",
    "channel": "渠道",
    "found_on": "发现日期",
    "measures": "整改措施",
    "owner": "整改责任人",
    "unit_responsible": "责任单位",
    "lead": "牵头单位",
    "support": "配合单位",
    "supervise": "督办单位",
    "sponsor": "包案领导",
    "funds_yuan": "资金（元）",
    "deadline": "时限",
    "done_on": "完成日期",
    "listed": "挂牌督办",
    "status": "表中状态",
}
"""What people call the details, in the order they are shown in."""

_OPTIONS: Final = {"funds_yuan": "funds"}
_LISTS: Final = (Holds.TEXTS, Holds.PEOPLE)


def option_of(key: str) -> str:
    """Return the option by which a detail or a requirement is given."""
    return f"--{_OPTIONS.get(key, key).replace('_', '-')}"


def spellings_of(requirement: Requirement) -> tuple[str, ...]:
    """Return what the option of a requirement may be called: one of a list in the singular too."""
    name = option_of(requirement.key)
    return (name, name.removesuffix("s")) if requirement.holds in _LISTS else (name,)


def label_of(requirement: Requirement) -> str:
    """Return what people call a requirement, with how many of it there must be."""
    least = f"（至少 {requirement.least} 人）" if requirement.least > 1 else ""
    major = "（重大的）" if requirement.for_major else ""
    return requirement.label + least + major


def result_text(value: object) -> str:
    """Return the word for an outcome."""
    return RESULTS.get(str(value), str(value))


def value_text(value: object) -> str:
    """Return a value as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    match value:
        case Channel():
            return CHANNELS[value]
        case Level():
            return LEVELS[value]
        case State():
            return STATES[value]
    return str(value)
