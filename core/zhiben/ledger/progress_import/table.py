"""The progress table offices send: one row per task (and lead), one column per period."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from attrs import frozen

from zhiben.dates.periods import Period
from zhiben.errors import Problem
from zhiben.ledger.progress_import.heading import (
    Header,
    Heading,
    Layout,
    find_header,
    heading_of,
    settle_layout,
    unheaded_columns,
)
from zhiben.ledger.tables import Cells, one_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


@frozen(kw_only=True)
class PeriodText:
    """One progress cell; ``column`` counts from 0, ``period`` is ``None`` when nothing names it."""

    period: Period | None
    column: int
    text: str


@frozen(kw_only=True)
class TableRow:
    """One row about a task; ``number`` is the row of the sheet.

    ``reference`` is a number the table states on purpose, never the 序号. ``status`` and
    ``done_on`` are the texts of those columns, empty without them. ``line`` is the whole
    row, what it left blank for the row above filled in, so that it can stand alone.
    """

    number: int
    ordinal: str
    reference: str
    wording: str
    leads: tuple[str, ...]
    cells: tuple[PeriodText, ...]
    status: str = ""
    done_on: str = ""
    line: Cells = ()


@frozen(kw_only=True)
class SkippedRow:
    """A row under the header that is about no task, and what it is (``reason``)."""

    number: int
    reason: str


@frozen(kw_only=True)
class ProgressTable:
    """A table as read: every row under the header with any text is in ``rows`` or ``skipped``.

    ``head`` numbers the rows above the data that a copy of the table must keep (titles
    and headings). ``problems`` holds warnings and notes, no errors.
    """

    rows: tuple[TableRow, ...]
    skipped: tuple[SkippedRow, ...]
    head: tuple[int, ...]
    problems: tuple[Problem, ...]


_FEWEST_NUMBERS: Final = 3
_UNIT = re.compile(r"\(.{1,8}\)|单位[:：].{1,12}")
_TOTALS: Final = frozenset({"合计", "总计", "小计", "累计"})
_DITTO: Final = frozenset({"同上", "〃", "″", '"', "”"})
_STEMS: Final = "甲乙丙丁"
_LEAD_SEPARATORS = re.compile(r"[、，,；;\n]+")
_EXPLICIT = re.compile(
    r"(措施\s*\d{1,3}|第\s*\d{1,3}\s*条|\d{1,3}\s*[-—–]\s*\d{1,3}(?!\d))(?=[\s、:.]|$)"
)


def read_progress_table(
    rows: Sequence[Cells], *, year: int | None
) -> ProgressTable | tuple[Problem, ...]:
    """Read a table from the text of its rows, or say why it is none.

    ``rows`` start at row 1 of the sheet, with the value of merged cells repeated or
    left blank. ``year`` settles the periods of a table whose titles do not name one.
    """
    width = max(map(len, rows), default=0)
    rows = [(*cells, *[""] * (width - len(cells))) for cells in rows]
    header = find_header(rows)
    if header is None:
        message = (
            "没有找到表头：要有一行同时写着“重点工作任务”（或任务编号）"
            "和“完成情况”（如“一季度完成情况”），列名须完整。"
        )
        return (Problem("", message),)
    layout = settle_layout(header, rows[: header.first], year=year)
    if any(problem.severity == "error" for problem in layout.problems):
        return layout.problems
    return _table(rows, header, layout)


def _table(rows: Sequence[Cells], header: Header, layout: Layout) -> ProgressTable:
    """Read what stands below the header."""
    read = tuple(_read_rows(rows, header, layout))
    notes = (note for _, note in read if note)
    return ProgressTable(
        rows=tuple(row for row, _ in read if isinstance(row, TableRow)),
        skipped=tuple(row for row, _ in read if isinstance(row, SkippedRow)),
        head=tuple(number for number in range(1, header.last + 2) if any(rows[number - 1])),
        problems=(*layout.problems, *unheaded_columns(rows, header), *notes),
    )


def _read_rows(
    rows: Sequence[Cells], header: Header, layout: Layout
) -> Iterator[tuple[TableRow | SkippedRow, Problem | None]]:
    """Yield every row under the header that has any text, with a note when it was completed."""
    above: tuple[int, Cells] | None = None
    under_header = True
    repeats = rows[header.first : header.last + 1]
    for number, cells in _filled(rows, header):
        reason = "重复的表头" if rows[number - 1] in repeats else _aside(cells, layout)
        if under_header:
            reason = reason or _under_header(cells)
            under_header = bool(reason)
        if reason:
            above = None
            yield SkippedRow(number=number, reason=reason), None
            continue
        completed, note = _completed(number, cells, above=above, layout=layout)
        above = number, completed
        yield _table_row(number, completed, layout=layout), note


def _filled(rows: Sequence[Cells], header: Header) -> Iterator[tuple[int, Cells]]:
    """Yield the rows below the header with any text in a column that is not passed over."""
    ignored = {
        column
        for column, parts in enumerate(header.headings)
        if heading_of(parts) is Heading.IGNORED
    }
    for number, given in enumerate(rows[header.last + 1 :], start=header.last + 2):
        cells = tuple(
            "" if column in ignored else cell.strip() for column, cell in enumerate(given)
        )
        if any(cells):
            yield number, cells


def _aside(cells: Cells, layout: Layout) -> str:
    """Say what a row is that is about no task, or nothing."""
    naming = [
        one_width(cells[column])
        for kind in (Heading.ORDINAL, Heading.WORDING, Heading.LEADS)
        if (column := layout.single.get(kind)) is not None
    ]
    if not _TOTALS.isdisjoint(naming):
        return "合计行"
    if len(set(filter(None, map(one_width, cells)))) > 1:
        return ""
    filled = {column for column, cell in enumerate(cells) if cell}
    about_tasks = {column for column, _ in layout.progress} | set(layout.single.values())
    beside = filled.isdisjoint(about_tasks - {layout.single.get(Heading.ORDINAL)})
    is_spread = len(list(filter(None, naming))) > 1
    return "分组标题或落款" if is_spread or beside else ""


def _under_header(cells: Cells) -> str:
    """Say whether a row below the header gives units or counts the columns."""
    said = [one_width(cell) for cell in cells if cell]
    if all(map(_UNIT.fullmatch, said)):
        return "单位行"
    counted = [text.strip("()") for text in said]
    stems = sum(text in _STEMS for text in counted)
    expected = [*_STEMS[:stems], *map(str, range(1, len(counted) - stems + 1))]
    if len(counted) >= _FEWEST_NUMBERS and counted == expected:
        return "列号行"
    return ""


def _completed(
    number: int, cells: Cells, *, above: tuple[int, Cells] | None, layout: Layout
) -> tuple[Cells, Problem | None]:
    """Carry down what 同上 stands for, and the task (and lead) of a row without a name."""
    if above is None:
        return cells, None
    source, upper = above
    naming = [
        layout.single.get(kind) for kind in (Heading.WORDING, Heading.REFERENCE, Heading.MEASURE)
    ]
    carried = () if _any_filled(cells, naming) else (*naming, layout.single.get(Heading.LEADS))
    completed = tuple(
        upper[column] if cell in _DITTO or (not cell and column in carried) else cell
        for column, cell in enumerate(cells)
    )
    if completed == cells:
        return cells, None
    return completed, Problem(f"第{number}行", f"空白或“同上”处沿用第{source}行的内容。", "note")


def _any_filled(cells: Cells, columns: Iterable[int | None]) -> bool:
    """Tell whether one of these columns, where the table has it, holds text."""
    return any(cells[column] for column in columns if column is not None)


def _table_row(number: int, cells: Cells, *, layout: Layout) -> TableRow:
    """Turn one row's cells into the record."""

    def text(kind: Heading) -> str:
        column = layout.single.get(kind)
        return "" if column is None else cells[column]

    leads = (lead.strip() for lead in _LEAD_SEPARATORS.split(text(Heading.LEADS)))
    return TableRow(
        number=number,
        ordinal=text(Heading.ORDINAL),
        reference=_reference(text),
        wording=text(Heading.WORDING),
        leads=tuple(dict.fromkeys(filter(None, leads))),
        cells=tuple(
            PeriodText(period=period, column=column, text=cells[column])
            for column, period in layout.progress
        ),
        status=text(Heading.STATUS),
        done_on=text(Heading.DONE_ON),
        line=cells,
    )


def _reference(text: Callable[[Heading], str]) -> str:
    """Return the number the row states on purpose, wherever it stands."""
    if text(Heading.REFERENCE):
        return text(Heading.REFERENCE)
    measure = one_width(text(Heading.MEASURE))
    if measure:
        return f"措施{measure}" if measure.isdecimal() else measure
    for kind in (Heading.ORDINAL, Heading.WORDING):
        stated = _EXPLICIT.match(normalize("NFKC", text(kind)))
        if stated:
            return one_width(stated[1])
    return ""
