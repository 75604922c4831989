"""Measures in the journal: what is written is read again, and nothing else is taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from zhiben.ledger.hazards.measures import (
    check_measure,
    is_talk,
    measure_body,
    measure_draft,
    measures_of,
    same_talk,
    twin_of,
)
from zhiben.model.hazard_measures import Enforcement, Family, Fault, Measure
from zhiben.model.reports import Evidence
from zhiben.testing.factories import entries_of
from zhiben.testing.hazards import FINDER, FOUND, NUMBER, told

LATER = FOUND + timedelta(days=1)
PENALTY = Measure(
    reference="office:1", on=FOUND, subject=NUMBER, family=Family.ENFORCE,
    kind=Enforcement.PENALTY, by=FINDER, document="示例1号", fine_yuan="35000.50",
    evidence=(Evidence(name="示例.pdf", digest="ab" * 32, size=3),),
)  # fmt: skip
FAULT = evolve(
    PENALTY, family=Family.FAULT, kind=Fault.REFUSED, subject="示例厂", failed=("示例厂",),
    hazard=NUMBER, reason="示例", fine_yuan=None,
)  # fmt: skip


STEP = evolve(PENALTY, family=Family.ESCALATE, kind="remind", fine_yuan=None)


@pytest.mark.parametrize("measure", [PENALTY, FAULT, STEP])
def test_a_measure_is_read_as_it_was_written(measure: Measure) -> None:
    draft = measure_draft(measure, actor="office")

    check_measure(draft.body)
    assert [measure] == measures_of(entries_of(draft, told()))


@pytest.mark.parametrize(
    "change",
    [
        {"family": "示例"}, {"kind": "示例"}, {"kind": 1}, {"reason": None}, {"people": "示例"},
        {"known_as": [1]}, {"failed": None}, {"hazard": 3}, {"fine_yuan": "三万"},
        {"fine_yuan": "1.234"}, {"fine_yuan": 3}, {"evidence": {}},
        {"family": "fault"},
    ],
)  # fmt: skip
def test_a_measure_from_a_journal_must_be_one(change: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        check_measure({**measure_body(PENALTY), **change})


@pytest.mark.parametrize(
    ("family", "on", "is_dated", "is_twin"),
    [
        (Family.ENFORCE, FOUND, True, True),
        (Family.ENFORCE, LATER, False, True),
        (Family.ENFORCE, LATER, True, False),
        (Family.FEEDBACK, FOUND, False, True),
        (Family.FEEDBACK, LATER, False, False),
    ],
)
def test_the_same_is_on_record_once(family: Family, on: Any, *, is_dated: bool,  # noqa: ANN401 - a date of the table
                                    is_twin: bool) -> None:  # fmt: skip
    known = entries_of(measure_draft(evolve(PENALTY, family=family), actor="office"))
    again = measure_draft(evolve(PENALTY, family=family, on=on), actor="office")

    assert is_twin == (twin_of(again, known, is_dated=is_dated) is not None)
    without = measure_draft(evolve(PENALTY, family=family, evidence=()), actor="office")
    assert twin_of(without, known, is_dated=is_dated) is None


TALK = evolve(PENALTY, kind=Enforcement.TALK, fine_yuan=None, evidence=())


@pytest.mark.parametrize(
    ("change", "is_dated", "is_same"),
    [
        ({}, True, True), ({"on": LATER}, False, True), ({"on": LATER}, True, False),
        ({"document": "示例2号"}, False, False), ({"evidence": PENALTY.evidence}, False, False),
        ({"kind": "urge"}, False, False), ({"family": Family.FEEDBACK}, False, False),
    ],
)  # fmt: skip
def test_one_talk_is_enforcement_and_a_step_of_the_ladder(
    change: dict[str, Any], *, is_dated: bool, is_same: bool
) -> None:
    again = evolve(TALK, **{"family": Family.ESCALATE, **change})
    known = [PENALTY, TALK]

    assert (TALK if is_same else None) == same_talk(again, known, is_dated=is_dated)


def test_other_measures_are_no_talks() -> None:
    assert [TALK] == list(filter(is_talk, (PENALTY, FAULT, STEP, TALK)))
