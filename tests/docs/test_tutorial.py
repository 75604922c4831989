"""The tutorials and the how-tos named here do what they say: every block is executed.

A ``sh`` block runs, and succeeds unless it says ``exit=1``; a ``toml`` or ``csv`` block is
the file named last in the text before it; a ``text`` block lists lines, blanks aside, of
what the commands before it printed.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from zhiben.testing.environments import make_environment, pip_of

DOCS = Path(__file__).parents[2] / "docs"
PAGES = (
    "tutorial/first-plugin.md",
    "tutorial/inspection.md",
    "how-to/close-a-hazard.md",
    "how-to/complete-a-standard.md",
    "how-to/data-only-plugin.md",
    "how-to/excel-tasks-to-plugin.md",
    "how-to/hazard-limits.md",
    "how-to/judge-a-hazard.md",
    "how-to/list-a-hazard.md",
)
BLOCK = re.compile(
    r"(?P<before>.*?)^```(?P<kind>\w+)(?: exit=(?P<code>\d))?\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
FILE = re.compile(r"`([^`\s]+\.(?:toml|csv))`")


class Block(NamedTuple):
    """A fenced block of a page: its kind, its lines, the file named before it, the exit code."""

    kind: str
    body: str
    file: str
    code: int


def blocks_of(text: str) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    return [
        Block(
            kind=found["kind"],
            body=found["body"],
            file=next(reversed(FILE.findall(found["before"])), ""),
            code=int(found["code"] or 0),
        )
        for found in BLOCK.finditer(text)
    ]


def of_this_year(text: str) -> str:
    """Return a page with the numbers of hazards as they are given this year."""
    this_year = datetime.now(UTC).astimezone().year
    return text.replace("YH-2026-", f"YH-{this_year}-")


def squeezed(text: str) -> str:
    """Return a text with one blank for any number of them."""
    return " ".join(text.split())


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a reader's command line has: zhiben and pip of an environment of its own."""
    python = make_environment(tmp_path / "venv")
    commands = {"zhiben": (str(python), "-m", "zhiben"), "pip": pip_of(python)}
    (tmp_path / "bin").mkdir()
    for name, words in commands.items():
        file = tmp_path / "bin" / name
        file.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
        file.chmod(0o755)
    own = {key: text for key, text in os.environ.items() if not key.startswith("ZHIBEN_")}
    path = os.pathsep.join((str(tmp_path / "bin"), os.environ["PATH"]))
    return own | {"PATH": path, "PIP_NO_INDEX": "1", "PYTHONIOENCODING": "utf-8"}


def run(block: Block, *, folder: Path, environment: dict[str, str]) -> str:
    """Run the commands of a block, and return what they printed."""
    done = subprocess.run(
        ["sh", "-e", "-c", block.body],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )

    assert block.code == done.returncode, f"{block.body}\n{done.stdout}"
    return done.stdout


@pytest.mark.parametrize("page", PAGES)
def test_the_page_does_what_it_says(page: str, tmp_path: Path, environment: dict[str, str]) -> None:
    """In an empty folder, with no index to install from."""
    folder, printed = tmp_path / "空", ""
    folder.mkdir()
    text = (DOCS / page).read_text(encoding="utf-8")
    for block in blocks_of(of_this_year(text)):
        if block.kind == "sh":
            printed = run(block, folder=folder, environment=environment)
        elif block.kind == "text":
            missing = [
                line for line in block.body.splitlines() if squeezed(line) not in squeezed(printed)
            ]

            assert [] == missing, printed
        else:
            (folder / block.file).write_text(block.body, encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_of_a_kind_that_is_executed(page: str) -> None:
    """A file's block has its file named before it."""
    blocks = blocks_of((DOCS / page).read_text(encoding="utf-8"))

    assert {block.kind for block in blocks} <= {"sh", "text", "toml", "csv"}
    assert [] == [block for block in blocks if block.kind in {"toml", "csv"} and not block.file]
    assert {"sh", "text"} <= {block.kind for block in blocks}


def test_blocks_are_found_with_their_files_and_exit_codes() -> None:
    """Of several files named before a block the last one counts."""
    text = "甲 `a.toml`，乙 `b.toml`：\n```toml\nx = 1\n```\n再\n```sh exit=1\nfalse\n```\n"

    assert [
        Block(kind="toml", body="x = 1\n", file="b.toml", code=0),
        Block(kind="sh", body="false\n", file="", code=1),
    ] == blocks_of(text)
