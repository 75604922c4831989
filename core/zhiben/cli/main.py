"""The entry point: global options, and the table of commands that are loaded when used."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from zhiben.cli import exits
from zhiben.cli.commands import Group, Member
from zhiben.cli.types import Whole
from zhiben.errors import UsageError, ZhibenError
from zhiben.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DATABASE = "zhiben.db"
PATIENCE = 10
"""How many seconds to wait for other programs that write, unless the user says otherwise."""
LONGEST = 3600
"""How many seconds a user may say."""

MEMBERS = {
    "init": Member("zhiben.cli.cmd_init:init", "新建工作区：选定方案，登记单位。"),
    "plan": Member("zhiben.cli.cmd_plan:plan", "查看、核对方案。"),
    "org": Member("zhiben.cli.cmd_org:org", "查看、登记单位。"),
    "task": Member("zhiben.cli.cmd_task:task", "查看任务，填报进展，调整期限，登记免报。"),
    "import": Member("zhiben.cli.cmd_import:import_", "导入各单位送来的表格。"),
    "progress": Member(
        "zhiben.cli.cmd_progress:progress", "汇总进度：完成、逾期、未报，今天或任一日期。"
    ),
    "due": Member("zhiben.cli.cmd_due:due", "催办清单：已逾期和即将到期的任务。"),
    "checklist": Member(
        "zhiben.cli.cmd_checklist:checklist", "检查表：查看、导出填写、导入结果并判定。"
    ),
    "indicator": Member("zhiben.cli.cmd_indicator:indicator", "查看、登记各行业的指标。"),
    "judge": Member(
        "zhiben.cli.cmd_judge:judge", "判定隐患：是不是重大、依据哪一条、还要查明什么。"
    ),
    "criteria": Member(
        "zhiben.cli.cmd_criteria:criteria", "判定标准的条款：查看、比较、用自己的话查找。"
    ),
    "reporter": Member(
        "zhiben.cli.cmd_reporter:reporter", "举报人信息：加密存放，台账里只有令牌。"
    ),
    "hazard": Member("zhiben.cli.cmd_hazard:hazard", "隐患台账：登记、认定、整改、验收、销号。"),
    "undo": Member("zhiben.cli.cmd_undo:undo", "撤销一条记录（原记录保留）。"),
    "journal": Member("zhiben.cli.cmd_journal:journal", "查看、校验台账。"),
    "calendar": Member("zhiben.cli.cmd_calendar:calendar", "查看、补充节假日表，推算日期。"),
    "plugin": Member("zhiben.cli.cmd_plugin:plugin", "查看、检查、采纳行业插件。"),
    "sector": Member("zhiben.cli.cmd_sector:sector", "行业插件自带的命令。"),
    "demo": Member("zhiben.cli.cmd_demo:demo", "用示例数据演示汇总。"),
}


class Clock(NamedTuple):
    """Where a command gets the time from: ``now`` returns an aware moment."""

    now: Callable[[], datetime]

    def today(self) -> date:
        """Return the local date."""
        return self.now().astimezone().date()


SYSTEM_CLOCK = Clock(lambda: datetime.now(UTC))


class Options(NamedTuple):
    """The global options: which database, who is typing, and what time it is.

    ``troubles`` collects the codes of plugins that failed on the way: the command goes on
    without them, and its exit code says so. ``patience`` is how many seconds to wait for
    other programs that write.
    """

    database: Path
    actor: str
    clock: Clock
    troubles: list[str]
    patience: int = PATIENCE


def main(arguments: Sequence[str] | None = None, *, clock: Clock = SYSTEM_CLOCK) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    _survive_narrow_encodings()
    troubles: list[str] = []
    code = exits.run(
        lambda: _invoke(program(clock, troubles), words),
        verbose="-v" in words or "--verbose" in words,
    )
    return exits.PLUGIN if troubles and code in {exits.CLEAN, exits.FINDINGS} else code


def _invoke(group: Group, words: list[str]) -> object:
    """Run one command; unlike click's own ``main`` this leaves every exception to ``exits``."""
    for word in words:
        _check_word(word)
    if not all(map(str.isascii, words)):  # a mark is never written in ASCII
        from zhiben.cli.marks import refuse_marked_words

        refuse_marked_words(words)
    with group.make_context("zhiben", words) as context:
        try:
            return group.invoke(context)
        except (click.ClickException, click.exceptions.Exit, OSError, ZhibenError):
            raise
        except Exception as error:
            _blame_damage(context.obj, error)
            raise


def _blame_damage(options: Options, error: Exception) -> None:
    """Tell an unforeseen failure for what it is where the journal is damaged.

    Raises:
        DataError: when the journal does not verify.
    """
    if not options.database.is_file():
        return
    from zhiben.store import open_store
    from zhiben.store.failures import readable

    with open_store(options.database, timeout=options.patience) as store:
        is_damaged = bool(store.verify())
    if is_damaged:
        with readable(options.database):
            raise error


def _check_word(word: str) -> None:
    """Refuse a word that can be no file's name and no text, as a broken script makes it.

    Raises:
        UsageError: showing the word.
    """
    try:
        is_whole = b"\0" not in os.fsencode(word)
    except UnicodeEncodeError:
        is_whole = False
    if not is_whole:
        raise UsageError(f"参数 {word[:40]!a} 里有空字节或不完整的字符，请重新输入。")


def program(clock: Clock, troubles: list[str]) -> Group:
    """Return the command line as a whole."""

    @click.command(
        "zhiben",
        cls=Group,
        members=MEMBERS,
        help="治本：县级安全生产治本攻坚三年行动的任务、台账与进度汇总。",
        example="zhiben init\nzhiben progress --as-of 2024-06-30\nzhiben due --within 30",
    )
    @click.option(
        "--db", envvar="ZHIBEN_DB", default=DATABASE, metavar="文件",
        help=f"台账数据库，默认当前文件夹的 {DATABASE}；也可用环境变量 ZHIBEN_DB。",
    )  # fmt: skip
    @click.option(
        "--actor", envvar="ZHIBEN_ACTOR", metavar="经办人",
        help="记在台账里的经办人，默认取系统登录名；也可用环境变量 ZHIBEN_ACTOR。",
    )  # fmt: skip
    @click.option(
        "--wait", "patience", type=Whole(most=LONGEST), envvar="ZHIBEN_WAIT", default=PATIENCE,
        metavar="秒",
        help=f"数据库正被别的程序写入时最多等几秒，默认 {PATIENCE}；也可用环境变量 ZHIBEN_WAIT。",
    )  # fmt: skip
    @click.option("-v", "--verbose", is_flag=True, expose_value=False, help="出错时显示技术细节。")
    @click.option(
        "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
        help="显示版本。",
    )  # fmt: skip
    @click.pass_context
    def program(context: click.Context, db: str, actor: str | None, patience: int) -> None:
        context.obj = Options(
            database=Path(db),
            actor=actor or _login_name(),
            clock=clock,
            troubles=troubles,
            patience=patience,
        )

    return program


def _show_version(context: click.Context, _option: click.Parameter, value: object) -> None:
    """Print the version and end."""
    if value:
        click.echo(f"zhiben {__version__}")
        context.exit()


def _login_name() -> str:
    """Return the name the user is logged in under, as the environment tells it."""
    names = (os.environ.get(key) for key in ("LOGNAME", "USER", "LNAME", "USERNAME"))
    return next(filter(None, names), "未署名")


def _survive_narrow_encodings() -> None:
    """Let a console or pipe that lacks a character show a substitute instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
