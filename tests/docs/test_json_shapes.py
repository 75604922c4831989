"""The JSON of every documented command has the documented shape, in many situations."""

from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from zhiben.cli.commands import walk
from zhiben.cli.exits import CLEAN, FINDINGS
from zhiben.cli.main import SYSTEM_CLOCK, program
from zhiben.model.hazards import Level
from zhiben.store import open_store
from zhiben.testing.example_sector import EXAMPLE_SECTOR
from zhiben.testing.factories import Batch, sealed
from zhiben.testing.hazards import listed_in_table
from zhiben.testing.installing import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_zhiben import Terminal

DOCS = Path(__file__).parents[2] / "docs" / "reference"
SCHEMAS = DOCS / "json"
PAGE = (DOCS / "json.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `zhiben ([\w -]+)` \| \[[\w-]+\]\(json/([\w.-]+)\) \|$", re.MULTILINE)
LISTED: dict[str, str] = dict(ROW.findall(PAGE))
"""The documented commands, each with the file of its schema."""

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
name = "示例县安委办"
kind = "office"

[[tasks]]
id = "F-1"
title = "示例任务"
kind = "dated"
due = 2025-12-31
leads = ["ban"]
"""
OVERLAY = """
standard = "SCH-2024"
title = "示例补录{0}"
reviewer = "示例单位"
source = "示例文本"
reviewed_on = 2024-09-01

[[facts]]
name = "示例事实{0}"
type = "bool"
question = "示例？"

[[criteria]]
code = "SCH-9.{0}"
clause = "9.{0}"
title = "示例补录的条款"
when = "示例事实{0}"
"""
LISTING = (
    "--authority 示例县安委会 --level 县 --batch 示例第1批 --document 示例 --deadline 2027-06-30"
)
EMPTY = SMALL.partition("[[tasks]]")[0]
SITUATIONS = (
    "init",
    "plan show", "plan show --as-of 2024-02-01", "plan check", "plan list", "plan coverage",
    "org list", "org list --kind 企业", "org list --kind 学校", "org show 县应急局",
    "org show 示例厂", "org show 示例厂 --as-of 2024-04-01", "org import 名录.csv --dry-run",
    "task list", "task list --status done", "task list --as-of 2024-02-01",
    "task show 2-1", "task show 4-3", "task show 4-4", "task show 1-1", "task show 18-4",
    "task show 4-11", "task show 4-3 --as-of 2024-02-01",
    "import progress 进展.csv --dry-run", "import progress 进展.csv --org 县应急局 --dry-run",
    "progress", "progress --as-of 2024-02-01", "progress --as-of 2027-06-30",
    "progress --by measure", "progress --by lead", "progress --by township", "progress --by phase",
    "due", "due --overdue", "due --within 400", "due --as-of 2024-02-01 --within 0",
    "reporter list",
    "hazard stats", "hazard stats --by channel", "hazard stats --explain closing_rate",
    "hazard stats --by township", "hazard stats --explain per_thousand --by township",
    "hazard stats --explain open --target T-1",
    "hazard headings 责任单位",
    "hazard import 隐患.csv --dry-run", "hazard import 隐患.csv --channel self --dry-run",
    "hazard duplicates",
    "hazard list", "hazard list --all", "hazard list --level major --as-of 2024-09-30",
    "hazard list --profile public", "hazard list --profile full --unmask --reason 示例",
    "hazard show YH-2026-00001", "hazard show YH-2026-00002", "hazard show YH-2026-00003",
    "hazard show YH-2026-00004", "hazard show YH-2026-00005",
    "hazard show 示例表-7", "hazard show YH-2026-00001 --as-of 2024-09-02",
    "hazard history YH-2026-00001", "hazard history 示例表-7",
    "hazard limits show", "hazard limits show --all", "hazard limits show YH-2026-00001",
    "hazard limits show 示例表-7", "hazard escalate", "hazard escalate --as-of 2024-02-01",
    "hazard fault",
    "hazard listing list", "hazard listing list --all", "hazard listing batch 示例第1批",
    "hazard rejudge YH-2026-00003 --edition SCH-2024 --fact 疏散通道畅通=否",
    "hazard rejudge 示例表-7 --edition SCH-2024 --fact 安全出口数=1",
    "journal list", "journal list --last 1", "journal list --subject 1-1",
    "journal show 1", "journal show 40", "journal verify",
    "calendar show 2026", "calendar show 2027", "calendar count 2026-12-30 9 --kind working",
    "calendar count 2026-12-30 -9", "calendar read 2024年10月底前", "calendar read 5月1日17时前",
    "calendar read 2024年3月至2025年6月", "calendar read 每季度第1个月20日前",
    "calendar read 届满前20个工作日", "calendar read 近期", "calendar read",
    "checklist list", "checklist list --sector SCH", "checklist show SCH-C1",
    "checklist show SCH-C1 --as-of 2024-02-01", "checklist show 59",
    "checklist import 又一次.csv --dry-run", "checklist import 检查.csv",
    "indicator list", "indicator list --sector SCH", "indicator show", "indicator show SCH-I01",
    "indicator show SCH-I01 --by period", "indicator show --as-of 2024-02-01",
    "criteria list", "criteria list --on 2024-06-30", "criteria list --standard SCH-2024",
    "criteria show SCH-3(一)", "criteria show sch-3(三)", "criteria diff SCH-2024 SCH-2024",
    "criteria find 安全出口", "criteria find 鲸鱼 --all", "criteria audit",
    "criteria overlay list", "criteria overlay list --as-of 2024-02-01",
    "criteria overlay show 60", "criteria overlay show 61",
    "judge --sector SCH", "judge --sector SCH --explain", "judge --sector SCH --on 2023-06-30",
    "judge --sector SCH --on 2024-06-30 --fact 安全出口数=1 --fact 实验室药品=示例=2",
    "judge --sector SCH --facts 案例.csv", "judge --sector SCH --facts 案例.csv --explain",
)  # fmt: skip


def schema_of(command: str) -> dict[str, Any]:
    """Return the schema of a documented command."""
    schema: dict[str, Any] = json.loads((SCHEMAS / LISTED[command]).read_text(encoding="utf-8"))
    return schema


def validator(command: str) -> Draft202012Validator:
    """Return what checks the JSON of a documented command."""
    schema = schema_of(command)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def documented(words: str) -> str:
    """Return the documented command that some words run."""
    return next(name for name in LISTED if f"{words} ".startswith(f"{name} "))


@pytest.fixture
def busy(
    zhiben: Terminal, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """A workspace in which everything has happened that changes a shape."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.install("SCH", EXAMPLE_SECTOR)
    monkeypatch.syspath_prepend(site.folder)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "SCH")
    zhiben("init")
    zhiben("org", "add", "示例厂", "--kind", "企业", "--on", "2024-03-01", "--territory", "城关镇")
    zhiben("org", "amend", "示例厂", "--add-attribute", "高危", "--on", "2024-05-10", "--reason",
           "示例")  # fmt: skip
    (zhiben.folder / "签到表.txt").write_text("示例", encoding="utf-8")
    for words in (
        "report 2-1 --org 县安委办 --unit 城关镇 --on 2024-03-20 --count 2 --note 示例",
        "report 2-1 --org 县安委办 --unit 新集镇 --on 2024-04-02 --period 2024Q1",
        "report 4-3 --org 县应急局 --on 2024-06-03 --status done --evidence 签到表.txt",
        "report 4-4 --org 县住建局 --on 2024-11-20 --status done",
        "report 4-4 --org 县住建局 --on 2024-11-21 --corrects 45 --reason 示例",
        "report 18-4 --org 县应急局 --on 2024-11-20 --value 60.5",
        "report 1-1 --org 县安委办 --on 2024-03-01",
        "waive 2-1 --unit 小溪镇 --period 2024Q1 --reason 示例",
        "amend 4-3 --due 2025-03-31 --reason 示例 --document 示例 --on 2024-12-20",
        "amend 4-3 --forecast 2025-04-30 --lead 县经信局 --reason 示例 --document 示例",
    ):
        result = zhiben("task", *words.split())
        assert CLEAN == result.code, (words, result.err)
    zhiben("undo", "47", "--reason", "示例")
    (zhiben.folder / "名录.csv").write_text(
        "单位名称,类别,所在乡镇\n示例二厂,企业,城关镇\n示例三厂,企业,没有镇\n", encoding="utf-8"
    )
    (zhiben.folder / "案例.csv").write_text(
        "案例,发现日期,安全出口数,疏散通道畅通,场所类型,疏散宽度\n"
        "示例一,2024-06-30,1,是,,\n示例二,,2,是,幼儿园,1.4\n示例三,,两个,是,,\n",
        encoding="utf-8",
    )
    (zhiben.folder / "隐患.csv").write_text(
        "示例台账,,,\n企业名称,隐患地点,隐患描述,发现时间\n示例厂,一车间,示例通道被堵,2024.5.3\n"
        "示例厂,一车间,示例通道被堵,2024-05-04\n示例厂,二车间,示例阀门锈蚀,2024227\n"
        "示例二厂,,本月未发现隐患,\n合计,,3,\n",
        encoding="utf-8",
    )
    (zhiben.folder / "进展.csv").write_text(
        "2025年进展情况表,,,\n序号,重点工作任务,牵头责任单位,一季度完成情况\n"
        "1,2025年集中培训金属冶炼生产经营单位主要负责人,县应急局,示例\n"
        "2,不知道是什么,县应急局,示例\n3,推动变型拖拉机全部淘汰退出,县农业农村局,\n",
        encoding="utf-8",
    )
    for words in (
        "SCH-I01 --period 2024Q2 --org 县教体局 --n 4 --d 6",
        "SCH-I01 --period 2024Q3 --org 县教体局 --n 5 --d 6 --note 示例",
        "SCH-I01 --period 2024Q3 --org 城关镇 --n 0 --d 0",
        "SCH-I02 --period 2024-03 --org 城关镇 --value 1.5",
        "SCH-I03 --period 2024 --org 城关镇 --value 1.5",
        "SCH-I03 --period 2024 --org 新集镇 --value 2",
    ):
        result = zhiben("indicator", "record", *words.split())
        assert CLEAN == result.code, (words, result.err)
    for name, answer in (("检查.csv", "2"), ("又一次.csv", "1")):
        zhiben("checklist", "export", "SCH-C1", "--output", name)
        text = (zhiben.folder / name).read_text(encoding="utf-8-sig")
        for label, said in (("单位,,", "城关镇"), ("日期,,", "2024-09-10"), ("？,个,", answer)):
            text = text.replace(label, label + said, 1)
        (zhiben.folder / name).write_text(text, encoding="utf-8")
    result = zhiben("checklist", "import", "检查.csv")
    assert CLEAN == result.code, result.err
    for number in "12":
        (zhiben.folder / f"补录{number}.toml").write_text(OVERLAY.format(number), encoding="utf-8")
        result = zhiben("criteria", "overlay", "add", f"补录{number}.toml")
        assert CLEAN == result.code, result.err
    result = zhiben("criteria", "overlay", "remove", "61", "--reason", "示例")
    assert CLEAN == result.code, result.err
    follow_hazards(zhiben)
    keep_reporter(zhiben, monkeypatch, key=tmp_path_factory.mktemp("keys") / "示例.key")
    yield zhiben
    site.close()


def follow_hazards(zhiben: Terminal) -> None:
    """Walk one hazard to its closing and back; judge another by facts; let tables tell of one."""
    add = (
        "add --channel self --enterprise 示例厂 --location 示例 --description 示例 --on 2024-09-01"
    )
    first = (
        "verify --reviewer 示例甲 --on 2024-09-02",
        "judge --by-hand --standard 示例 --clauses 1 --reason 示例 --on 2024-09-03",
        "register --national-number 示例 --on 2024-09-04",
        "notify --principal 甲 --controller 乙 --delivery 示例 --on 2024-09-05",
        "plan --owner 甲 --measures 示例 --funds 3.5万元 --deadline 2024-10-31 --contingency 示例",
        "rectify --monitoring 示例",
        "apply --report 示例 --done-on 2024-09-08 --evidence 签到表.txt",
        "accept --unit 县应急局 --result pass --reviewers 丙、丁 --opinion 示例",
        "close --approval 示例 --closer 戊",
        "check-back --result relapsed --opinion 示例",
        "reopen --reason 示例",
    )
    lines = (
        f"{add} --funds 1.5元 --evidence 签到表.txt",
        "add --channel report --location 示例 --description 示例二 --on 2024-09-01",
        "add --channel inspection --location 示例 --description 示例三 --on 2024-09-01",
        *(line.replace(" ", " YH-2026-00001 ", 1) for line in first),
        "merge YH-2026-00002 --into YH-2026-00001 --reason 示例",
        "verify YH-2026-00003 --reviewer 示例甲 --on 2024-09-02",
        "judge YH-2026-00003 --sector SCH --fact 安全出口数=1 --fact 疏散通道畅通=是",
        "amend YH-2026-00003 --funds 1234.5 --deadline 2024-09-20 --reason 示例",
        "enforce YH-2026-00003 --kind penalty --document 示例 --fine 3.5万元 --on 2024-09-21",
        "limits done YH-2026-00003 penalty-public --on 2024-09-22",
        "escalate YH-2026-00003 --to remind --document 示例 --on 2024-09-22",
        "escalate YH-2026-00003 --feedback 示例 --on 2024-09-23 --evidence 签到表.txt",
        "fault 示例厂 --kind refused --hazard YH-2026-00001 --reason 示例",
        "limits set accept --value 10 --day-kind working --basis 示例 --from 2024-01-01",
        "add --channel inspection --location 示例 --description 示例四 --on 2024-09-01",
        "verify YH-2026-00004 --reviewer 示例甲 --on 2024-09-02",
        "judge YH-2026-00004 --by-hand --standard 示例 --clauses 1 --reason 示例 --on 2024-09-03",
        f"listing add YH-2026-00001 YH-2026-00004 {LISTING}",
        "suspend YH-2026-00004 --part 示例 --document 示例",
        "extend YH-2026-00004 --until 2027-12-31 --reason 示例",
        "extend YH-2026-00004 --decide grant --document 示例",
        "extend YH-2026-00004 --until 2028-12-31 --reason 示例",
        "void YH-2026-00004 --reason 示例 --approvers 甲、乙",
        "resume YH-2026-00004 --document 示例",
        "listing remove YH-2026-00004 --document 示例",
        "add --channel inspection --location 示例 --description 示例五 --on 2024-09-01",
        "hand-over YH-2026-00005 --to 县住建局 --document 示例 --reason 示例",
        "enforce YH-2026-00005 --kind power-notice --document 示例 --on 2024-09-22",
        "amend YH-2026-00005 --deadline 2024-09-30 --reason 示例",
        "limits set extension-ask --value 20 --day-kind working --basis 示例 --from 2024-01-01",
    )
    for words in lines:
        result = zhiben("hazard", *words.split())
        assert CLEAN == result.code, (words, result.err)
    told = listed_in_table("示例表-7", level=Level.MAJOR, found_on=date(2024, 9, 1), listed=True)
    with open_store(zhiben.folder / "zhiben.db") as store:
        store.append(sealed([Batch(number=7, origin="dept-a", drafts=(told,))]))


def keep_reporter(zhiben: Terminal, monkeypatch: pytest.MonkeyPatch, *, key: Path) -> None:
    """Put away a reporter's identity, under a key that the environment names."""
    zhiben("reporter", "key", key)
    monkeypatch.setenv("ZHIBEN_VAULT_KEY", str(key))
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b'{"name": "x"}'), encoding="utf-8"))
    result = zhiben("reporter", "add", "--stdin", "--route", "visit")
    assert CLEAN == result.code, result.err


def test_every_schema_is_listed_and_every_listed_one_exists() -> None:
    assert len(LISTED) == PAGE.count("| `zhiben ")
    assert sorted(LISTED.values()) == sorted(path.name for path in SCHEMAS.iterdir())


def test_every_command_that_prints_json_is_documented() -> None:
    """Those of plugins are documented with them."""
    own = {
        context.command_path.removeprefix("zhiben ")
        for context in walk(program(SYSTEM_CLOCK, []), "zhiben")
        if any("--json" in param.opts for param in context.command.params)
    }

    assert {name for name in own if not name.startswith("plugin")} == {
        name for name in LISTED if not name.startswith("plugin")
    }


def test_every_documented_command_is_tried() -> None:
    tried = {documented(words) for words in SITUATIONS}

    assert tried == {name for name in LISTED if not name.startswith("plugin")}


@pytest.mark.parametrize("command", LISTED)
def test_a_schema_names_its_command_and_allows_nothing_else(command: str) -> None:
    schema = schema_of(command)

    assert f"zhiben {command} --json" == schema["title"]
    objects = [one for one in every_object(schema) if "properties" in one]
    assert objects
    for one in objects:
        assert one["additionalProperties"] is False
        assert set(one["properties"]) == set(one["required"])


def every_object(schema: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Yield every object of a schema, however deep."""
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(part, dict | list):
            yield from every_object(part)


@pytest.mark.parametrize("words", [words for words in SITUATIONS if words != "init"])
def test_what_a_command_prints_has_its_documented_shape(busy: Terminal, words: str) -> None:
    given = [*words.split(), ""] if words == "calendar read" else words.split()
    result = busy(*given, "--json")

    assert result.code in {CLEAN, FINDINGS}, result.err
    assert [] == [
        f"{error.json_path}: {error.message}"
        for error in validator(documented(words)).iter_errors(result.json())
    ]
    assert result == busy(*given, "--format", "json")


@pytest.mark.parametrize("plan", [SMALL, EMPTY])
def test_a_small_plan_has_the_same_shapes(zhiben: Terminal, plan: str) -> None:
    """Without phases, targets, actions, measures or recurring tasks."""
    (zhiben.folder / "方案.toml").write_text(plan, encoding="utf-8")

    validator("init").validate(zhiben("init", "--plan", "方案.toml", "--json").json())
    for words in ("plan show", "plan check", "plan coverage", "task list", "progress", "due"):
        validator(words).validate(zhiben(*words.split(), "--json").json())


def test_an_accepted_judgement_has_the_documented_shape(busy: Terminal) -> None:
    words = ("rejudge", "YH-2026-00003", "--edition", "SCH-2024", "--accept", "--reason", "示例")
    shape = busy("hazard", *words, "--json").json()

    assert shape["recorded"]
    validator("hazard rejudge").validate(shape)


def test_the_list_of_hazards_has_just_the_keys_that_were_promised(busy: Terminal) -> None:
    """In their order, with what is absent told as null."""
    keys = (
        "number enterprise credit_code region sector location description level basis channels "
        "found_on measures owner unit_responsible lead support supervise sponsor funds_yuan "
        "deadline done_on listed status sources"
    )
    first, *_, told = busy("hazard", "list", "--json").json()["hazards"]

    assert keys.split() == list(first) == list(told)
    assert (35000, "2024-10-31", None, []) == (
        first["funds_yuan"],
        first["deadline"],
        first["credit_code"],
        first["sources"],
    )
    assert [{"file": "示例.xlsx", "sheet": "台账", "row": 4}] == told["sources"]


def test_damage_has_the_documented_shape(busy: Terminal) -> None:
    for copy in (busy.folder / "evidence").rglob("*.txt"):
        copy.unlink()

    result = busy("journal", "verify", "--json")

    assert FINDINGS == result.code
    validator("journal verify").validate(result.json())
