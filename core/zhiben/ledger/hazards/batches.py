"""Batches of listings: opening + new − delisted = closing, and what is carried over.

Batches of one authority follow each other by the day of their first listing. What is not
delisted when the next one begins is carried over into it; a delisting on that very day
belongs to the next one, as a document that lists anew and delists counts for both.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.ledger.hazards.moves import result_of
from zhiben.ledger.hazards.overlays import listing_deadline
from zhiben.ledger.units.rules import label_key
from zhiben.model.hazard_overlays import Delisting, Listing
from zhiben.model.hazards import Act, HazardLife, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ONE_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Listed:
    """A listing with the hazard it lies over now, its time, and what ended it."""

    listing: Listing
    life: HazardLife
    deadline: date
    delisting: Delisting | None

    @property
    def extended(self) -> int:
        """How often its time was extended."""
        granted = self.life.overlays.extensions
        return sum(one.listing == self.listing.reference for one in granted)

    @property
    def failed(self) -> int:
        """How often acceptance failed since it was listed."""
        return sum(
            step.act is Act.ACCEPT
            and result_of(step.given) == "fail"
            and step.on >= self.listing.on
            for step in self.life.effective
        )


@frozen(kw_only=True)
class Balance:
    """What became of one authority's batch until the next one, or until today.

    ``opening`` was carried over from earlier batches, ``new`` listed in this one, and
    ``closing`` is what was listed still at the end. ``until`` is its last day, ``None`` while
    no other has followed.
    """

    authority: str
    batch: str
    since: date
    until: date | None
    opening: tuple[Listed, ...]
    new: tuple[Listed, ...]
    delisted: tuple[Listed, ...]
    closing: tuple[Listed, ...]


def listings_of(lives: Iterable[HazardLife]) -> list[Listed]:
    """Return every listing once, in the order of their days, with the hazard that goes on."""
    found: dict[str, Listed] = {}
    for life in lives:
        for listing in life.overlays.listings:
            if life.state is not State.MERGED or listing.reference not in found:
                found[listing.reference] = _listed(listing, life)
    return sorted(found.values(), key=lambda one: (one.listing.on, one.listing.number))


def balances_of(listed: Iterable[Listed]) -> Iterator[Balance]:
    """Yield the balance of every batch, authority by authority, each in order."""
    by_authority = defaultdict(list)
    for one in listed:
        by_authority[label_key(one.listing.authority)].append(one)
    for mine in by_authority.values():
        yield from _chain(mine)


def _chain(listed: Sequence[Listed]) -> Iterator[Balance]:
    """Yield the batches of one authority; the listings come in the order of their days."""
    batches: dict[str, list[Listed]] = {}
    for one in listed:
        batches.setdefault(label_key(one.listing.batch), []).append(one)
    starts = [new[0].listing.on for new in batches.values()]
    carried: tuple[Listed, ...] = ()
    for new, follows in zip(batches.values(), (*starts[1:], None), strict=True):
        there = (*carried, *new)
        closing = tuple(one for one in there if not _is_over(one, before=follows))
        yield Balance(
            authority=new[0].listing.authority,
            batch=new[0].listing.batch,
            since=new[0].listing.on,
            until=follows and follows - _ONE_DAY,
            opening=carried,
            new=tuple(new),
            delisted=tuple(one for one in there if one not in closing),
            closing=closing,
        )
        carried = closing


def _is_over(one: Listed, *, before: date | None) -> bool:
    """Tell whether a listing was ended, and before some day."""
    return one.delisting is not None and (before is None or one.delisting.on < before)


def _listed(listing: Listing, life: HazardLife) -> Listed:
    """Return a listing with what lies over the same hazard."""
    return Listed(
        listing=listing,
        life=life,
        deadline=listing_deadline(life.overlays, listing),
        delisting=life.overlays.delisting_of(listing),
    )
