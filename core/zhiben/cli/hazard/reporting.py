"""Tokens of reporters as hazards hold them: of the right form, and on record; never the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.cli.output import note
from zhiben.cli.session import refuse
from zhiben.ledger.entries import entry_of
from zhiben.ledger.privacy.accesses import tokens_on_record
from zhiben.model.entries import EntryKind
from zhiben.model.hazards import Channel
from zhiben.store.vault import NAME

if TYPE_CHECKING:
    from collections.abc import Collection

    from zhiben.cli.session import Session


def checked_token(
    session: Session, token: str | None, *, channels: Collection[Channel | None]
) -> str:
    """Return the token a hazard is to hold, empty where none is told.

    Which tokens there are is told by the journal, so that nobody has to open the vault. A site
    that keeps no vault takes the word of whoever gave it the token.

    Raises:
        UsageError: when nobody reported the hazard, or no reporter has that token.
    """
    if token is None:
        return ""
    if Channel.REPORT not in channels:
        raise refuse("举报人令牌只写在群众举报查实（--channel report）的隐患上。")
    lines = session.store.lines(kind=EntryKind.REPORTER_ACCESS, subject=token)
    kept, forgotten = tokens_on_record(map(entry_of, lines))
    if token in forgotten:
        note(f"{token} 已从举报人库删去，令牌照样记下。")
    elif token not in kept:
        if (session.options.database.parent / NAME).exists():
            raise refuse(f"举报人库里没有登记过 {token}，请核对，见 zhiben reporter list。")
        note(f"这里没有举报人库，{token} 没有核对。")
    return token
