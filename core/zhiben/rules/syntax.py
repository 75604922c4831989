"""The one line a condition is written in: what of Python's grammar may be in it at all.

A line is refused before anything is made of it when it is long, deep, or large; nothing
in it is ever executed.
"""

from __future__ import annotations

import ast
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NoReturn
from unicodedata import normalize
from warnings import catch_warnings

from attrs import frozen

from zhiben.errors import nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from zhiben.spec.records import Fact

LONGEST: Final = 4000
"""How many letters a condition may have."""
DEEPEST: Final = 30
"""How many brackets may be open at once."""
LARGEST: Final = 2000
"""How many parts a condition may have."""
HUGE: Final = 10**15


SIGNS: Final[Mapping[type[ast.AST], str]] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_FOREIGN: Final = "≥≤≠×÷“”‘’、。【】\u3000"


@frozen(kw_only=True)
class Fault:
    """What is wrong with a condition; ``place`` is the letter it starts at, from 1."""

    place: int
    message: str

    def __str__(self) -> str:
        """Return the message with its place."""
        return f"条件第 {self.place} 字：{self.message}"


class Refusal(Exception):  # noqa: N818 - it ends the reading of one condition, and goes no further
    """A fault that ends the reading of a condition."""

    def __init__(self, node: ast.expr | None, message: str) -> None:
        self.node = node
        self.message = message
        super().__init__(message)


def tree_of(text: str) -> ast.expr:
    """Return a line's syntax, once it is short and flat enough to look at.

    Raises:
        Refusal: when it is not, or is no expression.
    """
    if len(text) > LONGEST:
        raise Refusal(None, f"有 {len(text)} 字，最多 {LONGEST} 字，请拆成几条。")
    if "\n" in text or "\r" in text:
        raise Refusal(None, "应写在一行里。")
    depth = most = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        most = max(most, depth)
    if most > DEEPEST:
        raise Refusal(None, f"括号套了 {most} 层，最多 {DEEPEST} 层，请拆成几条。")
    try:
        with catch_warnings(action="error"):  # Python's remarks, in English, end up as faults
            tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise Refusal(None, _syntax_message(text, error)) from error
    _check_size(tree)
    return tree


def _check_size(tree: ast.expr) -> None:
    """Refuse what is too deep or too large to be walked, or checked by a person.

    Raises:
        Refusal: when it is.
    """
    level: list[ast.AST] = [tree]
    size = depth = 0
    while level:
        size, depth = size + len(level), depth + 1
        if size > LARGEST or depth > DEEPEST * 2:
            raise Refusal(None, "套得太深或太长，请拆成几条。")
        level = [child for node in level for child in ast.iter_child_nodes(node)]


def _syntax_message(text: str, error: Exception) -> str:
    """Say what keeps a line from being an expression."""
    wide = [letter for letter in text if _is_wide(letter)]
    if wide:
        return f"有全角符号“{wide[0]}”，请改用半角的 ( ) , < > = ' 等。"
    if "=" in text and "==" not in text and not any(sign in text for sign in ("<=", ">=", "!=")):
        return "写不通；“等于”要写两个等号（==）。"
    place = getattr(error, "offset", None)
    return f"写不通{f'（第 {place} 字附近）' if place else ''}，请对照条件的写法改正。"


def _is_wide(letter: str) -> bool:
    """Tell whether a letter is a sign or digit in full width, which Python does not read."""
    return letter in _FOREIGN or ("！" <= letter <= "～" and not letter.isalpha())


def strangers_of(tree: ast.expr, facts: Mapping[str, Fact], text: str) -> Iterator[Fault]:
    """Yield every name that no fact has; the names of functions are looked at elsewhere."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and id(node) not in called and node.id not in facts:
            near = nearest_names(node.id, facts, most=1)
            hint = f"，是不是“{near[0]}”？" if near else "，请先在 facts 里声明。"
            yield Fault(place=place_of(text, node), message=f"没有声明的事实“{node.id}”{hint}")


def place_of(text: str, node: ast.expr) -> int:
    """Return the number of the letter a part starts at; the parser counts bytes."""
    return len(text.encode()[: node.col_offset].decode()) + 1


def refuse(node: ast.expr, message: str) -> NoReturn:
    """End the reading of a condition.

    Raises:
        Refusal: always.
    """
    raise Refusal(node, message)


def literal_of(node: ast.expr, kind: type[Any], words: str) -> Any:  # noqa: ANN401 - of that type
    """Return what stands there, which must be of that type."""
    if not isinstance(node, ast.Constant) or type(node.value) is not kind:
        refuse(node, f"这里要写{words}。")
    value = node.value
    return normalize("NFKC", value) if isinstance(value, str) else value


def day_of(node: ast.expr) -> date:
    """Return the day that is written out."""
    text = literal_of(node, str, "日期，如 date('2025-11-01')")
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(node, f"“{text}”不是日期，应写成 2025-11-01 这样。")
