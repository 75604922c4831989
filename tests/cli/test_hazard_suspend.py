"""``zhiben hazard suspend`` and ``resume``: work stands still until somebody consents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.cli.exits import USAGE
from zhiben.testing.hazard_walks import CASE as NUMBER
from zhiben.testing.hazard_walks import act, walk

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

CONSENT = "--authority 县应急局 --document 示例6号"


@pytest.fixture
def judged(office: Terminal) -> Terminal:
    """A hazard that was judged to be major."""
    walk(office, until="judge")
    return office


def test_work_goes_on_only_after_the_acceptance(judged: Terminal) -> None:
    stopped = act(judged, "suspend", "--part 一车间 --document 示例5号")
    early = act(judged, "resume", CONSENT)
    walk(judged, until="accept", after="judge")
    own = act(judged, "resume", CONSENT.replace("县应急局", "示例厂"))
    resumed = act(judged, "resume", CONSENT)

    assert f"{NUMBER} 部分停产停用。" in stopped.out
    assert "只在“验收通过”、“已销号”" in early.err
    assert "示例厂是整改单位，不能自己同意恢复" in own.err
    assert f"{NUMBER} 恢复生产使用。" in resumed.out
    (one,) = act(judged, "show", "--json").json()["suspensions"]
    assert ("part", "一车间", "示例6号") == (
        one["extent"], one["scope"], one["resumption"]["document"],
    )  # fmt: skip
    assert "示例6号" in act(judged, "show", "").out


def test_a_part_grows_to_the_whole_and_is_recorded_once(judged: Terminal) -> None:
    act(judged, "suspend", "--part 一车间 --document 示例5号")
    whole = act(judged, "suspend", "--document 示例7号")
    again = act(judged, "suspend", "--document 示例7号")

    assert f"{NUMBER} 部分停产停用、全部停产停用。" in whole.out
    assert again.out.startswith("台账里已有")
    assert "没有恢复" in act(judged, "show", "").out


def test_a_suspension_needs_its_document(judged: Terminal) -> None:
    result = act(judged, "suspend", "")

    assert (USAGE, "  缺 --document 文号") == (result.code, result.err.splitlines()[-1])


def test_history_tells_of_it(judged: Terminal) -> None:
    act(judged, "suspend", "--document 示例5号")

    assert "停产停用" in act(judged, "history", "").out.splitlines()[-1]


def test_what_is_refused_leaves_no_file_behind(judged: Terminal) -> None:
    (judged.folder / "照片.jpg").write_bytes(b"\xff\xd8\xff")
    before = {file for file in judged.folder.rglob("*") if file.is_file()}
    result = act(judged, "resume", f"{CONSENT} --evidence 照片.jpg")

    assert USAGE == result.code
    assert before == {file for file in judged.folder.rglob("*") if file.is_file()}
