"""Why a condition came out as it did, and which open facts it still waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zhiben.rules.conditions import AllOf, AnyOf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.rules.evaluating import Facts, Machine, Truth

_WHOLE: Final = {AllOf: True, AnyOf: False}


def support_of(machine: Machine, facts: Facts) -> tuple[str, ...]:
    """Return the known facts that made a settled condition come out as it did.

    All of them where Kleene's logic does not settle it, but only their interplay.
    """
    return tuple(dict.fromkeys(_support(machine, facts, truth=machine.run(facts))))


def open_facts_of(machine: Machine, facts: Facts) -> tuple[str, ...]:
    """Return the unknown facts that can still settle a condition; of parts settled, none."""
    return tuple(dict.fromkeys(_open_facts(machine, facts)))


def _support(machine: Machine, facts: Facts, *, truth: Truth) -> Sequence[str]:
    """Return the facts behind a truth: of parts, those that came out the same way."""
    if truth is None:
        return [name for name in machine.names if facts[name] is not None]
    if not machine.parts:
        return machine.names
    # All parts of "and" hold where it does, and none of "or" where it does not.
    is_whole = truth is _WHOLE.get(type(machine.condition))
    found: list[str] = []
    for part in machine.parts:
        if is_whole or part.run(facts) is truth:
            found += _support(part, facts, truth=truth) if part.parts else part.names
    return found


def _open_facts(machine: Machine, facts: Facts) -> Sequence[str]:
    """Return the unknown facts of the parts that are open themselves."""
    if not machine.parts:
        return [name for name in machine.names if facts[name] is None]
    found: list[str] = []
    for part in machine.parts:
        if part.run(facts) is None:
            found += _open_facts(part, facts)
    return found
