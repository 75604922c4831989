"""Inspections in the journal: bodies of entries, and which of them count on a day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from zhiben.ledger.requiring import require_texts
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.inspections import Answer, Conformity, Filing, Form, Inspection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from zhiben.model.entries import Entry

_IN_DIGITS: Final = ("integer", "number", "amounts")
"""The types of facts whose values are numbers, which are kept as their digits."""


@frozen(kw_only=True)
class RecordedInspection:
    """An inspection that counts, and the entry that holds it (``office:12``)."""

    inspection: Inspection
    reference: str


def inspection_draft(inspection: Inspection, *, actor: str, **extra: Any) -> Draft:
    """Return what the journal is to keep of an inspection; ``extra`` stands beside it."""
    return Draft(
        on=inspection.on,
        actor=actor,
        kind=EntryKind.INSPECTION_RECORD,
        subject=inspection.form.code,
        body={**inspection_body(inspection), **extra},
    )


def inspection_body(inspection: Inspection) -> dict[str, Any]:
    """Return the body of an ``inspection.record`` entry."""
    form, filing = inspection.form, inspection.filing
    return {
        "org": inspection.org,
        "checklist": {
            "title": form.title,
            "distribution": form.distribution,
            "version": form.version,
            "revision": form.revision,
        },
        "inspectors": list(inspection.inspectors),
        "place": inspection.place,
        "answers": list(map(_answer_body, inspection.answers)),
        "source": {"file": filing.file, "digest": filing.digest, "sheet": filing.sheet},
        "verdict": dict(inspection.verdict),
    }


def inspection_of(code: str, body: Mapping[str, Any], *, on: date) -> Inspection:
    """Return the inspection an ``inspection.record`` body holds."""
    return Inspection(
        form=Form(code=code, **body["checklist"]),
        org=body["org"],
        on=on,
        inspectors=tuple(body["inspectors"]),
        place=body["place"],
        answers=tuple(Answer(**answer) for answer in body["answers"]),
        filing=Filing(**body["source"]),
        verdict=body["verdict"],
    )


def inspections_of(live: Iterable[Entry]) -> tuple[RecordedInspection, ...]:
    """Return the inspections among entries that count, in the order of their facts."""
    return tuple(
        RecordedInspection(
            inspection=inspection_of(entry.subject, entry.body, on=entry.on),
            reference=f"{entry.origin}:{entry.seq}",
        )
        for entry in live
        if entry.kind is EntryKind.INSPECTION_RECORD
    )


def _answer_body(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON; what was not said is left out."""
    said = {
        "fact": answer.fact,
        "type": answer.type,
        "question": answer.question,
        "unit": answer.unit,
        "remark": answer.remark,
    }
    return {
        "item": answer.item,
        "text": answer.text,
        **{key: text for key, text in said.items() if text},
        **({} if answer.value is None else {"value": answer.value}),
    }


def check_inspection(inspection: Inspection) -> None:
    """Check that an inspection from a journal can be shown.

    Raises:
        ArithmeticError, AttributeError, LookupError, TypeError or ValueError: when it cannot.
    """
    form, filing = inspection.form, inspection.filing
    require_texts(inspection.org, inspection.place, *inspection.inspectors)
    require_texts(form.title, form.distribution, form.version)
    require_texts(filing.file, filing.digest, filing.sheet)
    for one in inspection.answers:
        require_texts(one.item, one.text, one.fact, one.type, one.question, one.unit, one.remark)
        _check_value(one)
    if type(form.revision) is not int:
        raise ValueError(form.revision)
    check_verdict(inspection.verdict)


def _check_value(answer: Answer) -> None:
    """Check that the value of an answer is one that is shown."""
    value = answer.value
    if isinstance(value, list):
        require_texts(*value)
    elif not answer.fact and value is not None:
        Conformity(value)
    elif answer.type in _IN_DIGITS:
        amounts = value.values() if isinstance(value, dict) else (value,)
        for amount in amounts:
            Decimal(0 if amount is None else amount)


def check_verdict(verdict: Mapping[str, Any]) -> None:
    """Check that a verdict on record has what is shown of it.

    Raises:
        ArithmeticError, AttributeError, LookupError, TypeError or ValueError: when it has not.
    """
    from zhiben.rules import Outcome, Result
    from zhiben.spec.records import Effect

    Outcome(verdict["verdict"])
    require_texts(verdict["on"], *verdict["notes"], *verdict["facts_missing"])
    for one in verdict["standards"]:
        require_texts(*(one[key] for key in ("id", "title", "document_number", "edition_reason")))
    for one in verdict["criteria"]:
        require_texts(*(one[key] for key in ("code", "standard", "clause", "title")))
        Result(one["result"])
        Effect(one["effect"])
        dict(one["facts_used"].items())
