"""What a zipped workbook holds besides the values its reader gives: looked up in its parts."""

from __future__ import annotations

import html
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from attrs import frozen

from zhiben.io.sheets import column_index, column_letter, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from zhiben.io.sheets import Limits

Cell = tuple[int, int]
"""Row and column, both counted from 0."""
Area = tuple[Cell, Cell]
"""The first and the last cell of a rectangle."""

PROTECTED: Final = "有打开密码，读不了，请取消密码后另存一份再导入。"
DAMAGED: Final = "文件已损坏或不完整，请重新索取，或用 WPS、Excel 打开并另存为 .xlsx。"
NO_WORKBOOK: Final = "其实是{what}，不是工作簿，请索取其中表格的 .xlsx 原件。"

_KINDS: Final = (
    ("xl/workbook.xml", ""),
    ("content.xml", ""),
    ("word/document.xml", "Word 文档"),
    ("ppt/presentation.xml", "演示文稿"),
    ("xl/workbook.bin", "二进制工作簿（.xlsb）"),
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

_MANIFEST: Final = "META-INF/manifest.xml"
_HEAD_BYTES: Final = 4096
_CHUNK: Final = 1024**2
_ENTITIES: Final = b"<!DOCTYPE"
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\b[^>]*\bref="(?:\w+:)?([A-Z]+)(\d+)"')
_FILLED = re.compile(rb"<(?:\w+:)?c\b[^>]*\br=[\"']([A-Z]+)(\d+)[\"'][^>]*[^/]>")
_FAR = re.compile(rb"r=[\"'](?:[A-Z]{2}|\d{7})")
_HIDDEN = re.compile(rb'<(?:\w+:)?(?:row|col)\b[^>]*\bhidden="(?:1|true)"')
_NEAR: Final = (999_998, 25)
"""The last cell whose row has six digits and whose column one letter: few sheets go beyond."""
_NEAR_CELLS: Final = (_NEAR[0] + 1) * (_NEAR[1] + 1)
_HIDDEN_MARK: Final = b' hidden="'
_ERROR_MARK: Final = b' t="e"'
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</[^>]*>)?'
    rb"\s*<(?:\w+:)?v>([^<]*)<"
)
_FORMULA_MARKS: Final = (b"<f", b":f")
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ADDRESS = re.compile(rb'\br="([A-Z]+)(\d+)"')


@frozen(kw_only=True)
class Extras:
    """What one sheet holds that calamine does not give.

    ``lost`` are texts by cell: error values and formulas without a stored result, the
    latter also in ``uncomputed``. ``merged`` is filled for .ods only.
    """

    lost: Mapping[Cell, str]
    uncomputed: tuple[Cell, ...] = ()
    merged: tuple[Area, ...] = ()
    has_hidden: bool = False


NO_EXTRAS: Final = Extras(lost={})


def read_extras(path: Path, data: bytes, *, limits: Limits) -> dict[str, Extras]:
    """Check a zipped workbook and return the extras of its sheets by name.

    Raises:
        DataError: it is damaged, another program's document, or unpacks to too much.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(path, archive, limits=limits)
            if "content.xml" in archive.namelist():
                return _spreadsheet_extras(path, archive, limits=limits)
            return {
                name: _sheet_extras(path, _part(archive, part), limits=limits)
                for name, part in _sheet_parts(archive)
            }
    except (zipfile.BadZipFile, zlib.error, ET.ParseError, EOFError, KeyError, ValueError,
            struct.error) as error:  # fmt: skip
        raise refuse(path, DAMAGED) from error
    except (RuntimeError, NotImplementedError) as error:  # an encrypted or unknown kind of part
        raise refuse(path, PROTECTED) from error


def _check_parts(path: Path, archive: zipfile.ZipFile, *, limits: Limits) -> None:
    """Refuse what is no workbook, and what would unpack to more than memory should hold."""
    names = set(archive.namelist())
    what = next((what for part, what in _KINDS if part in names), "压缩包")
    if what:
        raise refuse(path, NO_WORKBOOK.format(what=what))
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > limits.unpacked_bytes:
        most = limits.unpacked_bytes
        raise refuse(path, f"解压后有 {unpacked:,} 字节，超过上限 {most:,} 字节，请拆分后再导入。")
    if _MANIFEST in names and b":encryption-data" in _part(archive, _MANIFEST):
        raise refuse(path, PROTECTED)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of a package, which holds no more than it says it does.

    Read in one go, a part that lies about its size fills the memory before it is found out.

    Raises:
        ValueError: it declares entities, which no spreadsheet program does.
    """
    with archive.open(name) as part:
        data = b"".join(iter(partial(part.read, _CHUNK), b""))
    if _ENTITIES in data:
        raise ValueError(name)
    return data


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield every sheet's name and the part of the package it is stored in."""
    relations = _parse(_part(archive, "xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in relations}
    for sheet in _parse(_part(archive, "xl/workbook.xml")).iterfind(".//{*}sheet"):
        target = targets[sheet.get(_RELATION)]
        yield sheet.get("name", ""), posixpath.normpath(posixpath.join("/xl", target))[1:]


def _parse(xml: bytes) -> ET.Element:
    """Parse a small part; expat itself stops entities that would grow out of hand."""
    return ET.fromstring(xml)  # noqa: S314  see above, and _check_parts bounds its size


def _sheet_extras(path: Path, xml: bytes, *, limits: Limits) -> Extras:
    """Look through one sheet's XML for what calamine leaves out."""
    _check_extent(path, *_last_cell(xml, limits=limits), limits=limits)
    formulas = dict(_formulas(xml)) if any(mark in xml for mark in _FORMULA_MARKS) else {}
    errors = dict(_errors(xml)) if _ERROR_MARK in xml else {}
    return Extras(
        lost=errors | formulas,
        uncomputed=tuple(formulas),
        has_hidden=_HIDDEN_MARK in xml and _HIDDEN.search(xml) is not None,
    )


def _errors(xml: bytes) -> Iterator[tuple[Cell, str]]:
    """Yield the cells with an error value, and its text."""
    for match in _ERROR.finditer(xml):
        if cell := _cell(match[1]):
            yield cell, html.unescape(match[2].decode())


def _formulas(xml: bytes) -> Iterator[tuple[Cell, str]]:
    """Yield the cells with a formula without its result, and the formula."""
    for match in _UNCOMPUTED.finditer(xml):
        if b't="str"' not in match[1] and (cell := _cell(match[1])):
            yield cell, "=" + html.unescape((match[2] or b"").decode())


def _cell(attributes: bytes) -> Cell | None:
    """Return the cell an element's attributes place it at."""
    address = _ADDRESS.search(attributes)
    return (int(address[2]) - 1, column_index(address[1].decode())) if address else None


def _last_cell(xml: bytes, *, limits: Limits) -> Cell:
    """Return the last row and column of the sheet's values.

    Programs write the sheet's extent at its head, counting cells that only have a
    border; the cells themselves are looked through only when that extent is too large.
    """
    extent = _DIMENSION.search(xml, 0, _HEAD_BYTES)
    if extent:
        row, column = int(extent[2]) - 1, column_index(extent[1].decode())
        if (row + 1) * (column + 1) <= limits.cells:
            return row, column
    if limits.cells >= _NEAR_CELLS and not _FAR.search(xml):
        return _NEAR
    filled = [match.groups() for match in _FILLED.finditer(xml)]
    columns = {letters for letters, _ in filled}
    return (
        max((int(row) for _, row in filled), default=1) - 1,
        max((column_index(letters.decode()) for letters in columns), default=0),
    )


def _check_extent(path: Path, last_row: int, last_column: int, *, limits: Limits) -> None:
    """Refuse a sheet whose outermost values span more cells than can be held."""
    if (last_row + 1) * (last_column + 1) > limits.cells:
        corner = f"{column_letter(last_column)}{last_row + 1}"
        message = f"最右最下的内容远到 {corner}，多半是误填，请删去表格外的内容后再导入。"
        raise refuse(path, message)


def _spreadsheet_extras(
    path: Path, archive: zipfile.ZipFile, *, limits: Limits
) -> dict[str, Extras]:
    """Return the merged areas of an OpenDocument spreadsheet's tables."""
    with archive.open("content.xml") as content:
        return {
            table.get(f"{_TABLE}name", ""): _table_extras(path, table, limits=limits)
            for _, table in ET.iterparse(content)  # noqa: S314  as in _parse
            if table.tag == f"{_TABLE}table"
        }


def _table_extras(path: Path, table: ET.Element, *, limits: Limits) -> Extras:
    """Walk one OpenDocument table, whose cells have no addresses but repeat counts."""
    merged: list[Area] = []
    row = 0
    for line in table.iter(f"{_TABLE}table-row"):
        repeated = _count(line, "rows-repeated")
        column = 0
        for cell in line:
            across, down = _count(cell, "columns-spanned"), _count(cell, "rows-spanned")
            if across > 1 or down > 1:
                merged.append(((row, column), (row + down - 1, column + across - 1)))
            column += _count(cell, "columns-repeated")
            if len(cell):
                _check_extent(path, row + repeated - 1, column - 1, limits=limits)
        row += repeated
    return Extras(lost={}, merged=tuple(merged), has_hidden=_hides(table))


def _hides(table: ET.Element) -> bool:
    """Tell whether rows or columns of an OpenDocument table are hidden or filtered out."""
    return any(
        one.get(f"{_TABLE}visibility") in {"collapse", "filter"}
        for kind in ("table-row", "table-column")
        for one in table.iter(f"{_TABLE}{kind}")
    )


def _count(element: ET.Element, name: str) -> int:
    """Return one of the element's ``number-…`` attributes, which mean 1 when absent."""
    return int(element.get(f"{_TABLE}number-{name}", "1"))
