"""Cases to be judged, from the files people have: a table with a case a row, JSON, or TOML.

Only the form is looked at here; which facts there are, and what their values mean, is not.
"""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any, Final, NoReturn
from unicodedata import normalize

from attrs import frozen

from zhiben.errors import DataError, EnvironmentFailure, Problem
from zhiben.io.tables import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, column_letter, read_sheets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from zhiben.io.sheets import Row, Sheet

DAY: Final = "发现日期"
"""The column, or the key beside the facts, that says when a case's hazard was found."""
LABELS: Final = (
    "案例", "编号", "序号", "名称", "企业", "企业名称", "单位", "单位名称", "被检查单位", "场所",
    "地点", "备注", "说明",
)  # fmt: skip
"""Columns and keys that tell cases apart, and say nothing about them."""

_ASIDE: Final = frozenset({*LABELS, DAY})
_MOST_DIGITS: Final = 30
_SEARCHED_ROWS: Final = 15
_TABLES: Final = TEXT_SUFFIXES | WORKBOOK_SUFFIXES


@frozen(kw_only=True)
class CaseRow:
    """One case as it stands in a file.

    ``number`` is that of its row, or its place in a list, and 0 for a case that a file holds
    by itself; ``place`` says so in words. ``label`` tells it from others, ``day`` is what is
    written for the day the hazard was found. ``facts`` are names with what is written for
    them, ``places`` where each stands; ``fault`` says why nothing of it can be used.
    """

    number: int
    place: str
    label: str
    day: object
    facts: tuple[tuple[str, object], ...]
    places: tuple[str, ...]
    fault: str = ""

    def place_of(self, name: str) -> str:
        """Return where a fact stands, the first if it stands there twice."""
        names = [fact for fact, _ in self.facts]
        return self.places[names.index(name)] if name in names else self.place


def read_cases(path: Path, *, names: Collection[str]) -> tuple[CaseRow, ...]:
    """Return the cases of a file; ``names`` are those of facts, by which a header is known.

    Raises:
        DataError: when the file is none of the forms, or holds no case.
        EnvironmentFailure: when the machine does not let it be read.
    """
    suffix = path.suffix.lower()
    if suffix in _TABLES:
        cases = tuple(_table_cases(path, names))
    elif suffix in {".json", ".toml"}:
        cases = tuple(_listed_cases(path, _loaded(path)))
    else:
        _refuse(path, "不认识的文件类型，可用 .xlsx、.csv、.json、.toml。")
    if not cases:
        _refuse(path, "里面没有案例，请核对。")
    return cases


def _table_cases(path: Path, names: Collection[str]) -> Iterator[CaseRow]:
    """Yield the cases of the sheet that has facts for its header."""
    found = _sheet_of_cases(path, names)
    if found is None:
        return
    sheet, header = found
    titles = [normalize("NFKC", cell).strip() for cell in header.cells]
    twice = _repeated(filter(None, titles))
    if twice:
        _refuse(path, f"表“{sheet.name}”第 {header.number} 行有两列都叫“{twice}”，请只留一列。")
    for row in sheet.rows[sheet.rows.index(header) + 1 :]:
        if any(row.cells):
            yield _row_case(row, titles, where=f"{path.name} 表“{sheet.name}”")


def _sheet_of_cases(path: Path, names: Collection[str]) -> tuple[Sheet, Row] | None:
    """Return the one sheet that has facts for its header, or else the first with any rows.

    Raises:
        DataError: when there are several: one alone would be judged, and the others lost.
    """
    headed = [(sheet, _header(sheet, names)) for sheet in read_sheets(path) if sheet.rows]
    fitting = [(sheet, header) for sheet, header in headed if _known(header, names)]
    if len(fitting) > 1:
        listed = "、".join(f"“{sheet.name}”" for sheet, _ in fitting)
        _refuse(path, f"工作表{listed}都是案例表，请只留一张，或分成几个文件。")
    return next(iter(fitting or headed), None)


def _header(sheet: Sheet, names: Collection[str]) -> Row:
    """Return the row with the most names of facts, among the first ones."""
    return max(sheet.rows[:_SEARCHED_ROWS], key=lambda row: _known(row, names))


def _known(row: Row, names: Collection[str]) -> int:
    """Return how many cells of a row are names of facts."""
    return sum(normalize("NFKC", cell).strip() in names for cell in row.cells)


def _row_case(row: Row, titles: Sequence[str], *, where: str) -> CaseRow:
    """Return the case in one row."""
    cells = list(zip(titles, row.cells, count(), strict=False))
    facts = [one for one in cells if one[0] not in _ASIDE and any(one[:2])]
    return CaseRow(
        number=row.number,
        place=f"{where} 第 {row.number} 行",
        label=_first(cells, LABELS) or "",
        day=_first(cells, (DAY,)),
        facts=tuple((title, cell) for title, cell, _ in facts),
        places=tuple(f"{where} {column_letter(at)}{row.number}" for _, _, at in facts),
    )


def _first(cells: Iterable[tuple[str, str, int]], titles: Collection[str]) -> str | None:
    """Return the first cell under one of some titles that holds anything."""
    return next((cell for title, cell, _ in cells if title in titles and cell), None)


def _loaded(path: Path) -> Any:
    """Return what a JSON or TOML file holds, with numbers exactly as they are written.

    Raises:
        DataError: when it is not valid.
        EnvironmentFailure: when the machine does not let it be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        if path.suffix.lower() == ".toml":
            return tomllib.loads(text, parse_float=Decimal)
        return json.loads(
            text,
            parse_float=Decimal,
            parse_int=_whole,
            parse_constant=_no_number,
            object_pairs_hook=_table,
        )
    except FileNotFoundError:
        _refuse(path, "没有这个文件，请核对路径。")
    except OSError as error:
        message = f"{path}：读不出来（{error.strerror}），请确认有读取权限。"
        raise EnvironmentFailure(message) from error
    except UnicodeDecodeError:
        _refuse(path, "不是 UTF-8 编码，请另存为 UTF-8 后再读。")
    except (ValueError, RecursionError) as error:
        _refuse(path, f"语法有误，请改正后再读（{error}）。")


def _listed_cases(path: Path, data: Any) -> Iterator[CaseRow]:
    """Yield the cases of a file that holds one, or a list of them."""
    if isinstance(data, dict) and isinstance(data.get("cases"), list):
        data = data["cases"]
    if not isinstance(data, list):
        yield _listed_case(path, data, number=0)
        return
    for number, case in enumerate(data, start=1):
        yield _listed_case(path, case, number=number)


def _listed_case(path: Path, case: Any, *, number: int) -> CaseRow:
    """Return one case of a list, or with number 0 the one a file holds."""
    place = f"{path.name} 第 {number} 例" if number else path.name
    if not isinstance(case, dict):
        return _unusable(number, place, fault="应为“事实: 值”的表。")
    pairs = _pairs(case)
    twice = _repeated(name for name, _ in pairs)
    if twice:
        return _unusable(number, place, fault=f"“{twice}”写了两次，请只留一次。")
    told = dict(pairs)
    facts = tuple(one for one in pairs if one[0] not in _ASIDE)
    return CaseRow(
        number=number,
        place=place,
        label=str(next(filter(None, map(told.get, LABELS)), "")),
        day=told.get(DAY),
        facts=facts,
        places=tuple(f"{place} {name}" for name, _ in facts),
    )


def _pairs(case: dict[Any, Any]) -> list[tuple[str, Any]]:
    """Return what a case says, under ``facts`` and beside it, by names as they are looked for."""
    nested = case["facts"] if isinstance(case.get("facts"), dict) else {}
    listed = [*(one for one in case.items() if one[1] is not nested), *nested.items()]
    return [(_spelt(str(name)), value) for name, value in listed]


def _unusable(number: int, place: str, *, fault: str) -> CaseRow:
    """Return a case of which nothing can be used."""
    return CaseRow(number=number, place=place, label="", day=None, facts=(), places=(), fault=fault)


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON, which may have no key twice.

    Raises:
        ValueError: when it has.
    """
    twice = _repeated(name for name, _ in pairs)
    if twice:
        raise ValueError(f"“{twice}”写了两次")
    return dict(pairs)


def _spelt(name: str) -> str:
    """Return a name of a case as it is looked for."""
    half = normalize("NFKC", name).strip()
    return DAY if half == "on" else half


def _repeated(names: Iterable[str]) -> str:
    """Return the first name that stands there twice, empty when none does."""
    seen = set[str]()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _whole(text: str) -> int:
    """Return a whole number, unless nobody can mean so many digits.

    Raises:
        ValueError: when there are.
    """
    return int(text) if len(text) <= _MOST_DIGITS else _no_number(f"{text[:_MOST_DIGITS]}…")


def _no_number(text: str) -> NoReturn:
    """Refuse what JSON's readers take for numbers and is none.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{text} 不是合理的数")


def _refuse(path: Path, message: str) -> NoReturn:
    """Refuse a file.

    Raises:
        DataError: always.
    """
    raise DataError([Problem(path.name, message)])
