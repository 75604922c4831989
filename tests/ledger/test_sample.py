from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from zhiben.io.plan_files import load_builtin
from zhiben.ledger.amending import amendment_for, waiver_for
from zhiben.ledger.bodies import amendment_of, report_of, waiver_of
from zhiben.ledger.entries import entry_of
from zhiben.ledger.fold import fold
from zhiben.ledger.progress import consolidate
from zhiben.ledger.reporting import Statement, reports_of
from zhiben.ledger.sample import MISTAKE, corrections, sample_drafts
from zhiben.ledger.sample_units import LABEL
from zhiben.ledger.tasks import view_tasks
from zhiben.model.entries import EntryKind
from zhiben.model.organisations import OrganisationKind
from zhiben.model.plan import Every, PlanPackage
from zhiben.model.progress import Outcome, TaskStatus
from zhiben.testing.factories import (
    Batch,
    adopted,
    dated,
    example_package,
    example_plan,
    example_units,
    recurring,
    sealed,
)

if TYPE_CHECKING:
    from zhiben.ledger.entries import Line
    from zhiben.ledger.facts import Facts
    from zhiben.model.entries import Draft

UNTIL = date(2026, 11, 24)


@pytest.fixture(scope="module")
def wuhe() -> PlanPackage:
    """The plan that comes with zhiben."""
    return load_builtin("wuhe-2024")


@pytest.fixture(scope="module")
def drafts(wuhe: PlanPackage) -> tuple[Draft, ...]:
    """The sample of that plan."""
    return sample_drafts(wuhe, until=UNTIL)


@pytest.fixture(scope="module")
def lines(wuhe: PlanPackage, drafts: tuple[Draft, ...]) -> list[Line]:
    """The journal of that sample, with the mistake in it undone."""
    return journal(wuhe, drafts)


@pytest.fixture(scope="module")
def facts(wuhe: PlanPackage, lines: list[Line]) -> Facts:
    """What that journal says on the last day."""
    return known(wuhe, lines)


def journal(package: PlanPackage, drafts: tuple[Draft, ...]) -> list[Line]:
    """Return a journal with the plan, the sample and its corrections."""
    first = Batch(
        number=0, origin="office", drafts=(*adopted(package, on=package.plan.start), *drafts)
    )
    undoing = Batch(number=1, origin="office", drafts=corrections(sealed([first])))
    return sealed([first, undoing])


def known(package: PlanPackage, lines: list[Line], *, as_of: date = UNTIL) -> Facts:
    """Return what a journal says on a day, the last one of the sample by default."""
    needs = {task.id: task.cadence.at_least for task in package.plan.tasks() if task.cadence}
    return fold(map(entry_of, lines), as_of=as_of, needs=needs)


def of_kind(drafts: tuple[Draft, ...], kind: EntryKind) -> list[Draft]:
    """Return the drafts of one kind."""
    return [draft for draft in drafts if draft.kind is kind]


def said(drafts: tuple[Draft, ...], key: str) -> list[str]:
    """Return every text the drafts give under one key."""
    return [draft.body[key] for draft in drafts if key in draft.body]


def test_the_same_plan_gives_the_same_sample(wuhe: PlanPackage, drafts: tuple[Draft, ...]) -> None:
    assert drafts == sample_drafts(wuhe, until=UNTIL)


def test_everything_is_labelled(drafts: tuple[Draft, ...], lines: list[Line]) -> None:
    """No note, reason, document or unit of the sample can be taken for a real one."""
    undone = [json.loads(line.body)["reason"] for line in lines if line.kind == EntryKind.UNDO]
    texts = [text for key in ("note", "reason", "document", "name") for text in said(drafts, key)]

    assert {LABEL} == {draft.actor for draft in drafts}
    assert len(of_kind(drafts, EntryKind.TASK_REPORT)) == len(said(drafts, "note"))
    assert [] == [text for text in [*texts, *undone] if not text.startswith(LABEL)]


def test_it_is_told_in_order_and_ends_with_its_last_day(drafts: tuple[Draft, ...]) -> None:
    days = [draft.on for draft in drafts]

    assert sorted(days) == days
    assert UNTIL >= days[-1]


def test_nothing_is_reported_before_the_plan_is_issued(
    wuhe: PlanPackage, drafts: tuple[Draft, ...]
) -> None:
    assert wuhe.plan.issued <= min(draft.on for draft in of_kind(drafts, EntryKind.TASK_REPORT))


def test_its_units_are_enterprises_of_the_townships_some_of_them_high_risk(
    wuhe: PlanPackage, drafts: tuple[Draft, ...]
) -> None:
    units = [draft.body for draft in of_kind(drafts, EntryKind.ORG_ADD)]
    towns = {u.id for u in wuhe.organisations if u.kind is OrganisationKind.TOWNSHIP}

    assert {OrganisationKind.ENTERPRISE.value} == {unit["kind"] for unit in units}
    assert {False, True} == {"高危" in unit["attributes"] for unit in units}
    assert towns >= {unit["territory"] for unit in units}


def test_one_unit_joins_later_and_one_becomes_high_risk(drafts: tuple[Draft, ...]) -> None:
    (grown,) = of_kind(drafts, EntryKind.ORG_AMEND)
    joined = Counter(draft.on for draft in of_kind(drafts, EntryKind.ORG_ADD))

    assert (date(2025, 7, 1), ["高危"]) == (grown.on, grown.body["attributes"])
    assert {date(2024, 2, 1): 11, date(2025, 4, 1): 1} == joined


def test_every_report_is_one_the_command_line_would_take(
    wuhe: PlanPackage, drafts: tuple[Draft, ...], facts: Facts
) -> None:
    tasks = {task.id: task for task in wuhe.plan.tasks()}
    find = facts.registry.find
    for draft in of_kind(drafts, EntryKind.TASK_REPORT):
        report = report_of(draft.subject, draft.body)
        statement = Statement(
            org=find(report.org),
            on=draft.on,
            units=(find(report.unit),),
            status=report.status,
            period=report.period,
            count=report.count,
            value=report.value,
            note=report.note,
        )

        assert (report,) == reports_of(statement, tasks[report.task], plan=wuhe.plan, facts=facts)


def test_the_one_amendment_is_one_the_command_line_would_take(
    wuhe: PlanPackage, drafts: tuple[Draft, ...]
) -> None:
    (draft,) = of_kind(drafts, EntryKind.TASK_AMEND)
    task = next(task for task in wuhe.plan.tasks() if task.id == draft.subject)
    change = amendment_of(draft.subject, draft.body, on=draft.on)

    assert task.due is not None
    assert task.due > draft.on
    assert f"{LABEL}〔{draft.on.year}〕1号" == change.document
    assert change == amendment_for(
        task,
        on=change.on,
        reason=change.reason,
        document=change.document,
        due=change.due,
        forecast=change.forecast,
    )


def test_the_one_waiver_is_one_the_command_line_would_take(
    wuhe: PlanPackage, drafts: tuple[Draft, ...], facts: Facts
) -> None:
    (draft,) = of_kind(drafts, EntryKind.TASK_WAIVE)
    task = next(task for task in wuhe.plan.tasks() if task.id == draft.subject)
    waiver = waiver_of(draft.subject, draft.body)

    assert waiver == waiver_for(
        task,
        plan=wuhe.plan,
        facts=facts,
        unit=facts.registry.find(waiver.unit),
        period=waiver.period,
        reason=waiver.reason,
    )


def test_sub_plans_are_filed_late_by_two_townships_and_never_by_one(
    wuhe: PlanPackage, facts: Facts
) -> None:
    (filing,) = (view for view in view_tasks(wuhe.plan, facts) if view.task.id == "P1-3")
    due = date(2024, 2, 28)
    late = [share.unit for share in filing.shares if share.done_on and share.done_on > due]
    towns = [u.id for u in wuhe.organisations if u.kind is OrganisationKind.TOWNSHIP]

    assert 1 == len(filing.missing)
    assert 2 == len(late)
    assert set(towns) >= {*late, *filing.missing}


def test_every_status_and_every_outcome_occurs(wuhe: PlanPackage, facts: Facts) -> None:
    progress = consolidate(wuhe.plan, facts)
    totals = {status: getattr(progress.totals, status.value) for status in TaskStatus}
    outcomes = {
        outcome: sum(getattr(line, outcome.value) for line in progress.recurring)
        for outcome in Outcome
    }

    assert [] == [status for status, number in totals.items() if not number]
    assert [] == [outcome for outcome, number in outcomes.items() if not number]


def test_about_two_thirds_of_the_tasks_are_done_or_going_on(
    wuhe: PlanPackage, facts: Facts
) -> None:
    totals = consolidate(wuhe.plan, facts).totals

    assert 0.6 < (totals.done + totals.ongoing) / totals.tasks < 0.75


def test_the_mistaken_report_is_undone_and_the_task_overdue_after_all(
    wuhe: PlanPackage, drafts: tuple[Draft, ...], lines: list[Line]
) -> None:
    (mistaken,) = (draft for draft in drafts if draft.body.get("note") == MISTAKE)
    undo = date.fromisoformat(lines[-1].on)
    before, after = (
        next(view.status for view in view_tasks(wuhe.plan, facts) if view.task.id == task)
        for facts in (known(wuhe, lines[:-1], as_of=undo), known(wuhe, lines, as_of=undo))
        for task in [mistaken.subject]
    )

    assert mistaken.on < undo <= UNTIL
    assert (TaskStatus.DONE, TaskStatus.OVERDUE) == (before, after)


def test_a_lead_that_acts_for_others_reports_for_each_of_them() -> None:
    drafts = sample_drafts(example_package(), until=UNTIL)
    speakers = {draft.body["org"] for draft in drafts if draft.subject == "2-1"}
    spoken_of = {draft.body["unit"] for draft in drafts if draft.subject == "2-1"}

    assert {"office"} == speakers
    assert {"town-1", "town-2"} == spoken_of


def test_a_duty_owed_twice_a_period_is_reported_as_done_twice() -> None:
    drafts = sample_drafts(example_package(), until=UNTIL)
    reports = [d for d in of_kind(drafts, EntryKind.TASK_REPORT) if d.subject == "1-2"]

    assert {2} == {draft.body["count"] for draft in reports}


def test_a_plan_without_phases_townships_or_enterprise_duties_can_be_played() -> None:
    """A year-end task is begun half a year before; nobody is waived anything."""
    tasks = (
        dated(due=date(2025, 12, 31), leads=("dept-a",)),
        dated("1-2", due=date(2026, 6, 30), leads=("dept-a",)),
        recurring("1-3", every=Every.YEAR, leads=("dept-b",)),
    )
    units = tuple(u for u in example_units() if u.kind is OrganisationKind.DEPARTMENT)
    package = PlanPackage(plan=evolve(example_plan(*tasks), phases=()), organisations=units)
    drafts = sample_drafts(package, until=UNTIL)
    begun = min(draft.on for draft in drafts if draft.subject == "1-1")

    assert date(2025, 7, 4) < begun < date(2025, 8, 31)
    assert {None} == {d.body["territory"] for d in of_kind(drafts, EntryKind.ORG_ADD)}
    assert [] == of_kind(drafts, EntryKind.TASK_WAIVE)
