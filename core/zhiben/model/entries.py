"""The journal's one record: an append-only line that everything else is folded from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from attrs import frozen


class EntryKind(StrEnum):
    """What a journal entry says; decides the shape of its body."""

    PLAN_ADOPT = "plan.adopt"
    """A plan comes into force; the body is the whole plan."""
    ORG_ADD = "org.add"
    """A unit becomes known."""
    ORG_AMEND = "org.amend"
    """A unit's name, attributes or dates change from the entry's date on."""
    TASK_REPORT = "task.report"
    """A unit says how far a task is."""
    TASK_AMEND = "task.amend"
    """A due date, a forecast or the leads of a task change from the entry's date on."""
    TASK_WAIVE = "task.waive"
    """A unit need not fulfil a recurring task in one period, for a stated reason."""
    CALENDAR_ADD = "calendar.add"
    """The holiday table of a year becomes known; the body holds its rows."""
    SECTOR_ADOPT = "sector.adopt"
    """A revision of a sector's sub-plan comes into force; the body holds its tasks."""
    SECTOR_SWITCH = "sector.switch"
    """A sector's plugin is disabled or enabled here, for a stated reason."""
    INSPECTION_RECORD = "inspection.record"
    """A filled checklist: what an inspector found at a unit, and the verdict on it."""
    INDICATOR_RECORD = "indicator.record"
    """A unit's figure of an indicator for one period."""
    CRITERIA_OVERLAY = "criteria.overlay"
    """An office completes an edition of a standard itself, or takes that back."""
    HAZARD_RECORD = "hazard.record"
    """What a table or a person says of a hazard."""
    HAZARD_STEP = "hazard.step"
    """Somebody acts on a hazard: judges, notifies, accepts, closes …"""
    HAZARD_OVERLAY = "hazard.overlay"
    """Somebody lists or delists a hazard, extends its deadline, suspends or resumes work."""
    HAZARD_SHEET = "hazard.sheet"
    """A sheet of somebody's ledger was imported: its counts, its printed totals, how it was read.

    Its subject is the source the sheet is from.
    """
    HAZARD_TOTAL = "hazard.total"
    """A unit explains why a table prints another number than it has rows; corrects neither.

    Its subject is the source of the table.
    """
    HAZARD_APART = "hazard.apart"
    """A person found two hazards that look alike to be two; the body names the other and why."""
    HAZARD_MEASURE = "hazard.measure"
    """Enforcement, a step of the escalation ladder, feedback, or the failure of a unit."""
    HAZARD_LIMIT = "hazard.limit"
    """A time limit holds here from the entry's date on; its subject is the limit's code."""
    REPORTER_ACCESS = "reporter.access"
    """Somebody uses personal data: puts it away, looks at it, removes it; the body says why."""
    UNDO = "undo"
    """An earlier entry no longer counts; the body names it and says why.

    Its subject is that of the entry undone.
    """


@frozen(kw_only=True)
class Draft:
    """What somebody wants to record, before the journal gives it its place.

    ``on`` is the business date: the day the fact became true. ``subject`` is the id of
    the task or unit, or the code of the sector, checklist, indicator or standard it is
    about. ``body`` holds JSON values only.
    """

    on: date
    actor: str
    kind: EntryKind
    subject: str
    body: Mapping[str, Any]


@frozen(kw_only=True)
class Entry:
    """台账分录: one line of the journal, never changed and never removed.

    ``id`` is a UUIDv7. ``origin`` is the recording unit and ``seq`` its own running
    number from 1. ``on`` is the business date, ``recorded_at`` the clock (UTC).
    ``previous`` is the digest of the origin's entry before this one, empty for its
    first; ``digest`` covers all other fields.
    """

    id: str
    origin: str
    seq: int
    on: date
    recorded_at: datetime
    actor: str
    kind: EntryKind
    subject: str
    body: Mapping[str, Any]
    previous: str
    digest: str
