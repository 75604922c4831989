from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pluggy
import pytest

from zhiben.errors import Problem
from zhiben.plugins import Failure, Gate, Loaded
from zhiben.plugins.loading import CATALOGS, load_plugin, registered
from zhiben.spec import API, SectorTask, hookimpl
from zhiben.spec.hooks import NAME
from zhiben.testing.installing import TASK, plugin_of

if TYPE_CHECKING:
    from zhiben.testing.installing import Site

SECONDS = 60.0


def load(site: Site, *hooks: str) -> Loaded | Failure:
    """Load the one plugin of the site."""
    (found,) = site.discover()
    return load_plugin(found, hooks=hooks or CATALOGS, seconds=SECONDS)


def loaded(site: Site, *hooks: str) -> Loaded:
    """Return the one plugin of the site, once it passed all gates."""
    outcome = load(site, *hooks)

    assert isinstance(outcome, Loaded), outcome
    return outcome


def failed(site: Site, *hooks: str) -> Failure:
    """Return why the one plugin of the site did not pass."""
    outcome = load(site, *hooks)

    assert isinstance(outcome, Failure)
    return outcome


def test_a_plugin_gives_its_records_with_where_they_come_from(site: Site) -> None:
    site.install("SCH", version="2.0")
    plugin = loaded(site)

    assert "SCH（zhiben-sch 2.0）" == plugin.found.name
    assert ("SCH", API) == (plugin.sector.code, plugin.sector.api)
    assert set(CATALOGS) == plugin.records.keys() == plugin.spent.keys()
    assert [SectorTask] == [type(one) for one in plugin.records["zhiben_tasks"]]
    assert 1 == plugin.spent["zhiben_tasks"].records
    assert 0 <= plugin.spent["zhiben_tasks"].seconds < SECONDS
    assert ("", ()) == (plugin.printed, plugin.notices)


def test_only_the_hooks_asked_for_are_called(site: Site) -> None:
    site.install("SCH", plugin_of("SCH", "\n\n@hookimpl\ndef zhiben_sources():\n    1 / 0\n"))

    assert {"zhiben_tasks": ()} == loaded(site, "zhiben_tasks").records
    assert Gate.COLLECT is failed(site, "zhiben_sources").gate


def test_the_line_told_is_the_plugin_s_own_not_that_of_what_it_calls(site: Site) -> None:
    hook = '\n\n@hookimpl\ndef zhiben_tasks():\n    __import__("json").loads("{")\n'
    site.install("SCH", plugin_of("SCH", hook))
    (problem,) = failed(site).reasons

    line = plugin_of("SCH", hook).splitlines().index('    __import__("json").loads("{")') + 1
    file = site.folder / "zhiben_sch" / "plugin.py"
    assert "zhiben_tasks" == problem.where
    assert problem.message.startswith("JSONDecodeError：")
    assert problem.message.endswith(f"（{file} 第 {line} 行）。")


def test_an_error_without_words_is_told_by_its_kind(site: Site) -> None:
    site.install("SCH", "raise LookupError\n")
    file = site.folder / "zhiben_sch" / "plugin.py"

    assert (Problem("", f"LookupError（{file} 第 1 行）。"),) == failed(site).reasons


def test_a_catalog_read_at_import_tells_all_its_problems(site: Site) -> None:
    text = 'from zhiben.spec import Catalog\n\nCatalog("zhiben_sch").tasks()\n'
    site.install("SCH", {"plugin.py": text, "catalog/tasks.toml": "[[task]]\n[[tusks]]\n"})
    failure = failed(site)

    assert Gate.IMPORT is failure.gate
    assert ["tasks.toml: task", "tasks.toml: tusks"] == [one.where for one in failure.reasons]
    assert "请按所列各条修改插件的目录文件或钩子。" == failure.advice


def test_what_a_hook_lists_may_be_any_iterable(site: Site) -> None:
    hook = TASK.format(code="SCH").replace("yield ", "return frozenset([").rstrip() + "])\n"
    site.install("SCH", plugin_of("SCH", hook))

    assert 1 == len(loaded(site).records["zhiben_tasks"])


def test_a_plugin_may_implement_hooks_of_later_contracts_if_it_says_so(site: Site) -> None:
    hook = "\n\n@hookimpl(optionalhook=True)\ndef zhiben_of_tomorrow(county):\n    return []\n"
    site.install("SCH", plugin_of("SCH", hook))

    assert () == loaded(site).records["zhiben_tasks"]


def aging_contract() -> ModuleType:
    """Return a contract that is about to lose a hook, and one parameter of another."""
    mark = pluggy.HookspecMarker(NAME)
    leaving = DeprecationWarning("zhiben_old 自约定 2 起不再调用，请改用 zhiben_new。")
    renamed = DeprecationWarning("zhiben_new 的 county 自约定 2 起改叫 plan。")

    @mark(warn_on_impl=leaving)
    def zhiben_old() -> None: ...

    @mark(warn_on_impl_args={"county": renamed})
    def zhiben_new(county: str, plan: str) -> None:
        del county, plan

    contract = ModuleType("aging")
    contract.zhiben_old = zhiben_old  # type: ignore[attr-defined]  # a module made for the test
    contract.zhiben_new = zhiben_new  # type: ignore[attr-defined]  # the same
    return contract


@hookimpl
def zhiben_old() -> None:
    """Use a hook that is leaving."""


@hookimpl
def zhiben_new(plan: str) -> None:
    """Use the parameters that stay."""
    del plan


@hookimpl(specname="zhiben_new")
def zhiben_newish(county: str) -> None:
    """Use a parameter that is leaving."""
    del county


@pytest.mark.parametrize(
    ("hooks", "told"),
    [
        ((zhiben_old,), ("zhiben_old 自约定 2 起不再调用，请改用 zhiben_new。",)),
        ((zhiben_newish,), ("zhiben_new 的 county 自约定 2 起改叫 plan。",)),
        ((zhiben_new,), ()),
    ],
    ids=["a hook", "a parameter", "nothing"],
)
def test_what_a_plugin_should_stop_using_is_noticed(
    hooks: tuple[object, ...], told: tuple[str, ...]
) -> None:
    """New arguments are opt-in: who does not name them goes on as before."""
    plugin = ModuleType("plugin")
    for hook in hooks:
        setattr(plugin, getattr(hook, "__name__", ""), hook)

    _, notices = registered(plugin, "SCH", contract=aging_contract())

    assert told == notices


def test_a_plugin_that_fails_once_fails_again_and_works_once_mended(site: Site) -> None:
    site.install("SCH", "1 / 0\n")

    assert Gate.IMPORT is failed(site).gate
    assert Gate.IMPORT is failed(site).gate
    assert "zhiben_sch.plugin" not in sys.modules
    site.install("SCH", plugin_of("SCH", "\n# 改好了\n"))
    assert "SCH" == loaded(site).sector.code
