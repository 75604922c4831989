from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.bodies import undo_body
from zhiben.ledger.entries import entry_of
from zhiben.ledger.fold import void_ids
from zhiben.ledger.progress_import.planning import Ground, RowOutcome, SheetPlan, plan_sheet
from zhiben.ledger.progress_import.settling import drafts_of, recorded_of, settle, tasks_of
from zhiben.ledger.progress_import.table import ProgressTable, read_progress_table
from zhiben.model.reports import ReportStatus
from zhiben.testing.factories import (
    Batch,
    amended,
    entries_of,
    example_plan,
    facts_on,
    reported,
    sealed,
    undone,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.model.entries import Draft, Entry

ACCEPTED, UNCHANGED = RowOutcome.ACCEPTED, RowOutcome.UNCHANGED
SKIPPED, REJECTED = RowOutcome.SKIPPED, RowOutcome.REJECTED
HEADER = ("任务编号", "牵头单位", "2024年一季度完成情况", "2024年二季度完成情况")
TODAY = date(2024, 8, 15)
DIGEST = "d1"


def sheet_of(
    *rows: tuple[str, ...],
    header: tuple[str, ...] = HEADER,
    name: str = "示例",
    today: date = TODAY,
    on: date | None = None,
) -> SheetPlan:
    """Return what the rows would record, before the journal is looked into."""
    table = read_progress_table((header, *rows), year=None)

    assert isinstance(table, ProgressTable), table
    ground = Ground(plan=example_plan(), facts=facts_on(today), today=today, on=on)
    return plan_sheet(name, table, ground=ground)


def settled(
    *sheets: SheetPlan, journal: Sequence[Entry] = (), digest: str = DIGEST
) -> tuple[SheetPlan, ...]:
    return settle(sheets, recorded_of(journal, void=void_ids(journal)), digest=digest)


def outcomes(*sheets: SheetPlan) -> list[tuple[RowOutcome, str]]:
    return [(row.outcome, row.reason) for sheet in sheets for row in sheet.rows]


def drafts(*sheets: SheetPlan, digest: str = DIGEST) -> list[Draft]:
    return list(drafts_of(sheets, file="进展.xlsx", digest=digest, actor="示例员"))


ROW = ("1-1", "示例甲局", "已开工", "过半")


def test_a_draft_says_what_was_read_and_where() -> None:
    first, second = drafts(*settled(sheet_of(ROW)))

    assert ("1-1", "示例员", date(2024, 3, 31)) == (first.subject, first.actor, first.on)
    assert {
        "org": "dept-a",
        "unit": "dept-a",
        "status": "ongoing",
        "note": "已开工",
        "source": {
            "file": "进展.xlsx", "digest": DIGEST, "sheet": "示例", "row": 2, "period": "2024Q1",
        },
    } == first.body  # fmt: skip
    assert ("过半", "2024Q2") == (second.body["note"], second.body["source"]["period"])


def test_a_source_without_a_period_names_none() -> None:
    (draft,) = drafts(*settled(sheet_of(ROW[:3], header=(*HEADER[:2], "完成情况"))))

    assert {"file": "进展.xlsx", "digest": DIGEST, "sheet": "示例", "row": 2} == draft.body[
        "source"
    ]


def test_the_tasks_to_look_up_are_those_to_be_recorded_each_once() -> None:
    sheet = sheet_of(ROW, ("1-3", "示例乙局", "好", ""), ("2-1", "示例甲局", "好", ""))

    assert ("1-1", "1-3") == tasks_of([sheet])


def test_the_same_file_again_records_nothing() -> None:
    sheet = sheet_of(ROW, ("1-2", "示例一厂", "已完成", ""))
    journal = entries_of(*drafts(*settled(sheet)))

    again = settled(sheet, journal=journal)

    assert [(UNCHANGED, ""), (UNCHANGED, "")] == outcomes(*again)
    assert [] == drafts(*again)


def test_the_same_words_by_other_means_are_known_too() -> None:
    """Reported by hand, with a count even: the table says nothing new."""
    by_hand = reported("1-2", "firm-1", on=date(2024, 3, 31), period="2024Q1", count=2)

    (sheet,) = settled(sheet_of(("1-2", "示例一厂", "已完成", "")), journal=entries_of(by_hand))

    assert [(UNCHANGED, "")] == outcomes(sheet)


def test_what_was_undone_is_recorded_anew() -> None:
    sheet = sheet_of(("1-1", "示例甲局", "已开工", ""))
    journal = entries_of(*drafts(*settled(sheet)))
    undo = Batch(
        number=1, origin="dept-a", drafts=(undone(journal[0].id, subject="1-1", on=TODAY),)
    )

    again = settled(sheet, journal=(*journal, *map(entry_of, sealed([undo]))))

    assert [(ACCEPTED, "")] == outcomes(*again)


def test_what_was_corrected_stays_corrected() -> None:
    """The file still says what was wrong; the correction stands, and is what counts."""
    sheet = sheet_of(("1-1", "示例甲局", "已完成", ""))
    journal = entries_of(*drafts(*settled(sheet)))
    right = reported("1-1", "dept-a", on=date(2024, 3, 31), status=ReportStatus.ONGOING)
    said = {**right.body, **undo_body(journal[0].id, reason="示例更正")}
    correction = Batch(number=1, origin="office", drafts=(evolve(right, body=said),))
    corrected = (*journal, *map(entry_of, sealed([correction])))
    later = sheet_of(("1-1", "示例甲局", "", "收尾"))

    assert [(UNCHANGED, "")] == outcomes(*settled(sheet, journal=corrected))
    assert [(ACCEPTED, "")] == outcomes(*settled(later, journal=corrected))
    assert [REJECTED] == [outcome for outcome, _ in outcomes(*settled(later, journal=journal))]


def test_the_same_words_in_two_columns_on_one_day_are_one_report() -> None:
    (sheet,) = settled(sheet_of(("1-1", "示例甲局", "推进", "推进"), on=date(2024, 7, 1)))

    assert 1 == len(drafts(sheet))
    assert [False, True] == [one.is_known for one in sheet.rows[0].reports]


def test_a_row_with_one_new_period_records_only_that() -> None:
    first = sheet_of(("1-1", "示例甲局", "已开工", ""))
    journal = entries_of(*drafts(*settled(first)))

    (sheet,) = settled(sheet_of(ROW), journal=journal)

    assert [(ACCEPTED, "")] == outcomes(sheet)
    assert [True, False] == [one.is_known for one in sheet.rows[0].reports]
    assert ["过半"] == [draft.body["note"] for draft in drafts(sheet)]


@pytest.mark.parametrize(
    ("field", "row"),
    [
        ("unit", ("1-1", "示例乙局", "已开工", "")),
        ("status", ("1-1", "示例甲局", "已完成", "")),
        ("note", ("1-1", "示例甲局", "已开工2处", "")),
        ("date", ("1-1", "示例甲局", "", "已开工")),
    ],
)
def test_a_report_that_differs_in_anything_is_new(field: str, row: tuple[str, ...]) -> None:
    journal = entries_of(*drafts(*settled(sheet_of(("1-1", "示例甲局", "已开工", "")))))

    assert [(ACCEPTED, "")] == outcomes(*settled(sheet_of(row), journal=journal)), field


RUNNING = (*HEADER[:2], "2024年三季度完成情况")


def test_a_file_imported_in_a_running_period_is_the_same_on_a_later_day() -> None:
    """The default date moves on with the clock, the file does not."""
    row = ("1-1", "示例甲局", "已开工")
    journal = entries_of(*drafts(*settled(sheet_of(row, header=RUNNING))))

    for today in (date(2024, 8, 16), date(2024, 10, 9)):
        later = sheet_of(row, header=RUNNING, today=today)

        assert [(UNCHANGED, "")] == outcomes(*settled(later, journal=journal))
        assert [(ACCEPTED, "")] == outcomes(*settled(later, journal=journal, digest="d2"))


def test_another_day_given_on_purpose_is_another_report() -> None:
    row = ("1-1", "示例甲局", "已开工", "")
    journal = entries_of(*drafts(*settled(sheet_of(row))))

    given_day = sheet_of(row, on=date(2024, 4, 8))

    assert [(ACCEPTED, "")] == outcomes(*settled(given_day, journal=journal))


def test_a_repeated_row_is_recorded_once() -> None:
    sheets = settled(sheet_of(ROW, ROW), sheet_of(ROW, name="另表"))

    assert [
        (ACCEPTED, ""),
        (UNCHANGED, "与工作表“示例”第2行相同。"),
        (UNCHANGED, "与工作表“示例”第2行相同。"),
    ] == outcomes(*sheets)
    assert 2 == len(drafts(*sheets))


def test_two_rows_that_contradict_each_other_are_left_to_a_person() -> None:
    sheet = sheet_of(("1-1", "示例甲局", "已完成", ""), ("1-1", "示例甲局", "进行中", ""))

    assert [
        (REJECTED, "与第3行矛盾：同一天（2024-03-31）那里是进行中，这里是已完成，请改成一致。"),
        (REJECTED, "与第2行矛盾：同一天（2024-03-31）那里是已完成，这里是进行中，请改成一致。"),
    ] == outcomes(*settled(sheet))


def test_two_notes_on_one_task_are_both_kept() -> None:
    sheet = sheet_of(("1-1", "示例甲局", "已开工", ""), ("1-1", "示例甲局", "已招标", ""))

    assert [(ACCEPTED, ""), (ACCEPTED, "")] == outcomes(*settled(sheet))


DONE_BEFORE = reported("1-1", "dept-a", on=date(2024, 2, 5))


def test_free_text_does_not_take_back_what_was_done() -> None:
    (sheet,) = settled(
        sheet_of(("1-1", "示例甲局", "巩固成果", "")), journal=entries_of(DONE_BEFORE)
    )

    assert [
        (REJECTED, "2024-02-05 已报完成，这里没有写明：仍是完成请写“已完成”，有反复请写“进行中”。")
    ] == outcomes(sheet)
    assert [] == drafts(sheet)


@pytest.mark.parametrize("text", ["已完成", "进行中"])
def test_a_stated_status_may_follow_what_was_done(text: str) -> None:
    (sheet,) = settled(sheet_of(("1-1", "示例甲局", text, "")), journal=entries_of(DONE_BEFORE))

    assert [(ACCEPTED, "")] == outcomes(sheet)


def test_the_last_word_before_the_day_counts() -> None:
    reopened = reported("1-1", "dept-a", on=date(2024, 2, 20), status=ReportStatus.ONGOING)
    later = reported("1-1", "dept-a", on=date(2024, 4, 2))

    (sheet,) = settled(
        sheet_of(("1-1", "示例甲局", "整改", "")), journal=entries_of(DONE_BEFORE, reopened, later)
    )

    assert [(ACCEPTED, "")] == outcomes(sheet)


def test_free_text_in_another_row_does_not_take_it_back_wherever_it_stands() -> None:
    sheet = sheet_of(("1-1", "示例甲局", "", "巩固成果"), ("1-1", "示例甲局", "已完成", ""))

    assert [REJECTED, ACCEPTED] == [outcome for outcome, _ in outcomes(*settled(sheet))]


def test_within_a_row_free_text_does_not_take_back_either() -> None:
    (outcome,) = outcomes(*settled(sheet_of(("1-1", "示例甲局", "已完成", "巩固成果"))))

    assert REJECTED == outcome[0]
    assert outcome[1].startswith("2024-03-31 已报完成")


def test_a_completion_before_a_later_report_of_under_way_is_questioned() -> None:
    """Else the older "done" would hide behind the newer "under way"."""
    under_way = reported("1-1", "dept-a", on=date(2024, 3, 31), status=ReportStatus.ONGOING)
    sheet = sheet_of(
        ("1-1", "示例甲局", "已完成", "2024-03-20"), header=(*HEADER[:2], HEADER[3], "完成日期")
    )

    assert [
        (REJECTED, "2024-03-31 又报过进行中，晚于这里完成的 2024-03-20，请核对日期。")
    ] == outcomes(*settled(sheet, journal=entries_of(under_way)))


def test_periods_of_a_recurring_task_do_not_contradict_each_other() -> None:
    journal = entries_of(reported("1-2", "firm-1", on=date(2024, 2, 5), period="2024Q1"))
    sheet = sheet_of(("1-2", "示例一厂", "又查1次", "尚有问题"))

    assert [(ACCEPTED, "")] == outcomes(*settled(sheet, journal=journal))


def test_entries_of_other_kinds_are_no_reports() -> None:
    assert () == recorded_of(entries_of(amended("1-1", on=TODAY, due=TODAY)), void=())


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1-1", "1-2", "1-3", "9-9"]),
        st.sampled_from(["示例甲局", "示例乙局", "示例一厂", "示例甲局、示例乙局"]),
        st.sampled_from(["", "已完成", "好", "进行中"]),
        st.sampled_from(["", "已完成", "好", "进行中"]),
    ),
    max_size=6,
)
BEFORE = st.lists(
    st.builds(
        lambda unit, month, status: reported("1-1", unit, on=date(2024, month, 5), status=status),
        st.sampled_from(["dept-a", "dept-b"]),
        st.integers(2, 7),
        st.sampled_from(ReportStatus),
    ),
    max_size=3,
)


@given(ROWS, BEFORE)
def test_importing_twice_is_importing_once(
    rows: list[tuple[str, ...]], before: list[Draft]
) -> None:
    """The second time nothing is new, and what was rejected is rejected again."""
    sheet = sheet_of(*rows)
    (first,) = settled(sheet, journal=entries_of(*before))
    journal = entries_of(*before, *drafts(first))

    (second,) = settled(sheet, journal=journal)

    taken = len(first.having(ACCEPTED)) + len(first.having(UNCHANGED))
    assert [] == drafts(second)
    assert (taken, len(first.having(REJECTED)), len(first.having(SKIPPED))) == (
        len(second.having(UNCHANGED)), len(second.having(REJECTED)), len(second.having(SKIPPED)),
    )  # fmt: skip
