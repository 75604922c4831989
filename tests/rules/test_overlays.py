"""Overlays: they complete and tighten, never loosen, and leave no trace when they are gone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from zhiben.rules import Outcome, Result, Verdict, build_rulebook, find, judge
from zhiben.rules.overlays import Overlay, Part, Placed, lay_over, remark_of
from zhiben.rules.overlays_checking import check_overlay, lay
from zhiben.spec import (
    Completeness,
    Criterion,
    Effect,
    Fact,
    FactType,
    Publication,
    Record,
    Standard,
)
from zhiben.testing.rulebooks import DAY, FACTS, clause, edition

TODAY = date(2026, 11, 24)
FULL, PARTIAL, TOPIC, MISSING = (
    Completeness.FULL,
    Completeness.PARTIAL,
    Completeness.TOPIC,
    Completeness.MISSING,
)
SOURCE = Publication(key="示例", title="示例文件")
BASE: tuple[Record, ...] = (
    *FACTS,
    SOURCE,
    edition(completeness=MISSING, expected=3),
    edition("SCH-T", document_number="示例2号"),
    clause(1, "甲"),
    clause(2, None, completeness=TOPIC),
    clause(3, None, completeness=MISSING, effect=Effect.EXCLUSION),
    clause("T", "丁", standard="SCH-T"),
)


def overlay(*criteria: Criterion, **fields: Any) -> Overlay:
    """Return an overlay of the example edition."""
    told: dict[str, Any] = {
        "standard": "SCH-S",
        "title": "示例补录",
        "reviewer": "示例单位",
        "source": "示例文本",
        "reviewed_on": date(2024, 2, 1),
        "criteria": criteria,
        **fields,
    }
    return Overlay(**told)


def checked(one: Overlay, *others: Placed, records: tuple[Record, ...] = BASE) -> list[str]:
    """Return what is wrong with an overlay."""
    _, problems = check_overlay(one, records, others, sector="SCH", today=TODAY)
    return [f"{where}：{text}" for where, text, _ in problems]


def taken_in(
    one: Overlay, *others: Placed, records: tuple[Record, ...] = BASE, number: int = 41
) -> Placed:
    """Return an overlay as it stands on record.

    Raises:
        ValueError: when it cannot be taken in.
    """
    placed, problems = check_overlay(one, records, others, sector="SCH", today=TODAY)
    if problems:
        raise ValueError("；".join(map(str, problems)))
    return evolve(placed, reference=f"office:{number}")


def plugin(*criteria: Criterion) -> tuple[Record, ...]:
    """Return the records of a plugin with one edition, said to be here in full."""
    return (*FACTS, edition(), *criteria)


def verdict(records: tuple[Record, ...], on: date = DAY, **facts: Any) -> Verdict:
    """Return the verdict by some records."""
    book, problems = build_rulebook(records, sector="SCH")

    assert () == problems
    return judge(book, facts, on=on)


def criterion(records: tuple[Record, ...], code: str) -> Criterion:
    """Return the criterion of a code."""
    return next(one for one in records if isinstance(one, Criterion) and one.code == code)


def standard(records: tuple[Record, ...], code: str = "SCH-S") -> Standard:
    """Return the edition of a code."""
    return next(one for one in records if isinstance(one, Standard) and one.code == code)


# What an overlay does


def test_a_new_criterion_is_added_behind_those_of_the_plugin() -> None:
    placed = taken_in(overlay(clause("9", "乙"), clause("10", "丙")))
    layout = lay(BASE, [placed])

    assert ["SCH-S-9", "SCH-S-10"] == [one.code for one in layout.records[len(BASE) :]]  # type: ignore[union-attr]  # the two criteria
    assert {"office:41": {"SCH-S-9": Part.ADDED, "SCH-S-10": Part.ADDED}} == layout.parts
    assert "补录自 示例文本（示例单位核对，台账 office:41）。" == remark_of(
        criterion(layout.records, "SCH-S-9")
    )


def test_a_criterion_that_is_not_full_is_replaced_in_its_place() -> None:
    layout = lay(BASE, [taken_in(overlay(clause(2, "乙 and 丙", title="示例全文")))])

    assert len(BASE) == len(layout.records)
    found = criterion(layout.records, "SCH-S-2")
    assert ("示例全文", "乙 and 丙", FULL) == (found.title, found.when, found.completeness)
    assert {"SCH-S-2": Part.COMPLETED} == layout.parts["office:41"]


def test_a_full_criterion_keeps_its_condition_and_holds_for_the_new_one_as_well() -> None:
    layout = lay(BASE, [taken_in(overlay(clause(1, "乙", title="示例加严")))])

    found = criterion(layout.records, "SCH-S-1")
    assert ("(甲) or (乙)", "示例条款1") == (found.when, found.title)
    assert remark_of(found).endswith("：加严，插件原来的条件或补录的条件成立，即为成立。")
    assert {"SCH-S-1": Part.TIGHTENED} == layout.parts["office:41"]


def test_covered_criteria_go_and_those_entered_in_their_place_come() -> None:
    placed = taken_in(
        overlay(
            clause("3a", "丙", effect=Effect.EXCLUSION),
            clause("2a", "乙"),
            covers=("SCH-S-3", "SCH-S-2"),
        )
    )
    codes = [one.code for one in lay(BASE, [placed]).records if isinstance(one, Criterion)]

    assert ["SCH-S-1", "SCH-T", "SCH-S-2a", "SCH-S-3a"] == [
        code.replace("SCH-S-T", "SCH-T") for code in codes
    ]


def test_a_fact_of_its_own_can_be_asked_for() -> None:
    fact = Fact(name="戊", type=FactType.BOOL, question="示例？")
    placed = taken_in(overlay(clause(2, "戊 or 甲"), facts=(FACTS[0], fact)))
    layout = lay(BASE, [placed])

    assert fact == layout.records[-1]
    assert len(BASE) + 1 == len(layout.records)


def test_a_verdict_names_the_overlay_with_the_edition_and_with_each_criterion() -> None:
    records = lay(BASE, [taken_in(overlay(clause(2, "乙"), covers=("SCH-S-3",)))]).records
    found = verdict(records, 乙=True)

    assert Outcome.MAJOR is found.outcome
    assert found.editions[0].reason.endswith(
        "起施行；补录《示例补录》（示例单位于 2024-02-01 核对，来源：示例文本，台账 office:41）"
    )
    notes = {one.criterion.code: one.note for one in found.findings}
    assert "补录自 示例文本（示例单位核对，台账 office:41）。" == notes["SCH-S-2"]
    assert "" == notes["SCH-S-1"]


def test_a_verdict_without_the_edition_says_nothing_of_the_overlay() -> None:
    records = lay(BASE, [taken_in(overlay(clause(2, "乙")))]).records

    assert "补录" not in str(verdict(records, on=date(2023, 6, 1)))


def test_an_incomplete_criterion_of_an_overlay_can_only_be_suspected() -> None:
    placed = taken_in(overlay(clause(2, "乙", completeness=PARTIAL), covers=("SCH-S-3",)))
    found = verdict(lay(BASE, [placed]).records, 乙=True)

    assert Outcome.SUSPECTED is found.outcome
    note = next(one.note for one in found.findings if one.result is Result.SUSPECTED)
    assert note.startswith("按已读的部分成立；原文没有读全，请核原文后认定。补录自 示例文本")


def test_while_exclusions_are_not_entered_nothing_of_the_edition_is_major() -> None:
    records = lay(BASE, [taken_in(overlay(clause(2, "乙")))]).records

    assert Outcome.SUSPECTED is verdict(records, 乙=True).outcome


def whole(**fields: Any) -> Overlay:
    """Return an overlay with which everything of the edition is there."""
    return overlay(
        clause(2, "乙"), clause(3, "丙", effect=Effect.EXCLUSION), completeness=FULL, **fields
    )


def small() -> tuple[Record, ...]:
    """Return the example records with one edition only."""
    return tuple(
        one
        for one in BASE
        if "SCH-T" not in {getattr(one, "standard", ""), getattr(one, "code", "")}
    )


def test_an_edition_called_complete_with_as_many_criteria_as_expected_can_say_no() -> None:
    records = small()
    laid = lay(records, [taken_in(whole(), records=records)]).records
    facts: dict[str, Any] = {"甲": False, "乙": False, "丙": False}

    assert Outcome.UNDETERMINED is verdict(records, **facts).outcome
    assert Outcome.NOT_MET is verdict(laid, **facts).outcome
    assert Outcome.MAJOR is verdict(laid, **{**facts, "乙": True}).outcome
    assert (FULL, 3) == (standard(laid).completeness, standard(laid).expected)


def test_how_many_criteria_are_expected_can_be_corrected() -> None:
    records = small()

    told = "completeness：应有 5 条，连补录的只有 3 条，不能写 full。"
    assert [told] == checked(whole(expected=5), records=records)
    placed = taken_in(overlay(expected=5), records=records)
    assert 5 == standard(lay(records, [placed]).records).expected


def test_an_edition_is_no_longer_complete_when_what_it_went_by_is_taken_back() -> None:
    """Of two overlays the second calls the edition complete; then the first is taken back."""
    records = tuple(one for one in small() if one != clause(2, None, completeness=TOPIC))
    first = taken_in(overlay(clause(2, "乙")), records=records)
    rest = overlay(clause(3, "丙", effect=Effect.EXCLUSION), clause(4, "丁"), completeness=FULL)
    second = taken_in(rest, first, records=records, number=42)
    facts: dict[str, Any] = {"甲": False, "乙": False, "丙": False, "丁": False}

    assert Outcome.NOT_MET is verdict(lay(records, [first, second]).records, **facts).outcome
    alone = verdict(lay(records, [second]).records, **facts)
    assert Outcome.UNDETERMINED is alone.outcome
    assert "据以认定录全的 SCH-S-2 等 1 条已经没有，不算录全" in alone.editions[0].reason


# What must not be taken in


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (overlay(standard="SCH-X"), "standard：没有代码为“SCH-X”的标准，是不是“SCH-T”？"),
        (overlay(standard="甲"), "standard：没有代码为“甲”的标准，有：SCH-S、SCH-T。"),
        (overlay(), "：什么也没有补录：没有 [[criteria]]，也没有改 completeness、expected。"),
        (overlay(clause(9, "乙"), title=" "), "title：不能空着。"),
        (overlay(clause(9, "乙"), reviewer="示例 "), "reviewer：首尾有空白，请删去。"),
        (overlay(clause(9, "乙"), source="示\n例"), "source：有换行或控制字符，请删去。"),
        (
            overlay(clause(9, "乙"), note="e\u0301"),
            "note：有未合成的字符（不是 NFC），请重新输入。",
        ),
        (
            overlay(clause(9, "乙"), url="示例"),
            "url：应是 http 或 https 开头的网址，写的是“示例”。",
        ),
        (
            overlay(clause(9, "乙"), reviewed_on=date(2026, 11, 25)),
            "reviewed_on：2026-11-25 晚于今天 2026-11-24，请核对。",
        ),
        (
            overlay(clause(9, "乙"), reviewed_on=date(2023, 12, 31)),
            "reviewed_on：2023-12-31 早于标准发布的日期 2024-01-01，请核对。",
        ),
        (overlay(expected=0), "expected：应有的条数要大于 0。"),
        (
            overlay(standard="SCH-T", completeness=PARTIAL),
            "completeness：插件已经录到 full，不能改低为 partial。",
        ),
        (
            overlay(clause(9, "乙"), completeness=FULL),
            "completeness：还有没有录全的条款，不能写 full：SCH-S-2、SCH-S-3；已由别的条款代替的，写进 covers。",  # noqa: E501 - one sentence
        ),
        (
            overlay(clause(9, "乙", code="FIR-9")),
            "criteria[FIR-9]：代码应以“SCH-”开头，中间没有空格。",
        ),
        (
            overlay(clause("9（一）", "乙")),
            "criteria[SCH-S-9（一）]：代码里有全角字符，应写成 SCH-S-9(一)。",
        ),
        (
            overlay(clause(9, "乙", code="SCH-T")),
            "criteria[SCH-T]：这个代码插件另有他用，请换一个。",
        ),
        (
            overlay(clause("T", "乙")),
            "criteria[SCH-S-T]：是标准 SCH-T 的条款的代码，请换一个。",
        ),
        (overlay(clause(9, "乙", title="")), "criteria[SCH-S-9].title：不能空着。"),
        (overlay(clause(9, "乙", clause="")), "criteria[SCH-S-9]：缺少条款号（clause）。"),
        (
            overlay(clause(9, None)),
            "criteria[SCH-S-9]：没有条件（when），也没有标 manual = true。",
        ),
        (
            overlay(clause(9, "乙", regime="示例")),
            "criteria[SCH-S-9]：转其他规定的（referral）要写 regime，其他条款不写。",
        ),
        (
            overlay(clause(9, "乙", sources=("示例", "无"))),
            "criteria[SCH-S-9].sources：插件没有代号为“无”的出处，请改正或删去。",
        ),
        (
            overlay(clause(9, "戊己")),
            "criteria[SCH-S-9]：条件第 1 字：没有声明的事实“戊己”，请先在 facts 里声明。",
        ),
        (
            overlay(clause(9, "乙"), clause(9, "丙")),
            "criteria[SCH-S-9]：在这个文件里写了不止一次，请只留一处。",
        ),
        (
            overlay(clause(9, "乙"), covers=("SCH-S-1",)),
            "covers：“SCH-S-1”插件已有全文，不能由补录的条款代替。",
        ),
        (
            overlay(clause(9, "乙"), covers=("SCH-S-T",)),
            "covers：“SCH-S-T”不是 SCH-S 的条款，请核对代码。",
        ),
        (
            overlay(clause(2, "乙"), covers=("SCH-S-2",)),
            "covers：“SCH-S-2”在 criteria 里另有补录，请留一处。",
        ),
        (
            overlay(clause(2, None, completeness=MISSING)),
            "criteria[SCH-S-2]：插件已经录到 topic，补录的只有 missing，不能倒退。",
        ),
        (
            overlay(clause(9, "乙"), facts=(evolve(FACTS[0], question="别的？"),)),
            "facts[甲]：已经声明过，而且不一样；请照原来的写，或者删去。",
        ),
        (
            overlay(clause(9, "戊"), facts=(Fact(name="戊", type=FactType.BOOL, question=""),)),
            "facts[戊]：缺少问法（question）。",
        ),
        (
            overlay(clause(9, "乙"), facts=(Fact(name="met", type=FactType.BOOL, question="？"),)),
            "facts[met]：是条件语言自带的名称，请换一个。",
        ),
    ],
)
def test_what_is_wrong_with_an_overlay_is_told_with_its_place(one: Overlay, told: str) -> None:
    assert [told] == checked(one)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"type": FactType.CHOICE}, "choice、set 要列出 choices，其他类型不列。"),
        ({"choices": ("一",)}, "choice、set 要列出 choices，其他类型不列。"),
        ({"least": 0.0}, "只有数值（integer、number）才有 least、most。"),
        ({"type": FactType.NUMBER, "least": 2.0, "most": 1.0}, "least 大于 most。"),
    ],
)
def test_a_new_fact_can_be_asked_for(fields: dict[str, Any], told: str) -> None:
    fact = Fact(**{"name": "戊", "type": FactType.BOOL, "question": "示例？", **fields})

    assert [f"facts[戊]：{told}"] == checked(overlay(clause(9, "乙"), facts=(fact,)))


def test_everything_that_is_wrong_is_told_at_once() -> None:
    one = overlay(clause(9, "乙", title=""), clause("T", "乙"), reviewer="", expected=-1)

    assert ["reviewer", "expected", "criteria[SCH-S-9].title", "criteria[SCH-S-T]"] == [
        told.partition("：")[0] for told in checked(one)
    ]


@pytest.mark.parametrize("effect", [Effect.EXCLUSION, Effect.REFERRAL])
def test_what_keeps_a_standard_away_can_only_come_where_it_is_missing(effect: Effect) -> None:
    told = {"effect": effect, "regime": "示例" if effect is Effect.REFERRAL else ""}
    new = clause(9, "乙", **told)

    (problem,) = checked(overlay(new))
    assert "补录不能放宽" in problem
    assert [] == checked(overlay(new, covers=("SCH-S-3",)))
    assert [] == checked(overlay(clause(3, "乙", **told)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (clause(1, "甲"), clause(1, " 甲 "), "条件也一样，不用补录"),
        (clause(1, "甲"), clause(1, "乙", effect=Effect.HAZARD), "条款号和效力要一致"),
        (clause(1, "甲"), clause(1, "乙", clause="7"), "（条款号 1，效力 major）"),
        (clause(1, "甲"), clause(1, "乙", completeness=PARTIAL), "也要是全文、不用人判断的"),
        (clause(1, "甲"), clause(1, "乙", manual=True), "也要是全文、不用人判断的"),
        (clause(1, None, manual=True), clause(1, "乙"), "由人判断的条款不能加严"),
        (
            clause(1, "甲", effect=Effect.EXCLUSION),
            clause(1, "乙", effect=Effect.EXCLUSION),
            "不应判定、转其他规定的情形，补录不能改动",
        ),
    ],
)
def test_a_full_criterion_can_only_be_tightened(old: Criterion, new: Criterion, told: str) -> None:
    (problem,) = checked(overlay(new), records=plugin(old))

    assert problem.startswith("criteria[SCH-S-1]：插件已有全文")
    assert told in problem


@pytest.mark.parametrize(
    ("when", "is_refused"),
    [
        ("met('SCH-S-1') and 乙", False),
        ("at_least(1, met('SCH-S-1'), 乙)", False),
        ("count(met('SCH-S-1'), 乙) >= 1", False),
        ("not met('SCH-S-1')", True),
        ("count(met('SCH-S-1'), 乙) < 1", True),
        ("甲 or 乙", False),
    ],
)
def test_an_element_is_not_tightened_where_some_clause_asks_that_it_does_not_hold(
    when: str, is_refused: bool
) -> None:
    records = plugin(clause(1, "甲", effect=Effect.ELEMENT), clause(2, when))
    told = checked(overlay(clause(1, "丙", effect=Effect.ELEMENT)), records=records)

    assert is_refused == any("条款 SCH-S-2 用到 SCH-S-1 不成立的情形" in one for one in told)
    assert is_refused == bool(told)


def test_an_element_that_another_overlay_tightens_can_only_speak_for_a_clause() -> None:
    records = plugin(clause(1, "甲", effect=Effect.ELEMENT))
    other = taken_in(overlay(clause(1, "丙", effect=Effect.ELEMENT)), records=records)

    assert [] == checked(overlay(clause(2, "met('SCH-S-1')")), other, records=records)
    (told,) = checked(overlay(clause(2, "not met('SCH-S-1')")), other, records=records)
    assert told.startswith("criteria[SCH-S-2]：条款 SCH-S-2 用到 SCH-S-1 不成立的情形")


def test_a_condition_that_cannot_be_read_is_told_once_beside_a_tightened_element() -> None:
    records = plugin(clause(1, "甲", effect=Effect.ELEMENT))
    one = overlay(clause(1, "丙", effect=Effect.ELEMENT), clause(2, "met('SCH-S-1') and ("))

    (problem,) = checked(one, records=records)
    assert problem.startswith("criteria[SCH-S-2]：")


def test_only_what_the_overlay_itself_breaks_is_laid_at_its_door() -> None:
    records = (*BASE, clause(8, "没有的事实"))

    assert [] == checked(overlay(clause(9, "乙")), records=records)


def test_what_another_overlay_in_force_is_about_must_be_replaced_first() -> None:
    other = taken_in(overlay(clause(9, "乙"), covers=("SCH-S-2",)))
    hint = "补录《示例补录》（台账 office:41）已经有这一条，要代替它，请写 --replaces office:41。"

    assert [f"criteria[SCH-S-9]：{hint}"] == checked(overlay(clause(9, "丙")), other)
    assert [f"criteria[SCH-S-2]：{hint}"] == checked(overlay(clause(2, "丙")), other)
    assert [] == checked(
        overlay(clause(7, "met('SCH-S-8') and 甲"), clause(8, "乙", effect=Effect.ELEMENT)), other
    )


# When the plugin moves on


def laid_later(one: Overlay, *changed: Record, gone: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - a layout
    """Return an overlay laid over the records as a later plugin has them."""
    codes = {getattr(each, "code", "") for each in changed} | set(gone)
    later = tuple(each for each in BASE if getattr(each, "code", "-") not in codes)
    return lay((*later, *changed), [taken_in(one)])


def test_what_the_plugin_has_in_full_by_now_takes_precedence() -> None:
    layout = laid_later(overlay(clause(2, "乙"), clause(9, "丙")), clause(2, "甲 and 乙"))

    found = criterion(layout.records, "SCH-S-2")
    assert ("甲 and 乙", "插件已有更全的文本，台账 office:41 的补录不再使用。") == (
        found.when,
        remark_of(found),
    )
    assert {"SCH-S-2": Part.YIELDED, "SCH-S-9": Part.ADDED} == layout.parts["office:41"]


def test_what_the_plugin_has_more_of_by_now_takes_precedence() -> None:
    one = overlay(clause(2, "乙", completeness=TOPIC))
    layout = laid_later(one, clause(2, "丙", completeness=PARTIAL))

    assert "丙" == criterion(layout.records, "SCH-S-2").when


def test_exclusions_go_when_the_plugin_has_its_own() -> None:
    one = overlay(clause("3a", "丙", effect=Effect.EXCLUSION), clause(9, "乙"), covers=("SCH-S-3",))
    layout = laid_later(one, clause(3, "丁", effect=Effect.EXCLUSION))

    assert {"SCH-S-3a": Part.YIELDED, "SCH-S-9": Part.ADDED} == layout.parts["office:41"]
    codes = [each.code for each in layout.records if isinstance(each, Criterion)]
    assert "SCH-S-3a" not in codes
    assert "SCH-S-3" in codes


@pytest.mark.parametrize(
    ("one", "changed", "gone", "told"),
    [
        (overlay(clause(1, "乙")), (), ("SCH-S-1",), "现在的插件没有这一条的全文"),
        (overlay(clause(9, "乙")), (), ("SCH-S",), "没有代码为“SCH-S”的标准"),
        (
            overlay(clause(9, "戊"), facts=(Fact(name="戊", type=FactType.BOOL, question="？"),)),
            (Fact(name="戊", type=FactType.TEXT, question="？"),),
            (),
            "已经声明过，而且不一样",
        ),
    ],
)
def test_an_overlay_that_no_longer_fits_is_left_out_whole_and_told(
    one: Overlay, changed: tuple[Record, ...], gone: tuple[str, ...], told: str
) -> None:
    layout = laid_later(one, *changed, gone=gone)

    assert {} == layout.parts
    assert told in str(layout.unused["office:41"][0])


def test_a_condition_that_no_longer_reads_leaves_out_its_overlay_and_no_other() -> None:
    first, second = (
        taken_in(overlay(clause(9, "丁")), number=41),
        taken_in(overlay(clause(7, "乙")), number=42),
    )
    later = tuple(one for one in BASE if getattr(one, "name", "") != "丁" and one != BASE[-1])
    layout = lay(later, [first, second])

    assert ["office:42"] == list(layout.parts)
    assert "没有声明的事实“丁”" in str(layout.unused["office:41"][0])
    reason = verdict(layout.records).editions[0].reason
    assert "台账 office:42）；补录《示例补录》" in reason
    assert reason.endswith("台账 office:41）没有使用，因为和现在的条款合不上")


def test_of_two_overlays_about_one_criterion_the_earlier_counts() -> None:
    """As when the journals of two sites meet."""
    placed = [taken_in(overlay(clause(9, when)), number=n) for n, when in ((41, "乙"), (42, "丙"))]
    layout = lay(BASE, placed)

    assert "乙" == criterion(layout.records, "SCH-S-9").when
    assert ["office:42"] == list(layout.unused)


# The laws

ELEMENTS = ("SCH-S-1", "SCH-S-2")
ATOMS = (
    *"甲乙丙丁", "not 甲", "not 乙", "楼层 < 3", "楼层 >= 2", "出口数 < 2", "出口数 >= 1",
    "met('SCH-S-1')", "met('SCH-S-2')", *["not met('SCH-S-1')"] * 5,
    "at_least(1, met('SCH-S-1'), met('SCH-S-2'))", "count(met('SCH-S-1'), met('SCH-S-2'), 丙) >= 2",
    "count(met('SCH-S-1'), 丁) < 2",
)  # fmt: skip
PLAIN = tuple(one for one in ATOMS if "met" not in one)


def conditions(atoms: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Return conditions made of atoms."""
    several = st.lists(st.sampled_from(atoms), min_size=1, max_size=3)
    return st.builds(
        lambda many, word: f" {word} ".join(many), several, st.sampled_from(("and", "or"))
    )


@st.composite
def written(draw: st.DrawFn, number: int, old: Criterion | None = None) -> Criterion:
    """Return a criterion of a number, mostly one that fits what a plugin has of it."""
    is_element = f"SCH-S-{number}" in ELEMENTS
    effects = [Effect.ELEMENT] if is_element else [Effect.MAJOR, Effect.MAJOR, Effect.EXCLUSION]
    new = Effect.ELEMENT if is_element else Effect.MAJOR
    return clause(
        number,
        draw(conditions(PLAIN if is_element else ATOMS)),
        effect=draw(st.sampled_from([new, *effects])) if old is None else old.effect,
        completeness=FULL if old else draw(st.sampled_from((FULL, FULL, FULL, PARTIAL, MISSING))),
    )


@st.composite
def sectors(draw: st.DrawFn) -> tuple[Record, ...]:
    """Return the records of a plugin: two elements, and criteria of every kind."""
    rows = [draw(written(number)) for number in range(1, 6)]
    return (*FACTS, edition(completeness=PARTIAL), *rows)


@st.composite
def overlays(draw: st.DrawFn, records: tuple[Record, ...], numbers: tuple[int, ...]) -> Overlay:
    """Return an overlay about some criteria of a plugin and new ones; a few do not fit."""
    known = {one.code: one for one in records if isinstance(one, Criterion)}
    chosen = draw(st.lists(st.sampled_from(numbers), unique=True, min_size=1, max_size=3))
    rows = [draw(written(number, known.get(f"SCH-S-{number}"))) for number in chosen]
    spare = [
        code
        for code, one in known.items()
        if one.completeness is not FULL
        and int(code[-1]) in numbers
        and int(code[-1]) not in chosen
        and code not in ELEMENTS
    ]
    covers = draw(st.lists(st.sampled_from(spare), unique=True)) if spare else []
    degree = draw(st.sampled_from((None, None, None, FULL)))
    return overlay(*rows, covers=tuple(covers), completeness=degree)


@st.composite
def sectors_with(draw: st.DrawFn, *numbers: tuple[int, ...]) -> tuple[Any, ...]:
    """Return a plugin's records, and an overlay about each group of numbers."""
    records = draw(sectors())
    return records, *(draw(overlays(records, group)) for group in numbers)


def readable(records: tuple[Record, ...]) -> bool:
    """Tell whether every condition of a sector can be read: not all that is drawn can."""
    return not build_rulebook(records)[1]


VALUES: dict[str, st.SearchStrategy[Any]] = {
    **{name: st.booleans() for name in "甲乙丙丁"},
    "楼层": st.integers(1, 4),
    "出口数": st.integers(0, 3),
}
FACTS_KNOWN = st.fixed_dictionaries(VALUES) | st.fixed_dictionaries({}, optional=VALUES)
SLOWLY = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@SLOWLY
@given(sectors_with((1, 1, 1, 2, 3, 4, 5, 6, 7)), st.lists(FACTS_KNOWN, min_size=2, max_size=6))
def test_laying_an_overlay_never_turns_a_met_full_clause_into_one_not_met(
    world: tuple[tuple[Record, ...], Overlay], cases: list[dict[str, Any]]
) -> None:
    """A verdict of major that rests on several open clauses together may become suspected."""
    records, one = world
    assume(readable(records))
    placed, problems = check_overlay(one, records, (), sector="SCH", today=TODAY)
    assume(not problems)
    laid = lay(records, [evolve(placed, reference="office:41")]).records
    before, after = build_rulebook(records)[0], build_rulebook(laid)[0]

    for facts in cases:
        for rule in before.chapters[0].rules:
            if find(before, rule, facts).result is Result.MET:
                new = after.rule(rule.criterion.code)
                assert new is not None
                assert Result.MET is find(after, new, facts).result
        if judge(before, facts, on=DAY).outcome is Outcome.MAJOR:
            assert judge(after, facts, on=DAY).outcome in {Outcome.MAJOR, Outcome.SUSPECTED}


@SLOWLY
@given(sectors_with((1, 2, 3, 4, 5, 6, 7)))
def test_records_without_overlays_are_exactly_those_of_the_plugin(
    world: tuple[tuple[Record, ...], Overlay],
) -> None:
    """An overlay leaves nothing behind in the records it was laid over."""
    records, one = world
    before = tuple(map(evolve, records))
    placed, _ = check_overlay(one, records, (), sector="SCH", today=TODAY)
    lay_over(records, [evolve(placed, reference="office:41")])

    assert before == records == lay(records, []).records


@SLOWLY
@given(sectors_with((1, 3, 5, 7), (2, 4, 6)), FACTS_KNOWN)
def test_the_order_of_two_overlays_about_different_things_does_not_matter(
    world: tuple[tuple[Record, ...], Overlay, Overlay], facts: dict[str, Any]
) -> None:
    records, one, other = world
    assume(readable(records))
    first, wrong = check_overlay(one, records, (), sector="SCH", today=TODAY)
    second, amiss = check_overlay(other, records, (), sector="SCH", today=TODAY)
    assume(not wrong and not amiss)
    placed = [evolve(first, reference="office:41"), evolve(second, reference="office:42")]
    layout, reverse = lay(records, placed), lay(records, placed[::-1])
    assume(not layout.unused)

    assert layout.records == reverse.records
    assert verdict(layout.records, **facts) == verdict(reverse.records, **facts)
