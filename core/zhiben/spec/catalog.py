"""Catalogs: the TOML files inside a plugin's package, read into the contract's records.

A plugin whose sector needs no arithmetic is data only: its hooks return what
:class:`Catalog` reads, and everything it says stands in files people can edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from zhiben.errors import DataError, Problem, nearest_names
from zhiben.spec.records import (
    Checklist,
    Command,
    Criterion,
    Fact,
    Heading,
    Indicator,
    Publication,
    Revision,
    Sector,
    SectorTask,
    Standard,
    Synonyms,
)
from zhiben.spec.structuring import located, make_converter, parse_toml, structure, unknown_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.resources.abc import Traversable

    from cattrs import Converter

FILES: Final[dict[str, dict[str, type]]] = {
    "sector": {"sector": Sector},
    "sources": {"sources": Publication},
    "tasks": {"tasks": SectorTask},
    "standards": {
        "standards": Standard,
        "criteria": Criterion,
        "facts": Fact,
        "synonyms": Synonyms,
    },
    "checklists": {"checklists": Checklist},
    "indicators": {"indicators": Indicator},
    "headings": {"headings": Heading},
    "changes": {"changes": Revision},
    "commands": {"commands": Command},
}
"""The files of a catalog and the tables each may hold, with the record of a row.

A catalog may cut a file into several: ``standards-2024.toml`` reads as ``standards.toml``.
"""


@frozen
class Catalog:
    """The folder of TOML files of a plugin's package.

    ``package`` is the importable name; ``folder`` lies inside it. Nothing is read
    before a method is called. Every method raises :class:`~zhiben.errors.DataError`
    with all problems of its files at once.
    """

    package: str
    folder: str = "catalog"

    def sector(self) -> Sector:
        """Return the sector of ``sector.toml``, once every file has a name that will be read."""
        found = self._read("sector", problems=self._strangers())
        if len(found) != 1:
            message = f"应有且只有一个 [sector] 表，现有 {len(found)} 个。"
            raise DataError([Problem("sector.toml", message)])
        sector: Sector = found[0]
        return sector

    def sources(self) -> tuple[Publication, ...]:
        """Return the publications of ``sources.toml``."""
        return self._read("sources")

    def tasks(self) -> tuple[SectorTask, ...]:
        """Return the tasks of ``tasks.toml``."""
        return self._read("tasks")

    def standards(self) -> tuple[Standard | Criterion | Fact | Synonyms, ...]:
        """Return the standards, criteria, facts and synonyms of ``standards.toml``."""
        return self._read("standards")

    def checklists(self) -> tuple[Checklist, ...]:
        """Return the checklists of ``checklists.toml``."""
        return self._read("checklists")

    def indicators(self) -> tuple[Indicator, ...]:
        """Return the indicators of ``indicators.toml``."""
        return self._read("indicators")

    def headings(self) -> tuple[Heading, ...]:
        """Return the headings of ``headings.toml``."""
        return self._read("headings")

    def changes(self) -> tuple[Revision, ...]:
        """Return the revisions of ``changes.toml``."""
        return self._read("changes")

    def commands(self) -> tuple[Command, ...]:
        """Return the commands of ``commands.toml``."""
        return self._read("commands")

    def _read(self, name: str, *, problems: Iterable[Problem] = ()) -> tuple[Any, ...]:
        """Return the records of one kind of file, or raise all that is wrong with them."""
        converter = make_converter()
        records: list[Any] = []
        faults = list(problems)
        for file in [file for kind, file in self._files() if kind == name]:
            data, unread = parse_toml(file)
            faults += unread
            for found, fault in _rows(converter, file.name, data, tables=FILES[name]):
                records += [found] if found is not None else []
                faults += fault
        if faults:
            raise DataError(faults)
        return tuple(records)

    def _strangers(self) -> Iterator[Problem]:
        """Yield the files whose names say nothing, and which would never be read."""
        for kind, file in self._files():
            if kind not in FILES:
                near = nearest_names(kind, FILES, most=1)
                hint = f"是不是 {near[0]}.toml？" if near else f"应为 {'、'.join(FILES)} 之一。"
                yield Problem(file.name, f"不认识的文件名，{hint}")

    def _files(self) -> Iterator[tuple[str, Traversable]]:
        """Yield the TOML files with what they are by their names, in order of these."""
        from importlib.resources import files

        folder = files(self.package).joinpath(self.folder)
        if not folder.is_dir():
            return
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            stem, _, suffix = file.name.rpartition(".")
            if suffix == "toml":
                yield stem.partition("-")[0], file


def _rows(
    converter: Converter, file: str, data: dict[str, Any], *, tables: dict[str, type]
) -> Iterator[tuple[Any | None, list[Problem]]]:
    """Yield the record of each row of a file, or what is wrong with it."""
    for name, rows in data.items():
        if name not in tables:
            yield None, [Problem(f"{file}: {name}", unknown_keys([name], tables))]
        elif type(rows) is not (dict if name == "sector" else list):
            form = f"[{name}]" if name == "sector" else f"[[{name}]]"
            yield None, [Problem(f"{file}: {name}", f"应写成 {form}。")]
        else:
            listed: Iterable[Any] = [rows] if name == "sector" else rows
            for where, row in located(file, name, listed):
                yield structure(converter, row, tables[name], where=where)
