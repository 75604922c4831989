"""Which column of a hazard ledger holds what, and how surely that is known.

The user's map counts first, then the dictionary. A heading that can mean several things is
settled by what stands below it, or not at all; what is not settled is reported, and its column
is kept as text.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import evolve, frozen

from zhiben.ledger.hazard_tables.cells import BLANKS, read_day, read_deadline, read_status
from zhiben.ledger.hazard_tables.headings import (
    DETAILS,
    LABELS,
    Field,
    Rule,
    Sure,
    Target,
    heading_text,
    only,
)
from zhiben.ledger.tables import one_width
from zhiben.ledger.units.rules import credit_code_fault, credit_code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from zhiben.ledger.hazard_tables.headings import Dictionary
    from zhiben.ledger.hazard_tables.headings_layout import Header

CLAIMED: Final = frozenset((*DETAILS, Field.REFERENCE, Field.YEAR, Field.DELETED))
"""The fields that only one column can hold; others are kept as texts, however many there are."""

_UNKNOWN: Final = Rule(heading="", fields=(Field.EXTRA,))
_PARTS: Final = re.compile("[、,，;；\n]")
_OFFICES: Final = re.compile(
    ".*(?:局|委|委员会|办|办公室|政府|乡|镇|街道|办事处|管委会|大队|支队|厅|村委会|社区)"
)
_ENTERPRISES: Final = re.compile(
    ".*(?:公司|企业|厂|矿|店|行|铺|超市|宾馆|民宿|农家乐|集团|合作社|联社|加油站|加气站|充电站|水电站|变电站"
    "|学校|小学|中学|大学|学院|医院|卫生院|诊所|药房|幼儿园|敬老院|养老院|福利院|养殖场|农场|林场"
    "|商场|市场|商城|影院|网吧|(?i:ktv)|餐厅|餐馆|酒楼|会所|浴池|经营部|项目部|项目|工地|仓库|码头|景区"
    "|游乐园|作坊|物业)"
)
_DATES: Final = (Field.DEADLINE, Field.DONE_ON)
_UNITS: Final = (Field.ENTERPRISE, Field.UNIT_RESPONSIBLE)
_PERSONS: Final = (Field.OWNER, Field.EXTRA)
_OFFICE_NAMES: Final = re.compile("责任单位|责任主体|部门|监管|主管|牵头|督办|包保|属地责任")
"""What the names of columns say that are about others than the enterprise."""


@frozen(kw_only=True)
class Column:
    """A column and what it holds; ``sure`` is ``None`` where nothing says what.

    ``rule`` is the row of the dictionary that says so, with what it may still mean.
    """

    index: int
    name: str
    rule: Rule
    sure: Sure | None
    unit: str = ""

    @property
    def field(self) -> Field:
        """What the column holds, as far as that is settled."""
        return self.rule.fields[0] if len(self.rule.fields) == 1 else Field.EXTRA


@frozen(kw_only=True)
class Competition:
    """Something only a person can decide: which column it is, or what a column means.

    ``columns`` are names as a map uses them; ``fields`` what they could hold.
    """

    columns: tuple[str, ...]
    fields: tuple[Field, ...]
    message: str


class Days(NamedTuple):
    """What dates are held against: the day of filing in, and the year of those without one."""

    filed_on: date
    year: int | None


def claim_columns(
    header: Header, *, dictionary: Dictionary, targets: Mapping[str, Target]
) -> tuple[Column, ...]:
    """Return what every column claims to hold, by the user's map and by the dictionary."""
    given = {map_key(name): target for name, target in targets.items()}
    columns = []
    for index, heading in enumerate(header.columns):
        target = given.get(map_key(heading.name)) or given.get("".join(heading.parts[-1:]))
        rule, sure = dictionary.find(heading.parts) or (_UNKNOWN, None)
        unit = heading.unit
        if target:
            rule, sure, unit = _mapped(target, rule), Sure.MAP, unit or target.unit
        unit = unit if Field.FUNDS in rule.fields else ""
        columns.append(Column(index=index, name=heading.name, rule=rule, sure=sure, unit=unit))
    return tuple(columns)


def map_key(name: str) -> str:
    """Return a column's name as names in maps are compared."""
    return one_width(name).lower().strip("*:")


def unused_targets(header: Header, targets: Iterable[str]) -> tuple[str, ...]:
    """Return the names in a map that no column goes by."""
    names = {map_key(one.name) for one in header.columns}
    names |= {one.parts[-1] for one in header.columns if one.parts}
    return tuple(name for name in targets if map_key(name) not in names)


def targets_of(columns: Sequence[Column], *, given: Mapping[str, Target]) -> dict[str, Target]:
    """Return the map that reads another sheet of the same source in the same way.

    What a map cannot say is left to the dictionary: columns that only together hold a field.
    """
    shares = Counter(column.field for column in columns)
    saved = dict(given)
    for column in columns:
        is_said = column.sure not in {None, Sure.MAP}
        is_whole = column.field not in CLAIMED or shares[column.field] == 1
        if is_said and is_whole and column.field not in {Field.EXTRA, Field.IGNORED}:
            saved[column.name] = Target(field=column.field)
    return saved


def map_headings(targets: Iterable[str]) -> Iterator[Rule]:
    """Yield rules that make a header recognised by the names a user's map has for its columns."""
    for name in targets:
        last = re.sub(r"\(\d+\)$", "", map_key(name).split("·")[-1])
        yield Rule(heading=heading_text(last), fields=(Field.EXTRA,))


def settle_columns(
    columns: Sequence[Column], texts: Sequence[Sequence[str]], *, days: Days
) -> tuple[Column, ...]:
    """Settle headings that mean several things by the texts below them, where these decide."""
    named = {column.field for column in columns} - {Field.EXTRA}
    open_ = _undecided(columns)
    decided = {one.index: _by_contents(one, texts[one.index], days=days) for one in open_}
    taken = named.union(filter(None, decided.values()))
    waiting = Counter(one.rule.fields for one in open_ if decided[one.index] is None)
    is_shared = any(_OFFICE_NAMES.search(one.name) for one in columns)
    settled = list(columns)
    for one in open_:
        meaning = decided[one.index]
        is_claimed = meaning in named
        if meaning is None or (is_claimed and one.rule.fields == _UNITS):
            meaning = _left_over(one.rule.fields, taken, waiting=waiting, is_shared=is_shared)
        elif is_claimed:
            # A heading that says so outright counts more than what cells look like.
            meaning = Field.EXTRA if Field.EXTRA in one.rule.fields else None
        settled[one.index] = _settled(one, meaning)
    return tuple(settled)


def contenders(columns: Sequence[Column]) -> dict[Field, tuple[Column, ...]]:
    """Return the columns that claim each field which one only can hold.

    A column the user's map names leaves the others out, and so does a lower rank.
    """
    claims: dict[Field, list[Column]] = {}
    for column in columns:
        if column.field in CLAIMED:
            claims.setdefault(column.field, []).append(column)
    return {field: tuple(_foremost(claimed)) for field, claimed in claims.items()}


def rivalry(field: Field, columns: Sequence[Column]) -> Competition:
    """Return the competition of several columns for one field."""
    names = tuple(column.name for column in columns)
    listed = "、".join(f"“{name}”" for name in names)
    message = f"{listed}都像是“{LABELS[field]}”，内容又不一致，请用 --map 指明用哪一列。"
    return Competition(columns=names, fields=(field,), message=message)


def open_questions(columns: Iterable[Column]) -> Iterator[Competition]:
    """Yield a competition for every column whose meaning is still open."""
    for column in _undecided(columns):
        meanings = tuple(one for one in column.rule.fields if one is not Field.EXTRA)
        listed = "还是".join(f"“{LABELS[one]}”" for one in column.rule.fields)
        message = (
            f"“{column.name}”说不准是{listed}（{column.rule.note}），先作为附加内容保留；"
            "要用它，请用 --map 指明。"
        )
        yield Competition(columns=(column.name,), fields=meanings, message=message)


def _mapped(target: Target, rule: Rule) -> Rule:
    """Return the rule of a column a map names; what 是 means stays where the field is the same."""
    if target.field in rule.fields:
        return only(rule, target.field)
    return Rule(heading=rule.heading, fields=(target.field,))


def _foremost(claimed: list[Column]) -> Iterable[Column]:
    """Return the columns that a map names, or else those of the lowest rank."""
    mapped = [column for column in claimed if column.sure is Sure.MAP]
    if mapped:
        return mapped
    best = min(column.rule.rank for column in claimed)
    return [column for column in claimed if column.rule.rank == best]


def _settled(column: Column, meaning: Field | None) -> Column:
    """Return a column with one of its meanings, or as it is."""
    if meaning is None:
        return column
    return evolve(column, rule=only(column.rule, meaning), sure=Sure.CONTENTS)


def _by_contents(column: Column, texts: Sequence[str], *, days: Days) -> Field | None:
    """Return what the texts of a column show it to be, without a look at other columns."""
    decide = _DECIDERS.get(column.rule.fields)
    if decide is None:
        return None
    said = [text for text in dict.fromkeys(texts) if one_width(text).lower() not in BLANKS]
    return decide(said, texts, days)


def _number_or_row(_: Collection[str], texts: Sequence[str], __: Days) -> Field:
    """Tell numbers of hazards from 1, 2, 3 …, which only count rows."""
    counted = [one_width(text) for text in texts if text]
    is_running = bool(counted) and counted == [str(n) for n in range(1, len(counted) + 1)]
    return Field.ORDINAL if is_running else Field.REFERENCE


def _code_or_text(said: Collection[str], _: Sequence[str], __: Days) -> Field:
    """Tell credit codes, which check, from the numbers of some platform."""
    are_codes = bool(said) and not any(credit_code_fault(credit_code_of(text)) for text in said)
    return Field.CREDIT_CODE if are_codes else Field.EXTRA


def _status_or_text(said: Collection[str], _: Sequence[str], __: Days) -> Field:
    """Tell a column of words like 已整改 from one that tells the story."""
    known = sum(not read_status(text).note for text in said)
    return Field.STATUS if said and known * 2 >= len(said) else Field.EXTRA


def _enterprise_or_office(said: Collection[str], _: Sequence[str], __: Days) -> Field | None:
    """Tell enterprises from departments, when all names end like one or like the other."""
    names = [one_width(part) for text in said for part in _PARTS.split(text) if part.strip()]
    if names and all(map(_OFFICES.fullmatch, names)):
        return Field.UNIT_RESPONSIBLE
    return Field.ENTERPRISE if names and all(map(_ENTERPRISES.fullmatch, names)) else None


def _enterprise_or_open(said: Collection[str], texts: Sequence[str], days: Days) -> Field | None:
    """Tell enterprises, when all names end like one."""
    found = _enterprise_or_office(said, texts, days)
    return found if found is Field.ENTERPRISE else None


def _deadline_or_open(said: Collection[str], _: Sequence[str], days: Days) -> Field | None:
    """Tell a deadline by a day after the day of filing in, or by words like 5月3日前."""
    return Field.DEADLINE if any(_is_ahead(text, days) for text in said) else None


def _is_ahead(text: str, days: Days) -> bool:
    """Tell whether a cell must be a deadline: ahead of the filing, or said to be a limit."""
    day = read_deadline(text, year=days.year).value
    if day is None:
        return False
    return bool(day > days.filed_on or read_day(text, year=days.year).value is None)


_DECIDERS: Final[
    Mapping[tuple[Field, ...], Callable[[Collection[str], Sequence[str], Days], Field | None]]
] = {
    (Field.REFERENCE, Field.ORDINAL): _number_or_row,
    (Field.CREDIT_CODE, Field.EXTRA): _code_or_text,
    (Field.STATUS, Field.EXTRA): _status_or_text,
    _UNITS: _enterprise_or_office,
    (Field.ENTERPRISE, Field.EXTRA): _enterprise_or_open,
    _DATES: _deadline_or_open,
}
"""How the texts below a heading tell its meanings apart."""


def _undecided(columns: Iterable[Column]) -> list[Column]:
    """Return the columns that can mean several things."""
    return [column for column in columns if len(column.rule.fields) > 1]


def _left_over(
    meanings: tuple[Field, ...],
    taken: Collection[Field],
    *,
    waiting: Mapping[tuple[Field, ...], int],
    is_shared: bool,
) -> Field | None:
    """Return what is left for a column when other columns have taken its other meanings.

    Beside the enterprise, 责任单位 is the one that sees to it; and 责任人 is the enterprise's
    where nobody else is named (``is_shared``) whose he could be.
    """
    free = [one for one in meanings if one not in taken and one is not Field.EXTRA]
    if not free:
        return Field.EXTRA
    if len(free) > 1 or waiting[meanings] > 1:
        return None
    if meanings == _PERSONS and Field.ENTERPRISE in taken:
        return Field.EXTRA if is_shared else Field.OWNER
    return free[0] if meanings == _DATES or free == [Field.UNIT_RESPONSIBLE] else None
