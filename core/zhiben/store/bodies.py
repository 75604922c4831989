"""What the store reads of a body: that the fold can use it, and what projections keep of it.

What checks a kind of entry is imported when the first one of that kind is written: most
commands write none, or one kind.
"""

from __future__ import annotations

from datetime import date
from json import JSONDecoder
from typing import TYPE_CHECKING, Any, Final, NoReturn

from zhiben.dates import parse_period, period_of
from zhiben.ledger.bodies import amendment_of, organisation_of, times_of, waiver_of
from zhiben.ledger.entries import entry_of
from zhiben.ledger.requiring import require_texts
from zhiben.model.entries import EntryKind
from zhiben.model.reports import Evidence, ReportStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zhiben.ledger.entries import Line

MOST_TIMES: Final = 2**31 - 1
"""How often one report may say a duty was done."""

ReportRow = tuple[str | int, ...]


def read_body(line: Line) -> Mapping[str, Any]:
    """Return the body of a line, and fail in one of the ``MISFITS`` when there is none."""
    body: Mapping[str, Any]
    body, end = _DECODER.raw_decode(line.body)
    if end != len(line.body):
        raise ValueError(end)
    replaced, files = body.get("replaces"), body.get("evidence")
    if replaced:
        require_texts(replaced)
    if files is not None:
        _check_evidence(files)
    return body


def read_row(line: Line, body: Mapping[str, Any]) -> ReportRow | None:
    """Return what the projection of reports keeps of a line, ``None`` for other kinds.

    Fails in one of the ``MISFITS`` when the fold, or a page that shows it, would.
    """
    return _READERS.get(line.kind, _read_other)(line, body)


def _read_report(line: Line, body: Mapping[str, Any]) -> ReportRow:
    """Check a report, and return its row."""
    get = body.get
    unit, status, period = body["unit"], body["status"], get("period") or ""
    if not {type(unit), type(period), type(body["org"]), type(get("note", ""))} <= _TEXT:
        raise TypeError(unit)
    if status not in _STATUSES or type(get("value")) not in _NUMBERS:
        raise ValueError(status)
    times = times_of(body)
    if type(get("count")) not in _COUNTS or not 0 <= times <= MOST_TIMES:
        raise ValueError(times)
    _, origin, seq, on, recorded_at, _, _, subject, _, _, _ = line
    return subject, unit, period, on, recorded_at, origin, seq, status, times


def _read_organisation(line: Line, body: Mapping[str, Any]) -> None:
    """Check a unit."""
    unit = organisation_of(line.subject, body)
    names = (unit.territory or "", unit.credit_code or "")
    require_texts(unit.name, *unit.aliases, *unit.attributes, *names)


def _read_amendment(line: Line, body: Mapping[str, Any]) -> None:
    """Check a change to a task."""
    amendment = amendment_of(line.subject, body, on=date.fromisoformat(line.on))
    require_texts(amendment.reason, amendment.document, *(amendment.leads or ()))


def _read_waiver(line: Line, body: Mapping[str, Any]) -> None:
    """Check a waiver."""
    waiver = waiver_of(line.subject, body)
    require_texts(waiver.unit, waiver.period, waiver.reason)


def _read_holidays(_line: Line, body: Mapping[str, Any]) -> None:
    """Check a table of holidays."""
    for row in body["rows"]:
        require_texts(*row)


def _read_adoption(line: Line, body: Mapping[str, Any]) -> None:
    """Check a revision of a sector's sub-plan."""
    from zhiben.ledger.plans.sub_plans import sub_plan_of

    sub_plan = sub_plan_of(line.subject, body, on=date.fromisoformat(line.on))
    changes = sub_plan.changes
    tasks = [(one.measure, one.task.id, one.task.title) for one in sub_plan.tasks]
    require_texts(sub_plan.title, sub_plan.version, *sub_plan.fields, *sub_plan.codes)
    require_texts(*(text for task in tasks for text in task))
    require_texts(*(text for one in changes for text in (*one.old, *one.new, one.reason)))
    for number in (sub_plan.revision, *(one.revision for one in changes)):
        if type(number) is not int:
            raise ValueError(number)


def _read_switch(_line: Line, body: Mapping[str, Any]) -> None:
    """Check that a plugin is switched off or on."""
    if type(body["enabled"]) is not bool:
        raise ValueError(body["enabled"])


def _read_figure(line: Line, body: Mapping[str, Any]) -> None:
    """Check a figure of an indicator."""
    from zhiben.ledger.indicators.bodies import figure_of

    figure = figure_of(line.subject, body, on=date.fromisoformat(line.on))
    definition = figure.definition
    require_texts(figure.org, figure.period, figure.note, definition.title, definition.unit)
    require_texts(definition.formula, definition.direction)
    require_texts(definition.numerator, definition.denominator)
    period = parse_period(figure.period)
    if period is None or period != period_of(definition.every, period.start):
        raise ValueError(figure.period)
    if (figure.value is None) == (figure.n is None or figure.d is None):
        raise ValueError(body)


def _read_inspection(line: Line, body: Mapping[str, Any]) -> None:
    """Check an inspection."""
    from zhiben.ledger.inspections.bodies import check_inspection, inspection_of

    check_inspection(inspection_of(line.subject, body, on=date.fromisoformat(line.on)))


def _read_overlay(line: Line, _body: Mapping[str, Any]) -> None:
    """Check what an office adds to an edition, or takes back."""
    from zhiben.ledger.overlay_bodies import check_overlay_entry

    check_overlay_entry(entry_of(line))


def _read_access(line: Line, _body: Mapping[str, Any]) -> None:
    """Check what was done with personal data."""
    from zhiben.ledger.privacy.accesses import access_of

    require_texts(access_of(entry_of(line)).reason)


def _read_hazard(_line: Line, body: Mapping[str, Any]) -> None:
    """Check what is said of a hazard."""
    from zhiben.ledger.hazard_import.bodies import check_row
    from zhiben.ledger.hazards.bodies import check_record

    check_record(body)
    check_row(body)


def _read_hazard_step(_line: Line, body: Mapping[str, Any]) -> None:
    """Check what is done about a hazard."""
    from zhiben.ledger.hazards.bodies import check_step

    check_step(body)


def _read_hazard_overlay(_line: Line, body: Mapping[str, Any]) -> None:
    """Check what lies over a hazard's life."""
    from zhiben.ledger.hazards.bodies import check_overlay

    check_overlay(body)


def _read_hazard_sheet(_line: Line, body: Mapping[str, Any]) -> None:
    """Check what is kept of an imported sheet."""
    from zhiben.ledger.hazard_import.bodies import check_sheet

    check_sheet(body)


def _read_hazard_total(_line: Line, body: Mapping[str, Any]) -> None:
    """Check why a table prints another number than it has rows."""
    from zhiben.ledger.hazard_figures.printed import check_explanation

    check_explanation(body)


def _read_hazard_apart(_line: Line, body: Mapping[str, Any]) -> None:
    """Check that two hazards are told apart."""
    from zhiben.ledger.hazard_import.bodies import check_apart

    check_apart(body)


def _read_measure(_line: Line, body: Mapping[str, Any]) -> None:
    """Check enforcement, an escalation, or the failure of a unit."""
    from zhiben.ledger.hazards.measures import check_measure

    check_measure(body)


def _read_limit(_line: Line, body: Mapping[str, Any]) -> None:
    """Check a time limit that is set here."""
    from zhiben.ledger.hazards.limits import check_limit

    check_limit(body)


def _read_other(_line: Line, _body: Mapping[str, Any]) -> None:
    """Accept any object: nothing here reads the bodies of the other kinds."""


def _check_evidence(files: Any) -> None:
    """Check what is said of evidence files."""
    for file in files:
        evidence = Evidence(**file)
        require_texts(evidence.name, evidence.digest)
        if type(evidence.size) is not int:
            raise ValueError(evidence.size)


def _no_number(name: str) -> NoReturn:
    """Refuse ``NaN`` and ``Infinity``, which are no JSON."""
    raise ValueError(name)


_DECODER: Final = JSONDecoder(parse_constant=_no_number)
_TEXT: Final = frozenset({str})
_STATUSES: Final = frozenset(map(str, ReportStatus))
_COUNTS: Final = (type(None), int)
_NUMBERS: Final = (type(None), float, int)
_READERS: Final[Mapping[str, Callable[[Line, Mapping[str, Any]], ReportRow | None]]] = {
    EntryKind.TASK_REPORT.value: _read_report,
    EntryKind.ORG_ADD.value: _read_organisation,
    EntryKind.ORG_AMEND.value: _read_organisation,
    EntryKind.TASK_AMEND.value: _read_amendment,
    EntryKind.TASK_WAIVE.value: _read_waiver,
    EntryKind.CALENDAR_ADD.value: _read_holidays,
    EntryKind.SECTOR_ADOPT.value: _read_adoption,
    EntryKind.SECTOR_SWITCH.value: _read_switch,
    EntryKind.INDICATOR_RECORD.value: _read_figure,
    EntryKind.INSPECTION_RECORD.value: _read_inspection,
    EntryKind.CRITERIA_OVERLAY.value: _read_overlay,
    EntryKind.HAZARD_RECORD.value: _read_hazard,
    EntryKind.HAZARD_STEP.value: _read_hazard_step,
    EntryKind.HAZARD_OVERLAY.value: _read_hazard_overlay,
    EntryKind.HAZARD_SHEET.value: _read_hazard_sheet,
    EntryKind.HAZARD_TOTAL.value: _read_hazard_total,
    EntryKind.HAZARD_APART.value: _read_hazard_apart,
    EntryKind.HAZARD_MEASURE.value: _read_measure,
    EntryKind.HAZARD_LIMIT.value: _read_limit,
    EntryKind.REPORTER_ACCESS.value: _read_access,
}
