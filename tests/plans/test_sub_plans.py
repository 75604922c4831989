"""The sectors' sub-plans say nothing that 五河's document does not: its own text is the measure."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from zhiben.ledger.plans.sub_plans import bind
from zhiben.ledger.progress_import.matching import match_row
from zhiben.ledger.units.registry import Registry
from zhiben.model.plan import LeadBasis
from zhiben.spec import Catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.model.plan import PlanPackage, Task
    from zhiben.spec import Sector, SectorTask

Place = tuple[str, int]
Sentences = dict[Place, str]

PACKAGES = sorted(path.name for path in Path(__file__).parents[2].glob("plugins/*/src/zhiben_*"))
OWN_MEASURES = {str(number) for number in range(6, 13)}
SHARED_MEASURES = {"4", "17", "18", "19", "20", "21", "23"}

each_package = pytest.mark.parametrize("package_name", PACKAGES)


def place(task: SectorTask) -> Place:
    """Return the sentence a task cites."""
    found = re.fullmatch(r"(措施\d+)第(\d+)句", task.place)

    assert found is not None, task.code
    return found[1], int(found[2])


def share(title: str, *texts: str) -> float:
    """Return how many of a title's pairs of neighbouring letters stand in the texts, 0 to 1."""
    wanted, *given = (set(pairwise(re.sub(r"\W", "", text))) for text in (title, *texts))
    return len(wanted & set().union(*given)) / len(wanted)


def everything() -> Iterator[tuple[Sector, SectorTask]]:
    """Yield every task of every sub-plan with its sector."""
    for name in PACKAGES:
        catalog = Catalog(name)
        sector = catalog.sector()
        for task in catalog.tasks():
            yield sector, task


@pytest.fixture
def cited(package: PlanPackage) -> dict[Place, list[Task]]:
    """The county's own tasks by the sentence they cite."""
    found: dict[Place, list[Task]] = {}
    for task in package.plan.tasks():
        found.setdefault((task.source.place, task.source.sentence or 0), []).append(task)
    return found


def test_every_task_cites_a_sentence_of_its_measure(sentences: Sentences) -> None:
    astray = [
        task.code
        for _, task in everything()
        if place(task) not in sentences or place(task)[0] != f"措施{task.measure}"
    ]

    assert [] == astray


def test_every_task_is_in_the_words_of_its_sentence(sentences: Sentences) -> None:
    """A title may add no more than its field's name and what makes a sentence of it."""
    strange = [
        task.code
        for _, task in everything()
        if share(task.title, sentences[place(task)], task.field or "") < 0.6
    ]

    assert [] == strange


def test_no_other_sentence_of_the_measure_fits_a_task_better(sentences: Sentences) -> None:
    misplaced = [
        (task.code, other)
        for _, task in everything()
        for other, text in sentences.items()
        if other[0] == place(task)[0]
        and share(task.title, text) > share(task.title, sentences[place(task)])
    ]

    assert [] == misplaced


def test_the_fields_own_measures_are_each_served_and_only_shared_ones_besides() -> None:
    served = {task.measure for _, task in everything()}

    assert OWN_MEASURES | SHARED_MEASURES == served


def test_days_are_those_the_plan_gives_in_that_sentence(cited: dict[Place, list[Task]]) -> None:
    invented = [
        task.code
        for _, task in everything()
        if task.due
        and (task.due, task.due_text, task.soft)
        not in {(own.due, own.due_text, own.soft) for own in cited[place(task)]}
    ]

    assert [] == invented


def test_rhythms_are_those_the_plan_gives_in_that_sentence(cited: dict[Place, list[Task]]) -> None:
    invented = [
        task.code
        for _, task in everything()
        if task.every
        and (task.every, task.at_least, task.due_day, task.due_text)
        not in {
            (own.cadence.every, own.cadence.at_least, own.cadence.due_day, own.due_text)
            for own in cited[place(task)]
            if own.cadence
        }
    ]

    assert [] == invented


def test_targets_are_those_the_plan_gives_in_that_sentence(cited: dict[Place, list[Task]]) -> None:
    invented = [
        task.code
        for _, task in everything()
        if task.target and task.target not in [own.target for own in cited[place(task)]]
    ]

    assert [] == invented


def test_wordings_and_scopes_are_quoted(sentences: Sentences) -> None:
    quotes = [
        (task.code, text, sentences[place(task)])
        for _, task in everything()
        for text in (task.due_text, task.scope.text if task.scope else "")
    ]

    assert [] == [(code, text) for code, text, sentence in quotes if text not in sentence]


def test_recurring_tasks_ask_the_plans_units_of_that_field_and_no_others(
    cited: dict[Place, list[Task]],
) -> None:
    """Beside the plan's own marks, 高危 or not, a scope has only the mark of the field."""
    for _, task in everything():
        if task.scope is None or task.every is None:
            continue
        own = next(
            one
            for one in cited[place(task)]
            if one.cadence and one.cadence.every is task.every and one.scope
        )
        assert own.scope is not None
        marks = set(task.scope.having) - {"高危"}

        assert {task.field} == marks, task.code
        assert (own.scope.text, own.scope.kinds) == (task.scope.text, task.scope.kinds), task.code
        assert own.scope.lacking == task.scope.lacking, task.code


@each_package
def test_a_sector_is_led_by_those_who_lead_its_fields(
    package_name: str, package: PlanPackage
) -> None:
    names = {unit.id: unit.name for unit in package.organisations}
    leads = {
        one.field: tuple(names[lead] for lead in one.leads) for one in package.plan.responsibilities
    }
    sector = Catalog(package_name).sector()
    all_leads = [lead for field in sector.fields for lead in leads[field]]

    assert tuple(dict.fromkeys(all_leads)) == sector.leads
    for task in Catalog(package_name).tasks():
        expected = leads[task.field] if task.field else sector.leads

        assert expected == (task.leads or sector.leads), task.code
        assert task.field is None or task.field in sector.fields, task.code


@each_package
def test_every_field_has_tasks(package_name: str) -> None:
    catalog = Catalog(package_name)

    assert set(catalog.sector().fields) == {task.field for task in catalog.tasks() if task.field}


def test_no_field_is_served_twice() -> None:
    fields = [field for name in PACKAGES for field in Catalog(name).sector().fields]

    assert sorted(set(fields)) == sorted(fields)


@each_package
def test_this_county_has_every_unit_that_is_named(package_name: str, package: PlanPackage) -> None:
    registry = Registry.of(package.organisations)
    catalog = Catalog(package_name)
    tasks = catalog.tasks()
    bound = bind(catalog.sector(), tasks, version="0.1.0", registry=registry).tasks

    for said, found in zip(tasks, bound, strict=True):
        names = [registry.name(unit) for unit in found.task.supports]

        assert LeadBasis.DOCUMENT is found.task.lead_basis
        assert list(said.supports) == names


@each_package
def test_the_plan_is_cited_by_its_own_title_and_every_document_named_is_a_source(
    package_name: str, package: PlanPackage
) -> None:
    catalog = Catalog(package_name)
    sources = {source.key: source for source in catalog.sources()}
    plan = sources["方案"]
    own = package.plan
    named = {title for task in catalog.tasks() for title in re.findall("《(.+?)》", task.title)}

    assert {"方案"} == {task.source for task in catalog.tasks()}
    assert (own.title, own.issuer, own.issued) == (plan.title, plan.issuer, plan.issued)
    assert named <= {source.title for source in sources.values()} - {plan.title}


def test_no_task_is_taken_for_another_by_its_words(package: PlanPackage) -> None:
    """With all sub-plans beside the county's tasks, each title still finds its own task only."""
    plan = package.plan
    tasks = [*plan.tasks()]
    tasks += [evolve(tasks[0], id=task.code, title=task.title) for _, task in everything()]
    measures = [measure for _, measure in plan.measures()]
    found = {
        task.id: match_row(task.title, "", tasks=tasks, measures=measures).task for task in tasks
    }

    assert [] == [identity for identity, match in found.items() if identity != match]
