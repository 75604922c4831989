"""``zhiben hazard``: leads recorded and amended, shown and listed, each under its own number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, USAGE
from zhiben.model.hazards import Channel, Level, State
from zhiben.store import open_store
from zhiben.testing.factories import Batch, sealed
from zhiben.testing.hazards import example_details, listed_in_table

if TYPE_CHECKING:
    from pytest_zhiben import Result, Terminal
    from zhiben.model.entries import Draft

NUMBER = "YH-2026-00001"
LEAD = ("--channel", "inspection", "--location", "一车间", "--description", "出口被堵")
KEYS = [
    "number", "enterprise", "credit_code", "region", "sector", "location", "description", "level",
    "basis", "channels", "found_on", "measures", "owner", "unit_responsible", "lead", "support",
    "supervise", "sponsor", "funds_yuan", "deadline", "done_on", "listed", "status", "sources",
]  # fmt: skip


def add(office: Terminal, *words: str) -> str:
    """Record a lead, and return its number."""
    result = office("hazard", "add", *LEAD, *words)

    assert CLEAN == result.code, result.err
    return result.out.split("：")[1].partition("，")[0]


def amend(office: Terminal, *words: str, reason: str = "示例") -> Result:
    return office("hazard", "amend", NUMBER, "--reason", reason, *words)


def page(office: Terminal, number: str = NUMBER) -> dict[str, Any]:
    found: dict[str, Any] = office("hazard", "show", number, "--json").json()
    return found


def listed(office: Terminal, *words: str) -> list[str]:
    """Return the numbers a list has."""
    hazards = office("hazard", "list", "--json", *words).json()["hazards"]
    return [one["number"] for one in hazards]


def entries(office: Terminal) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("journal", "list", "--json").json()["entries"]
    return found


def refused(office: Terminal, *words: str) -> list[str]:
    """Run a command that is refused, and return its lines; the journal stays as it was."""
    before = entries(office)
    result = office("hazard", *words)

    assert (USAGE, "") == (result.code, result.out)
    assert before == entries(office)
    return result.err.removeprefix("错误：").splitlines()


def receive(office: Terminal, *drafts: Draft, origin: str = "dept-a") -> None:
    """Take in what another site has recorded."""
    with open_store(office.folder / "zhiben.db") as store:
        store.append(sealed([Batch(number=7, origin=origin, drafts=drafts)]))


# Numbers


def test_numbers_follow_one_another(office: Terminal) -> None:
    numbers = [add(office, "--enterprise", name) for name in ("甲厂", "乙厂", "丙厂")]

    assert ["YH-2026-00001", "YH-2026-00002", "YH-2026-00003"] == numbers


def test_the_year_is_that_of_recording(office: Terminal) -> None:
    assert NUMBER == add(office, "--on", "2024-05-06")
    office.today = office.today.replace(year=2027)
    assert "YH-2027-00001" == add(office, "--on", "2024-05-07")


@pytest.mark.parametrize(
    "words",
    [
        ("hazard", "void", NUMBER, "--reason", "示例", "--approvers", "甲、乙"),
        ("hazard", "merge", NUMBER, "--into", "YH-2026-00002", "--reason", "示例"),
        ("undo", "40", "--reason", "示例"),
        ("undo", "41", "--reason", "示例"),
    ],
)
def test_a_number_is_never_given_again(office: Terminal, words: tuple[str, ...]) -> None:
    for name in ("甲厂", "乙厂"):
        add(office, "--enterprise", name)

    assert CLEAN == office(*words).code
    assert "YH-2026-00003" == add(office, "--enterprise", "丙厂")


def test_sites_other_than_the_office_put_their_id_first(zhiben: Terminal) -> None:
    zhiben("init", "--as", "县应急局")
    origin = zhiben("journal", "list", "--json").json()["entries"][0]["origin"]

    assert f"{origin}-YH-2026-00001" == add(zhiben)
    assert f"{origin}-YH-2026-00002" == add(zhiben, "--enterprise", "甲厂")
    assert "office" != origin


def test_numbers_of_other_sites_do_not_count(office: Terminal) -> None:
    receive(office, listed_in_table("YH-2026-00070"), listed_in_table("dept-a-YH-2026-00009"))

    assert NUMBER == add(office)
    assert [NUMBER, "YH-2026-00070", "dept-a-YH-2026-00009"] == listed(office)


@pytest.mark.parametrize("text", [NUMBER, NUMBER.lower(), f" {NUMBER} "])
def test_a_hazard_is_found_by_its_number_however_it_is_written(office: Terminal, text: str) -> None:
    add(office)

    assert NUMBER == page(office, text)["number"]


# add


def test_a_lead_is_kept_as_it_was_told(office: Terminal) -> None:
    add(
        office, "--enterprise", "示例厂", "--credit-code", "91350100m000100y43",
        "--region", "城关镇", "--sector", "工贸", "--lead", "应急局",
        "--unit-responsible", "示例队", "--funds", "3.5万元", "--deadline", "2026-12-31",
        "--found-on", "2026-05-01", "--on", "2026-05-06", "--listed", "--document", "示例1号",
    )  # fmt: skip

    found = page(office)
    assert {
        "enterprise": "示例厂", "credit_code": "91350100M000100Y43", "region": "城关镇",
        "sector": "工贸", "lead": "县应急局", "unit_responsible": "示例队", "funds_yuan": 35000,
        "deadline": "2026-12-31", "found_on": "2026-05-01", "listed": True, "level": None,
        "status": "lead", "channels": ["inspection"], "sources": [],
    }.items() <= found.items()  # fmt: skip
    assert ("2026-05-06", "示例1号") == (found["said"][0]["on"], found["said"][0]["document"])


def test_it_was_found_on_the_business_date_unless_another_is_told(office: Terminal) -> None:
    add(office, "--on", "2026-05-06")

    assert "2026-05-06" == page(office)["found_on"]


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ((), "县安委办"),
        (("--unit", "应急局"), "县应急局"),
        (("--enterprise", "示例厂"), "县安委办"),
        (("--enterprise", "示例厂", "--unit", "示例厂"), "示例厂"),
        (("--enterprise", "示例厂", "--channel", "self"), "示例厂"),
        (("--channel", "self"), "县安委办"),
    ],
)
def test_its_finder_is_kept(office: Terminal, words: tuple[str, ...], unit: str) -> None:
    add(office, *words, "--person", "示例甲")

    said = page(office)["said"][0]
    assert (unit, ["示例甲"], "add") == (said["unit"], said["people"], said["saying"])


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("--channel", "self"), "线索还缺：|  缺 --location 地点|  缺 --description 描述"),
        ((*LEAD, "--found-on", "2026-11-25"), "发现日期 2026-11-25 晚于业务日期 2026-11-24"),
        ((*LEAD, "--on", "2026-11-25"), "业务日期 2026-11-25 晚于今天 2026-11-24"),
        ((*LEAD, "--unit", "示例厂"), "没有叫“示例厂”的单位。"),
        ((*LEAD, "--credit-code", "91340000"), "统一社会信用代码“91340000”有 8 位，应为 18 位"),
    ],
)
def test_a_lead_that_tells_too_little_or_what_cannot_be_is_refused(
    office: Terminal, words: tuple[str, ...], lines: str
) -> None:
    assert "|".join(refused(office, "add", *words)).startswith(lines)


@pytest.mark.parametrize("channel", ["report", "群众举报查实"])
def test_a_channel_is_told_by_its_code_or_its_word(office: Terminal, channel: str) -> None:
    add(office, "--channel", channel)

    assert ["report"] == page(office)["channels"]
    assert "可选：self（企业自查上报）" in office("hazard", "add", "--channel", "12345").err


def test_the_same_lead_twice_is_recorded_once(office: Terminal) -> None:
    (office.folder / "照片.txt").write_text("示例", encoding="utf-8")
    words = ("--evidence", "照片.txt", "--person", "示例甲")
    add(office, *words)
    before = entries(office)

    result = office("hazard", "add", *LEAD, *words)

    assert f"台账里已有（office:40），没有再记：{NUMBER}，现在是“线索”。\n" == result.out
    assert before == entries(office)
    assert ["照片.txt"] == [one["name"] for one in page(office)["said"][0]["evidence"]]
    assert "YH-2026-00002" == add(office)


@pytest.mark.parametrize("gone", ["undo", "void"])
def test_what_was_taken_back_may_be_recorded_again(office: Terminal, gone: str) -> None:
    add(office)
    if gone == "undo":
        office("undo", "40", "--reason", "示例")
    else:
        office("hazard", "void", NUMBER, "--reason", "示例", "--approvers", "甲、乙")

    assert "YH-2026-00002" == add(office)


# amend


def test_an_amendment_sets_right_what_was_told(office: Terminal) -> None:
    add(office)

    result = amend(office, "--location", "二车间", "--region", "城关", "--not-listed")

    assert f"已记入台账 office:41：{NUMBER} 更正了属地、地点、挂牌督办，理由：示例\n" == result.out
    found = page(office)
    assert ("二车间", False) == (found["location"], found["listed"])
    assert ("amend", "示例") == (found["said"][1]["saying"], found["said"][1]["reason"])


def test_who_amends_is_no_finder(office: Terminal) -> None:
    add(office, "--enterprise", "示例厂", "--unit", "县应急局")
    amend(office, "--region", "城关镇", "--unit", "示例厂", "--person", "示例乙")

    found = page(office)
    assert ["县应急局", "示例厂"] == [one["unit"] for one in found["said"]]


def test_the_same_amendment_twice_is_recorded_once(office: Terminal) -> None:
    add(office)
    amend(office, "--location", "二车间")

    assert "台账里已有（office:41），没有再记" in amend(office, "--location", "二车间").out
    amend(office, "--location", "三车间")
    assert "三车间" == page(office)["location"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--reason", "示例"), "没有写要改什么，请写要改的选项，如 --location。"),
        (
            ("--location", " ", "--reason", "示例"),
            "没有写要改什么，请写要改的选项，如 --location。",
        ),
        (("--location", "二车间", "--reason", " "), "理由不能为空。"),
    ],
)
def test_an_amendment_changes_something_for_a_reason(
    office: Terminal, words: tuple[str, ...], line: str
) -> None:
    add(office)

    assert [line] == refused(office, "amend", NUMBER, *words)


def test_what_has_gone_is_not_amended(office: Terminal) -> None:
    add(office)
    office("hazard", "void", NUMBER, "--reason", "示例", "--approvers", "甲、乙")

    assert [f"{NUMBER} 已撤销，不能再更正。"] == refused(
        office, "amend", NUMBER, "--location", "二车间", "--reason", "示例"
    )


def test_a_deadline_set_by_a_plan_is_not_amended(office: Terminal) -> None:
    receive(office, listed_in_table(NUMBER, level=Level.MAJOR, status=State.NOTIFIED))
    amend(office, "--deadline", "2026-12-01")
    office("hazard", "plan", NUMBER, "--owner", "丙", "--measures", "拆", "--funds", "0",
           "--contingency", "停用")  # fmt: skip

    assert "2026-12-01" == page(office)["deadline"]
    assert [f"{NUMBER} 的时限由方案定下，不能在这里改；延期须另经批准。"] == refused(
        office, "amend", NUMBER, "--deadline", "2026-12-31", "--reason", "示例"
    )


def test_an_amendment_breaks_nothing_that_was_done_since(office: Terminal) -> None:
    table = listed_in_table(NUMBER, level=Level.MAJOR, status=State.APPLIED, enterprise="示例一厂")
    receive(office, table)
    office("hazard", "accept", NUMBER, "--unit", "县住建局", "--result", "pass", "--reviewers",
           "戊、己", "--opinion", "同意")  # fmt: skip

    assert [
        "这样更正，后来的记录就不成立了，请先核对日期，或先撤销后来的：",
        "  office:40：县住建局是整改单位，不能审核验收，须由别的单位验收",
    ] == refused(
        office, "amend", NUMBER, "--unit-responsible", "县住建局", "--reason", "示例", "--on",
        "2026-11-20",
    )  # fmt: skip


# show


def test_the_page_tells_the_whole_life(office: Terminal) -> None:
    add(office, "--enterprise", "示例厂", "--deadline", "2026-06-30", "--person", "示例甲")
    (office.folder / "笔录.txt").write_text("示例", encoding="utf-8")
    office("hazard", "verify", NUMBER, "--reviewer", "示例乙", "--document", "示例2号",
           "--evidence", "笔录.txt")  # fmt: skip
    office("hazard", "judge", NUMBER, "--general", "--reason", "示例")

    out = office("hazard", "show", NUMBER).out

    for text in (
        f"{NUMBER} 示例厂 出口被堵\n", "状态（2026-11-24）  一般隐患", "督导检查发现",
        "2026-06-30（逾期）", "受理核查", "核查人：示例乙", "示例2号", "笔录.txt（", "示例甲",
        "申请验收（apply）", "缺 治理情况报告", "缺 条款（重大时）",
    ):  # fmt: skip
        assert text in out, text


def test_the_page_marks_what_is_there_and_what_is_missing(office: Terminal) -> None:
    receive(office, listed_in_table(NUMBER, status=State.NOTIFIED, owner="示例丙"))

    out = office("hazard", "show", NUMBER).out
    assert "✓ 责任（整改责任人）：示例丙" in out
    assert "缺 措施" in out
    assert "已通知（表中所报）" in out
    assert "示例.xlsx 台账 第 4 行" in out
    requires = page(office)["next"][0]["requires"]
    assert {"owner": True, "measures": False} == {one["key"]: one["met"] for one in requires[:2]}


def test_the_page_says_who_may_not_act(office: Terminal) -> None:
    receive(office, listed_in_table(NUMBER, status=State.APPLIED))

    assert "※ 验收单位不能是示例一厂" in office("hazard", "show", NUMBER).out
    bars = {one["act"]: one["bars"] for one in page(office)["next"]}
    assert (["验收单位不能是示例一厂"], []) == (bars["accept"], bars["void"])


def test_the_page_names_what_was_merged(office: Terminal) -> None:
    add(office)
    add(office, "--enterprise", "示例厂")
    office("hazard", "merge", "YH-2026-00002", "--into", NUMBER, "--reason", "示例")

    assert "并来的" in office("hazard", "show", NUMBER).out
    assert f"并入                {NUMBER}" in office("hazard", "show", "YH-2026-00002").out


# history


def test_the_history_has_every_entry_and_what_was_undone(office: Terminal) -> None:
    add(office, "--unit", "县应急局", "--person", "示例甲")
    amend(office, "--location", "二车间")
    office("hazard", "verify", NUMBER, "--reviewer", "示例乙")
    office("undo", "42", "--reason", "示例误录")
    receive(office, listed_in_table(NUMBER))

    found = office("hazard", "history", NUMBER, "--json").json()
    assert NUMBER == found["number"]
    told = [(one["reference"], one["what"], one["void"]) for one in found["entries"]]
    assert {
        ("office:40", "登记", False), ("office:41", "更正", False), ("office:42", "受理核查", True),
        ("office:43", "撤销", False), ("dept-a:1", "表格", False),
    } == set(told)  # fmt: skip
    out = office("hazard", "history", NUMBER).out
    for text in ("受理核查（不再计入）", "撤销 office:42", "示例误录", "县应急局", "示例甲"):
        assert text in out


# list


@pytest.fixture
def several(office: Terminal) -> Terminal:
    """The office's command line with hazards of every kind, from a table and told here."""
    receive(
        office,
        listed_in_table(
            "a", enterprise="示例一厂", region="城关镇", sector="工贸", level=Level.MAJOR,
            channel=Channel.SELF, credit_code="91350100M000100Y43",
        ),
        listed_in_table("b", enterprise="示例二厂", region="城关", level=Level.GENERAL, row=5),
        listed_in_table("c", region="新集镇", status=State.CLOSED, sector="燃气", row=6),
        listed_in_table("d", enterprise=None, status=State.RECTIFYING, row=7),
        listed_in_table("e", status=State.VOID, row=8),
    )  # fmt: skip
    with_deadline = ("--deadline", "2026-06-30", "--on", "2026-06-01")
    office("hazard", "add", *LEAD, *with_deadline)
    return office


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("", f"{NUMBER} a b c d"),
        ("--all", f"{NUMBER} a b c d e"),
        ("--status rectifying", "d"),
        ("--status 治理中", "d"),
        ("--status void", "e"),
        ("--level major", "a"),
        ("--level 一般", "b"),
        ("--region 城关镇", "a b"),
        ("--region 新集镇", "c"),
        ("--sector 燃气", "c"),
        ("--channel self", "a"),
        ("--channel report", ""),
        ("--enterprise 示例一厂", "a c"),
        ("--enterprise 91350100m000100y43", "a"),
        ("--enterprise 厂", "a b c"),
        ("--overdue", NUMBER),
        ("--overdue --as-of 2026-06-30", ""),
        ("--as-of 2026-05-01", "a b c d"),
        ("--as-of 2024-02-29", ""),
        ("--level major --region 新集镇", ""),
    ],
)
def test_hazards_are_listed_by_what_they_are(several: Terminal, words: str, numbers: str) -> None:
    assert numbers.split() == listed(several, *words.split())


def test_a_list_tells_what_is_known_in_its_documented_keys(several: Terminal) -> None:
    hazards = several("hazard", "list", "--json").json()["hazards"]

    assert [KEYS] * 5 == [list(one) for one in hazards]
    assert {
        "number": "a", "enterprise": "示例一厂", "credit_code": "91350100M000100Y43",
        "level": "major", "channels": ["self"], "found_on": "2024-03-01", "basis": None,
        "funds_yuan": None, "listed": None, "status": "registered",
        "sources": [{"file": "示例.xlsx", "sheet": "台账", "row": 4}],
    }.items() <= hazards[1].items()  # fmt: skip


def test_money_is_told_in_yuan(office: Terminal) -> None:
    receive(office, listed_in_table("a", funds_yuan="35000.50"), listed_in_table("b"))

    found = office("hazard", "list", "--json").json()["hazards"]
    assert [35000.5, None] == [one["funds_yuan"] for one in found]


def test_a_list_can_be_read(several: Terminal) -> None:
    out = several("hazard", "list").out

    assert "2026-06-30（逾期）" in out
    assert "\n共 5 条。另有 1 条已合并或撤销，未列。\n" in out
    assert "\n共 0 条。" in several("hazard", "list", "--sector", "没有").out


def test_a_status_nobody_knows_is_refused(office: Terminal) -> None:
    (line, _) = refused(office, "list", "--status", "done")

    assert line.startswith("--status：“done”不在可选范围内，可选：lead（线索）、checking（核查中）")


def test_what_is_on_record_can_be_verified(several: Terminal) -> None:
    assert CLEAN == several("journal", "verify").code
    assert str(example_details().description) in several("hazard", "show", "a").out
