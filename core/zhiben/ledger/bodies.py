"""Bodies of entries: the JSON each kind of entry carries, to and from records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from zhiben.model.organisations import Organisation, OrganisationKind
from zhiben.model.reports import Amendment, Evidence, ReportStatus, TaskReport, Waiver

if TYPE_CHECKING:
    from collections.abc import Mapping


def report_body(report: TaskReport) -> dict[str, Any]:
    """Return the body of a ``task.report`` entry; what was not said is left out."""
    said = {
        "period": report.period,
        "count": report.count,
        "value": report.value,
        "note": report.note or None,
        "evidence": [
            {"name": file.name, "digest": file.digest, "size": file.size}
            for file in report.evidence
        ]
        or None,
    }
    return {
        "org": report.org,
        "unit": report.unit,
        "status": report.status.value,
        **{key: value for key, value in said.items() if value is not None},
    }


def report_of(task: str, body: Mapping[str, Any]) -> TaskReport:
    """Return the report a ``task.report`` body holds."""
    return TaskReport(
        task=task,
        org=body["org"],
        unit=body["unit"],
        status=ReportStatus(body["status"]),
        period=body.get("period"),
        count=body.get("count"),
        value=body.get("value"),
        note=body.get("note", ""),
        evidence=tuple(Evidence(**file) for file in body.get("evidence", ())),
    )


def times_of(body: Mapping[str, Any]) -> int:
    """Return how often a report says the duty was done.

    That is its count, whether or not the unit calls itself done; without a count a
    report of done stands for once and one of ongoing for not at all.
    """
    count = body.get("count")
    if count is None:
        return int(body["status"] == ReportStatus.DONE)
    return int(count)


def undo_body(replaced: str, *, reason: str) -> dict[str, Any]:
    """Return the body of an ``undo`` entry; ``replaced`` is the id of the entry undone.

    The same two items beside those of any other body make that entry a correction,
    which takes the place of the earlier one.
    """
    return {"replaces": replaced, "reason": reason}


def amendment_body(amendment: Amendment) -> dict[str, Any]:
    """Return the body of a ``task.amend`` entry."""
    return {
        "reason": amendment.reason,
        "document": amendment.document,
        "due": amendment.due.isoformat() if amendment.due else None,
        "forecast": amendment.forecast.isoformat() if amendment.forecast else None,
        "leads": list(amendment.leads) if amendment.leads is not None else None,
    }


def amendment_of(task: str, body: Mapping[str, Any], *, on: date) -> Amendment:
    """Return the amendment a ``task.amend`` body holds."""
    leads = body["leads"]
    return Amendment(
        task=task,
        on=on,
        reason=body["reason"],
        document=body["document"],
        due=_day(body["due"]),
        forecast=_day(body["forecast"]),
        leads=None if leads is None else tuple(leads),
    )


def waiver_body(waiver: Waiver) -> dict[str, Any]:
    """Return the body of a ``task.waive`` entry."""
    return {"unit": waiver.unit, "period": waiver.period, "reason": waiver.reason}


def waiver_of(task: str, body: Mapping[str, Any]) -> Waiver:
    """Return the waiver a ``task.waive`` body holds."""
    return Waiver(task=task, unit=body["unit"], period=body["period"], reason=body["reason"])


def organisation_body(organisation: Organisation) -> dict[str, Any]:
    """Return the body of an ``org.add`` or ``org.amend`` entry: the unit as it now stands."""
    return {
        "name": organisation.name,
        "kind": organisation.kind.value,
        "aliases": list(organisation.aliases),
        "attributes": list(organisation.attributes),
        "territory": organisation.territory,
        "credit_code": organisation.credit_code,
        "valid_from": organisation.valid_from.isoformat() if organisation.valid_from else None,
        "valid_to": organisation.valid_to.isoformat() if organisation.valid_to else None,
    }


def organisation_of(identity: str, body: Mapping[str, Any]) -> Organisation:
    """Return the unit an ``org.add`` or ``org.amend`` body holds."""
    return Organisation(
        id=identity,
        name=body["name"],
        kind=OrganisationKind(body["kind"]),
        aliases=tuple(body["aliases"]),
        attributes=tuple(body["attributes"]),
        territory=body["territory"],
        credit_code=body["credit_code"],
        valid_from=_day(body["valid_from"]),
        valid_to=_day(body["valid_to"]),
    )


def _day(text: str | None) -> date | None:
    """Return the date an ISO text names."""
    return date.fromisoformat(text) if text else None
