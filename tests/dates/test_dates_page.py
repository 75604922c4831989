"""The page about dates says what the code does: every example in its tables is read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from zhiben.dates import CalendarUnit, DayKind
from zhiben.dates.holidays import COLUMNS
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
from zhiben.model.plan import Every

PAGE = (Path(__file__).parents[2] / "docs/reference/dates.md").read_text(encoding="utf-8")
READ, OPEN = PAGE.partition("## 算不出来的")[::2]
ISSUED = date(2024, 2, 23)
PERIODS = dict(zip(Every, ("每月", "每季度", "每半年", "每年"), strict=True))
UNITS = {
    DayKind.NATURAL: "日", DayKind.WORKING: "个工作日", DayKind.HOUR: "小时",
    CalendarUnit.MONTH: "个月", CalendarUnit.YEAR: "年",
}  # fmt: skip
SIDES = {Direction.AFTER: "之后", Direction.BEFORE: "之前"}


def described(found: Reading) -> str:
    """Return a reading in the words of the page."""
    match found:
        case Deadline(on=on, at=at, soft=soft):
            return f"{'力争 ' if soft else ''}{on}{f' {at:%H:%M}' if at else ''}"
        case Interval(start=start, end=end):
            return f"{start} 至 {end}"
        case Recurrence(every=every, at_least=times, due_day=due):
            return f"{PERIODS[every]} {times} 次" + (f"，下期首月 {due} 日前" if due else "")
        case Relative(amount=amount, unit=unit, direction=side, event=event):
            return f"{event or '某事'}{SIDES[side]} {amount} {UNITS[unit]}"
        case Uncomputable(reason=reason):
            return reason


@pytest.mark.parametrize(
    ("wording", "expected"), re.findall(r"^\| `(.+?)` \| (.+?) \|", READ, re.MULTILINE)
)
def test_every_example_is_read_as_the_page_says(wording: str, expected: str) -> None:
    assert expected == described(read_wording(wording, context=ISSUED))


@pytest.mark.parametrize(
    ("wordings", "reason"), re.findall(r"^\| (`.+`) \| (.+?) \|$", OPEN, re.MULTILINE)
)
def test_every_wording_that_stays_open_has_the_reason_the_page_gives(
    wordings: str, reason: str
) -> None:
    for wording in re.findall("`(.+?)`", wordings):
        found = read_wording(wording, context=ISSUED)

        assert isinstance(found, Uncomputable)
        assert reason[:5] == found.reason[:5]


def test_every_kind_of_day_is_on_the_page() -> None:
    assert all(f"`{unit}`" in OPEN for unit in UNITS)


def test_the_columns_of_a_holiday_table_are_on_the_page() -> None:
    assert ",".join(COLUMNS) in OPEN
