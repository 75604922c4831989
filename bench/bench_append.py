"""How long appending takes, digests and projections included, against ``sqlite-utils insert``.

Usage: ``python bench/bench_append.py [--full]``
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from generate import new_store, plain_drafts, scene
from measure import (
    BENCH,
    BIN,
    LINEAR,
    Limit,
    alternate,
    milliseconds,
    process,
    show,
    timed,
    verdict,
)
from sqlite_utils import Database

from zhiben.ledger.entries import Head, Line, seal_all
from zhiben.ledger.identity import ENTROPY
from zhiben.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from measure import Case

    from zhiben.model.entries import Draft

ENTRIES: Final = 100_000
RUNS: Final = 5
SIZES: Final = (10_000, 100_000)
LARGEST: Final = 1_000_000
BATCH: Final = 10_000
"""How many entries are appended at a time where the growth is measured."""

MOMENT: Final = datetime(2027, 2, 1, tzinfo=UTC)

TAKEN_IN: Final = "zhiben 收进同一文件里的分录，整个进程"
INSERTED: Final = "sqlite-utils insert --nl，整个进程"
RECORDED: Final = "zhiben 记账（record），进程内"
APPENDED: Final = "zhiben 收进分录（append），进程内"
FILLED: Final = "sqlite-utils 的 insert_all，进程内"


def main() -> int:
    """Measure, print, and tell whether the limits are kept."""
    parser = argparse.ArgumentParser(description="追加台账与 sqlite-utils insert 的对比。")
    parser.add_argument("--full", action="store_true", help="增长一项加上 1000000 条")
    given = parser.parse_args()
    sizes = (*SIZES, LARGEST) if given.full else SIZES
    with TemporaryDirectory() as folder:
        limits = [*against_insert(Path(folder)), *growth(Path(folder), sizes)]
    return verdict(limits)


def against_insert(folder: Path) -> list[Limit]:
    """Compare appending with a plain insert of the same rows: whole processes, and within one."""
    database, file = folder / "append.db", folder / "rows.ndjson"
    drafts = list(plain_drafts(scene(), number=ENTRIES))
    lines = record(database, drafts)
    rows = [line._asdict() for line in lines]
    file.write_text("".join(map(as_text, rows)), encoding="utf-8")
    cases = {
        TAKEN_IN: process(sys.executable, BENCH / "append_rows.py", database, file),
        INSERTED: process(BIN / "sqlite-utils", "insert", database, "entries", file, "--nl"),
        RECORDED: lambda: timed(lambda: record(database, drafts)),
        APPENDED: lambda: timed(lambda: append(database, lines)),
        FILLED: lambda: timed(lambda: insert_all(database, rows)),
    }
    times = alternate(
        {name: anew(database, case) for name, case in cases.items()},
        runs=RUNS,
        check=lambda name: check(database, ENTRIES, is_ours=name.startswith("zhiben")),
    )
    peers = {name: FILLED if "进程内" in name else INSERTED for name in cases}
    show(
        f"追加 {ENTRIES} 条，含摘要和汇总用的数据，轮流运行 {RUNS} 次，取中位数",
        ("做法", "毫秒", "比同类的 sqlite-utils"),
        [
            (name, milliseconds(seconds), f"{seconds / times[peers[name]]:.2f}")
            for name, seconds in times.items()
        ],
    )
    return [
        Limit(
            title=f"{name}，比 {peers[name]}", measured=times[name] / times[peers[name]], allowed=1
        )
        for name in (TAKEN_IN, APPENDED)
    ]


def growth(folder: Path, sizes: Sequence[int]) -> list[Limit]:
    """Measure one append of ever more entries (at most linear), and many small ones beside it."""
    database = folder / "growth.db"
    whole: dict[int, float] = {}
    small: dict[int, float] = {}
    for size in sizes:
        lines = sealed(size)
        runs = RUNS if size <= ENTRIES else 1
        both = {
            "whole": anew(database, partial(timed, partial(append, database, lines))),
            "small": anew(database, partial(append_in_batches, database, lines)),
        }
        times = alternate(both, runs=runs, check=partial(check_whole, database, size))
        whole[size], small[size] = times["whole"], times["small"]
    show(
        f"追加随条数增长：一次追加，和每个事务 {BATCH} 条",
        ("条数", "一次追加，毫秒", "每千条毫秒", "分批追加，毫秒", "每千条毫秒"),
        [
            (
                size,
                milliseconds(whole[size]),
                f"{whole[size] * 1e6 / size:.2f}",
                milliseconds(small[size]),
                f"{small[size] * 1e6 / size:.2f}",
            )
            for size in sizes
        ],
    )
    return [
        Limit(
            title=f"一次追加：{size} 条到 {more} 条，每条用时",
            measured=(whole[more] / more) / (whole[size] / size),
            allowed=LINEAR,
        )
        for size, more in pairwise(sizes)
    ]


def sealed(number: int) -> list[Line]:
    """Return so many lines, as they would arrive from the office."""
    drafts = list(plain_drafts(scene(), number=number))
    return seal_all(
        drafts,
        head=Head(origin="office"),
        moment=MOMENT,
        entropy=os.urandom(ENTROPY * number),
        algorithm="sha256",
    )


def record(database: Path, drafts: Sequence[Draft]) -> tuple[Line, ...]:
    """Record drafts in a new database."""
    with new_store(database) as store:
        return store.record(drafts, moment=MOMENT, entropy=os.urandom)


def append(database: Path, lines: Iterable[Line]) -> None:
    """Take lines into a new database."""
    with new_store(database) as store:
        store.append(lines)


def insert_all(database: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Insert the same rows into a plain table of a new database."""
    with closing(Database(database)) as plain:
        plain["entries"].insert_all(rows)


def append_in_batches(database: Path, lines: Sequence[Line]) -> float:
    """Take lines into a new database so many at a time, and return the seconds."""
    with new_store(database) as store:
        start = perf_counter()
        for first in range(0, len(lines), BATCH):
            store.append(lines[first : first + BATCH])
        return perf_counter() - start


def anew(database: Path, case: Case) -> Case:
    """Return the case that starts without a database."""

    def run() -> float:
        for ending in ("", "-wal", "-shm"):
            Path(f"{database}{ending}").unlink(missing_ok=True)
        return case()

    return run


def check(database: Path, number: int, *, is_ours: bool) -> None:
    """Make sure that all entries are there, and that ours verify."""
    with closing(sqlite3.connect(database)) as connection:
        ((found,),) = connection.execute("SELECT count(*) FROM entries")
        assert found == number, f"应有 {number} 条，实有 {found} 条"
        if is_ours:
            ((reports,),) = connection.execute("SELECT count(*) FROM reports")
            assert reports > number // 2, f"汇总用的数据只有 {reports} 条"
    if is_ours:
        with open_store(database) as store:
            assert store.verify() == (), "校验不通过"


def check_whole(database: Path, number: int, _name: str) -> None:
    """Make sure that so many entries of ours are there and verify."""
    check(database, number, is_ours=True)


def as_text(row: dict[str, Any]) -> str:
    """Return a row as a line of the file."""
    return json.dumps(row, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
