"""The hazards behind a figure, and its value reckoned from just those."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.ledger.hazard_figures.counting import (
    COUNTS,
    Axis,
    Figure,
    Kind,
    axis_keys,
    tally_of,
    value_of,
)
from zhiben.ledger.hazard_figures.table import row_keys
from zhiben.ledger.hazard_figures.targets import HazardTarget, is_about
from zhiben.ledger.hazards.numbers import number_order
from zhiben.model.hazard_figures import HazardFacts, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from zhiben.ledger.hazard_figures.table import FigureTable


@frozen(kw_only=True)
class Behind:
    """A hazard behind a figure, and the rows of the table it stands in.

    ``is_counted`` tells of a share whether it is in the numerator.
    """

    facts: HazardFacts
    is_counted: bool
    rows: tuple[str, ...]


@frozen(kw_only=True)
class RowValue:
    """What a figure is in one row; ``None`` where the axis does not tell what it needs."""

    key: str
    value: Value | None


@frozen(kw_only=True)
class Explained:
    """A figure with the hazards behind it, of all hazards or of those a target is about."""

    figure: Figure
    as_of: date
    axis: Axis
    target: HazardTarget | None
    value: Value | None
    rows: tuple[RowValue, ...]
    behind: tuple[Behind, ...]


def explained(
    figure: Figure,
    facts: Iterable[HazardFacts],
    *,
    table: FigureTable,
    named: Callable[[str], str],
    target: HazardTarget | None = None,
) -> Explained:
    """Return a figure with the hazards behind it.

    Args:
        figure: what is to be explained.
        facts: the hazards it counts, of a share those of its denominator.
        table: the figures of the day, along the axis asked for.
        named: what gives the keys of rows one spelling, as in the table.
        target: the target whose hazards alone are asked for.
    """
    day = table.as_of
    mine = [one for one in facts if target is None or is_about(target, one)]
    behind = tuple(
        Behind(
            facts=one,
            is_counted=COUNTS[figure.count](one, day),
            rows=row_keys(axis_keys(one, table.axis), named),
        )
        for one in sorted(mine, key=lambda one: number_order(one.number))
    )
    return Explained(
        figure=figure,
        as_of=day,
        axis=table.axis,
        target=target,
        value=_value(figure, mine, checks=None if target else table.checks, day=day),
        rows=tuple(_rows(figure, behind, table=table, is_whole=target is None)),
        behind=behind,
    )


def _rows(
    figure: Figure, behind: Iterable[Behind], *, table: FigureTable, is_whole: bool
) -> Iterator[RowValue]:
    """Yield the value of each row that has hazards behind the figure, or inspections to it."""
    found: dict[str, list[HazardFacts]] = {}
    for one in behind:
        for key in one.rows:
            found.setdefault(key, []).append(one.facts)
    is_checked = figure.kind is Kind.PER_THOUSAND
    for row in table.rows:
        checks = row.checks if is_whole else None
        if row.key in found or (is_checked and checks):
            value = _value(figure, found.get(row.key, ()), checks=checks, day=table.as_of)
            yield RowValue(key=row.key, value=value)


def _value(
    figure: Figure, facts: Iterable[HazardFacts], *, checks: int | None, day: date
) -> Value | None:
    """Return what a figure of some hazards is, ``None`` where inspections are not told."""
    if figure.kind is Kind.PER_THOUSAND and checks is None:
        return None
    return value_of(figure, tally_of(facts, day), checks=checks or 0)
