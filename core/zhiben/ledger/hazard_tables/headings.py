"""The dictionary of headings in hazard ledgers: which words head which field.

It is data (``headings.csv``); users and plugins add rows of their own. A heading counts
only when the whole of it is known, never because part of it is: 整改资金来源 is not 整改资金.
Some headings mean something only under another one (责任人 under 企业), and some mean one of
several things that only the cells below can tell apart (完成时间).
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

from attrs import evolve, fields, frozen

from zhiben.ledger.tables import one_width
from zhiben.model.hazards import HazardDetails

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zhiben.spec.records import Heading

Parts = tuple[str, ...]
"""The headings over a column from top to bottom, as :func:`heading_text` writes them."""


class Field(StrEnum):
    """What a column of a hazard ledger can hold."""

    ENTERPRISE = "enterprise"
    CREDIT_CODE = "credit_code"
    REGION = "region"
    SECTOR = "sector"
    LOCATION = "location"
    DESCRIPTION = "description"
    LEVEL = "level"
    BASIS = "basis"
    CHANNEL = "channel"
    FOUND_ON = "found_on"
    MEASURES = "measures"
    OWNER = "owner"
    UNIT_RESPONSIBLE = "unit_responsible"
    LEAD = "lead"
    SUPPORT = "support"
    SUPERVISE = "supervise"
    SPONSOR = "sponsor"
    FUNDS = "funds_yuan"
    DEADLINE = "deadline"
    DONE_ON = "done_on"
    LISTED = "listed"
    STATUS = "status"
    REFERENCE = "reference"
    """The number the table itself gives a hazard, never its 序号."""
    CONTINGENCY = "contingency"
    ACCEPTED_BY = "accepted_by"
    ACCEPTED_ON = "accepted_on"
    ACCEPTANCE = "acceptance"
    LISTING = "listing"
    PUBLISHED = "published"
    REPORTED = "reported"
    YEAR = "year"
    """The year of the dates in a row that do not name theirs."""
    DELETED = "deleted"
    """The mark by which a system hides a record it has deleted."""
    ORDINAL = "ordinal"
    """序号: where the row stands, and nothing else."""
    EXTRA = "extra"
    """Kept as text under the column's own name."""
    IGNORED = "ignored"
    """Written by zhiben itself into the rejects of an earlier import."""


LABELS: Final[Mapping[Field, str]] = {
    Field.ENTERPRISE: "企业名称",
    Field.CREDIT_CODE: "统一社会信用代码",
    Field.REGION: "属地",
    Field.SECTOR: "行业领域",
    Field.LOCATION: "隐患地点",
    Field.DESCRIPTION: "隐患描述",
    Field.LEVEL: "隐患等级",
    Field.BASIS: "判定依据",
    Field.CHANNEL: "隐患来源",
    Field.FOUND_ON: "发现时间",
    Field.MEASURES: "整改措施",
    Field.OWNER: "整改责任人",
    Field.UNIT_RESPONSIBLE: "责任单位（部门）",
    Field.LEAD: "牵头单位",
    Field.SUPPORT: "配合单位",
    Field.SUPERVISE: "督办单位",
    Field.SPONSOR: "包案责任人",
    Field.FUNDS: "整改资金",
    Field.DEADLINE: "整改期限",
    Field.DONE_ON: "实际完成时间",
    Field.LISTED: "是否挂牌督办",
    Field.STATUS: "整改状态",
    Field.REFERENCE: "隐患编号",
    Field.CONTINGENCY: "应急预案",
    Field.ACCEPTED_BY: "验收人",
    Field.ACCEPTED_ON: "验收时间",
    Field.ACCEPTANCE: "验收情况",
    Field.LISTING: "督办层级",
    Field.PUBLISHED: "公示情况",
    Field.REPORTED: "上报情况",
    Field.YEAR: "年度",
    Field.DELETED: "删除标志",
    Field.ORDINAL: "序号",
    Field.EXTRA: "附加内容",
    Field.IGNORED: "上次未采纳的记号",
}
"""What people call each field."""

DETAILS: Final = tuple(Field(one.name) for one in fields(HazardDetails))
"""The fields that are part of what is known of a hazard."""

MONEY_UNITS: Final[Mapping[str, int]] = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 10**8}
"""The units of money that tables use, in yuan."""


class Sure(StrEnum):
    """How a column's meaning is known."""

    EXACT = "exact"
    """The heading is the field's own name."""
    VARIANT = "variant"
    """The heading is another name of it in the dictionary."""
    GROUP = "group"
    """The heading means it because of the heading above."""
    CONTENTS = "contents"
    """The heading could mean several things, and the cells decided."""
    MAP = "map"
    """The user's map says so."""


@frozen(kw_only=True)
class Rule:
    """One row of the dictionary: a heading, and what it heads.

    ``fields`` are the things it can mean, one of them unless only the cells can tell.
    ``groups`` are the headings it needs above it, none when it needs none. Of the columns
    for one field, those of the lowest ``rank`` count. ``yes`` and ``no`` are the words that
    是 and 否 stand for below it. A filled cell says 是 for ``also`` as well. ``note`` is a
    Chinese phrase on what to know about it.
    """

    heading: str
    fields: tuple[Field, ...]
    groups: tuple[str, ...] = ()
    rank: int = 0
    yes: str = ""
    no: str = ""
    also: Field | None = None
    note: str = ""


@frozen(kw_only=True)
class Target:
    """What a user's map says a column holds, with the unit of its money where it names one."""

    field: Field
    unit: str = ""

    def __str__(self) -> str:
        """Return the words of a map file: ``funds_yuan:万元``."""
        return f"{self.field.value}:{self.unit}" if self.unit else self.field.value


@frozen(kw_only=True, slots=False)
class Dictionary:
    """All rows of the dictionary; of two for the same heading, the later one counts."""

    rules: tuple[Rule, ...]

    def extended(self, rules: Iterable[Rule]) -> Dictionary:
        """Return a dictionary with more rows, which count before those here."""
        return Dictionary(rules=(*self.rules, *rules))

    @cached_property
    def _found(self) -> Mapping[tuple[str, str], Rule]:
        """Every rule by its heading and the one above."""
        return {
            (rule.heading, group): rule for rule in self.rules for group in rule.groups or ("",)
        }

    @cached_property
    def own(self) -> frozenset[str]:
        """The headings that are a field's own name: its first row in the dictionary."""
        first: dict[Field, str] = {}
        for rule in self.rules:
            if len(rule.fields) == 1 and rule.fields != (Field.EXTRA,):
                first.setdefault(rule.fields[0], rule.heading)
        return frozenset(first.values())

    @cached_property
    def headings(self) -> frozenset[str]:
        """Every heading that has a meaning of its own, without a group above it."""
        return frozenset(rule.heading for rule in self.rules if not rule.groups)

    @cached_property
    def groups(self) -> frozenset[str]:
        """Every heading that gives those below it a meaning."""
        return frozenset(group for rule in self.rules for group in rule.groups)

    def find(self, parts: Parts) -> tuple[Rule, Sure] | None:
        """Return what a whole heading means and how surely, if it is known.

        The nearest group counts first: by a rule of its own, or because both together are
        a known heading (计划 over 完成时间 is 计划完成时间).
        """
        if not parts:
            return None
        *above, last = parts
        for text in _readings(last):
            for group in reversed(above):
                rule = self._found.get((text, group)) or self._found.get((group + text, ""))
                if rule:
                    return rule, Sure.GROUP
            if rule := self._found.get((text, "")):
                return rule, Sure.EXACT if rule.heading in self.own else Sure.VARIANT
        return _composed(last)

    def knows(self, text: str) -> bool:
        """Tell whether a heading has a meaning of its own.

        One that needs a group above it does not count: 重大 and 是否 are cells as well.
        """
        return any(one in self.headings for one in _readings(text))


_COLUMNS: Final = ("field", "heading", "group", "rank", "yes", "no", "also", "note")
_COMPOSED: Final = 3
"""The rank of headings that no row of the dictionary has as they are."""
_COUNTED: Final = re.compile(r"\([家项处条个起]\)$")
_UNITS: Final = "|".join(MONEY_UNITS)
_REMARK: Final = re.compile(
    rf"(.+?)\((?:(?:(?:人民币|金额|单位)[::为]?)*({_UNITS}|万|亿)|[必选]填项?|可选|选填|(?:填写|请填)?全称|18位(?:代码)?"
    r"|是[、或]否|yyyy.*|年[、.]?月[、.]?日|[家项处条个]|一至四级|[单多]选|[如例].+|格式.+|精确到.+"
    r"|\d+字以内|.*/.*|.*、.*|.*或.*)\)"
)


def heading_text(cell: str) -> str:
    """Return a heading in one width and case, without white space, star and colon."""
    return one_width(cell).lower().strip("*:")


def money_unit(heading: str) -> str:
    """Return the unit of money a heading names in brackets, or nothing."""
    found = _REMARK.fullmatch(heading)
    named = (found[2] or "") if found else ""
    return named if named in MONEY_UNITS or not named else f"{named}元"


def parse_target(text: str) -> Target | None:
    """Return what the words of a map file mean: a field by its code or name, with a unit or not.

    Only money has a unit: ``funds_yuan:万元``.
    """
    word, _, unit = one_width(text).partition(":")
    found = next((one for one, label in LABELS.items() if word in {one, one_width(label)}), None)
    if found is None or (unit and (found is not Field.FUNDS or unit not in MONEY_UNITS)):
        return None
    return Target(field=found, unit=unit)


def rules_from_rows(rows: Iterable[Mapping[str, str]]) -> Iterator[Rule]:
    """Yield the rules of rows with the columns of ``headings.csv``.

    Raises:
        ValueError: when a row names a field there is none of, or a rank that is no number.
    """
    for row in rows:
        given = {name: row.get(name) or "" for name in _COLUMNS}
        yield Rule(
            heading=heading_text(given["heading"]),
            fields=tuple(map(Field, given["field"].split("|"))),
            groups=tuple(map(heading_text, filter(None, given["group"].split("|")))),
            rank=int(given["rank"] or 0),
            yes=given["yes"],
            no=given["no"],
            also=Field(given["also"]) if given["also"] else None,
            note=given["note"],
        )


def rules_from_headings(headings: Iterable[Heading]) -> Iterator[Rule]:
    """Yield the rules of what plugins say of headings."""
    for one in headings:
        for word in one.words:
            yield Rule(
                heading=heading_text(word),
                fields=(Field(one.field),),
                groups=tuple(map(heading_text, one.under)),
            )


def builtin_dictionary() -> Dictionary:
    """Return the dictionary that comes with zhiben."""
    import csv
    from importlib.resources import files

    text = (
        files("zhiben.ledger.hazard_tables")
        .joinpath("headings.csv")
        .read_text(encoding="utf-8-sig")
    )
    return Dictionary(rules=tuple(rules_from_rows(csv.DictReader(text.splitlines()))))


def _composed(heading: str) -> tuple[Rule, Sure] | None:
    """Return what a heading means that is put together from the usual words for hazards.

    Offices vary these endlessly (存在的安全隐患, 排查发现的问题描述). The whole heading has to
    be made of such words, and a column that the dictionary itself names counts first.
    """
    is_counted = bool(_COUNTED.search(heading))
    if is_counted or not any(map(_composition().fullmatch, _readings(heading))):
        return None
    return Rule(heading=heading, fields=(Field.DESCRIPTION,), rank=_COMPOSED), Sure.VARIANT


@cache
def _composition() -> re.Pattern[str]:
    """Return what headings of descriptions are put together from: data, like the dictionary."""
    import csv
    from importlib.resources import files

    text = (
        files("zhiben.ledger.hazard_tables").joinpath("words.csv").read_text(encoding="utf-8-sig")
    )
    said = {
        row["value"]: "|".join(map(re.escape, row["words"].split("|")))
        for row in csv.DictReader(text.splitlines())
        if row["field"] == Field.DESCRIPTION.value
    }
    before, of, after = said["before"], said["of"], said["after"]
    return re.compile(f"(?:{before})?(?:{of})(?:{after})?")


def only(rule: Rule, meaning: Field) -> Rule:
    """Return a rule settled on one of its meanings."""
    return evolve(rule, fields=(meaning,))


def _readings(text: str) -> Iterator[str]:
    """Yield a heading as it is, then without a remark in brackets that changes nothing."""
    yield text
    if found := _REMARK.fullmatch(text):
        yield found[1]
