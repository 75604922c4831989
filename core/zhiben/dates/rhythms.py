"""How often: 每季度, 每月至少1次, 每半年至少一次, 每个季度第1个月20日前.

A day in the first month of a period (每月5日前, 每个季度第1个月20日前, 每年1月10日前) is when
the period before is due. A day anywhere else, or one that the wording itself gives to the
current period, is no cadence and is not computed.
"""

from __future__ import annotations

import re
from typing import Final

from zhiben.dates.moments import BEFORE, NUMBER, last_day_of
from zhiben.dates.numerals import number
from zhiben.dates.values import Found, Recurrence, Uncomputable
from zhiben.model.plan import Every

_VERBS: Final = (
    "(?:组织|开展|召开|进行|举行|举办|实施|安排|集中|检查|排查|报送|上报|报告|更新|调度|通报|"
    "演练|培训|督导|研究|听取)"
)
_HEAD: Final = re.compile(
    "(?:至少|最少)?(?:每(?:[一1]?个|[一1])?|[按逐](?!年))"
    "(?P<every>月(?!份)|季度|季(?!节)|半年度?|年度?)"
)
_SO_MANY: Final = (
    f",?{_VERBS}*(?:(?:至少|最少|不少于|不低于|≥)[^,.。;；:、()0-9]{{0,15}}?)?"
    f"(?P<times>{NUMBER})(?:(?:至|到|-){NUMBER})?[次轮遍回](?:以上)?"
)
_OTHER: Final = re.compile(
    f"每隔?(?:(?:[数几]|{NUMBER})?个?(?:日|天|周|星期|旬|小时)|(?:[数几]|{NUMBER})个?(?:月|季度|年|半年))"
    f"(?:{_SO_MANY})?"
)
_SPOT: Final = re.compile(
    f"""(?:的?(?:第(?P<which>{NUMBER})个?月|(?P<first>首个?月)|(?P<last>末月|最后[一1]?个月)
               |(?P<month>{NUMBER})月份?|年|月|季度?)的?)?
    (?:(?P<day>{NUMBER})[日号]|(?P<third>[上中下])旬|(?P<end>[底末]))
    (?P<before>{BEFORE})?
    (?:(?=[^,.。;；、]{{0,6}}(?P<own>[当本](?:月|季|年|半年)))|)
    """,
    re.VERBOSE,
)
_AFTER_END: Final = re.compile(f"(?:结束|终了)之?后({NUMBER})[日天][之以]?内")
_TIMES: Final = re.compile(_SO_MANY)

_EVERY: Final = {
    "月": Every.MONTH, "季": Every.QUARTER, "半": Every.HALF_YEAR, "年": Every.YEAR,
}  # fmt: skip
_MONTHS: Final = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
_LONGEST_MONTH: Final = 31
_SHORTEST_MONTH: Final = 28


def read_rhythm(text: str, start: int) -> Found | None:
    """Return the frequency that begins at a place of a folded text, if one does."""
    head = _HEAD.match(text, start)
    if head is None:
        other = _OTHER.match(text, start)
        return _open(other, "周期只能是月、季度、半年或年") if other else None
    every, end = _EVERY[head["every"][0]], head.end()
    if spot := _SPOT.match(text, end):
        return _at_spot(spot, every=every)
    if behind := _AFTER_END.match(text, end):
        return _behind(behind, every=every)
    if times := _TIMES.match(text, end):
        return _at_least(times, every=every)
    return Found(end=end, reading=Recurrence(text="", every=every))


def _open(found: re.Match[str], reason: str) -> Found:
    """Return an expression that gives no cadence."""
    return Found(end=found.end(), reading=Uncomputable(text="", reason=reason))


def _at_spot(spot: re.Match[str], *, every: Every) -> Found:
    """Return a frequency with a day: the period's own last one, or one just behind it."""
    month = _month(spot, every=every)
    if spot["end"] and month in {None, _MONTHS[every]}:
        return Found(end=spot.end(), reading=Recurrence(text="", every=every))
    if month != (None if every is Every.MONTH else 1):
        return _open(spot, "周期的期限只能在周期末，或下一周期的首月")
    if spot["own"] or not spot["before"]:
        return _open(spot, "周期中间的日子不能作为周期的期限")
    day = number(spot["day"]) if spot["day"] else last_day_of(spot["third"])
    if not 1 <= day <= _LONGEST_MONTH:
        return _open(spot, f"没有哪个月有{day}日")
    return Found(end=spot.end(), reading=Recurrence(text="", every=every, due_day=day))


def _month(spot: re.Match[str], *, every: Every) -> int | None:
    """Return which month of the period is named, if any is."""
    if spot["last"]:
        return _MONTHS[every]
    named = "1" if spot["first"] else spot["which"] or spot["month"]
    return number(named) if named else None


def _behind(found: re.Match[str], *, every: Every) -> Found:
    """Return a frequency due so many days after the period has ended (每季度结束后15日内)."""
    days = number(found[1])
    if not 1 <= days <= _SHORTEST_MONTH:
        return _open(found, "周期的期限只能在周期末，或下一周期的首月")
    return Found(end=found.end(), reading=Recurrence(text="", every=every, due_day=days))


def _at_least(found: re.Match[str], *, every: Every) -> Found:
    """Return a frequency with its number of times."""
    times = number(found["times"])
    if times < 1:
        return _open(found, "次数不能是0")
    return Found(end=found.end(), reading=Recurrence(text="", every=every, at_least=times))
