"""Changes of units: what may change from which day on, and what differs between versions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import evolve, frozen

from zhiben.errors import UsageError
from zhiben.ledger.units.table import kind_word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zhiben.ledger.units.registry import Version
    from zhiben.model.organisations import Organisation


class Difference(NamedTuple):
    """One thing about a unit that differs between two versions of it, as people read it."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return ``标记：无 → 高危``."""
        return f"{self.label}：{self.before or '无'} → {self.after or '无'}"


@frozen(kw_only=True)
class UnitChange:
    """What changes about a unit; ``None`` and empty leave it as it is."""

    name: str | None = None
    aliases: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    territory: str | None = None
    credit_code: str | None = None
    valid_to: date | None = None


def changed(unit: Organisation, change: UnitChange) -> Organisation:
    """Return the unit after a change.

    Raises:
        UsageError: when a mark to be taken away is not there.
    """
    name = change.name or unit.name
    aliases = dict.fromkeys((*unit.aliases, *change.aliases))
    replaced: dict[str, Any] = {
        "territory": change.territory,
        "credit_code": change.credit_code,
        "valid_to": change.valid_to,
    }
    return evolve(
        unit,
        name=name,
        aliases=tuple(alias for alias in aliases if alias != name),
        attributes=_marks_after(unit, change),
        **{key: value for key, value in replaced.items() if value},
    )


def _marks_after(unit: Organisation, change: UnitChange) -> tuple[str, ...]:
    """Return the marks of the unit after a change."""
    absent = next((mark for mark in change.removed if mark not in unit.attributes), None)
    if absent:
        there = "、".join(unit.attributes) or "无"
        raise UsageError(f"“{unit.name}”没有“{absent}”这个标记（现有标记：{there}）。")
    marks = dict.fromkeys((*unit.attributes, *change.added))
    return tuple(mark for mark in marks if mark not in change.removed)


def change_fault(history: Sequence[Version], change: UnitChange, *, on: date) -> str:
    """Say why a unit with that history cannot change on that day, or nothing.

    Every version holds the whole unit, so one put before a later version would be lost
    in it; and the days between a unit's end and the version that tells of it would
    still count.
    """
    name = history[-1].organisation.name
    first, last = history[0].on, history[-1].on
    if on < first:
        return (
            f"“{name}”自 {first} 起登记，不能记 {on} 的变更；"
            "登记日期有误的，请先撤销（zhiben undo）再重新登记。"
        )
    if on < last:
        return (
            f"“{name}”在 {last} 已有更晚的变更，不能在它之前插入 {on} 的变更；"
            "请先撤销那一条（zhiben undo），再按日期先后补记。"
        )
    if change.valid_to and change.valid_to < on - timedelta(days=1):
        return f"终止日期是 {change.valid_to}，--on 应写终止当天或次日，不能是 {on}。"
    return ""


def differences(
    before: Organisation, after: Organisation, *, names: Callable[[str], str]
) -> tuple[Difference, ...]:
    """Return what differs between two versions; ``names`` turns a unit's id into its name."""

    def texts(unit: Organisation) -> dict[str, str]:
        return {
            "编号": unit.id,
            "名称": unit.name,
            "类别": kind_word(unit.kind),
            "别名": "、".join(unit.aliases),
            "标记": "、".join(unit.attributes),
            "属地": names(unit.territory) if unit.territory else "",
            "统一社会信用代码": unit.credit_code or "",
            "起始日期": str(unit.valid_from or ""),
            "终止日期": str(unit.valid_to or ""),
        }

    old, new = texts(before), texts(after)
    return tuple(Difference(key, old[key], new[key]) for key in old if old[key] != new[key])
