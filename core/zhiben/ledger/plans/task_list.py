"""任务清单: the table of a sub-plan's tasks as offices keep it, read into a sector's tasks.

A column counts only when its whole heading is known. Nothing is guessed silently: what a
row leaves open makes a note or a reason for refusing it, and every row is accepted,
refused or passed over as no task.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from attrs import frozen

from zhiben.dates.numerals import NUMERAL, number
from zhiben.errors import Problem
from zhiben.ledger.plans.task_timing import timing_of
from zhiben.ledger.progress_import.table import SkippedRow
from zhiben.ledger.tables import ORIGINAL_ROW, REJECT_REASON, Cells, one_width
from zhiben.spec.records import SectorTask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Column(Enum):
    """What a column holds; the values are the headings seen in offices' lists, best first."""

    ORDINAL = ("序号",)
    WORDING = (
        "重点工作任务", "工作任务", "任务名称", "主要任务", "重点任务", "具体任务",
        "任务", "任务内容", "工作内容",
    )  # fmt: skip
    MEASURE = ("措施编号", "措施序号", "对应措施", "措施")
    LEADS = ("牵头责任单位", "牵头单位", "牵头部门", "责任单位", "责任部门")
    SUPPORTS = ("配合责任单位", "配合单位", "配合部门", "参与单位")
    DUE = ("完成时限", "完成期限", "办结时限", "时限要求", "期限", "时限", "完成时间")
    CYCLE = ("周期", "频次", "开展频次", "报送周期")
    FIELD = ("行业领域", "领域")
    IGNORED = (ORIGINAL_ROW, REJECT_REASON)


@frozen(kw_only=True)
class Terms:
    """What the table itself does not say.

    ``code`` is the sector's, ``source`` the key of the publication the tasks cite.
    ``measure`` is that of rows which name none. ``issued`` is the date of the document,
    from which a deadline without a year takes it; without it such a deadline stays open.
    """

    code: str
    source: str
    measure: str | None = None
    issued: date | None = None


@frozen(kw_only=True)
class ListedTask:
    """A row taken for a task; ``notes`` say what of it a person should look at."""

    number: int
    task: SectorTask
    notes: tuple[str, ...] = ()


@frozen(kw_only=True)
class RefusedRow:
    """A row about a task that cannot be taken as it stands, and why."""

    number: int
    line: Cells
    reason: str


@frozen(kw_only=True)
class TaskList:
    """A list as read: every row under the header with any text is in one of the three.

    ``head`` numbers the rows above the tasks that a copy of the table must keep.
    ``problems`` are warnings about the table as a whole.
    """

    accepted: tuple[ListedTask, ...]
    refused: tuple[RefusedRow, ...]
    skipped: tuple[SkippedRow, ...]
    head: tuple[int, ...]
    problems: tuple[Problem, ...]


_TITLE_ROWS: Final = 30
_TOTALS: Final = frozenset({"合计", "总计", "小计"})
_SEPARATORS: Final = re.compile(r"[、，,；;\n]+")
_MEASURE: Final = re.compile(rf"(?:措施|第)*(\d{{1,3}}|{NUMERAL})(?:条|项)?(?:措施)?")
_IDENTITY: Final = re.compile(r"[0-9A-Za-z]+(?:[-.][0-9A-Za-z]+)+")
_NO_HEADER: Final = (
    "没有找到表头：要有一行写着“重点任务”（或“任务”“任务名称”），"
    "同一行还有“牵头单位”“措施编号”“完成时限”“周期”之一，列名须完整。"
)


def has_task_list(rows: Sequence[Cells]) -> bool:
    """Tell whether a sheet has the header of a task list."""
    return _header(rows) is not None


def read_task_list(rows: Sequence[Cells], *, terms: Terms) -> TaskList | tuple[Problem, ...]:
    """Read a list from the text of its rows, or say why it is none.

    ``rows`` start at row 1 of the sheet and are equally wide; merged cells repeat their value.
    """
    header = _header(rows)
    if header is None:
        return (Problem("", _NO_HEADER),)
    last, columns = header
    below = [(at, cells) for at, cells in enumerate(rows[last + 1 :], start=last + 2) if any(cells)]
    asides = {at: _aside(cells, columns, repeats=rows[last]) for at, cells in below}
    about = [_Row(number=at, cells=cells, columns=columns) for at, cells in below if not asides[at]]
    read = [
        _read(row, place, terms=terms) for row, place in zip(about, _places(about), strict=True)
    ]
    return TaskList(
        accepted=tuple(one for one in read if isinstance(one, ListedTask)),
        refused=tuple(one for one in read if isinstance(one, RefusedRow)),
        skipped=tuple(SkippedRow(number=at, reason=why) for at, why in asides.items() if why),
        head=tuple(at for at in range(1, last + 2) if any(rows[at - 1])),
        problems=tuple(_unused(rows[last], columns, where=f"第{last + 1}行")),
    )


Columns = Mapping[Column, int]


@frozen(kw_only=True)
class _Row:
    """One row about a task."""

    number: int
    cells: Cells
    columns: Columns

    def text(self, column: Column) -> str:
        """Return what the row says in a column, on one line."""
        if column not in self.columns:
            return ""
        return normalize("NFC", re.sub(r"\s*\n\s*", "", self.cells[self.columns[column]])).strip()

    def names(self, column: Column) -> tuple[str, ...]:
        """Return the names a cell lists."""
        cell = self.cells[self.columns[column]] if column in self.columns else ""
        names = (normalize("NFC", name).strip() for name in _SEPARATORS.split(cell))
        return tuple(dict.fromkeys(filter(None, names)))


@frozen(kw_only=True)
class _Place:
    """How a row is numbered: in its code, and in what is cited."""

    number: int
    cited: str


def _header(rows: Sequence[Cells]) -> tuple[int, Columns] | None:
    """Return the index of the header's last row, and what each column holds."""
    for index, cells in enumerate(rows[:_TITLE_ROWS]):
        columns = _columns(cells)
        if Column.WORDING in columns and len(columns.keys() - {Column.ORDINAL}) > 1:
            below = rows[index + 1] if index + 1 < len(rows) else ()
            return (index + 1, _columns(below)) if _goes_on(cells, below) else (index, columns)
    return None


def _columns(cells: Cells) -> dict[Column, int]:
    """Return the best column for each meaning that a row of headings names."""
    texts = [one_width(cell).strip("*") for cell in cells]
    named = ((kind, word) for kind in Column for word in reversed(kind.value) if word in texts)
    return {kind: texts.index(word) for kind, word in named if kind is not Column.IGNORED}


def _goes_on(cells: Cells, below: Cells) -> bool:
    """Tell whether a row below a header parts some of its headings, and repeats the others."""
    pairs = list(zip(cells, below, strict=False))
    known = {word for kind in Column for word in kind.value}
    parts = [lower for upper, lower in pairs if lower != upper]
    return bool(parts) and all(one_width(lower) in known for lower in parts)


def _aside(cells: Cells, columns: Columns, *, repeats: Cells) -> str:
    """Say what a row is that is about no task, or nothing."""
    if cells == repeats:
        return "重复的表头"
    filled = {text for cell in cells if (text := one_width(cell))}
    if filled & _TOTALS:
        return "合计行"
    if len(filled) > 1:
        return ""
    naming = [kind for kind, column in columns.items() if cells[column].strip()]
    return "" if naming == [Column.WORDING] else "分组标题或落款"


def _places(rows: Sequence[_Row]) -> Iterator[_Place]:
    """Yield how each row is numbered: by the 序号 when it numbers all of them, else by position."""
    ordinals = [one_width(row.text(Column.ORDINAL)) for row in rows]
    numbers = [int(text) for text in ordinals if text.isdecimal() and int(text)]
    is_numbered = len(set(numbers)) == len(rows)
    for position, row in enumerate(rows, start=1):
        if is_numbered:
            place = numbers[position - 1]
            yield _Place(number=place, cited=f"序号{place}")
        else:
            yield _Place(number=position, cited=f"第{row.number}行")


def _read(row: _Row, place: _Place, *, terms: Terms) -> ListedTask | RefusedRow:
    """Return the task of a row, or why there is none."""
    title = row.text(Column.WORDING)
    measure = _measure(row.text(Column.MEASURE)) or terms.measure
    reason = _refusal(row, title=title, measure=measure)
    if reason or measure is None:
        return RefusedRow(number=row.number, line=row.cells, reason=reason)
    timing = timing_of(row.text(Column.DUE), cycle=row.text(Column.CYCLE), issued=terms.issued)
    task = SectorTask(
        code=f"{terms.code}-T-{place.number}",
        measure=measure,
        title=title,
        kind=timing.kind,
        source=terms.source,
        place=place.cited,
        due=timing.due,
        due_text=timing.text,
        soft=timing.soft,
        every=timing.every,
        at_least=timing.at_least,
        due_day=timing.due_day,
        leads=row.names(Column.LEADS),
        supports=row.names(Column.SUPPORTS),
        field=row.text(Column.FIELD) or None,
    )
    return ListedTask(number=row.number, task=task, notes=timing.notes)


def _refusal(row: _Row, *, title: str, measure: str | None) -> str:
    """Say why a row cannot be taken, or nothing."""
    said = row.text(Column.MEASURE)
    if not title:
        return "没有写任务内容。"
    if said and _measure(said) is None:
        return f"措施“{said}”不是编号，请写成方案里的措施编号，如 13。"
    return "" if measure else "没有写落实方案的哪条措施，请补上措施编号，或用 --measure 指明。"


def _measure(text: str) -> str | None:
    """Return the id of the measure a cell names, if it is a number or an id."""
    plain = one_width(text)
    if found := _MEASURE.fullmatch(plain):
        return str(number(found[1]))
    return plain if _IDENTITY.fullmatch(plain) else None


def _unused(cells: Cells, columns: Columns, *, where: str) -> Iterator[Problem]:
    """Report headings whose columns are not read."""
    used: Iterable[int] = columns.values()
    for index, cell in enumerate(cells):
        text = one_width(cell).strip("*")
        if text and index not in used and text not in Column.IGNORED.value:
            yield Problem(where, f"不用“{text}”这一列，其内容没有读入。", "warning")
