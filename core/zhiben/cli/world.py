"""The world of one business date: the county's plan, the sectors' sub-plans, and the facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from zhiben.errors import UnknownNameError, nearest_names
from zhiben.ledger.facts import Facts
from zhiben.ledger.occurrences import needs_of
from zhiben.ledger.plans.carrying import carried, moved_ids
from zhiben.ledger.plans.sub_plans import Adoption, SubPlan, bind, with_sub_plans
from zhiben.ledger.progress import Axis, consolidate
from zhiben.ledger.tasks import amended
from zhiben.model.plan import Plan, PlanPackage
from zhiben.model.progress import Progress, SectorLine, SectorState
from zhiben.plugins import Sectors
from zhiben.spec.records import Revision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from zhiben.ledger.units.registry import Registry
    from zhiben.model.organisations import Organisation
    from zhiben.model.plan import Task
    from zhiben.plugins import Loaded
    from zhiben.store import Store

TASKS: Final = "zhiben_tasks"
"""The hook that lists a sub-plan's tasks."""

SUB_PLAN: Final = (TASKS, "zhiben_changes")
"""The hooks that tell how a sub-plan counts."""

ON_RECORD: Final = (*SUB_PLAN, "zhiben_standards", "zhiben_indicators")
"""The hooks that tell all that is on record of an adopted sub-plan, its codes included."""


@frozen(kw_only=True)
class World:
    """The plan in force with the sub-plans of its sectors, and everything known, on one day.

    ``package`` is the plan as adopted, without the sub-plans. ``sectors`` are what the
    installed plugins gave.
    """

    package: PlanPackage
    plan: Plan
    facts: Facts
    sub_plans: tuple[SubPlan, ...]
    adoptions: Mapping[str, Adoption]
    sectors: Sectors

    @property
    def amended_plan(self) -> Plan:
        """The plan with every amendment in force applied to its tasks."""
        changes = self.facts.amendments
        return self.plan.with_tasks(lambda task: amended(task, changes.get(task.id, ())))

    def task(self, text: str) -> Task:
        """Return the task of that id, as amended.

        Raises:
            UnknownNameError: when there is none; offers the nearest ids.
        """
        tasks = {task.id: task for task in self.plan.tasks()}
        key = text.strip().removeprefix("任务").upper()
        found = {identity.upper(): task for identity, task in tasks.items()}.get(key)
        if found is None:
            raise UnknownNameError("任务", text, nearest_names(text, tasks))
        return amended(found, self.facts.amendments.get(found.id, ()))

    def ids_of(self, task: str) -> tuple[str, ...]:
        """Return every id whose reports a task carries on, its own last."""
        images = (found for one in self.adoptions.values() for found in one.images.items())
        return (*(old for old, new in images if task in new and old != task), task)

    def unit(self, text: str) -> Organisation:
        """Return the unit people call that.

        Raises:
            UnknownNameError: when there is none; offers the nearest names.
        """
        return self.facts.registry.find(text)

    def names(self, units: Sequence[str]) -> str:
        """Return the names of units as people list them."""
        return "、".join(map(self.facts.registry.name, units))

    def progress(self, by: Axis = Axis.ACTION) -> Progress:
        """Return the consolidated progress, with what a reader must know of the sectors."""
        progress = consolidate(self.plan, self.facts, by=by)
        return evolve(
            progress,
            sectors=tuple(map(self._sector_line, self.sub_plans)),
            notes=(*progress.notes, *self._sector_notes()),
        )

    def _sector_line(self, one: SubPlan) -> SectorLine:
        """Return how a sub-plan counts."""
        return SectorLine(
            code=one.code,
            title=one.title,
            version=one.version,
            revision=one.revision,
            state=self._state(one),
            tasks=len(one.tasks),
        )

    def _state(self, one: SubPlan) -> SectorState:
        """Return whether a sub-plan counts, and by which revision."""
        loaded = self.sectors.get(one.code)
        if loaded is None:
            return SectorState.NOT_RUNNING
        if one.adopted_on is None:
            return SectorState.INSTALLED
        is_current = loaded.sector.revision == one.revision
        return SectorState.ADOPTED if is_current else SectorState.OUTDATED

    def _sector_notes(self) -> Iterator[str]:
        """Yield a sentence for every sub-plan that does not count as installed."""
        for one in self.sub_plans:
            state = self._state(one)
            if state is SectorState.NOT_RUNNING:
                yield (
                    f"{one.title}（{one.code}）的插件没有运行，该行业检查未运行；"
                    f"其任务按已采纳的第 {one.revision} 版列出，不计完成。"
                )
            if state is SectorState.OUTDATED:
                yield (
                    f"{one.title}（{one.code}）有另一修订待采纳，现按已采纳的第 {one.revision} 版"
                    f"计算；见 zhiben plugin changes {one.code}。"
                )


def build_world(
    store: Store,
    package: PlanPackage,
    day: date,
    *,
    adoptions: Mapping[str, Adoption],
    sectors: Sectors,
) -> World:
    """Return the world of a day from what the store and the plugins say."""
    live = [one for one in sectors.loaded if one.sector.code not in adoptions]
    needs = needs_of(package.plan) | _needs(adoptions, live)
    facts = carried(
        store.facts(day, needs=needs),
        adoptions.values(),
        claims=store.claims(moved_ids(adoptions.values()), day),
        start=package.plan.start,
    )
    found = (
        *(_standing(one.sub_plan, sectors) for one in adoptions.values()),
        *(installed_sub_plan(one, facts.registry) for one in live),
    )
    sub_plans = tuple(sorted(found, key=lambda one: one.code))
    silent = frozenset(one.code for one in sub_plans if not one.is_running)
    return World(
        package=package,
        plan=with_sub_plans(package.plan, sub_plans),
        facts=evolve(facts, silent=silent),
        sub_plans=sub_plans,
        adoptions=adoptions,
        sectors=sectors,
    )


def installed_sub_plan(loaded: Loaded, registry: Registry) -> SubPlan:
    """Return the sub-plan an installed plugin brings, bound to the units of this county."""
    tasks = loaded.records[TASKS]
    sub_plan = bind(
        loaded.sector,
        tasks,  # type: ignore[arg-type]  # the host has checked what the hook returned
        version=loaded.found.version,
        registry=registry,
    )
    changes = loaded.records.get("zhiben_changes", ())
    return evolve(
        sub_plan,
        codes=tuple(_codes(loaded)),
        changes=tuple(one for one in changes if isinstance(one, Revision)),
    )


def _standing(sub_plan: SubPlan, sectors: Sectors) -> SubPlan:
    """Return an adopted sub-plan with whether its plugin serves, its tasks marked if not."""
    if sectors.get(sub_plan.code):
        return evolve(sub_plan, is_running=True)
    marked = (
        evolve(one, task=evolve(one.task, title=f"{one.task.title}（未运行）"))
        for one in sub_plan.tasks
    )
    return evolve(sub_plan, is_running=False, tasks=tuple(marked))


def _needs(adoptions: Mapping[str, Adoption], live: Sequence[Loaded]) -> dict[str, int]:
    """Return how often a period asks for each recurring task of the sub-plans, old ones too."""
    adopted = {
        task.id: task.cadence.at_least
        for one in adoptions.values()
        for task in one.tasks.values()
        if task.cadence
    }
    installed = {task.code: task.at_least for one in live for task in one.records[TASKS]}  # type: ignore[union-attr]  # as above
    return adopted | installed


def _codes(loaded: Loaded) -> Iterator[str]:
    """Yield the codes of a plugin's criteria and indicators, where these were asked for."""
    from zhiben.spec.records import Criterion, Indicator

    for hook in ("zhiben_standards", "zhiben_indicators"):
        for record in loaded.records.get(hook, ()):
            if isinstance(record, Criterion | Indicator):
                yield record.code
