"""Inspections belong to the township of the unit inspected, and to the month of their day."""

from __future__ import annotations

from collections import Counter

import pytest

from zhiben.ledger.hazard_figures.checks import checks_by
from zhiben.ledger.hazard_figures.counting import Axis, figure_of, value_of
from zhiben.ledger.hazard_figures.table import rows_of
from zhiben.ledger.units.registry import Registry
from zhiben.model.hazard_figures import CheckCell, Tally
from zhiben.model.organisations import Organisation, OrganisationKind

TOWN = Organisation(id="town", name="示例镇", kind=OrganisationKind.TOWNSHIP)
FIRM = Organisation(id="firm", name="示例厂", kind=OrganisationKind.ENTERPRISE, territory="town")
HOMELESS = Organisation(id="bank", name="示例行", kind=OrganisationKind.ENTERPRISE)
UNITS = Registry.of([TOWN, FIRM, HOMELESS])
CELLS = tuple(
    CheckCell(unit=unit, month=month, number=number)
    for unit, month, number in (
        ("town", "2024-05", 1), ("firm", "2024-05", 2), ("firm", "2025-01", 4),
        ("bank", "2025-01", 8), ("nobody", "2025-02", 16),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("axis", "expected"),
    [
        (Axis.TOWNSHIP, {"示例镇": 7, "": 24}),
        (Axis.COHORT, {"2024": 3, "2025": 28}),
        (Axis.MONTH, {"2024-05": 3, "2025-01": 12, "2025-02": 16}),
    ],
)
def test_every_inspection_is_in_one_row(axis: Axis, expected: dict[str, int]) -> None:
    """Of a unit whose township nobody registered, in the row of what nobody said."""
    assert expected == checks_by(axis, CELLS, UNITS)


def test_a_township_that_was_inspected_without_findings_has_a_row() -> None:
    found: dict[tuple[str, ...], Tally] = {}
    found["示例二镇",] = Tally(counts={"found": 1, "inspected": 1})
    rows = rows_of(found, str, checks=Counter({"示例镇": 7}))

    assert [("示例二镇", 0), ("示例镇", 7)] == [(row.key, row.checks) for row in rows]
    values = [
        value_of(figure_of("per_thousand"), row.tally, checks=row.checks or 0) for row in rows
    ]
    assert [None, 0.0] == [value.amount for value in values]


def test_along_other_axes_no_row_has_inspections() -> None:
    (row,) = rows_of({("major",): Tally(counts={"found": 1})}, str)

    assert row.checks is None
