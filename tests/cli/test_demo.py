"""``zhiben demo``: the same labelled story on every machine and day, true to its journal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from zhiben.cli.exits import CLEAN, DATA, USAGE
from zhiben.cli.main import main
from zhiben.model.entries import EntryKind
from zhiben.model.progress import Outcome, TaskStatus
from zhiben.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_zhiben import Terminal
    from zhiben.ledger.entries import Line

LABEL = "示例"
STATUSES = ("done", "ongoing", "due_soon", "overdue", "not_started", "stale")
DAY = "2026-11-24"


class Sample(NamedTuple):
    """A kept sample workspace, and what the demo that made it printed."""

    database: Path
    out: str

    @property
    def lines(self) -> tuple[Line, ...]:
        """The journal."""
        with open_store(self.database) as store:
            return store.lines()

    def table(self, title: str) -> list[tuple[str, ...]]:
        """Return the rows of a printed table as their cells; a blank cell is not among them."""
        text = self.out.partition(f"\n\n{title}")[2].partition("\n\n")[0]
        return [tuple(re.split(" {2,}", line.strip())) for line in text.splitlines()[3:]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A sample workspace that was made and kept once for all tests that only read it."""
    folder = tmp_path_factory.mktemp("demo") / "留用"
    with redirect_stdout(StringIO()) as out:
        assert CLEAN == main(["demo", "--keep", str(folder)])
    return Sample(folder / "zhiben.db", out.getvalue())


def shown(zhiben: Terminal, sample: Sample, *words: str) -> Any:  # noqa: ANN401 - JSON
    """Return what another command says of the sample workspace."""
    return zhiben("--db", sample.database, *words, "--as-of", DAY, "--json").json()


def test_it_begins_by_saying_that_nothing_reported_is_real(sample: Sample) -> None:
    first = sample.out.splitlines()[0]

    assert first.startswith(f"【{LABEL}】")
    assert "不是任何单位的真实情况" in first


def test_it_is_the_same_on_every_day_and_whoever_runs_it(zhiben: Terminal, sample: Sample) -> None:
    zhiben.today = date(2031, 5, 1)
    first = zhiben("--actor", "别人", "demo")
    second = zhiben("demo", "--keep", "另一处")
    made = Sample(zhiben.folder / "另一处" / "zhiben.db", second.out)

    assert sample.out.splitlines()[:-1] == first.out.splitlines()[:-1]
    assert sample.out.splitlines()[:-1] == second.out.splitlines()[:-1]
    assert sample.lines == made.lines


def test_the_table_by_action_is_what_progress_says(zhiben: Terminal, sample: Sample) -> None:
    said = shown(zhiben, sample, "progress")
    printed = sample.table("按行动汇总")
    names = ["tasks", *STATUSES]
    for row in said["rows"]:
        share = row["completion"]
        expected = (row["key"], row["title"], *(str(row[name]) for name in names))

        assert (*expected, f"{share['n']}/{share['d']} {share['percent']}%") in printed
    assert ("全部任务", *(str(said["totals"][name]) for name in names)) == printed[-1][:-1]
    assert len(said["rows"]) + 1 == len(printed)


def test_the_milestones_are_what_progress_says(zhiben: Terminal, sample: Sample) -> None:
    milestones = shown(zhiben, sample, "progress")["milestones"]
    printed = sample.table("限期任务")

    assert len(milestones) == len(printed)
    for one, row in zip(milestones, printed, strict=True):
        days = [str(one["days_late"])] if one["days_late"] else []
        expected = {one["due"], one["original_due"], one["task"], *days, *one["missing"]}
        assert expected <= set(row)


def test_the_missed_duties_are_what_progress_says(zhiben: Terminal, sample: Sample) -> None:
    recurring = shown(zhiben, sample, "progress")["recurring"]
    missed = [line for line in recurring if line["missing"]]
    keys = ("task", "title", "period", "expected", *(outcome.value for outcome in Outcome))
    expected = [(*(str(line[key]) for key in keys), "、".join(line["missing"])) for line in missed]

    assert expected == sample.table("周期任务")
    assert f"共 {len(recurring)} 个期次，表中只列有单位未履行的 {len(missed)} 个。" in sample.out


def test_who_is_late_is_what_progress_says(zhiben: Terminal, sample: Sample) -> None:
    late = shown(zhiben, sample, "progress")["late"]
    keys = ("lead", "days_late", "due", "task", "title")

    assert [tuple(str(line[key]) for key in keys) for line in late] == sample.table("谁逾期了")
    assert f"共 {len(late)} 项次" in sample.out


def test_the_working_list_is_what_due_says(zhiben: Terminal, sample: Sample) -> None:
    due = shown(zhiben, sample, "due")["due"]
    keys = ("due", "days_left", "task", "title")
    expected = [tuple(str(line[key]) for key in keys) for line in due]

    assert expected == [row[: len(keys)] for row in sample.table("催办清单")]
    assert f"共 {len(due)} 条" in sample.out


def test_all_six_statuses_and_all_five_outcomes_occur(zhiben: Terminal, sample: Sample) -> None:
    said = shown(zhiben, sample, "progress")
    statuses = {status: said["totals"][status.value] for status in TaskStatus}
    outcomes = {o: sum(line[o.value] for line in said["recurring"]) for o in Outcome}

    assert [] == [status for status, number in statuses.items() if not number]
    assert [] == [outcome for outcome, number in outcomes.items() if not number]


def test_its_journal_is_sound(zhiben: Terminal, sample: Sample) -> None:
    result = zhiben("--db", sample.database, "journal", "verify")

    assert (CLEAN, "") == (result.code, result.err)
    assert f"{len(sample.lines)} 条" in result.out


def test_everything_in_it_but_the_plan_and_its_units_is_labelled(sample: Sample) -> None:
    bodies = [(line.kind, json.loads(line.body)) for line in sample.lines]
    enterprises = [body["name"] for _, body in bodies if body.get("kind") == "enterprise"]
    reports = [body for kind, body in bodies if kind == EntryKind.TASK_REPORT]
    words = [
        body[key] for _, body in bodies for key in ("note", "reason", "document") if key in body
    ]

    assert {LABEL} == {line.actor for line in sample.lines}
    assert len(reports) == sum("note" in body for body in reports)
    assert [] == [text for text in [*words, *enterprises] if not text.startswith(LABEL)]
    assert enterprises


def test_the_commands_it_suggests_work(zhiben: Terminal, sample: Sample) -> None:
    last = sample.out.splitlines()[-1]
    suggested = re.findall(r"zhiben ([a-z0-9 -]+)", last.partition("可以试：")[2])

    assert str(sample.database.parent) in last
    assert 3 == len(suggested)
    for words in suggested:
        assert CLEAN == zhiben("--db", sample.database, *words.split()).code


def test_another_day_can_be_asked_for(zhiben: Terminal) -> None:
    result = zhiben("demo", "--as-of", "2025-06-30")

    assert CLEAN == result.code
    assert "截至 2025-06-30" in result.out


def test_a_day_before_the_plan_is_refused_before_anything_is_made(zhiben: Terminal) -> None:
    result = zhiben("demo", "--as-of", "2020-01-01", "--keep", "留用")

    assert (USAGE, "") == (result.code, result.out)
    assert 1 == len(result.err.splitlines())
    assert "2024-02-01" in result.err
    assert [] == list(zhiben.folder.iterdir())


def test_without_keep_nothing_is_left(zhiben: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = zhiben.folder / "临时"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    result = zhiben("demo")

    assert CLEAN == result.code
    assert [temporary] == list(zhiben.folder.rglob("*"))
    assert "示例工作区已删除" in result.out.splitlines()[-1]


def test_an_empty_folder_may_be_kept_in(zhiben: Terminal) -> None:
    (zhiben.folder / "空的").mkdir()

    assert CLEAN == zhiben("demo", "--keep", "空的").code
    assert (zhiben.folder / "空的" / "zhiben.db").is_file()


def test_a_folder_with_something_in_it_is_refused_and_left_alone(zhiben: Terminal) -> None:
    paper = zhiben.folder / "有用" / "文件.txt"
    paper.parent.mkdir()
    paper.write_text("原样", encoding="utf-8")
    result = zhiben("demo", "--keep", "有用")

    assert (USAGE, "") == (result.code, result.out)
    assert ["错误：文件夹 有用 不是空的，没有改动它；请换一个新的或空的文件夹。"] == (
        result.err.splitlines()
    )
    assert [paper] == list(paper.parent.iterdir())
    assert "原样" == paper.read_text(encoding="utf-8")


def test_a_file_is_no_folder(zhiben: Terminal) -> None:
    (zhiben.folder / "文件").touch()
    result = zhiben("demo", "--keep", "文件")

    assert USAGE == result.code
    assert ["错误：文件 是文件；--keep 后面请写一个新的或空的文件夹。"] == result.err.splitlines()


def test_a_folder_that_cannot_be_made_is_told_in_one_line(zhiben: Terminal) -> None:
    (zhiben.folder / "文件").touch()
    result = zhiben("demo", "--keep", "文件/下级")

    assert DATA == result.code
    assert 1 == len(result.err.splitlines())
    assert "请换一个可写的位置" in result.err


def test_a_machine_without_a_temporary_folder_is_told_of_keep(
    zhiben: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(zhiben.folder / "没有"))
    result = zhiben("demo")

    assert (DATA, "") == (result.code, result.out)
    assert 1 == len(result.err.splitlines())
    assert "--keep" in result.err


@pytest.mark.parametrize(("encoding", "written"), [("ascii", "utf-8"), ("gbk", "gbk")])
def test_a_console_of_narrow_encoding_is_survived(encoding: str, written: str) -> None:
    """Where a stream claims to know ASCII only, click writes UTF-8."""
    result = subprocess.run(
        [sys.executable, "-m", "zhiben", "demo"],
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )

    assert (CLEAN, b"") == (result.returncode, result.stderr)
    assert f"截至 {DAY}".encode(written) in result.stdout
