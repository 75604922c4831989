"""What the sector CHE contributes: its words stand in ``catalog/*.toml``, GB 18218 in ``data``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.spec import Catalog, hookimpl
from zhiben_hazchem.grading import derivations

if TYPE_CHECKING:
    from zhiben.spec import (
        Checklist,
        Criterion,
        Derivation,
        Fact,
        Indicator,
        Publication,
        Sector,
        SectorTask,
        Standard,
        Synonyms,
    )

catalog = Catalog("zhiben_hazchem")


@hookimpl
def zhiben_sector() -> Sector:
    """Say which fields of the plan this is for, and who leads them."""
    return catalog.sector()


@hookimpl
def zhiben_sources() -> tuple[Publication, ...]:
    """List the documents the records cite."""
    return catalog.sources()


@hookimpl
def zhiben_tasks() -> tuple[SectorTask, ...]:
    """List the tasks of the lead agency's sub-plan."""
    return catalog.tasks()


@hookimpl
def zhiben_standards() -> tuple[Standard | Criterion | Fact | Synonyms, ...]:
    """List the standards hazards are judged by: AQ 3067, 121号 and GB 18218."""
    return catalog.standards()


@hookimpl
def zhiben_derivations() -> tuple[Derivation, ...]:
    """List what is worked out from the substances in a unit: S, R and the level."""
    return derivations()


@hookimpl
def zhiben_checklists() -> tuple[Checklist, ...]:
    """List the checklists inspectors take along."""
    return catalog.checklists()


@hookimpl
def zhiben_indicators() -> tuple[Indicator, ...]:
    """List the figures the sector reports."""
    return catalog.indicators()
