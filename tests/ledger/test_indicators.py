"""Figures in the journal: nothing is lost on the way, and the last one counts."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.fold import in_order
from zhiben.ledger.indicators.bodies import (
    definition_of,
    figure_body,
    figure_of,
    figures_of,
    number_text,
)
from zhiben.model.indicators import Definition, Figure
from zhiben.model.plan import Every, Target
from zhiben.spec import Direction, Indicator
from zhiben.testing.factories import entries_of, example_definition, figured, reported

WORDS = st.text(max_size=5)
NUMBERS = st.decimals(0, 10**15 - 1, places=10) | st.integers(0, 10**15 - 1).map(Decimal)
DEFINITIONS = st.builds(
    Definition,
    code=st.just("SCH-I01"),
    title=WORDS,
    unit=WORDS,
    every=st.sampled_from(Every),
    formula=WORDS,
    direction=st.sampled_from(Direction).map(str),
    numerator=WORDS,
    denominator=WORDS,
    target=st.none()
    | st.builds(
        Target,
        value=st.integers(0, 1000).map(float) | st.just(99.5),
        unit=WORDS,
        direction=st.sampled_from(("at_least", "at_most")),
    ),
    due=st.none() | st.dates(),
)
FIGURES = st.builds(
    Figure,
    definition=DEFINITIONS,
    org=WORDS,
    period=WORDS,
    on=st.dates(),
    value=st.none() | NUMBERS,
    n=st.none() | NUMBERS,
    d=st.none() | NUMBERS,
    note=WORDS,
)
DAY = date(2024, 4, 2)


def stored(body: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Return a body as it comes back from the journal."""
    return json.loads(json.dumps(body, allow_nan=False))


@given(FIGURES)
def test_a_figure_survives_the_journal(figure: Figure) -> None:
    assert figure == figure_of("SCH-I01", stored(figure_body(figure)), on=figure.on)


def test_numbers_are_kept_as_their_digits() -> None:
    figure = Figure(
        definition=example_definition(),
        org="dept-a",
        period="2024Q1",
        on=DAY,
        n=Decimal("0.10"),
        d=Decimal("1E+2"),
    )

    body = figure_body(figure)

    assert ("0.1", "100") == (body["n"], body["d"])
    assert {"value", "note"}.isdisjoint(body)


@pytest.mark.parametrize("text", ["1E9", "NaN", "Infinity", "-1", "", "1.", "１", "9" * 16])
def test_what_is_written_as_no_number_is_refused(text: str) -> None:
    body = figure_body(figure_of("SCH-I01", dict(figured("dept-a", on=DAY).body), on=DAY))

    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        figure_of("SCH-I01", {**body, "n": text}, on=DAY)


@pytest.mark.parametrize(
    ("number", "expected"),
    [("5", "5"), ("100", "100"), ("83.30", "83.3"), ("1E+2", "100"), ("0.0", "0"), ("0", "0")],
)
def test_a_number_is_written_without_needless_noughts(number: str, expected: str) -> None:
    assert expected == number_text(Decimal(number))


def test_an_indicator_measures_what_its_plugin_says() -> None:
    indicator = Indicator(
        code="SCH-I01",
        title="示例指标",
        unit="%",
        formula="达标数/总数",
        direction=Direction.UP,
        period=Every.QUARTER,
        numerator="达标数",
        denominator="总数",
        target=Target(value=90, unit="%"),
        due=DAY,
    )

    expected = example_definition(
        formula="达标数/总数", direction="up", target=Target(value=90, unit="%"), due=DAY
    )
    assert expected == definition_of(indicator)


def test_the_figure_recorded_last_for_a_unit_and_period_counts() -> None:
    """They are of one business day, so the clock and then the running number decide."""
    entries = in_order(
        entries_of(
            figured("dept-a", on=DAY),
            figured("dept-a", on=date(2024, 4, 1), n=Decimal(1), d=Decimal(6)),
            figured("dept-a", on=DAY, n=Decimal(6), d=Decimal(6)),
            figured("dept-b", on=DAY),
            figured("dept-a", on=DAY, period="2024Q2"),
            reported("1-1", "dept-a", on=DAY),
        )
    )

    found = figures_of(entries)

    assert {
        ("SCH-I01", "dept-a", "2024Q1"): ("office:3", Decimal(6)),
        ("SCH-I01", "dept-b", "2024Q1"): ("office:4", Decimal(5)),
        ("SCH-I01", "dept-a", "2024Q2"): ("office:5", Decimal(5)),
    } == {key: (one.reference, one.figure.n) for key, one in found.items()}


def test_a_figure_is_read_with_what_it_measured_then() -> None:
    """Nothing but the journal is asked: the plugin may be gone."""
    old = evolve(example_definition(), title="旧名称")
    (entry,) = entries_of(figured("dept-a", on=DAY, definition=old))

    (found,) = figures_of([entry]).values()

    assert "旧名称" == found.figure.definition.title
