"""The store: the journal in one SQLite file, written whole commands at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from attrs import field, frozen

from zhiben.ledger.collecting import uncollected
from zhiben.ledger.entries import Head, Line, seal_all
from zhiben.ledger.identity import ENTROPY
from zhiben.model.entries import EntryKind
from zhiben.store.appending import take_in, take_in_rows
from zhiben.store.audit import audit
from zhiben.store.database import Database
from zhiben.store.hazard_rows import related_numbers
from zhiben.store.intake import LAST, check_digests, check_fields, first_unwritable
from zhiben.store.projections import CHUNK, COLUMNS, FEW, in_chunks
from zhiben.store.reading import read_claims, read_facts, read_live, read_plan_body
from zhiben.store.schema import BESIDE_REPORTS, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path
    from types import TracebackType

    from zhiben.errors import Problem
    from zhiben.ledger.claims import Claim
    from zhiben.ledger.facts import Facts
    from zhiben.model.entries import Draft, Entry
    from zhiben.store.hazard_reading import HazardTable


@frozen(kw_only=True, eq=False)
class Store:
    """An open database; leaving its ``with`` block closes it.

    ``site`` is who records here. ``notes`` tell what the user should know about how the
    file was opened, as of one on a network drive.
    """

    site: Site
    _database: Database = field(alias="database")

    @property
    def path(self) -> Path:
        """The database file."""
        return self._database.path

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about how the file was opened."""
        return self._database.notes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; a transaction that was not finished never happened."""
        self._database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Write all of a block or nothing; other writers wait. Blocks do not nest."""
        return self._database.transaction()

    def record(
        self, drafts: Sequence[Draft], *, moment: datetime, entropy: Callable[[int], bytes]
    ) -> tuple[Line, ...]:
        """Seal drafts behind the site's own last entry and append them, all or none.

        Args:
            drafts: what to record, in order.
            moment: the clock.
            entropy: returns as many random bytes as asked for.

        Raises:
            JournalError: when a draft says what no entry can hold.
        """
        with self._database.step():
            lines = self._seal(drafts, moment=moment, entropy=entropy(ENTROPY * len(drafts)))
            for chunk in in_chunks(lines, CHUNK):
                check_fields(chunk)
                take_in(self._database, chunk)
        return tuple(lines)

    def record_rows(
        self, drafts: Iterable[Draft], *, moment: datetime, entropy: Callable[[int], bytes]
    ) -> int:
        """Record what tables of hazards say, as :meth:`record` does, and count it.

        There may be more of it than memory should hold, so it is sealed piece by piece.
        """
        count = 0
        with uncollected(), self._database.step():
            for some in in_chunks(drafts, FEW):
                lines = self._seal(some, moment=moment, entropy=entropy(ENTROPY * len(some)))
                check_fields(lines)
                take_in_rows(self._database, lines, [draft.body for draft in some])
                count += len(lines)
        return count

    def append(self, lines: Iterable[Line]) -> int:
        """Take in lines of any origin in any order, and return how many were new.

        Raises:
            JournalError: when a line is damaged or contradicts another; nothing is
                written then.
        """
        added = 0
        with uncollected(), self._database.step():
            for chunk in in_chunks(lines, CHUNK):
                check_fields(chunk)
                check_digests(chunk)
                added += take_in(self._database, chunk)
        return added

    def lines(
        self,
        *,
        origin: str | None = None,
        subject: str | None = None,
        kind: EntryKind | None = None,
        body: str | None = None,
        newest: int | None = None,
    ) -> tuple[Line, ...]:
        """Return the lines as they were recorded, oldest first.

        ``body`` is the whole text of one, as it is stored.
        With ``newest`` only so many of the latest are returned, and these newest first.
        """
        wanted = {"origin": origin, "subject": subject, "kind": kind and kind.value, "body": body}
        given = {column: value for column, value in wanted.items() if value is not None}
        conditions = [f"{column} = ?" for column in given]
        if kind not in {None, EntryKind.TASK_REPORT}:
            conditions.append(BESIDE_REPORTS)
        where = " AND ".join(conditions) or "1"
        order, limit = ("", -1) if newest is None else (" DESC", newest)
        rows = self._database.rows(
            f"SELECT {COLUMNS} FROM entries WHERE {where}"  # noqa: S608 - our own words
            f" ORDER BY recorded_at{order}, origin{order}, seq{order} LIMIT ?",
            *given.values(),
            limit,
        )
        return tuple(map(Line._make, rows))

    def find(self, reference: str) -> Line | None:
        """Return the line people call ``reference``.

        That is an id, ``origin:number``, or the site's own running number alone.
        """
        origin, colon, number = reference.rpartition(":")
        if number.isdecimal() and len(number) < len(str(LAST)):
            where = "origin = ? AND seq = ?"
            values: tuple[object, ...] = (origin if colon else self.site.origin, int(number))
        else:
            where, values = "id = ?", (reference.lower(),)
        query = f"SELECT {COLUMNS} FROM entries WHERE {where}"  # noqa: S608 - our own words
        return next(map(Line._make, self._database.rows(query, *values)), None)

    def subjects(self, kind: EntryKind, *, origin: str | None = None) -> frozenset[str]:
        """Return what entries of a kind are about, in force or not: all, or those of one site.

        Not those of ``task.report``: there are many, and each is about its task.
        """
        where = f"kind = ? AND {BESIDE_REPORTS} AND ? IN (origin, '')"
        query = f"SELECT DISTINCT subject FROM entries WHERE {where}"  # noqa: S608 - our own words
        rows = self._database.rows(query, kind.value, origin or "")
        return frozenset(subject for (subject,) in rows)

    def related(self, hazards: Collection[str]) -> frozenset[str]:
        """Return hazards with all that were ever merged with them, in force or not."""
        return related_numbers(self._database, hazards)

    def void_ids(self) -> frozenset[str]:
        """Return the ids of entries that do not count, because others replace or undo them."""
        return frozenset(identity for (identity,) in self._database.rows("SELECT id FROM voided"))

    def plan_body(self, as_of: date) -> Mapping[str, Any] | None:
        """Return the body of the plan in force on a day, ``None`` when there is none."""
        return read_plan_body(self._database, as_of)

    def facts(self, as_of: date, *, needs: Mapping[str, int]) -> Facts:
        """Return what was true on a day: what folding all entries gives.

        Args:
            as_of: the business date asked about.
            needs: for each recurring task how many times a period asks for it.
        """
        return read_facts(self._database, as_of, needs=needs)

    def claims(self, tasks: Iterable[str], as_of: date) -> tuple[Claim, ...]:
        """Return what reports in force said of some tasks by a day, in the order of their facts."""
        return read_claims(self._database, tasks, as_of)

    def live(
        self, kinds: Sequence[EntryKind], as_of: date, *, subject: str | None = None
    ) -> list[Entry]:
        """Return the entries of some kinds that count on a day, in the order of their facts.

        Reports on tasks are not among them: there are many, and :meth:`claims` tells them.
        """
        return read_live(self._database, kinds, as_of, subject=subject)

    def hazards(self, as_of: date) -> HazardTable:
        """Return the hazards as they were on a day, for figures and lists."""
        from zhiben.store.hazard_reading import CACHE, HazardTable

        self._database.write(CACHE)
        return HazardTable(day=as_of, database=self._database)

    def evidence_uses(self, digest: str) -> tuple[tuple[str, str], ...]:
        """Return the entries that carry a file, in force or not: ``origin:number``, subject."""
        rows = self._database.rows(
            "SELECT origin, seq, subject FROM evidence WHERE digest = ? ORDER BY origin, seq",
            digest,
        )
        return tuple((f"{origin}:{seq}", subject) for origin, seq, subject in rows)

    def report_counts(self) -> dict[str, int]:
        """Return how many reports in force there are on each task that has any."""
        return dict(self._database.rows("SELECT task, count(*) FROM reports GROUP BY task"))

    def verify(self) -> tuple[Problem, ...]:
        """Return everything that is not as it was recorded: lines, ends of chains, projections."""
        return audit(self._database)

    def _seal(self, drafts: Sequence[Draft], *, moment: datetime, entropy: bytes) -> list[Line]:
        """Seal drafts behind the site's own last entry.

        Raises:
            JournalError: when a body is no JSON.
        """
        algorithm, head = self.site.algorithm, self._head()
        try:
            return seal_all(drafts, head=head, moment=moment, entropy=entropy, algorithm=algorithm)
        except ValueError as error:
            refused = first_unwritable(drafts)
            if refused is None:
                raise
            raise refused from error

    def _head(self) -> Head:
        """Return where the site's own chain ends."""
        origin = self.site.origin
        query = "SELECT seq, digest FROM heads WHERE origin = ?"
        for seq, digest in self._database.rows(query, origin):
            return Head(origin=origin, seq=seq, digest=digest)
        return Head(origin=origin)
