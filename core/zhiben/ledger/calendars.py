"""The holiday calendar of a workspace: the packaged tables, and those its journal adds."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from zhiben.dates.holidays import COLUMNS, Calendar, Mark, calendar_from_rows
from zhiben.model.entries import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

Rows = tuple[tuple[str, ...], ...]


def calendar_of(live: Iterable[Entry], packaged: Calendar) -> Calendar:
    """Return the calendar with every table added so far, the latest of a year in force.

    ``live`` are the entries in force, in their order.
    """
    calendar = packaged
    for entry in live:
        if entry.kind is EntryKind.CALENDAR_ADD:
            added = calendar_from_rows([COLUMNS, *entry.body["rows"]])
            if isinstance(added, Calendar):
                calendar = calendar.updated(added)
    return calendar


def table_rows(calendar: Calendar, year: int) -> Rows:
    """Return the table of a year as rows of a holiday file, neighbouring days joined."""
    marks = sorted(calendar.tables.get(year, {}).items())
    return tuple(
        (str(year), mark.name, str(days[0]), str(days[-1]), "班" if mark.is_working else "休")
        for mark, days in _runs(marks)
    )


def _runs(marks: Iterable[tuple[date, Mark]]) -> Iterator[tuple[Mark, list[date]]]:
    """Yield neighbouring days of one mark together."""
    numbered = ((day.toordinal() - place, day, mark) for place, (day, mark) in enumerate(marks))
    for (_, mark), run in groupby(numbered, key=lambda one: (one[0], one[2])):
        yield mark, [day for _, day, _ in run]
