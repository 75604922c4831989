"""The wording of deadlines, read into exact values that keep their original text.

:func:`read_wording` reads a text that is one expression, with no more around it than
words like 力争 or 完成; :func:`find_wordings` finds every expression in running text.
Neither guesses: what does not say exactly one thing is :class:`Uncomputable`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from zhiben.dates.moments import BEFORE, NUMBER, read_moment
from zhiben.dates.numerals import fold
from zhiben.dates.periods import parse_period
from zhiben.dates.rhythms import read_rhythm
from zhiben.dates.spans import read_span
from zhiben.dates.values import (
    Deadline,
    Direction,
    Found,
    Interval,
    Reading,
    Recurrence,
    Relative,
    Uncomputable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

__all__ = [
    "Deadline",
    "Direction",
    "Interval",
    "Reading",
    "Recurrence",
    "Relative",
    "Uncomputable",
    "find_wordings",
    "read_wording",
]

_BREAK: Final = r"(?=[,.。;；:、()]|$)"
_VAGUE: Final = {
    "没有公认的截止日": re.compile(f"[年月季]度?初(?!步|审)|[年月]中{_BREAK}|岁末(?:年初)?"),
    "没有写明期限": re.compile(
        "近期|近日(?!常)|(?<![0-9一二三四五六七八九十])日前|尽快|尽早|及早|早日|立即|立刻|马上|即刻|迅速|随时"
        "|及时(?!间)|限期|如期|按期|按时"
    ),
    "没有写明终点和次数": re.compile("中?长期|长效|常态化?|持续|日常|经常性?|始终"),
    "没有写明多久一次": re.compile("不定期|定期|适时|择机|视情|酌情|根据需要|分批|分期|逐步"),
    "没有写明是哪个月的次月": re.compile(f"次月(?:{NUMBER}[日号]|[上中下]旬|[底末])?{BEFORE}?"),
    "没有写明哪一年、多久一次": re.compile("半?年度|季度|月度"),
    "要看当年的放假安排或活动日期": re.compile(
        "(?:元旦|春节|元宵|清明|五一|劳动节?|端午|中秋|国庆|两会|汛期|入汛|开学)"
        "(?:节|假期|期间)?(?:[之以]?前)"
    ),
}
_SOFT: Final = re.compile("力争|争取")
_SOFT_BEFORE: Final = re.compile(r"力争[^,.。;；:、()]{0,15}$|争取[在于到至]?$")
_REACH: Final = 20
_LEAD: Final = re.compile(
    r"(?:力争|争取|确保|务必|必须|应当?|须|要|请|最迟|不迟于|不晚于|截至|截止|在|于|到|至|\(|“)*"
)
_END: Final = re.compile(
    "(?:力争|争取|基本|全面|全部|推进|坚持|开展|完成|办结|到位|提出|报送|上报|报告|提交|报|整改|实施|施行|执行"
    r"|为?止|截止|[)”,.。;；、])*"
)


def read_wording(text: str, *, context: date) -> Reading:
    """Return what one expression says; a year it leaves out follows from ``context``.

    The context is the date of the document. Any text at all has a reading: what is no
    expression, or more than one, is :class:`Uncomputable` with the reason.
    """
    plain = fold(text).text
    for start in _starts(plain):
        found = _longest(plain, start, context=context)
        if found and _END.fullmatch(plain, found.end):
            return evolve(found.reading, text=text, soft=bool(_SOFT.search(plain)))
    period = parse_period(text)
    if period:
        return Interval(text=text, start=period.start, end=period.end)
    return Uncomputable(text=text, reason=_unread(text, context=context))


def find_wordings(text: str, *, context: date) -> Iterator[Reading]:
    """Yield every expression in running text, in order, each with its own words as ``text``."""
    folded = fold(text)
    place = 0
    while place < len(folded.text):
        found = _longest(folded.text, place, context=context)
        if found is None:
            place += 1
            continue
        words = folded.wording(place, found.end)
        yield evolve(found.reading, text=words, soft=_is_soft(folded.text, place, found.end))
        place = found.end


def _longest(text: str, start: int, *, context: date) -> Found | None:
    """Return the longest expression that begins at a place, if any does."""
    found = (
        read_moment(text, start, context=context),
        read_rhythm(text, start),
        read_span(text, start),
        _vague(text, start),
    )
    return max(filter(None, found), key=lambda one: one.end, default=None)


def _vague(text: str, start: int) -> Found | None:
    """Return the expression without any date that begins at a place, if one does."""
    for reason, words in _VAGUE.items():
        if found := words.match(text, start):
            return Found(end=found.end(), reading=Uncomputable(text="", reason=reason))
    return None


def _starts(plain: str) -> Iterator[int]:
    """Yield the places an expression can begin at, with nothing but such words before it."""
    for start in range(min(len(plain), _REACH)):
        if _LEAD.fullmatch(plain, 0, start):
            yield start


def _is_soft(text: str, start: int, end: int) -> bool:
    """Tell whether an expression is strived for, by the words of its clause."""
    before = text[max(0, start - _REACH) : start]
    return bool(
        _SOFT_BEFORE.search(before) or _SOFT.search(text, start, end) or _SOFT.match(text, end)
    )


def _unread(text: str, *, context: date) -> str:
    """Say why a text is not one expression."""
    if not text.strip():
        return "没有写期限"
    found = [one.text for one in find_wordings(text, context=context)]
    if not found:
        return "看不出日期、周期或期限"
    if len(found) > 1:
        return f"写了不止一个时间：{'、'.join(found)}"
    return f"除“{found[0]}”外还有别的话，意思不能确定"
