"""What another edition of a standard would say of a hazard, whenever that edition applies."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import define, evolve

from zhiben.cli.judging import value_shape
from zhiben.errors import UnknownNameError, nearest_names
from zhiben.rules import Court
from zhiben.rules.editions import Choice, Edition, choose_editions, families_of, is_in_force
from zhiben.rules.values import read_facts
from zhiben.spec.records import Standard

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from zhiben.rules import Finding, Rulebook, Verdict


@define(kw_only=True, slots=False, eq=False)
class OtherEdition(Court):
    """Judges by one edition instead of that in force of the same standard; others stay."""

    standard: Standard

    @cached_property
    def choice(self) -> Choice:
        """The editions in force but for those of the standard's family, and the one wanted."""
        standards = [one.standard for one in self.book.chapters]
        family = next(one for one in families_of(standards) if self.standard in one)
        others = choose_editions([one for one in standards if one not in family], self.on)
        wanted = Edition(standard=self.standard, reason=_reason(self.standard, self.on))
        return evolve(others, editions=(*others.editions, wanted))


def other_edition(book: Rulebook, code: str, *, on: date) -> OtherEdition:
    """Return what judges by an edition, by its code in capitals or not.

    Raises:
        UnknownNameError: when the sector has none of that code; offers the nearest.
    """
    codes = [one.standard.code for one in book.chapters]
    found = {one.upper(): one for one in codes}.get(code.strip().upper())
    chapter = book.chapter(found) if found else None
    if chapter is None:
        raise UnknownNameError("判定标准", code, nearest_names(code.upper(), codes) or codes)
    return OtherEdition(book=book, on=on, standard=chapter.standard)


def recalled_facts(
    book: Rulebook, facts: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the facts a judgement on record used, and the names that are no longer asked."""
    values, faults = read_facts(book.facts, facts.items())
    return values, tuple(name for name, _ in faults)


def facts_shape(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as they are put on record."""
    return {name: value_shape(value) for name, value in facts.items()}


def grounds_of(verdict: Verdict) -> dict[str, Any]:
    """Return on what a verdict of 重大 rests: the standards, their clauses, and the codes."""
    from zhiben.cli.judge_page import decisive
    from zhiben.rules import Result

    found = [one for one in decisive(verdict.findings) if one.result is Result.MET]
    standards = {_standard_text(one): "" for one in found}
    clauses = {one.criterion.clause or one.criterion.code: "" for one in found}
    codes = {one.criterion.code: "" for one in found}
    return {"standard": "、".join(standards), "clauses": [*clauses], "codes": [*codes]}


def _standard_text(finding: Finding) -> str:
    """Return how a standard is cited: its title, number and code."""
    standard = finding.standard
    return f"《{standard.title}》（{standard.document_number}，{standard.code}）"


def _reason(standard: Standard, on: date) -> str:
    """Say that an edition was asked for, and whether it was in force on that day."""
    when = "施行" if is_in_force(standard, on) else "没有施行"
    return f"按指定的这一版试判（{on} 时{when}）"
