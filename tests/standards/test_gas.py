"""Town gas: 建城规〔2023〕4号 judges operators only; what users do wrong is never 重大."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules import Court, Outcome, build_rulebook, judge
from zhiben.spec import Completeness, Criterion, Effect, FactType, Standard
from zhiben_gas.plugin import catalog

if TYPE_CHECKING:
    from zhiben.rules import Verdict
    from zhiben.spec import Checklist, Fact, Item

RECORDS = catalog.standards()
BOOK, PROBLEMS = build_rulebook(RECORDS, sector="GAS")
OFFICIAL = [one for one in RECORDS if isinstance(one, Criterion) and one.standard == "GAS-2023"]
OTHERS = [one for one in RECORDS if isinstance(one, Criterion) and one.standard == "GAS-USER"]
DAY = date(2024, 3, 1)
OPERATOR = {"单位角色": "燃气经营者"}
RESTAURANT = {"单位角色": "商业用户"}
USERS = ("商业用户", "居民用户")
NUMERALS = "零一二三四五六七八九十"


def verdict(facts: dict[str, Any], *, on: date = DAY) -> Verdict:
    """Judge facts by the editions of that day."""
    return judge(BOOK, facts, on=on)


def result(code: str, facts: dict[str, Any]) -> str:
    """Return what becomes of one criterion."""
    found = verdict(facts).findings
    return next(one.result.value for one in found if one.criterion.code == f"GAS-{code}")


def test_the_catalog_can_be_judged_by() -> None:
    assert () == PROBLEMS


def test_the_standard_has_22_criteria_all_read_in_full() -> None:
    articles = Counter(re.match(r"\d+", one.clause)[0] for one in OFFICIAL)  # type: ignore[index]  # every clause starts with a number
    (standard,) = (one for one in RECORDS if isinstance(one, Standard) and one.code == "GAS-2023")

    assert {"4": 5, "5": 5, "6": 3, "7": 3, "8": 1, "9": 4, "10": 1} == articles
    assert 22 == len(OFFICIAL) == standard.expected
    assert {Completeness.FULL} == {one.completeness for one in OFFICIAL}
    assert {Effect.MAJOR} == {one.effect for one in OFFICIAL}


def test_codes_and_clauses_number_the_same_way() -> None:
    for one in OFFICIAL:
        article, _, item = one.code.removeprefix("GAS-G-").partition(".")
        expected = f"{article}({NUMERALS[int(item)]})" if item else article

        assert expected == one.clause


def test_titles_call_it_a_major_hazard_not_one_of_accidents() -> None:
    titles = [one.title for one in RECORDS if isinstance(one, Standard) and one.code == "GAS-2023"]

    assert ["城镇燃气经营安全重大隐患判定标准"] == titles
    assert [] == [one.code for one in OFFICIAL if "重大事故隐患" in one.title]


def test_every_condition_asks_for_the_role_first() -> None:
    assert {True} == {str(one.when).startswith("单位角色 ") for one in OFFICIAL}


def test_what_is_not_the_official_standard_is_never_major() -> None:
    assert {Effect.HAZARD} == {one.effect for one in OTHERS}
    assert 15 == len(OTHERS)


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
            values = st.sampled_from((Decimal("0.6"), Decimal("0.75"), Decimal(150)))
    return st.none() | values


any_facts = st.fixed_dictionaries(
    {name: answers(fact) for name, fact in BOOK.facts.items() if name != "发现日期"}
)
COURT = Court(book=BOOK, on=DAY)


@given(any_facts, st.sampled_from(USERS))
def test_a_user_is_never_judged_by_the_standard(facts: dict[str, Any], role: str) -> None:
    found = COURT.judge({**facts, "单位角色": role})
    official = {one.result.value for one in found.findings if one.standard.code == "GAS-2023"}

    assert {"not_met"} == official
    assert Outcome.NOT_MET is found.outcome


def test_a_restaurant_without_an_alarm_breaks_the_law_but_is_not_major() -> None:
    found = verdict({**RESTAURANT, "餐饮等行业使用燃气": True, "已装可燃气体报警装置": False})

    assert Outcome.NOT_MET is found.outcome
    assert any("安全生产法36" in note and "不判为重大" in note for note in found.notes)


GOOD: dict[str, Any] = {
    **OPERATOR,
    "有燃气经营许可证": True,
    "有安全风险分级管控制度": True,
    "有事故隐患排查治理制度": True,
    "有应急救援预案": True,
    "有用户设施定期安检制度": True,
    "有燃气储罐": False,
    "厂站有超压自动切断": True,
    "厂站有超压放散": True,
    "有装卸系统": False,
    "爆炸危险区域": "无",
    "泄漏可能达爆炸下限两成": False,
    "保护范围内有占压": False,
    "管道敷设在地下构筑物内": False,
    "调压装置有超压保护": True,
    "本单位充装气瓶": False,
    "销售瓶装燃气": False,
    "警示性臭味符合标准": True,
    "经营者安检发现该情形": False,
    "有其他严重违反规定的行为": False,
}


def test_an_operator_with_everything_in_order_is_not_touched() -> None:
    assert Outcome.NOT_MET is verdict(GOOD).outcome


@pytest.mark.parametrize("name", sorted(GOOD.keys() - OPERATOR.keys()))
def test_one_fact_left_open_leaves_the_verdict_open(name: str) -> None:
    found = verdict({**GOOD, name: None})

    assert Outcome.UNDETERMINED is found.outcome
    assert name in found.missing


def test_one_clause_is_enough() -> None:
    assert Outcome.MAJOR is verdict({**OPERATOR, "有应急救援预案": False}).outcome


@pytest.mark.parametrize(
    ("role", "expected"),
    [("燃气经营者", "met"), ("无证经营者", "met"), ("商业用户", "not_met"), ("其他", "not_met")],
)
def test_selling_gas_without_a_licence_is_judged_whoever_does_it_as_a_business(
    role: str, expected: str
) -> None:
    facts = {"单位角色": role, "从事燃气经营": True, "有燃气经营许可证": False}

    assert expected == result("G-4.1", facts)


@pytest.mark.parametrize(
    ("necessary", "protected", "expected"),
    [(True, True, "not_met"), (True, False, "met"), (False, True, "met"), (False, False, "met"),
     (True, None, "unknown"), (None, False, "met")],
)  # fmt: skip
def test_a_pipe_through_a_tunnel_is_excused_only_where_needed_and_protected(
    necessary: bool | None, protected: bool | None, expected: str
) -> None:
    facts = {
        "管道敷设在地下构筑物内": True,
        "管道确需穿过": necessary,
        "穿过处有有效防护": protected,
    }

    assert expected == result("G-6.2", {**OPERATOR, **facts})


@pytest.mark.parametrize(
    ("pressure", "expected"),
    [("低压", "not_met"), ("中压", "met"), ("次高压", "met"), ("高压", "met")],
)
def test_building_over_a_buried_pipe_counts_from_medium_pressure(
    pressure: str, expected: str
) -> None:
    facts = {"属于地下燃气管线": True, "保护范围内有占压": True, "管道压力级别": pressure}

    assert expected == result("G-6.1", {**OPERATOR, **facts})


@pytest.mark.parametrize(
    ("shutoff", "relief", "expected"),
    [(True, True, "not_met"), (True, False, "met"), (False, True, "met"), (True, None, "unknown")],
)
def test_a_station_needs_both_shutoff_and_relief(
    shutoff: bool, relief: bool | None, expected: str
) -> None:
    facts = {"厂站有超压自动切断": shutoff, "厂站有超压放散": relief}

    assert expected == result("G-5.2", {**OPERATOR, **facts})


@pytest.mark.parametrize(("density", "expected"), [("0.749", "not_met"), ("0.75", "met")])
def test_gas_counts_as_heavy_from_three_quarters_of_air(density: str, expected: str) -> None:
    unnoticed = {"经营者安检发现该情形": True, "已书面告知整改": False, "设在密闭地下空间": True}

    assert expected == result("G-9.1", {**OPERATOR, **unnoticed, "燃气相对密度": Decimal(density)})


@pytest.mark.parametrize(
    ("found", "notified", "expected"),
    [(True, False, "met"), (True, True, "not_met"), (False, False, "not_met"),
     (True, None, "unknown")],
)  # fmt: skip
def test_what_users_do_is_the_operators_only_when_found_and_not_notified(
    found: bool, notified: bool | None, expected: str
) -> None:
    chain = {"经营者安检发现该情形": found, "已书面告知整改": notified}

    assert expected == result("G-9.3", {**OPERATOR, **chain, "燃气设施在居住休息房间": True})


def test_the_catch_all_needs_both_facts_and_a_person() -> None:
    facts = {**GOOD, "有其他严重违反规定的行为": True}

    assert Outcome.NOT_MET is verdict({**facts, "有群死群伤或重大损失现实危险": False}).outcome
    assert Outcome.SUSPECTED is verdict({**facts, "有群死群伤或重大损失现实危险": True}).outcome


def test_a_cylinder_is_told_to_be_judged_by_the_other_regime_as_well() -> None:
    facts = {**OPERATOR, "本单位充装气瓶": True, "气瓶权属": "非自有"}
    found = verdict({**facts, "涉燃气特种设备": frozenset({"气瓶"})})

    assert Outcome.MAJOR is found.outcome
    assert "suspected" == result("U-15", {"涉燃气特种设备": frozenset({"气瓶"})})


def test_there_is_no_standard_before_the_day_it_was_issued() -> None:
    before = verdict(GOOD, on=date(2023, 9, 20))

    assert Outcome.UNDETERMINED is before.outcome
    assert () == before.editions
    assert Outcome.NOT_MET is verdict(GOOD, on=date(2023, 9, 21)).outcome


def checklist() -> Checklist:
    """Return the one checklist of the sector."""
    (found,) = catalog.checklists()
    return found


def clauses_of(item: Item) -> list[str]:
    """Return the clauses of the standard an item names, as codes number them."""
    named = re.match(r"第(.)条(?:第（(.)）(?:[至、]（(.)）)?项)?", item.basis)
    if named is None:
        return []
    article, first, last = (NUMERALS.index(one or "零") for one in named.groups())
    items = range(first, max(first, last) + 1)
    return [f"{article}.{one}" if one else f"{article}" for one in items]


def test_the_checklist_has_eighteen_items_for_every_clause_but_the_catch_all() -> None:
    named = {clause for item in checklist().items for clause in clauses_of(item)}
    codes = {one.code.removeprefix("GAS-G-") for one in OFFICIAL}

    assert 18 == len(checklist().items)
    assert codes - {"10"} == named - {"9"}


def test_every_item_feeds_the_clauses_it_names() -> None:
    for item in checklist().items:
        rules = (BOOK.rule(f"GAS-G-{clause}") for clause in clauses_of(item))

        assert all({*item.facts} & {*rule.possible.names} for rule in rules if rule), item.code


def test_every_fact_of_the_standard_but_those_of_the_catch_all_is_on_the_checklist() -> None:
    asked = {name for item in checklist().items for name in item.facts}
    rules = (rule for one in BOOK.chapters for rule in one.rules)
    official = (rule for rule in rules if rule.standard.code == "GAS-2023")
    needed = {name for rule in official for name in rule.possible.names}

    assert {"有其他严重违反规定的行为", "有群死群伤或重大损失现实危险"} == needed - asked


def test_nine_indicators_are_reported() -> None:
    found = catalog.indicators()

    assert 9 == len(found)
    assert ["安检隐患书面告知率"] == [one.title for one in found if one.target]
    assert {True} == {bool(one.numerator and one.denominator) for one in found}
