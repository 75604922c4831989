"""What the title rows above a ledger say: the year it is about, and the day it was filled in."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.dates.numerals import parse_day
from zhiben.ledger.tables import one_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.ledger.tables import Cells

_DAY: Final = r"20\d\d(?:年\d{1,2}月\d{1,2}日|[-./]\d{1,2}[-./]\d{1,2})"
_FILED: Final = re.compile(
    rf"(?:填[报表写制]?|报送|上报|制表|统计)?(?:日期|时间):?({_DAY})|截[至止]({_DAY})"
)
_ANY_DAY: Final = re.compile(_DAY)
_YEARS: Final = re.compile(r"20\d\d年?[-—–~～至到]+20\d\d年?")
_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?=年|Q|第|[一二三四上下])")


@frozen(kw_only=True)
class Titles:
    """What titles say; ``None`` where they say nothing, or more than one thing."""

    year: int | None = None
    filed_on: date | None = None


def read_titles(rows: Sequence[Cells]) -> Titles:
    """Read the rows above a header.

    Spans of years (2024—2026年) are the plan's, and the day of filling in may lie in the
    year after: neither says which year the ledger is about.
    """
    texts = [one_width(cell) for cells in rows for cell in dict.fromkeys(cells)]
    filed = {found[1] or found[2] for text in texts for found in _FILED.finditer(text)}
    years = {
        year for text in texts for year in _YEAR.findall(_YEARS.sub("", _ANY_DAY.sub("", text)))
    }
    return Titles(
        year=int(years.pop()) if len(years) == 1 else None,
        filed_on=parse_day(filed.pop()) if len(filed) == 1 else None,
    )
