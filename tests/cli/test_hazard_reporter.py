"""``hazard add|amend --reporter``: the ledger holds a reporter's token, and never the person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.cli.exits import CLEAN, USAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_zhiben import Result, Terminal

NUMBER = "YH-2026-00001"
STRANGE = "R-ABCD-EFGH-JKMN-PQRS"
REPORTED = "add --channel report --location 一车间 --description 示例 --on 2026-05-06"
PERSON = {"name": "示例举报人", "phone": "13987650043", "words": "示例原话"}


def hazard(office: Terminal, words: str) -> Result:
    """Run a command of the group; texts have no blanks in these tests."""
    return office("hazard", *words.split())


def page(office: Terminal, number: str = NUMBER) -> dict[str, Any]:
    found: dict[str, Any] = office("hazard", "show", number, "--json").json()
    return found


def new_token(piped: Callable[..., Result]) -> str:
    """Put somebody into the vault, and return the token that is printed."""
    found = re.search(r"R(-[A-Z]{4}){4}", piped(PERSON).out)

    assert found
    return found[0]


@pytest.fixture
def token(keyed: Terminal, piped: Callable[..., Result]) -> str:
    """The token of somebody in the vault of a workspace."""
    del keyed  # it is the one that ``piped`` runs in, with a key
    return new_token(piped)


def test_a_reported_hazard_holds_the_token_and_shows_no_person(keyed: Terminal, token: str) -> None:
    assert CLEAN == hazard(keyed, f"{REPORTED} --reporter {token.lower()}").code

    assert [token] == page(keyed)["reporters"]
    shown = hazard(keyed, f"show {NUMBER}").out + hazard(keyed, f"history {NUMBER} --json").out
    assert token in shown
    assert [] == [word for word in PERSON.values() if word in shown]


def test_the_same_report_is_recorded_once(keyed: Terminal, token: str) -> None:
    for _ in range(2):
        result = hazard(keyed, f"{REPORTED} --reporter {token}")

    assert "没有再记" in result.out


def test_a_token_is_put_in_later_and_set_right(
    keyed: Terminal, token: str, piped: Callable[..., Result]
) -> None:
    other = new_token(piped)
    hazard(keyed, REPORTED)
    for one in (other, token):
        result = hazard(keyed, f"amend {NUMBER} --reporter {one} --reason 补记")
        assert f"{NUMBER} 更正了举报人令牌，理由：补记" in result.out

    assert [token] == page(keyed)["reporters"]
    keyed("undo", "office:44", "--reason", "示例")
    assert [other] == page(keyed)["reporters"]


def test_what_was_merged_brings_its_reporter_along(
    keyed: Terminal, token: str, piped: Callable[..., Result]
) -> None:
    other = new_token(piped)
    hazard(keyed, f"{REPORTED} --reporter {token}")
    hazard(keyed, f"{REPORTED.replace('一', '二')} --reporter {other}")
    hazard(keyed, f"merge YH-2026-00002 --into {NUMBER} --reason 同一处")

    assert [token, other] == page(keyed)["reporters"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"{REPORTED} --reporter {STRANGE}", f"举报人库里没有登记过 {STRANGE}"),
        (f"{REPORTED} --reporter 示例举报人", "写的不是令牌"),
        (f"{REPORTED} --reporter".replace("report ", "self "), "只写在群众举报查实"),
    ],
)
def test_what_is_no_token_on_record_is_refused_and_not_repeated(
    keyed: Terminal, token: str, words: str, said: str
) -> None:
    result = hazard(keyed, f"{words} {token}" if words.endswith("--reporter") else words)

    assert (USAGE, True) == (result.code, said in result.err)
    assert "示例举报人" not in result.err


def test_a_site_without_a_vault_takes_the_token_it_was_given(office: Terminal) -> None:
    result = hazard(office, f"{REPORTED} --reporter {STRANGE}")

    assert (CLEAN, True) == (result.code, f"{STRANGE} 没有核对" in result.err)
    assert [STRANGE] == page(office)["reporters"]


def test_the_token_of_a_reporter_who_was_forgotten_is_kept(keyed: Terminal, token: str) -> None:
    assert CLEAN == keyed("reporter", "forget", token, "--reason", "保存期限已满").code
    result = hazard(keyed, f"{REPORTED} --reporter {token}")

    assert (CLEAN, True) == (result.code, "已从举报人库删去" in result.err)
