"""The seven sector distributions under ``plugins/``: one shape, and at peace with each other."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from hatchling.build import build_wheel

from zhiben.plugins import Selection, discover, load_sectors
from zhiben.plugins.checks import code_of

if TYPE_CHECKING:
    from zhiben.plugins import Sectors

FOLDERS = {
    "MIN": "mining",
    "FIR": "fire",
    "GAS": "gas",
    "CHE": "hazchem",
    "TRA": "traffic",
    "CON": "construction",
    "IND": "industrial",
}
PLUGINS = Path(__file__).parents[2] / "plugins"
TASKS = "zhiben_tasks"

each_sector = pytest.mark.parametrize(("code", "folder"), FOLDERS.items(), ids=FOLDERS)


@cache
def loaded(*codes: str) -> Sectors:
    """Load only the installed plugins of these codes."""
    return load_sectors(discover(), selection=Selection(only=frozenset(codes)))


def files(root: Path) -> set[str]:
    """Return the files below a folder, without what Python leaves behind."""
    found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if path.suffix != ".pyc"}


def shape(text: str, code: str, folder: str) -> str:
    """Return a text with the sector's own names taken out."""
    return re.sub(rf"\b{code}\b", "CODE", text.replace(f"zhiben_{folder}", "PACKAGE"))


def metadata(folder: str) -> dict[str, Any]:
    """Return a distribution's ``pyproject.toml``."""
    return tomllib.loads((PLUGINS / folder / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_folder_is_one_of_the_sectors() -> None:
    assert sorted(FOLDERS.values()) == sorted(path.name for path in PLUGINS.iterdir())


@each_sector
def test_every_distribution_has_the_same_files(code: str, folder: str) -> None:
    expected = {
        "pyproject.toml",
        "README.md",
        "quality.toml",
        "src/PACKAGE/__init__.py",
        "src/PACKAGE/plugin.py",
        "src/PACKAGE/catalog/sector.toml",
        "src/PACKAGE/catalog/sources.toml",
        "src/PACKAGE/catalog/tasks.toml",
        "tests/test_conformance.py",
    }

    assert expected == {shape(file, code, folder) for file in files(PLUGINS / folder)}


@pytest.mark.parametrize("file", ["src/{}/plugin.py", "tests/test_conformance.py", "quality.toml"])
def test_every_distribution_says_it_in_the_same_words(file: str) -> None:
    texts = {
        shape((PLUGINS / folder / file.format(f"zhiben_{folder}")).read_text("utf-8"), code, folder)
        for code, folder in FOLDERS.items()
    }

    assert 1 == len(texts)


@each_sector
def test_every_distribution_announces_its_code(code: str, folder: str) -> None:
    project = metadata(folder)["project"]

    assert f"zhiben-{folder}" == project["name"]
    assert {"zhiben.plugins": {code: f"zhiben_{folder}.plugin"}} == project["entry-points"]
    assert ["zhiben>=0.1"] == project["dependencies"]


def test_all_serve_side_by_side() -> None:
    sectors = loaded(*FOLDERS)

    assert () == sectors.failures
    assert sorted(FOLDERS) == [one.sector.code for one in sectors.loaded]
    assert {""} == {one.printed for one in sectors.loaded}


@each_sector
def test_each_says_the_same_alone_as_among_the_others(code: str, folder: str) -> None:
    del folder
    among = loaded(*FOLDERS).get(code)
    (alone,) = loaded(code).loaded

    assert among is not None
    assert (alone.sector, alone.records) == (among.sector, among.records)


def test_tasks_are_numbered_through_and_no_code_is_used_twice() -> None:
    for one in loaded(*FOLDERS).loaded:
        codes = [code_of(task) for task in one.records[TASKS]]

        assert [f"{one.sector.code}-T-{n}" for n in range(1, len(codes) + 1)] == codes


@each_sector
def test_the_readme_tells_what_it_serves_and_what_is_missing(code: str, folder: str) -> None:
    text = (PLUGINS / folder / "README.md").read_text(encoding="utf-8")
    one = loaded(*FOLDERS).get(code)

    assert one is not None
    sector = one.sector
    wanted = (code, sector.title, *sector.fields, *sector.leads, f"pip install zhiben-{folder}")
    assert [] == [word for word in wanted if word not in text]
    assert "判定标准还没有录入" in text


@each_sector
def test_the_wheel_holds_the_whole_package(
    code: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del code
    monkeypatch.chdir(PLUGINS / folder)
    with ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert files(PLUGINS / folder / "src") == packed
