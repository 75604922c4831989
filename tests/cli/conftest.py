"""What the tests of the command line share: a workspace, and a way to look behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.cli.exits import CLEAN

if TYPE_CHECKING:
    from pytest_zhiben import Terminal


@pytest.fixture
def office(zhiben: Terminal) -> Terminal:
    """The command line in the workspace of the reference plan, which the office keeps."""
    result = zhiben("init")

    assert CLEAN == result.code, result.err
    return zhiben
