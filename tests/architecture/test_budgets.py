"""Budgets of size, complexity and documentation, measured over the whole core with ``ast``."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

CORE = Path(__file__).parents[2] / "core"
FILES = sorted(CORE.rglob("*.py"))
USUAL_FILE, LONGEST_FILE = 500, 750
# Files above the usual length, with the reason each may be.
LONG_FILES: dict[str, str] = {}

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Documented = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
Branches = (
    ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler,
    ast.comprehension, ast.match_case, ast.Assert,
)  # fmt: skip


class Function(NamedTuple):
    """One function's place, its length without docstring, and its cyclomatic complexity."""

    place: str
    length: int
    complexity: int


def functions(text: str, file: str = "") -> Iterator[Function]:
    """Yield every function and method of a module, nested ones too."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, FunctionNode):
            place = f"{file}:{node.lineno} {node.name}"
            yield Function(place, length(node), complexity(node))


def length(node: FunctionNode) -> int:
    """Count the lines from ``def`` to the end, without the docstring's."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node, clean=False) is None:
        return lines
    docstring = node.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def complexity(node: FunctionNode) -> int:
    """Count the ways through: one, and one more for each branch and each further condition."""
    inner = list(ast.walk(node))
    branches = sum(isinstance(part, Branches) for part in inner)
    conditions = sum(len(part.values) - 1 for part in inner if isinstance(part, ast.BoolOp))
    filters = sum(len(part.ifs) for part in inner if isinstance(part, ast.comprehension))
    return 1 + branches + conditions + filters


def over_budget(found: list[Function]) -> list[str]:
    """Return what breaks the budgets of length and complexity, empty when nothing does."""
    lengths = [function.length for function in found]
    tangled = [function.place for function in found if function.complexity > 10]
    problems = [f"{function.place}: {function.length} > 60" for function in found
                if function.length > 60]  # fmt: skip
    if median(lengths) > 7:
        problems.append(f"median {median(lengths)} > 7")
    if (p95 := quantiles(lengths, n=20, method="inclusive")[-1]) > 34:
        problems.append(f"p95 {p95} > 34")
    if len(tangled) > len(found) / 100:
        problems.append(f"complexity > 10 in more than 1 %: {tangled}")
    return problems


def undocumented(text: str) -> Iterator[str]:
    """Yield the public classes, functions and methods without docstring, and the module itself."""
    tree = ast.parse(text)
    if text.strip() and ast.get_docstring(tree) is None:
        yield "module"
    for node in public(tree):
        is_magic = node.name.startswith("__")
        if not is_magic and ast.get_docstring(node) is None:
            yield f"{node.lineno} {node.name}"


def unannotated(text: str) -> Iterator[str]:
    """Yield the public functions and methods with a parameter or return that has no type."""
    for node in public(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            continue
        given = node.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        typed = [p for p in every if p is not None and p.arg not in {"self", "cls"}]
        if node.returns is None or any(parameter.annotation is None for parameter in typed):
            yield f"{node.lineno} {node.name}"


def public(tree: ast.Module | ast.ClassDef) -> Iterator[FunctionNode | ast.ClassDef]:
    """Yield what a module or a public class shows to others: magic methods, but no ``_names``."""
    for node in tree.body:
        if isinstance(node, Documented) and (node.name[0] != "_" or node.name.startswith("__")):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def read(file: Path) -> str:
    """Return a source file's text."""
    return file.read_text(encoding="utf-8")


def name(file: Path) -> str:
    """Return a source file's name below the core, the same on every system."""
    return file.relative_to(CORE).as_posix()


def test_functions_are_short_and_simple() -> None:
    found = [function for file in FILES for function in functions(read(file), name(file))]

    assert [] == over_budget(found)


def test_no_file_is_longer_than_the_hard_limit() -> None:
    assert [] == [name(file) for file in FILES if len(read(file).splitlines()) > LONGEST_FILE]


def test_every_long_file_is_listed_with_its_reason() -> None:
    long = {name(file) for file in FILES if len(read(file).splitlines()) > USUAL_FILE}

    assert set(LONG_FILES) == long


@pytest.mark.parametrize("file", FILES, ids=name)
def test_everything_public_has_a_docstring(file: Path) -> None:
    assert [] == list(undocumented(read(file)))


@pytest.mark.parametrize("file", FILES, ids=name)
def test_everything_public_is_annotated(file: Path) -> None:
    assert [] == list(unannotated(read(file)))


def test_length_leaves_out_the_docstring() -> None:
    text = 'def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n    return a\n'

    assert [3] == [function.length for function in functions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(): pass", 1),
        ("def f(a):\n if a: return 1\n elif a > 1: return 2", 3),
        ("def f(a, b): return a and b or a", 3),
        ("def f(a): return [b for b in a if b]", 3),
        ("def f(a):\n try: a()\n except OSError: pass", 2),
    ],
)
def test_complexity_counts_every_way_through(text: str, expected: int) -> None:
    assert [expected] == [function.complexity for function in functions(text)]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([Function("f", 7, 10)] * 99 + [Function("g", 60, 11)], []),
        ([Function("f", 7, 1)] * 99 + [Function("g", 61, 1)], ["g: 61 > 60"]),
        ([Function("f", 8, 1)] * 10, ["median 8.0 > 7"]),
        ([Function("f", 1, 1)] * 90 + [Function("g", 35, 1)] * 10, ["p95 35.0 > 34"]),
        ([Function("f", 1, 1)] * 98 + [Function("g", 1, 11)] * 2,
         ["complexity > 10 in more than 1 %: ['g', 'g']"]),
    ],
    ids=["within", "one too long", "median", "p95", "complexity"],
)  # fmt: skip
def test_each_budget_can_be_broken(found: list[Function], expected: list[str]) -> None:
    assert expected == over_budget(found)


def test_missing_docstrings_and_types_are_found_in_public_names_only() -> None:
    text = "class A:\n def f(self, a): pass\n def _g(self, a): pass\n def __str__(self): pass\n"

    assert ["module", "1 A", "2 f"] == list(undocumented(text))
    assert ["2 f", "4 __str__"] == list(unannotated(text))
