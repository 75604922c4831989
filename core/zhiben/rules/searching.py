"""From an inspector's free words to clauses: what is looked through, and what is looked for.

Chinese has no blanks between words, so texts are cut into pairs of letters; words that mean
the same (消火栓, 消防栓) share a key that counts like a word of its own. Words such as 没有 and
的 are passed over on both sides: every clause has them. Nothing is decided here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from attrs import frozen

from zhiben.rules.editions import is_in_force
from zhiben.rules.needs import names_in
from zhiben.spec.records import Completeness, Criterion, Fact, Standard, Synonyms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

WEIGHTS: Final = (2.0, 1.0, 0.3)
"""How much a word counts in the title, the facts and the notes of a criterion."""
Meanings = Mapping[str, tuple[str, ...]]
"""Groups of words that mean the same, each by the key that stands for it in an index."""

LONGEST: Final = 300
"""How many letters of a query are looked at: nobody describes a hazard in more."""

_TWICE: Final = 2
"""How often a pair or a meaning counts, where a single letter counts once."""
_SHORTEST: Final = 2
"""How many letters a piece of a word must have to speak for a criterion."""
_FILLERS: Final = re.compile(
    "没有|没|未|不|无|了|的|着|和|与|及|或者|或|以及|并|且|也|都|就|还|被|把|是|这|那|个|很|太|在|有(?!限)"
)
_RUNS: Final = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*|[㐀-鿿]+")


@frozen(kw_only=True)
class Term:
    """What is looked for: a word of the index, or with ``is_start`` all that begin with it."""

    text: str
    is_start: bool = False
    times: int = 1


@frozen(kw_only=True, slots=False)
class Paper:
    """A criterion as it is looked through: its title, what its facts ask, what is noted on it.

    The parts are folded, in the order of :data:`WEIGHTS`.
    """

    criterion: Criterion
    standard: Standard
    sector: str
    parts: tuple[str, str, str]

    @cached_property
    def text(self) -> str:
        """All its parts in one."""
        return "\n".join(self.parts)


def fold(text: str) -> str:
    """Return a text with one width and case of letters."""
    return normalize("NFKC", text).lower()


def papers_of(sector: str, records: Iterable[object]) -> tuple[Paper, ...]:
    """Return the criteria of a sector as they are looked through."""
    listed = list(records)
    facts = {one.name: one for one in listed if isinstance(one, Fact)}
    standards = {one.code: one for one in listed if isinstance(one, Standard)}
    criteria = (one for one in listed if isinstance(one, Criterion) and one.standard in standards)
    return tuple(
        Paper(
            criterion=one,
            standard=standards[one.standard],
            sector=sector,
            parts=(fold(one.title), fold(_asked(one, facts)), fold(one.interpretation + one.note)),
        )
        for one in criteria
    )


def stand_ins(standards: Iterable[Standard], on: date) -> tuple[Standard, ...]:
    """Return the editions that are looked through although they no longer count.

    Where nothing is loaded of the edition in force, the one it replaced tells at least what
    to look for in it.
    """
    listed = tuple(standards)
    blank = [
        one for one in listed if is_in_force(one, on) and one.completeness is Completeness.MISSING
    ]
    replaced = {code for one in blank for code in one.supersedes}
    return tuple(one for one in listed if one.code in replaced and not is_in_force(one, on))


def common_groups() -> tuple[tuple[str, ...], ...]:
    """Return the words that mean the same in every sector."""
    text = files("zhiben.rules").joinpath("synonyms.csv").read_text("utf-8-sig")
    return tuple(tuple(filter(None, line.split(","))) for line in text.splitlines())


def meanings_of(
    query: str, sector: str, records: Iterable[object], *, common: Sequence[tuple[str, ...]]
) -> Meanings:
    """Return the groups a query has a word of: the common ones, and the sector's own."""
    own = (one.words for one in records if isinstance(one, Synonyms))
    groups = (
        *((f"zhiben{number}", words) for number, words in enumerate(common)),
        *((f"{sector.lower()}{number}", words) for number, words in enumerate(own)),
    )
    text = _looked_at(query)
    folded = ((key, tuple(map(fold, words))) for key, words in groups)
    return {key: words for key, words in folded if _has_any(text, words)}


def indexed(paper: Paper, meanings: Meanings) -> tuple[str, ...]:
    """Return the words a criterion is found by, part for part, with blanks between them."""
    return tuple(
        " ".join(
            (*_pairs(part), *(key for key, words in meanings.items() if _has_any(part, words)))
        )
        for part in paper.parts
    )


def terms_of(query: str, keys: Iterable[str]) -> tuple[Term, ...]:
    """Return what to look for; nothing when a query has no word that tells anything.

    ``keys`` stand for what its words mean.
    """
    sought = dict.fromkeys(term for run in _runs(_looked_at(query)) for term in _sought(run))
    if not sought:
        return ()
    return (*sought, *(Term(text=key, times=_TWICE) for key in dict.fromkeys(keys)))


def matched(query: str, paper: Paper, meanings: Meanings) -> tuple[str, ...]:
    """Return the words of a query, or others that mean the same, which a criterion has.

    They come in the order of the query, those with another wording last. A criterion that
    has none was found by single letters only: that is no reason to suggest it.
    """
    words = [word for run in _runs(_looked_at(query)) for word in _shared(run, paper.text)]
    for group in meanings.values():
        words += [word for word in group if word in paper.text][:1]
    unique = dict.fromkeys(words)
    return tuple(one for one in unique if not any(one in two and one != two for two in unique))


def _looked_at(query: str) -> str:
    """Return as much of a query as is looked at, folded."""
    return fold(query)[:LONGEST]


def _has_any(text: str, words: Iterable[str]) -> bool:
    """Tell whether a text has any of some words."""
    return any(word in text for word in words)


def _asked(criterion: Criterion, facts: Mapping[str, Fact]) -> str:
    """Return the names and questions of the facts a condition names."""
    named = (facts[name] for name in names_in(criterion.when) if name in facts)
    return "\n".join(f"{one.name}\n{one.question}" for one in named)


def _runs(folded: str) -> list[str]:
    """Return the stretches of letters and digits between fillers and signs."""
    return _RUNS.findall(_FILLERS.sub(" ", folded))


def _pairs(folded: str) -> list[str]:
    """Return the words of a folded text: pairs of Chinese letters, each run's last letter alone."""
    words: list[str] = []
    for run in _runs(folded):
        words += [run] if run.isascii() else [run[i : i + 2] for i in range(len(run))]
    return words


def _sought(run: str) -> Iterator[Term]:
    """Yield what is looked for of a run: its pairs, and each letter as the start of a pair."""
    if run.isascii():
        yield Term(text=run, times=_TWICE)
        return
    for pair in itertools.pairwise(run):
        yield Term(text="".join(pair), times=_TWICE)
    yield from (Term(text=letter, is_start=True) for letter in run)


def _shared(run: str, text: str) -> Iterator[str]:
    """Yield the longest pieces of a run that a text has, from left to right."""
    start = 0
    while start < len(run):
        end = start
        while end < len(run) and run[start : end + 1] in text:
            end += 1
        if end - start >= min(_SHORTEST, len(run)):
            yield run[start:end]
        start = max(end, start + 1)
