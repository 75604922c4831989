"""An import planned: which hazard each row of the tables tells of, and what it says that is new.

What a row says is recorded under the hazard it was recorded under before, or under one it is
certain to be the same as, or under a new number. Nothing is closed because a table leaves it
out; that is reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from attrs import evolve, field, frozen

from zhiben.ledger.duplicates.finding import Outcome, find_duplicates
from zhiben.ledger.fold import in_order
from zhiben.ledger.hazard_import.rows import Rows, Said, key_maker, label_of, reference_of, rows_of
from zhiben.ledger.hazard_tables.headings import Field, Target
from zhiben.ledger.hazard_tables.sheets import SheetPlan
from zhiben.ledger.hazards.bodies import details_of
from zhiben.ledger.hazards.lives import lives_of
from zhiben.ledger.tables import Cells
from zhiben.model.entries import EntryKind
from zhiben.model.hazards import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhiben.ledger.duplicates.finding import Duplicate
    from zhiben.ledger.duplicates.names import Names
    from zhiben.ledger.hazard_import.rows import Place
    from zhiben.ledger.hazard_tables.sheets import HazardRow
    from zhiben.model.entries import Entry
    from zhiben.model.hazards import HazardDetails, HazardLife

GONE: Final = frozenset({State.VOID, State.MERGED, State.UNFOUNDED})
"""The states of hazards that no new row is held against."""

_TWICE: Final = "同一张表里单位、地点、内容都一样的两行"
_KNOWN_BY: Final = (Field.ENTERPRISE, Field.CREDIT_CODE, Field.LOCATION, Field.DESCRIPTION)


class Fate(StrEnum):
    """What becomes of a row that is taken in."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MERGED = "merged"
    """It is certain to tell of a hazard that another table or channel told of."""


@frozen(kw_only=True)
class Table:
    """A sheet to import: its place, the source it is from, and what its rows amount to.

    ``rows`` are its cells. ``is_partial`` tells that what it leaves out is not absent, as in a
    file of rejected rows; ``is_repeated`` that this very sheet was imported before, so that
    it says nothing new of hazards on record, whatever was said of them since. ``given`` is
    the map it was read by, and ``notes`` are what a person should know of it.
    """

    file: str
    sheet: str
    digest: str
    ledger: str
    plan: SheetPlan
    rows: Sequence[Cells] = field(repr=False)
    is_partial: bool = False
    is_repeated: bool = False
    given: Mapping[str, Target] = field(factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What the sheet is called from month to month."""
        return label_of(self.sheet)


class Placed(NamedTuple):
    """A row with the number of the hazard it tells of."""

    row: HazardRow
    said: Said
    number: str
    fate: Fate


class Pair(NamedTuple):
    """A row that is, or may be, the same as another hazard."""

    row: int
    hazard: str
    score: float
    why: str


@frozen(kw_only=True)
class TablePlan:
    """What becomes of a sheet.

    ``possible`` are rows that may be the same as another hazard, ``merged`` those that are;
    ``absent`` the hazards of this source that its tables no longer have.
    """

    table: Table
    placed: tuple[Placed, ...]
    possible: tuple[Pair, ...]
    merged: tuple[Pair, ...]
    absent: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """How many rows were read: each is accepted or rejected."""
        return len(self.table.plan.accepted) + len(self.table.plan.rejected)

    @property
    def is_idle(self) -> bool:
        """Whether nothing of the sheet is to be recorded."""
        return all(one.fate is Fate.UNCHANGED for one in self.placed)

    @property
    def counts(self) -> dict[str, int]:
        """How many hazards were created, changed and so on; a merged row changes one."""
        found = Counter(one.fate for one in self.placed)
        return {
            "created": found[Fate.CREATED],
            "changed": found[Fate.CHANGED] + found[Fate.MERGED],
            "unchanged": found[Fate.UNCHANGED],
            "absent": len(self.absent),
        }


class Book:
    """The hazards on record as an import meets them, and as it leaves them for its next file."""

    def __init__(self, live: Sequence[Entry], *, names: Names, numbers: Iterator[str]) -> None:
        self.names = names
        once, lives = _known(live)
        self.key_of = key_maker(names)
        self.rows: Rows = rows_of(live, key_of=self.key_of)
        states = {number: body["details"].get("status") for number, body in once.items()}
        states |= {number: life.state for number, life in lives.items()}
        self.gone = {number for number, state in states.items() if state in GONE}
        here = states.keys() - self.gone
        self._told = {number: lives[number].details for number in here.intersection(lives)}
        self._said = {number: once[number]["details"] for number in here.intersection(once)}
        self.numbers = numbers
        self._into = {n: life.merged_into for n, life in lives.items() if life.merged_into}

    @property
    def details(self) -> Mapping[str, HazardDetails]:
        """What is known of every hazard that a new row may be the same as."""
        self._told |= {number: details_of(said) for number, said in self._said.items()}
        self._said.clear()
        return self._told

    def target(self, number: str) -> str:
        """Return where a hazard goes on that a person merged into another one."""
        while number in self._into:
            number = self._into[number]
        return number

    def create(self, said: Mapping[str, Any]) -> str:
        """Return the number of a new hazard."""
        number = next(self.numbers)
        self._said[number] = said
        return number


def plan_import(files: Iterable[Sequence[Table]], book: Book) -> tuple[TablePlan, ...]:
    """Plan the sheets of all files, one file after the other."""
    plans: list[TablePlan] = []
    before: dict[str, Mapping[str, str]] = {}
    for tables in files:
        for table in tables:
            before.setdefault(table.ledger, dict(book.rows.numbers(table.ledger)))
        plans += _Filing(tables, book).plans()
    return tuple(_with_absent(plans, before, book=book))


def _with_absent(
    plans: Sequence[TablePlan], before: Mapping[str, Mapping[str, str]], *, book: Book
) -> Iterator[TablePlan]:
    """Yield plans with the hazards that all tables of their source leave out."""
    had: defaultdict[str, set[str]] = defaultdict(set)
    whole: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for place, plan in enumerate(plans):
        had[plan.table.ledger].update(one.number for one in plan.placed)
        had[plan.table.ledger].update(_held(plan.table, book))
        if not plan.table.is_partial:
            whole[plan.table.ledger][plan.table.label] = place
    absent: defaultdict[int, list[str]] = defaultdict(list)
    for ledger, labels in whole.items():
        for number, label in before[ledger].items():
            if number not in had[ledger] and number not in book.gone:
                absent[labels.get(label, max(labels.values()))].append(number)
    for place, plan in enumerate(plans):
        yield evolve(plan, absent=tuple(sorted(absent[place])))


def _known(
    live: Iterable[Entry],
) -> tuple[dict[str, Mapping[str, Any]], dict[str, HazardLife]]:
    """Return what is told of hazards told of once, by a table, and the lives of all others.

    Most are told of once: there is nothing to fold.
    """
    told: defaultdict[str, list[Entry]] = defaultdict(list)
    merged: set[str] = set()
    for entry in live:
        told[entry.subject].append(entry)
        if entry.kind is not EntryKind.HAZARD_RECORD:
            merged.add(str(entry.body.get("given", {}).get("into", "")))
    once: dict[str, Mapping[str, Any]] = {}
    others: list[Entry] = []
    for number, entries in told.items():
        is_once = len(entries) == 1 and entries[0].body.get("source") and number not in merged
        if is_once and entries[0].kind is EntryKind.HAZARD_RECORD:
            once[number] = entries[0].body
        else:
            others += entries
    return once, lives_of(in_order(others))


def _held(table: Table, book: Book) -> Iterator[str]:
    """Yield the hazards on record that rejected rows tell of, as far as these can be read."""
    columns = {one.field.value: one.index for one in table.plan.columns if one.field in _KNOWN_BY}
    for row in table.plan.rejected:
        told = {name: row.line[index] for name, index in columns.items()}
        number = book.rows.number(table.ledger, book.key_of(told))
        if number is not None:
            yield number


_Pairs = Mapping[str, Sequence["Duplicate"]]


class _New(NamedTuple):
    """A row that no row on record is."""

    sheet: int
    row: HazardRow
    said: Said


class _Filing:
    """The rows of one file on their way into the book."""

    def __init__(self, tables: Sequence[Table], book: Book) -> None:
        self.tables = tables
        self.book = book
        self.placed: list[dict[int, Placed]] = [{} for _ in tables]
        self.possible: list[list[Pair]] = [[] for _ in tables]
        self.merged: list[list[Pair]] = [[] for _ in tables]
        self.hit: list[set[str]] = [set() for _ in tables]
        self.first: list[dict[str, str]] = [{} for _ in tables]

    def plans(self) -> Iterator[TablePlan]:
        """Yield what becomes of each sheet."""
        new = [one for sheet in range(len(self.tables)) for one in self._known(sheet)]
        self._settle(new)
        for table, placed, possible, merged in zip(
            self.tables, self.placed, self.possible, self.merged, strict=True
        ):
            yield TablePlan(
                table=table,
                placed=tuple(placed[row] for row in sorted(placed)),
                possible=tuple(possible),
                merged=tuple(merged),
            )

    def _known(self, sheet: int) -> list[_New]:
        """Place the rows of a sheet that are on record, and return the others."""
        new: list[_New] = []
        taken: set[Place] = set()
        for row, said in _sayings(self.tables[sheet], self.book):
            slot = self.book.rows.find(said, taken=taken)
            if slot is None:
                new.append(_New(sheet, row, said))
                continue
            taken.add(slot.said.place)
            is_old = self.tables[sheet].is_repeated or said.is_as(slot.said)
            fate = Fate.UNCHANGED if is_old else Fate.CHANGED
            self._place(_New(sheet, row, said), self.book.target(slot.number), fate)
        return new

    def _place(self, one: _New, number: str, fate: Fate) -> None:
        """Record a row under a number."""
        self.placed[one.sheet][one.row.row] = Placed(one.row, one.said, number, fate)
        self.hit[one.sheet].add(number)
        self.first[one.sheet].setdefault(one.said.key, number)
        if fate is not Fate.UNCHANGED:
            self.book.rows.put(number, one.said)

    def _settle(self, new: Sequence[_New]) -> None:
        """Give every new row the number of the hazard it is certain to be, or one of its own."""
        if not new:
            return
        ids = {f"{place:09}": one for place, one in enumerate(new)}
        found, among = self._alike(ids)
        given: dict[str, str] = {}
        for which, one in ids.items():
            if which not in found and which not in among:
                given[which] = self._create(one)
                continue
            alike = [(pair.recorded, pair, True) for pair in found.get(which, ())]
            alike += [
                (given[pair.recorded], pair, ids[pair.recorded].sheet != one.sheet)
                for pair in among.get(which, ())
            ]
            given[which] = self._number(one, alike)

    def _alike(self, ids: Mapping[str, _New]) -> tuple[_Pairs, _Pairs]:
        """Return what new rows are or may be the same as: on record, and among themselves.

        Rows that one sheet counts apart, all through one channel, are not compared: those that
        say the very same are told anyhow, and all others wait among the duplicates on record.
        """
        groups: defaultdict[object, list[str]] = defaultdict(list)
        for which, one in ids.items():
            groups[one.sheet, one.said.channel].append(which)
        known, names = self.book.details, self.book.names
        if not known and len(groups) == 1:
            return {}, {}
        details = {which: one.row.details for which, one in ids.items()}
        apart = [{which: details[which] for which in group} for group in groups.values()]
        return (
            _by_new(find_duplicates(details, known, names=names)),
            _by_new(_among(apart, names=names)),
        )

    def _number(self, one: _New, alike: Sequence[tuple[str, Duplicate, bool]]) -> str:
        """Return the number of a new row, from the hazards it is alike.

        Two rows of one sheet are two hazards until a person says otherwise: whoever wrote
        them counted them so.
        """
        certain = {
            number
            for number, pair, is_apart in alike
            if is_apart and pair.outcome is Outcome.CERTAIN
        }
        pairs = [Pair(one.row.row, other, pair.score, pair.why) for other, pair, _ in alike]
        if len(certain) > 1 or not certain.isdisjoint(self.hit[one.sheet]):
            certain.clear()
        for number in certain:
            self._place(one, number, Fate.MERGED)
            self.merged[one.sheet] += [pair for pair in pairs if pair.hazard == number]
            return number
        number = self._create(one)
        self.possible[one.sheet] += pairs
        return number

    def _create(self, one: _New) -> str:
        """Give a row a number of its own; one that its sheet says twice is told."""
        if one.said.again > 1:
            first = self.first[one.sheet].get(one.said.key)
            self.possible[one.sheet] += [Pair(one.row.row, first, 1.0, _TWICE)] if first else []
        number = self.book.create(one.row.said)
        self._place(one, number, Fate.CREATED)
        return number


def _sayings(table: Table, book: Book) -> Iterator[tuple[HazardRow, Said]]:
    """Yield the rows of a sheet with what the journal would keep of each."""
    times: Counter[str] = Counter()
    accepted = table.plan.accepted
    references = [reference_of(row.reference) for row in accepted]
    numbered = Counter(references)
    label = table.label
    for row, reference in zip(accepted, references, strict=True):
        key = book.key_of(row.said)
        times[key] += 1
        said = Said(
            ledger=table.ledger,
            label=label,
            key=key,
            again=times[key],
            reference=reference if numbered[reference] == 1 else "",
            details=row.said,
            extras=row.extras,
        )
        yield row, said


def _among(groups: Iterable[Mapping[str, HazardDetails]], *, names: Names) -> Iterator[Duplicate]:
    """Yield the new rows of different groups that are or may be the same, an earlier one last."""
    earlier: dict[str, HazardDetails] = {}
    for group in groups:
        for pair in find_duplicates(group, earlier, names=names) if earlier else ():
            first, last = sorted((pair.new, pair.recorded))
            yield evolve(pair, new=last, recorded=first)
        earlier |= group


def _by_new(pairs: Iterable[Duplicate]) -> dict[str, list[Duplicate]]:
    """Return pairs by their new row."""
    found: dict[str, list[Duplicate]] = {}
    for pair in pairs:
        found.setdefault(pair.new, []).append(pair)
    return found
