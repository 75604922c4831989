from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.dates.periods import parse_period
from zhiben.ledger.progress_import.saying import RowSayings, read_sayings
from zhiben.ledger.progress_import.table import PeriodText, TableRow
from zhiben.model.reports import ReportStatus

TODAY = date(2024, 8, 15)
DONE, ONGOING = ReportStatus.DONE, ReportStatus.ONGOING


def said(
    *texts: str, on: date | None = None, status: str = "", done_on: str = "", bare: bool = False
) -> RowSayings:
    """Read a row whose cells are the first quarter's, the second's and so on."""
    periods = [None if bare else parse_period(f"2024Q{i}") for i in range(1, 5)]
    cells = tuple(
        PeriodText(period=period, column=3 + place, text=text)
        for place, (period, text) in enumerate(zip(periods, texts, strict=False))
    )
    row = TableRow(
        number=2, ordinal="1", reference="", wording="", leads=(), cells=cells, status=status,
        done_on=done_on,
    )  # fmt: skip
    return read_sayings(row, on=on, today=TODAY)


def statuses(found: RowSayings) -> list[tuple[str | None, ReportStatus, str, str]]:
    assert () == found.problems

    return [
        (one.period.id if one.period else None, one.status, one.note, one.on.isoformat())
        for one in found.sayings
    ]


def test_free_text_is_progress_under_way_with_the_text_as_note() -> None:
    assert [("2024Q1", ONGOING, "已关闭2座", "2024-03-31")] == statuses(said("已关闭2座"))


@pytest.mark.parametrize("text", ["已完成", "完成。", "√", "１００％"])
def test_a_known_word_is_a_status_and_no_note(text: str) -> None:
    assert [("2024Q1", DONE, "", "2024-03-31")] == statuses(said(text))


@pytest.mark.parametrize("text", ["基本完成", "已完成30家", "95%"])
def test_a_word_that_is_nearly_done_is_not_done(text: str) -> None:
    assert [("2024Q1", ONGOING, text, "2024-03-31")] == statuses(said(text))


def test_every_filled_cell_speaks_for_its_own_period() -> None:
    assert [
        ("2024Q1", ONGOING, "开工", "2024-03-31"),
        ("2024Q2", DONE, "", "2024-06-30"),
    ] == statuses(said("开工", "已完成", ""))


def test_a_period_still_running_is_dated_today() -> None:
    assert [("2024Q3", ONGOING, "推进中的事", "2024-08-15")] == statuses(said("", "", "推进中的事"))


def test_a_period_nobody_names_is_dated_today() -> None:
    assert [(None, ONGOING, "开工", "2024-08-15")] == statuses(said("开工", bare=True))


def test_the_day_given_wins_over_the_period_s_last() -> None:
    found = said("开工", on=date(2024, 4, 8))

    assert [("2024Q1", ONGOING, "开工", "2024-04-08")] == statuses(found)
    assert "given" == found.sayings[0].basis


def test_the_status_column_speaks_for_the_latest_period_only() -> None:
    assert [
        ("2024Q1", ONGOING, "开工", "2024-03-31"),
        ("2024Q2", DONE, "全部建成", "2024-06-30"),
    ] == statuses(said("开工", "全部建成", status="已完成"))


def test_a_status_beside_an_empty_cell_is_about_that_period() -> None:
    assert [("2024Q1", DONE, "", "2024-03-31")] == statuses(said("", status="已完成"))


@pytest.mark.parametrize("texts", [(), ("", "")])
def test_a_status_with_no_or_several_empty_periods_is_about_none(texts: tuple[str, ...]) -> None:
    assert [(None, DONE, "", "2024-08-15")] == statuses(said(*texts, status="已完成"))


@pytest.mark.parametrize(
    "entered",
    [
        "2024-03-05",
        "2024/3/5",
        "2024.3.5",
        "2024年3月5日",
        "２０２４－０３－０５",
        "2024-03-05 10:30:00",
    ],
)
def test_the_completion_date_is_the_day_of_what_is_done(entered: str) -> None:
    found = said("已完成", done_on=entered)

    assert [("2024Q1", DONE, "", "2024-03-05")] == statuses(found)
    assert "table" == found.sayings[0].basis


def test_the_completion_date_wins_over_the_day_given() -> None:
    found = said("已完成", done_on="2024-03-05", on=date(2024, 4, 8))

    assert [("2024Q1", DONE, "", "2024-03-05")] == statuses(found)


def test_the_completion_date_belongs_to_the_last_period_that_is_done() -> None:
    assert ["2024-03-31", "2024-06-12", "2024-08-15"] == [
        one.on.isoformat() for one in said("已完成", "已完成", "维护", done_on="2024-06-12").sayings
    ]


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ("3月", "完成日期“3月”不是日期，请写成 2025-03-01 这样。"),
        ("2024-02-30", "完成日期“2024-02-30”不是日期，请写成 2025-03-01 这样。"),
        ("2024-08-16", "完成日期 2024-08-16 晚于今天 2024-08-15，请核对。"),
    ],
)
def test_a_completion_date_that_cannot_be_is_a_problem(entered: str, expected: str) -> None:
    assert (expected,) == said("已完成", done_on=entered).problems


def test_a_completion_date_of_something_not_done_is_a_contradiction() -> None:
    assert ("写了完成日期 2024-03-05，却没有写明“已完成”，请补上，或去掉完成日期。",) == said(
        "建成投用", done_on="2024-03-05"
    ).problems


@pytest.mark.parametrize("stroke", ["", "/", "——", " - "])
def test_a_stroke_is_no_completion_date(stroke: str) -> None:
    assert [("2024Q1", ONGOING, "开工", "2024-03-31")] == statuses(said("开工", done_on=stroke))


def test_a_status_nobody_knows_is_a_problem() -> None:
    assert ("不认识状态“滞后”，请写“已完成”或“进行中”。",) == said("开工", status="滞后").problems
    assert ("不认识状态“滞后”，请写“已完成”或“进行中”。",) == said(status="滞后").problems


def test_a_status_against_the_cell_beside_it_is_a_problem() -> None:
    assert ("状态列写“已完成”，完成情况却写“推进中”，请改成一致。",) == said(
        "推进中", status="已完成"
    ).problems


@pytest.mark.parametrize("text", ["/", "—", "——", "无", "未开展。", "尚未启动"])
def test_words_for_nothing_are_no_progress(text: str) -> None:
    assert f"完成情况写的是“{text}”，没有进展可记。" == said(text).silence


def test_an_empty_row_reports_nothing() -> None:
    assert RowSayings(silence="没有填写完成情况。") == said("", "")
    assert "没有填写完成情况。" == said(status="/").silence


def test_a_status_of_not_begun_reports_nothing_whatever_is_beside_it() -> None:
    assert "状态写的是“未开始”，没有进展可记。" == said("计划6月启动", status="未开始").silence


def test_words_for_nothing_are_passed_over_beside_progress() -> None:
    assert [("2024Q2", ONGOING, "开工", "2024-06-30")] == statuses(said("无", "开工"))


CELLS = st.sampled_from(["", "/", "无", "已完成", "开工", "推进中", "√"])


@given(st.lists(CELLS, max_size=4), st.sampled_from(["", "已完成", "进行中", "未开始", "x"]))
def test_a_row_says_something_or_says_why_not(texts: list[str], status: str) -> None:
    """Never both; nothing is done but by a known word, and no day is later than today."""
    found = said(*texts, status=status)

    assert bool(found.sayings) is not bool(found.silence)
    assert all(one.is_stated for one in found.sayings if one.status is DONE)
    assert all(one.on <= TODAY for one in found.sayings)
