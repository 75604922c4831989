"""What the benchmarks share: timing in alternation, limits, and tables."""

from __future__ import annotations

import gc
import os
import platform
import sqlite3
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import frozen
from tabulate import tabulate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    Case = Callable[[], float]
    """Does something, and returns the seconds it took."""

Name = TypeVar("Name", str, int)

BENCH: Final = Path(__file__).parent
BIN: Final = Path(sys.executable).parent

LINEAR: Final = 1.2
"""How much more each entry may cost in a journal ten times as long and still be linear.

Two runs of the same thing differ by that much on a machine that does something else too.
"""

MEGABYTES: Final = 500
"""How much memory a command may take."""

_MODEL: Final = "model name"
_LAUNCHER: Final = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@frozen(kw_only=True)
class Limit:
    """What was measured against what the project allows."""

    title: str
    measured: float
    allowed: float
    unit: str = "倍"

    @property
    def is_kept(self) -> bool:
        """Tell whether the limit is kept."""
        return self.measured <= self.allowed


def alternate(
    cases: Mapping[Name, Case], *, runs: int, check: Callable[[Name], None] | None = None
) -> dict[Name, float]:
    """Run every case in turn, many times over, and return the median of each.

    What disturbs the machine for a while disturbs all cases alike. The first round only
    warms up; ``check`` is then told the name of each case, to look at what it made.
    """
    taken: dict[Name, list[float]] = {name: [] for name in cases}
    for turn in range(runs + 1):
        for name, case in cases.items():
            gc.collect()
            seconds = case()
            if turn:
                taken[name].append(seconds)
            elif check:
                check(name)
    return {name: median(times) for name, times in taken.items()}


def timed(work: Callable[[], object]) -> float:
    """Return the seconds a piece of work takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def process(*words: str | Path, without: Collection[str] = ()) -> Case:
    """Return a case that runs a whole process, ``without`` some of the environment.

    Bytecode is kept between runs, as on every machine where that is not forbidden.
    """
    left_out = {"PYTHONDONTWRITEBYTECODE", *without}
    kept = {key: value for key, value in os.environ.items() if key not in left_out}
    return lambda: timed(
        lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env=kept)
    )


def peak(*words: str | Path) -> int:
    """Return how many megabytes a process took at most.

    A process starts as a copy of the one that starts it, and counts that too: so a small
    one does.
    """
    launcher = (sys.executable, "-c", _LAUNCHER, *words)
    done = subprocess.run(launcher, check=True, capture_output=True, text=True)
    return int(done.stdout) // 1024


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table under its title."""
    print(f"\n{title}\n")
    print(tabulate(rows, headers=heads, tablefmt="github", disable_numparse=True))


def milliseconds(seconds: float) -> str:
    """Return a duration as people compare them."""
    return f"{seconds * 1000:.1f}"


def verdict(limits: Sequence[Limit]) -> int:
    """Print the limits with what was measured, and return 1 when one is broken."""
    rows = [
        (
            one.title,
            f"{one.measured:.2f} {one.unit}",
            f"≤ {one.allowed:g} {one.unit}",
            "达到" if one.is_kept else "超出",
        )
        for one in limits
    ]
    show("限额", ("项目", "实测", "限额", "结论"), rows)
    print(f"\n{machine()}")
    return 0 if all(one.is_kept for one in limits) else 1


def machine() -> str:
    """Return the facts about this machine that the figures depend on."""
    return (
        f"本机：{_processor()}，{os.cpu_count()} 核；{platform.system()}；"
        f"Python {platform.python_version()}，SQLite {sqlite3.sqlite_version}。"
    )


def _processor() -> str:
    """Return the name of the processor."""
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith(_MODEL):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
