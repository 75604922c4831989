"""``zhiben due``: the working list of what is overdue or due soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command
from zhiben.cli.options import as_of_option, format_option
from zhiben.cli.types import COUNT

if TYPE_CHECKING:
    from datetime import date

    from zhiben.cli.main import Options


@command(
    "due",
    summary="催办清单：已逾期和即将到期的任务。",
    example="zhiben due\nzhiben due --within 60\nzhiben due --overdue --as-of 2025-12-31",
)
@click.option(
    "--within", type=COUNT, default=30, metavar="天数", help="看多少天之内到期的，默认 30。"
)
@click.option("--overdue", is_flag=True, help="只看已逾期的。")
@as_of_option
@format_option(("table", "json", "csv", "md"))
@click.pass_obj
def due(options: Options, *, within: int, overdue: bool, as_of: date | None, form: str) -> None:
    """Show what is overdue or due soon."""
    from zhiben.cli.output import note
    from zhiben.cli.progress_page import show_due
    from zhiben.cli.session import open_session
    from zhiben.ledger.progress import due_lines
    from zhiben.ledger.tasks import view_tasks

    with open_session(options) as session:
        world = session.world(as_of)
        calendar = session.calendar(world.facts.as_of)
    lines = due_lines(view_tasks(world.plan, world.facts), world.facts, within=within)
    kept = tuple(line for line in lines if line.days_left < 0 or not overdue)
    for text in calendar.notes(line.due.year for line in kept):
        note(text)
    show_due(kept, calendar, as_of=world.facts.as_of, form=form)
