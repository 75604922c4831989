"""Claims: what reports say, reduced to the little that figures need, and what it adds up to."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.ledger.bodies import times_of
from zhiben.ledger.facts import Standing
from zhiben.model.reports import ReportStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhiben.model.entries import Entry


@frozen(kw_only=True)
class Claim:
    """What one report says of a unit's share of a task.

    ``period`` is empty for a task without periods; ``times`` is how often the duty was
    done in the period.
    """

    task: str
    unit: str
    period: str
    on: date
    status: ReportStatus
    times: int


def claim_of(entry: Entry) -> Claim:
    """Return the claim of a ``task.report`` entry."""
    body = entry.body
    period = body.get("period") or ""
    return Claim(
        task=entry.subject,
        unit=body["unit"],
        period=period,
        on=entry.on,
        status=ReportStatus(body["status"]),
        times=times_of(body) if period else 0,
    )


def standings_of(claims: Iterable[Claim]) -> dict[tuple[str, str], Standing]:
    """Return what each unit last said of each task that has no periods, from claims in order."""
    standings: dict[tuple[str, str], Standing] = {}
    for claim in claims:
        if claim.period:
            continue
        key = (claim.task, claim.unit)
        before = standings.get(key)
        since = before.since if before and before.status is claim.status else claim.on
        standings[key] = Standing(status=claim.status, since=since, last_on=claim.on)
    return standings


def fulfilments_of(
    claims: Iterable[Claim], needs: Mapping[str, int]
) -> dict[tuple[str, str], dict[str, date]]:
    """Return for each task and period the day on which each unit had done enough.

    The counts of a unit's claims for one period add up, in their order.
    """
    totals: dict[tuple[str, str, str], int] = defaultdict(int)
    reached: dict[tuple[str, str], dict[str, date]] = {}
    for claim in claims:
        if not claim.period or not claim.times:
            continue
        task, period, unit = claim.task, claim.period, claim.unit
        totals[task, period, unit] += claim.times
        if totals[task, period, unit] >= needs.get(task, 1):
            reached.setdefault((task, period), {}).setdefault(unit, claim.on)
    return reached
