from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.entries import entry_of
from zhiben.ledger.fold import fold
from zhiben.ledger.occurrences import PeriodOutcomes, needs_of, unfold, units_of
from zhiben.model.entries import EntryKind
from zhiben.model.organisations import OrganisationKind
from zhiben.model.plan import Cadence, Every
from zhiben.model.progress import Outcome
from zhiben.testing.factories import (
    HIGH_RISK,
    amended,
    continuous,
    everyone,
    example_plan,
    example_units,
    facts_on,
    recurring,
    registered,
    reported,
    sealed,
    waived,
)
from zhiben.testing.strategies import days, journals

if TYPE_CHECKING:
    from zhiben.ledger.facts import Facts
    from zhiben.model.entries import Draft
    from zhiben.model.plan import Plan, Task
    from zhiben.testing.factories import Batch

FIRM_1, FIRM_2 = example_units()[5:]
FIRMS = everyone(OrganisationKind.ENTERPRISE)
QUARTERLY = recurring(every=Every.QUARTER, scope=FIRMS)
Q1_END = date(2024, 3, 31)
DAY = timedelta(days=1)


def unfolded(task: Task, as_of: date, *drafts: Draft) -> list[PeriodOutcomes]:
    """Return the periods of the one task of a plan for 2024 to 2026."""
    plan = example_plan(task)
    return list(unfold(task, plan, facts_on(as_of, *drafts, plan=plan)))


def outcome(unit: str, line: PeriodOutcomes) -> Outcome | None:
    """Return what became of a unit's occurrence, or ``None`` when it does not owe one."""
    return next((key for key, units in line.units.items() if unit in units), None)


def first_of(as_of: date, *drafts: Draft, task: Task = QUARTERLY) -> Outcome | None:
    """Return what became of the first firm's duty in the first period."""
    return outcome("firm-1", unfolded(task, as_of, *drafts)[0])


def done(on: date, unit: str = "firm-1", period: str = "2024Q1") -> Draft:
    """Return a firm's report that the duty was done."""
    return reported("1-2", unit, on=on, period=period)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2023, 12, 31), []),
        (date(2024, 1, 1), ["2024Q1"]),
        (date(2024, 3, 31), ["2024Q1"]),
        (date(2024, 4, 1), ["2024Q1", "2024Q2"]),
    ],
)
def test_periods_are_there_once_they_have_begun(as_of: date, expected: list[str]) -> None:
    assert expected == [line.period.id for line in unfolded(QUARTERLY, as_of)]


def test_a_plan_s_last_period_is_its_last() -> None:
    lines = unfolded(QUARTERLY, date(2030, 1, 1))

    assert ["2024Q1", "2026Q4"] == [lines[0].period.id, lines[-1].period.id]
    assert 12 == len(lines)


def test_the_first_period_is_owed_though_the_plan_starts_inside_it() -> None:
    """The plan starts in February, and the firm is registered then."""
    plan = evolve(example_plan(QUARTERLY), start=date(2024, 2, 1))

    line = next(unfold(QUARTERLY, plan, facts_on(date(2024, 2, 1), plan=plan)))

    assert ("2024Q1", Outcome.OPEN) == (line.period.id, outcome("firm-1", line))


def test_a_task_without_periods_does_not_unfold() -> None:
    assert [] == unfolded(continuous(leads=("dept-a",)), date(2024, 6, 1))


@pytest.mark.parametrize(
    ("on", "expected"),
    [(Q1_END, Outcome.FULFILLED), (Q1_END + DAY, Outcome.LATE)],
)
def test_done_by_the_due_day_is_fulfilled_and_after_it_late(on: date, expected: Outcome) -> None:
    assert expected is first_of(date(2024, 6, 1), done(on))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(Q1_END, Outcome.OPEN), (Q1_END + DAY, Outcome.MISSED)],
)
def test_not_done_is_open_through_the_due_day_and_then_missed(
    as_of: date, expected: Outcome
) -> None:
    assert expected is first_of(as_of)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2024, 4, 20), Outcome.OPEN), (date(2024, 4, 21), Outcome.MISSED)],
)
def test_a_due_day_moves_the_deadline_behind_the_period(as_of: date, expected: Outcome) -> None:
    task = recurring(
        every=Every.QUARTER, cadence=Cadence(every=Every.QUARTER, due_day=20), scope=FIRMS
    )

    assert expected is first_of(as_of, task=task)


@pytest.mark.parametrize("as_of", [Q1_END, Q1_END + DAY])
def test_an_excused_unit_is_waived_before_and_after_the_due_day(as_of: date) -> None:
    waiver = waived("1-2", "firm-1", period="2024Q1", on=date(2024, 2, 1))

    assert Outcome.WAIVED is first_of(as_of, waiver)


def test_an_excused_unit_that_did_it_all_the_same_has_fulfilled_it() -> None:
    waiver = waived("1-2", "firm-1", period="2024Q1", on=date(2024, 2, 1))

    assert Outcome.FULFILLED is first_of(date(2024, 6, 1), waiver, done(date(2024, 3, 1)))


def test_twice_a_period_means_twice() -> None:
    """Done in March and April: the second time was late."""
    task = recurring(
        every=Every.QUARTER, cadence=Cadence(every=Every.QUARTER, at_least=2), scope=FIRMS
    )
    march, april = done(date(2024, 3, 1)), done(date(2024, 4, 2))

    assert Outcome.OPEN is first_of(date(2024, 3, 2), march, april, task=task)
    assert Outcome.MISSED is first_of(date(2024, 4, 1), march, april, task=task)
    assert Outcome.LATE is first_of(date(2024, 4, 2), march, april, task=task)


def test_needs_are_how_often_a_period_asks() -> None:
    assert {"1-2": 2, "2-2": 1, "s-1": 1} == needs_of(example_plan())


def test_a_changed_mark_re_plans_the_future_only() -> None:
    """The firm becomes 高危 on 10 May; monthly duties of 高危 firms are its from June on."""
    task = recurring(
        every=Every.MONTH, scope=everyone(OrganisationKind.ENTERPRISE, having=(HIGH_RISK,))
    )
    risky = evolve(FIRM_1, attributes=(HIGH_RISK,))
    change = registered(risky, on=date(2024, 5, 10), kind=EntryKind.ORG_AMEND)

    lines = unfolded(task, date(2024, 7, 1), change)

    owing = [line.period.id for line in lines if outcome("firm-1", line)]
    assert ["2024-06", "2024-07"] == owing
    assert 7 == sum(1 for line in lines if outcome("firm-2", line))


def test_a_unit_registered_late_owes_later_periods_only() -> None:
    newcomer = evolve(FIRM_1, id="firm-3")
    lines = unfolded(QUARTERLY, date(2024, 9, 1), registered(newcomer, on=date(2024, 5, 10)))

    assert [2, 2, 3] == [line.expected for line in lines]


def test_a_unit_that_ended_owes_nothing_any_more() -> None:
    ended = evolve(FIRM_1, valid_to=date(2024, 5, 10))
    change = registered(ended, on=date(2024, 5, 10), kind=EntryKind.ORG_AMEND)

    lines = unfolded(QUARTERLY, date(2024, 9, 1), change)

    assert [2, 2, 1] == [line.expected for line in lines]


def test_new_leads_owe_later_periods_only() -> None:
    task = recurring(every=Every.QUARTER, leads=("dept-a",))
    forecast = amended("1-2", on=date(2024, 8, 1), forecast=date(2025, 1, 1))

    lines = unfolded(task, date(2024, 9, 1), amended("1-2", on=date(2024, 5, 10),
                                                     leads=("dept-b",)), forecast)  # fmt: skip

    expected = [Outcome.MISSED, Outcome.MISSED, None]
    assert expected == [outcome("dept-a", line) for line in lines]
    assert [None, None, Outcome.OPEN] == [outcome("dept-b", line) for line in lines]


def test_nobody_misses_a_duty_that_no_registered_unit_has() -> None:
    task = recurring(
        every=Every.QUARTER, scope=everyone(OrganisationKind.INSTITUTION), leads=("dept-a",)
    )

    assert [0, 0] == [line.expected for line in unfolded(task, date(2024, 4, 1))]


def test_a_task_without_periods_stays_with_its_leads_when_its_scope_is_empty() -> None:
    task = continuous(scope=everyone(OrganisationKind.INSTITUTION), leads=("dept-a",))

    assert ("dept-a",) == units_of(task, facts_on(Q1_END), on=Q1_END)


def test_a_scope_goes_before_the_leads() -> None:
    task = continuous(scope=FIRMS, leads=("dept-a",))

    assert ("firm-1", "firm-2") == units_of(task, facts_on(Q1_END), on=Q1_END)


def facts_of(journal: tuple[Batch, ...], plan: Plan, as_of: date) -> Facts:
    """Return what a journal says of a plan."""
    return fold(map(entry_of, sealed(journal)), as_of=as_of, needs=needs_of(plan))


@given(journals(), days(), st.sampled_from(("1-2", "2-2", "s-1")))
def test_every_unit_that_owes_a_period_has_one_outcome(
    journal: tuple[Batch, ...], as_of: date, identity: str
) -> None:
    plan = example_plan()
    task = next(task for task in plan.tasks() if task.id == identity)
    facts = facts_of(journal, plan, as_of)

    for line in unfold(task, plan, facts):
        found = Counter(unit for units in line.units.values() for unit in units)
        owing = units_of(task, facts, on=max(line.period.start, plan.start))

        assert Counter(owing) == found
        assert len(owing) == line.expected


@given(journals(), days())
def test_what_is_recorded_later_never_changes_who_owes_a_begun_period(
    journal: tuple[Batch, ...], as_of: date
) -> None:
    plan = example_plan()
    task = next(task for task in plan.tasks() if task.id == "2-2")
    journal = without_hindsight(journal)
    earlier = list(unfold(task, plan, facts_of(journal, plan, as_of)))

    later = list(unfold(task, plan, facts_of(journal, plan, as_of + 60 * DAY)))

    assert [owed(line) for line in earlier] == [owed(line) for line in later[: len(earlier)]]


def owed(line: PeriodOutcomes) -> set[str]:
    """Return who owes a period."""
    return {unit for units in line.units.values() for unit in units}


def without_hindsight(journal: tuple[Batch, ...]) -> tuple[Batch, ...]:
    """Return the journal without units that say they existed before they were registered."""
    return tuple(
        evolve(
            batch,
            drafts=tuple(
                evolve(draft, body={**draft.body, "valid_from": None})
                if "valid_from" in draft.body
                else draft
                for draft in batch.drafts
            ),
        )
        for batch in journal
    )
