"""One connection to one database file: opened for what the place allows, and its transactions."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from attrs import evolve, frozen

from zhiben.errors import EnvironmentFailure
from zhiben.store.failures import explained, primary_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SETTINGS: Final = (
    # A commit is on the disk before the command says so: offices lose power.
    "PRAGMA synchronous = FULL",
    # In KiB, and taken only when needed: the ends of all indexes stay in memory, and there is
    # room left for what is made of a hundred thousand entries.
    "PRAGMA cache_size = -49152",
    # A file may come from elsewhere; functions its tables call are not to be trusted.
    "PRAGMA trusted_schema = OFF",
)
_READ_ONLY: Final = "mode=ro&immutable=1"
_UNWRITABLE: Final = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)

Row = tuple[Any, ...]


@frozen(kw_only=True, eq=False)
class Database:
    """A connection; ``notes`` tell what the user should know about how it was opened.

    SQLite's own errors never leave it: they are explained in one line.
    """

    path: Path
    connection: sqlite3.Connection
    notes: tuple[str, ...] = ()

    def rows(self, statement: str, *values: object) -> list[Row]:
        """Return the rows of a query; a value that no text can hold matches nothing."""
        with explained(self.path), suppress(UnicodeEncodeError):
            return self.connection.execute(statement, values).fetchall()
        return []

    def value(self, statement: str, *values: object) -> Any:
        """Return the first column of a query's first row, ``None`` when there is none."""
        row = next(iter(self.rows(statement, *values)), None)
        return row[0] if row else None

    def stream(self, statement: str, *values: object) -> Iterator[Row]:
        """Yield the rows of a query one by one, for tables that memory may not hold."""
        with explained(self.path):
            yield from self.connection.execute(statement, values)

    def write(self, statement: str, *values: object) -> None:
        """Run a statement that returns nothing."""
        with explained(self.path):
            self.connection.execute(statement, values)

    def write_all(self, statement: str, rows: Iterable[Row]) -> int:
        """Run a statement once for each row of values, and return how many rows it changed."""
        with explained(self.path):
            return self.connection.executemany(statement, rows).rowcount

    def close(self) -> None:
        """Close the connection; what was not committed is gone."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all of the block or nothing; waits for other writers first."""
        if self.connection.in_transaction:
            raise RuntimeError("transactions do not nest")
        with self._span("BEGIN IMMEDIATE", "COMMIT", undo=("ROLLBACK",)):
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let every query of the block see the same state."""
        if self.connection.in_transaction:
            yield
            return
        with self._span("BEGIN", "COMMIT", undo=("ROLLBACK",)):
            yield

    @contextmanager
    def step(self) -> Iterator[None]:
        """Write all of the block or nothing, within the open transaction or one of its own."""
        if not self.connection.in_transaction:
            with self.transaction():
                yield
            return
        with self._span(
            "SAVEPOINT step", "RELEASE step", undo=("ROLLBACK TO step", "RELEASE step")
        ):
            yield

    @contextmanager
    def _span(self, begin: str, end: str, *, undo: tuple[str, ...]) -> Iterator[None]:
        """Run a block between two statements, and others when anything goes wrong."""
        self.write(begin)
        try:
            yield
            self.write(end)
        except BaseException:
            # SQLite itself rolls back when a disk is full or fails.
            for statement in undo if self.connection.in_transaction else ():
                self.write(statement)
            raise


def open_database(path: Path, *, remote: bool, timeout: float, create: bool = False) -> Database:
    """Connect to a database file, just for reading where nothing can be written.

    Args:
        path: the file.
        remote: whether it lies on a network drive.
        timeout: how many seconds to wait for other writers.
        create: make the file when it does not exist.
    """
    mode = "mode=rwc" if create else "mode=rw"
    with explained(path):
        try:
            connection = _connect(path, mode, timeout=timeout, alone=remote)
        except sqlite3.OperationalError as error:
            if create or primary_code(error) not in _UNWRITABLE:
                raise
            _require_complete(path)
            note = f"{path} 所在的位置只读，只能查看，不能写入。"
            return Database(
                path=path, connection=_connect(path, _READ_ONLY, timeout=timeout), notes=(note,)
            )
        return Database(path=path, connection=connection)


def settle_journal(database: Database, *, remote: bool) -> Database:
    """Use the write-ahead log on a local disk, and the rollback journal across a network."""
    connection, path = database.connection, database.path
    if database.notes:
        return database
    if remote:
        note = (
            f"{path} 在网络盘上，已改用回滚日志；几台电脑不要同时写入，最好把数据库放在本机磁盘。"
        )
        with explained(path):
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA locking_mode = NORMAL")
            connection.execute("PRAGMA schema_version").fetchone()  # lets go of the lock
        return evolve(database, notes=(note,))
    # What cannot be changed, because the file is read-only or busy, works as it is.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
    return database


def _connect(path: Path, mode: str, *, timeout: float, alone: bool = False) -> sqlite3.Connection:
    """Open a connection that has read the file once.

    ``alone`` keeps a write-ahead log that is already there out of shared memory.
    """
    connection = sqlite3.connect(
        f"{_uri(path)}?{mode}", uri=True, timeout=timeout, isolation_level=None
    )
    try:
        if alone:  # before anything reads the file
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute("PRAGMA schema_version").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _uri(path: Path) -> str:
    """Return the URI SQLite takes for a file, on a share (``//server/…``) too."""
    place = path.absolute().as_posix()
    return f"file:{'//' if place.startswith('/') else '///'}{quote(os.fsencode(place), safe='/:')}"


def _require_complete(path: Path) -> None:
    """Refuse a file whose last changes still lie beside it, which reading alone would miss.

    Raises:
        EnvironmentFailure: with what to do.
    """
    for suffix in ("-wal", "-journal"):
        beside = path.with_name(path.name + suffix)
        if beside.exists() and beside.stat().st_size:
            raise EnvironmentFailure(
                f"{path}：上次写入的内容还在旁边的 {beside.name} 里，只读的位置无法打开；"
                "请把两个文件一起复制到可写的文件夹再用。"
            )
