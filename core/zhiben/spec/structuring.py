"""TOML read into records: every value exactly as its type, every problem told at once.

Whoever mends a file sees each problem as ``file: table[code].key：what and how``, so it is
mended in one go.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from math import isfinite
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NewType, get_args, get_origin

from attrs import fields, has

from zhiben.errors import Problem, nearest_names
from zhiben.model.organisations import OrganisationKind, OwedBy
from zhiben.model.plan import Every, LeadBasis, TaskKind
from zhiben.spec.records import Change, Completeness, Direction, Effect, FactType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from cattrs import Converter

Reference = NewType("Reference", str)
"""The id of something numbered; a file may write it as a number."""

LABELS: Final = ("id", "code", "key", "name", "field", "number")
"""The keys by which a row calls itself, the first that is there."""

# One by one: cattrs takes these for the texts they also are.
_CHOICES: Final = (
    Change, Completeness, Direction, Effect, Every, FactType, LeadBasis, OrganisationKind, OwedBy,
    TaskKind,
)  # fmt: skip

_WORDS: Final = (
    (str, "文字"),
    (int, "整数"),
    (bool, " true 或 false"),
    (date, "日期（年-月-日，不加引号）"),
)


class Located(NamedTuple):
    """A record with the place it was read from: ``file: tasks[4-1]``."""

    where: str
    row: Any


def parse_toml(file: Path | Traversable) -> tuple[dict[str, Any], list[Problem]]:
    """Return a file's tables, or what keeps it from being read."""
    try:
        # Windows editors put a byte-order mark in front.
        return tomllib.loads(file.read_bytes().decode("utf-8-sig")), []
    except OSError as error:
        return {}, [Problem(file.name, f"读不出来，请检查文件和权限（{error.strerror}）。")]
    except UnicodeDecodeError:
        return {}, [Problem(file.name, "不是 UTF-8 编码，请另存为 UTF-8 后再读。")]
    except tomllib.TOMLDecodeError as error:
        return {}, [Problem(file.name, f"TOML 语法有误，请改正后再读（{error}）。")]


def located(file: str, table: str, rows: Iterable[Any]) -> Iterator[Located]:
    """Yield the rows of a table with their places."""
    for number, row in enumerate(rows, start=1):
        yield Located(f"{file}: {table}[{_label(row, number)}]", row)


def structure(
    converter: Converter, row: object, record: type, *, where: str
) -> tuple[Any | None, list[Problem]]:
    """Return the record a row holds, or everything that is wrong with the row."""
    from cattrs import BaseValidationError, transform_error

    try:
        return converter.structure(row, record), []
    except (BaseValidationError, ValueError) as error:
        faults = transform_error(error, path="", format_exception=_explain)
    pairs = (fault.rpartition(" @ ") for fault in faults)
    return None, [Problem(where + path, message) for message, _, path in pairs]


def unknown_keys(keys: list[str], known: Iterable[str]) -> str:
    """Say that keys are unknown, and which ones may be meant."""
    near = [name for key in keys for name in nearest_names(key, known, most=1)]
    hint = f"，是不是“{'”“'.join(near)}”？" if near else "，请删去或改正。"
    return f"不认识的键：{'、'.join(keys)}{hint}"


@cache
def make_converter() -> Converter:
    """Return the converter that takes values exactly as their types, and no key it does not know.

    It is the same every time: it learns every record once, which takes longer than to read one.
    """
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn

    converter = Converter(forbid_extra_keys=True)
    for kind, words in _WORDS:
        converter.register_structure_hook(kind, _exactly(kind, words=words))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook_func(lambda kind: kind is Reference, _reference)
    for choice in _CHOICES:
        converter.register_structure_hook(choice, _choice)

    @converter.register_structure_hook_factory(_is_tuple)
    def listed(kind: Any) -> Callable[[Any, Any], tuple[Any, ...]]:
        same_as_list: Any = GenericAlias(list, get_args(kind)[:1])

        def take(value: Any, _: Any) -> tuple[Any, ...]:
            if not isinstance(value, list):
                raise ValueError("应为列表 […]。")  # noqa: TRY004 - cattrs collects ValueErrors
            return tuple(converter.structure(value, same_as_list))

        return take

    @converter.register_structure_hook_factory(has)
    def table(kind: Any) -> Callable[[Any, Any], Any]:
        read = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

        def take(value: Any, _: Any) -> Any:
            if not isinstance(value, dict):
                raise ValueError("应为表：键 = 值。")  # noqa: TRY004 - the same
            return read(value, kind)

        return take

    return converter


def _label(row: object, number: int) -> str:
    """Return what a row calls itself, or its running number."""
    if isinstance(row, dict):
        for key in LABELS:
            if isinstance(row.get(key), str | int):
                return str(row[key])
    return f"第{number}条"


def _explain(error: BaseException, kind: type | None) -> str:
    """Say in Chinese what cattrs found."""
    from cattrs import ForbiddenExtraKeysError

    del kind
    if isinstance(error, KeyError):
        return "缺少这一项，请补上。"
    if isinstance(error, ForbiddenExtraKeysError):
        names = [attribute.name for attribute in fields(error.cl)]
        return unknown_keys(sorted(error.extra_fields), names)
    return str(error)


def _is_tuple(kind: object) -> bool:
    """Tell whether a field holds a tuple, which TOML writes as a list."""
    return get_origin(kind) is tuple


def _exactly(kind: type, *, words: str) -> Callable[[Any, Any], Any]:
    """Return a hook that takes values of exactly that type: no true for 1, no time for a date."""

    def take(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"应为{words}，写的是 {_shown(value)}。")
        return value

    return take


def _number(value: Any, _: Any) -> float:
    """Take any number, whole or not, that is one: TOML also writes ``nan`` and ``inf``."""
    if type(value) not in {int, float} or not isfinite(value):
        raise ValueError(f"应为数字，写的是 {_shown(value)}。")
    return float(value)


def _reference(value: Any, _: Any) -> str:
    """Take an id as text or number."""
    if type(value) not in {int, str}:
        raise ValueError(f"应为编号，写的是 {_shown(value)}。")
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
