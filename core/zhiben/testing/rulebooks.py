"""A small sector to judge by: facts of every type, and rulebooks of a few lines; all 示例."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from zhiben.rules import Finding, Rulebook, Verdict, build_rulebook, judge
from zhiben.spec import Criterion, Derivation, Fact, FactType, Standard

DAY: Final = date(2024, 6, 1)
"""A day on which the example edition is in force."""

FACTS: Final = (
    *(Fact(name=name, type=FactType.BOOL, question=f"{name}？") for name in "甲乙丙丁"),
    Fact(name="出口数", type=FactType.INTEGER, question="几个？", least=0),
    Fact(name="楼层", type=FactType.INTEGER, question="几层？", least=1, most=4),
    Fact(name="间距", type=FactType.NUMBER, question="几米？", unit="m", least=0),
    Fact(name="应有间距", type=FactType.NUMBER, question="应几米？", unit="m", least=0),
    Fact(name="压力", type=FactType.NUMBER, question="多少？", unit="kPa"),
    Fact(name="行业", type=FactType.CHOICE, question="哪一行？", choices=("冶金", "有色", "其他")),
    Fact(name="积水处", type=FactType.SET, question="哪里？", choices=("坑", "台", "道")),
    Fact(name="图纸日期", type=FactType.DATE, question="哪天？"),
    Fact(name="介质", type=FactType.TEXT, question="什么？"),
    Fact(name="物料", type=FactType.AMOUNTS, question="多少？", unit="t"),
)
"""Declared facts of every type."""

DECLARED: Final = {one.name: one for one in FACTS}
"""The same by name."""


def edition(code: str = "SCH-S", **fields: Any) -> Standard:
    """Return an edition in force from 2024 on."""
    told: dict[str, Any] = {
        "code": code,
        "title": "示例标准",
        "document_number": "示例1号",
        "issuer": "示例机关",
        "issued": date(2024, 1, 1),
        "effective_from": date(2024, 1, 1),
        **fields,
    }
    return Standard(**told)


def clause(number: object, when: str | None, **fields: Any) -> Criterion:
    """Return a clause of the example edition."""
    told: dict[str, Any] = {
        "code": f"SCH-S-{number}",
        "standard": "SCH-S",
        "clause": str(number),
        "title": f"示例条款{number}",
        "when": when,
        **fields,
    }
    return Criterion(**told)


def book_of(
    *clauses: str | Criterion | Standard | Derivation, facts: tuple[Fact, ...] = FACTS
) -> Rulebook:
    """Return a rulebook of one edition, or of those given; conditions become its clauses.

    Texts are numbered 1, 2 and so on.

    Raises:
        ValueError: with everything that is wrong with them.
    """
    records = [
        clause(number, one) if isinstance(one, str) else one
        for number, one in enumerate(clauses, start=1)
    ]
    editions = () if any(isinstance(one, Standard) for one in records) else (edition(),)
    book, problems = build_rulebook((*facts, *editions, *records), sector="SCH")
    if problems:
        raise ValueError("；".join(map(str, problems)))
    return book


def verdict_on(*clauses: str | Criterion | Standard | Derivation, **facts: Any) -> Verdict:
    """Return the verdict on some facts by a rulebook of a few lines, on the example day."""
    return judge(book_of(*clauses), facts, on=DAY)


def finding_of(verdict: Verdict, code: str = "SCH-S-1") -> Finding:
    """Return what a verdict found of one criterion, which must be among its findings."""
    return next(one for one in verdict.findings if code == one.criterion.code)
