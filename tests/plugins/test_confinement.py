from __future__ import annotations

import io
import sys
from contextlib import contextmanager, suppress
from threading import Event, Semaphore, Thread, current_thread
from time import sleep
from typing import TYPE_CHECKING

import pytest

from zhiben.plugins.confinement import MOST_PRINTED, OutOfTimeError, confine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHORT, LONG = 0.05, 60.0


@contextmanager
def own_streams() -> Iterator[tuple[io.StringIO, io.StringIO]]:
    """Give a test its own output and error streams, whatever is left behind to write there."""
    before = sys.stdout, sys.stderr
    own = io.StringIO(), io.StringIO()
    sys.stdout, sys.stderr = own
    try:
        yield own
    finally:
        sys.stdout, sys.stderr = before


def raising(error: BaseException) -> Callable[[], object]:
    """Return a call that raises."""

    def call() -> object:
        raise error

    return call


def test_a_call_gives_its_value() -> None:
    outcome = confine(lambda: 42, seconds=LONG)

    assert 42 == outcome.value
    assert None is outcome.error
    assert not outcome.ran_out


@pytest.mark.parametrize(
    "error", [ValueError("示例"), SystemExit(3), KeyboardInterrupt(), MemoryError()]
)
def test_whatever_it_raises_is_caught(error: BaseException) -> None:
    outcome = confine(raising(error), seconds=LONG)

    assert error is outcome.error
    assert None is outcome.value
    assert not outcome.ran_out


def test_what_it_prints_is_kept_from_the_terminal() -> None:
    def call() -> int:
        sys.stdout.write("一")
        sys.stderr.write("二")
        return 1

    with own_streams() as streams:
        printed = confine(call, seconds=LONG).printed

        assert streams == (sys.stdout, sys.stderr)
    assert "一二" == printed
    assert ["", ""] == [stream.getvalue() for stream in streams]


def test_only_the_beginning_of_what_it_prints_is_kept() -> None:
    outcome = confine(lambda: sum(sys.stdout.write("多") for _ in range(20_000)), seconds=LONG)

    assert 20_000 == outcome.value
    assert "多" * MOST_PRINTED == outcome.printed


def test_a_call_that_takes_too_long_is_asked_to_end_and_left_behind() -> None:
    """A loop in Python does end; a sleep would only when it is over."""
    seen: list[type[BaseException]] = []
    ended = Event()

    def call() -> int:
        try:
            while True:
                pass
        except BaseException as error:
            seen.append(type(error))
            ended.set()
            raise

    with own_streams():
        outcome = confine(call, seconds=SHORT)

    assert outcome.ran_out
    assert ended.wait(LONG)
    assert [OutOfTimeError] == seen


def test_who_is_left_behind_prints_nothing_any_more() -> None:
    """Neither it nor the threads it starts; the program itself goes on printing."""
    go_on, printed = Event(), Semaphore(0)

    def chatter() -> None:
        sys.stdout.write("话")
        sys.stderr.write("痨")

    def call() -> bool:
        with suppress(OutOfTimeError):
            while True:
                sleep(0.01)
        go_on.wait(LONG)
        helper = Thread(target=chatter)
        helper.start()
        helper.join()
        chatter()
        printed.release()
        return True

    with own_streams() as streams:
        left = [confine(call, seconds=SHORT) for _ in range(2)]
        sys.stdout.write("正文")
        sys.stderr.write("说明")
        go_on.set()

        assert [True, True] == [printed.acquire(timeout=LONG) for _ in left]
        assert not sys.stdout.closed
    assert [True, True] == [one.ran_out for one in left]
    assert ["正文", "说明"] == [stream.getvalue() for stream in streams]


def test_it_does_not_keep_the_program_from_ending() -> None:
    """Daemon threads die with the program, and so do those they start."""
    outcome = confine(current_thread, seconds=LONG)

    assert outcome.value is not None
    assert outcome.value.daemon
