from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from zhiben.cli.exits import CLEAN, DATA, FINDINGS, USAGE
from zhiben.errors import EnvironmentFailure
from zhiben.io.tables import read_sheets
from zhiben.ledger.bodies import organisation_of
from zhiben.ledger.entries import entry_of
from zhiben.model.entries import EntryKind
from zhiben.store import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_zhiben import Result, Terminal
    from zhiben.model.entries import Entry

CODE = "91350100M000100Y43"
MONTHLY = "4-12"
"""高危 enterprises owe it every month."""
QUARTERLY = "4-11"
"""Enterprises that are not 高危 owe it every quarter."""


@pytest.fixture
def office(zhiben: Terminal) -> Terminal:
    """A command line in the workspace of the reference plan."""
    zhiben("init")
    return zhiben


def add(office: Terminal, name: str = "示例矿业", *words: object) -> Result:
    """Register an enterprise on 2024-03-01, whatever else the words say."""
    result = office("org", "add", name, "--kind", "企业", "--on", "2024-03-01", *words)

    assert CLEAN == result.code, result.err
    return result


def show(office: Terminal, name: str = "示例矿业", *words: object) -> dict[str, Any]:
    result = office("org", "show", name, "--json", *words)

    assert CLEAN == result.code, result.err
    page: dict[str, Any] = result.json()
    return page


def names(office: Terminal, *words: object) -> list[str]:
    return [unit["name"] for unit in office("org", "list", "--json", *words).json()["units"]]


def entries(office: Terminal) -> list[Entry]:
    with open_store(office.folder / "zhiben.db") as store:
        return [entry_of(line) for line in store.lines()]


def expected(office: Terminal, task: str, *words: object) -> dict[str, int]:
    """The periods of a recurring task that anybody owes, and how many units owe each."""
    lines = office("progress", "--json", *words).json()["recurring"]
    return {line["period"]: line["expected"] for line in lines if line["task"] == task}


def workbook(office: Terminal, *rows: Sequence[str], name: str = "名录.xlsx") -> Path:
    """A workbook with a title merged over the columns above the rows."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["示例县企业名录"])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(rows[0]))
    for row in rows:
        sheet.append(list(row))
    book.save(office.folder / name)
    return office.folder / name


def import_(office: Terminal, file: Path, *words: object) -> Result:
    return office("org", "import", file, "--on", "2024-03-01", *words)


# list and show


def test_the_units_of_the_plan_are_listed_by_kind(office: Terminal) -> None:
    townships = names(office, "--kind", "乡镇")

    assert 14 == len(townships)
    assert "临北回族乡" in townships
    assert townships == names(office, "--kind", "township")


def test_units_are_listed_by_mark(office: Terminal) -> None:
    add(office, "示例矿业", "--attribute", "高危")
    add(office, "示例商场")

    assert ["示例矿业"] == names(office, "--attribute", "高危")
    assert ["示例矿业", "示例商场"] == names(office, "--kind", "企业")


def test_a_mark_of_the_plan_that_no_unit_has_lists_nobody(office: Terminal) -> None:
    assert [] == names(office, "--attribute", "高危")


def test_a_mark_nobody_knows_offers_the_nearest(office: Terminal) -> None:
    result = office("org", "list", "--attribute", "高威")

    assert (USAGE, "") == (result.code, result.out)
    assert "没有叫“高威”的标记，是不是“高危”？" in result.err


def test_a_unit_is_not_listed_before_it_was_registered(office: Terminal) -> None:
    add(office)

    assert [] == names(office, "--kind", "企业", "--as-of", "2024-02-29")
    assert ["示例矿业"] == names(office, "--kind", "企业", "--as-of", "2024-03-01")


def test_the_list_is_a_table_with_its_length(office: Terminal) -> None:
    add(office, "示例矿业", "--attribute", "高危", "--territory", "城关镇", "--credit-code", CODE)

    out = office("org", "list", "--kind", "企业").out

    cells = ("示例矿业", "生产经营单位", "高危", "城关镇", CODE)
    assert [] == [cell for cell in cells if cell not in out]
    assert out.endswith("共 1 个。\n")


def test_a_lead_is_shown_with_its_fields_and_its_tasks(office: Terminal) -> None:
    shown = show(office, "县应急局")

    assert {"危化品", "烟花爆竹", "工贸", "非煤矿山"} == set(shown["fields"])
    assert shown["owes"] > 0
    assert ["登记"] == [version["change"] for version in shown["versions"]]
    assert "有效期：不限" in office("org", "show", "县应急局").out


def test_the_page_of_a_unit_can_be_read(office: Terminal) -> None:
    add(office, "示例矿业", "--valid-to", "2026-12-31", "--territory", "城关")

    out = office("org", "show", "示例矿业").out

    lines = ("名称：示例矿业", "标记：无", "属地：城关镇", "有效期：至 2026-12-31", "牵头领域：无")
    assert [] == [line for line in lines if line not in out]
    assert "沿革" in out


def test_an_unknown_unit_offers_the_nearest(office: Terminal) -> None:
    result = office("org", "show", "县应急管理")

    assert USAGE == result.code
    assert "没有叫“县应急管理”的单位，是不是“县应急管理局”" in result.err


# add


def test_a_unit_is_registered_with_everything_said(office: Terminal) -> None:
    add(
        office, "示例矿业  集团", "--id", "矿-01", "--alias", "示矿", "--alias", "示例矿业 集团",
        "--attribute", "高危、规上", "--territory", "城关镇",
        "--credit-code", "９１３５０１００ｍ000100y43",
        "--valid-from", "2024-01-01", "--valid-to", "2026-06-30",
    )  # fmt: skip

    assert {
        "id": "矿-01",
        "name": "示例矿业 集团",
        "kind": "enterprise",
        "aliases": ["示矿"],
        "attributes": ["高危", "规上"],
        "territory": "城关镇",
        "credit_code": CODE,
        "valid_from": "2024-01-01",
        "valid_to": "2026-06-30",
    }.items() <= show(office, "示矿").items()


def test_two_sites_give_the_same_unit_the_same_id(office: Terminal) -> None:
    add(office)
    here = show(office)["id"]
    office("--db", "另一处.db", "init", "--as", "城关镇")
    office("--db", "另一处.db", "org", "add", "示例 矿业", "--kind", "公司")

    there = office("--db", "另一处.db", "org", "show", "示例 矿业", "--json").json()["id"]
    assert here == there


def test_where_it_was_recorded_is_told(office: Terminal) -> None:
    result = add(office)

    assert f"office:{len(entries(office))}：登记生产经营单位“示例矿业”" in result.out
    assert "从 2024-03-01 起承担任务" in result.err


def test_a_unit_that_was_there_from_the_start_needs_no_word_about_it(office: Terminal) -> None:
    start = office("plan", "show", "--json").json()["start"]

    assert "" == office("org", "add", "示例矿业", "--kind", "企业", "--on", start).err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["示例矿业"], "“示例矿业”（编号 u-"),
        (["示 例 矿 业"], "“示例矿业”（编号 u-"),
        (["示矿"], "“示矿”已由登记过的“示例矿业”"),
        (["示例化工", "--alias", "示矿"], "“示矿”已由登记过的“示例矿业”"),
        (["示例化工", "--id", "office"], "“office”已由登记过的“县安委办”"),
        (["示例化工", "--id", "安委办"], "“安委办”已由登记过的“县安委办”"),
        (["示例化工", "--credit-code", CODE], f"“{CODE}”已由登记过的“示例矿业”"),
    ],
)
def test_what_another_unit_answers_to_is_refused_and_that_unit_named(
    office: Terminal, words: list[str], told: str
) -> None:
    add(office, "示例矿业", "--alias", "示矿", "--credit-code", CODE)
    before = entries(office)

    result = office("org", "add", *words, "--kind", "企业")

    assert (USAGE, "") == (result.code, result.out)
    assert told in result.err
    assert before == entries(office)


def test_a_unit_registered_for_a_later_day_is_a_duplicate_today_already(office: Terminal) -> None:
    office("org", "add", "示例矿业", "--kind", "企业", "--on", "2026-12-31")

    assert USAGE == office("org", "add", "示例矿业", "--kind", "企业").code


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kind", "国企"], "不认识类别“国企”，可写：安委办（office）"),
        (["--kind", "企业", "--territory", "城官镇"], "没有叫“城官镇”的乡镇街道，是不是“城关镇”"),
        (["--kind", "企业", "--territory", "县应急局"], "没有叫“县应急局”的乡镇街道"),
        (["--kind", "企业", "--credit-code", CODE[:-1]], "有 17 位，应为 18 位"),
        (["--kind", "企业", "--credit-code", f"{CODE[:-1]}4"], "校验位不符"),
        (["--kind", "企业", "--id", "a b"], "编号“a b”不行"),
        (["--kind", "乡镇", "--territory", "城关镇"], "乡镇街道本身就是属地"),
        (
            ["--kind", "企业", "--valid-from", "2025-01-02", "--valid-to", "2025-01-01"],
            "终止日期 2025-01-01 早于起始日期 2025-01-02",
        ),
        (["--kind", "企业", "--on", "2024-02-30"], "没有这一天"),
        ([], "缺少选项"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    office: Terminal, words: list[str], told: str
) -> None:
    before = entries(office)

    result = office("org", "add", "示例矿业", *words)

    assert (USAGE, "") == (result.code, result.out)
    assert told in result.err.splitlines()[0]
    assert before == entries(office)


def test_a_new_mark_is_told_with_those_in_use(office: Terminal) -> None:
    assert "“高威”是新的标记" in add(office, "示例矿业", "--attribute", "高威").err
    assert "新的标记" not in add(office, "示例化工", "--attribute", "高危").err


def test_a_new_unit_owes_later_periods_only(office: Terminal) -> None:
    office("org", "add", "示例商场", "--kind", "企业", "--on", "2025-03-10")

    assert ["2025Q2", "2025Q3"] == list(expected(office, QUARTERLY, "--as-of", "2025-09-30"))


def test_a_unit_that_was_there_before_says_since_when(office: Terminal) -> None:
    office(
        "org",
        "add",
        "示例商场",
        "--kind",
        "企业",
        "--on",
        "2025-03-10",
        "--valid-from",
        "2025-01-01",
    )

    assert ["2025Q1", "2025Q2"] == list(expected(office, QUARTERLY, "--as-of", "2025-06-30"))


# amend


def amend(office: Terminal, *words: object, on: str = "2025-03-10") -> Result:
    return office("org", "amend", "示例矿业", "--on", on, "--reason", "示例理由", *words)


def test_becoming_high_risk_plans_the_future_anew_and_leaves_the_past(office: Terminal) -> None:
    add(office)
    before = {
        day: expected(office, QUARTERLY, "--as-of", day) for day in ("2025-03-09", "2025-03-31")
    }

    result = amend(office, "--add-attribute", "高危")

    assert CLEAN == result.code
    assert "自 2025-03-10 起，标记：无 → 高危。" in result.out
    assert "从下一个周期起" in result.err
    assert ["2025-04", "2025-05"] == list(expected(office, MONTHLY, "--as-of", "2025-05-31"))
    after = {day: expected(office, QUARTERLY, "--as-of", day) for day in before}
    assert before == after
    assert "2025Q2" not in expected(office, QUARTERLY, "--as-of", "2025-09-30")


def test_ceasing_to_be_high_risk_leaves_the_past_too(office: Terminal) -> None:
    add(office, "示例矿业", "--attribute", "高危")

    amend(office, "--remove-attribute", "高危")

    months = list(expected(office, MONTHLY, "--as-of", "2025-12-31"))
    assert ("2024-03", "2025-03") == (months[0], months[-1])


def test_the_entry_holds_the_unit_as_it_then_stands_and_the_reason(office: Terminal) -> None:
    add(office, "示例矿业", "--attribute", "规上")

    amend(office, "--add-attribute", "高危", "--alias", "示矿", "--territory", "小溪镇")

    entry = entries(office)[-1]
    unit = organisation_of(entry.subject, entry.body)
    assert (EntryKind.ORG_AMEND, date(2025, 3, 10)) == (entry.kind, entry.on)
    assert "示例理由" == entry.body["reason"]
    assert (("规上", "高危"), ("示矿",), "xiaoxi") == (
        unit.attributes,
        unit.aliases,
        unit.territory,
    )


def test_a_past_day_sees_the_unit_as_it_was(office: Terminal) -> None:
    add(office)
    amend(office, "--add-attribute", "高危", "--credit-code", CODE)

    assert [] == show(office, "示例矿业", "--as-of", "2025-03-09")["attributes"]
    now = show(office)
    assert (["高危"], CODE) == (now["attributes"], now["credit_code"])
    assert [
        ("2024-03-01", "登记", None),
        ("2025-03-10", f"标记：无 → 高危；统一社会信用代码：无 → {CODE}", "示例理由"),
    ] == [(one["on"], one["change"], one["reason"]) for one in now["versions"]]
    assert "示例理由" in office("org", "show", "示例矿业").out


def test_a_renamed_unit_still_answers_to_its_former_name(office: Terminal) -> None:
    add(office)

    amend(office, "--name", "示例集团")

    assert show(office, "示例集团") == show(office, "示例矿业")
    assert USAGE == office("org", "add", "示例矿业", "--kind", "企业").code


def test_an_ended_unit_owes_nothing_afterwards(office: Terminal) -> None:
    add(office)

    amend(office, "--valid-to", "2025-06-30", on="2025-06-30")

    assert "2025Q2" == list(expected(office, QUARTERLY, "--as-of", "2026-03-31"))[-1]


@pytest.mark.parametrize(
    ("words", "on", "told"),
    [
        ([], "2025-03-10", "已经是这样"),
        (["--add-attribute", "规上"], "2025-03-10", "已经是这样"),
        (["--remove-attribute", "高危"], "2025-03-10", "没有“高危”这个标记（现有标记：规上）"),
        (["--name", "安委办"], "2025-03-10", "“安委办”已由登记过的“县安委办”"),
        (["--territory", "城官镇"], "2025-03-10", "是不是“城关镇”"),
        (["--credit-code", "1"], "2025-03-10", "应为 18 位"),
        (["--valid-to", "2025-03-01"], "2025-03-10", "--on 应写终止当天或次日"),
        (
            ["--add-attribute", "高危"],
            "2024-02-29",
            "自 2024-03-01 起登记，不能记 2024-02-29 的变更",
        ),
        (["--add-attribute", "高危"], "2024-12-31", "在 2025-01-01 已有更晚的变更"),
        (["--add-attribute", "高危", "--reason", " "], "2025-03-10", "理由不能为空"),
    ],
)
def test_a_change_that_cannot_be_is_refused_in_one_line(
    office: Terminal, words: list[str], on: str, told: str
) -> None:
    add(office)
    amend(office, "--add-attribute", "规上", on="2025-01-01")
    before = entries(office)

    result = amend(office, *words, on=on)

    assert (USAGE, "") == (result.code, result.out)
    assert told in result.err.splitlines()[0]
    assert before == entries(office)


def test_a_change_that_was_undone_is_no_version(office: Terminal) -> None:
    add(office)
    amend(office, "--add-attribute", "高危")
    last = show(office)["versions"][-1]["entry"]

    office("undo", last, "--reason", "示例误录")

    shown = show(office)
    assert ([], 1) == (shown["attributes"], len(shown["versions"]))


# import

HEADER = ("序号", "企业名称", "是否高危", "所在乡镇", "统一社会信用代码", "备注")
ROWS = (
    ("1", "示例矿业", "是", "城关镇", CODE, "示例"),
    ("2", "示例商场", "否", "小溪镇", "", ""),
)


def test_a_workbook_with_a_merged_title_is_registered(office: Terminal) -> None:
    result = import_(office, workbook(office, HEADER, *ROWS), "--json")

    assert CLEAN == result.code, result.err
    done = result.json()
    assert (2, 2, 0, 0) == tuple(done[key] for key in ("read", "accepted", "unchanged", "rejected"))
    assert ["名录.xlsx 第2行：不用“备注”这一列，其内容没有读入。"] == [
        f"{one['where']}：{one['message']}" for one in done["problems"]
    ]
    assert [(3, "示例矿业"), (4, "示例商场")] == [(one["row"], one["name"]) for one in done["rows"]]
    mine = show(office)
    assert ("enterprise", ["高危"], "城关镇", CODE) == tuple(
        mine[key] for key in ("kind", "attributes", "territory", "credit_code")
    )
    assert 1 == expected(office, MONTHLY, "--as-of", "2024-04-30")["2024-04"]


def test_a_gb18030_text_table_is_registered(office: Terminal) -> None:
    text = (
        "示例县单位名录,,,\n单位名称,类别,简称,标记\n示例中学,学校,示例一中,寄宿\n示例䶮镇,乡镇,,\n"
    )
    file = office.folder / "名录.csv"
    file.write_bytes(text.encode("gb18030"))

    assert CLEAN == import_(office, file).code
    assert ("institution", ["寄宿"]) == tuple(
        show(office, "示例一中")[key] for key in ("kind", "attributes")
    )
    assert "示例䶮镇" in names(office, "--kind", "乡镇")


def test_importing_twice_changes_nothing(office: Terminal) -> None:
    file = workbook(office, HEADER, *ROWS)
    import_(office, file)
    before = entries(office)

    again = import_(office, file, "--json")

    assert (CLEAN, 2) == (again.code, again.json()["unchanged"])
    assert before == entries(office)
    assert "登记 0 行，已有 2 行" in import_(office, file).out


BAD_ROWS = (
    *ROWS,
    ("3", "示例化工", "是", "城官镇", "", ""),
    ("4", "示例商场", "否", "小溪镇", "", ""),
    ("5", "县应急局", "是", "", "", ""),
    ("6", "示例工贸", "也许", "", f"{CODE[:-1]}4", ""),
    ("", "合计", "", "", "", ""),
)


def test_rows_that_cannot_be_taken_in_come_back_with_their_reasons(office: Terminal) -> None:
    result = import_(office, workbook(office, HEADER, *BAD_ROWS), "--json")

    done = result.json()
    assert FINDINGS == result.code
    assert (6, 2, 0, 4) == tuple(done[key] for key in ("read", "accepted", "unchanged", "rejected"))
    assert ["示例矿业", "示例商场"] == names(office, "--kind", "企业")
    (path,) = done["rejects"]
    assert office.folder / "名录.未采纳.xlsx" == Path(path)
    (sheet,) = read_sheets(Path(path))
    head, *rejected = [row.cells for row in sheet.rows][1:]
    assert (*HEADER, "原行号", "未采纳原因") == head
    assert ["5", "6", "7", "8"] == [cells[-2] for cells in rejected]
    words = ("是不是“城关镇”", "与第4行重复", "标记登记的是", "只能填是或否")
    assert [] == [
        word for word, cells in zip(words, rejected, strict=True) if word not in cells[-1]
    ]
    assert "校验位不符" in rejected[3][-1]


def test_corrected_rejects_are_imported_as_they_are(office: Terminal) -> None:
    import_(office, workbook(office, HEADER, *BAD_ROWS[:3]))
    corrected = ("3", "示例化工", "是", "城关镇", "", "", "5", "没有叫“城官镇”的乡镇街道")
    file = workbook(office, (*HEADER, "原行号", "未采纳原因"), corrected, name="名录.未采纳.xlsx")

    result = import_(office, file, "--json")

    assert (CLEAN, 1) == (result.code, result.json()["accepted"])
    assert "示例化工" in names(office, "--kind", "企业")


def test_a_dry_run_shows_the_same_and_writes_nothing(office: Terminal) -> None:
    file = workbook(office, HEADER, *BAD_ROWS)
    before = entries(office), sorted(office.folder.iterdir())

    tried = import_(office, file, "--dry-run", "--json")

    assert before == (entries(office), sorted(office.folder.iterdir()))
    done = import_(office, file, "--json")
    assert (FINDINGS, FINDINGS) == (tried.code, done.code)
    told = json.loads(tried.out)
    assert (True, []) == (told["dry_run"], told["rejects"])
    assert done.json()["rows"] == told["rows"]


def test_what_came_of_every_row_can_be_read(office: Terminal) -> None:
    file = workbook(office, HEADER, *BAD_ROWS)

    tried = import_(office, file, "--dry-run").out
    done = import_(office, file).out

    assert "读到 6 行：登记 2 行，已有 0 行，未采纳 4 行。" in done
    assert "这是试读，什么也没有写入" in tried
    assert "名录.未采纳.xlsx，改好后导入那个文件，选项照旧。" in done
    assert "提醒：名录.xlsx 第2行：不用“备注”这一列" in done


def test_every_sheet_with_a_header_is_read_and_the_others_are_named(office: Terminal) -> None:
    book = Workbook()
    book.worksheets[0].append(["填表说明：每行一个单位"])
    for title, name in (("矿山", "示例矿业"), ("化工", "示例化工"), ("空表", "")):
        sheet = book.create_sheet(title)
        for row in [("企业名称", "所在乡镇"), (name, "城官镇")] if name else []:
            sheet.append(row)
    file = office.folder / "名录.xlsx"
    book.save(file)

    done = import_(office, file, "--json").json()

    assert ["矿山", "化工"] == [one["sheet"] for one in done["rows"]]
    assert ["名录.xlsx 工作表“Sheet”"] == [one["where"] for one in done["problems"]]
    assert ["名录.未采纳.xlsx", "名录.未采纳 (2).xlsx"] == [
        Path(path).name for path in done["rejects"]
    ]


def test_a_kind_for_the_whole_table_can_be_given(office: Terminal) -> None:
    file = workbook(office, ("单位名称", "所在乡镇"), ("示例医院", "城关镇"))

    assert FINDINGS == import_(office, file).code
    assert CLEAN == import_(office, file, "--kind", "医院").code
    assert "institution" == show(office, "示例医院")["kind"]


def test_hidden_rows_are_told_of(office: Terminal) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("企业名称", "所在乡镇"), ("示例矿业", "城关镇")):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    file = office.folder / "名录.xlsx"
    book.save(file)

    done = import_(office, file, "--json").json()

    assert 1 == done["accepted"]
    assert ["note"] == [one["severity"] for one in done["problems"]]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "名录.csv",
            "任务,完成情况\n示例,示例\n",
            "名录.csv：没有找到表头：要有一行写着“单位名称”",
        ),
        ("名录.xlsx", "不是工作簿", "名录.xlsx：不是工作簿"),
    ],
)
def test_a_file_without_a_table_of_units_is_refused_in_one_line(
    office: Terminal, name: str, content: str, told: str
) -> None:
    file = office.folder / name
    file.write_text(content, encoding="utf-8")
    before = entries(office)

    result = import_(office, file)

    assert (DATA, "") == (result.code, result.out)
    assert told in result.err
    assert before == entries(office)


def test_nothing_is_left_behind_when_the_rejects_cannot_be_written(
    office: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction: the units and the rows given back, or neither. The second file fails."""
    book = Workbook()
    for number in (1, 2):
        sheet = book.create_sheet(f"表{number}")
        for row in (HEADER, BAD_ROWS[2], ROWS[number - 1]):
            sheet.append(row)
    file = office.folder / "名录.xlsx"
    book.save(file)
    before = entries(office), sorted(office.folder.iterdir())
    made = iter([True])

    def once(**said: Any) -> tuple[int, str]:
        if next(made, False):
            return mkstemp(**said)
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", once)

    result = import_(office, file)

    assert DATA == result.code
    assert "写不进这个文件夹" in result.err
    assert before == (entries(office), sorted(office.folder.iterdir()))


def test_no_rejects_are_left_behind_when_nothing_can_be_recorded(
    office: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workbook(office, HEADER, *BAD_ROWS)
    before = entries(office), sorted(office.folder.iterdir())
    monkeypatch.setattr("zhiben.store.journal.Store.record", _fail)

    result = import_(office, file)

    assert (DATA, "错误：示例故障\n") == (result.code, result.err)
    assert before == (entries(office), sorted(office.folder.iterdir()))


def _fail(*_args: object, **_said: object) -> None:
    raise EnvironmentFailure("示例故障")
