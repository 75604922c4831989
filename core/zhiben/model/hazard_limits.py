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
    """小时: the ledger keeps days only, so no clock runs by these."""
    MONTH = "month"
    YEAR = "year"


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
    is called so. ``reference`` is the entry that set it here.
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


class Running(StrEnum):
    """How a clock stands on a day."""

    RUNNING = "running"
    OVERDUE = "overdue"
    DONE = "done"
    """Ended in time."""
    LATE = "late"
    """Ended, but after its last day."""


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
    notes: tuple[str, ...] = ()

    def standing(self, day: date) -> Running:
        """Return how it stands on a day."""
        if self.done_on is not None:
            return Running.LATE if self.done_on > self.until else Running.DONE
        return Running.OVERDUE if day > self.until else Running.RUNNING
