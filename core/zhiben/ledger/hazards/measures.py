"""The bodies of ``hazard.measure`` entries: enforcement, escalation, failures of units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from zhiben.ledger.hazards.acting import has_same_evidence, twins_of
from zhiben.ledger.requiring import require_texts
from zhiben.model.entries import Draft, Entry, EntryKind
from zhiben.model.hazard_measures import Enforcement, Family, Fault, Measure
from zhiben.model.hazards import Party
from zhiben.model.reports import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MEASURES: Final = (EntryKind.HAZARD_MEASURE,)
"""The kinds of entry that measures are made of."""

_YUAN: Final = re.compile(r"\d{1,15}(?:\.\d{1,2})?", re.ASCII)
_TEXTS: Final = ("unit", "kind", "document", "reason")
_TALKS: Final = (Family.ENFORCE, Family.ESCALATE)
_ONCE: Final = (Family.ENFORCE, Family.ESCALATE, Family.FAULT)
"""What has a document or a reason of its own: said again on a later day, it is the same."""


def measure_body(measure: Measure) -> dict[str, Any]:
    """Return the body of an entry that records a measure."""
    evidence = [
        {"name": one.name, "digest": one.digest, "size": one.size} for one in measure.evidence
    ]
    return {
        "family": measure.family.value,
        "kind": str(measure.kind),
        "unit": measure.by.unit,
        "known_as": list(measure.by.known_as),
        "people": list(measure.by.people),
        "document": measure.document,
        "reason": measure.reason,
        "fine_yuan": measure.fine_yuan,
        "hazard": measure.hazard,
        "failed": list(measure.failed),
        "evidence": evidence,
    }


def measure_of(entry: Entry) -> Measure:
    """Return the measure an entry records.

    Raises:
        ValueError, TypeError or LookupError: when it is none.
    """
    body = entry.body
    unit, people, known_as = body["unit"], tuple(body["people"]), tuple(body["known_as"])
    return Measure(
        reference=f"{entry.origin}:{entry.seq}",
        on=entry.on,
        subject=entry.subject,
        family=Family(body["family"]),
        kind=body["kind"],
        by=Party(unit=unit, people=people, known_as=known_as),
        document=body["document"],
        reason=body["reason"],
        fine_yuan=body["fine_yuan"],
        hazard=body["hazard"],
        failed=tuple(body["failed"]),
        evidence=tuple(Evidence(**file) for file in body["evidence"]),
    )


def check_measure(body: Mapping[str, Any]) -> None:
    """Check that a ``hazard.measure`` body from a journal can be read and shown.

    Raises:
        ValueError, TypeError or LookupError: when it cannot.
    """
    family = Family(body["family"])
    require_texts(*(body[key] for key in _TEXTS))
    for key in ("people", "known_as", "failed", "evidence"):
        if type(body[key]) is not list:
            raise TypeError(body[key])
    require_texts(*body["people"], *body["known_as"], *body["failed"])
    if body["hazard"] is not None:
        require_texts(body["hazard"])
    fine = body["fine_yuan"]
    if fine is not None and not _YUAN.fullmatch(fine):
        raise ValueError(fine)
    if family is Family.ENFORCE:
        Enforcement(body["kind"])
    elif family is Family.FAULT:
        Fault(body["kind"])


def measures_of(live: Iterable[Entry]) -> list[Measure]:
    """Return the measures among entries in force, in their order."""
    return [measure_of(entry) for entry in live if entry.kind is EntryKind.HAZARD_MEASURE]


def measure_draft(measure: Measure, *, actor: str) -> Draft:
    """Return what the journal is to keep of a measure."""
    kind, body = EntryKind.HAZARD_MEASURE, measure_body(measure)
    return Draft(on=measure.on, actor=actor, kind=kind, subject=measure.subject, body=body)


def twin_of(draft: Draft, live: Iterable[Entry], *, is_dated: bool) -> Entry | None:
    """Return the entry in force that records this very measure already.

    ``is_dated`` tells that whoever records it named its day; otherwise a measure with a
    document or a reason of its own is the same on whatever day it was recorded.
    """
    is_once = Family(draft.body["family"]) in _ONCE and not is_dated
    for twin in twins_of(draft, live):
        if has_same_evidence(twin, draft) and (is_once or twin.on == draft.on):
            return twin
    return None


def is_talk(measure: Measure) -> bool:
    """Tell whether a measure is a talk, recorded as enforcement or as a step of the ladder."""
    return measure.family in _TALKS and measure.kind == Enforcement.TALK


def same_talk(measure: Measure, known: Iterable[Measure], *, is_dated: bool) -> Measure | None:
    """Return the talk that is on record already by the document of another record of it.

    One talk serves both as enforcement and as a step of the ladder, so it is recorded once;
    with files of its own it is recorded all the same.
    """
    if not is_talk(measure) or measure.evidence:
        return None
    for one in filter(is_talk, known):
        is_same_day = one.on == measure.on or not is_dated
        if one.document == measure.document and is_same_day:
            return one
    return None
