"""What the cells of a hazard ledger say, each read whole or not at all.

People write 2024.5.3, 5月3日前, 3.5万元, √ and 基本完成. What a cell says exactly is read;
what it leaves open (2024227, a day without a year, an amount without a unit) is a fault or a
note, never a guess.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from zhiben.dates.numerals import fold, parse_day
from zhiben.dates.wording import (
    Deadline,
    Interval,
    Recurrence,
    Relative,
    Uncomputable,
    read_wording,
)
from zhiben.ledger.hazard_tables.headings import MONEY_UNITS, Field
from zhiben.ledger.tables import one_width
from zhiben.ledger.units.rules import credit_code_fault, credit_code_of
from zhiben.model.hazards import Channel, Level, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhiben.dates.values import Reading as Wording


class Change(StrEnum):
    """The rule by which what is recorded differs from what the cell says."""

    DATE = "date"
    """A day written in another way than 2024-05-03."""
    YEAR = "year"
    """A day without its year: that of the title, a column, the user, or next after the finding."""
    SERIAL = "serial"
    """The number by which a spreadsheet counts days."""
    MONEY = "money"
    """An amount brought to yuan."""
    CODE = "code"
    """Width, case and spaces of a credit code."""
    DITTO = "ditto"
    """同上, 〃: what stands above."""
    CARRIED = "carried"
    """A blank below a name, in a row that goes on with the one above."""


NO_YEAR: Final = "没有写年份，表题和年度一列里也没有，请补上，或用 --year 指明年份"
"""The fault of a day whose year nothing names."""

CHANGES: Final[Mapping[Change, str]] = {
    Change.DATE: "日期写法统一为年-月-日",
    Change.YEAR: "补上年份",
    Change.SERIAL: "表格软件的日期序号换成日期",
    Change.MONEY: "金额换算成元",
    Change.CODE: "代码统一为半角大写",
    Change.DITTO: "“同上”沿用上一行",
    Change.CARRIED: "空白处沿用上一行",
}
"""What people read for each rule."""


class Reading(NamedTuple):
    """What a cell says.

    ``fault`` says why the row cannot be taken in as it is; ``note`` what a person should
    know. With ``keeps`` the cell's own words are kept beside the value, which says less.
    """

    value: Any = None
    fault: str = ""
    note: str = ""
    change: Change | None = None
    keeps: bool = False


NOTHING: Final = Reading()
BLANKS: Final = frozenset({"", "/", "\\", "-", "--", "—", "——", "无", "暂无", "空", "n/a"})
"""What people write into a cell that has nothing to say."""
DITTOS: Final = frozenset({"同上", "同上。", "〃", "″", '"', "”", "''"})
"""What stands for the cell above."""
ERRORS: Final = frozenset(
    {"#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "########"}
)
"""What a spreadsheet shows where a formula failed."""

_YEARS: Final = range(1990, 2060)
_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = range(36_526, 58_000)
_ISO_LENGTH: Final = 10
_CLOCK: Final = re.compile(r"(.*(?:日|\d(?=[ T]))) ?T?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?")
_WEEKDAY: Final = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?$")
_ODD_POINTS: Final = re.compile(r"(\d{4})(?:([、,。·/. ]+))(\d{1,2})\2(\d{1,2})[。日号]?")
"""A day whose figures are told apart by something that is no usual sign for it."""
_DIGITS: Final = re.compile(r"\d+")
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d+)?")
_FAULTS: Final = (
    (
        re.compile(r"\d{4}(?:年\d{1,2}月\d{1,2}日|([-./])\d{1,2}\1\d{1,2})|\d{8}"),
        "日历上没有这一天",
    ),
    (re.compile(r"\d\d(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2}日?"), "年份只有两位，请写成四位"),
    (
        re.compile(r"\d{1,2}\.\d{1,2}(?:前|之前|以前)?"),
        "没有写年份，也分不清是几日（5.3 可能是 5.30），请写成 2024-05-03 这样",
    ),
)
_MONTH_ONLY: Final = re.compile(r"\d{4}(?:年\d{1,2}月份?|[-./]\d{1,2}|\d\d)")
_NO_YEAR: Final = re.compile(r"(\d{1,2})(?:月(\d{1,2})[日号]?|[-/](\d{1,2}))")
_NEARLY: Final = re.compile("[前底末旬内]|力争|争取|左右|[上中下]旬")
_ASIDE: Final = re.compile(r"^限期?(?:于|在)?(?=\d)|\(含[^()]{0,3}\)")
_OTHER_YEAR: Final = re.compile("[明次翌去][年]|[上下]一?年(?!半)")
_MONEY: Final = re.compile(
    r"(?P<rough>约|大约|近)?(?:共计?|合计|人民币|rmb|¥)*"
    r"(?P<amount>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<unit>亿元?|万元?|千元|元)?整?(?:人民币)?(?P<also_rough>左右)?"
)
_WRITTEN: Final = {"亿": "亿元", "万": "万元"}
_WHOLE: Final = 100
_END: Final = re.compile("[。;,]+$")
_EDGES: Final = re.compile("^[.。,; ]+|[.。,; ]+$")
_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?)%")
_CENTS: Final = Decimal("0.01")
_MOST: Final = Decimal(10**13)
_DIGITS_OF_MONEY: Final = 24
_SEVERAL: Final = re.compile("[、,;\n]")

_NOT_DELETED: Final = frozenset({"正常", "未删除", "有效"})

YES: Final = frozenset({"是", "√", "✓", "✔", "☑", "有", "y", "yes", "true", "1", "对", "v", "已"})
NO: Final = frozenset({"否", "×", "✗", "✘", "不是", "没有", "n", "no", "false", "0", "x", "未"})

_LISTED: Final = re.compile(
    "(?:已?(?:被|列入)?挂牌(?:督办)?(?:中)?|已?督办|(?:国家|省|市|县|区|部门|乡镇|镇|街道)级?"
    "(?:政府|安委会|安委办)?(?:挂牌)?(?:督办)?)"
)
_NOT_LISTED: Final = re.compile(
    "(?:拟|待|未|不|建议)(?:被|列入)?挂牌(?:督办)?|已?摘牌|已解除(?:挂牌)?(?:督办)?"
)


def read_day(text: str, *, year: int | None = None) -> Reading:
    """Read the day something happened; ``year`` is that of a day written without one."""
    if quick := _quick(text):
        return quick
    plain = _plain_day(text)
    if found := _exact_day(plain, year=year):
        return found
    if not re.search(r"\d", plain) and not _worded_day(plain):
        return Reading(note="没有写日期，原文保留", keeps=True)
    if _NEARLY.search(plain):
        return Reading(fault="写的不是确切的一天，请写成 2024-05-03 这样的日期")
    return _from_wording(plain, year=year, is_deadline=False)


def read_deadline(text: str, *, year: int | None = None) -> Reading:
    """Read a deadline: a day, or words that end on one (5月3日前, 2024年底前).

    What names no day (立即整改, 发现后15日内) is kept in its own words.
    """
    if quick := _quick(text):
        return quick
    plain = _plain_day(text)
    return _exact_day(plain, year=year) or _from_wording(plain, year=year, is_deadline=True)


def read_money(text: str, *, unit: str = "") -> Reading:
    """Read an amount as exact yuan; ``unit`` is that of amounts which do not name theirs."""
    plain = one_width(text).lower()
    if plain in BLANKS:
        return NOTHING
    if text in ERRORS:
        return _formula(text)
    found = _MONEY.fullmatch(plain)
    if found and len(plain) <= _DIGITS_OF_MONEY:
        return _amount(text, found, unit=unit)
    if re.search(r"\d", plain):
        return Reading(fault="看不出是一笔金额，请写成 3.5万元 这样")
    return Reading(note="没有写金额，原文保留", keeps=True)


def read_level(text: str) -> Reading:
    """Read how grave a hazard is; II级 to IV级 and 较大 are of scales that say neither."""
    return _worded(text, Field.LEVEL, "看不出是重大还是一般")


def read_channel(text: str) -> Reading:
    """Read by which of the three channels a hazard came to be known."""
    return _worded(text, Field.CHANNEL, "看不出是企业自查、督导检查还是群众举报")


def read_status(text: str) -> Reading:
    """Read where a hazard stands: 已整改 awaits acceptance, and 基本完成 is not done."""
    if found := _PERCENT.fullmatch(one_width(text)):
        part = Decimal(found[1])
        state = State.APPLIED if part == _WHOLE else State.RECTIFYING if part else None
        return Reading(value=state, keeps=True)
    return _worded(text, Field.STATUS, "看不出整改到哪一步")


def read_listed(text: str) -> Reading:
    """Read whether a hazard is under 挂牌督办: 拟挂牌 is not yet, and 已摘牌 no longer."""
    plain = one_width(text).lower()
    if plain in YES:
        return Reading(value=True)
    if plain in NO or plain == "无":
        return Reading(value=False)
    if plain in BLANKS:
        return NOTHING
    if _NOT_LISTED.fullmatch(plain):
        return Reading(value=False, keeps=True)
    if _LISTED.fullmatch(plain):
        return Reading(value=True, keeps=True)
    return _formula(text) if text in ERRORS else _unread("看不出是否已挂牌督办")


def read_code(text: str) -> Reading:
    """Read a credit code; one whose check digit is wrong is told of, and never mended."""
    if text in BLANKS:
        return NOTHING
    code = credit_code_of(text)
    if fault := credit_code_fault(code):
        said = fault.removeprefix(f"统一社会信用代码“{code}”").removeprefix("的").rstrip("。")
        return _unread(f"{said}，没有采用")
    return Reading(value=code, change=Change.CODE if code != text else None)


def read_text(text: str) -> Reading:
    """Read words as they are."""
    if text in ERRORS:
        return _formula(text)
    return Reading(value=None if text.lower() in BLANKS else text)


def read_enterprise(text: str) -> Reading:
    """Read an enterprise's name as it is; several in one cell stay together."""
    found = read_text(text)
    if found.value and _SEVERAL.search(one_width(text.replace("\n", "、"))):
        return found._replace(note="写了不止一家，照原样保留")
    return found


def read_deleted(text: str) -> Reading:
    """Read the mark of a deleted record, which is no hazard any more."""
    plain = one_width(text).lower()
    if plain in BLANKS or plain in NO or plain in _NOT_DELETED:
        return NOTHING
    return Reading(fault="，表示这条记录已在原系统里删除，没有采纳；确实有这条隐患的，请清空这一格")


def answered(text: str, *, yes: str, no: str) -> str:
    """Return the words that 是 or 否 stand for under a heading, other words as they are."""
    plain = one_width(text).lower()
    if yes and plain in YES:
        return yes
    return no if (no or yes) and plain in NO else text


def _quick(text: str) -> Reading | None:
    """Read the two commonest cells: a day as spreadsheets store it, and nothing."""
    if len(text) == _ISO_LENGTH and text[4] == text[7] == "-":
        try:
            return _in_range(date.fromisoformat(text))
        except ValueError:
            return None
    if one_width(text).lower() in BLANKS:
        return NOTHING
    return _formula(text) if text in ERRORS else None


def _in_range(day: date, change: Change | None = None) -> Reading:
    """Return a day, unless nobody could mean its year."""
    if day.year not in _YEARS:
        return Reading(fault=f"{day.year} 年不像是对的，请核对")
    return Reading(value=day, change=change)


def _plain_day(text: str) -> str:
    """Return a day's words in one form, without a time of day, a weekday and a full stop."""
    plain = _EDGES.sub("", fold(text).text)
    if found := _CLOCK.fullmatch(plain):
        plain = found[1]
    plain = _WEEKDAY.sub("", plain)
    return _ODD_POINTS.sub(r"\1.\3.\4", plain) if _ODD_POINTS.fullmatch(plain) else plain


def _exact_day(plain: str, *, year: int | None) -> Reading | None:
    """Read what is one day, or certainly none, by its figures alone."""
    if day := parse_day(plain):
        return _in_range(day, Change.DATE)
    if found := _SERIAL.fullmatch(plain):
        return _serial(int(found[1]))
    if found := _NO_YEAR.fullmatch(plain):
        return _without_year(int(found[1]), int(found[2] or found[3]), year=year)
    fault = next((why for form, why in _FAULTS if form.fullmatch(plain)), "")
    if _DIGITS.fullmatch(plain) and not fault:
        fault = _run_together(plain)
    return Reading(fault=fault) if fault else None


def _serial(number: int) -> Reading:
    """Read the number a spreadsheet stores for a day."""
    if number not in _SERIALS:
        return Reading(fault="看不出是哪一天")
    return Reading(value=_EPOCH + timedelta(days=number), change=Change.SERIAL)


def _run_together(digits: str) -> str:
    """Say which days digits without separators can mean; a lost one is never put back."""
    year, rest = digits[:4], digits[4:]
    cuts = [(rest[:place], rest[place:]) for place in range(1, len(rest))]
    days = [
        f"{year}-{month:0>2}-{day:0>2}"
        for month, day in cuts
        if parse_day(f"{year}-{month}-{day}") and int(year) in _YEARS
    ]
    if not days:
        return "看不出是哪一天"
    return f"少写了数字，可能是 {'、'.join(days)}，也可能漏了别的，请写全"


def _without_year(month: int, day: int, *, year: int | None) -> Reading:
    """Read a month and a day in the year that is given, if one is."""
    if year is None:
        return Reading(fault=NO_YEAR)
    try:
        return _in_range(date(year, month, day), Change.YEAR)
    except ValueError:
        return Reading(fault=f"{year} 年没有 {month} 月 {day} 日")


def _worded_day(plain: str) -> bool:
    """Tell whether words without digits name a day (五月三日)."""
    return isinstance(_wording(plain, date(2000, 1, 1)), Deadline)


def _wording(plain: str, context: date) -> Wording:
    """Read words of time, without what changes nothing about a date."""
    return read_wording(_ASIDE.sub("", plain).replace("完毕", "完成"), context=context)


def _from_wording(plain: str, *, year: int | None, is_deadline: bool) -> Reading:
    """Read words; those that leave the year open need one, and the month must not be open."""
    context = date(year or 2000, 1, 1)
    told = _wording(plain, context)
    day = _last_day(told, is_deadline=is_deadline)
    if day is None:
        return _no_day(plain, told, is_deadline=is_deadline)
    if day == _last_day(_wording(plain, date(context.year + 4, 1, 1)), is_deadline=is_deadline):
        return _in_range(day, Change.DATE)
    if year is None:
        return Reading(fault=NO_YEAR)
    later = _last_day(_wording(plain, date(year, 2, 1)), is_deadline=is_deadline)
    if later is None or (later.month, later.day) != (day.month, day.day):
        return Reading(fault="没有写明是哪个月")
    if day.year != year and not _OTHER_YEAR.search(plain):
        return Reading(fault=f"{year} 年没有这一天")
    return _in_range(day, Change.YEAR)


def _last_day(told: Wording, *, is_deadline: bool) -> date | None:
    """Return the day words name; a deadline given as a month or a span ends on its last."""
    if isinstance(told, Deadline):
        return told.on
    return told.end if is_deadline and isinstance(told, Interval) else None


def _no_day(plain: str, told: Wording, *, is_deadline: bool) -> Reading:
    """Say what is wrong with words that name no day, or that they are kept as they are."""
    if isinstance(told, Relative | Recurrence):
        return Reading(note="没有写哪一天到期，原文保留", keeps=True)
    if not re.search(r"\d", plain):
        return Reading(note="没有写日期，原文保留", keeps=True)
    if not is_deadline and (isinstance(told, Interval) or _MONTH_ONLY.fullmatch(plain)):
        return Reading(fault="没有写到哪一天")
    reason = told.reason if isinstance(told, Uncomputable) else "看不出是哪一天"
    return Reading(fault=f"{reason}，请写成 2024-05-03 这样的一个日期")


def _amount(text: str, found: re.Match[str], *, unit: str) -> Reading:
    """Read an amount in its own unit, or else in that of its column."""
    own = found["unit"] or ""
    named = _WRITTEN.get(own, own) or unit
    amount = Decimal(found["amount"].replace(",", ""))
    if not named and amount:
        return Reading(note="没有写是元还是万元，没有当作金额，原文保留", keeps=True)
    return _yuan(text, amount * MONEY_UNITS[named or "元"], is_rough=_is_rough(found))


def _is_rough(found: re.Match[str]) -> bool:
    """Tell whether an amount is only an estimate."""
    return bool(found["rough"] or found["also_rough"])


def _yuan(text: str, amount: Decimal, *, is_rough: bool) -> Reading:
    """Return an amount in yuan, as text without needless zeros."""
    if amount > _MOST:
        return Reading(fault="金额大得不合情理，请核对金额和单位")
    if amount != amount.quantize(_CENTS):
        return Reading(fault="折合成元超过两位小数，请核对金额")
    value = format(amount.normalize(), "f")
    return Reading(
        value=value,
        note="是约数" if is_rough else "",
        change=Change.MONEY if value != text else None,
        keeps=is_rough,
    )


def _worded(text: str, field: Field, unknown: str) -> Reading:
    """Read a word of a list; another one is kept as it is, and told of."""
    plain = _END.sub("", one_width(text).lower())
    words = word_values(field)
    if plain in words:
        return Reading(value=words[plain], keeps=words[plain] is None)
    if plain in BLANKS:
        return NOTHING
    return _formula(text) if text in ERRORS else _unread(unknown)


@cache
def word_values(field: Field) -> Mapping[str, Level | Channel | State | None]:
    """Return what the words of ``words.csv`` for a field mean.

    ``None`` is the meaning of words like 未整改: nothing has been done yet, and where that
    leaves the hazard follows from its level.
    """
    import csv
    from importlib.resources import files

    text = (
        files("zhiben.ledger.hazard_tables").joinpath("words.csv").read_text(encoding="utf-8-sig")
    )
    kinds: Mapping[Field, Callable[[str], Level | Channel | State]] = {
        Field.LEVEL: Level,
        Field.CHANNEL: Channel,
        Field.STATUS: State,
    }
    return {
        word: kinds[field](row["value"]) if row["value"] else None
        for row in csv.DictReader(text.splitlines())
        if row["field"] == field.value
        for word in row["words"].split("|")
    }


def _unread(why: str) -> Reading:
    """Return what a cell says that is kept in its own words only."""
    return Reading(note=f"{why}，原文保留", keeps=True)


def _formula(text: str) -> Reading:
    """Return the fault of a formula that failed."""
    return Reading(fault=f"是公式出错的结果（{text}），请改成应有的内容")
