"""Conditions read from their one line: Python's own grammar, of which little is allowed.

The line is walked once; whatever the language does not have, or whatever can never be true
or never false of the declared facts, is told with its place.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import define, field

from zhiben.errors import nearest_names
from zhiben.rules.conditions import (
    OPPOSITE,
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Flag,
    Holding,
    OneOf,
    names_of,
    negated,
)
from zhiben.rules.quantities import WORDS, Quantity, agreed, is_never, kind_of
from zhiben.rules.syntax import (
    SIGNS,
    Fault,
    Refusal,
    literal_of,
    place_of,
    refuse,
    strangers_of,
    tree_of,
)
from zhiben.rules.terms import TermReader, bare
from zhiben.spec.records import Fact, FactType

Resolve = Callable[[str], Condition | None]
"""From the code of an element to its condition; ``None`` when there is none of that code."""

_MIRRORED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def parse_condition(
    text: str, facts: Mapping[str, Fact], *, resolve: Resolve
) -> tuple[Condition | None, tuple[Fault, ...]]:
    """Return the condition a line states, or what is wrong with it.

    ``facts`` are the declared ones by name, ``resolve`` finds the elements that ``met``
    names.
    """
    text = text.strip()
    try:
        tree = tree_of(text)
        strangers = tuple(strangers_of(tree, facts, text))
        if strangers:
            return None, strangers
        return _Reader(facts=facts, resolve=resolve).condition(tree), ()
    except Refusal as refusal:
        place = place_of(text, refusal.node) if refusal.node else 1
        return None, (Fault(place=place, message=refusal.message),)


@define
class _Reader:
    """Walks the syntax of one condition."""

    facts: Mapping[str, Fact]
    resolve: Resolve
    terms: TermReader = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.terms = TermReader(self.facts)

    def condition(self, node: ast.expr) -> Condition:
        """Return what a part says, which must be something that holds or does not."""
        match node:
            case ast.BoolOp(ast.And(), values):
                return AllOf(tuple(map(self.condition, values)))
            case ast.BoolOp(_, values):
                return AnyOf(tuple(map(self.condition, values)))
            case ast.UnaryOp(ast.Not(), operand):
                return negated(self.condition(operand))
            case ast.Compare(left, ops, comparators):
                return self._chain([left, *comparators], [SIGNS.get(type(op)) for op in ops])
            case ast.Name(name):
                return self._flag(node, name)
            case ast.Call(ast.Name(name), arguments, []):
                return self._called(node, name, arguments)
        raise Refusal(node, "这里要写一个成立或不成立的条件。")

    def _flag(self, node: ast.expr, name: str) -> Condition:
        """Return a yes-or-no fact as a condition."""
        fact = self.facts[name]
        if fact.type is not FactType.BOOL:
            refuse(node, f"“{name}”是{WORDS[kind_of(fact)]}，要写它和什么比较。")
        return Flag(name)

    def _called(self, node: ast.expr, name: str, arguments: list[ast.expr]) -> Condition:
        """Return what a function says, of those that make a condition."""
        if name == "at_least" and len(arguments) > 1:
            return self._at_least(node, arguments[0], arguments[1:])
        if name in {"any_of", "all_of"} and len(arguments) > 1:
            return self._holding(arguments[0], arguments[1:], every=name == "all_of")
        if name == "met" and len(arguments) == 1:
            return self._element(node, literal_of(arguments[0], str, "编号"))
        raise Refusal(node, f"这里不能写 {name}(…)，请对照条件的写法改正。")

    def _at_least(self, node: ast.expr, count: ast.expr, parts: Sequence[ast.expr]) -> Condition:
        """Return that so many of the parts hold."""
        least = literal_of(count, int, "整数")
        if not 1 <= least <= len(parts):
            refuse(node, f"at_least 列了 {len(parts)} 个条件，个数应在 1 到 {len(parts)} 之间。")
        return AtLeast(least, tuple(map(self.condition, parts)))

    def _holding(self, node: ast.expr, texts: Sequence[ast.expr], *, every: bool) -> Condition:
        """Return that a set has any or all of some choices."""
        fact = self.terms.fact(node, FactType.SET)
        return Holding(fact.name, self._choices(fact, texts), every=every)

    def _element(self, node: ast.expr, code: str) -> Condition:
        """Return the condition of an element that other criteria count."""
        found = self.resolve(code)
        if found is None:
            refuse(node, f"met 只能引用同一标准的综合判定要素（element），没有“{code}”。")
        return found

    def _choices(self, fact: Fact, nodes: Sequence[ast.expr]) -> frozenset[str]:
        """Return texts that must be choices of the fact; a text fact takes any."""
        texts = [literal_of(node, str, "文字") for node in nodes]
        for node, text in zip(nodes, texts, strict=True):
            if fact.choices and text not in fact.choices:
                near = nearest_names(text, fact.choices, most=1)
                hint = f"，是不是“{near[0]}”？" if near else f"，只有{'、'.join(fact.choices)}。"
                refuse(node, f"“{fact.name}”没有选项“{text}”{hint}")
        return frozenset(texts)

    def _chain(self, nodes: list[ast.expr], signs: list[str | None]) -> Condition:
        """Return a comparison; a longer one is several, told together."""
        if any(sign is None for sign in signs):
            refuse(nodes[0], "只能用 < <= > >= == != in 比较。")
        links = zip(nodes, signs, nodes[1:], strict=False)
        parts = tuple(self._link(left, str(sign), right) for left, sign, right in links)
        if len(parts) == 1:
            return parts[0]
        self._check_chain(nodes, signs)
        return AllOf(parts)

    def _check_chain(self, nodes: list[ast.expr], signs: list[str | None]) -> None:
        """Refuse a chain whose ends rule each other out: ``5 < 人数 < 3``."""
        ends = [one for one in (nodes[0], nodes[-1]) if isinstance(one, ast.Constant)]
        directions = {str(sign)[0] for sign in signs}
        if len(ends) == 2 and len(directions) == 1 and directions <= {"<", ">"}:  # noqa: PLR2004 - both ends
            first, last = (self.terms.quantity(one).bounds for one in ends)
            if is_never("<" if "<" in directions else ">", first, last):
                refuse(nodes[0], "两头的数矛盾，这个比较永远不成立。")

    def _link(self, left: ast.expr, sign: str, right: ast.expr) -> Condition:
        """Return one comparison."""
        if sign in {"in", "not in"}:
            return self._membership(left, right, wanted=sign == "in")
        if isinstance(left, ast.Call) or isinstance(right, ast.Call):
            counted = self._tally(left, sign, right)
            if counted is not None:
                return counted
        first, second = self.terms.quantity(left), self.terms.quantity(right)
        for one, other, node in ((first, second, right), (second, first, left)):
            if one.fact is not None and one.kind in {"choice", "text"} and other.term is not None:
                return self._same(one.fact, sign, node)
        return self._compared(left, (first, sign, second))

    def _membership(self, left: ast.expr, right: ast.expr, *, wanted: bool) -> Condition:
        """Return that a choice is listed, or that a set has a choice."""
        if isinstance(right, ast.Tuple | ast.List | ast.Set):
            if not isinstance(left, ast.Name) or not right.elts:
                refuse(left, "in 左边写选项类型的事实，右边列出选项：行业 in ('冶金', '有色')。")
            fact = self.facts[left.id]
            if fact.type not in {FactType.CHOICE, FactType.TEXT}:
                refuse(left, f"“{fact.name}”是{WORDS[kind_of(fact)]}，不能这样比较。")
            return self._one_of(right, fact, self._choices(fact, right.elts), wanted=wanted)
        fact = self.terms.fact(right, FactType.SET)
        return Holding(fact.name, self._choices(fact, [left]), wanted=wanted)

    def _one_of(
        self, node: ast.expr, fact: Fact, values: frozenset[str], *, wanted: bool
    ) -> Condition:
        """Return that a choice is one of several, which must leave some out."""
        if fact.choices and values == frozenset(fact.choices):
            refuse(node, f"列了“{fact.name}”的全部选项，这个比较没有意义。")
        return OneOf(fact.name, values, wanted=wanted)

    def _same(self, fact: Fact, sign: str, node: ast.expr) -> Condition:
        """Return that a choice or text is, or is not, what stands in the condition."""
        if sign not in {"==", "!="}:
            refuse(node, f"“{fact.name}”是{WORDS[kind_of(fact)]}，只能用 == 或 != 比较。")
        return self._one_of(node, fact, self._choices(fact, [node]), wanted=sign == "==")

    def _compared(self, node: ast.expr, link: tuple[Quantity, str, Quantity]) -> Condition:
        """Return a comparison of two numbers or dates that can come out either way."""
        first, sign, second = link
        if first.kind != second.kind or first.kind not in {"number", "date"}:
            words = f"{WORDS[first.kind]}和{WORDS[second.kind]}"
            refuse(node, f"{words}不能比较。")
        try:
            agreed(first, second)
        except ValueError as error:
            refuse(node, f"单位不同（{error}），不能比较。")
        if first.term == second.term or not _asks(first, second):
            refuse(node, "两边一样，或者都是常数，这个比较没有意义。")
        for one, word in ((sign, "成立"), (OPPOSITE[sign], "不成立")):
            if first.kind == "number" and is_never(one, first.bounds, second.bounds):
                refuse(node, f"按声明的上下限，这个比较永远不会{word}。")
        return Compare(sign, bare(first), bare(second))

    def _tally(self, left: ast.expr, sign: str, right: ast.expr) -> Condition | None:
        """Return a comparison of how many conditions hold with a number, if it is one."""
        if _is_tally(right):
            left, sign, right = right, _MIRRORED[sign], left
        if not _is_tally(left) or not isinstance(left, ast.Call):
            return None
        if len(left.args) == 1 and self._is_set(left.args[0]):
            return None
        parts = tuple(map(self.condition, left.args))
        number = literal_of(right, int, "整数")
        return _counted(left, parts, sign=sign, number=number)

    def _is_set(self, node: ast.expr) -> bool:
        """Tell whether a part names a fact that is a set."""
        return isinstance(node, ast.Name) and self.facts[node.id].type is FactType.SET


def _asks(*quantities: Quantity) -> bool:
    """Tell whether any fact decides what these are worth."""
    return any(one.term is not None and names_of(one.term) for one in quantities)


def _is_tally(node: ast.expr) -> bool:
    """Tell whether a part counts conditions (or the choices of a set)."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "count"
        and not node.keywords
    )


def _counted(node: ast.expr, parts: tuple[Condition, ...], *, sign: str, number: int) -> Condition:
    """Return a comparison of how many of the parts hold, in terms of "at least"."""
    exactly = AllOf((_reaching(parts, number), negated(_reaching(parts, number + 1))))
    found: Condition = {
        ">=": _reaching(parts, number),
        ">": _reaching(parts, number + 1),
        "<": negated(_reaching(parts, number)),
        "<=": negated(_reaching(parts, number + 1)),
        "==": exactly,
        "!=": negated(exactly),
    }[sign]
    first = 0 if sign in {">", "<=", "==", "!="} else 1
    last = len(parts) - (sign in {">", "<="})
    if not first <= number <= last:
        refuse(node, f"count 列了 {len(parts)} 个条件，和 {number} 比较没有意义。")
    return found


def _reaching(parts: tuple[Condition, ...], least: int) -> Condition:
    """Return that so many parts hold; none always do, and more than there are never."""
    return AtLeast(least, parts)
