"""What becomes of reports when a sub-plan is revised, case by case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from zhiben.ledger.claims import claim_of
from zhiben.ledger.facts import Standing
from zhiben.ledger.plans.carrying import carried, moved_ids
from zhiben.ledger.plans.sub_plans import Adoption, BoundTask, SubPlan
from zhiben.ledger.tasks import view_task
from zhiben.model.entries import EntryKind
from zhiben.model.organisations import OrganisationKind
from zhiben.model.plan import Cadence, Every
from zhiben.model.progress import TaskStatus
from zhiben.model.reports import ReportStatus
from zhiben.testing.factories import (
    adopted,
    amended,
    continuous,
    dated,
    entries_of,
    everyone,
    example_package,
    example_plan,
    facts_on,
    recurring,
    reported,
    waived,
)

if TYPE_CHECKING:
    from zhiben.ledger.facts import Facts
    from zhiben.ledger.plans.revisions import Images
    from zhiben.model.entries import Draft
    from zhiben.model.plan import Task

DONE, ONGOING = ReportStatus.DONE, ReportStatus.ONGOING
AS_OF = date(2024, 12, 31)
LEADS = ("dept-a", "dept-b")
RENAMED: Images = {"old": ("new",)}
SPLIT: Images = {"old": ("left", "right")}
MERGED: Images = {"a": ("all",), "b": ("all",)}
TASKS = tuple(
    continuous(one, leads=LEADS) for one in ("old", "new", "left", "right", "a", "b", "all")
)


def day(number: int) -> date:
    """Return a day of 2024."""
    return date(2024, 1, 1) + timedelta(days=number - 1)


def duty(identity: str, times: int = 1, **fields: Any) -> Task:
    """Return a task owed so many times a quarter."""
    cadence = Cadence(every=Every.QUARTER, at_least=times)
    return recurring(
        identity, every=Every.QUARTER, **{"cadence": cadence, "leads": LEADS, **fields}
    )


def said(task: str, on: int, status: ReportStatus = DONE, unit: str = "dept-a") -> Draft:
    """Return a report on a task without periods."""
    return reported(task, unit, on=day(on), status=status)


def did(task: str, on: int, count: int = 1, unit: str = "dept-a") -> Draft:
    """Return a report on a duty of the first quarter."""
    return reported(task, unit, on=day(on), period="2024Q1", count=count)


def facts_of(*drafts: Draft, steps: tuple[Images, ...], tasks: tuple[Task, ...] = TASKS) -> Facts:
    """Return what is known at the end of 2024, after these steps.

    Tasks that a step ended count as adopted earlier, the others as present.
    """
    gone = {old for step in steps for old in step}
    adoption = Adoption(
        sub_plan=SubPlan(
            code="SCH",
            title="示例行业",
            revision=len(steps) + 1,
            version="1.0",
            tasks=tuple(BoundTask(measure="1", task=t) for t in tasks if t.id not in gone),
        ),
        steps=steps,
        earlier=tuple(task for task in tasks if task.id in gone),
    )
    plan = example_plan(*tasks)
    entries = entries_of(*adopted(example_package(), on=plan.start), *drafts)
    moved = moved_ids([adoption])
    claims = [
        claim_of(one)
        for one in entries
        if one.kind is EntryKind.TASK_REPORT and one.subject in moved
    ]
    facts = facts_on(AS_OF, *drafts, plan=plan)
    return carried(facts, [adoption], claims=claims, start=plan.start)


def standing(
    task: str,
    *drafts: Draft,
    steps: tuple[Images, ...],
    unit: str = "dept-a",
    tasks: tuple[Task, ...] = TASKS,
) -> tuple[ReportStatus, date, date] | None:
    """Return what a unit last said of a task: what, since when, and when last."""
    found = facts_of(*drafts, steps=steps, tasks=tasks).standings.get((task, unit))
    return (found.status, found.since, found.last_on) if found else None


def fulfilled(task: str, *drafts: Draft, steps: tuple[Images, ...], tasks: tuple[Task, ...]) -> Any:  # noqa: ANN401 - a day or None
    """Return the day on which dept-a had done its duty of the first quarter."""
    facts = facts_of(*drafts, steps=steps, tasks=tasks)
    return facts.fulfilments.get((task, "2024Q1"), {}).get("dept-a")


def test_without_revisions_nothing_changes() -> None:
    facts = facts_on(AS_OF, said("1-1", 5))

    assert facts is carried(facts, [], claims=[], start=day(1))


def test_tasks_no_revision_touched_keep_their_facts() -> None:
    tasks = (*TASKS, continuous("x"), duty("y"))
    drafts = (
        said("x", 5),
        did("y", 6),
        waived("y", "dept-b", period="2024Q1", on=day(7)),
        amended("x", on=day(8), leads=("office",)),
    )
    expected = facts_on(AS_OF, *drafts, plan=example_plan(*tasks))

    assert expected == facts_of(*drafts, steps=(RENAMED,), tasks=tasks)


def test_moved_ids_are_those_of_every_step_once() -> None:
    one = Adoption(
        sub_plan=SubPlan(code="SCH", title="", revision=3, version="", tasks=()),
        steps=({"a": ("b",), "c": ()}, {"b": ("d", "e")}),
    )

    assert ("a", "b", "c", "d", "e") == moved_ids([one])
    assert () == moved_ids([])


def test_a_renamed_task_goes_on_as_if_nothing_had_happened() -> None:
    facts = facts_of(said("old", 5, ONGOING), said("old", 9), steps=(RENAMED,))

    assert {("new", "dept-a"): Standing(status=DONE, since=day(9), last_on=day(9))} == (
        facts.standings
    )


@pytest.mark.parametrize(
    ("drafts", "expected"),
    [
        ((said("old", 5), said("new", 9, ONGOING)), (ONGOING, day(9), day(9))),
        ((said("new", 5), said("old", 9, ONGOING)), (ONGOING, day(9), day(9))),
        ((said("old", 5), said("new", 9)), (DONE, day(5), day(9))),
        ((said("old", 5), said("new", 7, ONGOING), said("new", 9)), (DONE, day(9), day(9))),
        (
            (said("old", 1), said("new", 5, ONGOING), said("old", 7), said("new", 9)),
            (DONE, day(7), day(9)),
        ),
    ],
    ids=["its own word is later", "the old word is later", "said again", "taken back", "mixed"],
)
def test_old_and_new_words_of_a_renamed_task_follow_each_other_by_date(
    drafts: tuple[Draft, ...], expected: tuple[ReportStatus, date, date]
) -> None:
    assert expected == standing("new", *drafts, steps=(RENAMED,))


def test_a_task_may_be_renamed_again() -> None:
    """A word under any of its names is a word about it."""
    steps: tuple[Images, ...] = ({"old": ("new",)}, {"new": ("newest",)})

    assert (DONE, day(5), day(5)) == standing("newest", said("old", 5), steps=steps)
    assert (DONE, day(6), day(6)) == standing("newest", said("new", 6), steps=steps)


def test_counts_under_both_names_add_up_in_the_period_of_the_change() -> None:
    tasks = (duty("old", 2), duty("new", 2))

    assert day(40) == fulfilled("new", did("old", 5), did("new", 40), steps=(RENAMED,), tasks=tasks)
    assert None is fulfilled("new", did("old", 5), steps=(RENAMED,), tasks=tasks)


def test_each_part_of_a_split_task_starts_from_the_whole_and_goes_its_own_way() -> None:
    drafts = (said("old", 5), said("left", 9, ONGOING))

    assert (ONGOING, day(9), day(9)) == standing("left", *drafts, steps=(SPLIT,))
    assert (DONE, day(5), day(5)) == standing("right", *drafts, steps=(SPLIT,))


def test_each_part_of_a_split_duty_keeps_the_counts_of_the_whole() -> None:
    tasks = (duty("old", 2), duty("left"), duty("right", 2))
    facts = facts_of(did("old", 5), did("right", 40), steps=(SPLIT,), tasks=tasks)

    assert {"dept-a": day(5)} == facts.fulfilments["left", "2024Q1"]
    assert {"dept-a": day(40)} == facts.fulfilments["right", "2024Q1"]


def test_reports_on_a_retired_task_are_archived() -> None:
    facts = facts_of(
        said("old", 5),
        waived("old", "dept-a", period="2024Q1", on=day(5)),
        amended("old", on=day(5), leads=("office",)),
        steps=({"old": ()},),
    )

    assert {} == facts.standings
    assert {} == facts.waivers
    assert {} == facts.amendments


@pytest.mark.parametrize(
    ("drafts", "expected"),
    [
        ((said("a", 5),), (ONGOING, day(5), day(5))),
        ((said("a", 5), said("b", 9)), (DONE, day(9), day(9))),
        ((said("a", 5), said("b", 9, ONGOING)), (ONGOING, day(5), day(9))),
        ((said("a", 5), said("b", 6), said("a", 9, ONGOING)), (ONGOING, day(9), day(9))),
        ((said("a", 5), said("all", 9)), (DONE, day(9), day(9))),
        ((said("a", 5), said("b", 6), said("all", 9, ONGOING)), (ONGOING, day(9), day(9))),
        ((said("all", 5), said("a", 9)), (DONE, day(5), day(9))),
        ((said("all", 5), said("b", 9, ONGOING)), (ONGOING, day(9), day(9))),
        ((said("all", 5, ONGOING), said("a", 6), said("b", 9)), (DONE, day(9), day(9))),
    ],
)
def test_a_merged_task_is_done_once_all_its_parts_were(
    drafts: tuple[Draft, ...], expected: tuple[ReportStatus, date, date]
) -> None:
    """A later word of the whole counts for itself; one that it is done, for each part too."""
    assert expected == standing("all", *drafts, steps=(MERGED,))


def test_a_part_the_unit_never_owed_does_not_keep_the_whole_from_being_done() -> None:
    """Two departments led a part each; now they lead the whole together."""
    tasks = (
        continuous("a", leads=("dept-a",)),
        continuous("b", leads=("dept-b",)),
        continuous("all", leads=LEADS),
    )
    drafts = (said("a", 5), said("b", 6, ONGOING, unit="dept-b"))

    assert (DONE, day(5), day(5)) == standing("all", *drafts, steps=(MERGED,), tasks=tasks)
    assert (ONGOING, day(6), day(6)) == standing(
        "all", *drafts, steps=(MERGED,), tasks=tasks, unit="dept-b"
    )


def test_a_part_the_unit_spoke_of_counts_even_if_it_owed_nothing() -> None:
    tasks = (
        continuous("a", leads=("dept-b",)),
        continuous("b", leads=("dept-b",)),
        continuous("all"),
    )

    assert (ONGOING, day(5), day(5)) == standing(
        "all", said("a", 5, ONGOING), steps=(MERGED,), tasks=tasks
    )


def test_a_part_nobody_here_ever_adopted_counts_as_owed() -> None:
    """It came and went between two adoptions: what is not known is not done."""
    tasks = (continuous("a", leads=LEADS), continuous("all", leads=LEADS))

    assert (ONGOING, day(5), day(5)) == standing("all", said("a", 5), steps=(MERGED,), tasks=tasks)


def test_a_merged_task_may_be_renamed() -> None:
    steps: tuple[Images, ...] = (MERGED, {"all": ("whole",)})

    assert (DONE, day(6), day(6)) == standing("whole", said("a", 5), said("b", 6), steps=steps)
    assert (DONE, day(7), day(7)) == standing("whole", said("all", 7), steps=steps)


def test_a_merged_task_may_be_merged_again_though_its_name_was_never_adopted() -> None:
    """Who owed its parts is known, so it is known who owed it."""
    steps: tuple[Images, ...] = (MERGED, {"all": ("whole",), "old": ("whole",)})
    tasks = (
        continuous("a", leads=("dept-a",)),
        continuous("b", leads=("dept-a",)),
        continuous("old", leads=("dept-b",)),
        continuous("whole", leads=LEADS),
    )
    drafts = (said("a", 5), said("b", 6), said("old", 7, unit="dept-b"))

    assert (DONE, day(6), day(6)) == standing("whole", *drafts, steps=steps, tasks=tasks)
    assert (DONE, day(7), day(7)) == standing(
        "whole", *drafts, steps=steps, tasks=tasks, unit="dept-b"
    )


def test_parts_of_a_split_task_may_be_merged_again() -> None:
    steps: tuple[Images, ...] = (SPLIT, {"left": ("again",), "right": ("again",)})

    assert (DONE, day(5), day(5)) == standing("again", said("old", 5), steps=steps)
    assert (ONGOING, day(9), day(9)) == standing(
        "again", said("old", 5), said("left", 9, ONGOING), steps=steps
    )


DUTIES = (duty("a", 2), duty("b"), duty("all", 3))


@pytest.mark.parametrize(
    ("drafts", "expected"),
    [
        ((did("a", 5, 3),), None),
        ((did("a", 5, 2), did("b", 9)), day(9)),
        ((did("b", 5), did("a", 9), did("a", 20)), day(20)),
        ((did("a", 5, 2), did("all", 50, 3)), day(50)),
        ((did("a", 5, 2), did("b", 9), did("all", 50, 3)), day(9)),
        ((did("a", 5, 2), did("b", 9, 0)), None),
        ((did("a", 5, 2), waived("b", "dept-a", period="2024Q1", on=day(9))), day(5)),
    ],
    ids=[
        "one part", "both parts", "a part in two", "the whole", "parts before the whole",
        "zero times", "excused from the other",
    ],
)  # fmt: skip
def test_a_merged_duty_was_fulfilled_once_all_its_parts_were(
    drafts: tuple[Draft, ...], expected: date | None
) -> None:
    """How often the whole is owed now does not matter for what was done as parts."""
    assert expected == fulfilled("all", *drafts, steps=(MERGED,), tasks=DUTIES)


def test_units_that_owed_different_parts_have_each_fulfilled_the_whole() -> None:
    """Every firm owed one of two duties that are one now: none of them has missed it."""
    risky = everyone(OrganisationKind.ENTERPRISE, having=("高危",))
    others = everyone(OrganisationKind.ENTERPRISE, lacking=("高危",))
    tasks = (
        duty("a", scope=others),
        duty("b", scope=risky),
        duty("all", scope=everyone(OrganisationKind.ENTERPRISE)),
    )
    facts = facts_of(
        did("a", 5, unit="firm-1"), did("b", 6, unit="firm-2"), steps=(MERGED,), tasks=tasks
    )

    assert {"firm-1": day(5), "firm-2": day(6)} == facts.fulfilments["all", "2024Q1"]


def test_a_period_nobody_can_read_is_judged_by_today() -> None:
    """A journal may come from a newer version."""
    drafts = [reported(task, "dept-a", on=day(5), period="第一季", count=2) for task in ("a", "b")]
    facts = facts_of(*drafts, steps=(MERGED,), tasks=DUTIES)

    assert {("all", "第一季"): {"dept-a": day(5)}} == facts.fulfilments


@pytest.mark.parametrize(
    ("step", "waivers", "excused"),
    [
        (RENAMED, ("old",), {"new"}),
        (RENAMED, ("new",), {"new"}),
        (SPLIT, ("old",), {"left", "right"}),
        (SPLIT, ("old", "left"), {"left", "right"}),
        (MERGED, ("a",), set()),
        (MERGED, ("a", "b"), {"all"}),
        (MERGED, ("a", "all"), {"all"}),
    ],
)
def test_who_was_excused_from_all_of_a_duty_still_is(
    step: Images, waivers: tuple[str, ...], excused: set[str]
) -> None:
    tasks = tuple(duty(task.id) for task in TASKS)
    drafts = [waived(task, "dept-a", period="2024Q1", on=day(5)) for task in waivers]
    facts = facts_of(*drafts, steps=(step,), tasks=tasks)

    assert {(task, "2024Q1"): frozenset({"dept-a"}) for task in excused} == facts.waivers


def test_who_was_excused_from_the_only_part_it_owed_is_excused_from_the_whole() -> None:
    tasks = (duty("a", leads=("dept-a",)), duty("b", leads=("dept-b",)), duty("all"))
    draft = waived("a", "dept-a", period="2024Q1", on=day(5))

    assert {("all", "2024Q1"): frozenset({"dept-a"})} == (
        facts_of(draft, steps=(MERGED,), tasks=tasks).waivers
    )


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (RENAMED, {"new": [day(9), day(3)]}),
        (SPLIT, {"left": [day(9)], "right": [day(9)]}),
    ],
)
def test_amendments_go_with_a_renamed_or_split_task_oldest_first(
    step: Images, expected: dict[str, list[date]]
) -> None:
    drafts = (amended("old", on=day(5), due=day(9)), amended("new", on=day(6), due=day(3)))
    found = facts_of(
        *(draft for draft in drafts if draft.subject in {*step, *expected}), steps=(step,)
    )

    assert expected == {
        task: [change.due for change in changes] for task, changes in found.amendments.items()
    }
    assert all(
        task == change.task for task, changes in found.amendments.items() for change in changes
    )


def test_amendments_of_a_part_say_nothing_of_the_merged_task() -> None:
    """The deadline of a part, moved or not, is not the whole's."""
    drafts = (amended("a", on=day(5), due=day(9)), amended("all", on=day(6), due=day(99)))
    facts = facts_of(*drafts, steps=(MERGED,))

    assert {"all": [day(99)]} == {
        task: [change.due for change in changes] for task, changes in facts.amendments.items()
    }


def test_a_dated_task_done_under_its_old_name_is_done() -> None:
    """What the unit sees in the end: the task's view, not the machinery."""
    new = dated("new", due=day(90), leads=("dept-a",))
    tasks = (evolve(new, id="old"), new)
    facts = facts_of(said("old", 60), steps=(RENAMED,), tasks=tasks)

    view = view_task(new, example_plan(*tasks), facts)

    assert (TaskStatus.DONE, day(60)) == (view.status, view.done_on)
