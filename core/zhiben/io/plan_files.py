"""Plan files: a plan as TOML read with every problem at once, from a path or built in.

The files name units as people do; here they become ids. Everything that a file can get
wrong is told as ``file: path``, so a person mends a plan in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import asdict, define, evolve, field

from zhiben.errors import DataError, Problem, UnknownNameError, nearest_names
from zhiben.io.plan_rows import Head, MeasureRow, TaskRow, read_rows
from zhiben.ledger.plans.task_faults import task_faults
from zhiben.model.plan import (
    Action,
    Cadence,
    Field,
    Measure,
    Phase,
    Plan,
    PlanPackage,
    Responsibility,
    Source,
    Task,
)
from zhiben.spec.structuring import Located

if TYPE_CHECKING:
    from datetime import date
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from zhiben.model.organisations import Organisation

Tables = Mapping[str, tuple[Located, ...]]


def load_plan(source: Path | Traversable) -> PlanPackage:
    """Read a plan from one TOML file, or from a folder of them.

    Raises:
        DataError: with every problem of the files.
    """
    rows = read_rows(source)
    builder = _Builder(tables=rows.tables, failed=rows.failed)
    package = builder.package()
    problems = [*rows.problems, *_doubled(rows.tables), *builder.problems]
    if not any((rows.tables["plan"], rows.failed["plan"])):
        message = "缺少 [plan] 表，请写明方案的编号、名称、印发机关和日期。"
        problems.append(Problem(source.name, message))
    if problems or package is None:
        raise DataError(problems)
    return package


def builtin_plans() -> tuple[str, ...]:
    """Return the names of the plans that come with zhiben."""
    return tuple(sorted(folder.name for folder in _builtin_root().iterdir() if _is_plan(folder)))


def load_builtin(name: str) -> PlanPackage:
    """Read a plan that comes with zhiben.

    Raises:
        UnknownNameError: when there is none of that name.
    """
    known = builtin_plans()
    if name not in known:
        raise UnknownNameError("内置方案", name, nearest_names(name, known) or known)
    return load_plan(_builtin_root() / name)


def _builtin_root() -> Traversable:
    """Return the folder the built-in plans lie in, wherever zhiben is installed."""
    from importlib.resources import files

    return files("zhiben.plans")


def _is_plan(folder: Traversable) -> bool:
    """Tell whether a folder holds plan files."""
    return folder.is_dir() and any(file.name.endswith(".toml") for file in folder.iterdir())


def _doubled(tables: Tables) -> Iterator[Problem]:
    """Yield every record whose identity an earlier one has already."""
    tasks = [row for name in ("targets", "tasks", "safeguards") for row in tables[name]]
    identities: tuple[tuple[str, Iterable[Located], Callable[[Any], object]], ...] = (
        ("方案", tables["plan"], lambda _: "[plan]"),
        ("任务编号", tasks, lambda row: row.id),
        ("措施编号", tables["measures"], _measure_id),
        ("行动编号", tables["actions"], lambda row: row.number),
        ("阶段编号", tables["phases"], lambda row: row.number),
        ("渠道编号", tables["channels"], lambda row: row.id),
        ("责任领域", tables["responsibilities"], lambda row: row.field),
        ("单位编号", tables["organisations"], lambda row: row.id),
    )
    for what, rows, identity in identities:
        seen: dict[object, str] = {}
        for where, row in rows:
            key = identity(row)
            if key in seen:
                yield Problem(where, f"{what}“{key}”重复，先见于 {seen[key]}，请改成不同的。")
            seen.setdefault(key, where)


def _measure_id(row: MeasureRow) -> str:
    """Return a measure's id: its own, or its number."""
    return str(row.number) if row.id is None else row.id


def _faults(row: TaskRow) -> Iterator[tuple[str, str]]:
    """Yield what a task says against itself, as key and message."""
    yield from task_faults(row)
    if row.sentence is not None and row.sentence < 1:
        yield "sentence", "句子从 1 数起。"


@define(kw_only=True)
class _Builder:
    """Puts the rows of a plan together, and notes what does not fit."""

    tables: Tables
    failed: Mapping[str, tuple[Mapping[str, Any], ...]]
    problems: list[Problem] = field(factory=list)
    names: dict[str, str] = field(factory=dict)

    def package(self) -> PlanPackage | None:
        """Return the plan and its units, or ``None`` without a ``[plan]`` table."""
        organisations = self.organisations()
        measures = self.measures(self.measure_tasks())
        actions = tuple(
            Action(
                number=row.number,
                title=row.title,
                measures=tuple(measure for action, measure in measures if action == row.number),
            )
            for _, row in self.tables["actions"]
        )
        parts: dict[str, Any] = {
            "phases": tuple(self.phases()),
            "targets": self.tasks("targets"),
            "actions": actions,
            "safeguards": self.tasks("safeguards"),
            "annex": tuple(
                self.task(where, row, place="附表")
                for where, row in self.tables["tasks"]
                if row.measure is None
            ),
            "responsibilities": tuple(self.responsibilities()),
            "channels": tuple(row for _, row in self.tables["channels"]),
        }
        head = self.head()
        if head is None:
            return None
        plan = Plan(**asdict(head), **parts)
        return PlanPackage(plan=plan, organisations=organisations)

    def note(self, where: str, message: str) -> None:
        """Keep one problem."""
        self.problems.append(Problem(where, message))

    def head(self) -> Head | None:
        """Return the plan's own table, when there is one."""
        for where, row in self.tables["plan"]:
            self.check_order(where, row.start, row.end)
            return row  # type: ignore[no-any-return]  # a table's rows are its record's
        return None

    def check_order(self, where: str, start: date | None, end: date | None) -> None:
        """Note a period that ends before it starts."""
        if start is not None and end is not None and end < start:
            self.note(where, f"结束日期 {end} 早于开始日期 {start}，请改正。")

    def organisations(self) -> tuple[Organisation, ...]:
        """Register every name, then return the units with their townships as ids."""
        for where, row in self.tables["organisations"]:
            for name in dict.fromkeys((row.id, row.name, *row.aliases)):
                other = self.names.setdefault(name, row.id)
                if other != row.id:
                    key = "aliases" if name in row.aliases else "name"
                    self.note(
                        f"{where}.{key}", f"名称“{name}”已属于单位“{other}”，请从其中一个删去。"
                    )
            self.check_order(where, row.valid_from, row.valid_to)
        for row in self.failed["organisations"]:
            for name in (row.get("id"), row.get("name"), *_strings(row.get("aliases"))):
                self.names.setdefault(str(name), "")
        return tuple(
            evolve(row, territory=self.units(f"{where}.territory", (row.territory,))[0])
            if row.territory
            else row
            for where, row in self.tables["organisations"]
        )

    def units(self, where: str, names: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of units called by name, alias or id."""
        known: list[str] = []
        for name in names:
            identity = self.names.get(name)
            if identity is None:
                near = nearest_names(name, self.names)
                self.note(where, str(UnknownNameError("单位", name, near)))
            known.append(identity or name)
        return tuple(known)

    def phases(self) -> Iterator[Phase]:
        """Yield the phases, each checked to end after it starts."""
        for where, row in self.tables["phases"]:
            self.check_order(where, row.start, row.end)
            yield row

    def responsibilities(self) -> Iterator[Responsibility]:
        """Yield who leads which field, as ids."""
        for where, row in self.tables["responsibilities"]:
            yield evolve(row, leads=self.units(f"{where}.leads", row.leads))

    def measure_tasks(self) -> dict[str, list[Task]]:
        """Return the tasks of each measure, by the measure's id."""
        rows = {_measure_id(row): row for _, row in self.tables["measures"]}
        grouped: dict[str, list[Task]] = {identity: [] for identity in rows}
        excused = {str(row.get("id", row.get("number"))) for row in self.failed["measures"]}
        for where, row in self.tables["tasks"]:
            if row.measure is None:
                continue
            task = self.task(where, row, place=f"措施{row.measure}")
            if row.measure in grouped:
                grouped[row.measure].append(task)
            elif row.measure not in excused:
                self.note(f"{where}.measure", f"没有编号为“{row.measure}”的措施，请改正编号。")
        return grouped

    def measures(self, tasks: Mapping[str, list[Task]]) -> list[tuple[int, Measure]]:
        """Return every measure with the number of its action."""
        actions = {row.number for _, row in self.tables["actions"]}
        actions |= {row.get("number") for row in self.failed["actions"]}
        found = []
        for where, row in self.tables["measures"]:
            if row.action not in actions:
                self.note(f"{where}.action", f"没有编号为“{row.action}”的行动，请改正编号。")
            self.check_fields(where, row.fields)
            identity = _measure_id(row)
            measure = Measure(
                id=identity,
                number=row.number,
                title=row.title,
                fields=row.fields,
                tasks=tuple(tasks[identity]),
            )
            found.append((row.action, measure))
        return found

    def check_fields(self, where: str, fields: Iterable[Field]) -> None:
        """Note fields said to be covered by a responsibility that is not there."""
        known = {row.field for _, row in self.tables["responsibilities"]}
        known |= {str(row.get("field")) for row in self.failed["responsibilities"]}
        for name in (name for part in fields for name in part.covered_by if name not in known):
            error = UnknownNameError("责任领域", name, nearest_names(name, known))
            self.note(f"{where}.fields", str(error))

    def tasks(self, table: str) -> tuple[Task, ...]:
        """Return the tasks of a table that says of each where it stands."""
        for where, row in self.tables[table]:
            if row.place is None:
                self.note(f"{where}.place", '缺少出处，请写 place，如 place = "四(二)"。')
            if row.measure is not None:
                self.note(f"{where}.measure", "措施的任务请写在 [[tasks]] 里。")
        return tuple(self.task(where, row, place="") for where, row in self.tables[table])

    def task(self, where: str, row: TaskRow, *, place: str) -> Task:
        """Return the task a row describes; ``place`` is where it stands if it does not say."""
        for key, message in _faults(row):
            self.note(f"{where}.{key}", message)
        cadence, scope = None, row.scope
        if row.every is not None:
            cadence = Cadence(every=row.every, at_least=row.at_least, due_day=row.due_day)
        if scope is not None:
            scope = evolve(scope, units=self.units(f"{where}.scope.units", scope.units))
        return Task(
            id=row.id,
            title=row.title,
            kind=row.kind,
            source=Source(place=row.place or place, sentence=row.sentence),
            due=row.due,
            due_text=row.due_text,
            soft=row.soft,
            cadence=cadence,
            scope=scope,
            leads=self.units(f"{where}.leads", row.leads),
            lead_basis=row.lead_basis,
            supports=self.units(f"{where}.supports", row.supports),
            actors=row.actors,
            field=row.field,
            target=row.target,
        )


def _strings(value: object) -> tuple[object, ...]:
    """Return the members of a list, nothing for anything else."""
    return tuple(value) if isinstance(value, list) else ()
