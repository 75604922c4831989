"""What is shown of checklists: their items, the sheet on paper, and inspections with verdicts."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.judge_page import EFFECTS, OUTCOMES, RESULTS
from zhiben.cli.judging import facts_text, value_shape, value_text
from zhiben.cli.output import markdown_text, show_table
from zhiben.ledger.inspections.form import AS_A_WHOLE, CONFORMITY_WORDS, UNCLEAR
from zhiben.model.inspections import Conformity
from zhiben.rules import Outcome, Result
from zhiben.spec.records import Effect, FactType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhiben.cli.shapes import Names
    from zhiben.ledger.inspections.bodies import RecordedInspection
    from zhiben.ledger.inspections.form import Question, Sheet
    from zhiben.model.inspections import Answer, Form, Inspection
    from zhiben.spec.records import Item

_MARKDOWN: Final = ("序号", "检查项", "怎么看", "依据", "问题", "答案", "备注")
_NUMBERS: Final = (FactType.INTEGER.value, FactType.NUMBER.value, FactType.AMOUNTS.value)
_MOST_MISSING: Final = 12


def form_shape(form: Form, *, is_running: bool) -> dict[str, Any]:
    """Return which checklist, of which plugin, as JSON."""
    return {
        "code": form.code,
        "title": form.title,
        "sector": form.sector,
        "running": is_running,
        "distribution": form.distribution,
        "version": form.version,
        "revision": form.revision,
    }


def page_shape(
    sheet: Sheet | None, found: Sequence[RecordedInspection], names: Names
) -> dict[str, Any]:
    """Return a checklist with its inspections as JSON.

    Without ``sheet`` no plugin serves it, and what the last inspection says of it is told.
    """
    form = sheet.form if sheet else found[-1].inspection.form
    by_item = groupby(sheet.questions if sheet else (), key=attrgetter("item"))
    return {
        "checklist": form_shape(form, is_running=sheet is not None),
        "items": [_item_shape(item, list(questions)) for item, questions in by_item],
        "inspections": [
            inspection_shape(one.inspection, names, reference=one.reference) for one in found
        ],
    }


def _item_shape(item: Item, questions: Sequence[Question]) -> dict[str, Any]:
    """Return an item with its questions as JSON."""
    return {
        "code": item.code,
        "text": item.text,
        "how": item.how,
        "basis": item.basis,
        "who": item.who,
        "frequency": item.frequency,
        "questions": [
            {
                "fact": one.fact.name if one.fact else None,
                "type": one.fact.type.value if one.fact else None,
                "question": one.text,
                "unit": one.unit,
                "choices": list(one.fact.choices if one.fact else one.options),
                "least": one.fact.least if one.fact else None,
                "most": one.fact.most if one.fact else None,
            }
            for one in questions
        ],
    }


def inspection_shape(one: Inspection, names: Names, *, reference: str | None) -> dict[str, Any]:
    """Return an inspection with its verdict, as it was recorded, as JSON."""
    answered, total = count_answers(one)
    return {
        "reference": reference,
        "checklist": {
            "code": one.form.code,
            "title": one.form.title,
            "distribution": one.form.distribution,
            "version": one.form.version,
            "revision": one.form.revision,
        },
        "org": names(one.org),
        "on": one.on.isoformat(),
        "inspectors": list(one.inspectors),
        "place": one.place,
        "file": one.filing.file,
        "digest": one.filing.digest,
        "answered": answered,
        "unknown": total - answered,
        "answers": [
            {
                "item": answer.item,
                "text": answer.text,
                "fact": answer.fact or None,
                "question": answer.question or AS_A_WHOLE,
                "unit": answer.unit,
                "value": _json_value(answer),
                "remark": answer.remark,
            }
            for answer in one.answers
        ],
        "verdict": one.verdict,
    }


def count_answers(one: Inspection) -> tuple[int, int]:
    """Return how many different questions were answered, and how many there are."""
    every = {(answer.fact or answer.item) for answer in one.answers}
    known = {(answer.fact or answer.item) for answer in one.answers if answer.value is not None}
    return len(known), len(every)


def show_sheet(sheet: Sheet) -> None:
    """Print a checklist, item by item with its questions."""
    form = sheet.form
    click.echo(
        f"{form.code}  {form.title}（{form.distribution} {form.version}，修订 {form.revision}）"
    )
    for item, questions in groupby(sheet.questions, key=attrgetter("item")):
        ones = list(questions)
        click.echo(f"\n{ones[0].number}. {item.text}（{item.code}）")
        named = (("怎么看", item.how), ("依据", item.basis), ("谁查", item.who))
        about = [f"{name}：{text}" for name, text in (*named, ("频次", item.frequency)) if text]
        for line in about:
            click.echo(f"   {line}")
        for one in ones:
            click.echo(f"   - {one.text}{_how_to_answer(one)}")


def _how_to_answer(one: Question) -> str:
    """Return how a question is answered, and which fact it settles."""
    if one.before is not None:
        return f"（同第 {one.before} 项）"
    words = "、".join(one.options) or one.hint
    unit = f"，单位 {one.unit}" if one.unit else ""
    return f"（{words}{unit}）" + (f"〔{one.fact.name}〕" if one.fact else "")


def show_inspections(found: Sequence[RecordedInspection], names: Names) -> None:
    """Print what was inspected, a line for each time."""
    rows = [
        (
            one.reference,
            one.inspection.on,
            names(one.inspection.org),
            "、".join(one.inspection.inspectors),
            "{}/{}".format(*count_answers(one.inspection)),
            outcome_of(one.inspection),
            "、".join(row["code"] for row in _holding(one.inspection.verdict)),
        )
        for one in found
    ]
    headers = ("记录", "检查日期", "被检查单位", "检查人员", "已答", "结论", "条款")
    show_table(headers, rows, title="检查记录")


def show_inspection(one: Inspection, names: Names) -> None:
    """Print an inspection, its answers, and the verdict as it was recorded."""
    form, filing = one.form, one.filing
    show_table(
        ("项目", "内容"),
        [
            ("检查表", f"{form.code} {form.title}"),
            ("版本", f"{form.distribution} {form.version}，修订 {form.revision}"),
            ("被检查单位", names(one.org)),
            ("检查日期", one.on),
            ("检查人员", "、".join(one.inspectors)),
            ("检查地点", one.place),
            ("来源", f"{filing.file}（SHA-256 {filing.digest[:12]}…）"),
        ],
    )
    rows = [
        (answer.text, answer.question or AS_A_WHOLE, answer_text(answer), answer.remark)
        for answer in one.answers
    ]
    show_table(("检查项", "问题", "答案", "备注"), rows, title="答案")
    show_recorded_verdict(one.verdict)


def show_recorded_verdict(verdict: Mapping[str, Any]) -> None:
    """Print a verdict from what is kept of it."""
    outcome = Outcome(verdict["verdict"])
    click.echo(f"\n结论：{OUTCOMES[outcome]}（{outcome}），按检查日期 {verdict['on']} 的版本判定")
    for text in verdict["notes"]:
        click.echo(f"  · {text}")
    standards = [
        (one["id"], one["title"], one["document_number"], one["edition_reason"])
        for one in verdict["standards"]
    ]
    show_table(("版本", "标准", "文号", "版本依据"), standards, title="适用的标准")
    numbers = {one["id"]: one["document_number"] for one in verdict["standards"]}
    holding = [
        (
            one["code"],
            RESULTS[Result(one["result"])],
            EFFECTS[Effect(one["effect"])],
            f"{numbers.get(one['standard'], '')} {one['clause']}".strip(),
            one["title"],
            facts_text((name, _revived(value)) for name, value in one["facts_used"].items()),
        )
        for one in verdict["criteria"]
        if one["result"] in {"met", "suspected"}
    ]
    show_table(
        ("代码", "结果", "效力", "条款", "内容", "依据的事实"), holding, title="成立或疑似的条款"
    )
    missing = verdict["facts_missing"]
    if missing:
        more = f" 等 {len(missing)} 项" if len(missing) > _MOST_MISSING else ""
        click.echo(f"\n还要查明：{'、'.join(missing[:_MOST_MISSING])}{more}。")


def _revived(value: object) -> object:
    """Return a value as it was before it became JSON."""
    return frozenset(value) if isinstance(value, list) else value


def outcome_of(one: Inspection) -> str:
    """Return the verdict in one word."""
    return OUTCOMES[Outcome(one.verdict["verdict"])]


def answer_text(answer: Answer) -> str:
    """Return an answer as people read it."""
    value = answer.value
    if value is None:
        return UNCLEAR
    if not answer.fact:
        return CONFORMITY_WORDS[Conformity(value)]
    if isinstance(value, list):
        return "、".join(value) or "无"
    return f"{value_text(value)}{answer.unit if answer.type in _NUMBERS[:2] else ''}"


def sheet_markdown(sheet: Sheet) -> str:
    """Return a checklist as Markdown, to be printed and filled in by hand."""
    form = sheet.form
    rows = []
    number = 0
    for one in sheet.questions:
        words = (str(one.number), one.item.text, one.item.how, one.item.basis)
        first = words if one.number != number else ("",) * len(words)
        number = one.number
        rows.append((*first, one.text, _blank(one), ""))
    return (
        f"# {form.title}（{form.code}）\n\n"
        "被检查单位：____________________　检查日期：____________\n\n"
        "检查人员：____________________　检查地点：____________________\n\n"
        f"{markdown_text(_MARKDOWN, rows)}\n\n"
        f"没有查明的空着，不当作“否”。{form.distribution} {form.version}，修订 {form.revision}。\n"
    )


def _blank(question: Question) -> str:
    """Return what is ticked or written for a question on paper."""
    if question.before is not None:
        return f"同第 {question.before} 项"
    choices = question.options
    if question.fact is not None and question.fact.type is FactType.SET:
        choices = (*question.fact.choices, UNCLEAR)
    return " ".join(f"□{one}" for one in choices) or f"______{question.unit}"


def _holding(verdict: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the criteria a recorded verdict rests on."""
    return [
        one
        for one in verdict["criteria"]
        if one["result"] in {"met", "suspected"} and one["effect"] == Effect.MAJOR.value
    ]


def _json_value(answer: Answer) -> Any:  # noqa: ANN401 - JSON
    """Return the value of an answer as JSON: numbers as numbers."""
    value = answer.value
    if answer.type not in _NUMBERS:
        return value
    if isinstance(value, dict):
        return {name: _number(amount) for name, amount in value.items()}
    return _number(value)


def _number(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a number that may be kept as its digits."""
    return value_shape(Decimal(value)) if isinstance(value, str) else value
