"""Checklists as the questions of a sheet."""

from __future__ import annotations

import pytest

from zhiben.errors import DataError
from zhiben.ledger.inspections.form import Question, Sheet, sheet_of
from zhiben.model.inspections import Form
from zhiben.spec import Checklist, Fact, FactType, Item

FORM = Form(code="SCH-C1", title="示例", distribution="zhiben-sch", version="1.0", revision=1)
FACTS = {
    one.name: one
    for one in (
        Fact(name="出口数", type=FactType.INTEGER, question="几个？", unit="个", least=0),
        Fact(name="宽度", type=FactType.NUMBER, question="多宽？", unit="m", least=0, most=50),
        Fact(name="温度", type=FactType.NUMBER, question="几度？", unit="度", most=99.5),
        Fact(name="通畅", type=FactType.BOOL, question="是否通畅？"),
        Fact(name="类型", type=FactType.CHOICE, question="哪类？", choices=("小学", "不清楚")),
        Fact(name="部位", type=FactType.SET, question="哪些？", choices=("厨房", "宿舍")),
        Fact(name="日期", type=FactType.DATE, question="哪天？"),
        Fact(name="药品", type=FactType.AMOUNTS, question="多少？", unit="kg"),
        Fact(name="情况", type=FactType.TEXT, question="什么情况？"),
    )
}


def sheet(*items: Item) -> Sheet:
    return sheet_of(Checklist(code="SCH-C1", title="示例", items=items), FACTS, form=FORM)


def item(number: int, *facts: str) -> Item:
    return Item(code=f"SCH-C1-{number:02}", text="示例", facts=facts)


def question(fact: str) -> Question:
    (found,) = sheet(item(1, fact)).questions
    return found


def test_every_fact_of_an_item_is_a_question_of_its_own() -> None:
    questions = sheet(item(1, "出口数", "宽度", "宽度"), item(2, "通畅")).questions

    assert [
        (1, "SCH-C1-01#出口数", "几个？", "个"),
        (1, "SCH-C1-01#宽度", "多宽？", "m"),
        (2, "SCH-C1-02#通畅", "是否通畅？", ""),
    ] == [(one.number, one.key, one.text, one.unit) for one in questions]


def test_an_item_without_facts_is_answered_as_a_whole() -> None:
    (found,) = sheet(item(1)).questions

    assert ("SCH-C1-01#", "总体是否符合？", "", "") == (
        found.key,
        found.text,
        found.unit,
        found.hint,
    )
    assert ("符合", "不符合", "不适用", "不清楚") == found.options


def test_a_fact_asked_for_before_says_where() -> None:
    questions = sheet(item(1, "通畅"), item(2, "宽度", "通畅"), item(3, "通畅")).questions

    assert [None, None, 1, 1] == [one.before for one in questions]


def test_the_day_of_the_inspection_is_not_asked_for_again() -> None:
    assert ["SCH-C1-01#通畅"] == [one.key for one in sheet(item(1, "发现日期", "通畅")).questions]


def test_a_question_is_found_by_its_key() -> None:
    found = sheet(item(1, "通畅"), item(2))

    assert found.questions[1] is found.by_key["SCH-C1-02#"]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("通畅", ("是", "否", "不清楚")),
        ("类型", ("小学", "不清楚")),
        ("部位", ()),
        ("宽度", ()),
    ],
)
def test_answers_to_choose_one_of_always_have_the_unclear_one(
    fact: str, expected: tuple[str, ...]
) -> None:
    assert expected == question(fact).options


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("通畅", ""),
        ("出口数", "填整数（不小于 0）"),
        ("宽度", "填数（不小于 0，不大于 50）"),
        ("温度", "填数（不大于 99.5）"),
        ("部位", "可填几项，用“、”隔开：厨房、宿舍"),
        ("日期", "填日期，如 2024-05-03"),
        ("药品", "填“名称=数量”，几种用“；”隔开"),
        ("情况", "填文字"),
    ],
)
def test_free_answers_come_with_a_hint(fact: str, expected: str) -> None:
    assert expected == question(fact).hint


def test_facts_nobody_declared_are_all_named() -> None:
    with pytest.raises(DataError) as caught:
        sheet(item(1, "没有"), item(2, "通畅", "也没有"))

    assert ["SCH-C1-01", "SCH-C1-02"] == [one.where for one in caught.value.problems]
    assert "没有声明的事实“也没有”" in str(caught.value)
