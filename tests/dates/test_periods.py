"""Periods: months, quarters, half-years, years and phases, by id and in words."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.dates import (
    Period,
    parse_period,
    period_due,
    period_of,
    periods_between,
    phase_period,
)
from zhiben.model.plan import Every, Phase

EVERY = st.sampled_from(Every)
# Four-digit years, as documents write them.
DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("every", "identity", "title", "start", "end"),
    [
        (Every.MONTH, "2024-02", "2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        (Every.QUARTER, "2024Q1", "2024年一季度", date(2024, 1, 1), date(2024, 3, 31)),
        (Every.HALF_YEAR, "2024H1", "2024年上半年", date(2024, 1, 1), date(2024, 6, 30)),
        (Every.YEAR, "2024", "2024年", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_the_period_a_day_falls_in(
    every: Every, identity: str, title: str, start: date, end: date
) -> None:
    expected = Period(id=identity, title=title, start=start, end=end)

    assert expected == period_of(every, date(2024, 2, 29))


@given(EVERY, DAYS)
def test_a_day_lies_in_its_period(every: Every, day: date) -> None:
    period = period_of(every, day)

    assert period.start <= day <= period.end


@given(EVERY, DAYS)
def test_a_period_is_read_back_from_its_id_and_from_its_words(every: Every, day: date) -> None:
    period = period_of(every, day)

    assert period == parse_period(period.id)
    assert period == parse_period(str(period))


@given(EVERY, DAYS, st.integers(0, 2000))
def test_periods_tile_without_gaps(every: Every, start: date, length: int) -> None:
    end = min(start + timedelta(days=length), date(2999, 12, 31))
    periods = list(periods_between(every, start, end))

    assert period_of(every, start) == periods[0]
    assert period_of(every, end) == periods[-1]
    assert all(after.start - before.end == timedelta(days=1) for before, after in pairwise(periods))


def test_no_period_lies_between_days_in_the_wrong_order() -> None:
    assert [] == list(periods_between(Every.MONTH, date(2024, 3, 1), date(2024, 2, 29)))


def test_periods_may_reach_to_the_last_day_there_is() -> None:
    assert ["9999Q4"] == [p.id for p in periods_between(Every.QUARTER, date.max, date.max)]


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("2024年3月", "2024-03"),
        ("2024年03月份", "2024-03"),
        ("2024年十二月", "2024-12"),
        ("2024-03", "2024-03"),
        ("2024年第1季度", "2024Q1"),
        ("2024年第四季度", "2024Q4"),
        ("２０２４年 二季度", "2024Q2"),
        ("2024q3", "2024Q3"),
        ("2024年Q3", "2024Q3"),
        ("2024年下半年", "2024H2"),
        ("2024上半年", "2024H1"),
        ("2024h2", "2024H2"),
        ("2024", "2024"),
        ("2024年", "2024"),
        ("2024年度", "2024"),
        ("2024全年", "2024"),
    ],
)
def test_texts_that_name_a_period(text: str, identity: str) -> None:
    period = parse_period(text)

    assert period is not None
    assert identity == period.id


@pytest.mark.parametrize(
    "text",
    ["", "一季度", "24年", "2024年13月", "2024-13", "2024年五季度", "2024Q5", "P2", "2024年底"],
)
def test_texts_that_name_none(text: str) -> None:
    assert parse_period(text) is None


@given(st.text())
def test_any_text_can_be_asked(text: str) -> None:
    period = parse_period(text)

    assert period is None or period == parse_period(period.id)


@pytest.mark.parametrize(
    ("every", "due_day", "due"),
    [
        (Every.QUARTER, None, date(2024, 3, 31)),
        (Every.QUARTER, 20, date(2024, 4, 20)),
        (Every.MONTH, 31, date(2024, 2, 29)),
        (Every.YEAR, 5, date(2025, 1, 5)),
    ],
)
def test_a_period_is_due_on_its_last_day_or_on_a_day_of_the_month_after(
    every: Every, due_day: int | None, due: date
) -> None:
    assert due == period_due(period_of(every, date(2024, 1, 15)), due_day)


@given(EVERY, DAYS, st.integers(1, 31))
def test_a_due_day_lies_in_the_month_after_the_period(every: Every, day: date, due: int) -> None:
    period = period_of(every, day)
    after = next(islice(periods_between(Every.MONTH, period.end, date.max), 1, None))

    assert after.start <= period_due(period, due) <= after.end


def test_a_phase_is_a_period_of_its_own() -> None:
    start, end = date(2024, 2, 1), date(2024, 4, 30)
    period = phase_period(Phase(number=1, title="动员部署", start=start, end=end))

    assert Period(id="P1", title="动员部署", start=start, end=end) == period
