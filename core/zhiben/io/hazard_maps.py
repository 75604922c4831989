"""Map files: which column of somebody's hazard ledger holds what, where headings leave it open.

A map is TOML: under ``[columns]`` each line names a column as the import showed it, and the
field it holds, by its code or its Chinese name: ``"责任人" = "owner"``. Money may name its
unit: ``"资金" = "funds_yuan:万元"``.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from zhiben.errors import DataError, EnvironmentFailure, Problem, nearest_names
from zhiben.ledger.hazard_tables.headings import LABELS, MONEY_UNITS, Field, Target, parse_target
from zhiben.ledger.hazard_tables.headings_mapping import CLAIMED, map_key
from zhiben.ledger.tables import one_width
from zhiben.spec.structuring import parse_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COLUMNS: Final = "columns"
_INTRODUCTION: Final = (
    "# 隐患台账的列与字段的对应，导入时用 --map 指明这个文件。\n"
    "# 左边是列名（同导入时显示的），右边是字段；不要读入的列写 extra，只作为附加内容保留。\n"
)


def read_map(path: Path) -> dict[str, Target]:
    """Read a map file: what each column it names holds.

    Raises:
        DataError: with everything that is wrong with the file.
    """
    tables, problems = parse_toml(path)
    if not problems:
        problems = [*_table_faults(path.name, tables)]
    columns = tables.get(_COLUMNS) if isinstance(tables.get(_COLUMNS), dict) else {}
    targets: dict[str, Target] = {}
    for name, word in (columns or {}).items():
        where = f"{path.name}: {_COLUMNS}.{name}"
        target = parse_target(word) if isinstance(word, str) else None
        if target is None:
            problems.append(Problem(where, _unknown(word)))
        else:
            targets[name] = target
    problems += _doubled(path.name, targets)
    if problems:
        raise DataError(problems)
    return targets


def map_text(targets: Mapping[str, Target]) -> str:
    """Return a map file's text; what is read from it is what was written."""
    lines = (f"{_quoted(name)} = {_quoted(str(target))}\n" for name, target in targets.items())
    return f"{_INTRODUCTION}\n[{_COLUMNS}]\n{''.join(lines)}"


def write_map(path: Path, targets: Mapping[str, Target]) -> None:
    """Write a map file, in place of an earlier one if there is one, whole or not at all.

    Raises:
        EnvironmentFailure: when the folder cannot be written to.
    """
    passing = ""
    try:
        handle, passing = tempfile.mkstemp(dir=path.parent, prefix=".~zhiben-", suffix=".toml")
        with os.fdopen(handle, "wb") as file:
            file.write(map_text(targets).encode(errors="replace"))
        Path(passing).replace(path)
    except OSError as error:
        Path(passing).unlink(missing_ok=True) if passing else None
        message = f"{path}：写不进去（{error.strerror}），请换一个可写的位置。"
        raise EnvironmentFailure(message) from error


def _table_faults(file: str, tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with a map file's tables."""
    if not isinstance(tables.get(_COLUMNS), dict):
        yield Problem(file, '缺少 [columns] 表，每行写 "列名" = "字段"。')
    for name in tables:
        if name != _COLUMNS:
            yield Problem(f"{file}: {name}", "不认识，只能有 [columns] 一张表。")


def _unknown(word: object) -> str:
    """Say what is wrong with the words for a field, with the nearest ones."""
    if not isinstance(word, str):
        return "字段要写成加引号的文字。"
    field, _, unit = one_width(word).partition(":")
    if parse_target(field):
        units = "、".join(MONEY_UNITS)
        return f"“{unit}”不是金额单位，或这一列不是金额；单位只能是{units}。"
    names = nearest_names(word, [*Field, *LABELS.values()])
    hint = f"，是不是“{'”或“'.join(names)}”？" if names else f"，可以用：{'、'.join(Field)}。"
    return f"没有叫“{word}”的字段{hint}"


def _doubled(file: str, targets: Mapping[str, Target]) -> Iterator[Problem]:
    """Yield the columns that are named twice, and those that claim a field another one has."""
    names: dict[str, str] = {}
    fields: dict[Field, str] = {}
    for name, target in targets.items():
        where = f"{file}: {_COLUMNS}.{name}"
        first = names.setdefault(map_key(name), name)
        if first != name:
            yield Problem(where, f"与“{first}”是同一列，请只留一行。")
        elif target.field in CLAIMED and fields.setdefault(target.field, name) != name:
            label, other = LABELS[target.field], fields[target.field]
            yield Problem(where, f"“{other}”已经是“{label}”了，一个字段只能用一列。")


def _quoted(text: str) -> str:
    """Return a text as TOML quotes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
