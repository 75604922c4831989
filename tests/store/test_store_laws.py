"""The laws of the store: whatever arrives in whatever order, it knows what the fold knows."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.claims import claim_of
from zhiben.ledger.entries import entry_of
from zhiben.ledger.fold import fold, in_order, void_ids
from zhiben.ledger.indicators.bodies import figures_of
from zhiben.ledger.inspections.bodies import inspections_of
from zhiben.model.entries import EntryKind
from zhiben.store import Site, create_store, open_store
from zhiben.testing.factories import sealed
from zhiben.testing.strategies import RECURRING, SINGLE, journals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiben.ledger.claims import Claim
    from zhiben.ledger.entries import Line
    from zhiben.model.entries import Entry
    from zhiben.store import Store
    from zhiben.testing.factories import Batch

SITE = Site(origin="office", algorithm="sha256")
NEEDS = {"1-2": 2, "2-2": 1}
BESIDE_REPORTS = tuple(kind for kind in EntryKind if kind is not EntryKind.TASK_REPORT)
FIGURES, INSPECTIONS = (EntryKind.INDICATOR_RECORD,), (EntryKind.INSPECTION_RECORD,)


@contextmanager
def new_store() -> Iterator[Store]:
    """Return an empty store in a folder that goes away again."""
    with (
        tempfile.TemporaryDirectory() as folder,
        create_store(Path(folder) / "law.db", site=SITE) as store,
    ):
        yield store


@st.composite
def deliveries(draw: st.DrawFn, lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines shuffled and cut into packets, some of them delivered again."""
    shuffled = draw(st.permutations(lines))
    again = draw(st.lists(st.sampled_from(lines), max_size=6))
    cuts = sorted(draw(st.sets(st.integers(1, len(lines)), max_size=3)))
    every = [*shuffled, *again]
    return [every[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)]


def claims_by(entries: Sequence[Entry], day: date) -> tuple[Claim, ...]:
    """Return what the reports in force said by a day, in the order of their facts."""
    void = void_ids(entries)
    live = in_order(e for e in entries if e.id not in void and e.on <= day)
    return tuple(claim_of(entry) for entry in live if entry.kind is EntryKind.TASK_REPORT)


def live_by(entries: Sequence[Entry], day: date) -> list[Entry]:
    """Return the entries beside reports that count on a day, in the order of their facts."""
    void = void_ids(entries)
    live = in_order(e for e in entries if e.id not in void and e.on <= day)
    return [entry for entry in live if entry.kind in BESIDE_REPORTS]


def days_around(lines: Sequence[Line]) -> list[date]:
    """Return every business date of the lines, the days beside it, and both ends of time."""
    days = {date.fromisoformat(line.on) for line in lines}
    around = {day + timedelta(days=shift) for day in days for shift in (-1, 0, 1)}
    return [date.min, *sorted(around), date.max]


@given(journal=journals(), data=st.data())
def test_facts_are_those_of_the_fold_whatever_the_order(
    journal: tuple[Batch, ...], data: st.DataObject
) -> None:
    lines = sealed(journal)
    entries = [entry_of(line) for line in lines]
    with new_store() as store:
        added = sum(map(store.append, data.draw(deliveries(lines))))

        assert len(lines) == added
        assert void_ids(entries) == store.void_ids()
        assert () == store.verify()
        for day in days_around(lines):
            expected = fold(entries, as_of=day, needs=NEEDS)

            assert expected == store.facts(day, needs=NEEDS)
            assert claims_by(entries, day) == store.claims((*SINGLE, *RECURRING), day)
            assert live_by(entries, day) == store.live(BESIDE_REPORTS, day)
            assert figures_of(live_by(entries, day)) == figures_of(store.live(FIGURES, day))
            assert inspections_of(live_by(entries, day)) == inspections_of(
                store.live(INSPECTIONS, day, subject="SCH-C1")
            )
            assert expected.plan_body == store.plan_body(day)


@given(journal=journals())
def test_recording_gives_the_chain_that_sealing_gives(journal: tuple[Batch, ...]) -> None:
    """Each batch is recorded after a pause, with the store closed in between."""
    mine = [batch for batch in journal if batch.origin == SITE.origin]
    with new_store() as store:
        for batch in mine:
            with open_store(store.path) as again:
                again.record(batch.drafts, moment=batch.moment, entropy=batch.entropy.ljust)

        assert set(sealed(mine)) == set(store.lines())
        assert () == store.verify()
