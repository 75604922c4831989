from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from zhiben.model.indicators import Definition, quantity_of
from zhiben.model.plan import Every


def measuring(unit: str, *, formula: str = "", numerator: str = "") -> Definition:
    return Definition(
        code="SCH-I01",
        title="示例",
        unit=unit,
        every=Every.YEAR,
        formula=formula,
        numerator=numerator,
    )


@pytest.mark.parametrize(
    ("definition", "is_share", "is_ratio"),
    [
        (measuring("%", numerator="达标数"), True, True),
        (measuring("%"), False, True),
        (measuring("‰"), False, True),
        (measuring("天", formula="Σ(销号日−发现日) / 销号数"), False, True),
        (measuring("天", formula="总用时÷项数"), False, True),
        (measuring("天", numerator="总用时"), False, True),
        (measuring("处", formula="未销号数"), False, False),
    ],
)
def test_what_divides_is_a_ratio_and_what_has_a_numerator_a_share(
    definition: Definition, is_share: bool, is_ratio: bool
) -> None:
    assert (is_share, is_ratio) == (definition.is_share, definition.is_ratio)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("%", Fraction(250, 3)),
        ("％", Fraction(250, 3)),
        ("‰", Fraction(2500, 3)),
        ("天", Fraction(5, 6)),
    ],
)
def test_a_ratio_is_told_in_its_unit(unit: str, expected: Fraction) -> None:
    assert expected == quantity_of(None, Decimal(5), Decimal(6), unit=unit)


def test_a_plain_value_is_what_it_is_whatever_its_unit() -> None:
    assert Fraction("45.67") == quantity_of(Decimal("45.67"), None, None, unit="%")


def test_nothing_to_count_is_no_value_neither_none_nor_all_of_it() -> None:
    assert quantity_of(None, Decimal(0), Decimal(0), unit="%") is None
    assert quantity_of(None, None, None, unit="%") is None
