"""A filled sheet, held against its checklist: every answer a value, or named as unreadable.

A blank answer and 不清楚 are unknown, never "no". What cannot be read keeps the whole sheet
from being taken in, and is told with its cell and what is expected there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize

from attrs import evolve, frozen

from zhiben.dates import parse_day
from zhiben.errors import Problem, UsageError
from zhiben.ledger.inspections.form import CONFORMITY_WORDS
from zhiben.model.inspections import Answer, Filing, Inspection
from zhiben.model.organisations import Organisation
from zhiben.rules.values import UNKNOWN_WORDS, Reading, read_value
from zhiben.spec.records import FactType

if TYPE_CHECKING:
    from zhiben.ledger.inspections.form import Question, Sheet
    from zhiben.ledger.units.registry import Registry
    from zhiben.spec.records import Fact

_BETWEEN: Final = re.compile(r"[、，,;；/\s]+")
_RULES: Final = {"符合": "符合", "√": "符合", "不符合": "不符合", "×": "不符合", "不适用": "不适用"}
_YEARS: Final = (2000, 2100)


@frozen(kw_only=True)
class Written:
    """What stands in a cell, and where: 表“检查表” G12."""

    where: str
    text: str = ""


@frozen(kw_only=True)
class FilledRow:
    """One answer of a filled sheet; ``key`` tells which question it answers."""

    key: Written
    answer: Written
    remark: str = ""


@frozen(kw_only=True)
class FilledSheet:
    """A filled sheet as it lies in a file.

    ``checklist`` and ``revision`` tell which edition of which checklist was handed out.
    """

    filing: Filing
    checklist: str
    revision: int
    org: Written
    on: Written
    inspectors: Written
    place: Written
    rows: tuple[FilledRow, ...]


@frozen(kw_only=True)
class Heading:
    """Who was inspected, when, by whom and where."""

    org: Organisation
    on: date
    inspectors: tuple[str, ...]
    place: str


@frozen(kw_only=True)
class Said:
    """What the rows of a sheet say: every question's answer, and the values of known facts.

    ``places`` are the cells the facts stand in. With ``problems`` nothing may be recorded.
    """

    answers: tuple[Answer, ...]
    facts: Mapping[str, Any]
    places: Mapping[str, str]
    problems: tuple[Problem, ...]

    @property
    def is_blank(self) -> bool:
        """Tell whether nobody has filled in anything."""
        return not any(one.value is not None or one.remark for one in self.answers)


def read_heading(
    filled: FilledSheet,
    registry: Registry,
    *,
    today: date,
    org: Organisation | None = None,
    on: date | None = None,
) -> tuple[Heading | None, tuple[Problem, ...]]:
    """Return what the head of a sheet says, or what keeps it from being used.

    ``org`` and ``on`` stand in for what the sheet leaves blank; they do not overrule it.
    """
    problems: list[Problem] = []
    unit = _unit(filled.org, registry, org, problems)
    day = _day(filled.on, on, problems, today=today)
    inspectors = tuple(filter(None, _BETWEEN.split(filled.inspectors.text)))
    if not inspectors:
        message = "没有写检查人员，照记；以后要查是谁查的，请补上再导入。"
        problems.append(Problem(filled.inspectors.where, message, "warning"))
    if unit is not None and day is not None and not unit.is_valid(day):
        message = f"{unit.name}在 {day} 不存在，请核对单位和日期。"
        problems.append(Problem(filled.org.where, message))
    if unit is None or day is None:
        return None, tuple(problems)
    place = " ".join(filled.place.text.split())
    return Heading(org=unit, on=day, inspectors=inspectors, place=place), tuple(problems)


def read_answers(filled: FilledSheet, sheet: Sheet, facts: Mapping[str, Fact]) -> Said:
    """Return what the rows say.

    Args:
        filled: the filled sheet.
        sheet: the checklist as it is installed now.
        facts: the facts its sector declares, by name.
    """
    reader = _Reader(sheet, facts)
    for row in filled.rows:
        reader.take(row)
    blank = {one.key: _answer(one) for one in sheet.questions}
    return Said(
        answers=tuple((blank | reader.answers).values()),
        facts={name: value for name, (_, value) in reader.known.items()},
        places={name: where for name, (where, _) in reader.known.items()},
        problems=tuple(reader.problems),
    )


def json_of(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a fact's value as JSON: decimals and days as texts, sets as sorted lists."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return {name: json_of(amount) for name, amount in value.items()}
    return value


def is_same(one: Inspection, other: Inspection) -> bool:
    """Tell whether two inspections are one: the same file, or the same words in another.

    A file that leaves the unit or the day open may serve for several inspections.
    """
    if _occasion(one) != _occasion(other):
        return False
    return one.filing.digest == other.filing.digest or _words(one) == _words(other)


def is_rival(one: Inspection, other: Inspection) -> bool:
    """Tell whether two inspections are of one unit, one day and one checklist."""
    return _occasion(one) == _occasion(other)


def _occasion(one: Inspection) -> tuple[object, ...]:
    """Return what tells inspections apart: checklist, unit and day."""
    return one.form.code, one.org, one.on


def _words(one: Inspection) -> tuple[object, ...]:
    """Return what an inspection says, without what is repeated of the checklist for reading."""
    answers = {
        (answer.item, answer.fact): (answer.value, answer.remark)
        for answer in one.answers
        if answer.value is not None or answer.remark
    }
    return one.inspectors, one.place, answers


class _Reader:
    """Reads the rows of a sheet one after the other, and collects what is wrong with them.

    ``answers`` are by key; ``known`` has for each fact where it was answered, and its value.
    """

    def __init__(self, sheet: Sheet, facts: Mapping[str, Fact]) -> None:
        self.sheet = sheet
        self.facts = facts
        self.answers: dict[str, Answer] = {}
        self.known: dict[str, tuple[str, Any]] = {}
        self.problems: list[Problem] = []

    def take(self, row: FilledRow) -> None:
        """Read one row."""
        key = normalize("NFKC", row.key.text).strip()
        question = self.sheet.by_key.get(key)
        item, _, name = key.rpartition("#")
        fact = question.fact if question else self.facts.get(name)
        # Nothing but separators would name none of the choices, but nobody says that there is none.
        text = row.answer.text if _BETWEEN.sub("", row.answer.text) else ""
        if question or (fact and text):
            answer = _answer(question, item=item, fact=fact, remark=row.remark)
            self._keep(key, answer, fact, Written(where=row.answer.where, text=text))
        elif text:
            self._tell(row.key.where, f"现行检查表里没有“{key}”这一行，请清空它的答案再导入。")

    def _keep(self, key: str, answer: Answer, fact: Fact | None, written: Written) -> None:
        """Keep an answer with its value, or tell why it has none."""
        reading = _read(fact, written.text) if fact else _read_whole(written.text)
        if reading.fault:
            self._tell(written.where, reading.fault)
            return
        if fact and reading.value is not None:
            self._know(fact, reading.value, where=written.where)
        found = evolve(answer, value=json_of(reading.value))
        self.answers[key] = self._better(self.answers.get(key), found, where=written.where)

    def _know(self, fact: Fact, value: object, *, where: str) -> None:
        """Keep a fact's value, unless another row says something else."""
        first, known = self.known.setdefault(fact.name, (where, value))
        if known != value:
            self._tell(where, f"“{fact.name}”在 {first} 答得不一样，请改成一致。")

    def _better(self, before: Answer | None, answer: Answer, *, where: str) -> Answer:
        """Return the answer to keep where a row is there twice."""
        if before is None:
            return answer
        values = [one.value for one in (before, answer) if one.value is not None]
        if values[1:] and values[0] != values[1] and not answer.fact:
            self._tell(where, "同一检查项在两行答得不一样，请改成一致。")
        remarks = dict.fromkeys(filter(None, (before.remark, answer.remark)))
        return evolve(before, value=values[0] if values else None, remark="；".join(remarks))

    def _tell(self, where: str, message: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(Problem(where, message))


def _read(fact: Fact, text: str) -> Reading:
    """Read the answer about a fact."""
    if text.startswith("=") and fact.type is not FactType.TEXT:
        return Reading(fault="只有公式、没有结果，请直接填写。")
    return read_value(fact, text)


def _read_whole(text: str) -> Reading:
    """Read the answer about an item as a whole."""
    plain = normalize("NFKC", text).strip()
    if plain.lower() in UNKNOWN_WORDS:
        return Reading()
    word = _RULES.get(plain)
    for conformity, known in CONFORMITY_WORDS.items():
        if word == known:
            return Reading(value=conformity.value)
    return Reading(fault=f"“{text}”看不懂，请填 符合、不符合、不适用 或 不清楚。")


def _answer(
    question: Question | None,
    *,
    item: str = "",
    fact: Fact | None = None,
    remark: str = "",
) -> Answer:
    """Return the answer to a question, or of a row that the checklist no longer has, unknown."""
    fact = question.fact if question else fact
    return Answer(
        item=question.item.code if question else item,
        text=question.item.text if question else "",
        fact=fact.name if fact else "",
        type=fact.type.value if fact else "",
        question=fact.question if fact else "",
        unit=fact.unit if fact else "",
        remark=remark.strip(),
    )


def _unit(
    written: Written, registry: Registry, org: Organisation | None, problems: list[Problem]
) -> Organisation | None:
    """Return the unit inspected, or tell why there is none."""
    text = " ".join(written.text.split())
    if not text:
        if org is None:
            message = "没有写被检查单位，请补上，或导入时用 --org 指明。"
            problems.append(Problem(written.where, message))
        return org
    try:
        found = registry.find(text)
    except UsageError as error:
        if org is None:
            message = f"{error} 也可以先用 zhiben org add 登记，或导入时用 --org 指明。"
            problems.append(Problem(written.where, message))
        else:
            note = f"写的是“{text}”，按 --org 记为{org.name}。"
            problems.append(Problem(written.where, note, "note"))
        return org
    if org is not None and org.id != found.id:
        message = f"写的是{found.name}，与 --org 的{org.name}不是同一个单位，请核对。"
        problems.append(Problem(written.where, message))
        return None
    return found


def _day(written: Written, on: date | None, problems: list[Problem], *, today: date) -> date | None:
    """Return the day of the inspection, or tell why there is none."""
    found = parse_day(written.text) if written.text.strip() else on
    fault = ""
    if found is None:
        fault = (
            f"“{written.text}”不是日期，应写成 2024-05-03 这样。"
            if written.text.strip()
            else "没有写检查日期，请补上，或导入时用 --on 指明。"
        )
    elif on is not None and found != on:
        fault = f"写的是 {found}，与 --on 的 {on} 不一致，请核对。"
    elif found > today:
        fault = f"{found} 晚于今天 {today}，还没有检查，请核对日期。"
    if fault:
        problems.append(Problem(written.where, fault))
        return None
    return found
