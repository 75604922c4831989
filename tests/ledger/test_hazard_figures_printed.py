"""Totals that tables print stand beside what came in, with the gap, and are never corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from zhiben.ledger.entries import entry_of
from zhiben.ledger.hazard_figures.printed import (
    Counted,
    PrintedTotal,
    check_explanation,
    explanation_draft,
    printed_totals,
    written,
)
from zhiben.model.entries import Draft, EntryKind
from zhiben.testing.factories import Batch, sealed
from zhiben.testing.hazards import listed_in_table


def imported(*totals: dict[str, Any], accepted: int, ledger: str = "示例局", **told: Any) -> Draft:
    body = {
        "ledger": ledger, "file": "示例.xlsx", "sheet": "台账", "digest": "0" * 64,
        **dict.fromkeys(("read", "rejected", "created", "changed", "unchanged", "absent"), 0),
        "accepted": accepted, "mapping": {}, "map": {}, "totals": list(totals), **told,
    }  # fmt: skip
    day = date(2026, 5, 1)
    return Draft(on=day, actor="x", kind=EntryKind.HAZARD_SHEET, subject=ledger, body=body)


def printed(value: str, *, field: str = "count", row: int = 14) -> dict[str, Any]:
    return {"row": row, "note": "合计", "field": field, "value": value}


def corrected(*, accepted: int, file: str = "示例.未采纳.xlsx", digest: str = "1") -> Draft:
    """The rejects of an earlier import, corrected and imported."""
    mapping = {"未采纳原因": "ignored"}
    return imported(accepted=accepted, file=file, digest=digest, mapping=mapping)


def explained(total: PrintedTotal, text: str = "示例：含上年两项") -> Draft:
    day = date(2026, 5, 2)
    return explanation_draft(total, unit="dept-a", text=text, document="", on=day, actor="x")


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


def test_printed_funds_stand_beside_those_of_the_rows_exactly() -> None:
    amount = printed("4.25", field="funds_yuan") | {"yuan": "42500"}
    first = imported(amount, accepted=2, funds_yuan="35000.50", rejected=1)
    later = corrected(accepted=1)
    later = evolve(later, body={**later.body, "funds_yuan": "7000"})
    (total,) = totals_of(first, later)

    assert (Counted.FUNDS, "元") == (total.of, total.unit)
    assert ("42500", "42000.50", "499.50") == tuple(
        map(written, (total.reported, total.computed, total.gap))
    )


def test_an_explanation_of_funds_is_none_of_the_number_of_hazards() -> None:
    amount = printed("4", field="funds_yuan") | {"yuan": "40000"}
    table = imported(printed("12"), amount, accepted=10, funds_yuan="35000")
    hazards, funds = totals_of(table)
    hazards, funds = totals_of(table, explained(funds))

    assert hazards.is_asked
    assert not funds.is_asked
    assert funds.explanation is not None
    assert "5000" == written(funds.explanation.gap)


@pytest.mark.parametrize(
    "change", [{"of": "funds"}, {"reported": 40000}, {"computed": "35,000"}, {"row": "14"}]
)
def test_an_explanation_of_funds_that_cannot_be_used_is_refused(change: dict[str, Any]) -> None:
    amount = printed("4", field="funds_yuan") | {"yuan": "40000"}
    (funds,) = totals_of(imported(amount, accepted=1, funds_yuan="35000"))
    body = explained(funds).body
    check_explanation(body)

    with pytest.raises((ValueError, TypeError)):
        check_explanation({**body, **change})


def test_the_number_in_the_column_of_descriptions_is_one_of_hazards() -> None:
    """In other columns it may count enterprises, or anything."""
    (total,) = totals_of(
        imported(
            printed("3家", field="enterprise"), printed("１２项", field="description"), accepted=10
        )
    )

    assert 12 == total.reported


def test_of_several_rows_of_totals_the_last_one_is_compared() -> None:
    """Those above it count parts of the table, and below it there may be one of money."""
    (total,) = totals_of(
        imported(
            printed("4", row=7), printed("12"), printed("5", field="funds_yuan", row=15),
            accepted=10,
        )
    )  # fmt: skip

    assert (14, 12) == (total.row, total.reported)


def test_every_sheet_of_the_latest_file_has_its_totals() -> None:
    found = totals_of(
        imported(printed("9"), accepted=9, sheet="旧表", digest="9"),
        imported(printed("12"), accepted=10, sheet="甲"),
        imported(printed("5"), accepted=5, sheet="乙"),
    )

    assert [("甲", 2), ("乙", 0)] == [(total.sheet, total.gap) for total in found]


def test_rejected_rows_that_came_in_corrected_are_rows_of_their_table() -> None:
    """Once, however often they are imported, and no more than there were."""
    table = imported(printed("12"), accepted=9, rejected=2)
    (once,) = totals_of(table, corrected(accepted=1), corrected(accepted=1))
    (more,) = totals_of(table, corrected(accepted=2), corrected(accepted=2, digest="2"))

    assert (10, 11) == (once.computed, more.computed)


def test_rejects_of_another_table_are_none_of_this_one() -> None:
    rejects = corrected(accepted=2, file="别的.未采纳.xlsx")
    (total,) = totals_of(rejects, imported(printed("12"), accepted=9, rejected=2), rejects)

    assert 9 == total.computed


def test_where_two_sheets_rejected_rows_nobody_knows_whose_came_in() -> None:
    found = totals_of(
        imported(printed("12"), accepted=9, rejected=2, sheet="甲"),
        imported(printed("5"), accepted=4, rejected=1, sheet="乙"),
        corrected(accepted=3),
    )

    assert [9, 4] == [total.computed for total in found]


def test_a_gap_is_asked_about_until_it_is_explained() -> None:
    table = imported(printed("12"), accepted=10)
    (asked,) = totals_of(table)
    (told,) = totals_of(table, explained(asked, "示例：写错"), explained(asked))

    assert (True, False) == (asked.is_asked, told.is_asked)
    assert told.explanation is not None
    assert ("示例：含上年两项", "dept-a", 2) == (
        told.explanation.text,
        told.explanation.unit,
        told.explanation.gap,
    )
    assert (12, 10) == (told.reported, told.computed)


def test_a_total_that_fits_is_not_asked_about() -> None:
    (total,) = totals_of(imported(printed("10"), accepted=10))

    assert not total.is_asked


def test_another_gap_is_asked_about_again_beside_what_was_explained() -> None:
    table = imported(printed("12"), accepted=9, rejected=2)
    (before,) = totals_of(table)
    (after,) = totals_of(table, explained(before), corrected(accepted=2))

    assert (1, True) == (after.gap, after.is_asked)
    assert after.explanation is not None


def test_an_explanation_says_nothing_of_the_next_table() -> None:
    table = imported(printed("12"), accepted=10)
    (total,) = totals_of(table)
    (later,) = totals_of(table, explained(total), imported(printed("13"), accepted=11, digest="1"))

    assert later.explanation is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("digest", 1), ("sheet", None), ("unit", 5), ("text", []), ("document", None),
     ("row", "14"), ("reported", 12.0), ("computed", True)],
)  # fmt: skip
def test_an_explanation_that_cannot_be_shown_is_refused(name: str, value: object) -> None:
    (total,) = totals_of(imported(printed("12"), accepted=10))
    body = {**explained(total).body}
    check_explanation(body)

    with pytest.raises(TypeError):
        check_explanation({**body, name: value})
    del body[name]
    with pytest.raises(LookupError):
        check_explanation(body)
