"""Inspections in the journal: kept whole, with the verdict of their day."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.inspections.bodies import (
    check_inspection,
    inspection_body,
    inspection_of,
    inspections_of,
)
from zhiben.model.inspections import Answer, Conformity, Filing, Form, Inspection
from zhiben.testing.factories import entries_of, example_inspection, inspected, reported

DAY = date(2024, 5, 6)
WORDS = st.text(max_size=5)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | WORDS
    | st.lists(WORDS, max_size=2)
    | st.dictionaries(WORDS, st.just("3.5"), max_size=2)
)
INSPECTIONS = st.builds(
    Inspection,
    form=st.builds(
        Form,
        code=st.just("SCH-C1"),
        title=WORDS,
        distribution=WORDS,
        version=WORDS,
        revision=st.integers(1),
    ),
    org=WORDS,
    on=st.just(DAY),
    inspectors=st.lists(WORDS, max_size=2).map(tuple),
    place=WORDS,
    answers=st.lists(
        st.builds(
            Answer,
            item=WORDS,
            text=WORDS,
            fact=WORDS,
            type=WORDS,
            question=WORDS,
            unit=WORDS,
            value=VALUES,
            remark=WORDS,
        ),
        max_size=3,
    ).map(tuple),
    filing=st.builds(Filing, file=WORDS, digest=WORDS, sheet=WORDS),
    verdict=st.dictionaries(WORDS, WORDS, max_size=2),
)
VERDICT: dict[str, Any] = {
    "verdict": "major",
    "sector": "SCH",
    "on": "2024-05-06",
    "standards": [
        {"id": "SCH-2024", "document_number": "示例1号", "title": "示例", "edition_reason": "示例"}
    ],
    "criteria": [
        {
            "code": "SCH-1",
            "standard": "SCH-2024",
            "clause": "1",
            "title": "示例",
            "result": "met",
            "effect": "major",
            "facts_used": {"安全出口数": 1},
        }
    ],
    "facts_missing": [],
    "notes": [],
}


def stored(body: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Return a body as it comes back from the journal."""
    return json.loads(json.dumps(body, allow_nan=False))


@given(INSPECTIONS)
def test_an_inspection_survives_the_journal(inspection: Inspection) -> None:
    body = stored(inspection_body(inspection))

    assert inspection == inspection_of("SCH-C1", body, on=DAY)


def test_what_an_answer_does_not_say_is_left_out() -> None:
    answer = Answer(item="SCH-C1-01", text="示例")

    body = inspection_body(example_inspection("dept-a", on=DAY, answers=(answer,)))

    assert [{"item": "SCH-C1-01", "text": "示例"}] == body["answers"]


def test_inspections_come_in_the_order_given_with_their_entries() -> None:
    entries = entries_of(
        inspected("firm-1", on=DAY),
        reported("1-1", "dept-a", on=DAY),
        inspected("firm-2", on=DAY),
    )

    assert [("office:1", "firm-1"), ("office:3", "firm-2")] == [
        (one.reference, one.inspection.org) for one in inspections_of(entries)
    ]


def test_an_inspection_that_can_be_shown_is_accepted() -> None:
    answers = (
        Answer(item="1", text="示例", value=Conformity.FAILS.value),
        Answer(item="2", text="示例"),
        Answer(item="3", text="示例", fact="数", type="number", value="3.5"),
        Answer(item="4", text="示例", fact="数", type="number"),
        Answer(item="5", text="示例", fact="量", type="amounts", value={"甲": "3.5", "乙": 2}),
        Answer(item="6", text="示例", fact="部位", type="set", value=["厨房"]),
        Answer(item="7", text="示例", fact="通畅", type="bool", value=False),
    )
    inspection = example_inspection("dept-a", on=DAY, answers=answers)

    check_inspection(inspection)
    check_inspection(evolve(inspection, verdict=VERDICT))


def answer(**fields: Any) -> Answer:
    """Return an answer about a number."""
    return Answer(**{"item": "1", "text": "示例", "fact": "数", "type": "number", **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"org": 5},
        {"inspectors": (None,)},
        {"form": Form(code="SCH-C1", title="", distribution="", version="", revision="1")},  # type: ignore[arg-type]  # that is the point
        {"filing": Filing(file="", digest=None, sheet="")},  # type: ignore[arg-type]  # the same
        {"answers": (answer(item=1),)},
        {"answers": (answer(value="很多"),)},
        {"answers": (answer(type="amounts", value={"甲": "很多"}),)},
        {"answers": (answer(type="set", value=[1]),)},
        {"answers": (answer(fact="", type="", value="好"),)},
        {"verdict": {}},
        {"verdict": None},
        {"verdict": {**VERDICT, "verdict": "sure"}},
        {"verdict": {**VERDICT, "notes": [1]}},
        {"verdict": {**VERDICT, "standards": [{}]}},
        {"verdict": {**VERDICT, "criteria": [{**VERDICT["criteria"][0], "result": "maybe"}]}},
        {"verdict": {**VERDICT, "criteria": [{**VERDICT["criteria"][0], "effect": "maybe"}]}},
        {"verdict": {**VERDICT, "criteria": [{**VERDICT["criteria"][0], "facts_used": []}]}},
    ],
)
def test_an_inspection_that_cannot_be_shown_is_refused(fields: dict[str, Any]) -> None:
    inspection = evolve(example_inspection("dept-a", on=DAY, verdict=VERDICT), **fields)

    with pytest.raises((ArithmeticError, AttributeError, LookupError, TypeError, ValueError)):
        check_inspection(inspection)
