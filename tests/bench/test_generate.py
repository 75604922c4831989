from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

BENCH = Path(__file__).parents[2] / "bench"
ENTRIES = 2_000
EVERY = "SELECT * FROM entries ORDER BY origin, seq"


def run(script: str, *words: object) -> str:
    """Run a script of the benchmarks and return what it printed."""
    done = subprocess.run(
        [sys.executable, BENCH / script, *map(str, words)],
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    return done.stdout


def rows(database: Path, query: str) -> list[Any]:
    """Return the rows of a query on a workspace."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace of the benchmarks."""
    database = tmp_path_factory.mktemp("bench") / "zhiben.db"
    run("generate.py", database, "--entries", ENTRIES)
    return database


def test_the_same_number_gives_the_same_journal(workspace: Path, tmp_path: Path) -> None:
    """Every field of every entry repeats, its id and its digest too."""
    run("generate.py", tmp_path / "again.db", "--entries", ENTRIES)

    assert rows(workspace, EVERY) == rows(tmp_path / "again.db", EVERY)


def test_a_workspace_has_exactly_the_number_of_entries_asked_for(workspace: Path) -> None:
    ((found,),) = rows(workspace, "SELECT count(*) FROM entries")

    assert ENTRIES == found


def test_a_workspace_tells_of_sixty_units_and_thirty_six_months(workspace: Path) -> None:
    ((units,),) = rows(
        workspace, "SELECT count(DISTINCT subject) FROM entries WHERE kind = 'org.add'"
    )
    ((months,),) = rows(
        workspace,
        """SELECT count(DISTINCT substr("on", 1, 7)) FROM entries WHERE kind = 'task.report'""",
    )

    assert 60 == units
    assert 36 == months


def test_a_workspace_verifies(workspace: Path, zhiben: Terminal) -> None:
    result = zhiben("--db", workspace, "journal", "verify")

    assert 0 == result.code, result.err


@pytest.mark.parametrize(
    "day", ["2024-02-28", "2024-03-05", "2025-06-30", "2026-12-31", "2027-01-31"]
)
def test_hand_written_sql_gives_the_figures_of_the_command(
    day: str, workspace: Path, zhiben: Terminal
) -> None:
    """Totals, rows, milestones, recurring duties and the late list are equal on every day."""
    printed = zhiben("--db", workspace, "progress", "--json", "--as-of", day).json()
    figures = json.loads(run("progress_sql.py", workspace, day))

    assert {"totals", "rows", "milestones", "recurring", "late"} <= figures.keys()
    assert {key: printed[key] for key in figures} == figures


def test_a_received_file_gives_the_same_journal(workspace: Path, tmp_path: Path) -> None:
    """The script that is timed against ``sqlite-utils insert`` appends every row of the file."""
    file, database = tmp_path / "rows.ndjson", tmp_path / "received.db"
    told = [dict(row) for row in rows(workspace, EVERY)]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in told), encoding="utf-8")

    run("append_rows.py", database, file)

    assert told == [dict(row) for row in rows(database, EVERY)]
