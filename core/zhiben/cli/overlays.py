"""What offices have added to editions themselves, laid over the plugin's own criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.ledger.overlay_bodies import RecordedOverlay
    from zhiben.plugins import Loaded
    from zhiben.rules.overlays import Layout
    from zhiben.spec import Record
    from zhiben.store import Store


def overlaid(options: Options, loaded: Loaded) -> Sequence[Record]:
    """Return the records a sector is judged by: the plugin's, with the overlays in force today.

    An overlay that no longer fits the plugin is left out, and told on the side.
    """
    records = own_records(loaded)
    if not options.database.exists():
        return records
    from zhiben.store import open_store

    with open_store(options.database, timeout=options.patience) as store:
        recorded = in_force(store, options.clock.today(), sector=loaded.sector.code)
    if not recorded:
        return records
    layout = laid(records, recorded)
    _tell_unused(layout, recorded)
    return layout.records


def own_records(loaded: Loaded) -> list[Record]:
    """Return everything a plugin was asked for, in one list."""
    return [one for records in loaded.records.values() for one in records]


def in_force(store: Store, day: date, *, sector: str | None = None) -> tuple[RecordedOverlay, ...]:
    """Return the overlays in force on a day, of one sector or of all."""
    from zhiben.model.entries import EntryKind

    live = store.live((EntryKind.CRITERIA_OVERLAY,), day)
    if not live:
        return ()
    from zhiben.ledger.overlay_bodies import overlays_in_force

    found = overlays_in_force(live)
    return tuple(one for one in found if sector in {None, one.sector})


def laid(records: Sequence[Record], recorded: Iterable[RecordedOverlay]) -> Layout:
    """Return a plugin's records with overlays laid over, and what became of each."""
    from zhiben.rules.overlays_checking import lay

    return lay(records, [one.placed for one in recorded])


def _tell_unused(layout: Layout, recorded: Iterable[RecordedOverlay]) -> None:
    """Tell of the overlays that are left out, and why."""
    from zhiben.cli.output import note

    for one in recorded:
        for problem in layout.unused.get(one.reference, ())[:1]:
            note(
                f"补录《{one.overlay.title}》（台账 {one.reference}）没有使用：{problem} "
                "详见 zhiben criteria overlay list。"
            )
