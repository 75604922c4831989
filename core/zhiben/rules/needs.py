"""Which facts a criterion asks for: its own, those of what it counts, and those of its guards."""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from attrs import frozen

from zhiben.spec.records import Criterion, Derivation, Effect, Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME: Final = re.compile(r"\b[^\W\d]\w*\b(?!\s*\()")
_COUNTED: Final = re.compile(r"\bmet\(\s*['\"]([^'\"]+)['\"]\s*\)")
_GUARDS: Final = (Effect.EXCLUSION, Effect.REFERRAL)


@frozen(kw_only=True)
class Need:
    """A fact that is asked for; ``by`` are the codes of the criteria that name it.

    ``inputs`` are the facts it can be worked out from, for one that has a derivation.
    """

    fact: Fact
    by: tuple[str, ...]
    inputs: tuple[str, ...] = ()


def names_in(when: str | None) -> tuple[str, ...]:
    """Return the names a condition uses, each once, in the order they occur."""
    text = _QUOTED.sub("", normalize("NFKC", when or ""))
    return tuple(dict.fromkeys(one for one in _NAME.findall(text) if not iskeyword(one)))


def needs_of(
    criterion: Criterion,
    criteria: Iterable[Criterion],
    *,
    facts: Mapping[str, Fact],
    derivations: Iterable[Derivation] = (),
) -> tuple[Need, ...]:
    """Return every fact that settles a criterion, its own first, then those of its guards.

    ``criteria`` are those of its standard; ``facts`` all that are declared.
    """
    made = {one.fact: one.inputs for one in derivations}
    by: dict[str, list[str]] = {}
    for one in _asking(criterion, tuple(criteria)):
        for name in _with_inputs(names_in(one.when), made):
            if name in facts and one.code not in by.setdefault(name, []):
                by[name].append(one.code)
    return tuple(
        Need(fact=facts[name], by=tuple(codes), inputs=made.get(name, ()))
        for name, codes in by.items()
    )


def _asking(criterion: Criterion, criteria: tuple[Criterion, ...]) -> Iterator[Criterion]:
    """Yield the criterion, the elements it counts, and what may keep its standard away."""
    counted = set(_COUNTED.findall(criterion.when or ""))
    yield criterion
    yield from (one for one in criteria if one.code in counted)
    yield from (one for one in criteria if one.effect in _GUARDS and one is not criterion)


def _with_inputs(names: Iterable[str], made: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield names, each followed by the facts it is worked out from, however indirectly."""
    waiting, seen = list(names), set[str]()
    while waiting:
        name = waiting.pop(0)
        if name not in seen:
            seen.add(name)
            yield name
            waiting[:0] = made.get(name, ())
