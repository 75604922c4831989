"""The rows below a ledger's header: hazards, totals, zero reports, and what is none of these.

A row is set aside only when nothing in it could be a hazard; whatever is in doubt stays with
the hazards, where it is taken in or rejected with a reason.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from zhiben.ledger.hazard_tables.cells import BLANKS, DITTOS, NO, Change
from zhiben.ledger.hazard_tables.headings import Field, heading_text
from zhiben.ledger.tables import one_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from zhiben.ledger.hazard_tables.headings_layout import Header
    from zhiben.ledger.hazard_tables.headings_mapping import Column
    from zhiben.ledger.tables import Cells

_LONGEST_TOTAL: Final = 24
_LONGEST_ZERO: Final = 40
_LONGEST_HEADING: Final = 20
_FEWEST_HEADINGS: Final = 3
_ORDINARY: Final = 3
"""How many different texts, the blank one among them, tell a row from one text spread over it."""
_TOTAL: Final = re.compile(
    r"[^,。;:?!]{0,10}(?:合计|小计|总计|共计|累计)(?:\([^()]{1,3}\))?"
    r"(?::?共?\d+[项条处起家个件]?)?[:。]?"
    r"|其中:?(?:(?:重大|一般|较大|已|未|整改|挂牌|督办|逾期|完成|销号|本月|新增|(?:省|市|县)级?)*"
    r"(?:事故|安全)?(?:隐患|问题)?)(?::?\d+[项条处起家个件]?)?[:。]?"
)
_ZERO: Final = re.compile(
    r"\(?零(?:隐患)?(?:报告|报)\)?"
    r"|(?:(?:20\d\d年)?\d{1,2}月份?|[当本]月|[当本]季度?|[当本]期|本周|经?(?:自查|排查|检查)|目前"
    r"|我[县镇乡局]|[我本](?:单位|公司|企业|行业|辖区)|辖区|,)*(?:均|暂)?"
    r"(?:无|没有|未发现|未存在|不存在|未排查出|未检查出|未查出)"
    r"(?:有|存在|新增)?(?:(?:重大|一般|安全|生产|事故|火灾|消防|及|和|、)*(?:隐患|问题)(?:情况)?)?[。.]?"
)
_SENDER: Final = re.compile("(?:填报|报送|上报|填表)单位(?:名称|全称)?")
_NONE: Final = re.compile("无|零|没有|不存在|未(?:发现|存在|排查|检查|查)")
_FOOTER: Final = re.compile(
    r"(?:填[报表]|制[表单]|审核|审批|复核|统计|联系|负责|单位负责|主管领导|分管领导|经办)(?:人|人员|单位|日期|时间|电话)?(?:\(?签[字名章]\)?)?:.*"
    r"|(?:备?注|说明|填表说明|填报说明|联系电话|电话|日期|填报日期):.*",
    re.DOTALL,
)
_TELLING: Final = (
    Field.LEVEL,
    Field.LOCATION,
    Field.MEASURES,
    Field.DEADLINE,
    Field.DONE_ON,
    Field.FUNDS,
    Field.STATUS,
)
"""Fields that are filled in for a hazard only, never beside a zero report."""
_CARRIED: Final = (Field.ENTERPRISE, Field.CREDIT_CODE, Field.REGION, Field.SECTOR)
"""What the name of an enterprise, left blank below it, stands for as well."""


REPEATED: Final = "重复的表头"
FOREIGN: Final = "又是一个表头，列的次序和上面的不同"


class Aside(NamedTuple):
    """A row that is about no hazard, and what it is."""

    row: int
    reason: str


class TotalRow(NamedTuple):
    """A row of totals: what is printed in it, by the names of its columns, kept as it is."""

    row: int
    note: str
    printed: tuple[tuple[str, str], ...]


class ZeroReport(NamedTuple):
    """A row that reports there is no hazard; ``unit`` is who reports, as far as it says."""

    row: int
    unit: str
    wording: str


class Filled(NamedTuple):
    """A cell completed from the row above; ``place`` counts the hazards from 0."""

    column: int
    place: int
    before: str
    after: str
    change: Change


class Sorted(NamedTuple):
    """The rows below a header, each of them in one place; blank ones are in none.

    ``numbers`` and ``lines`` are those of the hazards, ``breaks`` the places in these before
    which something else stands, so that nothing is repeated from above. ``foreign`` are the
    places below a header whose columns are in another order, with its row.
    """

    numbers: list[int]
    lines: list[Cells]
    breaks: set[int]
    totals: list[TotalRow]
    zeros: list[ZeroReport]
    asides: list[Aside]
    foreign: dict[int, int]


def sort_rows(rows: Sequence[Cells], header: Header, columns: Sequence[Column]) -> Sorted:
    """Tell the hazards below a header from totals, zero reports and other rows."""
    sorting = _Sorting(rows, header, columns)
    found = Sorted([], [], {0}, [], [], [], {})
    foreign = 0
    for number, given in enumerate(rows[header.start :], start=header.start + 1):
        cells = sorting.cells(given)
        texts = set(cells)
        if len(texts) == 1 and "" in texts:
            continue
        other = None if sorting.is_plain(cells, texts) else sorting.other(number, cells, texts)
        if other is None:
            if foreign:
                found.foreign[len(found.lines)] = foreign
            found.numbers.append(number)
            found.lines.append(cells)
            continue
        if isinstance(other, Aside) and other.reason in {REPEATED, FOREIGN}:
            foreign = number if other.reason == FOREIGN else 0
        _keep(other, found)
        found.breaks.add(len(found.lines))
    return found


def _keep(other: Aside | TotalRow | ZeroReport, found: Sorted) -> None:
    """Keep a row that is no hazard where it belongs."""
    if isinstance(other, TotalRow):
        found.totals.append(other)
    elif isinstance(other, ZeroReport):
        found.zeros.append(other)
    elif other.reason:
        found.asides.append(other)


def complete_rows(
    cells: Sequence[list[str]], columns: Sequence[Column], *, breaks: Collection[int]
) -> tuple[list[Filled], list[tuple[int, int]], list[int]]:
    """Put in, column by column, what 同上 and a blank below a name stand for.

    Returns:
        What was filled in; the cells (column, place) with nothing above to repeat; and the
        places with a blank below a name that may be one, or may be meant.
    """
    filled: list[Filled] = []
    hanging = [
        (column.index, place)
        for column in columns
        for place in _repeat(cells[column.index], column.index, breaks=breaks, filled=filled)
    ]
    return filled, hanging, list(_carry(cells, columns, breaks=breaks, filled=filled))


def is_zero_report(text: str) -> bool:
    """Tell whether a text says that there is no hazard."""
    is_likely = len(text) <= _LONGEST_ZERO and _NONE.search(text)
    return bool(is_likely and _ZERO.fullmatch(one_width(text)))


def is_total(text: str) -> bool:
    """Tell whether a text heads a row of totals."""
    is_likely = len(text) <= _LONGEST_TOTAL and ("计" in text or "其中" in text)
    return is_likely and bool(_TOTAL.fullmatch(one_width(text)))


class _Sorting:
    """What the rows of one sheet are told apart by."""

    def __init__(self, rows: Sequence[Cells], header: Header, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.ignored = _having(columns, Field.IGNORED)
        self.ordinals = _having(columns, Field.ORDINAL)
        self.described = _having(columns, Field.DESCRIPTION)
        self.telling = _having(columns, *_TELLING)
        self.named = _sure(columns, Field.ENTERPRISE)
        self.senders = [one.index for one in columns if _SENDER.fullmatch(one.name)]
        self.senders += _sure(columns, Field.REGION)
        self.first = min((one.index for one in columns if one.rule.heading), default=0)
        self.headings = [self.cells(cells) for cells in rows[header.first : header.last + 1]]
        leading = [*range(max(self.described) + 1), *self.named]
        self.totals = frozenset(filter(is_total, _texts(rows, leading, start=header.start)))
        said = _texts(rows, self.described, start=header.start)
        self.odd = frozenset(filter(self._is_odd, said))
        self.names = frozenset(filter(None, chain.from_iterable(self.headings)))
        self.suspects = self.totals | self.odd | self.names

    def cells(self, given: Cells) -> Cells:
        """Return a row without white space at the ends and without marks of earlier imports."""
        cells = tuple(map(str.strip, given))
        if not self.ignored:
            return given if cells == given else cells
        return tuple("" if i in self.ignored else cell for i, cell in enumerate(cells))

    def is_plain(self, cells: Cells, texts: set[str]) -> bool:
        """Tell whether a row is a hazard at first sight, as nearly all of them are."""
        return (
            len(texts) >= _ORDINARY
            and self.suspects.isdisjoint(texts)
            and any(cells[index] for index in self.described)
        )

    def other(
        self, number: int, cells: Cells, texts: set[str]
    ) -> Aside | TotalRow | ZeroReport | None:
        """Return what a row is, ``None`` for a hazard and an empty reason for nothing at all."""
        heads = len(self.names & texts)
        if heads >= _FEWEST_HEADINGS and heads * 2 >= len(texts - {""}):
            return Aside(number, REPEATED if self._is_in_place(cells) else FOREIGN)
        said = list(filter(None, [cells[index] for index in self.described]))
        has_total = not self.totals.isdisjoint(texts)
        if said and not has_total and len(texts) >= _ORDINARY and self.odd.isdisjoint(said):
            return None
        return self._set_aside(number, cells, said, has_total=has_total)

    def _set_aside(
        self, number: int, cells: Cells, said: list[str], *, has_total: bool
    ) -> Aside | TotalRow | ZeroReport | None:
        """Return what a row is that does not look like a hazard at first sight."""
        if self._is_bare(cells):
            return Aside(number, "")
        if cells in self.headings or any(map(self._heads, said)):
            return Aside(number, REPEATED)
        if has_total:
            return self._total(number, cells)
        return self._zero(number, cells, said) or self._apart(number, cells)

    def _is_in_place(self, cells: Cells) -> bool:
        """Tell whether every heading of a row stands above the column it stood above before."""
        return all(
            cell in {"", *(row[index] for row in self.headings)} for index, cell in enumerate(cells)
        )

    def _is_odd(self, text: str) -> bool:
        """Tell whether a text under a description's heading may describe no hazard."""
        is_silent = text.lower() in BLANKS
        return is_silent or is_zero_report(text) or _is_footer(text) or self._heads(text)

    def _heads(self, text: str) -> bool:
        """Tell whether a text is the heading of a description."""
        return len(text) <= _LONGEST_HEADING and any(
            heading_text(text) == self.columns[index].rule.heading for index in self.described
        )

    def _is_bare(self, cells: Cells) -> bool:
        """Tell whether a row holds its running number only."""
        filled = [index for index, cell in enumerate(cells) if cell]
        return all(index in self.ordinals and cells[index].isdecimal() for index in filled)

    def _total(self, number: int, cells: Cells) -> TotalRow:
        """Return a row of totals with everything printed in it."""
        printed = tuple(
            (self.columns[index].name, cell)
            for index, cell in enumerate(cells)
            if cell and cell not in self.totals
        )
        said = "，".join(f"{name} {text}" for name, text in printed)
        note = f"合计行，不计入隐患；表上写的是：{said}。" if said else "合计行，不计入隐患。"
        return TotalRow(number, note, printed)

    def _zero(self, number: int, cells: Cells, said: list[str]) -> ZeroReport | None:
        """Return a zero report: said where hazards are described, or by a sentence elsewhere."""
        said = [text for text in said if text.lower() not in BLANKS or is_zero_report(text)]
        wording = _zero_wording(said) if said else _zero_sentence(cells)
        silent = {*BLANKS, *NO}
        told = any(cells[index].lower() not in silent for index in self.telling)
        is_spread = len(set(filter(None, cells))) == 1
        if not wording or (told and not is_spread):
            return None
        return ZeroReport(number, self._who(cells, wording), wording)

    def _who(self, cells: Cells, wording: str) -> str:
        """Return who reports, as far as a row says."""
        units = (cells[index] for index in (*self.named, *self.senders))
        return next((one for one in units if one.lower() not in BLANKS and one != wording), "")

    def _apart(self, number: int, cells: Cells) -> Aside | None:
        """Return a group's title, a signature or a remark."""
        filled = [index for index, cell in enumerate(cells) if cell]
        texts = {cells[index] for index in filled}
        if all(map(_is_footer, texts)):
            return Aside(number, "落款或说明")
        is_spread = len(texts) == 1 and len(filled) > 1
        titles = {*self.ordinals, self.first}.difference(self.named, self.described)
        is_lone = len(filled) == 1 and filled[0] in titles
        return Aside(number, "分组标题或落款") if is_spread or is_lone else None


def _texts(rows: Sequence[Cells], indices: Collection[int], *, start: int) -> set[str]:
    """Return the different texts of some columns from a row on."""
    texts = {cells[index] for index in indices for cells in rows[start:]}
    return set(map(str.strip, texts))


def _zero_wording(said: list[str]) -> str:
    """Return what descriptions say when all of them say there is no hazard."""
    return said[0] if all(map(is_zero_report, said)) else ""


def _zero_sentence(cells: Cells) -> str:
    """Return the sentence of a row that says there is no hazard; 无 by itself is no sentence."""
    is_alone = len(set(filter(None, cells))) == 1
    said = filter(is_zero_report, cells)
    return next((text for text in said if is_alone or text not in BLANKS), "")


def _is_footer(text: str) -> bool:
    """Tell whether a text is what people sign, date or remark below a table."""
    return (":" in text or "：" in text) and bool(_FOOTER.fullmatch(one_width(text)))


def _sure(columns: Sequence[Column], *fields: Field) -> list[int]:
    """Return the indices of the columns that hold one of these fields for certain."""
    return [one.index for one in columns if one.field in fields]


def _having(columns: Sequence[Column], *fields: Field) -> list[int]:
    """Return the indices of the columns that hold one of these fields, or may."""
    return [one.index for one in columns if not set(fields).isdisjoint(one.rule.fields)]


def _repeat(
    cells: list[str], column: int, *, breaks: Collection[int], filled: list[Filled]
) -> Iterator[int]:
    """Put in what 同上 stands for, and yield the places where nothing stands above."""
    if DITTOS.isdisjoint(cells):
        return
    for place, text in enumerate(cells):
        if text not in DITTOS:
            continue
        if place in breaks:
            yield place
            continue
        cells[place] = cells[place - 1]
        filled.append(Filled(column, place, text, cells[place], Change.DITTO))


def _carry(
    cells: Sequence[list[str]],
    columns: Sequence[Column],
    *,
    breaks: Collection[int],
    filled: list[Filled],
) -> Iterator[int]:
    """Put in the name above a blank in a row that goes on with it; yield the other blanks.

    A row without a running number, where the others have one, goes on with the row above; so
    does one without a place of its own, where rows are not numbered. Any other blank may be
    meant: many hazards have no enterprise.
    """
    named = _sure(columns, Field.ENTERPRISE)
    if not named or all(cells[named[0]]):
        return
    names = list(map(any, zip(*(cells[index] for index in named), strict=True)))
    numbered = list(filter(lambda index: any(cells[index]), _having(columns, Field.ORDINAL)))
    marks = [cells[index] for index in numbered or _having(columns, Field.LOCATION)]
    carried = [(index, cells[index]) for index in _sure(columns, *_CARRIED)]
    for place in _blanks_below(names, breaks):
        if any(column[place] for column in marks):
            yield place
        else:
            names[place] = True
            filled += _carried(carried, place)


def _blanks_below(names: list[bool], breaks: Collection[int]) -> Iterator[int]:
    """Yield the places without a name below one with a name, filled in by then or not."""
    for place, is_named in enumerate(names):
        if not is_named and place not in breaks and names[place - 1]:
            yield place


def _carried(columns: Sequence[tuple[int, list[str]]], place: int) -> Iterator[Filled]:
    """Put in what stands above in columns that leave it blank."""
    for index, cells in columns:
        above = cells[place - 1]
        if above and not cells[place]:
            cells[place] = above
            yield Filled(index, place, "", above, Change.CARRIED)
