"""What a fact or a criterion says wrongly by itself."""

from __future__ import annotations

from typing import Any

import pytest

from zhiben.rules.catalog_faults import criterion_faults, fact_faults
from zhiben.spec import Completeness, Effect, Fact, FactType
from zhiben.testing.rulebooks import FACTS, clause


def test_the_example_facts_have_no_faults() -> None:
    assert [] == [fault for one in FACTS for fault in fact_faults(one)]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"question": " "}, "缺少问法（question）。"),
        ({"type": FactType.CHOICE}, "choice、set 要列出 choices，其他类型不列。"),
        ({"choices": ("是",)}, "choice、set 要列出 choices，其他类型不列。"),
        ({"least": 0}, "只有数值（integer、number）才有 least、most。"),
        ({"type": FactType.NUMBER, "least": 2, "most": 1}, "least 大于 most。"),
    ],
)
def test_what_a_fact_lacks_or_has_too_much(fields: dict[str, Any], fault: str) -> None:
    told: dict[str, Any] = {"name": "甲", "type": FactType.BOOL, "question": "甲？", **fields}

    assert [fault] == list(fact_faults(Fact(**told)))


@pytest.mark.parametrize(
    "fields",
    [
        {"when": "甲"},
        {"when": None, "manual": True},
        {"when": None, "completeness": Completeness.TOPIC},
        {"when": "甲", "effect": Effect.REFERRAL, "regime": "示例"},
    ],
)
def test_a_criterion_that_can_be_judged_by(fields: dict[str, Any]) -> None:
    assert [] == list(criterion_faults(clause(1, **fields)))


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"clause": " "}, "缺少条款号（clause）。"),
        ({"effect": Effect.REFERRAL}, "转其他规定的（referral）要写 regime，其他条款不写。"),
        ({"regime": "示例"}, "转其他规定的（referral）要写 regime，其他条款不写。"),
        ({"when": None}, "没有条件（when），也没有标 manual = true。"),
        (
            {"when": None, "completeness": Completeness.PARTIAL},
            "没有条件（when），也没有标 manual = true。",
        ),
    ],
)
def test_what_a_criterion_lacks_or_has_too_much(fields: dict[str, Any], fault: str) -> None:
    assert [fault] == list(criterion_faults(clause(1, **{"when": "甲", **fields})))
