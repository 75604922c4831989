"""Overlays (补录): what an office itself adds to an edition, laid over the plugin's records.

An overlay completes and tightens, and never loosens: a clause the plugin has in full keeps
its condition, to which another can only be added; an exclusion can only come where the
plugin knows that one is missing. So a hazard that was major stays so. What the plugin later
has more of than the office takes precedence over the office's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from attrs import fields, frozen

from zhiben.errors import Problem
from zhiben.rules.clauses import code_order
from zhiben.spec.records import Completeness, Criterion, Effect, Fact, Record, Standard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

GUARDS: Final = (Effect.EXCLUSION, Effect.REFERRAL)
"""The effects that keep a standard away from a hazard."""

_DEGREES: Final = (
    Completeness.MISSING,
    Completeness.TOPIC,
    Completeness.PARTIAL,
    Completeness.FULL,
)


@frozen(kw_only=True)
class Overlay:
    """What an office adds to the edition whose code is ``standard``.

    ``reviewer`` is the unit or role that checked it on ``reviewed_on`` against ``source``, the
    document it was entered from. ``completeness`` and ``expected`` are what the edition's
    become. ``covers`` are the codes of criteria of the plugin that only hold the place of
    those entered here. ``facts`` are those that the criteria ask for and the plugin lacks.
    """

    standard: str
    title: str
    reviewer: str
    source: str
    reviewed_on: date
    completeness: Completeness | None = None
    expected: int | None = None
    url: str | None = None
    note: str = ""
    covers: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    criteria: tuple[Criterion, ...] = ()

    @property
    def claimed(self) -> frozenset[str]:
        """The codes of criteria that no other overlay in force can be about."""
        return frozenset((*self.covers, *(one.code for one in self.criteria)))


@frozen(kw_only=True)
class Placed:
    """An overlay, and how it stood to the plugin when it was taken in.

    ``reference`` is the entry that holds it (``office:41``). ``tightened`` are the codes of
    the criteria that the plugin had in full. ``basis`` are the codes of all criteria of the
    edition by which it was called complete, for an overlay that does so.
    """

    overlay: Overlay
    reference: str
    tightened: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()


class Part(StrEnum):
    """What a criterion of an overlay does to the edition."""

    ADDED = "added"
    """The plugin has none of its code."""
    COMPLETED = "completed"
    """It takes the place of one of which the plugin does not have the full text."""
    TIGHTENED = "tightened"
    """It holds as well where its own condition does."""
    YIELDED = "yielded"
    """It no longer counts: the plugin itself has more of the text by now."""


@frozen(kw_only=True)
class LaidStandard(Standard):
    """An edition over which overlays were laid; ``remark`` tells which."""

    remark: str


@frozen(kw_only=True)
class LaidCriterion(Criterion):
    """A criterion an overlay has to do with; ``remark`` tells how, ``part`` in one word."""

    remark: str
    part: Part


@frozen(kw_only=True)
class Layout:
    """Records with overlays laid over them, and what became of each overlay.

    ``parts`` has for the reference of every overlay in use what its criteria do, by code;
    ``unused`` has those that do not fit, each with the reasons.
    """

    records: tuple[Record, ...]
    parts: Mapping[str, Mapping[str, Part]]
    unused: Mapping[str, tuple[Problem, ...]]


def remark_of(record: Standard | Criterion) -> str:
    """Return what a verdict has to say of a record because of an overlay; usually nothing."""
    return record.remark if isinstance(record, LaidStandard | LaidCriterion) else ""


def rank(completeness: Completeness) -> int:
    """Return how complete a text is, as a number that grows with it."""
    return _DEGREES.index(completeness)


def lay_over(
    records: Sequence[Record],
    used: Sequence[Placed],
    *,
    unused: Mapping[Placed, tuple[Problem, ...]] | None = None,
) -> Layout:
    """Return a plugin's records with overlays that fit them laid over.

    The result does not depend on the order of the overlays. ``unused`` are those that do not
    fit: the editions tell that they are left out.
    """
    left_out = unused or {}
    layer = _Layer.of(records, used)
    criteria = {one.code: one for one in records if isinstance(one, Criterion)}
    old = {code: layer.laid.get(code, one) for code, one in criteria.items()}
    new = sorted(layer.laid.keys() - old.keys(), key=code_order)
    codes = (old.keys() | {*new}) - layer.dropped
    found: list[Record] = []
    for record in records:
        if isinstance(record, Standard):
            found.append(_standard(record, used, left_out, codes=codes))
        elif not isinstance(record, Criterion):
            found.append(record)
        elif record.code not in layer.dropped:
            found.append(old[record.code])
    added = map(layer.laid.__getitem__, new)
    return Layout(
        records=(*found, *added, *_new_facts(records, used)),
        parts=layer.parts,
        unused={one.reference: problems for one, problems in left_out.items()},
    )


@frozen(kw_only=True)
class _Layer:
    """The criteria of overlays as they come to lie: by code, with the codes that go away."""

    laid: Mapping[str, LaidCriterion]
    dropped: frozenset[str]
    parts: Mapping[str, Mapping[str, Part]]

    @classmethod
    def of(cls, records: Iterable[object], used: Iterable[Placed]) -> _Layer:
        """Return how overlays come to lie over a plugin's criteria."""
        known = {one.code: one for one in records if isinstance(one, Criterion)}
        laid: dict[str, LaidCriterion] = {}
        parts: dict[str, Mapping[str, Part]] = {}
        dropped: set[str] = set()
        for one in used:
            own = {new.code: part_of(new, known, one) for new in one.overlay.criteria}
            parts[one.reference] = own
            for new in one.overlay.criteria:
                old = known.get(new.code)
                if old is not None or own[new.code] is not Part.YIELDED:
                    laid[new.code] = _laid(old, new, one, part=own[new.code])
            dropped |= {code for code in one.overlay.covers if is_open(known.get(code))}
        return cls(laid=laid, dropped=frozenset(dropped), parts=parts)


def is_open(criterion: Criterion | None) -> bool:
    """Tell whether a criterion is there whose text the plugin does not have in full."""
    return criterion is not None and criterion.completeness is not Completeness.FULL


def said_of(placed: Placed) -> str:
    """Return everything that is to be known of an overlay, in one phrase."""
    one = placed.overlay
    return (
        f"补录《{one.title}》（{one.reviewer}于 {one.reviewed_on} 核对，"
        f"来源：{one.source}，台账 {placed.reference}）"
    )


def part_of(new: Criterion, known: Mapping[str, Criterion], placed: Placed) -> Part:
    """Return what a criterion of an overlay does; ``known`` are those of the plugin by code.

    What keeps a standard away counts only while the plugin itself lacks something like it.
    """
    old = known.get(new.code)
    if new.code in placed.tightened:
        return Part.TIGHTENED
    if old is not None and (not is_open(old) or rank(old.completeness) > rank(new.completeness)):
        return Part.YIELDED
    gaps = map(known.get, (new.code, *placed.overlay.covers))
    if new.effect in GUARDS and not any(is_open_guard(one) for one in gaps):
        return Part.YIELDED
    return Part.ADDED if old is None else Part.COMPLETED


def is_open_guard(criterion: Criterion | None) -> bool:
    """Tell whether a criterion holds the place of something that keeps its standard away."""
    return criterion is not None and is_open(criterion) and criterion.effect in GUARDS


def _laid(old: Criterion | None, new: Criterion, placed: Placed, *, part: Part) -> LaidCriterion:
    """Return what becomes of a criterion, the plugin's and the overlay's put together."""
    overlay, reference = placed.overlay, placed.reference
    origin = f"补录自 {overlay.source}（{overlay.reviewer}核对，台账 {reference}）"
    if old is None or part is Part.COMPLETED:
        return _remarked(new, f"{origin}。", part)
    if part is Part.YIELDED:
        text = f"插件已有更全的文本，台账 {reference} 的补录不再使用。"
        return _remarked(old, text, part)
    text = f"{origin}：加严，插件原来的条件或补录的条件成立，即为成立。"
    return _remarked(old, text, part, when=f"({old.when}) or ({new.when})")


def _remarked(criterion: Criterion, remark: str, part: Part, **changes: Any) -> LaidCriterion:
    """Return a criterion with a remark."""
    values = {**_values(criterion, Criterion), **changes}
    return LaidCriterion(**values, remark=remark, part=part)


def _standard(
    standard: Standard,
    used: Iterable[Placed],
    unused: Mapping[Placed, tuple[Problem, ...]],
    *,
    codes: AbstractSet[str],
) -> Standard:
    """Return an edition as overlays make it; ``codes`` are those of the criteria there are."""
    own = sorted((one for one in used if one.overlay.standard == standard.code), key=_order)
    lost = sorted((one for one in unused if one.overlay.standard == standard.code), key=_order)
    if not own and not lost:
        return standard
    degrees = [standard.completeness, *(_claim(one, codes) for one in own)]
    expected = [one.overlay.expected for one in own if one.overlay.expected is not None]
    values = _values(standard, Standard) | {
        "completeness": max(degrees, key=rank),
        "expected": max(expected, default=standard.expected),
    }
    return LaidStandard(**values, remark="；".join(_remarks(own, lost, codes=codes)))


def _claim(placed: Placed, codes: AbstractSet[str]) -> Completeness:
    """Return how complete an edition is by an overlay, as long as what it went by is there."""
    claimed = placed.overlay.completeness or Completeness.MISSING
    if claimed is Completeness.FULL and {*placed.basis} - codes:
        return Completeness.PARTIAL
    return claimed


def _remarks(
    own: Iterable[Placed], lost: Iterable[Placed], *, codes: AbstractSet[str]
) -> Iterator[str]:
    """Yield what is to be said of an edition: the overlays in use, and those left out."""
    for one in own:
        gone = [] if one.overlay.completeness is None else sorted({*one.basis} - codes)
        more = f"：据以认定录全的 {gone[0]} 等 {len(gone)} 条已经没有，不算录全" if gone else ""
        yield said_of(one) + more
    for one in lost:
        yield f"{said_of(one)}没有使用，因为和现在的条款合不上"


def _order(placed: Placed) -> tuple[tuple[int, str], ...]:
    """Return what overlays are ordered by: who recorded them, and when."""
    return tuple(code_order(placed.reference))


def _new_facts(records: Iterable[object], used: Iterable[Placed]) -> list[Fact]:
    """Return the facts of overlays that the plugin lacks, by name."""
    known = {one.name for one in records if isinstance(one, Fact)}
    facts = {fact.name: fact for one in used for fact in one.overlay.facts}
    return [facts[name] for name in sorted(facts.keys() - known)]


def _values(record: Standard | Criterion, kind: type[Standard | Criterion]) -> dict[str, Any]:
    """Return a record's values by the names of the fields of its kind."""
    return {one.name: getattr(record, one.name) for one in fields(kind)}
