from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.cli.words import ORGANISATIONS
from zhiben.ledger.units.table import (
    KIND_WORDS,
    UnitRow,
    UnitTable,
    kind_word,
    parse_kind,
    read_unit_table,
    split_list,
)
from zhiben.model.organisations import OrganisationKind

HEADER = ("序号", "单位名称", "类别", "属地")
CODE = "91350100M000100Y43"
ROW = ("1", "示例矿业", "企业", "示例一镇")


def read(*rows: tuple[str, ...], sheet: str = "") -> UnitTable:
    table = read_unit_table(rows, sheet=sheet)

    assert table is not None
    return table


def only(*rows: tuple[str, ...]) -> UnitRow:
    (row,) = read(*rows).rows
    return row


def told(*rows: tuple[str, ...]) -> list[str]:
    return [str(problem) for problem in read(*rows).problems]


@pytest.mark.parametrize("kind", OrganisationKind)
def test_a_kind_answers_to_its_code_and_to_every_word_shown_for_it(kind: OrganisationKind) -> None:
    words = (kind.value, kind.value.upper(), ORGANISATIONS[kind], *KIND_WORDS[kind])

    assert {kind} == set(map(parse_kind, words))


def test_no_word_means_two_kinds() -> None:
    words = list(chain(*KIND_WORDS.values()))

    assert len(words) == len(set(words))


def test_kinds_are_called_the_same_in_tables_and_on_screen() -> None:
    assert {kind: kind_word(kind) for kind in OrganisationKind} == ORGANISATIONS


@pytest.mark.parametrize("text", ["乡镇（街道）", " 乡 镇 ", "街道"])
def test_width_and_spaces_of_a_kind_do_not_matter(text: str) -> None:
    assert OrganisationKind.TOWNSHIP is parse_kind(text)


@pytest.mark.parametrize("text", ["", "国有企业", "有限责任公司", "部门企业"])
def test_part_of_a_word_is_no_kind(text: str) -> None:
    assert parse_kind(text) is None


def test_a_list_in_one_cell_is_split_at_every_usual_mark() -> None:
    assert ("高危", "规上", "涉爆") == split_list("高危、规上； 涉爆/高危\n无")


def test_every_column_is_read() -> None:
    row = only(
        ("单位编号", "名称", "类别", "简称", "标记", "是否高危", "所在乡镇", "统一社会信用代码"),
        ("k-1", "示例 矿业", "企业", "示矿、老矿", "规上", "是", "示例一镇", CODE),
    )

    assert row == UnitRow(
        number=2,
        name="示例 矿业",
        kind="企业",
        identity="k-1",
        aliases=("示矿", "老矿"),
        marks=("规上",),
        flags=(("高危", "是"),),
        territory="示例一镇",
        credit_code=CODE,
        line=("k-1", "示例 矿业", "企业", "示矿、老矿", "规上", "是", "示例一镇", CODE),
    )


def test_the_header_is_found_below_titles() -> None:
    above = (("示例县企业名录",) * 4, ("",) * 4, ("填报单位：示例安委办", "", "", ""))

    table = read(*above, HEADER, ROW)

    assert [("示例矿业", 5)] == [(row.name, row.number) for row in table.rows]
    assert (1, 3, 4) == table.head


def test_a_table_of_names_alone_is_one() -> None:
    assert "示例矿业" == only(("企业名称",), ("示例矿业",)).name


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (("",),),
        (("单位名称", "示例安委办"), ("任务", "完成情况")),
        (("企业名称及地址", "企业类型"), ("示例矿业", "企业")),
        (("上级单位名称", "类别"), ("示例集团", "企业")),
    ],
    ids=["empty", "blank", "a form's label", "longer headings", "another unit's name"],
)
def test_what_has_no_header_is_no_table_of_units(rows: tuple[tuple[str, ...], ...]) -> None:
    assert read_unit_table(rows) is None


@pytest.mark.parametrize(
    "heading", ["*单位名称", "单位名称（必填）", "单 位 名 称", "单位名称\n(全称)"]
)
def test_headings_may_carry_stars_spaces_and_harmless_remarks(heading: str) -> None:
    assert "示例矿业" == only((heading, "类别"), ("示例矿业", "企业")).name


@pytest.mark.parametrize(
    "heading", ["企业类型", "企业编码", "属地负责人", "标记说明", "是否高危（去年）", "备注"]
)
def test_a_column_is_never_taken_for_what_part_of_its_heading_says(heading: str) -> None:
    rows = (("单位名称", "类别", heading), ("示例矿业", "企业", "某文字"))

    assert UnitRow(number=2, name="示例矿业", kind="企业", line=rows[1]) == only(*rows)
    assert [
        f"第1行：不用“{heading}”这一列，其内容没有读入。".replace("（", "(").replace("）", ")")
    ] == told(*rows)


def test_of_two_columns_with_the_same_meaning_the_best_one_counts_and_the_other_is_named() -> None:
    rows = (("名称", "单位名称", "类别", "单位名称"), ("甲", "乙", "企业", "丙"))

    assert "乙" == only(*rows).name
    assert [
        "第1行：不用“名称”这一列，其内容没有读入。",
        "第1行：不用“单位名称”这一列，其内容没有读入。",
    ] == told(*rows)


def test_aliases_and_marks_may_take_several_columns() -> None:
    row = only(
        ("单位名称", "别名", "简称", "标记", "是否高危", "是否成员单位"),
        ("示例矿业", "甲", "乙", "规上", "否", "是"),
    )

    assert (("甲", "乙"), ("规上",)) == (row.aliases, row.marks)
    assert (("高危", "否"), ("成员单位", "是")) == row.flags


def test_text_without_a_heading_is_named() -> None:
    assert ["第5列：没有表头，其内容没有读入。"] == told((*HEADER, ""), (*ROW, "某文字"))


def test_an_empty_column_without_a_heading_is_no_matter() -> None:
    assert [] == told((*HEADER, ""), (*ROW, ""))


def test_rows_may_be_shorter_than_the_header() -> None:
    assert "示例矿业" == only(HEADER, ROW[:2]).name


def test_cells_merged_over_two_header_rows_are_one_header() -> None:
    """The left columns are merged downwards, the right one has a group above it."""
    table = read(
        ("序号", "单位名称", "基本情况", "基本情况", "上级"),
        ("序号", "单位名称", "类别", "属地", "名称"),
        ("1", "示例矿业", "企业", "示例一镇", "示例集团"),
    )

    assert ["示例矿业"] == [row.name for row in table.rows]
    assert ("企业", "示例一镇") == (table.rows[0].kind, table.rows[0].territory)
    assert ["第2行：不用“上级·名称”这一列，其内容没有读入。"] == list(map(str, table.problems))
    assert (1, 2) == table.head


@pytest.mark.parametrize(
    ("aside", "what"),
    [
        (HEADER, "重复的表头"),
        (("合计", "", "", "12"), "合计行"),
        (("", "小计", "", ""), "合计行"),
        (("一、矿山企业",) * 4, "分组标题或落款"),
        (("填表人：某", "", "", ""), "没有单位信息的行"),
    ],
)
def test_a_row_about_no_unit_is_passed_over_and_named(aside: tuple[str, ...], what: str) -> None:
    table = read(HEADER, ROW, aside, ROW)

    assert [2, 4] == [row.number for row in table.rows]
    assert [f"第3行：是{what}，没有读入。"] == list(map(str, table.problems))


@pytest.mark.parametrize("blank", [("", "", "", ""), ("2", "", "", ""), ("", " ", "\n", "")])
def test_blank_and_merely_numbered_rows_are_no_rows(blank: tuple[str, ...]) -> None:
    table = read(HEADER, ROW, blank)

    assert (1, ()) == (len(table.rows), table.problems)


def test_ditto_repeats_the_row_above() -> None:
    table = read(HEADER, ROW, ("2", "示例化工", "同上", "〃"), ("3", "示例商场", "〃", "示例二镇"))

    assert [("企业", "示例一镇"), ("企业", "示例一镇"), ("企业", "示例二镇")] == [
        (row.kind, row.territory) for row in table.rows
    ]
    assert ["第3行：“同上”处沿用上一行的内容。", "第4行：“同上”处沿用上一行的内容。"] == list(
        map(str, table.problems)
    )


def test_ditto_below_a_group_title_stands_for_nothing() -> None:
    assert (
        "同上" == read(HEADER, ROW, ("二、化工",) * 4, ("2", "示例化工", "同上", "")).rows[1].kind
    )


def test_a_dash_says_nothing() -> None:
    row = only((*HEADER, "信用代码", "编号"), ("1", "示例矿业", "企业", "/", "—", "无"))

    assert ("", "", "") == (row.territory, row.credit_code, row.identity)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("企业名称", OrganisationKind.ENTERPRISE), ("单位名称", None), ("名称", None)],
)
def test_only_a_heading_that_says_so_makes_all_units_enterprises(
    heading: str, kind: OrganisationKind | None
) -> None:
    assert kind is only((heading, "属地"), ("示例矿业", "示例一镇")).implied


def test_places_name_the_sheet_where_there_are_several() -> None:
    assert "第2行" == read(HEADER, ROW).rows[0].place
    assert "工作表“矿山”第2行" == read(HEADER, ROW, sheet="矿山").rows[0].place


@given(st.lists(st.tuples(*[st.sampled_from(["", "1", "同上", "合计", "示例厂", "企业"])] * 4)))
def test_no_row_with_text_is_lost(rows: list[tuple[str, str, str, str]]) -> None:
    table = read(HEADER, *rows)

    passed = [one for one in table.problems if "没有读入" in one.message]
    filled = [row for row in rows if any(row[1:]) or row[0] not in {"", "1"}]
    assert len(filled) == len(table.rows) + len(passed)
