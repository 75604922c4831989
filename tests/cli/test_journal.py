"""``zhiben journal``: the entries, and the proof that nobody changed them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.cmd_journal import KIND_HELP
from zhiben.cli.exits import CLEAN, FINDINGS, USAGE
from zhiben.cli.words import ENTRIES
from zhiben.model.entries import EntryKind

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_zhiben import Terminal


@pytest.fixture
def busy(office: Terminal) -> Terminal:
    """A workspace with two reports, of which the second is undone."""
    for task, org in (("4-4", "县住建局"), ("4-3", "县应急局")):
        office("task", "report", task, "--org", org, "--on", "2024-11-20", "--note", "示例")
    office("undo", "41", "--reason", "示例")
    return office


def listed(office: Terminal, *words: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("journal", "list", "--json", *words).json()["entries"]
    return found


def tamper(office: Terminal, *statements: str) -> None:
    """Change the database behind the program's back."""
    with closing(sqlite3.connect(office.folder / "zhiben.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


# list and show


def test_the_newest_entries_come_first(busy: Terminal) -> None:
    entries = listed(busy, "--last", "3")

    assert [(42, "undo"), (41, "task.report"), (40, "task.report")] == [
        (one["seq"], one["kind"]) for one in entries
    ]
    assert [False, True, False] == [one["void"] for one in entries]


def test_no_more_than_asked_for_are_listed(busy: Terminal) -> None:
    assert 42 == len(listed(busy))
    assert 1 == len(listed(busy, "--last", "1"))
    for _ in range(10):
        busy("task", "report", "4-4", "--org", "县住建局")

    assert 50 == len(listed(busy))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--subject", "4-3"), [42, 41]),
        (("--subject", "4-3", "--kind", "undo"), [42]),
        (("--kind", "task.report"), [41, 40]),
        (("--kind", "plan.adopt"), [1]),
        (("--subject", "城关镇"), [26]),
        (("--subject", "chengguan"), [26]),
        (("--subject", "9-1"), []),
        (("--origin", "安委办", "--kind", "task.report"), [41, 40]),
        (("--origin", "县住建局"), []),
    ],
)
def test_entries_are_listed_by_what_they_are_about(
    busy: Terminal, words: tuple[str, ...], expected: list[int]
) -> None:
    assert expected == [one["seq"] for one in listed(busy, *words)]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--subject", "城管镇"), "没有叫“城管镇”的任务或单位，是不是“城关镇”？"),
        (("--subject", "4-33"), "没有叫“4-33”的任务或单位，是不是“4-3”"),
        (("--origin", "住建居"), "没有叫“住建居”的单位，是不是“住建局”"),
        (("--kind", "task.repot"), "“task.repot”不在可选范围内，可选：plan.adopt"),
        (("--last", "0"), "不能小于 1，写的是 0。"),
    ],
)
def test_a_list_by_a_name_nobody_knows_is_refused(
    busy: Terminal, words: tuple[str, ...], line: str
) -> None:
    result = busy("journal", "list", *words)

    assert (USAGE, "") == (result.code, result.out)
    assert line in result.err


def test_the_list_can_be_read(busy: Terminal) -> None:
    lines = busy("journal", "list", "--last", "2").out.splitlines()

    assert lines[0].split() == ["记录", "业务日期", "记入时间（UTC）", "类别", "对象", "经办"]
    assert lines[2].split()[:2] == ["office:42", "2026-11-24"]
    assert "填报（不再计入）" in lines[3]


def test_every_kind_of_entry_has_a_word_and_can_be_asked_for(office: Terminal) -> None:
    assert set(EntryKind) == set(ENTRIES)
    for kind, word in ENTRIES.items():
        assert f"{kind.value} {word}" in KIND_HELP
        assert CLEAN == office("journal", "list", "--kind", kind.value).code


def test_one_entry_is_shown_in_full(busy: Terminal) -> None:
    shown = busy("journal", "show", "office:40", "--json").json()

    assert listed(busy, "--subject", "4-4")[0] | {"void": None} == shown | {"void": None}
    assert "示例" == shown["body"]["note"]
    out = busy("journal", "show", "40").out
    for text in (shown["id"], shown["digest"], shown["previous"], '"note": "示例"'):
        assert text in out


def test_an_entry_that_is_not_there_is_not_shown(busy: Terminal) -> None:
    result = busy("journal", "show", "office:43")

    assert (USAGE, "") == (result.code, result.out)
    assert "台账里没有“office:43”这条记录，编号见 zhiben journal list。" in result.err


# verify


def test_an_untouched_journal_is_in_order(busy: Terminal) -> None:
    assert (CLEAN, "台账 42 条，逐条核对无误。\n", "") == busy("journal", "verify")
    assert {"entries": 42, "problems": []} == busy("journal", "verify", "--json").json()


FLIPPED = "UPDATE entries SET body = replace(body, 'ongoing', 'ongoinh') WHERE seq = 40"
REMOVED = "DELETE FROM entries WHERE seq = 40"
LAST_REMOVED = "DELETE FROM entries WHERE seq = 42"
SWAPPED = (
    "UPDATE entries SET seq = 1000 WHERE seq = 39",
    "UPDATE entries SET seq = 39 WHERE seq = 40",
    "UPDATE entries SET seq = 40 WHERE seq = 1000",
)


@pytest.mark.parametrize(
    ("statements", "place", "message"),
    [
        ((FLIPPED,), "台账 office 第 40 条", "摘要与内容不符"),
        ((REMOVED,), "台账 office 第 40 条", "这一条缺失"),
        ((LAST_REMOVED,), "台账 office 第 42 条", "末尾被删改"),
        (SWAPPED, "台账 office 第 39 条", "这一条被改动过"),
    ],
    ids=["flipped", "removed", "last-removed", "swapped"],
)
def test_damage_is_found_and_the_first_damaged_line_named(
    busy: Terminal, statements: tuple[str, ...], place: str, message: str
) -> None:
    tamper(busy, *statements)

    result = busy("journal", "verify", "--json")
    told = busy("journal", "verify")

    first = result.json()["problems"][0]
    assert (FINDINGS, FINDINGS) == (result.code, told.code)
    assert (place, "error") == (first["where"], first["severity"])
    assert message in first["message"]
    assert told.out.startswith(f"错误：{place}：")
    assert f"发现 {len(result.json()['problems'])} 处问题。" in told.out


def test_a_changed_byte_of_the_file_is_found(busy: Terminal) -> None:
    """As a failing disk would change it: no SQL is involved."""
    with closing(sqlite3.connect(busy.folder / "zhiben.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = busy.folder / "zhiben.db"
    data = bytearray(path.read_bytes())
    place = data.rindex("示例".encode())
    data[place + 2] ^= 1
    path.write_bytes(data)

    assert FINDINGS == busy("journal", "verify").code


def evidence(office: Terminal) -> Path:
    """Report with an evidence file, and return its copy."""
    (office.folder / "签到表.txt").write_bytes(b"1")
    office("task", "report", "4-5", "--org", "县消防救援大队", "--evidence", "签到表.txt")
    (copy,) = (path for path in (office.folder / "evidence").rglob("*") if path.is_file())
    return copy


def test_missing_evidence_is_found(office: Terminal) -> None:
    evidence(office).unlink()

    result = office("journal", "verify", "--json")

    (problem,) = result.json()["problems"]
    assert FINDINGS == result.code
    assert "佐证材料 签到表.txt" == problem["where"]
    assert "文件缺失" in problem["message"]


def test_altered_evidence_is_found(office: Terminal) -> None:
    evidence(office).write_bytes(b"2")

    result = office("journal", "verify")

    assert FINDINGS == result.code
    assert "佐证材料 签到表.txt" in result.out
    assert "内容被改动过，请用备份或原件恢复。" in result.out


def test_evidence_of_one_file_is_complained_of_once(office: Terminal) -> None:
    copy = evidence(office)
    evidence(office)
    copy.unlink()

    assert 1 == len(office("journal", "verify", "--json").json()["problems"])
