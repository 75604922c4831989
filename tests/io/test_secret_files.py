"""A file with the mark of a state secret is refused, in whatever form it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from zhiben.errors import DataError
from zhiben.io.tables import read_sheets

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_zhiben import Terminal

HEADER = ("序号", "隐患描述")


def workbook(path: Path, *sheets: tuple[str, tuple[tuple[str, ...], ...]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def refused(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_sheets(path)
    return str(caught.value)


def test_a_mark_above_the_table_is_found(tmp_path: Path) -> None:
    rows = (("", "机密★5年"), ("示例台账", ""), HEADER, ("1", "示例内容"))
    told = refused(workbook(tmp_path / "台账.xlsx", ("甲", (HEADER,)), ("乙", rows)))

    assert told.startswith("台账.xlsx：第 2 个工作表第 1 行有密级标志，涉密文件不能")
    assert "示例内容" not in told


def test_a_mark_in_a_text_table_is_found(tmp_path: Path) -> None:
    (tmp_path / "台账.csv").write_text("密级：秘密,\n序号,隐患描述\n", encoding="gb18030")

    assert "第 1 个工作表第 1 行有密级标志" in refused(tmp_path / "台账.csv")


def test_a_mark_in_the_name_of_a_file_or_sheet_is_found(tmp_path: Path) -> None:
    marked = workbook(tmp_path / "机密★台账.xlsx", ("甲", (HEADER,)))

    assert "文件名有密级标志" in refused(marked)
    named = workbook(tmp_path / "台账.xlsx", ("秘密", (HEADER,)))
    assert "第 1 个工作表的名称有密级标志" in refused(named)


def test_a_table_about_secrets_is_read(tmp_path: Path) -> None:
    rows = (HEADER, ("1", "涉及商业秘密的资料随意堆放，堵塞疏散通道"))
    (sheet,) = read_sheets(workbook(tmp_path / "台账.xlsx", ("甲", rows)))

    assert rows == tuple(row.cells for row in sheet.rows)


def test_an_import_of_a_marked_file_leaves_nothing_behind(zhiben: Terminal) -> None:
    zhiben("init")
    before = zhiben("journal", "list", "--json").out
    path = workbook(zhiben.folder / "进展.xlsx", ("甲", (("绝密",), HEADER, ("1", "示例"))))
    result = zhiben("import", "progress", path)

    assert (3, "") == (result.code, result.out)
    assert "有密级标志" in result.err
    assert before == zhiben("journal", "list", "--json").out
    assert not list(zhiben.folder.glob("*未采纳*"))
