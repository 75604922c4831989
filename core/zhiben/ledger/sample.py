"""示例 data: three years of made-up reports on a plan, for demonstrations and nothing else.

What happens is decided by rules and by a hash of who and what, never by chance, so the
same plan always gives the same drafts. Every note, reason and document says 示例, and so
does the name of every unit that is not the plan's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum, auto
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.dates import Period, periods_between
from zhiben.ledger.bodies import (
    amendment_body,
    report_body,
    undo_body,
    waiver_body,
)
from zhiben.ledger.facts import Facts
from zhiben.ledger.occurrences import PeriodOutcomes, unfold, units_of
from zhiben.ledger.sample_units import (
    LABEL,
    chance_of,
    registrations,
    sample_histories,
    slack_ranks,
)
from zhiben.ledger.units.registry import Registry, Version
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.organisations import OrganisationKind, OwedBy
from zhiben.model.plan import Every, Plan, PlanPackage, Task
from zhiben.model.reports import Amendment, ReportStatus, TaskReport, Waiver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiben.ledger.entries import Line

_TOO_EARLY: Final = "误报为已完成"
MISTAKE: Final = f"{LABEL}：{_TOO_EARLY}"
"""The note of a report that was made too early, and is undone."""
_TO_NOTICE: Final = timedelta(days=20)
"""How long nobody notices the mistake."""

_MISSED: Final[Mapping[int | None, float]] = {None: 0.03, 0: 0.2, 1: 0.12, 2: 0.08}
"""How often a unit misses a recurring duty, by how slack it is."""
_SILENCE: Final = timedelta(days=150)
"""How long the slackest unit has not reported its recurring duties."""
_LATE: Final = 0.07
"""How often a recurring duty is reported late."""
_IDLE: Final = 0.14
"""The share of continuous tasks nobody has begun."""
_DROPPED: Final = 0.42
"""The share of continuous tasks begun and no longer reported, those nobody began included."""
_FOUNDING: Final = ("建立", "健全", "完善", "制定", "成立", "总结", "形成")
"""Verbs of continuous tasks that can be finished: what they found then stands."""


class _Fate(Enum):
    """What becomes of a dated task."""

    PROMPT = auto()
    """Every unit is done in time."""
    LAGGING = auto()
    """The slack ones are done late."""
    STUCK = auto()
    """The slackest one is never done."""
    MISTAKEN = auto()
    """Reported done too early, undone, and not done since."""
    MOVED = auto()
    """The due date is moved, to a day not long after the last one told of."""
    UNTOUCHED = auto()
    """Nobody has reported anything yet."""


@frozen(kw_only=True)
class _Stage:
    """Where the story plays: the plan, and who exists when.

    ``facts`` hold the units and nothing else yet; their day is the last one told of.
    ``slack`` ranks the slow units of each kind, the slackest 0. ``spared`` is the one
    duty that is waived: task, unit and period.
    """

    plan: Plan
    facts: Facts
    fates: Mapping[str, _Fate]
    slack: Mapping[str, int]
    spared: tuple[str, str, str] | None

    @property
    def until(self) -> date:
        """The last day told of."""
        return self.facts.as_of


def sample_drafts(package: PlanPackage, *, until: date) -> tuple[Draft, ...]:
    """Return what units are made to have recorded up to a day, oldest first.

    It comes after the plan and its own units are in force. The report whose note is
    ``MISTAKE`` waits to be undone, see :func:`corrections`.
    """
    histories = sample_histories(package, until=until)
    stage = _stage(package, histories, until=until)
    told = chain(
        registrations(histories),
        *(_script(task, stage) for task in package.plan.tasks()),
    )
    return tuple(sorted((d for d in told if d.on <= until), key=lambda draft: draft.on))


def corrections(lines: Iterable[Line]) -> tuple[Draft, ...]:
    """Return the undo of every mistaken report among recorded lines, some days after it."""
    return tuple(
        Draft(
            on=date.fromisoformat(line.on) + _TO_NOTICE,
            actor=LABEL,
            kind=EntryKind.UNDO,
            subject=line.subject,
            body=undo_body(line.id, reason=f"{LABEL}：经核实尚未全部完成，原报有误"),
        )
        for line in lines
        if json.loads(line.body).get("note") == MISTAKE
    )


def _stage(
    package: PlanPackage, histories: Mapping[str, tuple[Version, ...]], *, until: date
) -> _Stage:
    """Set the stage: everybody registered, nobody has reported anything."""
    plan = package.plan
    own = Registry.of(package.organisations, on=plan.start).histories
    facts = Facts(
        as_of=until,
        plan_body=None,
        registry=Registry(histories={**own, **histories}),
        standings={},
        fulfilments={},
        waivers={},
        amendments={},
    )
    slack = slack_ranks(facts.registry.current)
    return _Stage(
        plan=plan,
        facts=facts,
        fates=_fates(plan, until=until),
        slack=slack,
        spared=_spared(plan, facts, slack),
    )


def _fates(plan: Plan, *, until: date) -> dict[str, _Fate]:
    """Return the dated tasks that do not all go well; later lines override earlier ones."""
    dated = sorted(((task.due, task) for task in plan.tasks() if task.due), key=itemgetter(0))
    scoped = [task.id for _, task in dated if task.scope]
    single = [(due, task) for due, task in dated if not task.scope]
    return {
        **{task.id: _Fate.UNTOUCHED for _, task in single[-1:]},
        **dict.fromkeys(scoped, _Fate.LAGGING),
        **dict.fromkeys((*scoped[:1], *scoped[-1:]), _Fate.STUCK),
        **_past_fates([task for due, task in single if due <= until]),
    }


def _past_fates(past: Sequence[Task]) -> dict[str, _Fate]:
    """Return the same of tasks that leads owed before the story ends, earliest due first."""
    joint = [task.id for task in past if len(task.leads) > 1]
    measured = [task.id for task in past if task.target]
    return {
        **{task.id: _Fate.STUCK for task in past[-1:]},
        **dict.fromkeys(joint[:-1], _Fate.LAGGING),
        **dict.fromkeys(joint[-1:], _Fate.STUCK),
        **dict.fromkeys(measured[-2:-1], _Fate.MISTAKEN),
        **dict.fromkeys(measured[-1:], _Fate.MOVED),
    }


def _spared(plan: Plan, facts: Facts, slack: Mapping[str, int]) -> tuple[str, str, str] | None:
    """Return the duty of the slackest enterprise that is waived, halfway through its duties."""
    firms = {unit.id for unit in facts.registry.current if unit.kind is OrganisationKind.ENTERPRISE}
    duties = [
        (task.id, unit, line.period.id)
        for task in plan.tasks()
        for line in unfold(task, plan, facts)
        for unit in _owing(line)
        if unit in firms and slack.get(unit) == 0
    ]
    return duties[len(duties) // 2] if duties else None


def _script(task: Task, stage: _Stage) -> Iterator[Draft]:
    """Yield what is recorded about one task."""
    if task.cadence is not None:
        for line in unfold(task, stage.plan, stage.facts):
            for unit in _owing(line):
                yield from _duty(task, unit, line, stage)
    elif task.due is not None:
        yield from _dated(task, task.due, stage)
    else:
        yield from _continuous(task, stage)


def _owing(line: PeriodOutcomes) -> tuple[str, ...]:
    """Return the units that owe a period."""
    return tuple(chain.from_iterable(line.units.values()))


def _duty(task: Task, unit: str, line: PeriodOutcomes, stage: _Stage) -> Iterator[Draft]:
    """Yield what is recorded of one unit's duty in one period: a report, a waiver or nothing."""
    key = (task.id, unit, line.period.id)
    if key == stage.spared:
        yield _waiver(*key, on=line.period.start + timedelta(days=4))
        return
    missed = _MISSED[stage.slack.get(unit)]
    chance = chance_of(*key)
    if chance < missed or _gave_up(task, unit, line, stage):
        return
    is_late = chance < missed + _LATE
    yield _report(
        task,
        unit,
        on=line.due + _days(1, 15, *key) if is_late else _day_in(line, stage.plan, *key),
        status=ReportStatus.DONE,
        period=line.period.id,
        note=f"{line.period}逾期补报" if is_late else f"{line.period}已履行",
    )


def _gave_up(task: Task, unit: str, line: PeriodOutcomes, stage: _Stage) -> bool:
    """Tell whether the slackest unit had stopped reporting for itself by then."""
    acts_itself = task.scope is not None and task.scope.owed_by is OwedBy.UNIT
    stopped = stage.until - _SILENCE
    return acts_itself and stage.slack.get(unit) == 0 and line.due > stopped


def _day_in(line: PeriodOutcomes, plan: Plan, *key: str) -> date:
    """Return a day in time, rather towards the end of the period than its beginning."""
    first = max(line.period.start, plan.start, plan.issued)
    days = max((line.due - first).days, 0)
    return first + _days(days // 4, days, "day", *key)


def _dated(task: Task, due: date, stage: _Stage) -> Iterator[Draft]:
    """Yield what is recorded about a dated task by the units that owe it."""
    fate = stage.fates.get(task.id, _Fate.PROMPT)
    if fate is _Fate.UNTOUCHED:
        return
    if fate is _Fate.MOVED:
        yield _moved(task.id, due, stage.until)
    for unit in units_of(task, stage.facts, on=stage.until):
        rank = _rank(task, unit, stage)
        done = _done_on(task.id, unit, fate=fate, rank=rank, window=(stage.plan.issued, due))
        steps = _steps(task, due, unit, done=done, stage=stage)
        yield from _with_mistake(steps, task, due, unit) if fate is _Fate.MISTAKEN else steps
        if done is not None:
            note = "逾期完成" if done > due else "已完成"
            yield _report(task, unit, on=done, status=ReportStatus.DONE, note=note)


def _with_mistake(steps: Iterable[Draft], task: Task, due: date, unit: str) -> Iterator[Draft]:
    """Yield the steps with a report of done that is too early, and silence until it is noticed."""
    early = due - timedelta(days=3)
    yield _report(task, unit, on=early, status=ReportStatus.DONE, note=_TOO_EARLY)
    yield from (step for step in steps if not early <= step.on <= early + _TO_NOTICE)


def _rank(task: Task, unit: str, stage: _Stage) -> int | None:
    """Return how slack a unit is with a task: of several leads it is the last one."""
    if task.scope is None:
        return 0 if unit == task.leads[-1] else None
    return stage.slack.get(unit)


def _done_on(
    task: str, unit: str, *, fate: _Fate, rank: int | None, window: tuple[date, date]
) -> date | None:
    """Return the day on which a unit says it is done with a dated task, if ever."""
    issued, due = window
    if fate in (_Fate.MISTAKEN, _Fate.MOVED) or (fate is _Fate.STUCK and rank == 0):
        return None
    if fate is _Fate.PROMPT or rank is None:
        spare = max((due - issued).days - 1, 0)
        return due - _days(0, min(spare, 20), task, unit)
    return due + _days(6, 30, task, unit)


def _steps(
    task: Task, due: date, unit: str, *, done: date | None, stage: _Stage
) -> Iterator[Draft]:
    """Yield reports on the way: one at the start, then one a quarter until it is done."""
    phase = stage.plan.phase_on(due)
    begin = min(phase.start if phase else due, due - timedelta(days=180))
    first = max(begin, stage.plan.start, stage.plan.issued)
    last = done or stage.until
    kickoff = first + _days(10, 40, task.id, unit)
    quarters = periods_between(Every.QUARTER, kickoff, last)
    days = [(kickoff, "已启动"), *((_report_day(q, task.id, unit), f"{q}有进展") for q in quarters)]
    for day, note in days:
        if kickoff <= day < last:
            value = _value_so_far(task, passed=(day - first) / max(due - first, timedelta(days=1)))
            yield _report(task, unit, on=day, status=ReportStatus.ONGOING, value=value, note=note)


def _value_so_far(task: Task, *, passed: float) -> float | None:
    """Return a value on the way to the task's target, after a part of the time has passed."""
    if task.target is None:
        return None
    return float(int(task.target.value * min(0.3 + 0.6 * passed, 0.94)))


def _continuous(task: Task, stage: _Stage) -> Iterator[Draft]:
    """Yield the quarterly reports on a task without an end.

    A part of these tasks nobody has begun, a part is no longer reported by its last
    lead or its slackest unit, and those that found something are done one day.
    """
    habit = chance_of("habit", task.id)
    founds = any(verb in task.title for verb in _FOUNDING)
    if not founds and habit < _IDLE:
        return
    units = units_of(task, stage.facts, on=stage.until)
    for unit in units:
        is_dropped = not founds and habit < _DROPPED and _rank(task, unit, stage) == 0
        yield from _quarterly(task, unit, ends=founds, is_dropped=is_dropped, stage=stage)


def _quarterly(
    task: Task, unit: str, *, ends: bool, is_dropped: bool, stage: _Stage
) -> Iterator[Draft]:
    """Yield one unit's quarterly reports, up to the day it is done or gives up."""
    key = (task.id, unit)
    last = stage.until - _days(120, 480, *key) if is_dropped else stage.until
    if ends:
        last = stage.plan.issued + _days(60, 700, *key)
        yield _report(task, unit, on=last, status=ReportStatus.DONE, note="已完成，转入常态")
    begin = stage.plan.issued + _days(0, 120, "begin", *key)
    for quarter in periods_between(Every.QUARTER, begin, last):
        day = _report_day(quarter, *key)
        if begin <= day < last:
            note = f"{quarter}持续推进"
            yield _report(task, unit, on=day, status=ReportStatus.ONGOING, note=note)


def _report_day(quarter: Period, *key: str) -> date:
    """Return the day towards a quarter's end on which a unit reports."""
    return quarter.end - _days(0, 12, quarter.id, *key)


def _report(
    task: Task,
    unit: str,
    *,
    on: date,
    status: ReportStatus,
    note: str,
    period: str | None = None,
    value: float | None = None,
) -> Draft:
    """Return a report by the unit itself, or by the lead that acts for it."""
    is_leads = task.scope is not None and task.scope.owed_by is OwedBy.LEAD
    report = TaskReport(
        task=task.id,
        org=task.leads[0] if is_leads else unit,
        unit=unit,
        status=status,
        period=period,
        count=task.cadence.at_least if task.cadence else None,
        value=value,
        note=f"{LABEL}：{note}",
    )
    return Draft(
        on=on, actor=LABEL, kind=EntryKind.TASK_REPORT, subject=task.id, body=report_body(report)
    )


def _waiver(task: str, unit: str, period: str, *, on: date) -> Draft:
    """Return the waiver of one duty."""
    reason = f"{LABEL}：停产检修，当期未组织生产"
    waiver = Waiver(task=task, unit=unit, period=period, reason=reason)
    return Draft(
        on=on, actor=LABEL, kind=EntryKind.TASK_WAIVE, subject=task, body=waiver_body(waiver)
    )


def _moved(task: str, due: date, until: date) -> Draft:
    """Return the amendment that moves a due date, decided shortly before it."""
    on = due - timedelta(days=20)
    amendment = Amendment(
        task=task,
        on=on,
        reason=f"{LABEL}：经核查工作量增加，原期限内难以完成",
        document=f"{LABEL}〔{on.year}〕1号",
        due=until + timedelta(days=26),
        forecast=until + timedelta(days=19),
    )
    return Draft(
        on=on,
        actor=LABEL,
        kind=EntryKind.TASK_AMEND,
        subject=task,
        body=amendment_body(amendment),
    )


def _days(least: int, most: int, *key: str) -> timedelta:
    """Return a number of days between two, both inclusive, that this key always gives."""
    return timedelta(days=least + int(chance_of("days", *key) * (most - least + 1)))
