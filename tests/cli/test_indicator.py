"""``zhiben indicator``: figures by unit and period, corrected, undone, and on any day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, USAGE
from zhiben.testing.example_sector import EXAMPLE_SECTOR

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_zhiben import Terminal

SHARE, COUNT, MEAN = "SCH-I01", "SCH-I02", "SCH-I03"


def record(zhiben: Terminal, code: str, period: str, org: str, *numbers: object) -> None:
    """Record a figure: a value, or n and d, and further words of the command."""
    result = zhiben("indicator", "record", code, "--period", period, "--org", org, *numbers)

    assert CLEAN == result.code, result.err


def shown(zhiben: Terminal, code: str, *words: object) -> dict[str, Any]:
    """Return what is shown of an indicator."""
    result = zhiben("indicator", "show", code, "--json", *words)

    assert CLEAN == result.code, result.err
    (found,) = result.json()["indicators"]
    return dict(found)


def values(zhiben: Terminal, code: str, *words: object) -> list[tuple[Any, ...]]:
    """Return each unit's figures as unit, period and value."""
    found = shown(zhiben, code, *words)["values"]
    return [(one["org"], one["period"], one["value"]) for one in found]


def test_list_tells_what_the_sectors_measure(schools: Terminal) -> None:
    listed = schools("indicator", "list", "--json").json()["indicators"]

    assert [SHARE, COUNT, MEAN] == [one["code"] for one in listed]
    assert {
        "code": SHARE,
        "title": "示例演练达标率",
        "sector": "SCH",
        "running": True,
        "unit": "%",
        "every": "quarter",
        "direction": "up",
        "formula": "达标学校数/学校总数",
        "numerator": "达标学校数",
        "denominator": "学校总数",
        "target": {"value": 90, "unit": "%", "direction": "at_least"},
        "due": "2025-12-31",
    } == listed[0]
    out = schools("indicator", "list", "--sector", "sch").out
    assert "≥90%（2025-12-31 前）" in out
    assert "共 3 个指标。" in out


def test_list_needs_no_workspace(schools: Terminal) -> None:
    (schools.folder / "zhiben.db").unlink()

    assert "示例演练达标率" in schools("indicator", "list").out
    assert not (schools.folder / "zhiben.db").exists()


def test_an_unknown_sector_is_told_with_the_ones_there_are(schools: Terminal) -> None:
    for words in (("list", "--sector", "SCX"), ("show", "--sector", "SCX")):
        result = schools("indicator", *words)

        assert (USAGE, "") == (result.code, result.out)
        assert "是不是“SCH”" in result.err


def test_a_figure_is_recorded_and_told(schools: Terminal) -> None:
    result = schools(
        "indicator", "record", "sch-i01", "--period", "2024年三季度", "--org", "县教体局",
        "--n", "５", "--d", "6", "--on", "2024-10-08", "--note", " 示例 ",
    )  # fmt: skip

    assert "已记入台账 office:40：SCH-I01 2024Q3 县教体局 83.3%（5/6）。\n" == result.out
    assert "" == result.err
    assert {
        "org": "县教体局",
        "period": "2024Q3",
        "standing": "value",
        "value": 83.3,
        "n": 5,
        "d": 6,
        "met": False,
        "change": None,
        "trend": None,
        "note": "示例",
        "reference": "office:40",
    } == shown(schools, SHARE)["values"][0]
    body = schools("journal", "show", "40", "--json").json()["body"]
    assert ("5", "6", "%") == (body["n"], body["d"], body["indicator"]["unit"])


def test_a_period_that_still_runs_is_told(schools: Terminal) -> None:
    result = schools(
        "indicator", "record", COUNT, "--period", "2026-11", "--org", "城关镇", "--value", "3"
    )

    assert CLEAN == result.code
    assert "说明：2026年11月到 2026-11-30 才结束，现在登记的是截至 2026-11-24 的数。" in result.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((SHARE, "--period", "2024Q3", "--value", "83"), "由分子、分母算出，不能只写数值"),
        ((SHARE, "--period", "2024Q3", "--n", "7", "--d", "6"), "分子（7）大于分母（6）"),
        ((SHARE, "--period", "2024Q3", "--n", "5"), "请写 --n（达标学校数）和 --d（学校总数）"),
        ((COUNT, "--period", "2024Q3", "--value", "5"), "按月统计"),
        ((COUNT, "--period", "2026-12", "--value", "5"), "还没有开始"),
        ((COUNT, "--period", "2024-03", "--n", "5", "--d", "6"), "没有分子、分母"),
        ((COUNT, "--period", "2024-03", "--value", "-5"), "不能是负数"),
        ((COUNT, "--period", "2024-03", "--value", "很多"), "“很多”不是数值"),
        ((COUNT, "--period", "2024-03", "--value", "1" * 16), "超过 15 位数字"),
        ((COUNT, "--period", "2024-03", "--value", "5", "--on", "2019-01-01"), "早于方案的第一年"),
        ((COUNT, "--period", "2024-03", "--value", "5", "--reason", "示例"), "--corrects"),
        ((COUNT, "--period", "2024-03", "--value", "5", "--corrects", "1"), "--reason"),
        (("SCH-I09", "--period", "2024", "--value", "5"), "没有叫“SCH-I09”的指标，是不是“SCH-I0"),
        (("GAS-I01", "--period", "2024", "--value", "5"), "没有叫“GAS”的在运行的行业插件"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_one_line(
    schools: Terminal, words: tuple[str, ...], told: str
) -> None:
    before = schools("journal", "list", "--json").out
    result = schools("indicator", "record", *words, "--org", "城关镇")

    assert (USAGE, "") == (result.code, result.out)
    assert told in result.err
    assert before == schools("journal", "list", "--json").out


def test_a_unit_nobody_registered_is_refused(schools: Terminal) -> None:
    result = schools(
        "indicator", "record", COUNT, "--period", "2024-03", "--org", "城关区", "--value", "5"
    )

    assert USAGE == result.code
    assert "“城关镇”" in result.err


def test_a_percent_sign_and_decimals_are_kept_exactly(schools: Terminal) -> None:
    record(schools, COUNT, "2024-03", "城关镇", "--value", "0.1")
    record(schools, COUNT, "2024-03", "新集镇", "--value", "0.2")

    (total,) = shown(schools, COUNT)["totals"]
    assert 0.3 == total["value"]
    assert "0.3处" in schools("indicator", "show", COUNT, "--by", "period").out


def test_units_are_consolidated_by_their_numbers(schools: Terminal) -> None:
    record(schools, SHARE, "2024Q3", "城关镇", "--n", 1, "--d", 2)
    record(schools, SHARE, "2024Q3", "新集镇", "--n", 98, "--d", 100)
    record(schools, SHARE, "2024Q3", "小溪镇", "--n", 0, "--d", 0)

    found = shown(schools, SHARE)

    assert [("value", 97.0, 99, 102, True)] == [
        (one["standing"], one["value"], one["n"], one["d"], one["met"]) for one in found["totals"]
    ]
    assert {
        "城关镇": ("value", 50),
        "小溪镇": ("not_applicable", None),
        "新集镇": ("value", 98),
    } == {one["org"]: (one["standing"], one["value"]) for one in found["values"]}
    out = schools("indicator", "show", SHARE).out
    assert "无适用对象" in out
    assert "97%" in schools("indicator", "show", SHARE, "--by", "period").out


def test_values_that_divide_are_not_added(schools: Terminal) -> None:
    record(schools, MEAN, "2024", "城关镇", "--value", "10")
    record(schools, MEAN, "2024", "新集镇", "--n", "40", "--d", "2")

    (total,) = shown(schools, MEAN)["totals"]

    assert ("not_added", None) == (total["standing"], total["value"])
    assert "比值，不相加" in schools("indicator", "show", MEAN, "--by", "period").out


def test_periods_are_compared_with_the_one_before(schools: Terminal) -> None:
    record(schools, COUNT, "2024-03", "城关镇", "--value", 5)
    record(schools, COUNT, "2024-04", "城关镇", "--value", 3)
    record(schools, COUNT, "2024-04", "新集镇", "--value", 1)
    record(schools, COUNT, "2024-05", "城关镇", "--value", 3)
    record(schools, COUNT, "2024-05", "新集镇", "--value", 2)
    record(schools, COUNT, "2024-07", "城关镇", "--value", 3)

    by_unit = schools("indicator", "show", COUNT).out
    by_period = schools("indicator", "show", COUNT, "--by", "period").out

    assert ["", "-2 好转", "0 持平", "", "", "+1 变差"] == [
        cell.strip() for cell in column(by_unit, "比上期")
    ]
    assert ["未达标", "达标", "达标", "达标", "达标", "达标"] == [
        cell.strip() for cell in column(by_unit, "达标")
    ]
    assert ["", "", "+1 变差", ""] == [cell.strip() for cell in column(by_period, "比上期")]
    assert 1 == by_period.count("与上期填报的单位不同，不比较")


def column(out: str, heading: str) -> list[str]:
    """Return the cells of a column of the one table that is printed."""
    lines = out.splitlines()
    top = next(number for number, line in enumerate(lines) if line.startswith("---"))
    starts = [0]
    for dashes in lines[top].split("  "):
        starts.append(starts[-1] + len(dashes) + 2)
    index = lines[top - 1].split().index(heading)
    rows = [line for line in lines[top + 1 :] if line]
    return [cut(line, starts[index], starts[index + 1] - 2) for line in rows]


def cut(line: str, start: int, end: int) -> str:
    """Return what stands between two columns of a terminal, where wide letters take two."""
    wide = "".join(letter + "\0" if ord(letter) > 0x2E80 else letter for letter in line)
    return wide[start:end].replace("\0", "")


def test_indicators_without_figures_are_named(schools: Terminal) -> None:
    record(schools, COUNT, "2024-03", "城关镇", "--value", 5)

    out = schools("indicator", "show").out
    assert "还没有数据的指标 2 个：SCH-I01、SCH-I03。" in out
    assert [SHARE, COUNT, MEAN] == [
        one["code"] for one in schools("indicator", "show", "--json").json()["indicators"]
    ]


def test_a_later_figure_takes_the_place_of_an_earlier_one(schools: Terminal) -> None:
    record(schools, COUNT, "2024-03", "城关镇", "--value", 5, "--on", "2024-04-01")
    record(schools, COUNT, "2024-03", "城关镇", "--value", 4, "--on", "2024-05-01")

    assert [("城关镇", "2024-03", 4)] == values(schools, COUNT)
    assert [("城关镇", "2024-03", 5)] == values(schools, COUNT, "--as-of", "2024-04-30")
    assert [] == values(schools, COUNT, "--as-of", "2024-03-31")
    assert 2 == len(schools("journal", "list", "--subject", COUNT, "--json").json()["entries"])


def test_a_correction_was_true_from_the_beginning(schools: Terminal) -> None:
    record(schools, COUNT, "2024-03", "城关镇", "--value", 50, "--on", "2024-04-01")
    record(
        schools, COUNT, "2024-03", "城关镇", "--value", 5, "--on", "2024-04-01",
        "--corrects", "office:40", "--reason", "多写了一个0",
    )  # fmt: skip

    assert [("城关镇", "2024-03", 5)] == values(schools, COUNT, "--as-of", "2024-04-01")
    again = schools(
        "indicator", "record", COUNT, "--period", "2024-03", "--org", "城关镇", "--value", "6",
        "--corrects", "office:40", "--reason", "示例",
    )  # fmt: skip
    assert USAGE == again.code
    assert "已经撤销或更正过" in again.err


def test_only_a_figure_of_the_same_indicator_is_corrected(schools: Terminal) -> None:
    record(schools, COUNT, "2024-03", "城关镇", "--value", 5)
    result = schools(
        "indicator", "record", MEAN, "--period", "2024", "--org", "城关镇", "--value", "6",
        "--corrects", "office:40", "--reason", "示例",
    )  # fmt: skip

    assert USAGE == result.code
    assert "office:40 不是 SCH-I03 的指标数据记录" in result.err


def test_a_figure_can_be_undone_and_comes_again(schools: Terminal) -> None:
    record(schools, COUNT, "2024-03", "城关镇", "--value", 5)
    schools("undo", "office:40", "--reason", "示例")

    assert [] == values(schools, COUNT)
    schools("undo", "office:41", "--reason", "示例")

    assert [("城关镇", "2024-03", 5)] == values(schools, COUNT)
    assert CLEAN == schools("journal", "verify").code


def test_figures_stay_readable_without_their_plugin(
    schools: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(schools, COUNT, "2024-03", "城关镇", "--value", 5)
    before = shown(schools, COUNT)
    monkeypatch.setenv("ZHIBEN_ONLY_PLUGINS", "")

    assert {**before, "running": False} == shown(schools, COUNT)
    assert [COUNT] == [
        one["code"]
        for one in schools("indicator", "show", "--sector", "sch", "--json").json()["indicators"]
    ]
    assert "现行插件里没有，按登记时的口径" in schools("indicator", "show").out
    assert [] == schools("indicator", "list", "--json").json()["indicators"]


def rewrite(folder: Path, old: str, new: str) -> None:
    """Change the indicators of the installed plugin."""
    catalog = folder / "zhiben_sch" / "catalog" / "indicators.toml"
    text = EXAMPLE_SECTOR["catalog/indicators.toml"]
    assert old in text
    catalog.write_text(text.replace(old, new), encoding="utf-8")


def test_an_indicator_that_changes_its_unit_needs_a_new_code(
    schools: Terminal, site_folder: Path
) -> None:
    record(schools, COUNT, "2024-03", "城关镇", "--value", 5)
    rewrite(site_folder, 'unit = "处"\nformula', 'unit = "家"\nformula')
    result = schools(
        "indicator", "record", COUNT, "--period", "2024-04", "--org", "城关镇", "--value", "2"
    )

    assert USAGE == result.code
    assert "以前按“处”登记（office:40），现在是“家”" in result.err
    tables = schools("indicator", "show", COUNT, "--json").json()["indicators"]
    assert [("处", 1), ("家", 0)] == [(one["unit"], len(one["values"])) for one in tables]
