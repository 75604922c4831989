"""The escalation ladder: step by step, by recorded acts, and who would move up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.dates import builtin_calendar
from zhiben.ledger.fold import in_order
from zhiben.ledger.hazards.ladder import (
    climb_of,
    current_rung,
    find_rung,
    ladder,
    next_rung,
    prospect_of,
)
from zhiben.ledger.hazards.limits import table_of
from zhiben.ledger.hazards.lives import lives_of
from zhiben.model.hazard_measures import Family, Measure
from zhiben.model.hazards import Act, HazardLife
from zhiben.testing.factories import entries_of
from zhiben.testing.hazards import FINDER, FOUND, NUMBER, done, told, walked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.ledger.hazards.ladder import Prospect
    from zhiben.model.entries import Draft

DEADLINE = date(2024, 6, 30)
RUNGS = ladder()
STEPS = [rung.step for rung in RUNGS]


def life(*drafts: Draft) -> HazardLife:
    known = drafts or (told(deadline=DEADLINE),)
    return lives_of(in_order(entries_of(*known)))[NUMBER]


def step(kind: str, on: date = DEADLINE, *, family: Family = Family.ESCALATE) -> Measure:
    return Measure(
        reference=f"office:{kind}:{on}", on=on, subject=NUMBER, family=family, kind=kind, by=FINDER
    )


def prospect(day: date, *measures: Measure) -> Prospect | None:
    table, calendar = table_of(()), builtin_calendar()
    return prospect_of(life(), measures, table=table, calendar=calendar, day=day)


def after(days: int) -> date:
    return DEADLINE + timedelta(days=days)


def test_the_ladder_has_five_steps_each_known_by_other_names() -> None:
    assert ["提示", "督办", "约谈", "通报", "曝光"] == [rung.label for rung in RUNGS]
    assert RUNGS[1] == find_rung(RUNGS, "督促函") == find_rung(RUNGS, "urge")
    assert find_rung(RUNGS, "示例") is None


def test_the_limits_of_the_ladder_are_in_the_table() -> None:
    assert {rung.limit for rung in RUNGS} <= set(table_of(()).codes)


def test_a_hazard_that_is_not_overdue_does_not_move() -> None:
    assert prospect(DEADLINE) is None


def test_an_overdue_hazard_would_be_reminded() -> None:
    found = prospect(after(1))

    assert found is not None
    assert (None, "remind", after(1), True) == (
        found.on, found.next and found.next.step, found.due_on, found.is_due,
    )  # fmt: skip


def test_silence_for_the_days_of_the_limit_moves_it_up() -> None:
    reminded = step("remind", after(1))
    early, due = prospect(after(7), reminded), prospect(after(8), reminded)

    assert (False, True) == (early and early.is_due, due and due.is_due)


def test_feedback_lets_the_days_start_anew() -> None:
    heard = step("feedback", after(5), family=Family.FEEDBACK)
    found = prospect(after(8), step("remind", after(1)), heard)

    assert found is not None
    assert (after(5), after(12), False) == (found.since, found.due_on, found.is_due)


def test_after_the_last_step_there_is_none() -> None:
    found = prospect(after(90), *map(step, STEPS))

    assert found is not None
    assert ("expose", None, False) == (
        found.on and found.on.step, found.next, found.is_due,
    )  # fmt: skip


def test_a_step_that_skips_or_goes_back_has_no_effect_and_says_why() -> None:
    steps = [step("talk"), step("remind"), step("urge"), step("urge", after(1)), step("remind")]
    steps[-1] = evolve(steps[-1], reference="office:9")
    climb = climb_of(life(), steps, RUNGS)

    assert ["remind", "urge", "urge"] == [one.kind for one in climb.taken]
    assert {
        steps[0].reference: "还没有提示，不能跳过", "office:9": "已经督办",
    } == climb.idle  # fmt: skip


def test_a_step_no_ladder_knows_has_no_effect_even_at_the_top() -> None:
    steps = [*map(step, STEPS), step("示例")]
    climb = climb_of(life(), steps, RUNGS)

    assert {steps[-1].reference: "阶梯里没有这一步"} == climb.idle


def test_a_reopened_hazard_starts_at_the_bottom_again() -> None:
    later = FOUND + timedelta(days=10)
    found = life(*walked(until=Act.CLOSE), done(Act.REOPEN, on=later))
    climb = climb_of(found, [step("remind", FOUND), step("remind", later)], RUNGS)

    assert (1, 1) == (len(climb.taken), len(climb.idle))


@given(st.lists(st.sampled_from(STEPS), max_size=12))
def test_escalating_never_skips_a_step(kinds: Sequence[str]) -> None:
    steps = [evolve(step(kind), reference=f"office:{number}") for number, kind in enumerate(kinds)]
    climb = climb_of(life(), steps, RUNGS)
    places = [STEPS.index(one.kind) for one in climb.taken]

    assert all(then - one in {0, 1} for one, then in zip([-1, *places], places, strict=False))
    assert len(steps) == len(climb.taken) + len(climb.idle)
    at, then = current_rung(climb, RUNGS), next_rung(climb, RUNGS)
    assert 1 == (RUNGS.index(then) if then else len(RUNGS)) - (RUNGS.index(at) if at else -1)


def test_a_talk_by_enforcement_is_a_step_where_it_can_be_one() -> None:
    talk = step("talk", after(9), family=Family.ENFORCE)
    early = step("talk", after(1), family=Family.ENFORCE)
    climb = climb_of(life(), [early, step("remind", after(2)), step("urge", after(3)), talk], RUNGS)

    assert ["remind", "urge", "talk"] == [one.kind for one in climb.taken]
    assert {} == climb.idle
    assert "circulate" == getattr(next_rung(climb, RUNGS), "step", "")
