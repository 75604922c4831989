"""What commands print: aligned tables, Markdown, csv and JSON, and notes beside them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.exits import problem_line

if TYPE_CHECKING:
    from zhiben.errors import Problem

Rows = Sequence[Sequence[object]]

FORMATS: Final = ("table", "json")
_CONTROLS: Final = dict.fromkeys((*range(10), *range(11, 32), *range(127, 160)), " ")
"""Every control character but the line break."""


def show_table(headers: Sequence[str], rows: Rows, *, title: str = "") -> None:
    """Print a table whose wide characters line up; an empty one says 无."""
    if title:
        click.echo(f"\n{title}")
    click.echo(table_text(headers, rows) if rows else "（无）")


def table_text(headers: Sequence[str], rows: Rows, *, form: str = "simple") -> str:
    """Return a table as text, in one of tabulate's forms."""
    from tabulate import tabulate

    shown = [[_shown(cell) for cell in row] for row in rows]
    return tabulate(shown, headers=headers, tablefmt=form, disable_numparse=True)


def markdown_text(headers: Sequence[str], rows: Rows) -> str:
    """Return a table in Markdown, with the bars inside cells escaped."""
    escaped = [[_shown(cell).replace("|", "\\|").replace("\n", " ") for cell in r] for r in rows]
    return table_text(headers, escaped, form="pipe")


def csv_text(headers: Sequence[str], rows: Rows) -> str:
    """Return a table as csv that a spreadsheet shows and never computes."""
    import csv
    import io

    from zhiben.io.texttables import escape_cell

    text = io.StringIO(newline="")
    lines = (
        [escape_cell(_shown(cell)) if isinstance(cell, str) else _shown(cell) for cell in row]
        for row in (headers, *rows)
    )
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def show_csv(headers: Sequence[str], rows: Rows) -> None:
    """Print csv; into a file in UTF-8 with the mark by which spreadsheets know it."""
    import codecs

    is_utf8 = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    mark = "\ufeff" if is_utf8 and not sys.stdout.isatty() else ""
    click.echo(mark + csv_text(headers, rows), nl=False)


def show_json(value: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print JSON, with escapes for what the console's encoding lacks."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2)
    click.echo(text)


def note(text: str) -> None:
    """Tell something beside the result, where it disturbs no pipe; numbers of people masked."""
    from zhiben.ledger.privacy.masking import mask_text

    click.echo(mask_text(f"说明：{text}"), err=True)


def show_problems(problems: Iterable[Problem]) -> None:
    """Print problems, one a line."""
    for problem in problems:
        click.echo(problem_line(problem))


def _shown(cell: object) -> str:
    """Return a cell's text; what is not there is blank, and so is what would steer a terminal."""
    return "" if cell is None else str(cell).translate(_CONTROLS)
