"""The figures of ``zhiben hazard stats`` and a filtered list, by hand-written SQL on the same file.

Usage: ``python bench/hazards_sql.py stats 示例.db 2026-11-24``
"""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from typing import Any, Final

_OPEN: Final = "state NOT IN ('closed', 'shut', 'void', 'merged', 'unfounded')"
_COUNTS: Final = f"""
    SELECT level, count(*) AS found,
        sum(state = 'closed') AS closed, sum(state = 'shut') AS shut, sum({_OPEN}) AS open,
        sum(state IN ('lead', 'checking')) AS unchecked,
        sum({_OPEN} AND deadline < :day) AS overdue,
        sum({_OPEN} AND deadline >= :day) AS not_due,
        sum({_OPEN} AND deadline IS NULL) AS without_deadline,
        sum(state <> 'shut' AND deadline < :day) AS due,
        sum(state <> 'shut' AND deadline < :day AND done_on <= deadline) AS on_time,
        sum({_OPEN} AND listed) AS listed, sum(reopened > 0) AS reopened,
        sum(channels <> '') AS with_channel, sum(channels LIKE '%self%') AS self_found,
        sum(level = 'major' AND channels LIKE '%inspection%') AS inspected
    FROM hazards WHERE state NOT IN ('void', 'merged', 'unfounded') AND +last_on <= :day
    GROUP BY level ORDER BY level
"""  # noqa: S608 - our own words
_DAYS: Final = """
    SELECT level, days, count(*) FROM hazards
    WHERE state NOT IN ('void', 'merged', 'unfounded') AND +last_on <= :day AND days IS NOT NULL
    GROUP BY level, days
"""
_MONTHS: Final = f"""
    SELECT substr(found_on, 1, 7), substr(ended_on, 1, 7), {_OPEN}, count(*) FROM hazards
    WHERE state NOT IN ('void', 'merged', 'unfounded') AND +last_on <= :day AND level = 'major'
    GROUP BY 1, 2, 3
"""  # noqa: S608 - our own words
_LIST: Final = f"""
    SELECT number, state, channels, body FROM hazards
    JOIN entries ON subject = number AND kind BETWEEN 'hazard.' AND 'hazard/'
        AND kind = 'hazard.record'
    WHERE {_OPEN} AND deadline < :day AND region = '城关镇' AND instr(firm, '示例7厂')
    AND +last_on <= :day ORDER BY number
"""  # noqa: S608 - our own words


def stats(database: str, day: str) -> dict[str, Any]:
    """Return the counts, lengths and months of a day."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        given = {"day": day}
        rows = [dict(row) for row in connection.execute(_COUNTS, given)]
        days = [tuple(row) for row in connection.execute(_DAYS, given)]
        months = [tuple(row) for row in connection.execute(_MONTHS, given)]
    return {"rows": rows, "days": days, "months": months}


def listed(database: str, day: str) -> dict[str, Any]:
    """Return the overdue hazards of one enterprise in one town."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(_LIST, {"day": day}).fetchall()
    return {
        "hazards": [
            {**json.loads(body)["details"], "number": number, "status": state, "channels": channels}
            for number, state, channels, body in rows
        ]
    }


if __name__ == "__main__":
    question, file, on = sys.argv[1:]
    found = {"stats": stats, "list": listed}[question](file, on)
    json.dump(found, sys.stdout, ensure_ascii=False, indent=2)
