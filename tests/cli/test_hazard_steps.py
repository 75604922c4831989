"""The acts of ``zhiben hazard``: from a lead to its closing, once each, and by the right people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, USAGE
from zhiben.testing.hazard_walks import ADD, act, hazard, take_photo, walk
from zhiben.testing.hazard_walks import CASE as NUMBER
from zhiben.testing.hazard_walks import WAY as WALK
from zhiben.testing.hazards import PHOTO

if TYPE_CHECKING:
    from pytest_zhiben import Result, Terminal


def page(office: Terminal, number: str = NUMBER, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = office("hazard", "show", number, "--json", *words).json()
    return found


def entries(office: Terminal) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("journal", "list", "--json").json()["entries"]
    return found


def refused(office: Terminal, name: str, words: str, number: str = NUMBER) -> list[str]:
    """Run an act that is refused, and return its lines; the journal stays as it was."""
    before = entries(office)
    result = act(office, name, words, number)

    assert (USAGE, "") == (result.code, result.out)
    assert before == entries(office)
    return result.err.removeprefix("错误：").splitlines()


# The way


def test_a_hazard_goes_its_whole_way(office: Terminal) -> None:
    walk(office, until="close")

    found = page(office)
    assert ("closed", "2026-06-30", "major") == (
        found["status"], found["closed_on"], found["level"],
    )  # fmt: skip
    assert ("示例丙", 35000, "2026-06-30", "2026-06-20") == tuple(
        found[key] for key in ("owner", "funds_yuan", "deadline", "done_on")
    )
    assert list(WALK) == [step["act"] for step in found["steps"]]
    assert ["check-back", "reopen"] == [one["act"] for one in found["next"]]


def test_an_act_says_where_it_has_led_and_what_comes_next(office: Terminal) -> None:
    walk(office, until="register")

    result = act(office, "notify")

    assert [
        f"已记入台账 office:44：{NUMBER} 通知，现在是“已通知”。",
        "下一步：",
        "  制定方案（五落实）（plan），还要 责任（整改责任人）、措施、资金（元）、时限、预案",
    ] == result.out.splitlines()


def test_each_day_knows_where_a_hazard_stood(office: Terminal) -> None:
    walk(office, until="close")

    days = {"2026-05-06": "lead", "2026-05-11": "planned", "2026-06-25": "reviewed"}
    assert days == {day: page(office, NUMBER, "--as-of", day)["status"] for day in days}
    assert f"{NUMBER} 到 2026-05-05 还没有登记" in office(
        "hazard", "show", NUMBER, "--as-of", "2026-05-05"
    ).err  # fmt: skip


def test_a_failed_acceptance_leads_back_and_counts(office: Terminal) -> None:
    walk(office, until="apply")
    failed = "--unit 县住建局 --result fail --reviewers 示例戊、示例己 --opinion 没有拆净"

    for times in (1, 2):
        result = act(office, "accept", failed)
        assert f"现在是“治理中”，验收不通过第 {times} 次。" in result.out
        assert (
            CLEAN
            == act(
                office, "apply", f"--report 又拆 --done-on 2026-07-01 --evidence {PHOTO.name}"
            ).code
        )

    found = page(office)
    assert ("applied", 2) == (found["status"], found["attempts"])


def test_a_relapse_is_reopened(office: Terminal) -> None:
    walk(office, until="close")

    result = act(office, "check-back", "--result relapsed --opinion 又堵上了")
    assert "隐患反弹，请用 zhiben hazard reopen 重开。" in result.out
    assert CLEAN == act(office, "reopen", "--reason 反弹").code

    found = page(office)
    assert ("registered", 1, None) == (found["status"], found["reopened"], found["closed_on"])


@pytest.mark.parametrize(
    ("name", "words", "state"),
    [
        ("shut", "--decision 示例2号 --document 示例2号", "shut"),
        ("void", "--reason 录错 --approvers 示例乙 --approver 示例庚", "void"),
    ],
)
def test_a_hazard_ends_otherwise(office: Terminal, name: str, words: str, state: str) -> None:
    walk(office, until="plan")

    assert CLEAN == act(office, name, words).code
    found = page(office)
    assert (state, []) == (found["status"], found["next"])


# What is refused


def test_an_illegal_act_names_the_legal_ones_with_what_they_lack(office: Terminal) -> None:
    hazard(office, ADD)

    assert [
        f"{NUMBER} 现在是“线索”，不能销号。可以办理的：",
        "  受理核查（verify），还要 核查人",
        "  移交（hand-over），还要 移交给哪个部门、文号、理由",
        "  合并（merge），还要 并入的编号、理由",
        "  撤销（误录）（void），还要 理由、批准人（至少 2 人）",
    ] == refused(office, "close", WALK["close"])


def test_where_nothing_is_left_to_do_that_is_said(office: Terminal) -> None:
    walk(office, until="plan")
    act(office, "shut", "--decision 示例2号")

    assert [f"{NUMBER} 现在是“关闭取缔”，不能销号。没有可以办理的了。"] == refused(
        office, "close", WALK["close"].replace("--on 2026-06-30", "")
    )


def test_what_is_still_missing_is_said_line_by_line(office: Terminal) -> None:
    walk(office, until="notify")

    assert [
        f"{NUMBER} 还不能制定方案（五落实）（整改责任、措施、资金、时限、预案五落实）：",
        "  缺 --owner 责任（整改责任人）",
        "  缺 --measures 措施",
        "  缺 --funds 资金（元）",
        "  缺 --deadline 时限",
        "  缺 --contingency 预案",
    ] == refused(office, "plan", "")


def test_what_is_known_already_is_not_asked_for(office: Terminal) -> None:
    walk(office, until="notify")
    hazard(office, f"amend {NUMBER} --owner 示例丙 --measures 拆除 --reason 示例")

    assert [
        "  缺 --funds 资金（元）",
        "  缺 --deadline 时限",
        "  缺 --contingency 预案",
    ] == refused(office, "plan", "")[1:]
    done = act(office, "plan", "--funds 1,200元 --deadline 2026-06-30 --contingency 停用")
    assert CLEAN == done.code
    found = page(office)
    assert ("示例丙", 1200) == (found["owner"], found["funds_yuan"])


@pytest.mark.parametrize("names", ["示例戊", "示例戊、示例戊"])
def test_an_acceptance_takes_two_reviewers(office: Terminal, names: str) -> None:
    walk(office, until="apply")
    words = f"--unit 县住建局 --result pass --reviewers {names} --opinion 同意"

    assert ["  缺 --reviewers 验收人（至少 2 人）"] == refused(office, "accept", words)[1:]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("--unit 县应急局 --reviewers 戊,己", "县应急局是发现单位，不能验收，须由别的单位验收"),
        ("--unit 应急局 --reviewers 戊,己", "县应急局是发现单位，不能验收，须由别的单位验收"),
        ("--unit 示例厂 --reviewers 戊,己", "示例厂是整改单位，不能审核验收，须由别的单位验收"),
        (
            "--unit 县住建局 --reviewers 戊,示例甲",
            "示例甲既是发现人又是验收人，须换别人",
        ),
        (
            "--unit 县住建局 --person 示例甲 --reviewers 戊,己",
            "示例甲既是发现人又是验收人，须换别人",
        ),
    ],
)
def test_finders_and_those_who_put_it_right_do_not_accept(
    office: Terminal, words: str, line: str
) -> None:
    walk(office, until="apply")

    found = refused(office, "accept", f"--result pass --opinion 同意 {words}")

    assert [f"{NUMBER} 还不能审核验收（实施方案第16条：审核把关销号）：", f"  {line}"] == found


def test_a_reviewer_closes_no_listed_hazard(office: Terminal) -> None:
    walk(office, until="accept")
    hazard(office, f"amend {NUMBER} --listed --document 示例3号 --reason 挂牌 --on 2026-06-26")

    words = "--approval 示例1号 --closer 示例戊"
    assert ["  示例戊既是验收人又是批准人（挂牌），须换别人"] == refused(office, "close", words)[1:]
    assert CLEAN == act(office, "close").code


def test_a_reviewer_may_close_what_is_not_listed(office: Terminal) -> None:
    walk(office, until="accept")

    assert CLEAN == act(office, "close", "--approval 示例1号 --closer 示例戊").code


@pytest.mark.parametrize(
    ("name", "words", "line"),
    [
        ("verify", "--reviewer 乙 --on 2026-11-25", "业务日期 2026-11-25 晚于今天 2026-11-24"),
        ("verify", "--reviewer 乙 --on 2026-05-05", "还没有登记，业务日期请不早于登记的日期。"),
        ("verify", "--reviewer 乙 --unit 县应急居", "没有叫“县应急居”的单位，是不是“县应急局”"),
        ("verify", "--reviewer 乙 --evidence 没有.pdf", "没有找到佐证材料 没有.pdf"),
        ("plan", "--funds 三万", "--funds：“三万”不是确切的金额"),
        ("plan", "--funds 约3万元", "--funds：“约3万元”不是确切的金额"),
        ("accept", "--result good", "“good”不在可选范围内，可选：pass、fail。"),
        ("merge", f"--into {NUMBER} --reason 重复", f"{NUMBER} 不能并入它自己。"),
        ("merge", "--into YH-2026-00009 --reason 重复", "没有叫“YH-2026-00009”的隐患"),
    ],
)
def test_words_that_make_no_sense_are_refused(
    office: Terminal, name: str, words: str, line: str
) -> None:
    hazard(office, ADD)

    assert line in "".join(refused(office, name, words))


def test_what_nobody_recorded_is_not_acted_on(office: Terminal) -> None:
    hazard(office, ADD)

    assert ["没有叫“YH-2026-1”的隐患，是不是“YH-2026-00001”？"] == refused(
        office, "close", WALK["close"], "YH-2026-1"
    )


def test_an_act_is_put_in_where_it_breaks_nothing_later(office: Terminal) -> None:
    hazard(office, ADD)
    act(office, "verify")

    found = refused(office, "void", "--reason 录错 --approvers 甲、乙 --on 2026-05-06")

    assert [
        "在 2026-05-06 补记撤销（误录），后来的记录就不成立了，请先核对日期，或先撤销后来的：",
        "  office:41：当时是“已撤销”，不能受理核查",
    ] == found


def test_on_a_day_gone_by_the_state_of_that_day_is_told(office: Terminal) -> None:
    walk(office, until="plan")

    found = refused(office, "close", "--approval 1 --closer 庚 --on 2026-05-07")

    assert f"{NUMBER} 2026-05-07 时是“核查中”，不能销号。可以办理的：" == found[0]


# Who acts


@pytest.mark.parametrize(
    ("name", "unit"), [("verify", "县应急局"), ("judge", "县安委办"), ("plan", "示例厂")]
)
def test_the_one_whose_turn_it_is_acts_unless_another_is_told(
    office: Terminal, name: str, unit: str
) -> None:
    walk(office, until="plan")

    steps = {step["act"]: step["unit"] for step in page(office)["steps"]}
    assert unit == steps[name]


def test_an_enterprise_acts_under_its_registered_name(office: Terminal) -> None:
    office("org", "add", "示例厂", "--kind", "企业", "--id", "shili", "--on", "2026-01-01")
    walk(office, until="plan")

    assert "shili" == entries(office)[0]["body"]["unit"]
    assert ["示例厂"] == entries(office)[0]["body"]["known_as"]


def test_documents_people_and_evidence_are_kept(office: Terminal) -> None:
    (office.folder / "回执.txt").write_text("示例", encoding="utf-8")
    walk(office, until="register")
    words = f"{WALK['notify']} --document 示例4号 --person 示例辛、示例壬 --evidence 回执.txt"

    assert CLEAN == act(office, "notify", words).code

    step = page(office)["steps"][-1]
    assert ("示例4号", ["示例辛", "示例壬"]) == (step["document"], step["people"])
    assert ["回执.txt"] == [file["name"] for file in step["evidence"]]
    assert 1 == len(list((office.folder / "evidence").rglob("*.txt")))


# Once only


@pytest.mark.parametrize("name", list(WALK))
def test_the_same_act_twice_is_recorded_once(office: Terminal, name: str) -> None:
    walk(office, until=name)
    before = entries(office)

    result = act(office, name)

    assert CLEAN == result.code, result.err
    assert result.out.startswith(
        f"台账里已有（{before[0]['origin']}:{before[0]['seq']}），没有再记"
    )
    assert before == entries(office)


def test_the_same_act_without_a_day_is_the_same_on_the_next(office: Terminal) -> None:
    hazard(office, ADD)
    act(office, "verify", "--reviewer 示例乙")
    office.today = office.today.replace(day=25)

    assert "台账里已有（office:41），没有再记" in act(office, "verify", "--reviewer 示例乙").out
    found = refused(office, "verify", "--reviewer 示例乙 --on 2026-11-25")
    assert found[0].startswith(f"{NUMBER} 现在是“核查中”，不能受理核查。")


def test_the_same_words_after_something_else_are_another_act(office: Terminal) -> None:
    walk(office, until="apply")
    failed = "--unit 县住建局 --result fail --reviewers 戊、己 --opinion 没有 --on 2026-06-25"
    again = f"--report 已拆除 --done-on 2026-06-20 --evidence {PHOTO.name} --on 2026-06-25"
    act(office, "accept", failed)
    act(office, "apply", again)

    assert "已记入台账" in act(office, "accept", failed).out
    assert 2 == page(office)["attempts"]


def test_with_another_file_it_is_not_the_same_act(office: Terminal) -> None:
    (office.folder / "照片.txt").write_text("另一张", encoding="utf-8")
    walk(office, until="apply")

    words = WALK["apply"].replace(PHOTO.name, "照片.txt")
    assert f"{NUMBER} 现在是“申请验收”" in refused(office, "apply", words)[0]


def test_every_check_back_counts(office: Terminal) -> None:
    walk(office, until="close")
    kept = "--result kept --opinion 没有反弹 --on"

    for day in ("2026-08-01", "2026-10-01", "2026-10-01"):
        assert CLEAN == act(office, "check-back", f"{kept} {day}").code
    assert ["2026-08-01", "2026-10-01"] == [
        step["on"] for step in page(office)["steps"] if step["act"] == "check-back"
    ]


# Undo


@pytest.mark.parametrize("name", list(WALK))
def test_undoing_an_act_leads_back_to_what_was_before(office: Terminal, name: str) -> None:
    hazard(office, ADD)
    take_photo(office)
    before = page(office)
    for one in WALK:
        before = page(office)
        assert CLEAN == act(office, one).code
        if one == name:
            break
    last = entries(office)[0]

    assert CLEAN == office("undo", last["seq"], "--reason", "示例").code
    assert before == page(office)
    assert CLEAN == act(office, name).code


def test_what_rested_on_something_undone_has_no_effect(office: Terminal) -> None:
    walk(office, until="register")
    office("undo", "42", "--reason", "示例")

    found = page(office)
    assert "checking" == found["status"]
    assert ["当时是“核查中”，不能登记入库"] == found["steps"][-1]["without_effect"]
    assert "登记入库（没有生效：当时是“核查中”，不能登记入库）" in office(
        "hazard", "show", NUMBER
    ).out  # fmt: skip
    assert "没有生效" in office("hazard", "history", NUMBER).out


def test_undoing_the_addition_takes_the_hazard_away(office: Terminal) -> None:
    hazard(office, ADD)
    act(office, "verify")
    office("undo", "40", "--reason", "示例")

    assert [] == office("hazard", "list", "--json").json()["hazards"]
    assert f"{NUMBER} 到 2026-11-24 还没有登记，或登记已经撤销" in (
        office("hazard", "show", NUMBER).err
    )
    assert "登记（不再计入）" in office("hazard", "history", NUMBER).out


# Mergers


def merge(office: Terminal, number: str, into: str) -> Result:
    return hazard(office, "merge", number, f"--into {into} --reason 同一处")


@pytest.fixture
def three(office: Terminal) -> Terminal:
    """The office's command line, with three hazards found on three days by three channels."""
    for day, channel in (("05-06", "inspection"), ("04-02", "self"), ("05-30", "report")):
        words = f"add --channel {channel} --location 示例{day} --description 示例 --on 2026-{day}"
        assert CLEAN == hazard(office, words).code
    return office


def test_a_merger_keeps_both_provenances_and_the_earliest_day(three: Terminal) -> None:
    assert CLEAN == merge(three, "YH-2026-00002", NUMBER).code

    kept, gone = page(three), page(three, "YH-2026-00002")
    assert ("2026-04-02", ["inspection", "self"]) == (kept["found_on"], kept["channels"])
    assert (["YH-2026-00002"], NUMBER) == (kept["merged"], gone["merged_into"])
    assert ["office:40", "office:41"] == [one["reference"] for one in kept["said"]]
    assert "merged" == gone["status"]


def test_mergers_refuse_circles_and_name_where_it_goes_on(three: Terminal) -> None:
    merge(three, "YH-2026-00002", NUMBER)
    merge(three, NUMBER, "YH-2026-00003")

    assert [f"{NUMBER} 已并入 YH-2026-00003，请并入 YH-2026-00003。"] == refused(
        three, "merge", f"--into {NUMBER} --reason 示例", "YH-2026-00003"
    )
    assert ["YH-2026-00001", "YH-2026-00002"] == page(three, "YH-2026-00003")["merged"]


def test_nothing_is_merged_into_what_was_withdrawn(three: Terminal) -> None:
    act(three, "void", "--reason 录错 --approvers 甲、乙", "YH-2026-00003")

    assert ["YH-2026-00003 已撤销，不能并入它。"] == refused(
        three, "merge", "--into YH-2026-00003 --reason 示例"
    )


def test_undoing_a_merger_parts_them_again(three: Terminal) -> None:
    before = [page(three), page(three, "YH-2026-00002")]
    merge(three, "YH-2026-00002", NUMBER)
    three("undo", entries(three)[0]["seq"], "--reason", "示例")

    assert before == [page(three), page(three, "YH-2026-00002")]


# Help


@pytest.mark.parametrize("name", [*WALK, "check-back", "reopen", "shut", "merge", "void"])
def test_the_help_names_what_an_act_must_carry_and_why(office: Terminal, name: str) -> None:
    out = office("hazard", name, "--help").out

    assert "依据：" in out
    assert {"--unit", "--person", "--document", "--evidence", "--on"} <= set(
        out.replace("  ", " ").split()
    )


def test_the_group_lists_its_commands_in_the_order_of_a_life(office: Terminal) -> None:
    lines = office("hazard", "--help").out.partition("命令：\n")[2].splitlines()
    names = [line.split()[0] for line in lines if line.startswith("  ")]
    life = (
        "add", "verify", "judge", "rejudge", "register", "notify", "plan", "rectify", "apply",
        "accept", "close", "check-back", "reopen", "shut", "merge", "void", "amend", "show",
        "list", "history",
    )  # fmt: skip

    assert list(life) == [name for name in names if name in life]


# Photos


def test_without_photos_nobody_applies_for_a_major_one(office: Terminal) -> None:
    walk(office, until="rectify")

    words = "--report 已拆除 --done-on 2026-06-20"
    assert ["  缺 --evidence 整改前后的照片（重大的）"] == refused(office, "apply", words)[1:]


def test_a_general_one_is_applied_for_without_photos_and_they_are_asked_for(
    office: Terminal,
) -> None:
    hazard(office, ADD)
    act(office, "verify")
    act(office, "judge", "--general --by-hand --reason 示例")

    result = act(office, "apply", "--report 已拆除 --done-on 2026-06-20")
    assert (CLEAN, True) == (result.code, "没有附整改前后的照片" in result.err)
