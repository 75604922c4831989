"""What a plugin's records must be before anyone sees them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import define, field, fields

from zhiben.errors import Problem, nearest_names
from zhiben.ledger.plans.task_faults import task_faults
from zhiben.model.hazards import HazardDetails
from zhiben.plugins.discovery import CODE
from zhiben.plugins.fields import misfits
from zhiben.spec import hooks as spec
from zhiben.spec.records import (
    Checklist,
    Command,
    Criterion,
    Derivation,
    Fact,
    Heading,
    Indicator,
    Publication,
    Revision,
    Sector,
    SectorTask,
    Standard,
    Synonyms,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

RETURNS: Final[Mapping[str, tuple[type, ...]]] = {
    "zhiben_sources": (Publication,),
    "zhiben_tasks": (SectorTask,),
    "zhiben_standards": (Standard, Criterion, Fact, Synonyms),
    "zhiben_derivations": (Derivation,),
    "zhiben_checklists": (Checklist,),
    "zhiben_indicators": (Indicator,),
    "zhiben_headings": (Heading,),
    "zhiben_changes": (Revision,),
    "zhiben_commands": (Command,),
}
"""The records each hook may return."""

DETAILS: Final = (*(one.name for one in fields(HazardDetails)), "extra")
"""What a heading may say a column holds."""

_IDENTITIES: Final[Mapping[type, str]] = {Publication: "key", Fact: "name", Command: "name"}


def check_sector(answers: Sequence[object], code: str) -> tuple[Problem, ...]:
    """Return what is wrong with what a plugin says it is; ``code`` is its entry point's name."""
    if len(answers) != 1 or type(answers[0]) is not Sector:
        said = "、".join(type(one).__name__ for one in answers) or "没有实现，或什么也没有返回"
        return (Problem("zhiben_sector", f"应返回恰好一个 Sector，实际：{said}。"),)
    sector = answers[0]
    wrong = tuple(Problem(f"zhiben_sector {path}", text) for path, text in misfits(sector))
    return wrong or tuple(_sector_faults(sector, code))


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
    """Return what is wrong with records: their types, contents, and codes used twice."""
    checked = _Checked(sector=sector)
    return tuple(
        problem
        for hook, listed in records.items()
        for number, record in enumerate(listed, start=1)
        for problem in checked.faults(record, hook=hook, place=f"{hook} 第 {number} 条")
    )


def code_of(record: object) -> str:
    """Return what a record is called: its code, key or name."""
    return str(getattr(record, _IDENTITIES.get(type(record), "code"), ""))


@define(kw_only=True)
class _Checked:
    """The records of a plugin checked so far, and where each code was met."""

    sector: Sector
    places: dict[tuple[type | None, str], str] = field(factory=dict)

    def faults(self, record: object, *, hook: str, place: str) -> Iterator[Problem]:
        """Yield what is wrong with one more record."""
        if type(record) not in RETURNS[hook]:
            names = "、".join(kind.__name__ for kind in RETURNS[hook])
            yield Problem(place, f"是 {type(record).__name__}，应为 {names}。")
            return
        wrong = [Problem(f"{place} {path}", text) for path, text in misfits(record)]
        yield from wrong
        if not wrong:
            yield from self._contents(record, place=place)

    def _contents(self, record: object, *, place: str) -> Iterator[Problem]:
        """Yield what a record whose fields are what they declare says wrongly."""
        if isinstance(record, SectorTask):
            yield from (Problem(f"{place} {key}", text) for key, text in task_faults(record))
        if isinstance(record, Heading) and record.field not in DETAILS:
            near = nearest_names(record.field, DETAILS, most=1)
            hint = f"，是不是“{near[0]}”？" if near else f"，应为 {'、'.join(DETAILS)} 之一。"
            yield Problem(f"{place} field", f"没有“{record.field}”这个字段{hint}")
        if not isinstance(record, Derivation | Revision | Synonyms | Heading):
            yield from self._code(record, place=place)
        for number, item in enumerate(getattr(record, "items", ()), start=1):
            yield from self._code(item, place=f"{place} 检查项 {number}")

    def _code(self, record: object, *, place: str) -> Iterator[Problem]:
        """Yield that a code lacks the prefix, or is in use; keys and names have no prefix."""
        code, is_named = code_of(record), type(record) in _IDENTITIES
        prefix = f"{self.sector.code}-"
        if not is_named and not re.fullmatch(rf"{prefix}\S+", code):
            yield Problem(place, f"代码“{code}”应以“{prefix}”开头，中间没有空格。")
        first = self.places.setdefault((type(record) if is_named else None, code), place)
        if first != place:
            yield Problem(place, f"“{code}”在 {first} 已经用过，请改。")
