"""What SQLite reports, in words that tell a clerk what to do."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from zhiben.errors import DataError, EnvironmentFailure, Problem, ZhibenError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOREIGN: Final = "这不是 zhiben 的数据库，请核对文件，或用 --db 指定正确的数据库。"
DAMAGED: Final = "数据库文件已损坏，请用备份恢复；恢复后用 zhiben journal verify 核对。"

_MACHINE: Final = {
    sqlite3.SQLITE_BUSY: "数据库正被另一个程序占用，没有写入；请稍后重试，或先关闭占用它的程序。",
    sqlite3.SQLITE_CANTOPEN: "打不开数据库，请检查文件和所在文件夹是否存在、有没有读写权限。",
    sqlite3.SQLITE_FULL: "磁盘已满，没有写入；请腾出空间后重试。",
    sqlite3.SQLITE_IOERR: "读写磁盘出错，没有写入；请检查磁盘或网络连接后重试。",
    sqlite3.SQLITE_NOMEM: "内存不足，没有写入；请关闭其他程序后重试。",
    sqlite3.SQLITE_PERM: "没有读写数据库的权限，没有写入；请联系管理员。",
    sqlite3.SQLITE_READONLY: (
        "数据库只读，没有写入；请取消文件或文件夹的只读属性，或把数据库复制到可写的位置。"
    ),
}
_CONTENT: Final = {
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_TOOBIG: DAMAGED,
    sqlite3.SQLITE_NOTADB: FOREIGN,
    sqlite3.SQLITE_ERROR: "数据库的结构不完整，可能被别的程序改过，请用备份恢复。",
}

MISFITS: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading a line raises when it is no entry."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn whatever SQLite raises about the file into one clear line.

    Raises:
        EnvironmentFailure: when the machine stands in the way.
        DataError: when the file is not, or no longer, what it should be.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _explain(error, path) from error
    except UnicodeDecodeError as error:
        # What SQLite quotes from a damaged file in its own message need not be text.
        raise DataError([Problem(str(path), DAMAGED)]) from error


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn whatever reading a damaged line raises into one clear line.

    Raises:
        DataError: instead of any of the ``MISFITS``.
    """
    try:
        yield
    except MISFITS as error:
        message = "台账里有损坏的记录；请用 zhiben journal verify 查出是哪一条，用备份恢复。"
        raise DataError([Problem(str(path), message)]) from error


def primary_code(error: sqlite3.Error) -> int:
    """Return SQLite's result code without its extension, 0 for errors of Python's own."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _explain(error: sqlite3.Error, path: Path) -> ZhibenError:
    """Return the error to raise instead."""
    code = primary_code(error)
    if code in _MACHINE:
        return EnvironmentFailure(f"{path}：{_MACHINE[code]}")
    # Text that is no UTF-8 is noticed by Python, which gives no code.
    unreadable = str(error).startswith("Could not decode")
    message = DAMAGED if unreadable else _CONTENT.get(code)
    if message is None:
        return EnvironmentFailure(f"{path}：数据库出错（{error}），没有写入。")
    return DataError([Problem(str(path), message)])
