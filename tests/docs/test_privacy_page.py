"""The page on personal data says of every field, profile and kind what the code does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from zhiben.cli.reporter_input import IDENTITY
from zhiben.ledger.privacy.fields import FIELDS, PROFILES
from zhiben.ledger.privacy.masking import LABELS, mask_text
from zhiben.ledger.privacy.secrecy import FIRST_ROWS
from zhiben.model.privacy import Audience, Content, FieldClass

if TYPE_CHECKING:
    from collections.abc import Iterable

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference/privacy.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to/protect-reporters.md").read_text(encoding="utf-8")
CLASSES = {
    FieldClass.PUBLIC: "公开",
    FieldClass.INTERNAL: "内部",
    FieldClass.RESTRICTED: "受限",
}
CONTENTS = {Content.CODE: "原样", Content.TEXT: "文字，遮盖", Content.PERSON: "人名，遮盖号码"}
EXAMPLES = {
    "id_number": "340321199001011234",
    "bank_card": "6222021234567890123",
    "mobile": "13812345678",
    "landline": "0552-5021234",
    "account": "电话：5021234",
    "email": "shili@example.com",
}


def table(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [headers, ("---",) * len(headers), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def test_every_field_is_listed_with_its_class() -> None:
    rows = [
        (one.label, f"`{one.name}`", CLASSES[one.field_class], CONTENTS[one.content])
        for one in FIELDS.values()
    ]

    assert table(("字段", "名称", "类", "遮盖"), rows) in PAGE


def test_every_profile_is_listed_with_what_it_lets_out() -> None:
    rows = [
        (
            f"`{one.audience.value}`",
            one.label,
            "、".join(word for kind, word in CLASSES.items() if kind in one.classes),
            "是" if one.is_masked else "否",
        )
        for one in PROFILES.values()
    ]

    assert table(("范围", "用途", "带哪几类字段", "遮盖"), rows) in PAGE
    assert set(Audience) == set(PROFILES)


def test_every_kind_of_personal_data_is_shown_masked() -> None:
    rows = [
        (label, f"`{EXAMPLES[kind]}`", f"`{mask_text(EXAMPLES[kind])}`")
        for kind, label in LABELS.items()
    ]

    assert table(("种类", "例", "遮盖后"), rows) in PAGE


def test_the_page_names_how_many_rows_are_searched_for_marks() -> None:
    assert f"前 {FIRST_ROWS} 行" in PAGE
    assert f"前 {FIRST_ROWS} 个非空行" in PAGE
    assert f"前 {FIRST_ROWS} 个非空段" in PAGE


@pytest.mark.parametrize(("key", "label"), IDENTITY.items())
def test_everything_kept_of_a_reporter_is_named(key: str, label: str) -> None:
    assert f"`{key}`" in HOW_TO
    assert label.partition("（")[0] in HOW_TO or key == "words"
