"""Generated pages hold what their data says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

SCRIPT = Path(__file__).parents[2] / "docs/generate.py"


@pytest.fixture
def generate() -> ModuleType:
    """The script as a module of this test alone."""
    spec = importlib.util.spec_from_file_location("generate", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_generated_page_is_fresh(generate: ModuleType) -> None:
    assert {} == generate.stale_pages(), "请运行 python docs/generate.py"


def test_a_stale_page_is_named_and_then_written(
    generate: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """``--check`` fails and changes nothing; without it the pages are written."""
    monkeypatch.setattr(generate, "DOCS", tmp_path)

    assert 1 == generate.main(["--check"])
    assert "plan-wuhe.md" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
    assert 0 == generate.main([])
    assert 0 == generate.main(["--check"])


def test_the_plan_page_marks_inferred_leads(generate: ModuleType) -> None:
    page = generate.plan_wuhe()

    assert "| 17-2 | 完善重大事故隐患数据库运行管理机制 | 限期 | 2024-12-31；“2024年底前” |" in page
    assert "未明确→县安委办" in page
