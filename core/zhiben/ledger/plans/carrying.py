"""Reports of an earlier revision, carried on to the tasks that took its tasks' place.

Nothing is rewritten: the journal keeps what was reported under which id. Every step from
one revision to the next passes on the claims about the ids it ended:

- a task that was renamed goes on as if it had always had its new id;
- each part of a split one starts from all that was said of the whole;
- a merged one is done once each part that the unit owed was done, until the unit says
  otherwise of the whole; of its deadline nothing is known but what the revision says;
- a retired one's claims are archived.

Where the same unit spoke of old and new, the business date decides which word is later.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import define, evolve, field

from zhiben.dates import parse_period
from zhiben.ledger.claims import Claim, fulfilments_of, standings_of
from zhiben.ledger.facts import Facts
from zhiben.ledger.occurrences import amended_leads, units_of
from zhiben.model.plan import Task
from zhiben.model.reports import Amendment, ReportStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.ledger.plans.revisions import Images
    from zhiben.ledger.plans.sub_plans import Adoption

T = TypeVar("T")
Key = tuple[str, str]
"""A task and a period, or a task and a unit."""

_SEVERAL: Final = 2


def moved_ids(adoptions: Iterable[Adoption]) -> tuple[str, ...]:
    """Return every id that a revision ended or put in the place of such a one."""
    ids = (
        identity
        for one in adoptions
        for step in one.steps
        for old, new in step.items()
        for identity in (old, *new)
    )
    return tuple(dict.fromkeys(ids))


def carried(
    facts: Facts, adoptions: Iterable[Adoption], *, claims: Iterable[Claim], start: date
) -> Facts:
    """Return the facts with those about earlier revisions told of the present ids.

    Args:
        facts: what was true on a day, told of the ids that were reported under.
        adoptions: the sub-plans in force on that day.
        claims: what was said by that day of the :func:`moved_ids`, in order.
        start: the first day of the plan.
    """
    found = tuple(adoptions)
    moved = set(moved_ids(found))
    if not moved:
        return facts
    tasks = {key: task for one in found for key, task in one.tasks.items()}
    needs = {key: task.cadence.at_least for key, task in tasks.items() if task.cadence}
    owed = _Owed(tasks=tasks, facts=facts, start=start)
    told = tuple(claims)
    waivers, amendments = facts.waivers, facts.amendments
    for step in (step for one in found for step in one.steps):
        sources = _sources(step)
        merging = _Merging(sources=sources, waivers=waivers, owed=owed, needs=needs)
        told = tuple(
            merging.passed_on(claim, new)
            for claim in told
            for new in step.get(claim.task, (claim.task,))
        )
        waivers = _waivers(waivers, step, sources, owed=owed)
        amendments = _amendments(amendments, step, sources)
        needs = {
            new: max(needs.get(old, 1) for old in olds) for new, olds in sources.items()
        } | needs
        owed.learn(sources, amendments)
    return evolve(
        facts,
        standings=_others(facts.standings, moved) | standings_of(told),
        fulfilments=_others(facts.fulfilments, moved) | fulfilments_of(told, needs),
        waivers=waivers,
        amendments=amendments,
    )


def _sources(step: Images) -> dict[str, tuple[str, ...]]:
    """Return for each id that carries on others' reports those others."""
    found: dict[str, list[str]] = defaultdict(list)
    for old, new in step.items():
        for identity in new:
            found[identity].append(old)
    return {identity: tuple(olds) for identity, olds in found.items()}


def _others(found: Mapping[Key, T], moved: Collection[str]) -> dict[Key, T]:
    """Return what is known of tasks that no revision touched."""
    return {key: value for key, value in found.items() if key[0] not in moved}


@define(kw_only=True)
class _Owed:
    """Which units owed the tasks of any revision, as far as these are known.

    ``facts`` hold the amendments of every id met so far, ``origins`` the ids that earlier
    steps led to it. A task nobody here ever adopted counts as owed: what is not known is
    not done.
    """

    tasks: Mapping[str, Task]
    facts: Facts
    start: date
    origins: Mapping[str, tuple[str, ...]] = field(factory=dict)
    _units: dict[Key, frozenset[str] | None] = field(factory=dict, init=False)

    def learn(
        self,
        sources: Mapping[str, tuple[str, ...]],
        amendments: Mapping[str, tuple[Amendment, ...]],
    ) -> None:
        """Note what one step made of ids, and the amendments that went with them."""
        self.origins = {**self.origins, **sources}
        self.facts = evolve(self.facts, amendments={**self.facts.amendments, **amendments})

    def by(self, unit: str, task: str, period: str) -> bool:
        """Tell whether a unit owed a task in a period, or owes one without periods."""
        key = (task, period)
        if key not in self._units:
            self._units[key] = self._known_units(task, period)
        units = self._units[key]
        if units is not None:
            return unit in units
        olds = self.origins.get(task)
        return olds is None or any(self.by(unit, old, period) for old in olds)

    def _known_units(self, task: str, period: str) -> frozenset[str] | None:
        """Return the units that owed it, ``None`` where nothing says so."""
        found = parse_period(period)
        on = self.facts.as_of if found is None else max(found.start, self.start)
        if task in self.tasks:
            return frozenset(units_of(self.tasks[task], self.facts, on=on))
        leads = amended_leads(task, self.facts, on=on)
        return None if leads is None else frozenset(leads)


@define(kw_only=True)
class _Merging:
    """What the parts of merged tasks come to, as claims about them go by in order."""

    sources: Mapping[str, tuple[str, ...]]
    waivers: Mapping[Key, frozenset[str]]
    needs: Mapping[str, int]
    owed: _Owed
    _said: dict[Key, dict[str, ReportStatus]] = field(factory=lambda: defaultdict(dict), init=False)
    _times: dict[tuple[str, str, str], Counter[str]] = field(
        factory=lambda: defaultdict(Counter), init=False
    )

    def passed_on(self, claim: Claim, new: str) -> Claim:
        """Return what a claim about an old or present id comes to for the present one."""
        if len(self.sources.get(new, ())) < _SEVERAL:
            return evolve(claim, task=new)
        return self._counted(claim, new) if claim.period else self._stated(claim, new)

    def _stated(self, claim: Claim, new: str) -> Claim:
        """Return the claim that the whole is done, or is not yet."""
        said = self._said[new, claim.unit]
        if claim.task == new:
            is_done = claim.status is ReportStatus.DONE
            said.update(dict.fromkeys(self.sources[new], claim.status) if is_done else {})
            return claim
        said[claim.task] = claim.status
        parts = self._parts(claim, new, heard=said)
        is_done = all(said.get(part) is ReportStatus.DONE for part in parts)
        status = ReportStatus.DONE if is_done else ReportStatus.ONGOING
        return evolve(claim, task=new, status=status)

    def _counted(self, claim: Claim, new: str) -> Claim:
        """Return the claim that the whole was done often enough, once every part was."""
        if claim.task == new:
            return claim
        times = self._times[new, claim.unit, claim.period]
        times[claim.task] += claim.times
        is_enough = all(
            times[part] >= self.needs.get(part, 1)
            or claim.unit in self.waivers.get((part, claim.period), ())
            for part in self._parts(claim, new, heard=times)
        )
        enough = max(self.needs.values(), default=1)
        return evolve(claim, task=new, times=enough if is_enough else 0)

    def _parts(self, claim: Claim, new: str, *, heard: Collection[str]) -> list[str]:
        """Return the parts that count for a unit: those it owed or spoke of."""
        owed = self.owed.by
        return [
            old for old in self.sources[new] if old in heard or owed(claim.unit, old, claim.period)
        ]


def _waivers(
    waivers: Mapping[Key, frozenset[str]],
    step: Images,
    sources: Mapping[str, Sequence[str]],
    *,
    owed: _Owed,
) -> dict[Key, frozenset[str]]:
    """Return who need not: of a merged duty, those excused from every part they owed."""
    kept = {key: units for key, units in waivers.items() if key[0] not in step}
    for new, olds in sources.items():
        for period in sorted({period for task, period in waivers if task in olds}):
            found = {old: waivers.get((old, period), frozenset()) for old in olds}
            excused = {
                unit
                for unit in frozenset[str]().union(*found.values())
                if all(unit in found[old] or not owed.by(unit, old, period) for old in olds)
            }
            if excused:
                kept[new, period] = kept.get((new, period), frozenset()) | excused
    return kept


def _amendments(
    amendments: Mapping[str, tuple[Amendment, ...]],
    step: Images,
    sources: Mapping[str, Sequence[str]],
) -> dict[str, tuple[Amendment, ...]]:
    """Return the amendments, oldest first; those of parts say nothing of a merged task."""
    kept = {task: changes for task, changes in amendments.items() if task not in step}
    for new, olds in sources.items():
        if len(olds) < _SEVERAL and olds[0] in amendments:
            moved = (evolve(change, task=new) for change in amendments[olds[0]])
            kept[new] = tuple(sorted((*moved, *kept.get(new, ())), key=lambda one: one.on))
    return kept
