"""Conditions made into functions of the facts, in Kleene's three-valued logic.

A function takes the value of every fact by name, ``None`` for one that is not known, and
returns ``True``, ``False``, or ``None`` where the known facts do not settle it.
"""

from __future__ import annotations

import operator
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from operator import itemgetter
from typing import Any, Final

from attrs import frozen

from zhiben.rules.conditions import (
    AllOf,
    AnyOf,
    Arithmetic,
    AtLeast,
    Atom,
    Compare,
    Condition,
    Constant,
    Flag,
    Given,
    Holding,
    OneOf,
    Size,
    Term,
    Value,
    atoms_of,
    names_of,
    parts_of,
)

Facts = Mapping[str, Any]
"""A value for every declared fact, ``None`` for one that is not known."""
Truth = bool | None
Test = Callable[[Facts], Truth]

_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_MONTHS: Final = 12
_SIDES: Final = (True, False)


@frozen(eq=False)
class Machine:
    """A condition ready to run, with those it is made of and the facts it asks for."""

    condition: Condition
    run: Test
    parts: tuple[Machine, ...]
    names: tuple[str, ...]

    @cached_property
    def atoms(self) -> Mapping[str, tuple[Atom, ...]]:
        """For each fact the atoms that ask for it, as often as they occur."""
        found: defaultdict[str, list[Atom]] = defaultdict(list)
        for atom in atoms_of(self.condition):
            for name in names_of(atom):
                found[name].append(atom)
        return {name: tuple(atoms) for name, atoms in found.items()}

    @cached_property
    def flags(self) -> tuple[frozenset[str], frozenset[str]]:
        """The facts that are to hold, and those that are not to."""
        flags = [one for atoms in self.atoms.values() for one in atoms if isinstance(one, Flag)]
        wanted, unwanted = ([one.name for one in flags if one.wanted is side] for side in _SIDES)
        return frozenset(wanted), frozenset(unwanted)

    @cached_property
    def compared(self) -> frozenset[str]:
        """The facts of which more is asked than whether they hold."""
        return frozenset(
            name
            for name, atoms in self.atoms.items()
            if not all(isinstance(one, Flag) for one in atoms)
        )


def machine_of(condition: Condition) -> Machine:
    """Return a condition ready to run."""
    parts = tuple(map(machine_of, parts_of(condition)))
    return Machine(
        condition=condition,
        run=_run_of(condition, parts),
        parts=parts,
        names=names_of(condition),
    )


def _run_of(condition: Condition, parts: tuple[Machine, ...]) -> Test:
    """Return the test of a condition, given its parts."""
    match condition:
        case AllOf():
            return all_of(parts)
        case AnyOf():
            return _any_of(_tests_of(parts, settling=True))
        case AtLeast(least):
            return _at_least(least, tuple(part.run for part in parts))
    return _atom(condition)


def all_of(parts: tuple[Machine, ...]) -> Test:
    """Return the test that every part holds."""
    return _all_of(_tests_of(parts, settling=False))


def _tests_of(parts: tuple[Machine, ...], *, settling: bool) -> tuple[Test, ...]:
    """Return the tests of parts, flags of one kind together; ``settling`` is a truth of one part.

    It settles the whole, whatever the others are.
    """
    lots: defaultdict[object, list[Machine]] = defaultdict(list)
    for part in parts:
        flag = part.condition
        lots[flag.wanted if isinstance(flag, Flag) else part].append(part)
    return tuple(
        _flags(lot, settling is wanted, settling=settling) if len(lot) > 1 else lot[0].run
        for wanted, lot in lots.items()
    )


def _flags(lot: Sequence[Machine], sought: object, *, settling: bool) -> Test:
    """Return the test of flags, of which one that is ``sought`` settles them all."""
    values_of = itemgetter(*(name for one in lot for name in one.names))

    def run(facts: Facts) -> Truth:
        values = values_of(facts)
        if sought in values:
            return settling
        return None if None in values else not settling

    return run


def _all_of(tests: tuple[Test, ...]) -> Test:
    """Return the test that every test holds; two, the usual number, without a loop."""
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:  # noqa: PLR2004 - a pair
        return _both(*tests)

    def run(facts: Facts) -> Truth:
        found: Truth = True
        for test in tests:
            truth = test(facts)
            if truth is False:
                return False
            if truth is None:
                found = None
        return found

    return run


def _both(first: Test, second: Test) -> Test:
    """Return the test that both tests hold."""

    def run(facts: Facts) -> Truth:
        left = first(facts)
        if left is False:
            return False
        right = second(facts)
        return right if left or right is False else None

    return run


def _any_of(tests: tuple[Test, ...]) -> Test:
    """Return the test that some test holds; two, the usual number, without a loop."""
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:  # noqa: PLR2004 - a pair
        return _either(*tests)

    def run(facts: Facts) -> Truth:
        found: Truth = False
        for test in tests:
            truth = test(facts)
            if truth:
                return True
            if truth is None:
                found = None
        return found

    return run


def _either(first: Test, second: Test) -> Test:
    """Return the test that one test holds, or both."""

    def run(facts: Facts) -> Truth:
        left = first(facts)
        if left:
            return True
        right = second(facts)
        return right if left is False or right else None

    return run


def _at_least(least: int, tests: tuple[Test, ...]) -> Test:
    """Return the test that so many tests hold: those still open may, and may not."""

    def run(facts: Facts) -> Truth:
        holding = undecided = 0
        for test in tests:
            truth = test(facts)
            if truth:
                holding += 1
            elif truth is None:
                undecided += 1
        if holding >= least:
            return True
        return None if holding + undecided >= least else False

    return run


def _atom(condition: Given | Atom) -> Test:
    """Return the test of a condition without parts."""
    match condition:
        case Given(truth):
            return lambda _: truth
        case Flag(name, wanted):
            return itemgetter(name) if wanted else _not(name)
        case OneOf(name, values, wanted):
            return _one_of(name, values, wanted=wanted)
        case Holding():
            return _holding(condition)
        case Compare(sign, Value(name), Constant(value)):
            return _against(name, _COMPARISONS[sign], value)
    sign, left, right = condition.sign, condition.left, condition.right
    return _compared(_COMPARISONS[sign], term_of(left), term_of(right))


def _not(name: str) -> Test:
    """Return the test that a fact is not so."""

    def run(facts: Facts) -> Truth:
        value = facts[name]
        return None if value is None else not value

    return run


def _one_of(name: str, values: frozenset[str], *, wanted: bool) -> Test:
    """Return the test of a choice."""

    def run(facts: Facts) -> Truth:
        value = facts[name]
        return None if value is None else (value in values) is wanted

    return run


def _holding(condition: Holding) -> Test:
    """Return the test of a set."""
    name, values, wanted = condition.name, condition.values, condition.wanted
    if condition.every:
        return lambda facts: None if facts[name] is None else (values <= facts[name]) is wanted
    return lambda facts: None if facts[name] is None else values.isdisjoint(facts[name]) != wanted


def _against(name: str, compare: Callable[[Any, Any], bool], value: object) -> Test:
    """Return the test of a fact against what stands in the condition."""

    def run(facts: Facts) -> Truth:
        found = facts[name]
        return None if found is None else compare(found, value)

    return run


def _compared(
    compare: Callable[[Any, Any], bool], left: Callable[[Facts], Any], right: Callable[[Facts], Any]
) -> Test:
    """Return the test of two terms."""

    def run(facts: Facts) -> Truth:
        first, second = left(facts), right(facts)
        return None if first is None or second is None else compare(first, second)

    return run


def term_of(term: Term) -> Callable[[Facts], Any]:
    """Return a term as a function of the facts; ``None`` where one of its facts is unknown."""
    match term:
        case Constant(value):
            return lambda _: value
        case Value(name):
            return itemgetter(name)
        case Size(name):
            return lambda facts: None if facts[name] is None else len(facts[name])
        case Arithmetic(sign, left, right):
            return _joined(_ARITHMETIC[sign], term_of(left), term_of(right))
    return _shifted(term_of(term.day), days=term.days, months=term.months)


def _joined(
    join: Callable[[Any, Any], Any], left: Callable[[Facts], Any], right: Callable[[Facts], Any]
) -> Callable[[Facts], Any]:
    """Return a term made of two."""

    def run(facts: Facts) -> Any:  # noqa: ANN401 - a number or a date
        first, second = left(facts), right(facts)
        return None if first is None or second is None else join(first, second)

    return run


def _less(first: Any, second: Any) -> Any:  # noqa: ANN401 - numbers, or dates
    """Return a difference: that of dates in days."""
    found = first - second
    return found.days if isinstance(found, timedelta) else found


def _share(first: Any, second: Any) -> Any:  # noqa: ANN401 - numbers
    """Return a quotient, exactly where it can be."""
    from decimal import Decimal

    return Decimal(first) / Decimal(second)


_ARITHMETIC: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add, "-": _less, "*": operator.mul, "/": _share,
}  # fmt: skip


def _shifted(
    day: Callable[[Facts], Any], *, days: int, months: int
) -> Callable[[Facts], date | None]:
    """Return a date that lies later, or with negative numbers earlier."""

    def run(facts: Facts) -> date | None:
        found: date | None = day(facts)
        return None if found is None else shifted(found, days=days, months=months)

    return run


def shifted(day: date, *, days: int = 0, months: int = 0) -> date:
    """Return the day so many months and then days later; the last one of a shorter month.

    Beyond the calendar it is the last day there is, or the first.
    """
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    try:
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=days)
    except (ValueError, OverflowError):
        return date.max if days + months > 0 else date.min
