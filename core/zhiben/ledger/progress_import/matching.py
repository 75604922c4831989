"""Which task a row of somebody's table is about, which unit a name means, what a status says.

Nothing is guessed silently: a row is matched when a number or its wording singles out
one task, and otherwise comes back unmatched with a reason and the nearest tasks.

The likeness of two wordings is Dice's coefficient over their pairs of neighbouring
characters, punctuation and leading numbering taken off. Tables shorten or extend the
plan's wording, so a wording that contains (nearly) all of the other counts too, at a
discount. Wordings whose numbers (or 每月, 每季度 …) contradict each other are never alike.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal
from unicodedata import normalize

from attrs import frozen

from zhiben.model.reports import ReportStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.model.organisations import Organisation
    from zhiben.model.plan import Measure, Task

ACCEPT: Final = 0.75
"""Likeness from which a wording may stand for a task.

Of the 284 tasks of the reference plan no two differ only in their object and reach it,
but for 公路工程 and 铁路工程; and with any fifth of a title cut out, the rest still finds
its own task in 49 cases of 50 and never another.
"""
MARGIN: Final = 0.1
"""By how much the best task must beat the second.

One word more or less in a title of 20 characters moves the likeness by this much, so a
smaller lead could come from the wording of the table alone.
"""
RESEMBLES: Final = 0.25
"""Likeness below which a wording contradicts the number beside it.

Unrelated tasks of one plan share some 安全生产 and 重大事故隐患 and stay below it, while
an office that words a task freely under its right number stays above.
"""
NEAREST: Final = 3

_CONTAINED: Final = 0.85
"""What a wording is worth that holds all of the other, so that an equal one still wins."""
_SHORTEST: Final = 8
"""Characters a wording needs before containing it means anything: 开展安全检查 fits everywhere."""

_NUMBERING = re.compile(
    r"\s*(?:[①-⑳]|[(（]\s*[\d一二三四五六七八九十]{1,3}\s*[)）]|第?[一二三四五六七八九十]{1,3}[、.．是]"
    r"|\d{1,3}\s*(?:[、)）]|[.．](?!\d))|\d{1,3}[-－—–]\d{1,3}(?!\d|年|月)|措施\s*\d{1,3}|第\d{1,3}条)[\s:：、.]*"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?|每个?(?:月|季|半年|年)")
_MEASURE_REFERENCE = re.compile(r"措施第?(\d+)条?|第(\d+)(?:条|项措施|条措施)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DASHES = str.maketrans("—–−‐‑_", "------")

_STATUSES: Final = {
    ReportStatus.DONE: ("已完成", "完成", "全部完成", "已全部完成", "100%", "√", "✓", "✔"),
    ReportStatus.ONGOING: ("进行中", "推进中", "正在推进", "未完成"),
}

How = Literal["number", "wording", "number+wording"]


@frozen(kw_only=True)
class Candidate:
    """A task a row may be about; ``score`` is the likeness of the wordings, 0 to 1."""

    task: str
    title: str
    score: float


@frozen(kw_only=True)
class Match:
    """What a row was found to be about.

    ``task`` is ``None`` when nothing singles one out; ``reason`` then says why, and
    what to do. ``how`` says what the match rests on, or would have rested on.
    ``candidates`` are the nearest tasks, the matched one first.
    """

    task: str | None
    score: float
    how: How
    candidates: tuple[Candidate, ...]
    reason: str


@frozen(kw_only=True)
class _Shape:
    """A wording ready to be compared."""

    text: str
    pairs: frozenset[str]
    numbers: frozenset[str]


def match_row(
    wording: str, reference: str, *, tasks: Sequence[Task], measures: Iterable[Measure]
) -> Match:
    """Find the one task a row is about, by its explicit number and by its wording.

    ``reference`` is a number the table states on purpose (``4-2``, ``措施4``, ``第4条``),
    never its 序号. Number and wording must not contradict each other.
    """
    ranked = _ranked(wording, tasks)
    named = _named(reference, tasks, measures=measures)
    if not named:
        if _is_row_number(reference):
            return _by_wording(wording, ranked)
        return _unmatched(ranked, _unknown_reference(reference), how="number")
    return _by_number(wording, reference, ranked=ranked, named=named)


def likeness(one: str, other: str) -> float:
    """Return how alike two wordings are, from 0 to 1; 1 when only punctuation differs."""
    return _likeness(_shape(one), _shape(other))


def match_unit(text: str, organisations: Iterable[Organisation]) -> Organisation | None:
    """Return the one unit whose id, name or alias is ``text``, spaces and width aside.

    No part of a name is ever taken for the whole: 五河县 or 县 before a name counts only
    where an alias says so.
    """
    key = _plain(text)
    found = [
        unit
        for unit in organisations
        if key and key in {_plain(name) for name in (unit.id, unit.name, *unit.aliases)}
    ]
    return found[0] if len(found) == 1 else None


def status_of_text(text: str) -> ReportStatus | None:
    """Return the status a cell states, or ``None`` for free text, which states none.

    Only whole, known wordings count: 基本完成 is not 完成, and 已完成30家 is free text.
    """
    plain = re.sub(r"[。.;!]+$", "", _plain(text))
    return next((status for status, words in _STATUSES.items() if plain in words), None)


def _plain(text: str) -> str:
    """Return the text in one width and without any white space."""
    return "".join(normalize("NFKC", text).split())


def _shape(text: str) -> _Shape:
    """Take off what wordings of the same task differ in, and cut the rest into pairs."""
    plain = _plain(_NUMBERING.sub("", text, count=1) if _NUMBERING.match(text) else text)
    letters = "".join(letter for letter in plain.casefold() if letter.isalnum())
    return _Shape(
        text=letters,
        pairs=frozenset(map("".join, pairwise(letters))) or frozenset(letters),
        numbers=frozenset(_NUMBER.findall(re.sub(r"(?<=\d),(?=\d{3})", "", plain))),
    )


def _likeness(one: _Shape, other: _Shape) -> float:
    """Return Dice's coefficient, or what containment is worth, unless the numbers disagree."""
    if not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        return 0.0
    if one.text == other.text:
        return 1.0 if one.text else 0.0
    shared = len(one.pairs & other.pairs)
    dice = 2 * shared / (len(one.pairs) + len(other.pairs)) if shared else 0.0
    if min(len(one.text), len(other.text)) < _SHORTEST:
        return dice
    return max(dice, _CONTAINED * shared / min(len(one.pairs), len(other.pairs)))


def _ranked(wording: str, tasks: Sequence[Task]) -> list[Candidate]:
    """Return all tasks as candidates, the most alike first, equal ones in the plan's order."""
    shape = _shape(wording)
    candidates = [
        Candidate(task=task.id, title=task.title, score=_likeness(shape, _shape(task.title)))
        for task in tasks
    ]
    return sorted(candidates, key=lambda candidate: -candidate.score)


def _by_wording(wording: str, ranked: list[Candidate]) -> Match:
    """Match by likeness alone."""
    if not wording.strip():
        return _unmatched([], "没有任务名称，也没有任务编号，请补上其中一项。", how="wording")
    reason = _undecided(ranked)
    return _unmatched(ranked, reason, how="wording") if reason else _matched(ranked, how="wording")


def _by_number(
    wording: str, reference: str, *, ranked: list[Candidate], named: frozenset[str]
) -> Match:
    """Match within the tasks a number names, unless the wording points elsewhere."""
    inside = [candidate for candidate in ranked if candidate.task in named]
    if not wording.strip():
        if len(inside) == 1:
            return _matched(inside, how="number")
        reason = f"“{reference}”下有 {len(inside)} 项任务，请写明是哪一项。"
        return _unmatched(inside, reason, how="number")
    reason = _contradiction(reference, ranked, inside=inside)
    if reason:
        return _unmatched(ranked, reason, how="number+wording")
    reason = _undecided(inside) if len(inside) > 1 else ""
    if reason:
        return _unmatched(inside, reason, how="number+wording")
    return _matched(inside, how="number+wording" if inside[0].score >= ACCEPT else "number")


def _contradiction(reference: str, ranked: list[Candidate], *, inside: list[Candidate]) -> str:
    """Say how the wording contradicts the number beside it, or nothing."""
    first, best = ranked[0], inside[0]
    if first.score >= ACCEPT and first.score - best.score >= MARGIN:
        return f"编号“{reference}”与文字对不上：文字更像 {first.task}，请核对编号。"
    if best.score < RESEMBLES:
        return f"编号“{reference}”与文字对不上：文字（或其中的数字）不像该任务，请核对编号。"
    return ""


def _undecided(ranked: list[Candidate]) -> str:
    """Say why no candidate is clearly the one, or nothing when the first is."""
    if not ranked or ranked[0].score < ACCEPT:
        return "没有文字足够相近的任务，请写明任务编号。"
    if len(ranked) == 1:
        return ""
    first, second = ranked[:2]
    if first.score - second.score >= MARGIN or first.score == 1 > second.score:
        return ""
    return f"与 {first.task}、{second.task} 同样相近，分不清是哪一项，请写明任务编号。"


def _matched(ranked: list[Candidate], *, how: How) -> Match:
    """Return the match with the first candidate; a bare number is sure of itself."""
    first = ranked[0]
    return Match(
        task=first.task,
        score=first.score,
        how=how,
        candidates=tuple(ranked[:NEAREST]),
        reason="",
    )


def _unmatched(ranked: list[Candidate], reason: str, *, how: How) -> Match:
    """Return the absence of a match, with the nearest candidates."""
    return Match(
        task=None,
        score=ranked[0].score if ranked else 0.0,
        how=how,
        candidates=tuple(ranked[:NEAREST]),
        reason=reason,
    )


def _named(reference: str, tasks: Sequence[Task], *, measures: Iterable[Measure]) -> frozenset[str]:
    """Return the ids of the tasks an explicit number names."""
    plain = _plain(reference).translate(_DASHES).casefold()
    spelt = {plain, plain.removeprefix("任务"), plain.removeprefix("措施")}
    one = frozenset(task.id for task in tasks if task.id.casefold() in spelt)
    if one:
        return one
    article = _MEASURE_REFERENCE.fullmatch(plain)
    if not article:
        return frozenset()
    number = article[1] or article[2]
    known = frozenset(task.id for task in tasks)
    return known & {
        task.id
        for measure in measures
        if number in {measure.id, str(measure.number)}
        for task in measure.tasks
    }


def _is_row_number(reference: str) -> bool:
    """Tell whether a number that names no task says nothing: it is blank, or only counts rows."""
    plain = _plain(reference)
    return not plain or plain.isdecimal()


def _unknown_reference(reference: str) -> str:
    """Say that a number names no task, and what may have happened to it."""
    if _DATE.fullmatch(reference.strip()):
        return f"编号“{reference}”像是被表格软件改成了日期，请把该列设为文本后重填，如 4-2。"
    return f"方案里没有编号“{reference}”，请核对编号，或只写任务名称。"
