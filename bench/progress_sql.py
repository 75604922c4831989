"""The figures of ``zhiben progress --json``, by hand-written SQL on the same file.

Usage: ``python bench/progress_sql.py 示例.db 2026-12-31``
"""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any, Final

STATUSES: Final = ("done", "ongoing", "due_soon", "overdue", "not_started", "stale")

_SCRIPT: Final = Path(__file__).with_name("progress.sql")
_COUNTS: Final = ", ".join(f"count(*) FILTER (WHERE status = '{one}')" for one in STATUSES)
_PHASE: Final = """
    SELECT phase.value ->> 'number', phase.value ->> 'title',
        julianday(phase.value ->> 'end') - julianday(:day)
    FROM adopted, json_each(body, '$.plan.phases') AS phase
    WHERE :day BETWEEN phase.value ->> 'start' AND phase.value ->> 'end' LIMIT 1
"""
_ROWS: Final = f"""
    SELECT row, row_title, count(*), {_COUNTS} FROM tasks JOIN standings USING (number)
    GROUP BY row ORDER BY min(number)
"""  # noqa: S608 - our own words
_MILESTONES: Final = """
    SELECT id, title, tasks.due, status,
        max(julianday(CASE status WHEN 'done' THEN coalesce(done_on, :day) ELSE :day END)
            - julianday(tasks.due), 0),
        coalesce(original_due, tasks.due), forecast, soft,
        (SELECT json_group_array(name) FROM (
            SELECT coalesce(name, unit) AS name FROM shares LEFT JOIN names USING (unit)
            WHERE number = tasks.number AND status <> 'done' ORDER BY place
        ))
    FROM tasks JOIN standings USING (number)
    WHERE tasks.due IS NOT NULL AND every IS NULL ORDER BY tasks.due, number
"""
_RECURRING: Final = """
    SELECT id, title, period, count(*),
        count(*) FILTER (WHERE outcome = 'fulfilled'), count(*) FILTER (WHERE outcome = 'late'),
        count(*) FILTER (WHERE outcome = 'missed'), count(*) FILTER (WHERE outcome = 'waived'),
        count(*) FILTER (WHERE outcome = 'open'),
        json_group_array(coalesce(name, unit)) FILTER (WHERE outcome = 'missed')
    FROM (SELECT * FROM duties ORDER BY number, step, place)
    JOIN tasks USING (number) LEFT JOIN names USING (unit)
    GROUP BY number, step ORDER BY number, step
"""
# Where the leads act for the units of a scope, they stand in for them with the worst share.
_LATE: Final = """
    WITH acted AS (
        SELECT number FROM tasks WHERE owed_by = 'lead' AND leads <> '[]' AND EXISTS (
            SELECT 1 FROM shares WHERE shares.number = tasks.number
            AND unit NOT IN (SELECT unit FROM leads WHERE leads.number = tasks.number)
        )
    ),
    overdue AS (
        SELECT number, unit, place, due FROM shares
        WHERE status = 'overdue' AND number NOT IN (SELECT number FROM acted)
        UNION ALL
        SELECT number, leads.unit, leads.place, min(due) FROM shares JOIN leads USING (number)
        WHERE status = 'overdue' AND number IN (SELECT number FROM acted)
        GROUP BY number, leads.place
    )
    SELECT id, title, coalesce(name, unit), overdue.due, julianday(:day) - julianday(overdue.due)
    FROM overdue JOIN tasks USING (number) LEFT JOIN names USING (unit)
    ORDER BY overdue.due, number, place
"""


def figures(database: Path, day: str) -> dict[str, Any]:
    """Return the figures of a day, in the shape that ``zhiben progress --json`` prints."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    connection.execute("PRAGMA temp_store = MEMORY")
    given = {"day": day}

    def ask(query: str) -> list[Any]:
        return connection.execute(query, given).fetchall()

    for statement in _SCRIPT.read_text(encoding="utf-8").split(";\n\n"):
        ask(statement)
    rows = [_row(*row) for row in ask(_ROWS)]
    found = {
        "as_of": day,
        "phase": next((_phase(*row) for row in ask(_PHASE)), None),
        "totals": {name: sum(row[name] for row in rows) for name in ("tasks", *STATUSES)},
        "rows": rows,
        "milestones": [_milestone(*row) for row in ask(_MILESTONES)],
        "recurring": [_recurring(*row) for row in ask(_RECURRING)],
        "late": [_late(*row) for row in ask(_LATE)],
    }
    connection.close()
    return found


def _phase(number: int, title: str, days_left: float) -> dict[str, Any]:
    return {"number": number, "title": title, "days_left": int(days_left)}


def _row(key: str, title: str, tasks: int, *numbers: int) -> dict[str, Any]:
    counts = dict(zip(STATUSES, numbers, strict=True))
    n = counts["done"]
    completion = {"n": n, "d": tasks, "percent": n * 1000 // tasks / 10}
    return {"key": str(key), "title": title, "tasks": tasks, **counts, "completion": completion}


def _milestone(
    task: str, title: str, due: str, status: str, days_late: float, *more: Any
) -> dict[str, Any]:
    original_due, forecast, soft, missing = more
    return {
        "task": task,
        "title": title,
        "due": due,
        "status": status,
        "days_late": int(days_late),
        "original_due": original_due,
        "forecast": forecast,
        "soft": bool(soft),
        "missing": json.loads(missing),
    }


def _recurring(task: str, title: str, period: str, *more: Any) -> dict[str, Any]:
    names = ("expected", "fulfilled", "late", "missed", "waived", "open")
    *numbers, missing = more
    counts = dict(zip(names, numbers, strict=True))
    return {
        "task": task,
        "title": title,
        "period": period,
        **counts,
        "missing": json.loads(missing),
    }


def _late(task: str, title: str, lead: str, due: str, days_late: float) -> dict[str, Any]:
    return {"task": task, "title": title, "lead": lead, "due": due, "days_late": int(days_late)}


def main() -> None:
    """Print the figures."""
    database, day = sys.argv[1:]
    print(json.dumps(figures(Path(database), day), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
