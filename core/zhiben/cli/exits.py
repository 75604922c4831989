"""Exit codes, and the one place where exceptions become a line and a code.

0 clean · 1 findings · 2 usage · 3 data or environment unusable · 4 plugin failed ·
5 internal. A traceback is shown with ``-v`` only.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from errno import ENOSPC
from typing import TYPE_CHECKING, Final

import click

from zhiben.cli.click_words import click_lines
from zhiben.errors import DataError, EnvironmentFailure, PluginError, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

CLEAN: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2
DATA: Final = 3
PLUGIN: Final = 4
INTERNAL: Final = 5
INTERRUPTED: Final = 130

_REPORT_IT: Final = (
    "这是程序的问题，没有写入任何数据。请加 -v 重新运行，把输出连同所用命令报给维护者。"
)


def run(action: Callable[[], object], *, verbose: bool) -> int:
    """Run a command and return its exit code; whatever it raises becomes lines on stderr."""
    try:
        return _code(action())
    except BrokenPipeError:
        _abandon_stdout()
        return CLEAN
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last stop before the user
        if isinstance(error, OSError):
            _abandon_stdout()
        code, lines = explain(error)
        for line in lines:
            _complain(line)
        if verbose and not isinstance(error, click.exceptions.Exit):
            _show_traceback(error)
        return code


def explain(error: BaseException) -> tuple[int, tuple[str, ...]]:
    """Return the exit code of an exception and the Chinese lines that tell it."""
    told: tuple[int, tuple[str, ...]]
    match error:
        case click.exceptions.Exit():
            told = error.exit_code, ()
        case click.ClickException():
            told = USAGE, tuple(click_lines(error))
        case click.exceptions.Abort() | KeyboardInterrupt():
            told = INTERRUPTED, ("已中断，没有写入。",)
        case DataError():
            told = DATA, tuple(map(problem_line, error.problems))
        case PluginError():
            told = PLUGIN, tuple(f"错误：{line}" for line in error.lines)
        case UsageError():
            told = USAGE, (f"错误：{error}",)
        case EnvironmentFailure():
            told = DATA, (f"错误：{error}",)
        case OSError():
            told = DATA, (f"错误：{_system_line(error)}",)
        case _:
            told = INTERNAL, (f"内部错误：{type(error).__name__}：{error}", _REPORT_IT)
    return told


def problem_line(problem: Problem) -> str:
    """Return the line that tells one problem, its severity first."""
    names = {"error": "错误", "warning": "提醒", "note": "说明"}
    return f"{names[problem.severity]}：{problem}"


def findings(problems: tuple[Problem, ...]) -> int:
    """Return the exit code of a check: findings unless there are only notes."""
    return FINDINGS if any(one.severity != "note" for one in problems) else CLEAN


def _code(result: object) -> int:
    """Return a command's own exit code; commands that return nothing are clean."""
    return result if isinstance(result, int) else CLEAN


def _system_line(error: OSError) -> str:
    """Say what the system refused: the file where it names one, and what to do."""
    place = f"{error.filename}：" if error.filename else ""
    reason = "磁盘已满" if error.errno == ENOSPC else f"系统提示“{error.strerror or error}”"
    return f"{place}{reason}，没有完成；请检查磁盘空间和读写权限后重试。"


def _show_traceback(error: BaseException) -> None:
    """Print the traceback on stderr."""
    from traceback import format_exception

    _complain("".join(format_exception(error)).rstrip("\n"))


def _complain(text: str) -> None:
    """Print on stderr; what a message repeats of a table or a command is masked."""
    from zhiben.ledger.privacy.masking import mask_text

    click.echo(mask_text(text), err=True)


def _abandon_stdout() -> None:
    """Let the interpreter end quietly when what is left to print can go nowhere."""
    with suppress(OSError):  # a stream that is no file needs none of this
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
