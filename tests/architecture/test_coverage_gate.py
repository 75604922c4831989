"""The gate in ``tests/conftest.py`` that holds some packages at 100 % coverage."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parent.parent / "conftest.py"
CONFIG = """\
[tool.pytest]
testpaths = ["tests"]
[tool.coverage.run]
branch = true
parallel = true
source = ["core"]
"""
PACKAGE = """\
def sign(number: int) -> str:
    if number < 0:
        return "-"
    return "+"
"""
TEST = """\
import sys
sys.path.insert(0, "core")
from zhiben.{package}.signs import sign
def test_plus():
    assert "+" == sign(1)
def test_minus():
    assert {minus}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with this conftest and nothing else in it."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "conftest.py").write_bytes(CONFTEST.read_bytes())
    (tmp_path / "pyproject.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def run(project: Path, *options: str, package: str, minus: str) -> subprocess.CompletedProcess[str]:
    """Run the project's tests; ``minus`` is what the test of the second branch asserts."""
    source = project / "core" / "zhiben" / package
    source.mkdir(parents=True)
    (source.parent / "__init__.py").touch()
    (source / "__init__.py").touch()
    (source / "signs.py").write_text(PACKAGE, encoding="utf-8")
    text = TEST.format(package=package, minus=minus)
    (project / "tests" / "test_signs.py").write_text(text, encoding="utf-8")
    outer = ("COVERAGE_", "COV_CORE_", "PYTEST_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(outer)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--cov", *options],
        cwd=project,
        env=env | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def report(result: subprocess.CompletedProcess[str]) -> str:
    """Return what the gate printed, without pytest-cov's table of all packages."""
    return result.stdout.partition("必须 100 % 覆盖")[2].partition("tests coverage")[0]


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["one process", "two workers"])
def test_an_unused_line_fails_the_run(project: Path, options: list[str]) -> None:
    """The line is named, and pytest's own closing line still comes last."""
    result = run(project, *options, package="ledger", minus="True")

    assert pytest.ExitCode.TESTS_FAILED == result.returncode
    assert "signs.py" in report(result)
    assert "2 passed" in result.stdout.splitlines()[-1]


def test_a_package_used_in_full_passes(project: Path) -> None:
    result = run(project, "-n", "2", package="ledger", minus="'-' == sign(-1)")

    assert pytest.ExitCode.OK == result.returncode
    assert not report(result)


def test_other_packages_have_no_gate_of_their_own(project: Path) -> None:
    result = run(project, package="cli", minus="True")

    assert pytest.ExitCode.OK == result.returncode


def test_a_selection_of_tests_is_not_held_to_it(project: Path) -> None:
    result = run(project, "-k", "plus", package="ledger", minus="True")

    assert pytest.ExitCode.OK == result.returncode
