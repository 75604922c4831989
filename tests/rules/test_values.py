"""What people write for a fact, and what is made of it."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.rules.values import UNKNOWN_WORDS, Reading, read_facts, read_value
from zhiben.spec import Fact, FactType
from zhiben.testing.rulebooks import DECLARED

WIDTH = Fact(name="净宽", type=FactType.NUMBER, question="？", unit="m", least=0)
OUTPUT = Fact(name="产量", type=FactType.NUMBER, question="？", unit="万吨", least=0)
PEOPLE = Fact(name="人数", type=FactType.INTEGER, question="？", unit="人", most=2_000_000)
SHARE = Fact(name="比例", type=FactType.NUMBER, question="？", unit="%", least=0, most=100)
LENGTH = Fact(name="里程", type=FactType.NUMBER, question="？", unit="km")
COUNT = Fact(name="处数", type=FactType.INTEGER, question="？")
DOUBT = Fact(name="态度", type=FactType.CHOICE, question="？", choices=("不明", "无"))


def value_of(fact: Fact, raw: object) -> object:
    """Return what is read, which must be possible."""
    reading = read_value(fact, raw)

    assert not reading.fault
    return reading.value


def fault_of(fact: Fact, raw: object) -> str:
    """Return why nothing can be read, which must be so."""
    reading = read_value(fact, raw)

    assert reading.value is None
    assert reading.fault
    return reading.fault


@pytest.mark.parametrize("fact", DECLARED.values(), ids=DECLARED)
@pytest.mark.parametrize("raw", [None, *sorted(UNKNOWN_WORDS), "　", " NaN ", "Ｎ／Ａ", "？", "－"])
def test_what_is_not_known_is_never_a_no(fact: Fact, raw: object) -> None:
    assert Reading() == read_value(fact, raw)


def test_a_choice_may_be_called_unknown() -> None:
    assert "不明" == value_of(DOUBT, "不明")
    assert value_of(DOUBT, "不清楚") is None


@pytest.mark.parametrize(
    "raw", [True, 1, 1.0, "是", "有", "√", "✔", "ＹＥＳ", "TRUE", " 1", " 对 "]
)
def test_a_yes(raw: object) -> None:
    assert value_of(DECLARED["甲"], raw) is True


@pytest.mark.parametrize("raw", [False, 0, 0.0, "否", "无", "×", "Ｘ", "No", " 0", "没有\n"])
def test_a_no(raw: object) -> None:
    assert value_of(DECLARED["甲"], raw) is False


@pytest.mark.parametrize("raw", ["大概", "是否", 2, 0.5, [3], date(2024, 1, 1), float("nan")])
def test_neither_yes_nor_no(raw: object) -> None:
    assert (
        f"“{raw}”看不懂，请填 是、否 或 不清楚。".lower() == fault_of(DECLARED["甲"], raw).lower()
    )


@pytest.mark.parametrize(
    ("fact", "raw", "value"),
    [
        (WIDTH, 3, 3),
        (WIDTH, 0.88, Decimal("0.88")),
        (WIDTH, 3.0, 3),
        (WIDTH, Decimal("1.10"), Decimal("1.1")),
        (WIDTH, "２.５", Decimal("2.5")),
        (WIDTH, "1,234.5", Decimal("1234.5")),
        (WIDTH, "12，345", 12345),
        (WIDTH, ".5", Decimal("0.5")),
        (WIDTH, "+5", 5),
        (WIDTH, "28米", 28),
        (WIDTH, "28 m", 28),
        (WIDTH, "２８ｍ", 28),
        (WIDTH, "3.5万", 35000),
        (WIDTH, "3.5万米", 35000),
        (WIDTH, "2千万", 20_000_000),
        (WIDTH, "1亿", 100_000_000),
        (WIDTH, "5百 米", 500),
        (OUTPUT, "3.5万吨", Decimal("3.5")),
        (OUTPUT, "3千万吨", 3000),
        (LENGTH, "3千米", 3),
        (LENGTH, "3公里", 3),
        (PEOPLE, "30人", 30),
        (PEOPLE, "30名", 30),
        (PEOPLE, "3.0", 3),
        (SHARE, "20%", 20),
        (SHARE, "20％", 20),
        (SHARE, "100", 100),
        (COUNT, "-7", -7),
        (COUNT, 1e3, 1000),
        (COUNT, 10**15, 10**15),
        (WIDTH, "10000亿", 10**12),
    ],
)
def test_a_number_is_read_exactly(fact: Fact, raw: object, value: object) -> None:
    found = value_of(fact, raw)

    assert value == found
    assert type(value) is type(found)


NOT_METRES = "，请填以 m 为单位的数。"


@pytest.mark.parametrize(
    ("fact", "raw", "fault"),
    [
        (WIDTH, True, "“True”不是数。"),
        (WIDTH, date(2024, 1, 1), "“2024-01-01”不是数。"),
        (WIDTH, [3], "“[3]”不是数。"),
        (WIDTH, float("nan"), "“NaN”不是合理的数。"),
        (WIDTH, float("inf"), "“Infinity”不是合理的数。"),
        (WIDTH, 10**15 + 1, f"“{10**15 + 1}”不是合理的数。"),
        (WIDTH, "9" * 17, f"“{'9' * 17}”不是合理的数。"),
        (WIDTH, "99999999亿", "“99999999亿”不是合理的数。"),
        (WIDTH, "≥5", f"“≥5”不是数{NOT_METRES}"),
        (WIDTH, "约5", f"“约5”不是数{NOT_METRES}"),
        (WIDTH, "五米", f"“五米”不是数{NOT_METRES}"),
        (WIDTH, "米", f"“米”不是数{NOT_METRES}"),
        (WIDTH, ".", f"“.”不是数{NOT_METRES}"),
        (WIDTH, "3\n4", f"“3\n4”不是数{NOT_METRES}"),
        (COUNT, "很多", "“很多”不是数。"),
        (WIDTH, "5-10", "“5-10”里的“-10”看不懂，单位应为 m，请换算后再填。"),
        (WIDTH, "1,23", "“1,23”里的“,23”看不懂，单位应为 m，请换算后再填。"),
        (WIDTH, "20%", "“20%”里的“%”看不懂，单位应为 m，请换算后再填。"),
        (WIDTH, "28厘米", "“28厘米”里的“厘米”看不懂，单位应为 m，请换算后再填。"),
        (WIDTH, "28 万 cm", "“28 万 cm”里的“cm”看不懂，单位应为 m，请换算后再填。"),
        (COUNT, "3处", "“3处”里的“处”看不懂，不带单位，请换算后再填。"),
        # 万 may be the number's or the unit's.
        (OUTPUT, "3.5万", "“3.5万”里的“万”看不懂，单位应为 万吨，请换算后再填。"),
        (OUTPUT, "3.5亿吨", "“3.5亿吨”里的“吨”看不懂，单位应为 万吨，请换算后再填。"),
        (LENGTH, "3千", "“3千”里的“千”看不懂，单位应为 km，请换算后再填。"),
        (PEOPLE, "3.5", "“3.5”应为整数。"),
        (PEOPLE, 0.5, "“0.5”应为整数。"),
        (WIDTH, -1, "-1 超出范围，不能小于 0。"),
        (WIDTH, "-0.01m", "-0.01 超出范围，不能小于 0。"),
        (PEOPLE, "201万", "2010000 超出范围，不能大于 2000000。"),
        (SHARE, "100.5", "100.5 超出范围，应在 0 到 100 之间。"),
    ],
)
def test_what_is_no_number_of_its_fact(fact: Fact, raw: object, fault: str) -> None:
    assert fault == fault_of(fact, raw)


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_a_number_is_the_same_written_out_and_from_a_cell(number: Decimal) -> None:
    assert number == value_of(WIDTH, str(number))
    assert number == value_of(WIDTH, f"{number:,} 米")
    assert number == value_of(WIDTH, float(number))


@given(st.sampled_from(list(DECLARED.values())), st.text() | st.floats() | st.lists(st.text()))
def test_nothing_anybody_writes_makes_the_reader_fail(fact: Fact, raw: object) -> None:
    reading = read_value(fact, raw)

    assert reading.value is None or not reading.fault


@pytest.mark.parametrize(
    "raw",
    [
        "2024-05-03",
        "2024-5-3",
        "2024/05/03",
        "2024.5.3",
        "20240503",
        "2024年5月3日",
        "２０２４年５月３日",
        date(2024, 5, 3),
        datetime(2024, 5, 3, 12, 30),  # noqa: DTZ001 - a cell of a worksheet has no zone
    ],
)
def test_a_day(raw: object) -> None:
    found = value_of(DECLARED["图纸日期"], raw)

    assert date(2024, 5, 3) == found
    assert type(found) is date


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2199, 12, 31)])
def test_the_first_and_the_last_day_there_may_be(day: date) -> None:
    assert day == value_of(DECLARED["图纸日期"], str(day))


@pytest.mark.parametrize(
    "raw", ["2024-02-30", "去年", "2024-05", "1899-12-31", "2200-01-01", 45415, True, time(8)]
)
def test_no_day(raw: object) -> None:
    words = f"“{raw}”不是日期，应写成 2024-05-03 这样。"

    assert words == fault_of(DECLARED["图纸日期"], raw)


def test_a_choice() -> None:
    assert "冶金" == value_of(DECLARED["行业"], " 冶金\n")


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("冶炼", "没有选项“冶炼”，是不是“冶金”？可填：冶金、有色、其他。"),
        ("x", "没有选项“x”。可填：冶金、有色、其他。"),
        (3.0, "没有选项“3”。可填：冶金、有色、其他。"),
    ],
)
def test_no_choice(raw: object, fault: str) -> None:
    assert fault == fault_of(DECLARED["行业"], raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("坑、台", "坑台"),
        ("坑，台；道", "坑台道"),
        (" 坑  台 ", "坑台"),
        (["坑", "", "坑"], "坑"),
        (("台",), "台"),
        ([], ""),
        ("无", ""),
        (["没有"], ""),
    ],
)
def test_a_set(raw: object, value: str) -> None:
    assert frozenset(value) == value_of(DECLARED["积水处"], raw)


@pytest.mark.parametrize("raw", ["、", "；，"])
def test_signs_without_choices_are_no_empty_set(raw: str) -> None:
    assert value_of(DECLARED["积水处"], raw) is None


def test_no_choice_may_be_a_choice() -> None:
    fact = Fact(name="去向", type=FactType.SET, question="？", choices=("无", "有"))

    assert frozenset({"无"}) == value_of(fact, "无")


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("坑、池", "没有选项“池”。可填：坑、台、道。"),
        ("坑、无", "没有选项“无”。可填：坑、台、道。"),
        ("坑、不清楚", "没有选项“不清楚”。可填：坑、台、道。"),
        (5, "“5”应为列表，可填：坑、台、道。"),
        ({"坑": True}, "“{'坑': True}”应为列表，可填：坑、台、道。"),
    ],
)
def test_no_set(raw: object, fault: str) -> None:
    assert fault == fault_of(DECLARED["积水处"], raw)


def test_a_text_is_read_in_half_width() -> None:
    assert "O2(纯)" == value_of(DECLARED["介质"], " Ｏ2（纯） ")
    assert "3" == value_of(DECLARED["介质"], 3.0)
    assert "无" == value_of(DECLARED["介质"], "无")


@pytest.mark.parametrize("raw", [["氧"], {"氧": 1}])
def test_a_list_is_no_text(raw: object) -> None:
    assert f"“{raw}”应为文字。" == fault_of(DECLARED["介质"], raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("氯=4.9；氨=10", {"氯": Decimal("4.9"), "氨": 10}),
        ("氯＝4.9吨; 氨：1,000 t；", {"氯": Decimal("4.9"), "氨": 1000}),
        ("氯 4.9\n氨 0", {"氯": Decimal("4.9"), "氨": 0}),
        ("1,3-丁二烯=2", {"1,3-丁二烯": 2}),
        ({"氯": 4.9, "（氨）": "10 吨"}, {"氯": Decimal("4.9"), "(氨)": 10}),
        ({}, {}),
    ],
)
def test_amounts(raw: object, value: dict[str, Decimal]) -> None:
    assert value == value_of(DECLARED["物料"], raw)


HOW = "看不懂，应写成“名称=数量；名称=数量”。"


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("氯", f"“氯”{HOW}"),
        ("氯=4.9；氨", f"“氯=4.9；氨”{HOW}"),
        ("氯=4.9，氨=10", f"“氯=4.9，氨=10”{HOW}"),
        ("氯=-1", f"“氯=-1”{HOW}"),
        ("无", f"“无”{HOW}"),
        (3, f"“3”{HOW}"),
        ("氯=4.9kg", "氯：“4.9kg”里的“kg”看不懂，单位应为 t，请换算后再填。"),
        ("氯=1；氯=2", "氯：数量不能为负，也不能写两次。"),
        ("ＬＰＧ=1；LPG=2", "LPG：数量不能为负，也不能写两次。"),
        ({"氯": -1}, "氯：数量不能为负，也不能写两次。"),
        ({"氯": None}, "氯：“None”不是数。"),
        ({"氯": True}, "氯：“True”不是数。"),
        ({"氯": float("nan")}, "氯：“NaN”不是合理的数。"),
        ({"氯": [4]}, "氯：“[4]”不是数。"),
    ],
)
def test_no_amounts(raw: object, fault: str) -> None:
    assert fault == fault_of(DECLARED["物料"], raw)


def test_facts_are_read_by_name_and_every_fault_is_told() -> None:
    values, faults = read_facts(
        DECLARED,
        [("　甲 ", "是"), ("乙", ""), ("楼层", "9"), ("楼房", 3), ("天气", "晴"), ("ｗ", 1)],
    )

    assert {"甲": True, "乙": None, "楼层": None} == values
    assert [
        ("楼层", "9 超出范围，应在 1 到 4 之间。"),
        ("楼房", "没有声明的事实，是不是“楼层”（几层？）"),
        ("天气", "没有声明的事实，名称见 zhiben criteria show 条款。"),
        ("ｗ", "没有声明的事实，名称见 zhiben criteria show 条款。"),
    ] == faults
