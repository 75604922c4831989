"""From one revision of a sub-plan to another: where each id went, and that none was forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from zhiben.errors import Problem
from zhiben.spec.records import Change, Revision

Images = Mapping[str, tuple[str, ...]]
"""For each old id the ids that carry on its reports; none when these are archived."""

_FORMS: Mapping[Change, tuple[str, str]] = {
    Change.SAME: ("1", "1"),
    Change.RENAMED: ("1", "1"),
    Change.SPLIT: ("1", "2+"),
    Change.MERGED: ("2+", "1"),
    Change.RETIRED: ("1", "0"),
}


def images_of(old: Iterable[str], revisions: Iterable[Revision], *, since: int) -> Images:
    """Return where the ids of revision ``since`` have gone, step by step.

    An id that no step mentions stays what it is.
    """
    steps: dict[int, dict[str, tuple[str, ...]]] = {}
    for one in revisions:
        if one.revision > since:
            steps.setdefault(one.revision, {}).update(dict.fromkeys(one.old, one.new))
    images: dict[str, tuple[str, ...]] = {identity: (identity,) for identity in old}
    for _, step in sorted(steps.items()):
        images = {
            identity: tuple(dict.fromkeys(new for one in found for new in step.get(one, (one,))))
            for identity, found in images.items()
        }
    return images


def composed(before: Images, step: Images) -> Images:
    """Return where ids have gone after one more step, those of the last revision too."""
    led = {
        old: tuple(dict.fromkeys(new for one in found for new in step.get(one, (one,))))
        for old, found in before.items()
    }
    return {**led, **step}


def check_revisions(
    revisions: Iterable[Revision], *, images: Images, new: Collection[str], current: int
) -> tuple[Problem, ...]:
    """Return what keeps a revision from being adopted: ids lost, or changes that make no sense.

    Args:
        revisions: the lines of ``changes.toml``.
        images: where the adopted revision's ids have gone.
        new: the ids of the current revision.
        current: the number of the current revision.
    """
    found = tuple(revisions)
    return (*_malformed(found, current), *_lost(images, new), *_mentioned_twice(found))


def _malformed(revisions: Iterable[Revision], current: int) -> Iterator[Problem]:
    """Yield changes whose numbers of ids do not fit, or of revisions that are not there."""
    for one in revisions:
        where = f"changes[{'、'.join(one.old) or '空'}]"
        if not (_fits(len(one.old), _FORMS[one.change][0]) and _fits_new(one)):
            yield Problem(where, f"{one.change.value} 的 old、new 个数不对。")
        if one.change is Change.SAME and one.old != one.new:
            yield Problem(where, "same 的 old 和 new 应当相同。")
        if not 1 < one.revision <= current:
            yield Problem(where, f"修订号 {one.revision} 应在 2 到 {current} 之间。")
        if one.change is not Change.SAME and not one.reason.strip():
            yield Problem(where, "缺少理由（reason），受影响的单位要看。")


def _fits_new(one: Revision) -> bool:
    """Tell whether a change names as many new ids as its kind has."""
    return _fits(len(one.new), _FORMS[one.change][1])


def _fits(number: int, form: str) -> bool:
    """Tell whether a number of ids is that of the form: exactly, or at least."""
    return number >= int(form[0]) if form.endswith("+") else number == int(form)


def _lost(images: Images, new: Collection[str]) -> Iterator[Problem]:
    """Yield old ids that lead to ids which the current revision does not have."""
    known = set(new)
    for old, found in images.items():
        for gone in [identity for identity in found if identity not in known]:
            said = "没有说明去向" if gone == old else f"说是去了 {gone}，现行修订里却没有"
            yield Problem(old, f"{said}，请在 changes.toml 里写明（改名、拆分、合并或停用）。")


def _mentioned_twice(revisions: Iterable[Revision]) -> Iterator[Problem]:
    """Yield ids of which one revision says two things."""
    seen: set[tuple[int, str]] = set()
    for one in revisions:
        for identity in one.old:
            if (one.revision, identity) in seen:
                yield Problem(identity, f"在修订 {one.revision} 里出现了两次，请只写一条。")
            seen.add((one.revision, identity))
