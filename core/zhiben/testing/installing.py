"""Distributions for tests, as an installer leaves them: a package and its metadata."""

from __future__ import annotations

from importlib import invalidate_caches
from importlib.metadata import distributions
from typing import TYPE_CHECKING, Final

from zhiben.plugins import Selection, discover, load_sectors
from zhiben.testing.sources import forget

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from zhiben.plugins import Found, Sectors

HEADER: Final = "from datetime import date\n\nfrom zhiben.spec import *\n"
"""The lines a plugin's module begins with."""

SECTOR: Final = """

@hookimpl
def zhiben_sector():
    return Sector(
        code="{code}", title="示例行业{code}", api=1, summary="示例", fields=("示例领域",)
    )
"""
TASK: Final = """

@hookimpl
def zhiben_tasks():
    yield SectorTask(
        code="{code}-T-1",
        measure="13",
        title="示例任务{code}",
        kind=TaskKind.CONTINUOUS,
        source="示例",
    )
"""
METADATA: Final = "Metadata-Version: 2.4\nName: zhiben-{name}\nVersion: {version}\n"


def plugin_of(code: str, *parts: str) -> str:
    """Return a plugin's module: it says its sector, then what the parts say."""
    return HEADER + SECTOR.format(code=code) + "".join(parts)


def good_plugin(code: str) -> str:
    """Return the module of a plugin that has one continuous task."""
    return plugin_of(code, TASK.format(code=code))


class Site:
    """A folder of installed distributions; a test puts it on the interpreter's path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packages: set[str] = set()

    def install(
        self,
        code: str = "SCH",
        files: Mapping[str, str] | str = "",
        *,
        name: str = "",
        version: str = "1.0",
        entry_points: str = "",
    ) -> None:
        """Install a distribution with the files of its package, or the text of its plugin only.

        Without files it is a good one. ``name`` tells it from others of the same code;
        ``entry_points`` is the text of its metadata, if that is not the usual.
        """
        name = name or code.lower()
        package = f"zhiben_{name}"
        self.packages.add(package)
        texts = {"plugin.py": files or good_plugin(code)} if isinstance(files, str) else files
        about = f"{package}-{version}.dist-info"
        every = {
            f"{package}/__init__.py": '"""示例。"""\n',
            **{f"{package}/{path}": text for path, text in texts.items()},
            f"{about}/METADATA": METADATA.format(name=name, version=version),
            f"{about}/entry_points.txt": entry_points
            or f"[zhiben.plugins]\n{code} = {package}.plugin\n",
        }
        every[f"{about}/RECORD"] = "".join(f"{path},,\n" for path in [*every, f"{about}/RECORD"])
        for path, text in every.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        invalidate_caches()

    def discover(self) -> tuple[Found, ...]:
        """Return the plugins installed here, and no others."""
        return discover(distributions(path=[str(self.folder)]))

    def load(self, selection: Selection | None = None, **options: Any) -> Sectors:
        """Load the plugins installed here."""
        return load_sectors(self.discover(), selection=selection or Selection(), **options)

    def close(self) -> None:
        """Let the interpreter forget the packages."""
        for package in self.packages:
            forget(package)
