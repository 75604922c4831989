"""The plan (方案) as data: actions, measures, tasks, phases and who leads which field."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from zhiben.model.organisations import Organisation, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class TaskKind(StrEnum):
    """How a task can be done or missed."""

    DATED = "dated"
    """限期: done or not by a day."""
    RECURRING = "recurring"
    """周期: owed again in every period."""
    CONTINUOUS = "continuous"
    """长期: no day and no period; it goes stale when nothing is reported."""


class Every(StrEnum):
    """The period of a recurring task."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


class LeadBasis(StrEnum):
    """Where a task's leads come from."""

    DOCUMENT = "document"
    """The document names them."""
    INFERRED = "inferred"
    """未明确 in the document; the field's leads or the office, until an office changes it."""
    AMENDED = "amended"
    """Set by a dated amendment."""


@frozen(kw_only=True)
class Cadence:
    """How often: at least ``at_least`` times in every period.

    ``due_day`` moves the deadline behind the period's end, to that day of the first
    month after it (每个季度第1个月20日前 → 20); ``None`` means the period's last day.
    """

    every: Every
    at_least: int = 1
    due_day: int | None = None


@frozen(kw_only=True)
class Target:
    """A value a task must reach: ``at_least`` or ``at_most`` ``value`` ``unit``."""

    value: float
    unit: str
    direction: str = "at_least"

    def is_met(self, value: float) -> bool:
        """Tell whether a reported value reaches the target."""
        return value >= self.value if self.direction == "at_least" else value <= self.value


@frozen(kw_only=True)
class Source:
    """Where in the document something stands.

    ``place`` is the section in the document's own numbering (``措施4``, ``三(一)``);
    ``sentence`` counts the sentences of that place from 1, ending at 。, and is
    ``None`` for an annex row.
    """

    place: str
    sentence: int | None = None

    def __str__(self) -> str:
        """Return the citation as people write it: 措施4第2句."""
        return self.place if self.sentence is None else f"{self.place}第{self.sentence}句"


@frozen(kw_only=True)
class Task:
    """The smallest thing that can be done or missed.

    ``due`` is the last day of a dated task and ``due_text`` the wording it was read
    from; ``soft`` marks 力争. ``scope`` unfolds the task over units; without one every
    lead owes it. ``actors`` are those named in the text who are not organisations of
    the plan. ``field`` is the 行业领域 the task belongs to. ``sector`` is the code of the
    sector whose sub-plan it stands in; ``since`` the day from which it is owed, where
    that is later than the plan's start.
    """

    id: str
    title: str
    kind: TaskKind
    source: Source
    due: date | None = None
    due_text: str = ""
    soft: bool = False
    cadence: Cadence | None = None
    scope: Scope | None = None
    leads: tuple[str, ...] = ()
    lead_basis: LeadBasis = LeadBasis.DOCUMENT
    supports: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    field: str | None = None
    target: Target | None = None
    sector: str | None = None
    since: date | None = None


@frozen(kw_only=True)
class Field:
    """A 行业领域 a measure names, and the responsibility fields that cover it.

    The document words the same field differently in different places (校园安全 and
    校园), so ``covered_by`` names the responsibilities; empty means the same name.
    """

    name: str
    covered_by: tuple[str, ...] = ()


@frozen(kw_only=True)
class Measure:
    """措施: a numbered paragraph of the document, with its tasks.

    ``id`` is unique in the plan; it differs from ``number`` only where a document
    starts numbering again in every action.
    """

    id: str
    number: int
    title: str
    fields: tuple[Field, ...] = ()
    tasks: tuple[Task, ...] = ()


@frozen(kw_only=True)
class Action:
    """行动: a numbered group of measures."""

    number: int
    title: str
    measures: tuple[Measure, ...] = ()


@frozen(kw_only=True)
class Phase:
    """阶段: a window of days, both ends inclusive; whether it is current is derived."""

    number: int
    title: str
    start: date
    end: date


@frozen(kw_only=True)
class Responsibility:
    """Who leads a field, by the document's responsibility section.

    ``assignment`` numbers the clause of that section the field stands in.
    """

    field: str
    leads: tuple[str, ...]
    assignment: int


@frozen(kw_only=True)
class Channel:
    """One of the ways hazards are discovered that the plan names (measure 17 of 五河)."""

    id: str
    title: str


@frozen(kw_only=True)
class Plan:
    """方案: one document turned into data.

    ``start`` and ``end`` bound the campaign, both inclusive. ``annex`` holds tasks of
    plans that list them in a table instead of under measures.
    """

    id: str
    title: str
    issuer: str
    issued: date
    start: date
    end: date
    document_number: str | None = None
    phases: tuple[Phase, ...] = ()
    targets: tuple[Task, ...] = ()
    actions: tuple[Action, ...] = ()
    safeguards: tuple[Task, ...] = ()
    annex: tuple[Task, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    channels: tuple[Channel, ...] = ()

    @property
    def first_day(self) -> date:
        """The day the plan counts from: its start, or its issue where that came first."""
        return min(self.start, self.issued)

    def measures(self) -> Iterator[tuple[Action, Measure]]:
        """Yield every measure with its action, in the document's order."""
        for action in self.actions:
            for measure in action.measures:
                yield action, measure

    def tasks(self) -> Iterator[Task]:
        """Yield every task: targets, then measures, safeguards and annex."""
        yield from self.targets
        for _, measure in self.measures():
            yield from measure.tasks
        yield from self.safeguards
        yield from self.annex

    def with_tasks(self, change: Callable[[Task], Task]) -> Plan:
        """Return the plan with every task replaced by what ``change`` makes of it."""

        def changed(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
            return tuple(map(change, tasks))

        actions = tuple(
            evolve(
                action,
                measures=tuple(evolve(m, tasks=changed(m.tasks)) for m in action.measures),
            )
            for action in self.actions
        )
        return evolve(
            self,
            targets=changed(self.targets),
            actions=actions,
            safeguards=changed(self.safeguards),
            annex=changed(self.annex),
        )

    def phase_on(self, on: date) -> Phase | None:
        """Return the phase that day falls in, or ``None`` outside all of them."""
        return next((phase for phase in self.phases if phase.start <= on <= phase.end), None)


@frozen(kw_only=True)
class PlanPackage:
    """A plan together with the units it names: what ``init`` adopts."""

    plan: Plan
    organisations: tuple[Organisation, ...]
