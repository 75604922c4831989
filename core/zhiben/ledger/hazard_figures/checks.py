"""How many inspections there were, by the axes along which an inspection tells where it belongs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from zhiben.ledger.hazard_figures.counting import Axis
from zhiben.model.organisations import OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from zhiben.ledger.units.registry import Registry
    from zhiben.model.hazard_figures import CheckCell

TOLD: Final = (Axis.TOWNSHIP, Axis.COHORT, Axis.MONTH)
"""The axes an inspection tells its place on: by the unit inspected, and by its day.

A checklist tells neither a level, a channel nor a lead, and its sector is a code where ledgers
write words: along these axes nothing is said of inspections.
"""


def checks_by(axis: Axis, cells: Iterable[CheckCell], registry: Registry) -> Mapping[str, int]:
    """Return how many inspections each row of an axis has that they tell their place on."""
    key = _place_of(registry) if axis is Axis.TOWNSHIP else _day_of(axis)
    found: Counter[str] = Counter()
    for cell in cells:
        found[key(cell)] += cell.number
    return found


def _place_of(registry: Registry) -> Callable[[CheckCell], str]:
    """Return what names the township of the unit inspected, as it is registered."""

    def place(cell: CheckCell) -> str:
        unit = registry.get(cell.unit)
        if unit is None:
            return ""
        if unit.kind is OrganisationKind.TOWNSHIP:
            return unit.name
        return registry.name(unit.territory) if unit.territory else ""

    return place


def _day_of(axis: Axis) -> Callable[[CheckCell], str]:
    """Return what tells the year or the month of an inspection."""
    length = len("2024") if axis is Axis.COHORT else len("2024-05")
    return lambda cell: cell.month[:length]
