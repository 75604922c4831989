"""What a unit may record of an indicator: held against what it measures, before it is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from zhiben.dates import Period, parse_period, period_of
from zhiben.errors import UsageError
from zhiben.ledger.indicators.bodies import figure_body, number_text
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.indicators import Definition, Figure
from zhiben.model.plan import Every

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from zhiben.ledger.indicators.bodies import RecordedFigure
    from zhiben.model.plan import Plan

RHYTHMS: Final = {
    Every.MONTH: "月",
    Every.QUARTER: "季度",
    Every.HALF_YEAR: "半年",
    Every.YEAR: "年",
}


@frozen(kw_only=True)
class Numbers:
    """What a unit says in numbers: a ``value``, or ``n`` of ``d``."""

    value: Decimal | None = None
    n: Decimal | None = None
    d: Decimal | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether it is either of the two, and nothing is left out of it."""
        given = (self.value is not None, self.n is not None, self.d is not None)
        return given in {(True, False, False), (False, True, True)}


def figure_for(
    definition: Definition,
    numbers: Numbers,
    *,
    org: str,
    period: str,
    on: date,
    plan: Plan,
    note: str = "",
) -> Figure:
    """Return the figure, once its numbers and its period are the indicator's.

    Raises:
        UsageError: saying what is wrong with them.
    """
    found = period_for(definition, period, plan=plan, on=on)
    check_numbers(definition, numbers)
    return Figure(
        definition=definition,
        org=org,
        period=found.id,
        on=on,
        value=numbers.value,
        n=numbers.n,
        d=numbers.d,
        note=note,
    )


def figure_draft(figure: Figure, *, actor: str, **extra: Any) -> Draft:
    """Return what the journal is to keep of a figure; ``extra`` stands beside it in the body."""
    return Draft(
        on=figure.on,
        actor=actor,
        kind=EntryKind.INDICATOR_RECORD,
        subject=figure.definition.code,
        body={**figure_body(figure), **extra},
    )


def period_for(definition: Definition, text: str, *, plan: Plan, on: date) -> Period:
    """Return the period a text names, once the indicator has it and it has begun.

    The year before the plan's first is accepted, to compare with.

    Raises:
        UsageError: saying what the periods are like.
    """
    usual = period_of(definition.every, on)
    period = parse_period(text)
    if period is None or period != period_of(definition.every, period.start):
        raise UsageError(
            f"{definition.code} 按{RHYTHMS[definition.every]}统计，期次“{text}”不是它的一期，"
            f"请写成 {usual.id} 这样。"
        )
    if period.start > on:
        raise UsageError(f"期次 {period.id} 在业务日期 {on} 还没有开始，请核对期次。")
    if period.end.year < plan.start.year - 1 or period.start > plan.end:
        raise UsageError(
            f"期次 {period.id} 在方案起止（{plan.start} 至 {plan.end}）之外，请核对年份；"
            "只收方案开始前一年的，作比较用。"
        )
    return period


def check_numbers(definition: Definition, numbers: Numbers) -> None:
    """Refuse numbers that the indicator does not have, or that cannot be.

    Raises:
        UsageError: naming the numbers it has.
    """
    code, wanted = definition.code, _wanted(definition)
    if not numbers.is_whole:
        raise UsageError(f"请{wanted}。")
    if numbers.value is not None and definition.numerator:
        raise UsageError(f"{code} 由分子、分母算出，不能只写数值，请{wanted}。")
    if numbers.value is None and not definition.is_ratio:
        raise UsageError(f"{code} 没有分子、分母，请{wanted}。")
    _check_parts(definition, numbers.n or Decimal(), numbers.d or Decimal())


def _check_parts(definition: Definition, n: Decimal, d: Decimal) -> None:
    """Refuse more than all of a whole, and something of nothing.

    Raises:
        UsageError: naming both numbers.
    """
    if n > d and (definition.is_share or not d):
        raise UsageError(
            f"{definition.code} 的分子（{number_text(n)}）大于分母（{number_text(d)}），请核对；"
            "没有适用对象的，两个都写 0。"
        )


def check_unit(figure: Figure, recorded: Iterable[RecordedFigure]) -> None:
    """Refuse a figure in another unit of measure than those already there.

    Raises:
        UsageError: naming both units, because figures in them cannot be compared.
    """
    definition = figure.definition
    for one in recorded:
        before = one.figure.definition
        if before.code == definition.code and before.unit != definition.unit:
            raise UsageError(
                f"{definition.code} 以前按“{before.unit}”登记（{one.reference}），"
                f"现在是“{definition.unit}”，两者不能混在一起；指标换了单位，应另起一个代码。"
            )


def _wanted(definition: Definition) -> str:
    """Say which options an indicator takes."""
    pair = f"写 --n（{definition.numerator or '分子'}）和 --d（{definition.denominator or '分母'}）"
    plain = f"写 --value（单位：{definition.unit}）"
    if definition.numerator:
        return pair
    return f"{plain}，或{pair}" if definition.is_ratio else plain
