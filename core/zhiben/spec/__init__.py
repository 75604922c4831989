"""THE contract between zhiben and sector plugins.

An author reads two modules: :mod:`zhiben.spec.hooks`, what a plugin can say and when it
is asked, and :mod:`zhiben.spec.records`, the records it says it with. What these are made
of stands here too, so that a plugin imports nothing else of zhiben. One that is all data
needs only :class:`Catalog` and :data:`hookimpl`::

    from zhiben.spec import Catalog, hookimpl

    catalog = Catalog("zhiben_school")


    @hookimpl
    def zhiben_sector():
        return catalog.sector()
"""

from zhiben.model.organisations import OrganisationKind, OwedBy, Scope
from zhiben.model.plan import Every, Target, TaskKind
from zhiben.spec.catalog import Catalog
from zhiben.spec.hooks import API, OLDEST_API, hookimpl
from zhiben.spec.records import (
    Change,
    Checklist,
    Command,
    Completeness,
    Criterion,
    Derivation,
    Direction,
    Effect,
    Fact,
    FactType,
    Heading,
    Indicator,
    Item,
    Publication,
    Record,
    Revision,
    Sector,
    SectorTask,
    Standard,
    Synonyms,
)

__all__ = [
    "API",
    "OLDEST_API",
    "Catalog",
    "Change",
    "Checklist",
    "Command",
    "Completeness",
    "Criterion",
    "Derivation",
    "Direction",
    "Effect",
    "Every",
    "Fact",
    "FactType",
    "Heading",
    "Indicator",
    "Item",
    "OrganisationKind",
    "OwedBy",
    "Publication",
    "Record",
    "Revision",
    "Scope",
    "Sector",
    "SectorTask",
    "Standard",
    "Synonyms",
    "Target",
    "TaskKind",
    "hookimpl",
]
