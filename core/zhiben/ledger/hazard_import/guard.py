"""What is taken out of a table before anything is read from it: who reported to the authorities.

举报人的身份 (安全生产法第73条, 安全生产领域举报奖励办法第16条) has no place in the ledger, in a
list of repairs or in a file of rejected rows: so it is gone before any of these is made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from zhiben.ledger.hazard_tables.headings import Field
from zhiben.ledger.hazard_tables.headings_layout import find_header
from zhiben.ledger.hazard_tables.headings_mapping import claim_columns, map_headings
from zhiben.ledger.privacy.masking import mask_text
from zhiben.model.hazards import Channel

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from zhiben.ledger.hazard_tables.headings import Dictionary, Target
    from zhiben.ledger.hazard_tables.headings_layout import Header
    from zhiben.ledger.hazard_tables.headings_mapping import Column
    from zhiben.ledger.tables import Cells

HIDDEN: Final = "〔举报人信息不写入〕"
"""What stands in place of everything in a column about reporters."""

_PERSON: Final = "(?:举报|投诉|检举|控告|反映|信访|来电|来访|来信|诉求|报料|爆料|线索提供)"
_REPORTER: Final = re.compile(
    rf"{_PERSON}(?:人|者|群众|市民|职工|员工)"
    rf"|{_PERSON}[^时日期内渠方途类编问事]{{0,3}}(?:姓名|名字|电话|手机|号码|联系|身份证|住址|地址|单位|微信)"
)
_OF_PERSONS: Final = re.compile(
    "姓名|电话|手机|联系方式|联系人|身份证|住址|家庭地址|微信|QQ|qq|邮箱"
)
_OF_OTHERS: Final = re.compile(
    "责任|负责|企业|单位|包案|整改|督办|验收|检查|核查|办理|承办|处理|填报|填表|主管"
)
_NAMED: Final = re.compile(rf"({_PERSON}(?:人|者|群众)(?:姓名)?\s*[:：为是]\s*)[^\s,，。;；、:：]+")
_WORD: Final = "举报"
_WRITTEN: Final = frozenset(
    {Field.DESCRIPTION, Field.LOCATION, Field.MEASURES, Field.BASIS, Field.EXTRA, Field.STATUS}
    | {Field.REPORTED, Field.ACCEPTANCE, Field.PUBLISHED, Field.CONTINGENCY, Field.ENTERPRISE}
)
"""Fields in which people write sentences, and in these who told them."""


class Guarded(NamedTuple):
    """A table without what tells of reporters; ``hidden`` are the names of columns emptied.

    ``masked`` are the rows, as the sheet numbers them, in which a phone or a name was covered.
    """

    rows: Sequence[Cells]
    hidden: tuple[str, ...] = ()
    masked: tuple[int, ...] = ()


def guarded(
    rows: Sequence[Cells],
    *,
    dictionary: Dictionary,
    targets: Mapping[str, Target],
    channel: Channel | None,
) -> Guarded:
    """Return a table's rows without what tells of reporters.

    Args:
        rows: the cells of a sheet, all rows equally wide.
        dictionary: what headings mean.
        targets: the user's map, by the names of columns.
        channel: how all hazards of the table came to be known, if they came one way.
    """
    header = find_header(rows, dictionary=dictionary.extended(map_headings(targets)))
    if header is None:
        return Guarded(rows)
    columns = claim_columns(header, dictionary=dictionary, targets=targets)
    told = list(_reported(rows, header, columns, channel=channel))
    hidden = {
        one.index: HIDDEN if one.field is Field.EXTRA else ""
        for one in columns
        if _is_hidden(one, is_reported=bool(told))
    }
    if not hidden and not told:
        return Guarded(rows)
    kept = list(rows)
    for place in range(header.start, len(kept)) if hidden else ():
        kept[place] = _emptied(kept[place], hidden)
    masked = _cover(kept, told, columns)
    names = tuple(columns[index].name for index in sorted(hidden))
    return Guarded(kept, names, masked)


def _cover(kept: list[Cells], told: Sequence[int], columns: Sequence[Column]) -> tuple[int, ...]:
    """Cover the phones and names in what was reported, and return the rows that had some."""
    written = [one.index for one in columns if not _WRITTEN.isdisjoint(one.rule.fields)]
    masked = []
    for place in told:
        covered = _covered(kept[place], written)
        if covered != kept[place]:
            kept[place] = covered
            masked.append(place + 1)
    return tuple(masked)


def _reported(
    rows: Sequence[Cells], header: Header, columns: Sequence[Column], *, channel: Channel | None
) -> Iterator[int]:
    """Yield the rows below a header that tell of what somebody reported."""
    ways = [one.index for one in columns if Field.CHANNEL in one.rule.fields]
    for place in range(header.start, len(rows)):
        said = [rows[place][index] for index in ways if rows[place][index].strip()]
        if channel is Channel.REPORT or any(_WORD in text for text in said):
            yield place


def _is_hidden(column: Column, *, is_reported: bool) -> bool:
    """Tell whether a column is about a reporter."""
    if _REPORTER.search(column.name):
        return True
    is_open = column.field is Field.EXTRA
    is_person = _OF_PERSONS.search(column.name) and not _OF_OTHERS.search(column.name)
    return bool(is_reported and is_open and is_person)


def _emptied(cells: Cells, hidden: Mapping[int, str]) -> Cells:
    """Return a row with a mark, or nothing, in place of what it tells of a reporter."""
    return tuple(hidden.get(i, cell) if cell else cell for i, cell in enumerate(cells))


def _covered(cells: Cells, written: Collection[int]) -> Cells:
    """Return a row with the phones and names in its sentences covered."""
    return tuple(
        _NAMED.sub(r"\1***", mask_text(cell)) if i in written and cell else cell
        for i, cell in enumerate(cells)
    )
