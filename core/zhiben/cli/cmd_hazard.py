"""``zhiben hazard``: the ledger of hazards, and each one's way from a lead to its closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zhiben.cli.commands import Member, group
from zhiben.cli.hazard.words import SUMMARIES
from zhiben.ledger.hazards.moves import MOVES
from zhiben.model.hazards import Act

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIRST: Final = {
    "add": ("add:add", "登记一条线索，给它编号。"),
    "import": ("import:import_", "导入隐患台账：什么样的表都行，一行不丢。"),
    "duplicates": (
        "duplicates:duplicates", "可能重复的隐患：列出来，逐对认定是不是同一条。"
    ),
}  # fmt: skip
"""The commands that come before the acts on a hazard: where each is, and its one line."""
_THEN: Final = {
    "listing": ("listing:listing", "挂牌督办：挂牌、摘牌、批次。"),
    "extend": ("extend:extend", "申请延期，或决定延期申请。"),
    "suspend": ("suspend:suspend", "责令停产停业、停止使用。"),
    "resume": ("suspend:resume", "审查同意，恢复生产使用。"),
    "amend": ("add:amend", "更正、补充一条隐患的信息（须写理由）。"),
    "show": ("show:show", "一条隐患的来龙去脉：信息、时限、下一步还缺什么，和经过、佐证。"),
    "list": ("list:list_", "列出隐患。"),
    "history": ("show:history", "一条隐患的全部台账记录，撤销了的也在内。"),
    "limits": (
        "limits:limits", "时限：有哪些、依据什么、本县怎样规定，一条隐患上走到哪天。"
    ),
    "enforce": ("enforce:enforce", "登记执法：约谈、处罚、停产整顿、移送、停电。"),
    "escalate": ("escalate:escalate", "督办升级：谁该进一步、为什么；升一步须登记。"),
    "fault": ("fault:fault", "登记、列出单位未排查、查不出、查出拒不整改（实施方案第15条）。"),
    "stats": ("stats:stats", "隐患统计：发现、销号、逾期、挂牌、按期整改率、用时，和三年目标。"),
    "explain-total": (
        "totals:explain_total", "登记口径说明：表里印的合计为什么与收进的行数不符。"
    ),
    "headings": ("headings:headings", "列名词典：导入台账时，哪个列名是什么字段。"),
}  # fmt: skip
"""The commands that come after them: what lies over a hazard, what is shown, and what follows."""
_JUDGING: Final = (Act.JUDGE, Act.REJUDGE)


def _members(commands: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, Member]]:
    """Yield commands that are imported when they run."""
    for name, (place, summary) in commands.items():
        yield name, Member(f"zhiben.cli.hazard.cmd_{place}", summary)


def _acts() -> dict[str, tuple[str, str]]:
    """Return the acts on a hazard in the order of its life."""
    modules = {act: "judge" if act in _JUDGING else "steps" for act in MOVES}
    return {act.value: (f"{modules[act]}:{act.name.lower()}", SUMMARIES[act]) for act in MOVES}


hazard = group(
    "hazard",
    summary="隐患台账：登记、认定、整改、验收、销号。",
    example=(
        "zhiben hazard list --overdue\n"
        "zhiben hazard show YH-2026-00001\n"
        "zhiben hazard close YH-2026-00001 --approval 示例1号 --closer 示例庚"
    ),
    members=(),
    kept_elsewhere=dict(_members({**_FIRST, **_acts(), **_THEN})),
)
