"""Industry and trade: decree 10, whose articles go by industry, hazard by hazard and by edition."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules import Court, Outcome, build_rulebook, judge
from zhiben.spec import Completeness, Criterion, Effect, FactType, Standard
from zhiben_industrial.plugin import catalog

if TYPE_CHECKING:
    from zhiben.rules import Verdict
    from zhiben.spec import Fact

RECORDS = catalog.standards()
BOOK, PROBLEMS = build_rulebook(RECORDS, sector="IND")
CRITERIA = [one for one in RECORDS if isinstance(one, Criterion) and one.standard == "IND-10"]
REFERRALS = [one for one in CRITERIA if one.effect is Effect.REFERRAL]
CLAUSES = [one for one in CRITERIA if one.effect is not Effect.REFERRAL]
INDUSTRIES = ("冶金", "有色", "建材", "机械", "轻工", "纺织", "烟草")
ARTICLES = dict(zip(range(4, 11), INDUSTRIES, strict=True))
SPECIALS = {11: "粉尘涉爆", 12: "液氨制冷", 13: "有限空间"}
DAY = date(2024, 6, 30)
OWN = {"另有规定的方面": "无"}
NOTHING_WRONG: dict[str, Any] = {
    **OWN,
    "专项": frozenset(),
    "有承包承租单位": False,
    "无证上岗特种作业人数": 0,
    "是金属冶炼企业": False,
    "监控报警防护设施状态": "完好",
}


def verdict(facts: dict[str, Any]) -> Verdict:
    """Judge facts by the decree."""
    return judge(BOOK, facts, on=DAY)


def result(clause: str, facts: dict[str, Any]) -> str:
    """Return what becomes of one clause, no other regime being concerned."""
    found = verdict({**OWN, **facts}).findings
    return next(one.result.value for one in found if one.criterion.code == f"IND-{clause}")


def article(clause: str) -> int:
    """Return the number of a clause's article."""
    return int(clause.partition("(")[0])


def met(facts: dict[str, Any]) -> set[int]:
    """Return the articles with a clause that holds."""
    found = COURT.judge(facts).findings
    return {article(one.criterion.clause) for one in found if one.result == "met"}


def answers(fact: Fact) -> st.SearchStrategy[Any]:
    """Return values of a fact, or that it is not known."""
    match fact.type:
        case FactType.BOOL:
            values: st.SearchStrategy[Any] = st.booleans()
        case FactType.CHOICE:
            values = st.sampled_from(fact.choices)
        case FactType.SET:
            values = st.frozensets(st.sampled_from(fact.choices))
        case _:
            values = st.sampled_from((1, 9, 10, 30, 300))
    return st.none() | values


ANY_FACTS = st.fixed_dictionaries(
    {name: answers(fact) for name, fact in BOOK.facts.items() if name != "发现日期"}
)
COURT = Court(book=BOOK, on=DAY)


def test_the_catalog_can_be_judged_by() -> None:
    assert () == PROBLEMS


def test_the_decree_has_64_items_and_article_14_all_read_in_full() -> None:
    counts = Counter(article(one.clause) for one in CLAUSES)
    (standard,) = (one for one in RECORDS if isinstance(one, Standard) and one.code == "IND-10")

    assert {
        3: 3, 4: 8, 5: 13, 6: 8, 7: 7, 8: 7, 9: 2, 10: 2, 11: 10, 12: 2, 13: 2, 14: 1,
    } == counts  # fmt: skip
    assert 65 == 64 + counts[14] == len(CLAUSES) == standard.expected
    assert {Completeness.FULL} == {one.completeness for one in CLAUSES}
    assert {Effect.MAJOR} == {one.effect for one in CLAUSES}


def test_the_parts_are_3_of_management_47_of_industries_and_14_of_special_hazards() -> None:
    parts = Counter(
        "管理" if number == 3 else "行业" if number in ARTICLES else "专项"
        for number in (article(one.clause) for one in CLAUSES)
        if number != 14
    )

    assert {"管理": 3, "行业": 47, "专项": 14} == parts


def test_a_code_is_the_sector_and_the_clause() -> None:
    assert [one.code for one in CLAUSES] == [f"IND-{one.clause}" for one in CLAUSES]


def test_titles_are_short_and_clauses_have_ascii_brackets() -> None:
    assert 60 >= max(len(one.title) for one in RECORDS if isinstance(one, Criterion))
    assert {True} == {
        re.fullmatch(r"\d+(\([一二三四五六七八九十]+\))?", one.clause) is not None
        for one in CRITERIA
    }


def test_every_declared_fact_is_asked_for_by_a_condition() -> None:
    rules = [rule for one in BOOK.chapters for rule in (*one.guards, *one.rules)]
    asked = {name for rule in rules for name in rule.possible.names}

    assert set() == BOOK.facts.keys() - asked - {"发现日期"}


# Article 2: what other regimes judge.


@pytest.mark.parametrize(
    ("matter", "number", "word"),
    [
        ("危险化学品", 1, "CHE"),
        ("消防", 2, "FIR"),
        ("燃气", 3, "GAS"),
        ("特种设备", 4, "GB 45067—2024"),
    ],
)
def test_what_another_regime_judges_is_sent_there(matter: str, number: int, word: str) -> None:
    """A clause that holds otherwise says nothing: the standard names who judges instead."""
    found = verdict({"另有规定的方面": matter, "无证上岗特种作业人数": 1})
    by_code = {one.criterion.code: one.result.value for one in found.findings}

    assert Outcome.UNDETERMINED is found.outcome
    assert "met" == by_code.pop(f"IND-2.{number}")
    assert {"not_met"} == set(by_code.values())
    assert any(word in note for note in found.notes)


def test_there_are_four_other_regimes_in_article_2() -> None:
    assert ["IND-2.1", "IND-2.2", "IND-2.3", "IND-2.4"] == [one.code for one in REFERRALS]
    assert {"2"} == {one.clause for one in REFERRALS}
    assert "" not in {one.regime for one in REFERRALS}


def test_whether_another_regime_judges_is_asked_before_anything_is_major() -> None:
    found = verdict({"无证上岗特种作业人数": 1})

    assert Outcome.UNDETERMINED is found.outcome
    assert "另有规定的方面" == found.missing[0]


# Articles 4 to 10 go by industry, 11 to 13 by what is special.


@given(ANY_FACTS, st.sampled_from(INDUSTRIES))
def test_only_the_article_of_the_own_industry_holds(facts: dict[str, Any], industry: str) -> None:
    found = met({**facts, **OWN, "工贸行业": industry})

    assert {industry} >= {ARTICLES[number] for number in found & ARTICLES.keys()}


@given(ANY_FACTS, st.frozensets(st.sampled_from(tuple(SPECIALS.values()))))
def test_only_articles_of_the_special_hazards_there_are_hold(
    facts: dict[str, Any], specials: frozenset[str]
) -> None:
    found = met({**facts, **OWN, "专项": specials})

    assert specials >= {SPECIALS[number] for number in found & SPECIALS.keys()}


@given(ANY_FACTS)
def test_commerce_has_no_article_of_its_own(facts: dict[str, Any]) -> None:
    found = met({**facts, **OWN, "工贸行业": "商贸"})

    assert set() == found & ARTICLES.keys()


def test_a_shop_with_nothing_wrong_is_not_met() -> None:
    assert Outcome.NOT_MET is verdict({**NOTHING_WRONG, "工贸行业": "商贸"}).outcome


@pytest.mark.parametrize(
    "name", ["另有规定的方面", *(one for one in NOTHING_WRONG if one not in OWN)]
)
def test_what_is_not_known_is_asked_and_never_read_as_no(name: str) -> None:
    facts = {**NOTHING_WRONG, "工贸行业": "商贸", name: None}
    found = verdict(facts)

    assert Outcome.UNDETERMINED is found.outcome
    assert name in found.missing


@pytest.mark.parametrize("industry", [*INDUSTRIES, "商贸"])
def test_management_applies_to_every_industry(industry: str) -> None:
    facts = {"工贸行业": industry, "有承包承租单位": True, "定期检查承包承租单位": False}

    assert "met" == result("3(一)", facts)


# Where industries differ in what is otherwise the same.


@pytest.mark.parametrize(
    ("clause", "industry", "expected"),
    [("4(一)", "冶金", "met"), ("5(一)", "有色", "met"), ("7(一)", "机械", "not_met")],
)
def test_a_control_room_in_the_bay_is_no_gathering_place_of_engineering(
    clause: str, industry: str, expected: str
) -> None:
    facts = {"工贸行业": industry, "吊运跨内人员聚集场所": frozenset({"操作室"})}

    assert expected == result(clause, facts)


@pytest.mark.parametrize(
    ("clause", "industry", "expected"),
    [("4(二)", "冶金", "met"), ("5(二)", "有色", "not_met"), ("7(三)", "机械", "met")],
)
def test_water_of_the_process_is_allowed_with_nonferrous_metals_only(
    clause: str, industry: str, expected: str
) -> None:
    facts = {
        "工贸行业": industry,
        "处于生产期间": True,
        "积水区域": frozenset({"事故坑"}),
        "积水为生产性积水": True,
    }

    assert expected == result(clause, facts)


@pytest.mark.parametrize(("clause", "industry"), [("4(八)", "冶金"), ("5(十三)", "有色")])
@pytest.mark.parametrize(("pressure", "expected"), [(29, "met"), (30, "not_met")])
def test_a_water_seal_must_hold_30_kpa(
    clause: str, industry: str, pressure: int, expected: str
) -> None:
    facts = {
        "工贸行业": industry,
        "有煤气设施": True,
        "有正压煤气水封排水器": True,
        "水封排水器最高封堵压力": pressure,
        "隔断装置两侧共用排水器": False,
        "排水器上部排水管连通": False,
        "不同介质管道共用排水器": False,
    }

    assert expected == result(clause, facts)


@pytest.mark.parametrize(
    ("process", "expected"), [({"连铸"}, "met"), ({"模铸"}, "not_met"), ({"连铸", "模铸"}, "met")]
)
def test_each_casting_process_needs_devices_of_its_own(process: set[str], expected: str) -> None:
    facts = {
        "工贸行业": "冶金",
        "铸造工艺": frozenset(process),
        "连铸有事故钢水罐": True,
        "有中间罐漏钢坑槽": False,
        "模铸有事故钢水罐坑槽": True,
    }

    assert expected == result("4(三)", facts)


@pytest.mark.parametrize(
    ("furnace", "expected"),
    [
        ("倾动式熔炼炉", "not_met"),
        ("倾动式保温炉", "not_met"),
        ("倾动式熔保一体炉", "not_met"),
        ("带保温炉的固定式熔炼炉", "not_met"),
        ("没有铸造", "not_met"),
        ("其他", "met"),
    ],
)
def test_some_furnaces_need_no_emergency_drain(furnace: str, expected: str) -> None:
    facts = {"工贸行业": "有色", "铸造炉型": furnace, "有紧急排放设施": False}

    assert expected == result("5(三)", facts)


@pytest.mark.parametrize(
    ("alarm", "equivalent", "expected"),
    [(False, False, "met"), (False, True, "not_met"), (True, False, "not_met")],
)
def test_arsine_may_be_detected_by_equivalent_means(
    *, alarm: bool, equivalent: bool, expected: str
) -> None:
    """Read by its purpose; by the letter the last of these would be met as well."""
    facts = {
        "工贸行业": "有色",
        "可能积聚的有毒气体": frozenset({"砷化氢"}),
        "砷化氢处有固定报警": alarm,
        "砷化氢处有同等效果检测": equivalent,
        "有毒气体报警接入24小时值守": True,
    }

    assert expected == result("5(十一)", facts)


@pytest.mark.parametrize(
    ("dust", "sparks", "expected"),
    [
        ("铝镁等金属粉尘", True, "met"),
        ("木质粉尘", True, "not_met"),
        ("木质粉尘", False, "met"),
        (None, True, "unknown"),
        (None, False, "met"),
    ],
)
def test_metal_dust_under_pressure_is_major_whatever_is_done_against_sparks(
    *, dust: str | None, sparks: bool, expected: str
) -> None:
    facts = {
        "专项": frozenset({"粉尘涉爆"}),
        "除尘压力方式": "正压",
        "粉尘类别": dust,
        "有火花探测消除等防点燃措施": sparks,
    }

    assert expected == result("11(四)", facts)


@pytest.mark.parametrize("clause", ["5(十一)", "11(四)"])
def test_the_literal_reading_is_told_with_the_one_used(clause: str) -> None:
    (note,) = (one.note for one in CLAUSES if one.clause == clause)

    assert "字面" in note


@pytest.mark.parametrize(("storeys", "expected"), [(1, "not_met"), (2, "met")])
def test_two_storeys_without_a_frame_are_several(storeys: int, expected: str) -> None:
    facts = {
        "专项": frozenset({"粉尘涉爆"}),
        "粉尘场所建筑结构": "非框架结构",
        "粉尘场所建筑层数": storeys,
        "粉尘场所内人员聚集场所": frozenset(),
    }

    assert expected == result("11(一)", facts)


@pytest.mark.parametrize(
    ("zone", "expected"), [("20区", "met"), ("21区", "not_met"), ("22区", "not_met")]
)
def test_only_zone_20_is_meant(zone: str, expected: str) -> None:
    facts = {
        "专项": frozenset({"粉尘涉爆"}),
        "爆炸危险区域": zone,
        "电气设备符合防爆要求": False,
    }

    assert expected == result("11(七)", facts)


def test_a_missing_sign_alone_is_no_hazard_of_13_1() -> None:
    facts = {
        "专项": frozenset({"有限空间"}),
        "有中毒风险的有限空间": True,
        "已辨识有限空间": True,
        "已建有限空间台账": True,
        "有限空间有警示标志": False,
    }

    assert "not_met" == result("13(一)", facts)


@pytest.mark.parametrize(
    ("state", "device", "expected"),
    [
        ("失效", "锁气卸灰装置", "met"),
        ("无效", "气体浓度监测报警", "met"),
        ("完好", None, "not_met"),
        ("失效", "条文没有列的设施", "not_met"),
        ("失效", None, "unknown"),
    ],
)
def test_a_device_the_articles_name_counts_when_it_does_not_work(
    state: str, device: str | None, expected: str
) -> None:
    facts = {"监控报警防护设施状态": state, "失效或无效的设施": device}

    assert expected == result("14", facts)
