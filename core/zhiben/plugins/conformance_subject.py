"""The plugin that is examined: where it is installed, where its source lies, what it says."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from functools import cached_property
from importlib.metadata import Distribution, distributions
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

from attrs import asdict, frozen

from zhiben.errors import DataError, Problem, UnknownNameError, nearest_names
from zhiben.plugins.checks import code_of
from zhiben.plugins.conformance_processes import Import, Run, collect_afresh, import_afresh
from zhiben.plugins.conformance_quality import Quality, read_quality
from zhiben.plugins.discovery import GROUP, Found, discover, rivals
from zhiben.plugins.host import SECONDS
from zhiben.plugins.loading import CATALOGS, Failure, Loaded, load_plugin
from zhiben.spec.records import Checklist, Derivation, Heading, Item, Synonyms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhiben.spec.records import Record


_TABLES: Final = {
    "Publication": "sources", "SectorTask": "tasks", "Standard": "standards",
    "Criterion": "criteria", "Fact": "facts", "Synonyms": "synonyms",
    "Derivation": "derivations",
    "Checklist": "checklists", "Item": "items", "Indicator": "indicators",
    "Heading": "headings",
    "Revision": "changes", "Command": "commands", "Sector": "sector",
}  # fmt: skip


@frozen(kw_only=True)
class Subject:
    """A plugin as the rules see it.

    ``claims`` are the installed plugins that go by its code: one, when all is well.
    ``root`` is the folder of its source, if that is at hand. ``today`` is the day
    exemptions are looked at.
    """

    code: str
    claims: tuple[Found, ...]
    root: Path | None
    today: date

    @property
    def is_installed(self) -> bool:
        """Whether exactly one installed plugin goes by its code."""
        return len(self.claims) == 1

    @property
    def plugin(self) -> Found:
        """The plugin as installed; there is one, for rules that need it."""
        return self.claims[0]

    @cached_property
    def loading(self) -> Loaded | Failure:
        """What came of loading it alone, once."""
        return load(self.plugin)

    @property
    def loaded(self) -> Loaded:
        """The plugin with all its records; it passed the gates, for rules that need it."""
        return cast("Loaded", self.loading)

    @cached_property
    def records(self) -> tuple[Any, ...]:
        """Everything it says, sector first, and the items of checklists last."""
        listed = [record for records in self.loaded.records.values() for record in records]
        items = [item for one in listed if isinstance(one, Checklist) for item in one.items]
        return (self.loaded.sector, *listed, *items)

    @cached_property
    def fresh_import(self) -> Import | None:
        """What a fresh interpreter saw when it imported the plugin, once."""
        return import_afresh(self.plugin)

    @cached_property
    def fresh_run(self) -> Run:
        """What a fresh interpreter in an empty folder was told, once."""
        return collect_afresh(self.plugin, hash_seed=0)

    @property
    def package(self) -> str:
        """The name of its importable package."""
        return self.plugin.target.partition(".")[0]

    @property
    def installed_folder(self) -> Path | None:
        """Where its package is imported from, if that is a folder."""
        spec = find_spec(self.package)
        places = (spec and spec.submodule_search_locations) or ()
        return next(map(Path, places), None)

    @property
    def source_folder(self) -> Path | None:
        """Where its package lies in the source."""
        if self.root is None:
            return None
        places = (self.root / "src" / self.package, self.root / self.package)
        return next((place for place in places if place.is_dir()), None)

    @property
    def is_editable(self) -> bool:
        """Whether it is imported from its source."""
        folder, source = self.installed_folder, self.source_folder
        return folder is not None and source is not None and folder.samefile(source)

    @cached_property
    def quality(self) -> Quality:
        """What its ``quality.toml`` says."""
        return read_quality(self.root, today=self.today)


def subject_of_code(code: str, *, today: date, root: Path | None = None) -> Subject:
    """Return the installed plugin of a code; its source is where it was installed from.

    Raises:
        UnknownNameError: when no plugin of that code is installed.
    """
    found = discover()
    claims = rivals(found, code)
    if not claims and root is None:
        known = sorted({one.code for one in found})
        raise UnknownNameError("已安装的行业插件", code, nearest_names(code, known))
    if root is None:
        root = source_root(claims[0].distribution)
    return Subject(code=code, claims=claims, root=root, today=today)


def subject_of_folder(root: Path, *, today: date) -> Subject:
    """Return the plugin whose source lies in a folder.

    Raises:
        DataError: when the folder does not say which plugin it holds.
    """
    code, _ = announced(root)
    return subject_of_code(code, today=today, root=root.resolve())


def announced(root: Path) -> tuple[str, str]:
    """Return the code and the module that a source's ``pyproject.toml`` announces.

    Raises:
        DataError: when it does not announce exactly one plugin.
    """
    file = root / "pyproject.toml"
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _unusable(
            file, "没有这个文件，请指明插件源码的文件夹（里面有 pyproject.toml）。"
        ) from None
    except (OSError, ValueError) as error:
        raise _unusable(file, f"读不出来，请改正后再检查（{error}）。") from error
    entries = data.get("project", {}).get("entry-points", {}).get(GROUP, {})
    if len(entries) != 1:
        raise _unusable(file, f'[project.entry-points."{GROUP}"] 下应有且只有一行：代码 = "模块"。')
    ((code, target),) = entries.items()
    return str(code), str(target)


def load(found: Found) -> Loaded | Failure:
    """Load a plugin alone and ask it for everything."""
    return load_plugin(found, hooks=CATALOGS, seconds=SECONDS)


def canonical(loaded: Loaded) -> dict[str, str]:
    """Return everything a plugin says as text by hook, equal whenever it says the same."""
    said: dict[str, Sequence[Any]] = {"zhiben_sector": (loaded.sector,), **loaded.records}
    return {
        hook: json.dumps(list(map(_plain, records)), default=str) for hook, records in said.items()
    }


def package_files(folder: Path | None) -> dict[str, Path]:
    """Return the files of a package's folder by name, without what interpreters leave behind."""
    return {
        file.relative_to(folder).as_posix(): file
        for file in (sorted(folder.rglob("*")) if folder else ())
        if folder and file.is_file() and "__pycache__" not in file.parts
    }


def place_of(record: Record | Item) -> str:
    """Return where a record stands, as in the catalog: ``tasks[SCH-T-1]``."""
    name = _name_of(record)
    return f"{_TABLES[type(record).__name__]}[{name}]"


def _name_of(record: Record | Item) -> str:
    """Return what a record is told apart by."""
    if isinstance(record, Synonyms | Heading):
        return "、".join(record.words)
    return record.fact if isinstance(record, Derivation) else code_of(record)


def source_root(name: str) -> Path | None:
    """Return the folder a distribution was installed from, by what pip wrote down."""
    installed = installed_distribution(name)
    text = installed.read_text("direct_url.json") if installed else None
    parts = urlsplit(json.loads(text)["url"]) if text else None
    if parts is None or parts.scheme != "file":
        return None
    folder = Path(url2pathname(parts.path))
    return folder if (folder / "pyproject.toml").is_file() else None


def installed_distribution(name: str) -> Distribution | None:
    """Return the distribution of a name; one whose metadata name none is not found by it."""
    return next(iter(distributions(name=name)), None)


def _unusable(file: Path, message: str) -> DataError:
    """Return the error for a source that does not say which plugin it holds."""
    return DataError([Problem(str(file), message)])


def _plain(record: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any record
    """Return a record as JSON can hold it, with its kind."""
    fields = asdict(record, value_serializer=lambda _instance, _field, value: _jsonable(value))
    return {"kind": type(record).__name__, **fields}


def _jsonable(value: object) -> object:
    """Return a value of a record as JSON can hold it; a function by its name."""
    if isinstance(value, date):
        return value.isoformat()
    if callable(value):
        name = getattr(value, "__qualname__", type(value).__name__)
        return f"{getattr(value, '__module__', '')}.{name}"
    return value
