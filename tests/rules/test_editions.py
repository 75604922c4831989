"""Which edition counts on a day, and what is said where none does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules.editions import choose_editions, families_of
from zhiben.testing.rulebooks import edition

if TYPE_CHECKING:
    from zhiben.spec import Standard

OLD = edition(
    "SCH-旧",
    document_number="示例旧号",
    effective_from=date(2018, 7, 1),
    effective_to=date(2023, 12, 31),
)
NEW = edition("SCH-新", effective_from=date(2024, 1, 1), supersedes=("SCH-旧",))
PRESUMED = edition("SCH-推", effective_from=None, presumed_from=date(2024, 5, 1))
UNDATED = edition("SCH-无日期", document_number="示例无日期", effective_from=None)


def chosen(on: date, *standards: Standard) -> list[str]:
    """Return the codes of the editions that count on a day."""
    return [one.standard.code for one in choose_editions(standards, on).editions]


def reason(on: date, *standards: Standard) -> str:
    """Return why the one edition that counts does."""
    (found,) = choose_editions(standards, on).editions
    return found.reason


def note(on: date, *standards: Standard) -> str:
    """Return what is said where no edition counts."""
    (found,) = choose_editions(standards, on).notes
    return found


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2018, 6, 30), []),
        (date(2018, 7, 1), ["SCH-旧"]),
        (date(2023, 12, 31), ["SCH-旧"]),
        (date(2024, 1, 1), ["SCH-新"]),
        (date(2099, 1, 1), ["SCH-新"]),
    ],
)
def test_the_edition_is_that_of_the_day(on: date, codes: list[str]) -> None:
    assert codes == chosen(on, OLD, NEW)
    assert (not codes) == bool(choose_editions([OLD, NEW], on).notes)


def test_standards_that_do_not_replace_each_other_count_together() -> None:
    assert ["SCH-新", "SCH-推"] == chosen(date(2024, 5, 1), NEW, PRESUMED, UNDATED)


@pytest.mark.parametrize(
    ("standard", "words"),
    [
        (NEW, "2024-01-01 起施行，取代SCH-旧"),
        (edition(effective_to=date(2024, 12, 31)), "2024-01-01 起施行，施行至 2024-12-31"),
        (
            edition(presumed_to=date(2024, 12, 31)),
            "2024-01-01 起施行，推定用至 2024-12-31（没有查到废止的明文）",
        ),
        (PRESUMED, "没有查到写明施行日期的文字，推定自 2024-05-01 起"),
    ],
)
def test_the_reason_says_what_is_stated_and_what_presumed(standard: Standard, words: str) -> None:
    assert words == reason(date(2024, 6, 1), standard)


def test_the_reason_calls_what_was_replaced_by_its_number() -> None:
    assert "2024-01-01 起施行，取代示例旧号" == reason(date(2024, 6, 1), OLD, NEW)


def test_before_any_edition() -> None:
    words = "2018-06-30 时《示例标准》还没有版本施行，最早的一版自 2018-07-01 起。"

    assert words == note(date(2018, 6, 30), OLD, NEW)
    assert not choose_editions([OLD, NEW], date(2018, 6, 30)).has_gap


def test_between_two_editions() -> None:
    later = edition("SCH-新", effective_from=date(2024, 3, 1), supersedes=("SCH-旧",))
    words = "2024-02-29 时《示例标准》的前一版已经停用、后一版还没有施行，没有可用的版本。"

    assert words == note(date(2024, 2, 29), OLD, later)
    assert choose_editions([OLD, later], date(2024, 2, 29)).has_gap


def test_after_the_last_edition() -> None:
    assert "2024-01-01 时《示例标准》已经停用，没有后续版本。" == note(date(2024, 1, 1), OLD)
    assert choose_editions([OLD], date(2024, 1, 1)).has_gap


def test_after_an_edition_that_no_text_ended() -> None:
    presumed = edition(presumed_to=date(2024, 12, 31))
    words = "2025-01-01 时《示例标准》没有可用的版本：推定用至 2024-12-31（没有查到废止的明文）。"

    assert words == note(date(2025, 1, 1), presumed)
    assert choose_editions([presumed], date(2025, 1, 1)).has_gap


def test_editions_without_any_day_never_count_and_are_told_together() -> None:
    other = edition("SCH-另", title="另一标准", document_number="另一号", effective_from=None)
    found = choose_editions([NEW, UNDATED, other], date(2099, 1, 1))

    assert ["SCH-新"] == [one.standard.code for one in found.editions]
    assert (
        "《另一标准》（另一号）、《示例标准》（示例无日期）的施行日期不明，没有用于判定。",
    ) == found.notes
    assert not found.has_gap


@pytest.mark.parametrize("on", [date(2017, 1, 1), date(2024, 1, 1)])
def test_an_edition_without_a_day_may_be_the_one_that_lacks(on: date) -> None:
    undated = edition("SCH-更旧", document_number="示例更旧号", effective_from=None)
    old = edition("SCH-旧", effective_to=date(2023, 12, 31), supersedes=("SCH-更旧",))

    assert f"{on} 时《示例标准》没有可用的版本；示例更旧号 的施行日期不明。" == note(
        on, undated, old
    )


def test_families_join_where_one_edition_replaces_several() -> None:
    first = edition("SCH-一", effective_from=date(2018, 1, 1))
    second = edition("SCH-二", effective_from=date(2019, 1, 1))
    joint = edition("SCH-合", effective_from=date(2020, 1, 1), supersedes=("SCH-一", "SCH-二"))

    assert ((first, second, joint), (NEW,)) == families_of([NEW, joint, second, first])
    assert ((first,), (second,)) == families_of([second, first])


def test_an_edition_that_names_its_successor_out_of_order_is_of_the_family_too() -> None:
    later = edition("SCH-后", effective_from=date(2025, 1, 1))
    early = edition("SCH-先", effective_from=date(2020, 1, 1), supersedes=("SCH-后",))

    assert ((early, later),) == families_of([later, early])


DAYS = st.dates(date(2018, 1, 1), date(2030, 1, 1))


@given(st.lists(DAYS, min_size=1, max_size=5, unique=True).map(sorted), DAYS)
def test_in_an_unbroken_line_exactly_one_edition_counts_from_the_first_day_on(
    starts: list[date], on: date
) -> None:
    ends = [*(day - timedelta(days=1) for day in starts[1:]), None]
    line = [
        edition(f"SCH-{n}", effective_from=start, effective_to=end, supersedes=(f"SCH-{n - 1}",))
        for n, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    found = choose_editions(line, on)

    assert (on >= starts[0]) == (1 == len(found.editions))
    assert (on < starts[0]) == bool(found.notes)
    assert not found.has_gap
