"""The fold: from the set of all entries to what was true on a day.

This is the definition. The order in which entries arrived, and the file they are
stored in, make no difference: entries are put in order of business date, then clock,
origin and running number. An entry that a later one replaces or undoes counts for no
day at all, because it was never true; what was true on a day is asked with ``as_of``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from zhiben.ledger.bodies import amendment_of, organisation_of, times_of
from zhiben.ledger.facts import Facts, Standing
from zhiben.ledger.registry import Registry, Version
from zhiben.model.entries import Entry, EntryKind
from zhiben.model.reports import Amendment, ReportStatus


def fold(entries: Iterable[Entry], *, as_of: date, needs: Mapping[str, int]) -> Facts:
    """Return what the entries say was true on ``as_of``.

    Args:
        entries: all entries of the journal, in any order, each any number of times.
        as_of: the business date asked about; later facts do not exist yet.
        needs: for each recurring task how many times a period asks for it.
    """
    every = tuple({entry.id: entry for entry in entries}.values())
    void = void_ids(every)
    live = sorted((e for e in every if e.id not in void and e.on <= as_of), key=_order)
    reports = [entry for entry in live if entry.kind is EntryKind.TASK_REPORT]
    return Facts(
        as_of=as_of,
        plan_body=_adopted(live),
        registry=_registry(live),
        standings=_standings(reports),
        fulfilments=_fulfilments(reports, needs),
        waivers=_waivers(live),
        amendments=_amendments(live),
    )


def void_ids(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the ids of entries that a later entry, itself in force, replaces.

    Undoing an undo brings the first entry back. An entry can only replace one that was
    recorded before it.
    """
    every = sorted(entries, key=_recorded, reverse=True)
    places = {entry.id: _recorded(entry) for entry in every}
    void: set[str] = set()
    for entry in every:
        replaced = entry.body.get("replaces")
        if replaced in places and entry.id not in void and places[replaced] < _recorded(entry):
            void.add(replaced)
    return frozenset(void)


def _recorded(entry: Entry) -> tuple[datetime, str, int]:
    """Return the key of the order in which entries were recorded."""
    return entry.recorded_at, entry.origin, entry.seq


def _order(entry: Entry) -> tuple[date, datetime, str, int]:
    """Return the key of the order in which facts became true."""
    return entry.on, *_recorded(entry)


def _adopted(live: Iterable[Entry]) -> Mapping[str, Any] | None:
    """Return the body of the plan in force: the one adopted last."""
    plans = [entry.body for entry in live if entry.kind is EntryKind.PLAN_ADOPT]
    return plans[-1] if plans else None


def _registry(live: Iterable[Entry]) -> Registry:
    """Return the units with their versions."""
    kinds = (EntryKind.ORG_ADD, EntryKind.ORG_AMEND)
    histories: dict[str, list[Version]] = defaultdict(list)
    for entry in live:
        if entry.kind not in kinds:
            continue
        unit = organisation_of(entry.subject, entry.body)
        histories[entry.subject].append(Version(on=entry.on, organisation=unit))
    return Registry(histories={key: tuple(value) for key, value in histories.items()})


def _standings(reports: Iterable[Entry]) -> dict[tuple[str, str], Standing]:
    """Return what each unit last said of each task that has no periods."""
    standings: dict[tuple[str, str], Standing] = {}
    for entry in reports:
        if entry.body.get("period"):
            continue
        key = (entry.subject, entry.body["unit"])
        status = ReportStatus(entry.body["status"])
        before = standings.get(key)
        since = before.since if before and before.status is status else entry.on
        standings[key] = Standing(status=status, since=since, last_on=entry.on)
    return standings


def _fulfilments(
    reports: Iterable[Entry], needs: Mapping[str, int]
) -> dict[tuple[str, str], dict[str, date]]:
    """Return for each task and period the day on which each unit had done enough."""
    totals: dict[tuple[str, str, str], int] = defaultdict(int)
    reached: dict[tuple[str, str], dict[str, date]] = {}
    for entry in reports:
        period = entry.body.get("period")
        times = times_of(entry.body) if period else 0
        if not times:
            continue
        unit = entry.body["unit"]
        totals[entry.subject, period, unit] += times
        if totals[entry.subject, period, unit] >= needs.get(entry.subject, 1):
            reached.setdefault((entry.subject, period), {}).setdefault(unit, entry.on)
    return reached


def _waivers(live: Iterable[Entry]) -> dict[tuple[str, str], frozenset[str]]:
    """Return for each task and period the units that need not fulfil it."""
    waived: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in live:
        if entry.kind is EntryKind.TASK_WAIVE:
            waived[entry.subject, entry.body["period"]].add(entry.body["unit"])
    return {key: frozenset(units) for key, units in waived.items()}


def _amendments(live: Iterable[Entry]) -> dict[str, tuple[Amendment, ...]]:
    """Return for each task its amendments, oldest first."""
    amended: dict[str, list[Amendment]] = defaultdict(list)
    for entry in live:
        if entry.kind is EntryKind.TASK_AMEND:
            amended[entry.subject].append(amendment_of(entry.subject, entry.body, on=entry.on))
    return {task: tuple(amendments) for task, amendments in amended.items()}
