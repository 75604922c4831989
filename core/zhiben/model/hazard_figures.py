"""What is counted of hazards: the little each one contributes, and sums of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from zhiben.model.hazards import Channel, Level, State


@frozen(kw_only=True)
class HazardFacts:
    """What figures need to know of one hazard; ``None`` where nothing is said.

    ``lead`` is the unit it is led by, or the one responsible. ``done_on`` is the day it was
    put right, ``ended_on`` the day it was closed or its enterprise shut, and ``days`` how
    long it took from being found to being closed.
    """

    number: str
    state: State
    level: Level | None = None
    sector: str | None = None
    region: str | None = None
    lead: str | None = None
    channels: tuple[Channel, ...] = ()
    found_on: date | None = None
    deadline: date | None = None
    done_on: date | None = None
    ended_on: date | None = None
    days: int | None = None
    is_listed: bool = False
    reopened: int = 0


@frozen(kw_only=True)
class Tally:
    """How many hazards each count has, and how many took how many days to close."""

    counts: Mapping[str, int] = field(factory=dict)
    days: Mapping[int, int] = field(factory=dict)

    def __add__(self, other: Tally) -> Tally:
        """Return both together; no hazard may be in both."""
        counts, days = Counter(self.counts), Counter(self.days)
        counts.update(other.counts)
        days.update(other.days)
        return Tally(counts=dict(counts), days=dict(days))

    def __getitem__(self, count: str) -> int:
        """Return how many hazards a count has."""
        return self.counts.get(count, 0)


@frozen(kw_only=True)
class MonthCell:
    """How many major hazards of one kind of state were found in one month and ended in one.

    Months are ``YYYY-MM``, empty where nobody said so, and where nothing ended.
    """

    found: str
    ended: str
    is_open: bool
    is_closed: bool
    number: int


@frozen(kw_only=True)
class CheckCell:
    """How many inspections of one unit were made in one month; ``unit`` is its id."""

    unit: str
    month: str
    number: int


@frozen(kw_only=True)
class Value:
    """A figure's value: ``n`` of ``d`` where it is a share, and ``amount`` in its own unit.

    ``amount`` is ``None`` where there is nothing to reckon from; it is cut, never rounded up.
    """

    n: int
    d: int | None
    amount: int | float | None
