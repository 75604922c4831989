"""Recording, appending and finding lines, and the transactions around them."""

from __future__ import annotations

import gc
import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from zhiben.errors import JournalError
from zhiben.ledger.digests import digest_of
from zhiben.ledger.fold import fold
from zhiben.model.entries import Draft, EntryKind
from zhiben.model.reports import Evidence, ReportStatus
from zhiben.store import Site, create_store, open_store
from zhiben.testing.factories import (
    MOMENT,
    Batch,
    adopted,
    amended,
    example_package,
    figured,
    inspected,
    reported,
    sealed,
    undone,
    waived,
)

if TYPE_CHECKING:
    from pathlib import Path

    from zhiben.ledger.entries import Line
    from zhiben.store import Store

DAY = date(2024, 3, 1)
DRAFTS = (
    *adopted(example_package(), on=date(2024, 1, 1)),
    reported("1-1", "dept-a", on=DAY),
    reported("1-2", "firm-1", on=DAY, period="2024Q1", count=2),
    amended("1-1", on=DAY, due=date(2024, 9, 30)),
    waived("1-2", "firm-2", period="2024Q1", on=DAY),
)
SUB_PLAN = {
    "title": "示例行业", "revision": 2, "version": "1.0", "tasks": [], "fields": [], "codes": [],
    "changes": [],
}  # fmt: skip
INSPECTION = dict(inspected("firm-1", on=DAY).body)
FIGURE = dict(figured("dept-a", on=DAY).body)
RETIRED = {"revision": 2, "change": "retired", "old": ["SCH-T-1"], "new": [], "reason": "示例"}


def record(store: Store, *drafts: Draft) -> tuple[Line, ...]:
    """Record drafts with ids that tell apart what is recorded in one test."""
    seed = str(len(store.lines())).encode()
    return store.record(drafts, moment=MOMENT, entropy=hashlib.shake_256(seed).digest)


def changed(line: Line, **fields: Any) -> Line:
    """Return the line with other fields and the digest that goes with them."""
    other = line._replace(**fields)
    return other._replace(digest=digest_of(other, algorithm="sha256"))


def refused(store: Store, *lines: Line) -> str:
    """Return why the store refuses the lines, having made sure that it keeps nothing of them."""
    before = store.lines(), store.verify()
    with pytest.raises(JournalError) as caught:
        store.append(lines)
    (problem,) = caught.value.problems

    assert before == (store.lines(), store.verify())
    assert "\n" not in str(problem)
    return str(problem)


def test_an_empty_store_knows_nothing_and_is_whole(store: Store) -> None:
    assert () == store.lines()
    assert store.find("1") is None
    assert store.plan_body(DAY) is None
    assert fold([], as_of=DAY, needs={}) == store.facts(DAY, needs={})
    assert () == store.verify()


def test_what_was_recorded_is_there_when_opened_again(store: Store, path: Path) -> None:
    lines = record(store, *DRAFTS)
    with open_store(path) as again:
        assert lines == again.lines()
        assert store.site == again.site
        assert path == again.path
        assert () == again.notes


def test_a_site_continues_its_own_chain(store: Store) -> None:
    first = record(store, *DRAFTS)
    (second,) = record(store, reported("1-3", "dept-b", on=DAY))

    assert first[-1].seq + 1 == second.seq
    assert first[-1].digest == second.previous
    assert () == store.verify()


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this Python has no SM3")
def test_a_site_may_seal_with_sm3(path: Path) -> None:
    with create_store(path, site=Site(origin="office", algorithm="sm3")) as store:
        lines = record(store, *DRAFTS)

        assert {"sm3"} == {line.digest.partition(":")[0] for line in lines}
        assert () == store.verify()


def test_recording_nothing_changes_nothing(store: Store) -> None:
    assert () == record(store)
    assert () == store.lines()


def test_a_number_without_end_is_refused(store: Store) -> None:
    endless = reported("t-1", "office", on=DAY, value=float("nan"))
    with pytest.raises(JournalError, match=r"^t-1：.*NaN"):
        record(store, *DRAFTS, endless)

    assert () == store.lines()


def test_too_little_randomness_is_no_fault_of_the_drafts(store: Store) -> None:
    with pytest.raises(ValueError, match="random bytes"):
        store.record(DRAFTS, moment=MOMENT, entropy=lambda _size: b"")

    assert () == store.lines()


def test_half_a_character_is_refused(store: Store) -> None:
    """Windows file names and terminals can hand over such text."""
    with pytest.raises(JournalError, match=r"第 2 条：含有不完整的字符"):
        record(store, DRAFTS[0], reported("1-1", "dept-a", on=DAY, note="示例\ud83d"))

    assert () == store.lines()


def test_an_escaped_half_character_is_refused_where_it_would_be_a_key(store: Store) -> None:
    line = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS[-3:])])[0]
    forged = changed(line, body=line.body.replace("firm-1", r"\ud83d"))

    assert "含有不完整的字符" in refused(store, forged)


def test_a_transaction_keeps_all_or_nothing(store: Store) -> None:
    def interrupted() -> None:
        with store.transaction():
            record(store, *DRAFTS)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert () == store.lines()
    with store.transaction():
        record(store, DRAFTS[0])
        record(store, DRAFTS[1])

    assert 2 == len(store.lines())


def test_transactions_do_not_nest(store: Store) -> None:
    with store.transaction(), pytest.raises(RuntimeError), store.transaction():
        record(store, *DRAFTS)

    assert () == store.lines()


def test_a_packet_refused_inside_a_transaction_leaves_the_rest_of_it(store: Store) -> None:
    good, bad = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS[-2:])])
    with store.transaction():
        mine = record(store, *DRAFTS)
        with pytest.raises(JournalError):
            store.append([good, bad._replace(actor="别人")])

    assert mine == store.lines()
    assert () == store.verify()


def test_appending_again_changes_nothing(store: Store) -> None:
    lines = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS)])

    assert len(lines) == store.append([*lines, *lines])
    assert 0 == store.append(lines)
    assert 0 == store.append([])
    assert tuple(lines) == store.lines()


def test_a_packet_larger_than_memory_is_taken_in_whole_or_not_at_all(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhiben.store.journal.CHUNK", 2)
    lines = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS)])
    broken = changed(lines[-1], previous="x")

    assert "对不上" in refused(store, *lines[:-1], broken)
    assert len(lines) == store.append(iter(lines))
    assert () == store.verify()


def test_a_damaged_line_is_refused(store: Store) -> None:
    lines = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS)])
    damaged = lines[4]._replace(body=lines[4].body.replace("示例", "事例"))

    assert "台账 dept-a 第 5 条：摘要与内容不符" in refused(store, *lines[:4], damaged)
    assert "第 5 条：摘要与内容不符" in refused(store, lines[4]._replace(digest="md5:0"))


def test_two_contents_of_one_number_are_refused_naming_both(store: Store) -> None:
    """Two computers record as the same unit."""
    (mine,) = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS[:1])])
    (other,) = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS[1:2])])
    store.append([mine])
    message = refused(store, other)

    assert "台账 dept-a 第 1 条" in message
    assert mine.digest in message
    assert other.digest in message


@pytest.mark.parametrize("known", [0, 1])
def test_a_line_that_continues_another_history_is_refused_naming_both(
    store: Store, known: int
) -> None:
    """The known line comes before the new one, or after it."""
    mine = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS[:2])])
    other = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS[1:3])])
    store.append([mine[known]])

    assert "台账 dept-a 第 1 条 与 这一条 对不上" in refused(store, other[1 - known])


def test_a_first_line_that_continues_something_is_refused(store: Store) -> None:
    (line,) = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS[:1])])

    assert "台账 dept-a 第 0 条 与 这一条 对不上" in refused(store, changed(line, previous="x"))


def test_one_id_for_two_lines_is_refused_naming_both(store: Store) -> None:
    mine = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS[:2])])
    copy = sealed([Batch(number=1, origin="dept-b", drafts=DRAFTS[:2])])
    store.append(mine)
    message = refused(store, copy[0], changed(copy[1], id=mine[0].id, previous=copy[0].digest))

    assert "台账 dept-b 第 2 条：与台账 dept-a 第 1 条编号相同" in message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("origin", ""),
        ("seq", 0),
        ("seq", 2**60),
        ("seq", True),
        ("seq", "1"),
        ("on", "20240301"),
        ("on", "2024-02-30"),
        ("recorded_at", "2024-02-01T16:00:00.000000+08:00"),
        ("recorded_at", "2024-02-01T08:00:00.000000"),
        ("recorded_at", "2024-02-01T08:00:00+00:00"),
        ("recorded_at", "昨天"),
        ("actor", None),
        ("kind", "task.forget"),
        ("subject", ["1-1"]),
        ("body", '"' + "长" * (16 * 1024 * 1024) + '"'),
        ("previous", 5),
    ],
)
def test_a_field_that_no_entry_holds_is_refused(store: Store, field: str, value: object) -> None:
    lines = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS)])
    message = refused(store, *lines[1:], changed(lines[0], **{field: value}))

    assert "不合台账的格式" in message
    assert len(message) < 200


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("task.report", ""),
        ("task.report", "[]"),
        ("task.report", "null"),
        ("task.report", "{} {}"),
        ("task.report", '{"a":NaN}'),
        ("task.report", "[" * 100_000),
        ("task.report", "{}"),
        ("task.report", '{"org":"a","unit":"a","status":"finished"}'),
        ("task.report", '{"org":"a","unit":["a"],"status":"done"}'),
        ("task.report", '{"org":"a","unit":"a","status":["done"]}'),
        ("task.report", '{"org":"a","unit":"a","status":"done","period":2024}'),
        ("task.report", '{"org":"a","unit":"a","status":"done","count":-1}'),
        ("task.report", '{"org":"a","unit":"a","status":"done","count":1.5}'),
        ("task.report", '{"org":"a","unit":"a","status":"done","count":99999999999999999999}'),
        ("task.report", '{"org":"a","unit":"a","status":"done","value":"很多"}'),
        ("task.report", '{"org":"a","unit":"a","status":"done","evidence":[{}]}'),
        (
            "task.report",
            '{"org":"a","unit":"a","status":"done","evidence":[{"name":"","digest":"","size":""}]}',
        ),
        ("task.waive", '{"unit":{},"period":"2024Q1","reason":"示例"}'),
        ("task.amend", '{"reason":"示例","document":"","due":"明天","forecast":null,"leads":null}'),
        ("task.amend", '{"reason":"示例","document":"","due":null,"forecast":null,"leads":[1]}'),
        ("org.add", '{"name":"示例"}'),
        ("calendar.add", '{"rows":[[2027]]}'),
        ("undo", '{"replaces":["一个","两个"]}'),
        ("sector.switch", '{"enabled":"否","reason":"示例"}'),
        ("sector.adopt", "{}"),
        ("sector.adopt", json.dumps({**SUB_PLAN, "revision": True})),
        ("sector.adopt", json.dumps({**SUB_PLAN, "fields": [1]})),
        (
            "sector.adopt",
            json.dumps({**SUB_PLAN, "tasks": [{"measure": "1", "task": {}}]}),
        ),
        ("sector.adopt", json.dumps({**SUB_PLAN, "changes": [{**RETIRED, "change": "gone"}]})),
        ("sector.adopt", json.dumps({**SUB_PLAN, "changes": [{**RETIRED, "old": [1]}]})),
        ("sector.adopt", json.dumps({**SUB_PLAN, "changes": [{**RETIRED, "revision": "2"}]})),
        ("inspection.record", "{}"),
        ("inspection.record", json.dumps({**INSPECTION, "org": 5})),
        ("inspection.record", json.dumps({**INSPECTION, "verdict": {"verdict": "major"}})),
        ("indicator.record", "{}"),
        ("indicator.record", json.dumps({**FIGURE, "org": 5})),
        ("indicator.record", json.dumps({**FIGURE, "n": 5})),
        ("indicator.record", json.dumps({**FIGURE, "n": "1E999999999"})),
        ("indicator.record", json.dumps({**FIGURE, "value": "5"})),
        ("indicator.record", json.dumps({**FIGURE, "period": "上季度"})),
        ("indicator.record", json.dumps({**FIGURE, "period": "2024-03"})),
        ("indicator.record", json.dumps({**FIGURE, "indicator": {"title": "示例"}})),
        ("reporter.access", "{}"),
        ("reporter.access", '{"deed":"show","reason":5}'),
        ("reporter.access", '{"deed":"steal","reason":"示例"}'),
    ],
)
def test_a_body_that_the_fold_cannot_read_is_refused(store: Store, kind: str, body: str) -> None:
    lines = sealed([Batch(number=0, origin="dept-a", drafts=DRAFTS)])
    forged = changed(lines[-1], kind=kind, body=body)

    assert f"内容不是“{kind}”应有的样子" in refused(store, *lines[:-1], forged)


def test_sectors_are_adopted_and_switched(store: Store) -> None:
    body = {**SUB_PLAN, "changes": [RETIRED]}
    adoption = Draft(on=DAY, actor="示例", kind=EntryKind.SECTOR_ADOPT, subject="SCH", body=body)
    switch = Draft(
        on=DAY, actor="示例", kind=EntryKind.SECTOR_SWITCH, subject="SCH", body={"enabled": False}
    )
    lines = record(store, adoption, switch)

    assert lines == store.lines()
    assert () == store.verify()


def test_figures_and_inspections_are_taken_in_and_count_from_their_day(store: Store) -> None:
    kinds = (EntryKind.INSPECTION_RECORD, EntryKind.INDICATOR_RECORD)
    later = inspected("firm-2", on=date(2024, 3, 2))
    _, *lines = record(store, DRAFTS[0], figured("dept-a", on=DAY), inspected("firm-1", on=DAY))
    (last,) = record(store, later)

    assert [line.id for line in lines] == [entry.id for entry in store.live(kinds, DAY)]
    assert [last.id] == [entry.id for entry in store.live(kinds, later.on)][2:]
    assert 2 == len(store.live(kinds, later.on, subject="SCH-C1"))
    record(store, undone(last.id, subject=last.subject, on=later.on))

    assert 1 == len(store.live(kinds, later.on, subject="SCH-C1"))
    assert () == store.verify()


def test_lines_are_selected(store: Store) -> None:
    mine = record(store, *DRAFTS)
    theirs = tuple(sealed([Batch(number=200, origin="dept-a", drafts=DRAFTS[-4:])]))
    store.append(theirs)

    assert theirs == store.lines(origin="dept-a")
    assert {"1-1"} == {line.subject for line in store.lines(subject="1-1")}
    assert 4 == len(store.lines(subject="1-1"))
    assert mine[:1] == store.lines(kind=EntryKind.PLAN_ADOPT)
    assert 4 == len(store.lines(kind=EntryKind.TASK_REPORT))
    assert mine[-1:] == store.lines(origin="office", kind=EntryKind.TASK_WAIVE)
    assert () == store.lines(subject="\ud800")


def test_the_newest_lines_come_newest_first(store: Store) -> None:
    lines = record(store, *DRAFTS)

    assert (lines[-1], lines[-2]) == store.lines(newest=2)
    assert tuple(reversed(lines)) == store.lines(newest=1000)


def test_a_line_is_found_by_whatever_people_call_it(store: Store) -> None:
    mine = record(store, *DRAFTS)
    (other,) = sealed([Batch(number=200, origin="a:b", drafts=DRAFTS[:1])])
    store.append([other])

    assert mine[1] == store.find(mine[1].id)
    assert mine[1] == store.find(mine[1].id.upper())
    assert mine[1] == store.find("2")
    assert mine[1] == store.find("２")
    assert mine[1] == store.find("office:2")
    assert other == store.find("a:b:1")


@pytest.mark.parametrize("reference", ["", "0", "99", "b:1", "office:", "9" * 99, "²", "\ud800"])
def test_what_names_no_line_finds_none(store: Store, reference: str) -> None:
    record(store, *DRAFTS)

    assert store.find(reference) is None


def test_uses_of_an_evidence_file_outlive_its_entry(store: Store) -> None:
    file = Evidence(name="清单.xlsx", digest="0" * 64, size=5)
    report, _ = record(
        store,
        reported("1-1", "dept-a", on=DAY, evidence=(file, file)),
        reported("1-3", "dept-b", on=DAY, evidence=(file,)),
    )
    record(store, undone(report.id, subject="1-1", on=DAY))

    assert (("office:1", "1-1"), ("office:2", "1-3")) == store.evidence_uses(file.digest)
    assert () == store.evidence_uses("1" * 64)


def test_a_table_of_holidays_is_kept_as_it_is(store: Store) -> None:
    body = {"rows": [["2027", "元旦", "2027-01-01", "2027-01-03", "休"]]}
    draft = Draft(
        on=DAY, actor="示例", kind=EntryKind.CALENDAR_ADD, subject="2027", body=body
    )  # fmt: skip
    lines = record(store, draft)

    assert lines == store.lines(kind=EntryKind.CALENDAR_ADD)
    assert () == store.verify()


def test_reports_in_force_are_counted_by_task(store: Store) -> None:
    *_, last = record(store, *DRAFTS, reported("1-2", "firm-2", on=DAY, period="2024Q1"))

    assert {"1-1": 1, "1-2": 2} == store.report_counts()
    record(store, undone(last.id, subject="1-2", on=DAY))

    assert {"1-1": 1, "1-2": 1} == store.report_counts()


def test_undoing_and_taking_that_back_again(store: Store) -> None:
    (report,) = record(store, reported("1-1", "dept-a", on=DAY))
    (undo,) = record(store, undone(report.id, subject="1-1", on=DAY))

    assert {} == store.facts(DAY, needs={}).standings
    assert {report.id} == store.void_ids()
    record(store, undone(undo.id, subject="1-1", on=DAY))

    assert ReportStatus.DONE is store.facts(DAY, needs={}).standings["1-1", "dept-a"].status
    assert {undo.id} == store.void_ids()
    assert () == store.verify()


@pytest.mark.parametrize("is_on", [True, False])
def test_the_collector_is_left_as_it_was(store: Store, is_on: bool) -> None:
    was_on = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        store.append([])

        assert is_on == gc.isenabled()
    finally:
        (gc.enable if was_on else gc.disable)()
