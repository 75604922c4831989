"""Which plugins are installed, by the metadata of distributions alone: nothing is imported."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GROUP: Final = "zhiben.plugins"
"""The entry-point group of sector plugins."""

CODE: Final = re.compile(r"[A-Z]{2,4}")
"""A sector's code, which is also the name of its entry point."""


@frozen(kw_only=True)
class Found:
    """A plugin some installed distribution announces; ``target`` is the module to import."""

    code: str
    target: str
    distribution: str
    version: str

    @property
    def name(self) -> str:
        """The plugin as people name it: GAS（zhiben-gas 1.2.0）."""
        return f"{self.code}（{self.distribution} {self.version}）"


@frozen(kw_only=True)
class Selection:
    """Which plugins are wanted: those of ``only``, or all, without those of ``disabled``."""

    only: frozenset[str] | None = None
    disabled: frozenset[str] = frozenset()

    def wants(self, code: str) -> bool:
        """Tell whether a plugin is to be loaded."""
        return (self.only is None or code in self.only) and code not in self.disabled


def discover(installed: Iterable[Distribution] | None = None) -> tuple[Found, ...]:
    """Return the plugins that are installed, by code; a distribution counts once.

    Args:
        installed: the distributions to look through; those of the interpreter by default.
    """
    found = {
        _found(entry, one)
        for one in (distributions() if installed is None else installed)
        for entry in one.entry_points
        if entry.group == GROUP
    }
    return tuple(sorted(found, key=lambda one: (one.code, one.distribution, one.target)))


def codes_of(text: str | None) -> frozenset[str] | None:
    """Return the codes a setting lists (``GAS,FIR``), ``None`` when it is not set at all."""
    if text is None:
        return None
    return frozenset(code.upper() for code in re.split(r"[,，;；\s]+", text) if code)


def rivals(found: Sequence[Found], code: str) -> tuple[Found, ...]:
    """Return all plugins that claim a code."""
    return tuple(one for one in found if one.code == code)


def _found(entry: EntryPoint, distribution: Distribution) -> Found:
    """Return what an entry point announces."""
    name: str | None = distribution.metadata["Name"]
    return Found(
        code=entry.name,
        target=entry.value,
        distribution=name or "名称不明",
        version=distribution.version or "版本不明",
    )
