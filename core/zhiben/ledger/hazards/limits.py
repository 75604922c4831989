"""The table of time limits, those set here laid over it, and the clocks they run on a hazard.

The table is data (``limits.csv``). Rows that contradict each other stay side by side:
each is another place's rule, and none holds here unless it is set here. What runs no clock
says why. A last day that is a day off stays, because documents set ceilings.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from zhiben.dates import CalendarUnit, Counted, DayKind, count_from
from zhiben.ledger.hazards.moves import OPEN_STATES
from zhiben.ledger.units.rules import label_key
from zhiben.model.entries import Draft, Entry, EntryKind
from zhiben.model.hazard_limits import Clock, Limit, LimitUnit, Sense, Standing
from zhiben.model.hazard_measures import Enforcement, Family
from zhiben.model.hazards import Act, Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from zhiben.dates import Calendar
    from zhiben.dates.days import Unit
    from zhiben.model.hazard_measures import Measure
    from zhiben.model.hazard_overlays import Extension, Listing
    from zhiben.model.hazards import HazardLife

UNITS: Final[Mapping[LimitUnit, str]] = {
    LimitUnit.NATURAL: "自然日",
    LimitUnit.WORKING: "工作日",
    LimitUnit.HOUR: "小时",
    LimitUnit.MONTH: "个月",
    LimitUnit.YEAR: "年",
}
"""What people call each unit."""
COUNTED: Final[Mapping[LimitUnit, Unit]] = {
    LimitUnit.NATURAL: DayKind.NATURAL,
    LimitUnit.WORKING: DayKind.WORKING,
    LimitUnit.MONTH: CalendarUnit.MONTH,
    LimitUnit.YEAR: CalendarUnit.YEAR,
}
"""The units a ledger of days can count by."""
EVENTS: Final[Mapping[str, str]] = {
    "found": "发现",
    "applied": "申请验收",
    "applied-stopped": "停产中申请验收",
    "deadline": "整改时限（倒算）",
    "power-notice": "停电通知",
    "penalty": "行政处罚",
    "talk": "约谈",
    "listed": "挂牌",
    "delisted": "摘牌",
    "extension": "申请延期",
    "stopped": "停产",
    "resumed": "恢复生产",
    "shut": "关闭",
    "report-judged": "举报核查结束（认定）",
}
"""What starts clocks, in words."""
DEADLINE: Final = "deadline"
"""The code of the clock of a hazard's own deadline."""
MOST: Final = 9999
"""The largest value of a limit."""
_HOURS: Final = 24
_SAME_HOUR: Final = "台账只记日期，24小时按次日的同一时刻算。"


@frozen(kw_only=True)
class Table:
    """Every limit: those packaged, and those set here in the order their facts became true."""

    packaged: tuple[Limit, ...]
    local: tuple[Limit, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order of the table."""
        return tuple(one.code for one in self.packaged)

    def find(self, code: str) -> Limit | None:
        """Return the packaged limit of a code."""
        return next((one for one in self.packaged if one.code == code), None)


@frozen(kw_only=True)
class _Event:
    """Something on record that may start a clock; ``ended_on`` where it says so itself.

    ``from_day`` is the day to count from where that is another one.
    """

    on: date
    reference: str = ""
    ended_on: date | None = None
    from_day: date | None = None


# The table


def packaged_limits() -> tuple[Limit, ...]:
    """Return the limits of the packaged table."""
    import csv
    from importlib.resources import files

    text = files("zhiben.ledger.hazards").joinpath("limits.csv").read_text(encoding="utf-8-sig")
    return tuple(map(_limit, csv.DictReader(text.splitlines())))


def table_of(live: Iterable[Entry]) -> Table:
    """Return the table with what entries in force set here, in their order."""
    table = Table(packaged=packaged_limits())
    limits = (entry for entry in live if entry.kind is EntryKind.HAZARD_LIMIT)
    known = ((entry, table.find(entry.subject)) for entry in limits)
    local = tuple(_set_here(entry, limit) for entry, limit in known if limit is not None)
    return evolve(table, local=local)


def limit_on(table: Table, code: str, day: date) -> Limit | None:
    """Return the limit of a code on a day: the latest set here, else the packaged one.

    It may be another place's rule; ``None`` when there is none of that code on that day.
    """
    found = [one for one in table.local if one.code == code and _is_valid(one, day)]
    packaged = table.find(code)
    if found:
        return found[-1]
    return packaged if packaged is not None and _is_valid(packaged, day) else None


def limits_on(table: Table, day: date) -> tuple[Limit, ...]:
    """Return one limit of every code, as it is on a day."""
    found = (limit_on(table, code, day) for code in table.codes)
    return tuple(one for one in found if one is not None)


def value_text(limit: Limit) -> str:
    """Return how long a limit is, in words: as counted, or as its source has it."""
    if limit.value is None or limit.unit is None:
        return limit.written
    return f"{limit.value} {UNITS[limit.unit]}"


def last_day(limit: Limit, since: date, *, calendar: Calendar) -> Counted | None:
    """Return the last day of a limit that starts on a day, ``None`` when no day can be told.

    What may be done until some time before a day is counted back from it.
    """
    if limit.value is None or limit.unit is None:
        return None
    if limit.unit is LimitUnit.HOUR:
        days = -(-limit.value // _HOURS)
        return Counted(on=since + timedelta(days=days), notes=(_SAME_HOUR,))
    amount = -limit.value if limit.sense is Sense.LATEST else limit.value
    return count_from(since, amount, unit=COUNTED[limit.unit], calendar=calendar)


# What is set here


def limit_draft(limit: Limit, *, on: date, actor: str) -> Draft:
    """Return what the journal is to keep of a limit that is set here from a day on."""
    body = {
        "value": limit.value,
        "unit": limit.unit.value if limit.unit else None,
        "basis": limit.basis,
        "place": limit.place,
        "until": limit.valid_to.isoformat() if limit.valid_to else None,
        "document": limit.note,
    }
    kind = EntryKind.HAZARD_LIMIT
    return Draft(on=on, actor=actor, kind=kind, subject=limit.code, body=body)


def check_limit(body: Mapping[str, Any]) -> None:
    """Check that a ``hazard.limit`` body from a journal can be used.

    Raises:
        ValueError, TypeError or LookupError: when it cannot.
    """
    for key in ("basis", "place", "document"):
        if type(body[key]) is not str:
            raise TypeError(body[key])
    value = body["value"]
    if type(value) is not int or not 1 <= value <= MOST:
        raise ValueError(value)
    if LimitUnit(body["unit"]) not in COUNTED:
        raise ValueError(body["unit"])
    if body["until"] is not None:
        date.fromisoformat(body["until"])


# The clocks


def clocks_of(
    life: HazardLife, measures: Sequence[Measure], *, table: Table, calendar: Calendar, day: date
) -> tuple[Clock, ...]:
    """Return the clocks of a hazard up to a day: its own deadline, then those of limits.

    A clock runs by the limit that held on the day it started.
    """
    found = [*_own_deadline(life)]
    for code in table.codes:
        found += _clocks_by(code, life, measures, table=table, calendar=calendar)
    return tuple(clock for clock in found if clock.since <= day)


def _clocks_by(
    code: str, life: HazardLife, measures: Sequence[Measure], *, table: Table, calendar: Calendar
) -> Iterator[Clock]:
    """Yield the clocks that one limit runs on a hazard."""
    packaged = table.find(code)
    if packaged is None or not packaged.runs or not _is_of_sector(packaged, life):
        return
    said = sorted(one.on for one in measures if one.family is Family.DONE and one.kind == code)
    started = [(name, one) for name in packaged.starts for one in _STARTS[name](life, measures)]
    for name, event in sorted(started, key=lambda one: (one[1].on, one[1].reference)):
        limit = limit_on(table, code, event.on)
        since = event.from_day or event.on
        counted = last_day(limit, since, calendar=calendar) if limit else None
        ends = [*_ended(packaged.ends, event, life, measures), *said]
        done = min((one for one in ends if one >= event.on), default=None)
        if done in said:
            said.remove(done)
        if limit is None or not limit.holds or counted is None:
            continue
        yield Clock(
            code=code,
            matter=limit.matter,
            since=event.on,
            until=counted.on,
            started_by=EVENTS[name],
            basis=limit.basis,
            written=value_text(limit),
            reference=event.reference,
            done_on=done,
            sense=limit.sense,
            notes=counted.notes,
        )


def _own_deadline(life: HazardLife) -> Iterator[Clock]:
    """Yield the clock of the deadline a hazard has, which no limit sets."""
    deadline = life.details.deadline
    if deadline is None:
        return
    step = life.last(Act.PLAN)
    since = _planned_on(life)
    is_open = life.state in OPEN_STATES
    last = life.effective[-1].on if life.effective else life.said[-1].on
    yield Clock(
        code=DEADLINE,
        matter="整改时限",
        since=min(since, deadline),
        until=deadline,
        started_by="方案已定" if step else "发现",
        basis=_deadline_basis(life),
        reference=step.reference if step else "",
        done_on=None if is_open else life.details.done_on or life.closed_on or last,
    )


def _planned_on(life: HazardLife) -> date:
    """Return the day since which a hazard has a deadline that nobody else has set."""
    step = life.last(Act.PLAN)
    return step.on if step else life.details.found_on or min(one.on for one in life.said)


def _deadline_basis(life: HazardLife) -> str:
    """Return by whose word a hazard has its deadline."""
    listing, extension = _deadline_setter(life)
    if listing:
        return f"{listing.authority}挂牌督办 {listing.document}"
    if extension:
        return f"{extension.authority}同意延期 {extension.document}"
    return "整改方案" if life.last(Act.PLAN) else "台账所载"


def _deadline_setter(life: HazardLife) -> tuple[Listing | None, Extension | None]:
    """Return the listing, or else the extension, that has set a hazard's deadline."""
    day, overlays = life.details.deadline, life.overlays
    listing = next((one for one in overlays.in_force if one.deadline == day), None)
    granted = (one for one in overlays.extensions if one.is_granted and one.deadline == day)
    return listing, None if listing else next(granted, None)


def _is_of_sector(limit: Limit, life: HazardLife) -> bool:
    """Tell whether a limit is for the sector of a hazard; never by part of its name."""
    sectors = set(map(label_key, limit.sectors))
    return not sectors or label_key(life.details.sector or "") in sectors


def _ended(
    ends: str, event: _Event, life: HazardLife, measures: Sequence[Measure]
) -> Iterator[date]:
    """Yield the days on which what a limit asks for is on record, beside what people say."""
    if ends in {"public", "decided", "asked"} and event.ended_on:
        yield event.ended_on
    if ends == "reported":
        yield from (one.on for one in measures if one.family is Family.FEEDBACK)
    if ends == "power-cut":
        yield from (one.on for one in _enforced(Enforcement.POWER_CUT)(life, measures))
    acts = {"planned": Act.PLAN, "applied": Act.APPLY, "accepted": Act.ACCEPT}
    if ends in acts:
        yield from (one.on for one in life.effective if one.act is acts[ends])


def _steps(act: Act) -> Callable[[HazardLife, Sequence[Measure]], Iterator[_Event]]:
    """Return what tells the events that are acts of one kind."""

    def events(life: HazardLife, _measures: Sequence[Measure]) -> Iterator[_Event]:
        for step in life.effective:
            if step.act is act:
                yield _Event(on=step.on, reference=step.reference)

    return events


def _enforced(
    *kinds: Enforcement,
) -> Callable[[HazardLife, Sequence[Measure]], Iterator[_Event]]:
    """Return what tells the events that are enforcement of some kinds, or a step of that name."""

    def events(_life: HazardLife, measures: Sequence[Measure]) -> Iterator[_Event]:
        for one in measures:
            if one.family in {Family.ENFORCE, Family.ESCALATE} and one.kind in kinds:
                yield _Event(on=one.on, reference=one.reference)

    return events


def _deadline(life: HazardLife, _measures: Sequence[Measure]) -> Iterator[_Event]:
    """Yield that a hazard has the deadline it has now, and when more time was asked for since.

    Once nothing is to be done any more, only what was asked for counts.
    """
    deadline = life.details.deadline
    if deadline is None:
        return
    listing, extension = _deadline_setter(life)
    since = listing.on if listing else _planned_on(life)
    since = (extension.decided_on if extension else None) or since
    asked = (one.on for one in life.overlays.extensions if one.before == deadline)
    first = min(asked, default=None)
    if first or life.state in OPEN_STATES:
        on = min(since, first or since)
        yield _Event(on=on, ended_on=first, from_day=deadline)


def _found(life: HazardLife, _measures: Sequence[Measure]) -> Iterator[_Event]:
    """Yield the day a hazard was found."""
    if life.details.found_on:
        yield _Event(on=life.details.found_on)


def _report_judged(life: HazardLife, measures: Sequence[Measure]) -> Iterator[_Event]:
    """Yield the judgement of what somebody reported."""
    if Channel.REPORT in life.channels:
        yield from _steps(Act.JUDGE)(life, measures)


def _listed(life: HazardLife, _measures: Sequence[Measure]) -> Iterator[_Event]:
    """Yield the listings."""
    for one in life.overlays.listings:
        yield _Event(on=one.on, reference=one.reference, ended_on=one.public_on)


def _delisted(life: HazardLife, _measures: Sequence[Measure]) -> Iterator[_Event]:
    """Yield the ends of listings."""
    for one in life.overlays.delistings:
        yield _Event(on=one.on, reference=one.reference, ended_on=one.public_on)


def _extension(life: HazardLife, _measures: Sequence[Measure]) -> Iterator[_Event]:
    """Yield the requests for an extension."""
    for one in life.overlays.extensions:
        ended = one.decided_on or one.lapsed_on
        yield _Event(on=one.on, reference=one.reference, ended_on=ended)


def _stopped(life: HazardLife, measures: Sequence[Measure]) -> Iterator[_Event]:
    """Yield the suspensions, by decree or by enforcement."""
    for one in life.overlays.suspensions:
        yield _Event(on=one.on, reference=one.reference)
    yield from _enforced(Enforcement.HALT)(life, measures)


def _applied_stopped(life: HazardLife, measures: Sequence[Measure]) -> Iterator[_Event]:
    """Yield the applications for acceptance while work stood still."""
    resumed = [one.on for one in _resumed(life, measures)]
    stopped = [one.on for one in _stopped(life, measures)]
    for event in _steps(Act.APPLY)(life, measures):
        last = max((day for day in stopped if day <= event.on), default=None)
        if last and not any(last <= day < event.on for day in resumed):
            yield event


def _resumed(life: HazardLife, _measures: Sequence[Measure]) -> Iterator[_Event]:
    """Yield the consents to resume."""
    for one in life.overlays.resumptions:
        yield _Event(on=one.on, reference=one.reference)


_STARTS: Final[Mapping[str, Callable[[HazardLife, Sequence[Measure]], Iterator[_Event]]]] = {
    "found": _found,
    "applied": _steps(Act.APPLY),
    "applied-stopped": _applied_stopped,
    "deadline": _deadline,
    "power-notice": _enforced(Enforcement.POWER_NOTICE),
    "penalty": _enforced(Enforcement.PENALTY),
    "talk": _enforced(Enforcement.TALK),
    "listed": _listed,
    "delisted": _delisted,
    "extension": _extension,
    "stopped": _stopped,
    "resumed": _resumed,
    "shut": _steps(Act.SHUT),
    "report-judged": _report_judged,
}


def _limit(row: Mapping[str, str]) -> Limit:
    """Return a row of the packaged table."""
    typed: dict[str, Any] = {
        "value": int(row["value"]) if row["value"] else None,
        "unit": LimitUnit(row["unit"]) if row["unit"] else None,
        "standing": Standing(row["standing"]),
        "valid_from": date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        "starts": tuple(filter(None, row["starts"].split("|"))),
        "sense": Sense(row["sense"] or Sense.WITHIN),
        "sectors": tuple(filter(None, row["sectors"].split("|"))),
    }
    return Limit(**{**row, **typed})


def _set_here(entry: Entry, packaged: Limit) -> Limit:
    """Return the limit an entry sets here, in place of the packaged one of its code."""
    body = entry.body
    unit = LimitUnit(body["unit"])
    return evolve(
        packaged,
        value=body["value"],
        unit=unit,
        written=f"{body['value']}{UNITS[unit]}",
        basis=body["basis"],
        level="本县",
        place=body["place"],
        standing=Standing.LOCAL,
        valid_from=entry.on,
        valid_to=date.fromisoformat(body["until"]) if body["until"] else None,
        note=body["document"],
        reference=f"{entry.origin}:{entry.seq}",
    )


def _is_valid(limit: Limit, day: date) -> bool:
    """Tell whether a limit is valid on a day; where no day is known, it is."""
    first, last = limit.valid_from or date.min, limit.valid_to or date.max
    return first <= day <= last
