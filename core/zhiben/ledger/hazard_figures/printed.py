"""Totals that tables print: kept as reported, beside the rows that were taken in from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from zhiben.ledger.tables import REJECT_REASON, one_width
from zhiben.model.entries import Draft, EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from zhiben.model.entries import Entry

PRINTED: Final = (EntryKind.HAZARD_SHEET, EntryKind.HAZARD_TOTAL)
"""The kinds of entry that printed totals are told by: what prints them, and what explains them."""

_NUMBERS_OF_HAZARDS: Final = ("count", "description")
"""The fields under which a total is a number of hazards; elsewhere it may count anything."""
_NUMBER: Final = re.compile(r"(\d{1,9})[项条处起个件]?", re.ASCII)
_PLACE: Final = ("digest", "sheet", "row")
"""What tells a total of a source from its others."""
_TEXTS: Final = ("digest", "sheet", "unit", "text", "document")
_INTEGERS: Final = ("row", "reported", "computed")


@frozen(kw_only=True)
class Explanation:
    """口径说明: why a table prints another number than it has rows, as a unit explains it.

    ``gap`` is the difference it explains.
    """

    reference: str
    on: date
    unit: str
    text: str
    document: str
    gap: int


@frozen(kw_only=True)
class PrintedTotal:
    """A number of hazards that a table prints, and how many rows it had that are some.

    ``source`` and ``digest`` tell whose table it was, and the very file.
    """

    source: str
    digest: str
    file: str
    sheet: str
    row: int
    note: str
    reported: int
    computed: int
    explanation: Explanation | None = None

    @property
    def gap(self) -> int:
        """How many more the table prints than it has."""
        return self.reported - self.computed

    @property
    def is_asked(self) -> bool:
        """Whether the gap still has to be explained."""
        told = self.explanation
        return self.gap != 0 and (told is None or told.gap != self.gap)


def printed_totals(
    live: Iterable[Entry], *, named: Callable[[str], str] = str
) -> tuple[PrintedTotal, ...]:
    """Return the totals of the latest table of every source, from entries in order.

    Only numbers of hazards are told; they are never corrected. ``named`` returns what a unit
    that explains one is called.
    """
    sources: dict[str, _Source] = {}
    told: dict[tuple[object, ...], Explanation] = {}
    for entry in live:
        if entry.kind is EntryKind.HAZARD_SHEET:
            _hear(sources, entry)
        elif entry.kind is EntryKind.HAZARD_TOTAL:
            told[entry.subject, *(entry.body[key] for key in _PLACE)] = _explanation(entry, named)
    totals = (total for source in sources.values() for total in source.totals())
    return tuple(evolve(one, explanation=told.get(_place_of(one))) for one in totals)


def explanation_draft(
    total: PrintedTotal, *, unit: str, text: str, document: str, on: date, actor: str
) -> Draft:
    """Return what the journal is to keep of an explanation, with the numbers it is about."""
    body = {
        "digest": total.digest,
        "file": total.file,
        "sheet": total.sheet,
        "row": total.row,
        "reported": total.reported,
        "computed": total.computed,
        "unit": unit,
        "text": text,
        "document": document,
    }
    kind = EntryKind.HAZARD_TOTAL
    return Draft(on=on, actor=actor, kind=kind, subject=total.source, body=body)


def check_explanation(body: Mapping[str, Any]) -> None:
    """Check that a ``hazard.total`` body from a journal can be used and shown.

    Raises:
        TypeError or LookupError: when it cannot.
    """
    for kind, names in ((str, _TEXTS), (int, _INTEGERS)):
        for name in names:
            if type(body[name]) is not kind:
                raise TypeError(body[name])


def _place_of(total: PrintedTotal) -> tuple[object, ...]:
    """Return what an explanation is about."""
    return (total.source, *(getattr(total, key) for key in _PLACE))


def _explanation(entry: Entry, named: Callable[[str], str]) -> Explanation:
    """Return what an entry explains."""
    body = entry.body
    return Explanation(
        reference=f"{entry.origin}:{entry.seq}",
        on=entry.on,
        unit=named(body["unit"]),
        text=body["text"],
        document=body["document"],
        gap=body["reported"] - body["computed"],
    )


@frozen(kw_only=True)
class _Source:
    """The sheets of the latest file of a source, and its corrected rejects, by their files."""

    name: str
    digest: str
    sheets: dict[str, Mapping[str, Any]]
    corrected: dict[str, int]

    def is_of(self, rejects: str) -> bool:
        """Tell whether a file of rejects was written beside this one."""
        stems = {str(body["file"]).rpartition(".")[0] for body in self.sheets.values()}
        return any(rejects.startswith(f"{stem}.") for stem in stems)

    def totals(self) -> Iterator[PrintedTotal]:
        """Yield the number of hazards each sheet prints: its last one, those above are parts."""
        for body in self.sheets.values():
            read = ((total["row"], total, _number_of(total)) for total in body["totals"])
            numbers = [(row, total, number) for row, total, number in read if number is not None]
            if numbers:
                _, last, number = max(numbers, key=itemgetter(0))
                yield self._total(body, last, reported=number)

    def _total(
        self, body: Mapping[str, Any], printed: Mapping[str, Any], *, reported: int
    ) -> PrintedTotal:
        """Return a number that a sheet prints beside its rows."""
        return PrintedTotal(
            source=self.name,
            digest=self.digest,
            file=body["file"],
            sheet=body["sheet"],
            row=printed["row"],
            note=printed["note"],
            reported=reported,
            computed=body["accepted"] + self._taken_later(body),
        )

    def _taken_later(self, body: Mapping[str, Any]) -> int:
        """Return how many rejected rows of a sheet came in corrected, where no other has any."""
        rejecting = [one for one in self.sheets.values() if one["rejected"]]
        is_alone = rejecting == [body]
        return min(body["rejected"], sum(self.corrected.values())) if is_alone else 0


def _number_of(total: Mapping[str, Any]) -> int | None:
    """Return the number of hazards that stands in a row of totals, if that is one."""
    number = _NUMBER.fullmatch(one_width(total["value"]))
    return int(number[1]) if number and total["field"] in _NUMBERS_OF_HAZARDS else None


def _hear(sources: dict[str, _Source], entry: Entry) -> None:
    """Take in a sheet: a new file of its source, one more of the same, or corrected rejects."""
    body, name = entry.body, entry.subject
    known = sources.get(name)
    if REJECT_REASON in body["mapping"]:
        if known is not None and known.is_of(body["file"]):
            known.corrected[body["digest"]] = body["accepted"]
        return
    if known is None or known.digest != body["digest"]:
        known = _Source(name=name, digest=body["digest"], sheets={}, corrected={})
        sources[name] = known
    known.sheets[body["sheet"]] = body
