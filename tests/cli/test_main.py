"""The command line as a whole: help, wrong words, exit codes, and consoles that lack characters."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from errno import EACCES, ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from zhiben.cli import exits
from zhiben.cli.commands import Command, Group, walk
from zhiben.cli.main import SYSTEM_CLOCK, Clock, main, program
from zhiben.errors import DataError, EnvironmentFailure, PluginError, Problem, UsageError
from zhiben.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_zhiben import Terminal

CHINESE = re.compile("[一-龥]")


COMMANDS = [
    (tuple(context.command_path.split()[1:]), context.command)
    for context in walk(program(SYSTEM_CLOCK, []), "zhiben")
]


def started(*words: str, encoding: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process whose streams have that encoding."""
    return subprocess.run(
        [sys.executable, "-m", "zhiben", *words],
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"} | env,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("path", "command"),
    COMMANDS,
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_the_help_of_every_command_is_chinese_and_has_an_example(
    zhiben: Terminal, path: tuple[str, ...], command: click.Command
) -> None:
    result = zhiben(*path, "--help")

    assert exits.CLEAN == result.code
    assert "用法：zhiben" in result.out
    assert "\n示例：\n  zhiben " in result.out
    assert not re.search("Usage|Options|Commands|Show this|default:|required", result.out)
    texts = [command.help or "", *(getattr(p, "help", None) or "" for p in command.params)]
    silent = [text for text in texts if not CHINESE.search(text)]
    assert [""] * len([p for p in command.params if isinstance(p, click.Argument)]) == silent


@pytest.mark.parametrize(
    ("path", "command"),
    COMMANDS,
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_every_example_is_a_command_with_options_that_exist(
    path: tuple[str, ...], command: click.Command
) -> None:
    del path
    for line in command.example.splitlines():  # type: ignore[attr-defined]  # every one is ours
        assert "zhiben" == line.split()[0]
        words = line.split()[1:]
        context = click.Context(program(SYSTEM_CLOCK, []))
        found: click.Command = context.command
        while words and isinstance(found, Group) and not words[0].startswith("-"):
            member = found.get_command(context, words.pop(0))
            assert member is not None, line
            found = member
        known = {name for option in found.params for name in option.opts} | {"--help"}

        assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("progres",), "错误：没有命令 progres，是不是 progress？"),
        (("task", "lst"), "错误：没有命令 lst，是不是 list？"),
        (("progress", "--asof", "2024-01-01"), "错误：没有选项 --asof，是不是 --as-of？"),
        (("progress", "--as-of"), "错误：选项 --as-of 后面缺少值，或不该带值。"),
        (("progress", "--as-of", "昨天"), "错误：--as-of：“昨天”不是日期，请写成 2024-06-30。"),
        (
            ("progress", "--as-of", "2024-02-30"),
            "错误：--as-of：“2024-02-30”没有这一天，请核对年月日。",
        ),
        (
            ("progress", "--by", "人"),
            "错误：--by：“人”不在可选范围内，可选：action、measure、lead、township、phase。",
        ),
        (("due", "--within", "-1"), "错误：--within：不能小于 0，写的是 -1。"),
        (("due", "--within", "几"), "错误：--within：“几”不是整数。"),
        (("task", "show"), "错误：缺少参数 任务编号。"),
        (("undo", "1"), "错误：缺少选项 --reason。"),
        (("--db", "台账.db"), "错误：缺少命令。"),
        (("undo", "1", "2", "3", "--reason", "x"), "错误：多出的参数：2 3。含空格的文字请加引号。"),
    ],
)
def test_wrong_words_get_one_line_and_where_to_read_on(
    zhiben: Terminal, words: tuple[str, ...], line: str
) -> None:
    result = zhiben(*words)

    assert exits.USAGE == result.code
    first, hint = result.err.splitlines()
    assert line == first
    assert hint.startswith("用法见：zhiben")
    assert not result.out


def test_without_any_word_the_help_is_shown(zhiben: Terminal) -> None:
    result = zhiben()

    assert exits.USAGE == result.code
    assert "命令：" in result.err


def test_without_a_workspace_the_next_step_is_named(zhiben: Terminal) -> None:
    result = zhiben("progress")

    assert exits.USAGE == result.code
    assert "zhiben init" in result.err
    assert 1 == len(result.err.splitlines())


def raising(error: BaseException) -> Callable[[], None]:
    """Return a command that raises."""

    def action() -> None:
        raise error

    return action


@pytest.mark.parametrize(
    ("error", "code", "lines"),
    [
        (UsageError("话不对"), exits.USAGE, ["错误：话不对"]),
        (
            DataError([Problem("甲.csv", "坏了"), Problem("乙.csv", "缺行", "warning")]),
            exits.DATA,
            ["错误：甲.csv：坏了", "提醒：乙.csv：缺行"],
        ),
        (EnvironmentFailure("磁盘满了"), exits.DATA, ["错误：磁盘满了"]),
        (PluginError(["甲坏了", "乙坏了"]), exits.PLUGIN, ["错误：甲坏了", "错误：乙坏了"]),
        (
            OSError(ENOSPC, "No space left on device"),
            exits.DATA,
            ["错误：磁盘已满，没有完成；请检查磁盘空间和读写权限后重试。"],
        ),
        (
            PermissionError(EACCES, "拒绝访问", "汇总.csv"),
            exits.DATA,
            ["错误：汇总.csv：系统提示“拒绝访问”，没有完成；请检查磁盘空间和读写权限后重试。"],
        ),
        (click.ClickException("某事不成"), exits.USAGE, ["错误：某事不成"]),
        (click.BadParameter("不行。", param_hint="某项"), exits.USAGE, ["错误：某项：不行。"]),
        (click.Abort(), exits.INTERRUPTED, ["已中断，没有写入。"]),
        (KeyboardInterrupt(), exits.INTERRUPTED, ["已中断，没有写入。"]),
        (click.exceptions.Exit(1), exits.FINDINGS, []),
    ],
)
def test_every_error_has_its_code(
    error: BaseException, code: int, lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert code == exits.run(raising(error), verbose=False)
    assert lines == capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("verbose", [False, True])
def test_a_traceback_is_for_those_who_ask(
    verbose: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exits.INTERNAL == exits.run(raising(KeyError("键")), verbose=verbose)

    shown = capsys.readouterr().err
    assert "内部错误：KeyError" in shown
    assert verbose == ("Traceback" in shown)


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_a_narrow_console_shows_substitutes_and_never_fails(encoding: str) -> None:
    result = started("plan", "show", "--plan", "wuhe-2024", encoding=encoding)

    assert 0 == result.returncode, result.stderr
    assert b"31-6" in result.stdout


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-8"])
def test_json_loses_nothing_in_a_narrow_pipe(encoding: str) -> None:
    import json

    result = started("plan", "show", "--plan", "wuhe-2024", "--json", encoding=encoding)

    assert 0 == result.returncode, result.stderr
    plan = json.loads(result.stdout.decode(encoding))
    assert "五河县安全生产治本攻坚三年行动实施方案（2024—2026年）" == plan["title"]


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_reader_that_goes_away_ends_the_command_quietly(form: str) -> None:
    """As in ``zhiben plan show | head -1``."""
    with subprocess.Popen(
        [sys.executable, "-m", "zhiben", "plan", "show", "--plan", "wuhe-2024", "--format", form],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        complaint = process.stderr.read()

    assert b"" == complaint
    assert 0 == process.returncode


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_that_is_full_under_the_output_is_named() -> None:
    """As in ``zhiben plan show > 方案.txt`` on a full disk."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        result = subprocess.run(
            [sys.executable, "-m", "zhiben", "plan", "show", "--plan", "wuhe-2024"],
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )

    assert exits.DATA == result.returncode
    assert "错误：磁盘已满，没有完成；请检查磁盘空间和读写权限后重试。\n" == result.stderr


def test_a_spreadsheet_in_a_narrow_pipe_is_not_marked_as_utf_8(tmp_path: Path) -> None:
    """On Chinese Windows csv goes out as GBK, which spreadsheets there take for granted."""
    database = str(tmp_path / "台账.db")
    plugins = {"ZHIBEN_ONLY_PLUGINS": ""}
    started("--db", database, "init", encoding="utf-8", **plugins)
    words = ("--db", database, "due", "--format", "csv", "--as-of", "2024-03-01")

    wide, narrow = (started(*words, encoding=one, **plugins).stdout for one in ("utf-8", "gbk"))

    assert wide.startswith("\ufeff到期日,".encode())
    assert wide.decode("utf-8-sig") == narrow.decode("gbk")


@pytest.mark.parametrize("seconds", ["-1", "3601", "片刻"])
def test_nobody_waits_longer_than_an_hour(zhiben: Terminal, seconds: str) -> None:
    result = zhiben("--wait", seconds, "progress")

    assert exits.USAGE == result.code
    assert result.err.startswith("错误：--wait：")


def test_the_version_is_told(zhiben: Terminal) -> None:
    assert (exits.CLEAN, f"zhiben {__version__}\n", "") == zhiben("--version")


def test_an_interrupted_command_has_written_nothing(
    zhiben: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl+C is pressed while the command asks what day it is, in its transaction."""
    zhiben("init")
    before = zhiben("journal", "list", "--json").out

    def interrupted() -> datetime:
        raise KeyboardInterrupt

    code = main(["undo", "2", "--reason", "示例"], clock=Clock(interrupted))

    assert (exits.INTERRUPTED, "已中断，没有写入。\n") == (code, capsys.readouterr().err)
    assert before == zhiben("journal", "list", "--json").out


@pytest.mark.parametrize("words", [("undo", "2", "--reason", "示例"), ("calendar", "read", "近期")])
def test_a_fault_of_the_program_is_owned_to(
    zhiben: Terminal, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """The journal is whole, or there is none: nothing else can be to blame."""
    if words[0] == "undo":
        zhiben("init")

    def broken() -> datetime:
        raise LookupError("时钟")

    code = main(words, clock=Clock(broken))

    assert exits.INTERNAL == code
    first, second = capsys.readouterr().err.splitlines()
    assert "内部错误：LookupError：时钟" == first
    assert "没有写入任何数据" in second


def test_a_command_may_go_without_help() -> None:
    bare = Command("示例", add_help_option=False)

    assert bare.get_help_option(click.Context(bare)) is None
