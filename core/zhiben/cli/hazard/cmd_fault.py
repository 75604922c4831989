"""``zhiben hazard fault``: units that did not check, found nothing, or refused (措施15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.commands import command
from zhiben.cli.hazard.follow_page import FAULTS
from zhiben.cli.hazard.options import OneOf, circumstances_of, circumstances_options
from zhiben.cli.options import as_of_option, format_option

if TYPE_CHECKING:
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.model.hazard_measures import Fault
    from zhiben.model.hazards import HazardLife, Party


@command(
    "fault",
    summary="登记、列出单位未排查、查不出、查出拒不整改（实施方案第15条）。",
    details=(
        "写 --kind 是登记，须有理由；不写是列出，写了单位只列它的。"
        "单位须已登记（zhiben org add），或者是 --hazard 那条隐患的单位。记错了用 zhiben undo。"
    ),
    example=(
        "zhiben hazard fault 示例厂 --kind refused --hazard YH-2026-00001 --reason 示例：督促未动\n"
        "zhiben hazard fault --as-of 2026-06-30"
    ),
)
@click.argument("unit_failed", metavar="[单位]", default="")
@click.option(
    "--kind", type=OneOf(FAULTS),
    help="not-checked 未排查，not-found 查不出，refused 查出拒不整改。",
)  # fmt: skip
@click.option("--reason", default="", metavar="理由", help="查清的情况。")
@click.option("--hazard", "number", metavar="隐患编号", help="在哪条隐患上。")
@as_of_option
@circumstances_options
@format_option()
@click.pass_obj
def fault(
    options: Options,
    /,
    *,
    unit_failed: str,
    kind: Fault | None,
    form: str,
    as_of: date | None,
    **said: Any,
) -> None:
    """Put a failure on record, or list those there are."""
    from zhiben.cli.session import open_session

    with open_session(options) as session, session.store.transaction():
        if kind is not None:
            _record(session, unit_failed, kind, said, form=form)
        if kind is None or form == "json":
            _list(session, unit_failed, day=as_of or session.today, form=form)


def _record(session: Session, text: str, kind: Fault, said: dict[str, Any], *, form: str) -> None:
    """Put a failure on record.

    Raises:
        UsageError: when it names no unit or no reason.
    """
    from zhiben.cli.hazard.follow import new_measure, require_there, take_measure
    from zhiben.cli.session import refuse
    from zhiben.model.hazard_measures import Family

    number, reason = said.pop("number"), said.pop("reason").strip()
    case = circumstances_of(said)
    if not text.strip():
        raise refuse("要登记哪个单位，请写单位。")
    if not reason:
        raise refuse("理由不能为空，请写 --reason。")
    life = require_there(session, number, case) if number else None
    party = _party(session, text, life)
    measure = new_measure(
        session, Family.FAULT, kind.value, subject=party.unit, case=case, reason=reason,
        hazard=life.number if life else None, failed=party.known_as or (party.unit,),
    )  # fmt: skip
    told = f"{party.name} {FAULTS[kind]}，理由：{reason}"
    take_measure(session, measure, case=case, text=told, form=form)


def _party(session: Session, text: str, life: HazardLife | None) -> Party:
    """Return the unit that failed: a registered one, or one the hazard names."""
    from zhiben.cli.hazard.acting import firms_of, party_of, registry_on

    firms = firms_of(life.details) if life else ()
    return party_of(registry_on(session, session.today), text, people=(), firms=firms)


def _list(session: Session, text: str, *, day: date, form: str) -> None:
    """List failures, those of one unit if it is named."""
    from zhiben.cli.hazard.acting import registry_on
    from zhiben.cli.hazard.follow_page import fault_row, fault_shape
    from zhiben.cli.masking import print_json, print_table
    from zhiben.ledger.hazards.measures import MEASURES, measures_of
    from zhiben.ledger.units.rules import label_key, labelled, labels
    from zhiben.model.hazard_measures import Family

    found = [one for one in measures_of(session.store.live(MEASURES, day))
             if one.family is Family.FAULT]  # fmt: skip
    if text:
        unit = labelled(registry_on(session, session.today)).get(label_key(text))
        keys = set(map(label_key, (text, *(labels(unit) if unit else ()))))
        found = [one for one in found if keys & set(map(label_key, (one.subject, *one.failed)))]
    if form == "json":
        print_json({"as_of": day.isoformat(), "faults": list(map(fault_shape, found))})
        return
    headers = ("记录", "业务日期", "单位", "情形", "隐患", "理由", "文件")
    print_table(headers, list(map(fault_row, found)))
    click.echo(f"\n共 {len(found)} 条。")
