"""What lies over a hazard's life beside its state: listings, extensions and suspensions."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from attrs import frozen


class OverlayAct(StrEnum):
    """What somebody does that lies over a hazard's state and does not change it."""

    LIST = "list"
    """挂牌督办."""
    DELIST = "delist"
    """摘牌."""
    ASK_EXTENSION = "ask-extension"
    DECIDE_EXTENSION = "decide-extension"
    SUSPEND = "suspend"
    """停产停业或停止使用."""
    RESUME = "resume"
    """恢复生产经营和使用, after consent."""


class ListingLevel(StrEnum):
    """At which level an authority lists hazards."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    DEPARTMENT = "department"


class Extent(StrEnum):
    """How much of an enterprise stands still."""

    WHOLE = "whole"
    PART = "part"


@frozen(kw_only=True)
class Listing:
    """挂牌: one authority supervises a hazard, in a batch, by a document, until a deadline.

    ``reference`` names the entry, ``number`` the hazard it was listed under.
    """

    reference: str
    number: str
    on: date
    authority: str
    level: ListingLevel
    batch: str
    document: str
    deadline: date
    sponsor: str = ""
    public_on: date | None = None
    public_in: str = ""


@frozen(kw_only=True)
class Delisting:
    """摘牌: the end of a listing, which it names by its reference."""

    reference: str
    listing: str
    on: date
    document: str
    public_on: date | None = None
    public_in: str = ""


@frozen(kw_only=True)
class Extension:
    """延期: a request until a day, and what became of it; ``None`` while it is undecided.

    ``before`` is the deadline it was asked against, ``deadline`` the new one if it was
    granted. ``decision`` names the entry that decided, ``listing`` that of the listing whose
    authority granted it, empty when it was not listed. ``lapsed_on`` is the day on which the
    hazard's end or reopening left nothing of a request to wait for.
    """

    reference: str
    on: date
    asked_until: date
    reason: str
    before: date
    decision: str = ""
    decided_on: date | None = None
    is_granted: bool | None = None
    authority: str = ""
    document: str = ""
    deadline: date | None = None
    listing: str = ""
    lapsed_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide it."""
        return self.is_granted is None and self.lapsed_on is None


@frozen(kw_only=True)
class Suspension:
    """停产停用: all or part of an enterprise stands still by a document, until consent to resume.

    ``scope`` says which part.
    """

    reference: str
    on: date
    extent: Extent
    scope: str
    document: str


@frozen(kw_only=True)
class Resumption:
    """恢复生产使用: an authority has consented by a document; ``suspensions`` are what it ends."""

    reference: str
    suspensions: tuple[str, ...]
    on: date
    authority: str
    document: str


@frozen(kw_only=True)
class Overlays:
    """All that lies over a hazard's life; listings and suspensions also of those merged into it.

    ``original_deadline`` is the deadline before the first extension that was granted since
    the hazard was last planned, ``None`` when none was.
    """

    listings: tuple[Listing, ...] = ()
    delistings: tuple[Delisting, ...] = ()
    extensions: tuple[Extension, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    resumptions: tuple[Resumption, ...] = ()
    original_deadline: date | None = None

    @property
    def in_force(self) -> tuple[Listing, ...]:
        """The listings that no delisting has ended."""
        ended = {one.listing for one in self.delistings}
        return tuple(one for one in self.listings if one.reference not in ended)

    @property
    def open_request(self) -> Extension | None:
        """The request nobody has decided yet."""
        return next((one for one in self.extensions if one.is_open), None)

    @property
    def suspended(self) -> tuple[Suspension, ...]:
        """The suspensions that last."""
        ended = {reference for one in self.resumptions for reference in one.suspensions}
        return tuple(one for one in self.suspensions if one.reference not in ended)

    def delisting_of(self, listing: Listing) -> Delisting | None:
        """Return what ended a listing."""
        ends = (one for one in self.delistings if one.listing == listing.reference)
        return next(ends, None)

    def resumption_of(self, suspension: Suspension) -> Resumption | None:
        """Return what ended a suspension."""
        ends = (one for one in self.resumptions if suspension.reference in one.suspensions)
        return next(ends, None)


NO_OVERLAYS: Final = Overlays()
"""What lies over most lives."""
