"""``zhiben hazard headings``: zhiben's own words, a plugin's and the office's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zhiben.cli.exits import DATA
from zhiben.cli.hazard.dictionary import FILES
from zhiben.testing.installing import Site, good_plugin

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from pytest_zhiben import Terminal

HOOK: Final = """

@hookimpl
def zhiben_headings():
    from zhiben.spec import Heading

    yield Heading(words=("校名", "责任单位"), field="enterprise")
    yield Heading(words=("日期",), field="found_on", under=("排查情况",))
"""


def listed(terminal: Terminal, text: str) -> list[tuple[str, list[str], str]]:
    """Return the headings found: what they head, and where they come from."""
    found = terminal("hazard", "headings", text, "--json").json()["headings"]
    return [(one["heading"], one["fields"], one["origin"]) for one in found]


def test_the_words_of_zhiben_are_found_by_heading_or_field(office: Terminal) -> None:
    assert ("责任单位", ["unit_responsible"], "自带") in listed(office, "责任单位")
    assert ("企业名称", ["enterprise"], "自带") in listed(office, "企业名称")
    assert [] == listed(office, "没有的字")


def test_a_plugin_s_words_count_after_zhiben_s_and_the_office_s_last(
    office: Terminal, site_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two for one heading the later one counts."""
    site = Site(site_folder)
    site.install("SCH", good_plugin("SCH") + HOOK)
    monkeypatch.syspath_prepend(site.folder)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "SCH")
    (office.folder / FILES[0]).write_text("列名,字段\n校名,属地\n", encoding="utf-8")
    found = listed(office, "校名")
    site.close()

    assert [("校名", ["enterprise"], "zhiben-sch"), ("校名", ["region"], FILES[0])] == found


def test_the_table_tells_where_the_office_s_own_words_go(office: Terminal) -> None:
    assert f"可以写进 {FILES[0]}" in office("hazard", "headings", "校名").err


def test_a_fault_in_the_office_s_words_is_told_with_its_cell(office: Terminal) -> None:
    (office.folder / FILES[0]).write_text("列名,字段\n校名,属\n", encoding="utf-8")
    result = office("hazard", "headings")

    assert DATA == result.code
    assert f"{FILES[0]} B2：没有叫“属”的字段" in result.err
