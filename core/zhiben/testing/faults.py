"""Broken plugins, one for every way to fail: what each holds, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from zhiben.testing.installing import HEADER, TASK, good_plugin, plugin_of

CODE: Final = "BAD"
"""The code of every broken plugin."""

# In short naps, because Python 3.11 under a tracer stands still until a thread that was
# asked to end wakes up.
_SLEEP: Final = "import time\n\nfor _ in range(1000):\n    time.sleep(0.01)\n"
_LOOP: Final = "while True:\n    pass\n"


@frozen(kw_only=True)
class Fault:
    """A plugin that fails at a gate.

    ``files`` are those of its package, or the text of its module. ``words`` all stand in
    the reasons given. ``entry_points`` and ``rival`` are for faults of the metadata: a
    rival is another distribution with the same code. ``is_slow`` marks those that only
    a time limit ends.
    """

    gate: str
    words: tuple[str, ...]
    files: str | Mapping[str, str]
    entry_points: str = ""
    rival: bool = False
    is_slow: bool = False


def _hook(name: str, *lines: str, parameters: str = "", mark: str = "hookimpl") -> str:
    """Return a hook's implementation."""
    body = "".join(f"    {line}\n" for line in lines)
    return f"\n\n@{mark}\ndef {name}({parameters}):\n{body}"


def _bad(*lines: str, hook: str = "zhiben_tasks") -> str:
    """Return a plugin one of whose hooks is made of these lines."""
    return plugin_of(CODE, _hook(hook, *lines))


def _sector(**fields: object) -> str:
    """Return a plugin that says these of its sector."""
    said = {
        "code": CODE, "title": "示例", "api": 1, "summary": "示例", "fields": ("示例",), **fields,
    }  # fmt: skip
    text = ", ".join(f"{name}={value!r}" for name, value in said.items())
    return HEADER + _hook("zhiben_sector", f"return Sector({text})")


def _task(**fields: str) -> str:
    """Return an expression that makes a task; values are expressions too."""
    said = {
        "code": f'"{CODE}-T-1"', "measure": '"13"', "title": '"示例"',
        "kind": "TaskKind.CONTINUOUS", "source": '"示例"', **fields,
    }  # fmt: skip
    return f"SectorTask({', '.join(f'{name}={value}' for name, value in said.items())})"


_CATALOG: Final = """\
from zhiben.spec import Catalog, hookimpl

catalog = Catalog("zhiben_bad")


@hookimpl
def zhiben_sector():
    return catalog.sector()


@hookimpl
def zhiben_tasks():
    return catalog.tasks()
"""
_SECTOR_TOML: Final = """\
[sector]
code = "BAD"
title = "示例"
api = 1
summary = "示例"
fields = ["示例"]
"""
_TASKS_TOML: Final = """\
[[tasks]]
code = "BAD-T-1"
measure = 13
title = "示例"
kind = "sometimes"
source = "示例"

[[tasks]]
code = "BAD-T-2"
measure = "13"
titel = "示例"
kind = "continuous"
source = "示例"
"""

FAULTS: Final[Mapping[str, Fault]] = {
    "entry name is no code": Fault(
        gate="discover",
        words=("入口点名称“bad-plugin”不是行业代码",),
        files=good_plugin(CODE),
        entry_points="[zhiben.plugins]\nbad-plugin = zhiben_bad.plugin\n",
    ),
    "entry names a function": Fault(
        gate="discover",
        words=("入口点指向“zhiben_bad.plugin:main”，应指向模块",),
        files=good_plugin(CODE),
        entry_points="[zhiben.plugins]\nBAD = zhiben_bad.plugin:main\n",
    ),
    "entry points are illegible": Fault(
        gate="discover",
        words=("entry_points.txt 读不出来",),
        files=good_plugin(CODE),
        entry_points="[zhiben.plugins]\nBAD\n",
    ),
    "two distributions of one code": Fault(
        gate="discover",
        words=("代码 BAD 同时被 zhiben-rival 1.0 使用",),
        files=good_plugin(CODE),
        rival=True,
    ),
    "raises at import": Fault(
        gate="import", words=("ZeroDivisionError", "plugin.py 第 1 行"), files="1 / 0\n"
    ),
    "syntax error": Fault(
        gate="import", words=("SyntaxError", "plugin.py 第 1 行"), files="def broken(:\n"
    ),
    "no such module": Fault(
        gate="import", words=("ModuleNotFoundError", "zhiben_bad.plugin"), files={"other.py": ""}
    ),
    "exits at import": Fault(
        gate="import", words=("SystemExit：3",), files="import sys\n\nsys.exit(3)\n"
    ),
    "wants a newer contract": Fault(
        gate="import",
        words=("ImportError", "Unheard"),
        files="from zhiben.spec import Unheard\n",
    ),
    "sleeps at import": Fault(gate="import", words=("秒内没有完成",), files=_SLEEP, is_slow=True),
    "loops at import": Fault(gate="import", words=("秒内没有完成",), files=_LOOP, is_slow=True),
    "bad signature": Fault(
        gate="register",
        words=("钩子与约定不符", "zhiben_tasks", "county"),
        files=plugin_of(CODE, _hook("zhiben_tasks", "return []", parameters="county")),
    ),
    "unknown hook": Fault(
        gate="register",
        words=("钩子与约定不符", "zhiben_unheard_of"),
        files=_bad("return []", hook="zhiben_unheard_of"),
    ),
    "wrapper": Fault(
        gate="register",
        words=("zhiben_tasks 用了 wrapper",),
        files=plugin_of(
            CODE, _hook("zhiben_tasks", "return (yield)", mark="hookimpl(wrapper=True)")
        ),
    ),
    "no sector": Fault(gate="identify", words=("恰好一个 Sector", "没有实现"), files=HEADER),
    "sector of none": Fault(
        gate="identify",
        words=("恰好一个 Sector", "什么也没有返回"),
        files=HEADER + _hook("zhiben_sector", "return None"),
    ),
    "two sectors": Fault(
        gate="identify",
        words=("恰好一个 Sector", "实际：list"),
        files=HEADER + _hook("zhiben_sector", "return [1, 2]"),
    ),
    "sector raises": Fault(
        gate="identify",
        words=("zhiben_sector：RuntimeError：示例", "plugin.py 第 8 行"),
        files=HEADER + _hook("zhiben_sector", "raise RuntimeError('示例')"),
    ),
    "sector of another name": Fault(
        gate="identify", words=("代码是 OTH，入口点却叫 BAD",), files=_sector(code="OTH")
    ),
    "sector without a code": Fault(
        gate="identify", words=("代码“bad!”应为二到四个大写字母",), files=_sector(code="bad!")
    ),
    "sector of wrong values": Fault(
        gate="identify",
        words=("zhiben_sector api：应为 int，实际是 str '1'。", "zhiben_sector fields：应为 tuple"),
        files=_sector(api="1", fields=["示例"]),
    ),
    "contract of the future": Fault(
        gate="identify", words=("按约定 99 编写", "请升级 zhiben"), files=_sector(api=99)
    ),
    "contract of the past": Fault(
        gate="identify", words=("按约定 0 编写", "请升级插件"), files=_sector(api=0)
    ),
    "no revision": Fault(gate="identify", words=("修订号 0 应从 1 起",), files=_sector(revision=0)),
    "broken sector file": Fault(
        gate="identify",
        words=("task.toml：不认识的文件名，是不是 tasks.toml？", "sector.toml：TOML 语法有误"),
        files={
            "plugin.py": _CATALOG,
            "catalog/sector.toml": "[sector\n",
            "catalog/task.toml": "",
        },
    ),
    "broken task file": Fault(
        gate="collect",
        words=(
            "tasks.toml: tasks[BAD-T-1].measure：应为文字，写的是 13。",
            "tasks.toml: tasks[BAD-T-1].kind：应为 dated、recurring、continuous 之一",
            "tasks.toml: tasks[BAD-T-2].title：缺少这一项",
            "tasks.toml: tasks[BAD-T-2]：不认识的键：titel，是不是“title”？",
        ),
        files={
            "plugin.py": _CATALOG,
            "catalog/sector.toml": _SECTOR_TOML,
            "catalog/tasks.toml": _TASKS_TOML,
        },
    ),
    "hook raises": Fault(
        gate="collect",
        words=("zhiben_tasks：RuntimeError：示例", "plugin.py 第 15 行"),
        files=_bad("raise RuntimeError('示例')"),
    ),
    "hook exits": Fault(
        gate="collect", words=("zhiben_tasks：SystemExit",), files=_bad("raise SystemExit")
    ),
    "hook breaks off": Fault(
        gate="collect",
        words=("zhiben_tasks：KeyError",),
        files=_bad(f"yield {_task()}", "raise KeyError('示例')"),
    ),
    "hook returns none": Fault(
        gate="collect", words=("zhiben_tasks：返回了 None",), files=_bad("return None")
    ),
    "hook returns one record": Fault(
        gate="collect",
        words=("zhiben_tasks：返回了 SectorTask，应返回若干条记录",),
        files=_bad(f"return {_task()}"),
    ),
    "hook returns a text": Fault(
        gate="collect", words=("zhiben_tasks：返回了 str",), files=_bad("return '示例'")
    ),
    "hook never stops yielding": Fault(
        gate="collect",
        words=("给出的记录超过 100,000 条",),
        files=_bad(f"task = {_task()}", "while True:", "    yield task"),
    ),
    "hook never ends": Fault(
        gate="collect",
        words=("zhiben_tasks：", "秒内没有完成"),
        files=_bad("while True:", "    pass"),
        is_slow=True,
    ),
    "record of another hook": Fault(
        gate="collect",
        words=("zhiben_tasks 第 2 条：是 Command，应为 SectorTask。",),
        files=_bad(f"yield {_task()}", "yield Command(name='a', target='b:c', summary='示例')"),
    ),
    "record of wrong values": Fault(
        gate="collect",
        words=(
            "zhiben_tasks 第 1 条 due：应为 date | None，实际是 str '2024-06-30'。",
            "zhiben_tasks 第 1 条 leads：应为 tuple[str, ...]，实际是 str",
            "zhiben_tasks 第 1 条 scope.kinds：应为 tuple[OrganisationKind, ...]",
        ),
        files=_bad(
            "scope = Scope(text='示例', kinds=('township',))",
            f"yield {_task(due=repr('2024-06-30'), leads=repr('甲局'), scope='scope')}",
        ),
    ),
    "task at odds with itself": Fault(
        gate="collect",
        words=("zhiben_tasks 第 1 条 every：周期任务缺少周期",),
        files=_bad(f"yield {_task(kind='TaskKind.RECURRING')}"),
    ),
    "code used twice": Fault(
        gate="collect",
        words=("zhiben_tasks 第 2 条：“BAD-T-1”在 zhiben_tasks 第 1 条 已经用过",),
        files=_bad(f"yield {_task()}", f"yield {_task()}"),
    ),
    "code of another sector": Fault(
        gate="collect",
        words=("zhiben_tasks 第 1 条：代码“GAS-T-1”应以“BAD-”开头",),
        files=plugin_of(CODE, TASK.format(code="GAS")),
    ),
}
"""What can be wrong with a plugin, in order of the gates."""
