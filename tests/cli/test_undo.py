"""``zhiben undo``: what is undone counts for no day, and undoing that brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, USAGE

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

TASK = "4-4"
REPORT = ("task", "report", TASK, "--org", "县住建局", "--status", "done", "--on", "2024-11-20")


def undo(office: Terminal, reference: str) -> str:
    """Undo an entry and return what the undo is called."""
    result = office("undo", reference, "--reason", "示例")

    assert (CLEAN, "") == (result.code, result.err)
    assert f"撤销 {reference}，理由：示例\n" in result.out
    return result.out.removeprefix("已记入台账 ").partition("：")[0]


def page(office: Terminal, *words: object) -> dict[str, Any]:
    found: dict[str, Any] = office("task", "show", TASK, "--json", *words).json()
    return found


def test_what_is_undone_counts_for_no_day(office: Terminal) -> None:
    before = [page(office, "--as-of", day)["status"] for day in ("2024-11-20", "2026-11-24")]
    office(*REPORT)
    undo(office, "office:40")

    assert before == [
        page(office, "--as-of", day)["status"] for day in ("2024-11-20", "2026-11-24")
    ]


def test_undoing_an_undo_brings_the_report_back(office: Terminal) -> None:
    office(*REPORT)
    with_it = office("progress", "--json").json()
    first = undo(office, "office:40")
    without = office("progress", "--json").json()
    second = undo(office, first)

    assert with_it == office("progress", "--json").json()
    assert with_it["totals"]["done"] == without["totals"]["done"] + 1
    undo(office, second)

    assert without == office("progress", "--json").json()


def test_undoing_a_correction_brings_back_what_it_corrected(office: Terminal) -> None:
    office(*REPORT)
    office(
        "task", "report", TASK, "--org", "县住建局", "--on", "2024-11-21", "--corrects", "40",
        "--reason", "示例",
    )  # fmt: skip

    assert "overdue" == page(office)["status"]
    undo(office, "office:41")
    assert "done" == page(office)["status"]


def test_everything_stays_on_record(office: Terminal) -> None:
    office(*REPORT)
    undo(office, "office:40")

    entries = page(office)["entries"]
    assert [("office:40", "task.report", True), ("office:41", "undo", False)] == [
        (one["reference"], one["kind"], one["void"]) for one in entries
    ]
    assert {"replaces": entries[0]["id"], "reason": "示例"} == entries[1]["body"]
    out = office("task", "show", TASK).out
    assert "填报（不再计入）" in out
    assert "撤销 office:40" in out


@pytest.mark.parametrize("reference", ["40", "office:40", " office:40 "])
def test_an_entry_is_named_by_its_number(office: Terminal, reference: str) -> None:
    office(*REPORT)

    assert CLEAN == office("undo", reference, "--reason", "示例").code


def test_an_entry_is_named_by_its_id(office: Terminal) -> None:
    office(*REPORT)
    identity = page(office)["entries"][0]["id"]

    assert "撤销 office:40" in office("undo", identity.upper(), "--reason", "示例").out


def test_a_unit_can_be_taken_back_and_comes_again(office: Terminal) -> None:
    names = [unit["name"] for unit in office("org", "list", "--json").json()["units"]]
    office("org", "add", "示例厂", "--kind", "企业")
    first = undo(office, "office:40")
    without = [unit["name"] for unit in office("org", "list", "--json").json()["units"]]
    undo(office, first)

    assert names == without
    assert [*names, "示例厂"] == [
        unit["name"] for unit in office("org", "list", "--json").json()["units"]
    ]


@pytest.mark.parametrize(
    ("reference", "reason", "line"),
    [
        ("1", "示例", "office:1 是方案的施行记录，不能撤销。"),
        ("40", " ", "理由不能为空。"),
        ("41", "示例", "台账里没有“41”这条记录，编号见 zhiben journal list。"),
        ("chengguan:40", "示例", "台账里没有“chengguan:40”这条记录"),
        ("-1", "示例", "没有选项 -1"),
        ("", "示例", "台账里没有“”这条记录"),
        ("0", "示例", "台账里没有“0”这条记录"),
        ("9" * 40, "示例", "这条记录，编号见 zhiben journal list。"),
    ],
)
def test_what_cannot_be_undone_is_refused(
    office: Terminal, reference: str, reason: str, line: str
) -> None:
    office(*REPORT)
    before = office("journal", "list", "--json").out

    result = office("undo", reference, "--reason", reason)

    assert (USAGE, "") == (result.code, result.out)
    assert line in result.err.splitlines()[0]
    assert before == office("journal", "list", "--json").out


def test_an_entry_is_undone_once(office: Terminal) -> None:
    office(*REPORT)
    undo(office, "office:40")

    result = office("undo", "40", "--reason", "示例")

    assert USAGE == result.code
    assert "office:40 已经撤销或更正过，不能再改；要恢复，请撤销那条撤销记录。" in result.err
