"""What is shown of indicators: what they measure, each unit's figures, and all units together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.output import show_table
from zhiben.cli.shapes import Names, day_text
from zhiben.cli.words import EVERY
from zhiben.ledger.indicators.bodies import number_text
from zhiben.ledger.indicators.reading import Reading, Standing, Trend

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from decimal import Decimal

    from zhiben.ledger.indicators.reading import IndicatorTable
    from zhiben.model.indicators import Definition

DIRECTIONS: Final = {"up": "越高越好", "down": "越低越好", "none": "只作统计"}
HEADERS: Final = ("代码", "指标", "计量单位", "周期", "方向", "目标", "公式", "登记时写")
_STANDINGS: Final = {Standing.NONE_APPLICABLE: "无适用对象", Standing.NOT_ADDED: "比值，不相加"}
_TRENDS: Final = {Trend.BETTER: "好转", Trend.WORSE: "变差", Trend.SAME: "持平"}
_MET: Final = {True: "达标", False: "未达标", None: ""}


def definition_shape(definition: Definition, *, is_running: bool) -> dict[str, Any]:
    """Return what an indicator measures as JSON."""
    target = definition.target
    return {
        "code": definition.code,
        "title": definition.title,
        "sector": definition.code.partition("-")[0],
        "running": is_running,
        "unit": definition.unit,
        "every": definition.every.value,
        "direction": definition.direction,
        "formula": definition.formula,
        "numerator": definition.numerator or None,
        "denominator": definition.denominator or None,
        "target": target
        and {"value": target.value, "unit": target.unit, "direction": target.direction},
        "due": day_text(definition.due),
    }


def table_shape(table: IndicatorTable, names: Names, *, running: Collection[str]) -> dict[str, Any]:
    """Return an indicator's readings as JSON."""
    definition = table.definition
    return {
        **definition_shape(definition, is_running=definition.code in running),
        "values": [
            {
                "org": names(one.orgs[0]),
                **_reading_shape(one),
                "note": one.note,
                "reference": one.reference,
            }
            for one in table.readings
        ],
        "totals": [
            {"orgs": list(map(names, one.orgs)), **_reading_shape(one)} for one in table.totals
        ],
    }


def definition_cells(definition: Definition) -> tuple[str, ...]:
    """Return what an indicator measures as cells under ``HEADERS``."""
    return (
        definition.code,
        definition.title,
        definition.unit,
        EVERY[definition.every],
        DIRECTIONS[definition.direction],
        _target(definition),
        definition.formula,
        f"--n {definition.numerator} --d {definition.denominator}"
        if definition.numerator
        else "--value",
    )


def show_tables(
    tables: Sequence[IndicatorTable], names: Names, *, by: str, running: Collection[str]
) -> None:
    """Print the readings of indicators, by unit or by period."""
    for table in tables:
        if table.readings:
            _show_heading(table.definition, is_running=table.definition.code in running)
            rows = _by_unit(table, names) if by == "unit" else _by_period(table)
            first = ("单位", "期次") if by == "unit" else ("期次", "单位数")
            show_table((*first, "数值", "分子/分母", "达标", "比上期", "记录或说明"), rows)
    empty = [table.definition.code for table in tables if not table.readings]
    if empty:
        click.echo(f"\n还没有数据的指标 {len(empty)} 个：{'、'.join(empty)}。")


def said(reading: Reading, unit: str) -> str:
    """Return a reading's value with its unit, or why it has none."""
    if reading.value is None:
        return _STANDINGS[reading.standing]
    return f"{number_text(reading.value)}{unit}"


def pair(n: Decimal | None, d: Decimal | None) -> str:
    """Return n/d, blank where there are none."""
    return "" if n is None or d is None else f"{number_text(n)}/{number_text(d)}"


def _show_heading(definition: Definition, *, is_running: bool) -> None:
    """Print what an indicator measures."""
    parts = [
        definition.unit,
        EVERY[definition.every],
        DIRECTIONS[definition.direction],
        f"目标{_target(definition)}" if definition.target else "",
        "" if is_running else "现行插件里没有，按登记时的口径",
    ]
    click.echo(f"\n{definition.code} {definition.title}（{'，'.join(filter(None, parts))}）")
    if definition.formula:
        click.echo(f"公式：{definition.formula}")


def _by_unit(table: IndicatorTable, names: Names) -> list[tuple[str, ...]]:
    """Return a row for every unit and period."""
    unit = table.definition.unit
    return [
        (
            names(one.orgs[0]),
            one.period.id,
            *_cells(one, unit),
            f"{one.reference} {one.note}".strip(),
        )
        for one in table.readings
    ]


def _by_period(table: IndicatorTable) -> list[tuple[str, ...]]:
    """Return a row for every period, of all units together."""
    unit = table.definition.unit
    return [
        (one.period.id, str(len(one.orgs)), *_cells(one, unit), _apart(one, before))
        for one, before in zip(table.totals, (None, *table.totals), strict=False)
    ]


def _apart(one: Reading, before: Reading | None) -> str:
    """Say that a period cannot be compared with the one right before, because units differ."""
    if before is None or before.orgs == one.orgs:
        return ""
    is_next = before.period.end + timedelta(days=1) == one.period.start
    return "与上期填报的单位不同，不比较" if is_next else ""


def _cells(one: Reading, unit: str) -> tuple[str, ...]:
    """Return the cells a reading has in either table."""
    return said(one, unit), pair(one.n, one.d), _MET[one.met], _change(one)


def _change(one: Reading) -> str:
    """Return the change since the period before, with what it means."""
    if one.change is None:
        return ""
    sign = {1: "+", -1: "-"}.get((one.change > 0) - (one.change < 0), "")
    word = f" {_TRENDS[one.trend]}" if one.trend else ""
    return f"{sign}{number_text(abs(one.change))}{word}"


def _target(definition: Definition) -> str:
    """Return the target in one cell."""
    target = definition.target
    if target is None:
        return ""
    sign = "≥" if target.direction == "at_least" else "≤"
    due = f"（{definition.due} 前）" if definition.due else ""
    return f"{sign}{target.value:g}{target.unit}{due}"


def _reading_shape(one: Reading) -> dict[str, Any]:
    """Return what readings of a unit and of all units have in common."""
    return {
        "period": one.period.id,
        "standing": one.standing.value,
        "value": _json_number(one.value),
        "n": _json_number(one.n),
        "d": _json_number(one.d),
        "met": one.met,
        "change": _json_number(one.change),
        "trend": one.trend.value if one.trend else None,
    }


def _json_number(number: Decimal | None) -> float | None:
    """Return a number as JSON: whole, or with the few digits people write."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
