"""The seven sector distributions under ``plugins/``: one shape, and at peace with each other."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import attrs
import pytest
from hatchling.build import build_wheel

from zhiben.io.case_files import DAY, LABELS
from zhiben.plugins import Selection, discover, load_sectors
from zhiben.plugins.checks import code_of
from zhiben.rules.editions import first_day_of
from zhiben.spec import Completeness, Fact, Standard

if TYPE_CHECKING:
    from zhiben.plugins import Loaded, Sectors
    from zhiben.spec import Record

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
STANDARDS = "zhiben_standards"
COMMON = {
    "pyproject.toml",
    "README.md",
    "quality.toml",
    "src/PACKAGE/__init__.py",
    "src/PACKAGE/plugin.py",
    "src/PACKAGE/catalog/checklists.toml",
    "src/PACKAGE/catalog/indicators.toml",
    "src/PACKAGE/catalog/sector.toml",
    "src/PACKAGE/catalog/sources.toml",
    "src/PACKAGE/catalog/standards.toml",
    "src/PACKAGE/catalog/tasks.toml",
    "tests/test_conformance.py",
}
EDITIONS = r"src/PACKAGE/catalog/standards-[\w.-]+\.toml"
CASES = r"tests/cases/[\w.-]+\.toml"
ARITHMETIC = r"src/PACKAGE/(?:[a-z]+\.(?:py|csv)|data/[\w-]+\.csv)"
TASK_CODES = {"MIN": "MIN-P-"}
"""What the codes of tasks begin with; MIN-T- are those of its criteria for 尾矿库."""

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
    """Beside them it may have more editions, more examples, and what arithmetic needs."""
    found = {shape(file, code, folder) for file in files(PLUGINS / folder)}
    others = found - COMMON

    assert set() == COMMON - found
    assert [] == [
        file for file in others if not re.fullmatch(f"{EDITIONS}|{CASES}|{ARITHMETIC}", file)
    ]
    assert any(re.fullmatch(CASES, file) for file in others)


@pytest.mark.parametrize("file", ["tests/test_conformance.py", "quality.toml"])
def test_every_distribution_says_it_in_the_same_words(file: str) -> None:
    texts = {
        shape((PLUGINS / folder / file).read_text("utf-8"), code, folder)
        for code, folder in FOLDERS.items()
    }

    assert 1 == len(texts)


@each_sector
def test_every_sector_claims_the_highest_tier(code: str, folder: str) -> None:
    del code

    assert {"tier": "gold"} == tomllib.loads((PLUGINS / folder / "quality.toml").read_text("utf-8"))


def skeleton(code: str, folder: str) -> str:
    """Return a sector's ``plugin.py`` without its own words, and without what it derives."""
    text = (PLUGINS / folder / f"src/zhiben_{folder}/plugin.py").read_text(encoding="utf-8")
    tree = ast.parse(shape(text, code, folder))
    tree.body = [part for part in tree.body[1:] if not is_derivation(part)]
    for part in ast.walk(tree):
        if isinstance(part, ast.FunctionDef):
            del part.body[0]
        if isinstance(part, ast.ImportFrom):
            part.names = [one for one in part.names if one.name != "Derivation"]
    return ast.unparse(tree)


def is_derivation(part: ast.stmt) -> bool:
    """Tell whether a part of a module is the hook of derivations, or imports what it needs."""
    if isinstance(part, ast.ImportFrom):
        return str(part.module).startswith("PACKAGE")
    return isinstance(part, ast.FunctionDef) and part.name == "zhiben_derivations"


def test_modules_of_plugins_differ_by_what_they_derive_only() -> None:
    assert 1 == len({skeleton(code, folder) for code, folder in FOLDERS.items()})


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
    assert (alone.sector, told(alone)) == (among.sector, told(among))


def told(one: Loaded) -> dict[str, list[dict[str, Any]]]:
    """Return what a plugin says."""
    return {hook: list(map(fields_of, records)) for hook, records in one.records.items()}


def fields_of(record: Record) -> dict[str, Any]:
    """Return a record's fields; of a function, made anew each time, only that it is one."""
    fields = attrs.asdict(record, recurse=False)
    return {name: type(value) if callable(value) else value for name, value in fields.items()}


def test_tasks_are_numbered_through_and_no_code_is_used_twice() -> None:
    for one in loaded(*FOLDERS).loaded:
        codes = [code_of(task) for task in one.records[TASKS]]
        start = TASK_CODES.get(one.sector.code, f"{one.sector.code}-T-")

        assert [f"{start}{n}" for n in range(1, len(codes) + 1)] == codes


def test_no_fact_is_taken_for_the_label_or_the_day_of_a_case() -> None:
    """Columns of these names tell the cases of a table apart, and say nothing about them."""
    records = [record for one in loaded(*FOLDERS).loaded for record in one.records[STANDARDS]]
    names = {record.name for record in records if isinstance(record, Fact)}

    assert names
    assert set() == names & {*LABELS, DAY, "on", "facts", "cases"}


@each_sector
def test_the_readme_tells_what_it_serves_and_what_is_missing(code: str, folder: str) -> None:
    text = (PLUGINS / folder / "README.md").read_text(encoding="utf-8")
    one = loaded(*FOLDERS).get(code)

    assert one is not None
    sector = one.sector
    wanted = (code, sector.title, *sector.fields, *sector.leads, f"pip install zhiben-{folder}")
    assert [] == [word for word in wanted if word not in text]


@each_sector
def test_the_readme_names_the_editions_and_what_of_them_is_missing(code: str, folder: str) -> None:
    """Editions without any day are never chosen: to say that there are some is enough."""
    text = (PLUGINS / folder / "README.md").read_text(encoding="utf-8")
    one = loaded(*FOLDERS).get(code)

    assert one is not None
    editions = [record for record in one.records[STANDARDS] if isinstance(record, Standard)]
    assert "## 判定标准" in text
    assert [] == [one.code for one in editions if first_day_of(one) and one.code not in text]
    lacking = any(one.completeness is not Completeness.FULL for one in editions)
    assert lacking <= ("还没有什么" in text or "缺的内容" in text)


@each_sector
def test_the_wheel_holds_the_whole_package(
    code: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del code
    monkeypatch.chdir(PLUGINS / folder)
    with ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert files(PLUGINS / folder / "src") == packed
