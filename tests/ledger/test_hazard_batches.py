"""Batches of listings balance, whatever happens: opening + new − delisted = closing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.fold import in_order
from zhiben.ledger.hazards.batches import balances_of, listings_of
from zhiben.ledger.hazards.lives import lives_of
from zhiben.ledger.units.rules import label_key
from zhiben.model.hazard_overlays import OverlayAct
from zhiben.model.hazards import Act, Party, State
from zhiben.testing.factories import entries_of
from zhiben.testing.hazard_strategies import overlay_acts
from zhiben.testing.hazards import AUTHORITY, FOUND, done, over, walked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.ledger.hazards.batches import Balance
    from zhiben.model.entries import Draft

NUMBERS = ("YH-2024-00001", "YH-2024-00002", "YH-2024-00003")
OWNER = Party(unit="committee", known_as=(AUTHORITY,))
DAYS = st.integers(0, 60).map(lambda days: FOUND + timedelta(days=days))
ACTS = overlay_acts(st.sampled_from(NUMBERS), DAYS)
SPANS = st.none() | st.integers(0, 20)


@st.composite
def histories(draw: st.DrawFn) -> list[Draft]:
    """Return how hazards are listed in batches, closed and delisted, and what goes wrong."""
    drafts: list[Draft] = draw(st.lists(ACTS, max_size=3))
    for number in NUMBERS:
        on, wait, rest = draw(DAYS), draw(SPANS), draw(SPANS)
        batch = draw(st.sampled_from(("示例第1批", "示例第2批", "示例第3批")))
        drafts.append(over(OverlayAct.LIST, number, on=on, batch=batch, deadline="2024-12-31"))
        if draw(st.booleans()):
            drafts.append(over(OverlayAct.LIST, number, on=draw(DAYS), authority="示例市安委会"))
        if wait is not None:
            on += timedelta(days=wait)
            drafts.append(done(Act.CLOSE, number, on=on, by=OWNER))
        if rest is not None:
            drafts.append(over(OverlayAct.DELIST, number, on=on + timedelta(days=rest)))
    if draw(st.booleans()):
        drafts.append(done(Act.MERGE, NUMBERS[1], on=draw(DAYS), into=NUMBERS[0]))
    return drafts


def closed(number: str, on: date, *, delisted: date) -> tuple[Draft, Draft]:
    """Return what closes and delists a hazard."""
    closing = done(Act.CLOSE, number, on=on, by=OWNER)
    return closing, over(OverlayAct.DELIST, number, on=delisted)


def balances(*drafts: Draft) -> list[Balance]:
    ways = [draft for number in NUMBERS for draft in walked(until=Act.ACCEPT, number=number)]
    lives = lives_of(in_order(entries_of(*ways, *drafts)))
    return list(balances_of(listings_of(lives.values())))


def figures(balance: Balance) -> tuple[int, int, int, int]:
    parts = (balance.opening, balance.new, balance.delisted, balance.closing)
    opening, new, delisted, closing = map(len, parts)
    return opening, new, delisted, closing


def test_what_is_not_delisted_is_carried_into_the_next_batch() -> None:
    days = [FOUND + timedelta(days=days) for days in (0, 10, 20, 30)]
    drafts = (
        over(OverlayAct.LIST, NUMBERS[0], on=days[0]),
        over(OverlayAct.LIST, NUMBERS[1], on=days[0]),
        *closed(NUMBERS[0], days[1], delisted=days[1]),
        over(OverlayAct.LIST, NUMBERS[2], on=days[2], batch="示例第2批"),
        *closed(NUMBERS[1], days[1], delisted=days[2]),
    )

    first, second = balances(*drafts)
    assert [(0, 2, 1, 1), (1, 1, 1, 1)] == [figures(first), figures(second)]
    assert (days[0], days[2] - timedelta(days=1), days[2], None) == (
        first.since, first.until, second.since, second.until,
    )  # fmt: skip
    assert [NUMBERS[1]] == [one.life.number for one in second.opening]


def test_a_carried_one_tells_how_often_it_was_extended_and_failed() -> None:
    number = "YH-2024-00009"
    drafts = (
        *walked(until=Act.APPLY, number=number),
        over(OverlayAct.LIST, number),
        over(OverlayAct.ASK_EXTENSION, number),
        over(OverlayAct.DECIDE_EXTENSION, number),
        done(Act.ACCEPT, number, result="fail"),
    )

    ((one,),) = (balance.closing for balance in balances(*drafts))
    assert (1, 1, date(2024, 12, 31)) == (one.extended, one.failed, one.deadline)


def test_a_listing_that_went_on_under_another_number_counts_once() -> None:
    first, second, _ = NUMBERS
    drafts = over(OverlayAct.LIST, second), done(Act.MERGE, second, into=first)

    ((one,),) = (balance.closing for balance in balances(*drafts))
    assert (first, second) == (one.life.number, one.listing.number)


@given(drafts=histories())
def test_every_batch_balances_and_opens_with_what_the_last_one_left(
    drafts: Sequence[Draft],
) -> None:
    last: dict[str, Balance] = {}
    for balance in balances(*drafts):
        opening, new, delisted, closing = figures(balance)
        authority = label_key(balance.authority)
        before = last.get(authority)
        last[authority] = balance

        assert opening + new - delisted == closing
        assert balance.opening == (before.closing if before else ())


@given(drafts=histories())
def test_the_last_batches_leave_what_is_listed_now(drafts: Sequence[Draft]) -> None:
    ways = [draft for number in NUMBERS for draft in walked(until=Act.ACCEPT, number=number)]
    lives = lives_of(in_order(entries_of(*ways, *drafts)))
    left = {
        (one.authority, one.reference)
        for life in lives.values()
        if life.state is not State.MERGED
        for one in life.overlays.in_force
    }
    last = {label_key(one.authority): one for one in balances(*drafts)}

    assert left == {
        (one.listing.authority, one.listing.reference)
        for balance in last.values()
        for one in balance.closing
    }
