"""``--unmask``: phones are shown in full only for a reason that is on record before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

from zhiben.cli.accesses import TOKEN, record_unmask
from zhiben.cli.main import SYSTEM_CLOCK, Options
from zhiben.cli.options import unmask_option
from zhiben.cli.session import open_session
from zhiben.errors import UsageError

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

NUMBER = "示例-2024-0001"


@click.command()
@unmask_option
@click.pass_obj
def shown(options: Options, *, unmask: str | None) -> str:
    """Return how a command would show a hazard."""
    if unmask is None:
        return "138****5678"
    with open_session(options) as session:
        return record_unmask(session, NUMBER, reason=unmask)


def run(office: Terminal, *words: str) -> str:
    options = Options(
        database=office.folder / "zhiben.db", actor="示例甲", clock=SYSTEM_CLOCK, troubles=[]
    )
    told: str = shown.main(list(words), standalone_mode=False, obj=options)
    return told


def test_without_it_nothing_is_recorded(office: Terminal) -> None:
    assert "138****5678" == run(office)
    assert [] == office("journal", "list", "--kind", "reporter.access", "--json").json()["entries"]


def test_the_reason_is_recorded_with_who_and_what_for(office: Terminal) -> None:
    reference = run(office, "--unmask", "--reason", "通知整改责任人")

    entry = office("journal", "show", reference, "--json").json()
    assert {"deed": "unmask", "reason": "通知整改责任人"} == entry["body"]
    assert (NUMBER, "示例甲", "reporter.access") == (
        entry["subject"],
        entry["actor"],
        entry["kind"],
    )


@pytest.mark.parametrize("words", [("--unmask",), ("--reason", "示例")])
def test_each_needs_the_other(office: Terminal, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="--unmask 和 --reason 要一起写"):
        run(office, *words)


@pytest.mark.parametrize("reason", ["", "打13812345678"])
def test_a_reason_that_tells_nothing_or_too_much_is_refused(office: Terminal, reason: str) -> None:
    with pytest.raises(UsageError, match="理由"):
        run(office, "--unmask", "--reason", reason)

    assert [] == office("journal", "list", "--kind", "reporter.access", "--json").json()["entries"]


def test_a_token_is_read_in_either_case() -> None:
    assert "R-ABCD-EFGH-JKMN-PQRS" == TOKEN.convert("r-abcd-efgh-jkmn-pqrs", None, None)
