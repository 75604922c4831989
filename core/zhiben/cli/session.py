"""One command's view of the workspace: the store, the plan in force, and what was true."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import define, frozen

from zhiben.cli.main import Options
from zhiben.cli.output import note
from zhiben.dates.holidays import Calendar, builtin_calendar
from zhiben.errors import DataError, UnknownNameError, UsageError
from zhiben.ledger.plan_bodies import plan_from_json
from zhiben.ledger.calendars import calendar_of
from zhiben.ledger.entries import Line, entry_of
from zhiben.ledger.facts import Facts
from zhiben.ledger.fold import in_order
from zhiben.errors import nearest_names
from zhiben.ledger.tasks import amended
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.plan import PlanPackage
from zhiben.store import EvidenceFolder, Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from zhiben.model.organisations import Organisation
    from zhiben.model.plan import Plan, Task


@frozen(kw_only=True)
class World:
    """The plan in force and everything known, as of one business date."""

    package: PlanPackage
    facts: Facts

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.package.plan

    @property
    def amended_plan(self) -> Plan:
        """The plan with every amendment in force applied to its tasks."""
        changes = self.facts.amendments
        return self.plan.with_tasks(lambda task: amended(task, changes.get(task.id, ())))

    def task(self, text: str) -> Task:
        """Return the task of that id, as amended.

        Raises:
            UnknownNameError: when there is none; offers the nearest ids.
        """
        tasks = {task.id: task for task in self.plan.tasks()}
        key = text.strip().removeprefix("任务").upper()
        found = {identity.upper(): task for identity, task in tasks.items()}.get(key)
        if found is None:
            raise UnknownNameError("任务", text, nearest_names(text, tasks))
        return amended(found, self.facts.amendments.get(found.id, ()))

    def unit(self, text: str) -> Organisation:
        """Return the unit people call that.

        Raises:
            UnknownNameError: when there is none; offers the nearest names.
        """
        return self.facts.registry.find(text)

    def names(self, units: Sequence[str]) -> str:
        """Return the names of units as people list them."""
        return "、".join(map(self.facts.registry.name, units))


@define(kw_only=True)
class Session:
    """An open workspace and who works in it."""

    store: Store
    options: Options

    @property
    def today(self) -> date:
        """The local date, by the command's clock."""
        return self.options.clock.today()

    @property
    def evidence(self) -> EvidenceFolder:
        """The folder that keeps evidence files, beside the database."""
        return EvidenceFolder(self.options.database.parent / "evidence")

    def world(self, as_of: date | None = None) -> World:
        """Return what was true on a business date, today by default.

        Raises:
            UsageError: when no plan was in force yet.
        """
        day = as_of or self.today
        body = self.store.plan_body(day)
        if body is None:
            raise UsageError(f"{day} 还没有方案在施行，请换一个较晚的日期。")
        package = plan_from_json(body)
        needs = {task.id: task.cadence.at_least for task in package.plan.tasks() if task.cadence}
        return World(package=package, facts=self.store.facts(day, needs=needs))

    def calendar(self, as_of: date | None = None) -> Calendar:
        """Return the holiday calendar as known on a business date, today by default."""
        day = (as_of or self.today).isoformat()
        lines = self.store.lines(kind=EntryKind.CALENDAR_ADD)
        void = self.store.void_ids() if lines else ()
        live = (entry_of(line) for line in lines if line.id not in void and line.on <= day)
        return calendar_of(in_order(live), builtin_calendar())

    def origin(self, name: str) -> str:
        """Return the id an origin records under, by that id or by the unit's name."""
        return self.world().unit(name).id

    def entry(self, reference: str) -> Line:
        """Return the entry people refer to that way.

        Raises:
            UsageError: when there is none.
        """
        line = self.store.find(reference.strip())
        if line is None:
            raise UsageError(f"台账里没有“{reference}”这条记录，编号见 zhiben journal list。")
        return line

    def record(self, drafts: Sequence[Draft]) -> tuple[Line, ...]:
        """Append drafts to the journal, all or none of them."""
        for day in sorted({draft.on for draft in drafts if draft.on > self.today}):
            note(f"业务日期 {day} 晚于今天 {self.today}，到那一天才计入汇总。")
        return self.store.record(drafts, moment=self.options.clock.now(), entropy=os.urandom)


@contextmanager
def open_session(options: Options) -> Iterator[Session]:
    """Open the workspace for one command.

    Raises:
        UsageError: when there is no database yet.
        DataError: when the file is no database of zhiben.
    """
    with open_store(options.database) as store:
        for text in store.notes:
            note(text)
        yield Session(store=store, options=options)


def reference_of(line: Line) -> str:
    """Return how people refer to an entry: the recording unit and its running number."""
    return f"{line.origin}:{line.seq}"


def refuse(message: str) -> UsageError:
    """Return the error for words that contradict the plan or each other."""
    return UsageError(message)


__all__ = ["DataError", "Session", "World", "open_session", "reference_of", "refuse"]
