from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import DataError, EnvironmentFailure
from zhiben.io.hazard_maps import map_text, read_map, write_map
from zhiben.ledger.hazard_tables.headings import Field, Target
from zhiben.ledger.hazard_tables.headings_mapping import CLAIMED

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

TARGETS = {
    "责任人": Target(field=Field.OWNER),
    "资金": Target(field=Field.FUNDS, unit="万元"),
    "登记时间": Target(field=Field.EXTRA),
}
EXTRAS = sorted(set(Field) - CLAIMED)


def refused(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_map(path)
    return [str(problem) for problem in caught.value.problems]


def test_a_map_names_the_field_of_each_column(tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    file.write_text(
        '[columns]\n"责任人" = "整改责任人"\n"资金" = "funds_yuan：万元"\n"登记时间" = "extra"\n',
        encoding="utf-8-sig",
    )

    assert TARGETS == read_map(file)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    file.write_text("早先的", encoding="utf-8")
    write_map(file, TARGETS)

    assert TARGETS == read_map(file)
    assert [file] == list(tmp_path.iterdir())


def test_a_written_map_says_what_it_is_for() -> None:
    assert "--map" in map_text({}).splitlines()[0]


@given(names=st.lists(st.text(min_size=1), unique=True), fields=st.sampled_from(EXTRAS))
def test_any_name_of_a_column_survives(names: list[str], fields: Field) -> None:
    plain = [name.encode(errors="replace").decode() for name in names]
    text = map_text({name: Target(field=fields) for name in plain})

    assert dict.fromkeys(plain, fields.value) == tomllib.loads(text)["columns"]


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    text = """
[rows]
[columns]
"甲" = "onwer"
"乙" = 3
"丙" = "owner:万元"
"丁" = "owner"
"戊" = "整改责任人"
" 丁" = "lead"
"己" = "qqqq"
"""
    told = refused(tmp_path / "m.toml", text)

    assert 7 == len(told)
    assert "m.toml: rows：不认识，只能有 [columns] 一张表。" == told[0]
    assert "m.toml: columns.甲：没有叫“onwer”的字段，是不是“owner”" in told[1]
    assert "m.toml: columns.乙：字段要写成加引号的文字。" == told[2]
    assert "m.toml: columns.丙：“万元”不是金额单位，或这一列不是金额" in told[3]
    assert "m.toml: columns.己：没有叫“qqqq”的字段，可以用：enterprise" in told[4]
    assert "m.toml: columns.戊：“丁”已经是“整改责任人”了，一个字段只能用一列。" == told[5]
    assert "m.toml: columns. 丁：与“丁”是同一列，请只留一行。" == told[6]


@pytest.mark.parametrize("text", ["", "columns = 3"])
def test_a_map_without_columns_is_none(tmp_path: Path, text: str) -> None:
    assert ['m.toml：缺少 [columns] 表，每行写 "列名" = "字段"。'] == refused(
        tmp_path / "m.toml", text
    )


def test_a_file_that_is_no_toml_is_refused_with_one_line(tmp_path: Path) -> None:
    (told,) = refused(tmp_path / "m.toml", "[columns")

    assert "TOML 语法有误" in told


def test_a_map_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="读不出来"):
        read_map(tmp_path / "none.toml")


def test_a_folder_that_cannot_be_written_to_keeps_the_map_it_has(
    tmp_path: Path, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    file = tmp_path / "map.toml"
    write_map(file, TARGETS)
    tmp_path.chmod(0o500)
    with ordinary_user(), pytest.raises(EnvironmentFailure, match="写不进去"):
        write_map(file, {})

    assert TARGETS == read_map(file)


def test_a_map_that_cannot_take_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "map.toml").mkdir()
    with pytest.raises(EnvironmentFailure, match="写不进去"):
        write_map(tmp_path / "map.toml", TARGETS)

    assert ["map.toml"] == [one.name for one in tmp_path.iterdir()]
