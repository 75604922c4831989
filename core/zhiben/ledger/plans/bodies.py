"""Plans and tasks as JSON: the form in which the journal keeps what was adopted.

Every command reads the adopted plan this way, so it is written out by hand: no converter
has to be built, and nothing is imported beyond the records themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from attrs import asdict

from zhiben.errors import DataError, Problem
from zhiben.ledger.bodies import organisation_body, organisation_of
from zhiben.model.organisations import OrganisationKind, OwedBy, Scope
from zhiben.model.plan import (
    Action,
    Cadence,
    Channel,
    Every,
    Field,
    LeadBasis,
    Measure,
    Phase,
    Plan,
    PlanPackage,
    Responsibility,
    Source,
    Target,
    Task,
    TaskKind,
)

if TYPE_CHECKING:
    from attrs import AttrsInstance

Revive = Callable[[Any], Any]


def plan_to_json(package: PlanPackage) -> dict[str, Any]:
    """Return a plan and its units as JSON values; what has its default is left out."""
    plan = record_body(package.plan)
    units = [{"id": unit.id, **organisation_body(unit)} for unit in package.organisations]
    return {"plan": plan, "organisations": units}


def record_body(record: AttrsInstance) -> dict[str, Any]:
    """Return a record, as a plan or a task, as JSON values; what has its default is left out."""
    return asdict(
        record,
        filter=lambda attribute, value: bool(value != attribute.default),
        value_serializer=lambda _record, _attribute, value: json_value(value),
    )


def json_value(value: object) -> object:
    """Return the JSON value of a date, a choice of words or a tuple."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, Enum) else value


def plan_from_json(data: Mapping[str, Any]) -> PlanPackage:
    """Return the plan that :func:`plan_to_json` wrote.

    Raises:
        DataError: when the data is of another make.
    """
    try:
        return PlanPackage(
            plan=_plan(data["plan"]),
            organisations=tuple(organisation_of(row["id"], row) for row in data["organisations"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        message = f"这份方案数据读不出来（{error}），可能来自较新的版本，请升级 zhiben。"
        raise DataError([Problem("方案", message)]) from error


def _revived(row: Mapping[str, Any], **revivals: Revive) -> dict[str, Any]:
    """Return the row with those of its values that are present turned into records."""
    return {**row, **{key: revive(row[key]) for key, revive in revivals.items() if key in row}}


def _each(revive: Revive) -> Revive:
    """Return a function that revives every member of a list."""
    return lambda rows: tuple(map(revive, rows))


def _plan(row: Mapping[str, Any]) -> Plan:
    """Return the plan of a JSON object."""
    day = date.fromisoformat
    tasks = _each(task_of)
    revived = _revived(
        row,
        issued=day,
        start=day,
        end=day,
        phases=_each(lambda phase: Phase(**_revived(phase, start=day, end=day))),
        targets=tasks,
        actions=_each(lambda action: Action(**_revived(action, measures=_each(_measure)))),
        safeguards=tasks,
        annex=tasks,
        responsibilities=_each(lambda one: Responsibility(**_revived(one, leads=tuple))),
        channels=_each(lambda channel: Channel(**channel)),
    )
    return Plan(**revived)


def _measure(row: Mapping[str, Any]) -> Measure:
    """Return the measure of a JSON object."""
    fields = _each(lambda one: Field(**_revived(one, covered_by=tuple)))
    return Measure(**_revived(row, fields=fields, tasks=_each(task_of)))


def task_of(row: Mapping[str, Any]) -> Task:
    """Return the task of a JSON object."""
    revived = _revived(
        row,
        kind=TaskKind,
        source=lambda source: Source(**source),
        due=date.fromisoformat,
        cadence=lambda cadence: Cadence(**_revived(cadence, every=Every)),
        scope=_scope,
        leads=tuple,
        lead_basis=LeadBasis,
        supports=tuple,
        actors=tuple,
        target=lambda target: Target(**target),
        since=date.fromisoformat,
    )
    return Task(**revived)


def _scope(row: Mapping[str, Any]) -> Scope:
    """Return the scope of a JSON object."""
    kinds = _each(OrganisationKind)
    return Scope(
        **_revived(row, kinds=kinds, units=tuple, having=tuple, lacking=tuple, owed_by=OwedBy)
    )
