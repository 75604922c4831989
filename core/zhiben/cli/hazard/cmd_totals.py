"""``zhiben hazard explain-total``: why a table prints another total than it has rows (口径说明)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command
from zhiben.cli.options import on_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.ledger.hazard_figures.printed import PrintedTotal


@command(
    "explain-total",
    summary="登记口径说明：表里印的合计为什么与收进的行数不符。",
    details=(
        "有哪些合计、相差多少，见 zhiben hazard stats。只记说明，表上的数和收进的数都不改；"
        "登记以后不再问，除非相差又变了。再登记一次，以后一次为准；记错了用 zhiben undo。"
        "说明里不要写个人的姓名、电话。"
    ),
    example=(
        "zhiben hazard explain-total 隐患台账.xlsx --note 示例：两项并作一行填写\n"
        "zhiben hazard explain-total 隐患台账.xlsx --funds --note 示例：含勘察费\n"
        "zhiben hazard explain-total 隐患台账.xlsx --sheet 台账 --row 14 --unit 城关镇 "
        "--note 示例：含上年结转两项 --document 示例〔2026〕5号"
    ),
)
@click.argument("file", metavar="文件")
@click.option("--note", "text", required=True, metavar="文字", help="怎么不同、为什么（必填）。")
@click.option("--sheet", metavar="工作表", help="哪个工作表；几个工作表都有合计时才要。")
@click.option("--row", type=click.IntRange(min=1), metavar="行", help="合计在第几行；同上。")
@click.option("--funds", is_flag=True, help="说明的是资金的合计，不是项数的合计。")
@click.option("--unit", metavar="单位", help="哪个单位说明的，默认本工作区的单位。")
@click.option("--document", default="", metavar="文号", help="说明的文件。")
@on_option
@click.pass_obj
def explain_total(
    options: Options,
    /,
    *,
    file: str,
    text: str,
    sheet: str | None,
    row: int | None,
    funds: bool,
    unit: str | None,
    document: str,
    on: date | None,
) -> None:
    """Put on record why a total differs."""
    from zhiben.cli.hazard.acting import acting_day, own_party, party_of, registry_on
    from zhiben.cli.session import open_session, refuse

    if not text.strip():
        raise refuse("说明不能为空，请写 --note。")
    with open_session(options) as session, session.store.transaction():
        day = acting_day(session, on)
        totals = _totals(session, Path(file).name, day=day, is_funds=funds)
        total = _one_of(totals, sheet=sheet, row=row)
        registry = registry_on(session, session.today)
        party = party_of(registry, unit, people=()) if unit else None
        by = (party or own_party(session, registry, people=())).unit
        _record(session, total, unit=by, text=text.strip(), document=document.strip(), on=day)


def _totals(session: Session, file: str, *, day: date, is_funds: bool) -> list[PrintedTotal]:
    """Return the totals of a table, among the latest of all sources.

    Raises:
        UnknownNameError: when no such table prints one; offers the nearest.
    """
    from zhiben.errors import UnknownNameError, nearest_names
    from zhiben.ledger.hazard_figures.printed import PRINTED, Counted, printed_totals
    from zhiben.ledger.units.rules import label_key

    of = Counted.FUNDS if is_funds else Counted.HAZARDS
    totals = [one for one in printed_totals(session.store.live(PRINTED, day)) if one.of is of]
    meant = [one for one in totals if label_key(file) in map(label_key, (one.file, one.source))]
    if not meant:
        files = {one.file: "" for one in totals}
        raise UnknownNameError("印有合计的表", file, nearest_names(file, files))
    return meant


def _one_of(meant: Sequence[PrintedTotal], *, sheet: str | None, row: int | None) -> PrintedTotal:
    """Return the one total that stands there.

    Raises:
        UsageError: when there are several, or none.
    """
    from zhiben.cli.session import refuse

    found = [one for one in meant if sheet in {None, one.sheet} and row in {None, one.row}]
    if len(found) != 1:
        raise refuse(
            "请用 --sheet、--row 指明是哪一个合计（文件同名的，把文件写成来源）："
            f"{_places(meant)}。"
        )
    return found[0]


def _places(totals: Sequence[PrintedTotal]) -> str:
    """Return where totals stand."""
    return "；".join(f"来源“{one.source}”工作表“{one.sheet}”第 {one.row} 行" for one in totals)


def _record(
    session: Session, total: PrintedTotal, *, unit: str, text: str, document: str, on: date
) -> None:
    """Put an explanation on record, once, and say so."""
    from zhiben.cli.hazard.stats_page import total_text
    from zhiben.cli.masking import say
    from zhiben.cli.session import reference_of
    from zhiben.ledger.hazard_figures.printed import explanation_draft

    told = f"{total_text(total)}，口径说明：{text}"
    known = total.explanation
    if known and not total.is_asked and (known.unit, known.text, known.document) == (
        unit, text, document,
    ):  # fmt: skip
        say(f"台账里已有（{known.reference}），没有再记：{told}")
        return
    draft = explanation_draft(
        total, unit=unit, text=text, document=document, on=on, actor=session.options.actor
    )
    (line,) = session.record([draft])
    say(f"已记入台账 {reference_of(line)}：{told}")
