"""Writing lines: into the journal, the ends of the chains, and the projections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.errors import DataError, Problem
from zhiben.ledger.entries import Line
from zhiben.store.failures import DAMAGED
from zhiben.store.intake import (
    by_place,
    clash,
    first_unstorable,
    runs,
    sift,
)
from zhiben.store.projections import COLUMNS, extend, project, project_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from zhiben.store.database import Database
    from zhiben.store.projections import Projected

_MARKS = ", ".join("?" * len(Line._fields))
_INSERT = f"INSERT OR IGNORE INTO entries VALUES ({_MARKS})"  # noqa: S608 - our own words


def take_in(database: Database, lines: Iterable[Line]) -> int:
    """Write the lines that are not here yet, and return how many they are.

    Raises:
        JournalError: when a line contradicts another; the caller's transaction must end.
    """
    ordered = sorted(lines, key=by_place)
    fresh = sift(ordered, known=_known(database, ordered))
    if fresh:
        _write(database, fresh, project(fresh))
    return len(fresh)


def take_in_rows(
    database: Database, lines: Sequence[Line], bodies: Iterable[Mapping[str, Any]]
) -> None:
    """Write what rows of tables say, just sealed behind the site's own last entry.

    Their bodies are not read again: whoever made them from rows answers for them.
    """
    _write(database, lines, project_rows(lines, bodies))


def _known(database: Database, ordered: Sequence[Line]) -> list[Line]:
    """Return the lines already here at the places of others and right beside them."""
    query = f"SELECT {COLUMNS} FROM entries WHERE origin = ? AND seq BETWEEN ? AND ?"  # noqa: S608 - our own words
    return [
        Line._make(row)
        for origin, first, last in runs(ordered)
        for row in database.rows(query, origin, first - 1, last + 1)
    ]


def _write(database: Database, fresh: Sequence[Line], projected: Projected) -> None:
    """Write new lines in chain order.

    Raises:
        JournalError: when one cannot be stored, or has another's id.
    """
    ends = {line.origin: (line.origin, line.seq, line.digest) for line in fresh}
    try:
        if database.write_all(_INSERT, fresh) != len(fresh):
            raise _same_id(database, fresh)
        extend(database, fresh, projected)
        database.write_all(
            "INSERT INTO heads VALUES (?, ?, ?) ON CONFLICT (origin)"
            " DO UPDATE SET seq = excluded.seq, digest = excluded.digest"
            " WHERE excluded.seq > heads.seq",
            ends.values(),
        )
    except UnicodeEncodeError:
        raise first_unstorable(fresh) from None


def _same_id(database: Database, lines: Iterable[Line]) -> DataError:
    """Return the error for the first line whose id another one has.

    When there is none, the index that said so is damaged.
    """
    for line in lines:
        query = "SELECT origin, seq, digest FROM entries WHERE id = ?"
        for origin, seq, digest in database.rows(query, line.id):
            if digest != line.digest:
                return clash(line, origin=origin, seq=seq)
    return DataError([Problem(str(database.path), DAMAGED)])
