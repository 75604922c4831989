"""Marks of state secrets in what a command is told: refused before anything is done with it.

保守国家秘密法第29至31条: what is secret has no place on this machine, and so it is neither
kept nor repeated.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from zhiben.errors import DataError, Problem
from zhiben.ledger.privacy.secrecy import REFUSAL, has_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_OPTION: Final = re.compile(r"--[a-z][a-z-]*")
_PLACE: Final = "命令行"


def refuse_marked_words(words: Sequence[str]) -> None:
    """Refuse a command line that bears a mark, in whatever option it stands.

    Raises:
        DataError: naming the option before the text, or the text's own.
    """
    for before, word in zip(("", *words), words, strict=False):
        option, _, text = word.partition("=") if word.startswith("--") else ("", "", word)
        if has_mark([word, *text.splitlines()]):
            name = _OPTION.fullmatch(option or before)
            place = f"{_PLACE} {name[0]}" if name else _PLACE
            raise DataError([Problem(place, f"文字里有密级标志，{REFUSAL}")])


def refuse_marked_files(names: Iterable[str]) -> None:
    """Refuse evidence files that bear a mark, before any of them is copied.

    Raises:
        DataError: with each such file, by its place among the files told.
    """
    from zhiben.io.marks import marked_place

    files = [Path(name) for name in names]
    places = {number: marked_place(file) for number, file in enumerate(files, start=1)
              if file.is_file()}  # fmt: skip
    problems = [
        Problem(f"第 {number} 个佐证材料", f"{place}有密级标志，{REFUSAL}")
        for number, place in places.items()
        if place
    ]
    if problems:
        raise DataError(problems)
