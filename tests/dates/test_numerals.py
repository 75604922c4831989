"""Numbers and letters in the forms documents use."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.dates.numerals import NUMERAL, fold, number, parse_day, year_number

ONES = "零一二三四五六七八九"


def chinese(value: int) -> str:
    """Write a number from 1 to 999 the way it is said."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = f"{ONES[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{ONES[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (ONES[ones] if ones else "")


@given(st.integers(1, 999))
def test_chinese_numerals_are_read_back(value: int) -> None:
    text = chinese(value)

    assert re.fullmatch(NUMERAL, text)
    assert value == number(text)


@pytest.mark.parametrize(("text", "value"), [("20", 20), ("007", 7), ("两", 2), ("一十二", 12)])
def test_other_ways_to_write_a_number(text: str, value: int) -> None:
    assert value == number(text)


@pytest.mark.parametrize("text", ["一百八", "二三", "十百", "零", "半"])
def test_what_is_no_numeral(text: str) -> None:
    assert not re.fullmatch(NUMERAL, text)


@pytest.mark.parametrize("text", ["2024", "二〇二四", "二零二四"])
def test_a_year_in_digits_of_either_kind(text: str) -> None:
    assert 2024 == year_number(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("２０２４年 １０ 月\n底", "2024年10月底"),
        ("2024—2026年", "2024-2026年"),
        ("二○二四年", "二〇二四年"),
        ("2024 12", "2024 12"),
        ("2024 年", "2024年"),
        ("\ufeff10\u200b月⽉", "10月月"),
        (" ", ""),
    ],
)
def test_folding_leaves_one_form(text: str, plain: str) -> None:
    assert plain == fold(text).text


@given(st.text(st.sampled_from("2０月 \n—㈠⽉底a\u200b")))
def test_folding_twice_changes_nothing(text: str) -> None:
    plain = fold(text).text

    assert plain == fold(plain).text


@given(st.text(st.sampled_from("2０月 \n—⽉底a\u200b")), st.data())
def test_a_part_of_the_folded_text_is_folded_from_its_wording(
    text: str, data: st.DataObject
) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    part = folded.text[start:end]

    assert not part or part.strip() == fold(folded.wording(start, end)).text


def test_the_wording_of_a_part_is_the_original_s() -> None:
    folded = fold("到 ２０２４ 年底，完成")

    assert "２０２４ 年底" == folded.wording(1, 7)


@given(
    st.dates(date(1000, 1, 1)),
    st.sampled_from(["{}年{}月{}日", "{}-{}-{}", "{}/{}/{}", "{}.{}.{}"]),
)
def test_days_are_read_back(day: date, form: str) -> None:
    assert day == parse_day(form.format(day.year, day.month, day.day))


@pytest.mark.parametrize("text", ["20241031", "２０２４－１０－３１", " 2024 年 10 月 31 日 "])
def test_other_ways_to_write_a_day(text: str) -> None:
    assert date(2024, 10, 31) == parse_day(text)


@pytest.mark.parametrize(
    "text",
    ["", "2024-02-30", "2024年13月1日", "2024-10", "2024-10/31", "10月31日", "0000-01-01", "45000"],
)
def test_what_is_no_day(text: str) -> None:
    assert parse_day(text) is None
