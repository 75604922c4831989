from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.ledger.bodies import (
    amendment_body,
    amendment_of,
    organisation_body,
    organisation_of,
    report_body,
    report_of,
    times_of,
    undo_body,
    waiver_body,
    waiver_of,
)
from zhiben.model.organisations import Organisation, OrganisationKind
from zhiben.model.reports import Amendment, Evidence, ReportStatus, TaskReport, Waiver

WORDS = st.text(max_size=5)
UNITS = st.sampled_from(("office", "dept-a", "town-1"))
REPORTS = st.builds(
    TaskReport,
    task=st.just("1-2"),
    org=UNITS,
    unit=UNITS,
    status=st.sampled_from(ReportStatus),
    period=st.none() | st.just("2024Q1"),
    count=st.none() | st.integers(0, 9),
    value=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    note=WORDS,
    evidence=st.lists(
        st.builds(Evidence, name=WORDS, digest=WORDS, size=st.integers(0)), max_size=2
    ).map(tuple),
)
AMENDMENTS = st.builds(
    Amendment,
    task=st.just("1-1"),
    on=st.dates(),
    reason=WORDS,
    document=WORDS,
    due=st.none() | st.dates(),
    forecast=st.none() | st.dates(),
    leads=st.none() | st.lists(UNITS, max_size=2).map(tuple),
)
ORGANISATIONS = st.builds(
    Organisation,
    id=st.just("firm-1"),
    name=WORDS,
    kind=st.sampled_from(OrganisationKind),
    aliases=st.lists(WORDS, max_size=2).map(tuple),
    attributes=st.lists(WORDS, max_size=2).map(tuple),
    territory=st.none() | UNITS,
    credit_code=st.none() | WORDS,
    valid_from=st.none() | st.dates(),
    valid_to=st.none() | st.dates(),
)


def stored(body: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Return a body as it comes back from the journal."""
    return json.loads(json.dumps(body, allow_nan=False))


@given(REPORTS)
def test_a_report_survives_the_journal(report: TaskReport) -> None:
    assert report == report_of("1-2", stored(report_body(report)))


@given(AMENDMENTS)
def test_an_amendment_survives_the_journal(amendment: Amendment) -> None:
    body = stored(amendment_body(amendment))

    assert amendment == amendment_of("1-1", body, on=amendment.on)


@given(st.builds(Waiver, task=st.just("1-2"), unit=UNITS, period=WORDS, reason=WORDS))
def test_a_waiver_survives_the_journal(waiver: Waiver) -> None:
    assert waiver == waiver_of("1-2", stored(waiver_body(waiver)))


@given(ORGANISATIONS)
def test_a_unit_survives_the_journal(unit: Organisation) -> None:
    assert unit == organisation_of("firm-1", stored(organisation_body(unit)))


def test_what_a_report_does_not_say_is_left_out() -> None:
    report = TaskReport(task="1-1", org="dept-a", unit="dept-a", status=ReportStatus.DONE)

    assert {"org": "dept-a", "unit": "dept-a", "status": "done"} == report_body(report)


def test_a_count_and_a_value_of_nought_are_said() -> None:
    report = TaskReport(
        task="1-1", org="dept-a", unit="dept-a", status=ReportStatus.ONGOING, count=0, value=0
    )

    body = report_body(report)

    assert (0, 0) == (body["count"], body["value"])


def test_evidence_is_named_with_its_digest_and_size() -> None:
    file = Evidence(name="照片.jpg", digest="00ff", size=12)
    report = TaskReport(
        task="1-1", org="dept-a", unit="dept-a", status=ReportStatus.DONE, evidence=(file,)
    )

    expected = [{"name": "照片.jpg", "digest": "00ff", "size": 12}]
    assert expected == report_body(report)["evidence"]


def test_an_amendment_of_the_leads_alone_leaves_the_dates_as_they_were() -> None:
    amendment = Amendment(
        task="1-1", on=date(2024, 5, 1), reason="示例理由", document="示例1号", leads=("dept-b",)
    )

    body = amendment_body(amendment)

    assert (None, None, ["dept-b"]) == (body["due"], body["forecast"], body["leads"])


@pytest.mark.parametrize(
    ("status", "count", "expected"),
    [
        (ReportStatus.DONE, None, 1),
        (ReportStatus.ONGOING, None, 0),
        (ReportStatus.DONE, 3, 3),
        (ReportStatus.ONGOING, 3, 3),
        (ReportStatus.DONE, 0, 0),
    ],
)
def test_a_count_says_how_often_and_done_alone_says_once(
    status: ReportStatus, count: int | None, expected: int
) -> None:
    report = TaskReport(task="1-2", org="firm-1", unit="firm-1", status=status, count=count)

    assert expected == times_of(report_body(report))


def test_an_undo_names_what_it_replaces_and_why() -> None:
    assert {"replaces": "018d-7", "reason": "误录"} == undo_body("018d-7", reason="误录")
