"""``zhiben checklist``: sheets to inspect by, and filled sheets taken in and judged."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.commands import command, group
from zhiben.cli.options import as_of_option, format_option
from zhiben.cli.output import note, show_json, show_table
from zhiben.cli.types import DAY, Choice

if TYPE_CHECKING:
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.ledger.inspections.form import Sheet

FORMATS: Final = ("xlsx", "csv", "md")
_CODE: Final = re.compile(r"[A-Za-z]{2,4}-[^:]+")


@command(
    "list",
    summary="列出各行业的检查表。",
    example="zhiben checklist list\nzhiben checklist list --sector GAS --json",
)
@click.option("--sector", metavar="代码", help="只看这个行业的，如 GAS。")
@format_option()
@click.pass_obj
def list_(options: Options, *, sector: str | None, form: str) -> None:
    """List the checklists of the running plugins, and those inspections were made with."""
    listed = _listed(options, sector.strip().upper() if sector else None)
    if form == "json":
        show_json({"checklists": listed})
        return
    rows = [
        (
            one["code"],
            one["title"],
            one["items"] if one["running"] else "未运行",
            f"{one['distribution']} {one['version']}",
            one["revision"],
            one["inspections"],
        )
        for one in listed
    ]
    show_table(("代码", "检查表", "检查项", "来自", "修订", "检查次数"), rows)


@command(
    "show",
    summary="一张检查表的内容和历次检查；或一次检查的答案和当时的判定。",
    details="写检查表代码看检查表，写记录（如 office:57）看那一次检查。",
    example="zhiben checklist show GAS-C1\nzhiben checklist show office:57 --json",
)
@click.argument("code", metavar="代码或记录")
@as_of_option
@format_option()
@click.pass_obj
def show(options: Options, *, code: str, as_of: date | None, form: str) -> None:
    """Show a checklist with its inspections, or one inspection as it was recorded."""
    from zhiben.cli.checklist_page import (
        page_shape,
        show_inspection,
        show_inspections,
        show_sheet,
    )
    from zhiben.cli.checklists import look_up, one_recorded

    if not _CODE.fullmatch(code.strip()):
        one, names = one_recorded(options, code)
        if form == "json":
            show_json(page_shape(None, [one], names))
        else:
            show_inspection(one.inspection, names)
        return
    sheet, found, names = look_up(options, code, as_of=as_of)
    if form == "json":
        show_json(page_shape(sheet, found, names))
        return
    if sheet is None:
        note(f"没有在运行的插件提供 {code}，看不到检查表的内容；已有的检查记录如下。")
    else:
        show_sheet(sheet)
    show_inspections(found, names)


@command(
    "export",
    summary="导出一张检查表，带到现场填写（表格有下拉框，也可打印）。",
    details=(
        "xlsx 和 csv 填好后可以导入；md 供打印手填。没有写 --output 的，xlsx 写成“代码.xlsx”，"
        "csv、md 直接输出。已有的文件不会改动。"
    ),
    example=(
        "zhiben checklist export GAS-C1\n"
        "zhiben checklist export GAS-C1 --format md --output 检查表.md"
    ),
)
@click.argument("code", metavar="检查表代码")
@click.option(
    "--format", "form", type=Choice(FORMATS), help="格式，默认按 --output 的扩展名，没有的是 xlsx。"
)
@click.option("--output", metavar="文件", help="写到哪个文件。")
@click.pass_obj
def export(options: Options, *, code: str, form: str | None, output: str | None) -> None:
    """Write a checklist as a file, or print it as text."""
    from zhiben.cli.checklist_page import sheet_markdown
    from zhiben.cli.checklists import load_sheet
    from zhiben.io.checklist_files import csv_bytes, write_new
    from zhiben.io.checklist_workbook import workbook_bytes

    kind = _kind(form, output)
    sheet = load_sheet(options, code)
    if output is None and kind != "xlsx":
        _print(sheet, kind)
        return
    if kind == "xlsx":
        content = workbook_bytes(sheet)
    else:
        content = csv_bytes(sheet) if kind == "csv" else sheet_markdown(sheet).encode()
    path = Path(output or f"{sheet.form.code}.xlsx")
    write_new(path, content)
    click.echo(
        f"已写 {path}：{sheet.form.title}，检查项 {len(sheet.checklist.items)} 个，"
        f"要答 {len(sheet.questions)} 处。"
    )


@command(
    "import",
    summary="导入填好的检查表：记入台账，并按检查日期的标准判定。",
    details=(
        "认 export 导出后用 WPS、Excel、LibreOffice 填好的 .xlsx .xls .et .ods，"
        "和 UTF-8、GB18030 的 .csv。空着和“不清楚”都按没有查明处理，不当作“否”。"
        "有看不懂的格子时逐格指出，什么也不记，退出码为 3。同一张表导入几次只记一次；"
        "改过的表是另一次检查，要顶替原来那次，用 --replaces 写明哪一条记录。"
    ),
    example=(
        "zhiben checklist import GAS-C1.xlsx --dry-run\n"
        "zhiben checklist import GAS-C1.xlsx --org 示例燃气 --on 2024-09-10"
    ),
)
@click.argument("file", metavar="文件")
@click.option("--org", metavar="单位", help="被检查单位；表里没写时用。")
@click.option("--on", type=DAY, metavar="日期", help="检查日期；表里没写时用。")
@click.option("--replaces", metavar="记录", help="顶替哪一次检查，如 office:57。")
@click.option("--dry-run", is_flag=True, help="试读：只显示会怎样，什么也不写。")
@format_option()
@click.pass_obj
def import_(
    options: Options,
    *,
    file: str,
    org: str | None,
    on: date | None,
    replaces: str | None,
    dry_run: bool,
    form: str,
) -> None:
    """Take a filled sheet in."""
    from zhiben.cli.checklist_import import Request, import_shape, import_sheet, show_import

    request = Request(path=Path(file), org=org, on=on, replaces=replaces, is_dry_run=dry_run)
    done = import_sheet(options, request)
    if form == "json":
        show_json(import_shape(done))
    else:
        show_import(done)


checklist = group(
    "checklist",
    summary="检查表：查看、导出填写、导入结果并判定。",
    example="zhiben checklist list\nzhiben checklist export GAS-C1",
    members=(list_, show, export, import_),
)


def _listed(options: Options, sector: str | None) -> list[dict[str, Any]]:
    """Return the checklists installed or on record, of all sectors or of one, as JSON."""
    from zhiben.cli.checklist_page import form_shape
    from zhiben.cli.checklists import installed_forms, recorded

    found, _ = recorded(options)
    forms = [one.inspection.form for one in found]
    times = Counter(one.code for one in forms if sector in {None, one.sector})
    installed = installed_forms(options, None if times else sector)
    shapes = {one.code: {**form_shape(one, is_running=False), "items": 0} for one in forms}
    for code, (one, items) in installed.items():
        shapes[code] = {**form_shape(one, is_running=True), "items": items}
    return [
        {**shape, "inspections": times[code]}
        for code, shape in sorted(shapes.items())
        if sector in {None, shape["sector"]}
    ]


def _kind(form: str | None, output: str | None) -> str:
    """Return the format to write: the one asked for, or the one the file's name says."""
    from zhiben.cli.session import refuse

    suffix = Path(output).suffix.lower().removeprefix(".") if output else ""
    if form is None:
        if output and suffix not in FORMATS:
            raise refuse(f"从“{output}”看不出格式，请用 --format 写明（{'、'.join(FORMATS)}）。")
        return suffix or FORMATS[0]
    if suffix in FORMATS and suffix != form:
        raise refuse(f"--format {form} 与文件名“{output}”不一致，请改成同一种。")
    return form


def _print(sheet: Sheet, kind: str) -> None:
    """Print a checklist as csv or Markdown."""
    from zhiben.cli.checklist_page import sheet_markdown
    from zhiben.cli.output import show_csv
    from zhiben.io.checklist_sheets import grid_of

    if kind == "md":
        click.echo(sheet_markdown(sheet), nl=False)
    else:
        first, *rest = grid_of(sheet)
        show_csv(first, rest)
