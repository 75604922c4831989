"""The office's own words for the columns of hazard tables: a table of headings and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zhiben.errors import DataError, Problem, nearest_names
from zhiben.io.tables import read_sheets
from zhiben.ledger.hazard_tables.headings import LABELS, Field, Rule, heading_text, parse_target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from zhiben.io.sheets import Row

COLUMNS: Final = ("列名", "字段", "上级列名")
"""The columns of such a table; the last one may be left out."""


def read_headings(path: Path) -> tuple[Rule, ...]:
    """Read the office's own headings; they count before all others.

    Raises:
        DataError: with everything that is wrong with the file.
        EnvironmentFailure: the machine does not let the file be read.
    """
    rows = [row for row in read_sheets(path)[0].rows if any(row.cells)]
    given = [*map(str.strip, filter(None, rows[0].cells))] if rows else []
    if given not in (list(COLUMNS), list(COLUMNS[:2])):
        message = f"第一行应是列名：{'、'.join(COLUMNS)}（上级列名可以没有）。"
        raise DataError([Problem(path.name, message)])
    problems = [problem for row in rows[1:] for problem in _faults(path, row)]
    if problems:
        raise DataError(problems)
    return tuple(_rule(row.cells) for row in rows[1:])


def _faults(path: Path, row: Row) -> Iterator[Problem]:
    """Yield what is wrong with a row."""
    heading, word, _ = _cells(row.cells)
    target = parse_target(word)
    if not heading or not word:
        yield Problem(f"{path.name} 第 {row.number} 行", "列名和字段都要写。")
    elif target is None or target.unit:
        near = nearest_names(word, [*Field, *LABELS.values()], most=1)
        hint = f"，是不是“{near[0]}”？" if near else "，可以用的见 zhiben hazard headings。"
        yield Problem(f"{path.name} B{row.number}", f"没有叫“{word}”的字段{hint}")


def _rule(cells: Sequence[str]) -> Rule:
    """Return the rule of a row without faults."""
    heading, word, group = _cells(cells)
    target = parse_target(word)
    assert target is not None  # noqa: S101 - told as a fault before
    groups = (heading_text(group),) if group else ()
    return Rule(heading=heading_text(heading), fields=(target.field,), groups=groups)


def _cells(cells: Sequence[str]) -> tuple[str, str, str]:
    """Return the three cells of a row."""
    heading, word, group = (*(cell.strip() for cell in cells[:3]), "", "")[:3]
    return heading, word, group
