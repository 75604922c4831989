from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import UsageError
from zhiben.ledger.bodies import report_of
from zhiben.ledger.reporting import (
    Statement,
    check_day,
    owed_from,
    period_for,
    report_draft,
    reports_of,
)
from zhiben.model.entries import EntryKind
from zhiben.model.organisations import OrganisationKind, OwedBy
from zhiben.model.plan import Every, Target
from zhiben.model.reports import ReportStatus, TaskReport
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
)

if TYPE_CHECKING:
    from zhiben.model.entries import Draft
    from zhiben.model.organisations import Organisation
    from zhiben.model.plan import Task

UNITS = {unit.id: unit for unit in example_units()}
PLAN = example_plan()
DAY = date(2024, 5, 6)
DONE, ONGOING = ReportStatus.DONE, ReportStatus.ONGOING
QUARTERLY = recurring(every=Every.QUARTER, leads=("dept-a", "dept-b"))
BY_FIRMS = recurring(
    every=Every.QUARTER, scope=everyone(OrganisationKind.ENTERPRISE), leads=("dept-a",)
)
FOR_TOWNS = recurring(
    every=Every.QUARTER,
    scope=everyone(OrganisationKind.TOWNSHIP, owed_by=OwedBy.LEAD),
    leads=("office",),
)


def stated(
    task: Task, org: str, *units: str, drafts: tuple[Draft, ...] = (), **said: Any
) -> tuple[TaskReport, ...]:
    """Return the reports that a unit's words of 2024-05-06 on a task amount to."""
    plan = example_plan(task)
    about = tuple(UNITS[unit] for unit in units)
    statement = Statement(**{"org": UNITS[org], "on": DAY, "units": about, **said})
    return reports_of(statement, task, plan=plan, facts=facts_on(DAY, *drafts, plan=plan))


def refused(task: Task, org: str, *units: str, **said: Any) -> str:
    """Return why a unit's words are refused."""
    with pytest.raises(UsageError) as caught:
        stated(task, org, *units, **said)
    return str(caught.value)


def test_a_report_on_a_recurring_task_is_of_its_period_and_done_unless_it_says_otherwise() -> None:
    (report,) = stated(QUARTERLY, "dept-a")

    assert ("2024Q2", DONE, "dept-a", "dept-a") == (
        report.period, report.status, report.org, report.unit,
    )  # fmt: skip
    assert [ONGOING] == [one.status for one in stated(QUARTERLY, "dept-a", status=ONGOING)]


@pytest.mark.parametrize(
    "task", [dated(due=date(2024, 6, 30), leads=("dept-a",)), continuous("1-1", leads=("dept-a",))]
)
def test_a_report_on_another_task_has_no_period_and_is_ongoing_unless_it_says_otherwise(
    task: Task,
) -> None:
    (report,) = stated(task, "dept-a")

    assert (None, ONGOING) == (report.period, report.status)
    assert [DONE] == [one.status for one in stated(task, "dept-a", status=DONE)]


def test_everything_said_stands_in_the_report() -> None:
    (report,) = stated(QUARTERLY, "dept-b", count=3, value=1.5, note="示例", period="2024年一季度")

    assert TaskReport(
        task="1-2", org="dept-b", unit="dept-b", status=DONE, period="2024Q1", count=3,
        value=1.5, note="示例",
    ) == report  # fmt: skip


def test_a_report_becomes_an_entry_with_what_stands_beside_it() -> None:
    (report,) = stated(QUARTERLY, "dept-a")

    draft = report_draft(report, on=DAY, actor="示例", replaces="x", reason="示例更正")

    assert (EntryKind.TASK_REPORT, "1-2", DAY, "示例") == (
        draft.kind, draft.subject, draft.on, draft.actor,
    )  # fmt: skip
    assert ("x", "示例更正") == (draft.body["replaces"], draft.body["reason"])
    assert report == report_of("1-2", draft.body)


# Who may say it.


@pytest.mark.parametrize("org", ["firm-1", "dept-a"])
def test_a_unit_of_the_scope_and_its_lead_may_both_say_it(org: str) -> None:
    (report,) = stated(BY_FIRMS, org, "firm-1")

    assert (org, "firm-1") == (report.org, report.unit)


@pytest.mark.parametrize("org", ["firm-2", "dept-b", "office"])
def test_nobody_else_may_say_it_for_a_unit(org: str) -> None:
    message = refused(BY_FIRMS, org, "firm-1")

    assert f"{UNITS[org].name}不能代报 1-2，请由示例一厂、示例甲局填报。" == message


def test_of_several_leads_none_speaks_for_another() -> None:
    """Otherwise one of them could make the task done for all."""
    assert "示例甲局不能代报 1-2，请由示例乙局填报。" == refused(QUARTERLY, "dept-a", "dept-b")


def test_a_unit_outside_the_scope_is_told_the_scope() -> None:
    message = "示例一镇不在 1-2 的范围“示例范围”之内，请核对单位和任务编号。"

    assert message == refused(BY_FIRMS, "town-1")


def test_a_unit_that_does_not_lead_is_told_who_does() -> None:
    message = "示例安委办不在 1-2 的牵头单位（示例甲局、示例乙局）之内，请核对单位和任务编号。"

    assert message == refused(QUARTERLY, "office")


def test_a_task_without_leads_asks_for_one_first() -> None:
    assert "请先用 zhiben task amend 的 --lead 明确" in refused(dated(due=DAY), "office")


def test_whoever_leads_on_the_day_of_the_report_may_say_it() -> None:
    """The lead changes on 1 May: what happened before is still the former lead's."""
    task = dated(due=date(2024, 6, 30), leads=("dept-a",))
    change = amended("1-1", on=date(2024, 5, 1), leads=("dept-b",))

    assert 1 == len(stated(task, "dept-b", drafts=(change,)))
    assert 1 == len(stated(task, "dept-a", drafts=(change,), on=date(2024, 4, 30)))
    assert "牵头单位（示例乙局）" in refused(task, "dept-a", drafts=(change,))


def test_a_lead_that_acts_for_units_names_them() -> None:
    assert ["town-1", "town-2"] == [
        one.unit for one in stated(FOR_TOWNS, "office", "town-1", "town-2")
    ]
    assert refused(FOR_TOWNS, "office").endswith("或 --unit 全部（现有 2 个）。")


def test_a_unit_does_not_report_what_the_lead_does_for_it() -> None:
    message = "示例一镇不能代报 1-2，请由示例安委办填报。"

    assert message == refused(FOR_TOWNS, "town-1", "town-1")


def test_a_unit_that_came_during_a_period_does_not_owe_it() -> None:
    newcomer = registered(evolve(UNITS["firm-1"], id="firm-0", name="示例新厂"), on=DAY)
    about: tuple[Organisation, ...] = (evolve(UNITS["firm-1"], id="firm-0", name="示例新厂"),)

    message = refused(BY_FIRMS, "dept-a", drafts=(newcomer,), units=about)

    assert message.startswith("示例新厂不在")


# Periods and days.


@pytest.mark.parametrize(
    ("text", "expected"),
    [(None, "2024Q2"), ("2024Q3", "2024Q3"), ("2026年四季度", "2026Q4"), ("２０２４Q1", "2024Q1")],
)
def test_the_period_is_the_one_named_or_that_of_the_day(text: str | None, expected: str) -> None:
    period = period_for(QUARTERLY, text, plan=PLAN, on=DAY)

    assert period is not None
    assert expected == period.id


@pytest.mark.parametrize("text", ["2024", "2024-05", "2024H1", "上个季度", ""])
def test_a_period_of_another_kind_is_shown_how_to_be_written(text: str) -> None:
    with pytest.raises(UsageError, match=r"不是 1-2 的期次，请写成 2024Q2 这样"):
        period_for(QUARTERLY, text, plan=PLAN, on=DAY)


@pytest.mark.parametrize(
    ("text", "on"),
    [("2023Q4", DAY), ("2027Q1", DAY), (None, date(2014, 5, 6)), (None, date(2027, 1, 1))],
)
def test_a_period_outside_the_plan_is_refused_whether_named_or_not(
    text: str | None, on: date
) -> None:
    with pytest.raises(UsageError, match="2024-01-01 至 2026-12-31"):
        period_for(QUARTERLY, text, plan=PLAN, on=on)


def test_a_task_that_came_later_has_no_earlier_periods() -> None:
    """As one that a later revision of a sub-plan adds."""
    task = evolve(QUARTERLY, since=date(2024, 5, 1))

    assert period_for(task, "2024Q2", plan=PLAN, on=DAY) is not None
    with pytest.raises(UsageError, match="自 2024-05-01 起施行，期次 2024Q1 不用填报"):
        period_for(task, "2024Q1", plan=PLAN, on=DAY)


def test_a_task_without_periods_takes_none() -> None:
    task = dated(due=DAY)

    assert period_for(task, None, plan=PLAN, on=DAY) is None
    with pytest.raises(UsageError, match="1-1 不是周期任务，不分期次，请去掉期次“2024Q1”"):
        period_for(task, "2024Q1", plan=PLAN, on=DAY)


@given(st.dates(PLAN.start, PLAN.end), st.sampled_from(Every))
def test_the_period_of_a_day_of_the_plan_is_found_again_by_its_id(day: date, every: Every) -> None:
    task = recurring(every=every)
    period = period_for(task, None, plan=PLAN, on=day)

    assert period is not None
    assert period.start <= day <= period.end
    assert period == period_for(task, period.id, plan=PLAN, on=day)


def test_a_period_is_owed_by_the_units_of_its_first_day_within_the_plan() -> None:
    plan = evolve(PLAN, start=date(2024, 2, 1))
    first, second = (
        period_for(QUARTERLY, text, plan=plan, on=DAY) for text in ("2024Q1", "2024Q2")
    )

    assert date(2024, 2, 1) == owed_from(plan, first, on=DAY)
    assert date(2024, 4, 1) == owed_from(plan, second, on=DAY)
    assert DAY == owed_from(plan, None, on=DAY)


@pytest.mark.parametrize("on", [date(2024, 1, 1), date(2030, 1, 1)])
def test_a_day_from_the_first_year_on_is_taken(on: date) -> None:
    check_day(evolve(PLAN, start=date(2024, 3, 1), issued=date(2024, 5, 1)), on)

    assert on >= date(2024, 1, 1)


def test_a_day_of_an_earlier_year_is_a_slip_of_the_pen() -> None:
    with pytest.raises(UsageError, match="业务日期 2014-05-06 早于方案的第一年（2024年）"):
        check_day(PLAN, date(2014, 5, 6))
    check_day(evolve(PLAN, issued=date(2023, 12, 29)), date(2023, 12, 30))


# Numbers.

TARGET = dated(due=date(2024, 6, 30), leads=("dept-a",), target=Target(value=80, unit="%"))


def test_a_task_whose_target_is_not_reached_is_not_done() -> None:
    message = "1-1 的目标是80%，填报值是79.5%，不能报完成；请改报 ongoing，或核对数值。"

    assert message == refused(TARGET, "dept-a", status=DONE, value=79.5)
    assert [79.5] == [one.value for one in stated(TARGET, "dept-a", value=79.5)]


@pytest.mark.parametrize("value", [80.0, 100.0, None])
def test_a_task_whose_target_is_reached_or_not_measured_may_be_done(value: float | None) -> None:
    assert [DONE] == [one.status for one in stated(TARGET, "dept-a", status=DONE, value=value)]


def test_a_value_without_a_target_is_taken_as_it_is() -> None:
    assert [0.0] == [one.value for one in stated(QUARTERLY, "dept-a", value=0.0)]


def test_done_zero_times_is_a_contradiction() -> None:
    assert "1-2 做了 0 次，不能报完成" in refused(QUARTERLY, "dept-a", count=0)
    assert [0] == [one.count for one in stated(QUARTERLY, "dept-a", count=0, status=ONGOING)]
