"""Mines and tailings ponds: three parts that never mix, an addition to one edition, an old one."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules import Outcome, build_rulebook, judge
from zhiben.spec import Completeness, Criterion, Fact, Standard
from zhiben_mining.plugin import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiben.rules import Verdict

RECORDS = catalog.standards()
BOOK, PROBLEMS = build_rulebook(RECORDS, sector="MIN")
CRITERIA = [one for one in RECORDS if isinstance(one, Criterion)]
STANDARDS = {one.code: one for one in RECORDS if isinstance(one, Standard)}
FACTS = [one.name for one in RECORDS if isinstance(one, Fact)]
PARTS = {"U": "地下矿山", "O": "露天矿山", "T": "尾矿库"}
NUMERALS = "零一二三四五六七八九十"
LAST_OF_2017 = date(2022, 8, 31)
FIRST_OF_2022 = date(2022, 9, 1)
DAY = date(2024, 6, 30)

GOOD_PIT: dict[str, Any] = {
    "矿山类型": "露天矿山",
    "地下转露天开采": False,
    "使用国家明令禁止的设备材料工艺": False,
    "自上而下分台阶开采": True,
    "工作帮坡角": 45,
    "设计工作帮坡角": 45,
    "最终边坡台阶高度": 15,
    "设计最终边坡台阶高度": 15,
    "保留矿柱或挂帮矿体被破坏": False,
    "采场边坡已做稳定性分析": True,
    "排土场边坡已做稳定性分析": True,
    "采场边坡高度": 80,
    "排土场边坡高度": 40,
    "关闭破坏系统或瞒改数据": False,
    "边坡有滑移现象": False,
    "运输道路坡度": 8,
    "设计运输道路坡度": 8,
    "是凹陷露天矿": False,
    "顺坡排土地基坡度": 0,
    "排土场附近有人员密集场所": False,
    "是山坡排土场": False,
    "安全平台符合设计": True,
    "清扫平台符合设计": True,
    "擅自回采在用排土场": False,
    "聚集场所在危险区内": False,
    "极端天气预警级别": "无",
}
"""An open-pit mine with nothing wrong, every clause of its part settled."""


def verdict(part: str, facts: dict[str, Any], *, on: date = DAY) -> Verdict:
    """Judge facts about a mine of one part by the editions of that day."""
    return judge(BOOK, {"矿山类型": PARTS[part]} | facts, on=on)


def met(part: str, facts: dict[str, Any], *, on: date = DAY) -> list[str]:
    """Return the clauses that hold, without the sector's prefix."""
    found = verdict(part, facts, on=on).findings
    return [one.criterion.code.removeprefix("MIN-") for one in found if one.result == "met"]


def result(code: str, facts: dict[str, Any], *, on: date = DAY) -> str:
    """Return what becomes of one clause of the part it stands in."""
    found = verdict(code.removeprefix("98-")[0], facts, on=on).findings
    return next(one.result.value for one in found if one.criterion.code == f"MIN-{code}")


def told(*texts: str) -> dict[str, Any]:
    """Return facts told in words: 有梯子间 is yes, -有梯子间 no, 出口数=2 a value."""
    pairs = (word.partition("=")[::2] for word in " ".join(texts).split())
    return {
        name.removeprefix("-"): exact(value) if value else not name.startswith("-")
        for name, value in pairs
    }


def exact(value: str) -> Decimal | str:
    """Return a number exactly, another value as it is."""
    return Decimal(value) if value[0].isdigit() else value


def loaded(standard: str) -> list[Criterion]:
    """Return the criteria of one edition."""
    return [one for one in CRITERIA if one.standard == standard]


def part_of(one: Criterion) -> str:
    """Return the letter of the part a criterion stands in."""
    return one.code.split("-")[-2]


def items_of(criteria: Iterable[Criterion]) -> Counter[str]:
    """Return how many first-level items each part has."""
    return Counter(part for part, _ in {(part_of(one), item_of(one)) for one in criteria})


def item_of(one: Criterion) -> str:
    """Return the first-level item a criterion belongs to."""
    return one.code.rpartition("-")[2].partition(".")[0]


def numeral(value: int) -> str:
    """Return a number up to 39 in Chinese numerals."""
    tens, ones = divmod(value, 10)
    words = f"{NUMERALS[tens] if tens > 1 else ''}{'十' if tens else ''}"
    return words + (NUMERALS[ones] if ones or not tens else "")


def test_the_catalog_can_be_judged_by() -> None:
    assert () == PROBLEMS


@pytest.mark.parametrize(
    ("standard", "items"),
    [
        ("MIN-88", {"U": 32, "O": 13, "T": 19}),
        ("MIN-41", {"U": 4, "O": 2, "T": 2}),
        ("MIN-98", {"U": 24, "O": 12, "T": 12}),
    ],
)
def test_each_part_has_all_its_first_level_items(standard: str, items: dict[str, int]) -> None:
    assert items == items_of(loaded(standard))
    assert sum(items.values()) == STANDARDS[standard].expected


def test_the_sub_items_come_to_the_79_of_the_text() -> None:
    """O-08's three are one criterion; U-20.0 and T-08.1 to T-08.3 are no numbered sub-items."""
    rows = [one for one in loaded("MIN-88") if "." in one.code]
    divided = [one for one in rows if not one.clause[-1].isdigit()]

    assert 80 == len(rows)
    assert ["T-08.1", "T-08.2", "T-08.3", "U-20.0"] == [one.code[4:] for one in divided]
    assert 79 == len(rows) - len(divided) + 3


def test_clauses_number_as_the_codes_do() -> None:
    for one in CRITERIA:
        item, _, digit = one.code.rpartition("-")[2].partition(".")
        number = numeral(int(item.removeprefix("S")))
        ending = "" if (part_of(one), item) == ("T", "08") else digit.removeprefix("0")

        assert f"{NUMERALS['UOT'.index(part_of(one)) + 1]}({number}){ending}" == one.clause


def test_the_editions_in_force_were_read_in_full() -> None:
    assert {Completeness.FULL} == {
        one.completeness for one in (*loaded("MIN-88"), *loaded("MIN-41"))
    }
    assert Completeness.FULL is STANDARDS["MIN-88"].completeness
    assert Completeness.FULL is STANDARDS["MIN-41"].completeness


def test_of_2017_only_what_a_reliable_copy_has_counts_as_read() -> None:
    read = [one for one in loaded("MIN-98") if one.completeness is Completeness.FULL]

    assert Completeness.PARTIAL is STANDARDS["MIN-98"].completeness
    assert {"U": 11, "O": 6, "T": 12} == items_of(read)
    assert {"05", "06", "07", "08", "09", "10"} == {
        item_of(one) for one in read if part_of(one) == "O"
    }


def test_titles_are_short_enough_for_a_table() -> None:
    assert [] == [one.code for one in CRITERIA if len(one.title) > 60]


def test_official_interpretations_stand_beside_the_clauses_they_change() -> None:
    """T-08 is read in both branches, and so on: what counts is the item."""
    items = {f"{part_of(one)}-{item_of(one)}" for one in CRITERIA if one.interpretation}
    of_2022 = {
        "U-01",
        "U-24",
        "U-28",
        "U-32",
        "T-01",
        "T-04",
        "T-08",
        "T-09",
        "T-10",
        "T-12",
        "T-16",
    }
    of_2024 = {"U-S2", "U-S4", "O-S2", "T-S1", "T-S2"}

    assert of_2022 | {"T-17", "T-18"} | of_2024 == items


def test_every_condition_begins_with_its_part() -> None:
    for one in CRITERIA:
        assert str(one.when).startswith(f"矿山类型 == '{PARTS[part_of(one)]}' and ")


@pytest.mark.parametrize("part", PARTS)
def test_knowing_only_the_part_closes_the_others_and_leaves_its_own_open(part: str) -> None:
    results = {"own": set[str](), "other": set[str]()}
    for one in verdict(part, {}).findings:
        results["own" if part_of(one.criterion) == part else "other"].add(one.result.value)

    assert {"own": {"unknown"}, "other": {"not_met"}} == results


def test_a_concentrator_itself_is_under_none_of_the_parts() -> None:
    assert Outcome.NOT_MET is judge(BOOK, {"矿山类型": "其他"}, on=DAY).outcome


def test_only_underground_mines_have_a_limit_on_output() -> None:
    output = {"年产量": 130, "月产量": 12, "设计年生产能力": 100}

    assert ["U-30"] == met("U", output)
    assert [] == met("O", output)
    assert [] == met("T", output)


def test_every_fact_is_asked_for_by_some_clause() -> None:
    conditions = " ".join(str(one.when) for one in CRITERIA)

    assert set(FACTS) == set(FACTS) & set(re.findall(r"\w+", conditions))


@pytest.mark.parametrize(
    ("code", "rest", "holding", "not_holding"),
    [
        ("U-01.1", "设计独立安全出口数=2", "独立安全出口数=1", "独立安全出口数=2"),
        ("U-01.2", "独立安全出口数=2 矿体一翼走向长度=0", "安全出口间距=29.9", "安全出口间距=30"),
        (
            "U-01.2",
            "独立安全出口数=3 -该翼有安全出口",
            "矿体一翼走向长度=1000.1",
            "矿体一翼走向长度=1000",
        ),
        ("U-01.4", "生产单元连通地面出口", "生产单元出口数=1", "生产单元出口数=2"),
        ("U-07.1", "工作水泵能力符合设计 备用水泵能力符合设计", "主排水泵数=2", "主排水泵数=3"),
        ("U-07.3", "主泵房出口有防水门", "泵房另一出口高差=6.9", "泵房另一出口高差=7"),
        ("U-08", "历史最高洪水位=25 -井口防护符合设计", "井口标高=25.9", "井口标高=26"),
        ("U-23.2", "使用井下无轨运人车 运人车核载人数=30", "运人车载人数=26", "运人车载人数=25"),
        ("U-23.2", "使用井下无轨运人车 运人车核载人数=15", "运人车载人数=16", "运人车载人数=15"),
        ("U-25", "供电中性点直接接地", "井下采场供电电压=6", "井下采场供电电压=5.9"),
        ("U-25", "供电中性点直接接地", "井下采场供电电压=35", "井下采场供电电压=35.1"),
        (
            "U-28.1",
            "有采掘承包单位 承包单位有资质条件 承包单位数上限=2",
            "承包单位数=3",
            "承包单位数=2",
        ),
        ("U-30", "设计年生产能力=100 月产量=0", "年产量=120", "年产量=119.9"),
        ("U-30", "设计年生产能力=100 年产量=0", "月产量=20", "月产量=19.9"),
        ("U-S1", "井口附近存放易燃易爆材料", "易燃易爆材料距井口=50", "易燃易爆材料距井口=50.1"),
        ("U-S4", "-已停产撤人", "极端天气预警级别=橙色", "极端天气预警级别=黄色"),
        ("O-07.1", "-采场边坡有在线监测", "采场边坡高度=200", "采场边坡高度=199.9"),
        ("O-07.2", "-排土场有稳定监测系统", "排土场边坡高度=200", "排土场边坡高度=199.9"),
        ("O-09", "设计运输道路坡度=8", "运输道路坡度=8.81", "运输道路坡度=8.8"),
        ("O-11.1", "-顺坡排土措施符合设计", "顺坡排土地基坡度=0.21", "顺坡排土地基坡度=0.2"),
        (
            "O-11.2",
            "排土场附近有人员密集场所 排土场总堆高=60 -排土场外围措施符合设计",
            "人员密集场所距排土场=120",
            "人员密集场所距排土场=120.1",
        ),
        ("T-07", "控制浸润线埋深=6", "浸润线埋深=5.9", "浸润线埋深=6"),
        (
            "T-08.2",
            "尾矿库堆存方式=湿式 设计防洪高度=2 干滩长度=60 设计干滩长度=70",
            "防洪高度=1.9",
            "防洪高度=2",
        ),
        (
            "T-15",
            "标准抗滑最小安全系数=1.2",
            "坝体抗滑最小安全系数=1.1759",
            "坝体抗滑最小安全系数=1.176",
        ),
        ("T-16", "-是头顶库 -应急道路符合要求", "尾矿库等别=三等", "尾矿库等别=四等"),
    ],
)
def test_thresholds_cut_where_the_standard_says(
    code: str, rest: str, holding: str, not_holding: str
) -> None:
    assert "met" == result(code, told(rest, holding))
    assert "not_met" == result(code, told(rest, not_holding))


@pytest.mark.parametrize(
    ("minutes", "days", "expected"),
    [("10", 366, "not_met"), ("10.1", 0, "met"), ("10", 367, "met")],
)
def test_air_is_reversed_in_ten_minutes_and_that_tried_every_year(
    minutes: str, days: int, expected: str
) -> None:
    """The year before the hazard was found has 366 days."""
    facts = {"做过反风试验": True, "反风试验日期": DAY - timedelta(days=days)}

    assert expected == result("U-20.6", facts | {"反风所需时间": Decimal(minutes)})


@given(design=st.integers(1, 10_000), tenths=st.integers(0, 20_000))
def test_output_counts_from_a_fifth_above_the_design_exactly(design: int, tenths: int) -> None:
    output = {"年产量": Decimal(tenths) / 10, "月产量": 0, "设计年生产能力": design}

    assert (tenths >= 12 * design) == (result("U-30", output) == "met")


@pytest.mark.parametrize(
    ("stage", "updated", "on"),
    [
        ("生产", date(2024, 3, 30), date(2024, 6, 30)),
        ("生产", date(2024, 11, 30), date(2025, 2, 28)),
        ("基建", date(2024, 5, 30), date(2024, 6, 30)),
        ("基建", date(2025, 1, 31), date(2025, 2, 28)),
    ],
)
def test_drawings_are_stale_the_day_after_their_months_are_over(
    stage: str, updated: date, on: date
) -> None:
    facts = {"规定图纸齐全": True, "矿山阶段": stage, "图纸更新日期": updated}

    assert "not_met" == result("U-04.1", facts, on=on)
    assert "met" == result("U-04.1", facts, on=on + timedelta(days=1))


def test_a_suspended_mine_owes_no_new_drawings() -> None:
    facts = {"规定图纸齐全": True, "矿山阶段": "停产", "图纸更新日期": date(2020, 1, 1)}

    assert "not_met" == result("U-04.1", facts)


def test_a_ventilation_system_never_tested_is_as_bad_as_one_tested_too_long_ago() -> None:
    facts = {"有通风在线监测": False, "通风系统做过检测": False}

    assert "met" == result("U-20.5", facts)


def test_mining_on_a_dam_is_allowed_only_by_design_and_for_its_operation() -> None:
    facts = {"库区或坝上有危险活动": True, "活动符合批准的设计": True}

    assert "unknown" == result("T-01", facts)
    assert "met" == result("T-01", facts | {"活动为尾矿库运行所需": False})
    assert "not_met" == result("T-01", facts | {"活动为尾矿库运行所需": True})


def test_flood_height_alone_below_the_design_is_no_major_hazard() -> None:
    pond = {"防洪高度": 1, "设计防洪高度": 2, "干滩长度": 80, "设计干滩长度": 70}

    assert "not_met" == result("T-08.2", pond | {"尾矿库堆存方式": "湿式"})
    assert "unknown" == result("T-08.3", pond | {"尾矿库堆存方式": "干式"})


def test_one_missing_post_or_one_missing_trade_is_enough() -> None:
    posts = frozenset({"矿长", "总工程师", "安全副矿长", "生产副矿长", "机电副矿长"})
    trades = frozenset({"采矿", "地质", "测量", "机电"})
    staff = {"已配备的五职": posts, "五职有相关专业": True, "已配备的专业技术人员": trades}

    assert "not_met" == result("U-32", staff)
    assert "met" == result("U-32", staff | {"已配备的五职": posts - {"总工程师"}})
    assert "met" == result("U-32", staff | {"已配备的专业技术人员": trades - {"测量"}})


@pytest.mark.parametrize(
    ("part", "facts", "old", "new"),
    [
        ("O", "是凹陷露天矿 封闭圈深度=20 -防洪排洪设施符合设计", "", "O-10"),
        ("O", "是凹陷露天矿 封闭圈深度=30 -防洪排洪设施符合设计", "98-O-10", "O-10"),
        ("O", "运输道路坡度=9 设计运输道路坡度=8 上山道路坡度=8 设计上山道路坡度=8", "", "O-09"),
        ("O", "采场边坡已做稳定性评估 排土场已做稳定性评估 -采场边坡已做稳定性分析", "", "O-06"),
        ("O", "采场边坡高度=90 排土场边坡高度=90 关闭破坏系统或瞒改数据", "", "O-07.3"),
        ("O", "排土场边坡高度=220 -排土场有在线监测 排土场有稳定监测系统", "98-O-07", ""),
        ("T", "-坝体贯穿性横向裂缝 坝体严重管涌或流土变形", "", "T-02.1"),
        ("T", "安全超高=2 设计安全超高=1 -汛前已调洪演算 -可沿用上年调洪演算", "", "T-08.1"),
        ("T", "-排水能力急剧下降 排洪设施部分堵塞坍塌或倾斜 -排洪能力符合设计", "", "T-09.2"),
        ("U", "-与相邻矿山井巷贯通 与本矿权相邻系统贯通 -系统贯通经批准", "", "U-03"),
    ],
)
def test_the_same_facts_come_out_otherwise_before_and_after_the_change(
    part: str, facts: str, old: str, new: str
) -> None:
    assert old.split() == met(part, told(facts), on=LAST_OF_2017)
    assert new.split() == met(part, told(facts), on=FIRST_OF_2022)


@pytest.mark.parametrize(
    ("on", "editions"),
    [
        (date(2017, 8, 31), []),
        (date(2017, 9, 1), ["MIN-98"]),
        (LAST_OF_2017, ["MIN-98"]),
        (FIRST_OF_2022, ["MIN-88"]),
        (date(2024, 4, 22), ["MIN-88"]),
        (date(2024, 4, 23), ["MIN-41", "MIN-88"]),
        (date(2026, 12, 31), ["MIN-41", "MIN-88"]),
    ],
)
def test_the_day_a_hazard_was_found_chooses_the_editions(on: date, editions: list[str]) -> None:
    assert editions == [one.standard.code for one in verdict("U", {}, on=on).editions]


def test_the_addition_of_2024_is_said_to_count_from_a_presumed_day() -> None:
    addition = next(one for one in verdict("U", {}).editions if one.standard.code == "MIN-41")

    assert STANDARDS["MIN-41"].effective_from is None
    assert "推定" in addition.reason


def test_a_pit_with_every_answer_in_order_is_cleared() -> None:
    assert Outcome.NOT_MET is judge(BOOK, GOOD_PIT, on=DAY).outcome


@pytest.mark.parametrize("name", sorted(GOOD_PIT.keys() - {"矿山类型"}))
def test_a_pit_is_not_cleared_while_one_answer_is_missing(name: str) -> None:
    facts = {one: value for one, value in GOOD_PIT.items() if one != name}
    found = judge(BOOK, facts, on=DAY)

    assert Outcome.UNDETERMINED is found.outcome
    assert name in found.missing


def test_the_edition_of_2017_never_clears_and_its_copied_clauses_only_suspect() -> None:
    storm = verdict("O", {"雷雨天气爆破": True}, on=LAST_OF_2017)

    assert Outcome.UNDETERMINED is judge(BOOK, GOOD_PIT, on=LAST_OF_2017).outcome
    assert Outcome.SUSPECTED is storm.outcome


def test_the_checklist_has_the_18_items_with_the_facts_of_their_clauses() -> None:
    (checklist,) = catalog.checklists()
    asked = {one.code: set(one.facts) for one in checklist.items}

    assert [f"MIN-C1-{number:02}" for number in range(1, 19)] == list(asked)
    assert ["MIN-C1-17"] == [code for code, facts in asked.items() if not facts]
    assert all(one.how and one.basis and one.who and one.frequency for one in checklist.items)


@pytest.mark.parametrize(
    ("item", "clauses"),
    [
        ("01", ["U-01"]),
        ("03", ["U-07"]),
        ("05", ["U-S2"]),
        ("08", ["U-20"]),
        ("13", ["O-03", "O-04", "O-12"]),
        ("14", ["T-03", "T-04", "T-07", "T-08"]),
        ("16", ["U-S4", "O-S2", "T-S2"]),
    ],
)
def test_an_item_asks_for_every_fact_of_its_clauses(item: str, clauses: list[str]) -> None:
    items = next(iter(catalog.checklists())).items
    asked = next(set(one.facts) for one in items if one.code == f"MIN-C1-{item}")
    in_force = (*loaded("MIN-88"), *loaded("MIN-41"))
    checked = [one for one in in_force if f"{part_of(one)}-{item_of(one)}" in clauses]
    words = {word for one in checked for word in re.findall(r"\w+", str(one.when))}

    assert words & set(FACTS) == asked | {"矿山类型"}


def test_there_are_nine_indicators_and_the_plan_sets_no_target_for_them() -> None:
    indicators = catalog.indicators()
    shares = [one for one in indicators if one.unit == "%"]

    assert [f"MIN-I{number:02}" for number in range(1, 10)] == [one.code for one in indicators]
    assert [] == [one.code for one in indicators if one.target is not None]
    assert all(one.numerator and one.denominator for one in shares)
