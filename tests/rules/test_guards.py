"""What keeps a standard away from a hazard: exclusions, and other regimes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.rules import Outcome, Result
from zhiben.spec import Completeness, Effect
from zhiben.testing.rulebooks import clause, edition, finding_of, verdict_on

if TYPE_CHECKING:
    from zhiben.spec import Criterion

PARTIAL, MISSING = Completeness.PARTIAL, Completeness.MISSING
EXCLUSION, REFERRAL = Effect.EXCLUSION, Effect.REFERRAL
EXCLUDED = clause(9, "丁", effect=EXCLUSION, title="不应判定")
REFERRED = clause(8, "丙", effect=REFERRAL, regime="示例部门按示例规定")


def test_an_exclusion_that_holds_rules_the_standard_out() -> None:
    found = verdict_on("甲", EXCLUDED, 甲=True, 丁=True)

    assert Outcome.NOT_MET is found.outcome
    assert Result.NOT_MET is finding_of(found).result
    assert "属于标准规定不应判定的情形（9 不应判定）。" == finding_of(found).note
    assert {} == finding_of(found).used
    assert Result.MET is finding_of(found, "SCH-S-9").result
    assert ("《示例标准》：属于标准规定不应判定的情形（9 不应判定）。",) == found.notes


def test_an_exclusion_that_does_not_hold_changes_nothing() -> None:
    assert Outcome.MAJOR is verdict_on("甲", EXCLUDED, 甲=True, 丁=False).outcome
    assert Outcome.NOT_MET is verdict_on("甲", EXCLUDED, 甲=False, 丁=False).outcome


def test_while_an_exclusion_is_open_nothing_is_certain() -> None:
    found = verdict_on("甲", EXCLUDED, 甲=True)

    assert Outcome.UNDETERMINED is found.outcome
    assert ("丁",) == found.missing
    assert ("丁", "甲") == verdict_on("甲", EXCLUDED).missing
    assert Outcome.NOT_MET is verdict_on("甲", EXCLUDED, 甲=False).outcome


def test_a_clause_that_rules_the_exclusion_out_itself_is_certain() -> None:
    found = verdict_on("甲 and not 丁", clause(9, "甲 and 丁", effect=EXCLUSION), 甲=True, 丁=False)
    open_one = verdict_on("甲 or not 甲", clause(9, "甲 and not 甲", effect=EXCLUSION))

    assert Outcome.MAJOR is found.outcome
    assert Outcome.MAJOR is open_one.outcome


def test_exclusions_of_which_one_must_hold_rule_the_standard_out() -> None:
    both = (clause(8, "丁", effect=EXCLUSION), clause(9, "not 丁", effect=EXCLUSION))

    assert Outcome.NOT_MET is verdict_on("甲", *both, 甲=True).outcome


def test_with_an_exclusion_read_in_part_nothing_is_more_than_suspected() -> None:
    """What has been read of it decides no more than whether there is a suspicion at all."""
    exclusion = clause(9, "丁", effect=EXCLUSION, completeness=PARTIAL)

    assert Outcome.UNDETERMINED is verdict_on("甲", exclusion, 甲=True, 丁=True).outcome
    assert Outcome.UNDETERMINED is verdict_on("甲", exclusion, 甲=True).outcome
    assert Outcome.SUSPECTED is verdict_on("甲", exclusion, 甲=True, 丁=False).outcome


def test_with_an_exclusion_nobody_has_read_nothing_is_more_than_suspected() -> None:
    exclusion = clause(9, None, effect=EXCLUSION, completeness=MISSING)
    found = verdict_on("甲", exclusion, 甲=True)

    assert Outcome.SUSPECTED is found.outcome
    assert "不应判定的情形没有读全" in finding_of(found, "SCH-S-1").note


def test_an_exclusion_a_person_has_to_judge_is_certain_only_not_to_hold() -> None:
    by_hand = clause(9, "丁", effect=EXCLUSION, manual=True)

    assert Outcome.UNDETERMINED is verdict_on("甲", by_hand, 甲=True, 丁=True).outcome
    assert Outcome.MAJOR is verdict_on("甲", by_hand, 甲=True, 丁=False).outcome
    assert Result.SUSPECTED is finding_of(verdict_on("甲", by_hand, 丁=True), "SCH-S-9").result


def test_a_referral_names_the_other_regime_and_gives_no_answer() -> None:
    found = verdict_on("甲", REFERRED, 甲=False, 丙=True)
    words = "另有规定，本标准不作结论（示例部门按示例规定）。"

    assert Outcome.UNDETERMINED is found.outcome
    assert Result.NOT_MET is finding_of(found).result
    assert words == finding_of(found).note
    assert (f"《示例标准》：{words}",) == found.notes
    assert () == found.missing


@pytest.mark.parametrize(
    ("known", "outcome", "missing"),
    [
        ({"甲": True, "丙": True, "丁": True}, Outcome.UNDETERMINED, ()),
        ({"甲": True, "丙": True}, Outcome.UNDETERMINED, ()),
        ({"甲": True, "丁": True}, Outcome.UNDETERMINED, ("丙",)),
        ({"甲": True, "丙": False, "丁": True}, Outcome.NOT_MET, ()),
        ({"甲": True, "丙": False}, Outcome.UNDETERMINED, ("丁",)),
        ({"甲": False}, Outcome.UNDETERMINED, ("丙",)),
        ({"甲": False, "丙": False}, Outcome.NOT_MET, ()),
        ({"甲": True, "丙": False, "丁": False}, Outcome.MAJOR, ()),
    ],
)
@pytest.mark.parametrize("guards", [(EXCLUDED, REFERRED), (REFERRED, EXCLUDED)])
def test_another_regime_comes_before_an_exclusion(
    guards: tuple[Criterion, ...],
    known: dict[str, bool],
    outcome: Outcome,
    missing: tuple[str, ...],
) -> None:
    found = verdict_on("甲", *guards, **known)

    assert outcome is found.outcome
    assert missing == found.missing


def test_what_another_standard_says_still_counts() -> None:
    other = edition("SCH-T", title="另一标准")
    second = clause(1, "乙", standard="SCH-T", code="SCH-T-1")

    assert (
        Outcome.MAJOR
        is verdict_on(edition(), other, "甲", second, REFERRED, 丙=True, 乙=True).outcome
    )
    assert (
        Outcome.UNDETERMINED
        is verdict_on(edition(), other, "甲", second, REFERRED, 丙=True, 乙=False).outcome
    )
