"""Facts to judge by, drawn at random and the same on every machine; all of them are 示例."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any, Final

from zhiben.plugins import Selection, discover, load_sectors
from zhiben.rules import FOUND_ON, build_rulebook
from zhiben.spec.records import FactType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from zhiben.rules import Court, Rulebook
    from zhiben.spec.records import Fact

ON: Final = date(2026, 11, 24)
"""The day on which all hazards are found."""
SEED: Final = 20_261_124

_HOOKS: Final = ("zhiben_standards", "zhiben_derivations")
_SPAN: Final = 100
"""How far numbers without an upper bound go above the lower one."""
_YEAR: Final = 365


def load(code: str) -> Rulebook:
    """Return the rulebook of an installed sector."""
    only = Selection(only=frozenset({code}))
    sectors = load_sectors(discover(), selection=only, hooks=_HOOKS)
    assert sectors.loaded, sectors.failures
    records = [one for listed in sectors.loaded[0].records.values() for one in listed]
    book, problems = build_rulebook(records, sector=code)
    assert not problems, problems
    return book


def complete_cases(book: Rulebook, number: int, **given: Any) -> list[dict[str, Any]]:
    """Return cases in which every fact is known that a condition can ask for.

    ``given`` are those that are the same in all of them.
    """
    random = Random(SEED)  # noqa: S311 - no secret is made here
    facts = [one for one in book.facts.values() if one.type in _VALUES and one is not FOUND_ON]
    return [{one.name: value_of(one, random) for one in facts} | given for _ in range(number)]


def busiest(court: Court, number: int) -> list[Fact]:
    """Return the facts that most criteria in force ask for."""
    rules = [rule for one in court.chapters for rule in (*one.guards, *one.rules)]
    times = Counter(name for rule in rules for name in rule.possible.names)
    times.pop(FOUND_ON.name, None)
    return [court.book.facts[name] for name, _ in times.most_common(number)]


def half_filled(facts: list[Fact], number: int) -> Iterator[list[str]]:
    """Yield rows of a table with a column for each fact, about half of the cells blank."""
    random = Random(SEED)  # noqa: S311 - no secret is made here
    for _ in range(number):
        yield ["" if random.getrandbits(1) else cell_of(one, random) for one in facts]


def cell_of(fact: Fact, random: Random) -> str:
    """Return a value of a fact as written, percentages with their sign: a bare 0.3 is doubtful."""
    return written(value_of(fact, random)) + ("%" if fact.unit == "%" else "")


def value_of(fact: Fact, random: Random) -> Any:  # noqa: ANN401 - whatever the fact can be
    """Return a value a fact can have."""
    return _VALUES[fact.type](fact, random)


def written(value: object) -> str:
    """Return a value as an inspector writes it into a cell."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, frozenset):
        return "、".join(sorted(value)) or "无"
    return str(value)


def _number(fact: Fact, random: Random) -> Decimal:
    """Return a number with one place after the point, within its bounds."""
    low = 0 if fact.least is None else fact.least
    high = low + _SPAN if fact.most is None else fact.most
    return Decimal(random.randint(round(low * 10), round(high * 10))) / 10


_VALUES: Final[Mapping[FactType, Callable[[Fact, Random], Any]]] = {
    FactType.BOOL: lambda _, random: random.random() < 0.5,  # noqa: PLR2004 - as often as not
    FactType.INTEGER: lambda fact, random: int(_number(fact, random)),
    FactType.NUMBER: _number,
    FactType.TEXT: lambda _, random: random.choice(("示例甲", "示例乙")),
    FactType.DATE: lambda _, random: ON - timedelta(days=random.randrange(_YEAR)),
    FactType.CHOICE: lambda fact, random: random.choice(fact.choices),
    FactType.SET: lambda fact, random: frozenset(
        one for one in fact.choices if not random.getrandbits(2)
    ),
}
