"""One figure of hazards explained: its meaning, its value by rows, and the hazards behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.hazard.stats_page import AXES, key_title, value_shape, value_text
from zhiben.cli.masking import print_json, print_table, say
from zhiben.ledger.hazard_figures.counting import Axis
from zhiben.ledger.hazards.moves import STATES

if TYPE_CHECKING:
    from zhiben.ledger.hazard_figures.counting import Figure
    from zhiben.ledger.hazard_figures.explaining import Behind, Explained
    from zhiben.model.hazard_figures import Value

_SHOWN_ANYWAY: Final = (Axis.TOWNSHIP, Axis.SECTOR, Axis.COHORT, Axis.MONTH)
"""The axes whose rows a hazard's other cells tell."""


def show_figure(told: Explained) -> None:
    """Print what a figure means, its value, and the hazards behind it."""
    figure = told.figure
    click.echo(f"{figure.label}（{figure.key}，单位：{figure.unit}）· 截至 {told.as_of}")
    click.echo(f"意思：{figure.meaning}")
    if told.target:
        say(f"只看目标 {told.target.task} 管的隐患：{told.target.title}")
    if figure.below:
        click.echo(f"分子：{figure.above}；分母：{figure.below}")
    click.echo(f"数值：{_value_text(figure, told.value)}")
    rows = [(key_title(told.axis, one.key), _value_text(figure, one.value)) for one in told.rows]
    axis = AXES[told.axis]
    print_table((axis, f"{figure.label}（{figure.unit}）"), rows, title=f"按{axis}")
    title = "分母里的隐患" if figure.of else "算在里面的隐患"
    print_table(_headers(told), [_cells(told, one) for one in told.behind], title=title)
    click.echo(f"\n共 {len(told.behind)} 项。")


def show_figure_json(told: Explained) -> None:
    """Print a figure explained as JSON."""
    figure = told.figure
    print_json(
        {
            "as_of": told.as_of.isoformat(),
            "by": told.axis.value,
            "figure": figure.key,
            "label": figure.label,
            "unit": figure.unit,
            "meaning": figure.meaning,
            "numerator": figure.above or None,
            "denominator": figure.below or None,
            "target": told.target.task if told.target else None,
            "value": _shape(figure, told.value),
            "rows": [
                {
                    "key": one.key,
                    "title": key_title(told.axis, one.key),
                    "value": _shape(figure, one.value),
                }
                for one in told.rows
            ],
            "hazards": [
                {"number": one.facts.number, "counted": one.is_counted, "rows": list(one.rows)}
                for one in told.behind
            ],
        }
    )


def _value_text(figure: Figure, value: Value | None) -> str:
    """Return a value as people read it, or that there is nothing to reckon from."""
    return (value_text(figure, value) if value else "") or "没有可算的"


def _shape(figure: Figure, value: Value | None) -> Any:  # noqa: ANN401 - JSON
    """Return a value as JSON."""
    return value_shape(figure, value) if value else None


def _headers(told: Explained) -> tuple[str, ...]:
    """Return the headings of the hazards; of a share, one more for the numerator."""
    own = () if told.axis in _SHOWN_ANYWAY else (AXES[told.axis],)
    heads = (
        "编号", "状态", *own, "属地", "行业", "发现日期", "时限", "完成日期", "办结日期",
        "用时（天）",
    )  # fmt: skip
    return (*heads, *(("在分子里",) if told.figure.of else ()))


def _cells(told: Explained, one: Behind) -> tuple[object, ...]:
    """Return a hazard in cells."""
    titles = "、".join(key_title(told.axis, key) for key in one.rows)
    own = () if told.axis in _SHOWN_ANYWAY else (titles,)
    facts = one.facts
    cells = (
        facts.number, STATES[facts.state], *own, facts.region, facts.sector, facts.found_on,
        facts.deadline, facts.done_on, facts.ended_on, facts.days,
    )  # fmt: skip
    return (*cells, *(("是" if one.is_counted else "否",) if told.figure.of else ()))
