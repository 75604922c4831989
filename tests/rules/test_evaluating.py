"""Conditions applied to facts: three truths, exact numbers, calendar months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules.conditions import AllOf, AnyOf, Given, negated
from zhiben.rules.evaluating import Truth, machine_of, shifted
from zhiben.rules.parsing import parse_condition
from zhiben.testing.rulebooks import DECLARED

TRUTHS: tuple[Truth, ...] = (True, False, None)
LETTERS = {"T": True, "F": False, "?": None}


def truth_of(text: str, **facts: Any) -> Truth:
    """Return what a condition says of some facts, the others unknown."""
    condition, faults = parse_condition(text, DECLARED, resolve=lambda _: None)

    assert () == faults
    assert condition is not None
    return machine_of(condition).run({**dict.fromkeys(DECLARED), **facts})


def column(text: str, *names: str) -> str:
    """Return the truths of a condition over T, F and ? for each fact, the last changing fastest."""
    found = (
        truth_of(text, **dict(zip(names, chosen, strict=True)))
        for chosen in product(TRUTHS, repeat=len(names))
    )
    return "".join("?" if truth is None else "FT"[truth] for truth in found)


@pytest.mark.parametrize(
    ("text", "truths"),
    [
        ("甲", "TTT FFF ???"),
        ("not 甲", "FFF TTT ???"),
        ("甲 and 乙", "TF? FFF ?F?"),
        ("甲 or 乙", "TTT TF? T??"),
        ("not (甲 and 乙)", "FT? TTT ?T?"),
        ("not (甲 or 乙)", "FFF FT? F??"),
        ("at_least(1, 甲, 乙)", "TTT TF? T??"),
        ("at_least(2, 甲, 乙)", "TF? FFF ?F?"),
        ("count(甲, 乙) == 1", "FT? TF? ???"),
        ("count(甲, 乙) != 1", "TF? FT? ???"),
    ],
)
def test_the_truth_tables_of_kleene(text: str, truths: str) -> None:
    assert truths.replace(" ", "") == column(text, "甲", "乙")


@pytest.mark.parametrize(
    ("text", "truths"),
    [
        ("甲 and 乙 and 丙", "TF?FFF?F? FFFFFFFFF ?F?FFF?F?"),
        ("甲 or 乙 or 丙", "TTTTTTTTT TTTTF?T?? TTTT??T??"),
    ],
)
def test_three_are_joined_as_two_are(text: str, truths: str) -> None:
    assert truths.replace(" ", "") == column(text, "甲", "乙", "丙")


@pytest.mark.parametrize(
    ("known", "truth"),
    [
        ("TT??", None),
        ("TTT?", True),
        ("TTF?", None),
        ("TFF?", False),
        ("T???", None),
        ("FF??", False),
        ("F???", None),
        ("????", None),
    ],
)
def test_what_is_counted_stays_open_while_the_open_ones_decide(known: str, truth: Truth) -> None:
    facts = dict(zip("甲乙丙丁", map(LETTERS.__getitem__, known), strict=True))

    assert truth is truth_of("at_least(3, 甲, 乙, 丙, 丁)", **facts)
    assert truth is truth_of("count(甲, 乙, 丙, 丁) > 2", **facts)


@pytest.mark.parametrize("truth", TRUTHS)
def test_a_condition_that_is_settled_asks_for_nothing(truth: Truth) -> None:
    machine = machine_of(Given(truth))

    assert truth is machine.run({})
    assert () == machine.names


@given(st.lists(st.sampled_from(TRUTHS), max_size=5))
def test_pushing_a_not_down_changes_nothing(truths: list[Truth]) -> None:
    parts = tuple(map(Given, truths))
    for condition in (AllOf(parts), AnyOf(parts)):
        truth = machine_of(condition).run({})

        assert (None if truth is None else not truth) is machine_of(negated(condition)).run({})


@pytest.mark.parametrize(
    ("text", "facts", "truth"),
    [
        # 0.8 * 1.1 is 0.88 exactly, which it is not in binary.
        ("间距 < 0.8 * 应有间距", {"间距": Decimal("0.88"), "应有间距": Decimal("1.1")}, False),
        ("间距 <= 0.8 * 应有间距", {"间距": Decimal("0.88"), "应有间距": Decimal("1.1")}, True),
        ("间距 < 0.8 * 应有间距", {"间距": Decimal("0.8799"), "应有间距": Decimal("1.1")}, True),
        ("间距 == 0.1 + 0.2", {"间距": Decimal("0.3")}, True),
        ("间距 == 1.1 * 应有间距", {"间距": Decimal("3.3"), "应有间距": 3}, True),
        ("出口数 / 楼层 > 0.5", {"出口数": 1, "楼层": 2}, False),
        ("出口数 / 楼层 >= 0.5", {"出口数": 1, "楼层": 2}, True),
        ("出口数 / 楼层 == 1 / 3", {"出口数": 1, "楼层": 3}, True),
        ("5 - 楼层 >= 2", {"楼层": 3}, True),
        ("-压力 > 2.5", {"压力": Decimal("-2.51")}, True),
        ("间距 < 0.8 * 应有间距", {"间距": 1}, None),
        ("间距 < 0.8 * 应有间距", {"应有间距": 1}, None),
        ("1 < 楼层 <= 3", {"楼层": 1}, False),
        ("1 < 楼层 <= 3", {"楼层": 3}, True),
        ("1 < 楼层 <= 3", {}, None),
        ("楼层 < 出口数 < 3", {"出口数": 5}, False),
    ],
)
def test_numbers_are_exact_at_the_threshold(text: str, facts: dict[str, Any], truth: Truth) -> None:
    assert truth is truth_of(text, **facts)


NONE, PIT, BOTH = frozenset[str](), frozenset("坑"), frozenset("坑台")


@pytest.mark.parametrize(
    ("text", "truths"),
    [
        ("'坑' in 积水处", "FTT?"),
        ("'坑' not in 积水处", "TFF?"),
        ("any_of(积水处, '坑', '台')", "FTT?"),
        ("not any_of(积水处, '坑', '台')", "TFF?"),
        ("all_of(积水处, '坑', '台')", "FFT?"),
        ("not all_of(积水处, '坑', '台')", "TTF?"),
        ("count(积水处) >= 2", "FFT?"),
        ("count(积水处) < 1", "TFF?"),
    ],
)
def test_what_sets_hold(text: str, truths: str) -> None:
    found = [truth_of(text, 积水处=one) for one in (NONE, PIT, BOTH, None)]

    assert [LETTERS[letter] for letter in truths] == found


@pytest.mark.parametrize(
    ("text", "truths"),
    [
        ("行业 == '冶金'", "TFF?"),
        ("行业 != '冶金'", "FTT?"),
        ("行业 in ('冶金', '有色')", "TTF?"),
        ("行业 not in ('冶金', '有色')", "FFT?"),
    ],
)
def test_what_is_chosen(text: str, truths: str) -> None:
    found = [truth_of(text, 行业=one) for one in ("冶金", "有色", "其他", None)]

    assert [LETTERS[letter] for letter in truths] == found


@pytest.mark.parametrize(
    ("text", "day", "truth"),
    [
        ("图纸日期 + months(3) < date('2024-05-31')", date(2024, 2, 29), True),
        ("图纸日期 + months(3) < date('2024-05-31')", date(2024, 2, 28), True),
        ("图纸日期 + months(1) == date('2024-02-29')", date(2024, 1, 31), True),
        ("图纸日期 + months(1) == date('2023-02-28')", date(2023, 1, 31), True),
        ("图纸日期 - years(1) == date('2023-02-28')", date(2024, 2, 29), True),
        ("图纸日期 - months(2) == date('2023-12-31')", date(2024, 2, 29), False),
        ("date('2024-03-01') - 图纸日期 > 30", date(2024, 1, 31), False),
        ("date('2024-03-01') - 图纸日期 >= 30", date(2024, 1, 31), True),
        ("图纸日期 - days(60) < date('2024-01-01')", date(2024, 2, 29), True),
        ("图纸日期 + months(3) < date('2024-05-31')", None, None),
        ("date('2024-03-01') - 图纸日期 > 30", None, None),
    ],
)
def test_days_and_months_pass(text: str, day: date | None, truth: Truth) -> None:
    assert truth is truth_of(text, 图纸日期=day)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 10, 31), 1, date(2024, 11, 30)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(9999, 11, 1), 2, date.max),
        (date(1, 1, 31), -1, date.min),
    ],
)
def test_a_day_the_month_lacks_becomes_its_last(day: date, months: int, later: date) -> None:
    assert later == shifted(day, months=months)


def test_days_end_where_the_calendar_does() -> None:
    assert date.max == shifted(date.max, days=1)
    assert date.min == shifted(date.min, days=-1)
