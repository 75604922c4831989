"""What is looked for in free words, and what criteria are found by."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules.searching import (
    LONGEST,
    Paper,
    common_groups,
    indexed,
    matched,
    meanings_of,
    papers_of,
    stand_ins,
    terms_of,
)
from zhiben.spec import Completeness, Synonyms
from zhiben.testing.rulebooks import FACTS, clause, edition

HYDRANTS = ("消火栓", "消防栓")


def paper(title: str, **fields: Any) -> Paper:
    """Return a criterion as it is looked through."""
    (found,) = papers_of(
        "SCH", [edition(), *FACTS, clause(1, fields.pop("when", None), title=title, **fields)]
    )
    return found


def looked_for(query: str, **meanings: tuple[str, ...]) -> set[str]:
    """Return what is looked for, the letters that only begin a word with a star."""
    return {one.text + "*" * one.is_start for one in terms_of(query, meanings)}


def test_a_criterion_is_looked_through_with_its_facts_and_notes() -> None:
    found = paper("安全出口不足", when="出口数 < 2", interpretation="解读。", note="说明。")

    assert ("安全出口不足", "出口数\n几个?", "解读。说明。") == found.parts
    assert "出口数" in found.text


def test_a_criterion_of_an_unlisted_standard_is_left_out() -> None:
    assert () == papers_of("SCH", [edition("SCH-别"), clause(1, None)])


def test_texts_are_found_by_pairs_of_letters_and_the_last_letter_of_each_run() -> None:
    assert ("锁气 气卸 卸灰 灰", "", "") == indexed(paper("没有锁气卸灰"), {})


def test_words_of_other_letters_stay_whole() -> None:
    assert ("gb 37.5 ups 电源 源", "", "") == indexed(paper("GB 37.5，ＵＰＳ电源"), {})


def test_each_letter_is_looked_for_as_the_start_of_a_pair() -> None:
    assert {"锁气", "气阀", "锁*", "气*", "阀*"} == looked_for("没有锁气阀")


def test_a_letter_alone_is_looked_for_too() -> None:
    assert {"门*"} == looked_for("没有门")


def test_a_pair_and_a_meaning_count_twice_as_much_as_a_letter() -> None:
    terms = terms_of("软管 LNG", {"zhiben1": ("软管",)})

    assert {"软管": 2, "软": 1, "管": 1, "lng": 2, "zhiben1": 2} == {
        one.text: one.times for one in terms
    }


@pytest.mark.parametrize("query", ["", "没有", "未", "。，！", "的了不", "…"])
def test_a_query_without_a_telling_word_looks_for_nothing(query: str) -> None:
    assert () == terms_of(query, {"zhiben1": ("示例",)})


def test_having_no_is_passed_over_on_both_sides() -> None:
    """So that a clause about 没有 is not found by that alone."""
    assert looked_for("没有未设泄爆") == looked_for("设泄爆")


def test_a_confined_space_keeps_its_first_letter() -> None:
    assert "有限" in looked_for("有限空间")


def test_words_that_mean_the_same_share_a_key() -> None:
    meanings = meanings_of("消防栓没水", "SCH", [Synonyms(words=HYDRANTS)], common=())

    assert {"sch0": HYDRANTS} == meanings
    assert "sch0" in looked_for("消防栓没水", **meanings)
    assert "sch0" in indexed(paper("室内消火栓不能使用"), meanings)[0].split()
    assert "sch0" not in indexed(paper("消防水源"), meanings)[0].split()


def test_meanings_the_query_does_not_touch_are_left_out() -> None:
    assert {} == meanings_of("喷淋", "SCH", [Synonyms(words=HYDRANTS)], common=(("甲", "乙"),))


def test_common_words_and_a_sectors_own_are_kept_apart() -> None:
    meanings = meanings_of("甲消火栓", "SCH", [Synonyms(words=HYDRANTS)], common=(("甲", "乙"),))

    assert {"zhiben0": ("甲", "乙"), "sch0": HYDRANTS} == meanings


def test_a_common_group_has_several_different_words() -> None:
    groups = common_groups()

    assert ("五落实", "五到位") in groups
    assert [] == [one for one in groups if len(set(one)) < 2 or len(set(one)) != len(one)]
    assert [] == [word for one in groups for word in one if word != word.strip()]


def test_the_words_of_a_query_that_a_criterion_has_are_told_in_their_order() -> None:
    found = paper("木质粉尘干式除尘系统没有锁气卸灰装置")

    assert ("除尘系统", "锁气卸灰装置") == matched("除尘系统没有锁气卸灰装置", found, {})


def test_single_letters_of_a_word_speak_for_nothing() -> None:
    assert () == matched("门坏", paper("部门没有报告"), {})


def test_a_word_of_one_letter_speaks_for_itself() -> None:
    assert ("门",) == matched("没有门", paper("电梯井口没有防护门"), {})
    assert () == matched("没有门", paper("顶板没有支护"), {})


def test_a_word_found_by_another_that_means_the_same_is_told_as_the_criterion_has_it() -> None:
    meanings = {"sch0": HYDRANTS}

    assert ("消火栓",) == matched("消防栓", paper("室内消火栓不能使用"), meanings)
    assert ("消防",) == matched("消防栓", paper("消防水源"), meanings)


def test_a_word_within_a_longer_one_is_not_told_again() -> None:
    found = paper("室内消火栓不能使用")

    assert ("室内消火栓",) == matched("室内消火栓", found, {"sch0": HYDRANTS})


@given(query=st.text(), title=st.text())
def test_whatever_is_told_stands_in_the_criterion(query: str, title: str) -> None:
    found = paper(title)

    assert [] == [word for word in matched(query, found, {}) if word not in found.text]


@given(query=st.text(alphabet="安全出口不足没有 AB1。", max_size=3 * LONGEST))
def test_long_and_strange_queries_look_for_each_thing_once(query: str) -> None:
    terms = terms_of(query, ())

    assert len(set(terms)) == len(terms) <= 2 * LONGEST
    assert [] == [one for one in terms if not one.text]


def test_an_edition_of_which_nothing_is_loaded_is_stood_in_for_by_the_one_it_replaced() -> None:
    first = edition("SCH-1", effective_to=date(2024, 12, 31))
    second = edition(
        "SCH-2",
        effective_from=date(2025, 1, 1),
        supersedes=("SCH-1",),
        completeness=Completeness.MISSING,
    )

    assert (first,) == stand_ins([first, second], date(2025, 6, 1))
    assert () == stand_ins([first, second], date(2024, 6, 1))


def test_an_edition_that_is_loaded_in_part_needs_no_stand_in() -> None:
    first = edition("SCH-1", effective_to=date(2024, 12, 31))
    second = edition("SCH-2", supersedes=("SCH-1",), completeness=Completeness.PARTIAL)

    assert () == stand_ins([first, second], date(2025, 6, 1))
