"""Text tables (.csv .tsv .txt): the encoding and the delimiter are found out, never assumed."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final

from zhiben.io.sheets import Distinct, Sheet, clean_text, rectangular, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from zhiben.io.sheets import Limits

DELIMITERS: Final = ",\t;|"
_SAMPLE_ROWS: Final = 50
_CUT: Final = "最后一行比别的行短，又没有换行结束，文件可能不完整，请核对原文件。"
# Programs skip white space and marks that do not show, and take either width for a sign.
_COMPUTED: Final = r"(?:[\t\r\n]|[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠])"
_ESCAPED = re.compile(f"'+{_COMPUTED}")
_RISKY = re.compile(f"'*{_COMPUTED}")


def read_text_table(path: Path, data: bytes, *, limits: Limits) -> Sheet:
    """Read the bytes of a text table; its one sheet is named after the file."""
    text = _decode(path, data)
    delimiter = _delimiter(text, like=path.suffix.lower())
    cells = Distinct(_cell)
    rows: list[list[str]] = []
    for record in _records(path, text, delimiter=delimiter):
        if len(rows) == limits.rows:
            raise refuse(path, f"超过 {limits.rows:,} 行，请拆分后再导入。")
        rows.append([cells[cell] for cell in record])
    notes = [_CUT] if _seems_cut(text, rows) else []
    return Sheet(name=path.stem, rows=rectangular(rows), notes=tuple(notes))


def _seems_cut(text: str, rows: list[list[str]]) -> bool:
    """Tell whether the last row breaks off: without a line break, and shorter than all others."""
    others = {len(row) for row in rows[:-1] if row}
    return not text.endswith(("\n", "\r")) and bool(others) and len(rows[-1]) < min(others)


def escape_cell(text: str) -> str:
    """Return the text so that a spreadsheet opening the file shows it and never computes it.

    Text starting with ``= + - @`` in either width, behind white space too, or with a tab
    or a line break gets the apostrophe that spreadsheets use for text;
    :func:`unescape_cell` takes it off again.
    """
    return f"'{text}" if _RISKY.match(text) else text


def unescape_cell(text: str) -> str:
    """Take off the apostrophe that keeps a text from being computed."""
    return text[1:] if _ESCAPED.match(text) else text


def _cell(written: str) -> str:
    """Return what a cell says."""
    return clean_text(unescape_cell(written) if written.startswith("'") else written)


def _decode(path: Path, data: bytes) -> str:
    """Return the text in the first encoding that fits without a single doubtful byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)  # what Excel calls “Unicode 文本”
    else:
        encodings = ("utf-8-sig", "gb18030")
    line = 0
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            line = max(line, data.count(b"\n", 0, error.start) + 1)
            continue
        if "\0" in text:
            raise refuse(path, "含有空字节，不是文本表格，请用表格软件另存为 .csv 或 .xlsx。")
        return text
    message = f"第 {line} 行起不是 UTF-8，也不是 GB18030 编码，"
    raise refuse(
        path, f"{message}可能是几个文件拼成的，请用表格软件打开核对，另存为 .xlsx 后再导入。"
    )


def _delimiter(text: str, *, like: str) -> str:
    """Return the delimiter that cuts most of the first rows into the same number of cells."""
    sample = list(islice(io.StringIO(text, newline=""), _SAMPLE_ROWS))
    preferred = "\t" if like == ".tsv" else ","

    def fitness(delimiter: str) -> tuple[int, bool, int]:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
        widths.pop(1, None)
        width, times = max(widths.items(), key=lambda item: item[::-1], default=(0, 0))
        return times, delimiter == preferred, width

    return max(DELIMITERS, key=fitness)


def _records(path: Path, text: str, *, delimiter: str) -> Iterator[list[str]]:
    """Yield the records; an unbalanced quote is refused, since it would swallow rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        message = f"第 {reader.line_num} 行的引号不成对或单元格过长，请另存为 .xlsx 后再导入。"
        raise refuse(path, message) from error
