"""Totals that tables print: kept as reported, beside the rows that were taken in from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from zhiben.model.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zhiben.model.entries import Entry

_COUNT: Final = "count"


@frozen(kw_only=True)
class PrintedTotal:
    """A number of hazards that a table prints, and how many rows it had that are some."""

    file: str
    sheet: str
    row: int
    note: str
    reported: int
    computed: int

    @property
    def gap(self) -> int:
        """How many more the table prints than it has."""
        return self.reported - self.computed


def printed_totals(live: Iterable[Entry]) -> tuple[PrintedTotal, ...]:
    """Return the totals of the latest table of every source, from entries in order.

    Only numbers of hazards are told; they are never corrected.
    """
    latest = {entry.subject: entry.body for entry in live if entry.kind is EntryKind.HAZARD_SHEET}
    return tuple(total for body in latest.values() for total in _totals(body))


def _totals(body: Mapping[str, Any]) -> Iterator[PrintedTotal]:
    """Yield the numbers of hazards that a sheet prints."""
    for total in body["totals"]:
        if total["field"] == _COUNT and total["value"].isdecimal():
            yield PrintedTotal(
                file=body["file"],
                sheet=body["sheet"],
                row=total["row"],
                note=total["note"],
                reported=int(total["value"]),
                computed=body["accepted"],
            )
