"""Hazardous chemicals: which clauses there are, how far each was read, and whom each concerns."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.rules import Outcome, build_rulebook, judge
from zhiben.spec import Completeness, Criterion, Effect, Fact, Standard
from zhiben_hazchem import plugin

if TYPE_CHECKING:
    from zhiben.rules import Verdict

RECORDS = (*plugin.zhiben_standards(), *plugin.zhiben_derivations())
BOOK, PROBLEMS = build_rulebook(RECORDS, sector="CHE")
CRITERIA = [one for one in RECORDS if isinstance(one, Criterion)]
STANDARDS = {one.code: one for one in RECORDS if isinstance(one, Standard)}
FACTS = {one.name: one for one in RECORDS if isinstance(one, Fact)}
UNITS = FACTS["单位类型"].choices
AQ_DAY = date(2026, 9, 30)
OLD_DAY = AQ_DAY - timedelta(days=1)
FULL, PARTIAL, TOPIC = Completeness.FULL, Completeness.PARTIAL, Completeness.TOPIC


def of(standard: str) -> list[Criterion]:
    """Return the criteria of an edition."""
    return [one for one in CRITERIA if one.standard == standard]


def verdict(facts: dict[str, Any], *, on: date) -> Verdict:
    """Judge facts by the editions of that day."""
    return judge(BOOK, facts, on=on)


def met(facts: dict[str, Any], *, on: date) -> list[str]:
    """Return the criteria that hold."""
    found = verdict(facts, on=on).findings
    return [one.criterion.code for one in found if one.result.value == "met"]


def names_of(code: str) -> tuple[str, ...]:
    """Return the facts a criterion asks for."""
    rule = BOOK.rule(code)
    return rule.possible.names if rule else ()


def test_the_catalog_can_be_judged_by() -> None:
    assert () == PROBLEMS


@pytest.mark.parametrize(
    ("standard", "expected"),
    [("CHE-AQ3067", 53), ("CHE-121", 20), ("CHE-FW", 20), ("CHE-MHI-2018", 2), ("CHE-MHI-2009", 1)],
)
def test_every_clause_of_an_edition_is_there(standard: str, expected: int) -> None:
    assert expected == len(of(standard)) == STANDARDS[standard].expected


def test_aq3067_has_its_clauses_in_seven_sections() -> None:
    sections = Counter(re.match(r"5\.\d", one.clause)[0] for one in of("CHE-AQ3067"))  # type: ignore[index]  # every clause starts so

    assert {
        "5.1": 5, "5.2": 10, "5.3": 6, "5.4": 9, "5.5": 12, "5.6": 4, "5.7": 7,
    } == sections  # fmt: skip


def test_of_aq3067_35_clauses_were_read_in_full_14_in_part_and_4_by_topic_only() -> None:
    read = Counter(one.completeness for one in of("CHE-AQ3067"))

    assert {FULL: 35, PARTIAL: 14, TOPIC: 4} == read
    assert PARTIAL is STANDARDS["CHE-AQ3067"].completeness


def test_the_clauses_read_in_part_or_by_topic_are_those_of_the_digest() -> None:
    def clauses(how: Completeness) -> str:
        return " ".join(one.clause for one in of("CHE-AQ3067") if one.completeness is how)

    assert "5.2.8 5.2.10 5.3.4 5.3.6" == clauses(TOPIC)
    assert (
        "5.1.2 5.1.3 5.2.2 5.2.6 5.4.8 5.4.9 5.5.2 5.5.3 5.5.7 5.5.11 5.6.4 5.7.4 5.7.5 5.7.6"
    ) == clauses(PARTIAL)


def test_only_clauses_known_by_topic_have_no_condition() -> None:
    assert {one.code for one in CRITERIA if one.when is None} == {
        one.code for one in CRITERIA if one.completeness is TOPIC
    }


def test_both_annexes_of_2017_were_read_in_full() -> None:
    read = {one.completeness for one in (*of("CHE-121"), *of("CHE-FW"))}

    assert {FULL} == read


def test_codes_carry_the_clause() -> None:
    prefixes = {"CHE-AQ3067": "CHE", "CHE-121": "CHE-121", "CHE-FW": "CHE-FW"}

    for standard, prefix in prefixes.items():
        assert [f"{prefix}-{one.clause}" for one in of(standard)] == [
            one.code for one in of(standard)
        ]


def test_a_day_that_is_from_memory_or_not_stated_is_only_presumed() -> None:
    for code in ("CHE-121", "CHE-FW"):
        one = STANDARDS[code]

        assert (None, None, date(2017, 11, 13)) == (
            one.issued,
            one.effective_from,
            one.presumed_from,
        )
        assert "凭记忆，未核原件" in one.note


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2018, 6, 1), {"CHE-121", "CHE-FW", "CHE-MHI-2009"}),
        (date(2019, 2, 28), {"CHE-121", "CHE-FW", "CHE-MHI-2009"}),
        (date(2019, 3, 1), {"CHE-121", "CHE-FW", "CHE-MHI-2018"}),
        (OLD_DAY, {"CHE-121", "CHE-FW", "CHE-MHI-2018"}),
        (AQ_DAY, {"CHE-AQ3067", "CHE-FW", "CHE-MHI-2018"}),
        (date(2017, 1, 1), {"CHE-MHI-2009"}),
    ],
)
def test_the_day_chooses_the_editions(on: date, expected: set[str]) -> None:
    editions = verdict({}, on=on).editions

    assert expected == {one.standard.code for one in editions}


def test_the_end_of_the_old_annex_is_said_to_be_presumed() -> None:
    (edition,) = (one for one in verdict({}, on=OLD_DAY).editions if one.standard.code == "CHE-121")

    assert None is edition.standard.effective_to
    assert "推定用至 2026-09-29（没有查到废止的明文）" in edition.reason


def test_every_condition_asks_first_what_kind_of_unit_it_is() -> None:
    asked = [str(one.when) for one in CRITERIA if one.when and one.effect is Effect.MAJOR]

    assert {True} == {when.startswith("单位类型 ") for when in asked}


@pytest.mark.parametrize("unit", UNITS)
def test_fireworks_clauses_are_for_fireworks_units_and_chemical_ones_for_the_others(
    unit: str,
) -> None:
    facts = {"单位类型": unit, "无证上岗的特种作业人员数": 1}
    is_covered = unit in {*UNITS[:2], *UNITS[3:6]}
    is_old_only = unit == "危险化学品经营无储存"
    fireworks = ["CHE-FW-2"] if unit.startswith("烟花爆竹") else []

    assert (["CHE-5.1.4"] if is_covered else []) + fireworks == met(facts, on=AQ_DAY)
    assert (["CHE-121-2"] if is_covered or is_old_only else []) + fireworks == met(
        facts, on=OLD_DAY
    )


def test_trade_without_storage_is_outside_aq3067_but_inside_the_old_annex() -> None:
    facts = {"单位类型": "危险化学品经营无储存", "主要负责人考核合格": False}

    assert ["CHE-121-1"] == met(facts, on=OLD_DAY)
    assert [] == met(facts, on=AQ_DAY)


def test_filling_stations_are_inside_aq3067_but_outside_its_clause_on_education() -> None:
    found = verdict(
        {
            "单位类型": "加油站",
            "主要负责人考核合格": False,
            "涉及两重点一重大": True,
            "学历职称都不达标的重点人员数": 2,
        },
        on=AQ_DAY,
    ).findings

    assert {"CHE-5.1.1"} == {one.criterion.code for one in found if one.result.value == "met"}
    assert [] == [one.criterion.code for one in found if one.result.value == "suspected"]


@pytest.mark.parametrize("clause", ["3", "9", "10", "11", "12"])
def test_clauses_about_the_factory_ask_only_fireworks_makers(clause: str) -> None:
    when = next(one.when for one in of("CHE-FW") if one.clause == clause)

    assert str(when).startswith("单位类型 == '烟花爆竹生产' and ")


def test_a_shop_below_a_flat_is_a_major_hazard() -> None:
    facts = {"单位类型": "烟花爆竹零售", "零售点与住宅同一建筑": True}

    assert Outcome.MAJOR is verdict(facts, on=AQ_DAY).outcome
    assert [] == met({**facts, "单位类型": "烟花爆竹批发"}, on=AQ_DAY)


def test_what_was_read_in_part_is_suspected_at_most() -> None:
    facts = {"单位类型": "化工", "有变更管理制度": False}

    assert Outcome.SUSPECTED is verdict(facts, on=AQ_DAY).outcome


def test_one_of_education_and_title_alone_is_suspected_too() -> None:
    """The text is known with "and" in one place and "or" in another."""
    facts = {"单位类型": "化工", "涉及两重点一重大": True, "学历职称都不达标的重点人员数": 0}

    assert (
        Outcome.SUSPECTED
        is verdict({**facts, "学历职称只达标一样的重点人员数": 1}, on=AQ_DAY).outcome
    )


def test_while_aq3067_is_incomplete_nothing_is_cleared() -> None:
    nothing = {"单位类型": "其他"}

    assert Outcome.UNDETERMINED is verdict(nothing, on=AQ_DAY).outcome
    assert Outcome.NOT_MET is verdict(nothing, on=OLD_DAY).outcome


def test_a_major_hazard_installation_is_no_major_hazard_by_itself() -> None:
    facts = {"单位类型": "其他", "危险化学品数量": {"氯": 500}, "厂区边界外500米常住人口": 200}
    found = verdict(facts, on=OLD_DAY)

    assert Outcome.NOT_MET is found.outcome
    assert ["CHE-MHI-2018-4.2", "CHE-MHI-2018-4.3"] == met(facts, on=OLD_DAY)
    assert {Effect.HAZARD} == {one.effect for one in CRITERIA if one.standard.startswith("CHE-MHI")}


def test_titles_fit_a_line_and_are_all_different() -> None:
    titles = {(one.standard, one.title) for one in CRITERIA}

    assert len(CRITERIA) == len(titles)
    assert [] == [one.code for one in CRITERIA if len(one.title) > 60]


def test_every_fact_is_asked_for_or_worked_out() -> None:
    asked = {name for one in CRITERIA for name in names_of(one.code)}
    inputs = {name for one in BOOK.derivations for name in (one.fact, *one.inputs)}

    assert set() == FACTS.keys() - asked - inputs


def test_the_checklist_of_major_hazards_has_20_items() -> None:
    first, _ = plugin.zhiben_checklists()

    assert [f"CHE-C1-{number:02}" for number in range(1, 21)] == [one.code for one in first.items]
    assert [] == [
        one.code for one in first.items if not (one.how and one.basis and one.who and one.frequency)
    ]


def test_rules_of_law_that_are_no_criteria_stand_in_a_checklist_without_facts() -> None:
    _, second = plugin.zhiben_checklists()

    assert {()} == {one.facts for one in second.items}
    assert any("180日" in one.text for one in second.items)
    assert any("3年" in one.text for one in second.items)


def test_the_items_on_clauses_of_aq3067_ask_for_all_their_facts() -> None:
    first, _ = plugin.zhiben_checklists()
    stated = {name for one in first.items for name in one.facts}
    named = {clause for one in first.items for clause in re.findall(r"5\.\d+\.\d+", one.basis)}
    asked = {name for clause in named for name in names_of(f"CHE-{clause}")}

    assert {"5.1.1", "5.6.3", "5.7.4"} < named
    assert set() == asked - stated


def test_ten_indicators_are_shares_in_percent() -> None:
    figures = plugin.zhiben_indicators()

    assert [f"CHE-I{number:02}" for number in range(1, 11)] == [one.code for one in figures]
    assert {"%"} == {one.unit for one in figures}
    assert [] == [one.code for one in figures if not (one.numerator and one.denominator)]
    assert ["CHE-I06"] == [one.code for one in figures if one.direction.value == "down"]
    assert {"CHE-I02": date(2024, 10, 31), "CHE-I04": date(2025, 12, 31)} == {
        one.code: one.due for one in figures if one.due
    }
