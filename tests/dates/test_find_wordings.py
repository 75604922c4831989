"""Expressions in running text: all of them, in order, each with its own words."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from zhiben.dates.wording import Deadline, Relative, find_wordings, read_wording

ISSUED = date(2024, 2, 23)
PIECES = st.sampled_from(
    [
        "2024年底前", "力争", "完成", "，", "。", "每季度", "至少1次", "三年内", "及时", "2月",
        "28日", "前", "至", "2025年", "发现", "之日起", "20", "日内", "个工作日", "自", "整改", " ",
        "3-5月",
    ]
)  # fmt: skip


def texts(running: str) -> list[str]:
    """Return the words of every expression."""
    return [found.text for found in find_wordings(running, context=ISSUED)]


@pytest.mark.parametrize(
    ("running", "expected"),
    [
        ("2024年10月底基本消除2023年及以前的存量", ["2024年10月底", "2023年及以前"]),
        ("动员部署（2024年2月至4月），2月28日前报送", ["2024年2月至4月", "2月28日前"]),
        ("要每季度带队检查（高危行业领域每月至少1次）", ["每季度", "每月至少1次"]),
        ("每年至少组织开展一次演练（每半年至少一次）", ["每年至少组织开展一次", "每半年至少一次"]),
        ("方案（２０２４—２０２６ 年）已印发", ["２０２４—２０２６ 年"]),
        ("应当自发现之日起20日内报告", ["自发现之日起20日内"]),
        ("申请延期，届满前20个工作日提出", ["届满前20个工作日"]),
        ("及时通报，定期调度，年初部署", ["及时", "定期", "年初"]),
        ("2月30日前报送", ["2月30日前"]),
        ("到2026\n年 底", ["2026\n年 底"]),
    ],
)  # fmt: skip
def test_every_expression_is_found_with_its_own_words(running: str, expected: list[str]) -> None:
    assert expected == texts(running)


@pytest.mark.parametrize(
    "running",
    [
        "治本攻坚三年行动",
        "近三年内发生事故的单位",
        "第三季度末月度"[:0] or "第12号令",
        "共12个月",
        "从业人员因此引起的事故",
        "安全生产月、咨询日",
        "以上年份的数据",
        "以及时间安排",
        "〔2024〕12号",
        "0.5万元",
        "3至5日",
    ],
)
def test_words_that_only_look_like_one(running: str) -> None:
    assert [] == texts(running)


@pytest.mark.parametrize(
    ("running", "expected"),
    [
        ("2024年初步建成", ["2024年"]),
        ("2024年底数不清", ["2024年"]),
        ("2024年内容更新", ["2024年"]),
        ("2024年后勤保障", ["2024年"]),
        ("5月中旬前期准备", ["5月中旬"]),
        ("10月到位", ["10月"]),
        ("2024年前三季度", ["2024年", "季度"]),
        ("每年龄段", ["每年"]),
    ],
)
def test_a_word_behind_a_date_is_left_alone(running: str, expected: list[str]) -> None:
    assert expected == texts(running)


@pytest.mark.parametrize(
    ("running", "soft"),
    [
        ("力争2024年底，县有关部门建成", True),
        ("力争全县2024年底前建成", True),
        ("争取在2024年底前建成", True),
        ("2024年底前力争建成", True),
        ("力争建成，2024年底前验收", False),
        ("争取上级支持2024年底前建成", False),
    ],
)
def test_what_is_strived_for_in_the_same_clause_is_soft(running: str, *, soft: bool) -> None:
    found = list(find_wordings(running, context=ISSUED))

    assert [Deadline(text=found[0].text, soft=soft, on=date(2024, 12, 31))] == found


@pytest.mark.parametrize(
    ("running", "event"),
    [
        ("有关单位应当在整改完成之日起5日内", "整改完成"),
        ("企业必须于收到通知后24小时内", "收到通知"),
        ("在建项目竣工后30日内", "在建项目竣工"),
    ],
)
def test_events_begin_behind_the_duty(running: str, event: str) -> None:
    found = list(find_wordings(running, context=ISSUED))

    assert [event] == [one.event for one in found if isinstance(one, Relative)]


@given(st.lists(PIECES).map("".join))
def test_expressions_stand_in_the_text_in_order(running: str) -> None:
    rest = running
    for words in texts(running):
        assert words in rest
        rest = rest.partition(words)[2]


@given(st.lists(PIECES).map("".join))
def test_an_expression_that_was_found_is_read_the_same_on_its_own(running: str) -> None:
    for found in find_wordings(running, context=ISSUED):
        alone = read_wording(found.text, context=ISSUED)

        assert found == evolve(alone, soft=found.soft)


@given(st.text())
def test_any_text_can_be_searched(running: str) -> None:
    assert all(words and words in running for words in texts(running))
