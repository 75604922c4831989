"""What the tests of the command line share: a workspace, and a way to look behind it."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from zhiben.cli.exits import CLEAN
from zhiben.testing.example_sector import EXAMPLE_SECTOR
from zhiben.testing.installing import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_zhiben import Result, Terminal


@pytest.fixture
def office(zhiben: Terminal) -> Terminal:
    """The command line in the workspace of the reference plan, which the office keeps."""
    result = zhiben("init")

    assert CLEAN == result.code, result.err
    return zhiben


@pytest.fixture
def piped(office: Terminal, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return a function that runs ``reporter add`` with something on standard input."""

    def run(content: object, *words: object) -> Result:
        given = content if isinstance(content, bytes) else json.dumps(content).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        return office("reporter", "add", "--stdin", "--route", "12345", *words)

    return run


@pytest.fixture
def keyed(office: Terminal, tmp_path_factory: pytest.TempPathFactory,
          monkeypatch: pytest.MonkeyPatch) -> Terminal:  # fmt: skip
    """A workspace with a key file elsewhere, named in the environment."""
    file = tmp_path_factory.mktemp("keys") / "示例.key"

    assert CLEAN == office("reporter", "key", file).code
    monkeypatch.setenv("ZHIBEN_VAULT_KEY", str(file))
    return office


@pytest.fixture
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the example sector is installed."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def schools(
    office: Terminal, site_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """The office's command line, with the plugin of the example sector SCH installed."""
    site = Site(site_folder)
    site.install("SCH", EXAMPLE_SECTOR)
    monkeypatch.syspath_prepend(site.folder)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "SCH")
    yield office
    site.close()
