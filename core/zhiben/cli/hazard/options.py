"""Options of the commands about hazards: the circumstances of an act, and values of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from attrs import frozen

from zhiben.cli.hazard.words import label_of, spellings_of
from zhiben.cli.options import on_option
from zhiben.cli.types import DAY, Choice
from zhiben.ledger.hazards.moves import Holds

if TYPE_CHECKING:
    from zhiben.ledger.hazards.moves import Requirement

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
Word = TypeVar("Word", bound=StrEnum)

_SEVERAL: Final = re.compile(r"[、，,；;\n]+")


class Money(click.ParamType[str]):
    """An amount of money: 35000, 3.5万元, 1,200元; exact yuan."""

    name = "金额"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the yuan a text writes."""
        from zhiben.ledger.hazard_tables.cells import read_money

        reading = read_money(value, unit="元")
        if reading.value is None or reading.note:
            self.fail(f"“{value}”不是确切的金额，请写成 35000 或 3.5万元。", param, ctx)
        return str(reading.value)


class OneOf(click.ParamType["Word"]):
    """One of a few values, by its code or by what people call it."""

    name = "选择"

    def __init__(self, words: Mapping[Word, str]) -> None:
        self.words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the codes, as the usage line shows them."""
        del param, ctx
        return "|".join(self.words)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Word:
        """Return the value, or say which there are."""
        text = value.strip()
        found = next((one for one, word in self.words.items() if text in {one, word}), None)
        if found is None:
            known = "、".join(f"{one}（{word}）" for one, word in self.words.items())
            self.fail(f"“{value}”不在可选范围内，可选：{known}。", param, ctx)
        return found


@frozen(kw_only=True)
class Circumstances:
    """When something is done, by which unit and people, with which document and files."""

    on: date | None
    unit: str | None
    people: tuple[str, ...]
    document: str
    files: tuple[str, ...]


number_argument = click.argument("number", metavar="隐患编号")


def circumstances_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--on``, ``--unit``, ``--person``, ``--document`` and ``--evidence``."""
    options = (
        on_option,
        click.option("--unit", metavar="单位", help="哪个单位办理。"),
        click.option(
            "--person", "people", multiple=True, metavar="姓名", help="谁办理，可写多次。"
        ),
        click.option("--document", default="", metavar="文号", help="文件。"),
        click.option(
            "--evidence", "files", multiple=True, metavar="文件",
            help="佐证材料，可写多次；文件会复制保存。",
        ),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def circumstances_of(said: dict[str, Any]) -> Circumstances:
    """Take the circumstances out of what a command was told."""
    return Circumstances(
        on=said.pop("on"),
        unit=said.pop("unit"),
        people=people_of(said.pop("people")),
        document=said.pop("document").strip(),
        files=said.pop("files"),
    )


def people_of(words: Sequence[str]) -> tuple[str, ...]:
    """Return the names in some words, each once; 、 stands between names."""
    names = (name.strip() for word in words for name in _SEVERAL.split(word))
    return tuple(dict.fromkeys(filter(None, names)))


def requirement_option(requirement: Requirement, *, basis: str) -> Decorator:
    """Return a decorator that adds the option of a requirement."""
    many = requirement.holds in {Holds.TEXTS, Holds.PEOPLE}
    more = "，可写多次" if many else ""
    types = {Holds.DAY: DAY, Holds.MONEY: Money(), Holds.CHOICE: Choice(requirement.choices)}
    metavars = {Holds.DAY: "日期", Holds.MONEY: "金额", Holds.PEOPLE: "姓名", Holds.CHOICE: None}
    return click.option(
        *spellings_of(requirement),
        requirement.key,
        type=types.get(requirement.holds, click.STRING),
        multiple=many,
        metavar=metavars.get(requirement.holds, "文字"),
        help=f"{label_of(requirement)}{more}。依据：{basis}。",
    )


def given_of(requires: Sequence[Requirement], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a command was told of the requirements of an act."""
    given = {}
    for one in requires:
        value = said.get(one.key)
        if one.holds is Holds.PEOPLE:
            value = people_of(value or ())
        elif one.holds is Holds.TEXTS:
            value = tuple(filter(None, (text.strip() for text in value or ())))
        given[one.key] = value.strip() if isinstance(value, str) else value
    return given
