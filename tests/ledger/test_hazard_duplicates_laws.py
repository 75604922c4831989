"""Laws of telling duplicates, whatever the rows say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from zhiben.ledger.duplicates.finding import Outcome, compare, find_duplicates
from zhiben.ledger.duplicates.names import Names
from zhiben.ledger.units.rules import check_character
from zhiben.model.hazards import HazardDetails

if TYPE_CHECKING:
    from random import Random

    from zhiben.ledger.duplicates.finding import Duplicate

NAMES = Names(regions=("五河县",), aliases={"老粮站": "示例粮油"})
CODES = [stem + check_character(stem) for stem in ("91340322000000001", "91340322000000002")]
LETTERS = "灭火器过期损坏未设置缺少不能3号仓库一二楼东西K12+300，、。（）进回0.5米A的有 x１\n|"
MANY = 60

days = st.none() | st.integers(0, 400).map(lambda gap: date(2024, 1, 1) + timedelta(days=gap))
rows = st.builds(
    HazardDetails,
    enterprise=st.none()
    | st.sampled_from(
        ["五河县示例粮油有限公司", "示例粮油", "固镇县示例粮油", "老粮站", "示例化工"]
    )
    | st.text(LETTERS, max_size=8),
    credit_code=st.none() | st.sampled_from([*CODES, "91340322"]),
    region=st.none() | st.sampled_from(["城关镇", "头铺镇", "五河县"]),
    location=st.none()
    | st.sampled_from(["3号仓库", "三号库房", "5号仓库", "东门", "S304省道K12+300", "办公室"])
    | st.text(LETTERS, max_size=8),
    description=st.none()
    | st.sampled_from(["灭火器过期", "缺少灭火器", "未设置灭火器", "未建立安全生产责任制"])
    | st.text(LETTERS, max_size=16)
    | st.text(max_size=6),
    found_on=days,
    done_on=days,
    deadline=days,
)
ids = st.text("abcdefgh", min_size=1, max_size=3)
tables = st.dictionaries(ids, rows, max_size=6)


def swapped(found: Duplicate | None) -> Duplicate | None:
    """Return the same with the two rows the other way round."""
    return found and evolve(found, new=found.recorded, recorded=found.new)


@given(rows, rows)
def test_which_row_comes_first_does_not_matter(one: HazardDetails, other: HazardDetails) -> None:
    found = compare(one, other, names=NAMES)
    back = compare(other, one, names=NAMES)

    assert found == (back and evolve(back, new="1", recorded="2"))


@given(rows)
def test_an_identical_row_that_says_whose_and_what_is_certain(row: HazardDetails) -> None:
    assume(row.enterprise and any(map(str.isalpha, row.enterprise)))
    assume(row.description and any(map(str.isalnum, row.description)))
    found = compare(row, row, names=NAMES)

    assert found is not None
    assert found.outcome is Outcome.CERTAIN


@given(rows, st.sampled_from(["S304省道K12+300", "示例大桥", "示例村3组"]))
def test_an_identical_row_of_a_public_place_is_certain(row: HazardDetails, place: str) -> None:
    public = evolve(row, enterprise=None, credit_code=None, location=place)
    assume(row.description and any(map(str.isalnum, row.description)))
    found = compare(public, public, names=NAMES)

    assert found is not None
    assert found.outcome is Outcome.CERTAIN


@given(rows, rows)
def test_two_valid_codes_are_never_one_enterprise(one: HazardDetails, other: HazardDetails) -> None:
    first, second = (
        evolve(row, credit_code=code) for row, code in zip((one, other), CODES, strict=True)
    )

    assert compare(first, second, names=NAMES) is None
    assert () == find_duplicates({"n": first}, {"r": second}, names=NAMES)


@given(tables, tables, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    new: dict[str, HazardDetails], recorded: dict[str, HazardDetails], chance: Random
) -> None:
    mixed = [dict(chance.sample(list(table.items()), len(table))) for table in (new, recorded)]

    assert find_duplicates(new, recorded, names=NAMES) == find_duplicates(*mixed, names=NAMES)


@given(rows, rows)
def test_two_rows_meet_whichever_is_on_record(one: HazardDetails, other: HazardDetails) -> None:
    found = find_duplicates({"1": one}, {"2": other}, names=NAMES)
    back = find_duplicates({"2": other}, {"1": one}, names=NAMES)

    assert found == tuple(map(swapped, back))
    assert (compare(one, other, names=NAMES),) == (found or (None,))


@given(rows, st.integers(1, 3))
def test_an_identical_row_is_found_among_many(row: HazardDetails, step: int) -> None:
    owned = evolve(row, enterprise="示例粮油", credit_code=None, found_on=date(2024, 1, 1))
    many = {
        f"r{number}": evolve(
            owned,
            description=f"{number}号机防护罩缺失",
            found_on=date(2024, 1, 1) + timedelta(days=number * step),
            done_on=None,
        )
        for number in range(MANY)
    }
    found = find_duplicates(many, many, names=NAMES)

    assert [(one.new, one.new) for one in found] == [(one.new, one.recorded) for one in found]
    assert len(many) == len(found)
