"""When a task of somebody's list is due or recurs, from the wording of its two cells."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from zhiben.dates.wording import (
    Deadline,
    Interval,
    Reading,
    Recurrence,
    Relative,
    Uncomputable,
    read_wording,
)
from zhiben.ledger.tables import one_width
from zhiben.model.plan import Every, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen(kw_only=True)
class Timing:
    """The kind of a task with its day or period; ``text`` is the wording as it stands."""

    kind: TaskKind = TaskKind.CONTINUOUS
    text: str = ""
    due: date | None = None
    soft: bool = False
    every: Every | None = None
    at_least: int = 1
    due_day: int | None = None
    notes: tuple[str, ...] = ()


_CONTEXTS: Final = (date(2001, 1, 1), date(2002, 1, 1))
"""Two dates of a document; wording they give different days to leaves the year out."""

_BARE: Final = frozenset({"月", "月度", "季", "季度", "半年", "半年度", "年", "年度"})
"""Periods that a column headed 周期 names without 每."""


def timing_of(due: str, *, cycle: str = "", issued: date | None = None) -> Timing:
    """Return when a task is due or recurs; what cannot be computed leaves it continuous.

    Args:
        due: the cell of the deadline, which may also say how often.
        cycle: the cell of the period.
        issued: the date of the document, from which wording without a year takes it.
    """
    words = "；".join(filter(None, (cycle, due)))
    readings = [_reading(text, issued=issued) for text in (_whole(cycle), due) if text]
    rhythm = next((one for one in readings if isinstance(one, Recurrence)), None)
    if rhythm is not None:
        found = _recurring(rhythm)
    else:
        days = (one for one in readings if isinstance(one, Deadline | Interval))
        found = _dated(next(days, None))
    open_ones = tuple(_open(readings, found))
    if not readings:
        open_ones = ("没有写期限和周期，作长期任务。",)
    return evolve(found, text=words, notes=(*found.notes, *open_ones))


def _whole(cycle: str) -> str:
    """Return the wording of a period in full: 季度 in a column headed 周期 is 每季度."""
    return f"每{cycle}" if one_width(cycle) in _BARE else cycle


def _reading(text: str, *, issued: date | None) -> Reading:
    """Read a wording, without a date of the document only if it needs none."""
    if issued is not None:
        return read_wording(text, context=issued)
    first, second = (read_wording(text, context=one) for one in _CONTEXTS)
    if first == second:
        return first
    return Uncomputable(text=text, reason="没有写年份，请用 --issued 指明文件日期")


def _recurring(rhythm: Recurrence) -> Timing:
    """Return the timing of a task that recurs."""
    return Timing(
        kind=TaskKind.RECURRING,
        soft=rhythm.soft,
        every=rhythm.every,
        at_least=rhythm.at_least,
        due_day=rhythm.due_day,
    )


def _dated(day: Deadline | Interval | None) -> Timing:
    """Return the timing of a task that has a day, or of one that has none."""
    if day is None:
        return Timing()
    if isinstance(day, Interval):
        note = f"期限“{day.text}”是一段时间，按最后一天 {day.end} 读。"
        return Timing(kind=TaskKind.DATED, due=day.end, soft=day.soft, notes=(note,))
    notes = (f"期限“{day.text}”的钟点没有记下。",) if day.at else ()
    return Timing(kind=TaskKind.DATED, due=day.on, soft=day.soft, notes=notes)


def _open(readings: list[Reading], found: Timing) -> Iterator[str]:
    """Yield a note for every wording that the timing leaves out."""
    for one in readings:
        if isinstance(one, Uncomputable):
            yield f"“{one.text}”算不出日期（{one.reason}），只抄录原文。"
        elif isinstance(one, Relative):
            yield f"“{one.text}”要看从哪一天起算，算不出日期，只抄录原文。"
        elif isinstance(one, Deadline | Interval) and found.kind is TaskKind.RECURRING:
            yield f"有周期的任务不记期限，“{one.text}”只抄录原文。"
