"""A table of units (单位名录): one row per unit, below title rows and a header.

A column counts only when its whole heading is known, never because part of it is:
企业类型 (what form a company has) is no 类别, 企业编码 (a platform's number) no 统一社会信用代码.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.errors import Problem
from zhiben.ledger.tables import ORIGINAL_ROW, REJECT_REASON, Cells, one_width
from zhiben.model.organisations import OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KIND_WORDS: Final = {
    OrganisationKind.OFFICE: ("安委办", "安委会办公室"),
    OrganisationKind.COMMITTEE: ("安委会或专委会", "安委会", "专委会", "专业委员会"),
    OrganisationKind.DEPARTMENT: (
        "部门",
        "县直部门",
        "县直单位",
        "政府部门",
        "行业部门",
        "主管部门",
        "监管部门",
        "行业主管部门",
    ),
    OrganisationKind.TOWNSHIP: (
        "乡镇街道",
        "乡镇",
        "乡",
        "镇",
        "街道",
        "街道办",
        "街道办事处",
        "乡镇(街道)",
        "乡镇、街道",
        "镇街",
        "开发区",
        "园区",
        "功能区",
    ),
    OrganisationKind.ENTERPRISE: (
        "生产经营单位",
        "企业",
        "公司",
        "企业单位",
        "工厂",
        "个体工商户",
        "个体户",
        "经营主体",
        "农民专业合作社",
        "合作社",
    ),
    OrganisationKind.INSTITUTION: (
        "学校医院等单位",
        "学校",
        "中小学",
        "幼儿园",
        "医院",
        "卫生院",
        "医疗机构",
        "事业单位",
        "养老机构",
        "养老院",
        "敬老院",
        "福利院",
        "社会组织",
    ),
}
"""What people call each kind of unit, the usual word first."""


class Heading(Enum):
    """What a column holds; the values are the headings seen in offices' tables, best first."""

    NAME = (
        "单位名称",
        "企业名称",
        "名称",
        "单位全称",
        "企业全称",
        "公司名称",
        "法人单位名称",
        "机构名称",
        "学校名称",
        "生产经营单位名称",
        "生产经营单位",
    )
    KIND = ("单位类别", "类别", "单位类型", "类型", "机构类别")
    IDENTITY = ("单位编号", "编号")
    ALIASES = ("别名", "简称", "单位简称", "企业简称", "曾用名")
    MARKS = ("标记", "属性", "单位属性", "单位标记")
    TERRITORY = (
        "属地",
        "所在乡镇",
        "属地乡镇",
        "所属乡镇",
        "乡镇",
        "乡镇街道",
        "所在乡镇街道",
        "属地乡镇街道",
        "所属乡镇街道",
        "所在镇街",
        "属地镇街",
        "镇街",
    )
    CREDIT_CODE = ("统一社会信用代码", "统一社会信用编码", "社会信用代码", "信用代码")
    OTHER = (
        "地址",
        "详细地址",
        "单位地址",
        "企业地址",
        "联系人",
        "联系电话",
        "电话",
        "法定代表人",
        "主要负责人",
        "负责人",
        "行业",
        "行业领域",
        "行业类别",
        "主管部门",
        "监管部门",
        "行业主管部门",
        "企业类型",
        "备注",
    )
    """Known to head such tables, but nothing is registered from them."""
    IGNORED = ("序号", ORIGINAL_ROW, REJECT_REASON)


FLAGS: Final = {
    "是否高危": "高危",
    "是否高危企业": "高危",
    "是否高危单位": "高危",
    "是否高危行业": "高危",
    "是否高危行业领域": "高危",
    "是否成员单位": "成员单位",
    "是否安委会成员单位": "成员单位",
}
"""Headings over 是 and 否, and the mark each of them asks about."""

_ENTERPRISE_NAMES: Final = frozenset(
    {"企业名称", "企业全称", "公司名称", "生产经营单位名称", "生产经营单位"}
)
_GROUPS: Final = frozenset(
    {"基本信息", "基本情况", "单位基本情况", "单位基本信息", "企业基本情况", "企业基本信息"}
)
_TITLE_ROWS: Final = 30
_HEADER_ROWS: Final = 3
_REMARK = re.compile(
    r"(.+?)\((?:必填|选填|全称|请填全称|与公章一致|盖章|18位|18位代码|十八位|街道|是/否|是或否|是、否|.*/.*)\)"
)
_TOTALS: Final = frozenset({"合计", "总计", "小计", "共计"})
_DITTO: Final = frozenset({"同上", "〃", "″", '"', "”"})
_BLANK: Final = frozenset({"无", "暂无", "/", "\\", "-", "--", "—", "——", "空"})
_LIST = re.compile(r"[、，,；;/\n]+")


@frozen(kw_only=True)
class UnitRow:
    """One row about a unit, as texts; what the row does not say is empty.

    ``number`` is the row of the sheet, whose name ``sheet`` is where there are several.
    ``flags`` pairs marks with the
    是 or 否 the row gives them. ``implied`` is the kind that the heading over the names
    says of all rows (企业名称), if it does. ``line`` is the whole row, what 同上 stands for
    filled in.
    """

    number: int
    sheet: str = ""
    name: str
    kind: str = ""
    identity: str = ""
    aliases: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    territory: str = ""
    credit_code: str = ""
    implied: OrganisationKind | None = None
    line: Cells = ()

    @property
    def place(self) -> str:
        """Where the row stands, as people find it."""
        sheet = f"工作表“{self.sheet}”" if self.sheet else ""
        return f"{sheet}第{self.number}行"


@frozen(kw_only=True)
class UnitTable:
    """A table as read; ``head`` numbers the rows above the data that a copy must keep.

    ``problems`` holds warnings and notes, no errors; rows about no unit are among them.
    """

    rows: tuple[UnitRow, ...]
    head: tuple[int, ...]
    problems: tuple[Problem, ...]


@frozen(kw_only=True)
class _Layout:
    """The header's rows by index, every column's heading, and which columns hold what."""

    first: int
    last: int
    headings: Cells
    columns: Mapping[Heading, tuple[int, ...]]
    flags: Mapping[int, str]

    @property
    def name(self) -> int:
        """The column of names."""
        return self.columns[Heading.NAME][0]

    @property
    def used(self) -> frozenset[int]:
        """The columns something is registered from."""
        return frozenset(self.flags).union(*self.columns.values())


def parse_kind(text: str) -> OrganisationKind | None:
    """Return the kind a code or a Chinese word means, or ``None`` for any other text."""
    word = one_width(text).lower()
    known = (kind for kind in OrganisationKind if word == kind or word in KIND_WORDS[kind])
    return next(known, None)


def kind_word(kind: OrganisationKind) -> str:
    """Return the usual word for a kind."""
    return KIND_WORDS[kind][0]


def split_list(text: str) -> tuple[str, ...]:
    """Return the items of a list as people write it in one cell, each once."""
    items = (item.strip() for item in _LIST.split(text))
    return tuple(dict.fromkeys(item for item in items if item and item not in _BLANK))


def read_unit_table(rows: Sequence[Cells], *, sheet: str = "") -> UnitTable | None:
    """Read a table from the text of its rows; ``None`` when no row of it is a header.

    ``rows`` start at row 1 of the sheet, with the value of merged cells repeated.
    ``sheet`` names the sheet where there are several; problems leave it out.
    """
    width = max(map(len, rows), default=0)
    rows = [(*cells, *[""] * (width - len(cells))) for cells in rows]
    layout = _find_layout(rows)
    if layout is None:
        return None
    read = tuple(_read_rows(rows, layout, sheet=sheet))
    return UnitTable(
        rows=tuple(row for row in read if isinstance(row, UnitRow)),
        head=tuple(number for number in range(1, layout.last + 2) if any(rows[number - 1])),
        problems=(
            *_unused(rows, layout),
            *(row for row in read if isinstance(row, Problem)),
        ),
    )


def _find_layout(rows: Sequence[Cells]) -> _Layout | None:
    """Return the layout of the first header among the top rows."""
    for first, cells in enumerate(rows[:_TITLE_ROWS]):
        headings = tuple(map(_heading_text, cells))
        known = {heading for text in headings if (heading := _meaning(text))}
        if Heading.NAME in known and (len(known) > 1 or len(set(filter(None, headings))) == 1):
            return _layout(rows, first, headings)
    return None


def _heading_text(cell: str) -> str:
    """Return a heading without width, space, star, and a remark in brackets that adds nothing."""
    text = one_width(cell).strip("*")
    remarked = _REMARK.fullmatch(text)
    return remarked[1] if remarked else text


def _meaning(text: str) -> Heading | None:
    """Return what a column with this whole heading holds, if it is known."""
    if text in FLAGS:
        return Heading.MARKS
    return next((heading for heading in Heading if text in heading.value), None)


def _layout(rows: Sequence[Cells], first: int, top: Cells) -> _Layout:
    """Settle what every column holds under the header that starts in this row."""
    names = [column for column, text in enumerate(top) if _meaning(text) is Heading.NAME]
    lines = [top]
    for cells in rows[first + 1 : first + _HEADER_ROWS]:
        line = tuple(map(_heading_text, cells))
        if any(line[column] != top[column] for column in names):
            break
        lines.append(line)
    headings = tuple(_whole_heading(parts) for parts in zip(*lines, strict=True))
    return _Layout(
        first=first,
        last=first + len(lines) - 1,
        headings=headings,
        columns=dict(_columns(headings)),
        flags={column: FLAGS[text] for column, text in enumerate(headings) if text in FLAGS},
    )


def _whole_heading(parts: Cells) -> str:
    """Return a column's heading with the groups above it, but for those that add nothing."""
    said = [part for part in dict.fromkeys(parts) if part]
    return "·".join([part for part in said if part not in _GROUPS] or said)


def _columns(headings: Cells) -> Iterator[tuple[Heading, tuple[int, ...]]]:
    """Yield the columns of each meaning: the best one, or all that list aliases or marks."""
    for heading in Heading:
        found = [column for column, text in enumerate(headings) if text in heading.value]
        if not found or heading in {Heading.OTHER, Heading.IGNORED}:
            continue
        several = heading in {Heading.ALIASES, Heading.MARKS}
        best = min(heading.value.index(headings[column]) for column in found)
        yield heading, tuple(found) if several else (headings.index(heading.value[best]),)


def _unused(rows: Sequence[Cells], layout: _Layout) -> Iterator[Problem]:
    """Report the columns nothing is registered from, with or without a heading."""
    where = f"第{layout.last + 1}行"
    for column, text in enumerate(layout.headings):
        if column in layout.used or text in Heading.IGNORED.value:
            continue
        if text:
            yield Problem(where, f"不用“{text}”这一列，其内容没有读入。", "warning")
        elif any(cells[column].strip() for cells in rows[layout.last + 1 :]):
            yield Problem(f"第{column + 1}列", "没有表头，其内容没有读入。", "warning")


def _read_rows(
    rows: Sequence[Cells], layout: _Layout, *, sheet: str
) -> Iterator[UnitRow | Problem]:
    """Yield every row under the header that has any text, with a note where it was completed."""
    above: Cells = ()
    for number, given in enumerate(rows[layout.last + 1 :], start=layout.last + 2):
        cells = tuple(cell.strip() for cell in given)
        if _is_empty(cells, layout):
            continue
        where = f"第{number}行"
        if aside := _aside(cells, layout):
            yield Problem(where, f"是{aside}，没有读入。", "note")
            above = ()
            continue
        completed = _completed(cells, above)
        if completed != cells:
            yield Problem(where, "“同上”处沿用上一行的内容。", "note")
        above = completed
        yield _unit_row(completed, layout, number=number, sheet=sheet)


def _is_empty(cells: Cells, layout: _Layout) -> bool:
    """Tell whether a row holds nothing, or its running number only."""
    return all(
        not cell or (cell.isdecimal() and layout.headings[column] in Heading.IGNORED.value)
        for column, cell in enumerate(cells)
    )


def _aside(cells: Cells, layout: _Layout) -> str:
    """Say what a row is that is about no unit, or nothing."""
    said = [one_width(cell) for cell in cells if cell]
    if _heading_text(cells[layout.name]) == layout.headings[layout.name]:
        return "重复的表头"
    if said[0] in _TOTALS:
        return "合计行"
    if len(said) > 1 and len(set(said)) == 1:
        return "分组标题或落款"
    if not any(cells[column] for column in layout.used):
        return "没有单位信息的行"
    return ""


def _completed(cells: Cells, above: Cells) -> Cells:
    """Put in what 同上 stands for, where there is a row above."""
    if not above:
        return cells
    return tuple(
        upper if cell in _DITTO else cell for cell, upper in zip(cells, above, strict=True)
    )


def _unit_row(cells: Cells, layout: _Layout, *, number: int, sheet: str) -> UnitRow:
    """Turn one row's cells into the record."""

    def said(heading: Heading) -> list[str]:
        texts = (cells[column] for column in layout.columns.get(heading, ()))
        return [text for text in texts if text and text not in _BLANK]

    def one(heading: Heading) -> str:
        return "".join(said(heading))

    is_enterprise = layout.headings[layout.name] in _ENTERPRISE_NAMES

    return UnitRow(
        number=number,
        sheet=sheet,
        name=" ".join(one(Heading.NAME).split()),
        kind=one(Heading.KIND),
        identity=one_width(one(Heading.IDENTITY)),
        aliases=split_list("、".join(said(Heading.ALIASES))),
        marks=split_list("、".join(said(Heading.MARKS))),
        flags=tuple((mark, cells[column]) for column, mark in layout.flags.items()),
        territory=one(Heading.TERRITORY),
        credit_code=one(Heading.CREDIT_CODE),
        implied=OrganisationKind.ENTERPRISE if is_enterprise else None,
        line=cells,
    )
