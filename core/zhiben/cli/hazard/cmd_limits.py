"""``zhiben hazard limits``: time limits with their basis, and the clocks they run on a hazard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command, group
from zhiben.cli.hazard.options import (
    OneOf,
    circumstances_of,
    circumstances_options,
    number_argument,
)
from zhiben.cli.options import as_of_option, format_option
from zhiben.cli.types import DAY, Whole
from zhiben.ledger.hazards.limits import COUNTED, DEADLINE, MOST, UNITS

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.ledger.hazards.limits import Table
    from zhiben.model.hazard_limits import Limit


@command(
    "show",
    summary="时限一览；写了隐患编号，是这条隐患上正在走的时限。",
    details=(
        "不写编号，列本县要守的：国家的、本县规定的、"
        "本软件的缺省值；--all 连同别处的规定，它们互相矛盾，各列各的，"
        "只作参考，用 set 采用了才算。遇到休息日的最后一天不顺延。"
    ),
    example=(
        "zhiben hazard limits show\nzhiben hazard limits show --all\n"
        "zhiben hazard limits show YH-2026-00001 --as-of 2026-06-30"
    ),
)
@click.argument("number", metavar="[隐患编号]", default="")
@click.option("--all", "is_all", is_flag=True, help="连同只作参考的。")
@as_of_option
@format_option()
@click.pass_obj
def show(options: Options, *, number: str, is_all: bool, as_of: date | None, form: str) -> None:
    """Show the limits in force, or the clocks of one hazard."""
    from zhiben.cli.hazard.follow import limit_table
    from zhiben.cli.session import open_session
    from zhiben.ledger.hazards.limits import limits_on

    with open_session(options) as session:
        day = as_of or session.today
        if number:
            _show_clocks(session, number, day=day, form=form)
            return
        found = limits_on(limit_table(session, day), day)
    listed = [one for one in found if is_all or one.holds]
    _show_limits(listed, day=day, left=len(found) - len(listed), form=form)


@command(
    "set",
    summary="定下本县的时限：从某日起，按本县的依据算。",
    details=(
        "代码见 zhiben hazard limits show --all。同一代码定过几次的，某日施行的是最近的一次；"
        "已经起算的仍按起算那天的时限。定错了用 zhiben undo。"
    ),
    example=(
        "zhiben hazard limits set accept --value 10 --day-kind working "
        "--basis 示例〔2026〕3号 --from 2026-06-01"
    ),
)
@click.argument("code", metavar="代码")
@click.option("--value", type=Whole(least=1, most=MOST), required=True, help="多少（必填）。")
@click.option(
    "--day-kind", type=OneOf({one: UNITS[one] for one in COUNTED}), required=True,
    help="natural 自然日，working 工作日，month 月，year 年（必填）。",
)  # fmt: skip
@click.option("--basis", metavar="依据", required=True, help="本县的文件或规定（必填）。")
@click.option("--from", "first", type=DAY, metavar="日期", required=True, help="从哪天起（必填）。")
@click.option("--to", "last", type=DAY, metavar="日期", help="到哪天止（不写就一直有效）。")
@click.option("--place", default="本县", metavar="地方", help="在哪里施行。")
@click.pass_obj
def set_(options: Options, /, *, code: str, first: date, **said: Any) -> None:
    """Put a limit of this place on record."""
    from zhiben.cli.hazard.follow import limit_table
    from zhiben.cli.masking import say
    from zhiben.cli.session import open_session
    from zhiben.ledger.hazards.limits import value_text

    with open_session(options) as session, session.store.transaction():
        table = limit_table(session, session.today)
        limit = _set_limit(table, code.strip(), first=first, **said)
        place = _record_limit(session, limit, on=first)
    say(f"{place}：{limit.matter} {value_text(limit)}，{first} 起，依据：{limit.basis}。")
    if not limit.runs:
        say("这一项在台账里没有起算的事，只列在一览里，不计时。")


@command(
    "done",
    summary="登记一个时限要做的事已经做了，如处罚决定已经公示。",
    details="代码见 zhiben hazard limits show 隐患编号；几个同时在走的，先结束最早起算的。",
    example=(
        "zhiben hazard limits done YH-2026-00001 penalty-public --on 2026-06-08 --document 示例公示"
    ),
)
@number_argument
@click.argument("code", metavar="代码")
@circumstances_options
@click.pass_obj
def done(options: Options, /, *, number: str, code: str, **said: Any) -> None:
    """Put on record that what a limit asks for was done."""
    from zhiben.cli.hazard.acting import acting_day, hazard_life
    from zhiben.cli.hazard.follow import follow_up, new_measure, take_measure, twin_in
    from zhiben.cli.session import open_session, refuse
    from zhiben.model.hazard_measures import Family

    case = circumstances_of(said)
    with open_session(options) as session, session.store.transaction():
        day = acting_day(session, case.on)
        life = hazard_life(session, number, day)
        measure = new_measure(session, Family.DONE, code.strip(), subject=life.number, case=case)
        clocks = follow_up(session, life, day).clocks
        running = [one for one in clocks if one.done_on is None and one.code != DEADLINE]
        clock = next((one for one in running if one.code == measure.kind), None)
        is_there = twin_in(session, measure, is_dated=case.on is not None)
        if clock is None and not is_there:
            known = "、".join(dict.fromkeys(one.code for one in running)) or "没有"
            raise refuse(f"{life.number} 没有正在走的“{code}”，正在走的：{known}。")
        take_measure(session, measure, case=case, text=f"{life.number} {measure.kind} 已经做了。")


limits = group(
    "limits",
    summary="时限：有哪些、依据什么、本县怎样规定，一条隐患上走到哪天。",
    example="zhiben hazard limits show\nzhiben hazard limits show YH-2026-00001",
    members=(show, set_, done),
)


def _show_clocks(session: Session, number: str, *, day: date, form: str) -> None:
    """Show the clocks of one hazard."""
    from zhiben.cli.hazard.acting import hazard_life
    from zhiben.cli.hazard.follow import follow_up
    from zhiben.cli.hazard.follow_page import CLOCK_HEADERS, clock_rows, clock_shapes
    from zhiben.cli.masking import print_json, print_table

    life = hazard_life(session, number, day)
    follow = follow_up(session, life, day)
    if form == "json":
        clocks = list(clock_shapes(follow))
        print_json(
            {"as_of": day.isoformat(), "number": life.number, "limits": [], "clocks": clocks}
        )
        return
    print_table(CLOCK_HEADERS, clock_rows(follow), title=f"{life.number} 的时限（{day}）")


def _show_limits(listed: list[Limit], *, day: date, left: int, form: str) -> None:
    """Show the table of limits."""
    from zhiben.cli.hazard.follow_page import limit_row, limit_shape
    from zhiben.cli.masking import print_json, print_table
    from zhiben.cli.output import note

    if form == "json":
        limits = list(map(limit_shape, listed))
        print_json({"as_of": day.isoformat(), "number": None, "limits": limits, "clocks": []})
        return
    headers = ("代码", "事项", "时限", "依据", "地方", "有效", "效力", "说明")
    print_table(headers, list(map(limit_row, listed)))
    if left:
        note(f"另有 {left} 条是别处的规定或随方案施行的，未列，见 --all。")


def _set_limit(table: Table, code: str, *, first: date, **said: Any) -> Limit:
    """Return the limit that is set here.

    Raises:
        UnknownNameError: when there is none of that code; offers the nearest.
        UsageError: when it ends before it begins, or names no basis.
    """
    from attrs import evolve

    from zhiben.cli.session import refuse
    from zhiben.errors import UnknownNameError, nearest_names
    from zhiben.model.hazard_limits import Standing

    packaged = table.find(code)
    if packaged is None:
        raise UnknownNameError("时限", code, nearest_names(code, table.codes))
    last, unit, basis = said["last"], said["day_kind"], said["basis"].strip()
    if not basis:
        raise refuse("依据不能为空。")
    if last is not None and last < first:
        raise refuse(f"到 {last} 止，早于从 {first} 起，请核对。")
    return evolve(
        packaged, value=said["value"], unit=unit, basis=basis, place=said["place"].strip(),
        standing=Standing.LOCAL, valid_from=first, valid_to=last, note="",
    )  # fmt: skip


def _record_limit(session: Session, limit: Limit, *, on: date) -> str:
    """Put a limit on record once, and return the words for where it is."""
    from datetime import date as day_type

    from zhiben.cli.hazard.acting import place_of
    from zhiben.cli.session import reference_of
    from zhiben.ledger.hazards.acting import twins_of
    from zhiben.ledger.hazards.limits import limit_draft
    from zhiben.model.entries import EntryKind

    draft = limit_draft(limit, on=on, actor=session.options.actor)
    live = session.store.live((EntryKind.HAZARD_LIMIT,), day_type.max, subject=limit.code)
    for twin in twins_of(draft, live):
        if twin.on == on and twin is live[-1]:
            return f"台账里已有（{place_of(twin)}），没有再记"
    (line,) = session.record([draft])
    return f"已记入台账 {reference_of(line)}"
