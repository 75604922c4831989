"""click's own complaints about a command's words, told in Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click import exceptions

from zhiben.errors import nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_EXTRA = "Got unexpected extra argument"


def click_lines(error: click.ClickException) -> Iterator[str]:
    """Yield what is wrong with the words of a command, and where its usage is explained."""
    if isinstance(error, exceptions.NoArgsIsHelpError):
        yield error.format_message()
        return
    yield f"错误：{_message(error)}"
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        yield f"用法见：{context.command_path} --help"


def _message(error: click.ClickException) -> str:
    """Say what is wrong in one sentence."""
    match error:
        case exceptions.NoSuchOption():
            nearest = nearest_names(error.option_name, error.possibilities or (), most=1)
            said = f"没有选项 {error.option_name}{_nearest(nearest)}"
        case exceptions.NoSuchCommand():
            said = f"没有命令 {error.command_name}{_nearest(error.possibilities)}"
        case exceptions.MissingParameter():
            kind = "参数" if isinstance(error.param, click.Argument) else "选项"
            said = f"缺少{kind} {_parameter(error)}。"
        case click.BadParameter():
            said = f"{_parameter(error)}：{error.message}"
        case exceptions.BadOptionUsage():
            said = f"选项 {error.option_name} 后面缺少值，或不该带值。"
        case _:
            said = _other(error.message)
    return said


def _other(message: str) -> str:
    """Translate the complaints that click tells apart by their text only."""
    if message.startswith(_EXTRA):
        extra = message.partition("(")[2].rpartition(")")[0]
        return f"多出的参数：{extra}。含空格的文字请加引号。"
    return "缺少命令。" if message == "Missing command." else message


def _nearest(names: Sequence[str] | None) -> str:
    """Return the end of a sentence that offers the nearest names."""
    return f"，是不是 {' 或 '.join(names)}？" if names else "。"


def _parameter(error: click.BadParameter) -> str:
    """Return what the user calls a parameter."""
    if error.param is None or error.ctx is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Argument):
        return error.param.make_metavar(error.ctx).strip("[].")
    return " / ".join(error.param.opts)
