"""The headings of a progress table: which row they are in, and what each column holds.

The header is found below any title rows and may take several rows. A column counts only
when its whole heading is known, never because part of it is: 整改资金来源 is not 整改资金.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.dates.periods import Period, parse_period
from zhiben.errors import Problem
from zhiben.ledger.tables import ORIGINAL_ROW, REJECT_REASON, Cells, one_width

if TYPE_CHECKING:
    from collections.abc import Iterator


class Heading(Enum):
    """What a column holds; the values are the headings seen in offices' tables, best first."""

    ORDINAL = ("序号",)
    REFERENCE = ("任务编号", "编号")
    MEASURE = ("措施编号",)
    WORDING = (
        "重点工作任务",
        "工作任务",
        "任务名称",
        "主要任务",
        "重点任务",
        "任务",
        "工作内容",
        "措施",
    )
    LEADS = ("牵头责任单位", "牵头单位", "责任单位", "单位")
    STATUS = ("状态", "完成状态", "任务状态")
    DONE_ON = ("完成日期", "实际完成日期", "实际完成时间")
    PROGRESS = (
        "完成情况",
        "进展情况",
        "工作进展",
        "推进情况",
        "落实情况",
        "工作完成情况",
        "工作进展情况",
        "任务完成情况",
        "工作落实情况",
    )
    IGNORED = (ORIGINAL_ROW, REJECT_REASON)


@frozen(kw_only=True)
class Header:
    """Where the header is, by index from 0, and the full heading of every column."""

    first: int
    last: int
    headings: tuple[Cells, ...]


@frozen(kw_only=True)
class Layout:
    """Which column holds what; ``progress`` pairs columns with their periods."""

    single: Mapping[Heading, int]
    progress: tuple[tuple[int, Period | None], ...]
    problems: tuple[Problem, ...]


_TITLE_ROWS: Final = 30
_HEADER_ROWS: Final = 3

_SHORTER = (
    r"第?[一二三四1-4]季度|[上下]半年|Q[1-4]|(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?"
)
_PERIOD_HEADING = re.compile(
    rf"((?:20\d\d年?)?(?:{_SHORTER}|全年|年度)|20\d\d年)({'|'.join(Heading.PROGRESS.value)})?"
)
_YEAR_RANGE = re.compile(r"20\d\d年?[-—–~～至到]+20\d\d年?")
_FULL_DATE = re.compile(r"20\d\d(?:年\d{1,2}月\d{1,2}日|[-./]\d{1,2}[-./]\d{1,2})")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|Q|第|[一二三四上下])")
_SPANS: Final = {
    "1-3月": "一季度",
    "4-6月": "二季度",
    "7-9月": "三季度",
    "10-12月": "四季度",
    "1-6月": "上半年",
    "7-12月": "下半年",
    "1-12月": "全年",
}
_SPAN = re.compile(r"(?<![\d])(\d{1,2})月?[-—–~至](\d{1,2}月)份?")
_TITLE_PERIOD = re.compile(
    rf"(?<![\d前十\-—–~至])(?:(?<!截至)(?<!截止)20\d\d年?)?(?:{_SHORTER})(?![底末初])"
)


def find_header(rows: Sequence[Cells]) -> Header | None:
    """Return the first header among the top rows."""
    found = (_header_at(rows, first) for first in range(min(len(rows), _TITLE_ROWS)))
    return next((header for header in found if header), None)


def _header_at(rows: Sequence[Cells], first: int) -> Header | None:
    """Return the header that starts in this row, if it names both tasks and progress."""
    top = [_heading_text(cell) for cell in rows[first]]
    if len({text for text in top if _is_heading(text)}) < 2:  # noqa: PLR2004  a title is one text
        return None
    lines = _header_lines(top, rows[first + 1 : first + _HEADER_ROWS])
    headings = _columns(lines)
    kinds = {heading_of(parts) for parts in headings}
    names_tasks = kinds & {Heading.WORDING, Heading.REFERENCE, Heading.MEASURE}
    names_progress = kinds & {Heading.PROGRESS, Heading.STATUS}
    if not (names_tasks and names_progress):
        return None
    return Header(first=first, last=first + len(lines) - 1, headings=headings)


def _header_lines(top: list[str], below: Sequence[Cells]) -> list[list[str]]:
    """Return the rows of a header: the first, and those below that go on with it."""
    lines = [top]
    for cells in below:
        line = [_heading_text(cell) for cell in cells]
        if not _continues(lines[-1], line):
            break
        lines.append(line)
    return lines


def _heading_text(cell: str) -> str:
    """Return a heading without width, space and star; a period in brackets comes first."""
    text = _SPAN.sub(_span, one_width(cell).strip("*"))
    bracketed = re.fullmatch(r"(.+?)\((.*)\)", text)
    if not bracketed:
        return text
    base, inside = bracketed.groups()
    return inside + base if _PERIOD_HEADING.fullmatch(inside) else base


def _span(months: re.Match[str]) -> str:
    """Name the quarter, half or year that a span of months is; other spans stay as they are."""
    return _SPANS.get(f"{months[1]}-{months[2]}", months[0])


def _is_heading(text: str) -> bool:
    """Tell whether a heading is known by itself."""
    return heading_of((text,)) is not None


def _continues(above: list[str], below: list[str]) -> bool:
    """Tell whether a row goes on with the header: periods, and nothing new under 序号 or 任务."""
    new = [pair for pair in zip(below, above, strict=True) if pair[0] and pair[0] != pair[1]]
    return any(_progress_words(text) for text, _ in new) and all(
        _progress_words(upper) or not _is_heading(upper) for _, upper in new
    )


def _progress_words(text: str) -> bool:
    """Tell whether a heading is made of a period, of 完成情况 or the like, or of both."""
    return bool(_PERIOD_HEADING.fullmatch(text)) or text in Heading.PROGRESS.value


def _columns(lines: list[list[str]]) -> tuple[Cells, ...]:
    """Return each column's heading from top to bottom; groups reach over blanks."""
    for line, below in pairwise(lines):
        for column in range(1, len(line)):
            if below[column] and not line[column]:
                line[column] = line[column - 1]
    return tuple(tuple(dict.fromkeys(filter(None, parts))) for parts in zip(*lines, strict=True))


def heading_of(parts: Cells) -> Heading | None:
    """Return what a column with this heading holds, if the whole of it is known."""
    if _progress_label(parts) is not None:
        return Heading.PROGRESS
    if parts and parts[-1] in Heading.IGNORED.value:
        return Heading.IGNORED
    if len(parts) != 1:
        return None
    return next((kind for kind in Heading if parts[0] in kind.value), None)


def _progress_label(parts: Cells) -> str | None:
    """Return the period words of a progress heading, or ``None`` when it is another heading."""
    label, says_progress = "", False
    for part in parts:
        if part in Heading.PROGRESS.value:
            says_progress = True
            continue
        dated = _PERIOD_HEADING.fullmatch(part)
        if not dated:
            return None
        label += dated[1]
        says_progress |= dated[2] is not None
    return label if says_progress else None


def settle_layout(header: Header, above: Sequence[Cells], *, year: int | None) -> Layout:
    """Settle what every column holds, and every problem with that at once.

    ``above`` are the title rows; they may name the year and the period.
    """
    titles = [one_width(cell) for cells in above for cell in dict.fromkeys(cells)]
    single, problems = _single_columns(header)
    labels = _period_labels(header, default=_title_label(titles))
    named, warnings = _settle_year(titles, given=year)
    if named is None and any(label and not _YEAR.match(label) for label in labels.values()):
        missing = Problem("", "表题和表头里看不出是哪一年，请在导入时指明年份。")
        return Layout(single=single, progress=(), problems=(*problems, missing))
    progress = tuple((column, _period(label, named)) for column, label in labels.items())
    return Layout(
        single=single,
        progress=progress,
        problems=(*problems, *warnings, *_repeated(progress)),
    )


def _period_labels(header: Header, *, default: str) -> dict[int, str]:
    """Return the period words of every progress column, the default where it has none."""
    labels = {column: _progress_label(parts) for column, parts in enumerate(header.headings)}
    return {column: label or default for column, label in labels.items() if label is not None}


def _single_columns(header: Header) -> tuple[dict[Heading, int], tuple[Problem, ...]]:
    """Give every meaning but progress its one column, and report the columns left over."""
    columns: dict[Heading, list[int]] = {}
    unused: list[int] = []
    for column, parts in enumerate(header.headings):
        kind = heading_of(parts)
        if kind:
            columns.setdefault(kind, []).append(column)
        elif parts:
            unused.append(column)
    single: dict[Heading, int] = {}
    for kind in columns.keys() - {Heading.PROGRESS, Heading.IGNORED}:
        best = min(columns[kind], key=lambda column: kind.value.index(header.headings[column][0]))
        single[kind] = best
        unused += [column for column in columns[kind] if column != best]
    where = f"第{header.last + 1}行"
    problems = tuple(
        Problem(
            where, f"不用“{'·'.join(header.headings[column])}”这一列，其内容没有读入。", "warning"
        )
        for column in sorted(unused)
    )
    return single, problems


def unheaded_columns(rows: Sequence[Cells], header: Header) -> Iterator[Problem]:
    """Report columns that hold text but have no heading."""
    for column, parts in enumerate(header.headings):
        if not parts and any(cells[column].strip() for cells in rows[header.last + 1 :]):
            where = f"第{column + 1}列"
            yield Problem(where, "没有表头，其内容没有读入。", "warning")


def _title_label(titles: list[str]) -> str:
    """Return the one period the titles name, for a column headed 完成情况 only."""
    labels = {label for title in titles for label in _TITLE_PERIOD.findall(_undated(title))}
    return labels.pop() if len(labels) == 1 else ""


def _settle_year(titles: list[str], *, given: int | None) -> tuple[int | None, tuple[Problem, ...]]:
    """Return the year given, or else the only one in the titles."""
    text = " ".join(map(_undated, titles))
    beside_period = {int(label[:4]) for label in _TITLE_PERIOD.findall(text) if _YEAR.match(label)}
    years = beside_period or set(map(int, _YEAR.findall(text)))
    named = years.pop() if len(years) == 1 else None
    if given is None or named in {None, given}:
        return given or named, ()
    message = f"表题写的是 {named} 年，按指明的 {given} 年读入。"
    return given, (Problem("", message, "warning"),)


def _undated(title: str) -> str:
    """Take a title's spans of years (2024—2026年) and full dates (填报日期) out of it."""
    return _FULL_DATE.sub("", _YEAR_RANGE.sub("", title))


def _period(label: str, year: int | None) -> Period | None:
    """Return the period that words in a heading mean."""
    if not label:
        return None
    return parse_period(label if _YEAR.match(label) else f"{year}年{label}")


def _repeated(progress: tuple[tuple[int, Period | None], ...]) -> Iterator[Problem]:
    """Report periods that two columns claim: nobody could say which one counts."""
    periods = [period for _, period in progress]
    for period in dict.fromkeys(periods):
        if periods.count(period) > 1:
            name = f"“{period}”" if period else "没写时段"
            yield Problem("", f"有两列以上的完成情况都是{name}的，请合并成一列，或在表头写明时段。")
