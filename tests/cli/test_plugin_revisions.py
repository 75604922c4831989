"""Revisions of a sub-plan seen from the command line: nothing reported is lost from view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, DATA, FINDINGS, USAGE
from zhiben.testing.installing import Site, plugin_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_zhiben import Terminal

QUARTERLY = "kind=TaskKind.RECURRING, every=Every.QUARTER"
CONTINUOUS = "kind=TaskKind.CONTINUOUS"


class Water:
    """An installed plugin of a water sector of which a test installs one revision after another."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def revise(self, number: int, *changes: str, **tasks: str) -> None:
        """Install a revision; tasks are their rhythms by the end of their codes."""
        listed = ", ".join(
            f'SectorTask(code="WAT-T-{key}", measure="13", title="示例", source="示例", {rhythm})'
            for key, rhythm in tasks.items()
        )
        hooks = (
            f"\n\n@hookimpl\ndef zhiben_tasks():\n    return [{listed}]\n",
            f"\n\n@hookimpl\ndef zhiben_changes():\n    return [{', '.join(changes)}]\n",
        )
        text = plugin_of("WAT", *hooks).replace("api=1", f"api=1, revision={number}")
        self.site.close()
        self.site.install("WAT", text)


def change(kind: str, old: str, new: str, *, revision: int = 2) -> str:
    """Return an expression for what became of codes, given by their ends."""
    ids = [tuple(f"WAT-T-{one}" for one in part.split()) for part in (old, new)]
    return (
        f"Revision(revision={revision}, change=Change.{kind}, old={ids[0]!r}, new={ids[1]!r}, "
        'reason="示例")'
    )


@pytest.fixture
def water(tmp_path: Path, office: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Water]:
    """The plugin, wanted in the office's workspace; nothing of it is installed yet."""
    del office
    site = Site(tmp_path / "site")
    site.folder.mkdir()
    monkeypatch.syspath_prepend(site.folder)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "WAT")
    yield Water(site)
    site.close()


def report(zhiben: Terminal, task: str, *words: object, on: str) -> None:
    """Report on a task as its lead, which for want of another is the office."""
    result = zhiben("task", "report", f"WAT-T-{task}", "--org", "县安委办", "--on", on, *words)

    assert CLEAN == result.code, result.err


def adopt(zhiben: Terminal, *, on: str) -> None:
    """Adopt the installed revision."""
    result = zhiben("plugin", "adopt", "WAT", "--on", on)

    assert CLEAN == result.code, result.err


def shown(zhiben: Terminal, task: str, *words: object) -> dict[str, Any]:
    """Return the page of a task."""
    result = zhiben("task", "show", f"WAT-T-{task}", "--json", *words)

    assert CLEAN == result.code, result.err
    page: dict[str, Any] = result.json()
    return page


def missed(zhiben: Terminal, task: str, **options: str) -> list[str]:
    """Return the periods in which the office missed a duty."""
    words = [word for key, value in options.items() for word in (f"--{key}", value)]
    lines = zhiben("progress", "--json", *words).json()["recurring"]
    return [one["period"] for one in lines if one["task"] == f"WAT-T-{task}" and one["missed"]]


def test_a_task_shows_what_was_reported_under_all_its_names(zhiben: Terminal, water: Water) -> None:
    water.revise(1, a=CONTINUOUS)
    report(zhiben, "a", "--note", "第一", on="2024-05-01")
    water.revise(2, change("RENAMED", "a", "b"), b=CONTINUOUS)
    adopt(zhiben, on="2024-07-01")
    report(zhiben, "b", "--note", "第二", on="2024-08-01")
    renamed = change("RENAMED", "a", "b")
    water.revise(3, renamed, change("RENAMED", "b", "c", revision=3), c=CONTINUOUS)
    adopt(zhiben, on="2025-01-01")
    page = zhiben("task", "show", "WAT-T-c").out

    assert page.index("第一") < page.index("第二")
    assert "第一" in zhiben("task", "show", "WAT-T-a", "--as-of", "2024-06-30").out
    assert USAGE == zhiben("task", "show", "WAT-T-a").code


def test_counts_before_and_after_a_change_of_name_add_up(zhiben: Terminal, water: Water) -> None:
    """Two in a quarter are owed; the change falls between the first and the second."""
    twice = f"{QUARTERLY}, at_least=2"
    water.revise(1, a=twice)
    report(zhiben, "a", on="2024-07-01")
    water.revise(2, change("RENAMED", "a", "b"), b=twice)
    adopt(zhiben, on="2024-08-01")
    report(zhiben, "b", on="2024-09-01")

    assert "2024Q3" not in missed(zhiben, "b")
    assert "2024Q4" in missed(zhiben, "b")


def test_a_new_duty_is_owed_from_the_period_it_was_adopted_in(
    zhiben: Terminal, water: Water
) -> None:
    water.revise(1, a=QUARTERLY)
    report(zhiben, "a", on="2024-03-01")
    water.revise(2, a=QUARTERLY, new=QUARTERLY)
    adopt(zhiben, on="2025-05-20")
    early = ("--org", "县安委办", "--period", "2025Q1", "--on", "2025-06-01")
    refused = zhiben("task", "report", "WAT-T-new", *early)

    assert ["2025Q2", "2025Q3"] == missed(zhiben, "new", **{"as-of": "2025-10-01"})
    assert "2024Q2" in missed(zhiben, "a", **{"as-of": "2025-10-01"})
    assert USAGE == refused.code
    assert "WAT-T-new 自 2025-05-20 起施行，期次 2025Q1 不用填报。" in refused.err


def test_a_merged_duty_keeps_what_was_done_of_its_parts_through_another_change(
    zhiben: Terminal, water: Water
) -> None:
    water.revise(1, a=QUARTERLY, b=QUARTERLY)
    report(zhiben, "a", on="2024-03-01")
    report(zhiben, "b", on="2024-03-02")
    report(zhiben, "a", on="2024-06-01")
    merged = change("MERGED", "a b", "ab")
    water.revise(3, merged, change("RENAMED", "ab", "whole", revision=3), whole=QUARTERLY)
    adopt(zhiben, on="2025-01-01")

    assert ["2024Q2", "2024Q3", "2024Q4"] == missed(zhiben, "whole", **{"as-of": "2025-01-02"})


@pytest.mark.parametrize(
    ("changes", "tasks", "words"),
    [
        ((), {"a": f"{QUARTERLY}, at_least=2"}, "每期次数从 1 提到 2"),
        ((), {"a": "kind=TaskKind.RECURRING, every=Every.MONTH"}, "周期变了"),
        ((change("SPLIT", "a", "a b"),), {"a": QUARTERLY, "b": QUARTERLY}, "现行修订里却还有"),
    ],
    ids=["more often", "another period", "an id that stays"],
)
def test_a_revision_that_would_misread_earlier_reports_is_refused(
    zhiben: Terminal, water: Water, changes: tuple[str, ...], tasks: dict[str, str], words: str
) -> None:
    water.revise(1, a=QUARTERLY)
    report(zhiben, "a", on="2024-03-01")
    water.revise(2, *changes, **tasks)
    preview, adopted = zhiben("plugin", "changes", "WAT"), zhiben("plugin", "adopt", "WAT")

    assert (FINDINGS, DATA) == (preview.code, adopted.code)
    assert words in adopted.err
    assert "编号" in adopted.err


def test_a_workspace_that_begins_with_a_later_revision_knows_the_earlier_ones_changes(
    zhiben: Terminal, water: Water
) -> None:
    """They stand in its journal, for the day it meets that of a site which began earlier."""
    water.revise(2, change("RENAMED", "a", "b"), b=CONTINUOUS)
    report(zhiben, "b", on="2024-05-01")
    entries = zhiben("journal", "list", "--json", "--kind", "sector.adopt").json()["entries"]

    assert 1 == len(entries)
    assert "WAT-T-a" in str(zhiben("journal", "show", entries[0]["id"], "--json").out)
