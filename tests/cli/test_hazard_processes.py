"""Two programs that record hazards at once give every one a number of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

ADDS_OFTEN = """
import sys
from zhiben.cli.main import main

who = sys.argv[1]
print("ready", flush=True)
sys.stdin.readline()
for number in range(8):
    words = ["--channel", "self", "--location", f"示例{who}{number}", "--description", "示例"]
    assert main(["hazard", "add", *words]) == 0
"""


def test_programs_that_record_at_once_give_no_number_twice(office: Terminal) -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", ADDS_OFTEN, who],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            cwd=office.folder,
        )
        for who in ("甲", "乙")
    ]
    for program in programs:
        assert program.stdout is not None
        program.stdout.readline()
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    out = "".join(program.communicate()[0] for program in programs)

    assert [0, 0] == [program.returncode for program in programs]
    hazards = office("hazard", "list", "--json").json()["hazards"]
    year = hazards[0]["number"].split("-")[1]
    assert [f"YH-{year}-{rank:05d}" for rank in range(1, 17)] == [one["number"] for one in hazards]
    assert 16 == len({one["location"] for one in hazards})
    assert 16 == out.count("已记入台账")
