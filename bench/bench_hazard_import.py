"""How long it takes to import 100,000 hazards, against reading and inserting the same rows.

The peer reads the table with python-calamine (or ``csv``) and inserts the rows with
sqlite-utils as they are: it knows no heading, no date, no money, no duplicate, no journal.
"""

from __future__ import annotations

import csv
import random
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from measure import (
    BENCH,
    BIN,
    LINEAR,
    MEGABYTES,
    Limit,
    alternate,
    peak,
    process,
    show,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measure import Case

ROWS: Final = 100_000
FEWER: Final = 10_000
RUNS: Final = 3
ALLOWED: Final = 2
"""How many times the peer's duration an import may take."""
HEADINGS: Final = (
    "序号", "隐患编号", "企业名称", "所属乡镇", "行业领域", "隐患地点", "隐患描述", "隐患等级",
    "判定依据", "发现时间", "整改措施", "整改责任人", "责任部门", "牵头单位", "督办单位",
    "整改资金（元）", "整改期限", "是否挂牌督办", "整改状态", "备注",
)  # fmt: skip
FIRST: Final = date(2024, 1, 1)
THINGS: Final = ("灭火器", "消火栓", "应急照明", "安全出口", "配电箱", "安全阀", "压力表", "防护罩")
FAULTS: Final = ("损坏", "缺失", "未定期检验", "锈蚀", "松动", "被遮挡", "数量不足", "无人管理")
PLACES: Final = ("仓库", "车间", "配电室", "锅炉房", "宿舍", "食堂", "办公楼", "罐区", "泵房")
GRADES: Final = ("一般",) * 9 + ("重大",)
STATES: Final = ("已销号",) * 4 + ("整改中",)
TRADES: Final = ("工贸", "消防", "燃气", "危化")
TOWNS: Final = ("城关镇", "头铺镇", "小溪镇", "新集镇")


def main() -> int:
    """Measure, print, and tell whether the limits are kept."""
    with TemporaryDirectory(prefix="zhiben-bench-") as name:
        folder = Path(name)
        cases = {
            (kind, size, suffix): case
            for suffix in ("xlsx", "csv")
            for size in (FEWER, ROWS)
            for kind, case in pair(folder, written(folder, size, suffix=suffix)).items()
        }
        times = alternate(
            {"，".join(map(str, key)): case for key, case in cases.items()}, runs=RUNS
        )
        taken = {suffix: memory(folder, suffix=suffix) for suffix in ("xlsx", "csv")}
    took = dict(zip(cases, times.values(), strict=True))
    show(
        f"导入隐患台账（{len(HEADINGS)} 列），整个进程，轮流运行 {RUNS} 次，取中位数",
        ("做法、行数、格式", "秒", "每千行毫秒"),
        [
            (name, f"{s:.2f}", f"{s / key[1] * 1e6:.1f}")
            for (name, s), key in zip(times.items(), cases, strict=True)
        ],
    )
    limits = [
        Limit(
            title=f"{suffix}，{ROWS} 行，比 calamine（csv）加 sqlite-utils",
            measured=took["zhiben", ROWS, suffix] / took["对照", ROWS, suffix],
            allowed=ALLOWED,
        )
        for suffix in ("xlsx", "csv")
    ]
    growth = [
        Limit(
            title=f"{suffix}，十倍的行，每行用时",
            measured=took["zhiben", ROWS, suffix] / took["zhiben", FEWER, suffix] / (ROWS / FEWER),
            allowed=LINEAR,
        )
        for suffix in ("xlsx", "csv")
    ]
    show(
        f"{ROWS} 行的内存最多，MB",
        ("格式", *taken["csv"]),
        [(suffix, *of.values()) for suffix, of in taken.items()],
    )
    room = [
        Limit(title=f"内存，{suffix}，{name}", measured=most, allowed=MEGABYTES, unit="MB")
        for suffix, of in taken.items()
        for name, most in of.items()
    ]
    return verdict([*limits, *growth, *room])


def memory(folder: Path, *, suffix: str) -> dict[str, int]:
    """Return what importing a table takes: at first, again, and with half of its rows changed."""
    database, later = folder / f"memory.{suffix}.db", folder / "later"
    shutil.copy(folder / "空.db", database)
    later.mkdir(exist_ok=True)
    files = {
        "第一次": written(folder, ROWS, suffix=suffix),
        "原样再来": written(folder, ROWS, suffix=suffix),
        "一半有变": written(later, ROWS, suffix=suffix, is_later=True),
    }
    return {
        name: peak(BIN / "zhiben", "--db", database, "hazard", "import", file)
        for name, file in files.items()
    }


def pair(folder: Path, file: Path) -> dict[str, Case]:
    """Return the import of a file, and what the peer does with it, each into a new database."""
    ours, theirs = folder / f"{file.name}.db", folder / f"{file.name}.peer.db"
    empty = folder / "空.db"
    if not empty.exists():
        process(BIN / "zhiben", "--db", empty, "init")()
    importing = process(BIN / "zhiben", "--db", ours, "hazard", "import", file)
    inserting = process(sys.executable, BENCH / "insert_rows.py", file, theirs)

    def import_() -> float:
        shutil.copy(empty, ours)
        return importing()

    def insert() -> float:
        theirs.unlink(missing_ok=True)
        return inserting()

    return {"zhiben": import_, "对照": insert}


def written(folder: Path, size: int, *, suffix: str, is_later: bool = False) -> Path:
    """Write a table of that many rows, and return where it is; later half of them changed."""
    file = folder / f"示例{size}.{suffix}"
    rows = [
        (*row[:-1], "有变") if is_later and n % 2 else row for n, row in enumerate(made_up(size))
    ]
    if suffix == "csv":
        with file.open("w", encoding="utf-8-sig", newline="") as target:
            csv.writer(target).writerows([HEADINGS, *rows])
        return file
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("示例")
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file


def made_up(size: int) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a ledger, no two about the same hazard."""
    chance = random.Random(size)  # noqa: S311 - made-up data has no secrets
    for number in range(1, size + 1):
        found = FIRST + timedelta(days=chance.randrange(1000))
        thing, fault = chance.choice(THINGS), chance.choice(FAULTS)
        place = f"{chance.choice(PLACES)}{number % 97}"
        deadline = (found + timedelta(days=30)).isoformat()
        grade, state = chance.choice(GRADES), chance.choice(STATES)
        owner = f"示例{chance.randrange(size // 10)}号企业"
        yield (
            number, f"SL-{number:07d}", owner, chance.choice(TOWNS), chance.choice(TRADES), place,
            f"{place}{thing}{fault}", grade, "", found.strftime("%Y.%m.%d"), f"更换{thing}",
            "示例责任人", "县住建局", "县应急局", "", chance.randrange(100, 90_000), deadline, "否",
            state, "",
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
