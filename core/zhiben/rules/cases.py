"""One hazard's facts, and what each criterion makes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from attrs import field, frozen

from zhiben.rules.completing import Hope
from zhiben.rules.deriving import sources_of
from zhiben.rules.evaluating import Machine, Truth
from zhiben.rules.explaining import open_facts_of, support_of
from zhiben.rules.rulebook import Chapter, Rule, Rulebook
from zhiben.rules.verdicts import Finding, Result
from zhiben.spec.records import Effect

Names = tuple[str, ...]

_NO_TEXT: Final = "原文没有录入，请核原文。"
_PARTLY: Final = "已读的部分不成立；原文没有读全，请核原文。"
_SUSPECTED: Final = "按已读的部分成立；原文没有读全，请核原文后认定。"
_GUARDS_UNREAD: Final = "成立；不应判定的情形没有读全，请核原文后认定。"
_BY_HAND: Final = "要由人判断，请按程序认定。"
_GUARDED: Final = {
    Effect.EXCLUSION: "属于标准规定不应判定的情形（{}）。",
    Effect.REFERRAL: "另有规定，本标准不作结论（{}）。",
}


@frozen(kw_only=True, cache_hash=True)
class Guard:
    """Whether a standard keeps away from a hazard; ``missing`` are the facts that decide.

    ``is_referral`` tells that another regime judges it, or may; ``is_likely`` that what has
    been read of a guard holds, though it is not certain.
    """

    truth: Truth = False
    missing: Names = ()
    note: str = ""
    is_referral: bool = False
    is_likely: bool = False


APPLIES: Final = Guard()
"""Nothing keeps the standard away."""


@frozen(kw_only=True)
class Hearing:
    """What was found in one standard: the rules met, suspected or open, with their findings."""

    chapter: Chapter
    guard: Guard
    pairs: tuple[tuple[Rule, Finding], ...]


@frozen(kw_only=True)
class Case:
    """The facts of one hazard; ``origins`` names the inputs of those that were derived.

    ``hopes`` are what the open ones were tried as in other cases, to let conditions fail.
    """

    book: Rulebook
    facts: Mapping[str, Any]
    origins: Mapping[str, Names]
    hopes: defaultdict[int, Hope] = field(factory=partial(defaultdict, Hope))

    def guard(self, chapter: Chapter) -> Guard:
        """Return whether a standard keeps away from this hazard."""
        if not chapter.guards:
            return APPLIES
        truth = chapter.guard.run(self.facts)
        if truth is None and chapter.opposite is not None:
            truth = self._settled(chapter.guard, chapter.opposite)
        if truth is False:
            return APPLIES
        truths = {one: self._guard_truth(one) for one in chapter.guards}
        waiting = [one for one, found in truths.items() if found is None]
        if truth:
            return self._kept_away([one for one, found in truths.items() if found], waiting)
        return Guard(
            truth=None,
            missing=self._asked(waiting),
            is_referral=any(map(_refers, waiting)),
            is_likely=any(map(self._truth, waiting)),
        )

    def finding(self, rule: Rule, guard: Guard) -> Finding:
        """Return what became of one criterion."""
        truth = None if guard.truth else self._truth(rule)
        if guard.truth is None and rule.unguarded is not None and truth is not False:
            settled = self._settled(*rule.unguarded)
            truth, guard = (truth, guard) if settled is None else (settled, APPLIES)
        result, note = self._result(rule, guard, truth=truth)
        used: Mapping[str, Any] = {}
        if result is not Result.UNKNOWN and not guard.truth:
            used = self._used(rule.possible)
        return Finding(
            criterion=rule.criterion,
            standard=rule.standard,
            result=result,
            used=used,
            missing=() if truth is False else self._missing_of(rule, guard, result=result),
            note=note + rule.remark,
        )

    def missing(self, machine: Machine) -> Names:
        """Return the unknown facts to ask for: in place of a derived one, its inputs."""
        names = open_facts_of(machine, self.facts)
        made = self.book.made
        if made.keys().isdisjoint(names):
            return names
        asked = (one for name in names for one in sources_of(name, made, self.facts))
        return tuple(dict.fromkeys(asked))

    def can_all_fail(self, machines: Sequence[Machine]) -> bool:
        """Tell whether the open facts may be such that none of the conditions holds.

        ``False`` is certain; ``True`` also stands for what could not be settled.
        """
        hope = self.hopes[id(machines[0]) if len(machines) == 1 else 0]
        return hope.can_all_fail(machines, self.facts, self.book.facts)

    def _result(self, rule: Rule, guard: Guard, *, truth: Truth) -> tuple[Result, str]:
        """Return a criterion's result, and what is to be said about it."""
        if guard.truth:
            return Result.NOT_MET, guard.note
        is_kept_open = guard.truth is None and bool(guard.missing or guard.is_likely)
        if truth is None or (truth and is_kept_open):
            return Result.UNKNOWN, _unwritten(rule)
        if truth and guard.truth is None:
            return Result.SUSPECTED, _GUARDS_UNREAD
        certain = truth if rule.certain is rule.possible else self._certain(rule)
        if not truth:
            fails = rule.is_full and certain is False
            return (Result.NOT_MET, "") if fails else (Result.UNKNOWN, _PARTLY)
        if rule.can_confirm and certain:
            return Result.MET, ""
        return Result.SUSPECTED, _BY_HAND if rule.criterion.manual else _SUSPECTED

    def _kept_away(self, holding: Sequence[Rule], waiting: Sequence[Rule]) -> Guard:
        """Return that a standard does not apply, for the reason one of the rules gives.

        While it is open whether another regime judges, the standard has no answer either.
        Of rules still open one must hold, if none does for certain.
        """
        first = max(holding or waiting, key=_refers)
        words = first.criterion.regime or f"{first.criterion.clause} {first.criterion.title}"
        is_certain = any(map(_refers, holding))
        referring = [] if is_certain else [one for one in waiting if _refers(one)]
        return Guard(
            truth=True,
            missing=self._asked(referring),
            note=_GUARDED[first.criterion.effect].format(words),
            is_referral=is_certain or bool(referring),
        )

    def _asked(self, rules: Sequence[Rule]) -> Names:
        """Return the facts to ask for to settle some rules."""
        asked = (name for one in rules for name in self.missing(one.possible))
        return tuple(dict.fromkeys(asked))

    def _guard_truth(self, rule: Rule) -> Truth:
        """Return whether a guard certainly holds, or does not; a person may have to judge."""
        truth = self._truth(rule) if rule.is_full else None
        return None if truth and rule.criterion.manual else truth

    def _truth(self, rule: Rule) -> Truth:
        """Return whether a criterion's condition holds, as far as it is known."""
        truth = rule.possible.run(self.facts)
        if truth is None and rule.opposite is not None:
            return self._settled(rule.possible, rule.opposite)
        return truth

    def _certain(self, rule: Rule) -> Truth:
        """Return whether a condition holds by what of its elements is read in full."""
        truth = rule.certain.run(self.facts)
        if truth is None and rule.opposite is not None:
            return None if self.can_all_fail((rule.certain,)) else True
        return truth

    def _settled(self, machine: Machine, opposite: Machine) -> Truth:
        """Return whether a condition must hold, or cannot, whatever the open facts are."""
        if not self.can_all_fail((machine,)):
            return True
        return None if self.can_all_fail((opposite,)) else False

    def _missing_of(self, rule: Rule, guard: Guard, *, result: Result) -> Names:
        """Return the facts that can still change a criterion's result."""
        if guard.truth or result in {Result.MET, Result.NOT_MET}:
            return ()
        machine = rule.certain if result is Result.SUSPECTED else rule.possible
        if result is Result.SUSPECTED and not rule.can_confirm:
            return ()
        own = self.missing(machine) if machine.run(self.facts) is None else ()
        return tuple(dict.fromkeys((*guard.missing, *own)))

    def _used(self, machine: Machine) -> dict[str, Any]:
        """Return the facts that settled a condition, with those derived ones are made of."""
        names = support_of(machine, self.facts)
        if not self.origins:
            return {name: self.facts[name] for name in names}
        made = (one for name in names for one in (name, *self._given(name)))
        return {name: self.facts[name] for name in made if self.facts[name] is not None}

    def _given(self, name: str) -> Iterator[str]:
        """Yield the facts somebody gave from which a derived one was made."""
        for one in self.origins.get(name, ()):
            yield from self._given(one) if one in self.origins else (one,)


def _refers(rule: Rule) -> bool:
    """Tell whether a rule leaves the hazard to another regime."""
    return rule.criterion.effect is Effect.REFERRAL


def _unwritten(rule: Rule) -> str:
    """Say why a criterion without a condition is not settled; of others, nothing."""
    if rule.criterion.when is not None:
        return ""
    return _BY_HAND if rule.criterion.manual else _NO_TEXT
