"""Marks of state secrets are found in files of any kind, as far as they are text."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from zhiben.io.marks import marked_place
from zhiben.ledger.privacy.secrecy import FIRST_ROWS

if TYPE_CHECKING:
    from pathlib import Path

MARK = "机密★10年"
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def part(*paragraphs: str) -> str:
    """Return a part of a document with some paragraphs."""
    texts = (f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return f"<w:part {NAMESPACE}><w:body>{''.join(texts)}</w:body></w:part>"


def document(path: Path, **parts: str) -> Path:
    """Write a document of the parts named."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return path


def workbook(path: Path, *rows: tuple[str, ...]) -> Path:
    """Write a workbook with one sheet."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_searched_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "说明.txt"
    path.write_text(f"示例说明\n\n  {MARK}\n", encoding=encoding)

    assert "第 3 行" == marked_place(path)


def test_cells_and_tags_of_a_text_are_searched_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "清单.tsv").write_text("序号\t密级\n1\t秘密\n", encoding="utf-8")
    (tmp_path / "网页.htm").write_text("<p>绝密</p>", encoding="utf-8")

    assert "第 2 行" == marked_place(tmp_path / "清单.tsv")
    assert "第 1 行" == marked_place(tmp_path / "网页.htm")


def test_workbooks_are_searched_as_when_they_are_imported(tmp_path: Path) -> None:
    assert "第 1 个工作表第 2 行" == marked_place(
        workbook(tmp_path / "台账.xlsx", ("示例",), (MARK,))
    )
    assert not marked_place(workbook(tmp_path / "机密柜.xlsx", ("商业秘密",)))


@pytest.mark.parametrize("suffix", [".docx", ".docm", ".dotx"])
def test_a_document_is_searched_where_it_begins(tmp_path: Path, suffix: str) -> None:
    assert "正文开头" == marked_place(
        document(tmp_path / f"批复{suffix}", document=part("", "示例", MARK))
    )


def test_a_document_is_searched_at_the_edge_of_its_pages(tmp_path: Path) -> None:
    path = document(tmp_path / "批复.docx", document=part("示例"), header1=part("密级：秘密"))

    assert "页眉或页脚" == marked_place(path)


def test_a_mark_stands_at_the_beginning(tmp_path: Path) -> None:
    """Further down a text only tells of marks."""
    lines = [*(["示例"] * FIRST_ROWS), MARK]
    (tmp_path / "说明.txt").write_text("\n".join(lines), encoding="utf-8")

    assert not marked_place(tmp_path / "说明.txt")
    assert not marked_place(document(tmp_path / "说明.docx", document=part(*lines)))
    assert marked_place(document(tmp_path / "批复.docx", document=part(*lines[1:])))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("照片.jpg", b"\xff\xd8\xff"), ("扫描.pdf", b"%PDF-1.7"), ("旧版.doc", b"\xd0\xcf\x11\xe0"),
        ("空.txt", b""), ("乱.txt", bytes(range(256))), ("坏.xlsx", b"PK\x03\x04"),
        ("坏.docx", b"PK\x03\x04"), ("无.docx", b""), ("图.xlsx", b"\x89PNG"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_judged_by_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    """Evidence may be anything, a damaged file too."""
    path = tmp_path / name
    path.write_bytes(content)
    marked = tmp_path / f"绝密{path.suffix}"

    assert not marked_place(path)
    assert "文件名" == marked_place(path.rename(marked))
    assert not marked_place(path)


@pytest.mark.parametrize(
    "content",
    [
        f"<w:part {NAMESPACE}><w:p>",
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
            f'<!ENTITY {after} "{f"&{before};" * 10}">'
            for before, after in zip("abcdefghi", "bcdefghij", strict=True)
        ) + "]><x>&j;</x>",
    ],
)  # fmt: skip
def test_a_part_that_cannot_be_read_is_let_be(tmp_path: Path, content: str) -> None:
    assert not marked_place(document(tmp_path / "坏.docx", document=content))


def test_a_bomb_is_read_no_further_than_the_beginning_of_a_document(tmp_path: Path) -> None:
    """64 MB of blanks in 64 KB, and the mark behind them."""
    text = part(" " * 64 * 1024**2, MARK)

    assert not marked_place(document(tmp_path / "大.docx", document=text))


def test_an_encrypted_document_is_let_be(tmp_path: Path) -> None:
    path = document(tmp_path / "密.docx", document=part(MARK))
    data = bytearray(path.read_bytes())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + flags] |= 1
    path.write_bytes(data)

    assert not marked_place(path)
