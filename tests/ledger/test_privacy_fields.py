"""What each export lets out, and in what form."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import fields

from zhiben.errors import UsageError
from zhiben.ledger.privacy.fields import FIELDS, PROFILES, class_of, profile_for, released, shown
from zhiben.model.hazards import HazardDetails
from zhiben.model.privacy import Audience, FieldClass

HAZARD: dict[str, Any] = {
    "number": "13812345678",
    "description": "示例，找13812345678",
    "owner": "示例甲 13812345678",
    "sources": [{"file": "13812345678.xlsx", "row": 3}],
    "reporter": "R-ABCD-EFGH-JKMN-PQRS",
    "没有分过类": "示例",
    "found_on": None,
}


def test_every_detail_of_a_hazard_has_a_class() -> None:
    assert set() == {one.name for one in fields(HazardDetails)} - FIELDS.keys()


def test_what_nobody_classified_is_restricted() -> None:
    assert FieldClass.RESTRICTED is class_of("没有分过类")
    assert FieldClass.PUBLIC is class_of("number")


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (Audience.PUBLIC, ["number", "description", "found_on"]),
        (Audience.INTERNAL, ["number", "description", "owner", "sources", "found_on"]),
        (Audience.FULL, list(HAZARD)),
    ],
)
def test_a_profile_lets_out_the_fields_of_its_classes(
    audience: Audience, expected: list[str]
) -> None:
    assert expected == list(released(HAZARD, PROFILES[audience]))


def test_what_people_wrote_is_masked_and_codes_are_not() -> None:
    assert {
        "number": "13812345678",
        "description": "示例，找138****5678",
        "owner": "示例甲 138****5678",
        "sources": [{"file": "138****5678.xlsx", "row": 3}],
        "found_on": None,
    } == released(HAZARD, PROFILES[Audience.INTERNAL])
    assert "138****5678" == shown("没有分过类", "13812345678")


def test_what_stands_for_a_credit_code_and_is_none_is_masked() -> None:
    """Tables hold the ID number of a shop's owner there."""
    assert "3403**********0027" == shown("credit_code", "340321198807070027")
    assert "91340322000000009F" == shown("credit_code", "91340322000000009F")
    assert shown("credit_code", None) is None


def test_with_a_reason_nothing_is_masked() -> None:
    profile = profile_for(Audience.FULL, unmask="示例理由")

    assert HAZARD == released(HAZARD, profile)
    assert not profile_for(Audience.INTERNAL, unmask="示例理由").is_masked


def test_masking_is_what_happens_without_a_reason() -> None:
    assert PROFILES[Audience.INTERNAL] == profile_for(Audience.INTERNAL, unmask=None)
    assert PROFILES[Audience.PUBLIC] == profile_for(Audience.PUBLIC, unmask=None)


def test_everything_needs_a_reason() -> None:
    with pytest.raises(UsageError, match="导出全部内容须写明理由"):
        profile_for(Audience.FULL, unmask=None)


def test_the_public_gets_nothing_unmasked() -> None:
    with pytest.raises(UsageError, match="一律遮盖"):
        profile_for(Audience.PUBLIC, unmask="示例理由")


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.INTERNAL])
def test_no_token_and_no_channel_reaches_the_public(audience: Audience) -> None:
    """Where one report is one person, the channel alone points at that person."""
    let_out = released(dict.fromkeys(FIELDS, "示例"), PROFILES[audience])

    assert "reporter" not in let_out
    assert (audience is Audience.INTERNAL) == ("channels" in let_out)
