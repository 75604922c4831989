"""Days, parts of years, and the intervals between them: 2024年底前, 5月中旬, 2024年2月至4月.

The year a wording leaves out comes from its context, the date of its document: the day or
window meant is the next one that has not passed by then. 底前, 旬前 and 日前 include the
last day; a bare 3月前 may or may not include March, so it is not computed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, time
from typing import Final

from attrs import evolve, frozen

from zhiben.dates.numerals import NUMERAL, number, year_number
from zhiben.dates.values import Deadline, Found, Interval, Reading, Uncomputable

NUMBER: Final = f"(?:[0-9]{{1,2}}|{NUMERAL})"
BEFORE: Final = "(?:以前|之前|前(?!三季度|两季度|期|往|来|者|述|后|沿|端|置|提))"
_YEAR: Final = "(?:[12][0-9]{3}|[一二][〇零一二三四五六七八九]{3})"
_TO: Final = "(?:至(?!少|今|多)|到(?!位|期|达)|--?)"

_ISO: Final = re.compile(r"(?<![0-9])([12][0-9]{3})([-./])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])日?")
# A year, a part of it, and a part of that. The guards keep out words that only look alike:
# 以上年份, 三个月内, 前三季度, 底数, 内容.
_POINT: Final = re.compile(
    rf"""(?<![0-9十])
    (?:(?P<year>{_YEAR})年度?|(?<![以如])(?P<near_year>上一?|下一?|[今本当明次翌去])年度?)?
    (?:(?P<month>{NUMBER})月份?
      |(?<![以如])(?P<near_month>[上下本当])个?月
      |第?(?<!前)(?P<quarter>{NUMBER})季度
      |(?P<half>[上下])半年
      |(?<![0-9一二两三四五六七八九十百半几数多个])(?P<alone>[年月])(?=[底末内]))?
    (?:(?<=[月份])(?P<day>{NUMBER})[日号]
      |(?<=[月份])(?P<third>[上中下])旬
      |(?P<end>月?(?:底(?!数|线|层|部)|末(?!端|梢)))
      |(?P<within>内(?!部|容|外|控|涝|河)))?
    """,
    re.VERBOSE,
)
_BARE_DAY: Final = re.compile(f"({NUMBER})[日号]")
_SHORT: Final = re.compile(
    rf"(?<![0-9十])(?:(?P<year>{_YEAR})年)?(?:(?P<month>{NUMBER})月)?"
    rf"(?:(?P<first_year>{_YEAR})|(?P<first>{NUMBER}))(?={_TO})"
)
_SEPARATOR: Final = re.compile(f"起?{_TO}")
_TIME: Final = re.compile(
    rf"(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?(?P<hour>{NUMBER})"
    rf"(?:[时点](?:整|(?P<half>半)|(?P<minute>{NUMBER})分)?|:(?P<after_colon>[0-9]{{2}}))"
)
_TAIL: Final = re.compile(
    rf"(?P<included>[及或]{BEFORE})|(?P<before>(?:下班)?{BEFORE})"
    "|(?P<open>(?:之日)?起(?!草|点|重|底|因|步|来|诉)|以来|至今|开始|[以之]后|后(?!续|勤|台|果|期|方))"
    "|(?P<vague>初(?!步|审|稿|次|中|期|级)|中(?=前|之前|[,.。;；:、()]|$))"
    "|为?止|截止|期间"
)

_SHIFTS: Final = {"上": -1, "去": -1, "今": 0, "本": 0, "当": 0, "下": 1, "明": 1, "次": 1, "翌": 1}
_THIRDS: Final = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}
_MONTHS: Final = 12
_NOON: Final = 12
_PARTS: Final = ("year", "near_year", "month", "near_month", "quarter", "half", "alone")
_MIDNIGHT: Final = (24, 0)
_MORNING: Final = range(13)
_AFTERNOON: Final = range(13, 24)
_PARTS_OF_DAY: Final = {
    "凌晨": _MORNING, "早上": _MORNING, "上午": _MORNING, "中午": range(11, 14),
    "下午": _AFTERNOON, "傍晚": _AFTERNOON, "晚上": _AFTERNOON, "晚": _AFTERNOON,
}  # fmt: skip


class _RefusedError(Exception):
    """What is written cannot be a date; carries the reason."""


@frozen(kw_only=True)
class _Point:
    """A day or part of a year as written; what is missing follows from the context.

    ``shift`` is a year given relative to another (次年); ``first`` and ``length`` are the
    months it spans, ``first`` being ``None`` for a bare day.
    """

    words: str
    year: int | None = None
    shift: int | None = None
    first: int | None = 1
    length: int = _MONTHS
    day: int | None = None
    third: str = ""
    is_end: bool = False


def read_moment(text: str, start: int, *, context: date) -> Found | None:
    """Return the day or interval that begins at a place of a folded text, if one does."""
    begin = start + text.startswith(("自", "从"), start)
    first, second, end = _points(text, begin, context=context)
    if first is None:
        return None
    clock = _TIME.match(text, end) if second is None and first.day is not None else None
    tail, end = _tail(text, clock.end() if clock else end)
    reading: Reading
    try:
        window = _window(first, second or first, context=context)
        reading = _interval(window, tail) if second else _meaning(first, window, tail)
        if clock and isinstance(reading, Deadline):
            reading = evolve(reading, at=_time(clock))
    except _RefusedError as refused:
        reading = Uncomputable(text="", reason=str(refused))
    return Found(end=end, reading=reading)


def last_day_of(third: str | None) -> int:
    """Return the last day of a third of a month (上旬 10, 中旬 20), 31 for the month's end."""
    return _THIRDS[third or "下"][1]


def _points(text: str, start: int, *, context: date) -> tuple[_Point | None, _Point | None, int]:
    """Return the point at a place, the one it reaches to if any, and where they end."""
    first, end = _point(text, start, context=context)
    joined = first is not None and _SEPARATOR.match(text, end)
    short = None if joined else _SHORT.match(text, start)
    second, last = _second(text, short.end() if short else end, context=context)
    if second is None:
        return first, None, end
    begin = _completed(short, second) if short else first
    return (begin, second, last) if begin else (first, None, end)


def _second(text: str, start: int, *, context: date) -> tuple[_Point | None, int]:
    """Return the second end of an interval whose 至 stands at a place, if it does."""
    separator = _SEPARATOR.match(text, start)
    if separator is None:
        return None, start
    point, end = _point(text, separator.end(), context=context)
    return (point, end) if point else _bare_day(text, separator.end())


def _point(text: str, start: int, *, context: date) -> tuple[_Point | None, int]:
    """Return the day or part of a year at a place, and where it ends."""
    if iso := _ISO.match(text, start):
        year, _, month, day = iso.groups()
        point = _Point(words=iso[0], year=int(year), first=int(month), length=1, day=int(day))
        return point, iso.end()
    found = _POINT.match(text, start)
    if found is None or not any(map(found.group, _PARTS)):
        return None, start
    if found["within"] and found["month"] and not found["year"]:
        # 1月内 may be one month from now, or any day of January.
        return None, start
    return _made(found, context=context), found.end()


def _made(found: re.Match[str], *, context: date) -> _Point:
    """Return the point a match of the pattern describes."""
    first, length = _months(found)
    point = _Point(
        words=found[0],
        year=year_number(found["year"]) if found["year"] else None,
        shift=_SHIFTS[found["near_year"][0]] if found["near_year"] else None,
        first=first,
        length=length,
        day=number(found["day"]) if found["day"] else None,
        third=found["third"] or "",
        is_end=bool(found["end"] or found["within"]),
    )
    if found["near_month"] or found["alone"] == "月":
        months = context.year * _MONTHS + context.month - 1 + _SHIFTS[found["near_month"] or "本"]
        return evolve(point, year=months // _MONTHS, first=months % _MONTHS + 1, length=1)
    return point


def _months(found: re.Match[str]) -> tuple[int, int]:
    """Return the first month of a part of a year, and how many it has."""
    if found["month"]:
        return number(found["month"]), 1
    if found["quarter"]:
        return number(found["quarter"]) * 3 - 2, 3
    if found["half"]:
        return (1 if found["half"] == "上" else 7), 6
    return 1, _MONTHS


def _bare_day(text: str, start: int) -> tuple[_Point | None, int]:
    """Return the second end of an interval inside one month (20日至25日)."""
    found = _BARE_DAY.match(text, start)
    if found is None:
        return None, start
    return _Point(words=found[0], first=None, day=number(found[1])), found.end()


def _completed(short: re.Match[str], second: _Point) -> _Point | None:
    """Return the first end of an interval that leaves its unit to the second (2-4月, 20-25日)."""
    if short["first_year"]:
        first = _Point(words=short[0], year=year_number(short["first_year"]))
        return first if second.year else None
    year = year_number(short["year"]) if short["year"] else None
    point = _Point(words=short[0], year=year, length=1)
    value = number(short["first"])
    if short["month"]:
        day = evolve(point, first=number(short["month"]), day=value)
        return day if second.day is not None else None
    if second.day is not None or second.length not in {1, 3}:
        return None
    length = second.length
    return evolve(point, first=(value - 1) * length + 1, length=length)


def _window(first: _Point, last: _Point, *, context: date) -> tuple[date, date]:
    """Return the days from one point to another, or those of one that is given twice.

    Without any year this is the first such window that has not passed by the context.
    """
    years = _years(first, last, context=context)
    refusals = []
    for year in years:
        try:
            window = _days(first, last, year=year, context=context)
        except _RefusedError as refused:
            refusals.append(refused)
        else:
            if window[1] >= context or year == years[-1]:
                return window
    raise refusals[0]


def _years(first: _Point, last: _Point, *, context: date) -> tuple[int, ...]:
    """Return the years the first point can lie in, the likelier first."""
    if first.shift is not None:
        return (context.year + first.shift,)
    year = first.year or last.year
    return (year,) if year else (context.year, context.year + 1)


def _days(first: _Point, last: _Point, *, year: int, context: date) -> tuple[date, date]:
    """Return the window that begins in a year; 次年 counts from there, or from the context."""
    base = year if first.shift is None else context.year
    end_year = last.year or (year if last.shift is None else base + last.shift)
    if last.first is None:
        last = evolve(last, first=first.first, length=1)
    start, end = _span(first, year)[0], _span(last, end_year)[1]
    if end < start:
        raise _RefusedError("结束早于开始，跨年要写出年份")
    return start, end


def _span(point: _Point, year: int) -> tuple[date, date]:
    """Return the first and last day of a point in a year."""
    first = point.first or 0
    try:
        start = date(year, first, 1 if point.day is None else point.day)
    except ValueError:
        words = point.words if point.day is None else f"{year}年{first}月{point.day}日"
        raise _RefusedError(f"日历上没有{words}") from None
    if point.day is not None:
        return start, start
    month = first + point.length - 1
    end = date(year, month, monthrange(year, month)[1])
    if point.third:
        begin, last = _THIRDS[point.third]
        return start.replace(day=begin), end.replace(day=min(last, end.day))
    return (end if point.is_end else start), end


def _tail(text: str, start: int) -> tuple[str, int]:
    """Return the kind of the words behind a date, empty when they change nothing, and their end."""
    found = _TAIL.match(text, start)
    return (found.lastgroup or "", found.end()) if found else ("", start)


def _interval(window: tuple[date, date], tail: str) -> Reading:
    """Return the reading of two points."""
    if tail in {"open", "vague"}:
        raise _RefusedError("没有写明到哪一天为止")
    return Interval(text="", start=window[0], end=window[1])


def _meaning(point: _Point, window: tuple[date, date], tail: str) -> Reading:
    """Return the reading of one point by the words behind it."""
    start, end = window
    if tail == "open":
        raise _RefusedError("只写了从何时起，没有写到何时为止")
    if tail == "vague":
        raise _RefusedError("没有公认的截止日")
    if point.day is not None or point.is_end or tail == "included":
        return Deadline(text="", on=end)
    if tail == "before" and point.third:
        return Deadline(text="", on=end)
    if tail == "before":
        raise _RefusedError(f"没有写明含不含{point.words}")
    return Interval(text="", start=start, end=end)


def _time(clock: re.Match[str]) -> time | None:
    """Return the time of day, or ``None`` for 24时, the day's own end (民法典第203条)."""
    minute = number(clock["minute"] or clock["after_colon"] or ("30" if clock["half"] else "0"))
    hour = number(clock["hour"])
    if (hour, minute) == _MIDNIGHT:
        return None
    try:
        return time(_hour(hour, part=clock["part"] or ""), minute)
    except ValueError:
        raise _RefusedError(f"一天里没有{clock[0]}") from None


def _hour(hour: int, *, part: str) -> int:
    """Return the hour of 24; an hour that is not in its part of the day becomes none at all."""
    if part in {"下午", "傍晚", "晚上", "晚"} and 0 < hour < _NOON:
        return hour + _NOON
    hours = _PARTS_OF_DAY.get(part, range(24))
    return hour if hour in hours else -1
