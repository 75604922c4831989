"""Full-text search in memory, by SQLite's FTS5: which criteria share words with a query."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from zhiben.errors import EnvironmentFailure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiben.rules.searching import Term

# Only the index is kept, not the texts. "ascii" takes every other letter as it is.
_MAKE: Final = (
    "CREATE VIRTUAL TABLE papers USING fts5(title, facts, notes, content='', tokenize='ascii')"
)
_ADD: Final = "INSERT INTO papers (rowid, title, facts, notes) VALUES (?, ?, ?, ?)"
_FIND: Final = """
    SELECT rowid, -bm25(papers, ?, ?, ?) AS score FROM papers
    WHERE papers MATCH ? ORDER BY score DESC, rowid LIMIT ?
"""


class SearchIndex:
    """Papers of three parts (title, facts, notes), found by the words in them.

    Words stand between blanks.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, papers: Iterable[Sequence[str]]) -> None:
        """Add papers; they are numbered from 0."""
        rows = ((number, *parts) for number, parts in enumerate(papers))
        self._connection.executemany(_ADD, rows)

    def find(
        self, terms: Sequence[Term], *, weights: Sequence[float], most: int
    ) -> list[tuple[int, float]]:
        """Return the numbers of the papers with any of the terms, best first, with their scores.

        The score is BM25, summed over the terms: words that few papers have count most.
        """
        if not terms:
            return []
        query = " OR ".join(_phrase(one) for one in terms for _ in range(one.times))
        return self._connection.execute(_FIND, (*weights, query, most)).fetchall()


@contextmanager
def open_index() -> Iterator[SearchIndex]:
    """Open an empty index that is gone afterwards.

    Raises:
        EnvironmentFailure: when the SQLite of this machine was built without FTS5.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute(_MAKE)
        except sqlite3.OperationalError as error:
            raise EnvironmentFailure(
                f"本机的 SQLite 没有全文检索（FTS5），不能按文字查找（{error}）。"
                "请用 zhiben criteria list 逐条看，或换一个 Python。"
            ) from error
        yield SearchIndex(connection)


def _phrase(term: Term) -> str:
    """Return a term as FTS5 writes it."""
    quoted = '"' + term.text.replace('"', '""') + '"'
    return f"{quoted}*" if term.is_start else quoted
