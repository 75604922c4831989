"""``zhiben hazard show``: where a hazard stands, until when, and what comes next, all on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhiben.testing.hazard_walks import CASE as NUMBER
from zhiben.testing.hazard_walks import act, hazard, walk

if TYPE_CHECKING:
    from pytest_zhiben import Terminal


def page(office: Terminal) -> dict[str, Any]:
    found: dict[str, Any] = act(office, "show", "--json").json()
    return found


def test_the_page_tells_the_state_the_clocks_and_the_next_step_before_the_life(
    office: Terminal,
) -> None:
    walk(office, until="rectify")
    hazard(office, f"escalate {NUMBER} --to 提示 --document 示例1号 --on 2026-07-01")

    out = act(office, "show", "").out
    order = ("状态（", "\n时限\n", "\n下一步\n", "\n执法和升级督办\n", "\n经过\n")
    assert sorted(map(out.index, order)) == [out.index(title) for title in order]


def test_the_next_step_tells_what_is_missing_and_what_may_lie_over_the_state(
    office: Terminal,
) -> None:
    walk(office, until="rectify")

    (apply, *_), over = page(office)["next"], page(office)["overlay_next"]
    assert [("report", False), ("done_on", False), ("evidence", False)] == [
        (one["key"], one["met"]) for one in apply["requires"]
    ]
    assert ["listing add", "extend", "suspend", "escalate --to remind"] == [
        one["command"] for one in over
    ]
    out = act(office, "show", "").out
    assert "缺 整改前后的照片（重大的）" in out
    assert "挂牌督办（listing add）" in out
    assert "提示（escalate --to 提示）" in out


def test_whoever_listed_it_is_named_where_an_extension_waits(office: Terminal) -> None:
    walk(office, until="rectify")
    hazard(
        office,
        f"listing add {NUMBER} --authority 示例县安委会 --level 县 --batch 示例第1批 "
        "--document 示例3号 --deadline 2026-08-31 --on 2026-06-01",
    )
    act(office, "extend", "--until 2026-12-31 --reason 示例 --on 2026-06-02")

    out = act(office, "show", "").out
    assert "※ 由挂牌机关（示例县安委会）决定" in out
    assert "✓ 决定机关：示例县安委会" in out
    assert "✓ 范围：全部" in out
    assert "缺 新时限（准予延期时）" in out
