"""``zhiben judge``: one case from the command line, with what is asked next, or asked for."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import pytest

from zhiben.cli.exits import CLEAN, DATA, PLUGIN, USAGE
from zhiben.testing.example_sector import EXAMPLE_SECTOR
from zhiben.testing.installing import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_zhiben import Result, Terminal

DAY: Final = "2024-06-30"
DERIVATION: Final = '''

def occupied(人数, 层数):
    """Return how many people there are to a floor."""
    if 人数 is None or 层数 is None:
        return None
    if 人数 > 100_000:
        raise ValueError("人数太多，请核对。")
    return 人数 // 层数


@hookimpl
def zhiben_derivations():
    from zhiben.spec import Derivation

    inputs = ("人数", "层数")
    yield Derivation(fact="每层人数", inputs=inputs, function=occupied, source="示例")
'''
EDITIONS: Final = """\
[[standards]]
code = "HOS-2022"
title = "示例医院判定标准"
document_number = "示例〔2022〕1号"
issuer = "示例部门"
effective_from = 2022-01-01
effective_to = 2023-12-31
completeness = "partial"

[[standards]]
code = "HOS-2024"
title = "示例医院判定标准"
document_number = "示例〔2024〕1号"
issuer = "示例部门"
effective_from = 2024-01-01
supersedes = ["HOS-2022"]

[[criteria]]
code = "HOS-2022-1"
standard = "HOS-2022"
clause = "1"
title = "安全出口少于两个"
when = "安全出口数 < 2"
completeness = "partial"

[[criteria]]
code = "HOS-2024-1"
standard = "HOS-2024"
clause = "1"
title = "已经停用的医院"
when = "已停用"
effect = "exclusion"

[[criteria]]
code = "HOS-2024-2"
standard = "HOS-2024"
clause = "2"
title = "安全出口少于三个"
when = "安全出口数 < 3"

[[criteria]]
code = "HOS-2024-3"
standard = "HOS-2024"
clause = "3"
title = "每层超过一百人"
when = "每层人数 > 100"

[[criteria]]
code = "HOS-2024-4"
standard = "HOS-2024"
clause = "4"
title = "检测过期"
when = "检测日期 + years(1) < 发现日期"

[[facts]]
name = "安全出口数"
type = "integer"
question = "有几个安全出口？"
unit = "个"
least = 0

[[facts]]
name = "已停用"
type = "bool"
question = "这家医院是否已经停用？"

[[facts]]
name = "每层人数"
type = "integer"
question = "每层有多少人？"
least = 0

[[facts]]
name = "人数"
type = "integer"
question = "这栋楼有多少人？"
least = 0

[[facts]]
name = "层数"
type = "integer"
question = "这栋楼有几层？"
least = 1

[[facts]]
name = "检测日期"
type = "date"
question = "上次检测是哪一天？"
"""
HOSPITALS: Final = {
    "plugin.py": EXAMPLE_SECTOR["plugin.py"].replace("sch", "hos") + DERIVATION,
    "catalog/sector.toml": EXAMPLE_SECTOR["catalog/sector.toml"].replace("SCH", "HOS"),
    "catalog/standards.toml": EDITIONS,
}


@pytest.fixture
def hospitals(
    zhiben: Terminal, site_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """The command line without a workspace, with two editions, an exclusion and a derivation."""
    site = Site(site_folder)
    site.install("HOS", HOSPITALS)
    monkeypatch.syspath_prepend(site.folder)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "HOS")
    yield zhiben
    site.close()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what lets a person type these lines, and then end the input."""
    return lambda lines: monkeypatch.setattr("sys.stdin", io.StringIO(lines))


def judge(zhiben: Terminal, *facts: str, sector: str = "SCH", on: str = DAY) -> dict[str, Any]:
    """Return the verdict on some facts as JSON."""
    words = [word for fact in facts for word in ("--fact", fact)]
    result = zhiben("judge", "--sector", sector, "--on", on, *words, "--json")

    assert CLEAN == result.code, result.err
    return dict(result.json())


def results(verdict: dict[str, Any]) -> dict[str, str]:
    """Return the criteria of a verdict with their results."""
    return {one["code"]: one["result"] for one in verdict["criteria"]}


def refused(zhiben: Terminal, *words: str, sector: str = "SCH") -> tuple[int, list[str]]:
    """Return the exit code of a judgement that is refused, and what it says, line by line."""
    result = zhiben("judge", "--sector", sector, *words)

    assert "" == result.out
    return result.code, result.err.splitlines()


# The verdict


def test_a_clause_that_holds_is_told_with_edition_clause_and_facts(schools: Terminal) -> None:
    verdict = judge(schools, "安全出口数=1", "疏散通道畅通=是")

    assert ("major", "SCH", DAY) == (verdict["verdict"], verdict["sector"], verdict["on"])
    assert [
        {
            "id": "SCH-2024",
            "document_number": "示例〔2024〕1号",
            "title": "示例校园重大隐患判定标准",
            "edition_reason": "2024-01-01 起施行",
            "completeness": "full",
        }
    ] == verdict["standards"]
    assert {
        "code": "SCH-3(一)",
        "standard": "SCH-2024",
        "clause": "3(一)",
        "title": "安全出口少于两个",
        "result": "met",
        "completeness": "full",
        "effect": "major",
        "facts_used": {"安全出口数": 1},
        "facts_missing": [],
        "note": "",
    } == verdict["criteria"][0]
    assert {"SCH-3(一)": "met", "SCH-3(三)": "unknown"} == results(verdict)
    assert [] == verdict["facts_missing"]


def test_without_facts_everything_is_open_and_everything_is_asked_for(schools: Terminal) -> None:
    verdict = judge(schools)

    assert "undetermined" == verdict["verdict"]
    assert {"unknown"} == set(results(verdict).values())
    assert {"安全出口数", "疏散通道畅通", "场所类型", "疏散宽度"} == set(verdict["facts_missing"])


def test_what_is_not_known_never_reads_as_no(schools: Terminal) -> None:
    verdict = judge(schools, "安全出口数=2", "疏散通道畅通=不清楚", "场所类型=小学")

    assert "undetermined" == verdict["verdict"]
    assert ["疏散通道畅通"] == verdict["facts_missing"]


def test_when_no_clause_can_hold_any_more_nothing_is_met(schools: Terminal) -> None:
    verdict = judge(schools, "安全出口数=2", "疏散通道畅通=是", "场所类型=小学")

    assert ("not_met", [], []) == (
        verdict["verdict"], verdict["criteria"], verdict["facts_missing"],
    )  # fmt: skip


def test_the_page_shows_verdict_basis_and_next_questions(schools: Terminal) -> None:
    page = schools("judge", "--sector", "sch", "--on", DAY, "--fact", "安全出口数=2").out

    assert page.startswith("结论：待查（undetermined）  行业：SCH  发现日期：2024-06-30")
    for words in ("示例〔2024〕1号", "2024-01-01 起施行", "另有 2 条待查", "疏散通道是否畅通？"):
        assert words in page
    assert "安全出口少于两个" not in page


def test_explain_lists_the_open_clauses_and_those_that_do_not_hold(schools: Terminal) -> None:
    words = ("judge", "--sector", "SCH", "--on", DAY, "--fact", "安全出口数=2", "--explain")

    page = schools(*words).out
    told = schools(*words, "--json").json()

    assert "待查的条款（2 条）" in page
    assert "不成立的条款（1 条）" in page
    assert "安全出口少于两个" in page
    assert {"SCH-3(一)": "not_met", "SCH-3(二)": "unknown", "SCH-3(三)": "unknown"} == results(told)


def test_a_hazard_is_judged_by_the_edition_of_the_day_it_was_found(hospitals: Terminal) -> None:
    """Two exits are few in the newer edition only; the older one was not read in full."""
    newer = judge(hospitals, "安全出口数=2", "已停用=否", sector="HOS")
    older = judge(hospitals, "安全出口数=2", sector="HOS", on="2023-06-30")
    least = judge(hospitals, "安全出口数=1", sector="HOS", on="2023-12-31")

    assert ("major", ["HOS-2024"]) == (newer["verdict"], [one["id"] for one in newer["standards"]])
    assert ("undetermined", {"HOS-2022-1": "unknown"}) == (older["verdict"], results(older))
    assert "没有录全" in older["notes"][0]
    assert ("suspected", {"HOS-2022-1": "suspected"}) == (least["verdict"], results(least))


def test_before_any_edition_no_answer_is_given(hospitals: Terminal) -> None:
    verdict = judge(hospitals, "安全出口数=0", sector="HOS", on="2021-06-30")

    assert ("undetermined", [], []) == (
        verdict["verdict"], verdict["standards"], verdict["criteria"],
    )  # fmt: skip
    assert "还没有版本施行，最早的一版自 2022-01-01 起" in verdict["notes"][0]


def test_an_exclusion_that_is_open_is_asked_first_and_settles_the_matter(
    hospitals: Terminal,
) -> None:
    open_ = judge(hospitals, "安全出口数=2", sector="HOS")
    kept_away = judge(hospitals, "安全出口数=2", "已停用=是", sector="HOS")

    assert ("undetermined", "已停用") == (open_["verdict"], open_["facts_missing"][0])
    assert "not_met" == kept_away["verdict"]
    assert "不应判定" in kept_away["notes"][0]


def test_a_fact_is_derived_and_both_it_and_its_inputs_are_told(hospitals: Terminal) -> None:
    verdict = judge(hospitals, "人数=303", "层数=3", "已停用=否", sector="HOS")
    found = next(one for one in verdict["criteria"] if one["code"] == "HOS-2024-3")

    assert ("met", {"每层人数": 101, "人数": 303, "层数": 3}) == (
        found["result"], found["facts_used"],
    )  # fmt: skip


def test_of_a_derived_fact_the_inputs_are_asked_for(hospitals: Terminal) -> None:
    verdict = judge(hospitals, "人数=303", "已停用=否", "安全出口数=3", sector="HOS")

    assert {"层数", "检测日期"} == set(verdict["facts_missing"])


def test_the_day_may_be_told_as_a_fact(hospitals: Terminal) -> None:
    words = ("--fact", "检测日期=2023-01-01", "--fact", "已停用=否", "--json")

    verdict = hospitals("judge", "--sector", "HOS", "--fact", "发现日期=2024-06-30", *words).json()

    assert ("major", DAY) == (verdict["verdict"], verdict["on"])


def test_no_workspace_is_needed(schools: Terminal) -> None:
    (schools.folder / "zhiben.db").unlink()

    assert "major" == judge(schools, "安全出口数=1")["verdict"]


# What people write


@pytest.mark.parametrize(
    ("fact", "used"),
    [
        ("安全出口数=１", {"安全出口数": 1}),
        ("安全出口数＝1个", {"安全出口数": 1}),
        (" 安全出口数 = 0 ", {"安全出口数": 0}),
        ("疏散通道畅通=×", {"疏散通道畅通": False}),
        ("疏散通道畅通=没有", {"疏散通道畅通": False}),
    ],
)
def test_values_are_read_as_people_write_them(
    schools: Terminal, fact: str, used: dict[str, object]
) -> None:
    (found,) = (one for one in judge(schools, fact)["criteria"] if one["result"] == "met")

    assert used == found["facts_used"]


@pytest.mark.parametrize(("told", "people"), [("3.5万", 35_000), ("1,200", 1200), ("２千", 2000)])
def test_large_numbers_may_be_written_short(hospitals: Terminal, told: str, people: int) -> None:
    verdict = judge(hospitals, f"每层人数={told}", "已停用=否", sector="HOS")
    found = next(one for one in verdict["criteria"] if one["code"] == "HOS-2024-3")

    assert {"每层人数": people} == found["facts_used"]


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ("安全出口数=两个", "“两个”不是数"),
        ("安全出口数=1.5", "“1.5”应为整数。"),
        ("安全出口数=-1", "-1 超出范围，不能小于 0。"),
        ("安全出口数=1吨", "“1吨”里的“吨”看不懂，单位应为 个，请换算后再填。"),
        ("安全出口数=1e9", "“e9”看不懂"),
        ("安全出口数=nan人", "“nan人”不是数"),
        ("安全出口数=" + "9" * 40, "不是合理的数。"),
        ("疏散宽度=51", "51 超出范围，应在 0 到 50 之间。"),
        ("疏散宽度=1.4kPa", "单位应为 m"),
        ("疏散通道畅通=大概", "“大概”看不懂，请填 是、否 或 不清楚。"),
        ("场所类型=中心小学", "没有选项“中心小学”，是不是“小学”？"),
        ("存在问题的部位=厨房、厂房", "没有选项“厂房”，是不是“厨房”？"),
        ("上次检测日期=2024-13-01", "“2024-13-01”不是日期"),
        ("实验室药品=很多", "应写成“名称=数量；名称=数量”。"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_the_reason(
    schools: Terminal, fact: str, message: str
) -> None:
    code, (line,) = refused(schools, "--fact", fact)

    assert DATA == code
    assert line.startswith(f"错误：--fact {fact.partition('=')[0]}：")
    assert message in line


def test_all_facts_that_cannot_be_used_are_told_at_once(schools: Terminal) -> None:
    code, lines = refused(schools, "--fact", "安全出口数=若干", "--fact", "疏散=是")

    assert (DATA, 2) == (code, len(lines))


def test_a_fact_nobody_declared_offers_the_nearest_with_its_question(schools: Terminal) -> None:
    code, (line,) = refused(schools, "--fact", "安全出口=2")

    assert DATA == code
    assert line.startswith(
        "错误：--fact 安全出口：没有声明的事实，是不是“安全出口数”（这栋楼有几个"
    )


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--fact", "安全出口数"), "--fact 安全出口数 应写成 名称=值，如 --fact 安全出口数=2。"),
        (("--fact", "=2"), "--fact =2 应写成 名称=值，如 --fact 安全出口数=2。"),
        (
            ("--fact", "安全出口数=1", "--fact", " 安全出口数＝2"),
            "--fact 安全出口数 写了两次，请只留一次。",
        ),
        (
            ("--on", "2026-11-25"),
            "--on 2026-11-25 晚于今天 2026-11-24，隐患不会在将来发现，请核对。",
        ),
        (
            ("--fact", "发现日期=2026-11-25"),
            "--on 2026-11-25 晚于今天 2026-11-24，隐患不会在将来发现，请核对。",
        ),
        (
            ("--on", DAY, "--fact", "发现日期=2024-07-01"),
            "--on 2024-06-30 和 --fact 发现日期 2024-07-01 不一致，请改成一致。",
        ),
    ],
)
def test_words_that_cannot_be_meant_are_usage_errors(
    schools: Terminal, words: tuple[str, ...], line: str
) -> None:
    assert (USAGE, [f"错误：{line}"]) == refused(schools, *words)


def test_an_unknown_sector_offers_the_installed_one(schools: Terminal) -> None:
    assert (USAGE, ["错误：没有叫“SHC”的已安装的行业插件，是不是“SCH”？"]) == refused(
        schools, sector="SHC"
    )


def test_a_derivation_that_refuses_its_facts_is_told_with_its_sentence(hospitals: Terminal) -> None:
    words = ("--on", DAY, "--fact", "人数=200000", "--fact", "层数=3")

    assert (DATA, ["错误：每层人数：人数太多，请核对。"]) == refused(
        hospitals, *words, sector="HOS"
    )


# Asking


def ask(zhiben: Terminal, *words: str, sector: str = "SCH") -> Result:
    """Judge, asking for what is open."""
    return zhiben("judge", "--sector", sector, "--on", DAY, "--ask", *words)


def asked(result: Result) -> list[str]:
    """Return the facts somebody was asked for, in order."""
    lines = (line for line in result.err.splitlines() if line.startswith("  "))
    return [line[2:].partition("（")[0] for line in lines if "不清楚就回车" in line]


def test_asking_stops_as_soon_as_a_clause_holds(
    schools: Terminal, answers: Callable[[str], None]
) -> None:
    answers("1\n是\n是\n")
    first = judge(schools)["facts_missing"][0]

    result = ask(schools, "--json")

    assert "安全出口数" == first
    assert ([first], "major") == (asked(result), result.json()["verdict"])


def test_asking_goes_on_until_no_clause_can_hold(
    schools: Terminal, answers: Callable[[str], None]
) -> None:
    """A choice may be answered by its number: 2 is 小学, for which no width is asked."""
    answers("2\n是\n2\n")

    result = ask(schools, "--json")

    assert ["安全出口数", "疏散通道畅通", "场所类型"] == asked(result)
    assert "not_met" == result.json()["verdict"]


@pytest.mark.parametrize("unknown", ["", "不清楚", "？"])
def test_what_is_left_blank_or_not_known_stays_open_and_is_not_asked_again(
    schools: Terminal, answers: Callable[[str], None], unknown: str
) -> None:
    answers(f"2\n{unknown}\n小学\n")

    result = ask(schools, "--json")

    assert ["安全出口数", "疏散通道畅通", "场所类型"] == asked(result)
    assert ("undetermined", ["疏散通道畅通"]) == (
        result.json()["verdict"], result.json()["facts_missing"],
    )  # fmt: skip


def test_what_the_command_line_says_is_not_known_is_not_asked(
    schools: Terminal, answers: Callable[[str], None]
) -> None:
    answers("2\n小学\n")

    result = ask(schools, "--fact", "疏散通道畅通=不清楚")

    assert ["安全出口数", "场所类型"] == asked(result)


def test_an_answer_that_cannot_be_read_is_asked_for_again(
    schools: Terminal, answers: Callable[[str], None]
) -> None:
    answers("两个\n-1\n9个\n")

    result = ask(schools, "--fact", "场所类型=小学", "--fact", "疏散通道畅通=是", "--json")

    assert "“两个”不是数" in result.err
    assert "不能小于 0" in result.err
    assert "not_met" == result.json()["verdict"]


def test_the_end_of_the_input_ends_the_questions(
    schools: Terminal, answers: Callable[[str], None]
) -> None:
    answers("2\n")

    result = ask(schools)

    assert ["安全出口数", "疏散通道畅通"] == asked(result)
    assert (CLEAN, True) == (result.code, result.out.startswith("结论：待查"))


def test_an_answer_a_derivation_refuses_is_asked_for_again(
    hospitals: Terminal, answers: Callable[[str], None]
) -> None:
    words = ("--fact", "已停用=否", "--fact", "安全出口数=3", "--fact", "检测日期=2024-05-01")
    answers("200000\n3\n90\n")

    result = ask(hospitals, *words, "--fact", "层数=3", "--json", sector="HOS")

    assert ["人数", "人数"] == asked(result)[:2]
    assert "人数太多，请核对。" in result.err


# Plugins of others


BROKEN: Final = """\
[[standards]]
code = "SCH-1"
title = "示例"
document_number = "示例1号"
issuer = "示例部门"
effective_from = 2024-01-01

[[criteria]]
code = "SCH-1-1"
standard = "SCH-1"
clause = "1"
title = "示例"
when = "{when}"

[[facts]]
name = "安全出口数"
type = "integer"
question = "有几个安全出口？"
"""


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("(" * 40 + "安全出口数 < 2" + ")" * 40, "括号套了 40 层，最多 30 层"),
        ("not " * 3000 + "安全出口数 < 2", "最多 4000 字"),
        ("安全出口数 < 9**9**9**9", "条件第 9 字"),
        ("安全出口数 < 1" + " + 1" * 900, "套得太深或太长，请拆成几条。"),
        ("安全出口数 < " + "9" * 20, "数太大"),
        ("__import__('os').remove('x')", "条件第 1 字"),
        ("安全出口 < 2", "没有声明的事实“安全出口”，是不是“安全出口数”"),
    ],
)
def test_a_condition_that_is_a_bomb_or_wrong_keeps_its_plugin_from_judging(
    zhiben: Terminal, site_folder: Path, monkeypatch: pytest.MonkeyPatch, when: str, reason: str
) -> None:
    site = Site(site_folder)
    site.install("SCH", {**EXAMPLE_SECTOR, "catalog/standards.toml": BROKEN.format(when=when)})
    monkeypatch.syspath_prepend(site.folder)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "SCH")

    code, (line,) = refused(zhiben)
    site.close()

    assert PLUGIN == code
    assert line.startswith("错误：插件 SCH（zhiben-sch 1.0）")
    assert "criteria[SCH-1-1]" in line
    assert reason in line
