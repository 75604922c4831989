"""What a sheet is: a ledger of hazards, or one of the other tables that arrive with them.

Of a sheet that is no ledger nothing is taken in; it is told what it is instead.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Final

from zhiben.ledger.hazard_tables.headings import Field, heading_text
from zhiben.ledger.progress_import import heading as progress_heading
from zhiben.ledger.tables import one_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhiben.ledger.hazard_tables.headings import Dictionary
    from zhiben.ledger.hazard_tables.headings_layout import Header
    from zhiben.ledger.hazard_tables.headings_mapping import Column
    from zhiben.ledger.tables import Cells


class SheetKind(StrEnum):
    """What a sheet is."""

    LEDGER = "ledger"
    BLANK = "blank"
    STATISTICS = "statistics"
    """A return of counts: 排查、整改、整改率 by sector."""
    CROSS = "cross"
    """Figures where rows and columns cross."""
    FORM = "form"
    """One hazard to a sheet (一患一档): names of fields with their values beside them."""
    PROGRESS = "progress"
    """A table of tasks and how they get on."""
    OTHER = "other"


KINDS: Final[Mapping[SheetKind, str]] = {
    SheetKind.LEDGER: "隐患台账",
    SheetKind.BLANK: "空表，没有读入。",
    SheetKind.STATISTICS: "像是统计报表（排查、整改的数量和比率），不是逐条的隐患台账，没有读入。",
    SheetKind.CROSS: "像是交叉统计表，格子里多是数字，不是逐条的隐患台账，没有读入。",
    SheetKind.FORM: (
        "像是一患一档的登记表（一张表一条隐患），不是台账，没有读入；请汇总成一行一条的台账再导入。"
    ),
    SheetKind.PROGRESS: "像是任务进展表，没有读入；请用 zhiben import progress 导入。",
    SheetKind.OTHER: (
        "没有找到隐患台账的表头：要有一行列名，其中有隐患描述（隐患内容、存在问题等）一列，列名须完整；"
        "列名特殊的，请用 --map 指明。"
    ),
}
"""What people are told of each kind."""

_TOP_ROWS: Final = 60
_FORM_ROWS: Final = 4
_FORM_WIDTH: Final = 4
_CLEARLY: Final = 3
_FEWEST: Final = 2
_MOSTLY: Final = 0.8
_STATISTIC: Final = re.compile(
    r".*(?:整改|完成|销号|排查|治理)率(?:\(%\))?"
    r"|(?:.*(?:隐患|问题|整改|销号|检查|排查|治理).*)?(?:数|数量|总数|起数|项数|家数)(?:\([家项处条起个次]\))?"
    r"|.*(?:排查|整改|销号|检查|单位|隐患|督办|要求)的?.{0,12}\([家项处条起个次]\)|其中:?已?(?:整改|销号).*"
)
_FIGURE: Final = re.compile(r"-?[\d,]+(?:\.\d+)?%?|/|-")


def kind_of(
    rows: Sequence[Cells],
    header: Header | None,
    columns: Sequence[Column],
    *,
    dictionary: Dictionary,
) -> SheetKind:
    """Tell what a sheet is, by its header if it has one and by its cells."""
    if not any(map(any, rows)):
        return SheetKind.BLANK
    if _is_form(rows, dictionary=dictionary):
        return SheetKind.FORM
    describes = any(Field.DESCRIPTION in column.rule.fields for column in columns)
    counted = _statistics(rows, header)
    if header is not None and describes:
        return SheetKind.STATISTICS if counted >= _CLEARLY else SheetKind.LEDGER
    if progress_heading.find_header(rows):
        return SheetKind.PROGRESS
    if counted >= _FEWEST:
        return SheetKind.STATISTICS
    return SheetKind.CROSS if _is_figures(rows) else SheetKind.OTHER


def _is_form(rows: Sequence[Cells], *, dictionary: Dictionary) -> bool:
    """Tell whether new names of fields keep coming row after row, few in each."""
    seen: set[str] = set()
    fresh = []
    for cells in rows[:_TOP_ROWS]:
        known = {text for cell in cells if dictionary.knows(text := heading_text(cell))} - seen
        seen |= known
        if known:
            fresh.append(len(known))
    return len(fresh) >= _FORM_ROWS and max(fresh) <= _FORM_WIDTH


def _statistics(rows: Sequence[Cells], header: Header | None) -> int:
    """Count the different headings that head counts and rates."""
    top = rows[header.first : header.last + 1] if header else rows[:_TOP_ROWS]
    texts = {one_width(cell) for cells in top for cell in cells}
    return sum(bool(_STATISTIC.fullmatch(text)) for text in texts)


def _is_figures(rows: Sequence[Cells]) -> bool:
    """Tell whether nearly all cells right of the first column and below the first row count."""
    filled = list(islice((cells for cells in rows if len(set(filter(None, cells))) > 1), _TOP_ROWS))
    inside = [one_width(cell) for cells in filled[1:] for cell in cells[1:] if cell]
    figures = sum(bool(_FIGURE.fullmatch(text)) for text in inside)
    return len(inside) >= _CLEARLY and figures >= _MOSTLY * len(inside)
