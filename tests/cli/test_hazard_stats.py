"""``zhiben hazard stats``: figures that explain themselves and agree with progress and the fold."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from zhiben.cli.exits import CLEAN, USAGE
from zhiben.cli.hazard.stats_page import AXES
from zhiben.ledger.fold import in_order
from zhiben.ledger.hazard_figures.counting import (
    COUNTS,
    FIGURES,
    Axis,
    Kind,
    axis_keys,
    facts_of,
    figure_of,
    is_counted,
    tally_of,
    value_of,
)
from zhiben.ledger.hazards.lives import KINDS, lives_of
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.hazards import Act, Channel, Level, State
from zhiben.store import open_store
from zhiben.store.hazard_reading import COUNTS as IN_SQL
from zhiben.testing.factories import Batch, inspected, sealed
from zhiben.testing.hazards import done, listed_in_table, walked

if TYPE_CHECKING:
    from pytest_zhiben import Terminal
    from zhiben.model.hazard_figures import HazardFacts

TODAY = date(2026, 11, 24)
MAJOR: dict[str, Any] = {"level": Level.MAJOR, "sector": "工贸", "region": "城关镇"}


def receive(office: Terminal, *drafts: Draft) -> None:
    """Take in what another site has recorded."""
    with open_store(office.folder / "zhiben.db") as store:
        store.append(sealed([Batch(number=7, origin="dept-a", drafts=drafts)]))


def receive_again(office: Terminal, *drafts: Draft) -> None:
    """Take in what a third site has recorded."""
    with open_store(office.folder / "zhiben.db") as store:
        store.append(sealed([Batch(number=8, origin="dept-b", drafts=drafts)]))


def told(office: Terminal, *words: str, command: str = "hazard stats") -> dict[str, Any]:
    """Return what a command prints as JSON."""
    result = office(*command.split(), "--json", *words)

    assert CLEAN == result.code, result.err
    found: dict[str, Any] = result.json()
    return found


def told_by(office: Terminal, axis: Axis, *words: str) -> list[dict[str, Any]]:
    """Return the rows of the table by an axis."""
    rows: list[dict[str, Any]] = told(office, "--by", axis.value, *words)["rows"]
    return rows


def figures(stats: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of all hazards together, by figure."""
    return {**stats["total"], "self_share": stats["self_share"],
        "per_thousand": stats["per_thousand"]
    }  # fmt: skip


@pytest.fixture
def busy(office: Terminal) -> Terminal:
    """Hazards of every kind: open, late, closed, reopened, shut, merged, void, and yet to come."""
    receive(
        office,
        listed_in_table("示例-01", found_on=date(2023, 5, 1), **MAJOR),
        listed_in_table(
            "示例-02", found_on=date(2023, 5, 1), done_on=date(2024, 5, 1), status=State.CLOSED,
            deadline=date(2024, 5, 1), **MAJOR,
        ),
        listed_in_table(
            "示例-03", found_on=date(2024, 5, 1), deadline=date(2024, 6, 30), listed=True, **MAJOR
        ),
        listed_in_table("示例-04", found_on=date(2025, 12, 1), level=Level.GENERAL),
        listed_in_table("示例-05", found_on=None, channel=Channel.SELF, region="城关"),
        listed_in_table("示例-06", on=date(2026, 12, 1), **MAJOR),
        listed_in_table("示例-07", status=State.VOID, **MAJOR),
        listed_in_table("示例-10", channel=Channel.REPORT, **MAJOR),
        done(Act.MERGE, "示例-10", into="示例-01", on=date(2026, 5, 1)),
        *walked(until=Act.CLOSE, number="示例-08", on=date(2024, 7, 1)),
        done(Act.REOPEN, "示例-08", on=date(2024, 8, 1)),
        *walked(until=Act.REGISTER, number="示例-09"),
        done(Act.SHUT, "示例-09", on=date(2024, 9, 1)),
    )  # fmt: skip
    return office


def test_figures_of_an_empty_ledger_are_zero_and_no_share(office: Terminal) -> None:
    stats = told(office)

    assert [] == stats["rows"]
    assert {"n": 0, "d": 0, "percent": None} == stats["total"]["closing_rate"]
    assert (0, None) == (stats["total"]["found"], stats["total"]["days_median"])
    assert ["T-1", "T-2", "T-3"] == [one["task"] for one in stats["targets"]]


def test_what_is_counted(busy: Terminal) -> None:
    """Void, merged and future hazards are not."""
    total = told(busy)["total"]

    assert (7, 1, 1, 5) == tuple(total[key] for key in ("found", "closed", "shut", "open"))
    assert (2, 1, 1) == tuple(total[key] for key in ("overdue", "listed", "reopened"))
    assert {"n": 1, "d": 6, "percent": 16.6} == total["closing_rate"]
    assert {"n": 1, "d": 3, "percent": 33.3} == total["on_time_rate"]
    assert (366, 366) == (total["days_median"], total["days_p90"])


@pytest.mark.parametrize("day", ["2024-06-30", "2024-07-15", "2026-04-30", "2026-11-24"])
def test_figures_progress_and_the_fold_agree_on_any_day(busy: Terminal, day: str) -> None:
    with open_store(busy.folder / "zhiben.db") as store:
        live = in_order(store.live(KINDS, date.fromisoformat(day)))
    facts = filter(is_counted, map(facts_of, lives_of(live).values()))
    tally = tally_of(facts, date.fromisoformat(day))
    stats = told(busy, "--as-of", day)
    progress = told(busy, "--as-of", day, command="progress")["hazards"]

    assert {key: stats[key] for key in progress} == progress
    for figure in FIGURES:
        if figure.kind is not Kind.PER_THOUSAND:
            value, shown = value_of(figure, tally), figures(stats)[figure.key]

            assert value.amount == (shown if value.d is None else shown["percent"])


@pytest.mark.parametrize("axis", Axis)
@pytest.mark.parametrize("day", ["2024-07-15", "2026-11-24"])
def test_every_row_agrees_with_the_fold_along_any_axis(
    busy: Terminal, axis: Axis, day: str
) -> None:
    """Beside the spelling of units, which the table makes one."""
    with open_store(busy.folder / "zhiben.db") as store:
        live = in_order(store.live(KINDS, date.fromisoformat(day)))
    rows: dict[str, list[HazardFacts]] = {}
    for one in filter(is_counted, map(facts_of, lives_of(live).values())):
        for key in axis_keys(one, axis):
            rows.setdefault({"城关": "城关镇"}.get(key, key), []).append(one)
    told = {row["key"]: row for row in told_by(busy, axis, "--as-of", day)}

    assert set(rows) == set(told)
    for key, facts in rows.items():
        tally = tally_of(facts, date.fromisoformat(day))
        for figure in FIGURES:
            if figure.key in told[key] and figure.kind is not Kind.PER_THOUSAND:
                value, shown = value_of(figure, tally), told[key][figure.key]

                assert value.amount == (shown if value.d is None else shown["percent"])


@pytest.mark.parametrize("axis", [axis for axis in Axis if axis is not Axis.CHANNEL])
def test_rows_add_up_to_the_total(busy: Terminal, axis: Axis) -> None:
    stats = told(busy, "--by", axis.value)

    for key in (one.key for one in FIGURES if one.kind is Kind.COUNT):
        assert stats["total"][key] == sum(row[key] for row in stats["rows"])


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_a_figure_lists_the_hazards_behind_it(busy: Terminal, figure: Any) -> None:  # noqa: ANN401 - a case
    stats = told(busy)
    behind = told(busy, "--explain", figure.key)
    value = figures(stats)[figure.key]

    assert value == behind["value"]
    assert (figure.unit, figure.meaning) == (behind["unit"], behind["meaning"])
    counted = [one["number"] for one in behind["hazards"] if one["counted"]]
    if figure.kind is Kind.COUNT:
        assert value == len(behind["hazards"]) == len(counted)
    if figure.kind is Kind.RATE:
        assert (value["n"], value["d"]) == (len(counted), len(behind["hazards"]))


def test_an_explanation_tells_the_meaning_and_marks_the_numerator(busy: Terminal) -> None:
    out = busy("hazard", "stats", "--explain", "closing_rate").out

    assert figure_of("closing_rate").meaning in out
    assert "分子：已销号；分母：排查发现－关闭取缔" in out
    assert "数值：1/6 16.6" in out
    assert "在分子里" in out
    assert "共 6 项。" in out


@pytest.mark.parametrize("axis", Axis)
@pytest.mark.parametrize("key", ["open", "closing_rate", "days_p90"])
def test_an_explanation_has_the_rows_of_the_table(busy: Terminal, axis: Axis, key: str) -> None:
    table = {row["key"]: row for row in told_by(busy, axis)}
    behind = told(busy, "--by", axis.value, "--explain", key)

    assert behind["rows"]
    for row in behind["rows"]:
        assert (row["title"], row["value"]) == (
            table[row["key"]]["title"],
            table[row["key"]][key],
        )
        if key == "open":
            assert row["value"] == sum(row["key"] in one["rows"] for one in behind["hazards"])


def test_an_explanation_shows_in_which_row_a_hazard_is(busy: Terminal) -> None:
    out = busy("hazard", "stats", "--explain", "found", "--by", "channel").out

    assert "企业自查上报" in out
    assert "按渠道" in out


@pytest.mark.parametrize(("place", "key"), [(0, "T-1"), (1, "T-2"), (2, "T-3")])
@pytest.mark.parametrize("figure", ["found", "closed", "open"])
def test_the_figures_of_a_target_are_explained_as_well(
    busy: Terminal, place: int, key: str, figure: str
) -> None:
    target = told(busy)["targets"][place]
    behind = told(busy, "--explain", figure, "--target", key.lower())

    assert key == behind["target"] == target["task"]
    assert target[figure] == behind["value"] == len(behind["hazards"])


def test_an_explanation_of_a_target_says_which(busy: Terminal) -> None:
    out = busy("hazard", "stats", "--explain", "per_thousand", "--target", "T-1").out

    assert "只看目标 T-1 管的隐患" in out
    assert "数值：没有可算的" in out


def test_a_target_that_is_none_is_refused_with_those_there_are(busy: Terminal) -> None:
    result = busy("hazard", "stats", "--explain", "open", "--target", "T-9")

    assert USAGE == result.code
    assert "T-1" in result.err


def test_a_target_alone_explains_nothing(busy: Terminal) -> None:
    result = busy("hazard", "stats", "--target", "T-1")

    assert USAGE == result.code
    assert "--explain open --target T-1" in result.err


def test_a_figure_of_one_kind_has_no_numerator_column(busy: Terminal) -> None:
    assert "在分子里" not in busy("hazard", "stats", "--explain", "overdue").out


def test_every_axis_has_its_heading(busy: Terminal) -> None:
    for axis in Axis:
        assert f"按{AXES[axis]}" in busy("hazard", "stats", "--by", axis.value).out


def test_towns_are_counted_under_their_registered_names(busy: Terminal) -> None:
    """城关 is another name of 城关镇."""
    towns = [row["title"] for row in told(busy, "--by", "township")["rows"]]

    assert 1 == towns.count("城关镇")
    assert "城关" not in towns


def test_a_hazard_of_two_channels_is_counted_once_in_all(busy: Terminal) -> None:
    stats = told(busy, "--by", "channel")
    rows = {row["title"]: row["found"] for row in stats["rows"]}

    assert {"企业自查上报": 1, "督导检查发现": 6, "群众举报查实": 1} == rows
    assert 7 == stats["total"]["found"]


def test_targets_count_major_hazards_of_their_cohorts(busy: Terminal) -> None:
    stock, increment, zero = told(busy)["targets"]

    assert (2, 1, 1, 1) == tuple(stock[key] for key in ("found", "closed", "open", "open_at_due"))
    assert 3 == increment["found"]
    assert (5, 1, 3) == tuple(zero[key] for key in ("found", "closed", "open"))
    assert "2023-05" == stock["burn_down"][0]["month"]
    assert "不预测" in zero["why_not"]


def test_hazards_of_no_known_level_are_told_beside_the_targets(busy: Terminal) -> None:
    stats = told(busy)

    assert 1 == stats["unplaced"]
    assert any("有 1 项没有写明等级" in note for note in stats["notes"])


def test_without_checks_nothing_is_said_per_thousand(busy: Terminal) -> None:
    assert {"n": 5, "d": 0, "value": None} == told(busy)["per_thousand"]
    assert "没有检查次数，不算" in busy("hazard", "stats").out


@pytest.fixture
def checked(busy: Terminal) -> Terminal:
    """Inspections of a town, of a firm in another one, and of a firm of which no town is told."""
    for name, *more in (("示例厂", "--territory", "新集镇"), ("示例行",)):
        added = busy(
            "org", "add", name, "--kind", "企业", "--id", name, "--on", "2024-01-05", *more
        )

        assert CLEAN == added.code, added.err
    town = next(
        unit["id"] for unit in busy("org", "list", "--json").json()["units"]
        if unit["name"] == "城关镇"
    )  # fmt: skip
    days = (date(2024, 5, 1), date(2024, 5, 2), date(2026, 12, 1))
    receive_again(
        busy,
        *(inspected(town, on=day) for day in days),
        inspected("示例厂", on=date(2025, 3, 1)),
        inspected("示例行", on=date(2025, 3, 2)),
    )
    return busy


def test_inspections_are_counted_where_the_unit_inspected_is(checked: Terminal) -> None:
    """A town that was inspected and has no finding has its row; those to come do not count."""
    stats = told(checked, "--by", "township")
    rows = {row["title"]: row["per_thousand"] for row in stats["rows"]}

    assert {"n": 5, "d": 4, "value": 1250.0} == stats["per_thousand"]
    assert {"n": 3, "d": 2, "value": 1500.0} == rows["城关镇"]
    assert {"n": 0, "d": 1, "value": 0.0} == rows["新集镇"]
    assert {"n": 2, "d": 0, "value": None} == rows["示例一镇"]
    assert {"n": 0, "d": 1, "value": 0.0} == rows["未填"]


@pytest.mark.parametrize("axis", [Axis.TOWNSHIP, Axis.COHORT, Axis.MONTH])
def test_findings_and_inspections_of_all_rows_are_those_of_the_whole(
    checked: Terminal, axis: Axis
) -> None:
    stats = told(checked, "--by", axis.value)

    for part in ("n", "d"):
        assert stats["per_thousand"][part] == sum(
            row["per_thousand"][part] for row in stats["rows"]
        )


@pytest.mark.parametrize("axis", [Axis.LEVEL, Axis.SECTOR, Axis.CHANNEL, Axis.LEAD])
def test_along_axes_that_inspections_do_not_tell_only_the_whole_has_the_figure(
    checked: Terminal, axis: Axis
) -> None:
    stats = told(checked, "--by", axis.value)

    assert {None} == {row["per_thousand"] for row in stats["rows"]}
    assert 4 == stats["per_thousand"]["d"]
    assert (
        "每千次检查发现重大隐患（项/千次）"
        not in checked("hazard", "stats", "--by", axis.value).out.partition("合计里另计的")[0]
    )


def test_inspections_of_no_known_town_are_told(checked: Terminal) -> None:
    out = checked("hazard", "stats", "--by", "township").out

    assert "有 1 次检查的单位没有登记属地" in out
    assert "3/2 1500.0" in out


def test_findings_per_thousand_inspections_are_explained_by_town(checked: Terminal) -> None:
    behind = told(checked, "--explain", "per_thousand", "--by", "township")
    rows = {row["title"]: row["value"] for row in behind["rows"]}

    assert {"n": 3, "d": 2, "value": 1500.0} == rows["城关镇"]
    assert {"n": 0, "d": 1, "value": 0.0} == rows["新集镇"]
    assert {"n": 2, "d": 0, "value": None} == rows["示例一镇"]
    assert {"城关镇", "示例一镇"} == {key for one in behind["hazards"] for key in one["rows"]}


def test_an_inspection_taken_back_is_none(checked: Terminal) -> None:
    entries = checked("journal", "list", "--kind", "inspection.record", "--json").json()["entries"]
    first = next(one for one in entries if one["on"] == "2024-05-01")
    undone = checked("undo", f"{first['origin']}:{first['seq']}", "--reason", "示例")

    assert CLEAN == undone.code, undone.err
    assert 3 == told(checked)["per_thousand"]["d"]
    assert 3 == told(checked, "--by", "township")["per_thousand"]["d"]


def test_a_printed_total_that_does_not_fit_asks_for_an_explanation(office: Terminal) -> None:
    body = {
        "ledger": "示例局", "file": "示例.xlsx", "sheet": "台账", "digest": "0" * 64,
        "accepted": 10,
        **dict.fromkeys(("read", "rejected", "created", "changed", "unchanged", "absent"), 0),
        "mapping": {}, "map": {},
        "totals": [{"row": 14, "note": "合计", "field": "count", "value": "12"}],
    }  # fmt: skip
    kind = EntryKind.HAZARD_SHEET
    receive(office, Draft(on=TODAY, actor="x", kind=kind, subject="示例局", body=body))
    (total,) = told(office)["printed_totals"]

    assert (12, 10, 2) == (total["reported"], total["computed"], total["gap"])
    out = office("hazard", "stats").out
    assert "表中合计，照列不改" in out
    assert "请报送单位写口径说明" in out


def test_progress_shows_hazards_and_targets_once_there_are_any(office: Terminal) -> None:
    assert "隐患，按等级" not in office("progress").out

    receive(office, listed_in_table(found_on=date(2023, 5, 1), **MAJOR))

    for form in ("table", "md"):
        out = office("progress", "--format", form).out
        assert "隐患，按等级" in out
        assert "方案目标（只计重大隐患）" in out
    assert "隐患，按等级" not in office("progress", "--format", "csv").out


def test_before_any_plan_there_are_figures_and_no_targets(busy: Terminal) -> None:
    stats = told(busy, "--as-of", "2024-01-31")

    assert [] == stats["targets"]
    assert CLEAN == busy("hazard", "stats", "--as-of", "2024-01-31").code


def test_an_unknown_figure_is_refused_with_those_there_are(office: Terminal) -> None:
    result = office("hazard", "stats", "--explain", "nothing")

    assert USAGE == result.code
    assert "closing_rate" in result.err


def test_a_forecast_is_told_with_its_range(office: Terminal) -> None:
    """Ten closed in each of six whole months, forty open."""
    closed = [
        listed_in_table(
            f"示例-{month}-{row}", found_on=date(2023, 5, 1), done_on=date(2026, month, 5),
            status=State.CLOSED, **MAJOR,
        )
        for month in range(5, 11)
        for row in range(10)
    ]  # fmt: skip
    opened = [
        listed_in_table(f"示例-{row}", found_on=date(2023, 5, 1), **MAJOR) for row in range(40)
    ]
    receive(office, *closed, *opened)
    stock = told(office)["targets"][0]

    assert {"monthly": 10.0, "months": 4, "soonest": 4, "latest": 4} == stock["forecast"]
    assert "4 到 4" in office("hazard", "stats").out


def test_what_is_printed_has_its_documented_shape(busy: Terminal) -> None:
    schemas = Path(__file__).parents[2] / "docs/reference/json"
    schema = json.loads((schemas / "hazard-stats.schema.json").read_text("utf-8"))
    progress = json.loads((schemas / "progress.schema.json").read_text("utf-8"))

    Draft202012Validator(progress).validate(told(busy, command="progress"))
    for words in (*(("--by", axis) for axis in Axis), *(("--explain", f.key) for f in FIGURES)):
        Draft202012Validator(schema).validate(told(busy, *words))


def test_counts_in_words_and_in_sql_have_the_same_names() -> None:
    assert list(COUNTS) == list(IN_SQL)
