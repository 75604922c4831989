from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from attrs import asdict, evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.entries import entry_of
from zhiben.ledger.fold import fold
from zhiben.ledger.occurrences import needs_of
from zhiben.ledger.progress import (
    Axis,
    axis_of,
    completion,
    consolidate,
    count,
    due_lines,
    phase_line,
    shares,
)
from zhiben.ledger.tasks import NOBODY, view_tasks
from zhiben.model.organisations import OrganisationKind, OwedBy
from zhiben.model.plan import Every
from zhiben.model.progress import (
    Completion,
    Counts,
    DueLine,
    LateLine,
    Milestone,
    PhaseLine,
    RecurringLine,
    TaskStatus,
)
from zhiben.model.reports import ReportStatus
from zhiben.testing.factories import (
    Batch,
    adopted,
    amended,
    continuous,
    dated,
    everyone,
    example_package,
    example_plan,
    example_units,
    facts_on,
    recurring,
    registered,
    reported,
    sealed,
    undone,
    waived,
)
from zhiben.testing.strategies import days, journals

if TYPE_CHECKING:
    from zhiben.ledger.facts import Facts
    from zhiben.model.entries import Draft
    from zhiben.model.plan import Plan, Task
    from zhiben.model.progress import Progress, ProgressRow

PLAN = example_plan()
DUE = date(2024, 6, 30)
DAY = timedelta(days=1)
FIRMS = everyone(OrganisationKind.ENTERPRISE)


def progress(as_of: date, *drafts: Draft, plan: Plan = PLAN, by: Axis = Axis.ACTION) -> Progress:
    """Return the progress of a plan on a day."""
    return consolidate(plan, facts_on(as_of, *drafts, plan=plan), by=by)


def due(
    as_of: date, *tasks: Task, within: int = 30, drafts: tuple[Draft, ...] = ()
) -> list[DueLine]:
    """Return the working list of a plan of these tasks."""
    plan = example_plan(*tasks)
    facts = facts_on(as_of, *drafts, plan=plan)
    return list(due_lines(view_tasks(plan, facts), facts, within=within))


def total(rows: tuple[ProgressRow, ...]) -> Counter[str]:
    """Return the sums of all rows."""
    return sum((Counter(asdict(row.counts)) for row in rows), Counter())


def facts_of(journal: tuple[Batch, ...], as_of: date) -> Facts:
    """Return what is known once the plan was adopted and a journal recorded."""
    first = Batch(number=99, origin="office", drafts=adopted(example_package(), on=PLAN.start))
    entries = map(entry_of, sealed([first, *journal]))
    return fold(entries, as_of=as_of, needs=needs_of(PLAN))


@given(st.lists(st.sampled_from(TaskStatus)))
def test_statuses_add_up_to_the_tasks(statuses: list[TaskStatus]) -> None:
    counts = asdict(count(statuses))

    assert len(statuses) == counts.pop("tasks")
    assert Counter(status.value for status in statuses) == +Counter(counts)


@pytest.mark.parametrize(
    ("done", "tasks", "expected"),
    [
        (85, 87, 97.7),
        (643, 1173, 54.8),
        (2999, 3000, 99.9),
        (0, 7, 0.0),
        (7, 7, 100.0),
        (0, 0, None),
    ],
)
def test_a_percentage_is_cut_to_one_decimal(done: int, tasks: int, expected: float | None) -> None:
    found = completion(Counts(done=done, tasks=tasks))

    assert Completion(n=done, d=tasks, percent=expected) == found


@given(st.integers(1, 10**6), st.data())
def test_a_percentage_never_says_more_than_is_done(tasks: int, data: st.DataObject) -> None:
    """And all only when all is done."""
    done = data.draw(st.integers(0, tasks))

    percent = completion(Counts(done=done, tasks=tasks)).percent

    assert percent is not None
    cut = Fraction(str(percent))
    assert cut <= Fraction(100 * done, tasks) < cut + Fraction(1, 10)
    assert (done == tasks) == (percent == 100)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 12, 31), None),
        (date(2024, 6, 1), PhaseLine(number=1, title="示例部署阶段", days_left=29)),
        (DUE, PhaseLine(number=1, title="示例部署阶段", days_left=0)),
    ],
)
def test_days_left_in_a_phase_do_not_count_the_day_itself(
    on: date, expected: PhaseLine | None
) -> None:
    assert expected == phase_line(PLAN, on)


def test_totals_count_the_tasks_of_the_plan() -> None:
    found = progress(
        date(2024, 4, 1),
        reported("1-1", "dept-a", on=date(2024, 3, 1)),
        reported("1-1", "dept-b", on=date(2024, 3, 1)),
        reported("1-3", "dept-b", on=date(2024, 3, 1), status=ReportStatus.ONGOING),
    )

    expected = Counts(tasks=7, done=1, ongoing=1, due_soon=0, overdue=3, not_started=2, stale=0)
    assert expected == found.totals
    assert Completion(n=1, d=7, percent=14.2) == found.completion
    assert ("example-2024", date(2024, 4, 1)) == (found.plan, found.as_of)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (Axis.ACTION, [("targets", 1), ("1", 3), ("2", 2), ("safeguards", 1)]),
        (Axis.MEASURE, [("targets", 1), ("1", 3), ("2", 2), ("safeguards", 1)]),
        (Axis.PHASE, [("1", 2), ("2", 1), ("-", 4)]),
        (Axis.LEAD, [("office", 3), ("dept-a", 2), ("dept-b", 3)]),
        (Axis.TOWNSHIP, [("town-1", 1), ("town-2", 1)]),
    ],
)
def test_rows_of_each_axis(by: Axis, expected: list[tuple[str, int]]) -> None:
    rows = progress(DUE, by=by).rows

    assert expected == [(row.key, row.counts.tasks) for row in rows]


def test_a_plan_with_only_an_annex_has_only_its_row() -> None:
    plan = evolve(example_plan(), targets=(), actions=(), safeguards=(), annex=(continuous("a-1"),))

    for by in (Axis.ACTION, Axis.MEASURE):
        assert [("annex", "附表任务")] == [
            (row.key, row.title) for row in progress(DUE, plan=plan, by=by).rows
        ]


def test_an_empty_plan_has_nothing_to_be_done() -> None:
    plan = evolve(example_plan(), targets=(), actions=(), safeguards=(), phases=())

    found = progress(DUE, plan=plan, by=Axis.PHASE)

    assert (Counts(), ()) == (found.totals, found.rows)
    assert Completion(n=0, d=0, percent=None) == found.completion


def test_a_row_says_how_far_the_unit_itself_is() -> None:
    """Two departments lead one task; one of them is done."""
    plan = example_plan(dated(due=DUE, leads=("dept-a", "dept-b")))
    report = reported("1-1", "dept-a", on=date(2024, 3, 1))

    rows = progress(date(2024, 4, 1), report, plan=plan, by=Axis.LEAD).rows

    assert [("示例甲局", 100.0), ("示例乙局", 0.0)] == [
        (row.title, row.completion.percent) for row in rows
    ]


def test_a_task_due_outside_all_phases_stands_apart() -> None:
    plan = example_plan(dated(due=date(2027, 6, 30), leads=("dept-a",)))

    rows = progress(DUE, plan=plan, by=Axis.PHASE).rows

    assert [("1", 0), ("2", 0), ("-", 1)] == [(row.key, row.counts.tasks) for row in rows]


def test_a_moved_task_counts_in_the_phase_it_is_now_due_in() -> None:
    plan = example_plan(dated(due=DUE, leads=("dept-a",)))
    change = amended("1-1", on=date(2024, 5, 1), due=DUE + DAY)

    rows = progress(DUE, change, plan=plan, by=Axis.PHASE).rows

    assert [0, 1] == [row.counts.tasks for row in rows]


def test_an_enterprise_that_leads_a_task_has_its_row_among_the_leads() -> None:
    plan = example_plan(
        dated(due=DUE, leads=("firm-1",)), continuous(scope=FIRMS, leads=("firm-1",))
    )

    rows = progress(DUE, plan=plan, by=Axis.LEAD).rows

    assert [("firm-1", 2)] == [(row.key, row.counts.tasks) for row in rows]


def test_a_task_nobody_leads_has_its_row_among_the_leads_and_is_late() -> None:
    plan = example_plan(dated(due=DUE))

    found = progress(DUE + DAY, plan=plan, by=Axis.LEAD)

    assert [(NOBODY, NOBODY, 1)] == [(r.key, r.title, r.counts.overdue) for r in found.rows]
    assert ["未明确"] == [line.lead for line in found.late]


def test_a_lead_whose_registration_was_undone_keeps_its_row() -> None:
    plan = example_plan(dated(due=DUE, leads=("dept-a", "ghost")))
    unit = evolve(example_units()[1], id="ghost")
    first = Batch(number=0, origin="office", drafts=(registered(unit, on=PLAN.start),))
    undo = undone(first.ids[0], subject="ghost", on=PLAN.start)
    journal = (first, Batch(number=1, origin="office", drafts=(undo,)))

    rows = consolidate(plan, facts_of(journal, DUE), by=Axis.LEAD).rows

    assert ["示例甲局", "ghost"] == [row.title for row in rows]


@given(journals(), days(), st.sampled_from((Axis.ACTION, Axis.MEASURE, Axis.PHASE)))
def test_rows_by_action_measure_and_phase_add_up_to_the_totals(
    journal: tuple[Batch, ...], as_of: date, by: Axis
) -> None:
    """In every number, for everything anybody may record."""
    found = consolidate(PLAN, facts_of(journal, as_of), by=by)

    assert +Counter(asdict(found.totals)) == +total(found.rows)
    assert found.totals.done == sum(row.completion.n for row in found.rows)


@given(journals(), days())
def test_every_share_stands_in_one_row_by_lead_or_by_township_or_in_none(
    journal: tuple[Batch, ...], as_of: date
) -> None:
    """Rows by lead, by township and the shares of other units add up to all shares."""
    facts = facts_of(journal, as_of)
    views = view_tasks(PLAN, facts)
    leads = frozenset(lead for view in views for lead in view.task.leads)
    every = [(view.task.id, share) for view in views for share in shares(view)]
    elsewhere = [
        share for _, share in every if axis_of(share.unit, facts.registry, leads=leads) is None
    ]

    rows = [
        row for by in (Axis.LEAD, Axis.TOWNSHIP) for row in consolidate(PLAN, facts, by=by).rows
    ]

    assert len(every) == len({(task, share.unit) for task, share in every})
    assert len(rows) == len({row.key for row in rows})
    assert {row.key for row in rows}.isdisjoint(share.unit for share in elsewhere)
    everything = Counter(asdict(count(share.status for _, share in every)))
    others = Counter(asdict(count(share.status for share in elsewhere)))
    assert +everything == +(total(tuple(rows)) + others)


@given(journals(), days())
def test_a_task_is_done_when_all_its_shares_are(journal: tuple[Batch, ...], as_of: date) -> None:
    """So counting tasks and counting shares say the same of each task."""
    for view in view_tasks(PLAN, facts_of(journal, as_of)):
        found = {share.status for share in shares(view)}

        assert (view.status is TaskStatus.DONE) == (found == {TaskStatus.DONE})
        assert set(view.task.leads) <= {share.unit for share in shares(view)}


@given(journals(), days())
def test_every_overdue_share_is_in_the_late_list_with_its_days(
    journal: tuple[Batch, ...], as_of: date
) -> None:
    facts = facts_of(journal, as_of)
    owing = [(v.task.id, share) for v in view_tasks(PLAN, facts) for share in v.owing]

    late = consolidate(PLAN, facts).late

    expected = Counter(
        (task, facts.registry.name(share.unit), share.due)
        for task, share in owing
        if share.status is TaskStatus.OVERDUE
    )
    assert expected == Counter((line.task, line.lead, line.due) for line in late)
    assert all(timedelta(line.days_late) == as_of - line.due > timedelta(0) for line in late)
    assert sorted((line.days_late for line in late), reverse=True) == [x.days_late for x in late]


@given(journals(), days())
def test_outcomes_of_a_period_add_up_to_what_was_expected(
    journal: tuple[Batch, ...], as_of: date
) -> None:
    for line in consolidate(PLAN, facts_of(journal, as_of)).recurring:
        outcomes = line.fulfilled + line.late + line.missed + line.waived + line.open

        assert line.expected == outcomes > 0
        assert line.missed == len(line.missing)


def test_a_milestone_shows_all_its_dates_and_who_is_missing() -> None:
    plan = example_plan(dated(due=DUE, leads=("dept-a", "dept-b"), soft=True))
    changes = [
        amended("1-1", on=date(2024, 4, 1), due=date(2024, 7, 31)),
        amended("1-1", on=date(2024, 5, 1), forecast=date(2024, 9, 1)),
    ]

    (line,) = progress(
        date(2024, 8, 5), *changes, reported("1-1", "dept-b", on=DUE), plan=plan
    ).milestones

    expected = Milestone(
        task="1-1",
        title="示例任务1-1",
        due=date(2024, 7, 31),
        status=TaskStatus.OVERDUE,
        days_late=5,
        original_due=DUE,
        forecast=date(2024, 9, 1),
        soft=True,
        missing=("示例甲局",),
    )
    assert expected == line


@pytest.mark.parametrize(
    ("done_on", "expected"),
    [(DUE - DAY, 0), (DUE, 0), (DUE + 4 * DAY, 4)],
)
def test_a_milestone_once_done_stays_as_late_as_it_was(done_on: date, expected: int) -> None:
    plan = example_plan(dated(due=DUE, leads=("dept-a",)))

    (line,) = progress(
        date(2024, 12, 31), reported("1-1", "dept-a", on=done_on), plan=plan
    ).milestones

    assert (TaskStatus.DONE, expected, ()) == (line.status, line.days_late, line.missing)


def test_milestones_are_the_dated_tasks_earliest_first() -> None:
    assert ["2-1", "1-1", "t-1"] == [line.task for line in progress(DUE).milestones]


def test_a_date_given_to_an_undated_task_is_its_original_one() -> None:
    plan = example_plan(dated(due=None, leads=("dept-a",)))
    change = amended("1-1", on=date(2024, 4, 1), due=DUE)

    (line,) = progress(DUE, change, plan=plan).milestones

    assert (DUE, DUE) == (line.due, line.original_due)


def test_who_is_late_comes_worst_first() -> None:
    plan = example_plan(
        dated("1-1", due=DUE, leads=("dept-a",)),
        dated("1-2", due=date(2024, 3, 31), leads=("dept-b",)),
    )

    late = progress(DUE + DAY, plan=plan).late

    assert ("1-2", 92) == (late[0].task, late[0].days_late)
    expected = LateLine(task="1-1", title="示例任务1-1", lead="示例甲局", due=DUE, days_late=1)
    assert expected == late[1]


def test_a_lead_that_acts_for_its_units_is_late_itself() -> None:
    late = progress(date(2024, 4, 1), reported("2-1", "town-1", on=PLAN.start, org="office")).late

    assert [("示例安委办", date(2024, 3, 31))] == [
        (line.lead, line.due) for line in late if line.task == "2-1"
    ]


def test_a_recurring_duty_names_the_units_that_missed_it() -> None:
    plan = example_plan(recurring(every=Every.QUARTER, scope=FIRMS))
    drafts = [
        registered(evolve(example_units()[5], id="firm-3", name="示例三厂"), on=PLAN.start),
        waived("1-2", "firm-1", period="2024Q1", on=PLAN.start),
        reported("1-2", "firm-2", on=date(2024, 4, 2), period="2024Q1"),
    ]

    first, second = progress(date(2024, 4, 5), *drafts, plan=plan).recurring

    expected = RecurringLine(
        task="1-2",
        title="示例任务1-2",
        period="2024Q1",
        due=date(2024, 3, 31),
        expected=3,
        fulfilled=0,
        late=1,
        missed=1,
        waived=1,
        open=0,
        missing=("示例三厂",),
    )
    assert expected == first
    assert ("2024Q2", 3, ()) == (second.period, second.open, second.missing)


def test_a_duty_without_units_has_no_lines_but_a_note() -> None:
    task = recurring(every=Every.QUARTER, scope=everyone(OrganisationKind.INSTITUTION))

    found = progress(DUE, plan=example_plan(task))

    assert () == found.recurring
    assert ["1 项周期任务（1-2）的适用单位尚未登记"] == [n.split("，")[0] for n in found.notes]


def test_a_note_names_the_first_of_many_tasks() -> None:
    scope = everyone(OrganisationKind.INSTITUTION)
    tasks = [recurring(f"2-{n}", every=Every.QUARTER, scope=scope) for n in range(1, 8)]

    (note,) = progress(DUE, plan=example_plan(*tasks)).notes

    assert note.startswith("7 项周期任务（2-1、2-2、2-3、2-4、2-5 等）")


def test_a_plan_whose_duties_all_have_units_needs_no_note() -> None:
    assert () == progress(DUE).notes


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(DUE - 31 * DAY, []), (DUE - 30 * DAY, [30]), (DUE, [0]), (DUE + 3 * DAY, [-3])],
)
def test_the_working_list_looks_as_far_ahead_as_asked(as_of: date, expected: list[int]) -> None:
    task = dated(due=DUE, leads=("dept-a",))

    assert expected == [line.days_left for line in due(as_of, task)]


def test_any_number_of_days_ahead_can_be_asked_for() -> None:
    assert 1 == len(due(PLAN.start, dated(due=DUE, leads=("dept-a",)), within=10**9))


def test_units_that_owe_a_task_by_the_same_day_share_a_line() -> None:
    task = dated(due=DUE, leads=("dept-a", "dept-b", "office"))
    report = reported("1-1", "dept-b", on=PLAN.start)

    expected = DueLine(
        task="1-1",
        title="示例任务1-1",
        due=DUE,
        days_left=0,
        period=None,
        units=("示例甲局", "示例安委办"),
    )
    assert [expected] == due(DUE, task, drafts=(report,))


def test_a_recurring_duty_is_listed_with_the_period_that_is_open() -> None:
    """One firm missed the first quarter; the other owes the second."""
    task = recurring(every=Every.QUARTER, scope=FIRMS)
    report = reported("1-2", "firm-2", on=PLAN.start, period="2024Q1")

    lines = due(date(2024, 6, 1), task, drafts=(report,))

    assert [
        (date(2024, 3, 31), None, ("示例一厂",)),
        (date(2024, 6, 30), "2024Q2", ("示例二厂",)),
    ] == [(line.due, line.period, line.units) for line in lines]


def test_the_most_urgent_comes_first() -> None:
    tasks = [
        dated("1-1", due=DUE, leads=("dept-a",)),
        continuous("1-2", leads=("dept-a",)),
        dated("1-3", due=date(2024, 3, 31), leads=("dept-b",)),
    ]

    assert ["1-3", "1-1"] == [line.task for line in due(DUE, *tasks)]


def test_leads_that_oversee_what_units_owe_have_a_share_of_it() -> None:
    plan = example_plan(
        dated(
            "1-1", due=DUE, scope=everyone(OrganisationKind.TOWNSHIP), leads=("office", "town-1")
        ),
        dated(
            "1-2",
            due=DUE,
            scope=everyone(OrganisationKind.TOWNSHIP, owed_by=OwedBy.LEAD),
            leads=("office",),
        ),
    )
    owed, acted_for = view_tasks(plan, facts_on(DUE, plan=plan))

    assert ["town-1", "town-2", "office"] == [share.unit for share in shares(owed)]
    assert ["office"] == [share.unit for share in shares(acted_for)]


def test_a_past_date_gives_what_was_true_then() -> None:
    """Whatever was recorded since, unless it replaces something."""
    since = [
        reported("1-1", "dept-a", on=DUE + DAY),
        amended("1-1", on=DUE + DAY, due=date(2025, 1, 1)),
        waived("1-2", "firm-1", period="2024Q2", on=DUE + DAY),
        registered(evolve(example_units()[5], id="firm-3"), on=DUE + DAY),
    ]

    assert progress(DUE) == progress(DUE, *since)
    assert progress(DUE + DAY) != progress(DUE + DAY, *since)
