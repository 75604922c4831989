"""Rows that were not taken in, written beside the input so that they can be put right.

The file repeats the input's columns and headings and adds 原行号 and 未采纳原因, which
every reader of tables passes over: corrected, it is imported again as it is.
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
import zipfile
import zlib
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import frozen

from zhiben.errors import EnvironmentFailure
from zhiben.io.tables import TEXT_SUFFIXES
from zhiben.io.texttables import escape_cell
from zhiben.ledger.tables import ORIGINAL_ROW, REJECT_REASON

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

MARK: Final = ".未采纳"
_ADDED: Final = (ORIGINAL_ROW, REJECT_REASON)
_MARKED = re.compile(rf"{re.escape(MARK)}(?: ?\(\d+\))?$")
_SAVED: Final = "docProps/core.xml"
_LONGEST_CELL: Final = 32_767
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@frozen(kw_only=True)
class RejectedRow:
    """One row that was not taken in; ``number`` is its row in the input."""

    number: int
    cells: tuple[str, ...]
    reason: str


class Placed(NamedTuple):
    """Where rejected rows are; not new where an earlier import of the same rows left them."""

    path: Path
    is_new: bool


def rejects_path(source: Path) -> Path:
    """Return where the rejected rows of an input belong: ``<stem>.未采纳.xlsx`` beside it.

    A text table gets a ``.csv``, and the rejects of a rejects file keep its name.
    """
    suffix = ".csv" if source.suffix.lower() in TEXT_SUFFIXES else ".xlsx"
    return source.with_name(_MARKED.sub("", source.stem) + MARK + suffix)


def write_rejects(
    path: Path,
    header_rows: Sequence[tuple[str, ...]],
    rejected: Sequence[RejectedRow],
    *,
    like: Path,
) -> Path:
    """Write rejected rows under their headings, and return the path actually used.

    ``header_rows`` are the input's titles and headings, the last of them the headings
    themselves; ``like`` is the input, whose kind of file is kept. A workbook that
    could not hold some text unchanged becomes a text table. An existing file is never
    touched: the new one is called ``… (2)``.

    Raises:
        EnvironmentFailure: the folder cannot be written to.

    """
    return _written(path, _table(header_rows, rejected), like=like, may_stay=_never).path


def renew_rejects(
    path: Path,
    header_rows: Sequence[tuple[str, ...]],
    rejected: Sequence[RejectedRow],
    *,
    like: Path,
    besides: Collection[Path],
) -> Placed:
    """Write rejected rows as :func:`write_rejects` does, unless they are there already.

    A file that an earlier import wrote, and that nobody has changed since, stays as it is when
    the same rows are rejected for the same reasons again. ``besides`` are the files that hold
    the rows of other sheets.

    Raises:
        EnvironmentFailure: the folder cannot be written to.
    """

    def may_stay(earlier: Path, fresh: Path) -> bool:
        return earlier not in besides and _says_the_same(earlier, fresh)

    return _written(path, _table(header_rows, rejected), like=like, may_stay=may_stay)


def _written(
    path: Path, table: list[list[str]], *, like: Path, may_stay: Callable[[Path, Path], bool]
) -> Placed:
    """Write a table as the kind of file that can hold it, and say where."""
    is_text = like.suffix.lower() in TEXT_SUFFIXES or not all(map(_fits_workbook, table))
    write = _write_text if is_text else _write_workbook
    target = path.with_suffix(".csv" if is_text else ".xlsx")
    try:
        return _place(target, lambda passing: write(passing, table), may_stay=may_stay)
    except OSError as error:
        message = (
            f"{path.parent}：未采纳的行写不进这个文件夹（{error.strerror}），请换一个可写的位置。"
        )
        raise EnvironmentFailure(message) from error


def _table(
    header_rows: Sequence[tuple[str, ...]], rejected: Iterable[RejectedRow]
) -> list[list[str]]:
    """Return all rows with the two columns added, those of an earlier rejection left out."""
    width = max(map(len, [(), *header_rows, *(row.cells for row in rejected)]))
    earlier = _earlier_columns(header_rows)
    kept = [column for column in range(width) if column not in earlier]

    def line(cells: tuple[str, ...], *added: str) -> list[str]:
        wide = (*cells, *[""] * (width - len(cells)))
        return [*(wide[column] for column in kept), *added]

    titles = [_title(line(cells, "", ""), cells) for cells in header_rows[:-1]]
    headings = [line(cells, *_ADDED) for cells in header_rows[-1:]]
    return titles + headings + [line(row.cells, str(row.number), row.reason) for row in rejected]


def _earlier_columns(header_rows: Sequence[tuple[str, ...]]) -> set[int]:
    """Return the columns that an earlier rejection added to the input."""
    return {cells.index(name) for cells in header_rows for name in _ADDED if name in cells}


def _title(line: list[str], cells: tuple[str, ...]) -> list[str]:
    """Write a title merged over its row only once, at its left; leave other rows as they are."""
    said = set(filter(None, cells))
    return line if len(said) != 1 else [*said, *[""] * (len(line) - 1)]


def _fits_workbook(cells: Iterable[str]) -> bool:
    """Tell whether a workbook can hold every one of these texts unchanged."""
    return all(len(cell) <= _LONGEST_CELL and not _UNWRITABLE.search(cell) for cell in cells)


def _place(
    path: Path, write: Callable[[Path], None], *, may_stay: Callable[[Path, Path], bool]
) -> Placed:
    """Write beside the target under a passing name, then move it to the first free name.

    A file on the way there that may stay, given what was written, is left in its stead.
    """
    with ExitStack() as undoing:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".~zhiben-", suffix=path.suffix)
        passing = Path(name)
        undoing.callback(passing.unlink, missing_ok=True)
        os.close(handle)
        write(passing)
        target = next(one for one in _names(path) if _create(one) or may_stay(one, passing))
        if target.stat().st_size:
            return Placed(target, is_new=False)
        undoing.callback(target.unlink, missing_ok=True)
        passing.replace(target)
        undoing.pop_all()
    return Placed(target, is_new=True)


def _names(path: Path) -> Iterator[Path]:
    """Yield ``name``, ``name (2)``, ``name (3)`` … without end."""
    yield path
    yield from (path.with_stem(f"{path.stem} ({number})") for number in count(2))


def _never(_: Path, __: Path) -> bool:
    """Let no file stay: whatever is there is somebody's."""
    return False


def _says_the_same(earlier: Path, fresh: Path) -> bool:
    """Tell whether a file holds what another holds, as only zhiben itself would write it."""
    if earlier.stat().st_size == 0:
        return False
    try:
        return _contents(earlier) == _contents(fresh)
    except (OSError, zipfile.BadZipFile, zlib.error):
        return False


def _contents(path: Path) -> Mapping[str, bytes]:
    """Return the bytes of a text table, or of a workbook's parts without when it was saved."""
    if path.suffix != ".xlsx":
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist() if name != _SAVED}


def _create(path: Path) -> bool:
    """Create an empty file, unless the name is taken."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _write_text(path: Path, table: list[list[str]]) -> None:
    """Write a text table that spreadsheets open without asking and without computing anything."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([escape_cell(cell) for cell in cells] for cells in table)


def _write_workbook(path: Path, table: list[list[str]]) -> None:
    """Write a workbook in which every cell is text, whatever it looks like."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "未采纳"
    for row, cells in enumerate(table, start=1):
        for column, text in enumerate(cells, start=1):
            if text:
                cell = sheet.cell(row, column, _LOOKS_ESCAPED.sub("_x005F_", text))
                cell.data_type = "s"  # not a formula, an error value or a number
                cell.number_format = "@"
    book.save(path)
