"""Rows that are no hazards though they look like some: of which totals, and nothing to report."""

from __future__ import annotations

from datetime import date

import pytest

from zhiben.ledger.hazard_tables.headings import builtin_dictionary
from zhiben.ledger.hazard_tables.sheets import SheetPlan, plan_sheet

DICTIONARY = builtin_dictionary()
HEADINGS = ("序号", "填报单位", "隐患单位", "隐患描述", "是否重大", "整改资金（元）", "备注")


def plan(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> SheetPlan:
    return plan_sheet([headings, *rows], dictionary=DICTIONARY, today=date(2024, 6, 30))


@pytest.mark.parametrize(
    "text",
    ["其中：重大", "其中:重大隐患", "其中已整改", "其中：挂牌督办 2项", "其中", "其中：市级挂牌"],
)
def test_what_totals_are_made_of_is_no_hazard(text: str) -> None:
    planned = plan(("合计", "", "", "2", "", "3", ""), (text, "", "", "1", "", "2", ""))

    assert [2, 3] == [one.row for one in planned.totals]
    assert 0 == planned.read - 2


@pytest.mark.parametrize(
    "text",
    ["1-2月合计", "一季度合计", "上半年小计", "甲镇小计", "工贸行业合计", "2024年总计", "合 计"],
)
def test_totals_of_a_time_a_place_or_a_trade_are_no_hazards(text: str) -> None:
    planned = plan((text, "", "3家", "3", "", "2", ""))

    assert ([2], 0) == ([one.row for one in planned.totals], len(planned.accepted))


def test_a_hazard_whose_words_begin_like_a_total_is_one() -> None:
    planned = plan(("1", "甲镇", "示例", "其中一处护栏缺失", "否", "", ""))

    assert [2] == [one.row for one in planned.accepted]


@pytest.mark.parametrize(
    ("row", "unit"),
    [
        (("1", "甲镇", "无", "无", "", "", ""), "甲镇"),
        (("1", "甲镇", "/", "/", "/", "/", "零报告"), "甲镇"),
        (("1", "甲镇", "示例网吧", "无", "否", "", ""), "示例网吧"),
        (("1", "甲镇", "本月无重大隐患", "", "", "", ""), "甲镇"),
        (("无", "", "", "", "", "", ""), ""),
    ],
)
def test_nothing_to_report_is_a_zero_report_of_whoever_says_so(
    row: tuple[str, ...], unit: str
) -> None:
    planned = plan(row)

    assert [(2, unit)] == [(one.row, one.unit) for one in planned.zeros]
    assert 1 == planned.read


@pytest.mark.parametrize(
    "row",
    [
        ("1", "甲镇", "示例", "/", "是", "", ""),
        ("1", "甲镇", "示例", "/", "", "", "见附件"),
        ("1", "甲镇", "示例", "无", "是", "", ""),
    ],
)
def test_a_row_that_says_both_or_neither_is_rejected(row: tuple[str, ...]) -> None:
    assert [2] == [one.row for one in plan(row).rejected]


LEDGER = ("序号", "企业名称", "隐患描述", "整改期限", "整改状态")


@pytest.mark.parametrize(
    "second",
    [
        ("序号", "隐患描述", "企业名称", "整改状态", "整改期限"),
        ("序号", "企业名称", "隐患描述", "整改状态", "整改期限"),
    ],
)
def test_rows_below_a_header_in_another_order_are_rejected_and_none_is_misread(
    second: tuple[str, ...],
) -> None:
    planned = plan(
        ("1", "示例甲", "积尘", "2024-06-01", "整改中"),
        ("二、一般隐患", "", "", "", ""),
        second,
        ("1", "漏电", "示例乙", "已整改", "2024-06-02"),
        LEDGER,
        ("2", "示例丙", "堵塞", "2024-06-03", "整改中"),
        headings=LEDGER,
    )

    assert [2, 7] == [one.row for one in planned.accepted]
    assert [5] == [one.row for one in planned.rejected]
    assert "第 4 行又是一个表头" in planned.rejected[0].faults[0].reason
    assert [3, 4, 6] == [one.row for one in planned.asides]


def test_a_hazard_may_repeat_some_words_of_the_header() -> None:
    row = ("1", "企业名称", "整改状态", "2024-06-01", "整改中")

    assert [2] == [one.row for one in plan(row, headings=LEDGER).accepted]
