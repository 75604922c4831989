"""The conformance kit: a plugin from the scaffold keeps every rule, and each can be broken."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from zhiben.errors import DataError, UnknownNameError
from zhiben.plugins import conformance_processes
from zhiben.plugins.conformance import (
    RULES,
    Outcome,
    Report,
    Result,
    Tier,
    check_plugin,
    rules_of,
    run_rule,
    subject_of_code,
    subject_of_folder,
)
from zhiben.scaffold.distribution import Outline, files_of, write_files
from zhiben.testing.sources import announce, forget

TODAY = date(2026, 11, 24)
PLUGIN = "src/zhiben_sch/plugin.py"
CATALOG = "src/zhiben_sch/catalog"
CASES = "tests/cases/criteria.toml"

Spoil = Callable[[Path], None]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The source of a good plugin, installed as ``pip install -e`` does."""
    source = tmp_path / "源码"
    write_files(source, files_of(Outline(code="SCH", title="示例行业", leads=("示例局",))))
    announce(source, tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.syspath_prepend(str(source / "src"))
    (tmp_path / "空").mkdir()
    monkeypatch.chdir(tmp_path / "空")
    yield source
    for package in ("zhiben_sch", "zhiben_oth"):
        forget(package)


def checked(root: Path, tier: Tier = Tier.GOLD) -> Report:
    """Run the rules of a tier on a source."""
    return check_plugin(subject_of_folder(root, today=TODAY), tier=tier)


def tried(root: Path, rule: str, *, today: date = TODAY) -> Result:
    """Run one rule on a source."""
    (found,) = [one for one in RULES if one.id == rule]
    return run_rule(found, subject_of_folder(root, today=today))


def broken(report: Report) -> set[str]:
    """Return the rules that were not kept."""
    return {one.rule.id for one in report.results if one.outcome is Outcome.FAILED}


def told(report: Report, rule: str) -> str:
    """Return what is said of a rule."""
    (result,) = [one for one in report.results if one.rule.id == rule]
    return "\n".join((result.reason, *map(str, result.problems)))


def changing(file: str, old: str, new: str) -> Spoil:
    """Return what replaces the first such words of a file."""

    def spoil(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def adding(file: str, text: str) -> Spoil:
    """Return what writes more at the end of a file."""

    def spoil(root: Path) -> None:
        with (root / file).open("a", encoding="utf-8") as target:
            target.write(text)

    return spoil


def saying(hook: str, body: str) -> Spoil:
    """Return what makes a hook of the plugin say something else."""
    return changing(PLUGIN, f"    return catalog.{hook}()", f"    {body}")


def removing(file: str) -> Spoil:
    """Return what removes a file."""
    return lambda root: (root / file).unlink()


def without_criteria(root: Path) -> None:
    """Take all criteria out of a plugin, and the examples of them."""
    facts = "return [one for one in catalog.standards() if not hasattr(one, 'clause')]"
    saying("standards", facts)(root)
    shutil.rmtree(root / "tests/cases")


SPOILS: dict[str, Spoil] = {
    "discovered": changing("pyproject.toml", '"zhiben_sch.plugin"', '"zhiben_sch.main"'),
    "quality-file": removing("quality.toml"),
    "import-time": adding(PLUGIN, "\nimport time\ntime.sleep(0.15)\n"),
    "import-modules": adding(PLUGIN, "\nimport sqlite3\n"),
    "import-contract": adding(PLUGIN, "\ndef later():\n    from zhiben.store import Store\n"),
    "pure-twice": changing(
        PLUGIN,
        "    return catalog.tasks()",
        "    return once\n\n\nonce = iter(catalog.tasks())",
    ),
    "pure-hash-seed": saying(
        "indicators",
        "from attrs import evolve\n"
        "    return [evolve(one, formula=' '.join(set('甲乙丙丁戊己庚辛')))"
        " for one in catalog.indicators()]",
    ),
    "prints-nothing": adding(PLUGIN, "\nprint('你好')\n"),
    "writes-nothing": adding(PLUGIN, "\nopen('缓存.txt', 'w').close()\n"),
    "tasks-placed": changing(f"{CATALOG}/tasks.toml", 'measure = "1"', 'measure = ""'),
    "sources-resolved": changing(f"{CATALOG}/tasks.toml", '"示例文件"', '"没有的"'),
    "codes-sorted": changing(f"{CATALOG}/checklists.toml", "SCH-C1-1", "SCH-C1-10"),
    "texts-clean": changing(f"{CATALOG}/indicators.toml", '检查覆盖率"', '检查覆盖率 "'),
    "standards-dated": changing(f"{CATALOG}/standards.toml", "effective_from = 2024-01-01\n", ""),
    "criteria-complete": changing(f"{CATALOG}/standards.toml", 'clause = "1"', 'clause = ""'),
    "facts-askable": changing(f"{CATALOG}/standards.toml", '"有几个安全出口？"', '""'),
    "criteria-readable": changing(f"{CATALOG}/standards.toml", "安全出口数 < 2", "安全出口数 < 乙"),
    "checklists-declared": changing(f"{CATALOG}/checklists.toml", '"安全出口数"', '"没有的"'),
    "indicators-complete": changing(f"{CATALOG}/indicators.toml", 'unit = "%"', 'unit = ""'),
    "wheel-complete": adding("pyproject.toml", 'exclude = ["tasks.toml"]\n'),
    "criteria-listed": without_criteria,
    "cases-readable": adding(
        CASES, '[[cases]]\ncriterion = "SCH-S1-1"\nkind = "unknown"\nfacts = { "没有的" = 1 }\n'
    ),
    "cases-judged": changing(CASES, '"安全出口数" = 1', '"安全出口数" = 5'),
    "criteria-cases": changing(CASES, '"boundary"\nholds = false', '"negative"'),
}  # fmt: skip
"""What breaks one rule and no other; the gates have tests of their own."""
SLOW = {
    "import-time", "import-modules", "pure-hash-seed", "prints-nothing", "writes-nothing",
    "wheel-complete",
}  # fmt: skip


def test_a_new_plugin_keeps_every_rule(root: Path) -> None:
    report = checked(root)

    assert {Outcome.PASSED} == {one.outcome for one in report.results}
    assert len(RULES) == len(report.results)
    assert report.is_passed


def test_every_rule_has_a_plugin_that_breaks_it() -> None:
    assert {rule.id for rule in RULES} == SPOILS.keys() | {"gates-alone", "gates-together"}


@pytest.mark.parametrize("name", SPOILS)
def test_a_broken_rule_is_found_and_no_other(root: Path, name: str) -> None:
    """Rules that start other processes are run where one of them is broken."""
    SPOILS[name](root)
    subject = subject_of_folder(root, today=TODAY)
    rules = [rule for rule in RULES if name in SLOW or rule.id not in SLOW]
    failed = [rule for rule in rules if run_rule(rule, subject).outcome is Outcome.FAILED]

    assert [name] == [rule.id for rule in failed]


@pytest.mark.parametrize(
    ("rule", "spoil", "words"),
    [
        ("import-contract", adding(PLUGIN, "\nfrom zhiben import version\n"), "zhiben.version"),
        ("import-contract", adding(PLUGIN, "\nimport zhiben_mining\n"), "zhiben_mining"),
        ("pure-twice", saying("tasks", "asked.append(1)\n    1 / (len(asked) < 2)\n"
         "    return catalog.tasks()\n\n\nasked: list[int] = []"), "ZeroDivisionError"),
        ("prints-nothing", adding(PLUGIN, "\nimport os\nos.write(1, b'raw')\n"), "raw"),
        ("tasks-placed", changing(f"{CATALOG}/tasks.toml", "示例：每季度组织一次示例行业检查", ""),
         "不能空着"),
        ("sources-resolved", changing(PLUGIN, '"示例文件"', '"没有的"'), "derivations[百人净宽]"),
        ("sources-resolved", changing(f"{CATALOG}/indicators.toml", '"示例文件"', '"没有的"'),
         "indicators[SCH-I1]"),
        ("texts-clean", changing(f"{CATALOG}/tasks.toml", "检查", "检查e\u0301"), "NFC"),
        ("texts-clean", changing(f"{CATALOG}/sector.toml", '"示例局"', '"示例局 "'), "sector[SCH]"),
        ("texts-clean", saying("standards", "from zhiben.spec import Synonyms\n"
         "    return [*catalog.standards(), Synonyms(words=('甲', '乙 '))]"), "synonyms[甲、乙 ]"),
        ("standards-dated", changing(f"{CATALOG}/standards.toml", '"示例机关"', '""'), "发布机关"),
        ("standards-dated", changing(f"{CATALOG}/standards.toml", "effective_from = 2024",
         "effective_from = 2023"), "先后"),
        ("criteria-complete", changing(f"{CATALOG}/standards.toml", 'standard = "SCH-S1"',
         'standard = "SCH-S9"'), "SCH-S9"),
        ("criteria-complete", changing(f"{CATALOG}/standards.toml", 'clause = "1"',
         'clause = "1"\neffect = "referral"'), "regime"),
        ("criteria-complete", changing(f"{CATALOG}/standards.toml", 'clause = "1"',
         'clause = "1"\ncompleteness = "partial"'), "没有读全"),
        ("criteria-readable", changing(f"{CATALOG}/standards.toml", '"百人净宽"', '"别的"'),
         "derivations[百人净宽]"),
        ("criteria-readable", changing(f"{CATALOG}/standards.toml", "安全出口数 < 2",
         "安全出口数 < 0"), "永远不会成立"),
        ("cases-judged", changing(CASES, "holds = false", "holds = true"), "boundary"),
        ("cases-judged", adding(CASES, '[[cases]]\ncriterion = "SCH-S1-1"\nkind = "negative"\n'
         "facts = {}\n"), "还缺 安全出口数"),
        ("cases-readable", changing(CASES, "\nholds = false", ""), "holds"),
        ("facts-askable", changing(f"{CATALOG}/standards.toml", '"bool"', '"choice"'), "choices"),
        ("facts-askable", adding(f"{CATALOG}/standards.toml", "least = 2\nmost = 1\n"), "大于"),
        ("facts-askable", changing(f"{CATALOG}/standards.toml", '"bool"', '"bool"\nmost = 1'),
         "只有数值"),
        ("indicators-complete", changing(f"{CATALOG}/indicators.toml",
         "已检查的单位数 ÷ 单位总数 × 100", ""), "公式"),
        ("wheel-complete", changing("pyproject.toml", "hatchling.build", "没有的"), "hatchling"),
        ("cases-readable", adding(CASES, "[[cases\n"), "TOML 语法"),
        ("cases-readable", adding(CASES, "[case]\n"), "是不是“cases”"),
        ("cases-readable", adding(CASES, '[[cases]]\nkind = "positive"\nfacts = {}\n'), "缺少"),
        ("cases-readable", adding(CASES, '[[cases]]\ncriterion = "SCH-S1-3"\nkind = "unknown"\n'
         "facts = {}\n"), "是不是"),
        ("cases-readable", adding(CASES, '[[cases]]\ncriterion = "甲"\nkind = "unknown"\n'
         "facts = {}\n"), "只能由人判断"),
        ("cases-readable", adding(CASES, '[[cases]]\ncriterion = "SCH-S1-1"\nkind = "maybe"\n'
         "facts = {}\n"), "maybe"),
        ("criteria-cases", changing(CASES, '"positive"', '"unknown"'), "正例"),
        ("criteria-cases", changing(CASES, '"negative"', '"unknown"'), "反例"),
        ("criteria-cases", changing(CASES, "kind =", "king ="), "criteria[SCH-S1-1]"),
        ("cases-readable", lambda root: (root / CASES).write_text("cases = 1"), "[[cases]]"),
        ("criteria-complete", changing(f"{CATALOG}/standards.toml", "when = ", "note = "), "when"),
        ("checklists-declared", adding(f"{CATALOG}/checklists.toml", "[[checklists]]\n"
         'code = "SCH-C2"\ntitle = "示例"\nitems = []\n'), "没有检查项"),
    ],
)  # fmt: skip
def test_other_ways_to_break_a_rule_are_found(
    root: Path, rule: str, spoil: Spoil, words: str
) -> None:
    spoil(root)
    result = tried(root, rule)

    assert Outcome.FAILED is result.outcome
    assert words in str(result.problems)


@pytest.mark.parametrize(
    "text",
    [
        '[[cases]]\nkind = "positive"\nfacts = {}\n',
        '[[cases]]\ncriterion = "甲"\nkind = "unknown"\nfacts = {}\n',
        '[[cases]]\ncriterion = "SCH-S1-1"\nkind = "maybe"\nfacts = {}\n',
    ],
)
def test_a_case_that_cannot_be_read_is_told_once_and_not_judged(root: Path, text: str) -> None:
    adding(CASES, text)(root)

    assert Outcome.FAILED is tried(root, "cases-readable").outcome
    assert Outcome.PASSED is tried(root, "cases-judged").outcome


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (changing(f"{CATALOG}/checklists.toml", "SCH-C1-2", "ZZZ-C1-2"), "应以“SCH-”开头"),
        (changing(f"{CATALOG}/checklists.toml", "SCH-C1-2", "SCH-C1-1"), "已经用过"),
        (changing(f"{CATALOG}/tasks.toml", 'every = "quarter"\n', ""), "缺少周期"),
        (changing(PLUGIN, "function=width_per_hundred", "function=1"), "function"),
    ],
    ids=["prefix", "unique", "period", "type"],
)
def test_what_the_gates_refuse_is_told_by_the_kit(root: Path, spoil: Spoil, words: str) -> None:
    spoil(root)
    result = tried(root, "gates-alone")

    assert Outcome.FAILED is result.outcome
    assert words in str(result.problems)


def test_a_plugin_that_does_not_load_fails_both_gates_and_is_looked_at_no_further(
    root: Path,
) -> None:
    """All problems of the file come at once, with the gate."""
    adding(f"{CATALOG}/tasks.toml", 'kindd = "dated"\nevery = "week"\n')(root)
    report = checked(root)
    outcomes = {one.rule.id: one.outcome for one in report.results}

    assert {"gates-alone", "gates-together"} == broken(report)
    assert "collect 关 tasks.toml" in told(report, "gates-alone")
    assert Outcome.NOT_RUN is outcomes["import-time"]
    assert "gates-alone" in told(report, "codes-sorted")


def test_a_plugin_that_does_not_stand_another_fails_with_it_only(
    root: Path, tmp_path: Path
) -> None:
    """Alone it passes; once another sector is loaded it fails, whenever it is asked."""
    other = tmp_path / "另一个"
    write_files(other, files_of(Outline(code="OTH", title="示例行业", leads=("示例局",))))
    announce(other, tmp_path / "site", code="OTH")
    adding(PLUGIN, "\nimport sys\n")(root)
    sys.path.insert(0, str(other / "src"))
    saying("tasks", "return catalog.tasks() if 'zhiben_oth' not in sys.modules else 1 / 0")(root)
    report = checked(root)

    assert {"gates-together", "pure-twice"} == broken(report)
    assert "ZeroDivisionError" in told(report, "gates-together")


def test_a_plugin_that_works_in_one_process_only_is_found(root: Path) -> None:
    adding(PLUGIN, "\nimport sys\nassert 'pytest' in sys.modules\n")(root)
    report = checked(root, Tier.BRONZE)

    assert {"import-modules", "pure-hash-seed"} == broken(report)
    assert "AssertionError" in told(report, "pure-hash-seed")


def test_a_plugin_that_ends_the_process_is_found(root: Path) -> None:
    adding(PLUGIN, "\nimport os, sys\nif 'pytest' not in sys.modules: os._exit(0)\n")(root)

    assert "没有正常结束" in str(tried(root, "pure-hash-seed").problems)


def test_a_process_that_does_not_end_is_not_waited_for(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conformance_processes, "_LONGEST", 0.3)
    adding(PLUGIN, "\nimport sys, time\nif 'pytest' not in sys.modules: time.sleep(60)\n")(root)

    assert Outcome.FAILED is tried(root, "import-modules").outcome


def test_a_plugin_that_is_not_installed_is_told_how(root: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "site")
    report = checked(root)

    assert {"discovered"} == broken(report)
    assert "pip install -e" in told(report, "discovered")
    assert "discovered" in told(report, "gates-alone")
    assert not report.is_passed


def test_two_plugins_of_one_code_are_both_named(root: Path, tmp_path: Path) -> None:
    announce(root, tmp_path / "2")
    metadata = tmp_path / "2/zhiben_sch-0.1.0.dist-info/METADATA"
    text = metadata.read_text(encoding="utf-8").replace("zhiben-sch", "zhiben-two")
    metadata.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(tmp_path / "2"))
    said = str(tried(root, "discovered").problems)

    assert "zhiben-sch 0.1.0" in said
    assert "zhiben-two 0.1.0" in said


def test_an_entry_point_must_be_named_as_agreed(root: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "site")
    announce(root, tmp_path / "site", code="Sch9", target="school.main")
    changing("pyproject.toml", 'SCH = "zhiben_sch.plugin"', 'Sch9 = "school.main"')(root)
    said = str(tried(root, "discovered").problems)

    assert "二到四个大写字母" in said
    assert "zhiben_行业.plugin" in said
    assert "没有 school 这个包" in said


def test_an_installed_copy_must_be_that_of_the_source(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Installed as a copy, it is the copy that the other rules look at."""
    shutil.copytree(root / "src", tmp_path / "copy")
    monkeypatch.syspath_prepend(str(tmp_path / "copy"))
    same = tried(root, "discovered")
    adding(f"{CATALOG}/tasks.toml", "# 改过\n")(root)

    assert Outcome.PASSED is same.outcome
    assert "catalog/tasks.toml" in str(tried(root, "discovered").problems)


def test_an_installed_copy_must_list_every_file(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a list of files nothing is known to be complete."""
    shutil.copytree(root / "src", tmp_path / "copy")
    monkeypatch.syspath_prepend(str(tmp_path / "copy"))
    unlisted = tried(root, "wheel-complete")
    names = [path.relative_to(root / "src") for path in (root / "src").rglob("*.*")]
    listed = "".join(f"{name.as_posix()},,\n" for name in names if name.name != "tasks.toml")
    (tmp_path / "site/zhiben_sch-0.1.0.dist-info/RECORD").write_text(listed, encoding="utf-8")

    assert Outcome.FAILED is unlisted.outcome
    assert ["catalog/tasks.toml"] == [one.where for one in tried(root, "wheel-complete").problems]


def test_a_package_beside_its_project_file_is_found_too(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "src/zhiben_sch").rename(root / "zhiben_sch")
    monkeypatch.syspath_prepend(str(root))

    assert root / "zhiben_sch" == subject_of_folder(root, today=TODAY).source_folder


def exempting(rule: str, *, reason: str = "示例：下次改", expires: date = TODAY) -> str:
    """Return a quality file with one exemption."""
    return (
        f'tier = "silver"\n[[exemptions]]\nrule = "{rule}"\nreason = "{reason}"\n'
        f"expires = {expires}\n"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tier = [[", "TOML 语法"),
        ('tier = "platinum"', "bronze、silver、gold"),
        ("", "bronze、silver、gold"),
        ('tier = "gold"\nexemption = []', "是不是“exemptions”"),
        ('tier = "gold"\nexemptions = 1', "[[exemptions]]"),
        ('tier = "gold"\n[[exemptions]]\nrule = "codes-sorted"\nexpires = 2027-01-01', "缺少"),
        (exempting("codes-sorted", reason=" "), "理由"),
        (exempting("codes-sorted", expires=date(2026, 11, 23)), "已于 2026-11-23 到期"),
        (exempting("code-sorted"), "是不是“codes-sorted”"),
        (exempting("甲"), "没有可以豁免的规则“甲”。"),
        (exempting("quality-file"), "没有可以豁免的规则“quality-file”"),
    ],
)
def test_what_is_wrong_with_the_quality_file_is_told(root: Path, text: str, words: str) -> None:
    (root / "quality.toml").write_text(text, encoding="utf-8")
    result = tried(root, "quality-file")

    assert Outcome.FAILED is result.outcome
    assert words in str(result.problems)


def test_an_exempt_rule_is_not_held_against_a_plugin_until_the_day_after(root: Path) -> None:
    (root / "quality.toml").write_text(exempting("codes-sorted"), encoding="utf-8")
    SPOILS["codes-sorted"](root)
    tomorrow = date(2026, 11, 25)
    result = tried(root, "codes-sorted")

    assert Outcome.EXEMPT is result.outcome
    assert "豁免至 2026-11-24：示例：下次改" == result.reason
    assert Outcome.FAILED is tried(root, "codes-sorted", today=tomorrow).outcome
    assert Outcome.FAILED is tried(root, "quality-file", today=tomorrow).outcome


def test_a_plugin_is_held_to_the_tier_it_claims(root: Path) -> None:
    """A tier asks for everything that those below ask."""
    changing("quality.toml", '"bronze"', '"silver"')(root)
    report = check_plugin(subject_of_folder(root, today=TODAY))
    sizes = [len(rules_of(tier)) for tier in Tier]

    assert Tier.SILVER is report.tier
    assert rules_of(Tier.SILVER) == tuple(one.rule for one in report.results)
    assert sizes == sorted(set(sizes))
    assert RULES == rules_of(Tier.GOLD)


def test_an_installed_plugin_is_checked_by_its_code_with_the_source_it_came_from(
    root: Path,
) -> None:
    subject = subject_of_code("SCH", today=TODAY)

    assert root == subject.root
    assert check_plugin(subject, tier=Tier.GOLD).is_passed


@pytest.mark.parametrize("url", ["https://example.invalid/sch.zip", "file:///nowhere/sch"])
def test_without_its_source_only_what_is_installed_is_checked(
    root: Path, tmp_path: Path, url: str
) -> None:
    """What needs the source is not run, and that is no pass."""
    file = tmp_path / "site/zhiben_sch-0.1.0.dist-info/direct_url.json"
    file.write_text(json.dumps({"url": url}), encoding="utf-8")
    report = check_plugin(subject_of_code("SCH", today=TODAY), tier=Tier.GOLD)
    not_run = [one.rule.id for one in report.results if one.outcome is Outcome.NOT_RUN]

    assert root.is_dir()
    assert set() == broken(report)
    assert ["wheel-complete", "cases-readable", "cases-judged", "criteria-cases"] == not_run
    assert not report.is_passed


@pytest.mark.parametrize("lost", ["direct_url.json", "METADATA"])
def test_a_plugin_without_any_note_of_its_source_has_none(
    root: Path, tmp_path: Path, lost: str
) -> None:
    (tmp_path / "site/zhiben_sch-0.1.0.dist-info" / lost).unlink()

    assert root.is_dir()
    assert subject_of_code("SCH", today=TODAY).root is None


def test_an_unknown_code_offers_the_nearest(root: Path) -> None:
    assert root.is_dir()
    with pytest.raises(UnknownNameError, match="是不是“SCH”"):
        subject_of_code("SCHO", today=TODAY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "没有这个文件"),
        ("[project", "读不出来"),
        ("[project]\n", "有且只有一行"),
        ('[project.entry-points."zhiben.plugins"]\nA = "a"\nB = "b"\n', "有且只有一行"),
    ],
)
def test_a_folder_that_holds_no_plugin_is_refused(
    tmp_path: Path, text: str | None, words: str
) -> None:
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=words):
        subject_of_folder(tmp_path, today=TODAY)
