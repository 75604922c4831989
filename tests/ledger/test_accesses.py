"""Uses of personal data: what the journal keeps of them, and what a reason may say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import UsageError
from zhiben.ledger.amending import replacement
from zhiben.ledger.privacy.accesses import (
    access_draft,
    access_of,
    new_token,
    reason_for,
    token_of,
    tokens_on_record,
)
from zhiben.ledger.privacy.masking import mask_text
from zhiben.model.privacy import Access, Deed, Reporter, Route
from zhiben.testing.factories import Batch, accessed, entries_of, sealed

DAY = date(2024, 6, 3)
FIRST, SECOND = "R-AAAA-BBBB-CCCC-DDDD", "R-EEEE-FFFF-GGGG-HHHH"


@given(st.binary(min_size=16, max_size=16))
def test_a_token_is_known_again_and_never_taken_for_a_number(entropy: bytes) -> None:
    token = new_token(lambda size: entropy[:size])

    assert token == token_of(f" {token.lower()} ")
    assert token == mask_text(token)


def test_different_randomness_gives_different_tokens() -> None:
    numbers = range(1000)

    assert len(numbers) == len({new_token(number.to_bytes) for number in numbers})
    assert "R-AAAA-AAAA-AAAA-AAAA" == new_token(bytes)


@pytest.mark.parametrize("text", ["", "示例甲", "13812345678", "R-AAAA-BBBB-CCCC", f"{FIRST}-AAAA"])
def test_what_is_no_token_is_not_taken_for_one(text: str) -> None:
    assert None is token_of(text)


@pytest.mark.parametrize("deed", Deed)
def test_an_access_comes_back_from_its_entry(deed: Deed) -> None:
    access = Access(subject=FIRST, deed=deed, reason="示例", on=DAY)
    (entry,) = entries_of(access_draft(access, actor="示例乙"))

    assert access == access_of(entry)
    assert {"deed": deed.value, "reason": "示例"} == entry.body


def test_a_reason_is_kept_in_one_line() -> None:
    assert "反馈 办理结果" == reason_for(" 反馈\n办理结果 ")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" \n", "理由不能为空"),
        ("示" * 201, "200 字以内"),
        ("回访13812345678", "不能写手机号"),
        ("回访 a@b.cn 和 0552-5021234", "不能写电子邮箱、座机号"),
        ("回访示例甲", "不能写举报人的信息"),
    ],
)
def test_a_reason_that_tells_too_much_or_nothing_is_refused(text: str, why: str) -> None:
    reporter = Reporter(received_on=DAY, route=Route.VISIT, name="示例甲")
    with pytest.raises(UsageError, match=why) as caught:
        reason_for(text, reporters=[reporter])

    assert "示例甲" not in str(caught.value)
    assert "138" not in str(caught.value)


def test_the_journal_tells_which_tokens_are_kept_and_which_forgotten() -> None:
    entries = entries_of(
        accessed(FIRST, on=DAY, deed=Deed.ADD),
        accessed(FIRST, on=DAY, deed=Deed.SHOW),
        accessed(SECOND, on=DAY, deed=Deed.ADD),
        accessed(FIRST, on=DAY, deed=Deed.FORGET),
    )

    assert (frozenset({SECOND}), frozenset({FIRST})) == tokens_on_record(entries)


def test_a_use_of_personal_data_cannot_be_undone() -> None:
    (line,) = sealed([Batch(number=1, origin="office", drafts=(accessed(FIRST, on=DAY),))])
    with pytest.raises(UsageError, match="office:1 是个人信息的查用记录，不能撤销"):
        replacement(line, reason="示例", void=())
