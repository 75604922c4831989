"""Conditions written in the languages of other engines."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from zhiben.rules.conditions import (
    AllOf,
    AnyOf,
    Arithmetic,
    Compare,
    Condition,
    Constant,
    Flag,
    Holding,
    OneOf,
    Size,
    Term,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


class InexpressibleError(ValueError):
    """A condition that not every engine has words for."""


@frozen(kw_only=True)
class Dialect:
    """How a language writes what conditions are made of."""

    both: str
    either: str
    no: str
    size: str
    number: Callable[[int | Decimal], str] = str


CEL: Final = Dialect(
    both=" && ", either=" || ", no="!", size="double(size({}))", number=lambda one: repr(float(one))
)
ZEN: Final = Dialect(both=" and ", either=" or ", no="not ", size="len({})")
RULE: Final = Dialect(both=" and ", either=" or ", no="not ", size="{}.length")


def plain(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return a fact's value in the types that all engines share."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


@frozen(kw_only=True)
class Writer:
    """Writes conditions in one language, with facts under the names it allows."""

    dialect: Dialect
    names: Mapping[str, str]

    def condition(self, one: Condition) -> str:
        """Return a condition.

        Raises:
            InexpressibleError: when it is about dates, or counts conditions.
        """
        speech = self.dialect
        match one:
            case AllOf(parts):
                return self._joined(speech.both, map(self.condition, parts))
            case AnyOf(parts):
                return self._joined(speech.either, map(self.condition, parts))
            case Flag(name, wanted):
                return self._wanted(self.names[name], wanted=wanted)
            case OneOf(name, values, wanted):
                return self._wanted(f"({self.names[name]} in {_list(values)})", wanted=wanted)
            case Holding(name, values, every, wanted):
                listed = (f"{_text(text)} in {self.names[name]}" for text in sorted(values))
                joined = self._joined(speech.both if every else speech.either, listed)
                return self._wanted(joined, wanted=wanted)
            case Compare(sign, left, right):
                return f"{self.term(left)} {sign} {self.term(right)}"
        raise InexpressibleError(type(one).__name__)

    def term(self, one: Term) -> str:
        """Return a number, or what is worth one.

        Raises:
            InexpressibleError: when it is a date.
        """
        match one:
            case Constant(int() | Decimal() as number):
                return self.dialect.number(number)
            case Value(name):
                return self.names[name]
            case Size(name):
                return self.dialect.size.format(self.names[name])
            case Arithmetic(sign, left, right):
                return f"({self.term(left)} {sign} {self.term(right)})"
        raise InexpressibleError(type(one).__name__)

    def _joined(self, word: str, parts: Iterable[str]) -> str:
        """Return parts joined by a word, in brackets."""
        return f"({word.join(parts)})"

    def _wanted(self, text: str, *, wanted: bool) -> str:
        """Return a part, or that it is not so."""
        return text if wanted else f"{self.dialect.no}{text}"


def _list(texts: Iterable[str]) -> str:
    """Return a list of texts."""
    return f"[{', '.join(map(_text, sorted(texts)))}]"


def _text(text: str) -> str:
    """Return a text in quotes."""
    return json.dumps(text, ensure_ascii=False)
