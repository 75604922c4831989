"""Entries of the journal: sealing drafts into a chain, and finding what breaks one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import frozen

from zhiben.errors import Problem
from zhiben.ledger.digests import algorithm_of, body_text, digest_of
from zhiben.ledger.identity import uuids7
from zhiben.model.entries import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiben.model.entries import Draft

FIRST: Final = 1
"""The running number of an origin's first entry."""


@frozen(kw_only=True)
class Head:
    """The end of an origin's chain: the number and digest of its last entry."""

    origin: str
    seq: int = 0
    digest: str = ""


class Line(NamedTuple):
    """An entry as it is stored: every field a text but the number.

    A named tuple, because hundreds of thousands are made, hashed and handed to SQLite
    as they are.
    """

    id: str
    origin: str
    seq: int
    on: str
    recorded_at: str
    actor: str
    kind: str
    subject: str
    body: str
    previous: str
    digest: str


def seal_all(
    drafts: Sequence[Draft], *, head: Head, moment: datetime, entropy: bytes, algorithm: str
) -> list[Line]:
    """Give drafts their place behind ``head``: ids, numbers and chained digests.

    ``entropy`` supplies ``ENTROPY`` random bytes for each draft. Lines sealed together
    carry the same ``recorded_at``.
    """
    stamp = moment.astimezone(UTC).isoformat(timespec="microseconds")
    lines = []
    previous = head.digest
    ids = uuids7(moment, entropy, number=len(drafts))
    for seq, (identity, draft) in enumerate(zip(ids, drafts, strict=True), head.seq + FIRST):
        fields = (
            identity,
            head.origin,
            seq,
            draft.on.isoformat(),
            stamp,
            draft.actor,
            draft.kind.value,
            draft.subject,
            body_text(draft.body),
            previous,
        )
        previous = digest_of((*fields, ""), algorithm=algorithm)
        lines.append(Line(*fields, previous))
    return lines


def entry_of(line: Line) -> Entry:
    """Return the entry a stored line holds.

    Raises:
        ValueError: when a field is not what an entry holds, as in a damaged journal.
    """
    return Entry(
        id=line.id,
        origin=line.origin,
        seq=line.seq,
        on=date.fromisoformat(line.on),
        recorded_at=datetime.fromisoformat(line.recorded_at),
        actor=line.actor,
        kind=EntryKind(line.kind),
        subject=line.subject,
        body=json.loads(line.body),
        previous=line.previous,
        digest=line.digest,
    )


def check_chain(lines: Iterable[Line]) -> Iterator[Problem]:
    """Yield what is wrong with one origin's lines, which must come in order of ``seq``.

    Changing, removing, adding or moving a line breaks the chain there, so the first
    problem names the first damaged line. An intact line is not blamed for the one
    before it.
    """
    expected, previous, trusted = FIRST, "", True
    for line in lines:
        place, intact = place_of(line.origin, line.seq), is_intact(line)
        if line.seq > expected:
            yield Problem(place_of(line.origin, expected), "这一条缺失，台账在此处被删改。")
        elif line.seq < expected:
            yield Problem(place, "编号重复或次序颠倒，台账在此处被调换或改动。")
        elif intact and trusted and line.previous != previous:
            yield Problem(place, "与上一条的摘要接不上，台账在此处被调换或改动。")
        if not intact:
            yield Problem(place, "摘要与内容不符，这一条被改动过。")
        expected, previous, trusted = line.seq + 1, line.digest, intact


def check_head(head: Head, last: Head) -> Iterator[Problem]:
    """Yield a problem when the lines end elsewhere than the recorded end of the chain.

    Args:
        head: the end of the chain as it was recorded with the last entry.
        last: the end of the lines that are there.
    """
    if last.seq != head.seq:
        yield Problem(
            place_of(head.origin, min(last.seq, head.seq) + 1),
            f"台账应止于第 {head.seq} 条，现止于第 {last.seq} 条，末尾被删改。",
        )
    elif last.digest != head.digest:
        yield Problem(place_of(head.origin, head.seq), "与记下的末条摘要不符，末尾被改写过。")


def is_intact(line: Line) -> bool:
    """Tell whether a line carries the digest of its own content."""
    algorithm = algorithm_of(line.digest)
    return bool(algorithm) and digest_of(line, algorithm=algorithm) == line.digest


def place_of(origin: str, seq: int) -> str:
    """Name a line of the journal the way people can find it."""
    return f"台账 {origin} 第 {seq} 条"
