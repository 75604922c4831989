"""The records hooks return: frozen, keyword-only, and the same whether written in Python or TOML.

Codes start with the sector's own code and a hyphen (``GAS-…``), so that records of
different sectors can never be confused. Conditions are kept as text: nothing is
evaluated here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import frozen

from zhiben.model.organisations import Scope
from zhiben.model.plan import Every, Target, TaskKind


class Completeness(StrEnum):
    """How much of an official text a standard or criterion was made from."""

    FULL = "full"
    """The text was read in full."""
    PARTIAL = "partial"
    """Only a part of the text, or a retelling of it, was read."""
    TOPIC = "topic"
    """Only what it is about is known."""
    MISSING = "missing"
    """The text was not available."""


class FactType(StrEnum):
    """What values a fact takes."""

    BOOL = "bool"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    SET = "set"


class Direction(StrEnum):
    """Which way an indicator gets better."""

    UP = "up"
    DOWN = "down"
    NONE = "none"
    """It only describes, like a number of checks."""


class Change(StrEnum):
    """What became of an id from one revision of a sub-plan to the next."""

    SAME = "same"
    RENAMED = "renamed"
    SPLIT = "split"
    MERGED = "merged"
    RETIRED = "retired"


@frozen(kw_only=True)
class Sector:
    """A 行业领域 with a plugin of its own.

    ``code`` is the prefix of all its codes and the name of its entry point: two to four
    capital letters. ``api`` is the number of the contract it was written for. ``fields``
    are the plan's fields it serves (燃气), ``leads`` the names of the units that lead
    it. ``revision`` numbers its sub-plan from 1 and grows with every change of tasks,
    criteria or indicators.
    """

    code: str
    title: str
    api: int
    summary: str
    fields: tuple[str, ...]
    leads: tuple[str, ...] = ()
    revision: int = 1


@frozen(kw_only=True)
class Publication:
    """A document that records cite by ``key``: a law, a standard, a notice, the plan itself.

    ``url`` is where its official text was seen; what is not known is left out.
    """

    key: str
    title: str
    issuer: str | None = None
    document_number: str | None = None
    issued: date | None = None
    url: str | None = None
    note: str = ""


@frozen(kw_only=True)
class SectorTask:
    """A task of a lead agency's sub-plan (子方案), bound to a measure of the county's plan.

    ``measure`` is the measure's id. ``source`` is the key of a publication and ``place``
    where it says so. ``leads`` and ``supports`` are names as people write them; without
    leads the sector's own lead. The rest reads as in the plan's own tasks.
    """

    code: str
    measure: str
    title: str
    kind: TaskKind
    source: str
    place: str = ""
    due: date | None = None
    due_text: str = ""
    soft: bool = False
    every: Every | None = None
    at_least: int = 1
    due_day: int | None = None
    scope: Scope | None = None
    leads: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    field: str | None = None
    target: Target | None = None


@frozen(kw_only=True)
class Fact:
    """Something an inspector can establish, by the field's standard term (安全出口数).

    ``question`` is how it is asked for. ``unit`` is that of a number; ``choices`` are
    those of a choice or set; ``least`` and ``most`` bound a number, both inclusive.
    """

    name: str
    type: FactType
    question: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@frozen(kw_only=True)
class Standard:
    """One edition of a 判定标准.

    ``effective_from`` is ``None`` where the document states no day; ``presumed_from``
    is then the day practice goes by. ``effective_to`` is the last day, ``supersedes``
    the codes of the editions it replaces, ``sources`` keys of publications.
    """

    code: str
    title: str
    document_number: str
    issuer: str
    issued: date
    effective_from: date | None = None
    presumed_from: date | None = None
    effective_to: date | None = None
    supersedes: tuple[str, ...] = ()
    completeness: Completeness = Completeness.FULL
    sources: tuple[str, ...] = ()
    note: str = ""


@frozen(kw_only=True)
class Criterion:
    """One clause of a standard: what makes a hazard a major one.

    ``standard`` is the edition's code and ``clause`` the number as the standard writes
    it (``11(三)``). ``when`` is the condition over declared facts; a criterion that only
    a person can judge is ``manual`` and has none. ``note`` tells what the text leaves
    ambiguous.
    """

    code: str
    standard: str
    clause: str
    title: str
    when: str | None = None
    manual: bool = False
    completeness: Completeness = Completeness.FULL
    sources: tuple[str, ...] = ()
    note: str = ""


@frozen(kw_only=True)
class Derivation:
    """A fact worked out from others by a pure function, such as a 超限率.

    ``fact`` names the declared result, ``inputs`` the declared facts that ``function``
    takes as keyword arguments under these names; it returns the value, or ``None`` when
    the inputs do not settle it. ``source`` is the key of the publication with the formula.
    """

    fact: str
    inputs: tuple[str, ...]
    function: Callable[..., Any]
    source: str


@frozen(kw_only=True)
class Item:
    """检查项: one line of a checklist, whose answer is the value of a declared fact.

    ``negated`` turns a yes into a no, for an item that asks the other way round than its
    fact (是否存在占堵 for 通道畅通). ``basis`` is the clause it checks.
    """

    code: str
    text: str
    fact: str
    negated: bool = False
    basis: str = ""


@frozen(kw_only=True)
class Checklist:
    """检查表: what an inspector goes through on the spot; answers become facts."""

    code: str
    title: str
    items: tuple[Item, ...]
    sources: tuple[str, ...] = ()


@frozen(kw_only=True)
class Indicator:
    """指标: a figure with a unit, a formula in words, a direction and a period."""

    code: str
    title: str
    unit: str
    formula: str
    direction: Direction
    period: Every
    sources: tuple[str, ...] = ()


@frozen(kw_only=True)
class Command:
    """A command the plugin adds: imported only when it runs, from ``module:attribute``."""

    name: str
    target: str
    summary: str


@frozen(kw_only=True)
class Revision:
    """One line of ``changes.toml``: what a revision made of the ids of the one before it.

    ``revision`` is the number of the later one, 2 or more. ``old`` and ``new`` are codes:
    one and one for same and renamed, one and several for split, several and one for
    merged, one and none for retired. New ids nobody mentions are additions. An id that
    has gone is never used again; a task that is due in other periods, or more often, is a
    new one. ``reason`` is told to those whose reports are affected.
    """

    revision: int
    change: Change
    old: tuple[str, ...]
    new: tuple[str, ...] = ()
    reason: str = ""


Record = (
    Sector
    | Publication
    | SectorTask
    | Fact
    | Standard
    | Criterion
    | Derivation
    | Checklist
    | Indicator
    | Command
    | Revision
)
"""Anything a hook may return."""
