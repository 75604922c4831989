"""Sub-plans (子方案): a sector's tasks bound to the county's plan, and the revision in force.

A revision comes into force when it is adopted, by an entry that holds its tasks. So what
counted on a day can be told without the plugin, and a plugin that is gone or broken
loses nothing. Sites adopt by themselves and exchange their journals, so several entries
may adopt one revision, or an earlier one later: the latest revision is what counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from zhiben.errors import Problem, UnknownNameError, UsageError
from zhiben.ledger.plans.bodies import record_body, task_of
from zhiben.ledger.plans.revisions import Images, followed, steps_of
from zhiben.model.entries import Draft, Entry, EntryKind
from zhiben.model.organisations import OrganisationKind
from zhiben.model.plan import Cadence, LeadBasis, Measure, Plan, Source, Task
from zhiben.spec.records import Change, Revision, Sector, SectorTask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.ledger.units.registry import Registry


@frozen(kw_only=True)
class BoundTask:
    """A task of a sub-plan, and the id of the measure it belongs to."""

    measure: str
    task: Task


@frozen(kw_only=True)
class SubPlan:
    """A revision of a sector's sub-plan.

    ``version`` is that of the plugin it came from. ``fields`` are the plan's fields it
    serves. ``codes`` are those of its criteria and indicators. ``changes`` tell where the
    ids of all revisions before it went. ``adopted_on`` is ``None`` while it only stands in
    the plugin. ``is_running`` is false when the plugin is not there or failed: nothing of
    it may then read as done.
    """

    code: str
    title: str
    revision: int
    version: str
    tasks: tuple[BoundTask, ...]
    fields: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    changes: tuple[Revision, ...] = ()
    adopted_on: date | None = None
    is_running: bool = True

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that changes must account for: tasks, criteria, indicators."""
        return (*(one.task.id for one in self.tasks), *self.codes)


@frozen(kw_only=True)
class Adoption:
    """The sub-plan of a sector in force on a day, and what became of earlier revisions.

    ``steps`` tell for each later revision where the ids went that it ended. ``earlier``
    are the tasks of earlier revisions that are no more.
    """

    sub_plan: SubPlan
    steps: tuple[Images, ...] = ()
    earlier: tuple[Task, ...] = ()

    @property
    def tasks(self) -> dict[str, Task]:
        """The tasks of all revisions, by id."""
        present = (bound.task for bound in self.sub_plan.tasks)
        return {task.id: task for task in (*self.earlier, *present)}

    @property
    def images(self) -> Images:
        """For every id of any revision the present ids that carry on its reports."""
        present = set(self.sub_plan.ids)
        moved = chain.from_iterable((old, *new) for step in self.steps for old, new in step.items())
        return {
            one: tuple(new for new in followed(one, self.steps) if new in present)
            for one in dict.fromkeys((*self.tasks, *moved, *self.sub_plan.codes))
        }


def bind(
    sector: Sector, tasks: Iterable[SectorTask], *, version: str, registry: Registry
) -> SubPlan:
    """Return the sub-plan a plugin's tasks make up in a county with these units.

    Leads are the task's own, else the sector's; where the county has none of them, its
    office stands in, marked as inferred.
    """
    return SubPlan(
        code=sector.code,
        title=sector.title,
        revision=sector.revision,
        version=version,
        tasks=tuple(
            BoundTask(measure=one.measure, task=_bound(one, sector, registry)) for one in tasks
        ),
        fields=sector.fields,
    )


def sub_plan_body(sub_plan: SubPlan) -> dict[str, Any]:
    """Return the body of a ``sector.adopt`` entry.

    All changes stand in it, those of revisions never adopted here too: the journal may
    meet that of a site which did adopt them.
    """
    return {
        "title": sub_plan.title,
        "revision": sub_plan.revision,
        "version": sub_plan.version,
        "tasks": [
            {"measure": one.measure, "task": record_body(one.task)} for one in sub_plan.tasks
        ],
        "fields": list(sub_plan.fields),
        "codes": list(sub_plan.codes),
        "changes": [
            {
                "revision": one.revision,
                "change": one.change.value,
                "old": list(one.old),
                "new": list(one.new),
                "reason": one.reason,
            }
            for one in sub_plan.changes
        ],
    }


def adoption_of(sub_plan: SubPlan, *, on: date, actor: str) -> Draft:
    """Return what puts a revision of a sub-plan in force from a day on."""
    return Draft(
        on=on,
        actor=actor,
        kind=EntryKind.SECTOR_ADOPT,
        subject=sub_plan.code,
        body=sub_plan_body(sub_plan),
    )


def adoptions_of(live: Iterable[Entry]) -> dict[str, Adoption]:
    """Return the sub-plans in force, by sector; ``live`` are the entries in their order."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in live:
        if entry.kind is EntryKind.SECTOR_ADOPT:
            found[entry.subject].append(entry)
    return {code: _adoption(entries) for code, entries in found.items()}


def disabled_by(live: Iterable[Entry]) -> frozenset[str]:
    """Return the sectors whose plugins are switched off."""
    states = {
        entry.subject: bool(entry.body["enabled"])
        for entry in live
        if entry.kind is EntryKind.SECTOR_SWITCH
    }
    return frozenset(code for code, enabled in states.items() if not enabled)


def with_sub_plans(plan: Plan, sub_plans: Iterable[SubPlan]) -> Plan:
    """Return the plan with the tasks of sub-plans behind those of their measures.

    Tasks of a measure the plan does not have go to the annex.
    """
    extra: dict[str, list[Task]] = defaultdict(list)
    for sub_plan in sub_plans:
        for one in sub_plan.tasks:
            extra[one.measure].append(one.task)
    known = {measure.id for _, measure in plan.measures()}

    def extended(measure: Measure) -> Measure:
        return evolve(measure, tasks=(*measure.tasks, *extra[measure.id]))

    actions = tuple(
        evolve(action, measures=tuple(map(extended, action.measures))) for action in plan.actions
    )
    astray = [task for measure, tasks in extra.items() if measure not in known for task in tasks]
    return evolve(plan, actions=actions, annex=(*plan.annex, *astray))


def check_rhythms(adopted: SubPlan, installed: SubPlan, images: Images) -> Iterator[Problem]:
    """Yield tasks that cannot carry on others' reports, because their periods differ.

    Args:
        adopted: the revision in force.
        installed: the one that is to be adopted.
        images: where the adopted revision's ids go.
    """
    tasks = {bound.task.id: bound.task for bound in installed.tasks}
    sources = Counter(new for found in images.values() for new in found)
    for old in (bound.task for bound in adopted.tasks):
        for new in [tasks[one] for one in images[old.id] if one in tasks]:
            change = _rhythm_change(old, new, is_merged=sources[new.id] > 1)
            if change:
                message = f"{change}；请把 {old.id} 写成停用（retired），给新任务另起一个编号。"
                yield Problem(new.id, message)


def _rhythm_change(old: Task, new: Task, *, is_merged: bool) -> str:
    """Return what keeps reports on one task from counting for another, empty when nothing."""
    before, after = old.cadence, new.cadence
    if (before and before.every) != (after and after.every):
        return "周期变了，以前各期的填报对不上"
    if before and after and after.at_least > before.at_least and not is_merged:
        return f"每期次数从 {before.at_least} 提到 {after.at_least}，以前各期会变成没有完成"
    return ""


def _bound(one: SectorTask, sector: Sector, registry: Registry) -> Task:
    """Return a plugin's task as a task of the plan."""
    leads, basis = _leads(one.leads or sector.leads, registry)
    cadence = None
    if one.every is not None:
        cadence = Cadence(every=one.every, at_least=one.at_least, due_day=one.due_day)
    scope = one.scope
    if scope is not None:
        scope = evolve(scope, units=tuple(_known(scope.units, registry)))
    return Task(
        id=one.code,
        title=one.title,
        kind=one.kind,
        source=Source(place=f"{one.source} {one.place}".strip()),
        due=one.due,
        due_text=one.due_text,
        soft=one.soft,
        cadence=cadence,
        scope=scope,
        leads=leads,
        lead_basis=basis,
        supports=tuple(_known(one.supports, registry)),
        field=one.field,
        target=one.target,
        sector=sector.code,
    )


def _leads(names: Iterable[str], registry: Registry) -> tuple[tuple[str, ...], LeadBasis]:
    """Return the ids of the leads this county has, or its office in their stead."""
    known = tuple(_known(names, registry))
    if known:
        return known, LeadBasis.DOCUMENT
    offices = [unit.id for unit in registry.current if unit.kind is OrganisationKind.OFFICE]
    return tuple(offices[:1]), LeadBasis.INFERRED


def _known(names: Iterable[str], registry: Registry) -> Iterator[str]:
    """Yield the ids of those units that this county has."""
    for name in names:
        try:
            yield registry.find(name).id
        except (UnknownNameError, UsageError):
            continue


def _adoption(entries: Sequence[Entry]) -> Adoption:
    """Return what the adoptions of one sector amount to."""
    plans = [sub_plan_of(entry.subject, entry.body, on=entry.on) for entry in entries]
    plans.sort(key=lambda one: one.revision)
    current, present = plans[-1], set(plans[-1].ids)
    days = [one.adopted_on for one in plans if one.revision == current.revision]
    tasks = {bound.task.id: bound.task for one in plans for bound in one.tasks}
    adoption = Adoption(
        sub_plan=evolve(current, adopted_on=days[0]),
        steps=steps_of(chain.from_iterable(one.changes for one in plans)),
        earlier=tuple(task for identity, task in tasks.items() if identity not in present),
    )
    return evolve(adoption, sub_plan=_begun(adoption, plans))


def _begun(adoption: Adoption, plans: Iterable[SubPlan]) -> SubPlan:
    """Return the sub-plan in force with the days from which its later tasks are owed.

    A task that no earlier revision had, under whatever id, is owed from its adoption on.
    """
    images = adoption.images
    days: dict[str, date] = {}
    for one in plans:
        for identity in [new for bound in one.tasks for new in images[bound.task.id]]:
            days[identity] = min(one.adopted_on or date.min, days.get(identity, date.max))
    first = min(one.adopted_on or date.min for one in plans)

    def begun(bound: BoundTask) -> BoundTask:
        day = days.get(bound.task.id, first)
        return evolve(bound, task=evolve(bound.task, since=day)) if day > first else bound

    return evolve(adoption.sub_plan, tasks=tuple(map(begun, adoption.sub_plan.tasks)))


def sub_plan_of(code: str, body: Mapping[str, Any], *, on: date) -> SubPlan:
    """Return the sub-plan a ``sector.adopt`` body holds, adopted on a day."""
    return SubPlan(
        code=code,
        title=body["title"],
        revision=body["revision"],
        version=body["version"],
        tasks=tuple(
            BoundTask(measure=row["measure"], task=task_of(row["task"])) for row in body["tasks"]
        ),
        fields=tuple(body["fields"]),
        codes=tuple(body["codes"]),
        changes=tuple(_changes_of(body)),
        adopted_on=on,
        is_running=False,
    )


def _changes_of(body: Mapping[str, Any]) -> Iterator[Revision]:
    """Yield the changes a ``sector.adopt`` body holds."""
    for row in body["changes"]:
        yield Revision(
            revision=row["revision"],
            change=Change(row["change"]),
            old=tuple(row["old"]),
            new=tuple(row["new"]),
            reason=row["reason"],
        )
