"""Laws of revisions: over any chain of them, reports before = carried + archived, never fewer."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.claims import claim_of
from zhiben.ledger.entries import entry_of
from zhiben.ledger.fold import fold, in_order
from zhiben.ledger.plans.carrying import carried, moved_ids
from zhiben.ledger.plans.revisions import check_revisions, images_of
from zhiben.ledger.plans.sub_plans import BoundTask, SubPlan, adoption_of, adoptions_of
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.plan import Cadence, Every, Task
from zhiben.model.reports import ReportStatus
from zhiben.spec import Change, Revision
from zhiben.testing.factories import (
    Batch,
    adopted,
    amended,
    continuous,
    example_package,
    recurring,
    reported,
    sealed,
    waived,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.ledger.facts import Facts
    from zhiben.ledger.plans.sub_plans import Adoption
    from zhiben.model.entries import Entry

START: Final = date(2024, 1, 1)
END: Final = date(2024, 12, 31)
UNITS: Final = ("dept-a", "dept-b")
PERIODS: Final = ("2024Q1", "2024Q2")


@frozen(kw_only=True)
class Stage:
    """A revision with its tasks, what it changed, its day, and what was said while it counted."""

    number: int
    tasks: tuple[Task, ...]
    changes: tuple[Revision, ...] = ()
    said: tuple[Draft, ...] = ()

    @property
    def on(self) -> date:
        """The day it is adopted on: one every month."""
        return START + timedelta(days=30 * (self.number - 1))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its tasks."""
        return tuple(task.id for task in self.tasks)


Chain = tuple[Stage, ...]


def adopting(chain: Chain, number: int, *, on: date | None = None) -> Draft:
    """Return the adoption of a revision, which tells of all changes up to it."""
    stage = chain[number - 1]
    sub_plan = SubPlan(
        code="SCH",
        title="示例行业",
        revision=number,
        version="1.0",
        tasks=tuple(BoundTask(measure="1", task=task) for task in stage.tasks),
        changes=tuple(change for one in chain[:number] for change in one.changes),
    )
    return adoption_of(sub_plan, on=on or stage.on, actor="示例")


@st.composite
def chains(draw: st.DrawFn, *, merging: bool = True) -> Chain:
    """Return revisions, each made from the one before by every kind of change.

    Units, and how often a duty is owed, do not change: a county that skips a revision
    cannot know what only that one said of a task.
    """
    names = map("SCH-T-{}".format, count(1))
    tasks = tuple(_task(draw, next(names)) for _ in range(draw(st.integers(1, 4))))
    stages = [Stage(number=1, tasks=tasks)]
    for number in range(2, draw(st.integers(2, 4)) + 1):
        kept: list[Task] = []
        changes: list[Revision] = []
        rest = list(stages[-1].tasks)
        while rest:
            old, new, change = _change(draw, rest, names, merging=merging)
            kept += new
            ids = [[task.id for task in part] for part in (old, new)]
            if change is not Change.SAME or draw(st.booleans()):
                changes.append(
                    Revision(
                        revision=number,
                        change=change,
                        old=tuple(ids[0]),
                        new=tuple(ids[1]),
                        reason="示例",
                    )
                )
        kept += [_task(draw, next(names), most=1) for _ in range(draw(st.integers(0, 1)))]
        stages.append(Stage(number=number, tasks=tuple(kept), changes=tuple(changes)))
    return tuple(evolve(stage, said=_said(draw, stage)) for stage in stages)


def _change(
    draw: st.DrawFn, rest: list[Task], names: Iterator[str], *, merging: bool
) -> tuple[list[Task], list[Task], Change]:
    """Take tasks out of the rest, and return what became of them."""
    first = rest.pop(0)
    alike = [task for task in rest if bool(task.cadence) == bool(first.cadence)]
    kinds = [kind for kind in Change if kind is not Change.MERGED or (alike and merging)]
    change = draw(st.sampled_from(kinds))
    if change is Change.MERGED:
        other = draw(st.sampled_from(alike))
        rest.remove(other)
        most = max((first, other), key=lambda task: task.cadence.at_least if task.cadence else 0)
        return [first, other], [evolve(most, id=next(names))], change
    several = {Change.RENAMED: 1, Change.SPLIT: 2, Change.RETIRED: 0}
    if change is Change.SAME:
        return [first], [first], change
    return [first], [evolve(first, id=next(names)) for _ in range(several[change])], change


def _task(draw: st.DrawFn, identity: str, *, most: int = 2) -> Task:
    """Return a task with or without periods that both units lead."""
    times = draw(st.integers(0, most))
    if not times:
        return continuous(identity, leads=UNITS)
    cadence = Cadence(every=Every.QUARTER, at_least=times)
    return recurring(identity, every=Every.QUARTER, cadence=cadence, leads=UNITS)


def _said(draw: st.DrawFn, stage: Stage) -> tuple[Draft, ...]:
    """Return what was said of a revision's tasks, on any day: sites are late, or foresee."""
    if not stage.tasks:
        return ()
    tasks = st.sampled_from(stage.tasks)
    drafts = [_draft(draw, task) for task in draw(st.lists(tasks, max_size=5))]
    # Amendments of one day have no order between tasks: each stage has a day of its own.
    moved = amended(draw(tasks).id, on=stage.on, leads=draw(st.sampled_from([UNITS, UNITS[:1]])))
    return (*drafts, moved) if draw(st.booleans()) else tuple(drafts)


def _draft(draw: st.DrawFn, task: Task) -> Draft:
    """Return a report on a task, or a waiver of it."""
    unit, on = draw(st.sampled_from(UNITS)), START + timedelta(days=draw(st.integers(0, 120)))
    status = draw(st.sampled_from(ReportStatus))
    if not task.cadence:
        return reported(task.id, unit, on=on, status=status)
    period, times = draw(st.sampled_from(PERIODS)), draw(st.integers(-1, 2))
    if times < 0:
        return waived(task.id, unit, period=period, on=on)
    return reported(task.id, unit, on=on, status=status, period=period, count=times)


def entries_of(*drafts: Draft, origin: str = "office", number: int = 0) -> list[Entry]:
    """Return the entries of one command at one site."""
    return list(map(entry_of, sealed([Batch(number=number, origin=origin, drafts=drafts)])))


def journal(chain: Chain, *adoptions: Draft, said: Iterable[Draft] | None = None) -> list[Entry]:
    """Return the journal of a county that adopted these revisions, one after the other.

    ``adoptions`` are those it made instead, ``said`` what was said instead of what the
    stages hold.
    """
    words = [one for stage in chain for one in stage.said] if said is None else list(said)
    made = adoptions or [adopting(chain, stage.number) for stage in chain]
    return entries_of(*adopted(example_package(), on=START), *made, *words)


def adoption(entries: Iterable[Entry], as_of: date = END) -> Adoption:
    """Return the sub-plan in force on a day."""
    live = in_order(entry for entry in entries if entry.on <= as_of)
    return adoptions_of(live)["SCH"]


def facts_of(entries: Sequence[Entry], as_of: date = END) -> Facts:
    """Return what was true on a day, told of the ids present then."""
    live = in_order(entry for entry in entries if entry.on <= as_of)
    adoptions = adoptions_of(live).values()
    tasks = [task for one in adoptions for task in one.tasks.values()]
    needs = {task.id: task.cadence.at_least for task in tasks if task.cadence}
    moved = moved_ids(adoptions)
    claims = [
        claim_of(entry)
        for entry in live
        if entry.kind is EntryKind.TASK_REPORT and entry.subject in moved
    ]
    facts = fold(entries, as_of=as_of, needs=needs)
    return carried(facts, adoptions, claims=claims, start=START)


def tasks_in(facts: Facts) -> set[str]:
    """Return every task the facts speak of."""
    keyed = (facts.standings, facts.fulfilments, facts.waivers)
    return {task for found in keyed for task, _ in found} | set(facts.amendments)


def homes(identity: str, chain: Sequence[Stage]) -> set[str]:
    """Return the last revision's ids an id leads to, told from the changes one by one."""
    for stage in chain:
        for change in stage.changes:
            if identity in change.old:
                rest = [later for later in chain if later.number > stage.number]
                return set().union(*(homes(new, rest) for new in change.new))
    return {identity}


def reports_in(chain: Sequence[Stage]) -> list[Draft]:
    """Return all reports that were ever made."""
    every = [one for stage in chain for one in stage.said]
    return [one for one in every if one.kind is EntryKind.TASK_REPORT]


def moved_to(said: Iterable[Draft], images: Mapping[str, tuple[str, ...]]) -> list[Draft]:
    """Return what was said as if it had been said of the present ids."""
    return [evolve(one, subject=new) for one in said for new in images[one.subject]]


@given(chains())
def test_reports_before_are_those_carried_and_those_archived(chain: Chain) -> None:
    """Every report goes on with present tasks, unless all that came of its task was retired."""
    images = adoption(journal(chain)).images
    present = {task.id for task in chain[-1].tasks}
    reports = reports_in(chain)
    kept = Counter(bool(images[one.subject]) for one in reports)

    assert len(reports) == kept[True] + kept[False]
    assert present >= {new for found in images.values() for new in found}
    for one in reports:
        assert homes(one.subject, chain) == set(images[one.subject])


@given(chains())
def test_every_report_that_is_carried_shows_in_the_facts(chain: Chain) -> None:
    entries = journal(chain)
    facts, images = facts_of(entries), adoption(entries).images

    assert {task.id for task in chain[-1].tasks} >= tasks_in(facts)
    for one in reports_in(chain):
        for new in images[one.subject]:
            if "period" not in one.body:
                assert one.on <= facts.standings[new, one.body["unit"]].last_on


@given(chains(merging=False))
def test_renamed_and_split_tasks_have_the_facts_they_would_have_under_the_new_ids(
    chain: Chain,
) -> None:
    """Whatever the dates, and whether a word was said before or after the change."""
    entries = journal(chain)
    said = [one for stage in chain for one in stage.said]
    again = journal(chain, said=moved_to(said, adoption(entries).images))

    assert facts_of(again) == facts_of(entries)


@given(chains())
def test_a_duty_done_in_all_its_parts_is_done_in_the_whole(chain: Chain) -> None:
    """Every unit does each duty of the first revision often enough, then says no more."""
    first = chain[0]
    done = [
        reported(task.id, unit, on=START, period="2024Q1", count=task.cadence.at_least)
        for task in first.tasks
        if task.cadence
        for unit in UNITS
    ]
    entries = journal(chain, said=done)
    facts, images = facts_of(entries), adoption(entries).images

    expected = {new for one in done for new in images[one.subject]}
    # What came later and was merged with it nobody has done.
    born_later = {task.id for stage in chain[1:] for task in stage.tasks} - {
        new for task in first.tasks for new in followed_by(task.id, chain)
    }
    spoilt = {new for identity in born_later for new in images[identity]}
    assert {(new, "2024Q1"): dict.fromkeys(UNITS, START) for new in expected - spoilt} == (
        facts.fulfilments
    )


def followed_by(identity: str, chain: Sequence[Stage]) -> set[str]:
    """Return every id that ever carried on an id's reports, itself too."""
    found = {identity}
    for change in (change for stage in chain for change in stage.changes):
        found |= set(change.new) if found & set(change.old) else set()
    return found


@given(chains(), st.booleans())
def test_adopting_step_by_step_is_adopting_all_at_once(chain: Chain, at_once: bool) -> None:
    """A county that skips revisions gets the same, because the changes tell of each of them.

    So does one whose journal meets that of a site which began with the last revision.
    """
    last = adopting(chain, len(chain), on=START if at_once else None)
    joint, entries = journal(chain, adopting(chain, 1), last), journal(chain)

    assert facts_of(entries) == facts_of(joint)
    assert adoption(joint).images.items() <= adoption(entries).images.items()


@given(chains(), st.data())
def test_neither_the_order_of_arrival_nor_copies_of_adoptions_matter(
    chain: Chain, data: st.DataObject
) -> None:
    """Another site adopts any of the revisions once more, and much later."""
    entries = journal(chain)
    again = adopting(chain, data.draw(st.integers(1, len(chain))), on=END)
    shuffled = data.draw(st.permutations([*entries, *entries_of(again, origin="town-1", number=1)]))

    assert adoption(entries) == adoption(shuffled)
    assert facts_of(entries) == facts_of(shuffled)


@given(chains(), st.data())
def test_before_a_revision_is_adopted_the_one_before_counts(
    chain: Chain, data: st.DataObject
) -> None:
    number = data.draw(st.integers(1, len(chain) - 1))
    eve = chain[number].on - timedelta(days=1)
    said = [one for stage in chain for one in stage.said]

    assert {task.id for task in chain[number - 1].tasks} == {
        bound.task.id for bound in adoption(journal(chain), eve).sub_plan.tasks
    }
    assert facts_of(journal(chain[:number], said=said), eve) == facts_of(journal(chain), eve)


@given(chains())
def test_such_chains_may_be_adopted(chain: Chain) -> None:
    """The rules of changes hold for them, so that what these laws say holds for every adoption."""
    lines = [change for stage in chain for change in stage.changes]
    old, new = chain[0].ids, chain[-1].ids
    images = images_of(old, lines, since=1)

    assert () == check_revisions(lines, images=images, new=new, current=len(chain), since=1)


@given(chains())
def test_a_gone_id_that_nothing_accounts_for_is_always_noticed(chain: Chain) -> None:
    """Each change of the last step is left out once; ids it ended must then be told."""
    lines = [change for stage in chain for change in stage.changes]
    before, new = chain[-2].ids, chain[-1].ids
    since = chain[-2].number
    for left_out in [one for one in chain[-1].changes if one.change is not Change.SAME]:
        rest = [one for one in lines if one != left_out]
        images = images_of(before, rest, since=since)
        found = check_revisions(rest, images=images, new=new, current=len(chain), since=since)

        assert set(left_out.old) == {problem.where for problem in found}
