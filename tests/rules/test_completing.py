"""What open facts can still change, found by trying what they may be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from zhiben.rules.completing import (
    Usage,
    can_all_fail,
    is_tangled,
    openings_of,
    usages_of,
    values_of,
)
from zhiben.rules.evaluating import Machine, machine_of
from zhiben.rules.parsing import parse_condition
from zhiben.testing.rulebooks import DECLARED


def machine(text: str) -> Machine:
    """Return a condition ready to run."""
    condition, faults = parse_condition(text, DECLARED, resolve=lambda _: None)

    assert () == faults
    assert condition is not None
    return machine_of(condition)


def can_fail(*texts: str, **facts: Any) -> bool:
    """Tell whether none of several conditions need hold, with some facts known."""
    machines = [machine(text) for text in texts]
    known = {**dict.fromkeys(DECLARED), **facts}
    return can_all_fail(machines, known, openings_of(machines, DECLARED))


def tried(text: str, name: str, **facts: Any) -> tuple[Any, ...]:
    """Return the values tried for a fact of a condition."""
    usage = usages_of([machine(text)])[name]
    return values_of(DECLARED[name], usage, {**dict.fromkeys(DECLARED), **facts})


@pytest.mark.parametrize(
    ("text", "is_one_way", "is_once"),
    [
        ("甲", True, True),
        ("not 甲", True, True),
        ("甲 or (乙 and 甲)", True, False),
        ("甲 or not 甲", False, False),
        ("甲 and not (乙 and 甲)", False, False),
    ],
)
def test_a_flag_speaks_for_a_condition_or_against_it(
    text: str, is_one_way: bool, is_once: bool
) -> None:
    usage = usages_of([machine(text)])["甲"]

    assert is_one_way is usage.is_one_way
    assert is_once is usage.is_once


def test_facts_are_counted_over_all_conditions() -> None:
    usages = usages_of([machine("甲 and 楼层 < 3"), machine("not 甲"), machine("楼层 < 出口数")])

    assert {"甲", "楼层", "出口数"} == set(usages)
    assert Usage(for_it=True, against=True, times=2) == usages["甲"]
    assert 2 == len(usages["楼层"].atoms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲 and 乙", False),
        ("甲 and (甲 or 乙)", False),
        ("甲 or not 甲", True),
        ("楼层 < 3", False),
        ("楼层 < 2 or 楼层 > 3", True),
        ("楼层 < 出口数", True),
    ],
)
def test_a_condition_is_tangled_where_facts_meet_twice(text: str, expected: bool) -> None:
    assert expected is is_tangled(machine(text))


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("甲", "甲", (False, True)),
        ("行业 == '冶金'", "行业", ("冶金", "有色", "其他")),
        ("介质 in ('氧', '氯')", "介质", ("氧", "氯", "\0其他")),
        ("'坑' in 积水处", "积水处", (frozenset(), frozenset("坑"))),
        ("楼层 < 3", "楼层", (1, 2, 3, 4)),
        ("出口数 < 3", "出口数", (0, 2, 3, 4, 5)),
        ("出口数 < 2.5", "出口数", (0, 1, 2, 3, 4)),
        ("压力 < 3", "压力", (2, 3, 4)),
        ("1 < 压力 < 2", "压力", (0, 1, Decimal("1.5"), 2, 3)),
        ("间距 < 0.5", "间距", (0, Decimal("0.5"), Decimal("1.5"))),
        # What depends on facts not known cannot be listed, nor can days or amounts.
        ("压力 < 楼层 * 压力", "压力", ()),
        ("间距 < 应有间距", "间距", ()),
        ("2 * 间距 < 3", "间距", ()),
        ("图纸日期 < date('2024-01-01')", "图纸日期", ()),
    ],
)  # fmt: skip
def test_one_value_is_tried_for_each_way_a_fact_can_come_out(
    text: str, name: str, values: tuple[object, ...]
) -> None:
    assert values == tried(text, name)


def test_what_is_compared_with_known_facts_can_be_listed() -> None:
    assert (0, 2, 3, 4) == tried("间距 < 应有间距", "间距", 应有间距=3)
    assert (0, 2, 3, 4) == tried("应有间距 > 间距", "间距", 应有间距=3)


def test_counted_choices_all_differ() -> None:
    assert 8 == len(tried("count(积水处) > 1", "积水处"))
    assert 4 == len(tried("any_of(积水处, '坑', '台')", "积水处"))


def test_too_many_values_are_not_tried() -> None:
    assert () == tried(" or ".join(f"压力 == {n}" for n in range(40)), "压力")


def test_a_large_set_is_not_tried() -> None:
    from attrs import evolve

    fact = evolve(DECLARED["积水处"], choices=tuple("一二三四五六七"))

    assert () == values_of(fact, usages_of([machine("count(积水处) > 1")])["积水处"], {})


@pytest.mark.parametrize(
    "texts",
    [
        ("甲", "not 甲"),
        ("甲 or not 甲",),
        ("甲 and 乙", "not 甲", "not 乙"),
        ("楼层 < 2", "楼层 == 2", "楼层 >= 3"),
        ("压力 < 1.5", "压力 > 1", "甲"),
        ("出口数 < 3 or 出口数 > 2",),
        ("行业 == '冶金'", "行业 == '有色'", "行业 == '其他'"),
        ("介质 == '氧'", "介质 != '氧'"),
        ("'坑' in 积水处", "count(积水处) < 3"),
        ("楼层 < 出口数 or 出口数 < 5",),
        ("count(甲, 乙) == 1", "甲 and 乙", "not 甲 and not 乙"),
    ],
)  # fmt: skip
def test_together_these_hold_whatever_the_facts_are(texts: tuple[str, ...]) -> None:
    assert not can_fail(*texts)


@pytest.mark.parametrize(
    "texts",
    [
        ("甲", "乙"),
        ("甲", "not 乙"),
        ("甲 and 乙", "not 甲"),
        ("楼层 < 2", "楼层 >= 3"),
        ("压力 < 1.5", "压力 > 1.5"),
        ("行业 == '冶金'", "行业 == '有色'"),
        ("'坑' in 积水处", "count(积水处) < 1"),
    ],
)
def test_together_these_may_fail(texts: tuple[str, ...]) -> None:
    assert can_fail(*texts)


def test_known_facts_narrow_what_can_fail() -> None:
    assert can_fail("甲 and 乙", "not 甲")
    assert not can_fail("甲 and 乙", "not 甲", 乙=True)
    assert not can_fail("间距 < 应有间距", "间距 > 2", 应有间距=3)
    assert not can_fail("甲", "乙", 甲=True)


def test_what_cannot_be_listed_counts_as_if_it_might_fail() -> None:
    assert can_fail("图纸日期 < date('2024-01-01')", "图纸日期 >= date('2024-01-01')")
    assert can_fail("间距 < 应有间距", "间距 >= 应有间距")


def test_a_search_that_takes_too_long_is_given_up() -> None:
    always = [
        *(f"({name} or not {name})" for name in "甲乙丙丁"),
        "(行业 == '冶金' or 行业 != '冶金')",
        "(count(积水处) > 1 or count(积水处) < 2)",
        "(介质 == '氧' or 介质 != '氧')",
        "(楼层 < 2 or 楼层 > 1)",
        "(压力 < 2 or 压力 > 1)",
    ]

    assert not can_fail(" and ".join(always[:6]))
    assert can_fail(" and ".join(always))
