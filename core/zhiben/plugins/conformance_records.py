"""Rules about what a plugin says: its codes, sources, texts, tasks, standards and indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from unicodedata import is_normalized

from attrs import fields

from zhiben.errors import Problem
from zhiben.plugins.conformance_subject import Subject, place_of
from zhiben.rules.catalog_faults import criterion_faults, fact_faults
from zhiben.rules.clauses import code_order
from zhiben.spec.records import (
    Checklist,
    Completeness,
    Criterion,
    Derivation,
    Fact,
    Indicator,
    Item,
    Publication,
    SectorTask,
    Standard,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODED: Final = (SectorTask, Standard, Criterion, Checklist, Item, Indicator)


def facts_of(subject: Subject) -> dict[str, Fact]:
    """Return the facts the plugin declares, by name."""
    return {one.name: one for one in subject.records if isinstance(one, Fact)}


def codes_are_sorted(subject: Subject) -> Iterator[Problem]:
    """Check that records come in the order of their codes: 2 before 10, (三) before (十).

    Criteria come in that order within their standard.
    """
    last: dict[tuple[type, str], Any] = {}
    for one in _coded(subject):
        key = type(one), one.standard if isinstance(one, Criterion) else ""
        before = last.get(key)
        if before is not None and code_order(one.code) < code_order(before.code):
            yield Problem(place_of(one), f"应排在 {before.code} 前面。")
        last[key] = one


def sources_are_there(subject: Subject) -> Iterator[Problem]:
    """Check that every key a record cites is that of a publication."""
    known = {one.key for one in subject.records if isinstance(one, Publication)}
    for one in subject.records:
        cited = (*getattr(one, "sources", ()), *_source(one))
        for key in (one for one in cited if one not in known):
            yield Problem(place_of(one), f"出处“{key}”在 sources.toml 里没有，请补上或改正。")


def texts_are_clean(subject: Subject) -> Iterator[Problem]:
    """Check that texts are in Unicode's composed form and have no blanks around them."""
    for one in subject.records:
        for key, text in _texts(one):
            if not is_normalized("NFC", text):
                yield Problem(f"{place_of(one)}.{key}", "有未合成的字符（不是 NFC），请重新输入。")
            if text != text.strip():
                yield Problem(f"{place_of(one)}.{key}", "首尾有空白，请删去。")


def tasks_are_placed(subject: Subject) -> Iterator[Problem]:
    """Check that a task says which measure it belongs to, and what is to be done."""
    for one in _every(subject, SectorTask):
        if not one.measure.strip() or not one.title.strip():
            yield Problem(place_of(one), "措施编号（measure）和任务内容（title）不能空着。")


def standards_are_dated(subject: Subject) -> Iterator[Problem]:
    """Check that editions have a number, an issuer, and days in order."""
    for one in _every(subject, Standard):
        for text in _standard_faults(one):
            yield Problem(place_of(one), text)


def criteria_are_complete(subject: Subject) -> Iterator[Problem]:
    """Check that criteria belong to an edition and say how they are judged."""
    known = {one.code: one for one in _every(subject, Standard)}
    for one in _every(subject, Criterion):
        if one.completeness is not Completeness.FULL and _is_full(known.get(one.standard)):
            yield Problem(place_of(one), "没有读全，它的标准（completeness）就不能写 full。")
        if one.standard not in known:
            yield Problem(place_of(one), f"标准“{one.standard}”没有列出，请补上或改正。")
        yield from (Problem(place_of(one), text) for text in criterion_faults(one))


def _is_full(standard: Standard | None) -> bool:
    """Tell whether a standard is said to be here in full."""
    return standard is not None and standard.completeness is Completeness.FULL


def criteria_are_listed(subject: Subject) -> Iterator[Problem]:
    """Check that there are criteria at all: without any, examples prove nothing."""
    if not any(_every(subject, Criterion)):
        yield Problem("standards.toml", "没有列出判定条款；金级是说条款有例可证。")


def facts_can_be_asked(subject: Subject) -> Iterator[Problem]:
    """Check that facts have a question, choices where they need some, and bounds that fit."""
    for one in _every(subject, Fact):
        for text in fact_faults(one):
            yield Problem(place_of(one), text)


def checklists_feed_facts(subject: Subject) -> Iterator[Problem]:
    """Check that every item's answer is the value of a declared fact."""
    known = facts_of(subject)
    for one in _every(subject, Checklist):
        if not one.items:
            yield Problem(place_of(one), "没有检查项。")
        for item in one.items:
            for name in (name for name in item.facts if name not in known):
                yield Problem(place_of(item), f"事实“{name}”没有声明，请补上或改正。")


def indicators_are_complete(subject: Subject) -> Iterator[Problem]:
    """Check that figures have a unit and a formula; direction and period are choices already."""
    for one in _every(subject, Indicator):
        named = (("单位（unit）", one.unit), ("公式（formula）", one.formula))
        blank = [word for word, text in named if not text.strip()]
        if blank:
            yield Problem(place_of(one), f"缺少{'、'.join(blank)}。")


def _coded(subject: Subject) -> Iterator[Any]:
    """Yield the records that have codes of the sector."""
    return (one for one in subject.records if isinstance(one, _CODED))


def _every(subject: Subject, kind: type[Any]) -> Iterator[Any]:
    """Yield the records of a kind."""
    return (one for one in subject.records if isinstance(one, kind))


def _source(record: object) -> tuple[str, ...]:
    """Return the one key a record cites, where its kind has just one."""
    return (record.source,) if isinstance(record, SectorTask | Derivation) else ()


def _texts(record: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any record
    """Yield the texts of a record with their keys; items of a checklist come by themselves."""
    for attribute in fields(type(record)):
        value = getattr(record, attribute.name)
        if isinstance(value, str):
            yield attribute.name, value
        elif isinstance(value, tuple):
            yield from ((attribute.name, text) for text in value if isinstance(text, str))


def _standard_faults(one: Standard) -> Iterator[str]:
    """Yield what an edition lacks, and days that are out of order."""
    if not one.document_number.strip() or not one.issuer.strip():
        yield "缺少文号（document_number）或发布机关（issuer）。"
    first = one.effective_from or one.presumed_from
    if first is None and not one.note.strip():
        yield "没有施行日期：写 effective_from，推定的写 presumed_from，不明的在 note 里说明。"
    last = one.effective_to or one.presumed_to
    days = [day for day in (one.issued, first, last) if day is not None]
    if days != sorted(days):
        yield "日期的先后不对，应为发布、施行、废止。"
