"""Many hazards judged by one court, and laws every verdict keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules import Court, Outcome, judge
from zhiben.spec import Completeness, Derivation, Effect
from zhiben.testing.rulebooks import DAY, book_of, clause, edition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiben.rules import Rulebook

DERIVATIONS = (
    Derivation(
        fact="楼层",
        inputs=("出口数", "发现日期"),
        function=lambda **it: it["出口数"] * 2,
        source="示例",
    ),
    Derivation(
        fact="压力", inputs=("出口数",), function=lambda **it: it["出口数"] * 3, source="示例"
    ),
)

CONDITIONS = (
    "甲", "not 乙", "甲 and 丙", "乙 or 丁", "at_least(2, 甲, 乙, 丙)", "count(甲, 乙, 丁) == 1",
    "(甲 and 丙) or (乙 and not 丙)", "楼层 < 3 and 丁", "楼层 >= 2 or 甲", "楼层 < 出口数",
    "压力 > 8 and 甲", "乙 or 压力 < 5",
)  # fmt: skip
FACTS: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys("甲乙丙丁", (True, False, None)),
    "楼层": (1, 2, 3, 4, None),
    "出口数": (1, 2, None),
}
CASES = st.lists(
    st.fixed_dictionaries({n: st.sampled_from(v) for n, v in FACTS.items()}), min_size=2
)


@st.composite
def books(draw: st.DrawFn) -> Rulebook:
    """Return rulebooks of two standards with every effect and degree."""
    effects = st.sampled_from(
        (Effect.MAJOR, Effect.MAJOR, Effect.EXCLUSION, Effect.REFERRAL, Effect.HAZARD)
    )
    degrees = st.sampled_from((Completeness.FULL, Completeness.FULL, Completeness.PARTIAL))
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(CONDITIONS), effects, degrees, st.sampled_from("ST")),
            min_size=1,
            max_size=6,
        )
    )
    criteria = (
        clause(n, text, effect=effect, completeness=degree, standard=f"SCH-{standard}")
        for n, (text, effect, degree, standard) in enumerate(rows, start=1)
    )
    return book_of(edition("SCH-S"), edition("SCH-T"), *criteria, *DERIVATIONS)


@given(books(), CASES)
def test_a_court_judges_each_of_many_cases_as_if_it_were_the_only_one(
    book: Rulebook, cases: list[Mapping[str, Any]]
) -> None:
    court = Court(book=book, on=DAY)

    for one in cases:
        alone, among_others = judge(book, one, on=DAY), court.judge(one)

        assert alone == among_others
        assert alone.findings == among_others.findings


def test_more_different_cases_than_anybody_remembers_are_judged_as_well() -> None:
    court = Court(book=book_of("间距 < 200"), on=DAY)
    found = [court.judge({"间距": metres}).outcome for metres in (*range(300), 299, 0)]

    assert [Outcome.MAJOR] * 200 == found[:200]
    assert [Outcome.NOT_MET] * 100 == found[200:300]
    assert [Outcome.NOT_MET, Outcome.MAJOR] == found[300:]


@given(books(), st.sampled_from(tuple(FACTS)), CASES)
def test_the_order_in_which_facts_are_named_changes_nothing(
    book: Rulebook, name: str, cases: list[Mapping[str, Any]]
) -> None:
    facts = cases[0]
    turned = {one: facts[one] for one in (name, *facts)}

    assert judge(book, facts, on=DAY) == judge(book, turned, on=DAY)


@given(st.sampled_from(CONDITIONS), CASES)
def test_a_condition_beside_its_opposite_always_holds_in_one_of_the_clauses(
    text: str, cases: list[Mapping[str, Any]]
) -> None:
    found = judge(book_of(text, f"not ({text})"), cases[0], on=DAY)

    assert Outcome.MAJOR is found.outcome


def test_a_court_that_has_heard_more_cases_than_it_keeps_judges_on() -> None:
    """What was found is kept for so many values of the facts, and worked out anew for others."""
    court = Court(book=book_of("间距 < 500"), on=DAY)
    found = [court.judge({"间距": metres}).outcome for metres in range(1000)]

    assert [Outcome.MAJOR] * 500 + [Outcome.NOT_MET] * 500 == found
