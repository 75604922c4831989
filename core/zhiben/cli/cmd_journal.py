"""``zhiben journal``: the entries themselves, and the proof that nobody changed them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.commands import command, group
from zhiben.cli.exits import findings
from zhiben.cli.options import format_option, unmask_option
from zhiben.cli.output import show_json, show_problems
from zhiben.cli.types import Choice, Whole
from zhiben.cli.words import ENTRIES
from zhiben.model.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.errors import Problem
    from zhiben.ledger.entries import Line
    from zhiben.model.reports import Evidence

KIND_HELP = "；".join(f"{kind.value} {word}" for kind, word in ENTRIES.items())


@command(
    "list",
    summary="列出台账记录，新的在前。",
    example=(
        "zhiben journal list --last 20\n"
        "zhiben journal list --subject 4-3 --json\n"
        "zhiben journal list --subject 城关镇 --kind org.amend"
    ),
)
@click.option("--origin", metavar="单位", help="只看这个单位记的。")
@click.option("--subject", metavar="对象", help="只看关于这项任务或这个单位的。")
@click.option(
    "--kind", type=Choice(tuple(EntryKind)), metavar="类别", help=f"只看这一类的：{KIND_HELP}。"
)
@click.option(
    "--last", type=Whole(least=1), default=50, metavar="条数", help="最多列几条，默认 50。"
)
@unmask_option
@format_option()
@click.pass_obj
def list_(
    options: Options,
    *,
    origin: str | None,
    subject: str | None,
    kind: str | None,
    last: int,
    unmask: str | None,
    form: str,
) -> None:
    """List entries, newest first."""
    from zhiben.cli.masking import JOURNAL, keeps_masked, print_json, print_table
    from zhiben.cli.session import open_session, reference_of

    with open_session(options) as session:
        is_masked = keeps_masked(session, JOURNAL, unmask=unmask)
        lines = session.store.lines(
            origin=None if origin is None else session.origin(origin),
            subject=None if subject is None else session.subject(subject),
            kind=EntryKind(kind) if kind else None,
            newest=last,
        )
        void = session.store.void_ids()
    if form == "json":
        shapes = [{**_shape(line), "void": line.id in void} for line in lines]
        print_json({"entries": shapes}, is_masked=is_masked)
        return
    rows = [
        (
            reference_of(line),
            line.on,
            line.recorded_at[:19].replace("T", " "),
            ENTRIES[EntryKind(line.kind)] + ("（不再计入）" if line.id in void else ""),
            line.subject,
            line.actor,
        )
        for line in lines
    ]
    headers = ("记录", "业务日期", "记入时间（UTC）", "类别", "对象", "经办")
    print_table(headers, rows, is_masked=is_masked)


@command(
    "show",
    summary="一条记录的全部内容。",
    example="zhiben journal show office:1\nzhiben journal show 12 --json",
)
@click.argument("entry", metavar="记录")
@unmask_option
@format_option()
@click.pass_obj
def show(options: Options, *, entry: str, unmask: str | None, form: str) -> None:
    """Show one entry."""
    from zhiben.cli.masking import keeps_masked, masked_json, print_json
    from zhiben.cli.output import show_table
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        line = session.entry(entry)
        is_masked = keeps_masked(session, line.subject, unmask=unmask)
    shape = _shape(line)
    if form == "json":
        print_json(shape, is_masked=is_masked)
        return
    seen = masked_json(shape) if is_masked else shape
    body = seen.pop("body")
    show_table(("项目", "内容"), list(seen.items()))
    click.echo(json.dumps(body, ensure_ascii=False, indent=2))


@command(
    "verify",
    summary="校验台账：逐条重算摘要，核对佐证材料。",
    details="被改动、删除、调换的记录，缺失或被改的佐证材料，都会指出；有问题时退出码为 1。",
    example="zhiben journal verify",
)
@format_option()
@click.pass_obj
def verify(options: Options, *, form: str) -> int:
    """Re-compute every digest, and check the evidence files."""
    from zhiben.cli.session import open_session
    from zhiben.cli.shapes import problems_shape

    with open_session(options) as session:
        problems = (*session.store.verify(), *_evidence_problems(session))
        total = len(session.store.lines())
    if form == "json":
        show_json({"entries": total, **problems_shape(problems)})
    else:
        show_problems(problems)
        click.echo(
            f"台账 {total} 条，发现 {len(problems)} 处问题。"
            if problems
            else f"台账 {total} 条，逐条核对无误。"
        )
    return findings(problems)


journal = group(
    "journal",
    summary="查看、校验台账。",
    example="zhiben journal list\nzhiben journal verify",
    members=(list_, show, verify),
)


def _shape(line: Line) -> dict[str, Any]:
    """Return an entry as JSON, every field as stored and the body opened up."""
    return {**line._asdict(), "body": json.loads(line.body)}


def _evidence_problems(session: Session) -> Iterator[Problem]:
    """Yield the evidence files that are missing or altered."""
    yield from session.evidence.check(_evidence(session))


def _evidence(session: Session) -> Iterator[Evidence]:
    """Yield every evidence file that an entry names, once."""
    from zhiben.ledger.bodies import report_of

    seen = set()
    for line in session.store.lines(kind=EntryKind.TASK_REPORT):
        if '"evidence"' not in line.body:
            continue
        for file in report_of(line.subject, json.loads(line.body)).evidence:
            if file.digest not in seen:
                seen.add(file.digest)
                yield file
