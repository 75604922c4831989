"""Files with tables of units: every sheet that holds one, and the rows to be given back."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.errors import DataError, Problem
from zhiben.io.progress_files import remove_files
from zhiben.io.rejects import RejectedRow, rejects_path, write_rejects
from zhiben.io.sheets import Sheet
from zhiben.io.tables import read_sheets
from zhiben.ledger.units.importing import Outcome
from zhiben.ledger.units.table import UnitRow, UnitTable, read_unit_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhiben.ledger.units.importing import Verdict

_NO_HEADER: Final = (
    "没有找到表头：要有一行写着“单位名称”（或“企业名称”）和“类别”“属地”"
    "“统一社会信用代码”等，列名须完整。"
)


@frozen(kw_only=True)
class UnitFile:
    """A file as read; ``tables`` pairs sheets with the tables found in them."""

    path: Path
    tables: tuple[tuple[Sheet, UnitTable], ...]
    problems: tuple[Problem, ...]

    @property
    def rows(self) -> tuple[UnitRow, ...]:
        """The rows of all tables."""
        return tuple(row for _, table in self.tables for row in table.rows)


def read_unit_file(path: Path) -> UnitFile:
    """Read every table of units in a workbook or text table.

    Raises:
        DataError: the file is no table, or no sheet of it has a header that is known.
        EnvironmentFailure: the machine does not let the file be read.
    """
    sheets = read_sheets(path)
    tables: list[tuple[Sheet, UnitTable]] = []
    problems: list[Problem] = []
    for sheet in sheets:
        name = sheet.name if len(sheets) > 1 else ""
        found = [Problem("", note, "note") for note in sheet.notes]
        table = read_unit_table([row.cells for row in sheet.rows], sheet=name)
        if table:
            tables.append((sheet, table))
            found += table.problems
        elif sheet.rows:
            found.append(Problem("", "没有单位名录的表头，这张工作表没有读入。", "warning"))
        problems += _placed(found, path, name)
    if not tables:
        raise DataError([Problem(path.name, _NO_HEADER)])
    return UnitFile(path=path, tables=tuple(tables), problems=tuple(problems))


def write_rejected(file: UnitFile, verdicts: Iterable[Verdict]) -> tuple[Path, ...]:
    """Write the rows that were not taken in, one file for each sheet; all of them or none.

    ``verdicts`` are those on ``file.rows``, in their order.

    Raises:
        EnvironmentFailure: the folder cannot be written to.
    """
    remaining = iter(verdicts)
    with ExitStack() as undoing:
        written: list[Path] = []
        undoing.callback(remove_files, written)
        for sheet, table in file.tables:
            rejected = [
                RejectedRow(number=one.row.number, cells=one.row.line, reason=one.reason)
                for one in islice(remaining, len(table.rows))
                if one.outcome is Outcome.REJECTED
            ]
            if rejected:
                head = [sheet.rows[number - 1].cells for number in table.head]
                path = rejects_path(file.path)
                written.append(write_rejects(path, head, rejected, like=file.path))
        undoing.pop_all()
    return tuple(written)


def _placed(problems: Iterable[Problem], path: Path, sheet: str) -> Iterator[Problem]:
    """Yield problems with the file and sheet they are in before their own place."""
    parts = [path.name, f"工作表“{sheet}”" if sheet else ""]
    for one in problems:
        yield one._replace(where=" ".join(filter(None, (*parts, one.where))))
