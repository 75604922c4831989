"""Facts from the projections: the fold's answer, without reading the whole journal."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from zhiben.ledger.claims import Claim
from zhiben.ledger.entries import Line, entry_of
from zhiben.ledger.facts import Facts, Standing
from zhiben.ledger.fold import amendments_of, in_order, registry_of, waivers_of
from zhiben.model.entries import EntryKind
from zhiben.model.reports import ReportStatus
from zhiben.store.failures import readable
from zhiben.store.projections import COLUMNS
from zhiben.store.schema import BESIDE_REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from zhiben.model.entries import Entry
    from zhiben.store.database import Database, Row

_LIVE: Final = f'{BESIDE_REPORTS} AND "on" <= ? AND id NOT IN (SELECT id FROM voided)'  # noqa: S608 - our own words
_PLAN: Final = f"""
    SELECT body FROM entries WHERE kind = 'plan.adopt' AND {_LIVE}
    ORDER BY "on" DESC, recorded_at DESC, origin DESC, seq DESC LIMIT 1
"""  # noqa: S608 - our own words
_OTHERS: Final = (
    EntryKind.ORG_ADD,
    EntryKind.ORG_AMEND,
    EntryKind.TASK_AMEND,
    EntryKind.TASK_WAIVE,
)
"""The kinds beside reports and plans that facts are made of."""
_KEY_ORDER: Final = 'ORDER BY task, unit, period, "on", recorded_at, origin, seq'
# The plus keeps SQLite from sorting what the key has in order already.
_SINGLE: Final = f"""
    SELECT task, unit, status, "on" FROM reports WHERE +period = '' AND "on" <= ? {_KEY_ORDER}
"""  # noqa: S608 - our own words
_PERIODIC: Final = f"""
    SELECT task, period, unit, "on", times FROM reports
    WHERE period <> '' AND times > 0 AND "on" <= ? {_KEY_ORDER}
"""  # noqa: S608 - our own words
_CLAIMS: Final = """
    SELECT "on", recorded_at, origin, seq, task, unit, period, status, times FROM reports
    WHERE task = ? AND "on" <= ?
"""


def read_plan_body(database: Database, as_of: date) -> Mapping[str, Any] | None:
    """Return the body of the plan in force on a day."""
    text = database.value(_PLAN, as_of.isoformat())
    with readable(database.path):
        body: Mapping[str, Any] | None = None if text is None else json.loads(text)
    return body


def read_facts(database: Database, as_of: date, *, needs: Mapping[str, int]) -> Facts:
    """Return what was true on a day: what folding all entries would give."""
    day = as_of.isoformat()
    with database.snapshot(), readable(database.path):
        live = read_live(database, _OTHERS, as_of)
        return Facts(
            as_of=as_of,
            plan_body=read_plan_body(database, as_of),
            registry=registry_of(live),
            standings=_standings(database.rows(_SINGLE, day)),
            fulfilments=_fulfilments(database.rows(_PERIODIC, day), needs),
            waivers=waivers_of(live),
            amendments=amendments_of(live),
        )


def read_live(
    database: Database, kinds: Sequence[EntryKind], as_of: date, *, subject: str | None = None
) -> list[Entry]:
    """Return the entries of some kinds that count on a day, in the order of their facts.

    Not those of ``task.report``, which are read as claims.
    """
    marks, about = ", ".join("?" * len(kinds)), "" if subject is None else " AND subject = ?"
    query = f"SELECT {COLUMNS} FROM entries WHERE kind IN ({marks}) AND {_LIVE}{about}"  # noqa: S608 - our own words
    values = [*(kind.value for kind in kinds), as_of.isoformat()]
    values += [] if subject is None else [subject]
    texts: dict[str, str] = {}
    with readable(database.path):
        lines = map(Line._make, _each(database, query, *values))
        return in_order(_sharing(entry_of(line), texts) for line in lines)


def _each(database: Database, query: str, *values: object) -> Iterator[Row]:
    """Yield rows one by one; a value that no text can hold matches nothing."""
    with suppress(UnicodeEncodeError):
        yield from database.stream(query, *values)


def _sharing(entry: Entry, texts: dict[str, str]) -> Entry:
    """Return a hazard's entry with what it says written in texts that are shared.

    A hundred thousand rows of tables repeat a few words, and memory has to hold them all.
    """
    if entry.kind is not EntryKind.HAZARD_RECORD:
        return entry
    body = _shared(entry.body, texts.setdefault)
    for name in ("details", "source"):
        if name in body:
            body[name] = _shared(body[name], texts.setdefault)
    return evolve(entry, body=body)


def _shared(body: Mapping[str, Any], share: Callable[[str, str], str]) -> dict[str, Any]:
    """Return JSON with its own texts shared."""
    return {
        share(name, name): share(value, value) if type(value) is str else value
        for name, value in body.items()
    }


def read_claims(database: Database, tasks: Iterable[str], as_of: date) -> tuple[Claim, ...]:
    """Return what reports in force said of some tasks by a day, in the order of their facts."""
    day = as_of.isoformat()
    rows = sorted(row for task in tasks for row in database.rows(_CLAIMS, task, day))
    with readable(database.path):
        return tuple(
            Claim(
                task=task,
                unit=unit,
                period=period,
                on=date.fromisoformat(on),
                status=ReportStatus(status),
                times=times if period else 0,
            )
            for on, *_, task, unit, period, status, times in rows
        )


def _standings(rows: Iterable[Row]) -> dict[tuple[str, str], Standing]:
    """Return what each unit last said of each task, from reports in order of both."""
    standings = {}
    for key, reports in groupby(rows, key=itemgetter(0, 1)):
        status = since = on = ""
        for _, _, said, on in reports:
            if said != status:
                status, since = said, on
        standings[key] = Standing(
            status=ReportStatus(status),
            since=date.fromisoformat(since),
            last_on=date.fromisoformat(on),
        )
    return standings


def _fulfilments(
    rows: Iterable[Row], needs: Mapping[str, int]
) -> dict[tuple[str, str], dict[str, date]]:
    """Return when each unit had done enough in each period, from reports in that order."""
    day = cache(date.fromisoformat)
    reached: dict[tuple[str, str], dict[str, date]] = {}
    for (task, period, unit), reports in groupby(rows, key=itemgetter(0, 1, 2)):
        needed, total = needs.get(task, 1), 0
        for *_, on, times in reports:
            total += times
            if total >= needed:
                reached.setdefault((task, period), {})[unit] = day(on)
                break
    return reached
