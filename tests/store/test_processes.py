"""Several programs on one file, and programs that end in the middle of things."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from zhiben.store import Site, create_store, open_store

if TYPE_CHECKING:
    from pathlib import Path

PRELUDE = """
import os, sys
from datetime import UTC, date, datetime
from pathlib import Path
from zhiben.store import open_store
from zhiben.testing.factories import reported

path, times = Path(sys.argv[1]), int(sys.argv[2])
drafts = [reported("1-1", "dept-a", on=date(2024, 3, 1), note="示例" * 100)] * 3

def record(store):
    return store.record(drafts, moment=datetime.now(UTC), entropy=os.urandom)
"""
WRITES_OFTEN = f"""{PRELUDE}
print("ready", flush=True)
sys.stdin.readline()
for _ in range(times):
    with open_store(path) as store:
        record(store)
        print("recorded", flush=True)
"""
WRITES_ONCE = f"""{PRELUDE}
with open_store(path) as store, store.transaction():
    # What does not fit in memory is written before the end.
    store._database.connection.execute("PRAGMA cache_size = 10")
    for _ in range(times):
        record(store)
    print("written", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def path(path: Path) -> Path:
    create_store(path, site=Site(origin="office", algorithm="sha256")).close()
    return path


def start(program: str, path: Path, times: int) -> subprocess.Popen[str]:
    """Start a program and wait until it says that it has come so far."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, path, str(times)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def count(path: Path) -> int:
    """Return how many lines a store has, having made sure that it is whole."""
    with open_store(path) as store:
        assert () == store.verify()
        return len(store.lines())


def test_programs_that_write_at_once_lose_nothing(path: Path) -> None:
    programs = [start(WRITES_OFTEN, path, 15) for _ in range(2)]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    for program in programs:
        program.communicate()

        assert 0 == program.returncode
    assert 2 * 15 * 3 == count(path)


def test_a_program_killed_before_its_end_has_written_nothing(path: Path) -> None:
    program = start(WRITES_ONCE, path, 500)
    log = path.with_name(f"{path.name}-wal")

    assert log.stat().st_size > 100_000
    program.kill()
    program.communicate()

    assert 0 == count(path)


def test_a_program_that_ends_well_has_written_all(path: Path) -> None:
    program = start(WRITES_ONCE, path, 500)
    program.communicate("go\n")

    assert 500 * 3 == count(path)


def test_what_a_killed_program_had_said_was_recorded_is_there(path: Path) -> None:
    program = start(WRITES_OFTEN, path, 100_000)
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write("go\n")
    program.stdin.flush()
    said = [program.stdout.readline() for _ in range(20)]
    program.kill()
    said += program.communicate()[0].splitlines()
    commands, rest = divmod(count(path), 3)

    assert 0 == rest
    assert commands - said.count("recorded") - said.count("recorded\n") in {0, 1}
