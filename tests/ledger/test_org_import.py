from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.units.importing import Outcome, Verdict, settle_rows
from zhiben.ledger.units.registry import Registry, Version
from zhiben.ledger.units.rules import derived_id
from zhiben.ledger.units.table import UnitRow
from zhiben.model.organisations import Organisation, OrganisationKind
from zhiben.testing.factories import example_units

REGISTRY = Registry.of(example_units())
CODE, OTHER_CODE = "91350100M000100Y43", "91330100799655058B"
KINDS = OrganisationKind


def row(number: int = 3, **said: Any) -> UnitRow:
    return UnitRow(number=number, **{"name": "示例矿业", "kind": "企业", **said})


def settle(
    *rows: UnitRow, registry: Registry = REGISTRY, kind: OrganisationKind | None = None
) -> tuple[Verdict, ...]:
    return settle_rows(rows, registry, kind=kind)


def unit_of(given: UnitRow, **settings: Any) -> Organisation | None:
    (verdict,) = settle(given, **settings)
    assert "" == verdict.reason
    return verdict.unit


def reason_of(given: UnitRow, **settings: Any) -> str:
    (verdict,) = settle(given, **settings)
    assert (Outcome.REJECTED, None) == (verdict.outcome, verdict.unit)
    return verdict.reason


def outcomes(*rows: UnitRow, **settings: Any) -> list[str]:
    return [verdict.outcome.value for verdict in settle(*rows, **settings)]


def test_a_new_unit_is_everything_its_row_says() -> None:
    given = row(
        aliases=("矿业", "示例 矿业"),
        marks=("规上",),
        flags=(("高危", "是"), ("成员单位", "否"), ("涉爆", "")),
        territory="示例 一镇",
        credit_code=CODE.lower(),
    )

    assert Organisation(
        id=derived_id("示例矿业", CODE),
        name="示例矿业",
        kind=KINDS.ENTERPRISE,
        aliases=("矿业",),
        attributes=("规上", "高危"),
        territory="town-1",
        credit_code=CODE,
    ) == unit_of(given)


def test_the_id_of_the_row_is_kept() -> None:
    unit = unit_of(row(identity="矿-01"))

    assert unit
    assert "矿-01" == unit.id


@pytest.mark.parametrize(
    ("said", "implied", "given", "expected"),
    [
        ("学校", KINDS.ENTERPRISE, KINDS.DEPARTMENT, KINDS.INSTITUTION),
        ("", KINDS.ENTERPRISE, KINDS.INSTITUTION, KINDS.INSTITUTION),
        ("", KINDS.ENTERPRISE, None, KINDS.ENTERPRISE),
    ],
)
def test_the_row_decides_its_kind_then_the_command_then_the_heading(
    said: str,
    implied: OrganisationKind,
    given: OrganisationKind | None,
    expected: OrganisationKind,
) -> None:
    unit = unit_of(row(kind=said, implied=implied), kind=given)

    assert unit
    assert expected is unit.kind


def test_a_kind_that_nobody_says_is_not_guessed() -> None:
    assert "没有写类别，请在表里补上，或导入时用 --kind 指明。" == reason_of(row(kind=""))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": ""}, "没有写单位名称"),
        ({"name": "填表人：某"}, "不像单位名称"),
        ({"kind": "国企"}, "不认识类别“国企”"),
        ({"identity": "a:b"}, "编号“a:b”不行"),
        ({"credit_code": "91350100M000100Y44"}, "校验位不符"),
        ({"flags": (("高危", "可能"),)}, "“是否高危”只能填是或否"),
        ({"flags": (("高危", "否"),), "marks": ("高危",)}, "“是否高危”却填了否"),
        ({"territory": "示例三镇"}, "属地：没有叫“示例三镇”的乡镇街道，是不是“示例"),
        ({"territory": "示例甲局"}, "属地：没有叫“示例甲局”的乡镇街道"),
        ({"kind": "乡镇", "territory": "示例一镇"}, "乡镇街道本身就是属地"),
    ],
)
def test_a_row_with_a_fault_is_turned_down_with_the_reason(
    said: dict[str, Any], words: str
) -> None:
    assert words in reason_of(row(**said))


def test_all_faults_of_a_row_are_told_at_once() -> None:
    reason = reason_of(row(name="", kind="国企", credit_code="1"))

    assert 3 == len(reason.split("；"))
    assert reason.endswith("。")


@pytest.mark.parametrize("yes", ["是", "√", "Y", "１"])
@pytest.mark.parametrize("no", ["否", "×", "n", "/"])
def test_the_usual_signs_for_yes_and_no_are_understood(yes: str, no: str) -> None:
    unit = unit_of(row(flags=(("高危", yes), ("涉爆", no))))

    assert unit
    assert ("高危",) == unit.attributes


def firm(**said: Any) -> UnitRow:
    """示例二厂 as it is registered: an enterprise in 示例二镇, 高危."""
    return row(**{"name": "示例二厂", **said})


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"kind": "", "implied": KINDS.INSTITUTION},
        {"territory": "示例二镇"},
        {"marks": ("高危",)},
        {"flags": (("高危", "是"), ("涉爆", "否"))},
        {"identity": "firm-2"},
        {"name": "示例 二厂"},
    ],
)
def test_a_row_that_says_nothing_new_of_a_unit_changes_nothing(said: dict[str, Any]) -> None:
    assert REGISTRY.get("firm-2") == unit_of(firm(**said))
    assert ["unchanged"] == outcomes(firm(**said))


def test_a_unit_may_be_named_by_an_alias() -> None:
    assert ["unchanged"] == outcomes(row(name="甲局", kind="部门"))


def test_a_unit_may_be_named_by_a_former_name() -> None:
    before = example_units()[6]
    versions = (
        Version(on=date(2024, 1, 1), organisation=before),
        Version(on=date(2025, 1, 1), organisation=evolve(before, name="示例集团")),
    )
    registry = Registry(histories={**REGISTRY.histories, "firm-2": versions})

    assert ["unchanged"] == outcomes(firm(), registry=registry)


def test_a_unit_may_be_known_by_its_credit_code_and_the_new_name_is_told() -> None:
    registry = Registry.of([evolve(example_units()[5], credit_code=CODE)])

    assert "名称登记的是“示例一厂”、表里是“示例矿业”" in reason_of(
        row(credit_code=CODE), registry=registry
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"kind": "学校"}, "类别登记的是“生产经营单位”、表里是“学校医院等单位”"),
        ({"territory": "示例一镇"}, "属地登记的是“示例二镇”、表里是“示例一镇”"),
        ({"marks": ("规上",)}, "标记登记的是“高危”、表里是“高危、规上”"),
        ({"flags": (("高危", "否"),)}, "标记登记的是“高危”、表里是“无”"),
        ({"aliases": ("二厂",)}, "别名登记的是“无”、表里是“二厂”"),
        ({"credit_code": CODE}, f"统一社会信用代码登记的是“无”、表里是“{CODE}”"),
        ({"identity": "x"}, "编号登记的是“firm-2”、表里是“x”"),
    ],
)
def test_a_row_that_differs_from_the_register_is_turned_down_with_both_sides(
    said: dict[str, Any], words: str
) -> None:
    reason = reason_of(firm(**said))

    assert words in reason
    assert "zhiben org amend" in reason


def test_a_row_that_fits_two_units_is_turned_down() -> None:
    assert "分别对应已登记的“示例一厂”和“示例二厂”" in reason_of(firm(identity="firm-1"))


def test_of_equal_rows_the_first_counts() -> None:
    first, second = settle(row(3), row(5))

    assert Outcome.ACCEPTED is first.outcome
    assert (Outcome.REJECTED, "与第3行重复。") == (second.outcome, second.reason)


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "学校"},
        {"name": "示例 矿业"},
        {"name": "示例化工", "aliases": ("示例矿业",)},
        {"name": "示例化工", "identity": derived_id("示例矿业")},
    ],
)
def test_rows_that_contradict_each_other_are_all_turned_down(said: dict[str, Any]) -> None:
    first, second = settle(row(3), row(5, **said))

    assert "与第5行是同一单位而内容不同，请只留正确的一行。" == first.reason
    assert "与第3行是同一单位而内容不同，请只留正确的一行。" == second.reason


def test_a_credit_code_given_to_two_units_is_noticed() -> None:
    rows = (row(3, credit_code=CODE), row(5, name="示例化工", credit_code=CODE))

    assert ["rejected", "rejected"] == outcomes(*rows)


def test_rows_without_a_name_are_not_taken_for_one_another() -> None:
    assert ["没有写单位名称。"] * 2 == [
        one.reason for one in settle(row(3, name=""), row(4, name=""))
    ]


def test_a_unit_may_lie_in_a_township_that_a_later_row_registers() -> None:
    unit, town = settle(row(3, territory="示例三镇"), row(4, name="示例三镇", kind="乡镇"))

    assert (Outcome.ACCEPTED, Outcome.ACCEPTED) == (unit.outcome, town.outcome)
    assert unit.unit
    assert town.unit
    assert town.unit.id == unit.unit.territory


def test_a_township_that_is_turned_down_gives_no_territory() -> None:
    rows = (row(3, territory="示例三镇"), row(4, name="示例三镇", kind="乡镇", identity="a b"))

    assert ["rejected", "rejected"] == outcomes(*rows)


@pytest.mark.parametrize("said", [{"kind": "乡镇"}, {"kind": "", "implied": KINDS.TOWNSHIP}])
def test_a_township_may_be_listed_as_its_own_territory(said: dict[str, Any]) -> None:
    unit = unit_of(row(name="示例三镇", territory="示例三镇", **said))

    assert unit
    assert unit.territory is None


TABLES = st.lists(
    st.builds(
        UnitRow,
        number=st.integers(2, 9),
        name=st.sampled_from(["", "示例甲", "示例乙", "示例一厂", "示例三镇"]),
        kind=st.sampled_from(["", "企业", "乡镇", "？"]),
        aliases=st.sampled_from([(), ("示例甲",), ("甲",)]),
        territory=st.sampled_from(["", "示例一镇", "示例三镇", "示例四镇"]),
        credit_code=st.sampled_from(["", CODE, OTHER_CODE, "1"]),
        flags=st.sampled_from([(), (("高危", "是"),), (("高危", "否"),)]),
    ),
    max_size=6,
)


@given(TABLES)
def test_every_row_has_one_verdict_and_only_rejected_ones_a_reason(rows: list[UnitRow]) -> None:
    verdicts = settle(*rows)

    assert rows == [verdict.row for verdict in verdicts]
    for verdict in verdicts:
        assert (verdict.outcome is Outcome.REJECTED) is bool(verdict.reason)
        assert (verdict.outcome is Outcome.REJECTED) is (verdict.unit is None)


@given(TABLES)
def test_taking_the_same_table_in_twice_registers_nothing_more(rows: list[UnitRow]) -> None:
    first = settle(*rows)
    new = [one.unit for one in first if one.outcome is Outcome.ACCEPTED and one.unit]
    registry = Registry.of((*REGISTRY.current, *new))
    again = settle(*rows, registry=registry)

    as_known = {Outcome.ACCEPTED: Outcome.UNCHANGED}
    assert [as_known.get(one.outcome, one.outcome) for one in first] == [
        one.outcome for one in again
    ]


@given(TABLES)
def test_new_units_share_no_label_with_any_other(rows: list[UnitRow]) -> None:
    new = [one.unit for one in settle(*rows) if one.outcome is Outcome.ACCEPTED and one.unit]

    units = (*REGISTRY.current, *new)
    names = Counter(label for unit in units for label in (unit.id, unit.name, *unit.aliases))
    assert {1} == set(names.values())
