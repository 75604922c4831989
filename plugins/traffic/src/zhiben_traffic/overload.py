"""超载 and 超员: fines go by 核定载质量, points by 最大允许总质量; the two are never mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from zhiben_traffic.rates import percent_over

if TYPE_CHECKING:
    from decimal import Decimal

LORRIES: Final = ("货车", "汽车列车", "低速货车")
"""Kinds the points are for."""

_STEPS: Final = ((50, 6), (30, 3))


def overload_percent(**facts: Any) -> Decimal | None:
    """Return the 超载率: the excess load in percent of the 核定载质量."""
    return percent_over(facts["实际载质量"], facts["核定载质量"])


def excess_percent(**facts: Any) -> Decimal | None:
    """Return the excess gross mass in percent of the 最大允许总质量."""
    return percent_over(facts["车货总质量"], facts["最大允许总质量"])


def crowding_percent(**facts: Any) -> Decimal | None:
    """Return the 超员率: the excess people in percent of those the vehicle may carry."""
    return percent_over(facts["实载人数"], facts["核定载客人数"])


def penalty_points(**facts: Any) -> int | None:
    """Return the points of articles 10 to 12: 6 from 50 % on, 3 from 30 %, 1 for any less."""
    kind, percent = facts["车辆类型"], facts["超过最大允许总质量比例"]
    if kind is None or kind not in LORRIES:
        return None if kind is None else 0
    if percent is None:
        return None
    return next((points for least, points in _STEPS if percent >= least), int(percent > 0))
