"""``zhiben plugin``: which sector plugins serve, why others do not, and their revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.commands import Member, command, group
from zhiben.cli.options import as_of_option, format_option, on_option, reason_option
from zhiben.cli.output import show_json, show_problems, show_table

if TYPE_CHECKING:
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.plugins import Failure, Found, Loaded, Sectors

KEPT_ELSEWHERE: Final = {
    "new": Member("zhiben.scaffold.command:new", "新建一个行业插件的骨架。"),
    "check": Member("zhiben.cli.cmd_plugin_check:check", "按插件规范逐条检查一个插件。"),
    "import-tasks": Member(
        "zhiben.cli.cmd_plugin_import_tasks:import_tasks", "把任务清单表格转成 tasks.toml。"
    ),
}
STATES: Final = {"serving": "运行", "failed": "未运行", "unwanted": "停用"}

code_argument = click.argument("code", metavar="代码")


@command(
    "list",
    summary="列出已安装的行业插件。",
    example="zhiben plugin list\nzhiben plugin list --json",
)
@format_option()
@click.pass_obj
def list_(options: Options, *, form: str) -> None:
    """List the installed plugins and whether they serve."""
    sectors = _load(options, hooks=())
    shapes = _shapes(sectors)
    if form == "json":
        show_json({"plugins": shapes})
        return
    rows = [
        (one["code"], one["title"], one["distribution"], one["version"], STATES[one["state"]])
        for one in shapes
    ]
    show_table(("代码", "行业", "软件包", "版本", "状态"), rows)


@command(
    "doctor",
    summary="逐个检查插件：哪个没运行、卡在哪一关、怎么办。",
    details="关口依次是发现、导入、注册、自报、收取；有插件未运行时退出码为 4。",
    example="zhiben plugin doctor",
)
@format_option()
@click.pass_obj
def doctor(options: Options, *, form: str) -> None:
    """Load every plugin in full and tell what failed."""
    from zhiben.plugins.loading import CATALOGS

    sectors = _load(options, hooks=CATALOGS)
    if form == "json":
        show_json({"plugins": _shapes(sectors)})
        return
    click.echo(f"{len(sectors.loaded)} 个插件运行正常，{len(sectors.failures)} 个没有运行。")
    for loaded in sectors.loaded:
        records = sum(map(len, loaded.records.values()))
        click.echo(f"  {loaded.found.name}：{loaded.sector.title}，{records} 条目录记录。")
    for found in sectors.unwanted:
        click.echo(f"  {found.name}：已停用；恢复用 zhiben plugin enable {found.code}。")
    for failure in sectors.failures:
        _show_failure(failure)


@command("show", summary="一个行业插件的内容。", example="zhiben plugin show GAS")
@code_argument
@format_option()
@click.pass_obj
def show(options: Options, *, code: str, form: str) -> None:
    """Show what one plugin contributes."""
    from zhiben.cli.sectors import serving
    from zhiben.plugins.loading import CATALOGS

    loaded = serving(_load(options, hooks=CATALOGS), code.upper())
    if form == "json":
        show_json(_loaded_shape(loaded) | {"tasks": [_task_row(one) for one in _tasks(loaded)]})
        return
    sector = loaded.sector
    facts = [
        ("代码", sector.code),
        ("行业", sector.title),
        ("说明", sector.summary),
        ("软件包", f"{loaded.found.distribution} {loaded.found.version}"),
        ("约定、修订", f"{sector.api}、第 {sector.revision} 版"),
        ("领域", "、".join(sector.fields)),
        ("牵头", "、".join(sector.leads)),
        *((hook, f"{len(records)} 条") for hook, records in loaded.records.items()),
    ]
    show_table(("项目", "内容"), facts)
    rows = [tuple(_task_row(one).values()) for one in _tasks(loaded)]
    show_table(("编号", "措施", "任务", "类型"), rows, title="子方案任务")


@command(
    "disable",
    summary="停用一个行业插件（记入台账）。",
    details="停用后不再加载；已采纳的任务仍列出，标“未运行”，不计完成。",
    example="zhiben plugin disable GAS --reason 升级期间暂停",
)
@code_argument
@reason_option
@click.pass_obj
def disable(options: Options, *, code: str, reason: str) -> None:
    """Record that a plugin is not to be loaded here."""
    _switch(options, code, enabled=False, reason=reason)


@command(
    "enable",
    summary="恢复一个停用的行业插件。",
    example="zhiben plugin enable GAS --reason 已升级",
)
@code_argument
@reason_option
@click.pass_obj
def enable(options: Options, *, code: str, reason: str) -> None:
    """Record that a plugin is to be loaded again."""
    _switch(options, code, enabled=True, reason=reason)


@command(
    "changes",
    summary="已安装的子方案比已采纳的改了什么，已有的填报去哪里。",
    details="各条填报或转到新任务，或归档；有对不上的编号时退出码为 1，不能采纳。",
    example="zhiben plugin changes GAS",
)
@code_argument
@as_of_option
@format_option()
@click.pass_obj
def changes(options: Options, *, code: str, as_of: date | None, form: str) -> int:
    """Show what adopting the installed revision would do."""
    from zhiben.cli.exits import findings
    from zhiben.cli.revision_page import comparison, show_comparison
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        found = comparison(session, code.upper(), as_of=as_of)
    if form == "json":
        show_json(found.shape())
    else:
        show_comparison(found)
        show_problems(found.problems)
    return findings(found.problems)


@command(
    "adopt",
    summary="采纳已安装的子方案修订（记入台账）。",
    details="采纳之前，旧修订的任务照常计算；采纳之后，填报按修订说明转到新任务或归档，一条不丢。",
    example="zhiben plugin adopt GAS\nzhiben plugin adopt GAS --on 2025-01-01",
)
@code_argument
@on_option
@click.pass_obj
def adopt(options: Options, *, code: str, on: date | None) -> None:
    """Put the installed revision of a sub-plan in force."""
    from zhiben.cli.revision_page import adoption_draft, comparison
    from zhiben.cli.session import open_session, reference_of, refuse
    from zhiben.errors import DataError

    with open_session(options) as session, session.store.transaction():
        found = comparison(session, code.upper())
        if found.problems:
            raise DataError(found.problems)
        if found.adopted is not None and not found.is_news:
            raise refuse(f"{found.installed.code} 第 {found.installed.revision} 版已经采纳过了。")
        draft = adoption_draft(session, found, on=on)
        (line,) = session.record([draft])
    installed = found.installed
    click.echo(
        f"已记入台账 {reference_of(line)}：自 {draft.on} 起采纳 {installed.title}"
        f"（{installed.code}）第 {installed.revision} 版，任务 {len(installed.tasks)} 项；"
        f"已有填报 {found.carried} 条转到现行任务，{found.archived} 条归档。"
    )


plugin = group(
    "plugin",
    summary="查看、检查、采纳行业插件。",
    example="zhiben plugin list\nzhiben plugin doctor",
    members=(list_, show, doctor, disable, enable, changes, adopt),
    kept_elsewhere=KEPT_ELSEWHERE,
)


def _load(options: Options, *, hooks: tuple[str, ...]) -> Sectors:
    """Load the plugins, without those that the workspace, where there is one, disabled."""
    from zhiben.cli.sectors import load_wanted
    from zhiben.cli.session import open_session

    if not options.database.exists():
        return load_wanted(options, hooks=hooks)
    with open_session(options) as session:
        return load_wanted(options, hooks=hooks, disabled=session.disabled())


def _switch(options: Options, code: str, *, enabled: bool, reason: str) -> None:
    """Record that a plugin is switched off or on."""
    from zhiben.cli.session import open_session, reference_of, refuse
    from zhiben.model.entries import Draft, EntryKind
    from zhiben.plugins import discover

    known = {one.code for one in discover()}
    with open_session(options) as session, session.store.transaction():
        key, disabled = code.upper(), session.disabled()
        if key not in known | disabled:
            raise refuse(
                f"没有安装代码为 {key} 的插件，已安装：{'、'.join(sorted(known)) or '无'}。"
            )
        if enabled == (key not in disabled):
            raise refuse(f"{key} 本来就{'在使用' if enabled else '已停用'}。")
        draft = Draft(
            on=session.today,
            actor=options.actor,
            kind=EntryKind.SECTOR_SWITCH,
            subject=key,
            body={"enabled": enabled, "reason": reason},
        )
        (line,) = session.record([draft])
    word = "恢复" if enabled else "停用"
    click.echo(f"已记入台账 {reference_of(line)}：{word}插件 {key}，理由：{reason}")


def _shapes(sectors: Sectors) -> list[dict[str, Any]]:
    """Return every installed plugin as JSON, by code."""
    shapes = [
        *map(_loaded_shape, sectors.loaded),
        *map(_failure_shape, sectors.failures),
        *(_found_shape(one) | {"state": "unwanted", "title": None} for one in sectors.unwanted),
    ]
    return sorted(shapes, key=lambda one: str(one["code"]))


def _found_shape(found: Found) -> dict[str, Any]:
    """Return what the metadata says of a plugin."""
    return {"code": found.code, "distribution": found.distribution, "version": found.version}


def _loaded_shape(loaded: Loaded) -> dict[str, Any]:
    """Return a plugin that serves."""
    sector = loaded.sector
    return _found_shape(loaded.found) | {
        "state": "serving",
        "title": sector.title,
        "summary": sector.summary,
        "api": sector.api,
        "revision": sector.revision,
        "fields": list(sector.fields),
        "leads": list(sector.leads),
        "records": {hook: len(records) for hook, records in loaded.records.items()},
    }


def _failure_shape(failure: Failure) -> dict[str, Any]:
    """Return a plugin that failed."""
    return _found_shape(failure.found) | {
        "state": "failed",
        "title": None,
        "gate": failure.gate.value,
        "reasons": list(map(str, failure.reasons)),
        "advice": failure.advice,
    }


def _show_failure(failure: Failure) -> None:
    """Print a failure with all its reasons."""
    from zhiben.cli.sectors import GATES

    click.echo(f"\n✗ {failure.found.name}：没有通过“{GATES[failure.gate.value]}”（{failure.gate}）")
    for reason in failure.reasons:
        click.echo(f"    {reason}")
    click.echo(f"    怎么办：{failure.advice}")


def _tasks(loaded: Loaded) -> list[Any]:
    """Return the tasks of a plugin."""
    return list(loaded.records.get("zhiben_tasks", ()))


def _task_row(task: Any) -> dict[str, str]:  # noqa: ANN401 - a SectorTask; its module loads late
    """Return a plugin's task as a row."""
    from zhiben.cli.words import KINDS

    return {
        "code": task.code,
        "measure": task.measure,
        "title": task.title,
        "kind": KINDS[task.kind],
    }
