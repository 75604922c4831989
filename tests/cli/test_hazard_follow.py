"""``hazard enforce``, ``escalate`` and ``fault``: what is done beside putting a hazard right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, USAGE

if TYPE_CHECKING:
    from pytest_zhiben import Result, Terminal

NUMBER = "YH-2026-00001"
ADD = (
    "add --channel inspection --enterprise 示例厂 --location {} --description 示例 "
    "--on 2026-05-06 --deadline 2026-06-30"
)
REMIND = f"escalate {NUMBER} --to 提示 --document 示例1号 --on 2026-07-01"
FAULT = f"fault 示例厂 --kind refused --hazard {NUMBER} --reason 示例"


@pytest.fixture
def overdue(office: Terminal) -> Terminal:
    """A workspace with one hazard that is long overdue."""
    assert CLEAN == hazard(office, ADD.format("一车间")).code
    return office


def hazard(office: Terminal, words: str) -> Result:
    return office("hazard", *words.split())


def shape(office: Terminal, words: str) -> dict[str, Any]:
    found: dict[str, Any] = hazard(office, f"{words} --json").json()
    return found


def refused(office: Terminal, words: str) -> str:
    """Run a command that is refused, and return why; the journal stays as it was."""
    before = office("journal", "list").out
    result = hazard(office, words)

    assert (USAGE, "") == (result.code, result.out)
    assert before == office("journal", "list").out
    return result.err


# Enforcement


@pytest.mark.parametrize(
    ("fine", "yuan"), [("3.5万元", "35000"), ("1,200.55元", "1200.55"), ("35000", "35000")]
)
def test_a_fine_is_kept_to_the_fen(overdue: Terminal, fine: str, yuan: str) -> None:
    words = f"enforce {NUMBER} --kind 处罚 --document 示例罚1号 --fine {fine} --unit 县应急局"

    assert f"罚款 {yuan} 元" in hazard(overdue, words).out
    (found,) = shape(overdue, f"show {NUMBER}")["enforcement"]
    assert (yuan, "penalty", "县应急局") == tuple(
        found[key] for key in ("fine_yuan", "kind", "unit_name")
    )
    assert "没有再记" in hazard(overdue, words).out
    assert yuan in hazard(overdue, f"show {NUMBER}").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--kind talk", "--document"),
        ("--kind talk --document 示例 --fine 100", "没有罚款"),
        ("--kind penalty --document 示例 --fine 约三万", "不是确切的金额"),
        ("--kind 示例 --document 示例", "不在可选范围内"),
    ],
)
def test_enforcement_that_cannot_be_is_refused(overdue: Terminal, words: str, said: str) -> None:
    assert said in refused(overdue, f"enforce {NUMBER} {words}")


def test_enforcement_is_undone_like_any_entry(overdue: Terminal) -> None:
    hazard(overdue, f"enforce {NUMBER} --kind halt --document 示例停1号")
    overdue("undo", "office:41", "--reason", "示例")

    assert [] == shape(overdue, f"show {NUMBER}")["enforcement"]


def test_nothing_is_recorded_on_what_was_merged_or_voided(overdue: Terminal) -> None:
    hazard(overdue, ADD.format("二车间"))
    hazard(overdue, "merge YH-2026-00002 --into YH-2026-00001 --reason 示例")

    words = "enforce YH-2026-00002 --kind talk --document 示例"
    assert "请记在 YH-2026-00001 上" in refused(overdue, words)
    hazard(overdue, f"void {NUMBER} --reason 示例 --approvers 示例甲、示例乙")
    assert "已撤销" in refused(overdue, f"enforce {NUMBER} --kind talk --document 示例")


def test_what_was_done_about_a_merged_one_stays_in_sight(overdue: Terminal) -> None:
    hazard(overdue, ADD.format("二车间"))
    hazard(overdue, "enforce YH-2026-00002 --kind talk --document 示例")
    hazard(overdue, "merge YH-2026-00002 --into YH-2026-00001 --reason 示例")

    assert ["talk"] == [one["kind"] for one in shape(overdue, f"show {NUMBER}")["enforcement"]]


# Escalation


def test_asking_who_would_move_up_changes_nothing(overdue: Terminal) -> None:
    before = overdue("journal", "list").out
    result = hazard(overdue, "escalate --as-of 2026-07-01 --dry-run")

    assert CLEAN == result.code
    assert "2026-07-01 逾期 1 条，该进一步的 1 条。" in result.out
    assert "本软件的缺省值，非规定" in result.out
    assert before == overdue("journal", "list").out


def test_nobody_moves_before_the_deadline_is_past(overdue: Terminal) -> None:
    assert "升级" not in hazard(overdue, f"show {NUMBER} --as-of 2026-06-30").out
    assert [] == shape(overdue, "escalate --as-of 2026-06-30")["hazards"]


def test_a_step_is_taken_only_as_a_recorded_act_and_once(overdue: Terminal) -> None:
    assert CLEAN == hazard(overdue, REMIND).code
    assert "没有再记" in hazard(overdue, REMIND).out

    (found,) = shape(overdue, f"escalate {NUMBER} --as-of 2026-07-07")["hazards"]
    assert ("remind", "urge", "2026-07-08", False) == tuple(
        found[key] for key in ("step", "next", "due_on", "moves")
    )
    (due,) = shape(overdue, "escalate --as-of 2026-07-08")["hazards"]
    assert due["moves"]


def test_a_step_that_skips_one_is_refused_with_those_there_are(overdue: Terminal) -> None:
    words = f"escalate {NUMBER} --to 约谈 --document 示例"

    assert "还没有提示过，不能约谈；可以：提示" in refused(overdue, words)
    hazard(overdue, REMIND)
    assert "现在到了提示，不能约谈；可以：提示、督办" in refused(overdue, words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--to 提示", "--document"),
        ("--to 示例 --document 示例", "remind（提示）"),
        ("--to 提示 --document 示例 --as-of 2026-07-01", "--on"),
        ("--to 提示 --feedback 示例", "分两次"),
    ],
)
def test_an_escalation_that_cannot_be_is_refused(overdue: Terminal, words: str, said: str) -> None:
    assert said in refused(overdue, f"escalate {NUMBER} {words}")


def test_a_step_needs_a_hazard_and_feedback_needs_words(overdue: Terminal) -> None:
    assert "请写隐患编号" in refused(overdue, "escalate --to 提示 --document 示例")
    assert USAGE == overdue("hazard", "escalate", NUMBER, "--feedback", " ").code


def test_a_recorded_step_is_printed_as_json_when_asked(overdue: Terminal) -> None:
    (found,) = shape(overdue, REMIND)["hazards"]

    assert "remind" == found["step"]


def test_a_trial_run_of_an_act_records_nothing(overdue: Terminal) -> None:
    before = overdue("journal", "list").out

    assert "没有登记" in hazard(overdue, f"{REMIND} --dry-run").err
    assert "没有登记" in hazard(overdue, f"escalate {NUMBER} --feedback 示例 --dry-run").err
    assert before == overdue("journal", "list").out


def test_a_step_before_its_time_is_recorded_and_said_to_be_early(overdue: Terminal) -> None:
    early = hazard(overdue, REMIND.replace("2026-07-01", "2026-06-01"))
    assert (CLEAN, True) == (early.code, "没有逾期" in early.err)

    hazard(overdue, REMIND)
    urged = hazard(overdue, f"escalate {NUMBER} --to 督办 --document 示例2号 --on 2026-07-02")
    assert (CLEAN, True) == (urged.code, "2026-07-08 起才督办" in urged.err)


def test_feedback_is_the_enterprises_own_and_lets_the_days_start_anew(overdue: Terminal) -> None:
    hazard(overdue, REMIND)
    hazard(overdue, f"escalate {NUMBER} --feedback 示例 --on 2026-07-05")

    (found,) = shape(overdue, "escalate --as-of 2026-07-09")["hazards"]
    assert ("2026-07-05", False) == (found["since"], found["moves"])
    steps = shape(overdue, f"show {NUMBER}")["escalation"]["steps"]
    assert [("remind", "县安委办"), ("feedback", "示例厂")] == [
        (one["kind"], one["unit_name"]) for one in steps
    ]


def test_undoing_a_step_takes_the_effect_of_those_above(overdue: Terminal) -> None:
    hazard(overdue, REMIND)
    hazard(overdue, f"escalate {NUMBER} --to 督办 --document 示例2号 --on 2026-07-09")
    overdue("undo", "office:41", "--reason", "示例")

    (left,) = shape(overdue, f"show {NUMBER}")["escalation"]["steps"]
    assert "还没有提示，不能跳过" == left["without_effect"]
    assert "没有生效" in hazard(overdue, f"show {NUMBER}").out


def test_on_the_last_step_there_is_nowhere_to_go(overdue: Terminal) -> None:
    for number, word in enumerate(("提示", "督办", "约谈", "通报", "曝光")):
        words = (
            f"escalate {NUMBER} --to {word} --document 示例{number}号 --on 2026-07-0{number + 1}"
        )
        assert CLEAN == hazard(overdue, words).code

    assert "已在最后一步" in hazard(overdue, f"show {NUMBER}").out
    assert "可以：曝光" in refused(overdue, f"escalate {NUMBER} --to 提示 --document 示例9号")


def test_what_is_closed_is_not_escalated(overdue: Terminal) -> None:
    hazard(overdue, f"verify {NUMBER} --reviewer 示例乙")
    hazard(overdue, f"judge {NUMBER} --by-hand --unfounded --reason 示例")

    assert "不用再督办" in refused(overdue, f"escalate {NUMBER} --to 提示 --document 示例")


def test_an_office_may_set_how_long_a_step_waits(overdue: Terminal) -> None:
    hazard(
        overdue,
        "limits set ladder-remind --value 3 --day-kind working --basis 示例规定 --from 2026-01-01",
    )

    (found,) = shape(overdue, "escalate --as-of 2026-07-02")["hazards"]
    assert ("2026-07-03", "示例规定", False) == tuple(
        found[key] for key in ("due_on", "basis", "moves")
    )


# A talk is both


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("escalate {} --to 约谈", "enforce {} --kind talk"),
        ("enforce {} --kind talk", "escalate {} --to 约谈"),
    ],
)
def test_one_talk_serves_as_enforcement_and_as_a_step(
    overdue: Terminal, first: str, second: str
) -> None:
    hazard(overdue, REMIND)
    hazard(overdue, f"escalate {NUMBER} --to 督办 --document 示例2号 --on 2026-07-08")
    talk = "--document 示例约1号 --on 2026-07-15"
    assert CLEAN == hazard(overdue, f"{first.format(NUMBER)} {talk}").code

    assert "没有再记" in hazard(overdue, f"{second.format(NUMBER)} {talk}").out
    found = shape(overdue, f"show {NUMBER}")
    steps = found["escalation"]["steps"]
    assert ["talk"] == [one["kind"] for one in found["enforcement"]]
    assert ["remind", "urge", "talk"] == [one["kind"] for one in steps]
    assert found["enforcement"][0]["reference"] == steps[-1]["reference"]
    assert "circulate" == found["escalation"]["prospect"]["next"]
    assert 1 == hazard(overdue, f"show {NUMBER}").out.count("示例约1号")


# Penalties add up


def test_the_penalties_of_an_enterprise_add_up_over_its_hazards(overdue: Terminal) -> None:
    hazard(overdue, ADD.format("二车间"))
    hazard(overdue, ADD.format("三车间").replace("示例厂", "示例二厂"))
    for number, one in enumerate((1, 2, 2, 3), start=1):
        words = f"--kind penalty --document 示例罚{number}号 --on 2026-07-0{number}"
        hazard(overdue, f"enforce YH-2026-0000{one} {words}")

    found = shape(overdue, f"show {NUMBER}")["penalties"]
    assert {"in_180_days": 3, "in_year": 3, "reached_on": "2026-07-03"} == found
    assert "2026-07-03 已达到" in hazard(overdue, f"show {NUMBER}").out
    other = hazard(overdue, "show YH-2026-00003").out
    assert "处罚累计：180 日内 1 次，1 年内 1 次" in other
    assert shape(overdue, f"show {NUMBER} --as-of 2026-06-30")["penalties"] is None


# Failures of units


def test_a_failure_is_recorded_against_the_unit_once_and_listed(overdue: Terminal) -> None:
    assert CLEAN == hazard(overdue, FAULT).code
    assert "没有再记" in hazard(overdue, FAULT).out
    hazard(overdue, "fault 县住建局 --kind 未排查 --reason 示例")

    found = shape(overdue, "fault")["faults"]
    assert [("示例厂", "refused", NUMBER), ("县住建局", "not-checked", None)] == [
        (one["failed_name"], one["kind"], one["hazard"]) for one in found
    ]
    assert "查出拒不整改" in hazard(overdue, "fault 示例厂").out
    assert 1 == len(shape(overdue, "fault 县住建局")["faults"])
    assert [] == shape(overdue, "fault --as-of 2026-01-01")["faults"]


def test_a_failure_that_was_recorded_is_printed_as_json_when_asked(overdue: Terminal) -> None:
    result = hazard(overdue, f"{FAULT} --json")

    assert (CLEAN, 1) == (result.code, len(result.json()["faults"]))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--kind refused --reason 示例", "请写单位"),
        ("县住建局 --kind refused", "--reason"),
        ("没有这个厂 --kind refused --reason 示例", "没有这个厂"),
    ],
)
def test_a_failure_that_cannot_be_is_refused(overdue: Terminal, words: str, said: str) -> None:
    assert said in refused(overdue, f"fault {words}")
