from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

from zhiben.errors import UnknownNameError, UsageError, nearest_names
from zhiben.ledger.units.registry import Registry, Version
from zhiben.model.organisations import Organisation, OrganisationKind
from zhiben.testing.factories import HIGH_RISK, everyone, example_units

REGISTRY = Registry.of(example_units())
FIRM = Organisation(id="firm", name="示例厂", kind=OrganisationKind.ENTERPRISE)
FIRMS = everyone(OrganisationKind.ENTERPRISE)
MARCH, JULY = date(2024, 3, 1), date(2024, 7, 1)
DAY = timedelta(days=1)


def history(*versions: tuple[date, Organisation]) -> Registry:
    """Return a registry of the one unit with that history."""
    return Registry(histories={"firm": tuple(Version(on=on, organisation=u) for on, u in versions)})


@pytest.mark.parametrize("text", ["dept-a", "示例甲局", "甲局", " 甲局\n"])
def test_a_unit_is_found_by_id_name_or_alias(text: str) -> None:
    assert "dept-a" == REGISTRY.find(text).id


def test_a_unit_is_still_found_by_the_name_it_had() -> None:
    registry = history((MARCH, FIRM), (JULY, evolve(FIRM, name="示例新厂")))

    assert "示例新厂" == registry.find("示例厂").name
    assert "示例新厂" == registry.find("示例新厂").name


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(
        UnknownNameError, match=r"没有叫“示例甲居”的单位，是不是“示例甲局”"
    ) as caught:
        REGISTRY.find("示例甲居")

    assert ("单位", "示例甲居") == (caught.value.kind, caught.value.name)


def test_a_name_outranks_another_unit_s_alias() -> None:
    namesake = evolve(FIRM, name="甲局")

    assert "firm" == Registry.of((*example_units(), namesake)).find("甲局").id


def test_an_id_outranks_another_unit_s_name() -> None:
    namesake = evolve(FIRM, name="dept-a")

    assert "dept-a" == Registry.of((namesake, *example_units())).find("dept-a").id


def test_a_name_of_two_units_is_not_guessed() -> None:
    registry = Registry.of((*example_units(), evolve(FIRM, aliases=("甲局",))))

    expected = "“甲局”可以指 示例甲局（编号 dept-a）、示例厂（编号 firm），请改用其中一个编号。"
    with pytest.raises(UsageError) as caught:
        registry.find("甲局")

    assert expected == str(caught.value)


def test_the_latest_version_is_the_current_one() -> None:
    registry = history((MARCH, FIRM), (JULY, evolve(FIRM, name="示例新厂")))

    assert ["示例新厂"] == [unit.name for unit in registry.current]
    assert "示例新厂" == registry.name("firm")
    assert registry.get("firm") == registry.current[0]


def test_a_unit_nobody_registered_goes_by_its_id() -> None:
    assert "ghost" == REGISTRY.name("ghost")
    assert REGISTRY.get("ghost") is None


def test_members_come_in_order_of_registration() -> None:
    assert ("firm-1", "firm-2") == REGISTRY.members(FIRMS, on=MARCH)


def test_members_are_what_they_were_on_the_day() -> None:
    """The firm is 高危 from July on."""
    high_risk = everyone(OrganisationKind.ENTERPRISE, having=(HIGH_RISK,))
    registry = history((MARCH, FIRM), (JULY, evolve(FIRM, attributes=(HIGH_RISK,))))

    assert () == registry.members(high_risk, on=JULY - DAY)
    assert ("firm",) == registry.members(high_risk, on=JULY)


def test_a_unit_is_a_member_from_its_registration_to_its_end() -> None:
    registry = history((MARCH, evolve(FIRM, valid_to=JULY)))

    expected = [(), ("firm",), ("firm",), ()]
    days = (MARCH - DAY, MARCH, JULY, JULY + DAY)
    assert expected == [registry.members(FIRMS, on=on) for on in days]


def test_a_unit_registered_late_can_say_since_when_it_exists() -> None:
    registry = history((JULY, evolve(FIRM, valid_from=MARCH)))

    assert () == registry.members(FIRMS, on=MARCH - DAY)
    assert ("firm",) == registry.members(FIRMS, on=MARCH)


def test_units_without_history_have_always_been_there() -> None:
    assert ("firm-1", "firm-2") == REGISTRY.members(FIRMS, on=date.min)


def test_what_was_found_once_is_not_looked_for_again() -> None:
    registry = Registry.of(example_units())

    assert registry.members(FIRMS, on=MARCH) is registry.members(FIRMS, on=MARCH)


def test_nearest_names_come_nearest_first() -> None:
    assert ("示例甲局", "示例乙局") == nearest_names("示例甲居", ["示例乙局", "示例甲局"], most=2)


def test_nothing_is_near_a_strange_word() -> None:
    assert () == nearest_names("xyz", ["示例甲局"])
