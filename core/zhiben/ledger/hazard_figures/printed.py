"""Totals that tables print: kept as reported, beside the rows that were taken in from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import product
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from zhiben.ledger.hazards.bodies import check_yuan
from zhiben.ledger.requiring import require, require_texts
from zhiben.ledger.tables import REJECT_REASON, one_width
from zhiben.model.entries import Draft, EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from zhiben.model.entries import Entry

PRINTED: Final = (EntryKind.HAZARD_SHEET, EntryKind.HAZARD_TOTAL)
"""The kinds of entry that printed totals are told by: what prints them, and what explains them."""

Amount = int | Decimal


class Counted(StrEnum):
    """What a total is of; the values name it in the journal."""

    HAZARDS = "count"
    """项."""
    FUNDS = "funds_yuan"
    """整改资金, in yuan."""


UNITS: Final = {Counted.HAZARDS: "项", Counted.FUNDS: "元"}

_NUMBERS_OF_HAZARDS: Final = ("count", "description")
"""The fields under which a total is a number of hazards; elsewhere it may count anything."""
_NUMBER: Final = re.compile(r"(\d{1,9})[项条处起个件]?", re.ASCII)
_PLACE: Final = ("digest", "sheet", "row", "of")
"""What tells a total of a source from its others."""
_TEXTS: Final = ("digest", "sheet", "unit", "text", "document")
_NUMBERS: Final = ("reported", "computed")


@frozen(kw_only=True)
class Explanation:
    """口径说明: why a table prints another number than it has rows, as a unit explains it.

    ``gap`` is the difference it explains, in the unit of its total.
    """

    reference: str
    on: date
    unit: str
    text: str
    document: str
    gap: Amount


@frozen(kw_only=True)
class PrintedTotal:
    """A number of hazards or their funds that a table prints, and what came in from its rows.

    ``source`` and ``digest`` tell whose table it was, and the very file. ``of`` is what the
    total is of.
    """

    source: str
    digest: str
    file: str
    sheet: str
    row: int
    note: str
    of: Counted
    reported: Amount
    computed: Amount
    explanation: Explanation | None = None

    @property
    def unit(self) -> str:
        """The unit of its numbers."""
        return UNITS[self.of]

    @property
    def gap(self) -> Amount:
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

    Only numbers of hazards and of yuan are told; they are never corrected. ``named`` returns
    what a unit that explains one is called.
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
        "of": total.of.value,
        "reported": written(total.reported),
        "computed": written(total.computed),
        "unit": unit,
        "text": text,
        "document": document,
    }
    kind = EntryKind.HAZARD_TOTAL
    return Draft(on=on, actor=actor, kind=kind, subject=total.source, body=body)


def check_explanation(body: Mapping[str, Any]) -> None:
    """Check that a ``hazard.total`` body from a journal can be used and shown.

    Raises:
        ValueError, TypeError or LookupError: when it cannot.
    """
    require_texts(*(body[name] for name in _TEXTS))
    require(int, body["row"])
    for name in _NUMBERS:
        if Counted(body["of"]) is Counted.FUNDS:
            check_yuan(body[name])
        else:
            require(int, body[name])


def written(amount: Amount) -> int | str:
    """Return a number as JSON: hazards as a number, yuan as text, exactly."""
    return format(amount, "f") if isinstance(amount, Decimal) else amount


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
        gap=_amount(body, "reported") - _amount(body, "computed"),
    )


@frozen(kw_only=True)
class _Source:
    """The sheets of the latest file of a source, and its corrected rejects, by their digests."""

    name: str
    digest: str
    sheets: dict[str, Mapping[str, Any]]
    corrected: dict[str, Mapping[str, Any]]

    def is_of(self, rejects: str) -> bool:
        """Tell whether a file of rejects was written beside this one."""
        stems = {str(body["file"]).rpartition(".")[0] for body in self.sheets.values()}
        return any(rejects.startswith(f"{stem}.") for stem in stems)

    def totals(self) -> Iterator[PrintedTotal]:
        """Yield what each sheet prints of hazards and of funds: the last, others are parts."""
        for body, (of, read) in product(self.sheets.values(), _READERS.items()):
            numbers = [(one["row"], one, number) for one in body["totals"] for number in read(one)]
            if numbers:
                _, last, number = max(numbers, key=itemgetter(0))
                yield self._total(body, last, of=of, reported=number)

    def _total(
        self,
        body: Mapping[str, Any],
        printed: Mapping[str, Any],
        *,
        of: Counted,
        reported: Amount,
    ) -> PrintedTotal:
        """Return a number that a sheet prints beside its rows."""
        later = self._taken_later(body)
        return PrintedTotal(
            source=self.name,
            digest=self.digest,
            file=body["file"],
            sheet=body["sheet"],
            row=printed["row"],
            note=printed["note"],
            of=of,
            reported=reported,
            computed=_funds(body, *later) if of is Counted.FUNDS else _rows(body, *later),
        )

    def _taken_later(self, body: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """Return the corrected rejects of a sheet, where no other has any."""
        rejecting = [one for one in self.sheets.values() if one["rejected"]]
        return self.corrected.values() if rejecting == [body] else ()


def _rows(body: Mapping[str, Any], *later: Mapping[str, Any]) -> int:
    """Return how many rows of a sheet came in, at once and corrected."""
    corrected = sum(int(one["accepted"]) for one in later)
    return int(body["accepted"]) + min(int(body["rejected"]), corrected)


def _funds(*bodies: Mapping[str, Any]) -> Decimal:
    """Return what the rows that came in come to, in yuan."""
    return sum((Decimal(one.get("funds_yuan", "0")) for one in bodies), Decimal())


def _amount(body: Mapping[str, Any], name: str) -> Amount:
    """Return a number of an explanation."""
    return Decimal(body[name]) if body["of"] == Counted.FUNDS else int(body[name])


def _hazards_in(total: Mapping[str, Any]) -> Iterator[int]:
    """Yield the number of hazards that stands in a row of totals, if that is one."""
    number = _NUMBER.fullmatch(one_width(total["value"]))
    if number and total["field"] in _NUMBERS_OF_HAZARDS:
        yield int(number[1])


def _yuan_in(total: Mapping[str, Any]) -> Iterator[Decimal]:
    """Yield the amount that stands in a row of totals, if one does."""
    if "yuan" in total:
        yield Decimal(total["yuan"])


def _hear(sources: dict[str, _Source], entry: Entry) -> None:
    """Take in a sheet: a new file of its source, one more of the same, or corrected rejects."""
    body, name = entry.body, entry.subject
    known = sources.get(name)
    if REJECT_REASON in body["mapping"]:
        if known is not None and known.is_of(body["file"]):
            known.corrected[body["digest"]] = body
        return
    if known is None or known.digest != body["digest"]:
        known = _Source(name=name, digest=body["digest"], sheets={}, corrected={})
        sources[name] = known
    known.sheets[body["sheet"]] = body


_READERS: Final[Mapping[Counted, Callable[[Mapping[str, Any]], Iterable[Amount]]]] = {
    Counted.HAZARDS: _hazards_in,
    Counted.FUNDS: _yuan_in,
}
