"""What the journal keeps of an import: rows, the sheets they stood in, and pairs told apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from zhiben.ledger.hazard_tables.cells import read_money
from zhiben.ledger.hazard_tables.headings import Field, Sure, Target, parse_target
from zhiben.ledger.hazard_tables.headings_mapping import targets_of
from zhiben.ledger.hazard_tables.sheets_rows import is_total
from zhiben.ledger.hazards.bodies import check_yuan
from zhiben.ledger.requiring import require
from zhiben.ledger.tables import one_width
from zhiben.model.entries import Draft, EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from zhiben.ledger.hazard_import.planning import Placed, Table, TablePlan
    from zhiben.ledger.hazard_tables.headings_mapping import Column
    from zhiben.ledger.hazard_tables.sheets import SheetPlan
    from zhiben.ledger.tables import Cells
    from zhiben.model.entries import Entry

_THOUGHT: Final = (Sure.MAP, Sure.CONTENTS)
"""Columns whose meaning a person or the cells had to decide."""
_COUNTED: Final = re.compile(r"\d+(?=[项条处起个件])")
_NUMBERS: Final = ("read", "accepted", "rejected", "created", "changed", "unchanged", "absent")


@frozen(kw_only=True)
class SheetOnRecord:
    """A sheet that was imported: the source it came from, and how its columns were read.

    ``mapping`` are all its columns, ``targets`` what the dictionary alone would not tell.
    """

    ledger: str
    file: str
    sheet: str
    digest: str
    mapping: Mapping[str, str]
    targets: Mapping[str, Target]


def row_draft(placed: Placed, table: Table, *, on: date, actor: str) -> Draft:
    """Return what the journal is to keep of a row."""
    row, said = placed.row, placed.said
    source: dict[str, Any] = {"file": table.file, "row": row.row, "sheet": table.sheet}
    body: dict[str, Any] = {"details": said.details, "ledger": said.ledger, "source": source}
    if said.reference:
        body["reference"] = said.reference
    if said.extras:
        body["extras"] = dict(said.extras)
    if said.again > 1:
        body["again"] = said.again
    kind = EntryKind.HAZARD_RECORD
    return Draft(on=on, actor=actor, kind=kind, subject=placed.number, body=body)


def sheet_draft(plan: TablePlan, *, on: date, actor: str) -> Draft:
    """Return what the journal is to keep of a sheet: what it held, and how it was read."""
    table, sheet = plan.table, plan.table.plan
    body = {
        "ledger": table.ledger,
        "file": table.file,
        "sheet": table.sheet,
        "digest": table.digest,
        "read": plan.read,
        "accepted": len(sheet.accepted),
        "rejected": len(sheet.rejected),
        **plan.counts,
        "mapping": mapping_of(sheet.columns),
        "map": {name: str(target) for name, target in kept_targets(sheet, table.given).items()},
        "totals": list(printed_totals(sheet, table.rows)),
        **_funds(sheet),
    }
    kind = EntryKind.HAZARD_SHEET
    return Draft(on=on, actor=actor, kind=kind, subject=table.ledger, body=body)


def apart_draft(one: str, other: str, *, reason: str, on: date, actor: str) -> Draft:
    """Return what the journal is to keep of two hazards that a person found to be two."""
    first, second = sorted((one, other))
    body = {"other": second, "reason": reason}
    return Draft(on=on, actor=actor, kind=EntryKind.HAZARD_APART, subject=first, body=body)


def apart_of(live: Iterable[Entry]) -> frozenset[frozenset[str]]:
    """Return the pairs of hazards that people found to be two, from entries in force."""
    return frozenset(
        frozenset((entry.subject, entry.body["other"]))
        for entry in live
        if entry.kind is EntryKind.HAZARD_APART
    )


def sheet_of(entry: Entry) -> SheetOnRecord:
    """Return the sheet that a ``hazard.sheet`` entry tells of."""
    body = entry.body
    read = {name: parse_target(word) for name, word in body["map"].items()}
    return SheetOnRecord(
        ledger=body["ledger"],
        file=body["file"],
        sheet=body["sheet"],
        digest=body["digest"],
        mapping=body["mapping"],
        targets={name: target for name, target in read.items() if target},
    )


def mapping_of(columns: Iterable[Column]) -> dict[str, str]:
    """Return what each column holds, by its name."""
    return {one.name: one.field.value for one in columns if one.name}


def kept_targets(sheet: SheetPlan, given: Mapping[str, Target]) -> dict[str, Target]:
    """Return what reads the next sheet of this source as this one, beside the dictionary."""
    columns = [one for one in sheet.columns if one.sure in _THOUGHT]
    names = {one.name for one in sheet.columns}
    return {
        name: target
        for name, target in targets_of(columns, given=given).items()
        if name in given or name in names
    }


def printed_totals(sheet: SheetPlan, rows: Sequence[Cells]) -> Iterator[dict[str, Any]]:
    """Yield every figure a sheet prints in its rows of totals, as it is printed.

    One that stands with the word itself (合计12项) is of the field ``count``.
    """
    columns = {one.name: one for one in sheet.columns}
    for total in sheet.totals:
        about = {"row": total.row, "note": total.note}
        label = next((text for text in rows[total.row - 1] if is_total(text)), "")
        if found := _COUNTED.search(one_width(label)):
            yield {**about, "field": "count", "value": found[0]}
        for name, text in total.printed:
            field = columns[name].field
            known = name if field in {Field.EXTRA, Field.ORDINAL} else field.value
            yield {**about, "field": known, "value": text, **_yuan(columns[name], text)}


def _yuan(column: Column, text: str) -> dict[str, str]:
    """Return an amount that a total prints, exactly in yuan, if that is what it prints."""
    if column.field is not Field.FUNDS:
        return {}
    reading = read_money(text, unit=column.unit)
    return {} if reading.fault or reading.value is None else {"yuan": reading.value}


def _funds(sheet: SheetPlan) -> dict[str, str]:
    """Return what all rows that are taken in come to, exactly in yuan, if any names an amount."""
    amounts = [row.said["funds_yuan"] for row in sheet.accepted if "funds_yuan" in row.said]
    return {"funds_yuan": str(sum(map(Decimal, amounts), Decimal()))} if amounts else {}


def check_sheet(body: Mapping[str, Any]) -> None:
    """Check that a ``hazard.sheet`` body from a journal can be used and shown.

    Raises:
        ValueError, TypeError or LookupError: when it cannot.
    """
    require(str, *(body[name] for name in ("ledger", "file", "sheet", "digest")))
    require(int, *(body[name] for name in _NUMBERS))
    for name in ("mapping", "map"):
        require(str, *body[name].values())
    for total in body["totals"]:
        require(int, total["row"])
        require(str, *(total[name] for name in ("note", "field", "value")))
        check_yuan(total.get("yuan", "0"))
    check_yuan(body.get("funds_yuan", "0"))


def check_apart(body: Mapping[str, Any]) -> None:
    """Check that a ``hazard.apart`` body from a journal can be used and shown.

    Raises:
        TypeError or LookupError: when it cannot.
    """
    require(str, body["other"], body["reason"])


def check_row(body: Mapping[str, Any]) -> None:
    """Check what a table's row says beside its details.

    Raises:
        TypeError or LookupError: when the next import could not be held against it.
    """
    if "ledger" not in body:
        return
    require(str, body["ledger"], body.get("reference", ""), body["source"]["sheet"])
    require(int, body.get("again", 1))
    require(str, *body.get("extras", {}).values())
