"""The units known on a day: looked up by what people call them, selected by scopes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Self

from attrs import define, frozen

from zhiben.errors import UnknownNameError
from zhiben.model.organisations import Organisation, Scope


@frozen(kw_only=True)
class Version:
    """A unit as it stands from ``on`` until its next version."""

    on: date
    organisation: Organisation


@define(frozen=True, kw_only=True, slots=False)
class Registry:
    """All units with their history, as one date knows them.

    ``histories`` maps a unit's id to its versions, oldest first. A day before the first
    version sees the first one, so that a plan's own units exist from its first day.
    """

    histories: Mapping[str, tuple[Version, ...]]

    @classmethod
    def of(cls, organisations: Iterable[Organisation], *, on: date = date.min) -> Self:
        """Make a registry of units without history."""
        return cls(
            histories={
                unit.id: (Version(on=on, organisation=unit),) for unit in organisations
            }
        )

    @cached_property
    def current(self) -> tuple[Organisation, ...]:
        """The latest version of every unit, in order of registration."""
        return tuple(versions[-1].organisation for versions in self.histories.values())

    @cached_property
    def _names(self) -> dict[str, Organisation]:
        names: dict[str, Organisation] = {}
        for unit in reversed(self.current):
            names.update(dict.fromkeys((*unit.aliases, unit.name, unit.id), unit))
        return names

    @cached_property
    def _members(self) -> dict[tuple[Scope, date], tuple[str, ...]]:
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
        """Return the unit people call ``text``: by id, name or alias.

        Raises:
            UnknownNameError: when no unit answers to it; offers the nearest names.
        """
        unit = self._names.get(text.strip())
        if unit is None:
            raise UnknownNameError("单位", text, nearest_names(text, self._names))
        return unit

    def members(self, scope: Scope, *, on: date) -> tuple[str, ...]:
        """Return the ids of the units that exist on that day and fall under the scope."""
        known = self._members.get((scope, on))
        if known is None:
            known = tuple(
                identity
                for identity, versions in self.histories.items()
                if _belongs(_version_on(versions, on), scope, on)
            )
            self._members[scope, on] = known
        return known


def nearest_names(name: str, names: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the names most like one that was not found, nearest first."""
    from difflib import get_close_matches  # noqa: PLC0415  only needed when something went wrong

    return tuple(get_close_matches(name, list(names), n=most, cutoff=0.4))


def _version_on(versions: tuple[Version, ...], on: date) -> Version:
    """Return the version in force on a day; the first one for all days before it."""
    return versions[max(bisect_right(versions, on, key=lambda version: version.on) - 1, 0)]


def _belongs(version: Version, scope: Scope, on: date) -> bool:
    """Tell whether a unit, as it stands, exists on the day and falls under the scope."""
    return version.organisation.is_valid(on) and scope.matches(version.organisation)
