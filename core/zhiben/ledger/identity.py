"""Identifiers: time-ordered ids for entries, stable ids for occurrences."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final

ENTROPY: Final = 10
"""Random bytes one UUIDv7 takes."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_VERSION_7: Final = 0x7 << 76
_VARIANT: Final = 0b10 << 62
_LOW_62: Final = (1 << 62) - 1
_LOW_12: Final = (1 << 12) - 1


def uuid7(moment: datetime, entropy: bytes) -> str:
    """Return a UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then 74 random ones.

    Args:
        moment: the clock, with its time zone.
        entropy: ``ENTROPY`` random bytes, of which the 74 lowest bits are used.

    Raises:
        ValueError: when there are more or fewer bytes, so that ids might repeat.
    """
    if len(entropy) != ENTROPY:
        raise ValueError(f"uuid7 takes {ENTROPY} random bytes, not {len(entropy)}")
    milliseconds = (moment - _EPOCH) // _MILLISECOND
    noise = int.from_bytes(entropy, "big")
    high = milliseconds << 80 | _VERSION_7 | (noise >> 62 & _LOW_12) << 64
    text = f"{high | _VARIANT | noise & _LOW_62:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def occurrence_id(plan: str, task: str, *, unit: str, period: str) -> str:
    """Return the id of one occurrence (履行项): the same on every site that computes it."""
    key = f"{plan}\x1f{task}\x1f{unit}\x1f{period}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]
