from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.errors import UsageError
from zhiben.ledger.amending import amendment_for, correction, replacement, waiver_for
from zhiben.model.organisations import OrganisationKind
from zhiben.model.plan import Every
from zhiben.model.reports import Amendment, Waiver
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
    reported,
    sealed,
)

if TYPE_CHECKING:
    from zhiben.ledger.entries import Line
    from zhiben.model.plan import Task

UNITS = {unit.id: unit for unit in example_units()}
DAY = date(2024, 5, 6)
DUE = date(2025, 3, 31)
SAID: dict[str, Any] = {"on": DAY, "reason": " 示例理由 ", "document": " 示例1号 "}
DATED = dated(due=date(2024, 12, 31), leads=("dept-a",))
BY_FIRMS = recurring(every=Every.QUARTER, scope=everyone(OrganisationKind.ENTERPRISE))


def test_an_amendment_keeps_what_changes_and_why() -> None:
    change = amendment_for(DATED, due=DUE, forecast=DUE, leads=("dept-b",), **SAID)

    assert Amendment(
        task="1-1", on=DAY, reason="示例理由", document="示例1号", due=DUE, forecast=DUE,
        leads=("dept-b",),
    ) == change  # fmt: skip


def test_an_amendment_changes_something() -> None:
    with pytest.raises(UsageError, match="没有写要改什么"):
        amendment_for(DATED, **SAID)


@pytest.mark.parametrize("task", [BY_FIRMS, continuous()])
@pytest.mark.parametrize("change", [{"due": DUE}, {"forecast": DUE}])
def test_only_a_dated_task_has_a_date_to_move(task: Task, change: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"{task.id} 不是限期任务，没有期限可改"):
        amendment_for(task, **change, **SAID)


@pytest.mark.parametrize("task", [DATED, BY_FIRMS, continuous()])
def test_every_task_can_get_other_leads(task: Task) -> None:
    assert ("dept-b",) == amendment_for(task, leads=("dept-b",), **SAID).leads


@pytest.mark.parametrize("missing", ["reason", "document"])
def test_an_amendment_has_a_reason_and_a_document(missing: str) -> None:
    with pytest.raises(UsageError, match="理由和批准文件都不能为空"):
        amendment_for(DATED, due=DUE, **(SAID | {missing: "  "}))


def waive(unit: str = "firm-1", period: str = "2024Q2", reason: str = " 示例停产 ") -> Waiver:
    """Return the waiver of the quarterly duty of firms, asked for on 2024-05-06."""
    plan = example_plan(BY_FIRMS)
    facts = facts_on(DAY, plan=plan)
    return waiver_for(
        BY_FIRMS, plan=plan, facts=facts, unit=UNITS[unit], period=period, reason=reason
    )


@pytest.mark.parametrize("period", ["2024Q2", "2024年二季度"])
def test_a_waiver_names_the_unit_the_period_and_why(period: str) -> None:
    assert Waiver(task="1-2", unit="firm-1", period="2024Q2", reason="示例停产") == waive(
        period=period
    )


def test_a_unit_that_does_not_owe_it_needs_no_waiver() -> None:
    with pytest.raises(UsageError, match="示例一镇在 2024Q2 不承担 1-2，不必免报"):
        waive("town-1")


def test_a_waiver_has_a_reason() -> None:
    with pytest.raises(UsageError, match="理由不能为空"):
        waive(reason=" ")


def test_a_task_without_periods_is_never_waived() -> None:
    plan = example_plan(DATED)
    with pytest.raises(UsageError, match="1-1 不是周期任务"):
        waiver_for(
            DATED, plan=plan, facts=facts_on(DAY, plan=plan), unit=UNITS["dept-a"],
            period="2024Q2", reason="示例",
        )  # fmt: skip


def recorded() -> dict[str, Line]:
    """Return lines of the office's journal by what they are."""
    drafts = (
        *adopted(example_package(), on=date(2024, 1, 1))[:2],
        reported("1-1", "dept-a", on=DAY),
        amended("1-1", on=DAY, due=DUE),
    )
    lines = sealed([Batch(number=1, origin="office", drafts=drafts)])
    return dict(zip(("plan", "unit", "report", "amendment"), lines, strict=True))


@pytest.mark.parametrize("which", ["unit", "report", "amendment"])
def test_every_entry_but_a_plan_can_be_replaced(which: str) -> None:
    line = recorded()[which]

    assert {"replaces": line.id, "reason": "示例"} == replacement(line, reason=" 示例 ", void=())


def test_a_plan_is_not_replaced() -> None:
    with pytest.raises(UsageError, match="office:1 是方案的施行记录，不能撤销"):
        replacement(recorded()["plan"], reason="示例", void=())


def test_an_entry_that_does_not_count_is_not_replaced_again() -> None:
    line = recorded()["report"]
    with pytest.raises(UsageError, match="office:3 已经撤销或更正过"):
        replacement(line, reason="示例", void={line.id})


def test_a_replacement_has_a_reason() -> None:
    with pytest.raises(UsageError, match="理由不能为空"):
        replacement(recorded()["report"], reason=" ", void=())


def test_a_report_is_corrected_by_another_on_the_same_task() -> None:
    line = recorded()["report"]

    assert line.id == correction(line, task=DATED, reason="示例", void=())["replaces"]


@pytest.mark.parametrize("which", ["plan", "unit", "amendment"])
def test_what_is_no_report_is_not_corrected_by_one(which: str) -> None:
    with pytest.raises(UsageError, match="不是 1-1 的填报记录，不能这样更正"):
        correction(recorded()[which], task=DATED, reason="示例", void=())


def test_a_report_on_another_task_is_not_corrected() -> None:
    with pytest.raises(UsageError, match="office:3 不是 1-2 的填报记录"):
        correction(recorded()["report"], task=BY_FIRMS, reason="示例", void=())
