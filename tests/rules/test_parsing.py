"""What a condition may say, and how one that may not is refused."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from zhiben.rules.conditions import (
    AllOf,
    Arithmetic,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Flag,
    Holding,
    OneOf,
    Shift,
    Size,
    Value,
)
from zhiben.rules.evaluating import machine_of
from zhiben.rules.parsing import parse_condition
from zhiben.spec import Fact, FactType
from zhiben.testing.rulebooks import DECLARED

ELEMENT = Flag("甲")
LETTERS = [
    "甲",
    "楼层",
    "积水处",
    "'坑'",
    "1",
    "-",
    "(",
    ")",
    " and ",
    " not ",
    "<",
    "count(",
    "f'{",
]


def parsed(text: str, facts: dict[str, Fact] = DECLARED) -> Condition:
    """Return a condition, which must be one."""
    condition, faults = parse_condition(text, facts, resolve={"SCH-S-1": ELEMENT}.get)

    assert () == faults
    assert condition is not None
    return condition


def refused(text: str, facts: dict[str, Fact] = DECLARED) -> str:
    """Return what is said of a line that is no condition, of which there is one thing."""
    condition, faults = parse_condition(text, facts, resolve={"SCH-S-1": ELEMENT}.get)

    assert condition is None
    (fault,) = faults
    return str(fault)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("甲", Flag("甲")),
        ("not 甲", Flag("甲", wanted=False)),
        ("  甲　", Flag("甲")),
        ("甲 and 乙", AllOf((Flag("甲"), Flag("乙")))),
        ("not (甲 or not 乙)", AllOf((Flag("甲", wanted=False), Flag("乙")))),
        ("楼层 < 3", Compare("<", Value("楼层"), Constant(3))),
        ("not 楼层 < 3", Compare(">=", Value("楼层"), Constant(3))),
        ("间距 >= 1.50", Compare(">=", Value("间距"), Constant(Decimal("1.5")))),
        ("压力 < -3", Compare("<", Value("压力"), Constant(-3))),
        ("压力 < 2 * 3 - 1", Compare("<", Value("压力"), Constant(5))),
        ("压力 < 1 / 4", Compare("<", Value("压力"), Constant(Decimal("0.25")))),
        ("压力 < 1 / -4", Compare("<", Value("压力"), Constant(Decimal("-0.25")))),
        (
            "1 < 楼层 <= 3",
            AllOf((
                Compare("<", Constant(1), Value("楼层")),
                Compare("<=", Value("楼层"), Constant(3)),
            )),
        ),
        ("行业 == '冶金'", OneOf("行业", frozenset({"冶金"}))),
        ("'冶金' != 行业", OneOf("行业", frozenset({"冶金"}), wanted=False)),
        ("行业 in ('冶金', '有色')", OneOf("行业", frozenset({"冶金", "有色"}))),
        ("行业 not in ['冶金']", OneOf("行业", frozenset({"冶金"}), wanted=False)),
        ("介质 in {'氧', '氯'}", OneOf("介质", frozenset({"氧", "氯"}))),
        ("介质 == '（Ａ）'", OneOf("介质", frozenset({"(A)"}))),
        ("'坑' in 积水处", Holding("积水处", frozenset({"坑"}))),
        ("'坑' not in 积水处", Holding("积水处", frozenset({"坑"}), wanted=False)),
        ("any_of(积水处, '坑', '台')", Holding("积水处", frozenset({"坑", "台"}))),
        ("all_of(积水处, '坑')", Holding("积水处", frozenset({"坑"}), every=True)),
        ("count(积水处) >= 2", Compare(">=", Size("积水处"), Constant(2))),
        ("2 <= count(积水处)", Compare("<=", Constant(2), Size("积水处"))),
        ("at_least(1, 甲, 乙)", AtLeast(1, (Flag("甲"), Flag("乙")))),
        ("met('SCH-S-1')", ELEMENT),
        (
            "图纸日期 < date('2024-05-31')",
            Compare("<", Value("图纸日期"), Constant(date(2024, 5, 31))),
        ),
        (
            "图纸日期 - months(3) + days(1) >= date('2024-05-31')",
            Compare(
                ">=",
                Shift(Shift(Value("图纸日期"), months=-3), days=1),
                Constant(date(2024, 5, 31)),
            ),
        ),
        (
            "date('2024-05-31') + years(1) > 图纸日期",
            Compare(">", Shift(Constant(date(2024, 5, 31)), months=12), Value("图纸日期")),
        ),
        (
            "date('2024-05-31') - 图纸日期 > 30",
            Compare(
                ">",
                Arithmetic("-", Constant(date(2024, 5, 31)), Value("图纸日期")),
                Constant(30),
            ),
        ),
    ],
)  # fmt: skip
def test_what_a_line_says(text: str, condition: Condition) -> None:
    assert condition == parsed(text)


@pytest.mark.parametrize(
    ("sign", "number", "holding"),
    [
        (">=", 1, {1, 2, 3}),
        (">=", 3, {3}),
        (">", 0, {1, 2, 3}),
        (">", 2, {3}),
        ("<", 1, {0}),
        ("<", 3, {0, 1, 2}),
        ("<=", 0, {0}),
        ("<=", 2, {0, 1, 2}),
        ("==", 0, {0}),
        ("==", 3, {3}),
        ("!=", 1, {0, 2, 3}),
        ("!=", 3, {0, 1, 2}),
    ],
)
def test_how_many_conditions_hold_can_be_compared(
    sign: str, number: int, holding: set[int]
) -> None:
    flipped = {">=": "<=", ">": "<", "<": ">", "<=": ">="}.get(sign, sign)
    runs = [
        machine_of(parsed(text)).run
        for text in (f"count(甲, 乙, 丙) {sign} {number}", f"{number} {flipped} count(甲, 乙, 丙)")
    ]
    cases = [dict(zip("甲乙丙", case, strict=True)) for case in product((False, True), repeat=3)]

    assert [sum(case.values()) in holding for case in cases] == [runs[0](case) for case in cases]
    assert [sum(case.values()) in holding for case in cases] == [runs[1](case) for case in cases]


@pytest.mark.parametrize(
    ("sign", "number"), [(">=", 0), (">=", 4), (">", 3), ("<", 0), ("<=", 3), ("==", 4), ("!=", 4)]
)
def test_a_number_of_conditions_that_settles_nothing_is_refused(sign: str, number: int) -> None:
    words = f"条件第 1 字：count 列了 3 个条件，和 {number} 比较没有意义。"

    assert words == refused(f"count(甲, 乙, 丙) {sign} {number}")


UNWRITABLE = "请对照条件的写法改正。"
NO_CONDITION = "这里要写一个成立或不成立的条件。"
NO_TERM = "这里要写数、日期或事实，不支持这种写法。"
TOO_LARGE = "套得太深或太长，请拆成几条。"
WIDE = "请改用半角的 ( ) , < > = ' 等。"
NEVER = "按声明的上下限，这个比较永远不会{}。"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        # bombs
        ("(" * 31 + "甲" + ")" * 31, 1, "括号套了 31 层，最多 30 层，请拆成几条。"),
        ("[" * 5000, 1, "有 5000 字，最多 4000 字，请拆成几条。"),
        ("甲" * 5000, 1, "有 5000 字，最多 4000 字，请拆成几条。"),
        ("not " * 999 + "甲", 1, TOO_LARGE),
        ("not " * 59 + "甲", 1, TOO_LARGE),
        ("压力 < " + "-" * 100 + "1", 1, TOO_LARGE),
        ("-" * 3990 + "1 < 压力", 1, f"写不通，{UNWRITABLE}"),
        ("at_least(1" + ",甲" * 999 + ")", 1, TOO_LARGE),
        ("压力 < 9**9**9**9", 6, NO_TERM),
        ("压力 < 1e400", 6, "数太大。"),
        ("压力 < 1000000000000001", 6, "数太大。"),
        ("压力 < " + "9" * 3000, 6, "数太大。"),
        ("压力 < 1 << 99", 6, NO_TERM),
        ("图纸日期 + years(100) + years(1) > 图纸日期", 1, "加减的时长合起来太长。"),
        ("图纸日期 - days(40000) - days(1) < 图纸日期", 1, "加减的时长合起来太长。"),
        ("图纸日期 + days(40001) > 图纸日期", 13, "days 应在 0 到 40000 之间。"),
        ("图纸日期 + months(9999) > 图纸日期", 15, "months 应在 0 到 1200 之间。"),
        # no single line
        ("甲 and\n乙", 1, "应写在一行里。"),
        ("甲 or\r乙", 1, "应写在一行里。"),
        ("甲\0", 1, f"写不通，{UNWRITABLE}"),
        ("", 1, f"写不通，{UNWRITABLE}"),
        # more of Python than is wanted
        ("[甲 for 甲 in 积水处]", 1, NO_CONDITION),
        ("lambda: 甲", 1, NO_CONDITION),
        ("甲.real", 1, NO_CONDITION),
        ("楼层.__class__ == 1", 1, NO_TERM),
        ("甲[0]", 1, NO_CONDITION),
        ("f'{甲}'", 1, NO_CONDITION),
        ("介质 == f'{介质}'", 7, NO_TERM),
        ("(甲 := 乙)", 2, NO_CONDITION),
        ("甲 if 乙 else 丙", 1, NO_CONDITION),
        ("甲, 乙", 1, NO_CONDITION),
        ("print(甲)", 1, "这里不能写 print(…)，请对照条件的写法改正。"),
        ("甲.append(乙)", 1, NO_CONDITION),
        ("at_least(1, *积水处)", 13, NO_CONDITION),
        ("at_least(1, 甲, 乙=丙)", 1, NO_CONDITION),
        ("count(甲, 乙, 丙=丁) >= 1", 1, NO_TERM),
        ("abs(压力) > 1", 1, f"没有函数 abs，{UNWRITABLE}"),
        ("压力 % 2 == 1", 1, NO_TERM),
        ("+压力 > 1", 1, NO_TERM),
        ("压力 > 1j", 6, NO_TERM),
        ("None", 1, NO_CONDITION),
        ("甲 is 乙", 1, "只能用 < <= > >= == != in 比较。"),
        ("压力 > 1if 甲 else 2", 1, f"写不通（第 6 字附近），{UNWRITABLE}"),
        # slips of the pen
        ("甲 and", 1, f"写不通，{UNWRITABLE}"),
        ("楼层 < < 3", 1, f"写不通（第 6 字附近），{UNWRITABLE}"),
        ("楼层 = 3", 1, "写不通；“等于”要写两个等号（==）。"),
        ("楼层 = 3 and 压力 >= 1", 1, f"写不通（第 4 字附近），{UNWRITABLE}"),
        ("楼层 ＜ 3", 1, f"有全角符号“＜”，{WIDE}"),
        ("楼层 < ３", 1, f"有全角符号“３”，{WIDE}"),
        ("（甲 or 乙）", 1, f"有全角符号“（”，{WIDE}"),
        ("楼层 ！= 3", 1, f"有全角符号“！”，{WIDE}"),
        ("～甲", 1, f"有全角符号“～”，{WIDE}"),
        ("楼层≥3", 1, f"有全角符号“≥”，{WIDE}"),
        ("行业 == ‘冶金’", 1, f"有全角符号“‘”，{WIDE}"),
        ("甲　and 乙", 1, f"有全角符号“　”，{WIDE}"),
        ("甲 == True", 6, "不写 True 或 False：直接写事实，或在前面加 not。"),
        ("not 甲 == False", 10, "不写 True 或 False：直接写事实，或在前面加 not。"),
        # names
        ("甲 and 楼 < 3", 7, "没有声明的事实“楼”，是不是“楼层”？"),
        ("天气 == '晴'", 1, "没有声明的事实“天气”，请先在 facts 里声明。"),
        ("met(天气)", 5, "没有声明的事实“天气”，请先在 facts 里声明。"),
        # kinds
        ("楼层", 1, "“楼层”是数，要写它和什么比较。"),
        ("甲 and 积水处", 7, "“积水处”是多选，要写它和什么比较。"),
        ("甲 < 3", 1, "是否和数不能比较。"),
        ("甲 == 乙", 1, "是否和是否不能比较。"),
        ("积水处 == '坑'", 1, "多选和文字不能比较。"),
        ("物料 > 3", 1, "清单和数不能比较。"),
        ("图纸日期 > 3", 1, "日期和数不能比较。"),
        ("days(3) < 压力", 1, "时长和数不能比较。"),
        ("'a' == 'b'", 1, "文字和文字不能比较。"),
        ("行业 < '冶金'", 6, "“行业”是选项，只能用 == 或 != 比较。"),
        ("行业 == 3", 7, "这里要写文字。"),
        ("行业 == 介质", 7, "这里要写文字。"),
        ("甲 + 1 > 0", 1, "是否和数不能用 + 运算。"),
        ("图纸日期 + 3 > 图纸日期", 1, "日期和数不能用 + 运算。"),
        ("图纸日期 * days(3) > 图纸日期", 1, "日期和时长不能用 * 运算。"),
        ("-图纸日期 > 3", 1, "数和日期不能用 - 运算。"),
        # units
        ("间距 < 压力", 1, "单位不同（m 和 kPa），不能比较。"),
        ("2 + 间距 < 压力", 1, "单位不同（m 和 kPa），不能比较。"),
        ("间距 + 2 < 压力", 1, "单位不同（m 和 kPa），不能比较。"),
        ("间距 + 压力 > 3", 1, "单位不同（m 和 kPa），不能加减。"),
        ("楼层 < 间距", 1, "单位不同（没有单位的数 和 m），不能比较。"),
        ("间距 * 间距 < 3 * 间距", 1, "单位不同（m^2 和 m），不能比较。"),
        ("间距 * 压力 < 压力 / 楼层", 1, "单位不同（kPa·m 和 kPa），不能比较。"),
        # what cannot come out either way
        ("楼层 > 4", 1, NEVER.format("成立")),
        ("楼层 < 1", 1, NEVER.format("成立")),
        ("楼层 >= 1", 1, NEVER.format("不成立")),
        ("楼层 == 5", 1, NEVER.format("成立")),
        ("5 == 楼层", 1, NEVER.format("成立")),
        ("楼层 != 0", 1, NEVER.format("不成立")),
        ("楼层 * 0 > 0", 1, NEVER.format("成立")),
        ("0 * 楼层 != 0", 1, NEVER.format("成立")),
        ("2 * 楼层 > 8", 1, NEVER.format("成立")),
        ("-楼层 > -1", 1, NEVER.format("成立")),
        ("-2 * 楼层 < -8", 1, NEVER.format("成立")),
        ("楼层 / 2 > 2", 1, NEVER.format("成立")),
        ("5 - 楼层 > 4", 1, NEVER.format("成立")),
        ("楼层 + 出口数 < 1", 1, NEVER.format("成立")),
        ("间距 * 应有间距 < 0", 1, NEVER.format("成立")),
        ("出口数 / 楼层 < 0", 1, NEVER.format("成立")),
        ("count(积水处) > 3", 1, NEVER.format("成立")),
        ("3 < 楼层 < 2", 1, "两头的数矛盾，这个比较永远不成立。"),
        ("1 > 楼层 > 2", 1, NEVER.format("成立")),
        ("2 > 楼层 >= 3", 1, "两头的数矛盾，这个比较永远不成立。"),
        ("3 < count(甲, 乙, 丙, 丁) < 2", 1, "两头的数矛盾，这个比较永远不成立。"),
        ("1 < 2", 1, "两边一样，或者都是常数，这个比较没有意义。"),
        ("date('2024-01-01') < date('2024-01-02')", 1,
         "两边一样，或者都是常数，这个比较没有意义。"),
        ("间距 >= 间距", 1, "两边一样，或者都是常数，这个比较没有意义。"),
        ("行业 in ('冶金', '有色', '其他')", 7, "列了“行业”的全部选项，这个比较没有意义。"),
        # division
        ("间距 / 应有间距 < 1", 1, "除数可能为零；请写成乘法，如 损坏数 > 0.5 * 总数。"),
        ("间距 / (2 - 2) < 1", 1, "除数可能为零；请写成乘法，如 损坏数 > 0.5 * 总数。"),
        # choices and sets
        ("行业 == '冶炼'", 7, "“行业”没有选项“冶炼”，是不是“冶金”？"),
        ("行业 == 'x'", 7, "“行业”没有选项“x”，只有冶金、有色、其他。"),
        ("行业 in ('冶金')", 8, "这里要写一个多选（set）类型的事实。"),
        ("行业 in ()", 1, "in 左边写选项类型的事实，右边列出选项：行业 in ('冶金', '有色')。"),
        ("'冶金' in ('冶金',)", 1,
         "in 左边写选项类型的事实，右边列出选项：行业 in ('冶金', '有色')。"),
        ("楼层 in (1, 2)", 1, "“楼层”是数，不能这样比较。"),
        ("'池' in 积水处", 1, "“积水处”没有选项“池”，只有坑、台、道。"),
        ("any_of(行业, '冶金')", 8, "这里要写一个多选（set）类型的事实。"),
        ("any_of(积水处)", 1, "这里不能写 any_of(…)，请对照条件的写法改正。"),
        ("count(甲)", 1, "这里不能写 count(…)，请对照条件的写法改正。"),
        ("count(甲, 乙) >= 0.5", 16, "这里要写整数。"),
        ("count(积水处) > count(甲, 乙)", 1, "这里要写整数。"),
        ("count(5) >= 1", 7, NO_CONDITION),
        # the other functions
        ("at_least(3, 甲, 乙)", 1, "at_least 列了 2 个条件，个数应在 1 到 2 之间。"),
        ("at_least(1)", 1, "这里不能写 at_least(…)，请对照条件的写法改正。"),
        ("at_least(0, 甲, 乙)", 1, "at_least 列了 2 个条件，个数应在 1 到 2 之间。"),
        ("at_least(True, 甲)", 10, "这里要写整数。"),
        ("at_least(甲, 乙)", 10, "这里要写整数。"),
        ("met('SCH-S-9')", 1,
         "met 只能引用同一标准的综合判定要素（element），没有“SCH-S-9”。"),
        ("met(1)", 5, "这里要写编号。"),
        ("图纸日期 < date('2024-5-1')", 13, "“2024-5-1”不是日期，应写成 2025-11-01 这样。"),
        ("图纸日期 < date(20240501)", 13, "这里要写日期，如 date('2025-11-01')。"),
        ("图纸日期 + days(0.5) > 图纸日期", 13, "这里要写整数。"),
    ],
)  # fmt: skip
def test_what_is_refused_and_where(text: str, place: int, message: str) -> None:
    assert f"条件第 {place} 字：{message}" == refused(text)


def test_every_name_nobody_declared_is_told_at_once() -> None:
    _, faults = parse_condition("雨 or 甲 or 雪", DECLARED, resolve=lambda _: None)

    assert [(1, "雨"), (11, "雪")] == [(one.place, one.message[8]) for one in faults]


def test_names_are_compared_in_their_plain_form() -> None:
    facts = {"CO浓度": Fact(name="CO浓度", type=FactType.NUMBER, question="？")}

    assert Compare(">", Value("CO浓度"), Constant(24)) == parsed("ＣＯ浓度 > 24", facts)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 30 + "甲" + ")" * 30,
        "not " * 58 + "甲",
        f"介质 == '{'氧' * 3992}'",
        "at_least(1" + ",甲" * 998 + ")",
        "压力 < 1e15",
        "压力 > -1000000000000000",
        "图纸日期 + days(40000) - days(1) > 图纸日期",
        "图纸日期 + years(100) - months(1) > 图纸日期",
        "图纸日期 - days(1) + days(40000) > 图纸日期",
    ],
    ids=range(9),
)
def test_up_to_its_limits_a_line_is_read(text: str) -> None:
    assert isinstance(parsed(text), Condition)


@pytest.mark.parametrize(
    "text",
    [
        # A number in a condition takes the unit of what it is joined to or compared with.
        "间距 + 2 < 0.8 * 应有间距",
        "3 < 间距",
        "1 / 2 < 间距",
        "间距 * 压力 < 压力 * 间距",
        "间距 / 楼层 < 应有间距",
        "间距 / (应有间距 + 1) < 楼层",
        "间距 * 间距 / (应有间距 + 1) < 应有间距",
        # Either way is possible at the ends of the bounds.
        "间距 * 应有间距 <= 0",
        "楼层 <= 1",
        "楼层 >= 4",
        "出口数 / 楼层 > 2",
        "压力 * 0 == 1",
    ],
)
def test_units_that_agree_and_comparisons_that_can_come_out_either_way(text: str) -> None:
    assert isinstance(parsed(text), Compare)


BOUNDED = {
    name: Fact(name=name, type=FactType.INTEGER, question="？", least=least, most=most)
    for name, least, most in (("低", -2, 1), ("中", 0, 3), ("高", 2, 4), ("零", 0, 0))
}
SUMS = st.recursive(
    st.sampled_from((*BOUNDED, "1", "2", "3", "0.5", "0")),
    lambda parts: st.tuples(parts, st.sampled_from("+-*"), parts).map(" ".join).map("({})".format),
    max_leaves=4,
)
# A quotient that does not come out is rounded: nothing is made of it but a comparison.
TERMS = SUMS | st.tuples(SUMS, SUMS).map(" / ".join)
COMPARISONS = st.tuples(TERMS, st.sampled_from(("<", "<=", ">", ">=", "==", "!=")), TERMS)


@given(COMPARISONS.map(" ".join))
@example("(高 - 低) / 3 >= 6 / 3")
def test_what_is_refused_as_impossible_comes_out_one_way_whatever_the_facts_are(text: str) -> None:
    _, faults = parse_condition(text, BOUNDED, resolve=lambda _: None)
    message = "".join(one.message for one in faults)
    spans = (range(int(one.least or 0), int(one.most or 0) + 1) for one in BOUNDED.values())
    truths = {exactly(text, values) for values in product(*spans)} if "永远" in message else set()

    event(message or "reads")
    assert truths <= {"不会不成立" in message}


def exactly(text: str, values: tuple[int, ...]) -> bool:
    """Return what a comparison says of values, in fractions."""
    plain = re.sub(r"[0-9.]+", r"Fraction('\g<0>')", text)
    facts = zip(BOUNDED, map(Fraction, values), strict=True)
    return bool(eval(plain, {"__builtins__": {}}, {"Fraction": Fraction, **dict(facts)}))  # noqa: S307 - the oracle, of texts made here


@given(st.lists(st.one_of(st.sampled_from(LETTERS), st.characters()), max_size=12).map("".join))
def test_no_line_whatever_makes_the_reader_fail(text: str) -> None:
    condition, faults = parse_condition(text, DECLARED, resolve=lambda _: None)

    assert (condition is None) == bool(faults)
