"""Numbers and letters as documents write them: full width, Chinese numerals, stray blanks."""

from __future__ import annotations

import re
from datetime import date
from typing import Final
from unicodedata import category, normalize

from attrs import frozen

NUMERAL: Final = (
    "(?:[一二三四五六七八九]百(?:零[一二三四五六七八九]|[一二三四五六七八九]十[一二三四五六七八九]?)?"
    "|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
)
"""A pattern for the Chinese numerals :func:`number` reads: 1 to 999."""

_ONES: Final = (
    {"零": 0, "〇": 0} | {n: i for i, n in enumerate("一二三四五六七八九", 1)} | {"两": 2}
)
_TENS: Final = {"十": 10, "百": 100}
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−─~〜∼", "-") | {"○": "〇"})
_KEPT: Final = re.compile(r"[^ ]|(?<=\d) +(?=\d)", re.DOTALL)
_DAY: Final = re.compile(
    r"([0-9]{4})(?:年([0-9]{1,2})月([0-9]{1,2})日|([-./])([0-9]{1,2})\4([0-9]{1,2})|([0-9]{2})([0-9]{2}))"
)


@frozen(kw_only=True)
class Folded:
    """A text in one form, for matching; ``places`` are the original's index of each letter."""

    original: str
    text: str
    places: tuple[int, ...]

    def wording(self, start: int, end: int) -> str:
        """Return what stands in the original for the letters from ``start`` up to ``end``."""
        return self.original[self.places[start] : self.places[end - 1] + 1]


def fold(text: str) -> Folded:
    """Return a text with one width of letters and one dash, without blanks.

    One blank stays where it keeps two numbers apart.
    """
    letters = [(plain, place) for place, letter in enumerate(text) for plain in _plain(letter)]
    joined = "".join(plain for plain, _ in letters)
    kept = [found.start() for found in _KEPT.finditer(joined)]
    return Folded(
        original=text,
        text="".join(joined[i] for i in kept),
        places=tuple(letters[i][1] for i in kept),
    )


def _plain(letter: str) -> str:
    """Return what one letter stands for: several, a blank, or nothing that can be seen."""
    plain = normalize("NFKC", letter).translate(_DASHES)
    return "".join(" " if c.isspace() else c for c in plain if category(c) != "Cf")


def number(text: str) -> int:
    """Return the number that ASCII digits or a :data:`NUMERAL` write."""
    if text.isascii():
        return int(text)
    total = digit = 0
    for letter in text:
        if letter in _TENS:
            total += (digit or 1) * _TENS[letter]
            digit = 0
        else:
            digit = _ONES[letter]
    return total + digit


def year_number(text: str) -> int:
    """Return the year that four digits write, as 2024 or 二〇二四."""
    return int(text) if text.isascii() else int("".join(str(_ONES[letter]) for letter in text))


def parse_day(text: str) -> date | None:
    """Return the day a text is, or ``None`` when it is none that exists.

    Accepted are ``2024-10-31``, ``2024/10/31``, ``2024.10.31``, ``2024年10月31日`` and
    ``20241031``, in letters of either width and with or without leading zeros.
    """
    found = _DAY.fullmatch(fold(text).text)
    if found is None:
        return None
    month, day = found[2] or found[5] or found[7], found[3] or found[6] or found[8]
    try:
        return date(int(found[1]), int(month), int(day))
    except ValueError:
        return None
