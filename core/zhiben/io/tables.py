"""Tables people send (workbooks and text tables), read as the text a person sees in them.

Rows and columns keep the addresses the spreadsheet program shows, merged cells repeat
their value, and whatever is no table is refused with one line that says what it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zhiben.errors import EnvironmentFailure
from zhiben.io import texttables, workbooks
from zhiben.io.sheets import DEFAULT_LIMITS, Limits, Row, Sheet, column_letter, refuse
from zhiben.ledger.privacy.secrecy import has_mark, marked_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = [
    "DEFAULT_LIMITS", "Limits", "Row", "Sheet", "column_letter", "load_sheets", "marked_places",
    "read_sheets",
]  # fmt: skip

WORKBOOK_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods"})
TEXT_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})

_PICTURES_AND_PAPERS: Final = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"{\\rtf", "Word 文档"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"
_WEB_PAGE: Final = (b"<html", b"<!doctype", b"<table", b"<?xml")
_HEAD_BYTES: Final = 2048
_CLASSIFIED: Final = (
    "涉密文件不能在非涉密计算机上处理，没有读入；请停止操作，并报告本单位保密工作机构。"
)


def read_sheets(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Sheet, ...]:
    """Read every sheet of a workbook, or the one table of a text file.

    Dates come as ``2025-03-01``, whole numbers without a decimal point, other numbers
    with the 15 digits a spreadsheet keeps. A percentage comes as the stored number
    (50% is ``0.5``), because readers do not report number formats.

    Raises:
        DataError: the file is missing, too large, no table, or bears the mark of a state
            secret; one Chinese line says which.
        EnvironmentFailure: the machine does not let the file be read.

    """
    sheets = load_sheets(path, limits=limits)
    _refuse_secrets(path, sheets)
    return sheets


def load_sheets(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Sheet, ...]:
    """Read every sheet as :func:`read_sheets` does, whatever marks there are.

    Raises:
        DataError: the file is missing, too large, or no table.
        EnvironmentFailure: the machine does not let the file be read.
    """
    data = _load(path, limits=limits)
    if path.suffix.lower() in TEXT_SUFFIXES:
        return (texttables.read_text_table(path, data, limits=limits),)
    return workbooks.read_workbook(path, data, limits=limits)


def marked_places(path: Path, sheets: Iterable[Sheet]) -> Iterator[str]:
    """Yield where a table bears the mark of a state secret, in words."""
    if has_mark([path.stem]):
        yield "文件名"
    for number, sheet in enumerate(sheets, start=1):
        if has_mark([sheet.name]):
            yield f"第 {number} 个工作表的名称"
        row = marked_row(line.cells for line in sheet.rows)
        if row:
            yield f"第 {number} 个工作表第 {row} 行"


def _load(path: Path, *, limits: Limits) -> bytes:
    """Return the file's bytes, once its name, size and first bytes could be a table's."""
    try:
        reason = _wrong_name(path) or _wrong_size(path, limits=limits)
        if reason:
            raise refuse(path, reason)
        data = path.read_bytes()
    except OSError as error:
        message = f"{path}：读不出来（{error.strerror}），请确认有读取权限、没有被别的程序占用。"
        raise EnvironmentFailure(message) from error
    reason = _wrong_content(path, data)
    if reason:
        raise refuse(path, reason)
    return data


def _refuse_secrets(path: Path, sheets: Iterable[Sheet]) -> None:
    """Refuse a file that bears the mark of a state secret, without repeating what it says.

    Raises:
        DataError: with where the mark is.
    """
    place = next(marked_places(path, sheets), "")
    if place:
        raise refuse(path, f"{place}有密级标志，{_CLASSIFIED}")


def _wrong_name(path: Path) -> str:
    """Say why the path itself cannot be a table, or nothing."""
    if path.name.startswith("~$"):
        return "是表格打开时的临时锁文件，请关掉表格软件，改选去掉“~$”的那个文件。"
    if path.is_dir():
        return "是文件夹，请指明其中的表格文件。"
    if not path.exists():
        return f"找不到文件 {path}，请核对路径。"
    if path.suffix.lower() not in WORKBOOK_SUFFIXES | TEXT_SUFFIXES:
        return "不认识这种扩展名，请另存为 .xlsx 或 .csv 后再导入。"
    return ""


def _wrong_size(path: Path, *, limits: Limits) -> str:
    """Say why the file is too large or empty, or nothing."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        return f"有 {size:,} 字节，超过上限 {limits.file_bytes:,} 字节，请拆分后再导入。"
    return "" if size else "是空文件，请重新导出或索取。"


def _wrong_content(path: Path, data: bytes) -> str:
    """Say what the file is when its first bytes are not those its extension promises."""
    head = data[:_HEAD_BYTES]
    for magic, what in _PICTURES_AND_PAPERS:
        if head.startswith(magic):
            return f"其实是{what}，不是表格，请索取 .xlsx 或 .csv 格式的原表。"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_WEB_PAGE):
        return "其实是网页（HTML/XML）存成的表格，请用 WPS 或 Excel 打开并另存为 .xlsx。"
    is_workbook = head.startswith((_ZIP, _OLE))
    if path.suffix.lower() in TEXT_SUFFIXES:
        renamed = "不是文本表格，像是工作簿或文档改了扩展名，请改回原来的扩展名后再导入。"
        return renamed if is_workbook else ""
    return "" if is_workbook else "不是工作簿；若是文本表格，请把扩展名改成 .csv 后再导入。"
