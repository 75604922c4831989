from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from zhiben.plugins.checks import RETURNS, check_records, check_sector, code_of
from zhiben.plugins.loading import CATALOGS
from zhiben.spec import (
    API,
    Change,
    Checklist,
    Command,
    Criterion,
    Derivation,
    Direction,
    Every,
    Fact,
    FactType,
    Heading,
    Indicator,
    Item,
    Publication,
    Revision,
    Sector,
    SectorTask,
    Standard,
    Synonyms,
    TaskKind,
)

if TYPE_CHECKING:
    from zhiben.spec import Record

SECTOR = Sector(code="SCH", title="示例", api=API, summary="示例", fields=("示例",))
TASK = SectorTask(
    code="SCH-T-1", measure="13", title="示例", kind=TaskKind.CONTINUOUS, source="示例"
)
STANDARD = Standard(
    code="SCH-S", title="示例", document_number="1号", issuer="示例", issued=date(2024, 1, 1)
)
CRITERION = Criterion(code="SCH-S-1", standard="SCH-S", clause="1", title="示例")
FACT = Fact(name="甲", type=FactType.BOOL, question="示例")
ITEM = Item(code="SCH-C-1", text="示例", facts=("甲",))
CHECKLIST = Checklist(code="SCH-C", title="示例", items=(ITEM,))
INDICATOR = Indicator(
    code="SCH-I", title="示例", unit="%", formula="示例", direction=Direction.UP, period=Every.YEAR
)
RECORDS: dict[str, tuple[Record, ...]] = {
    "zhiben_sources": (Publication(key="甲", title="示例"),),
    "zhiben_tasks": (TASK,),
    "zhiben_standards": (STANDARD, CRITERION, FACT, Synonyms(words=("甲", "乙"))),
    "zhiben_derivations": (Derivation(fact="甲", inputs=(), function=len, source="示例"),),
    "zhiben_checklists": (CHECKLIST,),
    "zhiben_indicators": (INDICATOR,),
    "zhiben_headings": (Heading(words=("校名",), field="enterprise"),),
    "zhiben_changes": (Revision(revision=2, change=Change.RETIRED, old=("GAS-1",)),),
    "zhiben_commands": (Command(name="甲", target="a:b", summary="示例"),),
}
"""A record of every kind; a publication, a fact and a command may share a name."""


def told(**records: Any) -> list[str]:
    """Return what is wrong with records by hook, without the hooks' common beginning."""
    named = {f"zhiben_{hook}": listed for hook, listed in records.items()}
    return [str(one).replace("zhiben_", "") for one in check_records(SECTOR, named)]


def test_every_hook_that_lists_records_says_which() -> None:
    assert set(CATALOGS) == RETURNS.keys() == RECORDS.keys()
    assert {type(one) for listed in RECORDS.values() for one in listed} == {
        kind for kinds in RETURNS.values() for kind in kinds
    }


def test_records_as_they_should_be_have_no_problem() -> None:
    assert () == check_records(SECTOR, RECORDS)
    assert () == check_sector([SECTOR], "SCH")


@pytest.mark.parametrize(
    ("hook", "name"),
    [("sources", "甲"), ("tasks", "SCH-T-1"), ("standards", "SCH-S"), ("derivations", "")],
)
def test_a_record_is_called_by_code_key_or_name(hook: str, name: str) -> None:
    assert name == code_of(RECORDS[f"zhiben_{hook}"][0])


@pytest.mark.parametrize(
    ("field", "hint"), [("enterprize", "是不是“enterprise”？"), ("学校", "、extra 之一。")]
)
def test_a_heading_names_a_detail_of_hazards(field: str, hint: str) -> None:
    (said,) = told(headings=[Heading(words=("校名",), field=field)])

    assert said.startswith(f"headings 第 1 条 field：没有“{field}”这个字段，")
    assert said.endswith(hint)


@pytest.mark.parametrize("hook", CATALOGS)
def test_no_hook_may_return_another_s_records(hook: str) -> None:
    others = [one for key, listed in RECORDS.items() if key != hook for one in listed]
    problems = check_records(SECTOR, {hook: others})

    assert len(others) == len(problems)
    assert f"{hook} 第 1 条：是 {type(others[0]).__name__}，应为 " in str(problems[0])


def test_a_kind_of_record_is_no_record() -> None:
    """What its own methods do nobody has looked at."""

    class Clever(SectorTask):
        """A task with ideas of its own."""

    clever = Clever(code="SCH-T-1", measure="1", title="", kind=TaskKind.DATED, source="")

    assert ["tasks 第 1 条：是 Clever，应为 SectorTask。"] == told(tasks=[clever])


@pytest.mark.parametrize("code", ["GAS-T-1", "SCH", "SCH-", "SCH- 1", "sch-T-1", "SCHT-1", ""])
def test_codes_have_the_prefix_of_their_sector(code: str) -> None:
    problem = f"tasks 第 1 条：代码“{code}”应以“SCH-”开头，中间没有空格。"

    assert [problem] == told(tasks=[evolve(TASK, code=code)])


def test_items_of_checklists_have_codes_of_their_own() -> None:
    items = (ITEM, evolve(ITEM, code="GAS-C-1"), ITEM, evolve(ITEM, code="SCH-C"))

    assert [
        "checklists 第 1 条 检查项 2：代码“GAS-C-1”应以“SCH-”开头，中间没有空格。",
        "checklists 第 1 条 检查项 3：“SCH-C-1”在 checklists 第 1 条 检查项 1 已经用过，请改。",
        "checklists 第 1 条 检查项 4：“SCH-C”在 checklists 第 1 条 已经用过，请改。",
    ] == told(checklists=[evolve(CHECKLIST, items=items)])


def test_a_code_stands_for_one_record_whatever_its_kind() -> None:
    """A line of changes.toml could not tell them apart."""
    assert [
        "tasks 第 2 条：“SCH-T-1”在 tasks 第 1 条 已经用过，请改。",
        "indicators 第 1 条：“SCH-T-1”在 tasks 第 1 条 已经用过，请改。",
    ] == told(tasks=[TASK, TASK], indicators=[evolve(INDICATOR, code="SCH-T-1")])


def test_a_name_stands_for_one_record_of_its_kind() -> None:
    assert ["standards 第 2 条：“甲”在 standards 第 1 条 已经用过，请改。"] == told(
        standards=[FACT, FACT]
    )


def test_of_a_record_with_wrong_values_nothing_more_is_asked() -> None:
    wrong: dict[str, Any] = {"code": 5, "kind": TaskKind.DATED}

    assert ["tasks 第 1 条 code：应为 str，实际是 int 5。"] == told(tasks=[evolve(TASK, **wrong)])


def test_a_task_must_be_able_to_be_done_or_missed() -> None:
    assert [
        "tasks 第 1 条 due：限期任务缺少日期，请写 due = 年-月-日。",
        "tasks 第 1 条 at_least：每期次数至少为 1。",
    ] == told(tasks=[evolve(TASK, kind=TaskKind.DATED, at_least=0)])


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([], "没有实现，或什么也没有返回"),
        ([SECTOR, SECTOR], "Sector、Sector"),
        ([[SECTOR]], "list"),
        ([TASK], "SectorTask"),
    ],
)
def test_a_plugin_is_for_exactly_one_sector(answers: list[object], said: str) -> None:
    (problem,) = check_sector(answers, "SCH")

    assert f"zhiben_sector：应返回恰好一个 Sector，实际：{said}。" == str(problem)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"code": "school"}, "代码“school”应为二到四个大写字母。"),
        ({"code": "GAS"}, "代码是 GAS，入口点却叫 SCH，请改成一致。"),
        (
            {"api": API + 1},
            f"按约定 {API + 1} 编写，本版 zhiben 只懂到 {API}，请升级 zhiben。",
        ),
        ({"api": 0}, "按约定 0 编写，本版 zhiben 已不支持，请升级插件（见 UPGRADING.md）。"),
        ({"revision": 0}, "修订号 0 应从 1 起。"),
    ],
)
def test_a_sector_says_what_can_be_understood(fields: dict[str, Any], message: str) -> None:
    (problem,) = check_sector([evolve(SECTOR, **fields)], "SCH")

    assert message == problem.message
