"""Figures units record of indicators (指标), exact, each with what it measures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import frozen

from zhiben.model.plan import Every, Target

SCALES: Final = {"%": 100, "％": 100, "‰": 1000}
"""What n/d is multiplied by, by unit; 1 for any other."""

_DIVIDING: Final = ("÷", "/", "／")


@frozen(kw_only=True)
class Definition:
    """What an indicator measures.

    It is kept with every figure, which so stays readable without the plugin it came from.
    ``unit`` is the unit of measure, ``every`` the period. ``numerator`` and ``denominator``
    are what is divided, in words. ``direction`` is ``up``, ``down`` or ``none``.
    """

    code: str
    title: str
    unit: str
    every: Every
    formula: str = ""
    direction: str = "none"
    numerator: str = ""
    denominator: str = ""
    target: Target | None = None
    due: date | None = None

    @property
    def is_share(self) -> bool:
        """Tell whether it is a part of a whole, never more than all of it."""
        return bool(self.numerator) and self.unit in SCALES

    @property
    def is_ratio(self) -> bool:
        """Tell whether it divides one thing by another: such values must not be added."""
        divides = any(sign in self.formula for sign in _DIVIDING)
        return bool(self.numerator) or divides or self.unit in SCALES


@frozen(kw_only=True)
class Figure:
    """A unit's figure for one period: a plain ``value``, or ``n`` of ``d``.

    ``org`` is the id of the unit that reports it, ``on`` the business date.
    """

    definition: Definition
    org: str
    period: str
    on: date
    value: Decimal | None = None
    n: Decimal | None = None
    d: Decimal | None = None
    note: str = ""


def quantity_of(
    value: Decimal | None, n: Decimal | None, d: Decimal | None, *, unit: str
) -> Fraction | None:
    """Return the exact value of a plain figure, or of n/d in that unit; ``None`` when d is 0."""
    if value is not None:
        return Fraction(value)
    if n is None or not d:
        return None
    return Fraction(n) / Fraction(d) * SCALES.get(unit, 1)
