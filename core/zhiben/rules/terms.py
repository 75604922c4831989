"""The numbers, dates and texts in a condition, each with its kind, unit and bounds."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from unicodedata import normalize

from attrs import define

from zhiben.rules.conditions import Arithmetic, Constant, Shift, Size, Term, Value, names_of
from zhiben.rules.evaluating import term_of
from zhiben.rules.quantities import (
    WORDS,
    Bounds,
    Quantity,
    bounds_of,
    combined,
    kind_of,
    unit_of,
)
from zhiben.rules.syntax import HUGE, SIGNS, Refusal, day_of, literal_of, refuse
from zhiben.spec.records import Fact, FactType

_FARTHEST: Final = {"days": 40_000, "months": 1_200, "years": 100}


@define
class TermReader:
    """Reads the terms of one condition."""

    facts: Mapping[str, Fact]

    def quantity(self, node: ast.expr) -> Quantity:
        """Return what a part is worth."""
        match node:
            case ast.Constant(bool()):
                refuse(node, "不写 True 或 False：直接写事实，或在前面加 not。")
            case ast.Constant(int() | float() as value):
                return _number(node, value)
            case ast.Constant(str(value)):
                return Quantity(term=Constant(normalize("NFKC", value)), kind="text", unit=None)
            case ast.Name(name):
                return self._value(self.facts[name])
            case ast.UnaryOp(ast.USub(), operand):
                return self._joined(node, (_number(node, 0), "-", self.quantity(operand)))
            case ast.BinOp(left, op, right) if type(op) in SIGNS:
                link = (self.quantity(left), SIGNS[type(op)], self.quantity(right))
                return self._joined(node, link)
            case ast.Call(ast.Name(name), [argument], []):
                return self._measured(node, name, argument)
        raise Refusal(node, "这里要写数、日期或事实，不支持这种写法。")

    def _value(self, fact: Fact) -> Quantity:
        """Return the bare value of a fact."""
        kind = kind_of(fact)
        if kind in {"bool", "set", "amounts"}:
            return Quantity(term=None, kind=kind, fact=fact)
        return Quantity(
            term=Value(fact.name), kind=kind, unit=unit_of(fact), bounds=bounds_of(fact), fact=fact
        )

    def _measured(self, node: ast.expr, name: str, argument: ast.expr) -> Quantity:
        """Return what a function of one argument is worth."""
        if name == "count":
            fact = self.fact(argument, FactType.SET)
            bounds = Bounds(least=0, most=len(fact.choices))
            return Quantity(term=Size(fact.name), kind="number", unit=None, bounds=bounds)
        if name == "date":
            return Quantity(term=Constant(day_of(argument)), kind="date")
        if name in _FARTHEST:
            number = literal_of(argument, int, "整数")
            if not 0 <= number <= _FARTHEST[name]:
                refuse(argument, f"{name} 应在 0 到 {_FARTHEST[name]} 之间。")
            return Quantity(
                term=None,
                kind="duration",
                days=number if name == "days" else 0,
                months=number * {"days": 0, "months": 1, "years": 12}[name],
            )
        raise Refusal(node, f"没有函数 {name}，请对照条件的写法改正。")

    def _joined(self, node: ast.expr, link: tuple[Quantity, str, Quantity]) -> Quantity:
        """Return two quantities joined by a sign."""
        first, sign, second = link
        match first.kind, sign, second.kind:
            case "number", _, "number":
                return _arithmetic(node, link)
            case "date", "+" | "-", "duration":
                return _moved(node, first, second, turn=1 if sign == "+" else -1)
            case "date", "-", "date":
                passed = Arithmetic("-", bare(first), bare(second))
                return Quantity(term=passed, kind="number", unit=None)
        raise Refusal(node, f"{WORDS[first.kind]}和{WORDS[second.kind]}不能用 {sign} 运算。")

    def fact(self, node: ast.expr, kind: FactType) -> Fact:
        """Return the fact a part names, which must be of that kind."""
        fact = self.facts[node.id] if isinstance(node, ast.Name) else None
        if fact is None or fact.type is not kind:
            refuse(node, f"这里要写一个{WORDS[kind.value]}（{kind.value}）类型的事实。")
        return fact


def _number(node: ast.expr, value: float) -> Quantity:
    """Return a number that is written out, exactly."""
    if not abs(value) <= HUGE:
        refuse(node, "数太大。")
    exact = value if isinstance(value, int) else Decimal(repr(value))
    bounds = Bounds(least=exact, most=exact)
    return Quantity(term=Constant(exact), kind="number", unit=None, bounds=bounds)


def _arithmetic(node: ast.expr, link: tuple[Quantity, str, Quantity]) -> Quantity:
    """Return the sum, difference, product or quotient of two numbers."""
    first, sign, second = link
    if sign == "/" and not (second.bounds.is_above_zero or _is_nonzero(second)):
        refuse(node, "除数可能为零；请写成乘法，如 损坏数 > 0.5 * 总数。")
    try:
        unit, bounds = combined(first, second, sign=sign)
    except ValueError as error:
        refuse(node, f"单位不同（{error}），不能加减。")
    term: Term = Arithmetic(sign, bare(first), bare(second))
    if not names_of(term):
        term = Constant(term_of(term)({}))
    return Quantity(term=term, kind="number", unit=unit, bounds=bounds)


def _moved(node: ast.expr, day: Quantity, passed: Quantity, *, turn: int) -> Quantity:
    """Return the day that lies a duration later, or earlier; not so far that dates end."""
    days, months = turn * passed.days, turn * passed.months
    far_days, far_months = day.days + days, day.months + months
    if abs(far_days) > _FARTHEST["days"] or abs(far_months) > _FARTHEST["months"]:
        refuse(node, "加减的时长合起来太长。")
    term = Shift(bare(day), days=days, months=months)
    return Quantity(term=term, kind="date", days=far_days, months=far_months)


def _is_nonzero(quantity: Quantity) -> bool:
    """Tell whether a number below zero stands there."""
    return isinstance(quantity.term, Constant) and quantity.term.value != 0


def bare(quantity: Quantity) -> Any:  # noqa: ANN401 - a term, which the kind has made sure of
    """Return the term of a number or date."""
    return quantity.term
