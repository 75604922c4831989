"""Types of command-line values: what is accepted, and the Chinese line when it is not."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

_DAY: Final = re.compile(r"(\d{4})(?:[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{2})(\d{2}))")


class Day(click.ParamType[date]):
    """A date: 2024-06-30, 2024.6.30, 2024/6/30, 2024年6月30日 or 20240630."""

    name = "日期"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the date a text names."""
        if isinstance(value, date):
            return value
        found = _DAY.fullmatch("".join(normalize("NFKC", value).split()))
        if found is None:
            self.fail(f"“{value}”不是日期，请写成 2024-06-30。", param, ctx)
        try:
            return date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))
        except ValueError:
            self.fail(f"“{value}”没有这一天，请核对年月日。", param, ctx)


class Whole(click.ParamType[int]):
    """A whole number that is at least ``least``, and at most ``most`` where that is given."""

    name = "整数"

    def __init__(self, *, least: int = 0, most: int | None = None) -> None:
        self.least = least
        self.most = most

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number a text writes, in digits of either width."""
        text = normalize("NFKC", str(value)).strip()
        if not re.fullmatch(r"[+-]?\d{1,15}", text):
            self.fail(f"“{value}”不是整数。", param, ctx)
        if int(text) < self.least:
            self.fail(f"不能小于 {self.least}，写的是 {value}。", param, ctx)
        if self.most is not None and int(text) > self.most:
            self.fail(f"不能大于 {self.most}，写的是 {value}。", param, ctx)
        return int(text)


class Number(click.ParamType[float]):
    """A number that is not negative; 85% means 85 of the unit %."""

    name = "数值"

    def convert(
        self, value: str | float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number a text writes."""
        try:
            number = float(normalize("NFKC", str(value)).strip().removesuffix("%"))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.fail(f"“{value}”不是数值。", param, ctx)
        if number < 0:
            self.fail(f"不能是负数，写的是 {value}。", param, ctx)
        return number


class Choice(click.ParamType[str]):
    """One of a few words."""

    name = "选择"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the words, as the usage line shows them."""
        del param, ctx
        return "|".join(self.words)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word, or say which there are."""
        if value not in self.words:
            self.fail(f"“{value}”不在可选范围内，可选：{'、'.join(self.words)}。", param, ctx)
        return value


DAY: Final = Day()
COUNT: Final = Whole()
NUMBER: Final = Number()
