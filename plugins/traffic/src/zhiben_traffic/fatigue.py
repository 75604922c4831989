"""疲劳驾驶 by minutes driven and rested: the general rule, and the stricter one for coaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from zhiben_traffic.truths import every, exceeds, opposite, some

if TYPE_CHECKING:
    from zhiben_traffic.truths import Truth

COACHES: Final = ("公路客运客车", "其他营运客车")
"""Kinds that are 营运客车."""

_CONTINUOUS: Final = 4 * 60
_CONTINUOUS_AT_NIGHT: Final = 2 * 60
_IN_A_DAY: Final = 8 * 60
_IN_A_WEEK: Final = 44 * 60
_REST: Final = 20


def is_fatigued(**facts: Any) -> Truth:
    """Tell whether somebody drove too long: 实施条例 62(七), 客运企业安全管理规范 38.

    A rest of less than 20 minutes does not interrupt the driving; 20 minutes do. The short
    runs to airports and railway stations are free of the coaches' limits only.
    """
    kind = facts["车辆类型"]
    is_coach = every(None if kind is None else kind in COACHES, opposite(facts["短途驳载不受时限"]))
    is_unrested = exceeds(_REST, facts["停车休息分钟数"])
    return some(
        every(exceeds(facts["连续驾驶分钟数"], _CONTINUOUS), is_unrested),
        every(is_coach, exceeds(facts["夜间连续驾驶分钟数"], _CONTINUOUS_AT_NIGHT), is_unrested),
        every(is_coach, exceeds(facts["二十四小时累计驾驶分钟数"], _IN_A_DAY)),
        every(is_coach, exceeds(facts["七日累计驾驶分钟数"], _IN_A_WEEK)),
    )
