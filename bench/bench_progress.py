"""How long ``zhiben progress`` takes, against the same figures by hand-written SQL.

Usage: ``python bench/bench_progress.py [--full]``
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import redirect_stdout
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from generate import ENTRIES, build, scene
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
from progress_sql import figures

from zhiben.cli.main import main as main_of_zhiben

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

RUNS: Final = 15
SIZES: Final = (10_000, 100_000)
LARGEST: Final = 1_000_000

WITHOUT_SECTORS: Final = {"ZHIBEN_ONLY_PLUGINS": ""}
"""Sectors add tasks that stand in their plugins, where no SQL on the file finds them."""

TIMES_SQL: Final = 2.0
SECONDS: Final = 0.5

COMMAND: Final = "zhiben progress --json，整个进程"
WITH_SECTORS: Final = "同上，加上已安装的行业插件"
SCRIPT: Final = "手写 SQL 的脚本，整个进程"
COMPUTED: Final = "zhiben，进程内"
QUERIED: Final = "手写 SQL，进程内"


def main() -> int:
    """Measure, print, and tell whether the limits are kept."""
    parser = argparse.ArgumentParser(description="汇总进度与手写 SQL 的对比。")
    parser.add_argument("--full", action="store_true", help="增长一项加上 1000000 条")
    given = parser.parse_args()
    os.environ |= WITHOUT_SECTORS
    sizes = (*SIZES, LARGEST) if given.full else SIZES
    with TemporaryDirectory() as folder:
        limits = [
            *against_sql(Path(folder) / "zhiben.db"),
            *growth(Path(folder), sizes),
        ]
    return verdict(limits)


def against_sql(database: Path) -> list[Limit]:
    """Compare the command with SQL on the workspace of the benchmark."""
    build(database, entries=ENTRIES)
    day = scene().last_day
    assert_equal(database, day)
    times = alternate(
        {
            COMMAND: process(*command(database, day)),
            WITH_SECTORS: process(*command(database, day), without=WITHOUT_SECTORS),
            SCRIPT: process(sys.executable, BENCH / "progress_sql.py", database, str(day)),
            COMPUTED: lambda: timed(lambda: computed(database, day)),
            QUERIED: lambda: timed(lambda: queried(database, day)),
        },
        runs=RUNS,
    )
    peers = {name: QUERIED if "进程内" in name else SCRIPT for name in times}
    show(
        f"汇总进度：{ENTRIES} 条台账，轮流运行 {RUNS} 次，取中位数",
        ("做法", "毫秒", "比手写 SQL"),
        [
            (name, milliseconds(seconds), f"{seconds / times[peers[name]]:.2f}")
            for name, seconds in times.items()
        ],
    )
    return [
        Limit(
            title=f"{COMPUTED}，比{QUERIED}",
            measured=times[COMPUTED] / times[QUERIED],
            allowed=TIMES_SQL,
        ),
        *(
            Limit(title=name, measured=times[name], allowed=SECONDS, unit="秒")
            for name in (COMMAND, WITH_SECTORS)
        ),
    ]


def growth(folder: Path, sizes: Sequence[int]) -> list[Limit]:
    """Measure the command on journals of growing size: at most linear."""
    day = scene().last_day
    taken = {}
    for size in sizes:
        database = folder / f"{size}.db"
        build(database, entries=size)
        assert_equal(database, day)
        case = process(*command(database, day))
        taken[size] = alternate({COMMAND: case}, runs=RUNS // 3)[COMMAND]
        database.unlink()
    show(
        "汇总进度随台账增长：zhiben progress --json，整个进程",
        ("条数", "毫秒", "每千条毫秒"),
        [
            (size, milliseconds(seconds), f"{seconds * 1e6 / size:.3f}")
            for size, seconds in taken.items()
        ],
    )
    return [
        Limit(
            title=f"汇总：{size} 条到 {more} 条，每条用时",
            measured=(taken[more] / more) / (taken[size] / size),
            allowed=LINEAR,
        )
        for size, more in pairwise(sizes)
    ]


def words(database: Path, day: date) -> tuple[str, ...]:
    """Return the words of the command that prints the figures of a day."""
    return ("--db", str(database), "progress", "--json", "--as-of", str(day))


def command(database: Path, day: date) -> tuple[str | Path, ...]:
    """Return the same as a command line."""
    return (BIN / "zhiben", *words(database, day))


def computed(database: Path, day: date) -> str:
    """Return what the command prints, without starting a process."""
    printed = StringIO()
    with redirect_stdout(printed):
        assert main_of_zhiben(words(database, day)) == 0
    return printed.getvalue()


def queried(database: Path, day: date) -> str:
    """Return the same figures by SQL, as text."""
    return json.dumps(figures(database, str(day)), ensure_ascii=False, indent=2)


def assert_equal(database: Path, last_day: date) -> None:
    """Make sure that both ways give the same figures: at the end, and on days before it."""
    for days in (0, 31, 68, 400, 1000):
        day = last_day - timedelta(days=days)
        shown, figured = json.loads(computed(database, day)), figures(database, str(day))
        assert figured == {key: shown[key] for key in figured}, f"{day}：两种算法的数字不同"


if __name__ == "__main__":
    sys.exit(main())
