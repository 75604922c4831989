"""The rows of hazard tables that were not taken in, written beside the input.

The file has the shape of the sheet, with its titles and headings, and says at the end of each
row why it was not taken in. Corrected, it is imported as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.io.rejects import RejectedRow, rejects_path, write_rejects
from zhiben.io.sheets import column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from zhiben.ledger.hazard_tables.sheets import Fault, SheetPlan
    from zhiben.ledger.hazard_tables.sheets import RejectedRow as Rejected


def write_hazard_rejects(source: Path, sheets: Sequence[SheetPlan]) -> tuple[Path | None, ...]:
    """Write the rejected rows of each sheet of a file, a file each; all of them or none.

    Raises:
        EnvironmentFailure: when the folder cannot be written to.
    """
    written: list[Path | None] = []
    try:
        for sheet in sheets:
            rows = list(map(_rejected, sheet.rejected))
            path = rejects_path(source)
            place = write_rejects(path, sheet.head, rows, like=source) if rows else None
            written.append(place)
    except BaseException:
        remove_rejects(written)
        raise
    return tuple(written)


def remove_rejects(paths: Iterable[Path | None]) -> None:
    """Remove files that were written for nothing."""
    for path in paths:
        if path is not None:
            path.unlink(missing_ok=True)


def _rejected(row: Rejected) -> RejectedRow:
    """Return a row with its reasons in one line."""
    return RejectedRow(number=row.row, cells=row.line, reason=" ".join(map(_reason, row.faults)))


def _reason(fault: Fault) -> str:
    """Return a reason with the column it is about."""
    return f"{column_letter(fault.column)}列：{fault.reason}"
