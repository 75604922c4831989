"""The moves of a hazard's life: legal in which states, leading where, and requiring what."""

from __future__ import annotations

import pytest

from zhiben.ledger.hazards.lives import lives_of
from zhiben.ledger.hazards.moves import (
    MOVES,
    OPEN_STATES,
    STATES,
    Holds,
    Requirement,
    is_given,
    legal_acts,
    missing_for,
    next_state,
    requirements_of,
    result_of,
)
from zhiben.model.hazards import Act, HazardLife, Level, State
from zhiben.testing.factories import entries_of
from zhiben.testing.hazards import NUMBER, everything_for, told, walked

LEADS_TO = {
    "verify": "checking", "judge": "judged", "register": "registered", "notify": "notified",
    "plan": "planned", "rectify": "rectifying", "apply": "applied", "accept": "reviewed",
    "close": "closed", "check-back": "closed", "reopen": "registered", "shut": "shut",
    "merge": "merged", "void": "void",
}  # fmt: skip


def life(until: Act | None = None) -> HazardLife:
    drafts = walked(until=until) if until else (told(),)
    return lives_of(entries_of(*drafts))[NUMBER]


def test_every_act_has_a_move_and_every_state_a_word() -> None:
    assert list(Act) == list(MOVES)
    assert set(State) == set(STATES)
    assert all(move.basis and move.label for move in MOVES.values())


@pytest.mark.parametrize(("act", "state"), LEADS_TO.items())
def test_an_act_leads_on(act: str, state: str) -> None:
    assert state == next_state(Act(act), everything_for(Act(act)), life=life())


@pytest.mark.parametrize(
    ("act", "result", "state"),
    [
        ("judge", "unfounded", "unfounded"),
        ("judge", "general", "general"),
        ("accept", "fail", "rectifying"),
        ("check-back", "relapsed", "closed"),
        ("judge", "perhaps", None),
        ("accept", "", None),
    ],
)
def test_an_outcome_decides_where_an_act_leads(act: str, result: str, state: str | None) -> None:
    assert state == next_state(Act(act), {"result": result}, life=life())


def test_another_judgement_of_the_same_level_leaves_a_hazard_where_it_is() -> None:
    planned = life(Act.PLAN)

    assert State.PLANNED is next_state(Act.REJUDGE, {"result": "major"}, life=planned)
    assert State.GENERAL is next_state(Act.REJUDGE, {"result": "general"}, life=planned)
    assert State.JUDGED is next_state(Act.REJUDGE, {"result": "major"}, life=life())


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("lead", "verify hand-over merge void"),
        ("checking", "hand-over judge merge void"),
        ("general", "rejudge apply merge void"),
        ("judged", "rejudge register merge void"),
        ("reviewed", "rejudge close shut merge void"),
        ("closed", "check-back reopen"),
        ("unfounded", ""),
        ("shut", ""),
        ("merged", ""),
        ("void", ""),
    ],
)
def test_each_state_has_its_legal_acts(state: str, acts: str) -> None:
    assert acts.split() == [move.act.value for move in legal_acts(State(state))]


def test_whatever_is_open_can_go_on() -> None:
    assert set(OPEN_STATES) == {
        state
        for state in State
        if any(move.act is Act.VOID for move in legal_acts(state))
    }  # fmt: skip


@pytest.mark.parametrize("act", Act)
def test_an_act_that_carries_everything_lacks_nothing(act: Act) -> None:
    assert () == missing_for(act, everything_for(act))


@pytest.mark.parametrize("act", Act)
def test_an_act_that_carries_nothing_is_told_what_it_lacks(act: Act) -> None:
    missing = missing_for(act, {})

    assert missing
    assert {one.key for one in missing} <= set(everything_for(act))


def test_what_is_required_depends_on_the_outcome() -> None:
    asked = {
        result: [one.key for one in requirements_of(Act.JUDGE, {"result": result})]
        for result in ("", "unfounded", "major")
    }

    assert {
        "": ["result"],
        "unfounded": ["result", "reason"],
        "major": ["result", "standard", "clauses"],
    } == asked


def test_photos_are_required_of_major_hazards_only() -> None:
    without = {key: one for key, one in everything_for(Act.APPLY).items() if key != "evidence"}
    missing = {level: missing_for(Act.APPLY, without, level=level) for level in (None, *Level)}

    assert {None: ["evidence"], Level.MAJOR: ["evidence"], Level.GENERAL: []} == {
        level: [one.key for one in found] for level, found in missing.items()
    }


@pytest.mark.parametrize(
    ("holds", "value", "is_met"),
    [
        (Holds.TEXT, "示例", True),
        (Holds.TEXT, " ", False),
        (Holds.TEXT, None, False),
        (Holds.CHOICE, "pass", True),
        (Holds.CHOICE, "passed", False),
        (Holds.PEOPLE, ["示例甲", "示例乙"], True),
        (Holds.PEOPLE, ["示例甲", "示例 甲"], False),
        (Holds.PEOPLE, ["示例甲", " "], False),
        (Holds.PEOPLE, "示例甲、示例乙", False),
        (Holds.TEXTS, (), False),
    ],
)
def test_a_requirement_is_met_by_enough_of_the_right_kind(
    holds: Holds, value: object, *, is_met: bool
) -> None:
    requirement = Requirement(key="示例", label="示例", holds=holds, choices=("pass",), least=2)

    assert is_met is is_given(requirement, value)


def test_an_act_without_outcomes_has_the_empty_one() -> None:
    assert ("", "pass") == (result_of({}), result_of({"result": "pass"}))
