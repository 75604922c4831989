"""A table of hazard figures: its rows by an axis, their sum, and the plan's targets."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.ledger.hazard_figures.counting import Axis
from zhiben.ledger.hazard_figures.printed import PrintedTotal
from zhiben.ledger.hazard_figures.targets import TargetLine
from zhiben.model.hazard_figures import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@frozen(kw_only=True)
class FigureRow:
    """The counts of the hazards of one row; the key is empty where nothing is said.

    ``checks`` is how many inspections belong to it, ``None`` where the axis does not tell.
    """

    key: str
    tally: Tally
    checks: int | None = None


@frozen(kw_only=True)
class FigureTable:
    """The hazard figures of a day; ``total`` counts every hazard once.

    ``checks`` is how many inspections are on record. ``unplaced`` counts hazards of which
    nobody said whether they are major: no target counts them. ``printed`` are the totals that
    tables print.
    """

    as_of: date
    axis: Axis
    rows: tuple[FigureRow, ...]
    total: Tally
    checks: int
    targets: tuple[TargetLine, ...]
    unplaced: int
    printed: tuple[PrintedTotal, ...] = ()


def rows_of(
    tallies: Mapping[tuple[str, ...], Tally],
    named: Callable[[str], str],
    *,
    checks: Mapping[str, int] | None = None,
) -> tuple[FigureRow, ...]:
    """Return a row for each key, what nobody said last; ``named`` gives keys one spelling.

    ``checks`` are the inspections by such a key: a row of its own where they found nothing.
    """
    rows: defaultdict[str, Tally] = defaultdict(Tally)
    for keys, tally in tallies.items():
        for key in row_keys(keys, named):
            rows[key] += tally
    order = sorted({*rows, *(checks or ())}, key=lambda key: (not key, key))
    return tuple(
        FigureRow(key=key, tally=rows[key], checks=None if checks is None else checks.get(key, 0))
        for key in order
    )


def row_keys(keys: Iterable[str], named: Callable[[str], str]) -> tuple[str, ...]:
    """Return the rows that hazards with some keys stand in, each once."""
    return tuple(dict.fromkeys(named(key) if key else "" for key in keys))


def total_of(tallies: Mapping[tuple[str, ...], Tally]) -> Tally:
    """Return the sum, in which a hazard of several channels is counted once."""
    return sum(tallies.values(), Tally())
