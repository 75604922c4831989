from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from zhiben.errors import UsageError
from zhiben.ledger.units.changes import Difference, UnitChange, change_fault, changed, differences
from zhiben.ledger.units.registry import Version
from zhiben.model.organisations import Organisation, OrganisationKind

FIRM = Organisation(
    id="firm-1",
    name="示例一厂",
    kind=OrganisationKind.ENTERPRISE,
    aliases=("一厂",),
    attributes=("规上",),
)
HISTORY = (
    Version(on=date(2024, 1, 1), organisation=FIRM),
    Version(on=date(2025, 3, 10), organisation=FIRM),
)


def test_nothing_said_changes_nothing() -> None:
    assert FIRM == changed(FIRM, UnitChange())


def test_a_name_is_replaced_and_aliases_are_added() -> None:
    after = changed(FIRM, UnitChange(name="示例集团", aliases=("集团",)))

    assert ("示例集团", ("一厂", "集团")) == (after.name, after.aliases)


def test_an_alias_that_becomes_the_name_is_no_alias_any_more() -> None:
    after = changed(FIRM, UnitChange(name="一厂"))

    assert ("一厂", ()) == (after.name, after.aliases)


def test_marks_are_added_and_taken_away() -> None:
    after = changed(FIRM, UnitChange(added=("高危", "高危"), removed=("规上",)))

    assert ("高危",) == after.attributes


@pytest.mark.parametrize(("marks", "there"), [(("规上",), "规上"), ((), "无")])
def test_a_mark_that_is_not_there_cannot_be_taken_away(marks: tuple[str, ...], there: str) -> None:
    unit = evolve(FIRM, attributes=marks)

    with pytest.raises(UsageError, match=f"没有“高危”这个标记（现有标记：{there}）"):
        changed(unit, UnitChange(removed=("高危",)))


def test_everything_else_is_replaced() -> None:
    end = date(2025, 6, 30)
    change = UnitChange(territory="town-1", credit_code="91350100M000100Y43", valid_to=end)

    assert evolve(
        FIRM, territory="town-1", credit_code="91350100M000100Y43", valid_to=end
    ) == changed(FIRM, change)


def test_differences_are_told_in_words() -> None:
    after = evolve(
        FIRM,
        kind=OrganisationKind.INSTITUTION,
        attributes=("规上", "高危"),
        territory="town-1",
        valid_to=date(2025, 6, 30),
    )

    found = differences(FIRM, after, names={"town-1": "示例一镇"}.__getitem__)

    assert (
        Difference("类别", "生产经营单位", "学校医院等单位"),
        Difference("标记", "规上", "规上、高危"),
        Difference("属地", "", "示例一镇"),
        Difference("终止日期", "", "2025-06-30"),
    ) == found
    assert "属地：无 → 示例一镇" == str(found[2])
    assert "标记：规上 → 无" == str(Difference("标记", "规上", ""))


@pytest.mark.parametrize("on", [date(2025, 3, 10), date(2025, 3, 11)])
def test_the_latest_version_may_change_from_its_day_on(on: date) -> None:
    assert "" == change_fault(HISTORY, UnitChange(name="示例集团"), on=on)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2023, 12, 31), "自 2024-01-01 起登记，不能记 2023-12-31 的变更"),
        (date(2025, 3, 9), "在 2025-03-10 已有更晚的变更，不能在它之前插入"),
    ],
)
def test_no_change_goes_before_what_would_swallow_it(on: date, words: str) -> None:
    assert words in change_fault(HISTORY, UnitChange(name="示例集团"), on=on)


@pytest.mark.parametrize(
    ("on", "allowed"),
    [(date(2025, 6, 1), True), (date(2025, 7, 1), True), (date(2025, 7, 2), False)],
)
def test_the_end_of_a_unit_is_recorded_by_the_day_after(on: date, allowed: bool) -> None:
    """Else the days between would go on counting, for no version tells of the end yet."""
    fault = change_fault(HISTORY, UnitChange(valid_to=date(2025, 6, 30)), on=on)

    assert allowed is (fault == "")
