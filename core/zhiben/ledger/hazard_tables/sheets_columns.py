"""The columns of a ledger read: each text once, however many rows repeat it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from zhiben.ledger.hazard_tables import cells as hazard_cells
from zhiben.ledger.hazard_tables.cells import BLANKS, ERRORS, NOTHING, Reading, answered
from zhiben.ledger.hazard_tables.headings import LABELS, Field
from zhiben.ledger.tables import one_width

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from zhiben.ledger.hazard_tables.headings_mapping import Column

_DAYS: Final[Mapping[Field, Callable[..., Reading]]] = {
    Field.FOUND_ON: hazard_cells.read_day,
    Field.DONE_ON: hazard_cells.read_day,
    Field.DEADLINE: hazard_cells.read_deadline,
}
_WORDS: Final[Mapping[Field, Callable[[str], Reading]]] = {
    Field.LEVEL: hazard_cells.read_level,
    Field.CHANNEL: hazard_cells.read_channel,
    Field.STATUS: hazard_cells.read_status,
    Field.LISTED: hazard_cells.read_listed,
    Field.CREDIT_CODE: hazard_cells.read_code,
    Field.ENTERPRISE: hazard_cells.read_enterprise,
    Field.DELETED: hazard_cells.read_deleted,
}
_YEARS: Final = range(1990, 2060)


class Mark(NamedTuple):
    """Cells with the same text about which there is more to tell than their value."""

    column: Column
    text: str
    reading: Reading
    places: list[int]


class ColumnValues(NamedTuple):
    """What a column, or several that agree, say of each hazard in turn."""

    values: list[Any]
    marks: list[Mark]


def read_years(texts: Sequence[str], *, default: int | None) -> list[int | None]:
    """Return the year each row states in a column of its own, or else the default."""
    known: dict[str, int | None] = {}
    for text in dict.fromkeys(texts):
        plain = one_width(text).removesuffix("度").removesuffix("年")
        is_year = plain.isascii() and plain.isdecimal() and int(plain[:5]) in _YEARS
        known[text] = int(plain) if is_year else default
    return [known[text] for text in texts]


def read_column(
    column: Column, texts: Sequence[str], *, years: Sequence[int | None] | None, year: int | None
) -> ColumnValues:
    """Read a column; ``years`` are the rows' own if they have any, ``year`` is the sheet's."""
    field = column.field
    if field in _DAYS:
        read = _DAYS[field]
        if years is not None:
            pairs = list(zip(texts, years, strict=True))
            return _read_each(column, texts, pairs, lambda pair: read(pair[0], year=pair[1]))
        return _read_each(column, texts, texts, lambda text: read(text, year=year))
    if field is Field.FUNDS:
        money = hazard_cells.read_money
        return _read_each(column, texts, texts, lambda text: money(text, unit=column.unit))
    rule = column.rule
    words = _WORDS.get(field)
    if words is None:
        return _read_texts(column, texts)
    if not (rule.yes or rule.no):
        return _read_each(column, texts, texts, words)
    return _read_each(
        column, texts, texts, lambda text: words(answered(text, yes=rule.yes, no=rule.no))
    )


def agreed(columns: Sequence[ColumnValues]) -> ColumnValues | None:
    """Return several columns for one field as one, unless two of them differ somewhere."""
    values = []
    for said in zip(*(column.values for column in columns), strict=True):
        told = {value for value in said if value is not None}
        if len(told) > 1:
            return None
        values.append(told.pop() if told else None)
    return ColumnValues(values, [mark for column in columns for mark in column.marks])


def implied(texts: Sequence[str]) -> list[bool | None]:
    """Return what filled cells imply: 是 where a unit or a level of 督办 is named."""
    told: dict[str, bool | None] = {}
    for text in dict.fromkeys(texts):
        reading = hazard_cells.read_listed(text)
        is_silent = reading is NOTHING or reading.fault or one_width(text) == "无"
        told[text] = None if is_silent else reading.value is not False
    return [told[text] for text in texts]


def fault_of(mark: Mark) -> str:
    """Return a fault as a sentence that names its column and quotes the cell."""
    return f"“{mark.column.name}”写的“{mark.text}”{mark.reading.fault}。"


def note_of(mark: Mark) -> str:
    """Return a note as a sentence that names its column and quotes the cell."""
    return f"“{mark.column.name}”写的“{mark.text}”{mark.reading.note}。"


def nothing_said(field: Field) -> str:
    """Return the reason a hazard without the one thing it needs is rejected for."""
    return f"没有写“{LABELS[field]}”，不知道是什么隐患，请补上。"


def _read_each(
    column: Column, texts: Sequence[str], keys: Sequence[Any], read: Callable[[Any], Reading]
) -> ColumnValues:
    """Read every different key once, and mark the cells with something to tell."""
    readings: dict[Hashable, Reading] = {key: read(key) for key in dict.fromkeys(keys)}
    places: dict[Hashable, list[int]] = {
        key: [] for key, reading in readings.items() if reading[1:] != NOTHING[1:]
    }
    for place, key in enumerate(keys if places else ()):
        if key in places:
            places[key].append(place)
    marks = [Mark(column, texts[at[0]], readings[key], at) for key, at in places.items()]
    return ColumnValues([readings[key].value for key in keys], marks)


def _read_texts(column: Column, texts: Sequence[str]) -> ColumnValues:
    """Read words as they are; nearly all of them are different, and nothing has to be told."""
    silent = {text for text in set(texts) if text.lower() in BLANKS}
    values = [None if text in silent else text for text in texts] if silent else list(texts)
    if ERRORS.isdisjoint(texts):
        return ColumnValues(values, [])
    return _read_each(column, texts, texts, hazard_cells.read_text)
