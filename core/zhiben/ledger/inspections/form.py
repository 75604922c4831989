"""Forms: the questions a checklist asks, in the order of its items, as a sheet puts them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from attrs import define, frozen

from zhiben.errors import DataError, Problem
from zhiben.model.inspections import Conformity, Form
from zhiben.rules import FOUND_ON
from zhiben.spec.records import Checklist, Fact, FactType, Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

UNCLEAR: Final = "不清楚"
"""The answer that says that the answer is not known."""

YES_NO: Final = ("是", "否")
CONFORMITY_WORDS: Final = {
    Conformity.CONFORMS: "符合",
    Conformity.FAILS: "不符合",
    Conformity.NOT_APPLICABLE: "不适用",
}
AS_A_WHOLE: Final = "总体是否符合？"
"""The question of an item without facts."""


@frozen(kw_only=True)
class Question:
    """One question of an item; ``number`` is the item's, from 1.

    ``fact`` is ``None`` for an item that is answered as a whole. ``before`` is the number
    of the item that asked for the same fact already, if one did.
    """

    item: Item
    number: int
    fact: Fact | None = None
    before: int | None = None

    @property
    def key(self) -> str:
        """What the row is known by, whatever its words are: item and fact."""
        return key_of(self.item.code, self.fact.name if self.fact else "")

    @property
    def text(self) -> str:
        """The question in words."""
        return self.fact.question if self.fact else AS_A_WHOLE

    @property
    def unit(self) -> str:
        """The unit of a number or of amounts."""
        return self.fact.unit if self.fact else ""

    @property
    def options(self) -> tuple[str, ...]:
        """The answers to choose one of, empty where the answer is written freely."""
        if self.fact is None:
            return (*CONFORMITY_WORDS.values(), UNCLEAR)
        if self.fact.type is FactType.BOOL:
            return (*YES_NO, UNCLEAR)
        if self.fact.type is FactType.CHOICE:
            return tuple(dict.fromkeys((*self.fact.choices, UNCLEAR)))
        return ()

    @property
    def hint(self) -> str:
        """How to write a free answer, empty where there are options."""
        fact = self.fact
        if fact is None or self.options:
            return ""
        if fact.type is FactType.SET:
            listed = "、".join(fact.choices)
            return f"可填几项，用“、”隔开：{listed}"
        if fact.type in {FactType.INTEGER, FactType.NUMBER}:
            return f"填{'整数' if fact.type is FactType.INTEGER else '数'}{_bounds(fact)}"
        return _HINTS.get(fact.type, "")


@define(frozen=True, kw_only=True, slots=False)
class Sheet:
    """A checklist as a sheet: the form it is, and its questions in order."""

    form: Form
    checklist: Checklist
    questions: tuple[Question, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        """The questions by what their rows are known by."""
        return {one.key: one for one in self.questions}


def sheet_of(checklist: Checklist, facts: Mapping[str, Fact], *, form: Form) -> Sheet:
    """Return a checklist as a sheet.

    Args:
        checklist: the checklist.
        facts: the facts its sector declares, by name.
        form: which plugin it comes from.

    Raises:
        DataError: when an item asks for a fact that is not declared.
    """
    unknown = [
        Problem(item.code, f"用到没有声明的事实“{name}”，请联系插件作者。")
        for item in checklist.items
        for name in item.facts
        if name not in facts and name != FOUND_ON.name
    ]
    if unknown:
        raise DataError(unknown)
    questions = tuple(_questions(checklist.items, facts))
    return Sheet(form=form, checklist=checklist, questions=questions)


def key_of(item: str, fact: str) -> str:
    """Return what the row of an item and a fact is known by."""
    return normalize("NFKC", f"{item}#{fact}")


def _questions(items: Iterable[Item], facts: Mapping[str, Fact]) -> Iterator[Question]:
    """Yield the questions of items; the day of the inspection is not asked for again."""
    asked: dict[str, int] = {}
    for number, item in enumerate(items, start=1):
        names = [name for name in dict.fromkeys(item.facts) if name != FOUND_ON.name]
        for name in names:
            yield Question(item=item, number=number, fact=facts[name], before=asked.get(name))
            asked.setdefault(name, number)
        if not names:
            yield Question(item=item, number=number)


def _bounds(fact: Fact) -> str:
    """Return the bounds of a number in words."""
    low = "" if fact.least is None else f"不小于 {fact.least:g}"
    high = "" if fact.most is None else f"不大于 {fact.most:g}"
    words = "，".join(filter(None, (low, high)))
    return f"（{words}）" if words else ""


_HINTS: Final = {
    FactType.DATE: "填日期，如 2024-05-03",
    FactType.AMOUNTS: "填“名称=数量”，几种用“；”隔开",
    FactType.TEXT: "填文字",
}
