"""Personal data: who reported something, who looked at it, and which fields may go out."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen


class FieldClass(StrEnum):
    """Who may see a field of a hazard (政府信息公开条例第15、16条)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


class Content(StrEnum):
    """What a field holds, as far as masking asks."""

    CODE = "code"
    """Numbers, dates and words from a list: shown as they are."""
    TEXT = "text"
    """What somebody wrote: phones and the like may stand in it."""
    PERSON = "person"
    """The name of a person, often with a phone behind it."""


class Audience(StrEnum):
    """Whom an export is for."""

    PUBLIC = "public"
    INTERNAL = "internal"
    FULL = "full"


@frozen(kw_only=True)
class FieldPrivacy:
    """How one field of a hazard is protected; ``label`` is what people call the field."""

    name: str
    label: str
    field_class: FieldClass
    content: Content


@frozen(kw_only=True)
class ExportProfile:
    """Which fields an export carries, and whether what people wrote is masked in it."""

    audience: Audience
    label: str
    classes: frozenset[FieldClass]
    is_masked: bool


class Route(StrEnum):
    """On what way a report of the public came in."""

    HOTLINE_12350 = "12350"
    HOTLINE_12345 = "12345"
    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"
    ONLINE = "online"
    REFERRAL = "referral"
    OTHER = "other"


@frozen(kw_only=True)
class Reporter:
    """举报人: who reported a hazard, and in what words.

    Nothing of it shows in a ``repr``, so that no log or traceback can carry it.
    ``received_on`` and ``route`` are all that lists tell.
    """

    received_on: date
    route: Route
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    words: str = field(default="", repr=False)


class Deed(StrEnum):
    """What was done with personal data."""

    ADD = "add"
    """A reporter's identity was put away."""
    SHOW = "show"
    """A reporter's identity was looked at."""
    FORGET = "forget"
    """A reporter's identity was removed for good."""
    REKEY = "rekey"
    """The store of identities got another key."""
    UNMASK = "unmask"
    """Phones and the like were shown or exported in full."""


@frozen(kw_only=True)
class Access:
    """One use of personal data, as the journal keeps it: what was done, and why.

    ``subject`` is a reporter's token, the number of a hazard, or what is meant as a whole.
    """

    subject: str
    deed: Deed
    reason: str
    on: date
