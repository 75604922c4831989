from __future__ import annotations

from datetime import date
from itertools import chain
from typing import Any

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.hazard_tables.cells import Change
from zhiben.ledger.hazard_tables.headings import Field, Rule, Sure, Target, builtin_dictionary
from zhiben.ledger.hazard_tables.headings_kinds import SheetKind
from zhiben.ledger.hazard_tables.sheets import (
    Fault,
    HazardRow,
    Remark,
    Repair,
    SheetPlan,
    plan_sheet,
)
from zhiben.ledger.hazard_tables.sheets_rows import (
    Aside,
    TotalRow,
    ZeroReport,
    is_total,
    is_zero_report,
)
from zhiben.model.hazards import Channel, HazardDetails, Level, State

DICTIONARY = builtin_dictionary()
TODAY = date(2026, 11, 24)
CODE = "91350100M000100Y43"
HEADER = ("序号", "企业名称", "隐患地点", "隐患描述", "隐患等级", "发现时间", "整改期限")
ROW = ("1", "示例矿业", "二号井", "未设置安全出口", "重大", "2024-05-03", "2024-06-30")


def plan(
    *rows: tuple[str, ...], year: int | None = None, targets: dict[str, Target] | None = None
) -> SheetPlan:
    return plan_sheet(rows, dictionary=DICTIONARY, today=TODAY, year=year, targets=targets)


def one(headings: tuple[str, ...], *cells: str, **given: Any) -> HazardRow:
    """Return the only hazard of a sheet with these columns beside a description."""
    planned = plan(("隐患描述", *headings), ("栏杆缺失", *cells), **given)

    assert () == planned.rejected
    (row,) = planned.accepted
    return row


def said(row: HazardRow) -> dict[str, Any]:
    """Return what a hazard says beside its description."""
    values = {field.name: getattr(row.details, field.name) for field in fields(HazardDetails)}
    return {name: value for name, value in values.items() if value is not None} | {
        "description": ""
    }


def told(*headings: str, cells: tuple[str, ...], **given: Any) -> dict[str, Any]:
    values = said(one(headings, *cells, **given))
    del values["description"]
    return values


def reasons(planned: SheetPlan) -> list[str]:
    return [fault.reason for row in planned.rejected for fault in row.faults]


def messages(planned: SheetPlan) -> list[str]:
    return [remark.message for remark in planned.remarks]


def test_every_column_of_a_ledger_is_read() -> None:
    headings = (
        "序号", "隐患编号", "企业名称", "统一社会信用代码",
        "属地", "行业领域", "隐患地点", "隐患描述",
        "隐患等级", "判定依据", "隐患来源", "发现时间",
        "整改措施", "整改责任人", "责任单位（部门）",
        "牵头单位", "配合单位", "督办部门", "包案领导",
        "整改资金（万元）", "整改期限", "实际完成时间",
        "是否挂牌督办", "整改状态", "备注",
    )  # fmt: skip
    cells = (
        "1", "YH-1", "示例矿业", CODE, "示例镇", "矿山", "二号井", "未设置安全出口",
        "重大", "第3条", "群众举报", "2024-05-03", "掘进", "某人", "县应急局",
        "县自规局", "示例镇", "县安委办", "某县长", "3.5", "2024-06-30", "2024-06-01",
        "是", "已销号", "示例",
    )  # fmt: skip
    planned = plan(headings, cells)
    (row,) = planned.accepted
    details = HazardDetails(
        enterprise="示例矿业",
        credit_code=CODE,
        region="示例镇",
        sector="矿山",
        location="二号井",
        description="未设置安全出口",
        level=Level.MAJOR,
        basis="第3条",
        channel=Channel.REPORT,
        found_on=date(2024, 5, 3),
        measures="掘进",
        owner="某人",
        unit_responsible="县应急局",
        lead="县自规局",
        support="示例镇",
        supervise="县安委办",
        sponsor="某县长",
        funds_yuan="35000",
        deadline=date(2024, 6, 30),
        done_on=date(2024, 6, 1),
        listed=True,
        status=State.CLOSED,
    )

    assert () == planned.competitions
    assert details == row.details
    assert (2, "YH-1", {"备注": "示例"}) == (row.row, row.reference, row.extras)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), SheetKind.BLANK),
        ((("行业和领域", "一般-排查（项）", "一般-整改率（%）"),), SheetKind.STATISTICS),
        ((("企业名称", "属地"), ("甲", "乙")), SheetKind.OTHER),
        (((("序号", "重点工作任务", "牵头责任单位", "一季度完成情况")),), SheetKind.PROGRESS),
    ],
)
def test_of_a_sheet_that_is_no_ledger_nothing_is_taken_in(
    rows: tuple[tuple[str, ...], ...], expected: SheetKind
) -> None:
    planned = plan(*rows)

    assert (expected, 0, ()) == (planned.kind, planned.read, planned.head)
    assert planned.told


def test_a_ledger_without_rows_is_still_one() -> None:
    planned = plan(HEADER)

    assert (SheetKind.LEDGER, 0, (HEADER,)) == (planned.kind, planned.read, planned.head)


def test_rows_shorter_than_the_others_are_filled_up() -> None:
    assert 1 == len(plan(HEADER, ("1", "", "", "栏杆缺失")).accepted)


def test_an_enterprise_may_be_missing_but_not_a_description() -> None:
    planned = plan(HEADER, ("1", "", "", "栏杆缺失", "", "", ""), ("2", "甲", "乙", "", "", "", ""))

    assert [2] == [row.row for row in planned.accepted]
    assert [(3, Fault(3, "没有写“隐患描述”，不知道是什么隐患，请补上。"))] == [
        (row.row, *row.faults) for row in planned.rejected
    ]


@pytest.mark.parametrize("text", ["#REF!", "/", "—"])
def test_what_is_no_description_is_rejected_once(text: str) -> None:
    assert 1 == len(reasons(plan(HEADER, ("1", "甲", "", text, "", "", ""))))


def test_every_fault_of_a_row_is_told_at_once_with_its_column() -> None:
    row = ("1", "甲", "", "栏杆缺失", "重大", "2024227", "6月底前")
    (rejected,) = plan(HEADER, row).rejected

    assert (2, row) == (rejected.row, rejected.line)
    assert [5, 6] == [fault.column for fault in rejected.faults]
    assert rejected.faults[0].reason.startswith("“发现时间”写的“2024227”少写了数字")
    assert "没有写年份" in rejected.faults[1].reason


@pytest.mark.parametrize(
    ("title", "headings", "cells", "year"),
    [
        ("示例县2024年台账", ("整改期限",), ("6月底前",), None),
        ("示例台账", ("整改期限", "年度"), ("6月底前", "2024年"), None),
        ("示例台账", ("整改期限", "年度"), ("6月底前", "2024"), 2025),
        ("示例台账", ("整改期限",), ("6月底前",), 2024),
        ("示例县2024年台账", ("整改期限", "年度"), ("6月底前", "不详"), 2025),
    ],
)
def test_the_year_comes_from_the_row_then_the_title_then_the_user(
    title: str, headings: tuple[str, ...], cells: tuple[str, ...], year: int | None
) -> None:
    width = len(headings)
    planned = plan((title, *[""] * width), ("隐患描述", *headings), ("栏杆缺失", *cells), year=year)

    assert [date(2024, 6, 30)] == [row.details.deadline for row in planned.accepted]
    assert [Repair(1, "6月底前", "2024-06-30", Change.YEAR, (3,))] == list(planned.repairs)


def test_repairs_are_grouped_and_name_every_row() -> None:
    rows = [("1", "", "", "甲", "", "2024.5.3", ""), ("2", "", "", "乙", "", "2024.5.3", "")]
    planned = plan(HEADER, *rows)

    assert (Repair(5, "2024.5.3", "2024-05-03", Change.DATE, (2, 3)),) == planned.repairs


def test_cells_of_rejected_rows_are_not_repaired() -> None:
    planned = plan(HEADER, ("1", "", "", "", "", "2024.5.3", ""))

    assert () == planned.repairs


@pytest.mark.parametrize("ditto", ["同上", "〃", '"'])
def test_ditto_repeats_what_stands_above(ditto: str) -> None:
    planned = plan(HEADER, ROW, ("2", ditto, ditto, "配电箱无门", ditto, ditto, ""))
    second = planned.accepted[1].details

    assert ("示例矿业", "二号井", Level.MAJOR, date(2024, 5, 3)) == (
        second.enterprise, second.location, second.level, second.found_on,
    )  # fmt: skip
    assert Repair(1, ditto, "示例矿业", Change.DITTO, (3,)) in planned.repairs


def test_ditto_reaches_over_several_rows_and_rejected_ones() -> None:
    bad = ("2", "同上", "", "", "", "", "")
    planned = plan(HEADER, ROW, bad, ("3", "同上", "", "乙", "", "", ""))

    assert ["示例矿业"] * 2 == [row.details.enterprise for row in planned.accepted]
    assert "示例矿业" == planned.rejected[0].line[1]


@pytest.mark.parametrize(
    "between", [(), (("合计", "", "", "1项", "", "", ""),), (("一、矿山", *[""] * 6),)]
)
def test_ditto_with_nothing_above_is_a_fault(between: tuple[tuple[str, ...], ...]) -> None:
    rows = (ROW, *between) if between else ()
    planned = plan(HEADER, *rows, ("2", "同上", "", "乙", "", "", ""))

    assert ["“企业名称”写的“同上”上面没有可以沿用的内容。"] == reasons(planned)


def test_a_row_without_its_number_goes_on_with_the_enterprise_above() -> None:
    planned = plan(HEADER, ROW, ("", "", "三号井", "配电箱无门", "", "", ""))

    assert "示例矿业" == planned.accepted[1].details.enterprise
    assert "三号井" == planned.accepted[1].details.location
    assert (Repair(1, "", "示例矿业", Change.CARRIED, (3,)),) == planned.repairs


def test_what_belongs_to_the_enterprise_goes_on_with_it() -> None:
    header = ("序号", "企业名称", "统一社会信用代码", "属地", "行业", "隐患描述")
    planned = plan(header, ("1", "甲", CODE, "镇", "矿山", "a"), ("", "", "", "另镇", "", "b"))
    second = planned.accepted[1].details

    assert ("甲", CODE, "另镇", "矿山") == (
        second.enterprise, second.credit_code, second.region, second.sector,
    )  # fmt: skip


def test_a_numbered_row_without_an_enterprise_has_none_and_is_told_of() -> None:
    planned = plan(HEADER, ROW, ("2", "", "省道", "栏杆缺失", "", "", ""))

    assert planned.accepted[1].details.enterprise is None
    assert ["企业名称空着，没有沿用上一行；若是合并单元格丢了内容，请补上或写“同上”。"] == messages(
        planned
    )


@pytest.mark.parametrize(("place", "expected"), [("", "甲"), ("省道", None)])
def test_without_numbers_a_place_of_its_own_tells_a_row_from_the_one_above(
    place: str, expected: str | None
) -> None:
    planned = plan(("企业名称", "隐患地点", "隐患描述"), ("甲", "车间", "a"), ("", place, "b"))

    assert expected == planned.accepted[1].details.enterprise


def test_totals_are_no_hazards_and_keep_what_is_printed() -> None:
    header = ("序号", "企业名称", "隐患描述", "整改资金（万元）")
    planned = plan(header, ("1", "甲", "a", "3"), ("合 计", "", "2项", "38.5"))

    assert (1, 2) == (len(planned.accepted), planned.read)
    assert planned.totals == (
        TotalRow(
            3,
            "合计行，不计入隐患；表上写的是：隐患描述 2项，整改资金（万元） 38.5。".replace(
                "（", "("
            ).replace("）", ")"),
            (("隐患描述", "2项"), ("整改资金(万元)", "38.5")),
        ),
    )


def test_a_total_without_figures_is_one_too() -> None:
    (total,) = plan(HEADER, ROW, ("", "小计", "", "", "", "", "")).totals

    assert (3, "合计行，不计入隐患。", ()) == total


@pytest.mark.parametrize(
    "text", ["合计", "小 计", "总计：", "合计（项）", "共计12项", "全县合计", "本页小计"]
)
def test_words_for_totals(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["累计超载", "合计算不清", "共计12家企业未持证", "设计缺陷", ""])
def test_words_that_only_begin_like_totals(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    "text",
    [
        "无", "无隐患", "当月无隐患", "本月无重大事故隐患",
        "未存在重大事故隐患", "未发现隐患", "零报告",
        "2024年5月无新增重大隐患", "我镇暂未发现重大事故隐患。", "经排查，未发现安全隐患",
    ],
)  # fmt: skip
def test_words_for_no_hazard(text: str) -> None:
    assert is_zero_report(text)


@pytest.mark.parametrize(
    "text",
    ["无安全出口", "未发现安全出口标志", "无证上岗", "没有安全员", "未设置隐患公示栏", "/", ""],
)
def test_words_that_only_begin_like_no_hazard(text: str) -> None:
    assert not is_zero_report(text)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("1", "甲公司", "", "无", "", "", ""), ZeroReport(2, "甲公司", "无")),
        (("1", "甲公司", "/", "无", "无", "", "无"), ZeroReport(2, "甲公司", "无")),
        (("当月无隐患",) * 7, ZeroReport(2, "", "当月无隐患")),
        (("", "本月无隐患", "", "", "", "", ""), ZeroReport(2, "", "本月无隐患")),
        (("", "", "", "零报告", "", "2024-05-31", ""), ZeroReport(2, "", "零报告")),
    ],
)
def test_a_zero_report_is_no_hazard_but_it_is_read(
    row: tuple[str, ...], expected: ZeroReport
) -> None:
    planned = plan(HEADER, row)

    assert ((expected,), 1) == (planned.zeros, planned.read)


@pytest.mark.parametrize("text", ["无", "未发现隐患"])
def test_no_hazard_with_a_level_or_a_deadline_is_a_contradiction(text: str) -> None:
    planned = plan(HEADER, ("1", "甲", "", text, "重大", "", ""))

    assert [f"“隐患描述”写的是“{text}”，别的栏却填了内容，请核对。"] == reasons(planned)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (HEADER, "重复的表头"),
        (("", "", "", " 隐患 描述 ", "", "", ""), "重复的表头"),
        (("一、非煤矿山", *[""] * 6), "分组标题或落款"),
        (("一、非煤矿山",) * 7, "分组标题或落款"),
        (("填表人：某", "", "", "审核人：某", "", "日期：", ""), "落款或说明"),
        (("", "", "", "备注：以上均为示例", "", "", ""), "落款或说明"),
    ],
)
def test_what_can_be_no_hazard_is_set_aside_by_name(row: tuple[str, ...], reason: str) -> None:
    planned = plan(HEADER, row, ROW)

    assert ((Aside(2, reason),), 1) == (planned.asides, planned.read)


@pytest.mark.parametrize(
    "row", [("", "示例公司", "", "", "", "", ""), ("3", "", "", "", "", "", "待定")]
)
def test_what_may_be_a_hazard_is_never_set_aside(row: tuple[str, ...]) -> None:
    planned = plan(HEADER, row)

    assert ((), 1) == (planned.asides, len(planned.rejected))


def test_rows_numbered_in_advance_are_blank() -> None:
    planned = plan(HEADER, ROW, ("2", *[""] * 6), (" ", *[""] * 6))

    assert (1, ()) == (planned.read, planned.asides)


def test_titles_above_units_below_and_column_numbers_are_passed_over() -> None:
    planned = plan(
        ("示例台账", "", ""),
        ("序号", "隐患描述", "整改资金"),
        ("", "", "(万元)"),
        ("1", "2", "3"),
        ("1", "栏杆缺失", "3.5"),
    )

    assert ["35000"] == [row.details.funds_yuan for row in planned.accepted]
    assert (
        ("示例台账", "", ""),
        ("序号", "隐患描述", "整改资金（万元）"),
    ) == planned.head


def test_the_unit_is_put_under_the_heading_it_belongs_to() -> None:
    header = (("序号", "隐患描述", "整改", ""), ("", "", "期限", "资金"))
    planned = plan(*header, ("", "", "", "万元"), ("1", "a", "", "2"))
    again = plan(*planned.head, ("1", "a", "", "2"))

    assert ("", "", "期限", "资金（万元）") == planned.head[-1]
    assert ["20000"] == [row.details.funds_yuan for row in again.accepted]


def test_two_columns_for_one_field_are_not_guessed_between() -> None:
    header = ("隐患描述", "企业名称", "单位名称")
    planned = plan(header, ("a", "甲", "甲"), ("b", "乙", "丙"))
    (rivals,) = planned.competitions

    assert (("企业名称", "单位名称"), (Field.ENTERPRISE,)) == (rivals.columns, rivals.fields)
    assert "--map" in rivals.message
    assert [None, None] == [row.details.enterprise for row in planned.accepted]
    assert {"企业名称": "乙", "单位名称": "丙"} == planned.accepted[1].extras
    assert [None, None] == [column.sure for column in planned.columns[1:]]


def test_two_columns_that_never_contradict_each_other_are_one() -> None:
    header = ("隐患描述", "企业名称", "单位名称")
    planned = plan(header, ("a", "甲", "甲"), ("b", "乙", ""), ("c", "", "丙"))

    assert () == planned.competitions
    assert ["甲", "乙", "丙"] == [row.details.enterprise for row in planned.accepted]


def test_ticks_under_several_headings_are_one_level() -> None:
    header = (("隐患描述", "隐患等级", ""), ("", "重大", "一般"))
    planned = plan(*header, ("a", "√", ""), ("b", "", "√"), ("c", "", ""))

    assert [Level.MAJOR, Level.GENERAL, None] == [row.details.level for row in planned.accepted]


def test_a_map_decides_between_columns() -> None:
    header = ("隐患描述", "企业名称", "单位名称")
    targets = {"单位名称": Target(field=Field.ENTERPRISE)}
    planned = plan(header, ("a", "甲", "乙"), targets=targets)

    assert () == planned.competitions
    assert "乙" == planned.accepted[0].details.enterprise
    assert {"企业名称": "甲"} == planned.accepted[0].extras
    assert Sure.MAP is planned.columns[2].sure


def test_a_map_makes_a_header_of_words_nobody_knows() -> None:
    targets = {"毛病": Target(field=Field.DESCRIPTION), "哪一家": Target(field=Field.ENTERPRISE)}
    planned = plan(("示例", ""), ("毛病", "哪一家"), ("a", "甲"), targets=targets)

    assert ["甲"] == [row.details.enterprise for row in planned.accepted]
    assert SheetKind.OTHER is plan(("毛病", "哪一家"), ("a", "甲")).kind


def test_a_map_tells_columns_with_the_same_heading_apart() -> None:
    targets = {"完成时间(2)": Target(field=Field.DONE_ON), "完成时间": Target(field=Field.DEADLINE)}
    planned = plan(
        ("隐患描述", "完成时间", "完成时间"), ("a", "2024-05-03", "2024-05-01"), targets=targets
    )
    details = planned.accepted[0].details

    assert (date(2024, 5, 3), date(2024, 5, 1)) == (details.deadline, details.done_on)


def test_a_name_in_the_map_that_no_column_has_is_told_of() -> None:
    planned = plan(HEADER, ROW, targets={"没有的列": Target(field=Field.LEAD)})

    assert (Remark(None, "指定的列“没有的列”表里没有，没有用上。", ()),) == planned.remarks


def test_rows_of_two_contested_descriptions_are_all_rejected_and_none_is_lost() -> None:
    planned = plan(("隐患描述", "隐患内容", "属地"), ("a", "b", ""), ("c", "", ""))

    assert (0, 2) == (len(planned.accepted), len(planned.rejected))
    assert all("--map" in reason for reason in reasons(planned))


def test_a_zero_report_in_one_of_two_descriptions_is_none() -> None:
    assert 1 == len(plan(("隐患描述", "隐患内容", "属地"), ("无", "栏杆缺失", "")).rejected)


def test_unknown_columns_are_kept_as_text() -> None:
    row = one(("桩号", "整改资金来源", "登记时间"), "K12", "自筹", "2024.5.3")

    assert {"桩号": "K12", "整改资金来源": "自筹", "登记时间": "2024.5.3"} == row.extras


def test_a_column_without_a_heading_is_kept_too() -> None:
    assert {"第3列": "某"} == one(("属地", ""), "", "某").extras


def test_words_that_say_more_than_their_value_are_kept() -> None:
    row = one(("整改状态", "整改期限", "隐患等级"), "80%", "立即整改", "较大")

    assert State.RECTIFYING is row.details.status
    assert {"整改状态": "80%", "整改期限": "立即整改", "隐患等级": "较大"} == row.extras


def test_what_is_kept_and_not_understood_is_told_of_with_its_rows() -> None:
    planned = plan(("隐患描述", "隐患等级"), ("a", "较大"), ("b", "较大"), ("", "较大"))

    assert (
        Remark(1, "“隐患等级”写的“较大”看不出是重大还是一般，原文保留。", (2, 3)),
    ) == planned.remarks


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        ("是否重大", "是", {"level": Level.MAJOR}),
        ("是否重大", "否", {"level": Level.GENERAL}),
        ("是否已整改", "√", {"status": State.APPLIED}),
        ("是否已整改", "否", {}),
        ("是否销号", "是", {"status": State.CLOSED}),
        ("是否销号", "否", {}),
        ("治理状态", "是", {}),
        ("是否超期", "是", {}),
        ("整改情况", "已整改", {"status": State.APPLIED}),
        ("是否挂牌督办", "√", {"listed": True}),
        ("挂牌督办", "拟挂牌", {"listed": False}),
        ("督办单位", "县安委办", {"supervise": "县安委办", "listed": True}),
        ("督办单位", "无", {}),
        ("督办层级", "市级", {"listed": True}),
        ("督办部门", "县应急局", {"supervise": "县应急局"}),
    ],
)
def test_yes_and_no_mean_what_the_heading_asks(
    heading: str, cell: str, expected: dict[str, Any]
) -> None:
    assert expected == told(heading, cells=(cell,))


def test_a_column_that_says_so_counts_more_than_a_unit_that_implies_it() -> None:
    assert {"listed": False, "supervise": "甲"} == told(
        "督办单位", "是否挂牌督办", cells=("甲", "否")
    )
    assert {"listed": True, "supervise": "甲"} == told("督办单位", "是否挂牌督办", cells=("甲", ""))


@pytest.mark.parametrize(
    ("headings", "cells", "reason"),
    [
        (("发现时间", "实际完成时间"), ("2024-05-03", "2024-05-01"), "早于发现时间"),
        (("发现时间",), ("2027-05-03",), "晚于今天"),
        (("实际完成时间",), ("2027-05-03",), "计划的时间"),
        (("发现时间", "整改期限"), ("2024-12-20", "1月15日前"), "年份是补上的"),
        (("删除标志",), ("1",), "删除"),
        (("整改资金",), ("3-5万元",), "金额"),
    ],
)
def test_what_cannot_be_true_is_rejected(
    headings: tuple[str, ...], cells: tuple[str, ...], reason: str
) -> None:
    planned = plan(("隐患描述", *headings), ("a", *cells), year=2024)

    assert [True] == [reason in one for one in reasons(planned)]


@pytest.mark.parametrize(
    ("found", "due", "expected"),
    [
        ("2024.5.3", "5月30日前", date(2024, 5, 30)),
        ("2024-12-20", "1月15日前", date(2025, 1, 15)),
        ("2024-05-03", "5月3日", date(2024, 5, 3)),
    ],
)
def test_a_deadline_whose_year_nothing_names_is_the_next_such_day_after_the_finding(
    found: str, due: str, expected: date
) -> None:
    planned = plan(("整改期限", "隐患描述", "发现时间"), (due, "a", found), ("6月底前", "b", ""))
    (row,) = planned.accepted

    assert expected == row.details.deadline
    assert [str(expected)] == [one.after for one in planned.repairs if one.column == 0]
    assert ["没有写年份" in one for one in reasons(planned)] == [True]


def test_a_deadline_before_the_finding_is_odd_but_taken_in() -> None:
    planned = plan(("隐患描述", "发现时间", "整改期限"), ("a", "2024-05-03", "2024-05-01"))

    assert 1 == len(planned.accepted)
    assert ["整改期限（2024-05-01）早于发现时间（2024-05-03）。"] == messages(planned)


def test_a_wrong_credit_code_is_kept_beside_and_told_of() -> None:
    planned = plan(("隐患描述", "统一社会信用代码"), ("a", CODE[:-1] + "4"))

    assert planned.accepted[0].details.credit_code is None
    assert {"统一社会信用代码": CODE[:-1] + "4"} == planned.accepted[0].extras
    assert "校验位" in messages(planned)[0]


def test_rejected_rows_once_corrected_are_taken_in_from_the_same_head() -> None:
    rows = (
        ("示例县2024年台账", "", "", ""),
        ("序号", "企业名称", "隐患描述", "整改资金"),
        ("", "", "", "万元"),
        ("1", "甲", "a", "3"),
        ("2", "同上", "b", "三"),
        ("3", "同上", "c", "3吨"),
    )
    planned = plan(*rows)
    lines = [(*row.line[:3], "3", str(row.row), "原因") for row in planned.rejected]
    head = [(*cells, "", "") for cells in planned.head[:-1]]
    last = (*planned.head[-1], "原行号", "未采纳原因")
    again = plan(*head, last, *lines)

    assert [6] == [row.row for row in planned.rejected]
    assert (("甲", "30000"),) == tuple(
        (row.details.enterprise, row.details.funds_yuan) for row in again.accepted
    )
    assert [{}] == [row.extras for row in again.accepted]


def test_marks_of_an_earlier_import_alone_are_no_row() -> None:
    assert 0 == plan(("隐患描述", "属地", "原行号"), ("", "", "7")).read


def test_rules_of_a_plugin_reach_the_sheet() -> None:
    dictionary = DICTIONARY.extended([Rule(heading="井口", fields=(Field.LOCATION,))])
    planned = plan_sheet([("隐患描述", "井口"), ("a", "二号")], dictionary=dictionary, today=TODAY)

    assert "二号" == planned.accepted[0].details.location


def test_the_title_names_the_day_that_tells_deadlines_from_the_past() -> None:
    title = ("填报日期：2024年6月1日", "", "")
    planned = plan(title, ("隐患描述", "完成时间", "属地"), ("a", "2024-06-30", ""))

    assert date(2024, 6, 30) == planned.accepted[0].details.deadline


MESSY = st.sampled_from(
    [
        "", "", "1", "2", "甲公司", "乙公司、丙公司", "同上", "〃",
        "无", "/", "重大", "一般", "较大", "是", "否",
        "√", "合计", "小计", "当月无隐患", "零报告",
        "2024.5.3", "2024-05-03", "2024227", "5月3日前", "2024年底前",
        "立即整改", "3.5万元", "35", "3吨", "已整改",
        "基本完成", "已销号", "整改中", "栏杆缺失", "配电箱无门",
        "一、矿山", "填表人：某", "隐患描述", "企业名称", "#REF!",
        CODE, CODE[:-1], "县应急局", "45415", " ",
    ]
)  # fmt: skip
HEADINGS = st.lists(
    st.sampled_from(
        [
            "序号", "企业名称", "单位名称", "隐患编号", "隐患地点",
            "隐患内容", "隐患等级", "发现时间", "完成时间",
            "整改期限", "实际完成时间", "整改资金（万元）", "责任单位",
            "责任人", "整改情况", "是否已整改", "督办单位",
            "年度", "统一社会信用代码", "企业编码", "删除标志", "未知列", "",
        ]
    ),
    max_size=7,
)  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """Return messy sheets: a title, headings with a description among them, and any rows."""
    headings = ["序号", *draw(HEADINGS)]
    headings.insert(draw(st.integers(0, len(headings))), "隐患描述")
    width = len(headings)
    title = (draw(st.sampled_from(["", "示例县2024年台账", "示例台账"])), *[""] * (width - 1))
    rows = draw(st.lists(st.tuples(*[MESSY] * width), max_size=12))
    return [title, tuple(headings), *rows]


@given(rows=sheets())
def test_every_row_is_accounted_for_once(rows: list[tuple[str, ...]]) -> None:
    planned = plan(*rows)
    parts = (planned.accepted, planned.rejected, planned.totals, planned.zeros, planned.asides)
    numbers = sorted(row.row for row in chain[Any](*parts))
    start = planned.header.start if planned.header else len(rows)
    filled = [
        number
        for number, cells in enumerate(rows[start:], start=start + 1)
        if any(cell.strip() for cell in cells)
    ]

    assert SheetKind.LEDGER is planned.kind
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= set(filled)
    assert planned.read == len(numbers) - len(planned.asides)
    assert all(
        cell.strip().isdecimal() or not cell.strip()
        for number in set(filled) - set(numbers)
        for cell in rows[number - 1]
    )


@given(rows=sheets())
def test_nothing_is_taken_in_without_words_and_nothing_rejected_without_a_reason(
    rows: list[tuple[str, ...]],
) -> None:
    planned = plan(*rows)
    taken = {row.row for row in planned.accepted}

    assert all(row.details.description for row in planned.accepted)
    assert all(row.faults and all(fault.reason for fault in row.faults) for row in planned.rejected)
    assert all(rows[0] for rows in (one.rows for one in planned.repairs))
    assert all(set(one.rows) <= taken for one in planned.remarks)


@given(rows=sheets())
def test_what_stands_in_accepted_cells_is_in_the_hazard_or_a_listed_repair(
    rows: list[tuple[str, ...]],
) -> None:
    planned = plan(*rows)
    repaired = {(row, one.column) for one in planned.repairs for row in one.rows}
    texts = {Field.ENTERPRISE, Field.LOCATION, Field.DESCRIPTION, Field.UNIT_RESPONSIBLE}
    shares = [column.field for column in planned.columns]
    single = [one for one in planned.columns if one.field in texts and shares.count(one.field) == 1]

    assert [] == [
        (row.row, column.name)
        for row in planned.accepted
        for column in single
        if (row.row, column.index) not in repaired
        and (getattr(row.details, column.field.value) or "")
        not in {rows[row.row - 1][column.index].strip(), ""}
    ]


@given(rows=sheets())
def test_the_rejected_rows_are_rejected_again_from_the_same_head(
    rows: list[tuple[str, ...]],
) -> None:
    planned = plan(*rows)
    again = plan(*planned.head, *(row.line for row in planned.rejected))

    assert len(planned.rejected) >= len(again.accepted)
    assert len(planned.rejected) == again.read + len(again.asides)
