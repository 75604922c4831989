"""Personal data in free text is found and masked, and nothing else is."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.privacy.masking import (
    LABELS,
    Personal,
    find_personal,
    gives_away,
    mask_text,
    mask_value,
)
from zhiben.model.privacy import Reporter, Route

ID = "34032119900101123"


def checked(seventeen: str) -> str:
    """Return the ID number with its check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, seventeen, strict=True))
    return seventeen + "10X98765432"[total % 11]


def luhn(digits: str) -> str:
    """Return the card number with its check digit."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人示例甲13812345678，", "联系人示例甲138****5678，"),
        ("138 1234 5678", "138 **** 5678"),
        ("138-1234-5678", "138-****-5678"),
        ("138 123 45678", "138 *** *5678"),
        ("1381 234 5678", "1381"[:3] + "* *** 5678"),
        ("13812 345678", "138** **5678"),
        ("+8613812345678", "+86138****5678"),
        ("0086 13812345678", "0086 138****5678"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("13812345678/13987654321", "138****5678/139****4321"),
        ("微信13812345678", "微信138****5678"),
        ("13812345678@139.com", "1**********@139.com"),
        ("zhang.san@example.com.cn", "z********@example.com.cn"),
        ("ａ＠example.com", "*＠example.com"),
        ("a@aa.cn13812345678", "*@aa.cn138****5678"),
        ("ab＠example.com", "a*＠example.com"),
        ("0552-5021234", "0552-*****34"),
        ("(0552)5021234", "(0552)*****34"),
        ("05515021234", "0551*****34"),
        ("010-62821234转802", "010-********转*02"),
        ("电话5021234", "电话*****34"),
        ("联系电话：示例甲 5021234", "联系电话：示例甲 *****34"),
        ("座机（办公室）5021234", "座机（办公室）*****34"),
        ("QQ：12345678", "QQ：******78"),
        ("Tel: 5021234", "Tel: *****34"),
        ("手机号码 1381234567", "手机号码 ********67"),
        ("340321900101123", "3403*******1123"),
        ("6222021234567890123", "6222***********0123"),
        ("6222 0212 3456 7890 123", "6222 **** **** ***0 123"),
        ("2024 6222 0212 3456 7890 123", "2024 6222 **** **** ***0 123"),
    ],
)
def test_the_middle_of_a_number_is_masked(text: str, expected: str) -> None:
    assert expected == mask_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-05-03 整改到位",
        "2024年5月3日前投入35000元",
        "13800000000元",
        "13800000000 万元",
        "91340321MA2N1G3Q5X",
        "123403214860000000",
        "GB 18218-2018 第4.2条",
        "AQ3067-2026",
        "应急〔2024〕12345号",
        "340321202405030001",
        "400-820-8820",
        "电话通知20240503前整改",
        "1.5万吨",
        "@某人",
        "R-ABCD-EFGH-JKMN-PQRS",
        "340321191313011234",
        "340321181301011234",
        "340321991301123",
    ],
)
def test_what_is_no_personal_data_stays(text: str) -> None:
    assert text == mask_text(text)
    assert () == find_personal(text)


def test_an_id_number_is_masked_whatever_its_last_digit() -> None:
    """One mistyped digit still tells whose it is."""
    for last in "0123456789Xx":
        assert f"证3403**********123{last}。" == mask_text(f"证{ID}{last}。")


def test_a_child_s_id_number_is_masked_where_its_check_digit_is_right() -> None:
    """With another one it may as well be a place, a day and a serial number."""
    right = checked("34032120240503000")
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")

    assert f"{right[:4]}**********{right[-4:]}" == mask_text(right)
    assert wrong == mask_text(wrong)


def test_spaces_and_width_do_not_hide_an_id_number() -> None:
    assert "3403** ******** 123X" == mask_text("340321 19900101 123X")
    assert "３４０３**********１２３Ｘ" == mask_text("３４０３２１１９９００１０１１２３Ｘ")


@pytest.mark.parametrize("first", ["4367421234567890", "955880123456789012", "436742123456789012"])
def test_a_card_of_another_kind_is_masked_where_its_last_digit_is_right(first: str) -> None:
    card = luhn(first) if len(first) == 18 else luhn(first[:15])
    other = card[:-1] + str((int(card[-1]) + 1) % 10)

    assert f"{card[:4]}{'*' * (len(card) - 8)}{card[-4:]}" == mask_text(card)
    assert other == mask_text(other)


def test_each_finding_tells_its_kind_and_place() -> None:
    text = f"{ID}1，13812345678，ab@b.cn"

    assert [
        (Personal.ID_NUMBER, text[:18]),
        (Personal.MOBILE, "13812345678"),
        (Personal.EMAIL, "ab"),
    ] == [(one.kind, text[one.start : one.end]) for one in find_personal(text)]
    assert set(Personal) == set(LABELS)


def test_values_are_masked_however_deep() -> None:
    assert {"a": ["138****5678", 13812345678, None], "b": {"c": "138****5678"}} == mask_value(
        {"a": ("13812345678", 13812345678, None), "b": {"c": "13812345678"}}
    )


WORDS = st.text("示例，。 甲乙()", max_size=8)
NUMBERS = st.one_of(
    st.from_regex(r"1[3-9]\d{9}", fullmatch=True).filter(str.isascii),
    st.dates(date(1930, 1, 1), date(2009, 12, 31)).map(
        lambda day: checked(f"340321{day:%Y%m%d}123")
    ),
    st.from_regex(r"0552-[2-8]\d{6}", fullmatch=True).filter(str.isascii),
    st.from_regex(r"62\d{17}", fullmatch=True).filter(str.isascii),
    st.from_regex(r"[a-z]{3,8}@[a-z]{2,6}\.cn", fullmatch=True),
)
TEXTS = st.lists(WORDS | NUMBERS | st.text(" .-·0123456789０１@Xx转", max_size=30), max_size=6).map(
    "".join
)


@given(before=WORDS, number=NUMBERS, after=WORDS)
def test_a_number_never_survives_among_words(before: str, number: str, after: str) -> None:
    masked = mask_text(f"{before}{number}{after}")

    assert number not in masked
    assert masked.startswith(before)
    assert masked.endswith(after)


@given(text=TEXTS)
def test_masking_keeps_the_length_and_leaves_nothing_to_mask(text: str) -> None:
    masked = mask_text(text)

    assert len(text) == len(masked)
    assert masked == mask_text(masked)
    assert all(new in (old, "*") for old, new in zip(text, masked, strict=True))


@given(text=st.text())
def test_findings_are_in_order_and_apart(text: str) -> None:
    found = find_personal(text)

    assert all(one.end <= other.start for one, other in pairwise(found))


REPORTER = Reporter(
    received_on=date(2024, 6, 3),
    route=Route.VISIT,
    name="示例甲",
    phone="13812345678",
    id_number="34032119900101123X",
    address="示例路 1 号",
    words="消防通道堵了",
)


@pytest.mark.parametrize(
    "text",
    ["回访示 例甲", "打138-1234-5678", "证件34032119900101123x", "去示例路１号", "“消防通道堵了”"],
)
def test_a_text_gives_an_identity_away_however_it_is_written(text: str) -> None:
    assert gives_away(text, REPORTER)


def test_a_text_without_anything_of_it_gives_nothing_away() -> None:
    assert not gives_away("反馈办理结果", REPORTER)
    assert not gives_away(
        "王", Reporter(received_on=date(2024, 6, 3), route=Route.VISIT, name="王")
    )
