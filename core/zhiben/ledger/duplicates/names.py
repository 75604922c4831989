"""The names of enterprises as far as they tell one enterprise from another.

People leave out 五河县 and 有限公司, write brackets and width as they like, and go on using
a former name. What remains then is the core of a name; which province, city and county were
written before it is kept apart, for 五河县 and 固镇县 may each have a 宏达木业.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from attrs import field, frozen

from zhiben.ledger.duplicates.words import lexicon
from zhiben.ledger.tables import one_width
from zhiben.ledger.units.rules import credit_code_fault, credit_code_of

ALIKE_NAMES: Final = 5
"""Letters a name must have before one that differs from it in a single letter may be meant.

Of shorter ones too many exist that differ in one letter: 宏达木业, 宏发木业.
"""
SHORTEST_NAME: Final = 3
"""Letters a shortened name must have: two (示例, 粮油) are a part of many names."""

PROVINCES: Final = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北"
    "|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆"
)
NUMERALS: Final = str.maketrans("一二三四五六七八九", "123456789")

_FORMER: Final = re.compile(r"\((?:原|曾用)[^()]*\)")
_LEGAL: Final = re.compile(
    r"\((?:普通合伙|特殊普通合伙|有限合伙|个体工商户|个体|个人独资)\)"
    r"|股份有限责任公司|股份有限公司|有限责任公司|有限公司|责任公司|(?<!分)公司$"
)
_BRANCH: Final = "分公司"
_PUNCTUATION: Final = re.compile(r"[\W_]+")
_PREFIX: Final = re.compile(
    rf"({PROVINCES})省?|([一-龥]{{2,3}}?)(?:省|市|县)(?=[一-龥0-9a-z]{{2}})(?!场|政|级|民)"
)
_NUMBERS: Final = re.compile(r"\d+|十")
_LEAST: Final = 2


@frozen(kw_only=True)
class Names:
    """What an office knows of names.

    Attributes:
        regions: the province, city and county it belongs to, in full: 安徽省, 蚌埠市, 五河县.
        aliases: for other names of an enterprise, its name or its credit code.
    """

    regions: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(factory=dict)


@frozen(kw_only=True)
class Identity:
    """Which enterprise a row is about.

    ``code`` is its 统一社会信用代码 if that is a valid one, ``core`` what remains of the name,
    ``regions`` what was written before it: the empty text stands for all of the office's own.
    """

    code: str = ""
    core: str = ""
    regions: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        """Tell whether an enterprise was named at all."""
        return bool(self.code or self.core)

    def is_elsewhere(self, other: Identity) -> bool:
        """Tell whether the two names name regions that are not the same."""
        return not (self.regions <= other.regions or other.regions <= self.regions)


def identity_of(name: str | None, code: str | None, *, names: Names) -> Identity:
    """Return which enterprise a name and a code mean; a code with a fault is left out."""
    written = one_width(name or "")
    meant = names.aliases.get(written, written)
    stored = credit_code_of(code or "")
    if credit_code_fault(stored):
        stored = "" if credit_code_fault(meant) else meant
    core, regions = _core(written if stored == meant else meant, names.regions)
    return Identity(code=stored, core=core, regions=regions)


def names_alike(one: str, other: str) -> bool:
    """Tell whether two different cores may be one name, shortened or with a letter wrong."""
    length = min(len(one), len(other))
    common = letters_in_common()(one, other)
    is_shortened = common == length >= SHORTEST_NAME
    is_mistyped = common + 1 == length == len(one) == len(other) >= ALIKE_NAMES
    if not (is_shortened or is_mistyped) or _digits(one) != _digits(other):
        return False
    words = lexicon()
    return not words.are_opposed(words.sides(one), words.sides(other))


@cache
def letters_in_common() -> Callable[[str, str], int]:
    """Return what counts the letters two texts have in common, in their order."""
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity


def _core(name: str, regions: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    """Return what remains of a name, and the regions before it."""
    plain = _LEGAL.sub("", _FORMER.sub("", name.casefold())).replace(_BRANCH, "分")
    for region in regions:
        plain = plain.replace(f"({region})", "").replace(f"({region[:-1]})", "")
    letters = _PUNCTUATION.sub("", plain)
    found = []
    while stripped := _without_region(letters, regions):
        region, letters = stripped
        found.append(region)
    kept = letters or _PUNCTUATION.sub("", name.casefold())
    return kept, frozenset(found)


def _without_region(name: str, own: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the region a name begins with, empty for one's own, and the rest of the name."""
    for form in (form for region in own for form in (region, region[:-1])):
        if name.startswith(form) and len(name) - len(form) >= _LEAST:
            return "", name[len(form) :]
    found = _PREFIX.match(name)
    if found is None or len(name) - found.end() < _LEAST:
        return None
    return found[1] or found[2], name[found.end() :]


def _digits(name: str) -> list[str]:
    """Return the numbers in a name: 第一加油站 is not 第二加油站."""
    return _NUMBERS.findall(name.translate(NUMERALS))
