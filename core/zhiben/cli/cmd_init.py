"""``zhiben init``: a new workspace with a plan in force and its units registered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command
from zhiben.cli.options import format_option
from zhiben.cli.output import show_json
from zhiben.cli.types import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.cli.main import Options
    from zhiben.model.entries import Draft
    from zhiben.model.organisations import Organisation
    from zhiben.model.plan import PlanPackage


@command(
    "init",
    summary="新建工作区：选定方案，登记单位。",
    details="在当前文件夹建立台账数据库，把方案连同其中的单位记为台账的头几条。",
    example="zhiben init\nzhiben init --plan 我县方案.toml --as 县安委办",
)
@click.option(
    "--plan", "source", default="wuhe-2024", metavar="名称|文件",
    help="内置方案的名称，或方案文件（.toml）、文件夹；默认 wuhe-2024。",
)  # fmt: skip
@click.option("--as", "origin", metavar="单位", help="本工作区归哪个单位使用，默认方案里的安委办。")
@click.option(
    "--digest", type=Choice(("sha256", "sm3")), default="sha256",
    help="台账摘要算法，默认 sha256；须用国密的选 sm3。",
)  # fmt: skip
@format_option()
@click.pass_obj
def init(options: Options, *, source: str, origin: str | None, digest: str, form: str) -> None:
    """Create the database and record the plan and its units."""
    from zhiben.cli.session import Session
    from zhiben.store import Site, create_store

    package = read_plan(source)
    owner = _owner(package, origin)
    drafts = list(adoption(package, actor=options.actor))
    site = Site(origin=owner.id, algorithm=digest)
    with create_store(options.database, site=site, timeout=options.patience) as store:
        Session(store=store, options=options).record(drafts)
    if form == "json":
        show_json({"database": str(options.database), "plan": package.plan.id, "as": owner.name})
        return
    tasks = sum(1 for _ in package.plan.tasks())
    click.echo(
        f"已建立 {options.database}：《{package.plan.title}》，任务 {tasks} 项，"
        f"单位 {len(package.organisations)} 个；本工作区归 {owner.name} 使用。"
    )
    click.echo(
        "接下来：zhiben progress 看汇总，zhiben due 看催办清单，zhiben plan check 看方案缺口。"
    )


def read_plan(source: str) -> PlanPackage:
    """Read a built-in plan by name, or a plan from a file or folder.

    Raises:
        UnknownNameError: when it is neither.
        DataError: with every problem of the files.
    """
    from zhiben.io.plan_files import builtin_plans, load_builtin, load_plan

    path = Path(source)
    if source not in builtin_plans() and (path.exists() or path.suffix):
        return load_plan(path)
    return load_builtin(source)


def adoption(package: PlanPackage, *, actor: str) -> Iterator[Draft]:
    """Yield what puts a plan in force, from its first day: the plan, then its units."""
    from zhiben.ledger.bodies import organisation_body
    from zhiben.ledger.plans.bodies import plan_to_json
    from zhiben.model.entries import Draft, EntryKind

    plan = package.plan
    first = plan.first_day
    yield Draft(
        on=first,
        actor=actor,
        kind=EntryKind.PLAN_ADOPT,
        subject=plan.id,
        body=plan_to_json(package),
    )
    for unit in package.organisations:
        yield Draft(
            on=first,
            actor=actor,
            kind=EntryKind.ORG_ADD,
            subject=unit.id,
            body=organisation_body(unit),
        )


def _owner(package: PlanPackage, name: str | None) -> Organisation:
    """Return the unit the workspace belongs to."""
    from zhiben.cli.session import refuse
    from zhiben.ledger.units.registry import Registry
    from zhiben.model.organisations import OrganisationKind

    if name is not None:
        return Registry.of(package.organisations).find(name)
    offices = [u for u in package.organisations if u.kind is OrganisationKind.OFFICE]
    if not offices:
        raise refuse("方案的单位里没有安委办，请用 --as 指明本工作区归哪个单位使用。")
    return offices[0]
