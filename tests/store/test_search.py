"""Finding papers by the words they share with a query."""

from __future__ import annotations

from zhiben.rules.searching import Term
from zhiben.store.search import open_index

PAPERS = (
    ("除尘 尘系 系", "", ""),
    ("", "除尘 尘系 系", ""),
    ("泄爆 爆", "", "除尘 尘"),
    ("消火 火栓 栓", "", ""),
    ("顶板 板", "", ""),
    ("支护 护", "", ""),
)


def found(
    *terms: Term, papers: tuple[tuple[str, str, str], ...] = PAPERS, most: int = 9
) -> list[int]:
    """Return the numbers of the papers found."""
    with open_index() as index:
        index.add(papers)
        return [number for number, _ in index.find(terms, weights=(2.0, 1.0, 0.3), most=most)]


def test_titles_count_most_and_notes_least() -> None:
    assert [0, 1, 2] == found(Term(text="除尘"))


def test_what_shares_nothing_is_not_found() -> None:
    assert [] == found(Term(text="锁气"))


def test_without_terms_nothing_is_found() -> None:
    assert [] == found()


def test_only_so_many_are_returned() -> None:
    assert [0] == found(Term(text="除尘"), most=1)


def test_a_start_finds_every_word_that_begins_with_it() -> None:
    assert [3] == found(Term(text="火", is_start=True))
    assert [] == found(Term(text="火"))


def test_a_rare_word_outweighs_a_common_one() -> None:
    papers = (("除尘", "", ""), ("除尘", "", ""), ("锁气", "", ""), *(("示例", "", ""),) * 9)

    assert 2 == found(Term(text="除尘"), Term(text="锁气"), papers=papers)[0]


def test_a_term_that_counts_twice_outweighs_one_that_counts_once() -> None:
    assert [5, 4] == found(Term(text="顶板"), Term(text="支护", times=2))


def test_what_fts5_takes_for_its_own_is_only_a_word() -> None:
    assert [] == found(Term(text='" OR title:*'), Term(text="NEAR(", is_start=True))
