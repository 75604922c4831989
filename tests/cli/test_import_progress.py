from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from openpyxl import Workbook

from zhiben.cli.exits import CLEAN, DATA, FINDINGS, USAGE
from zhiben.io.tables import read_sheets
from zhiben.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_zhiben import Result, Terminal
    from zhiben.ledger.entries import Line

ROOT = Path(__file__).parents[2]
HUOQIU = ROOT / "tests" / "data" / "huoqiu-2025q1-task-progress.csv"
SCHEMA = ROOT / "docs" / "reference" / "json" / "import-progress.schema.json"
GUIDE = ROOT / "docs" / "how-to" / "import-progress.md"
HEADER = ("序号", "重点工作任务", "牵头责任单位", "一季度完成情况")
TITLE = "2025年重点工作任务进展情况表"
PLAN = """
[plan]
id = "shili-2025"
title = "示例县重点工作方案"
issuer = "示例县安委会"
issued = 2025-01-02
start = 2025-01-01
end = 2026-12-31

[[organisations]]
id = "office"
name = "县安委办"
kind = "office"
"""
TASK = """
[[tasks]]
id = "F-{number}"
title = '{title}'
kind = "dated"
due = 2025-12-31
leads = {leads}
"""
UNIT = """
[[organisations]]
id = "unit-{number}"
name = "{name}"
kind = "department"
"""


def table_of(path: Path) -> list[tuple[str, ...]]:
    """Return the rows of the first sheet of a file."""
    return [row.cells for row in read_sheets(path)[0].rows]


def workspace(zhiben: Terminal) -> None:
    """Start a workspace whose plan is the seven lines of 霍邱."""
    rows = table_of(HUOQIU)[1:]
    leads = [row[2].split("、") for row in rows]
    names = dict.fromkeys(name for row in leads for name in row)
    units = "".join(UNIT.format(number=i, name=name) for i, name in enumerate(names))
    tasks = "".join(
        TASK.format(number=row[0], title=row[1], leads=json.dumps(who, ensure_ascii=False))
        for row, who in zip(rows, leads, strict=True)
    )
    (zhiben.folder / "方案.toml").write_text(PLAN + units + tasks, encoding="utf-8")

    assert CLEAN == zhiben("init", "--plan", "方案.toml").code


def copy(zhiben: Terminal, rows: Iterable[tuple[str, ...]], name: str = "进展.csv") -> Path:
    """Write a text table into the folder."""
    path = zhiben.folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def book(zhiben: Terminal, name: str = "进展.xlsx", **sheets: list[tuple[object, ...]]) -> Path:
    """Write a workbook into the folder; rows of one cell are merged over four columns."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            sheet.append(row)
            if len(row) == 1:
                sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=4)
    path = zhiben.folder / name
    made.save(path)
    return path


def take_in(zhiben: Terminal, file: Path, *options: object) -> dict[str, Any]:
    """Import a file and return the JSON that tells what became of it."""
    result = zhiben("import", "progress", file, "--json", *options)

    assert result.code in {CLEAN, FINDINGS}, result.err
    shape: dict[str, Any] = result.json()
    jsonschema.validate(shape, json.loads(SCHEMA.read_text(encoding="utf-8")))
    for sheet in shape["sheets"]:
        parts = [sheet[each] for each in ("accepted", "unchanged", "skipped", "rejected")]
        assert sheet["read"] == sum(parts) == len({row["row"] for row in sheet["rows"]})
    assert result.code == (FINDINGS if any(one["rejected"] for one in shape["sheets"]) else CLEAN)
    return shape


def counts(shape: dict[str, Any]) -> tuple[int, ...]:
    """Return read, accepted, unchanged, skipped and rejected of the only sheet."""
    (sheet,) = shape["sheets"]
    names = ("read", "accepted", "unchanged", "skipped", "rejected")
    return tuple(sheet[name] for name in names)


def rows_of(shape: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of all sheets."""
    return [row for sheet in shape["sheets"] for row in sheet["rows"]]


def journal(zhiben: Terminal) -> tuple[Line, ...]:
    """Return every entry."""
    with open_store(zhiben.folder / "zhiben.db") as store:
        return store.lines()


def reports(zhiben: Terminal) -> list[dict[str, Any]]:
    """Return the bodies of the reports, with their subjects and dates."""
    return [
        {"task": line.subject, "on": line.on, **json.loads(line.body)}
        for line in journal(zhiben)
        if line.kind == "task.report"
    ]


def files(zhiben: Terminal) -> set[str]:
    """Return the names in the folder, without what SQLite keeps beside its database."""
    return {path.name for path in zhiben.folder.iterdir() if "zhiben.db-" not in path.name}


def refused(result: Result) -> str:
    """Return the one line of an import that read nothing."""
    assert (DATA, "") == (result.code, result.out)
    (line,) = result.err.splitlines()
    return line


def test_another_plan_s_table_is_rejected_line_by_line(zhiben: Terminal) -> None:
    """Real lines of 霍邱 against the plan of 五河: nothing is guessed, nothing is lost."""
    zhiben("init")
    before = journal(zhiben)
    file = zhiben.folder / HUOQIU.name
    file.write_bytes(HUOQIU.read_bytes())

    shape = take_in(zhiben, file, "--year", 2025)

    assert (7, 0, 0, 0, 7) == counts(shape)
    assert {None} == {row["task"] for row in rows_of(shape)}
    assert all("没有文字足够相近的任务" in row["reason"] for row in rows_of(shape))
    assert before == journal(zhiben)
    rejects = table_of(Path(shape["rejects"]))
    assert [row[:4] for row in rejects] == [row[:4] for row in table_of(HUOQIU)]
    assert ("原行号", "未采纳原因") == rejects[0][4:]
    assert [str(number) for number in range(2, 9)] == [row[4] for row in rejects[1:]]


def test_its_own_plan_takes_the_real_table_in_full(zhiben: Terminal) -> None:
    workspace(zhiben)

    shape = take_in(zhiben, HUOQIU, "--year", 2025)

    assert (7, 7, 0, 0, 0) == counts(shape)
    assert shape["rejects"] is None
    assert [f"F-{number}" for number in (1, 2, 3, 3, 4, 5, 6, 7)] == [
        row["task"] for row in rows_of(shape)
    ]
    assert {("wording", 1.0, "ongoing", "2025Q1", "2025-03-31")} == {
        (row["how"], row["score"], row["status"], row["period"], row["on"])
        for row in rows_of(shape)
    }
    assert 8 == len(reports(zhiben))


def test_a_figure_can_be_traced_to_its_row_of_its_file(zhiben: Terminal) -> None:
    workspace(zhiben)
    take_in(zhiben, HUOQIU, "--year", 2025)

    first = reports(zhiben)[0]

    assert {
        "file": HUOQIU.name,
        "digest": hashlib.sha256(HUOQIU.read_bytes()).hexdigest(),
        "sheet": HUOQIU.stem,
        "row": 2,
        "period": "2025Q1",
    } == first["source"]
    assert ("F-1", "2025-03-31", "一季度地区生产总值增长6.8%") == (
        first["task"], first["on"], first["note"],
    )  # fmt: skip


def test_the_same_file_again_changes_nothing(zhiben: Terminal) -> None:
    workspace(zhiben)
    take_in(zhiben, HUOQIU, "--year", 2025)
    before = journal(zhiben)

    again = take_in(zhiben, HUOQIU, "--year", 2025)

    assert (7, 0, 7, 0, 0) == counts(again)
    assert before == journal(zhiben)


def test_what_was_undone_comes_in_again(zhiben: Terminal) -> None:
    workspace(zhiben)
    take_in(zhiben, HUOQIU, "--year", 2025)
    last = journal(zhiben)[-1]
    zhiben("undo", f"{last.origin}:{last.seq}", "--reason", "示例误录")

    assert (7, 1, 6, 0, 0) == counts(take_in(zhiben, HUOQIU, "--year", 2025))


MIXED = [
    HEADER,
    ("1", "地区生产总值增长6%以上", "县发改委", "已完成"),
    ("2", "规模工业增加值增长4.5%", "县工信局", ""),
    ("3", "推进矿山整合", "县发改委", "好"),
    ("", "合计", "", "2"),
]


def test_a_dry_run_shows_the_same_and_writes_nothing(zhiben: Terminal) -> None:
    workspace(zhiben)
    file = copy(zhiben, MIXED)
    before = journal(zhiben), files(zhiben)

    tried = take_in(zhiben, file, "--year", 2025, "--dry-run")

    assert before == (journal(zhiben), files(zhiben))
    assert (True, None) == (tried["dry_run"], tried["rejects"])
    done = take_in(zhiben, file, "--year", 2025)
    assert rows_of(tried) == rows_of(done)
    assert (4, 1, 0, 2, 1) == counts(tried) == counts(done)
    assert files(zhiben) - before[1] == {"进展.未采纳.csv"}


def test_the_printed_table_is_the_same_too(zhiben: Terminal) -> None:
    workspace(zhiben)
    file = copy(zhiben, MIXED)

    tried = zhiben("import", "progress", file, "--year", 2025, "--dry-run").out.splitlines()
    done = zhiben("import", "progress", file, "--year", 2025).out.splitlines()

    assert [
        "2",
        "F-1",
        "地区生产总值增长6%以上",
        "县发改委",
        "2025Q1",
        "2025-03-31",
        "已完成",
        "文字",
        "100%",
        "采纳",
    ] == done[4].split()
    assert "略过：第3行，没有填写完成情况。" in done
    assert "略过：第5行，合计行。" in done
    assert "未采纳：第4行，没有文字足够相近的任务，请写明任务编号。" in done
    assert "读入 4 行：采纳 1，已有 0，略过 2，未采纳 1。" in done
    assert [line for line in tried if "试读" not in line and line] == [
        line for line in done if "进展.未采纳.csv" not in line and line
    ]


def test_progress_moves_by_what_was_imported(zhiben: Terminal) -> None:
    workspace(zhiben)
    file = copy(zhiben, MIXED)

    take_in(zhiben, file, "--year", 2025)

    assert 1 == zhiben("progress", "--as-of", "2025-03-31", "--json").json()["totals"]["done"]
    assert 0 == zhiben("progress", "--as-of", "2025-03-30", "--json").json()["totals"]["done"]


def test_a_workbook_with_titles_merged_cells_and_full_width_digits(zhiben: Terminal) -> None:
    workspace(zhiben)
    file = book(
        zhiben,
        进展=[
            (TITLE,),
            ("填报单位：县安委办",),
            (*HEADER[:3], "一季度完成情况"),
            ("１", "（１）地区生产总值增长６％以上", "县发改委", "增长６．８％"),
            (3, "财政一般公共预算收入增长3.7%以上。", "县财政局\n县税务局", "１００％"),
        ],
    )

    shape = take_in(zhiben, file)

    assert (2, 2, 0, 0, 0) == counts(shape)
    assert [
        (4, "F-1", "县发改委", "ongoing", "增长６．８％"),
        (5, "F-3", "县财政局", "done", ""),
        (5, "F-3", "县税务局", "done", ""),
    ] == [
        (row["row"], row["task"], row["unit"], row["status"], row["note"]) for row in rows_of(shape)
    ]


def test_a_task_merged_over_the_rows_of_its_leads(zhiben: Terminal) -> None:
    workspace(zhiben)
    file = book(
        zhiben,
        进展=[
            (TITLE,),
            HEADER,
            (3, "财政一般公共预算收入增长3.7%以上", "县财政局", "已完成"),
            (None, None, "县税务局", "进行中"),
        ],
    )

    assert [("F-3", "县财政局", "done"), ("F-3", "县税务局", "ongoing")] == [
        (row["task"], row["unit"], row["status"]) for row in rows_of(take_in(zhiben, file))
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_tables_come_in_any_of_the_usual_encodings(encoding: str, zhiben: Terminal) -> None:
    workspace(zhiben)
    text = HUOQIU.read_text(encoding="utf-8-sig")
    file = zhiben.folder / "进展.csv"
    file.write_text(text, encoding=encoding)

    assert (7, 7, 0, 0, 0) == counts(take_in(zhiben, file, "--year", 2025))


def test_every_sheet_is_read_and_what_is_no_table_is_named(zhiben: Terminal) -> None:
    workspace(zhiben)
    row = ("1", "地区生产总值增长6%以上", "县发改委")
    file = book(
        zhiben,
        说明=[("本表由各单位填报",), ("联系电话",)],
        空=[],
        一季度=[(TITLE,), HEADER, (*row, "增长6%")],
        二季度=[(TITLE,), (*HEADER[:3], "二季度完成情况"), (*row, "增长7%")],
    )

    shape = take_in(zhiben, file)

    assert [("一季度", 1), ("二季度", 1)] == [
        (sheet["sheet"], sheet["accepted"]) for sheet in shape["sheets"]
    ]
    assert [
        "进展.xlsx 工作表“说明”", "进展.xlsx 工作表“空”",
    ] == [one["where"] for one in shape["other_sheets"]]  # fmt: skip
    assert shape["other_sheets"][0]["message"].startswith("没有找到表头")
    assert "是空表。" == shape["other_sheets"][1]["message"]
    assert "说明：进展.xlsx 工作表“空”：是空表。" in zhiben("import", "progress", file).out


def test_one_sheet_can_be_chosen(zhiben: Terminal) -> None:
    workspace(zhiben)
    row = ("1", "地区生产总值增长6%以上", "县发改委")
    file = book(
        zhiben,
        一季度=[(TITLE,), HEADER, (*row, "增长6%")],
        二季度=[(TITLE,), (*HEADER[:3], "二季度完成情况"), (*row, "增长7%")],
    )

    shape = take_in(zhiben, file, "--sheet", "二季度")

    assert ["二季度"] == [sheet["sheet"] for sheet in shape["sheets"]]
    wrong = zhiben("import", "progress", file, "--sheet", "三季度")
    assert USAGE == wrong.code
    assert "没有叫“三季度”的工作表，是不是“" in wrong.err


def test_each_sheet_has_its_own_rejects(zhiben: Terminal) -> None:
    workspace(zhiben)
    bad = ("1", "推进矿山整合", "县发改委", "好")
    file = book(
        zhiben,
        甲=[(TITLE,), HEADER, bad],
        乙=[(TITLE,), (*HEADER[:3], "二季度完成情况"), bad],
    )

    shape = take_in(zhiben, file)

    paths = [Path(sheet["rejects"]) for sheet in shape["sheets"]]
    assert ["进展.未采纳.xlsx", "进展.未采纳 (2).xlsx"] == [path.name for path in paths]
    assert shape["rejects"] == str(paths[0])
    assert ["一季度完成情况", "二季度完成情况"] == [table_of(path)[1][3] for path in paths]


def test_corrected_rejects_come_in_and_nothing_twice(zhiben: Terminal) -> None:
    workspace(zhiben)
    rows = table_of(HUOQIU)
    wrong = [(*row[:2], row[2].replace("县税务局", "税务"), row[3]) for row in rows]
    wrong[7] = ("7", "农村收入", *rows[7][2:])
    first = take_in(zhiben, copy(zhiben, wrong), "--year", 2025)
    assert (7, 5, 0, 0, 2) == counts(first)
    assert 5 == len(reports(zhiben))

    rejects = Path(first["rejects"])
    fixed = [
        tuple(cell.replace("农村收入", rows[7][1]).replace("、税务", "、县税务局") for cell in row)
        for row in table_of(rejects)
    ]
    second = take_in(zhiben, copy(zhiben, fixed, rejects.name), "--year", 2025)

    assert (2, 2, 0, 0, 0) == counts(second)
    assert [row[3] for row in rows[1:3]] + [rows[3][3]] * 2 + [row[3] for row in rows[4:]] == [
        one["note"] for one in sorted(reports(zhiben), key=lambda one: str(one["task"]))
    ]
    assert (2, 0, 2, 0, 0) == counts(take_in(zhiben, rejects, "--year", 2025))


def test_a_year_nobody_names_is_asked_for(zhiben: Terminal) -> None:
    workspace(zhiben)

    line = refused(zhiben("import", "progress", HUOQIU))

    assert f"错误：{HUOQIU.name}：表题和表头里看不出是哪一年，请在导入时指明年份。" == line


@pytest.mark.parametrize("year", ["25", "20250", "今年"])
def test_a_year_that_is_none_is_refused(year: str, zhiben: Terminal) -> None:
    workspace(zhiben)

    result = zhiben("import", "progress", HUOQIU, "--year", year)

    assert (USAGE, "") == (result.code, result.out)
    assert "--year" in result.err


def test_a_table_with_errors_stops_the_whole_workbook(zhiben: Terminal) -> None:
    """Passing the sheet over would lose its rows."""
    workspace(zhiben)
    row = ("1", "地区生产总值增长6%以上", "县发改委", "增长6%")
    file = book(zhiben, 甲=[(TITLE,), HEADER, row], 乙=[HEADER, row])
    before = journal(zhiben)

    line = refused(zhiben("import", "progress", file))

    assert line.startswith("错误：进展.xlsx 工作表“乙”：表题和表头里看不出是哪一年")
    assert before == journal(zhiben)


def test_what_is_passed_over_in_a_table_is_told(zhiben: Terminal) -> None:
    workspace(zhiben)
    rows = [(*HEADER, "备注"), ("1", "地区生产总值增长6%以上", "县发改委", "增长6%", "示例")]

    shape = take_in(zhiben, copy(zhiben, rows), "--year", 2025)

    assert [
        {
            "severity": "warning",
            "where": "第1行",
            "message": "不用“备注”这一列，其内容没有读入。",
        }
    ] == shape["sheets"][0]["problems"]


def test_the_business_date_can_be_given(zhiben: Terminal) -> None:
    workspace(zhiben)
    file = copy(zhiben, MIXED)

    take_in(zhiben, file, "--year", 2025, "--on", "2025.4.8")

    assert ["2025-04-08"] == [one["on"] for one in reports(zhiben)]


def test_a_running_period_is_dated_today_and_imported_once(zhiben: Terminal) -> None:
    workspace(zhiben)
    zhiben.today = zhiben.today.replace(year=2025, month=3, day=20)
    file = copy(zhiben, MIXED)
    take_in(zhiben, file, "--year", 2025)

    zhiben.today = zhiben.today.replace(month=4, day=20)
    again = take_in(zhiben, file, "--year", 2025)

    assert (4, 0, 1, 2, 1) == counts(again)
    assert ["2025-03-20"] == [one["on"] for one in reports(zhiben)]


def test_a_sender_s_rows_are_taken_and_the_rest_passed_over(zhiben: Terminal) -> None:
    workspace(zhiben)

    shape = take_in(zhiben, HUOQIU, "--year", 2025, "--org", "县税务局")

    assert (7, 1, 0, 6, 0) == counts(shape)
    assert {"", "不是县税务局的行。"} == {row["reason"] for row in rows_of(shape)}
    assert [("F-3", "unit-3", "unit-3")] == [
        (one["task"], one["org"], one["unit"]) for one in reports(zhiben)
    ]


def test_a_table_without_units_is_the_sender_s_own(zhiben: Terminal) -> None:
    workspace(zhiben)
    rows = [("任务编号", "2025年一季度完成情况"), ("F-1", "增长6%")]
    file = copy(zhiben, rows)

    assert (1, 0, 0, 0, 1) == counts(take_in(zhiben, file))
    shape = take_in(zhiben, file, "--org", "县发改委")

    assert [("F-1", "县发改委", "number")] == [
        (row["task"], row["unit"], row["how"]) for row in rows_of(shape)
    ]


def test_a_lead_reports_what_it_did_for_every_unit(zhiben: Terminal) -> None:
    """The duty of the office in 五河 to inspect every township each quarter."""
    zhiben("init")
    rows = [
        ("任务编号", "责任单位", "2025年一季度完成情况"),
        ("2-1", "城关镇、新集镇", "已完成"),
        ("2-1", "县安委办", "已完成"),
    ]

    shape = take_in(zhiben, copy(zhiben, rows), "--org", "县安委办")

    assert (2, 1, 0, 0, 1) == counts(shape)
    assert [("office", "城关镇", "2025Q1"), ("office", "新集镇", "2025Q1")] == [
        (body["org"], row["unit"], body["period"])
        for body, row in zip(reports(zhiben), rows_of(shape)[:2], strict=True)
    ]
    assert "请在单位一列写所做的单位" in rows_of(shape)[2]["reason"]


def test_an_unknown_sender_offers_the_nearest(zhiben: Terminal) -> None:
    workspace(zhiben)

    result = zhiben("import", "progress", HUOQIU, "--year", 2025, "--org", "县税务所")

    assert USAGE == result.code
    assert "没有叫“县税务所”的单位，是不是“县税务局”" in result.err


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("进展.xlsx", b"PK\x03\x04broken", "损坏"),
        ("进展.xlsx", b"%PDF-1.7", "其实是PDF 文件"),
        ("进展.docx", b"PK\x03\x04", "不认识这种扩展名"),
        ("进展.csv", b"", "是空文件"),
        ("进展.csv", "甲,乙\n1,2\n".encode(), "没有找到表头"),
        ("进展.csv", b"\n\n\n", "是空表"),
    ],
)
def test_what_is_no_progress_table_is_refused_in_one_line(
    name: str, content: bytes, expected: str, zhiben: Terminal
) -> None:
    workspace(zhiben)
    file = zhiben.folder / name
    file.write_bytes(content)
    before = journal(zhiben), files(zhiben)

    line = refused(zhiben("import", "progress", file))

    assert line.startswith(f"错误：{name}：")
    assert expected in line
    assert before == (journal(zhiben), files(zhiben))


def test_a_workbook_of_other_sheets_only_names_them_all(zhiben: Terminal) -> None:
    workspace(zhiben)
    file = book(zhiben, 甲=[("说明", "其他")], 乙=[])

    result = zhiben("import", "progress", file)

    assert DATA == result.code
    assert ["错误：进展.xlsx 工作表“甲”", "错误：进展.xlsx 工作表“乙”"] == [
        line.partition("：没")[0].partition("：是")[0] for line in result.err.splitlines()
    ]


def test_a_missing_file_and_a_folder_are_refused(zhiben: Terminal) -> None:
    workspace(zhiben)

    assert "找不到文件" in refused(zhiben("import", "progress", "没有.xlsx"))
    assert "是文件夹" in refused(zhiben("import", "progress", zhiben.folder))


def test_without_a_workspace_nothing_is_imported(zhiben: Terminal) -> None:
    result = zhiben("import", "progress", HUOQIU, "--year", 2025)

    assert USAGE == result.code
    assert "zhiben init" in result.err


def test_rejects_that_cannot_be_written_leave_the_journal_alone(zhiben: Terminal) -> None:
    """The name is as long as names may be, so there is none for the rejects."""
    workspace(zhiben)
    file = copy(zhiben, MIXED, f"{'x' * 250}.csv")
    before = journal(zhiben)

    line = refused(zhiben("import", "progress", file, "--year", 2025))

    assert "未采纳的行写不进这个文件夹" in line
    assert before == journal(zhiben)


def test_a_journal_that_cannot_be_written_leaves_no_rejects(zhiben: Terminal) -> None:
    workspace(zhiben)
    row = ("1", "地区生产总值增长6%以上", "县发改委", "好")
    bad = ("1", "推进矿山整合", "县发改委", "好")
    file = book(zhiben, 甲=[(TITLE,), HEADER, row, bad], 乙=[(TITLE,), HEADER, bad])
    before = journal(zhiben), files(zhiben)
    stop = "CREATE TRIGGER stop BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, '示例'); END"
    with sqlite3.connect(zhiben.folder / "zhiben.db") as connection:
        connection.execute(stop)
    connection.close()

    result = zhiben("import", "progress", file)

    assert result.code not in {CLEAN, FINDINGS}
    assert before == (journal(zhiben), files(zhiben))


def test_rejects_of_one_sheet_go_when_those_of_the_next_fail(zhiben: Terminal) -> None:
    """The first need a text table, whose name just fits; the second a workbook, whose does not."""
    workspace(zhiben)
    bad = ("1", "推进矿山整合", "县发改委")
    file = book(
        zhiben,
        f"{'x' * 241}.xlsx",
        甲=[(TITLE,), HEADER, (*bad, "响铃_x0007_")],
        乙=[(TITLE,), HEADER, (*bad, "好")],
    )
    before = journal(zhiben), files(zhiben)

    only = take_in(zhiben, file, "--sheet", "甲")
    Path(only["rejects"]).unlink()
    line = refused(zhiben("import", "progress", file))

    assert "未采纳的行写不进这个文件夹" in line
    assert before == (journal(zhiben), files(zhiben))


def test_the_guide_works_as_it_is_written(zhiben: Terminal) -> None:
    """Row 5 and 6 of its table are rejected there on purpose."""
    page = GUIDE.read_text(encoding="utf-8")
    (table,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    commands = re.findall(r"^zhiben (.+)$", page, re.MULTILINE)
    zhiben("init")
    (zhiben.folder / "进展.csv").write_text(table, encoding="utf-8")

    results = [zhiben(*words.split()) for words in commands]

    assert [FINDINGS, FINDINGS, FINDINGS, FINDINGS, CLEAN] == [one.code for one in results]
    assert "读入 4 行：采纳 2，已有 0，略过 0，未采纳 2。" in results[1].out
    assert "读入 2 行：采纳 0，已有 0，略过 0，未采纳 2。" in results[2].out
    assert "第5行，这是每年的任务" in results[1].out
    assert "第6行，没有文字足够相近的任务" in results[1].out
    assert "进展.csv" == results[4].json()["entries"][-1]["body"]["source"]["file"]


def test_the_help_is_chinese_with_an_example(zhiben: Terminal) -> None:
    result = zhiben("import", "progress", "--help")

    assert CLEAN == result.code
    assert "示例：" in result.out
    assert "zhiben import progress 一季度进展.xlsx --dry-run" in result.out
