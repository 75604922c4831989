"""Which rows are compared at all, so that the work grows with the rows and not their square.

Rows of one enterprise form a block. Small blocks are compared row by row; in large ones,
and where rows name no enterprise, a row meets those that share its whole wording or its
rarest pairs of letters, and of these the nearest in time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

from zhiben.ledger.duplicates.comparing import LATER_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from zhiben.ledger.duplicates.comparing import Row

SMALL: Final = 900
"""Pairs up to which two blocks are compared row by row: 30 hazards of one enterprise twice.

Above it each row meets about as many others as it would in a block of that size.
"""
RAREST: Final = 3
"""How many of a row's rarest marks or pairs of letters lead to others.

A row that is told again shares nearly all of them; one wrong letter spoils two.
"""
NEAREST: Final = 3
"""How many rows before and after it a row meets by each of them."""


class Block:
    """Rows that are compared with those of another block, made ready when they first are."""

    def __init__(self, ids: Collection[str], *, ready: Callable[[str], Row]) -> None:
        self.ids = ids
        self._ready = ready

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows in the order of their days, and of their ids where these are equal."""
        return tuple(sorted(map(self._ready, self.ids), key=lambda row: (row.day, row.id)))

    @cached_property
    def days(self) -> list[int]:
        """The days of the rows."""
        return [row.day for row in self.rows]

    def places(self, wanted: Collection[str]) -> Mapping[str, list[int]]:
        """Return at which places the rows stand that have each of the features wanted."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(self.rows):
            for feature in _features(row):
                if feature in wanted:
                    found[feature].append(place)
        return found


def meeting_rows(one: Block, other: Block) -> Iterable[tuple[Row, Row]]:
    """Return the rows of one block with those of the other that they are compared with."""
    if not one.ids or not other.ids:
        return ()
    if len(one.ids) * len(other.ids) <= SMALL:
        return _timely_rows(one, other)
    return _likely_rows(one, other)


def letter_pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring letters of a text, each once."""
    return list(dict.fromkeys(map("".join, pairwise(text))))


def _timely_rows(one: Block, other: Block) -> Iterator[tuple[Row, Row]]:
    """Yield the rows of two small blocks, but for those found too long before or after."""
    undated = other.rows[: bisect_left(other.days, 1)]
    for row in one.rows:
        first = bisect_left(other.days, row.day - LATER_DAYS, lo=len(undated)) if row.day else 0
        last = bisect_right(other.days, row.day + LATER_DAYS) if row.day else None
        for known in (*undated, *other.rows[first:last]) if row.day else other.rows:
            yield row, known


def _likely_rows(one: Block, other: Block) -> Iterator[tuple[Row, Row]]:
    """Yield the rows of two large blocks that share a wording or what is rare."""
    features = [_features(row) for row in one.rows]
    places = other.places(set(chain.from_iterable(features)))
    for row, own in zip(one.rows, features, strict=True):
        middle = bisect_left(other.days, row.day)
        for place in _near_places(own, places, middle=middle):
            yield row, other.rows[place]


def _near_places(own: Sequence[str], places: Mapping[str, list[int]], *, middle: int) -> set[int]:
    """Return the places of the rows nearest in time that share the wording or what is rare."""
    whole, *others = own
    shared = [places[one] for one in others if one in places]
    shared.sort(key=lambda each: (len(each), each))
    near: set[int] = set()
    for each in (places.get(whole, ()), *shared[:RAREST]):
        at = bisect_left(each, middle)
        near.update(each[max(at - NEAREST, 0) : at + NEAREST])
    return near


def _features(row: Row) -> list[str]:
    """Return the whole wording, then what may be rare: the marks and the pairs of letters."""
    shape = row.shape
    return [f"={shape.arranged}", *shape.marks, *letter_pairs(shape.joint)]
