"""The plan's targets for hazards: cohorts by wording, burn-down by month, honest forecasts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.hazard_figures.targets import (
    Aim,
    HazardTarget,
    month_of,
    months_between,
    target_line,
    targets_of,
)
from zhiben.model.hazard_figures import MonthCell
from zhiben.model.plan import Plan, TaskKind
from zhiben.testing.factories import example_package

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = date(2026, 6, 15)
STOCK = HazardTarget(
    task="T-1", title="示例", aim=Aim.STOCK, due=date(2026, 3, 31), first="0000-01", last="2025-12"
)
ALL = evolve(STOCK, aim=Aim.ZERO, first="", last="9999-12")
MONTHS = tuple(months_between("2025-10", "2026-06"))
CELLS = st.builds(
    lambda found, ended, kind, number: cell(found, ended, kind=kind, number=number),
    st.sampled_from(("", *MONTHS, "2026-08")),
    st.sampled_from(("", *MONTHS, "2026-08")),
    st.sampled_from(("open", "closed", "shut")),
    st.integers(1, 20),
)


def cell(found: str, ended: str = "", *, kind: str = "", number: int = 1) -> MonthCell:
    """Return hazards of one kind: open ones, or closed where they have a month they ended in."""
    kind = kind or ("closed" if ended else "open")
    return MonthCell(
        found=found,
        ended="" if kind == "open" else ended,
        is_open=kind == "open",
        is_closed=kind == "closed",
        number=number,
    )


def plan_with(*titles: str) -> Plan:
    """Return a plan with dated targets of these titles."""
    plan = example_package().plan
    task = next(iter(plan.tasks()))
    targets = (
        evolve(task, id=f"T-{number}", title=title, kind=TaskKind.DATED, due=date(2025, 10, 31))
        for number, title in enumerate(titles, 1)
    )
    return evolve(plan, targets=tuple(targets))


def even_months(*, ended: int, found: int = 0) -> list[MonthCell]:
    """Return hazards of which as many were found and ended in each of six whole months."""
    months = list(months_between("2025-12", "2026-05"))
    cells = [cell("2025-11", month, number=ended) for month in months]
    return cells + [cell(month, number=found) for month in months if found]


def test_cohorts_follow_the_wording_of_the_plan() -> None:
    found = targets_of(
        plan_with(
            "基本消除2023年及以前排查发现的重大事故隐患存量",
            "有效压减重大事故隐患增量",
            "形成重大事故隐患动态清零的常态化机制",
        )
    )

    assert [
        (Aim.STOCK, "0000-01", "2023-12"),
        (Aim.INCREMENT, "2024-01", "2025-10"),
        (Aim.ZERO, "", "9999-12"),
    ] == [(one.aim, one.first, one.last) for one in found]


def test_targets_about_other_things_and_without_a_day_are_left_out() -> None:
    plan = plan_with("建成示例中心", "提高隐患排查质量", "隐患清零")
    without_day = tuple(evolve(task, due=None) for task in plan.targets)

    assert ["T-3"] == [one.task for one in targets_of(plan)]
    assert () == targets_of(evolve(plan, targets=without_day))


def test_without_a_stated_year_the_increment_starts_with_the_plan() -> None:
    plan = plan_with("压减隐患增量")

    assert [f"{plan.start.year}-01"] == [one.first for one in targets_of(plan)]


def test_a_target_burns_down_month_by_month() -> None:
    cells = [
        cell("2025-10", number=2),
        cell("2025-10", "2025-12", number=3),
        cell("2025-11", "2026-04", number=5),
        cell("2026-01"),
    ]
    line = target_line(STOCK, cells, day=DAY)

    assert (10, 8, 2, 7) == (line.found, line.closed, line.open, line.open_at_due)
    assert 80 == line.percent
    assert [5, 10, 7, 7, 7, 7, 2, 2, 2] == [month.open for month in line.burn_down]


def test_before_its_day_a_target_has_nothing_open_at_it() -> None:
    assert None is target_line(STOCK, [cell("2025-10")], day=date(2026, 1, 31)).open_at_due


@given(cells=st.lists(CELLS, max_size=15))
def test_the_last_month_has_what_is_open_but_what_no_month_is_known_of(
    cells: Sequence[MonthCell],
) -> None:
    line = target_line(ALL, cells, day=DAY)
    unknown = sum(one.number for one in cells if one.is_open and not "" < one.found <= "2026-06")
    ends = [month.open for month in line.burn_down] or [0]

    assert line.open - unknown == ends[-1]
    assert min(ends) >= 0
    placed = sum(month.found for month in line.burn_down)
    assert line.found == placed + line.undated


def test_what_ended_before_it_was_found_ended_in_the_same_month() -> None:
    line = target_line(ALL, [cell("2026-05", "2026-01")], day=DAY)

    assert [(1, 1, 0), (0, 0, 0)] == [(m.found, m.ended, m.open) for m in line.burn_down]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([cell("2025-10", "2025-11")], "没有未销号的"),
        ([], "没有未销号的"),
        ([cell("2026-02", number=40)], "不足 6 个整月"),
        ([cell("2025-10", number=40), cell("2025-10", "2026-05", number=9)], "只办结 9 项"),
    ],
)
def test_too_little_data_gives_no_forecast(cells: list[MonthCell], why: str) -> None:
    line = target_line(ALL, cells, day=DAY)

    assert None is line.forecast
    assert why in line.why_not


def test_an_even_rate_gives_one_number() -> None:
    line = target_line(STOCK, [*even_months(ended=4), cell("2025-11", number=10)], day=DAY)

    assert line.forecast is not None
    assert (4.0, 3, 3, 3) == (
        line.forecast.rate,
        line.forecast.months,
        line.forecast.soonest,
        line.forecast.latest,
    )


def test_the_range_is_that_of_the_fastest_and_slowest_three_months() -> None:
    ends = dict(zip(months_between("2025-12", "2026-05"), (1, 1, 1, 6, 6, 6), strict=True))
    cells = [cell("2025-11", month, number=number) for month, number in ends.items()]
    line = target_line(STOCK, [*cells, cell("2025-11", number=18)], day=DAY)

    assert line.forecast is not None
    assert (3.5, 6, 3, 18) == (
        line.forecast.rate,
        line.forecast.months,
        line.forecast.soonest,
        line.forecast.latest,
    )


def test_what_grows_as_fast_as_it_ends_never_ends() -> None:
    line = target_line(ALL, even_months(ended=4, found=4), day=DAY)

    assert line.forecast is not None
    assert (0.0, None, None, None) == (
        line.forecast.rate,
        line.forecast.months,
        line.forecast.soonest,
        line.forecast.latest,
    )


def test_months_go_on_over_the_end_of_a_year() -> None:
    assert ["2025-11", "2025-12", "2026-01"] == list(months_between("2025-11", "2026-01"))
    assert "2026-06" == month_of(DAY)
