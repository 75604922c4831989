"""The page about the layers names every room there is, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = ROOT / "core" / "zhiben"
PAGE = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")


def packages(folder: Path) -> list[str]:
    """Return the packages right below a folder."""
    return sorted(file.parent.name for file in folder.glob("*/__init__.py"))


@pytest.mark.parametrize("name", packages(CORE))
def test_every_layer_is_on_the_page(name: str) -> None:
    assert f"`core/zhiben/{name}`" in PAGE


@pytest.mark.parametrize("name", packages(CORE / "ledger"))
def test_every_room_of_the_ledger_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_what_the_page_names_is_there() -> None:
    places = re.findall(r"`(core/zhiben/[\w/.]+)`", PAGE)
    files = re.findall(r"`((?:model|ledger|store|cli)/[\w/]+\.(?:py|csv))`", PAGE)

    assert len(places) > 10
    assert len(files) > 6
    assert all((ROOT / one).exists() for one in places)
    assert all((CORE / one).exists() for one in files)
