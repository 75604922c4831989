"""Industry and trade: which edition applies, what the 2017 list can say, and what has changed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.model.plan import Target
from zhiben.rules import Court, Outcome, Result, build_rulebook, judge
from zhiben.spec import Completeness, Criterion, FactType, Standard
from zhiben_industrial.plugin import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_zhiben import Terminal
    from zhiben.spec import Fact, Item

RECORDS = catalog.standards()
BOOK, _ = build_rulebook(RECORDS, sector="IND")
OLD_CRITERIA = [one for one in RECORDS if isinstance(one, Criterion) and one.standard == "IND-2017"]
OLD, NEW = date(2022, 6, 30), date(2024, 6, 30)
DUST = {"专项": frozenset({"粉尘涉爆"})}
AMMONIA = {"专项": frozenset({"液氨制冷"}), "有快速冻结装置": True}
SPACE = {"专项": frozenset({"有限空间"}), "有中毒风险的有限空间": True}


def group(one: Criterion) -> str:
    """Return what a clause of the 2017 list is about, such as 粉尘 or 冶金."""
    return re.sub(r"\d+$", "", one.clause)


def results(facts: dict[str, Any], on: date) -> dict[str, Result]:
    """Return what becomes of every criterion on a day, no other regime being concerned."""
    found = judge(BOOK, {"另有规定的方面": "无", **facts}, on=on).findings
    return {one.criterion.code: one.result for one in found}


@pytest.mark.parametrize(
    ("day", "editions"),
    [
        (date(2017, 11, 29), []),
        (date(2017, 11, 30), ["IND-2017"]),
        (date(2023, 5, 14), ["IND-2017"]),
        (date(2023, 5, 15), ["IND-10"]),
        (date(2026, 11, 24), ["IND-10"]),
    ],
)
def test_the_edition_is_that_of_the_day_the_hazard_was_found(
    day: date, editions: list[str]
) -> None:
    found = judge(BOOK, {}, on=day)

    assert editions == [one.standard.code for one in found.editions]


def test_the_day_of_the_2017_list_is_presumed_and_its_end_is_not() -> None:
    (standard,) = (one for one in RECORDS if isinstance(one, Standard) and one.code == "IND-2017")

    assert standard.issued is standard.effective_from is standard.presumed_to is None
    assert date(2017, 11, 30) == standard.presumed_from
    assert date(2023, 5, 14) == standard.effective_to
    assert "凭记忆" in standard.note


def test_the_2017_list_has_59_items_14_special_and_45_of_industries() -> None:
    counts = Counter(map(group, OLD_CRITERIA))
    special = {name: counts.pop(name) for name in ("粉尘", "液氨", "有限空间")}
    (standard,) = (one for one in RECORDS if isinstance(one, Standard) and one.code == "IND-2017")

    assert {"粉尘": 10, "液氨": 2, "有限空间": 2} == special
    assert {
        "冶金": 11, "有色": 10, "建材": 6, "机械": 7, "轻工": 6, "纺织": 2, "烟草": 2, "商贸": 1,
    } == counts  # fmt: skip
    assert (14, 45, 59) == (sum(special.values()), counts.total(), standard.expected)
    assert Completeness.PARTIAL is standard.completeness


def test_of_the_2017_list_11_items_were_read_2_in_part_and_46_are_from_memory() -> None:
    marks = Counter((one.completeness.value, group(one)) for one in OLD_CRITERIA)
    from_memory = [one for one in OLD_CRITERIA if one.completeness is Completeness.TOPIC]

    assert (
        11 == marks[("full", "冶金")] == sum(n for (mark, _), n in marks.items() if mark == "full")
    )
    assert {"粉尘1", "粉尘2"} == {
        one.clause for one in OLD_CRITERIA if one.completeness is Completeness.PARTIAL
    }
    assert 46 == len(from_memory)
    assert {True} == {one.note.startswith("凭记忆，未核原件。") for one in from_memory}


def answers(fact: Fact) -> st.SearchStrategy[Any]:
    """Return values of a fact."""
    match fact.type:
        case FactType.BOOL:
            return st.booleans()
        case FactType.CHOICE:
            return st.sampled_from(fact.choices)
        case FactType.SET:
            return st.frozensets(st.sampled_from(fact.choices))
        case _:
            return st.sampled_from((1, 9, 10, 300))


COMPLETE_FACTS = st.fixed_dictionaries(
    {name: answers(fact) for name, fact in BOOK.facts.items() if name != "发现日期"}
)
COURT = Court(book=BOOK, on=OLD)


@given(COMPLETE_FACTS)
def test_what_was_not_read_in_full_is_suspected_at_most_and_nothing_is_ruled_out(
    facts: dict[str, Any],
) -> None:
    found = COURT.judge(facts)
    confirmed = {group(one.criterion) for one in found.findings if one.result is Result.MET}

    assert {"冶金"} >= confirmed
    assert (Outcome.MAJOR is found.outcome) == bool(confirmed)
    assert Outcome.NOT_MET is not found.outcome


def test_no_matter_is_sent_elsewhere_by_the_2017_list() -> None:
    facts = {"另有规定的方面": "消防", "工贸行业": "冶金", "炉窑槽罐带缺陷使用": True}

    assert Outcome.MAJOR is judge(BOOK, facts, on=OLD).outcome
    assert Outcome.UNDETERMINED is judge(BOOK, facts, on=NEW).outcome


@pytest.mark.parametrize(
    ("old", "new", "facts"),
    [
        (
            "液氨2",
            "12(二)",
            {**AMMONIA, "快速冻结装置设在单独作业间": False, "快速冻结作业间人数": 3},
        ),
        ("粉尘2", "11(二)", {**DUST, "不同类别粉尘共用除尘": True}),
        ("粉尘2", "11(二)", {**DUST, "不同建筑除尘共用或互联": True}),
        ("粉尘3", "11(三)", {**DUST, "除尘系统型式": "干式", "控爆措施": frozenset({"隔爆"})}),
        (
            "粉尘4",
            "11(四)",
            {
                **DUST,
                "粉尘类别": "铝镁等金属粉尘",
                "除尘压力方式": "正压",
                "有火花探测消除等防点燃措施": True,
            },
        ),
        (
            "粉尘9",
            "11(八)",
            {
                **DUST,
                "有砂光机风管": True,
                "砂光机风管有火花探测报警": True,
                "砂光机风管有火花探测消除": False,
            },
        ),
        (
            "烟草1",
            "10(一)",
            {
                "工贸行业": "烟草",
                "有熏蒸场所": True,
                "熏蒸前确认撤离": False,
                "熏蒸配有防毒面具": True,
            },
        ),
        (
            "冶金8",
            "4(六)",
            {
                "工贸行业": "冶金",
                "有煤气设施": True,
                "煤气区域值班室有一氧化碳报警": True,
                "煤气场所有一氧化碳报警": True,
                "一氧化碳报警接入24小时值守": False,
            },
        ),
        (
            "有限空间2",
            "13(二)",
            {
                **SPACE,
                "有有限空间作业": True,
                "落实有限空间作业审批": True,
                "先通风再检测后作业": True,
                "有限空间有监护人员": False,
            },
        ),
    ],
)
def test_what_the_decree_made_stricter_was_no_hazard_before(
    old: str, new: str, facts: dict[str, Any]
) -> None:
    assert results(facts, OLD)[f"IND-2017-{old}"] not in {Result.MET, Result.SUSPECTED}
    assert Result.MET is results(facts, NEW)[f"IND-{new}"]


@pytest.mark.parametrize(
    ("old", "new", "facts"),
    [
        (
            "机械7",
            "7(七)",
            {"工贸行业": "机械", "调漆喷漆用漆": "水性漆", "调漆喷漆处有可燃气体报警": False},
        ),
        (
            "轻工6",
            "8(六)",
            {
                "工贸行业": "轻工",
                "调漆喷漆用漆": "非水性漆",
                "调漆喷漆处电气防爆": False,
                "调漆喷漆处有可燃气体报警": True,
                "调漆喷漆处有通风": True,
            },
        ),
        (
            "有限空间1",
            "13(一)",
            {
                **SPACE,
                "已辨识有限空间": True,
                "已建有限空间台账": True,
                "有限空间有警示标志": False,
            },
        ),
        (
            "建材2",
            "6(二)",
            {
                "工贸行业": "建材",
                "清库外包给无资质承包方": True,
                "清库前分析风险": False,
                "人工清库": True,
                "落实清库防坠落坍塌措施": True,
            },
        ),
        (
            "粉尘10",
            "11(十)",
            {
                **DUST,
                "制定粉尘清扫制度": False,
                "积尘及时清理": False,
                "落实粉尘清理制度": False,
                "现场积尘严重": False,
            },
        ),
        (
            "粉尘1",
            "11(一)",
            {
                **DUST,
                "粉尘场所建筑结构": "框架结构",
                "与居民区等安全距离足够": False,
                "粉尘场所内人员聚集场所": frozenset(),
            },
        ),
    ],
)
def test_what_the_decree_made_narrower_was_suspected_before(
    old: str, new: str, facts: dict[str, Any]
) -> None:
    assert Result.SUSPECTED is results(facts, OLD)[f"IND-2017-{old}"]
    assert Result.NOT_MET is results(facts, NEW)[f"IND-{new}"]


@pytest.mark.parametrize(
    ("old", "facts"),
    [
        ("冶金2", {"用起重机吊运熔融金属": True, "吊运起重机符合冶金起重机要求": False}),
        ("冶金3", {"有熔融金属罐包盆": True, "罐体耳轴定期探伤": False}),
        ("冶金5", {"炉窑槽罐带缺陷使用": True}),
        ("冶金7", {"有煤气柜": True, "煤气柜在居民稠密区": True}),
    ],
)
def test_what_the_decree_dropped_is_major_only_before_it(old: str, facts: dict[str, Any]) -> None:
    metallurgy = {"工贸行业": "冶金", **facts}

    assert Result.MET is results(metallurgy, OLD)[f"IND-2017-{old}"]
    assert Result.MET not in results(metallurgy, NEW).values()


def test_commerce_lost_its_item() -> None:
    """Grain going in and out of stores; the decree has no article on commerce."""
    facts = {"工贸行业": "商贸", "有粮食进出仓作业": True, "粮食进出仓按标准步骤": False}

    assert Result.SUSPECTED is results(facts, OLD)["IND-2017-商贸1"]
    assert not {Result.MET, Result.SUSPECTED} & set(results(facts, NEW).values())


@pytest.mark.parametrize(
    ("people", "before", "now"),
    [(9, Result.UNKNOWN, Result.MET), (10, Result.SUSPECTED, Result.MET)],
)
def test_quick_freezing_without_a_room_of_its_own(people: int, before: Result, now: Result) -> None:
    facts = {**AMMONIA, "快速冻结装置设在单独作业间": False, "快速冻结作业间人数": people}

    assert before is results(facts, OLD)["IND-2017-液氨2"]
    assert now is results(facts, NEW)["IND-12(二)"]


@pytest.mark.parametrize(("people", "expected"), [(9, Result.NOT_MET), (10, Result.MET)])
def test_nine_people_may_work_at_quick_freezing(people: int, expected: Result) -> None:
    facts = {**AMMONIA, "快速冻结装置设在单独作业间": True, "快速冻结作业间人数": people}

    assert expected is results(facts, NEW)["IND-12(二)"]


# Checklist and figures.


def clauses_of(item: Item) -> Iterator[str]:
    """Yield the clauses of the decree that an item's basis names: 令10 5(六)(七)、7(四)."""
    for named in re.findall(r"令10 ([^；]+)", item.basis):
        for number, items in re.findall(r"(\d+)((?:\([一二三四五六七八九十]+\))*)", named):
            yield from (number + one for one in re.findall(r"\([^)]+\)", items) or [""])


def test_every_fact_of_the_clauses_an_item_checks_is_asked_for() -> None:
    """Which industry it is, and which special hazards there are, is asked once, at the start."""
    (checklist,) = catalog.checklists()
    at_the_start = set(checklist.items[0].facts)
    rules = {
        rule.criterion.clause: rule for one in BOOK.chapters for rule in (*one.guards, *one.rules)
    }
    missing = {
        (item.code, name)
        for item in checklist.items
        for clause in clauses_of(item)
        for name in rules[clause].possible.names
        if name not in {*item.facts, *at_the_start}
    }

    assert 20 == len(checklist.items)
    assert set() == missing


def test_items_without_facts_rest_on_the_plan_alone() -> None:
    (checklist,) = catalog.checklists()

    assert ["方案措施4", "方案措施23、17"] == [
        one.basis for one in checklist.items if not one.facts
    ]


def test_there_are_ten_figures_and_one_has_a_target() -> None:
    indicators = catalog.indicators()
    with_target = {one.code: (one.target, one.due) for one in indicators if one.target}

    assert [f"IND-I{number:02}" for number in range(1, 11)] == [one.code for one in indicators]
    assert {"IND-I02": (Target(value=100, unit="%"), date(2025, 12, 31))} == with_target


# Through the command line.


@pytest.mark.parametrize(
    ("day", "outcome", "clause"),
    [("2023-05-14", "suspected", "粉尘6"), ("2023-05-15", "major", "11(六)")],
)
def test_an_inspector_gets_the_clause_of_the_edition_of_the_day(
    zhiben: Terminal, monkeypatch: pytest.MonkeyPatch, *, day: str, outcome: str, clause: str
) -> None:
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "IND")
    facts = ("另有规定的方面=无", "专项=粉尘涉爆", "除尘系统型式=干式", "粉尘类别=木质粉尘")
    given = [word for fact in (*facts, "有锁气卸灰装置=否") for word in ("--fact", fact)]
    found = zhiben("judge", "--sector", "IND", "--on", day, *given, "--json").json()
    holding = [one for one in found["criteria"] if one["result"] in {"met", "suspected"}]

    assert outcome == found["verdict"]
    assert [clause] == [one["clause"] for one in holding]
