"""Identifiers: time-ordered ids for entries, stable ids for occurrences."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final

ENTROPY: Final = 10
"""Random bytes one UUIDv7 takes."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_VARIANTS: Final = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def uuids7(moment: datetime, entropy: bytes, *, number: int) -> list[str]:
    """Return so many UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then 74 random ones.

    They ascend, as §6.2 allows within one millisecond, so that an index grows at its end.

    Args:
        moment: the clock, with its time zone.
        entropy: ``ENTROPY`` random bytes for each, of which 74 bits are used.
        number: how many.

    Raises:
        ValueError: when there are more or fewer bytes, so that ids might repeat.
    """
    if len(entropy) != ENTROPY * number:
        raise ValueError(f"{number} ids take {ENTROPY * number} random bytes, not {len(entropy)}")
    milliseconds = f"{(moment - _EPOCH) // _MILLISECOND:012x}"
    start = f"{milliseconds[:8]}-{milliseconds[8:]}-7"
    return sorted(
        f"{start}{noise[1:4]}-{_VARIANTS[noise[4]]}{noise[5:8]}-{noise[8:]}"
        for noise in entropy.hex(" ", ENTROPY).split()
    )


def occurrence_id(plan: str, task: str, *, unit: str, period: str) -> str:
    """Return the id of one occurrence (履行项): the same on every site that computes it."""
    key = f"{plan}\x1f{task}\x1f{unit}\x1f{period}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]
