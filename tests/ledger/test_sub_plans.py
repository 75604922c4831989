from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from zhiben.errors import UsageError
from zhiben.ledger.occurrences import first_day, unfold
from zhiben.ledger.plans.sub_plans import (
    BoundTask,
    SubPlan,
    adoption_of,
    adoptions_of,
    bind,
    check_rhythms,
    disabled_by,
    sub_plan_of,
    with_sub_plans,
)
from zhiben.ledger.reporting import period_for
from zhiben.ledger.units.registry import Registry
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.organisations import Organisation, OrganisationKind, Scope
from zhiben.model.plan import Cadence, Every, LeadBasis, Source, Target, Task, TaskKind
from zhiben.spec import Change, Revision, Sector, SectorTask
from zhiben.testing.factories import (
    continuous,
    dated,
    entries_of,
    example_plan,
    example_units,
    facts_on,
    recurring,
    undone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiben.ledger.plans.sub_plans import Adoption

START, LATER = date(2024, 1, 1), date(2025, 5, 20)
SECTOR = Sector(
    code="SCH", title="示例行业", api=1, summary="示例", fields=("校园",), leads=("甲局",)
)
REGISTRY = Registry.of(example_units())


def sector_task(**fields: Any) -> SectorTask:
    """Return a continuous task of the sector, as its plugin states it."""
    known: dict[str, Any] = {
        "code": "SCH-T-1",
        "measure": "1",
        "title": "示例任务",
        "kind": TaskKind.CONTINUOUS,
        "source": "方案",
    }
    return SectorTask(**{**known, **fields})


def bound(**fields: Any) -> Task:
    """Return such a task bound to the example's units."""
    (one,) = bind(SECTOR, [sector_task(**fields)], version="1.0", registry=REGISTRY).tasks
    return one.task


def revision(number: int, *tasks: Task, **fields: Any) -> SubPlan:
    """Return a revision of the sector's sub-plan that has these tasks."""
    known: dict[str, Any] = {
        "code": "SCH",
        "title": "示例行业",
        "revision": number,
        "version": f"{number}.0",
        "tasks": tuple(BoundTask(measure="1", task=task) for task in tasks),
    }
    return SubPlan(**{**known, **fields})


def adopting(sub_plan: SubPlan, *changes: Revision, on: date = START) -> Draft:
    """Return the adoption of a revision."""
    return adoption_of(evolve(sub_plan, changes=changes), on=on, actor="示例")


def adopted(*drafts: Draft) -> Adoption:
    """Return what the adoptions of the one sector amount to."""
    (adoption,) = adoptions_of(entries_of(*drafts)).values()
    return adoption


def ids(tasks: Iterable[Task]) -> list[str]:
    """Return the ids of tasks."""
    return [task.id for task in tasks]


RENAMED = Revision(revision=2, change=Change.RENAMED, old=("a",), new=("a2",), reason="示例")


def test_a_task_reads_like_one_of_the_plan() -> None:
    task = bound(
        title="每季度检查",
        kind=TaskKind.RECURRING,
        place="三(二)",
        every=Every.QUARTER,
        at_least=2,
        due_day=20,
        scope=Scope(text="示例范围", units=("示例一镇", "town-2")),
        leads=("示例乙局",),
        supports=("安委办",),
        field="校园",
        target=Target(value=100, unit="%"),
    )

    assert (
        Task(
            id="SCH-T-1",
            title="每季度检查",
            kind=TaskKind.RECURRING,
            source=Source(place="方案 三(二)"),
            cadence=Cadence(every=Every.QUARTER, at_least=2, due_day=20),
            scope=Scope(text="示例范围", units=("town-1", "town-2")),
            leads=("dept-b",),
            supports=("office",),
            field="校园",
            target=Target(value=100, unit="%"),
            sector="SCH",
        )
        == task
    )


def test_a_dated_task_keeps_its_date_and_wording() -> None:
    task = bound(kind=TaskKind.DATED, due=date(2024, 6, 30), due_text="2024年6月底前", soft=True)

    assert (date(2024, 6, 30), "2024年6月底前", True) == (task.due, task.due_text, task.soft)
    assert task.cadence is None


@pytest.mark.parametrize(
    ("leads", "expected", "basis"),
    [
        ((), ("dept-a",), LeadBasis.DOCUMENT),
        (("示例乙局",), ("dept-b",), LeadBasis.DOCUMENT),
        (("没有的局", "示例乙局"), ("dept-b",), LeadBasis.DOCUMENT),
        (("没有的局",), ("office",), LeadBasis.INFERRED),
    ],
    ids=["the sector's", "the task's", "those the county has", "the office"],
)
def test_leads_are_bound_to_the_units_of_the_county(
    leads: tuple[str, ...], expected: tuple[str, ...], basis: LeadBasis
) -> None:
    task = bound(leads=leads)

    assert (expected, basis) == (task.leads, task.lead_basis)


def test_a_name_that_means_two_units_binds_none() -> None:
    twins = [
        Organisation(id=one, name=one, kind=OrganisationKind.DEPARTMENT, aliases=("甲局",))
        for one in "ab"
    ]
    sub_plan = bind(SECTOR, [sector_task()], version="1.0", registry=Registry.of(twins))
    task = sub_plan.tasks[0].task

    assert ((), LeadBasis.INFERRED) == (task.leads, task.lead_basis)


def test_a_sub_plan_says_where_it_comes_from_and_what_must_be_accounted_for() -> None:
    sub_plan = bind(SECTOR, [sector_task()], version="1.0", registry=REGISTRY)

    assert ("SCH", "示例行业", 1, "1.0") == (
        sub_plan.code, sub_plan.title, sub_plan.revision, sub_plan.version,
    )  # fmt: skip
    assert ("校园",) == sub_plan.fields
    assert ("SCH-T-1", "SCH-I-1") == evolve(sub_plan, codes=("SCH-I-1",)).ids


def test_the_journal_keeps_a_sub_plan_and_its_changes_whole() -> None:
    tasks = dated("a", due=START, sector="SCH"), recurring("b", every=Every.MONTH, sector="SCH")
    sub_plan = revision(3, *tasks, fields=("校园",), codes=("SCH-I-1",), changes=(RENAMED,))
    draft = adoption_of(sub_plan, on=LATER, actor="示例")
    body = json.loads(json.dumps(draft.body))

    kept = sub_plan_of(draft.subject, body, on=draft.on)

    assert evolve(sub_plan, adopted_on=LATER, is_running=False) == kept
    assert (LATER, "示例", EntryKind.SECTOR_ADOPT, "SCH") == (
        draft.on, draft.actor, draft.kind, draft.subject,
    )  # fmt: skip


def test_nothing_is_adopted_by_other_entries() -> None:
    assert {} == adoptions_of(entries_of(undone("x", subject="SCH", on=START)))


def test_the_latest_revision_counts() -> None:
    first, second = revision(1, continuous("a")), revision(2, continuous("a2"))
    adoption = adopted(adopting(first), adopting(second, RENAMED, on=LATER))

    assert evolve(second, changes=(RENAMED,), adopted_on=LATER, is_running=False) == (
        adoption.sub_plan
    )
    assert ({"a": ("a2",)},) == adoption.steps
    assert ["a"] == ids(adoption.earlier)
    assert ["a", "a2"] == list(adoption.tasks)
    assert {"a": ("a2",), "a2": ("a2",)} == adoption.images


def test_each_sector_counts_by_itself() -> None:
    fire = adoption_of(revision(7, continuous("x"), code="FIR"), on=START, actor="示例")
    found = adoptions_of(entries_of(adopting(revision(1)), fire))

    assert {"SCH": 1, "FIR": 7} == {code: one.sub_plan.revision for code, one in found.items()}


def test_an_earlier_revision_adopted_later_takes_nothing_back() -> None:
    """A site with an old plugin adopts it after another site went on: their journals meet."""
    first, second = revision(1, continuous("a")), revision(2, continuous("a2"))
    late = adopted(adopting(second, RENAMED), adopting(first, on=LATER))

    assert 2 == late.sub_plan.revision
    assert {"a": ("a2",), "a2": ("a2",)} == late.images
    assert ["a"] == ids(late.earlier)


def test_two_sites_adopt_one_revision() -> None:
    """It is in force since the first did; the words are the last one's."""
    here = adopting(revision(2, continuous("a2", leads=("dept-a",))), RENAMED, on=START)
    there = adopting(revision(2, continuous("a2", leads=("dept-b",))), RENAMED, on=LATER)
    adoption = adopted(adopting(revision(1, continuous("a"))), here, there)

    assert START == adoption.sub_plan.adopted_on
    assert [("dept-b",)] == [one.task.leads for one in adoption.sub_plan.tasks]
    assert ({"a": ("a2",)},) == adoption.steps
    assert None is adoption.sub_plan.tasks[0].task.since


def test_an_id_that_leads_nowhere_is_archived_not_forgotten() -> None:
    """Changes should tell of it, but a journal may come from anywhere."""
    first, second = revision(1, continuous("a")), revision(2, continuous("b"), codes=("SCH-I-1",))
    adoption = adopted(adopting(first), adopting(second))

    assert {"a": (), "b": ("b",), "SCH-I-1": ("SCH-I-1",)} == adoption.images


def test_changes_that_contradict_the_tasks_break_nothing() -> None:
    """Adopting refuses them, but a journal may come from anywhere."""
    adoption = adopted(adopting(revision(2, continuous("a")), RENAMED))

    assert {"a": (), "a2": ()} == adoption.images
    assert ["a"] == [one.task.id for one in adoption.sub_plan.tasks]


@pytest.mark.parametrize(
    ("task", "expected"),
    [("old", None), ("a2", None), ("half", None), ("newcomer", LATER)],
)
def test_only_a_task_that_is_new_is_owed_from_its_adoption_on(
    task: str, expected: date | None
) -> None:
    split = Revision(
        revision=2, change=Change.SPLIT, old=("b",), new=("half", "rest"), reason="示例"
    )
    names = ("old", "a2", "half", "rest", "newcomer")
    adoption = adopted(
        adopting(revision(1, *map(continuous, ("old", "a", "b")))),
        adopting(revision(2, *map(continuous, names)), RENAMED, split, on=LATER),
    )

    found = {one.task.id: one.task.since for one in adoption.sub_plan.tasks}
    assert expected == found[task]


def test_a_new_duty_is_not_missed_before_it_was_adopted() -> None:
    """It is first owed in the period the adoption falls in."""
    task = recurring("n", every=Every.QUARTER, leads=("dept-a",), since=LATER)
    plan = example_plan(task)
    periods = [one.period.id for one in unfold(task, plan, facts_on(date(2025, 8, 1), plan=plan))]

    assert ["2025Q2", "2025Q3"] == periods
    assert LATER == first_day(task, plan)
    assert plan.start == first_day(evolve(task, since=date(2023, 1, 1)), plan)
    assert plan.start == first_day(evolve(task, since=None), plan)


def test_a_period_before_a_duty_began_is_not_reported() -> None:
    task = recurring("n", every=Every.QUARTER, leads=("dept-a",), since=LATER)
    plan = example_plan(task)

    assert "2025Q2" == str(getattr(period_for(task, "2025Q2", plan=plan, on=LATER), "id", ""))
    with pytest.raises(UsageError) as caught:
        period_for(task, "2025Q1", plan=plan, on=LATER)

    assert "n 自 2025-05-20 起施行，期次 2025Q1 不用填报。" == str(caught.value)


def switched(code: str, *, enabled: bool) -> Draft:
    """Return the entry that switches a plugin off or on."""
    body = {"enabled": enabled, "reason": "示例"}
    return Draft(on=START, actor="示例", kind=EntryKind.SECTOR_SWITCH, subject=code, body=body)


def test_the_last_switch_of_a_plugin_counts() -> None:
    entries = entries_of(
        switched("GAS", enabled=False),
        switched("FIR", enabled=False),
        switched("GAS", enabled=True),
        adopting(revision(1)),
    )

    assert frozenset({"FIR"}) == disabled_by(entries)


def test_tasks_stand_behind_those_of_their_measure() -> None:
    sub_plan = revision(1, continuous("SCH-T-1"))
    stray = BoundTask(measure="99", task=continuous("SCH-T-2"))
    plan = with_sub_plans(example_plan(), [evolve(sub_plan, tasks=(*sub_plan.tasks, stray))])
    measures = {measure.id: measure for _, measure in plan.measures()}

    assert ["1-1", "1-2", "1-3", "SCH-T-1"] == ids(measures["1"].tasks)
    assert ["2-1", "2-2"] == ids(measures["2"].tasks)
    assert ["SCH-T-2"] == ids(plan.annex)


def quarterly(identity: str, times: int = 1) -> Task:
    """Return a task owed so many times a quarter."""
    return recurring(
        identity, every=Every.QUARTER, cadence=Cadence(every=Every.QUARTER, at_least=times)
    )


MONTHLY = recurring("new", every=Every.MONTH)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (quarterly("old"), quarterly("new")),
        (quarterly("old", 2), quarterly("new", 1)),
        (dated("old", due=START), continuous("new")),
        (quarterly("old"), continuous("unrelated")),
    ],
    ids=["as often", "less often", "no periods", "not carried"],
)
def test_reports_are_carried_where_they_still_count(old: Task, new: Task) -> None:
    found = check_rhythms(revision(1, old), revision(2, new), {"old": ("new",)})

    assert [] == list(found)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (quarterly("old"), MONTHLY, "周期变了，以前各期的填报对不上"),
        (quarterly("old"), continuous("new"), "周期变了，以前各期的填报对不上"),
        (continuous("old"), MONTHLY, "周期变了，以前各期的填报对不上"),
        (
            quarterly("old", 1),
            quarterly("new", 2),
            "每期次数从 1 提到 2，以前各期会变成没有完成",
        ),
    ],
)
def test_a_change_of_rhythm_wants_a_new_task(old: Task, new: Task, reason: str) -> None:
    (problem,) = check_rhythms(revision(1, old), revision(2, new), {"old": ("new",)})

    advice = "请把 old 写成停用（retired），给新任务另起一个编号。"
    assert f"new：{reason}；{advice}" == str(problem)


def test_a_merged_duty_may_be_owed_more_often_than_its_parts() -> None:
    parts = revision(1, quarterly("a"), quarterly("b"))
    images = {"a": ("ab",), "b": ("ab",)}

    assert [] == list(check_rhythms(parts, revision(2, quarterly("ab", 2)), images))
