"""Formats that openpyxl does not write: .ods as LibreOffice stores it, .xls record by record."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import DataError
from zhiben.io.legacy import widest_sheet
from zhiben.io.tables import Limits, read_sheets

if TYPE_CHECKING:
    from pathlib import Path

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def spreadsheet(path: Path, table: str) -> Path:
    """Write an .ods file whose one table has these rows."""
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0" xmlns:text="{names}text:1.0"'
        f' xmlns:table="{names}table:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="进展">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return path


def cell(text: str, **attributes: int) -> str:
    """Return one cell of an .ods table; ``columns_repeated=2`` and the like are its counts."""
    counts = "".join(
        f' table:number-{name.replace("_", "-")}="{value}"' for name, value in attributes.items()
    )
    if not text:
        return f"<table:table-cell{counts}/>"
    kind = ' office:value-type="string"'
    return f"<table:table-cell{kind}{counts}><text:p>{text}</text:p></table:table-cell>"


def test_merged_cells_of_an_open_document_repeat_their_value(tmp_path: Path) -> None:
    covered = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    path = spreadsheet(
        tmp_path / "进展.ods",
        '<table:table-row table:number-rows-repeated="2">' + cell("") + "</table:table-row>"
        "<table:table-header-rows><table:table-row>"
        + cell("", columns_repeated=1)
        + cell("进展表", columns_spanned=3)
        + covered
        + "</table:table-row></table:table-header-rows>"
        "<table:table-row>"
        + cell("1")
        + cell("推进", rows_spanned=2)
        + cell("好", columns_repeated=2)
        + "</table:table-row><table:table-row>"
        + cell("2")
        + "<table:covered-table-cell/>"
        + cell("慢")
        + "</table:table-row>",
    )

    (sheet,) = read_sheets(path)

    assert "进展" == sheet.name
    assert [
        ("", "", "", ""),
        ("", "", "", ""),
        ("", "进展表", "进展表", "进展表"),
        ("1", "推进", "好", "好"),
        ("2", "推进", "慢", ""),
    ] == [row.cells for row in sheet.rows]


@pytest.mark.parametrize("stored", ["2025-03-01", "2025-03-01T00:00:00"])
def test_dates_of_an_open_document_have_no_midnight(stored: str, tmp_path: Path) -> None:
    day = f'<table:table-cell office:value-type="date" office:date-value="{stored}"/>'
    path = spreadsheet(tmp_path / "进展.ods", f"<table:table-row>{day}</table:table-row>")

    assert ("2025-03-01",) == read_sheets(path)[0].rows[0].cells


def test_an_open_document_repeating_text_without_end_is_refused(tmp_path: Path) -> None:
    row = '<table:table-row table:number-rows-repeated="1048576">'
    path = spreadsheet(
        tmp_path / "进展.ods", row + cell("x", columns_repeated=16384) + "</table:table-row>"
    )

    with pytest.raises(DataError, match="远到 XFD1048576，"):
        read_sheets(path, limits=Limits())


@pytest.mark.parametrize("visibility", ["collapse", "filter"])
def test_hidden_rows_of_a_spreadsheet_are_told_of(visibility: str, tmp_path: Path) -> None:
    row = f'<table:table-row table:visibility="{visibility}">'
    path = spreadsheet(tmp_path / "进展.ods", row + cell("x") + "</table:table-row>")

    (sheet,) = read_sheets(path)

    assert ("有隐藏或筛选掉的行、列，也读了进来。",) == sheet.notes


def record(kind: int, body: bytes = b"") -> bytes:
    """Return one BIFF record."""
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: str) -> bytes:
    """Return the record of a text cell."""
    return record(
        0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
    )


def number(row: int, column: int, value: float) -> bytes:
    """Return the record of a number cell."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def legacy(path: Path, *cells: bytes, prelude: bytes = b"") -> Path:
    """Write an .xls file: a BIFF8 stream in the smallest compound file that can hold it."""
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)) + prelude
    name = "进展"
    bound = struct.pack("<IHBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    at = len(start) + 4 + len(bound) + 4
    bound = struct.pack("<I", at) + bound[4:]
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 0, 0, 0))
    stream = start + record(0x0085, bound) + record(0x000A) + sheet + b"".join(cells)
    stream = (stream + record(0x000A)).ljust(8 * SECTOR, b"\0")
    count = len(stream) // SECTOR
    chain = [FAT, END, *range(3, count + 2), END]
    fat = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    folder = entry("Root Entry", 5, child=1, first=END, size=0)
    folder += entry("Workbook", 2, child=FREE, first=2, size=len(stream))
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0, 0
    )
    head += struct.pack("<108I", *[FREE] * 108)
    path.write_bytes(head + fat + folder.ljust(SECTOR, b"\0") + stream)
    return path


def entry(name: str, kind: int, *, child: int, first: int, size: int) -> bytes:
    """Return one directory entry of a compound file."""
    text = (name + "\0").encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", first, size)


@pytest.mark.parametrize("name", ["进展.xls", "进展.et", "进展.xlsx"])
def test_legacy_workbooks_are_read_with_addresses_and_merged_cells(
    name: str, tmp_path: Path
) -> None:
    merged = record(0x00E5, struct.pack("<HHHHH", 1, 1, 1, 1, 3))
    path = legacy(
        tmp_path / name,
        label(1, 1, "进展表"),
        label(2, 1, "推进"),
        number(2, 2, 3.0),
        number(2, 3, 27.56),
        merged,
    )

    (sheet,) = read_sheets(path)

    assert "进展" == sheet.name
    assert [
        ("", "", "", ""),
        ("", "进展表", "进展表", "进展表"),
        ("", "推进", "3", "27.56"),
    ] == [row.cells for row in sheet.rows]


@pytest.mark.parametrize("before", [b"", record(0x0086)])
def test_a_legacy_workbook_with_a_password_is_refused(before: bytes, tmp_path: Path) -> None:
    """Encrypted, or write-protected and encrypted."""
    encrypted = record(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    path = legacy(tmp_path / "进展.xls", prelude=before + encrypted)

    with pytest.raises(DataError, match="有打开密码"):
        read_sheets(path)


def test_a_damaged_legacy_workbook_is_refused_however_its_reader_takes_it(tmp_path: Path) -> None:
    """A code page record without a code page makes the reader panic instead of raising."""
    path = legacy(tmp_path / "进展.xls", label(0, 0, "x"), prelude=record(0x0042))

    with pytest.raises(DataError, match="文件已损坏或不完整"):
        read_sheets(path)


def extent(top: int, bottom: int, left: int, right: int) -> bytes:
    """Return the record that says how far a sheet's cells reach."""
    return record(0x0200, struct.pack("<IIHHH", top, bottom, left, right, 0))


@pytest.mark.parametrize(
    "far",
    [label(65_535, 65_535, "x"), extent(0, 2**31, 0, 1), extent(7, 3, 0, 1), extent(0, 1, 9, 1)],
)
def test_a_legacy_workbook_whose_cells_lie_impossibly_far_takes_no_memory(
    far: bytes, tmp_path: Path
) -> None:
    """Its reader would ask for room for the whole rectangle, and end the program."""
    path = legacy(tmp_path / "进展.xls", label(0, 0, "x"), far)

    with pytest.raises(DataError, match="文件已损坏或不完整"):
        read_sheets(path)


def test_the_last_cell_a_legacy_workbook_can_have_is_read(tmp_path: Path) -> None:
    far = extent(0, 65_536, 0, 2)
    path = legacy(tmp_path / "进展.xls", far, label(0, 0, "x"), label(65_535, 1, "y"))

    (sheet,) = read_sheets(path)

    assert (65_536, ("", "y")) == (sheet.rows[-1].number, sheet.rows[-1].cells)


@given(st.binary(max_size=40), st.integers(0, 5000))
def test_how_far_cells_reach_is_found_in_no_damaged_file_that_cannot_be_followed(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, place: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "进展.xls"
    data = legacy(path, label(3, 2, "x"), extent(0, 4, 0, 3)).read_bytes()
    wrong = data[:place] + noise + data[place + len(noise) :]

    assert (4, 3) == widest_sheet(data)
    assert 2 == len(widest_sheet(wrong[: len(wrong) - len(noise)]))


def test_what_its_reader_prints_of_a_panic_is_not_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = legacy(tmp_path / "进展.xls", label(0, 0, "x"), prelude=record(0x0042))

    with pytest.raises(DataError):
        read_sheets(path)
    assert "" == capfd.readouterr().err
