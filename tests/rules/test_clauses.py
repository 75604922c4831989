"""The order of clauses and codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules.clauses import code_order


@pytest.mark.parametrize(
    "codes",
    [
        "IND-2 IND-10",
        "5.2.8 5.2.10 5.10.1",
        "3(二) 3(三) 3(十) 3(十一) 3(二十) 4(一)",
        "3（九） 3（十）",
        "MIN-甲 MIN-乙 MIN-癸",
        "FIR-2017-5.1.3 FIR-2017-5.1.3a FIR-2017-5.1.3b",
        "GAS-G-5.1 GAS-G-5.2 GAS-U-1.1",
        "CON-2022-4(四) CON-2024-4(四)",
        "11 11(一)",
    ],
)
def test_codes_are_ordered_by_the_numbers_in_them(codes: str) -> None:
    listed = codes.split()
    turned = list(reversed(listed))

    assert listed == sorted(turned, key=code_order)


def test_a_numeral_outside_brackets_is_a_letter() -> None:
    assert [(0, "SCH-一")] == code_order("SCH-一")


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_numbers_count_by_their_value(first: int, second: int) -> None:
    assert (first < second) == (code_order(f"SCH-{first}a") < code_order(f"SCH-{second}a"))


@given(st.text(), st.text())
def test_any_two_codes_can_be_ordered_and_no_two_are_alike(first: str, second: str) -> None:
    one, other = code_order(first), code_order(second)

    assert (one < other) is not (one >= other)
