"""Loading one plugin: the gates import, register, identify and collect.

A plugin that fails a gate contributes nothing. Why it failed is kept as a value, so that
every command can say so and go on with the others.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from traceback import walk_tb
from types import MappingProxyType, ModuleType
from typing import Any, Final

import pluggy
from attrs import define, evolve, frozen

from zhiben.errors import DataError, Problem
from zhiben.plugins.checks import check_records, check_sector
from zhiben.plugins.confinement import Outcome, OutOfTimeError, confine
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
    "zhiben_headings",
    "zhiben_changes",
    "zhiben_commands",
)
"""The hooks that list records, in the order they are called in."""

MOST_RECORDS: Final = 100_000
"""A hook that yields more records than this is taken for one that never ends."""

_MEND: Final = "请按所列各条修改插件的目录文件或钩子。"


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
    plugin printed although it must not. ``notices`` say which hooks it uses that a later
    version will no longer have.
    """

    found: Found
    sector: Sector
    records: Mapping[str, tuple[Record, ...]]
    printed: str = ""
    notices: tuple[str, ...] = ()
    spent: Mapping[str, Spent] = MappingProxyType({})


class _FailedError(Exception):
    """A gate said no."""

    def __init__(self, gate: Gate, reasons: Sequence[Problem], advice: str) -> None:
        self.gate = gate
        self.reasons = tuple(reasons)
        self.advice = advice
        super().__init__(gate)


@define
class _Progress:
    """How far a plugin came; read when its time is over. ``package`` is its own."""

    package: str
    gate: Gate = Gate.IMPORT
    hook: str = ""


def load_plugin(found: Found, *, hooks: Sequence[str], seconds: float) -> Loaded | Failure:
    """Load one plugin and ask it those hooks, within so many seconds in all."""
    progress = _Progress(found.target.partition(".")[0])
    outcome = confine(lambda: _load(found, hooks, progress), seconds=seconds)
    if outcome.value is not None:
        return evolve(outcome.value, printed=outcome.printed)
    return _failure(found, outcome, progress, seconds=seconds)


def _failure(
    found: Found, outcome: Outcome[Loaded], progress: _Progress, *, seconds: float
) -> Failure:
    """Return the failure of a plugin that did not get through."""
    gate = progress.gate
    match outcome.error:
        case _FailedError() as error:
            gate, reasons, advice = error.gate, error.reasons, error.advice
        case DataError() as error:
            reasons, advice = error.problems, _MEND
        case None:
            reasons = (Problem(progress.hook, f"{seconds:g} 秒内没有完成，已不再等待。"),)
            advice = "请联系插件作者；等待期间可用 zhiben plugin disable 停用。"
        case error:
            reasons = (Problem(progress.hook, _described(error, progress.package)),)
            advice = "请联系插件作者，或换用上一个版本。"
    return Failure(found=found, gate=gate, reasons=reasons, advice=advice)


def _load(found: Found, hooks: Sequence[str], progress: _Progress) -> Loaded:
    """Take a plugin through its gates."""
    module = import_module(found.target)
    progress.gate = Gate.REGISTER
    manager, notices = registered(module, found.code)
    progress.gate, progress.hook = Gate.IDENTIFY, "zhiben_sector"
    sector = _identify(found, manager)
    progress.gate = Gate.COLLECT
    records, spent = _collect(manager, sector, hooks=hooks, progress=progress)
    return Loaded(found=found, sector=sector, records=records, notices=notices, spent=spent)


def registered(
    plugin: ModuleType, name: str, *, contract: ModuleType = spec
) -> tuple[pluggy.PluginManager, tuple[str, ...]]:
    """Return a manager that knows this plugin only, and notices of what it should stop using.

    It knows no other, so that what its hooks return is known to be the plugin's own.
    """
    manager = pluggy.PluginManager(spec.NAME)
    manager.add_hookspecs(contract)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            manager.register(plugin, name)
            manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise _mismatch(f"钩子与约定不符：{error}") from error
    wrappers = [hook.name for hook in manager.get_hookcallers(plugin) or () if _is_wrapped(hook)]
    if wrappers:
        raise _mismatch(f"{'、'.join(wrappers)} 用了 wrapper，本约定没有这种写法。")
    return manager, tuple(str(one.message) for one in told)


def _mismatch(reason: str) -> _FailedError:
    """Return the failure of a plugin whose hooks are not those of the contract."""
    advice = (
        f"请核对钩子的名称和参数（本版约定编号 {spec.API}，见 docs/reference/hooks.md）；"
        "按更新的约定编写的插件，请先升级 zhiben。"
    )
    return _FailedError(Gate.REGISTER, [Problem("", reason)], advice)


def _is_wrapped(hook: pluggy.HookCaller) -> bool:
    """Tell whether an implementation would change what others return."""
    return any(one.wrapper or one.hookwrapper for one in hook.get_hookimpls())


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
    manager: pluggy.PluginManager, sector: Sector, *, hooks: Sequence[str], progress: _Progress
) -> tuple[dict[str, tuple[Record, ...]], dict[str, Spent]]:
    """Return what the hooks list, or every problem of all of them."""
    records: dict[str, tuple[Record, ...]] = {}
    spent: dict[str, Spent] = {}
    problems: list[Problem] = []
    for hook in hooks:
        progress.hook = hook
        started = time.perf_counter()
        listed, faults = _listed(getattr(manager.hook, hook), progress.package)
        problems += faults
        records[hook] = listed
        spent[hook] = Spent(seconds=time.perf_counter() - started, records=len(listed))
    problems += check_records(sector, records)
    if problems:
        raise _FailedError(Gate.COLLECT, problems, _MEND)
    return records, spent


def _listed(hook: pluggy.HookCaller, package: str) -> tuple[tuple[Any, ...], list[Problem]]:
    """Return what one hook lists, or what kept it from it."""
    listed: list[Any] = []
    try:
        for record in _answered(hook):
            listed.append(record)
            if len(listed) > MOST_RECORDS:
                return (), [Problem(hook.name, f"给出的记录超过 {MOST_RECORDS:,} 条，不再收取。")]
    except DataError as error:
        return (), list(error.problems)
    except OutOfTimeError:
        raise
    except BaseException as error:  # noqa: BLE001 - a hook may raise anything; the others still count
        return (), [Problem(hook.name, _described(error, package))]
    return tuple(listed), []


def _answered(hook: pluggy.HookCaller) -> Iterator[Any]:
    """Yield what a hook lists.

    Raises:
        DataError: when it answers with something that is no list of records.
    """
    answers: list[Iterable[Any]] = hook()
    if len(answers) != len(hook.get_hookimpls()):
        raise DataError([Problem(hook.name, "返回了 None，应返回若干条记录（列表，或用 yield）。")])
    for answer in answers:
        if isinstance(answer, str | Mapping) or not isinstance(answer, Iterable):
            message = f"返回了 {type(answer).__name__}，应返回若干条记录（列表，或用 yield）。"
            raise DataError([Problem(hook.name, message)])
        yield from answer


def _described(error: BaseException, package: str) -> str:
    """Return an error's kind, text, and the line of the plugin's own code that led to it."""
    kind, text, where = type(error).__name__, str(error).strip(), ""
    for frame, number in walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__")).partition(".")[0] == package:
            where = f"（{frame.f_code.co_filename} 第 {number} 行）"
    if isinstance(error, SyntaxError):
        text, where = error.msg, f"（{error.filename} 第 {error.lineno} 行）"
    return f"{kind}{f'：{text}' if text else ''}{where}。"
