"""What one edition of a standard changed against another, criterion by criterion.

Editions are renumbered, so a clause of the same number may be about something else.
Criteria are paired by what they are about (the wording of their titles, the facts they ask
for), and the same number speaks for a pair.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.rules.needs import names_in
from zhiben.spec.records import Criterion

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

ASPECTS: Final = ("clause", "title", "when", "effect", "manual", "completeness")
"""The fields in which a criterion can differ from the one it became, in the order told."""

_LEAST: Final = 0.5
"""How much alike two criteria must be to be taken for the same."""
_SAME_CLAUSE: Final = 0.25
"""How much the same number is worth on top of that."""
_FACTS_MATTER: Final = 0.9
"""Asking for the same facts is nearly as good as having the same title."""


@frozen(kw_only=True)
class Difference:
    """A field that was ``old`` and is ``new``; what is not there is ``None``."""

    aspect: str
    old: object
    new: object


@frozen(kw_only=True)
class Pair:
    """A criterion and what it became, with the fields in which they differ."""

    old: Criterion
    new: Criterion
    differences: tuple[Difference, ...]


@frozen(kw_only=True)
class Comparison:
    """Two editions side by side, each in the order of the newer one, or of its own."""

    added: tuple[Criterion, ...]
    removed: tuple[Criterion, ...]
    changed: tuple[Pair, ...]
    unchanged: tuple[Pair, ...]


def compare(old: Sequence[Criterion], new: Sequence[Criterion]) -> Comparison:
    """Return what became of the criteria of one edition in another."""
    partner = _partners(old, new)
    pairs = tuple(_pair(partner[one.code], one) for one in new if one.code in partner)
    gone = {one.code for one in partner.values()}
    return Comparison(
        added=_without(new, partner),
        removed=_without(old, gone),
        changed=tuple(one for one in pairs if one.differences),
        unchanged=tuple(one for one in pairs if not one.differences),
    )


def _without(criteria: Iterable[Criterion], codes: Container[str]) -> tuple[Criterion, ...]:
    """Return the criteria whose codes are not among some."""
    return tuple(one for one in criteria if one.code not in codes)


def likeness(one: Criterion, other: Criterion) -> float:
    """Return how likely two criteria are about the same thing, the number of the clause apart.

    It is 1 for equal titles, and near it for the same facts.
    """
    matcher = SequenceMatcher(None, one.title, other.title, autojunk=False)
    facts, others = set(names_in(one.when)), set(names_in(other.when))
    shared = len(facts & others) / len(facts | others) if facts & others else 0.0
    return max(matcher.ratio(), _FACTS_MATTER * shared)


def _partners(old: Sequence[Criterion], new: Sequence[Criterion]) -> dict[str, Criterion]:
    """Return for the code of a newer criterion the older one it came from, best pairs first."""
    links = [
        (likeness(one, other) + _SAME_CLAUSE * (one.clause == other.clause), -i, -j)
        for i, one in enumerate(old)
        for j, other in enumerate(new)
    ]
    found: dict[str, Criterion] = {}
    taken: set[int] = set()
    for worth, i, j in sorted(links, reverse=True):
        if worth >= _LEAST and -i not in taken and new[-j].code not in found:
            taken.add(-i)
            found[new[-j].code] = old[-i]
    return found


def _pair(old: Criterion, new: Criterion) -> Pair:
    """Return a criterion and what it became, with the fields in which they differ."""
    sides = ((aspect, getattr(old, aspect), getattr(new, aspect)) for aspect in ASPECTS)
    differences = (
        Difference(aspect=aspect, old=before, new=after)
        for aspect, before, after in sides
        if before != after
    )
    return Pair(old=old, new=new, differences=tuple(differences))
