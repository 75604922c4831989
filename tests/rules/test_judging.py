"""Verdicts: what is said of a hazard, what is asked next, and what is never said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.errors import DataError
from zhiben.rules import Outcome, Result, find, judge
from zhiben.spec import Completeness, Derivation, Effect, Fact, FactType
from zhiben.testing.rulebooks import DAY, FACTS, book_of, clause, edition, finding_of, verdict_on

if TYPE_CHECKING:
    from zhiben.spec import Criterion, Standard

PARTIAL, MISSING = Completeness.PARTIAL, Completeness.MISSING
HAZARD = Effect.HAZARD


@pytest.mark.parametrize(
    ("criterion", "fact", "outcome", "result", "note"),
    [
        (clause(1, "甲"), True, Outcome.MAJOR, Result.MET, ""),
        (clause(1, "甲"), False, Outcome.NOT_MET, Result.NOT_MET, ""),
        (clause(1, "甲"), None, Outcome.UNDETERMINED, Result.UNKNOWN, ""),
        (
            clause(1, "甲", completeness=PARTIAL),
            True,
            Outcome.SUSPECTED,
            Result.SUSPECTED,
            "按已读的部分成立；原文没有读全，请核原文后认定。",
        ),
        (
            clause(1, "甲", completeness=PARTIAL),
            False,
            Outcome.UNDETERMINED,
            Result.UNKNOWN,
            "已读的部分不成立；原文没有读全，请核原文。",
        ),
        (clause(1, "甲", completeness=PARTIAL), None, Outcome.UNDETERMINED, Result.UNKNOWN, ""),
        (
            clause(1, None, completeness=MISSING),
            True,
            Outcome.UNDETERMINED,
            Result.UNKNOWN,
            "原文没有录入，请核原文。",
        ),
        (
            clause(1, "甲", manual=True),
            True,
            Outcome.SUSPECTED,
            Result.SUSPECTED,
            "要由人判断，请按程序认定。",
        ),
        (clause(1, "甲", manual=True), False, Outcome.NOT_MET, Result.NOT_MET, ""),
        (
            clause(1, None, manual=True),
            True,
            Outcome.UNDETERMINED,
            Result.UNKNOWN,
            "要由人判断，请按程序认定。",
        ),
        (
            clause(1, "甲", manual=True, completeness=PARTIAL),
            True,
            Outcome.SUSPECTED,
            Result.SUSPECTED,
            "要由人判断，请按程序认定。",
        ),
    ],
)
def test_the_word_for_one_clause(
    criterion: Criterion, fact: bool | None, outcome: Outcome, result: Result, note: str
) -> None:
    found = verdict_on(criterion, 甲=fact)

    assert outcome is found.outcome
    assert result is finding_of(found).result
    assert note == finding_of(found).note


@pytest.mark.parametrize("effect", [Effect.ELEMENT, HAZARD])
@pytest.mark.parametrize("fact", [True, False, None])
def test_what_is_not_major_by_itself_does_not_sway_the_verdict(
    effect: Effect, fact: bool | None
) -> None:
    found = verdict_on(clause(1, "甲", effect=effect), "乙", 甲=fact, 乙=False)

    assert Outcome.NOT_MET is found.outcome
    assert () == found.missing


def test_a_clause_that_holds_outweighs_everything_open() -> None:
    found = verdict_on("甲", "乙", clause(3, "丙", completeness=PARTIAL), 甲=True, 丙=True)

    assert Outcome.MAJOR is found.outcome
    assert () == found.missing
    assert ("乙",) == finding_of(found, "SCH-S-2").missing


def test_a_suspicion_outweighs_what_is_open_and_can_still_become_major() -> None:
    found = verdict_on("甲", clause(2, "乙", completeness=PARTIAL), 乙=True)

    assert Outcome.SUSPECTED is found.outcome
    assert ("甲",) == found.missing


def test_a_suspicion_does_not_wait_for_other_suspicions() -> None:
    found = verdict_on(
        *(clause(n, f, completeness=PARTIAL) for n, f in ((1, "甲"), (2, "乙"))), 乙=True
    )

    assert Outcome.SUSPECTED is found.outcome
    assert () == found.missing


def test_one_of_several_clauses_must_hold_though_nobody_knows_which() -> None:
    found = verdict_on("甲 and 乙", "甲 and not 乙", 甲=True)

    assert Outcome.MAJOR is found.outcome
    assert () == found.missing
    assert ("无论没有查明的事实如何，下列条款必有一条成立：SCH-S-1、SCH-S-2。",) == found.notes
    assert Result.UNKNOWN is finding_of(found).result


def test_where_one_of_them_was_read_in_part_it_is_a_suspicion() -> None:
    found = verdict_on("甲", clause(2, "not 甲", completeness=PARTIAL))

    assert Outcome.SUSPECTED is found.outcome
    assert ("甲",) == found.missing
    assert "无论没有查明的事实如何，下列条款必有一条成立：SCH-S-1、SCH-S-2。" == found.notes[0]


def test_a_clause_settled_whatever_the_open_fact_is_needs_it_no_more() -> None:
    found = verdict_on("(甲 and 乙) or (not 甲 and 乙)", 乙=True)

    assert Outcome.MAJOR is found.outcome
    assert {"乙": True} == finding_of(found).used


def test_the_facts_used_are_those_that_settled_it() -> None:
    found = verdict_on("甲 and (乙 or 间距 < 3)", 甲=True, 乙=False, 丙=True, 间距=Decimal("2.5"))

    assert {"甲": True, "间距": Decimal("2.5")} == finding_of(found).used
    assert {"甲": False} == finding_of(verdict_on("甲 and 乙", 甲=False)).used
    assert {} == finding_of(verdict_on("甲 and 乙", 甲=True)).used


DOUBLE = Derivation(
    fact="楼层",
    inputs=("出口数", "发现日期"),
    function=lambda **it: it["出口数"] * 2,
    source="示例",
)
IS_HIGH = Derivation(
    fact="乙",
    inputs=("楼层", "压力"),
    function=lambda **it: None if it["压力"] is None else it["楼层"] + it["压力"] > 3,
    source="示例",
)


def test_derived_facts_are_used_with_what_was_given_for_them() -> None:
    found = verdict_on("乙", DOUBLE, IS_HIGH, 出口数=1, 压力=5)

    assert Outcome.MAJOR is found.outcome
    assert {"乙": True, "出口数": 1, "压力": 5, "发现日期": DAY} == finding_of(found).used


def test_in_place_of_derived_facts_their_inputs_are_asked_for() -> None:
    assert ("出口数", "压力") == verdict_on("乙", DOUBLE, IS_HIGH).missing
    assert ("压力",) == verdict_on("乙", DOUBLE, IS_HIGH, 出口数=1).missing
    assert () == verdict_on("乙", DOUBLE, IS_HIGH, 乙=False).missing


def test_the_day_the_hazard_was_found_is_a_fact() -> None:
    found = verdict_on("图纸日期 + months(3) < 发现日期", 图纸日期=date(2024, 2, 29))

    assert Outcome.MAJOR is found.outcome
    assert {"图纸日期": date(2024, 2, 29), "发现日期": DAY} == finding_of(found).used
    assert Outcome.NOT_MET is verdict_on("发现日期 > date('2024-06-01')").outcome


def test_the_day_is_the_one_that_chose_the_edition() -> None:
    assert Outcome.MAJOR is verdict_on("发现日期 == date('2024-06-01')", 发现日期=DAY).outcome
    assert Outcome.MAJOR is verdict_on("发现日期 == date('2024-06-01')", 发现日期=None).outcome
    with pytest.raises(DataError) as raised:
        verdict_on("甲", 发现日期=date(2020, 1, 1))

    words = "发现日期：填的是 2020-01-01，判定用的是 2024-06-01，请改成一致。"
    assert words == str(raised.value)


@pytest.mark.parametrize(
    ("clauses", "known", "missing"),
    [
        # The fewer others an answer waits for, the sooner it decides.
        (["甲 and 乙", "丙"], {}, ["丙", "甲", "乙"]),
        (["甲 and 乙", "丙"], {"甲": True}, ["乙", "丙"]),
        # The more clauses wait for it, the better.
        (["甲 and 乙", "丁 and 丙", "丁 and 甲"], {}, ["甲", "丁", "乙", "丙"]),
        # What can only raise a suspicion comes later.
        ([clause(1, "甲", completeness=PARTIAL), "乙"], {}, ["乙", "甲"]),
        ([clause(1, "甲", manual=True), "乙"], {}, ["乙", "甲"]),
        # What decides nothing any more is not asked for.
        (["甲 and 乙"], {"甲": False}, []),
        (["甲 and 乙", "丙"], {"甲": False}, ["丙"]),
        (["甲 or (乙 and not 乙)"], {}, ["甲"]),
        (["甲 and 乙", "甲 and not 乙"], {}, ["甲"]),
        (["甲 and 乙", "甲 and not 乙 and 丙"], {"丙": True}, ["甲"]),
        (["楼层 < 2 and 甲", "楼层 >= 2 and 甲"], {}, ["甲"]),
        # Nor what only others of no consequence wait for.
        (
            [clause(1, "甲", effect=HAZARD), clause(2, "乙", effect=Effect.ELEMENT), "丙"],
            {},
            ["丙"],
        ),
    ],
)
def test_what_is_asked_next_is_the_most_decisive(
    clauses: list[str | Criterion], known: dict[str, bool], missing: list[str]
) -> None:
    assert missing == list(verdict_on(*clauses, **known).missing)


def test_where_too_much_is_open_to_be_tried_everything_open_is_asked_for() -> None:
    both = "(图纸日期 > date('2024-01-01') or 甲)"

    assert {"图纸日期", "甲"} == {*verdict_on(f"{both} and {both}").missing}


def test_many_open_flags_are_not_tried_out() -> None:
    flags = tuple(Fact(name=f"旗{n}", type=FactType.BOOL, question="？") for n in range(8))
    text = f"(甲 and not 甲 and 乙) or {' or '.join(one.name for one in flags)}"
    book, most = book_of(text, facts=(*FACTS, *flags)), {one.name: False for one in flags[1:]}

    assert {"甲", "乙", *(one.name for one in flags)} == {*judge(book, {}, on=DAY).missing}
    assert ("旗0",) == judge(book, most, on=DAY).missing


def test_facts_behind_a_function_are_not_tried_out() -> None:
    found = verdict_on("楼层 < 2 and 甲", "楼层 >= 2 and 甲", DOUBLE)

    assert {"甲", "出口数"} == {*found.missing}


@pytest.mark.parametrize(
    ("standard", "criteria"),
    [
        (edition(completeness=PARTIAL), [clause(1, "甲")]),
        (edition(expected=2), [clause(1, "甲")]),
        (edition(), [clause(1, "甲"), clause(2, None, completeness=MISSING)]),
        (edition(), [clause(1, "甲"), clause(2, "乙", completeness=PARTIAL)]),
        (edition(expected=30), []),
    ],
)
def test_an_edition_that_is_not_complete_never_says_no(
    standard: Standard, criteria: list[Criterion]
) -> None:
    found = verdict_on(standard, *criteria, 甲=False, 乙=False)

    assert Outcome.UNDETERMINED is found.outcome
    assert any("没有触及的不等于不构成，请核原文。" in note for note in found.notes)


def test_an_edition_of_which_nothing_is_loaded_keeps_the_others_from_saying_no() -> None:
    other = edition("SCH-T", title="另一标准", document_number="另一号", expected=30)
    found = verdict_on(edition(), other, clause(1, "甲"), 甲=False)

    assert Outcome.UNDETERMINED is found.outcome
    (note,) = found.notes
    assert note.startswith("《另一标准》（另一号）的原文没有录全（30 条中读全 0 条），")
    assert Outcome.MAJOR is verdict_on(edition(), other, clause(1, "甲"), 甲=True).outcome


def test_a_certain_verdict_needs_no_word_on_what_was_not_read() -> None:
    assert () == verdict_on(edition(expected=2), clause(1, "甲"), 甲=True).notes


OLD = edition("SCH-旧", effective_from=date(2018, 1, 1), effective_to=date(2023, 12, 31))
OLD_CLAUSE = clause(1, "甲", standard="SCH-旧", code="SCH-旧-1")


@pytest.mark.parametrize(
    ("on", "code", "outcome"),
    [
        (date(2017, 1, 1), None, Outcome.UNDETERMINED),
        (date(2020, 1, 1), "SCH-旧-1", Outcome.MAJOR),
        (date(2024, 2, 1), None, Outcome.UNDETERMINED),
        (date(2024, 3, 1), "SCH-S-1", Outcome.NOT_MET),
    ],
)
def test_a_hazard_is_judged_by_the_edition_of_its_day(
    on: date, code: str | None, outcome: Outcome
) -> None:
    new = edition(effective_from=date(2024, 3, 1), supersedes=("SCH-旧",))
    found = judge(book_of(OLD, new, OLD_CLAUSE, clause(1, "not 甲")), {"甲": True}, on=on)

    assert outcome is found.outcome
    assert [code] * bool(code) == [one.criterion.code for one in found.findings]
    assert [code] * bool(code) == [f"{one.standard.code}-1" for one in found.editions]
    assert (f"{on} 没有可以用来判定重大隐患的标准版本，不作结论。" in found.notes) is not bool(code)


def test_a_gap_in_one_standard_keeps_the_others_from_saying_no() -> None:
    found = verdict_on(OLD, edition(), OLD_CLAUSE, clause(1, "乙"), 甲=False, 乙=False)

    assert Outcome.UNDETERMINED is found.outcome
    assert ("2024-06-01 时《示例标准》已经停用，没有后续版本。",) == found.notes


def test_a_standard_not_in_force_yet_keeps_nobody_from_saying_no() -> None:
    later = edition("SCH-T", effective_from=date(2025, 1, 1))
    second = clause(1, "乙", standard="SCH-T", code="SCH-T-1")

    assert (
        Outcome.NOT_MET is verdict_on(edition(), later, clause(1, "甲"), second, 甲=False).outcome
    )


def test_one_criterion_can_be_looked_at_outside_its_edition() -> None:
    book = book_of(OLD, edition(), OLD_CLAUSE, clause(1, "发现日期 < date('2020-01-01')"))
    old, new = book.chapters[0].rules[0], book.chapters[1].rules[0]

    assert Result.MET is find(book, old, {"甲": True}).result
    # Without a day it counts as found on the edition's first day.
    assert Result.NOT_MET is find(book, new, {}).result
    assert Result.MET is find(book, new, {}, on=date(2019, 12, 31)).result


def test_one_criterion_of_an_edition_without_a_day_can_be_looked_at() -> None:
    undated = edition(effective_from=None, issued=None)
    book = book_of(undated, clause(1, "甲"), clause(9, "丁", effect=Effect.EXCLUSION))

    assert Result.MET is find(book, book.chapters[0].rules[0], {"甲": True, "丁": False}).result
    assert Result.MET is find(book, book.chapters[0].guards[0], {"丁": True}).result


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "1 示例条款1：是隐患，本条不判为重大。"),
        ({"completeness": PARTIAL}, "1 示例条款1：疑似隐患，待核实，本条不判为重大。"),
        ({"manual": True}, "1 示例条款1：疑似隐患，待核实，本条不判为重大。"),
    ],
)
def test_hazards_that_are_never_major_are_told(fields: dict[str, Any], words: str) -> None:
    found = verdict_on(clause(1, "甲", effect=HAZARD, **fields), "乙", 甲=True, 乙=True)

    assert (words,) == found.notes
    assert Outcome.MAJOR is found.outcome


def test_with_hazards_alone_there_is_no_verdict_but_a_note() -> None:
    found = verdict_on(clause(1, "甲", effect=HAZARD), 甲=True)

    assert Outcome.UNDETERMINED is found.outcome
    assert (
        "2024-06-01 没有可以用来判定重大隐患的标准版本，不作结论。",
        "1 示例条款1：是隐患，本条不判为重大。",
    ) == found.notes


def test_a_standard_of_hazards_alone_keeps_nobody_from_saying_no() -> None:
    aside = edition("SCH-T", completeness=PARTIAL)
    hazard = clause(1, "甲", effect=HAZARD, standard="SCH-T", code="SCH-T-1")

    assert (
        Outcome.NOT_MET is verdict_on(edition(), aside, hazard, clause(1, "乙"), 乙=False).outcome
    )


COUNTING = clause(4, "count(met('SCH-S-1'), met('SCH-S-2'), met('SCH-S-3')) >= 2")


def elements(**fields: Any) -> list[Criterion]:
    """Return three elements, of which the second is as told."""
    return [
        clause(n, name, effect=Effect.ELEMENT, **(fields if n == 2 else {}))
        for n, name in enumerate("甲乙丙", start=1)
    ]


@pytest.mark.parametrize(
    ("fields", "known", "outcome", "missing"),
    [
        ({}, {"甲": True, "丙": True}, Outcome.MAJOR, ()),
        ({}, {"甲": True}, Outcome.UNDETERMINED, ("乙", "丙")),
        ({}, {"甲": False, "乙": False}, Outcome.NOT_MET, ()),
        ({"completeness": PARTIAL}, {"甲": True, "丙": True}, Outcome.MAJOR, ()),
        ({"completeness": PARTIAL}, {"甲": True, "乙": True}, Outcome.SUSPECTED, ("丙",)),
        ({"completeness": PARTIAL}, dict.fromkeys("甲乙丙", False), Outcome.UNDETERMINED, ()),
    ],
)
def test_elements_are_counted(
    fields: dict[str, Any], known: dict[str, bool], outcome: Outcome, missing: tuple[str, ...]
) -> None:
    found = verdict_on(*elements(**fields), COUNTING, **known)

    assert outcome is found.outcome
    assert missing == found.missing


def test_elements_have_findings_of_their_own() -> None:
    found = verdict_on(*elements(), COUNTING, 甲=True, 丙=False)

    assert [Result.MET, Result.UNKNOWN, Result.NOT_MET, Result.UNKNOWN] == [
        one.result for one in found.findings
    ]


@pytest.mark.parametrize("known", list(product((True, False, None), repeat=2)))
def test_no_verdict_is_major_by_a_text_that_was_not_read_in_full(
    known: tuple[bool | None, ...],
) -> None:
    criteria = [
        clause(1, "甲 or not 甲", completeness=PARTIAL),
        clause(2, "乙", completeness=Completeness.TOPIC),
    ]

    assert (
        Outcome.SUSPECTED is verdict_on(*criteria, **dict(zip("甲乙", known, strict=True))).outcome
    )
