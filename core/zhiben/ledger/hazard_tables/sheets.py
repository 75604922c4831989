"""A sheet of hazards planned: what each of its rows amounts to, before anything is recorded.

Every row below the header that holds anything is a hazard taken in, a row rejected with its
reasons, a row of totals, a zero report, or set aside by name (a repeated header, a group's
title, a signature). Whatever differs from what a cell says is listed.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from attrs import evolve, frozen

from zhiben.ledger.hazard_tables.cells import NO_YEAR, Change
from zhiben.ledger.hazard_tables.headings import DETAILS, LABELS, Field, Rule
from zhiben.ledger.hazard_tables.headings_kinds import KINDS, SheetKind, kind_of
from zhiben.ledger.hazard_tables.headings_layout import Header, find_header
from zhiben.ledger.hazard_tables.headings_mapping import (
    CLAIMED,
    Column,
    Competition,
    Days,
    claim_columns,
    contenders,
    map_headings,
    open_questions,
    rivalry,
    settle_columns,
    unused_targets,
)
from zhiben.ledger.hazard_tables.headings_titles import read_titles
from zhiben.ledger.hazard_tables.sheets_columns import (
    ColumnValues,
    Mark,
    agreed,
    fault_of,
    implied,
    note_of,
    nothing_said,
    read_column,
    read_years,
)
from zhiben.ledger.hazard_tables.sheets_rows import (
    FOREIGN,
    Aside,
    Sorted,
    TotalRow,
    ZeroReport,
    complete_rows,
    is_zero_report,
    sort_rows,
)
from zhiben.ledger.hazards.bodies import details_of, said_column
from zhiben.ledger.tables import Cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from zhiben.ledger.hazard_tables.headings import Dictionary, Target
    from zhiben.model.hazards import HazardDetails

_NOT_KEPT: Final = CLAIMED | {Field.ORDINAL, Field.IGNORED}
_DAYS: Final = (Field.FOUND_ON, Field.DEADLINE, Field.DONE_ON)
_AFTERWARDS: Final = (Field.DEADLINE, Field.DONE_ON)
"""Days that come after the finding."""


class HazardRow(NamedTuple):
    """One hazard as a row tells it; ``row`` is its number in the sheet.

    ``said`` are the details as JSON, as the journal keeps them. ``reference`` is the number
    the table gives it. ``extras`` holds what is kept as text, by the names of the columns.
    """

    row: int
    said: Mapping[str, Any]
    reference: str | None
    extras: Mapping[str, str]

    @property
    def details(self) -> HazardDetails:
        """What the row says, read anew each time: most rows are compared with no other."""
        return details_of(self.said)


class Fault(NamedTuple):
    """Why a row cannot be taken in; ``column`` counts from 0."""

    column: int
    reason: str


class RejectedRow(NamedTuple):
    """A row that cannot be taken in as it is; ``line`` is the row, completed to stand alone."""

    row: int
    faults: tuple[Fault, ...]
    line: Cells


class Repair(NamedTuple):
    """Cells of one column recorded differently from how they are written, by one rule."""

    column: int
    before: str
    after: str
    change: Change
    rows: tuple[int, ...]


class Remark(NamedTuple):
    """Something a person should know of cells that were taken in; ``column`` counts from 0."""

    column: int | None
    message: str
    rows: tuple[int, ...]


@frozen(kw_only=True)
class SheetPlan:
    """What a sheet amounts to; of a sheet that is no ledger, only what it is.

    ``columns`` are all columns with what they hold, ``competitions`` what a person has to
    decide by a map. ``head`` are the titles and headings that a file of rejected rows repeats.
    """

    kind: SheetKind
    header: Header | None = None
    columns: tuple[Column, ...] = ()
    competitions: tuple[Competition, ...] = ()
    accepted: tuple[HazardRow, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()
    totals: tuple[TotalRow, ...] = ()
    zeros: tuple[ZeroReport, ...] = ()
    asides: tuple[Aside, ...] = ()
    repairs: tuple[Repair, ...] = ()
    remarks: tuple[Remark, ...] = ()
    head: tuple[Cells, ...] = ()

    @property
    def read(self) -> int:
        """How many rows were read: each is accepted, rejected, a total or a zero report."""
        return sum(map(len, (self.accepted, self.rejected, self.totals, self.zeros)))

    @property
    def told(self) -> str:
        """What people are told the sheet is."""
        return KINDS[self.kind]


def plan_sheet(
    rows: Sequence[Cells],
    *,
    dictionary: Dictionary,
    today: date,
    year: int | None = None,
    targets: Mapping[str, Target] | None = None,
) -> SheetPlan:
    """Plan a sheet from the text of its rows, which start at row 1 of the sheet.

    Args:
        rows: the cells, with the value of merged ones repeated.
        dictionary: what headings mean.
        today: the day the sheet is from, unless its titles name another.
        year: the year of days without one, where neither title nor row names it.
        targets: the user's map, by the names of columns.
    """
    targets = targets or {}
    width = max(map(len, rows), default=0)
    rows = [cells if len(cells) == width else _widened(cells, width) for cells in rows]
    header = find_header(rows, dictionary=dictionary.extended(map_headings(targets)))
    columns = (
        claim_columns(header, dictionary=dictionary, targets=targets) if header is not None else ()
    )
    kind = kind_of(rows, header, columns, dictionary=dictionary)
    if header is None or kind is not SheetKind.LEDGER:
        return SheetPlan(kind=kind, header=header, columns=columns)
    titles = read_titles(rows[: header.first])
    found = sort_rows(rows, header, columns)
    days = Days(filed_on=titles.filed_on or today, year=titles.year or year)
    planned = _Reading(found, columns, days=days, today=today).plan()
    unused = (
        Remark(None, f"指定的列“{name}”表里没有，没有用上。", ())
        for name in unused_targets(header, targets)
    )
    return evolve(
        planned,
        header=header,
        head=tuple(_head(rows, header, planned.columns)),
        remarks=(*unused, *planned.remarks),
    )


def _widened(cells: Cells, width: int) -> Cells:
    """Return a row as wide as the widest."""
    return (*cells, *[""] * (width - len(cells)))


def _head(rows: Sequence[Cells], header: Header, columns: Sequence[Column]) -> Iterator[Cells]:
    """Yield titles and headings, with the units that a row below them may have named."""
    yield from filter(any, rows[: header.first])
    lines = [list(cells) for cells in rows[header.first : header.last + 1]]
    for column in columns:
        lowest = next((line for line in reversed(lines) if line[column.index]), None)
        said = "".join(line[column.index] for line in lines)
        if column.unit and lowest and column.unit not in said:
            lowest[column.index] += f"（{column.unit}）"
    yield from map(tuple, lines)


class _Reading:
    """The hazards of one sheet, read column by column."""

    def __init__(
        self, found: Sorted, columns: tuple[Column, ...], *, days: Days, today: date
    ) -> None:
        self.found = found
        self.days = days
        self.today = today
        width = len(columns)
        self.cells = [list(one) for one in zip(*found.lines, strict=True)] or [[]] * width
        self.filled, hanging, self.unnamed = complete_rows(self.cells, columns, breaks=found.breaks)
        self.columns = settle_columns(columns, self.cells, days=days)
        self.competitions = list(open_questions(self.columns))
        self.faults: dict[int, list[Fault]] = {}
        for index, place in hanging:
            reason = f"“{columns[index].name}”写的“同上”上面没有可以沿用的内容。"
            self._fault(place, index, reason)
        for place, row in found.foreign.items():
            reason = f"第 {row} 行{FOREIGN}，这一行对不上列；请把两张表分成两个文件再导入。"
            self._fault(place, 0, reason)
        self.marks: list[Mark] = []
        self.odd: list[tuple[int, str, list[int]]] = []
        self.values: dict[Field, list[Any]] = {}
        self.claimed: dict[Field, int] = {}

    def plan(self) -> SheetPlan:
        """Return what the sheet amounts to."""
        claims = contenders(self.columns)
        years = self._years(claims.get(Field.YEAR, ()))
        for field, claimed in sorted(claims.items(), key=lambda item: item[0] in _AFTERWARDS):
            self.claimed[field] = claimed[0].index
            self._read(field, claimed, years=years)
        self._imply()
        for mark in self.marks:
            for place in mark.places if mark.reading.fault else ():
                self._fault(place, mark.column.index, fault_of(mark))
        self._check_descriptions()
        self._check_days()
        return SheetPlan(
            kind=SheetKind.LEDGER,
            columns=self.columns,
            competitions=tuple(self.competitions),
            accepted=tuple(self._accepted()),
            rejected=tuple(self._rejected()),
            totals=tuple(self.found.totals),
            zeros=tuple(self.found.zeros),
            asides=tuple(self.found.asides),
            repairs=tuple(self._repairs()),
            remarks=tuple(self._remarks()),
        )

    def _fault(self, place: int, column: int, reason: str) -> None:
        """Reject a hazard for something in a column."""
        self.faults.setdefault(place, []).append(Fault(column, reason))

    def _years(self, claimed: Sequence[Column]) -> list[int | None] | None:
        """Return the year each row names in a column of its own, if there is such a column."""
        if len(claimed) != 1:
            return None
        return read_years(self.cells[claimed[0].index], default=self.days.year)

    def _read(
        self, field: Field, claimed: Sequence[Column], *, years: list[int | None] | None
    ) -> None:
        """Read the columns for a field, and give up all of them when they contradict each other."""
        read = [self._column(one, years=years) for one in claimed]
        joined = read[0] if len(read) == 1 else agreed(read)
        kept = {one.index for one in claimed} if joined else set()
        self.columns = tuple(
            one if one.field is not field or one.index in kept else _left(one, claimed)
            for one in self.columns
        )
        if joined is None:
            self.competitions.append(rivalry(field, claimed))
        elif field is not Field.YEAR:
            self.values[field] = joined.values
            self.marks += joined.marks

    def _column(self, column: Column, *, years: list[int | None] | None) -> ColumnValues:
        """Read a column; a day whose year nothing names is the next one after the finding."""
        texts = self.cells[column.index]
        read = read_column(column, texts, years=years, year=self.days.year)
        found = self._found_before(read) if column.field in _AFTERWARDS else {}
        if not found:
            return read
        given = years or [self.days.year] * len(texts)
        for place, day in found.items():
            given[place] = day.year
        read = read_column(column, texts, years=given, year=None)
        for place, day in found.items():
            given[place] = day.year + ((read.values[place] or day) < day)
        return read_column(column, texts, years=given, year=None)

    def _found_before(self, read: ColumnValues) -> dict[int, date]:
        """Return when the hazards were found that have a day without any year in a column."""
        days = self.values.get(Field.FOUND_ON, ())
        marks = (mark for mark in read.marks if mark.reading.fault == NO_YEAR)
        places = chain.from_iterable(mark.places for mark in marks)
        return {place: days[place] for place in places if days and days[place]}

    def _imply(self) -> None:
        """Take what a named unit or level of 督办 implies where nothing else is said."""
        telling = [one for one in self.columns if one.rule.also is Field.LISTED]
        if not telling:
            return
        said = [implied(self.cells[one.index]) for one in telling]
        if stated := self.values.get(Field.LISTED):
            said.insert(0, stated)
        self.values[Field.LISTED] = [
            next((one for one in told if one is not None), None) for told in zip(*said, strict=True)
        ]

    def _check_descriptions(self) -> None:
        """Reject hazards that nothing says anything about: the one thing that must be there."""
        column = self.claimed[Field.DESCRIPTION]
        told = self.values.get(Field.DESCRIPTION)
        if told is None:
            for place in range(len(self.found.numbers)):
                self._fault(
                    place, column, "有几列都像是“隐患描述”，请用 --map 指明用哪一列再导入。"
                )
            return
        self._check_zeros()
        for place, text in enumerate(told):
            if text is None and not self._is_faulty(place, column):
                self._fault(place, column, nothing_said(Field.DESCRIPTION))

    def _check_zeros(self) -> None:
        """Reject rows that say there is no hazard, and then tell of one."""
        for column in self.columns:
            if column.field is not Field.DESCRIPTION:
                continue
            written = self.cells[column.index]
            none = set(filter(is_zero_report, dict.fromkeys(written)))
            for place, text in enumerate(written if none else ()):
                if text in none:
                    reason = f"“{column.name}”写的是“{text}”，别的栏却填了内容，请核对。"
                    self._fault(place, self.claimed[Field.DESCRIPTION], reason)

    def _is_faulty(self, place: int, column: int) -> bool:
        """Tell whether a cell was found faulty before."""
        return any(fault.column == column for fault in self.faults.get(place, ()))

    def _check_days(self) -> None:
        """Reject days that cannot be true together, and tell of those that are odd."""
        found, due, done = (
            self.values.get(field) or [None] * len(self.found.numbers) for field in _DAYS
        )
        for place, (one, last) in enumerate(zip(found, done, strict=True)):
            if not last and (not one or one <= self.today):
                continue
            for field, message in _impossible(one, last, today=self.today):
                self._fault(place, self.claimed[field], f"{message}，请核对。")
        self._check_deadlines(found, due)

    def _check_deadlines(self, found: Sequence[date | None], due: Sequence[date | None]) -> None:
        """Reject deadlines before the finding where a year was put in, and tell of the others."""
        guessed = self._completed()
        column = self.claimed.get(Field.DEADLINE, 0)
        for place, (one, other) in enumerate(zip(found, due, strict=True)):
            if not (one and other and other < one):
                continue
            message = f"整改期限（{other}）早于发现时间（{one}）"
            if place in guessed:
                self._fault(place, column, f"{message}，年份是补上的，请写明年份。")
            else:
                self.odd.append((column, f"{message}。", [place]))

    def _completed(self) -> set[int]:
        """Return the hazards with a day of finding or a deadline whose year was put in."""
        marks = (mark for mark in self.marks if mark.reading.change is Change.YEAR)
        return {
            place
            for mark in marks
            if mark.column.field in {Field.FOUND_ON, Field.DEADLINE}
            for place in mark.places
        }

    def _accepted(self) -> Iterator[HazardRow]:
        """Yield the hazards without a fault."""
        count = len(self.found.numbers)
        names = sorted(field.value for field in DETAILS if field in self.values)
        columns = [said_column(name, self.values[Field(name)]) for name in names]
        rows = _abreast(columns, count)
        references = self.values.get(Field.REFERENCE) or [None] * count
        lines = zip(self.found.numbers, rows, references, self._extras(), strict=True)
        for place, (number, values, reference, extras) in enumerate(lines):
            if place not in self.faults:
                told = zip(names, values, strict=True)
                said = {name: value for name, value in told if value is not None}
                yield HazardRow(number, said, reference, extras)

    def _extras(self) -> Iterator[dict[str, str]]:
        """Yield what is kept as text of each hazard."""
        others = [
            one for one in self.columns if one.field not in _NOT_KEPT and any(self.cells[one.index])
        ]
        names = [one.name for one in others]
        kept = self._kept()
        texts = _abreast([self.cells[one.index] for one in others], len(self.found.numbers))
        for place, beside in enumerate(texts):
            extras = {name: text for name, text in zip(names, beside, strict=True) if text}
            yield extras | kept[place] if place in kept else extras

    def _kept(self) -> dict[int, dict[str, str]]:
        """Return the cells whose own words say more than their values, by hazard and column."""
        kept: dict[int, dict[str, str]] = {}
        for mark in self.marks:
            for place in mark.places if mark.reading.keeps else ():
                kept.setdefault(place, {})[mark.column.name] = mark.text
        return kept

    def _rejected(self) -> Iterator[RejectedRow]:
        """Yield the hazards with a fault, in the order of the sheet."""
        for place in sorted(self.faults):
            faults = tuple(sorted(dict.fromkeys(self.faults[place])))
            line = tuple(column[place] for column in self.cells)
            yield RejectedRow(self.found.numbers[place], faults, line)

    def _repairs(self) -> Iterator[Repair]:
        """Yield what was filled in from above, and what accepted cells are recorded as."""
        groups: dict[tuple[int, str, str, Change], list[int]] = {}
        for one in self.filled:
            key = (one.column, one.before, one.after, one.change)
            groups.setdefault(key, []).append(self.found.numbers[one.place])
        for key, rows in groups.items():
            yield Repair(*key, tuple(rows))
        for mark in self.marks:
            rule = mark.reading.change
            if rule and (taken := self._rows(mark.places)):
                after = str(mark.reading.value)
                yield Repair(mark.column.index, mark.text, after, rule, taken)

    def _remarks(self) -> Iterator[Remark]:
        """Yield what a person should know of hazards that were taken in."""
        told = [*self.odd]
        told += [
            (mark.column.index, note_of(mark), mark.places)
            for mark in self.marks
            if mark.reading.note
        ]
        if self.unnamed:
            message = "企业名称空着，没有沿用上一行；若是合并单元格丢了内容，请补上或写“同上”。"
            told.append((self.claimed[Field.ENTERPRISE], message, self.unnamed))
        for column, message, places in told:
            if rows := self._rows(places):
                yield Remark(column, message, rows)

    def _rows(self, places: Sequence[int]) -> tuple[int, ...]:
        """Return the rows of those hazards that are taken in."""
        return tuple(self.found.numbers[one] for one in places if one not in self.faults)


def _abreast(columns: Sequence[Sequence[Any]], count: int) -> Iterable[tuple[Any, ...]]:
    """Return what stands in each of so many rows of columns, which may be none."""
    return zip(*columns, strict=True) if columns else [()] * count


def _impossible(
    found: date | None, done: date | None, *, today: date
) -> Iterator[tuple[Field, str]]:
    """Yield what cannot be: a hazard found or done with tomorrow, or done before it was found."""
    if found and found > today:
        yield Field.FOUND_ON, f"发现时间（{found}）晚于今天（{today}）"
    if done and done > today:
        yield Field.DONE_ON, f"实际完成时间（{done}）晚于今天（{today}），计划的时间不写在这一列"
    if done and found and done < found:
        yield Field.DONE_ON, f"实际完成时间（{done}）早于发现时间（{found}）"


def _left(column: Column, claimed: Sequence[Column]) -> Column:
    """Return a column that does not count for what it claims, kept as text."""
    best = "、".join(f"“{one.name}”" for one in claimed)
    note = f"“{LABELS[column.field]}”说不准是哪一列" if column in claimed else f"用的是{best}"
    rule = Rule(heading=column.rule.heading, fields=(Field.EXTRA,), note=note)
    return evolve(column, rule=rule, sure=None)
