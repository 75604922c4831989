from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.progress_import.matching import (
    ACCEPT,
    MARGIN,
    Match,
    likeness,
    match_row,
    match_unit,
    status_of_text,
)
from zhiben.model.organisations import Organisation, OrganisationKind
from zhiben.model.plan import Measure, Source, Task, TaskKind
from zhiben.model.reports import ReportStatus

TITLES = {
    "4-1": "组织重点行业领域生产经营单位主要负责人安全培训",
    "4-2": "主要负责人每季度带队检查本单位重大事故隐患",
    "4-3": "高危行业领域主要负责人每月带队检查本单位重大事故隐患",
    "5-1": "建立专家库，2024年底前完成入库20名",
    "6-1": "推进矿山淘汰退出一批",
    "6-2": "推进矿山整合重组一批",
}
WORDS = st.text("安全生产重大事故隐患排查整治培训检查矿山每季度月2024年１、（一）. ", max_size=30)


def task(number: str, title: str) -> Task:
    return Task(
        id=number,
        title=title,
        kind=TaskKind.DATED,
        source=Source(place=f"措施{number[0]}"),
        due=date(2024, 12, 31),
    )


TASKS = [task(number, title) for number, title in TITLES.items()]
MEASURES = [
    Measure(
        id=number,
        number=int(number),
        title="",
        tasks=tuple(one for one in TASKS if one.id.startswith(number)),
    )
    for number in "456"
]


def match(wording: str, reference: str = "") -> Match:
    return match_row(wording, reference, tasks=TASKS, measures=MEASURES)


@pytest.mark.parametrize("number", TITLES)
def test_the_plan_s_own_wording_is_certain(number: str) -> None:
    found = match(TITLES[number])

    assert (number, 1.0, "wording", "") == (found.task, found.score, found.how, found.reason)


@pytest.mark.parametrize(
    "wording",
    [
        "3、推进矿山淘汰退出一批。",
        "（一）推进矿山，淘汰退出一批",
        "① 推进矿山淘汰退出一批",
        "6．推进矿山淘汰退出一批",
        "一是推进矿山淘汰退出一批",
        "推进矿山\n淘汰退出一批",
        "推进矿山淘汰退出一批，确保全县非煤矿山安全生产形势持续稳定",
        "矿山淘汰退出一批",
    ],
)
def test_numbering_punctuation_and_additions_do_not_matter(wording: str) -> None:
    assert "6-1" == match(wording).task


def test_full_width_digits_are_digits() -> None:
    assert 1.0 == likeness("２０２４年底前建成", "2024年底前建成")


@pytest.mark.parametrize(
    "wording",
    [
        "建立专家库，2025年底前完成入库20名",
        "建立专家库，2024年底前完成入库30名",
    ],
)
def test_another_year_or_number_is_another_task(wording: str) -> None:
    found = match(wording)

    assert found.task is None
    assert "没有文字足够相近的任务，请写明任务编号。" == found.reason


def test_thousands_separators_do_not_make_other_numbers() -> None:
    assert 1.0 == likeness("入库1,200家企业", "入库1200家企业")


def test_quarterly_and_monthly_are_different_duties() -> None:
    assert 0.0 == likeness("每季度带队检查重大事故隐患", "每月带队检查重大事故隐患")


def test_a_wording_between_two_tasks_is_left_to_a_person() -> None:
    found = match("推进矿山淘汰退出一批，推进矿山整合重组一批")

    assert found.task is None
    assert "与 6-1、6-2 同样相近，分不清是哪一项，请写明任务编号。" == found.reason
    assert ["6-1", "6-2"] == [candidate.task for candidate in found.candidates[:2]]


def test_nothing_similar_gives_the_three_nearest() -> None:
    found = match("开展安全培训")

    assert found.task is None
    assert 3 == len(found.candidates)
    assert ("4-1", TITLES["4-1"]) == (found.candidates[0].task, found.candidates[0].title)
    assert found.score == found.candidates[0].score


@pytest.mark.parametrize("wording", ["", " \n"])
def test_a_row_without_wording_and_number_says_what_is_missing(wording: str) -> None:
    found = match(wording)

    assert (None, 0.0, ()) == (found.task, found.score, found.candidates)
    assert "没有任务名称，也没有任务编号，请补上其中一项。" == found.reason


@pytest.mark.parametrize("reference", ["4-2", "4－2", "4—2", "任务4-2", "措施4-2", " 4-2 "])
def test_a_task_number_alone_is_enough(reference: str) -> None:
    found = match("", reference)

    assert ("4-2", "number", "") == (found.task, found.how, found.reason)


def test_number_and_wording_together_say_so() -> None:
    assert ("6-1", "number+wording") == (
        match("推进矿山淘汰退出一批", "6-1").task,
        match("推进矿山淘汰退出一批", "6-1").how,
    )


def test_a_free_wording_under_its_right_number_rests_on_the_number() -> None:
    found = match("矿山退出工作", "6-1")

    assert ("6-1", "number") == (found.task, found.how)
    assert ACCEPT > found.score


def test_a_number_against_a_wording_that_fits_another_task_is_refused() -> None:
    found = match("推进矿山淘汰退出一批", "4-1")

    assert found.task is None
    assert "编号“4-1”与文字对不上：文字更像 6-1，请核对编号。" == found.reason


@pytest.mark.parametrize("wording", ["修建农村公路", "建立专家库，2025年底前完成入库20名"])
def test_a_number_against_a_wording_unlike_its_task_is_refused(wording: str) -> None:
    found = match(wording, "5-1")

    assert found.task is None
    assert "编号“5-1”与文字对不上：文字（或其中的数字）不像该任务，请核对编号。" == found.reason


@pytest.mark.parametrize("reference", ["措施5", "第5条", "措施第5条", "第5项措施"])
def test_a_measure_with_one_task_means_that_task(reference: str) -> None:
    assert "5-1" == match("", reference).task


def test_a_measure_with_several_tasks_needs_the_wording() -> None:
    found = match("", "措施6")

    assert found.task is None
    assert "“措施6”下有 2 项任务，请写明是哪一项。" == found.reason
    assert "6-2" == match("推进矿山整合重组一批", "措施6").task


def test_a_wording_that_fits_two_tasks_of_the_measure_is_refused() -> None:
    found = match("推进矿山工作", "措施6")

    assert found.task is None
    assert "没有文字足够相近的任务，请写明任务编号。" == found.reason
    assert ["6-1", "6-2"] == [candidate.task for candidate in found.candidates]


def test_a_number_nobody_gave_is_refused_even_with_the_right_wording() -> None:
    found = match("推进矿山淘汰退出一批", "6-9")

    assert found.task is None
    assert "方案里没有编号“6-9”，请核对编号，或只写任务名称。" == found.reason
    assert "6-1" == found.candidates[0].task


def test_a_number_that_became_a_date_is_explained() -> None:
    found = match("推进矿山淘汰退出一批", "2025-06-01")

    assert found.task is None
    assert "像是被表格软件改成了日期" in found.reason


def test_a_bare_row_number_is_never_a_match() -> None:
    assert match("", "4").task is None
    assert "6-1" == match("推进矿山淘汰退出一批", "4").task


def test_equal_titles_are_told_apart_by_number_only() -> None:
    tasks = [task("1-1", "开展专项整治行动"), task("2-1", "开展专项整治行动")]

    assert match_row("开展专项整治行动", "", tasks=tasks, measures=()).task is None
    assert "2-1" == match_row("开展专项整治行动", "2-1", tasks=tasks, measures=()).task


def test_the_very_wording_wins_over_a_longer_task_that_contains_it() -> None:
    tasks = [task("1-1", "开展公路工程专项整治行动"), task("1-2", "开展公路工程专项整治行动月")]

    assert "1-1" == match_row("开展公路工程专项整治行动", "", tasks=tasks, measures=()).task


def test_a_plan_with_one_task_matches_it_only_by_likeness() -> None:
    only = [task("1-1", "开展公路工程专项整治行动")]

    assert "1-1" == match_row("公路工程专项整治行动", "", tasks=only, measures=()).task
    assert match_row("学校食堂", "", tasks=only, measures=()).task is None


def test_a_plan_without_tasks_matches_nothing() -> None:
    assert match_row("推进", "", tasks=(), measures=()).task is None


@given(WORDS, WORDS)
def test_likeness_is_the_same_both_ways_and_within_bounds(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0.0 <= likeness(one, other) <= 1.0


@given(st.text("安全检查隐患", min_size=1), WORDS, st.lists(WORDS, max_size=4))
def test_two_equally_good_tasks_are_never_matched(
    title: str, wording: str, others: list[str]
) -> None:
    """The matched task is strictly the best, by the margin unless the wording is its very own."""
    titles = [title, *others, title]
    tasks = [task(f"1-{number}", each) for number, each in enumerate(titles)]

    found = match_row(wording, "", tasks=tasks, measures=())

    best, second = found.candidates[:2] if found.candidates else (None, None)
    assert found.task is None or (best is not None and best.task == found.task)
    assert found.task not in {"1-0", f"1-{len(titles) - 1}"}
    assert found.task is None or (
        best is not None
        and second is not None
        and best.score >= ACCEPT
        and (best.score - second.score >= MARGIN or best.score == 1 > second.score)
    )


def unit(identity: str, name: str, *aliases: str) -> Organisation:
    return Organisation(id=identity, name=name, kind=OrganisationKind.DEPARTMENT, aliases=aliases)


UNITS = (
    unit("emergency", "县应急局", "应急局", "五河县应急管理局"),
    unit("education", "县教体局"),
    unit("other", "乡应急局", "应急所"),
    unit("third", "园区应急所", "应急所"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县应急局", "emergency"),
        ("emergency", "emergency"),
        (" 五河县应急\n管理局 ", "emergency"),
        ("应急局", "emergency"),
        ("教体局", None),
        ("五河县教体局", None),
        ("县应急局、县教体局", None),
        ("应急所", None),
        ("", None),
    ],
)
def test_a_unit_answers_to_its_names_and_no_part_of_them(text: str, expected: str | None) -> None:
    found = match_unit(text, UNITS)

    assert expected == (found.id if found else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已完成", ReportStatus.DONE),
        ("完成。", ReportStatus.DONE),
        (" 全部 完成 ", ReportStatus.DONE),
        ("１００％", ReportStatus.DONE),
        ("√", ReportStatus.DONE),
        ("进行中", ReportStatus.ONGOING),
        ("正在推进；", ReportStatus.ONGOING),
        ("未完成", ReportStatus.ONGOING),
        ("基本完成", None),
        ("已完成30家", None),
        ("1", None),
        ("", None),
    ],
)
def test_only_whole_known_wordings_state_a_status(text: str, expected: ReportStatus | None) -> None:
    assert expected == status_of_text(text)
