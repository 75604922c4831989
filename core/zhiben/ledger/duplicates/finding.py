"""Which rows tell of a hazard that is already on record, through another channel.

One hazard may be reported by the enterprise, found by an inspection and told by a citizen
(五河方案第17条). What is certain may be merged without asking; what is possible a person
decides; all else is a hazard of its own. How two rows are weighed, and which are compared
at all, stands in ``comparing``, ``owners`` and ``blocks``.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import frozen

from zhiben.ledger.collecting import uncollected
from zhiben.ledger.duplicates.blocks import meeting_rows
from zhiben.ledger.duplicates.comparing import CERTAIN, Factor, Row, judge
from zhiben.ledger.duplicates.names import Names, identity_of
from zhiben.ledger.duplicates.owners import Side, meetings, row_of, side_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.model.hazards import HazardDetails

MOST: Final = 3
"""How many hazards on record a row is shown beside, the likeliest first.

Where more are as likely, the wording says too little for a person to decide either.
"""
_NONE: Final = Factor(0.0)
_SEVERAL: Final = "同样相符的不止一条"


class Outcome(StrEnum):
    """What becomes of two rows that may be one hazard."""

    CERTAIN = "certain"
    """They may be merged without asking."""
    POSSIBLE = "possible"
    """A person decides."""


@frozen(kw_only=True)
class Duplicate:
    """Two rows that are, or may be, one hazard.

    ``score`` is from 0 to 1; ``why`` says in a line what agrees and what does not.
    """

    new: str
    recorded: str
    score: float
    why: str
    outcome: Outcome


class _Pair(NamedTuple):
    """Two rows with what they came to."""

    new: Row
    recorded: Row
    found: Factor

    @property
    def is_certain(self) -> bool:
        """Tell whether nothing speaks against their being one."""
        return self.found.worth >= CERTAIN

    @property
    def rank(self) -> tuple[float, int, str]:
        """What puts the likeliest first, then the nearest in time."""
        return -self.found.worth, abs(self.new.day - self.recorded.day), self.recorded.id


def compare(one: HazardDetails, other: HazardDetails, *, names: Names) -> Duplicate | None:
    """Return what two rows come to, or nothing when they are two hazards.

    They are called ``1`` and ``2``; which is which does not matter.
    """
    rows = [
        row_of(which, row, identity=identity_of(row.enterprise, row.credit_code, names=names))
        for which, row in (("1", one), ("2", other))
    ]
    found = judge(rows[0], rows[1])
    return _duplicate(_Pair(rows[0], rows[1], found)) if found else None


def find_duplicates(
    new: Mapping[str, HazardDetails], recorded: Mapping[str, HazardDetails], *, names: Names
) -> tuple[Duplicate, ...]:
    """Return the hazards on record that new rows are or may be the same as, by their ids.

    A row that is certain of one hazard is shown beside no other. Where a row fits several
    hazards, or several rows one, and these are not certain of each other, a person decides.
    The order of the rows does not matter.
    """
    if not recorded:
        return ()
    by_new: defaultdict[str, list[_Pair]] = defaultdict(list)
    by_recorded: defaultdict[str, list[_Pair]] = defaultdict(list)
    with uncollected():
        for pair in _pairs(side_of(new, names), side_of(recorded, names)):
            by_new[pair.new.id].append(pair)
            if pair.is_certain:
                by_recorded[pair.recorded.id].append(pair)
    contested = {which for which, pairs in by_recorded.items() if _differ(p.new for p in pairs)}
    return tuple(
        duplicate
        for which in sorted(by_new)
        for duplicate in _settled(sorted(by_new[which], key=lambda pair: pair.rank), contested)
    )


def find_duplicates_among(
    hazards: Mapping[str, HazardDetails], *, names: Names
) -> tuple[Duplicate, ...]:
    """Return the hazards on record that are or may be the same, each pair once."""
    side = side_of(hazards, names)
    pairs = _pairs(side, side, is_each_once=True)
    return tuple(map(_duplicate, sorted(pairs, key=lambda pair: (pair.new.id, pair.rank))))


def _pairs(mine: Side, yours: Side, *, is_each_once: bool = False) -> Iterator[_Pair]:
    """Yield the rows that are or may be one hazard; of one side, each pair once."""
    for one, other in meetings(mine, yours):
        for row, known in meeting_rows(one, other):
            if is_each_once and row.id <= known.id:
                continue
            found = judge(row, known)
            if found is not None:
                yield _Pair(row, known, found)


def _settled(pairs: Sequence[_Pair], contested: set[str]) -> Iterator[Duplicate]:
    """Yield what a new row is shown beside, from all it may be the same as, likeliest first."""
    certain = [pair for pair in pairs if pair.is_certain]
    is_open = _differ(pair.recorded for pair in certain) or any(
        pair.recorded.id in contested for pair in certain
    )
    if certain and not is_open:
        yield _duplicate(certain[0])
        return
    for pair in pairs[:MOST]:
        yield _duplicate(pair, contested=pair.is_certain)


def _differ(rows: Iterable[Row]) -> bool:
    """Tell whether rows that all fit one row are not certain of each other.

    They are held against the first by id: what is certain of that one is one hazard with it.
    """
    ordered = sorted(set(rows), key=lambda row: row.id)
    pairs = (_Pair(ordered[0], row, judge(ordered[0], row) or _NONE) for row in ordered[1:])
    return not all(pair.is_certain for pair in pairs)


def _duplicate(pair: _Pair, *, contested: bool = False) -> Duplicate:
    """Return what is shown of a pair; a contested one fits others too."""
    is_certain = pair.is_certain and not contested
    return Duplicate(
        new=pair.new.id,
        recorded=pair.recorded.id,
        score=pair.found.worth,
        why=f"{pair.found.why}；{_SEVERAL}" if contested else pair.found.why,
        outcome=Outcome.CERTAIN if is_certain else Outcome.POSSIBLE,
    )
