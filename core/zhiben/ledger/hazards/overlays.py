"""Listing, extension and suspension: what each act must carry, when it may be, what it does.

They lie over a hazard's state and do not change it. Where no source says otherwise, the
rules are the plainest: an authority lists a hazard once at a time; it delists what is closed,
or turned out to be none of its business; whoever lists a hazard extends it; work goes on only
after the hazard is gone and somebody else than the enterprise has consented.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from zhiben.ledger.hazards.duties import is_same_unit, remediating_units
from zhiben.ledger.hazards.moves import (
    STATES,
    Actor,
    Holds,
    Requirement,
    carried_by,
    is_given,
    result_of,
)
from zhiben.ledger.units.rules import label_key
from zhiben.model.hazard_overlays import (
    NO_OVERLAYS,
    Delisting,
    Extension,
    Extent,
    Listing,
    ListingLevel,
    OverlayAct,
    Overlays,
    Resumption,
    Suspension,
)
from zhiben.model.hazards import Party, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from zhiben.model.hazards import HazardLife, OverlayStep

_OPEN: Final = (
    State.GENERAL, State.JUDGED, State.REGISTERED, State.NOTIFIED, State.PLANNED,
    State.RECTIFYING, State.APPLIED, State.REVIEWED,
)  # fmt: skip
"""A hazard that is there, and not yet closed."""
_GONE: Final = (State.REVIEWED, State.CLOSED, State.GENERAL, State.UNFOUNDED, State.VOID)
"""A hazard that is put right, or that was no major one."""
_ENDED: Final = (State.CLOSED, State.SHUT, State.GENERAL, State.UNFOUNDED, State.VOID)
"""A hazard that is closed, or not to be supervised any more."""

_DOCUMENT: Final = Requirement(key="document", label="文号")
_AUTHORITY: Final = Requirement(key="authority", label="机关")
_PUBLICITY: Final = (
    Requirement(key="public_on", label="公示日期", holds=Holds.DAY),
    Requirement(key="public_in", label="公示媒体"),
)


@frozen(kw_only=True)
class OverlayMove:
    """An act that lies over a state: who does it, in which states, what it carries, and why.

    ``requires`` it must carry, ``may`` it may.
    """

    act: OverlayAct
    label: str
    actor: Actor
    legal_in: tuple[State, ...]
    requires: tuple[Requirement, ...]
    may: tuple[Requirement, ...] = ()
    basis: str


OVERLAY_MOVES: Final[Mapping[OverlayAct, OverlayMove]] = {
    move.act: move
    for move in (
        OverlayMove(
            act=OverlayAct.LIST,
            label="挂牌督办",
            actor=Actor.AUTHORITY,
            legal_in=_OPEN,
            requires=(
                evolve(_AUTHORITY, label="挂牌机关"),
                Requirement(
                    key="level", label="级别", holds=Holds.CHOICE, choices=tuple(ListingLevel)
                ),
                Requirement(key="batch", label="批次"),
                _DOCUMENT,
                Requirement(key="deadline", label="督办时限", holds=Holds.DAY),
            ),
            may=(Requirement(key="sponsor", label="包案领导"), *_PUBLICITY),
            basis="实施方案第16条：重大事故隐患挂牌督办",
        ),
        OverlayMove(
            act=OverlayAct.DELIST,
            label="摘牌",
            actor=Actor.AUTHORITY,
            legal_in=_ENDED,
            requires=(evolve(_AUTHORITY, label="挂牌机关"), _DOCUMENT),
            may=_PUBLICITY,
            basis="实施方案第16条：审核把关销号；销号以后由挂牌机关摘牌",
        ),
        OverlayMove(
            act=OverlayAct.ASK_EXTENSION,
            label="申请延期",
            actor=Actor.ENTERPRISE,
            legal_in=_OPEN,
            requires=(
                Requirement(key="until", label="延到", holds=Holds.DAY),
                Requirement(key="reason", label="理由"),
            ),
            basis="时限届满前提出，由批准时限的机关决定",
        ),
        OverlayMove(
            act=OverlayAct.DECIDE_EXTENSION,
            label="决定延期",
            actor=Actor.AUTHORITY,
            legal_in=_OPEN,
            requires=(
                Requirement(
                    key="result", label="决定", holds=Holds.CHOICE, choices=("grant", "refuse")
                ),
                evolve(_AUTHORITY, label="决定机关"),
                _DOCUMENT,
                Requirement(key="until", label="新时限", holds=Holds.DAY, results=("grant",)),
            ),
            basis="挂牌的由挂牌机关决定；延期以后继续挂牌",
        ),
        OverlayMove(
            act=OverlayAct.SUSPEND,
            label="停产停用",
            actor=Actor.DEPARTMENT,
            legal_in=(State.CHECKING, *_OPEN),
            requires=(
                Requirement(key="extent", label="范围", holds=Holds.CHOICE, choices=tuple(Extent)),
                _DOCUMENT,
            ),
            may=(Requirement(key="scope", label="停哪一部分"),),
            basis="安全生产法第65条第1款第（三）项",
        ),
        OverlayMove(
            act=OverlayAct.RESUME,
            label="恢复生产使用",
            actor=Actor.DEPARTMENT,
            legal_in=_GONE,
            requires=(evolve(_AUTHORITY, label="审查同意的机关"), _DOCUMENT),
            basis="安全生产法第65条第1款第（三）项：经审查同意，方可恢复",
        ),
    )
}
"""Every overlay act with its move."""


def missing_in(step: OverlayStep) -> tuple[Requirement, ...]:
    """Return what an act still has to carry."""
    carried, result = carried_by(step), result_of(step.given)
    asked = (
        one for one in OVERLAY_MOVES[step.act].requires if not one.results or result in one.results
    )
    return tuple(one for one in asked if not is_given(one, carried.get(one.key)))


def overlay_faults(life: HazardLife, step: OverlayStep) -> Iterator[str]:
    """Yield why an act has no effect on a life as it stands."""
    move = OVERLAY_MOVES[step.act]
    if not life.said:
        yield "当时还没有登记这个隐患"
    elif life.state not in move.legal_in:
        yield f"当时是“{STATES[life.state]}”，不能{move.label}"
    elif missing := missing_in(step):
        yield from (f"缺{one.label}" for one in missing)
    else:
        yield from _RULES[step.act](life, step)


def overlaid(overlays: Overlays, step: OverlayStep, *, life: HazardLife) -> Overlays:
    """Return what lies over a hazard's own life after an act that has an effect.

    Args:
        overlays: what lay over the hazard itself.
        step: the act.
        life: the hazard's life before the act, with what was merged into it.
    """
    return _EFFECTS[step.act](overlays, step, life)


def completed_overlay(
    act: OverlayAct, given: Mapping[str, Any], life: HazardLife | None
) -> dict[str, Any]:
    """Return what an act carries, with what is clear where it says nothing else.

    That is the authority where only one has listed the hazard, and the day that was asked for.
    """
    keys = {one.key for one in OVERLAY_MOVES[act].requires}
    overlays = life.overlays if life else NO_OVERLAYS
    names = {one.authority for one in overlays.in_force or overlays.listings}
    is_clear = "level" not in keys and "authority" in keys and len(names) == 1
    known = {"authority": names.pop()} if is_clear else {}
    if overlays.extensions and given.get("result") == "grant":
        known["until"] = overlays.extensions[-1].asked_until.isoformat()
    return {**known, **given}


def possible_overlays(life: HazardLife) -> tuple[OverlayMove, ...]:
    """Return what may lie over a life next: legal in its state, and with something to act on."""
    overlays = life.overlays
    halts = {one.extent for one in overlays.suspended}
    has_deadline = life.details.deadline is not None
    makes_sense = {
        OverlayAct.LIST: True,
        OverlayAct.DELIST: bool(overlays.in_force),
        OverlayAct.ASK_EXTENSION: has_deadline and overlays.open_request is None,
        OverlayAct.DECIDE_EXTENSION: overlays.open_request is not None,
        OverlayAct.SUSPEND: Extent.WHOLE not in halts,
        OverlayAct.RESUME: bool(halts),
    }
    moves = OVERLAY_MOVES.values()
    return tuple(one for one in moves if life.state in one.legal_in and makes_sense[one.act])


def listing_by(life: HazardLife, authority: str) -> Listing | None:
    """Return the listing in force by an authority."""
    key = label_key(authority)
    found = (one for one in life.overlays.in_force if label_key(one.authority) == key)
    return next(found, None)


def listing_deadline(overlays: Overlays, listing: Listing) -> date:
    """Return until when a listing gives time, extensions by its authority counted."""
    given = (one.deadline for one in overlays.extensions if one.listing == listing.reference)
    return max((listing.deadline, *(day for day in given if day is not None)))


def forecast_of(life: HazardLife) -> date | None:
    """Return the day asked for last, as long as it was not granted: when it may be done."""
    last = life.overlays.extensions[-1:] if life.state in _OPEN else ()
    unmet = (one for one in last if not one.is_granted and one.lapsed_on is None)
    return next((one.asked_until for one in unmet), None)


def lapsed(overlays: Overlays, day: date) -> Overlays:
    """Return what lies over a life that ends, or begins anew: no request goes on from before."""
    return evolve(
        overlays,
        extensions=tuple(
            one if one.is_granted or one.lapsed_on else evolve(one, lapsed_on=day)
            for one in overlays.extensions
        ),
    )


def joined_overlays(own: Overlays, other: Overlays) -> Overlays:
    """Return what lies over a hazard with what lies over one merged into it.

    Its deadlines are its own: only listings, with their time, and suspensions go on there.
    """
    granted = (one for one in other.extensions if one.is_granted and one.listing)
    return evolve(
        own,
        extensions=(*granted, *own.extensions),
        listings=(*own.listings, *other.listings),
        delistings=(*own.delistings, *other.delistings),
        suspensions=(*own.suspensions, *other.suspensions),
        resumptions=(*own.resumptions, *other.resumptions),
    )


# What stands against an act


def _list_faults(life: HazardLife, step: OverlayStep) -> Iterator[str]:
    """Yield that it is listed by that authority already, or that there is no time for it."""
    known = listing_by(life, step.given["authority"])
    if known is not None:
        yield f"{known.authority}已经挂牌（{known.batch}），摘牌以后才能再挂"
    if _day(step, "deadline") < step.on:
        yield f"督办时限 {step.given['deadline']} 早于挂牌日期 {step.on}"


def _delist_faults(life: HazardLife, step: OverlayStep) -> Iterator[str]:
    """Yield that this authority has not listed it."""
    authority = step.given["authority"]
    if listing_by(life, authority) is None:
        yield f"{authority}没有给它挂牌，或已经摘牌"


def _ask_faults(life: HazardLife, step: OverlayStep) -> Iterator[str]:
    """Yield that there is nothing to be extended, or a request waits for its decision."""
    waiting, deadline = life.overlays.open_request, life.details.deadline
    if waiting is not None:
        yield f"{waiting.on} 申请延到 {waiting.asked_until} 的还没有决定"
    if deadline is None:
        yield "还没有时限，无从延期"
    elif _day(step, "until") <= deadline:
        yield f"现在的时限就是 {deadline}，要延到它以后"


def _decide_faults(life: HazardLife, step: OverlayStep) -> Iterator[str]:
    """Yield that there is nothing to decide, that it is not theirs, or that nothing is gained."""
    authority, listings = step.given["authority"], life.overlays.in_force
    waiting = life.overlays.open_request
    if waiting is None:
        yield "没有等着决定的延期申请"
    if listings and listing_by(life, authority) is None:
        yield f"挂牌督办的由挂牌机关（{authorities_text(listings)}）决定，不是{authority}"
    yield from _own_faults(life, authority, "批准延期")
    if waiting is not None and result_of(step.given) == "grant":
        before = _extendable(life, authority) or waiting.before
        if _day(step, "until") <= before:
            yield f"现在的时限就是 {before}，要延到它以后"


def _suspend_faults(life: HazardLife, step: OverlayStep) -> Iterator[str]:
    """Yield that it stands still already, or that nobody knows which part is to."""
    extents = {one.extent for one in life.overlays.suspended}
    is_part = step.given["extent"] == Extent.PART
    if is_part and not str(step.given.get("scope") or "").strip():
        yield "缺停哪一部分（部分停产停用时）"
    if Extent.WHOLE in extents:
        yield "已经全部停产停用"
    elif is_part and extents:
        yield "已经部分停产停用，只能再扩大到全部"


def _resume_faults(life: HazardLife, step: OverlayStep) -> Iterator[str]:
    """Yield that nothing stands still, or that the enterprise itself consents."""
    if not life.overlays.suspended:
        yield "没有停产停用，无须恢复"
    yield from _own_faults(life, step.given["authority"], "同意恢复")


def _own_faults(life: HazardLife, authority: str, word: str) -> Iterator[str]:
    """Yield that whoever puts a hazard right decides about itself."""
    party = Party(unit=authority)
    if any(is_same_unit(party, one) for one in remediating_units(life)):
        yield f"{authority}是整改单位，不能自己{word}"


def _extendable(life: HazardLife, authority: str) -> date | None:
    """Return the deadline an authority can extend: that of its listing, or the hazard's."""
    listing = listing_by(life, authority)
    return listing_deadline(life.overlays, listing) if listing else life.details.deadline


def authorities_text(listings: tuple[Listing, ...]) -> str:
    """Name the authorities of listings."""
    return "、".join(dict.fromkeys(one.authority for one in listings))


# What an act does


def _listed(own: Overlays, step: OverlayStep, life: HazardLife) -> Overlays:
    given = step.given
    listing = Listing(
        reference=step.reference,
        number=life.number,
        on=step.on,
        authority=given["authority"],
        level=ListingLevel(given["level"]),
        batch=given["batch"],
        document=step.document,
        deadline=_day(step, "deadline"),
        sponsor=given.get("sponsor", ""),
        **_publicity(step),
    )
    return evolve(own, listings=(*own.listings, listing))


def _delisted(own: Overlays, step: OverlayStep, life: HazardLife) -> Overlays:
    listing = listing_by(life, step.given["authority"])
    ending = Delisting(
        reference=step.reference,
        listing=listing.reference if listing else "",
        on=step.on,
        document=step.document,
        **_publicity(step),
    )
    return evolve(own, delistings=(*own.delistings, ending))


def _asked(own: Overlays, step: OverlayStep, life: HazardLife) -> Overlays:
    request = Extension(
        reference=step.reference,
        on=step.on,
        asked_until=_day(step, "until"),
        reason=step.given["reason"],
        before=life.details.deadline or step.on,
    )
    return evolve(own, extensions=(*own.extensions, request))


def _decided(own: Overlays, step: OverlayStep, life: HazardLife) -> Overlays:
    is_granted = result_of(step.given) == "grant"
    listing = listing_by(life, step.given["authority"])
    *earlier, request = own.extensions
    decided = evolve(
        request,
        decision=step.reference,
        decided_on=step.on,
        is_granted=is_granted,
        authority=step.given["authority"],
        document=step.document,
        deadline=_day(step, "until") if is_granted else None,
        listing=listing.reference if listing and is_granted else "",
    )
    original = own.original_deadline or (life.details.deadline if is_granted else None)
    return evolve(own, extensions=(*earlier, decided), original_deadline=original)


def _suspended(own: Overlays, step: OverlayStep, _life: HazardLife) -> Overlays:
    suspension = Suspension(
        reference=step.reference,
        on=step.on,
        extent=Extent(step.given["extent"]),
        scope=step.given.get("scope", ""),
        document=step.document,
    )
    return evolve(own, suspensions=(*own.suspensions, suspension))


def _resumed(own: Overlays, step: OverlayStep, life: HazardLife) -> Overlays:
    resumption = Resumption(
        reference=step.reference,
        suspensions=tuple(one.reference for one in life.overlays.suspended),
        on=step.on,
        authority=step.given["authority"],
        document=step.document,
    )
    return evolve(own, resumptions=(*own.resumptions, resumption))


def _publicity(step: OverlayStep) -> dict[str, Any]:
    """Return when and where something was made public."""
    day = step.given.get("public_on")
    return {
        "public_on": date.fromisoformat(day) if day else None,
        "public_in": step.given.get("public_in", ""),
    }


def _day(step: OverlayStep, key: str) -> date:
    """Return a day an act carries."""
    return date.fromisoformat(step.given[key])


_RULES: Final[Mapping[OverlayAct, Callable[[HazardLife, OverlayStep], Iterator[str]]]] = {
    OverlayAct.LIST: _list_faults,
    OverlayAct.DELIST: _delist_faults,
    OverlayAct.ASK_EXTENSION: _ask_faults,
    OverlayAct.DECIDE_EXTENSION: _decide_faults,
    OverlayAct.SUSPEND: _suspend_faults,
    OverlayAct.RESUME: _resume_faults,
}
_EFFECTS: Final[Mapping[OverlayAct, Callable[[Overlays, OverlayStep, HazardLife], Overlays]]] = {
    OverlayAct.LIST: _listed,
    OverlayAct.DELIST: _delisted,
    OverlayAct.ASK_EXTENSION: _asked,
    OverlayAct.DECIDE_EXTENSION: _decided,
    OverlayAct.SUSPEND: _suspended,
    OverlayAct.RESUME: _resumed,
}
