"""The standards of the installed sectors, and finding one by what a person calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from attrs import frozen

from zhiben.errors import UnknownNameError, UsageError, nearest_names
from zhiben.plugins import Found
from zhiben.spec import Record
from zhiben.spec.records import Criterion, Derivation, Fact, Publication, Standard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from zhiben.cli.main import Options
    from zhiben.plugins import Loaded

STANDARDS: Final = "zhiben_standards"
SOURCES: Final = "zhiben_sources"
DERIVATIONS: Final = "zhiben_derivations"

_SAME: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"〔": "[", "〕": "]"})


@frozen(kw_only=True)
class Shelf:
    """The records of one sector: its standards, criteria, facts, and what it cites."""

    sector: str
    title: str
    found: Found
    records: tuple[Record, ...]

    @property
    def standards(self) -> dict[str, Standard]:
        """Its editions by code."""
        return {one.code: one for one in self.records if isinstance(one, Standard)}

    @property
    def facts(self) -> dict[str, Fact]:
        """Its declared facts by name."""
        return {one.name: one for one in self.records if isinstance(one, Fact)}

    @property
    def publications(self) -> dict[str, Publication]:
        """What its records cite, by key."""
        return {one.key: one for one in self.records if isinstance(one, Publication)}

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        """How it works out facts from others."""
        return tuple(one for one in self.records if isinstance(one, Derivation))

    def criteria(self, standard: str | None = None) -> tuple[Criterion, ...]:
        """Return the criteria of an edition, or of all that are listed."""
        known = self.standards if standard is None else {standard}
        every = (one for one in self.records if isinstance(one, Criterion))
        return tuple(one for one in every if one.standard in known)


def load_shelves(
    options: Options, *, hooks: Sequence[str], sector: str | None = None
) -> tuple[Shelf, ...]:
    """Return the records of every installed sector, or of one.

    Raises:
        UnknownNameError: when that sector is not installed; offers the nearest.
        PluginError: when the plugin of that sector fails.
    """
    from zhiben.cli.judging import load_sector
    from zhiben.cli.output import note
    from zhiben.cli.sectors import load_wanted

    if sector is not None:
        return (_shelf(options, load_sector(sector.strip(), hooks=tuple(hooks))),)
    loaded = load_wanted(options, hooks=hooks).loaded
    if not loaded:
        note("没有在运行的行业插件，所以没有条款。已安装的见 zhiben plugin list。")
    return tuple(_shelf(options, one) for one in loaded)


def load_named(options: Options, *codes: str, hooks: Sequence[str]) -> tuple[Shelf, ...]:
    """Return the sectors that codes belong to, or all where a code does not tell its sector."""
    from zhiben.cli.catalogs import sector_of
    from zhiben.cli.sectors import selection
    from zhiben.plugins import discover

    wanted = selection(frozenset())
    installed = {one.code for one in discover() if wanted.wants(one.code)}
    named = tuple(dict.fromkeys(map(sector_of, codes)))
    if not installed.issuperset(named):
        return load_shelves(options, hooks=hooks)
    return tuple(
        shelf for code in named for shelf in load_shelves(options, hooks=hooks, sector=code)
    )


def find_criterion(shelves: Iterable[Shelf], code: str) -> tuple[Shelf, Criterion]:
    """Return the criterion of a code, in letters of either width, with its shelf.

    Raises:
        UnknownNameError: when there is none; offers the nearest.
    """
    every = {one.code: (shelf, one) for shelf in shelves for one in shelf.criteria()}
    return every[_one_of(every, code, kind="条款", called=lambda known: (known,))]


def find_standard(shelves: Iterable[Shelf], name: str) -> tuple[Shelf, Standard]:
    """Return the standard of a code or document number, with its shelf.

    Raises:
        UnknownNameError: when there is none; offers the nearest.
        UsageError: when several share the number; names their codes.
    """
    every = {code: (shelf, one) for shelf in shelves for code, one in shelf.standards.items()}
    called = lambda code: (code, every[code][1].document_number)  # noqa: E731 - used once, below
    return every[_one_of(every, name, kind="标准", called=called)]


def _one_of(
    codes: Iterable[str], name: str, *, kind: str, called: Callable[[str], tuple[str, ...]]
) -> str:
    """Return the one code that is called by a name.

    Raises:
        UnknownNameError: when none is; offers the nearest names.
        UsageError: when several are.
    """
    names = {code: called(code) for code in codes}
    key = _key(name)
    found = [code for code, each in names.items() if key in map(_key, each)]
    if not found:
        every = [one for each in names.values() for one in each]
        raise UnknownNameError(kind, name, nearest_names(normalize("NFKC", name).upper(), every))
    if len(found) > 1:
        raise UsageError(f"“{name}”有 {len(found)} 个{kind}，请写代码：{'、'.join(found)}。")
    return found[0]


def _key(name: str) -> str:
    """Return a name without what people type differently: width, case, dashes and blanks."""
    return "".join(normalize("NFKC", name).translate(_SAME).upper().split())


def _shelf(options: Options, loaded: Loaded) -> Shelf:
    """Return what a plugin said, with what the office added itself."""
    from zhiben.cli.overlays import overlaid

    return Shelf(
        sector=loaded.sector.code,
        title=loaded.sector.title,
        found=loaded.found,
        records=tuple(overlaid(options, loaded)),
    )
