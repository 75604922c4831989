"""Which facts made a condition come out as it did, and which it waits for."""

from __future__ import annotations

import pytest

from zhiben.rules.evaluating import machine_of
from zhiben.rules.explaining import open_facts_of, support_of
from zhiben.rules.parsing import parse_condition
from zhiben.testing.rulebooks import DECLARED

LETTERS = {"T": True, "F": False, "?": None}


def told(text: str, known: str) -> tuple[str, str]:
    """Return the facts behind the truth of a condition over 甲乙丙丁, and those it waits for."""
    condition, faults = parse_condition(text, DECLARED, resolve=lambda _: None)
    facts = dict(zip("甲乙丙丁", map(LETTERS.__getitem__, known), strict=True))

    assert () == faults
    assert condition is not None
    machine = machine_of(condition)
    return "".join(support_of(machine, facts)), "".join(open_facts_of(machine, facts))


@pytest.mark.parametrize(
    ("text", "known", "behind"),
    [
        ("甲 and 乙", "TT??", "甲乙"),
        ("甲 and 乙", "FT??", "甲"),
        ("甲 and 乙", "F???", "甲"),
        ("甲 and 乙", "FF??", "甲乙"),
        ("甲 or 乙", "TF??", "甲"),
        ("甲 or 乙", "FF??", "甲乙"),
        ("not 甲 or 乙", "FT??", "甲乙"),
        ("甲 and (乙 or 丙)", "TFT?", "甲丙"),
        ("甲 and (乙 or 丙)", "TFF?", "乙丙"),
        ("at_least(2, 甲, 乙, 丙)", "TFT?", "甲丙"),
        ("at_least(2, 甲, 乙, 丙)", "FTF?", "甲丙"),
        ("甲 or (乙 and 甲)", "TT??", "甲乙"),
    ],
)
def test_the_facts_behind_a_truth_are_those_that_came_out_the_same_way(
    text: str, known: str, behind: str
) -> None:
    assert behind == told(text, known)[0]


@pytest.mark.parametrize(
    ("text", "known", "waits"),
    [
        ("甲 and 乙", "T???", "乙"),
        ("甲 and (乙 or 丙)", "T?F?", "乙"),
        ("甲 or (乙 and 丙)", "?F??", "甲"),
        ("at_least(2, 甲, 乙, 丙)", "TF??", "丙"),
        ("at_least(2, 甲 and 丁, 乙, 丙)", "F???", "乙丙"),
        ("(甲 or 乙) and (甲 or 丙)", "????", "甲乙丙"),
    ],
)
def test_a_condition_waits_for_the_facts_of_its_open_parts(
    text: str, known: str, waits: str
) -> None:
    assert waits == told(text, known)[1]
