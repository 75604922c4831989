"""Three-valued logic for derived facts: ``None`` is not known, and never a "no"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

Truth = bool | None


def opposite(truth: Truth) -> Truth:
    """Return what does not hold; what is not known stays so."""
    return None if truth is None else not truth


def every(*truths: Truth) -> Truth:
    """Tell whether all hold: one that does not settles it."""
    if False in truths:
        return False
    return None if None in truths else True


def some(*truths: Truth) -> Truth:
    """Tell whether any holds: one that does settles it."""
    return opposite(every(*map(opposite, truths)))


def exceeds(value: int | Decimal | None, limit: int | Decimal | None) -> Truth:
    """Tell whether a number lies above a limit; exactly at it is not above."""
    return None if value is None or limit is None else value > limit
