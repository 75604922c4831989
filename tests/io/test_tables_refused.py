from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from zhiben.errors import DataError, EnvironmentFailure
from zhiben.io.tables import DEFAULT_LIMITS, Limits, read_sheets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
CONTENT = "xl/workbook.xml"


def workbook(**cells: str) -> bytes:
    book = Workbook()
    for address, text in cells.items():
        book.worksheets[0][address] = text
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def package(parts: Mapping[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def without(data: bytes, part: str) -> bytes:
    """Return the package without one of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name != part]
        return package({name: archive.read(name) for name in names})


def reason(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> str:
    with pytest.raises(DataError) as caught:
        read_sheets(path, limits=limits)
    (problem,) = caught.value.problems

    assert path.name == problem.where
    assert "\n" not in problem.message
    return problem.message


WHOLE = workbook(A1="任务")
NO_BOOK = "不是工作簿；若是文本表格，请把扩展名改成 .csv 后再导入。"
DAMAGED = "文件已损坏或不完整"
PROTECTED = "有打开密码"
WEB_PAGE = "其实是网页（HTML/XML）存成的表格"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.xlsx", b"", "是空文件"),
        ("a.csv", b"", "是空文件"),
        ("~$a.xlsx", WHOLE, "是表格打开时的临时锁文件"),
        ("a.docx", WHOLE, "不认识这种扩展名"),
        ("a.xlsx", WHOLE[: len(WHOLE) // 2], DAMAGED),
        ("a.xlsx", WHOLE[:-30], DAMAGED),
        ("a.xlsx", without(WHOLE, "xl/_rels/workbook.xml.rels"), DAMAGED),
        ("a.xlsx", without(WHOLE, "xl/worksheets/sheet1.xml"), DAMAGED),
        ("a.xlsx", without(WHOLE, "[Content_Types].xml")[:400], DAMAGED),
        ("a.xlsx", package({CONTENT: b"<a", "xl/_rels/workbook.xml.rels": b"<a/>"}), DAMAGED),
        ("a.xlsx", package({"word/document.xml": ""}), "其实是Word 文档，不是工作簿"),
        ("a.xlsx", package({"ppt/presentation.xml": ""}), "其实是演示文稿，不是工作簿"),
        ("a.xlsx", package({"xl/workbook.bin": ""}), "其实是二进制工作簿（.xlsb），不是工作簿"),
        ("a.xlsx", package({"a.txt": ""}), "其实是压缩包，不是工作簿"),
        ("a.xlsx", "任务".encode(), NO_BOOK),
        ("a.xlsx", b"\xff\xd8\xff\xe0JFIF", "其实是图片，不是表格"),
        ("a.csv", b"\x89PNG\r\n", "其实是图片，不是表格"),
        ("a.xls", b"%PDF-1.7", "其实是PDF 文件，不是表格"),
        ("a.xls", b"\xef\xbb\xbf\r\n<HTML><table></table></html>", WEB_PAGE),
        ("a.csv", b'<?xml version="1.0"?>', WEB_PAGE),
        ("a.xls", OLE + bytes(600), DAMAGED),
        ("a.et", OLE + "WordDocument".encode("utf-16-le"), "其实是Word 文档，不是工作簿"),
        ("a.xls", OLE + "PowerPoint Document".encode("utf-16-le"), "其实是演示文稿，不是工作簿"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), PROTECTED),
        (
            "a.ods",
            package({"META-INF/manifest.xml": "<m:encryption-data/>", "content.xml": ""}),
            PROTECTED,
        ),
        ("a.csv", WHOLE, "不是文本表格，像是工作簿或文档改了扩展名"),
        ("a.txt", OLE, "不是文本表格，像是工作簿或文档改了扩展名"),
        ("a.csv", b"a,b\n\0,c\n", "含有空字节，不是文本表格"),
        ("a.csv", b"a,b\nc,\xff\xff\n", "第 2 行起不是 UTF-8，也不是 GB18030 编码"),
        ("a.csv", b"\xff\xfea", "第 1 行起不是 UTF-8，也不是 GB18030 编码"),
        ("a.csv", b'a,b\nc,"d\ne,f\n', "第 3 行的引号不成对"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(
    name: str, data: bytes, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    assert reason(path).startswith(expected)


def test_a_part_that_lies_about_its_size_does_not_fill_the_memory(tmp_path: Path) -> None:
    """64 MB that say they are 100 bytes: found out after the first megabyte."""
    path = tmp_path / "a.xlsx"
    file = io.BytesIO(WHOLE)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/manifest.xml", bytes(64 * 1024**2))
    data = bytearray(file.getvalue())
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, 100)
    path.write_bytes(data)

    tracemalloc.start()
    told = reason(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert told.startswith(DAMAGED)
    assert peak < 16 * 1024**2


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_part_that_declares_entities_is_refused_used_or_not(part: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts[part].partition(b"?>\n")[2]
    path.write_bytes(package(parts))

    assert reason(path).startswith(DAMAGED)


def test_a_wrong_byte_in_the_name_of_a_part_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(package({"工": b""}).replace("工".encode(), b"\xff\xff\xff"))

    assert reason(path).startswith(DAMAGED)


@pytest.mark.parametrize("encodings", [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_two_encodings_in_one_file_are_told_where_the_second_begins(
    encodings: tuple[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    first, second = (
        f"任务,单位{end}\n".encode(one) for one, end in zip(encodings, "甲乙", strict=True)
    )
    path.write_bytes(first * 20 + second * 20)

    assert reason(path).startswith("第 21 行起不是 UTF-8，也不是 GB18030 编码")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a,b\nc,d\ne", True), ("a,b\nc,d\ne\n", False), ("a,b\nc,d\ne,f", False), ("a,b", False)],
)
def test_a_text_table_that_breaks_off_is_read_and_told_of(
    text: str, expected: bool, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    (sheet,) = read_sheets(path)

    assert expected is any("可能不完整" in note for note in sheet.notes)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "a.xlsx"
    folder.mkdir()

    assert "是文件夹，请指明其中的表格文件。" == reason(folder)
    assert reason(tmp_path / "b.xlsx").startswith("找不到文件")


def test_an_encrypted_part_means_a_password(tmp_path: Path) -> None:
    data = bytearray(WHOLE)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 1)
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)

    assert reason(path).startswith(PROTECTED)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(file_bytes=10), "超过上限 10 字节，请拆分后再导入。"),
        (Limits(unpacked_bytes=10), "超过上限 10 字节，请拆分后再导入。"),
        (Limits(rows=2), "工作表“Sheet”超过 2 行，请拆分后再导入。"),
        (Limits(cells=8), "最右最下的内容远到 C3，多半是误填，请删去表格外的内容后再导入。"),
    ],
)
def test_workbooks_beyond_a_limit_are_refused(
    limits: Limits, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(A1="任务", C3="x"))

    assert reason(path, limits=limits).endswith(expected)


def test_one_stray_character_in_the_last_cell_is_refused(tmp_path: Path) -> None:
    """Read, it would take as much memory as the sheet has cells."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(A1="任务", XFD1048576="x"))

    assert "远到 XFD1048576，" in reason(path)


def test_text_tables_beyond_a_limit_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\nb\nc\n", encoding="utf-8")

    assert "超过 2 行，请拆分后再导入。" == reason(path, limits=Limits(rows=2))
    assert 3 == len(read_sheets(path, limits=Limits(rows=3))[0].rows)


def test_a_file_the_machine_cannot_read_is_no_fault_of_the_data(tmp_path: Path) -> None:
    name = "长" * 300 + ".csv"

    with pytest.raises(EnvironmentFailure, match="读不出来"):
        read_sheets(tmp_path / name)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_one_wrong_byte_is_read_or_refused_but_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, place: int, byte: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "wrong.xlsx"
    path.write_bytes(WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :])

    with suppress(DataError):
        assert 1 >= len(read_sheets(path))
