"""What a judgement says: the verdict, each criterion's part in it, and what is still open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from attrs import field, frozen

from zhiben.rules.editions import Edition
from zhiben.spec.records import Criterion, Standard


class Outcome(StrEnum):
    """The verdict on a hazard."""

    MAJOR = "major"
    """重大: a clause read in full holds, whatever the open facts turn out to be."""
    SUSPECTED = "suspected"
    """疑似: a clause holds as far as its text is known, or until a person has judged. It is
    this at least: open facts may still make it major."""
    UNDETERMINED = "undetermined"
    """待查: facts are open that can make it one or the other, or texts are not known."""
    NOT_MET = "not_met"
    """未触及: no clause of the editions in force holds, whatever the open facts are."""


class Result(StrEnum):
    """What became of one criterion; what that means for the hazard is its effect's matter."""

    MET = "met"
    """Its text was read in full, and holds whatever the open facts turn out to be."""
    SUSPECTED = "suspected"
    """It holds as far as its text is known, or until a person has judged."""
    UNKNOWN = "unknown"
    """Facts are open that can make it hold or not, or its text is not known."""
    NOT_MET = "not_met"
    """It does not hold, or what keeps its standard away does."""


@frozen(kw_only=True)
class Finding:
    """A criterion and what became of it.

    ``used`` are the facts that made it so, ``missing`` those that can still change it, and
    ``note`` says what else is to be known about it.
    """

    criterion: Criterion
    standard: Standard
    result: Result
    used: Mapping[str, Any]
    missing: tuple[str, ...] = ()
    note: str = ""


@frozen(kw_only=True)
class Verdict:
    """A judgement on the facts of one hazard.

    ``standing`` has the criteria that are met, suspected or open. ``missing`` are the facts
    whose values can still change the outcome, the most decisive first.
    """

    outcome: Outcome
    sector: str
    on: date
    editions: tuple[Edition, ...]
    standing: tuple[Finding, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...] = ()
    _every: Callable[[], tuple[Finding, ...]] = field(eq=False, repr=False)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every criterion of the editions that apply, looked into when somebody asks."""
        return self._every()
