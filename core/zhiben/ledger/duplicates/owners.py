"""Whose hazards are compared with whose: enterprises of one code, of one name, of alike names.

Rows that name no enterprise may be about any, or about a public place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.ledger.duplicates.blocks import RAREST, Block, letter_pairs
from zhiben.ledger.duplicates.comparing import Row
from zhiben.ledger.duplicates.names import Identity, Names, identity_of, names_alike
from zhiben.ledger.duplicates.shapes import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhiben.model.hazards import HazardDetails

NAMESAKES: Final = 10
"""How many names a pair of letters may lead to; one that stands in more tells little."""
ALIKE: Final = 3
"""How many names that are alike count for one: where more are, none of them is meant."""


@frozen(kw_only=True)
class Side:
    """The rows of one side by the enterprises they name."""

    owners: Mapping[Identity, Block]
    nobody: Block
    somebody: Block


def side_of(hazards: Mapping[str, HazardDetails], names: Names) -> Side:
    """Return rows by the enterprises they name; none is made ready yet."""
    known = cache(lambda name, code: identity_of(name, code, names=names))
    ids: defaultdict[Identity, list[str]] = defaultdict(list)
    for which, row in hazards.items():
        ids[known(row.enterprise, row.credit_code)].append(which)

    @cache
    def ready(which: str) -> Row:
        row = hazards[which]
        return row_of(which, row, identity=known(row.enterprise, row.credit_code))

    nobody = ids.pop(Identity(), [])
    somebody = list(chain.from_iterable(ids.values()))
    return Side(
        owners={identity: Block(own, ready=ready) for identity, own in ids.items()},
        nobody=Block(nobody, ready=ready),
        somebody=Block(somebody, ready=ready),
    )


def row_of(which: str, details: HazardDetails, *, identity: Identity) -> Row:
    """Return a row ready to be compared."""
    return Row(
        id=which,
        identity=identity,
        region=details.region or "",
        day=details.found_on.toordinal() if details.found_on else 0,
        done=details.done_on.toordinal() if details.done_on else 0,
        deadline=details.deadline,
        shape=shape_of(details, identity),
    )


def meetings(mine: Side, yours: Side) -> Iterator[tuple[Block, Block]]:
    """Yield the blocks that are compared; no two rows meet twice."""
    partners = _Partners(yours.owners)
    for identity, block in mine.owners.items():
        for other in partners.of(identity):
            yield block, yours.owners[other]
    yield mine.somebody, yours.nobody
    yield mine.nobody, yours.somebody
    yield mine.nobody, yours.nobody


class _Partners:
    """The enterprises of the other side that may be the same as one of this side."""

    def __init__(self, others: Iterable[Identity]) -> None:
        self._by_code: defaultdict[str, list[Identity]] = defaultdict(list)
        self._by_core: defaultdict[str, list[Identity]] = defaultdict(list)
        self._uncoded: defaultdict[str, list[Identity]] = defaultdict(list)
        for one in others:
            self._by_core[one.core].append(one)
            if one.code:
                self._by_code[one.code].append(one)
            else:
                self._uncoded[one.core].append(one)

    def of(self, identity: Identity) -> list[Identity]:
        """Return those of the same code or name or else, for names may be misspelt, of alike ones.

        Two that have a code each are the same by it, or not at all.
        """
        by_core = self._uncoded if identity.code else self._by_core
        alike = self._alike_uncoded if identity.code else self._alike
        found = [*self._by_code.get(identity.code, ()), *by_core.get(identity.core, ())]
        return found or [one for core in alike.to(identity.core) for one in by_core[core]]

    @cached_property
    def _alike(self) -> _AlikeNames:
        return _AlikeNames(self._by_core)

    @cached_property
    def _alike_uncoded(self) -> _AlikeNames:
        return _AlikeNames(self._uncoded)


class _AlikeNames:
    """Names by their pairs of letters."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_pair: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(names):
            for pair in letter_pairs(name):
                self._by_pair[pair].append(name)

    def to(self, name: str) -> list[str]:
        """Return the names that may be this one, written otherwise."""
        listed = [self._by_pair[pair] for pair in letter_pairs(name) if pair in self._by_pair]
        rarest = sorted(listed, key=len)[:RAREST]
        near = sorted(set(chain.from_iterable(names[:NAMESAKES] for names in rarest)))
        alike = [one for one in near if one != name and names_alike(name, one)]
        return sorted(alike, key=lambda one: abs(len(one) - len(name)))[:ALIKE]
