"""``zhiben plugin import-tasks``: an office's task list, made into a plugin's ``tasks.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli import exits
from zhiben.cli.commands import command
from zhiben.cli.options import format_option
from zhiben.cli.output import show_json, show_problems, show_table
from zhiben.cli.types import DAY

if TYPE_CHECKING:
    from datetime import date

    from zhiben.io.task_list_files import TaskListFile
    from zhiben.ledger.plans.task_list import ListedTask

_HEADERS: Final = ("行", "编号", "措施", "任务", "类型", "期限或周期", "牵头")


@command(
    "import-tasks",
    summary="把任务清单表格转成 tasks.toml。",
    details=(
        "认整列的列名：序号、任务（重点任务、任务名称……）、措施编号、牵头单位、配合单位、"
        "完成时限、周期、行业领域。期限、周期按原文读成日期和频次；算不出来的作长期任务，抄录原文并说明。"
        "读不了的行连同原因写进旁边的“….未采纳”文件；有这种行时退出码为 1。已有的文件不覆盖。"
    ),
    example=(
        "zhiben plugin import-tasks 任务清单.xlsx --code SCH --source 校园方案\n"
        "zhiben plugin import-tasks 任务清单.csv --code SCH --source 校园方案 "
        "--measure 13 --issued 2024-03-01 --out 新任务.toml"
    ),
)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--code", required=True, metavar="代码", help="行业代码，如 SCH（必填）。")
@click.option(
    "--source", default="任务清单", metavar="KEY",
    help="任务的出处：sources.toml 里的 key，默认“任务清单”。",
)  # fmt: skip
@click.option("--measure", metavar="编号", help="没写措施的行，落实方案的哪条措施。")
@click.option("--issued", type=DAY, metavar="日期", help="清单的印发日期：没写年份的期限据此推算。")
@click.option("--sheet", metavar="名称", help="读哪张工作表，默认唯一有任务清单的那张。")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("tasks.toml"), metavar="文件",
    help="写到哪里，默认 tasks.toml；已有的文件不覆盖。",
)  # fmt: skip
@format_option()
def import_tasks(
    *,
    file: Path,
    code: str,
    source: str,
    measure: str | None,
    issued: date | None,
    sheet: str | None,
    out: Path,
    form: str,
) -> int:
    """Make a catalog of tasks from a table, and end with 1 when rows were refused."""
    from zhiben.errors import UsageError
    from zhiben.io.task_list_files import read_task_list_file, write_tasks
    from zhiben.ledger.plans.task_list import Terms
    from zhiben.plugins.discovery import CODE

    if not CODE.fullmatch(code):
        raise UsageError(f"行业代码“{code}”应为二到四个大写字母，如 SCH。")
    terms = Terms(code=code, source=source, measure=measure, issued=issued)
    read = read_task_list_file(file, terms=terms, sheet=sheet)
    rejects = write_tasks(read, out)
    if form == "json":
        show_json(_shape(read, out=out, rejects=rejects))
    else:
        _show(read, out=out, rejects=rejects)
    return exits.FINDINGS if read.tasks.refused else exits.CLEAN


def _shape(read: TaskListFile, *, out: Path, rejects: Path | None) -> dict[str, Any]:
    """Return what became of the table as JSON."""
    tasks = read.tasks
    return {
        "file": str(read.path),
        "sheet": read.sheet.name,
        "out": str(out) if tasks.accepted else None,
        "rejects": str(rejects) if rejects else None,
        "read": len(tasks.accepted) + len(tasks.refused) + len(tasks.skipped),
        "accepted": [
            {
                "row": one.number,
                "code": one.task.code,
                "measure": one.task.measure,
                "title": one.task.title,
                "kind": one.task.kind.value,
                "due": one.task.due.isoformat() if one.task.due else None,
                "every": one.task.every.value if one.task.every else None,
                "notes": list(one.notes),
            }
            for one in tasks.accepted
        ],
        "refused": [{"row": one.number, "reason": one.reason} for one in tasks.refused],
        "skipped": [{"row": one.number, "reason": one.reason} for one in tasks.skipped],
        "problems": [
            {"severity": one.severity, "where": one.where, "message": one.message}
            for one in read.problems
        ],
    }


def _show(read: TaskListFile, *, out: Path, rejects: Path | None) -> None:
    """Print the tasks, what to look at, and where everything went."""
    tasks = read.tasks
    show_table(_HEADERS, list(map(_cells, tasks.accepted)))
    show_problems(read.problems)
    for one in tasks.accepted:
        for text in one.notes:
            click.echo(f"说明：第{one.number}行（{one.task.code}），{text}")
    for row in tasks.skipped:
        click.echo(f"略过：第{row.number}行，{row.reason}")
    for refused in tasks.refused:
        click.echo(f"未采纳：第{refused.number}行，{refused.reason}")
    counts = (len(tasks.accepted), len(tasks.skipped), len(tasks.refused))
    click.echo(f"读入 {sum(counts)} 行：采纳 {counts[0]}，略过 {counts[1]}，未采纳 {counts[2]}。")
    if tasks.accepted:
        source = tasks.accepted[0].task.source
        click.echo(f"已写入 {out}；出处写作“{source}”，sources.toml 里要有这一条。")
    if rejects:
        click.echo(f"未采纳的行写在 {rejects}，改好后导入那个文件，用 --out 写到另一个文件。")


def _cells(one: ListedTask) -> tuple[object, ...]:
    """Return a task as a row."""
    from zhiben.cli.words import EVERY, KINDS

    task = one.task
    rhythm = f"{EVERY[task.every]}至少{task.at_least}次" if task.every else task.due
    leads = "、".join(task.leads)
    return one.number, task.code, task.measure, task.title, KINDS[task.kind], rhythm, leads
