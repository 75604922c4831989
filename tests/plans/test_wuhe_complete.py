"""Nothing in 五河's document is left out: its own text is the measure."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from zhiben.dates.wording import Deadline, Interval, Recurrence, find_wordings, read_wording
from zhiben.model.organisations import OrganisationKind, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiben.model.plan import PlanPackage, Task

Place = tuple[str, int]
Sentences = dict[Place, str]

HEADINGS = re.compile(r"(?:\d+[.．]|（[一二三四五六七八]）).{4,24}(?:责任|督察|治理|行动|（.+）)。")
# Goals and the setting of the campaign: nothing a unit could report on.
SETTING = {("通知", 1), ("通知", 3), ("一", 1)}
# Encoded as data other than tasks: the campaign's own dates, the phases, who leads what.
OTHERWISE = {("三", 1), ("四(二)", 4)}
HEADED = {("四(一)", 1), ("四(二)", 1), ("四(三)", 1), ("四(四)", 1), ("四(五)", 1)}
COVERAGE = re.compile("全覆盖|全部|全量|全体从业人员")
ACTORS = {
    "县委党校": "县委党校",
    "县安委办": "县安委办",
    "县安委会办公室": "县安委办",
    "县安委会(?!办公室|各?有关成员单位|成员单位)": "县安委会",
    "县委(?!党校)": "县委",
    "县政府": "县政府",
    "县有关部门": "县有关部门",
    "县属重点企业": "县属重点企业",
    "县级电视等媒体": "县级电视等媒体",
    "县级财政": "县级财政",
    "乡镇消防站所": "乡镇消防站所",
    "综合执法队": "综合执法队",
    "保险机构": "保险机构",
    "专业技术服务机构": "专业技术服务机构",
    "各级党委政府主要负责同志": "各级党委政府主要负责同志",
    "上级安委会办公室": "上级安委会办公室",
    "主要负责人、实际控制人": "实际控制人",
    "负有安全生产监督管理职责的部门": "负有安全生产监督管理职责的部门",
    "负有安全监管职责的有关部门": "负有安全监管职责的有关部门",
    "其他有关单位": "其他有关单位",
}
GROUPS = {
    "成员单位": OrganisationKind.DEPARTMENT,
    "各有关部门": OrganisationKind.DEPARTMENT,
    "各行业部门和属地": OrganisationKind.TOWNSHIP,
    "各乡镇": OrganisationKind.TOWNSHIP,
}


@pytest.fixture(scope="session")
def cited(package: PlanPackage) -> Mapping[Place, list[Task]]:
    """The tasks of the plan by the sentence they cite."""
    found: dict[Place, list[Task]] = defaultdict(list)
    for task in package.plan.tasks():
        assert task.source.sentence is not None
        found[task.source.place, task.source.sentence].append(task)
    return found


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters, punctuation left out."""
    plain = re.sub(r"\W", "", text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def share(title: str, sentence: str) -> float:
    """Return how much of a title stands in a sentence, from 0 to 1."""
    words = pairs(title)
    return len(words & pairs(sentence)) / len(words)


def test_every_sentence_is_cited(sentences: Sentences, cited: Mapping[Place, list[Task]]) -> None:
    headings = {place for place, text in sentences.items() if HEADINGS.fullmatch(text)}
    uncited = sentences.keys() - cited.keys() - headings

    assert SETTING | OTHERWISE | HEADED == uncited


def test_every_citation_exists(sentences: Sentences, cited: Mapping[Place, list[Task]]) -> None:
    assert set() == cited.keys() - sentences.keys()


def test_every_title_is_in_the_words_of_its_sentence(
    sentences: Sentences, cited: Mapping[Place, list[Task]]
) -> None:
    strange = [
        task.id
        for place, tasks in cited.items()
        for task in tasks
        if share(task.title, sentences[place]) < 0.6
    ]

    assert [] == strange


def test_no_other_sentence_of_the_place_fits_a_title_better(
    sentences: Sentences, cited: Mapping[Place, list[Task]]
) -> None:
    misplaced = [
        (task.id, other)
        for (place, number), tasks in cited.items()
        for task in tasks
        for other, text in sentences.items()
        if other[0] == place
        and share(task.title, text) > share(task.title, sentences[place, number])
    ]

    assert [] == misplaced


def test_every_wording_kept_with_a_task_stands_in_its_place(
    sentences: Sentences, cited: Mapping[Place, list[Task]]
) -> None:
    places: dict[str, str] = defaultdict(str)
    for (place, _), text in sentences.items():
        places[place] += text
    astray = [
        (task.id, task.due_text)
        for (place, _), tasks in cited.items()
        for task in tasks
        if task.due_text not in places[place]
    ]

    assert [] == astray


def test_every_date_and_frequency_is_a_task_a_phase_or_the_campaign(
    package: PlanPackage, sentences: Sentences, cited: Mapping[Place, list[Task]]
) -> None:
    plan = package.plan
    windows = {phase.end for phase in plan.phases} | {plan.end, plan.issued}
    lost = []
    for place, text in sentences.items():
        tasks = cited.get(place, [])
        days = windows | {task.due for task in tasks}
        rhythms = {(task.cadence.every, task.cadence.at_least) for task in tasks if task.cadence}
        for found in find_wordings(text, context=plan.issued):
            match found:
                # What lies before the campaign, such as 2023年及以前, is nobody's deadline.
                case Deadline(on=day) | Interval(end=day) if day not in days and day > plan.start:
                    lost.append((place, found.text))
                case Recurrence(every=every, at_least=n) if (every, n) not in rhythms:
                    lost.append((place, found.text))
                case _:
                    pass

    assert [] == lost


@pytest.mark.parametrize(
    ("pattern", "places"),
    [
        (r"20\d\d年(?:底|\d+月底)前?", {"二", "措施16", "措施17", "措施18", "措施19", "措施20",
                                    "措施22", "措施25", "措施29"}),
        (r"20\d\d年，", {"措施4"}),
        (r"20\d\d年聚焦", {"措施24"}),
        (r"\d+月\d+日前", {"三(一)"}),
        ("三年内", {"措施29"}),
        ("每(?:季度|月|半年|年)", {"措施2", "措施4", "措施7", "措施23"}),
        ("年度任务清单", {"四(一)"}),
    ],
)  # fmt: skip
def test_the_text_dates_nothing_beyond_these_places(
    sentences: Sentences, cited: Mapping[Place, list[Task]], pattern: str, places: set[str]
) -> None:
    """An independent count: as many tasks with a day or period as the text has expressions."""
    found = {place: len(re.findall(pattern, text)) for place, text in sentences.items()}
    found = {place: times for place, times in found.items() if times}

    assert places == {place for place, _ in found}
    for place, times in found.items():
        assert times <= sum(bool(task.due or task.cadence) for task in cited[place])


def test_every_coverage_has_its_target(
    sentences: Sentences, cited: Mapping[Place, list[Task]]
) -> None:
    for place, text in sentences.items():
        # Quarterly supervision covers everybody by its scope: one occurrence for each unit.
        targets = [
            t for t in cited.get(place, ()) if t.target or (t.cadence and t.leads == ("office",))
        ]

        assert len(COVERAGE.findall(text)) <= len(targets), place


def test_every_batch_has_its_task(sentences: Sentences, cited: Mapping[Place, list[Task]]) -> None:
    for place, text in sentences.items():
        titles = " ".join(task.title for task in cited.get(place, ()))

        assert text.count("一批") == titles.count("一批"), place


def test_every_named_actor_is_with_a_task_of_its_sentence(
    package: PlanPackage, sentences: Sentences, cited: Mapping[Place, list[Task]]
) -> None:
    names = {unit.id: unit.name for unit in package.organisations}
    missing = []
    for place in sentences.keys() & cited.keys():
        said = {names[unit] for task in cited[place] for unit in (*task.leads, *task.supports)}
        said |= {actor for task in cited[place] for actor in task.actors}
        missing += [
            (place, actor)
            for pattern, actor in ACTORS.items()
            if re.search(pattern, sentences[place]) and actor not in said
        ]

    assert [] == missing


def test_every_named_group_of_units_is_a_scope(
    sentences: Sentences, cited: Mapping[Place, list[Task]]
) -> None:
    missing = []
    for place in sentences.keys() & cited.keys():
        kinds = {kind for task in cited[place] if task.scope for kind in task.scope.kinds}
        missing += [
            (place, group)
            for group, kind in GROUPS.items()
            if group in sentences[place] and kind not in kinds
        ]

    assert [] == missing


def test_every_scope_quotes_its_sentence(
    sentences: Sentences, cited: Mapping[Place, list[Task]]
) -> None:
    scopes = [(task.scope, place) for place in cited for task in cited[place]]
    quotes = {(scope.text, sentences[place]) for scope, place in scopes if isinstance(scope, Scope)}

    assert [] == [text for text, sentence in quotes if text not in sentence]


def test_the_responsibility_sentence_is_encoded_clause_by_clause(
    package: PlanPackage, sentences: Sentences
) -> None:
    names = {unit.id: unit.name for unit in package.organisations}
    clauses = re.findall(r"([^，：]+?)牵头负责([^，。]+)", sentences["四(二)", 4])
    by_number: dict[int, list[str]] = defaultdict(list)
    leads = {}
    for row in package.plan.responsibilities:
        by_number[row.assignment].append(row.field)
        leads[row.assignment] = "、".join(names[lead] for lead in row.leads)

    assert [units for units, _ in clauses] == [leads[number] for number in sorted(leads)]
    for number, (_, fields) in enumerate(clauses, start=1):
        assert len(re.split("、|以及|(?<=农机)和", fields)) == len(by_number[number]), fields
        assert all(share(field, fields) >= 0.6 for field in by_number[number]), fields


def test_measure_thirteen_is_encoded_field_by_field(
    package: PlanPackage, sentences: Sentences
) -> None:
    measure = next(m for _, m in package.plan.measures() if m.number == 13)
    listed = re.search("开展(.+)等专项治理", sentences["措施13", 2])

    assert listed is not None
    assert listed[1].split("、") == [f"{field.name}安全" for field in measure.fields]


def test_the_wordings_kept_with_tasks_can_be_read(package: PlanPackage) -> None:
    """A task with a day or period keeps a wording that gives exactly that, or 三年内, 年度."""
    plan = package.plan
    unread = {
        task.due_text
        for task in plan.tasks()
        if (task.due or task.cadence)
        and not isinstance(
            read_wording(task.due_text, context=plan.issued), Deadline | Interval | Recurrence
        )
    }

    assert {"三年内", "年度"} == unread
