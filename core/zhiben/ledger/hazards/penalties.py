"""How often an enterprise was penalised, and when that was often enough to ask for its closing.

安全生产法第113条: three times within 180 days, or four times within one year. One decision is
one penalty, on however many hazards it is recorded.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from zhiben.ledger.units.rules import label_key
from zhiben.model.hazard_limits import PenaltyCount
from zhiben.model.hazard_measures import Enforcement, Family

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiben.model.hazard_measures import Measure
    from zhiben.model.hazards import HazardDetails

_DAYS: Final = timedelta(days=180)
_IN_180_DAYS: Final = 3
_IN_YEAR: Final = 4


def is_penalty(measure: Measure) -> bool:
    """Tell whether a measure is a penalty."""
    return measure.family is Family.ENFORCE and measure.kind == Enforcement.PENALTY


def is_same_firm(one: HazardDetails, other: HazardDetails) -> bool:
    """Tell whether two hazards are those of one enterprise: by its code, else by its name."""
    if one.credit_code and other.credit_code:
        return label_key(one.credit_code) == label_key(other.credit_code)
    names = [label_key(each.enterprise or "") for each in (one, other)]
    return names[0] != "" and names[0] == names[1]


def penalty_count(measures: Iterable[Measure], day: date) -> PenaltyCount | None:
    """Return how often an enterprise was penalised up to a day, ``None`` when it never was."""
    decisions: dict[str, date] = {}
    for one in filter(is_penalty, measures):
        if one.on <= day:
            key = label_key(one.document) or one.reference
            decisions[key] = min(one.on, decisions.get(key, one.on))
    days = sorted(decisions.values())
    if not days:
        return None
    often = [*_often(days, _IN_180_DAYS, is_long=False), *_often(days, _IN_YEAR, is_long=True)]
    return PenaltyCount(
        in_180_days=sum(_is_within(one, day, is_long=False) for one in days),
        in_year=sum(_is_within(one, day, is_long=True) for one in days),
        reached_on=min(often, default=None),
    )


def _often(days: list[date], times: int, *, is_long: bool) -> list[date]:
    """Return the days on which it had been that many times within the span."""
    spans = zip(days, days[times - 1 :], strict=False)
    return [last for first, last in spans if _is_within(first, last, is_long=is_long)]


def _is_within(first: date, last: date, *, is_long: bool) -> bool:
    """Tell whether two days lie within one year, or within 180 days.

    The first day does not count, and a year ends on the same day of the next (民法典第201、202条).
    """
    if not is_long:
        return last - first <= _DAYS
    return (last.year - 1, last.month, last.day) <= (first.year, first.month, first.day)
