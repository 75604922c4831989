"""``PluginConformance``: three lines in a plugin make a test of every rule of its tier."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from zhiben.plugins.conformance import Tier, rules_of
from zhiben.testing.sources import announce, write_source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The source of a new plugin, announced in a folder beside it."""
    source = write_source(tmp_path / "zhiben-sch")
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
    """What cannot be looked at fails too, and says so."""
    (root / "quality.toml").write_text(
        'tier = "silver"\n[[exemptions]]\nrule = "prints-nothing"\nreason = "示例：下次改"\n'
        "expires = 2999-12-31\n",
        encoding="utf-8",
    )
    plugin = root / "src/zhiben_sch/plugin.py"
    text = plugin.read_text(encoding="utf-8").replace("function=width_per_hundred", "function=0")
    plugin.write_text(f"{text}\nprint('你好')\n", encoding="utf-8")
    code, out = run(root)

    assert pytest.ExitCode.TESTS_FAILED == code
    assert ["prints-nothing"] == rules_that("SKIPPED", out)
    assert "豁免至 2999-12-31：示例：下次改" in out
    assert {"values-typed", "codes-sorted", "wheel-complete"} <= set(rules_that("FAILED", out))
    assert "SCH 没有做到规则 values-typed（各项的值符合约定的类型）" in out
    assert "derivations[百人净宽].function：应为函数。" in out
    assert "SCH 的规则 codes-sorted（同类记录按代码排列）没有检查" in out


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
