"""Sub-plans (子方案): a sector's tasks bound to the county's plan, and the revision in force.

A revision comes into force when it is adopted, by an entry that holds its tasks. So what
counted on a day can be told without the plugin, and a plugin that is gone or broken
loses nothing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from zhiben.errors import UnknownNameError, UsageError
from zhiben.ledger.plan_bodies import record_body, task_of
from zhiben.ledger.revisions import Images, composed, images_of
from zhiben.model.entries import Draft, Entry, EntryKind
from zhiben.model.organisations import OrganisationKind
from zhiben.model.plan import Cadence, LeadBasis, Measure, Plan, Source, Task
from zhiben.spec.records import Change, Revision, Sector, SectorTask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zhiben.ledger.registry import Registry


@frozen(kw_only=True)
class BoundTask:
    """A task of a sub-plan, and the id of the measure it belongs to."""

    measure: str
    task: Task


@frozen(kw_only=True)
class SubPlan:
    """A revision of a sector's sub-plan.

    ``version`` is that of the plugin it came from. ``fields`` are the plan's fields it
    serves. ``codes`` are those of its criteria
    and indicators. ``adopted_on`` is ``None`` while it only stands in the plugin.
    ``is_running`` is false when the plugin is not there or failed: nothing of it may
    then read as done.
    """

    code: str
    title: str
    revision: int
    version: str
    tasks: tuple[BoundTask, ...]
    fields: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    adopted_on: date | None = None
    is_running: bool = True

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that changes must account for: tasks, criteria, indicators."""
        return (*(one.task.id for one in self.tasks), *self.codes)


@frozen(kw_only=True)
class Adoption:
    """The sub-plan of a sector in force on a day, and where earlier revisions' ids have gone.

    ``earlier`` are the tasks of those revisions that are no more.
    """

    sub_plan: SubPlan
    images: Images
    earlier: tuple[Task, ...] = ()


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


def sub_plan_body(sub_plan: SubPlan, revisions: Iterable[Revision] = ()) -> dict[str, Any]:
    """Return the body of a ``sector.adopt`` entry."""
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
            for one in revisions
        ],
    }


def adoption_of(
    sub_plan: SubPlan, *, on: date, actor: str, revisions: Iterable[Revision] = ()
) -> Draft:
    """Return what puts a revision of a sub-plan in force from a day on."""
    return Draft(
        on=on,
        actor=actor,
        kind=EntryKind.SECTOR_ADOPT,
        subject=sub_plan.code,
        body=sub_plan_body(sub_plan, revisions),
    )


def adoptions_of(live: Iterable[Entry]) -> dict[str, Adoption]:
    """Return the sub-plans in force, by sector; ``live`` are the entries in their order."""
    found: dict[str, Adoption] = {}
    for entry in live:
        if entry.kind is EntryKind.SECTOR_ADOPT:
            found[entry.subject] = _adopted(entry, found.get(entry.subject))
    return found


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


def all_images(adoptions: Mapping[str, Adoption]) -> Images:
    """Return where the ids of every sector's earlier revisions have gone."""
    return {old: new for one in adoptions.values() for old, new in one.images.items()}


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


def _adopted(entry: Entry, before: Adoption | None) -> Adoption:
    """Return the adoption an entry makes of the one before it."""
    sub_plan = _sub_plan_of(entry)
    if before is None:
        return Adoption(sub_plan=sub_plan, images={})
    step = images_of(before.sub_plan.ids, _revisions_of(entry.body), since=before.sub_plan.revision)
    images = composed(before.images, step)
    current = set(sub_plan.ids)
    gone = tuple(one.task for one in before.sub_plan.tasks if one.task.id not in current)
    return Adoption(sub_plan=sub_plan, images=images, earlier=(*before.earlier, *gone))


def _sub_plan_of(entry: Entry) -> SubPlan:
    """Return the sub-plan a ``sector.adopt`` entry holds."""
    body = entry.body
    return SubPlan(
        code=entry.subject,
        title=body["title"],
        revision=body["revision"],
        version=body["version"],
        tasks=tuple(
            BoundTask(measure=row["measure"], task=task_of(row["task"])) for row in body["tasks"]
        ),
        fields=tuple(body["fields"]),
        codes=tuple(body["codes"]),
        adopted_on=entry.on,
        is_running=False,
    )


def _revisions_of(body: Mapping[str, Any]) -> Iterator[Revision]:
    """Yield the changes a ``sector.adopt`` body holds."""
    for row in body["changes"]:
        yield Revision(
            revision=row["revision"],
            change=Change(row["change"]),
            old=tuple(row["old"]),
            new=tuple(row["new"]),
            reason=row["reason"],
        )
