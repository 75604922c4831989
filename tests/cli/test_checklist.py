"""``zhiben checklist``: from the sheet an inspector fills in to the verdict, once and for good."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from zhiben.cli.exits import CLEAN, DATA, USAGE
from zhiben.testing.example_sector import EXAMPLE_SECTOR

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_zhiben import Terminal

CODE = "SCH-C1"
HEAD = {"C2": "城关镇", "C3": "2024-09-10", "C4": "示例甲、示例乙", "C5": "示例路1号"}
FINE = {
    "SCH-C1-01#安全出口数": 2,
    "SCH-C1-01#疏散宽度": 1.5,
    "SCH-C1-02#疏散通道畅通": "是",
    "SCH-C1-03#场所类型": "幼儿园",
    "SCH-C1-05#": "符合",
}
MAJOR = {**FINE, "SCH-C1-02#疏散通道畅通": "否"}


def fill(
    zhiben: Terminal,
    name: str,
    answers: dict[str, Any],
    head: dict[str, str] | None = None,
) -> Path:
    """Export the checklist and fill it in as an inspector does, under another name."""
    blank = zhiben.folder / f"{CODE}.xlsx"
    if not blank.exists():
        assert CLEAN == zhiben("checklist", "export", CODE).code
    book = load_workbook(blank)
    page = book["检查表"]
    for address, text in (HEAD if head is None else head).items():
        page[address] = text
    rows = {page.cell(row, 9).value: row for row in range(1, page.max_row + 1)}
    for key, answer in answers.items():
        page.cell(rows[key], 7).value = answer
    path = zhiben.folder / name
    book.save(path)
    return path


def take(zhiben: Terminal, path: Path, *words: object) -> dict[str, Any]:
    """Import a filled sheet and return what became of it."""
    result = zhiben("checklist", "import", path.name, "--json", *words)

    assert CLEAN == result.code, result.err
    return dict(result.json())


def kept(zhiben: Terminal) -> int:
    """Return how many entries the journal has."""
    return len(zhiben("journal", "list", "--last", "1000", "--json").json()["entries"])


def inspections(zhiben: Terminal, *words: object) -> list[tuple[Any, ...]]:
    """Return the inspections on record as entry, day and verdict."""
    found = zhiben("checklist", "show", CODE, "--json", *words).json()["inspections"]
    return [(one["reference"], one["on"], one["verdict"]["verdict"]) for one in found]


# Lists and pages


def test_list_tells_which_checklists_there_are(schools: Terminal) -> None:
    expected = {
        "code": CODE,
        "title": "示例校园检查表",
        "sector": "SCH",
        "running": True,
        "distribution": "zhiben-sch",
        "version": "1.0",
        "revision": 1,
        "items": 6,
        "inspections": 0,
    }
    assert {"checklists": [expected]} == schools("checklist", "list", "--json").json()
    assert "示例校园检查表" in schools("checklist", "list", "--sector", "sch").out


def test_a_checklist_can_be_looked_at_without_a_workspace(schools: Terminal) -> None:
    (schools.folder / "zhiben.db").unlink()

    assert "示例校园检查表" in schools("checklist", "list").out
    assert "疏散通道是否畅通？" in schools("checklist", "show", CODE).out
    assert CLEAN == schools("checklist", "export", CODE).code
    assert not (schools.folder / "zhiben.db").exists()


def test_show_tells_every_question(schools: Terminal) -> None:
    shown = schools("checklist", "show", "sch-c1", "--json").json()

    assert [f"SCH-C1-0{number}" for number in range(1, 7)] == [
        one["code"] for one in shown["items"]
    ]
    assert {
        "fact": "疏散宽度",
        "type": "number",
        "question": "最窄处的疏散宽度是多少？",
        "unit": "m",
        "choices": [],
        "least": 0,
        "most": 50,
    } == shown["items"][0]["questions"][1]
    assert [None, ["符合", "不符合", "不适用", "不清楚"]] == [
        shown["items"][4]["questions"][0][key] for key in ("fact", "choices")
    ]
    assert [] == shown["inspections"]
    out = schools("checklist", "show", CODE).out
    assert "逐层走一遍，量最窄处" in out
    assert "填数（不小于 0，不大于 50）" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "SCH-C9"), "没有叫“SCH-C9”的检查表，是不是“SCH-C1”？"),
        (("export", "SCX-C1"), "是不是“SCH”？"),
        (("list", "--sector", "SCX"), "是不是“SCH”？"),
        (("show", "office:99"), "没有“office:99”这条记录"),
        (("show", "office:1"), "“office:1”不是检查记录"),
        (("export", CODE, "--output", "表.doc"), "看不出格式"),
        (("export", CODE, "--format", "csv", "--output", "表.xlsx"), "不一致"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(
    schools: Terminal, words: tuple[str, ...], told: str
) -> None:
    result = schools("checklist", *words)

    assert (USAGE, "") == (result.code, result.out)
    assert told in result.err


# Export


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ((), "SCH-C1.xlsx"),
        (("--output", "表.xlsx"), "表.xlsx"),
        (("--output", "表.csv"), "表.csv"),
        (("--output", "表.md"), "表.md"),
        (("--format", "md", "--output", "表.txt"), "表.txt"),
    ],
)
def test_export_writes_a_new_file(schools: Terminal, words: tuple[str, ...], name: str) -> None:
    result = schools("checklist", "export", CODE, *words)

    assert f"已写 {name}：示例校园检查表，检查项 6 个，要答 10 处。\n" == result.out
    before = (schools.folder / name).read_bytes()
    again = schools("checklist", "export", CODE, *words)
    assert USAGE == again.code
    assert "已经有了，没有改动它" in again.err
    assert before == (schools.folder / name).read_bytes()


def test_csv_and_markdown_can_be_piped(schools: Terminal) -> None:
    table = schools("checklist", "export", CODE, "--format", "csv").out
    paper = schools("checklist", "export", CODE, "--format", "md").out

    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))
    assert "#checklist SCH-C1 1 zhiben-sch 1.0" == rows[0][8]
    assert 7 + 10 == len(rows)
    assert paper.startswith("# 示例校园检查表（SCH-C1）\n")
    assert "□是 □否 □不清楚" in paper
    assert "______m" in paper
    assert "□厨房 □宿舍 □实验室 □无 □不清楚" in paper
    assert "同第 1 项" in paper


# Import


def test_a_filled_sheet_becomes_an_inspection_with_its_verdict(schools: Terminal) -> None:
    path = fill(schools, "示例.xlsx", MAJOR)
    done = take(schools, path)

    assert ("recorded", "office:40", None, []) == (
        done["outcome"],
        done["reference"],
        done["replaces"],
        done["problems"],
    )
    one = done["inspection"]
    assert ("城关镇", "2024-09-10", ["示例甲", "示例乙"], "示例路1号") == (
        one["org"],
        one["on"],
        one["inspectors"],
        one["place"],
    )
    assert (5, 4) == (one["answered"], one["unknown"])
    assert [2, 1.5, False, "幼儿园", None, None, None, None, "conforms", None] == [
        answer["value"] for answer in one["answers"]
    ]
    verdict = one["verdict"]
    assert ("major", "2024-09-10", ["SCH-2024"]) == (
        verdict["verdict"],
        verdict["on"],
        [standard["id"] for standard in verdict["standards"]],
    )
    assert [("SCH-3(二)", "met", {"疏散通道畅通": False})] == [
        (row["code"], row["result"], row["facts_used"]) for row in verdict["criteria"]
    ]
    entry = schools("journal", "show", "40", "--json").json()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert {"file": "示例.xlsx", "digest": digest, "sheet": "检查表"} == entry["body"]["source"]
    assert ("inspection.record", CODE, "2024-09-10") == (
        entry["kind"],
        entry["subject"],
        entry["on"],
    )
    assert CLEAN == schools("journal", "verify").code


def test_answers_of_every_type_are_kept_and_shown(schools: Terminal) -> None:
    answers = {
        "SCH-C1-01#疏散宽度": "１.２５米",
        "SCH-C1-03#存在问题的部位": "宿舍、厨房",
        "SCH-C1-04#上次检测日期": "2024年5月3日",
        "SCH-C1-04#实验室药品": "示例甲=3.5；示例乙=2",
        "SCH-C1-04#现场情况": "=示例文字",
    }
    done = take(schools, typed(schools, answers))

    assert [1.25, ["厨房", "宿舍"], "2024-05-03", {"示例甲": 3.5, "示例乙": 2}, "=示例文字"] == [
        answer["value"] for answer in done["inspection"]["answers"] if answer["value"] is not None
    ]
    page = schools("checklist", "show", "office:40").out
    assert all(
        text in page for text in ("1.25m", "厨房、宿舍", "2024-05-03", "示例甲 3.5", "=示例文字")
    )


def typed(zhiben: Terminal, answers: dict[str, str]) -> Path:
    """Export a text table and fill it in."""
    path = zhiben.folder / "表.csv"
    zhiben("checklist", "export", CODE, "--output", path.name)
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    for row, text in zip(rows[1:5], HEAD.values(), strict=True):
        row[2] = text
    for row in rows[7:]:
        row[6] = answers.get(row[8], "")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_the_verdict_is_that_of_judging_the_same_facts(schools: Terminal) -> None:
    done = take(schools, fill(schools, "示例.xlsx", MAJOR))

    facts = ("安全出口数=2", "疏散宽度=1.5", "疏散通道畅通=否", "场所类型=幼儿园")
    words = [word for fact in facts for word in ("--fact", fact)]
    judged = schools("judge", "--sector", "SCH", "--on", "2024-09-10", *words, "--json").json()
    assert judged == done["inspection"]["verdict"]


def test_it_is_told_what_was_recorded_and_what_is_still_to_be_asked(schools: Terminal) -> None:
    path = fill(schools, "示例.xlsx", {"SCH-C1-01#安全出口数": 2})
    result = schools("checklist", "import", path.name)

    assert "已记入台账 office:40：SCH-C1 示例校园检查表，城关镇，2024-09-10，" in result.out
    assert "答了 1 处，没有查明 8 处。" in result.out
    assert "结论：待查（undetermined）" in result.out
    assert "还要查明：疏散通道畅通、" in result.out


@pytest.mark.parametrize("answer", ["", "不清楚", None])
def test_a_blank_answer_is_unknown_and_never_no(schools: Terminal, answer: str | None) -> None:
    """Were it read as no, the exits would be blocked and the hazard a major one."""
    done = take(schools, fill(schools, "示例.xlsx", {**FINE, "SCH-C1-02#疏散通道畅通": answer}))

    verdict = done["inspection"]["verdict"]
    assert ("undetermined", ["疏散通道畅通"]) == (verdict["verdict"], verdict["facts_missing"])


def test_a_sheet_that_settles_everything_says_so(schools: Terminal) -> None:
    assert (
        "not_met"
        == take(schools, fill(schools, "示例.xlsx", FINE))["inspection"]["verdict"]["verdict"]
    )


def test_a_dry_run_shows_the_same_and_writes_nothing(schools: Terminal) -> None:
    path, before = fill(schools, "示例.xlsx", MAJOR), kept(schools)
    planned = take(schools, path, "--dry-run")

    assert ("planned", None, before) == (planned["outcome"], planned["reference"], kept(schools))
    assert "这是试读" in schools("checklist", "import", path.name, "--dry-run").out
    done = take(schools, path)
    assert {**planned["inspection"], "reference": "office:40"} == done["inspection"]


def test_the_same_file_adds_nothing_the_second_time(schools: Terminal) -> None:
    path = fill(schools, "示例.xlsx", MAJOR)
    first = take(schools, path)
    before = kept(schools)
    second = take(schools, path)

    assert ("unchanged", "office:40", before) == (
        second["outcome"],
        second["reference"],
        kept(schools),
    )
    assert first["inspection"] == second["inspection"]
    assert "台账里已有（office:40），没有再记" in schools("checklist", "import", path.name).out


def test_the_same_words_in_another_file_add_nothing(schools: Terminal) -> None:
    take(schools, fill(schools, "示例.xlsx", MAJOR))
    again = fill(schools, "另存.xlsx", MAJOR)
    book = load_workbook(again)
    book["检查表"]["A40"] = "打印于示例室"
    book.save(again)

    assert "unchanged" == take(schools, again)["outcome"]


def test_another_inspection_of_the_day_is_recorded_with_a_reminder(schools: Terminal) -> None:
    take(schools, fill(schools, "上午.xlsx", MAJOR))
    done = take(schools, fill(schools, "下午.xlsx", FINE))

    (problem,) = done["problems"]
    assert ("recorded", "note") == (done["outcome"], problem["severity"])
    assert "同一单位同一天已有检查记录 office:40" in problem["message"]
    assert [("office:40", "2024-09-10", "major"), ("office:41", "2024-09-10", "not_met")] == (
        inspections(schools)
    )


def test_a_corrected_sheet_takes_the_place_of_the_first(schools: Terminal) -> None:
    take(schools, fill(schools, "示例.xlsx", MAJOR))
    right = fill(schools, "改正.xlsx", FINE)

    assert "planned" == take(schools, right, "--replaces", "40", "--dry-run")["outcome"]
    done = take(schools, right, "--replaces", "40")

    assert ("recorded", "office:40", []) == (done["outcome"], done["replaces"], done["problems"])
    assert [("office:41", "2024-09-10", "not_met")] == inspections(schools)
    schools("undo", "office:41", "--reason", "示例")
    assert [("office:40", "2024-09-10", "major")] == inspections(schools)


def test_only_an_inspection_with_the_same_checklist_is_replaced(schools: Terminal) -> None:
    path = fill(schools, "示例.xlsx", MAJOR)
    for words in (("--replaces", "office:1"), ("--replaces", "office:1", "--dry-run")):
        result = schools("checklist", "import", path.name, *words)

        assert (USAGE, "") == (result.code, result.out)
        assert "office:1 不是 SCH-C1 的检查记录" in result.err


def test_an_inspection_can_be_undone_and_taken_in_again(schools: Terminal) -> None:
    path = fill(schools, "示例.xlsx", MAJOR)
    take(schools, path)
    schools("undo", "office:40", "--reason", "示例")

    assert [] == inspections(schools)
    assert "office:42" == take(schools, path)["reference"]


def test_every_cell_that_cannot_be_read_is_named_and_nothing_is_written(schools: Terminal) -> None:
    wrong = {
        "SCH-C1-01#安全出口数": "两三个",
        "SCH-C1-01#疏散宽度": 99,
        "SCH-C1-02#疏散通道畅通": "还行",
        "SCH-C1-03#场所类型": "幼儿圆",
        "SCH-C1-05#": "好",
        "SCH-C1-06#安全出口数": 3,
    }
    path, before = fill(schools, "示例.xlsx", wrong, {"C3": "上周"}), kept(schools)
    result = schools("checklist", "import", path.name)

    assert (DATA, "", before) == (result.code, result.out, kept(schools))
    lines = result.err.splitlines()
    assert ["C2", "C3", "G8", "G9", "G10", "G11", "G16"] == [
        line.partition("：表“检查表” ")[2].partition("：")[0]
        for line in lines
        if "检查人员" not in line
    ]
    assert "错误：表“检查表” G10：“还行”看不懂，请填 是、否 或 不清楚。" in lines
    assert "是不是“幼儿园”" in result.err


def test_one_question_answered_in_two_ways_is_refused(schools: Terminal) -> None:
    path = fill(schools, "示例.xlsx", {"SCH-C1-01#安全出口数": 2, "SCH-C1-06#安全出口数": 3})
    result = schools("checklist", "import", path.name)

    assert DATA == result.code
    assert "表“检查表” G17：“安全出口数”在 表“检查表” G8 答得不一样" in result.err


def test_a_sheet_nobody_filled_in_is_refused(schools: Terminal) -> None:
    result = schools("checklist", "import", fill(schools, "示例.xlsx", {}).name)

    assert DATA == result.code
    assert "一处答案也没有填" in result.err


def test_unit_and_day_come_from_the_command_where_the_sheet_leaves_them_blank(
    schools: Terminal,
) -> None:
    """One filled file may so serve for two units."""
    path = fill(schools, "示例.xlsx", FINE, {"C4": "示例甲"})
    first = take(schools, path, "--org", "城关镇", "--on", "2024-09-10")
    second = take(schools, path, "--org", "新集镇", "--on", "2024-09-10")

    assert ["office:40", "office:41"] == [first["reference"], second["reference"]]
    assert ["城关镇", "新集镇"] == [one["inspection"]["org"] for one in (first, second)]
    assert "unchanged" == take(schools, path, "--org", "新集镇", "--on", "2024-09-10")["outcome"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--org", "新集镇"), "表“检查表” C2：写的是城关镇，与 --org 的新集镇不是同一个单位"),
        (("--on", "2024-09-11"), "表“检查表” C3：写的是 2024-09-10，与 --on 的 2024-09-11 不一致"),
    ],
)
def test_the_command_does_not_overrule_the_sheet(
    schools: Terminal, words: tuple[str, ...], told: str
) -> None:
    path = fill(schools, "示例.xlsx", FINE)
    result = schools("checklist", "import", path.name, *words)

    assert DATA == result.code
    assert told in result.err


def test_a_day_that_cannot_be_is_refused(schools: Terminal) -> None:
    path = fill(schools, "明天.xlsx", FINE, {**HEAD, "C3": "2026-11-25"})

    assert "晚于今天 2026-11-24" in schools("checklist", "import", path.name).err
    path = fill(schools, "早年.xlsx", FINE, {**HEAD, "C3": "2014-09-10"})
    result = schools("checklist", "import", path.name)
    assert USAGE == result.code
    assert "早于方案的第一年" in result.err


def test_an_inspection_without_inspectors_is_taken_with_a_reminder(schools: Terminal) -> None:
    path = fill(schools, "示例.xlsx", FINE, {"C2": "城关镇", "C3": "2024-09-10"})
    result = schools("checklist", "import", path.name)

    assert CLEAN == result.code
    assert "提醒：表“检查表” C4：没有写检查人员" in result.out


def test_a_filled_text_table_is_taken_in(schools: Terminal) -> None:
    schools("checklist", "export", CODE, "--output", "表.csv")
    text = (schools.folder / "表.csv").read_text(encoding="utf-8-sig")
    text = text.replace("被检查单位,,", "被检查单位,,城关镇").replace(
        "检查日期,,", "检查日期,,2024.9.10"
    )
    text = text.replace("疏散通道是否畅通？,,,", "疏散通道是否畅通？,,×,")
    (schools.folder / "表.csv").write_text(text, encoding="gb18030")

    done = take(schools, schools.folder / "表.csv")

    assert ("major", "表", "2024-09-10") == (
        done["inspection"]["verdict"]["verdict"],
        done["sheet"],
        done["inspection"]["on"],
    )


def test_the_edition_is_that_of_the_day_of_the_inspection(schools: Terminal) -> None:
    """The standard of the example came into force in 2024; the plan's own year begins then too."""
    path = fill(schools, "示例.xlsx", MAJOR, {**HEAD, "C3": "2024-01-01"})

    verdict = take(schools, path)["inspection"]["verdict"]
    assert [("SCH-2024", "2024-01-01 起施行")] == [
        (one["id"], one["edition_reason"]) for one in verdict["standards"]
    ]


# What stays readable


def rewrite(folder: Path, file: str, old: str, new: str) -> None:
    """Change a catalog of the installed plugin."""
    path = folder / "zhiben_sch" / "catalog" / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_inspection_is_shown_as_it_was_whatever_the_standard_says_now(
    schools: Terminal, site_folder: Path
) -> None:
    take(schools, fill(schools, "示例.xlsx", MAJOR))
    before = schools("checklist", "show", "office:40", "--json").json()["inspections"]
    page = schools("checklist", "show", "office:40").out
    rewrite(site_folder, "standards", "not 疏散通道畅通", "安全出口数 < 1")

    assert before == schools("checklist", "show", "office:40", "--json").json()["inspections"]
    assert page == schools("checklist", "show", "office:40").out
    assert "结论：重大（major），按检查日期 2024-09-10 的版本判定" in page
    assert "示例〔2024〕1号 3(二)" in page
    assert "1.5m" in page
    assert "不清楚" in page


def test_inspections_stay_readable_without_their_plugin(
    schools: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fill(schools, "示例.xlsx", MAJOR)
    take(schools, path)
    before = schools("checklist", "show", CODE, "--json").json()["inspections"]
    page = schools("checklist", "show", "office:40").out
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "")

    shown = schools("checklist", "show", CODE, "--json").json()
    assert (False, "示例校园检查表", []) == (
        shown["checklist"]["running"],
        shown["checklist"]["title"],
        shown["items"],
    )
    assert before == shown["inspections"]
    assert page == schools("checklist", "show", "office:40").out
    assert [(CODE, False, 1)] == [
        (one["code"], one["running"], one["inspections"])
        for one in schools("checklist", "list", "--sector", "sch", "--json").json()["checklists"]
    ]
    told = schools("checklist", "show", CODE)
    assert "office:40" in told.out
    assert "没有在运行的插件提供 SCH-C1" in told.err
    assert "未运行" in schools("checklist", "list").out
    again = schools("checklist", "import", path.name)
    assert USAGE == again.code
    assert "没有叫“SCH”的在运行的行业插件" in again.err


def test_an_inspection_counts_from_its_day(schools: Terminal) -> None:
    take(schools, fill(schools, "示例.xlsx", MAJOR))

    assert [] == inspections(schools, "--as-of", "2024-09-09")
    assert 1 == len(inspections(schools, "--as-of", "2024-09-10"))


def test_a_sheet_of_an_earlier_revision_is_read_with_a_note(
    schools: Terminal, site_folder: Path
) -> None:
    path = fill(schools, "示例.xlsx", MAJOR)
    rewrite(site_folder, "sector", "revision = 1", "revision = 2")
    rewrite(site_folder, "checklists", 'code = "SCH-C1-02"', 'code = "SCH-C1-12"')
    done = take(schools, path)

    (problem,) = done["problems"]
    assert "是按修订 1 导出的，现行是修订 2" in problem["message"]
    assert "major" == done["inspection"]["verdict"]["verdict"]


def test_an_answer_nobody_asks_for_any_more_must_be_cleared(
    schools: Terminal, site_folder: Path
) -> None:
    path = fill(schools, "示例.xlsx", FINE)
    rewrite(site_folder, "checklists", 'code = "SCH-C1-05"', 'code = "SCH-C1-15"')
    result = schools("checklist", "import", path.name)

    assert DATA == result.code
    assert (
        "表“检查表” I16：现行检查表里没有“SCH-C1-05#”这一行，请清空它的答案再导入。" in result.err
    )


REFUSING = """

from decimal import Decimal

from zhiben.spec import Derivation


def _total(实验室药品):
    if 实验室药品 is None:
        return None
    if "示例禁品" in 实验室药品:
        raise ValueError("没有收录“示例禁品”，请核对名称。")
    return sum(实验室药品.values(), Decimal(0))


@hookimpl
def zhiben_derivations():
    yield Derivation(fact="药品总量", inputs=("实验室药品",), function=_total, source="示例")
"""
TOTAL = '\n[[facts]]\nname = "药品总量"\ntype = "number"\nquestion = "药品共多少？"\nunit = "kg"\n'


def test_an_answer_a_derivation_refuses_is_told_with_its_cell(
    schools: Terminal, site_folder: Path
) -> None:
    package = site_folder / "zhiben_sch"
    (package / "plugin.py").write_text(EXAMPLE_SECTOR["plugin.py"] + REFUSING, encoding="utf-8")
    with (package / "catalog" / "standards.toml").open("a", encoding="utf-8") as file:
        file.write(TOTAL)
    path = fill(schools, "示例.xlsx", {"SCH-C1-04#实验室药品": "示例禁品=3"})
    result = schools("checklist", "import", path.name)

    assert DATA == result.code
    assert "表“检查表” G14：药品总量算不出来：没有收录“示例禁品”，请核对名称。" in result.err
