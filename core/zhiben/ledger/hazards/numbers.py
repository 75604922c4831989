"""The numbers of hazards: one after the other within a site and year, and never a second time."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NUMBER: Final = re.compile(r"(?P<prefix>.*)YH-(?P<year>\d{4})-(?P<rank>\d{5,})", re.DOTALL)


def numbers_after(known: Iterable[str], *, origin: str, office: str, year: int) -> Iterator[str]:
    """Yield the numbers a site gives next to hazards it records in a year.

    Those of the plan's office are ``YH-2026-00001``; every other site puts its id before
    them, so that no two sites give the same.

    Args:
        known: every number the journal has, of hazards in force or not.
        origin: who records.
        office: the unit whose numbers stand alone.
        year: the year of recording.
    """
    prefix = "" if origin == office else f"{origin}-"
    found = map(_NUMBER.fullmatch, known)
    ranks = (
        int(one["rank"])
        for one in found
        if one and one["prefix"] == prefix and int(one["year"]) == year
    )
    return (f"{prefix}YH-{year}-{rank:05d}" for rank in count(max(ranks, default=0) + 1))


def number_order(number: str) -> tuple[str, int, int, str]:
    """Return the key that puts numbers in the order they were given in, site by site."""
    found = _NUMBER.fullmatch(number)
    if found is None:
        return number, 0, 0, number
    return found["prefix"], int(found["year"]), int(found["rank"]), number
