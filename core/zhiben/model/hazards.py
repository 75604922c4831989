"""隐患: what is known of a hazard, and the states it passes through until it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import frozen

from zhiben.model.hazard_overlays import NO_OVERLAYS, OverlayAct, Overlays
from zhiben.model.reports import Evidence


class Channel(StrEnum):
    """How a hazard came to be known (五河方案第17条)."""

    SELF = "self"
    """企业自查上报."""
    INSPECTION = "inspection"
    """督导检查发现."""
    REPORT = "report"
    """群众举报查实."""


class Level(StrEnum):
    """How grave a hazard is."""

    MAJOR = "major"
    GENERAL = "general"


class State(StrEnum):
    """Where a hazard stands between being noticed and being closed."""

    LEAD = "lead"
    """线索: somebody noticed it."""
    CHECKING = "checking"
    """核查中: a competent department looks into it."""
    UNFOUNDED = "unfounded"
    """不属实."""
    GENERAL = "general"
    """一般: a hazard, but no major one."""
    JUDGED = "judged"
    """重大已判定: a clause of a standard holds."""
    REGISTERED = "registered"
    """已登记入库."""
    NOTIFIED = "notified"
    """已通知: the principal and the actual controller know."""
    PLANNED = "planned"
    """方案已定: 责任、措施、资金、时限、预案 are settled (五落实)."""
    RECTIFYING = "rectifying"
    """治理中."""
    APPLIED = "applied"
    """申请验收."""
    REVIEWED = "reviewed"
    """审核/现场验收 passed, and approval is awaited."""
    CLOSED = "closed"
    """已销号."""
    SHUT = "shut"
    """关闭取缔: the enterprise itself is closed down."""
    MERGED = "merged"
    """It is the same as another one, and goes on there."""
    VOID = "void"
    """误录或撤销: it should never have been here; its number is not used again."""


@frozen(kw_only=True)
class Provenance:
    """Where a row of somebody's table says so: file, sheet and row as the workbook shows it."""

    file: str
    sheet: str
    row: int


@frozen(kw_only=True)
class HazardDetails:
    """What a table or a person says of a hazard; ``None`` where nothing is said.

    ``region`` is the township (属地), ``location`` the place. ``funds_yuan`` is exact, in
    yuan with at most two decimals, as text. ``unit_responsible``, ``lead``, ``support`` and
    ``supervise`` are four different roles of units (责任、牵头、配合、督办). ``listed`` tells
    that it is under 挂牌督办, ``status`` is what the table itself says of its state.
    """

    enterprise: str | None = None
    credit_code: str | None = None
    region: str | None = None
    sector: str | None = None
    location: str | None = None
    description: str | None = None
    level: Level | None = None
    basis: str | None = None
    channel: Channel | None = None
    found_on: date | None = None
    measures: str | None = None
    owner: str | None = None
    unit_responsible: str | None = None
    lead: str | None = None
    support: str | None = None
    supervise: str | None = None
    sponsor: str | None = None
    funds_yuan: str | None = None
    deadline: date | None = None
    done_on: date | None = None
    listed: bool | None = None
    status: State | None = None


class Act(StrEnum):
    """What somebody does about a hazard; each is one entry of the journal."""

    VERIFY = "verify"
    """受理核查."""
    HAND_OVER = "hand-over"
    """移交: it is another department's business (安全生产法第73条)."""
    JUDGE = "judge"
    REJUDGE = "rejudge"
    """改判: what another edition says, or other facts, is accepted in place of a judgement."""
    REGISTER = "register"
    NOTIFY = "notify"
    PLAN = "plan"
    RECTIFY = "rectify"
    APPLY = "apply"
    ACCEPT = "accept"
    CLOSE = "close"
    CHECK_BACK = "check-back"
    REOPEN = "reopen"
    SHUT = "shut"
    MERGE = "merge"
    VOID = "void"


class Saying(StrEnum):
    """How a person says something of a hazard, who is no table."""

    ADD = "add"
    """Reports it; whoever acts is its finder."""
    AMEND = "amend"
    """Sets right or completes what is known."""


@frozen(kw_only=True)
class Party:
    """A unit that acts, and the people who do it for it.

    ``unit`` is its id, or its name where nobody registered it; ``known_as`` is what it was
    called when it acted, its name first, by which it is known again in tables.
    """

    unit: str
    people: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What people call the unit."""
        return self.known_as[0] if self.known_as else self.unit


@frozen(kw_only=True)
class Step:
    """One act in a hazard's life, as it was recorded.

    ``reference`` names the entry (``origin:number``), ``on`` the business date and ``role``
    in what capacity its unit acts. ``given`` holds what the act must carry, by the names of
    its requirements, and what goes with it; ``evidence`` are files.
    """

    reference: str
    on: date
    act: Act
    by: Party
    given: Mapping[str, Any]
    role: str = ""
    document: str = ""
    evidence: tuple[Evidence, ...] = ()


@frozen(kw_only=True)
class OverlayStep:
    """An act that lies over a hazard's state, as it was recorded; its fields are a step's."""

    reference: str
    on: date
    act: OverlayAct
    by: Party
    given: Mapping[str, Any]
    role: str = ""
    document: str = ""
    evidence: tuple[Evidence, ...] = ()


@frozen(kw_only=True)
class Said:
    """What one table or person said of a hazard, and since when that is on record.

    ``source`` is where a table says it; a person says it ``by`` a unit, with ``saying`` how,
    and what a person says is not overridden by what tables say later. ``reporter`` is the
    token of who reported it, never the person.
    """

    reference: str
    on: date
    details: HazardDetails
    source: Provenance | None = None
    saying: Saying | None = None
    by: Party | None = None
    reason: str = ""
    document: str = ""
    reporter: str = ""
    evidence: tuple[Evidence, ...] = ()


@frozen(kw_only=True)
class HazardLife:
    """Everything on record about one hazard on a day: the fold of its entries.

    ``details`` is what holds now: what people decided here before what tables said, the
    later before the earlier, except that the earliest ``found_on`` is kept, and that it is
    listed, with the earliest deadline, while a listing lies over it. ``state`` is
    where its own steps have brought it; a hazard that only tables tell of has the state these
    report, and ``is_reported`` says so. ``idle`` tells of steps that had no effect, by their
    references, and why. ``attempts`` counts failed acceptances, ``reopened`` how often it
    was opened again. ``merged_into`` is the number it goes on under, ``merged`` are those
    that go on under its own; ``said`` is also what was said of these. ``overlays`` lie over
    the state; ``overlay_steps`` are the acts they come of, those without effect included.
    ``reporters`` are the tokens of who reported it, one for each of its own that was merged.
    """

    number: str
    details: HazardDetails
    channels: tuple[Channel, ...]
    said: tuple[Said, ...]
    steps: tuple[Step, ...]
    state: State
    is_reported: bool
    idle: Mapping[str, tuple[str, ...]]
    attempts: int = 0
    reopened: int = 0
    closed_on: date | None = None
    merged_into: str | None = None
    merged: tuple[str, ...] = ()
    overlays: Overlays = NO_OVERLAYS
    overlay_steps: tuple[OverlayStep, ...] = ()
    reporters: tuple[str, ...] = ()

    @property
    def effective(self) -> tuple[Step, ...]:
        """The steps that had an effect, in the order of their facts."""
        return tuple(step for step in self.steps if step.reference not in self.idle)

    @property
    def finders(self) -> tuple[Party, ...]:
        """Who found it, as far as people said so here."""
        return tuple(one.by for one in self.said if one.saying is Saying.ADD and one.by)

    def last(self, *acts: Act) -> Step | None:
        """Return the latest of some acts that had an effect."""
        found = [step for step in self.effective if step.act in acts]
        return found[-1] if found else None
