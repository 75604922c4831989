"""Cases read from files: what is written comes back, with where it stands."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from zhiben.errors import DataError, EnvironmentFailure
from zhiben.io.case_files import DAY, LABELS, CaseRow, read_cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

NAMES: Final = ("甲", "乙", "丙")


def table(folder: Path, rows: Iterable[Sequence[str]]) -> Path:
    """Write a text table."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path = folder / "案例.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def listed(folder: Path, data: Any) -> Path:  # noqa: ANN401 - JSON
    """Write a JSON file."""
    path = folder / "案例.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def one(path: Path) -> CaseRow:
    """Return the only case of a file."""
    (case,) = read_cases(path, names=NAMES)
    return case


@given(
    st.lists(
        st.lists(st.text("一二12是否 ", max_size=3).map(str.strip), min_size=3, max_size=3).filter(
            any
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_row_of_a_table_is_a_case_with_its_cells_and_their_places(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = table(tmp_path_factory.mktemp("表"), [NAMES, *rows])

    cases = read_cases(path, names=NAMES)

    assert [tuple(zip(NAMES, row, strict=True)) for row in rows] == [case.facts for case in cases]
    assert [
        tuple(f"案例.csv 表“案例” {letter}{number}" for letter in "ABC")
        for number, _ in enumerate(rows, start=2)
    ] == [case.places for case in cases]


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), st.integers(-9, 9)), max_size=5))
def test_every_table_of_a_list_is_a_case_with_its_values(
    tmp_path_factory: pytest.TempPathFactory, cases: list[dict[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("列表")
    if not cases:
        with pytest.raises(DataError, match="里面没有案例"):
            read_cases(listed(folder, cases), names=NAMES)
        return

    found = read_cases(listed(folder, cases), names=NAMES)

    assert cases == [dict(case.facts) for case in found]
    assert list(range(1, len(cases) + 1)) == [case.number for case in found]


def test_blank_rows_and_what_stands_above_the_header_are_passed_over(tmp_path: Path) -> None:
    rows = [
        ("示例检查表", "", ""),
        ("制表", "某某", ""),
        NAMES,
        ("1", "2", "3"),
        ("", "", ""),
        NAMES,
    ]

    cases = read_cases(table(tmp_path, rows[:-1]), names=NAMES)

    assert [4] == [case.number for case in cases]


def test_the_header_is_the_row_with_the_most_names_of_facts(tmp_path: Path) -> None:
    """Names may be written in full width, and with blanks around."""
    rows = [("甲", "", "表"), (" 甲", "乙 ", "Ｘ"), ("1", "2", "3")]

    case = one(table(tmp_path, rows))

    assert (3, (("甲", "1"), ("乙", "2"), ("X", "3"))) == (case.number, case.facts)


@pytest.mark.parametrize("label", LABELS)
def test_columns_that_tell_cases_apart_are_no_facts(tmp_path: Path, label: str) -> None:
    case = one(table(tmp_path, [(label, "甲", DAY), ("示例", "1", "2024-05-01")]))

    assert ("示例", (("甲", "1"),), "2024-05-01") == (case.label, case.facts, case.day)


def test_of_several_labels_the_first_that_is_written_counts(tmp_path: Path) -> None:
    case = one(table(tmp_path, [("编号", "单位", "甲"), ("", "示例厂", "1")]))

    assert "示例厂" == case.label


def test_a_column_without_a_name_counts_only_where_something_stands_in_it(tmp_path: Path) -> None:
    rows = [("甲", "", "乙"), ("1", "", "2"), ("1", "旁注", "2")]

    plain, noted = read_cases(table(tmp_path, rows), names=NAMES)

    assert (("甲", "1"), ("乙", "2")) == plain.facts
    assert ("案例.csv 表“案例” B3", "案例.csv 表“案例” 第 3 行") == (
        noted.place_of(""), noted.place_of("丙"),
    )  # fmt: skip


def test_the_sheet_with_facts_for_its_header_is_read(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["填表说明"])
    sheet = book.create_sheet("案例")
    sheet.append(["甲", "乙"])
    sheet.append([1, 2.5])
    book.save(tmp_path / "案例.xlsx")

    case = one(tmp_path / "案例.xlsx")

    assert (("甲", "1"), ("乙", "2.5")) == case.facts
    assert "案例.xlsx 表“案例” A2" == case.place_of("甲")


def test_a_workbook_without_a_row_has_no_case(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "案例.xlsx")

    with pytest.raises(DataError, match="里面没有案例"):
        read_cases(tmp_path / "案例.xlsx", names=NAMES)


@pytest.mark.parametrize(("name", "text"), [("a.json", '{"甲": 0.1}'), ("a.toml", '"甲" = 0.1')])
def test_numbers_come_exactly_as_they_are_written(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert (("甲", Decimal("0.1")),) == one(tmp_path / name).facts


def test_a_case_by_itself_has_no_number_and_is_placed_by_its_file(tmp_path: Path) -> None:
    case = one(listed(tmp_path, {"编号": 7, "on": "2024-05-01", "facts": {"甲": 1}, "乙": 2}))

    assert (0, "案例.json", "7", "2024-05-01") == (case.number, case.place, case.label, case.day)
    assert (("乙", 2), ("甲", 1)) == case.facts
    assert ("案例.json 甲", "案例.json") == (case.place_of("甲"), case.place_of("丙"))


def test_a_day_may_stand_among_the_facts(tmp_path: Path) -> None:
    case = one(listed(tmp_path, {"facts": {"甲": 1, DAY: "2024-05-01"}}))

    assert ("2024-05-01", (("甲", 1),)) == (case.day, case.facts)


@pytest.mark.parametrize(
    "data",
    [{"甲": 1, " 甲": 2}, {"facts": {"甲": 1}, "甲": 2}, {"on": "2024-05-01", DAY: "2024-05-02"}],
)
def test_a_case_that_says_something_twice_is_no_case(tmp_path: Path, data: dict[str, Any]) -> None:
    assert "写了两次，请只留一次。" in one(listed(tmp_path, data)).fault


def test_a_file_that_may_not_be_read_is_a_failure_of_the_machine(
    tmp_path: Path, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    path = listed(tmp_path, {"甲": 1})
    path.chmod(0)

    with ordinary_user(), pytest.raises(EnvironmentFailure, match="请确认有读取权限"):
        read_cases(path, names=NAMES)
