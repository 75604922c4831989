"""``zhiben task``: what is to be done, who has said what of it, and what changes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.commands import command, group
from zhiben.cli.options import as_of_option, format_option, on_option, reason_option
from zhiben.cli.output import note, show_json, show_table
from zhiben.cli.types import COUNT, DAY, NUMBER, Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session, World
    from zhiben.ledger.entries import Line
    from zhiben.ledger.tasks import TaskView
    from zhiben.model.organisations import Organisation
    from zhiben.model.plan import Task
    from zhiben.model.reports import Evidence, TaskReport

STATUS_WORDS: Final = ("done", "ongoing", "due_soon", "overdue", "not_started", "stale")
EVERYONE: Final = "全部"

task_argument = click.argument("task", metavar="任务编号")


@command(
    "list",
    summary="列出任务和各自的状态。",
    example=(
        "zhiben task list --lead 县住建局\nzhiben task list --status overdue --as-of 2025-01-15"
    ),
)
@click.option("--measure", metavar="编号", help="只看这条措施的。")
@click.option("--lead", metavar="单位", help="只看这个单位牵头的。")
@click.option("--status", type=Choice(STATUS_WORDS), help="只看这种状态的。")
@as_of_option
@format_option()
@click.pass_obj
def list_(
    options: Options,
    *,
    measure: str | None,
    lead: str | None,
    status: str | None,
    as_of: date | None,
    form: str,
) -> None:
    """List tasks with their status."""
    from zhiben.cli.session import open_session
    from zhiben.cli.words import STATUSES, leads_of, when
    from zhiben.ledger.tasks import view_tasks

    with open_session(options) as session:
        world = session.world(as_of)
    names = world.facts.registry.name
    wanted = None if measure is None else _tasks_of_measure(world, measure)
    unit = None if lead is None else world.unit(lead)
    views = [
        view
        for view in view_tasks(world.plan, world.facts)
        if (wanted is None or view.task.id in wanted)
        and (unit is None or unit.id in view.task.leads)
        and (status is None or view.status.value == status)
    ]
    if form == "json":
        show_json({"tasks": [_view_shape(view, world) for view in views]})
        return
    rows = [
        (v.task.id, v.task.title, when(v.task), leads_of(v.task, names), STATUSES[v.status])
        for v in views
    ]
    show_table(("编号", "任务", "期限或周期", "牵头", "状态"), rows)
    click.echo(f"\n共 {len(rows)} 项。")


@command(
    "show",
    summary="一项任务的来龙去脉：期限变动、各单位情况、填报记录。",
    example="zhiben task show 4-3\nzhiben task show 2-1 --as-of 2024-12-31 --json",
)
@task_argument
@as_of_option
@format_option()
@click.pass_obj
def show(options: Options, *, task: str, as_of: date | None, form: str) -> None:
    """Show one task."""
    from zhiben.cli.session import open_session
    from zhiben.cli.task_page import page_shape, show_page
    from zhiben.ledger.tasks import view_task

    with open_session(options) as session:
        world = session.world(as_of)
        found = world.task(task)
        original = next(one for one in world.plan.tasks() if one.id == found.id)
        view = view_task(original, world.plan, world.facts)
        lines = [
            line
            for identity in world.ids_of(found.id)
            for line in session.store.lines(subject=identity)
            if line.on <= world.facts.as_of.isoformat()
        ]
        lines.sort(key=lambda line: (line.recorded_at, line.origin, line.seq))
        void = session.store.void_ids()
    if form == "json":
        show_json(page_shape(view, world, lines, void=void))
    else:
        show_page(view, world, lines, void=void)


@command(
    "report",
    summary="填报进展。",
    details=(
        "周期任务默认报业务日期所在的一期、状态为 done；其他任务默认 ongoing。"
        "牵头单位须逐个单位去做的（如季度督导），用 --unit 写明对哪个单位，可写多次，或写“全部”。"
        "更正以前的填报用 --corrects，原记录保留。"
    ),
    example=(
        "zhiben task report 4-4 --org 县住建局 --on 2024-11-20 --status done\n"
        "zhiben task report 2-1 --org 县安委办 --unit 城关镇 --on 2024-05-10\n"
        "zhiben task report 18-4 --org 县应急局 --value 60 --note 已接入6家 --evidence 清单.xlsx"
    ),
)
@task_argument
@click.option("--org", required=True, metavar="单位", help="谁填报（必填）。")
@click.option(
    "--unit", "units", multiple=True, metavar="单位", help="报的是哪个单位，默认填报单位自己。"
)
@on_option
@click.option("--status", type=Choice(("ongoing", "done")), help="ongoing 进行中，done 已完成。")
@click.option("--period", metavar="期次", help="周期任务的期次，如 2024Q1、2024-03、2024H1、2024。")
@click.option("--count", type=COUNT, help="做了几次（周期任务）。")
@click.option("--value", type=NUMBER, help="达到的数值，单位同任务目标。")
@click.option("--note", "text", default="", metavar="文字", help="说明。")
@click.option(
    "--evidence",
    "files",
    multiple=True,
    metavar="文件",
    help="佐证材料，可写多次；文件会复制保存。",
)
@click.option(
    "--corrects", metavar="记录", help="更正哪一条记录，如 office:12；须同时写 --reason。"
)
@click.option("--reason", metavar="文字", help="更正的理由。")
@click.pass_obj
def report(options: Options, /, *, task: str, org: str, files: Sequence[str], **said: Any) -> None:
    """Record what a unit says of a task."""
    from attrs import evolve

    from zhiben.cli.session import open_session
    from zhiben.ledger.reporting import report_draft

    with open_session(options) as session:
        on = said["on"] or session.today
        with session.store.transaction():
            world = _world(session, on)
            found = world.task(task)
            reports = _reports(world, found, org=world.unit(org), on=on, said=said)
            replaced = _correction(session, found, said["corrects"], reason=said["reason"])
            evidence = keep_evidence(session, files)
            lines = session.record(
                [
                    report_draft(
                        evolve(one, evidence=evidence), on=on, actor=options.actor, **replaced
                    )
                    for one in reports
                ]
            )
        for one, line in zip(reports, lines, strict=True):
            _tell(world, one, line)


@command(
    "amend",
    summary="调整期限、预计日期或牵头单位（须有理由和批准文件）。",
    details="原定期限一直保留，和现行期限、预计日期一起显示。",
    example=(
        "zhiben task amend 4-3 --due 2025-03-31 --reason 示例 --document 示例〔2024〕1号\n"
        "zhiben task amend 13-6 --lead 县经信局 --reason 明确牵头 --document 示例〔2024〕2号"
    ),
)
@task_argument
@click.option("--due", type=DAY, metavar="日期", help="改到哪一天（限期任务）。")
@click.option("--forecast", type=DAY, metavar="日期", help="预计哪一天完成，不改变期限。")
@click.option("--lead", "leads", multiple=True, metavar="单位", help="改由谁牵头，可写多次。")
@reason_option
@click.option("--document", required=True, metavar="文号", help="批准文件（必填）。")
@on_option
@click.pass_obj
def amend(options: Options, /, *, task: str, on: date | None, **change: Any) -> None:
    """Record a dated change of a task."""
    from zhiben.cli.session import open_session, reference_of
    from zhiben.ledger.amending import amendment_for
    from zhiben.ledger.bodies import amendment_body
    from zhiben.model.entries import Draft, EntryKind

    with open_session(options) as session, session.store.transaction():
        day = on or session.today
        world = _world(session, day)
        found = world.task(task)
        leads = tuple(world.unit(name).id for name in change.pop("leads")) or None
        amendment = amendment_for(found, on=day, leads=leads, **change)
        draft = Draft(
            on=day,
            actor=options.actor,
            kind=EntryKind.TASK_AMEND,
            subject=found.id,
            body=amendment_body(amendment),
        )
        (line,) = session.record([draft])
    click.echo(f"已记入台账 {reference_of(line)}：{found.id} {found.title}，自 {day} 起调整。")


@command(
    "waive",
    summary="登记免报：某单位某一期不必履行（须有理由）。",
    example="zhiben task waive 23-1 --unit 示例企业 --period 2025 --reason 示例：全年停产",
)
@task_argument
@click.option("--unit", required=True, metavar="单位", help="哪个单位（必填）。")
@click.option("--period", required=True, metavar="期次", help="哪一期，如 2024Q1（必填）。")
@reason_option
@on_option
@click.pass_obj
def waive(
    options: Options, *, task: str, unit: str, period: str, reason: str, on: date | None
) -> None:
    """Record that a unit need not fulfil a recurring task in one period."""
    from zhiben.cli.session import open_session, reference_of
    from zhiben.ledger.amending import waiver_for
    from zhiben.ledger.bodies import waiver_body
    from zhiben.model.entries import Draft, EntryKind

    with open_session(options) as session, session.store.transaction():
        day = on or session.today
        world = _world(session, day)
        found = world.task(task)
        waiver = waiver_for(
            found, plan=world.plan, facts=world.facts, unit=world.unit(unit), period=period,
            reason=reason,
        )  # fmt: skip
        draft = Draft(
            on=day,
            actor=options.actor,
            kind=EntryKind.TASK_WAIVE,
            subject=found.id,
            body=waiver_body(waiver),
        )
        (line,) = session.record([draft])
    click.echo(
        f"已记入台账 {reference_of(line)}：{world.names([waiver.unit])} {waiver.period} "
        f"免报 {found.id}，理由：{reason}"
    )


task = group(
    "task",
    summary="查看任务，填报进展，调整期限，登记免报。",
    example="zhiben task list --status overdue\nzhiben task show 4-3",
    members=(list_, show, report, amend, waive),
)


def _world(session: Session, on: date) -> World:
    """Return what is known today, or on a later day, when something is recorded for a day.

    Raises:
        UsageError: when the day is none of the plan's.
    """
    from zhiben.ledger.reporting import check_day

    world = session.world(max(on, session.today))
    check_day(world.plan, on)
    return world


def _tasks_of_measure(world: World, identity: str) -> frozenset[str]:
    """Return the ids of the tasks of a measure."""
    from zhiben.errors import UnknownNameError, nearest_names

    measures = {measure.id: measure for _, measure in world.plan.measures()}
    key = identity.strip().removeprefix("措施")
    if key not in measures:
        raise UnknownNameError("措施", identity, nearest_names(key, measures))
    return frozenset(task.id for task in measures[key].tasks)


def _view_shape(view: TaskView, world: World) -> dict[str, Any]:
    """Return a task with its status as JSON."""
    from zhiben.cli.shapes import task_shape

    names = world.facts.registry.name
    return {
        **task_shape(view.task, names),
        "status": view.status.value,
        "missing": list(map(names, view.missing)),
    }


def _reports(
    world: World, task: Task, *, org: Organisation, on: date, said: dict[str, Any]
) -> tuple[TaskReport, ...]:
    """Return the reports the command's words amount to."""
    from zhiben.ledger.reporting import Statement, reports_of
    from zhiben.model.reports import ReportStatus

    statement = Statement(
        org=org,
        on=on,
        units=_units(world, task, said, on=on),
        status=ReportStatus(said["status"]) if said["status"] else None,
        period=said["period"],
        count=said["count"],
        value=said["value"],
        note=said["text"],
    )
    return reports_of(statement, task, plan=world.plan, facts=world.facts)


def _units(world: World, task: Task, said: dict[str, Any], *, on: date) -> tuple[Organisation, ...]:
    """Return the units named, or all that owe the task in the period spoken of."""
    from zhiben.ledger.occurrences import units_of
    from zhiben.ledger.reporting import owed_from, period_for

    if EVERYONE not in said["units"]:
        return tuple(dict.fromkeys(map(world.unit, said["units"])))
    period = period_for(task, said["period"], plan=world.plan, on=on)
    day = owed_from(world.plan, period, on=on)
    return tuple(map(world.unit, units_of(task, world.facts, on=day)))


def _correction(
    session: Session, task: Task, reference: str | None, *, reason: str | None
) -> dict[str, str]:
    """Return what a correcting entry says of the one it replaces."""
    from zhiben.cli.session import refuse
    from zhiben.ledger.amending import correction

    if reference is None and reason is not None:
        raise refuse("--reason 是更正的理由，请用 --corrects 写明更正哪一条；说明请写 --note。")
    if reference is None:
        return {}
    if reason is None:
        raise refuse("更正须写明理由，请加 --reason。")
    line = session.entry(reference)
    return correction(line, task=task, reason=reason, void=session.store.void_ids())


def keep_evidence(session: Session, files: Iterable[str]) -> tuple[Evidence, ...]:
    """Copy evidence files into the workspace, and tell which were used before.

    Raises:
        DataError: when one of them bears the mark of a state secret; none is copied then.
    """
    from zhiben.cli.marks import refuse_marked_files
    from zhiben.cli.words import some_of

    files = tuple(files)
    refuse_marked_files(files)
    kept = tuple(dict.fromkeys(session.evidence.keep(Path(name)) for name in files))
    for file in kept:
        uses = session.store.evidence_uses(file.digest)
        if uses:
            where = some_of([f"{subject}（{reference}）" for reference, subject in uses])
            note(f"佐证材料“{file.name}”以前用过：{where}。")
    return kept


def _tell(world: World, report: TaskReport, line: Line) -> None:
    """Say what was recorded, and where."""
    from zhiben.cli.session import reference_of

    word = "已完成" if report.status.value == "done" else "进行中"
    period = f" {report.period}" if report.period else ""
    unit = world.names([report.unit])
    click.echo(f"已记入台账 {reference_of(line)}：{report.task}{period} {unit} {word}。")
