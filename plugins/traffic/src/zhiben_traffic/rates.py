"""By how many percent a number exceeds the one it is measured by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from decimal import Decimal

_DIGITS: Final = 60
_PLACES: Final = 4


def percent_over(value: int | Decimal | None, base: int | Decimal | None) -> Decimal | None:
    """Return the percentage by which ``value`` lies above ``base``, 0 when it does not.

    It has four places, and is rounded so that it stays on its side of every threshold of
    three places or fewer: a hair above 30 is 30.0001, a hair below is 29.9999.

    Raises:
        ValueError: when the base is zero or less.
    """
    from decimal import ROUND_05UP, Context, Decimal

    if value is None or base is None:
        return None
    if base <= 0:
        raise ValueError(f"用作基数的质量或人数应大于零，填的是 {base}。")
    if value <= base:
        return Decimal(0)
    exact = Context(prec=_DIGITS, rounding=ROUND_05UP)
    percent = exact.divide(exact.multiply(exact.subtract(value, base), 100), base)
    short = percent.quantize(Decimal(1).scaleb(-_PLACES), context=exact)
    return Decimal(f"{short.normalize():f}")
