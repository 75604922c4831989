"""House rules that hold for the repository as a whole, whatever is in it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What tools and environments leave behind, as in .gitignore.
LEFTOVERS = {
    ".git", ".venv", ".coverage", ".hypothesis", ".import_linter_cache", ".mypy_cache",
    ".pytest_cache", ".ruff_cache", "__pycache__", "build", "dist", "out",
}  # fmt: skip
TEXT = {"", ".cfg", ".csv", ".ini", ".json", ".md", ".py", ".toml", ".txt", ".yaml", ".yml"}

Rule = Callable[[str], Iterator[str]]

MACHINE_PATH = re.compile(
    r"""(?<![\w.~}):/-])(?:/(?:work|farm|root|home/\w+|Users/\w+|opt/\w+)/|[A-Za-z]:\\Users\\)"""
)
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|mirror|piwheels)[\w.-]*|https?://[^\s\"']+/simple\b"
    r"|--(?:extra-)?index-url|--trusted-host",
    re.IGNORECASE,
)
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
NOQA = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no\s*\w+)(?P<rest>[^\n]*)", re.IGNORECASE)
CODES = r"\s*(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[\w,\s-]+\])"
CODE_AND_REASON = re.compile(CODES + r"\s+(?![A-Z]+\d+\b)[^\s\w]*\s*\w")
PRAGMA_REASON = re.compile(r"\s+[^\s\w]*\s*\w")
FRAGMENT = re.compile(r"(?:\d+|\+[\w-]+)\.(?P<kind>\w+)(?:\.\d+)?\.md")


def kept_files(folder: Path) -> Iterator[Path]:
    """Yield the files that belong to the repository, without what tools leave behind."""
    for path in sorted(folder.iterdir()):
        if path.name in LEFTOVERS or path.name.startswith(".coverage."):
            continue
        if path.is_dir():
            yield from kept_files(path)
        elif path.suffix in TEXT:
            yield path


def lines_with(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """Yield ``line number: line`` for each line the pattern is found in."""
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.search(line):
            yield f"{number}: {line.strip()}"


def machine_paths(text: str) -> Iterator[str]:
    """Yield lines with a path that exists on one machine only."""
    return lines_with(MACHINE_PATH, text)


def registries(text: str) -> Iterator[str]:
    """Yield lines that name a package registry: pip's own configuration decides which."""
    return lines_with(REGISTRY, text)


def unfinished(text: str) -> Iterator[str]:
    """Yield lines with a mark for later: an issue is the place for it."""
    return lines_with(UNFINISHED, text)


def bare_exceptions(text: str) -> Iterator[str]:
    """Yield suppressed checks that do not say which check and why."""
    for number, line in enumerate(text.splitlines(), start=1):
        for found in NOQA.finditer(line):
            wanted = PRAGMA_REASON if found[1].startswith("pragma") else CODE_AND_REASON
            if not wanted.match(found["rest"]):
                yield f"{number}: {line.strip()}"


def bare_excepts(text: str) -> Iterator[str]:
    """Yield handlers that catch everything without naming what."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield f"{node.lineno}: except:"


def prints(text: str) -> Iterator[str]:
    """Yield calls of ``print``."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
            yield f"{node.lineno}: {ast.unparse(node)}"


def misnamed(fragment: str, *, kinds: set[str]) -> bool:
    """Tell whether towncrier would pass over a change fragment of that name."""
    match = FRAGMENT.fullmatch(fragment)
    return match is None or match["kind"] not in kinds


def broken(rule: Rule, files: list[Path]) -> list[str]:
    """Return every place in the files that breaks the rule."""
    return [
        f"{file.relative_to(ROOT).as_posix()}:{place}"
        for file in files
        for place in rule(file.read_text(encoding="utf-8"))
    ]


ALL_FILES = list(kept_files(ROOT))
PYTHON_FILES = [file for file in ALL_FILES if file.suffix == ".py"]
CORE_FILES = [file for file in PYTHON_FILES if file.is_relative_to(ROOT / "core")]
QUIET_FILES = [file for file in CORE_FILES if "cli" not in file.parts]
# This file shows examples of what it forbids.
OWN_FILES = [file for file in ALL_FILES if file != Path(__file__)]


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        (machine_paths, OWN_FILES),
        (registries, OWN_FILES),
        (unfinished, OWN_FILES),
        (bare_exceptions, [file for file in OWN_FILES if file.suffix == ".py"]),
        (bare_excepts, PYTHON_FILES),
        (prints, QUIET_FILES),
    ],
    ids=lambda value: getattr(value, "__name__", "files"),
)
def test_the_repository_keeps_the_rule(rule: Rule, files: list[Path]) -> None:
    assert [] == broken(rule, files)


def test_every_change_fragment_is_one_towncrier_reads() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        types = tomllib.load(file)["tool"]["towncrier"]["type"]
    kinds = {kind["directory"] for kind in types}
    fragments = [path.name for path in (ROOT / "changelog.d").iterdir() if path.name[0] != "."]

    assert [] == [fragment for fragment in fragments if misnamed(fragment, kinds=kinds)]


@pytest.mark.parametrize("file", ["README.md", "LICENSE", "CHANGELOG.md"])
def test_the_papers_are_there(file: str) -> None:
    assert (ROOT / file).read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        (machine_paths, 'data = "/home/someone/data"', 'url = "docs/work/home/page.md"'),
        (machine_paths, "cd /root/project", "cd $HOME/root/project"),
        (machine_paths, r"C:\Users\someone", r"D:\数据"),
        (registries, "pip install --index-" + "url x y", "pip install -c constraints.txt y"),
        (registries, "https://pypi.example/simple", "https://www.gov.cn/zhengce"),
        (unfinished, "# TO" + "DO: later", "# done"),
        (bare_exceptions, "x = y  # noqa", "x = y  # noqa: E741 - the formula's own letter"),
        (bare_exceptions, "x = y  # noqa: E741 N806", "x = y  # noqa: E741 the formula's letter"),
        (
            bare_exceptions,
            "x = y  # noqa: E741, N806",
            "x = y  # noqa: E741, N806  # both are given",
        ),
        (bare_exceptions, "x()  # type: ignore", "x()  # type: ignore[arg-type]  # untyped there"),
        (bare_exceptions, "x()  # pragma: no cover", "x()  # pragma: no cover - Windows only"),
        (bare_excepts, "try: f()\nexcept: g()", "try: f()\nexcept OSError: g()"),
        (prints, "print(1)", "fingerprint(1)"),
    ],
)
def test_each_rule_can_be_broken_and_kept(rule: Rule, bad: str, good: str) -> None:
    assert list(rule(bad))
    assert not list(rule(good))


@pytest.mark.parametrize("name", ["2.feature.md", "2.feature.1.md", "+tables.fix.md"])
def test_fragments_have_a_number_or_a_word_and_a_known_kind(name: str) -> None:
    assert not misnamed(name, kinds={"feature", "fix"})


@pytest.mark.parametrize("name", ["feature.md", "2.features.md", "2.feature.rst", "notes.md"])
def test_a_fragment_towncrier_would_pass_over_is_noticed(name: str) -> None:
    assert misnamed(name, kinds={"feature", "fix"})


def test_leftovers_of_tools_are_not_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "a.py").touch()
    (tmp_path / ".coverage.host.1").touch()
    (tmp_path / "b.py").touch()

    assert [tmp_path / "b.py"] == list(kept_files(tmp_path))
