"""How many examples a plugin has of each criterion, where its source is at hand."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zhiben.plugins.conformance_subject import source_root
from zhiben.spec.structuring import parse_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiben.plugins.discovery import Found


def count_examples(found: Found) -> Mapping[str, int] | None:
    """Return the number of cases in ``tests/cases`` by the code of their criterion.

    It is ``None`` where the plugin was not installed from a source that is still there. What
    cannot be read as a case does not count: ``zhiben plugin check`` tells why.
    """
    root = source_root(found.distribution)
    if root is None:
        return None
    rows = [
        row
        for file in sorted(root.joinpath("tests", "cases").glob("*.toml"))
        for row in _listed(parse_toml(file)[0].get("cases"))
    ]
    return Counter(
        str(row["criterion"]) for row in rows if isinstance(row, dict) and "criterion" in row
    )


def _listed(rows: object) -> list[object]:
    """Return the rows of a table, if it is one."""
    return rows if isinstance(rows, list) else []
