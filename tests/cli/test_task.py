"""``zhiben task``: what is to be done, who says what of it, and what changes it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, USAGE
from zhiben.ledger.identity import occurrence_id

if TYPE_CHECKING:
    from pytest_zhiben import Result, Terminal

TWO_LEADS = "4-3"
"""Due 2024-12-31, led by 县应急局 and 县经信局."""
ONE_LEAD = "4-4"
"""Due 2024-12-31, led by 县住建局."""
QUARTERLY = "2-1"
"""The office supervises every member and township each quarter."""
BY_FIRMS = "4-11"
"""Every quarter, by every enterprise that is not 高危."""
WITH_TARGET = "18-4"
"""To reach 100 % by 2025-12-31, led by 县应急局."""
CONTINUOUS = "1-1"


def report(office: Terminal, task: str, org: str, *words: object) -> str:
    """Report, and return what the entry is called."""
    result = office("task", "report", task, "--org", org, *words)

    assert CLEAN == result.code, result.err
    return result.out.splitlines()[-1].removeprefix("已记入台账 ").partition("：")[0]


def refused(office: Terminal, *words: object) -> str:
    """Run a command that is refused, and return its one line; the journal stays as it was."""
    before = entries(office)
    result = office("task", *words)

    assert (USAGE, "") == (result.code, result.out)
    assert before == entries(office)
    (line,) = result.err.splitlines()
    return str(line)


def entries(office: Terminal) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("journal", "list", "--json").json()["entries"]
    return found


def last_body(office: Terminal) -> dict[str, Any]:
    """Return what the latest entry says."""
    body: dict[str, Any] = entries(office)[0]["body"]
    return body


def page(office: Terminal, task: str, *words: object) -> dict[str, Any]:
    found: dict[str, Any] = office("task", "show", task, "--json", *words).json()
    return found


def amend(office: Terminal, task: str, *words: object) -> Result:
    return office("task", "amend", task, "--reason", "示例", "--document", "示例1号", *words)


# list


def listed(office: Terminal, *words: object) -> dict[str, str]:
    """Return the status of every task listed."""
    tasks = office("task", "list", "--json", *words).json()["tasks"]
    return {task["id"]: task["status"] for task in tasks}


def test_every_task_is_listed_with_its_status(office: Terminal) -> None:
    found = listed(office)

    assert (284, "overdue", "not_started") == (len(found), found[ONE_LEAD], found[CONTINUOUS])
    assert "\n共 284 项。\n" in office("task", "list").out


def test_tasks_are_listed_by_measure_lead_and_status(office: Terminal) -> None:
    report(office, ONE_LEAD, "县住建局", "--status", "done", "--on", "2024-11-20")

    assert [f"2-{number}" for number in (1, 2)] == list(listed(office, "--measure", "2"))
    assert listed(office, "--measure", "2") == listed(office, "--measure", "措施2")
    assert {ONE_LEAD: "done"} == listed(office, "--lead", "住建局", "--status", "done")
    assert {} == listed(office, "--status", "done", "--as-of", "2024-11-19")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--measure", "41"), "没有叫“41”的措施，是不是“4”或“1”或“31”？"),
        (("--lead", "住建居"), "没有叫“住建居”的单位，是不是“住建局”"),
        (("--lead", ""), "没有叫“”的单位。"),
    ],
)
def test_a_list_by_a_name_nobody_knows_offers_the_nearest(
    office: Terminal, words: tuple[str, ...], line: str
) -> None:
    assert line in refused(office, "list", *words)


# show


@pytest.mark.parametrize("text", ["S1-7", "s1-7", "任务S1-7", " S1-7 "])
def test_a_task_is_found_by_its_number_however_it_is_written(office: Terminal, text: str) -> None:
    assert "S1-7" == page(office, text)["id"]


def test_a_task_nobody_knows_offers_the_nearest(office: Terminal) -> None:
    assert "错误：没有叫“4-33”的任务，是不是“4-3”" in refused(office, "show", "4-33")


def test_the_page_of_a_dated_task_can_be_read(office: Terminal) -> None:
    report(
        office, TWO_LEADS, "县应急局", "--on", "2024-06-03", "--status", "done", "--note", "示例"
    )

    out = office("task", "show", TWO_LEADS, "--as-of", "2024-12-05").out

    for text in (
        "4-3  2024年集中培训非煤矿山企业主要负责人\n",
        "未明确→县应急局、县经信局\n",
        "状态（2024-12-05）  30日内到期\n",
        "尚未完成            县经信局\n",
        "县应急局  已完成      2024-12-31  2024-06-03\n",
        "填报    县应急局  已完成 示例",
    ):
        assert text in out


def test_the_page_of_a_recurring_task_names_five_units_and_counts_the_others(
    office: Terminal,
) -> None:
    out = office("task", "show", QUARTERLY, "--as-of", "2024-06-30").out

    cell = "县教体局、县经信局、县公安局、县民政局、县卫健委 等35个"
    assert f"尚未完成            {cell}\n" in out
    assert f"2024Q1  2024-03-31  0       0       35        0       0         {cell}\n" in out
    assert "2024Q2  2024-06-30  0       0       0         0       35\n" in out


def test_units_stand_in_the_order_they_were_registered_in(office: Terminal) -> None:
    office("org", "add", "示例厂", "--kind", "企业", "--on", "2024-01-01")
    registered = [unit["name"] for unit in office("org", "list", "--json").json()["units"]]
    found = page(office, QUARTERLY, "--as-of", "2024-07-01")

    units = [share["unit"] for share in found["units"]]
    assert [name for name in registered if name in units] == units
    assert units == found["missing"] == found["periods"][0]["missed"]


def test_a_page_of_a_past_day_knows_nothing_of_later(office: Terminal) -> None:
    before = page(office, ONE_LEAD, "--as-of", "2024-11-19")
    report(office, ONE_LEAD, "县住建局", "--on", "2024-11-20", "--status", "done")

    assert before == page(office, ONE_LEAD, "--as-of", "2024-11-19")
    assert "done" == page(office, ONE_LEAD, "--as-of", "2024-11-20")["status"]


# report


def test_a_report_is_told_where_it_stands(office: Terminal) -> None:
    result = office("task", "report", ONE_LEAD, "--org", "县住建局", "--status", "done")

    assert (CLEAN, "已记入台账 office:40：4-4 县住建局 已完成。\n", "") == result
    assert "2026-11-24" == entries(office)[0]["on"]


def test_everything_said_is_kept(office: Terminal) -> None:
    (office.folder / "清单.txt").write_text("示例", encoding="utf-8")
    report(
        office, QUARTERLY, "安委办", "--unit", "城关镇", "--on", "2024年5月10日",
        "--status", "done", "--period", "2024Q2", "--count", "２",
        "--value", "85.5%", "--note", "示例：督导两次", "--evidence", "清单.txt",
    )  # fmt: skip

    assert {
        "org": "office",
        "unit": "chengguan",
        "status": "done",
        "period": "2024Q2",
        "count": 2,
        "value": 85.5,
        "note": "示例：督导两次",
        "evidence": [
            {"name": "清单.txt", "digest": hashlib.sha256("示例".encode()).hexdigest(), "size": 6}
        ],
    } == last_body(office)
    assert "2024-05-10" == entries(office)[0]["on"]


def test_a_task_of_several_leads_is_done_when_every_one_says_so(office: Terminal) -> None:
    report(office, TWO_LEADS, "县应急局", "--status", "done", "--on", "2024-06-03")
    report(office, TWO_LEADS, "县经信局", "--status", "ongoing", "--on", "2024-06-04")
    half = page(office, TWO_LEADS, "--as-of", "2024-06-04")
    report(office, TWO_LEADS, "县经信局", "--status", "done", "--on", "2024-06-05")
    whole = page(office, TWO_LEADS, "--as-of", "2024-06-05")

    assert ("ongoing", ["县经信局"]) == (half["status"], half["missing"])
    assert ("done", []) == (whole["status"], whole["missing"])
    assert ["2024-06-03", "2024-06-05"] == [share["done_on"] for share in whole["units"]]


def test_no_lead_says_it_for_another(office: Terminal) -> None:
    line = refused(office, "report", TWO_LEADS, "--org", "县应急局", "--unit", "县经信局")

    assert "错误：县应急局不能代报 4-3，请由县经信局填报。" == line


def test_a_lead_reports_for_every_unit_at_once(office: Terminal) -> None:
    result = office(
        "task", "report", QUARTERLY, "--org", "县安委办", "--unit", "全部", "--on", "2024-05-10"
    )

    assert 35 == len(result.out.splitlines())
    assert [] == page(office, QUARTERLY, "--as-of", "2024-07-01")["periods"][1]["missed"]


def test_everyone_are_the_units_of_the_period_spoken_of(office: Terminal) -> None:
    """A unit that came in May does not owe the second quarter."""
    office("org", "add", "示例厂", "--kind", "企业", "--on", "2024-03-01")
    office("org", "add", "示例新厂", "--kind", "企业", "--on", "2024-05-01")

    result = office(
        "task", "report", BY_FIRMS, "--org", "县安委办", "--unit", "全部", "--on", "2024-05-10"
    )

    assert CLEAN == result.code, result.err
    assert ["示例厂"] == page(office, BY_FIRMS, "--as-of", "2024-05-10")["periods"][1]["fulfilled"]


def test_every_occurrence_has_an_id_that_is_the_same_on_every_site(office: Terminal) -> None:
    first = page(office, QUARTERLY, "--as-of", "2024-07-01")["periods"][0]
    ids = [one["id"] for one in first["occurrences"]]

    assert 35 == len(set(ids)) == len(ids)
    assert {"missed"} == {one["outcome"] for one in first["occurrences"]}
    assert occurrence_id("wuhe-2024", QUARTERLY, unit="chengguan", period="2024Q1") in ids


def test_a_unit_named_twice_is_reported_once(office: Terminal) -> None:
    words = ("--org", "县安委办", "--unit", "城关镇", "--unit", "城关", "--on", "2024-05-10")

    assert 1 == len(office("task", "report", QUARTERLY, *words).out.splitlines())


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("4-4", "--org", "县住建居"), "没有叫“县住建居”的单位，是不是“县住建局”"),
        (("4-44", "--org", "县住建局"), "没有叫“4-44”的任务，是不是“4-4”"),
        (("4-4", "--org", "县应急局"), "县应急局不在 4-4 的牵头单位（县住建局）之内"),
        (("4-4", "--org", "县应急局", "--unit", "县住建局"), "县应急局不能代报 4-4"),
        (("2-1", "--org", "县安委办"), "请用 --unit 写明对哪个单位，或 --unit 全部（现有 35 个）"),
        (("2-1", "--org", "城关镇", "--unit", "城关镇"), "城关镇不能代报 2-1，请由县安委办填报"),
        (("4-4", "--org", "县住建局", "--period", "2024Q1"), "4-4 不是周期任务，不分期次"),
        (
            ("2-1", "--org", "县安委办", "--unit", "城关镇", "--period", "2024-03"),
            "“2024-03”不是 2-1 的期次，请写成 2026Q4 这样",
        ),
        (
            ("2-1", "--org", "县安委办", "--unit", "城关镇", "--on", "2027-01-05"),
            "期次 2027Q1 在方案起止（2024-02-01 至 2026-12-31）之外",
        ),
        (
            ("4-4", "--org", "县住建局", "--on", "2014-11-20"),
            "业务日期 2014-11-20 早于方案的第一年（2024年），请核对年份",
        ),
        (
            ("2-1", "--org", "县安委办", "--unit", "城关镇", "--count", "0"),
            "2-1 做了 0 次，不能报完成",
        ),
        (
            ("4-4", "--org", "县住建局", "--reason", "示例"),
            "--reason 是更正的理由，请用 --corrects",
        ),
        (("4-4", "--org", "县住建局", "--corrects", "1"), "更正须写明理由，请加 --reason"),
        (
            ("4-4", "--org", "县住建局", "--corrects", "1", "--reason", "示例"),
            "office:1 不是 4-4 的填报记录，不能这样更正",
        ),
        (
            ("4-4", "--org", "县住建局", "--corrects", "999", "--reason", "示例"),
            "台账里没有“999”这条记录，编号见 zhiben journal list",
        ),
        (("4-4", "--org", "县住建局", "--evidence", "没有.pdf"), "没有找到佐证材料 没有.pdf"),
    ],
)
def test_a_report_that_cannot_be_is_refused(
    office: Terminal, words: tuple[str, ...], line: str
) -> None:
    assert line in refused(office, "report", *words)


def test_a_report_of_a_day_to_come_counts_from_then_and_says_so(office: Terminal) -> None:
    result = office("task", "report", ONE_LEAD, "--org", "县住建局", "--on", "2026-12-01",
                    "--status", "done")  # fmt: skip

    assert CLEAN == result.code
    assert "说明：业务日期 2026-12-01 晚于今天 2026-11-24，到那一天才计入汇总。\n" == result.err
    assert ("overdue", "done") == (
        page(office, ONE_LEAD)["status"],
        page(office, ONE_LEAD, "--as-of", "2026-12-01")["status"],
    )


def test_a_target_is_done_only_when_it_is_reached(office: Terminal) -> None:
    words = ("report", WITH_TARGET, "--org", "县应急局", "--on", "2025-11-01")
    line = refused(office, *words, "--status", "done", "--value", "99.9%")

    assert "18-4 的目标是100%，填报值是99.9%，不能报完成；请改报 ongoing" in line
    assert CLEAN == office("task", *words, "--value", "99.9").code
    assert "ongoing" == page(office, WITH_TARGET, "--as-of", "2025-11-01")["units"][0]["status"]


# recurring duties


def test_a_recurring_duty_has_five_outcomes(office: Terminal) -> None:
    """Asked on 1 May: the first quarter is over, the second is open."""
    for unit, day in (("城关镇", "2024-03-20"), ("新集镇", "2024-04-08")):
        report(office, QUARTERLY, "县安委办", "--unit", unit, "--on", day, "--period", "2024Q1")
    office(
        "task", "waive", QUARTERLY, "--unit", "小溪镇", "--period", "2024Q1", "--reason", "示例",
        "--on", "2024-03-30",
    )  # fmt: skip

    first, second = page(office, QUARTERLY, "--as-of", "2024-05-01")["periods"]

    assert (["城关镇"], ["新集镇"], ["小溪镇"], 32, []) == (
        first["fulfilled"], first["late"], first["waived"], len(first["missed"]), first["open"],
    )  # fmt: skip
    assert 35 == len(second["open"])
    line = office("progress", "--as-of", "2024-05-01", "--json").json()["recurring"][0]
    assert {
        "task": QUARTERLY, "period": "2024Q1", "expected": 35, "fulfilled": 1, "late": 1,
        "missed": 32, "waived": 1, "open": 0, "missing": first["missed"],
    }.items() <= line.items()  # fmt: skip


def test_a_period_is_missed_until_it_was_done_late(office: Terminal) -> None:
    """On the last day it is still open; the day after, missed; once done, late."""
    report(office, QUARTERLY, "县安委办", "--unit", "城关镇", "--on", "2024-04-08",
           "--period", "2024年一季度")  # fmt: skip

    def outcome(day: str) -> list[str]:
        first = page(office, QUARTERLY, "--as-of", day)["periods"][0]
        return [name for name in ("open", "missed", "late", "fulfilled") if "城关镇" in first[name]]

    assert ["open"] == outcome("2024-03-31")
    assert ["missed"] == outcome("2024-04-07")
    assert ["late"] == outcome("2024-04-08")


def test_a_unit_that_becomes_high_risk_owes_more_from_the_next_period_on(office: Terminal) -> None:
    office("org", "add", "示例厂", "--kind", "企业", "--on", "2024-02-01")
    before = page(office, BY_FIRMS, "--as-of", "2024-06-30")
    office(
        "org", "amend", "示例厂", "--add-attribute", "高危", "--on", "2024-05-10",
        "--reason", "示例",
    )  # fmt: skip

    assert before == page(office, BY_FIRMS, "--as-of", "2024-06-30")
    third = page(office, BY_FIRMS, "--as-of", "2024-09-30")["periods"][2]
    assert [] == [unit for units in third.values() if isinstance(units, list) for unit in units]
    monthly = page(office, "4-12", "--as-of", "2024-06-30")["periods"]
    assert ["2024-06"] == [line["period"] for line in monthly if line["open"]]


# corrections


def test_a_correction_takes_the_place_of_a_report_on_every_day(office: Terminal) -> None:
    wrong = report(office, ONE_LEAD, "县住建局", "--status", "done", "--on", "2024-03-20")
    right = report(
        office, ONE_LEAD, "县住建局", "--status", "done", "--on", "2024-11-20",
        "--corrects", wrong, "--reason", "示例：日期写错",
    )  # fmt: skip

    found = page(office, ONE_LEAD, "--as-of", "2024-11-20")

    assert "2024-11-20" == found["units"][0]["done_on"]
    assert {wrong: True, right: False} == {
        one["reference"]: one["void"] for one in found["entries"]
    }
    assert "not_started" == page(office, ONE_LEAD, "--as-of", "2024-11-19")["status"]
    assert f"填报，更正 {wrong}" in office("task", "show", ONE_LEAD).out


def test_a_report_is_not_corrected_twice(office: Terminal) -> None:
    first = report(office, ONE_LEAD, "县住建局")
    words = ("report", ONE_LEAD, "--org", "县住建局", "--corrects", first, "--reason", "示例")
    office("task", *words)

    assert f"{first} 已经撤销或更正过，不能再改" in refused(office, *words)


# amend


def test_a_due_date_moves_with_the_original_and_the_forecast_beside_it(office: Terminal) -> None:
    amend(office, TWO_LEADS, "--due", "2025-03-31", "--on", "2024-12-20")
    amend(office, TWO_LEADS, "--forecast", "2025-04-30", "--on", "2025-01-10")

    stages = {
        day: tuple(page(office, TWO_LEADS, "--as-of", day)[key] for key in
                   ("original_due", "due", "forecast", "status"))
        for day in ("2024-12-19", "2025-01-09", "2025-01-10", "2025-04-01")
    }  # fmt: skip

    assert {
        "2024-12-19": ("2024-12-31", "2024-12-31", None, "due_soon"),
        "2025-01-09": ("2024-12-31", "2025-03-31", None, "not_started"),
        "2025-01-10": ("2024-12-31", "2025-03-31", "2025-04-30", "not_started"),
        "2025-04-01": ("2024-12-31", "2025-03-31", "2025-04-30", "overdue"),
    } == stages
    out = office("task", "show", TWO_LEADS).out
    for text in ("原定期限            2024-12-31", "预计完成            2025-04-30",
                 "期限改为2025-03-31 理由：示例 文件：示例1号"):  # fmt: skip
        assert text in out
    line = next(one for one in office("progress", "--json").json()["milestones"]
                if one["task"] == TWO_LEADS)  # fmt: skip
    assert ("2025-03-31", "2024-12-31", "2025-04-30") == (
        line["due"], line["original_due"], line["forecast"],
    )  # fmt: skip


def test_a_task_gets_other_leads(office: Terminal) -> None:
    result = amend(office, TWO_LEADS, "--lead", "经信局", "--on", "2024-05-10")

    assert (
        "已记入台账 office:40：4-3 2024年集中培训非煤矿山企业主要负责人，自 2024-05-10 起调整。\n"
        == (result.out)
    )
    assert ["县应急局", "县经信局"] == page(office, TWO_LEADS, "--as-of", "2024-05-09")["leads"]
    assert ["县经信局"] == page(office, TWO_LEADS)["leads"]
    assert "改由县经信局牵头" in office("task", "show", TWO_LEADS).out
    report(office, TWO_LEADS, "县经信局", "--status", "done", "--on", "2024-06-01")

    assert "done" == page(office, TWO_LEADS)["status"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ((TWO_LEADS,), "没有写要改什么，请写 --due、--forecast 或 --lead"),
        ((QUARTERLY, "--due", "2025-03-31"), "2-1 不是限期任务，没有期限可改"),
        ((CONTINUOUS, "--forecast", "2025-03-31"), "1-1 不是限期任务，没有期限可改"),
        ((TWO_LEADS, "--lead", "县住建居"), "是不是“县住建局”"),
        ((TWO_LEADS, "--due", "2025-03-31", "--on", "2002-12-20"), "请核对年份"),
    ],
)
def test_an_amendment_that_cannot_be_is_refused(
    office: Terminal, words: tuple[str, ...], line: str
) -> None:
    assert line in refused(office, "amend", *words, "--reason", "示例", "--document", "示例1号")


@pytest.mark.parametrize("missing", ["--reason", "--document"])
def test_an_amendment_without_reason_or_document_is_refused(office: Terminal, missing: str) -> None:
    words = {"--reason": "示例", "--document": "示例1号"}
    given = [word for pair in words.items() if pair[0] != missing for word in pair]
    result = office("task", "amend", TWO_LEADS, "--due", "2025-03-31", *given)

    assert USAGE == result.code
    assert f"错误：缺少选项 {missing}。" in result.err
    empty = refused(office, "amend", TWO_LEADS, "--due", "2025-03-31", *given, missing, " ")
    assert "理由和批准文件都不能为空" in empty


# waive


def test_a_waiver_is_told_with_its_reason(office: Terminal) -> None:
    result = office(
        "task", "waive", QUARTERLY, "--unit", "城关镇", "--period", "2024年第1季度",
        "--reason", "示例：停产", "--on", "2024-03-30",
    )  # fmt: skip

    assert "已记入台账 office:40：城关镇 2024Q1 免报 2-1，理由：示例：停产\n" == result.out
    assert "免报    城关镇  2024Q1 理由：示例：停产" in office("task", "show", QUARTERLY).out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ((QUARTERLY, "--unit", "县安委办", "--period", "2024Q1"), "县安委办在 2024Q1 不承担 2-1"),
        ((QUARTERLY, "--unit", "城关镇", "--period", "2023Q4"), "期次 2023Q4 在方案起止"),
        ((ONE_LEAD, "--unit", "县住建局", "--period", "2024Q4"), "4-4 不是周期任务"),
        ((QUARTERLY, "--unit", "城管镇", "--period", "2024Q1"), "是不是“城关镇”"),
    ],
)
def test_a_waiver_that_cannot_be_is_refused(
    office: Terminal, words: tuple[str, ...], line: str
) -> None:
    assert line in refused(office, "waive", *words, "--reason", "示例")


# evidence


def kept(office: Terminal) -> list[str]:
    """Return the names of the copies of evidence files."""
    folder = office.folder / "evidence"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_evidence_is_copied_under_its_content(office: Terminal) -> None:
    file = office.folder / "签到表.PDF"
    file.write_bytes(b"1")
    report(office, ONE_LEAD, "县住建局", "--evidence", file, "--evidence", file)
    file.unlink()

    digest = hashlib.sha256(b"1").hexdigest()
    assert [{"name": "签到表.PDF", "digest": digest, "size": 1}] == last_body(office)["evidence"]
    assert [f"{digest}.pdf"] == kept(office)
    assert "佐证：签到表.PDF" in office("task", "show", ONE_LEAD).out
    assert CLEAN == office("journal", "verify").code


def test_a_file_used_twice_is_reported_with_its_uses(office: Terminal) -> None:
    for name in ("甲.txt", "乙.txt"):
        (office.folder / name).write_bytes(b"1")
    first = report(office, ONE_LEAD, "县住建局", "--evidence", "甲.txt")

    result = office("task", "report", TWO_LEADS, "--org", "县应急局", "--evidence", "乙.txt")

    assert CLEAN == result.code
    assert f"说明：佐证材料“乙.txt”以前用过：4-4（{first}）。\n" == result.err
    assert 1 == len(kept(office))


def test_of_many_uses_a_few_are_named(office: Terminal) -> None:
    (office.folder / "甲.txt").write_bytes(b"1")
    words = ("--unit", "全部", "--on", "2024-05-10", "--evidence", "甲.txt")
    report(office, QUARTERLY, "县安委办", *words)

    result = office("task", "report", ONE_LEAD, "--org", "县住建局", "--evidence", "甲.txt")

    assert result.err.endswith("2-1（office:44） 等35个。\n")


def test_a_report_that_is_refused_keeps_no_evidence(office: Terminal) -> None:
    (office.folder / "甲.txt").write_bytes(b"1")
    refused(office, "report", ONE_LEAD, "--org", "县应急局", "--evidence", "甲.txt")

    assert [] == kept(office)
