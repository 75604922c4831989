"""``zhiben hazard judge`` and ``rejudge``: what a hazard is, by which edition, on which facts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, PLUGIN, USAGE
from zhiben.model.hazards import Level, State
from zhiben.store import open_store
from zhiben.testing.example_sector import EXAMPLE_SECTOR
from zhiben.testing.factories import Batch, sealed
from zhiben.testing.hazards import listed_in_table
from zhiben.testing.installing import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_zhiben import Result, Terminal

NUMBER = "YH-2026-00001"
STANDARDS = "catalog/standards.toml"
LATER = """
[[standards]]
code = "SCH-2026"
title = "示例校园重大隐患判定标准"
document_number = "示例〔2026〕1号"
issuer = "示例部门"
issued = 2026-09-01
effective_from = 2026-10-01
supersedes = ["SCH-2024"]
expected = 1

[[criteria]]
code = "SCH-4(一)"
standard = "SCH-2026"
clause = "4(一)"
title = "安全出口少于三个"
when = "安全出口数 < 3"
"""


@pytest.fixture
def schools(
    office: Terminal, site_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """The office's command line with a sector of two editions, and a hazard that is checked."""
    old, facts = EXAMPLE_SECTOR[STANDARDS].split("[[facts]]", 1)
    ended = old.replace("expected = 3", "effective_to = 2026-09-30\nexpected = 3")
    files = {**EXAMPLE_SECTOR, STANDARDS: f"{ended}{LATER}\n[[facts]]{facts}"}
    site = Site(site_folder)
    site.install("SCH", files)
    monkeypatch.syspath_prepend(site.folder)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "SCH")
    found = ("--channel", "inspection", "--location", "示例楼", "--description", "示例")
    for words in (("add", *found, "--on", "2026-05-06"), ("verify", NUMBER, "--reviewer", "乙")):
        assert CLEAN == office("hazard", *words).code
    yield office
    site.close()


def judge(office: Terminal, *words: str) -> Result:
    return office("hazard", "judge", NUMBER, *words)


def by_facts(office: Terminal, *facts: str, **more: str) -> Result:
    """Judge by the criteria of the sector."""
    pairs = [word for fact in facts for word in ("--fact", fact)]
    return judge(office, "--sector", "SCH", *pairs, *more)


def page(office: Terminal) -> dict[str, Any]:
    found: dict[str, Any] = office("hazard", "show", NUMBER, "--json").json()
    return found


def given(office: Terminal) -> dict[str, Any]:
    """Return what the last act carries."""
    found: dict[str, Any] = page(office)["steps"][-1]["given"]
    return found


def count(office: Terminal) -> int:
    return len(office("journal", "list", "--json").json()["entries"])


def refused(office: Terminal, *words: str) -> list[str]:
    """Run a command that is refused, and return its lines; the journal stays as it was."""
    before = count(office)
    result = office("hazard", *words)

    assert (USAGE, "") == (result.code, result.out)
    assert before == count(office)
    return result.err.removeprefix("错误：").splitlines()


# judge


def test_a_verdict_of_major_is_kept_with_all_it_rests_on(schools: Terminal) -> None:
    result = by_facts(schools, "安全出口数=1", "疏散通道畅通=是")

    assert f"已记入台账 office:42：{NUMBER} 认定（重大），现在是“重大已判定”。" in result.out
    kept = given(schools)
    assert {
        "result": "major",
        "sector": "SCH",
        "standard": "《示例校园重大隐患判定标准》（示例〔2024〕1号，SCH-2024）",
        "clauses": ["3(一)"],
        "codes": ["SCH-3(一)"],
        "facts": {"安全出口数": 1, "疏散通道畅通": True},
    }.items() <= kept.items()
    (edition,) = kept["verdict"]["standards"]
    assert ("SCH-2024", "2024-01-01 起施行，施行至 2026-09-30") == (
        edition["id"], edition["edition_reason"],
    )  # fmt: skip
    assert {"安全出口数": 1} == kept["verdict"]["criteria"][0]["facts_used"]
    found = page(schools)
    assert ("major", "judged") == (found["level"], found["status"])
    assert "（SCH-2024）"[1:-1] in found["basis"]
    assert found["basis"].endswith("3(一)")


def test_the_edition_is_that_of_the_day_it_was_found(schools: Terminal) -> None:
    """Two exits were enough in May; recording it later changes nothing."""
    (first, *_) = refused(
        schools, "judge", NUMBER, "--sector", "SCH", "--fact", "安全出口数=2", "--fact",
        "疏散通道畅通=是", "--fact", "场所类型=小学",
    )  # fmt: skip

    assert "判定结论是未触及（not_met），不能记作重大。可以：" == first


def test_what_is_not_major_is_told_with_the_ways_there_are(schools: Terminal) -> None:
    assert [
        "判定结论是待查（undetermined），不能记作重大。可以：",
        "  补充事实再判，还要查明：疏散通道畅通、场所类型、疏散宽度",
        "  记作一般或不属实：--general 或 --unfounded，写明 --reason",
        "  人工认定为重大：--by-hand，写明 --standard、--clauses 和 --reason",
    ] == refused(schools, "judge", NUMBER, "--sector", "sch", "--fact", "安全出口数=2")


@pytest.mark.parametrize(("choice", "state"), [("general", "general"), ("unfounded", "unfounded")])
def test_a_person_may_find_less_and_says_why(schools: Terminal, choice: str, state: str) -> None:
    assert [
        f"{NUMBER} 还不能认定（安全生产法第118条：判定标准由国务院有关部门制定）：",
        "  缺 --reason 理由",
    ] == refused(schools, "judge", NUMBER, f"--{choice}")

    result = judge(schools, f"--{choice}", "--reason", "示例", "--sector", "SCH", "--fact",
                   "安全出口数=2")  # fmt: skip
    assert CLEAN == result.code
    assert state == page(schools)["status"]
    assert ("undetermined", "示例") == (
        given(schools)["verdict"]["verdict"], given(schools)["reason"],
    )  # fmt: skip


def test_what_is_major_is_not_recorded_as_less_unless_by_hand(schools: Terminal) -> None:
    words = ("--sector", "SCH", "--fact", "安全出口数=1", "--general", "--reason", "示例")

    (line,) = refused(schools, "judge", NUMBER, *words)
    assert line.startswith("判定结论是重大（SCH-3(一)），不能记作别的")
    assert CLEAN == judge(schools, *words, "--by-hand").code
    assert "general" == page(schools)["status"]


def test_by_hand_takes_standard_clauses_and_reason(schools: Terminal) -> None:
    assert [
        "  缺 --standard 判定标准及版本",
        "  缺 --clauses 条款",
        "  缺理由（人工认定须写明理由）",
    ] == refused(schools, "judge", NUMBER, "--by-hand")[1:]

    words = ("--by-hand", "--standard", "示例标准", "--clauses", "第三条", "--clause", "第四条",
             "--reason", "示例会商")  # fmt: skip
    assert CLEAN == judge(schools, *words).code
    kept = given(schools)
    assert (True, ["第三条", "第四条"]) == (kept["by_hand"], kept["clauses"])
    assert "示例标准 第三条、第四条" == page(schools)["basis"]
    assert "人工认定" in schools("hazard", "show", NUMBER).out


def test_somebody_has_to_say_how_it_is_judged(schools: Terminal) -> None:
    assert "没有写怎样认定。可以：" == refused(schools, "judge", NUMBER)[0]
    assert ["写了事实，请用 --sector 写明按哪个行业的条款判定。"] == refused(
        schools, "judge", NUMBER, "--fact", "安全出口数=1"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("案例.json", json.dumps({"安全出口数": 1, "场所类型": "小学"}, ensure_ascii=False)),
        ("案例.toml", "'安全出口数' = 1\n'场所类型' = '小学'\n"),
        ("案例.csv", "发现日期,安全出口数,场所类型\n2026-05-06,1,小学\n"),
    ],
)
def test_facts_come_from_a_file(schools: Terminal, name: str, text: str) -> None:
    (schools.folder / name).write_text(text, encoding="utf-8")

    assert CLEAN == judge(schools, "--sector", "SCH", "--facts", name).code
    assert {"安全出口数": 1, "场所类型": "小学"} == given(schools)["facts"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("安全出口数\n1\n2\n", "案例.csv 里有 2 例，一条隐患只能用一例。"),
        (
            "发现日期,安全出口数\n2026-05-07,1\n",
            "事实里的发现日期是 2026-05-07，隐患的发现日期是 2026-05-06，请改成一致。",
        ),
    ],
)
def test_a_file_holds_one_case_of_the_day(schools: Terminal, text: str, line: str) -> None:
    (schools.folder / "案例.csv").write_text(text, encoding="utf-8")

    assert [line] == refused(schools, "judge", NUMBER, "--sector", "SCH", "--facts", "案例.csv")


def test_the_line_may_name_the_day_too(schools: Terminal) -> None:
    day = "发现日期=2026-05-07"

    assert "请改成一致。" in refused(schools, "judge", NUMBER, "--sector", "SCH", "--fact", day)[0]
    assert CLEAN == by_facts(schools, "安全出口数=1", "发现日期=2026-05-06").code


def test_without_the_day_it_was_found_there_is_no_edition(schools: Terminal) -> None:
    with open_store(schools.folder / "zhiben.db") as store:
        draft = listed_in_table("示例1", found_on=None, status=State.CHECKING)
        store.append(sealed([Batch(number=7, origin="dept-a", drafts=(draft,))]))

    (line,) = refused(schools, "judge", "示例1", "--sector", "SCH", "--fact", "安全出口数=1")
    assert line.startswith("示例1 没有发现日期，选不出标准的版本")


def test_a_sector_that_is_not_installed_is_refused(schools: Terminal) -> None:
    assert (
        "没有叫“XYZ”的已安装的行业插件" in refused(schools, "judge", NUMBER, "--sector", "XYZ")[0]
    )


def test_the_same_judgement_twice_is_recorded_once(schools: Terminal) -> None:
    by_facts(schools, "安全出口数=1")

    assert "台账里已有（office:42），没有再记" in by_facts(schools, "安全出口数=1").out
    lines = refused(schools, "judge", NUMBER, "--general", "--reason", "示例")
    assert f"{NUMBER} 现在是“重大已判定”，不能认定。可以办理的：" == lines[0]


# rejudge


def rejudge(office: Terminal, *words: str, edition: str = "SCH-2026") -> Result:
    return office("hazard", "rejudge", NUMBER, "--edition", edition, *words)


@pytest.fixture
def general(schools: Terminal) -> Terminal:
    """The command line with a hazard of two exits: enough for one edition, not for the next."""
    words = ("--general", "--reason", "示例", "--sector", "SCH")
    facts = ("--fact", "安全出口数=2", "--fact", "疏散通道畅通=是", "--fact", "场所类型=小学")
    assert CLEAN == judge(schools, *words, *facts).code
    return schools


def test_another_edition_is_shown_beside_what_is_on_record(general: Terminal) -> None:
    before = count(general)

    result = rejudge(general)

    assert CLEAN == result.code
    for text in (
        "一般", "未触及", "重大", "4(一)", "SCH-2026：按指定的这一版试判（2026-05-06 时没有施行）",
        "这是试判，什么也没有改；采纳请加 --accept 和 --reason。",
    ):  # fmt: skip
        assert text in result.out, text
    assert before == count(general)
    assert "general" == page(general)["status"]


def test_both_sides_come_as_json(general: Terminal) -> None:
    found = rejudge(general, "--json").json()

    record, other = found["on_record"], found["what_if"]
    assert (NUMBER, "2026-05-06", "general", None) == (
        found["number"], found["found_on"], found["level"], found["recorded"],
    )  # fmt: skip
    assert ("office:42", "general", "not_met", ["SCH-2024"]) == (
        record["reference"], record["result"], record["verdict"],
        [one["id"] for one in record["editions"]],
    )  # fmt: skip
    assert ("major", ["4(一)"], ["SCH-2026"]) == (
        other["verdict"], other["clauses"], [one["id"] for one in other["editions"]],
    )  # fmt: skip
    assert record["facts"] == other["facts"]


def test_what_is_accepted_is_put_on_record(general: Terminal) -> None:
    result = rejudge(general, "--accept", "--reason", "示例：经会商", "--unit", "县应急局")

    assert f"已记入台账 office:43：{NUMBER} 改判（重大），现在是“重大已判定”。" in result.out
    found, kept = page(general), given(general)
    assert ("major", "judged") == (found["level"], found["status"])
    assert ("SCH-2026", "示例：经会商", ["4(一)"]) == (
        kept["edition"], kept["reason"], kept["clauses"],
    )  # fmt: skip
    assert "台账里已有（office:43）" in rejudge(
        general, "--accept", "--reason", "示例：经会商", "--unit", "县应急局"
    ).out  # fmt: skip


def test_an_edition_in_force_says_so(general: Terminal) -> None:
    (edition,) = rejudge(general, "--json", edition="sch-2024").json()["what_if"]["editions"]

    assert "按指定的这一版试判（2026-05-06 时施行）" == edition["edition_reason"]


def test_what_is_not_major_is_accepted_as_general(schools: Terminal) -> None:
    by_facts(schools, "安全出口数=1")
    facts = ("--fact", "安全出口数=3")

    result = rejudge(schools, *facts, "--accept", "--reason", "示例", "--json")

    assert "office:43" == result.json()["recorded"]
    found = page(schools)
    assert ("general", "general") == (found["level"], found["status"])
    assert {"安全出口数": 3} == given(schools)["facts"]


def test_what_is_open_is_not_accepted(general: Terminal) -> None:
    (line,) = refused(
        general, "rejudge", NUMBER, "--edition", "SCH-2026", "--fact", "安全出口数=不清楚",
        "--accept", "--reason", "示例",
    )  # fmt: skip

    assert "结论是待查（undetermined），没有定论，不能采纳；还要查明：安全出口数。" == line


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ("--edition", "SCH-2026", "--reason", "示例"),
            "--reason 是采纳的理由，请同时加 --accept。",
        ),
        (("--edition", "SCH-2026", "--accept"), "  缺 --reason 理由"),
        (("--edition", "SCH-2025"), "没有叫“SCH-2025”的判定标准，是不是"),
    ],
)
def test_words_that_make_no_sense_are_refused(
    general: Terminal, words: tuple[str, ...], line: str
) -> None:
    assert line in "\n".join(refused(general, "rejudge", NUMBER, *words))


def test_without_facts_on_record_they_are_to_be_told(schools: Terminal) -> None:
    judge(schools, "--by-hand", "--standard", "示例", "--clauses", "示例", "--reason", "示例")

    assert [f"{NUMBER} 没有在案的判定事实，请用 --fact 或 --facts 写明。"] == refused(
        schools, "rejudge", NUMBER, "--edition", "SCH-2026"
    )
    out = rejudge(schools, "--fact", "安全出口数=2").out
    assert "重大（人工认定）" in out


def test_what_only_a_table_tells_of_is_judged_too(schools: Terminal) -> None:
    with open_store(schools.folder / "zhiben.db") as store:
        drafts = (listed_in_table("示例1", level=Level.MAJOR, basis="示例条款"),
                  listed_in_table("示例2", row=5))  # fmt: skip
        store.append(sealed([Batch(number=7, origin="dept-a", drafts=drafts)]))

    words = ("--edition", "SCH-2024", "--fact", "安全出口数=2")
    out = schools("hazard", "rejudge", "示例1", *words).out
    for text in ("在案（无判定）", "重大（表中所报）", "示例条款"):
        assert text in out
    assert "示例条款" not in schools("hazard", "rejudge", "示例2", *words).out
    found = schools("hazard", "rejudge", "示例1", *words, "--json").json()
    assert (None, "major") == (found["on_record"], found["level"])


def test_facts_that_are_no_longer_asked_are_left_out_and_told(
    general: Terminal, site_folder: Path
) -> None:
    place = next(site_folder.rglob("standards.toml"))
    text = place.read_text(encoding="utf-8").replace('"场所类型"', '"场所类别"')
    place.write_text(text.replace("场所类型 ==", "场所类别 =="), encoding="utf-8")

    result = rejudge(general)

    assert "在案的事实场所类型现在的条款不问，没有使用。" in result.err


def test_a_plugin_that_fails_judges_nothing(general: Terminal, site_folder: Path) -> None:
    place = next(site_folder.rglob("standards.toml"))
    place.write_text("[[standards]", encoding="utf-8")

    assert PLUGIN == rejudge(general).code
