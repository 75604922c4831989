"""The rows of hazard tables that were not taken in, written beside the input.

The file has the shape of the sheet, with its titles and headings, and says at the end of each
row why it was not taken in. Corrected, it is imported as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.io.rejects import RejectedRow, rejects_path, renew_rejects
from zhiben.io.sheets import column_letter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import ExitStack
    from pathlib import Path

    from zhiben.ledger.hazard_tables.sheets import Fault, SheetPlan
    from zhiben.ledger.hazard_tables.sheets import RejectedRow as Rejected


def write_hazard_rejects(
    source: Path, sheets: Sequence[SheetPlan], *, undoing: ExitStack
) -> tuple[Path | None, ...]:
    """Write the rejected rows of each sheet of a file, a file each.

    What ``undoing`` is told to undo is what was written, and nothing that was there before.

    Raises:
        EnvironmentFailure: when the folder cannot be written to.
    """
    places: list[Path | None] = []
    for sheet in sheets:
        places.append(_written(source, sheet, others=places, undoing=undoing))
    return tuple(places)


def _written(
    source: Path, sheet: SheetPlan, *, others: Sequence[Path | None], undoing: ExitStack
) -> Path | None:
    """Write the rejected rows of a sheet, if there are any, and say where."""
    rows = list(map(_rejected, sheet.rejected))
    if not rows:
        return None
    besides = set(filter(None, others))
    place = rejects_path(source)
    placed = renew_rejects(place, sheet.head, rows, like=source, besides=besides)
    if placed.is_new:
        undoing.callback(placed.path.unlink, missing_ok=True)
    return placed.path


def _rejected(row: Rejected) -> RejectedRow:
    """Return a row with its reasons in one line."""
    return RejectedRow(number=row.row, cells=row.line, reason=" ".join(map(_reason, row.faults)))


def _reason(fault: Fault) -> str:
    """Return a reason with the column it is about."""
    return f"{column_letter(fault.column)}列：{fault.reason}"
