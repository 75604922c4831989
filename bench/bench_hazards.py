"""How long figures and lists of hazards take, against hand-written SQL on the same file.

The hazards are made up: rows of tables as an office imports them, some then worked on here.

Usage: ``python bench/bench_hazards.py [--full]``
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from generate import new_store, scene
from hazards_sql import listed, stats
from measure import (
    BIN,
    LINEAR,
    MEGABYTES,
    Limit,
    alternate,
    milliseconds,
    peak,
    process,
    show,
    timed,
    verdict,
)

from zhiben.cli.main import main as main_of_zhiben
from zhiben.ledger.hazards.bodies import record_body
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.hazards import Act, Channel, HazardDetails, Level, Provenance, State
from zhiben.testing.hazards import WALK, done

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from measure import Case

SIZES: Final = (10_000, 100_000)
LARGEST: Final = 1_000_000
RUNS: Final = 5
SECONDS: Final = {100_000: 1.0, 1_000_000: 3.0}
TIMES_SQL: Final = 1.5
BATCH: Final = 50_000
WORKED_ON: Final = 50
"""One hazard in so many is walked through here, step by step."""
CLOSED, LISTED = 0.8, 0.1
"""What share of the others is closed, and of all is listed."""
PER_ENTERPRISE: Final = 200

DAY: Final = date(2026, 11, 24)
FIRST: Final = date(2023, 1, 1)
MOMENT: Final = datetime(2026, 11, 24, tzinfo=UTC)
WITHOUT_SECTORS: Final = {"ZHIBEN_ONLY_PLUGINS": ""}
FILTER: Final = ("--overdue", "--region", "城关镇", "--enterprise", "示例7厂")

STATS, LIST = "hazard stats --json，整个进程", "hazard list --json 带筛选，整个进程"
FIGURES, FIGURES_SQL = "统计，进程内", "统计，手写 SQL，进程内"
ROWS, ROWS_SQL = "筛选，进程内", "筛选，手写 SQL，进程内"
PROCESSES: Final = (STATS, LIST)
PEERS: Final = {FIGURES: FIGURES_SQL, ROWS: ROWS_SQL}


def main() -> int:
    """Measure, print, and tell whether the limits are kept."""
    parser = argparse.ArgumentParser(description="隐患统计和列表与手写 SQL 的对比。")
    parser.add_argument("--full", action="store_true", help="加上 1000000 条")
    given = parser.parse_args()
    os.environ |= WITHOUT_SECTORS
    sizes = (*SIZES, LARGEST) if given.full else SIZES
    taken: dict[int, dict[str, float]] = {}
    memory: dict[int, int] = {}
    filled: dict[int, float] = {}
    with TemporaryDirectory() as folder:
        for size in sizes:
            database = Path(folder) / f"{size}.db"
            filled[size] = build(database, size)
            assert_equal(database)
            taken[size] = alternate(cases(database), runs=RUNS)
            memory[size] = max(peak(*command(database, name)) for name in PROCESSES)
            database.unlink()
    show(
        f"隐患统计和列表：轮流运行 {RUNS} 次，取中位数",
        ("条数", *(f"{name}，毫秒" for name in taken[sizes[0]]), "内存最多，MB", "记入，秒"),
        [
            (size, *map(milliseconds, times.values()), memory[size], f"{filled[size]:.1f}")
            for size, times in taken.items()
        ],
    )
    return verdict([*_limits(taken, memory), *_growth(sizes, taken)])


def _limits(taken: dict[int, dict[str, float]], memory: dict[int, int]) -> Iterator[Limit]:
    """Yield the limits of each size that has some."""
    for size in (size for size in SECONDS if size in taken):
        times = taken[size]
        for name in PROCESSES:
            title = f"{name}，{size} 条"
            yield Limit(title=title, measured=times[name], allowed=SECONDS[size], unit="秒")
        for name, peer in PEERS.items():
            title = f"{name}，{size} 条，比{peer}"
            yield Limit(title=title, measured=times[name] / times[peer], allowed=TIMES_SQL)
        title = f"内存，{size} 条"
        yield Limit(title=title, measured=memory[size], allowed=MEGABYTES, unit="MB")


def _growth(sizes: Sequence[int], taken: dict[int, dict[str, float]]) -> Iterator[Limit]:
    """Yield how much more each hazard takes among ten times as many."""
    for size, more in pairwise(sizes):
        for name in PROCESSES:
            each, among_more = taken[size][name] / size, taken[more][name] / more
            title = f"{name}：{size} 条到 {more} 条，每条用时"
            yield Limit(title=title, measured=among_more / each, allowed=LINEAR)


def cases(database: Path) -> dict[str, Case]:
    """Return what is measured on a database."""
    file, day = str(database), str(DAY)
    return {
        STATS: process(*command(database, STATS)),
        LIST: process(*command(database, LIST)),
        FIGURES: lambda: timed(lambda: within(database, STATS)),
        FIGURES_SQL: lambda: timed(lambda: json.dumps(stats(file, day), indent=2)),
        ROWS: lambda: timed(lambda: within(database, LIST)),
        ROWS_SQL: lambda: timed(lambda: json.dumps(listed(file, day), indent=2)),
    }


def within(database: Path, name: str) -> None:
    """Run a command in this process."""
    with redirect_stdout(StringIO()):
        code = main_of_zhiben([str(word) for word in command(database, name)[1:]])
    assert code == 0, name


def command(database: Path, name: str) -> tuple[str | Path, ...]:
    """Return the words of a command."""
    words = ("stats",) if name == STATS else ("list", *FILTER)
    return (BIN / "zhiben", "--db", database, "hazard", *words, "--as-of", str(DAY), "--json")


def assert_equal(database: Path) -> None:
    """Make sure that SQL and the command count and list the same."""

    def ours(name: str) -> dict[str, list[dict[str, Any]]]:
        done = subprocess.run(command(database, name), check=True, capture_output=True)
        found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
        return found

    rows = {row["key"]: row for row in ours(STATS)["rows"]}
    for theirs in stats(str(database), str(DAY))["rows"]:
        mine = rows[theirs["level"] or ""]
        for key in ("found", "closed", "shut", "open", "overdue", "listed", "reopened"):
            assert mine[key] == theirs[key], f"{key}：{mine[key]}，SQL 算得 {theirs[key]}"
    numbers = [one["number"] for one in listed(str(database), str(DAY))["hazards"]]
    assert numbers, "筛选没有结果，比不出什么"
    assert sorted(numbers) == sorted(one["number"] for one in ours(LIST)["hazards"])


def build(database: Path, size: int) -> float:
    """Make a database with so many hazards, and return the seconds recording them took."""
    chance = Random(size)  # noqa: S311 - made-up data has no secrets
    taken, firms = 0.0, size // PER_ENTERPRISE
    with new_store(database) as store:
        store.record(scene().opening, moment=MOMENT, entropy=os.urandom)
        for first in range(0, size, BATCH):
            numbers = range(first, min(first + BATCH, size))
            drafts = [draft for number in numbers for draft in hazard(chance, number, firms=firms)]
            start = perf_counter()
            store.record(drafts, moment=MOMENT, entropy=os.urandom)
            taken += perf_counter() - start
    return taken


def hazard(chance: Random, number: int, *, firms: int) -> Iterator[Draft]:
    """Yield what is on record of one hazard."""
    found_on = FIRST + timedelta(days=chance.randrange((DAY - FIRST).days - 100))
    name = f"YH-2024-{number + 1:05d}"
    is_worked_on = number % WORKED_ON == 0
    closed = not is_worked_on and chance.random() < CLOSED
    details = HazardDetails(
        enterprise=f"示例{chance.randrange(firms)}厂",
        region=chance.choice(("城关镇", "头铺镇", "小溪镇", "新集镇")),
        sector=chance.choice(("工贸", "危化", "消防", "燃气", "交通")),
        location="示例车间",
        description=f"示例：安全出口被堵，第 {number} 处",
        level=None if is_worked_on else chance.choice((Level.MAJOR, Level.GENERAL)),
        channel=chance.choice(tuple(Channel)),
        found_on=found_on,
        deadline=found_on + timedelta(days=60),
        lead=chance.choice(("县应急局", "县住建局", "县交通运输局")),
        listed=chance.random() < LISTED,
        status=State.CLOSED if closed else None,
        done_on=found_on + timedelta(days=chance.randrange(90)) if closed else None,
    )
    source = Provenance(file="示例.xlsx", sheet="台账", row=number + 3)
    body = record_body(details, source=source)
    yield Draft(on=found_on, actor="office", kind=EntryKind.HAZARD_RECORD, subject=name, body=body)
    for act in WALK[: WALK.index(Act.RECTIFY)] if is_worked_on else ():
        yield done(act, name, on=found_on)


if __name__ == "__main__":
    sys.exit(main())
