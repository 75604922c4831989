"""Facts worked out from others."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.errors import DataError, PluginError, Problem
from zhiben.rules.deriving import Derived, derivation_faults, derive, in_order, sources_of
from zhiben.spec import Derivation, Fact, FactType
from zhiben.testing.rulebooks import DAY, DECLARED

if TYPE_CHECKING:
    from collections.abc import Callable

FACTS = {**DECLARED, "发现日期": Fact(name="发现日期", type=FactType.DATE, question="？")}


def made(fact: str, *inputs: str, by: Callable[..., Any] = dict) -> Derivation:
    """Return a derivation."""
    return Derivation(fact=fact, inputs=inputs, function=by, source="示例")


def area(**known: Any) -> Decimal | None:
    """Return a product where both factors are known."""
    return None if None in known.values() else Decimal(known["间距"]) * known["应有间距"]


def derived(*derivations: Derivation, **facts: Any) -> Derived:
    """Return what is made of some facts, the others unknown."""
    return derive(derivations, {**dict.fromkeys(FACTS), "发现日期": DAY, **facts}, FACTS)


def test_a_fact_is_worked_out_from_its_inputs() -> None:
    found = derived(made("压力", "间距", "应有间距", by=area), 间距=2, 应有间距=Decimal("0.5"))

    assert 1 == found.facts["压力"]
    assert {"压力": ("间距", "应有间距")} == found.origins


def test_what_was_given_stays() -> None:
    found = derived(
        made("压力", "间距", "应有间距", by=area), 间距=2, 应有间距=Decimal("0.5"), 压力=7
    )

    assert 7 == found.facts["压力"]
    assert {} == found.origins


def test_a_function_may_leave_its_fact_open() -> None:
    found = derived(made("压力", "间距", "应有间距", by=area), 间距=2)

    assert found.facts["压力"] is None
    assert {} == found.origins


def test_a_function_is_asked_only_when_some_input_is_known_besides_the_day() -> None:
    def fails(**_: object) -> None:
        raise AssertionError

    found = derived(made("压力", "间距", "发现日期", by=fails), 楼层=2)

    assert found.facts["压力"] is None


def test_the_day_the_hazard_was_found_is_an_input() -> None:
    found = derived(
        made("楼层", "甲", "发现日期", by=lambda **known: known["发现日期"].month // 3), 甲=True
    )

    assert 2 == found.facts["楼层"]


def test_one_derivation_works_on_with_what_another_made() -> None:
    found = derived(
        made("压力", "间距", "应有间距", by=area),
        made("甲", "压力", by=lambda **known: known["压力"] > 1),
        间距=2,
        应有间距=3,
    )

    assert found.facts["甲"] is True
    assert {"压力": ("间距", "应有间距"), "甲": ("压力",)} == found.origins


def refusing(message: str) -> Callable[..., None]:
    """Return a function that refuses what it is given."""

    def refuse(**_: object) -> None:
        raise ValueError(message)

    return refuse


def test_one_bad_input_is_told_once_with_every_fact_that_waits_for_it() -> None:
    with pytest.raises(DataError) as raised:
        derived(
            made("压力", "间距", by=refusing("间距不对。")),
            made("楼层", "甲", by=refusing("甲不对。")),
            made("出口数", "间距", by=refusing("间距不对。")),
            间距=2,
            甲=True,
        )

    assert (
        Problem("压力、出口数", "间距不对。"),
        Problem("楼层", "甲不对。"),
    ) == raised.value.problems


def test_a_function_that_fails_is_its_plugins_fault() -> None:
    with pytest.raises(PluginError) as raised:
        derived(made("压力", "间距", by=lambda **known: 1 // known["间距"]), 间距=0)

    assert (
        "推算“压力”的函数出错（ZeroDivisionError：integer division or modulo by zero），"
        "请联系插件作者，或直接填写这个事实。"
    ) == str(raised.value)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("甲", False),
        ("楼层", 4),
        ("间距", 3),
        ("间距", Decimal("0.5")),
        ("行业", "冶金"),
        ("积水处", frozenset("坑台")),
        ("积水处", frozenset()),
        ("介质", "氧"),
    ],
)
def test_what_a_function_may_return(fact: str, value: object) -> None:
    assert value == derived(made(fact, "丁", by=lambda **_: value), 丁=True).facts[fact]


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("甲", 1),
        ("楼层", Decimal(2)),
        ("楼层", True),
        ("楼层", 5),
        ("间距", 0.5),
        ("间距", -1),
        ("间距", Decimal("NaN")),
        ("压力", Decimal("Infinity")),
        ("行业", "冶炼"),
        ("积水处", {"坑"}),
        ("积水处", frozenset("池")),
        ("介质", 3),
        ("图纸日期", DAY),
        ("物料", {"氯": 1}),
    ],
)
def test_what_a_fact_cannot_be_is_its_plugins_fault(fact: str, value: object) -> None:
    with pytest.raises(PluginError) as raised:
        derived(made(fact, "丁", by=lambda **_: value), 丁=True)

    assert f"推算“{fact}”的函数出错（返回了 {value!r}，不是这个事实的值）" in str(raised.value)


FIRST, SECOND, THIRD = made("甲", "乙"), made("乙", "丙", "楼层"), made("丙", "间距")


def test_derivations_are_put_in_an_order_in_which_each_finds_its_inputs() -> None:
    assert (THIRD, SECOND, FIRST) == in_order([FIRST, SECOND, THIRD])


def test_a_ring_is_left_out() -> None:
    assert (THIRD,) == in_order([made("甲", "乙"), made("乙", "甲"), THIRD])


@pytest.mark.parametrize(
    ("derivations", "faults"),
    [
        ([FIRST, SECOND, THIRD], []),
        (
            [made("雨", "雪")],
            [
                ("雨", "事实“雨”没有声明，请在 standards.toml 里补上。"),
                ("雨", "事实“雪”没有声明，请在 standards.toml 里补上。"),
            ],
        ),
        (
            [made("甲", "丁"), made("甲", "丙")],
            [("甲", "有两个推算，请只留一个。")] * 2,
        ),
        (
            [made("甲", "乙"), made("乙", "甲"), THIRD],
            [(name, "推算绕成了圈，请改正 inputs。") for name in "甲乙"],
        ),
        ([made("甲", "甲")], [("甲", "推算绕成了圈，请改正 inputs。")]),
    ],
)
def test_what_is_wrong_with_derivations(
    derivations: list[Derivation], faults: list[tuple[str, str]]
) -> None:
    assert faults == list(derivation_faults(derivations, FACTS))


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({}, ("间距", "楼层")),
        ({"楼层": 2}, ("间距",)),
        ({"丙": True}, ("楼层",)),
        # Where all inputs are known and still settle nothing, the fact itself is asked for.
        ({"乙": True}, ("甲",)),
        ({"丙": True, "楼层": 2}, ("乙",)),
    ],
)
def test_in_place_of_a_derived_fact_its_unknown_sources_are_asked_for(
    known: dict[str, Any], asked: tuple[str, ...]
) -> None:
    derivations = {one.fact: one for one in (FIRST, SECOND, THIRD)}

    assert asked == sources_of("甲", derivations, {**dict.fromkeys(FACTS), **known})
    assert ("丁",) == sources_of("丁", derivations, {**dict.fromkeys(FACTS), **known})
