"""What one edition changed against another."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules.comparing import Pair, compare
from zhiben.spec import Completeness, Criterion

OLD, NEW = "SCH-旧", "SCH-新"


def criterion(edition: str, clause: str, title: str, **fields: Any) -> Criterion:
    """Return a clause of an edition."""
    code = f"{edition}-{clause}"
    return Criterion(code=code, standard=edition, clause=clause, title=title, **fields)


def codes(pairs: tuple[Pair, ...]) -> list[tuple[str, str]]:
    """Return the clauses of pairs."""
    return [(one.old.clause, one.new.clause) for one in pairs]


def test_a_clause_that_says_the_same_under_its_number_is_unchanged() -> None:
    found = compare(
        [criterion(OLD, "3", "安全出口少于两个")], [criterion(NEW, "3", "安全出口少于两个")]
    )

    assert [("3", "3")] == codes(found.unchanged)
    assert () == found.added + found.removed
    assert () == found.changed


def test_what_differs_is_told_field_by_field() -> None:
    old = criterion(OLD, "3", "安全出口少于两个", when="安全出口数 < 2")
    new = criterion(NEW, "4", "安全出口少于三个", completeness=Completeness.PARTIAL)

    (pair,) = compare([old], [new]).changed

    assert [
        ("clause", "3", "4"),
        ("title", "安全出口少于两个", "安全出口少于三个"),
        ("when", "安全出口数 < 2", None),
        ("completeness", "full", "partial"),
    ] == [(one.aspect, one.old, one.new) for one in pair.differences]


def test_clauses_are_paired_by_what_they_are_about_and_not_by_number_alone() -> None:
    """The newer edition has left out clause 3, and all later numbers have moved up."""
    old = [criterion(OLD, "3", "吊篮没有验收就使用"), criterion(OLD, "4", "脚手架没有设连墙件")]
    new = [criterion(NEW, "3", "脚手架没有设置连墙件")]

    found = compare(old, new)

    assert [("4", "3")] == codes(found.changed)
    assert ["3"] == [one.clause for one in found.removed]


def test_the_same_number_decides_between_clauses_about_the_same() -> None:
    old = [criterion(OLD, n, "基础承载力不满足设计要求") for n in ("6", "7")]
    new = [criterion(NEW, n, "基础承载力达不到设计要求") for n in ("7", "6")]

    assert [("7", "7"), ("6", "6")] == codes(compare(old, new).changed)


def test_the_same_facts_pair_clauses_that_are_worded_differently() -> None:
    old = criterion(OLD, "1", "出口不够", when="安全出口数 < 应设安全出口数")
    new = criterion(NEW, "9", "疏散条件低于标准要求的场所", when="应设安全出口数 > 安全出口数")

    assert [("1", "9")] == codes(compare([old], [new]).changed)


def test_clauses_about_different_things_are_added_and_removed_whatever_their_numbers() -> None:
    found = compare(
        [criterion(OLD, "3", "吊篮没有验收")], [criterion(NEW, "3", "井口动火手续缺失")]
    )

    assert ["吊篮没有验收"] == [one.title for one in found.removed]
    assert ["井口动火手续缺失"] == [one.title for one in found.added]


TITLES = st.lists(
    st.sampled_from(["安全出口", "吊篮没有验收", "消防电梯", "顶板没有支护", "安全出口不足"]),
    max_size=4,
)


@given(old=TITLES, new=TITLES)
def test_every_clause_is_told_of_once(old: list[str], new: list[str]) -> None:
    olds = [criterion(OLD, str(n), title) for n, title in enumerate(old)]
    news = [criterion(NEW, str(n), title) for n, title in enumerate(new)]

    found = compare(olds, news)

    pairs = (*found.changed, *found.unchanged)
    assert sorted(one.code for one in olds) == sorted(
        [*(one.code for one in found.removed), *(one.old.code for one in pairs)]
    )
    assert sorted(one.code for one in news) == sorted(
        [*(one.code for one in found.added), *(one.new.code for one in pairs)]
    )


@given(titles=TITLES)
def test_an_edition_is_the_same_as_itself(titles: list[str]) -> None:
    criteria = [criterion(OLD, str(n), title) for n, title in enumerate(titles)]

    assert len(titles) == len(compare(criteria, criteria).unchanged)
