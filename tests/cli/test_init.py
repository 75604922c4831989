"""``zhiben init``: a plan comes into force, its units are registered, and one of them owns it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from zhiben.cli.exits import CLEAN, DATA, USAGE

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

PLAN = """
[plan]
id = "shili-2025"
title = "示例县方案"
issuer = "示例县安委会"
issued = 2025-01-20
start = 2025-02-01
end = 2026-12-31
"""
DEPARTMENT = """
[[organisations]]
id = "jia"
name = "示例甲局"
kind = "department"
aliases = ["甲局"]

[[tasks]]
id = "F-1"
title = "示例任务"
kind = "dated"
due = 2025-12-31
leads = ["jia"]
"""
OFFICE = """
[[organisations]]
id = "ban"
name = "示例县安委办"
kind = "office"
"""


def written(zhiben: Terminal, *parts: str, name: str = "方案.toml") -> str:
    """Write a plan file into the folder and return its name."""
    (zhiben.folder / name).write_text("".join(parts), encoding="utf-8")
    return name


def test_a_workspace_has_the_plan_and_its_units(zhiben: Terminal) -> None:
    result = zhiben("init")

    assert (CLEAN, "") == (result.code, result.err)
    tasks = len(zhiben("task", "list", "--json").json()["tasks"])
    units = len(zhiben("org", "list", "--json").json()["units"])
    assert f"任务 {tasks} 项，单位 {units} 个；本工作区归 县安委办 使用。" in result.out
    assert "zhiben progress" in result.out
    kinds = [one["kind"] for one in zhiben("journal", "list", "--json").json()["entries"]]
    assert [*["org.add"] * units, "plan.adopt"] == kinds


def test_what_was_made_is_told_as_json(zhiben: Terminal) -> None:
    result = zhiben("init", "--json")

    assert {"database": "zhiben.db", "plan": "wuhe-2024", "as": "县安委办"} == result.json()


def test_the_plan_counts_from_its_first_day(zhiben: Terminal) -> None:
    """That is the day it was issued, when this comes before the day it starts."""
    zhiben("init", "--plan", written(zhiben, PLAN, OFFICE, DEPARTMENT))

    assert CLEAN == zhiben("progress", "--as-of", "2025-01-20").code
    early = zhiben("progress", "--as-of", "2025-01-19")
    assert (USAGE, "") == (early.code, early.out)
    assert "错误：2025-01-19 还没有方案在施行，请换一个较晚的日期。\n" == early.err


@pytest.mark.parametrize("source", ["方案.toml", "."])
def test_a_plan_comes_from_a_file_or_a_folder(zhiben: Terminal, source: str) -> None:
    written(zhiben, PLAN, OFFICE, DEPARTMENT)

    result = zhiben("init", "--plan", source)

    assert CLEAN == result.code, result.err
    assert "《示例县方案》，任务 1 项，单位 2 个；本工作区归 示例县安委办 使用。" in result.out


@pytest.mark.parametrize("name", ["甲局", "示例甲局", "jia"])
def test_a_workspace_belongs_to_the_unit_named(zhiben: Terminal, name: str) -> None:
    zhiben("init", "--plan", written(zhiben, PLAN, OFFICE, DEPARTMENT), "--as", name)

    entries = zhiben("journal", "list", "--json").json()["entries"]

    assert {"jia"} == {entry["origin"] for entry in entries}


def test_a_workspace_of_an_unknown_unit_is_not_made(zhiben: Terminal) -> None:
    result = zhiben("init", "--as", "县住建居")

    assert USAGE == result.code
    assert "没有叫“县住建居”的单位，是不是“县住建局”" in result.err
    assert [] == list(zhiben.folder.iterdir())


def test_without_an_office_somebody_must_be_named(zhiben: Terminal) -> None:
    plan = written(zhiben, PLAN, DEPARTMENT)

    result = zhiben("init", "--plan", plan)

    assert (USAGE, "") == (result.code, result.out)
    assert "请用 --as 指明本工作区归哪个单位使用" in result.err
    assert CLEAN == zhiben("init", "--plan", plan, "--as", "甲局").code


def test_a_workspace_is_not_made_twice(office: Terminal) -> None:
    database = office.folder / "zhiben.db"
    before = database.read_bytes()

    result = office("init")

    assert (USAGE, "") == (result.code, result.out)
    assert result.err == "错误：zhiben.db 已经存在，没有改动；请换一个文件名，或者直接使用它。\n"
    assert before == database.read_bytes()


def test_another_database_is_made_where_asked(office: Terminal) -> None:
    (office.folder / "二").mkdir()

    assert CLEAN == office("--db", "二/台账.db", "init").code
    assert CLEAN == office("--db", "二/台账.db", "progress").code
    assert CLEAN == office("--db", office.folder / "二" / "台账.db", "journal", "verify").code


def test_the_database_and_the_person_may_stand_in_the_environment(
    zhiben: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIBEN_DB", "台账.db")
    monkeypatch.setenv("ZHIBEN_ACTOR", "示例经办")
    zhiben("init")

    assert (zhiben.folder / "台账.db").exists()
    actors = {one["actor"] for one in zhiben("journal", "list", "--json").json()["entries"]}
    assert {"示例经办"} == actors


def test_a_folder_that_is_not_there_is_asked_for(zhiben: Terminal) -> None:
    result = zhiben("--db", "没有/台账.db", "init")

    assert USAGE == result.code
    assert "文件夹 没有 不存在，请先建立" in result.err


def test_a_plan_file_that_is_not_there_is_named(zhiben: Terminal) -> None:
    result = zhiben("init", "--plan", "我县方案.toml")

    assert DATA == result.code
    assert "错误：我县方案.toml：没有这个方案文件或文件夹，请检查路径。\n" == result.err


def test_a_plan_nobody_knows_offers_the_nearest(zhiben: Terminal) -> None:
    result = zhiben("init", "--plan", "wuhe-2025")

    assert USAGE == result.code
    assert "没有叫“wuhe-2025”的内置方案，是不是“wuhe-2024”？" in result.err


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this Python has no SM3")
def test_a_journal_is_sealed_with_the_national_digest_where_asked(zhiben: Terminal) -> None:
    zhiben("init", "--digest", "sm3")

    (entry,) = zhiben("journal", "list", "--last", "1", "--json").json()["entries"]

    assert entry["digest"].startswith("sm3:")
    assert CLEAN == zhiben("journal", "verify").code


def test_a_digest_nobody_knows_is_refused(zhiben: Terminal) -> None:
    result = zhiben("init", "--digest", "md5")

    assert USAGE == result.code
    assert "“md5”不在可选范围内，可选：sha256、sm3。" in result.err
