"""The page about conditions: every example reads as it says, every refusal is told as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhiben.rules.evaluating import machine_of
from zhiben.rules.parsing import parse_condition
from zhiben.rules.syntax import DEEPEST, LARGEST, LONGEST
from zhiben.testing.rulebooks import DECLARED, book_of

PAGE = (Path(__file__).parents[2] / "docs/reference/expressions.md").read_text("utf-8")
FACTS = book_of("甲").facts


def rows(heading: str) -> list[list[str]]:
    """Return the rows of the first table under a heading."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("text", [row[0].strip("`") for row in rows("能写什么")])
def test_what_can_be_written_reads(text: str) -> None:
    condition, faults = parse_condition(text, FACTS, resolve=lambda _: None)

    assert () == faults
    assert condition is not None


@pytest.mark.parametrize(
    ("text", "told"), [(row[0].strip("`"), row[1]) for row in rows("不能写什么")]
)
def test_what_cannot_be_written_is_told_in_these_words(text: str, told: str) -> None:
    condition, faults = parse_condition(text, FACTS, resolve=lambda _: None)

    assert condition is None
    assert told in str(faults[0])


@pytest.mark.parametrize("row", rows("三值"))
def test_the_table_of_truths_is_what_conditions_come_to(row: list[str]) -> None:
    words = {"是": True, "否": False, "不清楚": None}
    facts = {**dict.fromkeys(FACTS), "甲": words[row[0]], "乙": words[row[1]]}
    conditions = [parse_condition(t, FACTS, resolve=lambda _: None)[0] for t in HEADER]

    assert [words[cell] for cell in row[2:]] == [
        machine_of(one).run(facts) for one in conditions if one is not None
    ]


def test_the_facts_of_the_page_are_those_of_the_examples() -> None:
    named = set(
        re.findall(r"`([^`]+)`", PAGE.partition("另有一个事实")[0].partition("用这些事实")[2])
    )

    assert named == DECLARED.keys() - {"物料"}


def test_the_limits_are_those_in_force() -> None:
    assert f"一行最多 {LONGEST} 字，括号最多套 {DEEPEST} 层，整行最多 {LARGEST} 个部分" in PAGE


HEADER = [
    cell.strip(" `")
    for cell in next(line for line in PAGE.splitlines() if "`not 甲`" in line and "`甲 and" in line)
    .strip("|")
    .split("|")[2:]
]
