"""The consolidated progress: what is done, late and missing on a given day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen


class TaskStatus(StrEnum):
    """Where a task, or one unit's share of it, stands on a day.

    The six exclude one another and add up to all tasks: of several that fit, the first
    counts. A share that does not fit the first five is ongoing.
    """

    DONE = "done"
    """Reported done; of a recurring task: the plan is over and no period was missed."""
    OVERDUE = "overdue"
    """The due day has passed; days late count from it."""
    DUE_SOON = "due_soon"
    """Due within 30 days, today and the thirtieth day included."""
    NOT_STARTED = "not_started"
    """Nobody has ever reported."""
    STALE = "stale"
    """Continuous, reported on before, but not for more than a quarter (92 days)."""
    ONGOING = "ongoing"
    """Begun, and nothing of the above."""


class Outcome(StrEnum):
    """What became of one occurrence (unit × period) of a recurring task."""

    FULFILLED = "fulfilled"
    """Done often enough by the due day."""
    LATE = "late"
    """Done often enough, but only after the due day."""
    MISSED = "missed"
    """Not done often enough, and the due day has passed."""
    WAIVED = "waived"
    """Not done, and excused for a stated reason."""
    OPEN = "open"
    """Not done yet, and still in time."""


@frozen(kw_only=True)
class Counts:
    """Numbers of tasks by status; they add up to ``tasks``."""

    tasks: int = 0
    done: int = 0
    ongoing: int = 0
    due_soon: int = 0
    overdue: int = 0
    not_started: int = 0
    stale: int = 0


@frozen(kw_only=True)
class Completion:
    """n of d with the percentage cut, never rounded, to one decimal; ``None`` when d is 0."""

    n: int
    d: int
    percent: float | None


@frozen(kw_only=True)
class ProgressRow:
    """One row of the table: an action, a measure, a lead, a township or a phase."""

    key: str
    title: str
    counts: Counts
    completion: Completion


@frozen(kw_only=True)
class PhaseLine:
    """The phase a day falls in and how many days of it remain, that day not counted."""

    number: int
    title: str
    days_left: int


@frozen(kw_only=True)
class Milestone:
    """A dated task: ``due`` is the current date, ``original_due`` the document's.

    ``forecast`` is the day last foretold, which changes nothing. ``days_late`` counts
    from ``due`` to the day it was done, or to the day asked about; 0 when not late.
    ``missing`` names the units that have not said done.
    """

    task: str
    title: str
    due: date
    status: TaskStatus
    days_late: int
    original_due: date
    forecast: date | None
    soft: bool
    missing: tuple[str, ...]


@frozen(kw_only=True)
class RecurringLine:
    """One period of a recurring task over all the units that owe it.

    ``expected`` is the number of occurrences and the five outcomes add up to it;
    ``missing`` names the units of the missed ones.
    """

    task: str
    title: str
    period: str
    due: date
    expected: int
    fulfilled: int
    late: int
    missed: int
    waived: int
    open: int
    missing: tuple[str, ...]


@frozen(kw_only=True)
class LateLine:
    """One unit late with one task; ``lead`` is the name of the unit that must act.

    ``due`` is the day it was owed, of a recurring task the first of the unbroken run of
    missed ones; ``days_late`` counts from it.
    """

    task: str
    title: str
    lead: str
    due: date
    days_late: int


@frozen(kw_only=True)
class DueLine:
    """One line of the working list: the units that still owe a task by one day.

    ``days_left`` is negative when overdue; ``period`` is set for a recurring task whose
    current period is still open.
    """

    task: str
    title: str
    due: date
    days_left: int
    period: str | None
    units: tuple[str, ...]


class SectorState(StrEnum):
    """Whether a sector's sub-plan counts, and by which revision."""

    ADOPTED = "adopted"
    """The installed revision is in force."""
    INSTALLED = "installed"
    """It counts as installed; the first report puts it on record."""
    OUTDATED = "outdated"
    """An earlier, adopted revision counts; the installed one waits to be adopted."""
    NOT_RUNNING = "not_running"
    """The plugin is absent or failed: what was adopted is listed, and nothing of it is done."""


@frozen(kw_only=True)
class SectorLine:
    """A sector's sub-plan as it counts: ``version`` is that of the plugin it came from."""

    code: str
    title: str
    version: str
    revision: int
    state: SectorState
    tasks: int


@frozen(kw_only=True)
class Progress:
    """Everything ``zhiben progress`` shows for one day."""

    plan: str
    plan_title: str
    as_of: date
    phase: PhaseLine | None
    totals: Counts
    completion: Completion
    rows: tuple[ProgressRow, ...]
    milestones: tuple[Milestone, ...]
    recurring: tuple[RecurringLine, ...]
    late: tuple[LateLine, ...]
    due: tuple[DueLine, ...]
    sectors: tuple[SectorLine, ...] = ()
    notes: tuple[str, ...] = ()
