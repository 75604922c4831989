"""``zhiben plugin new``: a generated plugin installs, conforms and type-checks as it is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from zhiben.cli.exits import CLEAN, DATA, USAGE
from zhiben.spec import Catalog
from zhiben.testing.environments import make_environment, pip_of
from zhiben.testing.sources import announce, forget

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs/reference/json/plugin-new.schema.json"
WITH_PYTHON = {"src/zhiben_sch/widths.py", "tests/cases/widths.toml"}


def files(folder: Path) -> set[str]:
    """Return the files of a folder, by name."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own that sees what this one has installed."""
    return make_environment(tmp_path_factory.mktemp("venv"))


def run(python: Path, *words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the interpreter of the environment."""
    env = {key: text for key, text in os.environ.items() if not key.startswith("ZHIBEN_")}
    return subprocess.run(
        [python, *map(str, words)],
        cwd=cwd,
        env=env | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def install(python: Path, source: str, *, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Install a source into the environment as its README says, with no index to ask."""
    words = ("install", "-q", "--no-index", "--no-build-isolation", "--no-deps", "-e", source)
    pip, *first = pip_of(python)
    return run(Path(pip), *first, *words, cwd=cwd)


@pytest.mark.parametrize("options", [[], ["--data-only"]], ids=["with Python", "data only"])
def test_a_new_plugin_installs_conforms_and_type_checks(
    zhiben: Terminal, python: Path, options: list[str]
) -> None:
    """Generated, installed without the network, checked as gold, and shown in progress."""
    words = ("--title", "校园安全", "--lead", "县教体局", *options)
    made = zhiben("plugin", "new", "SCH", *words)
    source = "zhiben-sch"
    installed = install(python, source, cwd=zhiben.folder)
    check = run(python, "-m", "zhiben", "plugin", "check", source, "--tier", "gold",
                cwd=zhiben.folder)  # fmt: skip
    typed = run(python, "-m", "mypy", "--strict", "--cache-dir", zhiben.folder / "cache", "src",
                cwd=zhiben.folder / source)  # fmt: skip
    run(python, "-m", "zhiben", "init", cwd=zhiben.folder)
    progress = run(python, "-m", "zhiben", "progress", "--as-of", "2024-06-30",
                   cwd=zhiben.folder)  # fmt: skip

    assert CLEAN == made.code
    assert (0, "") == (installed.returncode, installed.stderr)
    assert (CLEAN, "") == (check.returncode, check.stderr)
    assert "全部做到" in check.stdout
    assert 0 == typed.returncode, typed.stdout
    assert "示例：每季度组织一次校园安全检查" in progress.stdout


def test_data_only_leaves_nothing_in_python_but_the_plugin_itself(zhiben: Terminal) -> None:
    zhiben("plugin", "new", "SCH", "--title", "校园安全", "--dest", "全")
    zhiben("plugin", "new", "SCH", "--title", "校园安全", "--dest", "数据", "--data-only")
    both, data = files(zhiben.folder / "全"), files(zhiben.folder / "数据")
    code = {name for name in data if name.startswith("src") and name.endswith(".py")}

    assert WITH_PYTHON == both - data
    assert data < both
    assert {"src/zhiben_sch/__init__.py", "src/zhiben_sch/plugin.py"} == code


def test_the_catalogs_hold_an_example_of_each_record(
    zhiben: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first revision has no changes; what is made up is labelled 示例."""
    zhiben("plugin", "new", "SCH", "--title", "校园安全", "--lead", "县教体局", "--dest", "甲")
    monkeypatch.syspath_prepend(str(zhiben.folder / "甲/src"))
    catalog = Catalog("zhiben_sch")
    sector = catalog.sector()
    kinds = {type(record).__name__ for record in catalog.standards()}
    titles = [
        *(one.title for one in catalog.sources()),
        *(one.title for one in catalog.tasks()),
        *(one.title for one in catalog.checklists()),
        *(one.title for one in catalog.indicators()),
    ]
    changes = catalog.changes()
    forget("zhiben_sch")

    assert ("SCH", "校园安全", ("县教体局",)) == (sector.code, sector.title, sector.leads)
    assert {"Standard", "Criterion", "Fact"} == kinds
    assert 4 == len(titles)
    assert [] == [title for title in titles if not title.startswith("示例")]
    assert () == changes


def test_the_plugin_is_announced_by_its_code(zhiben: Terminal) -> None:
    made = zhiben("plugin", "new", "SCH", "--title", "校园安全", "--json").json()
    data = tomllib.loads((zhiben.folder / "zhiben-sch/pyproject.toml").read_text(encoding="utf-8"))

    assert {"zhiben.plugins": {"SCH": "zhiben_sch.plugin"}} == data["project"]["entry-points"]
    assert "zhiben-sch" == data["project"]["name"]
    assert files(zhiben.folder / "zhiben-sch") == set(made["files"])
    assert ("SCH", "zhiben-sch") == (made["code"], made["folder"])
    jsonschema.validate(made, json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sch", "--title", "校园"], "行业代码“sch”应为二到四个大写字母，是不是“SCH”？"),
        (["ＳＣＨ", "--title", "校园"], "是不是“SCH”？"),
        (["S", "--title", "校园"], "例如 SCH。"),
        (["SCHOOL", "--title", "校园"], "二到四个大写字母"),
        (["SCH", "--title", " "], "--title 是空的"),
        (["SCH", "--title", '"校园"'], "--title 里不能有"),
        (["SCH", "--title", "校园", "--lead", "县\n局"], "--lead 里不能有"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_line(
    zhiben: Terminal, words: list[str], said: str
) -> None:
    result = zhiben("plugin", "new", *words)

    assert (USAGE, "") == (result.code, result.out)
    assert said in result.err
    assert 1 == len(result.err.splitlines())
    assert [] == list(zhiben.folder.iterdir())


def test_a_folder_with_something_in_it_is_left_alone(zhiben: Terminal) -> None:
    (zhiben.folder / "zhiben-sch").mkdir()
    (zhiben.folder / "zhiben-sch/文件").touch()
    result = zhiben("plugin", "new", "SCH", "--title", "校园安全")

    assert USAGE == result.code
    assert "文件夹 zhiben-sch 不是空的，没有改动它" in result.err
    assert {"文件"} == files(zhiben.folder / "zhiben-sch")


def test_a_file_is_no_folder(zhiben: Terminal) -> None:
    (zhiben.folder / "文件").touch()
    result = zhiben("plugin", "new", "SCH", "--title", "校园安全", "--dest", "文件")

    assert USAGE == result.code
    assert "文件 是文件" in result.err


def test_a_folder_that_cannot_be_made_is_told(zhiben: Terminal) -> None:
    (zhiben.folder / "文件").touch()
    result = zhiben("plugin", "new", "SCH", "--title", "校园安全", "--dest", "文件/下级")

    assert DATA == result.code
    assert "请换一个可写的位置" in result.err
    assert 1 == len(result.err.splitlines())


def test_a_code_that_is_installed_already_is_told_of(
    zhiben: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(zhiben.folder, zhiben.folder / "site")
    monkeypatch.syspath_prepend(str(zhiben.folder / "site"))
    result = zhiben("plugin", "new", "SCH", "--title", "校园安全")

    assert CLEAN == result.code
    assert "代码 SCH 已由装着的 zhiben-sch 使用" in result.err


def test_make_plugin_writes_the_same(zhiben: Terminal) -> None:
    zhiben("plugin", "new", "SCH", "--title", "校园安全", "--lead", "县教体局", "--dest", "甲")
    stamp = ".venv/.stamp-run"
    words = ("CODE=SCH", "TITLE=校园安全", "LEAD=县教体局", f"DEST={zhiben.folder / '乙'}")
    done = subprocess.run(
        ["make", "-C", ROOT, "-o", stamp, "plugin", f"BIN={Path(sys.executable).parent}", *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    texts = [
        {name: (folder / name).read_bytes() for name in files(folder)}
        for folder in (zhiben.folder / "甲", zhiben.folder / "乙")
    ]

    assert 0 == done.returncode, done.stderr
    assert texts[0] == texts[1]


def project_of(folder: Path, *own: str) -> str:
    """Return what a plugin's project file says, with its own code and name left out."""
    data = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    del data["project"]["description"]
    return re.sub("|".join(own), "其名", json.dumps(data, sort_keys=True))


@pytest.mark.parametrize(
    ("sector", "code"),
    [
        ("mining", "MIN"), ("fire", "FIR"), ("gas", "GAS"), ("hazchem", "CHE"),
        ("traffic", "TRA"), ("construction", "CON"), ("industrial", "IND"),
    ],
)  # fmt: skip
def test_the_template_and_the_sectors_here_have_not_drifted_apart(
    zhiben: Terminal, sector: str, code: str
) -> None:
    zhiben("plugin", "new", "SCH", "--title", "校园安全", "--dest", "甲")

    assert project_of(zhiben.folder / "甲", "SCH", "sch") == project_of(
        ROOT / "plugins" / sector, code, sector
    )
