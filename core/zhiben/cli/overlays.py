"""What offices have added to editions themselves, laid over the plugin's own criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.cli.main import Options
    from zhiben.plugins import Loaded
    from zhiben.spec import Record


def overlaid(options: Options, loaded: Loaded) -> Sequence[Record]:
    """Return the records a sector is judged by."""
    del options
    return [one for records in loaded.records.values() for one in records]
