"""Figures of hazards: what each counts, cut and never rounded, each in its own unit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.entries import entry_of
from zhiben.ledger.hazard_figures.counting import (
    COUNTS,
    FIGURES,
    UNCOUNTED,
    Axis,
    Kind,
    axis_keys,
    cut,
    days_between,
    facts_of,
    figure_of,
    is_counted,
    ranked,
    tally_of,
    value_of,
)
from zhiben.ledger.hazard_figures.table import rows_of, total_of
from zhiben.ledger.hazards.lives import lives_of
from zhiben.model.hazard_figures import HazardFacts, Tally
from zhiben.model.hazards import Act, Channel, HazardLife, Level, State
from zhiben.testing.factories import Batch, sealed
from zhiben.testing.hazards import NUMBER, done, listed_in_table, walked

DAY = date(2026, 6, 30)
DAYS = st.dates(DAY - timedelta(days=3), DAY + timedelta(days=3))
FACTS = st.builds(
    HazardFacts,
    number=st.just(NUMBER),
    state=st.sampled_from(State),
    level=st.sampled_from((None, *Level)),
    sector=st.sampled_from((None, "示例行业")),
    region=st.sampled_from((None, "示例镇")),
    lead=st.sampled_from((None, "示例局")),
    channels=st.lists(st.sampled_from(Channel), unique=True).map(tuple),
    found_on=st.none() | DAYS,
    deadline=st.none() | DAYS,
    done_on=st.none() | DAYS,
    ended_on=st.none() | DAYS,
    days=st.none() | st.integers(0, 30),
    is_listed=st.booleans(),
    reopened=st.integers(0, 2),
)


def hazard(state: State = State.RECTIFYING, **fields: object) -> HazardFacts:
    return HazardFacts(number=NUMBER, state=state, **fields)  # type: ignore[arg-type]  # of the record


def life_of(*drafts: object) -> HazardLife:
    lines = sealed([Batch(number=0, origin="office", drafts=drafts)])  # type: ignore[arg-type]  # drafts they are
    return lives_of(map(entry_of, lines))[NUMBER]


def counted(one: HazardFacts) -> set[str]:
    """Return the counts a hazard is in on the day."""
    return set(tally_of([one], DAY).counts)


def test_every_figure_is_made_of_counts_there_are() -> None:
    assert set() == {one.count for one in FIGURES} - set(COUNTS)
    assert set() == {one.of for one in FIGURES if one.of} - set(COUNTS)
    assert len(FIGURES) == len({one.key for one in FIGURES})


def test_every_figure_has_a_unit_that_fits_its_kind() -> None:
    units = {Kind.COUNT: {"项"}, Kind.RATE: {"%"}, Kind.MEDIAN: {"天"}, Kind.NINTH: {"天"}}
    units[Kind.PER_THOUSAND] = {"项/千次"}

    assert units == {kind: {one.unit for one in FIGURES if one.kind is kind} for kind in Kind}


@pytest.mark.parametrize("state", UNCOUNTED)
def test_what_is_no_hazard_of_its_own_is_not_counted(state: State) -> None:
    assert set() == counted(hazard(state))


@given(facts=st.lists(FACTS, max_size=12))
def test_found_is_closed_and_shut_and_open(facts: list[HazardFacts]) -> None:
    tally = tally_of(facts, DAY)

    assert tally["found"] == tally["closed"] + tally["shut"] + tally["open"]
    assert tally["open"] == tally["overdue"] + tally["not_due"] + tally["without_deadline"]
    assert tally["found"] == tally["standing"] + tally["shut"]
    assert tally["on_time"] <= tally["due"]
    assert tally["timed"] == sum(tally.days.values())


@given(facts=st.lists(FACTS, max_size=12), axis=st.sampled_from(Axis))
def test_rows_of_any_axis_but_channels_add_up(facts: list[HazardFacts], axis: Axis) -> None:
    tallies: dict[tuple[str, ...], Tally] = {}
    for one in filter(is_counted, facts):
        key = axis_keys(one, axis)
        tallies[key] = tallies.get(key, Tally()) + tally_of([one], DAY)
    rows = rows_of(tallies, str)

    assert tally_of(facts, DAY) == total_of(tallies)
    if axis is not Axis.CHANNEL:
        assert total_of(tallies) == sum((row.tally for row in rows), Tally())
    assert [row.key for row in rows] == sorted(
        {key for keys in tallies for key in keys}, key=lambda key: (not key, key)
    )


def test_a_hazard_of_two_channels_stands_in_both_rows_and_once_in_the_sum() -> None:
    one = hazard(channels=(Channel.REPORT, Channel.SELF))
    tallies = {axis_keys(one, Axis.CHANNEL): tally_of([one], DAY)}

    assert ["report", "self"] == [row.key for row in rows_of(tallies, str)]
    assert 1 == total_of(tallies)["found"]


def test_units_with_two_names_share_a_row() -> None:
    tallies: dict[tuple[str, ...], Tally] = {
        ("甲局",): Tally(counts={"found": 1}),
        ("县甲局",): Tally(counts={"found": 2}),
    }

    (row,) = rows_of(tallies, lambda _: "县甲局")

    assert ("县甲局", 3) == (row.key, row.tally["found"])


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [(DAY - timedelta(days=1), "overdue"), (DAY, "not_due"), (None, "without_deadline")],
)
def test_the_day_of_the_deadline_is_not_late(deadline: date | None, expected: str) -> None:
    parts = {"overdue", "not_due", "without_deadline"}

    assert {expected} == counted(hazard(deadline=deadline)) & parts


@pytest.mark.parametrize(
    ("done_on", "expected"), [(date(2026, 5, 31), True), (date(2026, 6, 1), False), (None, False)]
)
def test_on_time_is_by_the_end_of_the_deadline(done_on: date | None, expected: bool) -> None:
    one = hazard(State.CLOSED, deadline=date(2026, 5, 31), done_on=done_on)

    assert expected == ("on_time" in counted(one))
    assert "due" in counted(one)


def test_what_was_done_before_its_deadline_came_is_not_due_yet() -> None:
    one = hazard(State.CLOSED, deadline=DAY, done_on=date(2026, 6, 1))

    assert not {"due", "on_time"} & counted(one)


@given(n=st.integers(0, 3000), more=st.integers(0, 3000))
def test_a_share_is_cut_and_full_only_when_all_are(n: int, more: int) -> None:
    percent = cut(n * 100, n + more)

    if percent is None:
        assert 0 == n + more
        return
    assert 0 <= n * 100 - percent * (n + more) < (n + more) / 10 + 1e-6
    assert (percent == 100) == (more == 0)


def test_known_shares_are_cut_as_the_field_miscounted_them() -> None:
    """85/87 was once printed as 97 %, and 643/1173 as 55 %."""
    assert (97.7, 54.8) == (cut(8500, 87), cut(64300, 1173))


@given(days=st.lists(st.integers(0, 50), min_size=1, max_size=20))
def test_the_median_and_p90_are_days_that_occurred(days: list[int]) -> None:
    counts = {length: days.count(length) for length in days}
    ordered = sorted(days)

    assert ordered[(len(days) + 1) // 2 - 1] == ranked(counts, tenths=5)
    assert ordered[-(-len(days) * 9 // 10) - 1] == ranked(counts, tenths=9)


def test_a_count_is_its_own_value_and_a_share_tells_of_what() -> None:
    tally = Tally(counts={"closed": 2, "standing": 3})
    count, share = (value_of(figure_of(key), tally) for key in ("closed", "closing_rate"))

    assert (2, None, 2) == (count.n, count.d, count.amount)
    assert (2, 3, 66.6) == (share.n, share.d, share.amount)


def test_nothing_closed_has_no_median() -> None:
    value = value_of(figure_of("days_median"), Tally())

    assert (0, None) == (value.n, value.amount)


def test_without_checks_there_is_no_finding_per_thousand() -> None:
    figure = figure_of("per_thousand")
    tally = Tally(counts={"inspected": 7})

    assert None is value_of(figure, tally).amount
    assert 31.8 == value_of(figure, tally, checks=220).amount


def test_a_figure_nobody_knows_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        figure_of("nothing")


@pytest.mark.parametrize(
    ("found_on", "closed_on", "days"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), 30),
        (DAY, DAY, 0),
        (DAY, DAY - timedelta(days=1), None),
        (None, DAY, None),
        (DAY, None, None),
    ],
)
def test_days_count_only_where_both_days_make_sense(
    found_on: date | None, closed_on: date | None, days: int | None
) -> None:
    assert days == days_between(found_on, closed_on)


def test_a_walked_hazard_was_put_right_on_the_day_it_told() -> None:
    facts = facts_of(life_of(*walked(until=Act.CLOSE, on=date(2024, 7, 1))))

    assert date(2024, 6, 20) == facts.done_on
    assert (date(2024, 7, 1), 122) == (facts.ended_on, facts.days)


def test_failed_acceptance_takes_back_that_it_was_put_right() -> None:
    drafts = walked(until=Act.APPLY)

    assert None is facts_of(life_of(*drafts, done(Act.ACCEPT, result="fail"))).done_on
    assert None is not facts_of(life_of(*drafts)).done_on


def test_what_a_table_says_was_done_counts_as_put_right() -> None:
    day = date(2024, 4, 1)

    assert day == facts_of(life_of(listed_in_table(done_on=day))).done_on


def test_a_shut_enterprise_ends_its_hazard_and_is_no_closing() -> None:
    drafts = (*walked(until=Act.REGISTER), done(Act.SHUT, on=date(2024, 8, 1)))
    facts = facts_of(life_of(*drafts))

    assert (State.SHUT, date(2024, 8, 1), None) == (facts.state, facts.ended_on, facts.days)


def test_a_table_that_says_shut_tells_no_day() -> None:
    assert None is facts_of(life_of(listed_in_table(status=State.SHUT))).ended_on
