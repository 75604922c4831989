"""Acts before they are recorded: what they take from what is known, and what would come of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import evolve

from zhiben.ledger.fold import in_order
from zhiben.ledger.hazards.acting import completed, has_same_evidence, rule_on, twins_of
from zhiben.ledger.hazards.lives import lives_of
from zhiben.model.hazards import Act, State
from zhiben.testing.factories import MOMENT, entries_of
from zhiben.testing.hazards import FOUND, NUMBER, done, told, walked

if TYPE_CHECKING:
    from zhiben.ledger.hazards.acting import Ruling
    from zhiben.model.entries import Draft
    from zhiben.model.hazards import HazardLife

LATER = FOUND + timedelta(days=30)


def life(*drafts: Draft) -> HazardLife:
    return lives_of(in_order(entries_of(*drafts)))[NUMBER]


def ruled(draft: Draft, *before: Draft) -> Ruling:
    """Return what would come of an act, recorded a day after all that was."""
    (entry,) = entries_of(draft, origin="dept-a")
    return rule_on(entries_of(*before), evolve(entry, recorded_at=MOMENT + timedelta(days=1)))


def test_an_act_that_may_be_brings_the_hazard_on() -> None:
    ruling = ruled(done(Act.VERIFY), told())

    assert ruling.before is not None
    assert ruling.after is not None
    assert (State.LEAD, State.CHECKING) == (ruling.before.state, ruling.after.state)
    assert ((), {}) == (ruling.faults, ruling.broken)


def test_an_act_that_may_not_be_is_told_why() -> None:
    assert ("当时是“线索”，不能销号",) == ruled(done(Act.CLOSE), told()).faults


def test_an_act_before_anything_was_said_is_on_nothing() -> None:
    ruling = ruled(done(Act.VERIFY), told(on=LATER))

    assert ruling.before is None
    assert ruling.faults


def test_an_act_on_what_nobody_told_of_leads_nowhere() -> None:
    ruling = ruled(done(Act.VERIFY))

    assert (None, None, ()) == (ruling.before, ruling.after, ruling.faults)


def test_an_act_put_in_later_names_those_it_would_break() -> None:
    ruling = ruled(done(Act.VOID), told(), done(Act.VERIFY, on=LATER))

    assert () == ruling.faults
    assert {"office:2": ("当时是“已撤销”，不能受理核查",)} == ruling.broken


def test_acts_that_had_no_effect_before_are_not_broken() -> None:
    ruling = ruled(done(Act.VOID), told(), done(Act.CLOSE, on=LATER))

    assert {} == ruling.broken


def test_what_is_known_need_not_be_said_again() -> None:
    known = life(told(owner="示例丙", measures="示例", deadline=LATER))

    assert {
        "owner": "示例丙", "measures": "示例措施", "deadline": LATER.isoformat(),
        "reviewers": ["甲"],
    } == completed(
        Act.PLAN, {"measures": "示例措施", "owner": "", "reviewers": ("甲",), "x": ()}, known
    )  # fmt: skip
    assert {} == completed(Act.PLAN, {}, None)


def test_a_second_plan_says_anew_what_the_first_one_said() -> None:
    planned = life(*walked(until=Act.PLAN))

    assert {} == completed(Act.PLAN, {}, planned)
    assert "示例丙" == completed(Act.PLAN, {}, planned, again=True)["owner"]


def test_days_are_carried_as_they_are_written() -> None:
    assert {"done_on": "2024-06-20"} == completed(Act.APPLY, {"done_on": date(2024, 6, 20)}, None)


def test_a_twin_says_the_same_of_the_same_hazard() -> None:
    entries = entries_of(told(), done(Act.VERIFY), done(Act.VERIFY, "YH-2024-00002"))

    assert [entries[1]] == twins_of(done(Act.VERIFY, on=LATER), entries)
    assert [] == twins_of(done(Act.VERIFY, reviewer="示例辛"), entries)


def test_twins_may_differ_in_their_evidence() -> None:
    file = {"evidence": [{"name": "示例", "digest": "0", "size": 1}]}
    draft = done(Act.VERIFY)
    other = evolve(draft, body={**draft.body, **file})
    (entry,) = entries_of(draft)

    assert [entry] == twins_of(other, [entry])
    assert has_same_evidence(entry, draft)
    assert not has_same_evidence(entry, other)
