"""What is known on a day, reduced from the journal: the input of every figure.

The fold makes these from entries, the store from its projections; a property test
holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import frozen

from zhiben.ledger.units.registry import Registry
from zhiben.model.reports import Amendment, ReportStatus


@frozen(kw_only=True)
class Standing:
    """What a unit last said of its share of a task.

    ``since`` is the day from which it has said so without a break, ``last_on`` the
    business date of its latest report.
    """

    status: ReportStatus
    since: date
    last_on: date


@frozen(kw_only=True)
class Facts:
    """Everything the journal says was true on ``as_of``.

    ``plan_body`` is the adopted plan as JSON. ``standings`` are keyed by task and unit;
    ``fulfilments`` by task and period, giving for each unit the day on which it had
    done the duty often enough; ``waivers`` likewise name the units that need not;
    ``amendments`` are oldest first. ``silent`` are the codes of sectors whose plugin did
    not run: nothing of theirs may read as done.
    """

    as_of: date
    plan_body: Mapping[str, Any] | None
    registry: Registry
    standings: Mapping[tuple[str, str], Standing]
    fulfilments: Mapping[tuple[str, str], Mapping[str, date]]
    waivers: Mapping[tuple[str, str], frozenset[str]]
    amendments: Mapping[str, tuple[Amendment, ...]]
    silent: frozenset[str] = frozenset()
