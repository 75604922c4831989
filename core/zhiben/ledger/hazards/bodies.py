"""The bodies of hazard entries: what is said of a hazard, and what is done about it, as JSON."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from attrs import fields

from zhiben.ledger.hazards.moves import MOVES, Holds
from zhiben.ledger.hazards.overlays import OVERLAY_MOVES
from zhiben.ledger.inspections.bodies import check_verdict
from zhiben.ledger.privacy.accesses import token_of
from zhiben.ledger.requiring import require, require_texts
from zhiben.model.hazard_overlays import OverlayAct
from zhiben.model.hazards import (
    Act,
    Channel,
    HazardDetails,
    Level,
    OverlayStep,
    Party,
    Provenance,
    Said,
    Saying,
    State,
    Step,
)
from zhiben.model.reports import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from zhiben.ledger.hazards.moves import Requirement
    from zhiben.model.entries import Entry

_DETAILS: Final = tuple(field.name for field in fields(HazardDetails))
_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "level": Level,
    "channel": Channel,
    "status": State,
    "found_on": date.fromisoformat,
    "deadline": date.fromisoformat,
    "done_on": date.fromisoformat,
}
_YUAN: Final = re.compile(r"\d{1,15}(?:\.\d{1,2})?")
_LISTS: Final = (Holds.TEXTS, Holds.PEOPLE)
_TOLD: Final = ("reason", "document", "reporter")
"""What a person may tell beside the details."""


def record_body(details: HazardDetails, *, source: Provenance | None = None) -> dict[str, Any]:
    """Return the body of a ``hazard.record`` entry: only what is said, and where."""
    told = ((name, getattr(details, name)) for name in _DETAILS)
    said = {name: _WRITERS.get(name, _as_it_is)(one) for name, one in told if one is not None}
    body: dict[str, Any] = {"details": said}
    if source is not None:
        body["source"] = {"file": source.file, "sheet": source.sheet, "row": source.row}
    return body


def said_column(name: str, values: Sequence[Any]) -> Sequence[Any]:
    """Return what a column of details says of each hazard as JSON, each value written once."""
    if name not in _WRITTEN:
        return values
    written = {value: _WRITERS[name](value) for value in set(values) if value is not None}
    return list(map(written.get, values))


def said_body(said: Said) -> dict[str, Any]:
    """Return the body of the ``hazard.record`` entry by which a person says something."""
    party = said.by and _party_body(said.by)
    return {
        **record_body(said.details, source=said.source),
        **({"saying": said.saying.value} if said.saying else {}),
        **(party or {}),
        **{key: text for key in _TOLD if (text := getattr(said, key))},
        **({"evidence": list(map(_file_body, said.evidence))} if said.evidence else {}),
    }


def said_of(entry: Entry) -> Said:
    """Return what a ``hazard.record`` entry says.

    Raises:
        ValueError, TypeError or LookupError: when a field holds what it cannot.
    """
    body = entry.body
    source, saying = body.get("source"), body.get("saying")
    return Said(
        reference=f"{entry.origin}:{entry.seq}",
        on=entry.on,
        details=details_of(body["details"]),
        source=Provenance(**source) if source else None,
        saying=Saying(saying) if saying else None,
        by=_party_of(body) if "unit" in body else None,
        reason=body.get("reason", ""),
        document=body.get("document", ""),
        reporter=body.get("reporter", ""),
        evidence=_files_of(body),
    )


def details_of(said: Mapping[str, Any]) -> HazardDetails:
    """Return the details a body holds.

    Raises:
        ValueError or TypeError: when a field holds what it cannot.
    """
    return HazardDetails(
        **{
            name: _READERS[name](value) if name in _READERS else value
            for name, value in said.items()
        }
    )


def step_body(step: Step | OverlayStep) -> dict[str, Any]:
    """Return the body of a ``hazard.step`` or ``hazard.overlay`` entry."""
    return {
        "act": step.act.value,
        **_party_body(step.by),
        "role": step.role,
        "document": step.document,
        "given": dict(step.given),
        "evidence": list(map(_file_body, step.evidence)),
    }


def step_of(entry: Entry) -> Step:
    """Return the act a ``hazard.step`` entry holds.

    Raises:
        ValueError, TypeError or LookupError: when it is none.
    """
    return Step(act=Act(entry.body["act"]), **_deed_of(entry))


def overlay_of(entry: Entry) -> OverlayStep:
    """Return the act a ``hazard.overlay`` entry holds.

    Raises:
        ValueError, TypeError or LookupError: when it is none.
    """
    return OverlayStep(act=OverlayAct(entry.body["act"]), **_deed_of(entry))


def check_record(body: Mapping[str, Any]) -> None:
    """Check that a ``hazard.record`` body from a journal can be folded and shown.

    Raises:
        ValueError, TypeError or LookupError: when it cannot.
    """
    _check_details(body["details"])
    source = body.get("source")
    if source:
        require_texts(source["file"], source["sheet"])
        require(int, source["row"])
        Provenance(**source)
    saying = body.get("saying")
    if saying:
        Saying(saying)
    if "unit" in body:
        _check_party(body)
    require_texts(*(body.get(key, "") for key in _TOLD))
    if "reporter" in body and token_of(body["reporter"]) != body["reporter"]:
        raise ValueError(_TOLD[-1])  # whatever stands there is not repeated


def _check_details(details: Mapping[str, Any]) -> None:
    """Check what is said of a hazard; whole rows at once, for there may be very many."""
    if not _NAMES.issuperset(details):
        raise LookupError(*set(details).difference(_NAMES))
    for name in _CHECKED.intersection(details):
        _CHECKS[name](details[name])
    texts = [value for name, value in details.items() if name not in _CHECKED]
    if not _TEXT.issuperset(map(type, texts)):
        require_texts(*texts)


def check_step(body: Mapping[str, Any]) -> None:
    """Check that a ``hazard.step`` body from a journal can be folded and shown.

    What an act lacks is no fault here: the fold gives it no effect.

    Raises:
        ValueError, TypeError or LookupError: when it cannot.
    """
    given = body["given"]
    _check_deed(body, MOVES[Act(body["act"])].requires)
    if "verdict" in given:
        check_verdict(given["verdict"])
        require(dict, given.get("facts", {}))


def check_overlay(body: Mapping[str, Any]) -> None:
    """Check that a ``hazard.overlay`` body from a journal can be folded and shown.

    Raises:
        ValueError, TypeError or LookupError: when it cannot.
    """
    move = OVERLAY_MOVES[OverlayAct(body["act"])]
    _check_deed(body, (*move.requires, *move.may))


def _deed_of(entry: Entry) -> dict[str, Any]:
    """Return what an entry holds of an act beside which it is, by the fields of a step."""
    body = entry.body
    return {
        "reference": f"{entry.origin}:{entry.seq}",
        "on": entry.on,
        "by": _party_of(body),
        "role": body["role"],
        "document": body["document"],
        "given": body["given"],
        "evidence": _files_of(body),
    }


def _check_deed(body: Mapping[str, Any], carried: Iterable[Requirement]) -> None:
    """Check who acts, and what an act carries."""
    given = body["given"]
    require(dict, given)
    _check_party(body)
    require_texts(body["role"], body["document"], given.get("result", ""))
    for requirement in carried:
        _check_given(requirement, given)


def _check_given(requirement: Requirement, given: Mapping[str, Any]) -> None:
    """Check what is given for a requirement, if anything is."""
    if requirement.key not in given:
        return
    value = given[requirement.key]
    if requirement.holds in _LISTS:
        require(list, value)
        require_texts(*value)
        return
    require_texts(value)
    if value:
        _check_written(value, requirement.holds)


def _check_written(value: str, holds: Holds) -> None:
    """Check a text that writes a day or an amount."""
    if holds is Holds.DAY:
        date.fromisoformat(value)
    if holds is Holds.MONEY:
        check_yuan(value)


def check_yuan(value: str) -> None:
    """Check a text that writes an amount of money.

    Raises:
        ValueError or TypeError: when it writes none.
    """
    if not _YUAN.fullmatch(value):
        raise ValueError(value)


def _check_party(body: Mapping[str, Any]) -> None:
    """Check who acts."""
    for key in ("people", "known_as"):
        require(list, body[key])
    require_texts(body["unit"], *body["people"], *body["known_as"])


def _party_body(party: Party) -> dict[str, Any]:
    """Return who acts as JSON."""
    return {
        "unit": party.unit,
        "known_as": list(party.known_as),
        "people": list(party.people),
    }


def _party_of(body: Mapping[str, Any]) -> Party:
    """Return who acts, as a body says."""
    return Party(unit=body["unit"], people=tuple(body["people"]), known_as=tuple(body["known_as"]))


def _file_body(file: Evidence) -> dict[str, Any]:
    """Return what is said of an evidence file."""
    return {"name": file.name, "digest": file.digest, "size": file.size}


def _files_of(body: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """Return the evidence files a body names."""
    files: Iterable[Mapping[str, Any]] = body.get("evidence", ())
    return tuple(Evidence(**file) for file in files)


def _as_it_is(value: object) -> object:
    """Return what JSON has a value of its own for."""
    return value


_CHECKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    **_READERS,
    "funds_yuan": check_yuan,
    "listed": partial(require, bool),
}
"""What refuses the value of a detail that not any text may be."""
_CHECKED: Final = frozenset(_CHECKS)
_NAMES: Final = frozenset(_DETAILS)
_TEXT: Final = frozenset({str})
_WRITERS: Final[Mapping[str, Callable[[Any], str]]] = {
    name: str if reader in (Level, Channel, State) else date.isoformat
    for name, reader in _READERS.items()
}
_WRITTEN: Final = frozenset(_WRITERS)
