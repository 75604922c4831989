from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.progress_import.planning import (
    Ground,
    RowOutcome,
    RowPlan,
    SheetPlan,
    plan_sheet,
)
from zhiben.ledger.progress_import.table import ProgressTable, read_progress_table
from zhiben.model.entries import EntryKind
from zhiben.model.organisations import OrganisationKind, OwedBy
from zhiben.model.plan import Every
from zhiben.testing.factories import (
    HIGH_RISK,
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
    from zhiben.model.plan import Plan

ACCEPTED, SKIPPED, REJECTED = RowOutcome.ACCEPTED, RowOutcome.SKIPPED, RowOutcome.REJECTED
HEADER = ("任务编号", "牵头单位", "2024年一季度完成情况")
TODAY = date(2024, 7, 10)
UNITS = {unit.id: unit for unit in example_units()}
TITLE = "推进非煤矿山整合重组"


def plan_of(
    *rows: tuple[str, ...],
    header: tuple[str, ...] = HEADER,
    plan: Plan | None = None,
    drafts: tuple[Draft, ...] = (),
    on: date | None = None,
    sender: str | None = None,
    today: date = TODAY,
) -> SheetPlan:
    """Return what the rows under the header would record."""
    table = read_progress_table((header, *rows), year=2024)

    assert isinstance(table, ProgressTable), table
    ground = Ground(
        plan=plan or example_plan(),
        facts=facts_on(max(on or today, today), *drafts, plan=plan),
        today=today,
        on=on,
        sender=UNITS[sender] if sender else None,
    )
    return plan_sheet("示例", table, ground=ground)


def reports(*rows: tuple[str, ...], **context: object) -> list[tuple[str, ...]]:
    """Return task, org, unit, period and date of everything the rows would record."""
    sheet = plan_of(*rows, **context)  # type: ignore[arg-type]  # the options of plan_of

    assert {ACCEPTED} == {row.outcome for row in sheet.rows}, sheet
    return [
        (
            one.report.task, one.report.org, one.report.unit, one.report.period or "",
            one.saying.on.isoformat(),
        )
        for row in sheet.rows
        for one in row.reports
    ]  # fmt: skip


def refusal(*row: str, **context: object) -> str:
    """Return why the one row was rejected."""
    (found,) = plan_of(row, **context).rows  # type: ignore[arg-type]  # the options of plan_of

    assert (REJECTED, ()) == (found.outcome, found.reports)
    return found.reason


def silence(*row: str, **context: object) -> str:
    """Return why the one row was passed over."""
    (found,) = plan_of(row, **context).rows  # type: ignore[arg-type]  # the options of plan_of

    assert (SKIPPED, ()) == (found.outcome, found.reports)
    return found.reason


def test_a_row_is_one_report_for_every_lead_it_names() -> None:
    assert [
        ("1-1", "dept-a", "dept-a", "", "2024-03-31"),
        ("1-1", "dept-b", "dept-b", "", "2024-03-31"),
    ] == reports(("1-1", "示例甲局、示例乙局", "已开工"))


def test_a_row_about_one_of_several_leads_speaks_for_that_one() -> None:
    assert [("1-1", "dept-b", "dept-b", "", "2024-03-31")] == reports(("1-1", "示例乙局", "已完成"))


def test_the_wording_finds_the_task_and_the_row_keeps_how() -> None:
    plan = example_plan(dated(due=date(2024, 6, 30), title=TITLE, leads=("dept-a",)))

    (row,) = plan_of((f"３、{TITLE}。", "甲局", "好"), header=("任务", *HEADER[1:]), plan=plan).rows

    assert row.match is not None
    assert ("1-1", "wording", 1.0) == (row.match.task, row.match.how, row.match.score)
    assert (2, ACCEPTED, (f"３、{TITLE}。", "甲局", "好")) == (row.number, row.outcome, row.line)


def test_a_row_about_no_task_names_the_nearest() -> None:
    plan = example_plan(dated(due=date(2024, 6, 30), title=TITLE, leads=("dept-a",)))

    reason = refusal("推进非煤矿山安全", "甲局", "好", header=("任务", *HEADER[1:]), plan=plan)

    assert f"没有文字足够相近的任务，请写明任务编号。最相近的是 1-1“{TITLE}”。" == reason


def test_a_row_about_nothing_alike_names_none() -> None:
    reason = refusal("学校食堂", "甲局", "好", header=("任务", *HEADER[1:]))

    assert "没有文字足够相近的任务，请写明任务编号。" == reason


def test_all_problems_of_a_row_are_told_at_once() -> None:
    reason = refusal("9-9", "不存在局、也不存在局", "好", "滞后", header=(*HEADER, "状态"))

    assert (
        "方案里没有编号“9-9”，请核对编号，或只写任务名称。"
        "没有叫“不存在局”的单位。没有叫“也不存在局”的单位。"
        "不认识状态“滞后”，请写“已完成”或“进行中”。"
    ) == reason


def test_one_bad_unit_rejects_the_whole_row() -> None:
    """Else the corrected row would record the good unit's report a second time."""
    assert "没有叫“示例丙局”的单位，是不是“示例甲局”或“示例乙局”" in refusal(
        "1-1", "示例甲局、示例丙局", "好"
    )


@pytest.mark.parametrize("name", ["示例甲局", "甲局", "dept-a", " 示例 甲局", "ｄｅｐｔ-ａ"])
def test_a_unit_answers_to_name_alias_and_id_in_any_width(name: str) -> None:
    assert [("1-1", "dept-a", "dept-a", "", "2024-03-31")] == reports(("1-1", name, "好"))


def test_a_unit_named_twice_reports_once() -> None:
    assert [("1-1", "dept-a", "dept-a", "", "2024-03-31")] == reports(
        ("1-1", "示例甲局、甲局", "好")
    )


def test_a_former_name_is_still_the_unit() -> None:
    renamed = evolve(UNITS["dept-a"], name="示例新局", aliases=())
    change = registered(renamed, on=date(2024, 5, 1), kind=EntryKind.ORG_AMEND)

    assert [("1-1", "dept-a", "dept-a", "", "2024-03-31")] == reports(
        ("1-1", "示例甲局", "好"), drafts=(change,)
    )


def test_a_name_that_two_units_have_is_left_to_a_person() -> None:
    twin = evolve(UNITS["town-1"], id="town-9", name="示例九镇", aliases=("甲局",))

    reason = refusal("1-1", "甲局", "好", drafts=(registered(twin, on=date(2024, 1, 1)),))

    assert reason.startswith("“甲局”可以指 ")


def test_a_registered_unit_that_does_not_lead_is_told_who_does() -> None:
    assert (
        "示例一镇不是 1-1 的牵头单位（牵头单位是示例甲局、示例乙局），请核对单位和任务。"
        == refusal("1-1", "示例一镇", "好")
    )


def test_a_task_nobody_leads_says_so() -> None:
    plan = example_plan(dated(due=date(2024, 6, 30)))

    assert "示例甲局不是 1-1 的牵头单位（方案没有写明牵头单位），请核对单位和任务。" == refusal(
        "1-1", "甲局", "好", plan=plan
    )


def test_the_leads_of_the_business_date_count() -> None:
    """A lead that was replaced in May reported rightly for the first quarter."""
    change = amended("1-1", on=date(2024, 5, 1), leads=("town-1",))
    both = (*HEADER, "二季度完成情况")

    assert [("1-1", "dept-a", "dept-a", "", "2024-03-31")] == reports(
        ("1-1", "甲局", "好", ""), header=both, drafts=(change,)
    )
    assert "牵头单位是示例一镇" in refusal("1-1", "甲局", "", "好", header=both, drafts=(change,))


A = UNITS["dept-a"]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (evolve(A, valid_to=date(2024, 2, 29)), "2024-02-29 止"),
        (evolve(A, valid_from=date(2024, 5, 1)), "2024-05-01 起"),
    ],
)
def test_a_unit_must_exist_on_the_day(unit: Organisation, expected: str) -> None:
    change = registered(unit, on=date(2024, 1, 2), kind=EntryKind.ORG_AMEND)

    assert f"示例甲局在 2024-03-31 不存在（{expected}），请核对单位和日期。" == refusal(
        "1-1", "甲局", "好", drafts=(change,)
    )


def test_the_period_of_a_dated_task_is_not_the_report_s_but_stays_with_what_was_said() -> None:
    (row,) = plan_of(("1-3", "示例乙局", "好")).rows

    (one,) = row.reports
    assert one.report.period is None
    assert one.saying.period is not None
    assert "2024Q1" == one.saying.period.id


def test_a_recurring_task_is_reported_for_its_period() -> None:
    assert [("1-2", "firm-1", "firm-1", "2024Q1", "2024-03-31")] == reports(
        ("1-2", "示例一厂", "已完成")
    )


@pytest.mark.parametrize(
    ("task", "lead", "heading", "usual"),
    [
        (
            "2-2",
            "示例二厂",
            "一季度完成情况",
            "每月的任务，2024年一季度不是它的一期，请另列“2024年1月",
        ),
        (
            "s-1",
            "示例一镇",
            "二季度完成情况",
            "每年的任务，2024年二季度不是它的一期，请另列“2024年",
        ),
        (
            "1-2",
            "示例一厂",
            "3月完成情况",
            "每季度的任务，2024年3月不是它的一期，请另列“2024年一季度",
        ),
        (
            "1-2",
            "示例一厂",
            "完成情况",
            "每季度的任务，看不出报的是哪一期，请把列名写成“2024年三季度",
        ),
    ],
)
def test_a_period_of_another_length_is_told_the_right_column(
    task: str, lead: str, heading: str, usual: str
) -> None:
    header = (*HEADER[:2], heading)

    assert f"这是{usual}完成情况”这样" in refusal(task, lead, "好", header=header)


def test_a_half_year_is_a_period_of_its_own() -> None:
    plan = example_plan(recurring(every=Every.HALF_YEAR, leads=("dept-a",)))

    assert [("1-2", "dept-a", "dept-a", "2024H1", "2024-06-30")] == reports(
        ("1-2", "甲局", "好"), header=(*HEADER[:2], "上半年完成情况"), plan=plan
    )
    assert "这是每半年的任务" in refusal("1-2", "甲局", "好", plan=plan)


@pytest.mark.parametrize(
    ("task", "heading"), [("1-1", "2023年四季度"), ("1-2", "2023年四季度"), ("1-2", "2027年一季度")]
)
def test_a_period_outside_the_plan_is_a_wrong_year(task: str, heading: str) -> None:
    reason = refusal(
        task, "", "好", header=(*HEADER[:2], f"{heading}完成情况"), sender="dept-a",
        today=date(2027, 5, 1),
    )  # fmt: skip

    assert f"{heading}在方案起止（2024-01-01 至 2026-12-31）之外，请核对年份。" == reason


def test_a_dated_task_may_still_be_reported_after_the_plan() -> None:
    assert [("1-1", "dept-a", "dept-a", "", "2027-03-31")] == reports(
        ("1-1", "甲局", "好"), header=(*HEADER[:2], "2027年一季度完成情况"), today=date(2027, 5, 1)
    )


@pytest.mark.parametrize("lead", ["甲局", "示例乙局"])
def test_a_period_that_has_not_begun_cannot_be_reported(lead: str) -> None:
    header = (*HEADER[:2], "四季度完成情况")

    assert "2024年四季度在业务日期 2024-07-10 还没有开始，请核对时段。" == refusal(
        "1-1", lead, "好", header=header
    )


def test_the_day_given_must_lie_in_or_after_the_period() -> None:
    assert "2024年一季度在业务日期 2023-12-31 还没有开始，请核对时段。" == refusal(
        "1-1", "甲局", "好", on=date(2023, 12, 31)
    )
    assert [("1-1", "dept-a", "dept-a", "", "2024-04-08")] == reports(
        ("1-1", "甲局", "好"), on=date(2024, 4, 8)
    )


DATED = (*HEADER[:2], "二季度完成情况", "完成日期")


def test_what_was_done_in_an_earlier_quarter_may_be_told_again() -> None:
    assert [("1-1", "dept-a", "dept-a", "", "2024-02-05")] == reports(
        ("1-1", "甲局", "已完成", "2024-02-05"), header=DATED
    )


def test_a_duty_is_not_done_before_its_period() -> None:
    assert "完成日期 2024-02-05 早于2024年二季度，请核对。" == refusal(
        "1-2", "示例一厂", "已完成", "2024-02-05", header=DATED
    )


def test_nothing_is_done_before_the_plan() -> None:
    assert "完成日期 2014-02-05 早于方案开始（2024-01-01），请核对年份。" == refusal(
        "1-1", "甲局", "已完成", "2014-02-05", header=DATED
    )


def test_a_duty_of_units_is_reported_by_units_of_its_scope() -> None:
    assert (
        "示例甲局不在 1-2 的范围“示例范围”之内（牵头单位是示例甲局），请在单位一列写范围内的单位。"
        == refusal("1-2", "甲局", "好")
    )


def test_a_unit_owes_a_period_by_what_it_was_on_the_first_day() -> None:
    risky = registered(
        evolve(UNITS["firm-1"], attributes=(HIGH_RISK,)),
        on=date(2024, 3, 15),
        kind=EntryKind.ORG_AMEND,
    )
    march, april = ((*HEADER[:2], f"{month}月完成情况") for month in (3, 4))

    assert "示例一厂不在 2-2 的范围" in refusal(
        "2-2", "示例一厂", "好", header=march, drafts=(risky,)
    )
    assert [("2-2", "firm-1", "firm-1", "2024-04", "2024-04-30")] == reports(
        ("2-2", "示例一厂", "好"), header=april, drafts=(risky,)
    )


def test_a_duty_of_units_nobody_registered_says_to_register_them() -> None:
    scope = everyone(OrganisationKind.INSTITUTION)
    plan = example_plan(recurring(every=Every.QUARTER, scope=scope, leads=("dept-a",)))

    assert "1-2 的范围“示例范围”内还没有登记单位，请先用 zhiben org add 登记。" == refusal(
        "1-2", "甲局", "好", plan=plan
    )


def test_a_continuous_task_whose_scope_is_empty_is_its_leads_own() -> None:
    scope = everyone(OrganisationKind.INSTITUTION, owed_by=OwedBy.LEAD)
    plan = example_plan(continuous(scope=scope, leads=("dept-a",)))

    assert [("1-3", "dept-a", "dept-a", "", "2024-03-31")] == reports(
        ("1-3", "甲局", "好"), plan=plan, sender="dept-a"
    )


def test_what_a_lead_does_for_every_unit_is_reported_unit_by_unit() -> None:
    reason = refusal("2-1", "安委办", "好")

    assert (
        "2-1 要对“示例范围”逐个去做，请在单位一列写所做的单位，并用 --org 示例安委办 导入。"
        == reason
    )
    assert "2-1 由示例安委办对各单位去做，请用 --org 指明由谁报送。" == refusal(
        "2-1", "示例一镇", "好"
    )
    assert [("2-1", "office", "town-1", "", "2024-03-31")] == reports(
        ("2-1", "示例一镇", "好"), sender="office"
    )


def test_a_lead_may_report_for_the_units_of_its_scope() -> None:
    assert [
        ("1-2", "dept-a", "firm-1", "2024Q1", "2024-03-31"),
        ("1-2", "dept-a", "firm-2", "2024Q1", "2024-03-31"),
    ] == reports(("1-2", "示例一厂、示例二厂", "好"), sender="dept-a")


def test_rows_without_a_unit_are_the_sender_s_own() -> None:
    assert [("1-1", "dept-a", "dept-a", "", "2024-03-31")] == reports(
        ("1-1", "", "好"), sender="dept-a"
    )
    assert "没有写牵头单位，请补上，或导入时用 --org 指明由谁报送。" == refusal("1-1", "", "好")


def test_only_the_sender_s_share_is_taken() -> None:
    """An unknown name beside the sender's is another's matter, alone it may be a misspelling."""
    assert [("1-1", "dept-a", "dept-a", "", "2024-03-31")] == reports(
        ("1-1", "示例乙局、甲局、不存在局", "好"), sender="dept-a"
    )
    assert "没有叫“不存在局”的单位。" == refusal("1-1", "不存在局", "好", sender="dept-a")


@pytest.mark.parametrize(
    ("task", "unit"), [("1-1", "示例乙局"), ("9-9", "示例乙局"), ("2-1", "示例一镇")]
)
def test_rows_of_others_are_passed_over(task: str, unit: str) -> None:
    assert "不是示例甲局的行。" == silence(task, unit, "好", sender="dept-a")


def test_an_empty_cell_is_not_reported() -> None:
    assert "没有填写完成情况。" == silence("1-1", "甲局", "")


def test_rows_that_are_about_no_task_keep_their_place_and_reason() -> None:
    sheet = plan_of(HEADER, ("1-1", "甲局", "好"), ("", "合计", "2"))

    assert [(2, "重复的表头。"), (4, "合计行。")] == [
        (row.number, row.reason) for row in sheet.having(SKIPPED)
    ]
    assert [2, 3, 4] == [row.number for row in sheet.rows]


ROWS = st.tuples(
    st.sampled_from(["", "1-1", "1-2", "1-3", "2-1", "2-2", "9-9", "合计"]),
    st.sampled_from(["", "甲局", "示例乙局", "示例一厂", "示例一镇、示例二镇", "不存在局"]),
    st.sampled_from(["", "/", "已完成", "好"]),
)


@given(st.lists(ROWS, max_size=6), st.sampled_from([None, "dept-a", "office"]))
def test_every_row_has_one_outcome_and_all_but_accepted_a_reason(
    rows: list[tuple[str, ...]], sender: str | None
) -> None:
    sheet = plan_of(*rows, sender=sender)

    def is_explained(row: RowPlan) -> bool:
        return bool(row.reports) is not bool(row.reason)

    assert [number for number, row in enumerate(rows, 2) if any(row)] == [
        row.number for row in sheet.rows
    ]
    assert len(sheet.rows) == sum(len(sheet.having(outcome)) for outcome in RowOutcome)
    assert all(map(is_explained, sheet.rows))
