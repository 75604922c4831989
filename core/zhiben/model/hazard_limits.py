"""Time limits around hazards: what must happen within how long, by which rule, and where."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen


class LimitUnit(StrEnum):
    """What the value of a limit counts."""

    NATURAL = "natural"
    """自然日."""
    WORKING = "working"
    """工作日."""
    HOUR = "hour"
    """小时: the ledger keeps days only, so 24 of them are the next day at the same time."""
    MONTH = "month"
    YEAR = "year"


class Sense(StrEnum):
    """What the day at the end of a limit is."""

    WITHIN = "within"
    """The last day on which something must be done."""
    LATEST = "latest"
    """The last day on which something may be done, counted back from another day."""
    WAIT = "wait"
    """The first day on which something may be done."""


class Standing(StrEnum):
    """Whether a limit holds here, and by whose word."""

    IN_FORCE = "in-force"
    """A national rule: it holds everywhere."""
    LOCAL = "local"
    """Set here, in the journal."""
    ASSUMED = "assumed"
    """A default of this software, which no rule states."""
    PLAN = "plan"
    """Part of a plan: it holds where that plan does, whose tasks keep track of it."""
    REFERENCE = "reference"
    """Another place's rule: nothing here is held to it unless it is set here."""


@frozen(kw_only=True)
class Limit:
    """One rule that sets a time: ``value`` units, ``written`` as its source has it.

    ``value`` and ``unit`` are ``None`` where the source gives no single number: a cycle, a
    count of penalties, two numbers. ``valid_from`` and ``valid_to`` are ``None`` where no day
    is known. ``starts`` and ``ends`` name the events its clock runs between; without
    ``starts`` nothing in the ledger starts one. ``sectors`` limits it to hazards whose sector
    is called so. ``unclocked`` says why no clock runs by it, if none does as its source has
    it. ``reference`` is the entry that set it here.
    """

    code: str
    matter: str
    value: int | None
    unit: LimitUnit | None
    written: str
    basis: str
    level: str
    place: str
    standing: Standing
    valid_from: date | None = None
    valid_to: date | None = None
    starts: tuple[str, ...] = ()
    ends: str = ""
    sectors: tuple[str, ...] = ()
    sense: Sense = Sense.WITHIN
    unclocked: str = ""
    note: str = ""
    reference: str = ""

    @property
    def holds(self) -> bool:
        """Whether hazards here are held to it."""
        return self.standing in {Standing.IN_FORCE, Standing.LOCAL, Standing.ASSUMED}

    @property
    def runs(self) -> bool:
        """Whether something on record can start its clock."""
        return bool(self.starts)

    @property
    def no_clock(self) -> str:
        """Why no clock runs by it, empty when one does."""
        is_one_number = self.value is not None and self.unit is not None
        return "" if self.runs and is_one_number else self.unclocked


class Running(StrEnum):
    """How a clock stands on a day."""

    RUNNING = "running"
    OVERDUE = "overdue"
    DONE = "done"
    """Ended in time."""
    LATE = "late"
    """Ended, but after its last day."""
    PASSED = "passed"
    """The last day on which something might be done has gone by."""
    WAITING = "waiting"
    """The first day on which something may be done is still to come."""
    READY = "ready"
    """It may be done."""
    EARLY = "early"
    """It was done before it might be."""


@frozen(kw_only=True)
class Clock:
    """A limit at work on a hazard: since which event and day, and until which.

    ``basis`` is the rule or decision behind it; ``code`` names the limit, ``deadline`` for the
    hazard's own. ``started_by`` says what started it, ``reference`` is that entry. ``notes``
    are sentences its last day must not be shown without.
    """

    code: str
    matter: str
    since: date
    until: date
    started_by: str
    basis: str
    written: str = ""
    reference: str = ""
    done_on: date | None = None
    sense: Sense = Sense.WITHIN
    notes: tuple[str, ...] = ()

    def standing(self, day: date) -> Running:
        """Return how it stands on a day."""
        if self.sense is Sense.WAIT:
            return self._waited(day)
        if self.done_on is not None:
            return Running.LATE if self.done_on > self.until else Running.DONE
        over = Running.PASSED if self.sense is Sense.LATEST else Running.OVERDUE
        return over if day > self.until else Running.RUNNING

    def _waited(self, day: date) -> Running:
        """Return how it stands where ``until`` is the first day and not the last."""
        if self.done_on is not None:
            return Running.EARLY if self.done_on < self.until else Running.DONE
        return Running.WAITING if day < self.until else Running.READY


@frozen(kw_only=True)
class PenaltyCount:
    """How often an enterprise was penalised: within 180 days and one year up to a day.

    ``reached_on`` is the first day on which it was often enough for its closing to be asked
    for, ``None`` when it never was.
    """

    in_180_days: int
    in_year: int
    reached_on: date | None
