"""What checking a plan finds: faults of the data, and gaps the document leaves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from zhiben.ledger.plans.check import check_plan
from zhiben.model.organisations import Organisation, OrganisationKind, Scope
from zhiben.model.plan import (
    Action,
    Cadence,
    Every,
    Field,
    Measure,
    Phase,
    Plan,
    PlanPackage,
    Responsibility,
    Source,
    Task,
    TaskKind,
)

FIRE = Organisation(id="fire", name="县消防救援大队", kind=OrganisationKind.DEPARTMENT)
TOWN = Organisation(id="town", name="城关镇", kind=OrganisationKind.TOWNSHIP)
ENTERPRISES = Scope(text="生产经营单位", kinds=(OrganisationKind.ENTERPRISE,))


def task(**changes: Any) -> Task:
    """Return a task of the fire brigade without any problem."""
    plain = Task(
        id="F-1", title="任务", kind=TaskKind.CONTINUOUS, source=Source(place="附表"),
        leads=("fire",),
    )  # fmt: skip
    return evolve(plain, **changes)


def plan(*tasks: Task, **parts: Any) -> Plan:
    """Return a plan for 2024 to 2026 with these tasks in its annex."""
    return Plan(
        id="p", title="方案", issuer="县安委会", issued=date(2024, 2, 23),
        start=date(2024, 2, 1), end=date(2026, 12, 31), annex=tasks, **parts,
    )  # fmt: skip


def measure(*fields: Field, identity: str = "1") -> tuple[Action, ...]:
    """Return an action with one measure that names these fields."""
    one = Measure(id=identity, number=1, title="措施", fields=fields)
    return (Action(number=1, title="行动", measures=(one,)),)


def phase(number: int, start: date, end: date) -> Phase:
    """Return a phase of that window."""
    return Phase(number=number, title="阶段", start=start, end=end)


def check(checked: Plan) -> list[tuple[str, str]]:
    """Return the places and severities of what checking finds."""
    return [(p.where, p.severity) for p in check_plan(checked, (FIRE, TOWN))]


def test_a_sound_plan_has_no_problems() -> None:
    dated = task(id="F-2", kind=TaskKind.DATED, due=date(2024, 12, 31), due_text="2024年底前")

    assert [] == check(plan(task(), dated))


def test_wuhe_leaves_two_fields_without_a_lead(package: PlanPackage) -> None:
    found = check_plan(package.plan, package.organisations)
    fields = [p.message.partition("”")[0] for p in found if p.where == "措施13"]

    assert ["“军工系统", "“商贸服务业"] == fields


def test_wuhe_has_gaps_but_no_errors(package: PlanPackage) -> None:
    found = check_plan(package.plan, package.organisations)

    assert {
        *(("warning", task) for task in ("7-1", "17-4", "30-12", "N-1", "S1-3", "S1-5")),
        ("warning", "措施13"),
        *(("note", task) for task in ("4-11", "4-12", "23-1", "23-2")),
    } == {(problem.severity, problem.where) for problem in found}


def test_errors_come_first_and_notes_last() -> None:
    silent = task(id="a", kind=TaskKind.RECURRING, cadence=Cadence(every=Every.YEAR),
                  scope=ENTERPRISES)  # fmt: skip
    vague = task(id="b", due_text="定期")
    broken = task(id="c", kind=TaskKind.DATED)

    assert [("c", "error"), ("b", "warning"), ("a", "note")] == check(plan(silent, vague, broken))


def test_ids_used_twice() -> None:
    actions = (*measure(), *measure())

    assert [("F-1", "error"), ("1", "error")] == check(plan(task(), task(), actions=actions))
    assert ["fire"] == [p.where for p in check_plan(plan(), (FIRE, FIRE))]


@pytest.mark.parametrize(
    "changes",
    [
        {"leads": ("ghost",)},
        {"supports": ("ghost",)},
        {"scope": Scope(text="", units=("ghost",))},
        {"leads": ("ghost", "ghost"), "supports": ("ghost",)},
    ],
)
def test_units_that_nobody_knows(changes: dict[str, Any]) -> None:
    assert [("F-1", "error")] == check(plan(task(**changes)))


def test_responsibilities_of_units_that_nobody_knows() -> None:
    row = Responsibility(field="消防", leads=("ghost",), assignment=1)

    assert [("消防", "error")] == check(plan(responsibilities=(row,)))


def test_a_field_covered_by_a_responsibility_that_is_not_there() -> None:
    actions = measure(Field(name="消防安全", covered_by=("消防",)))

    assert [("措施1", "error"), ("措施1", "warning")] == check(plan(actions=actions))


@pytest.mark.parametrize(
    "field", [Field(name="消防"), Field(name="消防安全", covered_by=("消防",))]
)
def test_a_field_is_covered_by_its_own_name_or_another(field: Field) -> None:
    row = Responsibility(field="消防", leads=("fire",), assignment=1)

    assert [] == check(plan(task(), actions=measure(field), responsibilities=(row,)))


@pytest.mark.parametrize("kind", [TaskKind.DATED, TaskKind.RECURRING])
def test_a_task_without_what_its_kind_needs(kind: TaskKind) -> None:
    assert [("F-1", "error")] == check(plan(task(kind=kind)))


def test_a_task_that_nobody_owes() -> None:
    assert [("F-1", "warning")] == check(plan(task(leads=())))


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2024年10月底", date(2024, 10, 30)),
        ("2024年底前", date(2025, 12, 31)),
        ("2024年底前", None),
        ("2月28日前", date(2025, 2, 28)),
        ("2024年2月至4月", date(2024, 5, 1)),
    ],
)
def test_a_wording_that_gives_another_date(text: str, due: date | None) -> None:
    kind = TaskKind.DATED if due else TaskKind.CONTINUOUS
    found = check_plan(plan(task(kind=kind, due=due, due_text=text)), (FIRE,))

    assert ["error"] == [problem.severity for problem in found]
    assert f"原文“{text}”" in found[0].message


def test_strived_for_goals_have_to_be_marked_soft() -> None:
    due = date(2024, 12, 31)
    hard = task(kind=TaskKind.DATED, due=due, due_text="力争2024年底")

    assert [("F-1", "error")] == check(plan(hard))
    assert [] == check(plan(evolve(hard, soft=True)))


@pytest.mark.parametrize(
    ("text", "cadence", "errors"),
    [
        ("每季度", Cadence(every=Every.QUARTER), 0),
        ("每季度", Cadence(every=Every.MONTH), 1),
        ("每月至少1次", Cadence(every=Every.MONTH, at_least=2), 1),
        ("每半年至少一次", Cadence(every=Every.HALF_YEAR), 0),
    ],
)
def test_a_wording_that_gives_another_cadence(text: str, cadence: Cadence, errors: int) -> None:
    recurring = task(kind=TaskKind.RECURRING, cadence=cadence, due_text=text)

    assert [("F-1", "error")] * errors == check(plan(recurring))


@pytest.mark.parametrize("text", ["定期", "及时", "三年内"])
def test_a_wording_without_a_date_asks_for_one_until_it_is_set(text: str) -> None:
    vague = task(due_text=text)
    settled = task(kind=TaskKind.DATED, due=date(2026, 12, 31), due_text=text)

    assert [("F-1", "warning")] == check(plan(vague))
    assert [] == check(plan(settled))


@pytest.mark.parametrize(
    ("phases", "where"),
    [
        ((phase(1, date(2024, 2, 1), date(2026, 12, 31)),), []),
        ((phase(1, date(2024, 3, 1), date(2026, 12, 31)),), ["阶段1"]),
        ((phase(1, date(2024, 2, 1), date(2026, 12, 30)),), ["阶段1"]),
        (
            (
                phase(2, date(2024, 6, 2), date(2026, 12, 31)),
                phase(1, date(2024, 2, 1), date(2024, 5, 31)),
            ),
            ["阶段2"],
        ),
        (
            (
                phase(1, date(2024, 2, 1), date(2024, 5, 31)),
                phase(2, date(2024, 5, 31), date(2026, 12, 31)),
            ),
            ["阶段2"],
        ),
    ],
)
def test_phases_have_to_tile_the_campaign(phases: tuple[Phase, ...], where: list[str]) -> None:
    assert [(place, "warning") for place in where] == check(plan(phases=phases))


def test_a_lead_of_a_field_without_any_task() -> None:
    rows = (Responsibility(field="属地", leads=("town", "fire"), assignment=1),)
    townships = Scope(text="各乡镇", kinds=(OrganisationKind.TOWNSHIP,))

    assert [("城关镇", "warning")] == check(plan(task(), responsibilities=rows))
    assert [] == check(plan(task(scope=townships), responsibilities=rows))


def test_a_recurring_task_waits_for_units_to_be_registered() -> None:
    drill = task(kind=TaskKind.RECURRING, cadence=Cadence(every=Every.YEAR), scope=ENTERPRISES)
    enterprise = Organisation(id="e", name="某公司", kind=OrganisationKind.ENTERPRISE)

    assert [("F-1", "note")] == check(plan(drill))
    assert () == check_plan(plan(drill), (FIRE, enterprise))


def test_the_marks_a_scope_asks_for_are_told() -> None:
    scope = evolve(ENTERPRISES, having=("高危",), lacking=("停产",))
    drill = task(kind=TaskKind.RECURRING, cadence=Cadence(every=Every.YEAR), scope=scope)

    (problem,) = check_plan(plan(drill), (FIRE,))

    assert "“生产经营单位”（标记：高危、非停产）里还没有登记单位" in problem.message


def test_every_message_is_a_chinese_sentence_that_says_what_to_do(package: PlanPackage) -> None:
    found = check_plan(package.plan, package.organisations)

    assert all(problem.message.endswith("。") and "请" in problem.message for problem in found)
