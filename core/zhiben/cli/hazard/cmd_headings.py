"""``zhiben hazard headings``: what the columns of hazard tables may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command
from zhiben.cli.masking import print_json, print_table
from zhiben.cli.options import format_option
from zhiben.cli.output import note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.cli.hazard.dictionary import Word
    from zhiben.cli.main import Options


@command(
    "headings",
    summary="列名词典：导入台账时，哪个列名是什么字段。",
    details=(
        "本单位自己的叫法写进数据库旁边的 隐患表头.csv 或 隐患表头.xlsx，三列：列名、字段、"
        "上级列名；它先于插件的，插件的先于自带的。给了文字，只列列名或字段里有它的。"
    ),
    example="zhiben hazard headings\nzhiben hazard headings 责任单位",
)
@click.argument("text", metavar="[文字]", default="")
@format_option()
@click.pass_obj
def headings(options: Options, *, text: str, form: str) -> None:
    """List the headings that are known, what counts first last."""
    from zhiben.cli.hazard.dictionary import FILES, office_file, words
    from zhiben.ledger.hazard_tables.headings import heading_text

    wanted = heading_text(text)
    found = [word for word in words(options) if any(wanted in one for one in _texts(word))]
    if form == "json":
        print_json({"headings": list(map(_shape, found))})
        return
    print_table(("列名", "上级列名", "字段", "来自", "说明"), list(map(_row, found)))
    path = office_file(options)
    note(f"本单位的叫法在 {path}。" if path else f"本单位自己的叫法可以写进 {FILES[0]}。")


def _texts(word: Word) -> Sequence[str]:
    """Return what a word is found by."""
    from zhiben.ledger.hazard_tables.headings import LABELS, heading_text

    rule = word.rule
    return (rule.heading, *(heading_text(LABELS[one]) for one in rule.fields), *rule.fields)


def _row(word: Word) -> tuple[str, ...]:
    """Return a word as a row of the table."""
    from zhiben.ledger.hazard_tables.headings import LABELS

    rule = word.rule
    fields = "或".join(LABELS[one] for one in rule.fields)
    return rule.heading, "、".join(rule.groups), fields, word.origin, rule.note


def _shape(word: Word) -> dict[str, object]:
    """Return a word as JSON."""
    rule = word.rule
    return {
        "heading": rule.heading,
        "under": list(rule.groups),
        "fields": [one.value for one in rule.fields],
        "origin": word.origin,
        "note": rule.note,
    }
