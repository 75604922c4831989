"""``zhiben hazard stats``: the figures of hazards, each with its unit and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command
from zhiben.cli.options import as_of_option, format_option
from zhiben.cli.types import Choice
from zhiben.ledger.hazard_figures.counting import FIGURES, Axis, figure_of
from zhiben.model.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.ledger.hazard_figures.counting import Figure
    from zhiben.ledger.hazard_figures.table import FigureTable
    from zhiben.model.hazard_figures import HazardFacts
    from zhiben.model.plan import Plan


@command(
    "stats",
    summary="隐患统计：发现、销号、逾期、挂牌、按期整改率、用时，和三年目标。",
    details=(
        "百分率写成 分子/分母，截断到一位小数，不进位，分子等于分母才是 100%。"
        "--explain 写出一个指标的意思、单位和数值，并列出算在里面的隐患；"
        f"指标有：{'、'.join(figure.key for figure in FIGURES)}。"
    ),
    example=(
        "zhiben hazard stats --by township\n"
        "zhiben hazard stats --as-of 2026-06-30 --by month --json\n"
        "zhiben hazard stats --explain overdue"
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
@format_option()
@click.pass_obj
def stats(
    options: Options, /, *, as_of: date | None, by: str, explain: str | None, form: str
) -> None:
    """Show the figures of hazards on one day."""
    from zhiben.cli.hazard.stats_page import show_stats, show_stats_json
    from zhiben.cli.session import open_session
    from zhiben.ledger.plan_bodies import plan_from_json

    with open_session(options) as session:
        day = as_of or session.today
        body = session.store.plan_body(day)
        plan = plan_from_json(body).plan if body else None
        table = figure_table(session, plan, day, axis=Axis(by))
        if explain:
            figure = figure_of(explain)
            _explain(figure, table, _behind(session, figure, day), form=form)
            return
    show = show_stats_json if form == "json" else show_stats
    show(table)


def figure_table(session: Session, plan: Plan | None, day: date, *, axis: Axis) -> FigureTable:
    """Return the figures of a day, by an axis, with the targets of a plan."""
    from zhiben.ledger.hazard_figures.printed import printed_totals
    from zhiben.ledger.hazard_figures.table import FigureTable, rows_of, total_of
    from zhiben.ledger.hazard_figures.targets import target_line, targets_of

    hazards = session.store.hazards(day)
    tallies = hazards.tallies(axis)
    targets = targets_of(plan) if plan else ()
    cells = hazards.cells() if targets else ()
    total = total_of(tallies)
    return FigureTable(
        as_of=day,
        axis=axis,
        rows=rows_of(tallies, _namer(session, axis, day)),
        total=total,
        checks=hazards.checks(),
        targets=tuple(target_line(target, cells, day=day) for target in targets),
        unplaced=total["unplaced"],
        printed=printed_totals(session.store.live((EntryKind.HAZARD_SHEET,), day)),
    )


def _namer(session: Session, axis: Axis, day: date) -> Callable[[str], str]:
    """Return what gives the keys of an axis one spelling: units by their registered names."""
    if axis not in {Axis.TOWNSHIP, Axis.LEAD}:
        return str
    from zhiben.cli.hazard.acting import registry_on
    from zhiben.ledger.units import label_key, labelled

    units = labelled(registry_on(session, max(day, session.today)))

    def named(text: str) -> str:
        unit = units.get(label_key(text))
        return unit.name if unit else text.strip()

    return named


def _behind(session: Session, figure: Figure, day: date) -> list[tuple[HazardFacts, bool]]:
    """Return the hazards behind a figure, of a share those of its denominator.

    Each comes with whether it is counted, of a share in the numerator.
    """
    from zhiben.ledger.hazard_figures.counting import COUNTS
    from zhiben.ledger.hazards.numbers import number_order

    found = session.store.hazards(day).facts(figure.of or figure.count)
    ordered = sorted(found, key=lambda one: number_order(one.number))
    return [(one, COUNTS[figure.count](one, day)) for one in ordered]


def _explain(
    figure: Figure, table: FigureTable, behind: list[tuple[HazardFacts, bool]], *, form: str
) -> None:
    """Print one figure with the hazards behind it."""
    from zhiben.cli.hazard.stats_page import figure_json, show_figure
    from zhiben.cli.output import show_json

    if form == "json":
        show_json(figure_json(figure, table, behind))
        return
    show_figure(figure, table, behind)
