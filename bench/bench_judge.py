"""How long ``zhiben judge`` takes, as a person waits for it: one case, and a table of 10,000."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from facts import ON, busiest, half_filled, load
from measure import BIN, Limit, alternate, milliseconds, process, show, verdict

from zhiben.rules import Court

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from measure import Case

SECTORS: Final = ("CHE", "CON", "FIR", "GAS", "IND", "MIN", "TRA")
TABLES: Final = {"MIN": ON, "FIR": date(2024, 6, 30)}
"""The sector with most criteria, and the one that counts elements, under its edition of 2017."""
ROWS: Final = 10_000
COLUMNS: Final = 20
RUNS: Final = 9
FEW_RUNS: Final = 3
ONE_CASE: Final = 300
"""How many milliseconds one case may take, from the start of the process to its end."""
ONE_TABLE: Final = 5_000
"""How many milliseconds a table may take."""
START: Final = "zhiben --version"


def main() -> int:
    """Measure, print, and tell whether the limits are kept."""
    with TemporaryDirectory(prefix="zhiben-bench-") as name:
        folder = Path(name)
        write_files(folder)
        check(folder)
        single = alternate(singles(folder), runs=RUNS)
        tables = alternate(whole_tables(folder), runs=FEW_RUNS)
    show_times(f"判定一个案例：整个进程，轮流运行 {RUNS} 次，取中位数", single)
    show_times(
        f"判定 {ROWS} 例的案例表（{COLUMNS} 列，约一半填了）：整个进程，"
        f"轮流运行 {FEW_RUNS} 次，取中位数",
        tables,
    )
    slowest = max(single, key=single.__getitem__)
    return verdict(
        [
            limit(f"一个案例，最慢的（{slowest}）", single[slowest], allowed=ONE_CASE),
            *(limit(name, took, allowed=ONE_TABLE) for name, took in tables.items()),
        ]
    )


def limit(title: str, seconds: float, *, allowed: float) -> Limit:
    """Return what was measured against what is allowed, in milliseconds."""
    return Limit(title=title, measured=seconds * 1000, allowed=allowed, unit="毫秒")


def show_times(title: str, times: Mapping[str, float]) -> None:
    """Print how long each took."""
    show(title, ("命令", "毫秒"), [(name, milliseconds(took)) for name, took in times.items()])


def write_files(folder: Path) -> None:
    """Write a case of every sector, and the tables."""
    for code in SECTORS:
        facts = busiest(Court(book=load(code), on=TABLES.get(code, ON)), COLUMNS)
        rows = list(half_filled(facts, ROWS if code in TABLES else 1))
        titles = [one.name for one in facts]
        given = {name: cell for name, cell in zip(titles, rows[0], strict=True) if cell}
        text = json.dumps(given, ensure_ascii=False)
        (folder / f"{code}.json").write_text(text, encoding="utf-8")
        if code in TABLES:
            listed = [
                ["案例", *titles],
                *([f"示例{n}", *row] for n, row in enumerate(rows, start=1)),
            ]
            write_csv(folder / f"{code}.csv", listed)
            write_workbook(folder / f"{code}.xlsx", listed)


def write_csv(path: Path, rows: Iterable[list[str]]) -> None:
    """Write a table as csv."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def write_workbook(path: Path, rows: Iterable[list[str]]) -> None:
    """Write a table as a workbook, in which blank cells are empty."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("示例")
    for row in rows:
        sheet.append([cell or None for cell in row])
    book.save(path)


def check(folder: Path) -> None:
    """Make sure that tables are judged whole, and their first case as it is by itself."""
    for code in TABLES:
        found = [judged(folder, f"{code}.{suffix}", code) for suffix in ("csv", "xlsx")]
        assert found[0] == found[1], f"{code}：csv 和 xlsx 判得不一样"
        assert found[0]["accepted"] == found[0]["read"] == ROWS, found[0]["rejected"]
        first = {**found[0]["cases"][0]}
        del first["row"], first["case"]
        assert first == judged(folder, f"{code}.json", code), f"{code}：成表和单独判得不一样"


def judged(folder: Path, file: str, code: str) -> Any:  # noqa: ANN401 - any JSON
    """Return what the command says of a file."""
    words = [str(one) for one in (*judging(folder, file, code), "--format", "json")]
    done = subprocess.run(words, check=True, capture_output=True, encoding="utf-8")
    return json.loads(done.stdout)


def judging(folder: Path, file: str, code: str) -> tuple[str | Path, ...]:
    """Return the command that judges a file."""
    return (
        BIN / "zhiben", "--db", folder / "没有.db", "judge", "--sector", code,
        "--on", str(TABLES.get(code, ON)), "--facts", folder / file,
    )  # fmt: skip


def singles(folder: Path) -> dict[str, Case]:
    """Return one case of each sector, and a process that only starts."""
    cases = {code: process(*judging(folder, f"{code}.json", code)) for code in SECTORS}
    return {START: process(BIN / "zhiben", "--version"), **cases}


def whole_tables(folder: Path) -> dict[str, Case]:
    """Return the tables, from csv and workbooks, to be read by people and by programs."""
    return {
        f"{code}.{suffix}，{form}": process(
            *judging(folder, f"{code}.{suffix}", code), "--format", form
        )
        for code in TABLES
        for suffix in ("csv", "xlsx")
        for form in ("table", "json")
    }


if __name__ == "__main__":
    sys.exit(main())
