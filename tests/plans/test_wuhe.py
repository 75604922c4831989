"""What 五河's plan holds: the numbers, dates and leads the document fixes."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from zhiben.io.plan_files import builtin_plans
from zhiben.ledger.plans.bodies import plan_from_json, plan_to_json
from zhiben.model.organisations import OrganisationKind, OwedBy, Scope
from zhiben.model.plan import Cadence, Every, LeadBasis, PlanPackage, Target, Task

if TYPE_CHECKING:
    from collections.abc import Mapping

ENTERPRISES = (OrganisationKind.ENTERPRISE,)


@pytest.fixture(scope="session")
def tasks(package: PlanPackage) -> Mapping[str, Task]:
    """Every task by its id."""
    return {task.id: task for task in package.plan.tasks()}


@pytest.fixture(scope="session")
def unit_names(package: PlanPackage) -> Mapping[str, str]:
    """The name of every unit by its id."""
    return {unit.id: unit.name for unit in package.organisations}


def test_the_plan_comes_with_zhiben() -> None:
    assert "wuhe-2024" in builtin_plans()


def test_the_document(package: PlanPackage) -> None:
    plan = package.plan

    assert "五河县安全生产治本攻坚三年行动实施方案（2024—2026年）" == plan.title
    assert "五河县安全生产委员会" == plan.issuer
    assert date(2024, 2, 23) == plan.issued
    assert (date(2024, 2, 1), date(2026, 12, 31)) == (plan.start, plan.end)


def test_eight_actions_hold_thirty_one_measures_numbered_through(package: PlanPackage) -> None:
    plan = package.plan

    assert list(range(1, 9)) == [action.number for action in plan.actions]
    assert [4, 9, 4, 3, 3, 2, 4, 2] == [len(action.measures) for action in plan.actions]
    assert list(range(1, 32)) == [measure.number for _, measure in plan.measures()]


def test_tasks_are_numbered_through_within_their_measure(package: PlanPackage) -> None:
    for _, measure in package.plan.measures():
        expected = [f"{measure.id}-{number}" for number in range(1, len(measure.tasks) + 1)]

        assert expected == [task.id for task in measure.tasks]


def test_tasks_per_measure(package: PlanPackage) -> None:
    expected = [
        7, 2, 6, 12, 4, 9, 17, 13, 11, 14, 11, 4, 16, 3, 4, 5,
        5, 5, 9, 9, 5, 5, 4, 2, 5, 4, 12, 5, 5, 14, 6,
    ]  # fmt: skip

    assert expected == [len(measure.tasks) for _, measure in package.plan.measures()]


def test_four_phases_tile_the_campaign(package: PlanPackage) -> None:
    expected = [
        ("动员部署阶段", date(2024, 2, 1), date(2024, 4, 30)),
        ("专项治理阶段", date(2024, 5, 1), date(2025, 12, 31)),
        ("巩固提升阶段", date(2026, 1, 1), date(2026, 9, 30)),
        ("总结评估阶段", date(2026, 10, 1), date(2026, 12, 31)),
    ]

    assert expected == [(p.title, p.start, p.end) for p in package.plan.phases]


def test_every_dated_task_of_targets_and_measures(package: PlanPackage) -> None:
    plan = package.plan
    measured = (task for _, measure in plan.measures() for task in measure.tasks)
    found = {task.id: task.due for task in (*plan.targets, *measured) if task.due}

    assert {
        "T-1": date(2024, 10, 31),
        "T-2": date(2025, 10, 31),
        "T-3": date(2026, 10, 31),
        **dict.fromkeys(("4-3", "4-4", "4-5"), date(2024, 12, 31)),
        **dict.fromkeys(("4-6", "4-7"), date(2025, 12, 31)),
        "4-8": date(2026, 12, 31),
        **dict.fromkeys(("16-4", "17-2", "18-3", "22-1", "29-3"), date(2024, 12, 31)),
        **dict.fromkeys(("18-4", "19-6", "20-7", "20-8", "24-2", "25-5"), date(2025, 12, 31)),
        **dict.fromkeys(("18-5", "29-2"), date(2026, 12, 31)),
    } == found


def test_sub_plans_are_filed_five_days_after_the_issue(tasks: Mapping[str, Task]) -> None:
    filing = tasks["P1-3"]

    assert (date(2024, 2, 28), "2月28日前") == (filing.due, filing.due_text)
    assert filing.scope is not None
    assert OwedBy.UNIT is filing.scope.owed_by


def test_duties_of_a_phase_are_due_by_its_last_day(package: PlanPackage) -> None:
    phases = {phase.number: phase for phase in package.plan.phases}
    duties = [task for task in package.plan.safeguards if task.id.startswith("P")]

    assert 13 == len(duties)
    assert all(task.due == phases[int(task.id[1])].end for task in duties if task.id != "P1-3")


def test_every_recurring_task(package: PlanPackage) -> None:
    found = {task.id: task.cadence for task in package.plan.tasks() if task.cadence}

    assert {
        "2-1": Cadence(every=Every.QUARTER),
        "4-11": Cadence(every=Every.QUARTER),
        "4-12": Cadence(every=Every.MONTH),
        "7-2": Cadence(every=Every.YEAR),
        "7-10": Cadence(every=Every.YEAR),
        "23-1": Cadence(every=Every.YEAR),
        "23-2": Cadence(every=Every.HALF_YEAR),
        "S1-7": Cadence(every=Every.YEAR),
    } == found


def test_the_office_supervises_every_department_and_township(
    package: PlanPackage, tasks: Mapping[str, Task]
) -> None:
    task = tasks["2-1"]

    assert (("office",), LeadBasis.DOCUMENT) == (task.leads, task.lead_basis)
    assert task.scope is not None
    assert OwedBy.LEAD is task.scope.owed_by
    assert 21 + 14 == sum(task.scope.matches(unit) for unit in package.organisations)


@pytest.mark.parametrize(("usual", "hazardous"), [("4-11", "4-12"), ("23-1", "23-2")])
def test_high_hazard_enterprises_have_their_own_rule(
    tasks: Mapping[str, Task], usual: str, hazardous: str
) -> None:
    text = "生产经营单位"

    assert Scope(text=text, kinds=ENTERPRISES, lacking=("高危",)) == tasks[usual].scope
    text = "高危行业领域"
    assert Scope(text=text, kinds=ENTERPRISES, having=("高危",)) == tasks[hazardous].scope


def test_only_strived_for_goals_are_soft(package: PlanPackage) -> None:
    soft = {task.id for task in package.plan.tasks() if task.soft}

    assert {"29-3", "G2-4"} == soft


def test_coverage_is_a_target_of_a_hundred_percent(package: PlanPackage) -> None:
    found = {task.id for task in package.plan.tasks() if task.target}

    assert {"4-2", "5-3", "17-3", "18-4", "19-6", "20-7", "20-8", "23-3"} == found
    assert {Target(value=100, unit="%"), None} == {task.target for task in package.plan.tasks()}


def test_twenty_assignments_name_twenty_one_leads(
    package: PlanPackage, unit_names: Mapping[str, str]
) -> None:
    rows = package.plan.responsibilities
    leads = {unit_names[lead] for row in rows for lead in row.leads}

    assert list(range(1, 21)) == sorted({row.assignment for row in rows})
    assert 21 == len(leads)
    members = {u.name for u in package.organisations if "成员单位" in u.attributes}
    assert members == leads


@pytest.mark.parametrize(
    ("field", "leads"),
    [
        ("民爆", ("县经信局", "县公安局")),
        ("医养结合机构", ("县民政局", "县卫健委")),
        ("邮政快递业", ("县商务局", "县邮政公司")),
        ("非煤矿山", ("县应急局", "县经信局")),
        (
            "水上交通运输",
            ("县交通运输局", "市交通综合执法大队六大队", "市公路管理服务中心五河分中心"),
        ),
    ],
)
def test_joint_leads(
    package: PlanPackage, unit_names: Mapping[str, str], field: str, leads: tuple[str, ...]
) -> None:
    rows = {row.field: row.leads for row in package.plan.responsibilities}

    assert leads == tuple(unit_names[lead] for lead in rows[field])


def test_measure_thirteen_names_sixteen_fields_each_with_a_task(package: PlanPackage) -> None:
    measure = next(m for _, m in package.plan.measures() if m.number == 13)
    fields = [field.name for field in measure.fields]

    assert 16 == len(set(fields))
    assert fields == [task.field for task in measure.tasks]


def test_gas_is_led_by_its_regulator_with_five_departments(
    tasks: Mapping[str, Task], unit_names: Mapping[str, str]
) -> None:
    task = tasks["8-1"]

    assert ("housing",) == task.leads
    expected = ("县公安局", "县交通运输局", "县商务局", "县市场监管局", "县消防救援大队")
    assert expected == tuple(unit_names[unit] for unit in task.supports)


def test_three_discovery_channels(package: PlanPackage) -> None:
    titles = [channel.title for channel in package.plan.channels]

    assert ["企业自查上报", "督导检查发现", "群众举报查实"] == titles


def test_units_by_kind(package: PlanPackage) -> None:
    kinds = Counter(unit.kind for unit in package.organisations)

    assert {
        OrganisationKind.OFFICE: 1,
        OrganisationKind.COMMITTEE: 1,
        OrganisationKind.DEPARTMENT: 21,
        OrganisationKind.INSTITUTION: 1,
        OrganisationKind.TOWNSHIP: 14,
    } == kinds


def test_inferred_leads_come_from_the_field_or_the_office(package: PlanPackage) -> None:
    plan = package.plan
    by_field = {row.field: row.leads for row in plan.responsibilities}
    for _, measure in plan.measures():
        for part in measure.fields:
            covered = part.covered_by or (part.name,)
            leads = [lead for name in covered for lead in by_field.get(name, ())]
            by_field[part.name] = tuple(dict.fromkeys(leads))
    inferred = [task for task in plan.tasks() if task.lead_basis is LeadBasis.INFERRED]
    known = {lead for leads in by_field.values() for lead in leads}

    assert all(
        (by_field[task.field] or ("office",)) == task.leads for task in inferred if task.field
    )
    assert all(
        task.leads == ("office",) or known.issuperset(task.leads)
        for task in inferred
        if not task.field
    )


def test_leads_the_document_names(package: PlanPackage) -> None:
    named = {
        task.id: task.leads
        for task in package.plan.tasks()
        if task.lead_basis is LeadBasis.DOCUMENT
    }

    assert {
        **dict.fromkeys(("2-1", "2-2", "S1-10", "S4-1", "S4-2", "S4-3"), ("office",)),
        **dict.fromkeys(("4-10", "S2-1", *(f"S5-{n}" for n in range(1, 7))), ("committee",)),
    } == named


def test_the_journal_gives_back_the_plan_it_was_given(package: PlanPackage) -> None:
    text = json.dumps(plan_to_json(package), ensure_ascii=False)

    assert package == plan_from_json(json.loads(text))
