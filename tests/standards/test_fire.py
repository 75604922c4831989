"""Fire: GB 35181—2017 with its counting rules, GB 35181—2025 without its text, GA 653—2006."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules import Court, Outcome, build_rulebook, judge
from zhiben.rules.editions import choose_editions
from zhiben.spec import Completeness, Criterion, Effect, FactType, Standard
from zhiben_fire.plugin import catalog

if TYPE_CHECKING:
    from zhiben.rules import Verdict
    from zhiben.spec import Checklist, Fact, Item

RECORDS = catalog.standards()
BOOK, PROBLEMS = build_rulebook(RECORDS, sector="FIR")
CRITERIA = {one.code: one for one in RECORDS if isinstance(one, Criterion)}
LAST_OF_2017 = date(2025, 10, 31)
FIRST_OF_2025 = date(2025, 11, 1)

NOT_EXCLUDED = {
    "经消防设计专家评审": False,
    "已停产停业或停止使用": False,
    "足以导致重大火灾或严重影响": True,
}
CROWD = {"场所类别": frozenset({"人员密集场所"})}
DANGEROUS = {"场所类别": frozenset({"易燃易爆危险品场所"})}
IMPORTANT = {"场所类别": frozenset({"重要场所"})}
OTHER = {"场所类别": frozenset({"其他场所"})}
ELEMENTS: tuple[dict[str, Any], ...] = (
    {"避难设施被占用": True},
    {"安全出口被封堵": True},
    {"消防车道被堵塞占用": True},
    {"防火间距被占用": True},
    {"已设疏散指示和应急照明": False},
    {"消防电梯能正常运行": False},
)


def criteria(standard: str, effect: Effect) -> list[Criterion]:
    """Return the criteria of an edition with this effect."""
    found = (one for one in CRITERIA.values() if one.standard == standard)
    return [one for one in found if one.effect is effect]


def verdict(facts: dict[str, Any], *, on: date = LAST_OF_2017) -> Verdict:
    """Judge facts of a place no exclusion of 5.1.3 applies to, unless they say so."""
    return judge(BOOK, {**NOT_EXCLUDED, **facts}, on=on)


def result(code: str, facts: dict[str, Any]) -> str:
    """Return what becomes of one criterion of 2017."""
    found = verdict(facts).findings
    return next(one.result.value for one in found if one.criterion.code == f"FIR-2017-{code}")


def holding(facts: dict[str, Any]) -> list[str]:
    """Return the clauses of a verdict that hold or are suspected and count for it."""
    return [
        one.criterion.code.removeprefix("FIR-2017-")
        for one in verdict(facts).findings
        if one.result.value in {"met", "suspected"} and one.criterion.effect is Effect.MAJOR
    ]


def elements(number: int) -> dict[str, Any]:
    """Return facts by which so many comprehensive elements hold."""
    return {name: value for one in ELEMENTS[:number] for name, value in one.items()}


def counts_of(codes: list[Criterion]) -> Counter[Completeness]:
    """Return how many criteria were read how far."""
    return Counter(one.completeness for one in codes)


def test_the_catalog_can_be_judged_by() -> None:
    assert () == PROBLEMS


def test_2017_has_ten_direct_elements_of_which_seven_were_read_in_full() -> None:
    direct = [one for one in criteria("FIR-2017", Effect.MAJOR) if one.clause.startswith("6.")]

    assert [f"6.{number}" for number in range(1, 11)] == [one.clause for one in direct]
    assert {Completeness.FULL: 7, Completeness.PARTIAL: 3} == counts_of(direct)
    assert [Completeness.PARTIAL] * 3 == [one.completeness for one in direct[-3:]]


def test_2017_has_the_comprehensive_elements_of_chapter_7_with_their_marks() -> None:
    found = criteria("FIR-2017", Effect.ELEMENT)
    parts = Counter(one.clause[:3] for one in found)

    assert {"7.1": 4, "7.2": 3, "7.3": 12, "7.4": 6, "7.5": 1, "7.6": 3, "7.7": 3, "7.8": 2,
            "7.9": 5} == parts  # fmt: skip
    assert {Completeness.FULL: 14, Completeness.PARTIAL: 2, Completeness.TOPIC: 23} == counts_of(
        found
    )


def test_what_is_from_memory_says_so_and_is_at_most_a_topic() -> None:
    topics = [one for one in CRITERIA.values() if one.standard == "FIR-2017"]

    for one in topics:
        assert (one.completeness is Completeness.TOPIC) == one.note.startswith("凭记忆，未核原件。")


def test_the_three_exclusions_of_2017_were_read_in_full() -> None:
    found = criteria("FIR-2017", Effect.EXCLUSION)

    assert ["5.1.3"] * 3 == [one.clause for one in found]
    assert {Completeness.FULL: 3} == counts_of(found)


@pytest.mark.parametrize(
    ("rule", "place", "number"),
    [("5.3a", CROWD, 3), ("5.3c", CROWD, 4), ("5.3c", IMPORTANT, 4), ("5.3d", OTHER, 6)],
)
def test_a_place_is_suspected_at_its_own_number_of_elements(
    rule: str, place: dict[str, Any], number: int
) -> None:
    crowded = (
        {"避难设施被占用": True},
        {"安全出口被封堵": True},
        {"已设疏散指示和应急照明": False},
    )
    first = {name: value for one in crowded for name, value in one.items()}
    facts = {**place, **(first if rule == "5.3a" else elements(number))}

    assert rule in holding(facts)
    assert "unknown" == result(rule, {**facts, "安全出口被封堵": None})


def test_a_dangerous_place_counts_five_elements_only() -> None:
    three = {"消防车道被堵塞占用": True, "防火间距被占用": True, "住宿与生产经营合用": True}

    assert ["5.3b"] == holding({**DANGEROUS, **three, "合用场所符合GA703": False})
    assert [] == holding({**DANGEROUS, **elements(3)})


def test_another_place_needs_six() -> None:
    assert [] == holding({**OTHER, **elements(5)})
    assert ["5.3d"] == holding({**OTHER, **elements(6)})


def test_a_place_of_two_classes_is_counted_by_the_rules_of_both() -> None:
    both = {"场所类别": frozenset({"人员密集场所", "易燃易爆危险品场所"})}
    facts = {**both, **elements(4), "已设疏散指示和应急照明": False}
    more = {"住宿与生产经营合用": True, "合用场所符合GA703": False}

    assert ["5.3a", "5.3b", "5.3c"] == holding({**facts, **more})


def test_counting_never_makes_it_major_because_the_rules_were_not_read_in_full() -> None:
    assert Outcome.SUSPECTED is verdict({**CROWD, **elements(6)}).outcome


def test_2006_counted_fewer_elements_than_2017() -> None:
    older = [re.search(r"(\d)条以上", CRITERIA[f"FIR-2006-C-{one}"].title) for one in "abcd"]
    newer = [
        re.search(r"at_least\((\d)", str(CRITERIA[f"FIR-2017-5.3{one}"].when)) for one in "abcd"
    ]

    assert ["2", "2", "3", "4"] == [found[1] for found in older if found]
    assert ["3", "3", "4", "6"] == [found[1] for found in newer if found]


def test_what_can_be_put_right_at_once_was_excluded_in_2006_only() -> None:
    older = [one.title for one in criteria("FIR-2006", Effect.EXCLUSION)]
    newer = [one.title for one in criteria("FIR-2017", Effect.EXCLUSION)]

    assert 4 == len(older)
    assert [True] == ["立即整改" in title for title in older if "立即" in title]
    assert not any("立即" in title for title in newer)


@pytest.mark.parametrize(
    ("on", "edition"),
    [
        (date(2007, 6, 1), []),
        (date(2018, 6, 30), []),
        (date(2018, 7, 1), ["FIR-2017"]),
        (LAST_OF_2017, ["FIR-2017"]),
        (FIRST_OF_2025, ["FIR-2025"]),
        (date(2026, 11, 24), ["FIR-2025"]),
    ],
)
def test_the_day_chooses_the_edition_and_never_that_of_2006(on: date, edition: list[str]) -> None:
    standards = [one for one in RECORDS if isinstance(one, Standard)]

    assert edition == [one.standard.code for one in choose_editions(standards, on).editions]


def test_the_first_day_of_2017_is_said_to_be_presumed() -> None:
    (edition,) = verdict({}).editions

    assert "推定自 2018-07-01 起" in edition.reason


def test_2025_expects_thirty_direct_elements_and_has_none() -> None:
    (standard,) = (one for one in RECORDS if isinstance(one, Standard) and one.code == "FIR-2025")
    found = [one for one in CRITERIA.values() if one.standard == "FIR-2025"]

    assert (30, Completeness.MISSING) == (standard.expected, standard.completeness)
    assert {None} == {one.when for one in found}
    assert {Completeness.MISSING: 10, Completeness.TOPIC: 4} == counts_of(found)


def test_2025_may_exclude_a_place_or_a_single_element() -> None:
    found = criteria("FIR-2025", Effect.EXCLUSION)

    assert ["FIR-2025-4.2-element", "FIR-2025-4.2-place"] == [one.code for one in found]


def answers(fact: Fact) -> st.SearchStrategy[Any]:
    """Return values of a fact, or that it is not known."""
    match fact.type:
        case FactType.BOOL:
            values: st.SearchStrategy[Any] = st.booleans()
        case FactType.CHOICE:
            values = st.sampled_from(fact.choices)
        case FactType.SET:
            values = st.frozensets(st.sampled_from(fact.choices))
        case FactType.INTEGER:
            values = st.integers(0, 20)
        case _:
            values = st.integers(0, 100).map(Decimal)
    return st.none() | values


any_facts = st.fixed_dictionaries(
    {name: answers(fact) for name, fact in BOOK.facts.items() if name != "发现日期"}
)
COURT_2025 = Court(book=BOOK, on=FIRST_OF_2025)


@given(any_facts, st.integers(0, 2000))
def test_from_november_2025_nothing_is_ever_settled(facts: dict[str, Any], days: int) -> None:
    later = judge(BOOK, facts, on=FIRST_OF_2025 + timedelta(days=days))

    assert Outcome.UNDETERMINED is later.outcome
    assert Outcome.UNDETERMINED is COURT_2025.judge(facts).outcome
    assert any("原文没有录全" in note for note in later.notes)


@given(any_facts)
def test_before_it_nothing_is_called_untouched_and_only_full_clauses_make_it_major(
    facts: dict[str, Any],
) -> None:
    found = judge(BOOK, facts, on=LAST_OF_2017)
    met = [one.criterion for one in found.findings if one.result.value == "met"]

    assert Outcome.NOT_MET is not found.outcome
    assert {Completeness.FULL} >= {one.completeness for one in met}


@pytest.mark.parametrize(
    ("code", "facts", "expected"),
    [
        ("6.2", {"至人员密集或居住场所间距": Decimal("18.75")}, "not_met"),
        ("6.2", {"至人员密集或居住场所间距": Decimal("18.74")}, "met"),
        ("6.5", {"安全出口总净宽": Decimal("3.2")}, "not_met"),
        ("6.5", {"安全出口总净宽": Decimal("3.19")}, "met"),
        ("6.5", {"安全出口数": 1, "安全出口总净宽": None}, "met"),
        ("7.1.2", {"防火间距": 8}, "not_met"),
        ("7.1.2", {"防火间距": Decimal("7.99")}, "met"),
        ("7.2.1", {"防火分区实际面积": 3750}, "not_met"),
        ("7.2.1", {"防火分区实际面积": 3751}, "met"),
        ("7.2.2", {"防火门卷帘损坏数": 5}, "not_met"),
        ("7.2.2", {"防火门卷帘损坏数": 6}, "met"),
        ("7.3.5", {"商店营业厅疏散距离": Decimal("37.5")}, "not_met"),
        ("7.3.5", {"商店营业厅疏散距离": 38}, "met"),
        ("7.3.6", {"建筑类别": "高层建筑", "疏散照明损坏率": 30}, "not_met"),
        ("7.3.6", {"建筑类别": "高层建筑", "疏散照明损坏率": 31}, "met"),
        ("7.3.6", {"建筑类别": "其他建筑", "疏散照明损坏率": 50}, "not_met"),
        ("7.3.6", {"建筑类别": None, "疏散照明损坏率": 40}, "unknown"),
        ("7.3.6", {"建筑类别": None, "疏散照明损坏率": 51}, "met"),
    ],
)
def test_a_limit_itself_is_not_passed(code: str, facts: dict[str, Any], expected: str) -> None:
    place = {
        **CROWD,
        "场所用途": frozenset({"商店"}),
        "生产储存经营易燃易爆危险品": True,
        "与人员密集或居住场所同楼": False,
        "至人员密集或居住场所应有间距": 25,
        "安全出口数": 2,
        "应设安全出口数": 2,
        "应有总净宽": 4,
        "防火间距被占用": False,
        "应有防火间距": 10,
        "明火地点间距符合标准": True,
        "防火分区允许面积": 2500,
        "防火门卷帘总数": 10,
        "商店营业厅疏散距离限值": 30,
        "已设疏散指示和应急照明": True,
    }

    assert expected == result(code, {**place, **facts})


HOTEL = {**CROWD, "场所用途": frozenset({"旅馆"}), "应设自动喷水灭火系统": True}


def test_a_hotel_without_sprinklers_is_major_by_itself() -> None:
    facts = {**HOTEL, "已设自动喷水灭火系统": False}

    assert Outcome.MAJOR is verdict(facts).outcome
    assert ["6.6"] == holding(facts)


def test_sprinklers_that_do_not_work_are_an_element_only() -> None:
    facts = {**HOTEL, "已设自动喷水灭火系统": True, "固定灭火设施能正常运行": False}

    assert "suspected" == result("7.4.6", facts)
    assert "6.6" not in holding(facts)
    assert Outcome.MAJOR is not verdict(facts).outcome


@pytest.mark.parametrize(
    "excluded",
    [
        {"经消防设计专家评审": True, "已采取相应技术措施": True},
        {"已停产停业或停止使用": True},
        {"足以导致重大火灾或严重影响": False},
    ],
)
def test_exclusions_go_before_everything_else(excluded: dict[str, Any]) -> None:
    facts = {**HOTEL, "已设自动喷水灭火系统": False, **elements(6), **excluded}

    assert [] == holding(facts)
    assert any("不应判定" in note for note in verdict(facts).notes)


def test_an_exclusion_nobody_looked_into_is_asked_for_first() -> None:
    facts = {**HOTEL, "已设自动喷水灭火系统": False, "足以导致重大火灾或严重影响": None}

    assert Outcome.UNDETERMINED is verdict(facts).outcome
    assert "足以导致重大火灾或严重影响" in verdict(facts).missing


def test_codes_carry_the_year_because_chapters_were_renumbered() -> None:
    for one in CRITERIA.values():
        assert one.code.startswith(f"{one.standard}-")


def checklist() -> Checklist:
    """Return the one checklist of the sector."""
    (found,) = catalog.checklists()
    return found


def clauses_of(item: Item) -> list[str]:
    """Return the clauses of 2017 an item names as its basis."""
    named = re.search(r"2017：([^；（]*)", item.basis)
    return named[1].split("、") if named else []


def names_of(clause: str) -> set[str]:
    """Return the facts a clause of 2017 asks for."""
    rules = (rule for one in BOOK.chapters for rule in one.rules)
    found = (one for one in rules if one.standard.code == "FIR-2017")
    return {name for one in found if one.criterion.clause == clause for name in one.possible.names}


def test_the_checklist_has_twenty_items_that_feed_the_clauses_they_name() -> None:
    items = checklist().items
    named = [(item, clause) for item in items for clause in clauses_of(item)]

    assert 20 == len(items)
    assert 17 == len(named)
    assert [] == [item.code for item, clause in named if not {*item.facts} & names_of(clause)]


def test_eleven_indicators_are_reported_of_which_four_have_a_target() -> None:
    found = catalog.indicators()

    assert 11 == len(found)
    assert [2, 4, 6, 7] == [number for number, one in enumerate(found, start=1) if one.target]
    assert {date(2025, 12, 31)} == {one.due for one in found if one.due}
