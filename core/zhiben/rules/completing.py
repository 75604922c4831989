"""What the facts still open can change: looked for among the values they may yet take.

Kleene's logic never says too much, but it can say too little where a fact occurs more
than once ("甲 or not 甲"). A search over the values of the facts that are open settles
these, wherever they are few; where they are not, ``None`` stays what it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from zhiben.rules.conditions import (
    Atom,
    Compare,
    Flag,
    Holding,
    Number,
    OneOf,
    Value,
    names_of,
)
from zhiben.rules.evaluating import Machine, term_of
from zhiben.rules.quantities import Bounds, bounds_of
from zhiben.spec.records import Fact, FactType

if TYPE_CHECKING:
    from zhiben.rules.evaluating import Facts

MOST_VALUES: Final = 64
"""How many values of one fact are tried."""
MOST_STEPS: Final = 3000
"""How many times the conditions are looked at in one search."""
_OTHER: Final = "\0其他"
"""A text that no condition mentions."""


@frozen(kw_only=True)
class Usage:
    """How conditions use a fact: as a flag for or against them, or in other atoms."""

    for_it: bool = False
    against: bool = False
    atoms: tuple[Atom, ...] = ()
    times: int = 1

    @cached_property
    def names(self) -> frozenset[str]:
        """The facts the atoms ask for, this one among them."""
        return frozenset(name for atom in self.atoms for name in names_of(atom))

    @property
    def is_one_way(self) -> bool:
        """Whether the fact is a flag that only ever speaks for, or only against."""
        return not self.atoms and self.for_it is not self.against

    @property
    def is_once(self) -> bool:
        """Whether only one place asks for the fact."""
        return self.times == 1


def usages_of(machines: Iterable[Machine]) -> dict[str, Usage]:
    """Return how conditions use each of their facts."""
    return {name: _usage_in(atoms) for name, atoms in _atoms_in(machines).items()}


def _atoms_in(machines: Iterable[Machine]) -> dict[str, list[Atom]]:
    """Return for each fact the atoms that ask for it."""
    found: defaultdict[str, list[Atom]] = defaultdict(list)
    for machine in machines:
        for name, atoms in machine.atoms.items():
            found[name] += atoms
    return found


def _usage_in(atoms: Sequence[Atom]) -> Usage:
    """Return how a fact is used, by the atoms that ask for it."""
    signs = {one.wanted for one in atoms if isinstance(one, Flag)}
    return Usage(
        for_it=True in signs,
        against=False in signs,
        atoms=tuple(one for one in atoms if not isinstance(one, Flag)),
        times=len(atoms),
    )


def is_tangled(machine: Machine) -> bool:
    """Tell whether Kleene's logic may say too little of a condition: facts occur twice."""
    return any(
        not (usage.is_one_way or usage.is_once)
        or any(len(names_of(atom)) > 1 for atom in usage.atoms)
        for usage in usages_of((machine,)).values()
    )


def values_of(fact: Fact, usage: Usage, facts: Facts) -> tuple[Any, ...]:
    """Return values of a fact, one for each way the atoms that use it can come out.

    Empty where there are too many, or where they depend on other facts not known.
    """
    match fact.type:
        case FactType.BOOL:
            return (False, True)
        case FactType.CHOICE:
            return fact.choices
        case FactType.TEXT:
            return _texts(usage.atoms)
        case FactType.SET:
            return _sets(fact, usage.atoms)
        case FactType.INTEGER | FactType.NUMBER:
            return () if _waits(fact, usage, facts) else _numbers(fact, usage.atoms, facts)
        case _:
            return ()


@frozen(kw_only=True, eq=False)
class Openings:
    """What may be tried when facts of some conditions are open.

    ``favourable`` are the values of one-way flags that let conditions fail.
    """

    favourable: Mapping[str, bool]
    _machines: tuple[Machine, ...]
    _declared: Mapping[str, Fact]
    _usages: dict[str, Usage] = field(factory=dict, init=False)

    @cached_property
    def _atoms(self) -> Mapping[str, Sequence[Atom]]:
        """For each fact the atoms that ask for it, gathered when values are tried at all."""
        return _atoms_in(self._machines)

    def values(self, name: str, facts: Facts) -> tuple[Any, ...]:
        """Return what may be tried for a fact of the conditions that is no one-way flag."""
        if name not in self._usages:
            self._usages[name] = _usage_in(self._atoms[name])
        return values_of(self._declared[name], self._usages[name], facts)


def openings_of(machines: Iterable[Machine], declared: Mapping[str, Fact]) -> Openings:
    """Return what may be tried with the facts of these conditions."""
    listed = tuple(machines)
    wanted, unwanted, compared = (
        frozenset[str]().union(*sides)
        for sides in zip(*((*one.flags, one.compared) for one in listed), strict=True)
    )
    one_way = (wanted ^ unwanted) - compared
    return Openings(
        favourable={name: name in unwanted for name in one_way}, machines=listed, declared=declared
    )


def can_all_fail(machines: Sequence[Machine], facts: Facts, openings: Openings) -> bool:
    """Tell whether the open facts may be such that none of the conditions holds.

    ``False`` is certain; ``True`` also stands for what could not be settled.
    """
    return _Search(openings=openings).can_fail(machines, _favoured(facts, openings))


def _favoured(facts: Facts, openings: Openings) -> dict[str, Any]:
    """Return the facts with open one-way flags as they let conditions fail."""
    known = dict(facts)
    for name, value in openings.favourable.items():
        if known[name] is None:
            known[name] = value
    return known


@define(kw_only=True, eq=False)
class Hope:
    """Values under which the conditions of earlier cases failed: they often do so again.

    They are tried as they are before others are searched for.
    """

    values: dict[str, Any] = field(factory=dict)

    def can_all_fail(
        self, machines: Sequence[Machine], facts: Facts, declared: Mapping[str, Fact]
    ) -> bool:
        """Tell the same as :func:`can_all_fail`."""
        if self._is_fulfilled(machines, facts):
            return True
        openings = openings_of(machines, declared)
        search = _Search(openings=openings)
        can_fail = search.can_fail(machines, _favoured(facts, openings))
        self.values |= {name: one for name, one in search.found.items() if one is not None}
        return can_fail

    def _is_fulfilled(self, machines: Sequence[Machine], facts: Facts) -> bool:
        """Tell whether all conditions fail if the open facts are as they were hoped to be."""
        names = facts if len(machines) > 1 else machines[0].names
        hoped = {
            name: self.values.get(name) if facts[name] is None else facts[name] for name in names
        }
        return all(one.run(hoped) is False for one in machines)


def hope_for(declared: Mapping[str, Fact]) -> Hope:
    """Return the first hope: numbers as low and days as late as they can be."""
    lowest = {
        name: bounds_of(fact).least or 0
        for name, fact in declared.items()
        if fact.type in {FactType.INTEGER, FactType.NUMBER}
    }
    values: dict[str, Any] = {
        name: value for name, value in lowest.items() if bounds_of(declared[name]).hold(value)
    }
    days = (name for name, fact in declared.items() if fact.type is FactType.DATE)
    return Hope(values=values | dict.fromkeys(days, date.max))


@define(kw_only=True)
class _Search:
    """A search for values under which no condition holds, given up after so many steps."""

    openings: Openings
    steps: int = field(default=0)
    found: Mapping[str, Any] = field(factory=dict)

    def can_fail(self, machines: Sequence[Machine], facts: dict[str, Any]) -> bool:
        """Tell whether some values of the open facts let every condition fail."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            return True
        truths = [(machine, machine.run(facts)) for machine in machines]
        if any(truth for _, truth in truths):
            return False
        undecided = [machine for machine, truth in truths if truth is None]
        name, values = self._next(undecided, facts)
        if not values:
            self.found = facts
            return True
        return any(self.can_fail(undecided, {**facts, name: one}) for one in values)

    def _next(self, machines: Sequence[Machine], facts: Facts) -> tuple[str, tuple[Any, ...]]:
        """Return the next open fact with what may be tried for it, if there is one."""
        for name in dict.fromkeys(name for one in machines for name in one.names):
            values = self.openings.values(name, facts) if facts[name] is None else ()
            if values:
                return name, values
        return "", ()


def _texts(atoms: Sequence[Atom]) -> tuple[str, ...]:
    """Return the texts conditions mention, and one they do not."""
    mentioned = {text for atom in atoms if isinstance(atom, OneOf) for text in atom.values}
    return (*sorted(mentioned), _OTHER)


def _sets(fact: Fact, atoms: Sequence[Atom]) -> tuple[frozenset[str], ...]:
    """Return the sets of choices that differ for the conditions."""
    asked = [atom.values if isinstance(atom, Holding) else fact.choices for atom in atoms]
    mentioned = set().union(*asked)
    texts = [text for text in fact.choices if text in mentioned]
    if 2 ** len(texts) > MOST_VALUES:
        return ()
    sizes = range(len(texts) + 1)
    return tuple(map(frozenset, chain.from_iterable(combinations(texts, n) for n in sizes)))


def _waits(fact: Fact, usage: Usage, facts: Facts) -> bool:
    """Tell whether a number is compared with what is not known; a whole one may yet be tried."""
    is_open = (facts.get(name) is None for name in usage.names if name != fact.name)
    return fact.type is FactType.NUMBER and any(is_open)


def _numbers(fact: Fact, atoms: Sequence[Atom], facts: Facts) -> tuple[Number, ...]:
    """Return numbers at, between and beyond those the fact is compared with."""
    bounds, is_whole = bounds_of(fact), fact.type is FactType.INTEGER
    every = _every_number(bounds) if is_whole else ()
    limits = {_limit(atom, fact.name, facts) for atom in atoms}
    if every or None in limits:
        return every
    known = sorted(limit for limit in limits if limit is not None)
    numbers = {one for limit in known for one in _around(limit, is_whole=is_whole)}
    numbers |= set() if is_whole else set(_between(known))
    numbers |= {end for end in (bounds.least, bounds.most) if end is not None}
    kept = sorted(filter(bounds.hold, numbers))
    return tuple(kept) if len(kept) <= MOST_VALUES else ()


def _every_number(bounds: Bounds) -> tuple[int, ...]:
    """Return the whole numbers within bounds, none where there is no end or there are many."""
    if bounds.least is None or bounds.most is None or bounds.most - bounds.least >= MOST_VALUES:
        return ()
    return tuple(range(int(bounds.least), int(bounds.most) + 1))


def _limit(atom: Atom, name: str, facts: Facts) -> Number | None:
    """Return what a fact by itself is compared with, ``None`` while that is not known."""
    match atom:
        case Compare(_, Value(found), other) if found == name:
            limit = term_of(other)(facts)
        case Compare(_, other, Value(found)) if found == name:
            limit = term_of(other)(facts)
        case _:
            return None
    return limit if isinstance(limit, int | Decimal) else None


def _around(limit: Number, *, is_whole: bool) -> Iterator[Number]:
    """Yield numbers just below, at and just above a limit."""
    if not is_whole:
        yield from (limit - 1, limit, limit + 1)
        return
    floor = int(limit // 1)
    yield from (floor - 1, floor, floor + 1, floor + 2)


def _between(limits: Sequence[Number]) -> Iterator[Number]:
    """Yield a number between each limit and the next; whole ones lie around these already."""
    for low, high in pairwise(limits):
        yield (low + high) / Decimal(2)
