"""``zhiben judge``: is it a major hazard, under which clause, and what is still to be asked."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

import click

from zhiben.cli import exits
from zhiben.cli.commands import command
from zhiben.cli.options import format_option
from zhiben.cli.types import DAY
from zhiben.errors import DataError, Problem, UsageError

if TYPE_CHECKING:
    from datetime import date

    from zhiben.cli.judge_cases import Batch
    from zhiben.cli.main import Options
    from zhiben.rules import Court, Rulebook, Verdict
    from zhiben.spec.records import Fact


class Show(NamedTuple):
    """How verdicts are shown."""

    form: str
    explain: bool


@command(
    "judge",
    summary="判定隐患：是不是重大、依据哪一条、还要查明什么。",
    details=(
        "按发现日期选用当时施行的标准版本，逐条判定。没有填的事实一律当作“不清楚”，不会当成“否”；"
        "事实不够时结论是“待查”，并按最能定论的顺序列出还要查明的事实。"
        "--facts 可以给一个案例（JSON、TOML），也可以给一张案例表（xlsx、csv，表头是事实名称，"
        "一行一例，可有“发现日期”列）；表里有读不懂的行时，其余照判，退出码为 1。"
    ),
    example=(
        "zhiben judge --sector IND --on 2024-06-30 --fact 另有规定的方面=无 --ask\n"
        "zhiben judge --sector GAS --on 2024-06-30 --facts 案例.xlsx\n"
        "zhiben criteria show GAS-G-5.1"
    ),
)
@click.option("--sector", "code", required=True, metavar="代码", help="行业插件的代码（必填）。")
@click.option("--on", type=DAY, metavar="日期", help="隐患发现的日期，决定用哪一版标准，默认今天。")
@click.option("--fact", "pairs", multiple=True, metavar="名称=值", help="一个事实，可以写多次。")
@click.option("--facts", "file", metavar="文件", help="事实文件：json、toml、csv、xlsx。")
@click.option("--ask", is_flag=True, help="逐个提问，最能定论的先问，一有定论就停。")
@click.option("--explain", is_flag=True, help="连同待查、不成立的条款和理由逐条列出。")
@format_option()
@click.pass_obj
def judge(
    options: Options,
    *,
    code: str,
    on: date | None,
    pairs: tuple[str, ...],
    file: str | None,
    ask: bool,
    explain: bool,
    form: str,
) -> int:
    """Judge one case or a table of them; end with 1 when rows of a table could not be read."""
    from zhiben.cli.judge_cases import read_batch
    from zhiben.cli.judge_page import show_verdict
    from zhiben.cli.judging import load_rulebook, verdict_shape
    from zhiben.cli.output import show_json
    from zhiben.rules import FOUND_ON, Court

    today = options.clock.today()
    book = load_rulebook(options, code)
    given = given_facts(book, pairs)
    told = _one_day(on, given.pop(FOUND_ON.name, None), where="--fact ", today=today)
    day = told or today
    if file is not None:
        batch = read_batch(Path(file), book, day=day, today=today, given=given)
        if batch.is_table:
            return _judge_table(book, batch, ask=ask, show=Show(form=form, explain=explain))
        given, found = batch.single()
        day = _one_day(told, found, where=f"{Path(file).name} ", today=today) or today
    court = Court(book=book, on=day)
    verdict = _asked(court, given) if ask else court.judge(given)
    if form == "json":
        show_json(verdict_shape(verdict, explain=explain))
    else:
        show_verdict(verdict, book.facts, explain=explain)
    return exits.CLEAN


def _one_day(on: date | None, told: date | None, *, where: str, today: date) -> date | None:
    """Return the day the hazard was found, told by ``--on`` or elsewhere, if by any.

    Raises:
        UsageError: when the two differ, or it is yet to come.
    """
    if None not in {on, told} and on != told:
        raise UsageError(f"--on {on} 和 {where}发现日期 {told} 不一致，请改成一致。")
    day = on or told
    if day is not None and day > today:
        raise UsageError(f"--on {day} 晚于今天 {today}，隐患不会在将来发现，请核对。")
    return day


def _judge_table(book: Rulebook, batch: Batch, *, ask: bool, show: Show) -> int:
    """Judge the cases of a table and print the verdicts.

    Raises:
        UsageError: when questions are to be asked.
    """
    from zhiben.cli.judge_cases import judge_table, show_batch

    if ask:
        raise UsageError("--ask 一次只问一个案例，不能和案例表一起用。")
    judged = judge_table(book, batch)
    show_batch(judged, book, form=show.form, explain=show.explain)
    return exits.FINDINGS if judged.rejected else exits.CLEAN


def given_facts(book: Rulebook, pairs: tuple[str, ...]) -> dict[str, Any]:
    """Return the facts of the command line.

    Raises:
        UsageError: when a word is no ``名称=值``, or a name stands there twice.
        DataError: when facts are unknown or values cannot be read.
    """
    from zhiben.rules.values import read_facts

    split = list(map(_split, pairs))
    names = [name for name, _ in split]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"--fact {twice} 写了两次，请只留一次。")
    values, faults = read_facts(book.facts, split)
    if faults:
        raise DataError([Problem(f"--fact {name}", message) for name, message in faults])
    return values


def _split(pair: str) -> tuple[str, str]:
    """Return the name and the value of a word.

    Raises:
        UsageError: when it is no ``名称=值``.
    """
    found = re.fullmatch(r"([^=＝]+)[=＝](.*)", pair, re.DOTALL)
    if not found:
        raise UsageError(f"--fact {pair} 应写成 名称=值，如 --fact 安全出口数=2。")
    return normalize("NFKC", found[1]).strip(), found[2]


def _asked(court: Court, given: dict[str, Any]) -> Verdict:
    """Ask for the open facts, the most decisive first, until the verdict is certain.

    What the command line says is not known is not asked for again.
    """
    from zhiben.cli.judge_page import numbered_choices, outcome_line

    facts = dict(given)
    verdict = court.judge(facts)
    while waiting := [name for name in verdict.missing if name not in facts]:
        fact = court.book.facts[waiting[0]]
        click.echo(f"[{outcome_line(verdict)}] {fact.question}", err=True)
        click.echo(f"  {fact.name}（{numbered_choices(fact)}；不清楚就回车）：", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            click.echo(err=True)
            break
        try:
            answered = {**facts, fact.name: _answer(fact, line)}
            verdict = court.judge(answered)
        except DataError as error:
            click.echo(f"  {error}", err=True)
        else:
            facts = answered
    return verdict


def _answer(fact: Fact, line: str) -> Any:  # noqa: ANN401 - a value of any type
    """Return what somebody typed for a fact, ``None`` for not known.

    Raises:
        DataError: when it cannot be read.
    """
    from zhiben.cli.judge_page import chosen
    from zhiben.rules.values import read_value

    reading = read_value(fact, chosen(fact, line.strip()))
    if reading.fault:
        raise DataError([Problem("", reading.fault)])
    return reading.value
