"""What commands about hazards print, with the phones and ID numbers in it masked.

Whatever a person wrote may hold a number that tells who somebody is: a detail, an opinion, a
file's name. What only looks like one because it is a digest or an entry's id stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.output import show_json, show_table
from zhiben.ledger.privacy.fields import shown
from zhiben.ledger.privacy.masking import mask_text, mask_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.cli.output import Rows
    from zhiben.cli.session import Session

_COMPUTED: Final = frozenset({"id", "digest", "previous", "replaces", "recorded_at"})
"""The fields that the program itself fills with letters and digits."""


HAZARDS: Final = "hazards"
"""The subject of what shows many hazards unmasked."""
JOURNAL: Final = "journal"
"""That of what shows many entries unmasked."""


def keeps_masked(session: Session, subject: str, *, unmask: str | None) -> bool:
    """Tell whether a command masks what it shows; if not, that is on record with its reason.

    Args:
        session: the workspace.
        subject: the number of the hazard shown, or what is shown as a whole.
        unmask: the reason as the user gave it, ``None`` without ``--unmask``.

    Raises:
        UsageError: when the reason is empty, or itself tells personal data.
    """
    if unmask is None:
        return True
    from zhiben.cli.accesses import record_unmask

    record_unmask(session, subject, reason=unmask)
    return False


def print_json(value: Mapping[str, Any], *, is_masked: bool = True) -> None:
    """Print JSON, masked unless a reason for showing everything is on record."""
    show_json(masked_json(value) if is_masked else value)


def print_table(
    headers: Sequence[str], rows: Rows, *, title: str = "", is_masked: bool = True
) -> None:
    """Print a table, masked unless a reason for showing everything is on record."""
    show_table(headers, masked_rows(rows) if is_masked else rows, title=title)


def masked_json(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return JSON with the texts in it masked as their fields ask, however deep."""
    match value:
        case Mapping():
            return {key: _field(key, part) for key, part in value.items()}
        case list() | tuple():
            return [masked_json(part) for part in value]
    return mask_value(value)


def masked_rows(rows: Iterable[Iterable[object]]) -> list[tuple[str, ...]]:
    """Return the rows of a table with each cell masked by itself."""
    return [tuple(mask_text("" if cell is None else str(cell)) for cell in row) for row in rows]


def say(text: str, *, is_masked: bool = True) -> None:
    """Print a line, masked unless a reason for showing everything is on record."""
    click.echo(mask_text(text) if is_masked else text)


def _field(name: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return what a field holds, masked unless it is a code that the program gave or checked."""
    if name in _COMPUTED:
        return value
    return masked_json(value) if isinstance(value, Mapping | list | tuple) else shown(name, value)
