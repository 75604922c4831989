"""The words by which wordings of hazards are compared: defects, spellings, opposites, fillers.

They are data (``words.csv``). Of a defect only its kind counts: 未设置,
缺少 and 没有 are one kind, 过期 and 超期未检 another. An opposite is what tells two things
apart although all else is the same: 进 and 回 (风井), 氧 and 氢 (气瓶), 东 and 西 (门).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_KIND: Final = "\ue000"
LAST_KIND: Final = "\ue0ff"
"""The private letters from one to the other stand for kinds of defects within a text."""
GAP: Final = ","
"""What a filler leaves, so that 示例村道与X021 does not become 村道X021."""


@frozen(kw_only=True)
class Lexicon:
    """The words as they are needed.

    Attributes:
        words: what each word of a wording becomes: another spelling, a kind's letter, a gap.
        pattern: finds the longest of these words.
        consequences: finds where a clause only tells what may come of the hazard.
        opposites: finds the letters that have opposites.
        bits: one bit for every such letter.
        groups: the bits of letters that are opposites of each other.
        generic: places that stand for the whole enterprise.
        management: finds hazards of the management, which have no place of their own.
    """

    words: Mapping[str, str]
    pattern: re.Pattern[str]
    consequences: re.Pattern[str]
    opposites: re.Pattern[str]
    bits: Mapping[str, int]
    groups: tuple[int, ...]
    generic: frozenset[str]
    management: re.Pattern[str]

    def spell(self, found: re.Match[str]) -> str:
        """Return what a word that the pattern found becomes."""
        return self.words[found[0]]

    def sides(self, text: str) -> int:
        """Return the bits of the letters of a text that have opposites."""
        found = 0
        for letter in self.opposites.findall(text):
            found |= self.bits[letter]
        return found

    def are_opposed(self, one: int, other: int) -> bool:
        """Tell whether one text has a letter, and the other has its opposite instead."""
        mine, yours = one & ~other, other & ~one
        return bool(mine and yours) and any(mine & group and yours & group for group in self.groups)


@cache
def lexicon() -> Lexicon:
    """Return the words of ``words.csv``."""
    rows = _rows()
    kinds = [becomes for kind, becomes, _ in rows if kind == "defect"]
    letters = {kind: chr(ord(FIRST_KIND) + place) for place, kind in enumerate(kinds)}
    words = {
        word: letters[becomes] if kind == "defect" else becomes or GAP
        for kind, becomes, listed in rows
        if kind in {"defect", "same", "filler"}
        for word in listed
    }
    groups = _listed(rows, "opposite")
    bits = {letter: 1 << place for place, letter in enumerate(dict.fromkeys("".join(groups)))}
    return Lexicon(
        words=words,
        pattern=re.compile(_longest_first(words)),
        consequences=re.compile(_longest_first(_listed(rows, "consequence"))),
        opposites=re.compile(f"[{''.join(bits)}]"),
        bits=bits,
        groups=tuple(sum(bits[letter] for letter in set(group)) for group in groups),
        generic=frozenset(_listed(rows, "generic")),
        management=re.compile(_longest_first(_listed(rows, "management"))),
    )


def _rows() -> list[tuple[str, str, list[str]]]:
    """Return the rows of the table: a kind of word, what it becomes, and the words."""
    import csv
    from importlib.resources import files

    table = files("zhiben.ledger.duplicates").joinpath("words.csv")
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    return [(row["kind"], row["becomes"], row["words"].split("|")) for row in csv.DictReader(lines)]


def _listed(rows: Iterable[tuple[str, str, list[str]]], kind: str) -> list[str]:
    """Return the words of a kind."""
    return [word for found, _, words in rows if found == kind for word in words]


def _longest_first(words: Iterable[str]) -> str:
    """Return a pattern for the longest of the words, grouped by first letter to be quick."""
    tails: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda word: (-len(word), word)):
        tails[word[0]].append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in tails.items())
