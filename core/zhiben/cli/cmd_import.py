"""``zhiben import``: the tables that units send, taken into the journal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from zhiben.cli import exits
from zhiben.cli.commands import command, group
from zhiben.cli.options import format_option
from zhiben.cli.output import show_json
from zhiben.cli.types import DAY, Whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from zhiben.cli.import_page import Imported
    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.io.progress_files import ProgressFile
    from zhiben.io.rejects import RejectedRow
    from zhiben.ledger.progress_import.planning import SheetPlan
    from zhiben.ledger.progress_import.settling import Recorded

_LAST_YEAR: Final = 2099
"""Headings name years of this century, as plans do."""


@command(
    "progress",
    summary="导入任务进展表（序号 ¦ 重点工作任务 ¦ 牵头责任单位 ¦ 一季度完成情况）。",
    details=(
        "按任务编号和文字对上方案里的任务，逐行列出对上了哪项、有多大把握；拿不准的不猜，"
        "连同原因写进旁边的“….未采纳”文件，改好后再导入。一行要么整行采纳，要么整行不采纳；"
        "同一个文件导入几次，只记一次。只有“已完成”“完成”“√”“100%”这样的字样才算完成，"
        "其他文字记为进行中。有未采纳的行时退出码为 1。"
    ),
    example=(
        "zhiben import progress 一季度进展.xlsx --dry-run\n"
        "zhiben import progress 一季度进展.xlsx\n"
        "zhiben import progress 进展.csv --year 2025 --org 县应急局"
    ),
)
@click.argument("file", metavar="文件")
@click.option(
    "--year", type=Whole(least=2000), metavar="年份",
    help="表题和表头没写年份时，按哪一年读。",
)  # fmt: skip
@click.option(
    "--on", type=DAY, metavar="日期",
    help="业务日期，默认各时段的最后一天（不晚于今天）；表里有完成日期的，完成的按它。",
)  # fmt: skip
@click.option(
    "--org", metavar="单位",
    help=(
        "由谁报送：没写单位的行算它的，其他行只取它的一份，"
        "或取它替所牵头任务范围内各单位报的；别的行略过。"
    ),
)  # fmt: skip
@click.option("--sheet", metavar="名称", help="只读这张工作表，默认全部。")
@click.option("--dry-run", is_flag=True, help="试读：只显示会怎样，什么也不写。")
@format_option()
@click.pass_obj
def progress(
    options: Options,
    *,
    file: str,
    year: int | None,
    on: date | None,
    org: str | None,
    sheet: str | None,
    dry_run: bool,
    form: str,
) -> int:
    """Take a progress table in, and end with 1 when rows were rejected."""
    from zhiben.cli.import_page import import_shape, show_import
    from zhiben.cli.session import open_session, refuse
    from zhiben.io.progress_files import read_progress_file
    from zhiben.ledger.progress_import.planning import RowOutcome

    if year is not None and year > _LAST_YEAR:
        raise refuse(f"--year 写的是 {year}，请写四位年份，如 2025。")
    source = read_progress_file(Path(file), year=year, sheet=sheet)
    with open_session(options) as session:
        if dry_run:
            imported = _planned(session, source, on=on, org=org)
        else:
            imported = _taken_in(session, source, on=on, org=org)
    if form == "json":
        show_json(import_shape(imported))
    else:
        show_import(imported)
    return exits.FINDINGS if imported.count(RowOutcome.REJECTED) else exits.CLEAN


import_ = group(
    "import",
    summary="导入各单位送来的表格。",
    example="zhiben import progress 一季度进展.xlsx --dry-run",
    members=(progress,),
)


def _planned(
    session: Session, source: ProgressFile, *, on: date | None, org: str | None
) -> Imported:
    """Return what importing the file would do."""
    from zhiben.cli.import_page import Imported
    from zhiben.ledger.progress_import.planning import Ground, plan_sheet
    from zhiben.ledger.progress_import.settling import settle, tasks_of

    world = session.world(max(on or session.today, session.today))
    ground = Ground(
        plan=world.plan,
        facts=world.facts,
        today=session.today,
        on=on,
        sender=world.unit(org) if org else None,
    )
    sheets = [plan_sheet(one.sheet.name, one.table, ground=ground) for one in source.tables]
    recorded = _recorded(session, tasks_of(sheets))
    return Imported(
        file=source,
        sheets=settle(sheets, recorded, digest=source.digest),
        rejects={},
        dry_run=True,
        names=world.facts.registry.name,
    )


def _recorded(session: Session, tasks: Sequence[str]) -> tuple[Recorded, ...]:
    """Return the reports on these tasks that are in force."""
    from zhiben.ledger.entries import entry_of
    from zhiben.ledger.progress_import.settling import recorded_of
    from zhiben.model.entries import EntryKind

    kind = EntryKind.TASK_REPORT
    lines = (line for task in tasks for line in session.store.lines(subject=task, kind=kind))
    return recorded_of(map(entry_of, lines), void=session.store.void_ids())


def _taken_in(
    session: Session, source: ProgressFile, *, on: date | None, org: str | None
) -> Imported:
    """Record what is new, and write what was rejected beside the file; both or neither."""
    from contextlib import ExitStack

    from attrs import evolve

    from zhiben.io.progress_files import remove_files, write_progress_rejects
    from zhiben.ledger.progress_import.settling import drafts_of

    with ExitStack() as undoing:
        with session.store.transaction():
            planned = _planned(session, source, on=on, org=org)
            rejects = write_progress_rejects(source, _rejected(planned.sheets))
            undoing.callback(remove_files, rejects.values())
            actor, digest = session.options.actor, source.digest
            drafts = drafts_of(planned.sheets, file=source.path.name, digest=digest, actor=actor)
            session.record(list(drafts))
        undoing.pop_all()
    return evolve(planned, rejects=rejects, dry_run=False)


def _rejected(sheets: Sequence[SheetPlan]) -> dict[str, list[RejectedRow]]:
    """Return the rejected rows of every sheet, as the rejects file repeats them."""
    from zhiben.io.rejects import RejectedRow
    from zhiben.ledger.progress_import.planning import RowOutcome

    return {
        sheet.name: [
            RejectedRow(number=row.number, cells=row.line, reason=row.reason)
            for row in sheet.having(RowOutcome.REJECTED)
        ]
        for sheet in sheets
    }
