"""What a deadline's wording is read into: exact values that keep the words they come from."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.dates.days import Counted, RollOver, Unit, count_from
from zhiben.model.plan import Every

if TYPE_CHECKING:
    from zhiben.dates.holidays import Calendar


class Direction(StrEnum):
    """Which side of the event a relative deadline lies on."""

    AFTER = "after"
    BEFORE = "before"


@frozen(kw_only=True)
class Wording:
    """What every reading has: the original text, and whether it is only strived for (力争)."""

    text: str
    soft: bool = False


@frozen(kw_only=True)
class Deadline(Wording):
    """Done by a day, that day included; ``at`` is the time of day where one is given."""

    on: date
    at: time | None = None


@frozen(kw_only=True)
class Interval(Wording):
    """A window of days, both ends inclusive."""

    start: date
    end: date


@frozen(kw_only=True)
class Recurrence(Wording):
    """At least so often in every period; ``due_day`` as in :class:`zhiben.model.plan.Cadence`."""

    every: Every
    at_least: int = 1
    due_day: int | None = None


@frozen(kw_only=True)
class Relative(Wording):
    """So many days, hours, months or years after an event, or before it.

    ``event`` is the event in the document's words, empty when it names none (三年内);
    ``amount`` is 0 when the wording only says from when (自印发之日起).
    """

    amount: int
    unit: Unit
    direction: Direction
    event: str

    def resolve(
        self, event: date, *, calendar: Calendar, roll_over: RollOver = RollOver.NONE
    ) -> Counted:
        """Return the deadline, given the day or moment of the event.

        Raises:
            UsageError: hours are counted from a day without a time, or years run out.

        """
        amount = self.amount if self.direction is Direction.AFTER else -self.amount
        return count_from(event, amount, unit=self.unit, calendar=calendar, roll_over=roll_over)


@frozen(kw_only=True)
class Uncomputable(Wording):
    """No date follows from the words; ``reason`` says why in Chinese, a phrase without 。."""

    reason: str


Reading = Deadline | Interval | Recurrence | Relative | Uncomputable


@frozen(kw_only=True)
class Found:
    """An expression found in a folded text: where it ends, and its reading so far without text."""

    end: int
    reading: Reading
