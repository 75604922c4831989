"""Making and opening databases: whose file it is, which version, and what stands in the way."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from zhiben.errors import DataError, EnvironmentFailure, Problem, UsageError
from zhiben.ledger.digests import ALGORITHMS, digest_of
from zhiben.store.database import Database, open_database, settle_journal
from zhiben.store.failures import FOREIGN, explained
from zhiben.store.hazard_rows import fill_hazards, fill_mergers
from zhiben.store.journal import Store
from zhiben.store.locations import is_remote
from zhiben.store.schema import APPLICATION, VERSION, Site, migrate

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE: Final = 10.0
"""How many seconds to wait for other programs that write."""


def create_store(path: Path, *, site: Site, timeout: float = PATIENCE) -> Store:
    """Make a new database.

    A file in which nothing was recorded yet, as an interrupted start leaves it, is taken
    over.

    Args:
        path: the file; its folder must exist.
        site: who will record in it.
        timeout: how many seconds to wait for other programs.

    Raises:
        UsageError: when the file exists already, or its folder does not.
        EnvironmentFailure: when the machine stands in the way.
    """
    _check_site(site)
    taken = UsageError(f"{path} 已经存在，没有改动；请换一个文件名，或者直接使用它。")
    is_new = not _is_there(path)
    if path.is_dir():
        raise taken
    if not path.parent.is_dir():
        raise UsageError(f"文件夹 {path.parent} 不存在，请先建立，或者换一个位置。")
    with ExitStack() as undo:
        if is_new:
            undo.callback(_remove_empty, path)
        try:
            database = open_database(path, remote=is_remote(path), timeout=timeout, create=True)
        except DataError:
            raise taken from None
        undo.callback(database.close)
        with database.transaction():
            if not _is_unused(database):
                raise taken
            _migrate(database)
            database.write("DELETE FROM site")
            database.write("INSERT INTO site VALUES (?, ?)", site.origin, site.algorithm)
        # A new file grows at its end, which the rollback journal writes once and the
        # write-ahead log twice; it gets the log when it is opened again.
        if is_remote(path):
            database = settle_journal(database, remote=True)
        undo.pop_all()
    return Store(site=site, database=database)


def open_store(path: Path, *, timeout: float = PATIENCE) -> Store:
    """Open a database, bringing its tables up to date; just for reading where it must be.

    Args:
        path: the file.
        timeout: how many seconds to wait for other programs.

    Raises:
        UsageError: when there is no such file.
        DataError: when it is no database of ours, or damaged, or of a newer version.
        EnvironmentFailure: when the machine stands in the way.
    """
    if not _is_there(path):
        raise UsageError(f"没有数据库 {path}，请先运行 zhiben init，或用 --db 指定已有的数据库。")
    if path.is_dir():
        raise _unusable(path, "这是文件夹，不是数据库文件；请用 --db 指定文件夹里的数据库。")
    remote = is_remote(path)
    database = open_database(path, remote=remote, timeout=timeout)
    with ExitStack() as undo:
        undo.callback(database.close)
        version = _checked_version(database)
        database = settle_journal(database, remote=remote)
        if version < VERSION:
            with database.transaction():
                _migrate(database)
                fill_mergers(database)
                fill_hazards(database)
        store = Store(site=_site(database), database=database)
        undo.pop_all()
    return store


def _is_there(path: Path) -> bool:
    """Tell whether there is something of that name.

    Raises:
        EnvironmentFailure: when that cannot be told.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise EnvironmentFailure(
            f"{path}：无法访问（{error.strerror}），请检查路径和权限。"
        ) from error
    return True


def _check_site(site: Site) -> None:
    """Refuse a site that could not seal an entry.

    Raises:
        UsageError: when it has no name, or an algorithm that nobody knows.
        EnvironmentFailure: when this machine does not offer the algorithm.
    """
    if not site.origin:
        raise UsageError("记账单位不能为空。")
    if site.algorithm not in ALGORITHMS:
        raise UsageError(f"没有摘要算法 {site.algorithm}，可选：{'、'.join(ALGORITHMS)}。")
    digest_of(("",), algorithm=site.algorithm)


def _checked_version(database: Database) -> int:
    """Return the version of the tables, having made sure that they are ours.

    Raises:
        DataError: when they are not, or from a later program.
    """
    if _is_blank(database):
        raise _unusable(database.path, "这是空文件，初始化没有完成；请再运行一次 zhiben init。")
    if database.value("PRAGMA application_id") != APPLICATION:
        raise _unusable(database.path, FOREIGN)
    version = int(database.value("PRAGMA user_version"))
    if version > VERSION:
        raise _unusable(
            database.path,
            f"由较新的 zhiben 建立（格式 {version}，本程序只认到 {VERSION}），请先升级 zhiben。",
        )
    return version


def _is_blank(database: Database) -> bool:
    """Tell whether a file holds nothing at all."""
    marks = database.value("PRAGMA application_id"), database.value("PRAGMA user_version")
    return marks == (0, 0) and not database.value("SELECT count(*) FROM sqlite_master")


def _is_unused(database: Database) -> bool:
    """Tell whether a database is new, or ours with nothing recorded yet."""
    if _is_blank(database):
        return True
    marks = database.value("PRAGMA application_id"), database.value("PRAGMA user_version")
    recorded = "SELECT (SELECT count(*) FROM entries) + (SELECT count(*) FROM heads)"
    return marks == (APPLICATION, VERSION) and not database.value(recorded)


def _migrate(database: Database) -> None:
    """Bring the tables up to date, within the open transaction."""
    with explained(database.path):
        migrate(database.connection)


def _site(database: Database) -> Site:
    """Return who records in a database.

    Raises:
        DataError: when it does not say.
    """
    rows = database.rows("SELECT origin, algorithm FROM site")
    if len(rows) != 1 or rows[0][1] not in ALGORITHMS or not isinstance(rows[0][0], str):
        raise _unusable(database.path, "没有登记由哪个单位记账，请用备份恢复。")
    ((origin, algorithm),) = rows
    return Site(origin=origin, algorithm=algorithm)


def _remove_empty(path: Path) -> None:
    """Remove the empty file that a failed start leaves."""
    if path.exists() and not path.stat().st_size:
        path.unlink()


def _unusable(path: Path, message: str) -> DataError:
    """Return the error for a file that is no database to work with."""
    return DataError([Problem(str(path), message)])
