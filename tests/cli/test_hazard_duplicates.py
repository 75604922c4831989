"""``zhiben hazard duplicates``: what may be one hazard waits for a person, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.cli.exits import CLEAN, USAGE

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

ONE, TWO = "YH-2026-00001", "YH-2026-00002"


@pytest.fixture
def alike(office: Terminal) -> Terminal:
    """A ledger with one row written twice."""
    row = "示例矿业,二号井,未设置安全出口,{}"
    lines = ("企业名称,隐患地点,隐患描述,发现时间", *map(row.format, ("2024-05-03", "2024-05-04")))
    (office.folder / "台账.csv").write_text("\n".join(lines), encoding="utf-8")
    assert CLEAN == office("hazard", "import", "台账.csv").code
    return office


def pairs(office: Terminal) -> list[list[str]]:
    found = office("hazard", "duplicates", "--json").json()["duplicates"]
    return [[one["number"] for one in pair["hazards"]] for pair in found]


def test_they_are_listed_with_score_and_reason(alike: Terminal) -> None:
    (pair,) = alike("hazard", "duplicates", "--json").json()["duplicates"]

    assert 0 < pair["score"] <= 1
    assert pair["why"]
    shown = alike("hazard", "duplicates").out
    assert f"{pair['why']}" in shown
    assert "共 1 对等待认定。是同一条用 --same" in shown


def test_the_same_are_merged_and_both_provenances_kept(alike: Terminal) -> None:
    result = alike("hazard", "duplicates", "--same", TWO, ONE, "--reason", "示例")

    assert CLEAN == result.code, result.err
    assert f"{TWO} 并入 {ONE}，理由：示例" in result.out
    assert [] == pairs(alike)
    (hazard,) = alike("hazard", "list", "--json").json()["hazards"]
    assert (ONE, [2, 3]) == (hazard["number"], [one["row"] for one in hazard["sources"]])
    again = alike("hazard", "import", "台账.csv", "--json").json()["files"][0]
    assert (0, 0, 2, 0) == tuple(
        again[name] for name in ("created", "changed", "unchanged", "absent")
    )


def test_what_a_table_says_of_a_merged_hazard_goes_on_where_it_went(alike: Terminal) -> None:
    alike("hazard", "duplicates", "--same", TWO, ONE, "--reason", "示例")
    path = alike.folder / "台账.csv"
    text = path.read_text(encoding="utf-8")
    lines = [line + ("," + more) for line, more in
             zip(text.splitlines(), ("整改措施", "甲", "乙"), strict=True)]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")

    assert CLEAN == alike("hazard", "import", "台账.csv").code
    assert ["乙"] == [
        one["measures"] for one in alike("hazard", "list", "--json").json()["hazards"]
    ]
    again = alike("hazard", "import", "台账.csv", "--json").json()["files"][0]
    assert 2 == again["unchanged"]


def test_two_told_apart_are_not_asked_about_again_until_that_is_undone(alike: Terminal) -> None:
    words = ("hazard", "duplicates", "--different", ONE, TWO, "--reason", "两处")

    told = alike(*words)

    assert CLEAN == told.code
    assert "不是同一条，以后不再问。理由：两处" in told.out
    assert "没有再记" in alike(*words).out
    assert [] == pairs(alike)
    assert "共 0 对等待认定。" in alike("hazard", "duplicates").out
    (entry,) = alike("journal", "list", "--kind", "hazard.apart", "--json").json()["entries"]
    alike("undo", entry["seq"], "--reason", "示例")
    assert [[TWO, ONE]] == pairs(alike)
    assert CLEAN == alike("journal", "verify").code


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--same", ONE, TWO), "认定要写理由，请加 --reason 文字。"),
        (("--different", ONE, ONE, "--reason", "示例"), "请写两个编号"),
        (("--same", ONE, ONE, "--reason", "示例"), "不能并入它自己"),
        (("--same", ONE, "YH-2026-9", "--reason", "示例"), "没有叫“YH-2026-9”的隐患"),
        (("--same", ONE, TWO, "--different", ONE, TWO), "只能写一个"),
    ],
)
def test_what_cannot_be_is_refused(alike: Terminal, words: tuple[str, ...], told: str) -> None:
    result = alike("hazard", "duplicates", *words)

    assert USAGE == result.code
    assert told in result.err
