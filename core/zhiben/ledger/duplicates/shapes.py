"""Rows of hazards made ready to be compared: the place, its numbers, the wording, its defects.

3号仓库, 3#库房 and 三号仓库内 are one place; 2楼 and 二层 are one floor, but 2号楼 is a
building. Numbers that name something (3号, K12+300, V-101, 2单元) are marks and must agree;
numbers that count or measure (2具, 1.2米) are counts, which two people may well see
differently. What a place says again in the wording is said once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import normalize

from zhiben.dates.numerals import NUMERAL, number
from zhiben.ledger.duplicates.names import SHORTEST_NAME
from zhiben.ledger.duplicates.words import FIRST_KIND, GAP, LAST_KIND, lexicon

if TYPE_CHECKING:
    from zhiben.ledger.duplicates.names import Identity
    from zhiben.model.hazards import HazardDetails


OF: Final = "|"
"""What stands between a number that names a thing and the first letter of the thing."""


class Shape(NamedTuple):
    """What a row says of the place and of the hazard itself.

    Attributes:
        place: the letters of the place, without its numbers.
        has_place: whether a place is written, or a hazard of the management needs none.
        marks: the numbers that name something, wherever they stand, in their order: 3号仓库 is
            ``3|仓``, 5号楼 ``5楼``, 2楼 ``2层``.
        numbers: the same without what they name.
        counts: the numbers that count or measure.
        wording: the letters of the wording, each clause with the kind of its defect last.
        arranged: the same with the clauses in the order of the alphabet.
        kinds: the kinds of defects.
        sides: bits of the letters that have opposites.
        is_management: whether it is about 制度, 培训, 预案 and the like.
    """

    place: str
    has_place: bool
    marks: tuple[str, ...]
    numbers: tuple[str, ...]
    counts: tuple[str, ...]
    wording: str
    arranged: str
    kinds: str
    sides: int
    is_management: bool

    @property
    def joint(self) -> str:
        """Place and wording in one text."""
        return self.place + self.wording


_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−─~〜∼至", "-"))
_ODD: Final = re.compile(r"[\s‐‑‒–—―−─~〜∼至]")
_BLANKS: Final = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_ITEM: Final = re.compile(r"^(?:[(（]?\d{1,2}[)）]|\d{1,2}[.．、](?!\d)|[①-⑳])+")
_JUNK: Final = re.compile(rf"[^\w{FIRST_KIND}-{LAST_KIND}]+|_")
_KINDS: Final = re.compile(f"[{FIRST_KIND}-{LAST_KIND}]")
_CLAUSES: Final = re.compile(r"(?:[,;:!?。、()\[\]《》“”\"'/|]|(?<!\d)\.|\.(?!\d))+")
_REGIONS: Final = re.compile("(?:[一-龥]{2,3}[省市县])+$")
_LEGAL: Final = re.compile("股份有限公司|有限责任公司|有限公司|公司")
_NUMBERED: Final = "号#楼层栋幢座单车组队区库仓线期桥罐井店中站厂矿班冷平排工段炉机塔村社支标炉门"
_CHINESE: Final = re.compile(rf"(?:第({NUMERAL})|(?<![万统唯同])({NUMERAL})(?=[{_NUMBERED}]))")
_NUMERALS: Final = re.compile("[一二三四五六七八九十两]")
_NO_DIGITS: Final = re.compile(r"[^\d.]")
_FIGURES: Final = re.compile("[0-9a-z]")
_DIRECTION: Final = re.compile("([东西南北])(?:侧|面|部|方|边(?!坡))")
_ENDS: Final = re.compile(r"(?:内|里|处|中|附近|位置|部位|区域|旁|旁边)+$")
_UNITS: Final = (
    "平方米|立方米|公里|千米|厘米|毫米|公分|mm|cm|米|km|m(?![a-z])|%|吨|t(?![a-z])|公斤|千克|kg|"
    "克|升|千伏|kv|kw|伏|v(?![a-z])|万元|元|度|℃|mpa|kpa|ppm|人|具|个|处|台|辆|只|块|瓶|次|项|家|"
    "天|日|月|年|小时|分钟|根|条|盏|间|户|名|件|套|把|张|支|吋|寸|倍"
)
_NUMBERS: Final = re.compile(
    r"(?P<stake>k(?P<km>\d+)(?:\+(?P<metre>\d+)|\.(?P<part>\d{1,3}))"
    r"|(?P<km2>\d+)公里(?:处|(?P<metre2>\d+)米))"
    r"|(?P<road>(?P<kind>[国省县乡村])道[gsxyc]?(?P<number>\d{2,4})线?"
    r"|(?P<letter>(?<![a-z])[gsxyc])(?P<number2>\d{2,4})(?:[国省县乡村]道|线)?(?:[国省县乡村]道)?)"
    r"|(?P<tag>(?<![a-z])[a-z]{1,3}-?\d{1,5}|(?<![a-z])[a-f](?=[区座栋幢馆罐库井相线段口门]))"
    r"|(?P<floor>(?P<below>负|地下|-)?(?P<storey>\d+)[层楼](?!板))"
    r"|(?P<block>(?P<house>\d+)[号#]楼|(?P<house2>\d+)[栋幢座])"
    r"|(?P<unit>(?P<entrance>\d+)单元)"
    rf"|(?P<measure>\d+(?:\.\d+)?(?:{_UNITS}))"
    r"|(?P<other>第?\d+(?:\.\d+)?[号#]?)"
)
_ROADS: Final = {"国": "g", "省": "s", "县": "x", "乡": "y", "村": "c"}


def shape_of(details: HazardDetails, identity: Identity) -> Shape:
    """Return a row ready to be compared."""
    words, numbers = lexicon(), _Numbers()
    description = (details.description or "").strip()
    said = _plain(_ITEM.sub("", description) or description)
    place = _plain(details.location or "")
    is_management = words.management.search(said) is not None
    where = _place(_without(place, identity.core), details.region, numbers=numbers)
    if is_management and where in words.generic:
        where = ""
    clauses = _clauses(_without(said, identity.core), where, numbers=numbers)
    wording = "".join(clauses) or _JUNK.sub("", said)
    marks = tuple(dict.fromkeys(numbers.marks))
    return Shape(
        place=where,
        has_place=bool(place) or is_management,
        marks=marks,
        numbers=tuple([mark.partition(OF)[0] for mark in marks]),
        counts=tuple(sorted(set(numbers.counts))),
        wording=wording,
        arranged="".join(sorted(clauses)) or wording,
        kinds="".join(sorted(set(_KINDS.findall(wording)))),
        sides=words.sides(place + said),
        is_management=is_management,
    )


class _Numbers:
    """The numbers taken out of a row's texts."""

    def __init__(self) -> None:
        self.marks: list[str] = []
        self.counts: list[str] = []
        self._is_place = False

    def taken(self, text: str, *, is_place: bool) -> str:
        """Return the text in one spelling and without its numbers, which are noted."""
        words = lexicon()
        self._is_place = is_place
        spelled = words.pattern.sub(words.spell, text)
        if _NUMERALS.search(spelled):
            spelled = _CHINESE.sub(lambda found: str(number(found[1] or found[2])), spelled)
        return _NUMBERS.sub(self._note, spelled) if _FIGURES.search(spelled) else spelled

    def _note(self, found: re.Match[str]) -> str:
        """Note one number and leave nothing in its place."""
        if found.lastgroup == "measure" and not self._is_place:
            self.counts.append(_digits(found[0]))
        else:
            self.marks.append(_mark(found))
        return ""


def _mark(found: re.Match[str]) -> str:
    """Return what a number names, however it is written."""
    if found.lastgroup in {"other", "measure"}:
        return _short(_digits(found[0])) + OF + found.string[found.end() :].lstrip(GAP)[:1]
    part = found.groupdict(default="")
    match found.lastgroup:
        case "stake":
            metre = part["metre"] or part["metre2"] or part["part"].ljust(3, "0")
            mark = f"k{_short(part['km'] or part['km2'])}+{_short(metre)}"
        case "road":
            kind = part["letter"] or _ROADS[part["kind"]]
            mark = kind + (part["number"] or part["number2"])
        case "tag":
            mark = found[0].replace("-", "")
        case "floor":
            mark = f"{'-' if part['below'] else ''}{_short(part['storey'])}层"
        case "block":
            mark = f"{_short(part['house'] or part['house2'])}楼"
        case _:
            mark = f"{_short(part['entrance'])}单元"
    return mark


def _short(digits: str) -> str:
    """Return a number without leading zeros; it may be too long to be counted with."""
    return digits.lstrip("0") or "0"


def _digits(text: str) -> str:
    """Return the number of a measure: 50公斤 and 50kg are one."""
    return _NO_DIGITS.sub("", text)


def _plain(text: str) -> str:
    """Return a text in one width and case, with one dash, without blanks.

    One blank stays where it keeps two numbers apart.
    """
    plain = normalize("NFKC", text).casefold()
    return _BLANKS.sub("", plain.translate(_DASHES)) if _ODD.search(plain) else plain


def _place(text: str, region: str | None, *, numbers: _Numbers) -> str:
    """Return the letters of a place, without the township and the numbers."""
    own = _plain(region or "")
    if own and text.startswith(own) and len(text) > len(own):
        text = text[len(own) :]
    taken = numbers.taken(text, is_place=True)
    return _ENDS.sub("", _JUNK.sub("", _DIRECTION.sub(r"\1", taken)))


def _without(text: str, core: str) -> str:
    """Return a text without the name of the enterprise it belongs to."""
    if len(core) < SHORTEST_NAME or core not in text:
        return text
    before, _, after = text.partition(core)
    legal = _LEGAL.match(after)
    return _REGIONS.sub("", before) + after[legal.end() if legal else 0 :] or text


def _without_place(clause: str, place: str) -> str:
    """Return a clause without the place it says again, or the end of it, and the 内 after."""
    before, found, after = clause.partition(place)
    if found:
        return before + after.lstrip("内里中处")
    ends = (length for length in range(len(place) - 1, 1, -1) if clause.startswith(place[-length:]))
    return clause[next(ends, 0) :]


def _clauses(text: str, place: str, *, numbers: _Numbers) -> list[str]:
    """Return the clauses of a wording, without those that only tell what may come of it."""
    parts = [part for part in _CLAUSES.split(text) if part]
    told = [part for part in parts if not lexicon().consequences.match(part)] or parts
    clauses = []
    for part in told:
        taken = _JUNK.sub("", _DIRECTION.sub(r"\1", numbers.taken(part, is_place=False)))
        clauses.append(_kinds_last(_without_place(taken, place) if place else taken))
    return [clause for clause in clauses if clause]


def _kinds_last(clause: str) -> str:
    """Return a clause with the kind of its defect at its end.

    Several kinds stay where they are, for each may belong to another thing.
    """
    kinds = set(_KINDS.findall(clause))
    return _KINDS.sub("", clause) + kinds.pop() if len(kinds) == 1 else clause
