"""The figures of hazards as people read them, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.hazard.words import CHANNELS, LEVELS
from zhiben.cli.masking import print_json, print_table
from zhiben.ledger.hazard_figures.checks import TOLD
from zhiben.ledger.hazard_figures.counting import (
    FIGURES,
    Axis,
    Figure,
    Kind,
    figure_of,
    value_of,
)
from zhiben.ledger.hazard_figures.printed import written
from zhiben.ledger.hazard_figures.targets import WINDOW, Aim
from zhiben.model.hazards import Channel, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiben.cli.output import Rows
    from zhiben.ledger.hazard_figures.printed import PrintedTotal
    from zhiben.ledger.hazard_figures.table import FigureRow, FigureTable
    from zhiben.ledger.hazard_figures.targets import Forecast, TargetLine
    from zhiben.model.hazard_figures import Tally, Value

    Block = tuple[str, tuple[str, ...], Rows]

AXES: Final = {
    Axis.LEVEL: "等级",
    Axis.SECTOR: "行业",
    Axis.TOWNSHIP: "属地",
    Axis.CHANNEL: "渠道",
    Axis.LEAD: "牵头或责任单位",
    Axis.COHORT: "发现年份",
    Axis.MONTH: "发现月份",
}
SHOWN: Final = (
    "found", "closed", "shut", "open", "overdue", "listed", "closing_rate", "on_time_rate",
    "days_median", "days_p90", "reopened",
)  # fmt: skip
"""The figures every row of the table has."""
ONCE: Final = ("self_share", "per_thousand")
"""The figures of all hazards together."""
PER_CHECKS: Final = "per_thousand"
"""The one of them that rows have as well, along the axes that inspections tell."""
_IN_ROWS: Final = tuple(one for one in FIGURES if one.key not in ONCE)
_LATEST: Final = 12
_UNSAID: Final = "未填"


# What people read


def show_stats(table: FigureTable) -> None:
    """Print the table, what is told of all hazards together, and the targets."""
    click.echo(f"隐患统计 · 截至 {table.as_of}")
    for title, headers, rows in stats_blocks(table):
        print_table(headers, rows, title=title)
    click.echo("")
    for line in notes_of(table):
        click.echo(line)


def stats_blocks(table: FigureTable) -> Iterator[Block]:
    """Yield the tables of the figures."""
    yield axis_block(table)
    yield "合计里另计的", ("指标", "数值", "怎么算"), list(_once_rows(table))
    if table.targets:
        yield target_block(table.targets)
        yield _burn_block(table.targets)
        yield _forecast_block(table.targets)
    if table.printed:
        yield _printed_block(table.printed)


def axis_block(table: FigureTable) -> Block:
    """Return the table by the axis, with the sum below."""
    figures = [*map(figure_of, SHOWN), *([figure_of(PER_CHECKS)] if table.axis in TOLD else [])]
    rows = [
        (key_title(table.axis, row.key), *_cells(figures, row.tally, row.checks or 0))
        for row in table.rows
    ]
    rows.append(("合计", *_cells(figures, table.total, table.checks)))
    shared = "（几个渠道报来的，各计一次；合计只计一次）" if table.axis is Axis.CHANNEL else ""
    headers = tuple(f"{one.label}（{one.unit}）" for one in figures)
    return f"按{AXES[table.axis]}{shared}", (AXES[table.axis], *headers), rows


def target_block(targets: Iterable[TargetLine]) -> Block:
    """Return where the plan's targets stand."""
    headers = (
        "目标", "到期日", "发现（项）", "已销号（项）", "未销号（项）", "到期月末未销号（项）",
        "销号率（%）",
    )  # fmt: skip
    rows = [
        (
            one.target.title,
            one.target.due,
            one.found,
            one.closed,
            one.open,
            "未到" if one.open_at_due is None else one.open_at_due,
            _share_text(one.closed, one.closed + one.open, one.percent),
        )
        for one in targets
    ]
    return "方案目标（只计重大隐患）", headers, rows


def notes_of(table: FigureTable) -> Iterator[str]:
    """Yield what a reader must know of the figures."""
    yield "已撤销、已合并、查为不属实的不计；每个指标的意思见 zhiben hazard stats --explain 指标。"
    if table.targets:
        yield "目标只列数，方案没有写明多少算达到，这里不判。"
    if table.targets and table.unplaced:
        yield f"有 {table.unplaced} 项没有写明等级，没有计入目标。"
    if any(one.is_asked for one in table.printed):
        yield (
            "表中合计与收进的行数不符的，请报送单位写口径说明，"
            "用 zhiben hazard explain-total 登记；两个数都保留，不作更正。"
        )
    homeless = next((row.checks for row in table.rows if not row.key), 0)
    if table.axis is Axis.TOWNSHIP and homeless:
        yield (
            f"有 {homeless} 次检查的单位没有登记属地，分不到乡镇，只计入“{_UNSAID}”和合计；"
            "登记属地用 zhiben org amend。"
        )
    undated = {one.target.title: one.undated for one in table.targets if one.undated}
    for title, number in undated.items():
        yield f"“{title}”里有 {number} 项缺发现或办结的日期，或日期还没到，没有计入按月的数。"


def key_title(axis: Axis, key: str) -> str:
    """Return what people call a row."""
    if not key:
        return _UNSAID
    match axis:
        case Axis.LEVEL:
            return LEVELS[Level(key)]
        case Axis.CHANNEL:
            return CHANNELS[Channel(key)]
        case Axis.COHORT:
            return f"{key}年"
    return key


def value_text(figure: Figure, value: Value) -> str:
    """Return a value as people read it, a share with what it is a share of."""
    if figure.kind is Kind.RATE:
        return _share_text(value.n, value.d or 0, value.amount)
    if figure.kind is Kind.PER_THOUSAND:
        return f"{value.n}/{value.d} {value.amount}" if value.d else "没有检查次数，不算"
    return "" if value.amount is None else str(value.amount)


def _cells(figures: Sequence[Figure], tally: Tally, checks: int) -> tuple[str, ...]:
    """Return the values of a row."""
    return tuple(value_text(one, value_of(one, tally, checks=checks)) for one in figures)


def _share_text(n: int, d: int, percent: float | None) -> str:
    """Return n/d with the percentage, which is 100 only when n is d."""
    if percent is None:
        return f"{n}/{d}"
    return f"{n}/{d} {'100' if n == d else f'{percent:.1f}'}"


def _once_rows(table: FigureTable) -> Iterator[tuple[str, str, str]]:
    """Yield the figures of all hazards together."""
    for figure in map(figure_of, ONCE):
        value = value_of(figure, table.total, checks=table.checks)
        yield f"{figure.label}（{figure.unit}）", value_text(figure, value), figure.meaning


def _burn_block(targets: Sequence[TargetLine]) -> Block:
    """Return how many were open at the end of each of the latest months."""
    lines = {
        one.target.task: {line.month: line for line in one.burn_down[-_LATEST:]} for one in targets
    }
    months = sorted({month for found in lines.values() for month in found})
    headers = ("月份", *(_short(one) for one in targets))
    rows = [
        (month, *(_burn_cell(lines[one.target.task].get(month)) for one in targets))
        for month in months
    ]
    return f"按月（近 {_LATEST} 个月）：当月新发现／当月办结／月末未销号（项）", headers, rows


def _burn_cell(line: Any) -> str:  # noqa: ANN401 - a line of a month or nothing
    """Return a month in a cell."""
    return f"{line.found}／{line.ended}／{line.open}" if line else ""


def _forecast_block(targets: Iterable[TargetLine]) -> Block:
    """Return in how many months nothing is open any more."""
    title = (
        f"预测：近 {WINDOW} 个整月平均每月减少的项数，照此还要几个月清完；"
        "范围按其中最快、最慢的连续 3 个月"
    )
    rows = [(_short(one), *_forecast_cells(one)) for one in targets]
    return title, ("目标", "每月减少（项）", "清完还要（月）", "范围（月）"), rows


def _forecast_cells(line: TargetLine) -> tuple[str, str, str]:
    """Return a forecast in cells, or why there is none."""
    if line.forecast is None:
        return "", line.why_not, ""
    found = line.forecast
    return str(found.rate), _months_text(found.months), _range_text(found)


def _range_text(forecast: Forecast) -> str:
    """Return the range of a forecast."""
    if forecast.soonest is None:
        return ""
    return f"{forecast.soonest} 到 {_months_text(forecast.latest)}"


def _months_text(months: int | None) -> str:
    """Return a number of months, or that it never ends."""
    return "清不完（没有减少）" if months is None else str(months)


def _short(line: TargetLine) -> str:
    """Return a target in a few words."""
    words = {Aim.STOCK: "存量", Aim.INCREMENT: "增量", Aim.ZERO: "全部"}
    return f"{line.target.task} {words[line.target.aim]}"


def _printed_block(printed: Iterable[PrintedTotal]) -> Block:
    """Return the totals that tables print beside the rows that came in."""
    headers = ("表", "行", "说明", "单位", "表中所列", "收进", "相差", "口径说明")
    rows = [
        (
            f"{one.file} {one.sheet}", one.row, one.note, one.unit,
            *map(written, (one.reported, one.computed, one.gap)), _explanation_text(one),
        )
        for one in printed
    ]  # fmt: skip
    return "表中合计，照列不改", headers, rows


def total_text(total: PrintedTotal) -> str:
    """Return a printed total in one line."""
    return (
        f"{total.file} {total.sheet} 第 {total.row} 行表上写的是 {written(total.reported)} "
        f"{total.unit}，收进 {written(total.computed)} {total.unit}，"
        f"相差 {written(total.gap)} {total.unit}"
    )


def _explanation_text(total: PrintedTotal) -> str:
    """Return how a total was explained, and whether that is still to be done."""
    told = total.explanation
    asked = "待说明" if total.is_asked else ""
    if told is None:
        return asked
    by = "，".join(filter(None, (told.unit, str(told.on), told.document)))
    return f"{told.text}（{by}）" + (
        f"；说明的是相差 {written(told.gap)} {total.unit}，{asked}" if asked else ""
    )


# JSON


def show_stats_json(table: FigureTable) -> None:
    """Print the table as JSON."""
    print_json(
        {
            "as_of": table.as_of.isoformat(),
            "by": table.axis.value,
            "rows": [
                {
                    "key": row.key,
                    "title": key_title(table.axis, row.key),
                    **_counts(row.tally),
                    PER_CHECKS: _per_checks(row),
                }
                for row in table.rows
            ],
            **summary_shape(table),
            "printed_totals": list(map(_printed_shape, table.printed)),
            "notes": list(notes_of(table)),
        }
    )


def summary_shape(table: FigureTable) -> dict[str, Any]:
    """Return what is told of all hazards together, and the targets, as JSON."""
    once = {
        key: value_shape(figure_of(key), value_of(figure_of(key), table.total, checks=table.checks))
        for key in ONCE
    }
    return {
        "total": _counts(table.total),
        **once,
        "targets": list(map(_target_shape, table.targets)),
        "unplaced": table.unplaced,
    }


def _counts(tally: Tally) -> dict[str, Any]:
    """Return the figures of a row as JSON."""
    return {one.key: value_shape(one, value_of(one, tally)) for one in _IN_ROWS}


def _per_checks(row: FigureRow) -> dict[str, Any] | None:
    """Return a row's findings per thousand inspections, ``None`` where the axis tells none."""
    figure = figure_of(PER_CHECKS)
    if row.checks is None:
        return None
    shape: dict[str, Any] = value_shape(figure, value_of(figure, row.tally, checks=row.checks))
    return shape


def _printed_shape(total: PrintedTotal) -> dict[str, Any]:
    """Return a printed total as JSON."""
    told = total.explanation
    return {
        "source": total.source,
        "file": total.file,
        "sheet": total.sheet,
        "row": total.row,
        "note": total.note,
        "of": total.of.value,
        "unit": total.unit,
        "reported": written(total.reported),
        "computed": written(total.computed),
        "gap": written(total.gap),
        "asked": total.is_asked,
        "explanation": told
        and {
            "entry": told.reference,
            "on": told.on.isoformat(),
            "unit": told.unit,
            "text": told.text,
            "document": told.document,
            "gap": written(told.gap),
        },
    }


def value_shape(figure: Figure, value: Value) -> Any:  # noqa: ANN401 - JSON
    """Return a value as JSON: a share with what it is a share of, others as a number."""
    if value.d is None:
        return value.amount
    name = "percent" if figure.kind is Kind.RATE else "value"
    return {"n": value.n, "d": value.d, name: value.amount}


def _target_shape(line: TargetLine) -> dict[str, Any]:
    """Return a target as JSON."""
    target, forecast = line.target, line.forecast
    return {
        "task": target.task,
        "title": target.title,
        "aim": target.aim.value,
        "due": target.due.isoformat(),
        "found": line.found,
        "closed": line.closed,
        "open": line.open,
        "open_at_due": line.open_at_due,
        "undated": line.undated,
        "closing_rate": {"n": line.closed, "d": line.closed + line.open, "percent": line.percent},
        "burn_down": [
            {"month": one.month, "found": one.found, "ended": one.ended, "open": one.open}
            for one in line.burn_down
        ],
        "forecast": {
            "monthly": forecast.rate,
            "months": forecast.months,
            "soonest": forecast.soonest,
            "latest": forecast.latest,
        }
        if forecast
        else None,
        "why_not": line.why_not,
    }
