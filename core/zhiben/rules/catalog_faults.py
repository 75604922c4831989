"""What a fact or a criterion says wrongly by itself, wherever it was written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zhiben.spec.records import Completeness, Criterion, Effect, Fact, FactType

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNREAD: Final = (Completeness.TOPIC, Completeness.MISSING)


def criterion_faults(one: Criterion) -> Iterator[str]:
    """Yield what a criterion lacks to be judged by, or has too much."""
    if not one.clause.strip():
        yield "缺少条款号（clause）。"
    if (one.effect is Effect.REFERRAL) != bool(one.regime.strip()):
        yield "转其他规定的（referral）要写 regime，其他条款不写。"
    if not one.manual and one.when is None and one.completeness not in _UNREAD:
        yield "没有条件（when），也没有标 manual = true。"


def fact_faults(one: Fact) -> Iterator[str]:
    """Yield what a fact lacks to be asked for, or has too much."""
    if not one.question.strip():
        yield "缺少问法（question）。"
    if (one.type in {FactType.CHOICE, FactType.SET}) != bool(one.choices):
        yield "choice、set 要列出 choices，其他类型不列。"
    bounds = [bound for bound in (one.least, one.most) if bound is not None]
    if bounds and one.type not in {FactType.INTEGER, FactType.NUMBER}:
        yield "只有数值（integer、number）才有 least、most。"
    if bounds != sorted(bounds):
        yield "least 大于 most。"
