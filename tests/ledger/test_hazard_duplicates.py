from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

from zhiben.ledger.duplicates.finding import (
    MOST,
    Duplicate,
    Outcome,
    compare,
    find_duplicates,
    find_duplicates_among,
)
from zhiben.ledger.duplicates.names import Identity, Names, identity_of
from zhiben.model.hazards import HazardDetails

DAY = date(2024, 5, 3)
CODE, OTHER_CODE = "91340322000000001N", "91340322000000002R"
COUNTY = Names(regions=("安徽省", "蚌埠市", "五河县"))


KNOWN = HazardDetails(
    enterprise="五河县示例粮油有限公司", location="3号仓库", description="灭火器过期", found_on=DAY
)


def hazard(description: str | None = "灭火器过期", **said: Any) -> HazardDetails:
    return evolve(KNOWN, description=description, **said)


def told(one: HazardDetails, other: HazardDetails, *, names: Names = COUNTY) -> Outcome | None:
    found = compare(one, other, names=names)
    return found.outcome if found else None


def why(one: HazardDetails, other: HazardDetails) -> str:
    found = compare(one, other, names=COUNTY)
    assert found is not None
    return found.why


def later(days: int, description: str = "灭火器过期", **said: Any) -> HazardDetails:
    return hazard(description, found_on=DAY + timedelta(days=days), **said)


# What is told of a pair


def test_a_pair_says_in_a_line_what_agrees() -> None:
    found = compare(
        hazard(credit_code=CODE),
        later(3, credit_code=CODE, description="灭火器压力表损坏、灭火器过期"),
        names=COUNTY,
    )

    assert found is None
    assert Duplicate(
        new="1",
        recorded="2",
        score=0.8,
        why="同一统一社会信用代码；地点相同；描述相似 0.80；发现日期相差 3 天",
        outcome=Outcome.POSSIBLE,
    ) == compare(
        hazard("储存库视频监控损坏", credit_code=CODE),
        later(3, description="民爆物品储存库视频监控损坏", credit_code=CODE),
        names=COUNTY,
    )


# The enterprise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("五河县示例粮油有限公司", "示例粮油有限责任公司"),
        ("五河县示例粮油有限公司", "安徽省五河县示例粮油"),
        ("五河县示例粮油有限公司", "示例粮油（五河）有限公司"),
        ("五河县示例粮油有限公司", "示例粮油有限公司（原示例粮站）"),
        ("示例养殖场（个体工商户）", "示例养殖场"),
        ("Ａ１示例厂", "a1示例厂"),
    ],
)
def test_suffixes_brackets_width_and_own_regions_do_not_tell_enterprises_apart(
    one: str, other: str
) -> None:
    assert Outcome.CERTAIN is told(hazard(enterprise=one), hazard(enterprise=other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("五河县示例木业", "固镇县示例木业"),
        ("示例第一加油站", "示例第二加油站"),
        ("城东示例加油站", "城西示例加油站"),
        ("示例粮油", "示例化工"),
        ("张示例家庭农场", "李示例家庭农场"),
        ("示例客运有限公司五河分公司", "示例客运有限公司固镇分公司"),
    ],
)
def test_numbers_sides_and_other_counties_tell_enterprises_apart(one: str, other: str) -> None:
    assert told(hazard(enterprise=one), hazard(enterprise=other)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("示例粮油贸易", "示例粮油"), ("淮滨示例粮油贸易", "淮宾示例粮油贸易")],
    ids=["shortened", "a letter wrong"],
)
def test_a_name_written_otherwise_is_for_a_person(one: str, other: str) -> None:
    assert Outcome.POSSIBLE is told(hazard(enterprise=one), hazard(enterprise=other))


def test_a_renamed_enterprise_is_known_by_its_code() -> None:
    renamed = hazard(enterprise="示例丰源农业", credit_code=CODE)

    assert Outcome.CERTAIN is told(hazard(credit_code=CODE), renamed)


def test_two_valid_codes_are_two_enterprises_whatever_the_names() -> None:
    assert told(hazard(credit_code=CODE), hazard(credit_code=OTHER_CODE)) is None


def test_a_code_that_fails_its_check_digit_is_no_code() -> None:
    faulty = hazard(credit_code="91340322000000001A")

    assert Outcome.CERTAIN is told(hazard(credit_code=CODE), faulty)


def test_an_alias_stands_for_a_name_or_a_code() -> None:
    names = Names(aliases={"老粮站": "示例粮油", "新粮站": CODE})

    assert Identity(core="示例粮油") == identity_of("老 粮站", None, names=names)
    assert Identity(code=CODE, core="新粮站") == identity_of("新粮站", "", names=names)


def test_a_name_of_nothing_but_a_legal_form_is_kept() -> None:
    assert Identity(core="有限公司") == identity_of("有限公司", None, names=COUNTY)


def test_a_region_is_left_in_a_name_of_which_nothing_else_would_remain() -> None:
    assert Identity(core="五河县") == identity_of("五河县", None, names=COUNTY)
    assert Identity(core="示例县a") == identity_of("示例县A", None, names=COUNTY)


def test_a_code_alone_and_a_name_alone_are_not_the_same() -> None:
    assert told(hazard(enterprise=None, credit_code=CODE), hazard()) is None


def test_a_report_that_names_no_enterprise_is_for_a_person() -> None:
    report = hazard(enterprise=None, location="示例粮油3号仓库")

    assert Outcome.POSSIBLE is told(hazard(), report)
    assert "文字里提到" in why(hazard(), report)


def test_another_township_of_the_same_enterprise_is_for_a_person() -> None:
    here, there = hazard(region="城关镇"), hazard(region="头铺镇")

    assert Outcome.POSSIBLE is told(here, there)
    assert Outcome.CERTAIN is told(here, hazard(region="五河县城关镇"))


# The place


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3号仓库", "三号库房内"),
        ("3号仓库", "第3仓库"),
        ("一车间", "1#车间"),
        ("2楼", "二层"),
        ("负一层", "地下1楼"),
        ("5栋2单元", "5号楼二单元"),
        ("V-101储罐", "v101储罐"),
        ("厂房东侧", "厂房东面"),
        ("示例粮油有限公司办公楼", "办公楼"),
        ("安徽省五河县示例粮油办公楼", "办公楼"),
        ("采场+45m平台", "采场45米平台"),
        ("淮河路与示例路交叉口", "示例路与淮河路交叉口"),
    ],
)
def test_one_place_is_written_in_many_ways(one: str, other: str) -> None:
    assert Outcome.CERTAIN is told(hazard(location=one), hazard(location=other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3号仓库", "5号仓库"),
        ("3号仓库", "13号仓库"),
        ("5号楼", "5楼"),
        ("一层", "负一层"),
        ("东门", "西门"),
        ("A区", "B区"),
        ("仓库", "办公楼"),
        ("仓库内", "仓库外"),
        ("1号仓库2号门", "3号仓库2号门"),
        ("1号仓库2号门", "2号仓库1号门"),
    ],
)
def test_numbers_sides_and_names_tell_places_apart(one: str, other: str) -> None:
    assert told(hazard(location=one), hazard(location=other)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3号仓库", "仓库"),
        ("仓库", "成品仓库"),
        ("熔铸车间铸造区", "熔炼车间铸造区"),
        ("仓库", None),
    ],
)
def test_a_place_that_says_less_or_otherwise_is_for_a_person(one: str, other: str | None) -> None:
    assert Outcome.POSSIBLE is told(hazard(location=one), hazard(location=other))


def test_a_place_may_stand_in_the_description() -> None:
    found = compare(hazard(location=None, description="3号仓库灭火器过期"), hazard(), names=COUNTY)

    assert found is not None
    assert Outcome.CERTAIN is found.outcome
    assert "地点和描述合起来相同" in found.why


def test_what_a_place_says_is_not_counted_again_in_the_description() -> None:
    here = hazard(location="客运站停车场")

    assert Outcome.CERTAIN is told(here, hazard("停车场灭火器过期", location="客运站停车场"))


def test_management_has_no_place_of_its_own() -> None:
    one = hazard("未建立安全生产责任制", location="办公室")

    assert Outcome.CERTAIN is told(one, hazard("未建立安全生产责任制", location=None))
    assert Outcome.CERTAIN is told(
        hazard("未开展安全培训", location="2号项目部"),
        hazard("未开展安全培训", location="项目部"),
    )


def test_without_a_place_few_words_on_two_days_are_for_a_person() -> None:
    assert Outcome.CERTAIN is told(hazard(location=None), hazard(location=None))
    assert Outcome.POSSIBLE is told(hazard(location=None), later(5, location=None))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("S304省道K12+300", "省道304 K12+300处", Outcome.CERTAIN),
        ("S304 K12+300", "S304 12公里300米", Outcome.CERTAIN),
        ("S304 K12+300", "S304 K12.3", Outcome.CERTAIN),
        ("县道X023线K5+200", "X023县道K5+200", Outcome.CERTAIN),
        ("S304 K12+300", "S304 K12+800", None),
        ("S304 K12+300", "G104 K12+300", None),
        ("S304 K12+300左侧", "S304 K12+300右侧", None),
        ("S304 K12+300", "S304", Outcome.POSSIBLE),
    ],
)
def test_a_road_is_known_by_its_stakes(one: str, other: str, expected: Outcome | None) -> None:
    road, same = (
        hazard("护栏缺失", enterprise=None, location=place, region="小溪镇")
        for place in (one, other)
    )

    assert expected is told(road, same)


def test_public_places_of_one_name_in_two_townships_are_two() -> None:
    places = [
        hazard(enterprise=None, location="示例村", region=region) for region in ("武桥镇", "沱湖乡")
    ]

    assert told(*places) is None


def test_without_enterprise_and_place_nothing_is_certain() -> None:
    assert Outcome.POSSIBLE is told(*[hazard(enterprise=None, location=None)] * 2)


# The wording


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("未设置灭火器", "缺少灭火器"),
        ("没有灭火器", "灭火器缺失"),
        ("灭火器过期", "1.灭火器已过期；"),
        ("灭火器过期", "灭火器超期未检验"),
        ("消防栓损坏", "消火拴破损"),
        ("灭火器过期，应急灯不亮", "应急照明灯损坏、灭火器过期"),
        ("未戴安全帽作业", "作业人员未戴安全帽"),
        ("通道堵塞，影响疏散", "通道堵塞"),
        ("灭火器过期", "2具灭火器过期"),
        ("储气罐安全阀压力表未登记", "储气罐安全阀压力表未办登记"),
    ],
)
def test_one_hazard_is_worded_in_many_ways(one: str, other: str) -> None:
    assert Outcome.CERTAIN is told(hazard(one), hazard(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("灭火器过期", "灭火器缺失"),
        ("灭火器过期", "电线私拉乱接"),
        ("氧气瓶未固定", "氢气瓶未固定"),
        ("进风井防爆门损坏", "回风井防爆门损坏"),
        ("防火门不能关闭", "防火门不能开启"),
        ("3号泵漏水", "5号泵漏水"),
        ("灭火器过期", None),
    ],
)
def test_defect_object_side_and_number_tell_hazards_apart(one: str, other: str | None) -> None:
    assert told(hazard(one), hazard(other)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("配电箱未接地", "配电柜未接地"),
        ("2具灭火器过期", "5具灭火器过期"),
        ("灭火器损坏消火栓缺失漏水", "消火栓损坏灭火器缺失漏水"),
        ("储罐区的消防水泵控制柜锈蚀", "储罐区备用消防水泵控制柜锈蚀"),
        ("仓库的安全阀压力表液位计失灵", "仓库的安全阀压力表液位计失灵、锈蚀"),
    ],
)
def test_a_letter_or_count_that_differs_is_for_a_person(one: str, other: str) -> None:
    assert Outcome.POSSIBLE is told(hazard(one), hazard(other))


def test_rows_without_descriptions_are_for_a_person() -> None:
    assert Outcome.POSSIBLE is told(hazard(None), hazard(None))


def test_a_description_of_fillers_or_of_the_place_alone_still_counts() -> None:
    assert Outcome.CERTAIN is told(hazard("现场存在问题"), hazard("现场存在问题。"))
    assert Outcome.CERTAIN is told(hazard("3号仓库"), hazard("3号仓库"))


# The days


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, Outcome.CERTAIN), (45, Outcome.CERTAIN), (46, Outcome.POSSIBLE), (184, None)],
)
def test_the_longer_ago_the_less_it_is_the_same(days: int, expected: Outcome | None) -> None:
    assert expected is told(hazard(), later(days))


@pytest.mark.parametrize(("days", "expected"), [(8, Outcome.POSSIBLE), (20, None)])
def test_what_comes_back_after_it_was_put_right_is_another(
    days: int, expected: Outcome | None
) -> None:
    done = hazard(done_on=DAY + timedelta(days=3))

    assert expected is told(done, later(days))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (None, None, Outcome.POSSIBLE),
        (DAY, DAY, Outcome.CERTAIN),
        (DAY, DAY + timedelta(days=20), Outcome.POSSIBLE),
        (DAY, DAY + timedelta(days=365), None),
    ],
)
def test_without_a_day_the_deadlines_tell(
    one: date | None, other: date | None, expected: Outcome | None
) -> None:
    assert expected is told(hazard(deadline=one), hazard(found_on=None, deadline=other))


# Many rows


def found(new: dict[str, HazardDetails], recorded: dict[str, HazardDetails]) -> list[Duplicate]:
    return list(find_duplicates(new, recorded, names=COUNTY))


def test_a_row_that_is_certain_is_shown_beside_no_other() -> None:
    (one,) = found({"n": hazard()}, {"same": hazard(), "like": hazard(location="仓库")})

    assert ("same", Outcome.CERTAIN) == (one.recorded, one.outcome)


def test_the_nearest_in_time_of_equal_hazards_is_taken() -> None:
    (one,) = found({"n": later(9)}, {"a": hazard(), "b": later(10), "c": later(20)})

    assert ("b", Outcome.CERTAIN) == (one.recorded, one.outcome)


def test_a_row_that_fits_two_different_hazards_is_for_a_person() -> None:
    pairs = found({"n": later(40)}, {"a": hazard(), "b": later(80)})

    assert ["a", "b"] == [one.recorded for one in pairs]
    assert {Outcome.POSSIBLE} == {one.outcome for one in pairs}
    assert all("同样相符的不止一条" in one.why for one in pairs)


def test_two_different_rows_that_fit_one_hazard_are_for_a_person() -> None:
    pairs = found({"a": hazard(), "b": later(80)}, {"r": later(40)})

    assert [("a", Outcome.POSSIBLE), ("b", Outcome.POSSIBLE)] == [(p.new, p.outcome) for p in pairs]


def test_a_row_is_shown_beside_few_hazards_only() -> None:
    many = {f"r{place}": hazard(location=f"{place}仓库") for place in "甲乙丙丁戊东西"}

    assert MOST == len(found({"n": hazard(location="仓库")}, many))


def test_hazards_on_record_are_held_against_each_other_once() -> None:
    (pair,) = find_duplicates_among(
        {"b": hazard(), "a": later(1), "c": hazard("电线老化")}, names=COUNTY
    )

    assert ("b", "a", Outcome.CERTAIN) == (pair.new, pair.recorded, pair.outcome)


def test_rows_without_an_enterprise_meet_all_others() -> None:
    owned, public = hazard(), hazard(enterprise=None, location="示例粮油3号仓库")

    assert ["r"] == [one.recorded for one in found({"n": public}, {"r": owned})]
    assert ["r"] == [one.recorded for one in found({"n": owned}, {"r": public})]


def test_in_a_large_enterprise_not_all_rows_meet_and_yet_none_is_missed() -> None:
    new = {str(number): later(number, f"{number}号机防护罩缺失") for number in range(60)}
    others = {f"other{number}": later(number, f"{number}号梁锈蚀") for number in range(60)}

    pairs = found(new, {f"r{which}": row for which, row in new.items()} | others)

    assert {(which, f"r{which}", Outcome.CERTAIN) for which in new} == {
        (one.new, one.recorded, one.outcome) for one in pairs
    }


def test_an_undated_row_meets_all_of_its_enterprise() -> None:
    undated = hazard(found_on=None)

    assert ["r", "s"] == [
        p.recorded for p in found({"n": undated}, {"r": hazard(), "s": later(400)})
    ]
    assert ["r"] == [p.recorded for p in found({"n": hazard()}, {"r": undated})]
