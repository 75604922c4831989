"""From the findings on a hazard to the one verdict, and to the questions worth asking next."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from math import prod
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from attrs import evolve

from zhiben.rules.completing import Usage, usages_of, values_of
from zhiben.rules.verdicts import Finding, Outcome, Result, Verdict
from zhiben.spec.records import Effect, FactType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from zhiben.rules.cases import Case, Guard, Hearing
    from zhiben.rules.editions import Choice
    from zhiben.rules.evaluating import Machine
    from zhiben.rules.rulebook import Rule
    from zhiben.spec.records import Fact

_FEW: Final = 128
"""How many completions are tried to see which facts can still change a verdict."""
_HALF: Final = 0.5
"""What an answer weighs that can at most raise a suspicion."""
_HAZARD_WORDS: Final = {Result.MET: "是隐患", Result.SUSPECTED: "疑似隐患，待核实"}


def settle(
    case: Case,
    hearings: Sequence[Hearing],
    *,
    choice: Choice,
    on: date,
    every: Callable[[], tuple[Finding, ...]],
) -> Verdict:
    """Return the verdict on a case, by what was found in the editions that apply.

    ``every`` returns the findings on every criterion, for those who ask for them.
    """
    outcome, reason = _outcome(case, hearings, choice)
    return Verdict(
        outcome=outcome,
        sector=case.book.sector,
        on=on,
        editions=choice.editions,
        standing=tuple(finding for one in hearings for _, finding in one.pairs),
        missing=_missing(case, hearings, outcome, choice=choice),
        notes=(*reason, *_notes(hearings, outcome, choice=choice, on=on)),
        every=every,
    )


def _outcome(
    case: Case, hearings: Sequence[Hearing], choice: Choice
) -> tuple[Outcome, tuple[str, ...]]:
    """Return the outcome, and what is to be said where no single clause settles it."""
    results = {finding.result for rule, finding in _counting(hearings)}
    if Result.MET in results:
        return Outcome.MAJOR, ()
    rules = tuple(_open_rules(hearings))
    confirming = tuple(filter(attrgetter("can_confirm"), rules))
    if _must_hold(case, tuple(map(attrgetter("certain"), confirming))):
        return Outcome.MAJOR, (_either(confirming),)
    if Result.SUSPECTED in results:
        return Outcome.SUSPECTED, ()
    if rules != confirming and _must_hold(case, tuple(map(attrgetter("possible"), rules))):
        return Outcome.SUSPECTED, (_either(rules),)
    if Result.UNKNOWN in results or not _is_settled(hearings, choice):
        return Outcome.UNDETERMINED, ()
    return Outcome.NOT_MET, ()


def _counting(hearings: Iterable[Hearing]) -> Iterator[tuple[Rule, Finding]]:
    """Yield the rules a verdict rests on, with their findings."""
    return (pair for one in hearings for pair in one.pairs if pair[0].counts)


def _open_rules(hearings: Iterable[Hearing]) -> Iterator[Rule]:
    """Yield the open rules of standards that certainly apply."""
    for one in hearings:
        if one.guard.truth is False:
            for rule, finding in one.pairs:
                if rule.counts and finding.result is Result.UNKNOWN and finding.missing:
                    yield rule


def _must_hold(case: Case, machines: Sequence[Machine]) -> bool:
    """Tell whether one of several open conditions holds whatever the open facts are."""
    if len(machines) < 2:  # noqa: PLR2004 - one alone has been settled already
        return False
    return not case.can_all_fail(machines)


def _either(rules: Sequence[Rule]) -> str:
    """Say that one of several clauses holds, though not yet which."""
    codes = "、".join(rule.criterion.code for rule in rules)
    return f"无论没有查明的事实如何，下列条款必有一条成立：{codes}。"


def _is_settled(hearings: Sequence[Hearing], choice: Choice) -> bool:
    """Tell whether the texts in force are all here, and answer for this hazard."""
    is_referred = any(one.guard.is_referral for one in hearings)
    return _is_complete(hearings, choice) and not is_referred


def _is_complete(hearings: Sequence[Hearing], choice: Choice) -> bool:
    """Tell whether the texts in force are all here."""
    deciding = [one for one in hearings if not _is_aside(one)]
    return (
        not choice.has_gap
        and any(one.chapter.counts for one in deciding)
        and all(one.chapter.is_complete for one in deciding)
    )


def _is_aside(hearing: Hearing) -> bool:
    """Tell whether a standard lists only hazards that are never major: it has no say then.

    One of which nothing is loaded yet may well have.
    """
    chapter = hearing.chapter
    effects = (one.criterion.effect for one in chapter.rules)
    return not chapter.counts and Effect.HAZARD in effects


def _deciding(hearings: Sequence[Hearing], choice: Choice) -> Sequence[Hearing]:
    """Return what was found, without referrals where these make no difference any more.

    While texts are not complete the verdict stays open, whether another regime judges or not.
    """
    if _is_complete(hearings, choice):
        return hearings
    return [evolve(one, guard=_unreferred(one.guard)) for one in hearings]


def _unreferred(guard: Guard) -> Guard:
    """Return what keeps a standard away, as if it were no referral."""
    return evolve(guard, is_referral=False, missing=() if guard.truth else guard.missing)


def _missing(
    case: Case, hearings: Sequence[Hearing], outcome: Outcome, *, choice: Choice
) -> tuple[str, ...]:
    """Return the facts that can still change the outcome, the most decisive first.

    A fact weighs more the more clauses wait for it, and the fewer other facts these wait for.
    """
    if outcome is Outcome.MAJOR:
        return ()
    deciding = _deciding(hearings, choice)
    weights = _weights(deciding, outcome)
    names = sorted(weights, key=weights.__getitem__, reverse=True)
    if _are_many(names, case.book.facts):
        return tuple(names)
    return _decisive(case, deciding, names)


def _weights(hearings: Sequence[Hearing], outcome: Outcome) -> dict[str, float]:
    """Return how much each of the facts weighs that are still open."""
    weights: defaultdict[str, float] = defaultdict(float)
    for rule, finding in _counting(hearings):
        if not rule.can_confirm and outcome is Outcome.SUSPECTED:
            continue
        weight = _HALF ** len(finding.missing) * (1 if rule.can_confirm else _HALF)
        for name in finding.missing:
            weights[name] += weight
    for one in hearings:
        for name in one.guard.missing if one.guard.is_referral else ():
            weights[name] += 1
    return weights


def _are_many(names: Sequence[str], declared: Mapping[str, Fact]) -> bool:
    """Tell whether the flags and choices among facts alone are too many to be tried out."""
    ways = 1
    for name in names:
        fact = declared[name]
        ways *= 2 if fact.type is FactType.BOOL else _choices_of(fact)
        if ways > _FEW:
            return True
    return False


def _choices_of(fact: Fact) -> int:
    """Return how many values a choice has, 1 for other facts."""
    return len(fact.choices) if fact.type is FactType.CHOICE else 1


def _decisive(case: Case, hearings: Sequence[Hearing], names: Sequence[str]) -> tuple[str, ...]:
    """Return which of the facts can change the outcome, tried out where they are few."""
    usages = usages_of(machine for one in hearings for machine in _waiting(one))
    if _is_plain(hearings, [usages.get(name) for name in names]) or _is_derived(case, names):
        return tuple(names)
    declared = case.book.facts
    values = {name: values_of(declared[name], usages[name], case.facts) for name in names}
    if not 0 < prod(map(len, values.values())) <= _FEW:
        return tuple(names)
    return tuple(_pivotal(case, hearings, values))


def _is_plain(hearings: Sequence[Hearing], usages: Sequence[Usage | None]) -> bool:
    """Tell whether each fact is asked for in one place only, where its answer must matter.

    So it is taken, too, where no condition asks for one by its name.
    """
    if None in usages:
        return True
    is_guarded = any(one.guard.missing for one in hearings)
    return not is_guarded and all(usage.is_once for usage in usages if usage)


def _is_derived(case: Case, names: Sequence[str]) -> bool:
    """Tell whether facts decide through a function, which is not tried out."""
    return any(name in one.inputs for one in case.book.derivations for name in names)


def _waiting(hearing: Hearing) -> Iterator[Machine]:
    """Yield the open conditions of a standard, and what keeps it away if that is open."""
    if hearing.guard.missing:
        yield hearing.chapter.guard
    for rule, finding in hearing.pairs:
        if rule.counts and finding.missing:
            yield rule.possible


def _pivotal(
    case: Case, hearings: Sequence[Hearing], values: Mapping[str, Sequence[Any]]
) -> Iterator[str]:
    """Yield the facts a change of which alone changes the outcome in some completion."""
    levels = {
        chosen: _level(hearings, {**case.facts, **dict(zip(values, chosen, strict=True))})
        for chosen in product(*values.values())
    }
    for place, name in enumerate(values):
        groups: dict[tuple[Any, ...], set[_Level | None]] = {}
        for chosen, level in levels.items():
            groups.setdefault((*chosen[:place], *chosen[place + 1 :]), set()).add(level)
        if None in levels.values() or any(len(found) > 1 for found in groups.values()):
            yield name


class _Level(NamedTuple):
    """Whether some standard refers elsewhere, and what is reached: suspicion 1, major 2."""

    is_referred: bool
    height: int


def _level(hearings: Sequence[Hearing], facts: Mapping[str, Any]) -> _Level | None:
    """Return what the open rules come to, ``None`` when some are still open."""
    level = _Level(is_referred=False, height=0)
    for one in hearings:
        is_kept_away = one.guard.truth
        if is_kept_away is None:
            is_kept_away = one.chapter.guard.run(facts)
        heights = [] if is_kept_away else _heights(one, facts)
        if is_kept_away is None or None in heights:
            return None
        is_referred = level.is_referred or (one.guard.is_referral and _refers(one, facts))
        level = _Level(is_referred, max([level.height, *filter(None, heights)]))
    return level


def _refers(hearing: Hearing, facts: Mapping[str, Any]) -> bool:
    """Tell whether a standard leaves the hazard to another regime."""
    return any(
        rule.criterion.effect is Effect.REFERRAL and rule.possible.run(facts)
        for rule in hearing.chapter.guards
    )


def _heights(hearing: Hearing, facts: Mapping[str, Any]) -> list[int | None]:
    """Return for each open rule 2 if it is met, 1 if suspected, 0 if not, ``None`` if open."""
    return [
        _height(rule, facts) for rule, finding in hearing.pairs if rule.counts and finding.missing
    ]


def _height(rule: Rule, facts: Mapping[str, Any]) -> int | None:
    """Return what one rule comes to."""
    truth = rule.possible.run(facts)
    if not truth:
        return None if truth is None else 0
    return 2 if rule.can_confirm and rule.certain.run(facts) else 1


def _notes(
    hearings: Sequence[Hearing], outcome: Outcome, *, choice: Choice, on: date
) -> Iterator[str]:
    """Yield what a reader has to know besides the findings."""
    yield from choice.notes
    if not any(one.chapter.counts for one in hearings):
        yield f"{on} 没有可以用来判定重大隐患的标准版本，不作结论。"
    for one in hearings:
        yield from _notes_on(one, outcome)


def _notes_on(hearing: Hearing, outcome: Outcome) -> Iterator[str]:
    """Yield what is to be known about one standard."""
    standard = hearing.chapter.standard
    if hearing.guard.note:
        yield f"《{standard.title}》：{hearing.guard.note}"
    if not hearing.chapter.is_complete and outcome is not Outcome.MAJOR:
        full = sum(rule.is_full for rule in hearing.chapter.rules)
        total = max(len(hearing.chapter.rules), standard.expected or 0)
        yield (
            f"《{standard.title}》（{standard.document_number}）的原文没有录全"
            f"（{total} 条中读全 {full} 条），没有触及的不等于不构成，请核原文。"
        )
    for rule, finding in hearing.pairs:
        is_hazard = rule.criterion.effect is Effect.HAZARD
        words = _HAZARD_WORDS.get(finding.result) if is_hazard else None
        if words:
            yield f"{rule.criterion.clause} {rule.criterion.title}：{words}，本条不判为重大。"
