"""``zhiben criteria overlay``: what an office adds to an edition itself, and takes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import command, group
from zhiben.cli.options import as_of_option, format_option, reason_option
from zhiben.cli.output import note, show_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.cli.overlay_page import Standing
    from zhiben.cli.session import Session
    from zhiben.ledger.entries import Line
    from zhiben.ledger.overlay_bodies import OverlayFile, RecordedOverlay, Removal
    from zhiben.rules.overlays import Overlay, Placed
    from zhiben.spec import Record


@command(
    "add",
    summary="补录：自己补全、加严某一版标准的条款（记入台账）。",
    details=(
        "文件写明标准、依据、核对人和日期，条款和事实的写法与插件的目录文件相同。"
        "插件没有的条款是新增，没有录全的由补录的代替，已有全文的只能加严。"
        "有一处不对就什么也不记。同一个文件记一次。"
    ),
    example=(
        "zhiben criteria overlay add GB35181-2025.toml --dry-run\n"
        "zhiben criteria overlay add GB35181-2025.toml\n"
        "zhiben criteria overlay add GB35181-2025.toml --replaces office:41"
    ),
)
@click.argument("file", metavar="文件")
@click.option("--replaces", metavar="记录", help="代替在用的哪一次补录，如 office:41。")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="只核对，什么也不写入。")
@click.pass_obj
def add(options: Options, *, file: str, replaces: str | None, is_dry_run: bool) -> None:
    """Check an overlay and put it on record."""
    from zhiben.cli.overlay_page import show_taken_in
    from zhiben.cli.overlays import in_force
    from zhiben.cli.session import open_session, reference_of
    from zhiben.io.overlay_files import read_overlay
    from zhiben.ledger.overlay_bodies import overlay_draft

    overlay, source = read_overlay(Path(file))
    sector, records = _plugin_of(overlay, source)
    with open_session(options) as session, session.store.transaction():
        recorded = in_force(session.store, session.today, sector=sector)
        twin = next((one for one in recorded if one.file.digest == source.digest), None)
        if twin is not None:
            click.echo(f"台账里已有（{twin.reference}），没有再记：{overlay.title}。")
            return
        extra = _replacement(session, recorded, overlay, source, replaces=replaces)
        others = [one.placed for one in recorded if one.id != extra.get("replaces")]
        placed = _checked(overlay, source, records, others, sector=sector, today=session.today)
        place = "这是核对，什么也没有写入；去掉 --dry-run 即记入台账"
        if not is_dry_run:
            draft = overlay_draft(placed, source, on=session.today, actor=options.actor, **extra)
            place = f"已记入台账 {reference_of(*session.record([draft]))}"
    show_taken_in(place, placed, records, others)


@command(
    "list",
    summary="列出在用的补录：谁核对的、来自哪里、补了几条、是否还合得上插件。",
    example="zhiben criteria overlay list\nzhiben criteria overlay list --as-of 2026-06-30 --json",
)
@as_of_option
@format_option()
@click.pass_obj
def list_(options: Options, *, as_of: date | None, form: str) -> None:
    """List the overlays in force on a day."""
    from zhiben.cli.overlay_page import overlay_shape, show_overlays
    from zhiben.cli.overlays import in_force
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        day = as_of or session.today
        recorded = in_force(session.store, day)
    standings = _standings(recorded)
    pairs = [(one, standings[one.reference]) for one in recorded]
    if form == "json":
        shapes = [overlay_shape(one, standing) for one, standing in pairs]
        show_json({"as_of": day.isoformat(), "overlays": shapes})
    else:
        show_overlays(pairs)


@command(
    "show",
    summary="一次补录的全部内容，和每一条现在起什么作用。",
    example="zhiben criteria overlay show office:41",
)
@click.argument("reference", metavar="记录")
@format_option()
@click.pass_obj
def show(options: Options, *, reference: str, form: str) -> None:
    """Show everything of one overlay, whether or not it is still in force."""
    from zhiben.cli.overlay_page import show_overlay, whole_shape
    from zhiben.cli.overlays import in_force
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        line = session.entry(reference)
        one = _overlay_of(line)
        removal = _removal(session, line)
        recorded = in_force(session.store, session.today, sector=one.sector)
    standing = _standings(recorded).get(one.reference)
    if form == "json":
        show_json(whole_shape(one, standing, removal))
    else:
        show_overlay(one, standing, removal)


@command(
    "remove",
    summary="撤回一次补录（原记录保留）：从今天起判定不再用它。",
    details="记错了、根本不该算数的，用 zhiben undo；撤回错了，用 zhiben undo 撤销“撤回”。",
    example="zhiben criteria overlay remove office:41 --reason 插件已收录正式文本",
)
@click.argument("reference", metavar="记录")
@reason_option
@click.pass_obj
def remove(options: Options, *, reference: str, reason: str) -> None:
    """Take an overlay back from today on."""
    from zhiben.cli.overlays import in_force
    from zhiben.cli.session import open_session, reference_of
    from zhiben.ledger.overlay_bodies import removal_draft

    with open_session(options) as session, session.store.transaction():
        line = session.entry(reference)
        recorded = in_force(session.store, session.today, sector=_overlay_of(line).sector)
        one = _in_force(session, line, recorded)
        draft = removal_draft(one, reason=reason, on=session.today, actor=options.actor)
        (removal,) = session.record([draft])
    click.echo(
        f"已记入台账 {reference_of(removal)}：撤回补录 {one.reference}《{one.overlay.title}》，"
        f"理由：{reason.strip()}。从今天起判定不再用它。"
    )
    _tell_broken(recorded, [other for other in recorded if other.id != one.id])


overlay = group(
    "overlay",
    summary="补录：没有录全的标准自己补全，当地更严的规定自己加上。",
    example=(
        "zhiben criteria overlay add GB35181-2025.toml --dry-run\n"
        "zhiben criteria overlay list\n"
        "zhiben criteria overlay remove office:41 --reason 插件已收录正式文本"
    ),
    members=(add, list_, show, remove),
)


def _plugin_of(overlay: Overlay, source: OverlayFile) -> tuple[str, list[Record]]:
    """Return the sector an overlay is for, and its plugin's own records.

    Raises:
        DataError: when no such sector is installed.
        PluginError: when its plugin fails.
    """
    from zhiben.cli.catalogs import sector_of
    from zhiben.cli.judging import load_sector
    from zhiben.cli.overlays import own_records
    from zhiben.errors import DataError, Problem, UnknownNameError

    try:
        loaded = load_sector(sector_of(overlay.standard))
    except UnknownNameError as error:
        raise DataError([Problem(f"{source.name}: standard", str(error))]) from error
    return loaded.sector.code, own_records(loaded)


def _replacement(
    session: Session,
    recorded: Iterable[RecordedOverlay],
    overlay: Overlay,
    source: OverlayFile,
    *,
    replaces: str | None,
) -> dict[str, str]:
    """Return what an entry says of the overlay it takes the place of, if there is one.

    Raises:
        UsageError: when that is none in force of the same edition.
    """
    from zhiben.ledger.amending import successor
    from zhiben.model.entries import EntryKind

    if replaces is None:
        return {}
    line = session.entry(replaces)
    extra = successor(
        line,
        kind=EntryKind.CRITERIA_OVERLAY,
        subject=overlay.standard,
        word="补录",
        reason=f"由 {source.name} 代替",
        void=session.store.void_ids(),
    )
    _in_force(session, line, recorded)
    return extra


def _checked(
    overlay: Overlay,
    source: OverlayFile,
    records: Sequence[Record],
    others: Sequence[Placed],
    *,
    sector: str,
    today: date,
) -> Placed:
    """Return an overlay as it is to be taken in.

    Raises:
        DataError: with everything that is wrong with it.
    """
    from zhiben.errors import DataError
    from zhiben.rules.overlays_checking import check_overlay

    placed, problems = check_overlay(overlay, records, others, sector=sector, today=today)
    if problems:
        places = (": ".join(filter(None, (source.name, one.where))) for one in problems)
        raise DataError([one._replace(where=at) for one, at in zip(problems, places, strict=True)])
    return placed


def _overlay_of(line: Line) -> RecordedOverlay:
    """Return the overlay an entry holds.

    Raises:
        UsageError: when it holds none.
    """
    from zhiben.cli.session import reference_of, refuse
    from zhiben.ledger.entries import entry_of
    from zhiben.ledger.overlay_bodies import overlay_of

    one = overlay_of(entry_of(line))
    if one is None:
        raise refuse(f"{reference_of(line)} 不是补录，在用的补录见 zhiben criteria overlay list。")
    return one


def _in_force(session: Session, line: Line, recorded: Iterable[RecordedOverlay]) -> RecordedOverlay:
    """Return the overlay in force that an entry holds.

    Raises:
        UsageError: when it holds none, or one that no longer counts.
    """
    from zhiben.cli.session import refuse

    one = _overlay_of(line)
    if one.id not in {each.id for each in recorded}:
        removal = _removal(session, line)
        where = f"（{removal.reference}）" if removal else ""
        raise refuse(f"补录 {one.reference} 已经撤回、撤销或被代替{where}，没有再做什么。")
    return one


def _removal(session: Session, line: Line) -> Removal | None:
    """Return what keeps an overlay from being in force: taken back, undone or replaced."""
    from zhiben.cli.session import reference_of
    from zhiben.ledger.entries import entry_of
    from zhiben.ledger.overlay_bodies import Removal, removals_of
    from zhiben.model.entries import EntryKind

    live = session.store.live((EntryKind.CRITERIA_OVERLAY,), session.today, subject=line.subject)
    void = session.store.void_ids()
    if line.id in void:
        for other in session.store.lines(subject=line.subject):
            entry = entry_of(other)
            if entry.body.get("replaces") == line.id and other.id not in void:
                reason = str(entry.body.get("reason", ""))
                return Removal(reference=reference_of(other), on=entry.on, reason=reason)
    return removals_of(live).get(line.id)


def _standings(recorded: Sequence[RecordedOverlay]) -> dict[str, Standing]:
    """Return how overlays stand to the plugins as they are now, by reference."""
    from zhiben.cli.judging import load_sector
    from zhiben.cli.overlay_page import Standing
    from zhiben.cli.overlays import laid, own_records
    from zhiben.errors import PluginError, Problem, UnknownNameError

    found: dict[str, Standing] = {}
    for sector in dict.fromkeys(one.sector for one in recorded):
        own = [one for one in recorded if one.sector == sector]
        try:
            layout = laid(own_records(load_sector(sector)), own)
        except (PluginError, UnknownNameError) as error:
            problem = Problem("", f"该行业的插件没有运行，没有核对：{error}")
            found |= {one.reference: Standing(problems=(problem,), is_checked=False) for one in own}
            continue
        for one in own:
            found[one.reference] = Standing(
                parts=layout.parts.get(one.reference, {}),
                problems=layout.unused.get(one.reference, ()),
            )
    return found


def _tell_broken(before: Sequence[RecordedOverlay], after: Sequence[RecordedOverlay]) -> None:
    """Tell of overlays that went with one that was taken back: they built on it."""
    earlier, later = _standings(before), _standings(after)
    for one in after:
        if later[one.reference].problems and not earlier[one.reference].problems:
            note(
                f"补录 {one.reference}《{one.overlay.title}》要靠撤回的这一次，现在也不再使用："
                f"{later[one.reference].problems[0]}"
            )
