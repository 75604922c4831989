"""What lies in a unit (单元), read against the tables of GB 18218 and added up.

People name a substance of table 1, or its CAS number; anything else carries its class in
brackets: 柴油(W5.4), 某溶剂(W5.3,J5). Amounts are 设计最大量, in tonnes.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import frozen

from zhiben.errors import nearest_names
from zhiben_hazchem.tables import Edition, Substance, edition, edition_on, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

_CLASSED: Final = re.compile(r"(?P<name>.+)\((?P<inside>[^()]+)\)")
_SYMBOL: Final = re.compile(r"[JW]\d+(\.\d+)?")
_NUMBER: Final = re.compile(r"\d{2,7}-\d{2}-\d")
_OTHER: Final = {2009: 2018, 2018: 2009}
_EXAMPLE: Final = {2009: "某溶剂(高度易燃液体)", 2018: "某溶剂(W5.3,J5)"}


@frozen(kw_only=True)
class Load:
    """Σ q/Q, and the least and most that Σ β·q/Q can be."""

    s: Fraction
    least: Fraction
    most: Fraction


@frozen(kw_only=True)
class Weight:
    """The 临界量 of one entry, and the β it can have."""

    quantity: Fraction
    betas: tuple[Fraction, ...]


def load_of(amounts: Mapping[str, int | Decimal], day: date) -> Load | None:
    """Return what a unit's substances add up to, by the edition in force on a day.

    Raises:
        ValueError: when an entry names nothing that the tables have.
    """
    tables = edition_on(day)
    if tables is None:
        return None
    s = least = most = Fraction(0)
    for text, amount in amounts.items():
        weight = weight_of(text, tables)
        share = _tonnes(text, amount) / weight.quantity
        s += share
        least += share * min(weight.betas)
        most += share * max(weight.betas)
    return Load(s=s, least=least, most=most)


def weight_of(text: str, tables: Edition) -> Weight:
    """Return the 临界量 and β of one entry.

    By table 1 where the substance is in it; else the lowest 临界量 of its classes. β goes by
    name for the toxic gases of table 3, else by class, and of several it is the larger one:
    the standard does not say, practice does.

    Raises:
        ValueError: when the tables do not have it.
    """
    name, symbols = _split(key_of(text), text, tables)
    classes = [tables.classes[symbol] for symbol in symbols]
    found = _substance(name, text, tables, is_classed=bool(classes))
    if found is None and not classes:
        raise ValueError(_unknown(name, text, tables))
    betas = (max(one.beta for one in classes),) if classes else ()
    if found is None:
        gas = tables.gases.get(name)
        lowest = min(one.quantity for one in classes)
        return Weight(quantity=lowest, betas=betas if gas is None else (gas,))
    own = found.betas if found.is_toxic_gas else betas or found.betas
    return Weight(quantity=found.quantity, betas=own)


def is_number(text: str) -> bool:
    """Tell whether a text is a CAS number: its last digit checks the others."""
    if not _NUMBER.fullmatch(text):
        return False
    *digits, check = (int(letter) for letter in text if letter != "-")
    return check == sum(place * digit for place, digit in enumerate(reversed(digits), 1)) % 10


def _split(key: str, text: str, tables: Edition) -> tuple[str, tuple[str, ...]]:
    """Return an entry's name and the symbols of its classes, if it has any.

    Raises:
        ValueError: when a symbol is not one of this edition.
    """
    found = None if key in tables.names else _CLASSED.fullmatch(key)
    if found is None:
        return key, (tables.usual[key],) if key in tables.usual else ()
    symbols = tuple(re.split(r"[,;/+]", found["inside"]))
    for symbol in (one for one in symbols if one not in tables.classes):
        if symbol in edition(_OTHER[tables.year]).classes:
            raise ValueError(
                f"“{text}”：{symbol} 是 GB 18218—{_OTHER[tables.year]} 的类别，"
                f"这一天按 {tables.title}，请改写，如 {_EXAMPLE[tables.year]}。"
            )
        if _SYMBOL.fullmatch(symbol) or any(one in tables.classes for one in symbols):
            known = "、".join(tables.classes)
            raise ValueError(f"“{text}”：{tables.title} 没有类别 {symbol}，应为 {known}。")
        return key, ()
    return found["name"], symbols


def _substance(name: str, text: str, tables: Edition, *, is_classed: bool) -> Substance | None:
    """Return the row of table 1 that a name or CAS number means, if it is in there.

    Raises:
        ValueError: when it could be several rows, or only one form of it is in there.
    """
    if name in tables.names:
        return tables.names[name]
    rows = [one for one in tables.rows() if name in one.numbers or _head(one) == name]
    if rows and name in rows[0].numbers and not rows[0].limits:
        return rows[0]
    if not rows or (is_classed and rows[0].limits != "全"):
        return None
    names = "、".join(one.name for one in rows)
    raise ValueError(f"“{text}”在 {tables.title} 表1里只指 {names}，请写全名称{_or_class(rows)}。")


def _or_class(rows: list[Substance]) -> str:
    """Say that other forms go by their class, where there are any."""
    return "" if rows[0].limits == "全" else "；不是的，在括号里写类别"


def _head(row: Substance) -> str:
    """Return a name without the bracket that limits it."""
    return key_of(row.name).partition("(")[0]


def _tonnes(text: str, amount: int | Decimal) -> Fraction:
    """Return an amount exactly.

    Raises:
        ValueError: when it is below zero.
    """
    if amount < 0:
        raise ValueError(f"“{text}”的量不能是 {amount} 吨。")
    return Fraction(amount)


def _unknown(name: str, text: str, tables: Edition) -> str:
    """Say that table 1 does not have a name, and how to write it."""
    if _NUMBER.fullmatch(name) and not is_number(name):
        return f"“{text}”不是 CAS 号：校验位不对，请核对。"
    near = nearest_names(name, tables.names, most=1)
    hint = f"，是不是“{tables.names[near[0]].name}”？" if near else "。"
    example = _EXAMPLE[tables.year]
    return f"{tables.title} 表1里没有“{text}”{hint}不在表1的，请在括号里写类别，如 {example}。"
