"""Fixtures for tests of zhiben and of its plugins: the command line in a folder of its own."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from pathlib import Path


class Result(NamedTuple):
    """What one command gave: its exit code and what it printed."""

    code: int
    out: str
    err: str

    def json(self) -> Any:  # noqa: ANN401 - JSON
        """Return what was printed on stdout as JSON."""
        return json.loads(self.out)


class Terminal:
    """Runs commands in ``folder`` as a user would, on the day ``today``."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.today = date(2026, 11, 24)
        self._capture = capture

    def __call__(self, *words: object) -> Result:
        """Run ``zhiben`` with these words and return what came of it."""
        # Imported here: pytest loads this module before coverage starts to measure.
        from zhiben.cli.main import Clock, main

        self._capture.readouterr()
        moment = datetime.combine(self.today, time(4), UTC)
        code = main([str(word) for word in words], clock=Clock(lambda: moment))
        out, err = self._capture.readouterr()
        return Result(code, out, err)


@pytest.fixture
def zhiben(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """The command line in an empty folder; ``zhiben("init")`` makes a workspace there.

    No installed plugin is loaded: a test that wants some names them in the environment
    variable ``ZHIBEN_ONLY_PLUGINS``.
    """
    for name in [key for key in os.environ if key.startswith("ZHIBEN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "")
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path, capsys)
