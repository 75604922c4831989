"""A verdict as a person reads and files it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

import click

from zhiben.cli.judging import facts_text
from zhiben.cli.output import show_table
from zhiben.rules import Outcome, Result
from zhiben.spec.records import Completeness, Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhiben.rules import Finding, Verdict
    from zhiben.spec.records import Fact

OUTCOMES: Final = {
    Outcome.MAJOR: "重大",
    Outcome.SUSPECTED: "疑似",
    Outcome.UNDETERMINED: "待查",
    Outcome.NOT_MET: "未触及",
}
RESULTS: Final = {
    Result.MET: "成立",
    Result.SUSPECTED: "疑似",
    Result.UNKNOWN: "待查",
    Result.NOT_MET: "不成立",
}
COMPLETENESS: Final = {
    Completeness.FULL: "全文",
    Completeness.PARTIAL: "部分",
    Completeness.TOPIC: "未核原文",
    Completeness.MISSING: "未录入",
}
EFFECTS: Final = {
    Effect.MAJOR: "判为重大",
    Effect.ELEMENT: "综合判定要素",
    Effect.EXCLUSION: "不应判定",
    Effect.REFERRAL: "转其他规定",
    Effect.HAZARD: "隐患",
}
_MOST_QUESTIONS: Final = 12


def show_verdict(verdict: Verdict, facts: Mapping[str, Fact], *, explain: bool) -> None:
    """Print a verdict, what it rests on, and what to ask next."""
    click.echo(
        f"结论：{OUTCOMES[verdict.outcome]}（{verdict.outcome}）"
        f"  行业：{verdict.sector}  发现日期：{verdict.on}"
    )
    for note in verdict.notes:
        click.echo(f"  · {note}")
    show_table(
        ("标准", "文号", "版本依据", "录入"),
        [
            (
                one.standard.title,
                one.standard.document_number,
                one.reason,
                COMPLETENESS[one.standard.completeness],
            )
            for one in verdict.editions
        ],
        title="适用的标准",
    )
    _show_findings(verdict.findings if explain else verdict.standing, explain=explain)
    _show_questions(verdict.missing, facts)


def outcome_line(verdict: Verdict) -> str:
    """Return a verdict in one line, as it goes on while questions are answered."""
    codes = "、".join(one.criterion.code for one in decisive(verdict.standing))
    return f"{OUTCOMES[verdict.outcome]}（{verdict.outcome}）" + (f"：{codes}" if codes else "")


def decisive(findings: Iterable[Finding]) -> Sequence[Finding]:
    """Return the findings on which a verdict of major or suspected rests."""
    return [
        one
        for one in findings
        if one.result in {Result.MET, Result.SUSPECTED} and one.criterion.effect is Effect.MAJOR
    ]


def _show_findings(findings: Sequence[Finding], *, explain: bool) -> None:
    """Print the criteria that hold or may hold; when asked to explain, all of them."""
    holding = [one for one in findings if one.result in {Result.MET, Result.SUSPECTED}]
    if holding:
        _show_table(holding, title="成立或疑似的条款")
    waiting = [one for one in findings if one.result is Result.UNKNOWN]
    if explain:
        _show_table(waiting, title=f"待查的条款（{len(waiting)} 条）")
        out = [one for one in findings if one.result is Result.NOT_MET]
        _show_table(out, title=f"不成立的条款（{len(out)} 条）")
    elif waiting:
        click.echo(f"\n另有 {len(waiting)} 条待查，加 --explain 逐条列出。")


def _show_table(findings: Sequence[Finding], *, title: str) -> None:
    """Print criteria with the facts behind them."""
    rows = [
        (
            one.criterion.code,
            RESULTS[one.result],
            EFFECTS[one.criterion.effect],
            f"{one.standard.document_number} {one.criterion.clause}",
            one.criterion.title,
            facts_text(one.used.items()),
            "、".join(one.missing),
            one.note,
        )
        for one in findings
    ]
    show_table(
        ("代码", "结果", "效力", "条款", "内容", "依据的事实", "还缺", "说明"), rows, title=title
    )


def _show_questions(names: Sequence[str], facts: Mapping[str, Fact]) -> None:
    """Print the open questions, the most decisive first."""
    if not names:
        return
    rows = [
        (number, name, facts[name].question, choices_text(facts[name]))
        for number, name in enumerate(names[:_MOST_QUESTIONS], start=1)
    ]
    show_table(("", "事实", "问题", "填法"), rows, title="还要查明（最能定论的在前）")
    if len(names) > _MOST_QUESTIONS:
        click.echo(f"……共 {len(names)} 项。")


def choices_text(fact: Fact) -> str:
    """Return how a fact is answered."""
    if fact.choices:
        return ("可多选：" if fact.type == "set" else "") + "、".join(fact.choices)
    return {
        "bool": "是、否",
        "date": "如 2024-05-03",
        "amounts": f"名称=数量（{fact.unit}）；…",
        "text": "文字",
    }.get(fact.type, f"数（{fact.unit}）" if fact.unit else "数")


def numbered_choices(fact: Fact) -> str:
    """Return how a fact is answered, with a number for each choice to type instead of it."""
    if not fact.choices:
        return choices_text(fact)
    listed = "，".join(f"{number} {text}" for number, text in enumerate(fact.choices, start=1))
    return f"{'可多选，' if fact.type == 'set' else ''}填字或编号：{listed}"


def chosen(fact: Fact, answer: str) -> str:
    """Return an answer with the choices its numbers stand for."""
    parts = [part for part in re.split(r"[、,，\s]+", normalize("NFKC", answer)) if part]
    numbers = [int(part) for part in parts if part.isdecimal()]
    is_known = all(0 < number <= len(fact.choices) for number in numbers)
    if not numbers or len(numbers) < len(parts) or not is_known:
        return answer
    return "、".join(fact.choices[number - 1] for number in numbers)
