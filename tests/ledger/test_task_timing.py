"""When a listed task is due or recurs, from the words of its two cells."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.plans.task_timing import timing_of
from zhiben.model.plan import Every, TaskKind

ISSUED = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2025年底前", date(2025, 12, 31)),
        ("2024-06-30", date(2024, 6, 30)),
        ("2024年6月30日前", date(2024, 6, 30)),
        ("2024年6月", date(2024, 6, 30)),
        ("2024年9月至2025年3月", date(2025, 3, 31)),
        ("2026年", date(2026, 12, 31)),
    ],
)
def test_a_day_or_a_stretch_of_days_makes_a_dated_task(due: str, expected: date) -> None:
    timing = timing_of(due)

    assert (TaskKind.DATED, expected) == (timing.kind, timing.due)
    assert due == timing.text


def test_a_stretch_of_days_is_read_as_its_last_and_says_so() -> None:
    assert ("期限“2024年6月”是一段时间，按最后一天 2024-06-30 读。",) == timing_of(
        "2024年6月"
    ).notes
    assert () == timing_of("2024年6月底前").notes


def test_a_time_of_day_is_left_out_and_says_so() -> None:
    timing = timing_of("2024年6月30日17时前")

    assert date(2024, 6, 30) == timing.due
    assert ("期限“2024年6月30日17时前”的钟点没有记下。",) == timing.notes


@pytest.mark.parametrize(
    ("cycle", "due", "expected"),
    [
        ("每半年至少一次", "", (Every.HALF_YEAR, 1, None)),
        ("", "每季度", (Every.QUARTER, 1, None)),
        ("每月2次", "", (Every.MONTH, 2, None)),
        ("每季度首月5日前", "", (Every.QUARTER, 1, 5)),
        ("季度", "", (Every.QUARTER, 1, None)),
        (" 年度 ", "", (Every.YEAR, 1, None)),
    ],
)
def test_a_frequency_makes_a_recurring_task(
    cycle: str, due: str, expected: tuple[Every, int, int | None]
) -> None:
    """In a column headed 周期 the bare name of a period is enough."""
    timing = timing_of(due, cycle=cycle)

    assert TaskKind.RECURRING is timing.kind
    assert expected == (timing.every, timing.at_least, timing.due_day)
    assert () == timing.notes


def test_a_recurring_task_keeps_the_words_of_its_deadline_only() -> None:
    timing = timing_of("2026年底前", cycle="每季度一次")

    assert (TaskKind.RECURRING, None) == (timing.kind, timing.due)
    assert "每季度一次；2026年底前" == timing.text
    assert ("有周期的任务不记期限，“2026年底前”只抄录原文。",) == timing.notes


@pytest.mark.parametrize(
    ("due", "cycle", "words"),
    [
        ("近期", "", "没有写明期限"),
        ("长期坚持", "", "没有写明终点和次数"),
        ("", "不定期", "没有写明多久一次"),
        ("三年内", "", "要看从哪一天起算"),
        ("2024年底前、2025年底前", "", "写了不止一个时间"),
        ("", "", "没有写期限和周期"),
    ],
)
def test_what_cannot_be_computed_stays_continuous_with_a_note(
    due: str, cycle: str, words: str
) -> None:
    timing = timing_of(due, cycle=cycle)

    assert (TaskKind.CONTINUOUS, None, None) == (timing.kind, timing.due, timing.every)
    assert due + cycle == timing.text
    assert words in timing.notes[0]


def test_a_deadline_beside_a_period_that_is_none_still_counts() -> None:
    timing = timing_of("2024年底前", cycle="不定期")

    assert (TaskKind.DATED, date(2024, 12, 31)) == (timing.kind, timing.due)
    assert "“不定期”算不出日期" in timing.notes[0]


def test_a_deadline_without_a_year_needs_the_date_of_the_document() -> None:
    """Without it nothing is guessed."""
    alone, dated = timing_of("6月底前"), timing_of("6月底前", issued=ISSUED)

    assert (TaskKind.CONTINUOUS, None) == (alone.kind, alone.due)
    assert "请用 --issued 指明文件日期" in alone.notes[0]
    assert (date(2024, 6, 30), ()) == (dated.due, dated.notes)


@pytest.mark.parametrize("due", ["力争2025年底前", "力争每季度一次"])
def test_what_is_strived_for_stays_soft(due: str) -> None:
    assert timing_of(due).soft


@given(due=st.text(max_size=30), cycle=st.text(max_size=10))
def test_any_words_have_a_timing_that_fits_its_kind(due: str, cycle: str) -> None:
    timing = timing_of(due, cycle=cycle)

    assert (timing.kind is TaskKind.DATED) == (timing.due is not None)
    assert (timing.kind is TaskKind.RECURRING) == (timing.every is not None)
    assert timing.kind is not TaskKind.CONTINUOUS or timing.notes
