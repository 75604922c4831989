"""What every test run shares: Hypothesis profiles, full coverage, and permissions that hold."""

from __future__ import annotations

import ctypes
import io
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from coverage.exceptions import NoDataError
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from coverage import Coverage

LINUX_CAPABILITIES = 0x20080522
OVERRIDE_PERMISSIONS = 1 << 1 | 1 << 2
FULLY_COVERED = ("model", "dates", "spec", "plugins", "rules", "ledger")

# The default finds the same examples on every machine; the thorough one goes looking for new ones.
settings.register_profile("default", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True, scope="session")
def no_plugins() -> Iterator[None]:
    """Load no installed plugin, unless a test names the ones it wants."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHIBEN_ONLY_PLUGINS", "")
        yield


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


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a complete, measured run that leaves a line or branch of those packages unused."""
    coverage = _finished_coverage(session.config)
    gaps = "".join(_gaps(coverage, package) for package in FULLY_COVERED) if coverage else ""
    if not gaps:
        return
    terminal = session.config.get_terminal_writer()
    terminal.line()
    terminal.sep("=", "这些包必须 100 % 覆盖", red=True)
    terminal.write(gaps, red=True)
    if session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _finished_coverage(config: pytest.Config) -> Coverage | None:
    """Return the combined data, unless this is a worker, a selection or an unmeasured run."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(
        config.getoption(name, None) for name in ("keyword", "markexpr", "lf", "deselect")
    )
    plugin = config.pluginmanager.get_plugin("_cov")
    if not whole or hasattr(config, "workerinput") or getattr(plugin, "cov_total", None) is None:
        return None
    return plugin.cov_controller.cov  # type: ignore[union-attr,no-any-return]  # pytest-cov's own


def _gaps(coverage: Coverage, package: str) -> str:
    """Return the report of what a package leaves uncovered, empty when nothing or no package."""
    table = io.StringIO()
    try:
        percent = coverage.report(
            include=f"*/zhiben/{package}/*", file=table, show_missing=True, skip_covered=True
        )
    except NoDataError:
        return ""
    return table.getvalue() if percent < 100 else ""
