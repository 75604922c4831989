"""Figures and lists of hazards from their projection: the fold's answer, counted by SQL.

The rows tell how hazards stand with all entries in force. For a day, those with later
entries are folded anew, as they were then, and every query leaves their rows out.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from zhiben.ledger.hazard_figures.counting import (
    UNCHECKED,
    UNCOUNTED,
    Axis,
    axis_keys,
    facts_of,
    is_counted,
    tally_of,
)
from zhiben.ledger.hazards.lives import is_overdue
from zhiben.ledger.hazards.moves import OPEN_STATES
from zhiben.ledger.units.rules import label_key
from zhiben.model.entries import EntryKind
from zhiben.model.hazard_figures import CheckCell, HazardFacts, MonthCell, Tally
from zhiben.model.hazards import Channel, HazardDetails, HazardLife, Level, State
from zhiben.store.database import Database
from zhiben.store.hazard_rows import lives_on
from zhiben.store.schema import BESIDE_REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.store.database import Row


def _states(states: Iterable[State]) -> str:
    """Return states as a list in SQL."""
    return ", ".join(f"'{state.value}'" for state in states)


_OPEN: Final = f"state IN ({_states(OPEN_STATES)})"
_COUNTED: Final = f"state NOT IN ({_states(UNCOUNTED)})"
_SHUT: Final = f"state = '{State.SHUT.value}'"

COUNTS: Final[Mapping[str, str]] = {
    "found": "1",
    "closed": f"state = '{State.CLOSED.value}'",
    "shut": _SHUT,
    "standing": f"NOT {_SHUT}",
    "open": _OPEN,
    "unchecked": f"state IN ({_states(UNCHECKED)})",
    "overdue": f"{_OPEN} AND deadline < ?1",
    "not_due": f"{_OPEN} AND deadline >= ?1",
    "without_deadline": f"{_OPEN} AND deadline IS NULL",
    "due": f"NOT {_SHUT} AND deadline < ?1",
    "on_time": f"NOT {_SHUT} AND deadline < ?1 AND done_on <= deadline",
    "listed": f"{_OPEN} AND listed",
    "reopened": "reopened > 0",
    "timed": "days IS NOT NULL",
    "with_channel": "channels <> ''",
    "self_found": f"instr(channels, '{Channel.SELF.value}')",
    "unplaced": "level IS NULL",
    "inspected": f"level = '{Level.MAJOR.value}' AND instr(channels, '{Channel.INSPECTION.value}')",
}
"""What tells in SQL whether a row is in a count; the ledger defines what each means."""
_KEYS: Final[Mapping[Axis, str]] = {
    Axis.LEVEL: "level",
    Axis.SECTOR: "sector",
    Axis.TOWNSHIP: "region",
    Axis.CHANNEL: "channels",
    Axis.LEAD: "lead",
    Axis.COHORT: "substr(found_on, 1, 4)",
    Axis.MONTH: "substr(found_on, 1, 7)",
}
_BY_THEN: Final = f"+last_on <= ?1 AND {_COUNTED}"
_FACTS: Final = (
    "number, state, level, sector, region, lead, channels, found_on, deadline, done_on, ended_on,"
    " days, listed, reopened"
)
_MARK: Final = ","
CACHE: Final = "PRAGMA cache_size = -65536"
"""Rows are read through once: what a larger cache kept of them would not be asked for again."""
_CHECKS: Final = f"""
    FROM entries WHERE kind = '{EntryKind.INSPECTION_RECORD.value}'
    AND {BESIDE_REPORTS} AND "on" <= ?1 AND id NOT IN (SELECT id FROM voided)
"""  # noqa: S608 - our own words


@frozen(kw_only=True)
class HazardFilter:
    """Which hazards a list has; ``None`` leaves none of them out.

    ``region`` and ``sector`` tell of a text on record, empty where nothing is said, whether
    it is meant. ``firm`` is part of the name of the enterprise or its credit code, in one
    width.
    """

    state: State | None = None
    level: Level | None = None
    channel: Channel | None = None
    region: Callable[[str], bool] | None = None
    sector: Callable[[str], bool] | None = None
    firm: str | None = None
    is_overdue: bool = False

    def holds(self, life: HazardLife, day: date) -> bool:
        """Tell whether a hazard as it was on a day is in the list."""
        details = life.details
        return all((
            self.state in {None, life.state},
            self.level in {None, details.level},
            self.channel in {None, *life.channels},
            _is_meant(self.region, details.region),
            _is_meant(self.sector, details.sector),
            self.firm is None or self._names(details, self.firm),
            not self.is_overdue or is_overdue(life, day),
        ))  # fmt: skip

    def _names(self, details: HazardDetails, firm: str) -> bool:
        """Tell whether a text is in the name of an enterprise, or its credit code."""
        name, code = label_key(details.enterprise or ""), label_key(details.credit_code or "")
        return firm in name or firm == code


@frozen(kw_only=True, eq=False)
class HazardTable:
    """Hazards as they were on one day, of one database."""

    day: date
    _database: Database = field(alias="database")

    @property
    def is_empty(self) -> bool:
        """Whether no hazard was ever told of."""
        return not self._database.value("SELECT EXISTS (SELECT 1 FROM hazards)")

    def tallies(self, axis: Axis) -> dict[tuple[str, ...], Tally]:
        """Return the counts of hazards by the keys of an axis they stand in; none is in two."""
        counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        days: dict[tuple[str, ...], Counter[int]] = defaultdict(Counter)
        key = _KEYS[axis]
        sums = ", ".join(f"count(*) FILTER (WHERE {test})" for test in COUNTS.values())
        query = f"SELECT {key}, {sums} FROM hazards WHERE {_BY_THEN} GROUP BY 1"  # noqa: S608 - our own words
        for found, *numbers in self._rows(query):
            counts[_keys_of(axis, found)].update(dict(zip(COUNTS, numbers, strict=True)))
        timed = f"{_BY_THEN} AND days IS NOT NULL GROUP BY 1, 2"
        query = f"SELECT {key}, days, count(*) FROM hazards WHERE {timed}"  # noqa: S608 - our own words
        for found, length, number in self._rows(query):
            days[_keys_of(axis, found)][length] += number
        tallies = {
            one: Tally(counts=+numbers, days=days.get(one, {})) for one, numbers in counts.items()
        }
        for facts in self._later_facts():
            mine = axis_keys(facts, axis)
            tallies[mine] = tallies.get(mine, Tally()) + tally_of([facts], self.day)
        return tallies

    def cells(self) -> tuple[MonthCell, ...]:
        """Return how many major hazards were found and ended in which months."""
        query = f"""
            SELECT coalesce(substr(found_on, 1, 7), ''), coalesce(substr(ended_on, 1, 7), ''),
            {_OPEN}, {COUNTS["closed"]}, count(*)
            FROM hazards WHERE {_BY_THEN} AND level = '{Level.MAJOR.value}' GROUP BY 1, 2, 3, 4
        """  # noqa: S608 - our own words
        found = Counter({row[:4]: row[4] for row in self._rows(query)})
        found.update(_cell(one) for one in self._later_facts() if one.level is Level.MAJOR)
        return tuple(
            MonthCell(
                found=month,
                ended=ended,
                is_open=bool(is_open),
                is_closed=bool(closed),
                number=number,
            )
            for (month, ended, is_open, closed), number in sorted(found.items())
        )

    def facts(self, count: str) -> Iterator[HazardFacts]:
        """Yield what figures know of the hazards of a count."""
        test = f"{_BY_THEN} AND {COUNTS[count]}"
        for row in self._rows(f"SELECT {_FACTS} FROM hazards WHERE {test}"):  # noqa: S608 - our own words
            yield _facts(row)
        yield from (one for one in self._later_facts() if tally_of([one], self.day)[count])

    def lives(self, wanted: HazardFilter) -> list[HazardLife]:
        """Return the hazards of a list, in no order."""
        tests, values = self._tests(wanted)
        query = f"SELECT number FROM hazards WHERE {' AND '.join(tests)}"  # noqa: S608 - our own words
        found = {number for (number,) in self._database.rows(query, *values)}
        lives = (life for life, _ in lives_on(self._database, found, values[0]))
        now = (life for life in lives if life.number in found)
        return [*now, *(life for life in self._later() if wanted.holds(life, self.day))]

    def checks(self) -> int:
        """Return how many inspections are on record."""
        ((number,),) = self._rows(f"SELECT count(*) {_CHECKS}")
        return int(number)

    def check_cells(self) -> tuple[CheckCell, ...]:
        """Return how many inspections of each unit were made in each month."""
        keys = """json_extract(body, '$.org'), substr("on", 1, 7)"""
        query = f"SELECT {keys}, count(*) {_CHECKS} GROUP BY 1, 2"
        return tuple(
            CheckCell(unit=unit, month=month, number=number)
            for unit, month, number in self._rows(query)
        )

    def gone(self, states: Sequence[State]) -> int:
        """Return how many hazards are in one of some states."""
        test = f"+last_on <= ?1 AND state IN ({_states(states)})"
        ((number,),) = self._rows(f"SELECT count(*) FROM hazards WHERE {test}")  # noqa: S608 - our own words
        return int(number) + sum(life.state in states for life in self._later())

    def _tests(self, wanted: HazardFilter) -> tuple[list[str], list[str]]:
        """Return what narrows the rows to those that are wanted, and the values it needs."""
        tests, values = ["+last_on <= ?1"], [self.day.isoformat()]
        same = {"state": wanted.state, "level": wanted.level}
        tests += [f"{name} = '{value.value}'" for name, value in same.items() if value]
        if wanted.channel is not None:
            tests.append(f"instr(channels, '{wanted.channel.value}')")
        if wanted.is_overdue:
            tests.append(f"({COUNTS['overdue']})")
        if wanted.firm is not None:
            values.append(wanted.firm)
            tests.append(f"(instr(firm, ?{len(values)}) OR code = ?{len(values)})")
        for name, is_meant in (("region", wanted.region), ("sector", wanted.sector)):
            if is_meant is not None:
                values.append(self._meant(name, is_meant))
                texts = f"(SELECT value FROM json_each(?{len(values)}))"  # noqa: S608 - our own words
                tests.append(f"coalesce({name}, '') IN {texts}")
        return tests, values

    def _meant(self, column: str, is_meant: Callable[[str], bool]) -> str:
        """Return the texts of a column that are meant, as JSON."""
        query = f"SELECT DISTINCT coalesce({column}, '') FROM hazards"  # noqa: S608 - our own words
        return json.dumps([text for (text,) in self._database.rows(query) if is_meant(text)])

    def _later(self) -> Iterator[HazardLife]:
        """Yield as they were on the day the hazards of which more was recorded for later days."""
        day = self.day.isoformat()
        rows = self._database.rows("SELECT number FROM hazards WHERE last_on > ?", day)
        return (life for life, _ in lives_on(self._database, {one for (one,) in rows}, day))

    def _later_facts(self) -> Iterator[HazardFacts]:
        """Yield those of the hazards above that count."""
        return filter(is_counted, map(facts_of, self._later()))

    def _rows(self, query: str) -> list[Row]:
        """Return the rows of a query about the day."""
        return self._database.rows(query, self.day.isoformat())


def _is_meant(test: Callable[[str], bool] | None, text: str | None) -> bool:
    """Tell whether a text is meant, empty where nothing is said; every one is without a test."""
    return test is None or test(text or "")


def _keys_of(axis: Axis, found: str | None) -> tuple[str, ...]:
    """Return the keys of rows that a value of an axis stands for."""
    return tuple((found or "").split(_MARK)) if axis is Axis.CHANNEL else (found or "",)


def _cell(one: HazardFacts) -> tuple[str, str, int, int]:
    """Return the months and the kind of state by which a hazard is counted."""
    found, ended = (f"{day:%Y-%m}" if day else "" for day in (one.found_on, one.ended_on))
    return found, ended, int(one.state in OPEN_STATES), int(one.state is State.CLOSED)


def _facts(row: Row) -> HazardFacts:
    """Return what a row tells a figure."""
    number, state, level, sector, region, lead, channels, *days, length, listed, reopened = row
    found_on, deadline, done_on, ended_on = (day and date.fromisoformat(day) for day in days)
    return HazardFacts(
        number=number,
        state=State(state),
        level=level and Level(level),
        sector=sector,
        region=region,
        lead=lead,
        channels=tuple(map(Channel, filter(None, channels.split(_MARK)))),
        found_on=found_on,
        deadline=deadline,
        done_on=done_on,
        ended_on=ended_on,
        days=length,
        is_listed=bool(listed),
        reopened=reopened,
    )
