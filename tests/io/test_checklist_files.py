"""Checklists as files: what an inspector gets, and what is read of it when it is filled in."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from zhiben.errors import DataError, EnvironmentFailure, UsageError
from zhiben.io.checklist_files import csv_bytes, read_checklist_file, write_new
from zhiben.io.checklist_sheets import ADVICE, HEADINGS, KEY, grid_of
from zhiben.io.checklist_workbook import FIRST, workbook_bytes
from zhiben.ledger.inspections.form import Sheet, sheet_of
from zhiben.model.inspections import Form
from zhiben.spec import Checklist, Fact, FactType, Item

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from openpyxl.worksheet.datavalidation import DataValidation

    from zhiben.ledger.inspections.filled import FilledSheet

    Change = Callable[[Workbook], None]

MANY = tuple(f"第{number}种场所，含附属用房" for number in range(1, 40))
FACTS = {
    one.name: one
    for one in (
        Fact(name="出口数", type=FactType.INTEGER, question="几个出口？", unit="个", least=0),
        Fact(name="宽度", type=FactType.NUMBER, question="多宽？", unit="m", least=0, most=50.5),
        Fact(name="落差", type=FactType.NUMBER, question="差多少？", unit="m"),
        Fact(name="完好率", type=FactType.NUMBER, question="完好率？", unit="%"),
        Fact(name="通畅", type=FactType.BOOL, question="是否通畅？"),
        Fact(name="上锁", type=FactType.BOOL, question="是否上锁？"),
        Fact(name="类型", type=FactType.CHOICE, question="哪类？", choices=("小学", "中学")),
        Fact(name="场所", type=FactType.CHOICE, question="哪种？", choices=MANY),
        Fact(name="部位", type=FactType.SET, question="哪些？", choices=("厨房", "宿舍")),
        Fact(name="日期", type=FactType.DATE, question="哪天？"),
        Fact(name="药品", type=FactType.AMOUNTS, question="多少？", unit="kg"),
        Fact(name="情况", type=FactType.TEXT, question="什么情况？"),
    )
}
ITEMS = (
    Item(code="SCH-C1-01", text="=出口", how="看\x07一看", basis="示例", facts=tuple(FACTS)[:4]),
    Item(code="SCH-C1-02", text="通道" * 60, facts=tuple(FACTS)[4:]),
    Item(code="SCH-C1-03", text="+制度_x4e2d_"),
    Item(code="SCH-C1-04", text="复核", facts=("通畅",)),
)
FORM = Form(code="SCH-C1", title="示例检查表", distribution="zhiben-sch", version="1.0", revision=3)
SHEET: Sheet = sheet_of(
    Checklist(code="SCH-C1", title="示例检查表", items=ITEMS), FACTS, form=FORM
)  # fmt: skip
KEYS = [one.key for one in SHEET.questions]
ANSWERS: dict[str, Any] = {
    "SCH-C1-01#出口数": 2,
    "SCH-C1-01#宽度": 1.25,
    "SCH-C1-01#完好率": "85%",
    "SCH-C1-02#通畅": "否",
    "SCH-C1-02#部位": "厨房、宿舍",
    "SCH-C1-02#日期": datetime(2024, 5, 3),  # noqa: DTZ001 - spreadsheets know no time zones
    "SCH-C1-03#": "符合",
}
TEXTS: dict[str, str] = {
    **ANSWERS,
    "SCH-C1-01#出口数": "2",
    "SCH-C1-01#宽度": "1.25",
    "SCH-C1-02#日期": "2024-05-03",
}


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """Return a workbook as it is exported."""
    path = tmp_path / "检查表.xlsx"
    write_new(path, workbook_bytes(SHEET))
    return path


def fill(
    path: Path, answers: dict[str, Any] | None = None, *, change: Change | None = None
) -> Path:
    """Fill a workbook in as an inspector does, change what else people change, and save it."""
    book = load_workbook(path)
    page = book["检查表"]
    for address, value in (("C2", "示例厂"), ("C3", "2024-05-06"), ("C4", "甲、乙"), ("C5", "1号")):
        page[address] = value
    for number, key in enumerate(KEYS, start=FIRST):
        page.cell(number, 7).value = (ANSWERS if answers is None else answers).get(key)
    page.cell(FIRST, 8).value = "锁了一个"
    if change:
        change(book)
    book.save(path)
    return path


def given_answers(filled: FilledSheet) -> dict[str, str]:
    """Return the answers that are there, by key."""
    return {row.key.text: row.answer.text for row in filled.rows if row.answer.text}


def rules(path: Path) -> dict[str, DataValidation]:
    """Return the rule of every cell that has one."""
    found = load_workbook(path)["检查表"].data_validations.dataValidation
    return {cell: rule for rule in found for cell in str(rule.sqref).split()}


def rule_of(path: Path, key: str) -> DataValidation:
    return rules(path)[f"G{FIRST + KEYS.index(key)}"]


# What an inspector gets


def test_a_sheet_begins_with_who_when_by_whom_and_where() -> None:
    grid = grid_of(SHEET)

    assert ["示例检查表（SCH-C1）", "被检查单位", "检查日期", "检查人员", "检查地点", ADVICE] == [
        row[0] for row in grid[:6]
    ]
    assert list(HEADINGS) == grid[6][:KEY]
    assert {KEY + 1} == {len(row) for row in grid}
    assert FIRST == 1 + grid.index(next(row for row in grid if row[KEY] == KEYS[0]))


def test_every_question_has_a_row_and_an_item_says_its_words_once() -> None:
    rows = grid_of(SHEET)[FIRST - 1 :]

    assert KEYS == [row[KEY] for row in rows]
    assert ["1", "", "", "", "2"] == [row[0] for row in rows[:5]]
    assert ("=出口", "示例", "几个出口？", "个") == (rows[0][1], rows[0][3], rows[0][4], rows[0][5])
    assert "是否通畅？（同第 2 项，已答的不用再填）" == rows[-1][4]
    assert "哪些？（可填几项，用“、”隔开：厨房、宿舍）" in {row[4] for row in rows}
    assert "哪类？（选一项：小学、中学、不清楚）" in {row[4] for row in rows}


def test_the_workbook_shows_the_same_and_computes_nothing(blank: Path) -> None:
    page = load_workbook(blank)["检查表"]
    shown = [[cell.value or "" for cell in row] for row in page.iter_rows(max_col=KEY + 1)]

    expected = [[text.replace("\x07", " ") for text in row] for row in grid_of(SHEET)]
    expected = [[text.replace("_x4e2d_", "_x005F_x4e2d_") for text in row] for row in expected]
    assert expected == shown
    assert {"s"} == {cell.data_type for row in page for cell in row if cell.value}


def test_an_item_is_merged_over_its_rows_and_the_page_prints_across(blank: Path) -> None:
    page = load_workbook(blank)["检查表"]

    merged = {str(area) for area in page.merged_cells.ranges}
    assert {"A1:H1", "C2:H2", "A8:A11", "D8:D11", "B12:B19"} <= merged
    assert not any(area.startswith(("E8", "G8", "A20", "A21")) for area in merged)
    assert ("landscape", 9, 1, 0) == (
        page.page_setup.orientation,
        page.page_setup.paperSize,
        page.page_setup.fitToWidth,
        page.page_setup.fitToHeight,
    )
    assert page.sheet_properties.pageSetUpPr is not None
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (f"$A$1:$H${FIRST + len(KEYS) - 1}", "$7:$7", "A8") == (
        page.print_area.rpartition("!")[2],
        page.print_title_rows,
        page.freeze_panes,
    )


def test_rows_are_high_enough_for_their_words(blank: Path) -> None:
    """The second item has 240 columns of text in a column of 22, over eight rows."""
    page = load_workbook(blank)["检查表"]
    heights = [page.row_dimensions[number].height or 0 for number in range(12, 20)]

    assert sum(heights) >= 240 / 22 * 14
    assert min(heights) >= 20
    assert page.column_dimensions["I"].width < 2


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("SCH-C1-02#通畅", '"是,否,不清楚"'),
        ("SCH-C1-04#通畅", '"是,否,不清楚"'),
        ("SCH-C1-02#类型", '"小学,中学,不清楚"'),
        ("SCH-C1-03#", '"符合,不符合,不适用,不清楚"'),
        ("SCH-C1-02#场所", "'选项'!$A$1:$A$40"),
    ],
)
def test_answers_to_choose_from_are_a_drop_down(blank: Path, key: str, expected: str) -> None:
    rule = rule_of(blank, key)

    assert ("list", expected, True) == (rule.type, rule.formula1, rule.showErrorMessage)


def test_a_list_too_long_for_a_rule_lies_on_a_sheet_nobody_sees(blank: Path) -> None:
    book = load_workbook(blank)

    assert ["检查表", "选项"] == book.sheetnames
    assert "hidden" == book["选项"].sheet_state
    assert [*MANY, "不清楚"] == [cell.value for cell in book["选项"]["A"]]


def test_a_checklist_without_long_lists_has_one_sheet() -> None:
    short = sheet_of(Checklist(code="SCH-C2", title="示例", items=ITEMS[2:]), FACTS, form=FORM)

    assert ["检查表"] == load_workbook(io.BytesIO(workbook_bytes(short))).sheetnames


@pytest.mark.parametrize(
    ("key", "kind", "low", "high"),
    [
        ("SCH-C1-01#出口数", "whole", "0", "1000000000000000"),
        ("SCH-C1-01#宽度", "decimal", "0", "50.5"),
        ("SCH-C1-01#落差", "decimal", "-1000000000000000", "1000000000000000"),
        ("SCH-C1-02#日期", "date", "1", "109574"),
    ],
)
def test_numbers_and_days_are_checked_but_not_forced(
    blank: Path, key: str, kind: str, low: str, high: str
) -> None:
    rule = rule_of(blank, key)

    assert (kind, low, high) == (rule.type, rule.formula1, rule.formula2)
    assert "warning" == rule.errorStyle
    assert "没有查明的空着" in str(rule.error)


def test_the_days_of_the_rule_are_what_spreadsheets_count() -> None:
    assert (date(2199, 12, 31) - date(1899, 12, 30)).days == 109574


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("SCH-C1-02#部位", "可填几项，用“、”隔开：厨房、宿舍"),
        ("SCH-C1-02#药品", "填“名称=数量”，几种用“；”隔开"),
        ("SCH-C1-02#情况", "填文字"),
        ("SCH-C1-01#完好率", "填数"),
    ],
)
def test_free_answers_are_texts_with_a_hint(blank: Path, key: str, hint: str) -> None:
    """A percentage is a text too: as a number 85% would be stored as 0.85."""
    rule = rule_of(blank, key)
    cell = load_workbook(blank)["检查表"].cell(FIRST + KEYS.index(key), 7)

    assert (None, hint, "@") == (rule.type, rule.prompt, cell.number_format)


def test_a_file_that_is_there_is_never_touched(blank: Path) -> None:
    before = blank.read_bytes()

    with pytest.raises(UsageError, match="已经有了，没有改动它"):
        write_new(blank, b"")

    assert before == blank.read_bytes()


def test_a_folder_that_cannot_be_written_to_is_told(
    tmp_path: Path, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    tmp_path.chmod(0o500)
    with ordinary_user(), pytest.raises(EnvironmentFailure, match="写不进去"):
        write_new(tmp_path / "示例.xlsx", b"")
    tmp_path.chmod(0o700)


# What is read of it


def test_a_filled_workbook_is_read(blank: Path) -> None:
    filled = read_checklist_file(fill(blank))

    assert ("SCH-C1", 3) == (filled.checklist, filled.revision)
    assert ("示例厂", "2024-05-06", "甲、乙", "1号") == (
        filled.org.text,
        filled.on.text,
        filled.inspectors.text,
        filled.place.text,
    )
    assert TEXTS == given_answers(filled)
    assert KEYS == [row.key.text for row in filled.rows]
    assert "锁了一个" == filled.rows[0].remark
    assert ("表“检查表” G8", "表“检查表” I8", "表“检查表” C2") == (
        filled.rows[0].answer.where,
        filled.rows[0].key.where,
        filled.org.where,
    )


def test_the_file_is_known_by_its_content(blank: Path) -> None:
    filing = read_checklist_file(fill(blank)).filing

    assert ("检查表.xlsx", hashlib.sha256(blank.read_bytes()).hexdigest(), "检查表") == (
        filing.file,
        filing.digest,
        filing.sheet,
    )


def insert_columns(book: Workbook) -> None:
    book["检查表"].insert_cols(1, 2)


def shuffle_rows(book: Workbook) -> None:
    """Sort the rows of the table upside down, merged cells taken apart before."""
    page = book["检查表"]
    for area in list(page.merged_cells.ranges):
        page.unmerge_cells(str(area))
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=FIRST)]
    for number, cells in enumerate(reversed(rows), start=FIRST):
        for column, value in enumerate(cells, start=1):
            page.cell(number, column).value = value


def reword(book: Workbook) -> None:
    """Shorten, translate and correct whatever may be."""
    page = book["检查表"]
    for row in page.iter_rows(min_row=1, max_col=6):
        for cell in row:
            if cell.value and cell.column_letter != "C":
                cell.value = "Other words"
    page["G7"], page["H7"] = " 答 案", "备注 "


def rename(book: Workbook) -> None:
    book["检查表"].title = "9月 示例厂"


def delete_words(book: Workbook) -> None:
    """Take out the columns 怎么看 and 依据."""
    page = book["检查表"]
    for area in list(page.merged_cells.ranges):
        if str(area).startswith(("C8", "D8", "C12", "D12")):
            page.unmerge_cells(str(area))
    for row in page.iter_rows(min_row=FIRST - 1, min_col=3, max_col=4):
        for cell in row:
            cell.value = None


def add_notes(book: Workbook) -> None:
    """Write below the table, and on a sheet of one's own."""
    book["检查表"]["A30"] = "陪同人员：示例丙"
    book.create_sheet("照片").append(["示例"])


def full_width_marks(book: Workbook) -> None:
    page = book["检查表"]
    page["I7"] = "＃ａｎｓｗｅｒｓ"


@pytest.mark.parametrize(
    "change",
    [insert_columns, shuffle_rows, reword, rename, delete_words, add_notes, full_width_marks],
)
def test_reading_goes_by_marks_and_not_by_words(blank: Path, change: Change) -> None:
    assert TEXTS == given_answers(read_checklist_file(fill(blank, change=change)))


def test_cells_are_told_where_they_are_now(blank: Path) -> None:
    filled = read_checklist_file(fill(blank, change=insert_columns))

    assert "表“检查表” I8" == filled.rows[0].answer.where


def test_answers_merged_over_rows_count_for_each(blank: Path) -> None:
    def merge(book: Workbook) -> None:
        book["检查表"].merge_cells("G12:G13")

    found = given_answers(read_checklist_file(fill(blank, change=merge)))

    assert ("否", "否") == (found["SCH-C1-02#通畅"], found["SCH-C1-02#上锁"])


def test_a_formula_without_result_is_told_as_one(blank: Path) -> None:
    filled = read_checklist_file(fill(blank, {"SCH-C1-01#出口数": "=1+1"}))

    assert {"SCH-C1-01#出口数": "=1+1"} == given_answers(filled)


def test_what_is_written_beside_its_cell_is_found(blank: Path) -> None:
    """The unit was written into D2, behind the merged cell."""

    def move(book: Workbook) -> None:
        page = book["检查表"]
        page.unmerge_cells("C2:H2")
        page["C2"], page["D2"] = None, "示例厂"

    org = read_checklist_file(fill(blank, change=move)).org

    assert ("示例厂", "表“检查表” D2") == (org.text, org.where)


def test_a_line_that_was_deleted_is_blank(blank: Path) -> None:
    def delete(book: Workbook) -> None:
        book["检查表"]["I5"] = None

    place = read_checklist_file(fill(blank, change=delete)).place

    assert ("", "表“检查表”") == (place.text, place.where)


def text_table(*, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """Return the exported text table as a spreadsheet saves it when it is filled in."""
    rows = list(csv.reader(io.StringIO(csv_bytes(SHEET).decode("utf-8-sig"), newline="")))
    for row, text in zip(rows[1:5], ("示例厂", "2024-05-06", "甲、乙", "1号"), strict=True):
        row[2] = text
    for row, key in zip(rows[FIRST - 1 :], KEYS, strict=True):
        row[6] = TEXTS.get(key, "")
    saved = io.StringIO(newline="")
    csv.writer(saved, delimiter=delimiter).writerows(rows)
    return saved.getvalue().encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8-sig", ","), ("utf-8", ","), ("gb18030", ","), ("utf-16", "\t"), ("utf-8", ";")],
)
def test_a_filled_text_table_is_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "示例.csv"
    path.write_bytes(text_table(encoding=encoding, delimiter=delimiter))

    filled = read_checklist_file(path)

    assert TEXTS == given_answers(filled)
    assert ("示例厂", "表“示例” C2") == (filled.org.text, filled.org.where)


def test_a_text_table_computes_nothing_in_a_spreadsheet() -> None:
    cells = [cell for row in csv.reader(io.StringIO(csv_bytes(SHEET).decode())) for cell in row]

    assert "'=出口" in cells
    assert "'+制度_x4e2d_" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


# What cannot be


def test_a_table_without_marks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "别的.csv"
    path.write_text("检查项,答案\n出口,是\n", encoding="utf-8")

    with pytest.raises(DataError, match=r"别的\.csv：没有识别码，不是导出的检查表"):
        read_checklist_file(path)


@pytest.mark.parametrize("mark", ["#checklist", "#checklist SCH-C1", "#checklist SCH-C1 x"])
def test_a_mark_nobody_made_is_none(blank: Path, mark: str) -> None:
    def spoil(book: Workbook) -> None:
        book["检查表"]["I1"] = mark

    with pytest.raises(DataError, match="没有识别码"):
        read_checklist_file(fill(blank, change=spoil))


def test_two_filled_sheets_in_one_file_are_refused_by_name(blank: Path) -> None:
    def copy(book: Workbook) -> None:
        book.copy_worksheet(book["检查表"]).title = "第二家"

    with pytest.raises(DataError, match="有不止一张检查表（检查表、第二家）"):
        read_checklist_file(fill(blank, change=copy))


@pytest.mark.parametrize(("address", "value", "where"), [("G7", "结果", "I7"), ("I7", None, "I1")])
def test_a_table_without_its_headings_is_refused(
    blank: Path, address: str, value: str | None, where: str
) -> None:
    def spoil(book: Workbook) -> None:
        book["检查表"][address] = value

    with pytest.raises(DataError) as caught:
        read_checklist_file(fill(blank, change=spoil))

    assert f"表“检查表” {where}：找不到表头里的“答案”一列" in str(caught.value)


def test_a_file_that_is_gone_is_told() -> None:
    with pytest.raises(DataError, match="找不到文件"):
        read_checklist_file(Path(os.devnull).parent / "没有.xlsx")
