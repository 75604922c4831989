"""Building and municipal works: the edition of 2024 in full, of 2022 in part, others by title."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules import Outcome, build_rulebook, judge
from zhiben.spec import Completeness, Criterion, Fact, FactType, Standard
from zhiben_construction.plugin import catalog
from zhiben_construction.works import derivations

if TYPE_CHECKING:
    from pytest_zhiben import Terminal
    from zhiben.rules import Finding, Verdict

RECORDS = catalog.standards()
BOOK, PROBLEMS = build_rulebook([*RECORDS, *derivations()], sector="CON")
CRITERIA = {one.code: one for one in RECORDS if isinstance(one, Criterion)}
STANDARDS = {one.code: one for one in RECORDS if isinstance(one, Standard)}
FACTS = {one.name: one for one in RECORDS if isinstance(one, Fact)}
MADE = {one.fact for one in derivations()}
OTHERS = sorted(STANDARDS.keys() - {"CON-2022", "CON-2024"})
FIRST_OF_2022, LAST_OF_2022 = date(2022, 4, 19), date(2024, 12, 12)
FIRST_OF_2024 = date(2024, 12, 13)
IN_2022, IN_2024 = date(2023, 8, 1), date(2025, 8, 1)
NUMERALS = "零一二三四五六七八九十"

BUILDING: dict[str, Any] = {"工程所属领域": "房屋建筑"}
ANSWERS: dict[str, Any] = {
    "分部分项工程": frozenset({"无"}),
    "边坡等级": "没有",
    "支架模板作业": "无",
    "升降脚手架防倾覆装置": "完好",
    "升降脚手架防坠落装置": "完好",
    "升降脚手架同步控制装置": "完好",
    "起重机械类型": "塔式起重机",
    "起重机械作业": "无",
    "主要受力构件缺陷": "无",
    "特殊作业环境": frozenset({"无"}),
    "大型机械类型": "无",
    "恶劣天气作业": "无",
    "禁限目录类别": "不在目录",
}
FLAWS = {
    "专项施工方案有严重缺陷",
    "基坑施工可能损害毗邻设施",
    "边坡施工可能损害毗邻设施",
    "基坑土方超挖",
    "边坡土方超挖",
    "侧壁大量漏水流土",
    "坑底管涌",
    "坑底突涌",
    "起重机械安全装置被拆除破坏",
    "连接螺栓销轴缺失或失效",
    "起重机械达到报废标准",
    "吊索具达到报废标准",
    "安装用支撑超设计承载力",
    "脚手架与结构之间上下贯通",
    "电梯井道上下贯通",
    "装修拆除承重结构",
    "作业面带水施工",
    "地下水控制失效",
    "涌水涌沙或局部坍塌",
    "支护扭曲变形或裂缝",
    "监测值超过控制值",
    "盾尾密封失效",
    "铰接部位渗漏",
    "隧道施工可能损害毗邻设施",
    "在轨道交通保护区内作业",
    "坑边有堆载",
    "用非载人设备吊运人员",
    "遇恶劣天气",
    "严重违反法律规章强制性标准",
}
"""The yes-or-no facts that are bad when they hold; the others are good."""
FLAWS_OF_2022 = {
    "受损毗邻设施属重要",
    "防坠安全器超检验有效期",
    "标准节螺栓缺失或失效",
    "隧道险情不断增大",
    "使用危害较大的工艺设备材料",
}
"""The same of those that only the edition of 2022 asks for."""


def good_site() -> dict[str, Any]:
    """Return a site where everything the edition of 2024 asks for is as it should be."""
    names = {name for one in BOOK.chapters for rule in one.rules for name in rule.possible.names}
    asked = [FACTS[name] for name in sorted(names - MADE)]
    bools = {
        one.name: one.name not in FLAWS | FLAWS_OF_2022
        for one in asked
        if one.type is FactType.BOOL
    }
    numbers = {one.name: 0 for one in asked if one.type in {FactType.INTEGER, FactType.NUMBER}}
    return {**numbers, **bools, **ANSWERS, **BUILDING}


def verdict(facts: dict[str, Any], *, on: date = IN_2024) -> Verdict:
    """Judge the facts of a building site."""
    return judge(BOOK, {**BUILDING, **facts}, on=on)


def finding(code: str, facts: dict[str, Any], *, on: date = IN_2024) -> Finding:
    """Return what becomes of one criterion."""
    found = verdict(facts, on=on).findings
    return next(one for one in found if one.criterion.code == code)


def editions(on: date) -> list[str]:
    """Return the codes of the editions that apply on a day."""
    return [one.standard.code for one in verdict({}, on=on).editions]


def judged(standard: str) -> list[Criterion]:
    """Return the criteria of an edition, without the one that says what it is for."""
    return [one for one in CRITERIA.values() if one.standard == standard and one.clause != "题名"]


def articles(standard: str) -> dict[int, int]:
    """Return how many criteria each article of an edition has."""
    return Counter(int(re.split(r"\D", one.clause)[0]) for one in judged(standard))


def test_the_catalog_can_be_judged_by() -> None:
    assert () == PROBLEMS


def test_the_edition_of_2024_has_53_criteria_all_read_in_full() -> None:
    counts = {4: 5, 5: 4, 6: 4, 7: 3, 8: 9, 9: 5, 10: 2, 11: 4, 12: 2, 13: 7, 14: 3, 15: 3}

    assert counts | {16: 1, 17: 1} == articles("CON-2024")
    assert 53 == len(judged("CON-2024")) == STANDARDS["CON-2024"].expected
    assert {Completeness.FULL} == {one.completeness for one in judged("CON-2024")}


def test_the_edition_of_2022_has_34_criteria_none_read_in_full() -> None:
    counts = {4: 4, 5: 4, 6: 3, 7: 5, 8: 7, 9: 3, 10: 1, 11: 2, 12: 1, 13: 2, 14: 1, 15: 1}
    partial = ["4(一)", "4(四)", "9(一)", "9(二)", "9(三)", "13(一)", "13(二)"]
    marks = {one.clause: one.completeness for one in judged("CON-2022")}

    assert counts == articles("CON-2022")
    assert partial == [clause for clause, mark in marks.items() if mark is Completeness.PARTIAL]
    assert {Completeness.PARTIAL, Completeness.TOPIC} == set(marks.values())


@pytest.mark.parametrize("standard", ["CON-2022", "CON-2024"])
def test_clauses_are_numbered_through_and_codes_are_made_of_them(standard: str) -> None:
    clauses = [one.clause for one in judged(standard)]
    numbered = [
        f"{article}({NUMERALS[item]})"
        for article, count in articles(standard).items()
        for item in range(1, count + 1)
    ]
    single = [clause for clause in clauses if "(" not in clause]

    assert [f"{standard}-{clause}" for clause in clauses] == [one.code for one in judged(standard)]
    assert [one for one in numbered if one.split("(")[0] not in single] == [
        clause for clause in clauses if clause not in single
    ]


@pytest.mark.parametrize("code", OTHERS)
def test_of_other_works_only_titles_are_known(code: str) -> None:
    listed = [one for one in CRITERIA.values() if one.standard == code]

    assert Completeness.MISSING is STANDARDS[code].completeness
    assert [(Completeness.MISSING, None)] == [(one.completeness, one.when) for one in listed]


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_standards_without_a_day_are_never_chosen(day: date) -> None:
    assert set(editions(day)) <= {"CON-2022", "CON-2024"}


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2022, 4, 18), []),
        (FIRST_OF_2022, ["CON-2022"]),
        (date(2024, 2, 23), ["CON-2022"]),
        (LAST_OF_2022, ["CON-2022"]),
        (FIRST_OF_2024, ["CON-2024"]),
        (date(2026, 11, 24), ["CON-2024"]),
    ],
)
def test_the_day_a_hazard_was_found_chooses_the_edition(day: date, codes: list[str]) -> None:
    assert codes == editions(day)


def test_before_2022_no_national_standard_answers() -> None:
    found = verdict({"有连墙件": False}, on=date(2022, 4, 18))

    assert Outcome.UNDETERMINED is found.outcome
    assert any("还没有版本施行，最早的一版自 2022-04-19 起" in note for note in found.notes)


def test_a_good_site_meets_no_clause_of_2024_and_is_open_under_2022() -> None:
    site = good_site()

    assert Outcome.NOT_MET is verdict(site).outcome
    assert Outcome.UNDETERMINED is verdict(site, on=IN_2022).outcome


@pytest.mark.parametrize("name", sorted(FLAWS))
def test_a_flaw_of_a_good_site_is_seen_before_its_remedy_is_known(name: str) -> None:
    """What could still make it a major hazard is asked for, unless it is one already."""
    asked = {name for one in derivations() for name in one.inputs}
    rules = [rule for one in BOOK.chapters for rule in one.rules if name in rule.possible.names]
    names = {fact for rule in rules for fact in rule.possible.names}
    opened = names | asked if names & MADE else names
    site = {fact: value for fact, value in good_site().items() if fact not in opened}

    assert Outcome.NOT_MET is not verdict(site | {name: True}).outcome


@pytest.mark.parametrize("field", ["公路水运", "水利", "铁路", "电力", "其他", "已竣工投用"])
@pytest.mark.parametrize("day", [IN_2022, IN_2024])
def test_other_works_and_finished_buildings_are_referred(field: str, day: date) -> None:
    found = judge(BOOK, {"工程所属领域": field, "有连墙件": False}, on=day)

    assert Outcome.UNDETERMINED is found.outcome
    assert any("另有规定，本标准不作结论" in note for note in found.notes)


def test_without_the_field_of_the_works_nothing_is_major() -> None:
    found = judge(BOOK, {"有连墙件": False}, on=IN_2024)

    assert Outcome.UNDETERMINED is found.outcome
    assert "工程所属领域" == found.missing[0]


def test_the_clause_for_everything_else_is_left_to_people() -> None:
    site = good_site() | {"严重违反法律规章强制性标准": True, "有群死群伤现实危险": True}

    assert Outcome.SUSPECTED is verdict(site).outcome


@pytest.mark.parametrize("code", [one.code for one in judged("CON-2022")])
def test_the_edition_of_2022_says_major_of_nothing(code: str) -> None:
    assert not BOOK.rule(code).can_confirm  # type: ignore[union-attr]  # the code is that of a rule


def test_a_cantilever_of_7_m_counts_under_2022_only() -> None:
    facts = {"升降脚手架悬臂高度": 7}

    assert "suspected" == finding("CON-2022-7(五)", facts, on=IN_2022).result
    assert Outcome.SUSPECTED is verdict(facts, on=IN_2022).outcome
    assert Outcome.NOT_MET is verdict(good_site() | facts).outcome


def test_a_gondola_used_before_acceptance_counts_under_2024_only() -> None:
    facts = {
        "分部分项工程": frozenset({"高处作业吊篮"}),
        "危大工程需验收": True,
        "危大工程验收合格": False,
        "已进入下道工序或投入使用": True,
    }
    found = verdict(facts, on=date(2023, 6, 12))

    assert "met" == finding("CON-2024-4(五)", facts, on=date(2025, 6, 12)).result
    assert Outcome.UNDETERMINED is found.outcome
    assert not [one for one in found.findings if one.result == "suspected"]


@pytest.mark.parametrize(
    ("facts", "before", "after"),
    [
        ({"坑底突涌": True, "坍塌预兆已及时处理": False}, None, "5(四)"),
        ({"边坡土方超挖": True, "超挖已有效处置": False}, None, "5(二)"),
        ({"边坡等级": "一级", "有第三方监测": False}, None, "5(三)"),
        ({"在资质范围内承揽": False}, None, "4(一)"),
        ({"安全管理人员应配人数": 3, "安全管理人员实配人数": 2}, None, "4(二)"),
        ({"吊篮安全锁有效": False}, None, "9(五)"),
        ({"起重机械在用": True, "吊索具达到报废标准": True}, None, "8(九)"),
        ({"有限空间已辨识": False, "有限空间有警示标志": False}, None, "11(一)"),
        ({"起重机械类型": "施工升降机", "防坠安全器超检验有效期": True}, "8(六)", None),
        ({"使用危害较大的工艺设备材料": True}, "14", None),
        (
            {"操作平台支点在稳定主体结构上": False, "操作平台可靠连接": False}, "9(三)", None,
        ),
        (
            {"卸料平台支点在稳定主体结构上": False, "卸料平台可靠连接": False}, None, "9(三)",
        ),
        (
            {"起重机械类型": "施工升降机", "垂直度符合规范": False}, "8(三)", "8(六)",
        ),
        (
            {"支护扭曲变形或裂缝": True, "隧道险情不断增大": False, "隧道险情已及时处置": False},
            None,
            "13(二)",
        ),
    ],
)  # fmt: skip
def test_what_counts_under_one_edition_only(
    facts: dict[str, Any], before: str | None, after: str | None
) -> None:
    hit = {
        day: [
            one.criterion.clause
            for one in verdict(facts, on=day).findings
            if one.result in {"met", "suspected"}
        ]
        for day in (LAST_OF_2022, FIRST_OF_2024)
    }

    assert [before] * (before is not None) == hit[LAST_OF_2022]
    assert [after] * (after is not None) == hit[FIRST_OF_2024]


def test_checklists_ask_for_what_their_clauses_judge_by() -> None:
    """A derived fact is asked for by what it is worked out from."""
    (checklist,) = catalog.checklists()
    asked = {name for item in checklist.items for name in item.facts}
    inputs = {name for one in derivations() for name in one.inputs} - MADE
    judged_by = {
        name
        for item in checklist.items
        for one in judged("CON-2024")
        if _names(item.basis, one.clause)
        for name in BOOK.rule(one.code).possible.names  # type: ignore[union-attr]  # it is a rule
    }

    assert 20 == len(checklist.items)
    assert judged_by - MADE <= asked
    assert inputs <= asked


def test_every_figure_of_the_sector_is_there() -> None:
    indicators = catalog.indicators()

    assert [f"CON-I{number:02}" for number in range(1, 11)] == [one.code for one in indicators]
    assert all(one.numerator and one.denominator for one in indicators if one.unit == "%")


def test_an_inspector_gets_the_clause_and_the_edition(
    zhiben: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "CON")
    facts = (
        "工程所属领域=房屋建筑",
        "分部分项工程=基坑工程",
        "基坑开挖深度=5米",
        "已组织专家论证=否",
    )
    given_facts = [word for one in facts for word in ("--fact", one)]
    result = zhiben("judge", "--sector", "CON", "--on", "2025-06-12", *given_facts, "--json")
    case = result.json()

    assert "major" == case["verdict"]
    assert ["4(四)"] == [one["clause"] for one in case["criteria"] if one["result"] == "met"]
    assert ["建质规〔2024〕5号"] == [one["document_number"] for one in case["standards"]]


def _names(basis: str, clause: str) -> bool:
    """Tell whether the basis of an item names a clause, by itself or by its article."""
    article, _, item = clause.partition("(")
    numeral = NUMERALS[int(article)] if int(article) <= 10 else "十" + NUMERALS[int(article) - 10]
    listed = re.search(rf"(?<!\d){article}((?:\([一-十]\))+)", basis)
    return f"第{numeral}条" in basis or (listed is not None and f"({item}" in listed[1])
