"""Verifying: every line of the journal, where each chain ends, and what is derived from it."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from zhiben.errors import Problem
from zhiben.ledger.entries import Head, Line, check_chain, check_head
from zhiben.store.failures import DAMAGED
from zhiben.store.intake import LAST
from zhiben.store.projections import COLUMNS, differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhiben.store.database import Database, Row

_LINES: Final = f"SELECT {COLUMNS} FROM entries ORDER BY origin, seq"  # noqa: S608 - our own words

_KINDS: Final = (int, str)
_SEQ: Final = Line._fields.index("seq")


def audit(database: Database) -> tuple[Problem, ...]:
    """Return everything that is not as it was recorded.

    Projections are compared only with a journal that is whole: what is derived from a
    changed line differs anyway.
    """
    with database.snapshot(), _any_text(database):
        if database.value("PRAGMA integrity_check(1)") != "ok":
            return (Problem(str(database.path), DAMAGED),)
        return tuple(_journal_problems(database)) or tuple(differences(database))


def _journal_problems(database: Database) -> Iterator[Problem]:
    """Yield what is wrong with each origin's chain and with where it ends."""
    heads = {
        origin: Head(origin=origin, seq=_number(seq), digest=digest)
        for origin, seq, digest in database.rows("SELECT origin, seq, digest FROM heads")
    }
    stream = map(_line_of, database.stream(_LINES))
    for origin, lines in groupby(stream, key=attrgetter("origin")):
        latest: deque[Line] = deque(maxlen=1)
        yield from check_chain(_watched(lines, latest))
        last = Head(origin=origin, seq=latest[0].seq, digest=latest[0].digest)
        head = heads.pop(origin, None)
        if head is None:
            yield Problem(f"台账 {origin}", "台账末尾的登记缺失，末尾可能被删改，请用备份恢复。")
        else:
            yield from check_head(head, last)
    for head in heads.values():
        yield from check_head(head, Head(origin=head.origin))


def _watched(lines: Iterable[Line], latest: deque[Line]) -> Iterator[Line]:
    """Pass lines on, keeping the latest."""
    for line in lines:
        latest.append(line)
        yield line


def _line_of(row: Row) -> Line:
    """Return a stored line; what damage turned into no text is shown as text."""
    line = Line._make(value if type(value) in _KINDS else repr(value) for value in row)
    seq = row[_SEQ]
    return line if type(seq) is int else line._replace(seq=_number(seq), digest="")


def _number(value: object) -> int:
    """Return the running number damage may have changed into something else, 0 for no number."""
    return int(value) if isinstance(value, int | float) and abs(value) <= LAST else 0


@contextmanager
def _any_text(database: Database) -> Iterator[None]:
    """Read text that is no UTF-8, as damage leaves it, instead of failing on it."""
    database.connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        database.connection.text_factory = str
