"""The JSON that commands print: stable shapes, documented in docs/reference/json.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from attrs import asdict

from zhiben.ledger.plans.bodies import json_value

if TYPE_CHECKING:
    from datetime import date

    from attrs import AttrsInstance

    from zhiben.errors import Problem
    from zhiben.model.plan import Plan, Task
    from zhiben.model.progress import DueLine, Progress

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
    return {
        "plan": progress.plan,
        "as_of": progress.as_of.isoformat(),
        "phase": _record(progress.phase) if progress.phase else None,
        "totals": _record(progress.totals),
        "rows": [
            {
                "key": row.key,
                "title": row.title,
                **_record(row.counts),
                "completion": _record(row.completion),
            }
            for row in progress.rows
        ],
        "milestones": list(map(_record, progress.milestones)),
        "recurring": [_record(line, without=("due",)) for line in progress.recurring],
        "late": list(map(_record, progress.late)),
        "sectors": list(map(_record, progress.sectors)),
        "notes": list(progress.notes),
    }


def due_shape(lines: Iterable[DueLine], as_of: date) -> dict[str, Any]:
    """Return the working list of a day."""
    return {"as_of": as_of.isoformat(), "due": list(map(_record, lines))}


def _record(record: AttrsInstance, *, without: Sequence[str] = ()) -> dict[str, Any]:
    """Return a record whose fields have the names of the JSON's keys."""
    return asdict(
        record,
        filter=lambda attribute, _: attribute.name not in without,
        value_serializer=lambda _record, _attribute, value: json_value(value),
    )
