"""Where the header of a hazard ledger is, which headings stand over each column, and its units.

Titles may stand above the header, and a row of units or of column numbers below it. A header
may take several rows; a group's heading reaches over the columns below it, whether merged
cells repeat its text or leave blanks.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import frozen

from zhiben.ledger.hazard_tables.headings import (
    MONEY_UNITS,
    Dictionary,
    Parts,
    heading_text,
    money_unit,
)
from zhiben.ledger.tables import Cells, one_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TITLE_ROWS: Final = 30
_GROUP_ROWS: Final = 2
_HEADER_ROWS: Final = 4
_FEWEST_HEADINGS: Final = 2
_FEWEST_NUMBERS: Final = 3
_LONGEST_GROUP: Final = 15
_STEMS: Final = "甲乙丙丁"
_NO_GROUP: Final = re.compile(r".*[:0-9].*")
_UNIT: Final = re.compile(
    r"\(?(?:单位:?)?(人民币)?(亿元|万元|千元|元|家|项|处|条|个|起|次|人|人次|家次|天|日|%|年月日)\)?"
)
_BELOW: Final = re.compile(r"\(.+\)|年[、./-]?月[、./-]?日|是[、/]否|[√×/]+|文字|日期|必填|选填")
"""What a row of units says below columns that have none: how to fill them in."""
_LABELS: Final = frozenset({"栏次", "列次", "栏目", "列号", "栏号", "项次"})
_TITLE_UNIT: Final = re.compile(r"单位:(?:人民币)?(亿元|万元|千元|元)(?!\w)")


class Heading(NamedTuple):
    """One column's headings: as people name the column, and as the dictionary compares them.

    ``unit`` is the unit its money is in, where the heading, a row of units or the title
    says so.
    """

    name: str
    parts: Parts
    unit: str = ""


@frozen(kw_only=True)
class Header:
    """A header: its rows by index from 0, the row the data starts at, and its columns."""

    first: int
    last: int
    start: int
    columns: tuple[Heading, ...]


def find_header(rows: Sequence[Cells], *, dictionary: Dictionary) -> Header | None:
    """Return the header among the top rows, which must be equally wide."""
    above: list[str] = []
    for place, cells in enumerate(rows[:_TITLE_ROWS]):
        line = list(map(heading_text, cells))
        known = {
            text
            for column, text in enumerate(line)
            if text and dictionary.find((_group_over(above, column), text))
        }
        if len(known) >= _FEWEST_HEADINGS:
            return _header(rows, place, dictionary=dictionary)
        above = line
    return None


def _header(rows: Sequence[Cells], place: int, *, dictionary: Dictionary) -> Header:
    """Return the header one of whose rows is known."""
    first = place
    while first > max(0, place - _GROUP_ROWS) and _groups(rows, first - 1, dictionary=dictionary):
        first -= 1
    last = place
    while last + 1 < min(len(rows), first + _HEADER_ROWS) and _goes_on(
        rows, last, dictionary=dictionary
    ):
        last += 1
    start, units = _under_header(rows, last + 1)
    default = _title_unit(rows[:first])
    names, parts = _stacked(rows[first : last + 1])
    columns = tuple(
        Heading(name=name, parts=part, unit=_unit_of(part) or units.get(column) or default)
        for column, (name, part) in enumerate(zip(names, parts, strict=True))
    )
    return Header(first=first, last=last, start=start, columns=columns)


def _groups(rows: Sequence[Cells], place: int, *, dictionary: Dictionary) -> bool:
    """Tell whether a row holds groups of the headings in the row below it."""
    line = list(map(heading_text, rows[place]))
    below = list(map(heading_text, rows[place + 1]))
    texts = set(filter(None, line))
    if any(len(text) > _LONGEST_GROUP or _NO_GROUP.match(text) for text in texts):
        return False
    if not texts.isdisjoint(dictionary.groups):
        return True
    return len(texts) > 1 and all(
        text in {"", under} or _spans(line, column)
        for column, (text, under) in enumerate(zip(line, below, strict=True))
    )


def _goes_on(rows: Sequence[Cells], place: int, *, dictionary: Dictionary) -> bool:
    """Tell whether the row below another goes on with the header.

    It does when half of what is new in it are headings by themselves, or when all of it
    stands below headings that have others below them.
    """
    above = list(map(heading_text, rows[place]))
    line = list(map(heading_text, rows[place + 1]))
    new = [column for column, text in enumerate(line) if text and text != above[column]]
    is_known = any(
        line[column] in dictionary.groups
        or dictionary.find((_group_over(above, column), line[column]))
        for column in new
    )
    return _are_headings([line[column] for column in new], dictionary=dictionary) or (
        is_known and all(_reaches_down(above, column, dictionary=dictionary) for column in new)
    )


def _are_headings(texts: Sequence[str], *, dictionary: Dictionary) -> bool:
    """Tell whether at least half of some texts are headings by themselves."""
    known = sum(map(dictionary.knows, texts))
    return known >= _FEWEST_HEADINGS and 2 * known >= len(texts)


def _reaches_down(line: list[str], column: int, *, dictionary: Dictionary) -> bool:
    """Tell whether a heading has others below it: a group's, or one over several columns."""
    group = _group_over(line, column)
    is_single = line[column] and not _spans(line, column)
    return bool(group) and not (is_single and dictionary.knows(group))


def _group_over(line: list[str], column: int) -> str:
    """Return the heading that reaches over a column: its own, or the nearest to the left."""
    return next((text for text in reversed(line[: column + 1]) if text), "")


def _spans(line: list[str], column: int) -> bool:
    """Tell whether a heading reaches over more than its own column."""
    text = line[column]
    right = line[column + 1] if column + 1 < len(line) else None
    left = line[column - 1] if column else None
    return right in {text, ""} or left == text


def _stacked(rows: Sequence[Cells]) -> tuple[list[str], list[Parts]]:
    """Return the name and the headings of every column; groups reach over blanks."""
    lines = [list(map(one_width, cells)) for cells in rows]
    for line, below in pairwise(lines):
        for column in range(1, len(line)):
            if below[column] and not line[column] and below[column - 1]:
                line[column] = line[column - 1]
    stacks = [tuple(dict.fromkeys(filter(None, stack))) for stack in zip(*lines, strict=True)]
    parts = [tuple(dict.fromkeys(map(heading_text, stack))) for stack in stacks]
    return list(_names(stacks)), parts


def _names(stacks: list[Parts]) -> Iterator[str]:
    """Yield a name for every column that no other one has."""
    seen: Counter[str] = Counter()
    for column, stack in enumerate(stacks):
        name = "·".join(part.strip("*") for part in stack) or f"第{column + 1}列"
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}({seen[name]})"


def _unit_of(parts: Parts) -> str:
    """Return the unit of money the headings of a column name."""
    return next(filter(None, map(money_unit, reversed(parts))), "")


def _under_header(rows: Sequence[Cells], place: int) -> tuple[int, Mapping[int, str]]:
    """Pass over rows of units and column numbers; return where the data starts, and units."""
    units: dict[int, str] = {}
    above = place - 1
    while place < len(rows):
        line = _own(rows, place, top=above)
        texts = list(filter(None, line))
        found = {column: one for column, text in enumerate(line) if (one := _UNIT.fullmatch(text))}
        others = [text for text in texts if not _UNIT.fullmatch(text)]
        if found and all(map(_BELOW.fullmatch, others)):
            units |= {column: one[2] for column, one in found.items() if one[2] in MONEY_UNITS}
        elif not _counts(texts):
            break
        place += 1
    return place, units


def _own(rows: Sequence[Cells], place: int, *, top: int) -> list[str]:
    """Return a row without what it only repeats of a heading that is merged down over it."""
    line = list(map(one_width, rows[place]))
    above = list(map(one_width, rows[top]))
    return ["" if text == heading else text for text, heading in zip(line, above, strict=True)]


def _counts(texts: list[str]) -> bool:
    """Tell whether texts number the columns: 1 2 3, or 甲 乙 1 2, with 栏次 before them or not."""
    different = tuple(dict.fromkeys(texts))
    plain = [text.strip("()") for text in different if text not in _LABELS]
    stems = sum(text in _STEMS for text in plain)
    expected = [*_STEMS[:stems], *map(str, range(1, len(plain) - stems + 1))]
    return len(different) >= _FEWEST_NUMBERS and plain == expected


def _title_unit(rows: Sequence[Cells]) -> str:
    """Return the unit of money the title rows name (单位：万元)."""
    texts = (one_width(cell) for cells in rows for cell in cells)
    return next((found[1] for text in texts if (found := _TITLE_UNIT.search(text))), "")
