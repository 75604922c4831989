"""What all tables people send have in common: cells of text, and the columns of rejected rows."""

from __future__ import annotations

from typing import Final
from unicodedata import normalize

ORIGINAL_ROW: Final = "原行号"
REJECT_REASON: Final = "未采纳原因"

Cells = tuple[str, ...]
"""The texts of a row, as a person reads them in the sheet."""


def one_width(text: str) -> str:
    """Return the text in one width and without white space, as headings are compared."""
    return "".join(normalize("NFKC", text).split())
