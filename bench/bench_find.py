"""How long ``zhiben criteria find`` takes over all installed sectors, and what it spends it on."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Final

from measure import BIN, Limit, alternate, milliseconds, process, show, timed, verdict

from zhiben.cli.criteria_finding import find_clauses
from zhiben.cli.criteria_shelves import STANDARDS, Shelf
from zhiben.plugins import Selection, discover, load_sectors
from zhiben.rules.searching import (
    WEIGHTS,
    common_groups,
    indexed,
    meanings_of,
    papers_of,
    terms_of,
)
from zhiben.store.search import open_index

if TYPE_CHECKING:
    from measure import Case

RUNS: Final = 15
SECTORS: Final = ("CHE", "CON", "FIR", "GAS", "IND", "MIN", "TRA")
ON: Final = date(2026, 11, 24)
QUERY: Final = "除尘系统没有锁气卸灰装置"
ALLOWED: Final = 200
"""How many milliseconds a search may take, catalogs included, once the program has started."""

_VERSION: Final = "zhiben --version，整个进程"
_FIND: Final = "zhiben criteria find，整个进程"
_LOAD: Final = "载入七个行业的标准"
_SEARCH: Final = "建索引、查询、排序"


def main() -> int:
    """Measure, print, and tell whether the limit is kept."""
    os.environ["ZHIBEN_ONLY_PLUGINS"] = ",".join(SECTORS)
    with tempfile.TemporaryDirectory(prefix="zhiben-bench-") as folder:
        os.chdir(folder)
        shelves = _load()
        times = alternate({**_processes(), **_parts(shelves)}, runs=RUNS)
    number = sum(len(papers_of(one.sector, one.records)) for one in shelves)
    show(
        f"七个行业、各版共 {number} 条里找“{QUERY}”：轮流运行 {RUNS} 次，取中位数",
        ("做什么", "毫秒"),
        [(name, milliseconds(took)) for name, took in times.items()],
    )
    after = (times[_LOAD] + times[_SEARCH]) * 1000
    return verdict(
        [Limit(title="启动之后：载入、建索引、查询", measured=after, allowed=ALLOWED, unit="毫秒")]
    )


def _processes() -> dict[str, Case]:
    """Return whole processes: one that only starts, and one that searches."""
    return {
        _VERSION: process(BIN / "zhiben", "--version"),
        _FIND: process(BIN / "zhiben", "criteria", "find", QUERY, "--json"),
    }


def _parts(shelves: list[Shelf]) -> dict[str, Case]:
    """Return what a search does, step by step, in this process."""
    return {
        _LOAD: lambda: timed(_load),
        _SEARCH: lambda: timed(lambda: _find(shelves)),
        "其中建索引": lambda: _steps(shelves)[0],
        "其中查询": lambda: _steps(shelves)[1],
    }


def _load() -> list[Shelf]:
    """Load the standards of the seven sectors."""
    sectors = load_sectors(
        discover(), selection=Selection(only=frozenset(SECTORS)), hooks=(STANDARDS,)
    )
    assert len(sectors.loaded) == len(SECTORS), sectors.failures
    return [
        Shelf(
            sector=one.sector.code,
            title=one.sector.title,
            found=one.found,
            records=one.records[STANDARDS],
        )
        for one in sectors.loaded
    ]


def _find(shelves: list[Shelf]) -> None:
    """Search as the command does, and look whether the right clause comes first."""
    hits = find_clauses(shelves, QUERY, on=ON, top=5, every_edition=True)
    assert hits[0].paper.criterion.code == "IND-11(六)", hits[0].paper.criterion.code


def _steps(shelves: list[Shelf]) -> tuple[float, float]:
    """Return the seconds it took to make the index of every edition, and to ask it."""
    common = common_groups()
    with open_index() as index:
        start = perf_counter()
        meanings = {
            one.sector: meanings_of(QUERY, one.sector, one.records, common=common)
            for one in shelves
        }
        papers = [paper for one in shelves for paper in papers_of(one.sector, one.records)]
        index.add(indexed(paper, meanings[paper.sector]) for paper in papers)
        made = perf_counter()
        keys = [key for each in meanings.values() for key in each]
        assert index.find(terms_of(QUERY, keys), weights=WEIGHTS, most=len(papers))
        return made - start, perf_counter() - made


if __name__ == "__main__":
    sys.exit(main())
