"""``zhiben reporter`` on a real terminal: what is asked, and what does not appear on it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from zhiben.cli import exits

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_zhiben import Terminal

if sys.platform == "win32":
    pytest.skip("terminals are of another kind there", allow_module_level=True)

import pty

PASSPHRASE = "示例口令-甲乙丙丁戊己庚"  # noqa: S105 - of a vault that lives for one test
ANSWERS = ("示例甲", "13800000001", "", "示例路1号", "示例原话")
# Hidden questions go to the terminal the process belongs to, not to its standard input.
OWN_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from zhiben.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def typed(folder: Path, *words: str, answers: tuple[str, ...]) -> tuple[int, str]:
    """Run a command on a terminal, answer each question, and return its code and the screen."""
    keyboard, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", OWN_TERMINAL, *words],
        stdin=terminal, stdout=terminal, stderr=terminal, cwd=folder, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(terminal)
        screen, left = b"", list(answers)
        with suppress(OSError):  # how Linux tells that the other side is closed
            while chunk := os.read(keyboard, 4096):
                screen += chunk
                if left and screen.endswith("：".encode()):
                    screen += b"<"
                    os.write(keyboard, f"{left.pop(0)}\n".encode())
    os.close(keyboard)
    assert [] == left, screen.decode()
    return process.returncode, screen.decode()


def test_a_passphrase_locks_and_opens_the_vault_and_never_appears(office: Terminal) -> None:
    code, screen = typed(
        office.folder, "reporter", "add", "--route", "visit",
        answers=(PASSPHRASE, PASSPHRASE, *ANSWERS),
    )  # fmt: skip
    token = re.search(r"R(?:-[A-Z]{4}){4}", screen)

    assert exits.CLEAN == code, screen
    assert token is not None
    assert PASSPHRASE not in screen
    assert "身份证号" in screen

    code, screen = typed(
        office.folder, "reporter", "show", token[0], "--reason", "示例回访", answers=(PASSPHRASE,)
    )

    assert exits.CLEAN == code, screen
    assert [] == [answer for answer in ANSWERS if answer not in screen]
    assert PASSPHRASE not in screen


@pytest.fixture
def locked(office: Terminal) -> Terminal:
    """A workspace whose vault is locked with the passphrase."""
    code, screen = typed(
        office.folder, "reporter", "add", "--route", "visit",
        answers=(PASSPHRASE, PASSPHRASE, *ANSWERS),
    )  # fmt: skip

    assert exits.CLEAN == code, screen
    return office


def test_a_wrong_passphrase_opens_nothing(locked: Terminal) -> None:
    """It is asked for before anything else is typed."""
    for words in (("list",), ("add", "--route", "visit")):
        code, screen = typed(locked.folder, "reporter", *words, answers=("错误的口令",))

        assert exits.USAGE == code
        assert screen.rstrip().endswith("错误：打不开举报人库：密钥文件或口令不对。")
        assert "错误的口令" not in screen


def test_a_passphrase_gives_way_to_another_and_to_a_key_file(locked: Terminal) -> None:
    other = "另一个示例口令-子丑寅卯"
    code, screen = typed(
        locked.folder, "reporter", "rekey", "--reason", "示例", answers=(PASSPHRASE, other, other)
    )
    assert exits.CLEAN == code, screen

    locked("reporter", "key", "示例.key")
    code, screen = typed(
        locked.folder, "reporter", "rekey", "--new-key-file", "示例.key", "--reason", "示例",
        answers=(other,),
    )  # fmt: skip
    assert exits.CLEAN == code, screen
    assert other not in screen
    listed = locked("reporter", "list", "--key-file", "示例.key", "--json")
    assert 1 == len(listed.json()["reporters"])


def test_a_key_file_is_not_taken_for_a_passphrase(locked: Terminal) -> None:
    locked("reporter", "key", "示例.key")
    result = locked("reporter", "list", "--key-file", "示例.key")

    assert exits.USAGE == result.code
    assert "举报人库用口令加锁，请去掉 --key-file" in result.err


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (("太短",), "口令太短或太简单，至少 12 个字符"),
        ((PASSPHRASE, PASSPHRASE + "一"), "两次输入的口令不一样，没有改动"),
    ],
)
def test_a_new_passphrase_is_long_and_typed_twice(
    office: Terminal, answers: tuple[str, ...], why: str
) -> None:
    code, screen = typed(office.folder, "reporter", "add", "--route", "visit", answers=answers)

    assert exits.USAGE == code
    assert why in screen
    assert [] == list(office.folder.glob("*.vault*"))


def test_nothing_said_is_nothing_kept(office: Terminal) -> None:
    code, screen = typed(
        office.folder, "reporter", "add", "--route", "visit",
        answers=(PASSPHRASE, PASSPHRASE, "", "", "", "", ""),
    )  # fmt: skip

    assert exits.DATA == code
    assert "输入：什么也没有填" in screen
    assert [] == list(office.folder.glob("*.vault*"))
