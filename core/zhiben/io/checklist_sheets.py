"""Checklists as sheets: the cells an inspector gets, whatever kind of file they lie in.

A narrow column of marks (识别码) says which checklist it is and which question each row asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zhiben.spec.records import FactType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiben.ledger.inspections.form import Question, Sheet

SHEET_NAME: Final = "检查表"
HEADINGS: Final = ("序号", "检查项", "怎么看", "依据", "问题", "单位", "答案", "备注")
ANSWER: Final = HEADINGS.index("答案")
"""The index of the column of answers."""
KEY: Final = len(HEADINGS)
"""The index of the column of marks."""

HEAD: Final = (
    ("#org", "被检查单位"),
    ("#date", "检查日期"),
    ("#inspectors", "检查人员"),
    ("#place", "检查地点"),
)
"""The marks of the lines above the table, with what is written there."""

ADVICE: Final = (
    "“答案”一栏按现场情况填写；空着或写“不清楚”的，按没有查明处理，不会当作“否”。"
    "最右边的识别码供导入用，请勿改动。"
)
ANSWERS: Final = "#answers"
FORM: Final = "#checklist"
"""What the mark beside the title begins with."""


def grid_of(sheet: Sheet) -> list[list[str]]:
    """Return the cells of a sheet: title, lines to fill in, advice, headings, questions."""
    form = sheet.form
    mark = f"{FORM} {form.code} {form.revision} {form.distribution} {form.version}"
    blank = [""] * (KEY - 1)
    return [
        [f"{sheet.checklist.title}（{form.code}）", *blank, mark],
        *([label, *blank, key] for key, label in HEAD),
        [ADVICE, *blank, ""],
        [*HEADINGS, ANSWERS],
        *_question_rows(sheet.questions),
    ]


def asked(question: Question) -> str:
    """Return a question with how to answer it, as a sheet without drop-downs needs it."""
    text = question.text
    if question.before is not None:
        text += f"（同第 {question.before} 项，已答的不用再填）"
    if question.fact is not None and question.fact.type is FactType.CHOICE:
        text += f"（选一项：{'、'.join(question.options)}）"
    if question.fact is not None and question.fact.type in {FactType.SET, FactType.AMOUNTS}:
        text += f"（{question.hint}）"
    return text


def _question_rows(questions: Sequence[Question]) -> Iterator[list[str]]:
    """Yield the row of each question; an item's own words stand in its first row only."""
    number = 0
    for one in questions:
        is_first = one.number != number
        number = one.number
        words = (str(number), one.item.text, one.item.how, one.item.basis)
        yield [*(words if is_first else [""] * 4), asked(one), one.unit, "", "", one.key]
