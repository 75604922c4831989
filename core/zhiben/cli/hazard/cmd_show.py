"""``zhiben hazard show`` and ``history``: one hazard from its lead to now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command
from zhiben.cli.hazard.options import (
    number_argument,
)
from zhiben.cli.options import as_of_option, format_option, unmask_option

if TYPE_CHECKING:
    from datetime import date

    from zhiben.cli.main import Options


@command(
    "show",
    summary="一条隐患的来龙去脉：信息、时限、下一步还缺什么，和经过、佐证。",
    example=(
        "zhiben hazard show YH-2026-00001\n"
        "zhiben hazard show YH-2026-00001 --as-of 2026-06-30 --json"
    ),
)
@number_argument
@as_of_option
@unmask_option
@format_option()
@click.pass_obj
def show(
    options: Options, *, number: str, as_of: date | None, unmask: str | None, form: str
) -> None:
    """Show one hazard."""
    from zhiben.cli.hazard.acting import hazard_story
    from zhiben.cli.hazard.follow import follow_up
    from zhiben.cli.hazard.follow_page import follow_shape
    from zhiben.cli.hazard.page import page_shape, show_page
    from zhiben.cli.masking import keeps_masked, print_json
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        day = as_of or session.today
        life, places = hazard_story(session, number, day)
        follow = follow_up(session, life, day)
        is_masked = keeps_masked(session, life.number, unmask=unmask)
    if form == "json":
        print_json(page_shape(life, follow) | follow_shape(follow), is_masked=is_masked)
    else:
        show_page(life, follow, places=places, is_masked=is_masked)


@command(
    "history",
    summary="一条隐患的全部台账记录，撤销了的也在内。",
    example="zhiben hazard history YH-2026-00001",
)
@number_argument
@unmask_option
@format_option()
@click.pass_obj
def history(options: Options, *, number: str, unmask: str | None, form: str) -> None:
    """List every entry about one hazard, in the order they were recorded."""
    from zhiben.cli.hazard.acting import entries_around, known_number
    from zhiben.cli.hazard.page import history_row, history_shape
    from zhiben.cli.masking import keeps_masked, print_json, print_table
    from zhiben.cli.session import open_session, reference_of
    from zhiben.ledger.hazards.lives import lives_of

    with open_session(options) as session:
        found = known_number(session, number)
        lines = session.store.lines(subject=found)
        void = session.store.void_ids()
        life = lives_of(entries_around(session, found, as_of=session.today)).get(found)
        is_masked = keeps_masked(session, found, unmask=unmask)
    shapes = [history_shape(line, life, is_void=line.id in void) for line in lines]
    if form == "json":
        print_json({"number": found, "entries": shapes}, is_masked=is_masked)
        return
    places = {line.id: reference_of(line) for line in lines}
    headers = ("记录", "业务日期", "记入时间（UTC）", "事项", "单位", "人员", "理由", "经办")
    print_table(headers, [history_row(shape, places) for shape in shapes], is_masked=is_masked)
