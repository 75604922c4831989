"""Task lists (任务清单) in the files offices keep, and ``tasks.toml`` made from them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import fields, frozen

from zhiben.errors import DataError, EnvironmentFailure, Problem, UsageError
from zhiben.io.progress_files import chosen_sheets, remove_files
from zhiben.io.rejects import RejectedRow, rejects_path, write_rejects
from zhiben.io.sheets import Sheet
from zhiben.io.tables import read_sheets
from zhiben.ledger.plans.task_list import (
    ListedTask,
    TaskList,
    Terms,
    has_task_list,
    read_task_list,
)
from zhiben.spec.records import SectorTask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NEEDED: Final = ("code", "measure", "title", "kind", "source")
_NO_LIST: Final = "没有任务清单的表头，这张工作表没有读入。"


@frozen(kw_only=True)
class TaskListFile:
    """A file, the one sheet of it that holds a task list, and the list.

    ``problems`` are warnings and notes, with their places in the file.
    """

    path: Path
    sheet: Sheet
    tasks: TaskList
    problems: tuple[Problem, ...]


def read_task_list_file(path: Path, *, terms: Terms, sheet: str | None = None) -> TaskListFile:
    """Read the task list of a workbook or text table; ``sheet`` names it where there are several.

    Raises:
        DataError: when the file is no table, or holds no task list.
        UsageError: when several sheets hold one, or there is no sheet of that name.
        EnvironmentFailure: when the machine does not let the file be read.
    """
    sheets = chosen_sheets(read_sheets(path), sheet)
    found = [one for one in sheets if has_task_list(_cells(one))]
    if len(found) > 1:
        names = "、".join(one.name for one in found)
        raise UsageError(f"{path.name} 有不止一张任务清单（{names}），请用 --sheet 指明哪一张。")
    one = found[0] if found else sheets[0]
    tasks = read_task_list(_cells(one), terms=terms)
    if not isinstance(tasks, TaskList):
        raise DataError([problem._replace(where=path.name) for problem in tasks])
    notes = [Problem("", text, "note") for text in one.notes]
    others = [Problem(f"工作表“{s.name}”", _NO_LIST, "note") for s in sheets if s is not one]
    problems = (_placed(path, problem) for problem in (*notes, *tasks.problems, *others))
    return TaskListFile(path=path, sheet=one, tasks=tasks, problems=tuple(problems))


def write_tasks(file: TaskListFile, out: Path) -> Path | None:
    """Write ``tasks.toml`` and, beside the input, the rows that were refused; both or neither.

    Returns the path of the refused rows, if there are any. An existing file is never touched.

    Raises:
        UsageError: when ``out`` exists already.
        EnvironmentFailure: when a folder cannot be written to.
    """
    if out.exists():
        raise UsageError(f"{out} 已经有了，没有改动它；请用 --out 换一个文件名。")
    with ExitStack() as undoing:
        rejects = _write_refused(file)
        undoing.callback(remove_files, [rejects] if rejects else [])
        if file.tasks.accepted:
            _write_new(out, tasks_toml(file.tasks.accepted, origin=file.path.name))
        undoing.pop_all()
    return rejects


def tasks_toml(tasks: Iterable[ListedTask], *, origin: str) -> str:
    """Return tasks as a catalog's file; what a person should look at stands above each."""
    head = f"# 由 zhiben plugin import-tasks 从 {origin} 生成；请逐条核对，改好后删去说明。\n"
    return head + "".join("\n" + "\n".join(_lines(one)) + "\n" for one in tasks)


def _lines(one: ListedTask) -> Iterator[str]:
    """Yield the lines of one task."""
    for note in one.notes:
        yield f"# 第{one.number}行：{' '.join(note.split())}"
    yield "[[tasks]]"
    for attribute in fields(SectorTask):
        value = getattr(one.task, attribute.name)
        if attribute.name in _NEEDED or value != attribute.default:
            yield f"{attribute.name} = {_toml(value)}"


def _toml(value: Any) -> str:
    """Return a value of a task as TOML writes it; a JSON string is a TOML string too."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write_refused(file: TaskListFile) -> Path | None:
    """Write the refused rows beside the input, if there are any."""
    refused = [
        RejectedRow(number=one.number, cells=one.line, reason=one.reason)
        for one in file.tasks.refused
    ]
    if not refused:
        return None
    head = [file.sheet.rows[number - 1].cells for number in file.tasks.head]
    return write_rejects(rejects_path(file.path), head, refused, like=file.path)


def _write_new(out: Path, text: str) -> None:
    """Write a file that is not there yet."""
    try:
        with out.open("x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except OSError as error:
        message = f"{out}：写不进去（{error.strerror}），请换一个可写的位置。"
        raise EnvironmentFailure(message) from error


def _cells(sheet: Sheet) -> Sequence[tuple[str, ...]]:
    """Return the text of a sheet's rows."""
    return [row.cells for row in sheet.rows]


def _placed(path: Path, problem: Problem) -> Problem:
    """Return a problem with the file before its own place."""
    return problem._replace(where=" ".join(filter(None, (path.name, problem.where))))
