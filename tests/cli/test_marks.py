"""What bears the mark of a state secret is refused: words on the command line, evidence, input."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import click
import pytest

from zhiben.cli.commands import walk
from zhiben.cli.exits import CLEAN, DATA
from zhiben.cli.main import SYSTEM_CLOCK, program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_zhiben import Result, Terminal

MARK = "机密★5年"
ADD = ("hazard", "add", "--channel", "inspection", "--location", "示例车间",
       "--description", "示例：安全出口被堵", "--on", "2026-05-06")  # fmt: skip
REPORT = ("task", "report", "2-1", "--org", "县安委办", "--unit", "城关镇", "--on", "2026-05-10")
STEP = ("hazard", "verify", "YH-2026-00001", "--reviewer", "示例甲")
ENFORCE = ("hazard", "enforce", "YH-2026-00001", "--kind", "talk", "--document", "示例约1号")
JUDGE = ("hazard", "judge", "YH-2026-00001", "--by-hand", "--standard", "示例标准",
         "--clauses", "示例条", "--reason", "示例")  # fmt: skip
SUSPEND = ("hazard", "suspend", "YH-2026-00001", "--document", "示例停1号")
BEFORE: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {SUSPEND: (STEP, JUDGE)}
"""What has to be done for a command to be legal, so that it comes to look at its files."""
WORD_PARAGRAPH = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p/><w:p><w:r><w:t>{0}</w:t></w:r><w:r><w:t>{1}</w:t></w:r></w:p></w:body>"
    "</w:document>"
)


def kept(office: Terminal) -> tuple[list[Path], str]:
    """Return the files in the folder, and what the journal says."""
    files = sorted(one for one in office.folder.rglob("*") if one.is_file())
    return files, office("journal", "list", "--json").out


def refused(office: Terminal, *words: str) -> str:
    """Run a command that has to be refused without a trace, and return the one line it says."""
    before = kept(office)
    verbose, result = office("-v", *words), office(*words)

    assert [(DATA, ""), (DATA, "")] == [(one.code, one.out) for one in (verbose, result)]
    assert "★" not in verbose.err + result.err
    assert before == kept(office)
    (line,) = result.err.splitlines()
    assert line.endswith("没有写入；请停止操作，并报告本单位保密工作机构。")
    return line


def text_options() -> Iterator[tuple[str, ...]]:
    """Yield every option of the hazard and reporter commands and of reports that takes a text."""
    for context in walk(program(SYSTEM_CLOCK, []), "zhiben"):
        path = context.command_path.split()[1:]
        if path[:1] in (["hazard"], ["reporter"]) or path == ["task", "report"]:
            for one in context.command.params:
                if isinstance(one, click.Option) and not one.is_flag:
                    yield (*path, one.opts[0])


def test_no_option_takes_a_mark(office: Terminal) -> None:
    """Whatever else its command lacks."""
    options = list(text_options())

    assert ("hazard", "fault", "--reason") in options
    for words in options:
        result = office(*words, MARK)

        assert DATA == result.code, words
        assert result.err.startswith(f"错误：命令行 {words[-1]}：文字里有密级标志，"), words
        assert MARK not in result.out + result.err


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ((*ADD, "--measures", f"示例（{MARK}）"), "命令行 --measures"),
        ((*ADD, "--document=绝密"), "命令行 --document"),
        ((*ADD, "--document", "示例\n秘密 长期\n示例"), "命令行 --document"),
        ((*ADD, "--person", "密级：秘密"), "命令行 --person"),
        ((*REPORT, "--note", f"已办结 {MARK}"), "命令行 --note"),
        (("--actor", MARK, *ADD), "命令行 --actor"),
        ((*ADD, MARK), "命令行"),
        (("hazard", "import", f"{MARK}.xlsx"), "命令行"),
        (("reporter", "show", MARK, "--reason", "示例"), "命令行"),
    ],
)
def test_a_text_with_a_mark_is_refused_and_not_repeated(
    office: Terminal, words: tuple[str, ...], place: str
) -> None:
    line = refused(office, *words)

    assert f"错误：{place}：文字里有密级标志，涉密的内容不能在非涉密计算机上处理" in line


def test_words_about_secrets_are_no_marks(office: Terminal) -> None:
    """秘书, 机密柜, 商业秘密: the rules of what a mark is stay as they are."""
    (office.folder / "机密柜.txt").write_text(
        "机密柜前堆放杂物\n涉及商业秘密的资料由秘书保管\n", encoding="utf-8"
    )
    told = ("--measures", "机密柜移位，商业秘密另存", "--owner", "秘书示例乙")
    added = office(*ADD, *told, "--document", "密级：公开", "--evidence", "机密柜.txt")

    assert CLEAN == added.code, added.err
    assert CLEAN == office(*STEP, "--document", "国家秘密保护检查 示例1号").code


def document(path: Path, *texts: str) -> Path:
    """Write a document whose second paragraph holds the texts."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", WORD_PARAGRAPH.format(*texts))
    return path


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("机密★照片.jpg", "示例", None),
        ("材料/绝密.pdf", "示例", "文件名"),
        ("说明.txt", "示例\n\n秘密★\n", "第 3 行"),
        ("清单.csv", "序号,密级\n1,机密\n", "第 2 行"),
        ("网页.html", "<h1> 绝密 </h1>\n<p>示例</p>", "第 1 行"),
        ("记录.md", f"# 示例\n\n{MARK}\n", "第 3 行"),
        ("批复.docx", None, "正文开头"),
    ],
)
@pytest.mark.parametrize("words", [ADD, STEP, REPORT, ENFORCE, SUSPEND], ids=lambda one: one[1])
def test_evidence_with_a_mark_is_refused_and_none_is_kept(
    office: Terminal, words: tuple[str, ...], name: str, content: str | None, place: str | None
) -> None:
    """By its name, and by what stands first in it; files told before it are not kept either."""
    for step in (ADD, *BEFORE.get(words, ())):
        office(*step)
    path = office.folder / name
    path.parent.mkdir(exist_ok=True)
    (office.folder / "示例.txt").write_text("示例", encoding="utf-8")
    if content is None:
        document(path, "机密", "★5年")
    else:
        path.write_text(content, encoding="gb18030")
    line = refused(office, *words, "--evidence", "示例.txt", "--evidence", name)

    at = f"第 2 个佐证材料：{place}有" if place else "命令行 --evidence：文字里有"
    assert f"错误：{at}密级标志，" in line


@pytest.mark.parametrize(
    "said", [{"words": f"信上写着{MARK}"}, {"name": "示例甲", "address": "示例路\n绝密\n"}]
)
def test_what_a_reporter_sent_with_a_mark_is_refused(
    keyed: Terminal, piped: Callable[..., Result], said: dict[str, str]
) -> None:
    result = piped(said)

    assert (DATA, "") == (result.code, result.out)
    assert "里有密级标志，涉密的内容不能" in result.err
    assert "★" not in result.err
    assert (CLEAN, "（无）\n", "") == keyed("reporter", "list")
