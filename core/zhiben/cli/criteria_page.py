"""Criteria, editions and their differences as people read them, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.judge_page import COMPLETENESS, EFFECTS, choices_text
from zhiben.cli.output import show_table
from zhiben.cli.shapes import day_text
from zhiben.rules.editions import first_day_of, last_day_of
from zhiben.rules.overlays import remark_of
from zhiben.spec.records import Completeness, Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.cli.criteria_finding import Hit
    from zhiben.rules.auditing import Tally
    from zhiben.rules.comparing import Comparison, Difference, Pair
    from zhiben.rules.needs import Need
    from zhiben.spec.records import Criterion, Publication, Standard

LIST_HEADERS: Final = ("代码", "标准", "条款", "内容", "效力", "录入")
FOUND_HEADERS: Final = ("", "代码", "标准", "条款", "内容", "效力", "得分", "对上的词")
NEED_HEADERS: Final = ("事实", "问题", "填法", "用于")
AUDIT_HEADERS: Final = (
    "代码", "标准", "文号", "施行", "应有", "已录", "全文", "部分", "未核原文", "未录入", "例子",
    "出处",
)  # fmt: skip
_ASPECTS: Final = {
    "clause": "条款号",
    "title": "内容",
    "when": "条件",
    "effect": "效力",
    "manual": "人工判断",
    "completeness": "录入",
}
_UNKNOWN: Final = "—"


def list_cells(criterion: Criterion, standard: Standard) -> tuple[object, ...]:
    """Return a criterion as a row of the list."""
    return (
        criterion.code,
        standard.document_number,
        criterion.clause,
        criterion.title,
        effect_text(criterion),
        COMPLETENESS[criterion.completeness] + ("（补录）" if remark_of(criterion) else ""),
    )


def list_shape(criterion: Criterion, standard: Standard, *, sector: str) -> dict[str, Any]:
    """Return a criterion in the list as JSON."""
    return {
        "code": criterion.code,
        "sector": sector,
        "standard": criterion.standard,
        "document_number": standard.document_number,
        "clause": criterion.clause,
        "title": criterion.title,
        "effect": criterion.effect.value,
        "manual": criterion.manual,
        "completeness": criterion.completeness.value,
        "overlay": remark_of(criterion),
    }


def found_cells(number: int, hit: Hit) -> tuple[object, ...]:
    """Return a candidate as a row."""
    criterion, standard = hit.paper.criterion, hit.paper.standard
    return (
        number,
        criterion.code,
        standard.document_number + ("" if hit.is_in_force else "（不在用）"),
        criterion.clause,
        criterion.title,
        effect_text(criterion),
        f"{hit.score:.1f}",
        "、".join(hit.matched),
    )


def effect_text(criterion: Criterion) -> str:
    """Return what it means that a criterion holds."""
    return EFFECTS[criterion.effect] + ("（由人判断）" if criterion.manual else "")


def show_criterion(
    criterion: Criterion,
    standard: Standard,
    *,
    needs: Sequence[Need],
    sources: Sequence[Publication],
) -> None:
    """Print everything that is known of a criterion."""
    click.echo(f"{criterion.code}  {criterion.clause}  {criterion.title}")
    for name, text in _lines(criterion, standard):
        if text:
            click.echo(f"  {name}：{text}")
    for one in sources:
        click.echo(f"  出处：{source_text(one)}")
    rows = [_need_cells(one, criterion.code) for one in needs]
    show_table(NEED_HEADERS, rows, title="要查明的事实")


def _lines(criterion: Criterion, standard: Standard) -> Iterator[tuple[str, str]]:
    """Yield what is said of a criterion, line by line; what is not there is blank."""
    yield "标准", f"{standard.title}（{standard.document_number}，{standard.code}）"
    yield "发布", "，".join(filter(None, (standard.issuer, day_text(standard.issued))))
    yield "施行", period_text(standard)
    yield "标准的说明", standard.note
    yield "效力", effect_text(criterion)
    yield "转到", criterion.regime if criterion.effect is Effect.REFERRAL else ""
    yield "录入", COMPLETENESS[criterion.completeness] + _limits(criterion)
    yield "来历", remark_of(criterion)
    yield "条件", criterion.when or "没有（只能由人判断，或者条款没有录入）"
    yield "解读", criterion.interpretation
    yield "说明", criterion.note


def _limits(criterion: Criterion) -> str:
    """Say what a text that was not read in full can lead to."""
    if criterion.completeness is Completeness.FULL:
        return ""
    return "：最多得出“疑似”" if criterion.when else "：没有条件，不能判定"


def period_text(standard: Standard) -> str:
    """Return from when to when an edition counts, and what of that is presumed."""
    first, last = first_day_of(standard), last_day_of(standard)
    if first is None:
        return "施行日期不明，不用于判定"
    start = f"{first} 起" if standard.effective_from else f"推定 {first} 起"
    if last is None:
        return start
    return f"{start}，{'' if standard.effective_to else '推定'}至 {last}"


def source_text(source: Publication) -> str:
    """Return a publication in one line, with its address where it is known."""
    number = f"（{source.document_number}）" if source.document_number else ""
    return f"《{source.title}》{number} {source.url or '（没有网址）'}"


def criterion_shape(
    criterion: Criterion,
    standard: Standard,
    *,
    sector: str,
    needs: Sequence[Need],
    sources: Sequence[Publication],
) -> dict[str, Any]:
    """Return everything that is known of a criterion as JSON."""
    return {
        **list_shape(criterion, standard, sector=sector),
        "standard": standard_shape(standard),
        "when": criterion.when,
        "regime": criterion.regime,
        "interpretation": criterion.interpretation,
        "note": criterion.note,
        "facts": list(map(_need_shape, needs)),
        "sources": list(map(source_shape, sources)),
    }


def standard_shape(standard: Standard) -> dict[str, Any]:
    """Return an edition as JSON."""
    return {
        "code": standard.code,
        "title": standard.title,
        "document_number": standard.document_number,
        "issuer": standard.issuer,
        "issued": day_text(standard.issued),
        "effective_from": day_text(standard.effective_from),
        "presumed_from": day_text(standard.presumed_from),
        "effective_to": day_text(standard.effective_to),
        "presumed_to": day_text(standard.presumed_to),
        "supersedes": list(standard.supersedes),
        "completeness": standard.completeness.value,
        "expected": standard.expected,
        "note": standard.note,
    }


def source_shape(source: Publication) -> dict[str, Any]:
    """Return a publication as JSON."""
    return {
        "key": source.key,
        "title": source.title,
        "issuer": source.issuer,
        "document_number": source.document_number,
        "issued": day_text(source.issued),
        "url": source.url,
        "note": source.note,
    }


def _need_cells(need: Need, code: str) -> tuple[str, ...]:
    """Return a fact that is asked for as a row; the criterion's own are not marked."""
    fact = need.fact
    origin = f"可由{'、'.join(need.inputs)}推算" if need.inputs else ""
    others = "、".join(one for one in need.by if one != code)
    return fact.name, fact.question, choices_text(fact), "；".join(filter(None, (others, origin)))


def _need_shape(need: Need) -> dict[str, Any]:
    """Return a fact that is asked for as JSON."""
    fact = need.fact
    return {
        "name": fact.name,
        "type": fact.type.value,
        "question": fact.question,
        "unit": fact.unit,
        "choices": list(fact.choices),
        "least": fact.least,
        "most": fact.most,
        "by": list(need.by),
        "inputs": list(need.inputs),
    }


def show_comparison(comparison: Comparison, *, notes: Iterable[str]) -> None:
    """Print what one edition changed against another."""
    for note in notes:
        click.echo(f"  · {note}")
    _show_criteria(comparison.added, title="新增")
    _show_criteria(comparison.removed, title="删去")
    click.echo(f"\n改动（{len(comparison.changed)} 条）")
    for pair in comparison.changed:
        click.echo(f"{pair.old.code} → {pair.new.code}")
        for one in pair.differences:
            click.echo(f"  {_ASPECTS[one.aspect]}：{_said(one.old)} → {_said(one.new)}")
    same = "、".join(_moved(one) for one in comparison.unchanged) or "无"
    click.echo(f"\n未变（{len(comparison.unchanged)} 条）：{same}")


def _show_criteria(criteria: Sequence[Criterion], *, title: str) -> None:
    """Print the criteria that only one of two editions has."""
    rows = [(one.code, one.clause, one.title, COMPLETENESS[one.completeness]) for one in criteria]
    show_table(("代码", "条款", "内容", "录入"), rows, title=f"{title}（{len(rows)} 条）")


def _moved(pair: Pair) -> str:
    """Return the codes of a criterion that stayed as it was."""
    return f"{pair.old.code} → {pair.new.code}"


def _said(value: object) -> str:
    """Return the value of a field as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Completeness):
        return COMPLETENESS[value]
    if isinstance(value, Effect):
        return EFFECTS[value]
    return "（没有）" if value is None else str(value)


def comparison_shape(
    comparison: Comparison, old: Standard, new: Standard, *, notes: Sequence[str]
) -> dict[str, Any]:
    """Return what one edition changed against another as JSON."""
    return {
        "old": standard_shape(old),
        "new": standard_shape(new),
        "added": list(map(_brief_shape, comparison.added)),
        "removed": list(map(_brief_shape, comparison.removed)),
        "changed": [
            {
                "old": _brief_shape(one.old),
                "new": _brief_shape(one.new),
                "differences": list(map(_difference_shape, one.differences)),
            }
            for one in comparison.changed
        ],
        "unchanged": [
            {"old": _brief_shape(one.old), "new": _brief_shape(one.new)}
            for one in comparison.unchanged
        ],
        "notes": list(notes),
    }


def _brief_shape(criterion: Criterion) -> dict[str, Any]:
    """Return as much of a criterion as tells it apart."""
    return {
        "code": criterion.code,
        "clause": criterion.clause,
        "title": criterion.title,
        "completeness": criterion.completeness.value,
    }


def _difference_shape(difference: Difference) -> dict[str, Any]:
    """Return one field that differs as JSON."""
    return {"aspect": difference.aspect, "old": difference.old, "new": difference.new}


def audit_cells(tally: Tally) -> tuple[object, ...]:
    """Return what is there of an edition as a row."""
    one = tally.standard
    return (
        one.code,
        one.title,
        one.document_number,
        period_text(one),
        _UNKNOWN if one.expected is None else one.expected,
        tally.loaded,
        *(tally.by_completeness[degree] for degree in Completeness),
        _UNKNOWN if tally.cases is None else tally.cases,
        "、".join(one.sources),
    )


def audit_shape(
    tally: Tally, *, sector: str, publications: Mapping[str, Publication]
) -> dict[str, Any]:
    """Return what is there of an edition as JSON."""
    return {
        "sector": sector,
        **standard_shape(tally.standard),
        "loaded": tally.loaded,
        "criteria": {one.value: tally.by_completeness[one] for one in Completeness},
        "complete": tally.is_complete,
        "cases": tally.cases,
        "sources": [
            source_shape(publications[key]) for key in tally.standard.sources if key in publications
        ],
    }
