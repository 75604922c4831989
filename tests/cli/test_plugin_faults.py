"""Every broken plugin before every core command: it is named, and the command does its work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from zhiben.cli.exits import CLEAN, FINDINGS, PLUGIN
from zhiben.testing.faults import CODE, FAULTS, Fault
from zhiben.testing.installing import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_zhiben import Result, Terminal

GOOD = "WAT"
"""The code of a plugin that works, beside the broken one."""

SECONDS = 0.6
"""The limit for plugins that only a limit ends."""

COUNTING = ("progress --json", "due --json", "task list --json", "plan show --json")
"""Commands that ask plugins for their tasks and do no more than that."""

UNTOUCHED = ("--help", "--version", "plugin --help", "journal verify", "journal list --json")
"""Commands that import no plugin."""


one_of_each_gate = pytest.mark.parametrize(
    "fault",
    list({fault.gate: name for name, fault in FAULTS.items()}.values()),
    indirect=True,
)


@pytest.fixture
def site(tmp_path: Path, office: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A good plugin, installed and wanted in the office's workspace, with room for another."""
    del office
    found = Site(tmp_path / "site")
    found.folder.mkdir()
    monkeypatch.syspath_prepend(found.folder)
    # The odd names are those of announcements that give no code.
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", f"{GOOD} {CODE} BAD-PLUGIN ?")
    found.install(GOOD)
    yield found
    found.close()


@pytest.fixture(params=list(FAULTS))
def fault(request: pytest.FixtureRequest, site: Site, monkeypatch: pytest.MonkeyPatch) -> Fault:
    """A broken plugin, installed and wanted."""
    found = FAULTS[request.param]
    site.install(CODE, found.files, entry_points=found.entry_points)
    if found.rival:
        site.install(CODE, name="rival")
    if found.is_slow:
        monkeypatch.setenv("ZHIBEN_PLUGIN_SECONDS", str(SECONDS))
    return found


def told(result: Result, fault: Fault) -> bool:
    """Tell whether a command named the broken plugin with its gate, and no other."""
    lines = [line for line in result.err.splitlines() if line.startswith("提醒：插件 ")]
    return (
        1 + fault.rival == len(lines)
        and all("zhiben-bad 1.0" in line or "zhiben-rival 1.0" in line for line in lines)
        and all(f"（{fault.gate}），该行业检查未运行。" in line for line in lines)
    )


def status(zhiben: Terminal, task: str) -> str:
    """Return the status a task is listed with."""
    (found,) = (
        one for one in zhiben("task", "list", "--json").json()["tasks"] if one["id"] == task
    )
    return str(found["status"])


def test_a_broken_plugin_stops_no_command(zhiben: Terminal, fault: Fault) -> None:
    """What asks it names it and ends with 4, after doing its work; what does not is clean."""
    results = {words: zhiben(*words.split()) for words in (*COUNTING, *UNTOUCHED)}
    check = zhiben("plan", "check")

    assert dict.fromkeys(COUNTING, PLUGIN) | dict.fromkeys(UNTOUCHED, CLEAN) == {
        words: result.code for words, result in results.items()
    }
    assert PLUGIN == check.code
    assert "条。" in check.out
    for words in COUNTING:
        assert told(results[words], fault), results[words].err
        assert results[words].json()
    assert f"{GOOD}-T-1" in str(results["task list --json"].json())
    assert [GOOD] == [one["code"] for one in results["progress --json"].json()["sectors"]]
    for words in UNTOUCHED:
        assert "" == results[words].err


def test_the_doctor_tells_what_is_wrong_and_what_to_do(zhiben: Terminal, fault: Fault) -> None:
    listed, shown = zhiben("plugin", "doctor", "--json"), zhiben("plugin", "doctor")
    plugins = listed.json()["plugins"]
    broken = [one for one in plugins if one["state"] == "failed"]
    reasons = "\n".join(broken[0]["reasons"])

    assert (PLUGIN, PLUGIN) == (listed.code, shown.code)
    assert told(listed, fault)
    assert 1 + fault.rival == len(broken)
    assert [GOOD] == [one["code"] for one in plugins if one["state"] == "serving"]
    assert fault.gate == broken[0]["gate"]
    assert [] == [words for words in fault.words if words not in reasons]
    assert [] == [words for words in fault.words if words not in shown.out]
    assert broken[0]["advice"] in shown.out


def test_the_list_names_it_unless_only_its_records_are_broken(
    zhiben: Terminal, fault: Fault
) -> None:
    """Listing plugins asks them who they are, and not for all they have to say."""
    result = zhiben("plugin", "list", "--json")
    states = {one["distribution"]: one["state"] for one in result.json()["plugins"]}

    is_known = fault.gate != "collect"
    assert (PLUGIN if is_known else CLEAN) == result.code
    assert ("failed" if is_known else "serving") == states["zhiben-bad"]
    assert "serving" == states["zhiben-wat"]
    assert is_known == told(result, fault)


@one_of_each_gate
@pytest.mark.usefixtures("fault")
def test_who_asks_to_be_strict_gets_no_figures(
    zhiben: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIBEN_STRICT_PLUGINS", "1")
    result = zhiben("progress", "--json")

    assert (PLUGIN, "") == (result.code, result.out)
    assert result.err.startswith("错误：插件 ")


@one_of_each_gate
def test_a_report_is_recorded_all_the_same(zhiben: Terminal, fault: Fault) -> None:
    """And the exit code says that figures lack a sector."""
    result = zhiben("task", "report", f"{GOOD}-T-1", "--org", "县安委办", "--on", "2024-05-06")

    assert PLUGIN == result.code
    assert told(result, fault)
    assert "已记入台账" in result.out
    assert CLEAN == zhiben("journal", "verify").code


def test_without_broken_plugins_the_same_commands_are_clean(zhiben: Terminal, site: Site) -> None:
    del site

    for words in (*COUNTING, *UNTOUCHED):
        result = zhiben(*words.split())

        assert (CLEAN, "") == (result.code, result.err), words
    assert FINDINGS == zhiben("plan", "check").code


def test_a_plugin_that_prints_spoils_no_output(zhiben: Terminal, site: Site) -> None:
    """It is told so, and that is all."""
    text = (site.folder / "zhiben_wat" / "plugin.py").read_text(encoding="utf-8")
    site.install(CODE, f'print("你好")\n{text.replace(GOOD, CODE)}')
    result = zhiben("progress", "--json")

    assert CLEAN == result.code
    assert [CODE, GOOD] == [one["code"] for one in result.json()["sectors"]]
    assert "说明：插件 BAD（zhiben-bad 1.0） 在加载时输出了文字（已拦下）：你好\n" == result.err


def test_a_failed_sector_s_tasks_stay_listed_and_are_not_done(zhiben: Terminal, site: Site) -> None:
    """What was done under it reads as unverified until the plugin serves again."""
    report = ("task", "report", f"{GOOD}-T-1", "--org", "县安委办", "--on", "2024-05-06")

    assert CLEAN == zhiben(*report, "--status", "done").code
    assert "done" == status(zhiben, f"{GOOD}-T-1")
    site.close()
    site.install(GOOD, "1 / 0\n")

    assert PLUGIN == zhiben("task", "list").code
    assert "ongoing" == status(zhiben, f"{GOOD}-T-1")
    site.close()
    site.install(GOOD)

    assert "done" == status(zhiben, f"{GOOD}-T-1")


def test_the_program_ends_although_a_plugin_still_sleeps(zhiben: Terminal, site: Site) -> None:
    """The plugin would go on, and then print; nobody waits for that."""
    site.install(CODE, 'import time\n\ntime.sleep(90)\nprint("醒了")\n')
    # Measuring coverage would wait: a tracer stands still until the sleeper wakes.
    env = {key: text for key, text in os.environ.items() if not key.startswith("COV")}
    result = subprocess.run(
        [sys.executable, "-m", "zhiben", "progress", "--json"],
        cwd=zhiben.folder,
        env=env | {"PYTHONPATH": str(site.folder), "ZHIBEN_PLUGIN_SECONDS": "0.5"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )

    assert PLUGIN == result.returncode
    assert [GOOD] == [one["code"] for one in json.loads(result.stdout)["sectors"]]
    assert "（import），该行业检查未运行。0.5 秒内没有完成，已不再等待。" in result.stderr


@pytest.mark.parametrize("text", ["0", "-1", "五", "nan", "inf"])
def test_a_limit_that_is_none_is_refused(
    zhiben: Terminal, site: Site, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    del site
    monkeypatch.setenv("ZHIBEN_PLUGIN_SECONDS", text)
    result = zhiben("progress")

    assert 2 == result.code
    assert f"环境变量 ZHIBEN_PLUGIN_SECONDS 应为大于 0 的秒数，现为“{text}”。" in result.err
