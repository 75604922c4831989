"""The sector plugins of one command: which are wanted, what they gave, and what failed.

The environment says more than the workspace: ``ZHIBEN_ONLY_PLUGINS`` and
``ZHIBEN_DISABLED_PLUGINS`` list codes, ``ZHIBEN_STRICT_PLUGINS=1`` makes any failure end
the command, ``ZHIBEN_TRACE_PLUGINS=1`` tells what each hook took, and
``ZHIBEN_PLUGIN_SECONDS`` is how long one plugin may take.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import click

from zhiben.cli.output import note
from zhiben.errors import PluginError, UnknownNameError, UsageError, nearest_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.cli.main import Options
    from zhiben.plugins import Failure, Loaded, Sectors, Selection

GATES: Final = {
    "discover": "发现",
    "import": "导入",
    "register": "注册",
    "identify": "自报",
    "collect": "收取",
}
_MOST_REASONS: Final = 3


def load_wanted(
    options: Options, *, hooks: Sequence[str], disabled: frozenset[str] = frozenset()
) -> Sectors:
    """Load the plugins this command wants, and tell of each that failed.

    Raises:
        PluginError: when one failed and the environment asks to be strict.
    """
    from zhiben.plugins import discover, load_sectors

    sectors = load_sectors(
        discover(), selection=selection(disabled), hooks=hooks, seconds=seconds()
    )
    if sectors.failures and os.environ.get("ZHIBEN_STRICT_PLUGINS") == "1":
        raise PluginError(tuple(map(failure_line, sectors.failures)))
    for failure in sectors.failures:
        options.troubles.append(failure.found.code)
        click.echo(f"提醒：{failure_line(failure)}", err=True)
    for loaded in sectors.loaded:
        _tell(loaded)
    return sectors


def load_one(code: str, *, hooks: Sequence[str]) -> Loaded:
    """Load the plugin of one installed sector, for what cannot be done without it.

    Raises:
        PluginError: when it fails.
    """
    from zhiben.plugins import Selection, discover, load_sectors

    only = Selection(only=frozenset({code}))
    sectors = load_sectors(discover(), selection=only, hooks=hooks, seconds=seconds())
    if sectors.failures:
        raise PluginError(tuple(map(failure_line, sectors.failures)))
    return sectors.loaded[0]


def selection(disabled: frozenset[str]) -> Selection:
    """Return which plugins are wanted, by the environment and what the workspace disabled."""
    from zhiben.plugins import Selection
    from zhiben.plugins.discovery import codes_of

    more = codes_of(os.environ.get("ZHIBEN_DISABLED_PLUGINS")) or frozenset()
    return Selection(only=codes_of(os.environ.get("ZHIBEN_ONLY_PLUGINS")), disabled=disabled | more)


def serving(sectors: Sectors, code: str) -> Loaded:
    """Return the plugin of a code.

    Raises:
        UnknownNameError: when no plugin of that code serves; offers the nearest codes.
    """
    loaded = sectors.get(code)
    if loaded is None:
        known = [one.sector.code for one in sectors.loaded]
        raise UnknownNameError("在运行的行业插件", code, nearest_names(code, known))
    return loaded


def failure_line(failure: Failure) -> str:
    """Return the line that names a plugin that failed, its gate, why, and what to do."""
    reasons = "；".join(str(one).rstrip("。") for one in failure.reasons[:_MOST_REASONS])
    more = len(failure.reasons) - _MOST_REASONS
    reasons += f"；另有 {more} 处，见 zhiben plugin doctor。" if more > 0 else "。"
    gate = GATES[failure.gate.value]
    return (
        f"插件 {failure.found.name} 没有通过“{gate}”（{failure.gate}），该行业检查未运行。"
        f"{reasons} {failure.advice}".replace("\n", " ")
    )


def _tell(loaded: Loaded) -> None:
    """Tell what a plugin printed or will have to change, and on request what its hooks took."""
    for text in loaded.notices:
        note(f"插件 {loaded.found.name} 用了将要停用的写法：{text}")
    if loaded.printed:
        first = loaded.printed.strip().partition("\n")[0]
        note(f"插件 {loaded.found.name} 在加载时输出了文字（已拦下）：{first[:80]}")
    if os.environ.get("ZHIBEN_TRACE_PLUGINS") == "1":
        for hook, spent in loaded.spent.items():
            note(
                f"{loaded.sector.code} {hook}：{spent.seconds * 1000:.1f} 毫秒，{spent.records} 条"
            )


def seconds() -> float:
    """Return how long one plugin may take.

    Raises:
        UsageError: when the environment says something else than a number above zero.
    """
    from zhiben.plugins.host import SECONDS

    text = os.environ.get("ZHIBEN_PLUGIN_SECONDS", "")
    try:
        found = float(text or SECONDS)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise UsageError(f"环境变量 ZHIBEN_PLUGIN_SECONDS 应为大于 0 的秒数，现为“{text}”。")
    return found
