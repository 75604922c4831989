"""The fold: from the set of all entries to what was true on a day.

This is the definition. The order in which entries arrived, and the file they are
stored in, make no difference: entries are put in order of business date, then clock,
origin and running number. An entry that another one replaces or undoes counts for no
day at all, because it was never true; what was true on a day is asked with ``as_of``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from zhiben.ledger.bodies import amendment_of, organisation_of
from zhiben.ledger.claims import claim_of, fulfilments_of, standings_of
from zhiben.ledger.facts import Facts
from zhiben.ledger.units.registry import Registry, Version
from zhiben.model.entries import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from zhiben.model.reports import Amendment


def fold(entries: Iterable[Entry], *, as_of: date, needs: Mapping[str, int]) -> Facts:
    """Return what the entries say was true on ``as_of``.

    Args:
        entries: all entries of the journal, in any order, each any number of times.
        as_of: the business date asked about; later facts do not exist yet.
        needs: for each recurring task how many times a period asks for it.
    """
    every = tuple({entry.id: entry for entry in entries}.values())
    void = void_ids(every)
    live = in_order(e for e in every if e.id not in void and e.on <= as_of)
    claims = [claim_of(entry) for entry in live if entry.kind is EntryKind.TASK_REPORT]
    return Facts(
        as_of=as_of,
        plan_body=adopted_plan(live),
        registry=registry_of(live),
        standings=standings_of(claims),
        fulfilments=fulfilments_of(claims, needs),
        waivers=waivers_of(live),
        amendments=amendments_of(live),
    )


def void_ids(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the ids of entries that count for nothing, because another one replaces them.

    An undo takes its entry's effect away: undoing an undo, or a correction, brings back
    what that one had replaced. A correction takes its entry's place: correcting a
    correction brings nothing back. Only entries that replace one decide, so
    the others may be left out; what they replace need not have arrived. Clocks of sites
    differ, so it does not matter which entry claims to be the later one: nobody can name
    an entry that does not exist yet. Entries forged to replace each other in a circle
    replace nothing.
    """
    replacing = [entry for entry in entries if entry.body.get("replaces")]
    targets = {entry.id: entry.body["replaces"] for entry in replacing}
    undos = {entry.id for entry in replacing if entry.kind is EntryKind.UNDO}
    waiting = Counter(targets.values())
    settled = [replacer for replacer in targets if not waiting[replacer]]
    void: set[str] = set()
    undone: set[str] = set()
    for replacer in settled:  # grows by what nothing unsettled replaces any more
        target = targets.get(replacer)
        if target is None:
            continue
        if replacer not in undone:
            void.add(target)
            undone.update({target} if replacer in undos else ())
        waiting[target] -= 1
        if not waiting[target]:
            settled.append(target)
    return frozenset(void)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries in the order in which their facts became true."""
    return sorted(entries, key=_order)


def _order(entry: Entry) -> tuple[date, datetime, str, int]:
    """Return the key of that order: business date, then clock, origin and running number."""
    return entry.on, entry.recorded_at, entry.origin, entry.seq


def adopted_plan(live: Iterable[Entry]) -> Mapping[str, Any] | None:
    """Return the body of the plan in force, from entries in order: the one adopted last."""
    plans = [entry.body for entry in live if entry.kind is EntryKind.PLAN_ADOPT]
    return plans[-1] if plans else None


def registry_of(live: Iterable[Entry]) -> Registry:
    """Return the units with their versions, from entries in order."""
    kinds = (EntryKind.ORG_ADD, EntryKind.ORG_AMEND)
    histories: dict[str, list[Version]] = defaultdict(list)
    for entry in live:
        if entry.kind in kinds:
            unit = organisation_of(entry.subject, entry.body)
            histories[entry.subject].append(Version(on=entry.on, organisation=unit))
    return Registry(histories={key: tuple(value) for key, value in histories.items()})


def waivers_of(live: Iterable[Entry]) -> dict[tuple[str, str], frozenset[str]]:
    """Return for each task and period the units that need not fulfil it."""
    waived: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in live:
        if entry.kind is EntryKind.TASK_WAIVE:
            waived[entry.subject, entry.body["period"]].add(entry.body["unit"])
    return {key: frozenset(units) for key, units in waived.items()}


def amendments_of(live: Iterable[Entry]) -> dict[str, tuple[Amendment, ...]]:
    """Return for each task its amendments, from entries in order: oldest first."""
    amended: dict[str, list[Amendment]] = defaultdict(list)
    for entry in live:
        if entry.kind is EntryKind.TASK_AMEND:
            amended[entry.subject].append(amendment_of(entry.subject, entry.body, on=entry.on))
    return {task: tuple(amendments) for task, amendments in amended.items()}
