"""Which facts a criterion asks for."""

from __future__ import annotations

from zhiben.rules.needs import Need, names_in, needs_of
from zhiben.spec import Derivation, Effect
from zhiben.testing.rulebooks import DECLARED, clause


def asked(needs: tuple[Need, ...]) -> dict[str, tuple[str, ...]]:
    """Return the codes of the criteria that ask for each fact."""
    return {one.fact.name: one.by for one in needs}


def test_the_names_of_a_condition_are_told_once_and_in_order() -> None:
    assert ("乙", "甲", "出口数") == names_in("not 乙 and (甲 or 乙) and 出口数 < 2")


def test_what_stands_in_quotes_is_no_name() -> None:
    assert ("行业", "积水处") == names_in("行业 == '冶金' or any_of(积水处, \"坑\", '台')")


def test_functions_are_no_names() -> None:
    assert ("甲",) == names_in("at_least (1, 甲) and date('2024-01-01') == date('2024-01-01')")


def test_a_criterion_without_a_condition_has_no_names() -> None:
    assert () == names_in(None)


def test_undeclared_names_are_no_needs() -> None:
    found = needs_of(clause(1, "at_least(1, 甲, 不明)"), (), facts=DECLARED)

    assert {"甲": ("SCH-S-1",)} == asked(found)


def test_the_facts_of_elements_and_guards_come_after_its_own() -> None:
    own = clause(5, "甲 and at_least(1, met('SCH-S-3'))")
    others = (
        clause(1, "乙", effect=Effect.EXCLUSION),
        clause(2, "丙", effect=Effect.REFERRAL, regime="示例"),
        clause(3, "丁", effect=Effect.ELEMENT),
        clause(4, "楼层 > 1", effect=Effect.ELEMENT),
        own,
    )

    found = needs_of(own, others, facts=DECLARED)

    assert [
        ("甲", ("SCH-S-5",)),
        ("丁", ("SCH-S-3",)),
        ("乙", ("SCH-S-1",)),
        ("丙", ("SCH-S-2",)),
    ] == (list(asked(found).items()))


def test_a_guard_asks_for_the_facts_of_the_other_guards_as_well() -> None:
    first, second = (clause(n, f, effect=Effect.EXCLUSION) for n, f in ((1, "甲"), (2, "甲 or 乙")))

    found = needs_of(first, (first, second), facts=DECLARED)

    assert {"甲": ("SCH-S-1", "SCH-S-2"), "乙": ("SCH-S-2",)} == asked(found)


def test_what_a_fact_is_worked_out_from_is_asked_for_too() -> None:
    derivations = (
        Derivation(fact="间距", inputs=("楼层", "出口数"), function=int, source="示例"),
        Derivation(fact="楼层", inputs=("压力",), function=int, source="示例"),
    )

    found = needs_of(clause(1, "间距 < 3"), (), facts=DECLARED, derivations=derivations)

    assert ["间距", "楼层", "压力", "出口数"] == list(asked(found))
    assert [("楼层", "出口数"), ("压力",), (), ()] == [one.inputs for one in found]


def test_derivations_that_go_round_in_a_circle_end() -> None:
    derivations = tuple(
        Derivation(fact=fact, inputs=(other,), function=int, source="示例")
        for fact, other in (("间距", "楼层"), ("楼层", "间距"))
    )

    found = needs_of(clause(1, "间距 < 3"), (), facts=DECLARED, derivations=derivations)

    assert ["间距", "楼层"] == list(asked(found))
