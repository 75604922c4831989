"""What the tests of the command line share: a workspace, and a way to look behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.cli.exits import CLEAN
from zhiben.testing.example_sector import EXAMPLE_SECTOR
from zhiben.testing.installing import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_zhiben import Terminal


@pytest.fixture
def office(zhiben: Terminal) -> Terminal:
    """The command line in the workspace of the reference plan, which the office keeps."""
    result = zhiben("init")

    assert CLEAN == result.code, result.err
    return zhiben


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
