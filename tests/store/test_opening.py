"""Making and opening databases, and every way in which that cannot be."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from zhiben.errors import DataError, EnvironmentFailure, UsageError, ZhibenError
from zhiben.store import Site, Store, create_store, open_store
from zhiben.store.schema import APPLICATION, VERSION
from zhiben.testing.factories import MOMENT, reported

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from zhiben.ledger.entries import Line

    OrdinaryUser = Callable[[], AbstractContextManager[None]]

SITE = Site(origin="office", algorithm="sha256")
DRAFT = reported("1-1", "dept-a", on=date(2024, 3, 1))


def record(store: Store) -> Line:
    (line,) = store.record([DRAFT], moment=MOMENT, entropy=bytes)
    return line


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def refusal(error: type[ZhibenError], action: Callable[[], Store]) -> str:
    """Return the one line an attempt ends with."""
    with pytest.raises(error) as caught:
        action().close()

    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_new_database_belongs_to_its_site(path: Path) -> None:
    with create_store(path, site=SITE) as store:
        assert (path, SITE, ()) == (store.path, store.site, store.notes)
    with open_store(path) as store:
        assert (path, SITE, ()) == (store.path, store.site, store.notes)


def test_a_closed_database_is_one_file(path: Path) -> None:
    with create_store(path, site=SITE) as store:
        record(store)

    assert [path.name] == list(contents(path.parent))


def test_the_file_says_whose_it_is_and_which_migrations_it_has(path: Path) -> None:
    create_store(path, site=SITE).close()
    with closing(sqlite3.connect(path)) as connection:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        applied = connection.execute("SELECT migration_set FROM _sqlite_migrations").fetchall()

    assert (APPLICATION, VERSION) == (application, version)
    assert [("zhiben.store",)] * VERSION == applied


def test_a_file_that_exists_is_not_made_again(store: Store, path: Path) -> None:
    record(store)
    before = store.lines()

    assert "已经存在" in refusal(UsageError, lambda: create_store(path, site=SITE))
    assert before == store.lines()


@pytest.mark.parametrize("content", [b"hello", "示例\n".encode() * 1000])
def test_a_file_of_another_kind_is_not_overwritten(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert "已经存在" in refusal(UsageError, lambda: create_store(path, site=SITE))
    assert {path.name: content} == contents(path.parent)


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    before = contents(path.parent)

    assert "已经存在" in refusal(UsageError, lambda: create_store(path, site=SITE))
    assert "不是 zhiben 的数据库" in refusal(DataError, lambda: open_store(path))
    assert before == contents(path.parent)


def test_a_start_that_was_interrupted_can_be_made_again(path: Path) -> None:
    """Killed before the tables were there, then before anything was recorded."""
    path.touch()

    assert "再运行一次 zhiben init" in refusal(DataError, lambda: open_store(path))
    create_store(path, site=Site(origin="dept-a", algorithm="sha256")).close()
    with create_store(path, site=SITE) as store:
        assert "office" == record(store).origin


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "没有" / "示例.db"

    assert str(missing.parent) in refusal(UsageError, lambda: create_store(missing, site=SITE))
    assert "zhiben init" in refusal(UsageError, lambda: open_store(missing))
    assert {} == contents(tmp_path)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "已经存在" in refusal(UsageError, lambda: create_store(tmp_path, site=SITE))
    assert "文件夹" in refusal(DataError, lambda: open_store(tmp_path))


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "文件").touch()
    inside = tmp_path / "文件" / "示例.db"

    assert "文件夹" in refusal(UsageError, lambda: create_store(inside, site=SITE))
    assert "zhiben init" in refusal(UsageError, lambda: open_store(inside))


def test_a_name_the_system_does_not_take_is_named(tmp_path: Path) -> None:
    long = tmp_path / ("长" * 400)

    assert "无法访问" in refusal(EnvironmentFailure, lambda: open_store(long))
    assert "无法访问" in refusal(EnvironmentFailure, lambda: create_store(long, site=SITE))


@pytest.mark.parametrize(
    ("site", "message"),
    [
        (Site(origin="", algorithm="sha256"), "记账单位"),
        (Site(origin="office", algorithm="md5"), "没有摘要算法 md5"),
    ],
)
def test_a_site_that_could_not_seal_is_refused(path: Path, site: Site, message: str) -> None:
    assert message in refusal(UsageError, lambda: create_store(path, site=site))
    assert not path.exists()


def test_a_database_of_a_newer_version_asks_for_an_upgrade(
    store: Store, path: Path, tamper: Callable[..., None]
) -> None:
    store.close()
    tamper(f"PRAGMA user_version = {VERSION + 1}")
    before = contents(path.parent)
    message = refusal(DataError, lambda: open_store(path))

    assert "请先升级 zhiben" in message
    assert str(path) in message
    assert before == contents(path.parent)


def test_a_database_of_an_older_version_is_brought_up_to_date(path: Path) -> None:
    """The oldest there can be: marked as ours, with a site but none of the tables."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute("CREATE TABLE notes (text TEXT)")
    with pytest.raises(DataError, match="没有登记由哪个单位记账"):
        open_store(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO site VALUES ('office', 'sha256')")
    with open_store(path) as store:
        record(store)

        assert () == store.verify()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("DROP TABLE site", "结构不完整"),
        ("DELETE FROM site", "没有登记由哪个单位记账"),
        ("UPDATE site SET algorithm = 'md5'", "没有登记由哪个单位记账"),
    ],
)
def test_a_database_without_its_site_does_not_open(
    store: Store, path: Path, tamper: Callable[..., None], change: str, message: str
) -> None:
    store.close()
    tamper(change)

    assert message in refusal(DataError, lambda: open_store(path))


@pytest.mark.parametrize(
    "content", [b"hello", b"\x00" * 5000, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refusal(DataError, lambda: open_store(path))

    assert {path.name: content} == contents(path.parent)


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
def test_a_name_with_signs_of_its_own_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a?mode=memory&b#c%20%e4 .db"
    with create_store(path, site=SITE) as store:
        line = record(store)
    with open_store(path) as store:
        assert (line,) == store.lines()

    assert [path.name] == list(contents(tmp_path))


def test_a_relative_name_is_one_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    create_store(Path("示例.db"), site=SITE).close()

    assert ["示例.db"] == list(contents(tmp_path))


def test_a_read_only_folder_can_be_read(
    store: Store, path: Path, ordinary_user: OrdinaryUser
) -> None:
    """As burnt on a disc: neither the file nor anything beside it can be written."""
    line = record(store)
    store.close()
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with ordinary_user(), open_store(path) as readable:
            assert (line,) == readable.lines()
            assert () == readable.verify()
            assert "只能查看" in readable.notes[0]
            with pytest.raises(EnvironmentFailure, match="只读"):
                record(readable)
        with ordinary_user(), pytest.raises(EnvironmentFailure, match="打不开数据库"):
            create_store(path.with_name("新.db"), site=SITE)
    finally:
        path.parent.chmod(0o755)

    assert [path.name] == list(contents(path.parent))


def test_a_read_only_file_can_be_read(
    store: Store, path: Path, ordinary_user: OrdinaryUser
) -> None:
    line = record(store)
    store.close()
    path.chmod(0o444)
    with ordinary_user(), open_store(path) as readable:
        assert (line,) == readable.lines()
        with pytest.raises(EnvironmentFailure, match="只读"):
            record(readable)


def test_a_file_nobody_may_read_is_refused(
    store: Store, path: Path, ordinary_user: OrdinaryUser
) -> None:
    store.close()
    path.chmod(0)
    with ordinary_user(), pytest.raises(EnvironmentFailure, match="打不开数据库"):
        open_store(path)


def test_a_folder_nobody_may_enter_is_refused(
    store: Store, path: Path, ordinary_user: OrdinaryUser
) -> None:
    store.close()
    path.parent.chmod(0)
    try:
        with ordinary_user(), pytest.raises(EnvironmentFailure, match="无法访问"):
            open_store(path)
    finally:
        path.parent.chmod(0o755)


def test_a_copy_without_its_latest_changes_is_not_taken_for_whole(
    store: Store, path: Path, tmp_path: Path, ordinary_user: OrdinaryUser
) -> None:
    """The database was copied to a disc, with its log, while it was in use."""
    record(store)
    disc = tmp_path / "光盘"
    disc.mkdir()
    for file in (path, path.with_name(f"{path.name}-wal")):
        shutil.copy(file, disc)
    disc.chmod(0o555)
    try:
        with ordinary_user(), pytest.raises(EnvironmentFailure, match="-wal 里"):
            open_store(disc / path.name)
    finally:
        disc.chmod(0o755)
