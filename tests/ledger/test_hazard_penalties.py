"""How often an enterprise was penalised: within which time, and when that is often enough."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.hazards.penalties import is_same_firm, penalty_count
from zhiben.model.hazard_measures import Enforcement, Family, Measure
from zhiben.model.hazards import HazardDetails
from zhiben.testing.hazards import FINDER, FOUND, NUMBER

DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))


def penalty(on: date, document: str = "") -> Measure:
    """Return a penalty; each has a document of its own unless told otherwise."""
    return Measure(
        reference=f"示例:{on}", on=on, subject=NUMBER, family=Family.ENFORCE,
        kind=Enforcement.PENALTY, by=FINDER, document=document or f"示例罚{on}",
    )  # fmt: skip


def after(*days: int) -> list[Measure]:
    """Return penalties so many days after the first of March."""
    return [penalty(FOUND + timedelta(days=n)) for n in days]


@pytest.mark.parametrize(
    ("days", "reached"),
    [
        ((0, 90, 180), 180), ((0, 90, 181), None), ((0, 100, 200, 300), 300),
        ((0, 130, 260, 365), 365), ((0, 130, 260, 366), None), ((0, 1, 2, 3), 2),
    ],
)  # fmt: skip
def test_three_in_180_days_or_four_in_a_year_are_often_enough(
    days: tuple[int, ...], reached: int | None
) -> None:
    count = penalty_count(after(*days), FOUND + timedelta(days=400))

    assert count is not None
    assert (None if reached is None else FOUND + timedelta(days=reached)) == count.reached_on


def test_the_days_up_to_today_are_counted_and_later_ones_are_not() -> None:
    count = penalty_count(after(0, 100, 300, 500), FOUND + timedelta(days=365))

    assert count is not None
    assert (1, 3) == (count.in_180_days, count.in_year)


def test_one_decision_on_several_hazards_is_one_penalty() -> None:
    days = [FOUND + timedelta(days=n) for n in range(3)]
    count = penalty_count([penalty(day, "示例罚1号") for day in days], days[-1])

    assert count is not None
    assert (1, None) == (count.in_180_days, count.reached_on)


def test_other_measures_are_no_penalties() -> None:
    talks = [evolve(one, kind=Enforcement.TALK) for one in after(0, 1, 2)]

    assert penalty_count(talks, FOUND + timedelta(days=9)) is None


@given(days=st.lists(DAYS, min_size=1, max_size=8, unique=True), extra=DAYS)
def test_another_penalty_never_makes_it_later(days: list[date], extra: date) -> None:
    known = [penalty(day) for day in days]
    first, more = (penalty_count(each, date.max) for each in (known, [*known, penalty(extra)]))

    assert first is not None
    assert more is not None
    assert (more.reached_on or date.max) <= (first.reached_on or date.max)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("示例厂", None), ("示例 厂", None), True),
        (("示例厂", "A1"), ("示例厂", "B2"), False),
        (("示例厂", "A1"), ("示例一厂", "A1"), True),
        (("示例厂", "A1"), ("示例厂", None), True),
        ((None, None), (None, None), False),
    ],
)
def test_an_enterprise_is_known_by_its_code_else_by_its_name(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None], *, is_same: bool
) -> None:
    firms = [HazardDetails(enterprise=name, credit_code=code) for name, code in (one, other)]

    assert is_same is is_same_firm(*firms)
