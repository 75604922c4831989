"""``zhiben hazard suspend`` and ``resume``: work stands still until somebody consents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.cli.exits import CLEAN, USAGE

if TYPE_CHECKING:
    from pytest_zhiben import Result, Terminal

NUMBER = "YH-2026-00001"
CONSENT = "--authority 县应急局 --document 示例6号"
PLAN = "--owner 示例丙 --measures 拆除 --funds 1万元 --deadline 2026-06-30 --contingency 停用"
ADD = (
    "add --channel inspection --enterprise 示例厂 --location 一车间 --description 示例 "
    "--unit 县应急局 --person 示例甲 --on 2026-05-06"
)


def hazard(office: Terminal, name: str, words: str) -> Result:
    """Run a command on the hazard; texts have no blanks in these tests."""
    return office("hazard", name, NUMBER, *words.split())


@pytest.fixture
def judged(office: Terminal) -> Terminal:
    """A hazard that was judged to be major."""
    assert CLEAN == office("hazard", *ADD.split()).code
    for name, words in (
        ("verify", "--unit 县应急局 --reviewer 示例乙 --on 2026-05-07"),
        ("judge", "--by-hand --standard 示例 --clauses 一 --reason 示例 --on 2026-05-08"),
    ):
        assert CLEAN == hazard(office, name, words).code
    return office


def test_work_goes_on_only_after_the_acceptance(judged: Terminal) -> None:
    stopped = hazard(judged, "suspend", "--part 一车间 --document 示例5号")
    early = hazard(judged, "resume", CONSENT)
    for name, words in (
        ("register", "--national-number 示例"),
        ("notify", "--principal 示例丙 --controller 示例丁 --delivery 示例"),
        ("plan", PLAN),
        ("rectify", "--monitoring 巡查"),
        ("apply", "--report 已拆 --done-on 2026-06-20"),
        ("accept", "--unit 县住建局 --result pass --reviewers 示例戊、示例己 --opinion 同意"),
    ):
        assert CLEAN == hazard(judged, name, words).code
    own = hazard(judged, "resume", CONSENT.replace("县应急局", "示例厂"))
    resumed = hazard(judged, "resume", CONSENT)

    assert f"{NUMBER} 部分停产停用。" in stopped.out
    assert "只在“验收通过”、“已销号”" in early.err
    assert "示例厂是整改单位，不能自己同意恢复" in own.err
    assert f"{NUMBER} 恢复生产使用。" in resumed.out
    (one,) = hazard(judged, "show", "--json").json()["suspensions"]
    assert ("part", "一车间", "示例6号") == (
        one["extent"], one["scope"], one["resumption"]["document"],
    )  # fmt: skip
    assert "示例6号" in hazard(judged, "show", "").out


def test_a_part_grows_to_the_whole_and_is_recorded_once(judged: Terminal) -> None:
    hazard(judged, "suspend", "--part 一车间 --document 示例5号")
    whole = hazard(judged, "suspend", "--document 示例7号")
    again = hazard(judged, "suspend", "--document 示例7号")

    assert f"{NUMBER} 部分停产停用、全部停产停用。" in whole.out
    assert again.out.startswith("台账里已有")
    assert "没有恢复" in hazard(judged, "show", "").out


def test_a_suspension_needs_its_document(judged: Terminal) -> None:
    result = hazard(judged, "suspend", "")

    assert (USAGE, "  缺 --document 文号") == (result.code, result.err.splitlines()[-1])


def test_history_tells_of_it(judged: Terminal) -> None:
    hazard(judged, "suspend", "--document 示例5号")

    assert "停产停用" in hazard(judged, "history", "").out.splitlines()[-1]
