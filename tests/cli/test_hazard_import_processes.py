"""Programs that import are killed at any moment, and work at once: all or nothing."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

ROWS = 1500
PROGRAM = """
import sys
from zhiben.cli.main import main

print("ready", flush=True)
sys.stdin.readline()
sys.exit(main(["hazard", "import", sys.argv[1]]))
"""


def write(office: Terminal, who: str, rows: int) -> str:
    lines = [f"示例{who}{n}号厂,{n}号车间,示例{who}安全出口{n}被堵" for n in range(rows)]
    text = "\n".join(("企业名称,隐患地点,隐患描述", *lines))
    (office.folder / f"{who}.csv").write_text(text, encoding="utf-8")
    return f"{who}.csv"


def start(office: Terminal, name: str) -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", PROGRAM, name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=office.folder,
    )
    assert program.stdout is not None
    program.stdout.readline()
    return program


def go(program: subprocess.Popen[str]) -> None:
    assert program.stdin is not None
    program.stdin.write("go\n")
    program.stdin.flush()


def count(office: Terminal, kind: str) -> int:
    return len(
        office("journal", "list", "--kind", kind, "--last", "9999", "--json").json()["entries"]
    )


def test_an_import_that_is_killed_leaves_all_or_nothing(office: Terminal) -> None:
    """The kills are spread over the time a whole import takes here."""
    name = write(office, "甲", ROWS)
    began = time.monotonic()
    office("hazard", "import", name, "--dry-run")
    whole = 1.5 * (time.monotonic() - began) + 1
    chance = random.Random(5)  # noqa: S311 - moments to kill at are no secrets

    for _ in range(8):
        program = start(office, name)
        go(program)
        time.sleep(chance.random() * whole)
        program.kill()
        program.communicate()
        found = count(office, "hazard.record"), count(office, "hazard.sheet")

        assert found in {(0, 0), (ROWS, 1)}
        assert 0 == office("journal", "verify").code
    program = start(office, name)
    go(program)
    program.communicate()
    assert (ROWS, 1) == (count(office, "hazard.record"), count(office, "hazard.sheet"))


def test_two_programs_at_once_give_no_number_twice(office: Terminal) -> None:
    programs = [start(office, write(office, who, 200)) for who in "甲乙"]
    for program in programs:
        go(program)
    told = [program.communicate()[0] for program in programs]

    assert [0, 0] == [program.returncode for program in programs], told
    hazards = office("hazard", "list", "--json").json()["hazards"]
    assert 400 == len({one["number"] for one in hazards}) == len(hazards)
    assert 400 == len({one["description"] for one in hazards})


def test_an_import_in_a_pipe_is_quiet(office: Terminal) -> None:
    program = start(office, write(office, "甲", 3))
    go(program)

    assert "" == program.communicate()[1]
