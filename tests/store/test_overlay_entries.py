"""Overlays in the store: taken in with what they say, refused when they cannot be used."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.errors import JournalError
from zhiben.ledger.overlay_bodies import (
    OverlayFile,
    overlay_draft,
    overlays_in_force,
    removal_draft,
)
from zhiben.model.entries import Draft, EntryKind
from zhiben.rules.overlays import Overlay, Placed
from zhiben.testing.factories import Batch, sealed, undone
from zhiben.testing.rulebooks import clause

if TYPE_CHECKING:
    from zhiben.store import Store

DAY = date(2026, 11, 20)
OVERLAY = Overlay(
    standard="SCH-S",
    title="示例补录",
    reviewer="示例单位",
    source="示例文本",
    reviewed_on=date(2026, 11, 1),
    criteria=(clause(9, "甲"),),
)
DRAFT = overlay_draft(
    Placed(overlay=OVERLAY, reference=""),
    OverlayFile(name="示例.toml", digest="0" * 64),
    on=DAY,
    actor="示例甲",
)


def take_in(store: Store, *drafts: Draft) -> None:
    """Take the drafts in as lines that another site sealed, each by itself."""
    batches = [Batch(number=n, origin="dept-a", drafts=(one,)) for n, one in enumerate(drafts)]
    store.append(sealed(batches))


def in_force(store: Store, on: date) -> list[str]:
    """Return the entries that hold the overlays in force on a day."""
    live = store.live((EntryKind.CRITERIA_OVERLAY,), on)
    return [one.reference for one in overlays_in_force(live)]


def test_an_overlay_counts_until_it_is_taken_back(store: Store) -> None:
    take_in(store, DRAFT)
    (one,) = overlays_in_force(store.live((EntryKind.CRITERIA_OVERLAY,), DAY))
    removal = removal_draft(one, reason="示例", on=DAY + timedelta(days=2), actor="示例甲")
    take_in(store, DRAFT, removal)

    assert OVERLAY == one.overlay
    assert ["dept-a:1"] == in_force(store, DAY + timedelta(days=1))
    assert [] == in_force(store, DAY + timedelta(days=2))
    assert () == store.verify()


def test_undoing_the_removal_brings_the_overlay_back(store: Store) -> None:
    take_in(store, DRAFT)
    (one,) = overlays_in_force(store.live((EntryKind.CRITERIA_OVERLAY,), DAY))
    removal = removal_draft(one, reason="示例", on=DAY, actor="示例甲")
    take_in(store, DRAFT, removal)
    assert [] == in_force(store, DAY)
    line = store.find("dept-a:2")

    assert line is not None
    take_in(store, DRAFT, removal, undone(line.id, subject="SCH-S", on=DAY))
    assert ["dept-a:1"] == in_force(store, DAY)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {**DRAFT.body, "title": 5},
        {**DRAFT.body, "criteria": [{"code": "SCH-S-9"}]},
        {**DRAFT.body, "criteria": {"code": "SCH-S-9"}},
        {**DRAFT.body, "standard": "SCH-T"},
        {**DRAFT.body, "file": []},
        {"removes": ["一个"], "reason": "示例"},
        {"removes": "示例"},
    ],
    ids=json.dumps,
)
def test_a_body_that_is_no_overlay_is_refused(store: Store, body: dict[str, Any]) -> None:
    draft = Draft(
        on=DAY,
        actor="示例甲",
        kind=EntryKind.CRITERIA_OVERLAY,
        subject="SCH-S",
        body=body,
    )

    with pytest.raises(JournalError, match="应有的样子"):
        take_in(store, draft)
    assert () == store.lines()
