"""Canaries in hazards: no command prints a phone or an ID number in full, nor a reporter at all.

Each number stands in every detail, step, name and file a hazard has. Then every command of
the group runs, with ``-v`` too, and all that is printed is searched for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.cli.commands import walk
from zhiben.cli.exits import CLEAN, FINDINGS, USAGE
from zhiben.cli.main import SYSTEM_CLOCK, program
from zhiben.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_zhiben import Result, Terminal

PHONE, ID = "13987650043", "340321198807070027"
HERE = f"示例{PHONE}，{ID}。"
NUMBER, OTHER, THIRD = (f"YH-2026-0000{rank}" for rank in (1, 2, 3))
DETAILS = (
    "enterprise", "region", "sector", "location", "description", "measures", "owner",
    "unit-responsible", "lead", "support", "supervise", "sponsor",
)  # fmt: skip
REPORTER = {"name": "丁卯金丝雀", "phone": "13987650044", "words": "我在夜里听见金丝雀唱歌"}
REASON = ("--reason", "示例回访")


def traces(text: str) -> list[str]:
    """Return what a text tells of anybody."""
    return [one for one in (PHONE, ID, *REPORTER.values()) if one in text]


def run(office: Terminal, *words: str, verbose: bool = False) -> Result:
    """Run a command of the group, and see that it gives nothing away."""
    result = office(*(("-v",) if verbose else ()), "hazard", *words)

    assert [] == traces(result.out + result.err), words
    return result


def add(office: Terminal, *words: str) -> None:
    """Record a hazard that holds the numbers wherever a text may stand."""
    told = (word for name in DETAILS for word in (f"--{name}", HERE))
    (office.folder / f"{PHONE}.txt").write_text("示例", encoding="utf-8")
    circumstances = ("--person", HERE, "--document", HERE, "--evidence", f"{PHONE}.txt")
    result = run(office, "add", "--channel", "report", *told, *circumstances, *words)
    assert CLEAN == result.code, result.err


def acts() -> list[tuple[str, ...]]:
    """Return the way of a hazard to its closing and beyond, the numbers in everything said."""
    said = ("--person", HERE, "--document", HERE)
    grounds = ("--standard", HERE, "--clauses", HERE, "--reason", HERE)
    reviewed = ("--reviewers", f"甲{PHONE}、乙{ID}", "--opinion", HERE, "--unit", "县住建局")
    applied = ("apply", NUMBER, "--report", HERE, "--done-on", "2026-06-20", *said,
               "--evidence", f"{PHONE}.txt")  # fmt: skip
    failed = ("accept", NUMBER, "--result", "fail", *reviewed)
    return [
        ("verify", NUMBER, "--reviewer", HERE, *said),
        ("hand-over", NUMBER, "--to", f"某局{HERE}", "--reason", HERE, *said),
        ("verify", NUMBER, "--reviewer", HERE, "--unit", f"某局{HERE}", *said),
        ("judge", NUMBER, "--by-hand", *grounds, *said),
        ("register", NUMBER, "--national-number", HERE, *said),
        ("notify", NUMBER, "--principal", HERE, "--controller", HERE, "--delivery", HERE, *said),
        ("plan", NUMBER, "--funds", "3.5万元", "--deadline", "2026-06-30",
         "--contingency", HERE, *said),
        ("rectify", NUMBER, "--monitoring", HERE, *said),
        applied, failed, (*applied[:3], f"又{HERE}", *applied[4:]),
        ("accept", NUMBER, "--result", "pass", *reviewed),
        ("close", NUMBER, "--approval", HERE, "--closer", f"丙{ID}", *said),
        ("check-back", NUMBER, "--result", "relapsed", "--opinion", HERE, *said),
        ("reopen", NUMBER, "--reason", HERE, *said),
        ("amend", NUMBER, "--sponsor", f"又{HERE}", "--reason", HERE, *said),
        ("shut", NUMBER, "--decision", HERE, *said),
        ("merge", OTHER, "--into", THIRD, "--reason", HERE, *said),
        ("void", THIRD, "--reason", HERE, "--approvers", f"甲{PHONE}、乙{ID}", *said),
    ]  # fmt: skip


LOCAL = (
    "limits", "set", "accept", "--value", "10", "--day-kind", "working", "--basis", HERE,
    "--from", "2026-06-01", "--place", HERE,
)  # fmt: skip
"""Sets a limit of this place."""
VIEWS = (
    ("show", NUMBER), ("show", NUMBER, "--json"), ("show", OTHER), ("show", THIRD, "--json"),
    ("history", NUMBER), ("history", NUMBER, "--json"), ("history", OTHER),
    ("list", "--all"), ("list", "--all", "--json"),
    ("list", "--enterprise", PHONE), ("list", "--region", PHONE, "--json"),
    ("list", "--all", "--format", "csv"), ("list", "--all", "--profile", "public", "--json"),
    ("list", "--all", "--profile", "public", "--format", "csv"),
)  # fmt: skip
REFUSED = (
    ("add", "--channel", HERE), ("add", "--channel", "self", "--location", HERE),
    ("add", HERE), ("amend", NUMBER, "--funds", HERE, "--reason", HERE),
    ("amend", NUMBER, "--credit-code", ID, "--reason", HERE),
    ("amend", NUMBER, "--deadline", PHONE, "--reason", HERE), ("show", PHONE), ("history", ID),
    ("verify", NUMBER, "--reviewer", HERE), ("verify", PHONE, "--reviewer", HERE),
    ("judge", NUMBER, "--sector", PHONE), ("judge", NUMBER, "--general", "--reason", HERE),
    ("rejudge", NUMBER, "--edition", HERE), ("rejudge", NUMBER, "--edition", PHONE, "--json"),
    ("merge", NUMBER, "--into", PHONE, "--reason", HERE), ("void", NUMBER, "--reason", HERE),
    ("close", NUMBER, f"--{PHONE}"), ("list", "--status", PHONE), ("list", PHONE), (PHONE,),
    ("list", "--profile", HERE), ("list", "--profile", "full"),
    ("show", NUMBER, "--unmask", "--reason", f"打{PHONE}"), ("apply", NUMBER, "--unit", HERE),
    ("explain-total", HERE, "--note", HERE), ("explain-total", HERE, "--row", PHONE),
    ("headings", HERE, HERE), ("headings", f"--{PHONE}"), ("limits", HERE), ("limits", "show", ID),
    (*LOCAL[:2], HERE, *LOCAL[3:]), (*LOCAL[:4], PHONE, *LOCAL[5:]),
    (*LOCAL[:6], HERE, *LOCAL[7:]), (*LOCAL[:10], ID, *LOCAL[11:]), (*LOCAL, HERE),
    ("limits", "done", NUMBER, HERE), ("limits", "done", PHONE, "accept"),
    ("limits", "done", NUMBER, "accept", "--unit", HERE),
    ("listing", HERE), ("listing", "remove", PHONE, "--document", HERE),
    ("listing", "remove", NUMBER, "--document", HERE, "--authority", HERE),
    ("listing", "remove", NUMBER, "--public-on", ID, "--document", HERE),
    ("resume", PHONE), ("resume", NUMBER, "--authority", HERE, "--document", HERE),
    ("resume", NUMBER, "--unit", HERE, "--on", PHONE),
)  # fmt: skip


@pytest.fixture
def lived(keyed: Terminal, piped: Callable[..., Result]) -> Terminal:
    """A hazard that has been through everything, two more, and the reporter of one."""
    piped(REPORTER)
    for place in (NUMBER, OTHER, THIRD):
        add(keyed, "--description", f"{HERE}{place}")
    for words in acts():
        result = run(keyed, *words)
        assert CLEAN == result.code, (words, result.err)
    return keyed


AROUND = (
    ("listing", "add", OTHER, "--authority", "县安委会", "--level", "county", "--batch", HERE,
     "--document", HERE, "--deadline", "2027-05-31", "--sponsor", HERE, "--public-in", HERE),
    ("extend", OTHER, "--until", "2027-06-30", "--reason", HERE),
    ("suspend", OTHER, "--part", HERE, "--document", HERE),
    ("enforce", OTHER, "--kind", "penalty", "--fine", "35000", "--note", HERE, "--document", HERE),
    ("escalate", OTHER, "--feedback", HERE, "--note", HERE),
    ("fault", "县应急局", "--kind", "refused", "--hazard", OTHER, "--reason", HERE),
    ("listing", "list"), ("listing", "list", "--json"), ("listing", "batch", HERE),
    ("listing", "batch", HERE, "--json"), ("show", OTHER), ("show", OTHER, "--json"),
    ("history", OTHER), ("history", OTHER, "--json"),
    ("limits", "done", OTHER, "penalty-public", "--person", HERE, "--document", HERE),
    LOCAL, LOCAL, ("limits", "show", "--json"), ("headings",), ("headings", HERE),
    ("headings", "--json"), ("fault",), ("fault", "--json"), ("limits", "show"),
    ("limits", "show", OTHER),
    ("limits", "show", OTHER, "--json"), ("escalate", "--as-of", "2027-12-31"),
    ("escalate", "--as-of", "2027-12-31", "--json"), ("duplicates",), ("duplicates", "--json"),
    ("stats",), ("stats", "--json"), ("stats", "--by", "sector"), ("stats", "--by", "township"),
    ("stats", "--explain", "open"), ("stats", "--explain", "open", "--json"),
    ("import", "台账.csv", "--dry-run"), ("import", "台账.csv", "--json"), ("import", "台账.csv"),
    ("explain-total", "台账.csv", "--note", HERE, "--document", HERE),
    ("stats",), ("stats", "--json"),
    ("list", "--all"), ("duplicates", "--different", OTHER, THIRD, "--reason", HERE),
)  # fmt: skip
"""What goes on around a hazard, once it is judged: each may refuse, and none may tell."""
THERE = f"某委{HERE}"
ENDS = (
    ("resume", NUMBER, "--authority", THERE, "--document", HERE, "--person", HERE),
    ("listing", "remove", NUMBER, "--authority", THERE, "--document", HERE, "--person", HERE,
     "--public-on", "2026-10-09", "--public-in", HERE),
    ("show", NUMBER), ("show", NUMBER, "--json"), ("listing", "list", "--all"),
    ("listing", "list", "--all", "--json"), ("listing", "batch", HERE, "--json"),
)  # fmt: skip
"""How a hazard that was listed and stood still comes to its end."""
TABLE = f"""隐患编号,单位名称,隐患地点,隐患描述,隐患等级,整改责任人,整改期限,整改资金
{PHONE},{HERE}厂,{HERE},{HERE},重大,{HERE},2026-12-31,3.5万元
2,示例厂,{HERE}二,{HERE}二,{HERE},{HERE},{PHONE},{PHONE}人
合计9项,,,,,,,
"""


def test_every_command_of_the_group_is_tried() -> None:
    """A command that is added to the group has its canaries too."""
    names = {
        path.removeprefix("zhiben hazard ")
        for path in (one.command_path for one in walk(program(SYSTEM_CLOCK, []), "zhiben"))
        if path.startswith("zhiben hazard ")
    }
    groups = {"listing", "limits"}
    all_words = (("add",), *acts(), *VIEWS, *REFUSED, *AROUND, *ENDS)
    tried = {" ".join(words[: 1 + (words[0] in groups)]) for words in all_words}

    assert groups == names - tried


def test_what_was_done_and_what_is_shown_gives_nothing_away(lived: Terminal) -> None:
    for words in VIEWS:
        for verbose in (False, True):
            assert CLEAN == run(lived, *words, verbose=verbose).code, words

    assert "示例139****0043，3403**********0027。" in run(lived, "show", NUMBER).out


def test_what_is_refused_is_not_repeated_in_full(lived: Terminal) -> None:
    for words in REFUSED:
        for verbose in (False, True):
            assert USAGE == run(lived, *words, verbose=verbose).code, words


def test_what_goes_on_around_a_hazard_gives_nothing_away(keyed: Terminal) -> None:
    """Listings, extensions, enforcement, clocks, duplicates, figures and tables."""
    for place in (NUMBER, OTHER, THIRD):
        add(keyed, "--description", f"{HERE}{place}", "--found-on", "2026-05-06")
    (keyed.folder / "台账.csv").write_text(TABLE, encoding="utf-8")
    (keyed.folder / "隐患表头.csv").write_text(
        f"列名,字段\n电话{PHONE}、{ID},隐患地点\n", encoding="utf-8"
    )
    way = {words[0]: words for words in reversed(acts())}
    for name in ("verify", "judge", "register"):
        assert CLEAN == run(keyed, name, OTHER, *way[name][2:]).code
    codes = {words: run(keyed, *words, verbose=True).code for words in AROUND}

    assert [] == [words for words, code in codes.items() if code not in {CLEAN, FINDINGS}]


def test_what_ends_around_a_hazard_gives_nothing_away(keyed: Terminal) -> None:
    """A listing is taken off, and what stood still goes on."""
    add(keyed, "--found-on", "2026-05-06")
    around = (
        ("listing", "add", NUMBER, "--authority", THERE, "--level", "county", "--batch", HERE,
         "--document", HERE, "--deadline", "2027-05-31", "--sponsor", HERE),
        ("suspend", NUMBER, "--part", HERE, "--document", HERE),
    )  # fmt: skip
    names = [words[0] for words in acts()]
    until = names.index("register") + 1, names.index("close") + 1
    *before, close = acts()[until[0] : until[1]]
    done = (*acts()[: until[0]], *around, *before, (*close, "--unit", THERE), *ENDS)

    for words in done:
        result = run(keyed, *words, verbose=True)
        assert CLEAN == result.code, (words, result.err)


def test_the_journal_shows_entries_masked_too(lived: Terminal) -> None:
    (record, *_) = lived("hazard", "history", NUMBER, "--json").json()["entries"]
    place = record["reference"]
    commands = (
        ("list",), ("list", "--json"), ("list", "--subject", NUMBER, "--json"), ("verify",),
        ("show", place), ("show", place, "--json"), ("verify", "--json"),
    )  # fmt: skip
    for words in commands:
        result = lived("journal", *words)

        assert [] == traces(result.out + result.err), words
    result = lived("undo", place, "--reason", HERE)
    assert [] == traces(result.out + result.err)


@pytest.mark.parametrize(
    "words",
    [
        ("hazard", "show", NUMBER), ("hazard", "show", NUMBER, "--json"),
        ("hazard", "history", NUMBER, "--json"), ("hazard", "list", "--all"),
        ("hazard", "list", "--json", "--all"), ("journal", "show", "41"),
        ("hazard", "list", "--all", "--profile", "full", "--format", "csv"),
        ("journal", "list", "--json"),
    ],
)  # fmt: skip
def test_with_a_reason_everything_is_shown_and_that_is_on_record(
    lived: Terminal, words: tuple[str, ...]
) -> None:
    known = len(accesses(lived))
    result = lived(*words, "--unmask", *REASON)

    assert CLEAN == result.code, result.err
    assert [PHONE, ID] == traces(result.out)
    last, *others = accesses(lived)
    assert known == len(others)
    assert {"deed": "unmask", "reason": "示例回访"} == last["body"]


def accesses(office: Terminal) -> list[dict[str, object]]:
    """Return the uses of personal data on record, newest first."""
    listed = office("journal", "list", "--kind", "reporter.access", "--json").json()
    found: list[dict[str, object]] = listed["entries"]
    return found


def test_masking_spares_digests_ids_and_codes(lived: Terminal) -> None:
    """Or entries could no longer be told apart."""
    with open_store(lived.folder / "zhiben.db") as store:
        lines = {line.id: line for line in store.lines()}
    shown = lived("journal", "list", "--last", "99", "--json").json()["entries"]

    assert len(lines) == len(shown)
    for one in shown:
        line = lines[one["id"]]
        assert (line.digest, line.previous, line.recorded_at) == (
            one["digest"],
            one["previous"],
            one["recorded_at"],
        )


def test_no_file_but_the_vault_knows_the_reporter(lived: Terminal) -> None:
    """The phones in hazards are the ledger's own; those of a reporter never get there."""
    for path in (one for one in lived.folder.rglob("*") if one.is_file()):
        content = path.read_bytes()

        assert [] == [text for text in REPORTER.values() if text.encode() in content], path
