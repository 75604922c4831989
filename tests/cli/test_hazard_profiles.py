"""``zhiben hazard list --profile``: who a list is for decides which fields it carries."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from zhiben.cli.exits import CLEAN, USAGE
from zhiben.ledger.privacy.fields import FIELDS, class_of
from zhiben.model.privacy import FieldClass

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_zhiben import Result, Terminal

PHONE = "13987650043"
REASON = ("--unmask", "--reason", "示例核对")
TABLE = "单位名称,隐患地点,隐患描述,整改责任人\n示例矿业,二号井,未设置安全出口,示例丁\n"
ADD = (
    "add", "--channel", "report", "--enterprise", "示例厂", "--location", "@一车间",
    "--description", f"=1+1，电话{PHONE}", "--owner", f"示例甲{PHONE}", "--sponsor", "-示例乙",
    "--funds", "3.5万元", "--found-on", "2026-05-06", "--listed",
)  # fmt: skip
INNER = {"channels", "owner", "sponsor", "funds_yuan", "sources"}


@pytest.fixture
def reported(keyed: Terminal, piped: Callable[..., Result]) -> Terminal:
    """One hazard that somebody reported, and one from a table."""
    piped({"name": "丁卯金丝雀"})
    (one,) = keyed("reporter", "list", "--json").json()["reporters"]
    (keyed.folder / "台账.csv").write_text(TABLE, encoding="utf-8")
    for words in ((*ADD, "--reporter", one["token"]), ("import", "台账.csv", "--channel", "self")):
        result = keyed("hazard", *words)
        assert CLEAN == result.code, result.err
    return keyed


def keys(office: Terminal, *words: str) -> set[str]:
    """Return the keys of each hazard in a list, the same for all."""
    hazards = office("hazard", "list", *words, "--json").json()["hazards"]
    (found,) = {frozenset(one) for one in hazards}
    return set(found)


def sheet(office: Terminal, *words: str) -> list[dict[str, str]]:
    """Return a list as a spreadsheet would read it."""
    text = office("hazard", "list", *words, "--format", "csv").out.removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_profile_decides_which_fields_a_list_carries(reported: Terminal) -> None:
    public = keys(reported, "--profile", "public")

    assert {FieldClass.PUBLIC} == set(map(class_of, public))
    assert public | INNER == keys(reported, "--profile", "internal") == keys(reported)
    assert public | INNER | {"reporter"} == keys(reported, "--profile", "full", *REASON)


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_a_spreadsheet_carries_the_same_fields_as_the_json(
    reported: Terminal, profile: str
) -> None:
    labels = {FIELDS[name].label for name in keys(reported, "--profile", profile)}

    for row in sheet(reported, "--profile", profile):
        assert labels == set(row)


def test_the_public_does_not_learn_how_a_report_came_in(reported: Terminal) -> None:
    for words in (("--json",), ("--format", "csv"), ()):
        out = reported("hazard", "list", "--profile", "public", *words).out

        assert "示例厂" in out
        assert not [one for one in ("举报", "report", "R-", "示例甲", "示例乙") if one in out]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("public", "--channel", "report"), "向社会公开的不能按渠道筛选"),
        (("public", *REASON), "向社会公开的内容一律遮盖，不能加 --unmask。"),
        (("full",), "导出全部内容须写明理由，请加 --unmask --reason 文字。"),
        (("谁都行",), "不在可选范围内，可选：public（向社会公开）、internal（单位内部使用）"),
    ],
)
def test_what_a_profile_does_not_allow_is_refused(
    reported: Terminal, words: tuple[str, ...], told: str
) -> None:
    """And nobody's reason is put on record then."""
    result = reported("hazard", "list", "--profile", *words)

    assert (USAGE, "") == (result.code, result.out)
    assert told in result.err
    kept = reported("journal", "list", "--kind", "reporter.access", "--json").json()["entries"]
    assert ["add"] == [one["body"]["deed"] for one in kept]


def test_a_spreadsheet_says_in_words_what_the_json_says_in_codes(reported: Terminal) -> None:
    first, second = sheet(reported)

    assert ("群众举报查实", "35000", "是", "线索", "2026-05-06", "") == tuple(
        first[FIELDS[name].label]
        for name in ("channels", "funds_yuan", "listed", "status", "found_on", "sources")
    )
    assert "台账.csv 台账 第2行" == second[FIELDS["sources"].label]


def test_a_spreadsheet_computes_nothing_and_masks_phones(reported: Terminal) -> None:
    (row, _) = sheet(reported)

    assert ("'=1+1，电话139****0043", "'@一车间", "'-示例乙", "示例甲139****0043") == tuple(
        row[FIELDS[name].label] for name in ("description", "location", "sponsor", "owner")
    )


def test_everything_is_shown_for_a_reason_that_is_on_record(reported: Terminal) -> None:
    (row, _) = sheet(reported, "--profile", "full", *REASON)

    assert f"示例甲{PHONE}" == row[FIELDS["owner"].label]
    assert row[FIELDS["reporter"].label].startswith("R-")
    (last, *_) = reported("journal", "list", "--kind", "reporter.access", "--json").json()[
        "entries"
    ]
    assert {"deed": "unmask", "reason": "示例核对"} == last["body"]


def test_a_spreadsheet_of_no_hazard_has_its_headings(office: Terminal) -> None:
    out = office("hazard", "list", "--profile", "public", "--format", "csv").out

    assert out.removeprefix("\ufeff").startswith("隐患编号,企业名称,统一社会信用代码,属地")
    assert 1 == out.count("\n")
