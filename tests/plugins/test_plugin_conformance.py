"""``PluginConformance``: three lines in a plugin make a test of every rule of its tier."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from zhiben.plugins.conformance import Tier, rules_of
from zhiben.scaffold.distribution import Outline, files_of, write_files
from zhiben.testing.sources import announce

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The source of a new plugin, announced in a folder beside it."""
    source = tmp_path / "zhiben-sch"
    write_files(source, files_of(Outline(code="SCH", title="示例行业", leads=("示例局",))))
    announce(source, tmp_path / "site")
    return source


def run(root: Path) -> tuple[int, str]:
    """Run the plugin's own tests, and return pytest's exit code and what it printed."""
    path = os.pathsep.join((str(root / "src"), str(root.parent / "site")))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-rs", "-p", "no:cacheprovider", str(root)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def rules_that(outcome: str, out: str) -> list[str]:
    """Return the rules whose tests came out that way."""
    return re.findall(rf"test_rule\[([a-z-]+)\] {outcome}", out)


def test_a_new_plugin_passes_a_test_for_every_rule(root: Path) -> None:
    code, out = run(root)

    assert (pytest.ExitCode.OK, "") == (code, "" if code == 0 else out)
    assert [rule.id for rule in rules_of(Tier.BRONZE)] == rules_that("PASSED", out)


def test_rules_not_kept_fail_and_exempt_ones_are_skipped_with_the_reason(root: Path) -> None:
    (root / "quality.toml").write_text(
        'tier = "silver"\n[[exemptions]]\nrule = "prints-nothing"\nreason = "示例：下次改"\n'
        "expires = 2999-12-31\n",
        encoding="utf-8",
    )
    with (root / "src/zhiben_sch/plugin.py").open("a", encoding="utf-8") as file:
        file.write("\nprint('你好')\n")
    standards = root / "src/zhiben_sch/catalog/standards.toml"
    text = standards.read_text(encoding="utf-8")
    standards.write_text(text.replace('clause = "1"', 'clause = ""'), encoding="utf-8")
    code, out = run(root)

    assert pytest.ExitCode.TESTS_FAILED == code
    assert ["prints-nothing"] == rules_that("SKIPPED", out)
    assert "豁免至 2999-12-31：示例：下次改" in out
    assert ["criteria-complete"] == rules_that("FAILED", out)
    assert "SCH 没有做到规则 criteria-complete（条款属于已列的标准，写明怎样判定）" in out
    assert "criteria[SCH-S1-1]：缺少条款号（clause）。" in out


def test_rules_that_cannot_be_looked_at_fail_and_say_why(root: Path) -> None:
    (root / "src/zhiben_sch/catalog/tasks.toml").write_text("tasks = 1", encoding="utf-8")
    code, out = run(root)

    assert pytest.ExitCode.TESTS_FAILED == code
    assert "sources-resolved" in rules_that("FAILED", out)
    assert "SCH 的规则 sources-resolved（引用的出处都在 sources 里）没有检查" in out


def test_importing_the_kit_loads_neither_pytest_nor_the_host() -> None:
    """A plugin's test file is imported before anything is known to be needed."""
    program = (
        "import sys; before = set(sys.modules); import zhiben.testing; "
        "print(*sorted({'pytest', 'pluggy', 'attr', 'zhiben.plugins'} & set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )

    assert not done.stdout.strip()
