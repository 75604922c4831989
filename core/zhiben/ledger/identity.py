"""Identifiers: time-ordered ids for entries, stable ids for occurrences."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

ENTROPY = 10
"""Random bytes one UUIDv7 takes."""

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_LOW_62 = (1 << 62) - 1
_LOW_12 = (1 << 12) - 1


def uuid7(moment: datetime, entropy: bytes) -> str:
    """Return a UUIDv7 (RFC 9562 §5.7) for a moment and ``ENTROPY`` random bytes."""
    milliseconds = int(moment.timestamp() * 1000)
    noise = int.from_bytes(entropy, "big")
    value = milliseconds << 80 | _VERSION_7 | (noise >> 62 & _LOW_12) << 64
    text = f"{value | _VARIANT | noise & _LOW_62:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_entry_id(text: str) -> bool:
    """Tell whether a text is a UUID."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def occurrence_id(plan: str, task: str, *, unit: str, period: str) -> str:
    """Return the id of one occurrence (履行项): the same on every site that computes it."""
    key = "\x1f".join((plan, task, unit, period))
    return hashlib.sha256(key.encode()).hexdigest()[:16]
