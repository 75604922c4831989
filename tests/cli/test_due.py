"""``zhiben due``: the working list of what is overdue and what is due soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, USAGE

if TYPE_CHECKING:
    from pytest_zhiben import Terminal


def due(office: Terminal, *words: object) -> list[dict[str, Any]]:
    result = office("due", "--json", *words)

    assert CLEAN == result.code, result.err
    lines: list[dict[str, Any]] = result.json()["due"]
    return lines


def tasks(lines: list[dict[str, Any]]) -> list[str]:
    return [line["task"] for line in lines]


def test_what_is_due_within_thirty_days_is_listed(office: Terminal) -> None:
    on_the_day, before = (due(office, "--as-of", day) for day in ("2024-12-01", "2024-11-30"))

    assert "4-4" in tasks(on_the_day)
    assert "4-4" not in tasks(before)
    (line,) = (one for one in on_the_day if one["task"] == "4-4")
    assert ("2024-12-31", 30, None, ["县住建局"]) == (
        line["due"], line["days_left"], line["period"], line["units"],
    )  # fmt: skip


def test_the_most_urgent_comes_first(office: Terminal) -> None:
    days = [line["days_left"] for line in due(office, "--as-of", "2024-12-15")]

    assert days[0] < 0 < days[-1]
    assert sorted(days) == days


@pytest.mark.parametrize(("within", "listed"), [(0, False), (36, False), (37, True)])
def test_the_window_is_as_wide_as_asked(office: Terminal, within: int, listed: bool) -> None:
    """Asked on 24 November 2026, 37 days before the end of the year."""
    assert listed == ("4-8" in tasks(due(office, "--within", within)))


def test_only_what_is_overdue_is_listed_on_request(office: Terminal) -> None:
    lines = due(office, "--overdue", "--within", "60")

    assert lines
    assert all(line["days_left"] < 0 for line in lines)
    assert lines == [line for line in due(office, "--within", "60") if line["days_left"] < 0]


def test_units_that_owe_the_same_stand_in_one_line(office: Terminal) -> None:
    office("task", "report", "4-3", "--org", "县应急局", "--status", "done", "--on", "2024-12-01")
    lines = due(office, "--as-of", "2024-12-15")

    assert ["县经信局"] == next(line["units"] for line in lines if line["task"] == "4-3")
    (townships,) = (line for line in due(office, "--as-of", "2024-02-20") if line["task"] == "P1-3")
    assert 35 == len(townships["units"])


def test_an_open_period_is_named(office: Terminal) -> None:
    (line,) = (one for one in due(office, "--as-of", "2024-03-15") if one["task"] == "2-1")

    assert ("2024Q1", ["县安委办"]) == (line["period"], line["units"])


def test_what_was_done_is_not_listed(office: Terminal) -> None:
    office("task", "report", "4-4", "--org", "县住建局", "--status", "done", "--on", "2024-12-10")

    assert "4-4" in tasks(due(office, "--as-of", "2024-12-09"))
    assert "4-4" not in tasks(due(office, "--as-of", "2024-12-10"))


def test_a_day_that_moved_is_the_one_that_counts(office: Terminal) -> None:
    office(
        "task", "amend", "4-4", "--due", "2025-03-31", "--reason", "示例", "--document", "示例1号",
        "--on", "2024-12-20",
    )  # fmt: skip

    assert "4-4" in tasks(due(office, "--as-of", "2024-12-19"))
    assert "4-4" not in tasks(due(office, "--as-of", "2025-01-15"))
    assert "4-4" in tasks(due(office, "--as-of", "2025-03-15"))


def test_a_day_off_says_by_which_working_day_to_report(office: Terminal) -> None:
    """2024-03-31 is a Sunday; the day itself does not move."""
    out = office("due", "--as-of", "2024-03-15").out

    (line,) = (each for each in out.splitlines() if "2-1 " in each)
    assert line.startswith("2024-03-31  16 ")
    assert line.endswith("休息日，最后工作日 2024-03-29")


def test_a_year_without_a_holiday_table_is_noted(office: Terminal) -> None:
    office(
        "task", "amend", "4-8", "--due", "2027-03-31", "--reason", "示例", "--document", "示例1号",
    )  # fmt: skip

    result = office("due", "--within", "150")

    assert "说明：2027年没有放假安排，只按周六、周日休息推算" in result.err
    assert "" == office("due", "--within", "60").err


def test_many_units_are_counted_on_screen_and_all_named_for_others(office: Terminal) -> None:
    words = ("due", "--as-of", "2024-02-20")

    assert "、县卫健委 等35个" in office(*words).out
    for form in ("csv", "md"):
        assert "、临北回族乡" in office(*words, "--format", form).out


def test_the_list_says_how_long_it_is(office: Terminal) -> None:
    lines = due(office)

    assert office("due").out.endswith(f"\n共 {len(lines)} 条。\n")
    assert "\n（无）\n\n共 0 条。\n" in office("due", "--as-of", "2024-02-01", "--within", "0").out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--within", "-1"), "错误：--within：不能小于 0，写的是 -1。"),
        (("--within", "一周"), "错误：--within：“一周”不是整数。"),
        (("--as-of", "2024-02-30"), "错误：--as-of：“2024-02-30”没有这一天，请核对年月日。"),
        (("--as-of", "2023-12-31"), "错误：2023-12-31 还没有方案在施行，请换一个较晚的日期。"),
    ],
)
def test_a_list_that_cannot_be_is_refused(
    office: Terminal, words: tuple[str, ...], line: str
) -> None:
    result = office("due", *words)

    assert (USAGE, "") == (result.code, result.out)
    assert line == result.err.splitlines()[0]
