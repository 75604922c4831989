"""One expression of a document, read into a value that keeps its text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.dates import CalendarUnit, DayKind, RollOver, builtin_calendar
from zhiben.dates.wording import (
    Deadline,
    Direction,
    Interval,
    Reading,
    Recurrence,
    Relative,
    Uncomputable,
    read_wording,
)
from zhiben.errors import UsageError
from zhiben.model.plan import Every

ISSUED = date(2024, 2, 23)
# Four-digit years, as documents write them.
DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))
LETTERS = (
    "2024年底前十月上中下旬31日至到—-每季度半个第首次少两三内之起自届满工作小时提前后天周"
    "及时定期近力争完成今明当本0０ ，。、：（）.年月日"
)


def read(text: str, context: date = ISSUED) -> Reading:
    """Read a wording of a document issued on 23 February 2024."""
    return read_wording(text, context=context)


def deadline(text: str, on: date, *, soft: bool = False) -> Deadline:
    """Return the deadline a text should be read as."""
    return Deadline(text=text, on=on, soft=soft)


def reason(text: str, context: date = ISSUED) -> str:
    """Return why a text is not computed."""
    found = read(text, context)
    assert isinstance(found, Uncomputable), found
    return found.reason


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2024年底前", date(2024, 12, 31)),
        ("2024年底", date(2024, 12, 31)),
        ("2025年年底以前", date(2025, 12, 31)),
        ("2025年末", date(2025, 12, 31)),
        ("年底前", date(2024, 12, 31)),
        ("今年底", date(2024, 12, 31)),
        ("明年底前", date(2025, 12, 31)),
        ("年内", date(2024, 12, 31)),
        ("2025年内", date(2025, 12, 31)),
        ("2023年及以前", date(2023, 12, 31)),
        ("10月底前", date(2024, 10, 31)),
        ("10月底", date(2024, 10, 31)),
        ("2025年2月底之前", date(2025, 2, 28)),
        ("二〇二五年十二月末", date(2025, 12, 31)),
        ("月底前", date(2024, 2, 29)),
        ("本月底前", date(2024, 2, 29)),
        ("下个月底", date(2024, 3, 31)),
        ("5月上旬前", date(2024, 5, 10)),
        ("5月中旬前", date(2024, 5, 20)),
        ("5月下旬前", date(2024, 5, 31)),
        ("2025年2月下旬前", date(2025, 2, 28)),
        ("2月28日前", date(2024, 2, 28)),
        ("2月23日前", date(2024, 2, 23)),
        ("2月22日前", date(2025, 2, 22)),
        ("12月15日前", date(2024, 12, 15)),
        ("12月15号以前", date(2024, 12, 15)),
        ("十二月十五日前", date(2024, 12, 15)),
        ("7月5日前", date(2024, 7, 5)),
        ("次年1月5日前", date(2025, 1, 5)),
        ("下月5日前", date(2024, 3, 5)),
        ("2024年10月31日", date(2024, 10, 31)),
        ("２０２４ 年 １０ 月 ３１ 日前", date(2024, 10, 31)),
        ("2024-10-31", date(2024, 10, 31)),
        ("2024/10/31前", date(2024, 10, 31)),
        ("2024.10.31", date(2024, 10, 31)),
        ("一季度末", date(2024, 3, 31)),
        ("2025年第三季度末前", date(2025, 9, 30)),
        ("上半年底前", date(2024, 6, 30)),
        ("二季度内", date(2024, 6, 30)),
        ("2024年12月底前完成", date(2024, 12, 31)),
        ("于2024年12月底前完成。", date(2024, 12, 31)),
        ("截至2024年12月31日止", date(2024, 12, 31)),
    ],
)
def test_deadlines(text: str, on: date) -> None:
    assert deadline(text, on) == read(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("3月15日16时前", time(16)),
        ("3月15日16点整前", time(16)),
        ("3月15日16时30分前", time(16, 30)),
        ("3月15日16点半前", time(16, 30)),
        ("3月15日下午4时前", time(16)),
        ("3月15日下午16时前", time(16)),
        ("3月15日上午十时前", time(10)),
        ("3月15日中午12时前", time(12)),
        ("3月15日17：30前", time(17, 30)),
        ("3月15日0时前", time(0)),
        ("3月15日24时前", None),
        ("3月15日下班前", None),
    ],
)
def test_the_time_of_day_is_kept(text: str, at: time | None) -> None:
    """24时 is the day's own end, and so it is without a time (民法典第203条)."""
    assert Deadline(text=text, on=date(2024, 3, 15), at=at) == read(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024年2月至4月", date(2024, 2, 1), date(2024, 4, 30)),
        ("2024年5月至2025年12月", date(2024, 5, 1), date(2025, 12, 31)),
        ("从2024年2月至2026年12月", date(2024, 2, 1), date(2026, 12, 31)),
        ("自2024年3月1日起至2024年12月31日止", date(2024, 3, 1), date(2024, 12, 31)),
        ("2024-02-01至2024-04-30", date(2024, 2, 1), date(2024, 4, 30)),
        ("2024—2026年", date(2024, 1, 1), date(2026, 12, 31)),
        ("2024年至2026年", date(2024, 1, 1), date(2026, 12, 31)),
        ("2024年到2025年底前", date(2024, 1, 1), date(2025, 12, 31)),
        ("2024年2-4月", date(2024, 2, 1), date(2024, 4, 30)),
        ("3—5月", date(2024, 3, 1), date(2024, 5, 31)),
        ("1至2月", date(2024, 1, 1), date(2024, 2, 29)),
        ("11月至次年2月", date(2024, 11, 1), date(2025, 2, 28)),
        ("2024年11月至次年2月", date(2024, 11, 1), date(2025, 2, 28)),
        ("今年3月至明年5月", date(2024, 3, 1), date(2025, 5, 31)),
        ("明年3月至明年5月", date(2025, 3, 1), date(2025, 5, 31)),
        ("3月至2024年5月", date(2024, 3, 1), date(2024, 5, 31)),
        ("2月20日至25日", date(2024, 2, 20), date(2024, 2, 25)),
        ("2月20-25日", date(2024, 2, 20), date(2024, 2, 25)),
        ("2月20至3月5日", date(2024, 2, 20), date(2024, 3, 5)),
        ("一至三季度", date(2024, 1, 1), date(2024, 9, 30)),
        ("一季度至三季度", date(2024, 1, 1), date(2024, 9, 30)),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024年度", date(2024, 1, 1), date(2024, 12, 31)),
        ("上年度", date(2023, 1, 1), date(2023, 12, 31)),
        ("2024年3月", date(2024, 3, 1), date(2024, 3, 31)),
        ("1月", date(2025, 1, 1), date(2025, 1, 31)),
        ("2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("本月", date(2024, 2, 1), date(2024, 2, 29)),
        ("5月中旬", date(2024, 5, 11), date(2024, 5, 20)),
        ("2025年2月下旬", date(2025, 2, 21), date(2025, 2, 28)),
        ("2024年第2季度", date(2024, 4, 1), date(2024, 6, 30)),
        ("下半年", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-03", date(2024, 3, 1), date(2024, 3, 31)),
    ],
)
def test_intervals(text: str, start: date, end: date) -> None:
    assert Interval(text=text, start=start, end=end) == read(text)


@pytest.mark.parametrize(
    ("text", "every", "at_least", "due_day"),
    [
        ("每季度", Every.QUARTER, 1, None),
        ("每季", Every.QUARTER, 1, None),
        ("每个季度", Every.QUARTER, 1, None),
        ("每月", Every.MONTH, 1, None),
        ("每年", Every.YEAR, 1, None),
        ("每年度", Every.YEAR, 1, None),
        ("按月报送", Every.MONTH, 1, None),
        ("按季度", Every.QUARTER, 1, None),
        ("每月至少1次", Every.MONTH, 1, None),
        ("每半年至少一次", Every.HALF_YEAR, 1, None),
        ("每年至少开展2次", Every.YEAR, 2, None),
        ("每年至少开展２次", Every.YEAR, 2, None),
        ("每年至少组织开展一次", Every.YEAR, 1, None),
        ("每年至少对乡镇检查两次", Every.YEAR, 2, None),
        ("每年培训不少于12次", Every.YEAR, 12, None),
        ("每月2至3次", Every.MONTH, 2, None),
        ("每年≥1次", Every.YEAR, 1, None),
        ("每季度两次以上", Every.QUARTER, 2, None),
        ("至少每季度一次", Every.QUARTER, 1, None),
        ("每个季度第1个月20日前", Every.QUARTER, 1, 20),
        ("每季度首月20日前", Every.QUARTER, 1, 20),
        ("每季度首月中旬前", Every.QUARTER, 1, 20),
        ("每半年第一个月底前", Every.HALF_YEAR, 1, 31),
        ("每月5日前", Every.MONTH, 1, 5),
        ("每月上旬前", Every.MONTH, 1, 10),
        ("每年1月5日前", Every.YEAR, 1, 5),
        ("每季度结束后15日内", Every.QUARTER, 1, 15),
        ("每月底前", Every.MONTH, 1, None),
        ("每季度末", Every.QUARTER, 1, None),
        ("每季度最后一个月底前", Every.QUARTER, 1, None),
        ("每年12月底前", Every.YEAR, 1, None),
        ("每年年底", Every.YEAR, 1, None),
    ],
)
def test_frequencies(text: str, every: Every, at_least: int, due_day: int | None) -> None:
    expected = Recurrence(text=text, every=every, at_least=at_least, due_day=due_day)

    assert expected == read(text)


AFTER, BEFORE = Direction.AFTER, Direction.BEFORE
NATURAL, WORKING, HOUR = DayKind
MONTH, YEAR = CalendarUnit


@pytest.mark.parametrize(
    ("text", "amount", "unit", "direction", "event"),
    [
        ("三年内", 3, YEAR, AFTER, ""),
        ("3年以内", 3, YEAR, AFTER, ""),
        ("半年内", 6, MONTH, AFTER, ""),
        ("一年半内", 18, MONTH, AFTER, ""),
        ("三个月内", 3, MONTH, AFTER, ""),
        ("24小时内", 24, HOUR, AFTER, ""),
        ("20日内", 20, NATURAL, AFTER, ""),
        ("一百二十个自然日内", 120, NATURAL, AFTER, ""),
        ("15天之内", 15, NATURAL, AFTER, ""),
        ("两周内", 14, NATURAL, AFTER, ""),
        ("5个工作日内", 5, WORKING, AFTER, ""),
        ("发现之日起20日内", 20, NATURAL, AFTER, "发现"),
        ("自判定之日起5个工作日内", 5, WORKING, AFTER, "判定"),
        ("自收到申请之日起，应当在十日内", 10, NATURAL, AFTER, "收到申请"),
        ("自查发现之日起20日内", 20, NATURAL, AFTER, "自查发现"),
        ("自自查发现之日起20日内", 20, NATURAL, AFTER, "自查发现"),
        ("自发现起3日内", 3, NATURAL, AFTER, "发现"),
        ("自2024年3月1日起20日内", 20, NATURAL, AFTER, "2024年3月1日"),
        ("接到报告后1小时内", 1, HOUR, AFTER, "接到报告"),
        ("验收合格之后的5个工作日内", 5, WORKING, AFTER, "验收合格"),
        ("即日起30日内", 30, NATURAL, AFTER, "即日"),
        ("自公布之日起施行", 0, NATURAL, AFTER, "公布"),
        ("自即日起", 0, NATURAL, AFTER, "即日"),
        ("届满前20个工作日", 20, WORKING, BEFORE, "届满"),
        ("期限届满之前20个工作日提出", 20, WORKING, BEFORE, "期限届满"),
        ("期限届满20日前", 20, NATURAL, BEFORE, "期限届满"),
        ("停电前24小时", 24, HOUR, BEFORE, "停电"),
        ("提前24小时", 24, HOUR, BEFORE, ""),
    ],
)
def test_deadlines_relative_to_an_event(
    text: str, amount: int, unit: DayKind | CalendarUnit, direction: Direction, event: str
) -> None:
    expected = Relative(text=text, amount=amount, unit=unit, direction=direction, event=event)

    assert expected == read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年初", "没有公认的截止日"),
        ("2025年初", "没有公认的截止日"),
        ("10月初", "没有公认的截止日"),
        ("2025年中", "没有公认的截止日"),
        ("岁末年初", "没有公认的截止日"),
        ("近期", "没有写明期限"),
        ("及时", "没有写明期限"),
        ("尽快完成", "没有写明期限"),
        ("限期整改", "没有写明期限"),
        ("长期", "没有写明终点和次数"),
        ("长期坚持", "没有写明终点和次数"),
        ("持续推进", "没有写明终点和次数"),
        ("常态化", "没有写明终点和次数"),
        ("定期", "没有写明多久一次"),
        ("不定期", "没有写明多久一次"),
        ("适时", "没有写明多久一次"),
        ("年度", "没有写明哪一年、多久一次"),
        ("次月5日前", "没有写明是哪个月的次月"),
        ("春节前", "要看当年的放假安排或活动日期"),
        ("3月前", "没有写明含不含3月"),
        ("2025年以前", "没有写明含不含2025年"),
        ("上半年前", "没有写明含不含上半年"),
        ("2024年3月起", "只写了从何时起，没有写到何时为止"),
        ("自2024年3月1日起施行", "只写了从何时起，没有写到何时为止"),
        ("2024年10月31日后", "只写了从何时起，没有写到何时为止"),
        ("2024年2月至2025年初", "没有写明到哪一天为止"),
        ("11月至2月", "结束早于开始，跨年要写出年份"),
        ("届满前20个工作日内", "“前…内”是一段时间，没有写明最后一天"),
        ("0日内", "期限不能是0"),
        ("每周", "周期只能是月、季度、半年或年"),
        ("每天", "周期只能是月、季度、半年或年"),
        ("每两年至少开展一次", "周期只能是月、季度、半年或年"),
        ("每3个月", "周期只能是月、季度、半年或年"),
        ("每年7月5日前", "周期的期限只能在周期末，或下一周期的首月"),
        ("每季度第2个月20日前", "周期的期限只能在周期末，或下一周期的首月"),
        ("每年20日前", "周期的期限只能在周期末，或下一周期的首月"),
        ("每季度结束后45日内", "周期的期限只能在周期末，或下一周期的首月"),
        ("每月20日", "周期中间的日子不能作为周期的期限"),
        ("每月32日前", "没有哪个月有32日"),
        ("每年0次", "次数不能是0"),
        ("", "没有写期限"),
        (" \n", "没有写期限"),
        ("详见附件", "看不出日期、周期或期限"),
        ("24年底前", "看不出日期、周期或期限"),
        ("近三年内", "看不出日期、周期或期限"),
        ("1月内", "看不出日期、周期或期限"),
        ("半个月内", "看不出日期、周期或期限"),
        ("2024年6月底前、12月底前", "写了不止一个时间：2024年6月底前、12月底前"),
        ("2024年底前不得开工", "除“2024年底前”外还有别的话，意思不能确定"),
        ("每月25日前报送当月进展", "写了不止一个时间：每月25日前、当月"),
    ],
)
def test_what_cannot_be_computed_says_why(text: str, expected: str) -> None:
    assert expected == reason(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2月30日前", "日历上没有2024年2月30日"),
        ("2025年2月29日前", "日历上没有2025年2月29日"),
        ("4月31日前", "日历上没有2024年4月31日"),
        ("2024-13-01", "日历上没有2024年13月1日"),
        ("13月底前", "日历上没有13月底"),
        ("2024年十三月", "日历上没有2024年十三月"),
        ("0月5日前", "日历上没有2024年0月5日"),
        ("5月0日前", "日历上没有2024年5月0日"),
        ("2024年第5季度", "日历上没有2024年第5季度"),
        ("2024年2月至13月", "日历上没有13月"),
        ("3月15日25时前", "一天里没有25时"),
        ("3月15日16时60分前", "一天里没有16时60分"),
        ("3月15日上午13时前", "一天里没有上午13时"),
        ("3月15日晚上12时前", "一天里没有晚上12时"),
    ],
)
def test_impossible_dates_are_refused_not_shifted(text: str, expected: str) -> None:
    assert expected == reason(text)


def test_the_29th_of_february_without_a_year_is_the_next_one_or_none() -> None:
    text = "2月29日前"

    assert deadline(text, date(2024, 2, 29)) == read(text, date(2023, 3, 1))
    assert "日历上没有2025年2月29日" == reason(text, date(2024, 3, 1))


def test_years_that_no_date_can_have_are_refused() -> None:
    assert reason("次年底前", date.max).startswith("日历上没有")
    assert reason("下月底前", date.max).startswith("日历上没有")
    assert reason("1月5日前", date.max).startswith("日历上没有")


@pytest.mark.parametrize(
    "text",
    ["力争2024年底", "力争到2024年底前", "争取2024年底前完成", "2024年底前力争完成"],
)
def test_goals_that_are_strived_for_are_soft(text: str) -> None:
    assert deadline(text, date(2024, 12, 31), soft=True) == read(text)


def test_relative_goals_can_be_soft_too() -> None:
    found = read("力争在受理之日起5日内")

    assert isinstance(found, Relative)
    assert found.soft
    assert "受理" == found.event


@given(DAYS)
def test_every_day_is_read_as_that_day(day: date) -> None:
    text = f"{day.year}年{day.month}月{day.day}日前"

    assert deadline(text, day) == read(text)


@given(DAYS, st.dates(date(1, 1, 1), date(9990, 12, 31)))
def test_a_day_without_a_year_is_the_next_such_day(day: date, context: date) -> None:
    text = f"{day.month}月{day.day}日前"
    found = read(text, context)

    if isinstance(found, Deadline):
        assert (day.month, day.day) == (found.on.month, found.on.day)
        assert timedelta(0) <= found.on - context <= timedelta(days=366)
    else:
        assert (2, 29) == (day.month, day.day)


@given(DAYS, DAYS)
def test_two_days_make_an_interval_or_are_in_the_wrong_order(start: date, end: date) -> None:
    text = f"{start.year}年{start.month}月{start.day}日至{end.year}年{end.month}月{end.day}日"
    found = read(text)

    if start <= end:
        assert Interval(text=text, start=start, end=end) == found
    else:
        assert "结束早于开始，跨年要写出年份" == reason(text)


@given(st.text(), st.dates())
def test_any_text_is_read_and_kept(text: str, context: date) -> None:
    assert text == read(text, context).text


@given(st.text(st.sampled_from(LETTERS), max_size=24), st.dates())
def test_any_text_in_the_letters_of_wordings_is_read_and_kept(text: str, context: date) -> None:
    assert text == read(text, context).text


@given(st.integers(1, 9999), st.sampled_from(["日", "个工作日", "小时"]))
def test_any_amount_is_read(amount: int, unit: str) -> None:
    found = read(f"判定之日起{amount}{unit}内")

    assert isinstance(found, Relative)
    assert amount == found.amount


CALENDAR = builtin_calendar()


@pytest.mark.parametrize(
    ("text", "event", "on"),
    [
        ("三年内", date(2024, 2, 29), date(2027, 2, 28)),
        ("发现之日起20日内", date(2024, 3, 1), date(2024, 3, 21)),
        ("自判定之日起5个工作日内", date(2024, 9, 30), date(2024, 10, 12)),
        ("届满前20个工作日", date(2024, 10, 11), date(2024, 9, 6)),
        ("自公布之日起", date(2024, 3, 1), date(2024, 3, 1)),
        ("半年内", date(2024, 8, 31), date(2025, 2, 28)),
    ],
)
def test_a_relative_deadline_is_resolved_by_its_event(text: str, event: date, on: date) -> None:
    found = read(text)

    assert isinstance(found, Relative)
    assert on == found.resolve(event, calendar=CALENDAR).on


def test_hours_are_resolved_by_the_moment_of_the_event() -> None:
    found = read("提前24小时")
    assert isinstance(found, Relative)
    counted = found.resolve(datetime(2024, 3, 1, 8, 30), calendar=CALENDAR)  # noqa: DTZ001 - local time

    assert (date(2024, 2, 29), time(8, 30)) == (counted.on, counted.at)
    with pytest.raises(UsageError, match="几时几分"):
        found.resolve(date(2024, 3, 1), calendar=CALENDAR)


def test_the_policy_for_days_off_is_passed_on() -> None:
    found = read("发现之日起10日内")
    assert isinstance(found, Relative)
    moved = found.resolve(date(2024, 4, 21), calendar=CALENDAR, roll_over=RollOver.NEXT)

    assert date(2024, 5, 6) == moved.on
