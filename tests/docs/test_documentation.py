"""What the documentation says is so: its commands, numbers, codes, settings, JSON and links."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import pytest
from openpyxl import Workbook

from zhiben.cli import exits
from zhiben.cli.commands import Group, walk
from zhiben.cli.main import SYSTEM_CLOCK, program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_zhiben import Terminal

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [README, *sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("plugins/*/README.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(zhiben [^`]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
# What a shell takes for itself: the words behind it are not the command's.
SHELL = re.compile(r"[|>&;]")


class Told(NamedTuple):
    """A command as a page writes it, word by word behind ``zhiben``."""

    page: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{self.page}: zhiben {' '.join(self.words)}"


def commands_of(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the zhiben commands of a shell script, without what the shell does with them."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words and words[0] == "zhiben":
            end = next((i for i, word in enumerate(words) if SHELL.match(word)), None)
            yield tuple(words[1:end])


def told(pattern: re.Pattern[str]) -> list[Told]:
    """Return the commands of all pages, each once a page."""
    lines = (
        Told(str(page.relative_to(ROOT)), words)
        for page in PAGES
        for text in pattern.findall(page.read_text(encoding="utf-8"))
        for words in commands_of(text)
    )
    return list(dict.fromkeys(lines))


def found(words: tuple[str, ...]) -> tuple[click.Context, list[str]]:
    """Return the command some words name, within its parents, and the words left."""
    context = click.Context(program(SYSTEM_CLOCK, []), info_name="zhiben")
    rest = list(words)
    while isinstance(context.command, Group) and rest and not rest[0].startswith("-"):
        member = context.command.get_command(context, rest.pop(0))
        assert member is not None, words
        context = click.Context(member, info_name=member.name, parent=context)
    return context, rest


@pytest.mark.parametrize("line", told(BLOCK), ids=str)
def test_a_command_of_a_script_can_be_typed(line: Told) -> None:
    """Its options exist, their values fit, and nothing that must be given is missing."""
    context, rest = found(line.words)
    if context.command.name == "zhiben":
        assert ["--version"] == rest
        return
    if isinstance(context.command, Group):
        assert ["--help"] == rest
        return

    parsed = context.command.make_context(context.info_name, rest)

    assert {param.name for param in context.command.params if param.required} <= set(parsed.params)


@pytest.mark.parametrize("line", told(INLINE), ids=str)
def test_a_command_in_a_sentence_exists(line: Told) -> None:
    """Values may be placeholders there (日期, 文件), but every word before them is real."""
    words = tuple(word for word in line.words if word != "…")
    context, rest = found(words) if words and words[0] != "sector" else (None, [])
    if context is None:
        return
    known = {"--help"} | {
        name
        for command in (context.command, context.find_root().command)
        for param in command.params
        for name in param.opts
    }

    assert {word.partition("=")[0] for word in rest if word.startswith("-")} <= known


def test_every_command_has_its_place_on_the_page_of_commands() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")

    paths = [context.command_path for context in walk(program(SYSTEM_CLOCK, []), "zhiben")]

    assert len(paths) > 30
    assert [] == [path for path in paths if f"\n## {path}\n" not in page]
    assert [] == [
        path for path in paths[1:] if f"| [`{path}`](#{path.replace(' ', '-')}) |" not in page
    ]


def test_every_exit_code_is_documented() -> None:
    page = (ROOT / "docs/reference/exit-codes.md").read_text(encoding="utf-8")
    source = Path(exits.__file__).read_text(encoding="utf-8")

    codes = re.findall(r"^[A-Z]+: Final = (\d+)$", source, re.MULTILINE)
    assert str(exits.INTERRUPTED) in codes
    assert codes == re.findall(r"^\| (\d+) \|", page, re.MULTILINE)


def test_every_setting_of_the_environment_is_documented() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("core/zhiben/**/*.py"))
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)

    used = set(re.findall(r"ZHIBEN_[A-Z]+(?:_[A-Z]+)*", code))
    assert {"ZHIBEN_DB", "ZHIBEN_WAIT"} <= used
    assert set() == {name for name in used if f"`{name}" not in pages and name not in pages}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]

    assert [] == [target for target in local if not (page.parent / target).exists()]


# The README


def test_the_numbers_of_the_readme_are_right(zhiben: Terminal) -> None:
    text = README.read_text(encoding="utf-8")
    zhiben("init")
    units = len(zhiben("org", "list", "--json").json()["units"])

    assert [str(units)] == re.findall(r"(\d+) 个单位", text)


def test_the_readme_installs_every_plugin_there_is() -> None:
    line = next(
        line
        for line in README.read_text(encoding="utf-8").splitlines()
        if "-e . -e plugins" in line
    )

    assert {
        path.name for path in (ROOT / "plugins").glob("*/") if (path / "pyproject.toml").exists()
    } == (set(re.findall(r"-e plugins/(\w+)", line)))


def progress_table(folder: Path) -> None:
    """Write the workbook that the README imports."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("2025年重点工作任务进展情况表（示例）", "", "", ""),
        ("序号", "重点工作任务", "牵头责任单位", "一季度完成情况"),
        (1, "2025年集中培训金属冶炼生产经营单位主要负责人", "县应急局", "示例：已培训两期"),
    ):
        sheet.append(row)
    book.save(folder / "一季度进展表.xlsx")


def test_the_readme_can_be_followed_from_an_empty_folder(
    zhiben: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command of the ten minutes, in order; only the plan's own gaps are findings."""
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "GAS")
    section = README.read_text(encoding="utf-8").partition("## 十分钟上手")[2].partition("\n## ")[0]
    words = [line for block in BLOCK.findall(section) for line in commands_of(block)]
    progress_table(zhiben.folder)

    codes, printed = {}, ""
    for line in words:
        result = zhiben(*line)
        codes[" ".join(line)] = result.code
        printed += " ".join(result.out.split()) + " "
        assert result.out, line

    assert 12 <= len(words)
    assert {"plan check": exits.FINDINGS} == {
        line: code for line, code in codes.items() if code != exits.CLEAN
    }
    assert "台账 44 条，逐条核对无误。" in zhiben("journal", "verify").out
    shown = [
        " ".join(line.split()) for text in SHOWN.findall(section) for line in text.splitlines()
    ]
    assert shown
    assert [] == [line for line in shown if line not in printed]
