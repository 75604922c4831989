"""Marks of state secrets in files that are kept as they are: evidence of every kind.

A file that is no table is no fault here: what cannot be read as text, such as a photograph
or a scan, is judged by its name alone.
"""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from itertools import islice
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from zhiben.errors import DataError
from zhiben.io.tables import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, load_sheets, marked_places
from zhiben.ledger.privacy.secrecy import FIRST_ROWS, has_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PLAIN_SUFFIXES: Final = TEXT_SUFFIXES | {
    ".eml", ".htm", ".html", ".json", ".log", ".md", ".toml", ".xml",
}  # fmt: skip
"""Files that are text as they are."""
DOCUMENT_SUFFIXES: Final = frozenset({".docm", ".docx", ".dotx"})
"""Documents of Word and WPS whose paragraphs are looked at."""

_HEAD_BYTES: Final = 64 * 1024
_BLOCK: Final = 16 * 1024
_MOST_BYTES: Final = 4 * 1024**2
"""How much of a part of a document is looked through for its first paragraphs."""
_TAG: Final = re.compile(r"<[^<>]*>")
_CUT: Final = re.compile(r"[\t,;|]")
_PART: Final = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, ET.ParseError, EOFError, RuntimeError, NotImplementedError,
)  # fmt: skip


def marked_place(path: Path) -> str:
    """Say where a file bears a mark (its name, a row, its first lines), or nothing.

    What the machine does not let be read is left to whoever keeps the file.
    """
    if has_mark([path.stem]):
        return "文件名"
    try:
        return _inside(path)
    except (OSError, DataError):
        return ""


def _inside(path: Path) -> str:
    """Say where the content bears a mark, as far as it is text."""
    suffix = path.suffix.lower()
    if suffix in WORKBOOK_SUFFIXES:
        return next(marked_places(path, load_sheets(path)), "")
    if suffix in PLAIN_SUFFIXES:
        return _line_place(_lines(path))
    if suffix in DOCUMENT_SUFFIXES:
        return _paragraph_place(path)
    return ""


def _line_place(lines: Iterable[str]) -> str:
    """Say which of the first lines bears a mark, by itself or in one of its cells."""
    for number, line in islice(_filled(lines), FIRST_ROWS):
        text = _TAG.sub(" ", line)
        if has_mark([text, *(cell.strip(" \"'") for cell in _CUT.split(text))]):
            return f"第 {number} 行"
    return ""


def _filled(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers."""
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _lines(path: Path) -> list[str]:
    """Return the lines at the head of a text, whatever its encoding."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore").splitlines()
    try:
        # Not the last one: what was read may end in the middle of a letter.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        text = head.decode("gb18030", "ignore")
    return text.splitlines()


def _paragraph_place(path: Path) -> str:
    """Say where a document bears a mark: in its first paragraphs, or at the edge of its pages."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in filter(_PART.fullmatch, archive.namelist()):
                if has_mark(islice(_paragraphs(archive, name), FIRST_ROWS)):
                    return "正文开头" if name == "word/document.xml" else "页眉或页脚"
    except _UNREADABLE:
        return ""
    return ""


def _paragraphs(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Yield the paragraphs of a part that are not blank, reading no further than asked for."""
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(["end"])
    with archive.open(name) as part:
        for _ in range(0, _MOST_BYTES, _BLOCK):
            block = part.read(_BLOCK)
            if not block:
                return
            parser.feed(block)
            ended = (event[-1] for event in parser.read_events())
            yield from filter(str.strip, map(_text, ended))


def _text(element: object) -> str:
    """Return the text of a paragraph; nothing else has any."""
    if not isinstance(element, ET.Element) or element.tag != f"{_WORD}p":
        return ""
    return "".join(one.text or "" for one in element.iter(f"{_WORD}t"))
