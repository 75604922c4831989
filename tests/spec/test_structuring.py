"""TOML into records: exactly the declared types, and every problem with its place."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from attrs import frozen

from zhiben.errors import Problem
from zhiben.model.organisations import OrganisationKind, Scope
from zhiben.spec.structuring import (
    Located,
    Reference,
    located,
    make_converter,
    parse_toml,
    structure,
    unknown_keys,
)

if TYPE_CHECKING:
    from pathlib import Path


@frozen(kw_only=True)
class Row:
    """A record with a field of every type a file can hold."""

    name: str = ""
    count: int = 0
    flag: bool = False
    on: date | None = None
    share: float = 0.0
    number: Reference | None = None
    kind: OrganisationKind | None = None
    names: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    scope: Scope | None = None


def read(text: str) -> tuple[Any | None, list[str]]:
    """Return the row a TOML text holds, or its problems."""
    row, problems = structure(make_converter(), tomllib.loads(text), Row, where="表[1]")
    return row, list(map(str, problems))


def test_every_type_is_read() -> None:
    row, problems = read(
        """
        name = "甲"
        count = 3
        flag = true
        on = 2024-06-30
        share = 1.5
        number = 13
        kind = "township"
        names = ["乙", "丙"]
        scopes = [{text = "丁", kinds = ["office", "township"]}]
        scope = {text = "戊"}
        """
    )

    assert [] == problems
    assert row == Row(
        name="甲",
        count=3,
        flag=True,
        on=date(2024, 6, 30),
        share=1.5,
        number=Reference("13"),
        kind=OrganisationKind.TOWNSHIP,
        names=("乙", "丙"),
        scopes=(Scope(text="丁", kinds=(OrganisationKind.OFFICE, OrganisationKind.TOWNSHIP)),),
        scope=Scope(text="戊"),
    )


def test_a_whole_number_is_a_number_and_a_text_a_reference() -> None:
    row, _ = read('share = 2\nnumber = "4-1"')

    assert row is not None
    assert (2.0, float, "4-1") == (row.share, type(row.share), row.number)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name = 1", "表[1].name：应为文字，写的是 1。"),
        ('count = "3"', '表[1].count：应为整数，写的是 "3"。'),
        ("count = true", "表[1].count：应为整数，写的是 true。"),
        ("count = 3.0", "表[1].count：应为整数，写的是 3.0。"),
        ("flag = 1", "表[1].flag：应为 true 或 false，写的是 1。"),
        ('on = "2024-06-30"', '表[1].on：应为日期（年-月-日，不加引号），写的是 "2024-06-30"。'),
        (
            "on = 2024-06-30T00:00:00",
            "表[1].on：应为日期（年-月-日，不加引号），写的是 2024-06-30 00:00:00。",
        ),
        ("share = true", "表[1].share：应为数字，写的是 true。"),
        ('share = "5"', '表[1].share：应为数字，写的是 "5"。'),
        ("share = nan", "表[1].share：应为数字，写的是 nan。"),
        ("share = inf", "表[1].share：应为数字，写的是 inf。"),
        ("number = 1.5", "表[1].number：应为编号，写的是 1.5。"),
        ("number = false", "表[1].number：应为编号，写的是 false。"),
        (
            'kind = "town"',
            f'表[1].kind：应为 {"、".join(OrganisationKind)} 之一，写的是 "town"。',
        ),
        ('names = "乙"', "表[1].names：应为列表 […]。"),
        ("names = [1]", "表[1].names[0]：应为文字，写的是 1。"),
        ('scope = "戊"', "表[1].scope：应为表：键 = 值。"),
        ("scope = {}", "表[1].scope.text：缺少这一项，请补上。"),
        ('scopes = [{text = "丁", kinds = "office"}]', "表[1].scopes[0].kinds：应为列表 […]。"),
        (
            'scope = {text = "戊", kind = []}',
            "表[1].scope：不认识的键：kind，是不是“kinds”？",
        ),
        ('nmae = "甲"', "表[1]：不认识的键：nmae，是不是“name”？"),
        ('"示例" = 1', "表[1]：不认识的键：示例，请删去或改正。"),
    ],
)
def test_what_does_not_fit_is_told_with_its_path(text: str, problem: str) -> None:
    assert (None, [problem]) == read(text)


def test_all_problems_of_a_row_are_told_at_once() -> None:
    _, problems = read('count = "3"\nscope = {kinds = ["x", "y"]}\nzzz = 1\nqqq = 2')

    assert [
        "表[1].count",
        "表[1].scope.text",
        "表[1].scope.kinds[0]",
        "表[1].scope.kinds[1]",
        "表[1]",
    ] == [problem.partition("：")[0] for problem in problems]
    assert "表[1]：不认识的键：qqq、zzz，请删去或改正。" == problems[-1]


def test_a_row_that_is_no_table_is_told() -> None:
    _, problems = structure(make_converter(), 5, Row, where="表[1]")

    assert [Problem("表[1]", "应为表：键 = 值。")] == problems


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ({"id": "4-1", "name": "甲"}, "4-1"),
        ({"code": "SCH-T-1"}, "SCH-T-1"),
        ({"key": "方案"}, "方案"),
        ({"name": "甲"}, "甲"),
        ({"field": "燃气"}, "燃气"),
        ({"number": 3}, "3"),
        ({"title": "示例"}, "第1条"),
        ({"id": []}, "第1条"),
        (5, "第1条"),
    ],
)
def test_a_row_is_called_what_it_calls_itself(row: object, label: str) -> None:
    assert [Located(f"甲.toml: tasks[{label}]", row)] == list(located("甲.toml", "tasks", [row]))


def test_rows_without_a_name_are_counted() -> None:
    assert ["a: t[第1条]", "a: t[第2条]"] == [one.where for one in located("a", "t", [{}, {}])]


@pytest.mark.parametrize(
    "content",
    [
        b'a = "\xe4\xbd\xa0"\nb = 1\n',
        b'\xef\xbb\xbfa = "\xe4\xbd\xa0"\r\nb = 1\r\n',
    ],
    ids=["plain", "as Windows editors write"],
)
def test_a_file_is_read_with_or_without_the_marks_of_windows(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "甲.toml"
    file.write_bytes(content)

    assert ({"a": "你", "b": 1}, []) == parse_toml(file)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("安全".encode("gb18030"), "不是 UTF-8 编码，请另存为 UTF-8 后再读。"),
        (b"a = \n", "TOML 语法有误，请改正后再读（"),
        (b"a = 1\na = 2\n", "TOML 语法有误，请改正后再读（"),
    ],
)
def test_a_file_that_is_no_toml_is_told(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "甲.toml"
    file.write_bytes(content)
    data, (problem,) = parse_toml(file)

    assert {} == data
    assert "甲.toml" == problem.where
    assert problem.message.startswith(words)


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "甲.toml"
    folder.mkdir()
    data, (problem,) = parse_toml(folder)

    assert {} == data
    assert problem.message.startswith("读不出来，请检查文件和权限（")


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (["titel"], "不认识的键：titel，是不是“title”？"),
        (["titel", "leeds"], "不认识的键：titel、leeds，是不是“title”“leads”？"),
        (["x"], "不认识的键：x，请删去或改正。"),
    ],
)
def test_the_nearest_key_is_offered(keys: list[str], message: str) -> None:
    assert message == unknown_keys(keys, ["title", "leads"])


def test_one_converter_serves_all() -> None:
    assert make_converter() is make_converter()
