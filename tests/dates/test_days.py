"""Counting natural days, working days, hours and months, with the law and the notes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhiben.dates import (
    CalendarUnit,
    Counted,
    DayKind,
    DayRule,
    RollOver,
    WorkingDays,
    add_days,
    add_months,
    builtin_calendar,
    count_from,
    statutory_kind,
    working_days_between,
)
from zhiben.dates.holidays import WEEKENDS_ONLY
from zhiben.errors import UsageError

CALENDAR = builtin_calendar()
DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
AMOUNTS = st.integers(-300, 300)
NO_2027 = (
    "2027年没有放假安排，只按周六、周日休息推算，请用 zhiben calendar import 补上放假表后重算。"
)


def natural(start: date, amount: int, roll_over: RollOver = RollOver.NONE) -> Counted:
    """Count natural days by the packaged tables."""
    return add_days(start, amount, kind=DayKind.NATURAL, calendar=CALENDAR, roll_over=roll_over)


def working(start: date, amount: int) -> Counted:
    """Count working days by the packaged tables."""
    return add_days(start, amount, kind=DayKind.WORKING, calendar=CALENDAR)


def hours(start: date, amount: int) -> Counted:
    """Count hours."""
    return add_days(start, amount, kind=DayKind.HOUR, calendar=CALENDAR)


def months(start: date, amount: int) -> date:
    """Count months and return the day alone."""
    return add_months(start, amount, calendar=CALENDAR).on


def test_the_start_day_is_not_counted() -> None:
    """民法典第201条: three days from Tuesday are over on Friday."""
    expected = Counted(on=date(2024, 3, 15), laws=("民法典第201条",))

    assert expected == natural(date(2024, 3, 12), 3)


@given(DAYS, AMOUNTS)
def test_natural_days_are_calendar_days(start: date, amount: int) -> None:
    assert start + timedelta(days=amount) == natural(start, amount).on


def test_working_days_skip_weekends_and_holidays_and_count_swapped_weekends() -> None:
    """From 30 September 2024: off from the 1st to the 7th; Saturday the 12th is worked."""
    days = [working(date(2024, 9, 30), amount).on.day for amount in range(1, 6)]

    assert [8, 9, 10, 11, 12] == days


def test_twenty_working_days_before_a_listing_expires() -> None:
    """From 11 October 2024 back over the holiday; Sunday 29 and Saturday 14 September count."""
    assert date(2024, 9, 6) == working(date(2024, 10, 11), -20).on


def test_counting_starts_on_a_day_off_as_on_any_other() -> None:
    assert date(2024, 3, 11) == working(date(2024, 3, 9), 1).on
    assert date(2024, 3, 8) == working(date(2024, 3, 9), -1).on
    assert date(2024, 3, 9) == working(date(2024, 3, 9), 0).on


@given(DAYS, AMOUNTS)
def test_adding_and_subtracting_working_days_returns(start: date, amount: int) -> None:
    assume(CALENDAR.is_working(start))

    assert start == working(working(start, amount).on, -amount).on


@given(DAYS, AMOUNTS)
def test_the_days_between_are_those_to_be_added(start: date, amount: int) -> None:
    end = working(start, amount)

    assert amount == working_days_between(start, end.on, calendar=CALENDAR).count


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_working_days_of_a_year(year: int, count: int) -> None:
    start, end = date(year - 1, 12, 31), date(year, 12, 31)

    assert WorkingDays(count=count) == working_days_between(start, end, calendar=CALENDAR)


def test_a_year_without_a_table_is_noted() -> None:
    start, end = date(2026, 12, 31), date(2027, 1, 8)

    assert (NO_2027,) == working(start, 2).notes
    assert WorkingDays(count=6, notes=(NO_2027,)) == working_days_between(
        start, end, calendar=CALENDAR
    )


def test_a_year_that_is_not_stepped_on_is_not_noted() -> None:
    assert () == working(date(2026, 12, 30), 1).notes


def test_hours_run_from_the_moment_itself_through_nights_and_days_off() -> None:
    expected = Counted(on=date(2024, 10, 2), at=time(16, 30), laws=("民法典第201条",))

    assert expected == hours(datetime(2024, 10, 1, 16, 30), 24)  # noqa: DTZ001 - local time


def test_hours_keep_the_time_zone() -> None:
    beijing = timezone(timedelta(hours=8))

    assert time(0, 0, tzinfo=beijing) == hours(datetime(2024, 1, 1, 12, tzinfo=beijing), 12).at


def test_hours_need_a_moment() -> None:
    with pytest.raises(UsageError, match=r"2024-10-01 不够，请写明几时几分。"):
        hours(date(2024, 10, 1), 24)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1)), st.integers(-90, 90))  # noqa: DTZ001 - bounds of local times
def test_a_moment_counts_days_as_its_day_does(moment: datetime, amount: int) -> None:
    assert natural(moment.date(), amount) == natural(moment, amount)
    assert working(moment.date(), amount) == working(moment, amount)


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        (date(2024, 1, 15), 1, date(2024, 2, 15)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 1), -1, date(2023, 12, 1)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_month_s_last(
    start: date, amount: int, end: date
) -> None:
    """民法典第202条."""
    assert end == months(start, amount)


def test_months_are_counted_by_two_articles() -> None:
    counted = add_months(date(2024, 1, 15), 1, calendar=CALENDAR)

    assert ("民法典第201条", "民法典第202条") == counted.laws


@given(DAYS, st.integers(-100, 100))
def test_a_count_of_months_ends_in_that_month(start: date, amount: int) -> None:
    end = months(start, amount)

    assert amount == (end.year - start.year) * 12 + end.month - start.month
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


def test_a_last_day_off_stays_and_says_which_working_day_comes_before() -> None:
    """The first of May 2024 is a holiday."""
    note = "2024-05-01 是休息日（劳动节），期限没有顺延，之前最后一个工作日是 2024-04-30。"
    expected = Counted(on=date(2024, 5, 1), notes=(note,), laws=("民法典第201条",))

    assert expected == natural(date(2024, 4, 30), 1)


def test_a_weekend_is_called_one() -> None:
    note = "2024-03-09 是休息日（周末），期限没有顺延，之前最后一个工作日是 2024-03-08。"

    assert (note,) == add_months(date(2024, 2, 9), 1, calendar=CALENDAR).notes


def test_a_weekend_of_a_year_without_a_table_has_both_notes() -> None:
    notes = natural(date(2027, 1, 1), 1).notes

    assert (
        "2027-01-02 是休息日（周末），期限没有顺延，之前最后一个工作日是 2027-01-01。" == notes[0]
    )
    assert (NO_2027,) == notes[1:]


def test_by_policy_a_last_day_off_moves_to_the_next_working_day() -> None:
    """民法典第203条: the holiday of May 2024 ends on the 5th."""
    expected = Counted(on=date(2024, 5, 6), laws=("民法典第201条", "民法典第203条"))

    assert expected == natural(date(2024, 4, 21), 10, RollOver.NEXT)


def test_by_policy_a_working_day_stays_where_it_is() -> None:
    assert natural(date(2024, 4, 20), 10) == natural(date(2024, 4, 20), 10, RollOver.NEXT)


def test_the_policy_needs_the_year_s_table() -> None:
    assert (NO_2027,) == natural(date(2027, 3, 1), 1, RollOver.NEXT).notes


def test_a_period_counted_backward_never_moves() -> None:
    """Moving it forward would shorten the time it is there to keep free."""
    assert date(2024, 5, 1) == natural(date(2024, 5, 11), -10, RollOver.NEXT).on


@given(DAYS, AMOUNTS)
def test_the_policy_only_ever_moves_days_off_and_only_forward(start: date, amount: int) -> None:
    kept, moved = natural(start, amount), natural(start, amount, RollOver.NEXT)

    assert kept.on <= moved.on
    assert moved.on == kept.on or (CALENDAR.is_working(moved.on) and amount > 0)


@pytest.mark.parametrize(
    ("unit", "end"),
    [
        (DayKind.NATURAL, date(2024, 3, 2)),
        (DayKind.WORKING, date(2024, 3, 4)),
        (CalendarUnit.MONTH, date(2024, 4, 29)),
        (CalendarUnit.YEAR, date(2026, 2, 28)),
    ],
)
def test_two_of_each_unit(unit: DayKind | CalendarUnit, end: date) -> None:
    """From Thursday, 29 February 2024."""
    assert end == count_from(date(2024, 2, 29), 2, unit=unit, calendar=CALENDAR).on


@pytest.mark.parametrize(
    ("unit", "amount"),
    [
        (DayKind.NATURAL, 1),
        (DayKind.NATURAL, 10**12),
        (DayKind.WORKING, 1),
        (DayKind.WORKING, 10**12),
        (DayKind.HOUR, 24),
        (CalendarUnit.MONTH, 1),
        (CalendarUnit.YEAR, 10**9),
    ],
)
def test_a_count_beyond_the_calendar_is_refused(unit: DayKind | CalendarUnit, amount: int) -> None:
    with pytest.raises(UsageError, match=r"9999-12-31.* 起算超出了日历能表示的年份"):
        count_from(datetime.max, amount, unit=unit, calendar=WEEKENDS_ONLY)  # noqa: DTZ901 - as far as it goes


@pytest.mark.parametrize(
    ("law", "days", "expected"),
    [
        ("行政处罚法", 7, DayRule(kind=DayKind.WORKING, law="行政处罚法第85条")),
        ("《行政处罚法》", 10, DayRule(kind=DayKind.NATURAL, law="行政处罚法第85条")),
        ("行政强制法", 10, DayRule(kind=DayKind.WORKING, law="行政强制法第69条")),
        ("行政强制法", 30, DayRule(kind=DayKind.NATURAL, law="行政强制法第69条")),
        ("行政许可法", 20, DayRule(kind=DayKind.WORKING, law="行政许可法第82条")),
        ("安全生产法", 7, None),
    ],
)
def test_some_laws_mean_working_days_by_days(law: str, days: int, expected: DayRule | None) -> None:
    assert expected == statutory_kind(law, days)
