"""The workbook of a checklist: a sheet that looks right on paper, with drop-downs to fill in."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from decimal import Decimal
from itertools import groupby
from math import ceil
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from unicodedata import east_asian_width

from zhiben.io.checklist_sheets import ANSWER, HEAD, KEY, SHEET_NAME, grid_of
from zhiben.io.sheets import column_letter
from zhiben.ledger.indicators.bodies import number_text
from zhiben.model.indicators import SCALES
from zhiben.spec.records import FactType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from zhiben.ledger.inspections.form import Question
    from zhiben.ledger.inspections.form import Sheet as Checklist

OPTIONS_NAME: Final = "选项"
FIRST: Final = len(HEAD) + 4
"""The row of the first question: behind title, lines to fill in, advice and headings."""

_WIDTHS: Final = (5, 22, 26, 20, 36, 7, 16, 16, 1.5)
_LINE: Final = 14.5
_HIGHEST: Final = 400
"""What every spreadsheet program takes for the height of a row."""
_MOST_INLINE: Final = 250
_MOST_PROMPT: Final = 250
_LARGEST: Final = 10**15
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FONT: Final = "宋体"


def workbook_bytes(sheet: Checklist) -> bytes:
    """Return the workbook of a checklist."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    page.title = SHEET_NAME
    book.properties.title, book.properties.creator = sheet.checklist.title, "zhiben"
    for number, cells in enumerate(grid_of(sheet), start=1):
        for column, text in enumerate(cells, start=1):
            _write(page.cell(number, column), text)
    _dress(page, sheet.questions)
    _offer_answers(book, page, sheet.questions)
    _set_up_print(page)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write(cell: Any, text: str) -> None:
    """Write a text that is never taken for a formula, a number or an error."""
    if text:
        plain = _UNWRITABLE.sub(" ", text)
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", plain)
        cell.data_type = "s"


def _dress(page: Worksheet, questions: Sequence[Question]) -> None:
    """Give the sheet its widths, heights, borders and merged cells."""
    from openpyxl.styles import Alignment, Font

    for column, width in enumerate(_WIDTHS):
        page.column_dimensions[column_letter(column)].width = width
    _dress_head(page)
    _dress_rows(page, questions)
    last = FIRST + len(questions) - 1
    for (cell,) in page.iter_rows(min_row=1, max_row=last, min_col=KEY + 1, max_col=KEY + 1):
        cell.font = Font(name=_FONT, size=6, color="BFBFBF")
        cell.alignment = Alignment(horizontal="fill", vertical="center")
    page.freeze_panes = f"A{FIRST}"


def _dress_head(page: Worksheet) -> None:
    """Dress what stands above the questions."""
    from openpyxl.styles import Alignment, Font, PatternFill

    last = column_letter(KEY - 1)
    page.merge_cells(f"A1:{last}1")
    page["A1"].font = Font(name=_FONT, size=16, bold=True)
    page["A1"].alignment = Alignment(horizontal="center", vertical="center")
    page.row_dimensions[1].height = 30
    for row in range(2, len(HEAD) + 2):
        page.merge_cells(f"A{row}:B{row}")
        page.merge_cells(f"C{row}:{last}{row}")
        _frame(page, row, fill=False)
        _to_fill_in(page[f"C{row}"], is_left=True)
        page.row_dimensions[row].height = 20
    advice, headings = len(HEAD) + 2, FIRST - 1
    page.merge_cells(f"A{advice}:{last}{advice}")
    page[f"A{advice}"].font = Font(name=_FONT, size=9)
    page[f"A{advice}"].alignment = Alignment(wrap_text=True, vertical="center")
    page.row_dimensions[advice].height = 28
    _frame(page, headings, fill=False)
    for (cell,) in zip(page[f"A{headings}:{last}{headings}"][0], strict=True):
        cell.font = Font(name=_FONT, size=10.5, bold=True)
        cell.fill = PatternFill("solid", fgColor="D9D9D9")
        cell.alignment = Alignment(horizontal="center", vertical="center")
    page.row_dimensions[headings].height = 20


def _dress_rows(page: Worksheet, questions: Sequence[Question]) -> None:
    """Dress the questions: an item's own cells are merged over its rows, which are high enough."""
    row = FIRST
    for _, group in groupby(questions, key=attrgetter("number")):
        ones = list(group)
        end = row + len(ones) - 1
        shared = max(
            _lines(page.cell(row, column).value, _WIDTHS[column - 1]) for column in (2, 3, 4)
        )
        own = [_lines(page.cell(one, 5).value, _WIDTHS[4]) for one in range(row, end + 1)]
        missing = max(shared - sum(own), 0) / len(ones)
        for number, lines in zip(range(row, end + 1), own, strict=True):
            height = max((lines + missing) * _LINE + 4, 20)
            page.row_dimensions[number].height = min(height, _HIGHEST)
            _frame(page, number, fill=True)
        if len(ones) > 1:
            for column in range(1, 5):
                letter = column_letter(column - 1)
                page.merge_cells(f"{letter}{row}:{letter}{end}")
        row = end + 1


def _frame(page: Worksheet, row: int, *, fill: bool) -> None:
    """Draw the lines of a row, and show which cells are to be filled in."""
    from openpyxl.styles import Alignment, Border, Font, Side

    line = Side(style="thin", color="808080")
    for column in range(1, KEY + 1):
        cell = page.cell(row, column)
        cell.border = Border(left=line, right=line, top=line, bottom=line)
        cell.font = Font(name=_FONT, size=10.5)
        centred = "center" if column in {1, 6, ANSWER + 1} else "left"
        cell.alignment = Alignment(horizontal=centred, vertical="center", wrap_text=True)
    if fill:
        for column in (ANSWER + 1, ANSWER + 2):
            _to_fill_in(page.cell(row, column), is_left=column > ANSWER + 1)


def _to_fill_in(cell: Any, *, is_left: bool) -> None:
    """Show that a cell is to be filled in; what is written there stays as it is written."""
    from openpyxl.styles import Alignment, PatternFill

    cell.fill = PatternFill("solid", fgColor="FFFBE6")
    cell.number_format = "@"
    side = "left" if is_left else "center"
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)


def _offer_answers(book: Workbook, page: Worksheet, questions: Sequence[Question]) -> None:
    """Give every answer its drop-down, its bounds or a hint, one rule for all that share it."""
    from openpyxl.worksheet.datavalidation import DataValidation

    cells: dict[_Rule, list[str]] = defaultdict(list)
    for row, question in enumerate(questions, start=FIRST):
        rule = _rule_of(question)
        cell = page.cell(row, ANSWER + 1)
        cell.number_format = rule.number_format
        cells[rule].append(cell.coordinate)
    day = f"C{[key for key, _ in HEAD].index('#date') + 2}"
    page[day].number_format = _DAY.number_format
    cells[_DAY].append(day)
    listed = [rule.options for rule in cells if rule.options and not _fits_inline(rule.options)]
    _write_options(book, listed)
    for rule, found in cells.items():
        validation = DataValidation(sqref=" ".join(found), **_settings(rule, listed))
        page.add_data_validation(validation)


class _Rule(NamedTuple):
    """What a cell takes: one of some options, or a kind of value between two bounds."""

    kind: str | None
    hint: str = ""
    bounds: tuple[str, str] | None = None
    options: tuple[str, ...] = ()
    number_format: str = "@"


_DAY: Final = _Rule(
    "date",
    "填日期，如 2024-05-03",
    # 1900-01-01 and 2199-12-31, as spreadsheets count days.
    bounds=("1", "109574"),
    number_format="yyyy-mm-dd",
)


def _rule_of(question: Question) -> _Rule:
    """Return what the answer to a question may be."""
    fact = question.fact
    if question.options:
        return _Rule("list", options=question.options)
    if fact is None or fact.type is FactType.DATE:
        return _DAY
    # Programs turn 85% into 0.85 wherever a number is expected; as a text it stays what it is.
    if fact.type not in {FactType.INTEGER, FactType.NUMBER} or fact.unit in SCALES:
        return _Rule(None, question.hint)
    bounds = (
        -_LARGEST if fact.least is None else fact.least,
        _LARGEST if fact.most is None else fact.most,
    )
    low, high = (number_text(Decimal(str(bound))) for bound in bounds)
    kind = "whole" if fact.type is FactType.INTEGER else "decimal"
    return _Rule(kind, question.hint, bounds=(low, high), number_format="General")


def _settings(rule: _Rule, listed: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    """Return a rule as openpyxl wants it.

    Options are strict. Other rules ask again, and take a text if the inspector insists.
    """
    if rule.options:
        text = f'"{",".join(rule.options)}"'
        return {
            "type": "list",
            "formula1": _range(listed, rule.options) if rule.options in listed else text,
            "allow_blank": True,
            "showErrorMessage": True,
            "errorTitle": "请选择",
            "error": "请从下拉框里选一项；没有查明的选“不清楚”或空着。",
        }
    low, high = rule.bounds or (None, None)
    return {
        "type": rule.kind,
        "operator": "between",
        "formula1": low,
        "formula2": high,
        "allow_blank": True,
        "errorStyle": "warning",
        "showErrorMessage": rule.bounds is not None,
        "errorTitle": "请核对",
        "error": f"请{rule.hint}；没有查明的空着。"[:_MOST_PROMPT],
        "showInputMessage": True,
        "promptTitle": "怎样填",
        "prompt": rule.hint[:_MOST_PROMPT],
    }


def _fits_inline(options: Sequence[str]) -> bool:
    """Tell whether options can be written into the rule itself, as every program reads it."""
    joined = ",".join(options)
    return len(joined) <= _MOST_INLINE and not any(re.search('[,"]', one) for one in options)


def _write_options(book: Workbook, listed: Sequence[Sequence[str]]) -> None:
    """Write longer lists of options on a sheet of their own that nobody sees."""
    if not listed:
        return
    page = book.create_sheet(OPTIONS_NAME)
    page.sheet_state = "hidden"
    for column, options in enumerate(listed, start=1):
        for row, text in enumerate(options, start=1):
            _write(page.cell(row, column), text)


def _range(listed: Sequence[tuple[str, ...]], options: tuple[str, ...]) -> str:
    """Return where a list of options is written."""
    letter = column_letter(listed.index(options))
    return f"'{OPTIONS_NAME}'!${letter}$1:${letter}${len(options)}"


def _set_up_print(page: Worksheet) -> None:
    """Print on A4 across, as wide as the paper, with the headings on every page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    page.print_area = f"A1:{column_letter(KEY - 1)}{page.max_row}"
    page.print_title_rows = f"{FIRST - 1}:{FIRST - 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4
    page.oddFooter.center.text = "第 &P 页 共 &N 页"  # type: ignore[union-attr]  # it has all three parts


def _lines(value: Any, width: float) -> int:
    """Return how many lines a text takes in a column of that width."""
    lines = str(value or "").split("\n")
    return sum(max(ceil(_columns(line) / (width - 1)), 1) for line in lines)


def _columns(text: str) -> int:
    """Return how many narrow letters wide a text is."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)
