"""超限 by 《超限运输车辆行驶公路管理规定》 article 3: limits of the gross mass by axles.

All masses are in kilograms. The base is the limit of the vehicle's kind and axles, which
has nothing to do with the 核定载质量 that overloading is measured by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from zhiben_traffic.rates import percent_over
from zhiben_traffic.truths import every, exceeds, opposite, some

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from zhiben_traffic.truths import Truth

TRAIN: Final = "汽车列车"
BY_LICENCE: Final = ("低速货车", "拖拉机", "农用车")
"""Kinds whose limit is the gross mass on the driving licence of the vehicle."""
GOODS: Final = ("货车", TRAIN, *BY_LICENCE)
"""Kinds the provisions are about."""

_LIMITS: Final[Mapping[tuple[str, int], int]] = {
    ("货车", 2): 18_000,
    ("货车", 3): 25_000,
    (TRAIN, 3): 27_000,
    ("货车", 4): 31_000,
    (TRAIN, 4): 36_000,
    (TRAIN, 5): 43_000,
}
_SIX_AXLES: Final = 6
_SIX_AXLE_TRAIN: Final = 49_000
_SINGLE_DRIVE_AXLE: Final = 46_000
_SINGLE_TYRES: Final = 3_000


def axle_limit(**facts: Any) -> int | Decimal | None:
    """Return the limit by kind and axles, less 3 t for single tyres outside the drive axle.

    A lorry of two axles has no axle group that could lose anything. Kinds the table does
    not have, such as a lorry of five axles, have no limit here.
    """
    kind, axles = facts["车辆类型"], facts["轴数"]
    if kind in BY_LICENCE:
        licensed: int | Decimal | None = facts["行驶证核定总质量"]
        return licensed
    limit = _table_limit(kind, axles, has_single_drive=facts["牵引车驱动轴为单轴"])
    has_single_tyres: Truth = facts["非驱动轴组或挂车每侧单胎"]
    if limit is None or axles == 2:  # noqa: PLR2004 - two axles
        return limit
    return None if has_single_tyres is None else limit - _SINGLE_TYRES * has_single_tyres


def mass_limit(**facts: Any) -> int | Decimal | None:
    """Return the limit of the gross mass: what the axles may carry together caps the table."""
    kind, limit, axle_loads = (
        facts["车辆类型"],
        facts["查表总质量限值"],
        facts["各轴最大允许轴荷之和"],
    )
    if kind in BY_LICENCE or limit is None:
        return limit if kind in BY_LICENCE else None
    return None if kind is None or axle_loads is None else min(limit, axle_loads)


def overlimit_percent(**facts: Any) -> Decimal | None:
    """Return the 超限率: the excess over the limit in percent of the limit."""
    return percent_over(facts["车货总质量"], facts["车货总质量限值"])


def is_overlimit(**facts: Any) -> Truth:
    """Tell whether the gross mass is over the limit, unless the vehicle is one of those exempt.

    Over the table's limit is over, whatever the axles may carry: that can only lower it.
    """
    kind, mass = facts["车辆类型"], facts["车货总质量"]
    is_heavier = some(
        exceeds(mass, facts["查表总质量限值"]),
        exceeds(mass, facts["车货总质量限值"]),
        exceeds(facts["超限率"], 0),
    )
    is_goods = None if kind is None else kind in GOODS
    return every(is_goods, opposite(facts["不认定为超限的车辆"]), is_heavier)


def _table_limit(kind: str | None, axles: int | None, *, has_single_drive: Truth) -> int | None:
    """Return the row of the table.

    Raises:
        ValueError: when a train is said to have two axles.
    """
    if kind is None or axles is None:
        return None
    if kind == TRAIN and axles < 3:  # noqa: PLR2004 - the shortest train has three axles
        raise ValueError(f"汽车列车至少有3轴，填的是 {axles}，请核对轴数或车辆类型。")
    if kind == TRAIN and axles >= _SIX_AXLES:
        limits = {True: _SINGLE_DRIVE_AXLE, False: _SIX_AXLE_TRAIN}
        return None if has_single_drive is None else limits[has_single_drive]
    return _LIMITS.get((kind, axles))
