"""The laws of determination, held against brute force over what the missing facts may be."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.rules import Court, Outcome, Result, find, judge
from zhiben.rules.parsing import parse_condition
from zhiben.spec import Completeness, Effect
from zhiben.testing.rulebooks import DAY, DECLARED, book_of, clause

DOMAINS: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys("甲乙丙丁", (False, True)),
    "楼层": (1, 2, 3, 4),
    "行业": ("冶金", "有色", "其他"),
    "积水处": tuple(frozenset(one) for n in range(4) for one in combinations("坑台道", n)),
    "出口数": tuple(range(7)),
}
ATOMS = (
    *"甲乙丙丁",
    "楼层 < 3", "楼层 >= 2", "楼层 == 4", "楼层 != 1", "1 < 楼层 <= 3", "2 * 楼层 > 5",
    "行业 == '冶金'", "行业 != '有色'", "行业 in ('冶金', '其他')", "行业 not in ('冶金', '其他')",
    "'坑' in 积水处", "'台' not in 积水处", "any_of(积水处, '坑', '道')",
    "all_of(积水处, '坑', '台')", "count(积水处) >= 2", "出口数 < 2", "出口数 >= 4",
    "出口数 == 3", "楼层 < 出口数",
)  # fmt: skip


def combined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return conditions made of others."""
    several = st.lists(parts, min_size=2, max_size=4)
    return st.one_of(
        parts.map(lambda one: f"not ({one})"),
        several.map(lambda many: f"({' and '.join(many)})"),
        several.map(lambda many: f"({' or '.join(many)})"),
        st.builds(
            lambda many, least: f"at_least({min(least, len(many))}, {', '.join(many)})",
            several,
            st.integers(1, 4),
        ),
        st.builds(
            lambda many, sign, n: f"count({', '.join(many)}) {sign} {n}",
            st.lists(parts, min_size=3, max_size=4),
            st.sampled_from((">=", ">", "<", "<=", "==", "!=")),
            st.integers(1, 2),
        ),
    )


CONDITIONS = st.recursive(st.sampled_from(ATOMS), combined, max_leaves=6)
NAMES = st.lists(st.sampled_from(tuple(DOMAINS)), unique=True, max_size=3)
SLOWLY = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def value_of(text: str, facts: dict[str, Any]) -> bool:
    """Return what a condition says of complete facts, by Python's own rules."""
    words = {
        "at_least": lambda least, *many: sum(many) >= least,
        "count": lambda *many: sum(map(bool, many)) if len(many) > 1 else len(many[0]),
        "any_of": lambda one, *many: any(choice in one for choice in many),
        "all_of": lambda one, *many: all(choice in one for choice in many),
    }
    return bool(eval(text, {"__builtins__": {}}, {**words, **facts}))  # noqa: S307 - the oracle, of texts made here


@st.composite
def partial_facts(draw: st.DrawFn) -> tuple[dict[str, Any], list[str]]:
    """Return complete facts, and the names of a few that are left out of them."""
    facts = {name: draw(st.sampled_from(values)) for name, values in DOMAINS.items()}
    return facts, draw(NAMES)


def known(facts: dict[str, Any], missing: list[str]) -> dict[str, Any]:
    """Return the facts without the missing ones."""
    return {name: value for name, value in facts.items() if name not in missing}


def completions(facts: dict[str, Any], missing: list[str]) -> list[dict[str, Any]]:
    """Return everything the facts can turn out to be."""
    chosen = product(*(DOMAINS[name] for name in missing))
    return [{**facts, **dict(zip(missing, values, strict=True))} for values in chosen]


@SLOWLY
@given(CONDITIONS, partial_facts())
def test_complete_facts_are_judged_as_python_reads_the_line(
    text: str, case: tuple[dict[str, Any], list[str]]
) -> None:
    facts, _ = case
    book = book_of(text)
    result = find(book, book.chapters[0].rules[0], facts).result

    assert (Result.MET if value_of(text, facts) else Result.NOT_MET) is result


@SLOWLY
@given(CONDITIONS, partial_facts())
def test_a_clause_is_open_exactly_when_two_completions_differ(
    text: str, case: tuple[dict[str, Any], list[str]]
) -> None:
    facts, missing = case
    book = book_of(text)
    finding = find(book, book.chapters[0].rules[0], known(facts, missing))
    truths = {value_of(text, one) for one in completions(facts, missing)}

    expected = {True: Result.MET, False: Result.NOT_MET}
    assert (expected[truths.pop()] if len(truths) == 1 else Result.UNKNOWN) is finding.result
    assert set(finding.missing) <= set(missing)
    assert (finding.result is Result.UNKNOWN) == bool(finding.missing)


@SLOWLY
@given(CONDITIONS, partial_facts())
def test_facts_that_made_a_clause_come_out_are_enough_for_it(
    text: str, case: tuple[dict[str, Any], list[str]]
) -> None:
    facts, missing = case
    book = book_of(text)
    rule = book.chapters[0].rules[0]
    finding = find(book, rule, known(facts, missing))

    if (
        finding.result is not Result.UNKNOWN
        and rule.possible.run({**dict.fromkeys(book.facts), **known(facts, missing)}) is not None
    ):
        assert finding.result is find(book, rule, finding.used).result


def outcome_of(clauses: list[tuple[str, Effect, Completeness]], facts: dict[str, Any]) -> Outcome:
    """Return the verdict on complete facts, by the rules of the house."""
    keeping = {effect for text, effect, _ in clauses if value_of(text, facts)}
    excluded = bool(keeping & {Effect.EXCLUSION, Effect.REFERRAL})
    holding = [
        completeness
        for text, effect, completeness in clauses
        if effect is Effect.MAJOR and not excluded and value_of(text, facts)
    ]
    if Completeness.FULL in holding:
        return Outcome.MAJOR
    if holding:
        return Outcome.SUSPECTED
    if Effect.REFERRAL in keeping:
        return Outcome.UNDETERMINED
    is_complete = all(completeness is Completeness.FULL for _, _, completeness in clauses)
    return Outcome.NOT_MET if is_complete else Outcome.UNDETERMINED


CLAUSES = st.lists(
    st.tuples(
        CONDITIONS,
        st.sampled_from((Effect.MAJOR, Effect.MAJOR, Effect.EXCLUSION, Effect.REFERRAL)),
        st.sampled_from((Completeness.FULL, Completeness.FULL, Completeness.PARTIAL)),
    ).map(lambda one: (one[0], one[1], Completeness.FULL if one[1] != "major" else one[2])),
    min_size=1,
    max_size=4,
).filter(lambda many: any(effect is Effect.MAJOR for _, effect, _ in many))
RANKS = [Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.SUSPECTED, Outcome.MAJOR]


@SLOWLY
@given(CLAUSES, partial_facts())
def test_a_verdict_holds_in_every_completion_and_is_open_when_two_differ(
    clauses: list[tuple[str, Effect, Completeness]], case: tuple[dict[str, Any], list[str]]
) -> None:
    facts, missing = case
    book = book_of(
        *(
            clause(n, text, effect=effect, completeness=completeness)
            for n, (text, effect, completeness) in enumerate(clauses, start=1)
        )
    )
    verdict = judge(book, known(facts, missing), on=DAY)
    outcomes = {outcome_of(clauses, one) for one in completions(facts, missing)}

    if verdict.outcome is Outcome.SUSPECTED:
        assert min(map(RANKS.index, outcomes)) >= RANKS.index(Outcome.SUSPECTED)
    elif verdict.outcome is Outcome.UNDETERMINED:
        assert len(outcomes) > 1 or outcomes == {Outcome.UNDETERMINED}
    else:
        assert {verdict.outcome} == outcomes
    assert bool(verdict.missing) == (len(outcomes) > 1)


@SLOWLY
@given(CLAUSES, partial_facts())
def test_the_facts_asked_for_are_those_that_can_change_the_verdict(
    clauses: list[tuple[str, Effect, Completeness]], case: tuple[dict[str, Any], list[str]]
) -> None:
    facts, missing = case
    book = book_of(
        *(
            clause(n, text, effect=effect, completeness=completeness)
            for n, (text, effect, completeness) in enumerate(clauses, start=1)
        )
    )
    verdict = judge(book, known(facts, missing), on=DAY)
    pivotal = {
        name
        for name in missing
        for one in completions(facts, missing)
        if len({outcome_of(clauses, {**one, name: value}) for value in DOMAINS[name]}) > 1
    }

    assert pivotal <= set(verdict.missing)
    # Beside a missing fact it is compared with, a number without a greatest value is not finite.
    if not {"出口数", "楼层"} <= set(missing):
        assert pivotal == set(verdict.missing)


@SLOWLY
@given(CLAUSES, partial_facts())
def test_knowing_more_never_takes_a_verdict_back(
    clauses: list[tuple[str, Effect, Completeness]], case: tuple[dict[str, Any], list[str]]
) -> None:
    facts, missing = case
    book = book_of(
        *(
            clause(n, text, effect=effect, completeness=completeness)
            for n, (text, effect, completeness) in enumerate(clauses, start=1)
        )
    )
    court = Court(book=book, on=DAY)
    before = court.judge(known(facts, missing)).outcome
    after = court.judge(known(facts, missing[1:])).outcome

    if before in {Outcome.MAJOR, Outcome.NOT_MET}:
        assert before is after
    elif before is Outcome.SUSPECTED:
        assert after in {Outcome.SUSPECTED, Outcome.MAJOR}


@given(CONDITIONS)
def test_every_condition_made_here_reads(text: str) -> None:
    condition, faults = parse_condition(text, DECLARED, resolve=lambda _: None)

    assert () == faults
    assert condition is not None
