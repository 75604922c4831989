"""``zhiben progress``: how far the plan is, on any day, along any axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command
from zhiben.cli.options import as_of_option, format_option
from zhiben.cli.types import Choice

if TYPE_CHECKING:
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session, World
    from zhiben.ledger.hazard_figures.table import FigureTable

AXES = ("action", "measure", "lead", "township", "phase")


@command(
    "progress",
    summary="汇总进度：完成、逾期、未报，今天或任一日期。",
    details=(
        "按行动、措施、阶段看，各行相加等于总数；按牵头单位、乡镇看，"
        "一项任务有几个单位就各计一次。"
        "完成率只截断、不进位，全部完成才是 100%。"
        "登记了隐患的，还有隐患统计和方案目标，与 zhiben hazard stats 一致。"
    ),
    example="zhiben progress\nzhiben progress --as-of 2024-12-31 --by lead",
)
@as_of_option
@click.option(
    "--by", type=Choice(AXES), default="action", help="表格每一行是什么，默认 action（行动）。"
)
@format_option(("table", "json", "csv", "md"))
@click.pass_obj
def progress(options: Options, *, as_of: date | None, by: str, form: str) -> None:
    """Show the consolidated progress of one day."""
    from zhiben.cli.progress_page import show_progress
    from zhiben.cli.session import open_session
    from zhiben.ledger.progress import Axis

    with open_session(options) as session:
        world = session.world(as_of)
        hazards = _hazards(session, world, form=form)
    show_progress(world.progress(Axis(by)), by=by, form=form, hazards=hazards)


def _hazards(session: Session, world: World, *, form: str) -> FigureTable | None:
    """Return the figures of hazards, ``None`` where there is nothing to show of them."""
    day = world.facts.as_of
    if form == "csv" or (form != "json" and session.store.hazards(day).is_empty):
        return None
    from zhiben.cli.hazard.cmd_stats import figure_table
    from zhiben.ledger.hazard_figures.counting import Axis

    return figure_table(session, world.plan, day, axis=Axis.LEVEL)
