"""What tables say is sealed and written piece by piece, and is then as if recorded at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from os import urandom
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import JournalError
from zhiben.model.entries import EntryKind
from zhiben.store import Site, create_store
from zhiben.store.hazard_reading import HazardFilter
from zhiben.store.projections import FEW
from zhiben.testing.hazards import listed_in_table

if TYPE_CHECKING:
    from pathlib import Path

    from zhiben.model.hazards import HazardLife
    from zhiben.store import Store

SITE = Site(origin="office", algorithm="sha256")
MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
DAY = date(2024, 1, 1)


@given(st.lists(st.sampled_from(("示例-1", "示例-2", "示例-3")), max_size=5))
def test_rows_are_as_if_recorded_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[str]
) -> None:
    drafts = [listed_in_table(number, on=DAY, found_on=DAY) for number in numbers]
    folder = tmp_path_factory.mktemp("rows")
    with (
        create_store(folder / "rows.db", site=SITE) as rows,
        create_store(folder / "each.db", site=SITE) as each,
    ):
        count = rows.record_rows(drafts, moment=MOMENT, entropy=urandom)
        each.record(drafts, moment=MOMENT, entropy=urandom)

        assert len(drafts) == count
        assert () == rows.verify()
        assert [line[3:9] for line in each.lines()] == [line[3:9] for line in rows.lines()]
        assert told(each) == told(rows)


def test_more_rows_than_one_piece_make_one_chain(tmp_path: Path) -> None:
    drafts = [listed_in_table(f"示例-{n}", on=DAY) for n in range(FEW + 1)]
    with create_store(tmp_path / "zhiben.db", site=SITE) as store:
        count = store.record_rows(drafts, moment=MOMENT, entropy=urandom)

        assert FEW + 1 == count
        assert list(range(1, FEW + 2)) == sorted(line.seq for line in store.lines())
        assert () == store.verify()


def test_a_late_row_that_cannot_be_kept_takes_the_earlier_ones_back(tmp_path: Path) -> None:
    drafts = [listed_in_table(f"示例-{n}", on=DAY) for n in range(FEW)]
    with create_store(tmp_path / "zhiben.db", site=SITE) as store:
        with pytest.raises(JournalError, match="不完整的字符"):
            store.record_rows(
                [*drafts, listed_in_table("示例\ud800", on=DAY)], moment=MOMENT, entropy=urandom
            )

        assert () == store.lines()
        assert frozenset() == store.subjects(EntryKind.HAZARD_RECORD)


def told(store: Store) -> list[HazardLife]:
    """Return all hazards of a store."""
    lives = store.hazards(DAY).lives(HazardFilter())
    return sorted(lives, key=lambda life: life.number)
