from __future__ import annotations

import pytest

from zhiben.ledger.privacy.secrecy import FIRST_ROWS, has_mark, marked_row


@pytest.mark.parametrize(
    "text",
    [
        "机密★10年", "秘密★", "绝密 ★ 长期", "机密☆", "机密＊5年", "县级台账 机密★1年 请注意保管",
        "绝密", " 秘　密 ", "（秘密）", "【机密】", "机密·启用前", "秘密 5年", "机密级",
        "密级：机密", "密级:秘密级", "密级(绝密)", "密 级  秘密",
    ],
)  # fmt: skip
def test_a_mark_is_found(text: str) -> None:
    assert has_mark(["示例", text])


@pytest.mark.parametrize(
    "text",
    [
        "", "保守国家秘密", "商业秘密", "秘密文件管理", "机密档案室", "机要", "密级", "密级：公开",
        "密级：无", "泄露企业秘密的", "★★★", "内部资料", "绝密级资料库房未上锁", "秘密举报",
    ],
)  # fmt: skip
def test_a_word_in_a_sentence_is_no_mark(text: str) -> None:
    assert not has_mark([text])


def test_the_row_of_a_mark_is_told() -> None:
    assert 2 == marked_row([("示例台账", ""), ("", "机密★5年"), ("秘密", "")])


def test_only_the_first_rows_are_searched() -> None:
    rows = [("示例",)] * FIRST_ROWS

    assert None is marked_row([*rows, ("机密★5年",)])
    assert FIRST_ROWS == marked_row([*rows[1:], ("机密★5年",)])
