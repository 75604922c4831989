"""Works that are 危大 or 超危大, worked out from what they are and how large they are.

The thresholds are those of 建办质〔2018〕31号, one condition a line in ``works.csv``: a work
is of a level when one condition of that level, or of a higher one, holds. A condition
without a fact holds of every such work. One whose mark is neither R nor R-部分 was not seen
in the text (M: from memory): by itself it settles nothing, and the level stays open.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache, partial
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from zhiben.spec import Derivation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

WORKS: Final = "分部分项工程"
"""The fact that says which works there are; only these are asked about."""
CATEGORY: Final = "危大工程类别"
ORDINARY, DANGEROUS, EXTREME = LEVELS = ("一般", "危大", "超危大")
SOURCE: Final = "31号文"

_READ: Final = ("R", "R-部分")

Truth = bool | None


@frozen(kw_only=True)
class Limit:
    """A condition: ``fact`` is a number that is ``least`` or more, or a yes-or-no fact.

    Without a fact it always holds. ``mark`` tells how its text was read.
    """

    fact: str
    least: Decimal | None
    mark: str

    def holds(self, facts: Mapping[str, Any]) -> Truth:
        """Tell whether the condition holds, as far as its text and the fact are known."""
        if self.mark not in _READ:
            return None
        if not self.fact:
            return True
        value: Any = facts[self.fact]
        return value if value is None or self.least is None else bool(value >= self.least)


@frozen(kw_only=True)
class Grade:
    """The conditions that make a work one of ``level``.

    ``result`` is the fact that says whether it is at least that; there is none where the
    conditions ask for no fact.
    """

    level: str
    result: str
    limits: tuple[Limit, ...]


@frozen(kw_only=True)
class Row:
    """A kind of work: the number of its row, and its levels."""

    number: str
    work: str
    grades: tuple[Grade, ...]

    def grades_from(self, level: str) -> Iterator[Grade]:
        """Yield the grades of a level and of those above it."""
        return (one for one in self.grades if _rank(one.level) >= _rank(level))

    def limits_from(self, level: str) -> Iterator[Limit]:
        """Yield the conditions of a level and of those above it."""
        return (limit for one in self.grades_from(level) for limit in one.limits)

    def derivation(self, grade: Grade) -> Derivation:
        """Return how it is worked out whether such a work is of a grade."""
        asked = (one.fact for one in self.limits_from(grade.level) if one.fact)
        return Derivation(
            fact=grade.result,
            inputs=(WORKS, *dict.fromkeys(asked)),
            function=partial(measure, self, grade.level),
            source=SOURCE,
        )


@cache
def rows() -> tuple[Row, ...]:
    """Return the kinds of work in the order of the table."""
    text = files(__package__).joinpath("works.csv").read_text("utf-8")
    lines = csv.DictReader(text.splitlines())
    grouped = groupby(lines, key=lambda line: (line["row"], line["work"]))
    return tuple(
        Row(number=number, work=work, grades=tuple(_grades(listed)))
        for (number, work), listed in grouped
    )


def derivations() -> tuple[Derivation, ...]:
    """Return how the level of each kind of work is worked out, and from these that of them all.

    There is one for each kind, so that an inspector is asked only about the works there are.
    Whether works are 危大 at all can be certain while it is open whether they are 超危大:
    therefore conditions ask for each by itself.
    """
    measured = [(row, one) for row in rows() for one in row.grades if one.result]
    inputs = (WORKS, *(one.result for _, one in measured))
    return (
        *(row.derivation(one) for row, one in measured),
        Derivation(fact=CATEGORY, inputs=inputs, function=categorise, source=SOURCE),
        *(
            Derivation(
                fact=f"属{level}工程",
                inputs=(CATEGORY, *inputs),
                function=partial(reach, level),
                source=SOURCE,
            )
            for level in (DANGEROUS, EXTREME)
        ),
    )


def measure(row: Row, level: str, /, **facts: Any) -> Truth:
    """Tell whether there is work of one kind that is of a level or above."""
    works = facts[WORKS]
    if works is None:
        return None
    return row.work in works and _any(one.holds(facts) for one in row.limits_from(level))


def categorise(**facts: Any) -> str | None:
    """Return the highest level of the works there are.

    It is 超危大 as soon as one of them is, and 一般 only when each is known to be no more.
    """
    if _reached(EXTREME, facts):
        return EXTREME
    dangerous = _reached(DANGEROUS, facts)
    if dangerous is False:
        return ORDINARY
    return DANGEROUS if dangerous and _reached(EXTREME, facts) is False else None


def reach(level: str, /, **facts: Any) -> Truth:
    """Tell whether the works there are reach a level; a category a person put down decides."""
    category = facts[CATEGORY]
    return _reached(level, facts) if category is None else _rank(category) >= _rank(level)


def _reached(level: str, facts: Mapping[str, Any]) -> Truth:
    """Tell whether some of the works there are is of a level or above."""
    return _any(
        facts[one.result] if one.result else _is_there(row, one, facts)
        for row in rows()
        for one in row.grades_from(level)
    )


def _is_there(row: Row, grade: Grade, facts: Mapping[str, Any]) -> Truth:
    """Tell whether there is work of a kind that needs no measuring to be of a grade."""
    works = facts[WORKS]
    if works is None:
        return None
    return row.work in works and _any(one.holds(facts) for one in grade.limits)


def _grades(lines: Iterable[Mapping[str, str]]) -> Iterator[Grade]:
    """Yield the grades of the lines of one kind of work."""
    for (level, result), listed in groupby(lines, key=lambda line: (line["level"], line["result"])):
        yield Grade(level=level, result=result, limits=tuple(map(_limit, listed)))


def _limit(line: Mapping[str, str]) -> Limit:
    """Return the condition of a line."""
    least = Decimal(line["least"]) if line["least"] else None
    return Limit(fact=line["fact"], least=least, mark=line["mark"])


def _rank(level: str) -> int:
    """Return how high a level is."""
    return LEVELS.index(level)


def _any(truths: Iterable[Truth]) -> Truth:
    """Tell whether one of several truths holds, ``None`` while that is open."""
    found = set(truths)
    return True if True in found else (None if None in found else False)
