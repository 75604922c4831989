"""What is worked out of weights, licences and recorders: 超限, 超载, 超员, 疲劳驾驶."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhiben.rules import build_rulebook, find
from zhiben.rules.deriving import derive
from zhiben_traffic import plugin
from zhiben_traffic.overlimit import BY_LICENCE
from zhiben_traffic.rates import percent_over

if TYPE_CHECKING:
    from zhiben.spec import Derivation, Fact

BOOK, _ = build_rulebook((*plugin.zhiben_standards(), *plugin.zhiben_derivations()), sector="TRA")
DERIVATIONS = {one.fact: one for one in plugin.zhiben_derivations()}

MASSES = st.decimals(min_value=1, max_value=200_000, places=1)
MINUTES = st.integers(min_value=0, max_value=4000)
LORRY = {
    "不认定为超限的车辆": False,
    "牵引车驱动轴为单轴": False,
    "非驱动轴组或挂车每侧单胎": False,
    "各轴最大允许轴荷之和": 100_000,
}

each_derivation = pytest.mark.parametrize("derivation", DERIVATIONS.values(), ids=DERIVATIONS)


def worked_out(facts: dict[str, Any]) -> dict[str, Any]:
    """Return facts with all that is worked out of them."""
    blank = dict.fromkeys(BOOK.facts)
    return derive(BOOK.derivations, {**blank, **facts}, BOOK.facts).facts


def result(code: str, facts: dict[str, Any]) -> str:
    """Return what becomes of one clause."""
    rule = BOOK.rule(code)
    assert rule is not None
    return find(BOOK, rule, facts).result.value


def values_of(fact: Fact) -> st.SearchStrategy[Any]:
    """Return values a fact can have."""
    if fact.choices:
        return st.sampled_from(fact.choices)
    if fact.type.value == "bool":
        return st.booleans()
    least = int(fact.least or 0)
    return st.integers(min_value=least, max_value=60) | st.integers(least, 60_000)


@st.composite
def cases(draw: st.DrawFn, derivation: Derivation) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw values of all inputs, and the same with some of them not known."""
    full = {name: draw(values_of(BOOK.facts[name])) for name in derivation.inputs}
    hidden = draw(st.sets(st.sampled_from(derivation.inputs)))
    return full, {name: None if name in hidden else value for name, value in full.items()}


@each_derivation
@given(data=st.data())
def test_what_is_said_holds_whatever_the_open_facts_are(
    derivation: Derivation, data: st.DataObject
) -> None:
    full, partial = data.draw(cases(derivation))
    try:
        expected, found = derivation.function(**full), derivation.function(**partial)
    except ValueError:
        assume(False)

    assert found in {None, expected}


@each_derivation
def test_of_nothing_nothing_is_worked_out(derivation: Derivation) -> None:
    assert derivation.function(**dict.fromkeys(derivation.inputs)) is None


# 超限: the table of article 3.


@pytest.mark.parametrize(
    ("kind", "axles", "change", "limit"),
    [
        ("货车", 2, {}, 18_000),
        ("货车", 3, {}, 25_000),
        ("汽车列车", 3, {}, 27_000),
        ("货车", 4, {}, 31_000),
        ("汽车列车", 4, {}, 36_000),
        ("汽车列车", 5, {}, 43_000),
        ("汽车列车", 6, {}, 49_000),
        ("汽车列车", 8, {}, 49_000),
        ("汽车列车", 6, {"牵引车驱动轴为单轴": True}, 46_000),
        ("汽车列车", 5, {"牵引车驱动轴为单轴": True}, 43_000),
        ("货车", 2, {"非驱动轴组或挂车每侧单胎": True}, 18_000),
        ("货车", 4, {"非驱动轴组或挂车每侧单胎": True}, 28_000),
        ("汽车列车", 6, {"非驱动轴组或挂车每侧单胎": True}, 46_000),
        ("汽车列车", 6, {"牵引车驱动轴为单轴": True, "非驱动轴组或挂车每侧单胎": True}, 43_000),
        ("汽车列车", 6, {"各轴最大允许轴荷之和": 47_500}, 47_500),
        ("低速货车", 2, {"行驶证核定总质量": 4_495}, 4_495),
        ("拖拉机", 3, {"行驶证核定总质量": 6_000, "各轴最大允许轴荷之和": 5_000}, 6_000),
    ],
)
def test_a_vehicle_exactly_at_its_limit_is_not_over_it(
    kind: str, axles: int, change: dict[str, Any], limit: int
) -> None:
    vehicle = {**LORRY, "车辆类型": kind, "轴数": axles, **change}

    assert limit == worked_out(vehicle)["车货总质量限值"]
    assert "not_met" == result("TRA-OVER-3.4", {**vehicle, "车货总质量": limit})
    assert "met" == result("TRA-OVER-3.4", {**vehicle, "车货总质量": limit + 1})


@pytest.mark.parametrize(
    ("over", "expected"), [(0, "0"), (4_900, "10"), (12_250, "25"), (5_000, "10.2041")]
)
def test_the_rate_is_the_excess_in_percent_of_the_limit(over: int, expected: str) -> None:
    train = {**LORRY, "车辆类型": "汽车列车", "轴数": 6, "车货总质量": 49_000 + over}

    assert Decimal(expected) == worked_out(train)["超限率"]
    assert expected == str(worked_out(train)["超限率"])


@pytest.mark.parametrize(
    ("name", "limit", "over"),
    [("车货总高", "4", "4.01"), ("车货总宽", "2.55", "2.551"), ("车货总长", "18.1", "18.11")],
)
def test_sizes_exactly_at_their_limit_are_allowed(name: str, limit: str, over: str) -> None:
    code = f"TRA-OVER-3.{['车货总高', '车货总宽', '车货总长'].index(name) + 1}"
    lorry = {**LORRY, "车辆类型": "货车"}

    assert "not_met" == result(code, {**lorry, name: Decimal(limit)})
    assert "met" == result(code, {**lorry, name: Decimal(over)})


def test_an_exempt_vehicle_is_over_no_limit() -> None:
    facts = {**LORRY, "车辆类型": "货车", "轴数": 2, "不认定为超限的车辆": True}

    assert "not_met" == result("TRA-OVER-3.4", {**facts, "车货总质量": 40_000})
    assert "not_met" == result("TRA-OVER-3.1", {**facts, "车货总高": 5})


def test_a_lorry_the_table_does_not_have_is_left_open() -> None:
    lorry = {**LORRY, "车辆类型": "货车", "轴数": 5, "车货总质量": 60_000}

    assert worked_out(lorry)["车货总质量限值"] is None
    assert worked_out(lorry)["超限"] is None


def test_a_coach_is_over_no_limit_of_lorries() -> None:
    assert "not_met" == result("TRA-OVER-3.4", {"车辆类型": "公路客运客车"})


def test_axle_loads_that_are_not_known_can_only_lower_the_limit() -> None:
    train = {**LORRY, "车辆类型": "汽车列车", "轴数": 6, "各轴最大允许轴荷之和": None}

    assert "met" == result("TRA-OVER-3.4", {**train, "车货总质量": 49_001})
    assert "unknown" == result("TRA-OVER-3.4", {**train, "车货总质量": 40_000})


def test_a_train_of_two_axles_is_refused() -> None:
    with pytest.raises(ValueError, match="汽车列车至少有3轴，填的是 2"):
        DERIVATIONS["查表总质量限值"].function(
            **dict.fromkeys(DERIVATIONS["查表总质量限值"].inputs)
            | {"车辆类型": "汽车列车", "轴数": 2}
        )


@given(
    st.sampled_from(["货车", "汽车列车", *BY_LICENCE]),
    st.integers(min_value=3, max_value=8),
    st.fixed_dictionaries(
        {"非驱动轴组或挂车每侧单胎": st.booleans(), "牵引车驱动轴为单轴": st.booleans()}
        | dict.fromkeys(["各轴最大允许轴荷之和", "行驶证核定总质量", "车货总质量"], MASSES)
    ),
)
def test_over_is_above_the_limit_and_so_is_the_rate_above_zero(
    kind: str, axles: int, measured: dict[str, Any]
) -> None:
    found = worked_out({"不认定为超限的车辆": False, "车辆类型": kind, "轴数": axles, **measured})
    limit = found["车货总质量限值"]
    assume(limit is not None)

    assert (measured["车货总质量"] > limit) == found["超限"] == (found["超限率"] > 0)
    assert kind in BY_LICENCE or limit <= measured["各轴最大允许轴荷之和"]


# 超载 and 超员: two bases that are never mixed.


@pytest.mark.parametrize(
    ("mass", "points", "clause"),
    [
        (20_000, 0, None),
        (20_001, 1, "TRA-LOAD-12"),
        (25_999, 1, "TRA-LOAD-12"),
        (26_000, 3, "TRA-LOAD-11"),
        (29_999, 3, "TRA-LOAD-11"),
        (30_000, 6, "TRA-LOAD-10"),
        (45_000, 6, "TRA-LOAD-10"),
    ],
)
def test_points_go_by_the_share_above_the_permitted_gross_mass(
    mass: int, points: int, clause: str | None
) -> None:
    facts = {"车辆类型": "货车", "最大允许总质量": 20_000, "车货总质量": mass}
    clauses = [
        code
        for code in ("TRA-LOAD-10", "TRA-LOAD-11", "TRA-LOAD-12")
        if result(code, facts) == "met"
    ]

    assert points == worked_out(facts)["超限超载记分"]
    assert [clause] * (clause is not None) == clauses


@pytest.mark.parametrize(
    ("load", "clause"),
    [
        (10_000, None),
        (10_001, "TRA-LOAD-92.1"),
        (13_000, "TRA-LOAD-92.1"),
        (13_001, "TRA-LOAD-92.2"),
    ],
)
def test_fines_go_by_the_share_above_the_rated_load(load: int, clause: str | None) -> None:
    facts = {"车辆类型": "货车", "核定载质量": 10_000, "实际载质量": load}
    clauses = [code for code in ("TRA-LOAD-92.1", "TRA-LOAD-92.2") if result(code, facts) == "met"]

    assert [clause] * (clause is not None) == clauses


def test_the_three_bases_give_three_answers_for_one_lorry() -> None:
    """25 t on two axles, 12 t of them load: over by 7 t of 18, by 4 t of 8, by 9 t of 16."""
    lorry = {**LORRY, "车辆类型": "货车", "轴数": 2, "车货总质量": 25_000, "实际载质量": 12_000}
    found = worked_out({**lorry, "核定载质量": 8_000, "最大允许总质量": 16_000})

    assert [Decimal("38.8888"), Decimal(50), Decimal("56.25")] == [
        found[name] for name in ("超限率", "超载率", "超过最大允许总质量比例")
    ]


def test_no_base_stands_in_for_another() -> None:
    bases = {
        name: [one for one in DERIVATIONS[name].inputs if "质量" in one]
        for name in ("超限率", "超载率", "超过最大允许总质量比例")
    }

    assert {
        "超限率": ["车货总质量", "车货总质量限值"],
        "超载率": ["实际载质量", "核定载质量"],
        "超过最大允许总质量比例": ["车货总质量", "最大允许总质量"],
    } == bases


@pytest.mark.parametrize(
    ("people", "fined", "points"),
    [(50, "not_met", "not_met"), (60, "not_met", "met"), (61, "met", "met")],
)
def test_a_coach_exactly_a_fifth_too_full_gets_points_but_not_the_higher_fine(
    people: int, fined: str, points: str
) -> None:
    coach = {"车辆类型": "公路客运客车", "核定载客人数": 50, "实载人数": people}

    assert fined == result("TRA-LOAD-92.3", coach)
    assert points == result("TRA-LOAD-8", coach)


@given(MASSES, MASSES, st.decimals(min_value="0.001", max_value=100, places=3))
def test_a_rate_stays_on_its_side_of_every_threshold(
    value: Decimal, base: Decimal, threshold: Decimal
) -> None:
    rate = percent_over(value, base)

    assert rate is not None
    assert (100 * (value - base) > threshold * base) == (rate > threshold)
    assert (100 * (value - base) >= threshold * base) == (rate >= threshold)


@given(MASSES, MASSES, st.integers(min_value=1, max_value=1000))
def test_a_rate_does_not_depend_on_the_unit(value: Decimal, base: Decimal, factor: int) -> None:
    assert percent_over(value, base) == percent_over(value * factor, base * factor)


def test_nothing_is_measured_by_zero() -> None:
    with pytest.raises(ValueError, match="应大于零，填的是 0"):
        percent_over(1, 0)


# 疲劳驾驶.

RESTED = {
    "车辆类型": "其他营运客车",
    "短途驳载不受时限": False,
    "连续驾驶分钟数": 0,
    "夜间连续驾驶分钟数": 0,
    "停车休息分钟数": 0,
    "二十四小时累计驾驶分钟数": 0,
    "七日累计驾驶分钟数": 0,
}


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("连续驾驶分钟数", 240),
        ("夜间连续驾驶分钟数", 120),
        ("二十四小时累计驾驶分钟数", 480),
        ("七日累计驾驶分钟数", 2640),
    ],
)
def test_a_coach_driver_is_fatigued_a_minute_above_each_limit(name: str, limit: int) -> None:
    assert worked_out({**RESTED, name: limit})["疲劳驾驶"] is False
    assert worked_out({**RESTED, name: limit + 1})["疲劳驾驶"] is True


@pytest.mark.parametrize(("rest", "expected"), [(0, True), (19, True), (20, False), (None, None)])
def test_twenty_minutes_of_rest_interrupt_the_driving_and_less_do_not(
    rest: int | None, *, expected: bool | None
) -> None:
    facts = {**RESTED, "连续驾驶分钟数": 300, "停车休息分钟数": rest}

    assert expected is worked_out(facts)["疲劳驾驶"]


@pytest.mark.parametrize("change", [{"车辆类型": "货车"}, {"短途驳载不受时限": True}])
def test_only_four_hours_at_a_stretch_count_for_lorries_and_short_shuttles(
    change: dict[str, Any],
) -> None:
    long_day = {**RESTED, **change, "夜间连续驾驶分钟数": 200, "二十四小时累计驾驶分钟数": 700}

    assert worked_out(long_day)["疲劳驾驶"] is False
    assert worked_out({**long_day, "连续驾驶分钟数": 241})["疲劳驾驶"] is True


@given(st.booleans(), MINUTES, MINUTES, MINUTES, MINUTES)
def test_fatigue_is_the_formula_of_the_digest(
    is_coach: bool,
    at_a_stretch: int,
    at_night: int,
    in_a_day: int,
    in_a_week: int,
) -> None:
    facts = {
        **RESTED,
        "车辆类型": "其他营运客车" if is_coach else "货车",
        "连续驾驶分钟数": at_a_stretch,
        "夜间连续驾驶分钟数": at_night,
        "二十四小时累计驾驶分钟数": in_a_day,
        "七日累计驾驶分钟数": in_a_week,
    }
    too_long = at_night > 120 or in_a_day > 480 or in_a_week > 2640

    assert (at_a_stretch > 240 or (is_coach and too_long)) == worked_out(facts)["疲劳驾驶"]


# 重复违法超限.


@pytest.mark.parametrize("who", ["车辆", "驾驶员"])
def test_the_fourth_time_in_a_year_is_more_than_three(who: str) -> None:
    code = f"TRA-OVER-66.{['车辆', '驾驶员'].index(who) + 1}"

    assert "not_met" == result(code, {f"{who}一年违法超限次数": 3})
    assert "met" == result(code, {f"{who}一年违法超限次数": 4})


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_company_is_over_a_tenth_exactly_when_ten_times_as_many_exceed_its_lorries(
    bad: int, lorries: int
) -> None:
    facts = {"企业一年违法超限货车数": bad, "企业货车总数": lorries}

    assert ("met" if 10 * bad > lorries else "not_met") == result("TRA-OVER-66.3", facts)


# 大吨小标.


@given(
    st.integers(1, 60_000),
    st.integers(1, 60_000),
    st.sampled_from([("重中型货车", 500), ("轻型货车", 100)]),
)
def test_a_curb_mass_is_suspect_beyond_the_larger_of_share_and_kilograms(
    measured: int, registered: int, kind: tuple[str, int]
) -> None:
    facts = {"货车吨级": kind[0], "实测整备质量": measured, "登记整备质量": registered}
    is_off = 100 * abs(measured - registered) > max(3 * registered, 100 * kind[1])

    assert ("suspected" if is_off else "unknown") == result("TRA-LOAD-29", facts)
