"""Whatever is done to the file behind the store's back is found, and the first place named."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import DataError, Problem, ZhibenError
from zhiben.ledger.digests import digest_of
from zhiben.ledger.entries import Line, place_of
from zhiben.model.reports import Evidence
from zhiben.store import Site, create_store, open_store
from zhiben.testing.factories import (
    Batch,
    adopted,
    amended,
    example_package,
    reported,
    sealed,
    undone,
    waived,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from zhiben.store import Store

DAY = date(2024, 3, 1)
FILE = Evidence(name="清单.xlsx", digest="0" * 64, size=5)
FIRST = Batch(
    number=0,
    origin="office",
    drafts=(
        *adopted(example_package(), on=date(2024, 1, 1)),
        reported("1-1", "dept-a", on=DAY, note="示例：已办结", evidence=(FILE,)),
        reported("1-2", "firm-1", on=DAY, period="2024Q1", count=2),
    ),
)
SECOND = Batch(
    number=1,
    origin="dept-a",
    drafts=(
        undone(FIRST.ids[-1], subject="1-2", on=DAY),
        amended("1-1", on=DAY, due=date(2024, 9, 30)),
        waived("1-2", "firm-2", period="2024Q1", on=DAY),
        reported("1-2", "firm-2", on=DAY, period="2024Q1"),
    ),
)
LINES = sealed([FIRST, SECOND])
TEXT_FIELDS = [field for field in Line._fields if field not in {"origin", "seq"}]

Change = tuple[str, tuple[object, ...]]


@contextmanager
def verified_after(*changes: Change) -> Iterator[tuple[Problem, ...]]:
    """Return what verifying finds after the statements were run on a whole journal."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "示例.db"
        with create_store(path, site=Site(origin="office", algorithm="sha256")) as store:
            store.append(LINES)
        with closing(sqlite3.connect(path)) as connection, connection:
            for statement, values in changes:
                connection.execute(statement, values)
        with open_store(path) as store:
            yield store.verify()


def places(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.where for problem in problems]


def test_an_untouched_journal_is_whole() -> None:
    with verified_after() as problems:
        assert () == problems


@given(
    line=st.sampled_from(LINES),
    field=st.sampled_from(TEXT_FIELDS),
    place=st.integers(0, 10_000),
    other=st.characters(exclude_categories=["Cs"]),
)
def test_any_changed_character_is_found(line: Line, field: str, place: int, other: str) -> None:
    text = getattr(line, field)
    cut = place % (len(text) + 1)
    flipped = text[:cut] + other + text[cut + 1 :]
    if flipped == text:
        flipped = text + other
    statement = f'UPDATE entries SET "{field}" = ? WHERE id = ?'  # noqa: S608 - our own field
    with verified_after((statement, (flipped, line.id))) as problems:
        assert place_of(line.origin, line.seq) == problems[0].where


@pytest.mark.parametrize("field", TEXT_FIELDS)
@pytest.mark.parametrize("value", [b"\xff\xfe", "CAST(x'ff' AS TEXT)", b""])
def test_a_field_that_is_no_text_any_more_is_found(field: str, value: str | bytes) -> None:
    given_value = value if isinstance(value, str) else "?"
    values = (LINES[2].id,) if isinstance(value, str) else (value, LINES[2].id)
    statement = f'UPDATE entries SET "{field}" = {given_value} WHERE id = ?'  # noqa: S608 - ours
    with verified_after((statement, values)) as problems:
        assert place_of("office", 3) == problems[0].where


@pytest.mark.parametrize("seq", ["第三", 3.5, 99, 1e999, b"3"])
def test_a_changed_number_is_found(seq: object) -> None:
    change = ("UPDATE entries SET seq = ? WHERE id = ?", (seq, LINES[2].id))
    with verified_after(change) as problems:
        assert place_of("office", 3) in places(problems)


def test_a_line_given_to_another_origin_is_found() -> None:
    change = ("UPDATE entries SET origin = 'dept-b' WHERE id = ?", (LINES[2].id,))
    with verified_after(change) as problems:
        assert [place_of("dept-b", 1), place_of("dept-b", 3)] == sorted(set(places(problems)))[1:3]
        assert place_of("office", 3) in places(problems)


@given(line=st.sampled_from(LINES))
def test_any_removed_line_is_found(line: Line) -> None:
    """The first, one in the middle, or the last of either site."""
    with verified_after(("DELETE FROM entries WHERE id = ?", (line.id,))) as problems:
        assert place_of(line.origin, line.seq) == problems[0].where


def test_a_whole_origin_that_is_gone_is_found() -> None:
    with verified_after(("DELETE FROM entries WHERE origin = 'dept-a'", ())) as problems:
        assert [place_of("dept-a", 1)] == places(problems)
        assert "应止于第 4 条，现止于第 0 条" in problems[0].message


@given(pair=st.permutations(range(1, len(FIRST.drafts) + 1)).map(lambda order: order[:2]))
def test_any_two_lines_that_changed_places_are_found(pair: list[int]) -> None:
    one, other = pair
    move = "UPDATE entries SET seq = ? WHERE origin = 'office' AND seq = ?"
    with verified_after((move, (-1, one)), (move, (one, other)), (move, (other, -1))) as problems:
        assert place_of("office", min(pair)) == problems[0].where


def test_a_line_added_behind_the_stores_back_is_found() -> None:
    last = LINES[-1]
    forged = last._replace(id="forged", seq=last.seq + 1, previous=last.digest)
    forged = forged._replace(digest=digest_of(forged, algorithm="sha256"))
    insert = f"INSERT INTO entries VALUES ({', '.join('?' * len(forged))})"  # noqa: S608 - marks
    with verified_after((insert, forged)) as problems:
        assert [place_of("dept-a", 5)] == places(problems)


def test_a_rewritten_end_is_found() -> None:
    """The last line is changed together with its digest."""
    forged = LINES[-1]._replace(actor="别人")
    digest = digest_of(forged, algorithm="sha256")
    change = "UPDATE entries SET actor = ?, digest = ? WHERE id = ?"
    with verified_after((change, ("别人", digest, forged.id))) as problems:
        assert [place_of("dept-a", 4)] == places(problems)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("DELETE FROM heads WHERE origin = 'dept-a'", "台账 dept-a"),
        ("INSERT INTO heads VALUES ('dept-b', 2, 'x')", place_of("dept-b", 1)),
        ("UPDATE heads SET seq = seq - 1 WHERE origin = 'dept-a'", place_of("dept-a", 4)),
        ("UPDATE heads SET seq = '末条' WHERE origin = 'dept-a'", place_of("dept-a", 1)),
        ("UPDATE heads SET digest = 'x' WHERE origin = 'dept-a'", place_of("dept-a", 4)),
    ],
)
def test_a_changed_end_of_a_chain_is_found(change: str, place: str) -> None:
    with verified_after((change, ())) as problems:
        assert [place] == places(problems)


REPORT = place_of("office", 9)
UNDONE = place_of("office", 10)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("DELETE FROM reports WHERE task = '1-1'", REPORT),
        ("UPDATE reports SET status = 'ongoing' WHERE task = '1-1'", REPORT),
        ("UPDATE reports SET times = 7 WHERE task = '1-1'", REPORT),
        ("UPDATE reports SET unit = x'ff' WHERE task = '1-1'", REPORT),
        ("UPDATE reports SET unit = CAST(x'ff' AS TEXT) WHERE task = '1-1'", REPORT),
        ("INSERT INTO reports VALUES ('1-2', 'firm-1', '', '', '', 'office', 10, '', 2)", UNDONE),
        ("DELETE FROM voided", UNDONE),
        ("INSERT INTO voided VALUES ('nothing')", "示例.db"),
        ("DELETE FROM replacements", place_of("dept-a", 1)),
        ("UPDATE replacements SET target = 'nothing'", place_of("dept-a", 1)),
        ("DELETE FROM evidence", REPORT),
        ("UPDATE evidence SET digest = '1'", REPORT),
    ],
)
def test_a_changed_projection_is_found(change: str, place: str) -> None:
    with verified_after((change, ())) as problems:
        assert [place] == [Path(problem.where).name for problem in problems]
        assert "请用备份恢复" in problems[0].message


@pytest.mark.parametrize(
    "body", ['{"unit":1}', '{"org":"\\ud800","unit":"\\ud800","status":"done"}']
)
def test_a_sealed_line_that_is_no_entry_is_found(body: str) -> None:
    """Somebody who knows how digests are made rewrote the last line and the end of the chain."""
    forged = LINES[-1]._replace(body=body)
    digest = digest_of(forged, algorithm="sha256")
    changes = (
        ("UPDATE entries SET body = ?, digest = ? WHERE id = ?", (body, digest, forged.id)),
        ("UPDATE heads SET digest = ? WHERE origin = 'dept-a'", (digest,)),
    )
    with verified_after(*changes) as problems:
        assert [place_of("dept-a", 4)] == places(problems)


def test_verifying_inside_a_transaction_sees_it_and_leaves_it(store: Store) -> None:
    with store.transaction():
        store.append(LINES)

        assert () == store.verify()
        assert () == store.verify()

    assert len(LINES) == len(store.lines())


def test_verifying_goes_on_after_a_journal_it_could_not_read(
    store: Store, tamper: Callable[..., None]
) -> None:
    store.append(LINES)
    tamper("UPDATE entries SET body = CAST(x'ff' AS TEXT) WHERE id = ?", LINES[1].id)
    for _ in range(2):
        with pytest.raises(ZhibenError, match="已损坏"):
            store.lines()

        assert place_of("office", 2) == store.verify()[0].where


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET body = '{' WHERE kind = 'plan.adopt'",
        "UPDATE entries SET body = '{}' WHERE kind = 'org.add'",
        "UPDATE entries SET \"on\" = '' WHERE kind = 'task.waive'",
    ],
)
def test_what_is_derived_from_a_damaged_line_points_to_verifying(
    store: Store, tamper: Callable[..., None], statement: str
) -> None:
    store.append(LINES)
    tamper(statement)
    with pytest.raises(DataError, match="zhiben journal verify"):
        store.facts(DAY, needs={})

    assert () != store.verify()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a database with a journal."""
    path = tmp_path_factory.mktemp("whole") / "示例.db"
    with create_store(path, site=Site(origin="office", algorithm="sha256")) as store:
        store.append(LINES)
    return path.read_bytes()


def untroubled(path: Path) -> str:
    """Do everything with a file, and return how it ended: fine, or with one clear line."""
    try:
        with open_store(path) as store:
            problems = store.verify()
            store.facts(DAY, needs={})
            store.append(LINES)
            return "".join(map(str, problems)) or "无误"
    except ZhibenError as error:
        return str(error)


@given(data=st.data())
def test_damage_to_the_file_never_ends_in_a_traceback(whole: bytes, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(whole) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=64))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "示例.db"
        path.write_bytes((whole[:offset] + noise + whole[offset + len(noise) :])[: len(whole)])

        assert untroubled(path)


@given(size=st.integers(0, 200_000))
def test_a_file_cut_short_never_ends_in_a_traceback(whole: bytes, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "示例.db"
        path.write_bytes(whole[:size])

        assert ("无误" == untroubled(path)) == (size >= len(whole))
