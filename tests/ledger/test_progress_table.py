from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.dates.periods import Period, parse_period
from zhiben.errors import Problem
from zhiben.ledger.progress_import.table import (
    PeriodText,
    ProgressTable,
    SkippedRow,
    TableRow,
    read_progress_table,
)

HUOQIU = Path(__file__).parents[1] / "data" / "huoqiu-2025q1-task-progress.csv"
HEADER = ("序号", "重点工作任务", "牵头责任单位", "一季度完成情况")
ROW = ("1", "推进矿山整合", "县应急局", "已关闭2座")


def read(*rows: tuple[str, ...], year: int | None = 2025) -> ProgressTable:
    table = read_progress_table(rows, year=year)

    assert isinstance(table, ProgressTable), table
    return table


def refused(*rows: tuple[str, ...], year: int | None = 2025) -> list[str]:
    problems = read_progress_table(rows, year=year)

    assert isinstance(problems, tuple), problems
    return [problem.message for problem in problems if problem.severity == "error"]


def periods(table: ProgressTable) -> list[Period | None]:
    return [cell.period for cell in table.rows[0].cells]


def warnings(table: ProgressTable) -> list[str]:
    return [str(problem) for problem in table.problems]


def test_the_table_of_huoqiu_is_read_whole() -> None:
    with HUOQIU.open(encoding="utf-8-sig", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)]

    table = read(*rows)

    assert (7, (1,), (), ()) == (len(table.rows), table.head, table.skipped, table.problems)
    assert table.rows[2] == TableRow(
        number=4,
        ordinal="3",
        reference="",
        wording="财政一般公共预算收入增长3.7%以上",
        leads=("县财政局", "县税务局"),
        cells=(
            PeriodText(
                period=parse_period("2025年一季度"),
                column=3,
                text="财政一般公共预算收入增长4.8%",
            ),
        ),
        line=rows[3],
    )


def test_a_table_below_titles_names_its_year() -> None:
    table = read(("", "2025年重点工作任务进展情况表", "", ""), ("",) * 4, HEADER, ROW, year=None)

    assert [parse_period("2025年一季度")] == periods(table)
    assert 4 == table.rows[0].number
    assert (1, 3) == table.head


@pytest.mark.parametrize(
    "titles",
    [
        ["五河县治本攻坚三年行动（2024—2026年）2025年任务进展"],
        ["治本攻坚三年行动（2024年-2026年）", "（2025年一季度）", "填报日期：2026年1月5日"],
        ["2024年方案任务表", "2025年一季度"],
        ["２０２５年度"],
    ],
)
def test_the_span_of_the_campaign_and_the_filing_date_name_no_year(titles: list[str]) -> None:
    table = read(*[(title,) for title in titles], HEADER, ROW, year=None)

    assert [parse_period("2025年一季度")] == periods(table)


@pytest.mark.parametrize("title", ["进展表", "2024年任务2025年进展"])
def test_a_year_that_cannot_be_told_is_asked_for(title: str) -> None:
    assert ["表题和表头里看不出是哪一年，请在导入时指明年份。"] == refused(
        (title,), HEADER, ROW, year=None
    )


def test_the_year_given_wins_over_the_title_and_says_so() -> None:
    table = read(("2024年进展表",), HEADER, ROW, year=2025)

    assert [parse_period("2025年一季度")] == periods(table)
    assert ["表题写的是 2024 年，按指明的 2025 年读入。"] == warnings(table)


def test_a_heading_with_its_own_year_needs_no_other() -> None:
    table = read((*HEADER[:3], "2024年四季度完成情况"), ROW, year=None)

    assert [parse_period("2024年四季度")] == periods(table)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("一季度完成情况", "2025年一季度"),
        ("第三季度工作进展", "2025年三季度"),
        ("1－3月完成情况", "2025年一季度"),
        ("1月—6月进展情况", "2025年上半年"),
        ("完成情况（二季度）", "2025年二季度"),
        ("一季度 完成情况\n（简要填写）", "2025年一季度"),
        ("*上半年完成情况", "2025年上半年"),
        ("３月份完成情况", "2025年3月"),
        ("Q4完成情况", "2025年四季度"),
    ],
)
def test_headings_name_their_period(heading: str, expected: str) -> None:
    assert [parse_period(expected)] == periods(read((*HEADER[:3], heading), ROW))


def test_a_bare_heading_takes_the_period_of_the_title() -> None:
    table = read(("2025年一季度重点任务表",), (*HEADER[:3], "完成情况"), ROW, year=None)

    assert [parse_period("2025年一季度")] == periods(table)


@pytest.mark.parametrize(
    "title", ["任务表", "截至2025年3月底", "前三季度任务表", "一季度、二季度任务表"]
)
def test_a_bare_heading_without_a_clear_period_has_none(title: str) -> None:
    assert [None] == periods(read((title,), (*HEADER[:3], "完成情况"), ROW, year=None))


MERGED = (
    ("序号", "任务", "责任单位", "完成情况", "完成情况"),
    ("序号", "任务", "责任单位", "一季度", "二季度"),
)
BLANK = (("序号", "任务", "责任单位", "完成情况", ""), ("", "", "", "一季度", "二季度"))


@pytest.mark.parametrize("header", [MERGED, BLANK])
def test_a_header_of_two_rows_is_one(header: tuple[tuple[str, ...], ...]) -> None:
    table = read(*header, ("1", "推进", "县应急局", "好", ""))

    assert [parse_period("2025年一季度"), parse_period("2025年二季度")] == periods(table)
    assert ["好", ""] == [cell.text for cell in table.rows[0].cells]
    assert (1, 2) == table.head


def test_a_header_of_three_rows_is_one() -> None:
    table = read(
        ("序号", "任务", "单位", "完成情况", ""),
        ("", "", "", "2024年", "2025年"),
        ("", "", "", "四季度", "一季度"),
        ("1", "推进", "县应急局", "好", "更好"),
        year=None,
    )

    assert [parse_period("2024年四季度"), parse_period("2025年一季度")] == periods(table)


def test_a_plan_column_beside_progress_is_not_progress() -> None:
    table = read(
        ("序号", "任务", "计划", "", "完成情况", "", "备注"),
        ("", "", "一季度", "二季度", "一季度", "二季度", ""),
        ("1", "推进", "甲", "乙", "丙", "丁", "戊"),
    )

    assert ["丙", "丁"] == [cell.text for cell in table.rows[0].cells]
    assert [
        "第2行：不用“计划·一季度”这一列，其内容没有读入。",
        "第2行：不用“计划·二季度”这一列，其内容没有读入。",
        "第2行：不用“备注”这一列，其内容没有读入。",
    ] == warnings(table)


def test_a_heading_counts_only_as_a_whole() -> None:
    """A3 trap 1: 原牵头责任单位 is not 牵头责任单位, 一季度计划 not 一季度完成情况."""
    table = read(
        (*HEADER, "原牵头责任单位", "一季度计划", "完成时间", "整改资金来源"),
        (*ROW, "县经信局", "三座", "2025-03-01", "财政"),
    )

    assert ("县应急局",) == table.rows[0].leads
    assert 1 == len(table.rows[0].cells)
    assert 4 == len(warnings(table))


def test_the_most_telling_of_two_lead_columns_is_used_and_the_other_named() -> None:
    table = read(("任务", "责任单位", "牵头单位", "完成情况"), ("推进", "企业", "县应急局", "好"))

    assert ("县应急局",) == table.rows[0].leads
    assert ["第1行：不用“责任单位”这一列，其内容没有读入。"] == warnings(table)


def test_text_under_no_heading_is_reported() -> None:
    table = read((*HEADER, "", ""), (*ROW, "附言", ""))

    assert ["第5列：没有表头，其内容没有读入。"] == warnings(table)


def test_two_columns_for_one_period_are_refused() -> None:
    (message,) = refused((*HEADER, "第一季度完成情况"), (*ROW, "x"))

    assert message.startswith(f"有两列以上的完成情况都是“{parse_period('2025年一季度')}”的")
    assert ["有两列以上的完成情况都是没写时段的，请合并成一列，或在表头写明时段。"] == refused(
        ("任务", "完成情况", "进展情况"), ("推进", "好", "好")
    )


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (("",),),
        (("一季度完成情况",),),
        (("序号", "完成情况"), ("1", "好")),
        (("任务", "责任单位"), ("推进", "县应急局")),
        (("重点工作任务及要求", "一季度完成情况如下"), ("推进", "好")),
    ],
)
def test_what_has_no_header_is_no_table(rows: tuple[tuple[str, ...], ...]) -> None:
    (message,) = refused(*rows)

    assert message.startswith("没有找到表头")


def test_status_and_completion_date_are_kept_as_text() -> None:
    table = read(("任务编号", "状态", "实际完成日期"), ("4-2", "已完成", "2025-03-01"))

    row = table.rows[0]
    assert ("4-2", "", "已完成", "2025-03-01") == (
        row.reference,
        row.wording,
        row.status,
        row.done_on,
    )
    assert () == row.cells


def test_rows_below_the_header_that_are_about_no_task_are_named() -> None:
    table = read(
        HEADER,
        ("", "", "", "（万元）"),
        ("1", "2", "3", "4"),
        ("一、经济发展",) * 4,
        ROW,
        HEADER,
        ("", "合 计", "", "2座"),
        ("填报人：", "", "", ""),
        ("",) * 4,
    )

    assert [5] == [row.number for row in table.rows]
    assert (
        SkippedRow(number=2, reason="单位行"),
        SkippedRow(number=3, reason="列号行"),
        SkippedRow(number=4, reason="分组标题或落款"),
        SkippedRow(number=6, reason="重复的表头"),
        SkippedRow(number=7, reason="合计行"),
        SkippedRow(number=8, reason="分组标题或落款"),
    ) == table.skipped


def test_column_numbers_may_begin_with_stems() -> None:
    table = read(HEADER, ("甲", "乙", "(1)", "(2)"), ROW)

    assert (SkippedRow(number=2, reason="列号行"),) == table.skipped


def test_rows_that_look_like_units_further_down_are_data() -> None:
    table = read(HEADER, ROW, ("", "", "", "（无）"))

    assert "（无）" == table.rows[1].cells[0].text


def test_a_task_without_progress_is_still_a_row() -> None:
    assert [""] == [cell.text for cell in read(HEADER, (*ROW[:3], "")).rows[0].cells]


def test_a_blank_name_carries_the_task_of_the_row_above() -> None:
    table = read(HEADER, ROW, ("", "", "县经信局", "已约谈"), ("", "", "", "另补一条"))

    assert ["推进矿山整合"] * 3 == [row.wording for row in table.rows]
    assert [("县应急局",), ("县经信局",), ("县经信局",)] == [row.leads for row in table.rows]
    assert ("", "推进矿山整合", "县经信局", "已约谈") == table.rows[1].line
    assert (
        Problem("第3行", "空白或“同上”处沿用第2行的内容。", "note"),
        Problem("第4行", "空白或“同上”处沿用第3行的内容。", "note"),
    ) == table.problems


@pytest.mark.parametrize("ditto", ["同上", "〃", " 同上 "])
def test_ditto_repeats_the_cell_above(ditto: str) -> None:
    table = read(HEADER, ROW, ("2", "淘汰矿山", ditto, ditto))

    assert (("县应急局",), "已关闭2座") == (table.rows[1].leads, table.rows[1].cells[0].text)


def test_a_blank_lead_beside_a_name_stays_blank() -> None:
    assert () == read(HEADER, ROW, ("2", "淘汰矿山", "", "好")).rows[1].leads


def test_nothing_is_carried_across_a_heading_or_a_total() -> None:
    table = read(HEADER, ROW, ("二、其他",) * 4, ("", "", "县经信局", "好"))

    assert "" == table.rows[1].wording


def test_leads_are_parted_at_every_usual_sign() -> None:
    row = read(HEADER, ("1", "推进", "甲局、乙局，丙局;丁局；戊局\n己局,甲局", "好")).rows[0]

    assert ("甲局", "乙局", "丙局", "丁局", "戊局", "己局") == row.leads


@pytest.mark.parametrize(
    ("ordinal", "wording", "expected"),
    [
        ("4", "推进", ""),
        ("4-2", "推进", "4-2"),
        ("４－２", "推进", "4-2"),
        ("措施4", "推进", "措施4"),
        ("1", "4-2 推进", "4-2"),
        ("1", "第4条：推进", "第4条"),
        ("1", "1-3月完成投资", ""),
        ("1", "2-3家企业", ""),
    ],
)
def test_a_number_stated_on_purpose_is_a_reference_and_a_row_number_is_none(
    ordinal: str, wording: str, expected: str
) -> None:
    assert expected == read(HEADER, (ordinal, wording, "县应急局", "好")).rows[0].reference


def test_a_number_column_comes_before_other_numbers() -> None:
    header = ("任务编号", "措施编号", "任务", "完成情况")

    table = read(
        header,
        ("4-2", "5", "推进", "好"),
        ("", "5", "推进", "好"),
        ("", "第6条", "推进", "好"),
    )

    assert ["4-2", "措施5", "第6条"] == [row.reference for row in table.rows]


def test_columns_added_by_a_rejection_are_passed_over() -> None:
    table = read(
        (*BLANK[0], "", ""),
        (*BLANK[1], "原行号", "未采纳原因"),
        ("1", "推进", "县应急局", "好", "", "12", "分不清"),
        ("", "", "", "", "", "13", "空行"),
    )

    assert () == table.problems
    assert [3] == [row.number for row in table.rows]


def test_rows_of_different_width_are_one_table() -> None:
    assert "" == read(HEADER, ROW[:3]).rows[0].cells[0].text


CELLS = st.sampled_from(
    ["", "1", "2", "推进矿山整合", "合计", "同上", "（家）", "县应急局", "好", *HEADER]
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=8))
def test_every_row_with_text_is_a_row_or_skipped_with_a_reason(
    rows: list[tuple[str, ...]],
) -> None:
    table = read(HEADER, *rows)

    numbers = [row.number for row in table.rows] + [row.number for row in table.skipped]
    # A second header row made of periods and 完成情况 belongs to the head.
    below = range(table.head[-1] + 1, len(rows) + 2)
    assert [number for number in below if any(rows[number - 2])] == sorted(numbers)
