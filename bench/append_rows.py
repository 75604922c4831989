"""Takes lines of the journal from a file into a new database, as a received packet is.

Usage: ``python bench/append_rows.py 示例.db 分录.ndjson``
"""

from __future__ import annotations

import json
import sys
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from zhiben.ledger.entries import Line
from zhiben.store import Site, create_store

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> None:
    """Append what the file holds, all or nothing."""
    database, rows = map(Path, sys.argv[1:])
    with create_store(database, site=Site(origin="office", algorithm="sha256")) as store:
        store.append(read_lines(rows))


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a file with one JSON object on each of its own."""
    fields = itemgetter(*Line._fields)
    with path.open(encoding="utf-8") as file:
        for text in file:
            yield Line._make(fields(json.loads(text)))


if __name__ == "__main__":
    main()
