"""What kind of value a term has, in which unit, and between which bounds.

A number that stands in a condition takes the unit of what it is compared with; two facts
must agree.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.rules.conditions import Number, Term
from zhiben.spec.records import Fact, FactType

if TYPE_CHECKING:
    from collections.abc import Mapping

Unit = tuple[tuple[str, int], ...]
"""The units of a product with their powers, sorted; empty for a plain number."""

WORDS: Final[Mapping[str, str]] = {
    "bool": "是否",
    "number": "数",
    "date": "日期",
    "duration": "时长",
    "text": "文字",
    "choice": "选项",
    "set": "多选",
    "amounts": "清单",
}
"""What kinds are called."""

_KINDS: Final = {FactType.INTEGER: "number"}


@frozen(kw_only=True)
class Bounds:
    """The least and most a number can be, both inclusive, ``None`` where there is no end."""

    least: Number | None = None
    most: Number | None = None

    def hold(self, number: Number) -> bool:
        """Tell whether a number lies within."""
        return not (_passes(self.least, number) or _passes(number, self.most))

    @property
    def only(self) -> Number | None:
        """The one number there is within, if there is just one."""
        return self.least if self.least == self.most else None

    @property
    def is_above_zero(self) -> bool:
        """Whether the number can be no other than above zero."""
        return self.least is not None and self.least > 0


ANYTHING: Final = Bounds()


@frozen(kw_only=True)
class Quantity:
    """A term with its kind, unit and bounds.

    ``unit`` is ``None`` for what stands in the condition itself and takes any unit.
    ``fact`` is the fact it is the bare value of, ``days`` and ``months`` those of a duration,
    or those a date has been moved by.
    """

    term: Term | None
    kind: str
    unit: Unit | None = ()
    bounds: Bounds = ANYTHING
    fact: Fact | None = None
    days: int = 0
    months: int = 0


def kind_of(fact: Fact) -> str:
    """Return the kind of a fact's value."""
    return _KINDS.get(fact.type, fact.type.value)


def bounds_of(fact: Fact) -> Bounds:
    """Return the bounds a fact declares, exactly."""
    return Bounds(least=_exact(fact.least), most=_exact(fact.most))


def unit_of(fact: Fact) -> Unit:
    """Return the unit a fact declares."""
    return ((fact.unit, 1),) if fact.unit else ()


def combined(first: Quantity, second: Quantity, *, sign: str) -> tuple[Unit | None, Bounds]:
    """Return the unit and bounds of two numbers joined by ``sign``.

    Raises:
        ValueError: when units do not agree, told as ``m 和 kPa``.
    """
    if sign in {"+", "-"}:
        return agreed(first, second), _sum(first.bounds, _signed(second.bounds, sign=sign))
    power = 1 if sign == "*" else -1
    return _product(first, second, power=power), _scaled(first.bounds, second.bounds, sign=sign)


def agreed(first: Quantity, second: Quantity) -> Unit | None:
    """Return the unit of two quantities that are added or compared.

    Raises:
        ValueError: when they have different ones, told as ``m 和 kPa``.
    """
    if first.unit is None or second.unit is None or first.unit == second.unit:
        return second.unit if first.unit is None else first.unit
    raise ValueError(f"{unit_text(first.unit)} 和 {unit_text(second.unit)}")


def unit_text(unit: Unit) -> str:
    """Return a unit as people write it."""
    texts = [name if power == 1 else f"{name}^{power}" for name, power in unit]
    return "·".join(texts) or "没有单位的数"


def is_never(sign: str, first: Bounds, second: Bounds) -> bool:
    """Tell whether numbers within these bounds can never compare that way."""
    match sign:
        case "<":
            return _reaches(first.least, second.most)
        case "<=":
            return _passes(first.least, second.most)
        case ">":
            return _reaches(second.least, first.most)
        case ">=":
            return _passes(second.least, first.most)
        case "==":
            return _passes(first.least, second.most) or _passes(second.least, first.most)
        case _:
            return first == second and first.least is not None and first.least == first.most


def _exact(bound: float | None) -> Number | None:
    """Return a declared bound as the number it was written as."""
    return None if bound is None else Decimal(repr(bound))


def _reaches(low: Number | None, high: Number | None) -> bool:
    """Tell whether the lower end of one is the upper end of another, or above it."""
    return low is not None and high is not None and low >= high


def _passes(low: Number | None, high: Number | None) -> bool:
    """Tell whether the lower end of one is above the upper end of another."""
    return low is not None and high is not None and low > high


def _product(first: Quantity, second: Quantity, *, power: int) -> Unit | None:
    """Return the unit of a product, or with power -1 of a quotient."""
    if first.unit is None and second.unit is None:
        return None
    powers = Counter(dict(first.unit or ()))
    for name, count in second.unit or ():
        powers[name] += power * count
    return tuple(sorted((name, count) for name, count in powers.items() if count))


def _signed(bounds: Bounds, *, sign: str) -> Bounds:
    """Return bounds as they are, or turned round for a subtraction."""
    if sign == "+":
        return bounds
    return Bounds(least=_minus(bounds.most), most=_minus(bounds.least))


def _minus(value: Number | None) -> Number | None:
    """Return a number with the other sign."""
    return None if value is None else -value


def _sum(first: Bounds, second: Bounds) -> Bounds:
    """Return the bounds of a sum."""
    return Bounds(least=_added(first.least, second.least), most=_added(first.most, second.most))


def _added(first: Number | None, second: Number | None) -> Number | None:
    """Return a sum of ends, none where one has no end."""
    return None if first is None or second is None else first + second


def _scaled(first: Bounds, second: Bounds, *, sign: str) -> Bounds:
    """Return the bounds of a product where one side is a constant; else only its sign."""
    if second.only is not None and (second.only or sign == "*"):
        return _times(first, second.only, sign=sign)
    if first.only is not None and sign == "*":
        return _times(second, first.only, sign=sign)
    both = (first.least, second.least)
    return Bounds(least=0) if all(end is not None and end >= 0 for end in both) else ANYTHING


def _times(bounds: Bounds, number: Number, *, sign: str) -> Bounds:
    """Return bounds multiplied by a number, or divided: a negative one turns them round."""
    ends = [
        None if end is None else end * number if sign == "*" else end / Decimal(number)
        for end in (bounds.least, bounds.most)
    ]
    least, most = ends if number >= 0 else reversed(ends)
    return Bounds(least=least, most=most)
