"""Tables of indicators: each unit's figures by period, and what they come to together.

Shares of several units come to Σn/Σd, never to a mean of percentages. Plain values are
added only within one indicator, one unit of measure and one period; a value that divides
one thing by another is never added.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from zhiben.dates import Period, parse_period, period_of
from zhiben.model.indicators import Definition, Figure, quantity_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.ledger.indicators.bodies import RecordedFigure

_TENTHS: Final = 10


class Standing(StrEnum):
    """What a reading says."""

    VALUE = "value"
    """It has a value."""
    NONE_APPLICABLE = "not_applicable"
    """无适用对象: nothing falls under the indicator (d = 0)."""
    NOT_ADDED = "not_added"
    """The values of several units, which must not be added."""


class Trend(StrEnum):
    """Whether an indicator got better since the period before."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


@frozen(kw_only=True)
class Reading:
    """What an indicator shows in a period, for one unit or several (ids in ``orgs``).

    ``value`` is what people are shown: n/d is cut to one decimal, never rounded.
    ``met`` tells whether the exact value reaches the target, ``None`` where there is no
    target or no value. ``change`` is the shown value less that of the period before, where
    that is of the same units. ``reference`` is the entry of a single unit's figure.
    """

    orgs: tuple[str, ...]
    period: Period
    standing: Standing
    value: Decimal | None = None
    n: Decimal | None = None
    d: Decimal | None = None
    met: bool | None = None
    change: Decimal | None = None
    trend: Trend | None = None
    note: str = ""
    reference: str = ""


@frozen(kw_only=True)
class IndicatorTable:
    """An indicator's readings in one unit of measure: by unit, and of all units together."""

    definition: Definition
    readings: tuple[Reading, ...]
    totals: tuple[Reading, ...]


def tables_of(
    figures: Iterable[RecordedFigure], definitions: Mapping[str, Definition]
) -> tuple[IndicatorTable, ...]:
    """Return the tables of all indicators, by code and unit of measure.

    Args:
        figures: the figures that count.
        definitions: what the installed indicators measure, by code. An indicator that is
            not among them, or measures in another unit now, is told as its figures tell it.
    """
    groups: dict[tuple[str, str], list[RecordedFigure]] = defaultdict(list)
    for definition in definitions.values():
        groups[definition.code, definition.unit] = []
    for one in sorted(figures, key=lambda one: one.figure.on):
        groups[one.figure.definition.code, one.figure.definition.unit].append(one)
    return tuple(
        _table(_definition(definitions.get(code), unit, found), found)
        for (code, unit), found in sorted(groups.items(), key=lambda item: item[0])
    )


def reading_of(definition: Definition, found: Sequence[RecordedFigure]) -> Reading:
    """Return what the figures of one period come to, those of one unit or of several."""
    figures = [one.figure for one in found]
    value, n, d = _together(definition, figures)
    quantity = quantity_of(value, n, d, unit=definition.unit)
    is_single = len(found) == 1
    return Reading(
        orgs=tuple(sorted(figure.org for figure in figures)),
        period=_period(figures[0]),
        standing=_standing(quantity, d),
        value=truncated(quantity) if quantity is not None and value is None else value,
        n=n,
        d=d,
        met=_is_met(definition, quantity),
        note=figures[0].note if is_single else "",
        reference=found[0].reference if is_single else "",
    )


def truncated(quantity: Fraction) -> Decimal:
    """Return a number cut to one decimal: 100 is shown only of what is all of it."""
    return Decimal(int(quantity * _TENTHS)).scaleb(-1)


def _definition(
    installed: Definition | None, unit: str, found: Sequence[RecordedFigure]
) -> Definition:
    """Return what the figures measure: as installed, or as the latest of them says."""
    if installed is not None and installed.unit == unit:
        return installed
    return found[-1].figure.definition


def _table(definition: Definition, found: Sequence[RecordedFigure]) -> IndicatorTable:
    """Return the table of figures in one unit of measure."""
    by_period: dict[str, list[RecordedFigure]] = defaultdict(list)
    for one in found:
        by_period[one.figure.period].append(one)
    readings = _compared(definition, [reading_of(definition, [one]) for one in found])
    totals = _compared(definition, [reading_of(definition, ones) for ones in by_period.values()])
    return IndicatorTable(
        definition=definition,
        readings=tuple(sorted(readings, key=lambda one: (one.orgs, one.period.start))),
        totals=tuple(sorted(totals, key=lambda one: one.period.start)),
    )


def _together(
    definition: Definition, figures: Sequence[Figure]
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return the value, n and d of figures taken together; none of them where that has no sense."""
    value = _sum(one.value for one in figures)
    n, d = _sum(one.n for one in figures), _sum(one.d for one in figures)
    if d is not None:
        return None, n, d
    is_added = len(figures) > 1
    return (None if is_added and definition.is_ratio else value), None, None


def _sum(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of numbers, ``None`` where one is missing."""
    listed = list(numbers)
    known = [number for number in listed if number is not None]
    return sum(known, Decimal()) if len(known) == len(listed) else None


def _standing(quantity: Fraction | None, d: Decimal | None) -> Standing:
    """Return what a reading says."""
    if quantity is not None:
        return Standing.VALUE
    return Standing.NOT_ADDED if d is None else Standing.NONE_APPLICABLE


def _is_met(definition: Definition, quantity: Fraction | None) -> bool | None:
    """Tell whether a value reaches the target; nothing where they cannot be compared."""
    target = definition.target
    if target is None or quantity is None or target.unit != definition.unit:
        return None
    aim = Fraction(str(target.value))
    return quantity >= aim if target.direction == "at_least" else quantity <= aim


def _period(figure: Figure) -> Period:
    """Return the period of a figure."""
    period = parse_period(figure.period)
    if period is None:
        raise ValueError(figure.period)
    return period


def _compared(definition: Definition, readings: Iterable[Reading]) -> Iterator[Reading]:
    """Yield readings, each with its change since the period before."""
    known = {(one.orgs, one.period.id): one for one in readings}
    for one in known.values():
        day_before = one.period.start - timedelta(days=1)
        before = known.get((one.orgs, period_of(definition.every, day_before).id))
        if before is None or before.value is None or one.value is None:
            yield one
        else:
            change = one.value - before.value
            yield evolve(one, change=change, trend=_trend(definition, change))


def _trend(definition: Definition, change: Decimal) -> Trend | None:
    """Return whether a change is for the better; of what only describes, none is."""
    if definition.direction not in {"up", "down"}:
        return None
    if not change:
        return Trend.SAME
    return Trend.BETTER if (change > 0) == (definition.direction == "up") else Trend.WORSE
