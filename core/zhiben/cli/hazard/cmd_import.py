"""``zhiben hazard import``: whatever table of hazards arrives, taken in without losing a row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiben.cli import exits
from zhiben.cli.commands import command
from zhiben.cli.hazard.options import OneOf
from zhiben.cli.hazard.words import CHANNELS
from zhiben.cli.options import format_option, on_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from zhiben.cli.hazard.importing import Bar, Imported, Reading
    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.model.hazards import Channel


@command(
    "import",
    summary="导入隐患台账：什么样的表都行，一行不丢。",
    details=(
        "自己找表头、认列名；说不准的列请你用 --map 指明，认过的下次照用。采纳的和未采纳的"
        "加起来等于读入的；未采纳的连同原因写进旁边的“….未采纳”文件，改好再导入。同一个文件"
        "导入几次只记一次；下个月的累计表只记新增的和变了的，这里认定、挂牌、销号过的不受影响。"
        "表里没有了的只报告，不销号。别的渠道报过的同一条隐患，有把握的并在一起，没把握的见"
        " zhiben hazard duplicates。几个文件一起导入，要么都记，要么都不记。"
        "有未采纳的行时退出码为 1。"
    ),
    example=(
        "zhiben hazard import 隐患台账.xlsx --dry-run\n"
        "zhiben hazard import 自查台账.xlsx --channel self --org 城关镇\n"
        "zhiben hazard import 一季度.csv 二季度.csv --map 映射.toml"
    ),
)
@click.argument("files", metavar="文件…", nargs=-1, required=True)
@click.option(
    "--channel", type=OneOf(CHANNELS),
    help="表里没写来源的，算哪个渠道：self 企业自查、inspection 督导检查、report 举报查实。",
)  # fmt: skip
@click.option(
    "--org", metavar="单位",
    help="表是哪个单位送来的；企业送的，没写企业的行算它的，乡镇送的，没写属地的行算它的。",
)  # fmt: skip
@click.option("--map", "map_file", metavar="文件", help="列与字段的对应（TOML），说不准时才要。")
@click.option(
    "--year", type=click.IntRange(2000, 2100), metavar="年份",
    help="没写年份的日期算哪一年；表题、年度一列和发现时间都说不清时才要。",
)  # fmt: skip
@on_option
@click.option("--dry-run", is_flag=True, help="试读：只显示会怎样，什么也不写。")
@format_option()
@click.pass_obj
def import_(
    options: Options,
    *,
    files: Sequence[str],
    channel: Channel | None,
    org: str | None,
    map_file: str | None,
    year: int | None,
    on: date | None,
    dry_run: bool,
    form: str,
) -> int:
    """Take tables of hazards in, and end with 1 when rows were rejected."""
    from zhiben.cli.hazard.acting import acting_day
    from zhiben.cli.hazard.import_page import import_shape, show_import
    from zhiben.cli.hazard.importing import Bar
    from zhiben.cli.masking import print_json
    from zhiben.cli.session import open_session
    from zhiben.ledger.collecting import uncollected

    paths = _distinct(files)
    with uncollected(), open_session(options) as session:
        day = acting_day(session, on)
        bar = Bar(len(paths))
        reading = _reading(session, day=day, channel=channel, org=org, map_file=map_file, year=year)
        try:
            imported = _imported(session, reading, paths, bar=bar, is_dry=dry_run)
        finally:
            bar.close()
        if form == "json":
            print_json(import_shape(imported))
        else:
            show_import(imported)
    return exits.FINDINGS if imported.has_rejected else exits.CLEAN


def _distinct(files: Sequence[str]) -> list[Path]:
    """Return the files, each once."""
    return list({Path(file).resolve(): Path(file) for file in files}.values())


def _reading(
    session: Session,
    *,
    day: date,
    channel: Channel | None,
    org: str | None,
    map_file: str | None,
    year: int | None,
) -> Reading:
    """Return what the files are read with."""
    from zhiben.cli.hazard.acting import registry_on
    from zhiben.cli.hazard.dictionary import dictionary
    from zhiben.cli.hazard.importing import Reading, sheets_on_record
    from zhiben.io.hazard_maps import read_map
    from zhiben.ledger.hazard_import.sources import Sender

    unit = registry_on(session, session.today).find(org) if org else None
    return Reading(
        dictionary=dictionary(session.options),
        sender=Sender(unit=unit, channel=channel),
        today=day,
        targets=read_map(Path(map_file)) if map_file else None,
        year=year,
        sheets=sheets_on_record(session),
    )


def _imported(
    session: Session, reading: Reading, paths: Sequence[Path], *, bar: Bar, is_dry: bool
) -> Imported:
    """Read the files, then record what is new, or only plan that."""
    from zhiben.cli.hazard.importing import Imported, planned, taken_in

    files = []
    for path in paths:
        with bar.step(f"读入 {path.name}"):
            files.append(reading.file(path))
    if not is_dry:
        return taken_in(session, files, on=reading.today, bar=bar)
    with bar.step("对照台账"):
        plans = planned(session, files)
    rejects = (None,) * len(plans)
    return Imported(files=tuple(files), plans=plans, rejects=rejects, is_dry=True)
