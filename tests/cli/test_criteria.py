"""The clauses hazards are judged by: listed, shown, compared, found, and audited."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from jsonschema import Draft202012Validator

from zhiben.cli.exits import CLEAN, PLUGIN, USAGE
from zhiben.testing.installing import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_zhiben import Result, Terminal

SCHEMAS: Final = Path(__file__).parents[2] / "docs" / "reference" / "json"
PLUGIN_PY: Final = '''\
"""示例。"""

from zhiben.spec import Catalog, Derivation, hookimpl

catalog = Catalog("zhiben_{name}")


@hookimpl
def zhiben_sector():
    return catalog.sector()


@hookimpl
def zhiben_sources():
    return catalog.sources()


@hookimpl
def zhiben_standards():
    return catalog.standards()


def occupied(**facts):
    return None


@hookimpl
def zhiben_derivations():
    if "{name}" == "sch":
        yield Derivation(
            fact="每层人数", inputs=("人数", "层数"), function=occupied, source="示例通知"
        )
'''
SECTOR: Final = """\
[sector]
code = "{code}"
title = "示例{code}"
api = 1
summary = "示例"
fields = ["示例"]
"""
SOURCES: Final = """\
[[sources]]
key = "示例通知"
title = "关于示例的通知"
document_number = "示例〔2024〕1号"
url = "https://example.org/1"

[[sources]]
key = "示例解读"
title = "示例的解读"
"""
SCHOOL: Final = """\
[[standards]]
code = "SCH-2022"
title = "示例校园判定标准"
document_number = "示例〔2022〕1号"
issuer = "示例部门"
issued = 2022-01-01
effective_from = 2022-01-01
effective_to = 2023-12-31

[[standards]]
code = "SCH-2024"
title = "示例校园判定标准"
document_number = "示例〔2024〕1号"
issuer = "示例部门"
issued = 2024-01-01
presumed_from = 2024-01-01
supersedes = ["SCH-2022"]
completeness = "partial"
expected = 5
sources = ["示例通知"]
note = "示例：只录了一部分。"

[[criteria]]
code = "SCH-2022-1"
standard = "SCH-2022"
clause = "1"
title = "安全出口少于两个"
when = "安全出口数 < 2"

[[criteria]]
code = "SCH-2022-2"
standard = "SCH-2022"
clause = "2"
title = "室内消火栓不能使用"
when = "not 消火栓能用"

[[criteria]]
code = "SCH-2022-3"
standard = "SCH-2022"
clause = "3"
title = "食堂没有办理登记"

[[criteria]]
code = "SCH-2024-1"
standard = "SCH-2024"
clause = "1"
title = "不应判定：已经停用"
when = "已停用"
effect = "exclusion"

[[criteria]]
code = "SCH-2024-2"
standard = "SCH-2024"
clause = "2"
title = "安全出口少于三个"
when = "安全出口数 < 3"
completeness = "partial"
interpretation = "示例解读：常闭的门不算。"
note = "示例说明。"
sources = ["示例解读", "示例通知"]

[[criteria]]
code = "SCH-2024-3"
standard = "SCH-2024"
clause = "3"
title = "室内消火栓不能使用"
when = "not 消火栓能用"
effect = "element"

[[criteria]]
code = "SCH-2024-4"
standard = "SCH-2024"
clause = "4"
title = "三楼以上人员密集，并有综合判定要素"
when = "每层人数 > 100 and at_least(1, met('SCH-2024-3'))"

[[criteria]]
code = "SCH-2024-5"
standard = "SCH-2024"
clause = "5"
title = "其余条款，待录入"
completeness = "missing"
manual = true

[[criteria]]
code = "SCH-2024-6"
standard = "SCH-2024"
clause = "6"
title = "校车另有规定"
when = "是校车"
effect = "referral"
regime = "示例交通规定"

[[facts]]
name = "安全出口数"
type = "integer"
question = "这栋楼有几个能用的安全出口？"
unit = "个"
least = 0

[[facts]]
name = "消火栓能用"
type = "bool"
question = "打开后是否出水？"

[[facts]]
name = "已停用"
type = "bool"
question = "是否已经停用？"

[[facts]]
name = "是校车"
type = "bool"
question = "是不是校车？"

[[facts]]
name = "每层人数"
type = "number"
question = "每层有多少人？"

[[facts]]
name = "人数"
type = "integer"
question = "一共多少人？"

[[facts]]
name = "层数"
type = "integer"
question = "一共几层？"

[[synonyms]]
words = ["人员密集", "挤满了人"]
"""
LIBRARY: Final = """\
[[standards]]
code = "LIB-1"
title = "示例图书馆判定标准"
document_number = "示例〔2020〕8号"
issuer = "示例部门"
effective_from = 2020-01-01
effective_to = 2025-12-31

[[standards]]
code = "LIB-2"
title = "示例图书馆判定规则"
document_number = "示例〔2026〕8号"
issuer = "示例部门"
effective_from = 2026-01-01
supersedes = ["LIB-1"]
completeness = "missing"

[[standards]]
code = "LIB-3"
title = "示例图书馆指南"
document_number = "示例〔2026〕8号"
issuer = "示例部门"
completeness = "missing"

[[criteria]]
code = "LIB-1-1"
standard = "LIB-1"
clause = "1"
title = "书库没有安全出口"
"""


@pytest.fixture
def sectors(
    zhiben: Terminal, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """Two installed sectors, a school and a library; there is no workspace."""
    del zhiben
    site = Site(tmp_path_factory.mktemp("site"))
    monkeypatch.syspath_prepend(site.folder)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "SCH,LIB")
    for code, standards in (("SCH", SCHOOL), ("LIB", LIBRARY)):
        site.install(
            code,
            {
                "plugin.py": PLUGIN_PY.replace("{name}", code.lower()),
                "catalog/sector.toml": SECTOR.format(code=code),
                "catalog/sources.toml": SOURCES,
                "catalog/standards.toml": standards,
            },
        )
    yield site
    site.close()


@pytest.fixture
def criteria(zhiben: Terminal, sectors: Site) -> Terminal:
    """The command line of someone who has the two sectors."""
    del sectors
    return zhiben


def answer(zhiben: Terminal, *words: object) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON of ``zhiben criteria``, once it has its documented shape."""
    result: Result = zhiben("criteria", *words, "--json")
    schema = json.loads((SCHEMAS / f"criteria-{words[0]}.schema.json").read_text("utf-8"))
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    assert CLEAN == result.code, result.err
    assert [] == [error.message for error in validator.iter_errors(result.json())]
    return result.json()


def codes(listed: Any) -> list[str]:  # noqa: ANN401 - JSON
    """Return the codes of criteria."""
    return [one["code"] for one in listed["criteria"]]


# list


def test_every_edition_is_listed_in_order(criteria: Terminal) -> None:
    listed = answer(criteria, "list", "--sector", "sch")

    assert ["SCH-2022-1", "SCH-2022-2", "SCH-2022-3"] == codes(listed)[:3]
    assert 9 == len(listed["criteria"])


def test_only_the_edition_of_a_day_is_listed(criteria: Terminal) -> None:
    assert 3 == len(codes(answer(criteria, "list", "--sector", "SCH", "--on", "2023-12-31")))
    assert 6 == len(codes(answer(criteria, "list", "--sector", "SCH", "--on", "2024-01-01")))
    assert [] == codes(answer(criteria, "list", "--on", "2019-01-01"))


@pytest.mark.parametrize(
    "name", ["lib-1", "示例〔2020〕8号", "示例[2020]8号", " 示例〔２０２０〕8号"]
)
def test_a_standard_is_named_by_code_or_number(criteria: Terminal, name: str) -> None:
    assert ["LIB-1-1"] == codes(answer(criteria, "list", "--standard", name))


def test_an_unknown_standard_offers_the_nearest(criteria: Terminal) -> None:
    result = criteria("criteria", "list", "--standard", "SCH-2023")

    assert USAGE == result.code
    assert "没有叫“SCH-2023”的标准，是不是“SCH-202" in result.err


def test_a_number_several_standards_have_is_not_guessed(criteria: Terminal) -> None:
    result = criteria("criteria", "list", "--standard", "示例〔2026〕8号")

    assert USAGE == result.code
    assert "LIB-2、LIB-3" in result.err


def test_an_unknown_sector_offers_the_nearest(criteria: Terminal) -> None:
    result = criteria("criteria", "list", "--sector", "SHC")

    assert USAGE == result.code
    assert "是不是“SCH”？" in result.err


def test_the_table_tells_what_each_clause_means(criteria: Terminal) -> None:
    result = criteria("criteria", "list", "--standard", "SCH-2024")

    assert CLEAN == result.code
    assert "不应判定" in result.out
    assert "判为重大（由人判断）" in result.out
    assert "共 6 条。" in result.out


def test_without_plugins_there_are_no_clauses(zhiben: Terminal) -> None:
    result = zhiben("criteria", "list")

    assert (CLEAN, True) == (result.code, "（无）" in result.out)
    assert "没有在运行的行业插件" in result.err


def test_a_broken_sector_is_told_and_keeps_no_other_away(criteria: Terminal, sectors: Site) -> None:
    (sectors.folder / "zhiben_lib" / "catalog" / "standards.toml").write_text("坏", "utf-8")

    result = criteria("criteria", "list", "--json")

    assert PLUGIN == result.code
    assert 9 == len(result.json()["criteria"])
    assert "LIB" in result.err


# show


def test_everything_of_a_criterion_is_shown(criteria: Terminal) -> None:
    out = criteria("criteria", "show", "SCH-2024-2").out

    for text in (
        "SCH-2024-2  2  安全出口少于三个",
        "示例校园判定标准（示例〔2024〕1号，SCH-2024）",
        "推定 2024-01-01 起",
        "示例：只录了一部分。",
        "部分：最多得出“疑似”",
        "安全出口数 < 3",
        "示例解读：常闭的门不算。",
        "《关于示例的通知》（示例〔2024〕1号） https://example.org/1",
        "《示例的解读》 （没有网址）",
        "这栋楼有几个能用的安全出口？",
    ):
        assert text in out


def test_every_fact_it_takes_to_settle_a_criterion_is_listed(criteria: Terminal) -> None:
    """Its own, those these are worked out from, those of elements, and those of guards."""
    facts = {one["name"]: one for one in answer(criteria, "show", "SCH-2024-4")["facts"]}

    assert ["每层人数", "人数", "层数", "消火栓能用", "已停用", "是校车"] == list(facts)
    assert ["人数", "层数"] == facts["每层人数"]["inputs"]
    assert ["SCH-2024-3"] == facts["消火栓能用"]["by"]
    assert ["SCH-2024-1"] == facts["已停用"]["by"]
    assert "可由人数、层数推算" in criteria("criteria", "show", "SCH-2024-4").out


def test_a_fact_is_told_with_its_type_unit_choices_and_bounds(criteria: Terminal) -> None:
    fact = answer(criteria, "show", "SCH-2022-1")["facts"][0]

    assert {
        "name": "安全出口数",
        "type": "integer",
        "question": "这栋楼有几个能用的安全出口？",
        "unit": "个",
        "choices": [],
        "least": 0,
        "most": None,
        "by": ["SCH-2022-1"],
        "inputs": [],
    } == fact


def test_a_clause_without_a_text_says_that_it_cannot_be_judged(criteria: Terminal) -> None:
    out = criteria("criteria", "show", "SCH-2024-5").out

    assert "未录入：没有条件，不能判定" in out
    assert "施行：2022-01-01 起，至 2023-12-31" in criteria("criteria", "show", "SCH-2022-3").out


def test_a_referral_names_where_to(criteria: Terminal) -> None:
    assert "转到：示例交通规定" in criteria("criteria", "show", "SCH-2024-6").out


def test_a_code_may_be_typed_in_letters_of_any_width_and_case(criteria: Terminal) -> None:
    assert "SCH-2024-2" == answer(criteria, "show", "ｓch-2024-２")["code"]


@pytest.mark.parametrize("code", ["SCH-2024-22", "ZZZ-2024-2", "2024-2"])
def test_an_unknown_code_offers_the_nearest(criteria: Terminal, code: str) -> None:
    result = criteria("criteria", "show", code)

    assert USAGE == result.code
    assert "SCH-2024-2" in result.err


# diff


def test_a_comparison_tells_what_is_new_gone_changed_and_the_same(criteria: Terminal) -> None:
    found = answer(criteria, "diff", "SCH-2022", "示例〔2024〕1号")

    assert ["SCH-2024-1", "SCH-2024-4", "SCH-2024-5", "SCH-2024-6"] == [
        one["code"] for one in found["added"]
    ]
    assert ["SCH-2022-3"] == [one["code"] for one in found["removed"]]
    assert [("SCH-2022-1", "SCH-2024-2"), ("SCH-2022-2", "SCH-2024-3")] == [
        (one["old"]["code"], one["new"]["code"]) for one in found["changed"]
    ]
    assert ["clause", "title", "when", "completeness"] == [
        one["aspect"] for one in found["changed"][0]["differences"]
    ]


def test_an_edition_that_is_not_loaded_whole_makes_a_comparison_uncertain(
    criteria: Terminal,
) -> None:
    found = answer(criteria, "diff", "SCH-2022", "SCH-2024")

    assert ["示例〔2024〕1号 没有录全：删去的条款里，有的可能只是这一版没有录入。"] == found[
        "notes"
    ]
    assert found["notes"][0] in criteria("criteria", "diff", "SCH-2022", "SCH-2024").out


def test_the_table_of_a_comparison_tells_old_and_new(criteria: Terminal) -> None:
    out = criteria("criteria", "diff", "SCH-2022", "SCH-2024").out

    assert "内容：安全出口少于两个 → 安全出口少于三个" in out
    assert "效力：判为重大 → 综合判定要素" in out
    assert "录入：全文 → 部分" in out
    assert "删去（1 条）" in out


def test_an_edition_is_the_same_as_itself(criteria: Terminal) -> None:
    found = answer(criteria, "diff", "SCH-2024", "SCH-2024")

    assert [6, 0, 0, 0] == [len(found[key]) for key in ("unchanged", "added", "removed", "changed")]
    assert "未变（6 条）：SCH-2024-1 → SCH-2024-1、" in (
        criteria("criteria", "diff", "SCH-2024", "SCH-2024").out
    )


def test_a_change_of_who_judges_is_told_in_words(criteria: Terminal, sectors: Site) -> None:
    file = sectors.folder / "zhiben_sch" / "catalog" / "standards.toml"
    file.write_text(SCHOOL.replace('title = "食堂没有办理登记"', 'title = "其余条款"'), "utf-8")

    assert "人工判断：否 → 是" in criteria("criteria", "diff", "SCH-2022", "SCH-2024").out


# find


def test_the_clause_that_shares_most_comes_first(criteria: Terminal) -> None:
    found = answer(criteria, "find", "楼里只有一个能用的安全出口")["criteria"][0]

    assert ("SCH-2024-2", "SCH-2024", "示例〔2024〕1号", "2") == (
        found["code"], found["standard"], found["document_number"], found["clause"],
    )  # fmt: skip
    assert "安全出口" in found["matched"]
    assert found["score"] > 0


def test_words_that_mean_the_same_find_a_clause(criteria: Terminal) -> None:
    """消防栓 is common to all sectors; the school says itself what else 人员密集 is called."""
    hydrant = answer(criteria, "find", "消防栓坏了")["criteria"][0]
    crowd = answer(criteria, "find", "教室挤满了人")["criteria"][0]

    assert ("SCH-2024-3", ["消火栓"]) == (hydrant["code"], hydrant["matched"][:1])
    assert ("SCH-2024-4", True) == (crowd["code"], "人员密集" in crowd["matched"])


def test_only_editions_in_force_are_looked_through(criteria: Terminal) -> None:
    found = answer(criteria, "find", "安全出口", "--sector", "SCH")
    earlier = answer(criteria, "find", "安全出口", "--sector", "SCH", "--on", "2023-06-30")

    assert ["SCH-2024-2"] == codes(found)
    assert ["SCH-2022-1"] == codes(earlier)


def test_all_editions_are_looked_through_on_request_and_the_one_in_force_leads(
    criteria: Terminal,
) -> None:
    found = codes(answer(criteria, "find", "室内消火栓", "--sector", "SCH", "--all"))

    assert ["SCH-2024-3", "SCH-2022-2"] == found


def test_an_edition_of_which_nothing_is_loaded_is_stood_in_for_and_that_is_said(
    criteria: Terminal,
) -> None:
    result = criteria("criteria", "find", "书库安全出口", "--sector", "LIB")

    assert "示例〔2020〕8号（不在用）" in result.out
    assert "在用的标准里，示例〔2026〕8号 没有录全，找不到不等于没有规定" in result.err
    assert "也查了它取代的 示例〔2020〕8号：不在用，只供对照" in result.err


def test_what_is_found_is_called_a_suggestion(criteria: Terminal) -> None:
    result = criteria("criteria", "find", "安全出口")

    assert CLEAN == result.code
    assert "只是按字面相近排列的建议，不是判定。" in result.out


def test_only_so_many_are_found(criteria: Terminal) -> None:
    assert 1 == len(codes(answer(criteria, "find", "安全出口", "消火栓", "--top", "1")))
    assert USAGE == criteria("criteria", "find", "安全出口", "--top", "0").code


def test_what_nothing_shares_finds_nothing(criteria: Terminal) -> None:
    result = criteria("criteria", "find", "鲸鱼")

    assert [] == answer(criteria, "find", "鲸鱼")["criteria"]
    assert "（无）" in result.out


@pytest.mark.parametrize("words", ["", "没有", "……！"])
def test_a_query_without_a_telling_word_is_refused(criteria: Terminal, words: str) -> None:
    result = criteria("criteria", "find", words)

    assert USAGE == result.code
    assert "没有可以查找的词" in result.err


@pytest.mark.parametrize("words", ['" OR title:*', "NEAR(a b)", "安全出口'); DROP", "安" * 5000])
def test_a_query_is_only_words_whatever_is_in_it(criteria: Terminal, words: str) -> None:
    assert CLEAN == criteria("criteria", "find", words).code


# audit


def test_an_audit_tells_what_is_expected_and_loaded(criteria: Terminal) -> None:
    standards = {one["code"]: one for one in answer(criteria, "audit")["standards"]}

    assert ["LIB-1", "LIB-2", "LIB-3", "SCH-2022", "SCH-2024"] == list(standards)
    school = standards["SCH-2024"]
    assert (5, 6, False, None) == tuple(
        school[key] for key in ("expected", "loaded", "complete", "cases")
    )
    assert {"full": 4, "partial": 1, "topic": 0, "missing": 1} == school["criteria"]
    assert ["https://example.org/1"] == [one["url"] for one in school["sources"]]
    assert standards["SCH-2022"]["complete"]


def test_the_table_of_an_audit_says_what_is_not_known(criteria: Terminal) -> None:
    out = criteria("criteria", "audit", "--sector", "LIB").out

    assert "施行日期不明，不用于判定" in out
    assert "2020-01-01 起，至 2025-12-31" in out
    assert "共 3 个版本，已录 1 条。" in out
