"""Running somebody else's code so that it can neither stop, delay for ever, nor print.

The code runs in a thread of its own: what it raises, ``SystemExit`` included, is caught;
what it prints is kept; and when its time is over the program goes on without it. A
thread cannot be ended by force, so it is asked to end and left behind; from then on only
the thread that went on can print. One thing is beyond this: a single call into C that
never gives the interpreter back, such as a regular expression that runs for ever.
"""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from threading import Thread, get_ident
from typing import TYPE_CHECKING, Any, Final, Generic, TextIO, TypeVar, cast

from attrs import define, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

MOST_PRINTED: Final = 10_000
"""How many characters of what a call prints are kept."""


class OutOfTimeError(BaseException):
    """Raised in a thread whose time is over; whoever catches it there should let it pass."""


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

    printed = _Beginning()
    thread = Thread(target=run, daemon=True)
    with redirect_stdout(printed), redirect_stderr(printed):
        thread.start()
        thread.join(seconds)
    if thread.is_alive():
        _leave_behind(thread)
        return Outcome(value=None, error=None, printed=printed.getvalue())
    return Outcome(value=box.value, error=box.error, printed=printed.getvalue())


class _Beginning(io.StringIO):
    """A text that keeps its beginning only: who prints for ever must not fill the memory."""

    def write(self, text: str) -> int:
        """Keep what there is room for."""
        super().write(text[: MOST_PRINTED - self.tell()])
        return len(text)


class _OneThread:
    """A stream that only the thread that made it can write to, and that is the same otherwise."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._owner = get_ident()

    def write(self, text: str) -> int:
        """Write the text, unless another thread asks for it."""
        return self._stream.write(text) if get_ident() == self._owner else len(text)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        return getattr(self._stream, name)


def _leave_behind(thread: Thread) -> None:
    """Ask a thread to end, which ends a loop in Python but not a sleep, and silence it."""
    import ctypes  # only needed when something went wrong

    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, _OneThread):
            setattr(sys, name, cast("TextIO", _OneThread(stream)))
    identity = ctypes.c_ulong(thread.ident or 0)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, ctypes.py_object(OutOfTimeError))
