"""Which days are worked: weekends, and the holiday tables the State Council issues each year.

The tables are data. Those known here are packaged as ``holidays.csv``; a file of the same
columns adds a year or replaces one. A year without a table falls back to weekends, and
every result that rests on it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import Final

from attrs import frozen

from zhiben.dates.numerals import fold, number, parse_day
from zhiben.errors import Problem

COLUMNS: Final = ("年度", "名称", "开始", "结束", "类型")
"""The columns of a holiday table; 类型 is 休 (day off) or 班 (a weekend that is worked)."""

_IS_WORKING: Final = {"休": False, "班": True}
_SATURDAY: Final = 5
# No holiday was ever longer than ten days; a month is a typing error.
_LONGEST: Final = 31
_YEARS: Final = range(1949, 3000)


@frozen(kw_only=True)
class Mark:
    """What a holiday table says of one day: its name, and whether it is worked."""

    name: str
    is_working: bool


@frozen(kw_only=True)
class Calendar:
    """The holiday tables by the year they were issued for.

    A year's table may begin in the December before it, for a new year's holiday.
    """

    tables: Mapping[int, Mapping[date, Mark]]

    @property
    def years(self) -> tuple[int, ...]:
        """The years with a table, in order."""
        return tuple(sorted(self.tables))

    def mark(self, day: date) -> Mark | None:
        """Return what the tables say of a day; the next year's was issued later and wins."""
        for year in (day.year + 1, day.year):
            found = self.tables.get(year, {}).get(day)
            if found:
                return found
        return None

    def is_working(self, day: date) -> bool:
        """Tell whether a day is worked: by its table, else unless it is a weekend."""
        found = self.mark(day)
        return found.is_working if found else day.weekday() < _SATURDAY

    def notes(self, years: Iterable[int]) -> tuple[str, ...]:
        """Return one Chinese sentence for each of those years that has no table."""
        return tuple(
            f"{year}年没有放假安排，只按周六、周日休息推算，"
            "请用 zhiben calendar import 补上放假表后重算。"
            for year in sorted(set(years) - self.tables.keys())
        )

    def updated(self, newer: Calendar) -> Calendar:
        """Return a calendar with the newer one's years added, or in place of the old ones."""
        return Calendar(tables={**self.tables, **newer.tables})


WEEKENDS_ONLY: Final = Calendar(tables={})
"""The calendar without any holiday table."""


@frozen(kw_only=True)
class _Line:
    """One sound line of a holiday table, with the row it stands in."""

    row: int
    year: int
    mark: Mark
    start: date
    end: date

    def days(self) -> Iterator[date]:
        """Yield each day of the line."""
        for offset in range((self.end - self.start).days + 1):
            yield self.start + timedelta(days=offset)


def builtin_calendar() -> Calendar:
    """Return the calendar of the packaged tables."""
    import csv
    from importlib.resources import files

    text = files("zhiben.dates").joinpath("holidays.csv").read_text(encoding="utf-8-sig")
    calendar, _ = _read(csv.reader(text.splitlines()))
    return calendar


def calendar_from_rows(rows: Iterable[Sequence[str]]) -> Calendar | tuple[Problem, ...]:
    """Return the calendar a table's rows give, or everything that is wrong with them.

    The rows are those of the file from the first on, so that problems name the row a
    person sees; title rows above the header are passed over.
    """
    calendar, problems = _read(rows)
    return problems or calendar


def _read(rows: Iterable[Sequence[str]]) -> tuple[Calendar, tuple[Problem, ...]]:
    """Return the calendar of the sound lines, and what is wrong with the others."""
    numbered = _filled(rows)
    header = _header(numbered)
    if header is None:
        return WEEKENDS_ONLY, (_no_header(numbered),)
    names = numbered[header][1]
    found = [_line(row, _wanted(cells, names)) for row, cells in numbered[header + 1 :]]
    lines = [one for one in found if isinstance(one, _Line)]
    problems = [problem for one in found if not isinstance(one, _Line) for problem in one]
    problems += _repeated(lines)
    # Lines that could not be read may be the very days off that seem to be missing.
    problems += () if problems else _incomplete(lines)
    return Calendar(tables=_tables(lines)), tuple(problems)


def _filled(rows: Iterable[Sequence[str]]) -> list[tuple[int, list[str]]]:
    """Return the rows with anything in them, numbered from 1 as in the file."""
    cleaned = [[cell.strip().strip("\ufeff") for cell in cells] for cells in rows]
    return [(row, cells) for row, cells in enumerate(cleaned, start=1) if any(cells)]


def _header(numbered: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    """Return the place of the first row with all the columns, if there is one."""
    wanted = set(COLUMNS)
    return next((i for i, (_, cells) in enumerate(numbered) if wanted <= set(cells)), None)


def _wanted(cells: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return a row's cells in the order of the columns; a short row ends in blanks."""
    by_name = dict(zip_longest(names, cells, fillvalue=""))
    return [by_name[column] for column in COLUMNS]


def _no_header(numbered: Sequence[tuple[int, Sequence[str]]]) -> Problem:
    """Say which columns are missing from the row that comes nearest to a header."""
    if not numbered:
        return Problem("", f"表是空的，要有“{'、'.join(COLUMNS)}”这几列。")
    row, cells = max(numbered, key=lambda one: len({*COLUMNS} & {*one[1]}))
    missing = "、".join(column for column in COLUMNS if column not in cells)
    return Problem(f"第{row}行", f"表头缺少“{missing}”，请写全“{'、'.join(COLUMNS)}”这几列。")


def _line(row: int, cells: Sequence[str]) -> _Line | tuple[Problem, ...]:
    """Return one row as a line of the table, or everything that is wrong with it."""
    year, name, start, end, kind = cells
    first, last = parse_day(start), parse_day(end)
    if not _is_year(year) or first is None or last is None or kind not in _IS_WORKING:
        return tuple(Problem(f"第{row}行", message) for message in _unreadable(cells))
    mark = Mark(name=name, is_working=_IS_WORKING[kind])
    line = _Line(row=row, year=number(fold(year).text), mark=mark, start=first, end=last)
    return tuple(Problem(f"第{row}行", message) for message in _unfit(line)) or line


def _is_year(text: str) -> bool:
    """Tell whether a cell is a year a table could be issued for."""
    plain = fold(text).text
    return plain.isascii() and plain.isdecimal() and int(plain) in _YEARS


def _unreadable(cells: Sequence[str]) -> Iterator[str]:
    """Yield what cannot be read in a row's cells."""
    year, _, start, end, kind = cells
    if not _is_year(year):
        yield f"年度“{year}”不是四位年份，请写成 2027 这样。"
    for column, cell in (("开始", start), ("结束", end)):
        if parse_day(cell) is None:
            yield f"{column}“{cell}”不是存在的日期，请写成 2027-01-01 这样。"
    if kind not in _IS_WORKING:
        yield f"类型“{kind}”不认识，放假请写“休”，调休上班请写“班”。"


def _unfit(line: _Line) -> Iterator[str]:
    """Yield what makes no sense in a line that can be read."""
    length = (line.end - line.start).days + 1
    if length < 1:
        yield f"结束 {line.end} 早于开始 {line.start}，请核对。"
        return
    if length > _LONGEST:
        yield f"从 {line.start} 到 {line.end} 有 {length} 天，不像一次放假，请核对。"
        return
    if line.start < date(line.year - 1, 12, 1) or line.end.year > line.year:
        yield f"{line.start} 至 {line.end} 不在{line.year}年的放假安排范围内，请核对年度和日期。"
    for day in line.days() if line.mark.is_working else ():
        if day.weekday() < _SATURDAY:
            yield f"{day} 不是周六、周日，本来就上班，不必列为调休上班，请核对日期。"


def _repeated(lines: Iterable[_Line]) -> Iterator[Problem]:
    """Yield the lines with a day that another line of the same year has already listed."""
    first: dict[tuple[int, date], int] = {}
    for line in lines:
        for day in line.days():
            row = first.setdefault((line.year, day), line.row)
            if row != line.row:
                message = f"{line.year}年的 {day} 在第{row}行已经列出，请删去重复的一行。"
                yield Problem(f"第{line.row}行", message)
                break


def _incomplete(lines: Sequence[_Line]) -> Iterator[Problem]:
    """Yield the years without a single day off, or that there is no year at all."""
    if not lines:
        yield Problem("", "表里没有一行放假安排，请补上后再用。")
    off = {line.year for line in lines if not line.mark.is_working}
    for year in sorted({line.year for line in lines} - off):
        yield Problem("", f"{year}年只有调休上班，没有放假，请补全该年的放假安排。")


def _tables(lines: Iterable[_Line]) -> dict[int, dict[date, Mark]]:
    """Return the marks of all days by the year of their table."""
    tables: dict[int, dict[date, Mark]] = {}
    for line in lines:
        tables.setdefault(line.year, {}).update(dict.fromkeys(line.days(), line.mark))
    return tables
