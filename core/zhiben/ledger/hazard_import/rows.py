"""Which hazard on record a row of a table tells of again, and whether it says anything new.

A row is known by the number its own table gives it, if that is one and no 序号, or else by its
enterprise, its place and its wording. What was last said in its place is what it is held
against, so that the same file twice says nothing new.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from zhiben.ledger.duplicates.names import identity_of
from zhiben.ledger.tables import one_width
from zhiben.model.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from zhiben.ledger.duplicates.names import Names
    from zhiben.model.entries import Entry

Place = tuple[str | int, ...]

_SHORT_NUMBER: Final = re.compile(r"\d{1,5}")
_NO_LETTERS: Final = re.compile(r"[\W_]+")
_NOTED: Final = re.compile(
    r"未采纳|副本|\(\d+\)|(?:20)?\d{2}年度?|\d{1,2}月[份底初]?|\d{1,2}日|第\d+期"
    r"|第?[\d一二三四]季度?|20\d{2}(?:[-._]?\d{1,2}){0,2}(?!\d)|[-_.]"
)
"""What tells the files of one source apart: when they are from, and which copy they are."""


_NO_EXTRAS: Final[Mapping[str, str]] = {}
"""What most rows have beside their details."""


class Said(NamedTuple):
    """What one row says, as the journal keeps it.

    ``key`` is what it is known by among the rows of its table, and ``again`` the how many-th
    it is of those with that key in its sheet. ``details`` are those of the entry's body.
    """

    ledger: str
    label: str
    key: str
    again: int
    reference: str
    details: Mapping[str, Any]
    extras: Mapping[str, str]

    @property
    def place(self) -> Place:
        """Where the row stands, from one file of its source to the next."""
        return self.ledger, self.label, self.key, self.again

    @property
    def channel(self) -> str:
        """How the hazard came to be known."""
        return str(self.details.get("channel", ""))

    def is_as(self, other: Said) -> bool:
        """Tell whether two rows say the same."""
        return (self.details, self.extras) == (other.details, other.extras)


class Slot(NamedTuple):
    """A row on record, and the number of the hazard it tells of."""

    number: str
    said: Said


class _Index:
    """Rows by some of the places they are found by, read when somebody looks for one."""

    def __init__(self, places: Callable[[Said], Sequence[Place]]) -> None:
        self._places = places
        self._known: dict[Place, Slot] = {}
        self._read = 0

    def found(self, said: Said, slots: Sequence[Slot]) -> Iterator[Slot]:
        """Yield the rows in the places of a row, the surest first."""
        if slots:
            found = (self.at(place, slots) for place in self._places(said))
            yield from filter(None, found)

    def at(self, place: Place, slots: Sequence[Slot]) -> Slot | None:
        """Return the last row of a place, of all ``slots``."""
        for slot in slots[self._read :] if self._read < len(slots) else ():
            self._known |= dict.fromkeys(self._places(slot.said), slot)
        self._read = len(slots)
        return self._known.get(place)


class Rows:
    """The rows of tables that are on record, by all they are found by."""

    def __init__(self) -> None:
        self._slots: list[Slot] = []
        self._own, self._others = _Index(_own_places), _Index(_other_places)
        self._numbers: dict[str, dict[str, str]] = {}

    def put(self, number: str, said: Said) -> None:
        """Note what a row says of a hazard; what was said in its place before is past."""
        self._slots.append(Slot(number, said))
        self._numbers.setdefault(said.ledger, {})[number] = said.label

    def find(self, said: Said, *, taken: set[Place]) -> Slot | None:
        """Return the row on record that a row is, unless another row of its sheet is that one."""
        for index in (self._own, self._others):
            for slot in index.found(said, self._slots):
                if slot.said.place not in taken and _may_be_one(slot.said, said):
                    return slot
        return None

    def number(self, ledger: str, key: str) -> str | None:
        """Return the hazard that a source's row with this key tells of."""
        slot = self._others.at(("ledger", ledger, key, 1), self._slots)
        return slot.number if slot else None

    def numbers(self, ledger: str) -> Mapping[str, str]:
        """Return the hazards that tables of a source told of, with the sheet they were last in."""
        return self._numbers.get(ledger, {})


def rows_of(live: Iterable[Entry], *, key_of: Callable[[Mapping[str, Any]], str]) -> Rows:
    """Return the rows on record, from the entries in force in the order of their facts."""
    rows = Rows()
    for entry in live:
        body = entry.body
        if entry.kind is EntryKind.HAZARD_RECORD and "ledger" in body:
            said = Said(
                ledger=body["ledger"],
                label=label_of(body["source"]["sheet"]),
                key=key_of(body["details"]),
                again=body.get("again", 1),
                reference=body.get("reference", ""),
                details=body["details"],
                extras=body.get("extras", _NO_EXTRAS),
            )
            rows.put(entry.subject, said)
    return rows


def key_maker(names: Names) -> Callable[[Mapping[str, Any]], str]:
    """Return what gives the key of a row: its enterprise, by its code first, place and wording."""

    @cache
    def owner(name: str, code: str) -> str:
        identity = identity_of(name, code, names=names)
        return identity.code or "|".join((identity.core, *sorted(identity.regions)))

    def key_of(details: Mapping[str, Any]) -> str:
        get = details.get
        firm = owner(get("enterprise", ""), get("credit_code", ""))
        return f"{firm}\n{_letters(get('location', ''))}\n{_letters(get('description', ''))}"

    return key_of


def reference_of(written: str | None) -> str:
    """Return the number a table gives a hazard, or nothing for one that only counts rows."""
    plain = one_width(written or "")
    return "" if _SHORT_NUMBER.fullmatch(plain) else plain


@cache
def label_of(name: str) -> str:
    """Return what the name of a file or sheet stays from month to month."""
    plain = one_width(name)
    return _NOTED.sub("", plain) or plain


def _own_places(said: Said) -> list[Place]:
    """Return where a row stands in the tables of its source, its number there first."""
    own = [("reference", said.ledger, said.reference)] if said.reference else []
    return [*own, said.place]


def _other_places(said: Said) -> list[Place]:
    """Return what a row is found by that its source has moved, or another one tells again."""
    return [
        ("ledger", said.ledger, said.key, said.again),
        ("channel", said.channel, said.key, said.again),
    ]


def _may_be_one(one: Said, other: Said) -> bool:
    """Tell whether two rows of alike wording may be one: not when their table numbers both."""
    is_same_table = one.ledger == other.ledger
    is_numbered = one.reference and other.reference and one.reference != other.reference
    return not (is_same_table and is_numbered)


@cache
def _letters(text: str) -> str:
    """Return a text without what people write now this way and now that."""
    plain = one_width(text).casefold()
    return _NO_LETTERS.sub("", plain) or plain
