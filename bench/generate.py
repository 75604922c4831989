"""Workspaces for the benchmarks: the real plan, 60 units, 36 months of made-up reports.

Everything that is not the plan's own says 示例. The same number of entries always gives
the same journal, byte for byte, on every machine: clock, ids and chance are seeded.

Usage: ``python bench/generate.py 示例.db --entries 50000``
"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from zhiben.cli.cmd_init import adoption
from zhiben.io.plan_files import load_builtin
from zhiben.ledger.bodies import (
    amendment_body,
    organisation_body,
    report_body,
    undo_body,
    waiver_body,
)
from zhiben.ledger.facts import Facts
from zhiben.ledger.occurrences import unfold, units_of
from zhiben.ledger.sample_units import LABEL
from zhiben.ledger.units.registry import Registry, Version
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.organisations import Organisation, OrganisationKind, OwedBy
from zhiben.model.plan import Plan, Task
from zhiben.model.reports import Amendment, ReportStatus, TaskReport, Waiver
from zhiben.store import Site, Store, create_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhiben.ledger.entries import Line
    from zhiben.model.plan import PlanPackage

PLAN: Final = "wuhe-2024"
UNITS: Final = 60
MONTHS: Final = 36
ENTRIES: Final = 50_000
"""How many entries the workspace of the progress benchmark has."""

ORIGIN: Final = "office"
ALGORITHM: Final = "sha256"

_SEED: Final = 2024
_MONTH: Final = timedelta(days=31)
_REPORTS_FOR_ONE_UNDO: Final = 200
# Up to which lot, from 0 to 1, something goes wrong with what a unit owes.
_NEVER_BEGUN: Final = 0.08
_GIVEN_UP: Final = 0.2
_MISSED: Final = 0.04
_LATE: Final = 0.12
_UNFINISHED: Final = 0.97
"""From which lot on a duty is begun and never done."""
_WAIVERS: Final = 12
_MOVED: Final = 3
_TRADES: Final = ("粉尘", "危化品", "机械加工", "食品加工", "商贸", "餐饮")
_RISKY_TRADES: Final = 2


@frozen(kw_only=True)
class Share:
    """What one unit owes and when it says what: of a task, or of one period of it.

    ``first`` and ``last`` bound its reports; from ``done`` on they say done.
    """

    task: Task
    unit: str
    first: date
    last: date
    done: date
    period: str | None = None


@frozen(kw_only=True)
class Scene:
    """Who owes what: everything that months of reports are drawn from."""

    plan: Plan
    opening: tuple[Draft, ...]
    shares: tuple[Share, ...]
    months: tuple[tuple[date, date], ...]

    @property
    def last_day(self) -> date:
        """The last day that anything is reported of."""
        return self.months[-1][1]


def main() -> None:
    """Make one workspace from the command line."""
    parser = argparse.ArgumentParser(description="生成性能测试用的示例台账（内容全部是编造的）。")
    parser.add_argument("database", type=Path, help="要建立的数据库文件，不能已有")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="台账条数，默认 50000")
    given = parser.parse_args()
    build(given.database, entries=given.entries)
    print(f"{given.database}：{given.entries} 条，截至 {scene().last_day}。")


def build(path: Path, *, entries: int) -> None:
    """Make a workspace with exactly so many entries."""
    stage = scene()
    with new_store(path) as store, store.transaction():
        fill(store, stage, entries=entries)


def new_store(path: Path) -> Store:
    """Make an empty database."""
    return create_store(path, site=Site(origin=ORIGIN, algorithm=ALGORITHM))


def fill(store: Store, stage: Scene, *, entries: int) -> None:
    """Record the opening, then the reports month by month, with the undoing of some."""
    entropy = Random(_SEED).randbytes  # noqa: S311 - ids that repeat on purpose
    store.record(stage.opening, moment=_evening(stage.months[0][0]), entropy=entropy)
    quotas = _parts(entries - len(stage.opening), MONTHS)
    for (_, last), quota in zip(stage.months, quotas, strict=True):
        undone = quota // (_REPORTS_FOR_ONE_UNDO + 1)
        drafts = reports(stage, last=last, number=quota - undone)
        lines = store.record(drafts, moment=_evening(last), entropy=entropy)
        undos = _undos(lines, number=undone, last=stage.last_day)
        store.record(undos, moment=_evening(last) + timedelta(hours=1), entropy=entropy)


def plain_drafts(stage: Scene, *, number: int) -> Iterator[Draft]:
    """Yield so many drafts, month by month: the opening, then reports without any undoing."""
    yield from stage.opening
    quotas = _parts(number - len(stage.opening), MONTHS)
    for (_, last), quota in zip(stage.months, quotas, strict=True):
        yield from reports(stage, last=last, number=quota)


def scene() -> Scene:
    """Set the scene: the plan in force, all units registered, some changes on the way."""
    package = load_builtin(PLAN)
    plan = package.plan
    histories = _histories(package)
    months = _months(plan.start)
    facts = _facts(package, histories, as_of=months[-1][1])
    shares = tuple(_shares(plan, facts, random=Random(_SEED)))  # noqa: S311 - made-up reports
    opening = (
        *adoption(package, actor=LABEL),
        *_registrations(histories),
        *_amendments(plan),
        *_waivers(shares),
    )
    return Scene(plan=plan, opening=opening, shares=shares, months=months)


def reports(stage: Scene, *, last: date, number: int) -> list[Draft]:
    """Return so many reports of the month that ends on ``last``, oldest first.

    Every share reports once before any reports twice, so that a small journal tells of
    as many tasks as a large one.
    """
    first = last.replace(day=1)
    owed = [one for one in stage.shares if one.first <= last and first <= one.last]
    random = Random(f"{_SEED} {last}")  # noqa: S311 - made-up reports
    drafts: list[Draft] = []
    while len(drafts) < number:
        random.shuffle(owed)
        for share in owed[: number - len(drafts)]:
            start, end = max(first, share.first), min(last, share.last)
            day = start + timedelta(days=random.randint(0, (end - start).days))
            drafts.append(_report(share, on=day, month=first))
    return sorted(drafts, key=attrgetter("on"))


def _report(share: Share, *, on: date, month: date) -> Draft:
    """Return one report, by the unit itself or by the lead that acts for it."""
    task = share.task
    acts = task.scope is not None and task.scope.owed_by is OwedBy.LEAD
    done = on >= share.done
    report = TaskReport(
        task=task.id,
        org=task.leads[0] if acts else share.unit,
        unit=share.unit,
        status=ReportStatus.DONE if done else ReportStatus.ONGOING,
        period=share.period,
        count=1 if done and share.period else None,
        note=f"{LABEL}：{month:%Y年%m月}{'已完成' if done else '持续推进'}",
    )
    return _draft(EntryKind.TASK_REPORT, task.id, on=on, body=report_body(report))


def _undos(lines: Sequence[Line], *, number: int, last: date) -> list[Draft]:
    """Return the undoing of so many of the lines, spread evenly, three weeks after them."""
    step = len(lines) // number if number else 1
    reason = f"{LABEL}：误报"
    return [
        _draft(
            EntryKind.UNDO,
            line.subject,
            on=min(date.fromisoformat(line.on) + timedelta(days=21), last),
            body=undo_body(line.id, reason=reason),
        )
        for line in lines[::step][:number]
    ]


def _histories(package: PlanPackage) -> dict[str, tuple[Version, ...]]:
    """Return the sample's enterprises; one joins a year later, one becomes 高危 on the way."""
    start = package.plan.start
    towns = [u.id for u in package.organisations if u.kind is OrganisationKind.TOWNSHIP]
    firms = [
        Organisation(
            id=f"sample-{number}",
            name=f"{LABEL}{_TRADES[number % len(_TRADES)]}企业{number}号",
            kind=OrganisationKind.ENTERPRISE,
            attributes=("高危",) if number % len(_TRADES) < _RISKY_TRADES else (),
            territory=towns[number % len(towns)],
        )
        for number in range(1, UNITS - len(package.organisations) + 1)
    ]
    histories = {firm.id: (Version(on=start, organisation=firm),) for firm in firms}
    grown = next(firm for firm in firms if not firm.attributes)
    riskier = Version(on=start.replace(year=start.year + 1), organisation=_risky(grown))
    histories[grown.id] += (riskier,)
    newcomer = firms[-1]
    histories[newcomer.id] = (evolve(riskier, organisation=newcomer),)
    return histories


def _risky(firm: Organisation) -> Organisation:
    """Return the unit as one of a 高危 field."""
    return evolve(firm, attributes=("高危",))


def _registrations(histories: Mapping[str, tuple[Version, ...]]) -> Iterator[Draft]:
    """Yield the entries that make the sample's enterprises known, and change one."""
    for identity, versions in histories.items():
        for version in versions:
            kind = EntryKind.ORG_ADD if version is versions[0] else EntryKind.ORG_AMEND
            body = organisation_body(version.organisation)
            yield _draft(kind, identity, on=version.on, body=body)


def _facts(
    package: PlanPackage, histories: Mapping[str, tuple[Version, ...]], *, as_of: date
) -> Facts:
    """Return what is known before anybody has reported."""
    own = Registry.of(package.organisations, on=package.plan.start).histories
    return Facts(
        as_of=as_of,
        plan_body=None,
        registry=Registry(histories={**own, **histories}),
        standings={},
        fulfilments={},
        waivers={},
        amendments={},
    )


def _months(start: date) -> tuple[tuple[date, date], ...]:
    """Return the first and the last day of each month."""
    firsts = [start.replace(day=1)]
    while len(firsts) <= MONTHS:
        firsts.append((firsts[-1] + _MONTH).replace(day=1))
    return tuple((first, after - timedelta(days=1)) for first, after in pairwise(firsts))


def _shares(plan: Plan, facts: Facts, *, random: Random) -> Iterator[Share]:
    """Yield what every unit owes; some never report, some stop, some are late, some never done."""
    for task in plan.tasks():
        if task.cadence is None:
            for unit in units_of(task, facts, on=facts.as_of):
                yield from _single(task, unit, window=(plan.start, facts.as_of), random=random)
            continue
        for line in unfold(task, plan, facts):
            window = (max(line.period.start, plan.start), line.due)
            for unit in sorted(unit for units in line.units.values() for unit in units):
                yield from _duty(task, unit, period=line.period.id, window=window, random=random)


def _single(task: Task, unit: str, *, window: tuple[date, date], random: Random) -> Iterator[Share]:
    """Yield a unit's share of a task without periods."""
    first, last = window
    fate = random.random()
    if fate < _NEVER_BEGUN:
        return
    begin = first + timedelta(days=random.randint(0, 90))
    stop = last - timedelta(days=random.randint(100, 500)) if fate < _GIVEN_UP else last
    if task.due:
        done = task.due + timedelta(days=random.randint(-90, 20))
    else:
        done = first + timedelta(days=random.randint(200, 3000))
    yield Share(task=task, unit=unit, first=begin, last=max(begin, stop), done=done)


def _duty(
    task: Task, unit: str, *, period: str, window: tuple[date, date], random: Random
) -> Iterator[Share]:
    """Yield a unit's duty in one period: done in it, done too late, or only begun."""
    first, due = window
    fate = random.random()
    if fate < _MISSED:
        return
    late = timedelta(days=random.randint(1, 25)) if fate < _LATE else timedelta()
    done = date.max if fate > _UNFINISHED else first + late
    if late:
        first, due = due + late, due + late + timedelta(days=5)
    yield Share(task=task, unit=unit, first=first, last=due, done=done, period=period)


def _amendments(plan: Plan) -> Iterator[Draft]:
    """Yield dates moved and foretold, and one task handed over to another lead."""
    dated = [task for task in plan.tasks() if task.due]
    for number, task in enumerate(dated[-_MOVED:], start=1):
        due = task.due or plan.end
        moved = due + timedelta(days=20 * number)
        yield _amendment(task, on=due - timedelta(days=30), due=moved, forecast=moved)
    handed = next(task for task in plan.tasks() if task.cadence and not task.scope)
    leads = (next(lead for task in dated for lead in task.leads if lead not in handed.leads),)
    yield _amendment(handed, on=plan.start.replace(year=plan.start.year + 1), leads=leads)


def _amendment(
    task: Task,
    *,
    on: date,
    due: date | None = None,
    forecast: date | None = None,
    leads: tuple[str, ...] | None = None,
) -> Draft:
    """Return the entry that changes a task."""
    amendment = Amendment(
        task=task.id,
        on=on,
        reason=f"{LABEL}：原定安排有变",
        document=f"{LABEL}〔{on.year}〕1号",
        due=due,
        forecast=forecast,
        leads=leads,
    )
    return _draft(EntryKind.TASK_AMEND, task.id, on=on, body=amendment_body(amendment))


def _waivers(shares: Iterable[Share]) -> Iterator[Draft]:
    """Yield the waiving of a few duties that are never done, and of one that is."""
    duties = [share for share in shares if share.period]
    never = [share for share in duties if share.done == date.max]
    done = next(share for share in duties if share.done != date.max)
    for share in (*never[:_WAIVERS], done):
        waiver = Waiver(
            task=share.task.id,
            unit=share.unit,
            period=share.period or "",
            reason=f"{LABEL}：停产检修",
        )
        yield _draft(EntryKind.TASK_WAIVE, share.task.id, on=share.first, body=waiver_body(waiver))


def _draft(kind: EntryKind, subject: str, *, on: date, body: dict[str, object]) -> Draft:
    """Return an entry of the sample."""
    return Draft(on=on, actor=LABEL, kind=kind, subject=subject, body=body)


def _parts(total: int, parts: int) -> list[int]:
    """Return a number in parts that are as equal as whole numbers allow."""
    if total < 0:
        raise SystemExit("条数太少：方案、单位和调整本身就超过这个数。")
    least, rest = divmod(total, parts)
    return [least + (index < rest) for index in range(parts)]


def _evening(day: date) -> datetime:
    """Return when that day's reports are taken to have been typed in."""
    return datetime.combine(day, time(10), UTC)


if __name__ == "__main__":
    main()
