"""Overlay files: read exactly, with every problem told at once and where it is."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from zhiben.errors import DataError, EnvironmentFailure
from zhiben.io.overlay_files import LARGEST, read_overlay
from zhiben.ledger.overlay_bodies import OverlayFile
from zhiben.rules.overlays import Overlay
from zhiben.spec import Completeness, Criterion, Effect, Fact, FactType

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
standard = "SCH-2024"
title = "示例补录"
reviewer = "示例单位"
source = "示例文本"
reviewed_on = 2026-11-01
"""
ROW = """
[[criteria]]
code = "SCH-9"
clause = "9"
title = "示例条款"
when = "高度 > 1"
"""


def write(folder: Path, text: str | bytes) -> Path:
    """Write an overlay file."""
    path = folder / "示例.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def told(folder: Path, text: str | bytes) -> list[str]:
    """Return what is told of an overlay file that cannot be read."""
    with pytest.raises(DataError) as caught:
        read_overlay(write(folder, text))
    return [str(one) for one in caught.value.problems]


def test_a_file_is_read_with_everything_it_says(tmp_path: Path) -> None:
    text = f"""{HEAD}
completeness = "full"
expected = 30
url = "https://example.org"
note = "示例说明"
covers = ["SCH-5"]

[[facts]]
name = "高度"
type = "number"
question = "示例？"
unit = "m"
least = 0
{ROW}
effect = "element"
"""
    path = write(tmp_path, text)

    assert read_overlay(path) == (
        Overlay(
            standard="SCH-2024",
            title="示例补录",
            reviewer="示例单位",
            source="示例文本",
            reviewed_on=date(2026, 11, 1),
            completeness=Completeness.FULL,
            expected=30,
            url="https://example.org",
            note="示例说明",
            covers=("SCH-5",),
            facts=(Fact(name="高度", type=FactType.NUMBER, question="示例？", unit="m", least=0),),
            criteria=(
                Criterion(
                    code="SCH-9",
                    standard="SCH-2024",
                    clause="9",
                    title="示例条款",
                    when="高度 > 1",
                    effect=Effect.ELEMENT,
                ),
            ),
        ),
        OverlayFile(name="示例.toml", digest=hashlib.sha256(path.read_bytes()).hexdigest()),
    )


def test_a_criterion_may_name_the_edition_again(tmp_path: Path) -> None:
    overlay, _ = read_overlay(write(tmp_path, f'{HEAD}{ROW}standard = "SCH-2024"\n'))

    assert "SCH-2024" == overlay.criteria[0].standard


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    overlay, _ = read_overlay(write(tmp_path, b"\xef\xbb\xbf" + (HEAD + ROW).encode()))

    assert "示例补录" == overlay.title


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HEAD.replace('reviewer = "示例单位"\n', ""), "示例.toml: reviewer：缺少这一项，请补上。"),
        (
            HEAD.replace("2026-11-01", '"2026-11-01"'),
            '示例.toml: reviewed_on：应为日期（年-月-日，不加引号），写的是 "2026-11-01"。',
        ),
        (
            f"{HEAD}reviewd = 1\n",
            "示例.toml: reviewd：不认识的键：reviewd，是不是“reviewer”？",
        ),
        (
            f"{HEAD}[[criterion]]\n",
            "示例.toml: criterion：不认识的键：criterion，是不是“criteria”？",
        ),
        (
            f'{HEAD}completeness = "whole"\n',
            '示例.toml: completeness：应为 full、partial、topic、missing 之一，写的是 "whole"。',
        ),
        (f"{HEAD}expected = 3.5\n", "示例.toml: expected：应为整数，写的是 3.5。"),
        (f'{HEAD}covers = "SCH-5"\n', "示例.toml: covers：应为列表 […]。"),
        (f"{HEAD}criteria = 5\n", "示例.toml: criteria：应写成 [[criteria]]。"),
        (f"{HEAD}criteria = [5]\n", "示例.toml: criteria[第1条]：应为表：键 = 值。"),
        (f"{HEAD}[facts]\n", "示例.toml: facts：应写成 [[facts]]。"),
        (
            f'{HEAD}{ROW}standard = "SCH-2023"\n',
            "示例.toml: criteria[SCH-9].standard：和文件开头的标准“SCH-2024”不一致，请删去或改正。",
        ),
        (
            f"{HEAD}{ROW}standard = 5\n",
            "示例.toml: criteria[SCH-9].standard：和文件开头的标准“SCH-2024”不一致，请删去或改正。",
        ),
        (
            f"{HEAD}{ROW}wenn = 1\n",
            "示例.toml: criteria[SCH-9]：不认识的键：wenn，是不是“when”？",
        ),
        (b"\xff\xfe", "示例.toml：不是 UTF-8 编码，请另存为 UTF-8 后再读。"),
        (
            f"{HEAD}note = {'[' * 5000}",
            "示例.toml：套得太深，或者有大得读不出来的数，请改正后再读。",
        ),
        (
            f"{HEAD}expected = {'9' * 5000}",
            "示例.toml：套得太深，或者有大得读不出来的数，请改正后再读。",
        ),
        (
            b"#" * (LARGEST + 1),
            "示例.toml：超过 4 MB，不会是补录文件，请核对。",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    assert [problem] == told(tmp_path, text)


def test_a_fault_of_the_syntax_is_told(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, f"{HEAD}note = \n")

    assert problem.startswith("示例.toml：TOML 语法有误，请改正后再读（")


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    text = HEAD.replace("title", "titel").replace("2026-11-01", "5")
    problems = told(tmp_path, f'{text}{ROW}manual = "是"\n[[facts]]\nname = "高度"\n')

    assert [
        "示例.toml: titel",
        "示例.toml: reviewed_on",
        "示例.toml: title",
        "示例.toml: facts[高度].type",
        "示例.toml: facts[高度].question",
        "示例.toml: criteria[SCH-9].manual",
    ] == sorted((one.partition("：")[0] for one in problems), key=problems_order)


def problems_order(where: str) -> int:
    """Return the place of a problem in the expected list."""
    order = ("titel", "reviewed_on", "title", "type", "question", "manual")
    return order.index(where.replace(": ", ".").rpartition(".")[2])


def test_a_file_that_is_not_there_or_is_no_file_is_told(tmp_path: Path) -> None:
    for path, text in (
        (tmp_path / "没有.toml", "没有.toml：没有这个文件，请核对路径。"),
        (tmp_path, f"{tmp_path.name}：不是文件，请写补录文件（.toml）的路径。"),
    ):
        with pytest.raises(DataError) as caught:
            read_overlay(path)

        assert text == str(caught.value)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user without all rights")
def test_a_file_that_must_not_be_read_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD)
    path.chmod(0)

    with pytest.raises(EnvironmentFailure, match="读不出来"):
        read_overlay(path)


def test_a_path_the_machine_cannot_follow_is_told(tmp_path: Path) -> None:
    """A name that is too long, as anyone may paste one."""
    with pytest.raises(EnvironmentFailure, match="读不出来"):
        read_overlay(tmp_path / ("长" * 300 + ".toml"))
