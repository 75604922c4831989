"""Progress tables in the files offices send, and the rows of them that were not taken in."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.errors import DataError, Problem, UnknownNameError, nearest_names
from zhiben.io.rejects import RejectedRow, rejects_path, write_rejects
from zhiben.io.sheets import Sheet
from zhiben.io.tables import read_sheets
from zhiben.ledger.progress_import.heading import find_header
from zhiben.ledger.progress_import.table import ProgressTable, read_progress_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@frozen(kw_only=True)
class SheetTable:
    """A sheet and the progress table it holds."""

    sheet: Sheet
    table: ProgressTable

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What a person should know of how the sheet was read: warnings and notes."""
        notes = (Problem("", note, "note") for note in self.sheet.notes)
        return (*notes, *self.table.problems)


@frozen(kw_only=True)
class ProgressFile:
    """A file with progress tables; ``digest`` is its SHA-256 in hex.

    ``asides`` name the sheets that hold none, and say why.
    """

    path: Path
    digest: str
    tables: tuple[SheetTable, ...]
    asides: tuple[Problem, ...]


def read_progress_file(
    path: Path, *, year: int | None = None, sheet: str | None = None
) -> ProgressFile:
    """Read the progress tables of a workbook or text table.

    Args:
        path: the file.
        year: settles the periods of tables that do not name one.
        sheet: the name of the only sheet to read.

    Raises:
        DataError: when the file is no table, holds no progress table, or one with errors.
        UnknownNameError: when there is no sheet of that name.
        EnvironmentFailure: when the machine does not let the file be read.
    """
    sheets = chosen_sheets(read_sheets(path), sheet)
    tables, asides, errors = [], [], []
    for one in sheets:
        rows = [row.cells for row in one.rows]
        table = read_progress_table(rows, year=year)
        if isinstance(table, ProgressTable):
            tables.append(SheetTable(sheet=one, table=table))
        elif find_header(rows):
            errors += _placed(table, path, one)
        else:
            asides += _placed(table if rows else (Problem("", "是空表。"),), path, one)
    if errors or not tables:
        raise DataError(errors or asides)
    return ProgressFile(
        path=path,
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
        tables=tuple(tables),
        asides=tuple(problem._replace(severity="note") for problem in asides),
    )


def write_progress_rejects(
    file: ProgressFile, rejected: Mapping[str, Sequence[RejectedRow]]
) -> dict[str, Path]:
    """Write the rejected rows of each sheet beside the input; all of the files or none.

    Raises:
        EnvironmentFailure: when the folder cannot be written to.
    """
    written: dict[str, Path] = {}
    try:
        for one in file.tables:
            rows = rejected.get(one.sheet.name, ())
            if rows:
                head = [one.sheet.rows[number - 1].cells for number in one.table.head]
                path = rejects_path(file.path)
                written[one.sheet.name] = write_rejects(path, head, rows, like=file.path)
    except BaseException:
        remove_files(written.values())
        raise
    return written


def remove_files(paths: Iterable[Path]) -> None:
    """Remove files that were written for nothing."""
    for path in paths:
        path.unlink(missing_ok=True)


def chosen_sheets(sheets: tuple[Sheet, ...], name: str | None) -> tuple[Sheet, ...]:
    """Return the sheets asked for: all, or the one of that name."""
    if name is None:
        return sheets
    found = tuple(one for one in sheets if one.name.strip() == name.strip())
    if not found:
        raise UnknownNameError("工作表", name, nearest_names(name, [one.name for one in sheets]))
    return found


def _placed(problems: Iterable[Problem], path: Path, sheet: Sheet) -> list[Problem]:
    """Return problems with the file and sheet they are in before their own place."""
    parts = [path.name] if sheet.name == path.stem else [path.name, f"工作表“{sheet.name}”"]
    return [one._replace(where=" ".join(filter(None, [*parts, one.where]))) for one in problems]
