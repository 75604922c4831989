"""密级标志: the marks of state secrets, which have no place here (保守国家秘密法第29至31条)."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FIRST_ROWS: Final = 20
"""Within how many rows of a sheet a mark is looked for: it stands above the table."""
REFUSAL: Final = (
    "涉密的内容不能在非涉密计算机上处理，没有写入；请停止操作，并报告本单位保密工作机构。"
)
"""What is said of a text or an evidence file that bears a mark; never the text itself."""

_LEVEL: Final = r"(?:绝\s*密|机\s*密|秘\s*密)"
_TERM: Final = r"(?:长期|解密|启用前|[\d一二三四五六七八九十]+\s*(?:年|个月|月))"
_MARK: Final = re.compile(
    rf"{_LEVEL}\s*[★☆＊*]"
    rf"|密\s*级\s*[:：]?\s*[(（]?{_LEVEL}级?(?![\w一-龥])"
    rf"|^\s*[【\[(（]?\s*{_LEVEL}级?\s*[】\])）]?\s*[·、.\s]?\s*{_TERM}?\s*$"
)


def has_mark(texts: Iterable[str]) -> bool:
    """Tell whether a text among some bears a mark: 机密★10年, 密级：秘密, or just 绝密.

    商业秘密, 国家秘密 and the like in a sentence are no marks.
    """
    return any(map(_MARK.search, texts))


def marked_row(rows: Iterable[Sequence[str]]) -> int | None:
    """Return the number of the first of a table's first rows that bears a mark."""
    first = enumerate(islice(rows, FIRST_ROWS), start=1)
    return next((number for number, cells in first if has_mark(cells)), None)
