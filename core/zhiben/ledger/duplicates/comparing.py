"""Whether two rows tell of the same hazard: a score from 0 to 1, and why.

The score is a product: of the enterprise, the days, the numbers, and place with wording.
Each factor is 1 where the two rows agree, so a score says how much of the agreement is
lacking; one real doubt keeps a pair from being certain, and two from being likely at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from zhiben.ledger.duplicates.names import (
    SHORTEST_NAME,
    letters_in_common,
    names_alike,
)
from zhiben.ledger.duplicates.shapes import OF
from zhiben.ledger.duplicates.words import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from zhiben.ledger.duplicates.names import Identity
    from zhiben.ledger.duplicates.shapes import Shape

CERTAIN: Final = 0.9
"""Score from which two rows are merged without asking.

Every doubt below costs more than a tenth, so certain are only pairs without one: the same
enterprise by code or name, or a public place; compatible days; the same numbers; the same
place; and wordings that are the same but for spelling, order and fillers, or of which one
adds no more than a letter in five to the other and changes none.
"""
POSSIBLE: Final = 0.65
"""Score from which a person is asked: one doubt, or two light ones, and the wording close."""
NEAR_DAYS: Final = 45
"""Days within which several channels tell of one hazard: a month, and what reporting takes."""
LATER_DAYS: Final = 183
"""Days after which the same words mean another hazard: checks come round every half-year."""
SOON_DAYS: Final = 7
"""Days a report may lag behind a hazard that was put right at once."""

_CLASH: Final = 0.5
"""What contradicts: below POSSIBLE whatever else agrees."""
_DOUBT: Final = 0.85
"""What leaves it open: alone it asks a person, twice it still does, a third time no more."""
_MORE_COUNTS: Final = 0.95
"""What it costs that only one row counts or measures: 灭火器过期, 2具灭火器过期."""
_ALIKE: Final = 0.8
"""What is likely but has to be seen by a person."""
_SHORT: Final = 0.7
"""What says too little to be sure, but does not contradict."""
_REPLACED: Final = 0.88
"""The most that wordings are worth where a letter stands for another: 进风井 and 回风井."""
_REORDERED: Final = 0.97
"""What the same letters in another order are worth: 未戴安全帽作业, 作业未戴安全帽."""
_ADDED: Final = 0.9
"""Likeness from which an addition changes nothing: 灭火器压力不足, 干粉灭火器压力不足 has less."""
_CONTAINED_LETTERS: Final = 5
"""Letters a wording needs before it means anything that another one contains it."""
_PLACES_ALIKE: Final = 0.75
"""Likeness of two places that may be one with a letter wrong."""
_TELLING_LETTERS: Final = 10
"""Letters from which a wording without any place is told again on another day, not repeated."""
_TOWNSHIPS: Final = ("镇", "乡", "街道")
_PUBLIC_LETTERS: Final = 2
"""Letters and numbers a place without an enterprise needs to be found again."""


class Row(NamedTuple):
    """One row to be compared: whose hazard it is, when it was found, and what it says.

    Days are ordinal numbers, and 0 where none is written.
    """

    id: str
    identity: Identity
    region: str
    day: int
    done: int
    deadline: date | None
    shape: Shape


class Factor(NamedTuple):
    """What one side of the comparison is worth, and what people read of it."""

    worth: float
    why: str = ""


_EQUAL: Final = Factor(1.0)
_SAME_CODE: Final = Factor(1.0, "同一统一社会信用代码")
_SAME_DAY: Final = Factor(1.0, "发现日期相同")
_CLASHING: Final = Factor(_CLASH)


def judge(one: Row, other: Row) -> Factor | None:
    """Return what two rows come to, or nothing when they are not the same hazard.

    What is quick to weigh comes first, for most pairs fail on it; people read the enterprise
    first.
    """
    score, whys = 1.0, []
    for weigh in (_numbers, _days, _owners, _said):
        found = weigh(one, other)
        score *= found.worth
        if score < POSSIBLE:
            return None
        whys.append(found.why)
    numbers, days, owners, said = whys
    return Factor(round(score, 4), "；".join(filter(None, (owners, said, numbers, days))))


def same_enterprise(one: Identity, other: Identity) -> Factor:
    """Say whether two rows name the same enterprise, by code first and else by name."""
    if one.code and other.code:
        if one.code != other.code:
            return Factor(0.0)
        return _SAME_CODE
    if one.is_elsewhere(other):
        return _CLASHING
    if one.core == other.core:
        return Factor(0.98, "企业名称相同")
    if one.core and other.core and names_alike(one.core, other.core):
        return Factor(_ALIKE, "企业名称相近")
    return Factor(0.0)


def _owners(one: Row, other: Row) -> Factor:
    """Weigh whose hazards they are: an enterprise's, or those of a public place."""
    mine, yours = one.identity, other.identity
    if mine.is_known and yours.is_known:
        owner = same_enterprise(mine, yours)
        if _other_township(one.region, other.region):
            return Factor(owner.worth * _DOUBT, f"{owner.why}；属地不同")
        return owner
    if mine.is_known or yours.is_known:
        return _mentioned(mine.core or yours.core, one.shape.joint + other.shape.joint)
    if _other_township(one.region, other.region):
        return _CLASHING
    if min(_naming(one.shape), _naming(other.shape)) < _PUBLIC_LETTERS:
        return Factor(_ALIKE, "都没有写企业和地点")
    return Factor(1.0, "都没有写企业")


def _other_township(one: str, other: str) -> bool:
    """Tell whether two rows name two townships; a county and a township are no contradiction."""
    both = one.endswith(_TOWNSHIPS) and other.endswith(_TOWNSHIPS)
    return both and not (one.endswith(other) or other.endswith(one))


def _mentioned(core: str, text: str) -> Factor:
    """Weigh a pair of which one row names no enterprise: its text may."""
    if len(core) >= SHORTEST_NAME and core in text:
        return Factor(0.95, "一条没有写企业，文字里提到")
    return Factor(_ALIKE, "一条没有写企业")


def _naming(shape: Shape) -> int:
    """Count what a place has to be found by."""
    return len(shape.place) + len(shape.marks)


def _days(one: Row, other: Row) -> Factor:
    """Weigh the days they were found on, and whether one was put right before the other."""
    if not one.day or not other.day:
        return _undated(one, other)
    gap = abs(one.day - other.day)
    if not gap:
        return _SAME_DAY
    if gap > LATER_DAYS:
        return _CLASHING
    first, later = (one, other) if one.day < other.day else (other, one)
    if first.done and first.done < later.day:
        is_soon = later.day - first.done <= SOON_DAYS
        return Factor(_DOUBT if is_soon else _CLASH, "一条整改完成后又发现另一条")
    worth = 1.0 if gap <= NEAR_DAYS else _DOUBT
    return Factor(worth, f"发现日期相差 {gap} 天")


def _undated(one: Row, other: Row) -> Factor:
    """Weigh a pair of which a row does not say when it was found, by the deadlines."""
    if one.deadline and other.deadline:
        gap = abs((one.deadline - other.deadline).days)
        if not gap:
            return Factor(1.0, "整改期限相同")
        return _CLASHING if gap > LATER_DAYS else Factor(_DOUBT, "整改期限不同")
    if not one.day and not other.day:
        return Factor(1.0, "都没有写发现日期")
    return Factor(_DOUBT, "一条没有写发现日期")


def _numbers(one: Row, other: Row) -> Factor:
    """Weigh the numbers that name something, then those that count."""
    mine, yours = one.shape, other.shape
    if mine.marks != yours.marks and not _agree(mine, yours):
        if _contradict(mine, yours):
            return _CLASHING
        if not (mine.is_management and yours.is_management):
            is_more = len(mine.marks) != len(yours.marks)
            return Factor(_DOUBT, "一条多写了编号" if is_more else "编号所指写法不同")
    if mine.counts != yours.counts:
        is_more = _nested(mine.counts, yours.counts)
        return Factor(_MORE_COUNTS if is_more else _DOUBT, "数量写法不同")
    return _EQUAL


def _agree(mine: Shape, yours: Shape) -> bool:
    """Tell whether numbers are the same, of which some do not say what they name: 3号, 3号仓库."""
    if mine.numbers != yours.numbers:
        return False
    pairs = zip(mine.marks, yours.marks, strict=True)
    return all(one == other or OF in {one[-1], other[-1]} for one, other in pairs)


def _contradict(mine: Shape, yours: Shape) -> bool:
    """Tell whether each has a number the other lacks, at all or of one and the same thing."""
    if not _nested(mine.numbers, yours.numbers):
        return True
    one, other = _by_thing(mine.marks), _by_thing(yours.marks)
    return any(not _nested(one[thing], other[thing]) for thing in one.keys() & other.keys())


def _by_thing(marks: Sequence[str]) -> dict[str, list[str]]:
    """Return the numbers by the letter of what they name."""
    found: dict[str, list[str]] = {}
    for mark in marks:
        digits, _, thing = mark.partition(OF)
        found.setdefault(thing, []).append(digits)
    return found


def _nested(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether one holds everything the other does."""
    if len(one) == len(other) == 1:
        return one == other
    mine, yours = set(one), set(other)
    return mine <= yours or yours <= mine


def _said(one: Row, other: Row) -> Factor:
    """Weigh place and wording, one by one and joined, for one may hold the other."""
    mine, yours = one.shape, other.shape
    if lexicon().are_opposed(mine.sides, yours.sides):
        return _CLASHING
    if mine.kinds != yours.kinds and not _nested(mine.kinds, yours.kinds):
        return _CLASHING
    where = _places(mine, yours, is_same_day=one.day == other.day)
    what = _wordings(mine, yours)
    apart = where.worth * what.worth
    if apart < CERTAIN and mine.place != yours.place and mine.joint == yours.joint:
        return Factor(1.0, "地点和描述合起来相同")
    return Factor(apart, f"{where.why}；{what.why}")


def _places(mine: Shape, yours: Shape, *, is_same_day: bool) -> Factor:
    """Weigh the places without their numbers, which are compared for themselves."""
    if mine.has_place != yours.has_place:
        return Factor(_DOUBT, "一条没有写地点")
    if not mine.has_place:
        is_telling = is_same_day or len(mine.wording) >= _TELLING_LETTERS
        return Factor(1.0 if is_telling else _DOUBT, "都没有写地点")
    if mine.place == yours.place or sorted(mine.place) == sorted(yours.place):
        return Factor(1.0, "地点相同")
    shorter, longer = sorted((mine.place, yours.place), key=len)
    common = letters_in_common()(shorter, longer)
    if common == len(shorter):
        return Factor(_DOUBT, "地点一条写得更细")
    if 2 * common / (len(shorter) + len(longer)) >= _PLACES_ALIKE:
        return Factor(_ALIKE, "地点相近")
    return _CLASHING


def _wordings(mine: Shape, yours: Shape) -> Factor:
    """Weigh the wordings of the descriptions."""
    if mine.wording == yours.wording:
        if not mine.wording:
            return Factor(_SHORT, "都没有写隐患描述")
        return Factor(1.0, "描述相同")
    if mine.arranged == yours.arranged:
        return Factor(1.0, "描述相同")
    if not (mine.wording and yours.wording):
        return _CLASHING
    alike = max(_likeness(mine.wording, yours.wording), _likeness(mine.arranged, yours.arranged))
    if mine.sides != yours.sides or mine.kinds != yours.kinds or len(mine.kinds) > 1:
        alike = min(alike, _REPLACED)
    return Factor(alike, f"描述相似 {alike:.2f}")


def _likeness(one: str, other: str) -> float:
    """Return how alike two wordings are that are not the same, from 0 to 1."""
    least = min(len(one), len(other))
    common = letters_in_common()(one, other)
    alike = 2 * common / (len(one) + len(other))
    if len(one) == len(other) and sorted(one) == sorted(other):
        return _REORDERED
    if common < least:
        return min(alike, _REPLACED)
    if alike < _ADDED and least >= _CONTAINED_LETTERS:
        return max(alike, _ALIKE)
    return alike
