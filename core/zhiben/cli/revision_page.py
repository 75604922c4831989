"""What an installed revision of a sub-plan changes against the adopted one."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from zhiben.cli.output import show_table
from zhiben.cli.sectors import serving
from zhiben.cli.world import ON_RECORD, installed_sub_plan
from zhiben.errors import Problem
from zhiben.ledger.plans.revisions import Images, check_revisions, composed, images_of
from zhiben.ledger.plans.sub_plans import Adoption, SubPlan, adoption_of, check_rhythms
from zhiben.spec.records import Change, Revision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from zhiben.cli.session import Session
    from zhiben.model.entries import Draft

_WORDS: Final = {
    "same": "不变",
    "renamed": "改名",
    "split": "拆分",
    "merged": "合并",
    "retired": "停用",
    "added": "新增",
}


@frozen(kw_only=True)
class Step:
    """What becomes of one id: what kind of change, where it goes, and how many reports with it."""

    change: str
    old: str
    new: tuple[str, ...]
    reports: int
    reason: str


@frozen(kw_only=True)
class Comparison:
    """The installed revision beside the adopted one; ``adopted`` is ``None`` before the first.

    ``carried`` and ``archived`` are how many reports in force, under ids of whatever
    revision, go on with tasks of the installed one, or stay in the journal only.
    ``first_day`` is the county plan's.
    """

    installed: SubPlan
    adopted: SubPlan | None
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    carried: int
    archived: int
    first_day: date

    @property
    def is_news(self) -> bool:
        """Whether the installed revision is a later one than the adopted."""
        return self.adopted is None or self.installed.revision > self.adopted.revision

    def shape(self) -> dict[str, Any]:
        """Return the comparison as JSON."""
        return {
            "code": self.installed.code,
            "installed": self.installed.revision,
            "adopted": self.adopted.revision if self.adopted else None,
            "reports": {
                "before": self.carried + self.archived,
                "carried": self.carried,
                "archived": self.archived,
            },
            "changes": [
                {
                    "change": step.change,
                    "old": step.old or None,
                    "new": list(step.new),
                    "reports": step.reports,
                    "reason": step.reason,
                }
                for step in self.steps
            ],
            "problems": [
                {"severity": one.severity, "where": one.where, "message": one.message}
                for one in self.problems
            ],
        }


def comparison(session: Session, code: str, *, as_of: date | None = None) -> Comparison:
    """Return what adopting the installed revision of a sector would do.

    Raises:
        UnknownNameError: when no plugin of that code serves.
    """
    world = session.world(as_of, hooks=ON_RECORD)
    loaded = serving(world.sectors, code)
    return _compared(
        installed_sub_plan(loaded, world.facts.registry),
        world.adoptions.get(code),
        counts=session.store.report_counts(),
        first_day=world.package.plan.first_day,
    )


def _compared(
    installed: SubPlan,
    adoption: Adoption | None,
    *,
    counts: Mapping[str, int],
    first_day: date,
) -> Comparison:
    """Return the comparison; ``counts`` are the reports in force on each task."""
    before = adoption or Adoption(sub_plan=installed)
    revisions = installed.changes
    images = images_of(before.sub_plan.ids, revisions, since=before.sub_plan.revision)
    ever = composed(before.images, images)
    adopted = adoption.sub_plan if adoption else None
    problems = _problems(images, installed=installed, adopted=adopted, revisions=revisions)
    return Comparison(
        installed=installed,
        adopted=adopted,
        steps=tuple(_steps(counts, images, installed=installed, revisions=revisions)),
        problems=tuple(problems),
        carried=sum(counts.get(old, 0) for old, new in ever.items() if new),
        archived=sum(counts.get(old, 0) for old, new in ever.items() if not new),
        first_day=first_day,
    )


def adoption_draft(session: Session, found: Comparison, *, on: date | None) -> Draft:
    """Return the entry that adopts the installed revision: a first one from the plan's start."""
    first = found.adopted is None
    return adoption_of(
        found.installed,
        on=on or (found.first_day if first else session.today),
        actor=session.options.actor,
    )


def show_comparison(found: Comparison) -> None:
    """Print the comparison."""
    adopted = f"已采纳第 {found.adopted.revision} 版" if found.adopted else "还没有采纳过"
    click.echo(
        f"{found.installed.title}（{found.installed.code}）："
        f"装的是第 {found.installed.revision} 版，{adopted}。"
    )
    rows = [
        (
            _WORDS[s.change],
            s.old,
            "、".join(s.new),
            s.reports,
            "归档" if s.old and not s.new else "",
            s.reason,
        )
        for s in found.steps
        if s.change != "same"
    ]
    show_table(("变化", "原编号", "新编号", "已有填报", "去向", "理由"), rows)
    click.echo(
        f"\n已有填报 {found.carried + found.archived} 条："
        f"转到现行任务 {found.carried} 条，归档 {found.archived} 条。"
    )


def _steps(
    counts: Mapping[str, int],
    images: Images,
    *,
    installed: SubPlan,
    revisions: tuple[Revision, ...],
) -> Iterator[Step]:
    """Yield what becomes of every old id, then the ids that are new."""
    said = {old: one for one in revisions for old in one.old}
    for old, new in images.items():
        one = None if new == (old,) else said.get(old)
        yield Step(
            change=one.change.value if one else Change.SAME.value,
            old=old,
            new=new,
            reports=counts.get(old, 0),
            reason=one.reason if one else "",
        )
    carried = set(chain.from_iterable(images.values()))
    for identity in (one for one in installed.ids if one not in carried):
        yield Step(change="added", old="", new=(identity,), reports=0, reason="")


def _problems(
    images: Images,
    *,
    installed: SubPlan,
    adopted: SubPlan | None,
    revisions: tuple[Revision, ...],
) -> Iterator[Problem]:
    """Yield what keeps the installed revision from being adopted."""
    yield from check_revisions(
        revisions,
        images=images,
        new=installed.ids,
        current=installed.revision,
        since=adopted.revision if adopted else None,
    )
    if adopted is None:
        return
    yield from check_rhythms(adopted, installed, images)
    if installed.revision < adopted.revision:
        message = (
            f"已安装的是第 {installed.revision} 版，早于已采纳的第 {adopted.revision} 版，"
            "请安装较新的插件。"
        )
        yield Problem(installed.code, message)
    if installed.revision == adopted.revision and _told(installed) != _told(adopted):
        message = f"第 {installed.revision} 版的内容和采纳时不同，插件作者应当另立修订号。"
        yield Problem(installed.code, message)


def _told(sub_plan: SubPlan) -> list[tuple[object, ...]]:
    """Return what a revision says whatever units a county has: leads are bound to those."""
    tasks = ((one.measure, one.task) for one in sub_plan.tasks)
    return [(measure, t.id, t.title, t.kind, t.due, t.cadence, t.target) for measure, t in tasks]
