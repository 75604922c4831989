"""Options that many commands share, so that they read and behave the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click

from zhiben.cli.output import FORMATS
from zhiben.cli.types import DAY, Choice
from zhiben.errors import UsageError

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def as_of_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--as-of``: the business date everything is shown for."""
    return click.option(
        "--as-of", type=DAY, metavar="日期", help="按哪一天的情况（业务日期），默认今天。"
    )(function)


def on_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--on``: the business date of what is recorded."""
    return click.option(
        "--on", type=DAY, metavar="日期", help="业务日期：事情发生的那一天，默认今天。"
    )(function)


def format_option(formats: Sequence[str] = FORMATS) -> Decorator:
    """Return a decorator that adds ``--format``, and ``--json`` for short."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        short = click.option("--json", "form", flag_value="json", help="等于 --format json。")
        long = click.option(
            "--format",
            "form",
            type=Choice(formats),
            default=formats[0],
            help=f"输出格式，默认 {formats[0]}。",
        )
        return long(short(function))

    return decorate


def reason_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the required ``--reason``."""
    return click.option("--reason", required=True, metavar="文字", help="理由，记入台账（必填）。")(
        function
    )


def unmask_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--unmask`` with its ``--reason``: whether phones and the like are shown in full.

    The command gets ``unmask``: the reason, or ``None``. It records the reason before it
    shows anything, with :func:`zhiben.cli.accesses.record_unmask`.
    """

    @wraps(function)
    def run(*args: Any, unmask: bool, reason: str | None, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the command returns
        if unmask != (reason is not None):
            raise UsageError("--unmask 和 --reason 要一起写：不遮盖个人信息，须写明理由。")
        return function(*args, unmask=reason, **kwargs)

    flag = click.option(
        "--unmask", is_flag=True, help="不遮盖电话、身份证号等个人信息，须写 --reason。"
    )
    reason = click.option("--reason", metavar="文字", help="不遮盖的理由，记入台账。")
    return flag(reason(run))
