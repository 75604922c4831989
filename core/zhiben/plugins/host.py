"""All plugins together: each loaded by itself, and what no two of them may share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.errors import Problem
from zhiben.plugins.discovery import CODE, Found, Selection, rivals
from zhiben.plugins.loading import CATALOGS, Failure, Gate, Loaded, load_plugin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiben.spec.records import Record

SECONDS: Final = 5.0
"""How long one plugin may take, from import to its last record."""


@frozen(kw_only=True)
class Sectors:
    """What the installed plugins gave: those that serve, and those that failed.

    ``loaded`` and ``failures`` are in order of code. ``unwanted`` are installed but
    disabled or not selected.
    """

    loaded: tuple[Loaded, ...] = ()
    failures: tuple[Failure, ...] = ()
    unwanted: tuple[Found, ...] = ()

    def get(self, code: str) -> Loaded | None:
        """Return the plugin of a sector that serves."""
        return next((one for one in self.loaded if one.sector.code == code), None)

    def records(self, hook: str) -> Iterator[tuple[Loaded, Record]]:
        """Yield every record of a hook together with the plugin it came from."""
        for one in self.loaded:
            for record in one.records.get(hook, ()):
                yield one, record


def load_sectors(
    found: Sequence[Found],
    *,
    selection: Selection,
    hooks: Sequence[str] = CATALOGS,
    seconds: float = SECONDS,
) -> Sectors:
    """Load the wanted plugins, one at a time, and ask each those hooks.

    A plugin that fails is named in ``failures`` and stops none of the others.
    """
    wanted = [one for one in found if selection.wants(one.code)]
    loaded: list[Loaded] = []
    failures: list[Failure] = []
    for one in wanted:
        outcome = _announced_badly(one, wanted) or load_plugin(one, hooks=hooks, seconds=seconds)
        if isinstance(outcome, Loaded):
            loaded.append(outcome)
        else:
            failures.append(outcome)
    return Sectors(
        loaded=tuple(loaded),
        failures=tuple(failures),
        unwanted=tuple(one for one in found if not selection.wants(one.code)),
    )


def _announced_badly(one: Found, wanted: Sequence[Found]) -> Failure | None:
    """Return why a plugin does not even get imported, if so."""
    faults = tuple(_faults(one, wanted))
    if not faults:
        return None
    return Failure(
        found=one,
        gate=Gate.DISCOVER,
        reasons=tuple(Problem("", reason) for reason, _ in faults),
        advice=" ".join(advice for _, advice in faults),
    )


def _faults(one: Found, wanted: Sequence[Found]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an announcement, and what to do about it."""
    if one.fault:
        yield one.fault, "请重新安装这个软件包，或联系插件作者。"
        return
    if not CODE.fullmatch(one.code):
        yield (
            f"入口点名称“{one.code}”不是行业代码。",
            "请把 pyproject.toml 里入口点的名称改成二到四个大写字母。",
        )
    if ":" in one.target:
        yield (
            f"入口点指向“{one.target}”，应指向模块。",
            f"请改成 {one.target.partition(':')[0].strip()}，不带冒号。",
        )
    others = [other for other in rivals(wanted, one.code) if other != one]
    if others:
        # Neither is preferred: nobody could tell later whose records were meant.
        names = "、".join(f"{other.distribution} {other.version}" for other in others)
        yield f"代码 {one.code} 同时被 {names} 使用。", "请卸载其中一个。"
