"""Where tables come from: the source a file is known by, who sends it, what it says for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from zhiben.ledger.duplicates.names import Names
from zhiben.ledger.hazard_import.bodies import mapping_of
from zhiben.ledger.hazard_import.guard import HIDDEN
from zhiben.ledger.hazard_import.rows import label_of
from zhiben.ledger.tables import one_width
from zhiben.model.hazards import Channel
from zhiben.model.organisations import Organisation, OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhiben.ledger.hazard_import.bodies import SheetOnRecord
    from zhiben.ledger.hazard_tables.sheets import HazardRow, SheetPlan
    from zhiben.ledger.units.registry import Registry

_PLACE: Final = re.compile("([一-龥]{2,3}(?:省|自治区))?([一-龥]{2,4}?市)?([一-龥]{2,4}?[县区])")
_FIRMS: Final = (OrganisationKind.ENTERPRISE, OrganisationKind.INSTITUTION)


@frozen(kw_only=True)
class Sender:
    """Who sends a table, and by which channel what it tells of came to be known."""

    unit: Organisation | None = None
    channel: Channel | None = None

    def ledger(self, stem: str) -> str:
        """Return what the source of a file is known by from month to month."""
        name = self.unit.name if self.unit else label_of(stem)
        return f"{name}·{self.channel.value}" if self.channel else name


def completed(sheet: SheetPlan, sender: Sender) -> SheetPlan:
    """Return a sheet with what its sender stands for in rows that say nothing else."""
    values = {"channel": sender.channel and sender.channel.value}
    if sender.unit and sender.unit.kind in _FIRMS:
        values |= {"enterprise": sender.unit.name, "credit_code": sender.unit.credit_code}
    if sender.unit and sender.unit.kind is OrganisationKind.TOWNSHIP:
        values["region"] = sender.unit.name
    told = {name: value for name, value in values.items() if value is not None}
    return evolve(sheet, accepted=tuple(_completed(row, told) for row in sheet.accepted))


def _completed(row: HazardRow, told: Mapping[str, str]) -> HazardRow:
    """Return a row with what it does not say itself, and without what was hidden in it."""
    missing = told.keys() - row.said.keys()
    if (
        "enterprise" in told
        and row.said.get("enterprise", told["enterprise"]) != told["enterprise"]
    ):
        missing.discard("credit_code")
    if not missing and HIDDEN not in row.extras.values():
        return row
    kept = {name: text for name, text in row.extras.items() if text != HIDDEN}
    return row._replace(said={**row.said, **{name: told[name] for name in missing}}, extras=kept)


def earlier_sheet(
    sheets: Iterable[SheetOnRecord], *, ledger: str, sheet: str
) -> SheetOnRecord | None:
    """Return the sheet of a source that was last imported, that of the same name if any.

    ``sheets`` come oldest first.
    """
    own = [one for one in sheets if one.ledger == ledger]
    named = [one for one in own if label_of(one.sheet) == label_of(sheet)]
    return next(reversed(named or own), None)


def is_repeated(
    plan: SheetPlan, sheets: Iterable[SheetOnRecord], *, ledger: str, sheet: str, digest: str
) -> bool:
    """Tell whether this very sheet was imported before, and read as it is now."""
    mapping = mapping_of(plan.columns)
    return any(
        (one.ledger, one.sheet, one.digest) == (ledger, sheet, digest) and one.mapping == mapping
        for one in sheets
    )


def names_of(registry: Registry, issuer: str) -> Names:
    """Return what an office knows of names: where it is, and what units are called as well."""
    found = _PLACE.match(issuer)
    regions = tuple(filter(None, found.groups())) if found else ()
    return Names(regions=regions, aliases=dict(_aliases(registry.current)))


def _aliases(units: Sequence[Organisation]) -> Iterable[tuple[str, str]]:
    """Yield other names of enterprises with what they mean."""
    for unit in units:
        if unit.kind in _FIRMS:
            meant = unit.credit_code or one_width(unit.name)
            names = (unit.name, *unit.aliases) if unit.credit_code else unit.aliases
            yield from ((one_width(name), meant) for name in names)
