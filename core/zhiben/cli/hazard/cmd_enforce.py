"""``zhiben hazard enforce``: how a unit is called to account for a hazard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.commands import command
from zhiben.cli.hazard.follow_page import ENFORCEMENTS
from zhiben.cli.hazard.options import (
    Money,
    OneOf,
    circumstances_of,
    circumstances_options,
    number_argument,
)
from zhiben.model.hazard_measures import Enforcement

if TYPE_CHECKING:
    from zhiben.cli.main import Options


@command(
    "enforce",
    summary="登记执法：约谈、处罚、停产整顿、移送、停电。",
    details=(
        "须有文号；罚款按元精确到分，只有处罚才写。处罚、约谈起算的时限见 "
        "zhiben hazard limits show。"
        "升级督办正该到约谈这一步的，也算那一步，不用另用 escalate 登记。"
        "停电通知满 24 小时才能停止供电，台账按次日算。"
        "同一文号的同一措施再记一次，不会多出一条；记错了用 zhiben undo。"
    ),
    example=(
        "zhiben hazard enforce YH-2026-00001 --kind penalty --unit 县应急局 "
        "--document 示例罚〔2026〕1号 --fine 3.5万元\n"
        "zhiben hazard enforce YH-2026-00001 --kind 约谈 --document 示例约〔2026〕1号"
    ),
)
@number_argument
@click.option(
    "--kind", type=OneOf(ENFORCEMENTS), required=True,
    help="talk 约谈，penalty 处罚，halt 停产整顿，transfer 移送，power-notice 停电通知，"
    "power-cut 停止供电（必填）。",
)  # fmt: skip
@click.option("--fine", type=Money(), metavar="金额", help="罚款，如 35000 或 3.5万元。")
@click.option("--note", "reason", default="", metavar="文字", help="说明。")
@circumstances_options
@click.pass_obj
def enforce(
    options: Options,
    /,
    *,
    number: str,
    kind: Enforcement,
    fine: str | None,
    reason: str,
    **said: Any,
) -> None:
    """Put a measure of enforcement on record."""
    from zhiben.cli.hazard.follow import new_measure, require_there, take_measure
    from zhiben.cli.session import open_session, refuse
    from zhiben.model.hazard_measures import Family

    case = circumstances_of(said)
    if not case.document:
        raise refuse("还缺 --document 文号。")
    if fine is not None and kind is not Enforcement.PENALTY:
        raise refuse(f"{ENFORCEMENTS[kind]}没有罚款；罚款写在 --kind penalty（处罚）里。")
    with open_session(options) as session, session.store.transaction():
        life = require_there(session, number, case)
        measure = new_measure(
            session, Family.ENFORCE, kind.value, subject=life.number, case=case,
            fine_yuan=fine, reason=reason.strip(),
        )  # fmt: skip
        more = f"，罚款 {fine} 元" if fine else ""
        text = f"{life.number} {ENFORCEMENTS[kind]}，{case.document}{more}。"
        take_measure(session, measure, case=case, text=text)
