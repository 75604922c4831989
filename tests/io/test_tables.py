from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from zhiben.io.sheets import column_index
from zhiben.io.tables import Limits, Sheet, column_letter, read_sheets

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HUOQIU = Path(__file__).parents[1] / "data" / "huoqiu-2025q1-task-progress.csv"


@pytest.fixture
def book() -> Workbook:
    return Workbook()


@pytest.fixture
def sheet(book: Workbook) -> Worksheet:
    return book.worksheets[0]


def saved(book: Workbook, tmp_path: Path, name: str = "进展.xlsx") -> Path:
    path = tmp_path / name
    book.save(path)
    return path


def only(path: Path) -> Sheet:
    (sheet,) = read_sheets(path)
    return sheet


def texts(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for row in only(path).rows]


def test_addresses_are_those_of_the_workbook(
    book: Workbook, sheet: Worksheet, tmp_path: Path
) -> None:
    """Blank rows above and blank columns to the left are counted."""
    sheet["C4"] = "任务"
    sheet["D6"] = "x"

    rows = only(saved(book, tmp_path)).rows

    assert [1, 2, 3, 4, 5, 6] == [row.number for row in rows]
    assert ("", "", "任务", "") == rows[3].cells
    assert ("", "", "", "x") == rows[5].cells


def test_merged_cells_repeat_their_value(book: Workbook, sheet: Worksheet, tmp_path: Path) -> None:
    """Across and down, as far as the sheet has other values."""
    sheet["A1"] = "进展表"
    sheet.merge_cells("A1:C1")
    sheet["A2"] = "推进"
    sheet.merge_cells("A2:A3")
    sheet["C2"], sheet["C3"] = "甲", "乙"
    sheet["A5"] = "丙"
    sheet.merge_cells("A5:A9")
    sheet.merge_cells("G1:H9")
    sheet.merge_cells("B3:B4")

    assert [
        ("进展表", "进展表", "进展表"),
        ("推进", "", "甲"),
        ("推进", "", "乙"),
        ("", "", ""),
        ("丙", "", ""),
    ] == texts(saved(book, tmp_path))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("１２", "１２"),
        ("01", "01"),
        ("一\r\n二", "一\n二"),
        (" 前后 ", " 前后 "),
        ("   ", ""),
        (3, "3"),
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (27.56, "27.56"),
        (-1.5, "-1.5"),
        (0.0000012, "0.0000012"),
        (1e20, "100000000000000000000"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2025, 3, 1), "2025-03-01"),
        (datetime.fromisoformat("2025-03-01"), "2025-03-01"),
        (datetime.fromisoformat("2025-03-01T08:30"), "2025-03-01 08:30:00"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        ("#N/A", "#N/A"),
    ],
)
def test_values_are_the_text_a_person_sees(
    value: object, expected: str, book: Workbook, sheet: Worksheet, tmp_path: Path
) -> None:
    sheet.append([value, "end"])

    assert [(expected, "end")] == texts(saved(book, tmp_path))


def test_a_gigantic_cell_of_a_text_table_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "进展.csv"
    path.write_text("任务," + "长" * 100_000, encoding="utf-8")

    assert 100_000 == len(texts(path)[0][1])


def test_a_percentage_is_its_stored_number(
    book: Workbook, sheet: Worksheet, tmp_path: Path
) -> None:
    sheet["A1"] = 0.5
    sheet["A1"].number_format = "0%"

    assert [("0.5",)] == texts(saved(book, tmp_path))


def test_formulas_without_a_result_and_errors_are_not_lost(
    book: Workbook, sheet: Worksheet, tmp_path: Path
) -> None:
    sheet["A1"], sheet["B1"] = '="a"&"b"', "#VALUE!"
    sheet["A2"], sheet["D3"] = "x", "=1+1"

    read = only(saved(book, tmp_path))

    assert [('="a"&"b"', "#VALUE!", "", ""), ("x", "", "", ""), ("", "", "", "=1+1")] == [
        row.cells for row in read.rows
    ]
    assert (
        "A1、D3 等 2 个单元格只有公式、没有存下结果，请用 WPS 或 Excel 打开并保存一次后再导入。",
    ) == read.notes


def test_hidden_sheets_rows_and_columns_are_read_and_named(
    book: Workbook, sheet: Worksheet, tmp_path: Path
) -> None:
    sheet.title = "一"
    sheet["A1"], sheet["A2"] = "x", "y"
    sheet.row_dimensions[2].hidden = True
    hidden = book.create_sheet("二")
    hidden["A1"] = "z"
    hidden.sheet_state = "hidden"
    book.create_sheet("空")
    book.create_chartsheet("图")

    first, second, empty = read_sheets(saved(book, tmp_path))

    assert ("一", ("有隐藏或筛选掉的行、列，也读了进来。",)) == (first.name, first.notes)
    assert ("y",) == first.rows[1].cells
    assert ("二", ("这是隐藏的工作表，也读了进来。",)) == (second.name, second.notes)
    assert ("空", (), ()) == (empty.name, empty.rows, empty.notes)


def test_a_workbook_under_another_workbook_s_extension_is_read(
    book: Workbook, sheet: Worksheet, tmp_path: Path
) -> None:
    sheet["A1"] = "x"

    assert [("x",)] == texts(saved(book, tmp_path).rename(tmp_path / "进展.XLS"))


def test_cells_without_a_stated_extent_are_still_measured(tmp_path: Path) -> None:
    """The streaming writer of openpyxl states none."""
    book = Workbook(write_only=True)
    book.create_sheet("甲").append(["x", "y"])
    book.create_sheet("乙")

    first, second = read_sheets(saved(book, tmp_path))

    assert [("x", "y")] == [row.cells for row in first.rows]
    assert () == second.rows


def test_a_border_in_the_last_row_does_not_make_a_sheet_too_large(
    book: Workbook, sheet: Worksheet, tmp_path: Path
) -> None:
    sheet["A1"] = "x"
    sheet["ZZ1000"].number_format = "@"

    (read,) = read_sheets(saved(book, tmp_path), limits=Limits(cells=10))

    assert [("x",)] == [row.cells for row in read.rows]


def test_the_table_of_huoqiu_is_read() -> None:
    read = only(HUOQIU)

    assert "huoqiu-2025q1-task-progress" == read.name
    assert 8 == len(read.rows)
    assert ("序号", "重点工作任务", "牵头责任单位", "一季度完成情况") == read.rows[0].cells


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_tables_tell_their_encoding_and_delimiter(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    path = tmp_path / "进展.csv"
    lines = ["2025年进展表", "序号|任务|情况", "", '１|"推进，\n稳步"|好']
    path.write_bytes("\r\n".join(lines).replace("|", delimiter).encode(encoding))

    assert [
        ("2025年进展表", "", ""),
        ("序号", "任务", "情况"),
        ("", "", ""),
        ("１", "推进，\n稳步", "好"),
    ] == texts(path)


def test_a_text_table_of_one_column_stays_one_column(tmp_path: Path) -> None:
    path = tmp_path / "进展.txt"
    path.write_text("任务\n推进\n\n", encoding="utf-8")

    assert [("任务",), ("推进",)] == texts(path)


def test_cells_of_nothing_but_white_space_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "进展.csv"
    path.write_text("任务, \u3000,\r\n \t,好,\r\n , , \r\n", encoding="utf-8")

    assert [("任务", "", ""), ("", "好", "")] == texts(path)


@pytest.mark.parametrize(("name", "expected"), [("a.tsv", "a,b"), ("a.csv", "a")])
def test_the_extension_decides_between_equally_good_delimiters(
    name: str, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text("a,b\tc,d\n", encoding="utf-8")

    assert expected == texts(path)[0][0]


@given(st.integers(0, 16_383))
def test_column_letters_name_one_column_each(index: int) -> None:
    assert index == column_index(column_letter(index))


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16_383, "XFD")])
def test_column_letters_are_those_of_spreadsheets(index: int, letters: str) -> None:
    assert letters == column_letter(index)
