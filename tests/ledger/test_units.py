from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import UnknownNameError
from zhiben.ledger.units.registry import Registry, Version
from zhiben.ledger.units.rules import (
    check_character,
    clashes,
    credit_code_fault,
    credit_code_of,
    derived_id,
    find_township,
    known_marks,
    labelled,
    name_fault,
    townships,
    unit_faults,
)
from zhiben.model.organisations import Organisation, OrganisationKind
from zhiben.testing.factories import example_plan, example_units

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE = "91350100M000100Y43"
FIRM = Organisation(id="firm-1", name="示例一厂", kind=OrganisationKind.ENTERPRISE)
TOWNS = townships(Registry.of(example_units()))
BODIES = st.text(LETTERS, min_size=17, max_size=17)


def test_the_example_of_the_standard_is_a_credit_code() -> None:
    """GB 32100-2015 prints it."""
    assert "" == credit_code_fault(CODE)


def test_width_case_and_spaces_of_a_credit_code_do_not_matter() -> None:
    assert CODE == credit_code_of(" ９１３５０１００ m000100y43\n")


@given(BODIES)
def test_exactly_one_check_character_fits(body: str) -> None:
    assert [check_character(body)] == [one for one in LETTERS if not credit_code_fault(body + one)]


@given(BODIES, st.integers(0, 16), st.sampled_from(LETTERS))
def test_one_wrong_character_is_noticed(body: str, place: int, letter: str) -> None:
    code = body + check_character(body)
    other = code[:place] + letter + code[place + 1 :]

    assert (other == code) is (credit_code_fault(other) == "")


@given(BODIES, st.integers(0, 15))
def test_two_neighbours_the_wrong_way_round_are_noticed(body: str, place: int) -> None:
    code = body + check_character(body)
    other = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert (other == code) is (credit_code_fault(other) == "")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91350100M000100Y4", "有 17 位，应为 18 位"),
        ("9.1350100000001E17", "“.”不在字符集内"),
        ("9135O100M000100Y43", "“O”不在字符集内（不用 I、O、S、V、Z）"),
        ("91350100M000100Y44", "校验位不符"),
    ],
)
def test_what_is_wrong_with_a_credit_code_is_said(code: str, words: str) -> None:
    assert words in credit_code_fault(code)


def test_an_id_is_derived_from_the_name_alike_on_every_site() -> None:
    """Written down so that no later version gives the same unit another id."""
    assert "u-0e55118a43" == derived_id("示例矿业（集团）")


def test_width_and_spaces_of_the_name_make_no_other_id() -> None:
    assert derived_id("示例矿业（集团）") == derived_id("示例矿业 (集团)")


def test_a_name_that_no_text_can_hold_still_gives_an_id() -> None:
    """What is wrong with it is for ``unit_faults`` to say."""
    assert derived_id("\udc80").startswith("u-")


def test_an_id_from_the_credit_code_outlives_the_name() -> None:
    assert derived_id("示例矿业", CODE) == derived_id("示例集团", CODE)


def test_a_sound_unit_has_no_fault() -> None:
    unit = evolve(FIRM, credit_code=CODE, territory="town-1", valid_from=date(2024, 1, 1))

    assert [] == list(unit_faults(unit))


def test_every_fault_of_a_unit_is_named_at_once() -> None:
    unit = evolve(
        FIRM,
        id="a b",
        name="",
        kind=OrganisationKind.TOWNSHIP,
        territory="town-1",
        credit_code="1",
        valid_from=date(2025, 1, 2),
        valid_to=date(2025, 1, 1),
    )

    assert [
        "没有写单位名称。",
        "编号“a b”不行：用 1 到 40 个汉字、字母、数字或“-”“_”“.”，不含空格。",
        "统一社会信用代码“1”有 1 位，应为 18 位，请对照证照核对。",
        "乡镇街道本身就是属地，不另写属地。",
        "终止日期 2025-01-01 早于起始日期 2025-01-02，请核对。",
    ] == list(unit_faults(unit))


@pytest.mark.parametrize("name", ["填表人：某", "2024", "——", "a\x07b", "a\udc80", "长" * 101])
def test_what_can_be_no_name_is_refused(name: str) -> None:
    assert "不像单位名称" in name_fault(name)


@pytest.mark.parametrize(
    ("other", "label"),
    [
        (evolve(FIRM, name="示例新厂"), "firm-1"),
        (evolve(FIRM, id="x"), "示例一厂"),
        (evolve(FIRM, id="x", name="示例 一厂"), "示例 一厂"),
        (evolve(FIRM, id="x", name="示例新厂", aliases=("一厂",)), "一厂"),
        (evolve(FIRM, id="x", name="一厂"), "一厂"),
        (evolve(FIRM, id="x", name="示例新厂", credit_code=CODE), CODE),
    ],
    ids=["id", "name", "name in other spacing", "alias", "name that is an alias", "credit code"],
)
def test_a_label_of_another_unit_is_taken(other: Organisation, label: str) -> None:
    taken = labelled(Registry.of([evolve(FIRM, aliases=("一厂",), credit_code=CODE)]))

    assert [f"“{label}”已由登记过的“示例一厂”（编号 firm-1）使用。"] == list(clashes(other, taken))


def test_all_labels_one_other_unit_has_are_told_together() -> None:
    assert ["“firm-1”“示例一厂”已由登记过的“示例一厂”（编号 firm-1）使用。"] == list(
        clashes(FIRM, labelled(Registry.of([FIRM])))
    )


def test_a_unit_of_its_own_clashes_with_nobody() -> None:
    assert [] == list(clashes(FIRM, labelled(Registry.of(example_units()[:5]))))


RENAMED = Registry(
    histories={
        "firm-1": (
            Version(on=date(2024, 1, 1), organisation=FIRM),
            Version(on=date(2025, 1, 1), organisation=evolve(FIRM, name="示例集团")),
        )
    }
)


def test_a_former_name_is_taken_too() -> None:
    assert ["“示例一厂”已由登记过的“示例集团”（编号 firm-1）使用。"] == list(
        clashes(evolve(FIRM, id="x"), labelled(RENAMED))
    )


def test_a_unit_does_not_clash_with_itself() -> None:
    assert [] == list(clashes(FIRM, labelled(RENAMED, except_for="firm-1")))


def test_a_former_name_of_a_township_is_understood() -> None:
    town = example_units()[3]
    versions = tuple(
        Version(on=date(year, 1, 1), organisation=evolve(town, name=name))
        for year, name in ((2024, "示例一乡"), (2025, "示例一镇"))
    )

    found = find_township("示例一乡", townships(Registry(histories={"town-1": versions})))

    assert "示例一镇" == found.name


def test_a_township_is_found_by_its_name() -> None:
    assert "town-1" == find_township("示例 一镇", TOWNS).id


@pytest.mark.parametrize("name", ["示例三镇", "示例甲局"])
def test_what_is_no_township_offers_the_nearest_ones(name: str) -> None:
    with pytest.raises(UnknownNameError, match=f"没有叫“{name}”的乡镇街道") as caught:
        find_township(name, TOWNS)

    assert set(caught.value.nearest) <= {"示例一镇", "示例二镇", "town-1", "town-2"}


def test_marks_are_known_from_the_plan_and_from_units() -> None:
    unit = evolve(FIRM, attributes=("规上", "高危"))

    assert ("高危", "规上") == known_marks(example_plan(), [unit])
