from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.bodies import undo_body
from zhiben.ledger.entries import entry_of
from zhiben.ledger.facts import Standing
from zhiben.ledger.fold import fold, in_order, void_ids
from zhiben.ledger.occurrences import needs_of
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.reports import ReportStatus
from zhiben.testing.factories import (
    HIGH_RISK,
    MOMENT,
    Batch,
    adopted,
    amended,
    entries_of,
    example_package,
    example_plan,
    example_units,
    facts_on,
    registered,
    reported,
    sealed,
    undone,
    waived,
)
from zhiben.testing.strategies import days, journals

if TYPE_CHECKING:
    from zhiben.ledger.facts import Facts
    from zhiben.model.entries import Entry

NEEDS = needs_of(example_plan())
LATER = date(2024, 12, 31)
REPORT = reported("1-1", "dept-a", on=LATER)
DONE, ONGOING = ReportStatus.DONE, ReportStatus.ONGOING


def batch(number: int, *drafts: Draft, origin: str = "office", minutes: int = 0) -> Batch:
    """Return one command's drafts, so many minutes after the first."""
    return Batch(
        number=number, origin=origin, drafts=drafts, moment=MOMENT + timedelta(minutes=minutes)
    )


def told(*batches: Batch, as_of: date = LATER) -> Facts:
    """Return what was true once these commands had run."""
    return fold(map(entry_of, sealed(batches)), as_of=as_of, needs=NEEDS)


def corrected(draft: Draft, replaced: str) -> Draft:
    """Return the draft as a correction of an earlier entry."""
    return evolve(draft, body={**draft.body, **undo_body(replaced, reason="示例更正")})


@given(journals(), days(), st.data())
def test_neither_order_nor_copies_matter(
    journal: tuple[Batch, ...], as_of: date, data: st.DataObject
) -> None:
    entries = [entry_of(line) for line in sealed(journal)]
    copies = data.draw(st.lists(st.sampled_from(entries)), label="copies")
    shuffled = data.draw(st.permutations([*entries, *copies]), label="arrived")

    expected = fold(entries, as_of=as_of, needs=NEEDS)
    facts = fold(shuffled, as_of=as_of, needs=NEEDS)

    assert expected == facts
    assert list(expected.registry.histories) == list(facts.registry.histories)


@given(journals(), days(), st.data())
def test_an_undone_entry_might_never_have_been(
    journal: tuple[Batch, ...], as_of: date, data: st.DataObject
) -> None:
    entries = [entry_of(line) for line in sealed(journal)]
    void = void_ids(entries)
    victim = data.draw(st.sampled_from(entries).filter(lambda entry: entry.id not in void))
    undo = batch(99, undone(victim.id, subject=victim.subject, on=LATER), minutes=99)

    (entry,) = map(entry_of, sealed([undo]))

    expected = fold([e for e in entries if e.id != victim.id], as_of=as_of, needs=NEEDS)
    assert expected == fold([*entries, entry], as_of=as_of, needs=NEEDS)


@given(journals(), days(), st.data())
def test_undoing_an_undo_brings_everything_back(
    journal: tuple[Batch, ...], as_of: date, data: st.DataObject
) -> None:
    entries = [entry_of(line) for line in sealed(journal)]
    victim = data.draw(st.sampled_from(entries), label="undone")
    first = batch(98, undone(victim.id, subject=victim.subject, on=as_of), minutes=98)
    second = batch(99, undone(first.ids[0], subject=victim.subject, on=as_of), minutes=99)

    both = map(entry_of, sealed([first, second]))

    expected = fold(entries, as_of=as_of, needs=NEEDS)
    assert expected == fold([*entries, *both], as_of=as_of, needs=NEEDS)


@given(journals(), days())
def test_later_facts_do_not_exist_yet(journal: tuple[Batch, ...], as_of: date) -> None:
    """Only what a later entry replaces matters before, because that was never true."""
    entries = [entry_of(line) for line in sealed(journal)]

    kept = [entry for entry in entries if entry.on <= as_of or "replaces" in entry.body]

    assert fold(kept, as_of=as_of, needs=NEEDS) == fold(entries, as_of=as_of, needs=NEEDS)


def test_entries_are_in_order_of_business_date_then_clock_origin_and_number() -> None:
    first, second = date(2024, 3, 1), date(2024, 3, 2)
    journal = [
        batch(0, reported("1-1", "dept-a", on=second, note="4"), minutes=0),
        batch(1, reported("1-1", "dept-a", on=first, note="3"), minutes=9),
        batch(
            2,
            reported("1-1", "dept-a", on=first, note="1"),
            reported("1-1", "dept-a", on=first, note="2"),
            minutes=5,
        ),
        batch(3, reported("1-1", "dept-a", on=first, note="0"), origin="dept-a", minutes=5),
    ]

    entries = in_order(map(entry_of, sealed(journal)))

    assert ["0", "1", "2", "3", "4"] == [entry.body["note"] for entry in entries]


def all_of(*batches: Batch) -> list[Entry]:
    """Return the entries of a journal."""
    return list(map(entry_of, sealed(batches)))


def test_a_chain_of_undos_leaves_every_second_in_force() -> None:
    """The report was undone, that was undone, and that again: the report is void after all."""
    report = batch(0, reported("1-1", "dept-a", on=LATER))
    first = batch(1, undone(report.ids[0], subject="1-1", on=LATER))
    second = batch(2, undone(first.ids[0], subject="1-1", on=LATER))
    third = batch(3, undone(second.ids[0], subject="1-1", on=LATER))

    void = void_ids(map(entry_of, sealed([third, second, first, report])))

    assert {report.ids[0], second.ids[0]} == void


def test_correcting_a_correction_brings_nothing_back() -> None:
    first = batch(0, reported("1-1", "dept-a", on=LATER))
    second = batch(1, corrected(REPORT, first.ids[0]))
    third = batch(2, corrected(REPORT, second.ids[0]))

    assert {first.ids[0], second.ids[0]} == void_ids(all_of(first, second, third))


def test_undoing_the_last_correction_brings_back_the_one_before() -> None:
    first = batch(0, reported("1-1", "dept-a", on=LATER))
    second = batch(1, corrected(REPORT, first.ids[0]))
    third = batch(2, corrected(REPORT, second.ids[0]))
    undo = batch(3, undone(third.ids[0], subject="1-1", on=LATER))

    assert {first.ids[0], third.ids[0]} == void_ids(all_of(first, second, third, undo))


def test_undoing_the_only_correction_brings_the_report_back() -> None:
    first = batch(0, reported("1-1", "dept-a", on=LATER))
    second = batch(1, corrected(REPORT, first.ids[0]))
    undo = batch(2, undone(second.ids[0], subject="1-1", on=LATER))

    assert {second.ids[0]} == void_ids(all_of(first, second, undo))


def test_an_entry_undone_twice_needs_both_undone_to_count_again() -> None:
    report = batch(0, reported("1-1", "dept-a", on=LATER))
    one = batch(1, undone(report.ids[0], subject="1-1", on=LATER))
    other = batch(2, undone(report.ids[0], subject="1-1", on=LATER))
    undo = batch(3, undone(one.ids[0], subject="1-1", on=LATER))

    void = void_ids(map(entry_of, sealed([report, one, other, undo])))

    assert {report.ids[0], one.ids[0]} == void


def test_an_undo_counts_though_its_clock_is_behind() -> None:
    """The department's clock is an hour ahead of the office's."""
    report = batch(0, reported("1-1", "dept-a", on=LATER), origin="dept-a", minutes=60)
    undo = batch(1, undone(report.ids[0], subject="1-1", on=LATER))

    assert {report.ids[0]} == void_ids(map(entry_of, sealed([report, undo])))


def test_an_undo_may_arrive_before_what_it_undoes() -> None:
    undo = batch(0, undone("018d-unseen", subject="1-1", on=LATER))

    assert {"018d-unseen"} == void_ids(map(entry_of, sealed([undo])))


def test_entries_that_replace_each_other_in_a_circle_replace_nothing() -> None:
    first, second = entries_of(
        reported("1-1", "dept-a", on=LATER), reported("1-1", "dept-b", on=LATER)
    )
    circle = [
        evolve(first, body={**first.body, "replaces": second.id}),
        evolve(second, body={**second.body, "replaces": first.id}),
    ]

    assert frozenset() == void_ids(circle)


def test_nothing_recorded_means_nothing_known() -> None:
    facts = fold([], as_of=LATER, needs=NEEDS)

    assert facts.plan_body is None
    assert () == facts.registry.current
    assert {} == facts.standings


def test_the_plan_in_force_is_the_one_adopted_last() -> None:
    package = example_package()
    renewed = evolve(package, plan=evolve(package.plan, title="示例新方案"))
    drafts = [adopted(package, on=date(2024, 1, 1))[0], adopted(renewed, on=date(2024, 7, 1))[0]]

    titles = []
    for as_of in (date(2024, 6, 30), date(2024, 7, 1)):
        body = fold(entries_of(*reversed(drafts)), as_of=as_of, needs={}).plan_body
        titles.append(body["plan"]["title"] if body else None)

    assert [package.plan.title, "示例新方案"] == titles


def test_a_unit_s_history_follows_business_dates_not_arrival() -> None:
    """The amendment of July was recorded before the registration of May."""
    firm = example_units()[5]
    risky = evolve(firm, attributes=(HIGH_RISK,))
    july = registered(risky, on=date(2024, 7, 1), kind=EntryKind.ORG_AMEND)
    may = registered(firm, on=date(2024, 5, 1))

    versions = fold(entries_of(july, may), as_of=LATER, needs={}).registry.histories["firm-1"]

    expected = [(date(2024, 5, 1), firm), (date(2024, 7, 1), risky)]
    assert expected == [(version.on, version.organisation) for version in versions]


def test_a_unit_stands_where_its_latest_report_says() -> None:
    facts = facts_on(
        LATER,
        reported("1-1", "dept-a", on=date(2024, 5, 1), status=DONE),
        reported("1-1", "dept-a", on=date(2024, 3, 1), status=ONGOING),
    )

    day = date(2024, 5, 1)
    assert Standing(status=DONE, since=day, last_on=day) == facts.standings["1-1", "dept-a"]


def test_since_is_when_the_unit_began_to_say_so_without_a_break() -> None:
    facts = facts_on(
        LATER,
        reported("1-1", "dept-a", on=date(2024, 2, 1), status=DONE),
        reported("1-1", "dept-a", on=date(2024, 3, 1), status=ONGOING),
        reported("1-1", "dept-a", on=date(2024, 4, 1), status=DONE),
        reported("1-1", "dept-a", on=date(2024, 5, 1), status=DONE),
    )

    expected = Standing(status=DONE, since=date(2024, 4, 1), last_on=date(2024, 5, 1))
    assert expected == facts.standings["1-1", "dept-a"]


def test_a_report_by_another_unit_counts_for_the_unit_it_is_about() -> None:
    facts = facts_on(LATER, reported("2-1", "town-1", on=date(2024, 3, 1), org="office"))

    assert {("2-1", "town-1")} == facts.standings.keys()


def test_the_counts_of_a_period_add_up_in_order_of_business_dates() -> None:
    """The duty is owed twice a quarter; the second time was in February."""
    facts = facts_on(
        LATER,
        reported("1-2", "firm-1", on=date(2024, 3, 5), period="2024Q1"),
        reported("1-2", "firm-1", on=date(2024, 1, 5), period="2024Q1"),
        reported("1-2", "firm-1", on=date(2024, 2, 5), period="2024Q1"),
    )

    assert {("1-2", "2024Q1"): {"firm-1": date(2024, 2, 5)}} == facts.fulfilments


def test_one_report_can_count_for_several_times() -> None:
    facts = facts_on(
        LATER,
        reported("1-2", "firm-1", on=date(2024, 1, 5), period="2024Q1", count=1, status=ONGOING),
        reported("1-2", "firm-1", on=date(2024, 3, 5), period="2024Q1", count=1, status=DONE),
        reported("1-2", "firm-2", on=date(2024, 3, 9), period="2024Q1", count=5),
    )

    expected = {"firm-1": date(2024, 3, 5), "firm-2": date(2024, 3, 9)}
    assert expected == facts.fulfilments["1-2", "2024Q1"]


@pytest.mark.parametrize(
    "report",
    [
        reported("1-2", "firm-1", on=date(2024, 1, 5), period="2024Q1"),
        reported("1-2", "firm-1", on=date(2024, 1, 5), period="2024Q1", count=0),
        reported("2-2", "firm-2", on=date(2024, 1, 5), period="2024-01", status=ONGOING),
    ],
    ids=["too few", "nought", "only begun"],
)
def test_less_than_the_duty_asks_for_is_not_enough(report: Draft) -> None:
    assert {} == facts_on(LATER, report).fulfilments


def test_a_period_s_reports_say_nothing_of_the_task_as_a_whole() -> None:
    facts = facts_on(LATER, reported("s-1", "town-1", on=LATER, period="2024"))

    assert {} == facts.standings
    assert {("s-1", "2024"): {"town-1": LATER}} == facts.fulfilments


def test_a_waiver_counts_from_its_day() -> None:
    draft = waived("1-2", "firm-1", period="2024Q1", on=date(2024, 3, 1))

    expected = {("1-2", "2024Q1"): frozenset({"firm-1"})}
    assert expected == facts_on(date(2024, 3, 1), draft).waivers
    assert {} == facts_on(date(2024, 2, 29), draft).waivers


def test_amendments_come_oldest_first() -> None:
    facts = facts_on(
        LATER,
        amended("1-1", on=date(2024, 5, 1), due=date(2024, 9, 30)),
        amended("1-1", on=date(2024, 4, 1), due=date(2024, 8, 31)),
    )

    assert [date(2024, 8, 31), date(2024, 9, 30)] == [a.due for a in facts.amendments["1-1"]]


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    """Done was reported for May by mistake; it was June."""
    wrong = batch(0, reported("1-1", "dept-a", on=date(2024, 5, 1)))
    right = reported("1-1", "dept-a", on=date(2024, 6, 1))

    facts = told(wrong, batch(1, corrected(right, wrong.ids[0])))

    assert date(2024, 6, 1) == facts.standings["1-1", "dept-a"].since
    assert (
        {}
        == told(wrong, batch(1, corrected(right, wrong.ids[0])), as_of=date(2024, 5, 31)).standings
    )


def test_undoing_a_correction_brings_back_what_it_corrected() -> None:
    wrong = batch(0, reported("1-1", "dept-a", on=date(2024, 5, 1)))
    right = reported("1-1", "dept-a", on=date(2024, 6, 1))
    correction = batch(1, corrected(right, wrong.ids[0]))

    facts = told(wrong, correction, batch(2, undone(correction.ids[0], subject="1-1", on=LATER)))

    assert date(2024, 5, 1) == facts.standings["1-1", "dept-a"].since


def test_every_kind_of_entry_can_be_undone() -> None:
    package = example_package()
    facts = batch(
        0,
        *adopted(package, on=date(2024, 1, 1)),
        amended("1-1", on=date(2024, 5, 1), due=date(2024, 9, 30)),
        waived("1-2", "firm-1", period="2024Q1", on=date(2024, 3, 1)),
        reported("1-1", "dept-a", on=date(2024, 5, 1)),
        reported("s-1", "town-1", on=date(2024, 5, 1), period="2024"),
    )
    undos = [undone(identity, subject="", on=LATER) for identity in facts.ids]

    assert fold([], as_of=LATER, needs=NEEDS) == told(facts, batch(1, *undos))


def test_the_clock_decides_between_reports_of_one_business_day() -> None:
    day = date(2024, 5, 1)
    later = batch(0, reported("1-1", "dept-a", on=day, status=DONE), minutes=5)
    earlier = batch(1, reported("1-1", "dept-a", on=day, status=ONGOING), origin="dept-a")

    assert DONE is told(later, earlier).standings["1-1", "dept-a"].status
    assert datetime(2024, 2, 1, 8, 5, tzinfo=UTC) == later.moment
