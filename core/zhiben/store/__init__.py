"""The journal in SQLite, what is derived from it, and the folder of evidence files."""

from zhiben.store.evidence import EvidenceFolder
from zhiben.store.journal import Store
from zhiben.store.opening import create_store, open_store
from zhiben.store.schema import Site

__all__ = ["EvidenceFolder", "Site", "Store", "create_store", "open_store"]
