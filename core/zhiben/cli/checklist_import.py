"""Taking a filled checklist in: read, held against its checklist and the units, and judged."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve, frozen

from zhiben.cli.checklist_page import count_answers, inspection_shape, show_recorded_verdict
from zhiben.cli.checklists import inspections_in, load_sheet
from zhiben.cli.judging import load_rulebook, verdict_shape
from zhiben.cli.output import show_problems
from zhiben.cli.session import Session, open_session, reference_of
from zhiben.cli.shapes import Names
from zhiben.errors import DataError, Problem
from zhiben.io.checklist_files import read_checklist_file
from zhiben.ledger.amending import successor
from zhiben.ledger.inspections.bodies import RecordedInspection, inspection_draft
from zhiben.ledger.inspections.filled import is_rival, is_same, read_answers, read_heading
from zhiben.ledger.reporting import check_day
from zhiben.model.entries import EntryKind
from zhiben.model.inspections import Inspection
from zhiben.rules import Court

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zhiben.cli.main import Options
    from zhiben.cli.session import World
    from zhiben.ledger.inspections.filled import FilledSheet, Heading, Said
    from zhiben.ledger.inspections.form import Sheet
    from zhiben.rules import Rulebook


@frozen(kw_only=True)
class Request:
    """What is to be imported, and what the command says beside the file."""

    path: Path
    org: str | None = None
    on: date | None = None
    replaces: str | None = None
    is_dry_run: bool = False


@frozen(kw_only=True)
class Imported:
    """What became of a file: ``outcome`` is recorded, unchanged or planned.

    ``reference`` is the entry that holds it, now or since an earlier import.
    """

    inspection: Inspection
    outcome: str
    reference: str | None
    replaces: str | None
    problems: tuple[Problem, ...]
    names: Names


def import_sheet(options: Options, request: Request) -> Imported:
    """Take a filled sheet in, once; nothing is written where a cell cannot be read.

    Raises:
        DataError: naming every cell that cannot be read, and what is expected there.
        UsageError: when the entry to be replaced is no inspection with this checklist.
    """
    filled = read_checklist_file(request.path)
    sheet = load_sheet(options, filled.checklist)
    book = load_rulebook(options, sheet.form.sector)
    said = read_answers(filled, sheet, book.facts)
    with open_session(options) as session, _writing(session, is_dry_run=request.is_dry_run):
        planned = _planned(session, filled, sheet, said=said, book=book, request=request)
        if planned.reference:
            return planned
        return _recorded(session, planned, is_dry_run=request.is_dry_run)


def import_shape(done: Imported) -> dict[str, Any]:
    """Return what became of a file as JSON."""
    filing = done.inspection.filing
    return {
        "file": filing.file,
        "digest": filing.digest,
        "sheet": filing.sheet,
        "outcome": done.outcome,
        "reference": done.reference,
        "replaces": done.replaces,
        "problems": [
            {"severity": one.severity, "where": one.where, "message": one.message}
            for one in done.problems
        ],
        "inspection": inspection_shape(done.inspection, done.names, reference=done.reference),
    }


def show_import(done: Imported) -> None:
    """Print what became of a file, and the verdict."""
    one = done.inspection
    answered, total = count_answers(one)
    words = {
        "recorded": f"已记入台账 {done.reference}",
        "unchanged": f"台账里已有（{done.reference}），没有再记",
        "planned": "这是试读，什么也没有写入；去掉 --dry-run 即正式导入",
    }
    click.echo(
        f"{words[done.outcome]}：{one.form.code} {one.form.title}，{done.names(one.org)}，"
        f"{one.on}，答了 {answered} 处，没有查明 {total - answered} 处。"
    )
    show_problems(done.problems)
    show_recorded_verdict(one.verdict)


def _planned(
    session: Session,
    filled: FilledSheet,
    sheet: Sheet,
    *,
    said: Said,
    book: Rulebook,
    request: Request,
) -> Imported:
    """Return what importing the sheet would do, or what it has done already."""
    world = session.world()
    heading, problems = _readable(filled, said, world, request=request, today=session.today)
    check_day(world.plan, heading.on)
    inspection = _inspection(filled, sheet, heading=heading, said=said, book=book)
    known, names = inspections_in(session, date.max, code=sheet.form.code)
    planned = Imported(
        inspection=inspection,
        outcome="planned",
        reference=None,
        replaces=request.replaces,
        problems=problems,
        names=names,
    )
    twin = next((one for one in known if is_same(one.inspection, inspection)), None)
    if twin:
        return evolve(
            planned,
            inspection=twin.inspection,
            outcome="unchanged",
            reference=twin.reference,
            replaces=None,
        )
    notes = tuple(_notes(filled, sheet, inspection, known=() if request.replaces else known))
    return evolve(planned, problems=(*problems, *notes))


def _writing(session: Session, *, is_dry_run: bool) -> AbstractContextManager[None]:
    """Return the transaction of an import; a dry run needs none, and keeps nobody waiting."""
    return nullcontext() if is_dry_run else session.store.transaction()


def _recorded(session: Session, planned: Imported, *, is_dry_run: bool) -> Imported:
    """Record an inspection that is new, and return where; a dry run only checks that it may."""
    inspection, replaced = planned.inspection, {}
    if planned.replaces is not None:
        line = session.entry(planned.replaces)
        replaced = successor(
            line,
            kind=EntryKind.INSPECTION_RECORD,
            subject=inspection.form.code,
            word="检查",
            reason=f"由 {inspection.filing.file} 顶替",
            void=session.store.void_ids(),
        )
        planned = evolve(planned, replaces=reference_of(line))
    if is_dry_run:
        return planned
    draft = inspection_draft(inspection, actor=session.options.actor, **replaced)
    (line,) = session.record([draft])
    return evolve(planned, outcome="recorded", reference=reference_of(line))


def _readable(
    filled: FilledSheet, said: Said, world: World, *, request: Request, today: date
) -> tuple[Heading, tuple[Problem, ...]]:
    """Return the head of a sheet every cell of which can be read, and what else to tell.

    Raises:
        DataError: naming every cell that cannot.
    """
    heading, problems = read_heading(
        filled,
        world.facts.registry,
        today=today,
        org=world.unit(request.org) if request.org else None,
        on=request.on,
    )
    errors = [one for one in (*problems, *said.problems) if one.severity == "error"]
    if said.is_blank and not said.problems:
        message = "一处答案也没有填，没有可以记的；请填好再导入。"
        errors.append(Problem(f"表“{filled.filing.sheet}”", message))
    if errors or heading is None:
        raise DataError(errors)
    return heading, problems


def _inspection(
    filled: FilledSheet, sheet: Sheet, *, heading: Heading, said: Said, book: Rulebook
) -> Inspection:
    """Return the inspection a sheet holds, judged by the editions of its day.

    Raises:
        DataError: when a derivation refuses an answer, naming its cell.
    """
    try:
        verdict = Court(book=book, on=heading.on).judge(said.facts)
    except DataError as error:
        raise DataError([_placed(one, book, said.places) for one in error.problems]) from error
    return Inspection(
        form=sheet.form,
        org=heading.org.id,
        on=heading.on,
        inspectors=heading.inspectors,
        place=heading.place,
        answers=said.answers,
        filing=filled.filing,
        verdict=verdict_shape(verdict),
    )


def _placed(problem: Problem, book: Rulebook, places: Mapping[str, str]) -> Problem:
    """Return what a derivation says against its inputs, with the cells these stand in."""
    made = book.made.get(problem.where)
    cells = [places[name] for name in made.inputs if name in places] if made else []
    if not cells:
        return problem
    return Problem("、".join(cells), f"{problem.where}算不出来：{problem.message}")


def _notes(
    filled: FilledSheet,
    sheet: Sheet,
    inspection: Inspection,
    *,
    known: Iterable[RecordedInspection],
) -> Iterator[Problem]:
    """Yield what to know of an inspection that is new."""
    where = f"表“{filled.filing.sheet}”"
    if filled.revision != sheet.form.revision:
        message = (
            f"是按修订 {filled.revision} 导出的，现行是修订 {sheet.form.revision}；"
            "现在多出来的问题按没有查明记。"
        )
        yield Problem(where, message, "note")
    rivals = [one.reference for one in known if is_rival(one.inspection, inspection)]
    if rivals:
        message = (
            f"同一单位同一天已有检查记录 {'、'.join(rivals)}，这次另记一次；"
            "若是改正原来那次，请撤销这一条，再用 --replaces 写明记录导入。"
        )
        yield Problem(where, message, "note")
