"""The records of the running plugins, with or without a workspace, of all sectors or of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.cli.sectors import load_wanted, selection, serving
from zhiben.errors import UnknownNameError, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.cli.main import Options
    from zhiben.plugins import Sectors


def load_installed(options: Options, *, hooks: Sequence[str], sector: str | None = None) -> Sectors:
    """Load the plugins that are not disabled here, or the one of a sector.

    Raises:
        UnknownNameError: when no plugin of that sector serves.
    """
    from zhiben.cli.session import open_session

    if not options.database.exists():
        disabled: frozenset[str] = frozenset()
    else:
        with open_session(options) as session:
            disabled = session.disabled()
    return load_enabled(options, hooks=hooks, sector=sector, disabled=disabled)


def load_enabled(
    options: Options, *, hooks: Sequence[str], sector: str | None, disabled: frozenset[str]
) -> Sectors:
    """Load the plugins that are not disabled, or the one of a sector.

    Raises:
        UnknownNameError: when no plugin of that sector serves.
    """
    from zhiben.plugins import discover

    if sector is None:
        return load_wanted(options, hooks=hooks, disabled=disabled)
    codes = {one.code for one in discover()}
    wanted = sorted(filter(selection(disabled).wants, codes))
    if sector not in wanted:
        raise UnknownNameError("在运行的行业插件", sector, nearest_names(sector, wanted))
    sectors = load_wanted(options, hooks=hooks, disabled=disabled | (codes - {sector}))
    serving(sectors, sector)
    return sectors


def sector_of(code: str) -> str:
    """Return the sector a code belongs to: its letters before the first hyphen."""
    return code.strip().partition("-")[0].upper()


def known_code(code: str, codes: Iterable[str], *, kind: str) -> str:
    """Return the code as it is written, in capitals or not.

    Raises:
        UnknownNameError: when there is none; offers the nearest.
    """
    every = list(codes)
    found = {one.upper(): one for one in every}.get(code.strip().upper())
    if found is None:
        raise UnknownNameError(kind, code, nearest_names(code.upper(), every))
    return found
