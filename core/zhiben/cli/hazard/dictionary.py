"""The dictionary of headings as commands use it: zhiben's own, the plugins', the office's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from zhiben.cli.main import Options
    from zhiben.ledger.hazard_tables.headings import Dictionary, Rule

HOOK: Final = "zhiben_headings"
FILES: Final = ("隐患表头.csv", "隐患表头.xlsx")
"""What the office's own words may be called, beside the database."""
_OWN: Final = "自带"


class Word(NamedTuple):
    """A heading of the dictionary, and whose it is."""

    rule: Rule
    origin: str


def office_file(options: Options) -> Path | None:
    """Return the file with the office's own words, if there is one."""
    folder = options.database.parent
    return next((folder / name for name in FILES if (folder / name).exists()), None)


def dictionary(options: Options) -> Dictionary:
    """Return all that is known of headings; the office's words count first, zhiben's last.

    Raises:
        DataError: with everything that is wrong with the office's file.
    """
    from zhiben.ledger.hazard_tables.headings import Dictionary

    return Dictionary(rules=tuple(word.rule for word in words(options)))


def words(options: Options) -> Iterator[Word]:
    """Yield all that is known of headings, what counts first last.

    Raises:
        DataError: with everything that is wrong with the office's file.
    """
    from zhiben.cli.catalogs import load_installed
    from zhiben.io.heading_files import read_headings
    from zhiben.ledger.hazard_tables.headings import builtin_dictionary, rules_from_headings
    from zhiben.spec import Heading

    yield from (Word(rule=rule, origin=_OWN) for rule in builtin_dictionary().rules)
    for plugin in load_installed(options, hooks=(HOOK,)).loaded:
        told = (one for one in plugin.records[HOOK] if isinstance(one, Heading))
        for rule in rules_from_headings(told):
            yield Word(rule=rule, origin=plugin.found.distribution)
    path = office_file(options)
    for rule in read_headings(path) if path else ():
        yield Word(rule=rule, origin=path.name if path else "")
