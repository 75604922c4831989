"""Overlays in the journal: bodies of entries, and which of them are in force on a day.

An entry of ``criteria.overlay`` holds a whole overlay, or takes an earlier one back from its
day on. An undo says that an overlay never counted; taking it back says that it no longer does.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from zhiben.errors import UsageError
from zhiben.ledger.plans.bodies import record_body
from zhiben.model.entries import Draft, EntryKind
from zhiben.rules.overlays import Overlay, Placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhiben.model.entries import Entry

_BESIDE: Final = frozenset({"tightened", "basis", "file", "replaces", "reason"})
"""What stands in a body beside the overlay itself."""


@frozen(kw_only=True)
class OverlayFile:
    """The file an overlay came in: its name, and the SHA-256 of its content."""

    name: str
    digest: str


@frozen(kw_only=True)
class Removal:
    """An entry (``office:45``) that takes an overlay back from a day on."""

    reference: str
    on: date
    reason: str


@frozen(kw_only=True)
class RecordedOverlay:
    """An overlay on record: the entry's id, who recorded it and when, and the file."""

    id: str
    placed: Placed
    on: date
    actor: str
    file: OverlayFile

    @property
    def overlay(self) -> Overlay:
        """What the office added."""
        return self.placed.overlay

    @property
    def reference(self) -> str:
        """The entry that holds it (``office:41``)."""
        return self.placed.reference

    @property
    def sector(self) -> str:
        """The code of the sector whose edition it is about."""
        return self.overlay.standard.partition("-")[0]


def overlay_draft(
    placed: Placed, file: OverlayFile, *, on: date, actor: str, **extra: str
) -> Draft:
    """Return what the journal is to keep of an overlay; ``extra`` stands beside it."""
    body = record_body(placed.overlay) | {
        "tightened": list(placed.tightened),
        "basis": list(placed.basis),
        "file": {"name": file.name, "digest": file.digest},
    }
    return _draft(placed.overlay.standard, body | extra, on=on, actor=actor)


def removal_draft(recorded: RecordedOverlay, *, reason: str, on: date, actor: str) -> Draft:
    """Return what the journal is to keep of taking an overlay back.

    Raises:
        UsageError: when no reason is given.
    """
    if not reason.strip():
        raise UsageError("理由不能为空。")
    body = {"removes": recorded.id, "reason": reason.strip()}
    return _draft(recorded.overlay.standard, body, on=on, actor=actor)


def overlay_of(entry: Entry) -> RecordedOverlay | None:
    """Return the overlay an entry holds, ``None`` when it holds none.

    Raises:
        ValueError, TypeError or LookupError: when its body is none of its kind.
    """
    if entry.kind is not EntryKind.CRITERIA_OVERLAY or "removes" in entry.body:
        return None
    body = entry.body
    placed = Placed(
        overlay=_overlay(entry.subject, body),
        reference=f"{entry.origin}:{entry.seq}",
        tightened=_texts(body["tightened"]),
        basis=_texts(body["basis"]),
    )
    file = body["file"]
    name, digest = _texts([file["name"], file["digest"]])
    return RecordedOverlay(
        id=entry.id,
        placed=placed,
        on=entry.on,
        actor=entry.actor,
        file=OverlayFile(name=name, digest=digest),
    )


def overlays_in_force(live: Iterable[Entry]) -> tuple[RecordedOverlay, ...]:
    """Return the overlays that are in force, in the order they were recorded in.

    ``live`` are the entries that count on a day, in the order of their facts.
    """
    entries = list(live)
    removed = removals_of(entries)
    found = (overlay_of(entry) for entry in entries)
    return tuple(one for one in found if one is not None and one.id not in removed)


def removals_of(live: Iterable[Entry]) -> dict[str, Removal]:
    """Return by the ids of overlays the first entry that takes each back."""
    found: dict[str, Removal] = {}
    for entry in live:
        if entry.kind is EntryKind.CRITERIA_OVERLAY and "removes" in entry.body:
            target, reason = _texts([entry.body["removes"], entry.body["reason"]])
            removal = Removal(reference=f"{entry.origin}:{entry.seq}", on=entry.on, reason=reason)
            found.setdefault(target, removal)
    return found


def check_overlay_entry(entry: Entry) -> None:
    """Check that an entry from a journal holds an overlay that can be used, or takes one back.

    Raises:
        ArithmeticError, AttributeError, LookupError, TypeError or ValueError: when it does not.
    """
    overlay_of(entry)
    removals_of([entry])


def _draft(standard: str, body: Mapping[str, Any], *, on: date, actor: str) -> Draft:
    """Return a draft about an edition."""
    kind = EntryKind.CRITERIA_OVERLAY
    return Draft(on=on, actor=actor, kind=kind, subject=standard, body=body)


def _overlay(standard: str, body: Mapping[str, Any]) -> Overlay:
    """Return the overlay a body holds.

    Raises:
        ValueError: when a value is not what its field declares.
    """
    from zhiben.spec.structuring import make_converter, structure

    row = {key: value for key, value in body.items() if key not in _BESIDE}
    row["reviewed_on"] = date.fromisoformat(row["reviewed_on"])
    overlay, problems = structure(make_converter(), row, Overlay, where="")
    if overlay is None or overlay.standard != standard:
        raise ValueError([str(one) for one in problems] or standard)
    found: Overlay = overlay
    return found


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    """Return values that are texts, and refuse others.

    Raises:
        TypeError: when one is no text.
    """
    found = tuple(one for one in values if isinstance(one, str))
    if not isinstance(values, list) or len(found) != len(values):
        raise TypeError(values)
    return found
