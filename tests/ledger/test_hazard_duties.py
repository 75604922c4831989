"""Who may not accept, review or close what, and what a judgement must rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from zhiben.ledger.hazards.duties import bars_of, duty_faults, is_same_unit, judgement_faults
from zhiben.ledger.hazards.lives import lives_of
from zhiben.model.hazards import Act, HazardDetails, Party, Saying
from zhiben.testing.factories import entries_of
from zhiben.testing.hazards import FINDER, NUMBER, REVIEWER, done, told, verdict, walked

if TYPE_CHECKING:
    from zhiben.model.entries import Draft
    from zhiben.model.hazards import HazardLife

LISTED = told(saying=Saying.AMEND, listed=True)


def life(*drafts: Draft) -> HazardLife:
    return lives_of(entries_of(*drafts))[NUMBER]


def faults(act: Act, *, by: Party = REVIEWER, known: HazardLife | None = None, **given: Any) -> str:
    """Return why an act is not theirs to do, on a hazard that is ready for it."""
    before = known or life(*walked(until=Act.APPLY))
    step = life(told(), done(act, by=by, **given)).steps[0]
    return "；".join(duty_faults(before, step))


def known_as(*names: str, unit: str = "x") -> Party:
    return Party(unit=unit, known_as=names)


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (REVIEWER, ""),
        (FINDER, "示例甲既是发现人又是验收人，须换别人；示例甲局是发现单位，不能验收"),
        (evolve(REVIEWER, people=("示例 甲",)), "示例 甲既是发现人又是验收人，须换别人"),
        (known_as("示例某局", "甲局"), "示例某局是发现单位，不能验收"),
        (known_as(unit="示例一厂"), "示例一厂是整改单位，不能审核验收"),
        (known_as("示例集团", unit="firm-1"), "示例集团是整改单位，不能审核验收"),
    ],
)
def test_finder_and_remediating_unit_do_not_accept(by: Party, said: str) -> None:
    assert faults(Act.ACCEPT, by=by).startswith(said)
    assert bool(said) == bool(faults(Act.ACCEPT, by=by))


def test_a_named_reviewer_is_no_finder_either() -> None:
    found = faults(Act.ACCEPT, reviewers=["示例甲", "示例己"])

    assert "示例甲既是发现人又是验收人，须换别人" == found


@pytest.mark.parametrize("name", ["示例某队", "示例另一队", "示例一厂", "91340322MA2TEST00X"])
def test_every_unit_named_as_responsible_is_barred(name: str) -> None:
    """The credit code stands for the enterprise."""
    known = life(told(unit_responsible="示例某队、示例另一队", credit_code="91340322MA2TEST00X"))

    assert "是整改单位，不能审核验收" in faults(Act.ACCEPT, by=known_as(name), known=known)


def test_nobody_is_barred_where_nobody_is_named() -> None:
    nobody = evolve(life(told()), details=HazardDetails(enterprise=" "), said=())

    assert "" == faults(Act.ACCEPT, by=FINDER, known=nobody)
    assert [] == list(bars_of(nobody, Act.ACCEPT))


@pytest.mark.parametrize("by", [REVIEWER, evolve(REVIEWER, people=("示例己",))])
def test_a_reviewer_does_not_close_what_is_listed(by: Party) -> None:
    closer = "示例戊" if not by.people else "示例庚"
    plain = life(*walked(until=Act.ACCEPT))
    listed = life(*walked(until=Act.ACCEPT), LISTED)

    said = "既是验收人又是批准人（挂牌），须换别人"
    assert "" == faults(Act.CLOSE, by=by, known=plain, closer=closer)
    assert faults(Act.CLOSE, by=by, known=listed, closer=closer).endswith(said)
    assert "" == faults(Act.CLOSE, known=listed)


def test_only_the_last_acceptance_counts_for_the_closing() -> None:
    failed = done(Act.ACCEPT, result="fail", reviewers=["示例庚", "示例辛"])
    listed = life(*walked(until=Act.APPLY), failed, done(Act.APPLY), done(Act.ACCEPT), LISTED)

    assert "" == faults(Act.CLOSE, known=listed)


def test_who_is_barred_can_be_told_before() -> None:
    ready = life(*walked(until=Act.ACCEPT), LISTED)

    assert ["验收单位不能是示例甲局、示例一厂", "验收人不能是示例甲"] == list(
        bars_of(ready, Act.ACCEPT)
    )
    assert ["批准人不能是示例戊、示例己"] == list(bars_of(ready, Act.CLOSE))
    assert [] == list(bars_of(ready, Act.NOTIFY))


def test_what_is_listed_without_an_acceptance_bars_nobody() -> None:
    assert [] == list(bars_of(life(told(), LISTED), Act.CLOSE))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (known_as("示例局", unit="a"), known_as("示例局", unit="b"), True),
        (known_as("示例局", unit="a"), known_as(unit="示例 局"), True),
        (known_as("示例局", unit="a"), known_as("示例厅", unit="b"), False),
        (known_as("", unit=""), known_as("", unit=""), False),
    ],
)
def test_units_are_known_by_anything_they_are_called(
    one: Party, other: Party, *, is_same: bool
) -> None:
    assert is_same is is_same_unit(one, other)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"result": "major", "verdict": verdict()}, ""),
        ({"result": "general", "verdict": verdict("not_met")}, ""),
        ({"result": "unfounded"}, ""),
        ({"result": "major"}, "没有判定结论，认定为重大须经判定，或写明是人工认定"),
        (
            {"result": "major", "verdict": verdict("suspected")},
            "判定结论不是重大，不能记作重大，除非写明是人工认定",
        ),
        (
            {"result": "general", "verdict": verdict()},
            "判定结论是重大，不能记作别的，除非写明是人工认定",
        ),
        ({"result": "major", "by_hand": True}, "缺理由（人工认定须写明理由）"),
        ({"result": "major", "by_hand": True, "reason": "示例"}, ""),
        ({"result": "general", "by_hand": True, "reason": "示例", "verdict": verdict()}, ""),
    ],
)
def test_a_judgement_follows_from_what_it_rests_on(given: dict[str, Any], said: str) -> None:
    assert said == "；".join(judgement_faults(given))
