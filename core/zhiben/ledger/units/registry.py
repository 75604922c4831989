"""The units known on a day: looked up by what people call them, selected by scopes."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Self

from attrs import define, frozen

from zhiben.errors import UnknownNameError, UsageError, nearest_names
from zhiben.model.organisations import Organisation, Scope


@frozen(kw_only=True)
class Version:
    """A unit as it stands from ``on`` until its next version."""

    on: date
    organisation: Organisation


@define(frozen=True, kw_only=True, slots=False)
class Registry:
    """All units with their history, as one date knows them.

    ``histories`` maps a unit's id to its versions, oldest first. A unit exists from its
    first version on, or before it from the day it says in ``valid_from``: registering a
    unit late does not make it owe what was due before anybody knew of it.
    """

    histories: Mapping[str, tuple[Version, ...]]

    @classmethod
    def of(cls, organisations: Iterable[Organisation], *, on: date = date.min) -> Self:
        """Make a registry of units without history."""
        return cls(
            histories={unit.id: (Version(on=on, organisation=unit),) for unit in organisations}
        )

    @cached_property
    def current(self) -> tuple[Organisation, ...]:
        """The latest version of every unit, in order of registration."""
        return tuple(versions[-1].organisation for versions in self.histories.values())

    @cached_property
    def _names(self) -> dict[str, dict[str, Organisation]]:
        """The units that answer to each text, by id: an id outranks a name, a name the rest."""
        names: dict[str, dict[str, Organisation]] = {}
        for labels in (_by_other_names, _by_name, _by_id):
            layer: dict[str, dict[str, Organisation]] = defaultdict(dict)
            for versions in self.histories.values():
                for label in labels(versions):
                    layer[label][versions[-1].organisation.id] = versions[-1].organisation
            names |= layer
        return names

    @cached_property
    def _members(self) -> dict[tuple[Scope, date], tuple[str, ...]]:
        """What :meth:`members` has found: tasks of one scope and period ask the same."""
        return {}

    def get(self, identity: str) -> Organisation | None:
        """Return the latest version of the unit with that id."""
        versions = self.histories.get(identity)
        return versions[-1].organisation if versions else None

    def name(self, identity: str) -> str:
        """Return the unit's name, or the id itself of a unit nobody registered."""
        unit = self.get(identity)
        return unit.name if unit else identity

    def find(self, text: str) -> Organisation:
        """Return the unit people call ``text``: by id, name, alias or former name.

        Raises:
            UnknownNameError: when no unit answers to it; offers the nearest names.
            UsageError: when several do; names them.
        """
        found = tuple(self._names.get(text.strip(), {}).values())
        if not found:
            raise UnknownNameError("单位", text, nearest_names(text, self._names))
        if len(found) > 1:
            units = "、".join(f"{unit.name}（编号 {unit.id}）" for unit in found)
            raise UsageError(f"“{text}”可以指 {units}，请改用其中一个编号。")
        return found[0]

    def members(self, scope: Scope, *, on: date) -> tuple[str, ...]:
        """Return the ids of the units that exist on that day and fall under the scope."""
        known = self._members.get((scope, on))
        if known is None:
            known = tuple(
                identity
                for identity, versions in self.histories.items()
                if (unit := _standing_on(versions, on)) and scope.matches(unit)
            )
            self._members[scope, on] = known
        return known


def _by_id(versions: tuple[Version, ...]) -> Iterator[str]:
    """Yield the unit's id."""
    yield versions[-1].organisation.id


def _by_name(versions: tuple[Version, ...]) -> Iterator[str]:
    """Yield the unit's name."""
    yield versions[-1].organisation.name


def _by_other_names(versions: tuple[Version, ...]) -> Iterator[str]:
    """Yield the unit's aliases and the names it had: old papers keep coming in."""
    yield from versions[-1].organisation.aliases
    for version in versions[:-1]:
        yield version.organisation.name


def _standing_on(versions: tuple[Version, ...], on: date) -> Organisation | None:
    """Return the unit as it stands on a day, or ``None`` when it does not exist then."""
    index = bisect_right(versions, on, key=lambda version: version.on) - 1
    unit = versions[max(index, 0)].organisation
    known = index >= 0 or unit.valid_from is not None
    return unit if known and unit.is_valid(on) else None
