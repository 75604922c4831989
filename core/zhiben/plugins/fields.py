"""Whether records hold what their fields declare: a plugin's Python may put in anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import isfinite
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin, get_type_hints

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

Test = Callable[[Any], bool]

_SHORT: Final = 40


def misfits(record: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path of every field that holds something else than declared, and what it does."""
    for name, words, fits in _tests(type(record)):  # type: ignore[arg-type]  # types have hashes
        value = getattr(record, name)
        if not fits(value):
            yield f"{path}{name}", f"应为 {words}，实际是 {_shown(value)}。"
            continue
        for number, part in enumerate(value if type(value) is tuple else (value,), start=1):
            if attrs.has(type(part)):
                place = f"{path}{name}[{number}]" if type(value) is tuple else f"{path}{name}"
                yield from misfits(part, f"{place}.")


@cache
def _tests(record: type[Any]) -> tuple[tuple[str, str, Test], ...]:
    """Return for each field of a record its name, its declaration, and the test of a value."""
    words, hints = record.__annotations__, get_type_hints(record)
    return tuple(
        (field.name, words[field.name], _test(hints[field.name])) for field in attrs.fields(record)
    )


@cache
def _test(kind: Any) -> Test:  # noqa: ANN401 - a type, or what stands for one
    """Return the test of a value of a declared type: exactly that, as it would be in TOML."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is UnionType:
        choices = tuple(map(_test, parts))
        return lambda value: any(fits(value) for fits in choices)
    if origin is tuple:
        fits = _test(parts[0])
        return lambda value: type(value) is tuple and all(map(fits, value))
    if origin is Callable:
        return callable
    if kind is float:
        return lambda value: type(value) in {int, float} and isfinite(value)
    return lambda value: type(value) is kind


def _shown(value: object) -> str:
    """Return what a value is, and itself where it is short."""
    kind = type(value).__name__
    text = repr(value) if type(value) in {bool, int, float, str} else ""
    return f"{kind} {text}" if 0 < len(text) <= _SHORT else kind
