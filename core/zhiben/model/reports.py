"""What units record about tasks: reports, amendments, waivers and evidence."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen


class ReportStatus(StrEnum):
    """What a unit says of its own share of a task."""

    ONGOING = "ongoing"
    DONE = "done"


@frozen(kw_only=True)
class Evidence:
    """佐证材料: a file kept by content; ``digest`` is its SHA-256 in hex, ``size`` in bytes."""

    name: str
    digest: str
    size: int


@frozen(kw_only=True)
class TaskReport:
    """One report: ``org`` says how far ``task`` is for ``unit``.

    ``period`` is set for recurring tasks only (``2024Q1``). ``count`` is how many times
    the duty was done; ``value`` is measured in the unit of the task's target.
    """

    task: str
    org: str
    unit: str
    status: ReportStatus
    period: str | None = None
    count: int | None = None
    value: float | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@frozen(kw_only=True)
class Amendment:
    """A dated change to a task, with its reason and approving document.

    ``due`` replaces the due date, ``forecast`` only predicts it, ``leads`` replaces the
    lead units; ``None`` leaves each as it was.
    """

    task: str
    on: date
    reason: str
    document: str
    due: date | None = None
    forecast: date | None = None
    leads: tuple[str, ...] | None = None


@frozen(kw_only=True)
class Waiver:
    """免报: ``unit`` need not fulfil ``task`` in ``period``, for ``reason``."""

    task: str
    unit: str
    period: str
    reason: str
