"""Sector plugins from the command line: what serves, what is adopted, and that nothing is lost."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from jsonschema import Draft202012Validator

from zhiben.cli.exits import CLEAN, DATA, FINDINGS, PLUGIN, USAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_zhiben import Terminal

SCHEMAS: Final = Path(__file__).parents[2] / "docs" / "reference" / "json"
PLUGIN_PY = """\
from zhiben.spec import Catalog, Command, hookimpl

catalog = Catalog("zhiben_sch")


@hookimpl
def zhiben_sector():
    return catalog.sector()


@hookimpl
def zhiben_tasks():
    return catalog.tasks()


@hookimpl
def zhiben_indicators():
    return catalog.indicators()


@hookimpl
def zhiben_changes():
    return catalog.changes()


@hookimpl
def zhiben_commands():
    yield Command(name="roster", target="zhiben_sch.roster:main", summary="打印示例名册。")
"""
ROSTER_PY = """\
import click


@click.command("roster")
def main():
    click.echo("示例名册")
"""
SECTOR = """\
[sector]
code = "SCH"
title = "校园安全"
api = 1
revision = {revision}
summary = "示例"
fields = ["校园"]
leads = ["县教体局"]
"""
INDICATOR = """
[[indicators]]
code = "SCH-I-1"
title = "示例指标"
unit = "%"
formula = "示例"
direction = "up"
period = "year"
"""
TASK = """
[[tasks]]
code = "{code}"
measure = "13"
title = "示例任务{code}"
kind = "continuous"
field = "校园"
source = "示例"
"""


class School:
    """An installed plugin of a school sector whose catalogs a test can rewrite."""

    def __init__(self, folder: Path) -> None:
        self.site = folder
        package = folder / "zhiben_sch"
        self.catalog = package / "catalog"
        self.catalog.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "plugin.py").write_text(PLUGIN_PY, encoding="utf-8")
        (package / "roster.py").write_text(ROSTER_PY, encoding="utf-8")
        about = folder / "zhiben_sch-1.2.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text("Metadata-Version: 2.4\nName: zhiben-sch\nVersion: 1.2.0\n")
        (about / "entry_points.txt").write_text("[zhiben.plugins]\nSCH = zhiben_sch.plugin\n")
        self.write(1, "SCH-T-1", "SCH-T-2")

    def write(self, revision: int, *codes: str, changes: str = "") -> None:
        """Write the catalogs of one revision, with a continuous task for each code."""
        tasks = "".join(TASK.format(code=code) for code in codes)
        (self.catalog / "sector.toml").write_text(SECTOR.format(revision=revision), "utf-8")
        (self.catalog / "tasks.toml").write_text(tasks, "utf-8")
        (self.catalog / "changes.toml").write_text(changes, "utf-8")


@pytest.fixture
def school(
    tmp_path_factory: pytest.TempPathFactory, office: Terminal, monkeypatch: pytest.MonkeyPatch
) -> Iterator[School]:
    """The plugin, installed and wanted, in the office's workspace."""
    del office
    plugin = School(tmp_path_factory.mktemp("site"))
    monkeypatch.syspath_prepend(plugin.site)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "SCH")
    yield plugin
    for name in [one for one in sys.modules if one.startswith("zhiben_sch")]:
        del sys.modules[name]


def tasks(zhiben: Terminal, *words: object) -> dict[str, Any]:
    """Return the tasks of the school's sub-plan by id."""
    listed = zhiben("task", "list", "--json", *words).json()["tasks"]
    return {one["id"]: one for one in listed if one["sector"] == "SCH"}


def listed_as(zhiben: Terminal, code: str) -> dict[str, Any]:
    """Return what the list of plugins says of one."""
    plugins = zhiben("plugin", "list", "--json").json()["plugins"]
    found: dict[str, Any] = next(one for one in plugins if one["code"] == code)
    return found


def change(kind: str, old: str, *new: str, revision: int = 2) -> str:
    """Return a line of changes.toml."""
    codes = ", ".join(f'"{one}"' for one in new)
    return (
        f'[[changes]]\nrevision = {revision}\nchange = "{kind}"\nold = ["{old}"]\n'
        f'new = [{codes}]\nreason = "示例"\n'
    )


def report(zhiben: Terminal, task: str, *words: object) -> None:
    """Report on a task as the lead."""
    result = zhiben("task", "report", task, "--org", "县教体局", "--on", "2024-05-06", *words)

    assert CLEAN == result.code, result.err


def test_an_installed_sub_plan_counts_beside_the_county_s_own(
    zhiben: Terminal, school: School
) -> None:
    del school
    progress = zhiben("progress", "--json").json()
    shown = zhiben("plan", "show", "--json").json()

    assert 284 + 2 == progress["totals"]["tasks"]
    assert [("SCH", "1.2.0", 1, "installed", 2)] == [
        (one["code"], one["version"], one["revision"], one["state"], one["tasks"])
        for one in progress["sectors"]
    ]
    measures = [m for action in shown["actions"] for m in action["measures"]]
    ids = [task["id"] for task in next(m for m in measures if m["number"] == 13)["tasks"]]
    assert ["SCH-T-1", "SCH-T-2"] == ids[-2:]
    assert "行业子方案" in zhiben("progress").out


def test_list_and_show_tell_what_a_plugin_contributes(zhiben: Terminal, school: School) -> None:
    del school
    listed = listed_as(zhiben, "SCH")
    shown = zhiben("plugin", "show", "sch", "--json").json()

    assert ("SCH", "校园安全", "zhiben-sch", "1.2.0", "serving") == tuple(
        listed[key] for key in ("code", "title", "distribution", "version", "state")
    )
    assert ["SCH-T-1", "SCH-T-2"] == [one["code"] for one in shown["tasks"]]
    assert 2 == shown["records"]["zhiben_tasks"]
    assert "校园安全" in zhiben("plugin", "list").out
    assert "示例任务SCH-T-1" in zhiben("plugin", "show", "SCH").out
    assert "1 个插件运行正常，0 个没有运行。" in zhiben("plugin", "doctor").out


def test_an_unknown_code_offers_the_nearest(zhiben: Terminal, school: School) -> None:
    del school
    result = zhiben("plugin", "show", "SCK")

    assert USAGE == result.code
    assert "是不是“SCH”" in result.err


def test_the_first_report_puts_the_sub_plan_on_record(zhiben: Terminal, school: School) -> None:
    report(zhiben, "SCH-T-1", "--status", "done")
    kinds = [one["kind"] for one in zhiben("journal", "list", "--json").json()["entries"]]

    assert ["task.report", "sector.adopt"] == kinds[:2]
    assert ("done", "not_started") == tuple(one["status"] for one in tasks(zhiben).values())
    assert "adopted" == zhiben("progress", "--json").json()["sectors"][0]["state"]
    assert school.site.exists()


def test_the_first_report_puts_the_codes_of_indicators_on_record_too(
    zhiben: Terminal, school: School
) -> None:
    """So that a later revision has to account for them as well."""
    (school.catalog / "indicators.toml").write_text(INDICATOR, "utf-8")
    report(zhiben, "SCH-T-1")
    (school.catalog / "indicators.toml").unlink()
    school.write(2, "SCH-T-1", "SCH-T-2")

    problems = zhiben("plugin", "changes", "SCH", "--json").json()["problems"]

    assert ["SCH-I-1"] == [one["where"] for one in problems]


def test_what_cannot_be_put_on_record_whole_is_not_reported_on(
    zhiben: Terminal, school: School
) -> None:
    (school.catalog / "indicators.toml").write_text("[[indicators]]\n", "utf-8")
    before = zhiben("journal", "list", "--json").out

    result = zhiben("task", "report", "SCH-T-1", "--org", "县教体局", "--on", "2024-05-06")

    assert PLUGIN == result.code
    assert "indicators.toml" in result.err
    assert before == zhiben("journal", "list", "--json").out


def test_a_sector_that_is_gone_loses_nothing_and_has_nothing_done(
    zhiben: Terminal, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    del school
    report(zhiben, "SCH-T-1", "--status", "done")
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "")

    listed = tasks(zhiben)
    progress = zhiben("progress", "--json")

    assert ("ongoing", "not_started") == tuple(one["status"] for one in listed.values())
    assert ["示例任务SCH-T-1（未运行）", "示例任务SCH-T-2（未运行）"] == [
        one["title"] for one in listed.values()
    ]
    assert CLEAN == progress.code
    assert "not_running" == progress.json()["sectors"][0]["state"]
    assert any("该行业检查未运行" in note for note in progress.json()["notes"])
    assert "县教体局" in zhiben("task", "show", "SCH-T-1").out


def test_a_plugin_that_comes_back_finds_everything_again(
    zhiben: Terminal, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    del school
    report(zhiben, "SCH-T-1", "--status", "done")
    before = zhiben("progress", "--json").out
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "")
    during = zhiben("progress", "--json").out
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "SCH")

    assert before != during
    assert before == zhiben("progress", "--json").out


def test_a_disabled_plugin_is_not_loaded_until_it_is_enabled(
    zhiben: Terminal, school: School
) -> None:
    del school
    assert CLEAN == zhiben("plugin", "disable", "sch", "--reason", "示例").code
    disabled = listed_as(zhiben, "SCH")
    again = zhiben("plugin", "disable", "SCH", "--reason", "示例")
    totals = zhiben("progress", "--json").json()["totals"]

    assert "unwanted" == disabled["state"]
    assert (USAGE, 284) == (again.code, totals["tasks"])
    assert "已停用" in zhiben("plugin", "doctor").out
    assert CLEAN == zhiben("plugin", "enable", "SCH", "--reason", "示例").code
    assert "serving" == listed_as(zhiben, "SCH")["state"]


def test_what_is_not_installed_cannot_be_disabled(zhiben: Terminal, school: School) -> None:
    del school
    result = zhiben("plugin", "disable", "XYZ", "--reason", "示例")

    assert USAGE == result.code
    assert "没有安装代码为 XYZ 的插件" in result.err


def test_a_later_revision_waits_until_it_is_adopted(zhiben: Terminal, school: School) -> None:
    report(zhiben, "SCH-T-1", "--status", "done")
    report(zhiben, "SCH-T-2")
    changes = change("renamed", "SCH-T-1", "SCH-T-3") + change("retired", "SCH-T-2")
    school.write(2, "SCH-T-3", "SCH-T-4", changes=changes)

    waiting = zhiben("progress", "--json").json()["sectors"][0]
    preview = zhiben("plugin", "changes", "SCH", "--json")

    assert ("outdated", 1, 2) == (waiting["state"], waiting["revision"], waiting["tasks"])
    assert ["SCH-T-1", "SCH-T-2"] == list(tasks(zhiben))
    assert CLEAN == preview.code
    assert {"before": 2, "carried": 1, "archived": 1} == preview.json()["reports"]
    assert [
        ("renamed", "SCH-T-1", ["SCH-T-3"], 1),
        ("retired", "SCH-T-2", [], 1),
        ("added", None, ["SCH-T-4"], 0),
    ] == [(c["change"], c["old"], c["new"], c["reports"]) for c in preview.json()["changes"]]


def test_adopting_carries_reports_over_and_the_day_before_stays_as_it_was(
    zhiben: Terminal, school: School
) -> None:
    report(zhiben, "SCH-T-1", "--status", "done")
    report(zhiben, "SCH-T-2")
    changes = change("renamed", "SCH-T-1", "SCH-T-3") + change("retired", "SCH-T-2")
    school.write(2, "SCH-T-3", "SCH-T-4", changes=changes)

    adopted = zhiben("plugin", "adopt", "SCH", "--on", "2025-01-01")

    assert CLEAN == adopted.code, adopted.err
    assert "已有填报 1 条转到现行任务，1 条归档" in adopted.out
    now, then = tasks(zhiben), tasks(zhiben, "--as-of", "2024-12-31")
    assert {"SCH-T-3": "done", "SCH-T-4": "not_started"} == {k: v["status"] for k, v in now.items()}
    assert {"SCH-T-1": "done", "SCH-T-2": "stale"} == {k: v["status"] for k, v in then.items()}
    assert CLEAN == zhiben("journal", "verify").code


def test_a_revision_that_forgets_an_id_is_refused(zhiben: Terminal, school: School) -> None:
    report(zhiben, "SCH-T-2")
    school.write(2, "SCH-T-1")
    before = zhiben("journal", "list", "--json").out

    preview, adopted = zhiben("plugin", "changes", "SCH"), zhiben("plugin", "adopt", "SCH")

    assert (FINDINGS, DATA) == (preview.code, adopted.code)
    assert "SCH-T-2" in adopted.err
    assert "没有说明去向" in adopted.err
    assert before == zhiben("journal", "list", "--json").out


def test_a_revision_is_adopted_once(zhiben: Terminal, school: School) -> None:
    del school
    assert CLEAN == zhiben("plugin", "adopt", "SCH").code

    assert USAGE == zhiben("plugin", "adopt", "SCH").code
    assert "已采纳第 1 版" in zhiben("plugin", "changes", "SCH").out


def test_coverage_lays_fields_over_leads_and_plugins(zhiben: Terminal, school: School) -> None:
    del school
    rows = {one["field"]: one for one in zhiben("plan", "coverage", "--json").json()["fields"]}

    assert [{"code": "SCH", "version": "1.2.0", "running": True}] == rows["校园"]["plugins"]
    assert ["县教体局"] == rows["校园"]["leads"]
    assert {"plan": 1, "sector": 2} == rows["校园"]["tasks"]
    assert ([], []) == (rows["军工系统"]["leads"], rows["消防"]["plugins"])
    assert "没有单位牵头" in zhiben("plan", "coverage").out


def test_a_command_of_a_plugin_runs_under_its_sector(zhiben: Terminal, school: School) -> None:
    del school
    assert "SCH" in zhiben("sector", "--help").out
    assert "打印示例名册。" in zhiben("sector", "sch", "--help").out
    assert (CLEAN, "示例名册\n") == zhiben("sector", "SCH", "roster")[:2]
    assert USAGE == zhiben("sector", "XYZ").code


def test_a_broken_plugin_is_named_and_the_exit_code_says_so(
    zhiben: Terminal, school: School
) -> None:
    (school.catalog / "tasks.toml").write_text("[[tasks]]\ncode = 1\n", "utf-8")

    progress, doctor = zhiben("progress", "--json"), zhiben("plugin", "doctor")

    assert PLUGIN == progress.code == doctor.code
    assert 284 == progress.json()["totals"]["tasks"]
    assert "没有通过“收取”（collect），该行业检查未运行" in progress.err
    assert "tasks.toml: tasks[1].title" in doctor.out
    assert CLEAN == zhiben("journal", "verify").code


def test_whoever_is_strict_gets_no_figures_without_every_sector(
    zhiben: Terminal, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    (school.catalog / "sector.toml").unlink()
    monkeypatch.setenv("ZHIBEN_STRICT_PLUGINS", "1")

    result = zhiben("progress", "--json")

    assert (PLUGIN, "") == (result.code, result.out)
    assert (
        "SCH（zhiben-sch 1.2.0） 没有通过“自报”（identify），该行业检查未运行。sector.toml：应有"
        in result.err
    )


def test_a_trace_tells_what_every_hook_took(
    zhiben: Terminal, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    del school
    monkeypatch.setenv("ZHIBEN_TRACE_PLUGINS", "1")

    assert "SCH zhiben_tasks：" in zhiben("progress").err


def test_a_time_limit_that_is_none_is_refused(
    zhiben: Terminal, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    del school
    monkeypatch.setenv("ZHIBEN_PLUGIN_SECONDS", "很久")

    assert USAGE == zhiben("progress").code


def test_the_json_of_every_command_has_its_documented_shape(
    zhiben: Terminal, school: School
) -> None:
    report(zhiben, "SCH-T-1")
    school.write(2, "SCH-T-3", changes=change("renamed", "SCH-T-1", "SCH-T-3"))
    for command in ("list", "doctor", "show SCH", "changes SCH"):
        assert_documented(command, zhiben("plugin", *command.split(), "--json").json())
    (school.catalog / "tasks.toml").write_text("[[tasks]]\n", "utf-8")

    assert_documented("doctor", zhiben("plugin", "doctor", "--json").json())


def assert_documented(command: str, value: Any) -> None:  # noqa: ANN401 - JSON
    """Assert that a command's JSON is what its schema in the documentation says."""
    schema = (SCHEMAS / f"plugin-{command.split(maxsplit=1)[0]}.schema.json").read_text("utf-8")

    assert [] == [e.message for e in Draft202012Validator(json.loads(schema)).iter_errors(value)]
