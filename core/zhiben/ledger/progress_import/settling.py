"""Planned rows held against the journal: what is new, what is known, what contradicts it.

Importing the same file again records nothing, and rejects the same rows: whether a row
contradicts something does not hang on the order of the rows. A row that would quietly
take back what was reported is left to a person: free text states no status, so it cannot
turn a finished task into one under way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from attrs import define, evolve, frozen

from zhiben.ledger.bodies import report_of
from zhiben.ledger.fold import in_order
from zhiben.ledger.progress_import.planning import PlannedReport, RowOutcome, RowPlan, SheetPlan
from zhiben.ledger.reporting import report_draft
from zhiben.model.entries import EntryKind
from zhiben.model.reports import ReportStatus, TaskReport

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from zhiben.model.entries import Draft, Entry

_STATUSES: Final = {ReportStatus.DONE: "已完成", ReportStatus.ONGOING: "进行中"}

Words = tuple[str, str, str, str | None, ReportStatus, str]
"""What a report says: task, org, unit, period, status and note."""


class Cell(NamedTuple):
    """Where in a file something was said; ``digest`` is the file's SHA-256, whatever its name."""

    digest: str
    sheet: str
    row: int
    period: str | None


@frozen(kw_only=True)
class Recorded:
    """A report in the journal, with the place in a file it was imported from.

    One that a report in force corrects is known, but no longer says anything.
    """

    report: TaskReport
    on: date
    cell: Cell | None = None
    is_corrected: bool = False


@frozen(kw_only=True)
class _Standing:
    """What is said of a task without periods; ``row`` is empty for the journal."""

    on: date
    status: ReportStatus
    is_stated: bool = True
    row: str = ""


Share = tuple[str, str]
"""A task and a unit."""


@define(kw_only=True)
class _Memory:
    """What the journal and the file say.

    ``told`` maps words and their day to the row they were taken from, empty for the
    journal; ``imported`` are words with the cell they were imported from. ``journal`` and
    ``file`` hold what either says of each share.
    """

    told: dict[tuple[Words, date], str]
    imported: frozenset[tuple[Words, Cell]]
    journal: Mapping[Share, Sequence[_Standing]]
    file: Mapping[Share, Sequence[_Standing]]


def recorded_of(entries: Iterable[Entry], *, void: Collection[str]) -> tuple[Recorded, ...]:
    """Return the reports among the entries that are in force or corrected, by their days.

    What was undone is left out: it may be reported anew.
    """
    reports = [one for one in in_order(entries) if one.kind is EntryKind.TASK_REPORT]
    corrected = {one.body.get("replaces") for one in reports if one.id not in void}
    return tuple(
        Recorded(
            report=report_of(one.subject, one.body),
            on=one.on,
            cell=_cell_of(one.body),
            is_corrected=one.id in void,
        )
        for one in reports
        if one.id not in void or one.id in corrected
    )


def tasks_of(sheets: Iterable[SheetPlan]) -> tuple[str, ...]:
    """Return the ids of the tasks about which something would be recorded."""
    reports = (one.report.task for sheet in sheets for row in sheet.rows for one in row.reports)
    return tuple(dict.fromkeys(reports))


def settle(
    sheets: Sequence[SheetPlan], recorded: Iterable[Recorded], *, digest: str
) -> tuple[SheetPlan, ...]:
    """Return the sheets with every report marked that is known, and every contradiction rejected.

    Args:
        sheets: what the rows would record.
        recorded: the reports in force on those tasks.
        digest: the file's SHA-256.
    """
    recorded = tuple(recorded)
    places = {sheet.name: f"工作表“{sheet.name}”" if len(sheets) > 1 else "" for sheet in sheets}
    memory = _Memory(
        told={(_words(one.report), one.on): "" for one in recorded},
        imported=frozenset((_words(one.report), one.cell) for one in recorded if one.cell),
        journal=_by_share(
            (one.report, _in_journal(one)) for one in recorded if not one.is_corrected
        ),
        file=_by_share(_in_file(sheets, places)),
    )

    def settled(sheet: SheetPlan) -> SheetPlan:
        rows = (
            _settle_row(
                row,
                memory,
                cells=_cells(row, sheet.name, digest=digest),
                place=f"{places[sheet.name]}第{row.number}行",
            )
            for row in sheet.rows
        )
        return evolve(sheet, rows=tuple(rows))

    return tuple(map(settled, sheets))


def drafts_of(
    sheets: Iterable[SheetPlan], *, file: str, digest: str, actor: str
) -> Iterator[Draft]:
    """Yield the entries that record what is new."""
    for sheet in sheets:
        for row in sheet.rows:
            cells = _cells(row, sheet.name, digest=digest)
            for one, cell in zip(row.reports, cells, strict=True):
                if not one.is_known:
                    source = _source(file, cell)
                    yield report_draft(one.report, on=one.saying.on, actor=actor, source=source)


def _settle_row(row: RowPlan, memory: _Memory, *, cells: Sequence[Cell], place: str) -> RowPlan:
    """Return the row with its known reports marked, or rejected for what it contradicts.

    ``cells`` are where its reports stand, ``place`` is what people call the row.
    """
    if not row.reports:
        return row
    earlier = list(_earlier(row, cells, memory, place))
    marked = tuple(
        evolve(one, is_known=known is not None)
        for one, known in zip(row.reports, earlier, strict=True)
    )
    fresh = [one for one in marked if not one.is_known]
    problems = dict.fromkeys(filter(None, (_contradiction(one, memory, place) for one in fresh)))
    if problems:
        return evolve(row, outcome=RowOutcome.REJECTED, reason="".join(problems), reports=())
    for one in fresh:
        memory.told[_words(one.report), one.saying.on] = place
    if fresh:
        return evolve(row, reports=marked)
    repeated = next(filter(None, earlier), "")
    reason = f"与{repeated}相同。" if repeated else ""
    return evolve(row, outcome=RowOutcome.UNCHANGED, reason=reason, reports=marked)


def _earlier(
    row: RowPlan, cells: Sequence[Cell], memory: _Memory, place: str
) -> Iterator[str | None]:
    """Yield where each report of a row was said before: a row, empty for the journal, or nowhere.

    A date that only follows from the clock moves on while the period lasts, so there the
    same cell of the same file is the same report.
    """
    own: dict[tuple[Words, date], str] = {}
    for one, cell in zip(row.reports, cells, strict=True):
        words, on = _words(one.report), one.saying.on
        if one.saying.basis == "clock" and (words, cell) in memory.imported:
            yield ""
        else:
            yield memory.told.get((words, on), own.get((words, on)))
        own[words, on] = place


def _contradiction(one: PlannedReport, memory: _Memory, place: str) -> str:
    """Say what a new report contradicts of what is said of the same share, or nothing."""
    status, on = one.report.status, one.saying.on
    if one.report.period is not None:
        return ""
    share = one.report.task, one.report.unit
    journal, file = memory.journal.get(share, ()), memory.file[share]
    elsewhere = [other for other in file if other.row != place and other.on == on]
    if clash := next((other for other in elsewhere if other.status is not status), None):
        there, here = _STATUSES[clash.status], _STATUSES[status]
        return f"与{clash.row}矛盾：同一天（{on}）那里是{there}，这里是{here}，请改成一致。"
    if status is ReportStatus.DONE:
        return _taken_back(journal, on)
    return "" if one.saying.is_stated else _done_before(journal, file, on)


def _taken_back(journal: Iterable[_Standing], on: date) -> str:
    """Say that a share said to be done was reported as going on after that day."""
    later = [each.on for each in journal if each.on > on and each.status is ReportStatus.ONGOING]
    return f"{later[0]} 又报过进行中，晚于这里完成的 {on}，请核对日期。" if later else ""


def _done_before(journal: Iterable[_Standing], file: Iterable[_Standing], on: date) -> str:
    """Say that free text speaks of a share that had been reported done by that day."""
    last = _last([*journal, *(each for each in file if each.is_stated)], on=on)
    if last is None or last.status is not ReportStatus.DONE:
        return ""
    return f"{last.on} 已报完成，这里没有写明：仍是完成请写“已完成”，有反复请写“进行中”。"


def _last(said: Iterable[_Standing], *, on: date) -> _Standing | None:
    """Return what held on a day: the last that was said by then."""
    by_then = sorted((each for each in said if each.on <= on), key=lambda each: each.on)
    return by_then[-1] if by_then else None


def _in_journal(one: Recorded) -> _Standing:
    """Return what a report in the journal says of its share."""
    return _Standing(on=one.on, status=one.report.status)


def _in_file(
    sheets: Iterable[SheetPlan], places: Mapping[str, str]
) -> Iterator[tuple[TaskReport, _Standing]]:
    """Yield every report of the file with what it says of its share."""
    for sheet in sheets:
        for row in sheet.rows:
            for one in row.reports:
                yield (
                    one.report,
                    _Standing(
                        on=one.saying.on,
                        status=one.report.status,
                        is_stated=one.saying.is_stated,
                        row=f"{places[sheet.name]}第{row.number}行",
                    ),
                )


def _by_share(
    said: Iterable[tuple[TaskReport, _Standing]],
) -> dict[Share, list[_Standing]]:
    """Return what is said of each share of a task without periods, in the order given."""
    shares: dict[Share, list[_Standing]] = defaultdict(list)
    for report, standing in said:
        if report.period is None:
            shares[report.task, report.unit].append(standing)
    return shares


def _words(report: TaskReport) -> Words:
    """Return what makes two reports say the same."""
    return report.task, report.org, report.unit, report.period, report.status, report.note


def _cells(row: RowPlan, sheet: str, *, digest: str) -> list[Cell]:
    """Return where each report of a row stands."""
    periods = (one.saying.period for one in row.reports)
    return [Cell(digest, sheet, row.number, period.id if period else None) for period in periods]


def _source(file: str, cell: Cell) -> dict[str, Any]:
    """Return a place as an entry's body keeps it."""
    said = {"period": cell.period} if cell.period else {}
    return {"file": file, "digest": cell.digest, "sheet": cell.sheet, "row": cell.row, **said}


def _cell_of(body: Mapping[str, Any]) -> Cell | None:
    """Return the place an entry's body keeps, if it was imported."""
    kept = body.get("source")
    if kept is None:
        return None
    return Cell(kept["digest"], kept["sheet"], kept["row"], kept.get("period"))
