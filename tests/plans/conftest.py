"""The document 五河's plan was made from, cut into places and sentences."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from zhiben.io.plan_files import load_builtin

if TYPE_CHECKING:
    from zhiben.model.plan import PlanPackage

TEXT = Path(__file__).with_name("wuhe-2024.txt")
HEADINGS = (
    (re.compile(r"(\d+)[.．]"), "措施{0}"),
    (re.compile(r"（([一二三四五六七八])）"), "{section}({0})"),
    (re.compile(r"([一二三四])、"), "{0}"),
    (re.compile(r"(《五河县安全生产治本攻坚.+。)$"), "通知"),
)


def place_of(line: str, *, section: str) -> str | None:
    """Return the place a line opens, or ``None`` for the running text of the last one."""
    for pattern, place in HEADINGS:
        if match := pattern.match(line):
            return place.format(match[1], section=section)
    return None


@pytest.fixture(scope="session")
def sentences() -> dict[tuple[str, int], str]:
    """Every sentence of the document from the notice on, by place and number."""
    places: dict[str, str] = {}
    place = section = ""
    for line in map(str.strip, TEXT.read_text(encoding="utf-8").splitlines()):
        place = place_of(line, section=section) or place
        section = place if len(place) == 1 else section
        places[place] = places.get(place, "") + line
    return {
        (place, number): sentence
        for place, text in places.items()
        for number, sentence in enumerate(re.findall("[^。]+。", text), start=1)
        if place
    }


@pytest.fixture(scope="session")
def package() -> PlanPackage:
    """五河's plan with its units."""
    return load_builtin("wuhe-2024")
