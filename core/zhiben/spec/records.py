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
    AMOUNTS = "amounts"
    """Names with an amount each (氯 5、氨 12), for a derivation to work with."""


class Effect(StrEnum):
    """What it means that a criterion holds."""

    MAJOR = "major"
    """The hazard is a major one."""
    ELEMENT = "element"
    """Nothing by itself: other criteria count it (综合判定要素)."""
    EXCLUSION = "exclusion"
    """The standard says that the hazard is not to be judged a major one (不应判定)."""
    REFERRAL = "referral"
    """Another regime judges it: the standard gives no answer."""
    HAZARD = "hazard"
    """A hazard, but never a major one by itself."""


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

    ``name`` can be written in a condition: letters, digits and underscores, no digit
    first. ``question`` is how it is asked for. ``unit`` is that of a number or of amounts;
    ``choices`` are those of a choice or set; ``least`` and ``most`` bound a number, both
    inclusive.
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

    ``issued`` is ``None`` where the day is not known. ``effective_from`` is ``None`` where
    the document states no day; ``presumed_from`` is then the day practice goes by.
    ``effective_to`` is the last day, ``presumed_to`` the one practice goes by where no text
    says that the edition ended. ``supersedes`` are the codes of the editions it replaces,
    ``expected`` is how many criteria its text has, where that is known, ``sources`` are
    keys of publications.
    """

    code: str
    title: str
    document_number: str
    issuer: str
    issued: date | None = None
    effective_from: date | None = None
    presumed_from: date | None = None
    effective_to: date | None = None
    presumed_to: date | None = None
    supersedes: tuple[str, ...] = ()
    completeness: Completeness = Completeness.FULL
    expected: int | None = None
    sources: tuple[str, ...] = ()
    note: str = ""


@frozen(kw_only=True)
class Criterion:
    """One clause of a standard: what makes a hazard a major one.

    ``standard`` is the edition's code and ``clause`` the number as the standard writes
    it (``11(三)``). ``when`` is the condition over declared facts; it is left out where the
    text is not known. A ``manual`` criterion is for a person to judge: one without a
    condition is never settled here, one with a condition is suspected at most. ``effect``
    is what it means that it holds; ``regime`` names who judges instead, for a referral.
    ``interpretation`` is what the issuer has said about how to read it, ``note`` what the
    text leaves ambiguous and how that is read here.
    """

    code: str
    standard: str
    clause: str
    title: str
    when: str | None = None
    effect: Effect = Effect.MAJOR
    regime: str = ""
    manual: bool = False
    completeness: Completeness = Completeness.FULL
    interpretation: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""


@frozen(kw_only=True)
class Synonyms:
    """Words that mean the same when criteria are looked for (消火栓、消防栓)."""

    words: tuple[str, ...]


@frozen(kw_only=True)
class Heading:
    """What a sector's own hazard tables call a column (受检单位), and what it holds.

    ``words`` are the headings as printed. ``field`` is a detail of
    :class:`~zhiben.model.hazards.HazardDetails` by its name, or ``extra`` for what is only
    kept beside. With ``under`` the column counts only below one of these headings.
    """

    words: tuple[str, ...]
    field: str
    under: tuple[str, ...] = ()


@frozen(kw_only=True)
class Derivation:
    """A fact worked out from others by a pure function, such as a 超限率.

    ``fact`` names the declared result, ``inputs`` the declared facts that ``function``
    takes as keyword arguments under these names, ``None`` for one that is not known; the
    day the hazard was found is always there as 发现日期. Numbers come as ``int`` or
    ``Decimal``, sets as ``frozenset``, amounts as a mapping from names to numbers. The
    function returns the value, or ``None`` when the inputs do not settle it; what it once
    returns holds whatever the unknown inputs turn out to be. ``source`` is the key of the
    publication with the formula.
    """

    fact: str
    inputs: tuple[str, ...]
    function: Callable[..., Any]
    source: str


@frozen(kw_only=True)
class Item:
    """检查项: one line of a checklist, whose answers are the values of declared facts.

    Each of ``facts`` is asked by its own question; an item without facts is answered by
    符合, 不符合 or 不适用. ``how`` tells how to look, ``basis`` the clauses it checks,
    ``who`` checks it and ``frequency`` how often.
    """

    code: str
    text: str
    facts: tuple[str, ...] = ()
    how: str = ""
    basis: str = ""
    who: str = ""
    frequency: str = ""


@frozen(kw_only=True)
class Checklist:
    """检查表: what an inspector goes through on the spot; answers become facts."""

    code: str
    title: str
    items: tuple[Item, ...]
    sources: tuple[str, ...] = ()


@frozen(kw_only=True)
class Indicator:
    """指标: a figure with a unit, a formula in words, a direction and a period.

    One that is a share has a ``numerator`` and a ``denominator``, in words: what is counted.
    ``target`` is the value to reach, ``due`` by when; ``note`` tells what its period or
    target leave open.
    """

    code: str
    title: str
    unit: str
    formula: str
    direction: Direction
    period: Every
    numerator: str = ""
    denominator: str = ""
    target: Target | None = None
    due: date | None = None
    note: str = ""
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
    | Synonyms
    | Derivation
    | Checklist
    | Indicator
    | Heading
    | Command
    | Revision
)
"""Anything a hook may return."""
