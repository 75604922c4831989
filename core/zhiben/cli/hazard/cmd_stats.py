"""``zhiben hazard stats``: the figures of hazards, each with its unit and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command
from zhiben.cli.options import as_of_option, format_option
from zhiben.cli.types import Choice
from zhiben.ledger.hazard_figures.counting import FIGURES, Axis, figure_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.ledger.hazard_figures.counting import Figure
    from zhiben.ledger.hazard_figures.table import FigureTable
    from zhiben.ledger.hazard_figures.targets import HazardTarget
    from zhiben.ledger.units.registry import Registry
    from zhiben.model.plan import Plan


@command(
    "stats",
    summary="隐患统计：发现、销号、逾期、挂牌、按期整改率、用时，和三年目标。",
    details=(
        "百分率写成 分子/分母，截断到一位小数，不进位，分子等于分母才是 100%。"
        "--explain 写出一个指标的意思、单位和数值，按 --by 分行，并列出算在里面的隐患；"
        "加 --target 只看方案一个目标管的隐患。"
        f"指标有：{'、'.join(figure.key for figure in FIGURES)}。"
    ),
    example=(
        "zhiben hazard stats --by township\n"
        "zhiben hazard stats --as-of 2026-06-30 --by month --json\n"
        "zhiben hazard stats --explain overdue --by township\n"
        "zhiben hazard stats --explain open --target T-1"
    ),
)
@as_of_option
@click.option(
    "--by",
    type=Choice([axis.value for axis in Axis]),
    default=Axis.LEVEL.value,
    help="表格每一行是什么，默认 level（等级）。",
)
@click.option(
    "--explain",
    type=Choice([figure.key for figure in FIGURES]),
    metavar="指标",
    help="一个指标怎么算、算了哪些隐患，如 open。",
)
@click.option(
    "--target", metavar="目标", help="和 --explain 一起用：只看这个目标管的隐患，如 T-1。"
)
@format_option()
@click.pass_obj
def stats(
    options: Options,
    /,
    *,
    as_of: date | None,
    by: str,
    explain: str | None,
    target: str | None,
    form: str,
) -> None:
    """Show the figures of hazards on one day."""
    from zhiben.cli.hazard.stats_page import show_stats, show_stats_json
    from zhiben.cli.session import open_session, refuse
    from zhiben.ledger.plans.bodies import plan_from_json

    if target and not explain:
        raise refuse("--target 要和 --explain 一起用，如 --explain open --target T-1。")
    with open_session(options) as session:
        day = as_of or session.today
        body = session.store.plan_body(day)
        plan = plan_from_json(body).plan if body else None
        table = figure_table(session, plan, day, axis=Axis(by))
        if explain:
            _explain(session, figure_of(explain), table, target=target, form=form)
            return
    show = show_stats_json if form == "json" else show_stats
    show(table)


def figure_table(session: Session, plan: Plan | None, day: date, *, axis: Axis) -> FigureTable:
    """Return the figures of a day, by an axis, with the targets of a plan."""
    from zhiben.ledger.hazard_figures.checks import TOLD, checks_by
    from zhiben.ledger.hazard_figures.printed import PRINTED, printed_totals
    from zhiben.ledger.hazard_figures.table import FigureTable, rows_of, total_of
    from zhiben.ledger.hazard_figures.targets import target_line, targets_of

    units = _units(session, day)
    hazards = session.store.hazards(day)
    tallies = hazards.tallies(axis)
    targets = targets_of(plan) if plan else ()
    cells = hazards.cells() if targets else ()
    checks = checks_by(axis, hazards.check_cells(), units()) if axis in TOLD else None
    total = total_of(tallies)
    return FigureTable(
        as_of=day,
        axis=axis,
        rows=rows_of(tallies, _namer(units, axis), checks=checks),
        total=total,
        checks=hazards.checks() if checks is None else sum(checks.values()),
        targets=tuple(target_line(target, cells, day=day) for target in targets),
        unplaced=total["unplaced"],
        printed=printed_totals(
            session.store.live(PRINTED, day), named=lambda one: units().name(one)
        ),
    )


def _units(session: Session, day: date) -> Callable[[], Registry]:
    """Return what reads the units of a day, once and only where they are asked for."""
    from functools import cache

    from zhiben.cli.hazard.acting import registry_on

    return cache(lambda: registry_on(session, max(day, session.today)))


def _namer(units: Callable[[], Registry], axis: Axis) -> Callable[[str], str]:
    """Return what gives the keys of an axis one spelling: units by their registered names."""
    if axis not in {Axis.TOWNSHIP, Axis.LEAD}:
        return str
    from zhiben.ledger.units.rules import label_key, labelled

    known = labelled(units())

    def named(text: str) -> str:
        unit = known.get(label_key(text))
        return unit.name if unit else text.strip()

    return named


def _explain(
    session: Session, figure: Figure, table: FigureTable, *, target: str | None, form: str
) -> None:
    """Print one figure with the hazards behind it, of a share those of its denominator."""
    from zhiben.cli.hazard.figure_page import show_figure, show_figure_json
    from zhiben.ledger.hazard_figures.explaining import explained

    day = table.as_of
    told = explained(
        figure,
        session.store.hazards(day).facts(figure.of or figure.count),
        table=table,
        named=_namer(_units(session, day), table.axis),
        target=_target(table, target) if target else None,
    )
    show = show_figure_json if form == "json" else show_figure
    show(told)


def _target(table: FigureTable, text: str) -> HazardTarget:
    """Return a target of the plan by its task.

    Raises:
        UnknownNameError: when there is none; offers those there are.
    """
    from zhiben.errors import UnknownNameError, nearest_names

    targets = {line.target.task: line.target for line in table.targets}
    found = targets.get(text.strip().upper())
    if found is None:
        raise UnknownNameError("方案目标", text, nearest_names(text.upper(), targets))
    return found
