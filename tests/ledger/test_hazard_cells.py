from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.hazard_tables.cells import (
    BLANKS,
    CHANGES,
    ERRORS,
    NO,
    NOTHING,
    YES,
    Change,
    Reading,
    answered,
    read_channel,
    read_code,
    read_day,
    read_deadline,
    read_deleted,
    read_enterprise,
    read_level,
    read_listed,
    read_money,
    read_status,
    read_text,
    word_values,
)
from zhiben.ledger.hazard_tables.headings import Field
from zhiben.model.hazards import Channel, Level, State

if TYPE_CHECKING:
    from collections.abc import Callable

CODE = "91350100M000100Y43"
DAY = date(2024, 5, 3)
READERS = (
    read_channel, read_code, read_day, read_deadline, read_deleted, read_enterprise, read_level,
    read_listed, read_money, read_status, read_text,
)  # fmt: skip


def test_every_change_has_words_for_people() -> None:
    assert set(Change) == set(CHANGES)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("text", sorted(BLANKS - {"无"}))
def test_marks_of_nothing_say_nothing(read: Callable[[str], Reading], text: str) -> None:
    assert NOTHING == read(text)


@pytest.mark.parametrize(
    "read", [read for read in READERS if read not in {read_code, read_deleted}]
)
@pytest.mark.parametrize("text", sorted(ERRORS))
def test_a_formula_that_failed_is_a_fault(read: Callable[[str], Reading], text: str) -> None:
    assert "公式" in read(text).fault


@pytest.mark.parametrize("read", [read_day, read_deadline])
@pytest.mark.parametrize(
    "text",
    [
        "2024.5.3", "2024/05/03", "2024年5月3日",
        "20240503", "2024-5-3 0:00", "2024-05-03 00:00:00",
        "2024-05-03T14:30", "２０２４．５．３", "2024 年 5 月 3 日",
        "2024.5.3。", "2024年5月3日（星期五）", "2024、5、3", "2024，5，3", "2024 5 3",
        "2024。5。3", "2024 . 5 . 3", "2024·5·3日",
        "二〇二四年五月三日", "2024年5月3日 9:30", "2024-5-3",
    ],
)  # fmt: skip
def test_a_whole_day_is_read_however_it_is_written(
    read: Callable[[str], Reading], text: str
) -> None:
    assert Reading(value=DAY, change=Change.DATE) == read(text)


@pytest.mark.parametrize("read", [read_day, read_deadline])
def test_a_day_as_it_is_stored_needs_no_repair(read: Callable[[str], Reading]) -> None:
    assert Reading(value=DAY) == read("2024-05-03")


@pytest.mark.parametrize("text", ["45415", "45415.5"])
def test_the_number_a_spreadsheet_stores_for_a_day_is_that_day(text: str) -> None:
    assert Reading(value=DAY, change=Change.SERIAL) == read_day(text)


@pytest.mark.parametrize("text", ["5月3日", "05月03日", "5-3", "5/3", "５月３日", "五月三日"])
def test_a_day_without_a_year_takes_the_one_that_is_given(text: str) -> None:
    assert Reading(value=DAY, change=Change.YEAR) == read_day(text, year=2024)
    assert "没有写年份" in read_day(text).fault


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024227", "少写了数字，可能是 2024-02-27，也可能漏了别的"),
        ("2024111", "可能是 2024-01-11、2024-11-01"),
        ("202453", "少写了数字，可能是 2024-05-03"),
        ("202405", "看不出是哪一天"),
        ("2024", "看不出是哪一天"),
        ("12345", "看不出是哪一天"),
        ("2024-02-30", "日历上没有这一天"),
        ("2024年13月1日", "日历上没有这一天"),
        ("20241345", "日历上没有这一天"),
        ("24.5.3", "年份只有两位"),
        ("24年5月3日", "年份只有两位"),
        ("5.3", "分不清是几日"),
        ("0204-05-03", "不像是对的"),
        ("2204.5.3", "不像是对的"),
        ("2024.5.3、2024.6.1", "不止一个时间"),
        ("2024-05-03\n2024-06-01", "不止一个时间"),
        ("第3批", "看不出"),
        ("3天半", "看不出"),
    ],
)
@pytest.mark.parametrize("read", [read_day, read_deadline])
def test_what_leaves_the_day_open_is_a_fault_and_never_guessed(
    read: Callable[[str], Reading], text: str, expected: str
) -> None:
    reading = read(text)

    assert reading.value is None
    assert expected in reading.fault


@pytest.mark.parametrize("text", ["2月30日", "2-30"])
def test_a_day_that_is_not_in_the_year_given_is_a_fault(text: str) -> None:
    assert "2023 年没有 2 月 30 日" == read_day(text, year=2023).fault


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5月3日前", "不是确切的一天"),
        ("2024年5月3日前", "不是确切的一天"),
        ("2024年5月底", "不是确切的一天"),
        ("2024年5月", "没有写到哪一天"),
        ("2024年二季度", "没有写到哪一天"),
        ("2024.5", "没有写到哪一天"),
        ("2024年5月3日至5日", "没有写到哪一天"),
    ],
)
def test_something_happened_on_one_day_only(text: str, expected: str) -> None:
    assert expected in read_day(text, year=2024).fault


@pytest.mark.parametrize("text", ["不详", "已完成", "星期五"])
def test_words_without_a_day_are_kept(text: str) -> None:
    assert Reading(note="没有写日期，原文保留", keeps=True) == read_day(text, year=2024)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年5月3日前", date(2024, 5, 3)),
        ("2024年5月3日前完成整改", date(2024, 5, 3)),
        ("2024.5.3前", date(2024, 5, 3)),
        ("2024年5月3日（含）前", date(2024, 5, 3)),
        ("限期2024年5月3日前整改完毕", date(2024, 5, 3)),
        ("2024年底前", date(2024, 12, 31)),
        ("2024年10月底", date(2024, 10, 31)),
        ("2024年5月中旬前", date(2024, 5, 20)),
        ("2024年5月", date(2024, 5, 31)),
        ("2024-05", date(2024, 5, 31)),
        ("2024年二季度", date(2024, 6, 30)),
        ("2024年5月3日至5日", date(2024, 5, 5)),
    ],
)
def test_a_deadline_is_the_last_day_its_words_allow(text: str, expected: date) -> None:
    assert Reading(value=expected, change=Change.DATE) == read_deadline(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5月3日前", date(2023, 5, 3)),
        ("1月15日前", date(2023, 1, 15)),
        ("年底前", date(2023, 12, 31)),
        ("10月底前", date(2023, 10, 31)),
        ("2月底前", date(2023, 2, 28)),
        ("1月底前", date(2023, 1, 31)),
        ("二季度", date(2023, 6, 30)),
        ("明年3月底前", date(2024, 3, 31)),
    ],
)
def test_a_deadline_without_a_year_takes_the_one_that_is_given(text: str, expected: date) -> None:
    assert Reading(value=expected, change=Change.YEAR) == read_deadline(text, year=2023)
    assert "没有写年份" in read_deadline(text).fault


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("月底前", "没有写明是哪个月"),
        ("下月10日前", "没有写明是哪个月"),
        ("2月29日前", "2023 年没有这一天"),
        ("2024年3月前", "没有写明含不含"),
    ],
)
def test_a_deadline_whose_month_or_day_is_open_is_a_fault(text: str, expected: str) -> None:
    assert expected in read_deadline(text, year=2023).fault


@pytest.mark.parametrize("text", ["立即整改", "立行立改", "长期坚持"])
def test_a_deadline_without_a_day_is_kept_in_its_words(text: str) -> None:
    assert Reading(note="没有写日期，原文保留", keeps=True) == read_deadline(text)


@pytest.mark.parametrize("text", ["15日内", "自发现之日起20日内", "每季度", "三个月内"])
def test_a_deadline_that_counts_from_something_is_kept_in_its_words(text: str) -> None:
    assert Reading(note="没有写哪一天到期，原文保留", keeps=True) == read_deadline(text)


@given(
    day=st.dates(date(1990, 1, 1), date(2059, 12, 31)),
    form=st.sampled_from(
        [
            "{y}-{m:02}-{d:02}",
            "{y}.{m}.{d}",
            "{y}年{m}月{d}日",
            "{y}/{m}/{d} 0:00",
            "{y}{m:02}{d:02}",
        ]
    ),
)
def test_every_day_is_read_in_every_usual_form(day: date, form: str) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day)

    assert day == read_day(text).value == read_deadline(text).value


@given(day=st.dates(date(2000, 1, 1), date(2058, 10, 1)))
def test_every_serial_is_the_day_it_counts(day: date) -> None:
    assert day == read_day(str((day - date(1899, 12, 30)).days)).value


@given(day=st.dates(date(2000, 1, 1), date(2050, 12, 31)), before=st.sampled_from(["", "前"]))
def test_a_month_and_a_day_are_those_of_the_year_given(day: date, before: str) -> None:
    text = f"{day.month}月{day.day}日{before}"

    assert day == read_deadline(text, year=day.year).value


@given(text=st.text(max_size=12))
@pytest.mark.parametrize("read", READERS)
def test_any_text_has_a_reading(read: Callable[[str], Reading], text: str) -> None:
    reading = read(text)

    assert reading.value is None or not reading.fault


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("3.5万元", "", "35000"),
        ("3.5", "万元", "35000"),
        ("35000元", "", "35000"),
        ("35,000元", "万元", "35000"),
        ("３．５万元", "", "35000"),
        ("¥1,234.50元", "", "1234.5"),
        ("人民币3万", "", "30000"),
        ("0.1234万元", "", "1234"),
        ("2亿元", "", "200000000"),
        ("12千元", "", "12000"),
        ("100元整", "", "100"),
        ("0", "", "0"),
        ("0.00", "万元", "0"),
        ("3", "元", "3"),
    ],
)
def test_an_amount_is_exact_in_yuan(text: str, unit: str, expected: str) -> None:
    assert expected == read_money(text, unit=unit).value


def test_an_amount_brought_to_yuan_is_a_repair() -> None:
    assert Change.MONEY is read_money("3", unit="万元").change
    assert read_money("3", unit="元").change is None


@pytest.mark.parametrize("text", ["约3万元", "3万元左右"])
def test_an_estimate_is_told_of(text: str) -> None:
    reading = read_money(text)

    assert ("30000", "是约数", True) == (reading.value, reading.note, reading.keeps)


def test_an_amount_without_a_unit_is_not_taken_for_one() -> None:
    assert (None, True) == (read_money("35").value, read_money("35").keeps)
    assert "元还是万元" in read_money("35").note


@pytest.mark.parametrize("text", ["企业自筹", "待定"])
def test_words_about_money_are_kept(text: str) -> None:
    assert Reading(note="没有写金额，原文保留", keeps=True) == read_money(text)


@pytest.mark.parametrize(
    "text",
    ["3-5万元", "3万元、5万元", "-3万元", "1,23元", "3吨", "9" * 30, "0.001元", "99999999亿元"],
)
def test_what_is_no_exact_amount_is_a_fault(text: str) -> None:
    assert read_money(text, unit="元").fault


@given(cents=st.integers(0, 10**12))
def test_no_cent_is_lost(cents: int) -> None:
    yuan = Decimal(cents) / 100

    assert yuan == Decimal(read_money(f"{yuan / 10_000:f}", unit="万元").value)


@pytest.mark.parametrize("text", sorted(YES))
def test_yes_stands_for_what_its_heading_asks(text: str) -> None:
    assert "重大" == answered(text, yes="重大", no="一般")


@pytest.mark.parametrize("text", sorted(NO))
def test_no_stands_for_the_opposite_or_for_nothing(text: str) -> None:
    assert "一般" == answered(text, yes="重大", no="一般")
    assert "" == answered(text, yes="重大", no="")
    assert text == answered(text, yes="", no="")


def test_other_words_answer_for_themselves() -> None:
    assert "整改中" == answered("整改中", yes="已整改", no="未整改")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("重大", Level.MAJOR),
        ("重大 事故隐患", Level.MAJOR),
        ("Ⅰ级", Level.MAJOR),
        ("I级", Level.MAJOR),
        ("一般隐患", Level.GENERAL),
    ],
)
def test_a_level_is_read_by_its_word(text: str, expected: Level) -> None:
    assert Reading(value=expected) == read_level(text)


@pytest.mark.parametrize("text", ["较大", "II级", "三级", "重大或一般", "3"])
def test_a_level_of_another_scale_is_kept_and_told_of(text: str) -> None:
    assert Reading(note="看不出是重大还是一般，原文保留", keeps=True) == read_level(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("企业自查上报", Channel.SELF),
        ("部门检查", Channel.INSPECTION),
        ("明查暗访", Channel.INSPECTION),
        ("12350", Channel.REPORT),
        ("群众举报查实", Channel.REPORT),
        ("其他", None),
    ],
)
def test_a_channel_is_read_by_its_word(text: str, expected: Channel | None) -> None:
    assert expected is read_channel(text).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已销号", State.CLOSED),
        ("核销", State.CLOSED),
        ("销案", State.CLOSED),
        ("已闭环。", State.CLOSED),
        ("已整改", State.APPLIED),
        ("100%", State.APPLIED),
        ("已整改未销号", State.APPLIED),
        ("验收合格", State.REVIEWED),
        ("基本完成", State.RECTIFYING),
        ("基本整改到位", State.RECTIFYING),
        ("80%", State.RECTIFYING),
        ("整改中", State.RECTIFYING),
        ("验收不合格", State.RECTIFYING),
        ("不属实", State.UNFOUNDED),
        ("关闭取缔", State.SHUT),
        ("0%", None),
        ("未整改", None),
    ],
)
def test_a_status_is_read_by_its_word(text: str, expected: State | None) -> None:
    assert (expected, "") == (read_status(text).value, read_status(text).note)


@pytest.mark.parametrize("text", ["是", "已摘牌", "已关闭", "更换了阀门", "1"])
def test_what_is_no_status_is_kept_and_told_of(text: str) -> None:
    assert Reading(note="看不出整改到哪一步，原文保留", keeps=True) == read_status(text)


def test_what_was_not_begun_is_told_from_what_is_not_said() -> None:
    assert Reading(keeps=True) == read_status("未整改")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("是", True), ("√", True), ("已挂牌督办", True), ("市级", True), ("县安委会", True),
        ("省级挂牌督办", True), ("否", False), ("无", False), ("拟挂牌", False),
        ("已摘牌", False), ("未挂牌", False),
    ],
)  # fmt: skip
def test_listed_is_only_what_is_listed_now(text: str, *, expected: bool) -> None:
    assert expected is read_listed(text).value


def test_what_does_not_say_whether_it_is_listed_is_kept() -> None:
    assert Reading(note="看不出是否已挂牌督办，原文保留", keeps=True) == read_listed("见附件")


def test_a_credit_code_is_stored_in_one_form() -> None:
    assert Reading(value=CODE) == read_code(CODE)
    assert Reading(value=CODE, change=Change.CODE) == read_code(CODE.lower())


@pytest.mark.parametrize("text", [CODE[:-1] + "4", CODE[:-1], "340321000012345", "9.135E+17"])
def test_a_wrong_credit_code_is_told_of_and_not_mended(text: str) -> None:
    reading = read_code(text)

    assert (None, "", None, True) == (reading.value, reading.fault, reading.change, reading.keeps)
    assert reading.note


@pytest.mark.parametrize("text", ["甲公司、乙公司", "甲公司\n乙公司", "甲公司；乙公司"])
def test_several_enterprises_in_a_cell_stay_as_they_are(text: str) -> None:
    assert Reading(value=text, note="写了不止一家，照原样保留") == read_enterprise(text)


def test_words_are_read_as_they_are() -> None:
    assert Reading(value="甲公司") == read_enterprise("甲公司")
    assert Reading(value="同左") == read_text("同左")


@pytest.mark.parametrize("text", ["", "0", "否", "正常"])
def test_a_record_that_is_not_deleted_says_nothing(text: str) -> None:
    assert NOTHING == read_deleted(text)


@pytest.mark.parametrize("text", ["1", "2", "是", "已删除"])
def test_a_deleted_record_is_a_fault(text: str) -> None:
    assert "删除" in read_deleted(text).fault


@pytest.mark.parametrize(
    ("field", "values"),
    [
        (Field.LEVEL, set(Level)),
        (Field.CHANNEL, set(Channel)),
        (Field.STATUS, {*State, None} - {State.GENERAL, State.JUDGED, State.MERGED}),
    ],
)
def test_every_word_means_one_thing(field: Field, values: set[object]) -> None:
    text = files("zhiben.ledger.hazard_tables").joinpath("words.csv").read_text("utf-8-sig")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["field"] == field.value]
    words = [word for row in rows for word in row["words"].split("|")]

    assert values == set(word_values(field).values())
    assert sorted(word_values(field)) == sorted(words)
    assert all(word == word.lower().strip() for word in words)
