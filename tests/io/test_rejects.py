from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from zhiben.errors import EnvironmentFailure
from zhiben.io.rejects import Placed, RejectedRow, rejects_path, renew_rejects, write_rejects
from zhiben.io.tables import read_sheets
from zhiben.ledger.progress_import.table import ProgressTable, read_progress_table

HUOQIU = Path(__file__).parents[1] / "data" / "huoqiu-2025q1-task-progress.csv"
HEADER = ("序号", "任务", "单位", "一季度完成情况")
DANGEROUS = ("=1+1", "+86", "-5%", "@SUM(A1)", "'=1", "''-2")


def reject(*cells: str, number: int = 3, reason: str = "分不清") -> RejectedRow:
    return RejectedRow(number=number, cells=cells, reason=reason)


def texts(path: Path) -> list[tuple[str, ...]]:
    (sheet,) = read_sheets(path)
    return [row.cells for row in sheet.rows]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("进展.xlsx", "进展.未采纳.xlsx"),
        ("进展.xls", "进展.未采纳.xlsx"),
        ("进展.CSV", "进展.未采纳.csv"),
        ("进展.tsv", "进展.未采纳.csv"),
        ("进展.未采纳.xlsx", "进展.未采纳.xlsx"),
        ("进展.未采纳 (2).xlsx", "进展.未采纳.xlsx"),
        ("五河.2025.xlsx", "五河.2025.未采纳.xlsx"),
    ],
)
def test_rejects_lie_beside_the_input_under_its_name(
    source: str, expected: str, tmp_path: Path
) -> None:
    assert tmp_path / expected == rejects_path(tmp_path / source)


@pytest.mark.parametrize("name", ["进展.xlsx", "进展.csv"])
def test_columns_headings_and_reasons_are_kept(name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    titles = ("2025年进展表",) * 4

    path = write_rejects(
        rejects_path(source), [titles, HEADER], [reject("1", "推进", "县应急局")], like=source
    )

    assert [
        ("2025年进展表", "", "", "", "", ""),
        (*HEADER, "原行号", "未采纳原因"),
        ("1", "推进", "县应急局", "", "3", "分不清"),
    ] == texts(path)


def test_a_rejected_text_table_opens_in_a_spreadsheet_program(tmp_path: Path) -> None:
    """Excel reads UTF-8 only behind a byte order mark."""
    source = tmp_path / "进展.csv"

    path = write_rejects(rejects_path(source), [HEADER], [reject("1")], like=source)

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_workbook_holds_no_formula_however_the_text_begins(tmp_path: Path) -> None:
    source = tmp_path / "进展.xlsx"

    path = write_rejects(rejects_path(source), [HEADER], [reject(*DANGEROUS)], like=source)

    cells = load_workbook(path).worksheets[0][2]
    assert [*DANGEROUS, "3", "分不清"] == [cell.value for cell in cells]
    assert {"s"} == {cell.data_type for cell in cells}


def test_a_text_table_holds_no_formula_however_the_text_begins(tmp_path: Path) -> None:
    source = tmp_path / "进展.csv"

    path = write_rejects(rejects_path(source), [HEADER], [reject(*DANGEROUS)], like=source)

    with path.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))[1]
    assert all(not cell.startswith(("=", "+", "-", "@")) for cell in written)
    assert (*DANGEROUS, "3", "分不清") == texts(path)[1]


def test_an_existing_file_is_never_touched(tmp_path: Path) -> None:
    source = tmp_path / "进展.xlsx"
    first = rejects_path(source)
    first.write_text("mine", encoding="utf-8")

    second = write_rejects(first, [HEADER], [reject("1")], like=source)
    third = write_rejects(first, [HEADER], [reject("1")], like=source)

    assert "mine" == first.read_text(encoding="utf-8")
    assert ["进展.未采纳 (2).xlsx", "进展.未采纳 (3).xlsx"] == [second.name, third.name]
    assert {first, second, third} == set(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["进展.xlsx", "进展.csv"])
def test_the_same_rows_rejected_again_leave_the_earlier_file_as_it_is(
    name: str, tmp_path: Path
) -> None:
    source = tmp_path / name

    def renew(*rejected: RejectedRow, besides: frozenset[Path] = frozenset()) -> Placed:
        return renew_rejects(rejects_path(source), [HEADER], rejected, like=source, besides=besides)

    first = renew(reject("1"))
    before = first.path.read_bytes()

    assert (True, first._replace(is_new=False)) == (first.is_new, renew(reject("1")))
    assert before == first.path.read_bytes()
    assert f"进展.未采纳 (2){source.suffix}" == renew(reject("2")).path.name
    third = renew(reject("1"), besides=frozenset([first.path]))
    assert (f"进展.未采纳 (3){source.suffix}", True) == (third.path.name, third.is_new)
    assert 3 == len(list(tmp_path.iterdir()))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"mine"])
def test_a_file_that_is_not_what_zhiben_wrote_stays_somebody_s(
    content: bytes, tmp_path: Path
) -> None:
    source = tmp_path / "进展.xlsx"
    first = rejects_path(source)
    first.write_bytes(content)

    placed = renew_rejects(first, [HEADER], [reject("1")], like=source, besides=())

    assert ("进展.未采纳 (2).xlsx", content) == (placed.path.name, first.read_bytes())


def test_the_upper_row_of_a_header_keeps_its_columns(tmp_path: Path) -> None:
    source = tmp_path / "进展.xlsx"
    header = ("任务", "完成情况", "完成情况"), ("任务", "一季度", "二季度")

    path = write_rejects(rejects_path(source), header, [reject("推进", "", "好")], like=source)

    assert [
        ("任务", "完成情况", "完成情况", "", ""),
        ("任务", "一季度", "二季度", "原行号", "未采纳原因"),
        ("推进", "", "好", "3", "分不清"),
    ] == texts(path)


def test_rejecting_again_replaces_the_two_columns(tmp_path: Path) -> None:
    source = tmp_path / "进展.未采纳.xlsx"
    header = ("2025年", "", "", ""), ("原行号", "任务", "未采纳原因", "完成情况")

    path = write_rejects(
        rejects_path(source), header, [reject("8", "推进", "旧", "好", number=2)], like=source
    )

    assert [
        ("2025年", "", "", ""),
        ("任务", "完成情况", "原行号", "未采纳原因"),
        ("推进", "好", "2", "分不清"),
    ] == texts(path)


@pytest.mark.parametrize("text", ["长" * 40_000, "响铃\x07", "\ufffe"])
def test_text_a_workbook_cannot_hold_goes_into_a_text_table(text: str, tmp_path: Path) -> None:
    source = tmp_path / "进展.xlsx"

    path = write_rejects(rejects_path(source), [HEADER], [reject(text)], like=source)

    assert "进展.未采纳.csv" == path.name
    assert text == texts(path)[1][0]


def test_without_headings_only_the_rows_are_written(tmp_path: Path) -> None:
    source = tmp_path / "进展.csv"

    assert [("a", "3", "分不清")] == texts(
        write_rejects(rejects_path(source), [], [reject("a")], like=source)
    )


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    path = tmp_path / "没有" / "进展.未采纳.csv"

    with pytest.raises(EnvironmentFailure, match="未采纳的行写不进这个文件夹"):
        write_rejects(path, [HEADER], [], like=Path("进展.csv"))


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    """A lone surrogate can be written in no encoding."""
    source = tmp_path / "进展.csv"

    with pytest.raises(UnicodeEncodeError):
        write_rejects(rejects_path(source), [HEADER], [reject("\ud800")], like=source)

    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@given(
    cells=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=5
    )
)
def test_what_was_written_is_read_back_the_same(
    suffix: str, cells: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same up to what every reader does: one kind of line break, blank cells are empty."""
    source = tmp_path_factory.mktemp("rejects") / f"进展{suffix}"

    path = write_rejects(rejects_path(source), [HEADER], [reject(*cells)], like=source)

    seen = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
    expected = tuple("" if cell.isspace() else cell for cell in seen)
    width = max(len(cells), len(HEADER))
    assert (*expected, *[""] * (width - len(cells)), "3", "分不清") == texts(path)[1]


@given(rejected=st.sets(st.integers(2, 8)))
def test_accepted_and_rejected_are_all_that_was_read(
    rejected: set[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is rejected from the table of 霍邱 imports again as the same rows."""
    source = tmp_path_factory.mktemp("again") / HUOQIU.name
    table = read_progress_table([row.cells for row in read_sheets(HUOQIU)[0].rows], year=2025)
    assert isinstance(table, ProgressTable)
    given_rows = {row.number: row for row in table.rows}

    path = write_rejects(
        rejects_path(source),
        [read_sheets(HUOQIU)[0].rows[number - 1].cells for number in table.head],
        [reject(*given_rows[number].line, number=number) for number in sorted(rejected)],
        like=source,
    )

    again = read_progress_table(texts(path), year=2025)
    assert isinstance(again, ProgressTable)
    assert () == again.problems
    back = {(row.wording, row.leads, row.cells) for row in again.rows}
    kept = [row for row in table.rows if (row.wording, row.leads, row.cells) not in back]
    assert len(table.rows) == len(kept) + len(again.rows)
    assert rejected == {row.number for row in table.rows} - {row.number for row in kept}
