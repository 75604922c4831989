"""Hypothesis strategies of journals: what several sites may record, in every order and mood.

The space is small on purpose: few units, tasks and days, so that entries meet.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from attrs import evolve
from hypothesis import strategies as st

from zhiben.ledger.bodies import undo_body
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.inspections import Filing
from zhiben.model.privacy import Deed
from zhiben.model.reports import ReportStatus
from zhiben.testing.factories import (
    HIGH_RISK,
    MOMENT,
    Batch,
    accessed,
    adopted,
    amended,
    example_definition,
    example_package,
    example_units,
    figured,
    inspected,
    registered,
    reported,
    undone,
    waived,
)
from zhiben.testing.hazard_strategies import hazard_drafts

ORIGINS: Final = ("office", "dept-a", "town-1")
SINGLE: Final = ("t-1", "1-1", "1-3", "2-1")
"""Tasks of the example plan without periods."""
RECURRING: Final = {"1-2": ("2024Q1", "2024Q2"), "2-2": ("2024-01", "2024-02"), "s-1": ("2024",)}
"""Tasks with periods, and some of these."""

_NUMBER: Final = example_definition(code="SCH-I02", unit="处")


def days() -> st.SearchStrategy[date]:
    """Return business dates around the first half-year of the example plan."""
    return st.dates(date(2023, 12, 25), date(2024, 7, 10))


@cache
def drafts() -> st.SearchStrategy[Draft]:
    """Return drafts of every kind but those that name an earlier entry."""
    return st.one_of(
        _single_reports(),
        _recurring_reports(),
        _units(),
        _amendments(),
        _waivers(),
        _adoptions(),
        _figures(),
        _inspections(),
        _accesses(),
        hazard_drafts(days()),
    )


@st.composite
def journals(draw: st.DrawFn, *, most: int = 8) -> tuple[Batch, ...]:
    """Return what several sites record, each batch knowing the entries of those before it.

    Clocks differ between sites and may stand still or go back; business dates come in
    no order. Entries are corrected and undone, and so are corrections and undos.
    """
    batches: list[Batch] = []
    known: list[tuple[str, str]] = []
    for number in range(draw(st.integers(1, most))):
        source = st.one_of(drafts(), _sequels(known)) if known else drafts()
        batch = Batch(
            number=number,
            origin=draw(st.sampled_from(ORIGINS)),
            drafts=tuple(draw(st.lists(source, min_size=1, max_size=4))),
            moment=MOMENT + timedelta(minutes=draw(st.integers(0, 5))),
        )
        batches.append(batch)
        known += zip(batch.ids, (draft.subject for draft in batch.drafts), strict=True)
    return tuple(batches)


def _sequels(known: list[tuple[str, str]]) -> st.SearchStrategy[Draft]:
    """Return undos and corrections of known entries, given as ids with their subjects."""
    entries = st.sampled_from(tuple(known))
    return st.builds(_undone, entries, days()) | st.builds(_corrected, entries, drafts())


def _undone(entry: tuple[str, str], on: date) -> Draft:
    """Return the undo of an entry."""
    identity, subject = entry
    return undone(identity, subject=subject, on=on)


def _corrected(entry: tuple[str, str], draft: Draft) -> Draft:
    """Return a draft that takes the place of an entry."""
    replaced = undo_body(entry[0], reason="示例更正")
    return evolve(draft, body={**draft.body, **replaced})


def _adoptions() -> st.SearchStrategy[Draft]:
    """Return the adoption of the example plan."""
    return days().map(lambda on: adopted(example_package(), on=on)[0])


def _units() -> st.SearchStrategy[Draft]:
    """Return additions and amendments of units, with 高危 given and taken away."""
    units = st.builds(
        evolve,
        st.sampled_from(example_units()),
        attributes=st.sampled_from(((), (HIGH_RISK,))),
        valid_from=st.none() | days(),
        valid_to=st.none() | days(),
    )
    kinds = st.sampled_from((EntryKind.ORG_ADD, EntryKind.ORG_AMEND))
    return st.builds(registered, units, on=days(), kind=kinds)


def _single_reports() -> st.SearchStrategy[Draft]:
    """Return reports on tasks without periods."""
    tasks, statuses = st.sampled_from(SINGLE), st.sampled_from(ReportStatus)
    return st.builds(reported, tasks, _unit_ids(), on=days(), status=statuses)


def _recurring_reports() -> st.SearchStrategy[Draft]:
    """Return reports on tasks with periods, with and without a count."""
    reports = [
        st.builds(
            reported,
            st.just(task),
            _unit_ids(),
            on=days(),
            status=st.sampled_from(ReportStatus),
            period=st.sampled_from(periods),
            count=st.none() | st.integers(0, 3),
        )
        for task, periods in RECURRING.items()
    ]
    return st.one_of(reports)


def _waivers() -> st.SearchStrategy[Draft]:
    """Return waivers of tasks with periods."""
    waivers = [
        st.builds(waived, st.just(task), _unit_ids(), period=st.sampled_from(periods), on=days())
        for task, periods in RECURRING.items()
    ]
    return st.one_of(waivers)


def _amendments() -> st.SearchStrategy[Draft]:
    """Return amendments that move the due date, foresee another, or change the leads."""
    return st.builds(
        amended,
        st.sampled_from(SINGLE),
        on=days(),
        due=st.none() | days(),
        forecast=st.none() | days(),
        leads=st.sampled_from((None, ("dept-a",), ("dept-b", "town-1"))),
    )


def _figures() -> st.SearchStrategy[Draft]:
    """Return figures of a share, nothing to count among them, and of a plain number."""
    periods, small = st.sampled_from(("2023Q4", "2024Q1")), st.integers(0, 9)
    whole = st.integers(0, 9).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))
    shares = whole.map(lambda pair: {"n": Decimal(pair[0]), "d": Decimal(pair[1])})
    plain = small.map(lambda value: {"value": Decimal(value), "definition": _NUMBER})
    return st.builds(
        lambda org, on, period, said: figured(org, on=on, period=period, **said),
        _unit_ids(),
        days(),
        periods,
        shares | plain,
    )


def _inspections() -> st.SearchStrategy[Draft]:
    """Return inspections of units, from two files."""
    filings = st.sampled_from(("0", "1")).map(
        lambda digit: Filing(file=f"示例{digit}.xlsx", digest=digit * 64, sheet="检查表")
    )
    return st.builds(inspected, _unit_ids(), on=days(), filing=filings)


def _accesses() -> st.SearchStrategy[Draft]:
    """Return uses of a reporter's identity, of every kind."""
    tokens = st.sampled_from(("R-AAAA-BBBB-CCCC-DDDD", "R-EEEE-FFFF-GGGG-HHHH"))
    return st.builds(accessed, tokens, on=days(), deed=st.sampled_from(Deed))


def _unit_ids() -> st.SearchStrategy[str]:
    """Return the id of one of the example's units."""
    return st.sampled_from([unit.id for unit in example_units()])
