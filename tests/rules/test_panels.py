"""Many cases before one court: each is judged as if it were the only one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules import Court, Result, judge
from zhiben.rules.completing import Hope, can_all_fail, hope_for, openings_of
from zhiben.rules.evaluating import machine_of
from zhiben.rules.parsing import parse_condition
from zhiben.spec import Completeness, Derivation, Effect
from zhiben.testing.rulebooks import DAY, DECLARED, book_of, clause

MANY = 300
"""More cases than findings are kept of one criterion."""

BOOK = book_of(
    clause(1, "行业 == '冶金' and 甲"),
    clause(2, "行业 == '有色'"),
    clause(3, "行业 in ('冶金', '其他') and (行业 == '冶金' or 乙) and not 丙"),
    clause(4, "甲 and 楼层 < 出口数"),
    clause(5, "(甲 or not 乙) and (乙 or not 甲)"),
    clause(6, "丙 and 楼层 > 2", completeness=Completeness.PARTIAL),
    clause(7, "应有间距 < 3 and 行业 == '其他'"),
    clause(8, "丁 and '坑' in 积水处", effect=Effect.REFERRAL),
    clause(9, "行业 == '冶金' and 丁 and not 丙", manual=True),
    Derivation(
        fact="应有间距",
        inputs=("间距",),
        function=lambda **it: it["间距"] * 2,
        source="示例",
    ),
)
CASES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys("甲乙丙丁", st.booleans()),
        "行业": st.sampled_from(("冶金", "有色", "其他")),
        "楼层": st.integers(1, 4),
        "出口数": st.integers(0, 5),
        "间距": st.sampled_from((1, Decimal("1.5"), 9)),
        "积水处": st.sampled_from((frozenset(), frozenset({"坑"}))),
    },
)


@given(st.lists(CASES, min_size=1, max_size=8))
def test_what_was_judged_before_changes_nothing(cases: list[dict[str, Any]]) -> None:
    court = Court(book=BOOK, on=DAY)
    together = [court.judge(one) for one in cases]
    alone = [judge(BOOK, one, on=DAY) for one in cases]

    assert alone == together
    assert [one.findings for one in alone] == [one.findings for one in together]


@given(CASES)
def test_criteria_stand_unless_they_are_not_met(case: dict[str, Any]) -> None:
    verdict = judge(BOOK, case, on=DAY)

    assert [one for one in verdict.findings if one.result is not Result.NOT_MET] == list(
        verdict.standing
    )
    assert {one.criterion.code for one in verdict.findings} == {f"SCH-S-{n}" for n in range(1, 10)}


@pytest.mark.parametrize("rest", [{}, dict.fromkeys(DECLARED)])
def test_findings_are_about_the_facts_as_they_were_judged(rest: dict[str, Any]) -> None:
    facts = {**rest, "甲": False}
    verdict = judge(book_of("甲"), facts, on=DAY)
    facts["甲"] = True

    assert {"甲": False} == dict(verdict.findings[0].used)


def test_findings_on_a_criterion_are_kept_up_to_a_number_and_right_beyond_it() -> None:
    court = Court(book=book_of("出口数 > 100"), on=DAY)
    found = [court.judge({"出口数": number}).findings[0] for number in range(MANY)]

    assert [{"出口数": number} for number in range(MANY)] == [dict(one.used) for one in found]
    assert found[0] is court.judge({"出口数": 0}).findings[0]
    assert found[-1] is not court.judge({"出口数": MANY - 1}).findings[0]


@given(st.lists(CASES, min_size=1, max_size=8))
def test_hope_says_what_a_search_says(cases: list[dict[str, Any]]) -> None:
    texts = ("甲 and 楼层 < 出口数", "not 甲 and 间距 < 应有间距", "甲 or 乙 or 楼层 > 2")
    conditions = [parse_condition(one, DECLARED, resolve=lambda _: None)[0] for one in texts]
    machines = [machine_of(one) for one in conditions if one is not None]
    openings = openings_of(machines, DECLARED)
    known = [{**dict.fromkeys(DECLARED), **one} for one in cases]
    hope = hope_for(DECLARED)

    assert [can_all_fail(machines, one, openings) for one in known] == [
        hope.can_all_fail(machines, one, DECLARED) for one in known
    ]


def test_what_once_failed_is_tried_again() -> None:
    condition, _ = parse_condition("甲 or 楼层 > 2", DECLARED, resolve=lambda _: None)
    assert condition is not None
    machines, hope = [machine_of(condition)], Hope()
    hope.can_all_fail(machines, dict.fromkeys(DECLARED), DECLARED)

    assert machines[0].run({**dict.fromkeys(DECLARED), **hope.values}) is False
