"""Which edition of a standard applies on a day, and why that one.

The day is that on which the hazard was found: a hazard found before an edition came into
force is judged by the one before it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from zhiben.rules.overlays import remark_of
from zhiben.spec.records import Standard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@frozen(kw_only=True)
class Edition:
    """A standard that applies, and the reason in words."""

    standard: Standard
    reason: str


@frozen(kw_only=True)
class Choice:
    """The editions that apply on a day, and what is to be said where none does.

    ``has_gap`` tells that a standard had ended by that day and no later edition had begun.
    """

    editions: tuple[Edition, ...]
    notes: tuple[str, ...] = ()
    has_gap: bool = False


def choose_editions(standards: Sequence[Standard], on: date) -> Choice:
    """Return the editions in force on the day the hazard was found."""
    in_force = tuple(one for one in standards if is_in_force(one, on))
    lacking = [family for family in families_of(standards) if not set(family) & set(in_force)]
    return Choice(
        editions=tuple(Edition(standard=one, reason=_reason(one, standards)) for one in in_force),
        notes=tuple(_absences(lacking, on)),
        has_gap=any(_has_ended(one, on) for family in lacking for one in family),
    )


def first_day_of(standard: Standard) -> date | None:
    """Return the day from which an edition counts, stated or presumed."""
    return standard.effective_from or standard.presumed_from


def last_day_of(standard: Standard) -> date | None:
    """Return the day to which an edition counts, stated or presumed."""
    return standard.effective_to or standard.presumed_to


def is_in_force(standard: Standard, on: date) -> bool:
    """Tell whether an edition counts on a day; one without a first day never does."""
    first, last = first_day_of(standard), last_day_of(standard)
    return first is not None and first <= on and (last is None or on <= last)


def families_of(standards: Iterable[Standard]) -> tuple[tuple[Standard, ...], ...]:
    """Return standards in groups of those that replace one another, earliest first."""
    groups: list[list[Standard]] = []
    for one in sorted(standards, key=_order):
        related = [group for group in groups if any(_replaces(one, other) for other in group)]
        groups = [group for group in groups if group not in related]
        groups.append([*(member for group in related for member in group), one])
    return tuple(map(tuple, groups))


def _order(standard: Standard) -> tuple[date, str]:
    """Return what editions are ordered by."""
    return first_day_of(standard) or date.min, standard.code


def _replaces(one: Standard, other: Standard) -> bool:
    """Tell whether one of two editions says that it replaces the other."""
    return other.code in one.supersedes or one.code in other.supersedes


def _reason(standard: Standard, standards: Sequence[Standard]) -> str:
    """Say why an edition applies."""
    if standard.effective_from is not None:
        start = f"{standard.effective_from} 起施行"
    else:
        start = f"没有查到写明施行日期的文字，推定自 {standard.presumed_from} 起"
    if standard.effective_to is not None:
        start += f"，施行至 {standard.effective_to}"
    elif standard.presumed_to is not None:
        start += f"，{_presumed_end(standard.presumed_to)}"
    names = {one.code: one.document_number for one in standards}
    replaced = [names.get(code, code) for code in standard.supersedes]
    start += f"，取代{'、'.join(replaced)}" if replaced else ""
    return "；".join(filter(None, (start, remark_of(standard))))


def _has_ended(standard: Standard, on: date) -> bool:
    """Tell whether an edition was in force before a day, and no longer is."""
    first, last = first_day_of(standard), last_day_of(standard)
    return first is not None and last is not None and last < on


def _absences(families: Sequence[Sequence[Standard]], on: date) -> Iterator[str]:
    """Yield that standards had no edition in force on a day; those without any day together."""
    dated = [family for family in families if any(map(first_day_of, family))]
    undated = [family[-1] for family in families if family not in dated]
    yield from (_absence(family, on) for family in dated)
    if undated:
        names = "、".join(f"《{one.title}》（{one.document_number}）" for one in undated)
        yield f"{names}的施行日期不明，没有用于判定。"


def _absence(family: Sequence[Standard], on: date) -> str:
    """Say that no edition of a standard was in force on a day."""
    days = [first for one in family if (first := first_day_of(one)) is not None]
    title = family[-1].title
    undated = "、".join(one.document_number for one in family if first_day_of(one) is None)
    if undated:
        return f"{on} 时《{title}》没有可用的版本；{undated} 的施行日期不明。"
    if on < min(days):
        return f"{on} 时《{title}》还没有版本施行，最早的一版自 {min(days)} 起。"
    if on < max(days):
        return f"{on} 时《{title}》的前一版已经停用、后一版还没有施行，没有可用的版本。"
    last = family[-1]
    if last.effective_to is None and last.presumed_to is not None:
        return f"{on} 时《{title}》没有可用的版本：{_presumed_end(last.presumed_to)}。"
    return f"{on} 时《{title}》已经停用，没有后续版本。"


def _presumed_end(last: date) -> str:
    """Say that no text ends an edition, though practice does."""
    return f"推定用至 {last}（没有查到废止的明文）"
