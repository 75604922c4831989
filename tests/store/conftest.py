"""What the tests of the store share: an empty store, and a way to fill one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from zhiben.store import Site, create_store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from zhiben.store import Store

SITE = Site(origin="office", algorithm="sha256")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the store of this test lies."""
    return tmp_path / "示例 台账.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Return an empty store of the office, opened as after ``zhiben init``."""
    create_store(path, site=SITE).close()
    with open_store(path) as store:
        yield store


@pytest.fixture
def tamper(path: Path) -> Callable[..., None]:
    """Return a function that changes the database behind the store's back."""

    def run(statement: str, *values: object) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement, values)

    return run
