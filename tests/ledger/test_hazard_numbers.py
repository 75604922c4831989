"""The numbers of hazards: in a row within a site and year, and never twice."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.hazards.numbers import number_order, numbers_after


def first(known: list[str], *, origin: str = "office", many: int = 1) -> list[str]:
    return list(islice(numbers_after(known, origin=origin, office="office", year=2026), many))


@pytest.mark.parametrize(
    ("known", "number"),
    [
        ([], "YH-2026-00001"),
        (["YH-2026-00001", "YH-2026-00007"], "YH-2026-00008"),
        (["YH-2025-00031"], "YH-2026-00001"),
        (["YH-2026-99999"], "YH-2026-100000"),
        (["YH-2026-123456", "YH-2026-99999"], "YH-2026-123457"),
        (["dept-a-YH-2026-00005", "示例", "YH-2026-5"], "YH-2026-00001"),
    ],
)
def test_a_number_follows_the_last_one_of_its_site_and_year(known: list[str], number: str) -> None:
    assert [number] == first(known)


def test_other_sites_put_their_id_first() -> None:
    assert ["dept-a-YH-2026-00003", "dept-a-YH-2026-00004"] == first(
        ["dept-a-YH-2026-00002", "YH-2026-00009"], origin="dept-a", many=2
    )


NAMES = st.from_regex(r"[\w.-]{1,12}", fullmatch=True)


@given(one=NAMES, other=NAMES, many=st.integers(1, 4))
def test_two_sites_never_give_the_same_number(one: str, other: str, many: int) -> None:
    if one == other:
        return

    assert set(first([], origin=one, many=many)).isdisjoint(first([], origin=other, many=many))


def test_numbers_are_put_in_the_order_they_were_given_in() -> None:
    listed = ["YH-2026-100000", "dept-a-YH-2024-00001", "YH-2026-00002", "示例", "YH-2025-00009"]

    assert ["YH-2025-00009", "YH-2026-00002", "YH-2026-100000", "dept-a-YH-2024-00001", "示例"] == (
        sorted(listed, key=number_order)
    )
