"""``hazard hand-over``: what is another department's business goes there, which takes it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, USAGE
from zhiben.testing.hazard_walks import ADD, CASE, act, hazard

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

GIVE = "--unit 县应急局 --to 住建局 --document 示例移1号 --reason 属住建部门职责 --on 2026-05-08"
VERIFY = "--unit 县住建局 --reviewer 示例丁 --on 2026-05-09"


def page(office: Terminal, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = act(office, "show", " ".join(("--json", *words))).json()
    return found


@pytest.fixture
def given(office: Terminal) -> Terminal:
    """A lead that one department looked into, and handed over to another."""
    hazard(office, ADD)
    act(office, "verify")
    result = act(office, "hand-over", GIVE)

    assert f"{CASE} 移交给县住建局，现在是“线索”。" in result.out
    return office


def test_the_lead_changes_and_every_page_tells_of_it(given: Terminal) -> None:
    found = page(given)

    assert ("县住建局", "lead") == (found["lead"], found["status"])
    step = found["steps"][-1]
    assert ("县应急局", "示例移1号", "县住建局", "2026-05-08") == (
        step["unit"], step["document"], step["given"]["to"], step["on"],
    )  # fmt: skip
    assert "移交给县住建局" in act(given, "history", "").out
    assert "移交给哪个部门：县住建局" in act(given, "show", "").out
    (row,) = hazard(given, "list --json").json()["hazards"]
    assert "县住建局" == row["lead"]
    assert page(given, "--as-of 2026-05-07")["lead"] is None


def test_whoever_it_was_handed_over_to_takes_it_up(given: Terminal) -> None:
    other = act(given, "verify", "--unit 县应急局 --reviewer 示例戊")
    page_text = act(given, "show", "").out
    taken = act(given, "verify", VERIFY)

    assert (USAGE, True) == (other.code, "已移交县住建局，须由县住建局办理" in other.err)
    assert "单位须是县住建局（已移交给它）" in page_text
    assert (CLEAN, True) == (taken.code, "现在是“核查中”" in taken.out)


def test_it_may_be_handed_on_by_whoever_has_it_and_not_to_itself(given: Terminal) -> None:
    back = GIVE.replace("--unit 县应急局 --to 住建局", "--unit 县住建局 --to 市应急局")
    away = act(given, "hand-over", GIVE.replace("--to 住建局", "--to 县消防救援大队"))
    own = act(given, "hand-over", GIVE.replace("县应急局", "县住建局"))
    assert "已移交县住建局，须由县住建局办理" in away.err
    assert "县住建局不能移交给自己" in own.err

    assert CLEAN == act(given, "hand-over", back).code
    assert "市应急局" == page(given)["lead"]
    assert CLEAN == act(given, "verify", VERIFY.replace("县住建局", "市应急局")).code


def test_the_figures_count_it_with_the_department_that_has_it(given: Terminal) -> None:
    stats = "stats --by lead"

    assert "县住建局" in hazard(given, stats).out
    given("undo", "office:42", "--reason", "示例")
    assert "县住建局" not in hazard(given, stats).out


def test_undoing_it_leads_back(given: Terminal) -> None:
    given("undo", "office:42", "--reason", "示例")

    found = page(given)
    assert (None, "checking") == (found["lead"], found["status"])


def test_the_same_is_recorded_once_and_nothing_may_be_missing(given: Terminal) -> None:
    assert "没有再记" in act(given, "hand-over", GIVE).out
    result = act(given, "hand-over", "--unit 县住建局")
    assert ["缺 --to 移交给哪个部门", "缺 --document 文号", "缺 --reason 理由"] == [
        line.strip() for line in result.err.splitlines()[1:]
    ]


def test_what_is_judged_already_is_not_handed_over(given: Terminal) -> None:
    act(given, "verify", VERIFY)
    act(given, "judge", "--by-hand --unfounded --reason 示例 --unit 县住建局")

    assert "不能移交" in act(given, "hand-over", GIVE.replace("1号", "2号")).err
