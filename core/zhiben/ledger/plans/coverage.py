"""The plan's fields laid over leads and sector plugins: who serves what, and what nobody does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.ledger.plans.sub_plans import SubPlan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhiben.model.plan import Plan


@frozen(kw_only=True)
class FieldCoverage:
    """A 行业领域: who leads it, which sub-plans serve it, and how many tasks it has.

    ``own`` counts the plan's tasks of the field, ``sector`` those of the sub-plans.
    """

    field: str
    leads: tuple[str, ...]
    sub_plans: tuple[SubPlan, ...]
    own: int
    sector: int


def coverage(plan: Plan, sub_plans: Iterable[SubPlan]) -> Iterator[FieldCoverage]:
    """Yield every field of the responsibilities, then those a measure names and nobody leads.

    ``plan`` is the county's own, without the sub-plans' tasks.
    """
    served = tuple(sub_plans)
    leads = {one.field: one.leads for one in plan.responsibilities}
    for name, meant in _fields(plan).items():
        serving = tuple(one for one in served if meant.intersection(one.fields))
        yield FieldCoverage(
            field=name,
            leads=leads.get(name, ()),
            sub_plans=serving,
            own=sum(task.field in meant for task in plan.tasks()),
            sector=sum(bound.task.field in meant for one in serving for bound in one.tasks),
        )


def _fields(plan: Plan) -> dict[str, set[str]]:
    """Return every field with all the words the document has for it (校园, 校园安全)."""
    words = {one.field: {one.field} for one in plan.responsibilities}
    for part in (part for _, measure in plan.measures() for part in measure.fields):
        for name in part.covered_by or (part.name,):
            words.setdefault(name, {name}).add(part.name)
    return words
