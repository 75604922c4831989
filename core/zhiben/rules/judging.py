"""Hazards judged by the editions in force when they were found.

A verdict says nothing the facts do not settle: what holds under every value of the facts
still open is said, everything else is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import define, field

from zhiben.errors import DataError, Problem
from zhiben.rules.cases import Case, Guard, Hearing
from zhiben.rules.deriving import derive
from zhiben.rules.editions import Choice, choose_editions, first_day_of
from zhiben.rules.rulebook import FOUND_ON, Chapter, Rule, Rulebook
from zhiben.rules.settling import settle
from zhiben.rules.verdicts import Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    return case.finding(rule, Guard() if rule in chapter.guards else case.guard(chapter))


@define(kw_only=True, slots=False, eq=False)
class Court:
    """Judges any number of hazards found on one day by the same rulebook.

    What does not depend on the facts of a case, such as the findings of criteria nothing
    is known about, is worked out once.
    """

    book: Rulebook
    on: date
    _untouched: dict[tuple[str, Guard], tuple[Finding, ...]] = field(factory=dict, init=False)

    def judge(self, facts: Mapping[str, Any]) -> Verdict:
        """Return the verdict on one hazard.

        Raises:
            DataError: when a derivation refuses the facts it was given, or they name another day.
            PluginError: when a derivation fails.
        """
        _check_day(facts, self.on)
        told = {**self.blank, **facts, FOUND_ON.name: self.on}
        derived = derive(self.book.derivations, told, self.book.facts)
        case = Case(book=self.book, facts=derived.facts, origins=derived.origins)
        hearings = tuple(self._hear(case, chapter) for chapter in self.chapters)
        return settle(case, hearings, choice=self.choice, on=self.on)

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
        found = list(self._untouched_findings(chapter, guard))
        for place in self._touched(chapter, case.facts):
            found[place] = case.finding(chapter.rules[place], guard)
        guards = [(one, case.finding(one, Guard())) for one in chapter.guards]
        pairs = (*guards, *zip(chapter.rules, found, strict=True))
        return Hearing(chapter=chapter, guard=guard, pairs=pairs)

    def _untouched_findings(self, chapter: Chapter, guard: Guard) -> tuple[Finding, ...]:
        """Return what is found where nothing is known but whether the standard applies."""
        key = chapter.standard.code, guard
        if key not in self._untouched:
            blank = Case(book=self.book, facts=self.blank, origins={})
            self._untouched[key] = tuple(blank.finding(rule, guard) for rule in chapter.rules)
        return self._untouched[key]

    def _touched(self, chapter: Chapter, facts: Mapping[str, Any]) -> set[int]:
        """Return the places of the rules of a chapter some fact of which is known."""
        places = self._places[chapter.standard.code]
        known = (listed for name, listed in places.items() if facts[name] is not None)
        return {place for listed in known for place in listed}

    @cached_property
    def _places(self) -> dict[str, dict[str, list[int]]]:
        """For each chapter and fact, the places of the rules that ask for it."""
        return {one.standard.code: _places_of(one) for one in self.chapters}


def _check_day(facts: Mapping[str, Any], on: date) -> None:
    """Refuse facts that name another day than the one that chose the editions.

    Raises:
        DataError: when they do.
    """
    told = facts.get(FOUND_ON.name)
    if told not in {None, on}:
        message = f"填的是 {told}，判定用的是 {on}，请改成一致。"
        raise DataError([Problem(FOUND_ON.name, message)])


def _places_of(chapter: Chapter) -> dict[str, list[int]]:
    """Return for each fact the places of the rules that ask for it; the day is always known."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, rule in enumerate(chapter.rules):
        for name in rule.unguarded[0].names if rule.unguarded else rule.possible.names:
            places[name].append(place)
    places.pop(FOUND_ON.name, None)
    return dict(places)
