"""Conditions as trees, with every "not" pushed down to the facts it is about.

Pushing it down changes nothing in three-valued logic, and leaves trees in which a fact
either speaks for a condition or against it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Number = int | Decimal


@frozen
class Constant:
    """A number, a date or a text that stands in the condition itself."""

    value: Number | date | str


@frozen
class Value:
    """The value of a fact that is a number, a date or a text."""

    name: str


@frozen
class Size:
    """How many choices of a set hold."""

    name: str


@frozen
class Arithmetic:
    """``left`` and ``right`` joined by ``+``, ``-``, ``*`` or ``/``; two dates give days."""

    sign: str
    left: Term
    right: Term


@frozen
class Shift:
    """A date ``days`` and ``months`` later; the day a month lacks becomes its last."""

    day: Term
    days: int = 0
    months: int = 0


Term = Constant | Value | Size | Arithmetic | Shift


@frozen
class Given:
    """A condition that is settled whatever the facts are, or (``None``) never."""

    value: bool | None


@frozen
class Flag:
    """A yes-or-no fact that is to be ``wanted``."""

    name: str
    wanted: bool = True


@frozen
class Compare:
    """Two numbers, dates or texts in the order ``sign`` says."""

    sign: str
    left: Term
    right: Term


@frozen
class OneOf:
    """A choice or text that is, or with ``wanted`` false is not, one of ``values``."""

    name: str
    values: frozenset[str]
    wanted: bool = True


@frozen
class Holding:
    """A set with any (or with ``every`` all) of ``values`` in it, or not so."""

    name: str
    values: frozenset[str]
    every: bool = False
    wanted: bool = True


@frozen
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@frozen
class AnyOf:
    """Some part holds."""

    parts: tuple[Condition, ...]


@frozen
class AtLeast:
    """``least`` of the parts hold, or more."""

    least: int
    parts: tuple[Condition, ...]


Atom = Flag | Compare | OneOf | Holding
Condition = Given | Atom | AllOf | AnyOf | AtLeast

OPPOSITE: Final[Mapping[str, str]] = {
    "<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "==",
}  # fmt: skip
"""What a comparison becomes when it does not hold."""


def negated(condition: Condition) -> Condition:
    """Return the condition that holds exactly when this one does not."""
    match condition:
        case Given(value):
            return Given(None if value is None else not value)
        case Compare(sign, left, right):
            return Compare(OPPOSITE[sign], left, right)
        case AllOf(parts):
            return AnyOf(tuple(map(negated, parts)))
        case AnyOf(parts):
            return AllOf(tuple(map(negated, parts)))
        case AtLeast(least, parts):
            return AtLeast(len(parts) - least + 1, tuple(map(negated, parts)))
        case _:
            return evolve(condition, wanted=not condition.wanted)


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions a condition is made of; an atom has none."""
    return condition.parts if isinstance(condition, AllOf | AnyOf | AtLeast) else ()


def atoms_of(condition: Condition) -> Iterator[Atom]:
    """Yield the atoms of a condition, from left to right, as often as they occur."""
    if isinstance(condition, Atom):
        yield condition
    for part in parts_of(condition):
        yield from atoms_of(part)


def names_of(part: Condition | Term) -> tuple[str, ...]:
    """Return the facts a condition or term asks for, each once, in the order they occur."""
    return tuple(dict.fromkeys(_names(part)))


def _names(part: Any) -> Iterator[str]:  # noqa: ANN401 - a condition or a term
    """Yield the facts of a condition or term as often as they occur."""
    match part:
        case Value(name) | Size(name) | Flag(name=name) | OneOf(name=name) | Holding(name=name):
            yield name
        case Compare() | Arithmetic():
            yield from _names(part.left)
            yield from _names(part.right)
        case Shift():
            yield from _names(part.day)
        case AllOf() | AnyOf() | AtLeast():
            for one in part.parts:
                yield from _names(one)
        case _:
            return
