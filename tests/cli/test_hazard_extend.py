"""``zhiben hazard extend``: asked for, decided, and every deadline stays visible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN
from zhiben.testing.hazard_walks import CASE as NUMBER
from zhiben.testing.hazard_walks import act, hazard, walk

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

ASK = "--until 2026-12-31 --reason 示例 --on 2026-06-10"
GRANT = "--decide grant --authority 县应急局 --document 示例4号 --on 2026-06-15"


@pytest.fixture
def planned(office: Terminal) -> Terminal:
    """A hazard with a plan until the end of June."""
    walk(office, until="plan")
    return office


def deadlines(office: Terminal) -> dict[str, Any]:
    found: dict[str, Any] = act(office, "show", "--json").json()["deadlines"]
    return found


def test_original_current_and_forecast_stay_visible(planned: Terminal) -> None:
    asked = act(planned, "extend", ASK)
    waiting = deadlines(planned)
    granted = act(planned, "extend", GRANT)

    assert f"{NUMBER} 申请延到 2026-12-31；决定以前时限仍是 2026-06-30。" in asked.out
    assert {"original": "2026-06-30", "current": "2026-06-30", "forecast": "2026-12-31"} == waiting
    assert f"{NUMBER} 2026-06-15 准予延期；时限 2026-12-31。" in granted.out
    assert {"original": "2026-06-30", "current": "2026-12-31", "forecast": None} == (
        deadlines(planned)
    )
    page = act(planned, "show", "").out
    assert all(label in page for label in ("原定时限", "延期", "准予延期", "示例4号"))


def test_less_than_what_was_asked_for_may_be_granted(planned: Terminal) -> None:
    act(planned, "extend", ASK)
    act(planned, "extend", f"{GRANT} --until 2026-09-30")

    assert "2026-09-30" == deadlines(planned)["current"]


def test_a_refusal_leaves_the_deadline_and_tells_the_forecast(planned: Terminal) -> None:
    act(planned, "extend", ASK)
    result = act(planned, "extend", GRANT.replace("grant", "refuse"))

    assert f"{NUMBER} 2026-06-15 不予延期；时限 2026-06-30。" in result.out
    assert {"original": "2026-06-30", "current": "2026-06-30", "forecast": "2026-12-31"} == (
        deadlines(planned)
    )


def test_the_same_request_and_decision_are_recorded_once(planned: Terminal) -> None:
    for words in (ASK, GRANT):
        act(planned, "extend", words)
        again = act(planned, "extend", words)
        assert (CLEAN, True) == (again.code, again.out.startswith("台账里已有"))

    assert 1 == len(act(planned, "show", "--json").json()["extensions"])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", "缺 --until 延到"),
        ("", "缺 --reason 理由"),
        ("--until 2026-06-30 --reason 示例", "现在的时限就是 2026-06-30，要延到它以后"),
        ("--until 2026-12-31 --authority 县应急局", "写了 --authority，没有写 --decide"),
        ("--decide refuse --until 2026-12-31", "不予延期没有新时限，请去掉 --until。"),
        ("--decide grant", "缺 --authority 决定机关"),
        (f"{GRANT} --until 2026-12-31", "没有等着决定的延期申请"),
    ],
)
def test_what_cannot_be_is_refused(planned: Terminal, words: str, expected: str) -> None:
    assert expected in act(planned, "extend", words).err


def test_who_listed_it_decides(planned: Terminal) -> None:
    listing = (
        f"listing add {NUMBER} --authority 示例县安委会 --level 县 --batch 示例第1批 "
        "--document 示例3号 --deadline 2026-08-31 --on 2026-06-01"
    )
    assert CLEAN == hazard(planned, listing).code
    act(planned, "extend", ASK)

    other = act(planned, "extend", GRANT)
    own = act(planned, "extend", GRANT.replace("--authority 县应急局 ", ""))
    assert "挂牌督办的由挂牌机关（示例县安委会）决定，不是县应急局" in other.err
    assert "准予延期；时限 2026-12-31，继续挂牌。" in own.out


def test_the_deadline_of_an_extension_is_not_amended(planned: Terminal) -> None:
    act(planned, "extend", ASK)
    act(planned, "extend", GRANT)

    result = act(planned, "amend", "--deadline 2027-01-01 --reason 示例")
    assert "延期须另经批准" in result.err


def test_a_request_open_at_the_closing_is_gone_after_the_reopening(planned: Terminal) -> None:
    act(planned, "extend", ASK)
    walk(planned, until="close", after="plan")
    act(planned, "reopen", "--reason 示例")

    (one,) = act(planned, "show", "--json").json()["extensions"]
    assert (None, "2026-06-30", None) == (
        one["granted"], one["lapsed_on"], deadlines(planned)["forecast"],
    )  # fmt: skip
    assert "没有决定，2026-06-30 失效" in act(planned, "show", "").out
    late = GRANT.replace("--on 2026-06-15", "--until 2026-12-31")
    assert "没有等着决定的延期申请" in act(planned, "extend", late).err
