"""A progress table held against the plan: what every row would record, or why it may not.

A row is taken whole or not at all, so that the rejected rows, once put right, can be
imported again without recording anything twice. What a row is about is settled by
``matching``, what it says by ``saying``.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.dates import period_of
from zhiben.errors import UsageError
from zhiben.ledger.facts import Facts
from zhiben.ledger.occurrences import leads_on, units_of
from zhiben.ledger.progress_import.matching import RESEMBLES, Match, match_row, match_unit
from zhiben.ledger.progress_import.saying import Saying, read_sayings
from zhiben.ledger.reporting import owed_from
from zhiben.model.organisations import Organisation, OwedBy
from zhiben.model.plan import Every, Plan, Task
from zhiben.model.reports import TaskReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiben.dates import Period
    from zhiben.ledger.progress_import.table import ProgressTable, TableRow

_CADENCES: Final = {
    Every.MONTH: "每月",
    Every.QUARTER: "每季度",
    Every.HALF_YEAR: "每半年",
    Every.YEAR: "每年",
}

Speaker = tuple[Organisation, Organisation]
"""Who reports, and for which unit."""


class RowOutcome(StrEnum):
    """What becomes of a row."""

    ACCEPTED = "accepted"
    """It records something new."""
    UNCHANGED = "unchanged"
    """All it says is recorded already."""
    SKIPPED = "skipped"
    """It reports nothing, or not for the unit asked for."""
    REJECTED = "rejected"
    """It cannot be recorded as it is."""


@frozen(kw_only=True)
class Ground:
    """What rows are held against.

    ``on`` is the business date, instead of the last day of each period. ``sender`` is
    the unit the table is taken from: rows without a unit are its own; of other rows only
    its own share is taken, or what it says as a lead of the units it leads; the rest is
    passed over.
    """

    plan: Plan
    facts: Facts
    today: date
    on: date | None = None
    sender: Organisation | None = None


@frozen(kw_only=True)
class PlannedReport:
    """A report a row amounts to; ``is_known`` when the journal has it already."""

    report: TaskReport
    saying: Saying
    is_known: bool = False


@frozen(kw_only=True)
class RowPlan:
    """What becomes of one row, and why; ``line`` is the row as the rejects file repeats it."""

    number: int
    outcome: RowOutcome
    reason: str = ""
    match: Match | None = None
    reports: tuple[PlannedReport, ...] = ()
    line: tuple[str, ...] = ()


@frozen(kw_only=True)
class SheetPlan:
    """What becomes of a sheet; every row below its header is in ``rows`` once, in order."""

    name: str
    rows: tuple[RowPlan, ...]

    def having(self, outcome: RowOutcome) -> tuple[RowPlan, ...]:
        """Return the rows with that outcome."""
        return tuple(row for row in self.rows if row.outcome is outcome)


def plan_sheet(name: str, table: ProgressTable, *, ground: Ground) -> SheetPlan:
    """Return what every row of a table would record, before the journal is looked into."""
    tasks = {task.id: task for task in ground.plan.tasks()}
    measures = [measure for _, measure in ground.plan.measures()]

    @cache
    def match(wording: str, reference: str) -> Match:
        return match_row(wording, reference, tasks=tuple(tasks.values()), measures=measures)

    @cache
    def find(text: str) -> Organisation | str:
        return _find_unit(text, ground.facts)

    def plan_row(row: TableRow) -> RowPlan:
        found = match(row.wording, row.reference)
        task = tasks.get(found.task) if found.task else None
        named = [find(name) for name in row.leads]
        return _plan_row(row, found, task=task, named=named, ground=ground)

    rows = list(map(plan_row, table.rows))
    rows += [
        RowPlan(number=row.number, outcome=RowOutcome.SKIPPED, reason=f"{row.reason}。")
        for row in table.skipped
    ]
    return SheetPlan(name=name, rows=tuple(sorted(rows, key=lambda row: row.number)))


def _find_unit(text: str, facts: Facts) -> Organisation | str:
    """Return the unit a name means, or say why it means none."""
    registry = facts.registry
    try:
        return match_unit(text, registry.current) or registry.find(text)
    except UsageError as error:
        return str(error)


def _plan_row(
    row: TableRow,
    match: Match,
    *,
    task: Task | None,
    named: Sequence[Organisation | str],
    ground: Ground,
) -> RowPlan:
    """Return what becomes of a row about a task; ``named`` are its units, or why they are none."""

    def settle(outcome: RowOutcome, reason: str = "", *reports: PlannedReport) -> RowPlan:
        return RowPlan(
            number=row.number,
            outcome=outcome,
            reason=reason,
            match=match,
            reports=reports,
            line=row.line,
        )

    said = read_sayings(row, on=ground.on, today=ground.today)
    if said.silence:
        return settle(RowOutcome.SKIPPED, said.silence)
    if ground.sender and _is_of_others(named, task, sender=ground.sender, ground=ground):
        return settle(RowOutcome.SKIPPED, f"不是{ground.sender.name}的行。")
    speakers, strangers = _speakers(named, ground.sender)
    held = [one for saying in said.sayings for one in _held(task, saying, speakers, ground)]
    problems = [*_unmatched(match), *strangers, *said.problems]
    problems += [one for one in held if isinstance(one, str)]
    if problems:
        return settle(RowOutcome.REJECTED, "".join(dict.fromkeys(problems)))
    return settle(RowOutcome.ACCEPTED, "", *(one for one in held if isinstance(one, PlannedReport)))


def _is_of_others(
    named: Sequence[Organisation | str], task: Task | None, *, sender: Organisation, ground: Ground
) -> bool:
    """Tell whether a row is about known units only, none of which the sender speaks for."""
    if not named or sender in named or any(isinstance(one, str) for one in named):
        return False
    day = ground.on or ground.today
    leads = leads_on(task, ground.facts, on=day) if task and task.scope else ()
    return sender.id not in leads


def _speakers(
    named: Sequence[Organisation | str], sender: Organisation | None
) -> tuple[tuple[Speaker, ...], tuple[str, ...]]:
    """Return who reports for whom, or why nobody does."""
    if sender and (not named or sender in named):
        return ((sender, sender),), ()
    strangers = tuple(one for one in named if isinstance(one, str))
    if strangers:
        return (), strangers
    if not named:
        return (), ("没有写牵头单位，请补上，或导入时用 --org 指明由谁报送。",)
    units = dict.fromkeys(one for one in named if isinstance(one, Organisation))
    return tuple((sender or unit, unit) for unit in units), ()


def _unmatched(match: Match) -> Iterator[str]:
    """Yield why a row is about no task, and the tasks it may have meant."""
    if match.task is not None:
        return
    yield match.reason
    near = [one for one in match.candidates if one.score >= RESEMBLES]
    if near:
        yield f"最相近的是{'、'.join(f' {one.task}“{one.title}”' for one in near)}。"


def _held(
    task: Task | None, saying: Saying, speakers: Iterable[Speaker], ground: Ground
) -> Iterator[PlannedReport | str]:
    """Yield the reports a saying amounts to, or why the plan does not allow them."""
    if task is None:
        return
    problem = _date_problem(task, saying, ground.plan)
    if problem:
        yield problem
        return
    for org, unit in speakers:
        yield _unit_problem(task, saying, org=org, unit=unit, ground=ground) or PlannedReport(
            saying=saying,
            report=TaskReport(
                task=task.id,
                org=org.id,
                unit=unit.id,
                status=saying.status,
                period=saying.period.id if saying.period and task.cadence else None,
                note=saying.note,
            ),
        )


def _date_problem(task: Task, saying: Saying, plan: Plan) -> str:
    """Say why the saying's period and day cannot be the task's, or nothing."""
    period, cadence = saying.period, task.cadence
    if saying.basis == "table" and saying.on < plan.start:
        return f"完成日期 {saying.on} 早于方案开始（{plan.start}），请核对年份。"
    if cadence and (period is None or period != period_of(cadence.every, period.start)):
        return _not_a_period(cadence.every, saying)
    if period is None:
        return ""
    if period.end < plan.start or (cadence and period.start > plan.end):
        return f"{period}在方案起止（{plan.start} 至 {plan.end}）之外，请核对年份。"
    return _too_early(saying, period, is_recurring=cadence is not None)


def _too_early(saying: Saying, period: Period, *, is_recurring: bool) -> str:
    """Say that a period had not begun on the saying's day, or nothing."""
    if saying.on >= period.start:
        return ""
    if saying.basis != "table":
        return f"{period}在业务日期 {saying.on} 还没有开始，请核对时段。"
    # What was done once may be told again in a later quarter's column.
    return f"完成日期 {saying.on} 早于{period}，请核对。" if is_recurring else ""


def _not_a_period(every: Every, saying: Saying) -> str:
    """Say that a column is about no period of a recurring task, and which would be."""
    period, word = saying.period, _CADENCES[every]
    usual = period_of(every, period.start if period else saying.on)
    if period is None:
        return f"这是{word}的任务，看不出报的是哪一期，请把列名写成“{usual}完成情况”这样。"
    return f"这是{word}的任务，{period}不是它的一期，请另列“{usual}完成情况”这样的列来填。"


def _unit_problem(
    task: Task, saying: Saying, *, org: Organisation, unit: Organisation, ground: Ground
) -> str:
    """Say why a unit does not owe the task, or may not be spoken for, or nothing."""
    facts, day = ground.facts, saying.on
    if not unit.is_valid(day):
        return f"{unit.name}在 {day} 不存在（{_existence(unit)}），请核对单位和日期。"
    period = saying.period if task.cadence else None
    owing = units_of(task, facts, on=owed_from(ground.plan, period, on=day))
    leads = leads_on(task, facts, on=day)
    if unit.id not in owing:
        return _not_owing(task, unit, facts, leads=leads, is_empty=not owing)
    acts = task.scope is not None and task.scope.owed_by is OwedBy.LEAD
    if org.id in leads or (org == unit and not acts):
        return ""
    return f"{task.id} 由{_names(leads, facts)}对各单位去做，请用 --org 指明由谁报送。"


def _not_owing(
    task: Task, unit: Organisation, facts: Facts, *, leads: Sequence[str], is_empty: bool
) -> str:
    """Say that a unit does not owe the task, who does, and what to do."""
    known = f"牵头单位是{_names(leads, facts)}" if leads else "方案没有写明牵头单位"
    if task.scope is None:
        return f"{unit.name}不是 {task.id} 的牵头单位（{known}），请核对单位和任务。"
    scope = task.scope.text
    if is_empty:
        return f"{task.id} 的范围“{scope}”内还没有登记单位，请先用 zhiben org add 登记。"
    if task.scope.owed_by is OwedBy.LEAD and unit.id in leads:
        return (
            f"{task.id} 要对“{scope}”逐个去做，请在单位一列写所做的单位，"
            f"并用 --org {unit.name} 导入。"
        )
    return f"{unit.name}不在 {task.id} 的范围“{scope}”之内（{known}），请在单位一列写范围内的单位。"


def _existence(unit: Organisation) -> str:
    """Return from when to when a unit exists, in words."""
    parts = [f"{unit.valid_from} 起"] if unit.valid_from else []
    parts += [f"{unit.valid_to} 止"] if unit.valid_to else []
    return "，".join(parts)


def _names(units: Iterable[str], facts: Facts) -> str:
    """Return the names of units as people list them."""
    return "、".join(map(facts.registry.name, units))
