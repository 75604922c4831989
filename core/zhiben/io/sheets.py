"""The records a table is read into, and the few things every reader of tables needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import frozen

from zhiben.errors import DataError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ALPHABET: Final = 26


@frozen(kw_only=True)
class Limits:
    """How much a file may hold before it is refused instead of read.

    ``unpacked_bytes`` bounds what a workbook's parts unpack to, so that a small file
    cannot fill the memory; ``cells`` bounds the rectangle around all its values, which
    one stray character in the last column of the sheet can make enormous.
    """

    file_bytes: int = 200 * 1024**2
    unpacked_bytes: int = 1024**3
    rows: int = 1_048_576
    cells: int = 50_000_000


DEFAULT_LIMITS: Final = Limits()


class Row(NamedTuple):
    """One row: ``number`` as the spreadsheet shows it at the left, ``cells`` from column A on.

    A named tuple, because hundreds of thousands are made.
    """

    number: int
    cells: tuple[str, ...]


@frozen(kw_only=True)
class Sheet:
    """One sheet; all rows are equally wide, and blank rows at the end are left out.

    ``notes`` are Chinese sentences about what a person looking at the sheet may not
    see: a hidden sheet, hidden rows, formulas saved without their result.
    """

    name: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def refuse(path: Path, message: str) -> DataError:
    """Return the error that names the file and says in one line why it cannot be used."""
    return DataError([Problem(path.name, message)])


def column_letter(index: int) -> str:
    """Return the letters above the column with this index, counted from 0: 27 → ``AB``."""
    letters = ""
    while index >= 0:
        index, place = divmod(index, _ALPHABET)
        letters = chr(ord("A") + place) + letters
        index -= 1
    return letters


def column_index(letters: str) -> int:
    """Return the index, counted from 0, of the column under these letters."""
    index = 0
    for letter in letters:
        index = index * _ALPHABET + ord(letter) - ord("A") + 1
    return index - 1


def clean_text(text: str) -> str:
    """Return a cell's text with one kind of line break, and empty when nothing is visible."""
    if text.isspace():
        return ""
    return re.sub(r"\r\n?", "\n", text) if "\r" in text else text


class Distinct(dict[str, str]):
    """Texts by how they are written: each is worked out once, and kept once.

    Most cells of a ledger repeat a few words, which a reader makes anew for every cell.
    """

    def __init__(self, work: Callable[[str], str]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, written: str) -> str:
        """Work out a text that was not met before."""
        text = self._work(written)
        text = self[written] = written if text == written else text
        return text


def rectangular(rows: list[list[str]]) -> tuple[Row, ...]:
    """Number the rows from 1, make them equally wide, and drop the blank ones at the end."""
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    return tuple(
        Row(number=number, cells=tuple(row) + ("",) * (width - len(row)))
        for number, row in enumerate(rows, start=1)
    )
