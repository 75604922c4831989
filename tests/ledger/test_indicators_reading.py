"""What figures come to: cut, never rounded; added only where adding makes sense."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.indicators.bodies import RecordedFigure
from zhiben.ledger.indicators.reading import (
    IndicatorTable,
    Reading,
    Standing,
    Trend,
    tables_of,
    truncated,
)
from zhiben.model.indicators import Definition, Figure
from zhiben.model.plan import Every, Target
from zhiben.testing.factories import example_definition

DAY = date(2024, 4, 2)
SHARE = example_definition(target=Target(value=90, unit="%"), direction="up")
COUNT = example_definition(code="SCH-I02", unit="处", direction="down")
MEAN = example_definition(code="SCH-I03", unit="天", formula="总用时/项数")


def share(org: str, n: int, d: int, *, period: str = "2024Q1", on: date = DAY) -> RecordedFigure:
    return recorded(SHARE, org, period, on, n=Decimal(n), d=Decimal(d))


def value(
    definition: Definition, org: str, number: str, *, period: str = "2024Q1"
) -> RecordedFigure:
    return recorded(definition, org, period, DAY, value=Decimal(number))


def recorded(
    definition: Definition, org: str, period: str, on: date, **said: Decimal
) -> RecordedFigure:
    figure = Figure(definition=definition, org=org, period=period, on=on, note="示例", **said)
    return RecordedFigure(figure=figure, reference=f"office:{org}")


def table(*figures: RecordedFigure) -> IndicatorTable:
    definitions = {one.figure.definition.code: one.figure.definition for one in figures}
    (found,) = tables_of(figures, definitions)
    return found


def total(*figures: RecordedFigure) -> Reading:
    (found,) = table(*figures).totals
    return found


@pytest.mark.parametrize(
    ("n", "d", "expected"),
    [(5, 6, "83.3"), (2, 3, "66.6"), (999, 1000, "99.9"), (9999, 10000, "99.9"), (6, 6, "100"),
     (0, 6, "0"), (1, 10000, "0")],
)  # fmt: skip
def test_a_share_is_cut_and_never_rounded(n: int, d: int, expected: str) -> None:
    (reading,) = table(share("dept-a", n, d)).readings

    assert Decimal(expected) == reading.value


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_only_all_of_it_is_shown_as_all_of_it(n: int, d: int) -> None:
    quantity = Fraction(min(n, d), d) * 100

    assert (truncated(quantity) == 100) == (quantity == 100)
    assert 0 <= quantity - Fraction(truncated(quantity)) < Fraction(1, 10)


def test_nothing_to_count_is_told_as_such() -> None:
    (reading,) = table(share("dept-a", 0, 0)).readings

    assert (Standing.NONE_APPLICABLE, None, None) == (reading.standing, reading.value, reading.met)


def test_shares_of_several_units_are_what_their_numbers_add_up_to() -> None:
    """1/2 and 98/100: 99 of 102 is 97.0 %, the mean of 50 % and 98 % would be 74 %."""
    found = total(share("dept-a", 1, 2), share("dept-b", 98, 100), share("town-1", 0, 0))

    assert (Decimal(99), Decimal(102), Decimal("97.0")) == (found.n, found.d, found.value)
    assert ("dept-a", "dept-b", "town-1") == found.orgs


def test_nothing_to_count_anywhere_is_nothing_to_count() -> None:
    found = total(share("dept-a", 0, 0), share("dept-b", 0, 0))

    assert Standing.NONE_APPLICABLE is found.standing


def test_plain_values_of_one_period_add_up() -> None:
    found = table(
        value(COUNT, "dept-a", "5"),
        value(COUNT, "dept-b", "1.5"),
        value(COUNT, "dept-a", "7", period="2024Q2"),
    )

    assert [("2024Q1", Decimal("6.5")), ("2024Q2", Decimal(7))] == [
        (one.period.id, one.value) for one in found.totals
    ]


def test_different_units_of_measure_are_never_added() -> None:
    """The indicator counted places once and counts firms now: two tables, each by itself."""
    firms = example_definition(code=COUNT.code, unit="家", title="现行名称")
    tables = tables_of([value(COUNT, "dept-a", "5"), value(firms, "dept-b", "2")],
                       {firms.code: firms})  # fmt: skip

    assert [("处", Decimal(5)), ("家", Decimal(2))] == [
        (one.definition.unit, one.totals[0].value) for one in tables
    ]


def test_different_indicators_in_one_unit_are_never_added() -> None:
    other = example_definition(code="SCH-I09", unit="处")

    tables = tables_of([value(COUNT, "dept-a", "5"), value(other, "dept-a", "2")], {})

    assert [Decimal(5), Decimal(2)] == [one.totals[0].value for one in tables]


def test_means_without_numerator_and_denominator_are_never_added() -> None:
    found = total(value(MEAN, "dept-a", "10"), value(MEAN, "dept-b", "20"))

    assert (Standing.NOT_ADDED, None) == (found.standing, found.value)


def test_a_mean_with_numerator_and_denominator_is_worked_out_anew() -> None:
    found = total(
        recorded(MEAN, "dept-a", "2024Q1", DAY, n=Decimal(90), d=Decimal(9)),
        recorded(MEAN, "dept-b", "2024Q1", DAY, n=Decimal(20), d=Decimal(1)),
    )

    assert Decimal("11.0") == found.value


def test_a_mean_of_one_unit_stands_as_it_was_said() -> None:
    assert Decimal("12.55") == total(value(MEAN, "dept-a", "12.55")).value


def test_figures_of_two_kinds_are_not_added() -> None:
    found = total(
        value(MEAN, "dept-a", "10"),
        recorded(MEAN, "dept-b", "2024Q1", DAY, n=Decimal(20), d=Decimal(1)),
    )

    assert Standing.NOT_ADDED is found.standing


@pytest.mark.parametrize(
    ("n", "d", "expected"),
    [(9, 10, True), (899, 1000, False), (8999, 10000, False), (10, 10, True), (0, 0, None)],
)
def test_the_exact_value_is_held_against_the_target(n: int, d: int, expected: bool | None) -> None:
    (reading,) = table(share("dept-a", n, d)).readings

    assert expected is reading.met


def test_a_target_of_99_95_is_not_met_by_what_is_cut_to_less() -> None:
    definition = example_definition(target=Target(value=99.95, unit="%"))
    figure = recorded(definition, "dept-a", "2024Q1", DAY, n=Decimal(9996), d=Decimal(10000))

    (reading,) = table(figure).readings

    assert (Decimal("99.9"), True) == (reading.value, reading.met)


@pytest.mark.parametrize(
    ("target", "number", "expected"),
    [
        (Target(value=3, unit="处", direction="at_most"), "3", True),
        (Target(value=3, unit="处", direction="at_most"), "3.5", False),
        (Target(value=3, unit="家", direction="at_most"), "3", None),
        (None, "3", None),
    ],
)
def test_a_target_may_be_a_limit_and_must_be_in_the_same_unit(
    target: Target | None, number: str, expected: bool | None
) -> None:
    definition = example_definition(unit="处", target=target)
    (reading,) = table(value(definition, "dept-a", number)).readings

    assert expected is reading.met


def test_a_change_is_told_against_the_period_right_before() -> None:
    found = table(
        share("dept-a", 5, 6, period="2024Q3"),
        share("dept-a", 2, 3, period="2024Q2"),
        share("dept-a", 1, 3, period="2023Q4"),
        share("dept-b", 1, 3, period="2024Q2"),
    )

    assert [
        ("dept-a", "2023Q4", None, None),
        ("dept-a", "2024Q2", None, None),
        ("dept-a", "2024Q3", Decimal("16.7"), Trend.BETTER),
        ("dept-b", "2024Q2", None, None),
    ] == [(*one.orgs, one.period.id, one.change, one.trend) for one in found.readings]


def test_totals_of_different_units_are_not_compared() -> None:
    found = table(
        share("dept-a", 1, 2, period="2024Q1"),
        share("dept-b", 1, 2, period="2024Q1"),
        share("dept-a", 1, 2, period="2024Q2"),
        share("dept-a", 2, 2, period="2024Q3"),
    )

    assert [None, None, Decimal(50)] == [one.change for one in found.totals]


@pytest.mark.parametrize(
    ("direction", "before", "after", "expected"),
    [
        ("down", "5", "3", Trend.BETTER),
        ("down", "3", "5", Trend.WORSE),
        ("up", "3", "5", Trend.BETTER),
        ("up", "5", "5", Trend.SAME),
        ("none", "3", "5", None),
    ],
)
def test_which_way_is_better_is_the_indicator_s_matter(
    direction: str, before: str, after: str, expected: Trend | None
) -> None:
    definition = example_definition(unit="处", direction=direction, every=Every.YEAR)
    found = table(
        value(definition, "dept-a", before, period="2024"),
        value(definition, "dept-a", after, period="2025"),
    )

    assert [None, expected] == [one.trend for one in found.readings]


def test_no_change_is_told_from_or_to_nothing() -> None:
    found = table(
        share("dept-a", 0, 0, period="2024Q1"),
        share("dept-a", 1, 2, period="2024Q2"),
        share("dept-a", 0, 0, period="2024Q3"),
    )

    assert [None, None, None] == [one.change for one in found.readings]


def test_an_indicator_without_figures_has_an_empty_table() -> None:
    (found,) = tables_of([], {SHARE.code: SHARE})

    assert ((), ()) == (found.readings, found.totals)


def test_an_indicator_that_is_gone_is_told_as_its_latest_figure_tells_it() -> None:
    renamed = example_definition(title="后来的名称")
    figures = [
        recorded(renamed, "dept-b", "2024Q1", date(2024, 5, 1), n=Decimal(1), d=Decimal(2)),
        share("dept-a", 5, 6),
    ]

    (found,) = tables_of(figures, {})

    assert "后来的名称" == found.definition.title


def test_a_period_nobody_can_read_is_no_figure() -> None:
    with pytest.raises(ValueError, match="上季度"):
        table(share("dept-a", 1, 2, period="上季度"))
