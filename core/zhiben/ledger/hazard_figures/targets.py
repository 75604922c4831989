"""The plan's targets for hazards: who belongs to each, how it burns down, and until when.

Cohorts and dates are those of the plan; where a target sets no number, none is judged.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.ledger.hazard_figures.counting import cut
from zhiben.model.hazards import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiben.model.hazard_figures import HazardFacts, MonthCell
    from zhiben.model.plan import Plan, Task

WINDOW: Final = 6
"""The number of whole months a forecast looks back on."""
SPAN: Final = 3
"""The number of months of which the fastest and slowest run give a forecast its range."""
FEWEST: Final = 10
"""How many hazards must have ended in the window before anything is forecast."""

_YEARS_BEFORE: Final = re.compile(r"(\d{4})\s*年及以前")
_HAZARDS: Final = "隐患"
_FIRST, _LAST = "0000-01", "9999-12"
_MONTHS: Final = 12


class Aim(StrEnum):
    """What a target wants of the hazards it is about."""

    STOCK = "stock"
    """存量: those found up to the end of a year are to be gone."""
    INCREMENT = "increment"
    """增量: those found since are to be held down."""
    ZERO = "zero"
    """动态清零: whatever is found is closed in time."""


@frozen(kw_only=True)
class HazardTarget:
    """A target of the plan: its day, and the months of finding of those it is about."""

    task: str
    title: str
    aim: Aim
    due: date
    first: str
    last: str


@frozen(kw_only=True)
class MonthLine:
    """One month of a target: newly found, ended, and open at its end."""

    month: str
    found: int
    ended: int
    open: int


@frozen(kw_only=True)
class Forecast:
    """In how many months nothing is open any more, at the usual, fastest and slowest rate.

    ``rate`` is by how many it shrank a month on average; ``None`` where it does not end.
    """

    rate: float
    months: int | None
    soonest: int | None
    latest: int | None


@frozen(kw_only=True)
class TargetLine:
    """Where a target stands; ``open_at_due`` is ``None`` until its day has come.

    ``undated`` counts those found or ended on a day nobody told, or on one to come; they
    stand in no month.
    ``why_not`` says why nothing is forecast.
    """

    target: HazardTarget
    found: int
    closed: int
    open: int
    open_at_due: int | None
    undated: int
    burn_down: tuple[MonthLine, ...]
    forecast: Forecast | None
    why_not: str

    @property
    def percent(self) -> float | None:
        """The share that was closed, of those not shut, cut and never rounded up."""
        return cut(self.closed * 100, self.closed + self.open)


def targets_of(plan: Plan) -> tuple[HazardTarget, ...]:
    """Return the plan's targets about hazards, by what their wording asks for."""
    about = [task for task in plan.targets if _HAZARDS in task.title]
    years = [int(found[1]) for task in about if (found := _YEARS_BEFORE.search(task.title))]
    until = max(years, default=plan.start.year - 1)
    targets = (_target(task, task.due, until=until) for task in about if task.due)
    return tuple(one for one in targets if one is not None)


def _target(task: Task, due: date, *, until: int) -> HazardTarget | None:
    """Return a target with its cohort, ``None`` when it names none that is known here."""
    cohorts = {
        "存量": (Aim.STOCK, _FIRST, f"{until}-12"),
        "增量": (Aim.INCREMENT, f"{until + 1}-01", month_of(due)),
        "清零": (Aim.ZERO, "", _LAST),
    }
    for word, (aim, first, last) in cohorts.items():
        if word in task.title:
            return HazardTarget(
                task=task.id, title=task.title, aim=aim, due=due, first=first, last=last
            )
    return None


def is_about(target: HazardTarget, one: HazardFacts) -> bool:
    """Tell whether a target is about a hazard: a major one, found in its months."""
    month = month_of(one.found_on) if one.found_on else ""
    return one.level is Level.MAJOR and target.first <= month <= target.last


def target_line(target: HazardTarget, cells: Iterable[MonthCell], *, day: date) -> TargetLine:
    """Return where a target stands on a day, from the hazards that count by their months."""
    now = month_of(day)
    mine = [cell for cell in cells if target.first <= cell.found <= target.last]
    placed = [cell for cell in mine if not _is_lost(cell, now)]
    lines = tuple(_burn_down(placed, until=now))
    left = _number(filter(attrgetter("is_open"), mine))
    whole = [line for line in lines if line.month < now][-WINDOW:]
    why_not = _why_not(whole, left=left)
    return TargetLine(
        target=target,
        found=_number(mine),
        closed=_number(filter(attrgetter("is_closed"), mine)),
        open=left,
        open_at_due=_open_after(placed, month_of(target.due)) if target.due <= day else None,
        undated=_number(mine) - _number(placed),
        burn_down=lines,
        forecast=None if why_not else _forecast(whole, left=left, is_growing=target.last >= now),
        why_not=why_not,
    )


def _number(cells: Iterable[MonthCell]) -> int:
    """Return how many hazards there are in all."""
    return sum(cell.number for cell in cells)


def month_of(day: date) -> str:
    """Return the month of a day."""
    return f"{day:%Y-%m}"


def months_between(first: str, last: str) -> Iterator[str]:
    """Yield the months from one to another, both included."""
    index, end = _index(first), _index(last)
    for number in range(index, end + 1):
        yield f"{number // _MONTHS:04d}-{number % _MONTHS + 1:02d}"


def _index(month: str) -> int:
    """Return a month as a running number."""
    return int(month[:4]) * _MONTHS + int(month[5:]) - 1


def _burn_down(cells: Sequence[MonthCell], *, until: str) -> Iterator[MonthLine]:
    """Yield month by month what was found, what ended and what was open at its end."""
    left = 0
    for month in months_between(min((cell.found for cell in cells), default=_LAST), until):
        found = sum(cell.number for cell in cells if cell.found == month)
        ended = sum(cell.number for cell in cells if _ended_in(cell) == month)
        left += found - ended
        yield MonthLine(month=month, found=found, ended=ended, open=left)


def _open_after(cells: Iterable[MonthCell], month: str) -> int:
    """Return how many were open at the end of a month, as far as days tell."""
    return sum(cell.number for cell in cells if cell.found <= month < _ended_in(cell))


def _ended_in(cell: MonthCell) -> str:
    """Return the month hazards ended in, not before they were found, or the end of time."""
    return _LAST if cell.is_open else max(cell.ended, cell.found)


def _is_lost(cell: MonthCell, until: str) -> bool:
    """Tell whether no month up to one is told in which hazards were found, or ended."""
    if not "" < cell.found <= until:
        return True
    return not cell.is_open and not "" < cell.ended <= until


def _why_not(whole: Sequence[MonthLine], *, left: int) -> str:
    """Say why it cannot be said in how many months nothing is open any more, or nothing."""
    if not left:
        return "没有未销号的，不用预测。"
    if len(whole) < WINDOW:
        return f"不足 {WINDOW} 个整月的数据，不预测。"
    ended = sum(line.ended for line in whole)
    if ended < FEWEST:
        return f"近 {WINDOW} 个整月只办结 {ended} 项，不足 {FEWEST} 项，不预测。"
    return ""


def _forecast(whole: Sequence[MonthLine], *, left: int, is_growing: bool) -> Forecast:
    """Return in how many months nothing is open any more, from the latest whole ones."""
    shrinking = [line.ended - line.found * is_growing for line in whole]
    runs = [sum(shrinking[start : start + SPAN]) for start in range(WINDOW - SPAN + 1)]
    return Forecast(
        rate=_tenths(sum(shrinking), WINDOW),
        months=_months(left, sum(shrinking), WINDOW),
        soonest=_months(left, max(runs), SPAN),
        latest=_months(left, min(runs), SPAN),
    )


def _tenths(n: int, d: int) -> float:
    """Return n/d cut towards zero to one decimal."""
    return int(n * 10 / d) / 10


def _months(left: int, shrunk: int, span: int) -> int | None:
    """Return how many months it takes at a rate, ``None`` when it never ends."""
    return -(-left * span // shrunk) if shrunk > 0 else None
