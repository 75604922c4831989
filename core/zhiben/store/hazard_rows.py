"""The projection of hazards: one narrow row each, kept up to date with their entries.

A row tells how a hazard stands when all entries in force are counted. Most hazards are told
of once, by one row of somebody's table: their rows are made without folding. All others are
folded again whenever an entry about them, or about one merged with them, comes or goes.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache, lru_cache
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from zhiben.ledger.collecting import uncollected
from zhiben.ledger.entries import Line, entry_of
from zhiben.ledger.fold import in_order
from zhiben.ledger.units.rules import label_key
from zhiben.model.entries import EntryKind
from zhiben.model.hazards import Act, Level, State
from zhiben.store.failures import readable
from zhiben.store.schema import OF_HAZARDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from zhiben.model.entries import Entry
    from zhiben.model.hazards import HazardLife
    from zhiben.store.database import Database, Row

LINE: Final = ", ".join(f'entries."{field}"' for field in Line._fields)
"""The columns of a line, for queries."""
BATCH: Final = 5_000
"""How many hazards are folded at a time."""

_KINDS: Final = (
    EntryKind.HAZARD_RECORD.value,
    EntryKind.HAZARD_STEP.value,
    EntryKind.HAZARD_OVERLAY.value,
)
"""The kinds of a hazard's life; what folds it is imported only where there are any."""
_MANY: Final = 1 << 15
_CLOSED: Final = State.CLOSED.value
_MERGE: Final = Act.MERGE.value
_DETAILS_OF_TABLES: Final = ("level", "status", "done_on")
_SUBJECT: Final = Line._fields.index("subject")

# Mergers lead both ways, and on; they count here whether they are in force or not.
_RELATED: Final = """
    WITH RECURSIVE related (number) AS (
        SELECT value FROM json_each(?)
        UNION
        SELECT CASE mergers.number WHEN related.number THEN target ELSE mergers.number END
        FROM related
        JOIN mergers ON mergers.number = related.number OR mergers.target = related.number
    )
    SELECT number FROM related
"""
_TOLD: Final = f"""
    SELECT subject, count(*) FROM json_each(?) CROSS JOIN entries ON subject = value
    WHERE {OF_HAZARDS} GROUP BY subject
"""  # noqa: S608 - our own words
_IN_FORCE: Final = f"""
    SELECT {LINE} FROM json_each(?) CROSS JOIN entries ON subject = value
    WHERE {OF_HAZARDS} AND entries."on" <= ? AND entries.id NOT IN (SELECT id FROM voided)
"""  # noqa: S608 - our own words
_LINKED: Final = """
    SELECT value FROM json_each(?)
    WHERE EXISTS (SELECT 1 FROM mergers WHERE number = value)
    OR EXISTS (SELECT 1 FROM mergers WHERE target = value)
"""
_PAIRS: Final = """
    SELECT number, target FROM json_each(?) CROSS JOIN mergers ON number = value
"""
_EVER: Final = date.max.isoformat()


class HazardRow(NamedTuple):
    """A row of the projection; dates are texts, ``None`` is what nobody said.

    ``firm`` and ``code`` are what people find the enterprise by. ``last_on`` is the latest
    business date of an entry that counts for it.
    """

    number: str
    state: str
    level: str | None
    sector: str | None
    region: str | None
    lead: str | None
    channels: str
    found_on: str | None
    deadline: str | None
    done_on: str | None
    ended_on: str | None
    days: int | None
    listed: int
    reopened: int
    last_on: str
    firm: str
    code: str


class Told(NamedTuple):
    """What lines say of hazards: the row of each told of once, and which are to be merged."""

    rows: dict[str, HazardRow | None]
    mergers: list[Row]

    def hear(self, line: Line, body: Mapping[str, Any]) -> None:
        """Take in a line about a hazard; what is told of twice has to be folded."""
        number = line.subject
        if line.kind == EntryKind.HAZARD_RECORD:
            self.rows[number] = None if number in self.rows else _told_once(line, body)
            return
        self.rows[number] = None
        is_merger = line.kind == EntryKind.HAZARD_STEP and body["act"] == _MERGE
        into = body["given"].get("into") if is_merger else None
        if isinstance(into, str):
            self.mergers.append((line.origin, line.seq, number, into))


def is_about_hazard(line: Line) -> bool:
    """Tell whether a line is part of a hazard's life."""
    return line.kind in _KINDS


def update_hazards(database: Database, told: Told, *, changed: Collection[str]) -> None:
    """Bring the rows up to date with lines that were just added.

    Args:
        database: where the lines, their mergers and what they void are already.
        told: what the lines say.
        changed: hazards of which an entry may have come into force or fallen.
    """
    touched = {*told.rows, *changed}
    if not touched:
        return
    marks = json.dumps(list(touched))
    counts: dict[str, int] = dict(database.rows(_TOLD, marks))
    linked = {number for (number,) in database.rows(_LINKED, marks)}
    fresh = {
        number: row
        for number, row in told.rows.items()
        if row and counts[number] == 1 and number not in changed and number not in linked
    }
    _write(database, fresh.values())
    again = touched.difference(fresh)
    if again:
        with uncollected():
            _fold_again(database, again)


def fill_hazards(database: Database, *, prefix: str = "") -> None:
    """Make all rows anew from the entries, into a table and from mergers and voids so prefixed."""
    voided = {identity for (identity,) in database.rows(f"SELECT id FROM {prefix}voided")}  # noqa: S608 - our own words
    pairs = database.rows(f"SELECT number, target FROM {prefix}mergers")  # noqa: S608 - our own words
    linked = {number for pair in pairs for number in pair}
    stream = database.stream(
        f"SELECT {LINE} FROM entries WHERE {OF_HAZARDS} ORDER BY subject"  # noqa: S608 - our own words
    )
    live = (line for line in map(Line._make, stream) if line.id not in voided)
    kept: list[Line] = []
    rows = chain.from_iterable(
        _rows_of(list(group), database=database, kept=kept if number in linked else None)
        for number, group in groupby(filter(is_about_hazard, live), key=itemgetter(_SUBJECT))
    )
    while chunk := list(islice(rows, BATCH)):
        _write(database, chunk, prefix=prefix)
    with readable(database.path):
        _write(database, _folded(map(entry_of, kept), pairs), prefix=prefix)


def fill_mergers(database: Database) -> None:
    """Note the mergers of entries that were there before the table was."""
    told = Told({}, [])
    query = f"SELECT {LINE} FROM entries WHERE {OF_HAZARDS} AND kind = ?"  # noqa: S608 - our own words
    with readable(database.path):
        for row in database.stream(query, EntryKind.HAZARD_STEP.value):
            line = Line._make(row)
            told.hear(line, json.loads(line.body))
    database.write_all("INSERT INTO mergers VALUES (?, ?, ?, ?)", told.mergers)


def lives_on(
    database: Database, numbers: Collection[str], day: str
) -> Iterator[tuple[HazardLife, str]]:
    """Yield the lives of some hazards as they were on a day, each with its ``last_on``.

    Those merged with one of them come too. What is known of the hazards is read in pieces
    that memory holds.
    """
    waiting = sorted(numbers)
    seen: set[str] = set()
    for start in range(0, len(waiting), BATCH):
        piece = [number for number in waiting[start : start + BATCH] if number not in seen]
        related = related_numbers(database, piece) - seen
        seen |= related
        yield from _lives(database, related, day=day)


def related_numbers(database: Database, numbers: Collection[str]) -> frozenset[str]:
    """Return hazards with all that were ever merged with them, in force or not."""
    return frozenset(number for (number,) in database.rows(_RELATED, json.dumps(list(numbers))))


def _lives(
    database: Database, numbers: Collection[str], *, day: str
) -> Iterator[tuple[HazardLife, str]]:
    """Yield the lives of hazards, of which none is merged with another than these."""
    marks = json.dumps(sorted(numbers))
    with readable(database.path):
        entries = [entry_of(Line._make(row)) for row in database.rows(_IN_FORCE, marks, day)]
    pairs = database.rows(_PAIRS, marks)
    with readable(database.path):
        yield from _folded_lives(entries, pairs)


def _folded_lives(
    entries: Iterable[Entry], pairs: Iterable[Row]
) -> Iterator[tuple[HazardLife, str]]:
    """Yield the lives that entries tell, each with the latest day of all merged with it."""
    from zhiben.ledger.hazards.lives import lives_of

    every = [entry for entry in in_order(entries) if entry.kind in _KINDS]
    group = _groups(pairs)
    last: dict[str, date] = {}
    for entry in every:
        last[group(entry.subject)] = entry.on
    for number, life in lives_of(every).items():
        yield life, last[group(number)].isoformat()


def _folded(entries: Iterable[Entry], pairs: Iterable[Row]) -> list[HazardRow]:
    """Return the rows of hazards by folding their entries."""
    return [row_of(life, last_on) for life, last_on in _folded_lives(entries, pairs)]


def row_of(life: HazardLife, last_on: str) -> HazardRow:
    """Return the row of a life."""
    from zhiben.ledger.hazard_figures.counting import facts_of

    facts, details = facts_of(life), life.details
    return HazardRow(
        number=life.number,
        state=facts.state.value,
        level=facts.level.value if facts.level else None,
        sector=facts.sector,
        region=facts.region,
        lead=facts.lead,
        channels=",".join(facts.channels),
        found_on=_text(facts.found_on),
        deadline=_text(facts.deadline),
        done_on=_text(facts.done_on),
        ended_on=_text(facts.ended_on),
        days=facts.days,
        listed=int(facts.is_listed),
        reopened=facts.reopened,
        last_on=last_on,
        firm=label_key(details.enterprise or ""),
        code=label_key(details.credit_code or ""),
    )


def _told_once(line: Line, body: Mapping[str, Any]) -> HazardRow:
    """Return the row of a hazard that one entry tells of: what folding that one gives."""
    said = body["details"]
    get = said.get
    state, level, done, closed = _outcome(said, is_table=bool(body.get("source")))
    found = get("found_on")
    return HazardRow(
        line.subject,
        state,
        level,
        get("sector"),
        get("region"),
        get("lead") or get("unit_responsible"),
        get("channel") or "",
        found,
        get("deadline"),
        done,
        closed,
        _days(found, closed) if closed and found else None,
        int(get("listed") or 0),
        0,
        line.on,
        _label_key(get("enterprise") or ""),
        _label_key(get("credit_code") or ""),
    )


def _outcome(
    said: Mapping[str, Any], *, is_table: bool
) -> tuple[str, str | None, str | None, str | None]:
    """Return the state, the level, and the days on which it was put right and closed."""
    if not is_table:  # it takes an act of theirs to say so
        return _reported(None, None), None, None, None
    level, status, done = map(said.get, _DETAILS_OF_TABLES)
    state = status or _reported(level, done)
    return state, level, done if state in _done() else None, done if state == _CLOSED else None


@cache
def _done() -> frozenset[str]:
    """Return the states of what is put right, or being put right."""
    from zhiben.ledger.hazard_figures.counting import PUT_RIGHT

    return frozenset(map(str, (*PUT_RIGHT, State.RECTIFYING)))


_label_key: Final = lru_cache(maxsize=_MANY)(label_key)
"""One enterprise has many hazards."""


def _reported(level: str | None, done: str | None) -> str:
    """Return where a hazard stands of which no state is said."""
    if done is not None:
        return State.RECTIFYING.value
    if level is None:
        return State.LEAD.value
    return (State.REGISTERED if level == Level.MAJOR else State.GENERAL).value


def _rows_of(lines: list[Line], *, database: Database, kept: list[Line] | None) -> list[HazardRow]:
    """Return the row of a hazard if its entries give one; those of a linked one are ``kept``."""
    if kept is not None:
        kept += lines
        return []
    with readable(database.path):
        if len(lines) == 1 and lines[0].kind == EntryKind.HAZARD_RECORD:
            return [_told_once(lines[0], json.loads(lines[0].body))]
        return _folded(map(entry_of, lines), ())


def _fold_again(database: Database, numbers: Collection[str]) -> None:
    """Replace the rows of hazards, and of those merged with them, by what folding gives."""
    related = related_numbers(database, numbers)
    database.write_all("DELETE FROM hazards WHERE number = ?", [(one,) for one in related])
    rows = (row_of(*one) for one in lives_on(database, numbers, _EVER))
    while chunk := list(islice(rows, BATCH)):
        _write(database, chunk)


def _write(database: Database, rows: Iterable[HazardRow], *, prefix: str = "") -> None:
    """Insert rows in the order of their numbers."""
    ordered = sorted(rows, key=itemgetter(0))
    if ordered:
        marks = ", ".join("?" * len(HazardRow._fields))
        database.write_all(f"INSERT INTO {prefix}hazards VALUES ({marks})", ordered)  # noqa: S608 - our own words


def _groups(pairs: Iterable[Row]) -> Callable[[str], str]:
    """Return what names, of every hazard, one of those merged with it: the same for all."""
    leads: dict[str, str] = {}

    def group(number: str) -> str:
        while number in leads:
            number = leads[number]
        return number

    for one, other in pairs:
        first, second = group(one), group(other)
        if first != second:
            leads[first] = second
    return group


def _days(found_on: str, closed_on: str) -> int | None:
    """Return how many days it took, as the figures reckon them."""
    from zhiben.ledger.hazard_figures.counting import days_between

    return days_between(date.fromisoformat(found_on), date.fromisoformat(closed_on))


def _text(day: date | None) -> str | None:
    """Return a day as it is stored."""
    return day.isoformat() if day else None
