"""What may be recorded of an indicator, and why the rest may not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from zhiben.errors import UsageError
from zhiben.ledger.indicators.bodies import RecordedFigure
from zhiben.ledger.indicators.recording import (
    Numbers,
    check_unit,
    figure_draft,
    figure_for,
)
from zhiben.model.entries import EntryKind
from zhiben.model.plan import Every
from zhiben.testing.factories import example_definition, example_plan

if TYPE_CHECKING:
    from zhiben.model.indicators import Definition, Figure

PLAN = example_plan()
DAY = date(2024, 5, 6)
SHARE = example_definition()
COUNT = example_definition(unit="处")
MEAN = example_definition(unit="天", formula="总用时/项数")
PARTED = example_definition(unit="天", numerator="总用时", denominator="项数")


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def figure(
    definition: Definition,
    value: str | None = None,
    n: str | None = None,
    d: str | None = None,
    *,
    period: str = "2024Q1",
    on: date = DAY,
) -> Figure:
    return figure_for(
        definition,
        Numbers(value=number(value), n=number(n), d=number(d)),
        org="dept-a",
        period=period,
        on=on,
        plan=PLAN,
        note="示例",
    )


@pytest.mark.parametrize(
    ("definition", "value", "n", "d"),
    [
        (SHARE, None, "5", "6"),
        (SHARE, None, "6", "6"),
        (SHARE, None, "0", "0"),
        (COUNT, "5", None, None),
        (COUNT, "0", None, None),
        (MEAN, "7.5", None, None),
        (MEAN, None, "90", "12"),
        (MEAN, None, "0", "0"),
        (PARTED, None, "90", "12"),
    ],
)
def test_numbers_an_indicator_has_are_recorded(
    definition: Definition, value: str | None, n: str | None, d: str | None
) -> None:
    draft = figure_draft(figure(definition, value, n, d), actor="示例", reason="示例")

    said = {"value": value, "n": n, "d": d}
    assert (EntryKind.INDICATOR_RECORD, "SCH-I01", DAY) == (draft.kind, draft.subject, draft.on)
    assert {key: text for key, text in said.items() if text} == {
        key: draft.body[key] for key in said if key in draft.body
    }
    assert ("dept-a", "2024Q1", "示例", "示例") == (
        draft.body["org"],
        draft.body["period"],
        draft.body["note"],
        draft.body["reason"],
    )


@pytest.mark.parametrize(
    ("definition", "value", "n", "d", "told"),
    [
        (SHARE, None, None, None, "请写 --n（达标数）和 --d（总数）。"),
        (SHARE, None, "5", None, "请写 --n"),
        (SHARE, None, None, "6", "请写 --n"),
        (SHARE, "83.3", "5", "6", "请写 --n"),
        (SHARE, "83.3", None, None, "由分子、分母算出，不能只写数值"),
        (SHARE, None, "7", "6", "分子（7）大于分母（6）"),
        (SHARE, None, "1", "0", "没有适用对象的，两个都写 0"),
        (COUNT, None, None, None, "请写 --value（单位：处）。"),
        (COUNT, None, "5", "6", "没有分子、分母"),
        (MEAN, None, None, None, "请写 --value（单位：天），或写 --n（分子）和 --d（分母）。"),
        (MEAN, None, "5", "0", "分子（5）大于分母（0）"),
        (PARTED, "7.5", None, None, "请写 --n（总用时）和 --d（项数）。"),
    ],
)
def test_numbers_it_does_not_have_are_refused(
    definition: Definition, value: str | None, n: str | None, d: str | None, told: str
) -> None:
    with pytest.raises(UsageError) as caught:
        figure(definition, value, n, d)

    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("every", "period", "expected"),
    [
        (Every.MONTH, "2024年3月", "2024-03"),
        (Every.QUARTER, "２０２４Ｑ２", "2024Q2"),
        (Every.HALF_YEAR, "2024年上半年", "2024H1"),
        (Every.YEAR, "2024", "2024"),
        (Every.YEAR, "2023", "2023"),
    ],
)
def test_a_period_is_named_in_any_of_its_forms(every: Every, period: str, expected: str) -> None:
    """The year before the plan is there to compare with."""
    definition = example_definition(unit="处", every=every)

    assert expected == figure(definition, "1", period=period).period


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("2024", "按季度统计，期次“2024”不是它的一期，请写成 2024Q2 这样。"),
        ("2024-03", "不是它的一期"),
        ("一季度", "不是它的一期"),
        ("2024Q3", "在业务日期 2024-05-06 还没有开始"),
        ("2022Q4", "之外，请核对年份；只收方案开始前一年的"),
    ],
)
def test_a_period_that_cannot_be_is_refused(period: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        figure(COUNT, "1", period=period)

    assert told in str(caught.value)


def test_a_period_behind_the_plan_is_refused() -> None:
    with pytest.raises(UsageError, match="方案起止"):
        figure(COUNT, "1", period="2027Q1", on=date(2027, 3, 31))


def test_a_figure_in_another_unit_than_before_is_refused() -> None:
    """It would stand in one column with figures it cannot be compared with."""
    before = RecordedFigure(figure=figure(COUNT, "5"), reference="office:7")
    other = RecordedFigure(
        figure=figure(example_definition(code="SCH-I09", unit="家"), "5"), reference="office:8"
    )
    check_unit(figure(COUNT, "6"), [before, other])

    with pytest.raises(UsageError, match=r"以前按“处”登记（office:7），现在是“项”"):
        check_unit(figure(example_definition(unit="项"), "6"), [before, other])
