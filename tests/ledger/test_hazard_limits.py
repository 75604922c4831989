"""Time limits: the table, what is set here, and the clocks they run on a hazard."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.dates import builtin_calendar
from zhiben.ledger.fold import in_order
from zhiben.ledger.hazards.limits import (
    COUNTED,
    check_limit,
    clocks_of,
    last_day,
    limit_draft,
    limit_on,
    limits_on,
    packaged_limits,
    table_of,
    value_text,
)
from zhiben.ledger.hazards.lives import lives_of
from zhiben.ledger.hazards.measures import measure_draft, measures_of
from zhiben.model.hazard_limits import Clock, Limit, LimitUnit, Running, Sense, Standing
from zhiben.model.hazard_measures import Enforcement, Family, Measure
from zhiben.model.hazard_overlays import OverlayAct
from zhiben.model.hazards import Act, Channel, Party, State
from zhiben.testing.factories import entries_of
from zhiben.testing.hazards import (
    AUTHORITY,
    FINDER,
    FOUND,
    NUMBER,
    done,
    listed_in_table,
    over,
    told,
    walked,
)

if TYPE_CHECKING:
    from zhiben.model.entries import Draft

LATER = FOUND + timedelta(days=3000)
DEADLINE = date(2024, 6, 30)
CALENDAR = builtin_calendar()


def local(code: str = "accept", *, on: date = date(2024, 1, 1), **fields: Any) -> Draft:
    """Return what sets a limit here: ten natural days where nothing else is said."""
    usual = {"value": 10, "unit": LimitUnit.NATURAL, "basis": "示例规定", "place": "示例县"}
    return limit_draft(evolve(packaged(code), **{**usual, "note": "", **fields}), on=on, actor="a")


def packaged(code: str) -> Limit:
    return next(one for one in packaged_limits() if one.code == code)


def taken(kind: str, *, on: date = FOUND, family: Family = Family.ENFORCE) -> Draft:
    """Return a measure about the hazard."""
    measure = Measure(
        reference="", on=on, subject=NUMBER, family=family, kind=kind, by=FINDER,
        document="示例1号",
    )  # fmt: skip
    return measure_draft(measure, actor="a")


def clocks(*drafts: Draft, day: date = LATER) -> dict[str, Clock]:
    """Return the clocks of the hazard by their codes, the last of each."""
    entries = in_order(entries_of(*drafts))
    found = clocks_of(
        lives_of(entries)[NUMBER], measures_of(entries), table=table_of(entries),
        calendar=CALENDAR, day=day,
    )  # fmt: skip
    return {one.code: one for one in found}


# The table


def test_the_table_keeps_every_row_of_the_digest_beside_the_ladders_own() -> None:
    limits = packaged_limits()

    assert 25 == sum(one.standing is not Standing.ASSUMED for one in limits)
    assert len(limits) == len({one.code for one in limits})
    assert all(one.basis and one.place and one.written for one in limits)


def test_what_is_no_single_number_of_days_has_no_value_and_runs_no_clock() -> None:
    odd = {one.code for one in packaged_limits() if one.value is None}

    assert {
        "close-request", "coal-report", "statistics", "rectify-60-90", "principal-check", "drill",
        "county-inspection",
    } == odd  # fmt: skip
    assert all(packaged(code).no_clock for code in odd)
    assert "60 / 90日" == value_text(packaged("rectify-60-90"))


def test_every_limit_runs_a_clock_or_says_why_not() -> None:
    silent = [one.code for one in packaged_limits() if not one.no_clock and not one.runs]

    assert [] == silent
    assert all(one.value and one.unit for one in packaged_limits() if not one.no_clock)


def test_what_ran_no_clock_for_want_of_one_number_runs_once_one_is_set_here() -> None:
    rule = local("rectify-60-90", value=60)
    walk = (*walked(until=Act.PLAN), rule, over(OverlayAct.LIST))

    assert FOUND + timedelta(days=60) == clocks(*walk)["rectify-60-90"].until
    assert "" == table_of(in_order(entries_of(rule))).local[0].no_clock


def test_rows_that_contradict_each_other_stay_apart_and_hold_nobody() -> None:
    found = [packaged(f"rectify-{one}") for one in ("year", "60-90", "100")]

    assert [(1, LimitUnit.YEAR), (None, None), (100, LimitUnit.NATURAL)] == [
        (one.value, one.unit) for one in found
    ]
    assert not any(one.holds for one in found)


def test_only_what_no_rule_states_is_marked_as_the_softwares_own() -> None:
    assumed = {one.code for one in packaged_limits() if one.standing is Standing.ASSUMED}

    assert {f"ladder-{one}" for one in ("remind", "urge", "talk", "circulate", "expose")} == assumed
    assert all("非规定" in packaged(code).basis for code in assumed)


def test_the_latest_limit_set_here_that_holds_on_a_day_wins() -> None:
    table = table_of(
        in_order(
            entries_of(
                local(value=10),
                local(value=5, on=date(2024, 6, 1), valid_to=date(2024, 6, 30)),
            )
        )
    )
    days = (date(2023, 12, 31), date(2024, 5, 31), date(2024, 6, 1), date(2024, 7, 1))
    found = [limit_on(table, "accept", day) for day in days]

    assert [
        (10, "湖北省"), (10, "示例县"), (5, "示例县"), (10, "示例县"),
    ] == [(one.value, one.place) for one in found if one]  # fmt: skip
    assert "10 自然日" == value_text(limits_on(table, LATER)[table.codes.index("accept")])


def test_what_is_set_under_an_unknown_code_is_left_alone() -> None:
    draft = evolve(local(), subject="示例")

    assert () == table_of(entries_of(draft)).local
    assert limit_on(table_of(()), "示例", FOUND) is None


def test_a_packaged_limit_that_has_ended_holds_no_longer() -> None:
    table = table_of(())
    ended = evolve(table, packaged=(evolve(packaged("accept"), valid_to=FOUND),))

    assert () == limits_on(ended, LATER)


@given(
    limit=st.sampled_from(packaged_limits()),
    value=st.integers(1, 400),
    unit=st.sampled_from(sorted(COUNTED)),
    since=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
)
def test_a_last_day_is_never_before_its_first(
    limit: Limit, value: int, unit: LimitUnit, since: date
) -> None:
    counted = last_day(evolve(limit, value=value, unit=unit), since, calendar=CALENDAR)

    assert counted is not None
    assert (limit.sense is Sense.LATEST) is (counted.on < since)
    assert counted.on != since


@given(value=st.integers(1, 60), since=st.dates(date(2024, 1, 1), date(2026, 8, 1)))
def test_working_days_skip_holidays(value: int, since: date) -> None:
    limit = evolve(packaged("accept"), value=value, unit=LimitUnit.WORKING)
    counted = last_day(limit, since, calendar=CALENDAR)

    assert counted is not None
    days = [since + timedelta(days=n) for n in range(1, (counted.on - since).days + 1)]
    assert value == sum(map(CALENDAR.is_working, days))
    assert CALENDAR.is_working(counted.on)


def test_hours_are_the_next_day_at_the_same_time_and_say_so() -> None:
    counted = last_day(packaged("power-cut"), FOUND, calendar=CALENDAR)

    assert counted is not None
    assert FOUND + timedelta(days=1) == counted.on
    assert "次日的同一时刻" in counted.notes[0]


def test_no_single_number_has_no_last_day() -> None:
    assert last_day(packaged("rectify-60-90"), FOUND, calendar=CALENDAR) is None


@pytest.mark.parametrize(
    "change",
    [
        {"value": 0}, {"value": True}, {"value": "10"}, {"value": 10_000}, {"unit": "hour"},
        {"unit": "示例"}, {"basis": 1}, {"place": None}, {"until": "示例"},
    ],
)  # fmt: skip
def test_a_limit_from_a_journal_must_be_usable(change: dict[str, Any]) -> None:
    body = dict(local(valid_to=LATER).body)

    check_limit(body)
    check_limit({**body, "until": None})
    with pytest.raises((ValueError, TypeError)):
        check_limit({**body, **change})


# The clocks


def test_a_penalty_is_to_be_public_within_seven_working_days() -> None:
    penalty = taken(Enforcement.PENALTY, on=date(2024, 4, 30))
    found = clocks(told(), penalty)["penalty-public"]

    assert (date(2024, 5, 13), "安全生产法第78条", Running.OVERDUE) == (
        found.until, found.basis, found.standing(LATER),
    )  # fmt: skip
    assert Running.RUNNING is found.standing(date(2024, 5, 13))


@pytest.mark.parametrize(
    ("day", "standing"), [(date(2024, 5, 13), Running.DONE), (date(2024, 5, 14), Running.LATE)]
)
def test_a_clock_ends_when_what_it_asks_for_is_done(day: date, standing: Running) -> None:
    penalty = taken(Enforcement.PENALTY, on=date(2024, 4, 30))
    found = clocks(told(), penalty, taken("penalty-public", on=day, family=Family.DONE))

    assert standing is found["penalty-public"].standing(LATER)


def test_what_is_done_ends_the_clock_that_started_first() -> None:
    days = (FOUND, FOUND + timedelta(days=1))
    drafts = (told(), *(taken(Enforcement.PENALTY, on=day) for day in days))
    entries = in_order(entries_of(*drafts, taken("penalty-public", on=days[1], family=Family.DONE)))
    found = clocks_of(
        lives_of(entries)[NUMBER], measures_of(entries), table=table_of(()), calendar=CALENDAR,
        day=LATER,
    )  # fmt: skip

    assert [days[1], None] == [one.done_on for one in found]


def test_another_places_rule_runs_no_clock_until_it_is_set_here() -> None:
    walk = walked(until=Act.ACCEPT)

    assert "accept" not in clocks(*walk)
    found = clocks(*walk, local())["accept"]
    assert (FOUND + timedelta(days=10), "示例规定", FOUND) == (
        found.until, found.basis, found.done_on,
    )  # fmt: skip


def test_a_clock_runs_by_the_limit_of_the_day_it_started() -> None:
    later = local(on=FOUND + timedelta(days=1))

    assert "accept" not in clocks(*walked(until=Act.APPLY), later)


def test_a_clock_that_has_not_started_is_not_shown() -> None:
    penalty = taken(Enforcement.PENALTY, on=date(2024, 4, 30))

    assert {} == clocks(told(), penalty, day=date(2024, 4, 29))


@pytest.mark.parametrize(
    ("sector", "is_running"), [("煤矿", True), ("非煤矿山", False), (None, False)]
)
def test_a_limit_of_a_sector_is_never_found_by_part_of_a_name(
    sector: str | None, *, is_running: bool
) -> None:
    found = clocks(told(sector=sector), taken(Enforcement.HALT))

    assert is_running == ("coal-announce" in found)


def test_suspending_and_resuming_a_coal_mine_is_to_be_announced() -> None:
    day = FOUND + timedelta(days=1)
    coal = (*walked(until=Act.RECTIFY), told(sector="煤矿"), over(OverlayAct.SUSPEND, on=day))

    assert "停产" == clocks(*coal)["coal-announce"].started_by
    gone = (done(act, on=day) for act in (Act.APPLY, Act.ACCEPT, Act.CLOSE))
    resumed = over(OverlayAct.RESUME, on=LATER)
    assert "恢复生产" == clocks(*coal, *gone, resumed)["coal-announce"].started_by


def test_whoever_reported_is_told_after_the_judgement() -> None:
    walk = walked(until=Act.JUDGE)
    found = clocks(*walk, listed_in_table(channel=Channel.REPORT))["reporter-told"]

    assert (FOUND, FOUND + timedelta(days=10)) == (found.since, found.until)
    assert "reporter-told" not in clocks(*walk)


def test_listing_and_delisting_are_made_public_in_time_where_that_is_set() -> None:
    rule = local("listing-public", value=5, unit=LimitUnit.WORKING)
    listing = over(OverlayAct.LIST, public_on="2024-03-05", public_in="示例报")
    walk = (*walked(until=Act.RECTIFY), rule, listing)

    assert date(2024, 3, 5) == clocks(*walk)["listing-public"].done_on
    steps = [done(act, on=date(2024, 4, 1)) for act in (Act.APPLY, Act.ACCEPT)]
    closed = done(Act.CLOSE, on=date(2024, 4, 1), by=Party(unit=AUTHORITY))
    found = clocks(*walk, *steps, closed, over(OverlayAct.DELIST, on=LATER))["listing-public"]
    assert ("摘牌", None) == (found.started_by, found.done_on)


def test_an_extension_is_decided_in_time_where_that_is_set() -> None:
    rule = local("extension-decide")
    walk = (*walked(until=Act.RECTIFY), rule, over(OverlayAct.ASK_EXTENSION))

    assert clocks(*walk)["extension-decide"].done_on is None
    decided = over(OverlayAct.DECIDE_EXTENSION, on=FOUND + timedelta(days=4))
    found = clocks(*walk, decided)
    assert FOUND + timedelta(days=4) == found["extension-decide"].done_on
    assert "示例县安委会同意延期 示例〔2024〕3号" == found["deadline"].basis


def test_feedback_ends_what_a_talk_asks_for() -> None:
    rule = local("talk-report")
    talk = taken(Enforcement.TALK)
    feedback = taken("feedback", on=FOUND + timedelta(days=1), family=Family.FEEDBACK)

    assert FOUND + timedelta(days=1) == clocks(told(), rule, talk, feedback)["talk-report"].done_on


def test_the_own_deadline_tells_by_whose_word_it_stands() -> None:
    assert "整改方案" == clocks(*walked(until=Act.PLAN))["deadline"].basis
    assert "台账所载" == clocks(told(deadline=date(2024, 9, 1)))["deadline"].basis
    listing = over(OverlayAct.LIST, deadline="2024-05-01")
    found = clocks(*walked(until=Act.PLAN), listing)["deadline"]
    assert ("示例县安委会挂牌督办 示例〔2024〕3号", date(2024, 5, 1)) == (found.basis, found.until)


def test_the_own_deadline_ends_with_the_hazard() -> None:
    assert Running.OVERDUE is clocks(*walked(until=Act.PLAN))["deadline"].standing(LATER)
    closed = clocks(*walked(until=Act.CLOSE))["deadline"]
    assert (date(2024, 6, 20), Running.DONE) == (closed.done_on, closed.standing(LATER))
    shut = (*walked(until=Act.PLAN), done(Act.SHUT, on=LATER))
    assert LATER == clocks(*shut)["deadline"].done_on
    table = listed_in_table(status=State.CLOSED, deadline=date(2024, 9, 1))
    assert FOUND == clocks(table)["deadline"].done_on


def test_a_hazard_found_on_no_known_day_counts_from_when_it_was_told() -> None:
    table = listed_in_table(found_on=None, deadline=date(2024, 9, 1))

    found = clocks(table, local("plan-filed"))
    assert ({"deadline"}, FOUND) == (set(found), found["deadline"].since)


def test_a_plan_is_filed_within_days_of_finding_where_that_is_set() -> None:
    rule = local("plan-filed", value=20)

    assert FOUND == clocks(*walked(until=Act.PLAN), rule)["plan-filed"].done_on


# Counted back, and waited for


ASK_EARLY = local("extension-ask", value=20, unit=LimitUnit.WORKING)


def test_more_time_is_asked_for_at_the_latest_some_working_days_before_the_deadline() -> None:
    found = clocks(*walked(until=Act.PLAN), ASK_EARLY)["extension-ask"]
    days = [found.until + timedelta(days=n) for n in range(1, (DEADLINE - found.until).days + 1)]

    assert 20 == sum(map(CALENDAR.is_working, [found.until, *days[:-1]]))
    assert [Running.RUNNING, Running.PASSED] == [
        found.standing(day) for day in (found.until, days[0])
    ]


@pytest.mark.parametrize(("on", "standing"), [("2024-05-01", "done"), ("2024-06-28", "late")])
def test_a_request_for_more_time_is_early_enough_or_late(on: str, standing: str) -> None:
    asked = over(OverlayAct.ASK_EXTENSION, on=date.fromisoformat(on))
    found = clocks(*walked(until=Act.PLAN), ASK_EARLY, asked)["extension-ask"]

    assert (date.fromisoformat(on), standing) == (found.done_on, found.standing(LATER))


def test_the_days_are_counted_back_from_the_deadline_there_is_now() -> None:
    walk = (*walked(until=Act.PLAN), ASK_EARLY)
    asked = (over(OverlayAct.ASK_EXTENSION), over(OverlayAct.DECIDE_EXTENSION))
    listed = over(OverlayAct.LIST, deadline="2024-05-31", on=date(2024, 3, 5))

    assert clocks(*walk)["extension-ask"].until < clocks(*walk, *asked)["extension-ask"].until
    assert date(2024, 3, 5) == clocks(*walk, listed)["extension-ask"].since
    assert "extension-ask" not in clocks(told(), ASK_EARLY)


def test_nobody_has_to_ask_for_more_time_once_a_hazard_is_closed() -> None:
    assert "extension-ask" not in clocks(*walked(until=Act.CLOSE), ASK_EARLY)


@pytest.mark.parametrize(
    ("cut", "standings"),
    [
        (None, (Running.WAITING, Running.READY)), (0, (Running.EARLY, Running.EARLY)),
        (1, (Running.DONE, Running.DONE)),
    ],
)  # fmt: skip
def test_power_is_cut_on_the_day_after_the_notice_at_the_earliest(
    cut: int | None, standings: tuple[Running, Running]
) -> None:
    drafts = [told(), taken(Enforcement.POWER_NOTICE)]
    if cut is not None:
        drafts.append(taken(Enforcement.POWER_CUT, on=FOUND + timedelta(days=cut)))
    found = clocks(*drafts)["power-cut"]

    assert standings == (found.standing(FOUND), found.standing(LATER))


def test_a_coal_mine_that_stands_still_is_inspected_within_twenty_days() -> None:
    day, then = FOUND + timedelta(days=1), FOUND + timedelta(days=2)
    coal = (*walked(until=Act.RECTIFY), told(sector="煤矿"))
    apply = done(Act.APPLY, on=then)

    assert "coal-accept" not in clocks(*coal, apply)
    for stop in (over(OverlayAct.SUSPEND, on=day), taken(Enforcement.HALT, on=day)):
        found = clocks(*coal, stop, apply)["coal-accept"]
        assert ("停产中申请验收", then + timedelta(days=20)) == (found.started_by, found.until)


def test_what_was_resumed_before_the_application_does_not_stand_still() -> None:
    day = FOUND + timedelta(days=1)
    coal = (*walked(until=Act.RECTIFY), told(sector="煤矿"), over(OverlayAct.SUSPEND))
    passed = (done(Act.APPLY), done(Act.ACCEPT), over(OverlayAct.RESUME), done(Act.CLOSE))
    acts = (Act.REOPEN, Act.NOTIFY, Act.PLAN, Act.RECTIFY, Act.APPLY)
    entries = in_order(entries_of(*coal, *passed, *(done(act, on=day) for act in acts)))
    found = clocks_of(
        lives_of(entries)[NUMBER], (), table=table_of(()), calendar=CALENDAR, day=LATER
    )

    assert [FOUND] == [one.since for one in found if one.code == "coal-accept"]
