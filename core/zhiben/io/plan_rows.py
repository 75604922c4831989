"""The rows of plan files: TOML tables read into records, with a Chinese message for each fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import frozen

from zhiben.errors import DataError, Problem
from zhiben.model.organisations import Organisation, Scope
from zhiben.model.plan import (
    Channel,
    Every,
    Field,
    LeadBasis,
    Phase,
    Responsibility,
    Target,
    TaskKind,
)
from zhiben.spec.structuring import (
    Located,
    Reference,
    located,
    make_converter,
    parse_toml,
    structure,
    unknown_keys,
)

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

T = TypeVar("T")


@frozen(kw_only=True)
class Head:
    """The ``[plan]`` table: the document itself."""

    id: str
    title: str
    issuer: str
    issued: date
    start: date
    end: date
    document_number: str | None = None


@frozen(kw_only=True)
class ActionRow:
    """One of ``[[actions]]``."""

    number: int
    title: str


@frozen(kw_only=True)
class MeasureRow:
    """One of ``[[measures]]``; ``action`` is the number of the action it belongs to."""

    action: int
    number: int
    title: str
    id: Reference | None = None
    fields: tuple[Field, ...] = ()


@frozen(kw_only=True)
class TaskRow:
    """One of ``[[tasks]]``, ``[[targets]]`` or ``[[safeguards]]``: a task, flat and with names."""

    id: str
    title: str
    kind: TaskKind
    measure: Reference | None = None
    place: str | None = None
    sentence: int | None = None
    due: date | None = None
    due_text: str = ""
    soft: bool = False
    every: Every | None = None
    at_least: int = 1
    due_day: int | None = None
    scope: Scope | None = None
    leads: tuple[str, ...] = ()
    lead_basis: LeadBasis = LeadBasis.DOCUMENT
    supports: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    field: str | None = None
    target: Target | None = None


@frozen(kw_only=True)
class Rows:
    """Everything the files of one plan say, by table, and what is wrong with it so far.

    ``failed`` holds the rows that could not be read, as they stand, so that a reference
    to one of them is not told as a second problem.
    """

    tables: Mapping[str, tuple[Located, ...]]
    failed: Mapping[str, tuple[Mapping[str, Any], ...]]
    problems: tuple[Problem, ...]


def read_rows(source: Path | Traversable) -> Rows:
    """Read one TOML file, or all of a folder as if they were one.

    Raises:
        DataError: when there is nothing to read at all.
    """
    converter = make_converter()
    tables: dict[str, list[Located]] = {name: [] for name in _records()}
    failed: dict[str, list[Mapping[str, Any]]] = {name: [] for name in tables}
    problems: list[Problem] = []
    for file in _files(source):
        data, faults = parse_toml(file)
        problems += faults
        for name, rows in data.items():
            if fault := _misplaced(name, rows, tables):
                problems.append(Problem(f"{file.name}: {name}", fault))
                continue
            for where, row in _located(file.name, name, rows):
                record, faults = structure(converter, row, _records()[name], where=where)
                problems += faults
                if record is not None:
                    tables[name].append(Located(where, record))
                elif isinstance(row, dict):
                    failed[name].append(row)
    return Rows(tables=_frozen(tables), failed=_frozen(failed), problems=tuple(problems))


def _frozen(tables: Mapping[str, list[T]]) -> dict[str, tuple[T, ...]]:
    """Return the tables with rows that stay as they are."""
    return {name: tuple(rows) for name, rows in tables.items()}


def _records() -> dict[str, type]:
    """Return the record each top-level table is read into."""
    return {
        "plan": Head,
        "phases": Phase,
        "targets": TaskRow,
        "actions": ActionRow,
        "measures": MeasureRow,
        "tasks": TaskRow,
        "safeguards": TaskRow,
        "responsibilities": Responsibility,
        "channels": Channel,
        "organisations": Organisation,
    }


def _files(source: Path | Traversable) -> list[Path | Traversable]:
    """Return the TOML files of a folder by name, or the file itself."""
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise DataError([Problem(str(source), "没有这个方案文件或文件夹，请检查路径。")])
    found = sorted(
        (file for file in source.iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    if not found:
        raise DataError([Problem(str(source), "文件夹里没有 .toml 文件，请放入方案文件。")])
    return list(found)


def _misplaced(name: str, rows: object, known: Mapping[str, object]) -> str:
    """Say why a top-level key cannot be a table of a plan; empty when it can."""
    if name not in known:
        return unknown_keys([name], known)
    if name != "plan" and not isinstance(rows, list):
        return f"应为列表：每条以 [[{name}]] 开头。"
    return ""


def _located(file: str, name: str, rows: Any) -> Iterator[Located]:
    """Yield a table's rows with their places; ``[plan]`` is one row."""
    if name == "plan":
        yield Located(f"{file}: {name}", rows)
    else:
        yield from located(file, name, rows)
