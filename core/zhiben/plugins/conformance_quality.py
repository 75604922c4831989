"""``quality.toml``: the tier a plugin claims, and the rules it is exempt from for a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from zhiben.errors import Problem
from zhiben.spec.structuring import located, make_converter, parse_toml, structure, unknown_keys

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "quality.toml"


class Tier(StrEnum):
    """How much a plugin is held to; each tier asks for all that the one below asks."""

    BRONZE = "bronze"
    """铜级: it installs, and hurts nobody."""
    SILVER = "silver"
    """银级: its catalogs can be relied on."""
    GOLD = "gold"
    """金级: examples show that its criteria mean what the standard says."""

    def includes(self, other: Tier) -> bool:
        """Tell whether this tier asks for what another one asks."""
        tiers = list(Tier)
        return tiers.index(other) <= tiers.index(self)


@frozen(kw_only=True)
class Exemption:
    """A rule a plugin need not keep up to and including a day, and why."""

    rule: str
    reason: str
    expires: date


@frozen(kw_only=True)
class Quality:
    """What ``quality.toml`` says; ``exemptions`` are the good ones, by rule."""

    tier: Tier = Tier.BRONZE
    exemptions: Mapping[str, Exemption] = MappingProxyType({})
    problems: tuple[Problem, ...] = ()


def read_quality(root: Path | None, *, today: date) -> Quality:
    """Return what the ``quality.toml`` of a source says; without a source nothing is claimed."""
    if root is None:
        return Quality()
    file = root / NAME
    if not file.is_file():
        return Quality(
            problems=(Problem(NAME, '没有这个文件，请写一个，内容为 tier = "bronze"。'),)
        )
    data, faults = parse_toml(file)
    if faults:
        return Quality(problems=tuple(faults))
    tier, problems = _tier(data.get("tier"))
    exemptions, more = _exemptions(data.get("exemptions", []), today=today)
    strange = sorted(data.keys() - {"tier", "exemptions"})
    if strange:
        problems.append(Problem(NAME, unknown_keys(strange, ("tier", "exemptions"))))
    return Quality(tier=tier, exemptions=exemptions, problems=(*problems, *more))


def _tier(value: object) -> tuple[Tier, list[Problem]]:
    """Return the tier a file claims, or the lowest and what is wrong."""
    words = [tier.value for tier in Tier]
    if isinstance(value, str) and value in words:
        return Tier(value), []
    message = f"应为 {'、'.join(words)} 之一，现按 bronze 检查。"
    return Tier.BRONZE, [Problem(f"{NAME}: tier", message)]


def _exemptions(rows: Any, *, today: date) -> tuple[dict[str, Exemption], list[Problem]]:  # noqa: ANN401 - TOML
    """Return the exemptions in force, and what is wrong with the others."""
    if not isinstance(rows, list):
        return {}, [Problem(f"{NAME}: exemptions", "应写成 [[exemptions]]。")]
    good: dict[str, Exemption] = {}
    problems: list[Problem] = []
    converter = make_converter()
    for where, row in located(NAME, "exemptions", rows):
        found, faults = structure(converter, row, Exemption, where=where)
        if found is not None:
            faults = [Problem(where, text) for text in _faults(found, today=today)]
        if found is not None and not faults:
            good[found.rule] = found
        problems += faults
    return good, problems


def _faults(one: Exemption, *, today: date) -> Iterator[str]:
    """Yield why an exemption does not count."""
    if not one.reason.strip():
        yield "理由（reason）是空的，请写明为什么暂时做不到。"
    if one.expires < today:
        yield f"豁免已于 {one.expires} 到期，请改正后删去，或写明新的理由和到期日。"
