"""The bodies of hazard entries: kept whole, and refused where they cannot be shown."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.hazards.bodies import (
    check_record,
    check_step,
    record_body,
    said_body,
    said_of,
    step_body,
    step_of,
)
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.hazards import (
    Act,
    HazardDetails,
    Party,
    Provenance,
    Said,
    Saying,
    State,
    Step,
)
from zhiben.model.reports import Evidence
from zhiben.testing.factories import entries_of
from zhiben.testing.hazards import NUMBER, done, everything_for, listed_in_table, told

DAY = date(2024, 5, 6)
WORDS = st.text(max_size=5)
PARTIES = st.builds(
    Party, unit=WORDS, people=st.lists(WORDS).map(tuple), known_as=st.lists(WORDS).map(tuple)
)
FILES = st.lists(st.builds(Evidence, name=WORDS, digest=WORDS, size=st.integers(0)), max_size=2)
DETAILS = st.builds(
    HazardDetails,
    **{
        field.name: st.none() | WORDS
        for field in fields(HazardDetails)
        if str(field.type) == "str | None" and field.name != "funds_yuan"
    },
    found_on=st.none() | st.dates(),
    deadline=st.none() | st.dates(),
    done_on=st.none() | st.dates(),
    status=st.none() | st.sampled_from(State),
    listed=st.none() | st.booleans(),
    funds_yuan=st.none() | st.just("35000.5"),
)


def entry_of(kind: EntryKind, body: dict[str, Any]) -> Any:  # noqa: ANN401 - an entry
    """Return the entry of a body that has been written and read as JSON."""
    (entry,) = entries_of(Draft(on=DAY, actor="office", kind=kind, subject=NUMBER, body=body))
    return entry


SAID = st.builds(
    Said,
    reference=st.just("office:1"),
    on=st.just(DAY),
    details=DETAILS,
    source=st.none() | st.builds(Provenance, file=WORDS, sheet=WORDS, row=st.integers()),
    saying=st.none() | st.sampled_from(Saying),
    by=st.none() | PARTIES,
    reason=WORDS,
    document=WORDS,
    reporter=st.sampled_from(("", "R-ABCD-EFGH-JKMN-PQRS")),
    evidence=FILES.map(tuple),
)
STEPS = st.builds(
    Step,
    reference=st.just("office:1"),
    on=st.just(DAY),
    act=st.just(Act.CLOSE),
    by=PARTIES,
    given=st.just(everything_for(Act.CLOSE)),
    role=WORDS,
    document=WORDS,
    evidence=FILES.map(tuple),
)


@given(said=SAID)
def test_what_is_said_comes_back_whole(said: Said) -> None:
    entry = entry_of(EntryKind.HAZARD_RECORD, said_body(said))

    check_record(entry.body)

    assert said == said_of(entry)


@given(step=STEPS)
def test_an_act_comes_back_whole(step: Step) -> None:
    entry = entry_of(EntryKind.HAZARD_STEP, step_body(step))

    check_step(entry.body)

    assert step == step_of(entry)


def test_a_table_says_only_what_stands_in_it() -> None:
    source = Provenance(file="示例.xlsx", sheet="台账", row=4)

    assert {
        "details": {"description": "示例", "listed": False, "found_on": "2024-05-06"},
        "source": {"file": "示例.xlsx", "sheet": "台账", "row": 4},
    } == record_body(HazardDetails(description="示例", listed=False, found_on=DAY), source=source)


@pytest.mark.parametrize("act", Act)
def test_what_every_act_carries_can_be_shown(act: Act) -> None:
    check_step(done(act).body)
    check_step(done(act, without="reviewers").body)


@pytest.mark.parametrize(
    "change",
    [
        {"reporter": "示例举报人"},
        {"reporter": "r-abcd-efgh-jkmn-pqrs"},
        {"reporter": None},
        {"details": {"colour": "示例"}},
        {"details": {"description": 3}},
        {"details": {"level": "grave"}},
        {"details": {"found_on": "2024年5月"}},
        {"details": {"listed": 1}},
        {"details": {"funds_yuan": "3.5万"}},
        {"details": {"funds_yuan": "-1"}},
        {"details": []},
        {"source": {"file": "示例", "sheet": "示例"}},
        {"source": {"file": "示例", "sheet": "示例", "row": "4"}},
        {"source": {"file": "示例", "sheet": "示例", "row": 4, "page": 1}},
        {"saying": "whisper"},
        {"people": "示例甲"},
        {"people": [1]},
        {"known_as": None},
        {"unit": 7},
        {"reason": 1},
    ],
)
def test_a_record_that_cannot_be_shown_is_refused(change: dict[str, Any]) -> None:
    body = {**told().body, **json.loads(json.dumps(change))}

    with pytest.raises((AttributeError, LookupError, TypeError, ValueError)):
        check_record(body)


@pytest.mark.parametrize(
    ("act", "change"),
    [
        ("close", {"act": "vanish"}),
        ("close", {"role": None}),
        ("close", {"people": None}),
        ("close", {"given": []}),
        ("close", {"given": {"closer": ["示例庚"]}}),
        ("accept", {"given": {"reviewers": "示例戊"}}),
        ("accept", {"given": {"reviewers": [1]}}),
        ("accept", {"given": {"result": 1}}),
        ("plan", {"given": {"deadline": "六月底"}}),
        ("plan", {"given": {"funds_yuan": "3.5万元"}}),
        ("judge", {"given": {"verdict": {"verdict": "grave"}}}),
        ("judge", {"given": {**everything_for(Act.JUDGE), "facts": []}}),
    ],
)
def test_an_act_that_cannot_be_shown_is_refused(act: str, change: dict[str, Any]) -> None:
    with pytest.raises((AttributeError, LookupError, TypeError, ValueError)):
        check_step({**done(Act(act)).body, **change})


def test_what_is_left_blank_is_no_fault() -> None:
    check_step(done(Act.PLAN, deadline="", funds_yuan="").body)
    check_record(listed_in_table().body)
