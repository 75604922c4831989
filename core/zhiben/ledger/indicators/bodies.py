"""Figures of indicators in the journal: bodies of entries, and what counts of them on a day."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from zhiben.model.entries import EntryKind
from zhiben.model.indicators import Definition, Figure
from zhiben.model.plan import Every, Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhiben.model.entries import Entry
    from zhiben.spec.records import Indicator

_DIGITS: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,10})?")

Key = tuple[str, str, str]
"""The indicator's code, the id of the unit that reports, and the period."""


@frozen(kw_only=True)
class RecordedFigure:
    """A figure that counts, and the entry that holds it (``office:12``)."""

    figure: Figure
    reference: str


def definition_of(indicator: Indicator) -> Definition:
    """Return what a plugin's indicator measures."""
    return Definition(
        code=indicator.code,
        title=indicator.title,
        unit=indicator.unit,
        every=indicator.period,
        formula=indicator.formula,
        direction=indicator.direction.value,
        numerator=indicator.numerator,
        denominator=indicator.denominator,
        target=indicator.target,
        due=indicator.due,
    )


def figure_body(figure: Figure) -> dict[str, Any]:
    """Return the body of an ``indicator.record`` entry; what was not said is left out.

    Numbers are kept as texts, digit by digit.
    """
    numbers = {"value": figure.value, "n": figure.n, "d": figure.d}
    return {
        "org": figure.org,
        "period": figure.period,
        **{key: number_text(number) for key, number in numbers.items() if number is not None},
        **({"note": figure.note} if figure.note else {}),
        "indicator": _definition_body(figure.definition),
    }


def figure_of(code: str, body: Mapping[str, Any], *, on: date) -> Figure:
    """Return the figure an ``indicator.record`` body holds."""
    return Figure(
        definition=_definition(code, body["indicator"]),
        org=body["org"],
        period=body["period"],
        on=on,
        value=_number(body.get("value")),
        n=_number(body.get("n")),
        d=_number(body.get("d")),
        note=body.get("note", ""),
    )


def figures_of(live: Iterable[Entry]) -> dict[Key, RecordedFigure]:
    """Return the figure that counts for each indicator, unit and period: the last one.

    ``live`` are the entries that count, in the order of their facts.
    """
    found: dict[Key, RecordedFigure] = {}
    for entry in live:
        if entry.kind is EntryKind.INDICATOR_RECORD:
            figure = figure_of(entry.subject, entry.body, on=entry.on)
            found[entry.subject, figure.org, figure.period] = RecordedFigure(
                figure=figure, reference=f"{entry.origin}:{entry.seq}"
            )
    return found


def number_text(number: Decimal) -> str:
    """Return a number's digits, without an exponent and without needless noughts."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(text: str | None) -> Decimal | None:
    """Return the number a text writes, digit by digit.

    Raises:
        ValueError: when it writes none that way: a few letters can write a number
            (``1E99999999``) that no machine can work with.
    """
    if text is not None and not _DIGITS.fullmatch(text):
        raise ValueError(text)
    return None if text is None else Decimal(text)


def _definition_body(definition: Definition) -> dict[str, Any]:
    """Return what an indicator measures as JSON; what it does not say is left out."""
    target, due = definition.target, definition.due
    said = {
        "formula": definition.formula,
        "numerator": definition.numerator,
        "denominator": definition.denominator,
        "target": target
        and {
            "value": number_text(Decimal(str(target.value))),
            "unit": target.unit,
            "direction": target.direction,
        },
        "due": due and due.isoformat(),
    }
    return {
        "title": definition.title,
        "unit": definition.unit,
        "every": definition.every.value,
        "direction": definition.direction,
        **{key: value for key, value in said.items() if value},
    }


def _definition(code: str, body: Mapping[str, Any]) -> Definition:
    """Return what an indicator measures, from JSON."""
    target, due = body.get("target"), body.get("due")
    return Definition(
        code=code,
        title=body["title"],
        unit=body["unit"],
        every=Every(body["every"]),
        formula=body.get("formula", ""),
        direction=body["direction"],
        numerator=body.get("numerator", ""),
        denominator=body.get("denominator", ""),
        target=target and _target(target),
        due=date.fromisoformat(due) if due else None,
    )


def _target(body: Mapping[str, Any]) -> Target:
    """Return what is to be reached, from JSON."""
    value = _number(body["value"]) or 0
    return Target(value=float(value), unit=body["unit"], direction=body["direction"])
