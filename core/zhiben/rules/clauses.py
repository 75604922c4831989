"""The order of clauses and codes: 2 before 10, (三) before (十), 甲 before 乙."""

from __future__ import annotations

import re
from typing import Final

from zhiben.dates.numerals import NUMERAL, number

_PARTS: Final = re.compile(rf"(\d+)|(?<=[(（])({NUMERAL})(?=[)）])|(?<=-)([甲乙丙丁戊己庚辛壬癸])")
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"


def code_order(code: str) -> list[tuple[int, str]]:
    """Return what codes are ordered by: the numbers in them by their value."""
    order: list[tuple[int, str]] = []
    start = 0
    for found in _PARTS.finditer(code):
        order += [(0, code[start : found.start()]), (_value(found), "")]
        start = found.end()
    return [*order, (0, code[start:])]


def _value(found: re.Match[str]) -> int:
    """Return the number a part of a code stands for."""
    digits, numeral, stem = found.groups()
    if digits:
        return int(digits)
    return number(numeral) if numeral else _STEMS.index(stem) + 1
