"""THE contract between zhiben and sector plugins.

An author reads two modules: :mod:`zhiben.spec.hooks`, what a plugin can say and when it
is asked, and :mod:`zhiben.spec.records`, the records it says it with. A plugin that is
all data needs only :class:`Catalog` and :data:`hookimpl`::

    from zhiben.spec import Catalog, hookimpl

    catalog = Catalog("zhiben_school")


    @hookimpl
    def zhiben_sector():
        return catalog.sector()
"""

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
    Fact,
    FactType,
    Indicator,
    Item,
    Publication,
    Record,
    Revision,
    Sector,
    SectorTask,
    Standard,
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
    "Fact",
    "FactType",
    "Indicator",
    "Item",
    "Publication",
    "Record",
    "Revision",
    "Sector",
    "SectorTask",
    "Standard",
    "hookimpl",
]
