"""One command's view of the workspace: the store, the plan in force, and what was true."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from attrs import define, field

from zhiben.cli.main import Options
from zhiben.cli.output import note
from zhiben.cli.sectors import load_one, load_wanted
from zhiben.cli.world import ON_RECORD, SUB_PLAN, World, build_world, installed_sub_plan
from zhiben.dates.holidays import Calendar, builtin_calendar
from zhiben.errors import UnknownNameError, UsageError, nearest_names
from zhiben.ledger.calendars import calendar_of
from zhiben.ledger.entries import Line, entry_of
from zhiben.ledger.fold import in_order
from zhiben.ledger.plans.bodies import plan_from_json
from zhiben.ledger.plans.sub_plans import adoption_of, adoptions_of, disabled_by
from zhiben.model.entries import Draft, Entry, EntryKind
from zhiben.store import EvidenceFolder, Store, open_store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date


@define(kw_only=True)
class Session:
    """An open workspace and who works in it."""

    store: Store
    options: Options
    _world: World | None = field(default=None, init=False)

    @property
    def today(self) -> date:
        """The local date, by the command's clock."""
        return self.options.clock.today()

    @property
    def evidence(self) -> EvidenceFolder:
        """The folder that keeps evidence files, beside the database."""
        return EvidenceFolder(self.options.database.parent / "evidence")

    def world(self, as_of: date | None = None, *, hooks: Sequence[str] = SUB_PLAN) -> World:
        """Return what was true on a business date, today by default.

        ``hooks`` are those the installed plugins are asked.

        Raises:
            UsageError: when no plan was in force yet.
        """
        day = as_of or self.today
        body = self.store.plan_body(day)
        if body is None:
            raise UsageError(f"{day} 还没有方案在施行，请换一个较晚的日期。")
        entries = self._live((EntryKind.SECTOR_ADOPT, EntryKind.SECTOR_SWITCH))
        adoptions = adoptions_of(entry for entry in entries if entry.on <= day)
        sectors = load_wanted(self.options, hooks=hooks, disabled=disabled_by(entries))
        world = build_world(
            self.store, plan_from_json(body), day, adoptions=adoptions, sectors=sectors
        )
        self._world = world
        return world

    def calendar(self, as_of: date | None = None) -> Calendar:
        """Return the holiday calendar as known on a business date, today by default."""
        day = as_of or self.today
        added = self._live((EntryKind.CALENDAR_ADD,))
        return calendar_of((entry for entry in added if entry.on <= day), builtin_calendar())

    def _live(self, kinds: Sequence[EntryKind]) -> list[Entry]:
        """Return the entries of some kinds that are in force, in the order of their facts."""
        lines = [line for kind in kinds for line in self.store.lines(kind=kind)]
        void = self.store.void_ids() if lines else frozenset()
        return in_order(entry_of(line) for line in lines if line.id not in void)

    def disabled(self) -> frozenset[str]:
        """Return the codes of the plugins that are switched off here."""
        return disabled_by(self._live((EntryKind.SECTOR_SWITCH,)))

    def origin(self, name: str) -> str:
        """Return the id an origin records under, by that id or by the unit's name."""
        return self.world().unit(name).id

    def subject(self, text: str) -> str:
        """Return the id entries about a task or unit carry, by that id or by the unit's name.

        Raises:
            UnknownNameError: when nothing answers to it; offers the nearest tasks and units.
        """
        if self.store.lines(subject=text, newest=1):
            return text
        world = self.world()
        for find in (world.task, world.unit):
            with suppress(UnknownNameError):
                return find(text).id
        known = [task.id for task in world.plan.tasks()]
        known += [unit.name for unit in world.facts.registry.current]
        raise UnknownNameError("任务或单位", text, nearest_names(text, known))

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
        """Append drafts to the journal, all or none of them, and return their lines.

        The first report on a task of a sub-plan that only stands in its plugin puts that
        sub-plan on record too, so that the report never loses its task.
        """
        for day in sorted({draft.on for draft in drafts if draft.on > self.today}):
            note(f"业务日期 {day} 晚于今天 {self.today}，到那一天才计入汇总。")
        first = self._adoptions({draft.subject for draft in drafts})
        lines = self.store.record(
            [*first, *drafts], moment=self.options.clock.now(), entropy=os.urandom
        )
        return lines[len(first) :]

    def record_rows(self, drafts: Iterable[Draft]) -> int:
        """Append what tables of hazards say, all of it or nothing, and count it."""
        return self.store.record_rows(drafts, moment=self.options.clock.now(), entropy=os.urandom)

    def _adoptions(self, subjects: Collection[str]) -> list[Draft]:
        """Return what puts the sub-plans of these tasks on record that are not there yet."""
        world = self._world
        if world is None:
            return []
        return [
            adoption_of(
                installed_sub_plan(load_one(one.code, hooks=ON_RECORD), world.facts.registry),
                on=world.package.plan.first_day,
                actor=self.options.actor,
            )
            for one in world.sub_plans
            if one.adopted_on is None and any(b.task.id in subjects for b in one.tasks)
        ]


@contextmanager
def open_session(options: Options) -> Iterator[Session]:
    """Open the workspace for one command.

    Raises:
        UsageError: when there is no database yet.
        DataError: when the file is no database of zhiben.
    """
    with open_store(options.database, timeout=options.patience) as store:
        for text in store.notes:
            note(text)
        yield Session(store=store, options=options)


def reference_of(line: Line) -> str:
    """Return how people refer to an entry: the recording unit and its running number."""
    return f"{line.origin}:{line.seq}"


def refuse(message: str) -> UsageError:
    """Return the error for words that contradict the plan or each other."""
    return UsageError(message)


__all__ = ["Session", "World", "open_session", "reference_of", "refuse"]
