"""How far the cells of an .xls file reach, found out before its reader makes room for them.

calamine makes room for the whole rectangle around all cells of a sheet. One wrong byte in a
damaged file can move a cell so far that this ends the program, or takes all memory.
"""

from __future__ import annotations

import struct
from struct import iter_unpack, unpack_from
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SECTOR_SHIFT: Final = 30
_FAT_SECTORS: Final = 44
_DIRECTORY: Final = 48
_SMALL_FROM: Final = 56
_SMALL_FAT: Final = 60
_FAT_LIST: Final = 76
_LISTED: Final = 109
_HEADER: Final = 512
_SMALL: Final = 64
_ENTRY: Final = 128
_NAME_SIZE: Final = 64
_START: Final = 116
_LAST: Final = 0xFFFF_FFFA
_STREAMS: Final = frozenset({"Workbook", "Book", "WORKBOOK", "BOOK"})
_CELLS: Final = frozenset(
    {0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E}
)
"""The records that hold a cell: they begin with its row and its column."""
MOST: Final = 65_536 * 256
_SHEET: Final = 0x0809
_EXTENT: Final = 0x0200
"""The record by which the reader makes room beforehand: it says how far the cells reach."""


def widest_sheet(data: bytes) -> tuple[int, int]:
    """Return the row and the column, from 0, that the cells of the largest sheet reach.

    No sheet of such a file has more than :data:`MOST` cells. What cannot be followed counts
    for nothing: the file's reader tells why.
    """
    try:
        ends = list(_ends(_stream(data)))
    except (struct.error, IndexError, ValueError):
        return 0, 0
    return max(ends, key=lambda end: (end[0] + 1) * (end[1] + 1), default=(0, 0))


def _ends(stream: bytes) -> Iterator[tuple[int, int]]:
    """Yield the last row and column of every sheet."""
    place, rows, columns = 0, 0, 0
    while place + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, place)
        if kind == _SHEET:
            yield rows, columns
            rows = columns = 0
        elif kind in _CELLS:
            reached = unpack_from("<HH", stream, place + 4)
            rows, columns = max(rows, reached[0]), max(columns, reached[1])
        elif kind == _EXTENT:
            top, bottom, left, right = unpack_from("<IIHH", stream, place + 4)
            # What ends before it starts makes the reader ask for no end of room.
            is_sound = top <= bottom and left <= right
            rows, columns = max(rows, bottom if is_sound else MOST), max(columns, right)
        place += 4 + size
    yield rows, columns


def _stream(data: bytes) -> bytes:
    """Return the stream that holds the workbook, nothing if there is none."""
    size = 1 << min(unpack_from("<H", data, _SECTOR_SHIFT)[0], 12)
    count = unpack_from("<I", data, _FAT_SECTORS)[0]
    listed = unpack_from(f"<{_LISTED}I", data, _FAT_LIST)[: min(count, _LISTED)]
    fat = [one for sector in listed for one in _numbers(_sector(data, sector, size=size))]
    directory = _chain(data, unpack_from("<I", data, _DIRECTORY)[0], fat=fat, size=size)
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory), _ENTRY)]
    found = next((one for one in entries if _name(one) in _STREAMS), None)
    if found is None:
        return b""
    start, length = unpack_from("<II", found, _START)
    if length >= unpack_from("<I", data, _SMALL_FROM)[0]:
        return _chain(data, start, fat=fat, size=size)[:length]
    first = unpack_from("<I", data, _SMALL_FAT)[0]
    small = _numbers(_chain(data, first, fat=fat, size=size))
    held = _chain(data, unpack_from("<I", entries[0], _START)[0], fat=fat, size=size)
    return _chain(bytes(_HEADER) + held, start, fat=small, size=_SMALL)[:length]


def _numbers(data: bytes) -> list[int]:
    """Return the numbers of sectors some bytes hold."""
    return [one for (one,) in iter_unpack("<I", data[: len(data) // 4 * 4])]


def _sector(data: bytes, number: int, *, size: int) -> bytes:
    """Return one sector; the header stands before the first."""
    start = _HEADER + number * size if size <= _HEADER else (number + 1) * size
    return data[start : start + size]


def _chain(data: bytes, first: int, *, fat: Sequence[int], size: int) -> bytes:
    """Return the sectors of a chain, each once however it is tied."""
    parts: list[bytes] = []
    while first < _LAST and len(parts) <= len(fat):
        parts.append(_sector(data, first, size=size))
        first = fat[first]
    return b"".join(parts)


def _name(entry: bytes) -> str:
    """Return the name of an entry of the directory."""
    length = unpack_from("<H", entry, _NAME_SIZE)[0]
    return entry[: max(0, min(length, _NAME_SIZE) - 2)].decode("utf-16-le")
