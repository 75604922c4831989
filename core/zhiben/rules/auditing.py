"""How complete the editions of a sector are: criteria expected and loaded, and by completeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.spec.records import Completeness, Criterion, Standard

if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen(kw_only=True)
class Tally:
    """What is there of one edition.

    ``by_completeness`` has every degree. ``cases`` is how many examples its criteria have,
    ``None`` where the plugin's source is not at hand.
    """

    standard: Standard
    loaded: int
    by_completeness: Mapping[Completeness, int]
    cases: int | None

    @property
    def is_complete(self) -> bool:
        """Whether every criterion of its text is loaded, and was read in full."""
        full = self.by_completeness[Completeness.FULL]
        return (
            self.standard.completeness is Completeness.FULL
            and full == self.loaded
            and self.loaded >= (self.standard.expected or 0)
        )


def tallies_of(
    records: Iterable[object], *, cases: Mapping[str, int] | None = None
) -> tuple[Tally, ...]:
    """Return what is there of every edition of a sector.

    ``cases`` counts the examples by the codes of criteria.
    """
    listed = list(records)
    criteria = [one for one in listed if isinstance(one, Criterion)]
    return tuple(
        _tally(one, [each for each in criteria if each.standard == one.code], cases)
        for one in listed
        if isinstance(one, Standard)
    )


def _tally(standard: Standard, criteria: list[Criterion], cases: Mapping[str, int] | None) -> Tally:
    """Return what is there of one edition."""
    degrees = Counter(one.completeness for one in criteria)
    return Tally(
        standard=standard,
        loaded=len(criteria),
        by_completeness={degree: degrees[degree] for degree in Completeness},
        cases=None if cases is None else sum(cases.get(one.code, 0) for one in criteria),
    )
