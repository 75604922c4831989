"""The host of sector plugins: finds them, loads each behind five gates, and survives them all."""

from zhiben.plugins.discovery import Found, Selection, discover
from zhiben.plugins.host import Sectors, load_sectors
from zhiben.plugins.loading import Failure, Gate, Loaded

__all__ = [
    "Failure",
    "Found",
    "Gate",
    "Loaded",
    "Sectors",
    "Selection",
    "discover",
    "load_sectors",
]
