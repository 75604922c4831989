"""The projection of hazards knows what the fold knows, on every day and whatever the order."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.entries import entry_of, place_of
from zhiben.ledger.fold import in_order, void_ids
from zhiben.ledger.hazard_figures.counting import (
    COUNTS,
    Axis,
    axis_keys,
    facts_of,
    is_counted,
    tally_of,
)
from zhiben.ledger.hazards.lives import KINDS, is_overdue, lives_of
from zhiben.ledger.units.rules import label_key
from zhiben.model.entries import EntryKind
from zhiben.model.hazard_figures import Tally
from zhiben.model.hazards import Act, Channel, Level, State
from zhiben.store import Site, create_store, open_store
from zhiben.store.hazard_reading import HazardFilter
from zhiben.store.hazard_rows import HazardRow, is_about_hazard, row_of
from zhiben.testing.factories import Batch, sealed, undone
from zhiben.testing.hazard_strategies import hazard_drafts
from zhiben.testing.hazards import done, listed_in_table, walked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from zhiben.ledger.entries import Line
    from zhiben.model.hazard_figures import HazardFacts
    from zhiben.model.hazards import HazardLife
    from zhiben.store import Store

SITE = Site(origin="office", algorithm="sha256")
DAYS = st.dates(date(2024, 1, 1), date(2024, 1, 6))
EVER = date.max
TABLES = st.builds(
    listed_in_table,
    st.sampled_from(("示例-1", "示例-2", "示例-3", "示例-4")),
    on=DAYS,
    found_on=st.none() | DAYS,
    deadline=st.none() | DAYS,
    done_on=st.none() | DAYS,
    level=st.sampled_from((None, *Level)),
    status=st.sampled_from((None, *State)),
    channel=st.sampled_from((None, *Channel)),
    listed=st.sampled_from((None, True, False)),
    sector=st.sampled_from((None, "示例行业")),
    lead=st.sampled_from((None, "示例局")),
    unit_responsible=st.sampled_from((None, "示例单位")),
    enterprise=st.sampled_from((None, "示例 Ａ厂")),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Line]:
    """Return what two sites say of hazards and do about them, and undo again."""
    drafts = draw(st.lists(TABLES | hazard_drafts(DAYS), min_size=1, max_size=12))
    first = Batch(number=0, origin="office", drafts=tuple(drafts))
    undos = draw(st.lists(st.integers(0, len(drafts) - 1), unique=True, max_size=3))
    second = Batch(
        number=1,
        origin="dept-a",
        drafts=tuple(
            undone(first.ids[one], subject=drafts[one].subject, on=drafts[one].on) for one in undos
        ),
    )
    third = Batch(
        number=2,
        origin="dept-b",
        drafts=tuple(
            undone(second.ids[index], subject=drafts[one].subject, on=drafts[one].on)
            for index, one in enumerate(undos)
            if draw(st.booleans())
        ),
    )
    return sealed([batch for batch in (first, second, third) if batch.drafts])


@contextmanager
def holding(*packets: Sequence[Line]) -> Iterator[Store]:
    """Return a store that took in some packets, one after the other."""
    with (
        tempfile.TemporaryDirectory() as folder,
        create_store(Path(folder) / "law.db", site=SITE) as store,
    ):
        for packet in packets:
            store.append(packet)
        yield store


def folded(lines: Sequence[Line], day: date) -> list[HazardFacts]:
    """Return what figures know of the hazards on a day, by folding all entries."""
    entries = [entry_of(line) for line in lines]
    void = void_ids(entries)
    live = [e for e in entries if e.id not in void and e.on <= day and e.kind in KINDS]
    return [facts_of(life) for life in lives_of(in_order(live)).values()]


def rows(store: Store) -> list[HazardRow]:
    query = "SELECT * FROM hazards ORDER BY number"
    return list(map(HazardRow._make, store._database.rows(query)))


def expected_tallies(facts: Sequence[HazardFacts], axis: Axis, day: date) -> dict[object, Tally]:
    """Return the counts by the keys of an axis, by definition."""
    tallies: dict[object, Tally] = {}
    for one in filter(is_counted, facts):
        key = axis_keys(one, axis)
        tallies[key] = tallies.get(key, Tally()) + tally_of([one], day)
    return tallies


def told_at_once(lines: Sequence[Line]) -> list[HazardRow]:
    """Return the rows by folding, with the last day of each hazard told of by itself."""
    entries = [entry_of(line) for line in lines]
    void = void_ids(entries)
    live = in_order(e for e in entries if e.id not in void and e.kind in KINDS)
    last = {entry.subject: entry.on.isoformat() for entry in live}
    return [row_of(life, last[number]) for number, life in sorted(lives_of(live).items())]


@given(lines=histories(), data=st.data())
def test_figures_are_those_of_the_fold_on_any_day(lines: list[Line], data: st.DataObject) -> None:
    """In packets cut anywhere and in any order, with entries undone and restored."""
    shuffled = data.draw(st.permutations(lines))
    cut = data.draw(st.integers(0, len(lines)))
    with holding(shuffled[:cut], shuffled[cut:]) as store:
        assert () == store.verify()
        for day in (*(date(2024, 1, 1) + timedelta(days=more) for more in range(8)), EVER):
            facts, table = folded(lines, day), store.hazards(day)

            for axis in Axis:
                assert expected_tallies(facts, axis, day) == table.tallies(axis)
            for count in COUNTS:
                behind = {one.number for one in table.facts(count)}
                counted = filter(is_counted, facts)

                assert {o.number for o in counted if COUNTS[count](o, day)} == behind
            assert {one.number for one in facts} == {
                life.number for life in table.lives(HazardFilter())
            }


@given(
    lines=histories(),
    state=st.sampled_from((None, *State)),
    level=st.sampled_from((None, *Level)),
    channel=st.sampled_from((None, *Channel)),
    late=st.booleans(),
    others=st.booleans(),
)
def test_a_list_has_what_filtering_the_fold_gives(
    lines: list[Line],
    state: State | None,
    level: Level | None,
    channel: Channel | None,
    *,
    late: bool,
    others: bool,
) -> None:
    """On a day after which some entries come, and when all have."""
    wanted = HazardFilter(
        state=state,
        level=level,
        channel=channel,
        is_overdue=late,
        region=(lambda text: text == "示例一镇") if others else None,
        sector=(lambda text: text == "示例行业") if others else None,
        firm=label_key("Ａ 厂") if others else None,
    )
    with holding(lines) as store:
        for day in (date(2024, 1, 3), EVER):
            table = store.hazards(day)
            every = {life.number: life for life in table.lives(HazardFilter())}
            found = {life.number for life in table.lives(wanted)}
            expected = {
                number
                for number, life in every.items()
                if state in {None, life.state}
                and level in {None, life.details.level}
                and channel in {None, *life.channels}
                and (not late or is_overdue(life, day))
                and (not others or is_other(life))
            }

            assert expected == found
            assert table.gone((State.VOID, State.MERGED)) == sum(
                life.state in {State.VOID, State.MERGED} for life in every.values()
            )


def is_other(life: HazardLife) -> bool:
    """Tell whether a hazard is that of the town, sector and enterprise a list is narrowed to."""
    details = life.details
    places = details.region, details.sector
    return places == ("示例一镇", "示例行业") and "a厂" in label_key(details.enterprise or "")


@given(drafts=st.lists(TABLES, min_size=1, max_size=8))
def test_a_row_of_one_table_needs_no_folding(drafts: list[object]) -> None:
    lines = sealed([Batch(number=0, origin="office", drafts=tuple(drafts))])  # type: ignore[arg-type]  # drafts they are
    with holding(lines) as store:
        assert told_at_once(lines) == rows(store)


def closed_by_hand() -> list[Line]:
    return sealed([Batch(number=0, origin="office", drafts=walked(until=Act.CLOSE))])


def test_every_kind_of_a_life_is_folded() -> None:
    about = [kind for kind in EntryKind if is_about_hazard(kind_line(kind))]

    assert list(KINDS) == about


def kind_line(kind: EntryKind) -> Line:
    """Return a line of a kind."""
    return closed_by_hand()[0]._replace(kind=kind.value)


def test_a_walk_in_one_packet_or_many_gives_the_same_row() -> None:
    lines = closed_by_hand()
    with holding(lines) as at_once, holding(*([line] for line in lines)) as step_by_step:
        assert told_at_once(lines) == rows(at_once) == rows(step_by_step)


def test_rows_survive_an_undo() -> None:
    lines = closed_by_hand()
    undo = undone(lines[-1].id, subject=lines[-1].subject, on=date(2024, 3, 2))
    more = sealed([Batch(number=1, origin="dept-a", drafts=(undo,))])
    with holding(lines, more) as store:
        assert [State.REVIEWED] == [row.state for row in rows(store)]
        assert () == store.verify()


def test_hazards_merged_with_one_another_share_the_last_day() -> None:
    other = "YH-2024-00002"
    drafts = (
        listed_in_table(on=date(2024, 3, 1)),
        listed_in_table(other, on=date(2024, 3, 1)),
        done(Act.MERGE, on=date(2024, 5, 1)),
    )
    lines = sealed([Batch(number=0, origin="office", drafts=drafts)])
    with holding(lines) as store:
        assert ["2024-05-01"] * 2 == [row.last_on for row in rows(store)]
        assert 2 == store.hazards(date(2024, 4, 1)).tallies(Axis.LEVEL)["",]["found"]
        assert 1 == store.hazards(date(2024, 5, 1)).tallies(Axis.LEVEL)["",]["found"]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM hazards",
        "UPDATE hazards SET state = 'closed'",
        "UPDATE hazards SET last_on = '2030-01-01'",
        "UPDATE hazards SET number = '别的'",
    ],
)
def test_a_changed_row_is_found(store: Store, tamper: Callable[..., None], change: str) -> None:
    store.append(sealed([Batch(number=0, origin="office", drafts=walked(until=Act.PLAN))]))
    tamper(change)

    assert place_of("office", 1) in {problem.where for problem in store.verify()}


def test_a_lost_merger_is_found(store: Store, tamper: Callable[..., None]) -> None:
    drafts = (listed_in_table(), listed_in_table("YH-2024-00002"), done(Act.MERGE))
    store.append(sealed([Batch(number=0, origin="office", drafts=drafts)]))
    tamper("DELETE FROM mergers")

    assert [place_of("office", 3)] == [problem.where for problem in store.verify()]


def test_a_database_of_the_first_version_gets_its_rows(
    store: Store, path: Path, tamper: Callable[..., None]
) -> None:
    """With hazards, merged ones too, recorded before there was a table of them."""
    drafts = (listed_in_table(), listed_in_table("YH-2024-00002"), done(Act.MERGE))
    store.append(sealed([Batch(number=0, origin="office", drafts=drafts)]))
    before = rows(store)
    store.close()
    for statement in (
        "DROP TABLE hazards",
        "DROP TABLE mergers",
        "DROP INDEX entries_of_hazards",
        "DELETE FROM _sqlite_migrations WHERE name = '0002_hazards'",
        "PRAGMA user_version = 1",
    ):
        tamper(statement)

    with open_store(path) as again:
        assert before == rows(again)
        assert () == again.verify()
