"""Ledgers as clerks really make them, none of them seen before: every row accounted for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from attrs import frozen
from openpyxl import Workbook, load_workbook

from zhiben.cli.exits import CLEAN, FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from pytest_zhiben import Terminal

Cell = str | float | bool | date | None
Rows = list[list[Cell]]
SHAPE = {
    "file", "sheet", "header_rows", "mapping", "read", "accepted", "rejected", "repairs",
    "totals", "created", "changed", "unchanged", "absent", "possible_duplicates",
}  # fmt: skip


@frozen(kw_only=True)
class Taken:
    """A sheet as the import reports it, and the hazards it made, by their rows."""

    told: Mapping[str, Any]
    hazards: Mapping[int, Mapping[str, Any]]

    def rows(self, kind: str) -> list[int]:
        return sorted({one["row"] for one in self.told[kind]})

    def of(self, *fields: str) -> list[tuple[Any, ...]]:
        """Return what some fields of the hazards say, row by row."""
        return [tuple(one[field] for field in fields) for one in self.hazards.values()]

    def outcome(self) -> tuple[int, ...]:
        return tuple(self.told[name] for name in ("created", "changed", "unchanged", "absent"))


Take = Callable[..., list[Taken]]


@pytest.fixture
def take(office: Terminal) -> Take:
    """Import a file, and check that each of its sheets adds up."""

    def run(name: str, *words: str) -> list[Taken]:
        result = office("hazard", "import", name, *words, "--format", "json")
        assert result.code in {CLEAN, FINDINGS}, result.err
        listed = office("hazard", "list", "--json").json()["hazards"]
        return [_taken(told, listed) for told in result.json()["files"]]

    return run


def _taken(told: dict[str, Any], listed: Iterable[dict[str, Any]]) -> Taken:
    hazards = {
        source["row"]: hazard
        for hazard in listed
        for source in hazard["sources"]
        if (source["file"], source["sheet"]) == (told["file"], told["sheet"])
    }
    assert told.keys() >= SHAPE
    assert told["accepted"] + len({one["row"] for one in told["rejected"]}) == told["read"]
    assert told["created"] + told["changed"] + told["unchanged"] == told["accepted"]
    return Taken(told=told, hazards=dict(sorted(hazards.items())))


def book(office: Terminal, name: str, rows: Rows, *, merged: Sequence[str] = ()) -> Worksheet:
    """Write a workbook of one sheet, and return the sheet."""
    made = Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    made.save(office.folder / name)
    return sheet


TOWN: Rows = [
    ["附件2"],
    ["示例镇重大事故隐患排查整治台账（2025年3月）"],
    ["填报单位（盖章）：示例镇安委办", None, None, None, None, None, "填报日期：2025年3月28日"],
    ["序号", "隐患单位基本情况", None, None, "隐患情况", None, "整改情况", None, None, None],
    [None, "单位名称", "统一社会信用代码", "所在村（社区）", "隐患部位", "隐患具体内容",
     "整改措施", "整改资金", "整改时限", "是否完成"],
    [None, None, None, None, None, None, None, "（万元）", "年月日", "（是/否）"],
    ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
    [1, "示例粮油有限公司", None, "一村", "原料库", "粉尘防爆电气不符合要求", "更换", 3.5,
     "4月15日前", "否"],
    [2, "同上", None, "同上", "成品库", "消防通道堵塞", "清理", "0.2", "3月10日", "是"],
    [3, "示例加油站", None, "二村", "卸油区", "未设静电接地报警", None, "1万元", "2025/5/1", None],
    [None, None, None, None, "加油区", "灭火器过期", "更换", "500元", "2025.3.5", "√"],
    ["小计", "2家", None, None, None, "4项", None, "4.75", None, None],
    [4, "示例纸制品厂", None, "三村", "仓库", "电线私拉乱接\n插座破损", "/", "无", "20250430", ""],
    ["合计", "3家", None, None, None, "5项", None, "4.75", None, None],
    ["填表人：示例　　审核人：示例　　联系电话：0552-0000000"],
    ["注：1.本表每月28日前报送；2.整改资金单位为万元。"],
]  # fmt: skip
TOWN_MERGED = ("A2:J2", "A4:A6", "B4:D4", "E4:F4", "G4:J4", "B10:B11", "A15:J15", "A16:J16")


def test_a_township_s_ledger_with_units_and_numbers_below_its_header(
    office: Terminal, take: Take
) -> None:
    book(office, "示例镇3月.xlsx", TOWN, merged=TOWN_MERGED)

    (taken,) = take("示例镇3月.xlsx")

    assert ([4, 5], 5, 5) == tuple(taken.told[name] for name in ("header_rows", "read", "accepted"))
    assert ([12, 14], [15, 16]) == (taken.rows("totals"), taken.rows("others"))
    assert [8, 9, 10, 11, 13] == list(taken.hazards)
    assert [
        ("示例粮油有限公司", 35000, "2025-04-15"),
        ("示例粮油有限公司", 2000, "2025-03-10"),
        ("示例加油站", 10000, "2025-05-01"),
        ("示例加油站", 500, "2025-03-05"),
        ("示例纸制品厂", None, "2025-04-30"),
    ] == taken.of("enterprise", "funds_yuan", "deadline")
    assert {"row": 9, "column": "B", "before": "同上", "after": "示例粮油有限公司",
            "rule": "ditto"} in taken.told["repairs"]  # fmt: skip


def test_a_department_s_list_with_headings_in_no_dictionary(office: Terminal, take: Take) -> None:
    sheet = book(
        office,
        "住建.xlsx",
        [
            ["住建领域风险隐患清单（示例）"],
            ["编号", "项目名称", "施工单位", "检查日期", "排查发现的安全隐患", "隐患定性",
             "整改责任单位", "整改完成时限", "整改完成日期", "复查结果"],
            ["ZJ-001", "示例小区", "示例建工", date(2025, 3, 4), "脚手架连墙件缺失",
             "重大隐患", "示例建工", date(2025, 3, 20), date(2025, 3, 18), "合格"],
            ["ZJ-002", "示例学校", "示例建设", 45720, "基坑支护变形", "一般", "示例建设", 45740,
             None, None],
            ["ZJ-003", "示例学校", "示例建设", "2025-3-6 0:00", "塔吊限位失效", "重大",
             "示例建设", "三月底前", None, "未复查"],
            ["ZJ-004", "示例医院", "示例建设", "2025年3月七日", "高处作业无安全带", "一般",
             "示例建设", "即查即改", "当场整改", "合格"],
        ],
        merged=["A1:J1"],
    )  # fmt: skip
    assert sheet.parent is not None
    sheet.row_dimensions[5].hidden = True
    sheet.parent.save(office.folder / "住建.xlsx")

    (taken,) = take("住建.xlsx")

    mapping = taken.told["mapping"]
    assert ["reference", "description", "level", "unit_responsible"] == [
        mapping[name] for name in ("编号", "排查发现的安全隐患", "隐患定性", "整改责任单位")
    ]
    assert (4, []) == (taken.told["accepted"], taken.told["rejected"])
    assert [
        ("major", "2025-03-04", "2025-03-20", "2025-03-18"),
        ("general", "2025-03-04", "2025-03-24", None),
        ("major", "2025-03-06", "2025-03-31", None),
        ("general", "2025-03-07", None, None),
    ] == taken.of("level", "found_on", "deadline", "done_on")
    assert any("隐藏" in note for note in taken.told["notes"])


def test_a_header_of_three_rows_with_ticks_for_the_level(office: Terminal, take: Take) -> None:
    book(
        office,
        "一张表.xlsx",
        [
            ["2025年一季度重大事故隐患“一张表”（示例）"],
            ["单位：万元"],
            ["序号", "属地", "企业名称", "隐患", None, None, "五落实情况", None, None, None, None,
             "挂牌督办", None, None, "整改进度"],
            [None, None, None, "内容", "等级", None, "责任", "措施", "资金", "时限", "预案",
             "是否", "级别", "督办单位", "状态"],
            [None, None, None, None, "重大", "一般"],
            [1, "甲镇", "示例矿业", "通风系统不可靠", "√", None, "示例", "改造", "12.5", "6月30日",
             "撤人", "是", "市级", "市安委会", "整改中"],
            [2, "乙镇", "示例花炮", "超量储存", None, "√", "示例", "清库", "0.3", "2025年4月", "",
             "否", None, None, "已整改"],
            [3, "乙镇", "示例商贸", "疏散通道锁闭", "√", None, "示例", "开启", "/", "立即", "",
             "拟挂牌", None, None, "待验收"],
            [None, "小计", "3", None, 2, 1, None, None, "12.8"],
        ],
        merged=["A1:O1", "D3:F3", "E4:F4", "D4:D5", "G3:K3", "L3:N3", "A3:A5", "B3:B5", "C3:C5"],
    )  # fmt: skip

    (taken,) = take("一张表.xlsx")

    assert ([3, 4, 5], 3, [9]) == (
        taken.told["header_rows"], taken.told["accepted"], taken.rows("totals"))  # fmt: skip
    assert [
        ("major", 125000, "2025-06-30", True, "rectifying"),
        ("general", 3000, "2025-04-30", False, "applied"),
        ("major", None, None, False, "applied"),
    ] == taken.of("level", "funds_yuan", "deadline", "listed", "status")


def test_whose_person_is_responsible_is_told_by_the_group_or_kept_as_text(
    office: Terminal, take: Take
) -> None:
    rows: Rows = [
        ["序号", "企业名称", "隐患描述", "企业责任", None, "属地责任", None, "整改时间", None],
        [None, None, None, "责任人", "联系电话", "责任单位", "责任人", "计划", "实际"],
        [1, "示例甲厂", "通道堵塞", "甲", "", "示例镇", "乙", "2025.4.10", "2025.4.8"],
    ]
    book(office, "三方.xlsx", rows, merged=["D1:E1", "F1:G1", "H1:I1"])
    plain: Rows = [
        ["序号", "企业名称", "隐患描述", "责任单位", "责任人", "整改期限"],
        [1, "示例物流", "未装定位终端", "县交通局", "甲", "2025-6-1"],
        [2, "示例客运", "车辆超员", "示例客运有限公司", "乙", "2025-6-1"],
    ]
    book(office, "单位.xlsx", plain)

    (grouped,) = take("三方.xlsx")
    (flat,) = take("单位.xlsx")

    assert [("甲", "2025-04-10", "2025-04-08")] == grouped.of("owner", "deadline", "done_on")
    assert [("示例物流", "县交通局", None), ("示例客运", "示例客运有限公司", None)] == flat.of(
        "enterprise", "unit_responsible", "owner"
    )
    assert "extra" == flat.told["mapping"]["责任人"]


def test_a_person_responsible_beside_the_enterprise_alone_is_its_own(
    office: Terminal, take: Take
) -> None:
    rows: Rows = [["企业名称", "隐患描述", "责任人"], ["示例甲厂", "通道堵塞", "甲"]]
    book(office, "台账.xlsx", rows)

    (taken,) = take("台账.xlsx")

    assert [("甲",)] == taken.of("owner")


DAYS = {
    "2025.1.2": True, "2025年1月2日": True, "2025-01-02": True, "20250102": True,
    "2025/1/2": True, "45659": True, "2025年1月2号": True, "二〇二五年一月二日": True,
    "２０２５年１月２日": True, "2025-1-2 10:30": True, "2025、1、2": True, "2025，1，2": True,
    "2025。1。2": True, "2025.1.2.": True, "2025年01月02日（周四）": True,
    "2025227": False, "25.1.2": False, "1.2": False, "2025年1月": False, "1月2日": False,
    "2025-13-2": False, "2025年1月上旬": False,
}  # fmt: skip


def test_every_way_to_write_a_day_is_read_or_rejected_and_none_is_guessed(
    office: Terminal, take: Take
) -> None:
    rows: Rows = [["序号", "被检查单位", "隐患内容", "发现时间"]]
    rows += [[number, f"示例{number}", f"隐患{number}", day] for number, day in enumerate(DAYS, 1)]
    book(office, "日期.xlsx", rows)

    (taken,) = take("日期.xlsx")

    read = [row for row, is_read in enumerate(DAYS.values(), start=2) if is_read]
    assert read == list(taken.hazards)
    assert {("2025-01-02",)} == set(taken.of("found_on"))
    assert {*range(2, 2 + len(DAYS))} - {*read} == {*taken.rows("rejected")}


def test_names_merged_down_and_a_table_that_starts_off_the_corner(
    office: Terminal, take: Take
) -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet["C4"] = "示例区隐患台账"
    lines: Rows = [
        ["企业名称", "行业", "隐患位置", "隐患问题", "整改期限", "整改资金（元）"],
        ["示例食品", "食品", "冷库", "氨制冷无报警", "2025-04-01", 20000],
        [None, None, "车间", "通道堵塞", "2025-04-02", None],
        [None, None, "库房", "灭火器失效", "2025-04-03", "1.2万"],
    ]
    for row, line in enumerate(lines, start=5):
        for column, cell in enumerate(line, start=3):
            sheet.cell(row, column, cell)
    for area in ("C4:H4", "C6:C8", "D6:D8"):
        sheet.merge_cells(area)
    made.save(office.folder / "合并.xlsx")

    (taken,) = take("合并.xlsx")

    assert [6, 7, 8] == list(taken.hazards)
    assert [
        ("示例食品", "食品", 20000), ("示例食品", "食品", None), ("示例食品", "食品", 12000)
    ] == taken.of("enterprise", "sector", "funds_yuan")  # fmt: skip


def test_groups_zero_reports_repeated_headers_and_page_feet_are_no_hazards(
    office: Terminal, take: Take
) -> None:
    header: list[Cell] = ["序号", "隐患单位", "隐患地点", "隐患描述", "整改期限"]
    rows: Rows = [
        header,
        ["一、甲镇（2条）"],
        [1, "示例甲", "仓库", "通道堵塞", "2025-6-1"],
        ["本页小计", "1家", None, 1, None],
        ["第1页 共2页"],
        header,
        [2, "示例乙", "车间", "积尘", "2025-6-1"],
        ["二、乙镇（0条）"],
        ["零报告"],
        [1, "丙镇", None, "未发现重大事故隐患", None],
        [2],
        ["总 计", None, None, 2, None],
        ["填报人：示例", None, "填报日期：2025年6月1日"],
    ]
    book(office, "分组.xlsx", rows, merged=["A2:E2", "A8:E8", "A9:E9"])

    (taken,) = take("分组.xlsx")

    assert [3, 7] == list(taken.hazards)
    assert ([4, 12], [2, 5, 6, 8, 9, 10, 13]) == (taken.rows("totals"), taken.rows("others"))
    assert (2, []) == (taken.told["read"], taken.told["rejected"])


def test_of_several_sheets_only_the_ledgers_are_read_and_the_others_named(
    office: Terminal, take: Take
) -> None:
    made = Workbook()
    first = made.worksheets[0]
    first.title = "汇总"
    for row in (["行业", "排查数", "已整改数", "整改率"], ["工贸", 10, 8, "80%"]):
        first.append(row)
    for title, name in (("工贸", "示例铸造"), ("危化", "示例化工")):
        sheet = made.create_sheet(title)
        sheet.append(["序号", "企业名称", "隐患描述", "判定依据", "整改状态"])
        sheet.append([1, name, "报警器失效", "示例标准第一条", "整改中"])
    made.create_sheet("Sheet4")
    made.worksheets[2].sheet_state = "hidden"
    made.save(office.folder / "分行业.xlsx")

    told = office("hazard", "import", "分行业.xlsx", "--dry-run", "--json").json()
    taken = take("分行业.xlsx")

    assert ["分行业.xlsx 工作表“汇总”", "分行业.xlsx 工作表“Sheet4”"] == [
        one["where"] for one in told["asides"]
    ]
    assert "统计报表" in told["asides"][0]["reason"]
    assert [("工贸", 1), ("危化", 1)] == [(one.told["sheet"], one.told["read"]) for one in taken]
    assert ["这是隐藏的工作表，也读了进来。"] == taken[1].told["notes"]


TABS = (
    "单号\t企业\t区县\t问题描述\t隐患级别\t登记时间\t整改截止时间\t整改完成时间\t状态\n"
    "AJ1\t示例机械厂\t示例县\t无防护罩\t一般隐患\t2025-03-01 09:15\t2025-03-15\t"
    "2025-03-12 16:20:11\t已闭环\n"
    "AJ2\t示例机械厂\t示例县\t用电不规范\t重大隐患\t2025-03-02 10:00\t2025-04-01\t\t整改中\n"
)
FIRE = (
    "消防火灾隐患清单（示例）,,,,\n单位名称,火灾隐患,是否重大火灾隐患,限期,整改情况\n"
    "示例宾馆,自动喷水灭火系统瘫痪,是,2025.03.10,正在整改\n"
    "示例棋牌室,疏散指示标志缺失；安全出口锁闭,否,2025.02.20,已整改\n"
)
SEMICOLONS = (
    '序号;场所名称;"问题及隐患\r\n描述";整改期限;整改状态\r\n'
    '1;示例棋牌室;"疏散楼梯堵塞;\r\n无应急照明";2025-5-1;已整改\r\n'
    '2;示例浴池;"线路""裸露""";2025/5/2;未整改\r\n'
)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("导出.tsv", TABS.encode(), [("示例机械厂", "无防护罩", "closed"),
                                    ("示例机械厂", "用电不规范", "rectifying")]),
        ("消防.csv", FIRE.encode("gb18030"), [
            ("示例宾馆", "自动喷水灭火系统瘫痪", "rectifying"),
            ("示例棋牌室", "疏散指示标志缺失；安全出口锁闭", "applied")]),
        ("分号.csv", SEMICOLONS.encode("utf-8-sig"), [
            ("示例棋牌室", "疏散楼梯堵塞;\n无应急照明", "applied"),
            ("示例浴池", '线路"裸露"', "lead")]),
    ],
    ids=["tsv", "gb18030", "semicolons"],
)  # fmt: skip
def test_text_tables_of_every_make(
    office: Terminal, take: Take, name: str, content: bytes, expected: list[tuple[str, ...]]
) -> None:
    (office.folder / name).write_bytes(content)

    (taken,) = take(name)

    assert expected == taken.of("enterprise", "description", "status")


STARRED: Rows = [
    ["* 序\n号", "*企 业 名 称", "*隐患\n描述（200字以内）", "*隐患等级（重大或一般）",
     "*整改\n期限（格式：2025-01-01）", "整改资金（人民币：万元）", "是否挂牌督办（是/否）"],
    [1, "示例甲", "通道堵塞", "重大", "2025-6-1", "10,000元整", "是"],
    [2, "示例乙", "积尘", "I级", "2025-6-1", "￥0.5", "未"],
    [3, "示例丙", "漏电", "较大", "2025-6-31", "约3", "拟挂牌"],
]  # fmt: skip


def test_a_template_s_stars_line_breaks_and_hints_change_no_heading(
    office: Terminal, take: Take
) -> None:
    book(office, "模板.xlsx", STARRED)

    (taken,) = take("模板.xlsx")

    assert [("major", 10000, True), ("major", 5000, False)] == taken.of(
        "level", "funds_yuan", "listed"
    )
    assert [("4", "E")] == [(str(one["row"]), one["column"]) for one in taken.told["rejected"]]


def test_corrected_rejects_come_in_and_the_old_file_adds_nothing(
    office: Terminal, take: Take
) -> None:
    book(office, "模板.xlsx", STARRED)
    (first,) = take("模板.xlsx")
    rejects = office.folder / first.told["rejects"]
    before = rejects.read_bytes()

    (again,) = take("模板.xlsx")
    assert ((0, 0, 2, 0), before) == (again.outcome(), rejects.read_bytes())
    assert [rejects] == list(office.folder.glob("*未采纳*"))

    wrong = load_workbook(rejects)
    sheet = wrong.worksheets[0]
    assert "2025-6-31" == sheet["E2"].value
    sheet["E2"].value = "2025-06-30"
    wrong.save(rejects)
    (corrected,) = take(rejects.name)

    assert ((1, 0, 0, 0), []) == (corrected.outcome(), corrected.told["rejected"])
    assert [("示例丙", "2025-06-30")] == corrected.of("enterprise", "deadline")


def test_rejects_somebody_is_working_on_are_never_overwritten(office: Terminal, take: Take) -> None:
    book(office, "模板.xlsx", STARRED)
    (first,) = take("模板.xlsx")
    rejects = office.folder / first.told["rejects"]
    started = load_workbook(rejects)
    started.worksheets[0]["E2"].value = "2025-06-30"
    started.save(rejects)
    before = rejects.read_bytes()

    (again,) = take("模板.xlsx")

    assert before == rejects.read_bytes()
    assert "模板.未采纳 (2).xlsx" == again.told["rejects"]


def test_next_month_s_ledger_in_another_order_adds_and_changes_only_what_is_new(
    office: Terminal, take: Take
) -> None:
    header: list[Cell] = ["序号", "单位名称", "隐患内容", "发现时间", "整改期限", "整改状态"]
    one: list[Cell] = ["示例甲", "通道堵塞", "2025-3-1", "2025-4-1", "整改中"]
    two: list[Cell] = ["示例乙", "积尘", "2025.3.2", "2025-4-1", "整改中"]
    new: list[Cell] = ["示例丙", "漏电", "2025-4-2", "2025-5-1", "整改中"]
    book(office, "台账2025年3月.xlsx", [header, [1, *one], [2, *two]])
    book(office, "台账2025年4月.xlsx", [header, [1, *two[:-1], "已整改"], [2, *one], [3, *new]])

    (march,) = take("台账2025年3月.xlsx")
    (april,) = take("台账2025年4月.xlsx")

    assert ((2, 0, 0, 0), (1, 1, 1, 0)) == (march.outcome(), april.outcome())
    assert [(2, "YH-2026-00002", "applied"), (4, "YH-2026-00003", "rectifying")] == [
        (row, one["number"], one["status"]) for row, one in april.hazards.items()
    ]


def test_two_columns_of_money_that_differ_ask_for_a_map_and_write_nothing(
    office: Terminal, take: Take
) -> None:
    book(
        office,
        "资金.xlsx",
        [
            ["企业名称", "隐患描述", "整改资金（万元）", "投入资金（元）"],
            ["示例甲", "通道堵塞", "3.5", "35000"],
            ["示例乙", "积尘", "2", "19999"],
        ],
    )
    asked = office("hazard", "import", "资金.xlsx")
    (office.folder / "映射.toml").write_text(
        '[columns]\n"投入资金(元)" = "funds_yuan"\n', encoding="utf-8"
    )

    assert "“整改资金(万元)”、“投入资金(元)”都像是“整改资金”" in asked.err
    assert [] == office("hazard", "list", "--json").json()["hazards"]
    (taken,) = take("资金.xlsx", "--map", "映射.toml")
    assert [(35000,), (19999,)] == taken.of("funds_yuan")
