"""Cells that a spreadsheet would compute are neutralised, in every file zhiben writes."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zhiben
from zhiben.cli.output import csv_text
from zhiben.io.tables import read_sheets
from zhiben.io.texttables import escape_cell, unescape_cell

CORE = Path(zhiben.__file__).parent
SIGNS = "=+-@＝＋－＠"
HIDDEN = ("", " ", "\t", "\r", "\n", "\u3000", "\xa0", "\ufeff", "\u200b", "\x1f", " \t\u2060")
RISKY = [f"{hidden}{sign}1+1" for hidden in HIDDEN for sign in SIGNS]
PLAIN = ["示例", "1+1", "a=b", "'示例", "", "（-）", "3－5日", " 示例", "'", "甲\t乙"]


@pytest.mark.parametrize("text", [*RISKY, *SIGNS, "\t示例", "\r示例", "\n示例", "'=1", "''\t=1"])
def test_what_may_be_computed_gets_an_apostrophe(text: str) -> None:
    assert f"'{text}" == escape_cell(text)


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_stays(text: str) -> None:
    assert text == escape_cell(text)


PIECES = st.sampled_from(("'", *SIGNS, *HIDDEN, "示例", "1"))


@given(text=st.text() | st.lists(PIECES, max_size=6).map("".join))
def test_an_escaped_text_comes_back_and_never_starts_with_a_sign(text: str) -> None:
    escaped = escape_cell(text)

    assert text == unescape_cell(escaped)
    assert not escaped.lstrip("".join(HIDDEN)).startswith(tuple(SIGNS))


def test_csv_on_the_screen_and_read_back_is_the_same_text(tmp_path: Path) -> None:
    shown = [text for text in RISKY if not set("\t\r\x1f") & set(text)]
    text = csv_text(("甲", "乙"), [(cell, "示例") for cell in shown])
    cells = [row[0] for row in csv.reader(io.StringIO(text))][1:]
    (tmp_path / "示例.csv").write_text(text, encoding="utf-8", newline="")
    (sheet,) = read_sheets(tmp_path / "示例.csv")

    assert all(cell.startswith("'") for cell in cells)
    assert shown == [row.cells[0] for row in sheet.rows[1:]]


def calls(file: Path) -> set[str]:
    """Return the names of everything a module calls, and of every attribute it sets."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            found.add(ast.unparse(node.func))
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
    return found


def writers(name: str) -> list[Path]:
    """Return the modules of the core that call something."""
    return [file for file in sorted(CORE.rglob("*.py")) if name in calls(file)]


def test_every_writer_of_csv_escapes_its_cells() -> None:
    found = writers("csv.writer")

    assert {"output.py", "rejects.py"} <= {file.name for file in found}
    assert [] == [file.name for file in found if "escape_cell" not in calls(file)]
    assert [] == [file.name for file in writers("csv.DictWriter")]


def test_every_writer_of_workbooks_says_that_its_cells_are_text() -> None:
    found = writers("Workbook")

    assert {"rejects.py", "checklist_workbook.py"} <= {file.name for file in found}
    assert [] == [file.name for file in found if "data_type" not in calls(file)]
