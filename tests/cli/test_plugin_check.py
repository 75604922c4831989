"""``zhiben plugin check``: the kit's rules on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from zhiben.cli.exits import CLEAN, DATA, FINDINGS, USAGE
from zhiben.scaffold.distribution import Outline, files_of, write_files
from zhiben.testing.sources import announce, forget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_zhiben import Terminal

SCHEMA = Path(__file__).parents[2] / "docs/reference/json/plugin-check.schema.json"


@pytest.fixture
def root(zhiben: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The source of a new plugin, installed as ``pip install -e`` does."""
    source = zhiben.folder / "源码"
    write_files(source, files_of(Outline(code="SCH", title="示例行业", leads=("示例局",))))
    announce(source, zhiben.folder / "site")
    monkeypatch.syspath_prepend(str(zhiben.folder / "site"))
    monkeypatch.syspath_prepend(str(source / "src"))
    yield source
    forget("zhiben_sch")


@pytest.mark.parametrize("plugin", ["源码", "SCH", "sch"])
def test_a_good_plugin_passes_by_its_folder_and_by_its_code(
    zhiben: Terminal, root: Path, plugin: str
) -> None:
    result = zhiben("plugin", "check", plugin)

    assert root.is_dir()
    assert (CLEAN, "") == (result.code, result.err)
    assert "SCH 按铜级（bronze）13 条规则检查，全部做到。" == result.out.splitlines()[-1]


def test_what_is_wrong_is_told_below_the_table(zhiben: Terminal, root: Path) -> None:
    tasks = root / "src/zhiben_sch/catalog/tasks.toml"
    tasks.write_text(
        tasks.read_text(encoding="utf-8").replace('"示例文件"', '"别的"'), encoding="utf-8"
    )
    result = zhiben("plugin", "check", "源码")

    assert FINDINGS == result.code
    assert "sources-resolved：引用的出处都在 sources 里" in result.out
    assert "  错误：tasks[SCH-T-1]：出处“别的”在 sources.toml 里没有，请补上或改正。" in result.out
    assert "没有全部做到" in result.out


def test_json_has_every_rule_with_what_came_of_it(zhiben: Terminal, root: Path) -> None:
    """A rule that could not be run is no pass."""
    (root / "src/zhiben_sch/catalog/tasks.toml").write_text("tasks = 1", encoding="utf-8")
    result = zhiben("plugin", "check", "SCH", "--tier", "gold", "--json")
    said = result.json()
    outcomes = {rule["id"]: rule["outcome"] for rule in said["rules"]}
    alone = next(rule for rule in said["rules"] if rule["id"] == "gates-alone")

    assert FINDINGS == result.code
    assert ("SCH", "gold", False) == (said["code"], said["tier"], said["passed"])
    assert ("failed", "not-run") == (outcomes["gates-alone"], outcomes["criteria-cases"])
    assert alone["problems"]
    jsonschema.validate(said, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_an_exemption_is_shown_with_its_reason(zhiben: Terminal, root: Path) -> None:
    (root / "quality.toml").write_text(
        'tier = "bronze"\n[[exemptions]]\nrule = "prints-nothing"\nreason = "示例：下次改"\n'
        "expires = 2026-11-24\n",
        encoding="utf-8",
    )
    with (root / "src/zhiben_sch/plugin.py").open("a", encoding="utf-8") as file:
        file.write("\nprint('你好')\n")
    result = zhiben("plugin", "check", "源码")

    assert CLEAN == result.code
    assert "prints-nothing：豁免，豁免至 2026-11-24：示例：下次改" in result.out


def test_a_source_that_is_not_installed_is_told_how(
    zhiben: Terminal, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(zhiben.folder)
    result = zhiben("plugin", "check", "源码")

    assert FINDINGS == result.code
    assert f"没有安装，请先运行 pip install -e {root}" in result.out
    assert "gates-alone：未检查，没有正确安装，见规则 discovered。" in result.out


@pytest.mark.parametrize(
    ("plugin", "code", "words"),
    [
        ("ZZZZ", USAGE, "没有叫“ZZZZ”的已安装的行业插件"),
        (".", DATA, "没有这个文件，请指明插件源码的文件夹"),
        ("没有/这里", DATA, "没有这个文件"),
    ],
)
def test_what_is_no_plugin_is_refused_in_one_line(
    zhiben: Terminal, plugin: str, code: int, words: str
) -> None:
    result = zhiben("plugin", "check", plugin)

    assert (code, "") == (result.code, result.out)
    assert words in result.err
    assert 1 == len(result.err.splitlines())
