"""What a plugin's records must be before anyone sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from zhiben.errors import Problem
from zhiben.plugins.discovery import CODE
from zhiben.spec import hooks as spec
from zhiben.spec.records import (
    Checklist,
    Command,
    Criterion,
    Derivation,
    Fact,
    Indicator,
    Publication,
    Revision,
    Sector,
    SectorTask,
    Standard,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

RETURNS: Final[Mapping[str, tuple[type, ...]]] = {
    "zhiben_sources": (Publication,),
    "zhiben_tasks": (SectorTask,),
    "zhiben_standards": (Standard, Criterion, Fact),
    "zhiben_derivations": (Derivation,),
    "zhiben_checklists": (Checklist,),
    "zhiben_indicators": (Indicator,),
    "zhiben_changes": (Revision,),
    "zhiben_commands": (Command,),
}
"""The records each hook may return."""

_IDENTITIES: Final[Mapping[type, str]] = {Publication: "key", Fact: "name", Command: "name"}


def check_sector(answers: Sequence[object], code: str) -> tuple[Problem, ...]:
    """Return what is wrong with what a plugin says it is; ``code`` is its entry point's name."""
    if len(answers) != 1 or not isinstance(answers[0], Sector):
        said = type(answers[0]).__name__ if answers else "没有实现"
        return (Problem("zhiben_sector", f"应返回恰好一个 Sector，实际：{said}。"),)
    return tuple(_sector_faults(answers[0], code))


def _sector_faults(sector: Sector, code: str) -> Iterator[Problem]:
    """Yield what is wrong with a sector."""
    if not CODE.fullmatch(sector.code):
        yield Problem("zhiben_sector", f"代码“{sector.code}”应为二到四个大写字母。")
    elif sector.code != code:
        yield Problem("zhiben_sector", f"代码是 {sector.code}，入口点却叫 {code}，请改成一致。")
    if sector.api > spec.API:
        yield Problem(
            "zhiben_sector",
            f"按约定 {sector.api} 编写，本版 zhiben 只懂到 {spec.API}，请升级 zhiben。",
        )
    elif sector.api < spec.OLDEST_API:
        yield Problem(
            "zhiben_sector",
            f"按约定 {sector.api} 编写，本版 zhiben 已不支持，请升级插件（见 UPGRADING.md）。",
        )
    if sector.revision < 1:
        yield Problem("zhiben_sector", f"修订号 {sector.revision} 应从 1 起。")


def check_records(sector: Sector, records: Mapping[str, Sequence[object]]) -> tuple[Problem, ...]:
    """Return every record of a wrong type, with a foreign prefix, or with a code used twice."""
    return tuple(
        problem
        for hook, listed in records.items()
        for problem in (*_mistyped(hook, listed), *_miscoded(sector, hook, listed))
    )


def code_of(record: object) -> str:
    """Return what a record is called: its code, key or name."""
    return str(getattr(record, _IDENTITIES.get(type(record), "code"), ""))


def _mistyped(hook: str, listed: Sequence[object]) -> Iterator[Problem]:
    """Yield the records a hook must not return."""
    allowed = RETURNS[hook]
    for number, record in enumerate(listed, start=1):
        if not isinstance(record, allowed):
            names = "、".join(kind.__name__ for kind in allowed)
            what = type(record).__name__
            yield Problem(hook, f"第 {number} 条是 {what}，应为 {names}。")


def _miscoded(sector: Sector, hook: str, listed: Sequence[Any]) -> Iterator[Problem]:
    """Yield codes without the sector's prefix, and codes used twice."""
    seen: dict[tuple[type, str], int] = {}
    prefix = f"{sector.code}-"
    for number, record in enumerate(listed, start=1):
        if isinstance(record, Derivation | Revision) or type(record) not in RETURNS[hook]:
            continue
        code = code_of(record)
        if type(record) not in _IDENTITIES and not code.startswith(prefix):
            yield Problem(hook, f"代码“{code}”应以“{prefix}”开头。")
        first = seen.setdefault((type(record), code), number)
        if first != number:
            yield Problem(hook, f"“{code}”用了两次：第 {first} 条和第 {number} 条，请改成不同的。")
