from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from zhiben.model.plan import Source, Target
from zhiben.testing.factories import continuous, example_plan


@pytest.mark.parametrize(
    ("target", "value", "expected"),
    [
        (Target(value=95, unit="%"), 95, True),
        (Target(value=95, unit="%"), 94.9, False),
        (Target(value=3, unit="起", direction="at_most"), 3, True),
        (Target(value=3, unit="起", direction="at_most"), 3.1, False),
    ],
)
def test_a_target_is_met_at_its_value(target: Target, value: float, expected: bool) -> None:
    assert expected == target.is_met(value)


def test_a_source_reads_as_people_cite_it() -> None:
    assert "措施4第2句" == str(Source(place="措施4", sentence=2))


def test_a_source_in_an_annex_has_no_sentence() -> None:
    assert "附表3" == str(Source(place="附表3"))


def test_tasks_come_in_the_document_s_order_wherever_they_stand() -> None:
    plan = evolve(example_plan(), annex=(continuous("a-1"),))

    expected = ["t-1", "1-1", "1-2", "1-3", "2-1", "2-2", "s-1", "a-1"]
    assert expected == [task.id for task in plan.tasks()]


def test_measures_come_with_their_action() -> None:
    expected = [(1, "1"), (2, "2")]

    assert expected == [(action.number, one.id) for action, one in example_plan().measures()]


def test_every_task_can_be_changed_in_place() -> None:
    plan = evolve(example_plan(), annex=(continuous("a-1"),))

    changed = plan.with_tasks(lambda task: evolve(task, title=f"改{task.id}"))

    assert [f"改{task.id}" for task in plan.tasks()] == [task.title for task in changed.tasks()]
    assert plan == changed.with_tasks(lambda task: evolve(task, title=f"示例任务{task.id}"))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 12, 31), None),
        (date(2024, 1, 1), 1),
        (date(2024, 6, 30), 1),
        (date(2024, 7, 1), 2),
        (date(2026, 12, 31), 2),
        (date(2027, 1, 1), None),
    ],
)
def test_a_day_falls_in_one_phase_or_none(on: date, expected: int | None) -> None:
    phase = example_plan().phase_on(on)

    assert expected == (phase.number if phase else None)
