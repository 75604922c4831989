"""辨识 and 分级 of major hazard installations (重大危险源) by GB 18218, as derived facts.

S = Σ q/Q decides whether a unit is one; R = α·Σ β·q/Q decides only its level, however
small it is. Both are compared exactly and shown rounded down, so that what is shown falls
on the same side of every threshold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from zhiben.spec import Derivation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from fractions import Fraction

    from zhiben_hazchem.inventory import Load

NONE: Final = "不构成"
"""The level of a unit that is no major hazard installation."""

_AMOUNTS: Final = "危险化学品数量"
_PEOPLE: Final = "厂区边界外500米常住人口"
_LEVEL: Final = "重大危险源级别"
_DAY: Final = "发现日期"
_SOURCE: Final = "GB18218-2018"
_PLACES: Final = 4


def derivations() -> tuple[Derivation, ...]:
    """Return the facts that are worked out from the substances in a unit."""
    rows = (
        ("重大危险源S值", (_AMOUNTS, _DAY), s_value),
        ("重大危险源R值", (_AMOUNTS, _PEOPLE, _DAY), r_value),
        (_LEVEL, (_AMOUNTS, _PEOPLE, _DAY), level),
        ("构成重大危险源", (_AMOUNTS, _LEVEL, _DAY), is_major),
    )
    return tuple(
        Derivation(fact=fact, inputs=inputs, function=function, source=_SOURCE)
        for fact, inputs, function in rows
    )


def s_value(**facts: Any) -> Decimal | None:
    """Return S, rounded down."""
    load = _load(facts)
    return None if load is None else _shown(load.s)


def r_value(**facts: Any) -> Decimal | None:
    """Return R, rounded down, of a unit with S of 1 or more, once α and every β are known."""
    load = _load(facts)
    if load is None or load.s < 1:
        return None
    least, most = _ends(load, facts[_PEOPLE])
    return _shown(least) if least == most else None


def level(**facts: Any) -> str | None:
    """Return the level, once every number of residents and every β give the same."""
    from zhiben_hazchem.tables import level_of

    load = _load(facts)
    if load is None or load.s < 1:
        return None if load is None else NONE
    least, most = map(level_of, _ends(load, facts[_PEOPLE]))
    return least if least == most else None


def is_major(**facts: Any) -> bool | None:
    """Tell whether the unit is one: by its level where that is known, else by S."""
    if facts[_LEVEL] is not None:
        return bool(facts[_LEVEL] != NONE)
    load = _load(facts)
    return None if load is None else load.s >= 1


def _load(facts: Mapping[str, Any]) -> Load | None:
    """Return what the substances add up to, once they are known."""
    from zhiben_hazchem.inventory import load_of

    if facts[_AMOUNTS] is None or facts[_DAY] is None:
        return None
    return load_of(facts[_AMOUNTS], facts[_DAY])


def _ends(load: Load, population: int | None) -> tuple[Fraction, Fraction]:
    """Return the least and most that R can be; who does not know the residents has not none."""
    from zhiben_hazchem.tables import alphas

    least, most = alphas(population)
    return least * load.least, most * load.most


def _shown(value: Fraction) -> Decimal:
    """Return a number rounded down to a few places, without needless zeros."""
    from decimal import Decimal

    whole, rest = divmod(value.numerator * 10**_PLACES // value.denominator, 10**_PLACES)
    return Decimal(f"{whole}.{rest:0{_PLACES}}".rstrip("0").rstrip("."))
