"""``zhiben plugin import-tasks``: an office's task list becomes a plugin's ``tasks.toml``."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from openpyxl import Workbook

from zhiben.cli.exits import CLEAN, DATA, FINDINGS, USAGE
from zhiben.model.plan import Every, TaskKind
from zhiben.scaffold.distribution import Outline, files_of, write_files
from zhiben.spec import Catalog
from zhiben.testing.sources import forget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_zhiben import Result, Terminal
    from zhiben.spec import SectorTask

SCHEMA = Path(__file__).parents[2] / "docs/reference/json/plugin-import-tasks.schema.json"
HEAD = ("序号", "重点任务", "措施编号", "牵头单位", "配合单位", "完成时限", "周期")
TITLE = ("示例县校园安全任务清单", "", "", "", "", "", "")
GOOD = (
    ("1", "示例：开展校园检查", "13", "县教体局", "县公安局、县消防救援大队", "", "每半年至少一次"),
    ("2", '示例：改造"老旧"校舍', "措施13", "县教体局", "", "2025年底前", ""),
    ("3", "示例：建立台账", "13", "县教体局", "", "近期", ""),
)  # fmt: skip
BAD = (
    ("4", "示例：整治校门口秩序", "", "县教体局", "", "6月底前", ""),
    ("5", "", "13", "县教体局", "", "", ""),
)


def write_csv(path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8-sig") -> None:
    """Write a text table."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


def write_xlsx(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> None:
    """Write a workbook with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)


def read_tasks(folder: Path, toml: Path, monkeypatch: pytest.MonkeyPatch) -> list[SectorTask]:
    """Read a file of tasks as a plugin's catalog does."""
    source = folder / "插件"
    write_files(source, files_of(Outline(code="SCH", title="示例行业", leads=("示例局",))))
    catalog = source / "src/zhiben_sch/catalog/tasks.toml"
    catalog.write_bytes(toml.read_bytes())
    monkeypatch.syspath_prepend(str(source / "src"))
    tasks = list(Catalog("zhiben_sch").tasks())
    forget("zhiben_sch")
    return tasks


def imported(zhiben: Terminal, *words: object) -> Result:
    """Run the command for the sector SCH."""
    return zhiben("plugin", "import-tasks", *words, "--code", "SCH")


@pytest.mark.parametrize("kind", ["xlsx", "csv", "gb18030"])
def test_a_table_becomes_a_catalog_that_reads(
    zhiben: Terminal, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Dates, frequencies, names and places come out as records."""
    file = zhiben.folder / ("清单.xlsx" if kind == "xlsx" else "清单.csv")
    if kind == "xlsx":
        write_xlsx(file, {"任务": [TITLE, HEAD, *GOOD]})
    else:
        write_csv(file, [TITLE, HEAD, *GOOD], encoding="utf-8-sig" if kind == "csv" else kind)
    result = imported(zhiben, file.name, "--source", "校园方案")
    first, second, third = read_tasks(zhiben.folder, zhiben.folder / "tasks.toml", monkeypatch)

    assert (CLEAN, "") == (result.code, result.err)
    assert ["SCH-T-1", "SCH-T-2", "SCH-T-3"] == [one.code for one in (first, second, third)]
    assert (TaskKind.RECURRING, Every.HALF_YEAR, 1) == (first.kind, first.every, first.at_least)
    assert ("县公安局", "县消防救援大队") == first.supports
    assert ("校园方案", "序号1") == (first.source, first.place)
    assert ('示例：改造"老旧"校舍', date(2025, 12, 31)) == (second.title, second.due)
    assert (TaskKind.CONTINUOUS, "近期") == (third.kind, third.due_text)


def test_what_is_left_open_is_told_and_noted_in_the_file(zhiben: Terminal) -> None:
    write_csv(zhiben.folder / "清单.csv", [HEAD, *GOOD])
    result = imported(zhiben, "清单.csv")
    text = (zhiben.folder / "tasks.toml").read_text(encoding="utf-8")

    assert "说明：第4行（SCH-T-3），“近期”算不出日期（没有写明期限），只抄录原文。" in result.out
    assert "# 第4行：“近期”算不出日期（没有写明期限），只抄录原文。\n[[tasks]]" in text
    assert "出处写作“任务清单”，sources.toml 里要有这一条。" in result.out


def test_refused_rows_are_listed_and_written_beside_the_table(zhiben: Terminal) -> None:
    """Accepted, passed over and refused make up what was read."""
    write_csv(zhiben.folder / "清单.csv", [TITLE, HEAD, *GOOD, *BAD, ("合计", "5")])
    result = imported(zhiben, "清单.csv")
    given_back = (zhiben.folder / "清单.未采纳.csv").read_text(encoding="utf-8-sig")

    assert FINDINGS == result.code
    assert "未采纳：第6行，没有写落实方案的哪条措施" in result.out
    assert "未采纳：第7行，没有写任务内容。" in result.out
    assert "略过：第8行，合计行" in result.out
    assert "读入 6 行：采纳 3，略过 1，未采纳 2。" in result.out
    assert "示例：整治校门口秩序" in given_back
    assert "示例：改造" not in given_back


def test_refused_rows_put_right_are_taken_with_their_own_numbers(
    zhiben: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_csv(zhiben.folder / "清单.csv", [HEAD, *GOOD, BAD[0]])
    imported(zhiben, "清单.csv")
    words = ("--measure", "13", "--issued", "2024-03-01", "--out", "补.toml")
    result = imported(zhiben, "清单.未采纳.csv", *words)
    (one,) = read_tasks(zhiben.folder, zhiben.folder / "补.toml", monkeypatch)

    assert CLEAN == result.code
    assert ("SCH-T-4", "13", date(2024, 6, 30)) == (one.code, one.measure, one.due)


def test_without_any_task_nothing_but_the_refused_rows_is_written(zhiben: Terminal) -> None:
    write_csv(zhiben.folder / "清单.csv", [HEAD, *BAD])
    result = imported(zhiben, "清单.csv", "--json")
    said = result.json()

    assert FINDINGS == result.code
    assert (2, [], None) == (said["read"], said["accepted"], said["out"])
    assert not (zhiben.folder / "tasks.toml").exists()
    assert (zhiben.folder / said["rejects"]).is_file()


def test_json_says_what_became_of_every_row(zhiben: Terminal) -> None:
    write_csv(
        zhiben.folder / "清单.csv",
        [(*HEAD, "备注"), *((*row, "") for row in GOOD), ("合计",), (*BAD[1], "")],
    )
    said = imported(zhiben, "清单.csv", "--json").json()

    assert ("清单", "tasks.toml", 5) == (said["sheet"], said["out"], said["read"])
    assert ["recurring", "dated", "continuous"] == [one["kind"] for one in said["accepted"]]
    assert [None, "2025-12-31", None] == [one["due"] for one in said["accepted"]]
    assert ["half-year", None, None] == [one["every"] for one in said["accepted"]]
    assert [{"row": 6, "reason": "没有写任务内容。"}] == said["refused"]
    assert [{"row": 5, "reason": "合计行"}] == said["skipped"]
    assert ["清单.csv 第1行"] == [one["where"] for one in said["problems"]]
    jsonschema.validate(said, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_a_file_that_is_there_is_never_written_over(zhiben: Terminal) -> None:
    """Not even the refused rows are written then."""
    write_csv(zhiben.folder / "清单.csv", [HEAD, *GOOD, *BAD])
    (zhiben.folder / "tasks.toml").write_text("原样", encoding="utf-8")
    result = imported(zhiben, "清单.csv")

    assert (USAGE, "") == (result.code, result.out)
    assert "tasks.toml 已经有了，没有改动它" in result.err
    assert "原样" == (zhiben.folder / "tasks.toml").read_text(encoding="utf-8")
    assert not list(zhiben.folder.glob("*未采纳*"))


@pytest.mark.parametrize("rows", [[HEAD, *GOOD], [HEAD, *GOOD, *BAD]], ids=["all", "some"])
def test_where_the_catalog_cannot_be_written_nothing_is(
    zhiben: Terminal, rows: list[tuple[str, ...]]
) -> None:
    write_csv(zhiben.folder / "清单.csv", rows)
    result = imported(zhiben, "清单.csv", "--out", "没有/tasks.toml")

    assert DATA == result.code
    assert "请换一个可写的位置" in result.err
    assert ["清单.csv"] == [path.name for path in zhiben.folder.iterdir()]


def test_the_one_sheet_with_a_list_is_found(zhiben: Terminal) -> None:
    """The others are named."""
    write_xlsx(zhiben.folder / "清单.xlsx", {"说明": [("填表说明",)], "任务": [HEAD, *GOOD]})
    result = imported(zhiben, "清单.xlsx")

    assert CLEAN == result.code
    assert "说明：清单.xlsx 工作表“说明”：没有任务清单的表头" in result.out
    assert "采纳 3" in result.out


def test_of_several_lists_one_must_be_named(zhiben: Terminal) -> None:
    write_xlsx(zhiben.folder / "清单.xlsx", {"甲": [HEAD, *GOOD], "乙": [HEAD, GOOD[0]]})
    unnamed = imported(zhiben, "清单.xlsx")
    named = imported(zhiben, "清单.xlsx", "--sheet", "乙")

    assert USAGE == unnamed.code
    assert "不止一张任务清单（甲、乙），请用 --sheet" in unnamed.err
    assert CLEAN == named.code
    assert "采纳 1" in named.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["没有.xlsx", "--code", "SCH"], DATA, "找不到文件"),
        (["单位.csv", "--code", "SCH"], DATA, "没有找到表头"),
        (["单位.csv", "--code", "sch"], USAGE, "二到四个大写字母"),
        (["单位.csv", "--code", "SCH", "--sheet", "没有"], USAGE, "没有叫“没有”的工作表"),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(
    zhiben: Terminal, words: list[str], code: int, said: str
) -> None:
    write_csv(zhiben.folder / "单位.csv", [("单位名称", "类别"), ("示例中学", "学校")])
    result = zhiben("plugin", "import-tasks", *words)

    assert (code, "") == (result.code, result.out)
    assert said in result.err
    assert 1 == len(result.err.splitlines())
