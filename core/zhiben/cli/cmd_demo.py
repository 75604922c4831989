"""``zhiben demo``: a workspace of 示例 reports on the real plan, and what it shows."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import click

from zhiben.cli.commands import command
from zhiben.cli.main import DATABASE
from zhiben.cli.types import DAY
from zhiben.errors import EnvironmentFailure, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.ledger.plans.sub_plans import SubPlan
    from zhiben.model.entries import Draft
    from zhiben.model.plan import PlanPackage
    from zhiben.model.progress import Progress
    from zhiben.store import Site

PLAN: Final = "wuhe-2024"
LAST_DAY: Final = date(2026, 11, 24)
"""The last day the sample tells of: fixed, so that the demo is the same on every day."""

_SEED: Final = 2024
_WARNING: Final = (
    "【示例】以下填报、企业和批准文号都是程序按固定规则编的，不是任何单位的真实情况；"
    "方案内容和牵头单位、乡镇的名称取自公开文件。"
)


@command(
    "demo",
    summary="用示例数据演示汇总。",
    details=(
        "在临时文件夹里建一个工作区：真实的方案和单位，加上一套编好的示例填报，"
        "再打印汇总进度、限期任务、周期任务和催办清单。每次运行结果相同。"
    ),
    example="zhiben demo\nzhiben demo --as-of 2025-06-30\nzhiben demo --keep 示例工作区",
)
@click.option(
    "--as-of", type=DAY, default=LAST_DAY, metavar="日期",
    help=f"按哪一天的情况（业务日期），默认 {LAST_DAY}。",
)  # fmt: skip
@click.option(
    "--keep", metavar="文件夹", type=click.Path(path_type=Path),
    help="把示例工作区留在这个文件夹里，须是新的或空的；默认看完即删。",
)  # fmt: skip
@click.pass_obj
def demo(options: Options, *, as_of: date, keep: Path | None) -> None:
    """Make the sample workspace, show it, and remove it unless it is to be kept."""
    from zhiben.cli.session import open_session

    site, drafts = _story(options)
    first = drafts[0].on
    if as_of < first:
        raise UsageError(f"示例从 {first} 方案施行那天讲起，{as_of} 还什么都没有，请换较晚的日期。")
    with _folder(keep) as folder:
        database = folder / DATABASE
        _fill(database, site, drafts)
        with open_session(options._replace(database=database)) as session:
            _show(session, as_of)
    if keep is None:
        click.echo("\n示例工作区已删除；要留下来细看，请运行 zhiben demo --keep 文件夹。")
    else:
        click.echo(
            f"\n示例工作区留在 {keep}。进入这个文件夹后可以试："
            f"zhiben progress --as-of {as_of} --by township；"
            f"zhiben due --as-of {as_of}；zhiben journal verify。"
        )


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Give the folder of the workspace: the one to keep, or one that is removed afterwards.

    Raises:
        UsageError: when the one to keep is not new or empty.
        EnvironmentFailure: when no folder can be made.
    """
    if keep is not None:
        _claim(keep)
        yield keep
        return
    try:
        # A virus scanner may hold a file for a moment; that is no reason to fail.
        temporary = TemporaryDirectory(prefix="zhiben-demo-", ignore_cleanup_errors=True)
    except OSError as error:
        raise EnvironmentFailure(
            f"无法建立临时文件夹（{error.strerror}），请用 --keep 指定一个可写的文件夹。"
        ) from error
    with temporary as folder:
        yield Path(folder)


def _claim(folder: Path) -> None:
    """Make sure that a folder exists and holds nothing."""
    try:
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} 是文件；--keep 后面请写一个新的或空的文件夹。")
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"文件夹 {folder} 不是空的，没有改动它；请换一个新的或空的文件夹。")
    except OSError as error:
        raise EnvironmentFailure(
            f"无法使用文件夹 {folder}（{error.strerror}），请换一个可写的位置。"
        ) from error


def _story(options: Options) -> tuple[Site, tuple[Draft, ...]]:
    """Return whose workspace it is, and what is recorded in it: the plans, then the sample."""
    from attrs import evolve

    from zhiben.cli.cmd_init import adoption, read_plan
    from zhiben.ledger.plans.sub_plans import adoption_of, with_sub_plans
    from zhiben.ledger.sample import sample_drafts
    from zhiben.ledger.sample_units import LABEL
    from zhiben.model.organisations import OrganisationKind
    from zhiben.store import Site

    package = read_plan(PLAN)
    kinds = {unit.kind: unit.id for unit in package.organisations}
    sub_plans = _sub_plans(options, package)
    whole = evolve(package, plan=with_sub_plans(package.plan, sub_plans))
    drafts = (
        *adoption(package, actor=LABEL),
        *(adoption_of(one, on=whole.plan.first_day, actor=LABEL) for one in sub_plans),
        *sample_drafts(whole, until=LAST_DAY),
    )
    return Site(origin=kinds[OrganisationKind.OFFICE], algorithm="sha256"), drafts


def _sub_plans(options: Options, package: PlanPackage) -> tuple[SubPlan, ...]:
    """Return the sub-plans of the installed sectors."""
    from zhiben.cli.sectors import load_wanted
    from zhiben.cli.world import ON_RECORD, installed_sub_plan
    from zhiben.ledger.units.registry import Registry

    registry = Registry.of(package.organisations, on=package.plan.start)
    sectors = load_wanted(options, hooks=ON_RECORD)
    return tuple(installed_sub_plan(one, registry) for one in sectors.loaded)


def _fill(database: Path, site: Site, drafts: tuple[Draft, ...]) -> None:
    """Create the database and record the drafts month by month, all or none of them.

    Clock and ids are fixed, so that every machine makes the same journal.
    """
    from random import Random

    from zhiben.ledger.sample import corrections
    from zhiben.store import create_store

    entropy = Random(_SEED).randbytes  # noqa: S311 - ids that repeat on purpose
    with create_store(database, site=site) as store, store.transaction():
        for _, month in groupby(drafts, key=_month):
            told = tuple(month)
            lines = store.record(told, moment=_evening(told[-1].on), entropy=entropy)
            for undo in corrections(lines):
                store.record([undo], moment=_evening(undo.on), entropy=entropy)


def _month(draft: Draft) -> tuple[int, int]:
    """Return the month a draft's business date falls in."""
    return draft.on.year, draft.on.month


def _evening(day: date) -> datetime:
    """Return when that day's reports are taken to have been typed in."""
    return datetime.combine(day, time(10), UTC)


def _show(session: Session, as_of: date) -> None:
    """Print what the sample workspace says of one day, and that none of it is real."""
    from attrs import evolve

    from zhiben.cli.progress_page import show_due, show_progress

    progress = session.world(as_of).progress()
    failed = tuple(line for line in progress.recurring if line.missing)
    click.echo(f"{_WARNING}\n")
    show_progress(evolve(progress, recurring=failed))
    click.echo(_rest(progress, len(failed)))
    show_due(progress.due, session.calendar(as_of), as_of=as_of)


def _rest(progress: Progress, shown: int) -> str:
    """Say how many recurring periods were left out because nobody missed them."""
    return f"\n周期任务共 {len(progress.recurring)} 个期次，表中只列有单位未履行的 {shown} 个。"
