from __future__ import annotations

from datetime import date

import pytest
from attrs import fields

from zhiben.ledger.hazard_tables.headings import (
    DETAILS,
    LABELS,
    Dictionary,
    Field,
    Rule,
    Sure,
    Target,
    builtin_dictionary,
    heading_text,
    money_unit,
    parse_target,
    rules_from_rows,
)
from zhiben.ledger.hazard_tables.headings_kinds import KINDS, SheetKind, kind_of
from zhiben.ledger.hazard_tables.headings_layout import Header, find_header
from zhiben.ledger.hazard_tables.headings_mapping import (
    Column,
    Days,
    claim_columns,
    contenders,
    open_questions,
    settle_columns,
    targets_of,
    unused_targets,
)
from zhiben.ledger.hazard_tables.headings_titles import Titles, read_titles
from zhiben.model.hazards import HazardDetails

DICTIONARY = builtin_dictionary()
DAYS = Days(filed_on=date(2024, 6, 30), year=2024)
CODE = "91350100M000100Y43"


def meaning(*parts: str) -> str:
    """Return what a heading can mean, or nothing."""
    found = DICTIONARY.find(tuple(map(heading_text, parts)))
    return "|".join(found[0].fields) if found else ""


def sure(*parts: str) -> Sure | None:
    found = DICTIONARY.find(tuple(map(heading_text, parts)))
    return found[1] if found else None


def header_of(*rows: tuple[str, ...]) -> Header:
    header = find_header(rows, dictionary=DICTIONARY)

    assert header is not None
    return header


def settled(headings: tuple[str, ...], *rows: tuple[str, ...]) -> tuple[Column, ...]:
    columns = claim_columns(header_of(headings), dictionary=DICTIONARY, targets={})
    texts = [[row[index] for row in rows] for index in range(len(headings))]
    return settle_columns(columns, texts, days=DAYS)


def held(headings: tuple[str, ...], *rows: tuple[str, ...]) -> list[str]:
    return ["|".join(column.rule.fields) for column in settled(headings, *rows)]


def kind(*rows: tuple[str, ...]) -> SheetKind:
    header = find_header(rows, dictionary=DICTIONARY)
    columns = claim_columns(header, dictionary=DICTIONARY, targets={}) if header else ()
    return kind_of(rows, header, columns, dictionary=DICTIONARY)


def test_the_fields_of_a_hazard_are_those_of_its_record() -> None:
    assert [one.name for one in fields(HazardDetails)] == [field.value for field in DETAILS]


def test_every_field_and_every_kind_of_sheet_has_words_for_people() -> None:
    assert set(Field) == set(LABELS)
    assert set(SheetKind) == set(KINDS)
    assert len(LABELS) == len(set(LABELS.values()))


def test_no_heading_is_in_the_dictionary_twice_under_the_same_group() -> None:
    places = [(rule.heading, group) for rule in DICTIONARY.rules for group in rule.groups or ("",)]

    assert len(places) == len(set(places))


@pytest.mark.parametrize("field", DETAILS)
def test_the_name_people_see_for_a_field_heads_it(field: Field) -> None:
    assert field.value in meaning(LABELS[field]).split("|")


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("隐患企业名称", "enterprise"),
        ("统一社会信用编码", "credit_code"),
        ("行业和领域", "sector"),
        ("唯一所属监管行业", "sector"),
        ("隐患具体地点", "location"),
        ("主要问题", "description"),
        ("重要级别", "level"),
        ("处罚依据", "basis"),
        ("隐患来源（检查来源分类）", "channel"),
        ("排查时间", "found_on"),
        ("控制措施", "measures"),
        ("整改负责人", "owner"),
        ("责任单位（部门）", "unit_responsible"),
        ("牵头责任单位", "lead"),
        ("配合单位（部门）", "support"),
        ("督办部门（单位）", "supervise"),
        ("包保领导", "sponsor"),
        ("COST", "funds_yuan"),
        ("预计解决时间", "deadline"),
        ("治理期间应急措施", "contingency"),
        ("验证时间", "accepted_on"),
        ("是否挂牌督办", "listed"),
        ("流程状态", "status"),
        ("公示情况", "published"),
        ("上报情况", "reported"),
    ],
)
def test_headings_seen_in_offices_are_known(heading: str, expected: str) -> None:
    assert expected == meaning(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "整改资金来源", "原整改期限", "整改责任人电话", "行业主管部门", "登记时间", "上报时间",
        "形成时间", "专业分类", "整改建议", "整改要求",
        "法定代表人", "联系人", "是否超期", "亮灯状态",
        "整改期限（立即/限期）", "风险等级", "检查单位", "拟挂牌督办",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_field_is_kept_as_text(heading: str) -> None:
    assert "extra" == meaning(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "整改",
        "隐患描述补充",
        "整改期限是否合理",
        "我的整改措施",
        "整改资金（含税）",
        "企业名称（曾用）",
    ],
)
def test_part_of_a_heading_is_no_heading(heading: str) -> None:
    assert not meaning(heading)
    assert DICTIONARY.find(()) is None


def test_the_running_number_is_never_the_number_of_a_hazard() -> None:
    assert "ordinal" == meaning("序号")


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (" * 隐患\n描 述：", Sure.EXACT),
        ("整改资金（万元）", Sure.EXACT),
        ("存在问题", Sure.VARIANT),
        ("隐患等级（重大/一般）", Sure.EXACT),
    ],
)
def test_width_space_stars_and_remarks_do_not_matter(heading: str, expected: Sure) -> None:
    assert expected is sure(heading)


@pytest.mark.parametrize(
    ("above", "heading", "expected"),
    [
        ("企业", "责任人", "owner"),
        ("部门", "责任人", "extra"),
        ("企业", "责任单位", "enterprise"),
        ("部门", "责任单位", "unit_responsible"),
        ("牵头", "责任单位", "lead"),
        ("整改责任", "责任人", "owner"),
        ("计划", "完成时间", "deadline"),
        ("要求", "完成时间", "deadline"),
        ("实际", "完成时间", "done_on"),
        ("原", "整改期限", "extra"),
        ("挂牌督办", "级别", "listing"),
        ("隐患", "等级", "level"),
        ("验收", "时间", "accepted_on"),
    ],
)
def test_the_heading_above_gives_a_heading_its_meaning(
    above: str, heading: str, expected: str
) -> None:
    assert expected == meaning(above, heading)
    assert Sure.GROUP is sure(above, heading)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("存在的安全隐患", "description"),
        ("排查发现的问题", "description"),
        ("检查发现的问题隐患描述", "description"),
        ("隐患（问题）具体内容", "description"),
        ("火灾隐患", "description"),
        ("重大隐患", ""),
        ("发现安全隐患（项）", ""),
        ("安全隐患数", ""),
        ("安全隐患整改情况", ""),
        ("存在的", ""),
    ],
)
def test_a_heading_made_of_the_usual_words_for_hazards_describes_them(
    heading: str, expected: str
) -> None:
    assert expected == meaning(heading)


def test_a_heading_in_the_dictionary_counts_before_one_made_of_its_words() -> None:
    columns = claim_columns(
        header_of(("隐患描述", "存在的安全隐患", "属地")), dictionary=DICTIONARY, targets={}
    )

    assert ["隐患描述"] == [one.name for one in contenders(columns)[Field.DESCRIPTION]]


@pytest.mark.parametrize(
    ("above", "heading", "expected"),
    [
        ("责任人", "企业", "owner"),
        ("责任人", "部门", "extra"),
        ("责任单位", "部门", "unit_responsible"),
        ("企业主体责任", "责任人", "owner"),
        ("属地责任", "责任人", "extra"),
        ("行业监管责任", "责任单位", "extra"),
        ("整改时间", "计划", "deadline"),
        ("整改时间", "实际", "done_on"),
        ("“五到位”情况", "责任人", "owner"),
        ("五定", "定时间", "deadline"),
        ("五定", "定资金", "funds_yuan"),
    ],
)
def test_groups_of_three_parties_of_dates_and_of_five_duties(
    above: str, heading: str, expected: str
) -> None:
    assert expected == meaning(above, heading)


def test_an_unknown_group_changes_nothing() -> None:
    assert "description" == meaning("基本信息", "隐患描述")
    assert "owner|extra" == meaning("其他", "责任人")


def test_rows_of_a_plugin_or_a_user_count_before_those_built_in() -> None:
    row = {"field": "location", "heading": "点位（桩号）", "group": "", "note": ""}
    (rule,) = rules_from_rows([row])
    own = Rule(heading="属地", fields=(Field.LOCATION,))
    extended = DICTIONARY.extended([rule, own])

    assert not DICTIONARY.knows("点位(桩号)")
    assert extended.find(("点位(桩号)",)) == (rule, Sure.VARIANT)
    assert extended.find(("属地",)) == (own, Sure.EXACT)


def test_a_row_that_names_no_field_is_an_error() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        list(rules_from_rows([{"field": "nonsense", "heading": "某列"}]))


def test_the_first_row_of_a_field_is_its_own_name() -> None:
    dictionary = Dictionary(
        rules=tuple(rules_from_rows([{"field": "lead", "heading": h} for h in ("甲", "乙")]))
    )

    assert {"甲"} == dictionary.own


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("整改资金(万元)", "万元"),
        ("整改资金(单位:元)", "元"),
        ("整改资金(人民币万元)", "万元"),
        ("整改资金(万)", "万元"),
        ("整改资金(人民币:元)", "元"),
        ("整改资金(单位为万元)", "万元"),
        ("整改资金(家)", ""),
        ("整改资金", ""),
    ],
)
def test_a_heading_may_name_the_unit_of_its_money(heading: str, expected: str) -> None:
    assert expected == money_unit(heading)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("owner", Target(field=Field.OWNER)),
        ("整改责任人", Target(field=Field.OWNER)),
        ("funds_yuan:万元", Target(field=Field.FUNDS, unit="万元")),
        ("整改资金：元", Target(field=Field.FUNDS, unit="元")),
        ("owner:万元", None),
        ("funds_yuan:吨", None),
        ("老板", None),
        ("", None),
    ],
)
def test_a_map_names_fields_by_code_or_name(words: str, expected: Target | None) -> None:
    assert expected == parse_target(words)


@pytest.mark.parametrize(
    "target", [Target(field=Field.OWNER), Target(field=Field.FUNDS, unit="元")]
)
def test_what_a_map_says_is_read_as_it_was_written(target: Target) -> None:
    assert target == parse_target(str(target))


def test_a_header_is_found_below_titles_and_above_units_and_column_numbers() -> None:
    header = header_of(
        ("示例县重大事故隐患台账", "", ""),
        ("填报单位：示例局", "", "填报日期：2024年5月3日"),
        ("序号", "隐患描述", "整改资金"),
        ("", "(项)", "(万元)"),
        ("1", "2", "3"),
        ("1", "无栏杆", "3"),
    )

    assert (2, 2, 5) == (header.first, header.last, header.start)
    assert ["序号", "隐患描述", "整改资金"] == [one.name for one in header.columns]
    assert "万元" == header.columns[2].unit


@pytest.mark.parametrize("stems", [("甲", "乙", "1"), ("（1）", "（2）", "（3）")])
def test_columns_are_numbered_in_several_ways(stems: tuple[str, ...]) -> None:
    assert 2 == header_of(("序号", "隐患描述", "属地"), stems).start


@pytest.mark.parametrize(
    "below",
    [
        [("", "年月日", "（万元）")],
        [("（填数字）", "是/否", "万元")],
        [("序号", "", "（万元）"), ("栏次", "1", "2"), ("1", "2", "3")],
    ],
)
def test_a_row_of_units_says_how_to_fill_in_the_columns_that_have_none(
    below: list[tuple[str, ...]],
) -> None:
    header = header_of(("序号", "隐患描述", "整改资金"), *below, ("1", "无栏杆", "3"))

    assert (1 + len(below), "万元") == (header.start, header.columns[2].unit)


@pytest.mark.parametrize(
    "row",
    [("1", "无栏杆", ""), ("1", "2", ""), ("", "", ""), ("", "（见附件）", ""), ("1", "是/否", "")],
)
def test_data_is_not_taken_for_column_numbers(row: tuple[str, ...]) -> None:
    assert 1 == header_of(("序号", "隐患描述", "属地"), row).start


@pytest.mark.parametrize(
    ("title", "expected"),
    [("单位：万元", "万元"), ("金额单位：元", "元"), ("填报单位：元江县", ""), ("示例台账", "")],
)
def test_a_title_row_may_name_the_unit_of_money(title: str, expected: str) -> None:
    header = header_of((title, "", ""), ("序号", "隐患描述", "整改资金"))

    assert expected == header.columns[2].unit


MERGED = (
    ("序号", "隐患描述", "企业", "企业", "计划", "实际"),
    ("序号", "隐患描述", "责任单位", "责任人", "完成时间", "完成时间"),
)
BLANKS = (
    ("序号", "隐患描述", "企业", "", "计划", "实际"),
    ("", "", "责任单位", "责任人", "完成时间", "完成时间"),
)


@pytest.mark.parametrize("rows", [MERGED, BLANKS], ids=["repeated", "left blank"])
def test_a_group_reaches_over_its_columns_merged_or_blank(
    rows: tuple[tuple[str, ...], ...],
) -> None:
    header = header_of(("示例台账", *[""] * 5), *rows, ("1", "a", "b", "c", "d", "e"))

    assert (1, 2) == (header.first, header.last)
    assert [
        "序号",
        "隐患描述",
        "企业·责任单位",
        "企业·责任人",
        "计划·完成时间",
        "实际·完成时间",
    ] == [one.name for one in header.columns]


def test_groups_above_a_whole_row_of_headings_belong_to_the_header() -> None:
    header = header_of(
        ("示例台账", "", "", ""),
        ("隐患", "隐患", "整改安排", "整改安排"),
        ("描述", "等级", "整改措施", "整改期限"),
        ("无栏杆", "一般", "加装", "2024-05-03"),
    )

    assert (1, 2) == (header.first, header.last)
    assert ["description", "level", "measures", "deadline"] == [
        meaning(*one.parts) for one in header.columns
    ]


def test_headings_that_mean_something_under_their_groups_only_are_a_header() -> None:
    header = header_of(
        ("隐患", "隐患", "整改", ""), ("描述", "部位", "措施", "期限"), ("a", "b", "c", "d")
    )

    assert (0, 1) == (header.first, header.last)
    assert ["description", "location", "measures", "deadline"] == [
        meaning(*one.parts) for one in header.columns
    ]


@pytest.mark.parametrize("word", ["重大", "一般", "是否", "级别高", "时间", "姓名"])
def test_a_word_that_needs_a_group_is_no_heading_by_itself(word: str) -> None:
    assert not DICTIONARY.knows(word)


def test_one_heading_below_another_that_could_stand_alone_ends_no_header() -> None:
    """完成情况 over 是否整改完成 is a group of one; the rest of the row are headings too."""
    rows = [
        ("单位名称", "隐患情况", "隐患情况", "完成情况"),
        ("单位名称", "隐患地点", "主要问题描述", "是否整改完成"),
        ("示例厂", "仓库", "通道堵塞", "是"),
    ]
    header = find_header(rows, dictionary=DICTIONARY)

    assert header is not None
    assert (0, 1, 2) == (header.first, header.last, header.start)


def test_three_rows_of_headings_are_one_header() -> None:
    header = header_of(
        ("序号", "隐患描述", "整改", "", "", ""),
        ("", "", "计划", "", "实际", ""),
        ("", "", "完成时间", "资金", "完成时间", "资金"),
        ("1", "a", "", "", "", ""),
    )

    assert 2 == header.last
    assert ["deadline", "funds_yuan", "done_on", "funds_yuan"] == [
        meaning(*one.parts) for one in header.columns[2:]
    ]


@pytest.mark.parametrize(
    "above",
    [
        ("示例局", "", ""),
        ("填报单位：示例局", "", "单位：万元"),
        ("示例县2024年", "", "附件1"),
        ("一段长得不会是列名的说明文字，写在表的上面", "", "以及另一段很长很长的说明文字"),
        ("甲", "乙", ""),
    ],
)
def test_titles_are_no_groups(above: tuple[str, ...]) -> None:
    assert 1 == header_of(above, ("序号", "隐患描述", "属地")).first


def test_columns_without_a_heading_and_with_the_same_one_have_names_of_their_own() -> None:
    names = [one.name for one in header_of(("隐患描述", "时间", "时间", "", "属地")).columns]

    assert ["隐患描述", "时间", "时间(2)", "第4列", "属地"] == names


def test_one_known_heading_is_no_header() -> None:
    assert find_header([("隐患描述", "某列")], dictionary=DICTIONARY) is None
    assert find_header([], dictionary=DICTIONARY) is None


def test_the_only_row_of_a_sheet_can_be_its_header() -> None:
    assert 1 == header_of(("隐患描述", "属地")).start


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("示例县2024年重大事故隐患台账", Titles(year=2024)),
        (
            "示例县2024年一季度台账（填报日期：2024年4月3日）",
            Titles(year=2024, filed_on=date(2024, 4, 3)),
        ),
        ("填表时间：2025.1.5", Titles(filed_on=date(2025, 1, 5))),
        ("截至2024年5月31日", Titles(filed_on=date(2024, 5, 31))),
        ("治本攻坚三年行动（2024—2026年）台账", Titles()),
        ("2023年及2024年台账", Titles()),
        ("填报日期：2024年2月30日", Titles()),
        ("", Titles()),
    ],
)  # fmt: skip
def test_titles_tell_the_year_and_the_day_of_filing_in(title: str, expected: Titles) -> None:
    assert expected == read_titles([(title, "", title)])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("1", "2"), "ordinal"),
        (("YH-1", "YH-2"), "reference"),
        (("2", "1"), "reference"),
        (("", ""), "reference"),
    ],
)
def test_numbers_that_only_count_rows_are_no_numbers_of_hazards(
    texts: tuple[str, ...], expected: str
) -> None:
    assert ["description", expected] == held(("隐患描述", "编号"), *(("a", one) for one in texts))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [((CODE, f" {CODE.lower()}"), "credit_code"), ((CODE, "QY-17"), "extra"), (("",), "extra")],
)
def test_a_platforms_number_is_a_credit_code_only_if_all_of_them_check(
    texts: tuple[str, ...], expected: str
) -> None:
    assert expected == held(("隐患描述", "企业编码"), *(("a", one) for one in texts))[1]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("已整改", "整改中"), "status"),
        (("已整改", "更换了阀门"), "status"),
        (("更换了阀门", "已停产整顿", "已整改"), "extra"),
        (("是", "否"), "extra"),
        (("", "/"), "extra"),
    ],
)
def test_a_story_is_no_status(texts: tuple[str, ...], expected: str) -> None:
    assert expected == held(("隐患描述", "整改情况"), *(("a", one) for one in texts))[1]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("县应急局", "示例镇政府、县住建局"), "unit_responsible"),
        (("示例公司", "示例矿"), "enterprise"),
        (("示例养殖场", "示例KTV", "示例加气站"), "enterprise"),
        (("示例公司", "县应急局"), "enterprise|unit_responsible"),
        (("",), "enterprise|unit_responsible"),
    ],
)
def test_a_unit_responsible_without_a_group_is_told_by_its_names(
    texts: tuple[str, ...], expected: str
) -> None:
    assert expected == held(("隐患描述", "责任单位"), *(("a", one) for one in texts))[1]


@pytest.mark.parametrize(
    ("text", "expected"), [("示例公司", "enterprise"), ("县应急局", "enterprise|extra")]
)
def test_a_unit_is_an_enterprise_only_if_it_is_called_one(text: str, expected: str) -> None:
    assert ["description", expected] == held(("隐患", "单位"), ("a", text))


def test_what_a_heading_says_outright_counts_more_than_the_cells() -> None:
    both = held(("隐患描述", "企业名称", "责任单位"), ("a", "甲公司", "乙公司"))
    code = held(("隐患描述", "统一社会信用代码", "企业编码"), ("a", CODE, CODE))

    assert ["description", "enterprise", "unit_responsible"] == both
    assert ["description", "credit_code", "extra"] == code


@pytest.mark.parametrize(
    ("headings", "row", "expected"),
    [
        (("完成时间",), ("2024-07-01",), ["deadline"]),
        (("完成时间",), ("5月3日前",), ["deadline"]),
        (("完成时间",), ("2024-05-01",), ["deadline|done_on"]),
        (("完成时间",), ("未完成",), ["deadline|done_on"]),
        (("整改期限", "完成时间"), ("", "2024-05-01"), ["deadline", "done_on"]),
        (("整改期限", "完成时间"), ("", "2024-07-01"), ["deadline", "deadline|done_on"]),
        (("实际完成时间", "整改时间"), ("", "2024-05-01"), ["done_on", "deadline"]),
        (("整改期限", "实际完成时间", "整改时间"), ("", "", ""), ["deadline", "done_on", "extra"]),
        (("整改时间", "完成时间"), ("2024-07-01", "2024-05-01"), ["deadline", "done_on"]),
        (("整改时间", "完成时间"), ("", ""), ["deadline|done_on", "deadline|done_on"]),
        (
            ("整改期限", "整改时间", "完成时间"),
            ("", "", ""),
            ["deadline", *["deadline|done_on"] * 2],
        ),
    ],
)  # fmt: skip
def test_a_time_is_a_deadline_when_it_lies_ahead_and_else_what_is_left(
    headings: tuple[str, ...], row: tuple[str, ...], expected: list[str]
) -> None:
    assert ["description", *expected] == held(("隐患描述", *headings), ("a", *row))


def test_a_person_responsible_without_a_group_stays_open() -> None:
    (question,) = open_questions(settled(("隐患描述", "责任人"), ("a", "甲")))

    assert (("责任人",), (Field.OWNER,)) == (question.columns, question.fields)
    assert "--map" in question.message


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (("企业名称", "责任人"), "owner"),
        (("企业名称", "责任人", "备注"), "owner"),
        (("企业名称", "责任人", "责任单位"), "extra"),
        (("企业名称", "责任人", "监管部门"), "extra"),
        (("企业名称", "责任人", "负责人"), "owner|extra"),
        (("属地", "责任人"), "owner|extra"),
    ],
)
def test_a_person_responsible_is_the_enterprise_s_where_nobody_else_is_named(
    headings: tuple[str, ...], expected: str
) -> None:
    assert expected == held(("隐患描述", *headings), ("a", *["甲"] * len(headings)))[2]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (("企业名称", "责任单位"), "unit_responsible"),
        (("企业名称", "责任单位", "责任部门"), "extra"),
        (("企业名称", "责任单位", "责任主体"), "enterprise|unit_responsible"),
        (("责任部门", "责任单位"), "enterprise|unit_responsible"),
    ],
)
def test_a_unit_responsible_beside_the_enterprise_is_no_second_enterprise(
    headings: tuple[str, ...], expected: str
) -> None:
    row = ("a", *["甲" for _ in headings])

    assert expected == held(("隐患描述", *headings), row)[2]


def test_a_person_responsible_beside_the_owner_is_somebody_else() -> None:
    assert ["description", "owner", "extra"] == held(("隐患描述", "整改责任人", "责任人"))


def test_a_name_describes_a_hazard_only_where_nothing_else_does() -> None:
    beside = contenders(settled(("隐患名称", "隐患描述")))
    alone = contenders(settled(("隐患名称", "属地")))

    assert ["隐患描述"] == [one.name for one in beside[Field.DESCRIPTION]]
    assert ["隐患名称"] == [one.name for one in alone[Field.DESCRIPTION]]


def test_a_map_settles_what_a_column_holds_by_full_name_or_last_heading() -> None:
    header = header_of(*MERGED)
    targets = {
        "序号": Target(field=Field.REFERENCE),
        "企业·责任人": Target(field=Field.SPONSOR),
        "隐患 描述": Target(field=Field.DESCRIPTION),
        "没有的列": Target(field=Field.LEAD),
    }
    columns = claim_columns(header, dictionary=DICTIONARY, targets=targets)

    assert ["reference", "description", "enterprise", "sponsor", "deadline", "done_on"] == [
        column.field.value for column in columns
    ]
    assert [Sure.MAP, Sure.MAP, Sure.GROUP, Sure.MAP] == [column.sure for column in columns[:4]]
    assert ("没有的列",) == unused_targets(header, targets)


def test_a_mapped_column_leaves_its_rivals_out() -> None:
    header = header_of(("隐患描述", "隐患内容", "属地"))
    targets = {"隐患内容": Target(field=Field.DESCRIPTION)}
    claims = contenders(claim_columns(header, dictionary=DICTIONARY, targets=targets))

    assert ["隐患内容"] == [one.name for one in claims[Field.DESCRIPTION]]


def test_a_column_keeps_what_yes_means_when_a_map_repeats_its_field() -> None:
    header = header_of(("隐患描述", "是否重大", "某列"))
    targets = {name: Target(field=Field.LEVEL) for name in ("是否重大", "某列")}
    columns = claim_columns(header, dictionary=DICTIONARY, targets=targets)

    assert ["重大", ""] == [column.rule.yes for column in columns[1:]]


def test_a_unit_of_the_sheet_counts_before_that_of_the_map() -> None:
    header = header_of(("隐患描述", "整改资金（元）", "花费"))
    money = Target(field=Field.FUNDS, unit="万元")
    targets = {"整改资金（元）": money, "花费": money, "隐患描述": Target(field=Field.DESCRIPTION)}
    columns = claim_columns(header, dictionary=DICTIONARY, targets=targets)

    assert ["", "元", "万元"] == [column.unit for column in columns]


def test_the_map_of_a_sheet_reads_the_next_one_alike() -> None:
    headings = (
        "序号",
        "隐患描述",
        "责任人",
        "完成时间",
        "花费",
        "备注",
        "重大",
        "一般",
        "属地",
        "乡镇",
    )
    given = {
        "责任人": Target(field=Field.OWNER),
        "花费": Target(field=Field.FUNDS, unit="元"),
        "早先的列": Target(field=Field.LEAD),
    }
    header = header_of(headings)
    claimed = claim_columns(header, dictionary=DICTIONARY, targets=given)
    columns = settle_columns(claimed, [["2024-07-01"]] * len(headings), days=DAYS)

    assert {
        **given,
        "序号": Target(field=Field.ORDINAL),
        "隐患描述": Target(field=Field.DESCRIPTION),
        "完成时间": Target(field=Field.DEADLINE),
    } == targets_of(columns, given=given)


RETURN = (
    "行业和领域",
    "排查治理事故隐患的生产经营单位（家）",
    "一般-排查（项）",
    "一般-整改率（%）",
)


@pytest.mark.parametrize(
    ("expected", "rows"),
    [
        (SheetKind.LEDGER, [("隐患描述", "属地"), ("a", "b")]),
        (SheetKind.LEDGER, [("隐患描述", "属地", "隐患数量", "整改率"), ("a", "b", "1", "")]),
        (SheetKind.BLANK, []),
        (SheetKind.BLANK, [("", ""), ("", "")]),
        (SheetKind.STATISTICS, [("2024年1月-5月", "", "", ""), RETURN, ("矿山", "3", "4", "100")]),
        (SheetKind.STATISTICS, [("属地", "主要问题", "检查单位数", "隐患总数", "整改率")]),
        (SheetKind.CROSS, [("", "甲镇", "乙镇"), ("火灾", "1", "2"), ("矿山", "", "4")]),
        (SheetKind.FORM, [(name, "") for name in ("隐患名称", "隐患地点", "整改措施", "整改期限")]),
        (SheetKind.PROGRESS, [("序号", "重点工作任务", "牵头责任单位", "一季度完成情况")]),
        (SheetKind.OTHER, [("企业名称", "属地"), ("某公司", "某镇")]),
        (SheetKind.OTHER, [("关于报送台账的通知", ""), ("各单位：", "")]),
    ],
)  # fmt: skip
def test_a_sheet_is_told_by_its_header_and_its_cells(
    expected: SheetKind, rows: list[tuple[str, ...]]
) -> None:
    assert expected is kind(*rows)
