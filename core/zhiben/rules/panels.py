"""The criteria of an edition, ready for any number of cases.

What becomes of a criterion depends on nothing but the values of the facts it asks for, and
on what keeps its standard away: what was found once for these is not worked out again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from zhiben.rules.cases import Guard
from zhiben.rules.conditions import AllOf, OneOf
from zhiben.rules.evaluating import Facts, Test, all_of
from zhiben.rules.rulebook import Rule
from zhiben.rules.verdicts import Finding, Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiben.rules.cases import Case
    from zhiben.rules.conditions import Condition
    from zhiben.rules.rulebook import Rulebook

_MOST: Final = 256
"""How many findings are kept for one criterion."""


@frozen(kw_only=True, eq=False)
class Seat:
    """A criterion, with what was found of it before by the ``values`` of its facts.

    There are no ``values`` where it asks for facts that are worked out from others.
    """

    rule: Rule
    guard: Guard
    values: Callable[[Facts], Hashable] | None
    known: dict[Hashable, Finding] = field(factory=dict)

    def finding(self, case: Case) -> Finding:
        """Return what became of the criterion."""
        if self.values is None:
            return case.finding(self.rule, self.guard)
        key = self.values(case.facts)
        found = self.known.get(key)
        if found is None:
            found = case.finding(self.rule, self.guard)
            if len(self.known) < _MOST:
                self.known[key] = found
        return found

    @property
    def is_plain(self) -> bool:
        """Whether a condition that does not hold is all there is to say."""
        return self.rule.is_full and self.rule.certain is self.rule.possible


@define(kw_only=True, eq=False)
class Panel:
    """Criteria of an edition, of which those are looked at that a case can concern.

    ``sorting`` is the fact that most conditions want to be one of some choices, such as the
    kind of a mine: that it is another one settles them.
    """

    seats: tuple[Seat, ...]
    sorting: str
    _sorted: dict[str | None, tuple[tuple[Seat, Test], ...]] = field(factory=dict, init=False)

    def standing(self, case: Case) -> list[tuple[Rule, Finding]]:
        """Return the criteria that are met, suspected or open, with what was found."""
        facts = case.facts
        found = [
            (seat.rule, seat.finding(case))
            for seat, run in self._concerned(facts[self.sorting])
            if run(facts) is not False
        ]
        return [one for one in found if one[1].result is not Result.NOT_MET]

    def _concerned(self, choice: str | None) -> tuple[tuple[Seat, Test], ...]:
        """Return the criteria that can stand with that choice, each with how to rule it out."""
        if choice not in self._sorted:
            tests = ((seat, self._test_of(seat, choice)) for seat in self.seats)
            self._sorted[choice] = tuple((seat, test) for seat, test in tests if test)
        return self._sorted[choice]

    def _test_of(self, seat: Seat, choice: str | None) -> Test | None:
        """Return how to rule a criterion out with that choice, ``None`` when it is out already."""
        machine = seat.rule.possible
        choices = _wanted(machine.condition).get(self.sorting)
        if seat.guard.truth:
            return None
        if not seat.is_plain:
            return _never_ruled_out
        if choice is None or choices is None:
            return machine.run
        parts = tuple(one for one in machine.parts if self.sorting not in _wanted(one.condition))
        return all_of(parts) if choice in choices else None


def panel_of(rules: Iterable[Rule], book: Rulebook, *, guard: Guard) -> Panel:
    """Return the panel of criteria of a standard that is kept away as ``guard`` says."""
    made = book.made.keys()
    seats = tuple(Seat(rule=one, guard=guard, values=_values_of(one, made)) for one in rules)
    names = Counter(name for one in seats for name in _wanted(one.rule.possible.condition))
    choices = (name for name, _ in names.most_common() if book.facts[name].choices)
    return Panel(seats=seats, sorting=next(choices, next(iter(book.facts))))


def _values_of(rule: Rule, made: Iterable[str]) -> Callable[[Facts], Hashable] | None:
    """Return how to look up the values of the facts a criterion asks for."""
    machines = (rule.possible, *(rule.unguarded or ()))
    names = dict.fromkeys(name for one in machines for name in one.names)
    if not names.keys().isdisjoint(made):
        return None
    return itemgetter(*names) if names else lambda _: ()


def _wanted(condition: Condition) -> dict[str, frozenset[str]]:
    """Return the choices without which a condition cannot hold, by fact."""
    parts = condition.parts if isinstance(condition, AllOf) else (condition,)
    return {one.name: one.values for one in parts if isinstance(one, OneOf) and one.wanted}


def _never_ruled_out(_: Facts) -> None:
    """Leave a criterion in, whatever the facts are."""
