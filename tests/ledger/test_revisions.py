from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhiben.ledger.plans.revisions import check_revisions, composed, followed, images_of, steps_of
from zhiben.spec import Change, Revision

if TYPE_CHECKING:
    from collections.abc import Iterable


def went(change: Change, old: str, new: str = "", *, revision: int = 2) -> Revision:
    """Return what became of ids, given as words."""
    return Revision(
        revision=revision,
        change=change,
        old=tuple(old.split()),
        new=tuple(new.split()),
        reason="示例理由",
    )


HISTORY = (
    went(Change.SAME, "a", "a"),
    went(Change.RENAMED, "b", "b2"),
    went(Change.SPLIT, "c", "c1 c2"),
    went(Change.MERGED, "d e", "f"),
    went(Change.RETIRED, "g"),
    went(Change.MERGED, "f c1", "h", revision=3),
    went(Change.RETIRED, "c2", revision=3),
)
"""Two revisions of a sub-plan that had the tasks a to e and g, and now has a, b2 and h."""


def problems(
    revisions: Iterable[Revision],
    *,
    adopted: str = "a b c d e g",
    new: str = "a b2 h",
    current: int = 3,
    since: int | None = 1,
) -> list[str]:
    """Return what keeps the current revision from being adopted."""
    lines = tuple(revisions)
    images = images_of(adopted.split(), lines, since=current if since is None else since)
    found = check_revisions(lines, images=images, new=new.split(), current=current, since=since)
    return list(map(str, found))


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        ("a", ("a",)),
        ("b", ("b2",)),
        ("c", ("h",)),
        ("d", ("h",)),
        ("e", ("h",)),
        ("g", ()),
        ("c2", ()),
        ("unheard of", ("unheard of",)),
    ],
)
def test_an_id_is_followed_step_by_step(old: str, expected: tuple[str, ...]) -> None:
    assert expected == followed(old, steps_of(HISTORY))
    assert {old: expected} == images_of([old], HISTORY, since=1)


def test_changes_may_be_listed_in_any_order() -> None:
    assert steps_of(HISTORY) == steps_of(reversed(HISTORY))


def test_a_step_holds_only_the_ids_it_ended() -> None:
    first, second = steps_of(HISTORY)

    assert {"b": ("b2",), "c": ("c1", "c2"), "d": ("f",), "e": ("f",), "g": ()} == first
    assert {"f": ("h",), "c1": ("h",), "c2": ()} == second
    assert (second,) == steps_of(HISTORY, since=2)
    assert () == steps_of(HISTORY, since=3)


def test_an_id_whose_parts_meet_again_is_led_there_once() -> None:
    lines = (
        went(Change.SPLIT, "a", "b c"),
        went(Change.MERGED, "b c", "d", revision=3),
    )

    assert ("d",) == followed("a", steps_of(lines))


def test_images_are_composed_with_those_of_one_more_step() -> None:
    before = {"a": ("b", "c"), "x": ()}
    step = {"b": ("d",), "c": ("c",)}

    assert {"a": ("d", "c"), "x": (), "b": ("d",), "c": ("c",)} == composed(before, step)


def test_a_history_that_accounts_for_every_id_has_no_problem() -> None:
    assert [] == problems(HISTORY)
    assert [] == problems(HISTORY, adopted="a b2 h", since=3)
    assert [] == problems(HISTORY, adopted="a b2 h", since=None)
    assert [] == problems(HISTORY, new="a b2 h newcomer")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (went(Change.RENAMED, "a", "x y"), "changes[a]：renamed 的 old、new 个数不对。"),
        (went(Change.SPLIT, "a", "x"), "changes[a]：split 的 old、new 个数不对。"),
        (went(Change.SPLIT, "a", "x x"), "changes[a]：split 的 old、new 个数不对。"),
        (went(Change.MERGED, "a", "x"), "changes[a]：merged 的 old、new 个数不对。"),
        (went(Change.RETIRED, "a", "x"), "changes[a]：retired 的 old、new 个数不对。"),
        (went(Change.RETIRED, ""), "changes[空]：retired 的 old、new 个数不对。"),
        (went(Change.SAME, "a", "x"), "changes[a]：same 的 old 和 new 应当相同。"),
        (went(Change.SAME, "a", "a", revision=1), "changes[a]：修订号 1 应在 2 到 3 之间。"),
        (went(Change.SAME, "a", "a", revision=4), "changes[a]：修订号 4 应在 2 到 3 之间。"),
        (
            Revision(revision=2, change=Change.RETIRED, old=("x",), reason=" "),
            "changes[x]：缺少理由（reason），受影响的单位要看。",
        ),
    ],
)
def test_a_change_that_makes_no_sense_is_told(line: Revision, problem: str) -> None:
    assert problem in problems([*HISTORY, line])


def test_an_id_that_is_gone_without_a_word_is_told() -> None:
    (problem,) = problems(HISTORY, adopted="a b c d e g z")

    assert "z：没有说明去向，请在 changes.toml 里写明（改名、拆分、合并或停用）。" == problem


def test_an_id_said_to_go_where_nothing_is_is_told() -> None:
    (problem,) = problems(HISTORY, new="a h")

    assert problem.startswith("b：说是去了 b2，现行修订里却没有，")


def test_an_id_goes_once() -> None:
    again = went(Change.RETIRED, "g", revision=3)

    assert ["g：去向写了 2 次，请只写一条。"] == problems([*HISTORY, again])


def test_two_changes_do_not_meet_in_one_id() -> None:
    """Only a merge says that the whole is done when all its parts are."""
    lines = [went(Change.RENAMED, "a", "x"), went(Change.RENAMED, "b", "x")]

    assert ["x：有 2 处变更转到它，请合成一条 merged，或各给一个新编号。"] == problems(
        lines, adopted="a b", new="x"
    )


def test_an_id_that_went_is_not_there_any_more() -> None:
    """Reports before and after would mean different tasks."""
    lines = [went(Change.SPLIT, "a", "a x")]

    assert [
        "a：修订 2 说它已去，现行修订里却还有；编号去了就不再用，请给现在的任务另起一个编号。"
    ] == problems(lines, adopted="a", new="a x")


@pytest.mark.parametrize(
    "line",
    [
        went(Change.RENAMED, "x", "g", revision=3),
        went(Change.SAME, "g", "g", revision=2),
        went(Change.RENAMED, "x", "g", revision=2),
    ],
)
def test_an_id_that_went_does_not_come_back_for_a_while(line: Revision) -> None:
    found = problems([*HISTORY, line])

    assert (
        f"g：修订 2 说它已去，修订 {line.revision} 里却还有；"
        "编号去了就不再用，请给现在的任务另起一个编号。"
    ) in found


def test_an_id_that_was_renamed_to_may_go_later() -> None:
    lines = [went(Change.RENAMED, "a", "b"), went(Change.RENAMED, "b", "c", revision=3)]

    assert [] == problems(lines, adopted="a", new="c")


def test_nothing_goes_on_under_an_id_that_was_there_before() -> None:
    """It would be a merge whose whole bears the name of a part."""
    lines = [went(Change.RENAMED, "a", "b")]
    message = "b：原有任务的编号不能接别的任务；请写成 merged，给合成的任务另起一个编号。"

    assert [message] == problems(lines, adopted="a b", new="b", current=2)
    assert [] == problems(lines, adopted="b", new="b", current=2, since=2)
