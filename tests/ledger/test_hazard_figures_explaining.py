"""A figure explained: its value, and that of every row, is reckoned from the hazards listed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.hazard_figures.checks import TOLD
from zhiben.ledger.hazard_figures.counting import (
    FIGURES,
    Axis,
    Figure,
    Kind,
    axis_keys,
    figure_of,
    is_counted,
    tally_of,
    value_of,
)
from zhiben.ledger.hazard_figures.explaining import Explained, explained
from zhiben.ledger.hazard_figures.table import FigureTable, rows_of, total_of
from zhiben.ledger.hazard_figures.targets import Aim, HazardTarget
from zhiben.model.hazard_figures import HazardFacts, Tally
from zhiben.model.hazards import Channel, Level, State

DAY = date(2026, 6, 30)
DAYS = st.dates(DAY - timedelta(days=40), DAY + timedelta(days=3))
CHECKS = {"示例镇": 7}
TARGET = HazardTarget(
    task="T-1", title="示例", aim=Aim.STOCK, due=DAY, first="0000-01", last="2026-05"
)
FACTS = st.lists(
    st.builds(
        HazardFacts,
        number=st.integers(1, 99).map("YH-2026-{:05d}".format),
        state=st.sampled_from(State),
        level=st.sampled_from((None, *Level)),
        region=st.sampled_from((None, "示例镇", "示例二镇")),
        channels=st.lists(st.sampled_from(Channel), unique=True).map(tuple),
        found_on=st.none() | DAYS,
        deadline=st.none() | DAYS,
        done_on=st.none() | DAYS,
        days=st.none() | st.integers(0, 30),
    ),
    max_size=12,
    unique_by=lambda one: one.number,
)


def table_of(facts: list[HazardFacts], axis: Axis) -> FigureTable:
    """Return the table of some hazards, with the inspections of one township."""
    tallies: dict[tuple[str, ...], Tally] = {}
    for one in filter(is_counted, facts):
        keys = axis_keys(one, axis)
        tallies[keys] = tallies.get(keys, Tally()) + tally_of([one], DAY)
    checks = CHECKS if axis in TOLD else None
    return FigureTable(
        as_of=DAY, axis=axis, rows=rows_of(tallies, str, checks=checks), total=total_of(tallies),
        checks=7, targets=(), unplaced=0,
    )  # fmt: skip


def explain(
    figure: Figure, facts: list[HazardFacts], axis: Axis, *, target: HazardTarget | None = None
) -> Explained:
    """Return a figure of some hazards explained."""
    count = figure.of or figure.count
    behind = [one for one in facts if is_counted(one) and tally_of([one], DAY)[count]]
    return explained(figure, behind, table=table_of(facts, axis), named=str, target=target)


@given(FACTS, st.sampled_from(FIGURES), st.sampled_from(Axis))
def test_the_hazards_listed_give_every_value_of_the_table(
    facts: list[HazardFacts], figure: Figure, axis: Axis
) -> None:
    told, table = explain(figure, facts, axis), table_of(facts, axis)

    assert value_of(figure, table.total, checks=table.checks) == told.value
    tallies = {row.key: row for row in table.rows}
    for row in told.rows:
        whole = tallies[row.key]
        expected = value_of(figure, whole.tally, checks=whole.checks or 0)
        is_told = figure.kind is not Kind.PER_THOUSAND or axis in TOLD

        assert (expected if is_told else None) == row.value


@given(FACTS, st.sampled_from(FIGURES), st.sampled_from(Axis))
def test_every_hazard_listed_stands_in_rows_that_are_listed(
    facts: list[HazardFacts], figure: Figure, axis: Axis
) -> None:
    told = explain(figure, facts, axis)

    keys = {row.key for row in told.rows}
    assert keys.issuperset(key for one in told.behind for key in one.rows)
    assert all(one.rows for one in told.behind)


def test_hazards_come_in_the_order_of_their_numbers() -> None:
    numbers = ("YH-2026-100000", "YH-2026-99999", "YH-2025-00001")
    facts = [HazardFacts(number=number, state=State.LEAD) for number in numbers]
    told = explain(figure_of("open"), facts, Axis.LEVEL)

    assert list(reversed(numbers)) == [one.facts.number for one in told.behind]


def test_a_target_is_about_major_hazards_found_in_its_months() -> None:
    major = HazardFacts(
        number="示例-1", state=State.RECTIFYING, level=Level.MAJOR, found_on=date(2026, 5, 31)
    )
    facts = [
        major,
        evolve(major, number="示例-2", level=None),
        evolve(major, number="示例-3", found_on=date(2026, 6, 1)),
        evolve(major, number="示例-4", found_on=None),
    ]
    told = explain(figure_of("open"), facts, Axis.LEVEL, target=TARGET)

    assert ["示例-1"] == [one.facts.number for one in told.behind]


@pytest.mark.parametrize("axis", Axis)
def test_nothing_is_told_of_the_inspections_of_a_target(axis: Axis) -> None:
    told = explain(figure_of("per_thousand"), [], axis, target=TARGET)

    assert (None, ()) == (told.value, told.rows)
