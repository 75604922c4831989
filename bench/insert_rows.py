"""Read a table with python-calamine or ``csv`` and insert its rows with sqlite-utils.

Usage: ``python bench/insert_rows.py TABLE DATABASE``
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook
from sqlite_utils import Database

if TYPE_CHECKING:
    from collections.abc import Iterable


def rows_of(path: Path) -> Iterable[list[object]]:
    """Return the rows of a table, headings first."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [list(row) for row in csv.reader(file)]
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def main(table: str, database: str) -> None:
    """Insert the rows under their headings."""
    headings, *rows = rows_of(Path(table))
    names = [str(one) for one in headings]
    records = (dict(zip(names, row, strict=True)) for row in rows)
    Database(database)["hazards"].insert_all(records)


if __name__ == "__main__":
    main(*sys.argv[1:])
