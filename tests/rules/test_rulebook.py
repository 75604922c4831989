"""A sector's criteria made ready to be judged by, and everything wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.rules import FOUND_ON, Result, Rulebook, build_rulebook, find
from zhiben.spec import Completeness, Derivation, Effect, Fact, FactType, Synonyms
from zhiben.testing.rulebooks import FACTS, book_of, clause, edition

if TYPE_CHECKING:
    from zhiben.spec import Criterion

ELEMENT = Effect.ELEMENT


def result_of(book: Rulebook, code: str, **facts: Any) -> tuple[Result, tuple[str, ...]]:
    """Return what becomes of a criterion, and the facts it waits for."""
    rule = book.rule(code)

    assert rule is not None
    found = find(book, rule, facts)
    return found.result, found.missing


def told(*records: object) -> list[tuple[str, str]]:
    """Return everything wrong with records, the declared facts being fine."""
    return [(one.where, one.message) for one in build_rulebook((*FACTS, *records))[1]]


def test_criteria_stand_under_their_standards_in_order() -> None:
    other = edition("SCH-T")
    book = book_of(
        edition(), other, clause(1, "甲"), clause(1, "乙", standard="SCH-T", code="SCH-T-1"), "丙"
    )

    assert [("SCH-S", ["SCH-S-1", "SCH-S-5"]), ("SCH-T", ["SCH-T-1"])] == [
        (one.standard.code, [rule.criterion.code for rule in one.rules]) for one in book.chapters
    ]
    assert other is getattr(book.chapter("SCH-T"), "standard", None)


def test_what_a_sector_does_not_have_is_not_found() -> None:
    book = book_of("甲")

    assert book.chapter("SCH-X") is None
    assert book.rule("SCH-X-1") is None


def test_every_sector_has_the_day_the_hazard_was_found() -> None:
    book = book_of("发现日期 > date('2024-05-01')")

    assert FOUND_ON is book.facts["发现日期"]


def test_records_of_other_kinds_are_left_aside() -> None:
    assert [] == told(edition(), Synonyms(words=("消防栓", "消火栓")))


def test_derivations_are_kept_in_an_order_in_which_each_finds_its_inputs() -> None:
    first = Derivation(fact="甲", inputs=("乙",), function=bool, source="示例")
    second = Derivation(fact="乙", inputs=("丙",), function=bool, source="示例")
    book = book_of("甲", first, second)

    assert (second, first) == book.derivations
    assert {"甲": first, "乙": second} == book.made


ELEMENTS = (
    clause(1, "甲", effect=ELEMENT),
    clause(2, "乙", effect=ELEMENT, completeness=Completeness.PARTIAL),
    clause(3, "丙", effect=ELEMENT),
)
COUNTING = "at_least(2, met('SCH-S-1'), met('SCH-S-2'), met('SCH-S-3'))"


@pytest.mark.parametrize("spelling", ["met(", "met (", "ｍｅｔ("])
@pytest.mark.parametrize(
    ("known", "result", "missing"),
    [
        ("TFT", Result.MET, ()),
        ("TTT", Result.MET, ()),
        # Without the element read in part one is too few, and with it only a suspicion.
        ("TTF", Result.SUSPECTED, ()),
        ("TT?", Result.SUSPECTED, ("丙",)),
        ("T?F", Result.UNKNOWN, ("乙",)),
        ("T??", Result.UNKNOWN, ("乙", "丙")),
        # What does not hold of the part read may hold of the rest.
        ("TFF", Result.UNKNOWN, ()),
        ("FFT", Result.UNKNOWN, ()),
        ("FFF", Result.NOT_MET, ()),
        # Alone it could not reach the number, however the rest of it reads.
        ("FTF", Result.NOT_MET, ()),
        ("F?F", Result.NOT_MET, ()),
    ],
)
def test_elements_read_in_part_count_for_a_suspicion_only(
    spelling: str, known: str, result: Result, missing: tuple[str, ...]
) -> None:
    book = book_of(*ELEMENTS, clause(4, COUNTING.replace("met(", spelling)))
    letters = {"T": True, "F": False, "?": None}
    facts = dict(zip("甲乙丙", map(letters.__getitem__, known), strict=True))

    assert (result, missing) == result_of(book, "SCH-S-4", **facts)


def test_elements_read_in_full_count_as_if_written_out() -> None:
    elements = tuple(one for one in ELEMENTS if one.completeness is Completeness.FULL)
    book = book_of(
        *elements, clause(4, "met('SCH-S-1') and met('SCH-S-3')"), clause(5, "甲 and 丙")
    )
    counting, plain = book.rule("SCH-S-4"), book.rule("SCH-S-5")

    assert counting is not None
    assert plain is not None
    assert counting.possible.condition == plain.possible.condition
    assert counting.certain is counting.possible


def test_an_element_may_not_count_others() -> None:
    message = "条件第 1 字：met 只能引用同一标准的综合判定要素（element），没有“SCH-S-1”。"

    assert [("criteria[SCH-S-2]", message)] == told(
        edition(), clause(1, "甲", effect=ELEMENT), clause(2, "met('SCH-S-1')", effect=ELEMENT)
    )


def test_elements_of_another_standard_are_not_counted() -> None:
    other = clause(1, "甲", effect=ELEMENT, standard="SCH-T", code="SCH-T-1")
    (problem,) = told(edition("SCH-T"), other, edition(), clause(1, "met('SCH-T-1')"))

    assert "criteria[SCH-S-1]" == problem[0]


def test_faulty_records_are_told_all_at_once() -> None:
    assert [
        ("derivations[雪]", "事实“雪”没有声明，请在 standards.toml 里补上。"),
        ("criteria[SCH-S-1]", "条件第 1 字：没有声明的事实“雨”，请先在 facts 里声明。"),
        ("criteria[SCH-S-1]", "条件第 7 字：没有声明的事实“冰”，请先在 facts 里声明。"),
        (
            "criteria[SCH-S-2]",
            "条件第 1 字：写不通，请对照条件的写法改正。",
        ),
        ("criteria[SCH-T-1]", "标准“SCH-T”没有列出，请补上或改正。"),
    ] == told(
        edition(),
        clause(1, "雨 and 冰"),
        clause(2, ""),
        clause(3, "甲"),
        clause(1, "甲", standard="SCH-T", code="SCH-T-1"),
        Derivation(fact="雪", inputs=("甲",), function=bool, source="示例"),
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("安全 出口", "不能用在条件里：只用汉字、半角字母、数字和下划线，不以数字开头。"),
        ("3层", "不能用在条件里：只用汉字、半角字母、数字和下划线，不以数字开头。"),
        ("ＣＯ浓度", "不能用在条件里：只用汉字、半角字母、数字和下划线，不以数字开头。"),
        ("and", "不能用在条件里：只用汉字、半角字母、数字和下划线，不以数字开头。"),
        ("count", "是条件语言自带的名称，请换一个。"),
        ("发现日期", "是条件语言自带的名称，请换一个。"),
    ],
)
def test_a_fact_must_have_a_name_a_condition_can_use(name: str, message: str) -> None:
    fact = Fact(name=name, type=FactType.BOOL, question="？")

    assert [(f"facts[{name}]", message)] == told(fact)


def test_choices_are_written_as_answers_are_read() -> None:
    fact = Fact(name="燃料", type=FactType.CHOICE, question="？", choices=("气（管道）", "煤"))

    assert [("facts[燃料]", "选项“气（管道）”请写成半角的“气(管道)”。")] == told(fact)


@pytest.mark.parametrize(
    ("fields", "criteria", "expected"),
    [
        ({}, [clause(1, "甲")], True),
        ({"expected": 1}, [clause(1, "甲")], True),
        ({"expected": 2}, [clause(1, "甲")], False),
        ({"completeness": Completeness.PARTIAL}, [clause(1, "甲")], False),
        ({}, [clause(1, "甲", completeness=Completeness.PARTIAL)], False),
        ({}, [clause(1, "甲"), clause(2, None, completeness=Completeness.MISSING)], False),
        # What keeps it away belongs to its text as well.
        (
            {},
            [clause(1, "甲"), clause(2, None, effect=Effect.EXCLUSION, completeness="topic")],
            False,
        ),
        ({"expected": 30}, [], False),
    ],
)
def test_an_edition_is_complete_when_every_criterion_is_there_in_full(
    fields: dict[str, Any], criteria: list[Criterion], expected: bool
) -> None:
    book = book_of(edition(**fields), *criteria)

    assert expected is book.chapters[0].is_complete


def test_what_keeps_a_standard_away_stands_apart() -> None:
    book = book_of(
        clause(1, "甲", effect=Effect.EXCLUSION),
        clause(2, "乙", effect=Effect.REFERRAL, regime="示例"),
        "丙",
        "丁 and 甲",
    )
    chapter = book.chapters[0]

    assert ["SCH-S-1", "SCH-S-2"] == [one.criterion.code for one in chapter.guards]
    assert ["SCH-S-3", "SCH-S-4"] == [one.criterion.code for one in chapter.rules]
    assert ("甲", "乙") == chapter.guard.names
    assert [False, True] == [one.unguarded is not None for one in chapter.rules]


def test_the_opposite_is_kept_only_where_facts_occur_twice() -> None:
    book = book_of("甲 and 乙", "甲 or not 甲", clause(3, "丙 or not 丙", effect=Effect.EXCLUSION))
    chapter = book.chapters[0]

    assert [False, True] == [one.opposite is not None for one in chapter.rules]
    assert chapter.opposite is not None


def test_a_rule_confirms_only_when_it_was_read_in_full_and_nobody_has_to_judge() -> None:
    book = book_of(
        "甲",
        clause(2, "甲", completeness=Completeness.PARTIAL),
        clause(3, "甲", manual=True),
        clause(4, "甲", effect=Effect.HAZARD),
    )

    assert [True, False, False, True] == [one.can_confirm for one in book.chapters[0].rules]
    assert [True, True, True, False] == [one.counts for one in book.chapters[0].rules]
