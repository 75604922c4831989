"""Overlay files: what an office adds to an edition, as TOML, read with every problem at once.

Only the form is looked at here; whether it fits the sector's criteria is not.
"""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NoReturn

from attrs import asdict, fields, frozen

from zhiben.errors import DataError, EnvironmentFailure, Problem
from zhiben.ledger.overlay_bodies import OverlayFile
from zhiben.rules.overlays import Overlay
from zhiben.spec.records import Completeness, Criterion, Fact
from zhiben.spec.structuring import located, make_converter, parse_toml, structure, unknown_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cattrs import Converter

_TABLES: Final[dict[str, type]] = {"facts": Fact, "criteria": Criterion}
"""The tables of an overlay file, with the record of a row."""

LARGEST: Final = 4 * 1024 * 1024
"""How many bytes a file may have: no standard comes near it."""


@frozen(kw_only=True)
class Head:
    """The keys above the tables of an overlay file."""

    standard: str
    title: str
    reviewer: str
    source: str
    reviewed_on: date
    completeness: Completeness | None = None
    expected: int | None = None
    url: str | None = None
    note: str = ""
    covers: tuple[str, ...] = ()


def read_overlay(path: Path) -> tuple[Overlay, OverlayFile]:
    """Read an overlay from its file.

    Raises:
        DataError: with every problem of the file.
        EnvironmentFailure: when the machine does not let it be read.
    """
    file = OverlayFile(name=path.name, digest=_digest(path))
    data = _tables_of(path)
    converter = make_converter()
    keys = {key: value for key, value in data.items() if key not in _TABLES}
    head, problems = _head(converter, keys, file=path.name)
    tables: dict[str, Any] = {}
    for name in _TABLES:
        read = list(_rows(converter, data, name, file=path.name))
        problems += chain.from_iterable(faults for _, faults in read)
        tables[name] = tuple(record for record, _ in read if record is not None)
    if problems or head is None:
        raise DataError(problems)
    return Overlay(**asdict(head, recurse=False), **tables), file


def _tables_of(path: Path) -> dict[str, Any]:
    """Return what a file holds.

    Raises:
        DataError: when it is no TOML that can be read.
    """
    try:
        data, problems = parse_toml(path)
    except (ValueError, RecursionError):
        _refuse(path, "套得太深，或者有大得读不出来的数，请改正后再读。")
    if problems:
        raise DataError(problems)
    return data


def _head(
    converter: Converter, keys: dict[str, Any], *, file: str
) -> tuple[Head | None, list[Problem]]:
    """Return the keys above the tables, or everything that is wrong with them."""
    known = [one.name for one in fields(Head)]
    strange = [key for key in keys if key not in known]
    problems = [
        Problem(f"{file}: {key}", unknown_keys([key], [*known, *_TABLES])) for key in strange
    ]
    row = {key: value for key, value in keys.items() if key in known}
    head, faults = structure(converter, row, Head, where=f"{file}: ")
    placed = (one._replace(where=one.where.replace(": .", ": ", 1)) for one in faults)
    return head, [*problems, *placed]


def _rows(
    converter: Converter, data: dict[str, Any], name: str, *, file: str
) -> Iterator[tuple[Any | None, list[Problem]]]:
    """Yield the record of each row of a table, or what is wrong with it."""
    rows = data.get(name, [])
    if not isinstance(rows, list):
        yield None, [Problem(f"{file}: {name}", f"应写成 [[{name}]]。")]
        return
    for where, row in located(file, name, rows):
        if name == "facts" or not isinstance(row, dict):
            yield structure(converter, row, _TABLES[name], where=where)
            continue
        standard = data.get("standard")
        own = row.get("standard", standard)
        told = {**row, "standard": own if isinstance(own, str) else ""}
        record, problems = structure(converter, told, _TABLES[name], where=where)
        if own != standard:
            text = f"和文件开头的标准“{standard}”不一致，请删去或改正。"
            problems.append(Problem(f"{where}.standard", text))
        yield record, problems


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        DataError: when there is no such file, or it is far too large.
        EnvironmentFailure: when it cannot be read.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            _refuse(path, "不是文件，请写补录文件（.toml）的路径。")
        if size > LARGEST:
            _refuse(path, f"超过 {LARGEST // 1024 // 1024} MB，不会是补录文件，请核对。")
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        _refuse(path, "没有这个文件，请核对路径。")
    except OSError as error:
        message = f"{path}：读不出来（{error.strerror}），请确认是文件、有读取权限。"
        raise EnvironmentFailure(message) from error


def _refuse(path: Path, message: str) -> NoReturn:
    """End the reading of a file.

    Raises:
        DataError: always.
    """
    raise DataError([Problem(path.name, message)])
