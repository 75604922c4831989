"""``zhiben calendar``: holiday tables, counted days, and how a deadline's wording is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from zhiben.cli.exits import CLEAN, DATA, USAGE

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

HEADER = "年度,名称,开始,结束,类型\n"
NEW_YEAR = "2027,元旦,2027-01-01,2027-01-03,休\n"
WORKED = "2027,元旦,2027-01-09,2027-01-09,班\n"


def table(zhiben: Terminal, *lines: str, name: str = "2027年放假安排.csv") -> str:
    """Write a holiday table into the folder and return its name."""
    (zhiben.folder / name).write_text("".join(lines), encoding="utf-8")
    return name


def rows(zhiben: Terminal, year: int) -> list[list[str]]:
    shown = zhiben("calendar", "show", year, "--json").json()

    assert year == shown["year"]
    return [list(row.values()) for row in shown["rows"]]


# show and import


def test_the_packaged_table_of_a_year_is_shown(zhiben: Terminal) -> None:
    found = rows(zhiben, 2024)

    assert ["2024", "元旦", "2024-01-01", "2024-01-01", "休"] in found
    assert {"休", "班"} == {row[4] for row in found}
    assert "2024    元旦      2024-01-01" in zhiben("calendar", "show", "2024").out


def test_a_year_without_a_table_says_what_is_done_instead(zhiben: Terminal) -> None:
    result = zhiben("calendar", "show", "2027")

    assert (CLEAN, "（无）\n") == (result.code, result.out)
    assert "说明：2027年没有放假安排，只按周六、周日休息推算" in result.err


def test_a_year_is_added_by_a_file(office: Terminal) -> None:
    result = office("calendar", "import", table(office, HEADER, NEW_YEAR, WORKED))

    assert (CLEAN, "已记入台账 office:40：2027年放假安排。\n", "") == result
    assert [line.strip().split(",") for line in (NEW_YEAR, WORKED)] == rows(office, 2027)
    assert "" == office("calendar", "show", "2027").err


def test_a_workbook_of_several_years_adds_each(office: Terminal) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (HEADER, NEW_YEAR, NEW_YEAR.replace("2027", "2028")):
        sheet.append(line.strip().split(","))
    book.create_sheet("说明").append(["示例"])
    book.save(office.folder / "放假.xlsx")

    result = office("calendar", "import", "放假.xlsx")

    assert ["2027", "2028"] == [line.partition("：")[2][:4] for line in result.out.splitlines()]
    assert "说明：放假.xlsx 有 2 张工作表，只读第一张“Sheet”。\n" == result.err


def test_the_latest_table_of_a_year_counts(office: Terminal) -> None:
    office("calendar", "import", table(office, HEADER, NEW_YEAR))
    longer = NEW_YEAR.replace("2027-01-03", "2027-01-04")
    office("calendar", "import", table(office, HEADER, longer))

    assert [longer.strip().split(",")] == rows(office, 2027)
    office("undo", "41", "--reason", "示例")
    assert [NEW_YEAR.strip().split(",")] == rows(office, 2027)


def test_a_table_counts_from_the_day_it_became_known(office: Terminal) -> None:
    office("calendar", "import", table(office, HEADER, NEW_YEAR), "--on", "2026-11-10")
    office("task", "amend", "4-8", "--due", "2027-01-01", "--reason", "示例", "--document", "示例",
           "--on", "2026-11-01")  # fmt: skip

    before, after = (
        office("due", "--as-of", day, "--within", "90").out for day in ("2026-11-09", "2026-11-10")
    )

    assert "最后工作日 2026-12-31" not in before
    assert "最后工作日 2026-12-31" in after


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((HEADER, "2027,元旦,2027-13-01,2027-01-03,休\n"), "第2行：开始“2027-13-01”不是存在的日期"),
        ((HEADER, "2027,元旦,2027-01-03,2027-01-01,休\n"), "第2行：结束 2027-01-01 早于开始"),
        ((HEADER, "2027,元旦,2027-01-01,2027-01-03,假\n"), "第2行：类型“假”不认识"),
        (("年度,名称,开始\n", "2027,元旦,2027-01-01\n"), "第1行：表头缺少“结束、类型”"),
        ((HEADER,), "表里没有一行放假安排"),
        ((HEADER, WORKED), "2027年只有调休上班，没有放假"),
        (("\n",), "表是空的，要有“年度、名称、开始、结束、类型”这几列"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(
    office: Terminal, lines: tuple[str, ...], message: str
) -> None:
    before = office("journal", "list", "--json").out

    result = office("calendar", "import", table(office, *lines))

    assert (DATA, "") == (result.code, result.out)
    (line,) = result.err.splitlines()
    assert line.startswith("错误：2027年放假安排.csv")
    assert message in line
    assert before == office("journal", "list", "--json").out


def test_a_table_needs_a_workspace_to_go_into(zhiben: Terminal) -> None:
    result = zhiben("calendar", "import", table(zhiben, HEADER, NEW_YEAR))

    assert USAGE == result.code
    assert "zhiben init" in result.err


# count and read


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("2026-09-20", "10"), "2026-09-30"),
        (("2026-09-20", "-5"), "2026-09-15"),
        (("-5", "--kind", "natural"), None),
        (("2026-09-20", "0"), "2026-09-20"),
        (("2026-09-20", "--", "-5"), "2026-09-15"),
        (("2026-09-28", "10", "--kind", "working"), "2026-10-16"),
        (("--kind", "working", "2026-10-12", "-1"), "2026-10-10"),
    ],
)
def test_days_are_counted_forwards_and_back(
    zhiben: Terminal, words: tuple[str, ...], expected: str | None
) -> None:
    result = zhiben("calendar", "count", *words)

    assert (USAGE if expected is None else CLEAN) == result.code
    assert ("" if expected is None else f"{expected}\n") == result.out


def test_counted_days_come_as_json_with_what_must_be_known(zhiben: Terminal) -> None:
    result = zhiben("calendar", "count", "2026-12-30", "10", "--kind", "working", "--json")

    assert "2027-01-13" == result.json()["on"]
    (note,) = (text for text in result.json()["notes"] if "2027年没有放假安排" in text)
    assert f"说明：{note}\n" in result.err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("count", "2026-09-31", "1"), "起算日：“2026-09-31”没有这一天"),
        (("count", "2026-09-20", "十天"), "天数：“十天”不是整数。"),
        (("count", "2026-09-20", "999999"), "天数：不能大于 36525，写的是 999999。"),
        (("count", "2026-09-20", "5", "--kin", "working"), "没有选项 --kin，是不是 --kind？"),
        (("count", "9999-12-31", "1"), "从 9999-12-31 起算超出了日历能表示的年份"),
        (("count", "2026-09-20"), "缺少参数 天数。"),
        (("show", "明年"), "年份：“明年”不是整数。"),
        (("show", "0"), "年份：不能小于 1，写的是 0。"),
        (("show", "10000"), "年份：不能大于 9999，写的是 10000。"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    zhiben: Terminal, words: tuple[str, ...], line: str
) -> None:
    result = zhiben("calendar", *words)

    assert (USAGE, "") == (result.code, result.out)
    assert line in result.err.splitlines()[0]


def test_the_wording_of_a_deadline_is_read(zhiben: Terminal) -> None:
    read = zhiben("calendar", "read", "2024年10月底前", "--json").json()

    assert ("deadline", "2024年10月底前", "2024-10-31") == (read["kind"], read["text"], read["on"])
    issued = zhiben("calendar", "read", "12月15日前", "--issued", "2024-02-23", "--json").json()
    assert "2024-12-15" == issued["on"]
    assert "2026-12-15" == zhiben("calendar", "read", "12月15日前", "--json").json()["on"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("力争2024年10月底前", ["读成 截止日", "力争 是", "截止日 2024-10-31"]),
        ("2024年3月至2025年6月", ["读成 起止", "起 2024-03-01", "止 2025-06-30"]),
        ("每半年至少一次", ["读成 周期", "周期 半年", "每期至少 1"]),
        ("届满前20个工作日", ["数量 20", "单位 工作日", "方向 之前", "事件 届满"]),
    ],
)
def test_a_reading_is_shown_in_words(zhiben: Terminal, text: str, expected: list[str]) -> None:
    lines = [" ".join(line.split()) for line in zhiben("calendar", "read", text).out.splitlines()]

    assert [] == [line for line in expected if line not in lines]
    assert f"措辞 {text}" in lines


def test_a_wording_without_a_day_says_why(zhiben: Terminal) -> None:
    result = zhiben("calendar", "read", "近期")

    assert CLEAN == result.code
    assert "算不出" in result.out
    assert "没有写明期限" in result.out
