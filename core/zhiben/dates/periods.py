"""Periods a duty recurs in or a return covers: months, quarters, half-years, years, phases."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from attrs import frozen

from zhiben.model.plan import Every, Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS: Final = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
_LETTERS: Final = {Every.MONTH: "-", Every.QUARTER: "Q", Every.HALF_YEAR: "H", Every.YEAR: ""}
_NUMERALS: Final = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_HALVES: Final = ("上半年", "下半年")

_NUMERAL: Final = r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_FORMS: Final = (
    (Every.MONTH, re.compile(rf"([12]\d{{3}})年{_NUMERAL}月份?")),
    (Every.MONTH, re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])")),
    (Every.QUARTER, re.compile(r"([12]\d{3})年?第?([1-4一二三四])季度")),
    (Every.QUARTER, re.compile(r"([12]\d{3})年?Q([1-4])")),
    (Every.HALF_YEAR, re.compile(r"([12]\d{3})年?([上下])半年")),
    (Every.HALF_YEAR, re.compile(r"([12]\d{3})H([12])")),
    (Every.YEAR, re.compile(r"([12]\d{3})(?:年|年?全年|年?年度|年度)?")),
)


@frozen(kw_only=True)
class Period:
    """A window of days, both ends inclusive.

    ``id`` is what the journal stores: ``2024-03``, ``2024Q1``, ``2024H1``, ``2024``, or
    ``P2`` for the second phase of a plan. ``title`` is what people read.
    """

    id: str
    title: str
    start: date
    end: date

    def __str__(self) -> str:
        """Return the words people use: 2024年一季度."""
        return self.title


def period_of(every: Every, day: date) -> Period:
    """Return the month, quarter, half-year or year a day falls in."""
    return _period(every, day.year, (day.month - 1) // _MONTHS[every])


def periods_between(every: Every, start: date, end: date) -> Iterator[Period]:
    """Yield every period of that length with a day from ``start`` to ``end``, oldest first."""
    day = start
    while day <= end:
        period = period_of(every, day)
        yield period
        if period.end >= end:
            # The last period there can be ends on the last day there is.
            return
        day = period.end + timedelta(days=1)


def period_due(period: Period, due_day: int | None) -> date:
    """Return the last day that counts as in time for a period.

    Without ``due_day`` this is the period's own last day, else that day of the month
    after it, or the month's end where it is shorter (民法典第202条 likewise).
    """
    if due_day is None:
        return period.end
    first = period.end + timedelta(days=1)
    return first.replace(day=min(due_day, monthrange(first.year, first.month)[1]))


def phase_period(phase: Phase) -> Period:
    """Return a plan's phase as a period."""
    return Period(id=f"P{phase.number}", title=phase.title, start=phase.start, end=phase.end)


def parse_period(text: str) -> Period | None:
    """Return the period a text names, by id or in words, or ``None`` when it names none.

    The year must stand in the text: ``2024Q1``, ``2024年一季度``, ``2024年第1季度``,
    ``2024年上半年``, ``2024年3月份``, ``2024年度``.
    """
    plain = "".join(normalize("NFKC", text).split()).upper()
    for every, form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            part = found[2] if every is not Every.YEAR else "1"
            return _period(every, int(found[1]), _index(part))
    return None


def _index(part: str) -> int:
    """Return which part of its year a numeral or 上/下 names, counted from 0."""
    if part.isdecimal():
        return int(part) - 1
    return "上下".index(part) if part in "上下" else _NUMERALS.index(part)


def _period(every: Every, year: int, index: int) -> Period:
    """Return one part of a year, by its length and its index from 0."""
    months = _MONTHS[every]
    first, last = index * months + 1, index * months + months
    return Period(
        id=_identity(every, year, index),
        title=_title(every, year, index),
        start=date(year, first, 1),
        end=date(year, last, monthrange(year, last)[1]),
    )


def _identity(every: Every, year: int, index: int) -> str:
    """Return the id of a part of a year: 2024-03, 2024Q1, 2024H1, 2024."""
    if every is Every.YEAR:
        return f"{year:04}"
    number = f"{index + 1:02}" if every is Every.MONTH else str(index + 1)
    return f"{year:04}{_LETTERS[every]}{number}"


def _title(every: Every, year: int, index: int) -> str:
    """Return what people call a part of a year."""
    words = {
        Every.MONTH: f"{index + 1}月",
        Every.QUARTER: f"{_NUMERALS[index % 4]}季度",
        Every.HALF_YEAR: _HALVES[index % 2],
        Every.YEAR: "",
    }
    return f"{year}年{words[every]}"
