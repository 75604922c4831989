"""The page about conditions: every example reads as it says, every refusal is told as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhiben.rules.conditions import Flag
from zhiben.rules.evaluating import machine_of
from zhiben.rules.parsing import parse_condition
from zhiben.rules.syntax import DEEPEST, LARGEST, LONGEST
from zhiben.testing.rulebooks import DECLARED, book_of

PAGE = (Path(__file__).parents[2] / "docs/reference/expressions.md").read_text("utf-8")
FACTS = book_of("甲").facts


def rows(heading: str) -> list[list[str]]:
    """Return the rows of the first table under a heading."""
    return tables(heading)[0][1:]


def tables(heading: str) -> list[list[list[str]]]:
    """Return the tables under a heading, each with its header as the first row."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    found = re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE)
    return [[cells_of(line) for line in text.splitlines() if "|---" not in line] for text in found]


def cells_of(line: str) -> list[str]:
    """Return the cells of a row."""
    return [cell.strip() for cell in line.strip("|").split("|")]


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


@pytest.mark.parametrize(("text", "told"), rows("单位"))
def test_units_go_together_as_the_page_says(text: str, told: str) -> None:
    _, faults = parse_condition(text.strip("`"), FACTS, resolve=lambda _: None)

    assert told.startswith("行") is (faults == ())
    assert all("单位不同" in str(one) and "单位不同" in told for one in faults)


@pytest.mark.parametrize(
    ("header", "row"), [(table[0], row) for table in tables("三值") for row in table[1:]]
)
def test_the_tables_of_truths_are_what_conditions_come_to(
    header: list[str], row: list[str]
) -> None:
    """Columns headed by a fact give its value, the others what a condition comes to."""
    words = {"是": True, "否": False, "不清楚": None}
    told = {text.strip("`"): words[cell] for text, cell in zip(header, row, strict=True)}
    facts = {**dict.fromkeys(FACTS), **{one: told[one] for one in told if one in FACTS}}
    conditions = {one: parse_condition(one, FACTS, resolve=lambda _: None)[0] for one in told}

    assert told == {
        text: machine_of(one).run(facts) for text, one in conditions.items() if one is not None
    }


def test_the_example_that_counts_elements_reads() -> None:
    """Elements are found by their codes; nothing else can be."""
    (text,) = re.findall(r"`([^`]*at_least\(2, met[^`]*)`", PAGE)

    condition, faults = parse_condition(text, FACTS, resolve=lambda _: Flag("乙"))

    assert () == faults
    assert condition is not None


def test_the_facts_of_the_page_are_those_of_the_examples() -> None:
    named = set(
        re.findall(r"`([^`]+)`", PAGE.partition("另有一个事实")[0].partition("用这些事实")[2])
    )

    assert named == DECLARED.keys() - {"物料"}


def test_the_limits_are_those_in_force() -> None:
    assert f"一行最多 {LONGEST} 字，括号最多套 {DEEPEST} 层，整行最多 {LARGEST} 个部分" in PAGE
