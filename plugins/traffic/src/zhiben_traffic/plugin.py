"""What the sector TRA contributes: everything it says stands in ``catalog/*.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.spec import Catalog, hookimpl

if TYPE_CHECKING:
    from zhiben.spec import Publication, Sector, SectorTask

catalog = Catalog("zhiben_traffic")


@hookimpl
def zhiben_sector() -> Sector:
    """Say which fields of the plan this is for, and who leads them."""
    return catalog.sector()


@hookimpl
def zhiben_sources() -> tuple[Publication, ...]:
    """List the documents the tasks cite."""
    return catalog.sources()


@hookimpl
def zhiben_tasks() -> tuple[SectorTask, ...]:
    """List the tasks of the lead agency's sub-plan."""
    return catalog.tasks()
