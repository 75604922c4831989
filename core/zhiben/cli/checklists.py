"""Checklists from the installed plugins, and the inspections the workspace has on record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from zhiben.cli.catalogs import known_code, load_installed, sector_of
from zhiben.errors import UnknownNameError, UsageError
from zhiben.model.inspections import Form

if TYPE_CHECKING:
    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.cli.shapes import Names
    from zhiben.ledger.inspections.bodies import RecordedInspection
    from zhiben.ledger.inspections.form import Sheet
    from zhiben.plugins import Loaded, Sectors
    from zhiben.spec import Checklist

HOOK: Final = "zhiben_checklists"
"""The hook that lists checklists."""
FACTS: Final = "zhiben_standards"
"""The hook that declares what they ask for."""


def installed_forms(options: Options, sector: str | None) -> dict[str, tuple[Form, int]]:
    """Return the checklists of the running plugins, or of one, with how many items they have.

    Raises:
        UnknownNameError: when no plugin of that sector serves.
    """
    sectors = load_installed(options, hooks=(HOOK,), sector=sector)
    return {
        code: (form_of(one, loaded), len(one.items))
        for code, (one, loaded) in _checklists(sectors).items()
    }


def load_sheet(options: Options, code: str) -> Sheet:
    """Return an installed checklist as a sheet.

    Raises:
        UnknownNameError: when no plugin of its sector serves, or it has no such checklist.
        DataError: when it asks for facts that are not declared.
    """
    from zhiben.ledger.inspections.form import sheet_of
    from zhiben.spec import Fact

    sectors = load_installed(options, hooks=(HOOK, FACTS), sector=sector_of(code))
    found = _checklists(sectors)
    checklist, loaded = found[known_code(code, found, kind="检查表")]
    records = loaded.records[FACTS]
    facts = {one.name: one for one in records if isinstance(one, Fact)}
    return sheet_of(checklist, facts, form=form_of(checklist, loaded))


def look_up(
    options: Options, code: str, *, as_of: date | None
) -> tuple[Sheet | None, tuple[RecordedInspection, ...], Names]:
    """Return an installed checklist with the inspections made with it by a day.

    There is no sheet of a checklist that is only on record.

    Raises:
        UnknownNameError: when it is neither installed nor on record.
    """
    sheet, missing = None, None
    try:
        sheet = load_sheet(options, code)
    except UnknownNameError as error:
        missing = error
    key = sheet.form.code if sheet else code.strip().upper()
    found, names = recorded(options, as_of=as_of, code=key)
    if missing and not found:
        raise missing
    return sheet, found, names


def form_of(checklist: Checklist, loaded: Loaded) -> Form:
    """Return which checklist of which plugin it is."""
    return Form(
        code=checklist.code,
        title=checklist.title,
        distribution=loaded.found.distribution,
        version=loaded.found.version,
        revision=loaded.sector.revision,
    )


def recorded(
    options: Options, *, as_of: date | None = None, code: str | None = None
) -> tuple[tuple[RecordedInspection, ...], Names]:
    """Return the inspections that count on a day, and what units were called then.

    There are none without a workspace.
    """
    from zhiben.cli.session import open_session

    if not options.database.exists():
        return (), str
    with open_session(options) as session:
        return inspections_in(session, as_of or session.today, code=code)


def one_recorded(options: Options, reference: str) -> tuple[RecordedInspection, Names]:
    """Return the inspection an entry holds, whether or not it still counts.

    Raises:
        UsageError: when there is no such entry, or it is no inspection.
    """
    from zhiben.cli.session import open_session
    from zhiben.ledger.entries import entry_of
    from zhiben.ledger.inspections.bodies import inspections_of

    with open_session(options) as session:
        found = inspections_of([entry_of(session.entry(reference))])
        if not found:
            raise UsageError(
                f"“{reference}”不是检查记录；检查表写代码（见 zhiben checklist list），"
                "检查记录的编号见 zhiben checklist show 代码。"
            )
        return found[0], _names(session, date.max)


def inspections_in(
    session: Session, as_of: date, *, code: str | None = None
) -> tuple[tuple[RecordedInspection, ...], Names]:
    """Return the inspections of a workspace that count on a day, of one checklist or of all."""
    from zhiben.ledger.inspections.bodies import inspections_of
    from zhiben.model.entries import EntryKind

    live = session.store.live((EntryKind.INSPECTION_RECORD,), as_of, subject=code)
    return inspections_of(live), _names(session, as_of)


def _names(session: Session, as_of: date) -> Names:
    """Return what units are called on a day."""
    from zhiben.ledger.fold import registry_of
    from zhiben.model.entries import EntryKind

    kinds = (EntryKind.ORG_ADD, EntryKind.ORG_AMEND)
    return registry_of(session.store.live(kinds, as_of)).name


def _checklists(sectors: Sectors) -> dict[str, tuple[Checklist, Loaded]]:
    """Return the checklists of plugins by code, each with the plugin it came from."""
    from zhiben.spec import Checklist

    found = sectors.records(HOOK)
    return {one.code: (one, loaded) for loaded, one in found if isinstance(one, Checklist)}
