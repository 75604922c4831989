"""Workbooks (.xlsx .xlsm .xls .et .ods): what calamine reads, and what it leaves out.

calamine reads values fast but says nothing of error values, formulas saved without a
result, hidden rows, or merged cells of .ods files; ``zhiben.io.packages`` finds those.
"""

from __future__ import annotations

import io
import os
import re
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from zhiben.io import legacy, packages
from zhiben.io.sheets import Distinct, Sheet, clean_text, column_letter, rectangular, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from python_calamine import CalamineSheet

    from zhiben.io.packages import Area, Extras
    from zhiben.io.sheets import Limits

    Value = int | float | str | bool | time | date | datetime | timedelta

_ZIP: Final = b"PK"
# The first record of a BIFF8 workbook, perhaps WRITEPROTECT, then FILEPASS.
_LOCKED = re.compile(
    rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
_EXACT: Final = 10**15
_NAMED_CELLS: Final = 3


def read_workbook(path: Path, data: bytes, *, limits: Limits) -> tuple[Sheet, ...]:
    """Read the bytes of a workbook, whatever its extension says the format is."""
    from python_calamine import (
        CalamineError,
        SheetTypeEnum,
        SheetVisibleEnum,
        load_workbook,
    )

    if data.startswith(_ZIP):
        extras = packages.read_extras(path, data, limits=limits)
    else:
        _check_compound(path, data)
        row, column = legacy.widest_sheet(data)
        if (row + 1) * (column + 1) > legacy.MOST:
            raise refuse(path, packages.DAMAGED)
        extras = {}
    try:
        with _silent(), load_workbook(io.BytesIO(data)) as book:
            return tuple(
                _sheet(
                    path,
                    book.get_sheet_by_name(about.name),
                    extra=extras.get(about.name, packages.NO_EXTRAS),
                    is_hidden=about.visible is not SheetVisibleEnum.Visible,
                    limits=limits,
                )
                for about in book.sheets_metadata
                if about.typ is SheetTypeEnum.WorkSheet
            )
    except (CalamineError, OSError, ValueError) as error:
        raise refuse(path, packages.DAMAGED) from error
    except BaseException as error:
        # A panic of calamine's Rust code is no Exception; damaged .xls files cause some.
        if type(error).__name__ != "PanicException":
            raise
        raise refuse(path, packages.DAMAGED) from error


@contextmanager
def _silent() -> Iterator[None]:
    """Keep what calamine's Rust code prints of its panics from the user, who is told anyway."""
    try:
        kept = os.dup(2)
    except OSError:  # nothing is shown at all
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def cell_text(value: Value) -> str:
    """Return a cell's value as a person reads it in the sheet."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def _number_text(value: float) -> str:
    """Write a number with at most the 15 digits a spreadsheet keeps, never with an exponent."""
    if abs(value) < _EXACT and value == int(value):
        return str(int(value))
    text = f"{value:.15g}"
    return format(Decimal(text), "f") if "e" in text else text


def _sheet(
    path: Path, sheet: CalamineSheet, *, extra: Extras, is_hidden: bool, limits: Limits
) -> Sheet:
    """Turn one sheet into text, with everything calamine left out put back."""
    if sheet.end and sheet.end[0] >= limits.rows:
        raise refuse(path, f"工作表“{sheet.name}”超过 {limits.rows:,} 行，请拆分后再导入。")
    texts, left = Distinct(clean_text), [""] * (sheet.start or (0, 0))[1]
    grid = [
        left + [texts[value] if type(value) is str else cell_text(value) for value in row]
        for row in sheet.iter_rows()
    ]
    for (row, column), text in extra.lost.items():
        _put(grid, text, row=row, column=column)
    _spread(grid, [*(sheet.merged_cell_ranges or ()), *extra.merged])
    return Sheet(
        name=sheet.name,
        rows=rectangular(grid),
        notes=tuple(_notes(extra, is_hidden=is_hidden)),
    )


def _put(grid: list[list[str]], text: str, *, row: int, column: int) -> None:
    """Set one cell, making the grid as large as that needs."""
    while len(grid) <= row:
        grid.append([])
    cells = grid[row]
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = text


def _spread(grid: list[list[str]], areas: Iterable[Area]) -> None:
    """Repeat the value of every merged area in all its cells that lie within the data."""
    width = max(map(len, grid), default=0)
    for (top, left), (bottom, right) in areas:
        if top >= len(grid) or left >= len(grid[top]) or not grid[top][left]:
            continue
        text = grid[top][left]
        for row in range(top, min(bottom, len(grid) - 1) + 1):
            for column in range(left, min(right, width - 1) + 1):
                _put(grid, text, row=row, column=column)


def _notes(extra: Extras, *, is_hidden: bool) -> Iterable[str]:
    """Say what a person looking at the sheet may not see."""
    if is_hidden:
        yield "这是隐藏的工作表，也读了进来。"
    if extra.has_hidden:
        yield "有隐藏或筛选掉的行、列，也读了进来。"
    if extra.uncomputed:
        named = "、".join(
            f"{column_letter(column)}{row + 1}" for row, column in extra.uncomputed[:_NAMED_CELLS]
        )
        yield (
            f"{named} 等 {len(extra.uncomputed)} 个单元格只有公式、没有存下结果，"
            "请用 WPS 或 Excel 打开并保存一次后再导入。"
        )


def _check_compound(path: Path, data: bytes) -> None:
    """Refuse an OLE file that is encrypted, or another program's document."""
    if "EncryptedPackage".encode("utf-16-le") in data or _LOCKED.search(data):
        raise refuse(path, packages.PROTECTED)
    if "WordDocument".encode("utf-16-le") in data:
        raise refuse(path, packages.NO_WORKBOOK.format(what="Word 文档"))
    if "PowerPoint Document".encode("utf-16-le") in data:
        raise refuse(path, packages.NO_WORKBOOK.format(what="演示文稿"))
