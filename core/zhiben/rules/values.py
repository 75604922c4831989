"""What people write for a fact, read as its value: 是/√, 3.5万, 全角, 28米, and 不清楚.

Whatever says that the answer is not known is read as unknown, and never as a "no"; what
could mean two things is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final
from unicodedata import normalize

from attrs import frozen

from zhiben.dates.numerals import parse_day
from zhiben.errors import nearest_names
from zhiben.spec.records import Fact, FactType

UNKNOWN_WORDS: Final = frozenset({
    "", "-", "--", "—", "——", "/", "\\", "?", "null", "none", "nan", "n/a", "unknown", "不清楚",
    "不知道", "不详", "不明", "未知", "未查", "未查明", "未核实", "待查", "待核", "待核实",
    "说不清", "暂无", "没查", "没有查", "不确定",
})  # fmt: skip
"""What people write when they do not know."""

YES_WORDS: Final = frozenset({
    "是", "对", "有", "√", "✓", "✔", "☑", "真", "true", "yes", "y", "1", "成立", "属实",
})  # fmt: skip
NO_WORDS: Final = frozenset({
    "否", "不是", "不对", "无", "没有", "没", "×", "✗", "✘", "x", "假", "false", "no", "n", "0",
    "不成立", "不属实",
})  # fmt: skip

_NOTHING: Final = (frozenset({"无"}), frozenset({"没有"}))
_NUMBER: Final = re.compile(r"(?P<digits>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)(?P<rest>.*)")
_TIMES: Final[Mapping[str, int]] = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_LARGEST: Final = Decimal(10) ** 15
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_SEPARATORS: Final = re.compile(r"[、,，;；\s]+")
_AMOUNT: Final = re.compile(r"(?P<name>[^=:]+?)\s*[=:\s]\s*(?P<amount>[\d.,]+\s*[^\d\s]*)")

_SPELLINGS: Final = (
    ("m", "米"), ("mm", "毫米"), ("cm", "厘米"), ("km", "公里", "千米"), ("t", "吨"),
    ("kg", "千克", "公斤"), ("kPa", "千帕"), ("MPa", "兆帕"), ("kV", "千伏"), ("kN", "千牛"),
    ("min", "分钟", "分"), ("h", "小时"), ("s", "秒"), ("m2", "平方米"), ("m3", "立方米"),
    ("度", "°"), ("日", "天"), ("人", "名", "个"), ("个", "只", "处", "项", "台", "套"),
)  # fmt: skip
"""Units with what else people write for them."""


@frozen(kw_only=True)
class Reading:
    """What was read: a value, ``None`` for unknown; or, in ``fault``, why nothing could be."""

    value: Any = None
    fault: str = ""


def read_value(fact: Fact, raw: object) -> Reading:
    """Read what somebody wrote for a fact, or what a file's cell holds.

    Numbers become ``int`` or ``Decimal``, exactly as written; sets become ``frozenset``,
    amounts a dictionary.
    """
    raw = _exact(raw)
    if raw is None or (isinstance(raw, str) and _is_unknown(fact, raw)):
        return Reading()
    return _READERS[fact.type](fact, raw)


def read_facts(
    declared: Mapping[str, Fact], given: Iterable[tuple[str, object]]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return the values of named facts, and for each that could not be used its name and why."""
    values: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for name, raw in given:
        key = normalize("NFKC", name).strip()
        if key not in declared:
            faults.append((name, unknown_fact(key, declared)))
            continue
        reading = read_value(declared[key], raw)
        if reading.fault:
            faults.append((name, reading.fault))
        values[key] = reading.value
    return values, faults


def unknown_fact(name: str, declared: Mapping[str, Fact]) -> str:
    """Say that there is no such fact, and which ones may be meant, with their questions."""
    near = nearest_names(name, declared)
    if not near:
        return "没有声明的事实，名称见 zhiben criteria show 条款。"
    hints = "；".join(f"“{one}”（{declared[one].question}）" for one in near)
    return f"没有声明的事实，是不是{hints}"


def _exact(raw: object) -> object:
    """Return what was given, a float as the number it was written as."""
    if not isinstance(raw, float):
        return raw
    return int(raw) if raw.is_integer() else Decimal(repr(raw))


def _is_unknown(fact: Fact, text: str) -> bool:
    """Tell whether a text says that the answer is not known; a choice may be called 不明."""
    folded = _folded(text)
    return folded in UNKNOWN_WORDS and folded not in fact.choices


def _folded(text: str) -> str:
    """Return a text in half width and lower case, without blanks around it."""
    return normalize("NFKC", text).strip().lower()


def _bool(fact: Fact, raw: object) -> Reading:
    """Read a yes or no."""
    del fact
    if isinstance(raw, bool):
        return Reading(value=raw)
    text = _folded(str(raw))
    if text in YES_WORDS or text in NO_WORDS:
        return Reading(value=text in YES_WORDS)
    return Reading(fault=f"“{raw}”看不懂，请填 是、否 或 不清楚。")


def _number(fact: Fact, raw: object) -> Reading:
    """Read a number, with or without its unit, within its bounds."""
    value, fault = _amount(raw, unit=fact.unit)
    if value is None:
        return Reading(fault=fault)
    if fact.type is FactType.INTEGER:
        if value != value.to_integral_value():
            return Reading(fault=f"“{raw}”应为整数。")
        return _within(fact, int(value))
    return _within(fact, int(value) if value == value.to_integral_value() else value)


def _within(fact: Fact, value: int | Decimal) -> Reading:
    """Return a number that lies within the bounds its fact declares."""
    low, high = fact.least, fact.most
    if (low is not None and value < Decimal(repr(low))) or (
        high is not None and value > Decimal(repr(high))
    ):
        return Reading(fault=f"{value} 超出范围，{_range_words(low, high)}。")
    return Reading(value=value)


def _range_words(low: float | None, high: float | None) -> str:
    """Say between which ends a number has to lie, of which there is one at least."""
    least, most = (None if end is None else _exact(float(end)) for end in (low, high))
    if most is None:
        return f"不能小于 {least}"
    return f"不能大于 {most}" if least is None else f"应在 {least} 到 {most} 之间"


def _amount(raw: object, *, unit: str) -> tuple[Decimal | None, str]:
    """Return a number as it was written, or why it is none."""
    raw = _exact(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal | str):
        return None, f"“{raw}”不是数。"
    if isinstance(raw, str):
        value, fault = _written_amount(raw, unit=unit)
    else:
        value, fault = Decimal(raw), ""
    if value is not None and not (value.is_finite() and abs(value) <= _LARGEST):
        return None, f"“{raw}”不是合理的数。"
    return value, fault


def _written_amount(raw: str, *, unit: str) -> tuple[Decimal | None, str]:
    """Return the number a text writes, with 万 and its unit behind it, or why it is none."""
    text = normalize("NFKC", raw).strip()
    found = _NUMBER.fullmatch(text)
    if found is None or not found["digits"].strip("+-"):
        return None, f"“{raw}”不是数{f'，请填以 {unit} 为单位的数' if unit else ''}。"
    known, times, rest = _spellings(unit), 1, found["rest"].strip()
    # 万 before 万吨 may be either's: 3 万 is then 3 万吨 to one writer, and 3 万万吨 to another.
    heads = {name[0] for name in known}
    while rest[:1] in _TIMES.keys() - heads and rest not in known:
        times, rest = times * _TIMES[rest[0]], rest[1:].strip()
    if rest and rest not in known:
        wanted = f"单位应为 {unit}" if unit else "不带单位"
        return None, f"“{raw}”里的“{rest}”看不懂，{wanted}，请换算后再填。"
    return Decimal(found["digits"].replace(",", "")) * times, ""


def _spellings(unit: str) -> frozenset[str]:
    """Return what people write for a unit."""
    same = next((names for names in _SPELLINGS if names[0] == unit), (unit,))
    return frozenset({unit, *same} - {""})


def _text(fact: Fact, raw: object) -> Reading:
    """Read a text."""
    del fact
    if isinstance(raw, Collection) and not isinstance(raw, str):
        return Reading(fault=f"“{raw}”应为文字。")
    return Reading(value=normalize("NFKC", str(raw)).strip())


def _date(fact: Fact, raw: object) -> Reading:
    """Read a day."""
    del fact
    day = raw if isinstance(raw, date) else None
    if isinstance(raw, str):
        day = parse_day(raw)
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return Reading(fault=f"“{raw}”不是日期，应写成 2024-05-03 这样。")
    return Reading(value=date(day.year, day.month, day.day))


def _choice(fact: Fact, raw: object) -> Reading:
    """Read one choice."""
    text = normalize("NFKC", str(raw)).strip()
    if text in fact.choices:
        return Reading(value=text)
    return Reading(fault=_no_choice(fact, text))


def _no_choice(fact: Fact, text: str) -> str:
    """Say that there is no such choice, and which there are."""
    near = nearest_names(text, fact.choices, most=1)
    hint = f"，是不是“{near[0]}”？" if near else "。"
    return f"没有选项“{text}”{hint}可填：{'、'.join(fact.choices)}。"


def _set(fact: Fact, raw: object) -> Reading:
    """Read any number of choices, in one text or a list; 无 is none of them."""
    listed = _SEPARATORS.split(raw) if isinstance(raw, str) else raw
    if not isinstance(listed, Collection) or isinstance(listed, Mapping):
        return Reading(fault=f"“{raw}”应为列表，可填：{'、'.join(fact.choices)}。")
    texts = frozenset(normalize("NFKC", str(one)).strip() for one in listed) - {""}
    strange = texts.difference(fact.choices)
    if strange == texts and texts in _NOTHING:
        return Reading(value=frozenset())
    if strange:
        return Reading(fault=_no_choice(fact, min(strange)))
    return Reading(value=None if isinstance(raw, str) and not texts else texts)


def _amounts(fact: Fact, raw: object) -> Reading:
    """Read names with an amount each: ``氯=4.9；氨=10``, or a table."""
    pairs = _pairs(raw)
    if pairs is None:
        return Reading(fault=f"“{raw}”看不懂，应写成“名称=数量；名称=数量”。")
    values: dict[str, Any] = {}
    for name, amount in pairs:
        value, fault = _amount(amount, unit=fact.unit)
        if value is None or value < 0 or name in values:
            return Reading(fault=f"{name}：{fault or '数量不能为负，也不能写两次。'}")
        values[name] = value
    return Reading(value=values)


def _pairs(raw: object) -> list[tuple[str, Any]] | None:
    """Return names with what is written for each, ``None`` where that cannot be told."""
    if isinstance(raw, Mapping):
        return [(normalize("NFKC", str(name)), amount) for name, amount in raw.items()]
    texts = [normalize("NFKC", one).strip() for one in re.split(r"[;；\n]+", str(raw))]
    found = [_AMOUNT.fullmatch(text) for text in texts if text]
    pairs = [(one["name"].strip(), one["amount"]) for one in found if one]
    return pairs if pairs and len(pairs) == len(found) else None


_READERS: Final[Mapping[FactType, Callable[[Fact, object], Reading]]] = {
    FactType.BOOL: _bool,
    FactType.INTEGER: _number,
    FactType.NUMBER: _number,
    FactType.TEXT: _text,
    FactType.DATE: _date,
    FactType.CHOICE: _choice,
    FactType.SET: _set,
    FactType.AMOUNTS: _amounts,
}
