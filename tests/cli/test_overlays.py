"""``zhiben criteria overlay``: an office completes an edition, judges by it, and takes it back."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, DATA, USAGE
from zhiben.testing.example_sector import EXAMPLE_SECTOR
from zhiben.testing.installing import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_zhiben import Terminal

STANDARDS = "catalog/standards.toml"
NEW = """
[[standards]]
code = "SCH-2026"
title = "示例校园重大隐患判定标准"
document_number = "示例〔2026〕1号"
issuer = "示例部门"
issued = 2026-01-01
effective_from = 2026-02-01
supersedes = ["SCH-2024"]
completeness = "missing"
expected = 3

[[criteria]]
code = "SCH-2026-3"
standard = "SCH-2026"
clause = "3"
title = "示例：条款待录入"
completeness = "missing"

[[criteria]]
code = "SCH-2026-4"
standard = "SCH-2026"
clause = "4"
title = "示例：不应判定的情形待录入"
effect = "exclusion"
completeness = "missing"
"""
OLD = EXAMPLE_SECTOR[STANDARDS].replace("expected = 3", "effective_to = 2026-01-31\nexpected = 3")
HEAD = """\
standard = "SCH-2026"
title = "示例补录"
reviewer = "示例教体局"
source = "示例〔2026〕1号文本"
reviewed_on = 2026-11-01
"""
CLAUSES = """
[[facts]]
name = "示例停课"
type = "bool"
question = "示例：是否已经停课？"

[[criteria]]
code = "SCH-2026-4"
clause = "4"
title = "示例：已经停课的"
effect = "exclusion"
when = "示例停课"

[[criteria]]
code = "SCH-2026-3"
clause = "3(一)"
title = "示例：安全出口少于三个"
when = "安全出口数 < 3"

[[criteria]]
code = "SCH-2026-3(二)"
clause = "3(二)"
title = "示例：疏散通道被占用"
when = "not 疏散通道畅通"
"""
FIRST = '[[criteria]]\ncode = "SCH-2026-3"'
SECOND = '[[criteria]]\ncode = "SCH-2026-3(二)"'
WHOLE = f'{HEAD}completeness = "full"\n{CLAUSES}'
STRICTER = """\
standard = "SCH-2024"
title = "示例县更严的规定"
reviewer = "示例教体局"
source = "示例县〔2025〕2号"
reviewed_on = 2025-03-01

[[criteria]]
code = "SCH-3(一)"
clause = "3(一)"
title = "示例：幼儿园少于三个"
when = "场所类型 == '幼儿园' and 安全出口数 < 3"
"""
NOTE = "补录自 示例〔2026〕1号文本（示例教体局核对，台账 office:40）。"
FINE = ("--fact", "安全出口数=3", "--fact", "疏散通道畅通=是", "--fact", "示例停课=否")


def files_with(standards: str) -> dict[str, str]:
    """Return the files of the example sector with other standards."""
    return {**EXAMPLE_SECTOR, STANDARDS: standards}


@pytest.fixture
def site(site_folder: Path) -> Iterator[Site]:
    """Where the example sector is installed, with a second edition nobody has the text of."""
    site = Site(site_folder)
    site.install("SCH", files_with(OLD + NEW))
    yield site
    site.close()


@pytest.fixture
def clerk(office: Terminal, site: Site, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The office's command line with that sector."""
    monkeypatch.syspath_prepend(site.folder)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "SCH")
    return office


def write(zhiben: Terminal, text: str, name: str = "补录.toml") -> str:
    """Write an overlay file, and return its name."""
    (zhiben.folder / name).write_text(text, encoding="utf-8")
    return name


def add(zhiben: Terminal, text: str, *words: object) -> str:
    """Put an overlay on record, and return what was told."""
    result = zhiben("criteria", "overlay", "add", write(zhiben, text), *words)

    assert (CLEAN, "") == (result.code, result.err)
    return result.out


def judged(zhiben: Terminal, *words: object, on: str = "2026-11-20") -> dict[str, Any]:
    """Return the verdict on a hazard as JSON."""
    result = zhiben("judge", "--sector", "SCH", "--on", on, "--json", *words)

    assert CLEAN == result.code, result.err
    return dict(result.json())


def listed(zhiben: Terminal, *words: object) -> list[dict[str, Any]]:
    """Return the overlays in force as JSON."""
    return list(zhiben("criteria", "overlay", "list", "--json", *words).json()["overlays"])


def entries(zhiben: Terminal) -> int:
    """Return how many entries the journal has."""
    return len(zhiben("journal", "list", "--last", "1000", "--json").json()["entries"])


# Adding


def test_an_overlay_is_recorded_and_told_criterion_by_criterion(clerk: Terminal) -> None:
    out = add(clerk, WHOLE)

    assert out.startswith(
        "已记入台账 office:40：补录 SCH-2026《示例补录》，新增 1 条、补全 2 条、新的事实 1 个。\n"
    )
    assert "SCH-2026 的录入程度由“未录入”改为“全文”。" in out
    assert "没有录全" not in out
    entry = clerk("journal", "show", "40", "--json").json()
    assert ("criteria.overlay", "SCH-2026") == (entry["kind"], entry["subject"])
    digest = hashlib.sha256(WHOLE.encode()).hexdigest()
    assert {"name": "补录.toml", "digest": digest} == entry["body"]["file"]
    assert 3 == len(entry["body"]["criteria"])
    assert "逐条核对无误" in clerk("journal", "verify").out


def test_what_still_lacks_is_told(clerk: Terminal) -> None:
    out = add(clerk, HEAD + CLAUSES[CLAUSES.index(FIRST) :])

    assert "不应判定、转其他规定的情形还没有录全（SCH-2026-4）：" in out
    assert "在补上以前，别的条款成立最多是“疑似”。" in out
    assert "SCH-2026 还有 1 条没有录全，不会得出“未触及”。" in out
    assert "suspected" == judged(clerk, "--fact", "安全出口数=2")["verdict"]


def test_a_dry_run_checks_everything_and_writes_nothing(clerk: Terminal) -> None:
    before = entries(clerk)
    out = add(clerk, WHOLE, "--dry-run")

    assert "这是核对，什么也没有写入；去掉 --dry-run 即记入台账：补录 SCH-2026" in out
    assert before == entries(clerk)


def test_the_same_file_is_recorded_once(clerk: Terminal) -> None:
    add(clerk, WHOLE)
    before = entries(clerk)
    out = add(clerk, WHOLE)

    assert "台账里已有（office:40），没有再记：示例补录。\n" == out
    assert before == entries(clerk)


def test_an_overlay_about_the_same_criteria_must_name_the_one_it_replaces(clerk: Terminal) -> None:
    add(clerk, WHOLE)
    better = WHOLE.replace("安全出口数 < 3", "安全出口数 < 4")
    result = clerk("criteria", "overlay", "add", write(clerk, better))

    assert (DATA, "") == (result.code, result.out)
    assert 3 == result.err.count(
        "（台账 office:40）已经有这一条，要代替它，请写 --replaces office:40"
    )
    add(clerk, better, "--replaces", "office:40")
    assert ["office:41"] == [one["reference"] for one in listed(clerk)]
    assert "major" == judged(clerk, *FINE)["verdict"]
    shown = clerk("criteria", "overlay", "show", "40", "--json").json()
    assert ("removed", "office:41", "由 补录.toml 代替") == (
        shown["state"],
        shown["removal"]["reference"],
        shown["removal"]["reason"],
    )


def test_undoing_a_replacement_brings_the_earlier_overlay_back(clerk: Terminal) -> None:
    add(clerk, WHOLE)
    add(clerk, WHOLE.replace("< 3", "< 4"), "--replaces", "office:40")
    clerk("undo", "41", "--reason", "示例")

    assert ["office:40"] == [one["reference"] for one in listed(clerk)]


def test_an_edition_can_be_entered_in_parts(clerk: Terminal) -> None:
    """A later part may use the facts of an earlier one, and call the edition complete."""
    first = HEAD + CLAUSES.partition(SECOND)[0]
    rest = """\
completeness = "full"

[[criteria]]
code = "SCH-2026-3(二)"
clause = "3(二)"
title = "示例：疏散通道被占用"
when = "not 疏散通道畅通 and not 示例停课"
"""
    add(clerk, first)
    add(clerk, HEAD + rest)

    assert "not_met" == judged(clerk, *FINE)["verdict"]
    result = clerk("criteria", "overlay", "remove", "40", "--reason", "示例")
    assert "补录 office:41《示例补录》要靠撤回的这一次，现在也不再使用" in result.err
    assert ["unused"] == [one["state"] for one in listed(clerk)]
    assert "undetermined" == judged(clerk, *FINE[:4])["verdict"]


# Judging


def test_verdicts_before_and_after(clerk: Terminal) -> None:
    assert "undetermined" == judged(clerk, *FINE[:4])["verdict"]
    add(clerk, WHOLE)

    assert "not_met" == judged(clerk, *FINE)["verdict"]
    assert "major" == judged(clerk, "--fact", "安全出口数=2", "--fact", "示例停课=否")["verdict"]
    assert "not_met" == judged(clerk, "--fact", "安全出口数=2", "--fact", "示例停课=是")["verdict"]
    assert "undetermined" == judged(clerk, "--fact", "安全出口数=2")["verdict"]


def test_a_verdict_says_which_overlay_it_used(clerk: Terminal) -> None:
    add(clerk, WHOLE)
    words = ("--fact", "安全出口数=2", "--fact", "示例停课=否")
    found = judged(clerk, *words)

    (edition,) = found["standards"]
    assert "full" == edition["completeness"]
    assert edition["edition_reason"].endswith(
        "取代示例〔2024〕1号；补录《示例补录》（示例教体局于 2026-11-01 核对，"
        "来源：示例〔2026〕1号文本，台账 office:40）"
    )
    assert [NOTE] == [one["note"] for one in found["criteria"] if one["result"] == "met"]
    out = clerk("judge", "--sector", "SCH", "--on", "2026-11-20", *words).out
    assert NOTE in out
    assert "台账 office:40" in out


def test_a_verdict_by_another_edition_does_not_name_the_overlay(clerk: Terminal) -> None:
    add(clerk, WHOLE)
    found = judged(clerk, "--fact", "安全出口数=1", on="2025-06-30")

    assert "major" == found["verdict"]
    assert "补录" not in str(found)


def test_a_stricter_rule_is_added_to_a_full_clause(clerk: Terminal) -> None:
    case = ("--fact", "安全出口数=2", "--fact", "场所类型=幼儿园", "--fact", "疏散通道畅通=是",
            "--fact", "疏散宽度=2")  # fmt: skip
    assert "not_met" == judged(clerk, *case, on="2025-06-30")["verdict"]
    out = add(clerk, STRICTER)

    assert "加严 1 条" in out
    assert "插件的条件保留：插件原来的条件或补录的条件成立，即为成立。" in out
    found = judged(clerk, *case, on="2025-06-30")
    assert "major" == found["verdict"]
    assert "：加严，插件原来的条件或补录的条件成立，即为成立。" in found["criteria"][0]["note"]
    assert "major" == judged(clerk, "--fact", "安全出口数=1", on="2025-06-30")["verdict"]


def test_an_overlay_holds_from_the_day_it_was_recorded(clerk: Terminal) -> None:
    add(clerk, WHOLE)
    clerk.today = date(2026, 11, 30)
    clerk("criteria", "overlay", "remove", "40", "--reason", "示例")

    assert [] == listed(clerk, "--as-of", "2026-11-23")
    assert ["office:40"] == [one["reference"] for one in listed(clerk, "--as-of", "2026-11-29")]
    assert [] == listed(clerk)


def test_without_a_workspace_there_are_no_overlays(clerk: Terminal) -> None:
    add(clerk, WHOLE)
    (clerk.folder / "zhiben.db").rename(clerk.folder / "别处.db")

    assert "undetermined" == judged(clerk, *FINE[:4])["verdict"]
    result = clerk("--db", "别处.db", "judge", "--sector", "SCH", "--on", "2026-11-20", *FINE)
    assert "结论：未触及" in result.out


def test_criteria_of_an_overlay_are_marked_where_criteria_are_shown(clerk: Terminal) -> None:
    add(clerk, WHOLE)
    rows = clerk("criteria", "list", "--standard", "SCH-2026", "--json").json()["criteria"]

    assert {"SCH-2026-3", "SCH-2026-4", "SCH-2026-3(二)"} == {one["code"] for one in rows}
    assert {NOTE} == {one["overlay"] for one in rows}
    assert 3 == clerk("criteria", "list", "--standard", "SCH-2026").out.count("全文（补录）")
    assert f"来历：{NOTE}" in clerk("criteria", "show", "SCH-2026-3(二)").out
    assert NOTE == clerk("criteria", "show", "SCH-2026-3", "--json").json()["overlay"]
    others = clerk("criteria", "list", "--standard", "SCH-2024", "--json").json()["criteria"]
    assert {""} == {one["overlay"] for one in others}


# Taking back


def test_after_an_overlay_is_taken_back_verdicts_are_as_before(clerk: Terminal) -> None:
    before = judged(clerk, *FINE[:4])
    add(clerk, WHOLE)
    assert before != judged(clerk, *FINE[:4])
    result = clerk("criteria", "overlay", "remove", "office:40", "--reason", "示例理由")

    assert CLEAN == result.code
    assert result.out == (
        "已记入台账 office:41：撤回补录 office:40《示例补录》，理由：示例理由。"
        "从今天起判定不再用它。\n"
    )
    assert before == judged(clerk, *FINE[:4])
    assert [] == listed(clerk)
    out = clerk("criteria", "overlay", "show", "office:40").out
    assert "状态：已撤回、撤销或被代替" in out
    assert "撤回：2026-11-24（office:41），理由：示例理由" in out


def test_undo_takes_an_overlay_or_its_removal_back(clerk: Terminal) -> None:
    before = judged(clerk)
    add(clerk, WHOLE)
    with_it = judged(clerk)
    clerk("undo", "40", "--reason", "示例")
    assert before == judged(clerk)

    add(clerk, WHOLE)
    clerk("criteria", "overlay", "remove", "42", "--reason", "示例")
    assert before == judged(clerk)
    clerk("undo", "43", "--reason", "示例")
    text = str(with_it).replace("office:40", "office:42")
    assert text == str(judged(clerk))


def test_an_overlay_that_was_taken_back_can_be_added_again(clerk: Terminal) -> None:
    add(clerk, WHOLE)
    clerk("criteria", "overlay", "remove", "40", "--reason", "示例")

    assert "已记入台账 office:42" in add(clerk, WHOLE)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("remove", "40", "--reason", "示例"),
            "补录 office:40 已经撤回、撤销或被代替（office:41）",
        ),
        (("remove", "41", "--reason", "示例"), "office:41 不是补录"),
        (("remove", "1", "--reason", "示例"), "office:1 不是补录"),
        (("remove", "99", "--reason", "示例"), "台账里没有“99”这条记录"),
        (("show", "41"), "office:41 不是补录"),
        (("add", "补录.toml", "--replaces", "40"), "补录 office:40 已经撤回、撤销或被代替"),
        (("add", "补录.toml", "--replaces", "1"), "office:1 不是 SCH-2026 的补录记录"),
    ],
)
def test_what_is_no_overlay_in_force_is_refused(
    clerk: Terminal, words: tuple[str, ...], told: str
) -> None:
    add(clerk, WHOLE)
    clerk("criteria", "overlay", "remove", "40", "--reason", "示例")
    before = entries(clerk)
    result = clerk("criteria", "overlay", *words)

    assert (USAGE, "") == (result.code, result.out)
    assert told in result.err
    assert before == entries(clerk)


def test_taking_back_needs_a_reason(clerk: Terminal) -> None:
    add(clerk, WHOLE)
    result = clerk("criteria", "overlay", "remove", "40", "--reason", " ")

    assert (USAGE, "错误：理由不能为空。\n") == (result.code, result.err)


# When the plugin moves on


def test_an_overlay_yields_to_the_full_text_a_later_plugin_brings(
    clerk: Terminal, site: Site
) -> None:
    add(clerk, WHOLE)
    later = NEW.replace(
        'title = "示例：条款待录入"\ncompleteness = "missing"',
        'title = "示例：正式条款"\nwhen = "安全出口数 < 5"',
    )
    site.close()
    site.install("SCH", files_with(OLD + later))

    (one,) = listed(clerk)
    assert "partly" == one["state"]
    assert {"SCH-2026-4": "completed", "SCH-2026-3": "yielded", "SCH-2026-3(二)": "added"} == {
        row["code"]: row["part"] for row in one["criteria"]
    }
    assert (
        "插件已有更全的文本，补录的这几条不再使用：SCH-2026-3。"
        in clerk("criteria", "overlay", "list").out
    )
    found = judged(clerk, "--fact", "安全出口数=4", "--fact", "示例停课=否")
    assert "major" == found["verdict"]
    assert "插件已有更全的文本，台账 office:40 的补录不再使用。" == found["criteria"][0]["note"]


def test_an_overlay_that_no_longer_fits_is_left_out_and_told(clerk: Terminal, site: Site) -> None:
    add(clerk, WHOLE)
    site.close()
    site.install("SCH", files_with((OLD + NEW).replace("安全出口数", "出口数")))

    result = clerk("judge", "--sector", "SCH", "--on", "2026-11-20", "--json")
    assert CLEAN == result.code
    assert "说明：补录《示例补录》（台账 office:40）没有使用：criteria[SCH-2026-3]：" in result.err
    assert "没有使用，因为和现在的条款合不上" in result.json()["standards"][0]["edition_reason"]
    (one,) = listed(clerk)
    assert "unused" == one["state"]
    assert "没有声明的事实“安全出口数”" in one["problems"][0]
    assert "office:40：criteria[SCH-2026-3]：" in clerk("criteria", "overlay", "list").out


def test_overlays_are_listed_without_their_plugin(
    clerk: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(clerk, WHOLE)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "")

    assert ["unchecked"] == [one["state"] for one in listed(clerk)]
    out = clerk("criteria", "overlay", "list").out
    assert "插件没有运行，没有核对" in out
    assert CLEAN == clerk("criteria", "overlay", "show", "40").code
    assert CLEAN == clerk("criteria", "overlay", "remove", "40", "--reason", "示例").code


def test_an_overlay_all_of_which_has_yielded_may_go(clerk: Terminal, site: Site) -> None:
    one = HEAD + CLAUSES[CLAUSES.index(FIRST) : CLAUSES.index(SECOND)]
    add(clerk, one)
    site.close()
    full = NEW.replace('待录入"\ncompleteness = "missing"', '正式"\nwhen = "安全出口数 < 5"')
    site.install("SCH", files_with(OLD + full))

    assert "补录的条款都已让位，可以撤回这次补录。" in clerk("criteria", "overlay", "list").out


# Looking


def test_show_tells_everything(clerk: Terminal) -> None:
    head = (
        HEAD
        + 'url = "https://example.org"\nnote = "示例说明"\nexpected = 4\ncovers = ["SCH-2026-4"]\n'
    )
    text = head + CLAUSES.replace('code = "SCH-2026-4"', 'code = "SCH-2026-4.1"')
    out = add(clerk, text)
    assert "插件的 SCH-2026-4 由补录的条款代替，不再列出。" in out
    assert "SCH-2026 应有的条数由 3 改为 4。" in out
    shown = clerk("criteria", "overlay", "show", "office:40")

    for line in (
        "office:40  SCH-2026  《示例补录》", "核对：示例教体局，2026-11-01",
        "来源：示例〔2026〕1号文本，https://example.org", "说明：示例说明", "应有条数改为：4",
        "代替插件的：SCH-2026-4", "状态：在用", "示例：是否已经停课？", "not 疏散通道畅通",
    ):  # fmt: skip
        assert line in shown.out
    whole = clerk("criteria", "overlay", "show", "40", "--json").json()
    assert ("used", None, ["SCH-2026-4"]) == (whole["state"], whole["removal"], whole["covers"])
    assert ["示例停课"] == [fact["name"] for fact in whole["facts"]]


def test_only_how_many_criteria_there_should_be_can_be_corrected(clerk: Terminal) -> None:
    out = add(clerk, HEAD + "expected = 9\n")

    assert out.startswith("已记入台账 office:40：补录 SCH-2026《示例补录》，没有新的条款。\n")
    assert "SCH-2026 应有的条数由 3 改为 9。" in out
    assert "应有条数改为：9" in clerk("criteria", "overlay", "show", "40").out
    audit = clerk("criteria", "audit", "--sector", "SCH", "--json").json()["standards"]
    assert [3, 9] == [one["expected"] for one in audit]


def test_there_may_be_nothing_to_list(clerk: Terminal) -> None:
    assert "（无）\n" == clerk("criteria", "overlay", "list").out


# Bad input


TAKEN = WHOLE.replace("示例停课", "疏散通道畅通")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            WHOLE.replace("SCH-2026", "SCX-2026"),
            [": standard：没有叫“SCX”的已安装的行业插件，是不是“SCH”？"],
        ),
        (
            WHOLE.replace('standard = "SCH-2026"', 'standard = "SCH-2025"'),
            [": standard：没有代码为“SCH-2025”的标准，是不是“SCH-2026”？"],
        ),
        (
            WHOLE.replace('reviewer = "示例教体局"\n', ""),
            [": reviewer：缺少这一项，请补上。"],
        ),
        (
            WHOLE.replace("2026-11-01", "2026-12-01").replace("安全出口数", "安全出口"),
            [
                ": reviewed_on：2026-12-01 晚于今天 2026-11-24，请核对。",
                ": criteria[SCH-2026-3]：条件第 1 字：没有声明的事实“安全出口”，",
            ],
        ),
        (
            WHOLE.replace("安全出口数 < 3", "安全出口数 < '三'"),
            [": criteria[SCH-2026-3]：条件第 1 字：数和文字不能比较。"],
        ),
        (
            WHOLE.replace("安全出口数 < 3", f"{'(' * 40}安全出口数{')' * 40} < 3"),
            [": criteria[SCH-2026-3]：条件第 1 字：括号套了 40 层，最多 30 层"],
        ),
        (TAKEN, [": facts[疏散通道畅通]：已经声明过，而且不一样；"]),
        (HEAD, ["：什么也没有补录：没有 [[criteria]]，"]),
        (
            HEAD + 'completeness = "full"\n',
            [
                ": completeness：还有没有录全的条款，不能写 full：SCH-2026-3、SCH-2026-4；",
                ": completeness：应有 3 条，连补录的只有 2 条，不能写 full。",
            ],
        ),
        (
            STRICTER + 'effect = "exclusion"\n',
            [": criteria[SCH-3(一)]：插件已有全文（条款号 3(一)，效力 major），加严时"],
        ),
        (
            STRICTER.replace("SCH-3(一)", "SCH-9") + 'effect = "exclusion"\n',
            [": criteria[SCH-9]：补录不能放宽：不应判定、转其他规定的情形，"],
        ),
        ("标准 = 1\n", ["：TOML 语法有误，请改正后再读（"]),
    ],
)
def test_a_bad_overlay_ends_with_its_problems_and_nothing_written(
    clerk: Terminal, text: str, told: list[str]
) -> None:
    before = entries(clerk)
    result = clerk("criteria", "overlay", "add", write(clerk, text))

    assert (DATA, "") == (result.code, result.out)
    starts = [f"错误：补录.toml{one}" for one in told]
    lines = result.err.splitlines()
    assert starts == [line[: len(start)] for line, start in zip(lines, starts, strict=True)]
    assert before == entries(clerk)


def test_an_overlay_needs_a_workspace(clerk: Terminal) -> None:
    (clerk.folder / "zhiben.db").unlink()
    for words in (("add", write(clerk, WHOLE)), ("list",), ("show", "40")):
        result = clerk("criteria", "overlay", *words)

        assert (USAGE, "") == (result.code, result.out)
        assert "zhiben init" in result.err


def test_a_file_that_is_not_there_is_told(clerk: Terminal) -> None:
    result = clerk("criteria", "overlay", "add", "没有.toml")

    assert (DATA, "错误：没有.toml：没有这个文件，请核对路径。\n") == (result.code, result.err)


def test_a_plugin_that_fails_is_told_and_nothing_is_written(clerk: Terminal, site: Site) -> None:
    before = entries(clerk)
    site.close()
    site.install("SCH", files_with("["))
    result = clerk("criteria", "overlay", "add", write(clerk, WHOLE))

    assert 4 == result.code
    assert "该行业检查未运行" in result.err
    assert before == entries(clerk)
