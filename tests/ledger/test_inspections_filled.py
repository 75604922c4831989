"""Filled sheets: blank is unknown and never no; what cannot be read is told with its cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.inspections.filled import (
    FilledRow,
    FilledSheet,
    Heading,
    Said,
    Written,
    is_rival,
    is_same,
    json_of,
    read_answers,
    read_heading,
)
from zhiben.ledger.inspections.form import sheet_of
from zhiben.ledger.units.registry import Registry
from zhiben.model.inspections import Filing, Form
from zhiben.rules.values import read_value
from zhiben.spec import Checklist, Fact, FactType, Item
from zhiben.testing.factories import example_inspection, example_units

if TYPE_CHECKING:
    from zhiben.errors import Problem
    from zhiben.model.organisations import Organisation

DAY, TODAY = date(2024, 5, 6), date(2024, 6, 1)
FACTS = {
    one.name: one
    for one in (
        Fact(name="出口数", type=FactType.INTEGER, question="几个出口？", unit="个", least=0),
        Fact(name="宽度", type=FactType.NUMBER, question="多宽？", unit="m"),
        Fact(name="通畅", type=FactType.BOOL, question="是否通畅？"),
        Fact(name="部位", type=FactType.SET, question="哪些部位？", choices=("厨房", "宿舍")),
        Fact(name="情况", type=FactType.TEXT, question="什么情况？"),
        Fact(name="另外", type=FactType.BOOL, question="另外？"),
    )
}
FORM = Form(code="SCH-C1", title="示例", distribution="zhiben-sch", version="1.0", revision=1)
SHEET = sheet_of(
    Checklist(
        code="SCH-C1",
        title="示例",
        items=(
            Item(code="SCH-C1-01", text="出口", facts=("出口数", "宽度")),
            Item(code="SCH-C1-02", text="通道", facts=("通畅", "部位", "情况")),
            Item(code="SCH-C1-03", text="制度"),
            Item(code="SCH-C1-04", text="复核", facts=("出口数",)),
        ),
    ),
    FACTS,
    form=FORM,
)
FILING = Filing(file="示例.xlsx", digest="0" * 64, sheet="检查表")
REGISTRY = Registry.of(example_units())


def filled(*rows: FilledRow, **head: Written) -> FilledSheet:
    blank = {key: Written(where=f"C{n}") for n, key in enumerate(("org", "on", "inspectors"), 2)}
    return FilledSheet(
        filing=FILING,
        checklist="SCH-C1",
        revision=1,
        **{**blank, "place": Written(where="C5"), **head},
        rows=rows,
    )


def row(key: str, text: str, remark: str = "", *, number: int = 8) -> FilledRow:
    return FilledRow(
        key=Written(where=f"I{number}", text=key),
        answer=Written(where=f"G{number}", text=text),
        remark=remark,
    )


def said(*rows: FilledRow) -> Said:
    return read_answers(filled(*rows), SHEET, FACTS)


def told(*rows: FilledRow) -> list[tuple[str, str]]:
    return [(one.where, one.message) for one in said(*rows).problems]


def test_answers_become_the_values_of_facts() -> None:
    found = said(
        row("SCH-C1-01#出口数", "２", number=8),
        row("SCH-C1-01#宽度", "1.40", number=9),
        row("SCH-C1-02#通畅", "否", "堆了杂物 ", number=10),
        row("SCH-C1-02#部位", "宿舍、厨房", number=11),
        row("SCH-C1-03#", "不符合", number=12),
    )

    assert () == found.problems
    assert {
        "出口数": 2,
        "宽度": Decimal("1.40"),
        "通畅": False,
        "部位": frozenset({"厨房", "宿舍"}),
    } == found.facts
    assert {"出口数": "G8", "宽度": "G9", "通畅": "G10", "部位": "G11"} == found.places
    assert [2, "1.40", False, ["厨房", "宿舍"], None, "fails", None] == [
        one.value for one in found.answers
    ]
    assert "堆了杂物" == found.answers[2].remark


@pytest.mark.parametrize("text", ["", "  ", "不清楚", "不知道", "-", "/", "?", "待查", "、"])
def test_an_answer_nobody_knows_is_unknown_and_never_no(text: str) -> None:
    found = said(*(row(one.key, text) for one in SHEET.questions))

    assert () == found.problems
    assert {} == found.facts
    assert {None} == {one.value for one in found.answers}


@given(st.data())
def test_only_what_was_answered_is_known(data: st.DataObject) -> None:
    """Whichever rows are there and whatever their order, no fact comes from nowhere."""
    texts = {"SCH-C1-01#出口数": "2", "SCH-C1-02#通畅": "是", "SCH-C1-02#情况": "示例"}
    keys = data.draw(st.permutations([one.key for one in SHEET.questions]))
    answered = data.draw(st.sets(st.sampled_from(sorted(texts))))

    found = said(*(row(key, texts[key] if key in answered else "") for key in keys))

    assert {key.rpartition("#")[2] for key in answered} == found.facts.keys()
    assert [one.item.code for one in SHEET.questions] == [one.item for one in found.answers]


def test_rows_that_were_deleted_are_unanswered() -> None:
    found = said(row("SCH-C1-02#通畅", "是"))

    assert {"通畅": True} == found.facts
    assert len(SHEET.questions) == len(found.answers)
    assert not found.is_blank


def test_a_sheet_with_nothing_on_it_is_blank_and_one_with_a_remark_is_not() -> None:
    assert said(row("SCH-C1-02#通畅", "不清楚")).is_blank
    assert not said(row("SCH-C1-02#通畅", "", "门锁着，没进去")).is_blank


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("SCH-C1-01#出口数", "两三个", "“两三个”不是数，请填以 个 为单位的数。"),
        ("SCH-C1-01#出口数", "-1", "不能小于 0"),
        ("SCH-C1-01#出口数", "=A1+1", "只有公式、没有结果"),
        ("SCH-C1-02#通畅", "还行", "请填 是、否 或 不清楚"),
        ("SCH-C1-02#部位", "厨房、阳台", "没有选项“阳台”"),
        ("SCH-C1-03#", "还行", "请填 符合、不符合、不适用 或 不清楚"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_cell(key: str, text: str, expected: str) -> None:
    ((where, message),) = told(row(key, text, number=12))

    assert "G12" == where
    assert expected in message


def test_everything_that_cannot_be_read_is_told_at_once() -> None:
    rows = [row(one.key, "@", number=n) for n, one in enumerate(SHEET.questions, start=8)]

    assert ["G8", "G9", "G10", "G11", "G13", "G14"] == [where for where, _ in told(*rows)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("符合", "conforms"), ("√", "conforms"), ("不符合", "fails"), ("×", "fails"),
     ("不适用", "not_applicable"), ("不清楚", None), ("", None)],
)  # fmt: skip
def test_an_item_as_a_whole_is_answered_in_four_words(text: str, expected: str | None) -> None:
    found = {one.item: one for one in said(row("SCH-C1-03#", text)).answers}

    assert expected == found["SCH-C1-03"].value


def test_one_fact_answered_twice_must_be_answered_alike() -> None:
    first = row("SCH-C1-01#出口数", "2", number=8)

    assert [] == told(first, row("SCH-C1-04#出口数", "2个", number=14))
    assert [] == told(first, row("SCH-C1-04#出口数", "", number=14))
    assert [("G14", "“出口数”在 G8 答得不一样，请改成一致。")] == told(
        first, row("SCH-C1-04#出口数", "3", number=14)
    )


def test_a_row_that_was_copied_counts_once() -> None:
    found = said(
        row("SCH-C1-03#", "", "下午再看", number=12),
        row("SCH-C1-03#", "符合", "看了", number=13),
        row("SCH-C1-03#", "不清楚", number=14),
    )
    (answer,) = [one for one in found.answers if one.item == "SCH-C1-03"]

    assert ("conforms", "下午再看；看了") == (answer.value, answer.remark)
    assert [("G13", "同一检查项在两行答得不一样，请改成一致。")] == told(
        row("SCH-C1-03#", "符合", number=12), row("SCH-C1-03#", "不符合", number=13)
    )


def test_a_row_of_an_earlier_revision_counts_as_long_as_its_fact_is_known() -> None:
    found = said(row("SCH-C1-99#另外", "是", number=20))

    assert {"另外": True} == found.facts
    assert ("SCH-C1-99", "另外", True) == (
        found.answers[-1].item,
        found.answers[-1].fact,
        found.answers[-1].value,
    )


@pytest.mark.parametrize("key", ["SCH-C1-99#没有了", "SCH-C1-99#", "乱写"])
def test_a_row_nobody_knows_must_be_cleared(key: str) -> None:
    assert [] == told(row(key, "", number=20))
    ((where, message),) = told(row(key, "是", number=20))

    assert "I20" == where
    assert f"没有“{key}”这一行" in message


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        (3, 3),
        (Decimal("1.250"), "1.250"),
        (Decimal("1E+3"), "1000"),
        (date(2024, 5, 6), "2024-05-06"),
        ("示例", "示例"),
        (frozenset({"乙", "丙"}), ["丙", "乙"]),
        ({"甲": Decimal("3.5"), "乙": 2}, {"甲": "3.5", "乙": 2}),
        (None, None),
    ],
)
def test_values_are_kept_as_json_without_loss(value: object, expected: object) -> None:
    assert expected == json_of(value)


@given(st.decimals(-(10**12), 10**12, places=3) | st.integers(-(10**12), 10**12))
def test_a_number_is_read_again_as_it_was_kept(number: Decimal | int) -> None:
    assert number == read_value(FACTS["宽度"], json_of(number)).value


# The head of a sheet


def head(
    org: str = "示例一厂",
    on: str = "2024-05-06",
    inspectors: str = "示例甲",
    *,
    given: Organisation | None = None,
    day: date | None = None,
) -> tuple[Heading | None, list[Problem]]:
    sheet = filled(
        org=Written(where="C2", text=org),
        on=Written(where="C3", text=on),
        inspectors=Written(where="C4", text=inspectors),
        place=Written(where="C5", text=" 示例路\n1号 "),
    )
    heading, problems = read_heading(sheet, REGISTRY, today=TODAY, org=given, on=day)
    return heading, list(problems)


def unit(name: str) -> Organisation:
    return REGISTRY.find(name)


def test_the_head_says_who_when_by_whom_and_where() -> None:
    heading, problems = head(inspectors="示例甲、示例乙，示例丙")

    assert [] == problems
    assert heading == Heading(
        org=unit("示例一厂"),
        on=DAY,
        inspectors=("示例甲", "示例乙", "示例丙"),
        place="示例路 1号",
    )


def test_what_the_sheet_leaves_blank_the_command_says() -> None:
    heading, problems = head(org="", on="", given=unit("示例二厂"), day=DAY)

    assert [] == problems
    assert heading is not None
    assert ("firm-2", DAY) == (heading.org.id, heading.on)


@pytest.mark.parametrize(
    ("org", "on", "where", "message"),
    [
        ("", "2024-05-06", "C2", "没有写被检查单位，请补上，或导入时用 --org 指明。"),
        ("示例三厂", "2024-05-06", "C2", "没有叫“示例三厂”的单位"),
        ("示例一厂", "", "C3", "没有写检查日期，请补上，或导入时用 --on 指明。"),
        ("示例一厂", "上周", "C3", "“上周”不是日期"),
        ("示例一厂", "2024-06-02", "C3", "晚于今天 2024-06-01"),
    ],
)
def test_what_nobody_says_is_not_guessed(org: str, on: str, where: str, message: str) -> None:
    heading, (problem,) = head(org=org, on=on)

    assert heading is None
    assert where == problem.where
    assert message in problem.message


def test_what_sheet_and_command_say_differently_is_refused() -> None:
    heading, problems = head(given=unit("示例二厂"), day=date(2024, 5, 7))

    assert heading is None
    assert ["C2", "C3"] == [one.where for one in problems]
    assert "不是同一个单位" in problems[0].message
    assert "写的是 2024-05-06，与 --on 的 2024-05-07 不一致" in problems[1].message


def test_the_command_settles_who_an_unknown_name_is() -> None:
    heading, (problem,) = head(org="一厂老厂区", given=unit("示例一厂"))

    assert heading is not None
    assert ("firm-1", "note") == (heading.org.id, problem.severity)


def test_an_inspection_nobody_signed_is_taken_with_a_reminder() -> None:
    heading, (problem,) = head(inspectors="")

    assert heading is not None
    assert ("C4", "warning") == (problem.where, problem.severity)


def test_a_unit_that_is_no_more_is_not_inspected() -> None:
    gone = evolve(unit("示例一厂"), valid_to=date(2024, 1, 31))
    sheet = filled(org=Written(where="C2", text=gone.name), on=Written(where="C3", text=str(DAY)))

    _, problems = read_heading(sheet, Registry.of([gone]), today=TODAY)

    assert ("C2", "示例一厂在 2024-05-06 不存在，请核对单位和日期。") in [
        (one.where, one.message) for one in problems
    ]


# Which inspections are one


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (True, True)),
        ({"filing": evolve(FILING, digest="1" * 64)}, (True, True)),
        ({"place": "别处"}, (True, True)),
        ({"place": "别处", "filing": evolve(FILING, digest="1" * 64)}, (False, True)),
        ({"on": TODAY}, (False, False)),
        ({"org": "firm-2"}, (False, False)),
        ({"form": evolve(FORM, code="SCH-C2")}, (False, False)),
    ],
)
def test_the_same_file_and_the_same_words_are_one_inspection(
    fields: dict[str, Any], expected: tuple[bool, bool]
) -> None:
    """A file that leaves the unit or the day open may serve for several."""
    one = example_inspection("firm-1", on=DAY)
    other = evolve(one, **fields)

    assert expected == (is_same(one, other), is_rival(one, other))


def test_answers_left_blank_make_no_difference() -> None:
    one = example_inspection("firm-1", on=DAY)
    blank = evolve(one.answers[0], item="SCH-C1-02", value=None)
    other = evolve(one, answers=(blank, *one.answers), filing=evolve(FILING, digest="1" * 64))

    assert is_same(one, other)
    assert not is_same(one, evolve(other, answers=(evolve(blank, value=2), *one.answers)))
