"""``zhiben plan``: the plan in force, or one in a file, shown and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.commands import command, group
from zhiben.cli.exits import findings
from zhiben.cli.options import as_of_option, format_option
from zhiben.cli.output import show_json, show_problems, show_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.ledger.units.registry import Registry
    from zhiben.model.plan import Plan, Task

TASK_HEADERS = ("编号", "任务", "类型", "期限或周期", "范围", "牵头", "出处")


def plan_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--plan``, which looks at a plan outside the workspace."""
    return click.option(
        "--plan", "source", metavar="名称|文件",
        help="看内置方案或方案文件，不看工作区里施行的方案。",
    )(function)  # fmt: skip


@command(
    "show",
    summary="方案全文：阶段、目标、行动、措施、任务、分工。",
    example="zhiben plan show\nzhiben plan show --plan wuhe-2024 --format json",
)
@plan_option
@as_of_option
@format_option()
@click.pass_obj
def show(options: Options, *, source: str | None, as_of: date | None, form: str) -> None:
    """Show the plan."""
    from zhiben.cli.shapes import plan_shape, task_shape

    plan, registry = _plan(options, source, as_of=as_of)
    if form == "table":
        _show(plan, registry)
        return

    def tasks(found: Iterable[Task]) -> list[Any]:
        return [task_shape(task, registry.name) for task in found]

    show_json(plan_shape(plan, tasks, registry.name))


@command(
    "check",
    summary="核对方案：自相矛盾之处，和文件留下的缺口。",
    details="有错误或提醒时退出码为 1。",
    example="zhiben plan check\nzhiben plan check --plan 我县方案.toml --json",
)
@plan_option
@as_of_option
@format_option()
@click.pass_obj
def check(options: Options, *, source: str | None, as_of: date | None, form: str) -> int:
    """Check the plan, and end with 1 when it has errors or gaps."""
    from zhiben.cli.shapes import problems_shape
    from zhiben.ledger.plans.check import check_plan

    plan, registry = _plan(options, source, as_of=as_of)
    problems = check_plan(plan, registry.current)
    if form == "json":
        show_json(problems_shape(problems))
    else:
        show_problems(problems)
        click.echo(f"共 {len(problems)} 条。" if problems else "没有发现问题。")
    return findings(problems)


@command("list", summary="列出内置方案。", example="zhiben plan list")
@format_option()
def list_(*, form: str) -> None:
    """List the plans that come with zhiben."""
    from zhiben.io.plan_files import builtin_plans, load_builtin

    plans = [load_builtin(name).plan for name in builtin_plans()]
    if form == "json":
        show_json(
            {"plans": [{"id": one.id, "title": one.title, "issuer": one.issuer} for one in plans]}
        )
        return
    show_table(("名称", "标题", "印发机关"), [(p.id, p.title, p.issuer) for p in plans])


@command(
    "coverage",
    summary="行业领域对照：谁牵头，哪个插件管，有多少任务。",
    example="zhiben plan coverage\nzhiben plan coverage --json",
)
@as_of_option
@format_option()
@click.pass_obj
def coverage(options: Options, *, as_of: date | None, form: str) -> None:
    """Lay the plan's fields over leads and sector plugins."""
    from zhiben.cli.session import open_session
    from zhiben.ledger.plans.coverage import coverage as lay_over

    with open_session(options) as session:
        world = session.world(as_of)
    rows = [
        {
            "field": one.field,
            "leads": list(map(world.facts.registry.name, one.leads)),
            "plugins": [
                {"code": sub.code, "version": sub.version, "running": sub.is_running}
                for sub in one.sub_plans
            ],
            "tasks": {"plan": one.own, "sector": one.sector},
        }
        for one in lay_over(world.package.plan, world.sub_plans)
    ]
    if form == "json":
        show_json({"fields": rows})
        return
    cells = [(row["field"], *_coverage_cells(row)) for row in rows]
    show_table(("领域", "牵头", "插件", "方案任务", "子方案任务"), cells)


def _coverage_cells(row: dict[str, Any]) -> tuple[object, ...]:
    """Return what a field's row says behind its name."""
    plugins = [
        f"{one['code']} {one['version']}{'' if one['running'] else '（未运行）'}"
        for one in row["plugins"]
    ]
    return (
        "、".join(row["leads"]) or "没有单位牵头",
        "、".join(plugins) or "未安装",
        row["tasks"]["plan"],
        row["tasks"]["sector"],
    )


plan = group(
    "plan",
    summary="查看、核对方案。",
    example="zhiben plan show\nzhiben plan check",
    members=(show, check, coverage, list_),
)


def _plan(options: Options, source: str | None, *, as_of: date | None) -> tuple[Plan, Registry]:
    """Return the plan asked for, as amended, and the units it is read with."""
    from zhiben.cli.cmd_init import read_plan
    from zhiben.ledger.units.registry import Registry

    if source is not None:
        package = read_plan(source)
        return package.plan, Registry.of(package.organisations)
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        world = session.world(as_of)
        return world.amended_plan, world.facts.registry


def _show(plan: Plan, registry: Registry) -> None:
    """Print the plan as headings and tables."""
    from zhiben.cli.words import task_cells

    def tasks(title: str, found: Iterable[Task]) -> None:
        rows = [task_cells(task, registry.name) for task in found]
        if rows:
            show_table(TASK_HEADERS, rows, title=title)

    number = f"（{plan.document_number}）" if plan.document_number else ""
    click.echo(f"《{plan.title}》{number}  {plan.issuer}  {plan.issued} 印发")
    click.echo(f"起止：{plan.start} 至 {plan.end}")
    if plan.phases:
        rows = [(p.number, p.title, p.start, p.end) for p in plan.phases]
        show_table(("阶段", "名称", "起", "止"), rows, title="阶段")
    tasks("目标", plan.targets)
    for action, measure in plan.measures():
        tasks(
            f"行动{action.number} {action.title} · 措施{measure.id} {measure.title}", measure.tasks
        )
    tasks("保障措施及其他部分", plan.safeguards)
    tasks("附表", plan.annex)
    fields = [(r.field, "、".join(map(registry.name, r.leads))) for r in plan.responsibilities]
    show_table(("领域", "牵头"), fields, title="责任分工")
