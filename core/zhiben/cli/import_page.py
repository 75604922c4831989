"""What an import shows: for every row which task it is about, how surely, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from zhiben.cli.output import show_problems, show_table
from zhiben.cli.words import STATUSES
from zhiben.io.progress_files import ProgressFile
from zhiben.ledger.progress_import.planning import RowOutcome, SheetPlan
from zhiben.model.progress import TaskStatus

if TYPE_CHECKING:
    from zhiben.ledger.progress_import.matching import Match
    from zhiben.ledger.progress_import.planning import PlannedReport, RowPlan

OUTCOMES: Final = {
    RowOutcome.ACCEPTED: "采纳",
    RowOutcome.UNCHANGED: "已有",
    RowOutcome.SKIPPED: "略过",
    RowOutcome.REJECTED: "未采纳",
}
_HOW: Final = {"number": "编号", "wording": "文字", "number+wording": "编号+文字"}
_HEADERS: Final = (
    "行", "任务", "任务名称", "单位", "时段", "业务日期", "状态", "匹配", "结果", "内容",
)  # fmt: skip
_SHORT: Final = 18


@frozen(kw_only=True)
class Imported:
    """What became of a file; ``rejects`` maps sheets to the files of their rejected rows."""

    file: ProgressFile
    sheets: tuple[SheetPlan, ...]
    rejects: Mapping[str, Path]
    dry_run: bool
    names: Callable[[str], str]

    def count(self, outcome: RowOutcome) -> int:
        """Return how many rows of all sheets have that outcome."""
        return sum(len(sheet.having(outcome)) for sheet in self.sheets)


def import_shape(imported: Imported) -> dict[str, Any]:
    """Return what became of a file as JSON; a row has one line for each unit and period."""
    paths = [str(path) for path in imported.rejects.values()]
    return {
        "file": str(imported.file.path),
        "digest": imported.file.digest,
        "sheets": [
            {
                "sheet": sheet.name,
                "read": len(sheet.rows),
                **{outcome.value: len(sheet.having(outcome)) for outcome in RowOutcome},
                "rejects": _text(imported.rejects.get(sheet.name)),
                "problems": [
                    {"severity": one.severity, "where": one.where, "message": one.message}
                    for one in table.problems
                ],
                "rows": [line for row in sheet.rows for line in _lines(row, names=imported.names)],
            }
            for sheet, table in zip(imported.sheets, imported.file.tables, strict=True)
        ],
        "other_sheets": [
            {"where": one.where, "message": one.message} for one in imported.file.asides
        ],
        "rejects": paths[0] if paths else None,
        "dry_run": imported.dry_run,
    }


def show_import(imported: Imported) -> None:
    """Print what became of a file, sheet by sheet."""
    show_problems(imported.file.asides)
    for sheet, table in zip(imported.sheets, imported.file.tables, strict=True):
        rows = [cells for row in sheet.rows for cells in _cells(row, names=imported.names)]
        show_table(_HEADERS, rows, title=f"工作表“{sheet.name}”")
        show_problems(table.problems)
        for row in sheet.rows:
            if row.reason:
                click.echo(f"{OUTCOMES[row.outcome]}：第{row.number}行，{row.reason}")
        counts = [f"{word} {len(sheet.having(outcome))}" for outcome, word in OUTCOMES.items()]
        click.echo(f"读入 {len(sheet.rows)} 行：{'，'.join(counts)}。")
        if sheet.name in imported.rejects:
            path = imported.rejects[sheet.name]
            click.echo(f"未采纳的行写在 {path}，改好后导入那个文件，选项照旧。")
    if imported.dry_run:
        click.echo("\n这是试读，什么也没有写入；去掉 --dry-run 即正式导入。")


def _lines(row: RowPlan, *, names: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """Yield a row as JSON: a line for each report, or one for a row without any."""
    match = row.match
    about = {
        "row": row.number,
        "task": match.task if match else None,
        "title": _title(match),
        "how": match.how if match and match.task else None,
        "score": round(match.score, 4) if match else None,
    }
    for one in row.reports or (None,):
        yield {
            **about,
            "unit": names(one.report.unit) if one else None,
            "period": _period(one),
            "on": one.saying.on.isoformat() if one else None,
            "status": one.report.status.value if one else None,
            "outcome": _outcome(row, one).value,
            "reason": row.reason,
            "note": one.report.note if one else "",
        }


def _cells(row: RowPlan, *, names: Callable[[str], str]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of a row, likewise."""
    match = row.match
    for one in row.reports or (None,):
        yield (
            row.number,
            match.task if match else None,
            _short(_title(match) or ""),
            names(one.report.unit) if one else "",
            _period(one),
            one.saying.on if one else "",
            STATUSES[TaskStatus(one.report.status.value)] if one else "",
            _surety(match),
            OUTCOMES[_outcome(row, one)],
            _short(one.report.note if one else " ".join(row.line)),
        )


def _outcome(row: RowPlan, one: PlannedReport | None) -> RowOutcome:
    """Return what becomes of one report of a row."""
    return RowOutcome.UNCHANGED if one and one.is_known else row.outcome


def _title(match: Match | None) -> str | None:
    """Return the title of the task a row was found to be about."""
    return match.candidates[0].title if match and match.task else None


def _period(one: PlannedReport | None) -> str | None:
    """Return the period a report was read from, whether or not its task has periods."""
    return one.saying.period.id if one and one.saying.period else None


def _surety(match: Match | None) -> str:
    """Return what a match rests on; the likeness in percent is cut, never rounded up."""
    if match is None or match.task is None:
        return ""
    word = _HOW[match.how]
    return word if match.how == "number" else f"{word} {int(match.score * 100)}%"


def _short(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"


def _text(path: Path | None) -> str | None:
    """Return a path as JSON."""
    return str(path) if path else None
