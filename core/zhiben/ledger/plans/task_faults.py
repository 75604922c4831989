"""What a task says against itself, whoever wrote it: a plan's file or a plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from zhiben.model.plan import TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zhiben.model.organisations import Scope
    from zhiben.model.plan import Every, Target


class Stated(Protocol):
    """A task as it is written down, before it is bound to units."""

    @property
    def kind(self) -> TaskKind:
        """How it can be done or missed."""

    @property
    def due(self) -> date | None:
        """The last day of a dated task."""

    @property
    def every(self) -> Every | None:
        """The period of a recurring task."""

    @property
    def at_least(self) -> int:
        """How often a period asks for it."""

    @property
    def due_day(self) -> int | None:
        """The day of the month after a period by which it is owed."""

    @property
    def scope(self) -> Scope | None:
        """The units it unfolds over."""

    @property
    def target(self) -> Target | None:
        """The value it must reach."""


def task_faults(task: Stated) -> Iterator[tuple[str, str]]:
    """Yield what a task says against itself, as key and message."""
    dated, recurring = task.kind is TaskKind.DATED, task.kind is TaskKind.RECURRING
    if dated and task.due is None:
        yield "due", "限期任务缺少日期，请写 due = 年-月-日。"
    if task.due is not None and not dated:
        yield "due", "只有限期任务有 due，请删去或把 kind 改成 dated。"
    if recurring and task.every is None:
        yield "every", "周期任务缺少周期，请写 every = month、quarter、half-year 或 year。"
    if task.every is not None and not recurring:
        yield "every", "只有周期任务有 every，请删去或把 kind 改成 recurring。"
    yield from _part_faults(task)


def _part_faults(task: Stated) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a task's numbers, scope and target."""
    if task.at_least < 1:
        yield "at_least", "每期次数至少为 1。"
    if task.due_day not in {None, *range(1, 32)}:
        yield "due_day", "应为 1 到 31 之间的日。"
    if task.scope is not None and not (task.scope.kinds or task.scope.units):
        yield "scope", "范围里没有单位，请写 kinds（单位类别）或 units（单位名称）。"
    if task.target is not None and task.target.direction not in {"at_least", "at_most"}:
        yield "target.direction", "应为 at_least（不少于）或 at_most（不多于）。"
