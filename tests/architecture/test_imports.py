"""What importing and starting zhiben may load, and that imports never go round in a circle."""

from __future__ import annotations

import graphlib
import os
import subprocess
import sys

import grimp
import pytest

# Modules a command needs only once it works on data: none of them may load for --help.
HEAVY = (
    "attr", "attrs", "cattrs", "openpyxl", "python_calamine", "sqlite3", "sqlite_utils",
    "tabulate", "zhiben.dates", "zhiben.io", "zhiben.ledger", "zhiben.store",
)  # fmt: skip
PROGRAM = """\
import atexit, os, sys
before = set(sys.modules)
def tell():
    os.write(2, "\\n".join(sorted(set(sys.modules) - before)).encode())
atexit.register(tell)
{statement}
"""
COMMAND = (
    "sys.argv = ['zhiben', {option!r}]\nfrom zhiben.cli.main import main\nraise SystemExit(main())"
)


def loaded_by(statement: str) -> set[str]:
    """Return the modules a fresh interpreter loads for that statement, beyond its own start."""
    # Measuring coverage would itself load sqlite3.
    env = {key: text for key, text in os.environ.items() if not key.startswith("COVERAGE_")}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(statement=statement)],
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert 0 == result.returncode, result.stderr
    return set(result.stderr.split())


def within(modules: set[str], *packages: str) -> set[str]:
    """Return those modules that are one of the packages or lie inside one."""
    prefixes = tuple(f"{package}." for package in packages)
    return {module for module in modules if module in packages or module.startswith(prefixes)}


def third_party(modules: set[str]) -> set[str]:
    """Return those modules that belong neither to Python nor to zhiben."""
    known = {*sys.stdlib_module_names, "zhiben"}
    return {module for module in modules if module.partition(".")[0] not in known}


def import_graph(*packages: str) -> dict[str, set[str]]:
    """Return what each module imports, inside functions too."""
    graph = grimp.build_graph(*packages, cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Return one circle of imports as the modules along it, empty when there is none."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_importing_zhiben_loads_nothing_from_others() -> None:
    assert set() == third_party(loaded_by("import zhiben"))


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_a_word_about_itself_loads_click_and_nothing_heavy(option: str) -> None:
    modules = loaded_by(COMMAND.format(option=option))

    assert "click" in modules
    assert set() == within(modules, *HEAVY)


def test_imports_never_go_round_in_a_circle() -> None:
    assert [] == circle(import_graph("zhiben"))


def test_a_heavy_module_is_noticed() -> None:
    modules = loaded_by("import sqlite3, attrs.filters")

    assert {"sqlite3", "attrs", "attrs.filters"} <= within(modules, "sqlite3", "attrs")
    assert "attrs" in third_party(modules)
    assert "sqlite3" not in third_party(modules)


def test_a_package_is_not_taken_for_its_neighbour() -> None:
    assert {"zhiben.io", "zhiben.io.csv"} == within(
        {"zhiben.io", "zhiben.io.csv", "zhiben.ionosphere", "io"}, "zhiben.io"
    )


def test_a_circle_through_a_function_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``a`` imports ``b`` at the top, ``b`` imports ``a`` only when called."""
    folder = tmp_path_factory.mktemp("circle")
    package = folder / "roundabout"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "a.py").write_text("import roundabout.b\n", encoding="utf-8")
    text = "def f():\n    import roundabout.a\n"
    (package / "b.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)

    found = circle(import_graph("roundabout"))

    assert {"roundabout.a", "roundabout.b"} == set(found)
