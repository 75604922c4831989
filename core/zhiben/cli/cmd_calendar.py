"""``zhiben calendar``: holiday tables, counted days, and how a deadline's wording is read."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.commands import CountingCommand, command, group
from zhiben.cli.options import format_option, on_option
from zhiben.cli.output import note, show_json, show_table
from zhiben.cli.types import DAY, Choice, Whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.dates.holidays import Calendar

KINDS = ("natural", "working")
_LABELS = {
    "kind": "读成", "text": "措辞", "soft": "力争", "on": "截止日", "at": "时刻", "start": "起",
    "end": "止", "every": "周期", "at_least": "每期至少", "due_day": "次月第几日前",
    "amount": "数量", "unit": "单位", "direction": "方向", "event": "事件", "reason": "原因",
}  # fmt: skip
_VALUES = {
    "deadline": "截止日", "interval": "起止", "recurrence": "周期", "relative": "相对日期",
    "uncomputable": "算不出", "month": "月", "quarter": "季度", "half-year": "半年", "year": "年",
    "natural": "自然日", "working": "工作日", "hour": "小时", "after": "之后", "before": "之前",
}  # fmt: skip
MOST_DAYS = 36_525
"""A hundred years: nobody counts more days than that."""


@command(
    "show",
    summary="看某一年的放假和调休安排。",
    example="zhiben calendar show 2026",
)
@click.argument("year", type=Whole(least=MINYEAR, most=MAXYEAR), metavar="年份")
@format_option()
@click.pass_obj
def show(options: Options, *, year: int, form: str) -> None:
    """Show the holiday table of a year."""
    from zhiben.dates.holidays import COLUMNS
    from zhiben.ledger.calendars import table_rows

    calendar = _calendar(options)
    rows = table_rows(calendar, year)
    for text in calendar.notes([year]):
        note(text)
    if form == "json":
        show_json({"year": year, "rows": [dict(zip(COLUMNS, row, strict=True)) for row in rows]})
    else:
        show_table(COLUMNS, rows)


@command(
    "import",
    summary="补充或替换一年的放假表。",
    details=(
        "文件是 xlsx 或 csv，列名：年度、名称、开始、结束、类型（休 或 班）。"
        "每年一条记入台账，同一年的以后导入的为准。"
    ),
    example="zhiben calendar import 2027年放假安排.csv",
)
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@on_option
@click.pass_obj
def import_(options: Options, *, file: Path, on: date | None) -> None:
    """Take a holiday table into the journal."""
    from zhiben.cli.session import open_session, reference_of
    from zhiben.errors import DataError
    from zhiben.io.tables import read_sheets
    from zhiben.ledger.calendars import table_rows
    from zhiben.model.entries import Draft, EntryKind

    from zhiben.dates.holidays import Calendar, calendar_from_rows  # isort: skip

    sheet, *others = read_sheets(file)
    if others:
        note(f"{file.name} 有 {len(others) + 1} 张工作表，只读第一张“{sheet.name}”。")
    added = calendar_from_rows([row.cells for row in sheet.rows])
    if not isinstance(added, Calendar):
        raise DataError([one._replace(where=f"{file.name} {one.where}".strip()) for one in added])
    with open_session(options) as session:
        drafts = [
            Draft(
                on=on or session.today,
                actor=options.actor,
                kind=EntryKind.CALENDAR_ADD,
                subject=str(year),
                body={"rows": [list(row) for row in table_rows(added, year)]},
            )
            for year in added.years
        ]
        lines = session.record(drafts)
    for year, line in zip(added.years, lines, strict=True):
        click.echo(f"已记入台账 {reference_of(line)}：{year}年放假安排。")


@command(
    "count",
    summary="从某天起数若干天，是哪一天。",
    details="起算当天不计入（民法典第201条）；负数往前数。遇休息日不顺延，另行注明。",
    example=(
        "zhiben calendar count 2026-09-20 10 --kind working\nzhiben calendar count 2026-12-31 -20"
    ),
    cls=CountingCommand,
)
@click.argument("start", type=DAY, metavar="起算日")
@click.argument("days", type=Whole(least=-MOST_DAYS, most=MOST_DAYS), metavar="天数")
@click.option(
    "--kind", type=Choice(KINDS), default="natural",
    help="natural 自然日（默认），working 工作日（含调休）。",
)  # fmt: skip
@format_option()
@click.pass_obj
def count(options: Options, *, start: date, days: int, kind: str, form: str) -> None:
    """Count days from a day."""
    from zhiben.dates.days import DayKind, add_days

    counted = add_days(start, days, kind=DayKind(kind), calendar=_calendar(options))
    for text in counted.notes:
        note(text)
    if form == "json":
        show_json({"on": counted.on.isoformat(), "notes": list(counted.notes)})
    else:
        click.echo(str(counted.on))


@command(
    "read",
    summary="看一段期限措辞读成什么。",
    details="算不出日期的（近期、及时、长期）会说明原因，不会猜。",
    example=(
        "zhiben calendar read 2024年10月底前\nzhiben calendar read 12月15日前 --issued 2024-02-23"
    ),
)
@click.argument("text", metavar="措辞")
@click.option("--issued", type=DAY, metavar="日期", help="文件印发日期，用来补全年份，默认今天。")
@format_option()
@click.pass_obj
def read(options: Options, *, text: str, issued: date | None, form: str) -> None:
    """Read the wording of a deadline."""
    from zhiben.dates.wording import read_wording

    found = read_wording(text, context=issued or options.clock.today())
    shape = _wording_shape(found)
    if form == "json":
        show_json(shape)
    else:
        show_table(("项目", "内容"), list(_wording_cells(shape)))


calendar = group(
    "calendar",
    summary="查看、补充节假日表，推算日期。",
    example="zhiben calendar show 2026\nzhiben calendar count 2026-09-20 10 --kind working",
    members=(show, import_, count, read),
)


def _calendar(options: Options) -> Calendar:
    """Return the workspace's calendar, or the packaged one outside any workspace."""
    from zhiben.dates.holidays import builtin_calendar

    if not options.database.exists():
        return builtin_calendar()
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        return session.calendar()


def _wording_shape(found: object) -> dict[str, Any]:
    """Return what a wording was read as: of which kind, then its fields."""
    from datetime import date, time

    from attrs import asdict

    def plain(_record: object, _field: object, value: object) -> object:
        return value.isoformat() if isinstance(value, date | time) else value

    fields = asdict(found, value_serializer=plain)  # type: ignore[arg-type]  # any of the records
    return {"kind": type(found).__name__.lower(), **fields}


def _wording_cells(shape: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield what a wording was read as in Chinese; what was not said is left out."""
    for key, value in shape.items():
        if value is not None and value is not False:
            yield _LABELS[key], "是" if value is True else _VALUES.get(str(value), value)
