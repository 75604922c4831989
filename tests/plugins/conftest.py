"""A folder of installed distributions for every test that asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.testing.installing import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Nothing is installed in it yet; it lies on the interpreter's path."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    found = Site(folder)
    yield found
    found.close()
