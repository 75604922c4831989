"""Tables of hazards on their way into the journal: read, planned, recorded, all or nothing."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from attrs import evolve, frozen

from zhiben.cli.hazard.acting import new_numbers, registry_on
from zhiben.cli.session import refuse
from zhiben.errors import DataError, Problem
from zhiben.io.hazard_maps import map_text
from zhiben.io.hazard_rejects import write_hazard_rejects
from zhiben.io.rejects import MARK
from zhiben.io.tables import Limits, read_sheets
from zhiben.ledger.hazard_import.bodies import SheetOnRecord, row_draft, sheet_draft, sheet_of
from zhiben.ledger.hazard_import.guard import guarded
from zhiben.ledger.hazard_import.planning import Book, Table, TablePlan, plan_import
from zhiben.ledger.hazard_import.sources import (
    Sender,
    completed,
    earlier_sheet,
    is_repeated,
    names_of,
)
from zhiben.ledger.hazard_tables.headings import LABELS, Dictionary, Field, Target
from zhiben.ledger.hazard_tables.headings_kinds import SheetKind
from zhiben.ledger.hazard_tables.sheets import plan_sheet
from zhiben.ledger.hazards.lives import KINDS
from zhiben.model.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiben.cli.session import Session
    from zhiben.io.sheets import Sheet
    from zhiben.ledger.duplicates.names import Names
    from zhiben.ledger.hazard_tables.headings_mapping import Competition
    from zhiben.model.entries import Draft

_LIMITS: Final = Limits(unpacked_bytes=512 * 1024**2, rows=300_000)
"""No county has more hazards in one table, and no office computer much more memory."""
_MOST_ROWS: Final = 5
_AFTER_FILES: Final = 2


@frozen(kw_only=True)
class LedgerFile:
    """A file of hazards; ``asides`` name the sheets that hold none, and say why."""

    path: Path
    tables: tuple[Table, ...]
    asides: tuple[Problem, ...]


@frozen(kw_only=True)
class Imported:
    """What became of files; ``rejects`` are the files of rejected rows, sheet by sheet."""

    files: tuple[LedgerFile, ...]
    plans: tuple[TablePlan, ...]
    rejects: tuple[Path | None, ...]
    is_dry: bool

    @property
    def has_rejected(self) -> bool:
        """Whether a row was not taken in."""
        return any(plan.table.plan.rejected for plan in self.plans)


@frozen(kw_only=True)
class Reading:
    """What files are read with.

    ``targets`` is the user's map, and ``year`` that of days written without one; ``None``
    where the user gave none.
    """

    dictionary: Dictionary
    sender: Sender
    today: date
    targets: Mapping[str, Target] | None
    year: int | None
    sheets: tuple[SheetOnRecord, ...]

    def file(self, path: Path) -> LedgerFile:
        """Return the ledgers a file holds.

        Raises:
            DataError: when the file is no table, or holds no ledger.
            UsageError: when a person has to say what a column holds.
            EnvironmentFailure: when the machine does not let the file be read.
        """
        sheets = read_sheets(path, limits=_LIMITS)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        tables = [self._table(path, one, digest=digest) for one in sheets]
        ledgers = [one for one in tables if one.plan.kind is SheetKind.LEDGER]
        if not ledgers:
            raise DataError(_nothing_read(path, tables))
        open_ = [(one, found) for one in ledgers for found in one.plan.competitions]
        if open_:
            raise refuse(_competing_text(path, open_))
        asides = tuple(
            Problem(_place(path, one.sheet), one.plan.told, "note")
            for one in tables
            if one.plan.kind is not SheetKind.LEDGER
        )
        return LedgerFile(path=path, tables=tuple(ledgers), asides=asides)

    def _table(self, path: Path, sheet: Sheet, *, digest: str) -> Table:
        """Return a sheet with what its rows amount to."""
        ledger = self.sender.ledger(path.stem)
        earlier = earlier_sheet(self.sheets, ledger=ledger, sheet=sheet.name)
        saved = earlier.targets if earlier else {}
        given = saved if self.targets is None else self.targets
        kept = guarded(
            [row.cells for row in sheet.rows],
            dictionary=self.dictionary,
            targets=given,
            channel=self.sender.channel,
        )
        planned = plan_sheet(
            kept.rows,
            dictionary=self.dictionary,
            today=self.today,
            year=self.year,
            targets=given,
        )
        plan = completed(planned, self.sender)
        notes = [*sheet.notes, *_guarding(kept.hidden, kept.masked)]
        if self.targets is None:
            plan = evolve(plan, remarks=tuple(r for r in plan.remarks if r.column is not None))
        repeated = is_repeated(plan, self.sheets, ledger=ledger, sheet=sheet.name, digest=digest)
        return Table(
            file=path.name,
            sheet=sheet.name,
            digest=digest,
            ledger=ledger,
            plan=plan,
            rows=kept.rows,
            is_partial=MARK in path.stem,
            is_repeated=repeated,
            given=given,
            notes=tuple(notes),
        )


class Bar:
    """How far an import is, on a terminal; nothing in a pipe."""

    def __init__(self, files: int) -> None:
        self._bar = click.progressbar(
            length=files + _AFTER_FILES,
            label="读入",
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
        )

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """Show what is being done, and that it is done."""
        self._bar.label = label
        self._bar.render_progress()
        yield
        self._bar.update(1)

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._bar.render_finish()


def sheets_on_record(session: Session) -> tuple[SheetOnRecord, ...]:
    """Return the sheets that were imported, oldest first."""
    return tuple(map(sheet_of, session.store.live((EntryKind.HAZARD_SHEET,), date.max)))


def names_here(session: Session) -> Names:
    """Return what this office knows of the names of enterprises."""
    body = session.store.plan_body(session.today) or {}
    issuer = str(body.get("plan", {}).get("issuer", ""))
    return names_of(registry_on(session, session.today), issuer)


def planned(session: Session, files: Sequence[LedgerFile]) -> tuple[TablePlan, ...]:
    """Return what importing files would do."""
    names, numbers = names_here(session), new_numbers(session)
    # Nothing else holds the entries: memory has room for them or for what is made of them.
    book = Book(session.store.live(KINDS, date.max), names=names, numbers=numbers)
    return plan_import([file.tables for file in files], book)


def taken_in(session: Session, files: Sequence[LedgerFile], *, on: date, bar: Bar) -> Imported:
    """Record what is new, and write what was rejected beside the files; all of it or nothing."""
    with ExitStack() as undoing:
        with session.store.transaction():
            with bar.step("对照台账"):
                plans = planned(session, files)
            rejects: list[Path | None] = []
            for file in files:
                sheets = [one.plan for one in file.tables]
                rejects += write_hazard_rejects(file.path, sheets, undoing=undoing)
            with bar.step("写入台账"):
                session.record_rows(_drafts(session, plans, on=on))
        undoing.pop_all()
    return Imported(files=tuple(files), plans=plans, rejects=tuple(rejects), is_dry=False)


def _drafts(session: Session, plans: Iterable[TablePlan], *, on: date) -> Iterator[Draft]:
    """Yield what the journal is to keep of sheets."""
    from zhiben.ledger.hazard_import.planning import Fate

    actor = session.options.actor
    for plan in plans:
        table = plan.table
        for one in plan.placed:
            if one.fate is not Fate.UNCHANGED:
                yield row_draft(one, table, on=on, actor=actor)
        if not (plan.is_idle and table.is_repeated):
            yield sheet_draft(plan, on=on, actor=actor)


def _guarding(hidden: Sequence[str], masked: Sequence[int]) -> Iterator[str]:
    """Say what was left out to protect reporters."""
    if hidden:
        named = "、".join(f"“{name}”" for name in hidden)
        yield f"{named}是举报人的信息，没有写入；要保存，请用 zhiben reporter add 另行登记。"
    if masked:
        rows = "、".join(map(str, masked[:_MOST_ROWS]))
        more = f"等 {len(masked)} 行" if len(masked) > _MOST_ROWS else "行"
        yield f"第 {rows} {more}是举报来的，文字里的电话、姓名已经遮盖。"


def _competing_text(path: Path, found: Sequence[tuple[Table, Competition]]) -> str:
    """Say which columns a person has to decide on, with a map to start from."""
    lines = [f"{_place(path, table.sheet)}：{one.message}" for table, one in found]
    targets: dict[str, Target] = {}
    for _, one in found:
        field = one.fields[0]
        for name in one.columns:
            targets[name] = Target(field=Field.EXTRA if field in _fields(targets) else field)
    words = "、".join(f"{f.value}（{LABELS[f]}）" for _, one in found for f in one.fields)
    hint = f"没有写入。把下面存成 映射.toml，改成对的（{words}，不用的写 extra），"
    hint += "再加 --map 映射.toml："
    return "\n".join((*lines, hint, map_text(targets).rstrip()))


def _fields(targets: Mapping[str, Target]) -> set[Field]:
    """Return the fields a map gives already."""
    return {target.field for target in targets.values()}


def _nothing_read(path: Path, tables: Sequence[Table]) -> list[Problem]:
    """Return why no sheet of a file is a ledger; blank sheets count only among themselves."""
    told = [one for one in tables if one.plan.kind is not SheetKind.BLANK] or tables
    where = [Problem(_place(path, one.sheet), one.plan.told) for one in told]
    return where or [Problem(path.name, "里面没有工作表，没有读入。")]


def _place(path: Path, sheet: str) -> str:
    """Return where a sheet is."""
    return path.name if sheet == path.stem else f"{path.name} 工作表“{sheet}”"
