"""Task lists as offices keep them, read into a sector's tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import Problem
from zhiben.ledger.plans.task_list import ListedTask, TaskList, Terms, has_task_list, read_task_list
from zhiben.model.plan import Every, TaskKind
from zhiben.spec.records import SectorTask

if TYPE_CHECKING:
    from collections.abc import Sequence

TERMS = Terms(code="SCH", source="清单")
HEAD = ("序号", "重点任务", "措施编号", "牵头单位", "配合单位", "完成时限", "周期")


def rows_of(text: str) -> list[tuple[str, ...]]:
    """Return rows written one a line, their cells parted by bars."""
    cells = [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
    width = max(map(len, cells))
    return [(*row, *[""] * (width - len(row))) for row in cells]


def read(rows: Sequence[tuple[str, ...]], *, terms: Terms = TERMS) -> TaskList:
    """Read a list that is one."""
    found = read_task_list(rows, terms=terms)
    assert isinstance(found, TaskList)
    return found


def under_head(*lines: str, terms: Terms = TERMS) -> TaskList:
    """Read rows below the usual header."""
    return read(rows_of("\n".join(("|".join(HEAD), *lines))), terms=terms)


def test_a_row_becomes_a_task() -> None:
    """Names, number, wording and place are all kept."""
    found = under_head("1|开展校园安全检查|13|县教体局|县公安局、县消防救援大队||每半年至少一次")
    expected = SectorTask(
        code="SCH-T-1",
        measure="13",
        title="开展校园安全检查",
        kind=TaskKind.RECURRING,
        source="清单",
        place="序号1",
        due_text="每半年至少一次",
        every=Every.HALF_YEAR,
        leads=("县教体局",),
        supports=("县公安局", "县消防救援大队"),
    )

    assert (ListedTask(number=2, task=expected),) == found.accepted
    assert ((), ()) == (found.refused, found.skipped)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("13", "13"), ("措施13", "13"), ("第13条", "13"), ("措施十三", "13"), ("１３", "13"),
        ("第13条措施", "13"), ("2-3", "2-3"), ("A.1", "A.1"),
    ],
)  # fmt: skip
def test_a_measure_is_named_by_its_number_or_id(written: str, expected: str) -> None:
    (one,) = under_head(f"1|甲|{written}").accepted

    assert expected == one.task.measure


def test_a_measure_in_words_is_refused_not_guessed() -> None:
    """Even where another measure is the default."""
    found = under_head("1|甲|深化专项治理", terms=Terms(code="SCH", source="清单", measure="13"))

    assert ["措施“深化专项治理”不是编号，请写成方案里的措施编号，如 13。"] == [
        one.reason for one in found.refused
    ]


def test_a_row_without_a_measure_takes_the_one_given_or_is_refused() -> None:
    given_one = under_head("1|甲|", terms=Terms(code="SCH", source="清单", measure="13"))
    refused = under_head("1|甲|").refused

    assert ["13"] == [one.task.measure for one in given_one.accepted]
    assert "--measure" in refused[0].reason
    assert ("1", "甲", "") == refused[0].line[:3]


def test_a_row_without_a_task_is_refused() -> None:
    assert ["没有写任务内容。"] == [one.reason for one in under_head("1||13|县教体局").refused]


def test_ordinals_number_the_tasks_when_they_number_all() -> None:
    """A refused row keeps its number for when it is put right."""
    found = under_head("3|甲|13", "5||13|县教体局", "9|丙|13")

    assert ["SCH-T-3", "SCH-T-9"] == [one.task.code for one in found.accepted]


@pytest.mark.parametrize("ordinals", [("1", "1", "2"), ("1", "", "2"), ("一", "二", "三")])
def test_otherwise_their_order_does(ordinals: tuple[str, ...]) -> None:
    found = under_head(*(f"{one}|任务{at}|13" for at, one in enumerate(ordinals)))

    assert ["SCH-T-1", "SCH-T-2", "SCH-T-3"] == [one.task.code for one in found.accepted]
    assert ["第2行", "第3行", "第4行"] == [one.task.place for one in found.accepted]


def test_rows_about_no_task_are_passed_over_and_named() -> None:
    found = under_head("一、排查", "|".join(HEAD), "1|甲|13", "合计|1", "填表人：某某|")

    assert [2, 3, 5, 6] == [one.number for one in found.skipped]
    assert ["分组标题或落款", "重复的表头", "合计行", "分组标题或落款"] == [
        one.reason for one in found.skipped
    ]
    assert [4] == [one.number for one in found.accepted]


def test_a_title_merged_over_the_row_is_no_task() -> None:
    merged = "|".join(["第一部分"] * len(HEAD))

    assert ["分组标题或落款"] == [one.reason for one in under_head(merged, "1|甲|13").skipped]


def test_a_task_may_have_nothing_but_its_wording() -> None:
    found = under_head("|甲", terms=Terms(code="SCH", source="清单", measure="13"))

    assert ["甲"] == [one.task.title for one in found.accepted]


def test_titles_above_are_kept_for_the_rows_given_back() -> None:
    rows = rows_of("示例县任务清单\n\n序号|任务|牵头单位|行业领域\n1|甲|县教体局|校园")
    found = read(rows, terms=Terms(code="SCH", source="清单", measure="1"))

    assert (1, 3) == found.head
    assert ["校园"] == [one.task.field for one in found.accepted]


def test_a_header_of_two_rows_is_read_by_its_lower_one() -> None:
    rows = rows_of(
        "序号|任务|责任单位|责任单位|期限\n序号|任务|牵头单位|配合单位|期限\n1|甲|县教体局|县公安局|2025年底前"
    )
    (one,) = read(rows, terms=Terms(code="SCH", source="清单", measure="1")).accepted

    assert (("县教体局",), ("县公安局",)) == (one.task.leads, one.task.supports)


def test_a_header_may_be_the_last_row() -> None:
    found = read([HEAD])

    assert ((), (), ()) == (found.accepted, found.refused, found.skipped)


def test_columns_that_are_not_read_are_named() -> None:
    """What an earlier import added is passed over without a word."""
    rows = rows_of("序号|任务|牵头单位|备注|牵头部门|原行号|未采纳原因\n1|甲|乙|丙|丁|6|没有")
    problems = read(rows, terms=Terms(code="SCH", source="清单", measure="1")).problems

    assert [
        Problem("第1行", "不用“备注”这一列，其内容没有读入。", "warning"),
        Problem("第1行", "不用“牵头部门”这一列，其内容没有读入。", "warning"),
    ] == list(problems)


@pytest.mark.parametrize(
    "text",
    ["序号|任务", "任务完成情况|牵头单位", "序号|单位名称|类别", "关于印发任务清单的通知|牵头单位"],
)
def test_a_table_without_such_a_header_is_no_list(text: str) -> None:
    rows = rows_of(f"{text}\n1|甲")
    problems = read_task_list(rows, terms=TERMS)

    assert not has_task_list(rows)
    assert isinstance(problems, tuple)
    assert "没有找到表头" in problems[0].message


def test_words_broken_over_lines_in_a_cell_are_joined() -> None:
    row = ("1", "开展\n 检查", "13", "县教体局\n县公安局", "", "", "")
    (one,) = read([HEAD, row]).accepted

    assert ("开展检查", ("县教体局", "县公安局")) == (one.task.title, one.task.leads)


@given(
    st.lists(
        st.tuples(*[st.text("123一甲乙13年底前每季度、 \n", max_size=8)] * len(HEAD)), max_size=8
    )
)
def test_every_row_with_any_text_is_accounted_for_once(rows: list[tuple[str, ...]]) -> None:
    found = read([HEAD, *rows], terms=Terms(code="SCH", source="清单", measure="1"))
    told = [one.number for part in (found.accepted, found.refused, found.skipped) for one in part]

    assert [at for at, row in enumerate(rows, start=2) if any(row)] == sorted(told)
    assert len(found.accepted) == len({one.task.code for one in found.accepted})
