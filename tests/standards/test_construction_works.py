"""危大 and 超危大 works by the thresholds of 建办质〔2018〕31号, however much of them is known."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules import build_rulebook, judge
from zhiben.rules.deriving import derive
from zhiben.spec import Fact, FactType
from zhiben_construction.plugin import catalog
from zhiben_construction.works import (
    CATEGORY,
    DANGEROUS,
    EXTREME,
    LEVELS,
    ORDINARY,
    WORKS,
    Row,
    derivations,
    rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

RECORDS = catalog.standards()
FACTS = {one.name: one for one in RECORDS if isinstance(one, Fact)}
BOOK, _ = build_rulebook([*RECORDS, *derivations()], sector="CON")
ROWS = {row.work: row for row in rows()}
READ = [
    row for row in rows() if {one.mark for one in row.limits_from(DANGEROUS)} <= {"R", "R-部分"}
]
IS_DANGEROUS, IS_EXTREME = "属危大工程", "属超危大工程"
CALM_PIT = {"基坑环境复杂": False, "基坑影响毗邻建构筑物": False}
SMALL_FORMWORK = {
    "模板支撑搭设高度": 0,
    "模板支撑搭设跨度": 0,
    "模板施工总荷载设计值": 0,
    "模板集中线荷载设计值": 0,
    "模板支撑高窄独立": False,
}


def derived(works: str | set[str] | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return all facts with those worked out for these works."""
    known = {WORKS: frozenset({works} if isinstance(works, str) else works)} if works else {}
    return derive(BOOK.derivations, dict.fromkeys(BOOK.facts) | known | {**facts}, BOOK.facts).facts


def category(works: str | set[str] | None, facts: Mapping[str, Any]) -> Any:  # noqa: ANN401 - or None
    """Return the category of works."""
    return derived(works, facts)[CATEGORY]


def inputs_of(row: Row) -> list[str]:
    """Return the facts the conditions of a kind of work ask for."""
    return list(dict.fromkeys(one.fact for one in row.limits_from(DANGEROUS) if one.fact))


def values_of(row: Row, name: str) -> list[Any]:
    """Return values of a fact on both sides of each of its thresholds, and at it."""
    if FACTS[name].type is FactType.BOOL:
        return [False, True]
    limits = [one.least for one in row.limits_from(DANGEROUS) if one.fact == name and one.least]
    return [Decimal(0), *(one + step for one in limits for step in (Decimal("-0.01"), Decimal(0)))]


def completions(row: Row) -> Iterator[dict[str, Any]]:
    """Yield every combination of values of the facts of a kind of work."""
    names = inputs_of(row)
    for chosen in product(*(values_of(row, name) for name in names)):
        yield dict(zip(names, chosen, strict=True))


@st.composite
def partly_known(draw: st.DrawFn) -> tuple[set[str], dict[str, Any], dict[str, Any]]:
    """Return some works, what is known of them, and how that may be completed."""
    works = draw(st.sets(st.sampled_from(sorted(ROWS)), max_size=4))
    full = {
        name: draw(st.sampled_from(values_of(row, name)))
        for row in ROWS.values()
        for name in inputs_of(row)
    }
    known = draw(st.sets(st.sampled_from(sorted(full))))
    return works | {"无"}, {name: full[name] for name in known}, full


def test_every_row_of_the_notice_is_there() -> None:
    choices = set(FACTS[WORKS].choices)

    assert {f"W{number}" for number in range(1, 23)} == {row.number for row in rows()}
    assert choices == {*ROWS, "无"}


def test_what_was_not_read_is_known_by_its_mark() -> None:
    unread = [
        (row.number, grade.level)
        for row in rows()
        for grade in row.grades
        for one in grade.limits
        if one.mark not in {"R", "R-部分"}
    ]

    assert [
        ("W17", "危大"),
        ("W17", "危大"),
        ("W18", "危大"),
        ("W19", "危大"),
        ("W20", "危大"),
        ("W22", "危大"),
        ("W22", "超危大"),
    ] == unread


@pytest.mark.parametrize(
    ("works", "facts", "expected"),
    [
        ("基坑工程", {"基坑开挖深度": "2.99", **CALM_PIT}, ORDINARY),
        ("基坑工程", {"基坑开挖深度": "2.99"}, None),
        ("基坑工程", {"基坑开挖深度": "3.00"}, DANGEROUS),
        ("基坑工程", {"基坑开挖深度": "2.5", "基坑影响毗邻建构筑物": True}, DANGEROUS),
        ("基坑工程", {"基坑开挖深度": "4.99", "基坑影响毗邻建构筑物": True}, DANGEROUS),
        ("基坑工程", {"基坑开挖深度": "5.00"}, EXTREME),
        (
            "混凝土模板支撑",
            {
                "模板支撑搭设高度": "7.99",
                "模板支撑搭设跨度": "17.9",
                "模板施工总荷载设计值": "14.9",
                "模板集中线荷载设计值": "19.9",
            },
            DANGEROUS,
        ),
        ("混凝土模板支撑", {"模板支撑搭设高度": "8.0"}, EXTREME),
        ("混凝土模板支撑", SMALL_FORMWORK, ORDINARY),
        ("混凝土模板支撑", SMALL_FORMWORK | {"模板支撑高窄独立": True}, DANGEROUS),
        ("落地式钢管脚手架", {"落地脚手架搭设高度": "23.9"}, ORDINARY),
        ("落地式钢管脚手架", {"落地脚手架搭设高度": "24.0"}, DANGEROUS),
        ("落地式钢管脚手架", {"落地脚手架搭设高度": "49.9"}, DANGEROUS),
        ("落地式钢管脚手架", {"落地脚手架搭设高度": "50.0"}, EXTREME),
        ("悬挑式脚手架", {"悬挑脚手架分段高度": "19.9"}, DANGEROUS),
        ("悬挑式脚手架", {"悬挑脚手架分段高度": "20.0"}, EXTREME),
        ("附着式升降脚手架", {"升降脚手架提升高度": "149"}, DANGEROUS),
        ("附着式升降脚手架", {"升降脚手架提升高度": "150"}, EXTREME),
        ("人工挖孔桩", {"人工挖孔桩深度": "16.0"}, EXTREME),
        ("承重支撑体系", {"承重支撑单点荷载": "6.9"}, DANGEROUS),
        ("承重支撑体系", {"承重支撑单点荷载": "7.0"}, EXTREME),
        ("暗挖工程", {}, EXTREME),
        ("建筑幕墙安装", {"幕墙施工高度": "30"}, DANGEROUS),
        ("建筑幕墙安装", {"幕墙施工高度": "50"}, EXTREME),
        ("工具式模板", {}, EXTREME),
        ("水下作业", {}, EXTREME),
        ("高处作业吊篮", {}, DANGEROUS),
        ("非常规起重吊装", {"非常规单件起吊重量": "9.9"}, ORDINARY),
        ("非常规起重吊装", {"非常规单件起吊重量": "10"}, DANGEROUS),
        ("非常规起重吊装", {"非常规单件起吊重量": "100"}, EXTREME),
        ("起重机械安装拆卸", {"起重机械搭设基础标高": "200"}, EXTREME),
        ("钢结构安装", {"钢结构跨度": "36"}, EXTREME),
        ("网架索膜安装", {"网架索膜跨度": "60"}, EXTREME),
        ("大型结构整体移位", {"整体移位结构重量": "999"}, ORDINARY),
        ("大型结构整体移位", {"整体移位结构重量": "1000"}, EXTREME),
        (
            "拆除工程",
            {"拆除特殊建构筑物": True, "拆除影响周边安全": False},
            EXTREME,
        ),
        ("无", {"基坑开挖深度": "9"}, ORDINARY),
        (None, {"基坑开挖深度": "9"}, None),
        (None, {"基坑属危大": True}, None),
        (None, {"基坑属超危大": True}, EXTREME),
    ],
)
def test_thresholds(works: str | None, facts: dict[str, Any], expected: str | None) -> None:
    exact = {
        name: Decimal(value) if isinstance(value, str) else value for name, value in facts.items()
    }

    assert expected == category(works, exact)


def test_the_worked_example_of_formwork_loads_is_dangerous_but_not_extreme() -> None:
    """The loads are design values: 1.3 for dead loads, 1.5 times 0.9 for the live load."""
    dead, live = Decimal("1.3"), Decimal("1.5") * Decimal("0.9") * Decimal("2.5")
    floor = dead * (Decimal("0.9") + Decimal("25.1") * Decimal("0.16")) + live
    beam = Decimal("0.35") * (dead * (Decimal("0.9") + Decimal("25.5") * Decimal("0.6")) + live)
    facts = {
        "模板支撑搭设高度": 3,
        "模板支撑搭设跨度": 16,
        "模板施工总荷载设计值": floor,
        "模板集中线荷载设计值": beam,
    }

    assert (Decimal("9.766"), Decimal("8.552")) == (round(floor, 3), round(beam, 3))
    assert DANGEROUS == category("混凝土模板支撑", facts)
    assert category("混凝土模板支撑", facts | {"模板支撑搭设跨度": 9}) is None
    assert ORDINARY == category(
        "混凝土模板支撑", facts | {"模板支撑搭设跨度": 9, "模板支撑高窄独立": False}
    )


@pytest.mark.parametrize(
    ("works", "facts"),
    [
        ("人工挖孔桩", {"人工挖孔桩深度": Decimal("15.9")}),
        ("装配式混凝土构件安装", {}),
        ("无标准的四新技术", {}),
        ("钢结构安装", {"钢结构跨度": 20}),
    ],
)
def test_a_row_that_was_not_read_settles_nothing_by_itself(
    works: str, facts: dict[str, Any]
) -> None:
    """The digest's vector of 15.9 m (危大) rests on memory: a person has to look it up."""
    found = derived(works, facts)
    unplanned = {
        **facts,
        "工程所属领域": "房屋建筑",
        WORKS: frozenset({works}),
        "有专项施工方案": False,
    }

    assert (None, None) == (found[CATEGORY], found[IS_DANGEROUS])
    assert "unknown" == result("CON-2024-4(四)", unplanned)
    assert "met" == result("CON-2024-4(四)", unplanned | {CATEGORY: DANGEROUS})


def test_a_category_a_person_put_down_decides() -> None:
    found = derived("基坑工程", {"基坑开挖深度": 2, CATEGORY: EXTREME})

    assert (EXTREME, True, True) == (found[CATEGORY], found[IS_DANGEROUS], found[IS_EXTREME])


def test_works_are_certainly_dangerous_before_it_is_known_how_large_they_are() -> None:
    facts = {
        "工程所属领域": "房屋建筑",
        WORKS: frozenset({"附着式升降脚手架"}),
        "有专项施工方案": False,
    }

    assert category("附着式升降脚手架", {}) is None
    assert "met" == result("CON-2024-4(四)", facts)


def test_only_the_works_there_are_are_asked_about() -> None:
    facts = {
        "工程所属领域": "房屋建筑",
        WORKS: frozenset({"基坑工程"}),
        "有专项施工方案": True,
        "专项施工方案已审核": True,
        "专项施工方案有严重缺陷": False,
    }
    found = judge(BOOK, facts, on=_day()).findings
    missing = next(one.missing for one in found if one.criterion.code == "CON-2024-4(四)")

    assert {*inputs_of(ROWS["基坑工程"]), "已组织专家论证"} == set(missing)


@pytest.mark.parametrize("row", READ, ids=lambda row: row.work)
def test_growing_never_lowers_the_category(row: Row) -> None:
    base = {name: values_of(row, name)[0] for name in inputs_of(row)}

    for name in base:
        found = [category(row.work, base | {name: one}) for one in values_of(row, name)]

        assert sorted(found, key=LEVELS.index) == found


@given(partly_known())
def test_what_is_settled_holds_however_the_rest_turns_out(
    case: tuple[set[str], dict[str, Any], dict[str, Any]],
) -> None:
    works, known, full = case
    before, after = derived(works, known), derived(works, full)

    for name in (CATEGORY, IS_DANGEROUS, IS_EXTREME):
        assert before[name] in {None, after[name]}


@given(partly_known())
def test_the_works_are_of_the_highest_level_of_each(
    case: tuple[set[str], dict[str, Any], dict[str, Any]],
) -> None:
    works, _, full = case
    single = [category(one, full) for one in works]
    highest = max((one for one in single if one), key=LEVELS.index)

    assert category(works, full) in {highest, None}
    assert (EXTREME in single) is (category(works, full) == EXTREME)


@pytest.mark.parametrize("row", READ, ids=lambda row: row.work)
def test_open_means_that_two_completions_differ(row: Row) -> None:
    """With one fact left out, of works whose rows were read."""
    for facts, name in product(completions(row), inputs_of(row)):
        known = {other: value for other, value in facts.items() if other != name}
        found = {category(row.work, known | {name: one}) for one in values_of(row, name)}

        assert (found.pop() if len(found) == 1 else None) == category(row.work, known)


def result(code: str, facts: dict[str, Any]) -> str:
    """Return what becomes of one criterion."""
    found = judge(BOOK, facts, on=_day()).findings
    return next(one.result.value for one in found if one.criterion.code == code)


def _day() -> date:
    """Return a day on which the edition of 2024 is in force."""
    first = BOOK.chapter("CON-2024").standard.effective_from  # type: ignore[union-attr]  # it is there
    assert first is not None
    return first
