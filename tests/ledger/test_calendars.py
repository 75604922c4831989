from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from zhiben.dates.holidays import (
    COLUMNS,
    WEEKENDS_ONLY,
    Calendar,
    Mark,
    builtin_calendar,
    calendar_from_rows,
)
from zhiben.ledger.calendars import calendar_of, table_rows
from zhiben.model.entries import Draft, EntryKind
from zhiben.testing.factories import entries_of, reported

if TYPE_CHECKING:
    from collections.abc import Sequence

NEW_YEAR = ("2027", "元旦", "2027-01-01", "2027-01-03", "休")
LONGER = ("2027", "元旦", "2027-01-01", "2027-01-04", "休")
ON = date(2026, 11, 10)


def added(*rows: Sequence[str], on: date = ON) -> Draft:
    """Return the entry that adds the table of 2027."""
    return Draft(
        on=on,
        actor="示例",
        kind=EntryKind.CALENDAR_ADD,
        subject="2027",
        body={"rows": [list(row) for row in rows]},
    )


def test_without_tables_in_the_journal_the_packaged_ones_count() -> None:
    entries = entries_of(reported("1-1", "dept-a", on=ON))

    assert builtin_calendar() == calendar_of(entries, builtin_calendar())


def test_a_table_of_the_journal_adds_its_year() -> None:
    calendar = calendar_of(entries_of(added(NEW_YEAR)), builtin_calendar())

    assert (*builtin_calendar().years, 2027) == calendar.years
    assert not calendar.is_working(date(2027, 1, 1))
    assert calendar.is_working(date(2027, 1, 4))


def test_the_latest_table_of_a_year_counts() -> None:
    calendar = calendar_of(entries_of(added(NEW_YEAR), added(LONGER)), WEEKENDS_ONLY)

    assert not calendar.is_working(date(2027, 1, 4))


def test_a_damaged_table_changes_nothing() -> None:
    entries = entries_of(added(NEW_YEAR), added(("2027", "元旦", "坏", "坏", "休")))

    assert not calendar_of(entries, WEEKENDS_ONLY).is_working(date(2027, 1, 1))


def test_a_year_without_a_table_has_no_rows() -> None:
    assert () == table_rows(WEEKENDS_ONLY, 2027)


def test_neighbouring_days_of_one_mark_are_one_row() -> None:
    calendar = calendar_of(
        entries_of(added(NEW_YEAR, ("2027", "元旦调休", "2027-01-09", "2027-01-10", "班"))),
        WEEKENDS_ONLY,
    )

    assert (NEW_YEAR, ("2027", "元旦调休", "2027-01-09", "2027-01-10", "班")) == table_rows(
        calendar, 2027
    )


def test_every_packaged_table_comes_back_from_its_rows() -> None:
    calendar = builtin_calendar()
    rows = [row for year in calendar.years for row in table_rows(calendar, year)]

    assert calendar == calendar_from_rows([COLUMNS, *rows])


@given(st.dictionaries(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.sampled_from("甲乙")))
def test_the_rows_of_a_year_hold_every_marked_day_once(names: dict[date, str]) -> None:
    marks = {day: Mark(name=name, is_working=False) for day, name in names.items()}
    rows = table_rows(Calendar(tables={2027: marks}), 2027)

    days = [
        (first + timedelta(days=offset), name)
        for _, name, start, end, _ in rows
        for first in [date.fromisoformat(start)]
        for offset in range((date.fromisoformat(end) - first).days + 1)
    ]
    assert sorted(names.items()) == days
