"""Every way for a plugin to fail: it is named with its gate, and the others serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.plugins import Selection
from zhiben.plugins.loading import MOST_RECORDS, Gate
from zhiben.testing.faults import CODE, FAULTS, Fault
from zhiben.testing.installing import TASK, plugin_of

if TYPE_CHECKING:
    from zhiben.plugins import Failure
    from zhiben.testing.installing import Site

SECONDS, PATIENCE = 1.0, 60
"""The limit for plugins that only a limit ends, and for the others."""

each_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)


def install(site: Site, fault: Fault) -> None:
    """Install the broken plugin between two good ones."""
    site.install("AAA")
    site.install(CODE, fault.files, entry_points=fault.entry_points)
    if fault.rival:
        site.install(CODE, name="rival")
    site.install("ZZZ")


def failures_of(site: Site, fault: Fault) -> tuple[Failure, ...]:
    """Return what failed, once it is sure that the others serve."""
    sectors = site.load(seconds=SECONDS if fault.is_slow else PATIENCE)

    assert ["AAA", "ZZZ"] == [one.sector.code for one in sectors.loaded]
    assert ["AAA-T-1", "ZZZ-T-1"] == [
        getattr(record, "code", "") for _, record in sectors.records("zhiben_tasks")
    ]
    return sectors.failures


@each_fault
def test_a_broken_plugin_is_told_with_gate_and_reasons_and_hurts_no_other(
    site: Site, fault: Fault
) -> None:
    install(site, fault)
    failure = failures_of(site, fault)[0]
    reasons = "\n".join(map(str, failure.reasons))

    assert Gate(fault.gate) is failure.gate
    assert [] == [words for words in fault.words if words not in reasons]
    assert failure.advice.endswith("。")
    assert failure.advice.startswith("请")


@each_fault
def test_a_broken_plugin_that_is_not_wanted_does_not_matter(site: Site, fault: Fault) -> None:
    install(site, fault)
    sectors = site.load(Selection(only=frozenset({"AAA"})))

    assert ["AAA"] == [one.sector.code for one in sectors.loaded]
    assert () == sectors.failures
    assert len(site.discover()) - 1 == len(sectors.unwanted)


def test_every_gate_has_its_broken_plugins() -> None:
    assert set(map(str, Gate)) == {fault.gate for fault in FAULTS.values()}


def test_both_of_two_distributions_of_one_code_fail_and_name_each_other(site: Site) -> None:
    fault = FAULTS["two distributions of one code"]
    install(site, fault)
    told = {one.found.distribution: str(one.reasons[0]) for one in failures_of(site, fault)}

    assert {
        "zhiben-bad": "代码 BAD 同时被 zhiben-rival 1.0 使用。",
        "zhiben-rival": "代码 BAD 同时被 zhiben-bad 1.0 使用。",
    } == told


def test_all_problems_of_all_hooks_are_told_at_once(site: Site) -> None:
    broken = "\n\n@hookimpl\ndef zhiben_sources():\n    return 5\n"
    site.install("SCH", plugin_of("SCH", broken, TASK.format(code="GAS")))
    (failure,) = site.load().failures

    assert ["zhiben_sources", "zhiben_tasks 第 1 条"] == [one.where for one in failure.reasons]


def test_only_the_hooks_that_are_asked_for_can_fail(site: Site) -> None:
    site.install(CODE, FAULTS["hook raises"].files)

    assert () == site.load(hooks=("zhiben_sources",)).failures
    assert (CODE,) == tuple(one.found.code for one in site.load(hooks=("zhiben_tasks",)).failures)


def test_what_a_plugin_prints_is_kept_and_is_no_failure(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    prints = 'import sys\n\nprint("导入")\nprint("错误", file=sys.stderr)\n'
    site.install("SCH", prints + plugin_of("SCH", TASK.format(code="SCH")))
    (loaded,) = site.load().loaded

    assert "导入\n错误\n" == loaded.printed
    assert ("", "") == capsys.readouterr()


def test_a_huge_catalog_loads(site: Site) -> None:
    """A hundred thousand records are many, but somebody's; one more is taken for no end."""
    hook = (
        "\n\n@hookimpl\ndef zhiben_sources():\n"
        f"    return [Publication(key=str(number), title='') for number in range({MOST_RECORDS})]\n"
    )
    site.install("SCH", plugin_of("SCH", hook))
    (loaded,) = site.load(hooks=("zhiben_sources",), seconds=60).loaded

    assert MOST_RECORDS == len(loaded.records["zhiben_sources"])


def test_keys_of_publications_are_each_plugin_s_own(site: Site) -> None:
    hook = "\n\n@hookimpl\ndef zhiben_sources():\n    yield Publication(key='方案', title='示例')\n"
    site.install("AAA", plugin_of("AAA", hook))
    site.install("ZZZ", plugin_of("ZZZ", hook))
    sectors = site.load()

    assert () == sectors.failures
    assert ["方案", "方案"] == [
        getattr(one, "key", "") for _, one in sectors.records("zhiben_sources")
    ]
