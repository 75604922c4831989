"""How many examples a plugin has of each criterion."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from zhiben.plugins.examples import count_examples

if TYPE_CHECKING:
    from pathlib import Path

    from zhiben.plugins import Found
    from zhiben.testing.installing import Site


@pytest.fixture
def source(site: Site, tmp_path: Path) -> Path:
    """The source folder that the one installed plugin was installed from."""
    site.install()
    root = tmp_path / "source"
    (root / "tests" / "cases").mkdir(parents=True)
    (root / "pyproject.toml").write_text("", encoding="utf-8")
    about = next(site.folder.glob("*.dist-info"))
    told = {"url": root.as_uri(), "dir_info": {"editable": True}}
    (about / "direct_url.json").write_text(json.dumps(told), encoding="utf-8")
    return root


def plugin(site: Site) -> Found:
    """Return the one installed plugin."""
    (found,) = site.discover()
    return found


def test_cases_are_counted_by_criterion_over_all_files(site: Site, source: Path) -> None:
    folder = source / "tests" / "cases"
    (folder / "a.toml").write_text('[[cases]]\ncriterion = "SCH-1"\n' * 2, encoding="utf-8")
    (folder / "b.toml").write_text(
        '[[cases]]\ncriterion = "SCH-1"\n[[cases]]\ncriterion = "SCH-2"\n', encoding="utf-8"
    )

    assert {"SCH-1": 3, "SCH-2": 1} == count_examples(plugin(site))


@pytest.mark.parametrize("text", ["cases = 1", "cases = [1]", "[[cases]]\nkind = 1", "不是", ""])
def test_what_is_no_case_does_not_count(site: Site, source: Path, text: str) -> None:
    (source / "tests" / "cases" / "a.toml").write_text(text, encoding="utf-8")

    assert {} == count_examples(plugin(site))


def test_without_its_source_nobody_knows(site: Site) -> None:
    site.install()

    assert count_examples(plugin(site)) is None
