"""``zhiben indicator``: what the sectors measure, what units record, and what it comes to."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

import click

from zhiben.cli.commands import command, group
from zhiben.cli.options import as_of_option, format_option, on_option
from zhiben.cli.output import note, show_json, show_table
from zhiben.cli.types import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session, World
    from zhiben.ledger.entries import Line
    from zhiben.ledger.indicators.bodies import RecordedFigure
    from zhiben.model.indicators import Definition, Figure
    from zhiben.plugins import Sectors

HOOK: Final = "zhiben_indicators"
MOST_DIGITS: Final = 15
"""How many digits a number may have: what every program keeps exact."""


class Exact(click.ParamType[Decimal]):
    """A number that is not negative, kept digit by digit; 85% means 85 of the unit %."""

    name = "数值"

    def convert(
        self,
        value: str | Decimal,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Decimal:
        """Return the number a text writes."""
        text = normalize("NFKC", str(value)).strip().removesuffix("%").strip()
        if text.startswith("-"):
            self.fail(f"不能是负数，写的是 {value}。", param, ctx)
        if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
            self.fail(f"“{value}”不是数值。", param, ctx)
        if len(text.replace(".", "")) > MOST_DIGITS:
            self.fail(f"“{value}”超过 {MOST_DIGITS} 位数字，请核对。", param, ctx)
        return Decimal(text)


EXACT: Final = Exact()

sector_option = click.option("--sector", metavar="代码", help="只看这个行业的，如 GAS。")


@command(
    "list",
    summary="列出各行业的指标：计量单位、周期、方向、目标、公式。",
    example="zhiben indicator list\nzhiben indicator list --sector GAS --json",
)
@sector_option
@format_option()
@click.pass_obj
def list_(options: Options, *, sector: str | None, form: str) -> None:
    """List the indicators of the running plugins."""
    from zhiben.cli.catalogs import load_installed
    from zhiben.cli.indicator_page import HEADERS, definition_cells, definition_shape

    code = sector.strip().upper() if sector else None
    definitions = _definitions(load_installed(options, hooks=(HOOK,), sector=code))
    if form == "json":
        shapes = [definition_shape(one, is_running=True) for one in definitions.values()]
        show_json({"indicators": shapes})
        return
    show_table(HEADERS, list(map(definition_cells, definitions.values())))
    click.echo(f"\n共 {len(definitions)} 个指标。")


@command(
    "record",
    summary="登记一个单位一期的指标数据。",
    details=(
        "有分子、分母的指标写 --n 和 --d，由程序算出数值；没有适用对象的两个都写 0。"
        "其他指标写 --value。同一单位同一期再登记一次，以后一次为准，原来的保留；"
        "更正记错的一条，用 --corrects 并写 --reason。"
    ),
    example=(
        "zhiben indicator record GAS-I01 --period 2024-09 --org 县住建局 --n 5 --d 6\n"
        "zhiben indicator record MIN-I02 --period 2024Q3 --org 县应急局 --value 3"
    ),
)
@click.argument("code", metavar="指标代码")
@click.option(
    "--period", required=True, metavar="期次",
    help="哪一期，如 2024-09、2024Q3、2024H2、2024（必填）。",
)  # fmt: skip
@click.option("--org", required=True, metavar="单位", help="哪个单位的（必填）。")
@click.option("--value", type=EXACT, help="数值，单位同指标。")
@click.option("--n", type=EXACT, help="分子。")
@click.option("--d", type=EXACT, help="分母。")
@on_option
@click.option("--note", "text", default="", metavar="文字", help="说明。")
@click.option(
    "--corrects", metavar="记录", help="更正哪一条记录，如 office:12；须同时写 --reason。"
)
@click.option("--reason", metavar="文字", help="更正的理由。")
@click.pass_obj
def record(
    options: Options,
    /,
    *,
    code: str,
    on: date | None,
    corrects: str | None,
    reason: str | None,
    **said: object,
) -> None:
    """Record a unit's figure for one period."""
    from zhiben.cli.session import open_session
    from zhiben.cli.world import SUB_PLAN
    from zhiben.ledger.indicators.recording import check_unit, figure_draft
    from zhiben.ledger.reporting import check_day

    with open_session(options) as session, session.store.transaction():
        day = on or session.today
        world = session.world(max(day, session.today), hooks=(*SUB_PLAN, HOOK))
        check_day(world.plan, day)
        figure = _figure(world, code, on=day, said=said)
        check_unit(figure, _figures(session).values())
        replaced = _correction(session, figure, corrects, reason=reason)
        (line,) = session.record([figure_draft(figure, actor=options.actor, **replaced)])
    _tell(world, figure, line)


@command(
    "show",
    summary="指标数据：各单位各期的数值、分子分母、是否达标、比上期增减。",
    details=(
        "占比只截断到一位小数、不进位；几个单位合起来按分子之和除以分母之和算，不把百分数平均。"
        "数量只在同一指标、同一计量单位、同一期内相加；比值没有分子、分母的不相加。"
        "分母为 0 的是“无适用对象”，既不是 0% 也不是 100%。"
    ),
    example=(
        "zhiben indicator show GAS-I01\n"
        "zhiben indicator show --sector GAS --by period --as-of 2024-12-31"
    ),
)
@click.argument("code", metavar="[指标代码]", required=False)
@sector_option
@click.option(
    "--by", type=Choice(("unit", "period")), default="unit",
    help="表格每一行是什么：unit 各单位各期，period 各期合计；默认 unit。",
)  # fmt: skip
@as_of_option
@format_option()
@click.pass_obj
def show(
    options: Options,
    *,
    code: str | None,
    sector: str | None,
    by: str,
    as_of: date | None,
    form: str,
) -> None:
    """Show what indicators come to on a day."""
    from zhiben.cli.indicator_page import show_tables, table_shape
    from zhiben.cli.session import open_session
    from zhiben.cli.world import SUB_PLAN
    from zhiben.ledger.indicators.reading import tables_of

    with open_session(options) as session:
        world = session.world(as_of, hooks=(*SUB_PLAN, HOOK))
        figures = _figures(session, world.facts.as_of)
    installed = _definitions(world.sectors)
    wanted = _wanted(installed, figures.values(), code=code, sector=sector)
    tables = tables_of(
        [one for one in figures.values() if one.figure.definition.code in wanted],
        {one: installed[one] for one in wanted if one in installed},
    )
    names = world.facts.registry.name
    if form == "json":
        shapes = [table_shape(table, names, running=installed) for table in tables]
        show_json({"as_of": world.facts.as_of.isoformat(), "indicators": shapes})
    else:
        show_tables(tables, names, by=by, running=installed)


indicator = group(
    "indicator",
    summary="查看、登记各行业的指标。",
    example="zhiben indicator list --sector GAS\nzhiben indicator show --by period",
    members=(list_, record, show),
)


def _definitions(sectors: Sectors) -> dict[str, Definition]:
    """Return what the indicators of the running plugins measure, by code."""
    from zhiben.ledger.indicators.bodies import definition_of
    from zhiben.spec import Indicator

    found = (record for _, record in sectors.records(HOOK))
    return {one.code: definition_of(one) for one in found if isinstance(one, Indicator)}


def _figures(
    session: Session, as_of: date | None = None
) -> dict[tuple[str, str, str], RecordedFigure]:
    """Return the figures that count on a day, or ever."""
    from datetime import date as day

    from zhiben.ledger.indicators.bodies import figures_of
    from zhiben.model.entries import EntryKind

    return figures_of(session.store.live((EntryKind.INDICATOR_RECORD,), as_of or day.max))


def _figure(world: World, code: str, *, on: date, said: dict[str, object]) -> Figure:
    """Return the figure the command's words amount to."""
    from zhiben.cli.catalogs import known_code, sector_of
    from zhiben.cli.sectors import serving
    from zhiben.ledger.indicators.recording import Numbers, figure_for

    definitions = _definitions(world.sectors)
    serving(world.sectors, sector_of(code))
    definition = definitions[known_code(code, definitions, kind="指标")]
    numbers = Numbers(**{key: said[key] for key in ("value", "n", "d")})  # type: ignore[arg-type]  # as EXACT made them
    return figure_for(
        definition,
        numbers,
        org=world.unit(str(said["org"])).id,
        period=str(said["period"]),
        on=on,
        plan=world.plan,
        note=str(said["text"]).strip(),
    )


def _correction(
    session: Session, figure: Figure, reference: str | None, *, reason: str | None
) -> dict[str, str]:
    """Return what a correcting entry says of the one it replaces."""
    from zhiben.cli.session import refuse
    from zhiben.ledger.amending import successor
    from zhiben.model.entries import EntryKind

    if (reference is None) != (reason is None):
        raise refuse("更正须同时写 --corrects（哪一条）和 --reason（理由）。")
    if reference is None or reason is None:
        return {}
    return successor(
        session.entry(reference),
        kind=EntryKind.INDICATOR_RECORD,
        subject=figure.definition.code,
        word="指标数据",
        reason=reason,
        void=session.store.void_ids(),
    )


def _wanted(
    installed: Iterable[str],
    figures: Iterable[RecordedFigure],
    *,
    code: str | None,
    sector: str | None,
) -> frozenset[str]:
    """Return the codes of the indicators asked for, installed or only on record."""
    from zhiben.cli.catalogs import known_code, sector_of
    from zhiben.errors import UnknownNameError, nearest_names

    known = {*installed, *(one.figure.definition.code for one in figures)}
    if code is not None:
        return frozenset({known_code(code, known, kind="指标")})
    if sector is None:
        return frozenset(known)
    key = sector.strip().upper()
    found = frozenset(one for one in known if sector_of(one) == key)
    if not found:
        raise UnknownNameError(
            "有指标的行业", sector, nearest_names(key, set(map(sector_of, known)))
        )
    return found


def _tell(world: World, figure: Figure, line: Line) -> None:
    """Say what was recorded, and where."""
    from zhiben.cli.indicator_page import pair, said
    from zhiben.cli.session import reference_of
    from zhiben.dates import parse_period
    from zhiben.ledger.indicators.bodies import RecordedFigure
    from zhiben.ledger.indicators.reading import reading_of

    definition = figure.definition
    reading = reading_of(definition, [RecordedFigure(figure=figure, reference="")])
    shares = pair(figure.n, figure.d)
    click.echo(
        f"已记入台账 {reference_of(line)}：{definition.code} {figure.period} "
        f"{world.names([figure.org])} {said(reading, definition.unit)}"
        f"{f'（{shares}）' if shares else ''}。"
    )
    period = parse_period(figure.period)
    if period is not None and period.end > figure.on:
        note(f"{period}到 {period.end} 才结束，现在登记的是截至 {figure.on} 的数。")
