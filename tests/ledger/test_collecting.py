"""The search for circular garbage is off for a while, and then as it was."""

from __future__ import annotations

import gc

import pytest

from zhiben.ledger.collecting import uncollected


@pytest.mark.parametrize("was_on", [True, False])
def test_the_search_is_off_inside_and_as_it_was_afterwards(*, was_on: bool) -> None:
    seen: list[bool] = []

    def fail() -> None:
        with uncollected():
            seen.append(gc.isenabled())
            raise ValueError

    (gc.enable if was_on else gc.disable)()
    try:
        with pytest.raises(ValueError, match=r"^$"):
            fail()
        seen.append(gc.isenabled())
    finally:
        gc.enable()

    assert [False, was_on] == seen
