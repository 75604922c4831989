"""The holiday tables: what is packaged, and files that add a year."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.dates import Calendar, Mark, builtin_calendar, calendar_from_rows
from zhiben.dates.holidays import COLUMNS, WEEKENDS_ONLY
from zhiben.errors import Problem

HEADER = list(COLUMNS)
NEW_YEAR = ["2027", "元旦", "2027-01-01", "2027-01-03", "休"]


def problems(*rows: list[str]) -> list[tuple[str, str]]:
    """Return where and what is wrong with rows below a header."""
    found = calendar_from_rows([HEADER, *rows])
    assert isinstance(found, tuple)
    return [(problem.where, problem.message) for problem in found]


def calendar(*rows: list[str]) -> Calendar:
    """Return the calendar of rows below a header."""
    found = calendar_from_rows([HEADER, *rows])
    assert isinstance(found, Calendar)
    return found


def test_the_packaged_tables() -> None:
    packaged = builtin_calendar()

    assert (2024, 2025, 2026) == packaged.years
    assert Mark(name="国庆节、中秋节", is_working=False) == packaged.mark(date(2025, 10, 8))
    assert Mark(name="调休上班", is_working=True) == packaged.mark(date(2026, 9, 20))
    assert packaged.mark(date(2025, 10, 9)) is None


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2024, 2, 9), True),
        (date(2024, 2, 10), False),
        (date(2024, 2, 18), True),
        (date(2024, 2, 24), False),
        (date(2025, 1, 28), False),
        (date(2026, 2, 28), True),
        (date(2027, 10, 1), True),
        (date(2027, 10, 2), False),
    ],
)
def test_worked_days_and_days_off(day: date, *, is_working: bool) -> None:
    assert is_working is builtin_calendar().is_working(day)


@given(st.dates())
def test_without_tables_only_weekends_are_off(day: date) -> None:
    assert (day.isoweekday() < 6) is WEEKENDS_ONLY.is_working(day)


def test_years_without_a_table_are_named_once_and_in_order() -> None:
    notes = builtin_calendar().notes([2028, 2027, 2026, 2027])

    assert ["2027年", "2028年"] == [note[:5] for note in notes]


def test_a_file_adds_a_year() -> None:
    updated = builtin_calendar().updated(calendar(NEW_YEAR))

    assert (2024, 2025, 2026, 2027) == updated.years
    assert not updated.is_working(date(2027, 1, 1))
    assert () == updated.notes([2027])


def test_a_file_replaces_a_year_whole() -> None:
    local = calendar(["2026", "元旦", "2026-01-01", "2026-01-01", "休"])
    updated = builtin_calendar().updated(local)

    assert updated.is_working(date(2026, 1, 2))
    assert updated.is_working(date(2026, 10, 1))
    assert not updated.is_working(date(2025, 10, 1))


def test_a_new_year_s_holiday_may_begin_in_december() -> None:
    """The notice for 2019 had the last Saturday of 2018 worked; later notices win."""
    new_year = calendar(
        ["2018", "元旦", "2018-01-01", "2018-01-01", "休"],
        ["2019", "元旦", "2018-12-30", "2019-01-01", "休"],
        ["2019", "调休上班", "2018-12-29", "2018-12-29", "班"],
    )

    assert new_year.is_working(date(2018, 12, 29))
    assert not new_year.is_working(date(2018, 12, 31))
    assert (2018, 2019) == new_year.years


def test_cells_come_in_any_order_and_form_below_a_title() -> None:
    rows = [
        ["2027年放假安排（示例）"],
        [],
        ["\ufeff类型", " 开始", "结束", "备注", "名称", "年度"],
        ["休", "2027年1月1日", "2027/1/3 ", "", "元旦", "２０２７"],
        ["", "", ""],
    ]

    assert calendar(NEW_YEAR) == calendar_from_rows(rows)


def test_every_problem_of_every_row_is_named_with_its_row() -> None:
    assert [
        ("第2行", "年度“27”不是四位年份，请写成 2027 这样。"),
        ("第2行", "开始“2027-02-30”不是存在的日期，请写成 2027-01-01 这样。"),
        ("第2行", "结束“”不是存在的日期，请写成 2027-01-01 这样。"),
        ("第2行", "类型“假”不认识，放假请写“休”，调休上班请写“班”。"),
        ("第4行", "结束 2027-01-01 早于开始 2027-01-03，请核对。"),
        ("第5行", "年度“二七”不是四位年份，请写成 2027 这样。"),
    ] == problems(
        ["27", "春节", "2027-02-30", "", "假"],
        NEW_YEAR,
        ["2027", "清明节", "2027-01-03", "2027-01-01", "休"],
        ["二七", "劳动节", "2027-05-01", "2027-05-01", "休"],
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            ["2027", "春节", "2027-02-05", "2027-12-11", "休"],
            "从 2027-02-05 到 2027-12-11 有 310 天，不像一次放假，请核对。",
        ),
        (
            ["2027", "春节", "2028-02-05", "2028-02-11", "休"],
            "2028-02-05 至 2028-02-11 不在2027年的放假安排范围内，请核对年度和日期。",
        ),
        (
            ["2027", "国庆节", "2026-10-01", "2026-10-07", "休"],
            "2026-10-01 至 2026-10-07 不在2027年的放假安排范围内，请核对年度和日期。",
        ),
        (
            ["2027", "调休上班", "2027-02-07", "2027-02-08", "班"],
            "2027-02-08 不是周六、周日，本来就上班，不必列为调休上班，请核对日期。",
        ),
        (["2027", "元旦"], "开始“”不是存在的日期，请写成 2027-01-01 这样。"),
    ],
)
def test_rows_that_make_no_sense(row: list[str], message: str) -> None:
    assert ("第3行", message) in problems(NEW_YEAR, row)


def test_a_day_that_is_listed_twice_is_named_with_both_rows() -> None:
    """A year pasted twice shows up on its first row already."""
    worked = ["2027", "调休上班", "2027-01-03", "2027-01-03", "班"]
    again = "2027年的 2027-01-01 在第2行已经列出，请删去重复的一行。"
    both = "2027年的 2027-01-03 在第2行已经列出，请删去重复的一行。"

    assert [("第3行", again), ("第4行", both)] == problems(NEW_YEAR, NEW_YEAR, worked)


def test_a_year_that_lists_only_worked_weekends_is_not_complete() -> None:
    worked = ["2027", "调休上班", "2027-01-03", "2027-01-03", "班"]

    message = "2027年只有调休上班，没有放假，请补全该年的放假安排。"
    assert [("", message)] == problems(worked)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], Problem("", "表是空的，要有“年度、名称、开始、结束、类型”这几列。")),
        ([HEADER], Problem("", "表里没有一行放假安排，请补上后再用。")),
        (
            [["放假表"], ["年度", "名称", "开始", "类型"], NEW_YEAR],
            Problem("第2行", "表头缺少“结束”，请写全“年度、名称、开始、结束、类型”这几列。"),
        ),
    ],
)
def test_a_file_that_is_no_holiday_table(rows: list[list[str]], expected: Problem) -> None:
    assert (expected,) == calendar_from_rows(rows)


@given(st.lists(st.lists(st.sampled_from(["2027", "2027-01-01", "休", "班", "x", *COLUMNS]))))
def test_any_rows_give_a_calendar_or_problems(rows: list[list[str]]) -> None:
    found = calendar_from_rows([HEADER, *rows])

    assert found if isinstance(found, tuple) else found.years


@given(st.dates(date(2027, 1, 1), date(2027, 12, 1)), st.integers(1, 31))
def test_exactly_the_days_of_a_line_are_off(start: date, length: int) -> None:
    end = min(start + timedelta(days=length - 1), date(2027, 12, 31))
    known = calendar(["2027", "示例", f"{start}", f"{end}", "休"])
    marked = {start + timedelta(days=n) for n in range((end - start).days + 1)}

    assert marked == known.tables[2027].keys()
    assert not any(map(known.is_working, marked))


def test_the_packaged_file_has_no_problems() -> None:
    """A user may copy it to begin a file of their own."""
    with files("zhiben.dates").joinpath("holidays.csv").open(encoding="utf-8-sig") as file:
        found = calendar_from_rows(csv.reader(file))

    assert builtin_calendar() == found
