"""From 121号 to AQ 3067—2026: hazards the day on which they were found decides about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhiben.rules import Outcome, build_rulebook, judge
from zhiben.spec import Effect
from zhiben_hazchem import plugin

BOOK, _ = build_rulebook((*plugin.zhiben_standards(), *plugin.zhiben_derivations()), sector="CHE")
MAKER = {"单位类型": "危险化学品生产"}
OLD, NEW = date(2026, 9, 29), date(2026, 9, 30)


def results(facts: dict[str, Any], *, on: date) -> dict[str, str]:
    """Return the clauses on major hazards that hold, and those that seem to."""
    found = judge(BOOK, {**MAKER, **facts}, on=on).findings
    return {
        one.criterion.code: one.result.value
        for one in found
        if one.criterion.effect is Effect.MAJOR and one.result.value in {"met", "suspected"}
    }


def result(code: str, facts: dict[str, Any], *, on: date) -> str:
    """Return what becomes of one clause."""
    found = judge(BOOK, {**MAKER, **facts}, on=on).findings
    return next(one.result.value for one in found if one.criterion.code == code)


def test_a_part_time_safety_manager_counts_under_the_old_text_only() -> None:
    facts = {
        "主要负责人考核合格": True,
        "未考核合格的安全管理人员数": 1,
        "未考核合格的专职安全管理人员数": 0,
    }

    assert {"CHE-121-1": "met"} == results(facts, on=OLD)
    assert "not_met" == result("CHE-5.1.1", facts, on=NEW)


def test_education_is_new() -> None:
    facts = {"涉及两重点一重大": True, "学历职称都不达标的重点人员数": 1}

    assert {} == results(facts, on=OLD)
    assert {"CHE-5.1.2": "suspected"} == results(facts, on=NEW)


@pytest.mark.parametrize(
    ("shape", "old", "new"), [("球罐", "met", "met"), ("卧罐", "met", "not_met")]
)
def test_water_injection_is_for_spheres_only_now(shape: str, old: str, new: str) -> None:
    facts = {"全压力式液化烃储罐型式": shape, "液化烃储罐有注水设施": False}

    assert old == result("CHE-121-6", facts, on=OLD)
    assert new == result("CHE-5.4.7", facts, on=NEW)


@pytest.mark.parametrize(
    ("medium", "old", "new"),
    [
        ("液氯", "met", "met"),
        ("无水氯化氢", "met", "met"),
        ("其他易燃易爆或有毒有害液化气体", "met", "not_met"),
        ("其他", "not_met", "not_met"),
    ],
)
def test_the_list_of_gases_to_be_loaded_through_arms_is_closed_now(
    medium: str, old: str, new: str
) -> None:
    facts = {"充装介质": medium, "使用万向管道充装系统": False}

    assert old == result("CHE-121-7", facts, on=OLD)
    assert new == result("CHE-5.4.4", facts, on=NEW)


def test_a_coupler_that_does_not_close_itself_is_new() -> None:
    facts = {
        "充装介质": "液化烃",
        "使用万向管道充装系统": True,
        "充装接头缺少的功能": frozenset({"脱落自封闭"}),
    }

    assert "not_met" == result("CHE-121-7", facts, on=OLD)
    assert "met" == result("CHE-5.4.4", facts, on=NEW)


def test_pipes_of_other_toxic_gases_outside_the_works_count_under_the_old_text_only() -> None:
    facts = {"气体管道介质": "其他剧毒气体", "气体管道穿越厂外公共区域": True}

    assert "met" == result("CHE-121-8", facts, on=OLD)
    assert "not_met" == result("CHE-5.2.4", facts, on=NEW)


def test_a_safety_system_is_asked_for_outside_tank_farms_too() -> None:
    facts = {
        "重大危险源级别": "一级",
        "重大危险源介质": frozenset({"有毒气体"}),
        "属于罐区": False,
        "有独立SIS": False,
        "已配备SIS": False,
    }

    assert "not_met" == result("CHE-121-5", facts, on=OLD)
    assert "met" == result("CHE-5.5.5", facts, on=NEW)


def test_a_valve_that_fails_counts_for_each_tank() -> None:
    facts = {
        "重大危险源级别": "二级",
        "重大危险源介质": frozenset({"其他"}),
        "属于罐区": True,
        "罐区有紧急切断": True,
        "紧急切断不合格的储罐数": 1,
    }

    assert "not_met" == result("CHE-121-5", facts, on=OLD)
    assert "met" == result("CHE-5.5.6", facts, on=NEW)


def test_a_detector_that_fails_counts_by_itself() -> None:
    facts = {
        "有可燃有毒气体泄漏风险": True,
        "气体检测报警符合国标": True,
        "爆炸危险区域": "非爆炸危险区域",
        "设计要求的探测器数": 8,
        "已装的探测器数": 8,
        "失效的探测器数": 1,
    }

    assert "not_met" == result("CHE-121-12", facts, on=OLD)
    assert "met" == result("CHE-5.4.2", facts, on=NEW)


def test_each_system_needs_its_own_uninterrupted_supply() -> None:
    facts = {
        "应设双重电源": True,
        "已设双重电源": True,
        "自动化控制系统有UPS": True,
        "未配UPS的系统": frozenset({"GDS"}),
    }

    assert "not_met" == result("CHE-121-14", facts, on=OLD)
    assert "met" == result("CHE-5.4.1", facts, on=NEW)


def test_technologies_and_facilities_on_the_list_are_new() -> None:
    facts = {"使用的淘汰落后项目": frozenset({"设施"})}

    assert "not_met" == result("CHE-121-11", facts, on=OLD)
    assert "met" == result("CHE-5.3.1", facts, on=NEW)


@pytest.mark.parametrize(("people", "expected"), [(6, "unknown"), (7, "suspected")])
def test_how_many_may_be_on_the_spot_is_new_and_read_in_part(people: int, expected: str) -> None:
    facts = {
        "正在处置异常工况": True,
        "异常处置时装置区人数": people,
        "有无关人员进入": False,
        "属于精细化工": False,
    }

    assert {} == results(facts, on=OLD)
    assert expected == result("CHE-5.7.4", facts, on=NEW)


@pytest.mark.parametrize(
    ("degree", "people", "expected"),
    [(4, 2, "unknown"), (3, 3, "unknown"), (4, 3, "suspected"), (5, 3, "suspected")],
)
def test_two_people_may_be_in_a_dangerous_building_of_fine_chemicals(
    degree: int, people: int, expected: str
) -> None:
    facts = {
        "正在处置异常工况": False,
        "属于精细化工": True,
        "涉及高危工艺": False,
        "工艺危险度": degree,
        "精细化工厂房现场人数": people,
    }

    assert expected == result("CHE-5.7.4", facts, on=NEW)


def test_locating_people_and_connecting_data_are_new() -> None:
    facts = {"重大危险源级别": "四级", "监测数据已接入预警系统": False}

    assert {} == results(facts, on=OLD)
    assert {"CHE-5.7.3": "met"} == results(facts, on=NEW)


def test_where_the_control_room_faces_is_asked_for_by_the_old_text_only() -> None:
    facts = {"有面向危险装置的控制室或机柜间": True, "面向装置一侧符合防火防爆要求": False}

    assert {"CHE-121-13": "met"} == results(facts, on=OLD)
    assert {} == results(facts, on=NEW)


def test_a_change_of_limits_within_the_design_needs_no_new_assessment() -> None:
    facts = {
        "属于精细化工": True,
        "应做反应安全风险评估": True,
        "已做反应安全风险评估": True,
        "变更后已重新评估": False,
    }
    within, beyond = "工艺控制指标变更但未超设计范围", "工艺控制指标变更且超出设计范围"

    assert "not_met" == result(
        "CHE-5.3.5", {**facts, "精细化工工艺变更情形": frozenset({within})}, on=NEW
    )
    assert "met" == result(
        "CHE-5.3.5", {**facts, "精细化工工艺变更情形": frozenset({beyond})}, on=NEW
    )


@pytest.mark.parametrize("medium", ["甲类", "剧毒"])
def test_a_clamp_on_a_running_pipe_is_a_major_hazard_though_it_was_approved(medium: str) -> None:
    facts = {"堵漏管道介质": medium, "用卡具临时堵漏": True, "堵漏后继续运行": True}

    assert Outcome.MAJOR is judge(BOOK, {**MAKER, **facts}, on=NEW).outcome


def test_substances_in_tanks_settle_the_level_a_clause_asks_for() -> None:
    facts = {
        "危险化学品数量": {"液氯": 125},
        "厂区边界外500米常住人口": 120,
        "重大危险源介质": frozenset({"有毒气体"}),
        "已配备SIS": False,
    }
    verdict = judge(BOOK, {**MAKER, **facts}, on=NEW)
    used = next(one.used for one in verdict.findings if one.criterion.code == "CHE-5.5.5")

    assert Outcome.MAJOR is verdict.outcome
    assert "一级" == used["重大危险源级别"]
    assert {"液氯": 125} == used["危险化学品数量"]


def test_a_level_that_is_given_goes_before_one_worked_out() -> None:
    facts = {
        "重大危险源级别": "四级",
        "危险化学品数量": {"液氯": 125},
        "厂区边界外500米常住人口": 120,
    }

    assert "not_met" == result(
        "CHE-5.5.5",
        {**facts, "重大危险源介质": frozenset({"有毒气体"}), "已配备SIS": False},
        on=NEW,
    )


def test_in_place_of_an_unknown_level_its_substances_are_asked_for() -> None:
    facts = {"重大危险源介质": frozenset({"有毒气体"}), "已配备SIS": False}
    found = judge(BOOK, {**MAKER, **facts}, on=NEW).findings
    missing = next(one.missing for one in found if one.criterion.code == "CHE-5.5.5")

    assert {"危险化学品数量", "厂区边界外500米常住人口"} == set(missing)
