"""``zhiben plan``: the plan in force or in a file, shown, checked and laid over the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, DATA, FINDINGS, USAGE

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
SOUND = """
[[organisations]]
id = "ban"
name = "示例县安委办"
kind = "office"

[[tasks]]
id = "F-1"
title = "示例任务"
kind = "dated"
due = 2025-12-31
leads = ["ban"]
"""
FOR_SCHOOLS = """
[[tasks]]
id = "F-2"
title = "示例周期任务"
kind = "recurring"
every = "quarter"
scope = { text = "学校", kinds = ["institution"] }
leads = ["ban"]
"""


def written(zhiben: Terminal, *parts: str) -> str:
    """Write a plan file into the folder and return its name."""
    (zhiben.folder / "方案.toml").write_text("".join(parts), encoding="utf-8")
    return "方案.toml"


def all_tasks(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the tasks of a plan's JSON by their ids."""
    measures = [one for action in plan["actions"] for one in action["measures"]]
    groups = [plan["targets"], plan["safeguards"], plan["annex"], *(m["tasks"] for m in measures)]
    return {task["id"]: task for group in groups for task in group}


def amend(office: Terminal, *words: object) -> None:
    result = office(
        "task", "amend", "4-3", *words, "--reason", "示例", "--document", "示例1号",
        "--on", "2024-12-20",
    )  # fmt: skip

    assert CLEAN == result.code, result.err


# show


def test_the_plan_has_the_parts_of_the_document(office: Terminal) -> None:
    plan = office("plan", "show", "--json").json()

    assert ("wuhe-2024", "2024-02-23", "2024-02-01", "2026-12-31") == (
        plan["id"], plan["issued"], plan["start"], plan["end"],
    )  # fmt: skip
    assert (4, 3, 8, 31) == (
        len(plan["phases"]),
        len(plan["targets"]),
        len(plan["actions"]),
        sum(len(action["measures"]) for action in plan["actions"]),
    )
    assert {
        "id": "4-3",
        "title": "2024年集中培训非煤矿山企业主要负责人",
        "kind": "dated",
        "due": "2024-12-31",
        "soft": False,
        "cadence": None,
        "scope": None,
        "leads": ["县应急局", "县经信局"],
        "source": "措施4第2句",
    }.items() <= all_tasks(plan)["4-3"].items()
    assert {"every": "quarter", "at_least": 1} == all_tasks(plan)["2-1"]["cadence"]


def test_a_plan_can_be_read_before_there_is_a_workspace(zhiben: Terminal) -> None:
    outside = zhiben("plan", "show", "--plan", "wuhe-2024", "--json").json()
    zhiben("init")

    assert outside == zhiben("plan", "show", "--json").json()


def test_the_plan_is_shown_as_headings_and_tables(office: Terminal) -> None:
    out = office("plan", "show").out

    for text in (
        "《五河县安全生产治本攻坚三年行动实施方案（2024—2026年）》",
        "起止：2024-02-01 至 2026-12-31",
        "\n目标\n",
        "\n行动1 安全生产责任落实行动 · 措施2 开展安全生产督导督察\n",
        "未明确→县应急局、县经信局",
        "每季度至少1次",
        "\n保障措施及其他部分\n",
        "\n责任分工\n",
    ):
        assert text in out


def test_an_amended_plan_is_shown_as_it_stands_on_the_day(office: Terminal) -> None:
    amend(office, "--due", "2025-03-31", "--lead", "县经信局")

    before, after = (
        all_tasks(office("plan", "show", "--as-of", day, "--json").json())["4-3"]
        for day in ("2024-12-19", "2024-12-20")
    )

    assert ("2024-12-31", ["县应急局", "县经信局"], "inferred") == (
        before["due"], before["leads"], before["lead_basis"],
    )  # fmt: skip
    assert ("2025-03-31", ["县经信局"], "amended") == (
        after["due"], after["leads"], after["lead_basis"],
    )  # fmt: skip


def test_a_plan_without_phases_or_measures_is_shown_too(zhiben: Terminal) -> None:
    result = zhiben("plan", "show", "--plan", written(zhiben, PLAN, SOUND))

    assert CLEAN == result.code, result.err
    assert "\n附表\n" in result.out
    assert "\n阶段" not in result.out


# check


def test_what_the_document_leaves_open_is_found(office: Terminal) -> None:
    result = office("plan", "check", "--json")
    problems = result.json()["problems"]

    assert FINDINGS == result.code
    unled = [one["message"] for one in problems if one["where"] == "措施13"]
    assert ["军工系统", "商贸服务业"] == [text.split("“")[1].split("”")[0] for text in unled]
    assert {"warning", "note"} == {one["severity"] for one in problems}


def test_each_finding_is_one_line_and_they_are_counted(office: Terminal) -> None:
    problems = office("plan", "check", "--json").json()["problems"]
    lines = office("plan", "check").out.splitlines()

    assert f"共 {len(problems)} 条。" == lines.pop()
    assert len(problems) == len(lines)
    assert "提醒：措施13：“军工系统”在责任分工里没有牵头单位，请安委办明确后补上。" in lines


def test_a_scope_without_units_is_noted_until_one_is_registered(office: Terminal) -> None:
    def notes() -> list[str]:
        problems = office("plan", "check", "--json").json()["problems"]
        return [one["where"] for one in problems if one["severity"] == "note"]

    assert ["4-11", "4-12", "23-1", "23-2"] == notes()
    office("org", "add", "示例商场", "--kind", "企业")

    assert ["4-12", "23-2"] == notes()


def test_a_sound_plan_has_no_findings(zhiben: Terminal) -> None:
    result = zhiben("plan", "check", "--plan", written(zhiben, PLAN, SOUND))

    assert (CLEAN, "没有发现问题。\n", "") == result
    assert {"problems": []} == zhiben("plan", "check", "--plan", "方案.toml", "--json").json()


def test_a_note_alone_is_no_finding(zhiben: Terminal) -> None:
    result = zhiben("plan", "check", "--plan", written(zhiben, PLAN, SOUND, FOR_SCHOOLS))

    assert CLEAN == result.code
    assert "说明：F-2：范围“学校”里还没有登记单位" in result.out


def test_a_broken_plan_tells_everything_at_once(zhiben: Terminal) -> None:
    broken = SOUND.replace("2025-12-31", '"年底"').replace('kind = "office"', 'kind = "办公室"')

    result = zhiben("plan", "check", "--plan", written(zhiben, PLAN, broken))

    assert (DATA, "") == (result.code, result.out)
    first, second = result.err.splitlines()
    assert first.startswith("错误：方案.toml: organisations[ban].kind：")
    assert second.startswith("错误：方案.toml: tasks[F-1].due：")


# list and coverage


def test_the_plans_that_come_with_it_are_listed(zhiben: Terminal) -> None:
    plans = zhiben("plan", "list", "--json").json()["plans"]

    assert ["wuhe-2024"] == [one["id"] for one in plans]
    assert "五河县安全生产委员会" in zhiben("plan", "list").out


def test_every_field_is_laid_over_its_leads(office: Terminal) -> None:
    fields = {one["field"]: one for one in office("plan", "coverage", "--json").json()["fields"]}

    assert ["县住建局"] == fields["燃气"]["leads"]
    assert [] == fields["军工系统"]["leads"]
    assert "没有单位牵头" in office("plan", "coverage").out


@pytest.mark.parametrize("command", ["show", "check", "coverage"])
def test_a_day_before_the_plan_is_refused(office: Terminal, command: str) -> None:
    result = office("plan", command, "--as-of", "2023-12-31")

    assert (USAGE, "") == (result.code, result.out)
    assert "2023-12-31 还没有方案在施行" in result.err
