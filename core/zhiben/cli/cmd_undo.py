"""``zhiben undo``: an entry no longer counts; both it and the undoing stay in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command
from zhiben.cli.options import reason_option

if TYPE_CHECKING:
    from zhiben.cli.main import Options


@command(
    "undo",
    summary="撤销一条记录（原记录保留）。",
    details=(
        "记录写成 单位:编号（如 office:12）、只写编号（本工作区自己的）或完整编号，"
        "见 zhiben journal list。撤销“撤销”，原记录恢复。"
    ),
    example="zhiben undo office:57 --reason 报错了单位",
)
@click.argument("entry", metavar="记录")
@reason_option
@click.pass_obj
def undo(options: Options, *, entry: str, reason: str) -> None:
    """Record that an entry no longer counts, and why."""
    from zhiben.cli.masking import say
    from zhiben.cli.session import open_session, reference_of
    from zhiben.ledger.amending import replacement
    from zhiben.model.entries import Draft, EntryKind

    with open_session(options) as session, session.store.transaction():
        line = session.entry(entry)
        draft = Draft(
            on=session.today,
            actor=options.actor,
            kind=EntryKind.UNDO,
            subject=line.subject,
            body=replacement(line, reason=reason, void=session.store.void_ids()),
        )
        (undone,) = session.record([draft])
    say(f"已记入台账 {reference_of(undone)}：撤销 {reference_of(line)}，理由：{reason}")
