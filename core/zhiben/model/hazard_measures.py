"""What is done beside putting a hazard right: enforcement, escalation, failures of units."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen

from zhiben.model.hazards import Party
from zhiben.model.reports import Evidence


class Family(StrEnum):
    """What sort of measure an entry records."""

    ENFORCE = "enforce"
    """执法: its kind is one of :class:`Enforcement`."""
    ESCALATE = "escalate"
    """升级: its kind is a step of the ladder."""
    FEEDBACK = "feedback"
    """反馈: those responsible have answered."""
    DONE = "done"
    """What a time limit asks for was done; its kind is the limit's code."""
    FAULT = "fault"
    """实施方案第15条: a unit failed; its kind is one of :class:`Fault`."""


class Enforcement(StrEnum):
    """How a unit is called to account."""

    TALK = "talk"
    """约谈."""
    PENALTY = "penalty"
    """行政处罚, with or without a fine."""
    HALT = "halt"
    """停产整顿."""
    TRANSFER = "transfer"
    """移送."""
    POWER_NOTICE = "power-notice"
    """停电通知: the enterprise is told that its power will be cut (安全生产法第70条)."""
    POWER_CUT = "power-cut"
    """停止供电."""


class Fault(StrEnum):
    """Why a major hazard went on for long (实施方案第15条)."""

    NOT_CHECKED = "not-checked"
    """未开展排查."""
    NOT_FOUND = "not-found"
    """明明有问题却查不出."""
    REFUSED = "refused"
    """查出后拒不整改."""


@frozen(kw_only=True)
class Measure:
    """One measure as it was recorded.

    ``subject`` is the hazard's number, of a fault the unit that failed. ``kind`` depends on
    the family. ``fine_yuan`` is exact, in yuan with at most two decimals, as text. ``hazard``
    is the one a fault shows in; ``failed`` what the unit that failed is known as.
    """

    reference: str
    on: date
    subject: str
    family: Family
    kind: str
    by: Party
    document: str = ""
    reason: str = ""
    fine_yuan: str | None = None
    hazard: str | None = None
    failed: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
