"""Reports of an earlier revision, carried on to the tasks that took its tasks' place.

Nothing is rewritten: the journal keeps what was reported under which id. A task that was
renamed goes on with its reports; the parts of a split one each start from all of them; a
merged one is done where all that went into it were; a retired one's are archived.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import evolve

from zhiben.ledger.facts import Facts, Standing
from zhiben.model.reports import Amendment, ReportStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from zhiben.ledger.revisions import Images


def carried(facts: Facts, images: Images) -> Facts:
    """Return the facts with those about old ids told of the ids that carry them on."""
    sources = _sources(images)
    if not sources and all(images.values()):
        return facts
    gone = {old for old, new in images.items() if old not in new}
    return evolve(
        facts,
        standings=_standings(facts, sources, gone),
        fulfilments=_fulfilments(facts, sources, gone),
        waivers=_waivers(facts, sources, gone),
        amendments=_amendments(facts, sources, gone),
    )


def _sources(images: Images) -> dict[str, tuple[str, ...]]:
    """Return for each id that carries on others' reports those others."""
    found: dict[str, list[str]] = defaultdict(list)
    for old, new in images.items():
        for identity in new:
            if identity != old:
                found[identity].append(old)
    return {identity: tuple(olds) for identity, olds in found.items()}


def _standings(
    facts: Facts, sources: Mapping[str, Sequence[str]], gone: set[str]
) -> dict[tuple[str, str], Standing]:
    """Return what each unit last said, an own word of the new task before what it took over."""
    kept = {key: value for key, value in facts.standings.items() if key[0] not in gone}
    units: dict[str, set[str]] = defaultdict(set)
    for task, unit in facts.standings:
        units[task].add(unit)
    for new, olds in sources.items():
        for unit in sorted(set().union(*(units[old] for old in olds))):
            found = [facts.standings.get((old, unit)) for old in olds]
            kept.setdefault((new, unit), _joined(found))
    return kept


def _joined(found: Sequence[Standing | None]) -> Standing:
    """Return the standing of a whole: done only when every part was said to be done."""
    said = [one for one in found if one is not None]
    done = len(said) == len(found) and all(one.status is ReportStatus.DONE for one in said)
    return Standing(
        status=ReportStatus.DONE if done else ReportStatus.ONGOING,
        since=max(one.since for one in said),
        last_on=max(one.last_on for one in said),
    )


def _fulfilments(
    facts: Facts, sources: Mapping[str, Sequence[str]], gone: set[str]
) -> dict[tuple[str, str], dict[str, date]]:
    """Return when each unit had done enough: of a merged duty, when it had done all of them."""
    kept = {key: dict(days) for key, days in facts.fulfilments.items() if key[0] not in gone}
    for new, olds in sources.items():
        for period in _periods(facts.fulfilments, olds):
            found = [facts.fulfilments.get((old, period), {}) for old in olds]
            own = kept.setdefault((new, period), {})
            for unit in set(found[0]).intersection(*found[1:]):
                own.setdefault(unit, max(days[unit] for days in found))
    return {key: days for key, days in kept.items() if days}


def _waivers(
    facts: Facts, sources: Mapping[str, Sequence[str]], gone: set[str]
) -> dict[tuple[str, str], frozenset[str]]:
    """Return who need not: of a merged duty, those excused from all of them."""
    kept = {key: units for key, units in facts.waivers.items() if key[0] not in gone}
    for new, olds in sources.items():
        for period in _periods(facts.waivers, olds):
            found = [facts.waivers.get((old, period), frozenset()) for old in olds]
            units = kept.get((new, period), frozenset()) | found[0].intersection(*found[1:])
            if units:
                kept[new, period] = units
    return kept


def _amendments(
    facts: Facts, sources: Mapping[str, Sequence[str]], gone: set[str]
) -> dict[str, tuple[Amendment, ...]]:
    """Return the amendments of tasks that were only renamed with them, oldest first."""
    kept = {task: changes for task, changes in facts.amendments.items() if task not in gone}
    for new, olds in sources.items():
        if len(olds) == 1 and olds[0] in facts.amendments:
            both = (*facts.amendments[olds[0]], *kept.get(new, ()))
            kept[new] = tuple(sorted(both, key=lambda change: change.on))
    return dict(kept)


def _periods(found: Iterable[tuple[str, str]], olds: Sequence[str]) -> list[str]:
    """Return the periods in which any of the old tasks has something."""
    return sorted({period for task, period in found if task in olds})
