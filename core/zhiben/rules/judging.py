"""Hazards judged by the editions in force when they were found.

A verdict says nothing the facts do not settle: what holds under every value of the facts
still open is said, everything else is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from attrs import define, field

from zhiben.errors import DataError, Problem
from zhiben.rules.cases import APPLIES, Case, Guard, Hearing
from zhiben.rules.completing import Hope, hope_for
from zhiben.rules.deriving import derive
from zhiben.rules.editions import Choice, choose_editions, first_day_of
from zhiben.rules.panels import Panel, panel_of
from zhiben.rules.rulebook import FOUND_ON, Chapter, Rule, Rulebook
from zhiben.rules.settling import settle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiben.rules.verdicts import Finding, Verdict


def judge(book: Rulebook, facts: Mapping[str, Any], *, on: date) -> Verdict:
    """Return the verdict on a hazard found on a day.

    ``facts`` are values of declared facts as :mod:`zhiben.rules.values` reads them; those
    that are not known are left out or ``None``.

    Raises:
        DataError: when a derivation refuses the facts it was given, or they name another day.
        PluginError: when a derivation fails.
    """
    return Court(book=book, on=on).judge(facts)


def find(
    book: Rulebook, rule: Rule, facts: Mapping[str, Any], *, on: date | None = None
) -> Finding:
    """Return what becomes of one criterion, whether or not its edition was in force.

    Without a day the hazard counts as found on the first day of the edition.
    """
    day = on or first_day_of(rule.standard) or rule.standard.issued or date.max
    blank = {**dict.fromkeys(book.facts), FOUND_ON.name: day}
    derived = derive(book.derivations, {**blank, **facts}, book.facts)
    case = Case(book=book, facts=derived.facts, origins=derived.origins)
    chapter = next(one for one in book.chapters if rule in (*one.guards, *one.rules))
    return case.finding(rule, APPLIES if rule in chapter.guards else case.guard(chapter))


@define(kw_only=True, slots=False, eq=False)
class Court:
    """Judges any number of hazards found on one day by the same rulebook.

    What they have in common is worked out once.
    """

    book: Rulebook
    on: date
    _ready: dict[tuple[str, Guard], tuple[Panel, ...]] = field(factory=dict, init=False)

    def judge(self, facts: Mapping[str, Any]) -> Verdict:
        """Return the verdict on one hazard.

        Raises:
            DataError: when a derivation refuses the facts it was given, or they name another day.
            PluginError: when a derivation fails.
        """
        _check_day(facts, self.on)
        told = self._told(facts)
        case = self._case(told)
        hearings = tuple(self._hear(case, chapter) for chapter in self.chapters)
        # Verdicts are kept by the thousand: where most facts are unknown, only the others are.
        kept = told if len(facts) * 2 > len(told) else {**facts}
        every = partial(self._every, kept)
        return settle(case, hearings, choice=self.choice, on=self.on, every=every)

    @cached_property
    def choice(self) -> Choice:
        """The editions that apply, and what is said where none does."""
        return choose_editions([one.standard for one in self.book.chapters], self.on)

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The rules of the editions that apply."""
        in_force = {one.standard.code for one in self.choice.editions}
        return tuple(one for one in self.book.chapters if one.standard.code in in_force)

    @cached_property
    def blank(self) -> dict[str, Any]:
        """Every fact, unknown but for the day."""
        return {**dict.fromkeys(self.book.facts), FOUND_ON.name: self.on}

    def _hear(self, case: Case, chapter: Chapter) -> Hearing:
        """Return what became of every criterion of a standard, its guards first."""
        guard = case.guard(chapter)
        pairs = [pair for panel in self._panels(chapter, guard) for pair in panel.standing(case)]
        return Hearing(chapter=chapter, guard=guard, pairs=tuple(pairs))

    def _every(self, facts: Mapping[str, Any]) -> tuple[Finding, ...]:
        """Return what became of every criterion, whether or not there is more to say of it."""
        case = self._case(self._told(facts))
        panels = (panel for one in self.chapters for panel in self._panels(one, case.guard(one)))
        return tuple(seat.finding(case) for panel in panels for seat in panel.seats)

    def _panels(self, chapter: Chapter, guard: Guard) -> tuple[Panel, ...]:
        """Return the guards and the rules of a standard, made ready once for each guard."""
        key = chapter.standard.code, guard
        if key not in self._ready:
            sides = (chapter.guards, APPLIES), (chapter.rules, guard)
            panels = (panel_of(rules, self.book, guard=one) for rules, one in sides if rules)
            self._ready[key] = tuple(panels)
        return self._ready[key]

    def _told(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return a value for every fact, as far as it is known."""
        return {**self.blank, **facts, FOUND_ON.name: self.on}

    def _case(self, told: dict[str, Any]) -> Case:
        """Return a case with what can be worked out from its facts."""
        origins: Mapping[str, tuple[str, ...]] = {}
        if self.book.derivations:
            derived = derive(self.book.derivations, told, self.book.facts)
            told, origins = derived.facts, derived.origins
        return Case(book=self.book, facts=told, origins=origins, hopes=self._hopes)

    @cached_property
    def _hopes(self) -> defaultdict[int, Hope]:
        """What facts are tried as before anything is searched for, by what is to fail."""
        first = hope_for(self.book.facts)
        return defaultdict(lambda: Hope(values={**first.values}))


def _check_day(facts: Mapping[str, Any], on: date) -> None:
    """Refuse facts that name another day than the one that chose the editions.

    Raises:
        DataError: when they do.
    """
    told = facts.get(FOUND_ON.name)
    if told not in {None, on}:
        message = f"填的是 {told}，判定用的是 {on}，请改成一致。"
        raise DataError([Problem(FOUND_ON.name, message)])
