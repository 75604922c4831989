"""Listings, extensions and suspensions: what they do to a life, and what has no effect."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.ledger.fold import in_order
from zhiben.ledger.hazards.bodies import check_overlay, overlay_of, step_body
from zhiben.ledger.hazards.duties import bars_of
from zhiben.ledger.hazards.lives import lives_of
from zhiben.ledger.hazards.overlays import forecast_of, listing_deadline, possible_overlays
from zhiben.model.hazard_overlays import OverlayAct
from zhiben.model.hazards import Act, Party, State
from zhiben.testing.factories import entries_of
from zhiben.testing.hazards import (
    AUTHORITY,
    FOUND,
    NUMBER,
    REVIEWER,
    done,
    listed_in_table,
    over,
    told,
    walked,
)

if TYPE_CHECKING:
    from zhiben.model.entries import Draft
    from zhiben.model.hazards import HazardLife

CITY = "示例市安委会"
OTHER = "YH-2024-00002"
LATER = FOUND + timedelta(days=30)
LIST, DELIST = OverlayAct.LIST, OverlayAct.DELIST
ASK, DECIDE = OverlayAct.ASK_EXTENSION, OverlayAct.DECIDE_EXTENSION
SUSPEND, RESUME = OverlayAct.SUSPEND, OverlayAct.RESUME
OWNER = Party(unit="committee", known_as=(AUTHORITY,))


def life(*drafts: Draft) -> HazardLife:
    return lives_of(in_order(entries_of(*drafts)))[NUMBER]


def faults(*drafts: Draft) -> list[str]:
    """Return why the last of some drafts has no effect, on a hazard under way."""
    found = life(*walked(until=Act.RECTIFY), *drafts)
    return list(found.idle.get(found.overlay_steps[-1].reference, ()))


def closed(*drafts: Draft, by: Party = OWNER) -> tuple[Draft, ...]:
    """Return the way to a closing by the authority, with something before it."""
    return (*walked(until=Act.ACCEPT), *drafts, done(Act.CLOSE, by=by))


# Listing


def test_a_listing_lists_and_the_last_delisting_ends_it() -> None:
    listed = closed(over(LIST), over(LIST, authority=CITY, level="city"))

    after = [
        life(*listed),
        life(*listed, over(DELIST)),
        life(*listed, over(DELIST), over(DELIST, authority=CITY)),
    ]
    assert [True, True, False] == [one.details.listed for one in after]
    assert [2, 1, 0] == [len(one.overlays.in_force) for one in after]


def test_a_table_does_not_say_otherwise_once_people_have_listed_or_delisted() -> None:
    table = listed_in_table(on=LATER, listed=False)
    again = listed_in_table(on=LATER, row=5, listed=True)
    ended = (*closed(over(LIST)), over(DELIST))

    assert life(*walked(until=Act.RECTIFY), over(LIST), table).details.listed
    assert not life(*ended, again).details.listed
    assert life(*walked(until=Act.RECTIFY), again).details.listed


def test_a_listing_keeps_all_that_is_said_of_it() -> None:
    drafts = (*walked(until=Act.RECTIFY), over(LIST, public_on="2024-03-05", public_in="示例网"))

    (one,) = life(*drafts).overlays.listings
    assert (NUMBER, FOUND, AUTHORITY, "county", "示例第1批", "示例〔2024〕3号", date(2024, 9, 30),
            "示例辛", date(2024, 3, 5), "示例网") == (
        one.number, one.on, one.authority, one.level, one.batch, one.document, one.deadline,
        one.sponsor, one.public_on, one.public_in)  # fmt: skip


def test_one_authority_lists_once_at_a_time() -> None:
    expected = f"{AUTHORITY}已经挂牌（示例第1批），摘牌以后才能再挂"

    assert [expected] == faults(over(LIST), over(LIST, batch="示例第2批"))
    assert [] == faults(over(LIST), over(LIST, authority=CITY))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"without": "level"}, "缺级别"),
        ({"document": " "}, "缺文号"),
        ({"level": "world"}, "缺级别"),
        ({"deadline": "2024-02-01"}, "督办时限 2024-02-01 早于挂牌日期 2024-03-01"),
    ],
)
def test_a_listing_without_what_it_must_carry_has_no_effect(
    changes: dict[str, Any], expected: str
) -> None:
    assert [expected] == faults(over(LIST, **changes))


def test_only_an_open_hazard_that_is_one_is_listed() -> None:
    lead, end = life(told(), over(LIST)), life(*closed(), over(LIST))

    assert [("当时是“线索”，不能挂牌督办",)] == list(lead.idle.values())
    assert [("当时是“已销号”，不能挂牌督办",)] == list(end.idle.values())


def test_what_nobody_has_recorded_is_not_listed() -> None:
    found = life(over(LIST), told(on=LATER))

    assert [("当时还没有登记这个隐患",)] == list(found.idle.values())
    assert found.details.listed is None


def test_delisting_waits_for_the_closing_and_is_for_who_listed() -> None:
    open_, other = faults(over(LIST), over(DELIST)), life(*closed(), over(DELIST))

    assert ["当时是“治理中”，不能摘牌"] == open_
    assert [(f"{AUTHORITY}没有给它挂牌，或已经摘牌",)] == list(other.idle.values())


def test_one_that_is_no_major_hazard_any_more_may_be_delisted() -> None:
    drafts = (*walked(until=Act.RECTIFY), over(LIST), done(Act.VOID), over(DELIST))

    assert (State.VOID, False) == (life(*drafts).state, life(*drafts).details.listed)


def test_a_listed_hazard_is_closed_by_one_of_those_who_listed_it() -> None:
    listed = (over(LIST), over(LIST, authority=CITY))
    refused = life(*closed(*listed, by=REVIEWER))

    assert (State.REVIEWED, [(f"挂牌督办的由挂牌机关销号，须由{AUTHORITY}或{CITY}办理",)]) == (
        refused.state, list(refused.idle.values()),
    )  # fmt: skip
    assert State.CLOSED is life(*closed(*listed)).state
    bars = list(bars_of(life(*walked(until=Act.ACCEPT), *listed), Act.CLOSE))
    assert f"销号的单位须是{AUTHORITY}或{CITY}（挂牌机关）" in bars


def test_a_listing_goes_on_where_its_hazard_is_merged_into() -> None:
    drafts = (
        *walked(until=Act.RECTIFY), *walked(until=Act.RECTIFY, number=OTHER),
        over(LIST, OTHER), over(SUSPEND, OTHER), done(Act.MERGE, OTHER, into=NUMBER),
    )  # fmt: skip
    ended = (
        done(Act.APPLY),
        done(Act.ACCEPT),
        over(RESUME),
        done(Act.CLOSE, by=OWNER),
        over(DELIST),
    )

    before, after = life(*drafts), life(*drafts, *ended)
    assert (True, 1, 1) == (
        before.details.listed, len(before.overlays.in_force), len(before.overlays.suspended),
    )  # fmt: skip
    assert (False, 0, 0) == (
        after.details.listed, len(after.overlays.in_force), len(after.overlays.suspended),
    )  # fmt: skip


# Deadlines


def test_the_earlier_deadline_holds_while_a_hazard_is_listed() -> None:
    way = walked(until=Act.RECTIFY)
    tight, loose = over(LIST, deadline="2024-05-31"), over(LIST)

    assert date(2024, 5, 31) == life(*way, tight).details.deadline
    assert date(2024, 6, 30) == life(*way, loose).details.deadline
    assert date(2024, 9, 30) == life(*walked(until=Act.REGISTER), loose).details.deadline


def test_the_listed_deadline_stays_when_the_hazard_is_delisted() -> None:
    found = life(*closed(over(LIST, deadline="2024-05-31")), over(DELIST))

    assert date(2024, 5, 31) == found.details.deadline


def test_a_granted_extension_moves_the_deadline_and_keeps_the_hazard_listed() -> None:
    way = (*walked(until=Act.RECTIFY), over(LIST, deadline="2024-05-31"), over(ASK))
    asked, granted = life(*way), life(*way, over(DECIDE))

    assert (date(2024, 5, 31), date(2024, 12, 31)) == (asked.details.deadline, forecast_of(asked))
    assert (date(2024, 12, 31), date(2024, 5, 31), None, True) == (
        granted.details.deadline, granted.overlays.original_deadline, forecast_of(granted),
        granted.details.listed,
    )  # fmt: skip
    (listing,) = granted.overlays.in_force
    assert date(2024, 12, 31) == listing_deadline(granted.overlays, listing)


def test_the_first_deadline_stays_the_original_one_until_the_next_plan() -> None:
    again = (over(ASK), over(DECIDE), over(ASK, until="2025-06-30"))
    twice = (*walked(until=Act.RECTIFY), *again, over(DECIDE, until="2025-06-30"))
    anew = (
        done(Act.APPLY),
        done(Act.ACCEPT),
        done(Act.CLOSE),
        done(Act.REOPEN),
        done(Act.NOTIFY),
        done(Act.PLAN),
    )

    assert (date(2024, 6, 30), date(2025, 6, 30)) == (
        life(*twice).overlays.original_deadline, life(*twice).details.deadline,
    )  # fmt: skip
    assert (None, date(2024, 6, 30)) == (
        life(*twice, *anew).overlays.original_deadline, life(*twice, *anew).details.deadline,
    )  # fmt: skip


def test_one_authority_does_not_extend_the_time_of_another() -> None:
    listings = (over(LIST), over(LIST, authority=CITY, deadline="2024-04-30"))
    found = life(*walked(until=Act.RECTIFY), *listings, over(ASK), over(DECIDE))

    assert date(2024, 4, 30) == found.details.deadline


def test_a_refused_extension_changes_nothing_but_the_forecast_stays() -> None:
    found = life(*walked(until=Act.RECTIFY), over(ASK), over(DECIDE, result="refuse"))

    assert (date(2024, 6, 30), None, date(2024, 12, 31)) == (
        found.details.deadline, found.overlays.original_deadline, forecast_of(found),
    )  # fmt: skip
    assert [False] == [one.is_granted for one in found.overlays.extensions]


@pytest.mark.parametrize(
    "end", [(done(Act.APPLY), done(Act.ACCEPT), done(Act.CLOSE)), (done(Act.SHUT, on=LATER),)]
)
def test_a_request_that_nobody_decided_goes_with_the_hazards_end(end: tuple[Draft, ...]) -> None:
    found = life(*walked(until=Act.RECTIFY), over(ASK), *end)

    assert (None, None) == (found.overlays.open_request, forecast_of(found))
    assert [end[-1].on] == [one.lapsed_on for one in found.overlays.extensions]


@pytest.mark.parametrize("decided", [(), (over(DECIDE, result="refuse"),)])
def test_what_was_asked_before_the_closing_does_not_come_back_with_the_hazard(
    decided: tuple[Draft, ...],
) -> None:
    end = [done(act) for act in (Act.APPLY, Act.ACCEPT, Act.CLOSE, Act.REOPEN)]
    found = life(*walked(until=Act.RECTIFY), over(ASK), *decided, *end)

    assert (None, None) == (found.overlays.open_request, forecast_of(found))


def test_after_reopening_more_time_is_asked_for_anew() -> None:
    end = [done(act) for act in (Act.APPLY, Act.ACCEPT, Act.CLOSE, Act.REOPEN)]
    way = (*walked(until=Act.RECTIFY), over(ASK), *end)

    late = life(*way, over(DECIDE))
    assert [("没有等着决定的延期申请",)] == list(late.idle.values())
    again = life(*way, over(ASK, until="2025-06-30"), over(DECIDE, until="2025-06-30"))
    assert date(2025, 6, 30) == again.details.deadline


def test_a_granted_extension_outlives_the_closing() -> None:
    granted = (*walked(until=Act.RECTIFY), over(ASK), over(DECIDE))
    found = life(*granted, *(done(act) for act in (Act.APPLY, Act.ACCEPT, Act.CLOSE)))

    assert [None] == [one.lapsed_on for one in found.overlays.extensions]


def test_what_a_table_closed_is_reopened_without_a_request_from_before() -> None:
    tables = [listed_in_table(status=State.RECTIFYING, deadline=date(2024, 6, 30)), over(ASK)]
    closing = [listed_in_table(status=State.CLOSED, done_on=FOUND), done(Act.REOPEN)]

    assert life(*tables).overlays.open_request is not None
    assert life(*tables, *closing).overlays.open_request is None


@pytest.mark.parametrize(
    ("drafts", "acts"),
    [
        (walked(until=Act.VERIFY), [SUSPEND]),
        (walked(until=Act.REGISTER), [LIST, SUSPEND]),
        (walked(until=Act.PLAN), [LIST, ASK, SUSPEND]),
        ((*walked(until=Act.PLAN), over(ASK), over(SUSPEND)), [LIST, DECIDE]),
        (closed(over(LIST), over(SUSPEND)), [DELIST, RESUME]),
        ((*walked(until=Act.CLOSE), over(DELIST)), []),
    ],
)
def test_what_may_lie_over_a_life_next_has_something_to_act_on(
    drafts: tuple[Draft, ...], acts: list[OverlayAct]
) -> None:
    assert acts == [move.act for move in possible_overlays(life(*drafts))]


def test_an_extension_goes_where_its_hazard_is_merged_into() -> None:
    drafts = (
        *walked(until=Act.RECTIFY), *walked(until=Act.RECTIFY, number=OTHER), over(LIST, OTHER),
        over(ASK, OTHER), over(DECIDE, OTHER), done(Act.MERGE, OTHER, into=NUMBER),
    )  # fmt: skip

    found = life(*drafts)
    (listing,) = found.overlays.in_force
    assert (date(2024, 12, 31), date(2024, 6, 30)) == (
        listing_deadline(found.overlays, listing), found.details.deadline,
    )  # fmt: skip


def test_a_request_has_to_gain_time_and_to_be_the_only_one() -> None:
    assert ["现在的时限就是 2024-06-30，要延到它以后"] == faults(over(ASK, until="2024-06-30"))
    assert ["2024-03-01 申请延到 2024-12-31 的还没有决定"] == faults(over(ASK), over(ASK))


def test_without_a_deadline_there_is_nothing_to_extend() -> None:
    found = life(*walked(until=Act.REGISTER), over(ASK))

    assert [("还没有时限，无从延期",)] == list(found.idle.values())


def test_who_listed_it_decides_and_the_enterprise_never() -> None:
    other = over(DECIDE, authority="示例乙局")
    own = over(DECIDE, authority="示例一厂")

    assert ["没有等着决定的延期申请"] == faults(over(DECIDE))
    assert [f"挂牌督办的由挂牌机关（{AUTHORITY}）决定，不是示例乙局"] == faults(
        over(LIST), over(ASK), other
    )
    assert ["示例一厂是整改单位，不能自己批准延期"] == faults(over(ASK), own)
    assert ["缺新时限"] == faults(over(ASK), over(DECIDE, without="until"))
    assert ["现在的时限就是 2024-06-30，要延到它以后"] == faults(
        over(ASK), over(DECIDE, until="2024-06-30")
    )


# Suspension


def test_work_stands_still_until_consent_after_the_acceptance() -> None:
    still = walked(until=Act.RECTIFY), (over(SUSPEND, extent="part", scope="示例车间"),)
    way = tuple(draft for part in still for draft in part)
    end = (*way, done(Act.APPLY), done(Act.ACCEPT), over(RESUME, document="示例5号"))

    assert ["示例车间"] == [one.scope for one in life(*way).overlays.suspended]
    assert () == life(*end).overlays.suspended
    (stop,) = life(*end).overlays.suspensions
    ending = life(*end).overlays.resumption_of(stop)
    assert ending is not None
    assert ("示例乙局", "示例5号") == (ending.authority, ending.document)


def test_work_does_not_go_on_before_the_hazard_is_gone_or_by_own_consent() -> None:
    reviewed = walked(until=Act.ACCEPT)
    own = life(*reviewed, over(SUSPEND), over(RESUME, authority="示例一厂"))

    assert ["当时是“治理中”，不能恢复生产使用"] == faults(over(SUSPEND), over(RESUME))
    assert [("示例一厂是整改单位，不能自己同意恢复",)] == list(own.idle.values())
    assert [("没有停产停用，无须恢复",)] == list(life(*reviewed, over(RESUME)).idle.values())


def test_a_part_is_named_and_may_only_grow_to_the_whole() -> None:
    part = over(SUSPEND, extent="part", scope="示例车间")

    assert ["缺停哪一部分（部分停产停用时）"] == faults(over(SUSPEND, extent="part"))
    assert ["已经部分停产停用，只能再扩大到全部"] == faults(part, part)
    assert [] == faults(part, over(SUSPEND))
    assert ["已经全部停产停用"] == faults(over(SUSPEND), part)


# Entries


@pytest.mark.parametrize("act", OverlayAct)
def test_an_act_is_read_as_it_was_written(act: OverlayAct) -> None:
    (entry,) = entries_of(over(act))

    check_overlay(entry.body)
    assert entry.body == step_body(overlay_of(entry))


@pytest.mark.parametrize(
    "changes",
    [{"act": "verify"}, {"given": []}, {"given": {"deadline": "示例"}}, {"given": {"level": 1}},
     {"given": {"public_on": "2024"}}, {"unit": None}, {"document": 3}],
)  # fmt: skip
def test_what_cannot_be_folded_is_refused(changes: dict[str, object]) -> None:
    body = {**over(LIST).body, **changes}

    with pytest.raises((ValueError, TypeError, LookupError)):
        check_overlay(body)
