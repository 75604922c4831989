"""The progress table and the working list as people read them, in every format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.output import Rows, markdown_text, note, show_csv, show_json, table_text
from zhiben.cli.shapes import due_shape, progress_shape
from zhiben.cli.words import SECTOR_STATES, STATUSES, percent, some_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhiben.dates.holidays import Calendar
    from zhiben.ledger.hazard_figures.table import FigureTable
    from zhiben.model.progress import Counts, DueLine, Progress

FORMATS: Final = ("table", "json", "csv", "md")
_AXES: Final = {
    "action": "行动",
    "measure": "措施",
    "lead": "牵头单位",
    "township": "乡镇",
    "phase": "阶段",
}
_SHARED: Final = ("lead", "township")
_COUNTS: Final = ("任务", "已完成", "进行中", "30日内到期", "逾期", "未开始", "久未更新")
_MOST_LATE: Final = 20

Block = tuple[str, tuple[str, ...], Rows]
"""A table with its title: title, headers, rows."""

Listed = Callable[[Sequence[str]], str]
"""From the names of units to the cell that lists them."""


def show_progress(
    progress: Progress,
    *,
    by: str = "action",
    form: str = "table",
    hazards: FigureTable | None = None,
) -> None:
    """Print the consolidated progress in one of the formats, with the figures of hazards."""
    if form == "json":
        show_json({**progress_shape(progress), **_hazard_shape(hazards)})
        return
    if form == "md":
        click.echo(f"# {_headline(progress)}")
        blocks = (*_blocks(progress, by, listed="、".join), *_hazard_blocks(hazards))
        _show_blocks(blocks, markdown=True)
        for text in progress.notes:
            click.echo(f"\n> 说明：{text}")
        return
    for text in progress.notes:
        note(text)
    if form == "csv":
        show_csv(*_axis_block(progress, by)[1:])
        return
    click.echo(_headline(progress))
    blocks = (*_blocks(progress, by, listed=some_of), *_hazard_blocks(hazards))
    _show_blocks(blocks, markdown=False)


def show_due(
    lines: Sequence[DueLine], calendar: Calendar, *, as_of: date, form: str = "table"
) -> None:
    """Print the working list in one of the formats."""
    if form == "json":
        show_json(due_shape(lines, as_of))
        return
    headers = ("到期日", "剩余天数", "任务", "内容", "期次", "单位", "备注")
    rows = [
        (
            line.due,
            line.days_left,
            line.task,
            line.title,
            line.period,
            "、".join(line.units) if form != "table" else some_of(line.units),
            _rest_day_note(line.due, calendar),
        )
        for line in lines
    ]
    if form == "csv":
        show_csv(headers, rows)
        return
    _show_blocks([(f"催办清单（{as_of}）", headers, rows)], markdown=form == "md")
    click.echo(f"\n共 {len(rows)} 条。")


def _blocks(progress: Progress, by: str, *, listed: Listed) -> Iterator[Block]:
    """Yield the main table and those below it."""
    yield _axis_block(progress, by)
    yield from _detail_blocks(progress, listed=listed)


def _show_blocks(blocks: Iterable[Block], *, markdown: bool) -> None:
    """Print titled tables."""
    make: Callable[[Sequence[str], Rows], str] = markdown_text if markdown else table_text
    for title, headers, rows in blocks:
        click.echo(f"\n## {title}\n" if markdown else f"\n{title}")
        click.echo(make(headers, rows) if rows else "（无）")


def _headline(progress: Progress) -> str:
    """Return what plan, which day, which phase and how far in all."""
    phase = progress.phase
    where = f"{phase.title}，还剩 {phase.days_left} 天" if phase else "不在任何阶段内"
    return (
        f"{progress.plan_title} · 截至 {progress.as_of} · {where} · "
        f"总完成 {percent(progress.completion)}"
    )


def _axis_block(progress: Progress, by: str) -> Block:
    """Return the main table, with the totals below where the rows add up to them."""
    rows = [
        (row.key, row.title, *_numbers(row.counts), percent(row.completion))
        for row in progress.rows
    ]
    total = ("", "全部任务", *_numbers(progress.totals), percent(progress.completion))
    name = _AXES[by]
    shared = "（一项任务有几个单位就各计一次）" if by in _SHARED else ""
    return f"按{name}汇总{shared}", ("编号", name, *_COUNTS, "完成"), [*rows, total]


def _numbers(counts: Counts) -> tuple[int, ...]:
    """Return the numbers in the order of the table's columns."""
    return (
        counts.tasks,
        counts.done,
        counts.ongoing,
        counts.due_soon,
        counts.overdue,
        counts.not_started,
        counts.stale,
    )


def _detail_blocks(progress: Progress, *, listed: Listed) -> Iterator[Block]:
    """Yield the tables below the main one; ``listed`` makes a cell of the names of units."""
    milestones = [
        (
            one.due,
            one.original_due if one.original_due != one.due else None,
            one.forecast,
            one.task,
            one.title + ("（力争）" if one.soft else ""),
            STATUSES[one.status],
            one.days_late or None,
            listed(one.missing),
        )
        for one in progress.milestones
    ]
    headers = ("到期日", "原定", "预计", "任务", "内容", "状态", "逾期天数", "尚未完成的单位")
    yield "限期任务", headers, milestones
    recurring = [
        (
            one.task,
            one.title,
            one.period,
            one.expected,
            one.fulfilled,
            one.late,
            one.missed,
            one.waived,
            one.open,
            listed(one.missing),
        )
        for one in progress.recurring
    ]
    columns = (
        "任务",
        "内容",
        "期次",
        "应履行",
        "按期",
        "迟报",
        "未履行",
        "免报",
        "未到期",
        "未履行的单位",
    )
    yield "周期任务", columns, recurring
    if progress.sectors:
        sectors = [
            (one.code, one.title, one.version, one.revision, one.tasks, SECTOR_STATES[one.state])
            for one in progress.sectors
        ]
        yield "行业子方案", ("代码", "行业", "插件版本", "修订", "任务", "状态"), sectors
    late = [
        (one.lead, one.days_late, one.due, one.task, one.title)
        for one in progress.late[:_MOST_LATE]
    ]
    more = len(progress.late) - len(late)
    title = f"谁逾期了（共 {len(progress.late)} 项次，逾期最久的在前"
    rest = f"，只列前 {_MOST_LATE}，全部见 zhiben due --overdue）" if more else "）"
    yield title + rest, (
        "单位", "逾期天数", "到期日", "任务", "内容",
    ), late  # fmt: skip


def _hazard_shape(hazards: FigureTable | None) -> dict[str, Any]:
    """Return the figures of hazards as JSON, where they were reckoned."""
    if hazards is None:
        return {}
    from zhiben.cli.hazard.stats_page import summary_shape

    return {"hazards": summary_shape(hazards)}


def _hazard_blocks(hazards: FigureTable | None) -> Iterator[Block]:
    """Yield the tables of hazards and of the plan's targets for them."""
    if hazards is None:
        return
    from zhiben.cli.hazard.stats_page import axis_block, target_block

    title, headers, rows = axis_block(hazards)
    yield f"隐患，{title}", headers, rows
    if hazards.targets:
        yield target_block(hazards.targets)


def _rest_day_note(day: date, calendar: Calendar) -> str:
    """Say by which working day to report, where the due day is a day off (it does not move)."""
    last = day
    while not calendar.is_working(last):
        last -= timedelta(days=1)
    return "" if last == day else f"休息日，最后工作日 {last}"
