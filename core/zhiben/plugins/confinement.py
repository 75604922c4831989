"""Running somebody else's code so that it can neither stop, delay for ever, nor print.

The code runs in a thread of its own: what it raises, ``SystemExit`` included, is caught;
what it prints is kept; and when its time is over the program goes on without it. A
thread cannot be ended by force, so it is asked to end and left behind.
"""

from __future__ import annotations

import ctypes
import io
from contextlib import redirect_stderr, redirect_stdout
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import define, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@frozen(kw_only=True)
class Outcome(Generic[T]):
    """What came of a confined call: a value or an error, and what it printed.

    Both are ``None`` when time ran out.
    """

    value: T | None
    error: BaseException | None
    printed: str

    @property
    def ran_out(self) -> bool:
        """Whether the call did not end in time."""
        return self.value is None and self.error is None


@define
class _Box(Generic[T]):
    """Where the thread leaves its result."""

    value: T | None = None
    error: BaseException | None = None


def confine(call: Callable[[], T], *, seconds: float) -> Outcome[T]:
    """Run a call that never returns ``None``, for at most so many seconds."""
    box: _Box[T] = _Box()

    def run() -> None:
        try:
            box.value = call()
        except BaseException as error:  # noqa: BLE001 - not even SystemExit may get through
            box.error = error

    printed = io.StringIO()
    thread = Thread(target=run, daemon=True)
    with redirect_stdout(printed), redirect_stderr(printed):
        thread.start()
        thread.join(seconds)
    if thread.is_alive():
        _ask_to_end(thread)
        return Outcome(value=None, error=None, printed=printed.getvalue())
    return Outcome(value=box.value, error=box.error, printed=printed.getvalue())


def _ask_to_end(thread: Thread) -> None:
    """Raise ``SystemExit`` in a thread, which ends a loop in Python but not a sleep."""
    identity = ctypes.c_ulong(thread.ident or 0)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, ctypes.py_object(SystemExit))
