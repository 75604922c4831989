"""The rows of plan files: TOML tables read into records, with a Chinese message for each fault."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NewType, TypeVar, get_args, get_origin

from attrs import fields, frozen, has

from zhiben.errors import DataError, Problem
from zhiben.ledger.registry import nearest_names
from zhiben.model.organisations import Organisation, OrganisationKind, OwedBy, Scope
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

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from cattrs import Converter

T = TypeVar("T")

Reference = NewType("Reference", str)
"""The id of a measure; a file may write it as a number."""


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


class Located(NamedTuple):
    """A record with the place it was read from: ``file: tasks[4-1]``."""

    where: str
    row: Any


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
    converter = _converter()
    tables: dict[str, list[Located]] = {name: [] for name in _records()}
    failed: dict[str, list[Mapping[str, Any]]] = {name: [] for name in tables}
    problems: list[Problem] = []
    for file in _files(source):
        data, faults = _parse(file)
        problems += faults
        for name, rows in data.items():
            if fault := _misplaced(name, rows, tables):
                problems.append(Problem(f"{file.name}: {name}", fault))
                continue
            for where, row in _located(file.name, name, rows):
                record, faults = _structure(converter, row, _records()[name], where=where)
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


def _parse(file: Path | Traversable) -> tuple[dict[str, Any], list[Problem]]:
    """Return a file's tables, or what keeps it from being read."""
    try:
        # Windows editors put a byte-order mark in front.
        return tomllib.loads(file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")), []
    except UnicodeDecodeError:
        return {}, [Problem(file.name, "不是 UTF-8 编码，请另存为 UTF-8 后再读。")]
    except tomllib.TOMLDecodeError as error:
        message = f"TOML 语法有误，请改正后再读（{error}）。"
        return {}, [Problem(file.name, message)]


def _misplaced(name: str, rows: object, known: Mapping[str, object]) -> str:
    """Say why a top-level key cannot be a table of a plan; empty when it can."""
    if name not in known:
        return _unknown([name], known)
    if name != "plan" and not isinstance(rows, list):
        return f"应为列表：每条以 [[{name}]] 开头。"
    return ""


def _located(file: str, name: str, rows: Any) -> Iterator[Located]:
    """Yield a table's rows with their places; ``[plan]`` is one row."""
    if name == "plan":
        yield Located(f"{file}: {name}", rows)
        return
    for number, row in enumerate(rows, start=1):
        yield Located(f"{file}: {name}[{_label(row, number)}]", row)


def _label(row: object, number: int) -> str:
    """Return what a row calls itself, or its running number."""
    if isinstance(row, dict):
        for key in ("id", "field", "number"):
            if isinstance(row.get(key), str | int):
                return str(row[key])
    return f"第{number}条"


def _structure(
    converter: Converter, row: object, record: type, *, where: str
) -> tuple[object | None, list[Problem]]:
    """Return the record a row holds, or everything that is wrong with the row."""
    from cattrs import BaseValidationError, transform_error

    try:
        return converter.structure(row, record), []
    except (BaseValidationError, ValueError) as error:
        faults = transform_error(error, path="", format_exception=_explain)
    pairs = (fault.rpartition(" @ ") for fault in faults)
    return None, [Problem(where + path, message) for message, _, path in pairs]


def _explain(error: BaseException, kind: type | None) -> str:
    """Say in Chinese what cattrs found."""
    from cattrs import ForbiddenExtraKeysError

    del kind
    if isinstance(error, KeyError):
        return "缺少这一项，请补上。"
    if isinstance(error, ForbiddenExtraKeysError):
        names = [attribute.name for attribute in fields(error.cl)]
        return _unknown(sorted(error.extra_fields), names)
    return str(error)


def _unknown(keys: list[str], known: Iterable[str]) -> str:
    """Say that keys are unknown, and which ones may be meant."""
    near = [name for key in keys for name in nearest_names(key, known, most=1)]
    hint = f"，是不是“{'”“'.join(near)}”？" if near else "，请删去或改正。"
    return f"不认识的键：{'、'.join(keys)}{hint}"


_WORDS: Final = (
    (str, "文字"),
    (int, "整数"),
    (bool, " true 或 false"),
    (date, "日期（年-月-日，不加引号）"),
)


def _converter() -> Converter:
    """Make a converter that takes every value exactly as its type, and no key it does not know."""
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn

    converter = Converter(forbid_extra_keys=True)
    for kind, words in _WORDS:
        converter.register_structure_hook(kind, _exactly(kind, words=words))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook_func(lambda kind: kind is Reference, _reference)
    for choice in (TaskKind, Every, LeadBasis, OrganisationKind, OwedBy):
        converter.register_structure_hook(choice, _choice)

    @converter.register_structure_hook_factory(lambda kind: get_origin(kind) is tuple)
    def listed(kind: Any) -> Callable[[Any, Any], tuple[Any, ...]]:
        element = get_args(kind)[0]

        def structure(value: Any, _: Any) -> tuple[Any, ...]:
            if not isinstance(value, list):
                raise ValueError("应为列表 […]。")  # noqa: TRY004 - cattrs collects ValueErrors
            return tuple(converter.structure(value, list[element]))

        return structure

    @converter.register_structure_hook_factory(has)
    def table(kind: Any) -> Callable[[Any, Any], Any]:
        read = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

        def structure(value: Any, _: Any) -> Any:
            if not isinstance(value, dict):
                raise ValueError("应为表：键 = 值。")  # noqa: TRY004 - the same
            return read(value, kind)

        return structure

    return converter


def _exactly(kind: type, *, words: str) -> Callable[[Any, Any], Any]:
    """Return a hook that takes values of exactly that type: no true for 1, no time for a date."""

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"应为{words}，写的是 {_shown(value)}。")
        return value

    return structure


def _number(value: Any, _: Any) -> float:
    """Take any number, whole or not."""
    if type(value) not in {int, float}:
        raise ValueError(f"应为数字，写的是 {_shown(value)}。")
    return float(value)


def _reference(value: Any, _: Any) -> str:
    """Take the id of a measure as text or number."""
    if type(value) not in {int, str}:
        raise ValueError(f"应为措施的编号，写的是 {_shown(value)}。")
    return str(value)


def _choice(value: Any, kind: Any) -> Any:
    """Take one word of a choice."""
    words = [member.value for member in kind]
    if value not in words:
        raise ValueError(f"应为 {'、'.join(words)} 之一，写的是 {_shown(value)}。")
    return kind(value)


def _shown(value: object) -> str:
    """Return a value as it is written in TOML."""
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower() if isinstance(value, bool) else str(value)
