"""The figures of hazards: what each counts, in which unit, of which hazards.

This is the definition. The store counts the same in SQL, and tests hold it to this.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from zhiben.ledger.hazards.moves import OPEN_STATES
from zhiben.model.hazard_figures import HazardFacts, Tally, Value
from zhiben.model.hazards import Act, Channel, HazardLife, Level, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    Test = Callable[[HazardFacts, date], bool]

UNCOUNTED: Final = (State.VOID, State.MERGED, State.UNFOUNDED)
"""The states of what is no hazard of its own: no figure counts them."""
UNCHECKED: Final = (State.LEAD, State.CHECKING)
"""The states in which nobody has yet said whether it is a hazard."""
PUT_RIGHT: Final = (State.APPLIED, State.REVIEWED, State.CLOSED)
"""The states in which it counts as put right."""


class Axis(StrEnum):
    """What the rows of a table of figures stand for."""

    LEVEL = "level"
    SECTOR = "sector"
    TOWNSHIP = "township"
    CHANNEL = "channel"
    LEAD = "lead"
    COHORT = "cohort"
    MONTH = "month"


class Kind(StrEnum):
    """How a figure is reckoned."""

    COUNT = "count"
    RATE = "rate"
    MEDIAN = "median"
    NINTH = "ninth"
    PER_THOUSAND = "per_thousand"


@frozen(kw_only=True)
class Figure:
    """A figure: its unit, what it means, and the counts it is made of.

    ``count`` names those counted, of a share the numerator, and is the key of a plain count;
    ``of`` names the denominator where hazards make it up. ``above`` and ``below`` say both in
    words.
    """

    key: str
    label: str
    meaning: str
    unit: str = "项"
    kind: Kind = Kind.COUNT
    count: str = field()
    of: str = ""
    above: str = ""
    below: str = ""

    @count.default
    def _own_count(self) -> str:
        """Return the count of a figure's own name."""
        return self.key


def _is_open(one: HazardFacts) -> bool:
    """Tell whether something is still to be done about a hazard."""
    return one.state in OPEN_STATES


def _is_due(one: HazardFacts, day: date) -> bool:
    """Tell whether a hazard's deadline is over."""
    return one.deadline is not None and one.deadline < day


def _is_on_time(one: HazardFacts, day: date) -> bool:
    """Tell whether a hazard whose deadline is over was put right by it."""
    deadline, done_on = one.deadline, one.done_on
    if deadline is None or done_on is None:
        return False
    return done_on <= deadline < day and one.state is not State.SHUT


COUNTS: Final[Mapping[str, Test]] = {
    "found": lambda _one, _day: True,
    "closed": lambda one, _day: one.state is State.CLOSED,
    "shut": lambda one, _day: one.state is State.SHUT,
    "standing": lambda one, _day: one.state is not State.SHUT,
    "open": lambda one, _day: _is_open(one),
    "unchecked": lambda one, _day: one.state in UNCHECKED,
    "overdue": lambda one, day: _is_open(one) and _is_due(one, day),
    "not_due": lambda one, day: _is_open(one) and bool(one.deadline) and not _is_due(one, day),
    "without_deadline": lambda one, _day: _is_open(one) and one.deadline is None,
    "due": lambda one, day: one.state is not State.SHUT and _is_due(one, day),
    "on_time": _is_on_time,
    "listed": lambda one, _day: _is_open(one) and one.is_listed,
    "reopened": lambda one, _day: one.reopened > 0,
    "timed": lambda one, _day: one.days is not None,
    "with_channel": lambda one, _day: bool(one.channels),
    "self_found": lambda one, _day: Channel.SELF in one.channels,
    "unplaced": lambda one, _day: one.level is None,
    "inspected": lambda one, _day: one.level is Level.MAJOR and Channel.INSPECTION in one.channels,
}
"""What tells whether a hazard that counts at all is in a count on a day."""

FIGURES: Final = (
    Figure(key="found", label="排查发现",
           meaning="登记在册的隐患，不含已撤销、已合并和查为不属实的；线索也在内。"),
    Figure(key="closed", label="已销号",
           meaning="状态为已销号的；表里只说整改完成、没有说销号的不算。"),
    Figure(key="shut", label="关闭取缔",
           meaning="所在单位已关闭取缔的；另计，不算销号。"),
    Figure(key="open", label="未销号",
           meaning="还要办理的：线索、核查中直到验收通过待销号的各个状态。排查发现＝已销号＋关闭取缔＋未销号。"),
    Figure(key="unchecked", label="其中待核查",
           meaning="未销号里还是线索或核查中、尚未认定的。"),
    Figure(key="overdue", label="逾期",
           meaning="未销号里时限已过的（时限当天不算）。"),
    Figure(key="not_due", label="未到期",
           meaning="未销号里时限未过的。"),
    Figure(key="without_deadline", label="没有时限",
           meaning="未销号里没有定时限的。未销号＝逾期＋未到期＋没有时限。"),
    Figure(key="listed", label="挂牌督办",
           meaning="未销号里正在挂牌督办的。"),
    Figure(
        key="closing_rate", label="销号率", unit="%", kind=Kind.RATE, count="closed",
        of="standing",
        above="已销号", below="排查发现－关闭取缔",
        meaning="已销号÷（排查发现－关闭取缔）。截断到一位小数，分子等于分母才是 100%。",
    ),
    Figure(
        key="on_time_rate", label="按期整改率", unit="%", kind=Kind.RATE, count="on_time",
        of="due",
        above="时限已过、按期整改完成的", below="时限已过的",
        meaning=(
            "时限已过的隐患里（不含关闭取缔），在时限以前（含当天）整改完成的所占份额。"
            "申请验收、验收通过、已销号的，或者表里报了完成日期的才算整改完成；"
            "完成日期没有的用销号日期，都没有的不算按期。"
        ),
    ),
    Figure(
        key="days_median", label="销号用时中位数", unit="天", kind=Kind.MEDIAN, count="timed",
        meaning=(
            "已销号的隐患从发现到销号的天数，从小到大排在一半位置的那个（偶数个取前一个）。"
            "缺日期的、销号早于发现的不计。"
        ),
    ),
    Figure(
        key="days_p90", label="销号用时九成位数", unit="天", kind=Kind.NINTH, count="timed",
        meaning="同上，排在九成位置的那个：至少九成在这么多天以内销号。",
    ),
    Figure(key="reopened", label="重开过",
           meaning="销号以后又重开过的，重开几次都计一项。"),
    Figure(
        key="self_share", label="企业自查占比", unit="%", kind=Kind.RATE, count="self_found",
        of="with_channel",
        above="企业自查上报过的", below="写明渠道的",
        meaning="写明渠道的隐患里，企业自查上报过的所占份额；几个渠道报来的，有自查就算。",
    ),
    Figure(
        key="per_thousand", label="每千次检查发现重大隐患", unit="项/千次",
        kind=Kind.PER_THOUSAND, count="inspected",
        above="督导检查发现的重大隐患", below="检查记录次数（千次）",
        meaning=(
            "督导检查发现的重大隐患÷台账里的检查记录次数×1000，截断到一位小数。"
            "一张填好导入的检查表是一次检查；按属地看，算在被检查单位登记的属地，"
            "按发现年份、月份看，按检查日期算。没有检查次数就不算。"
        ),
    ),
)  # fmt: skip
"""Every figure, in the order they are shown."""


def facts_of(life: HazardLife) -> HazardFacts:
    """Return what figures need to know of a hazard."""
    details = life.details
    ended_on = ended_day(life)
    return HazardFacts(
        number=life.number,
        state=life.state,
        level=details.level,
        sector=details.sector,
        region=details.region,
        lead=details.lead or details.unit_responsible,
        channels=life.channels,
        found_on=details.found_on,
        deadline=details.deadline,
        done_on=done_day(life),
        ended_on=ended_on,
        days=days_between(details.found_on, life.closed_on) if is_closed(life.state) else None,
        is_listed=bool(details.listed),
        reopened=life.reopened,
    )


def is_closed(state: State) -> bool:
    """Tell whether a state is that of a closed hazard."""
    return state is State.CLOSED


def done_day(life: HazardLife) -> date | None:
    """Return the day a hazard was put right, ``None`` while it does not count as that.

    A hazard that failed its acceptance keeps the day its enterprise named, and is not put
    right for that; of one that only tables tell of, the day they name counts.
    """
    if life.state in PUT_RIGHT:
        return life.details.done_on or life.closed_on
    return life.details.done_on if life.is_reported and life.state is State.RECTIFYING else None


def ended_day(life: HazardLife) -> date | None:
    """Return the day a hazard was closed or its enterprise shut."""
    if life.state is State.SHUT:
        last = life.last(Act.SHUT)
        return last.on if last else None
    return life.closed_on if is_closed(life.state) else None


def days_between(found_on: date | None, closed_on: date | None) -> int | None:
    """Return how many days it took, ``None`` where a day is missing or both contradict."""
    if found_on is None or closed_on is None or closed_on < found_on:
        return None
    return (closed_on - found_on).days


def is_counted(one: HazardFacts) -> bool:
    """Tell whether figures count a hazard at all."""
    return one.state not in UNCOUNTED


def tally_of(facts: Iterable[HazardFacts], day: date) -> Tally:
    """Return the counts of hazards on a day, and how long the closed ones took."""
    counts: Counter[str] = Counter()
    days: Counter[int] = Counter()
    for one in filter(is_counted, facts):
        counts.update(key for key, is_in in COUNTS.items() if is_in(one, day))
        if one.days is not None:
            days[one.days] += 1
    return Tally(counts=dict(counts), days=dict(days))


def figure_of(key: str) -> Figure:
    """Return the figure of that key.

    Raises:
        KeyError: when there is none.
    """
    return {figure.key: figure for figure in FIGURES}[key]


def value_of(figure: Figure, tally: Tally, *, checks: int = 0) -> Value:
    """Return a figure's value; ``checks`` is how many inspections there were."""
    n = tally[figure.count]
    match figure.kind:
        case Kind.COUNT:
            return Value(n=n, d=None, amount=n)
        case Kind.RATE:
            d = tally[figure.of]
            return Value(n=n, d=d, amount=cut(n * 100, d))
        case Kind.PER_THOUSAND:
            return Value(n=n, d=checks, amount=cut(n * 1000, checks))
        case _:
            tenths = 5 if figure.kind is Kind.MEDIAN else 9
            return Value(n=n, d=None, amount=ranked(tally.days, tenths=tenths))


def cut(n: int, d: int) -> float | None:
    """Return n/d cut to one decimal, never rounded up; ``None`` of nothing."""
    return n * 10 // d / 10 if d else None


def ranked(days: Mapping[int, int], *, tenths: int) -> int | None:
    """Return the smallest number of days within which so many tenths were closed."""
    asked, reached = sum(days.values()) * tenths, 0
    for length in sorted(days):
        reached += days[length]
        if reached * 10 >= asked:
            return length
    return None


def axis_keys(one: HazardFacts, axis: Axis) -> tuple[str, ...]:
    """Return the keys of the rows a hazard stands in, the empty one where nothing is said.

    It stands in the row of each of its channels, and in one row of every other axis.
    """
    if axis is Axis.CHANNEL:
        return tuple(channel.value for channel in one.channels) or ("",)
    return (_KEYS[axis](one) or "",)


_KEYS: Final[Mapping[Axis, Callable[[HazardFacts], str | None]]] = {
    Axis.LEVEL: lambda one: one.level,
    Axis.SECTOR: lambda one: one.sector,
    Axis.TOWNSHIP: lambda one: one.region,
    Axis.LEAD: lambda one: one.lead,
    Axis.COHORT: lambda one: one.found_on.isoformat()[:4] if one.found_on else None,
    Axis.MONTH: lambda one: one.found_on.isoformat()[:7] if one.found_on else None,
}
