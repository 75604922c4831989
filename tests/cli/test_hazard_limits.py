"""``zhiben hazard limits``: which hold here, which clocks run, and what is set here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, USAGE

if TYPE_CHECKING:
    from pytest_zhiben import Result, Terminal

NUMBER = "YH-2026-00001"
SET = "limits set accept --value 5 --day-kind working --basis 示例规定 --from 2026-01-01"
PENALTY = f"enforce {NUMBER} --kind penalty --document 示例罚1号 --on 2026-11-02"


@pytest.fixture
def overdue(office: Terminal) -> Terminal:
    """A workspace with one hazard that is long overdue."""
    result = hazard(
        office,
        "add --channel inspection --enterprise 示例厂 --location 一车间 --description 示例 "
        "--on 2026-05-06 --deadline 2026-06-30",
    )

    assert CLEAN == result.code, result.err
    return office


def hazard(office: Terminal, words: str) -> Result:
    return office("hazard", *words.split())


def shape(office: Terminal, words: str) -> dict[str, Any]:
    found: dict[str, Any] = hazard(office, f"{words} --json").json()
    return found


def clocks(office: Terminal) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in shape(office, f"limits show {NUMBER}")["clocks"]}


def test_only_what_holds_here_is_listed_unless_all_is_asked_for(office: Terminal) -> None:
    here = shape(office, "limits show")["limits"]

    assert {"in-force", "assumed"} == {one["standing"] for one in here}
    assert 30 == len(shape(office, "limits show --all")["limits"])
    result = hazard(office, "limits show")
    assert "安全生产法第78条" in result.out
    assert "说明：另有 18 条是别处的规定或随方案施行的，未列，见 --all。\n" == result.err
    assert "青岛" in hazard(office, "limits show --all").out


def test_the_clocks_of_a_hazard_tell_since_when_until_when_and_why(overdue: Terminal) -> None:
    assert CLEAN == hazard(overdue, PENALTY).code

    found = clocks(overdue)
    assert ["deadline", "penalty-public"] == list(found)
    assert ("2026-11-02", "2026-11-11", "安全生产法第78条", True) == tuple(
        found["penalty-public"][key] for key in ("since", "until", "basis", "overdue")
    )
    assert "2026-11-11" in hazard(overdue, f"limits show {NUMBER}").out


def test_what_was_done_ends_its_clock_once(overdue: Terminal) -> None:
    hazard(overdue, PENALTY)
    words = f"limits done {NUMBER} penalty-public --on 2026-11-10 --document 示例公示"

    assert CLEAN == hazard(overdue, words).code
    assert "done" == clocks(overdue)["penalty-public"]["standing"]
    assert "没有再记" in hazard(overdue, words).out


def test_what_no_clock_waits_for_is_refused(overdue: Terminal) -> None:
    result = hazard(overdue, f"limits done {NUMBER} penalty-public")

    assert (USAGE, "") == (result.code, result.out)
    assert "正在走的：没有" in result.err
    closed = hazard(overdue, f"limits done {NUMBER} accept --on 2026-05-06")
    assert USAGE == closed.code


def test_the_own_deadline_is_not_ended_by_saying_so(overdue: Terminal) -> None:
    assert USAGE == hazard(overdue, f"limits done {NUMBER} deadline").code


def test_a_limit_set_here_holds_from_its_day_on_and_can_be_undone(office: Terminal) -> None:
    result = hazard(office, SET)
    assert CLEAN == result.code, result.err
    assert "没有再记" in hazard(office, SET).out

    def accept(day: str) -> list[Any]:
        found = shape(office, f"limits show --all --as-of {day}")["limits"]
        return [(one["value"], one["place"]) for one in found if one["code"] == "accept"]

    assert [(10, "湖北省")] == accept("2025-12-31")
    assert [(5, "本县")] == accept("2026-01-01")
    hazard(office, f"{SET} --to 2026-06-30 --place 示例县")
    assert "2026-01-01 起至 2026-06-30" in hazard(office, "limits show --as-of 2026-03-01").out
    office("undo", "office:41", "--reason", "示例")
    office("undo", "office:40", "--reason", "示例")
    assert [(10, "湖北省")] == accept("2026-01-01")


def test_what_was_set_before_is_set_again_when_something_else_was_set_since(
    office: Terminal,
) -> None:
    for words in (SET, SET.replace("--value 5", "--value 6"), SET):
        assert "没有再记" not in hazard(office, words).out

    values = [
        one["value"] for one in shape(office, "limits show")["limits"] if one["code"] == "accept"
    ]
    assert [5] == values


def test_a_limit_without_a_start_on_record_is_said_to_run_no_clock(office: Terminal) -> None:
    words = SET.replace("accept", "talk-held")

    assert "不计时" in hazard(office, words).out
    assert "不计时：台账没有确定对象这一步" in hazard(office, "limits show").out


def test_the_last_day_to_ask_for_more_time_is_shown_once_it_is_set_here(overdue: Terminal) -> None:
    hazard(overdue, SET.replace("accept", "extension-ask"))

    found = clocks(overdue)["extension-ask"]
    assert ("2026-06-23", "latest", "passed", False) == tuple(
        found[key] for key in ("until", "sense", "standing", "overdue")
    )
    assert "最晚 2026-06-23" in hazard(overdue, f"show {NUMBER}").out


def test_power_may_be_cut_from_the_day_after_the_notice(overdue: Terminal) -> None:
    words = f"enforce {NUMBER} --kind 停电通知 --document 示例电1号 --on 2026-11-24"
    assert CLEAN == hazard(overdue, words).code

    found = clocks(overdue)["power-cut"]
    assert ("2026-11-25", "wait", "waiting") == tuple(
        found[key] for key in ("until", "sense", "standing")
    )
    assert "2026-11-25 起" in hazard(overdue, f"limits show {NUMBER}").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (SET.replace("accept", "acept"), "accept"),
        (f"{SET} --to 2025-12-31", "早于"),
        (SET.replace("working", "hour"), "不在可选范围内"),
        (SET.replace("--value 5", "--value 0"), "0"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(office: Terminal, words: str, said: str) -> None:
    result = hazard(office, words)

    assert (USAGE, "") == (result.code, result.out)
    assert said in result.err


def test_a_limit_needs_a_basis(office: Terminal) -> None:
    words = [word.replace("示例规定", " ") for word in SET.split()]

    assert USAGE == office("hazard", *words).code
