"""GB 18218: whether a unit is a major hazard installation, and of which level."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import DataError
from zhiben.rules import build_rulebook, judge
from zhiben_hazchem import grading, plugin, tables
from zhiben_hazchem.inventory import is_number, weight_of
from zhiben_hazchem.tables import alphas, edition, edition_on, key_of, level_of

NOW, BEFORE = date(2026, 11, 24), date(2019, 2, 28)
TABLES, OLD_TABLES = edition(2018), edition(2009)
NAMES = [one.name for one in TABLES.rows()]
LEVELS = ["不构成", "四级", "三级", "二级", "一级"]
TONNES = st.decimals(min_value=0, max_value=10_000, places=2)
PEOPLE = st.integers(min_value=0, max_value=1000)
UNITS = st.dictionaries(st.sampled_from([*NAMES, "某溶剂(W5.3,J5)", "柴油"]), TONNES, max_size=5)

Amounts = dict[str, Any]


def s(amounts: Amounts, *, on: date = NOW) -> Decimal | None:
    """Return S of a unit."""
    return grading.s_value(危险化学品数量=amounts, 发现日期=on)


def r(amounts: Amounts, people: int | None, *, on: date = NOW) -> Decimal | None:
    """Return R of a unit."""
    return grading.r_value(危险化学品数量=amounts, 厂区边界外500米常住人口=people, 发现日期=on)


def level(amounts: Amounts, people: int | None = None, *, on: date = NOW) -> str | None:
    """Return the level of a unit."""
    return grading.level(危险化学品数量=amounts, 厂区边界外500米常住人口=people, 发现日期=on)


def is_major(amounts: Amounts, *, on: date = NOW) -> bool | None:
    """Tell whether a unit is a major hazard installation."""
    return grading.is_major(危险化学品数量=amounts, 重大危险源级别=None, 发现日期=on)


def quantity(text: str, *, year: int = 2018) -> float:
    """Return the threshold of one entry, in tonnes."""
    return float(weight_of(text, edition(year)).quantity)


def betas(text: str, *, year: int = 2018) -> list[float]:
    """Return the factors one entry can have."""
    return [float(beta) for beta in weight_of(text, edition(year)).betas]


def refusal(amounts: Amounts, *, on: date = NOW) -> str:
    """Return why a unit cannot be reckoned with."""
    with pytest.raises(ValueError, match="“") as caught:
        s(amounts, on=on)
    return str(caught.value)


# The tables.


def test_table_1_has_85_substances_and_had_78() -> None:
    assert (85, 78) == (len(TABLES.rows()), len(OLD_TABLES.rows()))


def test_every_cas_number_passes_its_check_digit() -> None:
    numbers = [number for one in TABLES.rows() for number in one.numbers]

    assert [] == [number for number in numbers if not is_number(number)]
    assert 75 < len(numbers)


@pytest.mark.parametrize("number", ["16810-58-7", "7782-50-4", "7782-5-05", "18810-58-71", "氯"])
def test_a_misread_cas_number_does_not(number: str) -> None:
    assert not is_number(number)


@pytest.mark.parametrize("year", [2009, 2018])
def test_no_name_means_two_substances(year: int) -> None:
    listed = [
        key_of(name)
        for row in tables._rows(f"substances-{year}")
        for name in (row["名称"], *tables._listed(row["别名"]))
    ]

    assert sorted(listed) == sorted(edition(year).names)


@pytest.mark.parametrize("name", NAMES)
def test_every_substance_is_found_by_its_full_name(name: str) -> None:
    assert TABLES.names[key_of(name)].quantity == weight_of(name, TABLES).quantity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("氨", "10"), ("液氨", "10"), ("7664-41-7", "10"), ("碳酰氯", "0.3"), ("光气", "0.3"),
        ("异氰酸甲酯", "0.75"), ("甲醇", "500"), ("汽油", "200"), ("甲醇汽油", "200"),
        ("86290-81-5", "200"), ("丙烷", "50"), ("106-97-8", "50"), ("天然气", "50"),
        ("氧气", "200"),
        ("硝酸铵(含可燃物>0.2%)", "5"), ("硝酸铵（含可燃物≤0.2%）", "50"), ("硝酸钾", "1000"),
        ("1,3-丁二烯", "5"), ("tnt", "5"), ("硝化纤维素（含水≥25%）", "50"), ("柴油", "5000"),
        ("柴油(W5.4)", "5000"), ("某溶剂(W5.3)", "1000"), ("某溶剂(w5.3, j5)", "500"),
        ("某气(J1、W2)", "5"), ("某喷雾(W3)", "150"), ("甲醇(W5.1)", "500"),
        ("67-56-1(W5.1)", "500"), ("硝酸(W9.2)", "200"), ("50-00-0(J3)", "50"),
    ],
)  # fmt: skip
def test_thresholds_go_by_table_1_and_else_by_the_lowest_of_the_classes(
    text: str, expected: str
) -> None:
    assert float(expected) == quantity(text)


@pytest.mark.parametrize(
    ("symbol", "tonnes", "beta"),
    [
        ("J1", 5, 4), ("J2", 50, 1), ("J3", 50, 2), ("J4", 50, 2), ("J5", 500, 1),
        ("W1.1", 1, 2), ("W1.2", 10, 2), ("W1.3", 50, 2), ("W2", 10, 1.5), ("W3", 150, 1),
        ("W4", 50, 1), ("W5.1", 10, 1.5), ("W5.2", 50, 1), ("W5.3", 1000, 1), ("W5.4", 5000, 1),
        ("W6.1", 10, 1.5), ("W6.2", 50, 1), ("W7.1", 10, 1.5), ("W7.2", 50, 1), ("W8", 50, 1),
        ("W9.1", 50, 1), ("W9.2", 200, 1), ("W10", 200, 1), ("W11", 200, 1),
    ],
)  # fmt: skip
def test_tables_2_and_4(symbol: str, tonnes: int, beta: float) -> None:
    assert (tonnes, [beta]) == (quantity(f"某品({symbol})"), betas(f"某品({symbol})"))


def test_tables_2_and_4_have_no_other_classes() -> None:
    assert 24 == len(TABLES.classes)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("一氧化碳(W2,J3)", 2), ("二氧化硫", 2), ("氨", 2), ("环氧乙烷", 2), ("氯化氢", 3),
        ("溴甲烷", 3), ("氯", 4), ("硫化氢", 5), ("氟化氢", 5), ("二氧化氮", 10), ("氰化氢", 10),
        ("碳酰氯(光气)", 20), ("磷化氢", 20), ("异氰酸甲酯", 20),
    ],
)  # fmt: skip
def test_table_3_goes_by_name(name: str, expected: int) -> None:
    """Hydrogen chloride is 3 and hydrogen sulphide 5, not 20 and 3 as in a misread table."""
    assert [expected] == betas(name)


def test_a_toxic_gas_keeps_its_factor_whatever_classes_are_named() -> None:
    assert [4] == betas("氯(J1)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲烷", [1.5]), ("三硝基甲苯", [2]), ("甲醇", [1]), ("甲醇(W5.1)", [1.5]), ("乙醚", [1.5]),
        ("电石", [1]), ("煤气", [2]), ("某品(W5.3,J3)", [2]), ("氟", [4, 2]), ("氟(J1)", [4]),
    ],
)  # fmt: skip
def test_other_factors_go_by_class_and_of_several_it_is_the_larger(
    text: str, expected: list[float]
) -> None:
    assert expected == betas(text)


@pytest.mark.parametrize(
    ("people", "expected"),
    [(0, 0.5), (1, 1), (29, 1), (30, 1.2), (49, 1.2), (50, 1.5), (99, 1.5), (100, 2), (5000, 2)],
)
def test_alpha_goes_by_the_number_of_residents(people: int, expected: float) -> None:
    assert (Fraction(str(expected)),) * 2 == alphas(people)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", "四级"), ("0.5", "四级"), ("9.999", "四级"), ("10", "三级"), ("49.99", "三级"),
        ("50", "二级"), ("99.99", "二级"), ("100", "一级"), ("4000", "一级"),
    ],
)  # fmt: skip
def test_levels_start_at_their_threshold(value: str, expected: str) -> None:
    assert expected == level_of(Fraction(value))


# What comes of them.


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ({"氯": 5}, True),
        ({"氯": Decimal("4.99")}, False),
        ({"氯": Decimal("2.5"), "氨": 5}, True),
        ({"柴油(W5.4)": 4999, "汽油": Decimal("0.03")}, False),
        ({"柴油(W5.4)": 4999, "汽油": Decimal("0.04")}, True),
        ({}, False),
    ],
)
def test_a_unit_is_one_from_a_sum_of_exactly_1(amounts: Amounts, *, expected: bool) -> None:
    assert expected is is_major(amounts)


def test_thirds_add_up_to_exactly_1() -> None:
    """50/75 of sulphur trioxide and 50/150 of an aerosol are 1, which no decimal sum gives."""
    amounts = {"三氧化硫": 50, "某喷雾(W3)": 50}

    assert (Decimal(1), True) == (s(amounts), is_major(amounts))


def test_just_below_1_is_not_shown_as_1() -> None:
    amounts = {"柴油": Decimal("4999.999999")}

    assert (Decimal("0.9999"), False, "不构成") == (s(amounts), is_major(amounts), level(amounts))


@pytest.mark.parametrize(
    ("amounts", "people", "value", "expected"),
    [
        ({"汽油": 200}, 0, "0.5", "四级"),
        ({"氯": 5}, 0, "2", "四级"),
        ({"氯": Decimal("12.5")}, 1, "10", "三级"),
        ({"氯": Decimal("12.49")}, 1, "9.992", "四级"),
        ({"氯": 25}, 100, "40", "三级"),
        ({"氯": Decimal("31.25")}, 100, "50", "二级"),
        ({"氯": Decimal("62.5")}, 100, "100", "一级"),
        ({"氯": Decimal("62.49")}, 100, "99.984", "二级"),
        ({"液化石油气": 100, "甲醇": 500}, 30, "4.8", "四级"),
        ({"碳酰氯": 3, "柴油": 5000}, 50, "301.5", "一级"),
    ],
)
def test_the_level_goes_by_r(amounts: Amounts, people: int, value: str, expected: str) -> None:
    assert (Decimal(value), expected) == (r(amounts, people), level(amounts, people))


def test_an_r_below_1_makes_it_level_4_and_not_none() -> None:
    assert ("四级", True) == (level({"汽油": 200}, 0), is_major({"汽油": 200}))


def test_a_unit_below_1_has_no_r() -> None:
    assert (None, "不构成") == (r({"氯": 1}, 500), level({"氯": 1}, 500))


def test_without_the_number_of_residents_a_level_may_be_open() -> None:
    assert (None, None) == (r({"氯": 20}, None), level({"氯": 20}))


def test_without_the_number_of_residents_a_level_that_is_always_the_same_is_settled() -> None:
    assert (None, "四级") == (r({"汽油": 200}, None), level({"汽油": 200}))
    assert "一级" == level({"氯": 250})


def test_without_the_class_that_decides_r_is_open_and_the_level_may_be() -> None:
    assert (None, None) == (r({"氟": 4}, 1), level({"氟": 4}, 1))
    assert "四级" == level({"氟": 2}, 1)
    assert (Decimal(16), "三级") == (r({"氟(J1)": 4}, 1), level({"氟(J1)": 4}, 1))


def test_nothing_is_worked_out_of_nothing() -> None:
    facts = {"危险化学品数量": None, "厂区边界外500米常住人口": 5, "发现日期": NOW}

    assert (None, None) == (grading.level(**facts), grading.r_value(**facts))
    assert None is grading.is_major(危险化学品数量=None, 重大危险源级别=None, 发现日期=NOW)
    assert None is grading.s_value(危险化学品数量={"氯": 5}, 发现日期=None)


@pytest.mark.parametrize(("given_level", "expected"), [("不构成", False), ("四级", True)])
def test_a_level_that_is_known_says_whether_it_is_one(given_level: str, *, expected: bool) -> None:
    assert expected is grading.is_major(
        危险化学品数量=None, 重大危险源级别=given_level, 发现日期=NOW
    )


# What cannot be reckoned with.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("硝酸铵", "硝酸铵(含可燃物>0.2%)、硝酸铵(含可燃物≤0.2%)，请写全名称。"),
        ("硝酸铵(W9.2)", "请写全名称。"),
        ("6484-52-2", "请写全名称。"),
        ("甲醛", "只指 甲醛(含量>90%)，请写全名称；不是的，在括号里写类别。"),
        ("7647-01-0", "只指 氯化氢(无水)"),
        ("7782-50-4", "校验位不对"),
        ("64-19-7", "表1里没有“64-19-7”"),
        ("丙铜", "是不是“丙酮”？"),
        ("某溶剂", "请在括号里写类别，如 某溶剂(W5.3,J5)。"),
        ("某溶剂(W5.9)", "没有类别 W5.9，应为 J1、"),
        ("某溶剂(W5.3,易燃)", "没有类别 易燃"),
        ("某溶剂(易燃液体)", "易燃液体 是 GB 18218—2009 的类别"),
        ("某溶剂(含水)", "表1里没有“某溶剂(含水)”"),
    ],
)
def test_what_the_tables_do_not_have_is_refused_with_the_next_step(
    text: str, expected: str
) -> None:
    assert expected in refusal({text: 1})


def test_amounts_and_residents_below_zero_are_refused() -> None:
    assert "不能是 -1 吨" in refusal({"氯": -1})
    with pytest.raises(ValueError, match="常住人口不能是 -1"):
        level({"氯": 5}, -1)


def test_a_judgement_tells_what_it_cannot_reckon_with() -> None:
    book, _ = build_rulebook((*plugin.zhiben_standards(), *plugin.zhiben_derivations()))

    with pytest.raises(DataError, match="请写全名称"):
        judge(book, {"危险化学品数量": {"硝酸铵": 100}}, on=NOW)


# The edition before.


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("硝酸铵(含可燃物≤0.2%)", "硝酸铵(含可燃物≤0.2%)", 300, 50),
        ("硝酸铵基化肥", "硝酸铵肥料(含可燃物≤0.4%)", 1000, 200),
        ("某气(氧化性气体)", "某气(W4)", 200, 50),
        ("砷化氢", "砷化氢", 12, 1),
        ("硝化纤维素", "硝化纤维素(含水≥25%)", 10, 50),
    ],
)
def test_thresholds_that_changed_in_2018(old: str, new: str, before: int, after: int) -> None:
    assert (before, after) == (quantity(old, year=2009), quantity(new))


def test_substances_that_came_or_went_in_2018() -> None:
    came, went = {"氧", "硝酸胍", "硝酸钾"}, "发烟硫酸"

    assert came <= TABLES.names.keys()
    assert came.isdisjoint(OLD_TABLES.names)
    assert went in OLD_TABLES.names.keys() - TABLES.names.keys()
    assert 100 == quantity(went, year=2009)


def test_the_day_chooses_the_tables() -> None:
    amounts = {"硝酸铵(含可燃物≤0.2%)": 100}

    assert (False, True) == (is_major(amounts, on=BEFORE), is_major(amounts, on=date(2019, 3, 1)))


def test_before_2009_there_are_no_tables() -> None:
    day = date(2009, 11, 30)

    assert None is edition_on(day)
    assert (None, None, None) == (
        s({"氯": 5}, on=day),
        level({"氯": 5}, 1, on=day),
        is_major({"氯": 5}, on=day),
    )


def test_what_the_edition_before_did_not_have_is_refused_and_not_guessed() -> None:
    assert "GB 18218—2009 表1里没有“硝酸钾”" in refusal({"硝酸钾": 1}, on=BEFORE)
    assert "W5.3 是 GB 18218—2018 的类别" in refusal({"某溶剂(W5.3)": 1}, on=BEFORE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲烷", [1.5]), ("硝化甘油", [2]), ("甲醇", [1]), ("光气", [20]), ("氟", [4, 2]),
        ("某气(剧毒气体)", [4]), ("某气(有毒气体)", [2]), ("某品(其他爆炸品)", [2]),
        ("一氧化碳(有毒气体)", [2]), ("某溶剂(高度易燃液体)", [1]),
    ],
)  # fmt: skip
def test_factors_of_the_grading_method_of_2011(text: str, expected: list[float]) -> None:
    assert expected == betas(text, year=2009)


# Laws.


@given(amounts=UNITS, name=st.sampled_from(NAMES), more=TONNES)
def test_s_never_falls_when_something_is_added(amounts: Amounts, name: str, more: Decimal) -> None:
    larger = {**amounts, name: amounts.get(name, Decimal(0)) + more}

    assert (s(amounts) or 0) <= (s(larger) or 0)
    assert not is_major(amounts) or is_major(larger)


@given(amounts=UNITS, people=PEOPLE)
def test_the_order_of_the_substances_does_not_matter(amounts: Amounts, people: int) -> None:
    turned = dict(reversed(amounts.items()))

    assert (s(amounts), r(amounts, people)) == (s(turned), r(turned, people))
    assert level(amounts, people) == level(turned, people)


@given(amounts=UNITS, people=PEOPLE)
def test_a_level_settled_without_the_residents_holds_for_any_number(
    amounts: Amounts, people: int
) -> None:
    assert level(amounts) in {None, level(amounts, people)}


@given(amounts=UNITS, fewer=PEOPLE, more=PEOPLE)
def test_more_residents_never_lower_the_level(amounts: Amounts, fewer: int, more: int) -> None:
    low, high = sorted((fewer, more))
    found = [level(amounts, low), level(amounts, high)]

    assert None in found or LEVELS.index(str(found[0])) <= LEVELS.index(str(found[1]))


@given(amounts=UNITS, people=PEOPLE)
def test_what_is_shown_falls_on_the_right_side_of_every_threshold(
    amounts: Amounts, people: int
) -> None:
    total, value = s(amounts), r(amounts, people)

    assert total is not None
    assert is_major(amounts) is (total >= 1)
    assert value is None or level(amounts, people) == level_of(Fraction(value))


@given(amounts=UNITS, people=PEOPLE)
def test_r_is_there_only_for_units_that_are_one(amounts: Amounts, people: int) -> None:
    assert r(amounts, people) is None or is_major(amounts)
    assert ("不构成" == level(amounts, people)) is not is_major(amounts)
