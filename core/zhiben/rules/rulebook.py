"""The criteria of a sector, checked against its declared facts and ready to be judged by."""

from __future__ import annotations

import keyword
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final
from unicodedata import is_normalized, normalize

from attrs import define, evolve, field, frozen

from zhiben.errors import Problem
from zhiben.rules.completing import is_tangled
from zhiben.rules.conditions import AllOf, AnyOf, Condition, Given, negated
from zhiben.rules.deriving import derivation_faults, in_order
from zhiben.rules.evaluating import Machine, machine_of
from zhiben.rules.overlays import remark_of
from zhiben.rules.parsing import parse_condition
from zhiben.spec.records import (
    Completeness,
    Criterion,
    Derivation,
    Effect,
    Fact,
    FactType,
    Standard,
)

FOUND_ON: Final = Fact(name="发现日期", type=FactType.DATE, question="隐患是哪一天发现的？")
"""The fact every sector has: the day the hazard was found, which also chooses the edition."""

_FUNCTIONS: Final = frozenset(
    {"at_least", "count", "any_of", "all_of", "met", "date", "days", "months", "years"}
)
_GUARDS: Final = (Effect.EXCLUSION, Effect.REFERRAL)
_UNKNOWN: Final = Given(None)


@frozen(kw_only=True, eq=False)
class Rule:
    """A criterion ready to be judged by.

    ``possible`` is its condition as far as the text is known. ``certain`` is the same with
    every element whose text is not fully known left open; what may be called major is what
    that says. ``opposite`` is there when facts occur twice, to settle what Kleene's logic
    leaves open; ``unguarded``, with its opposite, when what keeps the standard away asks for
    the same facts: it holds when the condition does and nothing keeps the standard away.
    ``remark`` is what is said of it whatever becomes of it.
    """

    criterion: Criterion
    standard: Standard
    possible: Machine
    certain: Machine
    opposite: Machine | None = None
    unguarded: tuple[Machine, Machine] | None = None
    remark: str = ""

    @cached_property
    def is_full(self) -> bool:
        """Whether the clause was read in full."""
        return _is_full(self.criterion)

    @cached_property
    def can_confirm(self) -> bool:
        """Whether a condition that holds settles the matter, and no person has to judge."""
        return self.is_full and not self.criterion.manual

    @cached_property
    def counts(self) -> bool:
        """Whether the verdict rests on it."""
        return self.criterion.effect is Effect.MAJOR


@frozen(kw_only=True, eq=False)
class Chapter:
    """One standard with its rules.

    ``guard`` holds when the standard does not apply to a hazard, ``opposite`` settles it
    where facts occur twice. ``is_complete`` tells that every criterion of the text is here,
    and read in full.
    """

    standard: Standard
    guards: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    guard: Machine
    opposite: Machine | None
    is_complete: bool

    @cached_property
    def counts(self) -> bool:
        """Whether the verdict rests on any of its rules."""
        return any(rule.counts for rule in self.rules)


@define(kw_only=True, eq=False)
class Rulebook:
    """The criteria of a sector by standard, its declared facts, and how facts are derived.

    ``derivations`` come in an order in which each finds its inputs.
    """

    sector: str
    facts: Mapping[str, Fact]
    chapters: tuple[Chapter, ...]
    derivations: tuple[Derivation, ...] = ()

    def chapter(self, code: str) -> Chapter | None:
        """Return a standard's rules, if the sector has that standard."""
        return next((one for one in self.chapters if one.standard.code == code), None)

    def rule(self, code: str) -> Rule | None:
        """Return the rule of a criterion, if the sector has it."""
        rules = (rule for one in self.chapters for rule in (*one.guards, *one.rules))
        return next((rule for rule in rules if rule.criterion.code == code), None)

    @cached_property
    def made(self) -> Mapping[str, Derivation]:
        """The derivations by the fact they make."""
        return {one.fact: one for one in self.derivations}


def build_rulebook(
    records: Iterable[object], *, sector: str = ""
) -> tuple[Rulebook, tuple[Problem, ...]]:
    """Return a sector's criteria ready to be judged by, and everything wrong with them.

    ``records`` are those of the hooks ``zhiben_standards`` and ``zhiben_derivations``;
    others are left aside. With problems the rulebook must not be used: what could not be
    read is left open in it.
    """
    listed = list(records)
    facts = {FOUND_ON.name: FOUND_ON} | {one.name: one for one in listed if isinstance(one, Fact)}
    derivations = tuple(one for one in listed if isinstance(one, Derivation))
    reader = _Reader(facts=facts)
    chapters = tuple(reader.chapters(listed))
    problems = (
        *_fact_problems(one for one in listed if isinstance(one, Fact)),
        *(
            Problem(f"derivations[{name}]", text)
            for name, text in derivation_faults(derivations, facts)
        ),
        *reader.problems,
    )
    ordered = in_order(derivations)
    book = Rulebook(sector=sector, facts=facts, chapters=chapters, derivations=ordered)
    return book, problems


@define(kw_only=True)
class _Reader:
    """Reads criteria one standard after the other, and collects what is wrong with them."""

    facts: Mapping[str, Fact]
    problems: list[Problem] = field(factory=list)
    sure_elements: Mapping[str, Condition] = field(factory=dict)

    def chapters(self, records: Sequence[object]) -> Iterator[Chapter]:
        """Yield the standards with their rules."""
        standards = [one for one in records if isinstance(one, Standard)]
        by_standard: defaultdict[str, list[Criterion]] = defaultdict(list)
        for one in records:
            if isinstance(one, Criterion):
                by_standard[one.standard].append(one)
        for standard in standards:
            yield self._chapter(standard, by_standard.pop(standard.code, []))
        for one in (one for rest in by_standard.values() for one in rest):
            self._tell(one, f"标准“{one.standard}”没有列出，请补上或改正。")

    def _chapter(self, standard: Standard, criteria: Sequence[Criterion]) -> Chapter:
        """Return one standard with its rules."""
        elements = [one for one in criteria if one.effect is Effect.ELEMENT]
        conditions = {one.code: self._condition(one, {}) for one in elements}
        self.sure_elements = {
            one.code: conditions[one.code] if _is_full(one) else _UNKNOWN for one in elements
        }
        return _chapter_of(standard, [self._rule(standard, one, conditions) for one in criteria])

    def _rule(
        self, standard: Standard, criterion: Criterion, conditions: Mapping[str, Condition]
    ) -> Rule:
        """Return a criterion ready to be judged by."""
        found = conditions.get(criterion.code)
        if found is None:
            found = self._condition(criterion, conditions)
        possible = machine_of(found)
        return Rule(
            criterion=criterion,
            standard=standard,
            possible=possible,
            certain=self._certain(criterion, possible),
            opposite=_opposite(possible),
            remark=remark_of(criterion),
        )

    def _certain(self, criterion: Criterion, possible: Machine) -> Machine:
        """Return a criterion's condition with the elements left open that are not read in full."""
        if criterion.when is None or not self.sure_elements:
            return possible
        found, _ = parse_condition(criterion.when, self.facts, resolve=self.sure_elements.get)
        return possible if found in {None, possible.condition} else machine_of(found)

    def _condition(self, criterion: Criterion, elements: Mapping[str, Condition]) -> Condition:
        """Return a criterion's condition; one that has none, or a faulty one, stays open."""
        if criterion.when is None:
            return _UNKNOWN
        found, faults = parse_condition(criterion.when, self.facts, resolve=elements.get)
        for fault in faults:
            self._tell(criterion, str(fault))
        return _UNKNOWN if found is None else found

    def _tell(self, criterion: Criterion, message: str) -> None:
        """Note what is wrong with a criterion."""
        self.problems.append(Problem(f"criteria[{criterion.code}]", message))


def _is_full(criterion: Criterion) -> bool:
    """Tell whether a clause was read in full."""
    return criterion.completeness is Completeness.FULL


def _chapter_of(standard: Standard, rules: Sequence[Rule]) -> Chapter:
    """Return a standard with its rules, those that keep it away apart from the others."""
    guards = tuple(rule for rule in rules if rule.criterion.effect in _GUARDS)
    guard = machine_of(AnyOf(tuple(map(_sure, guards))))
    return Chapter(
        standard=standard,
        guards=guards,
        rules=tuple(_apart(rule, guard) for rule in rules if rule not in guards),
        guard=guard,
        opposite=_opposite(guard),
        is_complete=_is_complete(standard, rules),
    )


def _opposite(machine: Machine) -> Machine | None:
    """Return the opposite of a condition in which facts occur twice."""
    return machine_of(negated(machine.condition)) if is_tangled(machine) else None


def _is_complete(standard: Standard, rules: Sequence[Rule]) -> bool:
    """Tell whether every criterion of a standard is here, and read in full."""
    return (
        standard.completeness is Completeness.FULL
        and (standard.expected or 0) <= len(rules)
        and all(rule.is_full for rule in rules)
    )


def _apart(rule: Rule, guard: Machine) -> Rule:
    """Return a rule that can tell whether it holds where nothing keeps its standard away."""
    if set(guard.names).isdisjoint(rule.possible.names):
        return rule
    found = AllOf((rule.possible.condition, negated(guard.condition)))
    return evolve(rule, unguarded=(machine_of(found), machine_of(negated(found))))


def _sure(guard: Rule) -> Condition:
    """Return when a guard certainly keeps its standard away: open while its text is.

    Where a person has to judge it can be certain only that it does not.
    """
    if not guard.is_full:
        return _UNKNOWN
    found = guard.possible.condition
    return AllOf((found, _UNKNOWN)) if guard.criterion.manual else found


def _fact_problems(facts: Iterable[Fact]) -> Iterator[Problem]:
    """Yield facts whose names cannot stand in a condition, or are taken."""
    for one in facts:
        name = one.name
        if not name.isidentifier() or not is_normalized("NFKC", name) or keyword.iskeyword(name):
            text = "不能用在条件里：只用汉字、半角字母、数字和下划线，不以数字开头。"
            yield Problem(f"facts[{name}]", text)
        if name == FOUND_ON.name or name in _FUNCTIONS:
            yield Problem(f"facts[{name}]", "是条件语言自带的名称，请换一个。")
        for choice in one.choices:
            plain = normalize("NFKC", choice).strip()
            if choice != plain:
                yield Problem(f"facts[{name}]", f"选项“{choice}”请写成半角的“{plain}”。")
