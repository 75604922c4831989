"""Deadlines relative to an event: 三年内, 发现之日起20日内, 届满前20个工作日, 提前24小时."""

from __future__ import annotations

import re
from typing import Final

from zhiben.dates.days import CalendarUnit, DayKind, Unit
from zhiben.dates.numerals import NUMERAL, number
from zhiben.dates.values import Direction, Found, Reading, Relative, Uncomputable

# An event is words of one clause. Without 自 before it, it must not reach back over
# another 自, a frequency or a date.
_CLAUSE: Final = r"[^,.。;；:、()!?…《》“”\"]"
_FROM: Final = "(?:自(?![查评纠报验检主动行然愿身])|从(?![业事严重属]))"
_EVENT: Final = (
    f"(?:(?!{_FROM}|每|[0-9十一二三四五六七八九]月|[0-9〇零一二三四五六七八九]{{4}}年){_CLAUSE})"
)
_SPAN: Final = (
    f"(?:(?<![0-9.十百])(?P<amount>[0-9]{{1,4}}|{NUMERAL})"
    "个?(?P<unit>工作日|自然日|小时|星期|(?<=个)月|日|天|周|(?<![0-9]{4})年半?)|(?P<half>半年))"
)
_WITHIN: Final = "[之以]?内"
_ENDINGS: Final = "(?:届满|期满|到期|召开|举办|举行|开始|开工|开业|施工|作业|使用|实施)"

_AFTER: Final = (
    re.compile(
        f"(?:{_FROM}(?P<event>{_CLAUSE}{{1,30}}?)|(?P<plain>{_EVENT}{{1,30}}?))"
        f"(?:之[日时]|当[日天])起(?:,?(?:应当?|须|必须)?[在于]?满?{_SPAN}(?:{_WITHIN})?)?"
    ),
    re.compile(f"{_FROM}(?P<event>{_CLAUSE}{{1,30}}?)起,?{_SPAN}{_WITHIN}"),
    re.compile(f"{_FROM}?(?P<event>即日)起(?:,?{_SPAN}{_WITHIN})?"),
    re.compile(f"(?P<event>{_EVENT}{{1,30}}?)(?:[之以]后|(?<![今最此先前])后)的?{_SPAN}{_WITHIN}"),
    re.compile(f"(?P<event>)(?<![近去前第]){_SPAN}{_WITHIN}"),
)
_BEFORE: Final = (
    re.compile(
        f"(?P<event>{_EVENT}{{1,30}}?)(?:[之以]前|(?<![目当此以先眼之提日])前)"
        f"{_SPAN}(?P<window>{_WITHIN})?"
    ),
    re.compile(f"(?P<event>{_EVENT}{{0,30}}?{_ENDINGS}){_SPAN}[之以]?前"),
    re.compile(f"(?P<event>)提前(?:至少)?{_SPAN}(?P<window>{_WITHIN})?"),
)
_LEAD: Final = re.compile(
    "^(?:.*(?:应当|必须|力争|争取))?(?:[于由并须应]|在(?![建职岗校用产册场营])|及时)*"
)

_WEEK: Final = 7
_UNITS: Final[dict[str, tuple[int, Unit]]] = {
    "日": (1, DayKind.NATURAL),
    "天": (1, DayKind.NATURAL),
    "自然日": (1, DayKind.NATURAL),
    "周": (_WEEK, DayKind.NATURAL),
    "星期": (_WEEK, DayKind.NATURAL),
    "工作日": (1, DayKind.WORKING),
    "小时": (1, DayKind.HOUR),
    "月": (1, CalendarUnit.MONTH),
    "年": (1, CalendarUnit.YEAR),
}
_HALF_YEAR: Final = 6


def read_span(text: str, start: int) -> Found | None:
    """Return the relative deadline that begins at a place of a folded text, if one does."""
    candidates = [
        (found, direction)
        for direction, forms in ((Direction.AFTER, _AFTER), (Direction.BEFORE, _BEFORE))
        for form in forms
        if (found := form.match(text, start))
    ]
    if not candidates:
        return None
    found, direction = max(candidates, key=lambda one: one[0].end())
    return Found(end=found.end(), reading=_reading(found.groupdict(), direction))


def _reading(groups: dict[str, str | None], direction: Direction) -> Reading:
    """Return the reading of a match of any of the forms."""
    if groups.get("window"):
        return Uncomputable(text="", reason="“前…内”是一段时间，没有写明最后一天")
    amount, unit = _measure(groups)
    if groups["amount"] and not amount:
        return Uncomputable(text="", reason="期限不能是0")
    event = _LEAD.sub("", groups["event"] or groups.get("plain") or "")
    return Relative(text="", amount=amount, unit=unit, direction=direction, event=event)


def _measure(groups: dict[str, str | None]) -> tuple[int, Unit]:
    """Return how much of what unit; nothing at all when only the start is given."""
    if groups["half"]:
        return _HALF_YEAR, CalendarUnit.MONTH
    amount, name = groups["amount"], groups["unit"]
    if not amount or not name:
        return 0, DayKind.NATURAL
    if name == "年半":
        return number(amount) * 12 + _HALF_YEAR, CalendarUnit.MONTH
    size, unit = _UNITS[name]
    return number(amount) * size, unit
