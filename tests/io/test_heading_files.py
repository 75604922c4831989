"""The office's own words for the columns of hazard tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.errors import DataError
from zhiben.io.heading_files import read_headings
from zhiben.ledger.hazard_tables.headings import Field, Rule

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str) -> Path:
    """Return a file of headings."""
    path = folder / "隐患表头.csv"
    path.write_text(text, encoding="gb18030")
    return path


def test_a_heading_is_given_by_the_field_s_name_or_code(tmp_path: Path) -> None:
    path = written(tmp_path, "列名,字段,上级列名\n校 名,企业名称,\n\n日期,found_on,排查情况\n")

    assert (
        Rule(heading="校名", fields=(Field.ENTERPRISE,)),
        Rule(heading="日期", fields=(Field.FOUND_ON,), groups=("排查情况",)),
    ) == read_headings(path)


def test_the_heading_above_may_be_left_out(tmp_path: Path) -> None:
    assert 1 == len(read_headings(written(tmp_path, "列名,字段\n校名,企业名称\n")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("校名,企业名称\n", "第一行应是列名"),
        ("列名,字段\n校名,企业名\n", "隐患表头.csv B2：没有叫“企业名”的字段，是不是“企业名称”？"),
        ("列名,字段\n校名,啊\n", "zhiben hazard headings"),
        ("列名,字段\n校名,\n", "第 2 行：列名和字段都要写"),
        ("列名,字段\n费用,funds_yuan:万元\n", "B2：没有叫"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        read_headings(written(tmp_path, text))

    assert said in str(caught.value.problems[0])
