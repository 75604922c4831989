"""From one revision of a sub-plan to another: where each id went, and that none was forgotten.

An id goes once and never comes back: whoever reads it in an old report knows for good
what it meant. So it does not matter when, or in which order, reports and revisions
arrive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

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
_ADVICE = "编号去了就不再用，请给现在的任务另起一个编号。"


def steps_of(revisions: Iterable[Revision], *, since: int = 1) -> tuple[Images, ...]:
    """Return for each revision after ``since``, in order, where the ids went that it ended.

    An id that a step does not mention stays what it is.
    """
    steps: dict[int, dict[str, tuple[str, ...]]] = {}
    for one in _ending(revisions):
        if one.revision > since:
            steps.setdefault(one.revision, {}).update(dict.fromkeys(one.old, one.new))
    return tuple(step for _, step in sorted(steps.items()))


def followed(identity: str, steps: Iterable[Images]) -> tuple[str, ...]:
    """Return the ids that carry on an id's reports after these steps."""
    found: tuple[str, ...] = (identity,)
    for step in steps:
        found = _led(found, step)
    return found


def images_of(old: Iterable[str], revisions: Iterable[Revision], *, since: int) -> Images:
    """Return where the ids of revision ``since`` have gone, step by step."""
    steps = steps_of(revisions, since=since)
    return {identity: followed(identity, steps) for identity in old}


def composed(before: Images, step: Images) -> Images:
    """Return where ids have gone after one more step, those of the last revision too."""
    return {**{old: _led(found, step) for old, found in before.items()}, **step}


def check_revisions(
    revisions: Iterable[Revision],
    *,
    images: Images,
    new: Collection[str],
    current: int,
    since: int | None = None,
) -> tuple[Problem, ...]:
    """Return what keeps a revision from being adopted: ids lost, or changes that make no sense.

    Args:
        revisions: the lines of ``changes.toml``.
        images: where the adopted revision's ids have gone.
        new: the ids of the current revision.
        current: the number of the current revision.
        since: the number of the adopted revision, the current one where none is adopted.
    """
    found = tuple(revisions)
    ending = tuple(_ending(found))
    gone = {old for one in ending for old in one.old}
    adopted = current if since is None else since
    return (
        *_malformed(found, current),
        *_told_twice(ending),
        *_lost(images, new),
        *_back(found, ending, new),
        *_taken((one for one in ending if one.revision > adopted), images.keys() - gone),
    )


def _led(found: Iterable[str], step: Images) -> tuple[str, ...]:
    """Return the ids that some ids lead to by one step, each once."""
    return tuple(dict.fromkeys(new for one in found for new in step.get(one, (one,))))


def _ending(revisions: Iterable[Revision]) -> Iterator[Revision]:
    """Yield the changes that end their old ids."""
    return (one for one in revisions if one.change is not Change.SAME)


def _malformed(revisions: Iterable[Revision], current: int) -> Iterator[Problem]:
    """Yield changes whose numbers of ids do not fit, or of revisions that are not there."""
    for one in revisions:
        where = f"changes[{'、'.join(one.old) or '空'}]"
        old, new = _FORMS[one.change]
        if not (_fits(one.old, old) and _fits(one.new, new)):
            yield Problem(where, f"{one.change.value} 的 old、new 个数不对。")
        if one.change is Change.SAME and one.old != one.new:
            yield Problem(where, "same 的 old 和 new 应当相同。")
        if not 1 < one.revision <= current:
            yield Problem(where, f"修订号 {one.revision} 应在 2 到 {current} 之间。")
        if one.change is not Change.SAME and not one.reason.strip():
            yield Problem(where, "缺少理由（reason），受影响的单位要看。")


def _fits(ids: Sequence[str], form: str) -> bool:
    """Tell whether there are as many different ids as the form says: exactly, or at least."""
    if len(set(ids)) != len(ids):
        return False
    return len(ids) >= int(form[0]) if form.endswith("+") else len(ids) == int(form)


def _told_twice(ending: Sequence[Revision]) -> Iterator[Problem]:
    """Yield ids of which two changes say where they went, or what they came from."""
    for identity, times in Counter(old for one in ending for old in one.old).items():
        if times > 1:
            yield Problem(identity, f"去向写了 {times} 次，请只写一条。")
    for identity, times in Counter(new for one in ending for new in one.new).items():
        if times > 1:
            message = f"有 {times} 处变更转到它，请合成一条 merged，或各给一个新编号。"
            yield Problem(identity, message)


def _lost(images: Images, new: Collection[str]) -> Iterator[Problem]:
    """Yield old ids that lead to ids which the current revision does not have."""
    known = set(new)
    for old, found in images.items():
        for gone in [identity for identity in found if identity not in known]:
            said = "没有说明去向" if gone == old else f"说是去了 {gone}，现行修订里却没有"
            yield Problem(old, f"{said}，请在 changes.toml 里写明（改名、拆分、合并或停用）。")


def _back(
    revisions: Sequence[Revision], ending: Sequence[Revision], new: Collection[str]
) -> Iterator[Problem]:
    """Yield ids that are there, or come again, although they have gone."""
    gone = {old: one.revision for one in reversed(ending) for old in one.old}
    for identity in sorted(gone.keys() & set(new)):
        yield Problem(identity, f"修订 {gone[identity]} 说它已去，现行修订里却还有；{_ADVICE}")
    for one in revisions:
        for identity in sorted(gone.keys() & set(one.new) - set(new)):
            if one.revision >= gone[identity]:
                message = f"修订 {gone[identity]} 说它已去，修订 {one.revision} 里却还有；{_ADVICE}"
                yield Problem(identity, message)


def _taken(coming: Iterable[Revision], known: Collection[str]) -> Iterator[Problem]:
    """Yield ids that tasks are said to go on under, and that were there already, and stay."""
    for identity in [new for one in coming for new in one.new if new in known]:
        message = "原有任务的编号不能接别的任务；请写成 merged，给合成的任务另起一个编号。"
        yield Problem(identity, message)
