"""Checklists as files: the sheet an inspector fills in, and the filled one read again.

A sheet carries a narrow column of marks (识别码) that says which checklist it is and which
question each row asks. Reading goes by these marks and by the headings 答案 and 备注, never by
the words of items, which people correct, shorten and translate.
"""

from __future__ import annotations

import csv
import hashlib
import re
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from zhiben.errors import DataError, EnvironmentFailure, Problem, UsageError
from zhiben.io.checklist_sheets import ANSWERS, FORM, HEAD, grid_of
from zhiben.io.sheets import Row, Sheet, column_letter
from zhiben.io.tables import read_sheets
from zhiben.io.texttables import escape_cell
from zhiben.ledger.inspections.filled import FilledRow, FilledSheet, Written
from zhiben.model.inspections import Filing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from zhiben.ledger.inspections.form import Sheet as Checklist

_FORM_MARK: Final = re.compile(rf"{FORM} (\S+) (\d{{1,9}})(?: (\S*) (\S*))?")
_HEAD_ROWS: Final = 60
_VALUE: Final = 2
"""The index of the column in which the lines above the table are filled in."""


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet.

    Raises:
        UsageError: when it is.
        EnvironmentFailure: when the folder cannot be written to.
    """
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise UsageError(f"{path} 已经有了，没有改动它；请用 --output 换一个文件名。") from None
    except OSError as error:
        message = f"{path}：写不进去（{error.strerror}），请换一个可写的位置。"
        raise EnvironmentFailure(message) from error


def csv_bytes(sheet: Checklist) -> bytes:
    """Return a checklist as a text table that spreadsheets open without computing anything."""
    import io

    text = io.StringIO(newline="")
    rows = ([escape_cell(cell) for cell in cells] for cells in grid_of(sheet))
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def read_checklist_file(path: Path) -> FilledSheet:
    """Read a filled sheet: a workbook as any program saved it, or a text table.

    Raises:
        DataError: when the file is no table, or holds none or several filled checklists.
        EnvironmentFailure: when the machine does not let the file be read.
    """
    found = [(one, at) for one in read_sheets(path) if (at := _form_mark(one))]
    if not found:
        message = (
            "没有识别码，不是导出的检查表；请用 zhiben checklist export 导出的表填写，"
            "不要删去最右边的识别码一列。"
        )
        raise DataError([Problem(path.name, message)])
    if len(found) > 1:
        names = "、".join(one.name for one, _ in found)
        message = f"有不止一张检查表（{names}），一次只导入一张，请分别另存。"
        raise DataError([Problem(path.name, message)])
    sheet, (column, mark) = found[0]
    filing = Filing(
        file=path.name,
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
        sheet=sheet.name,
    )
    return _filled(sheet, filing, column=column, mark=mark)


def _form_mark(sheet: Sheet) -> tuple[int, re.Match[str]] | None:
    """Return the column of marks, and the mark that says which checklist it is."""
    for row in sheet.rows[:_HEAD_ROWS]:
        for column, cell in enumerate(row.cells):
            mark = _FORM_MARK.fullmatch(_one_line(cell)) if cell.startswith(FORM) else None
            if mark:
                return column, mark
    return None


def _filled(sheet: Sheet, filing: Filing, *, column: int, mark: re.Match[str]) -> FilledSheet:
    """Return what a sheet holds, by its marks."""
    heading = next((row for row in sheet.rows if _one_line(row.cells[column]) == ANSWERS), None)
    answer, remark = (_column_of(heading, word, column) for word in ("答案", "备注"))
    if heading is None or answer is None:
        where = _where(sheet, heading.number if heading else 1, column)
        message = "找不到表头里的“答案”一列，请保留导出时的表头和识别码。"
        raise DataError([Problem(where, message)])
    head = {_one_line(row.cells[column]): row for row in sheet.rows[: heading.number]}
    fields = ("org", "on", "inspectors", "place")
    below = sheet.rows[heading.number :]
    return FilledSheet(
        filing=filing,
        checklist=mark[1],
        revision=int(mark[2]),
        **{
            field: _head_value(sheet, head.get(key), column)
            for field, (key, _) in zip(fields, HEAD, strict=True)
        },
        rows=tuple(_answers(sheet, below, key=column, answer=answer, remark=remark)),
    )


def _answers(
    sheet: Sheet, rows: Iterable[Row], *, key: int, answer: int, remark: int | None
) -> Iterator[FilledRow]:
    """Yield the rows that have a mark; the numbers are those of their columns."""
    for row in rows:
        if row.cells[key].strip():
            yield FilledRow(
                key=Written(where=_where(sheet, row.number, key), text=row.cells[key]),
                answer=Written(where=_where(sheet, row.number, answer), text=row.cells[answer]),
                remark="" if remark is None else row.cells[remark],
            )


def _column_of(heading: Row | None, word: str, keys: int) -> int | None:
    """Return the column of a heading."""
    if heading is None:
        return None
    cells = ("".join(_one_line(cell).split()) for cell in heading.cells[:keys])
    return next((column for column, cell in enumerate(cells) if cell == word), None)


def _head_value(sheet: Sheet, row: Row | None, keys: int) -> Written:
    """Return what is filled in on a line above the table: the first text behind its label."""
    if row is None:
        return Written(where=f"表“{sheet.name}”")
    label = next(filter(None, row.cells), "")
    for column, cell in enumerate(row.cells[:keys]):
        if cell.strip() and cell != label:
            return Written(where=_where(sheet, row.number, column), text=cell)
    return Written(where=_where(sheet, row.number, _VALUE))


def _where(sheet: Sheet, number: int, column: int) -> str:
    """Return what people call a cell: 表“检查表” G12."""
    return f"表“{sheet.name}” {column_letter(column)}{number}"


def _one_line(text: str) -> str:
    """Return a text in one width, with single blanks."""
    return " ".join(normalize("NFKC", text).split())
