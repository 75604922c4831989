"""What one row of a progress table says: which status, for which period, as of which day.

Only known words state a status; free text is progress under way. Blanks, dashes and
words like 未开展 say nothing that could be recorded, and are never made into a report.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, Literal
from unicodedata import normalize

from attrs import evolve, frozen

from zhiben.dates.periods import Period
from zhiben.ledger.progress_import.matching import status_of_text
from zhiben.ledger.progress_import.table import PeriodText
from zhiben.ledger.tables import one_width
from zhiben.model.reports import ReportStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.ledger.progress_import.table import TableRow

Basis = Literal["table", "given", "clock"]
"""Where a business date comes from: the table's 完成日期, the command, or period and clock."""

_NOT_BEGUN: Final = frozenset(
    {"无", "暂无", "未开展", "未开始", "未启动", "未实施", "尚未开展", "尚未开始", "尚未启动"}
)
_PLACEHOLDER: Final = re.compile(r"[\W_]*")
_DAY: Final = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[ T]\d{1,2}:.*)?")


@frozen(kw_only=True)
class Saying:
    """One status for one period, as the row words it.

    ``is_stated`` tells a status given by a known word from one that free text implies.
    ``on`` is the business date and ``basis`` where it comes from.
    """

    period: Period | None
    status: ReportStatus
    is_stated: bool
    note: str
    on: date
    basis: Basis


@frozen(kw_only=True)
class RowSayings:
    """All a row says; with nothing to record ``silence`` says why.

    ``problems`` are Chinese sentences about what in the row contradicts itself or
    cannot be read.
    """

    sayings: tuple[Saying, ...] = ()
    silence: str = ""
    problems: tuple[str, ...] = ()


def read_sayings(row: TableRow, *, on: date | None, today: date) -> RowSayings:
    """Read what a row says of every period it fills in.

    A status column speaks for the latest of them, and so does the 完成日期.

    Args:
        row: the row as the table has it.
        on: the business date, instead of the last day of each period.
        today: no period's date is later than this.
    """
    stated = status_of_text(row.status)
    filled = sorted(filter(_tells, row.cells), key=_end)
    silence = _silence(row, filled, stated=stated)
    if silence:
        return RowSayings(silence=silence)
    cells = filled or _only_cell(row)
    problems = _status_problems(row, cells[-1], stated=stated)
    sayings = [_saying(cell, on=on, today=today) for cell in cells]
    if stated:
        sayings[-1] = evolve(sayings[-1], status=stated, is_stated=True)
    day, problem = _completion_day(row, sayings, today=today)
    if day:
        place = max(i for i, one in enumerate(sayings) if one.status is ReportStatus.DONE)
        sayings[place] = evolve(sayings[place], on=day, basis="table")
    return RowSayings(sayings=tuple(sayings), problems=(*problems, *filter(None, [problem])))


def _tells(cell: PeriodText) -> bool:
    """Tell whether a progress cell says anything that can be recorded."""
    return _has_content(cell.text) and not _is_not_begun(cell.text)


def _has_content(text: str) -> bool:
    """Tell a text from a blank or a stroke; √ is a mark, but states a status."""
    return status_of_text(text) is not None or not _PLACEHOLDER.fullmatch(text)


def _is_not_begun(text: str) -> bool:
    """Tell whether the whole text says that there is nothing yet."""
    return re.sub(r"[。.;!]+$", "", one_width(text)) in _NOT_BEGUN


def _end(cell: PeriodText) -> date:
    """Return the key that puts cells in the order in which their periods end."""
    return cell.period.end if cell.period else date.min


def _silence(row: TableRow, filled: Sequence[PeriodText], *, stated: ReportStatus | None) -> str:
    """Say why the row has nothing to record, or nothing."""
    if _is_not_begun(row.status):
        return f"状态写的是“{row.status}”，没有进展可记。"
    if filled or stated or _has_content(row.status):
        return ""
    written = next((cell.text for cell in row.cells if cell.text), "")
    return f"完成情况写的是“{written}”，没有进展可记。" if written else "没有填写完成情况。"


def _only_cell(row: TableRow) -> list[PeriodText]:
    """Return where a status without any words belongs: the one period, else none."""
    period = row.cells[0].period if len(row.cells) == 1 else None
    return [PeriodText(period=period, column=-1, text="")]


def _status_problems(
    row: TableRow, latest: PeriodText, *, stated: ReportStatus | None
) -> tuple[str, ...]:
    """Say what is wrong with the status column."""
    if stated is None:
        unknown = f"不认识状态“{row.status}”，请写“已完成”或“进行中”。"
        return (unknown,) if _has_content(row.status) else ()
    own = status_of_text(latest.text)
    if own in {None, stated}:
        return ()
    return (f"状态列写“{row.status}”，完成情况却写“{latest.text}”，请改成一致。",)


def _saying(cell: PeriodText, *, on: date | None, today: date) -> Saying:
    """Return what a cell says by itself."""
    stated = status_of_text(cell.text)
    return Saying(
        period=cell.period,
        status=stated or ReportStatus.ONGOING,
        is_stated=stated is not None,
        note="" if stated else cell.text,
        on=on or (min(cell.period.end, today) if cell.period else today),
        basis="given" if on else "clock",
    )


def _completion_day(
    row: TableRow, sayings: Sequence[Saying], *, today: date
) -> tuple[date | None, str]:
    """Return the day the row was done, or what is wrong with the day it gives."""
    if not _has_content(row.done_on):
        return None, ""
    day = _day(row.done_on)
    if day is None:
        return None, f"完成日期“{row.done_on}”不是日期，请写成 2025-03-01 这样。"
    if day > today:
        return None, f"完成日期 {day} 晚于今天 {today}，请核对。"
    if all(one.status is not ReportStatus.DONE for one in sayings):
        return None, f"写了完成日期 {day}，却没有写明“已完成”，请补上，或去掉完成日期。"
    return day, ""


def _day(text: str) -> date | None:
    """Return the date a whole text names."""
    found = _DAY.fullmatch(normalize("NFKC", text).strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
