"""How well duplicates are told, on pairs of rows written and labelled for this (示例)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import frozen

from zhiben.ledger.duplicates.finding import Outcome, find_duplicates
from zhiben.ledger.duplicates.names import Names
from zhiben.model.hazards import HazardDetails

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = Path(__file__).with_name("hazard-pairs.toml")
NAMES = Names(regions=("安徽省", "蚌埠市", "五河县"))
PAIRS = tomllib.loads(FILE.read_text(encoding="utf-8"))["pair"]
SECTORS = {"矿山", "消防", "燃气", "危化", "交通", "建筑", "工贸"}
OUTCOMES = (Outcome.CERTAIN, Outcome.POSSIBLE)


@frozen(kw_only=True)
class Score:
    """How many pairs were told to be the same, how many of them rightly, of how many."""

    told: int
    right: int
    same: int

    @property
    def precision(self) -> float:
        """The share of the told that are the same."""
        return self.right / self.told

    @property
    def recall(self) -> float:
        """The share of the same that were told."""
        return self.right / self.same

    def __str__(self) -> str:
        return (
            f"精确率 {self.right}/{self.told} = {self.precision:.3f}，"
            f"召回率 {self.right}/{self.same} = {self.recall:.3f}"
        )


def outcome(pair: dict[str, Any]) -> Outcome | None:
    """Return what the two rows of a pair come to."""
    a, b = HazardDetails(**pair["a"]), HazardDetails(**pair["b"])
    found = find_duplicates({"b": b}, {"a": a}, names=NAMES)
    return found[0].outcome if found else None


def score(pairs: Sequence[dict[str, Any]], *outcomes: Outcome) -> Score:
    """Return how well these outcomes tell which pairs are the same, and print it."""
    told = [pair for pair in pairs if outcome(pair) in outcomes]
    found = Score(
        told=len(told),
        right=sum(pair["same"] for pair in told),
        same=sum(pair["same"] for pair in pairs),
    )
    print(f"{'或'.join(outcomes)}：{found}")  # noqa: T201 - the figures are what this test is for
    return found


def written(part: int) -> list[dict[str, Any]]:
    """Return the pairs of one writing."""
    return [pair for pair in PAIRS if pair["written"] == part]


@pytest.mark.parametrize(("part", "pairs"), [(1, 342), (2, 78)])
def test_pairs_cover_all_sectors_and_both_answers(part: int, pairs: int) -> None:
    listed = written(part)

    assert pairs == len(listed)
    assert {pair["sector"] for pair in listed} == SECTORS
    assert {True, False} == {pair["same"] for pair in listed}


def test_what_is_merged_without_asking_is_the_same() -> None:
    found = score(PAIRS, Outcome.CERTAIN)

    assert 0.99 <= found.precision
    assert 0.7 <= found.recall


def test_hardly_a_hazard_told_again_escapes_a_person() -> None:
    found = score(PAIRS, *OUTCOMES)

    assert 0.8 <= found.precision
    assert 0.95 <= found.recall


def test_it_holds_for_wordings_nobody_tuned_it_to() -> None:
    certain = score(written(2), Outcome.CERTAIN)
    told = score(written(2), *OUTCOMES)

    assert 1.0 == certain.precision
    assert 0.6 <= certain.recall
    assert 0.9 <= told.recall


@pytest.mark.parametrize(
    "case",
    [
        "两家企业", "分支机构", "同址多家", "地点编号", "地点方位", "道路桩号", "一年后再现",
        "整改后复发", "缺陷不同", "否定", "对象一字之差", "管理类",
    ],
)  # fmt: skip
def test_no_trap_is_merged(case: str) -> None:
    traps = [pair for pair in PAIRS if pair["case"] == case and not pair["same"]]
    merged = [pair for pair in traps if outcome(pair) is Outcome.CERTAIN]

    assert traps
    assert [] == merged
