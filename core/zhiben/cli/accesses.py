"""Uses of personal data, put on record before anything is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from zhiben.ledger.privacy.accesses import access_draft, reason_for, token_of
from zhiben.model.privacy import Access, Deed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiben.cli.session import Session
    from zhiben.model.privacy import Reporter


class Token(click.ParamType[str]):
    """A reporter's token; whatever else is typed there is not repeated."""

    name = "令牌"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the token, as it is kept."""
        return token_of(value) or self.fail(
            "写的不是令牌；令牌形如 R-ABCD-EFGH-JKMN-PQRS，见 zhiben reporter list。", param, ctx
        )


TOKEN: Final = Token()


def record_unmask(session: Session, subject: str, *, reason: str) -> str:
    """Record why phones and the like are shown in full, and return the entry's reference.

    Args:
        session: the workspace.
        subject: the number of the hazard shown, or what is exported as a whole.
        reason: as the user gave it.

    Raises:
        UsageError: when the reason is empty, or itself tells personal data.
    """
    return record_access(session, Deed.UNMASK, subject=subject, reason=reason)


def record_access(
    session: Session,
    deed: Deed,
    *,
    subject: str,
    reason: str,
    reporters: Iterable[Reporter] = (),
) -> str:
    """Record one use of personal data, and return the entry's reference.

    ``reporters`` are those whose identity the reason must not tell.

    Raises:
        UsageError: when the reason is empty, or itself tells personal data.
    """
    from zhiben.cli.session import reference_of

    told = reason_for(reason, reporters=reporters)
    access = Access(subject=subject, deed=deed, reason=told, on=session.today)
    (line,) = session.record([access_draft(access, actor=session.options.actor)])
    return reference_of(line)
