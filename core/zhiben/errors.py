"""Every exception of the core, and the value that carries a problem in somebody's data.

Problems in user data are values (:class:`Problem`), collected and shown together.
Exceptions are for "cannot go on"; ``zhiben.cli.exits`` is the one place that maps
them to exit codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Severity = Literal["error", "warning", "note"]


class Problem(NamedTuple):
    """One thing wrong, or worth knowing, in data a person supplied.

    ``where`` is a file, sheet and cell, a path inside a document, or a record's id;
    ``message`` is one Chinese sentence that says what is wrong and what to do.
    """

    where: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        """Return ``where：message``, the form every list of problems is printed in."""
        return f"{self.where}：{self.message}" if self.where else self.message


def nearest_names(name: str, names: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the names most like one that was not found, nearest first."""
    from difflib import get_close_matches  # only needed when something went wrong

    return tuple(get_close_matches(name, list(names), n=most, cutoff=0.4))


class ZhibenError(Exception):
    """Base of all errors the core raises on purpose; its text is shown to the user as it is."""


class UsageError(ZhibenError):
    """The command's own words are off: an unknown name, an impossible date, a missing choice."""


class UnknownNameError(UsageError):
    """A name that nothing here answers to; offers the nearest known ones."""

    def __init__(self, kind: str, name: str, nearest: Sequence[str] = ()) -> None:
        self.kind = kind
        self.name = name
        self.nearest = tuple(nearest)
        hint = f"，是不是“{'”或“'.join(self.nearest)}”？" if self.nearest else "。"
        super().__init__(f"没有叫“{name}”的{kind}{hint}")


class DataError(ZhibenError):
    """Supplied data cannot be used; carries every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class EnvironmentFailure(ZhibenError):
    """The machine, not the data, stands in the way: disk, permissions, locks."""


class PluginError(ZhibenError):
    """A plugin failed and the user asked for that to end the command; one line for each."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


class JournalError(DataError):
    """Entries that cannot be taken into the journal: a broken chain or a conflicting copy."""
