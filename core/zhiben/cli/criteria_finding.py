"""From free words to candidate clauses, best first; it suggests, it never decides."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from attrs import frozen

from zhiben.errors import UsageError
from zhiben.rules.editions import is_in_force
from zhiben.rules.searching import (
    WEIGHTS,
    Paper,
    common_groups,
    indexed,
    matched,
    meanings_of,
    papers_of,
    stand_ins,
    terms_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from zhiben.cli.criteria_shelves import Shelf
    from zhiben.rules.searching import Meanings, Term
    from zhiben.spec.records import Standard


@frozen(kw_only=True)
class Hit:
    """A criterion that may be meant, how well it fits, and the words that speak for it."""

    paper: Paper
    score: float
    matched: tuple[str, ...]
    is_in_force: bool


def find_clauses(
    shelves: Sequence[Shelf], query: str, *, on: date, top: int, every_edition: bool
) -> list[Hit]:
    """Return the criteria that share most with a query, best first.

    Only editions in force on the day are looked through, with those that stand in for one of
    which nothing is loaded; with ``every_edition`` all are. Those in force come first among
    equals.

    Raises:
        UsageError: when the query has no word that can be looked for.
    """
    common = common_groups()
    meanings = {
        one.sector: meanings_of(query, one.sector, one.records, common=common) for one in shelves
    }
    terms = terms_of(query, chain.from_iterable(meanings.values()))
    if shelves and not terms:
        raise UsageError(f"“{query}”里没有可以查找的词，请写出看到的情形，如“除尘器没有泄爆口”。")
    papers = tuple(_papers(shelves, None if every_edition else on))
    ranked = sorted(
        _ranked(papers, terms, meanings=meanings),
        key=lambda hit: (-hit[1], not is_in_force(hit[0].standard, on)),
    )
    hits = (
        Hit(
            paper=one,
            score=score,
            matched=matched(query, one, meanings[one.sector]),
            is_in_force=is_in_force(one.standard, on),
        )
        for one, score in ranked
    )
    return list(islice((one for one in hits if one.matched), top))


def _papers(shelves: Sequence[Shelf], on: date | None) -> Iterator[Paper]:
    """Yield the criteria that are looked through on a day, or all."""
    for shelf in shelves:
        wanted = None if on is None else _looked_through(shelf, on)
        for paper in papers_of(shelf.sector, shelf.records):
            if wanted is None or paper.standard in wanted:
                yield paper


def _ranked(
    papers: Sequence[Paper], terms: Sequence[Term], *, meanings: Mapping[str, Meanings]
) -> list[tuple[Paper, float]]:
    """Return the criteria that have any of the terms, with their scores, best first."""
    from zhiben.store.search import open_index

    with open_index() as index:
        index.add(indexed(paper, meanings[paper.sector]) for paper in papers)
        found = index.find(terms, weights=WEIGHTS, most=len(papers))
    return [(papers[number], round(score, 2)) for number, score in found]


def _looked_through(shelf: Shelf, on: date) -> tuple[Standard, ...]:
    """Return the editions of a sector that are looked through on a day."""
    standards = shelf.standards.values()
    return (*(one for one in standards if is_in_force(one, on)), *stand_ins(standards, on))


def hit_shape(hit: Hit) -> dict[str, Any]:
    """Return a candidate as JSON."""
    criterion = hit.paper.criterion
    return {
        "code": criterion.code,
        "standard": criterion.standard,
        "document_number": hit.paper.standard.document_number,
        "clause": criterion.clause,
        "title": criterion.title,
        "score": hit.score,
        "matched": list(hit.matched),
    }
