"""The moves of a hazard's life: from which state, to which, and what each must carry.

The states and what they require are those offices work by; where a law or document asks
for it, it is named with the move.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from attrs import frozen

from zhiben.ledger.units.rules import label_key
from zhiben.model.hazards import Act, HazardLife, Level, OverlayStep, State, Step


class Holds(StrEnum):
    """What the value of a requirement is."""

    TEXT = "text"
    TEXTS = "texts"
    PEOPLE = "people"
    DAY = "day"
    MONEY = "money"
    CHOICE = "choice"
    FILES = "files"


class Actor(StrEnum):
    """In what capacity a unit acts."""

    DEPARTMENT = "department"
    """主管部门."""
    ENTERPRISE = "enterprise"
    """The unit that has to put it right."""
    OFFICE = "office"
    """安委办 or 专委会."""
    GOVERNMENT = "government"
    """本级人民政府."""
    AUTHORITY = "authority"
    """The authority that lists hazards, or puts this on record for it."""


@frozen(kw_only=True)
class Requirement:
    """Something an act must carry: its key, what people call it, and what it holds.

    ``results`` limits it to outcomes of the act that ask for it; ``least`` is how many
    different members a list must have; ``choices`` are those of a choice. What is only
    ``for_major`` hazards is not asked of a general one.
    """

    key: str
    label: str
    holds: Holds = Holds.TEXT
    choices: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    least: int = 1
    for_major: bool = False


@frozen(kw_only=True)
class Move:
    """An act: who does it, the states it is legal in, where it leads, what it requires and why.

    ``leads_to`` gives the state for each result; an act without results has the one under
    the empty text.
    """

    act: Act
    label: str
    actor: Actor
    legal_in: tuple[State, ...]
    leads_to: Mapping[str, State]
    requires: tuple[Requirement, ...]
    basis: str


STATES: Final[Mapping[State, str]] = {
    State.LEAD: "线索",
    State.CHECKING: "核查中",
    State.UNFOUNDED: "不属实",
    State.GENERAL: "一般隐患",
    State.JUDGED: "重大已判定",
    State.REGISTERED: "已登记入库",
    State.NOTIFIED: "已通知",
    State.PLANNED: "方案已定",
    State.RECTIFYING: "治理中",
    State.APPLIED: "申请验收",
    State.REVIEWED: "验收通过",
    State.CLOSED: "已销号",
    State.SHUT: "关闭取缔",
    State.MERGED: "已合并",
    State.VOID: "已撤销",
}
"""What people call each state."""

OPEN_STATES: Final = (
    State.LEAD, State.CHECKING, State.GENERAL, State.JUDGED, State.REGISTERED, State.NOTIFIED,
    State.PLANNED, State.RECTIFYING, State.APPLIED, State.REVIEWED,
)  # fmt: skip
"""The states in which something is still to be done."""

_UNDER_WAY: Final = (
    State.REGISTERED, State.NOTIFIED, State.PLANNED, State.RECTIFYING, State.APPLIED,
    State.REVIEWED,
)  # fmt: skip
_RESULT: Final = "result"
_GROUNDS: Final = (
    Requirement(key="standard", label="判定标准及版本", results=("major",)),
    Requirement(key="clauses", label="条款", holds=Holds.TEXTS, results=("major",)),
)
"""On what a judgement of 重大 rests."""

MOVES: Final[Mapping[Act, Move]] = {
    move.act: move
    for move in (
        Move(
            act=Act.VERIFY,
            label="受理核查",
            actor=Actor.DEPARTMENT,
            legal_in=(State.LEAD,),
            leads_to={"": State.CHECKING},
            requires=(Requirement(key="reviewer", label="核查人"),),
            basis="安全生产法第73条",
        ),
        Move(
            act=Act.HAND_OVER,
            label="移交",
            actor=Actor.DEPARTMENT,
            legal_in=(State.LEAD, State.CHECKING),
            leads_to={"": State.LEAD},
            requires=(
                Requirement(key="to", label="移交给哪个部门"),
                Requirement(key="document", label="文号"),
                Requirement(key="reason", label="理由"),
            ),
            basis="安全生产法第73条：不属于本部门职责的，移交主管部门",
        ),
        Move(
            act=Act.JUDGE,
            label="认定",
            actor=Actor.DEPARTMENT,
            legal_in=(State.CHECKING,),
            leads_to={
                "unfounded": State.UNFOUNDED,
                "general": State.GENERAL,
                "major": State.JUDGED,
            },
            requires=(
                Requirement(
                    key=_RESULT,
                    label="认定结果",
                    holds=Holds.CHOICE,
                    choices=("unfounded", "general", "major"),
                ),
                Requirement(key="reason", label="理由", results=("unfounded", "general")),
                *_GROUNDS,
            ),
            basis="安全生产法第118条：判定标准由国务院有关部门制定",
        ),
        Move(
            act=Act.REJUDGE,
            label="改判",
            actor=Actor.DEPARTMENT,
            legal_in=(State.GENERAL, State.JUDGED, *_UNDER_WAY),
            leads_to={"general": State.GENERAL, "major": State.JUDGED},
            requires=(
                Requirement(
                    key=_RESULT,
                    label="改判结果",
                    holds=Holds.CHOICE,
                    choices=("general", "major"),
                ),
                Requirement(key="reason", label="理由"),
                *_GROUNDS,
            ),
            basis="安全生产法第118条：判定标准由国务院有关部门制定",
        ),
        Move(
            act=Act.REGISTER,
            label="登记入库",
            actor=Actor.DEPARTMENT,
            legal_in=(State.JUDGED,),
            leads_to={"": State.REGISTERED},
            requires=(Requirement(key="national_number", label="国家库编号"),),
            basis="安全生产法第41条第3款",
        ),
        Move(
            act=Act.NOTIFY,
            label="通知",
            actor=Actor.DEPARTMENT,
            legal_in=(State.REGISTERED,),
            leads_to={"": State.NOTIFIED},
            requires=(
                Requirement(key="principal", label="主要负责人"),
                Requirement(key="controller", label="实际控制人"),
                Requirement(key="delivery", label="送达凭证"),
            ),
            basis="实施方案第17条：通知主要负责人和实际控制人",
        ),
        Move(
            act=Act.PLAN,
            label="制定方案（五落实）",
            actor=Actor.ENTERPRISE,
            legal_in=(State.NOTIFIED,),
            leads_to={"": State.PLANNED},
            requires=(
                Requirement(key="owner", label="责任（整改责任人）"),
                Requirement(key="measures", label="措施"),
                Requirement(key="funds_yuan", label="资金（元）", holds=Holds.MONEY),
                Requirement(key="deadline", label="时限", holds=Holds.DAY),
                Requirement(key="contingency", label="预案"),
            ),
            basis="整改责任、措施、资金、时限、预案五落实",
        ),
        Move(
            act=Act.RECTIFY,
            label="治理",
            actor=Actor.ENTERPRISE,
            legal_in=(State.PLANNED,),
            leads_to={"": State.RECTIFYING},
            requires=(Requirement(key="monitoring", label="治理期间的监控措施"),),
            basis="安全生产法第65条第1款第（三）项",
        ),
        Move(
            act=Act.APPLY,
            label="申请验收",
            actor=Actor.ENTERPRISE,
            legal_in=(State.RECTIFYING, State.GENERAL),
            leads_to={"": State.APPLIED},
            requires=(
                Requirement(key="report", label="治理情况报告"),
                Requirement(key="done_on", label="完成日期", holds=Holds.DAY),
                Requirement(
                    key="evidence", label="整改前后的照片", holds=Holds.FILES, for_major=True
                ),
            ),
            basis="治理完成后自行或委托评估，再申请验收",
        ),
        Move(
            act=Act.ACCEPT,
            label="审核验收",
            actor=Actor.DEPARTMENT,
            legal_in=(State.APPLIED,),
            leads_to={"pass": State.REVIEWED, "fail": State.RECTIFYING},
            requires=(
                Requirement(
                    key=_RESULT, label="验收结果", holds=Holds.CHOICE, choices=("pass", "fail")
                ),
                Requirement(key="reviewers", label="验收人", holds=Holds.PEOPLE, least=2),
                Requirement(key="opinion", label="验收意见"),
            ),
            basis="实施方案第16条：审核把关销号",
        ),
        Move(
            act=Act.CLOSE,
            label="销号",
            actor=Actor.DEPARTMENT,
            legal_in=(State.REVIEWED,),
            leads_to={"": State.CLOSED},
            requires=(
                Requirement(key="approval", label="审批表编号"),
                Requirement(key="closer", label="批准人"),
            ),
            basis="实施方案第16条：审核把关销号",
        ),
        Move(
            act=Act.CHECK_BACK,
            label="回头看",
            actor=Actor.OFFICE,
            legal_in=(State.CLOSED,),
            leads_to={"kept": State.CLOSED, "relapsed": State.CLOSED},
            requires=(
                Requirement(
                    key=_RESULT,
                    label="回头看结果",
                    holds=Holds.CHOICE,
                    choices=("kept", "relapsed"),
                ),
                Requirement(key="opinion", label="情况"),
            ),
            basis="销号后抽查复核",
        ),
        Move(
            act=Act.REOPEN,
            label="重开",
            actor=Actor.OFFICE,
            legal_in=(State.CLOSED,),
            leads_to={"": State.REGISTERED},
            requires=(Requirement(key="reason", label="理由"),),
            basis="法释〔2022〕19号第3条：虚构隐患已经排除的，属于拒不执行",
        ),
        Move(
            act=Act.SHUT,
            label="关闭取缔",
            actor=Actor.GOVERNMENT,
            legal_in=_UNDER_WAY,
            leads_to={"": State.SHUT},
            requires=(Requirement(key="decision", label="决定文号"),),
            basis="安全生产法第113条",
        ),
        Move(
            act=Act.MERGE,
            label="合并",
            actor=Actor.DEPARTMENT,
            legal_in=OPEN_STATES,
            leads_to={"": State.MERGED},
            requires=(
                Requirement(key="into", label="并入的编号"),
                Requirement(key="reason", label="理由"),
            ),
            basis="同一隐患经几个渠道报来的，合并处理，编号不再使用",
        ),
        Move(
            act=Act.VOID,
            label="撤销（误录）",
            actor=Actor.DEPARTMENT,
            legal_in=OPEN_STATES,
            leads_to={"": State.VOID},
            requires=(
                Requirement(key="reason", label="理由"),
                Requirement(key="approvers", label="批准人", holds=Holds.PEOPLE, least=2),
            ),
            basis="主管部门和安委办批准，理由留存，编号不再使用",
        ),
    )
}
"""Every act with its move."""


def result_of(given: Mapping[str, Any]) -> str:
    """Return the outcome an act states, empty for one that has none."""
    return str(given.get(_RESULT, ""))


def next_state(act: Act, given: Mapping[str, Any], *, life: HazardLife) -> State | None:
    """Return the state an act leads to, ``None`` when what it carries names no outcome.

    A judgement that stays the same on other grounds leaves a hazard where it is.
    """
    result = result_of(given)
    if act is Act.REJUDGE and life.details.level is not None and result == life.details.level:
        return life.state
    return MOVES[act].leads_to.get(result)


def legal_acts(state: State) -> tuple[Move, ...]:
    """Return the moves that are legal in a state."""
    return tuple(move for move in MOVES.values() if state in move.legal_in)


def carried_by(step: Step | OverlayStep) -> dict[str, Any]:
    """Return everything an act carries, its document and its files too."""
    files = [one.digest for one in step.evidence]
    return {**step.given, "document": step.document, "evidence": files}


def missing_for(
    act: Act, carried: Mapping[str, Any], *, level: Level | None = None
) -> tuple[Requirement, ...]:
    """Return what an act on a hazard of some level still has to carry."""
    asked = requirements_of(act, carried, level=level)
    return tuple(one for one in asked if not is_given(one, carried.get(one.key)))


def requirements_of(
    act: Act, carried: Mapping[str, Any], *, level: Level | None = None
) -> tuple[Requirement, ...]:
    """Return what an act with that outcome must carry; without one, what all outcomes ask for."""
    result, is_general = result_of(carried), level is Level.GENERAL
    return tuple(
        one
        for one in MOVES[act].requires
        if (not one.results or result in one.results) and not (one.for_major and is_general)
    )


def is_given(requirement: Requirement, value: object) -> bool:
    """Tell whether a requirement is met: with enough different texts, or one of its choices."""
    if requirement.holds in {Holds.TEXTS, Holds.PEOPLE, Holds.FILES}:
        listed = value if isinstance(value, list | tuple) else ()
        return len(set(map(label_key, listed)) - {""}) >= requirement.least
    if requirement.holds is Holds.CHOICE:
        return value in requirement.choices
    return bool(str(value or "").strip())
