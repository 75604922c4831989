"""Cases to be judged, from the files people have: a table with a case a row, JSON, or TOML.

Only the form is looked at here; which facts there are, and what their values mean, is not.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
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

    from zhiben.io.sheets import Row

DAY: Final = "发现日期"
"""The column, or the key beside the facts, that says when a case's hazard was found."""
LABELS: Final = (
    "案例", "编号", "序号", "名称", "企业", "企业名称", "单位", "单位名称", "被检查单位", "场所",
    "地点", "备注", "说明",
)  # fmt: skip
"""Columns and keys that tell cases apart, and say nothing about them."""

_SEARCHED_ROWS: Final = 15
_TABLES: Final = TEXT_SUFFIXES | WORKBOOK_SUFFIXES


@frozen(kw_only=True)
class CaseRow:
    """One case as it stands in a file.

    ``number`` is that of its row, or its place in a list, ``place`` says so in words;
    ``label`` tells it from others, ``day`` is what is written for the day the hazard was
    found. ``facts`` are names with what is written for them, ``places`` where each stands.
    """

    number: int
    place: str
    label: str
    day: object
    facts: tuple[tuple[str, object], ...]
    places: tuple[str, ...]

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
    """Yield the cases of the first sheet that has any rows."""
    sheet = next((one for one in read_sheets(path) if one.rows), None)
    if sheet is None:
        return
    header = max(sheet.rows[:_SEARCHED_ROWS], key=lambda row: _known(row, names))
    titles = [normalize("NFKC", cell).strip() for cell in header.cells]
    for twice in (one for one, times in Counter(filter(None, titles)).items() if times > 1):
        _refuse(path, f"表“{sheet.name}”第 {header.number} 行有两列都叫“{twice}”，请只留一列。")
    for row in sheet.rows[sheet.rows.index(header) + 1 :]:
        if any(row.cells):
            yield _row_case(row, titles, where=f"{path.name} 表“{sheet.name}”")


def _known(row: Row, names: Collection[str]) -> int:
    """Return how many cells of a row are names of facts."""
    return sum(normalize("NFKC", cell).strip() in names for cell in row.cells)


def _row_case(row: Row, titles: Sequence[str], *, where: str) -> CaseRow:
    """Return the case in one row."""
    cells = list(zip(titles, row.cells, count(), strict=False))
    facts = [one for one in cells if one[0] not in {*LABELS, DAY} and any(one[:2])]
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
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
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
    for number, case in enumerate(data if isinstance(data, list) else [data], start=1):
        if not isinstance(case, dict):
            _refuse(path, f"第 {number} 例应为“事实: 值”的表，不是 {case!r}。")
        yield _listed_case(case, number=number, place=f"{path.name} 第 {number} 例")


def _listed_case(case: dict[str, Any], *, number: int, place: str) -> CaseRow:
    """Return the case in one table of a file."""
    facts = case["facts"] if isinstance(case.get("facts"), dict) else case
    names = [name for name in facts if name not in {*LABELS, DAY, "on"}]
    return CaseRow(
        number=number,
        place=place,
        label=next((str(case[key]) for key in LABELS if case.get(key)), ""),
        day=case.get(DAY, case.get("on", facts.get(DAY))),
        facts=tuple((str(name), facts[name]) for name in names),
        places=tuple(f"{place} {name}" for name in names),
    )


def _no_number(text: str) -> NoReturn:
    """Refuse what JSON's readers take for numbers and is none.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{text} 不是数")


def _refuse(path: Path, message: str) -> NoReturn:
    """Refuse a file.

    Raises:
        DataError: always.
    """
    raise DataError([Problem(path.name, message)])
