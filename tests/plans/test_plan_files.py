"""Reading plan files: every problem at once, and plans of any shape."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import DataError, Problem, UnknownNameError
from zhiben.io.plan_files import load_builtin, load_plan
from zhiben.ledger.plans.bodies import plan_from_json, plan_to_json
from zhiben.model.organisations import Organisation, OrganisationKind, OwedBy, Scope
from zhiben.model.plan import (
    Action,
    Cadence,
    Channel,
    Every,
    Field,
    LeadBasis,
    Measure,
    Phase,
    Plan,
    PlanPackage,
    Responsibility,
    Source,
    Target,
    Task,
    TaskKind,
)

ROOT = Path(__file__).parents[2]
HEAD = """\
[plan]
id = "p"
title = "方案"
issuer = "县安委会"
issued = 2024-03-01
start = 2024-03-01
end = 2026-12-31
"""
OFFICE = """\
[[organisations]]
id = "office"
name = "县安委办"
kind = "office"
"""


def written(folder: Path, text: str, *, name: str = "plan.toml") -> Path:
    """Write a plan file and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(source: Path) -> dict[str, str]:
    """Return the problems of a plan as place and message."""
    with pytest.raises(DataError) as caught:
        load_plan(source)
    assert len({p.where for p in caught.value.problems}) == len(caught.value.problems)
    return {problem.where: problem.message for problem in caught.value.problems}


def test_one_file_with_many_faults_tells_them_all() -> None:
    expected = {
        "plan": "不认识的键：startt，是不是“start”？",
        "plan.title": "应为文字，写的是 7。",
        "plan.issued": '应为日期（年-月-日，不加引号），写的是 "2024-03-01"。',
        "plan.end": "缺少这一项，请补上。",
        "phase": "不认识的键：phase，是不是“phases”？",
        "phases[1]": "结束日期 2024-04-30 早于开始日期 2024-05-01，请改正。",
        "measures[1].action": "没有编号为“2”的行动，请改正编号。",
        "measures[1].fields": "没有叫“校圆”的责任领域，是不是“校园”？",
        "tasks[a].due": "限期任务缺少日期，请写 due = 年-月-日。",
        "tasks[a].leads": "没有叫“县安委”的单位，是不是“县安委办”？",
        "tasks[b].measure": "没有编号为“3”的措施，请改正编号。",
        "tasks[b].every": ("周期任务缺少周期，请写 every = month、quarter、half-year 或 year。"),
        "tasks[b].at_least": "每期次数至少为 1。",
        "tasks[c].due": "只有限期任务有 due，请删去或把 kind 改成 dated。",
        "tasks[c].every": "只有周期任务有 every，请删去或把 kind 改成 recurring。",
        "tasks[c].due_day": "应为 1 到 31 之间的日。",
        "tasks[c].sentence": "句子从 1 数起。",
        "tasks[d].kind": ('应为 dated、recurring、continuous 之一，写的是 "sometimes"。'),
        "tasks[d].due": ("应为日期（年-月-日，不加引号），写的是 2024-12-31 08:00:00。"),
        "tasks[d].soft": "应为 true 或 false，写的是 1。",
        "tasks[d].leads": "应为列表 […]。",
        "tasks[d].measure": "应为编号，写的是 1.5。",
        "tasks[d].scope": "不认识的键：owned_by，是不是“owed_by”？",
        "tasks[d].scope.kinds[1]": (
            "应为 office、committee、department、township、enterprise、institution 之一，"
            '写的是 "village"。'
        ),
        "tasks[d].target": "应为表：键 = 值。",
        "tasks[d].every": '应为 month、quarter、half-year、year 之一，写的是 "week"。',
        "tasks[e].scope": ("范围里没有单位，请写 kinds（单位类别）或 units（单位名称）。"),
        "tasks[e].target.direction": "应为 at_least（不少于）或 at_most（不多于）。",
        "tasks[第6条].id": "缺少这一项，请补上。",
        "targets[g].target.value": '应为数字，写的是 "many"。',
        "safeguards[f].place": '缺少出处，请写 place，如 place = "四(二)"。',
        "safeguards[f].measure": "措施的任务请写在 [[tasks]] 里。",
        "safeguards[a]": ("任务编号“a”重复，先见于 broken.toml: tasks[a]，请改成不同的。"),
        "organisations[office].territory": "没有叫“县城关镇”的单位，是不是“城关镇”？",
        "organisations[town]": "结束日期 2024-01-01 早于开始日期 2025-01-01，请改正。",
        "organisations[town].aliases": ("名称“县安委办”已属于单位“office”，请从其中一个删去。"),
        "organisations[school].kind": (
            "应为 office、committee、department、township、enterprise、institution 之一，"
            '写的是 "bureau"。'
        ),
    }
    found = faults(Path(__file__).with_name("broken.toml"))
    assert {f"broken.toml: {path}": message for path, message in expected.items()} == found


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[[actions]]\nnumber = 1\ntitle = "又一个"\n', "actions[1]"),
        (
            "[[phases]]\nnumber = 1\ntitle = '又'\nstart = 2024-03-01\nend = 2024-04-01\n",
            "phases[1]",
        ),
        ("[[channels]]\nid = 'x'\ntitle = '又'\n", "channels[x]"),
        (
            "[[responsibilities]]\nfield = '消防'\nleads = []\nassignment = 2\n",
            "responsibilities[消防]",
        ),
        ("[[measures]]\naction = 1\nnumber = 1\ntitle = '又'\n", "measures[1]"),
        (OFFICE, "organisations[office]"),
        (HEAD, "plan"),
    ],
)
def test_whatever_has_an_identity_has_its_own(tmp_path: Path, text: str, where: str) -> None:
    """The first of each stands in one file, the second in another."""
    first = f"""{HEAD}{OFFICE}
[[actions]]
number = 1
title = "行动"
[[phases]]
number = 1
title = "阶段"
start = 2024-03-01
end = 2026-12-31
[[channels]]
id = "x"
title = "渠道"
[[responsibilities]]
field = "消防"
leads = ["县安委办"]
assignment = 1
[[measures]]
action = 1
number = 1
title = "措施"
"""
    written(tmp_path, first, name="a.toml")
    written(tmp_path, text, name="b.toml")

    found = faults(tmp_path)
    assert {f"b.toml: {where}"} == set(found)
    assert f"先见于 a.toml: {where}" in found[f"b.toml: {where}"]


def test_a_reference_to_a_row_that_cannot_be_read_is_no_second_problem(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"""{HEAD}
[[organisations]]
id = "fire"
name = "县消防救援大队"
kind = "brigade"
aliases = ["消防大队"]

[[actions]]
number = 1

[[responsibilities]]
field = "消防"
leads = ["fire"]

[[measures]]
action = 1
number = 1

[[measures]]
action = 1
number = 2
title = "措施"
fields = [{{ name = "消防安全", covered_by = ["消防"] }}]

[[tasks]]
measure = 1
id = "1-1"
title = "任务"
kind = "continuous"
leads = ["县消防救援大队", "消防大队"]
""",
    )

    assert {
        "plan.toml: organisations[fire].kind",
        "plan.toml: actions[1].title",
        "plan.toml: responsibilities[消防].assignment",
        "plan.toml: measures[1].title",
    } == set(faults(path))


def test_a_lone_table_is_told_from_a_list(tmp_path: Path) -> None:
    path = written(tmp_path, f'{HEAD}[tasks]\nid = "a"\n')

    assert {"plan.toml: tasks": "应为列表：每条以 [[tasks]] 开头。"} == faults(path)


def test_a_row_that_is_no_table_is_named_by_its_number(tmp_path: Path) -> None:
    path = written(tmp_path, f"tasks = [1]\n{HEAD}")

    assert {"plan.toml: tasks[第1条]": "应为表：键 = 值。"} == faults(path)


def test_unreadable_files_are_told_beside_the_faults_of_the_others(tmp_path: Path) -> None:
    written(tmp_path, "[plan", name="a.toml")
    (tmp_path / "b.toml").write_bytes('title = "方案"'.encode("gb18030"))
    written(tmp_path, "[[actions]]\nnumber = 1\n", name="c.toml")

    found = faults(tmp_path)
    assert {"a.toml", "b.toml", "c.toml: actions[1].title", tmp_path.name} == set(found)
    assert "语法" in found["a.toml"]
    assert "UTF-8" in found["b.toml"]
    assert "[plan]" in found[tmp_path.name]


def test_a_path_without_plan_files_says_so(tmp_path: Path) -> None:
    assert "没有 .toml 文件" in faults(tmp_path)[str(tmp_path)]
    assert "没有这个" in faults(tmp_path / "x")[str(tmp_path / "x")]


def test_a_file_as_windows_saves_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())

    assert "方案" == load_plan(path).plan.title


def test_a_plan_needs_nothing_but_its_head(tmp_path: Path) -> None:
    package = load_plan(written(tmp_path, HEAD))

    assert [] == list(package.plan.tasks())
    assert () == (*package.plan.phases, *package.organisations)


def test_ten_actions_whose_measures_restart_at_one(tmp_path: Path) -> None:
    """Measure numbers repeat, so each measure says its own id; one task cites each."""
    actions = "".join(
        f"""
[[actions]]
number = {number}
title = "行动{number}"
[[measures]]
action = {number}
number = 1
id = "{number}.1"
title = "措施"
[[tasks]]
measure = "{number}.1"
id = "{number}.1-1"
sentence = 1
title = "任务"
kind = "continuous"
leads = ["县安委办"]
"""
        for number in range(1, 11)
    )
    plan = load_plan(written(tmp_path, HEAD + OFFICE + actions)).plan

    assert 10 == len(plan.actions)
    assert [f"{n}.1" for n in range(1, 11)] == [m.id for _, m in plan.measures()]
    assert {1} == {measure.number for _, measure in plan.measures()}
    assert "措施10.1第1句" == str(plan.actions[-1].measures[0].tasks[0].source)


def test_tasks_in_an_annex_table_and_targets_at_year_ends(tmp_path: Path) -> None:
    text = """
[[tasks]]
id = "F-1"
title = "附表任务"
kind = "recurring"
every = "quarter"
at_least = 2
due_day = 20
leads = ["office"]

[[targets]]
id = "T-1"
place = "二"
title = "年底目标"
kind = "dated"
due = 2024-12-31
leads = ["县安委办"]
"""
    plan = load_plan(written(tmp_path, HEAD + OFFICE + text)).plan

    assert ("附表", None) == (plan.annex[0].source.place, plan.annex[0].source.sentence)
    assert Cadence(every=Every.QUARTER, at_least=2, due_day=20) == plan.annex[0].cadence
    assert ("office",) == plan.annex[0].leads
    assert date(2024, 12, 31) == plan.targets[0].due


def test_units_are_found_by_name_alias_or_id_everywhere(tmp_path: Path) -> None:
    text = """
[[organisations]]
id = "town"
name = "城关镇"
kind = "township"
aliases = ["城关"]

[[organisations]]
id = "school"
name = "一中"
kind = "institution"
territory = "城关"

[[responsibilities]]
field = "校园"
leads = ["一中"]
assignment = 1

[[tasks]]
id = "F-1"
title = "任务"
kind = "continuous"
scope = { text = "城关镇", units = ["城关"] }
leads = ["school"]
supports = ["城关镇"]
"""
    package = load_plan(written(tmp_path, HEAD + OFFICE + text))
    task = package.plan.annex[0]

    assert "town" == package.organisations[2].territory
    assert ("school",) == package.plan.responsibilities[0].leads
    assert Scope(text="城关镇", units=("town",)) == task.scope
    assert (("school",), ("town",)) == (task.leads, task.supports)


def test_the_example_of_the_reference_page_loads(tmp_path: Path) -> None:
    page = (ROOT / "docs/reference/plan-format.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.+?)```", page, re.DOTALL)

    assert example is not None
    assert 2 == len(list(load_plan(written(tmp_path, example[1])).plan.tasks()))


def test_an_unknown_built_in_plan_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="wuhe-2024"):
        load_builtin("wuhe2024")


words = st.text(alphabet='安全生产0a"\\\n', max_size=4)
names = st.lists(words, max_size=2).map(tuple)
days = st.dates()


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Return the strategy's values and ``None``."""
    return st.none() | strategy


scopes = st.builds(
    Scope,
    text=words,
    kinds=st.lists(st.sampled_from(OrganisationKind), max_size=2).map(tuple),
    units=names,
    having=names,
    lacking=names,
    owed_by=st.sampled_from(OwedBy),
)
tasks = st.builds(
    Task,
    id=words,
    title=words,
    kind=st.sampled_from(TaskKind),
    source=st.builds(Source, place=words, sentence=maybe(st.integers(1, 9))),
    due=maybe(days),
    due_text=words,
    soft=st.booleans(),
    cadence=maybe(
        st.builds(
            Cadence,
            every=st.sampled_from(Every),
            at_least=st.integers(1, 3),
            due_day=maybe(st.integers(1, 31)),
        )
    ),
    scope=maybe(scopes),
    leads=names,
    lead_basis=st.sampled_from(LeadBasis),
    supports=names,
    actors=names,
    field=maybe(words),
    target=maybe(
        st.builds(
            Target,
            value=st.floats(0, 1000),
            unit=words,
            direction=st.sampled_from(("at_least", "at_most")),
        )
    ),
)
some_tasks = st.lists(tasks, max_size=2).map(tuple)
measures = st.builds(
    Measure,
    id=words,
    number=st.integers(1, 40),
    title=words,
    fields=st.lists(st.builds(Field, name=words, covered_by=names), max_size=2).map(tuple),
    tasks=some_tasks,
)
plans = st.builds(
    Plan,
    id=words,
    title=words,
    issuer=words,
    issued=days,
    start=days,
    end=days,
    document_number=maybe(words),
    phases=st.lists(
        st.builds(Phase, number=st.integers(1, 9), title=words, start=days, end=days), max_size=2
    ).map(tuple),
    targets=some_tasks,
    actions=st.lists(
        st.builds(
            Action,
            number=st.integers(1, 12),
            title=words,
            measures=st.lists(measures, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    safeguards=some_tasks,
    annex=some_tasks,
    responsibilities=st.lists(
        st.builds(Responsibility, field=words, leads=names, assignment=st.integers(1, 20)),
        max_size=2,
    ).map(tuple),
    channels=st.lists(st.builds(Channel, id=words, title=words), max_size=2).map(tuple),
)
units = st.builds(
    Organisation,
    id=words,
    name=words,
    kind=st.sampled_from(OrganisationKind),
    aliases=names,
    attributes=names,
    territory=maybe(words),
    credit_code=maybe(words),
    valid_from=maybe(days),
    valid_to=maybe(days),
)


@given(
    package=st.builds(PlanPackage, plan=plans, organisations=st.lists(units, max_size=2).map(tuple))
)
def test_any_plan_comes_back_from_json_as_it_went_in(package: PlanPackage) -> None:
    text = json.dumps(plan_to_json(package))

    assert package == plan_from_json(json.loads(text))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"plan": {"id": "p"}, "organisations": []},
        {"plan": {"id": "p", "issued": "someday"}, "organisations": []},
    ],
)
def test_data_of_another_make_is_told_as_a_problem(data: dict[str, object]) -> None:
    with pytest.raises(DataError) as caught:
        plan_from_json(data)

    assert isinstance(caught.value.problems[0], Problem)
    assert "请升级" in caught.value.problems[0].message
