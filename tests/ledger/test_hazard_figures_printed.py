"""Totals that tables print stand beside what came in, with the gap, and are never corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhiben.ledger.entries import entry_of
from zhiben.ledger.hazard_figures.printed import PrintedTotal, printed_totals
from zhiben.model.entries import Draft, EntryKind
from zhiben.testing.factories import Batch, sealed
from zhiben.testing.hazards import listed_in_table


def imported(*totals: dict[str, Any], accepted: int, ledger: str = "示例局") -> Draft:
    body = {
        "ledger": ledger, "file": "示例.xlsx", "sheet": "台账", "digest": "0" * 64,
        **dict.fromkeys(("read", "rejected", "created", "changed", "unchanged", "absent"), 0),
        "accepted": accepted, "mapping": {}, "map": {}, "totals": list(totals),
    }  # fmt: skip
    day = date(2026, 5, 1)
    return Draft(on=day, actor="x", kind=EntryKind.HAZARD_SHEET, subject=ledger, body=body)


def printed(value: str, *, field: str = "count") -> dict[str, Any]:
    return {"row": 14, "note": "合计", "field": field, "value": value}


def totals_of(*drafts: Draft) -> tuple[PrintedTotal, ...]:
    lines = sealed([Batch(number=0, origin="office", drafts=drafts)])
    return printed_totals(map(entry_of, lines))


def test_a_printed_number_stands_beside_the_rows_that_came_in() -> None:
    (total,) = totals_of(imported(printed("12"), accepted=10), listed_in_table())

    assert (12, 10, 2) == (total.reported, total.computed, total.gap)
    assert ("示例.xlsx", "台账", 14, "合计") == (total.file, total.sheet, total.row, total.note)


def test_only_the_latest_table_of_a_source_counts() -> None:
    found = totals_of(
        imported(printed("12"), accepted=10),
        imported(printed("13"), accepted=13),
        imported(printed("5"), accepted=4, ledger="示例镇"),
    )

    assert [0, 1] == [total.gap for total in found]


def test_what_is_no_number_of_hazards_is_left_out() -> None:
    assert () == totals_of(
        imported(printed("3.5", field="funds_yuan"), printed("十二"), accepted=10)
    )
