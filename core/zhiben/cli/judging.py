"""What commands that judge have in common: a sector's rulebook, and verdicts as JSON."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from zhiben.errors import PluginError, UnknownNameError, nearest_names
from zhiben.rules import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiben.cli.main import Options
    from zhiben.plugins import Loaded
    from zhiben.rules import Rulebook, Verdict
    from zhiben.rules.editions import Edition

HOOKS: Final = ("zhiben_sources", "zhiben_standards", "zhiben_derivations")
"""What a plugin is asked for when hazards of its sector are judged."""
_SHOWN_PROBLEMS: Final = 5
_MOST_TEXTS: Final = 20_000


def load_sector(code: str, *, hooks: tuple[str, ...] = HOOKS) -> Loaded:
    """Load the plugin of an installed sector, by its code in capitals or not.

    Raises:
        UnknownNameError: when no such sector is installed; offers the nearest codes.
        PluginError: when its plugin fails.
    """
    from zhiben.cli.sectors import load_one, selection
    from zhiben.plugins import discover

    wanted = selection(frozenset())
    known = sorted({one.code for one in discover() if wanted.wants(one.code)})
    if code.upper() not in known:
        near = nearest_names(code.upper(), known) or tuple(known)
        raise UnknownNameError("已安装的行业插件", code, near)
    return load_one(code.upper(), hooks=hooks)


def load_rulebook(options: Options, code: str) -> Rulebook:
    """Return the criteria of a sector, with what the office itself has added to them.

    Raises:
        UnknownNameError: when no such sector is installed.
        PluginError: when its plugin fails, or its criteria cannot be read.
    """
    from zhiben.cli.overlays import overlaid
    from zhiben.rules import build_rulebook

    loaded = load_sector(code)
    records = overlaid(options, loaded)
    book, problems = build_rulebook(records, sector=loaded.sector.code)
    if problems:
        reasons = "；".join(str(one).rstrip("。？") for one in problems[:_SHOWN_PROBLEMS])
        more = f"；共 {len(problems)} 处" if len(problems) > _SHOWN_PROBLEMS else ""
        line = f"插件 {loaded.found.name}的判定条款不能用：{reasons}{more}。请联系插件作者。"
        raise PluginError([line])
    return book


def verdict_shape(verdict: Verdict, *, explain: bool = False) -> dict[str, Any]:
    """Return a verdict as JSON; with ``explain`` the criteria that are not met as well."""
    shown = verdict.findings if explain else verdict.standing
    return _verdict_frame(verdict) | {"criteria": list(map(finding_shape, shown))}


def _verdict_frame(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as JSON, without its criteria."""
    return {
        "verdict": verdict.outcome.value,
        "sector": verdict.sector,
        "on": verdict.on.isoformat(),
        "standards": [_edition_shape(one) for one in verdict.editions],
        "criteria": [],
        "facts_missing": list(verdict.missing),
        "notes": list(verdict.notes),
    }


@frozen
class VerdictTexts:
    """Writes many verdicts as JSON; findings that cases have in common are written once."""

    _known: dict[int, tuple[Finding, str]] = field(factory=dict, init=False)

    def text_of(self, verdict: Verdict, *, explain: bool) -> str:
        """Return what :func:`verdict_shape` returns, as text."""
        shown = verdict.findings if explain else verdict.standing
        listed = ", ".join(map(self._finding_text, shown))
        frame = json.dumps(_verdict_frame(verdict), ensure_ascii=False)
        # Inside of a text there would be backslashes before the quotes.
        return frame.replace('"criteria": []', f'"criteria": [{listed}]', 1)

    def _finding_text(self, finding: Finding) -> str:
        """Return a finding as JSON; it is known by where it lies in memory, and kept there."""
        if id(finding) not in self._known:
            if len(self._known) >= _MOST_TEXTS:
                self._known.clear()
            text = json.dumps(finding_shape(finding), ensure_ascii=False)
            self._known[id(finding)] = finding, text
        return self._known[id(finding)][1]


def finding_shape(finding: Finding) -> dict[str, Any]:
    """Return what became of one criterion as JSON."""
    criterion = finding.criterion
    return {
        "code": criterion.code,
        "standard": criterion.standard,
        "clause": criterion.clause,
        "title": criterion.title,
        "result": finding.result.value,
        "completeness": criterion.completeness.value,
        "effect": criterion.effect.value,
        "facts_used": {name: value_shape(value) for name, value in finding.used.items()},
        "facts_missing": list(finding.missing),
        "note": finding.note,
    }


def value_shape(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return a fact's value as JSON: days as text, sets as sorted lists."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, dict):
        return {name: value_shape(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def value_text(value: object) -> str:
    """Return a fact's value as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, frozenset):
        return "、".join(sorted(value)) or "无"
    if isinstance(value, dict):
        return "；".join(f"{name} {amount}" for name, amount in value.items())
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def facts_text(facts: Iterable[tuple[str, Any]]) -> str:
    """Return facts with their values in one line."""
    return "；".join(f"{name}={value_text(value)}" for name, value in facts)


def _edition_shape(edition: Edition) -> dict[str, Any]:
    """Return an edition that applies as JSON."""
    standard = edition.standard
    return {
        "id": standard.code,
        "document_number": standard.document_number,
        "title": standard.title,
        "edition_reason": edition.reason,
        "completeness": standard.completeness.value,
    }
