"""The files of a new plugin's distribution, made from templates and written into a folder."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING, Final
from unicodedata import category, normalize

from attrs import frozen

from zhiben.errors import EnvironmentFailure, UsageError
from zhiben.plugins.discovery import CODE
from zhiben.spec import API

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_FILES: Final = {
    ".gitignore": "gitignore.txt",
    "README.md": "README.md.txt",
    "pyproject.toml": "pyproject.toml.txt",
    "quality.toml": "quality.toml.txt",
    "src/$package/__init__.py": "init.py.txt",
    "src/$package/plugin.py": "plugin.py.txt",
    "src/$package/catalog/changes.toml": "changes.toml.txt",
    "src/$package/catalog/checklists.toml": "checklists.toml.txt",
    "src/$package/catalog/indicators.toml": "indicators.toml.txt",
    "src/$package/catalog/sector.toml": "sector.toml.txt",
    "src/$package/catalog/sources.toml": "sources.toml.txt",
    "src/$package/catalog/standards.toml": "standards.toml.txt",
    "src/$package/catalog/tasks.toml": "tasks.toml.txt",
    "tests/cases/criteria.toml": "cases.toml.txt",
    "tests/test_conformance.py": "test_conformance.py.txt",
}
_ARITHMETIC_FILES: Final = {
    "src/$package/widths.py": "widths.py.txt",
    "tests/cases/widths.toml": "widths-cases.toml.txt",
}
"""Those of a plugin that works facts out in Python."""

_FORBIDDEN: Final = '"\\'
"""Letters that would end a string in TOML or Python."""


@frozen(kw_only=True)
class Outline:
    """What a new plugin is to be: its code, title and leads, and whether it is data only."""

    code: str
    title: str
    leads: tuple[str, ...] = ()
    is_data_only: bool = False

    @property
    def distribution(self) -> str:
        """The name it is installed by."""
        return f"zhiben-{self.code.lower()}"

    @property
    def package(self) -> str:
        """The name it is imported by."""
        return f"zhiben_{self.code.lower()}"


def outlined(code: str, title: str, *, leads: Iterable[str], is_data_only: bool) -> Outline:
    """Return the outline of a plugin, with its words as files can hold them.

    Raises:
        UsageError: when the code is none, or a word is blank or cannot stand in a file.
    """
    if not CODE.fullmatch(code):
        other = normalize("NFKC", code).strip().upper()
        hint = f"，是不是“{other}”？" if CODE.fullmatch(other) else "，例如 SCH。"
        raise UsageError(f"行业代码“{code}”应为二到四个大写字母{hint}")
    return Outline(
        code=code,
        title=_word("--title", title),
        leads=tuple(_word("--lead", lead) for lead in leads),
        is_data_only=is_data_only,
    )


def files_of(outline: Outline) -> dict[str, str]:
    """Return the text of every file of a distribution, by its path."""
    names = _FILES if outline.is_data_only else _FILES | _ARITHMETIC_FILES
    values = _values(outline)
    return {
        Template(path).substitute(values): Template(_template(name)).substitute(values)
        for path, name in sorted(names.items())
    }


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write files into a folder that is new or empty.

    Raises:
        UsageError: when the folder is a file, or has something in it.
        EnvironmentFailure: when the machine does not let it be written.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} 是文件；--dest 后面请写一个新的或空的文件夹。")
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"文件夹 {folder} 不是空的，没有改动它；请换一个新的或空的文件夹。")
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"{folder}：写不进去（{error.strerror}），请换一个可写的位置。"
        raise EnvironmentFailure(message) from error


def _word(option: str, text: str) -> str:
    """Return a word of the command line in the form files keep it in."""
    word = normalize("NFC", text).strip()
    if not word:
        raise UsageError(f"{option} 是空的，请写上名称。")
    bad = next((letter for letter in word if letter in _FORBIDDEN or category(letter) == "Cc"), "")
    if bad:
        raise UsageError(f"{option} 里不能有 {bad!r}，请去掉或改用中文引号。")
    return word


def _values(outline: Outline) -> dict[str, str]:
    """Return what stands for the placeholders of the templates."""
    values = {
        "api": str(API),
        "code": outline.code,
        "distribution": outline.distribution,
        "leads": ", ".join(f'"{lead}"' for lead in outline.leads),
        "package": outline.package,
        "title": outline.title,
    }
    return values | dict(_arithmetic(outline, values))


def _arithmetic(outline: Outline, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the parts that only a plugin with arithmetic has, blank for one of data only."""
    if outline.is_data_only:
        yield "nature", "everything it says stands in ``catalog/*.toml``"
        yield "names", "Catalog, hookimpl"
        yield from dict.fromkeys(("imports", "derivations", "widths"), "").items()
        return
    yield "nature", "catalogs in ``catalog/*.toml``, and what needs arithmetic"
    yield "names", "Catalog, Derivation, hookimpl"
    yield "imports", f"from {outline.package}.widths import width_per_hundred\n"
    yield "derivations", Template(_template("derivations.py.txt")).substitute(values)
    yield "widths", Template(_template("widths.toml.txt")).substitute(values)


def _template(name: str) -> str:
    """Return the text of a template."""
    from importlib.resources import files

    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")
