from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.errors import Problem
from zhiben.ledger.entries import Head, Line, check_chain, check_head, entry_of, is_intact, seal_all
from zhiben.ledger.identity import ENTROPY
from zhiben.model.entries import Draft, EntryKind
from zhiben.testing.factories import MOMENT, reported
from zhiben.testing.strategies import drafts

DAY = date(2024, 5, 1)


def chain(length: int) -> list[Line]:
    """Return the lines of one site that reported so often."""
    reports = [reported("1-1", "dept-a", on=DAY, note=f"第{n}次") for n in range(length)]
    return seal(*reports)


def seal(*drafts: Draft, head: Head | None = None, moment: datetime = MOMENT) -> list[Line]:
    """Return drafts as the office records them."""
    return seal_all(
        drafts,
        head=head or Head(origin="office"),
        moment=moment,
        entropy=bytes(range(ENTROPY * len(drafts))),
        algorithm="sha256",
    )


def head_of(lines: list[Line]) -> Head:
    """Return the end of a chain."""
    return Head(origin="office", seq=lines[-1].seq, digest=lines[-1].digest)


def found(lines: list[Line], head: Head) -> list[Problem]:
    """Return everything ``verify`` finds wrong with the lines of a chain that ended at ``head``."""
    last = head_of(lines) if lines else Head(origin="office")
    return [*check_chain(lines), *check_head(head, last)]


def places(problems: list[Problem]) -> list[str]:
    """Return where problems are."""
    return [problem.where for problem in problems]


def test_drafts_get_their_place_behind_the_head() -> None:
    first, second = seal(
        reported("1-1", "dept-a", on=DAY),
        reported("1-1", "dept-b", on=DAY),
        head=Head(origin="office", seq=7, digest="sha256:07"),
    )

    assert ("office", 8, "sha256:07") == (first.origin, first.seq, first.previous)
    assert ("office", 9, first.digest) == (second.origin, second.seq, second.previous)
    assert first.id != second.id


def test_a_chain_begins_with_number_one_behind_nothing() -> None:
    (line,) = chain(1)

    assert (1, "") == (line.seq, line.previous)


def test_the_clock_is_kept_in_utc_to_the_microsecond() -> None:
    beijing = datetime(2024, 5, 1, 8, 30, 0, 1, tzinfo=timezone(timedelta(hours=8)))

    (line,) = seal(reported("1-1", "dept-a", on=DAY), moment=beijing)

    assert "2024-05-01T00:30:00.000001+00:00" == line.recorded_at


def test_no_drafts_make_no_lines() -> None:
    assert [] == seal()


def test_missing_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="random bytes"):
        seal_all(
            [reported("1-1", "dept-a", on=DAY)],
            head=Head(origin="office"),
            moment=MOMENT,
            entropy=b"",
            algorithm="sha256",
        )


@given(st.lists(drafts(), min_size=1, max_size=5))
def test_a_stored_line_gives_back_what_was_drafted(many: list[Draft]) -> None:
    entries = [entry_of(line) for line in seal(*many)]

    assert many == [
        Draft(on=e.on, actor=e.actor, kind=e.kind, subject=e.subject, body=e.body) for e in entries
    ]
    assert {MOMENT} == {entry.recorded_at for entry in entries}


def test_an_entry_keeps_its_place_in_the_chain() -> None:
    line = chain(2)[1]

    entry = entry_of(line)

    assert (line.id, "office", 2) == (entry.id, entry.origin, entry.seq)
    assert (line.previous, line.digest) == (entry.previous, entry.digest)
    assert EntryKind.TASK_REPORT is entry.kind
    assert datetime(2024, 2, 1, 8, tzinfo=UTC) == entry.recorded_at


@pytest.mark.parametrize(
    "damage",
    [{"on": "2024-02-30"}, {"recorded_at": "昨天"}, {"kind": "task.repost"}, {"body": "{"}],
    ids=lambda damage: next(iter(damage)),
)
def test_a_damaged_line_holds_no_entry(damage: dict[str, Any]) -> None:
    (line,) = chain(1)

    with pytest.raises(ValueError, match=r".+"):
        entry_of(line._replace(**damage))


@given(st.lists(drafts(), max_size=5))
def test_an_untouched_chain_has_no_problems(many: list[Draft]) -> None:
    lines = seal(*many)

    assert all(map(is_intact, lines))
    assert [] == found(lines, head_of(lines) if lines else Head(origin="office"))


def other_than(value: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a text or a number
    """Return texts or numbers that differ from the value: other ones, or a character flipped."""
    if isinstance(value, int):
        return st.integers(0, 9).filter(lambda other: other != value)
    if not value:
        return st.text(min_size=1, max_size=3)
    flips = st.builds(
        lambda index, bit: value[:index] + chr(ord(value[index]) ^ 1 << bit) + value[index + 1 :],
        st.integers(0, len(value) - 1),
        st.integers(0, 6),
    )
    return flips | st.text(max_size=3).filter(lambda other: other != value)


@given(st.data())
def test_any_change_of_any_field_of_any_line_is_found(data: st.DataObject) -> None:
    """The first problem names the changed line; with its number changed, where it was or is."""
    lines = chain(4)
    index = data.draw(st.integers(0, 3), label="line")
    field = data.draw(st.sampled_from(Line._fields), label="field")
    line = lines[index]
    changed = line._replace(**{field: data.draw(other_than(getattr(line, field)))})
    now = sorted([*lines[:index], changed, *lines[index + 1 :]], key=lambda line: line.seq)

    problems = found(now, head_of(lines))

    named = {f"台账 {changed.origin} 第 {seq} 条" for seq in (line.seq, changed.seq)}
    assert places(problems)[0] in named


@pytest.mark.parametrize("field", [f for f in Line._fields if f not in {"seq", "origin"}])
def test_a_changed_field_is_blamed_on_its_line_alone(field: str) -> None:
    lines = chain(3)
    changed = lines[1]._replace(**{field: getattr(lines[1], field)[:-1]})

    problems = found([lines[0], changed, lines[2]], head_of(lines))

    expected = [Problem("台账 office 第 2 条", "摘要与内容不符，这一条被改动过。")]
    assert expected == problems


def test_a_line_rewritten_with_a_digest_of_its_own_breaks_the_next() -> None:
    lines = chain(3)
    forged = seal(
        reported("1-1", "dept-a", on=DAY, note="改"),
        head=Head(origin="office", seq=1, digest=lines[0].digest),
    )

    problems = found([lines[0], *forged, lines[2]], head_of(lines))

    expected = "与上一条的摘要接不上，台账在此处被调换或改动。"
    assert [Problem("台账 office 第 3 条", expected)] == problems


def test_a_rewritten_last_line_differs_from_the_recorded_end() -> None:
    lines = chain(2)
    forged = seal(
        reported("1-1", "dept-a", on=DAY, note="改"),
        head=Head(origin="office", seq=1, digest=lines[0].digest),
    )

    problems = found([lines[0], *forged], head_of(lines))

    expected = "与记下的末条摘要不符，末尾被改写过。"
    assert [Problem("台账 office 第 2 条", expected)] == problems


@pytest.mark.parametrize("removed", [0, 1, 2])
def test_a_removed_line_is_named(removed: int) -> None:
    lines = chain(4)

    problems = found(lines[:removed] + lines[removed + 1 :], head_of(lines))

    expected = f"台账 office 第 {removed + 1} 条"
    assert [Problem(expected, "这一条缺失，台账在此处被删改。")] == problems


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_a_truncated_tail_is_named_by_its_first_lost_line(kept: int) -> None:
    lines = chain(4)

    problems = found(lines[:kept], head_of(lines))

    message = f"台账应止于第 4 条，现止于第 {kept} 条，末尾被删改。"
    assert [Problem(f"台账 office 第 {kept + 1} 条", message)] == problems


def test_lines_behind_the_recorded_end_are_named() -> None:
    lines = chain(3)

    problems = found(lines, head_of(lines[:2]))

    expected = "台账应止于第 2 条，现止于第 3 条，末尾被删改。"
    assert [Problem("台账 office 第 3 条", expected)] == problems


@given(st.permutations(range(4)).filter(lambda order: order != sorted(order)))
def test_re_ordered_lines_are_found_at_the_first_out_of_place(order: list[int]) -> None:
    lines = chain(4)

    problems = found([lines[index] for index in order], head_of(lines))

    first = next(place for place, index in enumerate(order) if place != index)
    assert f"台账 office 第 {first + 1} 条" == places(problems)[0]


@given(st.permutations(range(4)).filter(lambda order: order != sorted(order)))
def test_lines_that_changed_their_numbers_are_found(order: list[int]) -> None:
    """Swapping two lines in a table means swapping their numbers."""
    lines = chain(4)
    moved = [lines[index]._replace(seq=place + 1) for place, index in enumerate(order)]

    problems = found(moved, head_of(lines))

    first = next(place for place, index in enumerate(order) if place != index)
    assert f"台账 office 第 {first + 1} 条" == places(problems)[0]


def test_a_line_that_stands_twice_is_named() -> None:
    lines = chain(2)

    problems = found([lines[0], lines[0], lines[1]], head_of(lines))

    expected = "编号重复或次序颠倒，台账在此处被调换或改动。"
    assert [Problem("台账 office 第 1 条", expected)] == problems
