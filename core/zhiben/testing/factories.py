"""Small worlds for tests: a plan with a task of every kind, its units, and what they record.

Everything is made up and labelled 示例. The plan is small enough to know by heart:

======= ============ ==================================== =========================
task    kind         owed by                              when
======= ============ ==================================== =========================
``t-1`` dated        the office                           2024-10-31, as a target
``1-1`` dated        two departments                      2024-06-30
``1-2`` recurring    every enterprise                     twice a quarter
``1-3`` continuous   one department                       always
``2-1`` dated        the office, for every township       2024-03-31
``2-2`` recurring    every 高危 enterprise                monthly, by the 20th after
``s-1`` recurring    every township                       yearly
======= ============ ==================================== =========================
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from zhiben.ledger.bodies import (
    amendment_body,
    organisation_body,
    report_body,
    undo_body,
    waiver_body,
)
from zhiben.ledger.entries import Head, Line, entry_of, seal_all
from zhiben.ledger.fold import fold
from zhiben.ledger.identity import ENTROPY, uuids7
from zhiben.ledger.indicators.recording import figure_draft
from zhiben.ledger.inspections.bodies import inspection_draft
from zhiben.ledger.occurrences import needs_of
from zhiben.ledger.plans.bodies import plan_to_json
from zhiben.ledger.privacy.accesses import access_draft
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.indicators import Definition, Figure
from zhiben.model.inspections import Answer, Filing, Form, Inspection
from zhiben.model.organisations import Organisation, OrganisationKind, OwedBy, Scope
from zhiben.model.plan import (
    Action,
    Cadence,
    Every,
    Measure,
    Phase,
    Plan,
    PlanPackage,
    Source,
    Target,
    Task,
    TaskKind,
)
from zhiben.model.privacy import Access, Deed
from zhiben.model.reports import Amendment, ReportStatus, TaskReport, Waiver

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.ledger.facts import Facts
    from zhiben.model.entries import Entry

HIGH_RISK: Final = "高危"
MOMENT: Final = datetime(2024, 2, 1, 8, tzinfo=UTC)
"""When commands run that do not say otherwise."""


def example_units() -> tuple[Organisation, ...]:
    """Return an office, two departments, two townships and two enterprises, one of them 高危."""
    kinds = OrganisationKind
    return (
        Organisation(id="office", name="示例安委办", kind=kinds.OFFICE, aliases=("安委办",)),
        Organisation(id="dept-a", name="示例甲局", kind=kinds.DEPARTMENT, aliases=("甲局",)),
        Organisation(id="dept-b", name="示例乙局", kind=kinds.DEPARTMENT),
        Organisation(id="town-1", name="示例一镇", kind=kinds.TOWNSHIP),
        Organisation(id="town-2", name="示例二镇", kind=kinds.TOWNSHIP),
        Organisation(id="firm-1", name="示例一厂", kind=kinds.ENTERPRISE, territory="town-1"),
        Organisation(
            id="firm-2",
            name="示例二厂",
            kind=kinds.ENTERPRISE,
            territory="town-2",
            attributes=(HIGH_RISK,),
        ),
    )


def example_plan(*tasks: Task) -> Plan:
    """Return the plan above; given tasks, a plan of one measure that holds just these."""
    plan = Plan(
        id="example-2024",
        title="示例方案（2024—2026年）",
        issuer="示例安委会",
        issued=date(2024, 1, 1),
        start=date(2024, 1, 1),
        end=date(2026, 12, 31),
        phases=(
            Phase(number=1, title="示例部署阶段", start=date(2024, 1, 1), end=date(2024, 6, 30)),
            Phase(number=2, title="示例治理阶段", start=date(2024, 7, 1), end=date(2026, 12, 31)),
        ),
    )
    if tasks:
        return evolve(plan, actions=(_example_action(1, *tasks),))
    return evolve(
        plan,
        targets=(_example_target(),),
        actions=_example_actions(),
        safeguards=(_example_safeguard(),),
    )


def example_package() -> PlanPackage:
    """Return the plan with its units, as ``init`` takes it."""
    return PlanPackage(plan=example_plan(), organisations=example_units())


def dated(identity: str = "1-1", *, due: date | None, **fields: Any) -> Task:
    """Return a dated task."""
    return _task(identity, kind=TaskKind.DATED, due=due, **fields)


def recurring(identity: str = "1-2", *, every: Every, **fields: Any) -> Task:
    """Return a recurring task, owed once a period unless a ``cadence`` is given."""
    return _task(identity, kind=TaskKind.RECURRING, **{"cadence": Cadence(every=every), **fields})


def continuous(identity: str = "1-3", **fields: Any) -> Task:
    """Return a continuous task."""
    return _task(identity, kind=TaskKind.CONTINUOUS, **fields)


def everyone(*kinds: OrganisationKind, **fields: Any) -> Scope:
    """Return the scope of all units of some kinds."""
    return Scope(text="示例范围", kinds=kinds, **fields)


def adopted(package: PlanPackage, *, on: date) -> tuple[Draft, ...]:
    """Return what ``init`` records: the plan, then its units."""
    plan = Draft(
        on=on,
        actor="office",
        kind=EntryKind.PLAN_ADOPT,
        subject=package.plan.id,
        body=plan_to_json(package),
    )
    return plan, *(registered(unit, on=on) for unit in package.organisations)


def registered(unit: Organisation, *, on: date, kind: EntryKind = EntryKind.ORG_ADD) -> Draft:
    """Return the entry that makes a unit known, or with another kind amends it."""
    body = organisation_body(unit)
    return Draft(on=on, actor="office", kind=kind, subject=unit.id, body=body)


def reported(
    task: str,
    unit: str,
    *,
    on: date,
    status: ReportStatus = ReportStatus.DONE,
    **said: Any,
) -> Draft:
    """Return a unit's own report, or with ``org`` another one's about it."""
    report = TaskReport(task=task, unit=unit, status=status, **{"org": unit, **said})
    return Draft(
        on=on,
        actor=report.org,
        kind=EntryKind.TASK_REPORT,
        subject=task,
        body=report_body(report),
    )


def amended(task: str, *, on: date, **changes: Any) -> Draft:
    """Return an amendment of a task by the office."""
    amendment = Amendment(task=task, on=on, reason="示例理由", document="示例1号", **changes)
    return Draft(
        on=on,
        actor="office",
        kind=EntryKind.TASK_AMEND,
        subject=task,
        body=amendment_body(amendment),
    )


def waived(task: str, unit: str, *, period: str, on: date) -> Draft:
    """Return a waiver of one unit's duty in one period by the office."""
    waiver = Waiver(task=task, unit=unit, period=period, reason="示例停产")
    return Draft(
        on=on, actor="office", kind=EntryKind.TASK_WAIVE, subject=task, body=waiver_body(waiver)
    )


def example_definition(**fields: Any) -> Definition:
    """Return what an indicator measures: a share by quarter, unless told otherwise."""
    share = {"numerator": "达标数", "denominator": "总数"} if "unit" not in fields else {}
    given = {"code": "SCH-I01", "title": "示例指标", "unit": "%", "every": Every.QUARTER}
    return Definition(**{**given, **share, **fields})


def figured(
    org: str, *, on: date, period: str = "2024Q1", definition: Definition | None = None, **said: Any
) -> Draft:
    """Return a unit's figure of an indicator: 5 of 6, unless other numbers are said."""
    figure = Figure(
        definition=definition or example_definition(),
        org=org,
        period=period,
        on=on,
        **(said or {"n": Decimal(5), "d": Decimal(6)}),
    )
    return figure_draft(figure, actor=org)


def example_inspection(org: str, *, on: date, **fields: Any) -> Inspection:
    """Return an inspection of a unit in which one question was answered."""
    answer = Answer(
        item="SCH-C1-01",
        text="示例项",
        fact="安全出口数",
        type="integer",
        question="示例问题？",
        unit="个",
        value=2,
    )
    form = Form(
        code="SCH-C1", title="示例检查表", distribution="zhiben-sch", version="1.0", revision=1
    )
    given = {
        "form": form,
        "inspectors": ("示例甲",),
        "place": "",
        "answers": (answer,),
        "filing": Filing(file="示例.xlsx", digest="0" * 64, sheet="检查表"),
        "verdict": {
            "verdict": "undetermined",
            "sector": "SCH",
            "on": on.isoformat(),
            "standards": [],
            "criteria": [],
            "facts_missing": ["疏散通道畅通"],
            "notes": [],
        },
    }
    return Inspection(org=org, on=on, **{**given, **fields})


def inspected(org: str, *, on: date, **fields: Any) -> Draft:
    """Return what is kept of an inspection of a unit."""
    return inspection_draft(example_inspection(org, on=on, **fields), actor="office")


def accessed(subject: str, *, on: date, deed: Deed = Deed.SHOW) -> Draft:
    """Return what is kept of somebody's use of personal data."""
    access = Access(subject=subject, deed=deed, reason="示例回访", on=on)
    return access_draft(access, actor="office")


def undone(replaced: str, *, subject: str, on: date) -> Draft:
    """Return the undo of the entry with that id; ``subject`` is that entry's own."""
    body = undo_body(replaced, reason="示例误录")
    return Draft(on=on, actor="office", kind=EntryKind.UNDO, subject=subject, body=body)


@frozen(kw_only=True)
class Batch:
    """What one site records with one command.

    ``number`` tells batches of a journal apart: it stands in for the randomness of
    their entries' ids, so that a later batch can name an entry of an earlier one.
    """

    number: int
    origin: str
    drafts: tuple[Draft, ...]
    moment: datetime = MOMENT

    @property
    def entropy(self) -> bytes:
        """The bytes the ids are made of."""
        seed = str(self.number).encode()
        return hashlib.shake_256(seed).digest(ENTROPY * len(self.drafts))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids the entries will have."""
        return tuple(uuids7(self.moment, self.entropy, number=len(self.drafts)))


def sealed(journal: Iterable[Batch], *, algorithm: str = "sha256") -> list[Line]:
    """Return the stored lines of a journal, in the order its batches were recorded."""
    heads: dict[str, Head] = {}
    lines: list[Line] = []
    for batch in journal:
        head = heads.get(batch.origin, Head(origin=batch.origin))
        added = seal_all(
            batch.drafts,
            head=head,
            moment=batch.moment,
            entropy=batch.entropy,
            algorithm=algorithm,
        )
        if added:
            heads[batch.origin] = Head(
                origin=batch.origin, seq=added[-1].seq, digest=added[-1].digest
            )
        lines += added
    return lines


def entries_of(*drafts: Draft, origin: str = "office") -> Sequence[Entry]:
    """Return the entries of drafts that one site records with one command."""
    batch = Batch(number=0, origin=origin, drafts=drafts)
    return [entry_of(line) for line in sealed([batch])]


def facts_on(as_of: date, *drafts: Draft, plan: Plan | None = None) -> Facts:
    """Return what was true on a day, given the plan, its units and what was recorded since."""
    package = PlanPackage(plan=plan or example_plan(), organisations=example_units())
    entries = entries_of(*adopted(package, on=package.plan.start), *drafts)
    return fold(entries, as_of=as_of, needs=needs_of(package.plan))


def _task(identity: str, **fields: Any) -> Task:
    """Return a task that cites itself."""
    return Task(
        id=identity,
        source=Source(place="示例", sentence=1),
        **{"title": f"示例任务{identity}", **fields},
    )


def _example_target() -> Task:
    """Return the target of the plan."""
    target = Target(value=100, unit="%")
    return dated("t-1", due=date(2024, 10, 31), leads=("office",), target=target)


def _example_safeguard() -> Task:
    """Return the safeguard of the plan."""
    towns = everyone(OrganisationKind.TOWNSHIP)
    return recurring("s-1", every=Every.YEAR, scope=towns, leads=("office",))


def _example_actions() -> tuple[Action, ...]:
    """Return the two actions of the plan, each with one measure."""
    firms = everyone(OrganisationKind.ENTERPRISE)
    risky = everyone(OrganisationKind.ENTERPRISE, having=(HIGH_RISK,))
    towns = everyone(OrganisationKind.TOWNSHIP, owed_by=OwedBy.LEAD)
    twice = Cadence(every=Every.QUARTER, at_least=2)
    by_the_20th = Cadence(every=Every.MONTH, due_day=20)
    first = (
        dated("1-1", due=date(2024, 6, 30), leads=("dept-a", "dept-b")),
        recurring("1-2", every=Every.QUARTER, cadence=twice, scope=firms, leads=("dept-a",)),
        continuous("1-3", leads=("dept-b",)),
    )
    second = (
        dated("2-1", due=date(2024, 3, 31), scope=towns, leads=("office",)),
        recurring("2-2", every=Every.MONTH, cadence=by_the_20th, scope=risky, leads=("dept-b",)),
    )
    return (_example_action(1, *first), _example_action(2, *second))


def _example_action(number: int, *tasks: Task) -> Action:
    """Return an action of one measure that holds these tasks."""
    measure = Measure(id=str(number), number=number, title=f"示例措施{number}", tasks=tasks)
    return Action(number=number, title=f"示例行动{number}", measures=(measure,))
