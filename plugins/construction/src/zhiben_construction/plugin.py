"""What the sector CON contributes: ``catalog/*.toml``, and the thresholds of dangerous works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.spec import Catalog, hookimpl
from zhiben_construction import works

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

catalog = Catalog("zhiben_construction")


@hookimpl
def zhiben_sector() -> Sector:
    """Say which fields of the plan this is for, and who leads them."""
    return catalog.sector()


@hookimpl
def zhiben_sources() -> tuple[Publication, ...]:
    """List the documents the other records cite."""
    return catalog.sources()


@hookimpl
def zhiben_tasks() -> tuple[SectorTask, ...]:
    """List the tasks of the lead agency's sub-plan."""
    return catalog.tasks()


@hookimpl
def zhiben_standards() -> tuple[Standard | Criterion | Fact | Synonyms, ...]:
    """List the standards, their criteria, the facts these ask for, and words for the same."""
    return catalog.standards()


@hookimpl
def zhiben_derivations() -> tuple[Derivation, ...]:
    """List how the levels of dangerous works are worked out."""
    return works.derivations()


@hookimpl
def zhiben_checklists() -> tuple[Checklist, ...]:
    """List the checklists inspectors take along."""
    return catalog.checklists()


@hookimpl
def zhiben_indicators() -> tuple[Indicator, ...]:
    """List the figures the sector reports."""
    return catalog.indicators()
