"""Road traffic and transport: which clauses there are, and what becomes of whole hazards."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.rules import Outcome, build_rulebook, judge
from zhiben.spec import Checklist, Completeness, Criterion, Effect, Fact, Indicator, Standard
from zhiben_traffic import plugin

if TYPE_CHECKING:
    from zhiben.rules import Verdict

RECORDS = (*plugin.zhiben_standards(), *plugin.zhiben_derivations())
BOOK, PROBLEMS = build_rulebook(RECORDS, sector="TRA")
CRITERIA = [one for one in RECORDS if isinstance(one, Criterion)]
STANDARDS = {one.code: one for one in RECORDS if isinstance(one, Standard)}
FACTS = {one.name: one for one in RECORDS if isinstance(one, Fact)}
FULL, PARTIAL = Completeness.FULL, Completeness.PARTIAL
TOPIC, MISSING = Completeness.TOPIC, Completeness.MISSING
TODAY = date(2026, 11, 24)
COACHES = {"企业类型": "道路旅客运输企业"}
TANKERS = {"企业类型": "道路危险货物运输企业"}


def of(standard: str, *, how: Completeness | None = None) -> list[str]:
    """Return the clauses of an edition, all of them or those read to that extent."""
    return [
        one.clause
        for one in CRITERIA
        if one.standard == standard and how in {None, one.completeness}
    ]


def verdict(facts: dict[str, Any], *, on: date = TODAY) -> Verdict:
    """Judge facts by the editions of that day."""
    return judge(BOOK, facts, on=on)


def result(code: str, facts: dict[str, Any], *, on: date = TODAY) -> str:
    """Return what becomes of one clause."""
    found = verdict(facts, on=on).findings
    return next(one.result.value for one in found if one.criterion.code == code)


# What the digest knows of each document.


def test_the_catalog_can_be_judged_by() -> None:
    assert () == PROBLEMS


def test_of_52_article_3_one_item_of_4_and_one_of_6_are_known() -> None:
    known = Counter(of("TRA-52", how=FULL))

    assert {
        "3(一)": 1,
        "3(二)": 1,
        "3(三)": 3,
        "3(四)": 1,
        "3(五)": 1,
        "4(一)": 1,
        "6(二)": 1,
    } == known
    assert ["4(二)", "5", "6(一)", "6(三)", "7"] == of("TRA-52", how=MISSING)


def test_of_59_articles_5_6_and_the_first_items_of_7_are_known() -> None:
    assert ["5", "6", "7(一)"] == of("TRA-59", how=FULL)
    assert ["7(二)"] == of("TRA-59", how=PARTIAL)
    assert ["7(三)", "8"] == of("TRA-59", how=MISSING)


def test_of_170_the_first_three_items_of_article_5_are_known() -> None:
    assert ["5(一)", "5(二)", "5(三)"] == of("TRA-170", how=FULL)
    assert ["5(四)", "6", "7", "8", "9", "10"] == of("TRA-170", how=MISSING)


@pytest.mark.parametrize("standard", ["TRA-178", "TRA-209", "TRA-INLAND"])
def test_documents_without_text_are_placeholders(standard: str) -> None:
    assert ["全部"] == of(standard, how=MISSING)
    assert MISSING is STANDARDS[standard].completeness


def test_what_has_no_text_has_no_condition_and_what_is_remembered_is_no_more_than_a_topic() -> None:
    assert [] == [one.code for one in CRITERIA if one.completeness is MISSING and one.when]
    remembered = [one for one in CRITERIA if "凭记忆" in one.note]

    assert {TOPIC} == {one.completeness for one in remembered}
    assert {"TRA-LOAD-29", "TRA-FATIGUE-M4", "TRA-FATIGUE-M5", "TRA-FATIGUE-M6", "TRA-TOPIC-5"} == {
        one.code for one in remembered
    }


def test_no_document_is_complete() -> None:
    assert FULL not in {one.completeness for one in STANDARDS.values()}


@pytest.mark.parametrize("standard", ["OVER", "LOAD", "FATIGUE", "TOPIC"])
def test_overlimit_overload_fatigue_and_the_rest_are_hazards_but_never_major(standard: str) -> None:
    effects = {one.effect for one in CRITERIA if one.standard == f"TRA-{standard}"}

    assert {Effect.HAZARD} == effects


def test_only_what_a_county_or_a_person_decides_is_manual() -> None:
    manual = [one.code for one in CRITERIA if one.manual]

    assert ["TRA-52-3(三)-甲", "TRA-52-3(三)-甲-1", "TRA-52-3(五)"] == manual


def test_dates_that_are_remembered_or_taken_from_a_reprint_are_presumed() -> None:
    stated = {one.code for one in STANDARDS.values() if one.effective_from}
    presumed = {one.code: one.presumed_from for one in STANDARDS.values() if one.presumed_from}

    assert {"TRA-52", "TRA-LOAD"} == stated
    assert date(2023, 10, 8) == presumed["TRA-59"]
    assert date(2018, 1, 1) == presumed["TRA-170"]
    assert date(2016, 9, 21) == presumed["TRA-OVER"]
    assert all(
        "推定" in STANDARDS[code].note or "记忆" in STANDARDS[code].note for code in presumed
    )


# Editions.


@pytest.mark.parametrize(
    ("on", "is_used"), [(date(2023, 9, 30), False), (date(2023, 10, 1), True), (TODAY, True)]
)
def test_52_counts_from_its_first_day(on: date, *, is_used: bool) -> None:
    found = verdict({**COACHES, "有经营许可": False, "已备案": False}, on=on)
    words = "还没有版本施行，最早的一版自 2023-10-01 起"

    assert is_used == ("TRA-52" in {one.standard.code for one in found.editions})
    assert is_used == (found.outcome is Outcome.MAJOR)
    assert is_used != any(words in note for note in found.notes)


def test_a_document_without_any_date_is_named_but_not_used() -> None:
    found = verdict({})

    assert "TRA-209" not in {one.standard.code for one in found.editions}
    assert any("公交管〔2023〕209号" in note for note in found.notes)


# Whole hazards.


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("TRA-52-3(一)", {**COACHES, "有经营许可": False, "已备案": False}),
        ("TRA-52-3(二)", {"企业类型": "城市客运企业", "在用检验过期车辆数": 1}),
        ("TRA-52-6(二)", {**TANKERS, "罐车型式": "常压液体罐车", "介质超出适装范围": True}),
        ("TRA-59-6", {"隧道技术状况等级": 5, "已实施危隧整治": False, "隧道已关闭": False}),
        ("TRA-170-5(一)", {"客船擅自改建": True}),
    ],
)
def test_one_clause_that_holds_is_enough(code: str, facts: dict[str, Any]) -> None:
    found = verdict(facts)

    assert Outcome.MAJOR is found.outcome
    assert [code] == [one.criterion.code for one in found.findings if one.result.value == "met"]


def test_article_3_concerns_every_transport_company_and_nobody_else() -> None:
    choices = FACTS["企业类型"].choices
    others = {"公路运营单位", "水上客运单位", "其他"}
    clause = "TRA-52-3(二)"

    for choice in choices:
        expected = "not_met" if choice in others else "met"
        assert expected == result(clause, {"企业类型": choice, "在用报废车辆数": 1})


def test_articles_4_and_6_concern_their_own_kind_of_company_only() -> None:
    line = {"线路类型": "班线", "线路里程": 900, "线路已做安全风险评估": False}
    load = {"实际载质量": 2, "核定载质量": 1}

    assert "not_met" == result("TRA-52-4(一)", {**TANKERS, **line})
    assert "not_met" == result("TRA-52-6(二)", {**COACHES, **load})


LONG = {
    **COACHES,
    "三超一疲劳属于长期": True,
    "运输中已及时提醒纠正": False,
    "运输结束后已严肃处理": False,
    "运输结束日期": date(2024, 3, 1),
}


@pytest.mark.parametrize(
    ("change", "both", "either"),
    [
        ({}, "suspected", "not_met"),
        ({"运输中已及时提醒纠正": True}, "not_met", "suspected"),
        ({"三超一疲劳属于长期": False}, "not_met", "not_met"),
    ],
)
def test_long_speeding_and_fatigue_are_suspected_at_most(
    change: dict[str, Any], both: str, either: str
) -> None:
    """Both lapses or only one of them: a person has to confirm that it went on for long."""
    facts = {**LONG, **change}

    assert both == result("TRA-52-3(三)-甲", facts)
    assert either == result("TRA-52-3(三)-甲-1", facts)
    assert Outcome.MAJOR is not verdict(facts).outcome


def test_the_suggested_meaning_of_long_is_marked_as_a_suggestion() -> None:
    rule = BOOK.rule("TRA-52-3(三)-甲")

    assert rule is not None
    assert "建议（不是规定）" in rule.criterion.note


def test_a_red_warning_without_an_order_to_stop_settles_nothing() -> None:
    facts = {**COACHES, "恶劣天气预警最高级别": "红色", "预警期间仍安排运输": True}

    assert "unknown" == result("TRA-52-3(四)", facts)
    orders = {"有政府停运指令": False, "企业预案要求停运": False}
    assert "not_met" == result("TRA-52-3(四)", {**facts, **orders})


def test_a_clause_read_in_part_is_suspected_and_never_ruled_out() -> None:
    bridge = {"桥梁特征": frozenset({"跨越高速铁路"})}

    assert "suspected" == result("TRA-59-7(二)", {**bridge, "桥梁已按建设期标准设安全设施": False})
    assert "unknown" == result("TRA-59-7(二)", {**bridge, "桥梁已按建设期标准设安全设施": True})


def test_a_lorry_of_more_than_100_tonnes_is_a_hazard_but_no_major_one() -> None:
    lorry = {
        "车辆类型": "汽车列车",
        "轴数": 6,
        "牵引车驱动轴为单轴": False,
        "非驱动轴组或挂车每侧单胎": False,
        "不认定为超限的车辆": False,
        "车货总质量": 105_000,
    }
    found = verdict(lorry)
    met = [one.criterion.code for one in found.findings if one.result.value == "met"]

    assert Outcome.UNDETERMINED is found.outcome
    assert ["TRA-OVER-3.4", "TRA-OVER-100T"] == met


def test_while_texts_are_missing_nothing_is_ruled_out() -> None:
    found = verdict(
        {
            "企业类型": "其他",
            "桥梁技术状况等级": 1,
            "隧道技术状况等级": 1,
            "路侧净区内设施": frozenset({"无"}),
            "桥梁特征": frozenset({"其他"}),
            "客船擅自改建": False,
            "客船经过改装": False,
            "船体或航行设备损坏影响安全航行": False,
        }
    )
    holding = [one for one in found.findings if one.result.value in {"met", "suspected"}]

    assert [] == holding
    assert Outcome.UNDETERMINED is found.outcome


def test_a_tractor_still_registered_is_late_from_2026_on() -> None:
    for on, expected in ((date(2025, 12, 31), "not_met"), (date(2026, 1, 1), "met")):
        assert expected == result("TRA-TOPIC-4", {"变型拖拉机在册数": 1}, on=on)


# Checklists and indicators.


def test_the_checklist_has_the_20_items_of_the_digest_and_asks_for_what_its_clauses_need() -> None:
    checklist, more = plugin.zhiben_checklists()
    asked = {name for item in checklist.items for name in item.facts}
    road = [one.code for one in CRITERIA if one.standard in {"TRA-52", "TRA-59"}]
    rules = [rule for code in road if (rule := BOOK.rule(code))]
    needed = {name for rule in rules for name in rule.possible.names} - {"发现日期"}

    assert isinstance(checklist, Checklist)
    assert (20, 3) == (len(checklist.items), len(more.items))
    assert needed <= asked
    assert all(item.how and item.who and item.frequency and item.basis for item in checklist.items)


def test_there_are_ten_indicators_and_one_target() -> None:
    indicators = plugin.zhiben_indicators()
    last = indicators[-1]

    assert [f"TRA-I{n:02}" for n in range(1, 11)] == [one.code for one in indicators]
    assert [last] == [one for one in indicators if one.target]
    assert isinstance(last, Indicator)
    assert date(2025, 12, 31) == last.due
