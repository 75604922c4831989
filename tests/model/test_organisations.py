from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from zhiben.model.organisations import Organisation, OrganisationKind, Scope

FIRM = Organisation(id="firm", name="示例厂", kind=OrganisationKind.ENTERPRISE)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 2, 29), False),
        (date(2024, 3, 1), True),
        (date(2024, 6, 30), True),
        (date(2024, 7, 1), False),
    ],
)
def test_a_unit_exists_from_its_first_to_its_last_day(on: date, expected: bool) -> None:
    unit = evolve(FIRM, valid_from=date(2024, 3, 1), valid_to=date(2024, 6, 30))

    assert expected == unit.is_valid(on)


@pytest.mark.parametrize("on", [date.min, date.max])
def test_a_unit_without_dates_always_exists(on: date) -> None:
    assert FIRM.is_valid(on)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(text="企业", kinds=(OrganisationKind.ENTERPRISE,)), True),
        (Scope(text="乡镇", kinds=(OrganisationKind.TOWNSHIP,)), False),
        (Scope(text="点名", units=("firm",)), True),
        (Scope(text="点名别人", units=("other",)), False),
        (Scope(text="无人"), False),
        (Scope(text="高危", units=("firm",), having=("高危",)), True),
        (Scope(text="高危规上", units=("firm",), having=("高危", "规上")), False),
        (Scope(text="非高危", units=("firm",), lacking=("高危",)), False),
        (Scope(text="非规上", units=("firm",), lacking=("规上",)), True),
    ],
    ids=lambda value: value.text if isinstance(value, Scope) else "",
)
def test_a_scope_selects_by_kind_or_name_and_then_by_marks(scope: Scope, expected: bool) -> None:
    """The unit is an enterprise marked 高危."""
    assert expected == scope.matches(evolve(FIRM, attributes=("高危",)))
