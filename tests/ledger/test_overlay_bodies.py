"""Overlays in the journal: kept whole, in force from their day until they are taken back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import UsageError
from zhiben.ledger.entries import entry_of
from zhiben.ledger.fold import in_order, void_ids
from zhiben.ledger.overlay_bodies import (
    OverlayFile,
    RecordedOverlay,
    check_overlay_entry,
    overlay_draft,
    overlay_of,
    overlays_in_force,
    removal_draft,
    removals_of,
)
from zhiben.model.entries import Draft, Entry, EntryKind
from zhiben.rules.overlays import Overlay, Placed
from zhiben.rules.overlays_checking import lay
from zhiben.spec import Completeness, Criterion, Effect, Fact, FactType, Record
from zhiben.testing.factories import Batch, sealed, undone
from zhiben.testing.rulebooks import FACTS, clause, edition

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = date(2026, 11, 20)
FILE = OverlayFile(name="示例.toml", digest="0" * 64)
WHOLE = Overlay(
    standard="SCH-S",
    title="示例补录",
    reviewer="示例单位",
    source="示例文本",
    reviewed_on=date(2026, 11, 1),
    completeness=Completeness.PARTIAL,
    expected=30,
    url="https://example.org/示例",
    note="示例说明",
    covers=("SCH-S-2",),
    facts=(
        Fact(name="高度", type=FactType.NUMBER, question="示例？", unit="m", least=0, most=2.5),
        Fact(name="类别", type=FactType.CHOICE, question="示例？", choices=("一", "二")),
    ),
    criteria=(
        clause(9, "高度 > 1", sources=("示例",), note="示例"),
        clause(3, None, effect=Effect.REFERRAL, regime="示例", completeness=Completeness.TOPIC),
    ),
)


def draft(overlay: Overlay = WHOLE, *, on: date = DAY, **extra: str) -> Draft:
    """Return what is kept of an overlay; only the whole one tightens, and names a basis."""
    placed = Placed(overlay=overlay, reference="")
    if overlay is WHOLE:
        placed = evolve(placed, tightened=("SCH-S-9",), basis=("SCH-S-1",))
    return overlay_draft(placed, FILE, on=on, actor="示例甲", **extra)


def entries(*drafts: Draft) -> list[Entry]:
    """Return drafts as entries of one journal, each recorded by itself."""
    batches = [
        Batch(number=number, origin="office", drafts=(one,)) for number, one in enumerate(drafts)
    ]
    return [entry_of(line) for line in sealed(batches)]


def in_force(every: Iterable[Entry], on: date = DAY) -> tuple[RecordedOverlay, ...]:
    """Return the overlays in force on a day, as the store finds them."""
    listed = list(every)
    void = void_ids(listed)
    return overlays_in_force(in_order(one for one in listed if one.id not in void and one.on <= on))


def test_an_overlay_is_kept_whole_with_its_file_and_how_it_stood_to_the_plugin() -> None:
    (entry,) = entries(draft())
    (found,) = in_force([entry])

    assert (EntryKind.CRITERIA_OVERLAY, "SCH-S") == (entry.kind, entry.subject)
    assert found == RecordedOverlay(
        id=entry.id,
        placed=Placed(
            overlay=WHOLE, reference="office:1", tightened=("SCH-S-9",), basis=("SCH-S-1",)
        ),
        on=DAY,
        actor="示例甲",
        file=FILE,
    )
    assert ("SCH", WHOLE, "office:1") == (found.sector, found.overlay, found.reference)
    check_overlay_entry(entry)


WORDS = st.text(max_size=5)
FACT = st.builds(
    Fact,
    name=WORDS,
    type=st.sampled_from(FactType),
    question=WORDS,
    choices=st.lists(WORDS, max_size=2).map(tuple),
    least=st.none() | st.floats(allow_nan=False, allow_infinity=False),
)
CRITERION = st.builds(
    Criterion,
    code=WORDS,
    standard=st.just("SCH-S"),
    clause=WORDS,
    title=WORDS,
    when=st.none() | WORDS,
    effect=st.sampled_from(Effect),
    manual=st.booleans(),
    completeness=st.sampled_from(Completeness),
    sources=st.lists(WORDS, max_size=2).map(tuple),
)
OVERLAYS = st.builds(
    Overlay,
    standard=st.just("SCH-S"),
    title=WORDS,
    reviewer=WORDS,
    source=WORDS,
    reviewed_on=st.dates(),
    completeness=st.none() | st.sampled_from(Completeness),
    expected=st.none() | st.integers(-5, 99),
    url=st.none() | WORDS,
    facts=st.lists(FACT, max_size=2).map(tuple),
    criteria=st.lists(CRITERION, max_size=2).map(tuple),
)


@given(OVERLAYS)
def test_nothing_of_an_overlay_is_lost_in_the_journal(overlay: Overlay) -> None:
    (found,) = in_force(entries(draft(overlay)))

    assert overlay == found.overlay


def test_an_overlay_counts_from_its_day_on() -> None:
    every = entries(draft())

    assert () == in_force(every, DAY - timedelta(days=1))
    assert 1 == len(in_force(every, DAY + timedelta(days=400)))


def test_what_is_taken_back_counts_until_that_day() -> None:
    first = entries(draft())
    removal = removal_draft(
        in_force(first)[0], reason=" 示例理由 ", on=DAY + timedelta(days=5), actor="示例乙"
    )
    every = entries(draft(), removal)

    assert 1 == len(in_force(every, DAY + timedelta(days=4)))
    assert () == in_force(every, DAY + timedelta(days=5))
    (found,) = removals_of(every).values()
    assert ("office:2", "示例理由") == (found.reference, found.reason)
    assert overlay_of(every[1]) is None
    check_overlay_entry(every[1])


def entry_with(entry: Entry, **body: Any) -> Entry:
    """Return an entry with other values in its body."""
    return evolve(entry, body={**entry.body, **body})


def test_taking_an_overlay_back_needs_a_reason() -> None:
    (found,) = in_force(entries(draft()))

    with pytest.raises(UsageError, match="理由不能为空"):
        removal_draft(found, reason="  ", on=DAY, actor="示例甲")


def test_undoing_an_overlay_means_that_it_never_counted() -> None:
    (first,) = entries(draft())
    undo = undone(first.id, subject="SCH-S", on=DAY + timedelta(days=9))

    assert () == in_force(entries(draft(), undo), DAY + timedelta(days=9))


def test_an_overlay_that_replaces_another_takes_its_place() -> None:
    (first,) = entries(draft())
    every = entries(draft(), draft(replaces=first.id, reason="示例"))

    assert ["office:2"] == [one.reference for one in in_force(every)]


def test_entries_of_other_kinds_hold_no_overlay() -> None:
    other = Draft(on=DAY, actor="示例甲", kind=EntryKind.SECTOR_SWITCH, subject="SCH", body={})
    (entry,) = entries(other)

    assert overlay_of(entry) is None
    assert {} == removals_of([entry])


@pytest.mark.parametrize(
    "damage",
    [
        {"title": 5},
        {"reviewed_on": "2026-13-01"},
        {"reviewed_on": None},
        {"completeness": "whole"},
        {"unknown": "示例"},
        {"criteria": [{"code": "SCH-S-9"}]},
        {"criteria": "示例"},
        {"tightened": "SCH-S-9"},
        {"basis": [1]},
        {"file": {"name": "示例.toml"}},
        {"file": {"name": "示例.toml", "digest": 5}},
        {"standard": "SCH-T"},
        {"removes": 5},
        {"removes": "示例"},
    ],
)
def test_a_body_that_is_no_overlay_is_refused(damage: dict[str, Any]) -> None:
    (entry,) = entries(draft())

    with pytest.raises((ValueError, TypeError, LookupError)):
        check_overlay_entry(entry_with(entry, **damage))


def test_records_are_those_of_before_once_the_overlay_is_taken_back() -> None:
    records: tuple[Record, ...] = (*FACTS, edition(), clause(1, "甲"))
    own = Overlay(
        standard="SCH-S",
        title="示例",
        reviewer="示例",
        source="示例",
        reviewed_on=DAY,
        criteria=(clause(9, "乙"),),
    )
    first = entries(draft(own))
    placed = [one.placed for one in in_force(first)]
    removal = removal_draft(in_force(first)[0], reason="示例", on=DAY, actor="示例甲")
    gone = [one.placed for one in in_force(entries(draft(own), removal))]

    laid = lay(records, placed).records
    assert 2 == sum(isinstance(one, Criterion) for one in laid)
    assert records == lay(records, gone).records


def test_a_body_is_plain_json() -> None:
    body = draft().body

    assert body == json.loads(json.dumps(body, ensure_ascii=False))
