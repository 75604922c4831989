"""``criteria find`` puts the right clause among the first three for nine descriptions in ten.

The descriptions are an inspector's everyday words, written down before anything was tuned.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhiben.cli.criteria_finding import find_clauses
from zhiben.cli.criteria_shelves import Shelf
from zhiben.plugins import Selection, discover, load_sectors

DESCRIPTIONS = Path(__file__).parents[1] / "rules" / "find-descriptions.toml"
TODAY = date(2026, 11, 24)
FIRST = 3


@pytest.fixture(scope="module")
def shelves() -> dict[str, Shelf]:
    """The seven sectors as they are installed."""
    sectors = load_sectors(discover(), selection=Selection(), hooks=("zhiben_standards",))
    assert () == sectors.failures
    return {
        one.sector.code: Shelf(
            sector=one.sector.code,
            title=one.sector.title,
            found=one.found,
            records=one.records["zhiben_standards"],
        )
        for one in sectors.loaded
    }


@pytest.fixture(scope="module")
def descriptions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(DESCRIPTIONS.read_text("utf-8"))["descriptions"]
    return found


def sector_of(description: dict[str, Any]) -> str:
    sector, _, _ = str(description["codes"][0]).partition("-")
    return sector


def is_found(description: dict[str, Any], shelves: list[Shelf]) -> bool:
    hits = find_clauses(
        shelves,
        description["say"],
        on=description.get("on", TODAY),
        top=FIRST,
        every_edition=False,
    )
    return bool({hit.paper.criterion.code for hit in hits} & set(description["codes"]))


def test_the_descriptions_name_clauses_there_are_and_cover_every_sector(
    shelves: dict[str, Shelf], descriptions: list[dict[str, Any]]
) -> None:
    known = {one.code for shelf in shelves.values() for one in shelf.criteria()}
    number = Counter(map(sector_of, descriptions))

    assert set() == {code for one in descriptions for code in one["codes"]} - known
    assert 120 <= len(descriptions) == len({one["say"] for one in descriptions})
    assert set(shelves) == set(number)
    assert 15 <= min(number.values())


def test_the_descriptions_are_not_the_clauses_own_words(
    shelves: dict[str, Shelf], descriptions: list[dict[str, Any]]
) -> None:
    titles = {one.title for shelf in shelves.values() for one in shelf.criteria()}

    assert [] == [one["say"] for one in descriptions if one["say"] in titles]


@pytest.mark.parametrize("scope", ["一个行业", "全部行业"])
def test_the_right_clause_is_among_the_first_three_for_nine_in_ten(
    shelves: dict[str, Shelf],
    descriptions: list[dict[str, Any]],
    scope: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    right: Counter[str] = Counter()
    for one in descriptions:
        sector = sector_of(one)
        looked = [shelves[sector]] if scope == "一个行业" else list(shelves.values())
        right[sector] += is_found(one, looked)
    number = Counter(map(sector_of, descriptions))
    share = right.total() / number.total()
    parts = "，".join(f"{code} {right[code]}/{number[code]}" for code in sorted(number))
    with capsys.disabled():
        print(f"\n前三条里有：{scope} {right.total()}/{number.total()} = {share:.3f}（{parts}）")  # noqa: T201 - the score is to be seen

    assert share >= 0.9
