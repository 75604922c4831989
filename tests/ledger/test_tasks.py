from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.tasks import (
    DUE_SOON_DAYS,
    NOBODY,
    STALE_DAYS,
    Share,
    TaskView,
    combine,
    view_task,
    view_tasks,
)
from zhiben.model.entries import EntryKind
from zhiben.model.organisations import OrganisationKind, OwedBy
from zhiben.model.plan import Cadence, Every, LeadBasis
from zhiben.model.progress import TaskStatus
from zhiben.model.reports import ReportStatus
from zhiben.testing.factories import (
    amended,
    continuous,
    dated,
    everyone,
    example_plan,
    example_units,
    facts_on,
    recurring,
    registered,
    reported,
    waived,
)

if TYPE_CHECKING:
    from zhiben.model.entries import Draft
    from zhiben.model.plan import Task

DONE, ONGOING = ReportStatus.DONE, ReportStatus.ONGOING
DUE = date(2024, 6, 30)
DAY = timedelta(days=1)
SOON = DUE - DUE_SOON_DAYS * DAY
FIRM_1 = example_units()[5]
FIRMS = everyone(OrganisationKind.ENTERPRISE)
TOWNS_BY_LEAD = everyone(OrganisationKind.TOWNSHIP, owed_by=OwedBy.LEAD)
QUARTERLY = recurring(every=Every.QUARTER, leads=("dept-a",))


def view(task: Task, as_of: date, *drafts: Draft) -> TaskView:
    """Return how the one task of a plan for 2024 to 2026 stands."""
    plan = example_plan(task)
    return view_task(task, plan, facts_on(as_of, *drafts, plan=plan))


def begun(task: str = "1-1", unit: str = "dept-a", on: date = date(2024, 1, 5)) -> Draft:
    """Return a report that the unit is at it."""
    return reported(task, unit, on=on, status=ONGOING)


def done_in(*periods: str) -> list[Draft]:
    """Return reports that the department did its quarterly duty in time."""
    days = {"Q1": (3, 1), "Q2": (6, 1), "Q3": (9, 1), "Q4": (12, 1)}
    return [
        reported("1-2", "dept-a", on=date(int(period[:4]), *days[period[4:]]), period=period)
        for period in periods
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (SOON - DAY, TaskStatus.NOT_STARTED),
        (SOON, TaskStatus.DUE_SOON),
        (DUE, TaskStatus.DUE_SOON),
        (DUE + DAY, TaskStatus.OVERDUE),
    ],
)
def test_a_dated_task_nobody_reported_on(as_of: date, expected: TaskStatus) -> None:
    assert expected is view(dated(due=DUE, leads=("dept-a",)), as_of).status


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (SOON - DAY, TaskStatus.ONGOING),
        (SOON, TaskStatus.DUE_SOON),
        (DUE + DAY, TaskStatus.OVERDUE),
    ],
)
def test_a_dated_task_begun_is_ongoing_until_it_is_due_soon(
    as_of: date, expected: TaskStatus
) -> None:
    assert expected is view(dated(due=DUE, leads=("dept-a",)), as_of, begun()).status


def test_a_task_done_late_is_done() -> None:
    task = dated(due=DUE, leads=("dept-a",))
    late = reported("1-1", "dept-a", on=DUE + 9 * DAY)

    found = view(task, DUE + 20 * DAY, begun(), late)

    assert (TaskStatus.DONE, DUE + 9 * DAY) == (found.status, found.done_on)
    assert TaskStatus.OVERDUE is view(task, DUE + 8 * DAY, begun(), late).status


def test_a_dated_task_without_a_date_is_not_late_or_stale() -> None:
    task = dated(due=None, leads=("dept-a",))

    assert TaskStatus.NOT_STARTED is view(task, date(2026, 12, 31)).status
    assert TaskStatus.ONGOING is view(task, date(2026, 12, 31), begun()).status


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, TaskStatus.ONGOING), (STALE_DAYS, TaskStatus.ONGOING), (STALE_DAYS + 1, TaskStatus.STALE)],
)
def test_a_continuous_task_is_stale_after_a_quarter_without_a_report(
    days: int, expected: TaskStatus
) -> None:
    last = date(2024, 5, 1)
    reports = [begun("1-3", on=date(2024, 1, 5)), begun("1-3", on=last)]

    assert expected is view(continuous(leads=("dept-a",)), last + days * DAY, *reports).status


def test_a_continuous_task_nobody_ever_reported_on_is_not_started() -> None:
    assert TaskStatus.NOT_STARTED is view(continuous(leads=("dept-a",)), DUE).status


def test_a_continuous_task_said_to_be_done_does_not_go_stale() -> None:
    report = reported("1-3", "dept-a", on=date(2024, 1, 5))

    assert TaskStatus.DONE is view(continuous(leads=("dept-a",)), DUE, report).status


def test_a_task_of_two_leads_names_who_is_missing_until_both_are_done() -> None:
    task = dated(due=DUE, leads=("dept-a", "dept-b"))
    first = reported("1-1", "dept-a", on=date(2024, 3, 1))
    second = reported("1-1", "dept-b", on=date(2024, 4, 1))

    one, both = view(task, date(2024, 5, 1), first), view(task, date(2024, 5, 1), first, second)

    assert (TaskStatus.ONGOING, ("dept-b",), None) == (one.status, one.missing, one.done_on)
    assert (TaskStatus.DONE, (), date(2024, 4, 1)) == (both.status, both.missing, both.done_on)


def test_a_dated_task_with_a_scope_is_done_when_every_unit_is() -> None:
    task = dated(due=DUE, scope=FIRMS, leads=("dept-a",))
    reports = [reported("1-1", unit, on=date(2024, 3, 1)) for unit in ("firm-1", "firm-2")]

    assert ("firm-2",) == view(task, date(2024, 5, 1), reports[0]).missing
    assert TaskStatus.DONE is view(task, date(2024, 5, 1), *reports).status


ALL = tuple(TaskStatus)


@pytest.mark.parametrize("status", ALL)
def test_a_whole_of_equal_parts_is_what_they_are(status: TaskStatus) -> None:
    assert status is combine([status, status])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (ALL, TaskStatus.OVERDUE),
        ([TaskStatus.DONE, TaskStatus.DUE_SOON, TaskStatus.STALE], TaskStatus.DUE_SOON),
        ([TaskStatus.DONE, TaskStatus.STALE, TaskStatus.NOT_STARTED], TaskStatus.STALE),
        ([TaskStatus.DONE, TaskStatus.NOT_STARTED], TaskStatus.ONGOING),
        ([TaskStatus.ONGOING, TaskStatus.NOT_STARTED], TaskStatus.ONGOING),
        ([], TaskStatus.NOT_STARTED),
    ],
)
def test_the_worst_part_marks_the_whole(parts: list[TaskStatus], expected: TaskStatus) -> None:
    assert expected is combine(parts)


@given(st.lists(st.sampled_from(ALL), min_size=1))
def test_a_whole_is_done_only_when_every_part_is(parts: list[TaskStatus]) -> None:
    assert (set(parts) == {TaskStatus.DONE}) == (combine(parts) is TaskStatus.DONE)


def test_a_unit_that_came_after_the_due_day_is_not_late_with_it() -> None:
    task = dated(due=DUE, scope=FIRMS, leads=("dept-a",))
    newcomer = registered(evolve(FIRM_1, id="firm-3"), on=DUE + DAY)

    assert ("firm-1", "firm-2") == view(task, DUE + DAY, newcomer).missing


def test_a_unit_that_ended_is_not_missing_any_more() -> None:
    task = dated(due=DUE, scope=FIRMS, leads=("dept-a",))
    ended = evolve(FIRM_1, valid_to=DUE)
    change = registered(ended, on=DUE, kind=EntryKind.ORG_AMEND)

    assert ("firm-1", "firm-2") == view(task, DUE, change).missing
    assert ("firm-2",) == view(task, DUE + DAY, change).missing


def test_a_task_falls_to_its_leads_when_nobody_of_its_scope_was_there_in_time() -> None:
    schools = everyone(OrganisationKind.INSTITUTION)
    school = evolve(FIRM_1, id="school", kind=OrganisationKind.INSTITUTION)
    task = dated(due=DUE, scope=schools, leads=("dept-a",))

    assert ("dept-a",) == view(task, DUE).missing
    assert ("dept-a",) == view(task, DUE + DAY, registered(school, on=DUE + DAY)).missing


def test_a_task_nobody_leads_is_late_all_the_same() -> None:
    found = view(dated(due=DUE), DUE + DAY)

    assert (TaskStatus.OVERDUE, (NOBODY,)) == (found.status, found.missing)
    assert found.shares == found.owing


def test_where_leads_act_for_the_units_the_leads_owe_the_worst_of_them() -> None:
    task = dated("2-1", due=DUE, scope=TOWNS_BY_LEAD, leads=("office", "dept-a"))
    first = reported("2-1", "town-1", on=date(2024, 3, 1), org="office")
    second = reported("2-1", "town-2", on=date(2024, 4, 1), org="office")

    late, done = view(task, DUE + DAY, first), view(task, DUE + DAY, first, second)

    overdue, ready = TaskStatus.OVERDUE, TaskStatus.DONE
    assert ["town-2"] == list(late.missing)
    assert [("office", overdue, DUE), ("dept-a", overdue, DUE)] == [
        (share.unit, share.status, share.due) for share in late.owing
    ]
    assert [("office", ready, date(2024, 4, 1)), ("dept-a", ready, date(2024, 4, 1))] == [
        (share.unit, share.status, share.done_on) for share in done.owing
    ]


def test_what_leads_owe_is_due_when_the_task_is_though_no_unit_is_just_there() -> None:
    """One township is done, the other has not begun: the whole is ongoing, as neither is."""
    task = dated("2-1", due=DUE, scope=TOWNS_BY_LEAD, leads=("office",))
    first = reported("2-1", "town-1", on=date(2024, 3, 1), org="office")

    expected = Share(unit="office", status=TaskStatus.ONGOING, due=DUE)
    assert (expected,) == view(task, date(2024, 4, 1), first).owing


def test_leads_who_act_for_nobody_owe_their_own_shares() -> None:
    scope = everyone(OrganisationKind.INSTITUTION, owed_by=OwedBy.LEAD)
    task = dated(due=DUE, scope=scope, leads=("dept-a", "dept-b"))
    report = reported("1-1", "dept-a", on=date(2024, 3, 1))

    assert [TaskStatus.DONE, TaskStatus.NOT_STARTED] == [
        share.status for share in view(task, date(2024, 4, 1), report).owing
    ]


def test_units_owe_their_own_shares_under_a_task_nobody_leads() -> None:
    found = view(dated(due=DUE, scope=TOWNS_BY_LEAD), date(2024, 4, 1))

    assert ["town-1", "town-2"] == [share.unit for share in found.owing]


def test_a_moved_due_date_keeps_the_original_and_the_forecast_in_view() -> None:
    task = dated(due=DUE, leads=("dept-a",))
    changes = [
        amended("1-1", on=date(2024, 4, 1), forecast=date(2024, 8, 1)),
        amended("1-1", on=date(2024, 5, 1), due=date(2024, 9, 30)),
    ]

    found = view(task, DUE + DAY, *changes)

    assert DUE == found.original_due
    assert (date(2024, 9, 30), date(2024, 8, 1)) == (found.task.due, found.forecast)
    assert TaskStatus.NOT_STARTED is found.status


def test_a_moved_due_date_counts_from_its_own_day() -> None:
    """On the day before the amendment the task was late."""
    task = dated(due=date(2024, 3, 31), leads=("dept-a",))
    change = amended("1-1", on=date(2024, 5, 1), due=date(2024, 9, 30))

    assert TaskStatus.OVERDUE is view(task, date(2024, 4, 30), change).status
    assert TaskStatus.NOT_STARTED is view(task, date(2024, 5, 1), change).status


def test_new_leads_take_the_task_over() -> None:
    task = dated(due=DUE, leads=("dept-a",))
    change = amended("1-1", on=date(2024, 3, 1), leads=("dept-b", "town-1"))

    found = view(task, date(2024, 4, 1), begun(), change)

    assert ("dept-b", "town-1") == found.missing
    assert (LeadBasis.AMENDED, ("dept-b", "town-1")) == (found.task.lead_basis, found.task.leads)
    assert TaskStatus.NOT_STARTED is found.status


def test_a_forecast_changes_no_status() -> None:
    task = dated(due=DUE, leads=("dept-a",))
    change = amended("1-1", on=date(2024, 3, 1), forecast=date(2024, 9, 1))

    assert TaskStatus.OVERDUE is view(task, DUE + DAY, change).status


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 12, 31), TaskStatus.NOT_STARTED),
        (date(2024, 2, 29), TaskStatus.NOT_STARTED),
        (date(2024, 3, 1), TaskStatus.DUE_SOON),
        (date(2024, 4, 1), TaskStatus.OVERDUE),
    ],
)
def test_a_recurring_task_nobody_reported_on(as_of: date, expected: TaskStatus) -> None:
    assert expected is view(QUARTERLY, as_of).status


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2024, 3, 31), TaskStatus.ONGOING),
        (date(2024, 4, 1), TaskStatus.ONGOING),
        (date(2024, 6, 1), TaskStatus.DUE_SOON),
        (date(2024, 7, 1), TaskStatus.OVERDUE),
    ],
)
def test_a_recurring_task_done_once_is_ongoing_till_it_is_due_again(
    as_of: date, expected: TaskStatus
) -> None:
    assert expected is view(QUARTERLY, as_of, *done_in("2024Q1")).status


def test_days_late_count_from_the_first_of_a_run_of_missed_deadlines() -> None:
    """Q1 was done, Q2 and Q3 were missed."""
    (share,) = view(QUARTERLY, date(2024, 10, 1), *done_in("2024Q1")).shares

    assert Share(unit="dept-a", status=TaskStatus.OVERDUE, due=date(2024, 6, 30)) == share


def test_a_unit_that_took_the_duty_up_again_is_not_late_any_more() -> None:
    """Q1 was missed, Q2 done."""
    found = view(QUARTERLY, date(2024, 7, 1), *done_in("2024Q2"))

    assert TaskStatus.ONGOING is found.status
    assert (
        Share(unit="dept-a", status=TaskStatus.ONGOING, due=date(2024, 9, 30), period="2024Q3")
        == found.shares[0]
    )


def test_a_run_of_missed_deadlines_goes_on_through_a_period_still_open() -> None:
    """January's was missed on 20 February; February's deadline is yet to come."""
    cadence = Cadence(every=Every.MONTH, due_day=20)
    task = recurring(every=Every.MONTH, cadence=cadence, leads=("dept-a",))

    (share,) = view(task, date(2024, 3, 1)).shares

    assert Share(unit="dept-a", status=TaskStatus.OVERDUE, due=date(2024, 2, 20)) == share


def test_the_first_of_several_open_periods_is_owed_next() -> None:
    cadence = Cadence(every=Every.MONTH, due_day=20)
    task = recurring(every=Every.MONTH, cadence=cadence, leads=("dept-a",))

    (share,) = view(task, date(2024, 2, 10)).shares

    assert (date(2024, 2, 20), "2024-01") == (share.due, share.period)


def test_a_waived_period_counts_as_begun_and_not_as_missed() -> None:
    waiver = waived("1-2", "dept-a", period="2024Q1", on=date(2024, 2, 1))

    assert TaskStatus.ONGOING is view(QUARTERLY, date(2024, 4, 1), waiver).status


def test_a_gap_in_the_past_keeps_a_finished_duty_from_being_done() -> None:
    """All twelve quarters but the second were done; the plan is over."""
    quarters = [f"{year}Q{n}" for year in (2024, 2025, 2026) for n in (1, 2, 3, 4)]
    gap = done_in(*(quarter for quarter in quarters if quarter != "2024Q2"))

    assert TaskStatus.ONGOING is view(QUARTERLY, date(2026, 12, 31), *gap).status
    assert (Share(unit="dept-a", status=TaskStatus.OVERDUE, due=date(2024, 6, 30)),) == view(
        QUARTERLY, date(2027, 1, 1), *gap
    ).shares
    assert TaskStatus.DONE is view(QUARTERLY, date(2027, 1, 1), *done_in(*quarters)).status


def test_a_recurring_task_done_in_every_period_has_no_day_it_was_done() -> None:
    quarters = [f"{year}Q{n}" for year in (2024, 2025, 2026) for n in (1, 2, 3, 4)]

    assert view(QUARTERLY, date(2027, 1, 1), *done_in(*quarters)).done_on is None


def test_a_recurring_task_is_owed_by_the_units_of_its_latest_period_as_registered() -> None:
    task = recurring(every=Every.QUARTER, scope=FIRMS)
    newcomer = registered(evolve(FIRM_1, id="firm-0"), on=date(2024, 4, 1))

    found = view(task, date(2024, 4, 1), newcomer)

    assert [
        ("firm-1", TaskStatus.OVERDUE),
        ("firm-2", TaskStatus.OVERDUE),
        ("firm-0", TaskStatus.NOT_STARTED),
    ] == [(share.unit, share.status) for share in found.shares]


def test_a_recurring_task_no_unit_owes_is_not_started() -> None:
    scope = everyone(OrganisationKind.INSTITUTION)
    found = view(recurring(every=Every.QUARTER, scope=scope, leads=("dept-a",)), DUE)

    assert (TaskStatus.NOT_STARTED, ()) == (found.status, found.shares)


@pytest.mark.parametrize(
    ("status", "expected", "done_on"),
    [(DONE, TaskStatus.ONGOING, None), (ONGOING, TaskStatus.OVERDUE, None)],
)
def test_what_a_sector_that_did_not_run_said_is_done_is_not(
    status: ReportStatus, expected: TaskStatus, done_on: date | None
) -> None:
    """Nobody has looked at it; what is late stays late."""
    task = dated(due=DUE, leads=("dept-a",), sector="SCH")
    plan = example_plan(task)
    report = reported("1-1", "dept-a", on=date(2024, 5, 1), status=status)
    facts = facts_on(DUE + DAY, report, plan=plan)
    seen = view_task(task, plan, evolve(facts, silent=frozenset({"SCH"})))

    assert (expected, done_on) == (seen.status, seen.done_on)
    assert (status is DONE) == (view_task(task, plan, facts).status is TaskStatus.DONE)


def test_every_task_of_the_plan_is_seen_in_its_order() -> None:
    plan = example_plan()

    found = view_tasks(plan, facts_on(DUE))

    assert [task.id for task in plan.tasks()] == [one.task.id for one in found]
