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
    from collections.abc import Callable, Mapping


@frozen(kw_only=True)
class FigureRow:
    """The counts of the hazards of one row; the key is empty where nothing is said."""

    key: str
    tally: Tally


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
    tallies: Mapping[tuple[str, ...], Tally], named: Callable[[str], str]
) -> tuple[FigureRow, ...]:
    """Return a row for each key, what nobody said last; ``named`` gives keys one spelling."""
    rows: defaultdict[str, Tally] = defaultdict(Tally)
    for keys, tally in tallies.items():
        for key in dict.fromkeys(named(one) if one else "" for one in keys):
            rows[key] += tally
    order = sorted(rows, key=lambda key: (not key, key))
    return tuple(FigureRow(key=key, tally=rows[key]) for key in order)


def total_of(tallies: Mapping[tuple[str, ...], Tally]) -> Tally:
    """Return the sum, in which a hazard of several channels is counted once."""
    return sum(tallies.values(), Tally())
