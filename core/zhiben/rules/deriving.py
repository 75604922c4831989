"""Facts worked out from others by the functions a sector declares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen

from zhiben.errors import DataError, PluginError, Problem
from zhiben.rules.quantities import bounds_of
from zhiben.spec.records import Derivation, Fact, FactType

_TYPES: Mapping[FactType, tuple[type, ...]] = {
    FactType.BOOL: (bool,),
    FactType.INTEGER: (int,),
    FactType.NUMBER: (int, Decimal),
    FactType.TEXT: (str,),
    FactType.CHOICE: (str,),
    FactType.SET: (frozenset,),
}


@frozen(kw_only=True)
class Derived:
    """The facts with those worked out; ``origins`` names for each of these its inputs."""

    facts: dict[str, Any]
    origins: Mapping[str, tuple[str, ...]]


def derive(
    derivations: Sequence[Derivation], facts: Mapping[str, Any], declared: Mapping[str, Fact]
) -> Derived:
    """Return the facts with all that the functions make of them; what was given stays.

    ``derivations`` come in an order in which each finds its inputs, ``facts`` have a value
    or ``None`` for every ``declared`` name.

    Raises:
        DataError: when functions refuse what they were given.
        PluginError: when a function fails, or returns what its fact cannot be.
    """
    known = dict(facts)
    origins: dict[str, tuple[str, ...]] = {}
    refused: defaultdict[str, list[str]] = defaultdict(list)
    for one in derivations:
        if known[one.fact] is not None or _knows_nothing(one, known):
            continue
        try:
            value = one.function(**{name: known[name] for name in one.inputs})
        except ValueError as error:
            refused[str(error)].append(one.fact)
            continue
        except Exception as error:
            raise PluginError([_failure(one, f"{type(error).__name__}：{error}")]) from error
        if _checked(one, declared[one.fact], value) is not None:
            known[one.fact] = value
            origins[one.fact] = one.inputs
    if refused:
        raise DataError([Problem("、".join(names), text) for text, names in refused.items()])
    return Derived(facts=known, origins=origins)


def derivation_faults(
    derivations: Sequence[Derivation], facts: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with derivations: names not declared, facts made twice or in a ring."""
    made = [one.fact for one in derivations]
    for one in derivations:
        for name in (one.fact, *one.inputs):
            if name not in facts:
                yield one.fact, f"事实“{name}”没有声明，请在 standards.toml 里补上。"
        if made.count(one.fact) > 1:
            yield one.fact, "有两个推算，请只留一个。"
    ordered = in_order(derivations)
    for one in derivations:
        if one not in ordered:
            yield one.fact, "推算绕成了圈，请改正 inputs。"


def in_order(derivations: Sequence[Derivation]) -> tuple[Derivation, ...]:
    """Return derivations so that each finds its inputs; those in a ring are left out."""
    waiting, ordered = list(derivations), list[Derivation]()
    while True:
        made = {one.fact for one in waiting}
        ready = [one for one in waiting if made.isdisjoint(one.inputs)]
        if not ready:
            return tuple(ordered)
        ordered += ready
        waiting = [one for one in waiting if one not in ready]


def sources_of(
    name: str, derivations: Mapping[str, Derivation], facts: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the unknown facts to ask for in place of one: itself, or what it is made of."""
    if name not in derivations:
        return (name,)
    inputs = (one for one in derivations[name].inputs if facts[one] is None)
    asked = (source for one in inputs for source in sources_of(one, derivations, facts))
    return tuple(dict.fromkeys(asked)) or (name,)


def _checked(derivation: Derivation, fact: Fact, value: object) -> object:
    """Return what a function made, which must be a value its fact can have.

    Raises:
        PluginError: when it is not.
    """
    if value is not None and not (
        type(value) in _TYPES.get(fact.type, ()) and _is_declared(fact, value)
    ):
        raise PluginError([_failure(derivation, f"返回了 {value!r}，不是这个事实的值")])
    return value


def _is_declared(fact: Fact, value: Any) -> bool:  # noqa: ANN401 - of a type the fact takes
    """Tell whether a value is a choice, or a number within the bounds, that a fact declares."""
    match fact.type:
        case FactType.CHOICE:
            return value in fact.choices
        case FactType.SET:
            return set(fact.choices).issuperset(value)
        case FactType.INTEGER | FactType.NUMBER:
            return Decimal(value).is_finite() and bounds_of(fact).hold(value)
        case _:
            return True


def _knows_nothing(derivation: Derivation, facts: Mapping[str, Any]) -> bool:
    """Tell whether no input is known but the day, which always is."""
    return all(facts[name] is None for name in derivation.inputs if name != "发现日期")


def _failure(derivation: Derivation, reason: str) -> str:
    """Return the line that tells a plugin's author what its function did."""
    return f"推算“{derivation.fact}”的函数出错（{reason}），请联系插件作者，或直接填写这个事实。"
