from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.plugins import Gate, Sectors, Selection

if TYPE_CHECKING:
    from zhiben.testing.installing import Site


def test_records_come_with_the_plugin_that_gave_them(site: Site) -> None:
    for code in ("SCH", "FIR"):
        site.install(code)
    sectors = site.load(hooks=("zhiben_tasks",))

    assert [("FIR", "FIR-T-1"), ("SCH", "SCH-T-1")] == [
        (plugin.sector.code, getattr(record, "code", ""))
        for plugin, record in sectors.records("zhiben_tasks")
    ]
    assert [] == list(sectors.records("zhiben_sources"))


def test_a_sector_is_found_by_its_code_where_it_serves(site: Site) -> None:
    site.install("SCH")
    site.install("FIR", "1 / 0\n")
    sectors = site.load()
    school = sectors.get("SCH")

    assert school is not None
    assert "SCH" == school.sector.code
    assert None is sectors.get("FIR")
    assert None is Sectors().get("SCH")


def test_plugins_nobody_wants_are_named_and_not_imported(site: Site) -> None:
    site.install("SCH")
    site.install("FIR", "1 / 0\n")
    sectors = site.load(Selection(disabled=frozenset({"FIR"})))

    assert ["SCH"] == [one.sector.code for one in sectors.loaded]
    assert ["FIR"] == [one.code for one in sectors.unwanted]
    assert () == sectors.failures


def test_a_rival_nobody_wants_is_no_rival(site: Site) -> None:
    """Two distributions of one code cannot be told apart by it: neither is wanted then."""
    site.install("SCH")
    site.install("SCH", name="other")

    assert 2 == len(site.load().failures)
    assert 2 == len(site.load(Selection(disabled=frozenset({"SCH"}))).unwanted)


def test_everything_wrong_with_an_announcement_is_told_at_once(site: Site) -> None:
    site.install("SCH", entry_points="[zhiben.plugins]\nschool = zhiben_sch.plugin : main\n")
    (failure,) = site.load().failures

    assert Gate.DISCOVER is failure.gate
    assert [
        "入口点名称“school”不是行业代码。",
        "入口点指向“zhiben_sch.plugin : main”，应指向模块。",
    ] == [one.message for one in failure.reasons]
    assert (
        "请把 pyproject.toml 里入口点的名称改成二到四个大写字母。"
        " 请改成 zhiben_sch.plugin，不带冒号。"
    ) == failure.advice
