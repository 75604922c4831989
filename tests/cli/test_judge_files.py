"""``zhiben judge --facts``: one case from a file, or a table of them; nothing is guessed."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from openpyxl import Workbook

from zhiben.cli.exits import CLEAN, DATA, FINDINGS, USAGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytest_zhiben import Result, Terminal

DAY: Final = "2024-06-30"
HEADER: Final = ("案例", "安全出口数", "疏散通道畅通", "场所类型")
MET: Final = ("示例甲", 1, "是", "小学")
FINE: Final = ("示例乙", 2, "是", "小学")
OPEN: Final = ("示例丙", 2, "", "小学")


def judge(zhiben: Terminal, name: str, *words: str) -> Result:
    """Judge the cases of a file, found on one day unless they say another."""
    return zhiben("judge", "--sector", "SCH", "--on", DAY, "--facts", name, *words)


def text_table(
    zhiben: Terminal, name: str, *rows: Sequence[object], encoding: str = "utf-8"
) -> str:
    """Write a text table and return its name."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    (zhiben.folder / name).write_bytes(text.getvalue().encode(encoding))
    return name


def workbook(zhiben: Terminal, name: str, **sheets: Sequence[Sequence[object]]) -> str:
    """Write a workbook of some sheets and return its name."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(zhiben.folder / name)
    return name


def text_file(zhiben: Terminal, name: str, text: str) -> str:
    """Write a text file and return its name."""
    (zhiben.folder / name).write_text(text, encoding="utf-8")
    return name


def verdicts(shown: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Return the cases of a table as row, label and verdict."""
    return [(one["row"], one["case"], one["verdict"]) for one in shown["cases"]]


def refused(result: Result) -> tuple[int, list[str]]:
    """Return the exit code and the lines of a judgement that is refused as a whole."""
    assert "" == result.out
    return result.code, result.err.splitlines()


# One case


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("案例.json", '{"安全出口数": 1, "疏散通道畅通": true, "发现日期": "2024-06-29"}'),
        ("案例.json", '{"on": "2024-06-29", "案例": "示例", "facts": {"安全出口数": "１个"}}'),
        ("案例.toml", '"安全出口数" = 1\n"发现日期" = 2024-06-29\n'),
        ("案例.TOML", 'on = "2024年6月29日"\n[facts]\n"安全出口数" = 1\n"疏散宽度" = 1.4\n'),
    ],
)
def test_a_file_with_one_case_has_the_verdict_of_one_case(
    schools: Terminal, name: str, text: str
) -> None:
    words = ("judge", "--sector", "SCH", "--facts", text_file(schools, name, text), "--json")

    verdict = schools(*words).json()

    assert ("major", "2024-06-29") == (verdict["verdict"], verdict["on"])
    assert {"安全出口数": 1} == verdict["criteria"][0]["facts_used"]


def test_values_of_every_type_are_read_from_json(schools: Terminal) -> None:
    facts = {
        "安全出口数": 2, "疏散宽度": 1.4, "疏散通道畅通": True, "场所类型": "幼儿园",
        "存在问题的部位": ["厨房", "宿舍"], "上次检测日期": "2024-01-02",
        "实验室药品": {"示例": 1.5}, "现场情况": None,
    }  # fmt: skip

    result = judge(schools, text_file(schools, "案例.json", json.dumps(facts)), "--json")

    assert (CLEAN, "not_met") == (result.code, result.json()["verdict"])


def test_the_command_line_adds_facts_to_those_of_a_file(schools: Terminal) -> None:
    """What the file leaves open, or says alike, is no contradiction."""
    name = text_file(schools, "案例.json", '{"安全出口数": 2, "疏散通道畅通": "不清楚"}')
    words = ("--fact", "疏散通道畅通=否", "--fact", "安全出口数=2", "--json")

    verdict = judge(schools, name, *words).json()

    assert ["SCH-3(二)"] == [one["code"] for one in verdict["criteria"] if one["result"] == "met"]


def test_the_command_line_and_a_file_may_not_contradict_each_other(schools: Terminal) -> None:
    name = text_file(schools, "案例.json", '{"安全出口数": 2}')

    assert (
        DATA,
        ["错误：案例.json 安全出口数：“安全出口数”文件里是“2”，--fact 写的是“1”，请改成一致。"],
    ) == refused(judge(schools, name, "--fact", "安全出口数=1"))


def test_the_days_of_the_command_line_and_of_a_file_may_not_differ(schools: Terminal) -> None:
    name = text_file(schools, "案例.toml", '"发现日期" = 2024-06-29\n')

    assert (
        USAGE,
        ["错误：--on 2024-06-30 和 案例.toml 发现日期 2024-06-29 不一致，请改成一致。"],
    ) == refused(judge(schools, name))


def test_questions_are_asked_about_the_case_of_a_file(
    schools: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("否\n"))
    name = text_file(schools, "案例.json", '{"安全出口数": 2, "场所类型": "小学"}')

    result = judge(schools, name, "--ask", "--json")

    assert "major" == result.json()["verdict"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"安全出口": 1}', "案例.json 安全出口：没有声明的事实，是不是“安全出口数”"),
        ('{"安全出口数": 1e999}', "案例.json 安全出口数：“1E+999”不是合理的数。"),
        ('{"安全出口数": [1]}', "案例.json 安全出口数：“[1]”不是数。"),
        ('{"facts": {"安全出口数": 1}, "出口": 2}', "案例.json 出口：没有声明的事实，是不是"),
        ('{"facts": {"安全出口数": 1}, "安全出口数": 2}', "案例.json：“安全出口数”写了两次"),
        ('{"发现日期": "昨天"}', "案例.json：发现日期：“昨天”不是日期"),
        ('{"发现日期": "2026-11-25"}', "案例.json：发现日期 2026-11-25 晚于今天 2026-11-24"),
        ("3", "案例.json：应为“事实: 值”的表。"),
        ('{"安全出口数": 1,}', "案例.json：语法有误，请改正后再读"),
        ('{"安全出口数": 1, "安全出口数": 2}', "案例.json：语法有误，请改正后再读（“安全出口数”写"),
        ('{"安全出口数": NaN}', "案例.json：语法有误，请改正后再读（NaN 不是合理的数）。"),
        ('{"安全出口数": ' + "9" * 5000 + "}", "案例.json：语法有误，请改正后再读（999999"),
        ("[" * 100_000, "案例.json：语法有误，请改正后再读"),
        ("[]", "案例.json：里面没有案例，请核对。"),
        ("", "案例.json：语法有误，请改正后再读"),
    ],
    ids=lambda text: text[:30],
)
def test_a_case_that_cannot_be_read_is_refused_with_the_reason(
    schools: Terminal, text: str, line: str
) -> None:
    code, (told,) = refused(judge(schools, text_file(schools, "案例.json", text)))

    assert DATA == code
    assert told.startswith(f"错误：{line}")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('"安全出口数" = nan\n', "案例.toml 安全出口数：“NaN”不是合理的数。"),
        ('"安全出口数" = 1\n"安全出口数" = 2\n', "案例.toml：语法有误，请改正后再读"),
        ("安全出口数 = 1\n", "案例.toml：语法有误，请改正后再读"),
    ],
)
def test_what_toml_cannot_say_is_refused(schools: Terminal, text: str, line: str) -> None:
    code, (told,) = refused(judge(schools, text_file(schools, "案例.toml", text)))

    assert DATA == code
    assert told.startswith(f"错误：{line}")


# Tables


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_table_is_judged_row_by_row(schools: Terminal, encoding: str) -> None:
    name = text_table(schools, "案例.csv", HEADER, MET, FINE, OPEN, encoding=encoding)

    result = judge(schools, name, "--json")

    assert CLEAN == result.code
    assert [
        (2, "示例甲", "major"),
        (3, "示例乙", "not_met"),
        (4, "示例丙", "undetermined"),
    ] == verdicts(result.json())
    assert ([], 3, 3) == tuple(result.json()[key] for key in ("rejected", "read", "accepted"))


def test_a_workbook_is_read_below_its_title_and_with_dates_as_dates(schools: Terminal) -> None:
    rows = (("示例学校检查情况表",), (), ("发现日期", *HEADER), ("2024-05-01", *MET), ("", *FINE))
    book = workbook(schools, "案例.xlsx", 说明=[("示例",)], 案例=rows)

    shown = judge(schools, book, "--json").json()

    assert [(4, "示例甲", "major"), (5, "示例乙", "not_met")] == verdicts(shown)
    assert ["2024-05-01", DAY] == [one["on"] for one in shown["cases"]]


def test_a_row_is_judged_by_the_edition_of_its_own_day(schools: Terminal) -> None:
    header = (*HEADER, "发现日期")
    rows = ((*MET, "2023-12-31"), (*MET, "2024年1月1日"), (*MET, ""))

    shown = judge(schools, text_table(schools, "案例.csv", header, *rows), "--json").json()

    assert ["undetermined", "major", "major"] == [one["verdict"] for one in shown["cases"]]
    assert [0, 1, 1] == [len(one["standards"]) for one in shown["cases"]]


def test_the_page_shows_a_line_for_each_case_and_adds_up(schools: Terminal) -> None:
    page = judge(schools, text_table(schools, "案例.csv", HEADER, MET, FINE, OPEN)).out

    lines = [line.split() for line in page.splitlines()]
    assert ["2", "示例甲", "重大（major）", "SCH-3(一)"] in lines
    assert ["4", "示例丙", "待查（undetermined）", "疏散通道畅通"] in lines
    assert "读到 3 例：判定 3 例，读不懂 0 例。" in page


def test_explain_shows_each_case_as_a_page_of_its_own(schools: Terminal) -> None:
    page = judge(schools, text_table(schools, "案例.csv", HEADER, MET, FINE), "--explain").out

    assert "━━ 案例.csv 表“案例” 第 2 行 示例甲\n结论：重大（major）" in page
    assert 2 == page.count("适用的标准")


def test_what_people_write_in_cells_is_read(schools: Terminal) -> None:
    """Blank, 不清楚 and a dash are unknown; 全角 and 3.5万 are numbers; ticks are answers."""
    rows = (
        ("1", "１", "√", "小学"),
        ("2", "3.5万", "☑", "小学"),
        ("3", "2", "—", "小学"),
        ("4", "2", "-", "小学"),
        ("5", "2", "不清楚", "小学"),
        ("6", "2个", "×", "不清楚"),
    )

    result = judge(schools, text_table(schools, "案例.csv", ("编号", *HEADER[1:]), *rows), "--json")

    assert ["major", "not_met", "undetermined", "undetermined", "undetermined", "major"] == [
        one["verdict"] for one in result.json()["cases"]
    ]


def test_broken_rows_come_back_with_place_and_reason_and_the_others_are_judged(
    schools: Terminal,
) -> None:
    rows: list[Sequence[object]] = [FINE] * 300
    rows[10] = ("示例", "两个", "是", "小学")
    rows[20] = ("示例", 2, "大概", "大学")
    rows[299] = ("示例", -1, "是", "小学")
    name = text_table(schools, "案例.csv", HEADER, *rows)

    shown, page = judge(schools, name, "--json"), judge(schools, name)

    assert (FINDINGS, FINDINGS) == (shown.code, page.code)
    told = shown.json()
    assert (300, 297, 297) == (told["read"], told["accepted"], len(told["cases"]))
    assert [
        (12, "案例.csv 表“案例” B12", "“两个”不是数，请填以 个 为单位的数。"),
        (22, "案例.csv 表“案例” C22", "“大概”看不懂，请填 是、否 或 不清楚。"),
        (
            22,
            "案例.csv 表“案例” D22",
            "没有选项“大学”，是不是“小学”？可填：幼儿园、小学、中学、其他。",
        ),
        (301, "案例.csv 表“案例” B301", "-1 超出范围，不能小于 0。"),
    ] == [(one["row"], one["column"], one["reason"]) for one in told["rejected"]]
    assert "读到 300 例：判定 297 例，读不懂 3 例。" in page.out
    assert "未判定：案例.csv 表“案例” B12：“两个”不是数" in page.err


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("昨天", "发现日期：“昨天”不是日期，应写成 2024-05-03 这样。"),
        ("2026-11-25", "发现日期 2026-11-25 晚于今天 2026-11-24，请核对。"),
    ],
)
def test_a_row_with_a_day_that_cannot_be_is_not_judged(
    schools: Terminal, day: str, reason: str
) -> None:
    name = text_table(schools, "案例.csv", (*HEADER, "发现日期"), (*MET, day), (*MET, DAY))

    told = judge(schools, name, "--json").json()

    assert [(2, "案例.csv 表“案例” 第 2 行", reason)] == [
        (one["row"], one["column"], one["reason"]) for one in told["rejected"]
    ]
    assert [(3, "示例甲", "major")] == verdicts(told)


def test_facts_of_the_command_line_hold_for_every_row_that_says_nothing_else(
    schools: Terminal,
) -> None:
    name = text_table(schools, "案例.csv", HEADER, OPEN, ("示例丁", 2, "是", "小学"))

    told = judge(schools, name, "--fact", "疏散通道畅通=否", "--json").json()

    assert [(2, "示例丙", "major")] == verdicts(told)
    assert ["“疏散通道畅通”文件里是“是”，--fact 写的是“否”，请改成一致。"] == [
        one["reason"] for one in told["rejected"]
    ]


def test_a_share_in_a_column_of_percentages_is_not_guessed_at(
    schools: Terminal, site_folder: Path
) -> None:
    """A spreadsheet that shows 85% keeps 0.85; 0.85% and 85% can be told apart."""
    file = site_folder / "zhiben_sch/catalog/standards.toml"
    file.write_text(file.read_text("utf-8").replace('unit = "m"', 'unit = "%"'), encoding="utf-8")
    rows = [
        ("示例", "幼儿园", 2, "是", width) for width in ("0.85", "1", "0.85%", "85％", "2", "0")
    ]
    name = text_table(
        schools, "案例.csv", ("案例", "场所类型", "安全出口数", "疏散通道畅通", "疏散宽度"), *rows
    )

    told = judge(schools, name, "--fact", "疏散宽度=不清楚", "--json").json()

    assert [
        (2, "“0.85”可能是 85%，请写明，如 85% 或 0.85%。"),
        (3, "“1”可能是 100%，请写明，如 100% 或 1%。"),
        (5, "85 超出范围，应在 0 到 50 之间。"),
    ] == [(one["row"], one["reason"]) for one in told["rejected"]]
    assert ["major", "not_met", "major"] == [one["verdict"] for one in told["cases"]]


def test_a_cell_beside_the_columns_is_not_passed_over(schools: Terminal) -> None:
    name = text_table(schools, "案例.csv", HEADER, MET, (*FINE, "窗户锁着"))

    told = judge(schools, name, "--json").json()

    assert [("案例.csv 表“案例” E3", "这一列没有表头，请写上事实的名称或删去。")] == [
        (one["column"], one["reason"]) for one in told["rejected"]
    ]


def test_a_list_in_a_file_is_told_case_by_case_even_if_there_is_one(schools: Terminal) -> None:
    cases = [{"编号": "示例1", "安全出口数": 1}]
    name = text_file(schools, "案例.json", json.dumps(cases))

    assert [(1, "示例1", "major")] == verdicts(judge(schools, name, "--json").json())


def test_a_broken_case_of_a_list_keeps_no_other_from_being_judged(schools: Terminal) -> None:
    text = '{"cases": [{"安全出口数": 1}, 3, {"安全出口数": "两个"}, {"甲": 1, "甲 ": 2}]}'

    result = judge(schools, text_file(schools, "案例.json", text), "--json")

    assert FINDINGS == result.code
    assert [(1, "", "major")] == verdicts(result.json())
    assert [
        (2, "案例.json 第 2 例", "应为“事实: 值”的表。"),
        (3, "案例.json 第 3 例 安全出口数", "“两个”不是数，请填以 个 为单位的数。"),
        (4, "案例.json 第 4 例", "“甲”写了两次，请只留一次。"),
    ] == [(one["row"], one["column"], one["reason"]) for one in result.json()["rejected"]]


def test_questions_cannot_be_asked_about_a_table(schools: Terminal) -> None:
    name = text_table(schools, "案例.csv", HEADER, MET)

    assert (USAGE, ["错误：--ask 一次只问一个案例，不能和案例表一起用。"]) == refused(
        judge(schools, name, "--ask")
    )


def test_every_column_that_is_no_fact_is_named_with_the_nearest(schools: Terminal) -> None:
    name = text_table(schools, "案例.csv", (*HEADER, "疏散宽", "颜色"), (*MET, 1, "红"))

    code, lines = refused(judge(schools, name))

    assert DATA == code
    assert 2 == len(lines)
    assert "E2：“疏散宽”：没有声明的事实，是不是“疏散宽度”（最窄处的疏散宽度是多少？）" in lines[0]
    assert "F2：“颜色”：没有声明的事实" in lines[1]


def test_two_columns_of_one_name_are_refused(schools: Terminal) -> None:
    name = text_table(schools, "案例.csv", (*HEADER, "安全出口数 "), (*MET, 2))

    assert (
        DATA,
        ["错误：案例.csv：表“案例”第 1 行有两列都叫“安全出口数”，请只留一列。"],
    ) == refused(judge(schools, name))


def test_two_sheets_of_cases_are_refused(schools: Terminal) -> None:
    name = workbook(schools, "案例.xlsx", 城关=(HEADER, MET), 新集=(HEADER, FINE))

    assert (
        DATA,
        ["错误：案例.xlsx：工作表“城关”、“新集”都是案例表，请只留一张，或分成几个文件。"],
    ) == refused(judge(schools, name))


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("没有.csv", None, "没有.csv：找不到文件 没有.csv，请核对路径。"),
        ("没有.json", None, "没有.json：没有这个文件，请核对路径。"),
        ("空.csv", b"", "空.csv：是空文件，请重新导出或索取。"),
        ("空白.csv", b"\n\n", "空白.csv：里面没有案例，请核对。"),
        ("表头.csv", "安全出口数\n".encode(), "表头.csv：里面没有案例，请核对。"),
        ("图片.xlsx", b"\x89PNG", "图片.xlsx：其实是图片，不是表格"),
        ("案例.docx", b"PK", "案例.docx：不认识的文件类型，可用 .xlsx、.csv、.json、.toml。"),
        ("案例", b"", "案例：不认识的文件类型，可用 .xlsx、.csv、.json、.toml。"),
        ("国标.json", "{}".encode("utf-16"), "国标.json：不是 UTF-8 编码"),
    ],
)
def test_a_file_that_holds_no_cases_is_refused(
    schools: Terminal, name: str, content: bytes | None, line: str
) -> None:
    if content is not None:
        (schools.folder / name).write_bytes(content)

    code, (told,) = refused(judge(schools, name))

    assert DATA == code
    assert told.startswith(f"错误：{line}")
