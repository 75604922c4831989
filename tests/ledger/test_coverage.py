"""The plan's fields laid over who leads them and which sub-plans serve them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from zhiben.ledger.plans.coverage import FieldCoverage, coverage
from zhiben.ledger.plans.sub_plans import BoundTask, SubPlan
from zhiben.model.plan import Field, Responsibility
from zhiben.testing.factories import continuous, example_plan

if TYPE_CHECKING:
    from zhiben.model.plan import Plan


def plan_with(*fields: Field, led: tuple[str, ...] = ()) -> Plan:
    """Return the example plan whose first measure names fields, some of which are led."""
    plan = example_plan(continuous("1", field="校园"), continuous("2", field="校园安全"))
    (action,) = plan.actions
    (measure,) = action.measures
    return evolve(
        plan,
        actions=(evolve(action, measures=(evolve(measure, fields=fields),)),),
        responsibilities=tuple(
            Responsibility(field=name, leads=("dept-a",), assignment=1) for name in led
        ),
    )


def serving(code: str, *fields: str) -> SubPlan:
    """Return a sub-plan that serves fields, with a task of the first of them and a general one."""
    tasks = continuous(f"{code}-T-1", field=fields[0]), continuous(f"{code}-T-2")
    bound = tuple(BoundTask(measure="1", task=task) for task in tasks)
    return SubPlan(code=code, title="示例", revision=1, version="1.0", tasks=bound, fields=fields)


def by_field(plan: Plan, *sub_plans: SubPlan) -> dict[str, FieldCoverage]:
    """Return the coverage of every field."""
    return {one.field: one for one in coverage(plan, sub_plans)}


def test_a_field_is_laid_over_its_leads_tasks_and_sub_plans() -> None:
    school = serving("SCH", "校园")
    found = by_field(plan_with(led=("校园", "燃气")), school, serving("FIR", "消防"))

    assert found == {
        "校园": FieldCoverage(
            field="校园", leads=("dept-a",), sub_plans=(school,), own=1, sector=1
        ),
        "燃气": FieldCoverage(field="燃气", leads=("dept-a",), sub_plans=(), own=0, sector=0),
    }


def test_a_field_nobody_leads_is_told_too() -> None:
    """A measure names it, and no responsibility covers it."""
    found = by_field(plan_with(Field(name="军工"), Field(name="燃气"), led=("燃气",)))

    assert ["燃气", "军工"] == list(found)
    assert () == found["军工"].leads


def test_a_field_is_one_under_every_name_it_bears() -> None:
    """The document says 校园安全 in a measure and 校园 where it says who leads it."""
    plan = plan_with(Field(name="校园安全", covered_by=("校园",)), led=("校园",))
    first, second = serving("SCH", "校园安全"), serving("KIN", "校园")
    found = by_field(plan, first, second)

    assert ["校园"] == list(found)
    assert (first, second) == found["校园"].sub_plans
    assert (2, 2) == (found["校园"].own, found["校园"].sector)
