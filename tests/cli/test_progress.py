"""``zhiben progress``: how far the plan is, on any day, along any axis, in every format."""

from __future__ import annotations

import csv
import json
import os
import re
from contextlib import redirect_stdout
from io import StringIO
from itertools import permutations
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from wcwidth import wcwidth

from zhiben.cli.exits import CLEAN, USAGE
from zhiben.cli.main import main
from zhiben.cli.output import markdown_text, table_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_zhiben import Result, Terminal

COUNTS = ("done", "ongoing", "due_soon", "overdue", "not_started", "stale")
AXES = ("action", "measure", "lead", "township", "phase")
DAYS = ("2024-02-01", "2024-06-30", "2024-12-31", "2025-07-15", "2026-11-24", "2027-03-31")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the demo: thousands of reports over three years, made once."""
    folder = tmp_path_factory.mktemp("sample") / "示例"
    with redirect_stdout(StringIO()), pytest.MonkeyPatch.context() as patch:
        for name in [key for key in os.environ if key.startswith("ZHIBEN_")]:
            patch.delenv(name)
        patch.setenv("ZHIBEN_ONLY_PLUGINS", "")
        code = main(["demo", "--keep", str(folder)])

    assert CLEAN == code
    return folder / "zhiben.db"


def told(zhiben: Terminal, *words: object, db: object = "zhiben.db") -> dict[str, Any]:
    """Return the progress as JSON."""
    result = zhiben("--db", db, "progress", "--json", *words)

    assert CLEAN == result.code, result.err
    progress: dict[str, Any] = result.json()
    return progress


def report(office: Terminal, task: str, org: str, on: str, *words: object) -> Result:
    return office("task", "report", task, "--org", org, "--on", on, *words)


# The day


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("2024-02-01", (1, "动员部署阶段", 89)),
        ("2024-04-30", (1, "动员部署阶段", 0)),
        ("2024-05-01", (2, "专项治理阶段", 609)),
        ("2026-09-30", (3, "巩固提升阶段", 0)),
        ("2026-11-24", (4, "总结评估阶段", 37)),
    ],
)
def test_the_phase_and_the_days_left_of_it(
    office: Terminal, day: str, phase: tuple[int, str, int]
) -> None:
    found = told(office, "--as-of", day)

    assert day == found["as_of"]
    assert phase == tuple(found["phase"][key] for key in ("number", "title", "days_left"))
    assert f" · 截至 {day} · {phase[1]}，还剩 {phase[2]} 天 · " in (
        office("progress", "--as-of", day).out
    )


def test_after_the_plan_there_is_no_phase(office: Terminal) -> None:
    assert told(office, "--as-of", "2027-01-01")["phase"] is None
    assert "· 不在任何阶段内 ·" in office("progress", "--as-of", "2027-01-01").out


def test_today_is_meant_unless_a_day_is_named(office: Terminal) -> None:
    assert told(office, "--as-of", "2026-11-24") == told(office)


def test_before_the_plan_there_is_nothing_to_show(office: Terminal) -> None:
    result = office("progress", "--as-of", "2024-01-31")

    assert (USAGE, "") == (result.code, result.out)
    assert "错误：2024-01-31 还没有方案在施行，请换一个较晚的日期。\n" == result.err


def test_what_was_true_then_is_the_same_however_it_was_recorded(zhiben: Terminal) -> None:
    """Facts recorded in any order, and facts of later days, change no past day."""
    facts: list[tuple[str, tuple[str, ...]]] = [
        ("2024-03-20", ("report", "2-1", "--org", "县安委办", "--unit", "城关镇")),
        ("2024-04-02", ("report", "2-1", "--org", "县安委办", "--unit", "新集镇", "--period",
                        "2024Q1")),
        ("2024-06-03", ("report", "4-3", "--org", "县应急局", "--status", "done")),
        ("2024-06-10", ("waive", "2-1", "--unit", "小溪镇", "--period", "2024Q1", "--reason",
                        "示例")),
        ("2024-11-20", ("report", "4-4", "--org", "县住建局", "--status", "done")),
        ("2024-12-20", ("amend", "4-3", "--due", "2025-03-31", "--reason", "示例", "--document",
                        "示例1号")),
        ("2025-01-08", ("report", "4-3", "--org", "县经信局", "--status", "done")),
        ("2025-02-10", ("amend", "4-5", "--lead", "县卫健委", "--reason", "示例", "--document",
                        "示例2号")),
        ("2025-03-01", ("report", "1-1", "--org", "县安委办")),
    ]  # fmt: skip
    days = ("2024-04-01", "2024-06-30", "2024-12-31", "2025-01-09", "2025-12-31")

    def record(name: str, chosen: list[tuple[str, tuple[str, ...]]]) -> None:
        zhiben("--db", name, "init")
        for day, words in chosen:
            result = zhiben("--db", name, "task", *words, "--on", day)
            assert CLEAN == result.code, result.err

    def seen(name: str, day: str) -> list[Any]:
        return [told(zhiben, "--as-of", day, "--by", by, db=name) for by in AXES]

    for seed in range(3):
        shuffled = Random(seed).sample(facts, len(facts))  # noqa: S311 - a fixed order
        record(f"全部{seed}.db", shuffled)
    for day in days:
        record(f"{day}.db", [fact for fact in facts if fact[0] <= day])
        then = seen(f"{day}.db", day)

        assert [then] * 3 == [seen(f"全部{seed}.db", day) for seed in range(3)]


# The numbers

SMALL = """
[plan]
id = "shili-2025"
title = "示例县方案"
issuer = "示例县安委会"
issued = 2025-01-20
start = 2025-02-01
end = 2026-12-31

[[organisations]]
id = "ban"
name = "=示例县安委办"
kind = "office"
"""
SMALL_TASK = """
[[tasks]]
id = "F-{number}"
title = "{title}"
kind = "dated"
due = 2025-12-31
leads = ["ban"]
"""


def small(zhiben: Terminal, *titles: str) -> Terminal:
    """Start a workspace whose plan is a few tasks of one office."""
    tasks = "".join(
        SMALL_TASK.format(number=number, title=title)
        for number, title in enumerate(titles, start=1)
    )
    (zhiben.folder / "方案.toml").write_text(SMALL + tasks, encoding="utf-8")

    assert CLEAN == zhiben("init", "--plan", "方案.toml").code
    return zhiben


@pytest.mark.parametrize(
    ("done", "share"),
    [
        (0, {"n": 0, "d": 3, "percent": 0.0}),
        (1, {"n": 1, "d": 3, "percent": 33.3}),
        (2, {"n": 2, "d": 3, "percent": 66.6}),
        (3, {"n": 3, "d": 3, "percent": 100.0}),
    ],
)
def test_a_percentage_is_cut_and_never_rounded_up(
    zhiben: Terminal, done: int, share: dict[str, float]
) -> None:
    small(zhiben, "示例一", "示例二", "示例三")
    for number in range(1, done + 1):
        report(zhiben, f"F-{number}", "ban", "2025-06-30", "--status", "done")

    found = told(zhiben)

    assert [share] == [row["completion"] for row in found["rows"]]
    shown = "100%" if done == 3 else f"{share['percent']:.1f}%"
    assert f" 总完成 {done}/3 {shown}\n" in zhiben("progress").out


def test_a_plan_without_tasks_has_no_percentage(zhiben: Terminal) -> None:
    small(zhiben)

    assert " 总完成 0/0\n" in zhiben("progress").out
    assert zhiben("progress", "--json").json()["totals"]["tasks"] == 0


def test_a_task_has_one_status_after_another(office: Terminal) -> None:
    report(office, "4-4", "县住建局", "2024-03-01")
    report(office, "1-1", "县安委办", "2024-03-01")
    report(office, "4-3", "县应急局", "2025-03-01", "--status", "done")
    report(office, "4-3", "县经信局", "2025-03-01", "--status", "done")

    def counts(day: str) -> dict[str, int]:
        totals = told(office, "--as-of", day)["totals"]
        return {key: totals[key] for key in COUNTS}

    assert (0, 2) == (counts("2024-02-29")["ongoing"], counts("2024-03-01")["ongoing"])
    assert (0, 1) == (counts("2024-06-01")["stale"], counts("2024-06-02")["stale"])
    assert (0, 1) == (counts("2025-02-28")["done"], counts("2025-03-01")["done"])


def test_milestones_tell_how_late_they_are(office: Terminal) -> None:
    report(office, "4-4", "县住建局", "2025-01-10", "--status", "done")

    def line(day: str, task: str = "4-4") -> tuple[Any, ...]:
        found = told(office, "--as-of", day)["milestones"]
        (one,) = (each for each in found if each["task"] == task)
        return one["status"], one["days_late"], one["missing"]

    assert ("due_soon", 0, ["县住建局"]) == line("2024-12-31")
    assert ("overdue", 1, ["县住建局"]) == line("2025-01-01")
    assert ("done", 10, []) == line("2025-06-30")
    assert ("overdue", 181, ["县应急局", "县经信局"]) == line("2025-06-30", "4-3")
    assert {"29-3"} <= {
        one["task"] for one in told(office)["milestones"] if one["soft"]
    }  # fmt: skip
    dues = [one["due"] for one in told(office)["milestones"]]
    assert sorted(dues) == dues


def test_who_is_late_comes_worst_first(office: Terminal) -> None:
    late = told(office)["late"]

    days = [line["days_late"] for line in late]
    assert len(days) > 20
    assert sorted(days, reverse=True) == days
    out = office("progress").out
    shown = out.partition("\n谁逾期了")[2]
    assert shown.startswith(f"（共 {len(late)} 项次，逾期最久的在前，只列前 20，")
    assert 20 == len(shown.splitlines()) - 3


def test_a_short_list_of_who_is_late_is_whole(zhiben: Terminal) -> None:
    small(zhiben, "示例一")

    out = zhiben("progress", "--as-of", "2026-01-02").out

    assert "\n谁逾期了（共 1 项次，逾期最久的在前）\n" in out
    assert "=示例县安委办  2           2025-12-31  F-1     示例一\n" in out
    assert "\n谁逾期了（共 0 项次，逾期最久的在前）\n（无）\n" in (
        zhiben("progress", "--as-of", "2025-12-31").out
    )


@pytest.mark.parametrize("day", DAYS)
def test_the_axes_reconcile(sample: Path, zhiben: Terminal, day: str) -> None:
    """Action, measure and phase part the same tasks; lead and township count shares."""
    found = {by: told(zhiben, "--as-of", day, "--by", by, db=sample) for by in AXES}
    totals = found["action"]["totals"]
    keys = ("tasks", *COUNTS)

    assert [totals] * len(AXES) == [one["totals"] for one in found.values()]
    assert totals["tasks"] == sum(totals[key] for key in COUNTS)
    for by in ("action", "measure", "phase"):
        assert totals == {key: sum(row[key] for row in found[by]["rows"]) for key in keys}, by
    for one in found.values():
        for row in one["rows"]:
            assert row["tasks"] == sum(row[key] for key in COUNTS)
            assert (row["done"], row["tasks"]) == (row["completion"]["n"], row["completion"]["d"])
    shares = sum(row["tasks"] for by in ("lead", "township") for row in found[by]["rows"])
    assert shares >= totals["tasks"]
    assert [found["action"]["late"]] * len(AXES) == [one["late"] for one in found.values()]


@pytest.mark.parametrize("day", DAYS)
def test_the_rows_of_units_reconcile_with_the_tasks(
    sample: Path, zhiben: Terminal, day: str
) -> None:
    """Every unit has as many tasks overdue in its row as the pages of the tasks say."""
    tasks = zhiben("--db", sample, "task", "list", "--as-of", day, "--json").json()["tasks"]
    rows = {
        row["title"]: row
        for by in ("lead", "township")
        for row in told(zhiben, "--as-of", day, "--by", by, db=sample)["rows"]
    }
    late = told(zhiben, "--as-of", day, db=sample)["late"]

    for line in late:
        if line["lead"] in rows:
            assert rows[line["lead"]]["overdue"] >= 1
    for name, row in rows.items():
        own = {line["task"] for line in late if line["lead"] == name}
        overseen = {
            task["id"] for task in tasks if task["status"] == "overdue" and name in task["leads"]
        }
        assert len(own) <= row["overdue"] <= len(own | overseen)


@pytest.mark.parametrize("day", DAYS)
def test_every_occurrence_has_one_outcome(sample: Path, zhiben: Terminal, day: str) -> None:
    lines = told(zhiben, "--as-of", day, db=sample)["recurring"]

    assert lines
    for line in lines:
        outcomes = ("fulfilled", "late", "missed", "waived", "open")
        assert line["expected"] == sum(line[key] for key in outcomes)
        assert line["missed"] == len(line["missing"]) == len(set(line["missing"]))


# The formats


def grid(line: str) -> str:
    """Return a line with a blank behind every wide character: one letter for each column."""
    return "".join(letter + "\0" * (wcwidth(letter) - 1) for letter in line)


def tables(text: str) -> Iterator[list[str]]:
    """Yield the tables of a page, each as its lines by column: heading, rule, rows."""
    for part in re.split(r"\n\s*\n", text):
        lines = [grid(line) for line in part.splitlines()]
        rules = [index for index, line in enumerate(lines) if re.fullmatch(r"-+(  -+)*", line)]
        for index in rules:
            yield lines[index - 1 :]


@pytest.mark.parametrize(
    "words",
    [
        ("progress",), ("progress", "--by", "lead"), ("due", "--within", "60"), ("plan", "show"),
        ("org", "list"), ("task", "list"), ("task", "show", "2-1"), ("task", "show", "4-3"),
        ("journal", "list", "--last", "200"), ("calendar", "show", "2026"), ("plan", "coverage"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wide_columns_line_up(sample: Path, zhiben: Terminal, words: tuple[str, ...]) -> None:
    """Between two columns every line has two blanks at the same place of the terminal."""
    found = list(tables(zhiben("--db", sample, *words).out))

    assert found
    for lines in found:
        rule = lines[1]
        gaps = [place.start() for place in re.finditer("  ", rule)]
        for line in lines:
            assert ["  "] * len(gaps) == [line[gap : gap + 2].ljust(2) for gap in gaps], line
            assert len(line.rstrip()) <= len(rule)


def test_a_table_of_hostile_text_lines_up() -> None:
    """Emoji, full-width, combining and control characters, and an escape sequence."""
    words = ["示例", "ａｂｃ", "\x1b[31m红", "a\tb", "é", "", "①②", "x" * 40, "a\rb"]
    rows = list(permutations(words, 2))

    (lines,) = tables(table_text(("列一", "列二"), rows) + "\n")

    gap = lines[1].index("  ")
    assert len(rows) == len(lines) - 2
    assert {"  "} == {line[gap : gap + 2].ljust(2) for line in lines}
    assert not re.search(r"[\x01-\x1f\x7f]", "".join(lines))


@pytest.mark.parametrize("words", [("progress",), ("due",), ("task", "show", "4-3")])
def test_the_short_option_is_the_long_one(office: Terminal, words: tuple[str, ...]) -> None:
    assert office(*words, "--json") == office(*words, "--format", "json")


def records(result: Result) -> list[list[str]]:
    """Return csv as a spreadsheet reads it."""
    assert result.out.startswith("\ufeff")
    return list(csv.reader(StringIO(result.out.removeprefix("\ufeff"))))


@pytest.mark.parametrize("by", AXES)
def test_csv_holds_the_table_and_the_totals(sample: Path, zhiben: Terminal, by: str) -> None:
    found = told(zhiben, "--by", by, db=sample)

    header, *rows, total = records(
        zhiben("--db", sample, "progress", "--by", by, "--format", "csv")
    )

    assert [
        "任务",
        "已完成",
        "进行中",
        "30日内到期",
        "逾期",
        "未开始",
        "久未更新",
        "完成",
    ] == header[2:]
    assert [row["title"] for row in found["rows"]] == [row[1] for row in rows]
    assert [str(found["totals"][key]) for key in ("tasks", *COUNTS)] == total[2:-1]


def test_csv_is_never_computed(zhiben: Terminal) -> None:
    """A spreadsheet takes text that starts like a formula for one; numbers stay numbers."""
    small(zhiben, "=1+1", "+示例", "-2", "@示例", "示例,“引号”")

    rows = records(zhiben("due", "--format", "csv", "--as-of", "2026-01-31"))

    assert ["'=1+1", "'+示例", "'-2", "'@示例", "示例,“引号”"] == [row[3] for row in rows[1:]]
    assert {"'=示例县安委办"} == {row[5] for row in rows[1:]}
    assert {"-31"} == {row[1] for row in rows[1:]}


def bars(line: str) -> int:
    """Return how many cell borders a line of Markdown has."""
    return len(re.findall(r"(?<!\\)\|", line))


@pytest.mark.parametrize("words", [("progress",), ("progress", "--by", "lead"), ("due",)])
def test_markdown_tables_are_rectangular(
    sample: Path, zhiben: Terminal, words: tuple[str, ...]
) -> None:
    out = zhiben("--db", sample, *words, "--format", "md").out

    parts = [part.splitlines() for part in out.split("\n\n") if part.startswith("|")]
    assert parts
    for lines in parts:
        assert re.fullmatch(r"\|(:?-+:?\|)+", lines[1])
        assert 1 == len(set(map(bars, lines)))


def test_markdown_lists_every_unit_and_what_must_be_known(office: Terminal) -> None:
    """It goes to people who cannot ask the program."""
    result = office("progress", "--format", "md", "--as-of", "2024-03-31")

    assert result.out.startswith("# 五河县安全生产治本攻坚三年行动实施方案（2024—2026年） · 截至")
    assert "\n## 按行动汇总\n\n|" in result.out
    assert "、临北回族乡" in result.out
    assert "\n> 说明：4 项周期任务（4-11、4-12、23-1、23-2）的适用单位尚未登记" in result.out
    assert "" == result.err


def test_a_bar_in_a_cell_of_markdown_does_not_end_it() -> None:
    text = markdown_text(("列",), [("a|b\nc",)])

    assert "a\\|b c" in text.splitlines()[2]
    assert 2 == bars(text.splitlines()[2])


@pytest.mark.parametrize("form", ["table", "csv"])
def test_what_must_be_known_stands_beside_the_table(office: Terminal, form: str) -> None:
    result = office("progress", "--format", form)

    assert result.err.startswith("说明：4 项周期任务（4-11、4-12、23-1、23-2）的适用单位尚未登记")
    assert result.err[3:].strip() == told(office)["notes"][0]


def test_json_is_alone_on_its_stream(office: Terminal) -> None:
    result = office("progress", "--json")

    assert json.loads(result.out)["notes"]
    assert "" == result.err


@pytest.mark.parametrize("by", ["lead", "township"])
def test_a_table_of_shares_says_that_tasks_are_counted_more_than_once(
    office: Terminal, by: str
) -> None:
    assert "汇总（一项任务有几个单位就各计一次）\n" in office("progress", "--by", by).out


def test_a_township_is_counted_by_what_it_did_itself(office: Terminal) -> None:
    report(office, "P1-3", "城关镇", "2024-02-20", "--status", "done")

    rows = told(office, "--by", "township", "--as-of", "2024-02-28")["rows"]

    assert 14 == len(rows)
    done = {row["title"]: row["done"] for row in rows}
    assert ("城关镇", 1) == max(done.items(), key=lambda item: item[1])
    assert 1 == sum(done.values())
