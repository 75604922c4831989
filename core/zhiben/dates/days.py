"""Counting days: natural days, working days and hours are different kinds.

The day a period starts on is not counted, hours run from the moment itself (民法典第201条);
a period of months or years ends on the corresponding day, or on the month's last where
there is none (第202条). Whether a last day that is a day off moves to the next working
day (第203条) is a matter of policy: the dates documents set are ceilings, so by default
it stays, and the result says which working day comes before it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from zhiben.errors import UsageError

if TYPE_CHECKING:
    from zhiben.dates.holidays import Calendar

_MONTHS: Final = 12
_NOT_COUNTED: Final = "民法典第201条"
_CORRESPONDING: Final = "民法典第202条"
_ROLLED: Final = "民法典第203条"
_WITHIN_TEN: Final = 10


class DayKind(StrEnum):
    """What is counted when a limit is given in days or hours."""

    NATURAL = "natural"
    """日、自然日: every day."""
    WORKING = "working"
    """工作日: days worked by the calendar, 调休 included."""
    HOUR = "hour"
    """小时: from the moment itself, nights and days off included."""


class CalendarUnit(StrEnum):
    """What is counted when a limit is given in months or years."""

    MONTH = "month"
    YEAR = "year"


Unit = DayKind | CalendarUnit


class RollOver(StrEnum):
    """What happens when the last day of a period is a day off."""

    NONE = "none"
    """The day stays: report before the days off."""
    NEXT = "next"
    """The next working day counts as the last one (民法典第203条)."""


@frozen(kw_only=True)
class Counted:
    """The day a count arrives at.

    ``at`` is the time of day of a count of hours; otherwise the day ends at 24:00.
    ``notes`` are Chinese sentences the figure must not be shown without, and ``laws``
    the articles it was counted by.
    """

    on: date
    at: time | None = None
    notes: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()


@frozen(kw_only=True)
class WorkingDays:
    """How many working days lie between two days, with the notes to show beside it."""

    count: int
    notes: tuple[str, ...] = ()


@frozen(kw_only=True)
class DayRule:
    """The kind of day a law means by 日, and the article that says so."""

    kind: DayKind
    law: str


def add_days(
    start: date,
    amount: int,
    *,
    kind: DayKind,
    calendar: Calendar,
    roll_over: RollOver = RollOver.NONE,
) -> Counted:
    """Return the day ``amount`` days of that kind after a day, or before it when negative.

    Raises:
        UsageError: hours are counted from a day without a time, or years run out.

    """
    if kind is DayKind.HOUR:
        return _hours(start, amount)
    if kind is DayKind.WORKING:
        return _working(_day(start), amount, calendar=calendar)
    last = Counted(on=_moved(_day(start), amount), laws=(_NOT_COUNTED,))
    return _settled(last, amount, calendar=calendar, roll_over=roll_over)


def add_months(
    start: date, amount: int, *, calendar: Calendar, roll_over: RollOver = RollOver.NONE
) -> Counted:
    """Return the corresponding day that many months after a day, or before when negative.

    Raises:
        UsageError: years run out.

    """
    year, month = divmod(start.year * _MONTHS + start.month - 1 + amount, _MONTHS)
    if not date.min.year <= year <= date.max.year:
        raise _too_far(start)
    day = min(start.day, monthrange(year, month + 1)[1])
    last = Counted(on=date(year, month + 1, day), laws=(_NOT_COUNTED, _CORRESPONDING))
    return _settled(last, amount, calendar=calendar, roll_over=roll_over)


def count_from(
    start: date,
    amount: int,
    *,
    unit: Unit,
    calendar: Calendar,
    roll_over: RollOver = RollOver.NONE,
) -> Counted:
    """Return the day ``amount`` of any unit after a day, or before it when negative."""
    if isinstance(unit, DayKind):
        return add_days(start, amount, kind=unit, calendar=calendar, roll_over=roll_over)
    months = amount * (_MONTHS if unit is CalendarUnit.YEAR else 1)
    return add_months(start, months, calendar=calendar, roll_over=roll_over)


def working_days_between(start: date, end: date, *, calendar: Calendar) -> WorkingDays:
    """Count the working days from ``start``, not counted, to ``end``, which is.

    The count is negative when ``end`` comes first, so that it is what has to be added.
    """
    first, last = _day(start), _day(end)
    step = 1 if first <= last else -1
    days = [first + timedelta(days=n) for n in range(step, (last - first).days + step, step)]
    worked = sum(map(calendar.is_working, days))
    return WorkingDays(count=step * worked, notes=calendar.notes(day.year for day in days))


def statutory_kind(law: str, days: int) -> DayRule | None:
    """Return what a law means by that many 日, or ``None`` when it has no rule of its own."""
    match law.strip("《》"):
        case "行政处罚法":
            working, article = days in {2, 3, 5, 7}, "行政处罚法第85条"
        case "行政强制法":
            working, article = days <= _WITHIN_TEN, "行政强制法第69条"
        case "行政许可法":
            working, article = True, "行政许可法第82条"
        case _:
            return None
    return DayRule(kind=DayKind.WORKING if working else DayKind.NATURAL, law=article)


def _day(moment: date) -> date:
    """Return the day of a moment, which may come with a time."""
    return moment.date() if isinstance(moment, datetime) else moment


def _moved(day: date, amount: int) -> date:
    """Return the day so many days later, or earlier when negative."""
    try:
        return day + timedelta(days=amount)
    except OverflowError:
        raise _too_far(day) from None


def _hours(start: date, amount: int) -> Counted:
    """Count hours from a moment; the law lets them run from the moment itself."""
    if not isinstance(start, datetime):
        raise UsageError(f"按小时计算要有起算的时刻，只有日期 {start} 不够，请写明几时几分。")
    try:
        end = start + timedelta(hours=amount)
    except OverflowError:
        raise _too_far(start) from None
    return Counted(on=end.date(), at=end.timetz(), laws=(_NOT_COUNTED,))


def _working(start: date, amount: int, *, calendar: Calendar) -> Counted:
    """Step from working day to working day."""
    # Working days reach at least as far as natural ones: far beyond the years is known at once.
    _moved(start, amount)
    step = 1 if amount >= 0 else -1
    day, left, years = start, abs(amount), set()
    while left:
        day = _moved(day, step)
        years.add(day.year)
        left -= calendar.is_working(day)
    return Counted(on=day, notes=calendar.notes(years), laws=(_NOT_COUNTED,))


def _settled(last: Counted, amount: int, *, calendar: Calendar, roll_over: RollOver) -> Counted:
    """Keep or move a last day that is a day off; only a period that runs forward moves."""
    if roll_over is RollOver.NEXT and amount > 0:
        moved = _nearest_working(last.on, step=1, calendar=calendar)
        notes = calendar.notes(range(last.on.year, moved.year + 1))
        laws = last.laws if moved == last.on else (*last.laws, _ROLLED)
        return evolve(last, on=moved, notes=notes, laws=laws)
    if calendar.is_working(last.on):
        return last
    before = _nearest_working(last.on, step=-1, calendar=calendar)
    mark = calendar.mark(last.on)
    what = mark.name if mark else "周末"
    note = f"{last.on} 是休息日（{what}），期限没有顺延，之前最后一个工作日是 {before}。"
    return evolve(last, notes=(note, *calendar.notes(range(before.year, last.on.year + 1))))


def _nearest_working(day: date, *, step: int, calendar: Calendar) -> date:
    """Return the day itself when it is worked, else the nearest that is, looking one way."""
    while not calendar.is_working(day):
        day = _moved(day, step)
    return day


def _too_far(start: date) -> UsageError:
    """Return the error for a count that leaves the years a date can have."""
    return UsageError(f"从 {start} 起算超出了日历能表示的年份，请核对日期和天数。")
