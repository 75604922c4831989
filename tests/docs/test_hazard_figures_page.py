"""The page on the figures of hazards says of every figure, axis and forecast what the code does."""

from __future__ import annotations

from pathlib import Path

from zhiben.ledger.hazard_figures.counting import FIGURES, Axis
from zhiben.ledger.hazard_figures.targets import FEWEST, SPAN, WINDOW

PAGE = (Path(__file__).parents[2] / "docs/reference/hazard-figures.md").read_text("utf-8")


def table() -> str:
    """Return the rows of the table of figures."""
    rows = (
        f"| `{one.key}` | {one.label} | {one.unit} | {one.above} | {one.below} | {one.meaning} |\n"
        for one in FIGURES
    )
    return "".join(rows)


def test_every_figure_is_told_with_its_unit_and_what_it_is_a_share_of() -> None:
    assert table() in PAGE
    assert len(FIGURES) == PAGE.partition("## 分组")[0].count("\n| `")


def test_every_axis_is_told() -> None:
    section = PAGE.partition("## 分组")[2].partition("\n## ")[0]

    assert [f"`{axis}`" for axis in Axis] == [
        line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| `")
    ][1:]


def test_forecasts_are_told_with_their_numbers() -> None:
    assert f"近 {WINDOW} 个整月" in PAGE
    assert f"连续 {SPAN} 个月" in PAGE
    assert f"办结不足 {FEWEST} 项" in PAGE
