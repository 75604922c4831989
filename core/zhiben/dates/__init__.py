"""Dates as these documents write them: periods, kinds of day, holidays, deadline wording.

The wording has a module of its own, :mod:`zhiben.dates.wording`: its patterns take time
to compile, and few commands read wording.
"""

from zhiben.dates.days import (
    CalendarUnit,
    Counted,
    DayKind,
    DayRule,
    RollOver,
    WorkingDays,
    add_days,
    add_months,
    count_from,
    statutory_kind,
    working_days_between,
)
from zhiben.dates.holidays import Calendar, Mark, builtin_calendar, calendar_from_rows
from zhiben.dates.numerals import parse_day
from zhiben.dates.periods import (
    Period,
    parse_period,
    period_due,
    period_of,
    periods_between,
    phase_period,
)

__all__ = [
    "Calendar",
    "CalendarUnit",
    "Counted",
    "DayKind",
    "DayRule",
    "Mark",
    "Period",
    "RollOver",
    "WorkingDays",
    "add_days",
    "add_months",
    "builtin_calendar",
    "calendar_from_rows",
    "count_from",
    "parse_day",
    "parse_period",
    "period_due",
    "period_of",
    "periods_between",
    "phase_period",
    "statutory_kind",
    "working_days_between",
]
