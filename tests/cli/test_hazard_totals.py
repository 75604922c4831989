"""``zhiben hazard explain-total``: a total that does not fit is explained, and never corrected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from zhiben.cli.exits import CLEAN, USAGE

if TYPE_CHECKING:
    from pytest_zhiben import Result, Terminal

HEAD = "企业名称,隐患地点,隐患描述,发现时间\n"
ROWS = "示例厂,一车间,示例通道被堵,2024-05-03\n示例厂,二车间,示例阀门锈蚀,2024-05-04\n"
WORDS = ("隐患台账.csv", "--note", "示例：含上年结转一项")
PHONE = "13800138000"


@pytest.fixture
def printed(office: Terminal) -> Terminal:
    """A table of two rows that prints three."""
    take_in(office, "隐患台账.csv", f"{HEAD}{ROWS}合计3项,,,\n")
    return office


def schema() -> dict[str, Any]:
    """Return the documented shape of the figures."""
    path = Path(__file__).parents[2] / "docs/reference/json/hazard-stats.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def take_in(office: Terminal, name: str, text: str, *words: str) -> None:
    """Import a table."""
    (office.folder / name).write_text(text, encoding="utf-8")
    result = office("hazard", "import", name, *words)

    assert CLEAN == result.code, result.err


def explain(office: Terminal, *words: str) -> Result:
    """Explain a total."""
    return office("hazard", "explain-total", *words)


def totals(office: Terminal, *words: str) -> list[dict[str, Any]]:
    """Return the totals that tables print."""
    found: list[dict[str, Any]] = office("hazard", "stats", "--json", *words).json()[
        "printed_totals"
    ]
    return found


def test_an_explanation_stands_beside_the_total_and_nothing_is_asked_any_more(
    printed: Terminal,
) -> None:
    asked = printed("hazard", "stats").out
    result = explain(printed, *WORDS, "--unit", "城关镇", "--document", "示例〔2026〕5号")
    (total,) = totals(printed)
    out = printed("hazard", "stats").out

    assert CLEAN == result.code, result.err
    assert "已记入台账" in result.out
    assert "请报送单位写口径说明" in asked
    assert "待说明" in asked
    assert "示例：含上年结转一项（城关镇，2026-" in out
    assert "请报送单位写口径说明" not in out
    assert (3, 2, 1, False) == tuple(total[key] for key in ("reported", "computed", "gap", "asked"))
    Draft202012Validator(schema()).validate(printed("hazard", "stats", "--json").json())
    told = total["explanation"]
    assert ("城关镇", "示例〔2026〕5号", 1) == (told["unit"], told["document"], told["gap"])


def test_the_unit_of_this_workspace_explains_unless_another_is_told(printed: Terminal) -> None:
    explain(printed, *WORDS)

    assert "县安委办" in totals(printed)[0]["explanation"]["unit"]


def test_an_explanation_is_recorded_once(printed: Terminal) -> None:
    explain(printed, *WORDS)
    again = explain(printed, *WORDS)
    other = explain(printed, "隐患台账.csv", "--note", "示例：写错一项")

    assert "没有再记" in again.out
    assert "已记入台账" in other.out
    assert "示例：写错一项" == totals(printed)[0]["explanation"]["text"]
    entries = printed("journal", "list", "--kind", "hazard.total", "--json").json()["entries"]
    assert 2 == len(entries)


def test_an_explanation_taken_back_is_asked_for_again(printed: Terminal) -> None:
    explain(printed, *WORDS)
    entry = totals(printed)[0]["explanation"]["entry"]
    undone = printed("undo", entry, "--reason", "示例")

    assert CLEAN == undone.code, undone.err
    assert (None, True) == (totals(printed)[0]["explanation"], totals(printed)[0]["asked"])


def test_before_its_day_an_explanation_is_not_known(printed: Terminal) -> None:
    """Nor is a total before its table came in."""
    result = explain(printed, *WORDS, "--on", "2024-02-01")

    assert USAGE == result.code
    assert "没有叫“隐患台账.csv”的印有合计的表" in result.err
    assert [] == totals(printed, "--as-of", "2024-02-01")


def test_the_next_table_is_asked_about_anew(printed: Terminal) -> None:
    explain(printed, *WORDS)
    take_in(printed, "隐患台账.csv", f"{HEAD}{ROWS}合计4项,,,\n")

    assert [(4, True, None)] == [
        (one["reported"], one["asked"], one["explanation"]) for one in totals(printed)
    ]


def test_phones_are_masked_wherever_an_explanation_is_shown(printed: Terminal) -> None:
    told = explain(printed, "隐患台账.csv", "--note", f"示例：电话 {PHONE}")

    for result in (
        told, printed("hazard", "stats"), printed("hazard", "stats", "--json"),
        printed("journal", "list", "--kind", "hazard.total", "--json"),
    ):  # fmt: skip
        assert CLEAN == result.code, result.err
        assert PHONE not in result.out + result.err
        assert "138****8000" in result.out


def test_of_several_totals_the_one_meant_has_to_be_named(printed: Terminal) -> None:
    """A table sent as another channel's too is two sources."""
    take_in(printed, "隐患台账.csv", f"{HEAD}{ROWS}合计3项,,,\n", "--channel", "self")
    unclear = explain(printed, *WORDS)
    clear = explain(printed, "隐患台账·self", *WORDS[1:])

    assert USAGE == unclear.code
    assert "来源“隐患台账·self”工作表“隐患台账”第 4 行" in unclear.err
    assert CLEAN == clear.code, clear.err
    assert {"隐患台账": True, "隐患台账·self": False} == {
        one["source"]: one["asked"] for one in totals(printed)
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("别的.csv", "--note", "示例"), "没有叫“别的.csv”的印有合计的表"),
        (("隐患台帐.csv", "--note", "示例"), "隐患台账.csv"),
        ((*WORDS, "--row", "9"), "第 4 行"),
        ((*WORDS, "--sheet", "别的"), "工作表“隐患台账”"),
        (("隐患台账.csv", "--note", " "), "说明不能为空"),
        (("隐患台账.csv",), "--note"),
        ((*WORDS, "--unit", "没有镇"), "没有叫“没有镇”的单位"),
        ((*WORDS, "--on", "2999-01-01"), "还没有发生"),
    ],
)
def test_what_cannot_be_explained_is_refused_and_nothing_is_recorded(
    printed: Terminal, words: tuple[str, ...], expected: str
) -> None:
    result = explain(printed, *words)

    assert USAGE == result.code
    assert expected in result.err
    assert totals(printed)[0]["asked"]


def test_a_printed_sum_of_money_stands_beside_that_of_the_rows_in_yuan(office: Terminal) -> None:
    head = "企业名称,隐患地点,隐患描述,整改资金（万元）\n"
    rows = "示例厂,一车间,示例通道被堵,3.5\n示例厂,二车间,示例阀门锈蚀,1200元\n"
    take_in(office, "资金.csv", f"{head}{rows}合计2项,,,4\n")
    count, money = totals(office)
    refused = explain(office, "资金.csv", "--funds", "--row", "9", "--note", "示例")
    done = explain(office, "资金.csv", "--funds", "--note", "示例：含勘察费")

    assert ("项", 2, 2, 0) == tuple(count[key] for key in ("unit", "reported", "computed", "gap"))
    assert ("funds_yuan", "元", "40000", "36200", "3800") == tuple(
        money[key] for key in ("of", "unit", "reported", "computed", "gap")
    )
    assert USAGE == refused.code
    assert "表上写的是 40000 元，收进 36200 元，相差 3800 元" in done.out
    assert [False, False] == [one["asked"] for one in totals(office)]
    assert "示例：含勘察费" in office("hazard", "stats").out
    shown = office("hazard", "stats", "--json").json()
    Draft202012Validator(schema()).validate(shown)
