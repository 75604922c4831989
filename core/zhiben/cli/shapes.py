"""The JSON that commands print: stable shapes, documented in docs/reference/json.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from zhiben.errors import Problem
    from zhiben.model.plan import Plan, Task
    from zhiben.model.progress import Counts, DueLine, Progress, ProgressRow

Names = Callable[[str], str]
"""From a unit's id to its name."""


def day_text(day: date | None) -> str | None:
    """Return a date as JSON."""
    return day.isoformat() if day else None


def plan_shape(
    plan: Plan, tasks: Callable[[Iterable[Task]], list[Any]], names: Names
) -> dict[str, Any]:
    """Return a plan; ``tasks`` turns tasks into JSON."""
    return {
        "id": plan.id,
        "title": plan.title,
        "issued": plan.issued.isoformat(),
        "issuer": plan.issuer,
        "start": plan.start.isoformat(),
        "end": plan.end.isoformat(),
        "phases": [
            {
                "number": phase.number,
                "title": phase.title,
                "start": phase.start.isoformat(),
                "end": phase.end.isoformat(),
            }
            for phase in plan.phases
        ],
        "targets": tasks(plan.targets),
        "actions": [
            {
                "number": action.number,
                "title": action.title,
                "measures": [
                    {
                        "number": measure.number,
                        "title": measure.title,
                        "tasks": tasks(measure.tasks),
                    }
                    for measure in action.measures
                ],
            }
            for action in plan.actions
        ],
        "safeguards": tasks(plan.safeguards),
        "annex": tasks(plan.annex),
        "responsibilities": [
            {"field": one.field, "leads": list(map(names, one.leads))}
            for one in plan.responsibilities
        ],
    }


def task_shape(task: Task, names: Names) -> dict[str, Any]:
    """Return a task; ``leads`` and ``supports`` are names, ``scope`` is the document's wording."""
    cadence = task.cadence
    return {
        "id": task.id,
        "title": task.title,
        "kind": task.kind.value,
        "due": day_text(task.due),
        "soft": task.soft,
        "cadence": {"every": cadence.every.value, "at_least": cadence.at_least}
        if cadence
        else None,
        "scope": task.scope.text if task.scope else None,
        "leads": list(map(names, task.leads)),
        "lead_basis": task.lead_basis.value,
        "supports": list(map(names, task.supports)),
        "source": str(task.source),
        "sector": task.sector,
    }


def problems_shape(problems: Sequence[Problem]) -> dict[str, Any]:
    """Return the problems a check found."""
    return {
        "problems": [
            {"severity": one.severity, "where": one.where, "message": one.message}
            for one in problems
        ]
    }


def progress_shape(progress: Progress) -> dict[str, Any]:
    """Return the consolidated progress of a day."""
    phase = progress.phase
    return {
        "plan": progress.plan,
        "as_of": progress.as_of.isoformat(),
        "phase": {"number": phase.number, "title": phase.title, "days_left": phase.days_left}
        if phase
        else None,
        "totals": _counts(progress.totals),
        "rows": [_row(row) for row in progress.rows],
        "milestones": [
            {
                "task": one.task,
                "title": one.title,
                "due": one.due.isoformat(),
                "status": one.status.value,
                "days_late": one.days_late,
                "original_due": one.original_due.isoformat(),
                "forecast": day_text(one.forecast),
                "soft": one.soft,
                "missing": list(one.missing),
            }
            for one in progress.milestones
        ],
        "recurring": [
            {
                "task": one.task,
                "title": one.title,
                "period": one.period,
                "expected": one.expected,
                "fulfilled": one.fulfilled,
                "late": one.late,
                "missed": one.missed,
                "waived": one.waived,
                "open": one.open,
                "missing": list(one.missing),
            }
            for one in progress.recurring
        ],
        "late": [
            {
                "task": one.task,
                "title": one.title,
                "lead": one.lead,
                "due": one.due.isoformat(),
                "days_late": one.days_late,
            }
            for one in progress.late
        ],
        "sectors": [
            {
                "code": one.code,
                "title": one.title,
                "version": one.version,
                "revision": one.revision,
                "state": one.state.value,
                "tasks": one.tasks,
            }
            for one in progress.sectors
        ],
        "notes": list(progress.notes),
    }


def _counts(counts: Counts) -> dict[str, int]:
    """Return numbers of tasks by status."""
    return {
        "tasks": counts.tasks,
        "done": counts.done,
        "ongoing": counts.ongoing,
        "due_soon": counts.due_soon,
        "overdue": counts.overdue,
        "not_started": counts.not_started,
        "stale": counts.stale,
    }


def _row(row: ProgressRow) -> dict[str, Any]:
    """Return one row of the table."""
    share = row.completion
    return {
        "key": row.key,
        "title": row.title,
        **_counts(row.counts),
        "completion": {"n": share.n, "d": share.d, "percent": share.percent},
    }


def due_shape(lines: Iterable[DueLine], as_of: date) -> dict[str, Any]:
    """Return the working list of a day."""
    return {
        "as_of": as_of.isoformat(),
        "due": [
            {
                "task": line.task,
                "title": line.title,
                "due": line.due.isoformat(),
                "days_left": line.days_left,
                "period": line.period,
                "units": list(line.units),
            }
            for line in lines
        ],
    }
