"""The lives of hazards: what is known, where each stands, and what had no effect."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.entries import entry_of
from zhiben.ledger.fold import in_order, void_ids
from zhiben.ledger.hazards.lives import is_overdue, lives_of, reported_state
from zhiben.model.hazards import (
    Act,
    Channel,
    HazardDetails,
    HazardLife,
    Level,
    Party,
    Saying,
    State,
)
from zhiben.testing.factories import entries_of, reported, sealed
from zhiben.testing.hazards import (
    FINDER,
    FOUND,
    NUMBER,
    done,
    listed_in_table,
    told,
    verdict,
    walked,
)
from zhiben.testing.strategies import journals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.model.entries import Draft, Entry
    from zhiben.testing.factories import Batch

OTHER = "YH-2024-00002"
THIRD = "YH-2024-00003"
LATER = FOUND + timedelta(days=30)


def lives(*drafts: Draft) -> dict[str, HazardLife]:
    """Return the lives that come of drafts, each known from its own day on."""
    return lives_of(in_order(entries_of(*drafts)))


def life(*drafts: Draft) -> HazardLife:
    return lives(*drafts)[NUMBER]


def reasons(found: HazardLife) -> list[str]:
    """Return why acts had no effect."""
    return [why for listed in found.idle.values() for why in listed]


# From the lead to the closing


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("verify", "checking"), ("judge", "judged"), ("register", "registered"),
        ("notify", "notified"), ("plan", "planned"), ("rectify", "rectifying"),
        ("apply", "applied"), ("accept", "reviewed"), ("close", "closed"),
    ],
)  # fmt: skip
def test_each_act_brings_a_hazard_on(act: str, state: str) -> None:
    found = life(*walked(until=Act(act)))

    assert (state, {}) == (found.state, found.idle)


def test_acts_settle_what_is_known() -> None:
    found = life(*walked(until=Act.CLOSE))

    details = found.details
    assert (Level.MAJOR, "示例标准 3(一)") == (details.level, details.basis)
    assert ("示例丙", "35000", date(2024, 6, 30)) == (
        details.owner, details.funds_yuan, details.deadline,
    )  # fmt: skip
    assert (date(2024, 6, 20), FOUND) == (details.done_on, found.closed_on)


def test_a_general_hazard_goes_to_its_acceptance_at_once() -> None:
    judged = done(Act.JUDGE, result="general", reason="示例", verdict=verdict("not_met"))
    found = life(told(), done(Act.VERIFY), judged, done(Act.APPLY))

    assert (State.APPLIED, Level.GENERAL) == (found.state, found.details.level)


def test_what_is_unfounded_goes_nowhere() -> None:
    judged = done(Act.JUDGE, result="unfounded", reason="示例", verdict=verdict("not_met"))
    found = life(told(), done(Act.VERIFY), judged, done(Act.APPLY))

    assert (State.UNFOUNDED, None) == (found.state, found.details.level)
    assert ["当时是“不属实”，不能申请验收"] == reasons(found)


def test_a_failed_acceptance_counts_and_leads_back() -> None:
    failed = done(Act.ACCEPT, result="fail")
    found = life(*walked(until=Act.APPLY), failed, done(Act.APPLY), failed)

    assert (State.RECTIFYING, 2) == (found.state, found.attempts)


def test_what_is_reopened_is_registered_and_not_closed() -> None:
    found = life(*walked(until=Act.CLOSE), done(Act.CHECK_BACK, result="relapsed"),
                 done(Act.REOPEN))  # fmt: skip

    assert (State.REGISTERED, 1, None) == (found.state, found.reopened, found.closed_on)


@pytest.mark.parametrize(("act", "state"), [("shut", "shut"), ("void", "void")])
def test_a_hazard_may_end_otherwise(act: str, state: str) -> None:
    found = life(*walked(until=Act.PLAN), done(Act(act)))

    assert state == found.state


# What has no effect


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (done(Act.CLOSE), "当时是“线索”，不能销号"),
        (done(Act.VERIFY, reviewer=" "), "缺核查人"),
        (done(Act.MERGE, into=NUMBER), f"{NUMBER} 就是 {NUMBER}，或已并入它，不能这样合并"),
        (done(Act.VOID, approvers=["示例戊", "示例戊"]), "缺批准人"),
    ],
)
def test_an_act_that_may_not_be_has_no_effect(draft: Draft, why: str) -> None:
    found = life(told(), draft)

    assert (State.LEAD, [why]) == (found.state, reasons(found))
    assert 1 == len(found.steps)
    assert () == found.effective


def test_an_act_on_what_nobody_has_told_of_has_no_effect() -> None:
    found = life(told(on=LATER), done(Act.VERIFY, on=FOUND))

    assert ["当时还没有登记这个隐患"] == reasons(found)
    assert {} == lives(done(Act.VERIFY))


def test_other_entries_are_left_aside() -> None:
    assert [NUMBER] == list(lives(told(), reported("1-1", "dept-a", on=FOUND)))


def test_the_last_of_some_acts_is_one_that_had_an_effect() -> None:
    found = life(*walked(until=Act.JUDGE), done(Act.JUDGE), done(Act.CLOSE))

    step = found.last(Act.JUDGE, Act.CLOSE)
    assert step is not None
    assert "office:3" == step.reference
    assert found.last(Act.CLOSE) is None


# Another judgement


def rejudged(result: str, **said: Any) -> Draft:
    outcome = "major" if result == "major" else "not_met"
    return done(Act.REJUDGE, result=result, verdict=verdict(outcome), **said)


def test_another_judgement_of_the_same_level_changes_what_it_rests_on() -> None:
    found = life(*walked(until=Act.PLAN), rejudged("major", clauses=["3(二)"]))

    assert (State.PLANNED, "示例标准 3(二)") == (found.state, found.details.basis)


def test_another_level_begins_anew() -> None:
    general = life(*walked(until=Act.APPLY), rejudged("general"))
    major = life(*walked(until=Act.APPLY), rejudged("general"), rejudged("major"))

    assert (State.GENERAL, State.JUDGED) == (general.state, major.state)


# What tables say, and people


@pytest.mark.parametrize(
    ("details", "state"),
    [
        ({}, "lead"),
        ({"level": Level.GENERAL}, "general"),
        ({"level": Level.MAJOR}, "registered"),
        ({"level": Level.MAJOR, "done_on": FOUND}, "rectifying"),
        ({"done_on": FOUND, "status": State.CLOSED}, "closed"),
    ],
)
def test_what_only_tables_tell_of_stands_where_they_say(
    details: dict[str, Any], state: str
) -> None:
    assert state == reported_state(HazardDetails(**details))
    found = life(listed_in_table(**details))

    assert (state, True) == (found.state, found.is_reported)


def test_a_table_that_says_closed_tells_when() -> None:
    closed: dict[str, Any] = {"status": State.CLOSED, "done_on": LATER}

    assert LATER == life(listed_in_table(**closed)).closed_on
    assert life(listed_in_table(done_on=LATER)).closed_on is None
    assert life(listed_in_table(**closed), done(Act.REOPEN, on=LATER)).closed_on is None


def test_acts_go_on_from_what_a_table_says() -> None:
    found = life(listed_in_table(level=Level.MAJOR), done(Act.NOTIFY),
                 listed_in_table(status=State.CLOSED, on=LATER))  # fmt: skip

    assert (State.NOTIFIED, False) == (found.state, found.is_reported)


def test_people_say_no_state_and_no_level() -> None:
    found = life(told(level=Level.MAJOR, status=State.CLOSED, done_on=FOUND))

    assert (State.LEAD, False, None) == (found.state, found.is_reported, found.details.level)


def test_a_later_table_says_what_holds_unless_a_person_has() -> None:
    amended = told(saying=Saying.AMEND, location="示例二车间", listed=True)
    table = listed_in_table(on=LATER, location="示例三车间", region="示例二镇", listed=False)
    found = life(listed_in_table(), amended, table).details

    assert ("示例二车间", "示例二镇", True) == (found.location, found.region, found.listed)


def test_the_earliest_day_it_was_found_is_kept() -> None:
    early, late = FOUND - timedelta(days=9), FOUND + timedelta(days=9)
    days = [told(), listed_in_table(found_on=late), listed_in_table(found_on=early)]

    assert early == life(*days).details.found_on
    amended = told(saying=Saying.AMEND, found_on=late)
    assert late == life(*days, amended, listed_in_table(found_on=early)).details.found_on


def test_the_channels_it_came_by_are_listed_once() -> None:
    found = life(told(), listed_in_table(channel=Channel.SELF), listed_in_table())

    assert (Channel.INSPECTION, Channel.SELF) == found.channels
    assert (FINDER,) == found.finders


# Mergers


def merged(number: str, into: str, on: date = FOUND) -> Draft:
    return done(Act.MERGE, number, into=into, on=on)


def test_a_merger_keeps_what_both_came_from_and_the_earlier_day() -> None:
    early = FOUND - timedelta(days=9)
    table = listed_in_table(OTHER, channel=Channel.REPORT, found_on=early)
    found = lives(told(), table, merged(OTHER, NUMBER))

    kept, gone = found[NUMBER], found[OTHER]
    assert (early, (Channel.INSPECTION, Channel.REPORT)) == (kept.details.found_on, kept.channels)
    assert ["office:1", "office:2"] == [one.reference for one in kept.said]
    assert ((OTHER,), NUMBER, State.MERGED) == (kept.merged, gone.merged_into, gone.state)


def test_without_any_day_a_merger_has_none() -> None:
    found = lives(told(found_on=None), told(OTHER, found_on=None), merged(OTHER, NUMBER))

    assert found[NUMBER].details.found_on is None


def test_what_was_merged_goes_on_where_that_goes_on() -> None:
    found = lives(
        told(), told(OTHER), told(THIRD), merged(THIRD, OTHER), merged(OTHER, NUMBER)
    )  # fmt: skip

    assert (OTHER, THIRD) == found[NUMBER].merged
    assert 3 == len(found[NUMBER].said)


def test_mergers_lead_to_no_circle() -> None:
    found = lives(
        told(), told(OTHER), told(THIRD), merged(THIRD, OTHER), merged(OTHER, NUMBER),
        merged(NUMBER, THIRD),
    )  # fmt: skip

    assert State.LEAD is found[NUMBER].state
    assert [f"{THIRD} 就是 {NUMBER}，或已并入它，不能这样合并"] == reasons(found[NUMBER])


def test_the_finder_of_what_was_merged_does_not_accept_the_whole() -> None:
    other = told(OTHER, by=Party(unit="dept-b", known_as=("示例乙局",)))
    found = life(other, *walked(until=Act.APPLY), merged(OTHER, NUMBER), done(Act.ACCEPT))

    assert ["示例乙局是发现单位，不能验收，须由别的单位验收"] == reasons(found)


def test_a_merger_into_one_that_has_not_arrived_waits_for_it() -> None:
    entries = [told(OTHER), merged(OTHER, NUMBER)]

    assert [OTHER] == list(lives(*entries))
    assert (OTHER,) == life(*entries, told()).merged


# Overdue


@pytest.mark.parametrize(
    ("day", "until", "is_late"),
    [
        (date(2024, 7, 1), Act.RECTIFY, True),
        (date(2024, 6, 30), Act.RECTIFY, False),
        (date(2024, 7, 1), Act.CLOSE, False),
        (date(2024, 7, 1), Act.NOTIFY, False),
    ],
)
def test_what_is_open_past_its_deadline_is_overdue(day: date, until: Act, *, is_late: bool) -> None:
    assert is_late is is_overdue(life(*walked(until=until)), day)


# Laws


def in_force(journal: Sequence[Batch]) -> list[Entry]:
    """Return the entries of a journal that count, in the order of their facts."""
    entries = [entry_of(line) for line in sealed(journal)]
    void = void_ids(entries)
    return in_order(entry for entry in entries if entry.id not in void)


@given(journal=journals(), data=st.data())
def test_lives_do_not_depend_on_the_order_in_which_entries_arrive(
    journal: tuple[Batch, ...], data: st.DataObject
) -> None:
    live = in_force(journal)
    shuffled = data.draw(st.permutations(live))

    assert lives_of(live) == lives_of(in_order(shuffled))


@given(journal=journals())
def test_a_hazard_is_there_once_something_is_said_of_it(journal: tuple[Batch, ...]) -> None:
    for found in lives_of(in_force(journal)).values():
        assert found.said
        acts = {step.reference for step in found.steps}
        assert set(found.idle) <= acts | {step.reference for step in found.overlay_steps}
