"""Which plugins are installed, by the metadata of distributions alone: nothing is imported."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

GROUP: Final = "zhiben.plugins"
"""The entry-point group of sector plugins."""

CODE: Final = re.compile(r"[A-Z]{2,4}")
"""A sector's code, which is also the name of its entry point."""

NAMELESS: Final = "名称不明"
"""Stands for the name of a distribution, or of a plugin, that does not say it."""


@frozen(kw_only=True)
class Found:
    """A plugin some installed distribution announces; ``target`` is the module to import.

    ``fault`` tells why nothing can be made of the announcement, if so.
    """

    code: str
    target: str
    distribution: str
    version: str
    fault: str = ""

    @property
    def name(self) -> str:
        """The plugin as people name it: GAS（zhiben-gas 1.2.0）."""
        return f"{self.code}（{self.distribution} {self.version}）"


@frozen(kw_only=True)
class Selection:
    """Which plugins are wanted: those of ``only``, or all, without those of ``disabled``.

    Codes of both are in capitals; a plugin may misspell its own.
    """

    only: frozenset[str] | None = None
    disabled: frozenset[str] = frozenset()

    def wants(self, code: str) -> bool:
        """Tell whether a plugin is to be loaded."""
        key = code.upper()
        return (self.only is None or key in self.only) and key not in self.disabled


def discover(installed: Iterable[Distribution] | None = None) -> tuple[Found, ...]:
    """Return the plugins that are installed, by code.

    Of a distribution that is installed in several places the first counts, because that
    is what gets imported. One whose metadata cannot be read hides none of the others.

    Args:
        installed: the distributions to look through; those of the interpreter by default.
    """
    found: dict[str, tuple[Found, ...]] = {}
    for one in distributions() if installed is None else installed:
        announced = tuple(_announced(one))
        for name in {re.sub(r"[-_.]+", "-", plugin.distribution).lower() for plugin in announced}:
            found.setdefault(name, announced)
    every = {plugin for plugins in found.values() for plugin in plugins}
    return tuple(sorted(every, key=lambda one: (one.code, one.distribution, one.target)))


def codes_of(text: str | None) -> frozenset[str] | None:
    """Return the codes a setting lists (``GAS,FIR``), ``None`` when it is not set at all."""
    if text is None:
        return None
    return frozenset(code.upper() for code in re.split(r"[,，;；\s]+", text) if code)


def rivals(found: Sequence[Found], code: str) -> tuple[Found, ...]:
    """Return all plugins that claim a code."""
    return tuple(one for one in found if one.code == code)


def _announced(distribution: Distribution) -> Iterator[Found]:
    """Yield the plugins a distribution announces, or that it announces them illegibly."""
    try:
        entries = [entry for entry in distribution.entry_points if entry.group == GROUP]
    except Exception as error:  # noqa: BLE001 - the metadata of any package there is
        if _is_ours(distribution):
            name, version = _label(distribution)
            fault = f"entry_points.txt 读不出来（{type(error).__name__}）。"
            yield Found(code="?", target="", distribution=name, version=version, fault=fault)
        return
    for entry in entries:
        yield _found(entry, distribution)


def _is_ours(distribution: Distribution) -> bool:
    """Tell whether a distribution with illegible entry points meant to announce a plugin."""
    try:
        text = distribution.read_text("entry_points.txt") or ""
    except ValueError:  # not UTF-8
        text = ""
    return GROUP in text or _label(distribution)[0].startswith("zhiben-")


def _found(entry: EntryPoint, distribution: Distribution) -> Found:
    """Return what an entry point announces."""
    name, version = _label(distribution)
    return Found(code=entry.name, target=entry.value, distribution=name, version=version)


def _label(distribution: Distribution) -> tuple[str, str]:
    """Return a distribution's name and version."""
    try:
        metadata = distribution.metadata
        name = metadata["Name"] if "Name" in metadata else NAMELESS  # noqa: SIM401 - has no get
        version = metadata["Version"] if "Version" in metadata else "版本不明"  # noqa: SIM401 - nor here
    except Exception:  # noqa: BLE001 - the same
        return NAMELESS, "版本不明"
    return name, version
