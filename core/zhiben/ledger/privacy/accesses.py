"""Uses of personal data as the journal keeps them: which, what for, and never whose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from zhiben.errors import UsageError
from zhiben.ledger.privacy.masking import LABELS, find_personal, gives_away
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.privacy import Access, Deed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from zhiben.model.entries import Entry
    from zhiben.model.privacy import Reporter

ALL_REPORTERS: Final = "reporters"
"""The subject of what concerns the store of identities as a whole."""
_LONGEST: Final = 200
_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters only, so that no number is found in a token; and none that look alike."""
_TOKEN: Final = re.compile(rf"R(?:-[{_LETTERS}]{{4}}){{4}}")
_TOKEN_BYTES: Final = 16


def new_token(entropy: Callable[[int], bytes]) -> str:
    """Return a token nobody has, from random bytes: R-ABCD-EFGH-JKMN-PQRS."""
    number, letters = int.from_bytes(entropy(_TOKEN_BYTES), "big"), []
    for _ in range(_TOKEN_BYTES):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "-".join(("R", *("".join(letters[start : start + 4]) for start in range(0, 16, 4))))


def token_of(text: str) -> str | None:
    """Return the token somebody wrote, in either case; ``None`` when it can be none."""
    token = text.strip().upper()
    return token if _TOKEN.fullmatch(token) else None


def access_draft(access: Access, *, actor: str) -> Draft:
    """Return the entry that keeps an access."""
    body = {"deed": access.deed.value, "reason": access.reason}
    kind = EntryKind.REPORTER_ACCESS
    return Draft(on=access.on, actor=actor, kind=kind, subject=access.subject, body=body)


def access_of(entry: Entry) -> Access:
    """Return the access an entry holds.

    Raises:
        LookupError: when the body lacks what an access has.
        ValueError: when it names an unknown deed.
    """
    body: Any = entry.body
    return Access(
        subject=entry.subject, deed=Deed(body["deed"]), reason=body["reason"], on=entry.on
    )


def reason_for(text: str, *, reporters: Iterable[Reporter] = ()) -> str:
    """Return the reason of an access, once it can stand in the journal for ever.

    Raises:
        UsageError: when it is empty or too long, or itself tells personal data.
    """
    reason = " ".join(text.split())
    if not reason:
        raise UsageError("理由不能为空。")
    if len(reason) > _LONGEST:
        raise UsageError(f"理由请写在 {_LONGEST} 字以内。")
    kinds = "、".join(dict.fromkeys(LABELS[one.kind] for one in find_personal(reason)))
    if kinds:
        raise UsageError(f"理由会一直留在台账里，不能写{kinds}，请改写。")
    if any(gives_away(reason, reporter) for reporter in reporters):
        raise UsageError("理由会一直留在台账里，不能写举报人的信息，请改写。")
    return reason


def tokens_on_record(entries: Iterable[Entry]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the tokens the journal says are kept, and those it says were forgotten.

    Args:
        entries: those of one site, in the order it recorded them.
    """
    kept: set[str] = set()
    forgotten: set[str] = set()
    for access in map(access_of, entries):
        if access.deed is Deed.ADD:
            kept.add(access.subject)
        elif access.deed is Deed.FORGET:
            kept.discard(access.subject)
            forgotten.add(access.subject)
    return frozenset(kept), frozenset(forgotten)
