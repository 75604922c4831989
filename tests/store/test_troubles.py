"""What the machine may do to a store in use: locks, full disks, failing disks, network drives."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from zhiben.errors import DataError, EnvironmentFailure
from zhiben.store import Site, Store, create_store, locations, open_store
from zhiben.testing.factories import MOMENT, reported

if TYPE_CHECKING:
    from pathlib import Path

    from zhiben.ledger.entries import Line

SITE = Site(origin="office", algorithm="sha256")
DRAFT = reported("1-1", "dept-a", on=date(2024, 3, 1))
LONG = reported("1-1", "dept-a", on=date(2024, 3, 1), note="示例" * 200_000)


def record(store: Store) -> Line:
    (line,) = store.record([DRAFT], moment=MOMENT, entropy=bytes)
    return line


def mode(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def test_another_program_that_writes_is_waited_for_and_named(store: Store, path: Path) -> None:
    line = record(store)
    with open_store(path, timeout=0.05) as other, store.transaction():
        assert (line,) == other.lines()
        with pytest.raises(EnvironmentFailure, match="正被另一个程序占用") as caught:
            record(other)

        assert str(path) in str(caught.value)
    assert (line,) == store.lines()


def test_making_a_database_waits_for_another_program_that_does(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EnvironmentFailure, match="正被另一个程序占用"):
            create_store(path, site=SITE, timeout=0.05)
        other.execute("ROLLBACK")
    with create_store(path, site=SITE) as store:
        assert () == store.lines()


def test_a_full_disk_leaves_everything_as_it_was(store: Store) -> None:
    line = record(store)
    connection = store._database.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(EnvironmentFailure, match="磁盘已满，没有写入"):
        store.record([LONG], moment=MOMENT, entropy=b"1".ljust)

    assert (line,) == store.lines()
    connection.execute("PRAGMA max_page_count = 1000000")

    assert 1 == len(store.record([LONG], moment=MOMENT, entropy=b"1".ljust))
    assert () == store.verify()


FAILING_DISK = """
import resource, signal, sys
from pathlib import Path
from zhiben.errors import ZhibenError
from zhiben.store import Site, create_store, open_store

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, limit = Path(sys.argv[1]), int(sys.argv[2])
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
try:
    create_store(path, site=Site(origin="office", algorithm="sha256"))
except ZhibenError as error:
    sys.stdout.buffer.write(str(error).encode())
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for files there")
@pytest.mark.parametrize("limit", [0, 3 * 4096])
def test_a_disk_that_fails_while_a_database_is_made_leaves_nothing(path: Path, limit: int) -> None:
    result = subprocess.run(
        [sys.executable, "-c", FAILING_DISK, path, str(limit)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert ("", 0) == (result.stderr, result.returncode)
    assert "没有写入" in result.stdout
    assert "\n" not in result.stdout
    assert [] == list(path.parent.iterdir())


def test_an_error_of_another_kind_is_told_as_it_is(store: Store) -> None:
    connection = store._database.connection
    connection.set_authorizer(lambda *_: sqlite3.SQLITE_DENY)
    with pytest.raises(EnvironmentFailure, match="not authorized"):
        store.lines()


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(EnvironmentFailure, match="closed database"):
        store.lines()


def test_a_table_that_is_gone_is_told(store: Store) -> None:
    store._database.connection.execute("DROP TABLE heads")
    with pytest.raises(DataError, match="结构不完整"):
        record(store)


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the mount table the store looks at; it says that the test's folder is a share."""
    table = tmp_path / "mounts"
    table.write_text(f"server:/share {tmp_path} nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(locations, "_MOUNT_TABLE", table)
    return table


@pytest.mark.skipif(sys.platform == "win32", reason="there are no mount tables there")
def test_a_database_on_a_network_drive_uses_the_rollback_journal(network: Path, path: Path) -> None:
    with create_store(path, site=SITE) as store:
        line = record(store)

        assert "网络盘" in store.notes[0]
    with open_store(path) as store, open_store(path) as other:
        assert (line,) == other.lines()
        assert "网络盘" in store.notes[0]
        assert "delete" == mode(path)
    assert network.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no mount tables there")
def test_a_database_changes_its_journal_when_it_is_moved(network: Path, path: Path) -> None:
    everywhere = network.read_text(encoding="utf-8")
    network.write_text("", encoding="utf-8")
    create_store(path, site=SITE).close()
    with open_store(path) as store:
        line = record(store)

        assert () == store.notes
        assert "wal" == mode(path)
    network.write_text(everywhere, encoding="utf-8")
    with open_store(path) as store:
        assert (line,) == store.lines()
        assert "delete" == mode(path)
    network.unlink()
    with open_store(path) as store:
        assert (line,) == store.lines()
        assert "wal" == mode(path)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no mount tables there")
def test_a_log_in_use_elsewhere_is_not_shared_across_a_network(network: Path, path: Path) -> None:
    """Another computer still has the file open the way it must not be shared."""
    create_store(path, site=SITE).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("SELECT * FROM site").fetchall()
        with pytest.raises(EnvironmentFailure, match="正被另一个程序占用"):
            open_store(path, timeout=0.05)
    with open_store(path) as store:
        assert "网络盘" in store.notes[0]
    assert network.exists()
