"""What is derived from the journal so that questions are answered by SQL: kept, and verified.

A projection is never the truth: :func:`differences` makes all of them anew from the
entries and compares.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from zhiben.errors import JournalError, Problem
from zhiben.ledger.entries import Line, entry_of, place_of
from zhiben.ledger.fold import void_ids
from zhiben.store.bodies import read_body, read_row
from zhiben.store.failures import MISFITS, readable
from zhiben.store.hazard_rows import (
    LINE,
    Told,
    fill_hazards,
    is_about_hazard,
    update_hazards,
)
from zhiben.store.intake import check_fields, first_unstorable, refusal
from zhiben.store.schema import OF_HAZARDS, PROJECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.store.database import Database, Row

T = TypeVar("T")

COLUMNS: Final = LINE
"""The columns of a line, for queries."""

CHUNK: Final = 50_000
"""How many lines are worked on at a time."""

FEW: Final = 5_000
"""How many drafts are sealed and written at a time when there may be very many."""

_FRESH: Final = "fresh_"

# Whether an entry counts is decided by those that replace it, and these by others in turn;
# it decides on what it replaces itself. Nothing beyond these can have changed.
_INVOLVED: Final = f"""
    WITH RECURSIVE involved (id) AS (
        SELECT id FROM replacements WHERE rowid > ?
        UNION
        SELECT target FROM replacements WHERE target BETWEEN ? AND ?
        UNION
        SELECT CASE replacements.id WHEN involved.id THEN target ELSE replacements.id END
        FROM involved
        JOIN replacements ON replacements.id = involved.id OR replacements.target = involved.id
    )
    SELECT involved.id, {COLUMNS} FROM involved LEFT JOIN entries ON entries.id = involved.id
"""  # noqa: S608 - our own words


class Projected(NamedTuple):
    """What lines add to the projections; reports by the id of their entry, in force or not."""

    reports: dict[str, Row]
    replacements: list[Row]
    evidence: list[Row]
    hazards: Told


def project(lines: Iterable[Line]) -> Projected:
    """Return what lines add to the projections.

    Raises:
        JournalError: naming the first line whose body is not one of its kind.
    """
    projected = Projected({}, [], [], Told({}, []))
    for line in lines:
        try:
            body = read_body(line)
            report = read_row(line, body)
        except MISFITS as error:
            raise refusal(line, f"内容不是“{line.kind}”应有的样子。") from error
        if report:
            projected.reports[line.id] = report
        elif is_about_hazard(line):
            projected.hazards.hear(line, body)
        if body.get("replaces"):
            projected.replacements.append((line.id, body["replaces"]))
        for digest in {file["digest"] for file in body.get("evidence", ())}:
            projected.evidence.append((digest, line.origin, line.seq, line.subject))
    return projected


def project_rows(lines: Iterable[Line], bodies: Iterable[Mapping[str, Any]]) -> Projected:
    """Return what rows of tables add, from the bodies they were just sealed with."""
    projected = Projected({}, [], [], Told({}, []))
    for line, body in zip(lines, bodies, strict=True):
        if is_about_hazard(line):
            projected.hazards.hear(line, body)
    return projected


def extend(database: Database, lines: Sequence[Line], projected: Projected) -> None:
    """Bring the projections up to date with lines just added to the entries."""
    known = database.value("SELECT coalesce(max(rowid), 0) FROM replacements")
    _insert(database, "replacements", projected.replacements)
    _insert(database, "evidence", projected.evidence)
    _insert(database, "mergers", projected.hazards.mergers)
    ids = [line.id for line in lines]
    involved = database.rows(_INVOLVED, known, min(ids), max(ids))
    changed = _decide(database, involved)
    update_hazards(database, projected.hazards, changed=changed)
    settled = {row[0] for row in involved}
    rows = [row for identity, row in projected.reports.items() if identity not in settled]
    _insert(database, "reports", rows)


def differences(database: Database) -> Iterator[Problem]:
    """Yield where the projections are not what the entries give."""
    with database.snapshot():
        for name, columns in PROJECTIONS.items():
            database.write(f"CREATE TEMP TABLE {_FRESH}{name} ({columns}")
        try:
            _fill_fresh(database)
        except JournalError as error:
            yield from error.problems
        else:
            yield from _compare(database)
        for name in PROJECTIONS:
            database.write(f"DROP TABLE {_FRESH}{name}")


def in_chunks(many: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lines, or what becomes lines, in lists of a size that memory holds."""
    rest = iter(many)
    while chunk := list(islice(rest, size)):
        yield chunk


def _decide(database: Database, involved: Sequence[Row]) -> set[str]:
    """Settle which entries involved in replacements are in force, and return the hazards of all."""
    lines = [Line(*row) for _, *row in involved if row[0] is not None]
    with readable(database.path):
        void = void_ids(map(entry_of, lines))
    database.write_all("DELETE FROM voided WHERE id = ?", [row[:1] for row in involved])
    _insert(database, "voided", [(identity,) for identity in void])
    reports = project(lines).reports
    _remove_reports(database, reports.values())
    _insert(database, "reports", [row for one, row in reports.items() if one not in void])
    return {line.subject for line in lines if is_about_hazard(line)}


def _fill_fresh(database: Database) -> None:
    """Make the projections anew, beside the real ones.

    Raises:
        JournalError: when an entry is none.
    """
    stream = database.stream(f"SELECT {COLUMNS} FROM entries")  # noqa: S608 - our own words
    for chunk in in_chunks(map(Line._make, stream), CHUNK):
        check_fields(chunk)
        projected = project(chunk)
        try:
            _insert(database, f"{_FRESH}replacements", projected.replacements)
            _insert(database, f"{_FRESH}evidence", projected.evidence)
            _insert(database, f"{_FRESH}reports", projected.reports.values())
            _insert(database, f"{_FRESH}mergers", projected.hazards.mergers)
        except UnicodeEncodeError:
            raise first_unstorable(chunk) from None
    void = void_ids(map(entry_of, _joined(database, "replacements")))
    _insert(database, f"{_FRESH}voided", [(identity,) for identity in void])
    undone = project(_joined(database, "voided")).reports.values()
    _remove_reports(database, undone, prefix=_FRESH)
    fill_hazards(database, prefix=_FRESH)


def _joined(database: Database, name: str) -> list[Line]:
    """Return the lines that a fresh projection lists by id."""
    query = f"SELECT {COLUMNS} FROM {_FRESH}{name} JOIN entries USING (id)"  # noqa: S608 - our own words
    return [Line(*row) for row in database.rows(query)]


def _compare(database: Database) -> Iterator[Problem]:
    """Yield the entries for which a projection differs from the fresh one."""
    places: set[tuple[str, int]] = set()
    for name, columns in PROJECTIONS.items():
        fresh = f"{_FRESH}{name}"
        for one, other in ((name, fresh), (fresh, name)):
            odd = f"(SELECT * FROM {one} EXCEPT SELECT * FROM {other})"  # noqa: S608 - our own words
            places.update(database.rows(_place_query(columns, odd)))
    for origin, seq in sorted(places, key=str):
        where = place_of(origin, seq) if origin else str(database.path)
        yield Problem(where, "汇总用的数据与台账不符，汇总可能不准，请用备份恢复数据库。")


def _place_query(columns: str, odd: str) -> str:
    """Return the query for the places of the entries that odd rows of a projection are about."""
    if "seq" in columns:
        return f"SELECT origin, seq FROM {odd}"  # noqa: S608 - our own words
    if "number" in columns:
        about = f"LEFT JOIN entries ON subject = number AND {OF_HAZARDS} GROUP BY number"
        return f"SELECT entries.origin, min(seq) FROM {odd} {about}"  # noqa: S608 - our own words
    return f"SELECT entries.origin, seq FROM {odd} LEFT JOIN entries USING (id)"  # noqa: S608 - our own words


def _remove_reports(database: Database, rows: Iterable[Row], *, prefix: str = "") -> None:
    """Take reports out of a projection; those that are not there do not matter."""
    key = 'task = ? AND unit = ? AND period = ? AND "on" = ? AND recorded_at = ?'
    database.write_all(
        f"DELETE FROM {prefix}reports WHERE {key} AND origin = ? AND seq = ?",  # noqa: S608 - our own words
        [row[:7] for row in rows],
    )


def _insert(database: Database, table: str, rows: Iterable[Row]) -> None:
    """Insert rows in the order of their keys, which keeps neighbours on one page."""
    ordered = sorted(rows)
    if ordered:
        marks = ", ".join("?" * len(ordered[0]))
        database.write_all(f"INSERT INTO {table} VALUES ({marks})", ordered)  # noqa: S608 - our own words
