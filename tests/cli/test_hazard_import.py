"""``zhiben hazard import`` as an office uses it: every row accounted for, month after month."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from zhiben.cli.exits import CLEAN, FINDINGS, USAGE

if TYPE_CHECKING:
    from pytest_zhiben import Result, Terminal

HEADINGS = "序号,企业名称,隐患地点,隐患描述,隐患等级,发现时间,整改期限,整改状态"
MINE = "1,示例矿业,二号井,未设置安全出口,重大,2024.5.3,2024年6月30日,整改中"
PLANT = "2,示例化工,罐区,可燃气体报警器失效,重大,2024-05-04,2024-07-01,整改中"
MILL = "3,示例木业,一车间,除尘系统积尘未清理,一般,2024-05-06,2024-07-01,整改中"

Import = Callable[..., dict[str, Any]]


def write(office: Terminal, name: str, *lines: str, headings: str = HEADINGS) -> str:
    (office.folder / name).write_text("\n".join((headings, *lines)) + "\n", encoding="utf-8")
    return name


def numbers(told: dict[str, Any], *names: str) -> tuple[int, ...]:
    return tuple(told[name] for name in names)


def outcome(told: dict[str, Any]) -> tuple[int, ...]:
    return numbers(told, "created", "changed", "unchanged", "absent")


def listed(office: Terminal) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("hazard", "list", "--json").json()["hazards"]
    return found


def entries(office: Terminal) -> int:
    return len(office("journal", "list", "--last", "9999", "--json").json()["entries"])


@pytest.fixture
def take(office: Terminal) -> Import:
    """Import files, and return what became of their only sheet."""

    def run(*words: object) -> dict[str, Any]:
        result = office("hazard", "import", *words, "--json")
        assert result.code in {CLEAN, FINDINGS}, result.err
        sheet: dict[str, Any]
        (sheet,) = result.json()["files"]
        assert sheet["accepted"] + len({one["row"] for one in sheet["rejected"]}) == sheet["read"]
        assert sheet["created"] + sheet["changed"] + sheet["unchanged"] == sheet["accepted"]
        return sheet

    return run


def test_every_row_is_accounted_for_as_the_workbook_shows_it(
    office: Terminal, take: Import
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "台账"
    for row in (
        ("重大事故隐患台账（示例）",),
        ("序号", "企业名称", "隐患地点", "隐患描述", "发现时间", "整改资金（万元）"),
        (1, 2, 3, 4, 5, 6),
        (1, "示例矿业", "二号井", "未设置安全出口", "2024.5.3", "3.5"),
        (2, "示例化工", "罐区", "报警器失效", "2024227", "1"),
        ("合计", "2家", None, None, None, "4.5"),
    ):
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    book.save(office.folder / "台账.xlsx")

    told = take("台账.xlsx")

    assert [2] == told["header_rows"]
    assert {"序号": "ordinal", "企业名称": "enterprise"}.items() <= told["mapping"].items()
    assert (2, 1, [6]) == (told["read"], told["accepted"], [one["row"] for one in told["totals"]])
    assert [(5, "E")] == [(one["row"], one["column"]) for one in told["rejected"]]
    assert {"row": 4, "column": "E", "before": "2024.5.3", "after": "2024-05-03",
            "rule": "date"} in told["repairs"]  # fmt: skip
    (hazard,) = listed(office)
    assert ("YH-2026-00001", 35000) == (hazard["number"], hazard["funds_yuan"])
    assert [{"file": "台账.xlsx", "sheet": "台账", "row": 4}] == hazard["sources"]


def test_a_dry_run_writes_nothing_and_tells_the_same(office: Terminal, take: Import) -> None:
    name = write(office, "台账.csv", MINE, PLANT.replace("2024-05-04", "2024227"))
    before = entries(office)

    tried = take(name, "--dry-run")

    assert before == entries(office)
    assert [] == list(office.folder.glob("*未采纳*"))
    told = take(name)
    assert {**tried, "rejects": told["rejects"]} == told


def test_the_same_file_twice_adds_nothing(office: Terminal, take: Import) -> None:
    name = write(office, "台账.csv", MINE, PLANT)
    take(name)
    before = entries(office)

    assert (0, 0, 2, 0) == outcome(take(name))
    assert before == entries(office)
    assert (0, 0, 2, 0) == outcome(take(write(office, "台账（6月）.csv", MINE, PLANT)))
    assert 2 == len(listed(office))


def test_next_months_table_adds_changes_and_reports_what_is_absent(
    office: Terminal, take: Import
) -> None:
    take(write(office, "隐患台账2024年5月.csv", MINE, PLANT))

    done = PLANT.replace("整改中", "已整改").replace("2,", "1,", 1)
    told = take(write(office, "隐患台账2024年6月.csv", done, MILL))

    assert (1, 1, 0, 1) == outcome(told)
    assert ["YH-2026-00001"] == told["absent_hazards"]
    states = [one["status"] for one in listed(office)]
    assert ["rectifying", "applied", "rectifying"] == states


def test_what_a_person_decided_survives_the_next_table(office: Terminal, take: Import) -> None:
    take(write(office, "台账.csv", MINE))
    amended = office("hazard", "amend", "YH-2026-00001", "--location", "三号井", "--listed",
           "--document", "示例〔2026〕1号", "--reason", "示例")  # fmt: skip
    assert CLEAN == amended.code, amended.err

    later = MINE.replace("整改中", "已整改")
    assert (0, 1, 0, 0) == outcome(take(write(office, "台账.csv", later)))

    (hazard,) = listed(office)
    assert ("三号井", True) == (hazard["location"], hazard["listed"])


def test_the_running_number_of_a_row_is_no_identity(office: Terminal, take: Import) -> None:
    take(write(office, "台账.csv", MINE, PLANT))

    told = take(write(office, "台账.csv", "1" + PLANT[1:], "2" + MINE[1:]))

    assert (0, 0, 2, 0) == outcome(told)


def test_a_number_of_the_tables_own_is_an_identity(office: Terminal, take: Import) -> None:
    headings = "隐患编号,企业名称,隐患地点,隐患描述"
    first = "AQ2024-017,示例矿业,二号井,出口"
    take(write(office, "台账.csv", first, headings=headings))

    changed = "AQ2024-017,示例矿业,二号井,安全出口少于两个，已增设一处"
    told = take(write(office, "台账.csv", changed, headings=headings))

    assert (0, 1, 0, 0) == outcome(told)
    assert ["安全出口少于两个，已增设一处"] == [one["description"] for one in listed(office)]


def test_corrected_rejects_are_imported_as_they_are(office: Terminal, take: Import) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["台账（示例）"])
    sheet.append(HEADINGS.split(","))
    sheet.append(MINE.split(","))
    sheet.append(PLANT.replace("2024-05-04", "2024227").replace("罐区", "=1+1").split(","))
    sheet.cell(4, 3).data_type = "s"
    book.save(office.folder / "台账.xlsx")
    told = take("台账.xlsx")
    rejects = office.folder / told["rejects"]

    wrong = load_workbook(rejects)
    table = wrong.worksheets[0]
    assert ["台账（示例）", HEADINGS.split(",", maxsplit=1)[0], "2"] == [
        table.cell(r, 1).value for r in (1, 2, 3)
    ]
    assert ("=1+1", "s") == (table.cell(3, 3).value, table.cell(3, 3).data_type)
    assert str(table.cell(3, 10).value).startswith("F列：“发现时间”写的“2024227”")
    table.cell(3, 6).value = "2024-05-04"
    wrong.save(rejects)

    again = take(rejects.name)

    assert (1, []) == (again["accepted"], again["rejected"])
    assert (1, 0, 0, 0) == outcome(again)
    assert (0, 0, 1, 0) == outcome(take("台账.xlsx"))


def test_cells_that_a_spreadsheet_would_compute_are_neutralised(
    office: Terminal, take: Import
) -> None:
    for sign in "=+-@":
        bad = f"4,{sign}SUM(1),地点,示例{sign},重大,2024227,,"
        told = take(write(office, "台账.csv", bad))
        text = (office.folder / told["rejects"]).read_text(encoding="utf-8-sig")

        assert f",'{sign}SUM(1)," in text


def test_one_hazard_from_two_channels_is_one_with_both_and_the_earliest_day(
    office: Terminal, take: Import
) -> None:
    take(write(office, "自查.csv", MINE), "--channel", "self")
    earlier = MINE.replace("2024.5.3", "2024-04-20").replace("二号井", "2号井")

    told = take(write(office, "检查.csv", earlier), "--channel", "inspection")

    assert (0, 1, 0, 0) == outcome(told)
    assert ["YH-2026-00001"] == [one["hazard"] for one in told["merged"]]
    (hazard,) = listed(office)
    assert (["self", "inspection"], "2024-04-20") == (hazard["channels"], hazard["found_on"])
    assert ["自查.csv", "检查.csv"] == [one["file"] for one in hazard["sources"]]
    assert (0, 0, 1, 0) == outcome(take("检查.csv", "--channel", "inspection"))


def test_days_without_a_year_are_of_the_year_that_is_given(office: Terminal, take: Import) -> None:
    headings = "企业名称,隐患地点,隐患描述,发现时间"
    name = write(office, "台账.csv", "示例厂,仓库,通道堵塞,5月3日", headings=headings)

    assert 1 == len(take(name, "--dry-run")["rejected"])
    assert (1, 0, 0, 0) == outcome(take(name, "--year", 2024))
    assert ["2024-05-03"] == [one["found_on"] for one in listed(office)]


def test_two_alike_rows_of_one_sheet_stay_two_until_a_person_says(
    office: Terminal, take: Import
) -> None:
    told = take(write(office, "台账.csv", MINE, "2" + MINE[1:]))

    assert (2, 0, 0, 0) == outcome(told)
    assert [(3, "YH-2026-00001")] == [
        (one["row"], one["hazard"]) for one in told["possible_duplicates"]
    ]
    assert (0, 0, 2, 0) == outcome(take("台账.csv"))


def test_two_files_at_once_are_told_one_after_the_other(office: Terminal) -> None:
    may = write(office, "台账2024年5月.csv", MINE)
    june = write(office, "台账2024年6月.csv", MINE, PLANT)

    result = office("hazard", "import", may, june, may, "--json")

    assert CLEAN == result.code
    assert [(1, 0, 0, 0), (1, 0, 1, 0)] == [outcome(one) for one in result.json()["files"]]


def test_columns_that_compete_are_asked_about_and_the_answer_is_kept(
    office: Terminal, take: Import
) -> None:
    headings = "企业名称,隐患地点,隐患描述,完成时间,预计完成时间2"
    row = "示例矿业,二号井,未设置安全出口,2024-06-01,x"
    name = write(office, "台账2024年5月.csv", row, headings=headings)
    before = entries(office)

    asked = office("hazard", "import", name)

    assert USAGE == asked.code
    assert "“完成时间”说不准是" in asked.err
    assert before == entries(office)
    toml = asked.err.partition("--map 映射.toml：\n")[2]
    assert {"完成时间"} == set(tomllib.loads(toml)["columns"])
    (office.folder / "映射.toml").write_text(
        '[columns]\n"完成时间" = "deadline"\n', encoding="utf-8"
    )
    assert "deadline" == take(name, "--map", "映射.toml")["mapping"]["完成时间"]
    later = write(office, "台账2024年6月.csv", row, headings=headings)
    assert "deadline" == take(later)["mapping"]["完成时间"]
    assert "2024-06-01" == listed(office)[0]["deadline"]


def test_the_sender_stands_for_what_its_rows_do_not_say(office: Terminal, take: Import) -> None:
    office("org", "add", "示例矿业", "--kind", "企业", "--credit-code", "91350100M000100Y43")
    row = "二号井,未设置安全出口"
    name = write(office, "自查.csv", row, headings="隐患地点,隐患描述")

    take(name, "--org", "示例矿业", "--channel", "self")

    (hazard,) = listed(office)
    assert ("示例矿业", "91350100M000100Y43") == (hazard["enterprise"], hazard["credit_code"])
    take(write(office, "镇.csv", MINE), "--org", "城关镇")
    assert "城关镇" == listed(office)[1]["region"]


def test_printed_totals_and_counts_are_kept_beside_what_was_read(
    office: Terminal, take: Import
) -> None:
    take(write(office, "台账.csv", MINE, PLANT, "合计3项,2家,,,,,,"))

    (entry,) = office("journal", "list", "--kind", "hazard.sheet", "--json").json()["entries"]
    body = entry["body"]
    assert (2, 2, 0) == numbers(body, "read", "accepted", "rejected")
    assert [("count", "3"), ("enterprise", "2家")] == [
        (one["field"], one["value"]) for one in body["totals"]
    ]
    assert {4} == {one["row"] for one in body["totals"]}


def test_an_old_file_again_does_not_undo_a_newer_one(office: Terminal, take: Import) -> None:
    take(write(office, "台账2024年5月.csv", MINE))
    take(write(office, "台账2024年6月.csv", MINE.replace("整改中", "已整改")))

    assert (0, 0, 1, 0) == outcome(take("台账2024年5月.csv"))
    assert ["applied"] == [one["status"] for one in listed(office)]


def test_what_was_undone_is_imported_again(office: Terminal, take: Import) -> None:
    take(write(office, "台账.csv", MINE))
    number = office("journal", "list", "--kind", "hazard.record", "--json").json()["entries"][0]
    office("undo", number["seq"], "--reason", "示例")

    assert 1 == take("台账.csv")["created"]


def test_a_row_that_is_now_rejected_is_not_absent(office: Terminal, take: Import) -> None:
    take(write(office, "台账.csv", MINE, PLANT))

    told = take(write(office, "台账.csv", MINE, PLANT.replace("2024-05-04", "2024227")))

    assert (0, 0, 1, 0) == outcome(told)


def test_other_sheets_are_named_and_zero_reports_are_no_hazards(office: Terminal) -> None:
    book = Workbook()
    book.worksheets[0].append(["随便写写"])
    ledger = book.create_sheet("台账")
    for row in (HEADINGS, MINE, "2,示例化工,,本月未发现重大隐患,,,,"):
        ledger.append(row.split(","))
    book.save(office.folder / "台账.xlsx")

    result = office("hazard", "import", "台账.xlsx")

    assert CLEAN == result.code
    assert "说明：台账.xlsx 工作表“Sheet”：没有找到隐患台账的表头" in result.out
    assert "不是隐患：第3行，零报告（示例化工）：本月未发现重大隐患" in result.out
    assert "读入 1 行：采纳 1，未采纳 0。" in result.out


def test_the_page_tells_how_sure_each_column_is(office: Terminal) -> None:
    write(office, "台账.csv", *(f"{n}{PLANT[1:]}".replace("-04", f"-4{n}") for n in range(9)))

    result: Result = office("hazard", "import", "台账.csv", "--dry-run")

    assert FINDINGS == result.code
    assert "整改状态  整改状态  词典里的叫法" in result.out
    assert result.out.endswith("这是试读，什么也没有写入；去掉 --dry-run 即正式导入。\n")


def test_what_a_map_names_in_vain_and_what_is_odd_are_told(office: Terminal) -> None:
    name = write(office, "台账.csv", MINE.replace("2024年6月30日", "2024-04-01"))
    (office.folder / "映射.toml").write_text('[columns]\n"没有" = "owner"\n', encoding="utf-8")

    told = office("hazard", "import", name, "--map", "映射.toml").out

    assert "说明：指定的列“没有”表里没有，没有用上。" in told
    assert "说明：G列第2行：整改期限（2024-04-01）早于发现时间（2024-05-03）。" in told


def test_rejects_of_one_file_go_when_those_of_another_cannot_be_written(
    office: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = office.folder / "别处"
    folder.mkdir()
    bad = PLANT.replace("2024-05-04", "2024227")
    names = [write(office, "甲.csv", bad), write(office, "别处/乙.csv", bad)]
    make = tempfile.mkstemp

    def full(**given: Any) -> tuple[int, str]:
        if given["dir"].name == "别处":
            raise OSError(28, "No space left on device")
        return make(**given)

    monkeypatch.setattr("tempfile.mkstemp", full)

    result = office("hazard", "import", *names)

    assert 3 == result.code
    assert [] == list(office.folder.glob("*未采纳*"))


def test_long_lists_are_cut_on_the_page_and_whole_in_json(office: Terminal, take: Import) -> None:
    rows = [f"{n},示例{n}号厂,罐区,阀门,重大,2024227,," for n in range(30)]
    name = write(office, "台账.csv", *rows)

    assert (
        "未采纳：还有 10 条，全部的见 --json。" in office("hazard", "import", name, "--dry-run").out
    )
    assert 30 == len(take(name)["rejected"])


def test_the_folder_of_the_rejects_must_be_writable_or_nothing_is_recorded(
    office: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write(office, "台账.csv", MINE, PLANT.replace("2024-05-04", "2024227"))
    before = entries(office)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    result = office("hazard", "import", name)

    assert 3 == result.code
    assert "未采纳的行写不进这个文件夹" in result.err
    assert before == entries(office)
