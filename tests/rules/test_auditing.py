"""How complete the editions of a sector are."""

from __future__ import annotations

from typing import Any

import pytest

from zhiben.rules.auditing import Tally, tallies_of
from zhiben.spec import Completeness
from zhiben.testing.rulebooks import clause, edition


def tally(*degrees: str, cases: dict[str, int] | None = None, **fields: Any) -> Tally:
    """Return what is there of an edition with criteria of these degrees."""
    criteria = [
        clause(number, None, completeness=Completeness(one)) for number, one in enumerate(degrees)
    ]
    (found,) = tallies_of(
        [edition(**fields), *criteria, clause(9, None, standard="别的")], cases=cases
    )
    return found


def test_criteria_are_counted_by_how_much_of_them_was_read() -> None:
    found = tally("full", "full", "topic")

    assert 3 == found.loaded
    assert {"full": 2, "partial": 0, "topic": 1, "missing": 0} == dict(found.by_completeness)


def test_examples_are_those_of_the_editions_own_criteria() -> None:
    assert 5 == tally("full", "full", cases={"SCH-S-0": 3, "SCH-S-1": 2, "SCH-S-9": 7}).cases


def test_examples_nobody_could_count_are_not_none_at_all() -> None:
    assert tally("full").cases is None
    assert 0 == tally("full", cases={}).cases


@pytest.mark.parametrize(
    ("degrees", "fields"),
    [
        ("full full", {}),
        ("full full", {"expected": 2}),
        # A clause may be loaded as several criteria.
        ("full full", {"expected": 1}),
    ],
)
def test_an_edition_is_complete_when_all_of_it_was_read(
    degrees: str, fields: dict[str, Any]
) -> None:
    assert tally(*degrees.split(), **fields).is_complete


@pytest.mark.parametrize(
    ("degrees", "fields"),
    [
        ("full", {"expected": 2}),
        ("full partial", {}),
        ("full", {"completeness": Completeness.PARTIAL}),
    ],
)
def test_an_edition_of_which_something_lacks_is_not_complete(
    degrees: str, fields: dict[str, Any]
) -> None:
    assert not tally(*degrees.split(), **fields).is_complete
