"""Loading one plugin: the gates import, register, identify and collect.

A plugin that fails a gate contributes nothing. Why it failed is kept as a value, so that
every command can say so and go on with the others.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import Any, Final

import pluggy
from attrs import evolve, frozen

from zhiben.errors import DataError, Problem
from zhiben.plugins.checks import check_records, check_sector
from zhiben.plugins.confinement import Outcome, confine
from zhiben.plugins.discovery import Found
from zhiben.spec import hooks as spec
from zhiben.spec.records import Record, Sector

CATALOGS: Final = (
    "zhiben_sources",
    "zhiben_tasks",
    "zhiben_standards",
    "zhiben_derivations",
    "zhiben_checklists",
    "zhiben_indicators",
    "zhiben_changes",
    "zhiben_commands",
)
"""The hooks that list records, in the order they are called in."""

MOST_RECORDS: Final = 100_000
"""A hook that yields more records than this is taken for one that never ends."""


class Gate(StrEnum):
    """Where a plugin can fail, in order."""

    DISCOVER = "discover"
    """发现: its metadata is unusable, or two distributions claim one code."""
    IMPORT = "import"
    """导入: its module cannot be imported, or not in time."""
    REGISTER = "register"
    """注册: it implements a hook that is not there, or with other parameters."""
    IDENTIFY = "identify"
    """自报: it does not say properly which sector it is."""
    COLLECT = "collect"
    """收取: a hook fails, or returns what it must not."""


@frozen(kw_only=True)
class Failure:
    """A plugin that contributes nothing: at which gate it failed, why, and what to do."""

    found: Found
    gate: Gate
    reasons: tuple[Problem, ...]
    advice: str


@frozen(kw_only=True)
class Spent:
    """What a hook took: seconds, and how many records it gave."""

    seconds: float
    records: int


@frozen(kw_only=True)
class Loaded:
    """A plugin that passed all gates: whose records these are, and of which version.

    ``records`` are by hook; only the hooks that were asked for. ``printed`` is what the
    plugin printed although it must not.
    """

    found: Found
    sector: Sector
    records: Mapping[str, tuple[Record, ...]]
    printed: str = ""
    spent: Mapping[str, Spent] = MappingProxyType({})


class _FailedError(Exception):
    """A gate said no."""

    def __init__(self, gate: Gate, reasons: Sequence[Problem], advice: str) -> None:
        self.gate = gate
        self.reasons = tuple(reasons)
        self.advice = advice
        super().__init__(gate)


def load_plugin(found: Found, *, hooks: Sequence[str], seconds: float) -> Loaded | Failure:
    """Load one plugin and ask it those hooks, within so many seconds in all."""
    progress = _Progress()
    outcome = confine(lambda: _load(found, hooks, progress), seconds=seconds)
    if outcome.value is not None:
        return evolve(outcome.value, printed=outcome.printed)
    return _failure(found, outcome, progress.gate, seconds=seconds)


class _Progress:
    """How far a plugin came; read when its time is over."""

    gate = Gate.IMPORT


def _failure(found: Found, outcome: Outcome[Loaded], gate: Gate, *, seconds: float) -> Failure:
    """Return the failure of a plugin that did not get through."""
    error = outcome.error
    if isinstance(error, _FailedError):
        return Failure(found=found, gate=error.gate, reasons=error.reasons, advice=error.advice)
    if isinstance(error, DataError):
        advice = "请按所列各条修改插件的目录文件。"
        return Failure(found=found, gate=gate, reasons=tuple(error.problems), advice=advice)
    if error is None:
        reason = f"{seconds:g} 秒内没有完成，已不再等待。"
        advice = "请联系插件作者；等待期间可用 zhiben plugin disable 停用。"
    else:
        reason = f"{_described(error)}。"
        advice = "请联系插件作者，或换用上一个版本。"
    return Failure(found=found, gate=gate, reasons=(Problem("", reason),), advice=advice)


def _load(found: Found, hooks: Sequence[str], progress: _Progress) -> Loaded:
    """Take a plugin through its gates."""
    module = import_module(found.target)
    progress.gate = Gate.REGISTER
    manager = _register(found, module)
    progress.gate = Gate.IDENTIFY
    sector = _identify(found, manager)
    progress.gate = Gate.COLLECT
    records, spent = _collect(manager, sector, hooks)
    return Loaded(found=found, sector=sector, records=records, spent=spent)


def _register(found: Found, module: ModuleType) -> pluggy.PluginManager:
    """Return a manager that knows this plugin only, so that its records are known to be its own."""
    manager = pluggy.PluginManager(spec.NAME)
    manager.add_hookspecs(spec)
    try:
        manager.register(module, found.code)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        reason = Problem("", f"钩子与约定不符：{error}")
        advice = f"请核对钩子的名称和参数（本版约定编号 {spec.API}，见 docs/reference/hooks.md）。"
        raise _FailedError(Gate.REGISTER, [reason], advice) from error
    return manager


def _identify(found: Found, manager: pluggy.PluginManager) -> Sector:
    """Return the sector a plugin says it is for."""
    answers = manager.hook.zhiben_sector()
    problems = check_sector(answers, found.code)
    if problems:
        advice = "请核对 zhiben_sector 返回的内容，或升级 zhiben、插件使约定编号相合。"
        raise _FailedError(Gate.IDENTIFY, problems, advice)
    sector: Sector = answers[0]
    return sector


def _collect(
    manager: pluggy.PluginManager, sector: Sector, hooks: Sequence[str]
) -> tuple[dict[str, tuple[Record, ...]], dict[str, Spent]]:
    """Return what the hooks list, or every problem of all of them."""
    records: dict[str, tuple[Record, ...]] = {}
    spent: dict[str, Spent] = {}
    problems: list[Problem] = []
    for hook in hooks:
        started = time.perf_counter()
        listed, faults = _listed(manager, hook)
        problems += faults
        records[hook] = listed
        spent[hook] = Spent(seconds=time.perf_counter() - started, records=len(listed))
    problems += check_records(sector, records)
    if problems:
        raise _FailedError(Gate.COLLECT, problems, "请按所列各条修改插件的目录文件或钩子。")
    return records, spent


def _listed(manager: pluggy.PluginManager, hook: str) -> tuple[tuple[Any, ...], list[Problem]]:
    """Return what one hook lists, or what kept it from it."""
    try:
        answers: list[Iterable[Any]] = getattr(manager.hook, hook)()
        listed: list[Any] = []
        for record in (record for answer in answers for record in answer):
            listed.append(record)
            if len(listed) > MOST_RECORDS:
                return (), [Problem(hook, f"给出的记录超过 {MOST_RECORDS:,} 条，不再收取。")]
    except DataError as error:
        return (), list(error.problems)
    except BaseException as error:  # noqa: BLE001 - a hook may raise anything; the others still count
        return (), [Problem(hook, f"{_described(error)}。")]
    return tuple(listed), []


def _described(error: BaseException) -> str:
    """Return an error's kind, text and the line of the plugin it came from."""
    kind = type(error).__name__
    text = str(error).strip()
    if isinstance(error, SyntaxError):
        return f"{kind}：{error.msg}（{error.filename} 第 {error.lineno} 行）"
    frames = inspect.getinnerframes(error.__traceback__, context=0) if error.__traceback__ else []
    where = f"（{frames[-1].filename} 第 {frames[-1].lineno} 行）" if frames else ""
    return f"{kind}{f'：{text}' if text else ''}{where}"
