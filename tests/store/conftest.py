"""What the tests of the store share: an empty store, and a way to fill one."""

from __future__ import annotations

import ctypes
import sqlite3
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from zhiben.store import Site, create_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from zhiben.store import Store

SITE = Site(origin="office", algorithm="sha256")
LINUX_CAPABILITIES = 0x20080522
OVERRIDE_PERMISSIONS = 1 << 1 | 1 << 2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the store of this test lies."""
    return tmp_path / "示例 台账.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Return an empty store of the office."""
    with create_store(path, site=SITE) as store:
        yield store


@pytest.fixture
def tamper(path: Path) -> Callable[..., None]:
    """Return a function that changes the database behind the store's back."""

    def run(statement: str, *values: object) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement, values)

    return run


@pytest.fixture
def ordinary_user() -> Callable[[], AbstractContextManager[None]]:
    """Return a context in which file permissions hold even when root runs the tests."""
    if sys.platform != "linux":
        pytest.skip("permissions are set and ignored in other ways there")
    return _without_override


@contextmanager
def _without_override() -> Iterator[None]:
    """Give up, for this thread and for a while, the right to pass over permissions."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITIES, 0)
    held = (ctypes.c_uint32 * 6)()

    assert 0 == libc.capget(header, held)

    fewer = (ctypes.c_uint32 * 6)(held[0] & ~OVERRIDE_PERMISSIONS, *held[1:])

    assert 0 == libc.capset(header, fewer)
    try:
        yield
    finally:
        libc.capset(header, held)
